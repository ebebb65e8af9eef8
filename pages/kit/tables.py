"""One way to show a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import streamlit as st
from pandas.io.formats.style import Styler

Row = dict[str, Any]
"""One row of a table, by its columns."""

FIRST_WIDTH = 130
"""Pixels of a first column that stays in view."""


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame, to be read one by one.

    All cells at once: `DataFrame.to_dict` takes one by one, a hundred times as long.
    """
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.to_numpy(dtype=object).tolist()]


def show(
    rows: Sequence[Row] | pd.DataFrame | Styler,
    *,
    alt: str,
    left: Sequence[str] = (),
    pinned: bool = False,
    columns: Mapping[str, Any] | None = None,
    height: Literal["content", "auto"] = "content",
) -> None:
    """Show rows as a table: the first column and those of words to the left, all others, being figures, to the right.

    rows    : one mapping a row, written by the reader's locale, all with the same columns; or a frame, also one whose
              numbers are written by their own formats, so that a reader may sort by them
    alt     : what the table shows, for those who hear it
    left    : further columns of words
    pinned  : whether the first column stays in view when the table is moved sideways
    columns : Streamlit's own settings of a column, by its title; they go before all others
    """
    table = rows if isinstance(rows, pd.DataFrame | Styler) else pa.Table.from_pylist(list(rows))
    titles = list(map(str, table.column_names if isinstance(table, pa.Table) else table.columns))
    right = st.column_config.TextColumn(alignment="right")
    config: dict[str, Any] = {title: right for title in titles[1:] if title not in left}
    if pinned and titles:
        config[titles[0]] = st.column_config.TextColumn(pinned=True, width=FIRST_WIDTH)
    st.dataframe(table, hide_index=True, height=height, column_config={**config, **(columns or {})}, alt=alt)

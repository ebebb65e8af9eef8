"""A chart as a value: drawn on a page, in a report, or as a file of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A chart with all that it needs, to be drawn on a page, in a report or as a file.

    key   : of the chart, the same at every move, so that the browser draws new data into it
    frame : a few hundred rows at most; or rows, all with the same columns
    alt   : what the chart shows, for those who hear it; keep it the same from move to move where it is long, as another
            one makes the browser build the chart anew
    title : in the reader's language, without markup; empty where the page says it already
    """

    key: str
    frame: pa.Table | Sequence[Mapping[str, Any]]
    spec: Spec
    alt: str
    title: str = ""

    @property
    def table(self) -> pa.Table:
        """The frame as a browser is sent it."""
        return self.frame if isinstance(self.frame, pa.Table) else pa.Table.from_pylist(list(self.frame))

"""Tables that a reader edits in place: kept in the visit, written and read in the reader's way of writing numbers.

Every cell is a text, since Streamlit's number cells follow the browser's language and not the reader's choice. A range
stands in one cell ("60 – 80") and becomes two columns, ``_low`` and ``_high``. The editor is given one table and tells
what was changed in it; a table that follows its own edits would lose every second one. So two are kept, what the
editor began with and what it holds now, and it begins anew with the latter when the page is entered again, when another
table is put in its place, and when the language changes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from pages.kit.tables import rows_of
from pages.kit.words import Words, words_for
from simulator import InputError
from simulator.forms.scenario_file import FileProblem

LONGEST_TEXT: Final = 80
"""Sentences shown about one table or file; the rest is counted."""
_DASH: Final = re.compile(r"(.+?)\s*(?:\.\.\.?|[-–—−…])\s*(.+)")
"""Two ends with a dash or dots between them; a minus sign in front is none."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an edited table.

    name : the core's column, or the stem of its two columns when the cell holds an interval
    title, help : marked texts
    kind : a share is typed in percent
    interval : whether the cell may hold a range; a single number fills both ends
    pixels : how wide it is
    """

    name: str
    title: str
    help: str
    kind: Literal["text", "number", "share"] = "number"
    interval: bool = False
    pixels: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The core's columns that a cell fills."""
        return (f"{self.name}_low", f"{self.name}_high") if self.interval else (self.name,)


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """What a table holds now.

    table : one row per row of the editor, columns as in the core; nan where a cell is empty or cannot be read
    problems : cells that cannot be read; rows are counted from 1
    is_example : nobody has changed what stood there at first
    """

    table: pd.DataFrame
    problems: tuple[FileProblem, ...]
    is_example: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    """The texts that the editor began with and those that it holds, written as in one locale.

    is_from_preset : a preset put them there, and the user has not changed them
    example : the example that the texts were written from, None where they are none
    reading : what `read` made of the texts that it holds; None while it was not called
    """

    base: pd.DataFrame
    now: pd.DataFrame
    locale: str
    is_example: bool
    is_from_preset: bool = False
    example: pd.DataFrame | None = None
    reading: tuple[pd.DataFrame, tuple[FileProblem, ...]] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The cells of a table as they are typed, in the locale they were typed in.

    is_from_preset : a preset put them there, and the user has not changed them
    """

    cells: pd.DataFrame
    locale: str
    is_from_preset: bool = False


def draw(words: Words, key: str, columns: Sequence[Column], example: Callable[[], pd.DataFrame], *, alt: str) -> Edited:
    """The table in its editor, where rows are added and deleted, and what it holds now.

    key : of the table in the session
    example : makes the table of a first visit, columns as in the core; made again whenever the page is drawn until
        something is changed in it, so that it belongs to the present plan. The very table that it made before is not
        written anew
    alt : what the table is, in the reader's language
    """
    content = _begun(words, key, columns, example)
    given = st.data_editor(
        content.base,
        key=widget_key(key),
        num_rows="dynamic",
        hide_index=True,
        alt=alt,
        column_config={column.name: _config(words, column, first=column is columns[0]) for column in columns},
    )
    # Without an edit it holds what it began with, which need not be compared nor read again.
    now = _texts(given, columns) if _has_edits(key) else content.base
    reading = content.reading if now is content.now else None
    table, problems = reading = reading or read(words, columns, now)
    content = replace(content, now=now, reading=reading)
    if now is not content.base and not now.equals(content.base):
        content = replace(content, is_example=False, is_from_preset=False)
    st.session_state[_place(key)] = content
    return Edited(table, problems, content.is_example)


def put(words: Words, key: str, columns: Sequence[Column], table: pd.DataFrame, *, from_preset: bool = False) -> None:
    """Put another table in the place of the present one, columns as in the core. For callbacks.

    from_preset : it goes with the plan that comes with it, unless the user changes it (`take_back`)
    """
    texts = written(words, columns, table)
    _keep(key, _Content(texts, texts, words.name, is_example=False, is_from_preset=from_preset))


def forget(key: str) -> None:
    """Begin again with the example. For callbacks."""
    _keep(key, None)


def take_back(key: str) -> bool:
    """Reset to the example unless the user edited the table; return whether a preset's table was removed.

    For callbacks.
    """
    content: _Content | None = st.session_state.get(_place(key))
    if content is not None and (content.is_from_preset or content.is_example):
        forget(key)
    return content is not None and content.is_from_preset


def user_table(key: str, columns: Sequence[Column]) -> pd.DataFrame | None:
    """The table that the user filled, columns as in the core; None for an example and for what a preset put there."""
    content: _Content | None = st.session_state.get(_place(key))
    if content is None or content.is_example or content.is_from_preset:
        return None
    return read(words_for(content.locale), columns, content.now)[0]


def texts_of(key: str) -> Texts | None:
    """What stands in a table that is no example, cells that cannot be read included."""
    content: _Content | None = st.session_state.get(_place(key))
    if content is None or content.is_example:
        return None
    return Texts(content.now, content.locale, content.is_from_preset)


def put_texts(key: str, texts: Texts) -> None:
    """Put such texts in the place of the present table, before it is drawn."""
    cells = texts.cells
    _keep(key, _Content(cells, cells, texts.locale, is_example=False, is_from_preset=texts.is_from_preset))


def save(key: str, columns: Sequence[Column]) -> None:
    """Save the user's table before another takes its place, so that it can be restored. For callbacks."""
    table = user_table(key, columns)
    if table is not None:
        save_as(key, table)


def save_as(key: str, table: pd.DataFrame) -> None:
    """Save this table, columns as in the core, as the one to restore. For callbacks."""
    st.session_state[_saved_key(key)] = table


def saved(key: str) -> pd.DataFrame | None:
    """The table that can be restored, columns as in the core; None where there is none."""
    table: pd.DataFrame | None = st.session_state.get(_saved_key(key))
    return table


def forget_saved(key: str) -> None:
    """Restore it no more. For callbacks."""
    st.session_state.pop(_saved_key(key), None)


def _saved_key(key: str) -> str:
    return f"_saved_{key}"


def widget_key(key: str) -> str:
    """The key of the editor as it stands now: another one whenever it began anew."""
    return f"{key}_{st.session_state.get(f'_turn_{key}', 0)}"


def _place(key: str) -> str:
    return f"_edited_{key}"


def _keep(key: str, content: _Content | None) -> None:
    """Have the editor begin anew: another key, since the browser keeps what was edited under the present one."""
    st.session_state[_place(key)] = content
    st.session_state[f"_turn_{key}"] = st.session_state.get(f"_turn_{key}", 0) + 1


def _begun(words: Words, key: str, columns: Sequence[Column], example: Callable[[], pd.DataFrame]) -> _Content:
    """What the editor begins with, or began with while it is the same one."""
    content: _Content | None = st.session_state.get(_place(key))
    entered = widget_key(key) not in st.session_state
    if content is None or (content.is_example and (entered or not _has_edits(key))):
        made = example()
        if content is not None and not entered and made is content.example and content.locale == words.name:
            return content
        texts = written(words, columns, made)
        if content is None or entered or not texts.equals(content.base):
            content = _Content(texts, texts, words.name, is_example=True, example=made)
            _keep(key, content)
    elif entered or content.locale != words.name:
        texts = _rewritten(words_for(content.locale), words, columns, content.now)
        content = replace(content, base=texts, now=texts, locale=words.name, reading=None)
        _keep(key, content)
    return content


def _has_edits(key: str) -> bool:
    """Whether the browser tells of an edit that was not looked at yet."""
    return any(st.session_state[widget_key(key)].values())


def _config(words: Words, column: Column, *, first: bool) -> Any:
    return st.column_config.TextColumn(
        words.text(column.title),
        help=words.text(column.help),
        width=column.pixels,
        max_chars=LONGEST_TEXT,
        default="",  # else the cells of a new row read "None"
        pinned=first,
        alignment="left" if column.kind == "text" else "right",
    )


# -- number -> text -------------------------------------------------------------------------------------------------


def written(words: Words, columns: Sequence[Column], table: pd.DataFrame) -> pd.DataFrame:
    """The texts of a table's cells, one column per `Column`."""
    rows = rows_of(table)
    cells = {column.name: [_cell(words, column, row) for row in rows] for column in columns}
    return pd.DataFrame(cells, columns=[column.name for column in columns], dtype=str)


def _cell(words: Words, column: Column, row: Mapping[Any, Any]) -> str:
    values = [row[name] for name in column.names if name in row and not _is_missing(row[name])]
    if column.kind == "text":
        return str(values[0]) if values else ""
    ends = [words.exact(float(value), percent=column.kind == "share") for value in values]
    return " – ".join(dict.fromkeys(ends))


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value


def _texts(given: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    names = [column.name for column in columns]
    cells = {name: ["" if _is_missing(cell) else str(cell) for cell in given[name].tolist()] for name in names}
    return pd.DataFrame(cells, columns=names, dtype=str)


def _rewritten(before: Words, words: Words, columns: Sequence[Column], texts: pd.DataFrame) -> pd.DataFrame:
    """The same numbers as another locale writes them; what is no number stays as it was typed."""
    if before.name == words.name:
        return texts

    def again(column: Column, text: str) -> str:
        try:
            return _cell(words, column, _values(before, column, text))
        except InputError:
            return text

    cells = {column.name: [again(column, text) for text in texts[column.name]] for column in columns}
    return pd.DataFrame(cells, columns=texts.columns, dtype=str)


# -- text -> number -------------------------------------------------------------------------------------------------


def read(words: Words, columns: Sequence[Column], texts: pd.DataFrame) -> tuple[pd.DataFrame, tuple[FileProblem, ...]]:
    """What texts of cells say: a table with the core's columns, and the cells that cannot be read, nan there."""
    rows: list[dict[str, Any]] = []
    problems = []
    for number, cells in enumerate(rows_of(texts), 1):
        rows.append({})
        for column in columns:
            try:
                rows[-1] |= _values(words, column, cells[column.name])
            except InputError as error:
                rows[-1] |= dict.fromkeys(column.names, math.nan)
                problems.append(FileProblem(number, column.name, error.at(column.name)))
    return _typed(rows, columns), tuple(problems)


def _typed(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> pd.DataFrame:
    # Column by column: a text that is missing stays None, where a whole frame would make it nan.
    return pd.DataFrame(
        {
            name: pd.Series(cells, dtype=object) if column.kind == "text" else pd.Series(cells, dtype=float)
            for column in columns
            for name in column.names
            for cells in [[row[name] for row in rows]]
        }
    )


def _values(words: Words, column: Column, text: str) -> dict[str, Any]:
    """What a cell says of the core's columns.

    Raises
    ------
    InputError
        When it is not written as this locale writes numbers.
    """
    text = text.strip()
    if column.kind == "text":
        return {column.name: text or None}
    if not text:
        return dict.fromkeys(column.names, math.nan)
    percent = column.kind == "share"
    if not column.interval:
        return {column.name: words.parse(text, percent=percent)}
    try:
        return dict(zip(column.names, _ends(words, text, percent=percent), strict=True))
    except InputError as error:
        if "large" in error.values:  # it can be read in two ways, and says so
            raise
        low, high = (words.exact(end) for end in (12.5, 17.5))
        raise InputError(
            "“{text}” is neither a number nor a range as they are written here. Write it like {low} or {low} – {high}.",
            text=text[:40],
            low=low,
            high=high,
        ) from None


def _ends(words: Words, text: str, *, percent: bool) -> tuple[float, float]:
    match = _DASH.fullmatch(text)
    low, high = match.groups() if match else (text, text)
    return words.parse(low, percent=percent), words.parse(high, percent=percent)

"""The rows of one table, held by distinct cells: a million rows of few different cells take little room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.numbers import Cell, is_nothing

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

MOST_ROWS: Final = 3_000_000
MOST_DISTINCT: Final = 50_000
"""Distinct cells of a column that is not needed; beyond them only its first rows are looked at."""
_AT_ONCE: Final = 50_000


class _Index(dict[Cell, int]):
    """Cell → number, in the order of their first appearance."""

    def __missing__(self, cell: Cell) -> int:
        number = self[cell] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Column:
    """One column: per row the number of its cell, and the distinct cells. `codes` may end before the table does."""

    codes: Codes
    cells: Sequence[Cell]

    def counts(self) -> NDArray[np.int64]:
        """How often each distinct cell stands in the column."""
        return np.bincount(self.codes, minlength=len(self.cells))

    def where(self, condition: Callable[[Cell], bool], rows: int) -> Mask:
        """The rows whose cell fulfils a condition."""
        mask = np.zeros(rows, dtype=bool)
        flags = np.fromiter(map(condition, self.cells), dtype=bool, count=len(self.cells))
        mask[: len(self.codes)] = flags[self.codes]
        return mask


@dataclass(frozen=True, slots=True)
class Table:
    """A table below its header.

    columns   those that were looked at, by their place; the needed ones in full
    lines     per row the line of the file or sheet, from 1
    same      per row a number that is the same for rows that are the same word for word
    ragged    row → number of its cells, where that is not the number of headers
    is_cut    the file ends in the middle of the last row
    has_last_end, has_open_quotes  its last line ends as lines do; some quotation mark is never closed
    """

    columns: dict[int, Column]
    lines: NDArray[np.int32]
    same: NDArray[np.int64]
    ragged: dict[int, int] = field(default_factory=dict)
    is_cut: bool = False
    has_last_end: bool = True
    has_open_quotes: bool = False

    @property
    def cut(self) -> Mask:
        """The last row where the file ends in the middle of it."""
        mask = np.zeros(self.rows, dtype=bool)
        mask[-1:] = self.is_cut
        return mask

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.lines)


def read_table(
    rows: Iterable[tuple[int, Sequence[Cell]]],
    width: int,
    needed: frozenset[int],
    others: frozenset[int],
    progress: Callable[[int], None],
) -> Table:
    """The rows below a header; `progress` is told the line that was reached."""
    indexes = {column: _Index() for column in sorted(needed | others)}
    codes: dict[int, list[Codes]] = {column: [] for column in indexes}
    growing = set(indexes)
    ragged: dict[int, int] = {}
    lines: list[NDArray[np.int32]] = []
    same: list[NDArray[np.int64]] = []
    count = 0
    source = _regular(rows, width, ragged)
    while chunk := list(islice(source, _AT_ONCE)):
        lines.append(np.fromiter((line for line, _ in chunk), dtype=np.int32, count=len(chunk)))
        same.append(np.fromiter((hash(row) for _, row in chunk), dtype=np.int64, count=len(chunk)))
        for column, cells in enumerate(zip(*(row for _, row in chunk), strict=True)):
            if column in growing:
                index = indexes[column]
                codes[column].append(np.fromiter(map(index.__getitem__, cells), dtype=np.int32, count=len(cells)))
                if column not in needed and len(index) > MOST_DISTINCT:
                    growing.remove(column)
        count += len(chunk)
        if count > MOST_ROWS:
            raise InputError("This file has more than {most} rows: export fewer days.", most=MOST_ROWS)
        progress(chunk[-1][0])
    none = np.empty(0, dtype=np.int32)
    return Table(
        {column: Column(np.concatenate([none, *codes[column]]), list(indexes[column])) for column in indexes},
        np.concatenate([none, *lines]),
        np.concatenate([np.empty(0, dtype=np.int64), *same]),
        ragged,
    )


def _regular(
    rows: Iterable[tuple[int, Sequence[Cell]]], width: int, ragged: dict[int, int]
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Rows of the same width; empty ones are left out."""
    at = 0
    for line, row in rows:
        cells = tuple(row)
        if len(cells) != width:
            if not any(cell != "" for cell in cells):
                continue
            filled = len(cells)
            while filled > width and cells[filled - 1] == "":
                filled -= 1
            if filled != width:
                ragged[at] = filled
            cells = cells[:width] + ("",) * (width - len(cells))
        if not any(cell != "" for cell in cells):
            continue
        yield line, cells
        at += 1


def text_of(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def headers_within(table: Table, names: Callable[[str], bool]) -> Mask:
    """Rows that are headers themselves: two cells at least, and half of those that hold anything, name columns."""
    known = np.zeros(table.rows, dtype=np.int16)
    filled = np.zeros(table.rows, dtype=np.int16)
    for column in table.columns.values():
        known += column.where(lambda cell: isinstance(cell, str) and names(cell.strip()), table.rows)
        filled += column.where(lambda cell: not is_nothing(cell), table.rows)
    return (known >= 2) & (known * 2 >= filled)

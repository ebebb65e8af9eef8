"""The rows of one table, held by distinct cells: a million rows of few different cells take little room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.numbers import Cell, bare, is_nothing

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

MOST_ROWS: Final = 1_500_000
MANY: Final = 2_000
"""Distinct cells of a column of numbers, names or days rather than of a few words."""
MOST_UNFIT: Final = 200_000
"""Rows with more cells than the header, or too few to hold what is needed; a table has few, and each is remembered."""
MOST_DISTINCT: Final = 50_000
"""Distinct cells of a column that is not needed; beyond them only its first rows are looked at."""


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

    def where(self, condition: Callable[[Cell], bool], rows: int, among: Mask | None = None) -> Mask:
        """The rows whose cell fulfils a condition; only some rows are looked at when `among` names them."""
        mask = np.zeros(rows, dtype=bool)
        if among is None:
            flags = np.fromiter(map(condition, self.cells), dtype=bool, count=len(self.cells))
            mask[: len(self.codes)] = flags[self.codes]
            return mask
        places = np.flatnonzero(among[: len(self.codes)])
        codes = self.codes[places]
        flags = np.zeros(len(self.cells), dtype=bool)
        for at in np.flatnonzero(np.bincount(codes)).tolist():
            flags[at] = condition(self.cells[at])
        mask[places] = flags[codes]
        return mask


@dataclass(frozen=True, slots=True)
class Table:
    """A table below its header.

    columns   those that were looked at, by their place; the needed ones in full
    lines     per row the line of the file or sheet, from 1
    same      per row a number that is the same for rows that are the same word for word
    ragged    row → its number of cells, where that is not the number of headers
    beyond    row → its cells beyond the last header (GA4 writes “Grand total” there)
    is_cut    the file ends in the middle of the last row
    has_last_end, has_open_quotes  its last line ends as lines do; some quotation mark is never closed
    has_zero_bytes                 some cell holds zero bytes, as a file has that was damaged on its way
    """

    columns: dict[int, Column]
    lines: NDArray[np.int32]
    same: NDArray[np.int64]
    ragged: dict[int, int] = field(default_factory=dict)
    beyond: dict[int, tuple[Cell, ...]] = field(default_factory=dict)
    is_cut: bool = False
    has_last_end: bool = True
    has_open_quotes: bool = False
    has_zero_bytes: bool = False

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.lines)


def read_table(
    batches: Iterable[tuple[Sequence[int], Sequence[Sequence[Cell]]]],
    width: int,
    needed: frozenset[int],
    others: frozenset[int],
    progress: Callable[[int], None],
    variety: Mapping[int, tuple[int, InputError]] | None = None,
) -> Table:
    """The rows below a header; `progress` is told the line that was reached.

    variety : columns that may hold so many different cells, and what is said of more; known at once, not in the end

    Raises
    ------
    InputError
        For too many rows, rows of another width, or different cells.
    """
    columns = _Growing(needed, others, variety or {})
    ragged: dict[int, tuple[Cell, ...]] = {}
    lines: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]
    same: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    count = unfit = 0
    for batch in batches:
        known, last = len(ragged), max(needed, default=-1)
        numbers, rows = _regular(*batch, width, count, ragged)
        lines.append(np.fromiter(numbers, dtype=np.int32, count=len(rows)))
        same.append(np.fromiter(map(hash, rows), dtype=np.int64, count=len(rows)))
        columns.take(rows)
        count += len(rows)
        unfit += sum(not last < len(row) <= width for row in islice(reversed(ragged.values()), len(ragged) - known))
        _must_be_readable(count, unfit)
        if numbers:
            progress(numbers[-1])
    return Table(
        columns.ended(),
        np.concatenate(lines),
        np.concatenate(same),
        {at: len(row) for at, row in ragged.items()},
        {at: row[width:] for at, row in ragged.items() if len(row) > width},
    )


class _Growing:
    """The columns of a table while its rows come in."""

    def __init__(
        self, needed: frozenset[int], others: frozenset[int], variety: Mapping[int, tuple[int, InputError]]
    ) -> None:
        self._needed, self._variety = needed, variety
        self._indexes = {column: _Index() for column in sorted(needed | others)}
        self._codes: dict[int, list[Codes]] = {column: [np.empty(0, dtype=np.int32)] for column in self._indexes}
        self._open = set(self._indexes)

    def take(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """More rows; InputError for too many different cells."""
        for column, cells in enumerate(zip(*rows, strict=True)):
            if column not in self._open:
                continue
            index = self._indexes[column]
            self._codes[column].append(np.fromiter(map(index.__getitem__, cells), dtype=np.int32, count=len(cells)))
            if column in self._variety and len(index) > self._variety[column][0]:
                raise self._variety[column][1]
            if column not in self._needed and len(index) > MOST_DISTINCT:
                self._open.remove(column)

    def ended(self) -> dict[int, Column]:
        """What was taken."""
        return {
            name: Column(np.concatenate(self._codes[name]), list(map(bare, cells)))
            for name, cells in self._indexes.items()
        }


def _must_be_readable(rows: int, unfit: int) -> None:
    """Refuse a file of too many rows, or of too many that do not fit the header."""
    if rows > MOST_ROWS:
        raise InputError("This file has too many rows (more than {most}): export fewer days.", most=MOST_ROWS)
    if unfit > MOST_UNFIT:
        raise InputError(
            "Too many rows have another number of cells than the header (more than {most}): check the separator, or "
            "save the file as XLSX.",
            most=MOST_UNFIT,
        )


def _regular(
    numbers: Sequence[int], rows: Sequence[Sequence[Cell]], width: int, count: int, ragged: dict[int, tuple[Cell, ...]]
) -> tuple[Sequence[int], list[tuple[Cell, ...]]]:
    """Rows of the same width; empty ones are left out."""
    cells = list(map(tuple, rows))
    if set(map(len, cells)) != {width}:
        cells = [_fitted(row, width) for row in cells]
    empty = ("",) * width
    if empty in cells:
        not_empty = [at for at, row in enumerate(cells) if row != empty]
        numbers, rows, cells = (
            [numbers[at] for at in not_empty],
            [rows[at] for at in not_empty],
            [cells[at] for at in not_empty],
        )
    for at, row in enumerate(rows):
        filled = len(row)
        if filled != width:
            while filled > width and row[filled - 1] == "":
                filled -= 1
            if filled != width:
                ragged[count + at] = tuple(row[:filled])
    return numbers, cells


def _fitted(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return row[:width] + ("",) * (width - len(row))


def text_of(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def begins_with_letter(cell: Cell) -> bool:
    """Whether a cell can be a name or a label: quick to see, and true of few cells in a column of numbers or days."""
    return isinstance(cell, str) and cell.lstrip()[:1].isalpha()


def headers_within(table: Table, is_name: Callable[[str], bool]) -> Mask:
    """Rows that are headers themselves: two cells at least, and half of those that hold anything, name columns."""

    def names(cell: Cell) -> bool:
        return begins_with_letter(cell) and is_name(str(cell).strip())

    known = np.zeros(table.rows, dtype=np.int16)
    # Of a column with many cells only rows are looked at that name another column: one with few cells tells first.
    for column in sorted(table.columns.values(), key=lambda column: len(column.cells)):
        among = known >= 1 if len(column.cells) > MANY else None
        known += column.where(names, table.rows, among)
    likely = known >= 2
    if not likely.any():
        return likely
    filled = np.zeros(table.rows, dtype=np.int16)
    for column in table.columns.values():
        filled += column.where(lambda cell: not is_nothing(cell), table.rows, likely)
    return likely & (known * 2 >= filled)

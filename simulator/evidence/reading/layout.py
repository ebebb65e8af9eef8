"""A table with what its columns mean, and what reading it brings to light."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from simulator.errors import InputError
from simulator.evidence.reading.audit import MOST_SHOWN, DateOrder, LeftOut, Question, Totals, UnreadableCell
from simulator.evidence.reading.headers import Header, header
from simulator.evidence.reading.numbers import Cell, Mark, is_nothing
from simulator.evidence.reading.platforms import Platform, platforms
from simulator.evidence.reading.table import Codes, Mask, Table, headers_within, text_of
from simulator.evidence.reading.texts import folded
from simulator.evidence.rows import AdRows, OrderRows, SalesRows

_WORDS_OF_A_REMARK = 3
LONGEST_SHOWN = 40
"""Characters of an unreadable cell that are shown."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A table with the meaning of its columns and the period stated before the header.

    roles    meaning → place
    details  places of the columns by which rows are split beyond day and campaign
    answers  what the reader answered, by the kind of question
    """

    table: Table
    headers: Sequence[Header]
    roles: Mapping[str, int]
    platform: str
    period: tuple[date, date] | None
    day_first: bool | None
    details: tuple[int, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    _nothing: dict[str, Mask] = field(default_factory=dict, init=False, repr=False)

    @property
    def description(self) -> Platform:
        """What is known of the platform."""
        return platforms()[self.platform]

    def cells(self, role: str) -> Sequence[Cell]:
        """The distinct cells of a needed column."""
        return self.table.columns[self.roles[role]].cells

    def codes(self, role: str) -> Codes:
        """Per row the number of its cell."""
        return self.table.columns[self.roles[role]].codes

    def cell(self, role: str, at: int) -> Cell:
        """The cell of one row."""
        return self.cells(role)[self.codes(role)[at]]

    def name(self, role: str) -> str:
        """The header of a column as the file has it."""
        return self.headers[self.roles[role]].text

    def where(self, role: str, condition: Callable[[Cell], bool]) -> Mask:
        """The rows whose cell fulfils a condition; none without such a column."""
        if role not in self.roles:
            return np.zeros(self.table.rows, dtype=bool)
        if condition is is_nothing:  # asked again and again of the same column
            if role not in self._nothing:
                self._nothing[role] = self.table.columns[self.roles[role]].where(condition, self.table.rows)
            return self._nothing[role].copy()
        return self.table.columns[self.roles[role]].where(condition, self.table.rows)


@dataclass(slots=True)
class Findings:
    """What reading one table brings to light; the fields are those of `Export` and `Audit`."""

    ads: AdRows | None = None
    orders: OrderRows | None = None
    sales: SalesRows | None = None
    rows: int = 0
    lines: int = 0
    total_rows: int = 0
    other_tables: int = 0
    repeated_rows: int = 0
    remark_rows: int = 0
    mark: Mark | None = None
    date_order: DateOrder | None = None
    campaigns: int = 0
    days: int = 0
    first: date | None = None
    last: date | None = None
    currency: str | None = None
    totals: Totals = field(default_factory=Totals)
    stated: Totals | None = None
    unreadable_rows: int = 0
    unreadable: list[UnreadableCell] = field(default_factory=list)
    cancelled_orders: int = 0
    refunded_orders: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    value_contains: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    suspicions: list[InputError] = field(default_factory=list)
    notes: list[InputError] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    choices: list[Question] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)


def without_other_tables(layout: Layout, findings: Findings) -> Mask:
    """Rows of the first table: without headers that are repeated, and without all that follows another header."""
    table = layout.table
    texts = [folded(header.text) for header in layout.headers]
    inner = headers_within(table, lambda text: bool(header(text).names) or folded(text) in texts)
    alive = np.ones(table.rows, dtype=bool)
    repeats: dict[int, bool] = {}
    for at in np.flatnonzero(inner):
        same = int(table.same[at])
        if same not in repeats:
            columns = ((place, column) for place, column in table.columns.items() if at < len(column.codes))
            repeats[same] = all(folded(text_of(cell.cells[cell.codes[at]])) == texts[place] for place, cell in columns)
        if repeats[same]:
            alive[at] = False
            findings.repeated_rows += 1
        else:
            alive[at:] = False
            findings.other_tables += 1
            findings.notes.append(
                InputError("Another table begins in row {row}: it was left out.", row=int(table.lines[at]))
            )
            break
    return alive


class Unreadable:
    """Collects the cells for which rows are left out."""

    def __init__(self, layout: Layout, alive: Mask, shown: Callable[[str], str] = str) -> None:
        self.rows = np.zeros(layout.table.rows, dtype=bool)
        self._layout = layout
        self._alive = alive
        self._shown = shown
        self._cells: list[tuple[int, str, str, InputError]] = []

    def blame(self, rows: Mask, role: str, reason: Callable[[Cell], InputError]) -> None:
        """These rows cannot be read because of their cell in a column."""
        for at in self._new(rows):
            cell = self._layout.cell(role, at)
            text = self._shown(text_of(cell))[:LONGEST_SHOWN]
            self._cells.append((at, self._layout.name(role), text, reason(cell)))

    def blame_whole(self, rows: Mask, reason: Callable[[int], InputError]) -> None:
        """These rows cannot be read at all."""
        for at in self._new(rows):
            self._cells.append((at, "", "", reason(at)))

    def _new(self, rows: Mask) -> list[int]:
        new = rows & self._alive & ~self.rows
        self.rows |= new
        return [int(at) for at in np.flatnonzero(new)[:MOST_SHOWN]]

    def report(self, findings: Findings) -> Mask:
        """Write what was collected, and give the rows that are left."""
        findings.unreadable_rows = int(self.rows.sum())
        findings.unreadable = [
            UnreadableCell(int(self._layout.table.lines[at]), column, text, reason)
            for at, column, text, reason in sorted(self._cells, key=lambda cell: cell[0])[:MOST_SHOWN]
        ]
        return self._alive & ~self.rows


def cut_row(layout: Layout) -> Mask:
    """The last row, where the file ends in the middle of it; words in a row of their own are a remark."""
    table = layout.table
    mask = np.zeros(table.rows, dtype=bool)
    if not table.is_cut or not table.rows:
        return mask
    first = table.columns.get(0)
    if table.ragged.get(table.rows - 1) == 1 and first is not None and len(first.codes) == table.rows:
        code = int(first.codes[-1])
        text = text_of(first.cells[code])
        others = (cell for at, cell in enumerate(first.cells) if at != code)
        is_begun = bool((first.codes[:-1] == code).any()) or any(text_of(other).startswith(text) for other in others)
        mask[-1] = is_begun or len(text.split()) < _WORDS_OF_A_REMARK
    else:
        mask[-1] = True
    return mask


def ragged_rows(layout: Layout) -> Mask:
    """Rows with more cells than headers, or too few to reach every needed column."""
    last_needed = max(layout.roles.values())
    wrong = np.zeros(layout.table.rows, dtype=bool)
    for at, cells in layout.table.ragged.items():
        wrong[at] = cells > len(layout.headers) or cells <= last_needed
    return wrong


def blame_zero_bytes(layout: Layout, unreadable: Unreadable) -> None:
    """Rows with zero bytes in a needed cell: what stood there is lost, and an order or a campaign would be another."""
    for role in layout.roles if layout.table.has_zero_bytes else ():
        damaged = layout.where(role, lambda cell: isinstance(cell, str) and "\0" in cell)
        unreadable.blame(damaged, role, lambda cell: InputError("This cell is damaged: it holds zero bytes."))


def blame_ragged(layout: Layout, unreadable: Unreadable) -> None:
    """Rows that do not fit the header, and a row at which the file ends."""
    table, width, wrong = layout.table, len(layout.headers), ragged_rows(layout)
    unreadable.blame_whole(cut_row(layout), lambda at: InputError("The file ends in the middle of this row."))
    unreadable.blame_whole(
        wrong,
        lambda at: InputError(
            "Cells in this row: {cells}; in the header: {header}.", cells=table.ragged[at], header=width
        ),
    )

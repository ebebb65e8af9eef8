"""The day of every row: which column holds it, in which order it is written, and how many days a row covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading import dates
from simulator.evidence.reading.audit import Question
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import Cell
from simulator.evidence.reading.table import Mask, text_of

Ordinals = NDArray[np.int32]

ROLES: Final = {"date": 1, "week": 7, "month": 30}
"""Columns that say when, in the order in which they are taken, and the days that a row of theirs covers."""


@dataclass(frozen=True, slots=True)
class DayColumn:
    """The day of every row as an ordinal, NONE where it has none.

    role        the column it was read from; None when only the lines before the header name the period
    per_row     days that a row covers
    is_settled  False while nobody knows whether the day or the month comes first
    """

    ordinals: Ordinals
    role: str | None
    per_row: int = 1
    is_settled: bool = True

    @property
    def dated(self) -> Mask:
        """The rows that have a day."""
        return self.ordinals != dates.NONE


def day_column(layout: Layout, alive: Mask, found: Findings) -> DayColumn | None:
    """The days of a table; None when nothing names any."""
    for role, per_row in ROLES.items():
        if role in layout.roles:
            return _written(layout, role, per_row, alive, found)
    if layout.period is None:
        return None
    first, last = layout.period
    if "nth_day" in layout.roles:
        texts = [text_of(cell) for cell in layout.cells("nth_day")]
        ordinals = [first.toordinal() + int(text) if re.fullmatch("[0-9]{1,4}", text) else dates.NONE for text in texts]
        return DayColumn(np.array(ordinals, dtype=np.int32)[layout.codes("nth_day")], "nth_day")
    span = (last - first).days + 1
    if span > 1:
        found.notes.append(
            InputError(
                "This file has no column of days: each row is the sum from {first} to {last}. Export it by day to "
                "learn more from it.",
                first=first.isoformat(),
                last=last.isoformat(),
            )
        )
    return DayColumn(np.full(layout.table.rows, first.toordinal(), dtype=np.int32), None, span)


def _written(layout: Layout, role: str, per_row: int, alive: Mask, found: Findings) -> DayColumn:
    cells = [_month(cell) for cell in layout.cells(role)] if role == "month" else layout.cells(role)
    begin = dates.days(cells)
    both = [begin] + ([dates.days(layout.cells("date_end"))] if "date_end" in layout.roles else [])
    is_numeric = any((each.day_first != each.month_first).any() for each in both)
    order = dates.order_of(both, layout.period) if is_numeric else "day_first"
    if layout.day_first is not None:
        order = "day_first" if layout.day_first else "month_first"
    if order is None:
        found.questions.append(_question(layout, role, begin if begin.undecided.any() else both[-1], cells))
    elif is_numeric:
        found.date_order = order
    else:
        found.date_order = "year_first"
    ordinals = [each.in_order(order or "day_first") for each in both]
    days = ordinals[0][layout.codes(role)]
    if len(both) == 2:
        per_row = _span(days, ordinals[1][layout.codes("date_end")], alive)
    elif role == "date":
        per_row = _distance(days[alive])
    return DayColumn(days, role, per_row, is_settled=order is not None)


def _month(cell: Cell) -> Cell:
    """The first day of a month that is written without one (“September 2026”, “2026-09”, “9/2026”)."""
    text = text_of(cell)
    if match := re.fullmatch(r"([0-9]{4})[-/.]?([0-9]{1,2})", text):
        return f"{match[1]}-{match[2]}-01"
    if match := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{4})", text):
        return f"{match[2]}-{match[1]}-01"
    return f"1 {text}" if re.fullmatch(r"[^\W\d_]+\.?[ -][0-9]{4}", text) else cell


def _span(begin: Ordinals, end: Ordinals, alive: Mask) -> int:
    """How many days most rows cover."""
    known = alive & (begin != dates.NONE) & (end != dates.NONE) & (end >= begin)
    if not known.any():
        return 1
    spans, counts = np.unique(end[known] - begin[known] + 1, return_counts=True)
    return int(spans[np.argmax(counts)])


def _distance(days: Ordinals) -> int:
    """7 where all days lie a week apart (a table of weeks), about 30 for months, otherwise 1."""
    distances = np.diff(np.unique(days[days != dates.NONE]))
    if len(distances) < 3:
        return 1
    if (distances == 7).all():
        return 7
    return 30 if ((distances >= 28) & (distances <= 31)).all() else 1


def _question(layout: Layout, role: str, column: dates.Days, cells: Sequence[Cell]) -> Question:
    at = int(np.argmax(column.undecided))
    text = text_of(cells[at])
    readings = [date.fromordinal(int(each[at])).isoformat() for each in (column.day_first, column.month_first)]
    ask = InputError(
        "Is “{text}” {day_first} or {month_first}? No cell of this file tells whether day or month comes first.",
        field=layout.name(role),
        text=text,
        day_first=readings[0],
        month_first=readings[1],
    )
    return Question("date_order", "date", layout.name(role), ask, (text, *readings))

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
from simulator.evidence.reading import calendar_cells, dates
from simulator.evidence.reading.audit import Question
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import Cell, is_nothing
from simulator.evidence.reading.table import Mask, text_of

Ordinals = NDArray[np.int32]

ROLES: Final = {"date": 1, "week": 7, "month": 30}
"""Columns that say when, in the order in which they are taken, and the days that a row of theirs covers."""
_UNKNOWN_BEGIN: Final = date(2000, 1, 1)
"""Stands for the first day of a file that covers so many days, nobody knows which."""
_MOST: Final = 0.8
"""So many of the cells of a column must be days for the column to be one of days."""


@dataclass(frozen=True, slots=True)
class DayColumn:
    """The day of every row as an ordinal, NONE where it has none.

    role        the column it was read from; None when only the lines before the header name the period
    per_row     days that a row covers
    is_settled  False while nobody knows the year, or whether the day or the month comes first
    is_known    False when only the number of days is known, not which
    """

    ordinals: Ordinals
    role: str | None
    per_row: int = 1
    is_settled: bool = True
    is_known: bool = True

    @property
    def dated(self) -> Mask:
        """The rows that have a day."""
        return self.ordinals != dates.NONE


def day_column(layout: Layout, alive: Mask, findings: Findings) -> DayColumn | None:
    """The days of a table; None when nothing names any."""
    if days := _from_parts(layout, findings):
        return days
    for role, per_row in ROLES.items():
        if role in layout.roles:
            return _written(layout, role, per_row, alive, findings)
    if layout.period is None:
        return _of_unknown_days(layout, findings)
    first, last = layout.period
    if "nth_day" in layout.roles:
        texts = [text_of(cell) for cell in layout.cells("nth_day")]
        ordinals = [first.toordinal() + int(text) if re.fullmatch("[0-9]{1,4}", text) else dates.NONE for text in texts]
        return DayColumn(np.array(ordinals, dtype=np.int32)[layout.codes("nth_day")], "nth_day")
    span = (last - first).days + 1
    if span > 1:
        findings.notes.append(
            InputError(
                "This file has no column of days: each row is the sum from {first} to {last}. Export it by day to "
                "learn more from it.",
                first=first.isoformat(),
                last=last.isoformat(),
            )
        )
        findings.notes.append(InputError(layout.description.by_day))
    return DayColumn(np.full(layout.table.rows, first.toordinal(), dtype=np.int32), None, span)


def _of_unknown_days(layout: Layout, findings: Findings) -> DayColumn | None:
    """A file without any day: how many days it covers is the reader's to say."""
    answer = layout.answers.get("days_covered", "")
    if not re.fullmatch("[1-9][0-9]{0,3}", answer):
        return None
    findings.notes.append(
        InputError("This file has no column of days. Days in it, as you said: {days}.", days=int(answer))
    )
    ordinals = np.full(layout.table.rows, _UNKNOWN_BEGIN.toordinal(), dtype=np.int32)
    return DayColumn(ordinals, None, int(answer), is_known=False)


# ---------------------------------------------------------------------------------------------------------------
# Days in several columns


def _from_parts(layout: Layout, findings: Findings) -> DayColumn | None:
    """A day and a month, a week and a year, or a month and a year in columns of their own."""
    day_role = next((role for role in ("day_of_month", "date") if _are_figures(layout, role, 31)), None)
    if day_role and ("month" in layout.roles):
        return _joined(layout, ("year", "month", day_role), 1, findings)
    for role, most, per_row in (("week", 53, 7), ("month", 12, 30)):
        if "date" not in layout.roles and _are_short(layout, role, most):
            return _joined(layout, ("year", role), per_row, findings)
    return None


def _are_figures(layout: Layout, role: str, most: int) -> bool:
    if role not in layout.roles:
        return False
    texts = [text_of(cell) for cell in layout.cells(role) if not is_nothing(cell)]
    figures = [text.isdecimal() and text.isascii() and len(text) <= 2 and 1 <= int(text) <= most for text in texts]
    return bool(texts) and sum(figures) >= _MOST * len(texts)


def _are_short(layout: Layout, role: str, most: int) -> bool:
    """Whether weeks or months are plain numbers, or names of months without a year."""
    if role not in layout.roles:
        return False
    texts = [text_of(cell) for cell in layout.cells(role) if not is_nothing(cell)]
    named = [role == "month" and dates.month_number(text) > 0 for text in texts]
    return _are_figures(layout, role, most) or (bool(texts) and sum(named) >= _MOST * len(texts))


def _joined(layout: Layout, roles: tuple[str, ...], per_row: int, findings: Findings) -> DayColumn:
    """The days that several columns make together."""
    rows, settled = layout.table.rows, True
    if "year" in layout.roles:
        years = _numbers(layout, "year")
    elif layout.period and layout.period[0].year == layout.period[1].year:
        years = np.full(rows, layout.period[0].year)
    elif roles[1] == "month" and len(roles) == 3 and not _are_short(layout, "month", 12):
        years = np.full(rows, dates.NONE)  # the month says it
    else:
        year = _answered_year(layout, findings, layout.name(roles[1]))
        settled, years = year > 0, np.full(rows, max(year, _UNKNOWN_BEGIN.year))
    if roles[1] == "week":
        weeks = _numbers(layout, "week")
        made = [calendar_cells.monday_of(int(year), int(week)) for year, week in zip(years, weeks, strict=True)]
    else:
        months = _months(layout, years)
        day = _numbers(layout, roles[2]) if len(roles) == 3 else np.ones(rows, dtype=np.int64)
        made = [
            calendar_cells.day_of(int(month) // 100, int(month) % 100, int(number)) if number else dates.NONE
            for month, number in zip(months, day, strict=True)
        ]
    findings.date_order = "year_first"
    return DayColumn(np.array(made, dtype=np.int32), roles[-1], per_row, is_settled=settled)


def _numbers(layout: Layout, role: str) -> NDArray[np.int64]:
    texts = [text_of(cell) for cell in layout.cells(role)]
    values = [int(text) if text.isdecimal() and text.isascii() and len(text) <= 4 else dates.NONE for text in texts]
    return np.array(values, dtype=np.int64)[layout.codes(role)]


def _months(layout: Layout, years: NDArray[np.int64]) -> NDArray[np.int64]:
    """Per row year · 100 + month, with a month of 0 where there is none."""
    texts = [text_of(cell) for cell in layout.cells("month")]
    plain = [int(text) if text.isdecimal() and len(text) <= 2 else dates.month_number(text) for text in texts]
    whole = [dates.both_orders(calendar_cells.month_start(cell))[0] for cell in layout.cells("month")]
    known = [date.fromordinal(ordinal) if ordinal else None for ordinal in whole]
    full = np.array([day.year * 100 + day.month if day else dates.NONE for day in known], dtype=np.int64)
    codes = layout.codes("month")
    short = np.array(plain, dtype=np.int64)[codes]
    return np.where(full[codes] > 0, full[codes], years * 100 + short)


def _answered_year(layout: Layout, findings: Findings, column: str) -> int:
    """The year as the reader says it; −1 while it is asked for."""
    answer = layout.answers.get("year", "")
    if re.fullmatch("[0-9]{4}", answer) and int(answer) in dates.YEARS:
        return int(answer)
    ask = InputError(
        "The days in “{column}” have no year. Which year is it? Or export the file again with whole dates.",
        field=column,
        column=column,
    )
    findings.questions.append(Question("year", "date", column, ask))
    return -1


# ---------------------------------------------------------------------------------------------------------------
# Days in one column


def _written(layout: Layout, role: str, per_row: int, alive: Mask, findings: Findings) -> DayColumn:
    cells, per_row, has_year = _readable(layout, role, per_row, findings)
    begin = dates.days(cells)
    both = [begin] + ([dates.days(layout.cells("date_end"))] if "date_end" in layout.roles else [])
    is_numeric = any((column.day_first != column.month_first).any() for column in both)
    order = dates.order_of(both, layout.period) if is_numeric else "day_first"
    if layout.day_first is not None:
        order = "day_first" if layout.day_first else "month_first"
    if order is None:
        undecided = (role, begin, cells) if begin.undecided.any() else ("date_end", both[-1], layout.cells("date_end"))
        findings.questions.append(_question(layout, *undecided))
    elif is_numeric:
        findings.date_order = order
    else:
        findings.date_order = "year_first"
    ordinals = [column.in_order(order or "day_first") for column in both]
    is_settled = order is not None and has_year
    if is_settled and role == "date" and len(both) == 1:
        ordinals[0], is_settled = _as_typed(layout, begin, ordinals[0], cells, findings)
    days = ordinals[0][layout.codes(role)]
    if len(both) == 2:
        per_row = _span(days, ordinals[1][layout.codes("date_end")], alive)
    elif per_row == 1:
        per_row = _distance(days[alive])
    return DayColumn(days, role, per_row, is_settled=is_settled)


def _readable(layout: Layout, role: str, per_row: int, findings: Findings) -> tuple[Sequence[Cell], int, bool]:
    """The cells of a column as days that can be read, the days that each covers, and whether a year is known."""
    cells = layout.cells(role)
    real = [cell for cell in cells if not is_nothing(cell)]
    if role == "month":
        return [calendar_cells.month_start(cell) for cell in cells], per_row, True
    if role == "week":
        return [calendar_cells.week_start(cell) for cell in cells], per_row, True
    known = sum(dates.both_orders(cell) != (dates.NONE, dates.NONE) for cell in real)
    if known >= _MOST * len(real):
        return cells, per_row, True
    if calendar_cells.are_months(real):
        return [calendar_cells.month_start(cell) for cell in cells], ROLES["month"], True
    weeks = [calendar_cells.week_start(cell) for cell in cells]
    if sum(new is not old for new, old in zip(weeks, cells, strict=True)) >= _MOST * len(real) > 0:
        return weeks, ROLES["week"], True
    if sum(map(calendar_cells.has_no_year, real)) >= _MOST * len(real) > 0:
        if layout.period:
            return [calendar_cells.in_period(cell, layout.period) for cell in cells], per_row, True
        year = _answered_year(layout, findings, layout.name(role))
        return [calendar_cells.with_year(cell, max(year, 2000)) for cell in cells], per_row, year > 0
    return cells, per_row, True


def _as_typed(
    layout: Layout, column: dates.Days, ordinals: Ordinals, cells: Sequence[Cell], findings: Findings
) -> tuple[Ordinals, bool]:
    """Days before a spreadsheet exchanged day and month of some: it turns what it can into dates, its own way round.

    It can for days 1 to 12, and leaves the others as text. Exactly one reading makes the days consecutive.
    """
    known = ordinals != dates.NONE
    text = known & column.numeric & ~column.undecided
    real = known & ~text
    if not real.any() or (not text.any() and (column.numeric.any() or not _is_one_day_a_month(ordinals[real]))):
        return ordinals, True
    back = np.where(real, dates.exchanged(ordinals), ordinals)
    if (back[real] == dates.NONE).any() or dates.are_consecutive(ordinals) or (back == ordinals).all():
        return ordinals, True
    if text.any() and dates.are_consecutive(back):
        at = int(np.argmax(real))
        findings.notes.append(
            InputError(
                "A spreadsheet exchanged day and month of some days, so that they jump by months: “{text}” was read as "
                "{day}. With that the days follow each other.",
                field=layout.name("date"),
                text=text_of(cells[at]),
                day=date.fromordinal(int(back[at])).isoformat(),
            )
        )
        return back, True
    if (column.numeric & real).any():  # days in figures that are no run either way: what the column decided stands
        return ordinals, True
    answer = layout.answers.get("exchanged", "")
    if answer not in ("yes", "no"):
        _ask_exchanged(layout, ordinals, back, int(np.argmax(real & (back != ordinals))), cells, findings)
        return ordinals, False
    return (back if answer == "yes" else ordinals), True


def _ask_exchanged(
    layout: Layout, ordinals: Ordinals, back: Ordinals, at: int, cells: Sequence[Cell], findings: Findings
) -> None:
    as_written, exchanged = (date.fromordinal(int(days[at])).isoformat() for days in (ordinals, back))
    ask = InputError(
        "The days of this file jump by months. Is “{text}” {as_written}, or did a spreadsheet exchange day and month "
        "and it is {exchanged}? A fresh export, not opened in a spreadsheet, settles it.",
        field=layout.name("date"),
        text=text_of(cells[at]),
        as_written=as_written,
        exchanged=exchanged,
    )
    findings.questions.append(Question("exchanged", "date", layout.name("date"), ask, ("no", "yes")))


def _is_one_day_a_month(ordinals: Ordinals) -> bool:
    """Whether days are the same day of several months, and not the first: 8 January, 8 February, 8 March."""
    days = [date.fromordinal(int(ordinal)) for ordinal in np.unique(ordinals)]
    return len(days) >= 4 and len({day.day for day in days}) == 1 and days[0].day != 1


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
    readings = [date.fromordinal(int(days[at])).isoformat() for days in (column.day_first, column.month_first)]
    ask = InputError(
        "Is “{text}” {day_first} or {month_first}? No cell of this file tells whether day or month comes first.",
        field=layout.name(role),
        text=text,
        day_first=readings[0],
        month_first=readings[1],
    )
    return Question("date_order", "date", layout.name(role), ask, (text, *readings))

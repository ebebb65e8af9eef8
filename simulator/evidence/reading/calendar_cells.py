"""Weeks, months and days without a year as a first day that can be read: “2026-W02”, “Jan-25”, “1-Aug”."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Final

from simulator.evidence.reading.dates import NONE, YEARS, both_orders, month_number
from simulator.evidence.reading.numbers import Cell
from simulator.evidence.reading.periods import Period
from simulator.evidence.reading.table import text_of

_MONTH: Final = 30
"""Days that stand for a month."""
_WEEK: Final = r"(?:w|wk|week|kw|cw|sem|semaine|s|t|teden|semana|settimana|tydzien|tydzień)"
_YEAR_WEEK: Final = re.compile(rf"([0-9]{{4}})[ /_-]?\s*{_WEEK}\.?\s*([0-9]{{1,2}})", re.IGNORECASE)
_WEEK_YEAR: Final = re.compile(rf"{_WEEK}\.?\s*([0-9]{{1,2}})\s*[,/ _-]\s*([0-9]{{4}})", re.IGNORECASE)
_FIGURES_WEEK: Final = re.compile(r"([0-9]{4})[-/ ]?([0-9]{2})")
_SPAN: Final = re.compile(r"\s+(?:-|–|—|to|au|bis|do|al|a|tot)\s+|\s*[–—~]\s*")
_MONTH_YEAR: Final = re.compile(r"([^\W\d_]{3,})\.?[-' /.,]*([0-9]{4}|[0-9]{2})")
_YEAR_MONTH: Final = re.compile(r"([0-9]{4}|[0-9]{2})[-' /.,]+([^\W\d_]{3,})\.?")
_DAY_WORD: Final = re.compile(r"([0-9]{1,2})\.?[-' /.]*([^\W\d_]{3,})\.?|([^\W\d_]{3,})\.?[-' /.]*([0-9]{1,2})")
_DAY_FIGURES: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\.?")


def week_start(cell: Cell) -> Cell:
    """The Monday of an ISO week, the first day of a span; any other cell as it is."""
    text = text_of(cell)
    if match := _YEAR_WEEK.fullmatch(text) or _FIGURES_WEEK.fullmatch(text):
        return _monday(int(match[1]), int(match[2])) or cell
    if match := _WEEK_YEAR.fullmatch(text):
        return _monday(int(match[2]), int(match[1])) or cell
    return span_start(cell)


def span_start(cell: Cell) -> Cell:
    """The first day of a span that is written in one cell (“2026-01-05 - 2026-01-11”); any other cell as it is."""
    if not isinstance(cell, str) or not 11 <= len(cell) <= 60:
        return cell
    ends = _SPAN.split(cell.strip())
    if len(ends) != 2 or both_orders(ends[1]) == (NONE, NONE):
        return cell
    if both_orders(ends[0]) != (NONE, NONE):
        return ends[0]
    year = re.search(r"[0-9]{4}", ends[1])
    return f"{ends[0]} {year[0]}" if year else cell


def _monday(year: int, week: int) -> Cell | None:
    try:
        return date.fromisocalendar(year, week, 1).isoformat() if year in YEARS else None
    except ValueError:
        return None


def month_start(cell: Cell) -> Cell:
    """The first day of a month that is written without one (“September 2026”, “2026-09”, “9/2026”, “Jan-25”)."""
    text = text_of(cell)
    if match := re.fullmatch(r"([0-9]{4})[-/. ]?M?([0-9]{1,2})", text):
        return f"{match[1]}-{match[2]}-01"
    if match := re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{4})", text):
        return f"{match[2]}-{match[1]}-01"
    if match := _MONTH_YEAR.fullmatch(text):
        return _first_of(match[1], match[2]) or cell
    if match := _YEAR_MONTH.fullmatch(text):
        return _first_of(match[2], match[1]) or cell
    return span_start(cell)


def _first_of(word: str, year: str) -> str | None:
    month = month_number(word)
    return f"{year if len(year) == 4 else f'20{year}'}-{month:02}-01" if month else None


def are_months(cells: Sequence[Cell]) -> bool:
    """Whether cells such as “Jan-25” are months of a year rather than days of a month.

    Months of few years say the same number again and again; days of a month say many.
    """
    matches = [_MONTH_YEAR.fullmatch(text) for cell in cells if (text := text_of(cell))]
    if not matches or not all(match and month_number(match[1]) for match in matches):
        return False
    if all(match and len(match[2]) == 4 for match in matches):
        return True
    years = {int(match[2]) for match in matches if match}
    return (
        len(matches) >= 2 and len(years) <= len(matches) / 6 + 1 and max(years) - min(years) < 10 and min(years) >= 10
    )


def has_no_year(cell: Cell) -> bool:
    """Whether a cell is a day without its year (“1-Aug”, “Aug 1”, “01/08”)."""
    text = text_of(cell)
    if match := _DAY_WORD.fullmatch(text):
        return month_number(match[2] or match[3]) > 0
    match = _DAY_FIGURES.fullmatch(text)
    return match is not None and int(match[1]) <= 31 and int(match[3]) <= 31


def with_year(cell: Cell, year: int) -> Cell:
    """A day without its year, in that year."""
    text = text_of(cell)
    if match := _DAY_WORD.fullmatch(text):
        return f"{year}-{month_number(match[2] or match[3]):02}-{int(match[1] or match[4]):02}"
    if match := _DAY_FIGURES.fullmatch(text):
        return f"{match[1]}{match[2]}{match[3]}{match[2]}{year}"
    return cell


def in_period(cell: Cell, period: Period) -> Cell:
    """A day without its year, in the year in which it lies within a period."""
    for year in range(period[0].year, period[1].year):
        dated = with_year(cell, year)
        if max(both_orders(dated)) >= period[0].toordinal():
            return dated
    return with_year(cell, period[1].year)


def monday_of(year: int, week: int) -> int:
    """The ordinal of the Monday of an ISO week, NONE where there is no such week."""
    result = _monday(year, week)
    return date.fromisoformat(str(result)).toordinal() if result else NONE


def day_of(year: int, month: int, day: int) -> int:
    """The ordinal of a day, NONE where there is no such day."""
    try:
        return date(year, month, 1).toordinal() - 1 + day if day <= _days_in(year, month) else NONE
    except ValueError:
        return NONE


def days_from(ordinal: int, per_row: int) -> int:
    """How many days a row covers that begins on a day: of a month as many as the month has."""
    begin = date.fromordinal(ordinal)
    return _days_in(begin.year, begin.month) if per_row == _MONTH and begin.day == 1 else per_row


def _days_in(year: int, month: int) -> int:
    return monthrange(year, month)[1]

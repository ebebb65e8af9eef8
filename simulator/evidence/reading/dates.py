"""What a cell says as a day: read with the day first and with the month first, so that the whole column can decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from babel.dates import get_month_names
from numpy.typing import NDArray

from simulator.evidence.reading.numbers import DIGITS, Cell
from simulator.evidence.reading.platforms import LANGUAGES
from simulator.evidence.reading.texts import folded

Order = Literal["day_first", "month_first"]
ORDERS: Final[tuple[Order, ...]] = ("day_first", "month_first")
YEARS: Final = range(1990, 2101)
NONE: Final = 0
"""Stands for “no day” among ordinals of days."""

_LEAST_RUN: Final = 4
_EXCEL_BEGINS: Final = date(1899, 12, 30)
_EXCEL_SERIALS: Final = range(32_874, 73_416)
"""1990 to 2100 as a spreadsheet counts days."""
_TIME: Final = r"(?:[T ,]+[0-9]{1,2}[:h.][0-9]{2}.*)?"
_YEAR_FIRST: Final = re.compile(rf"([0-9]{{4}})([-/.])\s?([0-9]{{1,2}})\2\s?([0-9]{{1,2}})\.?(?:Z|{_TIME})", re.DOTALL)
_YEAR_LAST: Final = re.compile(
    rf"([0-9]{{1,2}})([-/.])\s?([0-9]{{1,2}})\2\s?([0-9]{{4}}|[0-9]{{2}})\.?{_TIME}", re.DOTALL
)
_DOTTED: Final = re.compile(r"\D*\d{1,2}\.")
"""A full stop behind the first figures, whatever stands before them: a blank, the name of a weekday."""
_WEEKDAY: Final = re.compile(r"[^\W\d_]{2,12}\.?,?\s+(?=[0-9]{1,4}[-/.]\s?[0-9]{1,2}[-/.])")
_SECONDS: Final = range(631_152_000, 4_133_980_800)
"""1990 to 2100 as computers count them from 1970."""
_WORDS: Final = re.compile(r"[0-9]+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Days:
    """Distinct cells as ordinals of days, with the day first and with the month first; NONE where they are no day."""

    day_first: NDArray[np.int32]
    month_first: NDArray[np.int32]
    numeric: NDArray[np.bool_]
    """Cells that are written in figures, with the year last."""
    dotted: bool
    """Whether every cell in doubt is written with full stops: 1.9.2026 has the day first."""

    def in_order(self, order: Order) -> NDArray[np.int32]:
        """The ordinals in one order."""
        return self.day_first if order == "day_first" else self.month_first

    @property
    def undecided(self) -> NDArray[np.bool_]:
        """Cells that are two different days."""
        return (self.day_first != NONE) & (self.month_first != NONE) & (self.day_first != self.month_first)


def days(cells: Sequence[Cell]) -> Days:
    """Some cells as days."""
    pairs = [both_orders(cell) for cell in cells]
    in_doubt = [
        cell
        for cell, (first, second) in zip(cells, pairs, strict=True)
        if NONE not in (first, second) and first != second
    ]
    return Days(
        np.array([pair[0] for pair in pairs], dtype=np.int32),
        np.array([pair[1] for pair in pairs], dtype=np.int32),
        np.array(
            [isinstance(cell, str) and _YEAR_LAST.fullmatch(cell.strip()) is not None for cell in cells], dtype=bool
        ),
        bool(in_doubt) and all(_DOTTED.match(str(cell)) for cell in in_doubt),
    )


def order_of(columns: Iterable[Days], within: tuple[date, date] | None) -> Order | None:
    """What these columns together say: cells that are a day in one order only, then the period that the file names."""
    columns = list(columns)
    day = sum(int(((column.day_first != NONE) & (column.month_first == NONE)).sum()) for column in columns)
    month = sum(int(((column.month_first != NONE) & (column.day_first == NONE)).sum()) for column in columns)
    if day or month:
        return "day_first" if day >= month else "month_first"
    if all(column.dotted or not column.undecided.any() for column in columns):
        return "day_first"
    if within:
        fits = [
            all(_is_within(column.in_order(order), within) for column in columns)
            for order in ("day_first", "month_first")
        ]
        if fits[0] != fits[1]:
            return "day_first" if fits[0] else "month_first"
    runs = [all(are_consecutive(column.in_order(order)) for column in columns) for order in ORDERS]
    if runs[0] != runs[1]:
        return "day_first" if runs[0] else "month_first"
    return None


def are_consecutive(ordinals: NDArray[np.int32]) -> bool:
    """Whether days follow each other, with few holes: four at least, as three may do so by chance."""
    known = np.unique(ordinals[ordinals != NONE])
    return len(known) >= _LEAST_RUN and int(known[-1] - known[0]) < len(known) * 1.25


def exchanged(ordinals: NDArray[np.int32]) -> NDArray[np.int32]:
    """Days with day and month exchanged; NONE where that is no day."""
    return np.array([_exchanged(int(ordinal)) for ordinal in ordinals], dtype=np.int32)


def _exchanged(ordinal: int) -> int:
    if ordinal == NONE:
        return NONE
    day = date.fromordinal(ordinal)
    return _ordinal(day.year, day.day, day.month)


def _is_within(ordinals: NDArray[np.int32], within: tuple[date, date]) -> bool:
    real = ordinals[ordinals != NONE]
    return bool(((real >= within[0].toordinal()) & (real <= within[1].toordinal())).all())


def both_orders(cell: Cell) -> tuple[int, int]:
    """A cell as an ordinal, with the day first and with the month first."""
    if isinstance(cell, date):  # or with a time of day
        return _twice(_ordinal(cell.year, cell.month, cell.day))
    if isinstance(cell, float) and cell.is_integer():
        cell = str(int(cell))
    if not isinstance(cell, str):
        return NONE, NONE
    text = " ".join((cell if cell.isascii() else cell.translate(DIGITS)).split())
    if text.isdecimal():
        return _twice(_from_digits(text))
    if text[:1].isalpha() and (weekday := _WEEKDAY.match(text)):
        text = text[weekday.end() :]
    if match := _YEAR_FIRST.fullmatch(text):
        return _twice(_ordinal(int(match[1]), int(match[3]), int(match[4])))
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), _full(match[4])
        return _ordinal(year, second, first), _ordinal(year, first, second)
    return _twice(_from_words(text))


def _twice(ordinal: int) -> tuple[int, int]:
    return ordinal, ordinal


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 90 else 2000)


def _ordinal(year: int, month: int, day: int) -> int:
    if year not in YEARS:
        return NONE
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return NONE


def _from_digits(text: str) -> int:
    if len(text) == 8:
        return _ordinal(int(text[:4]), int(text[4:6]), int(text[6:]))
    if len(text) == 10 and text.endswith(tuple(f"{hour:02}" for hour in range(24))):  # GA4: date and hour
        hours = _ordinal(int(text[:4]), int(text[4:6]), int(text[6:8]))
        if hours != NONE:
            return hours
    if len(text) in (10, 13) and int(text[:10]) in _SECONDS:
        return date(1970, 1, 1).toordinal() + int(text[:10]) // 86_400
    if len(text) == 5 and int(text) in _EXCEL_SERIALS:
        return (_EXCEL_BEGINS + timedelta(days=int(text))).toordinal()
    return NONE


def _from_words(text: str) -> int:
    """“Sep 1, 2026”, “1. September 2026”, “mar. 1 sept. 2026”, “1-Sep-26”."""
    if len(text) > 60:
        return NONE
    words = _WORDS.findall(re.sub(rf"{_TIME}$", "", text))
    figures = [word for word in words if word.isdecimal()]
    if len(figures) != 2:
        return NONE
    months = [number for word in words if (number := _month_of(word))]
    if not months:
        return NONE
    day, year = sorted(figures, key=len) if 4 in map(len, figures) else figures
    if len(year) not in (2, 4) or len(day) > 2:
        return NONE
    return _ordinal(_full(year), months[-1], int(day))


def month_number(word: str) -> int:
    """The number of a month that is written out or shortened, 0 for any other word."""
    return _month_of(word) or 0


def _month_of(word: str) -> int | None:
    """The number of a month; words are looked up as they are first, as folding takes long for a million of them."""
    number = _months().get(word.casefold())
    return number if number or word.isascii() else _months().get(folded(word))


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    """Names of months and their short forms in every language of the headers."""
    names: dict[str, int] = {"sept": 9}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    names.setdefault(folded(name), number)
    return names

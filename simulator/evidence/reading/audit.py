"""What was read of a file and what was left out, so that a person can hold it against the ad account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from simulator.errors import InputError
from simulator.evidence.rows import AdRows, OrderRows

Platform = str
"""The key of a description in `platforms`."""
DateOrder = Literal["year_first", "day_first", "month_first"]

MOST_SHOWN: Final = 200
"""So many unreadable cells are kept to be shown; all are counted."""


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """A cell for which its row was left out: row as a spreadsheet counts it, text shortened and without names."""

    row: int
    column: str
    text: str
    reason: InputError


@dataclass(frozen=True, slots=True)
class Question:
    """What the file cannot tell.

    kind     date_order: answer with ``day_first``; column: answer with ``mapping`` {one of the options: meaning}
    meaning  what is looked for: date, spend, clicks, orders, value …
    column   the column in doubt, "" when none is known
    options  date_order: a cell, and its two readings as ISO dates (day first, month first); column: headers to choose
    """

    kind: Literal["date_order", "column"]
    meaning: str
    column: str
    ask: InputError
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a file; None where it has no such column."""

    spend: float | None = None
    clicks: float | None = None
    orders: float | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """One file in numbers.

    rows             rows that the totals are made of (lines of the file; of an orders export, orders)
    total_rows       rows of sums that were left out
    other_tables     further tables or sheets that were left out
    repeated_rows    rows that stand twice word for word and were counted once (repeated headers too)
    remark_rows      lines without numbers, such as a remark at the end
    decimal_mark     None when no cell needed one
    stated           the sums in the file's own row of totals, if it has one
    unreadable_rows  rows left out because a cell could not be read; `unreadable` shows at most MOST_SHOWN such cells
    cancelled_orders, refunded_orders  of an orders export; they are among `rows` and in `totals`
    notes            everything else a person should know of, in sentences
    """

    rows: int = 0
    lines_before_header: int = 0
    total_rows: int = 0
    other_tables: int = 0
    repeated_rows: int = 0
    remark_rows: int = 0
    encoding: str = ""
    separator: str = ""
    decimal_mark: Literal[".", ","] | None = None
    date_order: DateOrder | None = None
    campaigns: int = 0
    days: int = 0
    first: date | None = None
    last: date | None = None
    currency: str | None = None
    totals: Totals = Totals()
    stated: Totals | None = None
    unreadable_rows: int = 0
    unreadable: tuple[UnreadableCell, ...] = ()
    cancelled_orders: int = 0
    refunded_orders: int = 0
    notes: tuple[InputError, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """One file as read. With neither `ads` nor `orders` there is a problem or a question that says why.

    headers    every header of the file → what it was taken for, "" when it was not needed or not known
    signature  the same for every file with the same headers: a mapping given once can be kept under it
    """

    name: str
    platform: Platform
    ads: AdRows | None = None
    orders: OrderRows | None = None
    audit: Audit = Audit()
    headers: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""
    questions: tuple[Question, ...] = ()
    problems: tuple[InputError, ...] = ()

"""What was read of a file and what was left out, so that a person can hold it against the ad account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, Self

from simulator.errors import InputError
from simulator.evidence.rows import MEASURES, AdRows, OrderRows, SalesRows

Platform = str
"""The key of a description in `platforms`."""
QuestionKind = Literal[
    "date_order",
    "column",
    "days_covered",
    "year",
    "exchanged",
    "unpaid",
    "window",
    "action",
    "order_rows",
    "point_of_sale",
    "repeated",
    "status",
    "pending",
    "item_price",
    "unit",
]
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

    kind     date_order: answer with ``day_first``; column: answer with ``mapping`` {one of the options: meaning}; any
             other kind: answer with ``answers`` {kind: one of the options}; without options with a whole number
             (days_covered: how many days; year: four digits)
    meaning  what is looked for: date, spend, clicks, orders, value …
    column   the column in doubt, "" when none is known
    options  date_order: a cell, and its two readings as ISO dates (day first, month first); column: headers to choose
    labels   the options in words, one for each; () where the options are words of the file
    taken    the option that the file was read with; "" while the answer is needed
    """

    kind: QuestionKind
    meaning: str
    column: str
    ask: InputError
    options: tuple[str, ...] = ()
    labels: tuple[InputError, ...] = ()
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a file; None where it has no such column."""

    spend: float | None = None
    clicks: float | None = None
    orders: float | None = None
    value: float | None = None

    @classmethod
    def of(cls, sums: Mapping[str, float]) -> Self:
        """The measures among some sums."""
        return cls(**{name: float(value) for name, value in sums.items() if name in MEASURES})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that were read and do not count, with the reason and their sums: what was read and this make the file.

    short  the reason in a few words
    """

    reason: InputError
    rows: int
    totals: Totals = Totals()
    short: InputError | None = None


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
    left_out         rows that do not count: orders without an ad, of a till, unpaid, failed or tests
    value_contains   shipping, tax: what is in the order value beside the goods, as far as its column says
    details          what rows are split by beyond day and campaign (search term, device), as the file heads it
    suspicions       what looks wrong though every row could be read: the number, the likely reason, the remedy
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
    left_out: tuple[LeftOut, ...] = ()
    value_contains: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    suspicions: tuple[InputError, ...] = ()
    notes: tuple[InputError, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """One file as read. With none of `ads`, `orders` and `sales` there is a problem or a question that says why.

    sales      a shop's sales by day, of a file without spend
    choices    what was decided for the reader, who may decide otherwise: questions with the answer that was taken
    headers    every header of the file → what it was taken for, "" when it was not needed or not known
    signature  the same for every file with the same headers: a mapping given once can be kept under it
    """

    name: str
    platform: Platform
    ads: AdRows | None = None
    orders: OrderRows | None = None
    sales: SalesRows | None = None
    audit: Audit = Audit()
    headers: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""
    questions: tuple[Question, ...] = ()
    choices: tuple[Question, ...] = ()
    problems: tuple[InputError, ...] = ()

"""Exports with rows of sums put in at any place, for the tests of totals. The truth is known, as it was made."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MEASURES = ("spend", "clicks", "orders", "value")
LABELS = ("Total", "Grand total", "Total: Campaigns", "Gesamt", "Total: Account", "Skupaj", "")
"""What a summary row is called; "" for one without a label."""
HEADER = "Day,Campaign,Device,Cost,Clicks,Conversions,Conv. value"


@dataclass(frozen=True)
class Row:
    """A line of an export. `is_sum`: it adds up other lines."""

    day: str
    campaign: str
    device: str
    numbers: tuple[float, ...]
    is_sum: bool = False

    def text(self, *, has_device: bool) -> str:
        """The line."""
        spend, clicks, orders, value = self.numbers
        names = [self.day, self.campaign, *([self.device] if has_device else [])]
        return ",".join([*names, f"{spend:.2f}", f"{clicks:.0f}", f"{orders:.0f}", f"{value:.2f}"])


@dataclass
class Case:
    """A file, the lines that count, and how it was made."""

    rows: list[Row]
    true: tuple[float, ...]
    count: int
    has_device: bool
    has_days: bool = True
    how: list[str] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        """The file; without a column of days, with its period in the first line."""
        lines = [HEADER if self.has_device else HEADER.replace("Device,", "")]
        lines += [row.text(has_device=self.has_device) for row in self.rows]
        if not self.has_days:
            lines = ["2026-09-01 - 2026-09-06", *(line.partition(",")[2] for line in lines)]
        return "\n".join([*lines, ""]).encode()


def added(rows: Iterable[Row]) -> tuple[float, ...]:
    """The sums of some lines, in cents."""
    sums = tuple(round(sum(item), 2) for item in zip(*(row.numbers for row in rows), strict=True))
    return sums or (0.0,) * len(MEASURES)


def account(rng: random.Random) -> tuple[list[Row], bool, bool]:
    """Days × campaigns (× devices), some of them without any orders; one table in four has no column of days."""
    has_device = rng.random() < 0.4
    has_days = rng.random() < 0.75
    devices = ("Mobile", "Desktop") if has_device else ("",)
    rows = [
        Row(f"2026-09-{day:02}" if has_days else "", f"Campaign {letter}", device, _numbers(rng))
        for day in range(1, rng.randint(1, 6) + 1 if has_days else 2)
        for letter in "ABCDE"[: rng.randint(2, 5)]
        for device in devices
    ]
    return rows, has_device, has_days


def _numbers(rng: random.Random) -> tuple[float, ...]:
    clicks = rng.randint(1, 60)
    orders = rng.choice((0, 0, 1, 2, 3))
    return round(rng.uniform(1, 90), 2), clicks, orders, round(orders * rng.uniform(20, 90), 2)


def summary(rows: Sequence[Row], rng: random.Random, *, day: str, campaign: str, label: str, has_days: bool) -> Row:
    """A line that adds up others, with its label where the day or the campaign would be."""
    names = [day, campaign]
    places = [at for at in (0, 1) if not names[at] and (at or has_days)]
    if label and places:
        names[rng.choice(places)] = label
    return Row(names[0], names[1], "", added(rows), is_sum=True)


def mutated(rng: random.Random) -> Case:
    """An account with sums and repeated lines put in."""
    rows, has_device, has_days = account(rng)
    case = Case(list(rows), added(rows), len(rows), has_device, has_days)
    changes = [_grand_total, _repeated, *((_daily_sums, _campaign_sums) if has_days else ())]
    for change in rng.sample(changes, rng.randint(1, len(changes))):
        change(case, rows, rng)
    return case


def _grand_total(case: Case, rows: Sequence[Row], rng: random.Random) -> None:
    label = rng.choice(LABELS)
    day = rng.choice(("", rows[0].day))
    at = rng.choice((0, len(case.rows), rng.randint(0, len(case.rows))))
    total = summary(rows, rng, day=day, campaign="", label=label, has_days=case.has_days)
    for _ in range(rng.choice((1, 1, 1, 2))):
        case.rows.insert(at, total)
    case.how.append(f"grand total {label!r} day {day!r} at {at}")


def _daily_sums(case: Case, rows: Sequence[Row], rng: random.Random) -> None:
    label = rng.choice(LABELS)
    for day in dict.fromkeys(row.day for row in rows):
        of = [row for row in rows if row.day == day]
        _put(case, summary(of, rng, day=day, campaign="", label=label, has_days=True), of[-1])
    case.how.append(f"daily sums {label!r}")


def _campaign_sums(case: Case, rows: Sequence[Row], rng: random.Random) -> None:
    label = rng.choice(LABELS)
    for campaign in dict.fromkeys(row.campaign for row in rows):
        of = [row for row in rows if row.campaign == campaign]
        _put(case, summary(of, rng, day="", campaign=campaign, label=label, has_days=True), of[-1])
    case.how.append(f"campaign sums {label!r}")


def _put(case: Case, new: Row, after: Row) -> None:
    case.rows.insert(case.rows.index(after) + 1, new)


def _repeated(case: Case, rows: Sequence[Row], rng: random.Random) -> None:
    for _ in range(rng.randint(1, 4)):
        row = rng.choice(case.rows)
        case.rows.insert(rng.randint(0, len(case.rows)), row)
    case.how.append("repeated")

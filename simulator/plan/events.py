"""Events of a year, and what they do to the averages of a period: sales, Black Friday, Christmas.

A plan's beliefs are those of days without an event. An event multiplies conversion rate, click price and order value of
its days; where two events share a day, their multipliers multiply. What a period's averages become is by the share of
its spend that falls on these days (`averaged`; docs/method.md, section 26).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from simulator.beliefs.checks import is_plain_text, settled
from simulator.beliefs.distributions import ONE, Belief, median, quantile
from simulator.errors import InputError

MOVED: Final = ("cvr", "cpc", "aov")
"""What an event multiplies: conversion rate, click price, order value."""
LEAST: Final = 0.1
MOST: Final = 10.0
"""Multipliers beyond these are a slip, such as 120 for 20 % more."""
LONGEST_NAME: Final = 40
LONGEST_EVENT: Final = 366
"""Days."""
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""Days of events and first days of plans: what lies beyond is a slip in the year."""
MOST_EVENTS: Final = 24
BETWEEN_EVENTS: Final = ";"
"""Stands between two events where they are one text, so it stands in no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Days that are unlike others.

    name          : label
    first, last   : its days, both included
    cvr, cpc, aov : conversion rate, click price and order value of these days / those of other days; a plain number is
        taken as known, 1 is unchanged

    Raises
    ------
    InputError
        For the first rule that is broken, naming the input.
    """

    name: str
    first: date
    last: date
    cvr: Belief = ONE
    cpc: Belief = ONE
    aov: Belief = ONE

    def __post_init__(self) -> None:
        _check_name(self.name)
        _check_days(self.first, self.last)
        for name in MOVED:
            _check_multiplier(name, settled(self, name))

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1

    @property
    def is_unchanged(self) -> bool:
        """Whether it changes nothing, because no effect was given yet."""
        return all(getattr(self, name) == ONE for name in MOVED)

    def covers(self, day: date) -> bool:
        """Whether a day is one of it."""
        return self.first <= day <= self.last


def _check_name(name: Any) -> None:
    if not isinstance(name, str) or not name.strip():
        raise InputError("The event has no name: give it one, such as Black Friday.", field="name")
    if not is_plain_text(name) or BETWEEN_EVENTS in name:
        raise InputError("The name of an event is plain text on one line, without a semicolon.", field="name")
    if len(name) > LONGEST_NAME:
        raise InputError(
            "The name of an event has at most {limit} characters, this one has {count}: shorten it.",
            field="name",
            limit=LONGEST_NAME,
            count=len(name),
        )


def _check_days(first: Any, last: Any) -> None:
    for name, day in (("first", first), ("last", last)):
        if not isinstance(day, date):
            raise InputError("A day is needed, written as year-month-day, such as 2026-11-27.", field=name)
        check_year(day, name)
    if last < first:
        raise InputError(
            "The event ends on {last}, before it begins on {first}: exchange the two days, or correct the year.",
            field="last",
            first=first,
            last=last,
        )
    if (last - first).days >= LONGEST_EVENT:
        raise InputError(
            "An event lasts at most {limit} days, this one {count}: check the years.",
            field="last",
            limit=LONGEST_EVENT,
            count=(last - first).days + 1,
        )


def check_year(day: date, field: str) -> None:
    """Refuse a day of a year that nobody plans for.

    Raises
    ------
    InputError
        When it is one.
    """
    if not EARLIEST <= day <= LATEST:
        raise InputError(
            "A day from {first} to {last} is needed, got {day}: correct the year.",
            field=field,
            first=EARLIEST,
            last=LATEST,
            day=day,
        )


def _check_multiplier(name: str, multiplier: Belief) -> None:
    for end in (quantile(multiplier, 0.05), quantile(multiplier, 0.95)):
        if not LEAST * (1 - 1e-9) <= end <= MOST * (1 + 1e-9):
            raise InputError(
                "An effect is a multiple of other days from {least} to {most}: 1 is unchanged, 1.2 is a fifth more; "
                "got {value}.",
                field=name,
                least=LEAST,
                most=MOST,
                value=float(f"{end:.6g}"),
            )


# ---------------------------------------------------------------------------------------------------------------
# A season: the events as seen from a first day


class Effects(NamedTuple):
    """What events make of a period's averages, as multiples of days without one: numbers, or one value per draw.

    cvr : clicks weigh, so that clicks · CVR are its orders
    cpc : spend / clicks
    aov : orders weigh, so that orders · AOV are its revenue
    """

    cvr: Any = 1.0
    cpc: Any = 1.0
    aov: Any = 1.0


UNCHANGED: Final = Effects()


class State(NamedTuple):
    """Days on which the same events take place.

    events : their places in `Season.events`
    weight : share of the spend that falls on these days
    rate   : the same, each day times its conversion rate over that of an average day
    """

    events: tuple[int, ...]
    weight: float
    rate: float


@dataclass(frozen=True, slots=True)
class Season:
    """Events, and the first day of the period that is looked at.

    Raises
    ------
    InputError
        When there are too many events, or one of them appears twice.
    """

    first: date
    events: tuple[Event, ...]

    def __post_init__(self) -> None:
        check_events(self.events)

    def later(self, days: int) -> Season:
        """The same events, seen from a later first day."""
        return Season(self.first + timedelta(days=days), self.events)

    def states(self, weights: Sequence[float], rates: Sequence[float] | None = None) -> tuple[State, ...]:
        """The period's days by the events that take place on them; empty where no event changes anything.

        weights : share of the spend of each day from the first on
        rates   : conversion rate of each day over that of an average day, without events; None: all alike
        """
        sums: dict[tuple[int, ...], list[float]] = {}
        changing = [at for at, event in enumerate(self.events) if not event.is_unchanged]
        for place, weight in enumerate(weights):
            day = self.first + timedelta(days=place)
            here = sums.setdefault(tuple(at for at in changing if self.events[at].covers(day)), [0.0, 0.0])
            here[0] += weight
            here[1] += weight * (1.0 if rates is None else rates[place])
        states = tuple(State(events, *both) for events, both in sums.items() if both[0] > 0)
        return states if any(state.events for state in states) else ()

    def middle(self, states: Sequence[State]) -> Effects:
        """What the events make of the averages when each effect is at its median."""
        return averaged(states, [{name: median(getattr(event, name)) for name in MOVED} for event in self.events])


def check_events(events: Sequence[Event]) -> None:
    """Refuse too many events, and the same one twice.

    Raises
    ------
    InputError
        Naming the row of the second one as `row`, from 1.
    """
    if len(events) > MOST_EVENTS:
        raise InputError(
            "At most {limit} events are taken, got {count}: leave some out.",
            field="events",
            limit=MOST_EVENTS,
            count=len(events),
        )
    seen: dict[tuple[str, date], int] = {}
    for row, event in enumerate(events, 1):
        first = seen.setdefault((event.name, event.first), row)
        if first != row:
            raise InputError(
                "The event “{name}” appears twice with the same first day: delete one of the two.",
                field="name",
                name=event.name,
                row=row,
            )


def averaged(states: Sequence[State], multipliers: Sequence[Mapping[str, Any]]) -> Effects:
    """Averages of a period / those of days without an event, from the multipliers of each event.

    With the share w of the spend of each day and its multipliers c, p, v of CVR, CPC and AOV (of several events their
    product), clicks go as Σ w/p, orders as Σ w·c/p, revenue as Σ w·c·v/p; so

        CPC: Σ w / Σ w/p        CVR: Σ w·c/p / Σ w/p        AOV: Σ w·c·v/p / Σ w·c/p
    """
    if not states:
        return UNCHANGED
    spend = whole_rate = clicks = orders = revenue = 0.0  # type: Any
    for state in states:
        cvr, cpc, aov = (math.prod((multipliers[at][name] for at in state.events), start=1.0) for name in MOVED)  # type: Any, Any, Any
        spend, whole_rate = spend + state.weight, whole_rate + state.rate
        clicks = clicks + state.weight / cpc
        orders = orders + state.rate * cvr / cpc
        revenue = revenue + state.rate * cvr * aov / cpc
    if whole_rate <= 0:
        return UNCHANGED
    return Effects(cvr=orders / clicks * (spend / whole_rate), cpc=spend / clicks, aov=revenue / orders)


def even(days: float) -> tuple[float, ...]:
    """The same share of the spend on each day of a period."""
    count = max(1, round(days))
    return (1 / count,) * count


def outside(events: Sequence[Event], first: date, days: float) -> tuple[Event, ...]:
    """Events that no day of a period touches."""
    last = first + timedelta(days=max(1, round(days)) - 1)
    return tuple(event for event in events if event.last < first or event.first > last)

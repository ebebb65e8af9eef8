"""What is known of a running period: its days so far, how spend and conversion rate lie over its days, and drift."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.beliefs.distributions import SMALLEST
from simulator.errors import InputError
from simulator.plan.events import Season
from simulator.plan.scenario import Scenario

MOST_DAYS: Final = 732
"""Days of a period that can be tracked: two years."""
WEEK: Final = 7
RIPE_SHARE: Final = 0.9
"""Of a day's orders; with fewer in, the day is named as one whose orders are still to come."""


@dataclass(frozen=True, slots=True)
class DaysSoFar:
    """What the days of a period brought so far, one number per day from its first day on.

    spend   : [currency]; 0 on a day without a row
    clicks  : counted clicks
    orders  : counted orders, may be fractional
    value   : value of these orders [currency]; nan on a day on which it is not known
    arrived : share of the orders of each day that has come in by now, 0 to 1; empty: all of them

    Raises
    ------
    InputError
        When the parts differ in length, or a number is negative or not a number.
    """

    spend: tuple[float, ...] = ()
    clicks: tuple[float, ...] = ()
    orders: tuple[float, ...] = ()
    value: tuple[float, ...] = ()
    arrived: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.arrived:
            object.__setattr__(self, "arrived", (1.0,) * len(self.spend))
        parts = (self.spend, self.clicks, self.orders, self.value, self.arrived)
        if len({len(part) for part in parts}) > 1:
            raise InputError("Spend, clicks, orders and value are needed for the same days.", field="days")
        for name in ("spend", "clicks", "orders", "arrived"):
            if any(not math.isfinite(number) or number < 0 for number in getattr(self, name)):
                raise InputError("A day has a number below 0, or none, for {name}: correct the export.", name=name)
        if any(number < 0 for number in self.value if not math.isnan(number)):
            raise InputError("A day has an order value below 0: correct the export.", field="days")

    @property
    def days(self) -> int:
        """How many days have gone."""
        return len(self.spend)

    @property
    def spent(self) -> float:
        """Spend of all days so far. [currency]"""
        return _sum(self.spend)

    @property
    def clicked(self) -> float:
        """Clicks of all days so far."""
        return _sum(self.clicks)

    @property
    def ordered(self) -> float:
        """Orders of all days so far, as counted by now."""
        return _sum(self.orders)

    @property
    def ripe_days(self) -> int:
        """Days from the first on of which at least `RIPE_SHARE` of the orders has come in."""
        return next((day for day, share in enumerate(self.arrived) if share < RIPE_SHARE), self.days)

    @property
    def valued(self) -> tuple[float, float]:
        """Orders whose value is known, and their value. [currency]"""
        known = [(count, value) for count, value in zip(self.orders, self.value, strict=True) if not math.isnan(value)]
        return _sum([orders for orders, _ in known]), _sum([value for _, value in known])

    @property
    def aov(self) -> float:
        """Average value of the orders so far; nan where none is known. [currency per order]"""
        orders, value = self.valued
        return value / orders if orders > 0 else math.nan


def _sum(numbers: Sequence[float]) -> float:
    """Their sum; 0 where it is too small for a quotient."""
    total = math.fsum(numbers)
    return total if total >= SMALLEST else 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """How far an average may move within a period, as standard deviations of logarithms; all 0: rates stand still.

    cvr, cpc, aov             : of the average of the days so far over that of the rest, whatever their number
    cvr_day, cpc_day, aov_day : of one day, beside the luck of its counts; n days wander by a √n-th of it
    walk                      : share of the first three (as variances) that is a walk away from what the plan knew when
                                it began, 0 to 1: the first days lie near it, the last ones far
    """

    cvr: float = 0.0
    cpc: float = 0.0
    aov: float = 0.0
    cvr_day: float = 0.0
    cpc_day: float = 0.0
    aov_day: float = 0.0
    walk: float = 0.0

    def between(self, name: str, gone: int, left: int) -> float:
        """Standard deviation of log(average of the days gone / average of the days left)."""
        if gone == 0 or left == 0:
            return 0.0
        day = getattr(self, f"{name}_day")
        return math.sqrt(getattr(self, name) ** 2 + day**2 * (1 / gone + 1 / left))

    def with_average(self, name: str, variance: float, gone: int, left: int, share: float = 1.0) -> float:
        """Covariance of that logarithm with the logarithm of the period's average, whose variance the plan believes.

        A walk from a known start, of which a share f has gone: -(2 - f) / 2 times the variance of its average. It is
        no larger than what the plan believes: a plan that is surer than that knows more than the walk's start.

        share : of the drift's variances that counts (`share_within`)
        """
        if gone == 0 or left == 0:
            return 0.0
        return -self.walk * (1 - gone / (gone + left) / 2) * min(share * getattr(self, name) ** 2, variance)

    def share_within(self, name: str, variance: float, gone: int, left: int) -> float:
        """The share of the drift's variances that a plan has room for whose average has this variance, at most 1.

        The averages of the days gone and of the rest have the covariance

            variance + (1 - 2 f) · `with_average` - f · (1 - f) · `between`².

        Below 0, a bad start would promise a rest that is better than the plan; the share is the largest at which it is
        not. A known average stands still.
        """
        if gone == 0 or left == 0:
            return 1.0
        part = gone / (gone + left)
        lean = self.walk * (1 - part / 2) * (1 - 2 * part)
        apart, walked = part * (1 - part) * self.between(name, gone, left) ** 2, getattr(self, name) ** 2
        if apart == 0:
            return 1.0
        share = variance / (apart + lean * walked) if apart + lean * walked > 0 else math.inf
        if share * walked > variance:  # the walk is that of the plan's own variance
            share = variance * (1 - lean) / apart
        return min(share, 1.0)


STILL: Final = Drift()


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a period's spend and conversion rate lie over its days.

    spend : share of the budget planned for each day; adds up to 1
    rate  : conversion rate of each day over that of the period; 1 on average, by spend
    season : events, which move the averages of their days beside that; its first day is that of the period
    """

    spend: tuple[float, ...]
    rate: tuple[float, ...]
    season: Season | None = None

    @property
    def days(self) -> int:
        """Days of the period."""
        return len(self.spend)

    def spent_share(self, days: int) -> float:
        """Share of the budget planned for the first days; exactly 0 for none and 1 for all."""
        if days <= 0:
            return 0.0
        return 1.0 if days >= self.days else math.fsum(self.spend[:days])

    def rate_from(self, day: int) -> float:
        """Average conversion rate of the days after the first so many, over that of the period."""
        if day <= 0 or day >= self.days:
            return 1.0
        spend, rate = np.array(self.spend[day:]), np.array(self.rate[day:])
        total = float(spend.sum())
        return float((spend * rate).sum()) / total if total > 0 else 1.0


def days_of(scenario: Scenario) -> int:
    """Whole days of a plan's period.

    Raises
    ------
    InputError
        When the period is too long to be tracked.
    """
    days = max(1, round(scenario.period_days))
    if days > MOST_DAYS:
        raise InputError(
            "The plan is too long to be tracked. Its days: {days}; the most that can be tracked: {most}. Split it.",
            field="period_days",
            most=MOST_DAYS,
            days=days,
        )
    return days


def schedule_of(
    days: int,
    first_weekday: int = 0,
    spend_by_weekday: Sequence[float] | None = None,
    rate_by_weekday: Sequence[float] | None = None,
) -> Schedule:
    """The schedule of so many days that begin on this weekday (0 is Monday); without a rhythm all days are alike."""
    weekdays = (np.arange(days) + first_weekday) % WEEK
    spend = _of(spend_by_weekday)[weekdays]
    spend = spend / spend.sum()
    rate = _of(rate_by_weekday)[weekdays]
    rate = rate / (spend * rate).sum()
    return Schedule(tuple(spend.tolist()), tuple(rate.tolist()))


def _of(rhythm: Sequence[float] | None) -> NDArray[np.float64]:
    """Seven factors above 0."""
    factors = np.ones(WEEK) if rhythm is None else np.asarray(rhythm, dtype=float)
    return factors if np.isfinite(factors).all() and (factors > 0).all() else np.ones(WEEK)


def check(scenario: Scenario, so_far: DaysSoFar) -> None:
    """Refuse more days than the period has.

    Raises
    ------
    InputError
        When there are more.
    """
    days = days_of(scenario)
    if so_far.days > days:
        raise InputError(
            "Days of the plan: {days}; of the export: {more}. Leave out the days after the plan's end.",
            field="period_days",
            days=days,
            more=so_far.days,
        )

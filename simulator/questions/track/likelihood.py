"""What the days of a period tell of its averages: likelihoods of click price, conversion rate and order value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.beliefs.distributions import median
from simulator.plan.scenario import Scenario
from simulator.questions.track.days import DaysSoFar, Schedule
from simulator.questions.track.season import by_day

Array = NDArray[np.float64]

CLICK_PRICE_VARIANCE: Final = 0.7**2
"""(Standard deviation / mean of single click prices)², as the forecast has it (`evidence.learning.account`)."""
LEAST_VALUE_VARIANCE: Final = 1e-8
"""Where all orders have the same value, their average is known to a hundredth of a percent."""


@dataclass(frozen=True)
class Term:
    """The log likelihood of a = log average so far; counts: (count · a - exposure · exp(a)) / spread, with sign.

    kind : "rate" (counts per exposure), "price" (exposure per count) or "value" (a mean that was seen)
    """

    kind: str
    count: float = 0.0
    exposure: float = 0.0
    spread: float = 1.0
    seen: float = 0.0

    def log(self, a: Array) -> Array:
        """Up to a constant."""
        if self.kind == "value":
            return np.asarray(-((self.seen - a) ** 2) / (2 * self.spread))
        a = a if self.kind == "rate" else -a
        return np.asarray((self.count * a - self.exposure * np.exp(np.minimum(a, 700))) / self.spread)

    def slopes(self, a: float) -> tuple[float, float]:
        """First and second derivative."""
        if self.kind == "value":
            return (self.seen - a) / self.spread, -1 / self.spread
        sign = 1.0 if self.kind == "rate" else -1.0
        expected = self.exposure * math.exp(min(sign * a, 700))
        return sign * (self.count - expected) / self.spread, -expected / self.spread


def log_pace(scenario: Scenario, so_far: DaysSoFar, schedule: Schedule) -> float:
    """Logarithm of spend so far / planned spend of the same days; 0 without any."""
    planned = scenario.budget * schedule.spent_share(so_far.days)
    return math.log(so_far.spent / planned) if so_far.spent > 0 and planned > 0 else 0.0


def price_factor(scenario: Scenario, spend: float, planned: float) -> float:
    """How much dearer clicks are at this spend than at the planned one of the same days, at the median γ."""
    gamma = median(scenario.cpc_elasticity)
    return float((spend / planned) ** gamma) if spend > 0 and planned > 0 else 1.0


def exposure_of(so_far: DaysSoFar, schedule: Schedule) -> tuple[float, float]:
    """Clicks so far at the period's average rate without events: those whose orders have come in, and those whose have
    not."""
    days = so_far.days
    clicks = np.array(so_far.clicks) * np.array(schedule.rate[:days])
    effects = by_day(schedule)
    if effects is not None:
        clicks = clicks * effects.cvr[:days]
    arrived = np.minimum(np.array(so_far.arrived), 1.0)
    return float((clicks * arrived).sum()), float((clicks * (1 - arrived)).sum())


def price_of_events(so_far: DaysSoFar, schedule: Schedule) -> float:
    """Average click price of the days so far / that without their events = Σ spend / Σ (spend / effect of the day)."""
    effects = by_day(schedule)
    if effects is None or so_far.spent <= 0 or (effects.cpc[: so_far.days] == 1).all():
        return 1.0
    return float(so_far.spent / (np.array(so_far.spend) / effects.cpc[: so_far.days]).sum())


def value_of_events(so_far: DaysSoFar, schedule: Schedule) -> float:
    """Average order value of the days so far / that without their events, by the orders whose value is known."""
    effects = by_day(schedule)
    if effects is None:
        return 1.0
    orders = np.where(np.isnan(so_far.value), 0.0, so_far.orders)
    whole = float(orders.sum())
    return float((orders * effects.aov[: so_far.days]).sum()) / whole if whole > 0 else 1.0


def likelihoods(
    scenario: Scenario, so_far: DaysSoFar, schedule: Schedule, noise: Mapping[str, float] | None = None
) -> dict[str, Term]:
    """What the days tell of each input; nothing of one without a count.

    noise : variance of the logarithm of what events made of these days (`season.noise_of`)
    """
    noise = noise or dict.fromkeys(("cvr", "cpc", "aov"), 0.0)
    terms: dict[str, Term] = {}
    exposure, _ = exposure_of(so_far, schedule)
    if exposure > 0:
        terms["cvr"] = Term("rate", so_far.ordered, exposure, 1.0 + so_far.ordered * noise["cvr"])
    if so_far.spent > 0 and so_far.clicked > 0:
        spent = so_far.spent / price_of_events(so_far, schedule)
        spread = CLICK_PRICE_VARIANCE + so_far.clicked * noise["cpc"]
        terms["cpc"] = Term("price", so_far.clicked, spent, spread)
    orders, value = so_far.valued
    if orders > 0 and value > 0:
        variance = max(math.log1p(scenario.order_value_cv**2 / orders), LEAST_VALUE_VARIANCE)
        seen = math.log(value / orders / value_of_events(so_far, schedule)) + variance / 2
        terms["aov"] = Term("value", spread=variance + noise["aov"], seen=seen)
    return terms

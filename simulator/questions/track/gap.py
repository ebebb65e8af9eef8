"""What is off so far: click price, conversion rate, order value and spend, each with its part of the gap in money."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from scipy.special import gammaincc, ndtr

from simulator.beliefs.distributions import median
from simulator.engine.estimates import Rows
from simulator.engine.outcome import Outcome
from simulator.plan.events import UNCHANGED
from simulator.plan.scenario import Scenario, middle_shares
from simulator.questions.track.days import DaysSoFar, Drift, Schedule
from simulator.questions.track.likelihood import (
    CLICK_PRICE_VARIANCE,
    LEAST_VALUE_VARIANCE,
    exposure_of,
    price_factor,
    price_of_events,
    value_of_events,
)
from simulator.questions.track.posterior import NAMES, drifted
from simulator.questions.track.season import effects_between

ORDER: Final = ("spend", "cpc", "cvr", "aov")
ENOUGH: Final = 2
"""Scrambles from which a surprise is worked out: 1 in 12 stays 1 in 12, and it takes a quarter of the time."""


@dataclass(frozen=True, slots=True)
class Off:
    """One number of the days so far, beside the plan.

    planned, actual : in the unit of the input; actual is nan where nothing can be seen yet
    part            : of the gap in profit so far [currency]
    chance          : that it is this far off or further, on this side, if the plan's ranges are right; nan where
                      there is nothing to say (spend is decided, not drawn)
    """

    name: str
    planned: float
    actual: float
    part: float
    chance: float

    @property
    def one_in(self) -> float:
        """Of how many plans that are right one shows this."""
        return 1 / self.chance if self.chance > 0 else math.inf


@dataclass(frozen=True, slots=True)
class Gap:
    """Profit so far beside the plan's; the parts add up to their difference. [currency]"""

    planned: float
    actual: float
    parts: tuple[Off, ...]

    @property
    def gap(self) -> float:
        """Actual less planned."""
        return self.actual - self.planned


def gap_of(outcome: Outcome, so_far: DaysSoFar, schedule: Schedule, drift: Drift) -> Gap:
    """What is off after the days so far, at the plan's middle margin.

    profit = spend / CPC · CVR · incremental share · (slope · AOV - intercept) - spend. Each input's part is its
    Shapley value: what putting its actual in the place of its planned value changes, on average over all orders in
    which the four may be exchanged. What orders leave that no spend or no click brought, which no such product has, is
    part of the click price (clicks for nothing) and of the conversion rate (orders without a click).
    Source: L. S. Shapley, "A value for n-person games" (1953).
    """
    scenario = outcome.scenario
    planned, actual = _planned(scenario, so_far, schedule), _actual(so_far)
    used = {name: planned[name] if math.isnan(actual[name]) else actual[name] for name in ORDER}
    profit = _Profit(scenario)
    parts = _shapley(profit, planned, used)
    happened = profit.of(so_far, used["aov"])
    parts["cpc" if so_far.clicked > 0 else "cvr"] += happened - profit(used)
    chances = surprises(outcome, so_far, schedule, drift)
    shown = _shown(actual)
    off = tuple(Off(name, planned[name], shown[name], parts[name], chances.get(name, math.nan)) for name in ORDER)
    return Gap(profit(planned), happened, off)


class _Profit:
    """Profit of days with these averages, all else at its middle. [currency]"""

    def __init__(self, scenario: Scenario) -> None:
        shares = middle_shares(scenario)
        self._share = shares["incremental_share"]
        self._ceiling = scenario.ceiling(shares)

    def __call__(self, values: Mapping[str, float]) -> float:
        clicks = values["spend"] / values["cpc"]
        return float(clicks * values["cvr"] * self._share * self._ceiling.at(values["aov"]) - values["spend"])

    def of(self, so_far: DaysSoFar, aov: float) -> float:
        """Of the days as they were, whatever brought their orders, at this order value. [currency]"""
        return float(so_far.ordered * self._share * self._ceiling.at(aov) - so_far.spent)


def _planned(scenario: Scenario, so_far: DaysSoFar, schedule: Schedule) -> dict[str, float]:
    """The plan's middles for these days, those of events as the events have them."""
    days = so_far.days
    exposure, _ = exposure_of(so_far, schedule)
    ripe = exposure / so_far.clicked if so_far.clicked > 0 else 1.0
    return {
        "spend": scenario.budget * schedule.spent_share(days),
        "cpc": median(scenario.cpc) * scenario.cpc_factor * price_of_events(so_far, schedule),
        "cvr": median(scenario.cvr) * ripe,
        "aov": median(scenario.aov) * value_of_events(so_far, schedule),
    }


def _actual(so_far: DaysSoFar) -> dict[str, float]:
    """What the days brought; a price is infinite, so that it buys nothing, where money brought no click."""
    spend, clicks, orders = so_far.spent, so_far.clicked, so_far.ordered
    price = math.nan if spend <= 0 else spend / clicks if clicks > 0 else math.inf
    return {
        "spend": spend,
        "cpc": price,
        "cvr": orders / clicks if clicks > 0 else math.nan,
        "aov": so_far.aov,
    }


def _shown(actual: Mapping[str, float]) -> dict[str, float]:
    return {name: value if math.isfinite(value) else math.nan for name, value in actual.items()}


def _shapley(profit: _Profit, planned: Mapping[str, float], actual: Mapping[str, float]) -> dict[str, float]:
    """The part of each input; together exactly profit(actual) - profit(planned), to rounding."""
    worth = {
        chosen: profit({**planned, **{name: actual[name] for name in chosen}})
        for size in range(len(ORDER) + 1)
        for chosen in combinations(ORDER, size)
    }
    parts = dict.fromkeys(ORDER, 0.0)
    for chosen, value in worth.items():
        for name in set(ORDER) - set(chosen):
            weight = 1 / (len(ORDER) * math.comb(len(ORDER) - 1, len(chosen)))
            together = tuple(part for part in ORDER if part in chosen or part == name)
            parts[name] += weight * (worth[together] - value)
    return parts


# ---------------------------------------------------------------------------------------------------------------
# How surprising


def surprises(outcome: Outcome, so_far: DaysSoFar, schedule: Schedule, drift: Drift) -> dict[str, float]:
    """Of click price, conversion rate and order value: the chance to be this far off or further on the same side, if
    the plan's ranges are right, with the luck of counts and the drift of so few days."""
    if so_far.days == 0:
        return {}
    averages = {name: drifted(outcome, name, so_far.days, schedule.days, drift, ENOUGH) for name in NAMES}
    averages = _with_unsure_events(averages, outcome, so_far, schedule)
    tails: dict[str, float] = {}
    exposure, _ = exposure_of(so_far, schedule)
    if exposure > 0:
        expected = exposure * averages["cvr"]
        up_to = float(gammaincc(math.floor(so_far.ordered + 1e-9) + 1, expected).mean())
        less = float(gammaincc(max(math.ceil(so_far.ordered - 1e-9), 1e-9), expected).mean()) if so_far.ordered else 0.0
        tails["cvr"] = min(up_to, 1 - less)
    if so_far.spent > 0 and so_far.clicked > 0:
        pace = price_factor(outcome.scenario, so_far.spent, outcome.scenario.budget * schedule.spent_share(so_far.days))
        seen = math.log(so_far.spent / so_far.clicked / pace / price_of_events(so_far, schedule))
        tails["cpc"] = _tail(seen - np.log(averages["cpc"]), CLICK_PRICE_VARIANCE / so_far.clicked)
    orders, value = so_far.valued
    if orders > 0 and value > 0:
        variance = max(math.log1p(outcome.scenario.order_value_cv**2 / orders), LEAST_VALUE_VARIANCE)
        seen = math.log(value / orders / value_of_events(so_far, schedule))
        tails["aov"] = _tail(seen + variance / 2 - np.log(averages["aov"]), variance)
    return {name: min(max(tail, 0.0), 0.5) for name, tail in tails.items()}


def _with_unsure_events(
    averages: dict[str, Rows], outcome: Outcome, so_far: DaysSoFar, schedule: Schedule
) -> dict[str, Rows]:
    """The averages with what is not known of the effects of these days' events, around their medians."""
    events = effects_between(schedule, outcome.settings, 0, so_far.days)
    if events is UNCHANGED:
        return averages
    effects = {name: np.atleast_2d(getattr(events, name)) for name in averages}
    return {name: rows * effects[name][:ENOUGH] / np.median(effects[name]) for name, rows in averages.items()}


def _tail(away: Rows, variance: float) -> float:
    low = float(np.mean(ndtr(np.asarray(away) / math.sqrt(variance))))
    return min(low, 1 - low)

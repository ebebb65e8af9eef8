"""Ended plans against what happened: did their ranges hold, and how much wider should the next ones be?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from simulator.engine.estimates import Rows
from simulator.engine.order_values import order_value_luck
from simulator.engine.outcome import Outcome, outcome_of
from simulator.engine.poisson import poisson_quantile
from simulator.plan import economics
from simulator.plan.scenario import Plan
from simulator.questions.track.days import STILL, DaysSoFar, days_of, schedule_of
from simulator.questions.track.ending import RANGE, Ending, Range
from simulator.questions.track.likelihood import exposure_of, price_factor
from simulator.questions.track.posterior import posterior_of, weighted_quantiles

QUANTITIES: Final = ("cpo", "cpc", "cvr", "aov")
PRIOR_PLANS: Final = 2.0
"""Plans that were right, which every factor begins with: one miss alone says little."""
LEAST_SHARE: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Held:
    """One figure of one ended plan.

    planned : the plan's 90 % range at the spend that was made
    actual  : what happened
    share   : share of the plan's draws below it, 0 to 1
    """

    name: str
    planned: Range
    actual: float
    share: float

    @property
    def is_inside(self) -> bool:
        """Whether the range held."""
        return self.planned.low <= self.actual <= self.planned.high

    @property
    def is_range(self) -> bool:
        """Whether the plan has a range for it, and not one number."""
        return self.planned.low < self.planned.high

    @property
    def miss(self) -> float:
        """Actual over the middle of the plan, less 1."""
        return self.actual / self.planned.middle - 1 if self.planned.middle > 0 else math.nan


@dataclass(frozen=True, slots=True)
class Width:
    """How often ranges held, and how wide they should have been.

    inside, plans : in so many of so many plans the range held
    factor        : times as wide, from how far what happened lay from the middles; drawn to 1 by `PRIOR_PLANS`
    """

    inside: int
    plans: int
    factor: float


def held_of(plan: Plan, days: DaysSoFar) -> tuple[Held, ...]:
    """The figures of one ended plan: cost per order, click price, conversion rate, order value.

    The plan is asked at the spend that was made, so only what it believed is tested; the luck of counts is in the
    range. Of the orders, those that have come in by now are asked for. Whole numbers: half of the draws that equal what
    happened count as below.
    """
    outcome = outcome_of(plan)
    schedule = schedule_of(days_of(plan.scenario))
    pace = price_factor(plan.scenario, days.spent, plan.scenario.budget)
    ending = Ending(posterior_of(outcome, DaysSoFar(), schedule, STILL), DaysSoFar(), schedule, days.spent)
    orders, clicks = days.ordered, days.clicked
    ripe = exposure_of(days, schedule)[0] / clicks if clicks > 0 else 1.0
    counted = _with_counts(outcome, ending.expected_of_rest / _counted_share(outcome) * ripe)
    checks = []
    if days.spent > 0:
        actual = float(economics.cpo(days.spent, orders))
        checks.append(_held("cpo", np.asarray(economics.cpo(days.spent, counted)), actual))
    if days.spent > 0 and clicks > 0:
        checks.append(_held("cpc", outcome.rows("cpc") * pace, days.spent / clicks))
        checks.append(
            _held("cvr", _with_counts(outcome, outcome.rows("cvr") * clicks * ripe) / clicks, orders / clicks)
        )
    if not math.isnan(days.aov):
        checks.append(_held("aov", _with_values(ending, counted), days.aov))
    return tuple(checks)


def width_of(held: Sequence[Held]) -> Width:
    """How often these ranges held, and by which factor they should be wider: √ of the mean square of the misses in
    standard deviations of the plan's own ranges."""
    shares = np.clip([check.share for check in held], LEAST_SHARE, 1 - LEAST_SHARE)
    squares = float((ndtri(shares) ** 2).sum()) if len(shares) else 0.0
    factor = math.sqrt((PRIOR_PLANS + squares) / (PRIOR_PLANS + len(shares)))
    return Width(sum(check.is_inside for check in held), len(held), factor)


def _held(name: str, rows: Rows, actual: float) -> Held:
    rows = np.asarray(rows)
    below, up_to = float((rows < actual).mean()), float((rows <= actual).mean())
    return Held(name, Range(*weighted_quantiles(rows, None, RANGE)), actual, (below + up_to) / 2)


def _with_counts(outcome: Outcome, expected: Rows) -> Rows:
    """Orders, with the luck of single ones."""
    if not outcome.settings.order_luck:
        return np.asarray(expected)
    return poisson_quantile(outcome.scores["orders"], np.asarray(expected))


def _with_values(ending: Ending, orders: Rows) -> Rows:
    """Average value of so many orders, with the luck of single values. [currency per order]"""
    outcome, aov = ending.posterior.outcome, ending.posterior.rest("aov")
    if not outcome.settings.order_luck:
        return np.asarray(aov)
    return np.asarray(aov * order_value_luck(outcome.scores["order_value"], orders, outcome.scenario.order_value_cv))


def _counted_share(outcome: Outcome) -> Rows | float:
    share: Rows | float = outcome.shares["incremental_share"]
    return np.maximum(share, 1e-12)

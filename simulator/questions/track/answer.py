"""Is the period on plan, and will it still pay? The figures of a running period, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Final, Literal

import numpy as np
import pandas as pd

from simulator.beliefs.distributions import median
from simulator.engine.estimates import Estimate
from simulator.engine.outcome import Outcome, outcome_of
from simulator.plan.scenario import Plan
from simulator.questions.track.days import STILL, DaysSoFar, Drift, Schedule, check, days_of, schedule_of
from simulator.questions.track.ending import RANGE, Ending, Range
from simulator.questions.track.gap import Gap, gap_of
from simulator.questions.track.path import path_of
from simulator.questions.track.posterior import posterior_of, weighted_quantiles
from simulator.questions.track.rest import Rest, rest_of
from simulator.questions.track.season import by_day

Word = Literal["go_on", "correct", "stop", "paid", "did_not_pay", "unclear"]
EARLY_SHARE: Final = 0.2
"""While the range has narrowed by less than this, little is known beyond the plan."""
IMPOSSIBLE: Final = 1e-4
"""An input this far off has left the plan's ranges behind: what is then believed of it rests on their far ends."""
LEAST_FOR_A_VERDICT: Final = 30.0
"""Effective draws; of fewer, a chance of one half is off by 9 points or more, and a range is that of a few draws."""
MOVED_SHARE: Final = 0.1
"""Of the range's width; a middle that has moved by less is still the plan's."""


@dataclass(frozen=True, eq=False)
class Track:
    """A running period against its plan. Make it with `track_of`.

    planned_chance : chance that the plan breaks even, as it was planned
    ending         : where the period will end when the rest's spend is as planned
    word           : go_on, correct or stop, by the plan's own cut-offs; of a period that is over, paid or did_not_pay;
                     unclear where the plan's ranges hold these days for all but impossible
    narrowed_share : how much narrower the 90 % range of the profit has become, 0 (nothing known beyond the plan) to 1
    moved_share    : how far its middle has moved, over the width of the plan's range
    """

    plan: Plan
    so_far: DaysSoFar
    schedule: Schedule
    drift: Drift
    planned_chance: Estimate
    ending: Ending
    word: Word
    narrowed_share: float
    moved_share: float

    @property
    def chance(self) -> Estimate:
        """Chance that the whole period breaks even, by what is known now."""
        return self.ending.chance

    @property
    def is_early(self) -> bool:
        """Whether the days say little beyond the plan; days without a click say nothing."""
        return self.narrowed_share < EARLY_SHARE or self.so_far.clicked == 0

    @property
    def is_moved(self) -> bool:
        """Whether they have moved the answer all the same."""
        return abs(self.moved_share) >= MOVED_SHARE

    @property
    def is_over(self) -> bool:
        """Whether no day is left."""
        return self.so_far.days >= self.schedule.days

    @property
    def effective(self) -> float:
        """Effective number of draws that the answer rests on."""
        return self.ending.posterior.effective

    @property
    def is_thin(self) -> bool:
        """Whether the days lie far outside what the plan held for possible."""
        return self.ending.posterior.is_thin or any(off.chance < IMPOSSIBLE for off in self.gap.parts)

    @cached_property
    def orders(self) -> Range:
        """Orders at the end."""
        return self.ending.range_of("orders")

    @cached_property
    def cpo(self) -> Range:
        """Cost per order at the end. [currency per order]"""
        return self.ending.range_of("cpo")

    @cached_property
    def profit(self) -> Range:
        """Profit at the end. [currency]"""
        return self.ending.range_of("profit")

    @cached_property
    def gap(self) -> Gap:
        """What is off so far."""
        return gap_of(outcome_of(self.plan), self.so_far, self.schedule, self.drift)

    @cached_property
    def rest(self) -> Rest | None:
        """What to do with the days that remain; None where none does."""
        return rest_of(self.ending, self.planned_chance.value)

    @cached_property
    def path(self) -> pd.DataFrame:
        """Day by day; columns as in `path.path_of`."""
        return path_of(outcome_of(self.plan), self.ending, self.drift)


def track_of(
    plan: Plan,
    so_far: DaysSoFar,
    schedule: Schedule | None = None,
    drift: Drift = STILL,
    *,
    rest_spend: float | None = None,
) -> Track:
    """Hold a plan against the days so far.

    schedule   : how spend and rate lie over the days; None: evenly
    drift      : how far averages may move within the period
    rest_spend : of the days that remain [currency]; None: what the plan has for them

    Raises
    ------
    InputError
        When there are more days than the plan has, or the plan is too long to be tracked.
    """
    check(plan.scenario, so_far)
    schedule = schedule or schedule_of(days_of(plan.scenario))
    whole = outcome_of(plan)
    plan, schedule = without_season(plan, schedule)
    scenario = plan.scenario
    outcome = outcome_of(plan)
    left = 1 - schedule.spent_share(so_far.days)
    spend = scenario.budget * left if rest_spend is None or left == 0 else rest_spend
    ending = Ending(posterior_of(outcome, so_far, schedule, drift), so_far, schedule, spend)
    narrowed, moved = (0.0, 0.0) if so_far.days == 0 and rest_spend is None else _beside(whole, ending)
    planned = whole.break_even_probability
    return Track(plan, so_far, schedule, drift, planned, ending, _word(ending, plan), narrowed, moved)


def without_season(plan: Plan, schedule: Schedule) -> tuple[Plan, Schedule]:
    """The plan of days without an event, and the schedule with its season: Track needs the effects day by day."""
    season = plan.scenario.season
    if season is None:
        return plan, schedule
    return replace(plan, scenario=replace(plan.scenario, season=None)), replace(schedule, season=season)


def _beside(outcome: Outcome, ending: Ending) -> tuple[float, float]:
    """By how much the range of the profit has become narrower than the plan's, and its middle has moved, over the width
    of the plan's."""
    planned, now = Range(*weighted_quantiles(outcome.profit, None, RANGE)), ending.range_of("profit")
    width = planned.high - planned.low
    if width <= 0:
        return 1.0, 0.0
    return max(1 - (now.high - now.low) / width, 0.0), (now.middle - planned.middle) / width


def _word(ending: Ending, plan: Plan) -> Word:
    """Stop where the rest's own orders are too unlikely to pay for it, whatever was spent so far; go on where the
    period breaks even likely enough; else correct. None of these from a handful of draws."""
    scenario = plan.scenario
    if ending.so_far.days >= ending.schedule.days:
        return "paid" if ending.chance.value >= 0.5 else "did_not_pay"
    if ending.posterior.effective < LEAST_FOR_A_VERDICT:
        return "unclear"
    if ending.rest_pays.value <= scenario.stop_at:
        return "stop"
    return "go_on" if ending.chance.value >= scenario.scale_at else "correct"


@dataclass(frozen=True, eq=False)
class Tracked:
    """The figures of a `Track` without its draws: what a page shows and may keep.

    actual_cpo : cost per counted order so far; nan without one [currency per order]
    rest_pays  : chance that the rest's own orders pay for the rest's spend, luck aside
    others as in `Track`
    """

    so_far: DaysSoFar
    days: int
    planned_chance: Estimate
    chance: Estimate
    rest_pays: Estimate
    word: Word
    narrowed_share: float
    is_early: bool
    is_moved: bool
    is_over: bool
    is_thin: bool
    effective: float
    actual_cpo: float
    orders: Range
    cpo: Range
    profit: Range
    gap: Gap
    rest: Rest | None
    path: pd.DataFrame

    @property
    def is_unclear(self) -> bool:
        """Whether nothing can be said of the end."""
        return self.word == "unclear"


def tracked(plan: Plan, so_far: DaysSoFar, schedule: Schedule | None = None, drift: Drift = STILL) -> Tracked:
    """`track_of`, all of its figures worked out."""
    track = track_of(plan, so_far, schedule, drift)
    spent, orders = so_far.spent, so_far.ordered
    return Tracked(
        so_far=so_far,
        days=track.schedule.days,
        actual_cpo=spent / orders if orders > 0 else float("nan"),
        rest_pays=track.ending.rest_pays,
        **{name: getattr(track, name) for name in _FIGURES},
    )


_FIGURES: Final = (
    "planned_chance", "chance", "word", "narrowed_share", "is_early", "is_moved", "is_over", "is_thin", "effective",
    "orders", "cpo", "profit", "gap", "rest", "path",
)  # fmt: skip


def example_of(plan: Plan) -> DaysSoFar:
    """Invented days, two fifths of a plan's period: clicks a little dearer than planned, and fewer of them ordering."""
    scenario = plan.scenario
    _, schedule = without_season(plan, schedule_of(days_of(scenario)))
    ones = np.ones(schedule.days)
    cvr, cpc, aov = by_day(schedule) or (ones, ones, ones)
    days = range(max(1, round(schedule.days * 0.4)))
    spend = [scenario.budget * schedule.spend[day] * (1 + 0.05 * math.cos(day)) for day in days]
    click_price = median(scenario.cpc) * scenario.cpc_factor * 1.06
    clicks = _whole(spend[day] / (click_price * cpc[day]) for day in days)
    waves = [1 + 0.12 * math.sin(2.4 * day) + 0.08 * math.cos(5.1 * day) for day in days]
    orders = _whole(clicks[day] * median(scenario.cvr) * cvr[day] * 0.92 * waves[day] for day in days)
    value = [orders[day] * median(scenario.aov) * aov[day] * (1.01 - 0.05 * math.sin(3.3 * day)) for day in days]
    return DaysSoFar(tuple(spend), tuple(clicks), tuple(orders), tuple(value))


def _whole(counts: Iterable[float]) -> list[float]:
    """Whole counts whose running sum is never more than a half away from that of these."""
    ends = [0.0, *(float(round(end)) for end in accumulate(counts))]
    return [after - before for before, after in pairwise(ends)]

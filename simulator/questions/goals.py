"""A goal, what reaches it, and how far that is from today."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from simulator.beliefs.checks import must_be_number, must_be_positive, must_be_share
from simulator.engine.estimates import Estimate
from simulator.engine.outcome import Outcome
from simulator.errors import InputError
from simulator.plan.scenario import Scenario

GoalKind = Literal["break_even_probability", "cpo", "profit_mean", "profit_p50"]
"""A chance to reach, a median CPO to stay under, or a mean or median profit to reach."""
Distance = Literal["likely", "a_stretch", "out_of_reach"]
"""How far a needed value is from today's belief: the truth is that far out with a chance of 25 %, of 5 %, or less."""
LIKELY: Final = 0.25
STRETCH: Final = 0.05
REACH: Final = {"budget": 100.0, "cpc": 50.0, "cvr": 50.0, "aov": 50.0, "orders_per_year": 10.0, "years": 10.0}
"""Inputs that are looked for up to today's value times this, and down to it divided by this."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted: at least this chance, profit, or at most this median CPO."""

    kind: GoalKind = "break_even_probability"
    wanted: float = 0.80

    def __post_init__(self) -> None:
        if self.kind == "break_even_probability":
            must_be_share("wanted", self.wanted)
            if self.wanted == 1:
                raise InputError(
                    "A chance below 100 % is needed: no plan is certain, got {value_share}.",
                    field="wanted",
                    value_share=self.wanted,
                )
        elif self.kind == "cpo":
            must_be_positive("wanted", self.wanted)
        else:
            must_be_number("wanted", self.wanted)

    def of(self, outcome: Outcome) -> float:
        """The figure that the goal is about."""
        if self.kind == "break_even_probability":
            return outcome.break_even_probability.value
        if self.kind == "profit_mean":
            return float(outcome.rows("profit").mean())
        return outcome.median("profit" if self.kind == "profit_p50" else "cpo")

    def estimate(self, outcome: Outcome) -> Estimate:
        """The same with its simulation error."""
        if self.kind == "break_even_probability":
            return outcome.break_even_probability
        if self.kind == "profit_mean":
            return Estimate.over_scrambles(outcome.rows("profit").mean(axis=1), self.of(outcome))
        return outcome.median_estimate("profit" if self.kind == "profit_p50" else "cpo")

    def bounds(self, part: Outcome, apart: float) -> tuple[float, float]:
        """Between which ends `over` lies for all draws, from a part of them.

        apart : by how much a share of the part may differ from that share of all
        """
        if self.kind == "break_even_probability":
            middle, width = float(part.breaks_even.mean()), apart
        elif self.kind == "profit_mean":
            rows = part.rows("profit")
            middle, width = float(rows.mean()), 2 * apart * float(rows.std())  # the deviation of a half is 0.5
        else:
            rows = part.rows("profit" if self.kind == "profit_p50" else "cpo").ravel()
            ranks = [math.floor((0.5 - apart) * (rows.size - 1)), math.ceil((0.5 + apart) * (rows.size - 1))]
            low, high = np.partition(rows, ranks)[ranks].tolist()
            return min(self.over(low), self.over(high)), max(self.over(low), self.over(high))
        return self.over(middle) - width, self.over(middle) + width

    def over(self, figure: float) -> float:
        """How far a figure is on the right side of what is wanted; below 0 where it misses it."""
        return self.wanted - figure if self.kind == "cpo" else figure - self.wanted


@dataclass(frozen=True, slots=True)
class Reached:
    """A value of the input, and what the plan reaches with it.

    value : of the input (the median, where it is a belief)
    attained : the goal's figure there
    exact : whether that is the wanted level within the printed error; else the figure jumps over it here
    reached_above : whether larger values reach the goal (smaller ones do otherwise), or come nearer to it
    share_below : how much of today's belief lies below the value; None for what is known today
    distance : how far that is out; None for what is known today, which is a decision and not a hope
    scenario : the plan with it, as a what-if
    """

    value: float
    attained: Estimate
    exact: bool
    reached_above: bool
    share_below: float | None
    distance: Distance | None
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Sought:
    """What one input would have to be. Make it with `goal_seek`.

    name : of the input; today : its value (median)
    now : the goal's figure today; met_today : whether it is reached already
    low, high : the values between which was looked
    crossings : where the goal begins or ceases to be reached, ascending; empty when no value changes that
    best : where no value reaches the goal, the one with the best figure, which is all that can be had; of several that
        are as good, the one nearest to today's. None where the goal can be reached
    """

    name: str
    goal: Goal
    today: float
    now: Estimate
    met_today: bool
    low: float
    high: float
    crossings: tuple[Reached, ...]
    best: Reached | None

    @property
    def nearest(self) -> Reached | None:
        """The crossing nearest to today's value; None when there is none."""
        return min(self.crossings, key=lambda reached: apart(reached.value, self.today), default=None)

    @property
    def far(self) -> float:
        """How far the nearest crossing is from today's value, in logarithms; infinite when there is none."""
        return math.inf if self.nearest is None else apart(self.nearest.value, self.today)

    @property
    def nearness(self) -> tuple[int, float]:
        """Ascending: what may well be true, what is to be decided, what is out of reach; of these the nearest first."""
        reached = self.nearest
        if reached is None or reached.share_below is None:
            return (2 if reached else 4), self.far
        beyond = 1 - reached.share_below if reached.value > self.today else reached.share_below
        return (3 if reached.distance == "out_of_reach" else 1), -beyond

    @property
    def just_met(self) -> bool:
        """Whether the goal is reached today by no more than its simulation error: there is no room to move."""
        return self.met_today and self.goal.over(self.now.value) <= self.now.mc_error

    @property
    def best_is_furthest(self) -> bool:
        """Whether the best value is where the search ended, and not where the input does: further may be better."""
        if self.best is None or self.name not in REACH:
            return False
        return any(math.isclose(self.best.value, end, rel_tol=1e-3) for end in (self.low, self.high))


def sought_table(answers: Sequence[Sought]) -> pd.DataFrame:
    """One row per input: input, today, needed (the nearest crossing), attained, attained_error, share_below, distance,
    best and best_attained (where nothing reaches the goal); None or NaN where there is none.
    """
    rows = []
    for answer in answers:
        nearest = answer.nearest
        rows.append(
            {
                "input": answer.name,
                "today": answer.today,
                "needed": np.nan if nearest is None else nearest.value,
                "attained": np.nan if nearest is None else nearest.attained.value,
                "attained_error": np.nan if nearest is None else nearest.attained.mc_error,
                "share_below": np.nan if nearest is None or nearest.share_below is None else nearest.share_below,
                "distance": None if nearest is None else nearest.distance,
                "best": np.nan if answer.best is None else answer.best.value,
                "best_attained": np.nan if answer.best is None else answer.best.attained.value,
            }
        )
    return pd.DataFrame(rows)


def apart(one: float, other: float) -> float:
    """Distance between two values: in logarithms where both are above 0."""
    return abs(math.log(one / other)) if one > 0 and other > 0 else math.inf if one != other else 0.0


def distance_of(below: float, *, outward: bool) -> Distance:
    beyond = 1 - below if outward else below
    return "likely" if beyond >= LIKELY else "a_stretch" if beyond >= STRETCH else "out_of_reach"

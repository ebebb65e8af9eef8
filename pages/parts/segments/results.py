"""What the page Segments asks, and what is known of it: worked out once for a plan and its segments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from simulator import Estimate, InputError, Plan
from simulator.forms.scenario_file import FileProblem
from simulator.forms.segment_file import NAMES
from simulator.questions.segments import Segment, segments_of


@dataclass(frozen=True, slots=True)
class Asked:
    """The segments of the page: of its table as it is, or as it was when it was usable last.

    rows : where each stands in the table, from 1
    outdated : the table as it is now cannot be used
    """

    segments: tuple[Segment, ...]
    rows: tuple[int, ...]
    most_spend: float
    outdated: bool = False

    def problem(self, error: InputError) -> FileProblem:
        """What is wrong, with its place in the table; how many segments there are, and the plan, have none."""
        row, field = error.values.get("row"), str(error.field)
        column = field if field in NAMES or f"{field}_low" in NAMES else None
        return FileProblem(self.rows[row - 1] if isinstance(row, int) else None, column, error)

    @property
    def names(self) -> list[str]:
        """What the rows of the table are called, row by row."""
        called = dict(zip(self.rows, (segment.name for segment in self.segments), strict=True))
        return [called.get(row, "") for row in range(1, max(self.rows, default=0) + 1)]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What is printed and drawn of segments, without their draws; names as in `simulator.segments.Segments`."""

    figures: pd.DataFrame
    worth: Estimate
    better_probability: Estimate
    break_even_probability: Estimate
    break_even_probability_with_bids: Estimate
    expected_profit: Estimate
    expected_profit_with_bids: Estimate
    unspent: float
    most_spend: float
    nobody_pays: bool
    implied_aov: float
    cpc: float


def judged(plan: Plan, asked: Asked) -> Judged:
    """What is known of the segments on the draws of a plan.

    Raises
    ------
    InputError
        When they cannot be together, or not in this plan.
    """
    return _judged(plan, asked.segments, asked.most_spend)


@lru_cache(maxsize=128)
def _judged(plan: Plan, segments: tuple[Segment, ...], most_spend: float) -> Judged:
    found = segments_of(plan, segments, most_spend=most_spend)
    return Judged(
        figures=found.figures,
        worth=found.worth,
        better_probability=found.better_probability,
        break_even_probability=found.break_even_probability,
        break_even_probability_with_bids=found.break_even_probability_with_bids,
        expected_profit=found.expected_profit,
        expected_profit_with_bids=found.expected_profit_with_bids,
        unspent=found.unspent,
        most_spend=most_spend,
        nobody_pays=found.nobody_pays,
        implied_aov=found.implied_aov,
        cpc=found.outcome.quantile("cpc", 0.5).value,
    )

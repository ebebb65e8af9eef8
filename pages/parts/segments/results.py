"""What the page Segments knows of its segments: worked out once for a plan and its segments."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pages.frame import exports
from simulator import Estimate, InputError, Plan
from simulator.cache import cached
from simulator.evidence import BuyerSegments, OrderRows, buyer_segments
from simulator.forms.scenario_file import FileProblem
from simulator.forms.segment_file import NAMES
from simulator.questions.segments import Segment, segments_of


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The segments of the page: of its table as it is, or as it was when it was usable last.

    rows        : where each stands in the table, from 1
    most_spend  : how many times as much as at one bid for all may be spent on a segment
    is_outdated : the table as it is now cannot be used
    is_example  : nobody has changed what stood there at first
    """

    segments: tuple[Segment, ...]
    rows: tuple[int, ...]
    most_spend: float
    is_outdated: bool = False
    is_example: bool = False

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
class SegmentBids:
    """One bid for all against a bid for each: `Segments` of the core without their draws, under the same names.

    most_spend : as in `Segmentation`
    cpc        : median click price of the plan [currency]
    """

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


def segment_bids(plan: Plan, segmentation: Segmentation) -> SegmentBids:
    """What bids for segments are worth, on the draws of a plan.

    Raises
    ------
    InputError
        When the segments cannot be together, or not in this plan.
    """
    return _segment_bids(plan, segmentation.segments, segmentation.most_spend)


@cached
def _segment_bids(plan: Plan, segments: tuple[Segment, ...], most_spend: float) -> SegmentBids:
    segmented = segments_of(plan, segments, most_spend=most_spend)
    return SegmentBids(
        figures=segmented.figures,
        worth=segmented.worth,
        better_probability=segmented.better_probability,
        break_even_probability=segmented.break_even_probability,
        break_even_probability_with_bids=segmented.break_even_probability_with_bids,
        expected_profit=segmented.expected_profit,
        expected_profit_with_bids=segmented.expected_profit_with_bids,
        unspent=segmented.unspent,
        most_spend=most_spend,
        nobody_pays=segmented.nobody_pays,
        implied_aov=segmented.implied_aov,
        cpc=segmented.outcome.quantile("cpc", 0.5).value,
    )


def orders() -> OrderRows | None:
    """The orders of a shop, where an export on the page My data holds any."""
    return exports.together().orders if exports.held() else None


def segments_of_orders(rows: OrderRows, *, with_rhythm: bool) -> BuyerSegments:
    """The buyers of a shop by repeat behaviour and order value.

    with_rhythm : also their orders per year, where the plan counts later orders

    Raises
    ------
    InputError
        When the orders do not tell the buyers apart.
    """
    return exports.worked_out("segments", (with_rhythm,), lambda: buyer_segments(rows, with_rhythm=with_rhythm))

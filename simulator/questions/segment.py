"""One segment of customers as it is stated, its own plan, and what a table of segments may not hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from simulator.beliefs.checks import (
    must_be_positive,
    must_be_share,
    settle_positive,
    settle_share,
)
from simulator.beliefs.distributions import ONE, Belief, Fixed, Pert, median
from simulator.engine.points import MOST_SEGMENTS
from simulator.errors import InputError, about, rounded_down
from simulator.plan.economics import OrderEconomics
from simulator.plan.scenario import TOLERANCE, Scenario

LEAST_SEGMENTS: Final = 2
SLACK: Final = 0.01
"""Shares that people round may miss 100 % by this much; they are scaled to it."""
LONGEST_NAME: Final = 80
MOST_SPEND: Final = 2.0
"""Largest factor on a segment's spend when each has its own bid, unless said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A kind of customers. What is None is as in the plan.

    A plain number that is given for a belief is taken as known (`Fixed`).

    name : what people call it
    share : of the clicks, so of the visitors that ads bring [share]
    cvr_relative : conversion rate / the average one; only the ratios between segments count
    aov : average order value as the plan states it [currency per order]
    margin_share : part of the order value without VAT and before discount that is left after goods
    return_rate : of orders that were not cancelled
    orders_per_year : rhythm of later orders; needs a plan that counts them

    Raises
    ------
    InputError
        Naming the part that cannot be.
    """

    name: str
    share: float
    cvr_relative: Belief = ONE
    aov: Belief | None = None
    margin_share: Belief | None = None
    return_rate: Belief | None = None
    orders_per_year: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", str(self.name).strip())
        if not 0 < len(self.name) <= LONGEST_NAME:
            raise InputError(
                "A segment needs a name that is not too long (characters, at most: {most}).",
                field="segment",
                most=LONGEST_NAME,
            )
        must_be_share("share", self.share)
        if self.share == 0:
            raise InputError("A segment without a share of the clicks has no answer: leave it out.", field="share")
        for name in ("cvr_relative", "aov"):
            if getattr(self, name) is not None:
                settle_positive(self, name)
        for name in ("margin_share", "return_rate"):
            if getattr(self, name) is not None:
                settle_share(self, name)
        if self.orders_per_year is not None:
            must_be_positive("orders_per_year", self.orders_per_year)


def named_twice(segment: Segment, **where: int) -> InputError:
    """What is said of a segment whose name another one has."""
    return InputError("This segment stands twice: {name}.", field="segment", name=segment.name, **where)


def spend_factors(
    shares: Sequence[float], values: Sequence[float], elasticity: float, most: float
) -> tuple[float, ...]:
    """How many times its spend each segment gets: proportional to value^(1/γ), at most `most`, none without value.

    Σ share · factor is 1, or less when all that is worth anything has `most`. Those that would exceed it are held there
    and the rest is divided anew, which ends after at most one round per segment (Karush, Kuhn & Tucker).
    """
    open_places = [place for place, value in enumerate(values) if value > 0]
    factors, left = [0.0] * len(values), 1.0
    while open_places:
        best = max(values[place] for place in open_places)  # the power of a ratio to the best never overflows
        weights = {place: (values[place] / best) ** (1 / elasticity) for place in open_places}
        scale = left / sum(shares[place] * weight for place, weight in weights.items())
        over = [place for place in open_places if scale * weights[place] > most]
        for place in over or open_places:
            factors[place] = min(scale * weights[place], most)
        if not over:
            break
        left -= sum(shares[place] * most for place in over)
        open_places = [place for place in open_places if place not in over]
    return tuple(factors)


def scenario_of(scenario: Scenario, segment: Segment) -> Scenario:
    """The plan as it would be if all its customers were of this segment; its conversion rate and budget stay.

    Raises
    ------
    InputError
        When the plan cannot be with what the segment says.
    """
    order: OrderEconomics = scenario.economics
    if segment.margin_share is not None:
        goods = _one_minus(segment.margin_share)
        order = replace(order, cogs_share=goods, cogs_per_order=None)
    if segment.return_rate is not None:
        order = replace(order, return_rate=segment.return_rate)
    repeat = scenario.repeat
    if repeat is not None and segment.orders_per_year is not None:
        repeat = replace(repeat, orders_per_year=segment.orders_per_year)
    return replace(scenario, economics=order, repeat=repeat)


def must_fit(row: int, scenario: Scenario, segment: Segment) -> None:
    try:
        scenario_of(scenario, segment)
    except InputError as error:
        raise InputError(error.message, field=error.field, **{**error.values, "row": row}) from None


def must_be_rates(scenario: Scenario, segments: Sequence[Segment]) -> None:
    """Refuse a factor that asks for more orders than clicks, at the middle of what is believed."""
    cvr, whole = median(scenario.cvr), math.fsum(segment.share for segment in segments)
    factors = [median(segment.cvr_relative) for segment in segments]
    weights = [segment.share / whole * factor for segment, factor in zip(segments, factors, strict=True)]
    average = math.fsum(weights)
    for row, (segment, factor) in enumerate(zip(segments, factors, strict=True), 1):
        own = cvr * factor / average
        if own > 1 + TOLERANCE:
            # With the others as they are, CVR · f / (their part of the average + share · f) is 100 % at the largest f.
            others = math.fsum(weight for place, weight in enumerate(weights, 1) if place != row)
            raise InputError(
                "“{name}” would have a conversion rate of {cvr_share}, and no rate passes 100 %. With the plan's CVR "
                "and beside the other segments, its CVR ÷ average can be at most {largest}.",
                field="cvr_relative",
                name=segment.name,
                cvr_share=about(own, beside=1.0),
                largest=rounded_down(others / (cvr - segment.share / whole)),
                row=row,
            )


def _one_minus(share: Belief) -> Belief:
    """Goods as a share where the margin is one. Of an interval only its middle matters here: the draws are replaced."""
    if isinstance(share, Fixed):
        return Fixed(1 - share.value)
    goods = 1 - median(share)
    return Pert(max(goods - 1e-6, 0.0), goods, min(goods + 1e-6, 1.0))


def must_be_a_table(scenario: Scenario, segments: Sequence[Segment]) -> None:
    """Refuse segments that cannot share the clicks of a plan; what is wrong with one of them names its ``row``."""
    if not LEAST_SEGMENTS <= len(segments) <= MOST_SEGMENTS:
        raise InputError(
            "Number of segments: {least} to {most}, got {count}.",
            field="segments",
            least=LEAST_SEGMENTS,
            most=MOST_SEGMENTS,
            count=len(segments),
        )
    names = [segment.name for segment in segments]
    for place, segment in enumerate(segments, 1):
        if names.index(segment.name) != place - 1:
            raise named_twice(segment, row=place)
        if segment.orders_per_year is not None and scenario.repeat is None:
            raise InputError(
                "This plan counts no later orders, so orders per year do nothing: switch on later orders, or leave "
                "orders per year empty.",
                field="orders_per_year",
                row=place,
            )
        must_fit(place, scenario, segment)
    whole = round(math.fsum(segment.share for segment in segments), 12)  # 0.6 + 0.22 + 0.08 is 90 %
    if round(abs(whole - 1), 12) > SLACK:  # 1 - 0.99 is a hair above 0.01
        raise InputError(
            "The shares of the segments must add up to 100 %, these add up to {whole_share}.",
            field="share",
            whole_share=whole,
        )
    must_be_rates(scenario, segments)

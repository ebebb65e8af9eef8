"""What may an order cost from whom? Customer segments: their ceilings, one common bid, and a bid for each.

A segment is a part of the plan's clicks. Its conversion rate is stated relative to the average, and the average is the
plan's in every draw: cvr_i = CVR · relative_i / Σ share · relative. A number for its order value is its middle and
moves with the plan's order value; an interval is the segment's own. Everything else that a segment does not say is the
plan's. Segments share the draws of click price, conversion rate and order value, and each has order luck of its own.

**Bids.** At one common bid every segment pays the plan's click price. With a bid for each, clicks of segment i follow
the plan's elasticity: spend s_i times as high at a price s_i^γ times as high buys s_i^(1-γ) as many clicks. At the same
total spend, expected profit Σ V_i s_i^(1-γ) is highest where s_i ∝ v_i^(1/γ): **bids are proportional to what a click
is worth**, v_i = E[clicks · CVR · max CPO] per click (Lagrange). No segment's spend grows by more than `most_spend`,
since nobody has seen the click price further out, and a segment whose clicks are worth nothing gets none; what cannot
be spent so stays unspent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.checks import (
    must_be_number,
)
from simulator.beliefs.distributions import Belief, Fixed, median, values_at
from simulator.engine.estimates import Estimate, Rows, Sorted, quantiles
from simulator.engine.order_values import order_value_luck
from simulator.engine.outcome import Outcome, outcome_of
from simulator.engine.points import further_scores
from simulator.engine.poisson import poisson_quantile
from simulator.engine.zones import Zone, zone_of
from simulator.errors import InputError
from simulator.plan import economics
from simulator.plan.economics import Ceiling
from simulator.plan.scenario import TOLERANCE, Plan
from simulator.questions.segment import MOST_SPEND as MOST_SPEND
from simulator.questions.segment import Segment as Segment
from simulator.questions.segment import must_be_a_table
from simulator.questions.segment import scenario_of as scenario_of
from simulator.questions.segment import spend_factors as spend_factors

FIGURES: Final = (
    "segment", "share", "order_share", "aov_p50", "cvr_p50", "cpo_p5", "cpo_p50", "cpo_p95", "max_cpo_p5",
    "max_cpo_p50", "max_cpo_p95", "target_cpo_p50", "max_cpc_p5", "max_cpc_p50", "max_cpc_p95", "value_per_click",
    "zone", "break_even_probability", "break_even_error", "profit_mean", "profit_error", "bid_factor", "spend",
    "spend_share", "cpc_p50", "cpo_p50_with_bid", "break_even_probability_with_bid", "break_even_error_with_bid",
    "profit_mean_with_bid", "profit_error_with_bid",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class SegmentDraws:
    """One segment in each draw, shape (scrambles, points). Make it with `Segments`.

    cvr, aov_mean, max_cpo, realised_max_cpo, orders, profit : as in `Outcome`, of this segment at the bid in question
    spend : a number where click prices do not rise by themselves, always the same in every draw [currency]
    """

    cvr: Rows
    cpc: Rows
    aov_mean: Rows
    max_cpo: Rows
    realised_max_cpo: Rows
    expected_orders: Rows
    orders: Rows
    profit: Rows
    spend: float

    @property
    def cpo(self) -> Rows:
        """Cost per order; infinite without an order. [currency per order]"""
        return economics.cpo(self.spend, self.orders) if self.spend > 0 else np.full(self.orders.shape, np.nan)


@dataclass(frozen=True, eq=False)
class Segments:
    """Segments of a plan, at one common bid and with a bid for each. Make it with `segments_of`."""

    plan: Plan
    segments: tuple[Segment, ...]
    most_spend: float = MOST_SPEND

    @cached_property
    def outcome(self) -> Outcome:
        """The plan as it is, without segments."""
        return outcome_of(self.plan)

    # -- figures ------------------------------------------------------------------------------------------------

    @cached_property
    def figures(self) -> pd.DataFrame:
        """One row per segment, in the order given.

        segment, share                     its name and its share of the clicks (scaled to 100 %)
        order_share                        share of the long-run orders at the common bid
        aov_p50, cvr_p50                   medians
        cpo_p5, _p50, _p95                 cost per order at the common bid; inf where no order is possible
        max_cpo_p5, _p50, _p95, target_cpo_p50, max_cpc_p5, _p50, _p95
                                           what an order and a click from it may cost [currency]
        value_per_click                    mean of what a click brings at the common bid [currency per click]
        zone                               by `zone_of`: stop, optimise or scale
        break_even_probability, break_even_error, profit_mean, profit_error
                                           at the common bid, of its own spend
        bid_factor, spend, spend_share, cpc_p50
                                           with bids: its click price against the common one, its spend
        …_with_bid                         the same figures with bids; nan for a segment that gets no money
        """
        rows = [self._row(place) for place in range(len(self.segments))]
        return pd.DataFrame(rows, columns=list(FIGURES))

    @cached_property
    def profit(self) -> Rows:
        """Profit of all segments at one common bid. [currency]"""
        return np.asarray(sum(segment.profit for segment in self.at_common_bid))

    @cached_property
    def profit_with_bids(self) -> Rows:
        """Profit of all segments with a bid for each, at the same total spend. [currency]"""
        return np.asarray(sum(segment.profit for segment in self.at_own_bids))

    @cached_property
    def expected_profit(self) -> Estimate:
        """Mean profit at one common bid. [currency]"""
        return Estimate.of_mean(self.profit)

    @cached_property
    def expected_profit_with_bids(self) -> Estimate:
        """Mean profit with a bid for each, at the same total spend. [currency]"""
        return Estimate.of_mean(self.profit_with_bids)

    @cached_property
    def break_even_probability(self) -> Estimate:
        """P(all segments together break even) at one common bid."""
        return self._breaks_even(self.profit)

    @cached_property
    def break_even_probability_with_bids(self) -> Estimate:
        """P(all segments together break even) with a bid for each."""
        return self._breaks_even(self.profit_with_bids)

    @cached_property
    def worth(self) -> Estimate:
        """What bids per segment earn more than the common one, in expectation. [currency]"""
        return Estimate.over_scrambles((self.profit_with_bids - self.profit).mean(axis=1))

    @cached_property
    def better_probability(self) -> Estimate:
        """P(bids per segment earn more than the common one), on the same draws."""
        return self.outcome.chance(self.profit_with_bids > self.profit)

    @property
    def nobody_pays(self) -> bool:
        """Whether clicks of no segment are worth anything: bids then stay as they are."""
        return bool(max(self._values) <= 0)

    @cached_property
    def implied_aov(self) -> float:
        """Median of the average order value over all segments; the plan has its own. [currency per order]"""
        orders = np.asarray(sum(segment.expected_orders for segment in self.at_common_bid))
        value = np.asarray(sum(segment.expected_orders * segment.aov_mean for segment in self.at_common_bid))
        possible = orders > 0
        return float(np.median(value[possible] / orders[possible])) if possible.any() else math.nan

    # -- segments in the draws ----------------------------------------------------------------------------------

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Shares of the clicks, adding up to 1."""
        whole = sum(segment.share for segment in self.segments)
        return tuple(segment.share / whole for segment in self.segments)

    @cached_property
    def spends(self) -> tuple[float, ...]:
        """Spend of each segment with a bid for each; with `unspent` they add up to the budget. [currency]"""
        budget = self.plan.scenario.budget
        if self.nobody_pays:
            return tuple(share * budget for share in self.shares)
        factors = spend_factors(self.shares, self._values, median(self.plan.scenario.cpc_elasticity), self.most_spend)
        return tuple(budget * share * factor for share, factor in zip(self.shares, factors, strict=True))

    @property
    def unspent(self) -> float:
        """What bids per segment leave of the budget, where too few clicks are worth anything. [currency]"""
        left = self.plan.scenario.budget - sum(self.spends)
        return left if left > 1e-9 * self.plan.scenario.budget else 0.0

    @cached_property
    def at_common_bid(self) -> tuple[SegmentDraws, ...]:
        """Every segment at the plan's click price."""
        return tuple(self._drawn(place, 1.0) for place in range(len(self.segments)))

    @cached_property
    def at_own_bids(self) -> tuple[SegmentDraws, ...]:
        """Every segment at its own click price."""
        budget = self.plan.scenario.budget
        factors = [spend / (share * budget) for spend, share in zip(self.spends, self.shares, strict=True)]
        return tuple(self._drawn(place, factor) for place, factor in enumerate(factors))

    @cached_property
    def _values(self) -> tuple[float, ...]:
        """Mean value of a click of each segment at the common bid. [currency per click]"""
        clicks = float(self.outcome.rows("clicks").mean())
        return tuple(
            float((segment.expected_orders * segment.max_cpo).mean()) / (clicks * share)
            for segment, share in zip(self.at_common_bid, self.shares, strict=True)
        )

    @cached_property
    def _relative(self) -> list[Rows]:
        """Conversion rate of each segment / the plan's; weighted by shares of clicks they are 1 in every draw."""
        drawn = [self._own(place, "cvr", segment.cvr_relative) for place, segment in enumerate(self.segments)]
        average = sum(share * rates for share, rates in zip(self.shares, drawn, strict=True))
        return [np.asarray(rates / average) for rates in drawn]

    def _drawn(self, place: int, spend_factor: float) -> SegmentDraws:
        """A segment when its spend is this many times what it is at the common bid."""
        segment, outcome, share = self.segments[place], self.outcome, self.shares[place]
        budget = self.plan.scenario.budget
        spend, dearer = share * budget * spend_factor, spend_factor**outcome.cpc_elasticity
        cvr, aov_mean = self._relative[place] * outcome.rows("cvr"), self._aov(place, segment)
        ceiling = self._ceiling(place, segment)
        cpc = outcome.rows("cpc") * dearer
        clicks = outcome.rows("clicks") * (share * spend_factor / dearer) if spend > 0 else np.zeros(cpc.shape)
        expected = clicks * cvr * outcome.shares["incremental_share"]
        orders, aov = expected, aov_mean
        if outcome.settings.order_luck:
            orders = poisson_quantile(self._luck[f"orders_{place}"], expected)
            aov = aov_mean * order_value_luck(
                self._luck[f"order_value_{place}"], orders, self.plan.scenario.order_value_cv
            )
        return SegmentDraws(
            cvr=cvr,
            cpc=cpc,
            aov_mean=aov_mean,
            max_cpo=np.broadcast_to(ceiling.at(aov_mean), cpc.shape),
            realised_max_cpo=np.broadcast_to(ceiling.at(aov), cpc.shape),
            expected_orders=expected,
            orders=orders,
            profit=np.asarray(orders * ceiling.at(aov) - spend),
            spend=spend,
        )

    def _aov(self, place: int, segment: Segment) -> Rows:
        plans = self.outcome.rows("aov_mean")
        if segment.aov is None:
            return plans
        if isinstance(segment.aov, Fixed):
            return plans * (segment.aov.value / median(self.plan.scenario.aov))
        return self._own(place, "aov", segment.aov) * self.outcome.effects.aov

    def _ceiling(self, place: int, segment: Segment) -> Ceiling:
        scenario, shares = scenario_of(self.plan.scenario, segment), dict(self.outcome.shares)
        if segment.margin_share is not None:
            shares["cogs_share"] = 1 - self._own(place, "margin_share", segment.margin_share)
        if segment.return_rate is not None:
            shares["return_rate"] = self._own(place, "return_rate", segment.return_rate)
        first = scenario.economics.ceiling(shares)
        return first if scenario.repeat is None else scenario.repeat.raised(first, shares)

    def _own(self, place: int, name: str, belief: Belief) -> Any:
        """The number of a known one, else its draws in the segment's own column."""
        return values_at(belief, self._scores[f"{name}_{place}"])

    @cached_property
    def _scores(self) -> dict[str, Rows]:
        return self._group("segment_demand") | self._group("segment_margin")

    @cached_property
    def _luck(self) -> dict[str, Rows]:
        return self._group("segment_luck")

    def _group(self, name: str) -> dict[str, Rows]:
        settings = self.plan.settings
        return further_scores(settings.points, settings.scrambles, settings.seed, name)

    def _breaks_even(self, profit: Rows) -> Estimate:
        return self.outcome.chance(self._pays(profit))

    def _pays(self, profit: Rows) -> NDArray[np.bool_]:
        return np.asarray(profit >= -TOLERANCE * self.plan.scenario.budget)

    def _zone(self, draws: SegmentDraws) -> Zone:
        target = self.plan.scenario.target(draws.realised_max_cpo)
        return zone_of(self._pays(draws.profit), draws.orders * target >= draws.spend * (1 - TOLERANCE))

    # -- one row ------------------------------------------------------------------------------------------------

    def _row(self, place: int) -> tuple[Any, ...]:
        common, own = self.at_common_bid[place], self.at_own_bids[place]
        share, scenario = self.shares[place], self.plan.scenario
        max_cpc = economics.max_cpc(common.cvr * self.outcome.shares["incremental_share"], common.max_cpo)
        cpo, max_cpo, of_click = _interval(common.cpo), _interval(common.max_cpo), _interval(max_cpc)
        target = _interval(np.asarray(scenario.target(common.max_cpo)))[1]
        orders = float(sum(segment.expected_orders.mean() for segment in self.at_common_bid))
        chance, profit = self._breaks_even(common.profit), Estimate.of_mean(common.profit)
        with_bid = [math.nan] * 6
        if own.spend > 0:
            own_chance, own_profit = self._breaks_even(own.profit), Estimate.of_mean(own.profit)
            with_bid = [
                _interval(own.cpc)[1], _interval(own.cpo)[1], own_chance.value, own_chance.mc_error,
                own_profit.value, own_profit.mc_error,
            ]  # fmt: skip
        dearer = (own.spend / common.spend) ** median(scenario.cpc_elasticity)
        return (
            self.segments[place].name, share, float(common.expected_orders.mean()) / orders if orders else math.nan,
            _interval(common.aov_mean)[1], _interval(common.cvr)[1], *cpo, *max_cpo, target, *of_click,
            self._values[place], self._zone(common).name, chance.value, chance.mc_error, profit.value,
            profit.mc_error, dearer, own.spend, own.spend / scenario.budget, *with_bid,
        )  # fmt: skip


def segments_of(plan: Plan, segments: Sequence[Segment], *, most_spend: float = MOST_SPEND) -> Segments:
    """Segments on the draws of a plan.

    most_spend : factor on a segment's spend at the common bid that its own bid may not exceed, 1 or more

    Raises
    ------
    InputError
        For less than 2 or more than 8 segments, names that stand twice, shares that do not add up to 100 %, a
        conversion rate above 100 %, a rhythm of later orders in a plan that counts none, and a click price that does
        not rise with spend (no bid is best then).
        The values of what is wrong with one segment hold its ``row`` (the first is 1).
    """
    must_be_a_table(plan.scenario, segments)
    must_be_number("most_spend", most_spend)
    if most_spend < 1:
        raise InputError(
            "A number of 1 or more is needed: below 1 the budget could not be spent, got {value}.",
            field="most_spend",
            value=most_spend,
        )
    if median(plan.scenario.cpc_elasticity) <= 0:
        raise InputError(
            "With a click price that does not rise with spend, all money would go to one segment: set the elasticity "
            "of the click price above 0 %.",
            field="cpc_elasticity",
        )
    return Segments(plan, tuple(segments), most_spend)


def _interval(rows: Rows) -> tuple[float, float, float]:
    """The 5 %, 50 % and 95 % points of an output."""
    low, half, high = quantiles([Sorted(np.sort(rows, axis=1))], (0.05, 0.50, 0.95))[0]
    return low.value, half.value, high.value

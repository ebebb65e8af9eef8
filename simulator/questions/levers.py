"""Which lever pays? What-ifs with a cost, an effect that is known as an interval, and a chance that it works at all.

A lever changes one thing (`MOVES`): a stage of the funnel, the click price, the order value or retention. Its effect is
stated as tests state it: the relative change of what it moves, +8 % or -10 %. It is tried on the plan's own draws, with
columns of chance of its own for the effect and for whether it works, and costs what it costs either way.

**Nothing is counted twice.** Several levers meet in the same draws, and profit is worked out once, with all of them:

- on the same stage of the funnel a lever wins a part of those who are lost there, and what one has won, another cannot
  win again: lost' = lost · Π (1 - part won);
- different stages multiply: who is won for the cart still has to pass the checkout;
- gains of order value are added, not multiplied;
- what is lost by a lever (a negative effect) is a part of what was there, and multiplies.

The gain of levers together is therefore not the sum of their gains alone; the difference is shown as `overlap`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from operator import itemgetter
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import ndtri

from simulator.beliefs.distributions import median
from simulator.engine.estimates import Estimate, Rows
from simulator.engine.outcome import Outcome, outcome_of
from simulator.engine.points import further_scores
from simulator.errors import InputError
from simulator.plan.scenario import TOLERANCE, Plan, Scenario
from simulator.questions.funnel import Funnel, Stages, stages_of
from simulator.questions.lever import LARGEST_EFFECT, SMALLEST_EFFECT, STAGES_MOVED, known_by, must_fit
from simulator.questions.lever import MOVES as MOVES
from simulator.questions.lever import Lever as Lever

NEAR: Final = 0.05
"""A gain at which it is seen how steep profit grows."""
STRAIGHT: Final = 1e-9
"""Part of a loss that may be left over where profit was expected to be 0."""
RANKING: Final = (
    "lever", "moves", "effect_p50", "works_share", "cost_mean", "profit_mean", "profit_mean_error", "profit_p5",
    "profit_p95", "payback_probability", "payback_error", "profit_per_cost", "break_even_effect", "break_even_in",
    "break_even_change", "needed_if_it_works", "cpo_p50", "max_cpo_p50", "break_even_probability",
    "break_even_probability_change", "rank_by_profit", "rank_by_payback", "rank_by_profit_per_cost",
)  # fmt: skip
TOGETHER: Final = (
    "lever", "alone_mean", "alone_error", "on_top_mean", "on_top_error", "on_top_payback_probability",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Together:
    """Levers used at the same time, against none of them. Make it with `Levers.together`.

    outcome : the plan with all of them (its profit is before their fixed costs)
    profit : what they earn after all their costs, per draw, shape (scrambles, points) [currency]
    mean : of profit; payback_probability : P(they earn their costs back)
    overlap : mean profit together less the sum of the means alone: what would have been counted twice (below 0), or
        what they do for each other (above 0)
    table : one row per lever, columns lever, alone_mean, alone_error, on_top_mean (profit of all less profit of all but
        this one), on_top_error, on_top_payback_probability
    """

    outcome: Outcome
    profit: Rows
    mean: Estimate
    payback_probability: Estimate
    overlap: Estimate
    table: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Levers:
    """Levers of a plan, each tried alone and any of them together on the same draws. Make it with `levers_of`."""

    plan: Plan
    levers: tuple[Lever, ...]
    funnel: Funnel

    @cached_property
    def outcome(self) -> Outcome:
        """The plan without any lever."""
        return outcome_of(self.plan)

    @cached_property
    def _by_kind(self) -> dict[str, Lever]:
        return {lever.kind: lever for lever in self.levers}

    @cached_property
    def stages(self) -> Stages:
        """The funnel in each draw, fitted to the plan's conversion rate."""
        return stages_of(self.outcome, self.funnel)

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """One row per lever used alone, the highest expected profit first.

        lever, moves             its kind, and what it changes
        effect_p50, works_share  middle of its effect (relative change), chance that it works
        cost_mean                money it costs over the period, fixed and with orders [currency]
        profit_mean, _error      expected profit over the period, its costs taken off [currency]
        profit_p5, profit_p95    90 % interval of it
        payback_probability      P(it earns its costs back), payback_error its simulation error
        profit_per_cost          profit_mean / cost_mean; nan when it costs nothing
        break_even_effect        relative change from which it pays, if it has it for sure; nan when none does
        break_even_in, _change   the same as a change of what people know it by ("cvr" [share], "aov", "cpc" [currency],
                                 "retention" [share]): +0.0012 of CVR is +0.12 points
        needed_if_it_works       relative change that it must have when it works, for its costs to be worth the chance
        cpo_p50, max_cpo_p50, break_even_probability, break_even_probability_change
                                 of the plan with the lever; its own fixed cost is no ad spend and not in them
        rank_by_profit, rank_by_payback, rank_by_profit_per_cost
                                 1 is best, equals share a rank; levers that cost nothing come first by profit per cost
                                 if they earn anything, else last
        """
        rows = [self._row(lever) for lever in self.levers]
        profit, payback, cost, per_cost = (
            [row[RANKING.index(name)] for row in rows]
            for name in ("profit_mean", "payback_probability", "cost_mean", "profit_per_cost")
        )
        free = [math.inf if money > 0 else -math.inf for money in profit]
        by_cost = [own if money > 0 else other for own, money, other in zip(per_cost, cost, free, strict=True)]
        ranks = zip(_ranks(profit), _ranks(payback), _ranks(by_cost), strict=True)
        ranked = [(*row, *places) for row, places in zip(rows, ranks, strict=True)]
        by_profit = itemgetter(RANKING.index("rank_by_profit"))
        return pd.DataFrame(sorted(ranked, key=by_profit), columns=[*RANKING])

    def together(self, kinds: Sequence[str] | None = None) -> Together:
        """Some of the levers at the same time, all unless said.

        Raises
        ------
        InputError
            When one of them is not among the levers.
        """
        kinds = tuple(self._by_kind) if kinds is None else tuple(dict.fromkeys(kinds))
        for kind in kinds:
            if kind not in self._by_kind:
                raise InputError("There is no such lever: {kind}.", field="kind", kind=str(kind)[:40])
        outcome, profit = self._tried(kinds)
        alone = {kind: self._alone[kind][1] for kind in kinds}
        rows = []
        for kind in kinds:
            on_top = profit - self._tried(tuple(other for other in kinds if other != kind))[1]
            own, last = Estimate.of_mean(alone[kind]), Estimate.of_mean(on_top)
            figures = own.value, own.mc_error, last.value, last.mc_error, self._pays_back(on_top).value
            rows.append((kind, *figures))
        return Together(
            outcome=outcome,
            profit=profit,
            mean=Estimate.of_mean(profit),
            payback_probability=self._pays_back(profit),
            overlap=Estimate.of_mean(profit - sum(alone.values(), np.zeros_like(profit))),
            table=pd.DataFrame(rows, columns=[*TOGETHER]),
        )

    # -- one lever ----------------------------------------------------------------------------------------------

    @cached_property
    def _alone(self) -> dict[str, tuple[Outcome, Rows]]:
        return {kind: self._used((kind,)) for kind in self._by_kind}

    def _row(self, lever: Lever) -> tuple[Any, ...]:
        outcome, profit = self._alone[lever.kind]
        mean, payback, cost = Estimate.of_mean(profit), self._pays_back(profit), self._cost(lever, outcome)
        low, high = np.quantile(profit, (0.05, 0.95))
        (effect, needed), stated_in = self._break_even_effects(lever), known_by(lever.moves)
        chance = outcome.break_even_probability.value
        return (
            lever.kind, lever.moves, median(lever.factor) - 1, lever.works_share, cost, mean.value, mean.mc_error,
            float(low), float(high), payback.value, payback.mc_error, mean.value / cost if cost > 0 else math.nan,
            effect, stated_in, effect * self._today(stated_in), needed,
            outcome.median("cpo"), outcome.median("max_cpo"), chance,
            chance - self.outcome.break_even_probability.value,
        )  # fmt: skip

    def _today(self, known_by: str) -> float:
        if known_by == "retention":
            return float(np.median(self.outcome.shares["retention"])) if self.plan.scenario.repeat else math.nan
        return self.outcome.median("aov_mean" if known_by == "aov" else known_by)

    def _cost(self, lever: Lever, outcome: Outcome) -> float:
        """Expected money it costs: once, and with the orders that it is used for."""
        if lever.cost_per_order == 0:
            return lever.cost
        free = self.plan.scenario.ceiling(outcome.shares)
        per_order = np.asarray(outcome.ceiling.intercept - free.intercept)
        return lever.cost + float(np.mean(outcome.rows("expected_orders") * per_order))

    def _break_even_effects(self, lever: Lever) -> tuple[float, float]:
        """Relative changes at which it earns its costs back in expectation: had for sure, and if it works.

        The long run has the same expectation as the period and no luck, so that there is one such change.
        """
        scenario, share = _with_costs(self.plan.scenario, (lever,)), lever.works_share
        idle = self._long_run(self.outcome.changed(scenario)) - self._before - lever.cost
        # Cheaper clicks are told as what they bring, more clicks: most gains then grow in a straight line.
        cheaper = lever.moves == "cpc"

        @cache
        def working(gain: float) -> float:
            factor = 1 / (1 + gain) if cheaper else 1 + gain
            rows = self._moved({lever.moves: [np.asarray(factor)]})
            return self._long_run(self.outcome.changed(scenario, given=rows)) - self._before - lever.cost

        def effect(level: float) -> float:
            gain = _root(working, idle, level, 1 / (1 + SMALLEST_EFFECT) - 1 if cheaper else LARGEST_EFFECT)
            return 1 / (1 + gain) - 1 if cheaper else gain

        # When it works it must also earn what it costs when it does not.
        return effect(0.0), effect(-idle * (1 - share) / share) if share > 0 else math.nan

    @cached_property
    def _before(self) -> float:
        return self._long_run(self.outcome)

    def _long_run(self, outcome: Outcome) -> float:
        return float(np.mean(outcome.expected_orders * outcome.max_cpo)) - self.plan.scenario.budget

    # -- levers in the draws ------------------------------------------------------------------------------------

    def _tried(self, kinds: tuple[str, ...]) -> tuple[Outcome, Rows]:
        return self._alone[kinds[0]] if len(kinds) == 1 else self._used(kinds)

    def _used(self, kinds: tuple[str, ...]) -> tuple[Outcome, Rows]:
        """The plan with these levers, and what they earn after their costs in each draw."""
        if not kinds:
            return self.outcome, np.zeros_like(self.outcome.rows("profit"))
        levers = [self._by_kind[kind] for kind in kinds]
        factors: dict[str, list[Rows]] = {}
        for lever in levers:
            factors.setdefault(lever.moves, []).append(self._factors[lever.kind])
        outcome = self.outcome.changed(_with_costs(self.plan.scenario, levers), given=self._moved(factors))
        earned = outcome.rows("profit") - self.outcome.rows("profit")
        return outcome, earned - sum(lever.cost for lever in levers)

    @cached_property
    def _factors(self) -> dict[str, Rows]:
        """1 + effect of each lever in each draw; 1 where it does not work."""
        settings = self.plan.settings
        effects, luck = (
            further_scores(settings.points, settings.scrambles, settings.seed, group)
            for group in ("lever_effect", "lever_works")
        )
        factors = {}
        for lever in self.levers:
            works = luck[lever.kind] <= ndtri(lever.works_share)
            factors[lever.kind] = np.where(works, lever.factor.from_scores(effects[lever.kind]), 1.0)
        return factors

    def _moved(self, factors: dict[str, list[Rows]]) -> dict[str, Rows]:
        """The draws of the inputs that change, given the factors on each of the things that levers move."""
        outcome, rows = self.outcome, {}
        if "aov" in factors:
            rows["aov_mean"] = outcome.rows("aov_mean") * gains_added(factors["aov"])
        if "cpc" in factors:
            rows["cpc"] = outcome.rows("cpc") * gains_added(factors["cpc"])
        if "retention" in factors:
            rows["retention"] = np.minimum(outcome.shares["retention"] * gains_added(factors["retention"]), 1.0)
        moved = [name for name in STAGES_MOVED if name in factors]
        if moved:
            cvr = outcome.rows("cvr")
            for name in moved:
                rate = getattr(self.stages, name)
                cvr = cvr * (lost_once(rate, factors[name]) / rate)
            rows["cvr"] = cvr
        return rows

    def _pays_back(self, profit: Rows) -> Estimate:
        return self.outcome.chance(profit >= -TOLERANCE * self.plan.scenario.budget)


def levers_of(plan: Plan, levers: Sequence[Lever], funnel: Funnel | None = None) -> Levers:
    """Levers on the draws of a plan; the funnel is the typical one, fitted to the plan's CVR, unless another is given.

    Raises
    ------
    InputError
        When a lever stands twice, or cannot do anything in this plan; the field is its kind.
    """
    funnel = funnel or Funnel()
    must_fit(plan.scenario, levers, funnel)
    return Levers(plan, tuple(levers), funnel)


def lost_once(rate: Rows, factors: Sequence[Rows]) -> Rows:
    """A stage's rate when several levers act on it, each factor being what one would do alone.

    A factor above 1 wins the part (factor - 1) · rate / (1 - rate) of those who are lost, at most all; what one has won
    another cannot win again. A factor below 1 loses a part of those who pass.
    """
    lost, retained = 1 - rate, np.ones_like(rate)
    # Where nobody is lost nothing can be won.
    odds = rate / np.where(lost > 0, lost, 1.0)
    left = np.ones_like(rate)
    for factor in factors:
        left = left * (1 - np.clip((factor - 1) * odds, 0.0, 1.0))
        retained = retained * np.minimum(factor, 1.0)
    return (1 - lost * left) * retained


def gains_added(factors: Sequence[Rows]) -> Rows:
    """One factor for several: gains are added, losses multiply."""
    gains = sum((np.maximum(factor - 1, 0.0) for factor in factors), np.zeros(()))
    losses = np.prod([np.minimum(factor, 1.0) for factor in np.broadcast_arrays(*factors)], axis=0)
    return np.asarray((1 + gains) * losses)


def _with_costs(scenario: Scenario, levers: Sequence[Lever]) -> Scenario:
    """The scenario in which each order bears what the levers cost per order."""
    per_order = sum(lever.cost_per_order for lever in levers if lever.moves != "retention")
    per_later_order = sum(lever.cost_per_order for lever in levers if lever.moves == "retention")
    if per_order:
        order = scenario.economics
        scenario = replace(scenario, economics=replace(order, other_costs=order.other_costs + per_order))
    if per_later_order and scenario.repeat is not None:
        later = scenario.repeat
        scenario = replace(scenario, repeat=replace(later, retention_cost=later.retention_cost + per_later_order))
    return scenario


def _root(rising: Callable[[float], float], at_zero: float, level: float, end: float) -> float:
    """Where a function comes up to a level between 0 and an end above; 0 where it begins there, nan when it does not.

    Where it is a straight line, two further values of it are enough.
    """
    gap = level - at_zero
    if gap <= 0:
        return 0.0
    low, slope = 0.0, (rising(NEAR) - at_zero) / NEAR
    if gap < slope * end:
        guess = gap / slope
        left = rising(guess) - level
        if abs(left) <= STRAIGHT * gap:
            return guess
        if left < 0:
            low = guess
            if 2 * guess < end and rising(2 * guess) >= level:
                end = 2 * guess
    if rising(end) < level:
        return math.nan
    return float(brentq(lambda gain: rising(gain) - level, low, end, xtol=1e-13, rtol=1e-12))


def _ranks(values: Sequence[float]) -> list[int]:
    """1 for the largest; equals share a rank."""
    return [1 + sum(other > value for other in values) for value in values]

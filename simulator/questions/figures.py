"""What a page says about a plan: every figure and picture of it, small enough to keep.

An `Outcome` holds arrays of draws; `Figures` holds what is printed and drawn of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from simulator.cache import cached
from simulator.engine.estimates import Estimate
from simulator.engine.outcome import Outcome, outcome_of
from simulator.plan.scenario import Plan
from simulator.questions.bars import cpo_bars, cpo_edges, edges_of_both, outline, profit_bars, profit_edges
from simulator.questions.needed import NeededInputs, needed_inputs
from simulator.questions.verdict import BreakEvenInputs, Verdict, break_even_inputs, verdict


@dataclass(frozen=True, slots=True)
class Spread:
    """One output in four figures: its median, its mean and the ends of its 90 % interval."""

    median: Estimate
    mean: Estimate
    low: Estimate
    high: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """The distributions of profit and CPO as bars, and the outlines of another plan in the same bars.

    profit, cpo : columns from, to, kind, share; profit_ghost, cpo_ghost : columns from, to, share, None without a plan
    """

    profit: pd.DataFrame
    cpo: pd.DataFrame
    profit_ghost: pd.DataFrame | None = None
    cpo_ghost: pd.DataFrame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """All that is printed and drawn of one plan. Make it with `figures_of`.

    spreads : for each output of `Outcome.outputs`
    break_even_inputs : the thresholds of CVR, CPC and AOV
    needed_inputs : from where the plan may be scaled, if it is to be optimised
    worst_profit : mean profit of the worst 5 % of the draws
    """

    verdict: Verdict
    break_even_inputs: BreakEvenInputs
    needed_inputs: NeededInputs
    break_even_probability: Estimate
    long_run_break_even_probability: Estimate
    no_order_probability: Estimate
    target_above_max_probability: Estimate
    zones: Mapping[str, Estimate]
    spreads: Mapping[str, Spread]
    worst_profit: Estimate
    summary: pd.DataFrame
    pictures: Pictures
    draws: int


@cached
def figures_of(plan: Plan) -> Figures:
    """Simulate a plan and sum it up."""
    outcome = outcome_of(plan)
    answer = verdict(outcome)
    return Figures(
        verdict=answer,
        break_even_inputs=break_even_inputs(outcome),
        needed_inputs=needed_inputs(outcome, answer),
        break_even_probability=outcome.break_even_probability,
        long_run_break_even_probability=outcome.long_run_break_even_probability,
        no_order_probability=outcome.no_order_probability,
        target_above_max_probability=outcome.target_above_max_probability,
        zones=outcome.zones,
        spreads={name: spread_of(outcome, name) for name in outcome.outputs},
        worst_profit=outcome.worst_mean(),
        summary=outcome.summary,
        pictures=Pictures(
            profit_bars(outcome, profit_edges(outcome)),
            cpo_bars(outcome, cpo_edges(outcome)),
        ),
        draws=plan.settings.draws,
    )


def spread_of(outcome: Outcome, name: str) -> Spread:
    """Median, mean and 90 % interval of an output."""
    quantiles = outcome.quantiles(name)
    return Spread(quantiles["p50"], outcome.mean(name), quantiles["p5"], quantiles["p95"])


@cached
def pictures_beside(plan: Plan, baseline: Plan) -> Pictures:
    """The pictures of a plan with those of its baseline, in bars that hold both."""
    now, before = outcome_of(plan), outcome_of(baseline)
    of_profit = edges_of_both(profit_edges(now), profit_edges(before))
    of_cpo = edges_of_both(cpo_edges(now), cpo_edges(before))
    return Pictures(
        profit_bars(now, of_profit),
        cpo_bars(now, of_cpo),
        outline(profit_bars(before, of_profit), of_profit),
        outline(cpo_bars(before, of_cpo), of_cpo),
    )

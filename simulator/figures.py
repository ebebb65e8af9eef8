"""What a page says about a plan: every figure and frame of it, small enough to keep.

An `Outcome` holds arrays of draws; `Figures` holds what is printed and drawn of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from simulator.answers import Estimate, Outcome, outcome_of
from simulator.bars import Edges, cpo_bars, cpo_edges, profit_bars, profit_edges
from simulator.scenario import Plan
from simulator.verdict import BreakEvenInputs, Verdict, break_even_inputs, verdict


@dataclass(frozen=True, slots=True)
class Spread:
    """One output in four figures: its median, its mean and the ends of its 90 % interval."""

    median: Estimate
    mean: Estimate
    low: Estimate
    high: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """All that is printed and drawn of one plan. Make it with `figures_of`.

    spreads : for each output of `Outcome.outputs`
    break_even_inputs : the thresholds of CVR, CPC and AOV
    worst_profit : mean profit of the worst 5 % of the draws
    """

    verdict: Verdict
    break_even_inputs: BreakEvenInputs
    break_even_probability: Estimate
    long_run_break_even_probability: Estimate
    no_order_probability: Estimate
    target_above_max_probability: Estimate
    zones: Mapping[str, Estimate]
    spreads: Mapping[str, Spread]
    worst_profit: Estimate
    summary: pd.DataFrame
    profit_edges: Edges
    profit_bars: pd.DataFrame
    cpo_edges: Edges
    cpo_bars: pd.DataFrame
    draws: int


def figures_of(plan: Plan) -> Figures:
    """Simulate a plan and sum it up."""
    outcome = outcome_of(plan)
    of_profit, of_cpo = profit_edges(outcome), cpo_edges(outcome)
    return Figures(
        verdict=verdict(outcome),
        break_even_inputs=break_even_inputs(outcome),
        break_even_probability=outcome.break_even_probability,
        long_run_break_even_probability=outcome.long_run_break_even_probability,
        no_order_probability=outcome.no_order_probability,
        target_above_max_probability=outcome.target_above_max_probability,
        zones=outcome.zones,
        spreads={name: spread_of(outcome, name) for name in outcome.outputs},
        worst_profit=outcome.worst_mean(),
        summary=outcome.summary,
        profit_edges=of_profit,
        profit_bars=profit_bars(outcome, of_profit),
        cpo_edges=of_cpo,
        cpo_bars=cpo_bars(outcome, of_cpo),
        draws=plan.settings.draws,
    )


def spread_of(outcome: Outcome, name: str) -> Spread:
    """Median, mean and 90 % interval of an output."""
    low, middle, high = (outcome.quantile(name, share) for share in (0.05, 0.5, 0.95))
    return Spread(middle, outcome.mean(name), low, high)


def ghost_of(plan: Plan, edges: Edges, output: str) -> pd.DataFrame:
    """The outline of another plan's profit or CPO in the same bars: columns from, to, share."""
    outcome = outcome_of(plan)
    bars = profit_bars(outcome, edges) if output == "profit" else cpo_bars(outcome, edges)
    return bars.groupby(["from", "to"], as_index=False)["share"].sum()

"""One plan at other budgets, on the same draws of its inputs: which budgets to look at, and what one brings."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from simulator.beliefs.distributions import LARGEST, median
from simulator.engine.estimates import Estimate, quantiles_of_rows
from simulator.engine.outcome import Outcome, outcome_of
from simulator.plan.scenario import Plan, Scenario

BUDGETS: Final = 60
"""Budgets of a sweep unless others are given."""
REACH: Final = 10.0
"""A sweep goes from the plan's budget divided by this to the plan's budget times this."""
WORST: Final = 0.05
"""Share of the draws whose mean is the cautious view of profit."""
FEWEST_DIGITS: Final = 3
MOST_DIGITS: Final = 6
"""Of a round budget."""
SAFER: Final = 2
"""Steps of the last digit that are tried on the safe side."""
HAIR: Final = 1e-6
"""Relative distance of what is the same number but for rounding."""
_PROFIT_SHARES: Final = np.array([WORST, 0.20, 0.50, 0.95])


class BudgetFigures(NamedTuple):
    """What one budget brings. Money in the plan's currency, errors are simulation errors.

    cpo_p50, marginal_cpo_p50 : medians [currency per order]; marginal is the long-run cost of the next order
    profit_worst_mean : mean profit of the worst 5 % of the draws
    """

    budget: float
    break_even_probability: float
    break_even_error: float
    cpo_p50: float
    marginal_cpo_p50: float
    orders_mean: float
    no_order_probability: float
    profit_mean: float
    profit_error: float
    profit_p5: float
    profit_p20: float
    profit_p50: float
    profit_p95: float
    profit_worst_mean: float


def budgets_to_look_at(plan: Plan, count: int = BUDGETS) -> list[float]:
    """Those around the plan's own, and half as many below them where even the lowest loses and clicks get dearer.

    With γ above 0 the first orders are the cheapest: a plan that loses at a tenth of its budget may earn at less. Down
    to one order: what a part of an order would earn is no plan.
    """
    budgets, known = budgets_around(plan.scenario, count), median(plan.scenario.cpc_elasticity)
    lowest = at_budget(long_run_of(plan), budgets[0])
    orders, profit = (float(lowest.rows(output).mean()) for output in ("orders", "profit"))
    orders_leave_something = profit > -budgets[0]
    if not known or orders <= 1 or profit > 0 or not orders_leave_something:
        return budgets
    least = max(budgets[0] * orders ** (-1 / (1 - known)), least_budget(plan.scenario))
    return [*np.geomspace(least, budgets[0], count // 2 + 1)[:-1].tolist(), *budgets]


def budgets_around(scenario: Scenario, count: int = BUDGETS) -> list[float]:
    """Budgets in equal ratios around the plan's own, which is one of them; none buys less than a click."""
    own = scenario.budget
    low, high = max(own / REACH, least_budget(scenario)), min(own * REACH, LARGEST)
    below = round((count - 1) * math.log(own / low) / math.log(high / low)) if low < own else 0
    lower = np.geomspace(low, own, below + 1)[:-1].tolist() if below else []
    return [*lower, own, *np.geomspace(own, high, count - below)[1:].tolist()]


def least_budget(scenario: Scenario) -> float:
    """The budget that buys one click at the median click price: cpc_ref · (B / B_ref)^γ = B. [currency]"""
    known = median(scenario.cpc_elasticity)
    reference = scenario.reference_budget or scenario.budget
    log_budget = (math.log(median(scenario.cpc)) - known * math.log(reference)) / (1 - known)
    return math.exp(log_budget) * (1 + 1e-9)


def long_run_of(plan: Plan) -> Outcome:
    """The plan without order luck."""
    return outcome_of(Plan(plan.scenario, replace(plan.settings, order_luck=False)))


def at_budget(outcome: Outcome, budget: float) -> Outcome:
    """The same plan with another budget, on the same draws of its inputs."""
    return outcome.changed(replace(outcome.scenario, budget=budget))


def long_run_profit(long_run: Outcome, budget: float) -> float:
    """Mean profit at a budget without order luck, which does not move it. [currency]"""
    return float(at_budget(long_run, budget).rows("profit").mean())


def figures_at(outcome: Outcome, budget: float) -> BudgetFigures:
    """What a budget brings, with the settings of the outcome."""
    there = at_budget(outcome, budget)
    profit = np.sort(there.rows("profit"), axis=None)
    worst, fifth, middle, best = quantiles_of_rows(profit[np.newaxis], _PROFIT_SHARES)[0].tolist()
    shortfall = (worst - profit[: profit.searchsorted(worst)]).sum() / profit.size
    chance, mean = there.break_even_probability, Estimate.over_scrambles(there.rows("profit").mean(axis=1))
    return BudgetFigures(
        budget=budget,
        break_even_probability=chance.value,
        break_even_error=chance.mc_error,
        cpo_p50=there.median("cpo"),
        marginal_cpo_p50=there.median("marginal_cpo"),
        orders_mean=float(there.rows("orders").mean()),
        no_order_probability=there.no_order_probability.value,
        profit_mean=mean.value,
        profit_error=mean.mc_error,
        profit_p5=worst,
        profit_p20=fifth,
        profit_p50=middle,
        profit_p95=best,
        profit_worst_mean=float(worst - shortfall / WORST),
    )


def limit_in_round_numbers(
    budget: float, over: Callable[[float], float], *, up: bool = False, close: float = HAIR, lowest: float = 0.0
) -> float | None:
    """A limit as one would spend it: in three digits, in more only where three would lose what is asked of it.

    Whoever looks for the same limit, each as closely as it needs, comes to the same round budget. With luck a chance
    does not rise evenly: where a round budget just misses, those next to it on the safe side come before more digits.

    budget : the limit as it was found, on the side that holds [currency]
    over   : what is asked, below 0 where it does not hold
    up     : whether larger budgets hold; else smaller ones do
    close  : relative distance up to which the true limit may lie beyond the one found
    lowest : no budget below it is looked at [currency]
    """
    beyond = budget / (1 + close) if up else budget * (1 + close)
    for digits in range(FEWEST_DIGITS, MOST_DIGITS + 1):
        step = 10.0 ** (math.floor(math.log10(budget)) + 1 - digits)
        first, last = (math.ceil(end / step) if up else math.floor(end / step) for end in (beyond, budget))
        for steps in range(first, last + SAFER + 1) if up else range(first, last - SAFER - 1, -1):
            candidate = max(steps * step, lowest)
            tried = float(f"{candidate:.{digits}g}") if candidate > lowest else candidate  # 3,450 and not 3,449.99…
            if over(tried) >= 0:
                return tried
    return None

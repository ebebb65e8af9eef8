"""TODO."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from pages.frame import visit
from pages.kit.words import Words
from simulator import (
    BudgetFigures,
    BudgetWanted,
    LastSpend,
    Months,
    NotableBudget,
    Plan,
    budget_sweep,
    budget_wanted,
    months_of,
)
from simulator.beliefs.distributions import quantile
from simulator.questions.budget_sweep import budgets_to_look_at
from simulator.questions.budget_wanted import Wanted

BUDGETS = 27
"""Budgets of a sweep on the page: a smooth curve, and a move of a slider stays quick."""

CLOSE = 0.01
"""How closely its notable budgets are looked for: three digits of them are printed."""


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """What is printed and drawn of one plan at many budgets, without its draws.

    by_budget : one row per budget, columns of `BudgetFigures`
    notable : the budgets worth knowing in round numbers, by the names of `BudgetSweep`
    """

    by_budget: pd.DataFrame
    at_plan: BudgetFigures
    notable: Mapping[str, NotableBudget]
    max_cpo: float
    last: LastSpend


@lru_cache(maxsize=128)
def spending(plan: Plan) -> Spending:
    """A plan at many budgets."""
    sweep = budget_sweep(plan, budgets_to_look_at(plan, BUDGETS), close=CLOSE)
    return Spending(sweep.by_budget, sweep.at_plan, sweep.in_round_numbers, sweep.max_cpo_p50, sweep.last_spend())


@lru_cache(maxsize=128)
def wanted_budget(plan: Plan, wanted: float, output: Wanted, sure_at: float) -> BudgetWanted:
    """The budget that brings wanted orders or a wanted profit."""
    return budget_wanted(plan, wanted, output, sure_at=sure_at)


@lru_cache(maxsize=128)
def months(plan: Plan, weights: tuple[float, ...]) -> Months:
    """A plan month by month."""
    return months_of(plan, weights)


def is_plans_own(plan: Plan, budget: float) -> bool:
    """Whether a budget in three digits is the plan's own."""
    return math.isclose(budget, plan.scenario.budget, rel_tol=0.005)


def gamma(words: Words, plan: Plan) -> str:
    """γ as it was typed, or the range that holds it with a chance of 90 %."""
    gamma = plan.scenario.cpc_elasticity
    if isinstance(gamma, int | float):
        return words.exact(float(gamma))
    return gamma_range(words, quantile(gamma, 0.05), quantile(gamma, 0.95))


def gamma_range(words: Words, low: float, high: float) -> str:
    """Two ends of γ."""
    return words.text(
        "{low} to {high}",
        **{name: words.number(end, decimals=2 if end >= 0.01 else 3) for name, end in (("low", low), ("high", high))},
    )


def put(plan: Plan, budget: float) -> None:
    """Put another budget into the sidebar. For callbacks."""
    visit.with_budget(plan, budget)
    visit.moved()

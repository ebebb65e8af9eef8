"""What a plan brings at the budget that something needs, and over a year, cached by the plan."""

from __future__ import annotations

import math

import simulator
from pages.frame import visit
from simulator import BudgetWanted, Months, Plan
from simulator.cache import cached
from simulator.questions.budget_wanted import Output

SAME = 0.005
"""Relative difference of two budgets that are the same in three digits."""


@cached
def budget_wanted(plan: Plan, wanted: float, output: Output, sure_at: float) -> BudgetWanted:
    """The budget that brings wanted orders or a wanted profit."""
    return simulator.budget_wanted(plan, wanted, output, sure_at=sure_at)


@cached
def months_of(plan: Plan, weights: tuple[float, ...]) -> Months:
    """A plan month by month."""
    return simulator.months_of(plan, weights)


def is_plans_own(plan: Plan, budget: float) -> bool:
    """Whether a budget in three digits is the plan's own."""
    return math.isclose(budget, plan.scenario.budget, rel_tol=SAME)


def put(budget: float) -> None:
    """Put another budget into the sidebar. For callbacks."""
    visit.change({"budget": budget})

"""How the figures of a budget are written."""

from __future__ import annotations

import math

from pages.kit import writing
from pages.kit.words import Words
from simulator import BudgetFigures, Plan

SAME = 0.005
"""Relative difference of two budgets that are the same in three digits."""
QUANTILE_ERROR = 1 / 200
"""Simulation error of a quantile of profit, as a part of the 90 % interval: below that from budgets of 50 to 50,000."""


def mean_profit(words: Words, plan: Plan, figures: BudgetFigures) -> str:
    """Profit on average."""
    return writing.period_profit(words, plan, figures.profit_mean, figures.profit_error, budget=figures.budget)


def profit_quantile(words: Words, plan: Plan, figures: BudgetFigures, value: float) -> str:
    """A quantile of profit, or the mean of its worst draws."""
    error = (figures.profit_p95 - figures.profit_p5) * QUANTILE_ERROR
    return writing.period_profit(words, plan, value, error, budget=figures.budget)


def chance(words: Words, plan: Plan, figures: BudgetFigures) -> str:
    """The chance that a budget breaks even."""
    return writing.short_chance(words, plan, figures.break_even_probability, figures.break_even_error)


def gamma_range(words: Words, low: float, high: float) -> str:
    """Two ends of γ: two decimals, three below a hundredth."""
    ends = [words.number(end, decimals=2 if end >= 0.01 else 3) for end in (low, high)]
    return words.text("{low} to {high}", low=ends[0], high=ends[1])


def is_plans_own(plan: Plan, budget: float) -> bool:
    """Whether a budget in three digits is the plan's own."""
    return math.isclose(budget, plan.scenario.budget, rel_tol=SAME)

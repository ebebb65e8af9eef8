"""Budgets and what they bring, as the Budget page writes them, and how one of them gets into the sidebar."""

from __future__ import annotations

import math

from pages.shared import answer, link, state
from pages.shared.words import N_, Words, in_markdown
from simulator import BudgetFigures, Estimate, Plan
from simulator.beliefs.distributions import quantile

LARGE_ENOUGH = 100
"""Budgets from here on are written without decimals."""
FINEST = 5000
"""Profit is told to this part of the budget."""


def whole_money(words: Words, plan: Plan, amount: float) -> str:
    """A budget, without decimals where it is large."""
    return words.money(amount, plan.scenario.currency, decimals=0 if amount >= LARGE_ENOUGH else None)


def marked_money(words: Words, plan: Plan, amount: float) -> str:
    """The same for texts with markup."""
    return in_markdown(whole_money(words, plan, amount))


def mean_profit(words: Words, plan: Plan, figures: BudgetFigures) -> str:
    """To a five-thousandth of the budget: finer than its simulation error would be more than anyone wants to read."""
    error = max(figures.profit_error, figures.budget / FINEST)
    return answer.output(words, plan, "profit", Estimate(figures.profit_mean, error))


def profit(words: Words, plan: Plan, figures: BudgetFigures, value: float) -> str:
    """A quantile of profit: its error is below 0.5 % of the interval (measured from budgets of 50 to 50,000)."""
    error = max((figures.profit_p95 - figures.profit_p5) / 200, figures.budget / FINEST)
    return answer.output(words, plan, "profit", Estimate(value, error))


def per_order(words: Words, plan: Plan, value: float) -> str:
    """A median cost per order, to two parts in a thousand."""
    return answer.output(words, plan, "cpo", Estimate(value, 0.002 * abs(value) if math.isfinite(value) else 0.0))


def chance(words: Words, plan: Plan, figures: BudgetFigures) -> str:
    """The chance that a budget breaks even."""
    estimate = Estimate(figures.break_even_probability, figures.break_even_error)
    return words.short_chance(estimate, plan.settings.draws)


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
        N_("{low} to {high}"),
        **{name: words.number(end, decimals=2 if end >= 0.01 else 3) for name, end in (("low", low), ("high", high))},
    )


def put(plan: Plan, budget: float) -> None:
    """Put another budget into the sidebar. For callbacks."""
    state.with_budget(plan, budget)
    link.moved()

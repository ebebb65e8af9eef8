"""What a plan brings at many budgets, summed up: the sweep without its draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from simulator.plan.scenario import Plan
from simulator.questions.budget_sweep import (
    CLOSE,
    BudgetFigures,
    LastSpend,
    NotableBudget,
    budget_sweep,
)
from simulator.questions.budgets import BUDGETS, budgets_to_look_at


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """What is printed and drawn of one plan at many budgets. Make it with `spending_of`.

    by_budget : one row per budget, columns of `BudgetFigures`
    at_plan   : at the plan's own budget
    notable   : the budgets worth knowing in round numbers, by the names of `BudgetSweep`
    max_cpo   : median [currency per order]
    last      : what the last fifth of the plan's budget buys
    """

    by_budget: pd.DataFrame
    at_plan: BudgetFigures
    notable: Mapping[str, NotableBudget]
    max_cpo: float
    last: LastSpend


def spending_of(plan: Plan, *, budgets: int = BUDGETS, close: float = CLOSE) -> Spending:
    """A plan at many budgets.

    budgets : how many
    close   : relative distance to which a notable budget is looked for
    """
    sweep = budget_sweep(plan, budgets_to_look_at(plan, budgets), close=close)
    return Spending(sweep.by_budget, sweep.at_plan, sweep.in_round_numbers, sweep.max_cpo_p50, sweep.last_spend())

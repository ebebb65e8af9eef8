"""Which budget brings the orders, or the profit, that are wanted? The budget sweep, asked the other way round."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar

from simulator.beliefs.checks import must_be_number, must_be_positive, must_be_share
from simulator.beliefs.distributions import LARGEST
from simulator.engine.estimates import Estimate
from simulator.engine.outcome import outcome_of
from simulator.errors import InputError
from simulator.plan.scenario import TOLERANCE, Plan, Scenario
from simulator.questions.budgets import at_budget, least_budget, long_run_of

FURTHEST: Final = 1e4
"""Budgets are looked for up to the plan's own times this, and down to it divided by this."""
STEPS: Final = 121
"""Budgets looked at before the answer is narrowed down, in equal ratios of about 1.16."""
CLOSE: Final = 1e-6
"""Relative width at which the search ends."""
DAYS_OF_A_MONTH: Final = 30

Output = Literal["orders", "profit"]


@dataclass(frozen=True, slots=True)
class BudgetWanted:
    """The budgets that bring a wanted number of orders or a wanted profit.

    on_average : the smallest budget that brings it on average, None where no budget does
    average_probability : chance to get there with that budget
    surely : the smallest budget that brings it with the chance asked for (`sure_at`), None where no budget does
    sure_probability : chance to get there with that one
    most, most_at : the highest average of any budget, and at which
    scenario, sure_scenario : the plan with these budgets
    """

    output: Output
    wanted: float
    sure_at: float
    on_average: float | None
    average_probability: Estimate | None
    surely: float | None
    sure_probability: Estimate | None
    most: float
    most_at: float
    scenario: Scenario | None
    sure_scenario: Scenario | None


def budget_wanted(plan: Plan, wanted: float, output: Output = "orders", *, sure_at: float = 0.80) -> BudgetWanted:
    """The smallest budget at which mean orders (or mean profit) reach what is wanted, and the chance to get there.

    Means are those of the long run, which luck does not move. The chance counts luck when the plan does.

    Raises
    ------
    InputError
        When orders are not above 0, or the chance is not a share.
    """
    _check(wanted, output, sure_at)
    outcome, long_run = outcome_of(plan), long_run_of(plan)

    @cache
    def average(budget: float) -> float:
        return float(at_budget(long_run, budget).rows(output).mean())

    def chance(budget: float) -> Estimate:
        rows, slack = at_budget(outcome, budget).rows(output), TOLERANCE * (budget if output == "profit" else wanted)
        return outcome.chance(rows >= wanted - slack)

    budgets = _with_best(_budgets(plan.scenario), average)
    averages = np.array([average(budget) for budget in budgets])
    best = int(averages.argmax())
    on_average = _first(budgets, averages >= wanted, lambda budget: average(budget) >= wanted)
    chances = np.array([chance(budget).value for budget in budgets])
    surely = _first(budgets, chances >= sure_at, lambda budget: chance(budget).value >= sure_at)
    return BudgetWanted(
        output=output,
        wanted=wanted,
        sure_at=sure_at,
        on_average=on_average,
        average_probability=None if on_average is None else chance(on_average),
        surely=surely,
        sure_probability=None if surely is None else chance(surely),
        most=float(averages[best]),
        most_at=budgets[best],
        scenario=None if on_average is None else replace(plan.scenario, budget=on_average),
        sure_scenario=None if surely is None else replace(plan.scenario, budget=surely),
    )


def _check(wanted: float, output: Output, sure_at: float) -> None:
    if output == "orders":
        must_be_positive("orders", wanted)
    else:
        must_be_number("profit", wanted)
    must_be_share("sure_at", sure_at)


def _budgets(scenario: Scenario) -> list[float]:
    low = max(scenario.budget / FURTHEST, least_budget(scenario))
    high = min(scenario.budget * FURTHEST, LARGEST)
    return [float(budget) for budget in np.geomspace(low, max(high, low), STEPS)]


def _with_best(budgets: list[float], average: Callable[[float], float]) -> list[float]:
    """The budgets, and between them the one whose average is highest: a profit may be reached near it alone."""
    averages = [average(budget) for budget in budgets]
    best = int(np.argmax(averages))
    if best in (0, len(budgets) - 1):
        return budgets
    ends = math.log(budgets[best - 1]), math.log(budgets[best + 1])
    optimum = minimize_scalar(
        lambda place: -average(math.exp(place)), bounds=ends, method="bounded", options={"xatol": CLOSE}
    )
    return sorted({*budgets, math.exp(float(optimum.x))})


def _first(budgets: list[float], holds: np.ndarray, reached: Callable[[float], bool]) -> float | None:
    """The smallest budget at which something is reached, narrowed down between two neighbours."""
    if not holds.any():
        return None
    first = int(holds.argmax())
    if first == 0:
        return budgets[0]
    low, high = budgets[first - 1], budgets[first]
    while high > low * (1 + CLOSE):
        middle = math.sqrt(low * high)
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def daily_budgets(
    cpo: float, orders_per_day: Iterable[float] = (3, 5, 10), *, days: float = DAYS_OF_A_MONTH
) -> pd.DataFrame:
    """What so many orders a day cost at this CPO: columns orders_per_day, daily_budget, monthly_budget = days · daily.

    Raises
    ------
    InputError
        When a number is not above 0.
    """
    must_be_positive("cpo", cpo)
    must_be_positive("period_days", days)
    rows = []
    for orders in orders_per_day:
        must_be_positive("orders", orders)
        rows.append((float(orders), orders * cpo, days * orders * cpo))
    if not rows:
        raise InputError("A number above 0 is needed, got {value}.", field="orders", value="")
    return pd.DataFrame(rows, columns=["orders_per_day", "daily_budget", "monthly_budget"])

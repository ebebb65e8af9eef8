"""How much should I spend? One plan at many budgets, on the same draws.

Click prices grow with spend as (B / B_ref)^γ, so orders grow as B^(1 - γ): each further order costs more than the one
before, profit rises, turns and falls. What a budget brings is what `simulate` says of the plan with that budget, digit
for digit; only the draws of the inputs are made once for all budgets.

Formulas: design of the model in docs/method.md, sections 4, 8 and 17.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq, minimize_scalar

from simulator.beliefs.checks import must_be_positive, must_be_share
from simulator.cache import cached
from simulator.engine.estimates import Estimate, Sorted, quantiles, quantiles_of_rows
from simulator.engine.outcome import Outcome, outcome_of
from simulator.errors import InputError
from simulator.plan.scenario import TOLERANCE, Plan, Scenario
from simulator.questions.budgets import (
    FEWEST_DIGITS,
    at_budget,
    figures_at,
    limit_in_round_numbers,
    long_run_of,
    long_run_profit,
)
from simulator.questions.budgets import BudgetFigures as BudgetFigures
from simulator.questions.budgets import budgets_around as budgets_around
from simulator.questions.budgets import budgets_to_look_at as budgets_to_look_at
from simulator.questions.budgets import least_budget as least_budget

CLOSE: Final = 0.002
"""Relative distance at which two budgets are the same one, unless another is given."""

BUDGETS_SHOWN: Final = 27
"""Budgets of a sweep that is shown: a smooth curve, and a move of a slider stays quick."""
CLOSE_SHOWN: Final = 0.01
"""How closely its notable budgets are looked for: three digits of them are printed."""
NOTABLE: Final = ("highest_profit", "largest_wanted", "marginal_meets_max", "cautious_by_quantile", "cautious")
"""The budgets worth knowing, by the names of `BudgetSweep`."""
EVEN: Final = 0.05
"""A quantile of profit rises and falls with every whole order around its top: a closer look finds chance."""


Reason = Literal["found", "at_lowest", "at_highest", "never"]
"""Why a budget is what it is: it lies inside the sweep; the lowest or highest of the sweep is still not the limit; no
budget of the sweep does what is asked."""


class LastSpend(NamedTuple):
    """What an average hides: the last part of the budget, and what it buys. Long run, medians.

    amount : the last part of the budget [currency]
    cpo : what an order costs that this part buys; average_cpo : what an order costs on average [currency per order]
    """

    amount: float
    cpo: Estimate
    average_cpo: Estimate


class _Place(NamedTuple):
    """Where a notable budget is, before anything is said of it."""

    budget: float | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class NotableBudget:
    """A budget worth knowing, why it is that one, what it brings, and the plan with it (None where there is none)."""

    budget: float | None
    reason: Reason
    figures: BudgetFigures | None = None
    scenario: Scenario | None = None


@dataclass(frozen=True, eq=False)
class BudgetSweep:
    """One plan at many budgets. Make it with `budget_sweep`.

    by_budget : one row per budget, columns of `BudgetFigures`
    wanted : break-even probability asked of `largest_wanted`
    close : relative distance to which a notable budget is looked for where each look counts luck
    """

    plan: Plan
    by_budget: pd.DataFrame
    wanted: float
    close: float = CLOSE

    @cached_property
    def _with_luck(self) -> Outcome:
        return outcome_of(self.plan)

    @cached_property
    def _long_run(self) -> Outcome:
        return long_run_of(self.plan)

    @property
    def _budgets(self) -> list[float]:
        return self.by_budget["budget"].tolist()

    @cached_property
    def at_plan(self) -> BudgetFigures:
        """What the plan's own budget brings."""
        return self._figures(self.plan.scenario.budget)

    @cached_property
    def max_cpo_p50(self) -> float:
        """Median of what an order may cost, the same at every budget. [currency per order]"""
        return self._long_run.median("max_cpo")

    @cached_property
    def highest_profit(self) -> NotableBudget:
        """The budget of the highest mean profit."""
        return self._notable(self._places["highest_profit"])

    @cached_property
    def cautious(self) -> NotableBudget:
        """The budget at which the worst 5 % of the draws are best on average."""
        return self._notable(self._places["cautious"])

    @cached_property
    def cautious_by_quantile(self) -> NotableBudget:
        """The budget at which the profit that is reached in four of five draws (the 20 % quantile) is highest."""
        return self._notable(self._places["cautious_by_quantile"])

    @cached_property
    def largest_wanted(self) -> NotableBudget:
        """The largest budget of the sweep at which breaking even is at least as likely as wanted."""
        return self._notable(self._places["largest_wanted"])

    @cached_property
    def marginal_meets_max(self) -> NotableBudget:
        """The largest budget at which the median cost of the next order is at most the median max CPO."""
        return self._notable(self._places["marginal_meets_max"])

    @cached_property
    def _places(self) -> dict[str, _Place]:
        """Where the budgets of `NOTABLE` are."""
        return {
            "highest_profit": self._highest_profit(),
            "largest_wanted": self._largest(
                self.by_budget["break_even_probability"].to_numpy() - self.wanted, self._over_wanted
            ),
            "marginal_meets_max": self._largest(
                self._room(self.by_budget["marginal_cpo_p50"].to_numpy()), self._next_order_leaves
            ),
            "cautious_by_quantile": self._cautious_by_quantile(),
            "cautious": self._highest(
                self.by_budget["profit_worst_mean"].to_numpy(),
                self._curve(lambda budget: self._figures(budget).profit_worst_mean),
                self.close,
            ),
        }

    def _highest_profit(self) -> _Place:
        """Where mean profit is highest.

        Luck does not move the mean (E[orders · max CPO(aov · ε)] = expected orders · max CPO), so it is looked for in
        the long run, where the curve is smooth: also which of the sweep's budgets is best, where luck leaves it open.
        """
        mean, error = (self.by_budget[name].to_numpy() for name in ("profit_mean", "profit_error"))
        open_ = np.flatnonzero(mean >= mean.max() - 4 * error)
        values = np.full(mean.size, -math.inf)
        values[open_] = [long_run_profit(self._long_run, self._budgets[at]) for at in open_]
        return self._highest(values, self._curve(lambda budget: long_run_profit(self._long_run, budget)), CLOSE)

    def _cautious_by_quantile(self) -> _Place:
        """Where the 20 % quantile of profit is highest, no closer than it is even."""

        def reached(budget: float) -> float:
            profit = np.sort(at_budget(self._with_luck, budget).rows("profit"), axis=None)
            return float(quantiles_of_rows(profit[np.newaxis], np.array([0.20]))[0, 0])

        return self._highest(self.by_budget["profit_p20"].to_numpy(), self._curve(reached), max(self.close, EVEN))

    @cached_property
    def in_round_numbers(self) -> dict[str, NotableBudget]:
        """The budgets of `NOTABLE` as one would spend them: in three digits, a limit rounded down.

        More digits only where three would lose what is asked of a limit: with few whole orders the chance jumps. Two
        where the curve is uneven at its top, and the third would be chance.
        """
        limits = {"largest_wanted": self._over_wanted, "marginal_meets_max": self._next_order_leaves}
        fewest = {"cautious": 2, "cautious_by_quantile": 2}
        return {
            name: self._rounded(self._places[name], limits.get(name), fewest.get(name, FEWEST_DIGITS))
            for name in NOTABLE
        }

    def last_spend(self, amount: float | None = None) -> LastSpend:
        """What the last `amount` of the plan's budget buys, a fifth of the budget unless said.

        amount / (orders at B - orders at B - amount), per draw in the long run; the median.

        Raises
        ------
        InputError
            When the amount is not between 0 and the budget.
        """
        budget = self.plan.scenario.budget
        amount = budget / 5 if amount is None else amount
        must_be_positive("budget", amount)
        if amount >= budget:
            raise InputError(
                "The last part must be smaller than the budget ({budget}), got {amount}.",
                field="budget",
                budget=budget,
                amount=amount,
            )
        now = self._long_run.rows("expected_orders")
        # Without the check that the rest buys a click: no click is bought here, two curves are compared.
        rest = (1 - amount / budget) ** (1 - self._long_run.cpc_elasticity)
        with np.errstate(divide="ignore"):
            last, average = amount / (now * (1 - rest)), budget / now
        medians = quantiles([Sorted(np.sort(rows, axis=1)) for rows in (last, average)], (0.5,))
        return LastSpend(amount, medians[0][0], medians[1][0])

    @cached_property
    def _figures_by_budget(self) -> dict[float, BudgetFigures]:
        return {}

    def _figures(self, budget: float) -> BudgetFigures:
        if budget not in self._figures_by_budget:
            self._figures_by_budget[budget] = figures_at(self._with_luck, budget)
        return self._figures_by_budget[budget]

    def _over_wanted(self, budget: float) -> float:
        return at_budget(self._with_luck, budget).break_even_probability.value - self.wanted

    def _room(self, marginal_cpo: Any) -> Any:
        return self.max_cpo_p50 - marginal_cpo * (1 - TOLERANCE)

    def _next_order_leaves(self, budget: float) -> float:
        return float(self._room(at_budget(self._long_run, budget).median("marginal_cpo")))

    def _rounded(self, place: _Place, over: Callable[[float], float] | None, fewest: int) -> NotableBudget:
        """A budget in few digits: the nearest, or for a limit the largest at which it still holds."""
        if place.budget is None or place.reason != "found":
            return self._notable(place)
        if over is not None:
            close, lowest = self.close / 10, self._budgets[0]
            budget = limit_in_round_numbers(place.budget, over, close=close, lowest=lowest)
            return self._notable(place if budget is None else _Place(budget, "found"))
        budget = max(float(f"{place.budget:.{fewest}g}"), self._budgets[0])
        return self._notable(_Place(budget, "found"))

    @staticmethod
    def _curve(value: Callable[[float], float]) -> Callable[[float], float]:
        """The same value by the logarithm of the budget, upside down: what a minimiser looks for."""
        return lambda log_budget: -value(math.exp(log_budget))

    def _highest(self, values: np.ndarray, curve: Callable[[float], float], close: float) -> _Place:
        """Where a value is highest: the best budget of the sweep, looked at more closely between its neighbours."""
        budgets = self._budgets
        best = int(values.argmax())
        if values[best] <= 0:
            return _Place(None, "never")
        if best in (0, len(budgets) - 1):
            return _Place(budgets[best], "at_lowest" if best == 0 else "at_highest")
        ends = math.log(budgets[best - 1]), math.log(budgets[best + 1])
        optimum = minimize_scalar(curve, bounds=ends, method="bounded", options={"xatol": close})
        return _Place(math.exp(float(optimum.x)) if -optimum.fun > values[best] else budgets[best], "found")

    def _largest(self, values: np.ndarray, over: Callable[[float], float]) -> _Place:
        """The largest budget at which something is not below 0, from the last such of the sweep to the next one."""
        holds = np.flatnonzero(values >= 0)
        if holds.size == 0:
            return _Place(None, "never")
        budgets, last = self._budgets, int(holds[-1])
        if last == len(budgets) - 1:
            return _Place(budgets[last], "at_highest")
        ends = math.log(budgets[last]), math.log(budgets[last + 1])
        seen = dict(zip(ends, values[last : last + 2].tolist(), strict=True))

        def at(place: float) -> float:
            if place not in seen:
                seen[place] = over(math.exp(place))
            return seen[place]

        if all(map(math.isfinite, seen.values())):
            brentq(at, *ends, xtol=self.close / 10, rtol=1e-12)
        low = max(place for place, value in seen.items() if value >= 0)
        high = min(place for place, value in seen.items() if value < 0 and place > low)
        while high > low + self.close / 10:
            middle = (low + high) / 2
            low, high = (middle, high) if at(middle) >= 0 else (low, middle)
        return _Place(math.exp(low), "found")

    def _notable(self, place: _Place) -> NotableBudget:
        if place.budget is None:
            return NotableBudget(None, place.reason)
        scenario = replace(self.plan.scenario, budget=place.budget)
        return NotableBudget(place.budget, place.reason, self._figures(place.budget), scenario)


def budget_sweep(
    plan: Plan, budgets: Sequence[float] | None = None, *, wanted: float | None = None, close: float = CLOSE
) -> BudgetSweep:
    """Simulate a plan at many budgets.

    budgets : ascending; 60 around the plan's own unless said, and smaller ones where none of these earns
    wanted : break-even probability wanted; the plan's cut-off for scale unless said
    close : relative distance to which the notable budgets are looked for where each look counts luck

    Raises
    ------
    InputError
        For a budget that buys less than one click, or a wanted probability outside 0 to 1.
    """
    wanted_chance = plan.scenario.scale_at if wanted is None else wanted
    must_be_share("scale_at", wanted_chance)
    outcome = outcome_of(plan)
    rows = [figures_at(outcome, budget) for budget in sorted(budgets or budgets_to_look_at(plan))]
    return BudgetSweep(plan, pd.DataFrame(rows, columns=BudgetFigures._fields), wanted_chance, close)


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


@cached
def spending_of(plan: Plan) -> Spending:
    """A plan at `BUDGETS_SHOWN` budgets, its notable budgets to `CLOSE_SHOWN`."""
    sweep = budget_sweep(plan, budgets_to_look_at(plan, BUDGETS_SHOWN), close=CLOSE_SHOWN)
    return Spending(sweep.by_budget, sweep.at_plan, sweep.in_round_numbers, sweep.max_cpo_p50, sweep.last_spend())

"""Plans side by side, and two of them on the same draws: what differs is the plans, never the luck."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from simulator.engine.estimates import Estimate, Rows
from simulator.engine.outcome import Outcome
from simulator.errors import InputError
from simulator.plan.scenario import Plan
from simulator.questions.bars import difference_bars, edges_around_zero
from simulator.questions.figures import Figures


@dataclass(frozen=True, eq=False)
class Comparison:
    """The second plan against the first, draw by draw. Make it with `compare`."""

    first: Outcome
    second: Outcome

    @cached_property
    def profit_difference(self) -> Rows:
        """Profit of the second plan less that of the first, over the days of the first. [currency]"""
        days = self.first.scenario.period_days / self.second.scenario.period_days
        return self.second.rows("profit") * days - self.first.rows("profit")

    @cached_property
    def better_probability(self) -> Estimate:
        """P(the second plan earns more than the first)."""
        return self.first.chance(self.profit_difference > 0)

    @cached_property
    def same_probability(self) -> Estimate:
        """P(both earn exactly the same)."""
        return self.first.chance(self.profit_difference == 0)

    @cached_property
    def cheaper_probability(self) -> Estimate:
        """P(an order costs less in the second plan)."""
        return self.first.chance(self.second.rows("cpo") < self.first.rows("cpo"))

    @cached_property
    def mean_difference(self) -> Estimate:
        """Mean of the profit difference. [currency]"""
        return Estimate.over_scrambles(self.profit_difference.mean(axis=1))

    def quantile(self, share: float) -> Estimate:
        """Quantile of the profit difference. [currency]"""
        by_scramble = np.quantile(self.profit_difference, share, axis=1)
        return Estimate.over_scrambles(by_scramble, float(np.quantile(self.profit_difference, share)))

    @cached_property
    def bars(self) -> pd.DataFrame:
        """The distribution of the profit difference; the bars of "better" add up to the probability."""
        low, high = self.quantile(0.005).value, self.quantile(0.995).value
        return difference_bars(self.profit_difference, edges_around_zero(low, high))


def side_by_side(rows: Iterable[tuple[str, Plan, Figures]]) -> pd.DataFrame:
    """One row per named plan with the figures to choose by; columns are named as in a scenario file, money as it is."""
    return pd.DataFrame([_row(*row) for row in rows])


def _row(name: str, plan: Plan, figures: Figures) -> dict[str, str | float]:
    spreads, scenario = figures.spreads, plan.scenario
    return {
        "plan": name,
        "currency": scenario.currency,
        "budget": scenario.budget,
        "period_days": scenario.period_days,
        "verdict": figures.verdict.word,
        "break_even_probability": figures.break_even_probability.value,
        "cpo_p50": spreads["cpo"].median.value,
        "max_cpo_p50": spreads["max_cpo"].median.value,
        "orders_mean": spreads["orders"].mean.value,
        "profit_mean": spreads["profit"].mean.value,
        "profit_p5": spreads["profit"].low.value,
        "profit_p95": spreads["profit"].high.value,
        "profit_worst_mean": figures.worst_profit.value,
    }


def compare(first: Plan, second: Plan) -> Comparison:
    """Simulate both plans with the settings of the first.

    Raises
    ------
    InputError
        When the plans are in different currencies: there is no rate of exchange here.
    """
    if first.scenario.currency != second.scenario.currency:
        raise InputError(
            "One plan is in {first}, the other in {second}: plans in different currencies cannot be compared.",
            field="currency",
            first=first.scenario.currency,
            second=second.scenario.currency,
        )
    return Comparison(Outcome(first.scenario, first.settings), Outcome(second.scenario, first.settings))

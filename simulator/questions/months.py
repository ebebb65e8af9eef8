"""Month by month: what a year of this plan brings, and when it may be under water.

What is shared between the months and what is not: the beliefs are about true averages, so **one draw of the inputs
holds for all months** (a shop whose clicks turn out dear has dear clicks all year), while the **luck of orders and
order values is each month's own**. Averaging over months therefore takes away luck and nothing else. Events of the
plan's season move the months in which they take place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from simulator.beliefs.checks import must_be_number, must_be_positive
from simulator.engine.estimates import Estimate, Sorted, quantiles
from simulator.engine.outcome import LUCK, Outcome, outcome_of
from simulator.engine.points import luck_of_month
from simulator.errors import InputError
from simulator.plan.events import Event, outside
from simulator.plan.scenario import TOLERANCE, Plan, Scenario
from simulator.questions.budget_wanted import DAYS_OF_A_MONTH

MOST_MONTHS: Final = 60
FAN: Final = {"p5": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
"""Quantiles of cumulative profit, by the ends of their columns' names."""


@dataclass(frozen=True, eq=False)
class Months:
    """A plan month by month. Make it with `months_of`.

    by_month : one row per month, columns month (1, 2, …), weight, budget, orders_mean, profit_mean,
        break_even_probability (of the month alone), cumulative_budget, cumulative_mean, cumulative_p5 … cumulative_p95,
        under_water_probability, under_water_error
    ever_under_water : chance that cumulative profit is below 0 at the end of at least one month
    """

    plan: Plan
    by_month: pd.DataFrame
    ever_under_water: Estimate


def months_of(plan: Plan, weights: Sequence[float], budgets: Sequence[float] | None = None) -> Months:
    """Simulate one month after another; a month of weight 1 has 30 days at the plan's spend per day.

    A plan of another period is taken to a month in proportion, budget and reference budget alike, so that its click
    price stays.

    weights : demand of each month as a multiple of the plan's. The market is so much larger (B_ref times the weight),
        so a month in which spend follows demand pays the plan's click price
    budgets : spend of each month; `month_budget` times the weight unless said

    Mean and cumulative profit are the period's own money: with repeat purchases on they count first orders only, since
    later ones are paid when they come. The break-even probability of a month of weight 1 is that of a plan of 30 days.

    Raises
    ------
    InputError
        When there are no months or too many, a number is not above 0, or a month's budget buys no click.
    """
    _check(weights, budgets)
    spends = [month_budget(plan.scenario) * weight for weight in weights] if budgets is None else list(budgets)
    for spend in spends:
        must_be_positive("budget", spend)
    outcome = outcome_of(plan)
    money = "first_order_profit" if plan.scenario.repeat else "profit"
    total, under, spent, rows = np.zeros(outcome.rows("profit").shape), np.zeros(1, dtype=bool), 0.0, []
    for month, (weight, spend) in enumerate(zip(weights, spends, strict=True)):
        here = _month(outcome, month, weight, spend)
        spent += spend
        total = total + here.rows(money)
        below = total < -TOLERANCE * spent
        under = under | below
        rows.append(_row(here, month, weight, money, total, spent, here.chance(below)))
    return Months(plan, pd.DataFrame(rows), outcome.chance(under))


def _check(weights: Sequence[float], budgets: Sequence[float] | None) -> None:
    if not 1 <= len(weights) <= MOST_MONTHS or (budgets is not None and len(budgets) != len(weights)):
        raise InputError(
            "Give a weight, and a budget if any, for each month: 1 to {most}, got {count}.",
            field="weights",
            most=MOST_MONTHS,
            count=len(weights),
        )
    for month, weight in enumerate(weights):
        must_be_number("weights", weight)
        if weight <= 0:
            raise InputError(
                "The weight of month {month} must be above 0, got {value}.",
                field="weights",
                month=month + 1,
                value=weight,
            )
        must_be_positive("weights", weight)


def month_budget(scenario: Scenario) -> float:
    """Spend of a month of weight 1 = budget · 30 / days of the period. [currency]"""
    return scenario.budget * _periods(scenario)


def _periods(scenario: Scenario) -> float:
    """The plan's periods in a month; exactly 1 where it is one."""
    return DAYS_OF_A_MONTH / scenario.period_days


def _month(outcome: Outcome, month: int, weight: float, spend: float) -> Outcome:
    settings, scenario = outcome.settings, outcome.scenario
    luck = luck_of_month(settings.points, settings.scrambles, settings.seed, month)
    reference = (scenario.reference_budget or scenario.budget) * _periods(scenario) * weight
    # Within rounding the same spend as the reference is the reference.
    spend = reference if np.isclose(spend, reference, rtol=TOLERANCE, atol=0) else spend
    try:
        that_month = replace(scenario, budget=spend, reference_budget=reference, **_season_of(scenario, month))
    except InputError as error:
        if error.field != "budget":
            raise
        raise InputError(  # a number as a spend may be was looked at before: it can only buy nothing
            "In month {month} a spend of {spend} buys less than one click: give that month a larger weight, or raise "
            "the budget.",
            field="budget",
            month=month + 1,
            spend=float(f"{spend:.3g}"),
        ) from None
    return outcome.changed(that_month, dict(zip(LUCK, luck, strict=True)))


def _season_of(scenario: Scenario, month: int) -> dict[str, Any]:
    """The events as a month of 30 days sees them, the first of which begins with the plan."""
    if scenario.season is None:
        return {}
    return {"season": scenario.season.later(month * int(DAYS_OF_A_MONTH)), "period_days": DAYS_OF_A_MONTH}


def events_of_month(scenario: Scenario, month: int) -> tuple[Event, ...]:
    """The events that move a month, counted from 1."""
    if scenario.season is None:
        return ()
    season = scenario.season.later((month - 1) * int(DAYS_OF_A_MONTH))
    away = outside(season.events, season.first, DAYS_OF_A_MONTH)
    return tuple(event for event in season.events if event not in away and not event.is_unchanged)


def _row(
    here: Outcome, month: int, weight: float, money: str, total: np.ndarray, spent: float, under: Estimate
) -> dict[str, float]:
    fan = quantiles([Sorted(np.sort(total, axis=1))], tuple(FAN.values()))[0]
    return {
        "month": month + 1,
        "weight": weight,
        "budget": here.scenario.budget,
        "orders_mean": float(here.rows("orders").mean()),
        "profit_mean": float(here.rows(money).mean()),
        "break_even_probability": here.break_even_probability.value,
        "cumulative_budget": spent,
        "cumulative_mean": float(total.mean()),
        **{f"cumulative_{name}": estimate.value for name, estimate in zip(FAN, fan, strict=True)},
        "under_water_probability": under.value,
        "under_water_error": under.mc_error,
    }

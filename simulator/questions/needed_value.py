"""A value that a goal needs, in as few digits as a person would type."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from simulator.cache import cached
from simulator.engine.outcome import outcome_of
from simulator.errors import InputError
from simulator.plan.scenario import Plan
from simulator.questions.budget_sweep import spending_of
from simulator.questions.budgets import at_budget, limit_in_round_numbers
from simulator.questions.goals import Goal, Reached, Sought
from simulator.questions.moved_inputs import belief_in, in_few_digits, with_belief

SAME: Final = 0.05
"""Relative distance up to which two searches mean the same limit; another tooth of the saw lies further away."""


def as_typed(plan: Plan, sought: Sought, reached: Reached) -> Plan:
    """The plan with a needed value, its numbers rounded to `DIGITS` digits as a person would type them.

    They are rounded to the side that reaches the goal; where the goal is missed all the same, they stay as they are. A
    budget is rounded as everywhere (`limit_in_round_numbers`).
    """
    exact = Plan(reached.scenario, plan.settings)
    if sought.name == "budget":
        budget = budget_to_spend(plan, sought.goal, reached.value, up=reached.reached_above)
        return replace(exact, scenario=replace(exact.scenario, budget=budget))
    try:
        few_digits = in_few_digits(belief_in(reached.scenario, sought.name), up=reached.reached_above)
        near = Plan(with_belief(reached.scenario, sought.name, few_digits), plan.settings)
    except InputError:
        return exact
    return near if sought.goal.over(sought.goal.of(outcome_of(near))) >= 0 else exact


@cached
def budget_to_spend(plan: Plan, goal: Goal, limit: float, *, up: bool) -> float:
    """A budget at which a goal begins or ceases to be reached, in round numbers. [currency]

    The largest that is sure enough for the plan's own cut-off is that of `spending_of`: with luck the chance is uneven
    around it, and two searches may end a step apart.

    limit : as it was found
    up    : whether larger budgets reach the goal
    """
    if goal == Goal(wanted=plan.scenario.scale_at) and not up:
        known = spending_of(plan).notable["largest_wanted"]
        if known.budget is not None and known.reason == "found" and math.isclose(known.budget, limit, rel_tol=SAME):
            return known.budget
    outcome = outcome_of(plan)
    rounded = limit_in_round_numbers(limit, lambda budget: goal.over(goal.of(at_budget(outcome, budget))), up=up)
    return limit if rounded is None else rounded

"""What several pages ask of a plan, worked out once and cached by the plan."""

from __future__ import annotations

from collections.abc import Sequence

from simulator import Plan, write_draws, write_scenarios
from simulator.cache import cached
from simulator.engine.outcome import outcome_of
from simulator.forms.fields import Values
from simulator.forms.scenario_file import Dialect
from simulator.questions.figures import Pictures, figures_of, pictures_beside
from simulator.questions.margin import Margin, margin_of

figures = figures_of
"""All figures of a plan."""


@cached
def margin(plan: Plan) -> Margin:
    """The way from the order value of a plan to what an order may cost."""
    return margin_of(plan)


@cached
def pictures_with(plan: Plan, baseline: Plan) -> Pictures:
    """The pictures of a plan with the outlines of its baseline."""
    return pictures_beside(plan, baseline)


def scenario_csv(plans: Sequence[Plan], page_values: Sequence[Values], dialect: Dialect) -> bytes:
    """The plans with what pages ask for beside them, and with their results, as a file."""
    return write_scenarios(plans, dialect=dialect, page_values=page_values)


def draws_csv(plan: Plan, dialect: Dialect) -> bytes:
    """Every draw of a plan as a file."""
    return write_draws(outcome_of(plan), dialect=dialect)

"""A value that the reader puts into the plan to see what it does, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from pages.frame import visit
from simulator import Plan, Reached, Sought
from simulator.forms.fields import Values, changed, fields_of
from simulator.questions.goal_seek import GoalSearch
from simulator.questions.needed_value import as_typed

_KEY = "goal_attempt"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A value that is in the plan for now.

    name   : of the input
    plan   : the plan with that value
    before : the fields whose place it took
    """

    name: str
    plan: Plan
    before: Values


def attempt_of(plan: Plan) -> Attempt | None:
    """The attempt that this plan is, None where it is none."""
    attempt: Attempt | None = visit.recall(_KEY)
    return attempt if attempt is not None and attempt.plan == plan else None


def put(search: GoalSearch, answer: Sought, reached: Reached) -> None:
    """Put a value into the plan; an earlier attempt, and only that, is undone. For callbacks."""
    new, earlier = as_typed(search.plan, answer, reached), attempt_of(visit.usable_plan())
    values = changed(fields_of(new), fields_of(search.plan))
    undone = {} if earlier is None else dict(earlier.before)
    before = {**visit.fields(), **undone}
    visit.change({**undone, **values})
    visit.remember(_KEY, Attempt(answer.name, new, {name: before[name] for name in values}))


def undo(attempt: Attempt) -> None:
    """Put the plan back as it was before the attempt. For callbacks."""
    visit.change(attempt.before)
    forget()


def forget() -> None:
    """From here on no plan is an attempt."""
    visit.forget(_KEY)

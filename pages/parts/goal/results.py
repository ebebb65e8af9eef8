"""What each input would have to be for a goal, cached by plan, input and goal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import simulator
from pages.frame import plan_results
from simulator import Estimate, Goal, Plan, Sought, seekable
from simulator.cache import cached


@cached
def goal_seek(plan: Plan, name: str, goal: Goal) -> Sought:
    """What one input of a plan would have to be for a goal."""
    return simulator.goal_seek(plan, name, goal)


@dataclass(frozen=True, slots=True)
class GoalSearch:
    """The plan and the goal that the page answers for."""

    plan: Plan
    goal: Goal

    @property
    def answers(self) -> list[Sought]:
        """One answer per input: what may well be true first, then what is to be decided, each nearest first."""
        return sorted(self._answers(), key=_nearness)

    def _answers(self) -> Iterator[Sought]:
        return (goal_seek(self.plan, name, self.goal) for name in seekable(self.plan.scenario))


def _nearness(answer: Sought) -> tuple[int, float]:
    reached = answer.nearest
    if reached is None or reached.share_below is None:
        return (2 if reached else 4), answer.far
    beyond = 1 - reached.share_below if reached.value > answer.today else reached.share_below
    return (3 if reached.distance == "out_of_reach" else 1), -beyond


def figure_of(plan: Plan, goal: Goal) -> Estimate:
    """The figure that the goal is about, of any plan."""
    figures = plan_results.figures(plan)
    if goal.kind == "break_even_probability":
        return figures.break_even_probability
    return figures.spreads["cpo"].median if goal.kind == "cpo" else figures.spreads["profit"].mean

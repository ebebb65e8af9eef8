"""TODO."""

from __future__ import annotations

from functools import lru_cache

from simulator import Goal, Plan, Sought, goal_seek


@lru_cache(maxsize=2048)
def sought(plan: Plan, name: str, goal: Goal) -> Sought:
    """What one input of a plan would have to be for a goal."""
    return goal_seek(plan, name, goal)

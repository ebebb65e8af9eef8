"""What the page Channels asks: channels beside any plan, and what their split should do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from simulator import Channel, Channels, Fixed, Plan, Wanted


@dataclass(frozen=True, slots=True)
class Question:
    """Channels and what their split should do.

    is_example : whether the channels are those of a first visit
    """

    rows: tuple[Channel, ...]
    correlation: float
    wanted: Wanted
    is_example: bool = False

    def beside(self, plan: Plan) -> Channels:
        """The channels with a plan's margin and goal.

        Raises
        ------
        InputError
            When they do not go together.
        """
        return _channels(_without_its_own(plan), self.rows, self.correlation)


@lru_cache(maxsize=128)
def _channels(plan: Plan, rows: tuple[Channel, ...], correlation: float) -> Channels:
    return Channels(plan, rows, correlation)


@lru_cache(maxsize=128)
def _without_its_own(plan: Plan) -> Plan:
    """The plan without what channels do not use: a move of its budget, click price or rate is no new question."""
    scenario = replace(plan.scenario, name="", budget=1000.0, reference_budget=1000.0, cpc=Fixed(1.0), cvr=Fixed(0.5))
    return replace(plan, scenario=scenario)

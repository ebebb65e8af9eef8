"""What the page Channels asks: channels beside any plan, and what their split should do."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from simulator import Channel, Channels, Fixed, Plan, Wanted
from simulator.channels.table import bounded_near


@dataclass(frozen=True, slots=True)
class Question:
    """Channels and what their split should do.

    is_example : whether the channels are those of a first visit
    times_seen : a channel stays between this part and this multiple of the spend at which its click price was seen;
        None: anywhere
    """

    rows: tuple[Channel, ...]
    correlation: float
    wanted: Wanted
    is_example: bool = False
    times_seen: float | None = None

    @property
    def is_bounded_near(self) -> bool:
        """Whether the channels stay near what was seen; they cannot where that leaves no way to spend the total."""
        return self.times_seen is not None and self._can_be_near(self.times_seen)

    def _can_be_near(self, times: float) -> bool:
        near = [bounded_near(row, times) for row in self.rows]
        total = math.fsum(row.spend for row in self.rows) if self.wanted.total is None else self.wanted.total
        least, most = math.fsum(row.min_spend for row in near), math.fsum(row.max_spend or math.inf for row in near)
        return least <= total and (total <= most or not self.wanted.all_of_it)

    def as_typed(self, plan: Plan) -> Channels:
        """The channels with a plan's margin and goal, each within the bounds that the reader gave.

        Raises
        ------
        InputError
            When they do not go together.
        """
        return _channels(_without_its_own(plan), self.rows, self.correlation)

    def beside(self, plan: Plan) -> Channels:
        """The same, kept near what was seen where that is asked for and possible.

        Raises
        ------
        InputError
            When they do not go together.
        """
        channels = self.as_typed(plan)
        return _near(channels, self.times_seen or 1.0) if self.is_bounded_near else channels


@lru_cache(maxsize=128)
def _channels(plan: Plan, rows: tuple[Channel, ...], correlation: float) -> Channels:
    return Channels(plan, rows, correlation)


@lru_cache(maxsize=128)
def _near(channels: Channels, times: float) -> Channels:
    return channels.bounded_near(times)


@lru_cache(maxsize=128)
def _without_its_own(plan: Plan) -> Plan:
    """The plan without what channels do not use: a move of its budget, click price or rate is no new question."""
    scenario = replace(plan.scenario, name="", budget=1000.0, reference_budget=1000.0, cpc=Fixed(1.0), cvr=Fixed(0.5))
    return replace(plan, scenario=scenario)

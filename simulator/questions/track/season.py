"""What the plan's events make of the days of a running period: of those that have gone, and of those that remain.

The days gone are read at the medians of the effects of their own events; how little these are known makes what the days
say less sure (`noise_of`). The days that remain have the effects of theirs, drawn as the plan draws them.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.engine.season import effects_of
from simulator.plan.events import MOVED, UNCHANGED, Effects
from simulator.plan.scenario import Settings
from simulator.questions.track.days import Schedule

Array = NDArray[np.float64]


def effects_between(schedule: Schedule, settings: Settings, first: int, last: int) -> Effects:
    """Averages of the days after the first so many up to the last / those without events; per draw where uncertain."""
    if schedule.season is None or first >= last:
        return UNCHANGED
    spend, rate = schedule.spend[first:last], schedule.rate[first:last]
    return effects_of(schedule.season.later(first), settings, spend, rate if len(set(rate)) > 1 else None)


@lru_cache(maxsize=64)
def by_day(schedule: Schedule) -> Effects | None:
    """The effects of each day at their medians, as arrays; None where no event changes anything."""
    if schedule.season is None:
        return None
    days = [schedule.season.later(day) for day in range(schedule.days)]
    middles = [season.middle(season.states((1.0,))) for season in days]
    if all(middle is UNCHANGED for middle in middles):
        return None
    return Effects(*(np.array([getattr(middle, name) for middle in middles]) for name in MOVED))


def noise_of(schedule: Schedule, settings: Settings, gone: int) -> dict[str, float]:
    """Variance of the logarithm of the effects on the averages of the days gone; 0 where they are known."""
    effects = effects_between(schedule, settings, 0, gone)
    return {name: float(np.var(np.log(getattr(effects, name)))) for name in MOVED}


def order_share(schedule: Schedule, first: int, day: int) -> float | None:
    """Share of the orders of the days after the first so many that come up to a day; None without events."""
    effects = by_day(schedule)
    if effects is None:
        return None
    orders = np.array(schedule.spend) * np.array(schedule.rate) * effects.cvr / effects.cpc
    whole = float(orders[first:].sum())
    return float(orders[first:day].sum()) / whole if whole > 0 else 1.0

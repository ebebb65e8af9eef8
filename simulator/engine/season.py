"""What a plan's events make of its averages, draw by draw.

An effect is drawn once per draw, like every other input: in a draw whose Black Friday is strong, all its days are. The
scores belong to the event by its name and first day, so that an event that is added leaves the draws of the others.
"""

from __future__ import annotations

from typing import Any

from simulator.beliefs.distributions import Belief, median
from simulator.cache import cached
from simulator.engine.points import scores_of_name
from simulator.plan.events import MOVED, UNCHANGED, Effects, Event, Season, averaged
from simulator.plan.scenario import Scenario, Settings


@cached
def effects_of(
    season: Season | None, settings: Settings, weights: tuple[float, ...], rates: tuple[float, ...] | None = None
) -> Effects:
    """Averages of a period / those of days without an event: numbers, or arrays of the shape (scrambles, points).

    weights : share of the spend of each day from `season.first` on
    rates   : conversion rate of each day over that of an average day; None: all alike
    """
    if season is None:
        return UNCHANGED
    states = season.states(weights, rates)
    used = {at for state in states for at in state.events}
    return averaged(states, [_drawn(event, settings) if at in used else {} for at, event in enumerate(season.events)])


def effects_of_plan(scenario: Scenario, settings: Settings) -> Effects:
    """Those of a plan's own period, spend even over its days."""
    return UNCHANGED if scenario.season is None else effects_of(scenario.season, settings, scenario.days_even)


def _drawn(event: Event, settings: Settings) -> dict[str, Any]:
    multipliers: dict[str, Any] = {}
    for name in MOVED:
        effect: Belief = getattr(event, name)
        owner = f"event {event.name} {event.first} {name}"
        multipliers[name] = (
            effect.from_scores(scores_of_name(settings.points, settings.scrambles, settings.seed, owner))
            if effect.is_uncertain
            else median(effect)
        )
    return multipliers

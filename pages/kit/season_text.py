"""What the events of the year make of a plan's period, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pages.kit.words import Words, plain_markdown
from simulator import Plan
from simulator.plan.events import outside

MOST_NAMED: Final = 3
"""Events that a sentence names."""


def of_the_period(words: Words, plan: Plan) -> str | None:
    """What the events make of conversion rate, click price and order value; None where none touches the period."""
    scenario = plan.scenario
    if scenario.season is None or not scenario.season.states(scenario.days_even):
        return None
    season, effects = scenario.season, scenario.middle_effects
    away = outside(season.events, season.first, scenario.period_days)
    return words.text(
        "With {events}: conversion rate ×\u00a0{cvr}, click price ×\u00a0{cpc}, order value ×\u00a0{aov} over the "
        "period.",
        events=listed([event.name for event in season.events if event not in away and not event.is_unchanged]),
        cvr=words.number(effects.cvr, decimals=2),
        cpc=words.number(effects.cpc, decimals=2),
        aov=words.number(effects.aov, decimals=2),
    )


def listed(names: Sequence[str]) -> str:
    """Names, the first few of many."""
    more = ", …" if len(names) > MOST_NAMED else ""
    return ", ".join(plain_markdown(name) for name in names[:MOST_NAMED]) + more

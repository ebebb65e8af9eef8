"""What to do with the days that remain: how much a day, and what they must bring."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from simulator.beliefs.distributions import median
from simulator.engine.estimates import Estimate
from simulator.plan.scenario import middle_shares
from simulator.questions.track.ending import Ending

TIMES: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.6, 2.0, 2.7, 4.0)
"""Spends of the rest that are tried, as multiples of the planned one."""
MOST_TIMES: Final = 10.0
"""A daily budget beyond so many times the plan's is not named: nothing like it was seen."""
LEAST_TIMES: Final = 0.01
"""One below so little of it is none."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The days that remain; daily budgets are averages over them. [currency per day]

    days          : how many
    planned       : as the plan spreads its budget
    spends_plan   : spends the plan's budget exactly by the last day; 0 where it is spent already
    keeps_chance  : the largest at which the chance to break even is that of the plan; None where none is, infinite
                    where that of the largest that is tried (`TIMES`) still is
    just_pays     : at which the next order just pays; None where even a small one does not, infinite where any does
                    up to `MOST_TIMES` the planned one
    orders_needed : orders that must still come for the period to break even, at the planned spend
    orders_likely : the median of those that will
    chance        : that as many come
    """

    days: int
    planned: float
    spends_plan: float
    keeps_chance: float | None
    just_pays: float | None
    orders_needed: float
    orders_likely: float
    chance: Estimate


def rest_of(ending: Ending, planned_chance: float) -> Rest | None:
    """What to do with the rest; None where no day is left."""
    so_far, schedule = ending.so_far, ending.schedule
    days = schedule.days - so_far.days
    if days == 0:
        return None
    budget = ending.posterior.outcome.scenario.budget
    return Rest(
        days=days,
        planned=ending.spend / days,
        spends_plan=max(budget - so_far.spent, 0.0) / days,
        keeps_chance=_keeping(ending, planned_chance, days),
        just_pays=_just_paying(ending, days),
        orders_needed=_needed(ending),
        orders_likely=ending.posterior.quantiles(ending.orders_to_come, (0.5,))[0],
        chance=ending.chance,
    )


def _keeping(ending: Ending, wanted: float, days: int) -> float | None:
    """The largest spend that is tried at which the chance is at least the wanted one, refined between two of them."""
    spends = [ending.spend * times for times in TIMES if times > 0 or ending.so_far.days > 0]
    above = None
    for spend in reversed(spends):  # most of the work is a chance: what lies below the answer is not asked for
        chance = replace(ending, spend=spend).chance.value
        if chance >= wanted:
            if above is None:
                return math.inf
            share = (chance - wanted) / (chance - above[1])
            return (spend + share * (above[0] - spend)) / days
        above = spend, chance
    return None


def _just_paying(ending: Ending, days: int) -> float | None:
    """Where the cost of the next order meets max CPO, all at their middles:

    CPC(planned) · (spend / planned)^γ / (CVR · incremental share) / (1 - γ) = max CPO.
    """
    posterior = ending.posterior
    scenario = posterior.outcome.scenario
    gamma = median(scenario.cpc_elasticity)
    shares = middle_shares(scenario)
    cpc, cvr, aov = (posterior.quantiles(posterior.rest(name), (0.5,))[0] for name in ("cpc", "cvr", "aov"))
    rate = cvr * shares["incremental_share"] * ending.schedule.rate_from(ending.so_far.days)
    affordable = scenario.ceiling(shares).at(aov)
    planned = scenario.budget * (1 - ending.schedule.spent_share(ending.so_far.days))
    if affordable <= 0 or rate <= 0:
        return None
    room = affordable * rate * (1 - gamma) / cpc
    if gamma <= 0:
        return math.inf if room >= 1 else None
    times = math.exp(min(math.log(room) / gamma, 700))
    if times > MOST_TIMES:
        return math.inf
    if times < LEAST_TIMES:
        return None
    return planned * times / days


def _needed(ending: Ending) -> float:
    """(Spend of the period - what the orders so far leave) / max CPO of the rest, at the middles; 0 where it is paid,
    infinite where no order leaves anything."""
    posterior = ending.posterior
    left = posterior.quantiles(np.asarray(ending.left_so_far), (0.5,))[0]
    shares = middle_shares(posterior.outcome.scenario)
    aov = posterior.quantiles(posterior.rest("aov"), (0.5,))[0]
    worth = float(posterior.outcome.scenario.ceiling(shares).at(aov))
    missing = ending.total_spend - left
    if missing <= 0:
        return 0.0
    return missing / worth if worth > 0 else math.inf

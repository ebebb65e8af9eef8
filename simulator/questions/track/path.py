"""Day by day: the plan's range of what is spent, ordered and earned by then; what happened; where it will end."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pandas as pd

from simulator.beliefs.distributions import SMALLEST, median
from simulator.engine.estimates import Rows
from simulator.engine.order_values import order_value_luck
from simulator.engine.outcome import Outcome
from simulator.engine.poisson import poisson_quantile
from simulator.plan.events import UNCHANGED, Effects
from simulator.plan.scenario import middle_shares
from simulator.questions.track.days import DaysSoFar, Drift, Schedule
from simulator.questions.track.ending import RANGE, Ending
from simulator.questions.track.posterior import NAMES, drifted, weighted_quantiles
from simulator.questions.track.season import effects_between, order_share

MOST_PLACES: Final = 16
"""Days at which a fan is worked out; a longer period is drawn through so many of them."""
FAN_SCRAMBLES: Final = 2
"""Scrambles of a fan: its ends are off by less than a line is wide."""
ENDS: Final = ("low", "middle", "high")


def places_of(days: int, today: int) -> list[int]:
    """Days at which a fan is worked out: the first and last, today, and others evenly between."""
    even = np.linspace(0, days, min(days, MOST_PLACES - 1) + 1).round().astype(int).tolist()
    return sorted({*even, today, days})


def path_of(outcome: Outcome, ending: Ending, drift: Drift) -> pd.DataFrame:
    """One row per place of a fan, and per day so far. Columns, all cumulative: day; planned_spend, planned_orders_low,
    …_middle, …_high, planned_profit_low, …; spend, orders, profit (what happened, nan after today); ahead_spend,
    ahead_orders_low, …, ahead_profit_… (from today on, nan before)."""
    so_far, schedule = ending.so_far, ending.schedule
    planned = {place: _planned(outcome, place, schedule, drift) for place in places_of(schedule.days, so_far.days)}
    aov = _few(ending.posterior.rest("aov"))
    ahead = {place: _ahead(ending, place, aov) for place in planned if place >= so_far.days}
    actual = _actual(outcome, so_far)
    rows = [
        {"day": day, **planned.get(day, {}), **actual.get(day, {}), **ahead.get(day, {})}
        for day in sorted({*planned, *actual})
    ]
    frame = pd.DataFrame(rows).set_index("day")
    drawn = [name for name in frame.columns if str(name).startswith(("planned", "ahead"))]
    # Days between two places of a long period lie on the line between them.
    frame[drawn] = frame[drawn].interpolate(method="index", limit_area="inside")
    return frame.reset_index()


def _planned(outcome: Outcome, day: int, schedule: Schedule, drift: Drift) -> dict[str, float]:
    """What the plan says of everything up to a day."""
    share = schedule.spent_share(day)
    spend = outcome.scenario.budget * share
    cvr, cpc, aov = (drifted(outcome, name, day, schedule.days, drift, FAN_SCRAMBLES) for name in NAMES)
    incremental = _few(np.asarray(outcome.shares["incremental_share"]))
    rest = schedule.rate_from(day) * (1 - share)
    events = effects_between(schedule, outcome.settings, 0, day)
    if events is not UNCHANGED:
        cvr, cpc, aov = (
            rows * _few(np.asarray(effect)) for rows, effect in zip((cvr, cpc, aov), _in_order(events), strict=True)
        )
    expected = spend / cpc * cvr * incremental * ((1 - rest) / share if share > 0 else 1.0)
    orders, profit = _with_luck(outcome, expected, aov)
    return _columns(
        "planned",
        spend,
        {
            "orders": weighted_quantiles(orders, None, RANGE),
            "profit": weighted_quantiles(profit - spend, None, RANGE),
        },
    )


def _with_luck(outcome: Outcome, expected: Rows, aov: Rows) -> tuple[Rows, Rows]:
    """Orders, and what they leave before ads."""
    ceiling = outcome.ceiling
    slope, intercept = (_few(np.asarray(part)) for part in ceiling)
    orders = np.broadcast_to(expected, np.broadcast_shapes(expected.shape, aov.shape, (FAN_SCRAMBLES, 1)))
    if outcome.settings.order_luck:
        orders = poisson_quantile(_few(outcome.scores["orders"]), expected)
        aov = aov * order_value_luck(_few(outcome.scores["order_value"]), orders, outcome.scenario.order_value_cv)
    return orders, orders * (slope * aov - intercept)


def _ahead(ending: Ending, day: int, aov: Rows) -> dict[str, float]:
    """What is known now of everything up to a day that is still to come."""
    outcome, so_far, schedule = ending.posterior.outcome, ending.so_far, ending.schedule
    gone, whole = schedule.spent_share(so_far.days), 1 - schedule.spent_share(so_far.days)
    part = (schedule.spent_share(day) - gone) / whole if whole > 0 else 1.0
    spend = so_far.spent + ending.spend * part
    weights = ending.posterior.weights
    by_orders = order_share(schedule, so_far.days, day)
    part = part if by_orders is None else by_orders
    expected = _few(np.asarray(ending.expected_of_rest)) * part + _few(np.asarray(ending.expected_late)) * part
    orders, left = _with_luck(outcome, expected, aov)
    done, so_far_left = _few(np.asarray(ending.orders_done)), _few(np.asarray(ending.left_so_far))
    shape = (FAN_SCRAMBLES, outcome.settings.points)
    own = None if weights is None else _few(weights)
    return _columns(
        "ahead",
        spend,
        {
            "orders": weighted_quantiles(np.broadcast_to(done + orders, shape), own, RANGE),
            "profit": weighted_quantiles(np.broadcast_to(so_far_left + left - spend, shape), own, RANGE),
        },
    )


def _actual(outcome: Outcome, so_far: DaysSoFar) -> dict[int, dict[str, float]]:
    """What happened, day by day, at the plan's middle margin."""
    scenario = outcome.scenario
    shares = middle_shares(scenario)
    ceiling, planned = scenario.ceiling(shares), median(scenario.aov)
    spend, orders = np.cumsum((0.0, *so_far.spend)), np.cumsum((0.0, *so_far.orders)) * shares["incremental_share"]
    known = ~np.isnan(so_far.value)
    valued = np.cumsum((0.0, *(np.array(so_far.orders) * known)))
    value = np.cumsum((0.0, *np.nan_to_num(so_far.value)))
    rows: dict[int, dict[str, float]] = {}
    for day in range(so_far.days + 1):
        aov = value[day] / valued[day] if valued[day] >= SMALLEST else planned
        profit = float(orders[day] * ceiling.at(aov) - spend[day])
        rows[day] = {"spend": float(spend[day]), "orders": float(orders[day]), "profit": profit}
    return rows


def _in_order(events: Effects) -> list[Any]:
    return [getattr(events, name) for name in NAMES]


def _columns(prefix: str, spend: float, figures: dict[str, list[float]]) -> dict[str, float]:
    ends = {
        f"{prefix}_{name}_{end}": value if math.isfinite(value) else math.nan
        for name, values in figures.items()
        for end, value in zip(ENDS, values, strict=True)
    }
    return {f"{prefix}_spend": spend, **ends}


def _few(rows: Rows) -> Rows:
    """The first scrambles."""
    return rows[:FAN_SCRAMBLES] if rows.ndim == 2 else rows

"""Periods from a plan's own beliefs, many at a time: by arithmetic of its own, which shares nothing with *Track*.

Each period has averages of conversion rate, click price and order value that are drawn from the plan's beliefs, days
that wander around them, and the luck of counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from simulator import Amount, Correlations, OrderEconomics, Plan, Rate, RateFromCounts, Scenario, Settings
from simulator.engine.outcome import Outcome
from simulator.questions.track import DaysSoFar, Drift, Schedule, schedule_of

Array = NDArray[np.float64]

NAMES: Final = ("cvr", "cpc", "aov")
DAYS: Final = 30
CLICK_PRICE_CV: Final = 0.7
WEEKEND: Final = (1.1, 1.0, 1.0, 1.0, 0.9, 0.7, 0.8)
WEEKEND_RATE: Final = (1.0, 1.0, 1.0, 0.95, 0.95, 1.15, 1.25)
COGS_SHARE: Final = 0.45
ECONOMICS: Final = OrderEconomics(vat_rate=0.22, cogs_share=COGS_SHARE, shipping_paid=6.0)
FEW: Final = Settings(points=256, scrambles=8)
"""2,048 draws: a chance is off by half a point, which no tenth feels."""


def everyday() -> Plan:
    """A plan that pays about as often as not."""
    scenario = Scenario(
        budget=5000,
        period_days=DAYS,
        cpc=Amount(0.45, 0.75),
        cvr=Rate(0.015, 0.030),
        aov=Amount(70, 95),
        economics=ECONOMICS,
    )
    return Plan(settings=Settings(points=512), scenario=scenario)


def plans() -> dict[str, tuple[Plan, Schedule]]:
    """Plans that differ in all that the answer rests on: how many orders, how wide the beliefs, how days differ. Each
    pays about as often as not, so that every tenth of a stated chance is reached."""
    base = everyday().scenario
    even = schedule_of(DAYS)
    week = schedule_of(DAYS, 5, WEEKEND, WEEKEND_RATE)

    def plan(**changes: object) -> Plan:
        return Plan(scenario=Scenario(**{**_fields(base), **changes}), settings=FEW)

    return {
        "everyday": (plan(), even),
        "few orders": (plan(budget=700.0, cvr=Rate(0.012, 0.035)), even),
        "counted rate, correlated": (
            plan(
                budget=20_000.0,
                cvr=RateFromCounts(110, 5600),
                cpc=Amount(0.50, 0.68),
                correlations=Correlations(cpc_cvr=0.4, aov_cvr=-0.2),
            ),
            even,
        ),
        "weekdays, dearer by more spend": (
            plan(budget=3000.0, aov=Amount(60, 110), reference_budget=2000.0, cpc_elasticity=Rate(0.05, 0.3)),
            week,
        ),
    }


def _fields(scenario: Scenario) -> dict[str, object]:
    return {name: getattr(scenario, name) for name in ("budget", "period_days", "cpc", "cvr", "aov", "economics")}


@dataclass(frozen=True)
class Periods:
    """Periods side by side; arrays of shape (periods, days).

    paid : whether each broke even in the end
    """

    spend: Array
    clicks: Array
    orders: Array
    value: Array
    paid: NDArray[np.bool_]

    def pace(self, at: int, days: int) -> bool:
        """Whether the first days of one of them pay for themselves."""
        orders, value, spend = (float(part[at, :days].sum()) for part in (self.orders, self.value, self.spend))
        return bool(_left(np.array(orders), np.array(value)) >= spend)


def first_days(periods: Periods, at: int, days: int) -> DaysSoFar:
    """The first days of one of several periods."""
    parts = (periods.spend[at], periods.clicks[at], periods.orders[at], periods.value[at])
    return DaysSoFar(*(tuple(part[:days].tolist()) for part in parts))


def periods_of(scenario: Scenario, schedule: Schedule, drift: Drift, count: int, rng: np.random.Generator) -> Periods:
    """So many periods whose averages are draws of the plan. The averages are those that an export would show of the
    whole period: clicks per spend, orders per click, value per order."""
    wander, starts = _wander(scenario, schedule.days, drift, count, rng)
    averages = _averages(scenario, drift, starts, count, rng)
    cvr, cpc, aov = (averages[name][:, None] for name in NAMES)
    share = np.array(schedule.spend)
    spend = np.broadcast_to(scenario.budget * share, (count, schedule.days))
    bought = 1 / wander["cpc"]
    expected = spend / cpc * bought / (share * bought).sum(axis=1, keepdims=True)
    part = expected / expected.sum(axis=1, keepdims=True)
    rate = cvr * wander["cvr"] / (part * wander["cvr"]).sum(axis=1, keepdims=True) * np.array(schedule.rate)
    part = expected * rate / (expected * rate).sum(axis=1, keepdims=True)
    worth = aov * wander["aov"] / (part * wander["aov"]).sum(axis=1, keepdims=True)
    clicks = rng.normal(expected, CLICK_PRICE_CV * np.sqrt(expected)).clip(0).round()
    orders = rng.poisson(clicks * rate).astype(float)
    spread = np.sqrt(np.log1p(scenario.order_value_cv**2 / np.maximum(orders, 1)))
    luck = np.exp(rng.normal(-(spread**2) / 2, spread))
    value = orders * worth * luck
    return Periods(np.asarray(spend), clicks, orders, value, _paid(scenario, orders.sum(axis=1), value.sum(axis=1)))


def _paid(scenario: Scenario, orders: Array, value: Array) -> NDArray[np.bool_]:
    """Orders · (net margin of their value - what each costs) against the spend, by the economics' own definition."""
    return np.asarray(_left(orders, value) >= scenario.budget)


def _left(orders: Array, value: Array) -> Array:
    """What orders leave before ads: every plan here has the same economics. [currency]"""
    net = value / (1 + ECONOMICS.vat_rate) * (1 - COGS_SHARE)
    return np.asarray(net - orders * ECONOMICS.shipping_paid)


def _averages(
    scenario: Scenario, drift: Drift, starts: Array, count: int, rng: np.random.Generator
) -> dict[str, Array]:
    """Averages of the period from the beliefs' own scores, which lean on the walk that the plan could not know."""
    own = _correlated(scenario, rng.standard_normal((3, count)))
    found = {}
    for name, score, start in zip(NAMES, own, starts, strict=True):
        belief = getattr(scenario, name)
        width, walk = float(np.diff(np.log(belief.from_scores(np.array([-1.0, 1.0]))))[0]) / 2, getattr(drift, name)
        lean = np.sqrt(drift.walk) * min(width / walk, walk / width) if walk > 0 else 0.0
        found[name] = belief.from_scores(lean * start + np.sqrt(1 - lean**2) * score)
    gamma = scenario.cpc_elasticity
    dearer = np.log(scenario.budget / (scenario.reference_budget or scenario.budget))
    if isinstance(gamma, Rate):
        found["cpc"] = found["cpc"] * np.exp(gamma.from_scores(rng.standard_normal(count)) * dearer)
    return found


def _wander(
    scenario: Scenario, days: int, drift: Drift, count: int, rng: np.random.Generator
) -> tuple[dict[str, Array], Array]:
    """Of each input, how its days lie to each other: a walk from what the plan knew, a walk around the average of the
    period, and a wobble of each day. And the average of the first of them, in its standard deviations."""
    known, around = (np.cumsum(_correlated(scenario, rng.standard_normal((3, count, days))), axis=2) for _ in range(2))
    wobble = _correlated(scenario, rng.standard_normal((3, count, days)))
    step, logs = np.sqrt(3 / days), {}
    for at, name in enumerate(NAMES):
        walk = np.sqrt(drift.walk) * known[at] + np.sqrt(1 - drift.walk) * around[at]
        logs[name] = getattr(drift, name) * step * walk + getattr(drift, f"{name}_day") * wobble[at]
    return {name: np.exp(each) for name, each in logs.items()}, step * known.mean(axis=2)


def _correlated(scenario: Scenario, scores: Array) -> Array:
    return np.asarray(np.tensordot(np.linalg.cholesky(scenario.correlations.matrix()), scores, axes=1))


def rough_chances(outcome: Outcome, schedule: Schedule, drift: Drift, periods: Periods, days: int) -> Array:
    """Of each period, about what its first days let expect: chances that choose which periods are looked at.

    Each logarithm by itself a normal, moved by its days; what is chosen by the first days alone bends no calibration.
    """
    scenario = outcome.scenario
    spend, clicks, orders, value = (
        getattr(periods, name)[:, :days].sum(axis=1) for name in ("spend", "clicks", "orders", "value")
    )
    gone, left = schedule.spent_share(days), schedule.days - days
    exposure = (periods.clicks[:, :days] * np.array(schedule.rate[:days])).sum(axis=1)
    some = np.maximum(orders, 0.5)
    seen = {
        "cvr": (np.log(some / np.maximum(exposure, 1)), 1 / some),
        "cpc": (np.log(spend / np.maximum(clicks, 1)), CLICK_PRICE_CV**2 / np.maximum(clicks, 1)),
        "aov": (np.log(np.maximum(value, 1.0) / some), scenario.order_value_cv**2 / some),
    }
    rest, variance = {}, np.zeros(len(spend))
    for name, (at, luck) in seen.items():
        logs = np.log(outcome.rows("aov_mean" if name == "aov" else name))
        believed, away = float(logs.var()), drift.between(name, days, left) ** 2
        weight = believed / (believed + away + luck)
        rest[name] = float(logs.mean()) + weight * (at - float(logs.mean()))
        variance += believed * (1 - weight) + away * days / schedule.days
    to_come = scenario.budget * (1 - gone) / np.exp(rest["cpc"]) * np.exp(rest["cvr"]) * schedule.rate_from(days)
    worth = _left(to_come, to_come * np.exp(rest["aov"]))
    spread = np.hypot(worth * np.sqrt(variance), worth * np.sqrt((1 + scenario.order_value_cv**2) / to_come))
    return np.asarray(ndtr((_left(orders, value) + worth - scenario.budget) / spread))

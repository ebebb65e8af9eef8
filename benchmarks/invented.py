"""Invented ad accounts of every shape that real ones have, each with its own parameters, which no method is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.signal import lfilter

from simulator.evidence import AdRows, History, history_of

Array = NDArray[np.float64]

MONDAY: Final = np.datetime64("2025-01-06")


@dataclass(frozen=True)
class Truth:
    """How accounts of a kind are made: ranges from which every account draws its own values.

    orders_per_day  at the usual spend
    days            before the last period
    elasticity      d log CPO / d log spend; 60 % of it is click price
    drift           daily standard deviation of the logarithm of the level of CVR; CPC drifts by half, AOV by a quarter
    trend           change of the logarithm of CVR over 100 days, to either side
    rhythm          standard deviation of the logarithm of the weekday factors of CVR; CPC has half of it
    jump            size of one break of the logarithm of CVR, to either side, on any day
    demand          standard deviation of a slow demand that raises CVR and that spend follows by 30 to 100 %
    promotions      whether five days of higher CVR and spend come every five to ten weeks
    closed          whether nothing is spent on Sundays and in some weeks
    campaigns       how many
    """

    orders_per_day: tuple[float, float] = (3.0, 60.0)
    days: tuple[int, int] = (60, 400)
    elasticity: tuple[float, float] = (0.1, 0.6)
    drift: tuple[float, float] = (0.0, 0.0)
    trend: tuple[float, float] = (0.0, 0.0)
    rhythm: tuple[float, float] = (0.0, 0.05)
    jump: tuple[float, float] = (0.0, 0.0)
    demand: float = 0.0
    promotions: bool = False
    closed: bool = False
    campaigns: int = 1


KINDS: Final = {
    "steady": Truth(),
    "drifting": Truth(drift=(0.005, 0.05)),
    "break": Truth(jump=(0.3, 0.8)),
    "trend": Truth(drift=(0.0, 0.005), trend=(0.1, 0.6)),
    "weekly rhythm": Truth(rhythm=(0.15, 0.4)),
    "spend follows demand": Truth(demand=0.4),
    "promotions": Truth(promotions=True),
    "closed days": Truth(closed=True),
    "tiny counts": Truth(orders_per_day=(0.15, 1.5), drift=(0.0, 0.008)),
    "4 campaigns": Truth(campaigns=4, drift=(0.0, 0.02)),
}


def account(truth: Truth, rng: np.random.Generator, period_days: int) -> History:
    """One account, its last period included."""
    days = period_days + int(rng.integers(*truth.days))
    size = (days, truth.campaigns)
    weekday = np.arange(days) % 7
    drift, rhythm = rng.uniform(*truth.drift), rng.uniform(*truth.rhythm)
    log_cvr = _log_cvr(truth, rng, size, drift)
    demand, pull = truth.demand * wander(rng, (days, 1), 0.97), rng.uniform(0.3, 1.0)
    sale, push = _sales(truth, rng, days)
    log_cvr = log_cvr + demand + sale + rhythm * rng.standard_normal(7)[weekday, None]
    log_cpc = rng.uniform(0.06, 0.14) * wander(rng, size, rng.uniform(0.2, 0.8)) + walk(rng, size, drift / 2)
    log_cpc += rhythm / 2 * rng.standard_normal(7)[weekday, None]
    log_cpc += np.log(rng.uniform(0.2, 2)) + spread(rng, truth, 0.3)
    log_aov = walk(rng, size, drift / 4) + rng.uniform(0.0, 0.05) * wander(rng, size, 0.5)
    log_aov += np.log(rng.uniform(25, 150)) + spread(rng, truth, 0.2)
    log_spend = rng.uniform(0.0, 0.3) * rng.standard_normal(7)[weekday, None] + 0.1 * rng.standard_normal(size)
    log_spend = log_spend + walk(rng, size, rng.uniform(0.0, 0.02)) + pull * demand + push

    answer = rng.uniform(*truth.elasticity) * (log_spend - np.median(log_spend, axis=0))
    log_cvr, log_cpc = log_cvr - 0.4 * answer, log_cpc + 0.6 * answer
    orders_per_day = np.exp(rng.uniform(*np.log(truth.orders_per_day))) * rng.dirichlet(np.full(truth.campaigns, 0.8))
    usual = orders_per_day * np.exp(np.median(log_cpc - log_cvr, axis=0))
    spend = usual * np.exp(log_spend) * runs(rng, size) * _open(truth, days)[:, None]
    clicks = rng.poisson(spend / np.exp(log_cpc))
    orders = rng.binomial(clicks, np.minimum(np.exp(log_cvr), 0.9))
    value = order_values(rng, orders, np.exp(log_aov), rng.uniform(0.7, 1.2))
    return as_history(spend, clicks, orders, value)


def _log_cvr(truth: Truth, rng: np.random.Generator, size: tuple[int, int], drift: float) -> Array:
    """Level, wander, trend and break; part of the wander is common to all campaigns."""
    sd, likeness = rng.uniform(0.1, 0.25), rng.uniform(0.4, 0.8)
    common = rng.uniform(0.3, 1.0) if truth.campaigns > 1 else 1.0
    log_cvr = sd * np.sqrt(common) * wander(rng, (size[0], 1), likeness)
    log_cvr = log_cvr + sd * np.sqrt(1 - common) * wander(rng, size, likeness)
    log_cvr += walk(rng, size, drift) + trend(rng, size[0], truth)[:, None] + jump(rng, size[0], truth)[:, None]
    return log_cvr + np.log(rng.uniform(0.008, 0.04)) + spread(rng, truth, 0.5)


def _sales(truth: Truth, rng: np.random.Generator, days: int) -> tuple[Array, Array]:
    """What promotions add to log CVR and to log spend."""
    more, push = np.zeros((days, 1)), np.zeros((days, 1))
    if truth.promotions:
        for begin in range(int(rng.integers(10, 40)), days, int(rng.integers(35, 70))):
            more[begin : begin + 5], push[begin : begin + 5] = rng.uniform(0.4, 1.2), rng.uniform(0.2, 1.0)
    return more, push


def _open(truth: Truth, days: int) -> Array:
    day = np.arange(days)
    return np.where((day % 7 == 6) | (day % 97 < 5), 0.0, 1.0) if truth.closed else np.ones(days)


def wander(rng: np.random.Generator, size: tuple[int, int], likeness: float) -> Array:
    """A stationary autoregressive process of order 1 with standard deviation 1, down the columns."""
    steps = rng.standard_normal(size) * np.sqrt(1 - likeness**2)
    steps[0] /= np.sqrt(1 - likeness**2)
    return lfilter([1.0], [1.0, -likeness], steps, axis=0)


def walk(rng: np.random.Generator, size: tuple[int, int], step: float) -> Array:
    """A random walk down the columns."""
    return np.cumsum(step * rng.standard_normal(size), axis=0)


def trend(rng: np.random.Generator, days: int, truth: Truth) -> Array:
    """A straight line."""
    return rng.choice([-1, 1]) * rng.uniform(*truth.trend) * np.arange(days) / 100


def jump(rng: np.random.Generator, days: int, truth: Truth) -> Array:
    """One break."""
    return rng.choice([-1, 1]) * rng.uniform(*truth.jump) * (np.arange(days) >= rng.integers(days))


def spread(rng: np.random.Generator, truth: Truth, size: float) -> Array:
    """How campaigns differ."""
    return size * rng.standard_normal(truth.campaigns) * (truth.campaigns > 1)


def runs(rng: np.random.Generator, size: tuple[int, int]) -> Array:
    """1 on the days on which a campaign runs: the first on all, of the others a fifth starts late or ends early."""
    days, campaigns = size
    day = np.arange(days)[:, None]
    edge = rng.integers(days, size=campaigns)
    fate = rng.choice(3, size=campaigns, p=[0.8, 0.1, 0.1])
    fate[0] = 0
    return ((fate == 0) | ((fate == 1) & (day >= edge)) | ((fate == 2) & (day < edge))).astype(float)


def order_values(rng: np.random.Generator, orders: NDArray[np.int64], mean: Array, sigma: float) -> Array:
    """Sums of so many lognormal order values with this mean."""
    flat = orders.ravel()
    single = rng.lognormal(-(sigma**2) / 2, sigma, int(flat.sum()))
    sums = np.bincount(np.repeat(np.arange(flat.size), flat), weights=single, minlength=flat.size)
    return sums.reshape(orders.shape) * mean


def as_history(spend: Array, clicks: Array, orders: Array, value: Array, *, days_per_row: int = 1) -> History:
    """Arrays of shape (rows, campaigns) as what an export holds; rows without spend are left out."""
    rows, campaigns = spend.shape
    frame = pd.DataFrame(
        {
            "date": np.repeat(MONDAY + days_per_row * np.arange(rows), campaigns),
            "campaign": np.tile([f"Campaign {number:02}" for number in range(campaigns)], rows),
            "spend": spend.ravel(),
            "clicks": clicks.ravel().astype(float),
            "orders": orders.ravel().astype(float),
            "value": value.ravel(),
        }
    )
    frame["date"] = pd.to_datetime(frame["date"])
    return history_of(AdRows(frame[frame["spend"] > 0].reset_index(drop=True), "EUR", "google_ads", days_per_row))

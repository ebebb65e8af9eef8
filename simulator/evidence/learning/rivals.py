"""Two simple forecasts that ours has to beat: "next period = last period", and the last 28 days with their own errors.

Both are told the spend of the coming period, as ours is, and are made for every row in one pass.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, norm, poisson

from simulator.evidence.learning.flows import ahead_sums
from simulator.evidence.learning.sums import Sums

Array = NDArray[np.float64]

BENCHMARK_DAYS: Final = 28
_LEAST_ERRORS: Final = 5
_USUAL_ERROR: Final = 0.32
"""Standard deviation of the logarithm of how CPO changes between 28-day periods, until five of one's own are known."""
SHARES: Final = (np.arange(200) + 0.5) / 200
"""Quantiles that stand for a whole forecast."""
_SCORES: Final = norm.ppf(SHARES)
_END: Final = float(norm.ppf(0.95))


class Rival(NamedTuple):
    """What a simple forecast says of one period: 200 quantiles of orders, in order, their 5 % end, middle and 95 % end,
    and the average value of an order (nan where unknown)."""

    orders: Array
    ends: tuple[float, float, float]
    aov: float
    spend: float

    def range90(self, quantity: str) -> tuple[float, float, float]:
        """Low end, middle and high end of orders, cpo or revenue; CPO is infinite without an order."""
        low, middle, high = (self._as(quantity, end) for end in self.ends)
        return (high, middle, low) if quantity == "cpo" else (low, middle, high)

    def draws(self, quantity: str) -> Array:
        """The quantiles, those of CPO with at least half an order."""
        if quantity == "cpo":
            return self.spend / np.maximum(self.orders, 0.5)[::-1]
        return self.orders * (self.aov if quantity == "revenue" else 1.0)

    def _as(self, quantity: str, orders: float) -> float:
        if quantity == "cpo":
            return self.spend / orders if orders > 0 else np.inf
        return orders * (self.aov if quantity == "revenue" else 1.0)


def naive(last: tuple[float, float, float, float], spend: float) -> Rival | None:
    """The last period's (spend, clicks, orders, value) CPC, CVR and AOV carried on, with the luck of a Binomial (with
    more orders than clicks, of a Poisson)."""
    spent, clicked, orders, value = last
    if spent <= 0 or clicked <= 0:
        return None
    clicks = spend / spent * clicked
    rate = orders / clicked
    luck = binom(max(round(clicks), 1), rate) if rate <= 1 else poisson(clicks * rate)
    low, high = (float(luck.ppf(share)) for share in (0.05, 0.95))
    quantiles = np.asarray(luck.ppf(SHARES))
    return Rival(quantiles, (low, clicks * rate, high), value / orders if orders > 0 else np.nan, spend)


class Benchmark:
    """Orders per spend of the last 28 days, spread by its own past errors (root mean square of the logarithm)."""

    def __init__(self, sums: Sums, ahead: int) -> None:
        rows = max(BENCHMARK_DAYS // sums.days_per_row, 1)
        orders, spend, value, valued = (
            _last(part.sum(axis=0), rows) for part in (sums.orders, sums.spend, sums.value, sums.valued_orders)
        )
        self.is_known = spend > 0
        self.rate = (orders + 0.5) / np.where(self.is_known, spend, 1.0)
        self.aov = np.divide(value, valued, out=np.full(len(value), np.nan), where=valued > 0)
        coming = ahead_sums(sums.spend.sum(axis=0), ahead)
        known = len(coming)
        came = ahead_sums(sums.orders.sum(axis=0), ahead)
        counts = (coming > 0) & self.is_known[:known] & (np.arange(known) >= rows - 1)
        error = np.log((came + 0.5) / np.where(counts, coming, 1.0) / self.rate[:known])
        squares, errors = (
            np.concatenate([np.zeros(ahead), np.cumsum(part)])[: sums.rows]
            for part in (np.where(counts, error**2, 0.0), counts.astype(float))
        )
        enough = errors >= _LEAST_ERRORS
        self.sd = np.where(enough, np.sqrt(squares / np.maximum(errors, 1.0)), _USUAL_ERROR)

    def forecast(self, row: int, spend: float) -> Rival | None:
        """As of the end of this row."""
        if not self.is_known[row]:
            return None
        middle = float(self.rate[row] * spend)
        factors = np.exp(float(self.sd[row]) * _SCORES)
        end = float(np.exp(float(self.sd[row]) * _END))
        return Rival(middle * factors, (middle / end, middle, middle * end), float(self.aov[row]), spend)


def _last(values: Array, rows: int) -> Array:
    """As of every row, the sum of the last rows."""
    sums = np.cumsum(values)
    return np.asarray(sums - np.concatenate([np.zeros(min(rows, len(values))), sums])[: len(values)])

"""A shop's orders as columns, and how far the average of a coming period may lie from that of the file.

A belief describes the true average of the coming period. What the file shows is cut into spans as long as that period;
as far as they differ by more than the luck of single orders, the coming one may differ as much (random effects, the
estimate of moments of R. DerSimonian & N. Laird, Controlled Clinical Trials 7, 1986, eq. 8). A shop whose spans do not
differ keeps the plain counts and the plain standard error of its mean. The luck of coming orders is not in a belief;
the engine adds it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.distributions import RateFromCounts

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


class Orders(NamedTuple):
    """Columns of the orders, in order of time."""

    day: Whole
    """Days since 1970."""
    value: Array
    refunded: Array
    cancelled: NDArray[np.bool_]
    customer: Whole
    """A number per customer, in the order in which they first appear; -1 where unknown."""
    new: Array
    """1 and 0 as the file or the order's place in it says, NaN where unknown."""

    def where(self, included: NDArray[np.bool_]) -> Orders:
        return Orders(
            self.day[included],
            self.value[included],
            self.refunded[included],
            self.cancelled[included],
            self.customer[included],
            self.new[included],
        )


def columns_of(frame: pd.DataFrame) -> Orders:
    """The rows of `OrderRows` as columns, in order of time."""
    frame = frame.sort_values(["date", "order"], kind="stable")
    names = frame["customer"].where(frame["customer"] != "")
    customer, _ = names.factorize(use_na_sentinel=True)
    return Orders(
        frame["date"].to_numpy().astype("datetime64[D]").astype(np.int64),
        frame["value"].to_numpy(dtype=float),
        frame["refunded"].to_numpy(dtype=float),
        frame["cancelled"].to_numpy(dtype=bool),
        customer.astype(np.int64),
        frame["new_customer"].to_numpy(dtype=float, na_value=np.nan),
    )


class Spans(NamedTuple):
    """Orders and what they add up to, per span as long as the coming period, counted back from the last order."""

    orders: Array
    total: Array

    @property
    def mean(self) -> float:
        return float(self.total.sum() / self.orders.sum())

    def between(self, spread: float) -> float:
        """Variance of the true averages of spans, where `spread` is the variance of what single orders add.

        DerSimonian & Laird: what the averages differ more than `spread` / orders explains, 0 where it is less.
        """
        if len(self.orders) < 2:
            return 0.0
        away = (self.orders * (self.total / self.orders - self.mean) ** 2).sum()
        reach = self.orders.sum() - (self.orders**2).sum() / self.orders.sum()
        return max(float((away - (len(self.orders) - 1) * spread) / reach), 0.0)

    def ahead(self, spread: float) -> float:
        """Variance that comes from spans: of one more, and of those that make the mean of the file."""
        return self.between(spread) * (1 + float((self.orders**2).sum() / self.orders.sum() ** 2))


def spans_of(day: Whole, amounts: Array, period_days: float) -> Spans:
    """Amounts of single orders added up per span; spans without an order are left out."""
    place = ((day.max() - day) // max(period_days, 1.0)).astype(np.intp)
    orders = np.bincount(place).astype(float)
    some = orders > 0
    return Spans(orders[some], np.bincount(place, weights=amounts)[some].astype(float))


def rate_of(day: Whole, did: NDArray[np.bool_], period_days: float) -> RateFromCounts:
    """The share that did: plain counts, or fewer of them where spans differ by more than chance.

    Fewer counts are those whose Beta has the mean of the Jeffreys posterior and its variance, widened.
    """
    orders, count = float(did.sum()), float(len(did))
    share = orders / count
    spans = spans_of(day, did.astype(float), period_days)
    ahead = spans.ahead(share * (1 - share))
    if ahead == 0:
        return RateFromCounts(orders, count)
    mean = (orders + 0.5) / (count + 1)
    size = max(mean * (1 - mean) / (mean * (1 - mean) / (count + 2) + ahead) - 1, 1.5)
    fewer = min(max(mean * size - 0.5, 0.0), size - 1)
    return RateFromCounts(fewer, size - 1)

"""From what an account did to beliefs about the true averages of a coming period.

Orders per spend, clicks per spend and value per order are forecast alike (`forecasters`); conversion rate is the first
over the second, with the correlation that makes the three agree. The luck of the coming orders is not in a belief; the
engine adds it. The same pass over the file gives what was believed on every past day, which is what hindsight tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.beliefs.distributions import Amount, Belief, Rate, RateFromCounts
from simulator.errors import InputError
from simulator.evidence.learning.as_beliefs import amount_of_log, correlation_of, rate_of_log, share_of
from simulator.evidence.learning.flows import Clock, Flow, ahead_sums
from simulator.evidence.learning.forecasters import (
    SHARED_PRIOR,
    Misses,
    Track,
    Usual,
    spread,
    track,
)
from simulator.evidence.learning.sums import USUAL_ORDER_VALUE_CV, Sums, arrived_by_age, order_value_cv

Array = NDArray[np.float64]

CPO_USUAL: Final = Usual(0.045, 0.0007, (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9), (0.4, 0.18))
"""d log CPO / d log spend lies from 0.24 to 0.58 by brand; what is left of the change from one 28-day period to the
next has a standard deviation of 0.15 to 0.35 (four real series), 0.25 here, and 0.22 from week to week."""
CPC_USUAL: Final = Usual(0.029, 0.0003, (0.0, 0.1, 0.2, 0.3, 0.4, 0.5), (0.2, 0.12))
"""The same of the click price: 0.21 a period before spend is known, 0.09 to 0.24 after; elasticity 0.06 to 0.46."""
CVR_USUAL: Final = Usual(0.041, 0.0007)
"""What makes the two agree when changes of CPC and of CVR are correlated by +0.36."""
AOV_USUAL: Final = Usual(0.0072, 0.0001)
"""Order values change by 0.06 to 0.14 from period to period."""
PRESENT_DAYS: Final = 28
"""The present spend is that of so many last days."""
CLICK_PRICE_CV: Final = 0.7
"""Standard deviation / mean of single click prices; it only matters on days with a handful of clicks."""
HIGHEST_CVR: Final = 0.5
"""A higher rate is not one of these clicks, and a belief so near to 1 has no room for its width."""
DELAY_DOUBT: Final = 0.3
"""Relative standard deviation of what is taken to be still on its way."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Beliefs about the true averages of the next period, and what they rest on.

    cpc, cvr, aov           at the spend `reference_spend`: lognormal, Beta from effective counts, lognormal; `aov` is
                            None without order values
    correlation_cpc_cvr     of CPC and CVR, such that CPO = CPC / CVR spreads as it was seen to
    elasticity              d log CPO / d log spend, what γ is in a plan: predictive, since spend follows demand
    cpc_elasticity          the part of it that is click price; the rest is conversion rate
    reference_spend         spend of a period at which cpc and cvr are believed: that of the last 28 days [currency]
    spend_range             smallest and largest spend of a period that was seen [currency]
    order_value_cv          standard deviation / mean of single order values; 1 without order values
    period_days             length of the coming period
    spend, clicks, orders, value, days, campaigns
                            what was seen; value is None where unknown
    effective_orders, effective_clicks
                            counts that would know the coming rate as well if it never moved; fewer than were seen
    cvr_drift, cpc_drift, aov_drift
                            relative standard deviation by which the average of the coming period moves away from the
                            present level
    prior_share             how much of the width of the CPO is what is usual rather than seen in the file, 0 to 1
    borrowed, cpc_borrowed, aov_borrowed
                            share of the rate that comes from sibling campaigns, 0 to 1
    notes                   what a person should know, in words
    """

    cpc: Amount
    cvr: RateFromCounts
    aov: Belief | None
    correlation_cpc_cvr: float
    elasticity: Rate
    cpc_elasticity: float
    reference_spend: float
    spend_range: tuple[float, float]
    order_value_cv: float
    period_days: float
    spend: float
    clicks: float
    orders: float
    value: float | None
    days: int
    campaigns: int
    cvr_drift: float
    cpc_drift: float
    aov_drift: float
    prior_share: float
    borrowed: float = 0.0
    cpc_borrowed: float = 0.0
    aov_borrowed: float = 0.0
    notes: tuple[InputError, ...] = ()

    @property
    def seen_cpc(self) -> float:
        """Spend / clicks as it was. [currency per click]"""
        return self.spend / self.clicks if self.clicks > 0 else math.nan

    @property
    def seen_cvr(self) -> float:
        """Orders / clicks as it was."""
        return self.orders / self.clicks if self.clicks > 0 else math.nan

    @property
    def seen_aov(self) -> float:
        """Value / orders as it was; nan where the export has no values. [currency per order]"""
        return self.value / self.orders if self.value is not None and self.orders > 0 else math.nan

    @property
    def effective_orders(self) -> float:
        """Orders that would know the coming rate as well if it never moved."""
        return self.cvr.orders

    @property
    def effective_clicks(self) -> float:
        """Clicks that belong to them."""
        return self.cvr.clicks


class Known(NamedTuple):
    """The forecast of one series as of one row, as means and variances of logarithms at the spend `reference`."""

    cpc: tuple[float, float]
    cvr: tuple[float, float]
    cpo_variance: float
    aov: tuple[float, float] | None


class Account:
    """The forecasts of every series as of every row, made in one pass. Everything learned comes from here."""

    def __init__(self, sums: Sums, period_days: float, delay_days: float = 0.0) -> None:
        self.arrived = arrived_by_age(delay_days, sums.days_per_row)
        self.sums = sums.completed(self.arrived)
        self.period_days = period_days
        rows = max(round(period_days / sums.days_per_row), 1)
        self.clock = Clock(sums.days_per_row, rows, sums.weekday, self.arrived)

    @cached_property
    def orders(self) -> Track:
        """Orders per spend."""
        return track(Flow(self.sums.orders, self.sums.spend, np.ones(self.shape)), CPO_USUAL, self.clock)

    @cached_property
    def clicks(self) -> Track:
        """Clicks per spend."""
        unit = np.full(self.shape, CLICK_PRICE_CV**2)
        return track(Flow(self.sums.clicks, self.sums.spend, unit), CPC_USUAL, self.clock._replace(arrived=()))

    @cached_property
    def values(self) -> Track:
        """Value per order."""
        value, orders = self.sums.value.cumsum(axis=1), self.sums.valued_orders.cumsum(axis=1)
        average, overall = _per_order(value, orders), _per_order(value.sum(axis=0), orders.sum(axis=0))
        unit = np.where(average > 0, average, np.where(overall > 0, overall, 1.0)) * self.order_value_cv**2
        return track(Flow(self.sums.value, self.sums.valued_orders, unit), AOV_USUAL, self.clock)

    @cached_property
    def order_value_cv(self) -> Array:
        """Of single order values, as of every row."""
        return order_value_cv(self.sums)

    @property
    def shape(self) -> tuple[int, int]:
        """Series and rows."""
        return self.sums.spend.shape[0], self.sums.rows

    @cached_property
    def has_values(self) -> NDArray[np.bool_]:
        """As of every row, whether any order value was known."""
        return np.asarray(
            (self.sums.value.sum(axis=0).cumsum() > 0) & (self.sums.valued_orders.sum(axis=0).cumsum() > 0)
        )

    @cached_property
    def spreads(self) -> dict[str, tuple[Array, Array]]:
        """Of CPO, CPC, CVR and AOV: variance of the logarithm without luck, and how much of it is prior."""
        orders, clicks = self.orders.misses, self.clicks.misses
        rate = {ahead: _ratio(orders[ahead], clicks[ahead]) for ahead in orders}
        sources = (("cpo", orders, CPO_USUAL), ("cpc", clicks, CPC_USUAL), ("cvr", rate, CVR_USUAL))
        spreads = {name: spread(misses, usual, self.clock, self.shape) for name, misses, usual in sources}
        if self.has_values[-1]:
            spreads["aov"] = spread(self.values.misses, AOV_USUAL, self.clock, self.shape)
        return spreads

    @cached_property
    def reference(self) -> Array:
        """As of every row, what a period costs at the spend of the last 28 days; of a paused series, of all days."""
        rows = max(PRESENT_DAYS // self.clock.days_per_row, 1)
        sums = np.cumsum(self.sums.spend, axis=1)
        before = np.concatenate([np.zeros((self.shape[0], min(rows, self.shape[1]))), sums], axis=1)[:, : self.shape[1]]
        count = np.arange(1, self.shape[1] + 1)
        present, overall = (sums - before) / np.minimum(count, rows), sums / count
        usual = np.where(overall > 0, overall, overall.mean(axis=0))  # of a campaign that ended before all this
        return np.asarray(np.where(present > 0, present, usual) * self.period_days / self.clock.days_per_row)

    def known(self, series: int, row: int) -> Known:
        """The forecast of one series as of the end of one row."""
        at = (series, row)
        doubt = float((DELAY_DOUBT * self.orders.missing[at]) ** 2)
        per_order, per_click = self._rates(series, row)
        per_click += _not_counted(per_order - per_click)
        luck_orders, luck_clicks = float(self.orders.counting[at]) + doubt, float(self.clicks.counting[at])
        cpo, cpc, cvr = (float(self.spreads[name][0][at]) for name in ("cpo", "cpc", "cvr"))
        aov = None
        if self.has_values[row]:
            aov = float(self.values.level[at]), float(self.spreads["aov"][0][at] + self.values.counting[at])
        return Known(
            (-per_click, cpc + luck_clicks),
            (per_order - per_click, cvr + luck_orders + luck_clicks),
            cpo + luck_orders,
            aov,
        )

    def learned(self, series: int = 0, row: int = -1, **seen: Any) -> Learned:
        """The same as beliefs."""
        row = row % self.shape[1]
        at = (series, row)
        known = self.known(series, row)
        spend, clicks, orders, value = (float(part[series, : row + 1].sum()) for part in self.sums[:4])
        facts: dict[str, Any] = {
            "spend": spend,
            "clicks": clicks,
            "orders": orders,
            "value": value if self.has_values[row] else None,
            "days": (row + 1) * self.clock.days_per_row,
            "campaigns": 1,
        }
        return Learned(
            cpc=amount_of_log(*known.cpc),
            cvr=rate_of_log(*known.cvr),
            aov=None if known.aov is None else amount_of_log(*known.aov),
            correlation_cpc_cvr=correlation_of(known.cpc[1], known.cvr[1], known.cpo_variance),
            elasticity=share_of(float(self.orders.elasticity[at]), float(self.orders.elasticity_sd[at])),
            cpc_elasticity=float(self.clicks.elasticity[at]),
            reference_spend=float(self.reference[at]),
            spend_range=self._spend_range(series, row),
            order_value_cv=float(self.order_value_cv[at]) if self.has_values[row] else USUAL_ORDER_VALUE_CV,
            period_days=self.period_days,
            cvr_drift=math.sqrt(self.spreads["cvr"][0][at]),
            cpc_drift=math.sqrt(self.spreads["cpc"][0][at]),
            aov_drift=math.sqrt(self.spreads["aov"][0][at]) if known.aov is not None else 0.0,
            prior_share=float(self.spreads["cpo"][1][at]),
            **{**facts, **seen},
        )

    def lacks_clicks(self, series: int = 0, row: int = -1) -> bool:
        """Whether more orders come in than clicks can have led to: the click price is then held lower than it was."""
        per_order, per_click = self._rates(series, row)
        return _not_counted(per_order - per_click) > 0

    def _rates(self, series: int, row: int) -> tuple[float, float]:
        """Logarithms of orders and of clicks per spend, at the present spend."""
        at = (series, row)
        spend = math.log(max(self.reference[at], 1e-9) / self.period_days)
        per_order, per_click = (float(x.level[at] - x.elasticity[at] * spend) for x in (self.orders, self.clicks))
        return per_order, per_click

    def _spend_range(self, series: int, row: int) -> tuple[float, float]:
        spend = self.sums.spend[series, : row + 1]
        sums = ahead_sums(np.concatenate([[0.0], spend]), self.clock.rows)
        if not sums.size:
            sums = np.array([spend.sum() * self.clock.rows / len(spend)])
        return float(sums.min()), float(sums.max())

    def borrowed(self, series: int) -> tuple[float, float, float]:
        """Share of CVR, CPC and AOV that comes from siblings: what an average begins with over all that it rests on."""
        if self.shape[0] == 1:
            return 0.0, 0.0, 0.0
        rate, price = (SHARED_PRIOR * float(course.counting[series, -1]) for course in (self.orders, self.clicks))
        value = SHARED_PRIOR * float(self.values.counting[series, -1]) if self.has_values[-1] else 0.0
        return rate, price, value


def _per_order(value: Array, orders: Array) -> Array:
    """Value per order; 0 without an order, also where a value was booked to so small a part of one that it is none."""
    return np.divide(value, orders, out=np.zeros_like(value), where=orders > 0)


def _not_counted(log_cvr: float) -> float:
    """Logarithm of how many more clicks there must have been. CPO and orders stay: CPC falls as CVR does."""
    return max(log_cvr - math.log(HIGHEST_CVR), 0.0)


def _ratio(orders: Misses, clicks: Misses) -> Misses:
    """What was missed of orders per click."""
    return Misses(orders.error - clicks.error, orders.counts * clicks.counts, orders.power, orders.luck + clicks.luck)

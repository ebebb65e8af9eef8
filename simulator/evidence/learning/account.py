"""From what an account did to beliefs about the true averages of the coming period.

Click price, conversion rate and order value are each a sum divided by a sum, day by day, and go the same way: take the
rhythm of the week out, follow level and wander (`movement`), and turn the outcome into a belief. The luck of the coming
orders is not in a belief; the engine adds it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, stdtr

from simulator.beliefs.distributions import Amount, Belief, RateFromCounts
from simulator.errors import InputError
from simulator.evidence.learning.history import History
from simulator.evidence.learning.movement import AOV_USUAL, CPC_USUAL, CVR_USUAL, Level, Usual, follow, movements
from simulator.evidence.learning.pooling import pooled_logs, pooled_rates
from simulator.evidence.rows import MEASURES

Array = NDArray[np.float64]

USUAL: Final = (CVR_USUAL, CPC_USUAL, AOV_USUAL)
LONGEST: Final = 400
"""Rows that are looked at, the last ones: what was more than a year ago says nothing about next month."""
CLICK_PRICE_CV: Final = 0.7
"""Standard deviation / mean of single click prices; it only matters on days with a handful of clicks."""
USUAL_ORDER_VALUE_CV: Final = 1.0
_ORDER_VALUE_DAYS: Final = 5.0
"""The usual spread of order values counts as much as so many days of the file."""
_WEEKS_FOR_RHYTHM: Final = 3
_SIGNIFICANT: Final = 0.05
_LAST_DAYS: Final = (3, 7)
_INCOMPLETE: Final = 0.005
"""Last days are called incomplete when so few orders of theirs come from chance this rarely."""
_SHORT: Final = 14
_LEAST_MEAN: Final = 0.25
"""Where a rate fell to less than this share of its average, its noise is taken as if it had not."""
_UNSEEN: Final = 1e3
"""Relative variance of a level of which nothing was seen."""
_WIDEST_LOG: Final = 5.0
_SCORE: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Learned:
    """Beliefs about the true averages of the next period, and what they rest on.

    cpc, cvr, aov           lognormal, Beta from effective counts, lognormal; `aov` is None without order values
    correlation_cpc_cvr     of CPC and CVR with clicks held fixed; 0 when it cannot be told from 0
    order_value_cv          standard deviation / mean of single order values; 1 without order values
    period_days             length of the coming period
    spend, clicks, orders, value, days, campaigns
                            what was seen; value is None where unknown
    effective_orders, effective_clicks
                            counts that would know the coming rate as well if it never moved; fewer than were seen
    cvr_daily_sd            relative standard deviation of the rate of single days around its level
    cvr_drift, cpc_drift, aov_drift
                            relative standard deviation by which the average of the coming period moves away from the
                            present level
    prior_share             how much of what is believed of the movement of CVR is usual rather than seen in the file, 0
                            to 1
    borrowed, cpc_borrowed, aov_borrowed
                            share of the rate that comes from sibling campaigns, 0 to 1
    notes                   what a person should know, in words
    """

    cpc: Amount
    cvr: RateFromCounts
    aov: Belief | None
    correlation_cpc_cvr: float
    order_value_cv: float
    period_days: float
    spend: float
    clicks: float
    orders: float
    value: float | None
    days: int
    campaigns: int
    cvr_daily_sd: float
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


class _Daily(NamedTuple):
    """Sums per row of time and series, shape (rows, series); a row of time without any has zeros."""

    spend: Array
    clicks: Array
    orders: Array
    value: Array
    valued_orders: Array
    """Orders whose value is known."""
    weekday: NDArray[np.intp]
    days_per_row: int

    def without_last(self, rows: int) -> _Daily:
        """The same up to some rows before the end."""
        return _Daily(
            self.spend[:-rows],
            self.clicks[:-rows],
            self.orders[:-rows],
            self.value[:-rows],
            self.valued_orders[:-rows],
            self.weekday[:-rows],
            self.days_per_row,
        )


class _Ratios(NamedTuple):
    """A rate of every series: its average over the file, and the rows relative to it."""

    average: Array
    seen: Array
    noise: Array
    trust: Array


def learn(
    history: History, *, period_days: float = 30, usual: Sequence[Usual] = USUAL, with_notes: bool = True
) -> Learned:
    """What the history, all campaigns added up, says about the next `period_days` days.

    usual : how CVR, CPC and AOV usually move; (STILL, STILL, STILL) leaves only the noise of counting
    with_notes : without them it takes half the time

    Raises
    ------
    InputError
        Without a click or without spend.
    """
    daily = _daily(history, by_campaign=False)
    _must_have_clicks(daily)
    found = _found(daily, period_days, usual)
    cvr = _rate(*_level_of_rate(found.cvr, found.cvr_average), float(found.cvr.ahead[0]))
    cpc = _amount(*_level_of_log(found.cpc, found.cpc_average), float(found.cpc.ahead[0]))
    has_value = bool(daily.valued_orders.sum() > 0 and daily.value.sum() > 0)
    aov = _amount(*_level_of_log(found.aov, found.aov_average), float(found.aov.ahead[0])) if has_value else None
    return _learned(
        history,
        found,
        0,
        (cpc, cvr, aov),
        totals=[history.frame[name].sum(min_count=1) for name in MEASURES],
        campaigns=len(history.campaigns),
        correlation=_correlation(history),
        notes=_notes(history, daily, has_value) if with_notes else (),
        period_days=period_days,
    )


def learn_campaigns(history: History, *, period_days: float = 30, usual: Sequence[Usual] = USUAL) -> dict[str, Learned]:
    """What the history says about each campaign, the largest spend first.

    Campaigns borrow from their siblings (`pooling`); one without a click of its own knows only what they know.

    Raises
    ------
    InputError
        Without a click or without spend.
    """
    names = history.campaigns
    if len(names) == 1:
        return {names[0]: learn(history, period_days=period_days, usual=usual, with_notes=False)}
    daily = _daily(history, by_campaign=True)
    _must_have_clicks(daily)
    found = _found(daily, period_days, usual)
    means, variances = _level_of_rate_counts(found.cvr, found.cvr_average)
    rates = pooled_rates(means, variances)
    prices = pooled_logs(*_level_of_log(found.cpc, found.cpc_average))
    has_value = bool(daily.valued_orders.sum() > 0 and daily.value.sum() > 0)
    values = pooled_logs(*_level_of_log(found.aov, found.aov_average)) if has_value else None
    sums = history.frame.groupby("campaign")[list(MEASURES)].sum(min_count=1)
    totals = dict(zip(sums.index, sums.to_numpy(dtype=float).tolist(), strict=True))
    learned = {}
    for at, name in enumerate(names):
        cvr = _rate(float(rates.mean[at]), float(rates.variance[at]), float(found.cvr.ahead[at]))
        cpc = _amount(prices.mean[at], prices.variance[at], float(found.cpc.ahead[at]))
        aov = _amount(values.mean[at], values.variance[at], float(found.aov.ahead[at])) if values else None
        learned[name] = _learned(
            history,
            found,
            at,
            (cpc, cvr, aov),
            totals=totals[name],
            period_days=period_days,
            borrowed=(
                float(rates.borrowed[at]),
                float(prices.borrowed[at]),
                float(values.borrowed[at]) if values else 0.0,
            ),
        )
    return learned


class _Found(NamedTuple):
    """Levels of all series, and the averages that they are relative to."""

    cvr: Level
    cpc: Level
    aov: Level
    cvr_average: Array
    cpc_average: Array
    aov_average: Array
    order_value_cv: Array


def _found(daily: _Daily, period_days: float, usual: Sequence[Usual]) -> _Found:
    """Follow the three rates of every series, all together."""
    series = daily.spend.shape[1]
    value_cv = _order_value_cv(daily)
    ratios = (
        _without_rhythm(_ratios(daily.orders, daily.clicks), daily),
        _without_rhythm(_ratios(daily.spend, daily.clicks, cv=np.full(series, CLICK_PRICE_CV)), daily),
        _ratios(daily.value, daily.valued_orders, cv=value_cv),
    )
    grids = [movements(each, daily.days_per_row) for each in usual for _ in range(series)]
    seen, noise, trust = (
        np.concatenate([getattr(each, part) for each in ratios], axis=1) for part in ("seen", "noise", "trust")
    )
    level = follow(
        seen,
        noise,
        trust,
        grids,
        rows_ahead=max(period_days / daily.days_per_row, 1.0),
        shared=np.repeat(np.arange(3), series) if series > 1 else None,
    )
    cvr, cpc, aov = (Level(*(part[at : at + series] for part in level)) for at in range(0, 3 * series, series))
    return _Found(cvr, cpc, aov, ratios[0].average, ratios[1].average, ratios[2].average, value_cv)


# ---------------------------------------------------------------------------------------------------------------
# Sums per day


def _daily(history: History, *, by_campaign: bool) -> _Daily:
    """Sums of the last `LONGEST` rows of time."""
    frame = history.frame
    if frame.empty:
        raise InputError("The history has no rows: choose more campaigns or a longer period.", field="campaigns")
    dates = frame["date"].to_numpy().astype("datetime64[D]").astype(int)
    row = (dates - dates.min()) // history.days_per_row
    rows = int(row.max()) + 1
    begin = max(rows - LONGEST, 0)
    series, count = _series(history) if by_campaign else (np.zeros(len(frame), dtype=np.intp), 1)
    kept = row >= begin
    shape = (rows - begin, count)
    flat = ((row - begin) * count + series)[kept]

    def summed(values: Array) -> Array:
        sums: Array = np.bincount(flat, weights=values[kept], minlength=shape[0] * shape[1]).astype(float)
        return sums.reshape(shape)

    spend, clicks, orders, value = (frame[name].to_numpy(dtype=float) for name in MEASURES)
    known = np.isfinite(value)
    days = dates.min() + np.arange(begin, rows) * history.days_per_row
    sums = _Daily(
        summed(spend),
        summed(clicks),
        summed(orders),
        summed(np.where(known, value, 0.0)),
        summed(np.where(known, orders, 0.0)),
        (days % 7).astype(np.intp),
        history.days_per_row,
    )
    return _orders_to_clicks(sums)


def _series(history: History) -> tuple[NDArray[np.intp], int]:
    """The place of every row's campaign among `History.campaigns`, and how many there are."""
    names = history.campaigns
    place = {name: at for at, name in enumerate(names)}
    return np.array([place[name] for name in history.frame["campaign"]], dtype=np.intp), len(names)


def _orders_to_clicks(daily: _Daily) -> _Daily:
    """Spend and orders of rows without a click go to the last row with one, whose clicks they came from."""
    stray = (daily.clicks <= 0) & ((daily.orders > 0) | (daily.spend > 0))
    if not stray.any():
        return daily
    orders, spend = daily.orders.copy(), daily.spend.copy()
    for series in np.flatnonzero(stray.any(axis=0)):
        clicked = np.flatnonzero(daily.clicks[:, series] > 0)
        if not clicked.size:
            continue
        rows = np.flatnonzero(stray[:, series])
        to = clicked[np.maximum(np.searchsorted(clicked, rows) - 1, 0)]
        for sums in (orders, spend):
            np.add.at(sums[:, series], to, sums[rows, series])
            sums[rows, series] = 0.0
    return daily._replace(orders=orders, spend=spend)


def _must_have_clicks(daily: _Daily) -> None:
    if daily.clicks.sum() <= 0:
        raise InputError(
            "There is no click in these days and campaigns, so no conversion rate: choose more of them.", field="clicks"
        )
    if daily.spend.sum() <= 0:
        raise InputError(
            "Nothing was spent in these days and campaigns, so there is no click price: choose more of them.",
            field="spend",
        )


# ---------------------------------------------------------------------------------------------------------------
# Rates relative to their average


def _ratios(above: Array, below: Array, *, cv: Array | None = None) -> _Ratios:
    """A sum divided by a sum, row by row, relative to the whole file.

    cv  standard deviation / mean of what is summed up in `above` per unit of `below`; None where it counts events
        (orders), whose noise is that of Poisson
    """
    total = below.sum(axis=0)
    has_any = total > 0
    counted = above.sum(axis=0)
    if cv is None:
        average = np.where(counted > 0, counted, 0.5) / np.where(has_any, total, 1.0)
        amount = below * average
    else:
        average = np.where(counted > 0, counted, 1.0) / np.where(has_any, total, 1.0)
        amount = below / np.maximum(cv, 1e-3) ** 2
    some = below > 0
    seen = np.where(some, above / np.where(some, below * average, 1.0), 1.0)
    noise = np.where(some, 1 / np.where(some, amount, 1.0), np.inf)
    # Skewed sums make the filter's likelihood too sure of itself: var(χ²) is 2 + kurtosis.
    trust = np.where(some, 1 / (1 + 0.5 * np.minimum(noise, 1e6) * (1.0 if cv is None else 3.0)), 0.0)
    return _Ratios(average, seen, noise, trust)


def _without_rhythm(ratios: _Ratios, daily: _Daily) -> _Ratios:
    """The same with the rhythm of the week taken out, as far as it is more than chance."""
    rows = len(ratios.seen)
    if daily.days_per_row != 1 or rows < 7 * _WEEKS_FOR_RHYTHM:
        return ratios
    weight = np.where(np.isfinite(ratios.noise), 1 / (ratios.noise + 0.03), 0.0)
    member = daily.weekday[:, None] == np.arange(7)
    per_day = member.T.astype(float) @ weight
    seen = np.where(np.isfinite(ratios.noise), ratios.seen, 1.0)
    mean = (member.T.astype(float) @ (weight * seen)) / np.where(per_day > 0, per_day, 1.0)
    middle = (weight * seen).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-12)
    away = np.where(per_day > 0, mean - middle, 0.0)
    chance = 1 / np.where(per_day > 0, per_day, 1.0)
    spread = np.maximum((away**2 - chance * (per_day > 0)).mean(axis=0), 0.0)
    factor = 1 + away * spread / (spread + chance) / np.maximum(middle, 1e-9)
    factor = np.clip(factor, 0.3, 3.0)[daily.weekday]
    share = np.where(np.isfinite(ratios.noise), 1 / ratios.noise, 0.0)
    factor = factor * share.sum(axis=0) / np.maximum((share * factor).sum(axis=0), 1e-12)
    factor = np.where(share.sum(axis=0) > 0, factor, 1.0)
    return ratios._replace(seen=ratios.seen / factor, noise=ratios.noise / factor)


def _order_value_cv(daily: _Daily) -> Array:
    """Standard deviation / mean of single order values, from how much the averages of neighbouring rows differ."""
    some = daily.valued_orders > 0
    total = daily.valued_orders.sum(axis=0)
    average = np.where(total > 0, daily.value.sum(axis=0), 1.0) / np.where(total > 0, total, 1.0)
    average = np.where(average > 0, average, 1.0)
    spreads = np.empty(len(total))
    for series in range(len(total)):
        orders = daily.valued_orders[some[:, series], series]
        value = daily.value[some[:, series], series] / orders / average[series]
        squares = np.diff(value) ** 2 / (1 / orders[1:] + 1 / orders[:-1]) if len(orders) > 1 else np.zeros(0)
        spreads[series] = (squares.sum() + _ORDER_VALUE_DAYS * USUAL_ORDER_VALUE_CV**2) / (
            len(squares) + _ORDER_VALUE_DAYS
        )
    return np.clip(np.sqrt(spreads), 0.02, 5.0)


# ---------------------------------------------------------------------------------------------------------------
# Levels as beliefs


def _level_of_rate_counts(level: Level, average: Array) -> tuple[Array, Array]:
    """Effective orders and clicks behind the present level: as many as would know it as well if it did not move."""
    clicks = np.where(level.now < _UNSEEN, 1 / (average * np.maximum(level.now, 1e-12)), 0.0)
    return np.maximum(level.mean, 0.0) * average * clicks, clicks


def _level_of_rate(level: Level, average: Array) -> tuple[float, float]:
    """Mean and variance of the present rate: the Jeffreys posterior from the effective counts."""
    orders, clicks = (float(each[0]) for each in _level_of_rate_counts(level, average))
    mean = (orders + 0.5) / (max(clicks, orders) + 1)
    return mean, mean * (1 - mean) / (max(clicks, orders) + 2)


def _rate(mean: float, variance: float, ahead: float) -> RateFromCounts:
    """The Beta with this mean, widened by what is ahead, as the counts that make it."""
    mean = min(max(mean, 1e-9), 0.98)
    size = mean * (1 - mean) / (variance + mean**2 * ahead) - 1
    orders = float(max(mean * max(size, 1e-6) - 0.5, 0.0))
    return RateFromCounts(orders, float(max((orders + 0.5) / mean - 1, orders, 1e-6)))


def _level_of_log(level: Level, average: Array) -> tuple[Array, Array]:
    """Mean and variance of the logarithm of the present level; infinite where nothing was seen."""
    mean = np.maximum(level.mean, 0.05)
    variance = np.where(level.now < _UNSEEN, np.log1p(level.now / mean**2), np.inf)
    return np.log(mean * np.maximum(average, 1e-9)) - np.where(np.isfinite(variance), variance, 0.0) / 2, variance


def _amount(mean: Array | float, variance: Array | float, ahead: float) -> Amount:
    """The lognormal with this mean and variance of the logarithm, widened by what is ahead."""
    middle = float(np.ravel(mean)[0])
    sigma = math.sqrt(min(float(np.ravel(variance)[0]) + math.log1p(ahead), _WIDEST_LOG**2))
    sigma = max(sigma, 1e-4)
    low = max(math.exp(middle - _SCORE * sigma), 1e-9)
    return Amount(low, max(math.exp(middle + _SCORE * sigma), low * (1 + 1e-6)))


def _learned(
    history: History,
    found: _Found,
    at: int,
    beliefs: tuple[Amount, RateFromCounts, Amount | None],
    *,
    totals: Sequence[float],
    campaigns: int = 1,
    period_days: float,
    correlation: float = 0.0,
    notes: tuple[InputError, ...] = (),
    borrowed: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> Learned:
    cpc, cvr, aov = beliefs
    spend, clicks, orders, value = (float(each) for each in totals)
    return Learned(
        cpc=cpc,
        cvr=cvr,
        aov=aov,
        correlation_cpc_cvr=correlation,
        order_value_cv=float(found.order_value_cv[at]),
        period_days=period_days,
        spend=spend,
        clicks=clicks,
        orders=orders,
        value=None if math.isnan(value) else value,
        days=history.days,
        campaigns=campaigns,
        cvr_daily_sd=float(found.cvr.daily_sd[at]),
        cvr_drift=math.sqrt(found.cvr.ahead[at]),
        cpc_drift=math.sqrt(found.cpc.ahead[at]),
        aov_drift=math.sqrt(found.aov.ahead[at]),
        prior_share=float(found.cvr.prior[at]),
        borrowed=borrowed[0],
        cpc_borrowed=borrowed[1],
        aov_borrowed=borrowed[2],
        notes=notes,
    )


# ---------------------------------------------------------------------------------------------------------------
# What else the days tell


def _correlation(history: History) -> float:
    """Of CPC and CVR, day by day within campaigns: log spend with log orders once log clicks and weekday are known.

    The raw ratios share the clicks, whose errors alone would relate them. 0 unless it differs from 0 with p < 0.05.
    """
    frame = history.frame
    frame = frame[(frame["clicks"] > 0) & (frame["spend"] > 0) & (frame["orders"] > 0)]
    if len(frame) < 20:
        return 0.0
    campaign, _ = frame["campaign"].factorize()
    weekday = frame["date"].dt.day_of_week.to_numpy() if history.days_per_row == 1 else np.zeros(len(frame), dtype=int)
    spend, clicks, orders = (np.log(frame[name].to_numpy(dtype=float)) for name in ("spend", "clicks", "orders"))
    groups = np.bincount(campaign)
    kept = groups[campaign] >= 8
    if not kept.any():
        return 0.0
    columns = np.column_stack([spend, orders, clicks])[kept]
    _, campaign = np.unique(campaign[kept], return_inverse=True)
    weekday = weekday[kept]
    for labels in (campaign, weekday, campaign):
        count = np.bincount(labels)
        for column in columns.T:
            column -= (np.bincount(labels, weights=column) / np.maximum(count, 1))[labels]
    spend, orders, clicks = columns.T
    power = clicks @ clicks
    if power > 1e-12:
        spend, orders = (each - clicks * (clicks @ each) / power for each in (spend, orders))
    sizes = math.sqrt(float(spend @ spend) * float(orders @ orders))
    freedom = len(spend) - (campaign.max() + 1) - len(np.unique(weekday)) - 2
    if sizes < 1e-9 or freedom < 10:
        return 0.0
    correlation = float(spend @ orders) / sizes
    # Days resemble their neighbours: fewer of them count (M. S. Bartlett 1946).
    alike = _lag_one(spend, campaign) * _lag_one(orders, campaign)
    freedom *= (1 - alike) / (1 + alike)
    score = correlation * math.sqrt(max(freedom, 1.0) / max(1 - correlation**2, 1e-9))
    chance = 2 * float(stdtr(max(freedom, 1.0), -abs(score)))
    return min(max(correlation, -0.9), 0.9) if chance < _SIGNIFICANT else 0.0


def _lag_one(values: Array, campaign: NDArray[np.intp]) -> float:
    order = np.argsort(campaign, kind="stable")
    values, campaign = values[order], campaign[order]
    same = campaign[1:] == campaign[:-1]
    power = float(values @ values)
    return max(float((values[1:] * values[:-1])[same].sum()) / power, 0.0) if power > 0 else 0.0


def _notes(history: History, daily: _Daily, has_value: bool) -> tuple[InputError, ...]:
    notes = []
    if history.days < _SHORT:
        notes.append(
            InputError(
                "The history has only {days} days: how much rates move from week to week is mostly taken from what is "
                "usual.",
                days=history.days,
            )
        )
    if daily.orders.sum() > daily.clicks.sum():
        notes.append(
            InputError(
                "There are more orders ({orders}) than clicks ({clicks}): the export counts orders after views, or "
                "other clicks than those. The conversion rate is taken as its largest possible.",
                orders=float(daily.orders.sum()),
                clicks=float(daily.clicks.sum()),
            )
        )
    if not has_value:
        notes.append(InputError("No order values are known: the order value stays as it is in the plan."))
    incomplete = _incomplete(daily)
    if incomplete is not None:
        notes.append(
            InputError(
                "The last {days} days have only {share} of the orders that their clicks led to before. Orders often "
                "come in days after the click: leave these days out, unless something really changed.",
                days=incomplete[0],
                share=incomplete[1],
            )
        )
    if history.left_out:
        notes.append(
            InputError(
                "Rows without spend, clicks or orders were left out: {count}.",
                count=history.left_out,
            )
        )
    return tuple(notes)


def _incomplete(daily: _Daily) -> tuple[int, float] | None:
    """How many last days have clearly fewer orders than their clicks should have brought, and which share of them."""
    for days in _LAST_DAYS:
        rows = days // daily.days_per_row
        if rows < 1 or len(daily.clicks) - rows < _SHORT // daily.days_per_row or not daily.clicks[:-rows].any():
            continue
        before = daily.without_last(rows)
        level = _found(before, days, USUAL)
        rate = _rate(*_level_of_rate(level.cvr, level.cvr_average), float(level.cvr.ahead[0]))
        clicks, orders = float(daily.clicks[-rows:].sum()), float(daily.orders[-rows:].sum())
        alpha, beta = rate.shape
        # Orders are negative binomial when the rate is gamma distributed: P(X ≤ k) is an incomplete beta function.
        chance = float(betainc(alpha, math.floor(orders) + 1, (alpha + beta) / (alpha + beta + clicks)))
        if chance < _INCOMPLETE and clicks > 0:
            return days, round(orders / (clicks * alpha / (alpha + beta)), 2)
    return None

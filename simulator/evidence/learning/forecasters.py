"""A weighted combination of simple forecasters, and how far it has missed: what a rate will be in a coming period.

Orders per spend (and clicks per spend, and value per order) of the next H days are forecast seven ways: five averages
of the past with half-lives of 3.5 to 56 days, one that goes on half as far as it lately moved, and one that repeats
half of what the same days a year ago did. All are told the spend of the coming period and answer to it with an
elasticity, of which a grid is tried. Each pair of forecaster and elasticity weighs by its prior times how well it would
have done on this very account. How wide the answer is goes by what the combination itself missed by: first a week
ahead, then the whole period ahead, each the prior of the next, and the first by what is usual (`Usual`).

Nothing looks ahead: the numbers of a row rest on that row and those before it. So one pass over the file gives the
forecast of today and of every past day, and hindsight tests the forecast that is used.

Sources: combining forecasts by their past errors, J. M. Bates & C. W. J. Granger, Operational Research Quarterly 20
(1969); weights by likelihood, J. A. Hoeting et al., Statistical Science 14 (1999); damped trend, E. S. Gardner & E.
McKenzie, Management Science 31 (1985); errors that are cut, P. J. Huber, Ann. Math. Stat. 35 (1964).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.evidence.learning.flows import (
    SHORT_DAYS,
    Clock,
    Flow,
    Rhythm,
    ahead_sums,
    rhythm_ahead,
    rhythm_of,
    weighted_sums,
)

Array = NDArray[np.float64]

HALF_LIVES: Final = (3.5, 7.0, 14.0, 28.0, 56.0)
"""Days after which a day counts half: from a few days to two months, each twice the one before."""
SHORT_WEIGHT: Final = 0.5
"""A miss a week ahead says half as much about which forecaster to trust a month ahead as one a month ahead."""
PRIOR_PERIODS: Final = 6.0
"""What is usual counts as much as so many periods of the account's own. Tried: 2, 3, 4, 6; no line moved by 1 point."""
CUT: Final = 2.5
"""Misses are cut at so many standard deviations: one Black Friday does not widen the whole year. Tried: 1.75 to 3."""
LEAST_RATIO: Final = 0.1
"""The variance that is not luck never falls below this share of the usual."""
SIBLINGS: Final = 0.25
"""A campaign's day tells so much of a day of one's own about which forecaster to trust."""
OWN_PRIOR: Final = 0.5
"""Orders at the account's average rate that an average begins with (Jeffreys)."""
SHARED_PRIOR: Final = 2.0
"""Orders at the rate of all campaigns that a campaign's average begins with: rates differ by 0.7 = 1/√2."""
DAMPED: Final = 0.5
_LEAST_SPEND: Final = 0.1
"""A forecaster whose days had hardly any spend is told at least this share of the usual spend."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of one rate before a file is seen, from many accounts.

    base, per_day  variance of the logarithm of what is missed `d` days ahead is base + per_day · d, luck aside
    elasticities   values to try of d log rate / d log spend, taken negative (of orders per spend: d log CPO / d log
                   spend)
    elasticity     mean and standard deviation of the prior over them
    """

    base: float
    per_day: float
    elasticities: tuple[float, ...] = (0.0,)
    elasticity: tuple[float, float] = (0.0, 1.0)

    def variance(self, days: float) -> float:
        """Of the logarithm of the rate of the next `days` days."""
        return self.base + self.per_day * days

    @property
    def log_prior(self) -> Array:
        """Of the elasticities."""
        mean, sd = self.elasticity
        log = -0.5 * ((np.array(self.elasticities) - mean) / sd) ** 2
        return np.asarray(log - np.log(np.exp(log).sum()))


class Misses(NamedTuple):
    """What was missed from every past row, so many rows ahead; shape (series, rows - ahead).

    error   logarithm of what came over what was forecast
    counts  1 where there was something to forecast, else 0
    power   how much of a miss of the rate shows in `error`; less than 1 where few are counted
    luck    variance of `error` from counting alone
    """

    error: Array
    counts: Array
    power: Array
    luck: Array


class Track(NamedTuple):
    """The forecast as of the end of every row; shape (series, rows).

    level          logarithm of the rate of the coming period at a spend of 1 a day
    elasticity, elasticity_sd
                   log rate = level - elasticity · log(spend per day)
    counting       variance of `level` from the counts that it rests on
    missing        share of what it rests on that had not come in by then
    misses         by rows ahead
    """

    level: Array
    elasticity: Array
    elasticity_sd: Array
    counting: Array
    missing: Array
    misses: dict[int, Misses]


def track(flow: Flow, usual: Usual, clock: Clock) -> Track:
    """Follow the rate above / below of every series."""
    experts = _experts(flow, usual, clock)
    forecasts = {ahead: _forecasts(flow, experts, usual, clock, ahead) for ahead in clock.horizons}
    weights = _weights(flow, forecasts, usual, clock, len(experts.level))
    by_expert, by_elasticity = weights.sum(axis=0), weights.sum(axis=1)
    values = np.array(usual.elasticities)[:, None, None]
    elasticity = (by_elasticity * values).sum(axis=0)
    counting = flow.unit / ((by_expert * experts.counted).sum(axis=0) + _prior(flow))
    misses = {
        ahead: _misses(flow, weights, forecast, counting, clock, ahead)
        for ahead, forecast in forecasts.items()
        if forecast is not None
    }
    answers = (weights * values[:, None]).sum(axis=0)
    return Track(
        (by_expert * experts.level + answers * experts.spend).sum(axis=0)
        + rhythm_ahead(experts.rhythm, clock, clock.rows),
        elasticity,
        np.sqrt((by_elasticity * (values - elasticity) ** 2).sum(axis=0)),
        counting,
        (by_expert * experts.missing).sum(axis=0),
        misses,
    )


def spread(misses: dict[int, Misses], usual: Usual, clock: Clock, shape: tuple[int, int]) -> tuple[Array, Array]:
    """Variance of the logarithm of the coming period's rate without luck, as of every row; and how much of it is prior.

    From what was missed a week ahead, then a period ahead; with several series, from all of them before one's own.
    """
    ratio, prior = np.ones(shape), np.ones(shape)
    for ahead, miss in misses.items():
        variance = usual.variance(ahead * clock.days_per_row)
        luck = miss.luck / variance
        squares = miss.error**2 / variance - luck
        seen = _so_far(miss.power * miss.counts, ahead, shape)
        before = PRIOR_PERIODS * ratio + _so_far(squares * miss.counts, ahead, shape)
        so_far = np.maximum(before / (PRIOR_PERIODS + seen), LEAST_RATIO)[:, : squares.shape[1]]
        cut = np.minimum(squares, CUT**2 * (so_far * miss.power + luck)) * miss.counts
        missed = _so_far(cut, ahead, shape)
        if shape[0] > 1:
            together = PRIOR_PERIODS + seen.sum(axis=0)
            ratio = np.maximum((PRIOR_PERIODS * ratio + missed.sum(axis=0)) / together, LEAST_RATIO)
        ratio = np.maximum((PRIOR_PERIODS * ratio + missed) / (PRIOR_PERIODS + seen), LEAST_RATIO)
        prior = prior * PRIOR_PERIODS / (PRIOR_PERIODS + seen)
    return usual.variance(clock.rows * clock.days_per_row) * ratio, prior


# ---------------------------------------------------------------------------------------------------------------
# Forecasters


class _Experts(NamedTuple):
    """Of every forecaster, shape (forecasters, series, rows): the logarithm of the rate on an average weekday, the
    logarithm of the spend per day at which it was seen, how much was counted, and which share had not come in."""

    level: Array
    spend: Array
    counted: Array
    missing: Array
    rhythm: Rhythm | None


def _experts(flow: Flow, usual: Usual, clock: Clock) -> _Experts:
    rhythm = rhythm_of(flow, clock)
    averages = [_average(flow, days / clock.days_per_row, rhythm, clock) for days in HALF_LIVES]
    level, spend, counted, missing = (np.array(part) for part in zip(*averages, strict=True))
    week, month = HALF_LIVES.index(7.0), HALF_LIVES.index(28.0)
    trend = DAMPED * (level[week] - level[month]), DAMPED * (spend[week] - spend[month])
    season = DAMPED * _a_year_ago(flow, level[week], spend[week], usual, clock)
    level = np.concatenate([level, [level[week] + trend[0], level[week] + season]])
    spend = np.concatenate([spend, [spend[week] + trend[1], spend[week]]])
    counted, missing = (np.concatenate([part, part[[week, week]]]) for part in (counted, missing))
    return _Experts(level, spend, counted, missing, rhythm)


def _average(flow: Flow, half_life: float, rhythm: Rhythm | None, clock: Clock) -> tuple[Array, Array, Array, Array]:
    """The exponentially weighted average with this half-life in rows, drawn a little to a common rate."""
    above = (
        weighted_sums(flow.above, half_life, clock.arrived)
        if rhythm is None
        else (weighted_sums(flow.above * rhythm.days[:, None], half_life, clock.arrived) / rhythm.factor[:, None]).sum(
            axis=0
        )
    )
    below = weighted_sums(flow.below, half_life, clock.arrived)
    rows = np.arange(1, flow.below.shape[1] + 1)
    prior, center = _prior(flow), _center(flow, clock)
    level = np.log((above + prior) / (below + prior / center))
    usual = np.cumsum(flow.below, axis=1) / rows
    # Before its first spend a series has the rate of its siblings, at their spend.
    least = np.where(usual > 0, _LEAST_SPEND * usual, usual.mean(axis=0, keepdims=True))
    whole = weighted_sums(flow.below, half_life)
    per_row = whole / weighted_sums(np.ones(len(rows)), half_life)
    spend = np.log(np.maximum(per_row, np.maximum(least, 1e-9)) / clock.days_per_row)
    return level, spend, np.asarray(above), 1 - below / np.where(whole > 0, whole, np.inf) - (whole <= 0)


def _prior(flow: Flow) -> Array:
    return (OWN_PRIOR if len(flow.above) == 1 else SHARED_PRIOR) * flow.unit


def _center(flow: Flow, clock: Clock) -> Array:
    """The rate that averages are drawn to: the account's own so far, or that of all campaigns in the last weeks."""
    above, below = flow.above.sum(axis=0), flow.below.sum(axis=0)
    rows = np.arange(1, len(above) + 1)
    least = np.maximum(1e-3 * np.cumsum(below) / rows, 1e-9)
    if len(flow.above) == 1:
        above, below = np.cumsum(above), np.cumsum(below)
    else:
        above, below = weighted_sums(above, 28 / clock.days_per_row), weighted_sums(below, 28 / clock.days_per_row)
    return np.asarray((above + OWN_PRIOR * flow.unit.mean(axis=0)) / np.maximum(below, least))


def _a_year_ago(flow: Flow, level: Array, spend: Array, usual: Usual, clock: Clock) -> Array:
    """What the same days a year ago brought beyond what their own week before promised; 0 where no year is known."""
    rows, year = flow.above.shape[1], 364 // clock.days_per_row
    beyond = np.zeros_like(level)
    count = rows - year
    if count <= 0 or year <= clock.rows:
        return beyond
    above, below = (ahead_sums(part, clock.rows)[:, :count] for part in (flow.above, flow.below))
    prior, center = _prior(flow)[:, :count], _center(flow, clock)[:count]
    came = np.log((above + prior) / (below + prior / center))
    answer = usual.elasticity[0] * (_log_per_day(below, clock, clock.rows) - spend[:, :count])
    is_known = (below > 0) & (np.arange(count) >= 28 // clock.days_per_row)
    beyond[:, year:] = np.where(is_known, came - (level[:, :count] - answer), 0.0)
    return beyond


def _forecasts(flow: Flow, experts: _Experts, usual: Usual, clock: Clock, ahead: int) -> Array | None:
    """Logarithm of what every pair of elasticity and forecaster expects in the next rows, as of every row; shape
    (elasticities, forecasters, series, rows - ahead). None where the file is too short."""
    known = flow.below.shape[1] - ahead
    if known <= 0:
        return None
    below = ahead_sums(flow.below, ahead)
    values = np.array(usual.elasticities)[:, None, None, None]
    answer = values * (_log_per_day(below, clock, ahead) - experts.spend[..., :known])
    level = experts.level + rhythm_ahead(experts.rhythm, clock, ahead)
    return np.asarray(np.log(np.where(below > 0, below, 1.0)) + level[..., :known] - answer)


def _log_per_day(below: Array, clock: Clock, rows: int) -> Array:
    return np.asarray(np.log(np.where(below > 0, below, 1.0) / (rows * clock.days_per_row)))


# ---------------------------------------------------------------------------------------------------------------
# Weights and misses


def _weights(flow: Flow, forecasts: dict[int, Array | None], usual: Usual, clock: Clock, count: int) -> Array:
    """Of every pair, as of every row: prior times the likelihood of its misses so far, their scale averaged over.

    Misses of overlapping periods count as much as those of periods side by side. Shape (elasticities, forecasters,
    series, rows), sum 1.
    """
    shape = flow.above.shape
    squares: Array | float = 0.0
    seen: Array | float = 0.0
    for ahead, expected in forecasts.items():
        if expected is None:
            continue
        weight = 1.0 if ahead == clock.rows else SHORT_WEIGHT
        counts, came, unit = _outcomes(flow, clock, ahead)
        error = np.log((came + unit / 2) / (np.exp(expected) + unit / 2))
        variance = usual.variance(ahead * clock.days_per_row) + unit / (came + unit / 2)
        cut = np.minimum(error**2 / variance, (2 * CUT) ** 2) * counts
        squares = squares + weight * _with_siblings(_so_far(cut, ahead, shape))
        seen = seen + weight * _with_siblings(_so_far(counts, ahead, shape))
    fit = -0.5 * (PRIOR_PERIODS + seen) * np.log((PRIOR_PERIODS + squares) / (PRIOR_PERIODS + seen))
    fit = fit + usual.log_prior[:, None, None, None] + np.zeros((len(usual.elasticities), count, *shape))
    weights = np.exp(fit - fit.max(axis=(0, 1)))
    return np.asarray(weights / weights.sum(axis=(0, 1)))


def _misses(flow: Flow, weights: Array, expected: Array, counting: Array, clock: Clock, ahead: int) -> Misses:
    """Of the combination as it would have been put together in each row."""
    counts, came, unit = _outcomes(flow, clock, ahead)
    known = counts.shape[1]
    forecast = np.exp((weights[..., :known] * expected).sum(axis=(0, 1)))
    power = (forecast / (forecast + unit / 2)) ** 2
    luck = unit / (forecast + unit / 2) + power * counting[:, :known]
    return Misses(np.log((came + unit / 2) / (forecast + unit / 2)), counts, power, luck)


def _outcomes(flow: Flow, clock: Clock, ahead: int) -> tuple[Array, Array, Array]:
    """As of every row: whether the next rows count, what they brought, and the unit of chance."""
    below = ahead_sums(flow.below, ahead)
    known = below.shape[1]
    has_begun = np.cumsum(flow.below, axis=1)[:, :known] > 0
    counts = (below > 0) & has_begun & (np.arange(known) + 1 >= SHORT_DAYS // clock.days_per_row)
    return counts.astype(float), ahead_sums(flow.above, ahead), flow.unit[:, :known]


def _so_far(values: Array, ahead: int, shape: tuple[int, int]) -> Array:
    """As of every row, the sum over periods that were over by then, in periods side by side."""
    filler = np.zeros((*values.shape[:-1], ahead))
    return np.asarray(np.concatenate([filler, np.cumsum(values, axis=-1)], axis=-1)[..., : shape[1]] / ahead)


def _with_siblings(sums: Array) -> Array:
    if sums.shape[-2] == 1:
        return sums
    return (1 - SIBLINGS) * sums + SIBLINGS * sums.sum(axis=-2, keepdims=True)

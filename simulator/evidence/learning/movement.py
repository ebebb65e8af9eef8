"""How a rate moves from day to day, and so how well its average over the coming period is known.

The rate of a day is a slow level plus a day-to-day wander, both relative to the average of the file:

    seen_t = level_t + wander_t + noise_t
    level_t = level_(t-1) + drift · e_t           wander_t = likeness · wander_(t-1) + √(1 - likeness²) · sd · e'_t

The noise is what counting alone brings, and known; how much level and wander move is not. Every combination of a grid
is tried and weighed by its prior (what is usual in ad accounts) times how well it foretold every day from the days
before, the likelihood of the Kalman filter. A short file leaves the prior as it was, a long one overrules it.

Source: A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman Filter (1989), chapters 2–3; averaging
over the grid is Bayesian model averaging (Hoeting et al., Statistical Science 14, 1999).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_UNKNOWN: Final = 1e4
"""Variance of the level before the first day, relative to the average of the file: nothing is known."""
_NOTHING: Final = 1e12
"""Noise of a day on which nothing could be seen."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of one kind of rate before a file is seen: values to try, each with its weight.

    wander    relative standard deviation of single days around the level
    likeness  how much the wander of a day resembles that of the day before (lag-one correlation)
    drift     relative standard deviation by which the level moves in a day
    """

    wander: tuple[tuple[float, float], ...]
    likeness: tuple[tuple[float, float], ...]
    drift: tuple[tuple[float, float], ...]


CVR_USUAL: Final = Usual(
    wander=((0.0, 0.05), (0.08, 0.15), (0.15, 0.3), (0.22, 0.25), (0.35, 0.15), (0.6, 0.1)),
    likeness=((0.2, 0.25), (0.6, 0.65), (0.85, 0.1)),
    drift=((0.0, 0.15), (0.005, 0.25), (0.01, 0.27), (0.02, 0.21), (0.04, 0.12)),
)
CPC_USUAL: Final = Usual(
    wander=((0.0, 0.05), (0.05, 0.2), (0.09, 0.3), (0.15, 0.25), (0.25, 0.15), (0.45, 0.05)),
    likeness=((0.2, 0.25), (0.6, 0.65), (0.85, 0.1)),
    drift=((0.0, 0.15), (0.005, 0.25), (0.01, 0.27), (0.02, 0.21), (0.04, 0.12)),
)
AOV_USUAL: Final = Usual(
    wander=((0.0, 0.3), (0.03, 0.25), (0.06, 0.2), (0.1, 0.15), (0.2, 0.07), (0.4, 0.03)),
    likeness=((0.2, 0.25), (0.6, 0.65), (0.85, 0.1)),
    drift=((0.0, 0.4), (0.0025, 0.25), (0.005, 0.2), (0.01, 0.1), (0.02, 0.05)),
)
STILL: Final = Usual(wander=((0.0, 1.0),), likeness=((0.0, 1.0),), drift=((0.0, 1.0),))
"""A rate that never moves: what is left is the noise of counting."""


class Movements(NamedTuple):
    """The grid of one kind of rate, per row of the file; every array has one element per combination."""

    wander: Array
    """Variance of the wander of a row."""
    likeness: Array
    drift: Array
    """Variance of the step of the level from row to row."""
    log_prior: Array
    daily_wander: Array
    """Standard deviation of a day, whatever the length of a row."""


class Level(NamedTuple):
    """What is believed about a rate, relative to the average of the file; one element per series.

    mean      of the coming period
    now       variance from not knowing the present level
    ahead     variance from how far the average of the coming period moves away from it, per mean²
    daily_sd  relative standard deviation of single days around the level
    prior     how much of what is believed of movement is usual rather than seen, 0 to 1: the overlap of the weights of
              the combinations before and after the file was seen
    """

    mean: Array
    now: Array
    ahead: Array
    daily_sd: Array
    prior: Array


@lru_cache(maxsize=64)
def movements(usual: Usual, days_per_row: int) -> Movements:
    """Every combination of what may be, for rows of so many days: a week wanders less than a day and drifts more."""
    wander, likeness, drift = (
        each.ravel()
        for each in np.meshgrid(
            *(np.array([value for value, _ in part]) for part in (usual.wander, usual.likeness, usual.drift)),
            indexing="ij",
        )
    )
    prior = np.ones(1)
    for part in (usual.wander, usual.likeness, usual.drift):
        prior = np.outer(prior, [weight for _, weight in part]).ravel()
    kept = (wander > 0) | (likeness == likeness[0])  # without wander, its likeness says nothing
    prior = np.where(wander > 0, prior, prior * len(usual.likeness))
    wander, likeness, drift, prior = wander[kept], likeness[kept], drift[kept], prior[kept]
    _, average = _ahead(likeness, days_per_row)
    return Movements(
        wander**2 * average,
        likeness * ((1 - likeness**days_per_row) / ((1 - likeness) * days_per_row)) ** 2 / average,
        drift**2 * days_per_row,
        np.log(prior / prior.sum()),
        wander,
    )


def follow(
    seen: Array,
    noise: Array,
    trust: Array,
    grids: Sequence[Movements],
    *,
    rows_ahead: float,
    shared: NDArray[np.intp] | None = None,
    sharing: float = 0.25,
) -> Level:
    """What each series says about the average of its next `rows_ahead` rows.

    seen    rate of each row relative to the average of the file, shape (rows, series)
    noise   variance of `seen` from counting alone; infinite where nothing could be seen
    trust   0 to 1: weight of each row in judging how much the rate moves; few orders are skewed and say less
    grids   one grid per series
    shared  series with the same number are siblings: a day of a sibling tells `sharing` of a day of one's own about
            how much the rate moves
    """
    grid = _together(grids)
    size = grid.wander.shape
    level, wander = np.ones(size), np.zeros(size)
    level_var, both_var, wander_var = np.full(size, _UNKNOWN), np.zeros(size), grid.wander.copy()
    fresh = grid.wander * (1 - grid.likeness**2)
    squared = grid.likeness**2
    fit = np.zeros(size)
    noise = np.where(np.isfinite(noise), noise, _NOTHING)[:, :, None]
    seen = np.where(noise[:, :, 0] < _NOTHING, seen, 1.0)[:, :, None]
    half_trust = 0.5 * trust[:, :, None]
    for saw, blur, weight in zip(seen, noise, half_trust, strict=True):
        wander *= grid.likeness
        level_var += grid.drift
        both_var *= grid.likeness
        wander_var *= squared
        wander_var += fresh
        to_level = level_var + both_var
        to_wander = both_var + wander_var
        total = to_level + to_wander
        total += blur
        miss = saw - level
        miss -= wander
        fit -= weight * (np.log(total) + miss * miss / total)
        to_level_gain, to_wander_gain = to_level / total, to_wander / total
        level += to_level_gain * miss
        wander += to_wander_gain * miss
        level_var -= to_level_gain * to_level
        both_var -= to_level_gain * to_wander
        wander_var -= to_wander_gain * to_wander
    if shared is not None:
        fit = _with_siblings(fit, shared, sharing)
    carried, average = _ahead(grid.likeness, rows_ahead)
    mean = level + carried * wander
    now = np.maximum(level_var + 2 * carried * both_var + carried**2 * wander_var, 0.0)
    # The mean of the squares of a random walk's average over the next rows.
    steps = (rows_ahead + 1) * (2 * rows_ahead + 1) / (6 * rows_ahead)
    ahead = grid.drift * steps + grid.wander * np.maximum(average - carried**2, 0.0)
    return _averaged(mean, now, ahead, fit, grid)


def _together(grids: Sequence[Movements]) -> Movements:
    """The grids as one, every array of shape (series, combinations); short ones are filled with what cannot be."""
    size = max(len(each.wander) for each in grids)

    def filled(name: str) -> Array:
        filler = -np.inf if name == "log_prior" else 0.0
        return np.array(
            [np.pad(each, (0, size - len(each)), constant_values=filler) for each in (getattr(g, name) for g in grids)]
        )

    return Movements(*(filled(name) for name in Movements._fields))


def _averaged(mean: Array, now: Array, ahead: Array, fit: Array, grid: Movements) -> Level:
    """The combinations together, each weighed by its prior and its fit."""
    weights = _weights(fit + grid.log_prior)
    prior = _weights(grid.log_prior)
    middle = np.vecdot(weights, mean)
    return Level(
        middle,
        np.vecdot(weights, now + (mean - middle[:, None]) ** 2),
        np.vecdot(weights, ahead),
        np.sqrt(np.vecdot(weights, grid.daily_wander**2)),
        np.minimum(np.minimum(weights, prior).sum(axis=1), 1.0),
    )


def _with_siblings(fit: Array, shared: NDArray[np.intp], sharing: float) -> Array:
    joined = np.empty_like(fit)
    for group in np.unique(shared):
        members = shared == group
        joined[members] = (1 - sharing) * fit[members] + sharing * fit[members].sum(axis=0)
    return joined


def _weights(log_weights: Array) -> Array:
    raised = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _ahead(likeness: Array, rows: float) -> tuple[Array, Array]:
    """Of a wander with standard deviation 1: the share of today's that is in the average of the next rows, and the
    variance of that average. The sums of a geometric series."""
    rest = 1 - likeness
    gone = 1 - likeness**rows
    carried = likeness * gone / (rows * rest)
    average = ((1 + likeness) / rest - 2 * likeness * gone / (rows * rest**2)) / rows
    return carried, np.maximum(average, 0.0)

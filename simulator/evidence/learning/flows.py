"""Sums per row, followed in time: sums of the last and of the next rows, and the rhythm of the week."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

Array = NDArray[np.float64]

SHORT_DAYS: Final = 7
"""Misses so many days ahead come in long before those of a whole period, and say how wide to begin."""
RHYTHM_DAYS: Final = 90.0
"""Half-life of the rhythm of the week."""
RHYTHM_WEEKS: Final = 3.0
"""A weekday's factor is drawn to 1 by as much as so many weeks would: days wander by 0.25, weekdays differ by 0.15."""


class Flow(NamedTuple):
    """Sums per row of one quantity and of what it is counted per, shape (series, rows).

    unit  amount of `above` that chance moves by 100 %: 1 for orders, which are Poisson; its relative variance is
          unit / above
    """

    above: Array
    below: Array
    unit: Array


class Clock(NamedTuple):
    """How rows lie in time: days per row, rows of the coming period, weekday of the first row (0 to 6), and the share
    of the last rows' orders that has come in by the end of a file (the last row first)."""

    days_per_row: int
    rows: int
    weekday: int = 0
    arrived: tuple[float, ...] = ()

    @property
    def horizons(self) -> tuple[int, ...]:
        """Rows ahead at which misses are measured, the shortest first."""
        short = max(SHORT_DAYS // self.days_per_row, 1)
        return (short, self.rows) if short < self.rows else (self.rows,)


def ahead_sums(values: Array, rows: int) -> Array:
    """As of every row that has so many after it: their sum."""
    sums = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    return np.asarray(sums[..., rows + 1 :] - sums[..., 1:-rows])


def weighted_sums(values: Array, half_life: float, arrived: tuple[float, ...] = ()) -> Array:
    """As of every row, the sum of it and those before it, halved every `half_life` rows.

    arrived : the last rows count by the share of their orders that has come in
    """
    share = 0.5 ** (1 / half_life)
    sums = np.asarray(lfilter([1.0], [1.0, -share], values, axis=-1))
    rows = values.shape[-1]
    for age, part in enumerate(arrived[:rows]):
        sums[..., age:] -= (1 - part) * share**age * values[..., : rows - age]
    return sums


# ---------------------------------------------------------------------------------------------------------------
# The rhythm of the week


class Rhythm(NamedTuple):
    """Of all series together, as of every row: which rows are which weekday (7, rows), how each weekday's rate compares
    with the average (7, rows), and what is spent on it (7, rows)."""

    days: Array
    factor: Array
    below: Array


def rhythm_of(flow: Flow, clock: Clock) -> Rhythm | None:
    """None for rows of several days."""
    if clock.days_per_row != 1:
        return None
    above, below, unit = flow.above.sum(axis=0), flow.below.sum(axis=0), flow.unit.mean(axis=0)
    days = ((np.arange(len(above)) + clock.weekday) % 7 == np.arange(7)[:, None]).astype(float)
    came, spent, seen = (weighted_sums(part * days, RHYTHM_DAYS) for part in (above, below, np.ones(len(above))))
    total = spent.sum(axis=0)
    expected = spent * came.sum(axis=0) / np.where(total > 0, total, 1.0)
    factor = 1 + ((came + 5 * unit) / (expected + 5 * unit) - 1) * seen / (seen + RHYTHM_WEEKS)
    # All in all the rhythm takes nothing away: sum of orders / factor = sum of orders.
    whole = came.sum(axis=0)
    overall = (came / factor).sum(axis=0) / np.where(whole > 0, whole, 1.0)
    factor = np.clip(factor * np.where(overall > 0, overall, 1.0), 0.3, 3.0)
    return Rhythm(days, factor, spent / np.maximum(seen, 1e-12))


def rhythm_ahead(rhythm: Rhythm | None, clock: Clock, ahead: int) -> Array | float:
    """Logarithm of how the weekdays of the next rows compare with a whole week, as of every row."""
    rest = ahead % 7
    if rhythm is None or rest == 0:
        return 0.0
    rows = rhythm.days.shape[1]
    at = np.arange(rows)
    often = np.full((7, rows), ahead // 7, dtype=float)
    for step in range(1, rest + 1):
        often[(at + clock.weekday + step) % 7, at] += 1
    spent = often * rhythm.below
    total = spent.sum(axis=0)
    average = (rhythm.factor * rhythm.below).sum(axis=0) / np.maximum(rhythm.below.sum(axis=0), 1e-12)
    share = (rhythm.factor * spent).sum(axis=0) / np.maximum(total, 1e-12)
    is_known = (total > 0) & (average > 0) & (share > 0)
    return np.asarray(np.log(np.where(is_known, share / np.where(average > 0, average, 1.0), 1.0)))

"""From draws to figures: means and quantiles with their simulation error.

Rows have the shape (scrambles, points); a scramble is an independent replicate, so the spread over scrambles tells the
error of a figure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
"""One number per draw, shape (scrambles, points)."""

FEW: Final = 2**17
"""Draws among which ranks are found faster together than in windows."""
LONGEST: Final = 2**13
"""Draws of a row that are summed together: more would wake the threads of BLAS."""
PART: Final = 2**15
"""Draws that are worked on together: they stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and how far another seed would move it: one standard error from the finite number of draws."""

    value: float
    mc_error: float

    @classmethod
    def over_scrambles(cls, values: NDArray[np.float64], value: float | None = None) -> Estimate:
        """The mean of independent replicates (or the pooled `value`) with the standard error of that mean."""
        replicates = values.tolist()  # a handful, for which numpy is slow
        count, mean = len(replicates), sum(replicates) / len(replicates)
        if all(map(math.isfinite, replicates)):
            error = math.sqrt(sum((replicate - mean) ** 2 for replicate in replicates) / (count * (count - 1)))
        else:
            error = 0.0 if len(set(replicates)) == 1 else math.inf
        return cls(mean if value is None else value, error)

    @classmethod
    def of_mean(cls, rows: Rows) -> Estimate:
        """Mean of all draws with its error, in their unit.

        rows : shape (scrambles, points)
        """
        return cls.over_scrambles(rows.mean(axis=1))


def standard_errors(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard error of the mean of each column over independent rows; infinite where the rows disagree about ∞."""
    with np.errstate(invalid="ignore"):  # ∞ - ∞ is settled below
        away = values - np.add.reduce(values) / len(values)
        errors = np.sqrt(np.add.reduce(away * away) / (len(values) * (len(values) - 1)))
    if np.isfinite(errors).all():
        return errors
    return np.where(np.isfinite(errors), errors, np.where((values == values[0]).all(axis=0), 0.0, np.inf))


def moments(rows: Rows, formula: Callable[[Any], Any] = np.asarray) -> tuple[NDArray[np.float64], float]:
    """Mean in each row of what a formula makes of the draws, and its standard deviation in all of them.

    Summed in parts, as distances from one of the draws, so that nothing is lost to rounding when the spread is small.
    """
    scrambles, points = rows.shape
    centre = float(formula(rows[0, 0]))
    centre = centre if np.isfinite(centre) else 0.0
    segments = rows.reshape(-1, min(points, LONGEST))
    together = PART // segments.shape[1]
    sums, squares = np.empty(len(segments)), np.empty(len(segments))
    for first in range(0, len(segments), together):
        here = slice(first, first + together)
        away = formula(segments[here]) - centre
        sums[here], squares[here] = away.sum(axis=1), np.vecdot(away, away)
    mean = sums.sum() / rows.size
    spread = float(np.sqrt(max(squares.sum() / rows.size - mean * mean, 0.0))) if np.isfinite(mean) else np.inf
    return centre + sums.reshape(scrambles, -1).sum(axis=1) / points, spread


# ---------------------------------------------------------------------------------------------------------------
# Draws in their order

Ranks = NDArray[np.intp]
"""Places in the order of draws; the lowest has rank 0."""


@dataclass(frozen=True, eq=False)
class Sorted:
    """The draws of an output, each scramble sorted by itself.

    rows : ascending along each row, shape (scrambles, points), in the unit of the output
    """

    rows: Rows

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of scrambles, and of points in each."""
        return self.rows.shape

    def by_scramble(self, ranks: Ranks) -> NDArray[np.float64]:
        """The draws at these ranks in each scramble, shape (scrambles, ranks)."""
        return self.rows[:, ranks]

    def pooled(self, ranks: Ranks) -> NDArray[np.float64]:
        """The draws at these ranks among all draws, shape (ranks,)."""
        if self.rows.size <= FEW:
            return np.partition(self.rows, np.unique(ranks), axis=None)[ranks]  # faster than sorting once more
        # The draw of rank r among all lies between the smallest and the largest draw of rank r // scrambles of a row:
        # only what lies there is sorted again.
        in_row, window_of = np.unique(ranks // len(self.rows), return_inverse=True)
        candidates = self.rows[:, in_row]
        low, high = candidates.min(axis=0), candidates.max(axis=0)
        starts = np.array([row.searchsorted(low, "left") for row in self.rows])
        ends = np.array([row.searchsorted(high, "right") for row in self.rows])
        draws = np.empty(ranks.size)
        for number in range(in_row.size):
            between = zip(self.rows, starts[:, number], ends[:, number], strict=True)
            window = np.sort(np.concatenate([row[start:end] for row, start, end in between]))
            here = window_of == number
            draws[here] = window[ranks[here] - starts[:, number].sum()]
        return draws


def quantiles(outputs: Sequence[Sorted], shares: tuple[float, ...]) -> list[list[Estimate]]:
    """Quantiles of all draws together, with their standard errors over the scrambles: a list per output.

    outputs : of the same shape
    shares : 0 to 1
    """
    scrambles, points = outputs[0].shape
    ranks, weights = _neighbours(shares, scrambles * points)
    pooled = _interpolated(np.array([output.pooled(ranks) for output in outputs]), weights)
    ranks, weights = _neighbours(shares, points)
    by_scramble = _interpolated(np.stack([output.by_scramble(ranks) for output in outputs], axis=1), weights)
    figures = zip(pooled.tolist(), standard_errors(by_scramble).tolist(), strict=True)
    return [[Estimate(*pair) for pair in zip(*figure, strict=True)] for figure in figures]


def pooled_median(rows: Rows) -> float:
    """Median of all draws together without its error (linear between neighbours); infinite beside an infinite one.

    rows : in any order, in the unit of the output
    """
    upper = rows.size // 2
    ranks = [upper] if rows.size % 2 else [upper - 1, upper]
    ends = np.partition(rows, ranks, axis=None)[ranks].tolist()
    low, high = ends[0], ends[-1]
    if math.isfinite(low) and math.isfinite(high):
        return float(low + (high - low) * 0.5)
    return float(high if math.isfinite(low) else low)


def median_estimate(rows: Rows) -> Estimate:
    """Median of all draws together with its standard error over the scrambles, without a sort.

    The same numbers as `quantiles` gives. rows : in any order, in the unit of the output
    """
    by_scramble = np.array([[pooled_median(row)] for row in rows])
    return Estimate(pooled_median(rows), float(standard_errors(by_scramble)[0]))


def pooled_quantiles(ordered: Rows, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles of all draws together (linear between neighbours, as numpy's default), from rows that are sorted."""
    ranks, weights = _neighbours(tuple(shares.tolist()), ordered.size)
    return _interpolated(Sorted(ordered).pooled(ranks), weights)


def quantiles_of_rows(ordered: Rows, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles of each sorted row, shape (rows, shares)."""
    ranks, weights = _neighbours(tuple(shares.tolist()), ordered.shape[1])
    return _interpolated(Sorted(ordered).by_scramble(ranks), weights)


@lru_cache(maxsize=256)
def _neighbours(shares: tuple[float, ...], count: int) -> tuple[Ranks, NDArray[np.float64]]:
    """Ranks of the lower neighbours of quantiles, then of the upper ones; and how far each lies towards the upper."""
    place = np.array(shares) * (count - 1)
    below = np.minimum(place.astype(np.intp), count - 2)
    return np.concatenate([below, below + 1]), place - below


def _interpolated(neighbours: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between lower and upper neighbours; where one is infinite there is nothing between them, and it is the answer."""
    lower, upper = neighbours[..., : weights.size], neighbours[..., weights.size :]
    if np.isfinite(neighbours).all():
        return np.asarray(lower + (upper - lower) * weights)
    finite = np.isfinite(upper) & np.isfinite(lower)
    between = lower + (np.where(finite, upper, 0.0) - np.where(finite, lower, 0.0)) * weights
    return np.where(finite | (weights == 0), between, np.where(np.isfinite(lower), upper, lower))

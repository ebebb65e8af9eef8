"""The cautious split: the mean profit against the mean of the worst draws, certified from both sides.

`Cautious` is concave in the growth of each channel. Sequential quadratic programming finds the split; cutting planes
from both sides certify it.

Sources: Rockafellar & Uryasev (2000, 2002) for the mean of the worst; J. E. Kelley, "The cutting-plane method for
solving convex programs" (1960).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy.optimize import linprog

from simulator.channels.split import (
    WORST,
    minimised,
    shares_to_begin,
    spend_of_shares,
    sum_rule,
    tail_weights,
    with_sum,
)
from simulator.channels.water_filling import Array, Curves, best_split, upper_bound

NEAR: Final = 1e-6
"""Gap, as a share of the total, below which nothing more is looked for."""
ROUNDS: Final = 30
"""Cutting planes at most."""
_DIRECTIONS: Final = 12


@dataclass(frozen=True, eq=False)
class Cautious:
    """max (1 - caution) · mean + caution · mean of the worst share, of Σ draw · growth(spend), less the spend.

    Where the total must be spent though a slope is below 0, the splits that spend it are no convex set: the bound holds
    there too, but may stay apart from what is found.

    curves : the mean values within the bounds
    draws : values per joint draw, shape (channels, draws)
    """

    curves: Curves
    total: float
    all_of_it: bool
    caution: float
    draws: Array
    share: float = WORST

    def slope(self, growth: Array) -> Array:
        """What a unit of growth of each channel adds: the mean, and the mean of the worst draws at this growth."""
        if not self.caution:
            return self.curves.value
        outcome = growth @ self.draws
        weights = tail_weights(outcome.size, self.share)
        last = weights.size - 1
        edge = np.partition(outcome, last)[last]
        below = np.flatnonzero(outcome < edge)
        on_edge = np.flatnonzero(outcome == edge)[: weights.size - below.size]
        worst = self.draws[:, np.concatenate([below, on_edge])] @ weights  # all weigh alike but the last, on the edge
        return (1 - self.caution) * self.curves.value + self.caution * worst

    def worth(self, spend: Array) -> float:
        """What the goal makes of a split. [currency]"""
        growth = self.curves.growth(spend)
        return float(self.slope(growth) @ growth - spend.sum())

    def _reply(self, slope: Array) -> tuple[Array, float]:
        """The best split if a unit of growth were worth just this, and a bound on what any split is worth then."""
        curves = self.curves.with_value(slope)
        spend = best_split(curves, self.total, all_of_it=self.all_of_it)
        return spend, upper_bound(curves, self.total, spend, all_of_it=self.all_of_it)

    @cached_property
    def first(self) -> Array:
        """The split that sequential quadratic programming stops at, from the best by the mean alone."""
        start = best_split(self.curves, self.total, all_of_it=self.all_of_it)
        return self._climbed(start) if self.caution else start

    def _climbed(self, start: Array) -> Array:
        # In shares of the total, or the solver takes its own tolerance for an optimum (engine notes, point 7).
        curves, scale = self.curves, self.total

        def upside_down(shares: Array) -> tuple[float, Array]:
            spend = spend_of_shares(shares, scale)
            slope = self.slope(growth := curves.growth(spend))
            return -(float(slope @ growth) - spend.sum()) / scale, 1 - curves.with_value(slope).next_euro(spend)

        begin, bounds = shares_to_begin(curves, start, scale)
        return self._within(minimised(upside_down, begin, bounds, [sum_rule(self.all_of_it)]) * scale)

    def _within(self, spend: Array) -> Array:
        curves = self.curves
        return with_sum(curves, np.clip(spend, curves.least, curves.most), self.total, self.all_of_it)

    @cached_property
    def _settled(self) -> tuple[Array, float]:
        """The best split, and what no split can exceed.

        Two sets of planes close in on it. Each slope bounds the goal from above everywhere (a mean over re-weighted
        draws); each reply to a mixture of slopes is a split. The best mixture of either is a linear programme.
        """
        best = self.first
        worth = self.worth(best)
        slopes = [self.slope(self.curves.growth(best))]
        reply, bound = self._reply(slopes[0])
        if bound - worth <= NEAR * self.total or not self.caution:
            return best, bound
        growths = [self.curves.growth(best), self.curves.growth(reply)]
        spent = [float(best.sum()), float(reply.sum())]
        slopes += [self.slope(self.curves.growth(self._within(near))) for near in self._around(best)]
        for _ in range(ROUNDS):
            if bound - worth <= NEAR * self.total:
                break
            of_slopes, of_growths = _mixtures(np.array(slopes), np.array(growths), np.array(spent), self.total)
            reply, above = self._reply(of_slopes @ np.array(slopes))
            bound = min(bound, above)
            mixed = self._within(self.curves.spend_of(of_growths @ np.array(growths)))
            for split in (mixed, reply):
                if (reached := self.worth(split)) > worth:
                    best, worth = split, reached
            slopes += [self.slope(self.curves.growth(split)) for split in (mixed, reply)]
            growths.append(self.curves.growth(reply))
            spent.append(float(reply.sum()))
        return best, bound

    def _around(self, best: Array) -> list[Array]:
        """Splits close by, whose worst draws differ a little."""
        step = 0.002 * self.total
        return [best + step * direction for direction in np.eye(best.size)[:_DIRECTIONS]]

    @property
    def best(self) -> Array:
        return self._settled[0]

    @property
    def bound(self) -> float:
        return self._settled[1]


def _mixtures(slopes: Array, growths: Array, spent: Array, scale: float) -> tuple[Array, Array]:
    """Weights of slopes that make the best reply among `growths` least, and of growths against them.

    Each set adds up to 1.
    """
    worth = (slopes @ growths.T - spent) / scale
    count, replies = worth.shape
    programme: Any = linprog(
        np.r_[np.zeros(count), 1.0],
        A_ub=np.c_[worth.T, -np.ones(replies)],
        b_ub=np.zeros(replies),
        A_eq=np.r_[np.ones(count), 0.0][np.newaxis],
        b_eq=[1.0],
        bounds=[(0, None)] * count + [(None, None)],
        method="highs",
    )
    of_slopes = np.maximum(programme.x[:count], 0.0)
    of_growths = np.maximum(-programme.ineqlin.marginals, 0.0)
    return of_slopes / of_slopes.sum(), of_growths / max(of_growths.sum(), 1e-300)

"""Most orders at a CPO that is kept often enough: not concave, so what is found is not certified to be the most.

Source: L. J. Hong, "Estimating quantile sensitivities" (2009).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np

from simulator.channels.cautious import Cautious
from simulator.channels.split import (
    Solution,
    Token,
    last_of,
    meets_target,
    minimised,
    shares_to_begin,
    spend_of_shares,
    sum_rule,
    with_sum,
)
from simulator.channels.water_filling import Array, Curves, best_split, to_the_cent, upper_bound

CLIMBS: Final = 30
"""Steps of a climb along a quantile, which is not smooth: twice as many bring 0.1 % more orders in twice the time."""
TIE: Final = 1e-9
_SCAN: Final = 24
SMALLEST: Final = 1e-300
TOKEN: Final = 0.01
"""Part of what could be spent: a split that spends less only pretends to answer."""


@dataclass(frozen=True, eq=False)
class Orders:
    """max mean orders, with P(orders · target ≥ spend) at least as wanted.

    curves : mean orders within the bounds
    draws : orders of the reference spends per joint draw, shape (channels, draws)
    """

    curves: Curves
    draws: Array
    total: float
    all_of_it: bool
    target_cpo: float
    chance: float

    @cached_property
    def highest_total(self) -> float:
        return min(self.total, float(self.curves.most.sum()))

    def most_with(self, total: float) -> Array:
        """The most orders that a sum buys."""
        return best_split(self.curves, total, all_of_it=True)

    def orders(self, spend: Array) -> float:
        return float(self.curves.brings(spend).sum())

    def chance_of(self, spend: Array) -> float:
        """Share of the draws in which the CPO of all channels together is at most the target."""
        return float(meets_target(self.curves.growth(spend) @ self.draws * self.target_cpo, float(spend.sum())).mean())

    def in_cents(self, spend: Array) -> Array:
        return to_the_cent(spend, self.curves.least, self.curves.most)

    def keeps(self, spend: Array) -> bool:
        """Whether the chance is kept once the split is rounded to the cent."""
        return self.chance_of(self.in_cents(spend)) >= self.chance - TIE

    def surest_with(self, total: float) -> Array:
        """The split of a sum whose worst draws bring most orders; the share of them that may miss the target."""
        if total not in self._surest:
            curves = replace(self.curves, most=self._most(total))
            share = max(1 - self.chance, 0.01)
            self._surest[total] = Cautious(curves, total, True, 1.0, self.draws, share).first
        return self._surest[total]

    @cached_property
    def _surest(self) -> dict[float, Array]:
        return {}

    def _most(self, total: float) -> Array:
        return np.minimum(self.curves.most, total - self.curves.least.sum() + self.curves.least)

    @cached_property
    def totals(self) -> list[float]:
        """Sums to look at, from the highest down."""
        if self.all_of_it:
            return [self.total]
        lowest = max(float(self.curves.least.sum()), self.highest_total / 1000)
        return np.geomspace(self.highest_total, min(lowest, self.highest_total), _SCAN).tolist()

    def starts(self) -> list[Array]:
        """Splits that keep the chance, to climb from."""
        for number, total in enumerate(self.totals):
            if self.keeps(split := self.most_with(total)):
                above = self.most_with(self.totals[number - 1]) if number else split
                nearer = self.last_keeping(split, above)
                return [split for split in (nearer, self.surest_with(float(nearer.sum()))) if self.keeps(split)]
        for total in self.totals[:: 1 if self.all_of_it else 4]:
            if self.keeps(split := self.surest_with(total)):
                return [split]
        return []

    def last_keeping(self, keeping: Array, further: Array) -> Array:
        """The split furthest from one that keeps the chance towards another one, that still keeps it."""
        low, high = 0.0, 1.0
        if self.keeps(further):
            return further
        for _ in range(14):
            middle = (low + high) / 2
            low, high = (middle, high) if self.keeps(keeping + middle * (further - keeping)) else (low, middle)
        return keeping + low * (further - keeping)

    def climbed(self, start: Array) -> Array:
        """More orders from a split that keeps the chance, as far as it is kept."""
        curves, most = self.curves, max(self.orders(start), SMALLEST)
        level = self._places(1 - self.chance)

        def fewer(spend: Array) -> tuple[float, Array]:
            return -self.orders(spend) * self.total / most, -curves.next_euro(spend) * self.total / most

        left = last_of(lambda shares: self.left(spend_of_shares(shares, self.total), level))
        keeps = {
            "type": "ineq",
            "fun": lambda shares: left(shares)[0] / self.total,
            "jac": lambda shares: left(shares)[1],
        }
        return self.last_keeping(start, self._climbed(fewer, start, [keeps]))

    def cheaper(self, start: Array) -> Array:
        """A split that keeps a lower CPO with the chance asked for: more orders in the draw where the chance ends."""
        level = self._places(1 - self.chance)

        def missing(spend: Array) -> tuple[float, Array]:
            left, slope = self.left(spend, level)
            return -left, -slope

        return self._climbed(missing, start, [])

    def reachable_cpo(self, spend: Array) -> float:
        """The lowest CPO that a split keeps with the chance asked for; infinite without orders. [currency per order]"""
        level = self._places(1 - self.chance)
        orders = float(np.partition(self.curves.growth(spend) @ self.draws, level)[level])
        return float(spend.sum()) / orders if orders > 0 else np.inf

    def left(self, spend: Array, level: int) -> tuple[float, Array]:
        """What orders · target leave after the spend in the draw of this rank, and its slope by the spends.

        The slope of a quantile is the mean slope of the draws that stand at it (Hong 2009).
        """
        curves, count = self.curves, self.draws.shape[1]
        orders = curves.growth(spend) @ self.draws
        low, high = max(level - count // 200, 0), min(level + count // 200, count - 1)
        bottom, at, top = np.partition(orders, [low, level, high])[[low, level, high]]
        near = np.flatnonzero((orders >= bottom) & (orders <= top))
        slope = self.draws[:, near].mean(axis=1) * self.target_cpo
        left = float(at * self.target_cpo - spend.sum())
        return left, curves.with_value(slope).next_euro(spend) - 1

    def _places(self, share: float) -> int:
        return min(max(int(share * self.draws.shape[1]), 0), self.draws.shape[1] - 1)

    def _climbed(self, missing: Any, start: Array, rules: list[dict[str, Any]]) -> Array:
        curves, total = self.curves, self.total

        def in_shares(shares: Array) -> tuple[float, Array]:
            value, slope = missing(spend_of_shares(shares, total))
            return value / total, slope

        begin, bounds = shares_to_begin(curves, start, total)
        shares = minimised(in_shares, begin, bounds, [sum_rule(self.all_of_it), *rules], iterations=CLIMBS, close=1e-7)
        return with_sum(curves, np.clip(shares * total, curves.least, curves.most), total, self.all_of_it)

    def nearest(self) -> Array:
        """The split that keeps the lowest CPO with the chance asked for, among those looked at."""
        looked = [self.most_with(total) for total in self.totals]
        looked += [self.surest_with(total) for total in (self.totals[0], self.totals[-1])]
        best = min(looked, key=self.reachable_cpo)
        return min(best, self.cheaper(best), key=self.reachable_cpo)


def most_orders(orders: Orders) -> Solution:
    """The most orders that were found; the nearest for all of the money where that spends next to nothing."""
    solution = _most_orders(orders)
    token = _token(orders, solution)
    if token is None:
        return solution
    whole = _most_orders(replace(orders, total=orders.highest_total, all_of_it=True))
    return whole if whole.reached else whole._replace(token=token)


def _token(orders: Orders, solution: Solution) -> Token | None:
    """What was found, where it spends next to nothing of what could be spent, or too little for one order."""
    spent, whole = float(solution.spend.sum()), orders.highest_total
    brought = orders.orders(solution.spend)
    if spent < TOKEN * whole or (brought < 1 and spent < whole / 2):
        return Token(spent, brought, solution.reached)
    return None


def _most_orders(orders: Orders) -> Solution:
    """The most orders that were found; without the chance asked for no split has more than `orders.most_with`."""
    total = orders.highest_total
    without = orders.most_with(total)
    most = upper_bound(orders.curves, total, without, all_of_it=True) + total

    def solution(split: Array, *, reached: bool, certified: bool) -> Solution:
        spend = orders.in_cents(split)
        return Solution(spend, reached, max(most - orders.orders(spend), 0.0), certified, orders.reachable_cpo(spend))

    if orders.keeps(without):
        return solution(without, reached=True, certified=True)
    starts = orders.starts()
    if not starts:
        nearest = orders.nearest()
        if not orders.keeps(nearest):
            return solution(nearest, reached=False, certified=False)
        starts = [nearest]
    splits = [*starts, *(orders.climbed(start) for start in starts)]
    return solution(max(splits, key=orders.orders), reached=True, certified=False)

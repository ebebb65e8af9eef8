"""Splits for goals that have no closed form: a cautious profit, and most orders at a CPO that is kept often enough.

`Cautious` is concave in the growth of each channel. Sequential quadratic programming finds the split; cutting planes
from both sides certify it. `Orders` is not concave, so what is found is not certified to be the most.

Sources: Rockafellar & Uryasev (2000, 2002) for the mean of the worst; J. E. Kelley, "The cutting-plane method for
solving convex programs" (1960); L. J. Hong, "Estimating quantile sensitivities" (2009).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog, minimize

from simulator.channels.water_filling import Array, Curves, best_split, to_the_cent, upper_bound
from simulator.plan.scenario import TOLERANCE

WORST: Final = 0.05
"""Share of the draws whose mean is the cautious view."""
NEAR: Final = 1e-6
"""Gap, as a share of the total, below which nothing more is looked for."""
ROUNDS: Final = 30
"""Cutting planes at most."""
CLIMBS: Final = 30
"""Steps of a climb along a quantile, which is not smooth: twice as many bring 0.1 % more orders in twice the time."""
TIE: Final = 1e-9
_KEPT: Final = 12
_SCAN: Final = 24
SMALLEST: Final = 1e-300
TOKEN: Final = 0.01
"""Part of what could be spent: a split that spends less only pretends to answer."""


class Token(NamedTuple):
    """A split that spends next to nothing, since a CPO can only be kept so, or not even so.

    spend, orders_mean : what it spends [currency], and brings
    is_kept : whether it keeps the CPO with the chance asked for
    """

    spend: float
    orders_mean: float
    is_kept: bool


class Found(NamedTuple):
    """A split in whole cents, whether it does what is asked, and how far from the best it can be.

    kept_cpo : CPO that it keeps with the chance asked for; nan for goals that ask for none
    token : what was found first, where that spends next to nothing and this is the nearest for all of the money instead
    """

    spend: Array
    reached: bool
    gap: float
    certified: bool
    kept_cpo: float = np.nan
    token: Token | None = None


def worst_mean(ordered: Array) -> float:
    """Mean of the worst 5 % of sorted values; the value on the edge counts in part (Rockafellar & Uryasev 2002)."""
    weights = tail_weights(ordered.size, WORST)
    return float(weights @ ordered[: weights.size])


def tail_weights(count: int, share: float) -> Array:
    """Weights of the lowest of so many sorted draws that make the mean of a share of them; they add up to 1."""
    places = max(share * count, 1.0)
    whole = int(places + 1e-9)
    rest = places - whole
    weights = np.ones(whole + (rest > 1e-9))
    weights[whole:] = rest
    return weights / weights.sum()


def is_kept(money: Array, spend: float) -> NDArray[np.bool_]:
    """Whether orders · target pay for the spend."""
    return (money >= spend * (1 - TOLERANCE)) & (money > 0)


# ---------------------------------------------------------------------------------------------------------------
# The cautious goal


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
        edge = np.partition(outcome, weights.size - 1)[weights.size - 1]
        below = np.flatnonzero(outcome < edge)
        on_edge = np.flatnonzero(outcome == edge)[: weights.size - below.size]
        worst = (
            self.draws[:, np.concatenate([below, on_edge])] @ weights
        )  # all weigh the same but the last, on the edge
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
        floor = 1e-9 * scale

        def upside_down(shares: Array) -> tuple[float, Array]:
            spend = np.maximum(shares * scale, floor)
            slope = self.slope(growth := curves.growth(spend))
            return -(float(slope @ growth) - spend.sum()) / scale, 1 - curves.with_value(slope).next_euro(spend)

        bounds = list(zip(curves.least / scale, curves.most / scale, strict=True))
        start = np.clip(np.maximum(start, 1e-6 * scale), curves.least, curves.most) / scale
        return self._within(_minimised(upside_down, start, bounds, [_sum_rule(self.all_of_it)]) * scale)

    def _within(self, spend: Array) -> Array:
        curves = self.curves
        return _with_sum(curves, np.clip(spend, curves.least, curves.most), self.total, self.all_of_it)

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
                if (found := self.worth(split)) > worth:
                    best, worth = split, found
            slopes += [self.slope(self.curves.growth(split)) for split in (mixed, reply)]
            growths.append(self.curves.growth(reply))
            spent.append(float(reply.sum()))
        return best, bound

    def _around(self, best: Array) -> list[Array]:
        """Splits close by, whose worst draws differ a little."""
        step = 0.002 * self.total
        return [best + step * direction for direction in np.eye(best.size)[:_KEPT]]

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
    found: Any = linprog(
        np.r_[np.zeros(count), 1.0],
        A_ub=np.c_[worth.T, -np.ones(replies)],
        b_ub=np.zeros(replies),
        A_eq=np.r_[np.ones(count), 0.0][np.newaxis],
        b_eq=[1.0],
        bounds=[(0, None)] * count + [(None, None)],
        method="highs",
    )
    of_slopes = np.maximum(found.x[:count], 0.0)
    of_growths = np.maximum(-found.ineqlin.marginals, 0.0)
    return of_slopes / of_slopes.sum(), of_growths / max(of_growths.sum(), 1e-300)


# ---------------------------------------------------------------------------------------------------------------
# Most orders


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
        return float(is_kept(self.curves.growth(spend) @ self.draws * self.target_cpo, float(spend.sum())).mean())

    def in_cents(self, spend: Array) -> Array:
        return to_the_cent(spend, self.curves.least, self.curves.most)

    def keeps(self, spend: Array) -> bool:
        """Whether the chance is kept once the split is rounded to the cent."""
        return self.chance_of(self.in_cents(spend)) >= self.chance - TIE

    def surest_with(self, total: float) -> Array:
        """The split of a sum whose worst draws bring most orders; the share of them that may miss the target."""
        if total not in self._surest:
            curves = replace(self.curves, most=self._most(total))
            share = min(max(1 - self.chance, 0.01), 1.0)
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
                nearer = self.last_kept(split, above)
                return [each for each in (nearer, self.surest_with(float(nearer.sum()))) if self.keeps(each)]
        for total in self.totals[:: 1 if self.all_of_it else 4]:
            if self.keeps(split := self.surest_with(total)):
                return [split]
        return []

    def last_kept(self, kept: Array, further: Array) -> Array:
        """The split furthest from one that keeps the chance towards another one, that still keeps it."""
        low, high = 0.0, 1.0
        if self.keeps(further):
            return further
        for _ in range(14):
            middle = (low + high) / 2
            low, high = (middle, high) if self.keeps(kept + middle * (further - kept)) else (low, middle)
        return kept + low * (further - kept)

    def climbed(self, start: Array) -> Array:
        """More orders from a split that keeps the chance, as far as it is kept."""
        curves, most = self.curves, max(self.orders(start), SMALLEST)
        level = self._places(1 - self.chance)

        def fewer(spend: Array) -> tuple[float, Array]:
            return -self.orders(spend) * self.total / most, -curves.next_euro(spend) * self.total / most

        left = _last_of(lambda shares: self.left(self._spend(shares), level))
        keeps = {
            "type": "ineq",
            "fun": lambda shares: left(shares)[0] / self.total,
            "jac": lambda shares: left(shares)[1],
        }
        return self.last_kept(start, self._climbed(fewer, start, [keeps]))

    def cheaper(self, start: Array) -> Array:
        """A split that keeps a lower CPO with the chance asked for: more orders in the draw where the chance ends."""
        level = self._places(1 - self.chance)

        def missing(spend: Array) -> tuple[float, Array]:
            left, slope = self.left(spend, level)
            return -left, -slope

        return self._climbed(missing, start, [])

    def kept_cpo(self, spend: Array) -> float:
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

    def _spend(self, shares: Array) -> Array:
        return np.maximum(shares * self.total, 1e-9 * self.total)

    def _climbed(self, missing: Any, start: Array, rules: list[dict[str, Any]]) -> Array:
        curves, total = self.curves, self.total

        def in_shares(shares: Array) -> tuple[float, Array]:
            value, slope = missing(self._spend(shares))
            return value / total, slope

        bounds = list(zip(curves.least / total, curves.most / total, strict=True))
        begin = np.clip(np.maximum(start, 1e-6 * total), curves.least, curves.most) / total
        found = _minimised(in_shares, begin, bounds, [_sum_rule(self.all_of_it), *rules], iterations=CLIMBS, close=1e-7)
        return _with_sum(curves, np.clip(found * total, curves.least, curves.most), total, self.all_of_it)

    def nearest(self) -> Array:
        """The split that keeps the lowest CPO with the chance asked for, among those looked at."""
        looked = [self.most_with(total) for total in self.totals]
        looked += [self.surest_with(total) for total in (self.totals[0], self.totals[-1])]
        best = min(looked, key=self.kept_cpo)
        return min(best, self.cheaper(best), key=self.kept_cpo)


def most_orders(orders: Orders) -> Found:
    """The most orders that were found; the nearest for all of the money where that spends next to nothing."""
    found = _most_orders(orders)
    token = _token(orders, found)
    if token is None:
        return found
    whole = _most_orders(replace(orders, total=orders.highest_total, all_of_it=True))
    return whole if whole.reached else whole._replace(token=token)


def _token(orders: Orders, found: Found) -> Token | None:
    """What was found, where it spends next to nothing of what could be spent, or too little for one order."""
    spent, whole = float(found.spend.sum()), orders.highest_total
    brought = orders.orders(found.spend)
    if spent < TOKEN * whole or (brought < 1 and spent < whole / 2):
        return Token(spent, brought, found.reached)
    return None


def _most_orders(orders: Orders) -> Found:
    """The most orders that were found; without the chance asked for no split has more than `orders.most_with`."""
    total = orders.highest_total
    without = orders.most_with(total)
    most = upper_bound(orders.curves, total, without, all_of_it=True) + total

    def found(split: Array, *, reached: bool, certified: bool) -> Found:
        spend = orders.in_cents(split)
        return Found(spend, reached, max(most - orders.orders(spend), 0.0), certified, orders.kept_cpo(spend))

    if orders.keeps(without):
        return found(without, reached=True, certified=True)
    starts = orders.starts()
    if not starts:
        nearest = orders.nearest()
        if not orders.keeps(nearest):
            return found(nearest, reached=False, certified=False)
        starts = [nearest]
    splits = [*starts, *(orders.climbed(start) for start in starts)]
    return found(max(splits, key=orders.orders), reached=True, certified=False)


def _sum_rule(all_of_it: bool) -> dict[str, Any]:
    """Shares of the total add up to 1, or to no more."""
    return {
        "type": "eq" if all_of_it else "ineq",
        "fun": lambda shares: 1 - shares.sum(),
        "jac": lambda shares: -np.ones(shares.size),
    }


def _minimised(
    fun: Any,
    start: Array,
    bounds: Any,
    constraints: list[dict[str, Any]],
    *,
    iterations: int = 200,
    close: float = 1e-9,
) -> Array:
    """Where sequential quadratic programming stops; trusted for nothing, whatever it says of its success."""
    options: Any = {"maxiter": iterations, "ftol": close}
    with np.errstate(invalid="ignore", over="ignore"):
        found = cast(Any, minimize)(
            fun, start, jac=True, method="SLSQP", bounds=bounds, constraints=constraints, options=options
        )
    return np.asarray(np.nan_to_num(found.x))


def _last_of(function: Callable[[Array], Any]) -> Callable[[Array], Any]:
    """A function of shares that is asked twice for the same ones (value, then slope) and works them out once."""
    asked, answer = np.empty(0), None

    def remembered(shares: Array) -> Any:
        nonlocal asked, answer
        if answer is None or not np.array_equal(asked, shares):
            asked, answer = shares.copy(), function(shares)
        return answer

    return remembered


def _with_sum(curves: Curves, spend: Array, total: float, all_of_it: bool) -> Array:
    """A split brought to its total, or below it."""
    excess = float(spend.sum()) - total
    if excess > 0:
        room = spend - curves.least
        return spend - room * min(excess / room.sum(), 1.0)
    if all_of_it and excess < 0:
        room = curves.most - spend
        return spend + room * min(-excess / room.sum(), 1.0)
    return spend

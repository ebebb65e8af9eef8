"""The best split of a sum over channels whose returns fall: the closed form, and how far a split can be from the best.

A channel that gets x brings value · (x / reference) ** (1 - γ) before its spend x. A sum is spent best where the next
euro earns the same in every channel that is not at a bound, λ: x(λ) = reference · ((1 - γ) · value / (reference · λ))
** (1 / γ), kept within its bounds; λ is found by bisection of its logarithm. With γ = 0 a channel takes all or nothing.
For every λ, Σ max (value · growth(x) - λ · x) + λ · total is at least what any split of the total brings (Lagrange
duality): that certifies a split without trusting the way it was found.

Source: Boyd & Vandenberghe, *Convex Optimization* (2004), section 5.5.3, example 5.2 (water-filling).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEPS: Final = 64
"""Halvings of the interval of log λ: to the last digit of a double."""


@dataclass(frozen=True, eq=False)
class Curves:
    """What channels bring by spend. Arrays over the channels; `value` may have draws behind, shape (channels, draws).

    value : what the reference spend brings before ads [currency]; may be negative
    reference, least, most : spends [currency], least ≤ most
    elasticity : γ, 0 ≤ γ < 1
    """

    value: Array
    reference: Array
    elasticity: Array
    least: Array
    most: Array

    def with_value(self, value: Array) -> Curves:
        """The same channels, bringing something else."""
        return replace(self, value=value)

    def growth(self, spend: Array) -> Array:
        """What a spend brings / what the reference spend brings."""
        growth: Array = (spend / self.reference) ** (1 - self.elasticity)
        return growth

    def spend_of(self, growth: Array) -> Array:
        """The spend with this growth: the inverse of `growth`."""
        spend: Array = self.reference * np.maximum(growth, 0.0) ** (1 / (1 - self.elasticity))
        return spend

    def brings(self, spend: Array) -> Array:
        """What is brought before ads, per channel (and draw)."""
        return self.value * _beside(self.growth(spend), self.value)

    def profit(self, spend: Array) -> float:
        """What all channels bring, less what is spent. [currency]"""
        return float((self.brings(spend) - spend).sum())

    def next_euro(self, spend: Array) -> Array:
        """What the next euro brings in each channel, itself included; infinite at 0 where γ > 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = (spend / self.reference) ** -self.elasticity
            return np.where(self.value == 0, 0.0, (1 - self.elasticity) * self.value / self.reference * slope)

    def at(self, log_price: Array) -> Array:
        """Where the next euro brings the price λ, kept within the bounds; channels of no value get the least.

        Shape of `value`; λ is one number, or one per draw.
        """
        wide = [_beside(bounds, self.value) for bounds in (self.elasticity, self.reference, self.least, self.most)]
        elasticity, reference, least, most = wide
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            above = np.log((1 - elasticity) * np.maximum(self.value, 0.0) / reference) - log_price
            inside = reference * np.exp(np.clip(above / elasticity, -700, 700))
        inside = np.where(elasticity == 0, np.where(above > 0, most, least), inside)
        return np.where(self.value > 0, np.clip(inside, least, most), least)


def _beside(array: Array, value: Array) -> Array:
    """A number per channel beside values that may have draws behind."""
    return array[:, np.newaxis] if value.ndim > array.ndim else array


def best_split(curves: Curves, total: float | Array, *, all_of_it: bool) -> Array:
    """The spends that bring most, less the spends themselves; shape of ``curves.value``.

    total : one sum, or one for each of the draws behind the values
    all_of_it : whether the total must be spent; otherwise a channel is filled only while the next euro earns itself
    The total lies between the sums of the bounds. Channels that are alike get alike.
    """
    if not all_of_it:
        free, bounds = curves.at(np.zeros(())), _beside(curves.least, curves.value)
        too_much = (free - bounds).sum(axis=0) > total - bounds.sum(axis=0)
        if not np.any(too_much):
            return free
        return np.where(too_much, _filled(curves, total), free)
    return _filled(curves, total)


def _filled(curves: Curves, total: float | Array) -> Array:
    """The split that spends the total: λ between two neighbours, of which one spends too much and one too little.

    What is spent beyond the least is compared, not the whole: next to nothing beside a large least is not nothing, an
    elasticity near 1 earns on it all the same.
    """
    bounds = _beside(curves.least, curves.value)
    rest = total - bounds.sum(axis=0)
    low, high = _prices(curves, rest)
    for _ in range(STEPS):
        middle = (low + high) / 2
        enough = (curves.at(middle) - bounds).sum(axis=0) >= rest
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    most, least = curves.at(low), curves.at(high)
    room = (most - least).sum(axis=0)
    missing = rest - (least - bounds).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(room > 0, np.clip(missing / room, 0.0, 1.0), 0.0)
    split = _with_the_rest(curves, least + part * (most - least), total)
    return np.where(rest <= 0, bounds, split)


def _prices(curves: Curves, rest: float | Array) -> tuple[Array, Array]:
    """Logarithms of a λ at which every channel of value is full, and of one at which each has its least (or nearly).

    rest : what is spent beyond the least
    """
    value = np.where(curves.value > 0, curves.value, np.nan)
    wide = [_beside(bounds, value) for bounds in (curves.elasticity, curves.reference, curves.least, curves.most)]
    elasticity, reference, least, most = wide
    first = np.log((1 - elasticity) * value / reference)
    # A channel without a lower bound gets next to nothing there, not nothing: a part in 10^15 of what is left to spend.
    almost = np.maximum(least, np.maximum(rest, 1e-280) * 1e-15)
    with np.errstate(divide="ignore", invalid="ignore"):
        full = first - elasticity * np.log(most / reference)
        empty = first - elasticity * np.log(almost / reference)
    low = np.fmin.reduce(full, axis=0, initial=np.inf)
    high = np.fmax.reduce(empty, axis=0, initial=-np.inf)
    known = np.isfinite(low) & np.isfinite(high)
    return np.where(known, np.minimum(low, high) - 1e-6, 0.0), np.where(known, np.maximum(low, high) + 1e-6, 0.0)


def _with_the_rest(curves: Curves, split: Array, total: float | Array) -> Array:
    """What channels of value cannot take goes to the others, those first that lose least per euro when full."""
    rest = total - split.sum(axis=0)
    if np.all(rest <= 1e-9 * np.maximum(total, 1.0)):
        return split
    most = np.broadcast_to(_beside(curves.most, split), split.shape)
    room = most - split
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (curves.brings(curves.most) - curves.brings(curves.least)) / _beside(curves.most - curves.least, split)
    order = np.argsort(-np.where(room > 0, slope, -np.inf), axis=0, kind="stable")
    rooms = np.take_along_axis(room, order, axis=0)
    before = np.cumsum(rooms, axis=0) - rooms
    taken = np.clip(rest - before, 0.0, rooms)
    added = np.empty_like(split)
    np.put_along_axis(added, order, taken, axis=0)
    return split + added


def upper_bound(curves: Curves, total: float, split: Array, *, all_of_it: bool) -> float:
    """What no split of the total can exceed, by Lagrange duality; `split` only says at which λ to look. [currency]

    The least over several λ: those at which the split would be best.
    """
    if total <= curves.least.sum():  # there is one split; where the first cent is worth ever more, no λ says so
        return float(curves.profit(curves.least))
    next_euro = curves.next_euro(split)
    prices = {1.0, *next_euro[np.isfinite(next_euro)].tolist(), *(_chords(curves) if all_of_it else ())}
    return min(_bound_at(curves, total, price) for price in prices if all_of_it or price >= 1)


def _chords(curves: Curves) -> list[float]:
    """Prices at which a channel of no value is as good full as empty."""
    open_ = (curves.value <= 0) & (curves.most > curves.least)
    room = np.where(open_, curves.most - curves.least, 1.0)
    chords = (curves.brings(curves.most) - curves.brings(curves.least)) / room
    return chords[open_].tolist()


def _bound_at(curves: Curves, total: float, price: float) -> float:
    """Σ max (brings(x) - price · x) + (price - 1) · total; both less the least, which a high price would drown."""
    ends = [curves.least, curves.most]
    if price > 0:
        ends.append(curves.at(np.array(np.log(price))))
    gains = np.max([curves.brings(spend) - price * (spend - curves.least) for spend in ends], axis=0)
    return float(gains.sum() + price * (total - curves.least.sum()) - total)


def to_the_cent(spends: Array, least: Array, most: Array) -> Array:
    """Spends in whole cents that add up to the same whole cents: the largest rests are rounded up.

    The bounds are whole cents, and kept.
    """
    cents, low, high = spends * 100, np.rint(least * 100), np.rint(most * 100)
    whole = np.clip(np.floor(cents + 1e-6), low, high)
    missing = round(float(cents.sum() - whole.sum()))
    for place in np.argsort(-(cents - whole), kind="stable"):
        if missing > 0 and whole[place] < high[place]:
            whole[place] += 1
            missing -= 1
    return np.asarray(np.round(whole / 100, 2))

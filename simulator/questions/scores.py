"""Many campaigns at once: chance to pay, cost per order and zone from counts and money, without a draw.

One row is one campaign. What `simulate` says of it in the long run is an integral over what the counts leave open, the
conversion rate and the average order value, and its inner half is known in closed form:

    CVR ~ Beta(½ + orders, ½ + clicks - orders)                         `RateFromCounts`
    AOV ~ lognormal, median value / orders, log-variance ln(1 + cv² / orders)
    CPC = spend / clicks, CPO = CPC / CVR, max CPO = margin · AOV

    chance = P(CPO ≤ max CPO) = E over AOV [ P(CVR ≥ CPC / (margin · AOV)) ]
           = E over CVR [ Φ( ln(margin · median AOV · CVR / CPC) / σ ) ]

Both lines are the same number. The first is a Gauss-Hermite sum over few points as long as the order value is not much
less known than the rate and no rate near 100 % bends it; the second where it is; a sum over more points for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, ndtr, roots_hermitenorm, roots_legendre

from simulator.engine.zones import zone_numbers

Array = NDArray[np.float64]

POINTS: Final = 16
"""Of the sum over order values; what it leaves off the integral is below 1e-5."""
_LEAST_WEIGHT: Final = 1e-6
"""Outer points whose weights add up to less than the accuracy are left out."""
_MOST_SPREAD: Final = 1.1
"""Spread of the order value / spread of the rate up to which `POINTS` do."""
_MOST_CVR: Final = 0.08
"""Rates above it may bend the first sum: nothing converts more often than always."""
_RATE_POINTS: Final = 24
_FEWER_POINTS: Final = 12
"""Of the sum over rates where the order value is known at most half as well: its half is then smooth."""
_MORE_POINTS: Final = 64
_FAR: Final = 8.3
"""Standard deviations beyond which nothing is left in a double."""
_QUANTILES: Final = (0.05, 0.50, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Campaigns:
    """Counts and money of many campaigns, arrays of one length that `scores_of` takes as right.

    clicks, orders : above 0; 0 to clicks, may be fractional
    spend : above 0 [currency]
    value : of all orders, above 0 where there are orders [currency]
    margin : part of the order value that is left before ads [share]
    aov : order value of a campaign without an order, then taken as known; nan elsewhere [currency per order]
    target_profit_share : wanted profit as a share of max CPO
    """

    clicks: Array
    orders: Array
    spend: Array
    value: Array
    margin: Array
    aov: Array
    target_profit_share: Array


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What the counts say of each campaign, arrays of the length of `Campaigns`.

    break_even_probability : P(true CPO ≤ max CPO), without the luck of coming orders
    cpo_p5, cpo_p50, cpo_p95 : quantiles of the true cost per order [currency per order]
    max_cpo : median of what an order may cost [currency per order]
    zone : places in `simulator.engine.outcome.ZONES`, by the rule of `simulator.engine.zones`
    """

    break_even_probability: Array
    cpo_p5: Array
    cpo_p50: Array
    cpo_p95: Array
    max_cpo: Array
    zone: NDArray[np.intp]


def scores_of(campaigns: Campaigns, *, order_value_cv: float = 1.0) -> Scores:
    """The scores of many campaigns.

    order_value_cv : standard deviation / mean of single order values, 0 or more; 0 takes value / orders as known
    """
    a, b = campaigns.orders + 0.5, campaigns.clicks - campaigns.orders + 0.5
    cpc, has_orders = campaigns.spend / campaigns.clicks, campaigns.orders > 0
    counted = np.where(has_orders, campaigns.orders, 1.0)
    aov = np.where(has_orders, campaigns.value / counted, campaigns.aov)
    spread = np.where(has_orders, np.sqrt(np.log1p(order_value_cv**2 / counted)), 0.0)
    max_cpo = campaigns.margin * aov
    pays = chances(a, b, _needed(cpc, max_cpo), spread)
    scales = np.zeros_like(pays)
    wanted = pays >= 0.5  # nothing else can scale
    target = max_cpo[wanted] * (1 - campaigns.target_profit_share[wanted])
    scales[wanted] = np.where(
        campaigns.target_profit_share[wanted] == 0,
        pays[wanted],
        chances(a[wanted], b[wanted], _needed(cpc[wanted], target), spread[wanted]),
    )
    high, middle, low = (cpc / betaincinv(a, b, share) for share in _QUANTILES)
    return Scores(pays, low, middle, high, max_cpo, zone_numbers(pays, scales))


def _needed(cpc: Array, max_cpo: Array) -> Array:
    """Conversion rate at which a campaign breaks even; infinite where an order may cost nothing."""
    with np.errstate(divide="ignore"):
        return cpc / max_cpo


def chances(a: Array, b: Array, needed: Array, spread: Array) -> Array:
    """P(CVR · e^(σ z) ≥ needed), CVR ~ Beta(a, b) and z normal, within 1e-5 of the integral from two orders on.

    Within 3e-5 of it with fewer.

    needed : conversion rate that is needed at the median order value; may be infinite
    spread : σ, standard deviation of the logarithm of the average order value, 0 or more
    """
    rate_spread = np.sqrt(1 / a - 1 / (a + b))
    known = (spread == 0) | ~np.isfinite(needed)
    usual = ~known & (spread <= _MOST_SPREAD * rate_spread) & (a <= _MOST_CVR * (a + b))
    by_rate = ~known & ~usual & (spread >= rate_spread)
    wide = by_rate & (spread >= 2 * rate_spread)
    chances = np.empty_like(a)
    for rows, chance in (
        (usual, _over_values),
        (wide, partial(_over_rates, count=_FEWER_POINTS)),
        (by_rate & ~wide, _over_rates),
        (~known & ~usual & ~by_rate, _in_parts),
    ):
        if rows.any():
            chances[rows] = chance(a[rows], b[rows], needed[rows], spread[rows])
    chances[known] = 1 - betainc(a[known], b[known], np.minimum(needed[known], 1.0))
    return np.clip(chances, 0.0, 1.0)


def _over_values(a: Array, b: Array, needed: Array, spread: Array) -> Array:
    """The sum over order values, rates in closed form."""
    points, weights = _normal(POINTS)
    return 1 - _misses(a, b, needed, spread, points) @ weights


def _misses(a: Array, b: Array, needed: Array, spread: Array, points: Array) -> Array:
    """P(CVR < needed) at these normal scores of the order value, shape (campaigns, points)."""
    at = needed[:, None] * np.exp(-spread[:, None] * points)
    return np.asarray(betainc(a[:, None], b[:, None], np.minimum(at, 1.0)))


def _over_rates(a: Array, b: Array, needed: Array, spread: Array, count: int = _RATE_POINTS) -> Array:
    """The sum over conversion rates, order values in closed form."""
    points, weights = _normal(count)
    # Each side from its own tail: near 100 % the upper one is all that doubles can tell.
    below = betaincinv(a[:, None], b[:, None], ndtr(points[points <= 0]))
    above = 1 - betaincinv(b[:, None], a[:, None], ndtr(-points[points > 0]))
    with np.errstate(divide="ignore"):  # a rate that underflows never pays
        rate = np.log(np.concatenate([below, above], axis=1))
    return np.asarray(ndtr((rate - np.log(needed)[:, None]) / spread[:, None]) @ weights)


def _in_parts(a: Array, b: Array, needed: Array, spread: Array) -> Array:
    """The sum over order values, up to where even a rate of 100 % no longer pays."""
    nodes, weights = _even(_MORE_POINTS)
    # Scores below `bend` need a rate above 100 %: P(CVR < needed) is 1 there.
    bend = np.clip(np.log(needed) / spread, -_FAR, _FAR)
    half = (_FAR - bend) / 2
    points = bend[:, None] + half[:, None] * (nodes + 1)
    at = needed[:, None] * np.exp(-spread[:, None] * points)
    misses = betainc(a[:, None], b[:, None], np.minimum(at, 1.0))
    density = np.exp(-(points**2) / 2) / np.sqrt(2 * np.pi)
    return np.asarray(((1 - misses) * density) @ weights * half)


@cache
def _normal(count: int) -> tuple[Array, Array]:
    """Points and weights of a mean over a normal score, without those that no figure could show."""
    points, weights = roots_hermitenorm(count)
    weights = weights / weights.sum()
    counts = weights > _LEAST_WEIGHT
    return points[counts], weights[counts] / weights[counts].sum()


@cache
def _even(count: int) -> tuple[Array, Array]:
    """Points and weights of an integral from -1 to 1."""
    points, weights = roots_legendre(count)
    return points, weights

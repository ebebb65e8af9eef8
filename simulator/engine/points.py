"""The only place where chance enters: normal scores of scrambled Sobol' points, one column per input by name.

Two scenarios see the same luck, and a moved slider moves the answer only for its own reason: always the same number of
columns is made and an input keeps its own, also while it is known. The columns of a (points, scrambles, seed) are kept;
a moved slider costs the beliefs' maps only.

Source: A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences" (1995); scipy.stats.qmc.Sobol scrambles as
J. Matoušek, "On the L2-discrepancy for anchored boxes" (1998), by a random linear matrix and a digital shift.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from simulator.beliefs.beta import Scores
from simulator.cache import cached
from simulator.plan.scenario import Correlations

COLUMNS: Final = (
    # The first columns of a Sobol' sequence are its best: they go to what moves the answer most.
    "cvr",
    "cpc",
    "aov",
    "orders",
    "order_value",
    "return_rate",
    "cogs_share",
    "incremental_share",
    "retention",
    "new_customer_share",
    "cancel_rate",
    "discount_rate",
    "fee_rate",
    "refunded_share",
    "recovered_share",
    "cpc_elasticity",  # owned already, so that old answers stay when it becomes a belief
)
"""Owner of each column. The order is part of every published number: never insert, never reorder."""
LEVER_KINDS: Final = (
    "landing_page", "checkout", "audience", "message_test", "bundles", "free_shipping", "retention_mails", "bids",
    "traffic_quality",
)  # fmt: skip
"""Levers of a shop, by what is changed; each owns its columns of chance."""
MOST_SEGMENTS: Final = 8
_PLACES: Final = range(MOST_SEGMENTS)
FURTHER_COLUMNS: Final = {
    "funnel": ("visit_share", "add_to_cart_rate", "cart_abandonment", "checkout_completion"),
    # By kind, so that a lever that is added or left out leaves the draws of the others.
    "lever_effect": LEVER_KINDS,
    "lever_works": LEVER_KINDS,
    "store": (
        "store_orders", "incrementality", "store_aov", "orders", "order_value", "collect_share",
        "pickup_purchase_share", "pickup_orders", "cross_sell_revenue", "partner_revenue_share", "multichannel_share",
        "multichannel_worth", "store_margin_share", "pickup_purchase_value",
    ),
    # By the place of a segment in its table.
    "segment_demand": (*(f"aov_{place}" for place in _PLACES), *(f"cvr_{place}" for place in _PLACES)),
    "segment_margin": (*(f"margin_share_{place}" for place in _PLACES), *(f"return_rate_{place}" for place in _PLACES)),
    "segment_luck": (*(f"orders_{place}" for place in _PLACES), *(f"order_value_{place}" for place in _PLACES)),
    # How far a period's averages move within it.
    "track": ("cvr_drift", "cpc_drift", "aov_drift"),
}  # fmt: skip
"""Owners of columns beside those of `COLUMNS`, at most 16 to a group. The order of groups, and of owners within one,
is part of every published number: new ones go last."""
TOGETHER: Final = 2**13
"""Points of many dimensions that are made together: of all of them at once there would be gigabytes."""


def scores_of_points(points: NDArray[np.float64]) -> Scores:
    """Normal scores of Sobol' points: multiples of 2^-30 from 0 on, which half a step keeps off -∞."""
    scores: Scores = ndtri(points + 2.0**-31)
    return scores


@cached
def base_scores(points: int, scrambles: int, seed: int) -> Scores:
    """Independent standard normal scores, shape (columns, scrambles, points), read-only."""
    seeds = np.random.SeedSequence(seed).spawn(scrambles)
    scores = np.empty((len(COLUMNS), scrambles, points))
    for scramble, own in enumerate(seeds):
        sobol = qmc.Sobol(len(COLUMNS), scramble=True, rng=np.random.default_rng(own))
        scores[:, scramble] = scores_of_points(sobol.random(points)).T
    scores.flags.writeable = False
    return scores


@cached
def order_of_column(points: int, scrambles: int, seed: int, column: str) -> NDArray[np.intp]:
    """Where the scores of a column stand when each scramble is sorted, the lowest first, shape (scrambles, points)."""
    order = np.argsort(base_scores(points, scrambles, seed)[COLUMNS.index(column)], axis=1)
    order.flags.writeable = False
    return order


def further_scores(points: int, scrambles: int, seed: int, group: str) -> dict[str, Scores]:
    """Independent standard normal scores of a group of `FURTHER_COLUMNS`, by name, each (scrambles, points), read-only.

    No answer of a plan changes because something uncertain was added beside it.
    """
    scores = _scores_of_group(points, scrambles, seed, list(FURTHER_COLUMNS).index(group))
    return dict(zip(FURTHER_COLUMNS[group], scores, strict=True))


@cached
def _scores_of_group(points: int, scrambles: int, seed: int, group: int) -> Scores:
    """Scores of the columns of a group, shape (columns, scrambles, points), read-only.

    Group g has dimensions 16 (g + 2) + 1 to 16 (g + 3) of Sobol' points, scrambled on their own: together with
    `base_scores` (the first 16) and the other groups they are evenly spread in all dimensions. Always 16 are made.
    Measured: the mean of a product of two inputs has a sixth of the error that independent points would leave.
    """
    width, columns = len(COLUMNS), len(list(FURTHER_COLUMNS.values())[group])
    first = width * (group + 2)
    scores = np.empty((columns, scrambles, points))
    for scramble, own in enumerate(np.random.SeedSequence([seed, 2 * width, group]).spawn(scrambles)):
        sobol = qmc.Sobol(first + width, scramble=True, rng=np.random.default_rng(own))
        for start in range(0, points, TOGETHER):
            part = sobol.random(min(points, TOGETHER))[:, first : first + columns]
            scores[:, scramble, start : start + TOGETHER] = scores_of_points(part).T
    scores.flags.writeable = False
    return scores


def luck_of_month(points: int, scrambles: int, seed: int, month: int) -> tuple[Scores, Scores]:
    """Scores of order luck (orders, order values) of a month, independent of the other months'. Month 0 has the plan's.

    The same points in another order within each scramble: another scramble of the same columns would share the first
    digit of every point with them, up to one flip.
    """
    base = base_scores(points, scrambles, seed)
    orders, values = base[COLUMNS.index("orders")], base[COLUMNS.index("order_value")]
    if month == 0:
        return orders, values
    order = np.random.default_rng([seed, month]).permuted(np.tile(np.arange(points), (scrambles, 1)), axis=1)
    return np.take_along_axis(orders, order, axis=1), np.take_along_axis(values, order, axis=1)


@cached
def scores_of_name(points: int, scrambles: int, seed: int, name: str) -> Scores:
    """Standard normal scores that a name owns, shape (scrambles, points), read-only: independent of any other name's.

    Every scramble holds the same evenly spread scores in an order of its own. What stands under one name does not
    depend on which other names there are.
    """
    words = np.frombuffer(sha256(name.encode()).digest(), dtype="<u4")
    even = np.tile(ndtri((np.arange(points) + 0.5) / points), (scrambles, 1))
    scores = np.random.default_rng([seed, *words.tolist()]).permuted(even, axis=1)
    scores.flags.writeable = False
    return scores


@cached
def redrawn_scores(points: int, scrambles: int, seed: int) -> Scores:
    """A second set of scores beside `base_scores`, independent of it, shape (columns, scrambles, points), read-only.

    The second half of Sobol' points of twice the dimension: together with the first set (whose directions are those of
    the first half) they are evenly spread in all dimensions, as pick-freeze estimates want them (Saltelli et al. 2010).
    """
    scores = np.empty((len(COLUMNS), scrambles, points))
    for scramble, own in enumerate(np.random.SeedSequence([seed, len(COLUMNS)]).spawn(scrambles)):
        sobol = qmc.Sobol(2 * len(COLUMNS), scramble=True, rng=np.random.default_rng(own))
        scores[:, scramble] = scores_of_points(sobol.random(points)[:, len(COLUMNS) :]).T
    scores.flags.writeable = False
    return scores


def correlated(base: dict[str, Scores], correlations: Correlations, fixed: frozenset[str]) -> dict[str, Scores]:
    """The columns after a Gaussian copula has joined CVR, CPC and AOV.

    CVR keeps its own column, CPC takes from CVR, AOV from both; a known input takes and gives nothing.
    """
    if correlations == Correlations():
        return base
    names = ("cvr", "cpc", "aov")
    weights = np.linalg.cholesky(correlations.matrix(fixed))
    joined = {
        name: sum(weight * base[other] for weight, other in zip(row, names, strict=True) if weight)
        for name, row in zip(names, weights, strict=True)
    }
    return {**base, **joined}

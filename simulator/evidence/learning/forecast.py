"""What beliefs say about a period with a known spend: orders, CPO and revenue, with the luck of single orders.

The same model as the simulation (`simulator.engine.outcome`), in which "Plan with these" puts the same beliefs: CPC ·
(spend / reference spend)^γ, clicks = spend / CPC, orders ~ Poisson(clicks · CVR), and the average value of the orders
spreads by `order_value_cv` / √orders. The points are the engine's, so nothing here is luck.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

from simulator.beliefs.distributions import Belief
from simulator.engine.points import COLUMNS, base_scores
from simulator.engine.poisson import poisson_quantile
from simulator.evidence.learning.account import Learned

Array = NDArray[np.float64]

POINTS: Final = 2048
"""Draws of a forecast: the ends of a 90 % interval are off by about 1 % of its width."""


class Rank(NamedTuple):
    """Where an outcome stands in its forecast: P(less) and P(less or equal); all between them is as good."""

    below: float
    up_to: float

    def inside(self, level: float) -> float:
        """The chance that the outcome, put at random between the two, lies inside the central interval."""
        low, high = (1 - level) / 2, (1 + level) / 2
        if self.up_to - self.below < 1e-12:
            return float(low <= self.below <= high)
        return max(0.0, min(self.up_to, high) - max(self.below, low)) / (self.up_to - self.below)

    @property
    def middle(self) -> float:
        """P(less) + P(equal) / 2."""
        return (self.below + self.up_to) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Draws of one coming period; `revenue` is None where order values are unknown. One element per draw."""

    spend: float
    expected_orders: Array
    orders: Array
    revenue: Array | None

    @property
    def cpo(self) -> Array:
        """Spend / orders; infinite without an order. [currency per order]"""
        with np.errstate(divide="ignore"):
            return self.spend / self.orders

    def draws(self, quantity: str) -> Array | None:
        """The draws of orders, cpo or revenue."""
        return {"orders": self.orders, "cpo": self.cpo, "revenue": self.revenue}[quantity]

    def rank(self, quantity: str, actual: float) -> Rank:
        """Where the outcome stands. Orders between two whole numbers (12.33) lie between their ranks."""
        if quantity == "revenue":
            assert self.revenue is not None
            return Rank(float((self.revenue < actual).mean()), float((self.revenue <= actual).mean()))
        orders = actual if quantity == "orders" else (self.spend / actual if actual > 0 else np.inf)
        orders = round(orders, 6)
        below, up_to = _share_up_to(self, np.ceil(orders) - 1), _share_up_to(self, np.floor(orders))
        return Rank(below, up_to) if quantity == "orders" else Rank(1 - up_to, 1 - below)


@lru_cache(maxsize=2)  # a rank of orders is asked again as that of the cost per order
def _share_up_to(predicted: Forecast, orders: float) -> float:
    """P(orders ≤ this), the Poisson distribution averaged over the draws."""
    return float(gammaincc(orders + 1, predicted.expected_orders).mean()) if orders >= 0 else 0.0


def forecast(learned: Learned, spend: float) -> Forecast:
    """What these beliefs say about a period in which this much is spent. [currency]"""
    cvr, cpc, aov = drawn(learned, spend=spend)
    expected = spend / cpc * cvr
    scores = base_scores(POINTS, 2, 0)
    orders = poisson_quantile(scores[COLUMNS.index("orders")], expected)
    revenue = None
    if aov is not None:
        luck = np.log1p(learned.order_value_cv**2 / np.maximum(orders, 1.0))
        realised = aov * np.exp(np.sqrt(luck) * scores[COLUMNS.index("order_value")] - luck / 2)
        revenue = np.sort((orders * realised).ravel())
    return Forecast(spend, expected.ravel(), np.sort(orders.ravel()), revenue)


def rank_of_orders(learned: Learned, spend: float, orders: float, share: float = 1.0) -> Rank:
    """Where so many orders stand among those that these beliefs expect of this spend.

    share : of them, so many have come in by now
    """
    cvr, cpc, _ = drawn(learned, spend=spend)
    nothing = np.empty(0)  # the rank goes by what is expected: no order need be drawn
    return Forecast(spend, (share * spend / cpc * cvr).ravel(), nothing, None).rank("orders", orders)


def drawn(
    learned: Learned, aov: Belief | None = None, *, spend: float | None = None
) -> tuple[Array, Array, Array | None]:
    """Draws of CVR, of CPC at this spend (None: the present one) and of AOV (its own, else the given belief's); shape
    (scrambles, points)."""
    scores = base_scores(POINTS, 2, 0)
    cvr, cpc = scores[COLUMNS.index("cvr")], scores[COLUMNS.index("cpc")]
    joined = learned.correlation_cpc_cvr
    if joined:
        cpc = joined * cvr + np.sqrt(1 - joined**2) * cpc
    values = learned.aov or aov
    prices = learned.cpc.from_scores(cpc)
    if spend is not None and spend > 0 and learned.reference_spend > 0 and spend != learned.reference_spend:
        elasticity = learned.elasticity.from_scores(scores[COLUMNS.index("cpc_elasticity")])
        prices = prices * np.exp(elasticity * math.log(spend / learned.reference_spend))
    return (
        learned.cvr.from_scores(cvr),
        prices,
        None if values is None else values.from_scores(scores[COLUMNS.index("aov")]),
    )

"""The luck of order values: how far the average of few orders lies from the true one."""

from __future__ import annotations

from typing import Final

import numpy as np

from simulator.beliefs.beta import Scores
from simulator.engine.estimates import Rows

MOST_TABULATED: Final = 2**16
"""Numbers of orders up to which the spread of their average value is looked up."""


def order_value_luck(scores: Scores, orders: Rows, spread: float) -> Rows:
    """Realised / true average of the values of so many orders: lognormal with mean 1 and CV spread / √orders.

    scores : normal scores of chance, in the shape of the orders
    orders : whole numbers; without an order the factor is 1
    spread : standard deviation / mean of single order values
    """
    if spread == 0:
        return np.ones_like(orders)
    # Many draws have few different numbers of orders: what belongs to each is worked out once.
    tabulated = orders.max() < min(MOST_TABULATED, orders.size)
    counts = np.arange(orders.max() + 1) if tabulated else orders
    variance = np.where(counts > 0, np.log1p(spread**2 / np.maximum(counts, 1.0)), 0.0)
    sigma, half = np.sqrt(variance), variance / 2
    if tabulated:
        places = orders.astype(np.intp)
        sigma, half = sigma[places], half[places]
    return np.asarray(np.exp(sigma * scores - half))

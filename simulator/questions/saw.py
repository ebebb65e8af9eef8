"""The saw: where orders are few, the chance to break even jumps with every whole order that a budget needs.

With all orders worth the same m and a budget B, break-even needs B / m orders, rounded up: the chance rises with the
budget until one more order is needed, and falls there at once. At a CPO of 50 and m = 60 it is 0.70 at a budget of 60,
where one order pays, and 0.35 at 61, where two are needed. Different order values round the teeth, and wear them smooth
as their average gets certain. A search that looks at few budgets would miss teeth: these are the budgets to look at.
"""

from __future__ import annotations

import math
from typing import Final

from simulator.plan.economics import RepeatPurchases

TEETH: Final = 60
"""Whole orders whose budgets are looked at."""
WORN_SMOOTH: Final = 0.4
"""Spread of single order values times the root of their number from which on the saw is smooth."""
HAIR: Final = 1e-9
"""Relative distance between the two sides of a jump."""
MOST_ORDERS: Final = 1000
"""Of one customer that a plan counts."""
AROUND: Final = (-2.0, -1.2, 1.2, 2.0)
"""Places around a rounded tooth, in standard deviations of what its orders bring: highest before it, lowest after."""


def teeth(order_brings: float, spread: float) -> list[float]:
    """Budgets around those that whole orders just pay for. [currency]

    order_brings : what an order leaves before ad spend [currency per order]; none at 0 or less
    spread : standard deviation / mean of single order values; at 0 every jump is sharp, and is looked at on both sides
    """
    if order_brings <= 0:
        return []
    if spread == 0:
        budgets = [order_brings * orders for orders in range(1, TEETH + 1)]
        return [side for budget in budgets for side in (budget, budget * (1 + HAIR))]
    sharp = min(TEETH, int((WORN_SMOOTH / max(spread, HAIR)) ** 2))
    return [
        order_brings * (orders + away * spread * math.sqrt(orders)) for orders in range(1, sharp + 1) for away in AROUND
    ]


def whole_orders(repeat: RepeatPurchases | None, name: str) -> list[float]:
    """Values of a customer's rhythm or horizon at which one more order counts, each with the value just below it.

    name : `"orders_per_year"` or `"years"`; there are none for any other input
    """
    if repeat is None or name not in ("orders_per_year", "years"):
        return []
    rest = repeat.years if name == "orders_per_year" else repeat.orders_per_year
    values = (count / rest for count in range(2, MOST_ORDERS + 1))
    return [side for value in values for side in (value * (1 - 10 * HAIR), value)]

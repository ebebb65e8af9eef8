"""Tables of channels that tests start from."""

from __future__ import annotations

from typing import Any, Final

from simulator import Amount, Channel, Channels, Fixed, Plan, Rate, Settings
from tests.simulator.plans import known, spring

LONG_RUN: Final = Settings(order_luck=False)
FEW: Final = Settings(points=256, scrambles=4)


def channel(name: str = "Search", **changes: Any) -> Channel:
    """A channel with everyday uncertainty."""
    values: dict[str, Any] = {"spend": 2000, "cpc": Amount(0.45, 0.75), "cvr": Rate(0.020, 0.030)}
    return Channel(name=name, **(values | changes))


def three(**changes: Any) -> Channels:
    """A good channel, one that hardly pays, and one that is not used yet; 4,500 are spent now."""
    rows = (
        channel(cpc_elasticity=0.25, new_customer_share=0.5),
        channel(
            "Social", spend=2500, cpc=Amount(0.3, 0.5), cvr=Rate(0.008, 0.015), aov=Amount(60, 80), cpc_elasticity=0.15
        ),
        channel(
            "Video", spend=0, reference_spend=500, cpc=Amount(0.1, 0.3), cvr=Rate(0.004, 0.014), cpc_elasticity=0.4
        ),
    )
    values: dict[str, Any] = {"plan": Plan(spring(), FEW), "rows": rows}
    return Channels(**(values | changes))


def sure(name: str, spend: float = 1000, *, orders: float = 50, **changes: Any) -> Channel:
    """A channel that is known: 1,000 clicks of 1.00 bring the orders, each of which leaves 20."""
    return Channel(name=name, spend=spend, cpc=Fixed(1.0), cvr=Fixed(orders / 1000), **changes)


def known_channels(*rows: Channel, settings: Settings = LONG_RUN, **changes: Any) -> Channels:
    """Known channels whose orders may cost 20."""
    return Channels(Plan(known(), settings), rows, **changes)

"""The plans that are measured: a shop in one trade, seen in different situations."""

from __future__ import annotations

from typing import Any

from simulator import Amount, OrderEconomics, Rate, RateFromCounts, Scenario

CORRELATIONS = {("cpc", "cvr"): 0.3, ("aov", "cvr"): -0.2, ("cpc", "aov"): 0.2}


def plan(**changes: Any) -> Scenario:
    """A shop that sells 80-euro baskets and hardly knows whether 5,000 euros of clicks pay."""
    usual: dict[str, Any] = {
        "budget": 5_000,
        "cpc": Amount(0.45, 0.75),
        "cvr": Rate(0.015, 0.030),
        "aov": Amount(70, 95),
        "economics": OrderEconomics(
            vat_rate=0.22,
            cogs_share=0.40,
            shipping_paid=4.9,
            pick_pack=1.5,
            fee_rate=0.02,
            fee_fixed=0.3,
            return_rate=0.08,
            return_handling=4.0,
        ),
        "target_profit": 3.0,
    }
    return Scenario(**{**usual, **changes})


def changed(number: int, **changes: Any) -> Scenario:
    """The plan after another move of its CPC and its CVR, so that no belief was ever seen before."""
    factor = 1 + number / 10_000
    return plan(cpc=Amount(0.45, 0.75 * factor), cvr=Rate(0.015, 0.030 * factor), **changes)


SITUATIONS = {
    "large budget": plan(budget=50_000),
    "about 10 orders": plan(budget=280),
    "CVR from 6 of 300 clicks": plan(cvr=RateFromCounts(6, 300)),
    "correlated inputs": plan(correlations=CORRELATIONS),
    "γ = 0.25, budget × 2.5": plan(budget=10_000, reference_budget=4_000, cpc_elasticity=0.25),
}
"""The five scenarios whose accuracy is promised."""

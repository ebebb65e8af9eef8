"""Costs per order that are read beside each other, in one sentence or on one card: all to one digit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pages.kit import writing
from pages.kit.words import Words
from simulator import Estimate, Plan


def costs_alike(words: Words, plan: Plan, estimates: Mapping[str, Estimate]) -> dict[str, str]:
    """Costs per order that are read beside each other, all to the digit of the roughest, yet none to nothing."""
    finite = (estimate for estimate in estimates.values() if math.isfinite(estimate.value))
    coarsest = max(
        (estimate.mc_error if not writing.is_large(estimate.value) else 1.0 for estimate in finite), default=0.0
    )
    errors = {
        name: max(estimate.mc_error, min(1.0, coarsest, abs(estimate.value) / 10))
        for name, estimate in estimates.items()
    }
    return {
        name: writing.output(words, plan, "cpo", Estimate(estimate.value, errors[name]))
        for name, estimate in estimates.items()
    }


def rough_costs(words: Words, plan: Plan, values: Sequence[float]) -> list[str]:
    """Costs per order as `writing.cost_per_order` writes them, to one digit as `costs_alike` does."""
    estimates = {str(at): Estimate(value, 0.002 * abs(value)) for at, value in enumerate(values)}
    return list(costs_alike(words, plan, estimates).values())

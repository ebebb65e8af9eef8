"""A belief as two fields or columns, the ends of its 90 % interval; equal ends say that it is known.

The short form in which pages and small tables ask for what they need beside the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.beliefs.distributions import Amount, Belief, Fixed, Rate, quantile
from simulator.errors import InputError

LEVEL: Final = 0.90
"""Chance with which two ends hold the true value."""


def belief_of_ends(name: str, numbers: Mapping[str, float], *, share: bool) -> Belief | None:
    """The belief of two ends; None where both are missing.

    share : a Beta rather than a lognormal

    Raises
    ------
    InputError
        Naming the end.
    """
    low, high = numbers.get(f"{name}_low"), numbers.get(f"{name}_high")
    if low is None and high is None:
        return None
    if low is None or high is None:
        raise InputError("A number is missing here.", field=f"{name}_low" if low is None else f"{name}_high")
    if low == high:
        return Fixed(low)
    if low > high:
        raise InputError(
            "The low end must lie below the high end; the same number in both says that it is known.",
            field=f"{name}_low",
        )
    try:
        return Rate(low, high, LEVEL) if share else Amount(low, high, LEVEL)
    except InputError as error:
        raise error.at(f"{name}_high" if error.field == "high" else f"{name}_low") from None


def ends_of(name: str, belief: Belief | None) -> dict[str, float | None]:
    """The two ends of a belief, as they were typed where they were."""
    low: float | None
    high: float | None
    if belief is None:
        low = high = None
    elif isinstance(belief, Fixed):
        low = high = belief.value
    elif isinstance(belief, Amount | Rate) and belief.level == LEVEL:
        low, high = belief.low, belief.high
    else:
        low, high = (float(f"{quantile(belief, share):.6g}") for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return {f"{name}_low": low, f"{name}_high": high}

"""A split of a sum over channels as it is found, and the tools of those who look for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from simulator.channels.water_filling import Array, Curves
from simulator.plan.scenario import TOLERANCE

WORST: Final = 0.05
"""Share of the draws whose mean is the cautious view."""


class Token(NamedTuple):
    """A split that spends next to nothing, since a CPO can only be kept so, or not even so.

    spend, orders_mean : what it spends [currency], and brings
    meets_target : whether it keeps the CPO with the chance asked for
    """

    spend: float
    orders_mean: float
    meets_target: bool


class Solution(NamedTuple):
    """A split in whole cents, whether it does what is asked, and how far from the best it can be.

    reachable_cpo : CPO that it keeps with the chance asked for; nan for goals that ask for none
    token : what was found first, where that spends next to nothing and this is the nearest for all of the money instead
    """

    spend: Array
    reached: bool
    gap: float
    certified: bool
    reachable_cpo: float = np.nan
    token: Token | None = None


def worst_mean(ordered: Array) -> float:
    """Mean of the worst 5 % of sorted values; the value on the edge counts in part (Rockafellar & Uryasev 2002)."""
    weights = tail_weights(ordered.size, WORST)
    return float(weights @ ordered[: weights.size])


def tail_weights(count: int, share: float) -> Array:
    """Weights of the lowest of so many sorted draws that make the mean of a share of them; they add up to 1."""
    places = max(share * count, 1.0)
    whole = int(places + 1e-9)
    rest = places - whole
    weights = np.ones(whole + (rest > 1e-9))
    weights[whole:] = rest
    return weights / weights.sum()


def meets_target(money: Array, spend: float) -> NDArray[np.bool_]:
    """Whether orders · target pay for the spend."""
    return (money >= spend * (1 - TOLERANCE)) & (money > 0)


def sum_rule(all_of_it: bool) -> dict[str, Any]:
    """Shares of the total add up to 1, or to no more."""
    return {
        "type": "eq" if all_of_it else "ineq",
        "fun": lambda shares: 1 - shares.sum(),
        "jac": lambda shares: -np.ones(shares.size),
    }


def shares_to_begin(curves: Curves, start: Array, total: float) -> tuple[Array, list[tuple[float, float]]]:
    """A split to begin a search from, and the bounds, as shares of the total; a slope at 0 may have no end."""
    begin = np.clip(np.maximum(start, 1e-6 * total), curves.least, curves.most) / total
    return begin, list(zip((curves.least / total).tolist(), (curves.most / total).tolist(), strict=True))


def spend_of_shares(shares: Array, total: float) -> Array:
    """The spends that a search looks at: next to nothing where it asks for nothing, so that slopes have an end."""
    return np.maximum(shares, 1e-9) * total


def minimised(
    fun: Any,
    start: Array,
    bounds: Any,
    constraints: list[dict[str, Any]],
    *,
    iterations: int = 200,
    close: float = 1e-9,
) -> Array:
    """Where sequential quadratic programming stops; trusted for nothing, whatever it says of its success."""
    options: Any = {"maxiter": iterations, "ftol": close}
    with np.errstate(invalid="ignore", over="ignore"):
        optimum = cast(Any, minimize)(
            fun, start, jac=True, method="SLSQP", bounds=bounds, constraints=constraints, options=options
        )
    return np.asarray(np.nan_to_num(optimum.x))


def last_of(function: Callable[[Array], Any]) -> Callable[[Array], Any]:
    """A function of shares that is asked twice for the same ones (value, then slope) and works them out once."""
    last_shares, answer = np.empty(0), None

    def remembered(shares: Array) -> Any:
        nonlocal last_shares, answer
        if answer is None or not np.array_equal(last_shares, shares):
            last_shares, answer = shares.copy(), function(shares)
        return answer

    return remembered


def with_sum(curves: Curves, spend: Array, total: float, all_of_it: bool) -> Array:
    """A split brought to its total, or below it."""
    excess = float(spend.sum()) - total
    if excess > 0:
        room = spend - curves.least
        return spend - room * min(excess / room.sum(), 1.0)
    if all_of_it and excess < 0:
        room = curves.most - spend
        return spend + room * min(-excess / room.sum(), 1.0)
    return spend

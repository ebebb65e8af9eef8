"""What would turn the advice "optimise" into "scale": one input moved, all others as believed.

In each draw a cheaper click and a better conversion rate do the same: they multiply the expected orders. So the factor
at which a draw breaks even is known in closed form, and the factor at which the wanted share of the draws does is a
quantile of it. No plan is simulated again, so it costs less than a millisecond at a move of a slider; `goal_seek` gives
the same values by search, for all inputs and goals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.beliefs.distributions import median
from simulator.engine.outcome import Outcome
from simulator.plan.scenario import TOLERANCE
from simulator.questions.verdict import Verdict


@dataclass(frozen=True, slots=True)
class NeededInputs:
    """The value of one input at which the advice would be to scale, as it is typed: the median of its belief.

    None where no value does it, or where no closed form is known.
    """

    cvr: float | None = None
    cpc: float | None = None
    aov: float | None = None


def needed_inputs(outcome: Outcome, answer: Verdict) -> NeededInputs:
    """The conversion rate, click price and order value from which a plan may be scaled.

    Nothing unless it is to be optimised, and where luck decides: with few orders their values differ so much that the
    chance has no closed form. The order value is given where the chance alone is in the way: a target may itself
    depend on it.
    """
    if answer.word != "optimise" or answer.decided_by == "order_luck":
        return NeededInputs()
    scenario, factor = outcome.scenario, _orders_factor(outcome)
    cvr, cpc = median(scenario.cvr) * factor, median(scenario.cpc) / factor
    aov = math.inf
    if answer.reasons == ("chance_between_cut_offs",):
        aov = median(scenario.aov) * _share_reached(_aov_factors(outcome), scenario.scale_at)
    return NeededInputs(
        cvr=cvr if cvr < 1 else None,
        cpc=cpc if cpc > 0 else None,
        aov=aov if math.isfinite(aov) else None,
    )


def _orders_factor(outcome: Outcome) -> float:
    """By what the expected orders would have to be multiplied to reach all that scale asks for (`verdict`)."""
    middle = {name: outcome.quantiles(name)["p50"].value for name in ("cpo", "max_cpo", "target_cpo", "marginal_cpo")}
    if middle["max_cpo"] <= 0 or middle["target_cpo"] <= 0:
        return math.inf
    return max(
        _share_reached(_orders_factors(outcome), outcome.scenario.scale_at),
        middle["marginal_cpo"] / middle["max_cpo"],
        middle["cpo"] / middle["target_cpo"],
    )


def _share_reached(factors: NDArray[np.float64], share: float) -> float:
    """The least factor at which this share of the draws breaks even."""
    every = factors.ravel()
    place = max(math.ceil(share * every.size) - 1, 0)
    return float(np.partition(every, place)[place])


def _orders_factors(outcome: Outcome) -> NDArray[np.float64]:
    """By what the expected orders of each draw would have to be multiplied for it to break even."""
    max_cpo = outcome.realised_max_cpo
    with np.errstate(divide="ignore", invalid="ignore"):
        orders = np.where(max_cpo > 0, outcome.scenario.budget / max_cpo, np.inf)
        if outcome.settings.order_luck:
            orders = _mean_for(np.ceil(orders * (1 - TOLERANCE)), outcome.scores["orders"])
        factors = orders / outcome.expected_orders
    return np.nan_to_num(factors, nan=np.inf, posinf=np.inf)


def _mean_for(orders: NDArray[np.float64], scores: Any) -> NDArray[np.float64]:
    """The Poisson mean whose quantile at a normal score is so many orders: `poisson_quantile` turned round.

    Of its expansion m + z √m + (z² + 2) / 6 - z (z² + 2) / (72 √m), the last term is taken at the root without it.
    """
    squared = scores * scores

    def root(wanted: NDArray[np.float64]) -> NDArray[np.float64]:
        under = np.maximum(squared + 4 * (wanted - (squared + 2) / 6), 0.0)
        return np.asarray(np.maximum((np.sqrt(under) - scores) / 2, 1e-3))

    first = root(orders)
    return np.asarray(root(orders + scores * (squared + 2) / (72 * np.maximum(first, 1.0))) ** 2)


def _aov_factors(outcome: Outcome) -> NDArray[np.float64]:
    """By what the order value of each draw would have to be multiplied for it to break even."""
    line = outcome.ceiling
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = (outcome.scenario.budget / outcome.orders + line.intercept) / (line.slope * outcome.aov)
    return np.nan_to_num(np.where(factors > 0, factors, np.inf), nan=np.inf, posinf=np.inf)

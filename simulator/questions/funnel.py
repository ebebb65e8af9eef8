"""Where do clicks get lost on their way to an order? Traffic, visits, carts, checkouts, orders.

What is counted, as the published figures count it:

- visit share: clicks that become visits from the target market;
- add-to-cart rate: visits with something in the cart;
- cart abandonment: carts that never become an order, at whichever step (Baymard counts so; about 70 %);
- checkout completion: checkouts that become an order. It is a part of what abandonment counts and says where it
  happens, so CVR = visit share · add-to-cart rate · (1 - cart abandonment), without it.

Either the conversion rate follows from the stages (`cvr_of`), or the stages are fitted to the conversion rate of a plan
(`stages_of`): in every draw their product is the draw's CVR, and what has to give gives where least was known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import expit, log_expit, logit

from simulator.beliefs.checks import settle_share
from simulator.beliefs.distributions import ONE, ZERO, Amount, Belief, Fixed, Pert, Rate, RateFromCounts, median
from simulator.cache import cached
from simulator.engine.estimates import Rows, Sorted, quantiles
from simulator.engine.outcome import Outcome
from simulator.engine.points import further_scores
from simulator.errors import InputError, about
from simulator.plan.scenario import TOLERANCE, Scenario, Settings

RATES: Final = ("visit_share", "add_to_cart_rate", "cart_abandonment", "checkout_completion")
STAGES: Final = ("clicks", "visits", "carts", "checkouts", "orders")
TYPICAL: Final = {
    "add_to_cart_rate": Rate(0.023, 0.090, 0.60),
    "cart_abandonment": Rate(0.55, 0.83),
    "checkout_completion": Rate(0.28, 0.63, 0.60),
}
"""Published figures (`facts.csv`: Littledata, worst and best fifth of shops; Baymard, lowest and highest study).

The low end of checkout completion is not published: as far below the average of 45 % as the best fifth lies above it,
in log-odds (rounded)."""
MOST_STEPS: Final = 200
LEAST_CVR: Final = 1e-300
BELOW_ONE: Final = 1 - 2**-53
"""The largest double below 1."""
LEAST_WEIGHT: Final = 1e-6
"""Part of the most uncertain stage's weight that a known stage has: it gives way when nothing else can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """What is believed about the way from a click to an order. [share]

    A plain number that is given for a belief is taken as known (`Fixed`).

    visit_share : clicks that become visits from the target market, of all clicks
    add_to_cart_rate : visits with something in the cart, of all visits
    cart_abandonment : carts that never become an order, of all carts
    checkout_completion : orders, of all checkouts that are begun

    Raises
    ------
    InputError
        For a share that is none, for a stage that lets nobody or everybody through, and where fewer checkouts than
        carts would end in an order.
    """

    visit_share: Belief = ONE
    add_to_cart_rate: Belief = field(default_factory=lambda: TYPICAL["add_to_cart_rate"])
    cart_abandonment: Belief = field(default_factory=lambda: TYPICAL["cart_abandonment"])
    checkout_completion: Belief = field(default_factory=lambda: TYPICAL["checkout_completion"])

    def __post_init__(self) -> None:
        for name in RATES:
            settle_share(self, name)
            belief = getattr(self, name)
            if belief == ZERO or (belief == ONE and name in ("add_to_cart_rate", "cart_abandonment")):
                raise InputError(
                    "A stage of the funnel that lets everybody or nobody through says nothing: give a share between "
                    "0 % and 100 %, got {value_share}.",
                    field=name,
                    value_share=belief.value,
                )
        not_abandoned, completion = 1 - median(self.cart_abandonment), median(self.checkout_completion)
        if completion < not_abandoned * (1 - TOLERANCE):
            raise InputError(
                "Of all carts {kept_share} become orders, but of all checkouts only {completion_share}: a cart must "
                "pass the checkout, so raise checkout completion or cart abandonment.",
                field="checkout_completion",
                kept_share=_as_refused(self.cart_abandonment, not_abandoned, beside=completion),
                completion_share=_as_refused(self.checkout_completion, completion, beside=not_abandoned),
            )


@dataclass(frozen=True, eq=False)
class Stages:
    """The stages of a funnel in each draw, fitted to its conversion rate. Make it with `stages_of`.

    visit_share, add_to_cart_rate, checkout_reach (checkouts begun, of all carts), checkout_completion : one value per
        draw, shape (scrambles, points); their product is the plan's CVR
    """

    outcome: Outcome
    visit_share: Rows
    add_to_cart_rate: Rows
    checkout_reach: Rows
    checkout_completion: Rows

    @property
    def cvr(self) -> Rows:
        """Orders / clicks as the stages have it. [share]"""
        return self.visit_share * self.add_to_cart_rate * self.checkout_reach * self.checkout_completion

    @property
    def cart_abandonment(self) -> Rows:
        """Carts that never become an order. [share]"""
        return 1 - self.checkout_reach * self.checkout_completion

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per stage of `STAGES`, in the long run and before order luck.

        Columns stage; count_p5, count_p50, count_p95 (over the period); rate_p5, rate_p50, rate_p95 (of the stage
        before; 1 for clicks); lost_p50 (how many the stage before has more).
        """
        counts = [np.broadcast_to(self.outcome.clicks, self.visit_share.shape)]
        rates = [np.ones_like(counts[0])]
        for rate in (self.visit_share, self.add_to_cart_rate, self.checkout_reach, self.checkout_completion):
            rates.append(rate)
            counts.append(counts[-1] * rate)
        lost = [np.zeros_like(counts[0]), *(before - after for before, after in pairwise(counts))]
        return pd.DataFrame(
            {
                "stage": STAGES,
                **{f"count_{label}": values for label, values in _spread(counts).items()},
                **{f"rate_{label}": values for label, values in _spread(rates).items()},
                "lost_p50": _spread(lost)["p50"],
            }
        )


def cvr_of(funnel: Funnel) -> Belief:
    """The belief about the conversion rate that follows from the stages, if they are independent.

    The Beta with the mean and the variance of their product, both in closed form; known when all stages are. It is
    close to the distribution of the product (Fan 1991): within 4 % at the ends of everyday intervals.

    Raises
    ------
    InputError
        When the stages are known so badly that no Beta with a finite middle has this mean and variance.
    """
    abandoned, variance = moments_of(funnel.cart_abandonment)
    parts = [moments_of(funnel.visit_share), moments_of(funnel.add_to_cart_rate), (1 - abandoned, variance)]
    mean = float(np.prod([average for average, _ in parts]))
    square = float(np.prod([average * average + spread for average, spread in parts]))
    variance = square - mean * mean
    if variance <= TOLERANCE * mean * mean:
        return Fixed(mean)
    size = mean * (1 - mean) / variance - 1
    orders, clicks = mean * size - 0.5, size - 1
    if orders <= 0 or clicks - orders <= 0:
        raise InputError(
            "These stages are known too badly to say anything about the conversion rate: bring their ends closer "
            "together.",
            field="add_to_cart_rate",
        )
    return RateFromCounts(orders, clicks)


def with_funnel(scenario: Scenario, funnel: Funnel) -> Scenario:
    """The scenario whose conversion rate follows from the stages."""
    return replace(scenario, cvr=cvr_of(funnel))


def stages_of(outcome: Outcome, funnel: Funnel) -> Stages:
    """The stages in each draw, fitted to the draw's conversion rate.

    The log-odds of each stage move by its variance times one common number per draw, the one at which the product is
    the draw's CVR: for small rates so are normal draws conditioned on their sum (Matheron's rule, Doucet 2010).
    A checkout completion below what carts need is raised to it: all carts then reach the checkout.
    """
    cvr = np.ascontiguousarray(outcome.rows("cvr"), dtype=float)
    visit_share, add_to_cart_rate, not_abandoned = _fitted_to(cvr.tobytes(), funnel, outcome.settings)
    completion = np.maximum(_drawn(funnel, outcome.settings)["checkout_completion"], not_abandoned)
    return Stages(
        outcome=outcome,
        visit_share=visit_share,
        add_to_cart_rate=add_to_cart_rate,
        checkout_reach=not_abandoned / completion,
        checkout_completion=completion,
    )


@cached
def _fitted_to(cvr: bytes, funnel: Funnel, settings: Settings) -> tuple[Rows, ...]:
    """Visit share, add-to-cart rate and what is left of carts, fitted to a conversion rate in each draw.

    Kept by the very draws of that rate, which stay the same when a budget or a click price moves.
    """
    shares = _drawn(funnel, settings)
    wanted = np.frombuffer(cvr).reshape(settings.scrambles, settings.points)
    carts = [shares["add_to_cart_rate"], np.minimum(1 - shares["cart_abandonment"], BELOW_ONE)]
    if funnel.visit_share == ONE:
        fitted = shares["visit_share"], *_fitted(carts, wanted)
    else:
        fitted = tuple(_fitted([shares["visit_share"], *carts], wanted))
    for rows in fitted:
        rows.flags.writeable = False
    return fitted


@cached
def _drawn(funnel: Funnel, settings: Settings) -> dict[str, Rows]:
    """Every rate of a funnel in each draw; kept, since a plan moves more often than its funnel."""
    scores = further_scores(settings.points, settings.scrambles, settings.seed, "funnel")
    rates = {name: drawn_share(getattr(funnel, name), scores[name]) for name in RATES}
    for rows in rates.values():
        rows.flags.writeable = False
    return rates


def drawn_share(belief: Belief, scores: Rows) -> Rows:
    """A share in each draw, at least a hair above 0 and below 1 where it is not known."""
    if isinstance(belief, Fixed):
        return np.full(scores.shape, float(belief.value))
    return np.clip(belief.from_scores(scores), LEAST_CVR, BELOW_ONE)


def _fitted(stages: list[Rows], cvr: Rows) -> list[Rows]:
    """Stages, of which none lets everybody through, whose product is the conversion rate, draw by draw.

    The sum of the logarithms is an increasing concave function of the common number, so Newton's steps, once below the
    solution, rise to it without ever passing it.
    """
    wanted = np.log(np.maximum(cvr, LEAST_CVR))
    odds = [logit(stage) for stage in stages]
    spreads = [float(odd.var()) for odd in odds]
    most = max(spreads)
    weights = [max(spread, LEAST_WEIGHT * most) / most if most > TOLERANCE else 1.0 for spread in spreads]
    common = np.zeros_like(wanted)
    for _ in range(MOST_STEPS):
        at = [odd + weight * common for odd, weight in zip(odds, weights, strict=True)]
        miss = sum(map(log_expit, at), -wanted)
        common -= miss / sum(weight * expit(-shifted) for shifted, weight in zip(at, weights, strict=True))
        if np.abs(miss).max() < TOLERANCE * 10:
            break
    return [expit(odd + weight * common) for odd, weight in zip(odds, weights, strict=True)]


def moments_of(belief: Belief) -> tuple[float, float]:
    """Mean and variance of a belief, in closed form."""
    if isinstance(belief, Rate | RateFromCounts | Pert):
        alpha, beta = belief.shape
        low, high = belief.bounds
        mean, size = alpha / (alpha + beta), alpha + beta
        return low + (high - low) * mean, (high - low) ** 2 * mean * (1 - mean) / (size + 1)
    if isinstance(belief, Amount):
        mean = float(np.exp(belief.mu + belief.sigma**2 / 2))
        return mean, mean**2 * float(np.expm1(belief.sigma**2))
    return belief.value, 0.0


def _as_refused(belief: Belief, at: float, *, beside: float) -> float:
    """A middle as a refusal names it: of a known one as it was typed, of another without digits that nobody typed."""
    return about(at, beside=beside) if belief.is_uncertain else round(at, 12)


def _spread(rows: list[Rows]) -> dict[str, list[float]]:
    """The 5 %, 50 % and 95 % points of several outputs."""
    labels: dict[str, float] = {"p5": 0.05, "p50": 0.50, "p95": 0.95}
    quantile_rows: list[list[Any]] = quantiles([Sorted(np.sort(row, axis=1)) for row in rows], tuple(labels.values()))
    return {label: [points[at].value for points in quantile_rows] for at, label in enumerate(labels)}

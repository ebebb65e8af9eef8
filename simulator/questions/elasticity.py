"""How fast do click prices rise with spend? γ from two points of one's own history, and from published ranges.

With CPC = cpc_ref · (B / B_ref)^γ and everything else equal, CPO grows as B^γ and orders grow as B^(1 - γ).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from scipy.special import betaincinv

from simulator.beliefs.beta import log_odds
from simulator.beliefs.checks import must_be_positive
from simulator.beliefs.distributions import SMALLEST, Belief, Rate, must_be_level
from simulator.errors import InputError

STEEPEST: Final = 0.95
"""γ above this is not taken into a belief: a period with fewer orders for more money has another cause."""
FLATTEST: Final = 0.001
"""The low end of a belief about γ where the evidence also allows 0 or less."""

Finding = Literal["rising", "unclear", "falling", "fewer_orders"]
"""What two points say: prices rise with spend (the interval lies within 0 and 1); they may or may not; orders became
cheaper; more money brought fewer orders. The last three have another cause than spend: season, offer, chance."""


class PublishedRange(NamedTuple):
    """A range of γ that others have found or use.

    source : code of where it is from, explained in docs/method.md, section 12
    """

    source: str
    low: float
    high: float


PUBLISHED_RANGES: Final = (
    # Doubling a spend brought 1.6 to 1.35 times the orders: γ = 1 - log2(ratio). Seasons and budgets move together
    # in such data, so this is an upper range.
    PublishedRange("response_models", 0.10, 0.25),
    PublishedRange("doubled_spend", 1 - math.log2(1.6), 1 - math.log2(1.35)),
)
"""Ranges to start from without a history of one's own: the project's own collection, not a citable source."""


@dataclass(frozen=True, slots=True)
class Elasticity:
    """What two periods with different spend say about γ.

    value : the γ that joins the two points; low, high : its interval
    belief : the interval as a belief for `Scenario.cpc_elasticity`; None where two points say nothing usable
    """

    value: float
    low: float
    high: float
    level: float
    finding: Finding
    belief: Belief | None


def elasticity_from_two_points(
    spend_before: float, cpo_before: float, spend_after: float, cpo_after: float, *, level: float = 0.90
) -> Elasticity:
    """γ = ln(CPO after / CPO before) / ln(spend after / spend before), and what the counted orders leave open.

    Orders are spend / CPO, a Poisson count each. Given their sum, the first count is Binomial with the odds of the two
    expectations, whose Jeffreys posterior is Beta(orders before + ½, orders after + ½): an interval for the ratio of
    the expectations, and so for γ = 1 - ln(orders after / orders before) / ln(spend after / spend before).
    Source: Przyborowski & Wilenski (1940) for the conditional test; Brown, Cai & DasGupta (2001) for the prior.

    Raises
    ------
    InputError
        When a number is not above 0, or the two spends are the same.
    """
    _check(spend_before=spend_before, cpo_before=cpo_before, spend_after=spend_after, cpo_after=cpo_after, level=level)
    wider = math.log(spend_after / spend_before)
    if abs(wider) < SMALLEST:
        raise InputError(
            "Two periods with the same spend say nothing about dearer clicks: give one with more spend.",
            field="spend_after",
        )
    orders_before, orders_after = spend_before / cpo_before, spend_after / cpo_after
    ends = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        first = float(betaincinv(orders_before + 0.5, orders_after + 0.5, share))
        ends.append(1 + float(log_odds(first)) / wider)
    value = math.log(cpo_after / cpo_before) / wider
    low, high = min(ends), max(ends)
    return Elasticity(value, low, high, level, _finding(value, low, high), _belief(low, high, level))


def _check(*, level: float, **given: float) -> None:
    for name, value in given.items():
        must_be_positive(name, value)
    must_be_level(level)


def _finding(value: float, low: float, high: float) -> Finding:
    if low < 0 and high > 1:  # anything may be
        return "unclear"
    if value < 0:
        return "falling"
    if value >= 1:
        return "fewer_orders"
    return "rising" if low > 0 and high < 1 else "unclear"


def _belief(low: float, high: float, level: float) -> Belief | None:
    """The part of the interval that γ can lie in, as a rate; None where none of it does."""
    low, high = max(low, FLATTEST), min(high, STEEPEST)
    return Rate(low, high, level) if low < high * (1 - 1e-6) else None

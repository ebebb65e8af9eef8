"""One lever as it is stated: what it changes, by how much, how surely, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from simulator.beliefs.checks import must_be_money, must_be_number, must_be_share
from simulator.beliefs.distributions import ONE, Amount, Belief, Fixed
from simulator.errors import InputError
from simulator.plan.scenario import TOLERANCE, Scenario
from simulator.questions.funnel import Funnel

MOVES: Final = {
    "landing_page": "add_to_cart_rate",
    "checkout": "checkout_completion",
    "audience": "add_to_cart_rate",
    "message_test": "add_to_cart_rate",
    "bundles": "aov",
    "free_shipping": "aov",
    "retention_mails": "retention",
    "bids": "cpc",
    "traffic_quality": "visit_share",
}
"""What each kind of lever changes."""
STAGES_MOVED: Final = ("visit_share", "add_to_cart_rate", "checkout_completion")
LARGEST_EFFECT: Final = 10.0
"""Largest relative change: eleven times what was there."""
SMALLEST_EFFECT: Final = -0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """Something that can be done, what it costs, and what it may bring.

    kind : a key of `MOVES`; it says what is changed
    low, high, level : interval of the relative change of what is changed if the lever works; equal ends say that it is
        known. For `bids` a cheaper click is negative; for `traffic_quality` it is the change of the share of clicks
        that visit from the target market: -20 % when a fifth of them is lost to other markets at the same budget
    cost : money once [currency]; cost_per_order : money for every order while the lever is used, for `retention_mails`
        for every later order (a free-shipping threshold: the shipping that is no longer charged, without VAT,
        averaged over all orders); both are paid whether the lever works or not
    works_share : chance that it works at all; else nothing changes

    Raises
    ------
    InputError
        Naming the part that cannot be.
    """

    kind: str
    low: float
    high: float
    level: float = 0.90
    cost: float = 0.0
    cost_per_order: float = 0.0
    works_share: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in MOVES:
            raise InputError("There is no such lever: {kind}.", field="kind", kind=str(self.kind)[:40])
        for part in ("low", "high"):
            must_be_number(part, getattr(self, part))
            value = getattr(self, part)
            if not SMALLEST_EFFECT <= value <= LARGEST_EFFECT:
                raise InputError(
                    "An effect must lie between {least_share} and {most_share}, got {value_share}.",
                    field=part,
                    least_share=SMALLEST_EFFECT,
                    most_share=LARGEST_EFFECT,
                    value_share=value,
                )
        if self.low > self.high:
            raise InputError(
                "The low end of the effect ({low_share}) must not lie above the high end ({high_share}).",
                field="low",
                low_share=self.low,
                high_share=self.high,
            )
        must_be_money("cost", self.cost)
        must_be_money("cost_per_order", self.cost_per_order)
        must_be_share("works_share", self.works_share)
        _ = self.factor  # refuses an interval that no belief has

    @property
    def moves(self) -> str:
        """What it changes."""
        return MOVES[self.kind]

    @property
    def factor(self) -> Belief:
        """1 + effect, if it works: lognormal, so that a rate or a price never falls to 0."""
        if math.isclose(self.low, self.high, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            return Fixed(1 + self.low)
        return Amount(1 + self.low, 1 + self.high, self.level)


def must_fit(scenario: Scenario, levers: Sequence[Lever], funnel: Funnel) -> None:
    kinds = [lever.kind for lever in levers]
    doubled = next((kind for kind in kinds if kinds.count(kind) > 1), None)
    if doubled:
        raise InputError("This lever stands twice: delete one of the two.", field=doubled)
    for lever in levers:
        if lever.moves == "retention" and scenario.repeat is None:
            raise InputError(
                "This lever brings later orders, and this plan counts none: switch on later orders, or leave the "
                "lever out.",
                field=lever.kind,
            )
        if (
            lever.moves == "retention"
            and lever.high > 0
            and scenario.repeat is not None
            and scenario.repeat.retention == ONE
        ):
            raise InputError(
                "Every customer of this plan buys again after each order (retention 100 %), and mails cannot raise "
                "that: lower retention, or leave the lever out.",
                field=lever.kind,
            )
        if lever.moves == "visit_share" and lever.high > 0 and funnel.visit_share == ONE:
            raise InputError(
                "Every click is a visit from the target market already, so its quality cannot rise: lower the visit "
                "share of the funnel, or give an effect below 0 %.",
                field=lever.kind,
            )


def known_by(moves: str) -> str:
    """What people know a change by: stages of the funnel by what they do to the conversion rate."""
    return "cvr" if moves in STAGES_MOVED else moves

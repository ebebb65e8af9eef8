"""The inputs of a scenario, one value per draw, and how a what-if takes over those that stay."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from simulator.beliefs.beta import Scores
from simulator.beliefs.distributions import Belief, Fixed
from simulator.engine.estimates import Rows
from simulator.engine.points import COLUMNS, base_scores, correlated
from simulator.engine.season import effects_of_plan
from simulator.engine.summary import Summary
from simulator.plan.economics import CUSTOMER_SHARES, ORDER_SHARES
from simulator.plan.events import UNCHANGED, Effects
from simulator.plan.scenario import Correlations, Scenario, Settings

UNCORRELATED: Final = Correlations()
SHARE_NAMES: Final = frozenset((*ORDER_SHARES, "incremental_share", *CUSTOMER_SHARES))
"""Inputs of `Inputs.shares`."""

T = TypeVar("T")


class Drawn(NamedTuple):
    """The draws of one input, and what they were made of."""

    belief: Belief
    scores: Scores
    values: Rows


def given_or(formula: Callable[[Any], T]) -> cached_property[T]:
    """A row of draws that is worked out once by its formula, unless the `Inputs` were given it."""

    @wraps(formula)
    def rows(outcome: Inputs) -> T:
        name = formula.__name__
        return outcome.given[name] if name in outcome.given else formula(outcome)

    return cached_property(rows)


@dataclass(frozen=True, eq=False)
class Inputs(Summary):
    """Every draw of the inputs of one scenario, shape (scrambles, points).

    given : rows that take the place of what a formula or a belief would give, by the name of the output or share
    given_scores : normal scores that take the place of the plan's own, all columns (after correlation)
    earlier : draws of inputs that another outcome has made; used where belief and scores are the same
    """

    scenario: Scenario
    settings: Settings
    given: Mapping[str, Any] = field(default_factory=dict)
    given_scores: Mapping[str, Scores] | None = None
    earlier: Mapping[str, Drawn] = field(default_factory=dict)

    @cached_property
    def scores(self) -> Mapping[str, Scores]:
        """The normal score behind each input, by the name of its column."""
        if self.given_scores is not None:
            return self.given_scores
        base = base_scores(self.settings.points, self.settings.scrambles, self.settings.seed)
        known = known_inputs(self.scenario)
        return correlated(dict(zip(COLUMNS, base, strict=True)), self.scenario.correlations, known)

    def _drawn(self, name: str, belief: Belief) -> Rows:
        scores, drawn = self.scores[name], self.input_draws.get(name)
        # Most beliefs of a what-if are the very ones of the plan; to compare their numbers takes longer.
        same = drawn is not None and drawn.scores is scores and (drawn.belief is belief or drawn.belief == belief)
        if drawn is None or not same:
            drawn = self.input_draws[name] = Drawn(belief, scores, belief.from_scores(scores))
        return drawn.values

    @cached_property
    def input_draws(self) -> dict[str, Drawn]:
        """What has been drawn so far, by the name of the column."""
        return dict(self.earlier)

    def has_same_scores(self, scenario: Scenario) -> bool:
        """Whether a what-if stands on the same scores, after correlation."""
        mine = self.scenario
        return scenario.correlations == mine.correlations and (
            mine.correlations == UNCORRELATED or known_inputs(scenario) == known_inputs(mine)
        )

    @cached_property
    def shares(self) -> dict[str, Any]:
        """Every share of the scenario but CVR: a number where it is known, else one value per draw."""
        known, beliefs = self.scenario.known_shares, self.scenario.share_beliefs
        drawn = {name: self._drawn(name, belief) for name, belief in beliefs.items()}
        return {**known, **drawn, **{name: self.given[name] for name in SHARE_NAMES & self.given.keys()}}

    @cached_property
    def effects(self) -> Effects:
        """What the events make of CVR, CPC and AOV of the period."""
        return effects_of_plan(self.scenario, self.settings)

    @given_or
    def cvr(self) -> Rows:
        """Orders / clicks, with the events of the period; at most 1. [share]"""
        rate = self._drawn("cvr", self.scenario.cvr)
        return rate if self.effects is UNCHANGED else np.minimum(rate * self.effects.cvr, 1.0)

    @given_or
    def cpc(self) -> Rows:
        """Average click price at this spend = cpc_ref · (B / B_ref)^γ, with the events. [currency per click]"""
        price = self._cpc_at_spend
        return price if self.effects is UNCHANGED else price * self.effects.cpc

    @property
    def _cpc_at_spend(self) -> Rows:
        price, scenario = self._drawn("cpc", self.scenario.cpc), self.scenario
        if scenario.budget == scenario.reference_budget:
            return price
        if scenario.cpc_elasticity.is_uncertain:
            return price * np.exp(self.cpc_elasticity * math.log(scenario.budget / (scenario.reference_budget or 1.0)))
        return price * scenario.cpc_factor

    @property
    def cpc_elasticity(self) -> Any:
        """γ of the click price: a number where it is known, else one value per draw."""
        elasticity = self.scenario.cpc_elasticity
        return self._drawn("cpc_elasticity", elasticity) if not isinstance(elasticity, Fixed) else elasticity.value

    @given_or
    def aov_mean(self) -> Rows:
        """True average order value of the period, with its events. [currency per order]"""
        value = self._drawn("aov", self.scenario.aov)
        return value if self.effects is UNCHANGED else value * self.effects.aov


def known_inputs(scenario: Scenario) -> frozenset[str]:
    """Those of CVR, CPC and AOV that are known, and so take no part in a correlation."""
    beliefs = {"cvr": scenario.cvr, "cpc": scenario.cpc, "aov": scenario.aov}
    return frozenset(name for name, belief in beliefs.items() if not belief.is_uncertain)

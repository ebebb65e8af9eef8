"""A plan, complete and valid once it exists.

`Scenario` says what is believed about the coming period; `Settings` says how it is simulated; a `Plan` is both, which
is what a link or a file carries. ``dataclasses.replace(scenario, budget=6_000)`` is a what-if.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np

from simulator.beliefs.checks import (
    is_plain_text,
    must_be_money,
    must_be_number,
    must_be_positive,
    must_be_share,
    must_be_share_throughout,
    settle_positive,
    settle_share,
    settled,
)
from simulator.beliefs.distributions import ONE, Belief, Fixed, Pert, median
from simulator.currencies import CURRENCIES
from simulator.errors import InputError, about
from simulator.plan.economics import Ceiling, OrderEconomics, RepeatPurchases, known_among, shares_of
from simulator.plan.events import UNCHANGED, Effects, Season, even

LONGEST_NAME: Final = 200
"""Control characters, halves of characters and line ends; joined emoji and fixed spaces are welcome."""
MOST_DRAWS: Final = 2**22
TOLERANCE: Final = 1e-12
"""Relative, wherever money is compared with money: 1,000 / 50 against a ceiling of 20 breaks even."""
USUAL_ELASTICITY: Final = Fixed(0.2)
"""γ of the click price where nothing is given. [no unit]"""
GOALS: Final = ("target_profit", "target_cpo", "target_profit_share")


@dataclass(frozen=True, slots=True)
class Correlations:
    """Correlations of the normal scores of CPC, CVR and AOV; without effect while one of the two is known."""

    cpc_cvr: float = 0.0
    aov_cvr: float = 0.0
    cpc_aov: float = 0.0

    def __post_init__(self) -> None:
        for pair in fields(self):
            value = getattr(self, pair.name)
            must_be_number(f"correlation_{pair.name}", value)
            if not -1 < value < 1:
                raise InputError(
                    "A correlation must lie between -1 and 1, both excluded, got {value}.",
                    field=f"correlation_{pair.name}",
                    value=value,
                )
        if np.linalg.eigvalsh(self.matrix()).min() <= 1e-12:
            raise InputError(
                "These three correlations cannot exist together (CPC with CVR {cpc_cvr}, AOV with CVR {aov_cvr}, "
                "CPC with AOV {cpc_aov}): bring one of them closer to 0.",
                field="correlation_cpc_cvr",
                cpc_cvr=self.cpc_cvr,
                aov_cvr=self.aov_cvr,
                cpc_aov=self.cpc_aov,
            )

    @classmethod
    def of(cls, pairs: Mapping[tuple[str, str], float]) -> Correlations:
        """From pairs such as ``{("cpc", "cvr"): 0.3}``, in either order."""
        known = {frozenset(pair.name.split("_")): pair.name for pair in fields(cls)}
        named = {known.get(frozenset(pair)): value for pair, value in pairs.items()}
        if None in named or len(named) < len(pairs):
            raise InputError(
                "Correlations join CPC with CVR, AOV with CVR and CPC with AOV, each once; got {pairs}.",
                field="correlation_cpc_cvr",
                pairs=", ".join(" – ".join(pair) for pair in pairs),
            )
        return cls(**{str(name): value for name, value in named.items()})

    def matrix(self, fixed: frozenset[str] = frozenset()) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The matrix for (CVR, CPC, AOV), in which a known input is correlated with nothing."""

        def between(one: str, other: str) -> float:
            return 0.0 if {one, other} & fixed else float(getattr(self, f"{one}_{other}"))

        cpc_cvr, aov_cvr, cpc_aov = between("cpc", "cvr"), between("aov", "cvr"), between("cpc", "aov")
        return np.array([[1, cpc_cvr, aov_cvr], [cpc_cvr, 1, cpc_aov], [aov_cvr, cpc_aov, 1]], dtype=float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is believed about one budget in one coming period.

    name, currency, budget, period_days : the label; ISO 4217 code; ad spend of the period [currency]; its length [days]
    cpc, cvr, aov : beliefs about the true average click price at `reference_budget`, conversion rate and order value;
        for each belief, here and in economics and repeat, a plain number may be given: it is taken as known (`Fixed`)
    economics, repeat : what an order leaves; later orders that may raise the ceiling, or None
    target_profit, target_cpo, target_profit_share : one of the three says what is wanted: money per order, a CPO, or a
        share of max CPO; without any, the target is the ceiling itself
    order_value_cv : standard deviation / mean of single order values
    incremental_share : part of the counted orders that would not have come without the ads
    cpc_elasticity, reference_budget : click price grows with (budget / reference_budget) ** cpc_elasticity; a
        reference of None is resolved to the budget once, here, so that a what-if with another budget moves along the
        curve
    correlations : `Correlations`, or pairs such as ``{("cpc", "cvr"): 0.3}``
    scale_at, stop_at : cut-offs of the verdict as break-even probabilities
    season : the first day of the period and the year's events, which multiply CPC, CVR and AOV of their days; None:
        the averages are those of cpc, cvr and aov

    Raises
    ------
    InputError
        For the first rule that is broken, naming the input.
    """

    name: str = ""
    currency: str = "EUR"
    budget: float
    period_days: float = 30
    cpc: Belief
    cvr: Belief
    aov: Belief
    economics: OrderEconomics = field(default_factory=OrderEconomics)
    repeat: RepeatPurchases | None = None
    target_profit: float | None = None
    target_cpo: float | None = None
    target_profit_share: float | None = None
    order_value_cv: float = 1.0
    incremental_share: Belief = ONE
    cpc_elasticity: Belief = USUAL_ELASTICITY
    reference_budget: float | None = None
    correlations: Correlations = field(default_factory=Correlations)
    scale_at: float = 0.80
    stop_at: float = 0.30
    season: Season | None = None

    def __post_init__(self) -> None:
        _check_name(self.name)
        if self.currency not in CURRENCIES:
            raise InputError(
                "There is no currency {currency}: use a three-letter code such as EUR, USD or GBP.",
                field="currency",
                currency=str(self.currency)[:20],
            )
        must_be_positive("budget", self.budget)
        must_be_positive("period_days", self.period_days)
        for name in ("cpc", "aov"):
            settle_positive(self, name)
        for name in ("cvr", "incremental_share"):
            settle_share(self, name)
        must_be_money("order_value_cv", self.order_value_cv)
        if not isinstance(self.correlations, Correlations):
            object.__setattr__(self, "correlations", Correlations.of(self.correlations))
        self._check_click_price()
        self._check_goal()

    def _check_click_price(self) -> None:
        self._check_elasticity()
        if self.reference_budget is None:
            object.__setattr__(self, "reference_budget", self.budget)
        must_be_positive("reference_budget", self.reference_budget)
        click_price = median(self.cpc) * self.cpc_factor
        if click_price > self.budget:
            raise InputError(
                "A budget of {budget} buys less than one click at a click price of {click_price}: raise the budget.",
                field="budget",
                budget=self.budget,
                click_price=about(click_price, beside=self.budget),
            )

    def _check_elasticity(self) -> None:
        elasticity = settled(self, "cpc_elasticity")
        if not isinstance(elasticity, Fixed):
            must_be_share_throughout("cpc_elasticity", elasticity)
        highest = elasticity.bounds[1] if isinstance(elasticity, Pert | Fixed) else 0.0
        if not 0 <= highest < 1:
            raise InputError(
                "The elasticity of the click price must be 0 or more and below 1, got {value}.",
                field="cpc_elasticity",
                value=highest,
            )

    def _check_goal(self) -> None:
        goals = [name for name in GOALS if getattr(self, name) is not None]
        if len(goals) > 1:
            raise InputError(
                "Say what is wanted once: a profit per order, a target CPO or a share of max CPO.",
                field=goals[1],
            )
        for name in ("target_profit", "target_cpo"):
            if getattr(self, name) is not None:
                must_be_money(name, getattr(self, name))
        if self.target_profit_share is not None:
            must_be_share("target_profit_share", self.target_profit_share)
        if self.target_profit == 0:  # says the same as leaving it out, and equal plans must be equal
            object.__setattr__(self, "target_profit", None)
        must_be_share("scale_at", self.scale_at)
        must_be_share("stop_at", self.stop_at)
        if self.stop_at >= self.scale_at:
            raise InputError(
                "The cut-off for stop ({stop_share}) must lie below the one for scale ({scale_share}).",
                field="stop_at",
                stop_share=self.stop_at,
                scale_share=self.scale_at,
            )
        if self.target_cpo is not None:
            self._check_target_cpo(self.target_cpo)

    def _check_target_cpo(self, target: float) -> None:
        highest = self._highest_max_cpo()
        if 0 < highest < target * (1 - TOLERANCE):
            raise InputError(
                "The target CPO ({target}) is certainly above the max CPO (at most {highest}): every order at target "
                "would lose money. Lower the target, or check the margin.",
                field="target_cpo",
                target=target,
                highest=about(highest, beside=target),
            )

    def _highest_max_cpo(self) -> float:
        """The largest max CPO that the beliefs permit; infinite where a share is a belief, or the order value may be
        any: never certain then."""
        lowest_aov, highest_aov = self.aov.bounds
        if self.share_beliefs or math.isinf(highest_aov):
            return math.inf
        ceiling = self.ceiling({})
        return float(max(ceiling.at(highest_aov), ceiling.at(lowest_aov)))

    @property
    def cpc_factor(self) -> float:
        """Click price at this budget / click price at the reference budget = (B / B_ref)^γ, at the median γ."""
        return float((self.budget / (self.reference_budget or self.budget)) ** median(self.cpc_elasticity))

    @property
    def days_even(self) -> tuple[float, ...]:
        """Share of the spend of each day of the period, all alike."""
        return even(self.period_days)

    @property
    def middle_effects(self) -> Effects:
        """What the events make of CVR, CPC and AOV of the period, each effect at its median."""
        if self.season is None:
            return UNCHANGED
        return self.season.middle(self.season.states(self.days_even))

    @property
    def uncertain(self) -> dict[str, Belief]:
        """Every input that is not known, by the name of its column of chance."""
        beliefs = {"cvr": self.cvr, "cpc": self.cpc, "aov": self.aov, "cpc_elasticity": self.cpc_elasticity}
        beliefs |= self.share_beliefs
        return {name: belief for name, belief in beliefs.items() if belief.is_uncertain}

    @property
    def shares(self) -> dict[str, Belief]:
        """Every share but CVR, by the name of its input."""
        return {**shares_of(self.economics), **shares_of(self.repeat), "incremental_share": self.incremental_share}

    @property
    def share_beliefs(self) -> dict[str, Belief]:
        """Every share that is not known, by the name of its input (CVR is not among them)."""
        return {name: belief for name, belief in self.shares.items() if belief.is_uncertain}

    @property
    def known_shares(self) -> dict[str, float]:
        """The numbers of those shares that are known, by the name of their input."""
        return known_among(self.shares)

    def first_order_ceiling(self, shares: Mapping[str, Any]) -> Ceiling:
        """What the first order may cost, as a line in the average order value; `shares` fills in the beliefs."""
        return self.economics.ceiling({**self.known_shares, **shares})

    def ceiling(self, shares: Mapping[str, Any]) -> Ceiling:
        """What an order may cost, later orders of new customers included when repeat purchases are on."""
        all_shares = {**self.known_shares, **shares}
        first = self.economics.ceiling(all_shares)
        return first if self.repeat is None else self.repeat.raised(first, all_shares)

    def target(self, max_cpo: Any) -> Any:
        """Target CPO that belongs to this max CPO (a number or an array). [currency per order]"""
        if self.target_cpo is not None:
            return np.full_like(max_cpo, self.target_cpo, dtype=float)
        if self.target_profit_share is not None:
            return np.maximum(max_cpo, 0.0) * (1 - self.target_profit_share)
        return max_cpo - (self.target_profit or 0.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a scenario is simulated.

    order_luck : add the luck of single orders and order values to the uncertainty of the averages
    points, scrambles : draws = scrambles · points; points is a power of two, the spread over scrambles is the error
    seed : another seed, another set of equally good points
    """

    order_luck: bool = True
    points: int = 2048
    scrambles: int = 8
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.order_luck, bool):
            raise InputError("Say yes or no.", field="order_luck")
        for name, least, most in (("points", 64, 2**20), ("scrambles", 2, 64), ("seed", 0, 2**32 - 1)):
            value = getattr(self, name)
            must_be_number(name, value)
            if value != int(value) or not least <= value <= most:
                raise InputError(
                    "A whole number from {least} to {most} is needed, got {value}.",
                    field=name,
                    least=least,
                    most=most,
                    value=value,
                )
            object.__setattr__(self, name, int(value))
        if self.points & (self.points - 1):
            raise InputError(
                "The points per scramble must be a power of two (512, 1024, 2048 …), got {value}.",
                field="points",
                value=self.points,
            )
        if self.draws > MOST_DRAWS:
            raise InputError(
                "Too many draws: {value} (at most: {most}).",
                field="points",
                most=MOST_DRAWS,
                value=self.draws,
            )

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.points * self.scrambles


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario and how it is simulated: what a link, a file or the sidebar holds."""

    scenario: Scenario
    settings: Settings = field(default_factory=Settings)


def _check_name(name: Any) -> None:
    if not is_plain_text(name):
        raise InputError("A name is plain text on one line.", field="name")
    if len(name) > LONGEST_NAME:
        raise InputError(
            "This name is too long: shorten it (characters: {count}; at most: {most}).",
            field="name",
            most=LONGEST_NAME,
            count=len(name),
        )


def middle_shares(scenario: Scenario) -> dict[str, float]:
    """Every share of a scenario but CVR, a belief at its median."""
    return {name: median(belief) for name, belief in scenario.shares.items()}

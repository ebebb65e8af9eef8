"""What a scenario means: every output per draw, and the chances that it breaks even.

`simulate` makes an `Outcome`; each output of the model is a property of it whose body is its formula. What other
outputs are made of is worked out once; the rest whenever it is asked for: of many draws it is memory that costs, not
arithmetic. Arrays have the shape (scrambles, points); every printed figure is an `Estimate` whose error is the standard
error over the scrambles. Means, quantiles and chances of the outputs are those of `summary.Summary`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.beta import Scores
from simulator.beliefs.distributions import BELIEFS, Belief, Rate, RateFromCounts, mean_of_inverse_is_finite
from simulator.engine.estimates import Estimate, Rows
from simulator.engine.points import COLUMNS, base_scores, correlated, order_of_column
from simulator.engine.poisson import poisson_quantile
from simulator.engine.summary import Summary
from simulator.plan import economics
from simulator.plan.economics import CUSTOMER_SHARES, ORDER_SHARES, Ceiling
from simulator.plan.scenario import TOLERANCE, Correlations, Plan, Scenario, Settings

ZONES: Final = ("scale", "optimise", "stop")
DRAWS: Final = (
    "cpc", "cvr", "aov", "clicks", "orders", "cpo", "max_cpo", "target_cpo", "profit", "roas",
)  # fmt: skip
"""Columns of the frame of draws, in their order; new ones go last."""
OUTPUTS: Final = (*DRAWS, "marginal_cpo", "max_cpc", "break_even_roas")
REPEAT_OUTPUTS: Final = ("first_order_profit", "cac")
"""Outputs that exist only with repeat purchases."""
DIVISORS: Final = {
    "cpo": ("cvr", "incremental_share"),
    "marginal_cpo": ("cvr", "incremental_share"),
    "cac": ("cvr", "incremental_share", "new_customer_share"),
}
"""Uncertain shares by which an output divides: its mean is infinite when one of them comes too close to 0."""
LUCK: Final = ("orders", "order_value")
"""Columns of chance that belong to order luck, not to an input."""
UNCORRELATED: Final = Correlations()
ORDER_INPUTS: Final = ("cvr", "cpc", "incremental_share", "cpc_elasticity", "budget", "reference_budget")
"""All of a scenario that the number of orders depends on."""

SHARE_NAMES: Final = frozenset((*ORDER_SHARES, "incremental_share", *CUSTOMER_SHARES))
"""Inputs of `Outcome.shares`."""
MOST_TABULATED: Final = 2**16
"""Numbers of orders up to which the spread of their average value is looked up."""

ALONE: Final = {"cvr": "cvr", "cpc": "cpc", "aov_mean": "aov"}
"""Outputs that rise with one column of chance, and that column."""

T = TypeVar("T")


class Drawn(NamedTuple):
    """The draws of one input, and what they were made of."""

    belief: Belief
    scores: Scores
    values: Rows


def given_or(formula: Callable[[Any], T]) -> cached_property[T]:
    """An output that is worked out once by its formula, unless its rows are given to the `Outcome`."""

    @wraps(formula)
    def rows(outcome: Outcome) -> T:
        name = formula.__name__
        return outcome.given[name] if name in outcome.given else formula(outcome)

    return cached_property(rows)


@dataclass(frozen=True, eq=False)
class Outcome(Summary):
    """Every draw of one scenario. Make it with `simulate`.

    given : rows that take the place of what a formula below or a belief would give, by the name of the output or share
    given_scores : normal scores that take the place of the plan's own, all columns (after correlation)
    earlier : draws of inputs that another outcome has made; used where belief and scores are the same
    """

    scenario: Scenario
    settings: Settings
    given: Mapping[str, Any] = field(default_factory=dict)
    given_scores: Mapping[str, Scores] | None = None
    earlier: Mapping[str, Drawn] = field(default_factory=dict)

    # -- inputs, per draw ---------------------------------------------------------------------------------------

    @cached_property
    def scores(self) -> Mapping[str, Scores]:
        """The normal score behind each input, by the name of its column."""
        if self.given_scores is not None:
            return self.given_scores
        base = base_scores(self.settings.points, self.settings.scrambles, self.settings.seed)
        known = _known_inputs(self.scenario)
        return correlated(dict(zip(COLUMNS, base, strict=True)), self.scenario.correlations, known)

    def _drawn(self, name: str, belief: Belief) -> Rows:
        scores, drawn = self.scores[name], self._input_draws.get(name)
        if drawn is None or drawn.belief != belief or drawn.scores is not scores:
            drawn = self._input_draws[name] = Drawn(belief, scores, belief.from_scores(scores))
        return drawn.values

    @cached_property
    def _input_draws(self) -> dict[str, Drawn]:
        return dict(self.earlier)

    def changed(
        self,
        scenario: Scenario | None = None,
        scores: Mapping[str, Scores] | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """The outcome of a what-if with the same settings, which takes over the draws of all that stays.

        The same numbers as `simulate` gives, sooner. What-ifs of it start from beliefs.

        scores : columns of chance that are replaced (after correlation), by name
        given : rows that replace inputs (`cvr`, `cpc` at this spend, `aov_mean`, or a share of the scenario) or outputs
            (`expected_orders`), whatever is believed of them, shape (scrambles, points)
        """
        scenario, scores, given = scenario or self.scenario, scores or {}, given or {}
        self._draw_inputs()  # once, here, and not by every what-if
        same_scores = self._same_scores(scenario)
        base = self.scores if same_scores else Outcome(scenario, self.settings).scores
        unchanged = self._unchanged(scenario, {*scores, *given}) if same_scores else {}
        return Outcome(scenario, self.settings, {**unchanged, **given}, {**base, **scores}, self._input_draws)

    def with_more_orders(self, factor: float) -> Outcome:
        """The outcome of the same plan when every click brings `factor` times the orders, on the same draws."""
        return self.changed(given={"expected_orders": self.expected_orders * factor})

    def _draw_inputs(self) -> None:
        for name in ("cvr", "cpc", "aov_mean", "ceiling", "cpc_elasticity"):
            getattr(self, name)

    def _same_scores(self, scenario: Scenario) -> bool:
        mine = self.scenario
        return scenario.correlations == mine.correlations and (
            mine.correlations == UNCORRELATED or _known_inputs(scenario) == _known_inputs(mine)
        )

    def _unchanged(self, scenario: Scenario, replaced: set[str]) -> dict[str, Any]:
        """What a what-if has in common with this outcome, by name, so that it is not worked out again."""
        if self.given:
            return {}
        mine, unchanged = self.scenario, dict[str, Any]()
        if not replaced & SHARE_NAMES and scenario.economics is mine.economics and scenario.repeat is mine.repeat:
            unchanged["ceiling"] = self.ceiling
        moves_orders = replaced & {*ORDER_INPUTS, "expected_orders", *LUCK}
        if self.settings.order_luck and not moves_orders and _same(scenario, mine, ORDER_INPUTS):
            unchanged |= {"expected_orders": self.expected_orders, "orders": self.orders}
            if scenario.order_value_cv == mine.order_value_cv > 0:
                unchanged["order_value_factor"] = self.order_value_factor
        return unchanged

    @cached_property
    def shares(self) -> dict[str, Any]:
        """Every share of the scenario but CVR: a number where it is known, else one value per draw."""
        known, beliefs = self.scenario.known_shares, self.scenario.share_beliefs
        drawn = {name: self._drawn(name, belief) for name, belief in beliefs.items()}
        return {**known, **drawn, **{name: self.given[name] for name in SHARE_NAMES & self.given.keys()}}

    @given_or
    def cvr(self) -> Rows:
        """Orders / clicks. [share]"""
        return self._drawn("cvr", self.scenario.cvr)

    @given_or
    def cpc(self) -> Rows:
        """Average click price at this spend = cpc_ref · (B / B_ref)^γ. [currency per click]"""
        price, scenario = self._drawn("cpc", self.scenario.cpc), self.scenario
        if scenario.budget == scenario.reference_budget:
            return price
        if isinstance(scenario.cpc_elasticity, BELIEFS):
            return price * np.exp(self.cpc_elasticity * math.log(scenario.budget / (scenario.reference_budget or 1.0)))
        return price * scenario.cpc_factor

    @property
    def cpc_elasticity(self) -> Any:
        """γ of the click price: a number where it is known, else one value per draw."""
        elasticity = self.scenario.cpc_elasticity
        return self._drawn("cpc_elasticity", elasticity) if isinstance(elasticity, BELIEFS) else elasticity

    @given_or
    def aov_mean(self) -> Rows:
        """True average order value of the period. [currency per order]"""
        return self._drawn("aov", self.scenario.aov)

    # -- outputs, per draw --------------------------------------------------------------------------------------

    @property
    def clicks(self) -> Rows:
        """Clicks that the budget buys = B / CPC."""
        return self.scenario.budget / self.cpc

    @property
    def orders_per_click(self) -> Rows:
        """Orders per click that would not have come anyway = CVR · incremental share. [share]"""
        share = self.shares["incremental_share"]
        return self.cvr if np.ndim(share) == 0 and share == 1 else self.cvr * share

    @given_or
    def expected_orders(self) -> Rows:
        """Orders in the long run = clicks · CVR · incremental share."""
        return self.clicks * self.orders_per_click

    @given_or
    def orders(self) -> Rows:
        """Orders ~ Poisson(expected orders) with order luck, else the expected orders."""
        if not self.settings.order_luck:
            return self.expected_orders
        return poisson_quantile(self.scores["orders"], self.expected_orders)

    @given_or
    def order_value_factor(self) -> Rows:
        """Realised / true average order value: ε, lognormal, mean 1, CV order_value_cv / √orders."""
        return order_value_luck(self.scores["order_value"], self.orders, self.scenario.order_value_cv)

    @cached_property
    def aov(self) -> Rows:
        """Realised average of the order values = AOV · ε, ε lognormal, mean 1, CV order_value_cv / √orders."""
        if not self.settings.order_luck or self.scenario.order_value_cv == 0:
            return self.aov_mean
        return self.aov_mean * self.order_value_factor

    @property
    def cpo(self) -> Rows:
        """Cost per order = B / orders, infinite without an order. [currency per order]"""
        return economics.cpo(self.scenario.budget, self.orders)

    @given_or
    def ceiling(self) -> Ceiling:
        """Max CPO as a line in the average order value."""
        return self.scenario.ceiling(self.shares)

    @cached_property
    def max_cpo(self) -> Rows:
        """What an order may cost, from the true average order value. [currency per order]"""
        return np.asarray(self.ceiling.at(self.aov_mean))

    @property
    def target_cpo(self) -> Rows:
        """CPO that leaves what is wanted, from the true average order value. [currency per order]"""
        return np.asarray(self.scenario.target(self.max_cpo))

    @cached_property
    def realised_max_cpo(self) -> Rows:
        """What the orders of this draw leave on average, from their realised order value; decides profit and zones."""
        return self.max_cpo if self.aov is self.aov_mean else np.asarray(self.ceiling.at(self.aov))

    @cached_property
    def profit(self) -> Rows:
        """Money left after ads = orders · max CPO - B, later orders included when they are on. [currency]"""
        profit = self.orders * self.realised_max_cpo
        profit -= self.scenario.budget
        return profit

    @property
    def first_order_profit(self) -> Rows:
        """Money left after ads in the period itself, first orders only. [currency]"""
        first = self.scenario.first_order_ceiling(self.shares)
        return self.orders * first.at(self.aov) - self.scenario.budget

    @property
    def roas(self) -> Rows:
        """Revenue as the platform reports it / spend = orders · AOV / B."""
        revenue = self.orders * self.aov
        revenue /= self.scenario.budget
        return revenue

    @property
    def marginal_cpo(self) -> Rows:
        """Long-run cost of the next order = CPC / (CVR · incremental share) / (1 - γ). [currency per order]"""
        long_run = economics.cpo(self.scenario.budget, self.expected_orders)
        return economics.marginal_cpo(long_run, self.cpc_elasticity)

    @property
    def max_cpc(self) -> Rows:
        """Click price at which the long-run CPO meets the ceiling. [currency per click]"""
        return economics.max_cpc(self.orders_per_click, self.max_cpo)

    @property
    def break_even_roas(self) -> Rows:
        """Revenue / spend at break-even; infinite where max CPO ≤ 0."""
        return economics.break_even_roas(self.aov_mean, self.max_cpo)

    @property
    def cac(self) -> Rows:
        """Cost of a new customer = CPO / new-customer share. [currency per customer]"""
        return economics.cac(self.cpo, self.shares["new_customer_share"])

    # -- what happens in a draw ---------------------------------------------------------------------------------

    @cached_property
    def breaks_even(self) -> NDArray[np.bool_]:
        """Whether the orders pay for the spend: orders > 0 and CPO ≤ max CPO."""
        return np.asarray(self.profit >= -TOLERANCE * self.scenario.budget)

    @cached_property
    def breaks_even_in_the_long_run(self) -> NDArray[np.bool_]:
        """Whether the draw would break even without order luck."""
        if not self.settings.order_luck:
            return self.breaks_even
        return _pays(self.expected_orders * self.max_cpo, self.scenario.budget)

    @cached_property
    def zone(self) -> NDArray[np.int8]:
        """Number of the zone in `ZONES`: stop, else scale when CPO ≤ target, else optimise."""
        target = self.scenario.target(self.realised_max_cpo)
        on_target = _pays(self.orders * target, self.scenario.budget)
        return 2 - self.breaks_even.view(np.int8) - (self.breaks_even & on_target).view(np.int8)

    # -- figures ------------------------------------------------------------------------------------------------

    @cached_property
    def break_even_probability(self) -> Estimate:
        """P(CPO ≤ max CPO), given the stated beliefs."""
        return self.chance(self.breaks_even)

    @cached_property
    def long_run_break_even_probability(self) -> Estimate:
        """P(CPO ≤ max CPO) without the luck of single orders."""
        return self.chance(self.breaks_even_in_the_long_run)

    @cached_property
    def no_order_probability(self) -> Estimate:
        """P(not a single order)."""
        return self.chance(self.orders == 0)

    @cached_property
    def target_above_max_probability(self) -> Estimate:
        """P(target CPO > max CPO) where max CPO is above 0: how far the goal contradicts the margin."""
        if self.scenario.target_cpo is None:
            return Estimate(0.0, 0.0)  # a target that is less than the ceiling by what is wanted
        return self.chance((self.target_cpo > self.max_cpo * (1 + TOLERANCE)) & (self.max_cpo > 0))

    @cached_property
    def zones(self) -> dict[str, Estimate]:
        """Share of draws in each zone; the three add up to 1."""
        return {name: self.chance(self.zone == number) for number, name in enumerate(ZONES)}

    # -- what `Summary` asks ------------------------------------------------------------------------------------

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs of this scenario."""
        return OUTPUTS + (REPEAT_OUTPUTS if self.scenario.repeat else ())

    @cached_property
    def draws(self) -> pd.DataFrame:
        """One row per draw."""
        return pd.DataFrame({name: self.rows(name).ravel() for name in DRAWS})

    def sorted_by_formula(self, name: str) -> Rows:
        """Sorted rows; what rises or falls with one column of chance or one other output needs no sort of its own."""
        budget, line = self.scenario.budget, self.ceiling
        straight = np.ndim(line.slope) == np.ndim(line.intercept) == 0 and line.slope >= 0
        if name in ALONE and self._rises_with_its_column(name):
            order = order_of_column(self.settings.points, self.settings.scrambles, self.settings.seed, ALONE[name])
            return np.take_along_axis(self.rows(name), order, axis=1)
        if name == "clicks":
            return budget / self.sorted_rows("cpc")[:, ::-1]
        if name == "cpo":
            return np.asarray(economics.cpo(budget, self.sorted_rows("orders")[:, ::-1]))
        if name == "marginal_cpo" and not self.settings.order_luck and np.ndim(self.cpc_elasticity) == 0:
            return np.asarray(economics.marginal_cpo(self.sorted_rows("cpo"), self.cpc_elasticity))
        if name == "aov" and self.aov is self.aov_mean:
            return self.sorted_rows("aov_mean")
        if name == "max_cpo" and straight:
            return np.asarray(line.at(self.sorted_rows("aov_mean")))
        if name == "target_cpo":
            return np.asarray(self.scenario.target(self.sorted_rows("max_cpo")))
        return super().sorted_by_formula(name)

    def _rises_with_its_column(self, name: str) -> bool:
        if self.given or self.given_scores is not None or self.scenario.correlations != UNCORRELATED:
            return False
        return name != "cpc" or not isinstance(self.scenario.cpc_elasticity, BELIEFS)

    def mean_is_infinite(self, name: str) -> bool:
        """Whether an output has no finite mean whatever the draws say: it divides by what comes too close to 0."""
        if name not in DIVISORS:
            return False
        beliefs = {"cvr": self.scenario.cvr, **self.scenario.share_beliefs}
        divisors = [beliefs[divisor] for divisor in DIVISORS[name] if divisor in beliefs]
        flattening = name == "marginal_cpo" and mean_of_marginal_is_infinite(self.scenario.cpc_elasticity)
        return flattening or not all(mean_of_inverse_is_finite(belief) for belief in divisors)


def simulate(
    scenario: Scenario, order_luck: bool = True, points: int = 2048, scrambles: int = 8, seed: int = 0
) -> Outcome:
    """Draw the scenario `scrambles` · `points` times.

    Raises
    ------
    InputError
        When points is not a power of two, or the number of draws is out of range.
    """
    return Outcome(scenario, Settings(order_luck=order_luck, points=points, scrambles=scrambles, seed=seed))


def outcome_of(plan: Plan) -> Outcome:
    """`simulate` with the settings of the plan."""
    return Outcome(plan.scenario, plan.settings)


def rarest(draws: int) -> float:
    """What never happened in so many draws happens less than once in this many (95 %, rule of three)."""
    return draws / 3


def mean_of_marginal_is_infinite(elasticity: float | Belief) -> bool:
    """Whether E[1 / (1 - γ)] is infinite: for a γ whose Beta comes too close to 1."""
    return isinstance(elasticity, Rate | RateFromCounts) and elasticity.shape[1] <= 1


def _known_inputs(scenario: Scenario) -> frozenset[str]:
    """Those of CVR, CPC and AOV that are known, and so take no part in a correlation."""
    beliefs = {"cvr": scenario.cvr, "cpc": scenario.cpc, "aov": scenario.aov}
    return frozenset(name for name, belief in beliefs.items() if not belief.is_uncertain)


def _pays(money: Any, budget: float) -> NDArray[np.bool_]:
    return np.asarray(money >= budget * (1 - TOLERANCE))


def _same(scenario: Scenario, other: Scenario, names: tuple[str, ...]) -> bool:
    return all(getattr(scenario, name) == getattr(other, name) for name in names)


def order_value_luck(scores: Scores, orders: Rows, spread: float) -> Rows:
    """Realised / true average of the values of so many orders: lognormal with mean 1 and CV spread / √orders.

    scores : normal scores of chance, in the shape of the orders
    orders : whole numbers; without an order the factor is 1
    spread : standard deviation / mean of single order values
    """
    if spread == 0:
        return np.ones_like(orders)
    # Many draws have few different numbers of orders: what belongs to each is worked out once.
    tabulated = orders.max() < min(MOST_TABULATED, orders.size)
    counts = np.arange(orders.max() + 1) if tabulated else orders
    variance = np.where(counts > 0, np.log1p(spread**2 / np.maximum(counts, 1.0)), 0.0)
    sigma, half = np.sqrt(variance), variance / 2
    if tabulated:
        places = orders.astype(np.intp)
        sigma, half = sigma[places], half[places]
    return np.asarray(np.exp(sigma * scores - half))

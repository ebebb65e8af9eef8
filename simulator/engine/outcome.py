"""What a scenario means: every output per draw, and the chances that it breaks even.

`simulate` makes an `Outcome`; each output of the model is a property of it whose body is its formula. What other
outputs are made of is worked out once; the rest whenever it is asked for: of many draws it is memory that costs, not
arithmetic. Arrays have the shape (scrambles, points); every printed figure is an `Estimate` whose error is the standard
error over the scrambles. Means, quantiles and chances of the outputs are those of `summary.Summary`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.beta import Scores
from simulator.beliefs.distributions import Belief, Rate, RateFromCounts, mean_of_inverse_is_finite
from simulator.engine.estimates import Estimate, Rows
from simulator.engine.inputs import SHARE_NAMES, UNCORRELATED, Inputs, given_or
from simulator.engine.order_values import order_value_luck
from simulator.engine.points import order_of_column
from simulator.engine.poisson import poisson_quantile
from simulator.plan import economics
from simulator.plan.economics import Ceiling
from simulator.plan.events import UNCHANGED
from simulator.plan.scenario import TOLERANCE, Plan, Scenario, Settings

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
ORDER_INPUTS: Final = ("cvr", "cpc", "incremental_share", "cpc_elasticity", "budget", "reference_budget", "season")
"""All of a scenario that the number of orders depends on."""

ALONE: Final = {"cvr": "cvr", "cpc": "cpc", "aov_mean": "aov"}
"""Outputs that rise with one column of chance, and that column."""


@dataclass(frozen=True, eq=False)
class Outcome(Inputs):
    """Every draw of one scenario. Make it with `simulate`."""

    # -- what-ifs -----------------------------------------------------------------------------------------------

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
        same_scores = self.has_same_scores(scenario)
        base = self.scores if same_scores else Outcome(scenario, self.settings).scores
        unchanged = self._unchanged(scenario, {*scores, *given}) if same_scores else {}
        return Outcome(scenario, self.settings, {**unchanged, **given}, {**base, **scores}, self.input_draws)

    def with_more_orders(self, factor: float) -> Outcome:
        """The outcome of the same plan when every click brings `factor` times the orders, on the same draws."""
        return self.changed(given={"expected_orders": self.expected_orders * factor})

    def _draw_inputs(self) -> None:
        for name in ("cvr", "cpc", "aov_mean", "ceiling", "cpc_elasticity"):
            getattr(self, name)

    def _unchanged(self, scenario: Scenario, replaced: set[str]) -> dict[str, Any]:
        """What a what-if has in common with this outcome, by name, so that it is not worked out again."""
        if self.given:
            return {}
        mine, unchanged = self.scenario, dict[str, Any]()
        if not replaced & SHARE_NAMES:
            if scenario.economics is mine.economics:
                unchanged["first_order_ceiling"] = self.first_order_ceiling
            if scenario.repeat is mine.repeat:
                unchanged["later_orders"] = self.later_orders
            if len(unchanged) == 2:
                unchanged["ceiling"] = self.ceiling
        moves_orders = replaced & {*ORDER_INPUTS, "expected_orders", *LUCK}
        if self.settings.order_luck and not moves_orders and _same(scenario, mine, ORDER_INPUTS):
            unchanged |= {"expected_orders": self.expected_orders, "orders": self.orders}
            if scenario.order_value_cv == mine.order_value_cv > 0:
                unchanged["order_value_factor"] = self.order_value_factor
        return unchanged

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
        repeat = self.scenario.repeat
        return (
            self.first_order_ceiling
            if repeat is None
            else repeat.raised_by(self.first_order_ceiling, self.later_orders)
        )

    @given_or
    def first_order_ceiling(self) -> Ceiling:
        """What the first order may cost, as a line in the average order value."""
        return self.scenario.first_order_ceiling(self.shares)

    @given_or
    def later_orders(self) -> Any:
        """Later orders of new customers per order of the ads; 0 without repeat purchases."""
        return 0.0 if self.scenario.repeat is None else self.scenario.repeat.later_orders_per_order(self.shares)

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
        return self.orders * self.first_order_ceiling.at(self.aov) - self.scenario.budget

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
        if (
            self.given
            or self.given_scores is not None
            or self.effects is not UNCHANGED
            or self.scenario.correlations != UNCORRELATED
        ):
            return False
        return name != "cpc" or not self.scenario.cpc_elasticity.is_uncertain

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


def mean_of_marginal_is_infinite(elasticity: Belief) -> bool:
    """Whether E[1 / (1 - γ)] is infinite: for a γ whose Beta comes too close to 1."""
    return isinstance(elasticity, Rate | RateFromCounts) and elasticity.shape[1] <= 1


def _pays(money: Any, budget: float) -> NDArray[np.bool_]:
    return np.asarray(money >= budget * (1 - TOLERANCE))


def _same(scenario: Scenario, other: Scenario, names: tuple[str, ...]) -> bool:
    pairs = ((getattr(scenario, name), getattr(other, name)) for name in names)
    return all(mine is theirs or mine == theirs for mine, theirs in pairs)

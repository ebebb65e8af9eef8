"""What a scenario means: every output per draw, and the figures that sum it up.

`simulate` makes an `Outcome`; each output of the model is a property of it whose body is its formula. What other
outputs are made of is worked out once and kept; the rest whenever it is asked for: of many draws it is memory that
costs, not arithmetic. Arrays have the shape (scrambles, points); every printed figure is an `Estimate` whose error is
the standard error over the scrambles. How figures are found without sorting every output is in
`estimates`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.beta import Scores
from simulator.beliefs.distributions import BELIEFS, Belief, Rate, RateFromCounts, mean_of_inverse_is_finite
from simulator.engine.estimates import (
    FEW,
    Estimate,
    InColumnOrder,
    Link,
    Linked,
    Order,
    Rows,
    Sorted,
    moments,
    order_of_column,
    quantiles,
    quantiles_of_rows,
)
from simulator.engine.points import COLUMNS, base_scores, correlated
from simulator.engine.poisson import poisson_quantile
from simulator.errors import InputError
from simulator.plan import economics
from simulator.plan.economics import Ceiling
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
SHARES: Final = {"p5": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
FIGURES: Final = ("mean", "sd", *SHARES, "mc_error")
LUCK: Final = ("orders", "order_value")
"""Columns of chance that belong to order luck, not to an input."""
UNCORRELATED: Final = Correlations()
_MIDDLE: Final = np.array([0.5])


class Drawn(NamedTuple):
    """The draws of one input, and what they were made of."""

    belief: Belief
    scores: Scores
    values: Rows


@dataclass(frozen=True, eq=False)
class Outcome:
    """Every draw of one scenario. Make it with `simulate`."""

    scenario: Scenario
    settings: Settings

    # -- inputs, per draw ---------------------------------------------------------------------------------------

    @cached_property
    def scores(self) -> dict[str, Scores]:
        """The normal score behind each input, by the name of its column."""
        base = base_scores(self.settings.points, self.settings.scrambles, self.settings.seed)
        known = _known_inputs(self.scenario)
        return correlated(dict(zip(COLUMNS, base, strict=True)), self.scenario.correlations, known)

    def _drawn(self, name: str, belief: Belief) -> Rows:
        scores = self.scores[name]
        before = self._kept_inputs.get(name)
        if before is None or before.belief != belief or before.scores is not scores:
            before = self._kept_inputs[name] = Drawn(belief, scores, belief.from_scores(scores))
        return before.values

    @cached_property
    def _kept_inputs(self) -> dict[str, Drawn]:
        return {}

    def changed(self, scenario: Scenario | None = None, scores: Mapping[str, Scores] | None = None) -> Outcome:
        """The outcome of a what-if with the same settings, which takes over the draws of every input that stays.

        The same numbers as `simulate` gives, sooner. `scores` replaces columns of chance (after correlation).
        """
        self._draw_inputs()  # once, here, and not by every what-if
        other = Outcome(scenario or self.scenario, self.settings)
        base = self.scores if self._same_scores(other.scenario) else other.scores
        object.__setattr__(other, "scores", {**base, **(scores or {})})
        object.__setattr__(other, "_kept_inputs", dict(self._kept_inputs))
        same_order = other.scenario.economics is self.scenario.economics
        if not scores and same_order and other.scenario.repeat is self.scenario.repeat:
            object.__setattr__(other, "ceiling", self.ceiling)
        return other

    def with_more_orders(self, factor: float) -> Outcome:
        """The outcome of the same plan when every click brings `factor` times the orders, on the same draws."""
        other = self.changed()
        object.__setattr__(other, "expected_orders", self.expected_orders * factor)
        return other

    def with_rows(self, scenario: Scenario | None = None, **rows: Any) -> Outcome:
        """The outcome of a what-if in which some inputs have these values in each draw, whatever is believed of them.

        rows : `cvr`, `cpc` (at this spend), `aov_mean`, or a share of the scenario. What-ifs of it start from beliefs.
        """
        other = self.changed(scenario)
        shares = {name: values for name, values in rows.items() if name not in ("cvr", "cpc", "aov_mean")}
        if shares:
            object.__setattr__(other, "shares", {**other.shares, **shares})
            other.__dict__.pop("ceiling", None)
        for name in rows.keys() - shares.keys():
            object.__setattr__(other, name, rows[name])
        object.__setattr__(other, "_given", frozenset(rows))
        return other

    @cached_property
    def _given(self) -> frozenset[str]:
        """Inputs whose draws do not come from a belief."""
        return frozenset()

    def _draw_inputs(self) -> None:
        for name in ("cvr", "cpc", "aov_mean", "ceiling", "cpc_elasticity"):
            getattr(self, name)

    def _same_scores(self, scenario: Scenario) -> bool:
        mine = self.scenario
        return scenario.correlations == mine.correlations and (
            mine.correlations == UNCORRELATED or _known_inputs(scenario) == _known_inputs(mine)
        )

    @cached_property
    def shares(self) -> dict[str, Any]:
        """Every share of the scenario but CVR: a number where it is known, else one value per draw."""
        drawn = {name: self._drawn(name, belief) for name, belief in self.scenario.share_beliefs.items()}
        return {**self.scenario.known_shares, **drawn}

    @cached_property
    def cvr(self) -> Rows:
        """Orders / clicks. [share]"""
        return self._drawn("cvr", self.scenario.cvr)

    @cached_property
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

    @cached_property
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

    @cached_property
    def expected_orders(self) -> Rows:
        """Orders in the long run = clicks · CVR · incremental share."""
        return self.clicks * self.orders_per_click

    @cached_property
    def orders(self) -> Rows:
        """Orders ~ Poisson(expected orders) with order luck, else the expected orders."""
        if not self.settings.order_luck:
            return self.expected_orders
        return poisson_quantile(self.scores["orders"], self.expected_orders)

    @cached_property
    def aov(self) -> Rows:
        """Realised average of the order values = AOV · ε, ε lognormal, mean 1, CV order_value_cv / √orders."""
        spread = self.scenario.order_value_cv
        if not self.settings.order_luck or spread == 0:
            return self.aov_mean
        # Without an order there is no noise: ε = 1.
        variance = np.where(self.orders > 0, np.log1p(spread**2 / np.maximum(self.orders, 1.0)), 0.0)
        return self.aov_mean * np.exp(np.sqrt(variance) * self.scores["order_value"] - variance / 2)

    @property
    def cpo(self) -> Rows:
        """Cost per order = B / orders, infinite without an order. [currency per order]"""
        return economics.cpo(self.scenario.budget, self.orders)

    @cached_property
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

    def chance(self, happens: NDArray[np.bool_]) -> Estimate:
        """Share of draws in which something happens."""
        counts = np.array([np.count_nonzero(row) for row in np.broadcast_to(happens, self._shape)])
        found = Estimate.over_scrambles(counts / self.settings.points)
        # Scrambles that agree by chance do not make a share finer than one draw.
        finest = 1 / self.settings.draws if 0 < found.value < 1 else 0.0
        return Estimate(found.value, max(found.mc_error, finest))

    def mean(self, name: str) -> Estimate:
        """Mean of an output; infinite for a CPO when no order is possible."""
        return Estimate.over_scrambles(self._moments(name)[0])

    def quantile(self, name: str, share: float) -> Estimate:
        """The value below which this share of the draws lies (linear between draws, as numpy's default)."""
        if not 0 <= share <= 1:
            raise InputError("A value between 0 % and 100 % is needed, got {value_share}.", value_share=share)
        label = next((label for label, known in SHARES.items() if known == share), None)
        return self.quantiles(name)[label] if label else quantiles([self._in_order(name)], (share,))[0][0]

    def median(self, name: str) -> float:
        """Median of an output without its error: for what is asked of many plans, one sort each."""
        rows = np.sort(self.rows(name), axis=None)
        return float(quantiles_of_rows(rows[np.newaxis], _MIDDLE)[0, 0])

    def quantiles(self, name: str) -> dict[str, Estimate]:
        """The quantiles of `SHARES` of an output, by their labels."""
        if name not in self._kept_quantiles:
            # Of few draws, the quantiles of all outputs cost hardly more than those of one.
            few = self.settings.draws <= FEW and name in self.outputs
            self._find_quantiles(self.outputs if few else (name,))
        return self._kept_quantiles[name]

    def draws_below(self, name: str, values: Sequence[float]) -> NDArray[np.int64]:
        """Number of draws below each of the values, shape (scrambles, values)."""
        order = self._in_order(name)
        rows = order.rows if isinstance(order, Sorted) else np.sort(self.rows(name), axis=1)
        return np.array([row.searchsorted(values) for row in rows])

    def worst_mean(self, name: str = "profit", share: float = 0.05) -> Estimate:
        """Mean of the lowest `share` of the draws (conditional value at risk).

        q - E[max(q - X, 0)] / share at the quantile q, which gives an atom at q its right weight.
        Source: Rockafellar & Uryasev (2000), equation 4.
        """
        edge = self.quantile(name, share).value
        lowest = self._in_order(name).by_scramble(np.arange(self.draws_below(name, [edge]).max()))
        shortfall = np.maximum(edge - lowest, 0.0).sum(axis=1) / self.settings.points
        return Estimate.over_scrambles(edge - shortfall / share)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per output: mean, sd, five quantiles, and the simulation error of the median."""
        self._find_quantiles(self.outputs)
        figures = np.array([self._summed_up(name) for name in self.outputs])
        return pd.DataFrame(figures, index=_labels(self.outputs), columns=_labels(FIGURES))

    def _summed_up(self, name: str) -> list[float]:
        mean, found = self.mean(name), self.quantiles(name)
        return [mean.value, self._moments(name)[1], *(each.value for each in found.values()), found["p50"].mc_error]

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs of this scenario."""
        return OUTPUTS + (REPEAT_OUTPUTS if self.scenario.repeat else ())

    @cached_property
    def draws(self) -> pd.DataFrame:
        """One row per draw."""
        return pd.DataFrame({name: self.rows(name).ravel() for name in DRAWS})

    # -- how figures are found ----------------------------------------------------------------------------------

    @property
    def _shape(self) -> tuple[int, int]:
        return self.settings.scrambles, self.settings.points

    def rows(self, name: str) -> Rows:
        """An output in the shape (scrambles, points), also when it is the same in every draw."""
        values: Rows = getattr(self, name)
        return values if values.shape == self._shape else np.broadcast_to(values, self._shape)

    @cached_property
    def _kept_moments(self) -> dict[str, tuple[NDArray[np.float64], float]]:
        return {}

    @cached_property
    def _kept_quantiles(self) -> dict[str, dict[str, Estimate]]:
        return {}

    @cached_property
    def _kept_in_order(self) -> dict[str, Order]:
        return {}

    def _find_quantiles(self, names: tuple[str, ...]) -> None:
        missing = [name for name in names if name not in self._kept_quantiles]
        if missing:
            found = quantiles([self._in_order(name) for name in missing], tuple(SHARES.values()))
            for name, estimates in zip(missing, found, strict=True):
                self._kept_quantiles[name] = dict(zip(SHARES, estimates, strict=True))

    def _moments(self, name: str) -> tuple[NDArray[np.float64], float]:
        """Mean of an output in each scramble, and its standard deviation in all draws."""
        if name not in self._kept_moments:
            self._kept_moments[name] = self._found_moments(name)
        return self._kept_moments[name]

    def _found_moments(self, name: str) -> tuple[NDArray[np.float64], float]:
        if name in DIVISORS:
            beliefs = {"cvr": self.scenario.cvr, **self.scenario.share_beliefs}
            divisors = [beliefs[divisor] for divisor in DIVISORS[name] if divisor in beliefs]
            flattening = name == "marginal_cpo" and mean_of_marginal_is_infinite(self.scenario.cpc_elasticity)
            if flattening or not all(mean_of_inverse_is_finite(belief) for belief in divisors):
                return np.full(self.settings.scrambles, np.inf), np.inf
        link = self._link(name)
        if link is not None and link.slope is not None:
            means, spread = self._moments(link.source)
            return link.formula(means), spread * link.slope
        if link is not None:
            return moments(self.rows(link.source), link.formula)
        order = self._in_order(name)
        return moments(order.rows if isinstance(order, Sorted) else self.rows(name))  # sorted rows are there already

    def _in_order(self, name: str) -> Order:
        """The draws of an output, to be looked up by rank."""
        if name not in self._kept_in_order:
            self._kept_in_order[name] = self._ordered(name)
        return self._kept_in_order[name]

    def _ordered(self, name: str) -> Order:
        # What rises or falls with one column of chance or with one other output needs no sort of its own.
        follows = ("cvr", "aov_mean", "cpc") if np.ndim(self.cpc_elasticity) == 0 else ("cvr", "aov_mean")
        if name in follows and name not in self._given and self.scenario.correlations == UNCORRELATED:
            settings, column = self.settings, name.removesuffix("_mean")
            order = order_of_column(settings.points, settings.scrambles, settings.seed, column)
            return InColumnOrder(self.rows(name), *order)
        link = self._link(name)
        if link is not None:
            return Linked(self._in_order(link.source), link)
        return Sorted(np.sort(self.rows(name), axis=1))

    def _link(self, name: str) -> Link | None:
        """How an output follows from one other output alone, where it does."""
        scenario, ceiling = self.scenario, self.ceiling
        if name == "clicks":
            return Link("cpc", lambda cpc: scenario.budget / cpc, rises=False)
        if name == "cpo":
            return Link("orders", lambda orders: economics.cpo(scenario.budget, orders), rises=False)
        elasticity = scenario.cpc_elasticity
        if name == "marginal_cpo" and not self.settings.order_luck and not isinstance(elasticity, BELIEFS):
            slope = economics.marginal_cpo(1.0, elasticity)
            return Link("cpo", lambda cpo: economics.marginal_cpo(cpo, elasticity), slope=slope)
        if name == "aov" and self.aov is self.aov_mean:
            return Link("aov_mean", lambda aov: aov, slope=1.0)
        if np.ndim(ceiling.slope) or np.ndim(ceiling.intercept) or ceiling.slope < 0:
            return None
        if name == "max_cpo":
            return Link("aov_mean", ceiling.at, slope=ceiling.slope)
        if name == "target_cpo":
            by_a_sum = scenario.target_cpo is None and scenario.target_profit_share is None
            return Link("max_cpo", scenario.target, slope=1.0 if by_a_sum else None)
        if name == "break_even_roas":
            return Link(
                "aov_mean",
                lambda aov: economics.break_even_roas(aov, ceiling.at(aov)),
                rises=ceiling.intercept < 0,
            )
        return None


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


@lru_cache
def _labels(names: tuple[str, ...]) -> pd.Index[str]:
    return pd.Index(names)


def _pays(money: Any, budget: float) -> NDArray[np.bool_]:
    return np.asarray(money >= budget * (1 - TOLERANCE))


def order_value_luck(scores: Rows, orders: Rows, spread: float) -> Rows:
    """Realised / true average of the values of so many orders: lognormal with mean 1 and CV spread / √orders."""
    if spread == 0:
        return np.ones_like(orders)
    variance = np.where(orders > 0, np.log1p(spread**2 / np.maximum(orders, 1.0)), 0.0)
    return np.asarray(np.exp(np.sqrt(variance) * scores - variance / 2))

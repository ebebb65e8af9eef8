"""What a scenario means: every output per draw, and the figures that sum it up.

`simulate` makes an `Outcome`; each output of the model is a property of it whose body is its formula, computed once
when it is first asked for. Arrays have the shape (scrambles, points); every printed figure is an `Estimate` whose error
is the standard error over the scrambles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator import economics
from simulator.beliefs import Belief, Scores, mean_of_inverse_is_finite
from simulator.draws import COLUMNS, base_scores, correlated, poisson_quantile
from simulator.economics import Ceiling
from simulator.errors import InputError
from simulator.scenario import TOLERANCE, Plan, Scenario, Settings

Rows = NDArray[np.float64]
"""One number per draw, shape (scrambles, points)."""

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
FEW: Final = 2**17
"""Draws that are sorted faster together than in windows."""
SHARES: Final = {"p5": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
LUCK: Final = ("orders", "order_value")
"""Columns of chance that belong to order luck, not to an input."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and how far another seed would move it: one standard error from the finite number of draws."""

    value: float
    mc_error: float

    @classmethod
    def over_scrambles(cls, values: NDArray[np.float64], value: float | None = None) -> Estimate:
        """The mean of independent replicates (or the pooled `value`) with the standard error of that mean."""
        pooled = float(np.add.reduce(values)) / values.size if value is None else value
        return cls(pooled, float(standard_errors(values[:, None])[0]))


def standard_errors(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard error of the mean of each column over independent rows; infinite where the rows disagree about ∞."""
    with np.errstate(invalid="ignore"):  # ∞ - ∞ is settled below
        away = values - np.add.reduce(values) / len(values)
        errors = np.sqrt(np.add.reduce(away * away) / (len(values) * (len(values) - 1)))
    if np.isfinite(errors).all():
        return errors
    return np.where(np.isfinite(errors), errors, np.where((values == values[0]).all(axis=0), 0.0, np.inf))


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
        beliefs = {"cvr": self.scenario.cvr, "cpc": self.scenario.cpc, "aov": self.scenario.aov}
        fixed = frozenset(name for name, belief in beliefs.items() if not belief.is_uncertain)
        return correlated(dict(zip(COLUMNS, base, strict=True)), self.scenario.correlations, fixed)

    def _drawn(self, name: str, belief: Belief) -> Rows:
        return belief.from_scores(self.scores[name])

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
        return self._drawn("cpc", self.scenario.cpc) * self.scenario.cpc_factor

    @cached_property
    def aov_mean(self) -> Rows:
        """True average order value of the period. [currency per order]"""
        return self._drawn("aov", self.scenario.aov)

    # -- outputs, per draw --------------------------------------------------------------------------------------

    @cached_property
    def clicks(self) -> Rows:
        """Clicks that the budget buys = B / CPC."""
        return self.scenario.budget / self.cpc

    @cached_property
    def expected_orders(self) -> Rows:
        """Orders in the long run = clicks · CVR · incremental share."""
        return self.clicks * self.cvr * self.shares["incremental_share"]

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

    @cached_property
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

    @cached_property
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
        return self.orders * self.realised_max_cpo - self.scenario.budget

    @cached_property
    def first_order_profit(self) -> Rows:
        """Money left after ads in the period itself, first orders only. [currency]"""
        first = self.scenario.first_order_ceiling(self.shares)
        return self.orders * first.at(self.aov) - self.scenario.budget

    @cached_property
    def roas(self) -> Rows:
        """Revenue as the platform reports it / spend = orders · AOV / B."""
        return self.orders * self.aov / self.scenario.budget

    @cached_property
    def marginal_cpo(self) -> Rows:
        """Long-run cost of the next order = CPC / (CVR · incremental share) / (1 - γ). [currency per order]"""
        long_run = economics.cpo(self.scenario.budget, self.expected_orders)
        return economics.marginal_cpo(long_run, self.scenario.cpc_elasticity)

    @cached_property
    def max_cpc(self) -> Rows:
        """Click price at which the long-run CPO meets the ceiling. [currency per click]"""
        return economics.max_cpc(self.cvr * self.shares["incremental_share"], self.max_cpo)

    @cached_property
    def break_even_roas(self) -> Rows:
        """Revenue / spend at break-even; infinite where max CPO ≤ 0."""
        return economics.break_even_roas(self.aov_mean, self.max_cpo)

    @cached_property
    def cac(self) -> Rows:
        """Cost of a new customer = CPO / new-customer share. [currency per customer]"""
        return economics.cac(self.cpo, self.shares["new_customer_share"])

    # -- what happens in a draw ---------------------------------------------------------------------------------

    @cached_property
    def breaks_even(self) -> NDArray[np.bool_]:
        """Whether the orders pay for the spend: orders > 0 and CPO ≤ max CPO."""
        return _pays(self.orders * self.realised_max_cpo, self.scenario.budget)

    @cached_property
    def breaks_even_in_the_long_run(self) -> NDArray[np.bool_]:
        """Whether the draw would break even without order luck."""
        return _pays(self.expected_orders * self.max_cpo, self.scenario.budget)

    @cached_property
    def zone(self) -> NDArray[np.int8]:
        """Number of the zone in `ZONES`: stop, else scale when CPO ≤ target, else optimise."""
        target = self.scenario.target(self.realised_max_cpo)
        on_target = _pays(self.orders * target, self.scenario.budget)
        return np.where(self.breaks_even, np.where(on_target, 0, 1), 2).astype(np.int8)

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
        return self.chance((self.target_cpo > self.max_cpo * (1 + TOLERANCE)) & (self.max_cpo > 0))

    @cached_property
    def zones(self) -> dict[str, Estimate]:
        """Share of draws in each zone; the three add up to 1."""
        return {name: self.chance(self.zone == number) for number, name in enumerate(ZONES)}

    def chance(self, happens: NDArray[np.bool_]) -> Estimate:
        """Share of draws in which something happens."""
        rows = np.broadcast_to(happens, self._shape)
        found = Estimate.over_scrambles(np.count_nonzero(rows, axis=1) / self.settings.points)
        # Scrambles that agree by chance do not make a share finer than one draw.
        finest = 1 / self.settings.draws if 0 < found.value < 1 else 0.0
        return Estimate(found.value, max(found.mc_error, finest))

    def mean(self, name: str) -> Estimate:
        """Mean of an output; infinite for a CPO when no order is possible."""
        beliefs = {"cvr": self.scenario.cvr, **self.scenario.share_beliefs}
        divisors = [beliefs[divisor] for divisor in DIVISORS.get(name, ()) if divisor in beliefs]
        if not all(mean_of_inverse_is_finite(belief) for belief in divisors):
            return Estimate(np.inf, 0.0)
        return Estimate.over_scrambles(self.rows(name).mean(axis=1))

    def quantile(self, name: str, share: float) -> Estimate:
        """The value below which this share of the draws lies."""
        if not 0 <= share <= 1:
            raise InputError("A value between 0 % and 100 % is needed, got {value_share}.", value_share=share)
        ordered, shares = self._ordered(name), np.array([share])
        pooled = float(pooled_quantiles(ordered, shares)[0])
        return Estimate.over_scrambles(quantiles_of_rows(ordered, shares)[:, 0], pooled)

    def quantiles(self, name: str) -> dict[str, Estimate]:
        """The quantiles of `SHARES` of an output, by their labels."""
        if name not in self._kept_quantiles:
            ordered, shares = self._ordered(name), np.array(list(SHARES.values()))
            pooled, by_row = pooled_quantiles(ordered, shares), quantiles_of_rows(ordered, shares)
            found = zip(pooled.tolist(), standard_errors(by_row).tolist(), strict=True)
            self._kept_quantiles[name] = {label: Estimate(*figure) for label, figure in zip(SHARES, found, strict=True)}
        return self._kept_quantiles[name]

    def worst_mean(self, name: str = "profit", share: float = 0.05) -> Estimate:
        """Mean of the lowest `share` of the draws (conditional value at risk).

        q - E[max(q - X, 0)] / share at the quantile q, which gives an atom at q its right weight.
        Source: Rockafellar & Uryasev (2000), equation 4.
        """
        ordered = self._ordered(name)
        edge = float(pooled_quantiles(ordered, np.array([share]))[0])
        below = ordered[:, : int(np.max([np.searchsorted(row, edge) for row in ordered]))]
        shortfall = np.maximum(edge - below, 0.0).sum(axis=1) / self.settings.points
        return Estimate.over_scrambles(edge - shortfall / share)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per output: mean, sd, five quantiles, and the simulation error of the median."""
        figures = np.array([self._summed_up(name) for name in self.outputs])
        return pd.DataFrame(figures, index=list(self.outputs), columns=["mean", "sd", *SHARES, "mc_error"])

    def _summed_up(self, name: str) -> NDArray[np.float64]:
        rows, mean = self.rows(name), self.mean(name).value
        spread = np.inf
        if np.isfinite(mean):
            away = np.subtract(rows, mean, out=self._scratch).ravel()
            spread = np.sqrt(np.einsum("i,i->", away, away) / away.size)  # a dot product would wake BLAS threads
        found = self.quantiles(name)
        return np.array([mean, spread, *(each.value for each in found.values()), found["p50"].mc_error])

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs of this scenario."""
        return OUTPUTS + (REPEAT_OUTPUTS if self.scenario.repeat else ())

    @cached_property
    def draws(self) -> pd.DataFrame:
        """One row per draw."""
        return pd.DataFrame({name: self.rows(name).ravel() for name in DRAWS})

    # -- arrays -------------------------------------------------------------------------------------------------

    @property
    def _shape(self) -> tuple[int, int]:
        return self.settings.scrambles, self.settings.points

    def rows(self, name: str) -> Rows:
        """An output in the shape (scrambles, points), also when it is the same in every draw."""
        return np.broadcast_to(getattr(self, name), self._shape)

    @cached_property
    def _scratch(self) -> Rows:
        """Room for one array that is needed for a moment; fresh memory costs more than the sums done in it."""
        return np.empty(self._shape)

    @cached_property
    def _kept_quantiles(self) -> dict[str, dict[str, Estimate]]:
        return {}

    @cached_property
    def _kept_in_order(self) -> dict[str, Rows]:
        return {}

    def _ordered(self, name: str) -> Rows:
        """The rows of an output, each sorted."""
        if name not in self._kept_in_order:
            self._kept_in_order[name] = self._sorted(name)
        return self._kept_in_order[name]

    def _sorted(self, name: str) -> Rows:
        # What rises or falls with another output needs no sort of its own.
        rising = np.ndim(self.ceiling.slope) == 0 and np.ndim(self.ceiling.intercept) == 0 and self.ceiling.slope >= 0
        if name == "cpo":
            return economics.cpo(self.scenario.budget, self._ordered("orders")[:, ::-1])
        if name == "clicks":
            return self.scenario.budget / self._ordered("cpc")[:, ::-1]
        if name == "aov" and self.aov is self.aov_mean:
            return self._ordered("aov_mean")
        if name == "max_cpo" and rising:
            return np.asarray(self.ceiling.at(self._ordered("aov_mean")))
        if name == "target_cpo" and rising:
            return np.asarray(self.scenario.target(self._ordered("max_cpo")))
        if name == "marginal_cpo" and not self.settings.order_luck:
            return economics.marginal_cpo(self._ordered("cpo"), self.scenario.cpc_elasticity)
        return np.sort(self.rows(name), axis=1)


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


def _pays(money: Any, budget: float) -> NDArray[np.bool_]:
    return np.asarray(money >= budget * (1 - TOLERANCE))


# ---------------------------------------------------------------------------------------------------------------
# Quantiles of sorted rows


def _interpolated(lower: Any, upper: Any, weight: Any) -> NDArray[np.float64]:
    """Between two neighbours; where one of them is infinite there is nothing between them, and it is the answer."""
    if np.isfinite(upper).all() and np.isfinite(lower).all():
        return np.asarray(lower + (upper - lower) * weight)
    finite = np.isfinite(upper) & np.isfinite(lower)
    between = lower + (np.where(finite, upper, 0.0) - np.where(finite, lower, 0.0)) * weight
    return np.where(finite | (weight == 0), between, np.where(np.isfinite(lower), upper, lower))


def quantiles_of_rows(ordered: Rows, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles of each sorted row (linear interpolation, as numpy's default), shape (rows, shares)."""
    place = shares * (ordered.shape[1] - 1)
    at = place.astype(int)
    above = np.minimum(at + 1, ordered.shape[1] - 1)
    return _interpolated(ordered[:, at], ordered[:, above], place - at)


def pooled_quantiles(ordered: Rows, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles of all draws together, from rows that are sorted each.

    Few draws are simply sorted together. Of many, the two order statistics that a quantile needs lie between the
    smallest and the largest quantile of a row, so only what lies there is sorted again.
    """
    points = ordered.shape[1]
    place = shares * (ordered.size - 1)
    at = place.astype(int)
    if ordered.size <= FEW:
        together = np.sort(ordered, axis=None)
        return _interpolated(together[at], together[np.minimum(at + 1, ordered.size - 1)], place - at)
    in_row = shares * (points - 1)
    low = ordered[:, in_row.astype(int)].min(axis=0)
    high = ordered[:, np.minimum(np.ceil(in_row).astype(int) + 1, points - 1)].max(axis=0)
    starts = np.array([row.searchsorted(low, "left") for row in ordered])
    ends = np.array([row.searchsorted(high, "right") for row in ordered])
    neighbours = np.empty((2, shares.size))
    for column, first in enumerate(at - starts.sum(axis=0)):
        between = zip(ordered, starts[:, column], ends[:, column], strict=True)
        window = np.sort(np.concatenate([row[start:end] for row, start, end in between]))
        neighbours[:, column] = window[first], window[min(first + 1, window.size - 1)]
    return _interpolated(neighbours[0], neighbours[1], place - at)

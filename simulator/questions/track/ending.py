"""Where a period will end: what the days so far brought, and what the rest will bring by what is known now."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.engine.estimates import Estimate, Rows
from simulator.engine.order_values import order_value_luck
from simulator.engine.outcome import Outcome
from simulator.engine.poisson import poisson_quantile
from simulator.plan import economics
from simulator.plan.scenario import TOLERANCE
from simulator.questions.track.days import DaysSoFar, Schedule
from simulator.questions.track.likelihood import exposure_of
from simulator.questions.track.posterior import Posterior
from simulator.questions.track.season import effects_between

RANGE: Final = (0.05, 0.50, 0.95)


@dataclass(frozen=True, slots=True)
class Range:
    """The 90 % range of a figure, and its middle."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, eq=False)
class Ending:
    """The whole period when so much is spent in the days that remain. Arrays have the shape (scrambles, points).

    spend : of the days that remain [currency]
    """

    posterior: Posterior
    so_far: DaysSoFar
    schedule: Schedule
    spend: float

    @property
    def _outcome(self) -> Outcome:
        return self.posterior.outcome

    @property
    def total_spend(self) -> float:
        """Of the whole period. [currency]"""
        return self.so_far.spent + self.spend

    @cached_property
    def orders_done(self) -> Rows | float:
        """Orders so far that the ads caused = counted orders · incremental share."""
        return self.so_far.ordered * self._share

    @property
    def _share(self) -> Rows | float:
        share: Rows | float = self._outcome.shares["incremental_share"]
        return share

    @cached_property
    def cpc(self) -> Rows:
        """Click price of the rest = CPC at the plan's pace · (pace / plan's pace)^γ. [currency per click]"""
        scenario = self._outcome.scenario
        planned = scenario.budget * (1 - self.schedule.spent_share(self.so_far.days))
        price = self.posterior.rest("cpc")
        if planned <= 0 or self.spend <= 0 or self.spend == planned:
            return price
        gamma = self._outcome.cpc_elasticity
        if scenario.cpc_elasticity.is_uncertain:
            return np.asarray(price * np.exp(gamma * math.log(self.spend / planned)))
        return price * (self.spend / planned) ** gamma

    @cached_property
    def expected_of_rest(self) -> Rows:
        """Orders that the rest's spend brings in the long run."""
        rate = self.posterior.rest("cvr") * self._share
        return np.asarray(self.spend / self.cpc * rate * self.schedule.rate_from(self.so_far.days))

    @cached_property
    def expected_late(self) -> Rows:
        """Orders of clicks so far that are still to come in."""
        _, late = exposure_of(self.so_far, self.schedule)
        return np.asarray(late * self.posterior.so_far("cvr") * self._share)

    @cached_property
    def orders_to_come(self) -> Rows:
        """Orders still to come, with the luck of single orders."""
        expected = np.asarray(self.expected_of_rest + self.expected_late)
        if not self._outcome.settings.order_luck:
            return expected
        return poisson_quantile(self._outcome.scores["orders"], expected)

    @property
    def orders(self) -> Rows:
        """Orders of the whole period."""
        return np.asarray(self.orders_done + self.orders_to_come)

    @property
    def cpo(self) -> Rows:
        """Cost per order of the whole period; infinite without an order. [currency per order]"""
        if self.total_spend == 0:
            return np.where(self.orders > 0, 0.0, np.inf)
        return np.asarray(economics.cpo(self.total_spend, self.orders))

    @cached_property
    def left_so_far(self) -> Rows | float:
        """What the orders so far leave before ads = orders · max CPO at their order value. [currency]"""
        value = self.so_far.aov
        at = self._aov_so_far if math.isnan(value) else value
        return self.orders_done * self._outcome.ceiling.at(at)

    @property
    def _aov_so_far(self) -> Rows:
        """Average order value of the days so far, with their events."""
        events = effects_between(self.schedule, self._outcome.settings, 0, self.so_far.days)
        return self.posterior.so_far("aov") * events.aov

    @cached_property
    def aov_to_come(self) -> Rows:
        """Average value of the orders to come, with the luck of single values. [currency per order]"""
        outcome, aov = self._outcome, self.posterior.rest("aov")
        if not outcome.settings.order_luck:
            return aov
        luck = order_value_luck(outcome.scores["order_value"], self.orders_to_come, outcome.scenario.order_value_cv)
        return np.asarray(aov * luck)

    @cached_property
    def profit(self) -> Rows:
        """Money left after ads of the whole period. [currency]"""
        to_come = self.orders_to_come * self._outcome.ceiling.at(self.aov_to_come)
        return np.asarray(self.left_so_far + to_come - self.total_spend)

    @property
    def breaks_even(self) -> NDArray[np.bool_]:
        """Whether the orders of the whole period pay for its spend."""
        return np.asarray(self.profit >= -TOLERANCE * self.total_spend)

    @cached_property
    def chance(self) -> Estimate:
        """Chance that the whole period breaks even."""
        return self.posterior.chance(self.breaks_even)

    @cached_property
    def rest_pays(self) -> Estimate:
        """Chance that the rest's own orders pay for the rest's spend in the long run; what is spent is spent."""
        left = self.expected_of_rest * self._outcome.ceiling.at(self.posterior.rest("aov"))
        return self.posterior.chance(np.asarray(left >= self.spend * (1 - TOLERANCE)))

    def range_of(self, name: str) -> Range:
        """The 90 % range of `orders`, `cpo` or `profit`."""
        return Range(*self.posterior.quantiles(getattr(self, name), RANGE))

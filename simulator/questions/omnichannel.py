"""What does the whole shop earn from the ads? Online orders, and what ads do in stores, at pick-up and later.

**An order is counted once, where it is paid.**

- An online order stays one online order, also when it is collected in a store; collecting changes its costs only.
- A store order is paid in the store by somebody who clicked and did not order online. What is bought in addition at
  pick-up is an order of its own; where the measured store orders contain it (`store_orders_include_pickups`, which is
  the default, as tills do not tell), it is taken out of them before they are counted.
- Cross-selling revenue comes on top of the order value and is no order; the order value must not hold it already.
- Customers of several channels count with the **later** orders by which they are worth more, never with orders of this
  period, which are online, store or pick-up orders already.

Of all this only the part counts that would not have come without the ads (`incrementality`); online orders have their
own such share in the plan. Saved shipping is a cost of counted orders and needs none. Nothing in stores, at pick-up and
so on gives back the plan, draw by draw.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from simulator.beliefs.checks import (
    must_be_share,
)
from simulator.beliefs.distributions import Belief, values_at
from simulator.engine.estimates import Estimate, Rows, Sorted, quantiles
from simulator.engine.order_values import order_value_luck
from simulator.engine.outcome import Outcome, outcome_of
from simulator.engine.points import further_scores
from simulator.engine.poisson import poisson_quantile
from simulator.errors import InputError
from simulator.plan import economics
from simulator.plan.scenario import TOLERANCE, Plan
from simulator.questions.omnichannel_inputs import CAUTIOUS as CAUTIOUS
from simulator.questions.omnichannel_inputs import Omnichannel as Omnichannel
from simulator.questions.omnichannel_inputs import must_fit

PARTS: Final = ("collect", "pickup", "cross_sell", "store", "partner", "multichannel")
"""What comes to the online plan, in the order of the bridge."""
BRIDGE: Final = (
    "step", "break_even_probability", "break_even_error", "break_even_change", "break_even_change_error",
    "profit_mean", "profit_error", "profit_change", "profit_change_error", "orders_mean", "orders_error",
    "orders_change", "revenue_mean", "revenue_error", "revenue_change",
)  # fmt: skip
OUTPUTS: Final = ("cpo", "max_cpo", "orders", "conversion_rate", "revenue", "profit")
QUANTILES: Final = {"p5": 0.05, "p50": 0.50, "p95": 0.95}
"""The quantiles that are told of each output, by their labels."""


class Part(NamedTuple):
    """What one part adds in each draw, shape (scrambles, points)."""

    profit: Rows
    revenue: Rows
    orders: Rows


@dataclass(frozen=True, eq=False)
class WholeShop:
    """The plan with the rest of the shop, draw by draw. Make it with `whole_shop`."""

    plan: Plan
    omnichannel: Omnichannel

    @cached_property
    def outcome(self) -> Outcome:
        """The online plan alone."""
        return outcome_of(self.plan)

    # -- per draw -----------------------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> dict[str, Part]:
        """What each of `PARTS` adds, with the luck of the period when the plan has it."""
        outcome = self.outcome
        if not outcome.settings.order_luck:
            return self.long_run_parts
        expected = self._store_orders
        orders = poisson_quantile(self._scores["orders"], expected)
        luck = order_value_luck(self._scores["order_value"], orders, self.plan.scenario.order_value_cv)
        pickups = poisson_quantile(self._scores["pickup_orders"], outcome.rows("orders") * self._pickups_per_order)
        return self._parts(outcome.rows("orders"), outcome.rows("aov"), orders, self._store_aov * luck, pickups)

    @cached_property
    def long_run_parts(self) -> dict[str, Part]:
        """The same without luck: what is expected in each draw."""
        orders = self.outcome.rows("expected_orders")
        return self._parts(
            orders, self.outcome.rows("aov_mean"), self._store_orders, self._store_aov, orders * self._pickups_per_order
        )

    @cached_property
    def profit(self) -> Rows:
        """Money left after ads from all channels. [currency]"""
        return np.asarray(sum((part.profit for part in self.parts.values()), self.outcome.rows("profit")))

    @cached_property
    def orders(self) -> Rows:
        """Orders caused in all channels: online, in stores, and bought at pick-up."""
        return np.asarray(sum((part.orders for part in self.parts.values()), self.outcome.rows("orders")))

    @cached_property
    def revenue(self) -> Rows:
        """Revenue caused in all channels, main and subsidiary, as the plan's order value states it. [currency]"""
        online = self.outcome.rows("orders") * self.outcome.rows("aov")
        return np.asarray(sum((part.revenue for part in self.parts.values()), online))

    @property
    def cpo(self) -> Rows:
        """Effective CPO = ad spend / all orders caused. [currency per order]"""
        return economics.cpo(self.plan.scenario.budget, self.orders)

    @cached_property
    def max_cpo(self) -> Rows:
        """Effective max CPO: what the orders of all channels leave, per order, in the long run. [currency per order]"""
        orders = self._long_run_orders
        money = self._long_run_profit + self.plan.scenario.budget
        return np.divide(money, orders, out=np.array(self.outcome.rows("max_cpo")), where=orders > 0)

    @property
    def conversion_rate(self) -> Rows:
        """Omnichannel conversion rate = all orders caused / clicks, in the long run. [share]"""
        return np.asarray(self._long_run_orders / self.outcome.rows("clicks"))

    # -- figures ------------------------------------------------------------------------------------------------

    @cached_property
    def break_even_probability(self) -> Estimate:
        """P(what all channels leave pays for the ads)."""
        return self.outcome.chance(self._breaks_even(self.profit))

    @property
    def online_break_even_probability(self) -> Estimate:
        """P(the online orders alone pay for the ads): the plan's own."""
        return self.outcome.break_even_probability

    def whole_quantiles(self, *names: str) -> dict[str, dict[str, Estimate]]:
        """`QUANTILES` of outputs (all of `OUTPUTS` when none is named) with all channels, by output and label."""
        return _quantiles_by_name({name: getattr(self, name) for name in names or OUTPUTS})

    def online_quantiles(self, *names: str) -> dict[str, dict[str, Estimate]]:
        """The same of the online plan alone."""
        outcome = self.outcome
        rows: dict[str, Callable[[], Rows]] = {
            **{name: partial(outcome.rows, name) for name in ("cpo", "max_cpo", "orders", "profit")},
            "conversion_rate": lambda: outcome.rows("orders_per_click"),
            "revenue": lambda: outcome.rows("orders") * outcome.rows("aov"),
        }
        return _quantiles_by_name({name: rows[name]() for name in names or OUTPUTS})

    @cached_property
    def figures(self) -> pd.DataFrame:
        """One row per output of `OUTPUTS`: columns output; online_p5, _p50, _p95; whole_p5, _p50, _p95.

        max_cpo and conversion_rate are of the long run; cpo is inf where no order is possible.
        """
        columns: dict[str, Any] = {"output": OUTPUTS}
        for side, by_name in (("online", self.online_quantiles()), ("whole", self.whole_quantiles())):
            for label in QUANTILES:
                columns[f"{side}_{label}"] = [by_name[name][label].value for name in OUTPUTS]
        return pd.DataFrame(columns)

    @property
    def bridge(self) -> pd.DataFrame:
        """`bridge_rows` as a frame."""
        return pd.DataFrame(self.bridge_rows, columns=list(BRIDGE))

    @cached_property
    def bridge_rows(self) -> list[dict[str, Any]]:
        """From the plan online only to the whole shop, one row per step: "online", `PARTS`, "whole".

        break_even_probability, profit_mean, orders_mean and revenue_mean stand where the step has led; the changes are
        those of the step (0 in the first and the last row) and add up to the whole. Errors are those of the simulation.
        """
        outcome = self.outcome
        profit, orders = outcome.rows("profit"), outcome.rows("orders")
        revenue = orders * outcome.rows("aov")
        nothing = Part(*(np.zeros_like(profit) for _ in Part._fields))
        steps = [("online", nothing), *self.parts.items(), ("whole", nothing)]
        rows = []
        for name, part in steps:
            before, profit = profit, profit + part.profit
            orders, revenue = orders + part.orders, revenue + part.revenue
            chance = outcome.chance(self._breaks_even(profit))
            change = Estimate.of_mean(self._breaks_even(profit).astype(float) - self._breaks_even(before))
            gain = Estimate.of_mean(part.profit)
            reached = [figure for drawn in (profit, orders, revenue) for figure in _figures(Estimate.of_mean(drawn))]
            rows.append(
                (
                    name, *_figures(chance), *_figures(change), *reached[:2], *_figures(gain), *reached[2:4],
                    float(part.orders.mean()), *reached[4:], float(part.revenue.mean()),
                )
            )  # fmt: skip
        return [dict(zip(BRIDGE, row, strict=True)) for row in rows]

    def store_orders_needed(self, chance: float = 0.50) -> float:
        """Store orders per 100 clicks from which the long run breaks even with this chance; inf when none are enough.

        Counted as they are measured: before incrementality, with what is bought at pick-up where it is contained.

        Raises
        ------
        InputError
            For a chance that is none, and where nothing is said about what a store order leaves.
        """
        must_be_share("chance", chance)
        worth = self._worth_of_a_store_order
        short = -self._long_run_profit_without_store
        with np.errstate(divide="ignore", invalid="ignore"):
            needed = short / (worth * self.outcome.rows("clicks")) * 100 + self._pickups_contained
        needed = np.where(short <= TOLERANCE * self.plan.scenario.budget, 0.0, np.where(worth > 0, needed, np.inf))
        return float(np.sort(needed, axis=None)[max(math.ceil(chance * needed.size) - 1, 0)])

    # -- how it is found ----------------------------------------------------------------------------------------

    def _breaks_even(self, profit: Rows) -> Any:
        return profit >= -TOLERANCE * self.plan.scenario.budget

    @cached_property
    def _scores(self) -> dict[str, Rows]:
        settings = self.plan.settings
        return further_scores(settings.points, settings.scrambles, settings.seed, "store")

    def _drawn(self, name: str, column: str | None = None) -> Any:
        """A field in each draw: a number where it is known, 0 where it is not given."""
        belief: Belief | None = getattr(self.omnichannel, name)
        return 0.0 if belief is None else values_at(belief, self._scores[column or name])

    @cached_property
    def _incrementality(self) -> Any:
        return self._drawn("incrementality")

    @cached_property
    def _store_aov(self) -> Any:
        return self._drawn("store_aov") * np.ones_like(self.outcome.rows("clicks"))

    @cached_property
    def _without_vat(self) -> float:
        order = self.plan.scenario.economics
        return 1 / (1 + order.vat_rate) if order.aov_includes_vat else 1.0

    @cached_property
    def _pickups_per_order(self) -> Any:
        """Purchases at pick-up per online order that would not have come anyway."""
        return self._drawn("collect_share") * self._drawn("pickup_purchase_share") * self._incrementality

    @cached_property
    def _pickups_contained(self) -> Any:
        """Purchases at pick-up per 100 clicks that the measured store orders contain, before incrementality."""
        if not self.omnichannel.store_orders_include_pickups:
            return 0.0
        per_order = self._drawn("collect_share") * self._drawn("pickup_purchase_share")
        return self.outcome.rows("cvr") * per_order * 100

    @cached_property
    def _store_orders(self) -> Rows:
        """Expected store orders that would not have come anyway, without purchases at pick-up."""
        omnichannel = self.omnichannel
        if omnichannel.store_sales:
            began = self._drawn("began_online_share", "store_orders")
            per_100 = omnichannel.store_sales * began / (self._store_aov * (omnichannel.visits or 1.0)) * 100
        else:
            per_100 = self._drawn("store_orders_per_100_clicks", "store_orders")
        walked_in = np.maximum(per_100 - self._pickups_contained, 0.0)
        return np.asarray(self.outcome.rows("clicks") * (walked_in / 100) * self._incrementality)

    def _parts(self, orders: Rows, aov: Rows, store_orders: Rows, store_aov: Rows, pickups: Rows) -> dict[str, Part]:
        """What each part adds when there are so many orders of such values."""
        nothing = np.zeros_like(orders)
        shares, extra = self.outcome.shares, self._incrementality
        sent = orders * (1 - shares["cancel_rate"])
        margin, net = self._drawn("store_margin_share"), self._without_vat
        bought = pickups * self._drawn("pickup_purchase_value")
        crossed = sent * (self._drawn("cross_sell_revenue") * extra)
        partners = orders * aov * (self._drawn("partner_revenue_share") * extra)
        stored = store_orders * store_aov
        collected = sent * (self._drawn("collect_share") * self._saved_by_collecting)
        later = orders * self._later_money(aov) * self._drawn("multichannel_share")
        more = later * ((self._drawn("multichannel_worth") - 1) * extra)
        parts = {
            "collect": Part(collected, nothing, nothing),
            "pickup": Part(bought * net * margin, bought, pickups),
            "cross_sell": Part(crossed * (net * self.omnichannel.cross_sell_margin_share), crossed, nothing),
            "store": Part(stored * net * margin, stored, store_orders),
            "partner": Part(partners * (net * self.omnichannel.partner_margin_share), partners, nothing),
            "multichannel": Part(more, nothing, nothing),
        }
        return {name: Part(*(np.broadcast_to(rows, orders.shape) for rows in parts[name])) for name in PARTS}

    @property
    def _saved_by_collecting(self) -> float:
        saved = self.omnichannel.collect_saved_shipping
        saved = self.plan.scenario.economics.shipping_paid if saved is None else saved
        return saved - self.omnichannel.collect_handling

    def _later_money(self, aov: Rows) -> Any:
        """What later orders of a new customer add to an order, averaged over all orders. [currency per order]"""
        first = self.plan.scenario.first_order_ceiling(self.outcome.shares)
        return self.outcome.ceiling.at(aov) - first.at(aov)

    @cached_property
    def _long_run_orders(self) -> Rows:
        parts = (part.orders for part in self.long_run_parts.values())
        return np.asarray(sum(parts, self.outcome.rows("expected_orders")))

    @cached_property
    def _long_run_profit(self) -> Rows:
        parts = (part.profit for part in self.long_run_parts.values())
        online = self.outcome.rows("expected_orders") * self.outcome.rows("max_cpo") - self.plan.scenario.budget
        return np.asarray(sum(parts, online))

    @property
    def _long_run_profit_without_store(self) -> Rows:
        return self._long_run_profit - self.long_run_parts["store"].profit

    @property
    def _worth_of_a_store_order(self) -> Any:
        """What a store order leaves, times the chance that it would not have come anyway. [currency]"""
        for name in ("store_aov", "store_margin_share"):
            if getattr(self.omnichannel, name) is None:
                raise InputError("A value is needed here, so that what stores sell can be counted.", field=name)
        return self._store_aov * self._without_vat * self._drawn("store_margin_share") * self._incrementality


def whole_shop(plan: Plan, omnichannel: Omnichannel) -> WholeShop:
    """The plan with the rest of the shop, on the plan's draws.

    Raises
    ------
    InputError
        Where more shipping would be saved than is paid, and for customers of several channels in a plan that counts no
        later orders.
    """
    must_fit(plan.scenario, omnichannel)
    return WholeShop(plan, omnichannel)


def _figures(estimate: Estimate) -> tuple[float, float]:
    return estimate.value, estimate.mc_error


def _quantiles_by_name(rows: dict[str, Rows]) -> dict[str, dict[str, Estimate]]:
    """`QUANTILES` of outputs that are given in each draw."""
    ordered = [Sorted(np.sort(draws, axis=1)) for draws in rows.values()]
    points = quantiles(ordered, tuple(QUANTILES.values()))
    return {name: dict(zip(QUANTILES, figures, strict=True)) for name, figures in zip(rows, points, strict=True)}

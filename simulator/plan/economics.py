"""What an order leaves before ad spend, and so what an order may cost.

All money is per order placed. A share is a belief (`beliefs.Belief`); a plain number that is given for one is taken as
known (`Fixed`). The formulas below take numbers or arrays of draws, whichever `shares` brings. Contribution is linear
in the average order value: ``max_cpo = slope * aov - intercept`` (`ceiling`), once per plan, or once per draw when a
share is not known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from simulator.beliefs.checks import must_be_money, must_be_positive, must_be_share, settle_share
from simulator.beliefs.distributions import ONE, ZERO, Belief, Fixed
from simulator.errors import InputError, about

Number = Any
"""A float, or an array of draws."""
Shares = Mapping[str, Number]

ORDER_SHARES: Final = (
    "cogs_share",
    "return_rate",
    "cancel_rate",
    "discount_rate",
    "fee_rate",
    "refunded_share",
    "recovered_share",
)
"""Shares of an order's economics that may be beliefs."""
CUSTOMER_SHARES: Final = ("new_customer_share", "retention")
"""Shares of repeat purchases that may be beliefs."""


class Step(NamedTuple):
    """One line between the average order value and what an order leaves. [currency per order]"""

    name: str
    amount: Number


class Ceiling(NamedTuple):
    """max CPO = slope * AOV - intercept."""

    slope: Number
    intercept: Number

    def at(self, aov: Number) -> Number:
        """Money an order leaves before ad spend at this average order value. [currency per order]"""
        return self.slope * aov - self.intercept


class MoneyLine(NamedTuple):
    """What a line of money of `OrderEconomics` is; fields, goal seek, sidebar and margin page are derived from it.

    meaning : as the table of columns says it
    paid_for : "sent" a cost of every order that is not cancelled, "placed" of cancelled ones too, each a step of the
        margin by itself; "own" a part of a step with a formula of its own
    per : what the money is counted by
    """

    meaning: str
    paid_for: Literal["sent", "placed", "own"]
    per: str


def money_line(meaning: str, paid_for: Literal["sent", "placed", "own"], per: str = "order") -> Any:
    """A field of money, 0 unless it is given, with what is to be known of it (`MoneyLine`)."""
    return field(default=0.0, metadata={"money_line": MoneyLine(meaning, paid_for, per)})


def money_lines(owner: type) -> dict[str, MoneyLine]:
    """The lines of money of a dataclass, in the order of its fields."""
    return {line.name: line.metadata["money_line"] for line in fields(owner) if "money_line" in line.metadata}


@dataclass(frozen=True, slots=True)
class OrderEconomics:
    """Prices and costs of one order; every line is optional.

    Money is per order placed and without VAT that is reclaimed, except ``shipping_charged``, which the customer pays
    and which includes VAT like the order value. ``return_rate`` is per order that was not cancelled.

    A further cost per order is a field at the end, and a label with its entry of the glossary
    (`pages/kit/labels.py`: INPUTS), nothing else.
    """

    aov_includes_vat: bool = True
    vat_rate: float = 0.0
    discount_rate: Belief = ZERO
    shipping_charged: float = money_line("shipping the customer pays, including VAT", "own")
    cogs_share: Belief | None = None
    cogs_per_order: float | None = None
    shipping_paid: float = money_line("shipping the shop pays", "sent")
    pick_pack: float = money_line("picking and packing", "sent")
    fee_rate: Belief = ZERO
    fee_fixed: float = money_line("payment fee as money", "own")
    return_rate: Belief = ZERO
    refunded_share: Belief = ONE
    recovered_share: Belief = ONE
    return_handling: float = money_line("shipping back and handling", "own", per="return")
    cancel_rate: Belief = ZERO
    other_costs: float = money_line("other cost per order", "placed")

    def __post_init__(self) -> None:
        if not isinstance(self.aov_includes_vat, bool):
            raise InputError("Say yes or no.", field="aov_includes_vat")
        must_be_share("vat_rate", self.vat_rate)
        for name in MONEY_LINES:
            must_be_money(name, getattr(self, name))
        for name in ORDER_SHARES:
            if name != "cogs_share" or self.cogs_share is not None:
                settle_share(self, name)
        if self.cogs_share == ZERO:  # says the same as leaving it out, and equal plans must be equal
            object.__setattr__(self, "cogs_share", None)
        if self.cogs_per_order is not None:
            must_be_money("cogs_per_order", self.cogs_per_order)
            if self.cogs_share is not None:
                raise InputError(
                    "Cost of goods is either a share or money per order, not both: leave one of the two empty.",
                    field="cogs_per_order",
                )

    def steps(self, aov: Number, shares: Shares) -> list[Step]:
        """Every line from the average order value down to the contribution; the amounts add up to it.

        ``shares`` holds a number or an array of draws for each of `ORDER_SHARES` (see `known_among`).
        """
        when_sent = self._steps_when_sent(aov, shares)
        left = sum(step.amount for step in when_sent)
        return [*when_sent, *self._steps_when_placed(left, shares)]

    def _steps_when_sent(self, aov: Number, shares: Shares) -> list[Step]:
        """Lines of an order that is not cancelled."""
        discount_rate, return_rate = shares["discount_rate"], shares["return_rate"]
        list_price = aov if self.aov_includes_vat else aov * (1 + self.vat_rate)
        gross = list_price * (1 - discount_rate)
        paid = gross + self.shipping_charged
        net = paid / (1 + self.vat_rate)
        goods = self.cogs_per_order or 0.0
        if self.cogs_share is not None:  # of the price before the discount: a sale does not make goods cheaper
            goods = shares["cogs_share"] * list_price / (1 + self.vat_rate)
        return [
            Step("aov", aov),
            Step("vat_added", list_price - aov),
            Step("discount", gross - list_price),
            Step("shipping_charged", self.shipping_charged),
            Step("vat", net - paid),
            Step("refunds", -return_rate * shares["refunded_share"] * net),
            Step("goods", -goods),
            Step("goods_recovered", goods * return_rate * shares["recovered_share"]),
            *(Step(name, -getattr(self, name)) for name in COSTS_WHEN_SENT),
            Step("fees", -shares["fee_rate"] * paid - self.fee_fixed),
            Step("returns", -return_rate * self.return_handling),
        ]

    def _steps_when_placed(self, left: Number, shares: Shares) -> list[Step]:
        """What cancellations take of what an order that was sent leaves, and costs of cancelled orders too."""
        placed = [Step(name, -getattr(self, name)) for name in COSTS_WHEN_PLACED]
        return [Step("cancellations", -shares["cancel_rate"] * left), *placed]

    def contribution(self, aov: Number, shares: Shares) -> Number:
        """Money left per order placed, before ad spend. [currency per order]"""
        left = _summed(self._steps_when_sent(aov, shares))  # summed up once: rows of draws are long
        return left + _summed(self._steps_when_placed(left, shares))

    def ceiling(self, shares: Shares) -> Ceiling:
        """Contribution as a straight line in the average order value."""
        at_zero = self.contribution(0.0, shares)
        return Ceiling(self.contribution(1.0, shares) - at_zero, -at_zero)


MONEY_LINES: Final[Mapping[str, MoneyLine]] = money_lines(OrderEconomics)
"""Every line of money of an order, 0 unless it is given; cost of goods has a rule of its own."""
COSTS_WHEN_SENT: Final = tuple(name for name, line in MONEY_LINES.items() if line.paid_for == "sent")
"""Costs of every order that is not cancelled. [currency per order]"""
COSTS_WHEN_PLACED: Final = tuple(name for name, line in MONEY_LINES.items() if line.paid_for == "placed")
"""Costs of every order, cancelled ones too. [currency per order]"""


@dataclass(frozen=True, slots=True)
class RepeatPurchases:
    """Later orders of the customers who were won, which may raise the ceiling.

    new_customer_share : share of the orders that come from new customers; only they buy again on account of the ad
    orders_per_year, years : rhythm and horizon; order k comes (k - 1) / orders_per_year years after the first
    retention : share of customers who buy once more after each order
    yearly_discount_rate : interest by which later money is worth less
    retention_cost : money per later order (mails, vouchers) [currency per order]
    """

    new_customer_share: Belief
    orders_per_year: float
    years: float
    retention: Belief = ONE
    yearly_discount_rate: float = 0.0
    retention_cost: float = 0.0

    def __post_init__(self) -> None:
        for name in CUSTOMER_SHARES:
            settle_share(self, name)
        must_be_positive("orders_per_year", self.orders_per_year)
        must_be_positive("years", self.years)
        must_be_share("yearly_discount_rate", self.yearly_discount_rate)
        must_be_money("retention_cost", self.retention_cost)
        if self.orders_per_year * self.years > 1000:
            raise InputError(
                "At most 1,000 orders per customer are counted, got {orders}: shorten the horizon.",
                field="years",
                orders=about(self.orders_per_year * self.years, beside=1000.0),
            )

    @property
    def orders_counted(self) -> int:
        """Orders of one customer within the horizon, the first included."""
        return max(1, math.floor(self.orders_per_year * self.years + 1e-9))

    def later_orders(self, retention: Number, counted: int | None = None) -> Number:
        """Expected later orders of one new customer, each weighted by what its money is worth today.

        Σ over k = 2 … counted of retention^(k-1) / (1 + i)^((k-1) / orders_per_year), a geometric sum.
        """
        terms = (self.orders_counted if counted is None else counted) - 1
        ratio = np.asarray(retention * (1 + self.yearly_discount_rate) ** (-1 / self.orders_per_year))
        flat = ratio == 1
        total = np.where(flat, terms, ratio * (1 - ratio**terms) / np.where(flat, 1.0, 1 - ratio))
        return total if total.ndim else float(total)

    def raised(self, first: Ceiling, shares: Shares, counted: int | None = None) -> Ceiling:
        """The ceiling of a first order, raised by the contribution of later orders of new customers."""
        return self.raised_by(first, self.later_orders_per_order(shares, counted))

    def later_orders_per_order(self, shares: Shares, counted: int | None = None) -> Number:
        """Expected later orders that one order of the ads brings: those of a customer, where the customer is new."""
        return shares["new_customer_share"] * self.later_orders(shares["retention"], counted)

    def raised_by(self, first: Ceiling, later: Number) -> Ceiling:
        """The ceiling of a first order with so many later orders per order."""
        return Ceiling(first.slope * (1 + later), first.intercept * (1 + later) + later * self.retention_cost)


# ---------------------------------------------------------------------------------------------------------------
# The trade's single formulas


def cpo(spend: Number, orders: Number) -> Number:
    """Cost per order = ad spend / orders; infinite without an order. [currency per order]"""
    with np.errstate(divide="ignore"):
        return np.divide(spend, orders)


def marginal_cpo(long_run_cpo: Number, cpc_elasticity: Number) -> Number:
    """Cost of the next order in the long run: d spend / d orders = CPO / (1 - γ). [currency per order]"""
    return long_run_cpo / (1 - cpc_elasticity)


def cac(cost_per_order: Number, new_customer_share: Number) -> Number:
    """Cost of a new customer = CPO / share of orders from new customers. [currency per customer]"""
    with np.errstate(divide="ignore"):
        return np.divide(cost_per_order, new_customer_share)


def break_even_roas(aov: Number, max_cpo: Number) -> Number:
    """Revenue as the platform reports it / spend at break-even; infinite (none) when max CPO ≤ 0."""
    with np.errstate(divide="ignore"):
        return np.divide(aov, np.maximum(max_cpo, 0.0))


def max_cpc(cvr: Number, max_cpo: Number) -> Number:
    """Click price at which the long-run CPO meets the ceiling = CVR · max CPO. [currency per click]"""
    return cvr * max_cpo


def clv_revenue(aov: Number, repeat: RepeatPurchases) -> Number:
    """Customer lifetime value, revenue view = AOV · orders per year · years. [currency per customer]"""
    return aov * repeat.orders_per_year * repeat.years


def clv_contribution(first_contribution: Number, repeat: RepeatPurchases, retention: Number) -> Number:
    """Customer lifetime value, contribution view: first and later orders in today's money. [currency per customer]"""
    later = repeat.later_orders(retention)
    return first_contribution * (1 + later) - later * repeat.retention_cost


def _summed(steps: Sequence[Step]) -> Number:
    """Sum of the amounts, numbers first: from the first row of draws on every sum is a row."""
    return sum(sorted((step.amount for step in steps), key=_is_a_row))


def _is_a_row(amount: Number) -> bool:
    return isinstance(amount, np.ndarray)


# ---------------------------------------------------------------------------------------------------------------
# Shares and checks


def shares_of(owner: OrderEconomics | RepeatPurchases | None) -> dict[str, Belief]:
    """The shares of an owner, by their names; cost of goods only where it is given as a share."""
    names = ORDER_SHARES if isinstance(owner, OrderEconomics) else CUSTOMER_SHARES
    given = {name: getattr(owner, name, None) for name in names}
    return {name: belief for name, belief in given.items() if belief is not None}


def known_among(shares: Mapping[str, Belief]) -> dict[str, float]:
    """The numbers of those shares that are known."""
    return {name: belief.value for name, belief in shares.items() if isinstance(belief, Fixed)}

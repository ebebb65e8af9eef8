"""What a shop's orders say about the plan: order value, returns, cancellations, new customers, repeat purchases.

Each fact stands for itself, to be taken or left; where the file cannot tell, the fact is None and a note says why. How
far the coming period may differ from those of the file: `shop_orders`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from simulator.beliefs.distributions import LARGEST, SMALLEST, Amount, Belief, Fixed, RateFromCounts
from simulator.errors import InputError, about
from simulator.evidence.learning.customers import RepeatFacts, new_customer_share, repeat_facts
from simulator.evidence.learning.shop_orders import Array, Orders, columns_of, rate_of, spans_of
from simulator.evidence.rows import OrderRows
from simulator.forms.field_list import Value
from simulator.forms.fields import fields_of_belief

_FEW: Final = 20
"""Orders below which their spread is not told, and refunds below which their size is not."""
_USUAL_DRIFT: Final = 0.03
"""Relative standard deviation by which the average order value of a month moves, where the file is too short."""
_LEAST_SPANS: Final = 3
_WIDEST_LOG_VARIANCE: Final = 4.0
_DOMINANT: Final = 0.05
_RECENT_DAYS: Final = 90
_RETURN_DAYS: Final = 30
"""Orders younger than this may still come back."""
_SURPRISE: Final = 2.576
"""Standard errors of a change that chance brings once in a hundred."""
_SCORE: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True, eq=False)
class ShopFacts:
    """What orders say, each offered separately; None where the file cannot tell, with a sentence in `notes`.

    orders, first, last  all orders of the file, cancelled ones included, and their days
    cancelled, refunded  cancelled orders; orders that were not cancelled and of which money was paid back
    aov                  true mean value of an order that was not cancelled [currency per order]
    order_value_cv       standard deviation / mean of single values, every order counted as it is
    return_rate          share of orders, not cancelled, of which money was paid back
    refunded_share       part of their value that was paid back; at most the whole value of each order
    cancel_rate          share of orders that were cancelled
    new_customer_share   share of orders, not cancelled, that come from new customers
    """

    orders: int
    first: date
    last: date
    currency: str | None
    cancelled: int
    refunded: int
    aov: Amount | None
    order_value_cv: float | None
    return_rate: RateFromCounts | None
    refunded_share: float | None
    cancel_rate: RateFromCounts | None
    new_customer_share: RateFromCounts | None
    repeat: RepeatFacts | None
    notes: tuple[InputError, ...]


def shop_facts(rows: OrderRows, *, period_days: float = 30) -> ShopFacts:
    """What an orders export says about the next `period_days` days.

    Raises
    ------
    InputError
        Without an order, or with a period that is not above 0.
    """
    if not len(rows.frame):
        raise InputError("There is no order in this file.", field="orders")
    if not 0 < period_days < math.inf:
        raise InputError("A number above 0 is needed, got {value}.", field="period_days", value=period_days)
    placed = columns_of(rows.frame)
    not_cancelled = placed.where(~placed.cancelled)
    notes: list[InputError] = []
    return ShopFacts(
        orders=len(placed.day),
        first=_date(placed.day.min()),
        last=_date(placed.day.max()),
        currency=rows.currency,
        cancelled=int(placed.cancelled.sum()),
        refunded=int((not_cancelled.refunded > 0).sum()),
        aov=_aov(not_cancelled, period_days, notes),
        order_value_cv=_order_value_cv(not_cancelled, notes),
        return_rate=_return_rate(not_cancelled, period_days, "refunded" in rows.tells, notes),
        refunded_share=_refunded_share(not_cancelled, notes),
        cancel_rate=_cancel_rate(placed, period_days, "cancelled" in rows.tells, notes),
        new_customer_share=new_customer_share(not_cancelled, period_days, notes),
        repeat=repeat_facts(not_cancelled, notes),
        notes=tuple(notes),
    )


def shop_values(facts: ShopFacts) -> dict[str, dict[str, Value]]:
    """Each fact that the file tells, as the fields of a plan (`fields.FIELDS`) that it would fill.

    Keys: aov, order_value_cv, return_rate, refunded_share, cancel_rate, new_customer_share, repeat.
    """
    result: dict[str, dict[str, Value]] = {}
    beliefs: Mapping[str, Belief | None] = {
        "aov": facts.aov,
        "return_rate": facts.return_rate,
        "refunded_share": None if facts.refunded_share is None else Fixed(facts.refunded_share),
        "cancel_rate": facts.cancel_rate,
        "new_customer_share": facts.new_customer_share,
    }
    for name, belief in beliefs.items():
        if belief is not None:
            result[name] = fields_of_belief(name, belief)
    if facts.order_value_cv is not None:
        result["order_value_cv"] = {"order_value_cv": facts.order_value_cv}
    if facts.repeat is not None:
        result["repeat"] = {
            "repeat_on": True,
            "orders_per_year": facts.repeat.orders_per_year,
            **fields_of_belief("retention", facts.repeat.retention),
        }
    return result


def _date(day: int) -> date:
    return date.fromordinal(int(day) + date(1970, 1, 1).toordinal())


def _aov(orders: Orders, period_days: float, notes: list[InputError]) -> Amount | None:
    value, count = orders.value, len(orders.value)
    if count < 2 or value.sum() <= 0:
        notes.append(InputError("Too few orders with a value to tell an average: at least two are needed."))
        return None
    notes.append(
        InputError(
            "Order values are taken as the export has them: after discounts, before refunds, without shipping. Whether "
            "they include VAT the file cannot tell: set “Order value includes VAT” to what your shop exports, and do "
            "not count its discounts a second time."
        )
    )
    mean = float(value.mean())
    spans = spans_of(orders.day, value / mean, period_days)
    spread = _spread_of_values(value)
    variance = spread / count + spans.ahead(spread)
    if len(spans.orders) < _LEAST_SPANS:
        variance += _USUAL_DRIFT**2
        notes.append(
            InputError(
                "The orders cover too few periods to see how much the order value moves from one to the next "
                "(periods needed: {count}; days of a period: {days}): that is taken from what is usual.",
                count=_LEAST_SPANS,
                days=period_days,
            )
        )
    _note_values(orders, notes)
    sigma = math.sqrt(math.log1p(variance))
    low, high = mean * math.exp(-_SCORE * sigma), mean * math.exp(_SCORE * sigma)
    if low < SMALLEST or high > LARGEST:
        notes.append(InputError("Order values average {mean}: no amount of money that a plan takes.", mean=about(mean)))
        return None
    return Amount(low, high)


def _spread_of_values(value: Array) -> float:
    """Variance / mean² of single values: as seen, or as a lognormal through their logarithms has it when that is more.

    A few dozen orders rarely hold one of the large ones that make the tail, and look more alike than they are. One
    order with the usual spread of 1 is added, so that two equal orders do not make an average certain.
    """
    count, mean = len(value), float(value.mean())
    seen = (float(((value / mean - 1) ** 2).sum()) + 1) / count
    sold = value[value > 0]
    if len(sold) < _FEW:
        return seen
    logs = float(np.log(sold).var(ddof=1))
    return max(seen, math.expm1(min(logs, _WIDEST_LOG_VARIANCE)))


def _note_values(orders: Orders, notes: list[InputError]) -> None:
    value = orders.value
    if free := int((value <= 0).sum()):
        notes.append(
            InputError("Orders with a value of 0 count in the average, also if they were gifts: {count}.", count=free)
        )
    recent = orders.day > orders.day.max() - _RECENT_DAYS
    if min(recent.sum(), (~recent).sum()) < _FEW:
        return
    now, before = value[recent], value[~recent]
    error = math.sqrt(now.var(ddof=1) / len(now) + before.var(ddof=1) / len(before))
    if abs(now.mean() - before.mean()) > _SURPRISE * error:
        notes.append(
            InputError(
                "Lately (days: {days}) orders were worth {now} on average, before that {before}: more than chance. "
                "If prices or goods have changed, use an export that begins after the change.",
                days=_RECENT_DAYS,
                now=round(float(now.mean()), 2),
                before=round(float(before.mean()), 2),
            )
        )


def _order_value_cv(orders: Orders, notes: list[InputError]) -> float | None:
    value = orders.value
    if len(value) < _FEW or value.sum() <= 0:
        notes.append(
            InputError("The spread of single order values needs at least {least} orders.", least=_FEW),
        )
        return None
    cv = float(value.std(ddof=1) / value.mean())
    largest = int(value.argmax())
    others = np.delete(value, largest)
    if value[largest] > max(_DOMINANT * value.sum(), 10 * others.mean()):
        notes.append(
            InputError(
                "One order of {value} makes {largest_share} of all sales. Without it the average is {mean} and the "
                "spread {cv} instead of {with_it}: decide whether such an order will come again.",
                value=float(value[largest]),
                largest_share=about(float(value[largest] / value.sum())),
                mean=round(float(others.mean()), 2),
                cv=round(float(others.std(ddof=1) / others.mean()), 2) if others.mean() > 0 else 0.0,
                with_it=round(cv, 2),
            )
        )
    return cv


# ---------------------------------------------------------------------------------------------------------------
# Returns and cancellations


def _return_rate(orders: Orders, period_days: float, is_stated: bool, notes: list[InputError]) -> RateFromCounts | None:
    """Orders of the last days are left out as long as most of the orders are older."""
    back = orders.refunded > 0
    if not len(back) or not (back.any() or is_stated):
        notes.append(InputError("The file names no refund: the return rate stays as it is in the plan."))
        return None
    settled = orders.day <= orders.day.max() - _RETURN_DAYS
    if settled.sum() >= len(settled) / 2:
        notes.append(
            InputError(
                "The return rate is that of older orders (days: {days} or more): younger ones may still come back.",
                days=_RETURN_DAYS,
            )
        )
    else:
        settled = np.ones(len(back), dtype=bool)
        notes.append(
            InputError(
                "Most of the orders are so young that they may still come back (age in days: below {days}): the "
                "true return rate is higher than the one seen.",
                days=_RETURN_DAYS,
            )
        )
    return rate_of(orders.day[settled], back[settled], period_days)


def _refunded_share(orders: Orders, notes: list[InputError]) -> float | None:
    back = (orders.refunded > 0) & (orders.value > 0)
    if not back.any():
        return None
    if back.sum() < _FEW:
        notes.append(
            InputError("The refunded part of a returned order rests on few refunds: {count}.", count=int(back.sum()))
        )
    value = orders.value[back]
    share = float(np.minimum(orders.refunded[back], value).sum() / value.sum())
    return share if share >= SMALLEST else 0.0


def _cancel_rate(orders: Orders, period_days: float, is_stated: bool, notes: list[InputError]) -> RateFromCounts | None:
    if not (orders.cancelled.any() or is_stated):
        notes.append(InputError("The file marks no order as cancelled: that rate stays as it is in the plan."))
        return None
    return rate_of(orders.day, orders.cancelled, period_days)

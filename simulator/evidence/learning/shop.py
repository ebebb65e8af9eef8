"""What a shop's orders say about the plan: order value, returns, cancellations, new customers, repeat purchases.

Each fact stands for itself, to be taken or left; where the file cannot tell, the fact is None and a note says why. A
belief describes the true average of the coming period. What the file shows is cut into spans as long as that period;
as far as they differ by more than the luck of single orders, the coming one may differ as much (random effects, the
estimate of moments of R. DerSimonian & N. Laird, Controlled Clinical Trials 7, 1986, eq. 8). A shop whose spans do not
differ keeps the plain counts and the plain standard error of its mean. The luck of coming orders is not in a belief;
the engine adds it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.distributions import LARGEST, SMALLEST, Amount, Belief, RateFromCounts
from simulator.errors import InputError, about
from simulator.evidence.rows import OrderRows
from simulator.forms.field_list import Value
from simulator.forms.fields import fields_of_belief
from simulator.plan.economics import RepeatPurchases

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

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
_YEAR: Final = 365
_MONTH: Final = 365.25 / 12
_LEAST_LOOK_BACK: Final = 120
_LEAST_FOLLOW_UP: Final = 180
_FEW_CUSTOMERS: Final = 50
_FAR_OFF: Final = 0.15
_SCORE: Final = 1.6448536269514722


@dataclass(frozen=True, slots=True, eq=False)
class RepeatFacts:
    """Later purchases of customers; several orders of one customer on one day are one purchase.

    orders_per_year  a year divided by the mean gap between a purchase and the next, of those who do buy again
    retention        share of customers who buy again after each purchase, within `within_days`
    within_days      a year, or less where nobody was watched so long
    customers        whose purchases these are
    purchases        theirs, and so the gaps that were watched, most of them to no end
    known_new        whether the customers are new ones: the file says so, or nothing was seen of them long before
    by_month         month since the first purchase (0 is the first month, without the first purchase itself), customers
                     (watched for the whole of that month), repeat_orders, orders_per_customer
    """

    orders_per_year: float
    retention: RateFromCounts
    within_days: int
    customers: int
    purchases: int
    known_new: bool
    by_month: pd.DataFrame


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


class _Orders(NamedTuple):
    """Columns of the orders, in order of time."""

    day: Whole
    """Days since 1970."""
    value: Array
    refunded: Array
    cancelled: NDArray[np.bool_]
    customer: Whole
    """A number per customer, in the order in which they first appear; -1 where unknown."""
    new: Array
    """1 and 0 as the file or the order's place in it says, NaN where unknown."""

    def where(self, kept: NDArray[np.bool_]) -> _Orders:
        return _Orders(
            self.day[kept],
            self.value[kept],
            self.refunded[kept],
            self.cancelled[kept],
            self.customer[kept],
            self.new[kept],
        )


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
    placed = _columns(rows.frame)
    kept = placed.where(~placed.cancelled)
    says_all = rows.platform == "shopify_orders"
    notes: list[InputError] = []
    return ShopFacts(
        orders=len(placed.day),
        first=_date(placed.day.min()),
        last=_date(placed.day.max()),
        currency=rows.currency,
        cancelled=int(placed.cancelled.sum()),
        refunded=int((kept.refunded > 0).sum()),
        aov=_aov(kept, period_days, notes),
        order_value_cv=_order_value_cv(kept, notes),
        return_rate=_return_rate(kept, period_days, says_all, notes),
        refunded_share=_refunded_share(kept, notes),
        cancel_rate=_cancel_rate(placed, period_days, says_all, notes),
        new_customer_share=_new_customer_share(kept, period_days, notes),
        repeat=_repeat(kept, notes),
        notes=tuple(notes),
    )


def shop_values(facts: ShopFacts) -> dict[str, dict[str, Value]]:
    """Each fact that the file tells, as the fields of a plan (`fields.FIELDS`) that it would fill.

    Keys: aov, order_value_cv, return_rate, refunded_share, cancel_rate, new_customer_share, repeat.
    """
    found: dict[str, dict[str, Value]] = {}
    beliefs: Mapping[str, float | Belief | None] = {
        "aov": facts.aov,
        "return_rate": facts.return_rate,
        "refunded_share": facts.refunded_share,
        "cancel_rate": facts.cancel_rate,
        "new_customer_share": facts.new_customer_share,
    }
    for name, belief in beliefs.items():
        if isinstance(belief, float):
            found[name] = {f"{name}_kind": "known", name: belief}
        elif belief is not None:
            found[name] = fields_of_belief(name, belief)
    if facts.order_value_cv is not None:
        found["order_value_cv"] = {"order_value_cv": facts.order_value_cv}
    if facts.repeat is not None:
        found["repeat"] = {
            "repeat_on": True,
            "orders_per_year": facts.repeat.orders_per_year,
            **fields_of_belief("retention", facts.repeat.retention),
        }
    return found


def _columns(frame: pd.DataFrame) -> _Orders:
    frame = frame.sort_values(["date", "order"], kind="stable")
    names = frame["customer"].where(frame["customer"] != "")
    customer, _ = names.factorize(use_na_sentinel=True)
    return _Orders(
        frame["date"].to_numpy().astype("datetime64[D]").astype(np.int64),
        frame["value"].to_numpy(dtype=float),
        frame["refunded"].to_numpy(dtype=float),
        frame["cancelled"].to_numpy(dtype=bool),
        customer.astype(np.int64),
        frame["new_customer"].to_numpy(dtype=float, na_value=np.nan),
    )


def _date(day: int) -> date:
    return date.fromordinal(int(day) + date(1970, 1, 1).toordinal())


# ---------------------------------------------------------------------------------------------------------------
# The average of the coming period


class _Spans(NamedTuple):
    """Orders and what they add up to, per span as long as the coming period, counted back from the last order."""

    orders: Array
    total: Array

    @property
    def mean(self) -> float:
        return float(self.total.sum() / self.orders.sum())

    def between(self, spread: float) -> float:
        """Variance of the true averages of spans, where `spread` is the variance of what single orders add.

        DerSimonian & Laird: what the averages differ more than `spread` / orders explains, 0 where it is less.
        """
        if len(self.orders) < 2:
            return 0.0
        away = (self.orders * (self.total / self.orders - self.mean) ** 2).sum()
        reach = self.orders.sum() - (self.orders**2).sum() / self.orders.sum()
        return max(float((away - (len(self.orders) - 1) * spread) / reach), 0.0)

    def ahead(self, spread: float) -> float:
        """Variance that comes from spans: of one more, and of those that make the mean of the file."""
        return self.between(spread) * (1 + float((self.orders**2).sum() / self.orders.sum() ** 2))


def _spans(day: Whole, amounts: Array, period_days: float) -> _Spans:
    place = ((day.max() - day) // max(period_days, 1.0)).astype(np.intp)
    orders = np.bincount(place).astype(float)
    some = orders > 0
    return _Spans(orders[some], np.bincount(place, weights=amounts)[some].astype(float))


def _rate(day: Whole, did: NDArray[np.bool_], period_days: float) -> RateFromCounts:
    """The share that did: plain counts, or fewer of them where spans differ by more than chance.

    Fewer counts are those whose Beta has the mean of the Jeffreys posterior and its variance, widened.
    """
    orders, count = float(did.sum()), float(len(did))
    share = orders / count
    spans = _spans(day, did.astype(float), period_days)
    ahead = spans.ahead(share * (1 - share))
    if ahead == 0:
        return RateFromCounts(orders, count)
    mean = (orders + 0.5) / (count + 1)
    size = max(mean * (1 - mean) / (mean * (1 - mean) / (count + 2) + ahead) - 1, 1.5)
    fewer = min(max(mean * size - 0.5, 0.0), size - 1)
    return RateFromCounts(fewer, size - 1)


def _aov(orders: _Orders, period_days: float, notes: list[InputError]) -> Amount | None:
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
    spans = _spans(orders.day, value / mean, period_days)
    spread = _spread_of_values(value)
    variance = spread / count + spans.ahead(spread)
    if len(spans.orders) < _LEAST_SPANS:
        variance += _USUAL_DRIFT**2
        notes.append(
            InputError(
                "The orders cover less than {count} periods of {days} days: how much the order value moves from one to "
                "the next is taken from what is usual.",
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


def _note_values(orders: _Orders, notes: list[InputError]) -> None:
    value = orders.value
    if (free := int((value <= 0).sum())) > 0:
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
                "Orders of the last {days} days were worth {now} on average, those before {before}: more than chance. "
                "If prices or goods have changed, use an export that begins after the change.",
                days=_RECENT_DAYS,
                now=round(float(now.mean()), 2),
                before=round(float(before.mean()), 2),
            )
        )


def _order_value_cv(orders: _Orders, notes: list[InputError]) -> float | None:
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


def _return_rate(orders: _Orders, period_days: float, says_all: bool, notes: list[InputError]) -> RateFromCounts | None:
    """Orders of the last days are left out as long as most of the orders are older."""
    back = orders.refunded > 0
    if not len(back) or not (back.any() or says_all):
        notes.append(InputError("The file names no refund: the return rate stays as it is in the plan."))
        return None
    settled = orders.day <= orders.day.max() - _RETURN_DAYS
    if settled.sum() >= len(settled) / 2:
        notes.append(
            InputError(
                "The return rate is that of orders at least {days} days old: younger ones may still come back.",
                days=_RETURN_DAYS,
            )
        )
    else:
        settled = np.ones(len(back), dtype=bool)
        notes.append(
            InputError(
                "Most of the orders are younger than {days} days and may still come back: the true return rate is "
                "higher than the one seen.",
                days=_RETURN_DAYS,
            )
        )
    return _rate(orders.day[settled], back[settled], period_days)


def _refunded_share(orders: _Orders, notes: list[InputError]) -> float | None:
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


def _cancel_rate(orders: _Orders, period_days: float, says_all: bool, notes: list[InputError]) -> RateFromCounts | None:
    if not (orders.cancelled.any() or says_all):
        notes.append(InputError("The file marks no order as cancelled: that rate stays as it is in the plan."))
        return None
    return _rate(orders.day, orders.cancelled, period_days)


# ---------------------------------------------------------------------------------------------------------------
# Customers


def _is_told(orders: _Orders) -> bool:
    """Whether the file itself names new customers."""
    return bool((orders.new == 1).any())


def _look_back(orders: _Orders) -> int:
    """Days at the beginning of the file that are only used to know who was there before."""
    span = int(orders.day.max() - orders.day.min()) + 1 if len(orders.day) else 0
    return min(_YEAR, span * 2 // 3)


def _first_seen(orders: _Orders) -> NDArray[np.bool_]:
    """Whether an order is the first of its customer in the file; customers must be known."""
    first = np.zeros(len(orders.day), dtype=bool)
    first[np.unique(orders.customer, return_index=True)[1]] = True
    return first


def _new_customer_share(orders: _Orders, period_days: float, notes: list[InputError]) -> RateFromCounts | None:
    if _is_told(orders):
        known = ~np.isnan(orders.new)
        return _rate(orders.day[known], orders.new[known] == 1, period_days)
    named = orders.where(orders.customer >= 0)
    look_back = _look_back(named)
    if not len(named.day) or look_back < _LEAST_LOOK_BACK:
        notes.append(
            InputError(
                "Who is a new customer cannot be told: the file does not say, and it would need customers over at "
                "least {days} days.",
                days=_LEAST_LOOK_BACK * 3 // 2,
            )
        )
        return None
    late = named.day >= named.day.min() + look_back
    new = _first_seen(named)[late]
    if not new.any():
        notes.append(
            InputError(
                "No customer appears for the first time in the last part of the file: it seems to hold chosen "
                "customers, so the share of new ones cannot be told."
            )
        )
        return None
    notes.append(
        InputError(
            "New customers are those without an order in the {days} days or more before, in the last part of the file "
            "({orders} orders with a known customer): some of them may have bought even earlier, so the true share is "
            "rather lower.",
            days=look_back,
            orders=int(late.sum()),
        )
    )
    return _rate(named.day[late], new, period_days)


def _repeat(orders: _Orders, notes: list[InputError]) -> RepeatFacts | None:
    named = orders.where(orders.customer >= 0)
    if not len(named.day):
        notes.append(InputError("The file names no customers: repeat purchases cannot be told."))
        return None
    last = int(named.day.max())
    chosen, known_new = _chosen_customers(named)
    kept = named.where(np.isin(named.customer, chosen))
    bought = np.unique(np.column_stack([kept.customer, kept.day]), axis=0)
    gaps = _gaps(bought[:, 0], bought[:, 1], last)
    first = bought[np.unique(bought[:, 0], return_index=True)[1], 1]
    longest = _follow_up(last - first)
    if len(first) < _FEW_CUSTOMERS or longest < _LEAST_FOLLOW_UP or not gaps.again.any():
        notes.append(
            InputError(
                "Repeat purchases cannot be told: at least {customers} customers, {days} days after their first order "
                "and an order of theirs later are needed.",
                customers=_FEW_CUSTOMERS,
                days=_LEAST_FOLLOW_UP,
            )
        )
        return None
    within = min(longest, _YEAR)
    curve = _kaplan_meier(gaps, within)
    if curve is None:
        notes.append(InputError("Repeat purchases cannot be told: no customer bought again in time."))
        return None
    if not known_new:
        notes.append(
            InputError(
                "Repeat purchases are those of all customers of the file. Some had bought before it begins, and such "
                "customers buy again more often than new ones do."
            )
        )
    if within < _YEAR:
        notes.append(
            InputError(
                "Customers were watched for {days} days only: those who buy again later count as lost.", days=within
            )
        )
    by_month = _by_month(bought[:, 0], bought[:, 1], last)
    orders_per_year = 365.25 / curve.mean_gap
    _note_first_year(orders_per_year, curve.retention, by_month, notes)
    return RepeatFacts(
        orders_per_year=orders_per_year,
        retention=curve.retention,
        within_days=within,
        customers=len(first),
        purchases=len(bought),
        known_new=known_new,
        by_month=by_month,
    )


def _chosen_customers(orders: _Orders) -> tuple[Whole, bool]:
    """Customers of whom the first order is seen, and whether there are enough of them; all customers otherwise."""
    if _is_told(orders):
        return np.unique(orders.customer[orders.new == 1]), True
    span = int(orders.day.max() - orders.day.min()) + 1
    begin = orders.day.min() + min(_YEAR // 2, span // 3)
    late = orders.customer[_first_seen(orders) & (orders.day >= begin)]
    watched = span - (begin - orders.day.min())
    if len(late) >= _FEW_CUSTOMERS and watched >= _YEAR and begin - orders.day.min() >= _LEAST_LOOK_BACK:
        return late, True
    return np.unique(orders.customer), False


class _Gaps(NamedTuple):
    """Per purchase the days to the next one, or to the end of the file where none came."""

    days: Whole
    again: NDArray[np.bool_]
    customer: Whole


def _gaps(customer: Whole, day: Whole, last: int) -> _Gaps:
    again = np.append(customer[1:] == customer[:-1], False)
    following = np.append(day[1:], last)
    return _Gaps(np.where(again, following, last) - day, again, customer)


def _follow_up(watched: Whole) -> int:
    """Days for which enough customers were watched after their first purchase."""
    if len(watched) < _FEW_CUSTOMERS:
        return 0
    return int(np.sort(watched)[-_FEW_CUSTOMERS])


class _Curve(NamedTuple):
    retention: RateFromCounts
    mean_gap: float


def _kaplan_meier(gaps: _Gaps, within: int) -> _Curve | None:
    """Share of purchases followed by another within so many days, and the mean gap of those.

    Purchases near the end of the file are watched for a shorter time and count for that time (E. L. Kaplan & P. Meier,
    JASA 53, 1958). Gaps of one customer resemble each other: the variance is that of customers, not of gaps (sum of
    each customer's influence squared; L. J. Wei, D. Y. Lin & L. Weissfeld, JASA 84, 1989).
    """
    days = np.arange(within + 1)
    at_risk = len(gaps.days) - np.searchsorted(np.sort(gaps.days), days)
    seen = gaps.again & (gaps.days <= within)
    events = np.bincount(gaps.days[seen], minlength=within + 1).astype(float)
    hazard = np.divide(events, at_risk, out=np.zeros(within + 1), where=at_risk > 0)
    left = np.cumprod(1 - hazard)
    share = 1 - float(left[-1])
    if not 0 < share < 1:
        return None
    mean_gap = float((days * -np.diff(left, prepend=1.0)).sum() / share)
    weight = np.divide(1.0, at_risk, out=np.zeros(within + 1), where=at_risk > 0)
    expected = np.cumsum(hazard * weight)[np.minimum(gaps.days, within)]
    influence = np.where(seen, weight[np.minimum(gaps.days, within)], 0.0) - expected
    _, place = np.unique(gaps.customer, return_inverse=True)
    variance = float((np.bincount(place, weights=influence) ** 2).sum()) * (1 - share) ** 2
    size = min(max(share * (1 - share) / variance, 1.0), float(len(gaps.days)))
    return _Curve(RateFromCounts(share * size, size), max(mean_gap, 1.0))


def _note_first_year(
    orders_per_year: float, retention: RateFromCounts, by_month: pd.DataFrame, notes: list[InputError]
) -> None:
    """Say where the plan's even rhythm does not give the later orders that customers made in their first year."""
    if len(by_month) < 12 or by_month["customers"].iloc[11] < _FEW_CUSTOMERS:
        return
    share = retention.orders / retention.clicks
    planned = float(RepeatPurchases(1.0, orders_per_year, 1.0, share).later_orders(share))
    seen = float(by_month["orders_per_customer"].iloc[:12].sum())
    if abs(planned - seen) > _FAR_OFF * seen:
        notes.append(
            InputError(
                "In the first year a plan with these counts {planned} later orders per customer; customers of this "
                "file made {seen}.",
                planned=round(planned, 2),
                seen=round(seen, 2),
            )
        )


def _by_month(customer: Whole, day: Whole, last: int) -> pd.DataFrame:
    _, begins, place = np.unique(customer, return_index=True, return_inverse=True)
    first = day[begins]
    whole = ((last - first + 1) / _MONTH).astype(np.intp)
    months = int(whole.max())
    at_risk = len(first) - np.searchsorted(np.sort(whole), np.arange(months), side="right")
    month = ((day - first[place]) / _MONTH).astype(np.intp)
    later = (day > first[place]) & (month < whole[place])
    repeat_orders = np.bincount(month[later], minlength=months)
    return pd.DataFrame(
        {
            "month": np.arange(months),
            "customers": at_risk,
            "repeat_orders": repeat_orders,
            "orders_per_customer": repeat_orders / np.maximum(at_risk, 1),
        }
    )

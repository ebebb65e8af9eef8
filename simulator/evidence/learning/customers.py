"""What a shop's orders say about its customers: how many are new, and how often they buy again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.distributions import ONE, RateFromCounts
from simulator.errors import InputError
from simulator.evidence.learning.shop_orders import Orders, Whole, rate_of
from simulator.plan.economics import RepeatPurchases

_YEAR: Final = 365
_MONTH: Final = 365.25 / 12
_LEAST_LOOK_BACK: Final = 120
_LEAST_FOLLOW_UP: Final = 180
_FEW_CUSTOMERS: Final = 50
_FAR_OFF: Final = 0.15


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


def _names_new_customers(orders: Orders) -> bool:
    """Whether the file itself names new customers."""
    return bool((orders.new == 1).any())


def _look_back(orders: Orders) -> int:
    """Days at the beginning of the file that are only used to know who was there before."""
    span = int(orders.day.max() - orders.day.min()) + 1 if len(orders.day) else 0
    return min(_YEAR, span * 2 // 3)


def _first_seen(orders: Orders) -> NDArray[np.bool_]:
    """Whether an order is the first of its customer in the file; customers must be known."""
    first = np.zeros(len(orders.day), dtype=bool)
    first[np.unique(orders.customer, return_index=True)[1]] = True
    return first


def new_customer_share(orders: Orders, period_days: float, notes: list[InputError]) -> RateFromCounts | None:
    """The share of orders that come from new customers; None, with a note, where the file cannot tell."""
    if _names_new_customers(orders):
        known = ~np.isnan(orders.new)
        return rate_of(orders.day[known], orders.new[known] == 1, period_days)
    named = orders.where(orders.customer >= 0)
    look_back = _look_back(named)
    if not len(named.day) or look_back < _LEAST_LOOK_BACK:
        notes.append(
            InputError(
                "Who is a new customer cannot be told: the file does not say, and it would need customers over a "
                "longer time (days: at least {days}).",
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
            "New customers are those who had not ordered for a long time before (days: {days} or more), in the last "
            "part of the file (orders with a known customer: {orders}): some of them may have bought even earlier, "
            "so the true share is rather lower.",
            days=look_back,
            orders=int(late.sum()),
        )
    )
    return rate_of(named.day[late], new, period_days)


def repeat_facts(orders: Orders, notes: list[InputError]) -> RepeatFacts | None:
    """How often customers buy again; None, with a note, where the file cannot tell."""
    named = orders.where(orders.customer >= 0)
    if not len(named.day):
        notes.append(InputError("The file names no customers: repeat purchases cannot be told."))
        return None
    last = int(named.day.max())
    chosen, known_new = _chosen_customers(named)
    bought = _purchases(named, chosen)
    gaps = _gaps(bought[:, 0], bought[:, 1], last)
    first = bought[np.unique(bought[:, 0], return_index=True)[1], 1]
    longest = _follow_up(last - first)
    if len(first) < _FEW_CUSTOMERS or longest < _LEAST_FOLLOW_UP or not gaps.again.any():
        notes.append(
            InputError(
                "Repeat purchases cannot be told. Needed: customers whose first order lies far enough back "
                "(customers: at least {customers}; days: at least {days}), and a later order of theirs.",
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
    _note_customers(known_new, within, notes)
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


def _purchases(orders: Orders, customers: Whole) -> Whole:
    """Customer and day of each purchase of these customers, in this order; orders of one day are one purchase."""
    theirs = orders.where(np.isin(orders.customer, customers))
    return np.unique(np.column_stack([theirs.customer, theirs.day]), axis=0)


def _note_customers(known_new: bool, within: int, notes: list[InputError]) -> None:
    """Say whose repeat purchases these are, and for how long they were watched."""
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
                "Customers were watched for a short time only (days: {days}): those who buy again later count as lost.",
                days=within,
            )
        )


def _chosen_customers(orders: Orders) -> tuple[Whole, bool]:
    """Customers of whom the first order is seen, and whether there are enough of them; all customers otherwise."""
    if _names_new_customers(orders):
        return np.unique(orders.customer[orders.new == 1]), True
    span = int(orders.day.max() - orders.day.min()) + 1
    begin = orders.day.min() + min(_YEAR // 2, span // 3)
    late = orders.customer[_first_seen(orders) & (orders.day >= begin)]
    watched = span - (begin - orders.day.min())
    if len(late) >= _FEW_CUSTOMERS and watched >= _YEAR:  # a third of such a file is half a year
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
    each customer's influence squared; L. J. Wei, D. Y. Lin & L. Weissfeld, JASA 84, 1989), which for customers of one
    gap is M. Greenwood's (1926), also where many buy again on the same day.
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
    weight = np.divide(1.0, at_risk - events, out=np.zeros(within + 1), where=at_risk > events)
    expected = np.cumsum(hazard * weight)[np.minimum(gaps.days, within)]
    influence = np.where(seen, weight[np.minimum(gaps.days, within)], 0.0) - expected
    _, place = np.unique(gaps.customer, return_inverse=True)
    variance = float((np.bincount(place, weights=influence) ** 2).sum()) * (1 - share) ** 2
    plain = share * (1 - share)  # of a single gap; customers who all bought alike do not differ at all
    size = plain / min(max(variance, plain / len(gaps.days)), plain)
    return _Curve(RateFromCounts(share * size, size), max(mean_gap, 1.0))


def _note_first_year(
    orders_per_year: float, retention: RateFromCounts, by_month: pd.DataFrame, notes: list[InputError]
) -> None:
    """Say where the plan's even rhythm does not give the later orders that customers made in their first year."""
    if len(by_month) < 12 or by_month["customers"].iloc[11] < _FEW_CUSTOMERS:
        return
    share = retention.orders / retention.clicks
    planned = float(RepeatPurchases(ONE, orders_per_year, 1.0).later_orders(share))
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

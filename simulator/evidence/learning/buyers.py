"""Segments from a shop's orders: by repeat behaviour and by value.

Customers who bought once and customers who bought again, each parted at the shop's middle order value. What a file of
orders cannot tell is said in the notes: who clicked and did not buy, so that conversion rates are taken as equal; and
whether a new visitor will come back, so that "bought again" is known of a customer only afterwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from simulator.beliefs.distributions import Amount, RateFromCounts
from simulator.errors import InputError
from simulator.evidence.rows import OrderRows
from simulator.questions.segment import Segment

KINDS: Final = ("once_small", "once_large", "again_small", "again_large")
"""Codes of the segments, in their order: customers who bought once or again, with small or large orders."""
_FEWEST: Final = 20
"""Customers below which a segment says too little of itself."""
_SCORE: Final = 1.6448536269514722
_YEAR: Final = 365.25
_LEAST_ERROR: Final = 0.005
"""Relative standard error of an average order value below which it is not believed: prices move as well."""


@dataclass(frozen=True, slots=True, eq=False)
class BuyerSegments:
    """Segments of a shop's orders. Make it with `buyer_segments`.

    segments : to be used or edited; named by their codes (`KINDS`), orders per year only where asked for
    table : one row per segment, columns segment, customers, orders, order_share, aov, return_rate, orders_per_year;
        nan where the file cannot tell
    notes : what the file cannot tell
    """

    segments: tuple[Segment, ...]
    table: pd.DataFrame
    notes: tuple[InputError, ...]


def buyer_segments(rows: OrderRows, *, with_rhythm: bool = False) -> BuyerSegments:
    """Part the customers of an orders export into segments.

    with_rhythm : give segments their orders per year, for a plan that counts later orders

    Raises
    ------
    InputError
        When the file does not say who bought, or there are too few customers for two segments.
    """
    frame = rows.frame
    orders_of_customers = frame[~frame["cancelled"] & (frame["customer"] != "") & (frame["value"] > 0)]
    if orders_of_customers.empty:
        raise InputError(
            "This file does not say which orders have the same customer: export orders with a column for the customer "
            "or e-mail.",
            field="customer",
        )
    customers = _customers(orders_of_customers)
    result = [(code, customers[customers["kind"] == code]) for code in KINDS]
    large = [(code, of_code) for code, of_code in result if len(of_code) >= _FEWEST]
    if len(large) < 2:
        raise InputError(
            "There are too few customers for segments: at least {least} in each of two.",
            field="customer",
            least=_FEWEST,
        )
    orders = sum(int(of_code["orders"].sum()) for _, of_code in large)
    refunds = bool((orders_of_customers["refunded"] > 0).any())
    table = pd.DataFrame([_row(code, of_code, orders, refunds=refunds) for code, of_code in large])
    segments = tuple(
        _segment(code, of_code, orders, refunds=refunds, with_rhythm=with_rhythm) for code, of_code in large
    )
    return BuyerSegments(segments, table, tuple(_notes(frame, result, refunds=refunds)))


def _customers(orders_of_customers: pd.DataFrame) -> pd.DataFrame:
    """One row per customer: kind, its orders, their value, how many came back, its gaps and days watched."""
    orders_of_customers = orders_of_customers.assign(returned=orders_of_customers["refunded"] > 0)
    by_customer = orders_of_customers.groupby("customer", sort=False)
    customers = by_customer.agg(
        orders=("value", "size"), value=("value", "sum"), returned=("returned", "sum"), days=("date", "nunique"),
        first=("date", "min"), last=("date", "max"),
    )  # fmt: skip
    middle = float(orders_of_customers["value"].median())
    again = np.where(customers["days"] > 1, "again", "once")  # several orders on one day are one purchase
    size = np.where(customers["value"] / customers["orders"] > middle, "large", "small")
    return customers.assign(
        kind=[f"{one}_{other}" for one, other in zip(again, size, strict=True)],
        gaps=customers["days"] - 1,
        watched=(customers["last"] - customers["first"]).dt.days,
    )


def _row(code: str, customers: pd.DataFrame, orders: int, *, refunds: bool) -> dict[str, Any]:
    own = int(customers["orders"].sum())
    return {
        "segment": code,
        "customers": len(customers),
        "orders": own,
        "order_share": own / orders,
        "aov": float(customers["value"].sum()) / own,
        "return_rate": float(customers["returned"].sum()) / own if refunds else math.nan,
        "orders_per_year": _rhythm(customers),
    }


def _segment(code: str, customers: pd.DataFrame, orders: int, *, refunds: bool, with_rhythm: bool) -> Segment:
    own, rhythm = int(customers["orders"].sum()), _rhythm(customers)
    return Segment(
        name=code,
        share=own / orders,
        aov=_aov(customers),
        return_rate=RateFromCounts(float(customers["returned"].sum()), own) if refunds else None,
        orders_per_year=rhythm if with_rhythm and math.isfinite(rhythm) else None,
    )


def _aov(customers: pd.DataFrame) -> Amount:
    """The average order value and how well it is known: orders of one customer resemble each other.

    The standard error of a ratio of sums over customers (Cochran 1977, section 2.11).
    """
    orders, value = customers["orders"].to_numpy(float), customers["value"].to_numpy(float)
    mean, count = value.sum() / orders.sum(), len(orders)
    residual = value - mean * orders
    error = math.sqrt(float(residual @ residual) * count / (count - 1)) / orders.sum() / mean
    sigma = math.sqrt(math.log1p(max(error, _LEAST_ERROR) ** 2))
    middle = mean * math.exp(-(sigma**2) / 2)
    return Amount(middle * math.exp(-_SCORE * sigma), middle * math.exp(_SCORE * sigma))


def _rhythm(customers: pd.DataFrame) -> float:
    """Purchases a year of those who buy again: a year divided by the mean gap."""
    gaps, watched = float(customers["gaps"].sum()), float(customers["watched"].sum())
    return gaps / watched * _YEAR if watched else math.nan


def _notes(frame: pd.DataFrame, result: list[tuple[str, pd.DataFrame]], *, refunds: bool) -> list[InputError]:
    notes = [
        InputError(
            "An export of orders does not say who clicked and did not buy: the segments' shares are shares of orders, "
            "and their conversion rates are taken as equal. Change both where you know better.",
            field="share",
        ),
        InputError(
            "Whether a customer buys again shows afterwards only: bid by it where you can tell such visitors, as with "
            "a list of known customers.",
            field="segment",
        ),
    ]
    unknown = int((frame["customer"] == "").sum())
    if unknown:
        notes.append(
            InputError("Orders whose customer is not known were left out: {count}.", field="customer", count=unknown)
        )
    small = [code for code, customers in result if 0 < len(customers) < _FEWEST]
    if small:
        notes.append(
            InputError(
                "Segments of fewer than {least} customers were left out: {names}.",
                field="customer",
                least=_FEWEST,
                names=", ".join(small),
            )
        )
    if not refunds:
        notes.append(
            InputError("No order of this file was paid back, so return rates are the plan's.", field="return_rate")
        )
    return notes

"""Ad spend of any number of platforms and the shop's own orders, joined by day: what an order costs the whole shop.

Platforms claim orders for themselves, and two of them may claim the same one. The shop counts every order once. So the
shop's orders over all spend (blended CPO, also called MER the other way round) stand beside what the platforms claim.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.rows import AD_COLUMNS, AdRows, OrderRows, SalesRows, row_ends

BLENDED: Final = "blended"
"""The platform of a whole shop: spend of all platforms, orders of the shop."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one platform claims over the days of a join.

    spend, value [currency]; clicks and orders counts; NaN where its export does not tell
    """

    platform: str
    spend: float
    clicks: float
    orders: float
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class JoinedByDay:
    """A shop and its ads by day; make it with `join_by_day`, treat the frame as frozen.

    frame         date, spend, clicks, claimed_orders, claimed_value, orders, value, first_orders: one row per day (or
                  week, month) that the ads and the shop both cover; money in `currency`, NaN where nobody tells
    claims        one per platform
    sentences     what should be known of the join
    """

    frame: pd.DataFrame
    currency: str | None
    days_per_row: int
    claims: tuple[Claim, ...]
    sentences: tuple[InputError, ...] = ()

    def total(self, column: str) -> float:
        """The sum of a column, NaN where it has no number."""
        return float(self.frame[column].sum(min_count=1))

    @property
    def cpo(self) -> float:
        """Blended cost per order: all spend over all orders of the shop. [currency per order]"""
        return _ratio(self.total("spend"), self.total("orders"))

    @property
    def cvr(self) -> float:
        """Blended conversion rate: all orders of the shop over all paid clicks. [share]

        Orders without an ad count too, so it may exceed 1.
        """
        return _ratio(self.total("orders"), self.total("clicks"))

    @property
    def aov(self) -> float:
        """Average order value of the shop. [currency per order]"""
        return _ratio(self.total("value"), self.total("orders"))

    @property
    def claimed_cpo(self) -> float:
        """All spend over all orders that the platforms claim. [currency per order]"""
        return _ratio(self.total("spend"), self.total("claimed_orders"))

    @property
    def claimed_share(self) -> float:
        """Orders that the platforms claim together, as a share of the shop's orders."""
        return _ratio(self.total("claimed_orders"), self.total("orders"))

    @property
    def over_claim_share(self) -> float:
        """By how much the platforms together claim more orders than the shop had; 0 where they do not. [share]

        A lower bound of what is claimed twice or wrongly, as some orders need no ad.
        """
        share = self.claimed_share
        return share if math.isnan(share) else max(share - 1.0, 0.0)

    @property
    def cac(self) -> float:
        """Blended cost per first order. [currency per customer]; NaN where the shop does not tell first orders."""
        return _ratio(self.total("spend"), self._first_orders())

    def _first_orders(self) -> float:
        """NaN as soon as one row with orders does not tell: a part of the first orders would look like few."""
        frame = self.frame
        return (
            float("nan") if (frame["first_orders"].isna() & (frame["orders"] > 0)).any() else self.total("first_orders")
        )

    def account(self, *, campaign: str = "") -> AdRows:
        """The shop as one ad account: spend and clicks of all platforms, orders and value of the shop.

        `history_of` of it learns the blended cost per order and forecasts it.
        """
        columns = self.frame[["date", "spend", "clicks", "orders", "value"]].assign(campaign=campaign)
        return AdRows(columns[list(AD_COLUMNS)], self.currency, BLENDED, self.days_per_row)


def join_by_day(ads: Sequence[AdRows], shop: OrderRows | SalesRows) -> JoinedByDay:
    """The ads of several platforms and the orders of the shop, by day; by week or month where one file has only those.

    Only days that the ads and the shop both cover are counted. A day between them without a row had none.

    Raises
    ------
    InputError
        When currencies differ, nothing was spent, or no day is in both.
    """
    sales = sales_by_day(shop) if isinstance(shop, OrderRows) else shop
    ads = [rows for rows in ads if len(rows.frame)]
    currency = _one_currency(ads, sales)
    if not ads or not len(sales.frame):
        raise InputError("To join ads and shop by day, both files are needed: one of ad spend, one of orders.")
    sentences: list[InputError] = []
    per_row = max(sales.days_per_row, *(rows.days_per_row for rows in ads))
    everything: list[AdRows | SalesRows] = [*ads, sales]
    coarsest = [rows for rows in everything if rows.days_per_row == per_row]
    first, last = _common_days(everything, sentences)
    starts = _starts(coarsest, first, last, per_row)
    if not len(starts):
        raise InputError("The ads and the orders have no day in common: export both for the same days.", field="date")
    frame = pd.DataFrame({"date": starts})
    by_platform = _by_platform(ads, starts, per_row)
    together = np.stack(list(by_platform.values()))
    for at, name in enumerate(("spend", "clicks", "claimed_orders", "claimed_value")):
        frame[name] = _added(together[:, :, at])
    _say_unknown(by_platform, sentences)
    for name in ("orders", "value", "first_orders"):
        frame[name] = _in_rows(sales.frame, name, starts, per_row)
    claims = tuple(
        Claim(platform, *(float(_added(sums[:, at][None, :].T)[0]) for at in range(4)))
        for platform, sums in by_platform.items()
    )
    return JoinedByDay(frame, currency, per_row, claims, tuple(sentences))


def sales_by_day(orders: OrderRows) -> SalesRows:
    """Single orders as sales by day: cancelled ones left out; first orders only where the file tells them of all."""
    counted = orders.frame[~orders.frame["cancelled"]]
    first = counted["new_customer"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    days = counted.assign(orders=1.0, first=first).groupby("date", sort=True)
    frame = days.agg(orders=("orders", "sum"), value=("value", "sum"), known=("first", "count"), new=("first", "sum"))
    frame["first_orders"] = frame["new"].where(frame["known"] == frame["orders"])
    columns = frame.reset_index()[["date", "orders", "value", "first_orders"]]
    return SalesRows(columns, orders.currency, orders.platform)


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")


def _one_currency(ads: Sequence[AdRows], sales: SalesRows) -> str | None:
    codes = {rows.currency for rows in ads} | {sales.currency}
    known = sorted(code for code in codes if code)
    if len(known) > 1:
        raise InputError(
            "These files hold money in several currencies ({currencies}): join ads and orders of one currency.",
            currencies=", ".join(known),
        )
    return known[0] if known else None


def _common_days(rows: Sequence[AdRows | SalesRows], sentences: list[InputError]) -> tuple[date, date]:
    """First and last day that every file covers; what lies outside is said."""
    spans = [_span(row) for row in rows]
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    if first <= last and any(span != (first, last) for span in spans):
        sentences.append(
            InputError(
                "Days that are in every file are counted: {first} to {last}. To count more, export all files for the "
                "same days.",
                first=first.isoformat(),
                last=last.isoformat(),
            )
        )
    return first, last


def _span(rows: AdRows | SalesRows) -> tuple[date, date]:
    days = rows.frame["date"]
    ends = row_ends(days.to_numpy().astype("datetime64[D]"), rows.days_per_row)
    return days.min().date(), pd.Timestamp(ends.max()).date() - timedelta(days=1)


def _starts(coarsest: Sequence[AdRows | SalesRows], first: date, last: date, per_row: int) -> NDArray[np.datetime64]:
    """The first day of every row of a join."""
    if per_row == 1:
        return np.arange(np.datetime64(first), np.datetime64(last) + 1, dtype="datetime64[D]")
    days = np.unique(np.concatenate([rows.frame["date"].to_numpy().astype("datetime64[D]") for rows in coarsest]))
    inside = (days >= np.datetime64(first)) & (row_ends(days, per_row) <= np.datetime64(last) + 1)
    return days[inside]


def _by_platform(ads: Sequence[AdRows], starts: NDArray[np.datetime64], per_row: int) -> dict[str, NDArray[np.float64]]:
    """Per platform spend, clicks, orders and value of every row of a join."""
    result: dict[str, NDArray[np.float64]] = {}
    for rows in ads:
        columns = [_in_rows(rows.frame, name, starts, per_row) for name in ("spend", "clicks", "orders", "value")]
        sums = np.stack(columns, axis=1)
        before = result.get(rows.platform)
        result[rows.platform] = sums if before is None else _added(np.stack([before, sums]))
    return result


def _in_rows(frame: pd.DataFrame, name: str, starts: NDArray[np.datetime64], per_row: int) -> NDArray[np.float64]:
    """A measure summed over the rows of a join: 0 where there is no row, NaN where the rows do not tell it."""
    days = frame["date"].to_numpy().astype("datetime64[D]")
    values = frame[name].to_numpy(dtype=float)
    if np.isnan(values).all():
        return np.full(len(starts), np.nan)
    place = np.searchsorted(starts, days, side="right") - 1
    inside = (place >= 0) & (days < row_ends(starts, per_row)[np.maximum(place, 0)])
    added = np.bincount(place[inside], weights=np.nan_to_num(values[inside]), minlength=len(starts)).astype(float)
    unknown = np.bincount(place[inside & np.isnan(values)], minlength=len(starts)) > 0
    return np.where(unknown & (name == "first_orders"), np.nan, added)


def _added(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums over the first axis, NaN where no part is known."""
    return np.where(np.isnan(parts).all(axis=0), np.nan, np.nansum(parts, axis=0))


def _say_unknown(by_platform: dict[str, NDArray[np.float64]], sentences: list[InputError]) -> None:
    """Platforms that do not tell their spend, clicks or orders would make the shop's figures too good."""
    for at, what in enumerate(
        (
            "“{platform}” does not tell its spend, so the cost per order is too low: export it with its cost column.",
            "“{platform}” does not tell its clicks, so the conversion rate is too high: export it with its clicks.",
            "“{platform}” does not tell its orders, so what the platforms claim is too low.",
        )
    ):
        sentences += [
            InputError(what, platform=platform) for platform, sums in by_platform.items() if np.isnan(sums[:, at]).all()
        ]

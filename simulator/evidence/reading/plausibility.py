"""What a person would doubt after reading a file: each suspicion is one sentence with a number, a reason and a remedy.

The limits are wide: a shop converts 1 to 4 % of its paid clicks, and hardly any converts more than 15 % or fewer than
0.05 %. A suspicion does not stop anybody; it stands where the figures are taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError, about
from simulator.evidence.reading.audit import Totals
from simulator.evidence.reading.measures import sums_of_known
from simulator.evidence.rows import MEASURES, AdRows, OrderRows

Array = NDArray[np.float64]
HIGHEST_CVR: Final = 0.15
LOWEST_CVR: Final = 0.0005
_JUMP: Final = 100.0
"""A click price or an order value that is so many times the usual one was read or written wrongly."""
_FAR_ORDER: Final = 300.0
_LEAST_ORDERS: Final = 5
_LEAST_CLICKS: Final = 10_000
"""So many clicks make five orders at the lowest conversion rate that is believed."""
_HIGHEST_CPC: Final = 10_000.0
_LONG_HOLE: Final = 14
_MOST_OF_SPEND: Final = 0.5
_WITHOUT_CLICKS: Final = 0.2
_ROWS_PER_ORDER: Final = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """What is judged: the tidy rows of one file, its sums, its rows as they stand in the file, and its own totals."""

    ads: AdRows | None
    orders: OrderRows | None
    totals: Totals
    rows: int
    stated: Totals | None = None
    has_key: bool = True
    """Whether a campaign, source or channel tells paid from unpaid traffic."""


class _ByDay(NamedTuple):
    """Sums of the days that have rows, in order; NaN where no row of a day knows its value."""

    days: NDArray[np.datetime64]
    sums: dict[str, Array]


def _by_day(date: pd.Series, measures: Mapping[str, Array]) -> _ByDay:
    days, of_row = np.unique(date.to_numpy(), return_inverse=True)
    return _ByDay(days, {name: sums_of_known(values, of_row, len(days)) for name, values in measures.items()})


def suspicions(reading: Reading) -> tuple[InputError, ...]:
    """What looks wrong; nothing for most files."""
    result: list[InputError] = []
    if reading.ads is not None and len(reading.ads.frame):
        ads = reading.ads.frame
        by_day = _by_day(ads["date"], {name: ads[name].to_numpy(dtype=float) for name in MEASURES})
        result += _conversion_rate(reading)
        result += _jumps(by_day)
        result += _without_clicks(ads)
        result += _one_day(by_day, len(ads), reading)
        result += _holes(by_day.days, reading.ads.days_per_row)
    if reading.orders is not None and len(reading.orders.frame):
        result += _few_orders(len(reading.orders.frame), reading.rows)
        value = reading.orders.frame["value"].to_numpy(dtype=float)
        by_day = _by_day(reading.orders.frame["date"], {"orders": np.ones(len(value)), "value": value})
        result += _jump(by_day, "value", "orders")
        result += _one_order(value)
        result += _holes(by_day.days, 1)
    return tuple(result)


def _conversion_rate(reading: Reading) -> Iterator[InputError]:
    sums = reading.totals
    if not sums.clicks or sums.orders is None:
        return
    share = sums.orders / sums.clicks
    if share > HIGHEST_CVR and sums.orders >= _LEAST_ORDERS:
        if reading.has_key:
            yield InputError(
                "CVR is {cvr_share}, and a shop rarely exceeds 15 %: orders of unpaid visits, several conversion "
                "actions or a view-through window may be counted. Export purchases of paid campaigns only.",
                cvr_share=about(share, beside=HIGHEST_CVR),
            )
        else:
            yield InputError(
                "CVR is {cvr_share}, and a shop rarely exceeds 15 %: this file has no campaign, so orders of unpaid "
                "visits are probably among them. Export it with the campaign and the source.",
                cvr_share=about(share, beside=HIGHEST_CVR),
            )
    if share < LOWEST_CVR and sums.clicks >= _LEAST_CLICKS:
        yield InputError(
            "CVR is {cvr_share}, and a shop rarely has less than 0.05 %: orders may not be tracked, or clicks may be "
            "impressions. Compare both with the ad account.",
            cvr_share=about(share, beside=LOWEST_CVR),
        )


def _jumps(by_day: _ByDay) -> Iterator[InputError]:
    yield from _jump(by_day, "spend", "clicks")
    yield from _jump(by_day, "value", "orders")


_JUMPS: Final = {
    "spend": InputError(
        "A click costs {high} on {day} and {usual} on most days: a decimal mark or a unit (micros, cents) may have "
        "been misread. Look at this day in the file, and export it again without opening it in a spreadsheet."
    ),
    "value": InputError(
        "An order is worth {high} on {day} and {usual} on most days: a decimal mark or a unit (cents) may have been "
        "misread. Look at this day in the file, and export it again without opening it in a spreadsheet."
    ),
}


def _jump(by_day: _ByDay, above: str, below: str) -> Iterator[InputError]:
    """A day on which the average is a hundredfold of the usual one, or a hundredth."""
    known = (by_day.sums[below] > 0) & (by_day.sums[above] > 0)
    average = by_day.sums[above][known] / by_day.sums[below][known]
    if len(average) < 3:
        return
    usual = float(np.median(average))
    far = np.flatnonzero((average >= _JUMP * usual) | (average <= usual / _JUMP))
    if len(far):
        day, value = _written(by_day.days[known][far[0]]), float(average[far[0]])
        yield InputError(_JUMPS[above].message, high=about(value), day=day, usual=about(usual))


def _written(day: np.datetime64) -> str:
    return str(day.astype("datetime64[D]"))


def _one_order(values: Array) -> Iterator[InputError]:
    """An order that is worth hundreds of the usual one: a number of another column may have slipped in."""
    paid = values[values > 0]
    if len(paid) >= _LEAST_ORDERS and float(paid.max()) >= _FAR_ORDER * float(np.median(paid)):
        yield InputError(
            "One order is worth {high}, and half of all less than {usual}: a number of another column, or a misread "
            "decimal mark, may stand in its value. Look for it in the file.",
            high=about(float(paid.max())),
            usual=about(float(np.median(paid))),
        )


def is_beyond_any_click(totals: Totals) -> bool:
    """Whether clicks cost more than any: the spend is probably in micros or cents."""
    return bool(totals.spend and totals.clicks and totals.spend / totals.clicks > _HIGHEST_CPC)


def _without_clicks(frame: pd.DataFrame) -> Iterator[InputError]:
    clicks, orders = frame["clicks"].to_numpy(), frame["orders"].to_numpy()
    if np.isnan(clicks).all() or np.isnan(orders).all():
        return
    lost, total = float(np.nansum(orders[clicks == 0])), float(np.nansum(orders))
    if total >= _LEAST_ORDERS and lost > _WITHOUT_CLICKS * total:
        yield InputError(
            "{orders} of {all} orders are in rows without a click: they may come from views, or from campaigns that "
            "count clicks elsewhere. Count click-through orders only, or check the clicks column.",
            orders=about(lost, beside=total),
            all=about(total, beside=lost),
        )
    if not (np.nan_to_num(orders) > np.nan_to_num(clicks)).any():
        return  # nor has any campaign more
    sums = frame.groupby("campaign")[["clicks", "orders"]].sum()
    more = sums[(sums["orders"] > sums["clicks"]) & (sums["clicks"] > 0) & (sums["orders"] >= _LEAST_ORDERS)]
    if len(more):
        name, orders_of, clicks_of = str(more.index[0]), float(more["orders"].iloc[0]), float(more["clicks"].iloc[0])
        yield InputError(
            "“{campaign}” has more than one order per click (orders: {orders}; clicks: {clicks}). The columns of "
            "orders and clicks may be exchanged, or orders of other visits counted.",
            campaign=name[:60],
            orders=about(orders_of, beside=clicks_of),
            clicks=about(clicks_of, beside=orders_of),
        )


def _one_day(by_day: _ByDay, count: int, reading: Reading) -> Iterator[InputError]:
    """A day with most of the spend, a total that is another, or a day that stands for many."""
    is_known = ~np.isnan(by_day.sums["spend"])
    spend = by_day.sums["spend"][is_known]
    total = float(spend.sum())
    if len(spend) >= 7 and total > 0 and float(spend.max()) > max(_MOST_OF_SPEND * total, 10 * float(np.median(spend))):
        yield InputError(
            "{spend} of {total} were spent on {day} alone: this row may be a total, or many days may have become one. "
            "Compare this day with the ad account.",
            spend=about(float(spend.max()), beside=total),
            total=about(total, beside=float(spend.max())),
            day=_written(by_day.days[is_known][spend.argmax()]),
        )
    stated = reading.stated.spend if reading.stated else None
    if stated and total > 0 and not 0.5 <= total / stated <= 2:
        yield InputError(
            "The file's own total is {stated} of spend, the rows add up to {total}: rows may be missing or counted "
            "twice. Export the file again and compare.",
            stated=about(stated, beside=total),
            total=about(total),
        )
    if len(by_day.days) == 1 and reading.rows >= 20 * count:
        yield InputError(
            "The rows of this file ({rows}) became {count} of one day: a column of days may have been missed. Say "
            "which column holds the day.",
            rows=reading.rows,
            count=count,
        )


def _holes(moments: NDArray[np.datetime64], per_row: int) -> Iterator[InputError]:
    days = np.unique(moments.astype("datetime64[D]"))
    if len(days) < 5:
        return
    gaps = np.diff(days).astype(int)
    usual = float(np.median(gaps))
    longest = int(np.argmax(gaps))
    if gaps[longest] > max(_LONG_HOLE, 5 * usual, 3 * per_row):
        yield InputError(
            "No row lies between {before} and {after} (days: {days}): days and months may be exchanged, or a part "
            "of the file is missing. Compare the days with the ad account.",
            before=str(days[longest]),
            after=str(days[longest + 1]),
            days=int(gaps[longest]) - 1,
        )


def _few_orders(orders: int, rows: int) -> Iterator[InputError]:
    if rows >= 2 * _ROWS_PER_ORDER and orders * _ROWS_PER_ORDER <= rows:
        yield InputError(
            "There are far more rows than orders (rows: {rows}; orders: {count}): the order number may be shortened "
            "by a spreadsheet, or not be the order's. Say which column holds the order number.",
            rows=rows,
            count=orders,
        )

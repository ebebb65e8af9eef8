"""What an account did, as sums per row of time and series: what forecasts are made from."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.learning.history import History
from simulator.evidence.rows import MEASURES

Array = NDArray[np.float64]

LONGEST: Final = 1830
"""Rows that are looked at, the last ones: five years of days."""
MOST_CELLS: Final = 150_000
"""Rows times campaigns that are looked at: each takes 4 kB while it is learned from, so no account fills the memory."""
LEAST_ROWS: Final = 90
"""Of many campaigns, at least so many last rows."""
USUAL_ORDER_VALUE_CV: Final = 1.0
_ORDER_VALUE_DAYS: Final = 5.0
"""The usual spread of order values counts as much as so many days of the file."""
_ALL_IN: Final = 0.99
_LONGEST_DELAY: Final = 90


class Sums(NamedTuple):
    """Sums per row of time, shape (series, rows); a row of time without any has zeros.

    valued_orders  orders whose value is known
    weekday        of the first row, 0 to 6
    days_per_row   of every row
    """

    spend: Array
    clicks: Array
    orders: Array
    value: Array
    valued_orders: Array
    weekday: int
    days_per_row: int

    @property
    def rows(self) -> int:
        """How many rows of time."""
        return self.spend.shape[1]

    def without_last(self, rows: int) -> Sums:
        """The same up to some rows before the end."""
        until = self.rows - rows
        return self._replace(
            spend=self.spend[:, :until],
            clicks=self.clicks[:, :until],
            orders=self.orders[:, :until],
            value=self.value[:, :until],
            valued_orders=self.valued_orders[:, :until],
        )

    def completed(self, arrived: tuple[float, ...]) -> Sums:
        """The same with the orders of the last rows as they will be: seen / share that has come in."""
        share = np.ones(self.rows)
        share[::-1][: len(arrived)] = arrived[: self.rows]
        orders, value, valued = (part / share for part in (self.orders, self.value, self.valued_orders))
        return self._replace(orders=orders, value=value, valued_orders=valued)


def sums_of(history: History, *, by_campaign: bool) -> Sums:
    """Sums of the last `LONGEST` rows of time, of all campaigns together or of each of them; of more than 80 campaigns
    fewer rows, 150 of 1,000 campaigns.

    Raises
    ------
    InputError
        Without a row, a click or any spend.
    """
    frame = history.frame
    if frame.empty:
        raise InputError("The history has no rows: choose more campaigns or a longer period.", field="campaigns")
    dates = frame["date"].to_numpy().astype("datetime64[D]").astype(int)
    row = (dates - dates.min()) // history.days_per_row
    rows = int(row.max()) + 1
    series, count = _series(history) if by_campaign else (np.zeros(len(frame), dtype=np.intp), 1)
    begin = max(rows - min(LONGEST, max(MOST_CELLS // count, LEAST_ROWS)), 0)
    inside = row >= begin
    shape = (count, rows - begin)
    flat = (series * shape[1] + row - begin)[inside]

    def summed(values: Array) -> Array:
        sums: Array = np.bincount(flat, weights=values[inside], minlength=shape[0] * shape[1]).astype(float)
        return sums.reshape(shape)

    spend, clicks, orders, value = (frame[name].to_numpy(dtype=float) for name in MEASURES)
    is_valued = np.isfinite(value)
    sums = Sums(
        summed(spend),
        summed(clicks),
        summed(orders),
        summed(np.where(is_valued, value, 0.0)),
        summed(np.where(is_valued, orders, 0.0)),
        int((dates.min() + begin * history.days_per_row) % 7),
        history.days_per_row,
    )
    _must_have_clicks(sums)
    return sums


def _series(history: History) -> tuple[NDArray[np.intp], int]:
    """The place of every row's campaign among `History.campaigns`, and how many there are."""
    names = history.campaigns
    place = {name: at for at, name in enumerate(names)}
    return np.array([place[name] for name in history.frame["campaign"]], dtype=np.intp), len(names)


def _must_have_clicks(sums: Sums) -> None:
    if sums.clicks.sum() <= 0:
        raise InputError(
            "There is no click in these days and campaigns, so no conversion rate: choose more of them.", field="clicks"
        )
    if sums.spend.sum() <= 0:
        raise InputError(
            "Nothing was spent in these days and campaigns, so there is no click price: choose more of them.",
            field="spend",
        )


def order_value_cv(sums: Sums) -> Array:
    """Standard deviation / mean of single order values as of every row, from how much the averages of neighbouring rows
    differ; shape (series, rows)."""
    spreads = np.empty(sums.spend.shape)
    for series, (value, orders) in enumerate(zip(sums.value, sums.valued_orders, strict=True)):
        some = np.flatnonzero(orders > 0)
        squares, pairs = np.zeros(sums.rows), np.zeros(sums.rows)
        if len(some) > 1:
            averages, counted = value[some] / orders[some], orders[some]
            squares[some[1:]] = np.diff(averages) ** 2 / (1 / counted[1:] + 1 / counted[:-1])
            pairs[some[1:]] = 1
        average = np.cumsum(value) / np.maximum(np.cumsum(orders), 1e-12)
        average = np.where(average > 0, average, 1.0)
        own = np.cumsum(squares) / average**2
        prior = _ORDER_VALUE_DAYS * USUAL_ORDER_VALUE_CV**2
        spreads[series] = (own + prior) / (np.cumsum(pairs) + _ORDER_VALUE_DAYS)
    return np.minimum(np.sqrt(spreads), 5.0)


def arrived_by_age(delay_days: float, days_per_row: int = 1) -> tuple[float, ...]:
    """Share of a row's orders that has come in by the end of the file, the last row first, until 99 % have.

    Delays are exponential with mean `delay_days`; a click comes in the middle of its day, so that after k more days
    1 - exp(-(k + ½) / delay) of its orders are there.

    Raises
    ------
    InputError
        When the delay is negative or longer than 90 days.
    """
    if not 0 <= delay_days <= _LONGEST_DELAY:
        raise InputError(
            "The usual delay of an order, in days, must be 0 to {most}, got {days}.",
            field="delay_days",
            most=_LONGEST_DELAY,
            days=delay_days,
        )
    if delay_days < 1e-3:
        return ()
    ages = np.arange(math.ceil(-math.log(1 - _ALL_IN) * delay_days / days_per_row) * days_per_row)
    by_day = 1 - np.exp(-(ages + 0.5) / delay_days)
    return tuple(map(float, by_day.reshape(-1, days_per_row).mean(axis=1)))

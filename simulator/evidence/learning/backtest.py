"""Would it have been right? At every past cut, learn from what was known then, predict the next period, and compare.

A prediction knows the spend that was made in its period and nothing else of it. Everything is learned anew at every
cut. An export shows conversions as they have matured by today, so the last days before a cut look more complete here
than they did on that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import binom

from simulator.errors import InputError
from simulator.evidence.learning.account import learn
from simulator.evidence.learning.forecast import Forecast, forecast
from simulator.evidence.learning.history import History

Array = NDArray[np.float64]

QUANTITIES: Final = ("orders", "cpo", "revenue")
LEAST_LEARNING: Final = 21
"""Days that must lie before the first cut."""
LEAST_CUTS: Final = 3
MOST_CUTS: Final = 52
_LEVELS: Final = {"80": 0.80, "90": 0.90}


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """Predictions of periods that are over, beside what happened.

    frame         one row per cut and quantity (orders, cpo, revenue): from, to (dates of the period), spend, quantity,
                  actual, low80, high80, low90, high90, median, naive ("next period = last period"), naive_low90,
                  naive_high90, inside80, inside90, below, up_to (P(less) and P(less or equal) of what happened), score
                  and naive_score (interval score of the 90 % interval, smaller is better)
    inside80, inside90
                  per quantity, the share of outcomes inside the interval. Whole numbers have gaps, so an outcome at the
                  edge counts in part: as often as it would inside if it were put at random within its own probability
    miss, naive_miss
                  per quantity, the mean of |median - actual|, and of |naive - actual|
    score, naive_score
                  per quantity, the mean interval score (T. Gneiting & A. E. Raftery 2007) where both are finite
    days_missing  how many more days the file needs; 0 when there are enough
    period_days   length of a predicted period
    """

    frame: pd.DataFrame
    inside80: dict[str, float]
    inside90: dict[str, float]
    miss: dict[str, float]
    naive_miss: dict[str, float]
    score: dict[str, float]
    naive_score: dict[str, float]
    days_missing: int
    period_days: int

    @property
    def cuts(self) -> int:
        """How many periods were predicted."""
        return int((self.frame["quantity"] == "orders").sum())


class _Sums(NamedTuple):
    """What happened in a period; value is nan where unknown."""

    spend: float
    clicks: float
    orders: float
    value: float


def backtest(
    history: History, *, period_days: int = 7, leave_out_last_days: int = 0, most_cuts: int = MOST_CUTS
) -> Backtest:
    """Predict every past period of so many days, one after another, from the days before it.

    leave_out_last_days : days at the end of the file whose orders may still be coming in
    most_cuts : at most so many periods are predicted, the last ones

    Raises
    ------
    InputError
        When the rows are longer than the period, or nothing was ever clicked or spent.
    """
    if period_days < 1 or period_days % history.days_per_row:
        raise InputError(
            "Rows of {days} days cannot be cut into periods of {period} days: choose another period.",
            field="period_days",
            days=history.days_per_row,
            period=period_days,
        )
    if leave_out_last_days:
        history = history.only(leave_out_last_days=leave_out_last_days)
    needed = LEAST_LEARNING + LEAST_CUTS * period_days
    missing = max(needed - history.days, 0)
    rows: list[dict[str, Any]] = []
    if not missing:
        for start in _starts(history, period_days, most_cuts):
            rows += _predicted(history, start, period_days)
    return _summed_up(pd.DataFrame(rows, columns=list(_COLUMNS)), missing, period_days)


_COLUMNS: Final = (
    "from", "to", "spend", "quantity", "actual", "low80", "high80", "low90", "high90", "median", "naive",
    "naive_low90", "naive_high90", "inside80", "inside90", "below", "up_to", "score", "naive_score",
)  # fmt: skip


def _starts(history: History, period_days: int, most: int) -> list[date]:
    """First days of the predicted periods: back from the end, as long as enough days lie before."""
    count = min((history.days - LEAST_LEARNING) // period_days, most)
    after = history.last + timedelta(days=1)
    return [after - timedelta(days=period_days * back) for back in range(count, 0, -1)]


def _predicted(history: History, start: date, period_days: int) -> Iterator[dict[str, Any]]:
    """One row per quantity for the period that begins on this day; none where nothing was spent or nothing known."""
    end = start + timedelta(days=period_days - 1)
    happened = _sums(history, start, end)
    if happened.spend <= 0:
        return
    try:
        learned = learn(history.only(last=start - timedelta(days=1)), period_days=period_days, with_notes=False)
    except InputError:  # nothing before the cut, or no click yet: nothing can be said
        return
    predicted = forecast(learned, happened.spend)
    naive = _naive(_sums(history, start - timedelta(days=period_days), start - timedelta(days=1)), happened.spend)
    actual = {
        "orders": happened.orders,
        "cpo": happened.spend / happened.orders if happened.orders > 0 else np.inf,
        "revenue": happened.value,
    }
    for quantity in QUANTITIES:
        if not np.isnan(actual[quantity]) and predicted.draws(quantity) is not None:
            yield {
                "from": pd.Timestamp(start),
                "to": pd.Timestamp(end),
                "spend": happened.spend,
                "quantity": quantity,
                "actual": actual[quantity],
                **_compared(predicted, quantity, actual[quantity]),
                **_naive_compared(naive, quantity, actual[quantity]),
            }


def _compared(predicted: Forecast, quantity: str, actual: float) -> dict[str, float]:
    draws = predicted.draws(quantity)
    assert draws is not None
    low90, low80, middle, high80, high90 = np.quantile(
        draws, [0.05, 0.1, 0.5, 0.9, 0.95], method="inverted_cdf" if quantity != "revenue" else "linear"
    )
    rank = predicted.rank(quantity, actual)
    return {
        "low80": low80,
        "high80": high80,
        "low90": low90,
        "high90": high90,
        "median": middle,
        "inside80": rank.inside(_LEVELS["80"]),
        "inside90": rank.inside(_LEVELS["90"]),
        "below": rank.below,
        "up_to": rank.up_to,
        "score": _interval_score(low90, high90, actual),
    }


def _interval_score(low: float, high: float, actual: float) -> float:
    """Width plus 2 / 0.1 times the miss: smaller is better, and an interval cannot gain by being too narrow."""
    if not np.isfinite([low, high, actual]).all():
        return np.nan
    return float(high - low + 20 * (max(low - actual, 0) + max(actual - high, 0)))


# ---------------------------------------------------------------------------------------------------------------
# "Next period = last period"


class _Naive(NamedTuple):
    """The last period's CPC, CVR and AOV carried on, with the luck of a Binomial: 5 %, middle, 95 %."""

    orders: tuple[float, float, float]
    spend: float
    aov: float


def _naive(last: _Sums, spend: float) -> _Naive | None:
    if last.spend <= 0 or last.clicks <= 0:
        return None
    clicks = spend / last.spend * last.clicks
    rate = min(last.orders / last.clicks, 1.0)
    low, high = np.asarray(binom.ppf([0.05, 0.95], max(round(clicks), 1), rate))
    aov = last.value / last.orders if last.orders > 0 else np.nan
    return _Naive((float(low), clicks * rate, float(high)), spend, aov)


def _naive_compared(naive: _Naive | None, quantity: str, actual: float) -> dict[str, float]:
    low = middle = high = float("nan")
    if naive is not None:
        fewest, expected, most = naive.orders
        if quantity == "orders":
            low, middle, high = fewest, expected, most
        elif quantity == "cpo":
            low, middle, high = (naive.spend / each if each > 0 else np.inf for each in (most, expected, fewest))
        else:
            low, middle, high = fewest * naive.aov, expected * naive.aov, most * naive.aov
    return {
        "naive": middle,
        "naive_low90": low,
        "naive_high90": high,
        "naive_score": _interval_score(low, high, actual),
    }


# ---------------------------------------------------------------------------------------------------------------
# Sums


def _sums(history: History, first: date, last: date) -> _Sums:
    frame = history.frame
    inside = frame[(frame["date"] >= pd.Timestamp(first)) & (frame["date"] <= pd.Timestamp(last))]
    values = inside["value"]
    # Orders without a value would make the period's revenue too small: it is unknown then.
    is_known = not (values.isna() & (inside["orders"] > 0)).any() and values.notna().any()
    return _Sums(
        float(inside["spend"].sum()),
        float(inside["clicks"].sum()),
        float(inside["orders"].sum()),
        float(values.sum()) if is_known else np.nan,
    )


def _summed_up(frame: pd.DataFrame, missing: int, period_days: int) -> Backtest:
    parts = {quantity: frame[frame["quantity"] == quantity] for quantity in QUANTITIES}

    def means(values: dict[str, Any]) -> dict[str, float]:
        found = {quantity: np.asarray(each, dtype=float) for quantity, each in values.items()}
        return {
            quantity: float(each[np.isfinite(each)].mean())
            for quantity, each in found.items()
            if np.isfinite(each).any()
        }

    def mean_of(name: str) -> dict[str, float]:
        return means({quantity: part[name] for quantity, part in parts.items()})

    def mean_miss(name: str) -> dict[str, float]:
        with np.errstate(invalid="ignore"):
            return means({quantity: (part[name] - part["actual"]).abs() for quantity, part in parts.items()})

    both = {quantity: part["score"].notna() & part["naive_score"].notna() for quantity, part in parts.items()}
    return Backtest(
        frame,
        mean_of("inside80"),
        mean_of("inside90"),
        mean_miss("median"),
        mean_miss("naive"),
        means({quantity: part["score"][both[quantity]] for quantity, part in parts.items()}),
        means({quantity: part["naive_score"][both[quantity]] for quantity, part in parts.items()}),
        missing,
        period_days,
    )

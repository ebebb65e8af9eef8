"""Would it have been right? At every past cut, forecast the next period as it would have been, and compare.

The forecast is the one that a plan is given (`learn`, `forecast`), from the same pass over the file, as of the day
before the period. It knows the spend that was made in the period and nothing else of it. An export shows conversions
as they have matured by today; with a usual delay, the last days before a cut count as incomplete as they were then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.learning.account import Learned
from simulator.evidence.learning.forecast import Forecast, forecast
from simulator.evidence.learning.history import History
from simulator.evidence.learning.learn import learn_past
from simulator.evidence.learning.rivals import Benchmark, Rival, naive
from simulator.evidence.learning.sums import Sums, sums_of

Array = NDArray[np.float64]

QUANTITIES: Final = ("orders", "cpo", "revenue")
LEAST_LEARNING: Final = 21
"""Days that must lie before the first cut."""
LEAST_CUTS: Final = 3
MOST_CUTS: Final = 52
_LEVELS: Final = {"80": 0.80, "90": 0.90}
RIVALS: Final = ("naive", "benchmark")


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """Predictions of periods that are over, beside what happened.

    frame         one row per cut and quantity (orders, cpo, revenue): from, to (dates of the period), spend, quantity,
                  actual, low80, high80, low90, high90, median, inside80, inside90, below, up_to (P(less) and P(less or
                  equal) of what happened), score (interval score of the 90 % interval, smaller is better), crps
                  (continuous ranked probability score, smaller is better); and of "next period = last period"
                  (naive) and of the last 28 days with their own errors (benchmark) the middle, then _low90, _high90,
                  _score, _crps
    inside80, inside90
                  per quantity, the share of outcomes inside the interval. Whole numbers have gaps, so an outcome at the
                  edge counts in part: as often as it would inside if it were put at random within its own probability
    miss, naive_miss, benchmark_miss
                  per quantity, the mean of |median - actual|
    score, naive_score, benchmark_score
                  per quantity, the mean interval score (T. Gneiting & A. E. Raftery 2007) where all are finite
    crps, naive_crps, benchmark_crps
                  per quantity, the mean CRPS where all are finite, CPO with at least half an order
    days_missing  how many more days the file needs; 0 when there are enough
    period_days   length of a predicted period
    """

    frame: pd.DataFrame
    inside80: dict[str, float]
    inside90: dict[str, float]
    miss: dict[str, float]
    naive_miss: dict[str, float]
    benchmark_miss: dict[str, float]
    score: dict[str, float]
    naive_score: dict[str, float]
    benchmark_score: dict[str, float]
    crps: dict[str, float]
    naive_crps: dict[str, float]
    benchmark_crps: dict[str, float]
    days_missing: int
    period_days: int

    @property
    def cuts(self) -> int:
        """How many periods were predicted."""
        return int((self.frame["quantity"] == "orders").sum())

    def held(self, quantity: str, by: str = "") -> tuple[int, int]:
        """In how many of the periods the 90 % range held, its ends included, and of how many.

        by : "" for ours, else naive or benchmark
        """
        rows = self.frame[self.frame["quantity"] == quantity]
        low, high = (rows[f"{by}_{end}90" if by else f"{end}90"] for end in ("low", "high"))
        known = low.notna() & high.notna()
        return int(((rows["actual"] >= low) & (rows["actual"] <= high))[known].sum()), int(known.sum())


class _Sums(NamedTuple):
    """What happened in a period; value is nan where unknown."""

    spend: float
    clicks: float
    orders: float
    value: float


def backtest(
    history: History,
    *,
    period_days: int = 30,
    leave_out_last_days: int = 0,
    delay_days: float = 0.0,
    most_cuts: int = MOST_CUTS,
    step_days: int | None = None,
) -> Backtest:
    """Predict every past period of so many days, one after another, from the days before it.

    leave_out_last_days : days at the end of the file whose orders may still be coming in
    delay_days : mean days from a click to its order
    most_cuts : at most so many periods are predicted, the last ones
    step_days : days from one cut to the next; None: a whole period. Shorter ones give periods that overlap

    Raises
    ------
    InputError
        When the rows are longer than the period, or nothing was ever clicked or spent.
    """
    step = period_days if step_days is None else step_days
    if period_days < 1 or period_days % history.days_per_row or step < 1 or step % history.days_per_row:
        raise InputError(
            "Rows and period do not fit (days of a row: {days}; of the period: {period}): choose another period.",
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
        rows = _all_predicted(history, _starts(history, period_days, step, most_cuts), period_days, delay_days)
    return _summed_up(pd.DataFrame(rows, columns=list(_COLUMNS)), missing, period_days)


_COLUMNS: Final = (
    "from", "to", "spend", "quantity", "actual", "low80", "high80", "low90", "high90", "median", "inside80", "inside90",
    "below", "up_to", "score", "crps",
    *(f"{rival}{part}" for rival in RIVALS for part in ("", "_low90", "_high90", "_score", "_crps")),
)  # fmt: skip


def _starts(history: History, period_days: int, step: int, most: int) -> list[date]:
    """First days of the predicted periods: back from the end, as long as enough days lie before."""
    last = history.last + timedelta(days=1 - period_days)
    count = min((history.days - LEAST_LEARNING - period_days) // step + 1, most)
    return [last - timedelta(days=step * back) for back in range(count - 1, -1, -1)]


def _all_predicted(history: History, starts: list[date], period_days: int, delay_days: float) -> list[dict[str, Any]]:
    sums = sums_of(history, by_campaign=False)
    before = history.days // history.days_per_row - sums.rows
    rows_of = {start: (start - history.first).days // history.days_per_row - 1 - before for start in starts}
    ahead = period_days // history.days_per_row
    known = {start: row for start, row in rows_of.items() if row >= 0}
    past = learn_past(history, list(known.values()), period_days=period_days, delay_days=delay_days)
    benchmark = Benchmark(sums, ahead)
    rows: list[dict[str, Any]] = []
    for (start, row), learned in zip(known.items(), past, strict=True):
        happened = _within(sums, row + 1, row + ahead)
        if learned is None or happened.spend <= 0:
            continue
        last = _within(sums, row + 1 - ahead, row)
        rivals = naive(last, happened.spend), benchmark.forecast(row, happened.spend)
        rows += _predicted(learned, happened, start, period_days, rivals)
    return rows


def _predicted(
    learned: Learned, happened: _Sums, start: date, period_days: int, rivals: tuple[Rival | None, ...]
) -> Iterator[dict[str, Any]]:
    """One row per quantity for the period that begins on this day."""
    predicted = forecast(learned, happened.spend)
    actual = {
        "orders": happened.orders,
        "cpo": happened.spend / happened.orders if happened.orders > 0 else np.inf,
        "revenue": happened.value,
    }
    for quantity in QUANTITIES:
        if np.isnan(actual[quantity]) or predicted.draws(quantity) is None:
            continue
        row = {
            "from": pd.Timestamp(start),
            "to": pd.Timestamp(start + timedelta(days=period_days - 1)),
            "spend": happened.spend,
            "quantity": quantity,
            "actual": actual[quantity],
            **_compared(predicted, quantity, actual[quantity]),
        }
        for name, rival in zip(RIVALS, rivals, strict=True):
            row |= _rival_compared(name, rival, quantity, actual[quantity])
        yield row


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
        "crps": _crps(
            np.sort(np.minimum(draws, _most(quantity, predicted.spend))), min(actual, _most(quantity, predicted.spend))
        ),
    }


def _rival_compared(name: str, rival: Rival | None, quantity: str, actual: float) -> dict[str, float]:
    low = middle = high = crps = float("nan")
    if rival is not None:
        low, middle, high = rival.range90(quantity)
        crps = _crps(rival.draws(quantity), min(actual, _most(quantity, rival.spend)))
    return {
        name: middle,
        f"{name}_low90": low,
        f"{name}_high90": high,
        f"{name}_score": _interval_score(low, high, actual),
        f"{name}_crps": crps,
    }


def _interval_score(low: float, high: float, actual: float) -> float:
    """Width plus 2 / 0.1 times the miss: smaller is better, and an interval cannot gain by being too narrow."""
    if not np.isfinite([low, high, actual]).all():
        return np.nan
    return float(high - low + 20 * (max(low - actual, 0) + max(actual - high, 0)))


def _most(quantity: str, spend: float) -> float:
    """CPO with half an order: without any it is infinite, and would be the only thing that counts."""
    return 2 * spend if quantity == "cpo" else np.inf


def _crps(draws: Array, actual: float) -> float:
    """E|X - actual| - E|X - X'| / 2 of sorted draws (Gneiting & Raftery 2007)."""
    count = len(draws)
    rank = 2 * np.arange(1, count + 1) - count - 1
    return float(np.abs(draws - actual).mean() - (rank * draws).sum() / count**2)


# ---------------------------------------------------------------------------------------------------------------
# Sums


def _within(sums: Sums, first: int, last: int) -> _Sums:
    """From one row to another, both included; what lies before the file counts as nothing."""
    rows = slice(max(first, 0), max(last + 1, 0))
    spend, clicks, orders, value, valued = (
        float(part[:, rows].sum()) for part in (sums.spend, sums.clicks, sums.orders, sums.value, sums.valued_orders)
    )
    # Orders without a value would make the period's revenue too small: it is unknown then.
    return _Sums(spend, clicks, orders, value if valued >= orders else np.nan)


def _summed_up(frame: pd.DataFrame, missing: int, period_days: int) -> Backtest:
    parts = {quantity: frame[frame["quantity"] == quantity] for quantity in QUANTITIES}

    def mean_of(name: str) -> dict[str, float]:
        return _means({quantity: part[name] for quantity, part in parts.items()})

    def mean_miss(name: str) -> dict[str, float]:
        with np.errstate(invalid="ignore"):
            return _means({quantity: (part[name] - part["actual"]).abs() for quantity, part in parts.items()})

    def compared(name: str) -> tuple[dict[str, float], ...]:
        columns = (name, *(f"{rival}_{name}" for rival in RIVALS))
        known = {quantity: part[list(columns)].notna().all(axis=1) for quantity, part in parts.items()}
        return tuple(
            _means({quantity: part[column][known[quantity]] for quantity, part in parts.items()}) for column in columns
        )

    own_score, naive_score, benchmark_score = compared("score")
    own_crps, naive_crps, benchmark_crps = compared("crps")
    return Backtest(
        frame,
        inside80=mean_of("inside80"),
        inside90=mean_of("inside90"),
        miss=mean_miss("median"),
        naive_miss=mean_miss("naive"),
        benchmark_miss=mean_miss("benchmark"),
        score=own_score,
        naive_score=naive_score,
        benchmark_score=benchmark_score,
        crps=own_crps,
        naive_crps=naive_crps,
        benchmark_crps=benchmark_crps,
        days_missing=missing,
        period_days=period_days,
    )


def _means(values: dict[str, Any]) -> dict[str, float]:
    """Per quantity, of what is finite."""
    arrays = {quantity: np.asarray(part, dtype=float) for quantity, part in values.items()}
    return {
        quantity: float(part[np.isfinite(part)].mean()) for quantity, part in arrays.items() if np.isfinite(part).any()
    }

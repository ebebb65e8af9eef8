"""Would it have been right? Coverage and interval score on accounts with a known truth, and on series that are at hand.

Every account is invented anew with its own parameters, which the method is not told, and gives one outcome: its last
week or fortnight, predicted from the days before. So the outcomes of a kind are independent. Coverage counts an outcome
at the edge of its interval in part (the randomised probability integral transform in expectation).

The folder with published series is named by CPO_SERIES, else it is shared/data/real beside this project's folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.signal import lfilter

from simulator.evidence import AdRows, Backtest, History, backtest, history_of

Array = NDArray[np.float64]

ACCOUNTS: Final = 600
LIMITS: Final = {"inside80": (0.75, 0.85), "inside90": (0.86, 0.94)}
MONDAY: Final = np.datetime64("2025-01-06")
SERIES: Final = Path(os.environ.get("CPO_SERIES", Path(__file__).parents[2] / "shared/data/real"))


@dataclass(frozen=True)
class Truth:
    """How accounts of a kind are made: ranges from which every account draws its own values.

    orders_per_day  at the usual spend
    drift           daily standard deviation of the logarithm of the level of CVR; CPC drifts by half, AOV by a quarter
    trend           change of the logarithm of CVR over 100 days, to either side
    rhythm          standard deviation of the logarithm of the weekday factors of CVR; CPC has half of it
    jump            size of one break of the logarithm of CVR, to either side, on any day
    campaigns       how many
    """

    orders_per_day: tuple[float, float] = (3.0, 60.0)
    drift: tuple[float, float] = (0.0, 0.0)
    trend: tuple[float, float] = (0.0, 0.0)
    rhythm: tuple[float, float] = (0.0, 0.05)
    jump: tuple[float, float] = (0.0, 0.0)
    campaigns: int = 1


KINDS: Final = {
    "stable": Truth(),
    "drifting": Truth(drift=(0.004, 0.02)),
    "trend": Truth(drift=(0.0, 0.005), trend=(0.1, 0.6)),
    "weekly rhythm": Truth(rhythm=(0.15, 0.4)),
    "break": Truth(jump=(0.3, 0.8)),
    "small counts": Truth(orders_per_day=(0.15, 1.5), drift=(0.0, 0.008)),
    "4 campaigns": Truth(campaigns=4, drift=(0.0, 0.01)),
    "40 campaigns": Truth(campaigns=40, orders_per_day=(5.0, 100.0), drift=(0.0, 0.01)),
}
UNBOUND: Final = ("break", "trend")
"""Kinds that are measured and bound to nothing: what they will do cannot be seen in what they did."""


def account(truth: Truth, rng: np.random.Generator, period_days: int) -> History:
    """One account from 8 weeks to 7 months long, its last period included."""
    days = period_days + int(rng.integers(49, 200))
    size = (days, truth.campaigns)
    weekday = np.arange(days) % 7
    drift, rhythm = rng.uniform(*truth.drift), rng.uniform(*truth.rhythm)
    # Relative variation of the rate from day to day: part of it common to all campaigns.
    sd, likeness = rng.uniform(0.1, 0.25), rng.uniform(0.4, 0.8)
    common = rng.uniform(0.3, 1.0) if truth.campaigns > 1 else 1.0
    log_cvr = sd * np.sqrt(common) * wander(rng, (days, 1), likeness)
    log_cvr = log_cvr + sd * np.sqrt(1 - common) * wander(rng, size, likeness)
    log_cvr += walk(rng, size, drift) + trend(rng, days, truth)[:, None]
    log_cvr += rhythm * rng.standard_normal(7)[weekday, None] + jump(rng, days, truth)[:, None]
    log_cvr += np.log(rng.uniform(0.008, 0.04)) + spread(rng, truth, 0.5)
    log_cpc = rng.uniform(0.06, 0.14) * wander(rng, size, rng.uniform(0.2, 0.8)) + walk(rng, size, drift / 2)
    log_cpc += (
        rhythm / 2 * rng.standard_normal(7)[weekday, None] + np.log(rng.uniform(0.2, 2)) + spread(rng, truth, 0.3)
    )
    log_aov = walk(rng, size, drift / 4) + rng.uniform(0.0, 0.05) * wander(rng, size, 0.5)
    log_aov += np.log(rng.uniform(25, 150)) + spread(rng, truth, 0.2)

    orders_per_day = np.exp(rng.uniform(*np.log(truth.orders_per_day)))
    shares = rng.dirichlet(np.full(truth.campaigns, 0.8))
    usual = orders_per_day * shares * np.exp(log_cpc[0] - log_cvr[0])
    log_spend = rng.uniform(0.0, 0.3) * rng.standard_normal(7)[weekday, None] + 0.1 * rng.standard_normal(size)
    log_spend = log_spend + walk(rng, size, rng.uniform(0.0, 0.02))
    spend = usual * np.exp(log_spend) * runs(rng, size)
    clicks = rng.poisson(spend / np.exp(log_cpc))
    orders = rng.binomial(clicks, np.minimum(np.exp(log_cvr), 0.9))
    value = order_values(rng, orders, np.exp(log_aov), rng.uniform(0.7, 1.2))
    return as_history(spend, clicks, orders, value)


def wander(rng: np.random.Generator, size: tuple[int, int], likeness: float) -> Array:
    """A stationary autoregressive process of order 1 with standard deviation 1, down the columns."""
    steps = rng.standard_normal(size) * np.sqrt(1 - likeness**2)
    steps[0] /= np.sqrt(1 - likeness**2)
    return lfilter([1.0], [1.0, -likeness], steps, axis=0)


def walk(rng: np.random.Generator, size: tuple[int, int], step: float) -> Array:
    """A random walk down the columns."""
    return np.cumsum(step * rng.standard_normal(size), axis=0)


def trend(rng: np.random.Generator, days: int, truth: Truth) -> Array:
    """A straight line."""
    return rng.choice([-1, 1]) * rng.uniform(*truth.trend) * np.arange(days) / 100


def jump(rng: np.random.Generator, days: int, truth: Truth) -> Array:
    """One break."""
    return rng.choice([-1, 1]) * rng.uniform(*truth.jump) * (np.arange(days) >= rng.integers(days))


def spread(rng: np.random.Generator, truth: Truth, size: float) -> Array:
    """How campaigns differ."""
    return size * rng.standard_normal(truth.campaigns) * (truth.campaigns > 1)


def runs(rng: np.random.Generator, size: tuple[int, int]) -> Array:
    """1 on the days on which a campaign runs: the first on all, of the others a fifth starts late or ends early."""
    days, campaigns = size
    day = np.arange(days)[:, None]
    edge = rng.integers(days, size=campaigns)
    fate = rng.choice(3, size=campaigns, p=[0.8, 0.1, 0.1])
    fate[0] = 0
    return ((fate == 0) | ((fate == 1) & (day >= edge)) | ((fate == 2) & (day < edge))).astype(float)


def order_values(rng: np.random.Generator, orders: NDArray[np.int64], mean: Array, sigma: float) -> Array:
    """Sums of so many lognormal order values with this mean."""
    flat = orders.ravel()
    single = rng.lognormal(-(sigma**2) / 2, sigma, int(flat.sum()))
    sums = np.bincount(np.repeat(np.arange(flat.size), flat), weights=single, minlength=flat.size)
    return sums.reshape(orders.shape) * mean


def as_history(spend: Array, clicks: Array, orders: Array, value: Array, *, days_per_row: int = 1) -> History:
    """Arrays of shape (rows, campaigns) as what an export holds; rows without spend are left out."""
    rows, campaigns = spend.shape
    frame = pd.DataFrame(
        {
            "date": np.repeat(MONDAY + days_per_row * np.arange(rows), campaigns),
            "campaign": np.tile([f"Campaign {number:02}" for number in range(campaigns)], rows),
            "spend": spend.ravel(),
            "clicks": clicks.ravel().astype(float),
            "orders": orders.ravel().astype(float),
            "value": value.ravel(),
        }
    )
    frame["date"] = pd.to_datetime(frame["date"])
    return history_of(AdRows(frame[frame["spend"] > 0].reset_index(drop=True), "EUR", "google_ads", days_per_row))


# ---------------------------------------------------------------------------------------------------------------
# Measuring


def outcomes(truth: Truth, accounts: int, seed: int) -> pd.DataFrame:
    """The last period of so many accounts, as rows of `Backtest.frame`."""
    frames = []
    for own in np.random.SeedSequence(seed).spawn(accounts):
        rng = np.random.default_rng(own)
        period_days = int(rng.choice([7, 14]))
        frames.append(backtest(account(truth, rng, period_days), period_days=period_days, most_cuts=1).frame)
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per quantity: outcomes, coverage, mean interval score beside the naive one's.

    The score of an outcome is taken relative to its median, so that large accounts do not outweigh small ones.
    """
    scale = frame["median"].where(np.isfinite(frame["median"]) & (frame["median"] > 0))
    frame = frame.assign(score=frame["score"] / scale, naive_score=frame["naive_score"] / scale)
    both = frame["score"].notna() & frame["naive_score"].notna()
    frame["score"], frame["naive_score"] = frame["score"].where(both), frame["naive_score"].where(both)
    grouped = frame.groupby("quantity", sort=False)
    table = grouped[["inside80", "inside90", "score", "naive_score"]].mean()
    return table.assign(outcomes=grouped.size(), scored=grouped["score"].count())


def reported(kind: str, table: pd.DataFrame, *, is_bound: bool) -> bool:
    """Print the rows of a kind; whether every limit holds."""
    fine = True
    for quantity, row in table.iterrows():
        missed = [name for name, (low, high) in LIMITS.items() if not low <= row[name] <= high]
        if not row["score"] < row["naive_score"]:
            missed.append("score")
        fine &= not missed
        remark = f"{'MISSED' if is_bound else 'outside'}: {', '.join(missed)}" if missed else ""
        print(
            f"{kind:26} {quantity:8} {row['outcomes']:8.0f} {row['inside80'] * 100:6.1f} {row['inside90'] * 100:6.1f} "
            f"{row['score']:8.3f} {row['naive_score']:8.3f}  {remark}"
        )
    return fine or not is_bound


# ---------------------------------------------------------------------------------------------------------------
# Published series


def robyn() -> History:
    """208 weeks of a simulated advertiser (Robyn, MIT licence): search clicks and spend. Its revenue stands for value.

    It counts no orders; a hundredth of a thousandth of the revenue takes their place, so only CPO and orders as a
    rate of revenue per click are tested, with noise that is not Poisson.
    """
    frame = pd.read_csv(SERIES / "robyn_dt_simulated_weekly.csv")
    return weekly(frame["search_S"], frame["search_clicks_P"], frame["revenue"] / 1e5, frame["revenue"])


def mmm_roas() -> History:
    """Weeks of a simulated advertiser (PyMC-Marketing, Apache-2.0): spend on two channels, sales `y`.

    It has neither clicks nor orders: spend stands for clicks at a price of 1, and sales for orders.
    """
    frame = pd.read_csv(SERIES / "mmm_roas_data.csv")
    spend = (frame["x1"] + frame["x2"]) * 1000
    return weekly(spend, spend, frame["y"], frame["y"])


def weekly(spend: pd.Series, clicks: pd.Series, orders: pd.Series, value: pd.Series) -> History:
    """Weeks as a history of one campaign."""
    columns = (np.nan_to_num(each.to_numpy(dtype=float))[:, None] for each in (spend, clicks, orders, value))
    return as_history(*columns, days_per_row=7)


def published() -> None:
    """Backtests of the published series that are there; they are bound to nothing, as none is an ad account."""
    sources: dict[str, tuple[str, Callable[[], History]]] = {
        "Robyn weekly": ("robyn_dt_simulated_weekly.csv", robyn),
        "MMM weekly": ("mmm_roas_data.csv", mmm_roas),
    }
    for name, (file, read) in sources.items():
        if not (SERIES / file).is_file():
            print(f"{name:26} not present")
            continue
        result: Backtest = backtest(read(), period_days=7, most_cuts=200)
        reported(name, summary(result.frame), is_bound=False)


def main(accounts: int = ACCOUNTS) -> bool:
    """Print the table; whether every limit holds."""
    print(f"{'kind of account':26} {'':8} {'outcomes':>8} {'80 %':>6} {'90 %':>6} {'score':>8} {'naive':>8}")
    start = time.perf_counter()
    fine = True
    for seed, (kind, truth) in enumerate(KINDS.items()):
        fine &= reported(kind, summary(outcomes(truth, accounts, seed)), is_bound=kind not in UNBOUND)
    print(f"{time.perf_counter() - start:.0f} s")
    published()
    return fine


if __name__ == "__main__":
    raise SystemExit(not main())

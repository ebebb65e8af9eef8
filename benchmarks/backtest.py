"""Would it have been right, 7, 14 and 30 days ahead? On real accounts where they are at hand, and on invented ones.

    python -m benchmarks.backtest [FOLDER]

FOLDER holds the real series, `conjura_NAME_ads.csv` and `conjura_NAME_shop.csv` (Conjura, Multi-Region MMM Dataset,
figshare 25314841, CC BY 4.0; not part of this project). Ads and shop are joined by day into one blended account.
Without the argument it is CPO_SERIES, else shared/data/real beside this project's folder.

Origins every 7 days after 28 days of history, so periods longer than 7 days overlap: their outcomes are not
independent, and the shares of the longer ones know less than their number says. Each forecast knows the spend that
was made. Rivals: "as in the period before" with Binomial noise, and orders per spend of the last 28 days with the
spread of its own past errors. CPO and orders are pooled; scores are relative to the median outcome of their series.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.invented import KINDS, Truth, account
from simulator.evidence import AdRows, History, backtest, history_of, learn
from simulator.evidence.learning.account import Account
from simulator.evidence.learning.forecast import forecast
from simulator.evidence.learning.sums import sums_of
from simulator.evidence.rows import AD_COLUMNS

SERIES: Final = Path(os.environ.get("CPO_SERIES", Path(__file__).parents[2] / "shared/data/real"))
HORIZONS: Final = (7, 14, 30)
ACCOUNTS: Final = 40
LINES: Final = {"inside80": (0.75, 0.86), "inside90": (0.86, 0.94)}
"""Of real series together."""
CHANNELS: Final = (0.84, 0.94)
LEAST_OF_ONE: Final = 0.78
LEAST_OF_INVENTED: Final = 0.84
AGAINST: Final = {"benchmark": 0.95, "naive": 0.85}
"""CRPS over that of a rival, at most."""
UNBOUND: Final = ("break", "spend follows demand")
"""Invented kinds that are measured and bound to nothing: what they will do cannot be seen in what they did."""
SECONDS: Final = 2.0


# ---------------------------------------------------------------------------------------------------------------
# Real series


def real_names(folder: Path) -> list[str]:
    """The series of which both files are there."""
    ads = {path.name[len("conjura_") : -len("_ads.csv")] for path in folder.glob("conjura_*_ads.csv")}
    return sorted(name for name in ads if (folder / f"conjura_{name}_shop.csv").is_file())


def real(folder: Path, name: str) -> History:
    """Ads and shop of one brand, joined by day: spend of all channels, orders of the whole shop."""
    paid = channels(folder, name).frame.groupby("date")[["spend", "clicks"]].sum()
    sold = shop(folder, name).groupby("date")[["orders", "value"]].sum()
    days = pd.date_range(max(paid.index.min(), sold.index.min()), min(paid.index.max(), sold.index.max()), name="date")
    joined = paid.join(sold, how="outer").reindex(days).fillna(0.0).reset_index().assign(campaign="")
    return history_of(AdRows(joined[list(AD_COLUMNS)].astype({"clicks": float}), None, "table"))


def channels(folder: Path, name: str) -> AdRows:
    """Spend and clicks by day and channel; no orders, as nobody knows whose an order of the shop is."""
    frame = pd.read_csv(folder / f"conjura_{name}_ads.csv", parse_dates=["Day"])
    frame = frame.rename(columns={"Day": "date", "Channel": "campaign", "Cost": "spend", "Clicks": "clicks"})
    frame = frame.groupby(["date", "campaign"], as_index=False)[["spend", "clicks"]].sum()
    return AdRows(frame.assign(orders=np.nan, value=np.nan).astype({"clicks": float}), None, "table")


def shop(folder: Path, name: str) -> pd.DataFrame:
    """Orders and revenue of the whole shop by day."""
    frame = pd.read_csv(folder / f"conjura_{name}_shop.csv", parse_dates=["Day"])
    return frame.rename(columns={"Day": "date", "Orders": "orders", "Revenue": "value"})[["date", "orders", "value"]]


def outcomes(history: History, horizon: int, name: str) -> pd.DataFrame:
    """Orders and CPO of every period after 28 days, one origin every 7 days."""
    frame = backtest(history, period_days=horizon, step_days=7, most_cuts=10_000).frame
    frame = frame[(frame["quantity"] != "revenue") & ((frame["from"] - frame["from"].min()).dt.days >= 7)]
    return frame.assign(series=name, scale=frame.groupby("quantity")["actual"].transform("median"))


def split_by_channel(folder: Path, name: str, rng: np.random.Generator) -> History:
    """Real spend and clicks of every channel, with the shop's real orders dealt out by clicks times a rate that is the
    channel's own (differing by 0.5) and moves (0.15 from day to day, 1.5 % a day for good)."""
    ads = channels(folder, name).frame
    clicks = ads.pivot_table(index="date", columns="campaign", values="clicks", fill_value=0.0)
    orders = shop(folder, name).set_index("date")["orders"].reindex(clicks.index).fillna(0)
    count = clicks.shape[1]
    moved = 0.15 * rng.standard_normal(clicks.shape) + np.cumsum(0.015 * rng.standard_normal(clicks.shape), axis=0)
    weight = clicks.to_numpy() * np.exp(0.5 * rng.standard_normal(count) + moved)
    dealt = [
        rng.multinomial(int(number), row / row.sum()) if row.sum() > 0 else np.zeros(count)
        for number, row in zip(orders, weight, strict=True)
    ]
    long = pd.DataFrame(dealt, index=clicks.index, columns=clicks.columns).stack().rename("orders").reset_index()
    frame = ads.drop(columns="orders").merge(long.astype({"orders": float}), on=["date", "campaign"], how="left")
    return history_of(AdRows(frame.fillna({"orders": 0.0}), None, "table"))


def channel_outcomes(history: History, horizon: int, name: str) -> pd.DataFrame:
    """Orders of every channel that spends, one origin every 14 days; the click price is checked beside them."""
    sums = sums_of(history, by_campaign=True)
    known = Account(sums, horizon)
    rows = []
    for row in range(27, sums.rows - horizon, 14):
        ahead = slice(row + 1, row + 1 + horizon)
        for series in range(len(sums.spend)):
            spend = float(sums.spend[series, ahead].sum())
            if spend <= 0 or sums.spend[series, : row + 1].sum() <= 0:
                continue
            rank = forecast(known.learned(series, row), spend).rank("orders", float(sums.orders[series, ahead].sum()))
            price = _price_rank(known, series, row, spend, float(sums.clicks[series, ahead].sum()))
            rows.append((name, rank.inside(0.8), rank.inside(0.9), rank.up_to, rank.below, abs(price) < 1.645))
    return pd.DataFrame(rows, columns=["series", "inside80", "inside90", "up_to", "below", "price90"])


def _price_rank(known: Account, series: int, row: int, spend: float, clicks: float) -> float:
    """How many standard deviations the clicks of a period lay from what was forecast."""
    at, prices = (series, row), known.clicks
    per_day = np.log(spend / known.period_days)
    expected = spend * np.exp(prices.level[at] - prices.elasticity[at] * per_day)
    variance = known.spreads["cpc"][0][at] + prices.counting[at] + 0.49 / (expected + 0.25)
    return float(np.log((clicks + 0.25) / (expected + 0.25)) / np.sqrt(variance))


# ---------------------------------------------------------------------------------------------------------------
# Invented accounts


def invented(truth: Truth, accounts: int, horizon: int, seed: int) -> pd.DataFrame:
    """At most four periods side by side of each of so many accounts."""
    frames = []
    for number, own in enumerate(np.random.SeedSequence(seed).spawn(accounts)):
        history = account(truth, np.random.default_rng(own), horizon)
        frame = backtest(history, period_days=horizon, most_cuts=4).frame
        frame = frame[frame["quantity"] != "revenue"]
        scale = frame.groupby("quantity")["median"].transform("median")
        frames.append(frame.assign(series=str(number), scale=scale))
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


# ---------------------------------------------------------------------------------------------------------------
# Measuring


def measures(frame: pd.DataFrame) -> dict[str, float]:
    """Coverage, tails (of orders), scores and misses over those of the rivals."""
    of_orders = frame[frame["quantity"] == "orders"]
    result = {
        "count": float(len(of_orders)),
        "inside80": float(frame["inside80"].mean()),
        "inside90": float(frame["inside90"].mean()),
        "under": float((of_orders["up_to"] < 0.05).mean()),
        "over": float((of_orders["below"] > 0.95).mean()),
    }
    for rival in AGAINST:
        for name in ("score", "crps"):
            both = frame[[name, f"{rival}_{name}"]].notna().all(axis=1)
            ours, theirs = (
                float((frame.loc[both, column] / frame.loc[both, "scale"]).mean())
                for column in (name, f"{rival}_{name}")
            )
            result[f"{rival}_{name}"] = ours / theirs if theirs > 0 else np.nan
    finite = np.isfinite(frame["actual"]) & np.isfinite(frame["naive"]) & np.isfinite(frame["median"])
    miss, before = (
        float(((frame[name] - frame["actual"]).abs() / frame["scale"])[finite].mean()) for name in ("median", "naive")
    )
    return {**result, "miss": miss / before}


HEADER: Final = (
    f"{'':34} {'n':>5} {'80 %':>6} {'90 %':>6} {'below':>6} {'above':>6}   score / 28 d, / naive   CRPS / 28 d, / naive"
    "    miss / naive"
)


def printed(name: str, result: dict[str, float], missed: list[str]) -> bool:
    """One row; whether no line is missed."""
    print(
        f"{name:34} {result['count']:5.0f} {result['inside80'] * 100:6.1f} {result['inside90'] * 100:6.1f} "
        f"{result['under'] * 100:6.1f} {result['over'] * 100:6.1f}   {result['benchmark_score']:12.2f} "
        f"{result['naive_score']:8.2f}   {result['benchmark_crps']:11.2f} {result['naive_crps']:8.2f}   "
        f"{result['miss']:12.2f}  {'MISSED: ' + ', '.join(missed) if missed else ''}".rstrip()
    )
    return not missed


def lines_missed(result: dict[str, float]) -> list[str]:
    """Of the lines for real series together."""
    missed = [name for name, (low, high) in LINES.items() if not low <= result[name] <= high]
    missed += [rival for rival, most in AGAINST.items() if result[f"{rival}_crps"] > most]
    return missed + (["miss"] if result["miss"] > 1 else [])


def measured_real(folder: Path) -> bool:
    """Print the real series, apart and together; whether every line is kept."""
    names = real_names(folder)
    if not names:
        print("real series: not present")
        return True
    fine = True
    print(HEADER)
    histories = {name: real(folder, name) for name in names}
    for horizon in HORIZONS:
        frames = [outcomes(history, horizon, name) for name, history in histories.items()]
        for name, frame in zip(names, frames, strict=True):
            result = measures(frame)
            fine &= printed(
                f"{horizon:2} d  {name}", result, ["below 78 %"] if result["inside90"] < LEAST_OF_ONE else []
            )
        together = measures(pd.concat(frames, ignore_index=True))
        fine &= printed(f"{horizon:2} d  together", together, lines_missed(together))
    fine &= measured_channels(folder, names)
    return fine & timed(histories)


def measured_channels(folder: Path, names: list[str]) -> bool:
    """Print the channels of the real series; whether their line is kept."""
    fine = True
    histories = {
        name: split_by_channel(folder, name, np.random.default_rng(number)) for number, name in enumerate(names)
    }
    print("\nchannels (orders dealt out by clicks)    n    80 %   90 %  below  above   click price inside 90 %")
    for horizon in HORIZONS:
        frame = pd.concat([channel_outcomes(history, horizon, name) for name, history in histories.items()])
        inside, price = float(frame["inside90"].mean()), float(frame["price90"].mean())
        kept = CHANNELS[0] <= inside <= CHANNELS[1]
        fine &= kept
        print(
            f"{horizon:2} d {'':30} {len(frame):7} {frame['inside80'].mean() * 100:7.1f} {inside * 100:6.1f} "
            f"{(frame['up_to'] < 0.05).mean() * 100:6.1f} {(frame['below'] > 0.95).mean() * 100:6.1f} "
            f"{price * 100:8.1f}  {'' if kept else 'MISSED'}".rstrip()
        )
    return fine


def timed(histories: dict[str, History]) -> bool:
    """Learning and hindsight of the account nearest to 500 days, at its slowest horizon."""
    name, history = min(histories.items(), key=lambda item: abs(item[1].days - 500))
    seconds = []
    for horizon in HORIZONS:
        start = time.process_time()
        learn(history, period_days=horizon)
        backtest(history, period_days=horizon)
        seconds.append(time.process_time() - start)
    print(f"\n{name}, {history.days} days: learned and looked back in {max(seconds):.2f} s of one core")
    return max(seconds) <= SECONDS


def measured_invented(accounts: int) -> bool:
    """Print every kind of invented account; whether none is held too rarely."""
    fine = True
    print("\n" + HEADER)
    for horizon in HORIZONS:
        for seed, (kind, truth) in enumerate(KINDS.items()):
            result = measures(invented(truth, accounts, horizon, seed))
            is_low = result["inside90"] < LEAST_OF_INVENTED and kind not in UNBOUND
            fine &= printed(f"{horizon:2} d  {kind}", result, ["too rarely inside"] if is_low else [])
    return fine


def main(folder: Path = SERIES, accounts: int = ACCOUNTS) -> bool:
    """Print all; whether every line is kept."""
    start = time.perf_counter()
    fine = measured_real(folder)
    fine &= measured_invented(accounts)
    print(f"{time.perf_counter() - start:.0f} s")
    return fine


if __name__ == "__main__":
    raise SystemExit(not main(*map(Path, sys.argv[1:2])))

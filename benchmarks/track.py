"""Is the chance that *Track* states right? On periods from a plan's own beliefs, and on real series.

    python -m benchmarks.track [FOLDER]

Simulated: 4,000 periods of 30 days whose averages are drawn from the plan's beliefs (and, in a second run, drift within
the period as it is assumed to). On days 5, 10 and 20 the stated chance to break even is held against what came: in each
tenth the share that paid lies within 3 points of the stated one, as far as so few periods can tell; the Brier score
beats "the plan's chance" and "the pace so far goes on".

Real: a plan learned from the 90 days before, tracked through the next 30 (`benchmarks.backtest.real`; FOLDER as there).
The plan knows the spend of its period, as in the hindsight of My data; drift as the forecast has it. The cost per order
at the end lies in the 90 % range stated on days 0, 5, 10 and 20 in 86 to 94 % of the periods.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.backtest import SERIES, real, real_names
from simulator import Amount, OrderEconomics, Plan, Rate, Scenario, Settings, outcome_of
from simulator.engine.outcome import Outcome
from simulator.evidence import History, learn, plan_values
from simulator.evidence.learning.running import running_of
from simulator.forms.fields import START
from simulator.forms.fields import plan_of as plan_of_fields
from simulator.questions.track import STILL, DaysSoFar, Drift, schedule_of, track_of
from simulator.questions.track import tracked as tracked_figures

DAYS: Final = 30
LOOKS: Final = (5, 10, 20)
PERIODS: Final = 4000
"""Of 1,000, a tenth holds 60: its share would be known to 6 points."""
BEFORE: Final = 90
STEP: Final = 15
"""Days from one real period to the next: they overlap, so what they say together is less sure than their number."""
MOST_SECONDS: Final = 0.2
LINE: Final = (0.86, 0.94)
WITHIN: Final = 0.03
WANDERS: Final = Drift(0.2, 0.15, 0.08, 0.15, 0.1, 0.1)
CLICK_PRICE_CV: Final = 0.7


def plan_of() -> Plan:
    """An everyday plan that pays about as often as not."""
    return Plan(
        settings=Settings(points=512),
        scenario=Scenario(
            budget=5000,
            period_days=DAYS,
            cpc=Amount(0.45, 0.75),
            cvr=Rate(0.015, 0.030),
            aov=Amount(70, 95),
            economics=OrderEconomics(vat_rate=0.22, cogs_share=0.45, shipping_paid=6.0),
        ),
    )


# ---------------------------------------------------------------------------------------------------------------
# Periods from the plan's own beliefs


def period(outcome: Outcome, drift: Drift, rng: np.random.Generator) -> DaysSoFar:
    """One period whose averages are drawn from the plan's beliefs, day by day."""
    at = tuple(rng.integers(0, size) for size in outcome.rows("cvr").shape)
    spend = outcome.scenario.budget / DAYS
    averages = {name: _by_day(float(outcome.rows(row)[at]), name, drift, rng) for name, row in _ROWS.items()}
    expected = spend / averages["cpc"]
    clicks = rng.normal(expected, CLICK_PRICE_CV * np.sqrt(expected)).clip(1).round()
    orders = rng.poisson(clicks * averages["cvr"]).astype(float)
    spread = np.sqrt(np.log1p(outcome.scenario.order_value_cv**2 / np.maximum(orders, 1)))
    values = orders * averages["aov"] * np.exp(rng.normal(-(spread**2) / 2, spread))
    return DaysSoFar(tuple([spend] * DAYS), *(tuple(map(float, part)) for part in (clicks, orders, values)))


_ROWS: Final = {"cvr": "cvr", "cpc": "cpc", "aov": "aov_mean"}


def _by_day(average: float, name: str, drift: Drift, rng: np.random.Generator) -> np.ndarray:
    """The averages of the days: a walk (its halves differ by the drift) and a wobble of each day, around the average of
    the period."""
    walk = np.cumsum(rng.standard_normal(DAYS)) * getattr(drift, name) * np.sqrt(3 / DAYS)
    logs = walk + rng.standard_normal(DAYS) * getattr(drift, f"{name}_day")
    return np.asarray(average * np.exp(logs) / np.exp(logs).mean())


def first(so_far: DaysSoFar, days: int) -> DaysSoFar:
    """The first days of a period."""
    parts = (so_far.spend, so_far.clicks, so_far.orders, so_far.value, so_far.arrived)
    return DaysSoFar(*(part[:days] for part in parts))


def simulated(
    plan: Plan, drift: Drift, *, periods: int = PERIODS, seed: int = 0, looks: Sequence[int] = LOOKS
) -> pd.DataFrame:
    """One row per period: paid (0 or 1), plan (its chance), and for each look the stated chance (day5 …), the chance if
    the pace goes on (pace5 …: 0 or 1), and whether the CPO at the end lies in the 90 % range (held5 …)."""
    outcome, rng = outcome_of(plan), np.random.default_rng(seed)
    schedule = schedule_of(DAYS)
    rows = []
    for _ in range(periods):
        whole = period(outcome, drift, rng)
        end = track_of(plan, whole, schedule, drift)
        row = {"paid": float(end.chance.value), "plan": end.planned_chance.value}
        for day in looks:
            track = track_of(plan, first(whole, day), schedule, drift)
            row |= {
                f"day{day}": track.chance.value,
                f"pace{day}": float(track.gap.actual >= 0),
                f"held{day}": float(track.cpo.low <= end.cpo.middle <= track.cpo.high),
            }
        rows.append(row)
    return pd.DataFrame(rows)


def reliability(chance: np.ndarray, paid: np.ndarray) -> pd.DataFrame:
    """By tenth of the stated chance: periods, stated, came, and the standard error of their difference."""
    tenth = np.minimum((chance * 10).astype(int), 9)
    frame = pd.DataFrame({"tenth": tenth, "stated": chance, "came": paid, "variance": chance * (1 - chance)})
    by = frame.groupby("tenth").agg(
        count=("stated", "size"), stated=("stated", "mean"), came=("came", "mean"), variance=("variance", "mean")
    )
    return by.assign(error=np.sqrt(by["variance"] / by["count"])).drop(columns="variance")


def measured_simulated(periods: int) -> bool:
    """Print the reliability and the Brier scores; whether every line is kept."""
    fine, plan = True, plan_of()
    for label, drift in (("rates stand still", STILL), ("rates drift", WANDERS)):
        found = simulated(plan, drift, periods=periods)
        paid = found["paid"].to_numpy()
        print(f"\n{label}: {periods} periods, {paid.mean() * 100:.1f} % paid, plan says {found['plan'][0] * 100:.1f} %")
        for day in LOOKS:
            chance = found[f"day{day}"].to_numpy()
            ours, by_plan, pace = (
                float(((found[name].to_numpy() - paid) ** 2).mean()) for name in (f"day{day}", "plan", f"pace{day}")
            )
            table = reliability(chance, paid)
            worst = float(((table["came"] - table["stated"]).abs() - WITHIN - 2 * table["error"]).max())
            mean_gap = float(np.average((table["came"] - table["stated"]).abs(), weights=table["count"]))
            kept = ours < min(by_plan, pace) and worst <= 0
            fine &= kept
            print(
                f"day {day:2}: Brier {ours:.3f}, plan's chance {by_plan:.3f}, pace {pace:.3f}; "
                f"in the 90 % range {found[f'held{day}'].mean() * 100:.1f} %; "
                f"mean |came - stated| {mean_gap * 100:.1f} points  {'' if kept else 'MISSED'}"
            )
            print((table * [1, 100, 100, 100]).round(1).T.to_string())
    return fine


# ---------------------------------------------------------------------------------------------------------------
# Real series


def tracked(history: History, name: str, *, step: int = STEP) -> pd.DataFrame:
    """One row per period and day looked at: whether the CPO at the end lies in the stated 90 % range, where (the share
    of its draws below), and how wide the range is."""
    rows = []
    first = history.first + timedelta(days=BEFORE)
    while first + timedelta(days=DAYS - 1) <= history.last:
        rows += _one_tracked(history, name, first)
        first += timedelta(days=step)
    return pd.DataFrame(rows)


def _one_tracked(history: History, name: str, first: date) -> list[dict[str, object]]:
    last = first + timedelta(days=DAYS - 1)
    here = history.only(first=first - timedelta(days=BEFORE), last=last)
    before = here.only(last=first - timedelta(days=1))
    spend = float(here.only(first=first).frame["spend"].sum())
    orders = float(here.only(first=first).frame["orders"].sum())
    if spend <= 0 or orders <= 0:
        return []
    values = {**START, **plan_values(learn(before, period_days=DAYS, with_notes=False), before), "budget": spend}
    plan, problems = plan_of_fields(values)
    if plan is None:
        raise problems[0]
    rows: list[dict[str, object]] = []
    for day in (0, *LOOKS):
        running = running_of(here.only(last=first + timedelta(days=max(day, 1) - 1)), plan.scenario, first)
        so_far = running.so_far if day else DaysSoFar()
        track = track_of(plan, so_far, running.schedule, running.drift, rest_spend=spend - so_far.spent)
        cpo, actual = track.cpo, spend / orders
        below = track.ending.posterior.chance(track.ending.cpo < actual).value
        rows.append(
            {
                "series": name,
                "day": day,
                "inside": cpo.low <= actual <= cpo.high,
                "below": below,
                "width": math.log(cpo.high / cpo.low),
                "miss": abs(math.log(actual / cpo.middle)),
                "effective": track.effective / plan.settings.draws,
            }
        )
    return rows


def measured_real(folder: Path) -> bool:
    """Print the real series; whether the end lies in the range as often as it should."""
    frames = [tracked(real(folder, name), name) for name in real_names(folder)]
    if not frames:
        print("real series: not present")
        return True
    both = pd.concat(frames, ignore_index=True)
    by_series = both.pivot_table(index="series", columns="day", values="inside") * 100
    print("\nreal series: the end lies in the 90 % range, %, by the day on which it was stated")
    print(by_series.round(1).to_string())
    fine = True
    for day, rows in both.groupby("day"):
        inside = float(rows["inside"].mean())
        kept = day == 0 or LINE[0] <= inside <= LINE[1]
        fine &= kept
        under, over = ((rows["below"] < 0.05).mean() * 100, (rows["below"] > 0.95).mean() * 100)
        print(
            f"day {day:2}: {len(rows)} periods, inside {inside * 100:.1f} %, under {under:.1f} %, over {over:.1f} %; "
            f"width {np.exp(rows['width'].median()):.2f}, middle off by {rows['miss'].mean() * 100:.1f} %; effective "
            f"{rows['effective'].mean() * 100:.0f} % of draws, least {rows['effective'].min() * 100:.0f} %  "
            f"{'' if kept else 'MISSED'}"
        )
    return fine


# ---------------------------------------------------------------------------------------------------------------
# Speed


def timed() -> bool:
    """Print how long a year of daily rows takes, everything that the page shows; whether it is quick enough."""
    plan = Plan(replace(plan_of().scenario, period_days=365))
    days = DaysSoFar((14.0,) * 200, (24.0,) * 200, (0.5,) * 200, (40.0,) * 200)
    outcome_of(plan)
    seconds = []
    for _ in range(5):
        start = time.process_time()
        tracked_figures(plan, days, None, WANDERS)
        seconds.append(time.process_time() - start)
    print(f"a plan of 365 days, 200 gone: {min(seconds) * 1000:.0f} ms of one core")
    return min(seconds) <= MOST_SECONDS


def main(folder: Path = SERIES, periods: int = PERIODS) -> bool:
    """Print all; whether every line is kept."""
    start = time.perf_counter()
    fine = timed()
    fine &= measured_real(folder)
    fine &= measured_simulated(periods)
    print(f"{time.perf_counter() - start:.0f} s")
    return fine


if __name__ == "__main__":
    raise SystemExit(not main(*map(Path, sys.argv[1:2])))

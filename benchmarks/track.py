"""Is the chance that *Track* states right? On periods from plans' own beliefs, and on real series.

    python -m benchmarks.track [FOLDER]

Simulated: periods of 30 days whose averages are drawn from the beliefs of four plans (`benchmarks.track_periods`), with
rates that stand still and with rates that drift as *Track* takes them to. First 1,000 as they come: the Brier score
beats "the plan's chance" and "the pace so far goes on". Then as many of each tenth: where a tenth holds 60 of 1,000
periods, luck alone puts its share 6 points off, so the line of 3 points is held against 2,000 of each tenth, chosen by
a rough chance from the same first days, which bends nothing. Their luck is 1 point.

Real: a plan learned from the 90 days before, tracked through the next 30 (`benchmarks.backtest.real`; FOLDER as there).
The plan knows the spend of its period, as in the hindsight of My data; drift as the forecast has it. The cost per order
at the end lies in the 90 % range stated on days 0, 5, 10 and 20 in 86 to 94 % of the periods, as far as they can tell:
beside each share stands its standard error, from blocks of 90 days, since neighbouring periods overlap.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.backtest import SERIES, real, real_names
from benchmarks.track_periods import Periods, everyday, first_days, periods_of, plans, rough_chances
from simulator import Plan, outcome_of
from simulator.evidence import History, learn, plan_values
from simulator.evidence.learning.running import running_of
from simulator.forms.fields import START
from simulator.forms.fields import plan_of as plan_of_fields
from simulator.questions.track import STILL, DaysSoFar, Drift, Schedule, track_of
from simulator.questions.track import tracked as tracked_figures
from simulator.questions.track.ending import Ending
from simulator.questions.track.posterior import Posterior, posterior_of

DAYS: Final = 30
LOOKS: Final = (5, 10, 20)
AS_THEY_COME: Final = 1000
OF_A_TENTH: Final = 2000
AT_ONCE: Final = 50
"""Periods of a tenth that are taken of each plan in a go."""
BEFORE: Final = 90
STEP: Final = 15
"""Days from one real period to the next: they overlap, so what they say together is less sure than their number."""
BLOCK: Final = 6
"""Periods that are drawn together for a standard error: 90 days of them."""
MOST_SECONDS: Final = 0.2
LINE: Final = (0.86, 0.94)
WITHIN: Final = 0.03
WANDERS: Final = Drift(0.2, 0.15, 0.08, 0.15, 0.1, 0.1, 0.5)


# ---------------------------------------------------------------------------------------------------------------
# Periods from the plan's own beliefs


def simulated(
    drift: Drift,
    *,
    each: int,
    seed: int = 0,
    looks: Sequence[int] = LOOKS,
    evenly: bool = True,
    names: Sequence[str] = (),
    posterior: Callable[..., Posterior] = posterior_of,
) -> pd.DataFrame:
    """One row per period and day looked at: plan, day, tenth (of the rough chance by which it was chosen), stated (the
    chance), planned (that of the plan), pace (whether it pays if the pace goes on) and paid.

    each      : periods of each plan; where `evenly`, of each tenth of a rough chance
    names     : of plans; empty: all of them
    posterior : what is tested
    """
    rng, rows = np.random.default_rng(seed), []
    for name, (plan, schedule) in plans().items():
        if names and name not in names:
            continue
        planned = outcome_of(plan).break_even_probability.value
        for day, tenth, periods, at in _looked_at(plan, schedule, drift, each, rng, looks, evenly):
            so_far = first_days(periods, at, day)
            stated = _chance(plan, so_far, schedule, drift, posterior)
            rows.append((name, day, tenth, stated, planned, periods.pace(at, day), periods.paid[at]))
    frame = pd.DataFrame(rows, columns=["plan", "day", "tenth", "stated", "planned", "pace", "paid"])
    return frame.astype({"pace": float, "paid": float})


def _looked_at(
    plan: Plan,
    schedule: Schedule,
    drift: Drift,
    each: int,
    rng: np.random.Generator,
    looks: Sequence[int],
    evenly: bool,
) -> Iterator[tuple[int, int, Periods, int]]:
    """Days, tenth of the rough chance (0 as they come), periods, and the place of one of them."""
    for begin in range(0, each, AT_ONCE):
        few = min(AT_ONCE, each - begin)
        periods = periods_of(plan.scenario, schedule, drift, 40 * few if evenly else few, rng)
        for day in looks:
            if not evenly:
                yield from ((day, 0, periods, at) for at in range(few))
                continue
            tenth = np.minimum(rough_chances(outcome_of(plan), schedule, drift, periods, day) * 10, 9).astype(int)
            for wanted in range(10):
                yield from ((day, wanted, periods, int(at)) for at in np.flatnonzero(tenth == wanted)[:few])


def _chance(
    plan: Plan, so_far: DaysSoFar, schedule: Schedule, drift: Drift, posterior: Callable[..., Posterior]
) -> float:
    """That of `track_of`, without the rest of what it works out."""
    spend = plan.scenario.budget * (1 - schedule.spent_share(so_far.days))
    after = posterior(outcome_of(plan), so_far, schedule, drift)
    return Ending(after, so_far, schedule, spend).chance.value


def reliability(chance: np.ndarray, paid: np.ndarray) -> pd.DataFrame:
    """By tenth of the stated chance: periods, stated, came, and the standard error of their difference."""
    tenth = np.minimum((chance * 10).astype(int), 9)
    frame = pd.DataFrame({"tenth": tenth, "stated": chance, "came": paid, "variance": chance * (1 - chance)})
    by = frame.groupby("tenth").agg(
        count=("stated", "size"), stated=("stated", "mean"), came=("came", "mean"), variance=("variance", "mean")
    )
    return by.assign(error=np.sqrt(by["variance"] / by["count"])).drop(columns="variance")


def overconfidence(frame: pd.DataFrame) -> tuple[float, float]:
    """Two scores that are standard normal if the stated chances are right: of their sum, and of their sharpness (below
    what is right, they are too sure). Source: D. J. Spiegelhalter, Statistics in Medicine 5 (1986)."""
    stated, paid = frame["stated"].to_numpy(), frame["paid"].to_numpy()
    luck = stated * (1 - stated)
    off, lean = paid - stated, 1 - 2 * stated
    return float(off.sum() / np.sqrt(luck.sum())), float((off * lean).sum() / np.sqrt((lean**2 * luck).sum()))


def measured_simulated(of_a_tenth: int) -> bool:
    """Print the Brier scores and the reliability; whether every line is kept."""
    fine, count = True, len(plans())
    for label, drift in (("rates stand still", STILL), ("rates drift", WANDERS)):
        print(f"\n{label}: {AS_THEY_COME} periods of {count} plans, Brier score")
        come = simulated(drift, each=AS_THEY_COME // count, evenly=False)
        for day, rows in come.groupby("day"):
            scores = {name: float(((rows[name] - rows["paid"]) ** 2).mean()) for name in ("stated", "planned", "pace")}
            kept = scores["stated"] < min(scores["planned"], scores["pace"])
            fine &= kept
            print(f"day {day:2}: " + ", ".join(f"{name} {score:.3f}" for name, score in scores.items()), _mark(kept))
        print(f"{label}: about {of_a_tenth} periods of each tenth, in points")
        for day, rows in simulated(drift, each=of_a_tenth // count, seed=1).groupby("day"):
            table = reliability(rows["stated"].to_numpy(), rows["paid"].to_numpy())
            gaps, (total, lean) = table["came"] - table["stated"], overconfidence(rows)
            kept = bool((gaps.abs() <= WITHIN).all())
            fine &= kept
            print(
                f"day {day:2}: mean |came - stated| {gaps.abs().mean() * 100:.1f}, worst {gaps.abs().max() * 100:.1f}; "
                f"chi² of ten {float(((gaps / table['error']) ** 2).sum()):.1f}; sum {total:+.1f}, sharpness "
                f"{lean:+.1f} standard errors {_mark(kept)}"
            )
            print((table * [1, 100, 100, 100]).round(1).T.to_string())
    return fine


def _mark(kept: bool) -> str:
    return "" if kept else "MISSED"


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
                "first": first,
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
        error = _error_of_blocks(rows)
        alike = inside * (1 - inside) / error**2 if error > 0 else math.nan
        print(
            f"day {day:2}: {len(rows)} periods, worth {alike:.0f} that do not overlap; inside {inside * 100:.1f} % "
            f"(standard error {error * 100:.1f}), under {under:.1f} %, over {over:.1f} %; "
            f"width {np.exp(rows['width'].median()):.2f}, middle off by {rows['miss'].mean() * 100:.1f} %; effective "
            f"{rows['effective'].mean() * 100:.0f} % of draws, least {rows['effective'].min() * 100:.0f} %  "
            f"{'' if kept else 'MISSED'}"
        )
    return fine


def _error_of_blocks(rows: pd.DataFrame) -> float:
    """Standard error of the share inside, from blocks of neighbouring periods drawn with replacement. Source: H. R.
    Künsch, Annals of Statistics 17 (1989)."""
    series = [part.sort_values("first")["inside"].to_numpy(dtype=float) for _, part in rows.groupby("series")]
    blocks = [part[at : at + BLOCK] for part in series for at in range(0, len(part), BLOCK)]
    sums, sizes = np.array([block.sum() for block in blocks]), np.array([len(block) for block in blocks])
    drawn = np.random.default_rng(0).integers(0, len(blocks), (2000, len(blocks)))
    return float((sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)).std())


# ---------------------------------------------------------------------------------------------------------------
# Speed


def timed() -> bool:
    """Print how long a year of daily rows takes, everything that the page shows; whether it is quick enough."""
    plan = Plan(replace(everyday().scenario, period_days=365))
    days = DaysSoFar((14.0,) * 200, (24.0,) * 200, (0.5,) * 200, (40.0,) * 200)
    outcome_of(plan)
    seconds = []
    for _ in range(5):
        start = time.process_time()
        tracked_figures(plan, days, None, WANDERS)
        seconds.append(time.process_time() - start)
    print(f"a plan of 365 days, 200 gone: {min(seconds) * 1000:.0f} ms of one core")
    return min(seconds) <= MOST_SECONDS


def main(folder: Path = SERIES, of_a_tenth: int = OF_A_TENTH) -> bool:
    """Print all; whether every line is kept."""
    start = time.perf_counter()
    fine = timed()
    fine &= measured_real(folder)
    fine &= measured_simulated(of_a_tenth)
    print(f"{time.perf_counter() - start:.0f} s")
    return fine


if __name__ == "__main__":
    raise SystemExit(not main(*map(Path, sys.argv[1:2])))

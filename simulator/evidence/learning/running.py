"""The running period of a plan, from an export: its days so far, the rhythm of its week, how far rates may drift."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from simulator.beliefs.distributions import median
from simulator.errors import InputError
from simulator.evidence.learning.account import AOV_USUAL, CPC_USUAL, CVR_USUAL
from simulator.evidence.learning.flows import Clock, Flow, rhythm_of
from simulator.evidence.learning.history import History
from simulator.evidence.learning.learn import learn
from simulator.evidence.learning.sums import Sums, arrived_by_age, sums_of
from simulator.plan.scenario import Scenario
from simulator.questions.track import DaysSoFar, Drift, Schedule, schedule_of
from simulator.questions.track.days import days_of

LEAST_BEFORE: Final = 28
"""Days before the plan's first day from which rhythm and drift are learned; with fewer, what is usual stands."""
MOST_BEFORE: Final = 365
CVR_DAY: Final = 0.35
CPC_DAY: Final = 0.15
AOV_DAY: Final = 0.10
"""How far the average of one day lies off its week, as standard deviations of logarithms, beside the luck of counts."""
RHYTHM_OF_WEEKS: Final = 13
"""Weeks, the last ones, that tell how spend lies over the week."""
LEAST_FACTOR: Final = 0.01
"""Of an average day's spend: a weekday without any has a place in the plan all the same."""
WALK: Final = 0.5
"""Share of the drift that is a walk away from the level on the plan's first day: of the usual misses a week and a month
ahead, and of how the first and the last days of real periods lay to each other (docs/method.md, section 25)."""
OTHER_PACE: Final = 3.0
"""A spend this many times off the plan's is probably not that of the plan's campaigns."""
MISSED_ORDERS: Final = 3.0
"""Orders that a plan expects by now, of which none came: by luck alone 1 time in 20."""
STALE: Final = timedelta(days=2)
"""An export that ends so long ago is not today's."""
_THURSDAY: Final = 3
"""Weekday of the day from which days are counted, 1 January 1970."""


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A plan's period as an export shows it.

    first, last : first day of the plan, and the last day that counts
    so_far      : one entry for each day from the first to the last
    schedule    : how spend and conversion rate lie over the plan's days
    drift       : how far averages may move within the period
    before      : days of the export before the first, from which the two were learned; 0: what is usual stands
    notes       : what a person should know, in words
    """

    first: date
    last: date
    so_far: DaysSoFar
    schedule: Schedule
    drift: Drift
    before: int
    notes: tuple[InputError, ...] = ()


def running_of(
    history: History,
    scenario: Scenario,
    first_day: date,
    *,
    whole: History | None = None,
    today: date | None = None,
    delay_days: float = 0.0,
) -> Running:
    """The days of a plan that an export holds. Of the scenario, only currency and days of the period matter.

    whole      : all campaigns of the export, where the history has some of them: it says which days the export covers
    today      : days from it on are not over, and left out; None: every day counts
    delay_days : mean days from a click to its order

    Raises
    ------
    InputError
        When the export is in another currency, not by day, of other days, or of the future.
    """
    length = days_of(scenario)
    end = first_day + timedelta(days=length - 1)
    whole = whole or history
    _check(whole, scenario, first_day, today)
    last = min(whole.last, end, *([today - timedelta(days=1)] if today is not None else []))
    so_far, missing = _days(history, first_day, last, _arrived(first_day, last, whole.last, delay_days))
    _must_have_spend(so_far)
    before = _before(history, first_day)
    running = Running(
        first=first_day,
        last=last,
        so_far=so_far,
        schedule=_schedule(before, length, first_day),
        drift=drift_of(before, length),
        before=before.days if before is not None else 0,
    )
    return replace(running, notes=tuple(_notes(running, whole, missing, today)))


def _check(history: History, scenario: Scenario, first_day: date, today: date | None) -> None:
    if history.currency is not None and history.currency != scenario.currency:
        raise InputError(
            "The export is in {export}, the plan in {plan}. Choose the currency of the export in the plan, or export "
            "in {plan}.",
            field="currency",
            export=history.currency,
            plan=scenario.currency,
        )
    if history.days_per_row > 1:
        raise InputError(
            "A row of the export covers more than one day ({days}). Export it again by day.",
            field="days",
            days=history.days_per_row,
        )
    if today is not None and first_day >= today:
        raise InputError(
            "The plan begins on {first}, and no day of it is over yet. Come back the day after, or correct the first "
            "day.",
            field="first_day",
            first=first_day,
        )
    if history.last < first_day:
        raise InputError(
            "The export ends on {last}, before the plan begins on {first}. Export the days since {first}, or correct "
            "the first day.",
            field="first_day",
            last=history.last,
            first=first_day,
        )
    if history.first > first_day:
        raise InputError(
            "The export begins on {begin}, the plan on {first}. Export the days since {first}, or correct the first "
            "day.",
            field="first_day",
            begin=history.first,
            first=first_day,
        )


def _must_have_spend(so_far: DaysSoFar) -> None:
    """Clicks or orders for nothing are those of an export without its costs: every figure would be too good."""
    if so_far.spent == 0 < max(so_far.clicked, so_far.ordered):
        raise InputError(
            "The export has clicks or orders on these days, but no spend (clicks: {clicks}; orders: {orders}). Export "
            "the costs too, or say on My data which column they are.",
            field="spend",
            clicks=round(so_far.clicked),
            orders=round(so_far.ordered, 1),
        )


def _arrived(first: date, last: date, until: date, delay_days: float) -> tuple[float, ...]:
    """Of each day from the first to the last, the share of its orders that has come in by the end of another day."""
    ages = (until - last).days + np.arange((last - first).days + 1)[::-1]
    if delay_days <= 0:
        return (1.0,) * len(ages)
    by_age = np.array(arrived_by_age(delay_days))
    shares = np.where(ages < len(by_age), by_age[np.minimum(ages, len(by_age) - 1)], 1.0)
    return tuple(map(float, shares))


def _days(history: History, first: date, last: date, arrived: tuple[float, ...]) -> tuple[DaysSoFar, int]:
    """Sums of each day, and how many days have no row. Where every order is worth nothing, no value was counted."""
    frame = history.only(first=first, last=last).frame
    count = (last - first).days + 1
    at = (frame["date"].to_numpy().astype("datetime64[D]") - np.datetime64(first)).astype(int)
    orders, value = frame["orders"].to_numpy(dtype=float), frame["value"].to_numpy(dtype=float)
    sums = {
        name: np.bincount(at, weights=frame[name].to_numpy(dtype=float), minlength=count)
        for name in ("spend", "clicks", "orders")
    }
    # Where some orders of a day have no value, its value is that of the others, for as many orders. A day without an
    # order may bring value: a platform may book it on the day of purchase, and the order on that of the click.
    known = np.isfinite(value)
    valued = np.bincount(at[known], weights=orders[known], minlength=count)
    worth = np.bincount(at[known], weights=value[known], minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(valued > 0, worth / valued * sums["orders"], np.where(sums["orders"] > 0, np.nan, worth))
    if worth.sum() <= 0:
        whole = np.where(sums["orders"] > 0, np.nan, 0.0)
    spend, clicks, counted, worth_by_day = (tuple(map(float, part)) for part in (*sums.values(), whole))
    return DaysSoFar(spend, clicks, counted, worth_by_day, arrived), count - len(np.unique(at))


def _before(history: History, first_day: date) -> History | None:
    """The days before the plan, where they are enough to learn from."""
    start = first_day - timedelta(days=MOST_BEFORE)
    if (first_day - history.first).days < LEAST_BEFORE:
        return None
    before = history.only(first=max(start, history.first), last=first_day - timedelta(days=1))
    has_any = before.frame[["spend", "clicks"]].sum().min() > 0
    return before if has_any else None


def _schedule(before: History | None, length: int, first_day: date) -> Schedule:
    """With the rhythm of the week, where it was seen."""
    if before is None:
        return schedule_of(length)
    sums = sums_of(before, by_campaign=False)
    rate = Flow(sums.orders, sums.clicks, np.ones(sums.spend.shape))
    return schedule_of(length, first_day.weekday(), _spend_by_weekday(sums), _by_weekday(rate, sums))


def _spend_by_weekday(sums: Sums) -> list[float] | None:
    """Spend of each weekday over that of an average day, from Monday on; None from less than two weeks with spend.

    Spend is decided, so its rhythm needs no prior of weeks: each weekday's mean is drawn to even by as much as weeks
    differ among themselves. Source: B. Efron & C. Morris, JASA 68 (1973), empirical Bayes.
    """
    spend = sums.spend.sum(axis=0)
    weeks = min(len(spend) // 7, RHYTHM_OF_WEEKS)
    rows = spend[len(spend) - 7 * weeks :].reshape(weeks, 7)
    rows = rows[rows.sum(axis=1) > 0]
    if len(rows) < 2:
        return None
    shares = rows / rows.mean(axis=1, keepdims=True)
    mean, noise = shares.mean(axis=0), float(shares.var(axis=0, ddof=1).mean()) / len(shares)
    between = max(float(mean.var(ddof=1)) - noise, 0.0)
    known = between / (between + noise) if between > 0 else 0.0
    factors = np.maximum(1 + (mean - 1) * known, LEAST_FACTOR)
    begins = (len(spend) - 7 * weeks + sums.weekday + _THURSDAY) % 7
    return [float(factors[(weekday - begins) % 7]) for weekday in range(7)]


def _by_weekday(flow: Flow, sums: Sums) -> list[float]:
    """Factors from Monday on."""
    rhythm = rhythm_of(flow, Clock(1, 1, sums.weekday))
    assert rhythm is not None  # rows are of one day
    factors = rhythm.factor[:, -1]
    return [float(factors[(weekday - _THURSDAY) % 7]) for weekday in range(7)]


def drift_of(before: History | None, length: int) -> Drift:
    """How far averages may move within a period: by what the forecast missed in this export, else what is usual."""
    usual = (CVR_USUAL, CPC_USUAL, AOV_USUAL)
    cvr, cpc, aov = (math.sqrt(quantity.variance(length)) for quantity in usual)
    if before is not None:
        learned = learn(before, period_days=length, with_notes=False)
        cvr, cpc, aov = learned.cvr_drift, learned.cpc_drift, learned.aov_drift or aov
    return Drift(cvr, cpc, aov, CVR_DAY, CPC_DAY, AOV_DAY, WALK)


# ---------------------------------------------------------------------------------------------------------------
# What a person should know


def _notes(running: Running, history: History, missing: int, today: date | None) -> list[InputError]:
    """What a person should know of the export; the history is that of all campaigns."""
    notes = [
        _orders_to_come(running),
        _left_out(history),
        *([] if today is None else _of_today(running, history, today)),
    ]
    if missing:
        notes.append(
            InputError(
                "Days without a row: {count} of {days}. They count as days without spend; if something was spent then, "
                "export again.",
                count=missing,
                days=running.so_far.days,
            )
        )
    if math.isnan(running.so_far.aov) and running.so_far.ordered > 0:
        notes.append(
            InputError("The export has no order values; the plan's are used. Export the value of conversions too.")
        )
    return [note for note in notes if note is not None]


def _orders_to_come(running: Running) -> InputError | None:
    so_far = running.so_far
    if so_far.ripe_days == so_far.days:
        return None
    return InputError(
        "Orders of {first} and later are not all in yet, by the delay that you gave on My data. Those to come "
        "are expected; until then the plan is held to the orders that should be in.",
        first=running.first + timedelta(days=so_far.ripe_days),
    )


def _left_out(history: History) -> InputError | None:
    if not history.left_out:
        return None
    return InputError("Rows without spend, clicks or orders were left out: {count}.", count=history.left_out)


def _of_today(running: Running, history: History, today: date) -> list[InputError | None]:
    """Days of the export that are still to come, and days that are over and not in it."""
    notes: list[InputError | None] = []
    if history.last > today:
        notes.append(
            InputError(
                "The export holds days of the future, up to {last}; they are left out. Check the order of day and "
                "month on My data.",
                last=history.last,
            )
        )
    end = running.first + timedelta(days=running.schedule.days - 1)
    if today > end > running.last:
        notes.append(
            InputError(
                "The plan ended on {end}, the export on {last}. Drop a newer one; if the ads ended then, shorten the "
                "plan.",
                end=end,
                last=running.last,
            )
        )
    elif min(end, today - timedelta(days=1)) - running.last >= STALE:
        notes.append(InputError("The export ends on {last}; drop a newer one for today's answer.", last=running.last))
    return notes


def pace_note(running: Running, scenario: Scenario) -> InputError | None:
    """That so much or so little was spent that it is probably not by the plan's campaigns."""
    planned = scenario.budget * running.schedule.spent_share(running.so_far.days)
    spent = running.so_far.spent
    if planned / OTHER_PACE <= spent <= planned * OTHER_PACE:
        return None
    return InputError(
        "The export has {spent} {currency} of spend where the plan has {planned}. If it holds other campaigns than "
        "the plan, choose the plan's on My data.",
        spent=_brief(spent),
        planned=_brief(planned),
        currency=scenario.currency,
    )


def _brief(money: float) -> float:
    """Whole from 100 on, three digits below: a small budget is not nothing."""
    return round(money) if money >= 100 else float(f"{money:.3g}")


def period_note(scenario: Scenario) -> InputError | None:
    """That days are counted whole, where the plan has a part of one."""
    whole = days_of(scenario)
    if scenario.period_days == whole:
        return None
    return InputError(
        "Days of the plan: {days}. An export has whole days, so the budget is spread over {whole} here.",
        field="period_days",
        days=scenario.period_days,
        whole=whole,
    )


def clickless_note(running: Running) -> InputError | None:
    """That there are more orders than clicks, which no conversion rate explains, or a spend without any click."""
    orders, clicks = running.so_far.ordered, running.so_far.clicked
    if clicks == 0 < running.so_far.spent:
        return InputError("The export has spend on these days, but no click: check its column of clicks on My data.")
    if orders <= clicks:
        return None
    return InputError(
        "The export has more orders ({orders}) than clicks ({clicks}): check these two columns on My data.",
        orders=round(orders, 1),
        clicks=round(clicks),
    )


def orderless_note(running: Running, scenario: Scenario) -> InputError | None:
    """That there is no order where several should be: more often a fault of counting than of the shop."""
    so_far = running.so_far
    if so_far.ordered > 0 or so_far.clicked * median(scenario.cvr) < MISSED_ORDERS:
        return None
    return InputError(
        "Clicks so far: {clicks}, and no order. Check that the ad account counts your orders; if they come days after "
        "the click, give that delay on My data.",
        clicks=round(so_far.clicked),
    )

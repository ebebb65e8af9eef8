"""What past events did to conversion rate, click price and order value, from an export that holds them.

Days of the event are held against the days around it, weekday for weekday: a regression of daily counts with a factor
for each weekday, a trend, and one for the event. Counts vary by their own luck and by how far single days lie off
(quasi-likelihood with variance κ·μ + σ²·μ², σ² from Pearson's statistic); days in a row that lie off together make the
event less sure. What one year showed is not what the next will: how far years differ is added, declared while an event
was seen once, and drawn to what was seen of several. Source: P. McCullagh & J. A. Nelder, "Generalized Linear Models"
(1989), chapter 9.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from simulator.beliefs.distributions import Amount
from simulator.errors import InputError
from simulator.evidence.learning.history import History
from simulator.evidence.learning.sums import Sums, order_value_cv, sums_of
from simulator.plan.events import LEAST, MOST, MOVED, Event
from simulator.questions.track.likelihood import CLICK_PRICE_VARIANCE

Array = NDArray[np.float64]
Span = tuple[date, date]

AROUND: Final = 42
"""Days before and after an event that it is held against."""
LEAST_AROUND: Final = 21
MOST_YEARS: Final = 6
BETWEEN_YEARS: Final = {"cvr": 0.20, "cpc": 0.10, "aov": 0.10}
"""How far the effect of an event differs from one year to the next, as the standard deviation of the logarithm of their
ratio: declared, as no published figure is known."""
DECLARED_YEARS: Final = 2.0
"""Years that this counts for when an event was seen several times."""
LEVEL: Final = 0.90
_ROUNDS: Final = 30
_LARGEST_SPREAD: Final = 4.0


class Effect(NamedTuple):
    """One effect of one event in one year: logarithm of the ratio, and its standard error."""

    log: float
    error: float


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event with the effects that an export shows of it.

    event   : the event, each effect the 90 % range of what its next time brings
    spans   : the days on which it took place in the export
    effects : by year and by name, before years differ
    """

    event: Event
    spans: tuple[Span, ...]
    effects: tuple[dict[str, Effect], ...]


def learn_event(history: History, event: Event, others: Sequence[Event] = ()) -> PastEvent:
    """The event with the effects of its own days, where the export holds them, and of the same days of years before.

    others : further events, whose days the event is not held against

    Raises
    ------
    InputError
        When the export is not by day, does not hold the event, or too few days around it.
    """
    if history.days_per_row > 1:
        raise InputError(
            "A row of the export covers more than one day ({days}). Export it again by day.",
            field="days",
            days=history.days_per_row,
        )
    spans = [span for span in spans_of(event) if history.first <= span[0] and span[1] <= history.last]
    if not spans:
        raise InputError(
            "The export holds {first} to {last}, and {event} took place on none of these days. Export further back.",
            field="events",
            first=history.first,
            last=history.last,
            event=event.name,
        )
    unlike = [span for other in (event, *others) for span in spans_of(other)]
    effects = tuple(_effects(history, span, unlike) for span in spans)
    learned = {name: _next_time(name, [year[name] for year in effects if name in year]) for name in MOVED}
    ranges: dict[str, Any] = {name: belief for name, belief in learned.items() if belief is not None}
    return PastEvent(replace(event, **ranges), tuple(spans), effects)


def spans_of(event: Event) -> list[Span]:
    """The event's own days, and the same ones of the years before: the nearest that begin on the same weekday."""
    spans = []
    for years in range(MOST_YEARS):
        year = event.first.year - years
        is_leap_day = (event.first.month, event.first.day) == (2, 29)
        day = event.first.replace(year=year, day=28 if is_leap_day else event.first.day)
        first = day + timedelta(days=(event.first.weekday() - day.weekday() + 3) % 7 - 3)
        spans.append((first, first + timedelta(days=event.days - 1)))
    return spans


# ---------------------------------------------------------------------------------------------------------------
# One year


def _effects(history: History, span: Span, unlike: Sequence[Span]) -> dict[str, Effect]:
    """The effects of one event in one year; none of what the export does not tell."""
    start, end = span[0] - timedelta(days=AROUND), span[1] + timedelta(days=AROUND)
    part = history.only(first=start, last=end)
    sums = sums_of(part, by_campaign=False)
    begin = part.first  # looked up once: it is a search through all rows
    days = [begin + timedelta(days=day) for day in range(sums.rows)]
    is_event = np.array([span[0] <= day <= span[1] for day in days])
    is_other = np.array([any(first <= day <= last for first, last in unlike if (first, last) != span) for day in days])
    weekday = np.array([day.weekday() for day in days])
    effects: dict[str, Effect] = {}
    for name, (counts, exposure, kappa, sign) in _flows(sums).items():
        around = (exposure > 0) & ~is_event & ~is_other
        # A weekday that the days around lack tells nothing: an account that rests at weekends, and not on this one.
        during = (exposure > 0) & is_event & np.isin(weekday, weekday[around])
        if around.sum() < LEAST_AROUND or not during.any() or counts[during].sum() <= 0 or counts[around].sum() <= 0:
            continue
        used = around | during
        effect = _regressed(counts[used], exposure[used], is_event[used], weekday[used], kappa)
        effects[name] = Effect(sign * effect.log, effect.error)
    if "cvr" not in effects and "cpc" not in effects:
        raise InputError(
            "The export has too few days with clicks around {first}: at least {least} are needed. Export more days.",
            field="events",
            first=span[0],
            least=LEAST_AROUND,
        )
    return effects


def _flows(sums: Sums) -> dict[str, tuple[Array, Array, float, float]]:
    """Of each effect: daily counts, what they are counted of, κ, and whether more of them is more (1) or less (-1)."""
    spend, clicks, orders, value, valued = (part[0] for part in sums[:5])
    mean = float(value.sum() / valued.sum()) if valued.sum() > 0 else 0.0
    spread = float(order_value_cv(sums)[0, -1])
    return {
        "cvr": (orders, clicks, 1.0, 1.0),
        "cpc": (clicks, spend, CLICK_PRICE_VARIANCE, -1.0),
        "aov": (value, valued, spread**2 * mean, 1.0),
    }


def _regressed(counts: Array, exposure: Array, is_event: NDArray[np.bool_], weekday: Array, kappa: float) -> Effect:
    """The event's coefficient in log(counts / exposure) ~ weekday + trend + event, with its standard error."""
    trend = np.linspace(-1, 1, len(counts))
    columns = [*((weekday == day).astype(float) for day in np.unique(weekday)), trend, is_event.astype(float)]
    design = np.column_stack(columns)
    offset = np.log(exposure)
    start = math.log(counts[~is_event].sum() / exposure[~is_event].sum())
    coefficients = np.linalg.lstsq(design, np.full(len(counts), start), rcond=None)[0]
    freedom = len(counts) - design.shape[1]
    for _ in range(_ROUNDS):
        mean = np.exp(np.clip(design @ coefficients + offset, -30, 30))
        sigma = _day_spread(counts, mean, kappa, freedom)
        weight = mean**2 / _variance(mean, kappa, sigma)
        information = design.T @ (weight[:, None] * design) + 1e-9 * np.eye(design.shape[1])
        step = np.linalg.solve(information, design.T @ (weight * (counts - mean) / mean))
        coefficients = coefficients + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:
            break
    variance = float(np.linalg.inv(information)[-1, -1])
    residuals = (counts - mean) / np.sqrt(_variance(mean, kappa, sigma))
    together = _days_together(residuals[~is_event], int(is_event.sum()))
    wider = stats.t.ppf((1 + LEVEL) / 2, freedom) / stats.norm.ppf((1 + LEVEL) / 2)
    return Effect(float(coefficients[-1]), math.sqrt(variance * together) * float(wider))


def _variance(mean: Array, kappa: float, sigma: float) -> Array:
    """Of daily counts around their means: luck, and days that lie off."""
    return kappa * mean + sigma * mean**2


def _day_spread(counts: Array, mean: Array, kappa: float, freedom: int) -> float:
    """σ² at which Pearson's statistic is its degrees of freedom; 0 where counts vary no more than by their luck."""

    def pearson(sigma: float) -> float:
        return float(((counts - mean) ** 2 / _variance(mean, kappa, sigma)).sum())

    if pearson(0.0) <= freedom:
        return 0.0
    if pearson(_LARGEST_SPREAD) >= freedom:
        return _LARGEST_SPREAD
    return float(optimize.brentq(lambda sigma: pearson(sigma) - freedom, 0.0, _LARGEST_SPREAD, xtol=1e-12))


def _days_together(residuals: Array, days: int) -> float:
    """How much more the average of so many days in a row varies when neighbours lie off together:
    1 + 2 Σ (1 - k/n) ρ^k, ρ the correlation of neighbours, at least 0."""
    if not residuals.std() > 0:
        return 1.0
    centred = residuals - residuals.mean()
    rho = min(max(float((centred[1:] * centred[:-1]).sum() / (centred**2).sum()), 0.0), 0.95)
    lags = np.arange(1, days)
    return float(1 + 2 * ((1 - lags / days) * rho**lags).sum())


# ---------------------------------------------------------------------------------------------------------------
# Several years


def _next_time(name: str, effects: Sequence[Effect]) -> Amount | None:
    """The 90 % range of an event's effect the next time; None where no year tells it."""
    if not effects:
        return None
    logs, errors = np.array([effect.log for effect in effects]), np.array([effect.error for effect in effects])
    between = between_years(name, effects)
    weights = 1 / (errors**2 + between)
    middle = float((weights * logs).sum() / weights.sum())
    spread = math.sqrt(float(1 / weights.sum()) + between)
    reach = float(stats.norm.ppf((1 + LEVEL) / 2)) * spread
    low, high = (min(max(float(f"{math.exp(end):.3g}"), LEAST), MOST) for end in (middle - reach, middle + reach))
    return Amount(low, high) if low < high else None


def between_years(name: str, effects: Sequence[Effect]) -> float:
    """Variance of an event's effect around its mean over the years (two years differ by twice that): the declared one,
    drawn to what several years show beside the errors of each."""
    declared = BETWEEN_YEARS[name] ** 2 / 2
    if len(effects) < 2:
        return declared
    logs, errors = np.array([effect.log for effect in effects]), np.array([effect.error for effect in effects])
    shown = max(float(logs.var(ddof=1) - (errors**2).mean()), 0.0)
    own = len(effects) - 1
    return (DECLARED_YEARS * declared + own * shown) / (DECLARED_YEARS + own)

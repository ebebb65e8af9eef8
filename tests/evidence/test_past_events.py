"""Effects of past events, learned from simulated exports whose effects are known."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter

from simulator.evidence import AdRows, history_of, learn_event
from simulator.evidence.learning.past_events import BETWEEN_YEARS, Effect, between_years, spans_of
from simulator.plan.events import Event
from tests.simulator.plans import refusal

FRIDAY = Event(name="Black Friday", first=date(2026, 11, 27), last=date(2026, 11, 30))
WEEK = Event(name="Sales", first=date(2026, 11, 23), last=date(2026, 11, 30))
TRUE = {"cvr": 1.5, "cpc": 1.2, "aov": 0.85}
WEEKDAYS = np.array([1.1, 1.0, 1.0, 1.0, 1.05, 0.8, 0.9])
SERIES = 200
RANGE = 1.6449
SD = math.sqrt(0.9 * 0.1 / SERIES)
"""Of a share of 90 % over so many series: 2.1 points. Within 4 of it: once in 16,000."""


def account(rng, event, effects, *, first=date(2026, 9, 1), days=140, day_sd=0.2, together=0.3):
    """Days with a rhythm of the week, days that lie off by 20 % (neighbours alike), and the luck of counts."""
    dates = [first + timedelta(days=day) for day in range(days)]
    on = np.array([event.covers(day) for day in dates])
    rhythm = WEEKDAYS[[day.weekday() for day in dates]]

    def off(sd):
        noise = rng.standard_normal(days) * sd
        noise[1:] *= math.sqrt(1 - together**2)
        return np.exp(lfilter([1.0], [1.0, -together], noise))

    spend = 150 * rhythm
    price = 0.5 * off(0.08) * np.where(on, effects["cpc"], 1)
    clicks = np.maximum(rng.poisson(spend / price), 1)
    orders = rng.poisson(clicks * 0.03 * rhythm * off(day_sd) * np.where(on, effects["cvr"], 1))
    spread = math.sqrt(math.log(2.0))  # single order values: CV 1
    single = np.exp(rng.normal(-(spread**2) / 2, spread, int(orders.sum())))
    value = np.bincount(np.repeat(np.arange(days), orders), single, days) * 80 * np.where(on, effects["aov"], 1)
    frame = pd.DataFrame({"date": pd.to_datetime(dates), "campaign": "Search", "spend": spend, "clicks": clicks})
    frame = frame.assign(orders=orders, value=value)[["date", "campaign", "spend", "clicks", "orders", "value"]]
    for name in ("spend", "clicks", "orders", "value"):
        frame[name] = frame[name].astype(float)
    return history_of(AdRows(frame, "EUR", "google_ads", 1))


@pytest.fixture(scope="module")
def learned():
    rng = np.random.default_rng(11)
    learned = []
    for _ in range(SERIES):
        next_time = {
            name: effect * math.exp(BETWEEN_YEARS[name] * rng.standard_normal()) for name, effect in TRUE.items()
        }
        learned.append((learn_event(account(rng, WEEK, TRUE), WEEK), next_time))
    return learned


@pytest.mark.parametrize("name", ["cvr", "cpc", "aov"])
def test_what_a_year_showed_lies_in_its_90_percent_range_nine_times_of_ten(learned, name):
    scores = np.array(
        [(past.effects[0][name].log - math.log(TRUE[name])) / past.effects[0][name].error for past, _ in learned]
    )
    covered = float((abs(scores) <= RANGE).mean())
    assert covered == pytest.approx(0.9, abs=4 * SD)
    # A negative control: with half the error it would be 59 %.
    assert float((abs(scores) <= RANGE / 2).mean()) < 0.9 - 4 * SD


@pytest.mark.parametrize("name", ["cvr", "cpc", "aov"])
def test_an_event_seen_once_is_seen_once_the_next_one_lies_in_its_range_nine_times_of_ten(learned, name):
    inside = [getattr(past.event, name).low <= after[name] <= getattr(past.event, name).high for past, after in learned]
    assert float(np.mean(inside)) == pytest.approx(0.9, abs=4 * SD)
    once = [past.effects[0][name].error for past, _ in learned]
    widths = [
        math.log(getattr(past.event, name).high / getattr(past.event, name).low) / (2 * RANGE) for past, _ in learned
    ]
    assert np.median(widths) == pytest.approx(math.hypot(np.median(once), BETWEEN_YEARS[name]), rel=0.02)


def test_by_hand_days_without_luck_show_the_effect_itself_whatever_the_weekday():
    dates = [date(2026, 10, 1) + timedelta(days=day) for day in range(90)]
    rows = []
    for day in dates:
        orders = 10.0 * WEEKDAYS[day.weekday()] * (2.0 if FRIDAY.covers(day) else 1.0)
        clicks = 200.0 / (1.25 if FRIDAY.covers(day) else 1.0)
        rows.append((pd.Timestamp(day), "Search", 100.0, clicks, orders * clicks / 200, orders * clicks / 200 * 80))
    frame = pd.DataFrame(rows, columns=["date", "campaign", "spend", "clicks", "orders", "value"])
    past = learn_event(history_of(AdRows(frame, "EUR", "google_ads", 1)), FRIDAY)
    effects = past.effects[0]
    assert effects["cvr"].log == pytest.approx(math.log(2.0), abs=1e-6)
    assert effects["cpc"].log == pytest.approx(math.log(1.25), abs=1e-6)
    assert effects["aov"].log == pytest.approx(0.0, abs=1e-6)
    assert past.spans == ((FRIDAY.first, FRIDAY.last),)


def test_the_same_days_of_earlier_years_begin_on_the_same_weekday_and_are_learned_together():
    assert [first.isoformat() for first, _ in spans_of(FRIDAY)] == [
        "2026-11-27", "2025-11-28", "2024-11-29", "2023-11-24", "2022-11-25", "2021-11-26",
    ]  # fmt: skip
    rng = np.random.default_rng(3)
    before = Event(name="Sales", first=date(2025, 11, 24), last=date(2025, 12, 1))
    past = learn_event(account(rng, before, TRUE, first=date(2025, 9, 1)), WEEK)  # last year's, for this year's
    assert past.spans == ((before.first, before.last),)
    assert past.event.cvr.low < 1.5 < past.event.cvr.high
    assert (past.event.first, past.event.last) == (WEEK.first, WEEK.last)
    # Two years that agree say more than one, and less than years that never differ.
    same = [Effect(0.4, 0.05), Effect(0.4, 0.05)]
    assert 0 < between_years("cvr", same) < between_years("cvr", same[:1]) == 0.2**2 / 2
    assert between_years("cvr", [Effect(0.0, 0.05), Effect(1.2, 0.05)]) > 0.2**2 / 2


def test_exports_that_cannot_tell_are_refused_with_the_remedy():
    rng = np.random.default_rng(5)
    later = Event(name="Summer", first=date(2026, 7, 1), last=date(2026, 7, 9))
    refusal(lambda: learn_event(account(rng, WEEK, TRUE), later), "events", "Summer", "Export further back")
    short = account(rng, WEEK, TRUE, first=date(2026, 11, 20), days=14)
    refusal(lambda: learn_event(short, WEEK), "events", "too few days", "21")


def test_an_event_of_the_only_days_with_orders_tells_the_click_price_alone():
    dates = [date(2026, 10, 1) + timedelta(days=day) for day in range(90)]
    rows = [
        (pd.Timestamp(day), "Search", 100.0, 200.0, *((5.0, 400.0) if FRIDAY.covers(day) else (0.0, 0.0)))
        for day in dates
    ]
    frame = pd.DataFrame(rows, columns=["date", "campaign", "spend", "clicks", "orders", "value"])
    past = learn_event(history_of(AdRows(frame, "EUR", "google_ads", 1)), FRIDAY)
    assert {name: round(effect.log, 6) for name, effect in past.effects[0].items()} == {"cpc": 0.0}

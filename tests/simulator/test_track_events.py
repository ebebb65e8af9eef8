"""Events on Track: those of later days change the rest and not the days gone, those of days gone are no surprise."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from simulator import Amount, Fixed, Plan, Settings, outcome_of
from simulator.plan.events import Event, Season
from simulator.questions.track import DaysSoFar, Drift, schedule_of, track_of, tracked
from simulator.questions.track.afterwards import held_of
from simulator.questions.track.likelihood import price_of_events
from tests.simulator.plans import known, spring

FIRST = date(2026, 11, 1)
WANDERS = Drift(0.2, 0.15, 0.08, 0.2, 0.1, 0.1)
UNSURE = {"cvr": Amount(1.2, 1.9), "cpc": Amount(1.05, 1.4), "aov": Amount(0.8, 0.95)}


def event(first, last, **effects):
    return Event(name="Sales", first=FIRST + timedelta(days=first), last=FIRST + timedelta(days=last), **effects)


def with_events(scenario, *events):
    return replace(scenario, season=Season(FIRST, events))


def as_planned(scenario, count, *, cvr=1.0, cpc=1.0, aov=1.0, on=range(0)):
    """Days that go as a known plan has them, with these effects on some of them."""
    days = []
    for day in range(count):
        c, p, v = (cvr, cpc, aov) if day in on else (1.0, 1.0, 1.0)
        spend = scenario.budget / 30
        clicks = spend / (scenario.cpc.value * p)
        orders = clicks * scenario.cvr.value * c
        days.append((spend, clicks, orders, orders * scenario.aov.value * v))
    return DaysSoFar(*zip(*days, strict=True))


def test_with_no_day_gone_the_answer_is_the_plan_s_with_its_events_to_the_last_digit():
    plan = Plan(with_events(spring(), event(5, 9, **UNSURE), event(8, 40, cvr=0.9)))
    outcome = outcome_of(plan)
    for drift in (Drift(), WANDERS):
        track = track_of(plan, DaysSoFar(), drift=drift)
        assert np.array_equal(track.ending.profit, outcome.profit)
        assert track.chance == track.planned_chance == outcome.break_even_probability
    assert track.path.iloc[-1]["planned_profit_middle"] == track.path.iloc[-1]["ahead_profit_middle"]


def test_an_event_of_later_days_changes_the_rest_and_not_the_days_gone():
    so_far = as_planned(known(), 12)
    plain, later = (
        track_of(Plan(scenario, Settings(order_luck=False)), so_far)
        for scenario in (known(), with_events(known(), event(20, 22, cvr=2.0, cpc=1.25, aov=0.5)))
    )
    assert later.gap == plain.gap
    assert later.ending.orders_done == plain.ending.orders_done
    # 18 days are left, 3 of them the event's: clicks as 15 + 3 / 1.25 = 17.4, orders as 15 + 3 · 2 / 1.25 = 19.8.
    assert float(later.ending.expected_of_rest.max()) == pytest.approx(30 * 19.8 / 18)
    assert float(later.ending.cpc.max()) == pytest.approx(18 / 17.4)
    assert float(later.ending.aov_to_come.max()) == pytest.approx(50 * (15 + 4.8 * 0.5) / 19.8)
    # Day by day: on day 20 nothing of the event has come, on day 23 all of it.
    path = later.path.set_index("day")
    assert path.loc[20, "ahead_orders_middle"] == pytest.approx(20 + 50 / 30 * 8)
    assert path.loc[24, "ahead_orders_middle"] == pytest.approx(20 + 50 / 30 * (8 + 4.8 + 1), rel=0.01)


def test_an_event_of_days_gone_is_no_surprise_and_says_nothing_of_the_rest():
    effects = {"cvr": 1.6, "cpc": 1.25, "aov": 0.8}
    so_far = as_planned(known(), 12, **effects, on=range(4, 8))
    plan = Plan(with_events(known(), event(4, 7, **effects)))
    gap = track_of(plan, so_far).gap
    assert [off.part for off in gap.parts] == pytest.approx([0.0] * 4, abs=1e-9)
    surprised = track_of(Plan(known()), so_far).gap
    assert max(abs(off.part) for off in surprised.parts) > 20  # without the event, these days are off
    # In a plan that is not sure, the rest is believed as after twelve days without an event.
    unsure = spring(cpc=Amount(0.8, 1.25), cvr=Amount(0.04, 0.0625), aov=Amount(40, 62.5), order_value_cv=0.3)
    ordinary = track_of(Plan(unsure), as_planned(known(budget=5000), 12))
    eventful = track_of(
        Plan(with_events(unsure, event(4, 7, **effects))),
        as_planned(known(budget=5000), 12, **effects, on=range(4, 8)),
    )
    for name in ("cvr", "cpc", "aov"):
        rest, other = (track.ending.posterior.rest(name) for track in (ordinary, eventful))
        assert float(np.mean(other)) == pytest.approx(float(np.mean(rest)), rel=0.01)


def test_what_is_not_known_of_an_event_makes_its_days_say_less():
    so_far = as_planned(known(budget=5000), 12, cvr=1.5, on=range(2, 12))
    scenario = spring(cpc=Fixed(1.0), cvr=Amount(0.03, 0.08), aov=Fixed(50.0))
    spreads = []
    for effect in (Fixed(1.5), Amount(1.5 / 1.4, 1.5 * 1.4)):
        track = track_of(Plan(with_events(scenario, event(2, 11, cvr=effect))), so_far)
        low, _, high = track.ending.posterior.quantiles(track.ending.posterior.rest("cvr"), (0.05, 0.5, 0.95))
        spreads.append(math.log(high / low))
    assert spreads[1] > 1.5 * spreads[0]


def test_every_figure_of_track_is_there_with_events_and_without_a_weekday_rhythm_and_with_one():
    plan = Plan(with_events(spring(), event(3, 20, **UNSURE)))
    schedule = schedule_of(30, 5, [1, 1, 1, 1, 1, 0.4, 0.4], [1, 1, 1, 1, 1, 0.7, 0.7])
    for days in (0, 5, 12, 30):
        so_far = DaysSoFar((170.0,) * days, (280.0,) * days, (5.0,) * days, (math.nan,) * days)
        figures = tracked(plan, so_far, schedule, WANDERS)
        assert 0 <= figures.chance.value <= 1
        assert figures.path["planned_profit_middle"].notna().all()
        assert figures.gap.gap == pytest.approx(sum(off.part for off in figures.gap.parts))
    assert len(held_of(plan, DaysSoFar((170.0,) * 30, (280.0,) * 30, (5.0,) * 30, (400.0,) * 30))) == 4


def test_a_rhythm_of_the_week_and_an_event_on_its_quiet_days_come_out_as_day_by_day():
    spend, rate = [1, 1, 1, 1, 1, 0.5, 0.5], [1, 1, 1, 1, 1, 0.6, 0.6]
    schedule = schedule_of(28, 0, spend, rate)
    scenario = with_events(known(period_days=28), event(5, 6, cvr=2.0, cpc=1.25))
    track = track_of(Plan(scenario, Settings(order_luck=False)), DaysSoFar(), schedule)
    orders = 0.0
    for day in range(28):
        c, p = (2.0, 1.25) if day in (5, 6) else (1.0, 1.0)
        orders += 1000 * schedule.spend[day] / p * 0.05 * schedule.rate[day] * c
    assert float(track.ending.expected_of_rest.max()) == pytest.approx(orders)


def test_days_that_spent_nothing_have_the_click_price_of_no_event():
    """A day of twice the price and one of the usual one: 10 + 10 buy what 5 + 10 would."""
    day = date(2026, 1, 1)
    dear = Season(day, (Event(name="Sale", first=day, last=day, cpc=2.0),))
    schedule = replace(schedule_of(4), season=dear)
    nothing, some = (DaysSoFar((spend,) * 2, (9.0,) * 2, (1.0,) * 2, (50.0,) * 2) for spend in (0.0, 10.0))
    assert price_of_events(nothing, schedule) == 1
    assert price_of_events(some, schedule) == pytest.approx(20 / 15)
    assert price_of_events(some, schedule_of(4)) == 1

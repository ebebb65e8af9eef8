"""The running period of a plan, from an export: its days, the rhythm of its week, and every refusal with its remedy."""

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from simulator import Amount, Plan
from simulator.evidence import clickless_note, orderless_note, pace_note, period_note, running_of
from simulator.questions.track import tracked
from tests.evidence.accounts import FIRST, history, steady
from tests.simulator.plans import refusal, spring

MONDAY = date.fromisoformat(FIRST)
PLAN = spring(budget=3000)
"""100 a day, as the steady account spends."""


def rows(days, weekend=1.0):
    """One campaign: 100 spent, 200 clicks, 4 orders of 80 a day; less on Saturdays and Sundays."""
    share = [weekend if day % 7 > 4 else 1.0 for day in range(days)]
    return [(day, "Search", 100 * part, 200 * part, 4 * part, 320 * part) for day, part in enumerate(share)]


def test_the_days_of_the_plan_are_added_up_and_those_before_it_tell_rhythm_and_drift():
    whole = history(rows(66, weekend=0.4))
    running = running_of(whole, PLAN, MONDAY + timedelta(days=54))  # a Saturday
    assert (running.so_far.days, running.last, running.before) == (12, MONDAY + timedelta(days=65), 54)
    assert running.so_far.spent == pytest.approx(4 * 40 + 8 * 100)
    quiet, busy = running.schedule.spend[0], running.schedule.spend[2]
    assert 0.35 < quiet / busy < 0.75  # drawn to even by three weeks, and learned from eight
    assert running.drift.cvr > 0
    assert running.notes == ()
    usual = running_of(history(rows(12)), PLAN, MONDAY)
    assert (usual.before, usual.schedule.spend[0]) == (0, pytest.approx(1 / 30))


def test_a_day_without_a_row_a_day_of_today_and_values_that_are_missing_are_named():
    gaps = [row for row in rows(12) if row[0] != 5]
    running = running_of(history(gaps), PLAN, MONDAY)
    assert (running.so_far.days, running.so_far.spend[5]) == (12, 0.0)
    assert "1 of 12" in str(running.notes[0])
    early = running_of(history(rows(12)), PLAN, MONDAY, today=MONDAY + timedelta(days=11))
    assert early.so_far.days == 11
    future = running_of(history(rows(40)), PLAN, MONDAY, today=MONDAY + timedelta(days=10))
    assert (future.so_far.days, "future" in str(future.notes[0])) == (10, True)
    without = running_of(history([(*row[:5], math.nan) for row in rows(12)]), PLAN, MONDAY)
    assert math.isnan(without.so_far.aov)
    assert "no order values" in str(without.notes[0])
    assert "other campaigns" in str(pace_note(early, spring(budget=30_000)))
    assert pace_note(early, PLAN) is None
    paces = {pace: pace_note(early, spring(budget=3000 * pace)) is None for pace in (0.32, 0.34, 2.9, 3.1)}
    assert paces == {0.32: False, 0.34: True, 2.9: True, 3.1: False}
    none = [(*row[:4], 0, 0) for row in rows(2)]
    assert "Clicks so far: 400, and no order" in str(orderless_note(running_of(history(none), PLAN, MONDAY), PLAN))
    assert orderless_note(early, PLAN) is None
    old = running_of(history(rows(12)), PLAN, MONDAY, today=MONDAY + timedelta(days=20))
    assert "ends on 2026-01-16" in str(old.notes[0])
    for days, is_said in ((12, False), (13, False), (14, True)):  # the last of 12 is day 11, and today not over
        late = running_of(history(rows(12)), PLAN, MONDAY, today=MONDAY + timedelta(days=days))
        assert any("ends on 2026-01-16" in str(note) for note in late.notes) == is_said
    over = running_of(history(rows(12)), PLAN, MONDAY, today=MONDAY + timedelta(days=31))
    assert "The plan ended on 2026-02-03, the export on 2026-01-16." in str(over.notes[0])
    assert running_of(history(rows(30)), PLAN, MONDAY, today=MONDAY + timedelta(days=31)).notes == ()


def test_days_after_the_plan_s_end_do_not_count_and_late_orders_ripen():
    over = running_of(history(rows(40)), PLAN, MONDAY, delay_days=3.0)
    assert over.so_far.days == 30
    assert over.so_far.arrived[-1] > 0.95  # ten days have passed since
    running = running_of(history(rows(12)), PLAN, MONDAY, delay_days=3.0)
    assert running.so_far.arrived[-1] == pytest.approx(1 - math.exp(-0.5 / 3))
    assert running.so_far.arrived[-3] == pytest.approx(1 - math.exp(-2.5 / 3))


def test_orders_that_are_still_to_come_are_named_by_their_first_day():
    running = running_of(history(rows(12)), PLAN, MONDAY, delay_days=1.0)
    named = next(day for day, share in enumerate(running.so_far.arrived) if share < 0.9)
    assert f"Orders of {MONDAY + timedelta(days=named)} and later are not all in" in str(running.notes[0])
    assert 0 < named < 11
    assert running_of(history(rows(12)), PLAN, MONDAY).notes == ()


def test_of_chosen_campaigns_the_days_are_those_that_the_whole_export_covers():
    """The plan's campaign runs from the plan's third day to its fifth; another one runs all the time."""
    whole = history([*rows(12), *((day, "Plan", 50, 100, 2, 160) for day in (2, 3, 4))])
    mine = running_of(whole.only(campaigns=["Plan"]), PLAN, MONDAY, whole=whole, delay_days=2.0)
    assert (mine.so_far.days, mine.so_far.spent, mine.last) == (12, 150, MONDAY + timedelta(days=11))
    assert mine.so_far.arrived[4] == pytest.approx(1 - math.exp(-7.5 / 2))


def test_orders_worth_nothing_at_all_are_orders_without_a_value_and_a_day_of_refunds_is_not():
    nothing = running_of(history([(*row[:5], 0) for row in rows(12)]), PLAN, MONDAY)
    assert math.isnan(nothing.so_far.aov)
    assert "no order values" in str(nothing.notes[0])
    apart = running_of(history([*rows(2), (2, "Search", 100, 200, 0, 160)]), PLAN, MONDAY).so_far
    assert (apart.value[2], apart.aov) == (160, pytest.approx(100))  # value on a day without an order
    refunded = running_of(history([(*row[:5], 0 if row[0] == 3 else row[5]) for row in rows(12)]), PLAN, MONDAY)
    assert refunded.so_far.aov == pytest.approx(80 * 11 / 12)


def test_a_small_budget_a_part_of_a_day_and_orders_without_clicks_are_named_in_figures_that_say_something():
    small = [(day, "Search", 0.0042, 0.01, 0, 0) for day in range(12)]
    note = str(pace_note(running_of(history(small), PLAN, MONDAY), spring(budget=1)))
    assert "0.0504 EUR of spend where the plan has 0.4." in note
    assert "Days of the plan: 30.5." in str(period_note(replace(PLAN, period_days=30.5)))
    assert period_note(PLAN) is None
    assert "more orders (48) than clicks (12)" in str(
        clickless_note(running_of(history([(*row[:3], 1, *row[4:]) for row in rows(12)]), PLAN, MONDAY))
    )
    assert clickless_note(running_of(history(rows(12)), PLAN, MONDAY)) is None
    assert clickless_note(running_of(history([(*row[:3], row[4], *row[4:]) for row in rows(12)]), PLAN, MONDAY)) is None
    blank = history([(*row[:3], 0, 0, 0) for row in rows(12)])
    assert "but no click" in str(clickless_note(running_of(blank, PLAN, MONDAY)))


def test_clicks_and_orders_for_nothing_are_those_of_an_export_without_its_costs():
    free = history([(*row[:2], 0, *row[3:]) for row in rows(12)])
    refusal(lambda: running_of(free, PLAN, MONDAY), "spend", "no spend", "2400", "48")
    late = history([(0, "Search", 0, 0, 2, 160), *rows(12)[1:]])  # of clicks before the plan: the other days cost
    assert running_of(late, PLAN, MONDAY).so_far.ordered == 2 + 11 * 4
    assert running_of(history([(*row[:2], 0, 0, 0, 0) for row in rows(3)]), PLAN, MONDAY).so_far.spent == 0


def test_exports_that_are_not_of_this_plan_are_refused_with_the_remedy():
    whole = history(rows(12))
    refusal(lambda: running_of(replace(whole, currency="USD"), PLAN, MONDAY), "currency", "USD", "EUR")
    refusal(lambda: running_of(whole, PLAN, MONDAY + timedelta(days=20)), "first_day", "Export the days since")
    refusal(lambda: running_of(whole, PLAN, MONDAY - timedelta(days=2)), "first_day", "Export the days since")
    refusal(lambda: running_of(steady(8, days_per_row=7), PLAN, MONDAY), "days", "by day")
    refusal(lambda: running_of(whole, PLAN, MONDAY, today=MONDAY), "first_day", "no day of it is over")


def test_a_plan_that_begins_on_a_saturday_is_not_behind_on_monday():
    # Weekends see 40 % of the spend, and their clicks order half as often.
    quiet = [0.4 if day % 7 > 4 else 1.0 for day in range(105)]
    days = [
        (day, "Search", 100 * part, 200 * part, 4 * part * (1.0 if part == 1 else 0.5), math.nan)
        for day, part in enumerate(quiet)
    ]
    saturday = MONDAY + timedelta(days=7 * 13 + 5)
    plan = Plan(spring(budget=30 * 100 * 5.8 / 7, cpc=Amount(0.45, 0.55), cvr=Amount(0.016, 0.021), aov=Amount(70, 95)))
    running = running_of(history(days[: 7 * 14]), plan.scenario, saturday)
    assert (running.first.weekday(), running.so_far.days) == (5, 2)
    off = {part.name: part for part in tracked(plan, running.so_far, running.schedule, running.drift).gap.parts}
    assert off["spend"].actual / off["spend"].planned == pytest.approx(1, abs=0.1)  # 30 days hold a weekend more
    evenly = {part.name: part for part in tracked(plan, running.so_far, None, running.drift).gap.parts}
    assert evenly["spend"].actual / evenly["spend"].planned < 0.55  # without the rhythm it would look far behind
    assert abs(off["cvr"].part) < abs(evenly["cvr"].part) / 2
    # By Monday evening, and at the end of a week, it is where it should be.
    for count in (3, 7):
        later = running_of(history(days[: 7 * 14 + count - 2]), plan.scenario, saturday)
        share = later.schedule.spent_share(count) * plan.scenario.budget
        assert later.so_far.spent / share == pytest.approx(1, abs=0.05)

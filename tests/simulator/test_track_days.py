"""Days of a running period by hand: their sums, how far averages drift, and how spend and rate lie over them."""

import math

import pytest

from simulator.beliefs.distributions import SMALLEST
from simulator.questions.track.days import MOST_DAYS, DaysSoFar, Drift, Schedule, check, days_of, schedule_of
from tests.simulator.plans import known, refusal

NAN = math.nan


def test_days_so_far_are_added_up_and_values_that_nobody_knows_are_left_out():
    so_far = DaysSoFar((10.0, 0.0, 5.0), (20.0, 0.0, 1.0), (2.0, 0.0, 3.0), (80.0, 0.0, NAN))
    assert (so_far.days, so_far.spent, so_far.clicked, so_far.ordered) == (3, 15, 21, 5)
    assert (so_far.valued, so_far.aov, so_far.arrived) == ((2, 80), 40, (1, 1, 1))
    assert DaysSoFar().days == 0
    assert math.isnan(DaysSoFar((1.0,), (1.0,), (0.0,), (0.0,)).aov)
    assert math.isnan(DaysSoFar((1.0,), (1.0,), (2.0,), (NAN,)).aov)
    tiny = DaysSoFar((SMALLEST, SMALLEST / 2), (SMALLEST / 3, 0.0), (0.5, 0.0), (1.0, 0.0))
    assert (tiny.spent, tiny.clicked, tiny.aov) == (SMALLEST * 1.5, 0, 2)
    assert DaysSoFar((SMALLEST,), (0.0,), (0.0,), (0.0,)).spent == SMALLEST


@pytest.mark.parametrize("name", ["spend", "clicks", "orders", "arrived", "value"])
def test_days_that_cannot_be_are_refused(name):
    parts = dict.fromkeys(("spend", "clicks", "orders", "value", "arrived"), (1.0, 1.0))
    DaysSoFar(**{**parts, name: (0.0, 1.0)})
    field = "days" if name == "value" else None
    refusal(lambda: DaysSoFar(**{**parts, name: (1.0, -0.1)}), field, "below 0")
    refusal(lambda: DaysSoFar(**{**parts, name: (1.0,)}), "days", "the same days")
    if name != "value":
        refusal(lambda: DaysSoFar(**{**parts, name: (1.0, math.inf)}), None, name)


def test_averages_drift_by_days_and_by_what_is_left():
    """0.3² + 0.2² (1/4 + 1/16); a walk of which a quarter has gone: -(2 - ¼) / 2 of the smaller variance."""
    drift = Drift(cvr=0.3, cvr_day=0.2, walk=0.5)
    assert drift.between("cvr", 4, 16) == pytest.approx(math.sqrt(0.09 + 0.04 * (1 / 4 + 1 / 16)))
    assert (drift.between("cvr", 0, 9), drift.between("cvr", 9, 0), drift.between("cpc", 1, 1)) == (0, 0, 0)
    assert drift.with_average("cvr", 0.5, 5, 15) == pytest.approx(-0.5 * (2 - 0.25) / 2 * 0.09)
    assert drift.with_average("cvr", 0.01, 5, 15) == pytest.approx(-0.5 * (2 - 0.25) / 2 * 0.01)
    assert (drift.with_average("cvr", 0.5, 0, 9), drift.with_average("cvr", 0.5, 9, 0)) == (0, 0)
    assert Drift(cvr=0.3).with_average("cvr", 0.5, 5, 15) == 0


def test_a_rhythm_of_the_week_begins_with_the_weekday_of_the_period():
    """Saturday half, Sunday nothing that counts: from a Saturday on, three days have 0.5, 1.5 and 1 of 3."""
    spend, rate = [1, 1, 1, 1, 1, 0.5, 1.5], [1, 1, 1, 1, 1, 2, 1]
    plan = schedule_of(3, 5, spend, rate)
    assert plan.spend == pytest.approx((0.5 / 3, 1.5 / 3, 1 / 3))
    average = (0.5 * 2 + 1.5 + 1) / 3
    assert plan.rate == pytest.approx((2 / average, 1 / average, 1 / average))
    assert schedule_of(4) == Schedule((0.25,) * 4, (1.0,) * 4)
    assert schedule_of(8, 0, spend, rate).spend[7] == schedule_of(8, 0, spend, rate).spend[0]
    for unusable in ([0.0] * 7, [1, 1, 1, 1, 1, 1, 0], [1, 1, 1, NAN, 1, 1, 1]):
        assert schedule_of(4, 0, unusable, unusable) == schedule_of(4)


def test_what_is_planned_of_the_first_days_and_the_rate_of_the_rest():
    plan = Schedule((0.5, 0.3, 0.2, 0.0), (1.2, 1.0, 0.5, 9.0))
    assert [plan.spent_share(days) for days in (-1, 0, 1, 2, 4, 9)] == pytest.approx([0, 0, 0.5, 0.8, 1, 1])
    assert [plan.rate_from(day) for day in (0, 1, 2, 3, 4)] == pytest.approx([1, 0.8, 0.5, 1, 1])


def test_a_period_has_whole_days_and_two_years_of_them_at_most():
    assert [days_of(known(period_days=days)) for days in (0.2, 1.4, 1.6, MOST_DAYS + 0.4)] == [1, 1, 2, 732]
    error = refusal(lambda: days_of(known(period_days=733)), "period_days", "732")
    assert error.values["days"] == 733
    month = DaysSoFar(*((1.0,) * 30,) * 4)
    check(known(period_days=30), month)
    refusal(lambda: check(known(period_days=29), month), "period_days", "29", "30")

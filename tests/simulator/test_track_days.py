"""Days of a running period by hand: their sums, how far averages drift, and how spend and rate lie over them."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm, poisson

from simulator import Amount, Fixed, Plan, Settings, outcome_of
from simulator.beliefs.distributions import SMALLEST
from simulator.plan.events import UNCHANGED, Event, Season
from simulator.questions.track import STILL, example_of, track_of, tracked
from simulator.questions.track.afterwards import PRIOR_PLANS, Held, held_of, width_of
from simulator.questions.track.days import MOST_DAYS, DaysSoFar, Drift, Schedule, check, days_of, schedule_of
from simulator.questions.track.ending import Range
from simulator.questions.track.gap import surprises
from simulator.questions.track.likelihood import (
    CLICK_PRICE_VARIANCE,
    exposure_of,
    likelihoods,
    log_pace,
    price_factor,
    value_of_events,
)
from simulator.questions.track.posterior import Posterior, weighted_quantiles
from simulator.questions.track.season import by_day, effects_between, noise_of, order_share
from tests.simulator.plans import known, refusal, spring

NAN = math.nan
LONG_RUN = Settings(order_luck=False)


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


@pytest.mark.parametrize("variance", [0.0, 0.001, 0.0046, 0.02])
@pytest.mark.parametrize("gone", [1, 10, 15, 20, 29])
@pytest.mark.parametrize("walk", [0.0, 0.5, 1.0])
def test_a_drift_within_the_plan_leaves_the_days_gone_and_the_rest_without_a_negative_covariance(variance, gone, walk):
    drift, part = Drift(cvr=0.25, cvr_day=0.35, walk=walk), gone / 30
    share = drift.share_within("cvr", variance, gone, 30 - gone)

    def covariance(share):
        lean = (1 - 2 * part) * drift.with_average("cvr", variance, gone, 30 - gone, share)
        return variance + lean - part * (1 - part) * share * drift.between("cvr", gone, 30 - gone) ** 2

    assert covariance(share) >= -1e-12
    assert share == 1 or covariance(share) == pytest.approx(0, abs=1e-12)
    assert drift.share_within("cvr", 1.0, gone, 30 - gone) == 1
    assert (drift.share_within("cvr", 0.1, 0, 30), STILL.share_within("cvr", 0.0, 9, 9)) == (1, 1)


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


# -- a known plan, by hand ------------------------------------------------------------------------------------------

KNOWN = Plan(known(period_days=4), LONG_RUN)
"""1,000 over four days: 250 clicks and 12.5 orders of 50 a day, each of which leaves 20 before ads."""


def test_the_rest_brings_its_clicks_times_the_rate_of_its_days():
    schedule = Schedule((0.25,) * 4, (2.0, 1.0, 0.5, 0.5))
    track = track_of(KNOWN, DaysSoFar((250.0,) * 2, (250.0,) * 2, (25.0, 12.5), (1250.0, 625.0)), schedule)
    assert track.ending.expected_of_rest == pytest.approx(500 * 0.05 * 0.5)
    assert track.ending.orders == pytest.approx(37.5 + 12.5)
    assert track.ending.left_so_far == pytest.approx(37.5 * 20)
    one = track_of(KNOWN, DaysSoFar((250.0,), (250.0,), (1.0,), (50.0,)))
    assert one.ending.left_so_far == pytest.approx(20)
    assert tracked(KNOWN, one.so_far).actual_cpo == 250
    assert math.isnan(tracked(KNOWN, DaysSoFar((250.0,), (250.0,), (0.0,), (0.0,))).actual_cpo)


def test_orders_that_are_still_to_come_in_are_those_of_the_clicks_so_far():
    """Half of the first day's orders are in: as many are to come, of which the plan's share is caused by the ads."""
    plan = Plan(known(period_days=4, incremental_share=0.8), LONG_RUN)
    so_far = DaysSoFar((250.0,), (250.0,), (6.25,), (312.5,), (0.5,))
    assert track_of(plan, so_far).ending.expected_late == pytest.approx(6.25 * 0.8)


def test_what_happened_is_held_against_a_known_plan():
    days = DaysSoFar((250.0,) * 4, (250.0,) * 4, (12.5,) * 4, (625.0,) * 4)
    held = {item.name: item for item in held_of(KNOWN, days)}
    assert {name: item.planned.middle for name, item in held.items()} == pytest.approx(
        {"cpo": 20, "cpc": 1, "cvr": 0.05, "aov": 50}
    )
    assert all(item.actual == pytest.approx(item.planned.middle) for item in held.values())
    assert all(item.miss == pytest.approx(0) for item in held.values())
    single = held_of(KNOWN, DaysSoFar((30.0,), (1.0,), (1.0,), (50.0,)))
    assert [item.actual for item in single] == [30, 30, 1, 50]
    assert [item.share for item in single[-1:]] == [0.5]
    none = held_of(KNOWN, DaysSoFar((30.0,), (9.0,), (0.0,), (0.0,)))
    assert [item.name for item in none] == ["cpo", "cpc", "cvr"]
    assert none[0].actual == math.inf
    assert held_of(KNOWN, DaysSoFar((0.0,), (0.0,), (0.0,), (0.0,))) == ()


def test_ranges_hold_at_their_ends_and_a_sure_miss_widens_them_by_a_number():
    ends = [Held("cpo", Range(10.0, 15.0, 20.0), actual, 0.5) for actual in (10.0, 20.0, 20.1)]
    assert [item.is_inside for item in ends] == [True, True, False]
    assert (width_of([]).factor, width_of(ends[:1]).inside) == (1, 1)
    assert width_of(ends[:1]).factor == pytest.approx(math.sqrt(PRIOR_PLANS / (PRIOR_PLANS + 1)))
    sure = width_of([Held("cpo", Range(10.0, 15.0, 20.0), 99.0, 1.0)]).factor
    assert 1 < sure < math.inf
    assert sure == pytest.approx(width_of([Held("cpo", Range(10.0, 15.0, 20.0), 0.0, 0.0)]).factor)


def test_invented_days_are_near_the_plan_and_feel_its_events():
    plain = example_of(Plan(known(budget=300_000)))
    assert plain.days == 12
    assert plain.spent == pytest.approx(120_000, rel=0.02)
    assert plain.spent / plain.clicked == pytest.approx(1.06, rel=0.001)
    assert plain.ordered / plain.clicked == pytest.approx(0.05 * 0.92, rel=0.03)
    assert plain.aov == pytest.approx(50 * 1.01, rel=0.02)
    sale = Event(name="Sale", first=date(2026, 1, 3), last=date(2026, 1, 4), cvr=2.0, cpc=1.5, aov=0.5)
    moved = example_of(Plan(known(budget=300_000, season=Season(date(2026, 1, 1), (sale,)))))
    for at in (2, 3):
        before, now = (
            (days.orders[at] / days.clicks[at], days.spend[at] / days.clicks[at], days.value[at] / days.orders[at])
            for days in (plain, moved)
        )
        quiet = [
            moved.orders[0] / moved.clicks[0] / (plain.orders[0] / plain.clicks[0]),
            moved.spend[0] / moved.clicks[0] / (plain.spend[0] / plain.clicks[0]),
            moved.value[0] / moved.orders[0] / (plain.value[0] / plain.orders[0]),
        ]
        ratios = [after / then / base for after, then, base in zip(now, before, quiet, strict=True)]
        assert ratios == pytest.approx([2, 1.5, 0.5], rel=0.02)


def test_surprises_are_tails_of_the_counts_and_averages_that_a_known_plan_expects():
    """12.5 orders are expected of 250 clicks; 8 came. Clicks cost 1.10 instead of 1, orders were worth 60, not 50."""
    plan = Plan(known(period_days=4, order_value_cv=0.5, cpc_elasticity=0.5), LONG_RUN)
    so_far = DaysSoFar((275.0,), (250.0,), (8.0,), (480.0,))
    found = surprises(outcome_of(plan), so_far, schedule_of(4), STILL)
    assert found["cvr"] == pytest.approx(poisson.cdf(8, 12.5))
    price = math.log(275 / 250 / (275 / 250) ** 0.5)
    assert found["cpc"] == pytest.approx(norm.sf(price / math.sqrt(CLICK_PRICE_VARIANCE / 250)))
    variance = math.log1p(0.25 / 8)
    assert found["aov"] == pytest.approx(norm.sf((math.log(60 / 50) + variance / 2) / math.sqrt(variance)))
    many = surprises(outcome_of(plan), DaysSoFar((250.0,), (250.0,), (20.0,), (1000.0,)), schedule_of(4), STILL)
    assert many["cvr"] == pytest.approx(poisson.sf(19, 12.5))
    none = surprises(outcome_of(plan), DaysSoFar((250.0,), (250.0,), (0.0,), (0.0,)), schedule_of(4), STILL)
    assert none["cvr"] == pytest.approx(math.exp(-12.5))
    assert set(none) == {"cvr", "cpc"}
    assert set(surprises(outcome_of(plan), DaysSoFar((250.0,), (1.0,), (0.0,), (0.0,)), schedule_of(4), STILL)) == {
        "cvr", "cpc",
    }  # fmt: skip
    assert surprises(outcome_of(plan), DaysSoFar((250.0,), (0.0,), (0.0,), (0.0,)), schedule_of(4), STILL) == {}
    assert surprises(outcome_of(plan), DaysSoFar(), schedule_of(4), STILL) == {}


def test_what_days_tell_of_each_input_by_hand():
    scenario = known(period_days=4, order_value_cv=0.5)
    schedule = Schedule((0.25,) * 4, (2.0, 1.0, 0.5, 0.5))
    so_far = DaysSoFar((200.0, 100.0), (250.0, 100.0), (20.0, 5.0), (900.0, math.nan), (1.0, 0.5))
    assert exposure_of(so_far, schedule) == pytest.approx((250 * 2 + 50, 50))
    terms = likelihoods(scenario, so_far, schedule)
    assert (terms["cvr"].count, terms["cvr"].exposure, terms["cvr"].spread) == (25, 550, 1)
    assert (terms["cpc"].count, terms["cpc"].exposure, terms["cpc"].spread) == (350, 300, CLICK_PRICE_VARIANCE)
    variance = math.log1p(0.25 / 20)
    assert (terms["aov"].seen, terms["aov"].spread) == pytest.approx((math.log(45) + variance / 2, variance))
    assert set(likelihoods(scenario, DaysSoFar((0.5,), (1.0,), (1.0,), (0.0,)), schedule)) == {"cvr", "cpc"}
    assert set(likelihoods(scenario, DaysSoFar((0.0,), (1.0,), (0.0,), (0.0,)), schedule)) == {"cvr"}
    assert log_pace(scenario, so_far, schedule) == pytest.approx(math.log(300 / 500))
    assert log_pace(scenario, DaysSoFar((0.0,), (0.0,), (0.0,), (0.0,)), schedule) == 0
    dearer = known(cpc_elasticity=0.5)
    assert [price_factor(dearer, *pair) for pair in ((400, 100), (0.25, 1.0), (0.0, 100), (100, 0.0))] == [2, 0.5, 1, 1]


def test_the_path_of_a_known_plan_is_that_of_its_schedule_its_days_and_its_rest():
    """Rates 2, 1, ½, ½ on quarters of the spend: orders 25, 12.5, 6.25, 6.25; each leaves 20 before ads."""
    schedule = Schedule((0.25,) * 4, (2.0, 1.0, 0.5, 0.5))
    so_far = DaysSoFar((200.0, 250.0), (250.0, 250.0), (20.0, 10.0), (1000.0, math.nan))
    path = track_of(Plan(known(period_days=4, incremental_share=0.5), LONG_RUN), so_far, schedule).path.set_index("day")
    assert path["planned_spend"].tolist() == [0, 250, 500, 750, 1000]
    for end in ("low", "middle", "high"):
        assert path[f"planned_orders_{end}"].tolist() == pytest.approx([0, 12.5, 18.75, 21.875, 25])
        assert path[f"planned_profit_{end}"].tolist() == pytest.approx([0, 0, -125, -312.5, -500])
    assert path["spend"].tolist()[:3] == [0, 200, 450]
    assert path["orders"].tolist()[:3] == [0, 10, 15]
    assert path["profit"].tolist()[:3] == pytest.approx([0, 10 * 20 - 200, 15 * 20 - 450])
    assert path["ahead_spend"].tolist()[2:] == [450, 700, 950]
    assert path["ahead_orders_middle"].tolist()[2:] == pytest.approx([15, 15 + 3.125, 15 + 6.25])
    assert path["ahead_profit_middle"].tolist()[2:] == pytest.approx([-150, -150 + 62.5 - 250, -150 + 125 - 500])


def test_the_path_has_the_luck_of_single_values_only_where_they_differ():
    """Without a spread of order values orders are the only luck: profit = 20 · orders - spend, end by end."""
    path = track_of(Plan(known(period_days=4)), DaysSoFar()).path
    for end in ("low", "middle", "high"):
        assert (path[f"planned_profit_{end}"] + path["planned_spend"]).tolist() == pytest.approx(
            (20 * path[f"planned_orders_{end}"]).tolist()
        )
    wider = track_of(Plan(known(period_days=4, order_value_cv=0.9)), DaysSoFar()).path.iloc[-1]
    assert wider["planned_profit_high"] > path["planned_profit_high"].iloc[-1]


def test_quantiles_lie_between_draws_or_at_the_weight_they_have():
    rows = np.array([[40.0, 10.0], [30.0, 20.0]])
    assert weighted_quantiles(rows, None, (0.0, 0.25, 0.5, 1.0)) == pytest.approx([10, 17.5, 25, 40])
    assert weighted_quantiles(np.array([[5.0]]), None, (0.5,)) == [5]
    weights = np.array([[1.0, 1.0], [1.0, 5.0]])
    assert weighted_quantiles(rows, weights, (0.1, 0.5, 0.8, 1.0)) == [10, 20, 30, 40]
    assert weighted_quantiles(np.array([[math.inf, 1.0]]), None, (0.5,)) == [math.inf]


def test_weighted_chances_know_how_many_draws_carry_them():
    outcome = outcome_of(Plan(spring(), Settings(points=64, scrambles=2)))
    weights = np.zeros((2, 64))
    weights[:, :8] = 8.0
    carried = Posterior(outcome, weights, dict.fromkeys(("cvr", "cpc", "aov"), 0.0), 0.5)
    assert (carried.effective, carried.is_thin) == (16, True)
    half = np.zeros((2, 64), dtype=bool)
    half[:, :4] = True
    assert (carried.chance(half).value, carried.chance(half).mc_error) == (0.5, pytest.approx(1 / 16))
    assert carried.chance(np.ones((2, 64), dtype=bool)).mc_error == 0
    lost = weights.copy()
    lost[1] = 0.0
    one = Posterior(outcome, lost, dict.fromkeys(("cvr", "cpc", "aov"), 0.0), 0.5)
    assert (one.chance(half).value, one.chance(half).mc_error) == (0.5, pytest.approx(1 / 8))
    assert not Posterior(outcome, np.ones((2, 64)), {}, 0.5).is_thin
    moved = Posterior(outcome, None, {"cvr": 0.2, "cpc": 0.0, "aov": 0.0}, 0.25)
    assert moved.so_far("cvr") == pytest.approx(outcome.rows("cvr") * math.exp(0.75 * 0.2))
    assert moved.rest("cvr") == pytest.approx(outcome.rows("cvr") * math.exp(-0.25 * 0.2))
    assert moved.rest("cpc") is outcome.cpc


def test_the_rest_of_a_known_plan_by_hand():
    """Half is gone as planned but for 5 of 25 orders: the rest needs 30, and 25 come. γ = ½ at the plan's pace:

    the next order costs 20 / (1 - ½) = 40 where max CPO is 20, so that a quarter of the spend would just pay.
    """
    so_far = DaysSoFar((250.0,) * 2, (250.0,) * 2, (10.0,) * 2, (500.0,) * 2)
    rest = track_of(KNOWN, so_far).rest
    assert (rest.days, rest.planned, rest.spends_plan) == (2, 250, 250)
    assert (rest.orders_needed, rest.orders_likely) == pytest.approx((30, 25))
    assert rest.just_pays == pytest.approx(250 * 0.8 ** (1 / 0.2))  # γ is 0.2 unless said
    assert rest.chance.value == 0
    dearer = Plan(known(period_days=4, cpc_elasticity=0.5), LONG_RUN)
    assert track_of(dearer, so_far).rest.just_pays == pytest.approx(250 / 4)
    for rate, pays in ((0.05, math.inf), (0.049, None)):
        flat = Plan(known(period_days=4, cpc_elasticity=0.0, cvr=Fixed(rate)), LONG_RUN)
        assert track_of(flat, so_far).rest.just_pays == pays
    assert track_of(KNOWN, DaysSoFar((250.0,), (250.0,), (60.0,), (3000.0,))).rest.orders_needed == 0
    assert track_of(KNOWN, DaysSoFar((250.0,) * 4, (250.0,) * 4, (12.5,) * 4, (625.0,) * 4)).rest is None


def test_events_part_the_orders_of_the_rest_by_days():
    sale = Event(name="Sale", first=date(2026, 1, 3), last=date(2026, 1, 3), cvr=3.0)
    schedule = Schedule((0.25,) * 4, (1.0,) * 4, Season(date(2026, 1, 1), (sale,)))
    assert [order_share(schedule, 2, day) for day in (2, 3, 4)] == pytest.approx([0, 0.75, 1])
    assert order_share(schedule, 4, 4) == 1
    assert order_share(schedule_of(4), 2, 3) is None
    assert by_day(schedule).cvr.tolist() == [1, 1, 3, 1]
    assert by_day(schedule_of(4)) is None
    assert by_day(Schedule((1.0,), (1.0,), Season(date(2026, 1, 1), (sale,)))) is None
    assert effects_between(schedule, Settings(), 2, 2) is UNCHANGED
    assert effects_between(schedule, Settings(), 2, 4).cvr == pytest.approx(2)
    assert noise_of(schedule, Settings(), 4) == {"cvr": 0, "cpc": 0, "aov": 0}


def test_unsure_events_of_the_first_day_widen_what_surprises_and_known_ones_move_what_orders_leave():
    def event(**effect):
        sale = Event(name="Sale", first=date(2026, 1, 1), last=date(2026, 1, 1), **effect)
        return Schedule((0.25,) * 4, (1.0, 1.0, 1.0, 1.0), Season(date(2026, 1, 1), (sale,)))

    outcome, so_far = outcome_of(KNOWN), DaysSoFar((250.0,), (250.0,), (12.0,), (600.0,))
    unsure, known_ = event(cvr=Amount(1.0, 4.0)), event(cvr=2.0)
    assert noise_of(unsure, LONG_RUN, 1)["cvr"] == pytest.approx((math.log(4) / 2 / norm.ppf(0.95)) ** 2, rel=0.02)
    assert surprises(outcome, so_far, unsure, STILL)["cvr"] > 3 * surprises(outcome, so_far, known_, STILL)["cvr"]
    half = event(aov=0.5)
    assert value_of_events(DaysSoFar((1.0,), (1.0,), (1.0,), (25.0,)), half) == 0.5
    without = track_of(KNOWN, DaysSoFar((250.0,), (250.0,), (10.0,), (NAN,)), half)
    assert without.ending.left_so_far == pytest.approx(10 * (25 - 30))
    busy = Event(name="Sale", first=date(2026, 1, 3), last=date(2026, 1, 3), cvr=3.0, cpc=1.5)
    uneven = Schedule((0.25,) * 4, (1.0, 1.0, 2.0, 1.0), Season(date(2026, 1, 1), (busy,)))
    assert order_share(uneven, 2, 3) == pytest.approx(0.8)


def test_days_without_a_click_an_order_or_a_value_tell_nothing_of_these():
    scenario, schedule = known(period_days=4, order_value_cv=0.5), schedule_of(4)

    def told(*day):
        return set(likelihoods(scenario, DaysSoFar(*((number,) for number in day)), schedule))

    assert told(5.0, 0.0, 0.0, 0.0) == set()
    assert told(0.0, 3.0, 0.0, 0.0) == {"cvr"}
    assert told(0.5, 1.0, 0.0, 5.0) == {"cvr", "cpc"}
    assert told(0.5, 1.0, 1.0, 0.0) == {"cvr", "cpc"}
    assert told(0.5, 1.0, 1.0, 0.5) == {"cvr", "cpc", "aov"}
    unplanned = Schedule((0.0, 1.0), (1.0, 1.0))
    assert log_pace(scenario, DaysSoFar((5.0,), (1.0,), (0.0,), (0.0,)), unplanned) == 0
    half_spent = surprises(outcome_of(KNOWN), DaysSoFar((0.5,), (1.0,), (0.0,), (0.0,)), schedule, STILL)
    assert set(half_spent) == {"cvr", "cpc"}
    assert tracked(KNOWN, DaysSoFar((250.0,), (250.0,), (2.0,), (100.0,))).actual_cpo == 125
    over = track_of(KNOWN, DaysSoFar((600.0,) * 2, (600.0,) * 2, (30.0,) * 2, (1500.0,) * 2)).rest
    assert over.spends_plan == 0


def test_no_order_is_no_surprise_where_none_is_expected():
    none = outcome_of(Plan(known(period_days=4, cvr=Fixed(0.0)), Settings(order_luck=False, points=64, scrambles=2)))
    so_far = DaysSoFar((250.0,), (250.0,), (0.0,), (0.0,))
    assert surprises(none, so_far, schedule_of(4), STILL)["cvr"] > 0.4
    assert surprises(none, replace(so_far, orders=(1.0,)), schedule_of(4), STILL)["cvr"] == 0

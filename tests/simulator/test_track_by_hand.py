"""Track where nothing is unknown, by hand: what is off, what the rest brings at another pace, and what it may cost."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm, poisson

from simulator import Amount, Fixed, Pert, Plan, Rate, Settings, outcome_of
from simulator.beliefs.distributions import median, quantile
from simulator.plan.events import Event, Season
from simulator.plan.scenario import middle_shares
from simulator.questions.track import STILL, example_of, track_of
from simulator.questions.track.afterwards import LEAST_SHARE, Held, held_of, width_of
from simulator.questions.track.days import DaysSoFar, Drift, Schedule, schedule_of
from simulator.questions.track.ending import Range
from simulator.questions.track.gap import surprises
from simulator.questions.track.likelihood import CLICK_PRICE_VARIANCE, exposure_of, likelihoods
from simulator.questions.track.posterior import Posterior, posterior_of
from simulator.questions.track.rest import TIMES, rest_of
from tests.simulator.plans import known, spring

NAN = math.nan
LONG_RUN = Settings(order_luck=False, points=64, scrambles=2)
FEW = Settings(order_luck=False, points=256, scrambles=4)
KNOWN = Plan(known(period_days=4), LONG_RUN)
"""1,000 over four days: 250 clicks and 12.5 orders of 50 a day, each of which leaves 20 before ads."""


def sale(**effect):
    """Two days of which the first has an event."""
    return Season(date(2026, 1, 1), (Event(name="Sale", first=date(2026, 1, 1), last=date(2026, 1, 1), **effect),))


# -- what is off ----------------------------------------------------------------------------------------------------


def gap_after(*day):
    gap = track_of(KNOWN, DaysSoFar(*((number,) for number in day))).gap
    return gap, {off.name: off for off in gap.parts}


def test_what_nothing_is_known_of_is_as_planned_and_money_that_buys_no_click_is_lost():
    gap, off = gap_after(0.0, 3.0, 0.0, 0.0)  # three clicks for nothing: no price can be seen
    assert math.isnan(off["cpc"].actual)
    assert (gap.planned, gap.actual) == (0, 0)
    gap, off = gap_after(0.0, 3.0, 2.0, 100.0)  # which bring two orders that leave 20: that is the click price
    assert (gap.planned, gap.actual) == (0, 40)
    assert sum(part.part for part in gap.parts) == pytest.approx(40)
    assert off["cpc"].part == pytest.approx(40)
    gap, off = gap_after(0.0, 1.0, 0.05, 2.5)  # one click for nothing is enough for that
    assert (off["cpc"].part, off["cvr"].part) == pytest.approx((1, 0))
    gap, off = gap_after(0.0, 0.0, 2.0, 100.0)  # orders without a click are the conversion rate
    assert (off["cpc"].part, off["cvr"].part) == pytest.approx((0, 40))
    gap, off = gap_after(250.0, 0.0, 0.0, 0.0)  # no click for 250: all is lost, and the click price is what is off
    assert math.isnan(off["cpc"].actual)
    assert (gap.gap, off["cpc"].part, off["cvr"].part) == pytest.approx((-250, -250, 0))
    gap, off = gap_after(1.0, 1.0, 1.0, 50.0)  # one click of 1, one order
    assert (off["cvr"].planned, off["cvr"].actual, off["cpc"].actual) == (0.05, 1, 1)
    assert (gap.planned, gap.actual) == pytest.approx((0, 19))
    assert math.isnan(off["spend"].chance)


def test_of_orders_that_nothing_brought_those_count_that_the_ads_caused():
    plan = Plan(known(period_days=4, incremental_share=0.5), LONG_RUN)
    assert track_of(plan, DaysSoFar((0.0,), (3.0,), (2.0,), (100.0,))).gap.actual == pytest.approx(2 * 0.5 * 20)
    # 12.5 orders of 250 a day, half of them caused, leave 20 each; eight more leave 80: that is the conversion rate.
    more = track_of(plan, DaysSoFar((250.0,), (250.0,), (20.5,), (1025.0,))).gap
    assert (more.planned, more.actual) == pytest.approx((-125, -45))
    assert {off.name: off.part for off in more.parts} == pytest.approx({"spend": 0, "cpc": 0, "cvr": 80, "aov": 0})


@pytest.mark.parametrize("gone", [4, 10, 16])
def test_a_drift_that_a_plan_has_no_room_for_counts_until_both_parts_are_independent(gone):
    """variance + (1 - 2 f) · covariance with the average - f (1 - f) · variance between the parts = 0."""
    drift, part = Drift(cvr=0.3, cvr_day=0.2, walk=0.5), gone / 20
    for variance in (0.0005, 0.005):
        share = drift.share_within("cvr", variance, gone, 20 - gone)
        lean = (1 - 2 * part) * drift.with_average("cvr", variance, gone, 20 - gone, share)
        apart = part * (1 - part) * share * drift.between("cvr", gone, 20 - gone) ** 2
        assert 0 < share < 1
        assert variance + lean - apart == pytest.approx(0, abs=1e-12)
    assert drift.share_within("cvr", 1.0, gone, 20 - gone) == 1


def test_parts_of_a_gap_of_two_inputs_share_what_they_do_together():
    """Clicks at 1.25 and 6 % of them order: 200 · 0.06 · 20 - 250 = -10. Dearer clicks alone: -50, more orders: +50;

    one after the other -50 and +40, or +50 and -60: on average -55 and +45.
    """
    gap, off = gap_after(250.0, 200.0, 12.0, 600.0)
    assert gap.gap == pytest.approx(-10)
    assert [off[name].part for name in ("spend", "cpc", "cvr", "aov")] == pytest.approx([0, -55, 45, 0], abs=1e-9)
    assert off["cvr"].one_in == 1 / off["cvr"].chance
    assert replace(off["cvr"], chance=0.0).one_in == math.inf


def test_an_effect_that_is_nearly_known_surprises_as_a_known_one():
    outcome = outcome_of(Plan(known(period_days=4, order_value_cv=0.5), LONG_RUN))
    so_far = DaysSoFar((250.0,), (160.0,), (18.0,), (620.0,))
    effects = {"cvr": 2.0, "cpc": 1.5, "aov": 0.625}
    unsure = {name: Amount(effect / 1.0001, effect * 1.0001) for name, effect in effects.items()}
    schedules = [Schedule((0.25,) * 4, (1.0,) * 4, sale(**some)) for some in (effects, unsure)]
    exactly, nearly = (surprises(outcome, so_far, schedule, STILL) for schedule in schedules)
    assert nearly == pytest.approx(exactly, rel=0.01)
    # 160 clicks of which twice as many order: 18 orders where 16 are expected.
    assert exactly["cvr"] == pytest.approx(poisson.sf(17, 16))
    price = math.log(250 / 160 / 1.5) / math.sqrt(CLICK_PRICE_VARIANCE / 160)
    assert exactly["cpc"] == pytest.approx(norm.sf(price))
    variance = math.log1p(0.25 / 18)
    assert exactly["aov"] == pytest.approx(norm.sf((math.log(620 / 18 / 0.625 / 50) + variance / 2) / variance**0.5))
    cheap = DaysSoFar((250.0,), (160.0,), (1.0,), (0.5,))
    assert set(surprises(outcome, cheap, schedule_of(4), STILL)) == {"cvr", "cpc", "aov"}
    for orders, value in ((0.0, 5.0), (1.0, 0.0)):  # no average can be seen
        day = DaysSoFar((250.0,), (160.0,), (orders,), (value,))
        assert set(surprises(outcome, day, schedule_of(4), STILL)) == {"cvr", "cpc"}


def test_an_average_of_equal_values_is_known_to_a_hundredth_of_a_percent():
    assert likelihoods(known(), DaysSoFar((1.0,), (1.0,), (1.0,), (50.0,)), schedule_of(4))["aov"].spread == (
        pytest.approx(0.0001**2)
    )


# -- the rest at another pace ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [0.001, 0.5, 2.0])
@pytest.mark.parametrize("budget", [1.0, 1000.0])
def test_clicks_of_the_rest_cost_more_at_a_higher_pace_by_the_elasticity(times, budget):
    so_far = DaysSoFar(*((budget / 4,) * 2, (budget / 4,) * 2, (0.0,) * 2, (0.0,) * 2))
    sure = track_of(Plan(known(period_days=4, budget=budget, cpc_elasticity=0.5), LONG_RUN), so_far).ending
    at = replace(sure, spend=sure.spend * times)
    assert at.cpc == pytest.approx(times**0.5)
    assert at.expected_of_rest == pytest.approx(budget / 2 * times**0.5 * 0.05)
    unsure = track_of(Plan(known(period_days=4, budget=budget, cpc_elasticity=Rate(0.1, 0.5)), FEW), so_far).ending
    gamma = unsure.posterior.outcome.cpc_elasticity
    assert np.ptp(gamma) > 0.2
    assert replace(unsure, spend=unsure.spend * times).cpc == pytest.approx(unsure.cpc * times**gamma)


def test_where_nothing_was_planned_for_the_rest_and_where_nothing_is_spent_clicks_cost_what_they_do():
    everything_first = Schedule((1.0, 0.0), (1.0, 1.0))
    plan = Plan(known(period_days=2), LONG_RUN)
    ending = track_of(plan, DaysSoFar((1000.0,), (1000.0,), (50.0,), (2500.0,)), everything_first).ending
    assert replace(ending, spend=500.0).cpc == pytest.approx(1)
    nothing = replace(ending, spend=0.0)
    assert (nothing.total_spend, nothing.chance.value) == (1000, 1)
    assert nothing.orders == pytest.approx(50)


# -- what the rest may cost -----------------------------------------------------------------------------------------


def test_a_rest_that_only_loses_is_best_not_spent():
    """Each order costs 25 and leaves 20; so far none is missing: any spend of the rest loses, so that half a chance

    lies half way between nothing and the quarter of 250 a day that is tried first.
    """
    poor = Plan(known(period_days=4, cvr=Fixed(0.04), cpc_elasticity=0.0), LONG_RUN)
    ending = track_of(poor, DaysSoFar((250.0,), (250.0,), (12.5,), (625.0,))).ending
    assert rest_of(ending, 1.0).keeps_chance == 0
    assert rest_of(ending, 0.5).keeps_chance == pytest.approx(250 / 8)
    assert rest_of(ending, 0.0).keeps_chance == math.inf  # more than is tried
    behind = track_of(poor, DaysSoFar((250.0,), (250.0,), (12.0,), (600.0,))).ending
    assert rest_of(behind, 1.0).keeps_chance is None
    assert rest_of(track_of(poor, DaysSoFar()).ending, 1.0).keeps_chance is None  # no day has gone: nothing is no plan


def test_the_largest_spend_that_keeps_a_chance_lies_on_the_line_between_two_that_were_tried():
    ending = track_of(Plan(spring(), FEW), DaysSoFar((170.0,) * 9, (290.0,) * 9, (6.5,) * 9, (520.0,) * 9)).ending
    spends = [ending.spend * times for times in TIMES]
    chances = [replace(ending, spend=spend).chance.value for spend in spends]
    assert chances == sorted(chances, reverse=True)
    for wanted in (chances[1] - 0.001, 0.75, 0.65):
        assert chances[0] > wanted > chances[-1]
        # np.interp takes growing places: from the largest spend, which has the least chance, on.
        expected = np.interp(wanted, chances[::-1], spends[::-1]) / 21
        assert rest_of(ending, wanted).keeps_chance == pytest.approx(expected)


@pytest.mark.parametrize(
    ("cpc", "times"), [(0.5 / 0.104, 0.104**2), (0.5 / 0.099, None), (0.5 / 9.9**0.5, 9.9), (0.5 / 10.1**0.5, math.inf)]
)
def test_a_daily_budget_of_less_than_a_hundredth_or_more_than_ten_times_the_plan_s_is_not_named(cpc, times):
    """γ = ½: the next order costs CPC / 0.05 · √times / ½, which meets 20 at times = (½ / CPC)²."""
    plan = Plan(known(period_days=4, cpc_elasticity=0.5, cpc=Fixed(cpc)), LONG_RUN)
    pays = track_of(plan, DaysSoFar((250.0,), (250.0 / cpc,), (12.5 / cpc,), (625.0 / cpc,))).rest.just_pays
    assert pays == (times and pytest.approx(250 * times))


def test_what_just_pays_is_worked_out_at_the_middle_of_what_is_believed():
    """At γ = ½ a spend of (what an order may cost · CVR / CPC / 2)² times the plan's."""
    scenario = spring(cpc_elasticity=0.5)
    outcome = outcome_of(Plan(scenario, LONG_RUN))
    cpc, cvr, aov = (median(belief) for belief in (scenario.cpc, scenario.cvr, scenario.aov))
    times = (scenario.ceiling(middle_shares(scenario)).at(aov) * cvr / cpc / 2) ** 2
    assert 0.01 < times < 10
    rest = track_of(Plan(scenario, Settings(order_luck=False, points=1024, scrambles=2)), DaysSoFar()).rest
    assert rest.just_pays == pytest.approx(scenario.budget / 30 * times, rel=0.01)
    assert outcome.quantile("max_cpo", 0.5).value == pytest.approx(scenario.ceiling({}).at(aov), rel=0.01)


def test_orders_that_leave_nothing_never_pay_for_the_rest():
    plan = Plan(known(period_days=4, aov=Fixed(30.0)), LONG_RUN)
    rest = track_of(plan, DaysSoFar((250.0,), (250.0,), (12.5,), (375.0,))).rest
    assert (rest.just_pays, rest.orders_needed) == (None, math.inf)


# -- the path, weights, and plans that ended ------------------------------------------------------------------------


def test_orders_that_come_in_late_lie_on_the_path_as_those_of_the_rest():
    """Half of the first day's 12.5 orders are in; the rest brings 37.5 on three days, beside the late ones."""
    so_far = DaysSoFar((250.0,), (250.0,), (6.25,), (312.5,), (0.5,))
    path = track_of(KNOWN, so_far).path.set_index("day")
    assert path["ahead_orders_middle"].tolist()[1:] == pytest.approx(
        [6.25 + part * (37.5 + 6.25) for part in (0, 1 / 3, 2 / 3, 1)]
    )


def test_a_scramble_of_little_weight_counts_with_its_share():
    outcome = outcome_of(Plan(spring(), Settings(points=64, scrambles=2)))
    weights = np.zeros((2, 64))
    weights[0], weights[1, :4] = 1.0, 0.125
    there = np.zeros((2, 64), dtype=bool)
    there[0, :32] = there[1, 0] = True
    chance = Posterior(outcome, weights, dict.fromkeys(("cvr", "cpc", "aov"), 0.0), 0.5).chance(there)
    assert chance.value == pytest.approx(32.125 / 64.5)
    # Scrambles of a half and a quarter: their standard deviation over the root of 2.
    assert chance.mc_error == pytest.approx(0.125)


def test_the_first_invented_day_by_hand():
    """5 % more than a day's 10,000 for clicks 6 % dearer; 8 % less and 8 % more orders; values 1 % higher."""
    day = example_of(Plan(known(budget=300_000)))
    clicks = 10_500 / 1.06
    assert (day.spend[0], day.clicks[0]) == (pytest.approx(10_500), pytest.approx(clicks, abs=0.5))
    assert day.orders[0] == pytest.approx(clicks * 0.05 * 0.92 * 1.08, abs=0.5)
    assert day.value[0] == pytest.approx(day.orders[0] * 50 * 1.01)
    assert example_of(Plan(known(period_days=1))).days == 1
    dearer = known(budget=300_000, reference_budget=75_000, cpc_elasticity=0.5)  # clicks cost twice as much
    assert example_of(Plan(dearer)).clicks[0] == pytest.approx(clicks / 2, abs=0.5)


def test_points_that_lie_badly_are_mapped_once_more():
    """A rate believed to be about 1 % that may be 90 %, and two orders of 250 clicks: nothing normal."""
    outcome = outcome_of(Plan(known(cvr=Pert(0.01, 0.011, 0.9)), FEW))
    posterior = posterior_of(outcome, DaysSoFar((250.0,), (250.0,), (2.0,), (100.0,)), schedule_of(30), STILL)
    assert posterior.effective > 0.75 * FEW.draws


def test_a_plan_that_missed_entirely_counts_as_one_in_ten_thousand():
    """3.72 standard deviations: √((2 + 13.83) / 3)."""
    sure = width_of([Held("cpo", Range(10.0, 15.0, 20.0), 99.0, 1.0)])
    assert LEAST_SHARE == 1 / 10_000
    assert (sure.inside, sure.plans, sure.factor) == (0, 1, pytest.approx(2.297, abs=0.001))


def test_the_luck_of_orders_of_an_ended_plan_is_left_out_where_the_plan_leaves_it_out():
    days = DaysSoFar((250.0,) * 4, (250.0,) * 4, (12.0,) * 4, (600.0,) * 4)
    for settings, is_wide in ((LONG_RUN, False), (Settings(points=512, scrambles=2), True)):
        cvr = {held.name: held for held in held_of(Plan(known(period_days=4), settings), days)}["cvr"].planned
        assert (cvr.low < 0.045 < cvr.middle < 0.055 < cvr.high) == is_wide
        assert (cvr.low == cvr.middle == cvr.high == 0.05) != is_wide


def test_figures_of_an_ended_plan_are_held_where_there_is_something_to_hold():
    def names(*day):
        return [held.name for held in held_of(KNOWN, DaysSoFar(*((number,) for number in day)))]

    assert names(0.5, 1.0, 1.0, 0.5) == ["cpo", "cpc", "cvr", "aov"]
    assert names(30.0, 0.0, 0.0, 0.0) == ["cpo"]
    assert names(0.0, 3.0, 0.0, 0.0) == []


def test_an_ended_plan_counts_all_orders_and_the_luck_of_their_values():
    days = DaysSoFar((250.0,) * 4, (250.0,) * 4, (12.5,) * 4, (625.0,) * 4)

    def planned(name, settings=LONG_RUN, **changes):
        plan = Plan(known(period_days=4, **changes), settings)
        return {held.name: held for held in held_of(plan, days)}[name].planned

    assert planned("cpo", incremental_share=0.5).middle == pytest.approx(20)
    dearer = held_of(
        Plan(known(period_days=1, cpc_elasticity=0.5), LONG_RUN), DaysSoFar((4e3,), (2e3,), (1e2,), (5e3,))
    )
    assert {held.name: held.planned.middle for held in dearer} == pytest.approx(
        {"cpo": 40, "cpc": 2, "cvr": 0.05, "aov": 50}  # at four times the spend clicks cost twice as much
    )
    assert math.isnan(Held("cvr", Range(0.0, 0.0, 1.0), 0.5, 0.5).miss)
    luck = Settings(points=256, scrambles=2)
    for settings, spread, is_wide in ((luck, 0.9, True), (luck, 0.0, False), (LONG_RUN, 0.9, False)):
        values = planned("aov", settings, order_value_cv=spread)
        assert (values.low < 45 < 55 < values.high) == is_wide
        assert (values.low == values.high == 50) != is_wide


# -- words ----------------------------------------------------------------------------------------------------------


def test_what_is_spent_of_the_rest_is_as_asked_while_days_remain():
    plan = Plan(spring(), FEW)
    for days, spend in ((0, 700.0), (10, 700.0), (30, 0.0)):
        so_far = DaysSoFar(*((number,) * days for number in (170.0, 280.0, 6.0, 480.0)))
        assert track_of(plan, so_far, rest_spend=700.0).ending.spend == spend
    at_first = track_of(plan, DaysSoFar())
    assert (at_first.narrowed_share, at_first.moved_share) == (0, 0)
    assert track_of(plan, DaysSoFar(), rest_spend=500.0).narrowed_share > 0.5  # a tenth of the money, a narrower range


def test_a_period_that_is_over_paid_where_that_is_as_likely_as_not():
    """1,000 are spent, an order that the ads caused leaves 20: they pay from a share of 50 / orders on."""
    share = Rate(0.6, 0.8)
    plan = Plan(known(period_days=1, incremental_share=share), Settings(order_luck=False, points=1024, scrambles=2))
    for chance, word in ((0.52, "paid"), (0.48, "did_not_pay")):
        orders = 50 / quantile(share, 1 - chance)
        track = track_of(plan, DaysSoFar((1000.0,), (1000.0,), (orders,), (orders * 50,)))
        assert track.chance.value == pytest.approx(chance, abs=0.005)
        assert track.word == word


def test_a_rest_that_pays_exactly_as_rarely_as_the_cut_off_is_stopped():
    scenario, so_far = spring(), DaysSoFar((170.0,) * 9, (280.0,) * 9, (4.0,) * 9, (320.0,) * 9)
    pays = track_of(Plan(scenario, FEW), so_far).ending.rest_pays.value
    assert 0.02 < pays < 0.5
    for stop_at, stops in ((pays, True), (pays - 1e-6, False)):
        assert (track_of(Plan(replace(scenario, stop_at=stop_at), FEW), so_far).word == "stop") == stops


# -- what is known only in part -------------------------------------------------------------------------------------


def test_orders_of_the_rest_are_those_that_the_ads_cause():
    plan = Plan(known(period_days=4, incremental_share=0.8), LONG_RUN)
    day = DaysSoFar((250.0,), (1.0,), (0.0,), (0.0,), (0.5,))
    ending = track_of(plan, day).ending
    assert ending.expected_of_rest == pytest.approx(750 * 0.05 * 0.8)
    assert ending.expected_late == pytest.approx(0.5 * 0.05 * 0.8)  # of half a click
    assert exposure_of(replace(day, clicks=(100.0,), arrived=(1.05,)), schedule_of(4)) == (100, 0)


def test_where_nothing_is_spent_orders_cost_nothing_and_no_order_has_an_endless_cost():
    nothing = track_of(KNOWN, DaysSoFar(), rest_spend=0.0).ending
    assert np.isinf(nothing.cpo).all()
    assert (nothing.chance.value, nothing.rest_pays.value) == (1, 1)
    free = track_of(KNOWN, DaysSoFar((0.0,), (10.0,), (2.0,), (100.0,)), rest_spend=0.0).ending
    assert (free.cpo == 0).all()


def test_days_that_go_as_planned_at_another_budget_than_the_click_price_was_seen_at_are_not_off():
    """Four times the budget at γ = ½: clicks cost 2."""
    plan = Plan(known(period_days=4, budget=4000, reference_budget=1000, cpc_elasticity=0.5), LONG_RUN)
    gap = track_of(plan, DaysSoFar((1000.0,), (500.0,), (25.0,), (1250.0,))).gap
    assert [off.part for off in gap.parts] == pytest.approx([0] * 4, abs=1e-9)
    assert gap.parts[1].planned == pytest.approx(2)


def test_a_first_day_on_which_nothing_is_planned_has_no_order_on_the_path():
    path = track_of(KNOWN, DaysSoFar(), Schedule((0.0, 0.5, 0.5, 0.0), (1.0,) * 4)).path.set_index("day")
    assert path["planned_orders_middle"].tolist() == pytest.approx([0, 0, 25, 50, 50])


def test_what_just_pays_counts_the_orders_that_the_ads_cause_on_the_days_that_remain():
    """20 · 0.05 · ½ caused · half the rate of the rest · (1 - ½) = 0.125 of the click price: at 0.125² of the spend."""
    plan = Plan(known(period_days=4, cpc_elasticity=0.5, incremental_share=0.5), LONG_RUN)
    days = DaysSoFar((250.0,) * 2, (250.0,) * 2, (25.0, 12.5), (1250.0, 625.0))
    rest = track_of(plan, days, Schedule((0.25,) * 4, (2.0, 1.0, 0.5, 0.5))).rest
    assert rest.just_pays == pytest.approx(250 / 64)


def test_orders_that_are_needed_are_counted_from_the_median_of_what_is_left_so_far():
    share = Rate(0.4, 0.8)
    plan = Plan(known(period_days=4, incremental_share=share), Settings(order_luck=False, points=1024, scrambles=2))
    rest = track_of(plan, DaysSoFar((250.0,), (250.0,), (40.0,), (2000.0,))).rest
    assert rest.orders_needed == pytest.approx((1000 - 40 * quantile(share, 0.5) * 20) / 20, rel=2e-3)

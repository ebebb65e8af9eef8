"""Further worked numbers of what is learned, each where one rule of the code just applies or just does not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from simulator import Fixed
from simulator.beliefs.distributions import median
from simulator.evidence import delay_from_exports
from simulator.evidence.learning.account import Account
from simulator.evidence.learning.applying import plan_values
from simulator.evidence.learning.backtest import _crps, _most, _predicted, _Sums, _within, backtest
from simulator.evidence.learning.campaigns import _chances, _completed, _seen, recent_changes
from simulator.evidence.learning.flows import Clock, Flow, rhythm_of, weighted_sums
from simulator.evidence.learning.forecast import drawn, forecast
from simulator.evidence.learning.forecasters import (
    Misses,
    Usual,
    _a_year_ago,
    _average,
    _center,
    _experts,
    _misses,
    _weights,
    _with_siblings,
    spread,
)
from simulator.evidence.learning.learn import learn
from simulator.evidence.learning.rivals import Benchmark, naive
from simulator.evidence.learning.sums import order_value_cv, sums_of
from tests.evidence.accounts import history, steady
from tests.evidence.test_learning_worked import MONDAY
from tests.simulator.plans import refusal, spring

# -- an account and a plan ------------------------------------------------------------------------------------------


def test_a_row_longer_than_28_days_is_the_present_alone():
    rows = [(30 * row, "A", spend, 200, 10, 500) for row, spend in enumerate((100, 500, 800))]
    account = Account(sums_of(history(rows, days_per_row=30), by_campaign=False), 60)
    assert account.reference.tolist() == [[200, 1000, 1600]]
    weekly = [(7 * row, "A", 70 * (1 + row), 200, 10, 500) for row in range(5)]
    account = Account(sums_of(history(weekly, days_per_row=7), by_campaign=False), 28)
    assert account.reference[0, -1] == 70 * (2 + 3 + 4 + 5)


def test_a_plan_takes_a_budget_below_one_and_clicks_in_hundredths():
    made = history([(0, "A", 0.02, 3.1416, 1, 500)])
    values = plan_values(learn(made), made)
    assert (values["budget"], values["cvr_clicks"]) == (0.6, 3.14)
    ended = [(day, "A", 100, 200, 10, 500) for day in range(5)] + [(60, "A", 0, 0, 0, 0)]
    assert "budget" not in plan_values(learn(history(ended)), history(ended))


def test_what_a_campaign_cost_with_one_order_and_without_any():
    learned = learn(history([(0, "A", 100, 200, 1, 50)]))
    assert _seen(learned)["seen_cpo"] == 100
    assert _seen(replace(learned, orders=0.0))["seen_cpo"] == math.inf


def test_of_two_campaigns_with_the_same_spend_the_first_by_name_comes_first():
    made = history([(0, "B", 100, 200, 1, 50), (1, "A", 100, 200, 1, 50), (2, "C", 300, 200, 1, 50)])
    assert made.campaigns == ("C", "A", "B")


def test_orders_on_their_way_are_added_to_the_days_that_they_belong_to():
    made = history([(day, "A", 100, 200, 4, 80) for day in range(3)])
    assert _completed(made, (0.25, 0.5)).frame["orders"].tolist() == [4, 8, 16]
    assert _completed(made, ()).frame["orders"].tolist() == [4, 4, 4]


def test_a_campaign_of_one_order_in_the_last_days_has_its_cost():
    rows = [(day, "A", 100, 200, 10 if day < 33 else (1 if day == 39 else 0), 500) for day in range(40)]
    changed = recent_changes(history(rows)).loc["A"]
    assert (changed["recent_cpo"], changed["change"]) == (700, "worse")


# -- hindsight ------------------------------------------------------------------------------------------------------


def test_a_period_of_one_day_and_one_of_the_first_row_can_be_looked_at():
    assert backtest(steady(30), period_days=1).cuts == 30 - 21
    assert backtest(steady(80), period_days=10, step_days=1).cuts == 80 - 21 - 10 + 1
    months = history([(30 * row, "A", 1000, 2000, 40, 3200) for row in range(4)], days_per_row=30)
    assert backtest(months, period_days=30).cuts == 3
    refusal(lambda: backtest(steady(80), period_days=0), "period_days")
    refusal(lambda: backtest(steady(80), period_days=10, step_days=0), "period_days")


def test_ranges_hold_so_many_of_their_draws():
    learned = learn(history([(day, "A", 100, 200, 4, 80) for day in range(30)]))
    predicted = forecast(learned, 3000)
    for row in _predicted(learned, _Sums(3000, 6000, 100, 2000.0), MONDAY, 30, (None, None)):
        draws = predicted.draws(row["quantity"])
        for name, share in (("low90", 0.05), ("low80", 0.1), ("median", 0.5), ("high80", 0.9), ("high90", 0.95)):
            assert (draws <= row[name]).mean() == pytest.approx(share, abs=0.04)
            assert (draws < row[name]).mean() <= share + 1 / 4096


def test_a_period_without_orders_costs_as_much_as_half_an_order():
    assert [_most(name, 100.0) for name in ("cpo", "orders", "revenue")] == [200, math.inf, math.inf]
    learned = learn(history([(day, "A", 100, 200, 4, 80) for day in range(30)]))
    rows = {row["quantity"]: row for row in _predicted(learned, _Sums(3000, 6000, 0, 0.0), MONDAY, 30, (None, None))}
    draws = np.sort(np.minimum(forecast(learned, 3000).draws("cpo"), 6000))
    assert rows["cpo"]["actual"] == math.inf
    assert rows["cpo"]["crps"] == pytest.approx(_crps(draws, 6000.0))
    assert rows["cpo"]["crps"] == pytest.approx(
        (6000 - draws).mean() - np.abs(draws[::40, None] - draws[None, ::40]).mean() / 2, rel=0.01
    )


# -- forecasters ----------------------------------------------------------------------------------------------------


def test_a_miss_counts_as_five_standard_deviations_at_most():
    """As in the two rows that count of `test_forecasters_weigh_by_what_they_missed`: 25 of each."""
    flow = Flow(np.full((1, 9), 2.0), np.ones((1, 9)), np.ones((1, 9)))
    expected = np.log(np.broadcast_to(np.array([2.0, 1e9])[None, :, None, None], (1, 2, 1, 8)))
    weights = _weights(flow, {1: expected}, Usual(0.1, 0.2), Clock(1, 1), 2)[0, :, 0, -1]
    assert weights[1] / weights[0] == pytest.approx(((6 + 2 * 25) / 6) ** -4)


def test_a_miss_a_week_ahead_counts_half_beside_one_of_the_period():
    flow = Flow(np.full((1, 30), 2.0), np.ones((1, 30)), np.ones((1, 30)))
    right = {ahead: np.log(np.full((1, 2, 1, 30 - ahead), 2.0 * ahead)) for ahead in (7, 14)}
    for wrong, times in ((7, 0.5), (14, 1.0)):
        expected = {ahead: forecasts.copy() for ahead, forecasts in right.items()}
        expected[wrong][:, 1] = math.log(1e9)
        weights = _weights(flow, expected, Usual(0.1, 0.2), Clock(1, 14), 2)[0, :, 0, -1]
        periods = {7: (30 - 7 - 6) / 7, 14: (30 - 14 - 6) / 14}  # from the seventh row on
        prior = 6 + 0.5 * periods[7] + periods[14]
        missed = times * periods[wrong] * 25
        assert weights[1] / weights[0] == pytest.approx(((6 + missed) / 6) ** (-prior / 2))


def test_campaigns_tell_each_other_a_quarter():
    assert _with_siblings(np.array([[1.0], [3.0]])).tolist() == [[1.75], [3.25]]
    assert _with_siblings(np.array([[2.0]])).tolist() == [[2.0]]


def test_the_spend_of_an_average_is_that_of_a_day():
    shape = (1, 6)
    flow = Flow(np.full(shape, 5.0), np.full(shape, 70.0), np.ones(shape))
    assert _average(flow, 4.0, None, Clock(7, 1))[1] == pytest.approx(np.full(shape, math.log(10)))


def test_averages_of_campaigns_are_drawn_to_the_rate_of_their_last_weeks():
    """Ten orders for four euros on one day: 28 days later five for two, and half an order."""
    above, below = np.zeros((2, 30)), np.zeros((2, 30))
    above[0, 0], below[1, 0] = 10, 4
    center = _center(Flow(above, below, np.ones((2, 30))), Clock(1, 7))
    assert (center[0], center[28]) == (10.5 / 4, pytest.approx(5.5 / 2))
    account = _center(Flow(above[:1], below[1:], np.ones((1, 30))), Clock(1, 7))
    assert account[28] == 10.5 / 4  # of an account, all that it has seen


def test_the_rhythm_of_two_days_by_hand():
    """Six orders and two for a euro each: four are expected of each day, five more of either side; one week is known
    to 1/4; and all in all no order is taken away."""
    flow = Flow(np.array([[6.0, 2.0]]), np.ones((1, 2)), np.ones((1, 2)))
    last = 0.5 ** (1 / 90)  # the first day is a day old
    rhythm = rhythm_of(flow, Clock(1, 7))
    came, spent = np.array([6 * last, 2]), np.array([last, 1])
    expected = spent * came.sum() / spent.sum()
    factor = 1 + ((came + 5) / (expected + 5) - 1) * spent / (spent + 3)
    assert rhythm.factor[:2, 1] == pytest.approx(factor * (came / factor).sum() / came.sum())
    assert rhythm.below[:2, 1].tolist() == [1, 1]


def test_no_weekday_is_more_than_three_or_less_than_three_tenths():
    """A little is spent on Wednesdays at ten times the rate, and on Saturdays at a tenth of it."""
    day = np.arange(700) % 7
    spend = np.where((day == 2) | (day == 5), 1e4, 1e6)
    rate = np.select([day == 2, day == 5], [10.0, 0.1], 1.0)
    factor = rhythm_of(Flow((spend * rate)[None], spend[None], np.ones((1, 700))), Clock(1, 7)).factor[:, -1]
    assert (factor[2], factor[5]) == (3.0, 0.3)
    assert factor[0] == pytest.approx(1, rel=0.05)
    assert weighted_sums(np.array([1.0, 0.0]), 1.0).tolist() == [1, 0.5]


def test_the_delay_is_learned_from_the_days_that_still_ripen():
    """20 orders on each of 120 days: those of the last 60 days of the first export are looked at."""
    whole = history([(day, "A", 100, 200, 20, 500) for day in range(120)])
    early = whole.only(leave_out_last_days=5)
    assert delay_from_exports(early, whole).orders == 20 * 60


def test_a_delay_that_the_orders_follow_exactly_is_the_one_that_is_learned():
    """1 - exp(-(age + ½) / 3) of every day's orders are there, and five days later as much as then."""

    def seen_at(last: int):
        rows = [(day, "A", 100, 200, 1e6 * (1 - math.exp(-(last - day + 0.5) / 3)), 500) for day in range(last + 1)]
        return history(rows)

    learned = delay_from_exports(seen_at(30), seen_at(35))
    assert learned.days == pytest.approx(3, rel=0.017)  # half a step of the delays that are tried


def test_an_account_borrows_nothing():
    learned = Account(sums_of(history([(0, "A", 100, 200, 10, 500)]), by_campaign=False), 30).learned()
    assert (learned.borrowed, learned.cpc_borrowed, learned.aov_borrowed, learned.notes) == (0, 0, 0, ())


def test_a_miss_that_is_cut_is_cut_by_what_luck_and_few_orders_let_show():
    """Periods of a row. After 20 misses that are their luck, half of which shows, one of 2: counted are 2.5² times half
    of what was believed and the luck, less the luck."""
    usual = Usual(0.04, 0.0)
    error, luck = np.full((1, 22), 0.1), np.full((1, 22), 0.01)
    error[0, 20] = 2.0
    misses = Misses(error, np.ones((1, 22)), np.full((1, 22), 0.5), luck)
    variance = spread({1: misses}, usual, Clock(1, 1), (1, 23))[0][0]
    ratio = variance / 0.04
    before = 6 / (6 + 20 * 0.5)  # 20 misses that tell nothing beyond their luck
    assert ratio[20] == pytest.approx(before)
    counted = 2.5**2 * (before * 0.5 + 0.25)
    assert ratio[21] == pytest.approx((6 + counted) / (6 + 21 * 0.5))


def test_what_a_combination_missed_by_hand():
    """Of 6 orders 4 were expected in the next row: half an order is added to either side; 4 of 4.5 show, squared; and
    luck is one order in 4.5, and what the level itself was counted from."""
    flow = Flow(np.full((1, 9), 6.0), np.ones((1, 9)), np.ones((1, 9)))
    expected = np.full((1, 1, 1, 8), math.log(4.0))
    made = _misses(flow, np.ones((1, 1, 1, 9)), expected, np.full((1, 9), 0.09), Clock(1, 1), 1)
    shown = (4 / 4.5) ** 2
    assert made.error[0, 7] == pytest.approx(math.log(6.5 / 4.5))
    assert made.power[0, 7] == pytest.approx(shown)
    assert made.luck[0, 7] == pytest.approx(1 / 4.5 + shown * 0.09)
    assert made.counts[0].tolist() == [0] * 6 + [1, 1]  # from a week on


def test_a_series_that_spent_nothing_lacks_nothing():
    nothing = np.zeros((2, 5))
    flow = Flow(nothing, np.array([[0.0] * 5, [1.0] * 5]), np.ones((2, 5)))
    missing = _average(flow, 4.0, None, Clock(1, 1, 0, (0.25,)))[3]
    assert missing[0].tolist() == [0] * 5
    assert missing[1, -1] > 0


def test_sums_of_a_period_begin_with_the_file():
    sums = sums_of(history([(day, "A", 10 * (day + 1), 20, 1, 50) for day in range(4)]), by_campaign=False)
    assert _within(sums, -5, 2) == (60, 60, 3, 150)
    assert _within(sums, -9, -1) == (0, 0, 0, 0)
    assert math.isnan(_within(sums_of(history([(0, "A", 1, 2, 3, math.nan)]), by_campaign=False), 0, 0).value)


def test_the_last_period_of_one_click_or_none_has_the_luck_of_one():
    assert naive((100.0, 200.0, 100.0, 500.0), 0.5).ends == (0, 0.5, 1)
    assert naive((100.0, 200.0, 100.0, 500.0), 0.1).ends[2] == 1
    assert naive((100.0, 180.0, 9.0, 500.0), 100.0).ends[0] == binom(180, 0.05).ppf(0.05) == 4
    months = history([(30 * row, "A", 100 * (1 + row), 200, 10, 500) for row in range(3)], days_per_row=30)
    assert Benchmark(sums_of(months, by_campaign=False), 1).rate.tolist() == pytest.approx(
        [10.5 / 100, 10.5 / 200, 0.035]
    )


def test_an_account_without_values_drifts_by_none():
    assert learn(history([(0, "A", 100, 200, 10, math.nan)])).aov_drift == 0


def test_a_spend_below_one_moves_the_click_price_too():
    learned = learn(history([(day, "A", 100, 200, 10, 500) for day in range(20)]))
    low, now = (drawn(learned, spend=spend)[1] for spend in (0.5, learned.reference_spend))
    middle = float(np.median(np.log(low / now))) / math.log(0.5 / learned.reference_spend)
    assert middle == pytest.approx(median(learned.elasticity), rel=0.01)
    assert (drawn(learned, spend=0.0)[1] == now).all()


def test_orders_that_the_ads_did_not_bring_lower_what_one_may_cost():
    learned = learn(history([(day, "A", 100, 200, 10, 500) for day in range(20)]))
    whole, half = (_chances(learned, spring(incremental_share=Fixed(share)), 3000) for share in (1.0, 0.5))
    for name in ("max_cpo", "target_cpo"):
        assert half[name] == pytest.approx(whole[name] / 2)
    assert half["at_stake"] == pytest.approx((whole["at_stake"] + 3000) / 2 - 3000)


# -- sums, notes and rivals -----------------------------------------------------------------------------------------


def test_the_spread_of_order_values_of_three_days_by_hand():
    """Averages of 100, 400 and 100 from 1, 2 and 4 orders; the average of all is 1,300 / 7."""
    rows = [(0, "A", 1, 1, 1, 100), (1, "A", 1, 1, 2, 800), (2, "A", 1, 1, 4, 400)]
    cv = order_value_cv(sums_of(history(rows), by_campaign=False))[0]
    squares = 300**2 / (1 + 1 / 2), 300**2 / (1 / 2 + 1 / 4)
    assert cv[2] == pytest.approx(math.sqrt((sum(squares) / (1300 / 7) ** 2 + 5) / 7))
    huge = [(day, "A", 1, 1, 1, 0.01 if day % 2 else 1e6) for day in range(40)]
    assert 1 < order_value_cv(sums_of(history(huge), by_campaign=False))[0, -1] < 5


def said_of(rows) -> str:
    return "\n".join(map(str, learn(history(rows)).notes))


def test_last_days_are_looked_at_where_the_first_days_had_no_click():
    rows = [
        (day, "A", 0 if day < 3 else 100, 0 if day < 3 else 200, 10 if 3 <= day < 37 else 0, 500) for day in range(40)
    ]
    assert "The last days (3) have only 0" in said_of(rows)


def test_last_days_are_not_looked_at_where_orders_come_without_clicks():
    rows = [(day, "A", 100, 200.004, 180.004 if day < 37 else 0, 500) for day in range(40)]
    text = said_of(rows)
    assert "(orders: 6660.1; clicks: 8000.2)" in text
    assert "last days" not in text
    assert "The conversion rate is taken as 50 % and the click price" in text


def test_rivals_know_no_value_where_no_order_has_one():
    rows = [(day, "A", 10, 5, 1, math.nan) for day in range(5)]
    assert math.isnan(Benchmark(sums_of(history(rows), by_campaign=False), 2).forecast(4, 50.0).aov)


# -- notes and forecasters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_short"), [(58, False), (57, True)])
def test_a_month_and_four_weeks_before_it_are_long_enough(days, is_short):
    rows = [(day, "A", 100, 200, 10, 500) for day in range(days)]
    assert ("too short to check" in said_of(rows)) == is_short


def test_a_change_of_four_weeks_is_seen_where_the_last_two_are_as_those_before():
    rows = [(day, "A", 100, 200, 25 if day >= 32 else 10, 500) for day in range(60)]
    assert "The last days (28) brought 245 %" in said_of(rows)
    none = [(day, "A", 100, 0 if day >= 57 else 200, 0 if day >= 57 else 10, 500) for day in range(60)]
    assert "The last days (3)" not in said_of(none)


def test_nine_tenths_of_what_is_believed_of_a_cost_lie_between_its_ends():
    learned = learn(history([(day, "A", 100, 200, 10, 500) for day in range(20)]))
    chances = _chances(learned, spring(), 3000)
    cvr, cpc, _ = drawn(learned)
    for name, share in (("cpo_low", 0.05), ("cpo", 0.5), ("cpo_high", 0.95)):
        assert (cpc / cvr < chances[name]).mean() == pytest.approx(share, abs=1e-3)


def test_forecasters_are_five_averages_one_that_goes_on_half_as_far_and_one_of_last_year():
    rng = np.random.default_rng(4)
    flow = Flow(rng.poisson(20, (1, 400)).astype(float), rng.uniform(5, 15, (1, 400)), np.ones((1, 400)))
    clock, usual = Clock(7, 4), Usual(0.1, 0.2)
    made = _experts(flow, usual, clock)
    averages = [_average(flow, days / 7, None, clock) for days in (3.5, 7, 14, 28, 56)]
    week, month = averages[1], averages[3]
    for at, (level, spend, counted, missing) in enumerate(averages):
        assert made.level[at] == pytest.approx(level)
        assert made.spend[at] == pytest.approx(spend)
        assert made.counted[at] == pytest.approx(counted)
        assert made.missing[at] == pytest.approx(missing)
    assert made.level[5] == pytest.approx(week[0] + (week[0] - month[0]) / 2)
    assert made.spend[5] == pytest.approx(week[1] + (week[1] - month[1]) / 2)
    year = _a_year_ago(flow, week[0], week[1], usual, clock)
    assert year[0, -1] != 0
    assert made.level[6] == pytest.approx(week[0] + year / 2)
    assert (made.spend[6] == made.spend[1]).all()
    assert (made.counted[5:] == made.counted[1]).all()


def test_an_average_begins_with_half_an_order_of_its_own_or_two_of_all_campaigns():
    own = Flow(np.array([[6.0]]), np.array([[3.0]]), np.ones((1, 1)))
    assert _average(own, 7.0, None, Clock(1, 1))[0][0, 0] == pytest.approx(math.log(6.5 / (3 + 0.5 / (6.5 / 3))))
    two = Flow(np.array([[6.0], [0.0]]), np.array([[3.0], [1.0]]), np.ones((2, 1)))
    rate = 6.5 / 4
    expected = [math.log((orders_ + 2) / (spend + 2 / rate)) for orders_, spend in ((6, 3), (0, 1))]
    assert _average(two, 7.0, None, Clock(1, 1))[0][:, 0].tolist() == pytest.approx(expected)


def test_the_spend_of_a_forecaster_is_a_tenth_of_the_usual_at_least_and_that_of_others_before_its_own():
    spend = np.zeros((2, 30))
    spend[0, 0], spend[1, 10:] = 300.0, 60.0
    levels = _average(Flow(spend, spend, np.ones((2, 30))), 1.0, None, Clock(1, 1))[1]
    assert levels[0, -1] == pytest.approx(math.log(0.1 * 300 / 30))
    assert levels[1, 5] == pytest.approx(math.log(300 / 6 / 2))  # the mean of both, as it has none
    assert levels[1, -1] == pytest.approx(math.log(60), abs=1e-4)


def test_what_is_usual_of_a_rate():
    assert Usual(0.1, 0.2).variance(3) == pytest.approx(0.7)
    usual = Usual(0.1, 0.2, (0.0, 0.4, 0.8), (0.4, 0.2))
    weights = np.exp(usual.log_prior)
    assert weights.sum() == pytest.approx(1)
    assert weights[1] / weights[0] == pytest.approx(math.exp(2**2 / 2))
    assert (Usual(0.1, 0.2).elasticities, Usual(0.1, 0.2).elasticity) == ((0.0,), (0.0, 1.0))


def test_widths_of_campaigns_begin_with_what_all_of_them_missed():
    """Two series, one period of a row each: misses of 0.4 and none beside a usual 0.2. Together 7 of 8 periods... and
    then each its own, with the prior of both."""
    usual = Usual(0.04, 0.0)
    misses = Misses(np.array([[0.4], [0.0]]), np.ones((2, 1)), np.ones((2, 1)), np.zeros((2, 1)))
    variance, prior = spread({1: misses}, usual, Clock(1, 1), (2, 2))
    both = (6 + 4) / (6 + 2)
    assert variance[:, 1] / 0.04 == pytest.approx([(6 * both + 4) / 7, 6 * both / 7])
    assert prior[:, 1].tolist() == pytest.approx([6 / 7, 6 / 7])

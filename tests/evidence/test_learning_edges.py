"""Further worked numbers of what is learned, each where one rule of the code just applies or just does not."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simulator import InputError
from simulator.beliefs.distributions import median
from simulator.evidence import delay_from_exports
from simulator.evidence.learning.account import Account
from simulator.evidence.learning.applying import plan_values
from simulator.evidence.learning.backtest import _crps, _most, _predicted, _Sums, backtest
from simulator.evidence.learning.buyers import _aov, _customers, buyer_segments
from simulator.evidence.learning.campaigns import _completed, _seen, recent_changes
from simulator.evidence.learning.customers import _chosen_customers
from simulator.evidence.learning.flows import Clock, Flow, rhythm_of, weighted_sums
from simulator.evidence.learning.forecast import forecast
from simulator.evidence.learning.forecasters import Usual, _average, _center, _weights, _with_siblings
from simulator.evidence.learning.learn import learn
from simulator.evidence.learning.shop_orders import columns_of
from simulator.evidence.learning.sums import sums_of
from tests.evidence.accounts import history, steady
from tests.evidence.test_buyers import orders as bought
from tests.evidence.test_learning_worked import MONDAY, repeats
from tests.evidence.test_shop import orders
from tests.simulator.plans import refusal

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
    refusal("period_days", lambda: backtest(steady(80), period_days=0))
    refusal("period_days", lambda: backtest(steady(80), period_days=10, step_days=0))


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


# -- customers ------------------------------------------------------------------------------------------------------


def test_customers_with_two_purchases_buy_again_and_with_two_orders_on_a_day_do_not():
    rows = [(f"two{at}", at + 73 * time, 80, 0) for at in range(25) for time in range(2)]
    rows += [(f"same{at}", at, 80, 0) for at in range(25) for _ in range(2)]
    table = buyer_segments(bought(rows)).table.set_index("segment")
    assert table.customers.to_dict() == {"once_small": 25, "again_small": 25}
    assert table.orders_per_year["again_small"] == pytest.approx(365.25 / 73)
    with pytest.raises(InputError, match="does not say which orders have the same customer"):
        buyer_segments(bought([]))


def test_the_average_of_two_customers_is_known_to_a_tenth_by_cochrans_ratio():
    """One order of 90 and one of 110: √(2 · 10² · 2 / 1) / 2 orders / 100."""
    made = _aov(_customers(bought([("a", 0, 90, 0), ("b", 1, 110, 0)]).frame))
    assert made.sigma == pytest.approx(math.sqrt(math.log1p(0.1**2)))
    assert median(made) == pytest.approx(100 * math.exp(-(made.sigma**2) / 2))


def test_customers_whom_the_file_calls_new_are_those_who_are_watched():
    named = columns_of(
        orders([0, 1, 2, 3], customer=["a", "b", "a", "c"], new_customer=[True, False, False, True]).frame
    )
    chosen, known = _chosen_customers(named)
    assert (len(chosen), known) == (2, True)


def test_the_first_year_of_fifty_customers_is_told():
    assert "In the first year" in repeats([0, 150], 800, count=49, once=1)[1]

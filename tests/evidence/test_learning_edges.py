"""Further worked numbers of what is learned, each where one rule of the code just applies or just does not."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import norm, t

from simulator import InputError
from simulator.beliefs.distributions import median
from simulator.evidence import delay_from_exports, learn_event, orderless_note, running_of, shop_facts
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
from simulator.evidence.learning.past_events import _regressed
from simulator.evidence.learning.past_events import spans_of as past_spans
from simulator.evidence.learning.rivals import Benchmark
from simulator.evidence.learning.running import _spend_by_weekday, drift_of
from simulator.evidence.learning.shop_orders import columns_of, rate_of
from simulator.evidence.learning.sums import order_value_cv, sums_of
from simulator.plan.events import Event
from tests.evidence.accounts import history, steady
from tests.evidence.test_buyers import orders as bought
from tests.evidence.test_learning_worked import MONDAY, repeats
from tests.evidence.test_shop import notes_text, orders
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


def test_a_share_whose_spans_differ_has_the_jeffreys_mean_and_the_wider_variance():
    """1,000 orders each of 28 % and 32 %: the spans lie 0.02 off, of which 0.21 / 1,000 is luck (DerSimonian & Laird),
    and one more span and the two of the mean make one and a half of what is left."""
    day = np.repeat([0, 10], 1000)
    did = np.r_[np.arange(1000) < 280, np.arange(1000) < 320]
    made = rate_of(day, did, 10)
    ahead = (2 * 1000 * 0.02**2 - 0.3 * 0.7) / 1000 * 1.5
    mean = 600.5 / 2001
    alpha, beta = made.shape
    assert alpha / (alpha + beta) == pytest.approx(mean)
    variance = mean * (1 - mean) / (alpha + beta + 1)
    assert variance == pytest.approx(mean * (1 - mean) / 2002 + ahead)


@pytest.mark.parametrize(("count", "is_said"), [(19, True), (20, False)])
def test_twenty_refunds_are_no_longer_few(count, is_said):
    refunded = [10.0 if at < count else 0.0 for at in range(60)]
    assert ("few refunds" in notes_text(shop_facts(orders(range(60), refunded=refunded)))) == is_said


def test_twenty_orders_of_cents_have_a_spread_and_twenty_gifts_have_none():
    assert shop_facts(orders(range(20), 0.04)).order_value_cv == pytest.approx(0, abs=1e-12)
    assert shop_facts(orders(range(20), 0.0)).order_value_cv is None
    assert shop_facts(orders(range(19), 50.0)).order_value_cv is None


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
    rows = [(day, "A", 100, 0 if day < 3 else 200, 10 if 3 <= day < 37 else 0, 500) for day in range(40)]
    assert "The last days (3) have only 0" in said_of(rows)


def test_last_days_are_not_looked_at_where_orders_come_without_clicks():
    rows = [(day, "A", 100, 200, 180 if day < 37 else 0, 500) for day in range(40)]
    text = said_of(rows)
    assert "last days" not in text
    assert "The conversion rate is taken as 50 % and the click price" in text


def test_rivals_know_no_value_where_no_order_has_one():
    rows = [(day, "A", 10, 5, 1, math.nan) for day in range(5)]
    assert math.isnan(Benchmark(sums_of(history(rows), by_campaign=False), 2).forecast(4, 50.0).aov)


# -- past events ----------------------------------------------------------------------------------------------------


def test_an_event_on_a_leap_day_had_its_days_in_other_years_too():
    spans = past_spans(Event(name="Leap", first=date(2024, 2, 29), last=date(2024, 3, 1)))
    assert [first.isoformat() for first, _ in spans[:3]] == ["2024-02-29", "2023-03-02", "2022-03-03"]
    assert {(last - first).days for first, last in spans} == {1}


@pytest.mark.parametrize(("before", "is_enough"), [(21, True), (20, False)])
def test_an_event_is_held_against_three_weeks_at_least(before, is_enough):
    rows = [(day, "A", 100, 200, 8 if day >= before else 4, 320) for day in range(before + 4)]
    first = MONDAY + timedelta(days=before)
    event = Event(name="Sale", first=first, last=first + timedelta(days=3))
    if is_enough:
        assert learn_event(history(rows), event).effects[0]["cvr"].log == pytest.approx(math.log(2), abs=1e-6)
    else:
        assert "at least 21" in str(refusal(lambda: learn_event(history(rows), event), "events"))


def test_days_that_fit_a_regression_exactly_leave_the_error_of_their_counts():
    """Counts of 1,000 with a rhythm, a trend and an event: the error is that of a Poisson regression, X' diag(μ) X."""
    day = np.arange(35)
    weekday, trend, is_event = day % 7, np.linspace(-1, 1, 35), (day >= 20) & (day < 25)
    counts = 1000 * np.exp(0.1 * (weekday == 2) + 0.5 * trend + 0.3 * is_event)
    effect = _regressed(counts, np.ones(35), is_event, weekday, 1.0)
    assert effect.log == pytest.approx(0.3)
    design = np.column_stack([np.eye(7)[weekday], trend, is_event])
    variance = np.linalg.inv(design.T @ (counts[:, None] * design))[-1, -1]
    wider = t.ppf(0.95, 35 - 9) / norm.ppf(0.95)
    assert effect.error == pytest.approx(math.sqrt(variance) * wider, rel=1e-6)


# -- the running period ---------------------------------------------------------------------------------------------


def test_orders_older_than_the_delay_are_all_there():
    """At half a day, 99 % are there after three days: the fourth last day lacks nothing."""
    rows = [(day, "A", 100, 200, 4, 320) for day in range(5)]
    arrived = running_of(history(rows), spring(), MONDAY, delay_days=0.5).so_far.arrived
    assert arrived == pytest.approx((1, 1, *(1 - math.exp(-(age + 0.5) / 0.5) for age in (2, 1, 0))))


def test_days_before_the_plan_without_spend_or_without_clicks_tell_nothing():
    for spend, clicks, known in ((0, 200, 0), (100, 0, 0), (100, 200, 30)):
        rows = [(day, "A", spend if day < 30 else 100, clicks if day < 30 else 200, 4, 320) for day in range(35)]
        assert running_of(history(rows), spring(), MONDAY + timedelta(days=30)).before == known


def test_spend_that_is_even_has_no_rhythm_and_what_was_learned_drifts_as_it_was_learned():
    even = history([(day, "A", 100, 200, 4, 320) for day in range(42)])
    assert _spend_by_weekday(sums_of(even, by_campaign=False)) == [1.0] * 7
    learned = learn(even, period_days=30, with_notes=False)
    drift = drift_of(even, 30)
    assert (drift.cvr, drift.cpc, drift.aov) == (learned.cvr_drift, learned.cpc_drift, learned.aov_drift)
    assert drift_of(None, 30).cvr == pytest.approx(math.sqrt(0.041 + 30 * 0.0007))


@pytest.mark.parametrize(("clicks", "is_said"), [(100, False), (200, True)])
def test_no_order_is_noticed_where_the_plan_expects_three(clicks, is_said):
    """About 2.1 % of the clicks order in this plan."""
    running = running_of(history([(0, "A", 100, clicks, 0, 0)]), spring(), MONDAY)
    assert (orderless_note(running, spring()) is not None) == is_said

"""What is learned, in closed form and by hand: one day, shares that have come in, ranks and simple rivals."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta, binom, norm, poisson

from simulator import InputError, RateFromCounts
from simulator.beliefs.distributions import median, quantile
from simulator.evidence import AdRows, learn, learn_campaigns, spend_note
from simulator.evidence.learning.account import Account
from simulator.evidence.learning.applying import plan_values
from simulator.evidence.learning.as_beliefs import amount_of_log, correlation_of, rate_of_log, share_of
from simulator.evidence.learning.backtest import _crps, _interval_score, backtest
from simulator.evidence.learning.campaigns import _more_than_chance, recent_changes, spend_per_campaign
from simulator.evidence.learning.channel_rows import channels_from
from simulator.evidence.learning.customers import _by_month, _follow_up, _gaps, _look_back
from simulator.evidence.learning.flows import Clock
from simulator.evidence.learning.forecast import Forecast, Rank, forecast, rank_of_orders
from simulator.evidence.learning.forecasters import Usual
from simulator.evidence.learning.history import history_of
from simulator.evidence.learning.rivals import SHARES, Benchmark, naive
from simulator.evidence.learning.shop_orders import Orders, Spans, rate_of, spans_of
from simulator.evidence.learning.sums import arrived_by_age, order_value_cv, sums_of
from simulator.evidence.learning.verdict import hindsight_notes
from tests.evidence.accounts import FIRST, history, steady

# -- a history of one day -------------------------------------------------------------------------------------------


def test_one_day_is_known_in_closed_form():
    """Nothing was missed yet: every forecaster sees the same day, and the widths are what is usual and the counting.

    An average begins with half a unit (an order; 0.49 clicks; the usual spread of one order value) at its own rate, so
    that the rate is (seen + unit / 2)² / (below · (seen + unit)).
    """
    spend, clicks, orders, value = 100.0, 200.0, 10.0, 500.0
    learned = learn(history([(0, "A", spend, clicks, orders, value)]), period_days=30)

    def rate(seen: float, below: float, unit: float) -> float:
        return (seen + unit / 2) ** 2 / (below * (seen + unit))

    per_spend, clicks_per_spend = rate(orders, spend, 1.0), rate(clicks, spend, 0.49)
    luck, click_luck = 1 / (orders + 0.5), 0.49 / (clicks + 0.245)
    cpc, cvr, cpo = (
        0.029 + 30 * 0.0003 + click_luck,
        0.041 + 30 * 0.0007 + luck + click_luck,
        0.045 + 30 * 0.0007 + luck,
    )
    assert median(learned.cpc) == pytest.approx(1 / clicks_per_spend)
    assert math.log(quantile(learned.cpc, 0.95) / median(learned.cpc)) == pytest.approx(norm.ppf(0.95) * math.sqrt(cpc))
    expected = rate_of_log(math.log(per_spend / clicks_per_spend), cvr)
    assert (learned.cvr.orders, learned.cvr.clicks) == pytest.approx((expected.orders, expected.clicks))
    assert learned.correlation_cpc_cvr == pytest.approx((cpc + cvr - cpo) / (2 * math.sqrt(cpc * cvr)))
    unit = value / orders  # of an order value with the usual spread, 100 %
    average = (value + unit / 2) / (orders + unit / 2 / ((value + unit / 2) / orders))
    aov = 0.0072 + 30 * 0.0001 + unit / (value + unit / 2)
    assert median(learned.aov) == pytest.approx(average)
    assert math.log(quantile(learned.aov, 0.95) / median(learned.aov)) == pytest.approx(norm.ppf(0.95) * math.sqrt(aov))
    drifts = (learned.cpc_drift, learned.cvr_drift, learned.aov_drift)
    assert drifts == pytest.approx([math.sqrt(part) for part in (0.038, 0.062, 0.0102)])
    assert (learned.reference_spend, learned.spend_range) == (3000, (3000, 3000))
    assert (learned.order_value_cv, learned.prior_share, learned.days, learned.period_days) == (1, 1, 1, 30)


def test_the_elasticity_of_one_day_is_the_usual_one():
    learned = learn(history([(0, "A", 100, 200, 10, 500)]))
    for values, mean, sd, seen in (
        ((0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9), 0.4, 0.18, None),
        ((0, 0.1, 0.2, 0.3, 0.4, 0.5), 0.2, 0.12, learned.cpc_elasticity),
    ):
        grid = np.array(values)
        weights = norm.pdf(grid, mean, sd) / norm.pdf(grid, mean, sd).sum()
        middle = float((weights * grid).sum())
        if seen is None:
            spread = math.sqrt(float((weights * (grid - middle) ** 2).sum()))
            usual = share_of(middle, spread)
            assert (learned.elasticity.low, learned.elasticity.high) == pytest.approx((usual.low, usual.high))
        else:
            assert seen == pytest.approx(middle)
    assert Usual(0.04, 0.001).variance(30) == pytest.approx(0.07)


def test_campaigns_of_one_day_borrow_two_orders_of_what_they_rest_on():
    learned = learn_campaigns(history([(0, "A", 100, 200, 10, 500), (0, "B", 50, 80, 3, 240)]))
    for name, clicks, orders in (("A", 200, 10), ("B", 80, 3)):
        item = learned[name]
        assert item.borrowed == pytest.approx(2 / (orders + 2))
        assert item.cpc_borrowed == pytest.approx(2 * 0.49 / (clicks + 2 * 0.49))  # in clicks of one price
        assert item.aov_borrowed == pytest.approx(2 / (orders + 2))
    plain = learn_campaigns(history([(0, "A", 100, 200, 10, math.nan), (0, "B", 50, 80, 3, math.nan)]))
    assert [item.aov_borrowed for item in plain.values()] == [0, 0]


def test_a_campaign_that_did_not_spend_yet_is_told_the_spend_of_the_others():
    rows = [(0, "A", 100, 200, 10, 500), (1, "A", 100, 200, 10, 500), (1, "B", 60, 100, 5, 250)]
    account = Account(sums_of(history(rows), by_campaign=True), 10)
    assert account.reference.tolist() == [[1000, 1000], [500, 300]]


@pytest.mark.parametrize(("orders", "lacks"), [(80, False), (130, True)])
def test_a_conversion_rate_of_more_than_a_half_lacks_clicks(orders, lacks):
    account = Account(sums_of(history([(0, "A", 100, 200, orders, 500)]), by_campaign=False), 30)
    assert account.lacks_clicks() == lacks
    assert learn(history([(0, "A", 100, 200, orders, 500)])).seen_cvr == orders / 200


# -- as beliefs and as fields ---------------------------------------------------------------------------------------


def test_shares_and_correlations_stay_where_a_belief_can_be():
    assert (correlation_of(0.1, 0.1, 0.5), correlation_of(0.1, 0.1, 0.0)) == (-0.9, 0.9)
    assert correlation_of(0.1, 0.2, 0.3) == pytest.approx(0)
    assert share_of(0.001, 0.005) == share_of(0.02, 0.01)
    assert share_of(0.97, 0.05) == share_of(0.9, 0.05)
    low = share_of(0.3, 0.1)
    size = 0.3 * 0.7 / 0.01 - 1
    assert (low.low, low.high) == pytest.approx(beta.ppf([0.05, 0.95], 0.3 * size, 0.7 * size), rel=1e-9)
    narrow = amount_of_log(2.0, 0.04)
    assert (narrow.low, narrow.high) == pytest.approx(tuple(np.exp(norm.ppf([0.05, 0.95], 2.0, 0.2))))
    wide = amount_of_log(0.0, 100.0)
    assert wide.high == pytest.approx(math.exp(norm.ppf(0.95) * 5))
    least = amount_of_log(-30.0, 0.01)
    assert (least.low, least.high) == (1e-9, pytest.approx(1e-9 * (1 + 1e-6), rel=1e-12))
    fixed = amount_of_log(0.0, 0.0)
    assert fixed.high == pytest.approx(math.exp(norm.ppf(0.95) * 1e-4))


def test_a_plan_takes_counts_with_two_decimals_and_the_rest_with_four_digits():
    learned = learn(history([(day, "A", 100.123456, 200, 10.1252, 500) for day in range(3)]))
    values = plan_values(replace(learned, correlation_cpc_cvr=0.12345), steady())
    assert (values["cvr_orders"], values["cvr_clicks"]) == (30.38, 600)
    assert values["correlation_cpc_cvr"] == 0.12
    assert values["reference_budget"] == 3004  # 100.123456 a day
    assert values["budget"] == 3000  # 200 clicks a day at 0.50
    assert values["order_value_cv"] == float(f"{learned.order_value_cv:.4g}")


def test_channels_are_campaigns_at_what_they_spend_now():
    rows = [(day, "old", 10, 20, 1, 50) for day in range(10)] + [(day, " ", 5, 10, 1, 40) for day in range(10, 50)]
    new, old = channels_from(history(rows), period_days=10)
    assert (new.name, new.spend, new.reference_spend) == ("?", 50, 50)
    assert (old.name, old.spend, old.reference_spend) == ("old", 0, pytest.approx(10 * 10 * 10 / 50))
    (third,) = channels_from(history([(day, "A", 1 / 3, 200, 10, 500) for day in range(3)]), period_days=10)
    assert third.spend == 3.33
    assert new.cpc_elasticity == round(new.cpc_elasticity, 2) > 0
    assert spend_per_campaign(history(rows), 28) == {" ": 140}
    assert spend_per_campaign(history(rows), 41) == {" ": 200, "old": 10}


@pytest.mark.parametrize(("spend", "is_far"), [(3750, False), (3751, True), (2400, False), (2399, True)])
def test_a_spend_a_quarter_outside_what_was_seen_is_far(spend, is_far):
    learned = learn(history([(0, "A", 100, 200, 10, 500)]), period_days=30)
    assert (spend_note(learned, spend) is not None) == is_far


# -- sums -----------------------------------------------------------------------------------------------------------


def test_rows_ahead_at_which_misses_are_measured():
    cases = {(1, 30): (7, 30), (1, 8): (7, 8), (1, 7): (7,), (1, 3): (3,), (7, 4): (1, 4), (30, 1): (1,)}
    assert {case: Clock(*case).horizons for case in cases} == cases


def test_orders_of_a_row_come_in_with_its_days():
    daily = arrived_by_age(10.0)
    assert len(daily) == math.ceil(math.log(100) * 10)
    assert daily[:2] == pytest.approx((1 - math.exp(-0.05), 1 - math.exp(-0.15)))
    weekly = arrived_by_age(10.0, 7)
    assert weekly[0] == pytest.approx(np.mean(daily[:7]))
    assert len(weekly) == math.ceil(math.log(100) * 10 / 7)
    assert (arrived_by_age(0.0009), len(arrived_by_age(90.0))) == ((), 415)
    with pytest.raises(InputError, match="must be 0 to 90"):
        arrived_by_age(90.1)


def test_sums_have_a_zero_where_nothing_was_and_know_their_weekday():
    rows = [(1, "A", 10, 20, 1, 50), (3, "A", 30, 40, 2, math.nan), (3, "B", 1, 2, 3, 4)]
    sums = sums_of(history(rows), by_campaign=True)
    assert sums.spend.tolist() == [[10, 0, 30], [0, 0, 1]]
    assert sums.value.tolist() == [[50, 0, 0], [0, 0, 4]]
    assert sums.valued_orders.tolist() == [[1, 0, 0], [0, 0, 3]]
    assert (sums.weekday, sums.rows) == (int(np.datetime64("2026-01-06").astype(int)) % 7, 3)
    assert sums.without_last(1).clicks.tolist() == [[20, 0], [0, 0]]
    assert sums.completed((0.5, 0.25)).orders.tolist() == [[1, 0, 4], [0, 0, 6]]


def test_the_spread_of_order_values_of_two_days_by_hand():
    """One order of 100, then two of 400 each: (300² / (1 + 1/2)) / 300² + 5 usual days of 1, over 6."""
    cv = order_value_cv(sums_of(history([(0, "A", 1, 1, 1, 100), (1, "A", 1, 1, 2, 800)]), by_campaign=False))
    assert cv.tolist() == [[1.0, pytest.approx(math.sqrt((300**2 / 1.5 / 300**2 + 5) / 6))]]


# -- ranks and draws ------------------------------------------------------------------------------------------------


def test_an_outcome_between_two_ranks_is_inside_as_far_as_they_are():
    assert Rank(0.2, 0.4).middle == pytest.approx(0.3)
    assert Rank(0.0, 0.1).inside(0.9) == pytest.approx(0.5)
    assert Rank(0.9, 1.0).inside(0.9) == pytest.approx(0.5)
    assert (Rank(0.3, 0.3).inside(0.5), Rank(0.2, 0.2).inside(0.5), Rank(0.96, 0.99).inside(0.9)) == (1, 0, 0)
    assert (Rank(0.05, 0.05).inside(0.9), Rank(0.95, 0.95).inside(0.9)) == (1, 1)


def test_orders_rank_by_the_poisson_distribution_and_their_cost_the_other_way_round():
    known = Forecast(100.0, np.full(4, 8.0), np.array([5.0, 7.0, 8.0, 10.0]), np.array([1.0, 2.0, 2.0, 3.0]))
    assert known.rank("orders", 6) == pytest.approx((poisson.cdf(5, 8), poisson.cdf(6, 8)))
    assert known.rank("orders", 6.5) == pytest.approx((poisson.cdf(6, 8), poisson.cdf(6, 8)))
    assert known.rank("orders", 0) == pytest.approx((0, poisson.cdf(0, 8)))
    assert known.rank("cpo", 100 / 6) == pytest.approx((poisson.sf(6, 8), poisson.sf(5, 8)))
    assert known.rank("cpo", 0.0) == pytest.approx((0, 0), abs=1e-12)
    assert known.rank("revenue", 2.0) == (0.25, 0.75)
    assert known.draws("cpo").tolist() == [20, pytest.approx(100 / 7), 12.5, 10]


def test_a_forecast_moves_the_click_price_with_the_elasticity_and_nothing_else():
    """Of four times the spend come 4 · 4^-γ times the orders."""
    learned = learn(steady(), period_days=30)
    one, four = (forecast(learned, times * learned.reference_spend).expected_orders for times in (1, 4))
    ratio = float(np.median(four / one))
    assert ratio == pytest.approx(4 ** (1 - median(learned.elasticity)), rel=0.02)
    half = rank_of_orders(learned, learned.reference_spend, 60.0, 0.5)
    own = Forecast(learned.reference_spend, one / 2, np.empty(0), None).rank("orders", 60.0)
    assert half == pytest.approx(own)


# -- simple rivals --------------------------------------------------------------------------------------------------


def test_the_last_period_carried_on_is_a_binomial_or_a_poisson():
    plain = naive((100.0, 200.0, 10.0, 500.0), 50.0)
    assert plain.ends == (binom(100, 0.05).ppf(0.05), 5.0, binom(100, 0.05).ppf(0.95))
    assert (plain.aov, plain.spend) == (50, 50)
    assert plain.range90("cpo") == (50 / plain.ends[2], 10, 50 / plain.ends[0])
    assert plain.range90("revenue")[1] == 250
    assert plain.orders.tolist() == binom(100, 0.05).ppf(SHARES).tolist()
    assert pytest.approx(1 - SHARES[::-1]) == SHARES  # as many high draws as low ones
    assert plain.draws("cpo").tolist() == sorted(50 / np.maximum(plain.orders, 0.5))
    more = naive((100.0, 10.0, 20.0, 500.0), 100.0)
    assert more.ends == (poisson(20).ppf(0.05), 20.0, poisson(20).ppf(0.95))
    level = naive((100.0, 10.0, 10.0, 0.0), 100.0)
    assert level.ends == (10, 10, 10)
    assert (naive((0.0, 5.0, 1.0, 1.0), 5.0), naive((5.0, 0.0, 1.0, 1.0), 5.0)) == (None, None)
    assert math.isnan(naive((5.0, 5.0, 0.0, 0.0), 5.0).aov)
    assert naive((5.0, 5.0, 0.0, 0.0), 5.0).range90("cpo")[2] == np.inf


def test_the_last_28_days_and_their_own_errors_by_loops():
    rng = np.random.default_rng(3)
    spend, orders = rng.uniform(50, 150, 50), rng.poisson(5, 50).astype(float)
    rows = [(day, "A", spend[day], 100, orders[day], orders[day] * 40) for day in range(50)]
    made = Benchmark(sums_of(history(rows), by_campaign=False), 7)

    def rate(day):
        part = slice(max(day - 27, 0), day + 1)
        return (orders[part].sum() + 0.5) / spend[part].sum()

    def error(day):
        part = slice(day + 1, day + 8)
        return math.log((orders[part].sum() + 0.5) / spend[part].sum() / rate(day))

    errors = [error(day) for day in range(27, 43)]  # from the first whole 28 days on, and over by the end
    sd = math.sqrt(np.mean(np.square(errors)))
    last = made.forecast(49, 700.0)
    middle = rate(49) * 700
    assert last.ends == pytest.approx([middle * math.exp(norm.ppf(share) * sd) for share in (0.05, 0.5, 0.95)])
    assert last.aov == pytest.approx(40)
    early = made.forecast(37, 700.0)  # errors from days 27 to 30 are over: four are too few
    assert early.ends[2] / early.ends[1] == pytest.approx(math.exp(norm.ppf(0.95) * 0.32))
    five = made.forecast(38, 700.0)
    assert five.ends[2] / five.ends[1] == pytest.approx(
        math.exp(norm.ppf(0.95) * math.sqrt(np.mean(np.square(errors[:5]))))
    )
    assert last.orders[100] / middle == pytest.approx(math.exp(norm.ppf(SHARES[100]) * sd))


def test_scores_of_an_interval_and_of_draws_by_hand():
    assert [_interval_score(10, 20, actual) for actual in (15, 8, 21)] == [10, 50, 30]
    assert math.isnan(_interval_score(10, math.inf, 15))
    assert _crps(np.array([1.0, 3.0]), 2.0) == pytest.approx(1 - 0.5)
    assert _crps(np.array([4.0]), 1.0) == 3


def test_past_periods_are_predicted_back_from_the_end_while_enough_days_lie_before():
    made = backtest(steady(80), period_days=10)
    orders = made.frame[made.frame["quantity"] == "orders"]
    last = pd.Timestamp(FIRST) + timedelta(days=79)
    assert orders["to"].iloc[-1] == last
    assert (orders["from"].diff().dropna() == timedelta(days=10)).all()
    assert (orders["to"] - orders["from"]).unique().tolist() == [timedelta(days=9)]
    assert set(orders["actual"]) == {40.0}
    assert set(orders["spend"]) == {1000.0}
    assert made.held("orders") == (made.cuts, made.cuts)
    assert made.miss["orders"] == pytest.approx((orders["median"] - 40).abs().mean())
    assert len(backtest(steady(80), period_days=10, most_cuts=2).frame) == 6
    assert backtest(steady(80), period_days=10, step_days=5).cuts == 2 * made.cuts
    assert len(hindsight_notes(made)) >= 1
    assert backtest(steady(80), period_days=10, step_days=1, most_cuts=4).cuts == 4
    without = [(day, "A", 100, 200, 4, math.nan) for day in range(80)]
    assert set(backtest(history(without), period_days=10).frame["quantity"]) == {"orders", "cpo"}


# -- changes of the last days ---------------------------------------------------------------------------------------


def test_marks_are_as_many_as_chance_allows():
    """The largest p of rank k that lies below 5 % · k / n, and all below it (Benjamini & Hochberg 1995)."""
    chances = np.array([0.04, 0.001, math.nan, 0.03, 0.9])
    assert _more_than_chance(chances).tolist() == [False, True, False, False, False]
    assert _more_than_chance(np.array([0.01, 0.02, 0.03, 0.9])).tolist() == [True, True, True, False]
    assert _more_than_chance(np.array([0.05])).tolist() == [True]
    assert _more_than_chance(np.array([math.nan])).tolist() == [False]


def test_the_last_seven_days_are_held_against_at_least_fourteen_before_them():
    def rows(days, last):
        return [(day, "A", 100, 200, last if day >= days - 7 else 10, 500) for day in range(days)]

    better, worse = (recent_changes(history(rows(40, last))).loc["A"] for last in (20, 2))
    assert (better["change"], better["recent_cpo"], worse["change"], worse["recent_cpo"]) == ("better", 5, "worse", 50)
    assert recent_changes(history(rows(40, 10))).loc["A", "change"] == ""
    assert math.isnan(recent_changes(history(rows(20, 20))).loc["A", "change_p"])
    assert recent_changes(history(rows(21, 20))).loc["A", "change_p"] < 0.05
    none = [(day, "A", 100, 200, 0 if day >= 33 else 10, 500) for day in range(40)]
    assert recent_changes(history(none)).loc["A", "recent_cpo"] == np.inf
    paused = [*rows(40, 10), *((day, "B", 0.0 if day >= 33 else 5.0, 9, 1, 50) for day in range(40))]
    assert math.isnan(recent_changes(history(paused)).loc["B", "recent_cpo"])


# -- a shop's orders ------------------------------------------------------------------------------------------------


def test_spans_that_differ_by_more_than_chance_widen_what_is_believed():
    """DerSimonian & Laird by hand: averages 0.2 and 0.4 of 10 orders each; single orders add 0.21."""
    spans = Spans(np.array([10.0, 10.0]), np.array([2.0, 4.0]))
    assert spans.mean == pytest.approx(0.3)
    assert spans.between(0.05) == pytest.approx((0.2 - 0.05) / 10)
    assert spans.between(0.21) == 0
    assert Spans(np.array([10.0]), np.array([2.0])).between(0.0) == 0
    assert spans.ahead(0.05) == pytest.approx(0.015 * 1.5)
    day = np.array([0, 1, 9, 10, 25])
    made = spans_of(day, np.array([1.0, 2.0, 4.0, 8.0, 16.0]), 10)
    assert (made.orders.tolist(), made.total.tolist()) == ([1, 2, 2], [16, 12, 3])


def test_a_rate_whose_spans_agree_is_its_plain_counts_and_else_fewer():
    day = np.repeat(np.arange(2) * 10, 100)
    same = np.tile(np.r_[np.ones(30), np.zeros(70)], 2).astype(bool)
    assert rate_of(day, same, 10) == RateFromCounts(60, 200)
    apart = np.r_[np.ones(10), np.zeros(90), np.ones(50), np.zeros(50)].astype(bool)
    fewer = rate_of(day, apart, 10)
    spread = (100 * (0.2**2 + 0.2**2) - 0.21) / 100 * 1.5
    mean = 60.5 / 201
    size = mean * (1 - mean) / (mean * (1 - mean) / 202 + spread) - 1
    assert (fewer.orders, fewer.clicks) == pytest.approx((max(mean * max(size, 1.5) - 0.5, 0), max(size, 1.5) - 1))


def test_gaps_between_purchases_and_customers_by_month():
    customer, day = np.array([0, 0, 0, 1, 2]), np.array([0, 40, 380, 10, 390])
    gaps = _gaps(customer, day, 400)
    assert gaps.days.tolist() == [40, 340, 20, 390, 10]
    assert gaps.again.tolist() == [True, True, False, False, False]
    by_month = _by_month(customer, day, 400)
    assert by_month["customers"].tolist() == [2] * 12 + [1]
    assert by_month["repeat_orders"].tolist() == [0, 1] + [0] * 10 + [1]
    assert by_month["orders_per_customer"].tolist() == [0, 0.5] + [0] * 10 + [1]
    month = _by_month(np.array([0]), np.array([0]), 30)  # 31 days are a whole month of 30.4, 30 days are none
    assert (len(month), month["customers"].tolist()) == (1, [1])
    assert len(_by_month(np.array([0]), np.array([0]), 29)) == 0
    watched = np.arange(100)
    assert (_follow_up(watched), _follow_up(watched[:50]), _follow_up(watched[:49])) == (50, 0, 0)


@pytest.mark.parametrize(("last", "days"), [(89, 60), (545, 364), (600, 365)])
def test_two_thirds_of_a_file_and_a_year_at_most_tell_who_was_there_before(last, days):
    day = np.array([0, last])
    none = np.zeros(2)
    assert _look_back(Orders(day, none, none, none.astype(bool), day, none)) == days


def test_rows_without_a_measure_are_left_out_and_counted():
    frame = pd.DataFrame(
        {"date": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-02"]), "campaign": ["A", "A", "A"],
         "spend": [1.0, 2.0, math.nan], "clicks": [3.0, 4.0, 5.0], "orders": [1.0, -2.0, 1.0],
         "value": [math.nan, 7.0, 1.0]}
    )  # fmt: skip
    made = history_of(AdRows(frame, "EUR", "table", 0))
    assert made.frame[["spend", "clicks", "orders", "value"]].to_numpy().tolist() == [[3, 7, 0, 7]]
    assert (made.left_out, made.days_per_row, made.days) == (1, 1, 1)

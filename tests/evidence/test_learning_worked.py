"""Worked numbers of what is learned: a few rows each, and what they come to by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.special import polygamma
from scipy.stats import beta, nbinom

from simulator import InputError, RateFromCounts
from simulator.evidence import running_of
from simulator.evidence.learning.account import Account
from simulator.evidence.learning.applying import plan_values
from simulator.evidence.learning.as_beliefs import rate_of_log, share_of
from simulator.evidence.learning.backtest import Backtest, _predicted, _Sums, backtest
from simulator.evidence.learning.channel_rows import channels_from
from simulator.evidence.learning.customers import RepeatFacts, _Gaps, _kaplan_meier, repeat_facts
from simulator.evidence.learning.flows import Clock, Flow, ahead_sums
from simulator.evidence.learning.forecast import forecast
from simulator.evidence.learning.forecasters import Usual, _a_year_ago, _weights
from simulator.evidence.learning.history import History
from simulator.evidence.learning.learn import learn
from simulator.evidence.learning.notes import _incomplete
from simulator.evidence.learning.rivals import SHARES, Benchmark
from simulator.evidence.learning.running import _spend_by_weekday
from simulator.evidence.learning.shop import _spread_of_values, shop_facts
from simulator.evidence.learning.shop_orders import columns_of
from simulator.evidence.learning.sums import sums_of
from simulator.evidence.learning.verdict import hindsight_notes
from tests.evidence.accounts import FIRST, history, steady
from tests.evidence.test_shop import notes_text, orders
from tests.simulator.plans import spring

MONDAY = date.fromisoformat(FIRST)

# -- beliefs --------------------------------------------------------------------------------------------------------


def test_a_share_wider_than_any_counts_is_one_of_half_a_count_at_either_end():
    """Half a count (and a thousandth) is the least that counts have on a side: Beta(1/2, 1/2) lies by the arcsine."""
    widest = share_of(0.5, 0.4)
    assert widest.low == pytest.approx(beta.ppf(0.05, 0.5, 0.501))
    assert widest.low == pytest.approx(math.sin(math.pi / 2 * 0.05) ** 2, rel=3e-3)
    assert widest.high == 0.99
    skewed = share_of(0.9, 0.2)  # 1.25 counts in all: α = 0.9 · 1.25, and β not 0.125 but 1/2
    assert skewed.low == pytest.approx(beta.ppf(0.05, 1.125, 0.5))
    rare = share_of(0.02, 0.028)  # 24 counts, of which 0.48: its low end lies at 8 in 100,000
    assert (rare.low, rare.high) == (1e-4, pytest.approx(beta.ppf(0.95, 0.5, 23.5)))


@pytest.mark.parametrize("counts", [(0.1, 0.2), (0.5, 20.0), (3.0, 9.0), (10.0, 20.0), (500.0, 90_000.0)])
def test_the_mean_and_variance_of_a_logarithm_give_the_counts_back(counts):
    """Of a Beta(α, β): ψ(α) - ψ(α + β) and ψ'(α) - ψ'(α + β)."""
    alpha, beta_ = RateFromCounts(*counts).shape
    mean, variance = (float(polygamma(n, alpha) - polygamma(n, alpha + beta_)) for n in (0, 1))
    again = rate_of_log(mean, variance)
    assert (again.orders, again.clicks) == pytest.approx(counts, rel=1e-4, abs=1e-6)


def test_a_rate_wider_than_that_of_no_order_is_that_of_no_order():
    """Of half a count (α = 1/2) the logarithm has a variance of π² / 2 = 4.93, less the little of the clicks."""
    for variance in (6.0, 60.0):
        assert rate_of_log(math.log(0.02), variance).orders == 0


# -- customers who buy again ----------------------------------------------------------------------------------------


def gaps(customers: int, of_each: int, again: int, *, day: int = 30, watched: int = 400) -> _Gaps:
    """`of_each` gaps of each customer, all alike; the first `again` customers bought again on this day."""
    customer = np.repeat(np.arange(customers), of_each)
    bought = customer < again
    return _Gaps(np.where(bought, day, watched), bought, customer)


def test_gaps_of_one_customer_that_are_alike_count_as_one():
    """A share of 3 in 10 among 100 customers is a binomial of 100, however many gaps each of them has."""
    for of_each in (1, 2, 5):
        curve = _kaplan_meier(gaps(100, of_each, 30), 365)
        assert curve is not None
        assert (curve.retention.orders, curve.retention.clicks) == pytest.approx((30, 100))
        assert curve.mean_gap == pytest.approx(30)


def test_the_variance_of_a_share_is_greenwoods_where_customers_have_one_gap_each():
    """10 of 40 again on day 10, then 10 watched no longer, then 5 of 20 on day 50: S = 3/4 · 3/4, and
    var / S² = 10 / (40 · 30) + 5 / (20 · 15)."""
    days = np.array([10] * 10 + [20] * 10 + [50] * 5 + [400] * 15)
    again = np.isin(days, [10, 50])
    curve = _kaplan_meier(_Gaps(days, again, np.arange(40)), 365)
    left = 9 / 16
    variance = left**2 * (10 / (40 * 30) + 5 / (20 * 15))
    assert curve is not None
    assert curve.retention.clicks == pytest.approx(left * (1 - left) / variance)
    assert curve.retention.orders / curve.retention.clicks == pytest.approx(1 - left)
    assert curve.mean_gap == pytest.approx((10 * 1 / 4 + 50 * 3 / 16) / (1 - left))


def test_nobody_and_everybody_tell_no_share_and_one_customer_counts_as_one():
    assert _kaplan_meier(gaps(5, 1, 5), 365) is None
    assert _kaplan_meier(gaps(5, 1, 2, day=366), 365) is None
    assert _kaplan_meier(gaps(5, 1, 2, day=365), 365) is not None
    assert _kaplan_meier(gaps(5, 1, 2, day=0), 365).mean_gap == 1


def repeats(days: list[int], until: int, *, count: int = 60, once: int = 0) -> tuple[RepeatFacts | None, str]:
    """What is told of customers who all bought on these days, and of some who bought on the first day only."""
    rows = [(day, f"c{number}") for number in range(count) for day in days]
    rows += [(days[0], f"once {number}") for number in range(once)]
    rows = [*sorted(rows), (until, "a stranger")]
    notes: list[InputError] = []
    facts = repeat_facts(columns_of(orders([day for day, _ in rows], customer=[name for _, name in rows]).frame), notes)
    return facts, "\n".join(map(str, notes))


@pytest.mark.parametrize(("again", "is_known"), [(365, True), (366, False)])
def test_customers_who_all_bought_again_after_more_than_a_year_tell_no_rhythm(again, is_known):
    facts, said = repeats([0, again], 800)
    assert (facts is not None) == is_known
    assert ("bought again in time" in said) == (not is_known)


def test_customers_who_all_bought_alike_do_not_differ_and_count_as_many_as_their_gaps():
    """The variance between them is exactly 0: so many gaps as there are, the stranger's of no day included."""
    facts, _ = repeats([0, 30], 800)
    assert facts is not None
    assert (facts.retention.orders, facts.retention.clicks) == pytest.approx((60.5, 121))


def test_customers_watched_for_half_a_year_have_no_first_year():
    facts, said = repeats([0, 30], 200)
    assert facts is not None
    assert (facts.within_days, len(facts.by_month), facts.purchases) == (200, 6, 121)
    assert "(days: 200)" in said
    assert "first year" not in said


def test_a_first_year_unlike_an_even_rhythm_is_told_in_numbers():
    """60 of 61 customers bought again after 150 days, 2.4 times a year: a plan counts the first order and one later
    one, which 60/121 = 0.496 of the purchases were followed by; but 60/61 = 0.984 came."""
    facts, said = repeats([0, 150], 800, once=1)
    assert facts is not None
    assert "counts 0.5 later orders per customer; customers of this file made 0.98." in said
    assert "In the first year" not in repeats([0, 30], 800)[1]  # 1.00 of eleven, and 1 came


# -- a shop's order values ------------------------------------------------------------------------------------------


def test_two_orders_of_small_values_make_an_average_and_one_order_none():
    assert shop_facts(orders([0, 1], [0.3, 0.5])).aov is not None
    assert shop_facts(orders([0], [50.0])).aov is None
    assert shop_facts(orders([0, 1], [0.0, 0.0])).aov is None


def test_a_single_gift_is_said_and_half_a_coin_is_none():
    assert "if they were gifts: 1." in notes_text(shop_facts(orders(range(3), [0.0, 0.5, 50.0])))
    assert "gifts" not in notes_text(shop_facts(orders(range(3), [0.1, 0.5, 50.0])))


@pytest.mark.parametrize(("now", "before", "is_told"), [(20, 20, True), (19, 20, False), (20, 19, False)])
def test_a_change_of_prices_is_told_in_cents_where_twenty_orders_lie_on_either_side_of_the_last_90_days(
    now, before, is_told
):
    """The last order on day 90: day 1 is the first of 90 days."""
    values = [50.124, 50.128] * 10 + [80.456, 80.46] * 10
    days = [0] * before + [1] * (now - 1) + [90]
    said = notes_text(shop_facts(orders(days, [*values[:before], *values[20 : 20 + now]])))
    assert ("(days: 90) orders were worth 80.46 on average, before that 50.13" in said) == is_told


@pytest.mark.parametrize("days", [0.0, -1.0, math.inf, math.nan])
def test_a_shop_tells_a_period_of_a_length(days):
    with pytest.raises(InputError, match="A number above 0"):
        shop_facts(orders([0, 1]), period_days=days)


def test_values_that_no_plan_takes_are_said():
    facts = shop_facts(orders([0, 1, 2], 1e15))
    assert facts.aov is None
    assert "no amount of money that a plan takes" in notes_text(facts)


def test_the_spread_without_the_largest_order_is_that_of_the_others():
    """40 and 60 in turn, 20 of each, and one of 5,000: the others average 50, with a spread of √(40/39) / 5."""
    values = [*[40.0, 60.0] * 20, 5_000.0]
    assert "the average is 50 and the spread 0.2 instead of" in notes_text(shop_facts(orders(range(41), values)))
    gifts = notes_text(shop_facts(orders(range(21), [*[0.0] * 20, 90.0])))
    assert "One order of 90 makes 100 % of all sales. Without it the average is 0 and the spread 0 instead" in gifts


def test_the_spread_of_values_has_a_most():
    """Logarithms of 0 and 10 have a variance of 25, of which a lognormal would have a spread of exp(25): 4 counts."""
    values = np.exp([0.0, 10.0] * 20)
    assert _spread_of_values(values) == pytest.approx(math.expm1(4))
    assert _spread_of_values(np.exp([0.0, 3.0] * 20)) == pytest.approx(math.expm1(2.25 * 40 / 39))
    assert _spread_of_values(np.exp([0.0, 10.0] * 2)) == pytest.approx(1 + 1 / 4, rel=1e-3)  # too few for a tail


# -- forecasters and their rivals -----------------------------------------------------------------------------------


def test_forecasters_weigh_by_what_they_missed():
    """Two forecasters of one row ahead. One was right in both rows that count, the other a factor off each time.

    Counted are 2 of 2.5 (orders and a half), so a miss is log(2.5 / 4.5), its variance 0.1 + 0.2 + 1 / 2.5, and the
    weights are as (1 + squares / 6) ** -4: 6 periods of the prior and 2 of one's own, halved.
    """
    flow = Flow(np.full((1, 9), 2.0), np.ones((1, 9)), np.ones((1, 9)))
    expected = np.log(np.broadcast_to(np.array([2.0, 4.0])[None, :, None, None], (1, 2, 1, 8)))
    usual = Usual(0.1, 0.2)
    weights = _weights(flow, {1: expected}, usual, Clock(1, 1), 2)[0, :, 0, :]
    squares = 2 * math.log(2.5 / 4.5) ** 2 / (0.3 + 0.4)
    ratio = ((6 + squares) / 6) ** -4
    assert weights[1, -1] / weights[0, -1] == pytest.approx(ratio)
    assert weights[:, 6] == pytest.approx([0.5, 0.5])  # nothing that counts was over yet
    assert weights.sum(axis=0) == pytest.approx(np.ones(9))


def test_the_last_28_days_know_nothing_before_the_first_spend_and_value_a_single_order():
    rows = [(0, "A", 0, 5, 0.5, 20), *((day, "A", 10, 5, 0, 0) for day in range(1, 5))]
    made = Benchmark(sums_of(history(rows), by_campaign=False), 2)
    assert made.forecast(0, 50.0) is None
    first = made.forecast(1, 50.0)
    assert first is not None
    assert np.allclose(SHARES + SHARES[::-1], 1)
    assert np.allclose(np.diff(SHARES), 1 / 200)
    assert (first.aov, first.ends[1]) == (40, pytest.approx((0.5 + 0.5) / 10 * 50))


def test_a_period_without_values_is_compared_in_orders_and_cost_only():
    plain = [(day, "A", 100, 200, 4, math.nan) for day in range(30)]
    learned = learn(history(plain))
    valued = learn(history([(day, "A", 100, 200, 4, 80) for day in range(30)]))
    both = {
        (learned, 99.0): ["orders", "cpo"],
        (valued, math.nan): ["orders", "cpo"],
        (valued, 99.0): ["orders", "cpo", "revenue"],
    }
    for (belief, value), quantities in both.items():
        rows = _predicted(belief, _Sums(3000, 6000, 100, value), MONDAY, 30, (None, None))
        assert [row["quantity"] for row in rows] == quantities


def test_an_outcome_beyond_a_tenth_is_outside_four_fifths_and_inside_nine_tenths():
    learned = learn(history([(day, "A", 100, 200, 4, 80) for day in range(30)]))
    draws = forecast(learned, 3000).draws("revenue")
    for share in (0.08, 0.92):
        *_, row = _predicted(learned, _Sums(3000, 6000, 100, np.quantile(draws, share)), MONDAY, 30, (None, None))
        assert (row["quantity"], row["inside80"], row["inside90"]) == ("revenue", 0, 1)
        assert row["below"] == pytest.approx(share, abs=2e-3)


def in_hindsight(held: int, naive: int, benchmark: int, count: int = 4) -> Backtest:
    """So many periods of 10 orders: ours and both rivals held in some of them; the first was too early for a rival."""

    def ends(held: int, unknown: int = 0) -> tuple[list[float], list[float]]:
        low = [10.0 if at >= count - held else 11.0 for at in range(count)]  # the ends are included
        return [math.nan] * unknown + low[unknown:], [max(end, 10.0) for end in low]

    parts = {"": ends(held), "naive_": ends(naive, 1), "benchmark_": ends(benchmark, 1)}
    frame = pd.DataFrame({f"{name}{end}90": values for name, both in parts.items()
                          for end, values in zip(("low", "high"), both, strict=True)})  # fmt: skip
    return replace(backtest(steady(30)), frame=frame.assign(quantity="orders", actual=10.0), inside90={"orders": 1.0})


def test_ranges_are_called_too_narrow_where_so_few_hold_less_often_than_once_in_twenty():
    """Of 4 ranges of 90 % two or fewer hold 5.2 times in 100, one or fewer 0.4 times."""
    (fair,) = map(str, hindsight_notes(in_hindsight(2, 1, 3)))
    assert fair.startswith(
        "Past periods looked at: 4. Inside our 90 % range: 2; inside one made of the period before: 1,"
    )
    assert "of the last 28 days: 3" in fair
    assert "(1 of 4)" in "".join(map(str, hindsight_notes(in_hindsight(1, 1, 3))))


def test_sums_of_the_next_rows_hold_none_of_the_row_itself():
    assert ahead_sums(np.array([[1.0, 2.0, 4.0, 8.0]]), 2).tolist() == [[6, 12]]


def test_what_the_same_week_a_year_ago_brought_beyond_its_own_level():
    """Two orders a day for a tenth of a euro: of a week 14 and half a one, for 0.7 and what half a one costs so far."""
    shape = (1, 404)
    flow = Flow(np.full(shape, 2.0), np.full(shape, 0.1), np.ones(shape))
    level, spend = np.full(shape, 0.3), np.full(shape, math.log(0.2))
    usual = Usual(0.1, 0.2, (0.0, 0.4), (0.4, 0.1))
    beyond = _a_year_ago(flow, level, spend, usual, Clock(1, 7))[0]
    assert not beyond[: 364 + 28].any()
    for day in (28, 39):
        center = (2 * (day + 1) + 0.5) / (0.1 * (day + 1))
        came = math.log(14.5 / (0.7 + 0.5 / center))
        assert beyond[364 + day] == pytest.approx(came - (0.3 - 0.4 * math.log(0.1 / 0.2)))
    assert not _a_year_ago(flow, level, spend, usual, Clock(1, 364)).any()
    short = Flow(*(part[:, :364] for part in flow))
    assert not _a_year_ago(short, level[:, :364], spend[:, :364], usual, Clock(1, 7)).any()


# -- the running period ---------------------------------------------------------------------------------------------


def test_the_rhythm_of_spend_is_drawn_to_even_by_how_weeks_differ():
    """Mondays of 1.6 and 1.3 times an average day: 1.45 on average, the other days 0.925.

    Weeks differ by 0.045 (Mondays) and 0.00125, on average 0.0075: 0.00375 of the mean of two. Days lie 0.45 and 0.075
    off, a variance of 0.039375, so 1 - 0.00375 / 0.039375 = 19/21 of it is known.
    """
    spends = [160.0, *[90.0] * 6, 260.0, *[190.0] * 6]
    rows = [(day, "A", spend, 100, 5, 400) for day, spend in enumerate(spends)]
    factors = _spend_by_weekday(sums_of(history(rows), by_campaign=False))
    assert factors == pytest.approx([1 + 0.45 * 19 / 21, *[1 - 0.075 * 19 / 21] * 6])
    tuesday = [(day - 1, *row) for day, *row in rows[1:]]  # one day short of two weeks
    assert _spend_by_weekday(sums_of(history(tuesday), by_campaign=False)) is None


def test_orders_of_the_last_days_have_come_in_by_their_age_and_the_delay():
    rows = [(day, "A", 100, 200, 4, 320) for day in range(5)]
    running = running_of(history(rows), spring(), MONDAY, delay_days=0.5)
    arrived = running.so_far.arrived
    assert arrived[-1] == pytest.approx(1 - math.exp(-0.5 / 0.5))
    assert arrived[0] == 1
    assert list(arrived) == sorted(arrived, reverse=True)
    assert running_of(history(rows), spring(), MONDAY).so_far.arrived == (1, 1, 1, 1, 1)
    assert running.before == 0


def test_a_change_is_not_told_from_days_on_which_nothing_was_spent():
    rows = [(day, "A", 100 if day >= 16 else 0, 200, 10, 500) for day in range(30)]
    assert "something changed" not in "\n".join(map(str, learn(history(rows)).notes))
    rows = [(day, "A", 100, 200, 30 if day >= 16 else 10, 500) for day in range(30)]
    assert "The last days (14) brought 292 %" in "\n".join(map(str, learn(history(rows)).notes))


def test_a_campaign_of_less_than_half_a_cent_is_a_channel_without_spend():
    rows = [(day, "A", 100, 200, 10, 500) for day in range(10)] + [(9, "B", 0.004, 1, 0, 0)]
    small = {channel.name: channel for channel in channels_from(history(rows), period_days=10)}["B"]
    assert (small.spend, small.reference_spend) == (0, 0.01)


def test_last_days_are_incomplete_where_chance_brings_as_little_less_than_once_in_200():
    """Orders of three days are negative binomial; more clicks with as many orders are the less likely."""
    past = [(day, "A", 100, 200, 10, 500) for day in range(30)]
    cases = []
    for clicks in np.linspace(126, 138, 13):
        rows = [*past, *((day, "A", 100, clicks, orders_, 500) for day, orders_ in ((30, 3), (31, 3), (32, 2)))]
        account = Account(sums_of(history(rows), by_campaign=False), 3)
        before = Account(account.sums.without_last(3), 3).learned().cvr
        alpha, beta_ = before.shape
        chance = nbinom.cdf(8, alpha, (alpha + beta_) / (alpha + beta_ + 3 * clicks))
        cases.append((chance < 0.005, 0.005 < chance < 0.0055, _incomplete(account) is not None))
    assert any(is_near for _, is_near, _ in cases)
    assert {is_rare for is_rare, _, _ in cases} == {False, True}
    assert all(is_rare == is_said for is_rare, _, is_said in cases)


def test_seven_last_days_are_looked_at_where_three_tell_nothing():
    rows = [(day, "A", 100, 200, 0 if 33 <= day < 37 else 10, 500) for day in range(40)]
    assert "The last days (7) have only 4" in "\n".join(map(str, learn(history(rows)).notes))


def test_a_history_has_left_nothing_out_and_a_plan_a_spend_of_a_cent_at_least():
    made = history([(0, "A", 100, 200, 10, 500)])
    assert (History(made.frame, None, 1, "table").left_out, History(made.frame, None, 1, "table").days) == (0, 1)
    assert plan_values(replace(learn(made), reference_spend=0.0), made)["reference_budget"] == 0.01

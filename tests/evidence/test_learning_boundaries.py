"""Boundary values of what is learned, and laws that hold whatever the file."""

from __future__ import annotations

import dataclasses
import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from simulator import InputError, RateFromCounts
from simulator.evidence import AdRows, SalesRows, delay_from_exports, learn, learn_campaigns, learn_event, running_of
from simulator.evidence.learning.applying import can_be_correlated
from simulator.evidence.learning.as_beliefs import share_of
from simulator.evidence.learning.backtest import backtest
from simulator.evidence.learning.buyers import buyer_segments
from simulator.evidence.learning.campaigns import recent_changes
from simulator.evidence.learning.customers import new_customer_share
from simulator.evidence.learning.forecast import drawn, forecast, rank_of_orders
from simulator.evidence.learning.learn import learn_past
from simulator.evidence.learning.past_events import (
    BETWEEN_YEARS,
    CLICK_PRICE_VARIANCE,
    Effect,
    _day_spread,
    _days_together,
    _next_time,
)
from simulator.evidence.learning.shop import _note_values, _order_value_cv, _return_rate
from simulator.evidence.learning.shop_orders import Orders, rate_of, spans_of
from simulator.evidence.learning.sums import order_value_cv, sums_of
from simulator.evidence.learning.verdict import hindsight_notes
from simulator.plan.events import Event
from tests.evidence.accounts import FIRST, history, steady
from tests.evidence.test_buyers import orders as buyers
from tests.simulator.plans import spring

MONDAY = date.fromisoformat(FIRST)

# -- the account and its campaigns ----------------------------------------------------------------------------------


def test_an_account_is_the_sum_of_its_campaigns():
    parts = [(day, name, 50 + day, 100, 2 + day % 3, 150) for day in range(40) for name in "AB"]
    whole = [(day, "all", 100 + 2 * day, 200, 4 + 2 * (day % 3), 300) for day in range(40)]
    two, one = learn(history(parts)), learn(history(whole))
    for name in ("cpc", "cvr", "aov", "elasticity", "reference_spend", "spend_range", "correlation_cpc_cvr"):
        assert str(getattr(two, name)) == str(getattr(one, name)), name
    assert (two.campaigns, one.campaigns, two.value) == (2, 1, 12_000)
    assert (
        learn_past(history(parts), [20], period_days=10)[0].cvr
        == learn_past(history(whole), [20], period_days=10)[0].cvr
    )
    assert learn_campaigns(history(whole))["all"].notes == ()
    assert learn(history([(0, "A", 100, 200, 10, 500)])).value == 500


def test_nothing_is_believed_before_the_first_click_and_the_first_spend():
    rows = [(0, "A", 1, 0, 0, 0), (1, "A", 0, 1, 0, 0), (2, "A", 1, 1, 1, 5)]
    past = learn_past(history(rows), [0, 1, 2], period_days=1)
    assert [item is None for item in past] == [True, False, False]
    begun = [(0, "A", 0, 1, 0, 0), (1, "A", 1, 0, 0, 0)]
    assert [item is None for item in learn_past(history(begun), [0, 1], period_days=1)] == [True, False]


@pytest.mark.parametrize(("days", "is_noticed"), [(17, True), (16, False)])
def test_last_days_without_orders_are_noticed_after_fourteen_days(days, is_noticed):
    rows = [(day, "A", 100, 200, 0 if day >= days - 3 else 10, 500) for day in range(days)]
    said = "\n".join(map(str, learn(history(rows)).notes))
    assert ("The last days (3) have only 0" in said) == is_noticed


def test_days_with_clicks_and_no_spend_before_the_last_ones_tell_nothing_of_them():
    rows = [(day, "A", 100 if day >= 20 else 0, 200, 10, 500) for day in range(23)]
    assert "last days" not in "\n".join(map(str, learn(history(rows)).notes))


@pytest.mark.parametrize(("days_per_row", "rows", "is_noticed"), [(1, 23, True), (7, 3, True), (7, 2, False)])
def test_last_days_without_orders_are_noticed_in_weeks_and_in_days_in_cents_and_in_thousands(
    days_per_row, rows, is_noticed
):
    """Two weeks must lie before the last three days, or before the last week."""
    last = 3 if days_per_row == 1 else 1
    for spend in (1e-3, 1.0, 1e5):
        days = [(at * days_per_row, "A", spend, 200, 0 if at >= rows - last else 10, 50) for at in range(rows)]
        said = "\n".join(map(str, learn(history(days, days_per_row=days_per_row)).notes))
        assert ("have only 0 % of the orders" in said) == is_noticed


@pytest.mark.parametrize("orders", [0, 1, 5])
def test_days_with_spend_and_no_click_before_the_last_ones_tell_nothing_of_them(orders):
    rows = [(day, "A", 100, 200 if day >= 20 else 0, orders if day >= 20 else 0, 500) for day in range(23)]
    assert "last days" not in "\n".join(map(str, learn(history(rows)).notes))


def test_draws_of_a_forecast_keep_their_widths_and_their_correlation():
    learned = dataclasses.replace(learn(steady()), correlation_cpc_cvr=0.6)
    cvr, cpc, _ = drawn(learned)
    spread = math.log(learned.cpc.high / learned.cpc.low) / (2 * norm.ppf(0.95))
    assert np.log(cpc).std() == pytest.approx(spread, rel=0.01)
    assert np.corrcoef(np.log(cpc).ravel(), np.log(cvr).ravel())[0, 1] == pytest.approx(0.6, abs=0.02)
    assert forecast(learned, 0.0).orders.max() == 0
    # A draw is what it is without the correlation, where that is next to none.
    none, hardly = (drawn(dataclasses.replace(learned, correlation_cpc_cvr=at))[1] for at in (0.0, 1e-9))
    assert hardly == pytest.approx(none, rel=1e-6)
    # Twice the usual spend is twice as much in another money.
    cents = dataclasses.replace(learned, reference_spend=learned.reference_spend / 1e6)
    dear, same = (drawn(one, spend=2 * one.reference_spend)[1] for one in (learned, cents))
    assert same == pytest.approx(dear)
    assert (dear > cpc).all()


def test_a_change_is_as_likely_as_its_orders_among_those_expected():
    rows = [(day, "A", 0.05, 200, 12 if day >= 33 else 10, 500) for day in range(40)]
    change = recent_changes(history(rows)).loc["A"]
    before = learn(history(rows[:33]), period_days=7)
    middle = rank_of_orders(before, 0.35, 84).middle
    assert change["change_p"] == pytest.approx(2 * (1 - middle))


def test_correlations_that_cannot_exist_together_are_known():
    none = dict.fromkeys(("correlation_cpc_cvr", "correlation_aov_cvr", "correlation_cpc_aov"))
    assert can_be_correlated({"correlation_cpc_cvr": 0.9}, none)
    assert can_be_correlated({"correlation_cpc_cvr": 0.9}, {**none, "correlation_aov_cvr": 0.3})
    assert not can_be_correlated(
        {"correlation_cpc_cvr": 0.9}, {"correlation_aov_cvr": 0.9, "correlation_cpc_aov": -0.9}
    )


def test_the_widest_share_is_that_of_no_count_at_all():
    """Mean 0.9 with a spread that no Beta of counts has: Beta(1/2, 1/2), as near as counts come."""
    widest = share_of(0.9, 1.0)
    assert (widest.low, widest.high) == pytest.approx((math.sin(math.pi * 0.025) ** 2, 0.99), rel=0.01)


# -- hindsight in words ---------------------------------------------------------------------------------------------


def past(held, count, own=1.0, benchmark=2.0, naive=2.0):
    """A hindsight in which so many of the periods held, and these scores."""
    inside = np.arange(count) < held
    frame = pd.DataFrame({"quantity": "orders", "actual": 10.0, "low90": 5.0, "high90": np.where(inside, 15.0, 9.0)})
    benchmark_high = np.where(np.arange(count) > 0, 15.0, 9.0)
    frame = frame.assign(naive_low90=5.0, naive_high90=9.0, benchmark_low90=5.0, benchmark_high90=benchmark_high)
    scores = {"crps": {"orders": own}, "benchmark_crps": {"orders": benchmark}, "naive_crps": {"orders": naive}}
    made = backtest(steady(10), period_days=10)
    return dataclasses.replace(made, frame=frame, inside90={"orders": 0.9}, **scores)


def test_hindsight_says_how_many_ranges_held_and_doubts_what_chance_brings_in_one_case_of_twenty():
    """Of 20 periods at 90 %, 15 or fewer hold in 4.3 % of cases, 16 or fewer in 13.3 %."""
    (plain,) = hindsight_notes(past(16, 20))
    assert "range: 16; inside one made of the period before: 0, of the last 28 days: 19." in str(plain)
    assert "less often than it promises (15 of 20)" in str(hindsight_notes(past(15, 20))[1])
    assert hindsight_notes(backtest(steady(10), period_days=10)) == ()
    assert hindsight_notes(past(16, 20), "revenue") == ()


@pytest.mark.parametrize(("own", "said"), [(0.96, 1), (0.97, 1), (0.98, 2)])
def test_three_percent_less_is_better_and_two_are_not(own, said):
    assert len(hindsight_notes(past(20, 20, own=own, benchmark=1.0))) == said
    assert len(hindsight_notes(past(20, 20, own=own, naive=1.0))) == said


# -- an event of the past -------------------------------------------------------------------------------------------


def quiet(on, *, days=36, orders=6.0, begin=date(2026, 3, 2)):
    """100 spent on 200 clicks with 6 orders of 80 a day; on some days 100 clicks, 12 orders of 40."""
    rows = [
        ((begin - MONDAY).days + at, "A", 100, *((100, 2 * orders, 480) if at in on else (200, orders, 480)))
        for at in range(days)
    ]
    return history(rows)


def test_the_effects_of_a_quiet_day_are_exact_and_their_errors_those_of_its_counts():
    """The inverse of the information in weekdays, a trend and the day, each count as sure as a Poisson is."""
    day = date(2026, 3, 20)
    made = learn_event(quiet({18}), Event(name="E", first=day, last=day)).effects[0]
    assert made["cvr"].log == pytest.approx(math.log(4), abs=1e-6)
    assert made["cpc"].log == pytest.approx(math.log(2), abs=1e-6)
    assert made["aov"].log == pytest.approx(math.log(0.5), abs=1e-6)
    at = np.arange(36)
    design = np.column_stack([*(at % 7 == day for day in range(7)), np.linspace(-1, 1, 36), at == 18]).astype(float)
    wider = t.ppf(0.95, 36 - 9) / norm.ppf(0.95)
    sums = sums_of(quiet({18}), by_campaign=False)
    of_values = float(order_value_cv(sums)[0, -1] ** 2 * sums.value.sum() / sums.orders.sum())
    for name, kappa, usual, then in (
        ("cvr", 1.0, 6, 12), ("cpc", CLICK_PRICE_VARIANCE, 200, 100), ("aov", of_values, 480, 480),
    ):  # fmt: skip
        weight = np.where(at == 18, then, usual) / kappa
        error = math.sqrt(np.linalg.inv(design.T @ (weight[:, None] * design))[-1, -1])
        assert made[name].error == pytest.approx(error * wider, rel=1e-4), name


def test_where_counts_are_huge_the_error_is_that_of_days_that_differ():
    """Days lie 10 % above and below by turns, so neighbours are not alike: the error is that of least squares."""
    rows = [
        ((date(2026, 3, 2) - MONDAY).days + at, "A", 100, 10**9, 10**7 * (1.1 if at % 2 else 0.9), 10**9)
        for at in range(36)
    ]
    day = date(2026, 3, 20)
    error = learn_event(history(rows), Event(name="E", first=day, last=day)).effects[0]["cvr"].error
    at = np.arange(36)
    design = np.column_stack([*(at % 7 == day for day in range(7)), np.linspace(-1, 1, 36), at == 18]).astype(float)
    wider = t.ppf(0.95, 36 - 9) / norm.ppf(0.95)
    sd = 0.1 * math.sqrt(35 / 27)
    assert error == pytest.approx(math.sqrt(np.linalg.inv(design.T @ design)[-1, -1]) * sd * wider, rel=0.1)


def test_an_event_on_the_last_days_of_the_export_is_in_it_and_one_without_orders_has_its_click_price():
    last = Event(name="E", first=date(2026, 4, 5), last=date(2026, 4, 6))
    made = learn_event(quiet({34, 35}), last).effects[0]
    assert made["cvr"].log == pytest.approx(math.log(4), abs=1e-6)
    assert set(learn_event(quiet({34, 35}, orders=0.0), last).effects[0]) == {"cpc"}


def test_days_that_lie_off_together_by_hand():
    """Neighbours of 1, 1, -1, -1 are correlated by (1 - 1 + 1) / 4; three days: 1 + 2 (2/3 · 1/4 + 1/3 · 1/16)."""
    residuals = np.array([1.0, 1.0, -1.0, -1.0])
    assert _days_together(residuals, 3) == pytest.approx(1.375)
    assert _days_together(2 * residuals + 3, 3) == pytest.approx(1.375)  # twice as far off, around another mean
    assert (_days_together(residuals, 1), _days_together(residuals[:2], 3), _days_together(np.ones(9), 3)) == (1, 1, 1)
    assert _days_together(np.tile([1.0, -1.0], 9), 3) == 1
    assert _days_together(np.repeat([1.0, -1.0], 50), 2) == pytest.approx(1.95)


def test_the_spread_of_days_makes_pearson_s_statistic_its_degrees_of_freedom():
    """2 · 10² / (20 + 400 σ²) = 1."""
    counts, mean = np.array([10.0, 30.0]), np.array([20.0, 20.0])
    assert _day_spread(counts, mean, 1.0, 1) == pytest.approx(0.45)
    assert _day_spread(counts, mean, 1.0, 10) == 0
    assert _day_spread(counts, mean, 2.0, 1) == pytest.approx(0.4)
    assert _day_spread(np.zeros(2), mean * 1e9, 1.0, 0) == 4  # more is not looked for


def test_the_next_time_is_as_wide_as_a_year_s_error_and_the_years_apart():
    declared = BETWEEN_YEARS["cvr"] ** 2 / 2
    one = _next_time("cvr", [Effect(math.log(2), 0.1)])
    ends = np.exp(math.log(2) + norm.ppf([0.05, 0.95]) * math.sqrt(0.01 + 2 * declared))  # of this year, and the next
    assert (one.low, one.high) == pytest.approx(tuple(ends), rel=0.005)
    two = _next_time("cvr", [Effect(math.log(2), 0.1), Effect(math.log(2), 0.1)])
    assert two.high / two.low < one.high / one.low
    far = _next_time("cvr", [Effect(math.log(2), 0.01), Effect(0.0, 9.0)])
    assert math.sqrt(far.low * far.high) == pytest.approx(2, rel=0.02)
    assert _next_time("cvr", []) is None


# -- a running period -----------------------------------------------------------------------------------------------


def test_values_of_a_day_are_those_of_the_orders_that_have_one():
    rows = [
        (0, "A", 10, 20, 4, 320), (0, "B", 10, 20, 2, math.nan), (1, "A", 10, 20, 0, 0), (2, "A", 10, 20, 1, 70),
        (3, "A", 10, 20, 1, math.nan),
    ]  # fmt: skip
    so_far = running_of(history(rows), spring(budget=300), MONDAY).so_far
    assert so_far.value[:3] == (480, 0, 70)
    assert math.isnan(so_far.value[3])
    assert running_of(history(rows[:1]), spring(budget=300), MONDAY).so_far.days == 1


@pytest.mark.parametrize(("orders", "is_said"), [(0, False), (1, True)])
def test_orders_without_a_value_are_said_from_the_first_on(orders, is_said):
    running = running_of(history([(0, "A", 10, 20, orders, math.nan)]), spring(budget=300), MONDAY)
    assert any("no order values" in str(note) for note in running.notes) == is_said


@pytest.mark.parametrize("shift", range(3))
def test_a_quiet_weekend_is_on_the_weekend_on_whatever_day_the_file_and_the_plan_begin(shift):
    share = [0.4 if (day + shift) % 7 > 4 else 1.0 for day in range(70)]
    rows = [(day + shift, "A", 100 * part, 200 * part, 4 * part, 320 * part) for day, part in enumerate(share)]
    first = MONDAY + timedelta(days=52 + 2 * shift)
    spend = running_of(history(rows), spring(budget=3000), first).schedule.spend
    weekend = [(first + timedelta(days=at)).weekday() > 4 for at in range(14)]
    assert max(s for s, quiet in zip(spend, weekend, strict=False) if quiet) < min(
        s for s, quiet in zip(spend, weekend, strict=False) if not quiet
    )


# -- the delay of orders --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", [1, 10])
def test_the_delay_that_made_two_exports_is_found(gap):
    """1,000 orders a day, of which 1 - exp(-(k + ½) / 5) are in after k days; the later export is `gap` days older."""

    def export(end):
        return history([(day, "A", 10, 99, 1000 * (1 - math.exp(-(end - day + 0.5) / 5)), 1) for day in range(end + 1)])

    found = delay_from_exports(export(39), export(39 + gap))
    assert found.days == pytest.approx(5, rel=0.04)
    assert found.low <= found.days <= found.high
    assert found.high / found.low < 1.3


def test_two_exports_need_twenty_orders_and_a_day_between_them():
    def export(days, orders):
        return history([(day, "A", 10, 99, orders if day == 4 else 0, 1) for day in range(days)])

    assert delay_from_exports(export(5, 15), export(6, 20)).orders == 20
    with pytest.raises(InputError, match="too few orders"):
        delay_from_exports(export(5, 15), export(6, 19))
    with pytest.raises(InputError, match="at least a day later"):
        delay_from_exports(export(5, 15), export(5, 20))


# -- a shop's orders ------------------------------------------------------------------------------------------------


def shop(day, value=None, refunded=None, customer=None):
    day = np.asarray(day)
    none = np.zeros(len(day))
    return Orders(
        day,
        none + 50 if value is None else np.asarray(value, dtype=float),
        none if refunded is None else np.asarray(refunded, dtype=float),
        none.astype(bool),
        np.arange(len(day)) if customer is None else np.asarray(customer),
        none * math.nan,
    )


@pytest.mark.parametrize(("old", "rate"), [(2, RateFromCounts(1, 2)), (1, RateFromCounts(2, 4))])
def test_older_orders_tell_the_returns_where_they_are_half_of_all(old, rate):
    day = [0] * old + [100] * (4 - old)
    notes = []
    assert _return_rate(shop(day, refunded=[5, 0, 0, 5] if old == 2 else [0, 5, 5, 0]), 365, True, notes) == rate
    assert len(notes) == 1


def test_shares_of_new_customers_are_counted_after_two_thirds_of_the_file():
    """180 days: the last 60 count. Customer 0 was there before, 1 was not; 2 and 0 come again."""
    day = [0, 130, 140, 150, 179]
    made = new_customer_share(shop(day, customer=[0, 0, 1, 2, 2]), 365, [])
    assert (made.orders, made.clicks) == (2, 4)
    notes = []
    assert new_customer_share(shop([0, 100, 170], customer=[0, 1, 2]), 365, notes) is None
    assert "days: at least 180" in str(notes[0])


def test_spans_are_a_day_at_least_and_rare_returns_none_below_0():
    assert spans_of(np.array([0, 1]), np.ones(2), 0.5).orders.tolist() == [1, 1]
    rare = np.zeros(400, dtype=bool)
    rare[:2] = True
    assert rate_of(np.repeat([0, 10], 200), rare, 10).orders >= 0


def test_an_order_that_is_most_of_all_sales_is_named_with_what_is_left():
    notes = []
    values = [90.0, 110.0] * 15 + [50_000.0]
    cv = _order_value_cv(shop(range(31), value=values), notes)
    assert cv == pytest.approx(np.std(values, ddof=1) / np.mean(values))
    assert "Without it the average is 100 and the spread 0.1 instead of" in str(notes[0])
    said = []
    _note_values(shop(range(200), value=[10.0, 12.0] * 70 + [20.0, 22.0] * 30), said)
    assert "more than chance" in str(said[0])
    _note_values(shop(range(200), value=[10.0, 12.0] * 100), said[1:])
    assert len(said) == 1


def test_a_refund_of_half_a_coin_is_a_return():
    rows = [(f"a{at}", at, 20, 0.5 if at < 5 else 0) for at in range(25)] + [(f"b{at}", at, 90, 0) for at in range(25)]
    table = buyer_segments(buyers(rows)).table.set_index("segment")
    assert table.return_rate.tolist() == [0.2, 0]


def test_rows_are_of_one_day_unless_it_is_said():
    empty = pd.DataFrame()
    assert (AdRows(empty, None, "x").days_per_row, SalesRows(empty, None, "x").days_per_row) == (1, 1)

"""Pieces of what is learned, each by hand: a single order, a single click, the first value, a week without spend."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulator import Amount
from simulator.evidence import history_of, learn
from simulator.evidence.learning import account as account_module
from simulator.evidence.learning import past_events
from simulator.evidence.learning.account import Account
from simulator.evidence.learning.flows import Clock, Flow, Rhythm, rhythm_ahead
from simulator.evidence.learning.forecast import forecast
from simulator.evidence.learning.forecasters import Usual, _a_year_ago, _log_per_day, _outcomes, _prior, spread
from simulator.evidence.learning.notes import _last_days
from simulator.evidence.learning.running import Running, _spend_by_weekday, clickless_note
from simulator.evidence.learning.sums import sums_of
from simulator.questions.track import STILL
from simulator.questions.track.days import DaysSoFar, schedule_of
from tests.evidence.accounts import ad_rows, history, steady

NAN = math.nan
DAY = date(2026, 1, 5)


def test_the_value_of_one_order_scatters_by_its_own_spread_and_that_of_two_by_less():
    """Orders of 50 with a spread of 10 %: 5 for one of them, 5 · √2 for two. A forecast of one order on average has
    1,472 draws of one order and 762 of two, whose sums lie apart at 75."""
    learned = learn(steady(30))
    spend = learned.reference_spend / learned.orders
    one = replace(learned, aov=Amount(49.99, 50.01), order_value_cv=0.1, reference_spend=spend)
    revenue = forecast(one, spend).revenue
    assert revenue is not None
    single, double = (revenue[(revenue > low) & (revenue < low + 75 - low / 3)] for low in (1e-9, 75))
    assert single.std() == pytest.approx(5, rel=0.02)
    assert double.std() == pytest.approx(5 * math.sqrt(2), rel=0.02)
    assert (single.mean(), double.mean()) == pytest.approx((50, 100), rel=0.005)


def test_the_luck_of_an_order_value_is_the_average_times_the_square_of_its_spread(monkeypatch):
    """n orders of 50 with a spread of 40 %: their sum is 50 n, and its variance 400 n is 8 times as much. A campaign
    without orders has the average of all; before the first order it is one of the currency."""
    monkeypatch.setattr(account_module, "track", lambda flow, usual, clock: flow)
    rows = [(day, name, 10, 20, 0, 0) for day in range(3) for name in "AB"]
    rows[2] = (1, "A", 10, 20, 2, 100)
    account = Account(sums_of(history(rows), by_campaign=True), 28)
    account.__dict__["order_value_cv"] = np.full((2, 3), 0.4)
    assert account.values.unit == pytest.approx(np.array([[0.16, 8, 8], [0.16, 8, 8]]))


def test_order_values_are_known_from_the_first_order_that_has_one():
    rows = [(day, "A", 10, 20, *[(1, NAN), (0, 5.0), (0.5, 0.5), (1, 50)][day]) for day in range(4)]
    account = Account(sums_of(history(rows), by_campaign=False), 28)
    assert account.has_values.tolist() == [False, False, True, True]
    rows = [(day, "A", 10, 20, *[(1, 0.0), (0.5, 0.5), (1, 50)][day]) for day in range(3)]
    account = Account(sums_of(history(rows), by_campaign=False), 28)
    assert account.has_values.tolist() == [False, True, True]


def test_thirty_days_hold_four_weeks_and_two_weekdays_more():
    """All weekdays cost alike; Tuesdays bring twice as much. From a Monday on: 4 · 8 + 2 + 1 in 30 days, where an
    average week brings 8 in 7."""
    factor = np.ones((7, 1))
    factor[1] = 2
    rhythm = Rhythm(np.eye(7)[:, :1], factor, np.ones((7, 1)))
    assert rhythm_ahead(rhythm, Clock(1, 30), 30) == pytest.approx([math.log((35 / 30) / (8 / 7))])
    assert rhythm_ahead(rhythm, Clock(1, 15), 15) == pytest.approx([math.log((18 / 15) / (8 / 7))])


@pytest.mark.parametrize(("days_per_row", "rows", "variance"), [(1, 30, 4.0), (7, 4, 3.8), (30, 1, 4.0)])
def test_what_is_usual_is_told_of_the_days_of_a_period_whatever_its_rows(days_per_row, rows, variance):
    """1 and 0.1 a day."""
    seen, prior = spread({}, Usual(1.0, 0.1), Clock(days_per_row, rows), (2, 3))
    assert seen == pytest.approx(np.full((2, 3), variance))
    assert prior == pytest.approx(np.ones((2, 3)))


@pytest.mark.parametrize(("rows", "beyond"), [(12, []), (13, [1.0]), (14, [1.0, 1.0])])
def test_the_same_month_of_a_year_ago_counts_from_the_thirteenth_month_on(rows, beyond):
    """It brought e orders a coin where its own week before had promised one."""
    below = np.full((1, rows), 10.0)
    flow, clock = Flow(math.e * below, below, np.full((1, rows), 1e-9)), Clock(30, 1)
    spend = np.full((1, rows), float(_log_per_day(np.array(10.0), clock, 1)))
    assert float(_prior(flow).max()) < 1e-6
    seen = _a_year_ago(flow, np.zeros((1, rows)), spend, Usual(1.0, 0.1), clock)
    assert seen == pytest.approx(np.array([[0.0] * (rows - len(beyond)) + beyond]), abs=1e-6)


def test_a_period_ahead_without_spend_and_one_before_the_first_spend_do_not_count():
    """Two rows ahead, in weeks: from the second on there is spend behind, and from the fourth none ahead."""
    below = np.array([[0.0, 5.0, 0.0, 5.0, 0.0, 0.0, 5.0, 0.0]])
    counts, came, _ = _outcomes(Flow(2 * below, below, np.ones((1, 8))), Clock(7, 2), 2)
    assert counts.tolist() == [[0, 1, 1, 0, 1, 1]]
    assert came.tolist() == [[10, 10, 10, 0, 10, 10]]


@pytest.mark.parametrize(("twice", "names"), [("B", "AB"), ("A", "AB"), ("C", "ABC")])
def test_a_campaign_with_two_rows_on_a_day_is_added_up_whichever_it_is(twice, names):
    """In order of days and names, however the file has them."""
    rows = [(day, name, 10, 20, 1, 50) for day in (1, 0) for name in names[::-1]]
    frame = history_of(ad_rows([*rows, (1, twice, 10, 20, 1, 50)])).frame
    days = (frame["date"] - frame["date"].min()).dt.days.tolist()
    assert list(zip(days, frame["campaign"], strict=True)) == [(day, name) for day in (0, 1) for name in names]
    assert frame["spend"].tolist() == [
        20 if at == (1, twice) else 10 for at in zip(days, frame["campaign"], strict=True)
    ]


def test_a_single_click_before_the_last_days_tells_what_they_might_have_brought():
    rows = [(day, "A", 10, 1 if day == 0 or day > 13 else 0, 0, 0) for day in range(21)]
    assert _last_days(Account(sums_of(history(rows), by_campaign=False), 7), 7) is not None
    none = [(day, "A", 10, 1 if day > 13 else 0, 0, 0) for day in range(21)]
    assert _last_days(Account(sums_of(history(none), by_campaign=False), 7), 7) is None


def test_two_orders_and_a_half_are_as_rare_as_two_and_rarer_than_three():
    """P(X ≤ 2.5) = P(X ≤ 2), for orders come in ones."""

    def chance(orders):
        rows = [(day, "A", 100, 200, 4 if day < 60 else orders * (day == 66), 0) for day in range(67)]
        return _last_days(Account(sums_of(history(rows), by_campaign=False), 7), 7)[0]

    assert chance(2.5) == pytest.approx(chance(2.0), rel=1e-9)
    assert chance(2.5) < 0.9 * chance(3.0)


def test_days_are_as_far_off_as_their_own_spread_says(monkeypatch):
    """Squares of what days lie off, in their own standard deviations, add up to the degrees of freedom: 56 days less
    seven weekdays, a trend and the event, whose one day lies where its effect has it. Sundays count a tenth."""
    seen = {}
    monkeypatch.setattr(past_events, "_days_together", lambda residuals, days: seen.update(off=residuals) or 1.0)
    rng = np.random.default_rng(4)
    weekday = np.arange(56) % 7
    exposure = np.where(weekday == 6, 100.0, 1000.0)
    counts = exposure * 0.1 * np.exp(0.4 * rng.standard_normal(56))
    past_events._regressed(counts, exposure, np.arange(56) == 30, weekday, 1.0)
    assert len(seen["off"]) == 55
    assert float((seen["off"] ** 2).sum()) == pytest.approx(56 - 9, rel=1e-3)


def test_a_week_without_spend_says_nothing_of_how_spend_lies_over_the_week():
    week = [10.0, 20, 30, 40, 50, 60, 70]
    spend = [week, [2 * item for item in week[::-1]], [0.0] * 7, week]

    def factors(weeks):
        rows = [(day, "A", amount, 20, 1, 50) for day, amount in enumerate(item for some in weeks for item in some)]
        return _spend_by_weekday(sums_of(history(rows), by_campaign=False))

    assert factors(spend) == pytest.approx(factors([item for item in spend if sum(item)]))
    assert factors([week, [0.0] * 7, [0.0] * 7]) is None


def test_more_orders_than_clicks_are_told_with_a_tenth_of_an_order():
    so_far = DaysSoFar((10.0,), (3.0,), (3.26,), (50.0,))
    note = clickless_note(Running(DAY, DAY, so_far, schedule_of(4), STILL, 0))
    assert "more orders (3.3) than clicks (3)" in str(note)


def test_campaigns_of_a_day_stand_in_the_order_of_their_names():
    rows = history([(0, "B", 2.0, 2, 1, 9.0), (0, "A", 1.0, 1, 0, 0.0)]).frame
    assert rows["campaign"].tolist() == ["A", "B"]
    assert rows["spend"].tolist() == [1.0, 2.0]

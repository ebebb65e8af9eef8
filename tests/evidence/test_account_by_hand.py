"""What was seen of an account, at the least that can be seen: one click, one order, one row, a cent."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from simulator.beliefs.distributions import median
from simulator.evidence import learn_event, running_of
from simulator.evidence.learning import sums as sums_module
from simulator.evidence.learning.account import Account, _ratio
from simulator.evidence.learning.backtest import MOST_CUTS, _starts, backtest
from simulator.evidence.learning.campaigns import recent_changes
from simulator.evidence.learning.forecasters import Misses
from simulator.evidence.learning.learn import learn, learn_campaigns
from simulator.evidence.learning.past_events import BETWEEN_YEARS, DECLARED_YEARS, Effect, between_years
from simulator.evidence.learning.rivals import naive
from simulator.evidence.learning.running import _spend_by_weekday
from simulator.evidence.learning.sums import sums_of
from simulator.plan.events import Event
from tests.evidence.accounts import FIRST, history, steady
from tests.simulator.plans import spring

MONDAY = date.fromisoformat(FIRST)
SECOND = MONDAY + timedelta(days=7)


def test_what_was_seen_of_one_click_and_one_order_is_them_and_of_none_it_is_unknown():
    learned = learn(steady(30))
    assert (learned.borrowed, learned.cpc_borrowed, learned.aov_borrowed) == (0, 0, 0)
    one = replace(learned, spend=2.0, clicks=1.0, orders=1.0, value=30.0)
    assert (one.seen_cpc, one.seen_cvr, one.seen_aov) == (2, 1, 30)
    none = replace(learned, clicks=0.0, orders=0.0)
    assert np.isnan([none.seen_cpc, none.seen_cvr, none.seen_aov]).all()


def test_a_period_shorter_than_a_row_is_one_row():
    sums = sums_of(history([(day, "A", 10, 20, 1, 50) for day in range(30)]), by_campaign=False)
    assert [Account(sums, days).clock.rows for days in (0.3, 1, 2)] == [1, 1, 2]


def test_periods_that_cost_less_than_one_of_a_currency_are_looked_back_on_as_well():
    cheap, dear = (history([(day, "A", spend, 40, 2, 60) for day in range(60)]) for spend in (0.02, 20))
    assert len(backtest(cheap, period_days=7).frame) == len(backtest(dear, period_days=7).frame) > 0


def test_seven_days_a_row_are_counted_as_days():
    weeks = history([(7 * week, "A", 70, 140, 7, 350) for week in range(8)], days_per_row=7)
    learned = Account(sums_of(weeks, by_campaign=False), 28).learned()
    assert (learned.days, learned.campaigns) == (56, 1)


def test_orders_on_their_way_are_doubted_by_three_tenths_of_their_share():
    """Of the orders of one day 1 - e^(-1/4) are there by a delay of two days. As many are counted as where the day had
    so much less spend and no delay."""
    there = 1 - math.exp(-0.25)

    def variance(spend, delay):
        one_day = history([(0, "A", spend, 200, 10 * there, 0)])
        return Account(sums_of(one_day, by_campaign=False), 30, delay).known(0, 0).cpo_variance

    assert variance(100, 2.0) - variance(100 * there, 0.0) == pytest.approx((0.3 * (1 - there)) ** 2)


def test_what_is_missed_of_orders_per_click_is_what_is_missed_of_orders_and_not_of_clicks():
    orders, clicks = (Misses(*(np.array([value]) for value in values)) for values in ((0.5, 1, 2, 3), (0.2, 1, 5, 4)))
    missed = _ratio(orders, clicks)
    assert [float(part[0]) for part in missed] == pytest.approx([0.3, 1, 2, 7])


def test_of_a_long_history_the_last_rows_are_looked_back_on(monkeypatch):
    """Of 90 days the last 70 are summed: the last week has 84 + … + 90 = 609 orders, and the days of each are right."""
    monkeypatch.setattr(sums_module, "LONGEST", 70)
    rows = history([(day, "A", 100, 2_000, day + 1, 60) for day in range(90)])
    frame = backtest(rows, period_days=7).frame
    orders = frame[frame["quantity"] == "orders"]["actual"].tolist()
    assert orders[-2:] == [609 - 49, 609]
    sums = sums_of(rows, by_campaign=False)
    assert (sums.rows, sums.weekday) == (70, 3)  # twenty days after a Monday: a Sunday, the third after a Thursday


def test_the_present_spend_is_that_of_the_last_28_days_in_cents_and_thousands_alike():
    """A tenth of it before; a campaign that paused before that has what it cost a day all in all."""
    for unit in (1e-3, 1.0, 1e3):
        rows = [(day, "A", unit * (2 if day >= 32 else 0.2), 20, 1, unit) for day in range(60)]
        rows += [(day, "B", unit, 20, 1, unit) for day in range(30)]
        account = Account(sums_of(history(rows), by_campaign=True), 28)
        assert account.reference[:, -1] == pytest.approx([28 * 2 * unit, 28 * unit / 2])


def test_money_has_no_unit_in_what_is_believed_of_order_values():
    """Of two campaigns with values and one without, in thousandths and in thousands of the same money."""

    def values_of(money):
        values = {"A": 50 * money, "B": 80 * money, "C": np.nan}
        rows = [
            (day, name, 100 * money, 200, 4, (4 + 0.2 * (-1) ** day) * value)
            for day in range(40)
            for name, value in values.items()
        ]
        learned = learn_campaigns(history(rows))
        assert all(float(one.aov_borrowed) <= 1 for one in learned.values())
        return [end / money for one in learned.values() for end in (one.aov.low, one.aov.high)]

    assert values_of(1e-3) == pytest.approx(values_of(1.0), rel=1e-6)
    assert values_of(1e3) == pytest.approx(values_of(1.0), rel=1e-6)


@pytest.mark.parametrize("value", [0.0, 0.3])
def test_a_campaign_with_a_cent_of_value_and_no_order_has_the_order_value_of_the_others(value):
    """Its average begins with two orders of 80; 60 days of 30 cents are a ninth of them, the older ones less."""
    rows = [(day, name, 100, 200, count, 80 * count) for day in range(60) for name, count in (("A", 4), ("B", 6))]
    learned = learn_campaigns(history([*rows, *((day, "C", 100, 200, 0, value) for day in range(60))]))
    assert 79 < median(learned["C"].aov) < 81 + 60 * value / 2
    assert median(learned["A"].aov) == pytest.approx(80, rel=0.01)


@pytest.mark.parametrize(("orders", "value", "is_known"), [(4, 0, False), (0.01, 0.5, True), (0, 1, False)])
def test_an_order_value_is_known_of_a_part_of_an_order_and_not_where_all_are_worth_nothing(orders, value, is_known):
    assert (learn(history([(day, "A", 100, 200, orders, value) for day in range(30)])).aov is not None) == is_known


def test_what_was_spent_in_a_period_is_told_of_the_days_so_far():
    rising = sums_of(history([(day, "A", day + 1, 20, 1, 50) for day in range(30)]), by_campaign=False)
    assert Account(rising, 2).learned(0, 9).spend_range == (1 + 2, 9 + 10)


def test_what_rates_and_prices_borrow_of_siblings_does_not_hang_on_order_values():
    def borrowed(value):
        rows = [(day, name, 50, 100, orders, value) for day in range(40) for name, orders in (("A", 1), ("B", 3))]
        return [(one.borrowed, one.cpc_borrowed, one.aov_borrowed) for one in learn_campaigns(history(rows)).values()]

    for (rate, price, value), without in zip(borrowed(80.0), borrowed(np.nan), strict=True):
        assert (rate, price, 0.0) == pytest.approx(without)
        assert 0 < price < rate < 1
        assert value > 0


@pytest.mark.parametrize(("orders", "cost"), [(1.0, 70.0), (0.5, 140.0), (0.0, np.inf)])
def test_a_past_week_with_one_order_or_half_of_one_cost_its_spend_an_order(orders, cost):
    rows = [(day, "A", 10, 20, 1 if day < 49 else orders * (day == 52), 50) for day in range(56)]
    last = backtest(history(rows), period_days=7).frame.tail(3)
    assert last["actual"].tolist() == [orders, cost, 350]
    assert naive((70.0, 140.0, orders, 350.0), 70.0).aov == pytest.approx(
        350 / orders if orders else np.nan, nan_ok=True
    )


def test_scores_are_compared_where_all_have_one():
    """After a week without spend the period before says nothing: neither our score of that week nor theirs counts."""
    rows = [(day, "A", 0 if 42 <= day < 49 else 100, 200, 4 + day % 3, 80) for day in range(70)]
    made = backtest(history(rows), period_days=7)
    weeks = made.frame[made.frame["quantity"] == "orders"]
    known = weeks["naive_crps"].notna() & weeks["benchmark_crps"].notna()
    assert (len(weeks), known.sum()) == (6, 5)
    assert made.crps["orders"] == pytest.approx(weeks["crps"][known].mean())
    assert made.score["orders"] == pytest.approx(weeks["score"][known].mean())
    assert made.benchmark_crps["orders"] == pytest.approx(weeks["benchmark_crps"][known].mean())
    assert made.crps["orders"] != pytest.approx(weeks["crps"].mean())


def test_five_years_of_days_are_looked_at_and_thirteen_weeks_of_them_for_how_spend_lies_over_the_week():
    days = history([(day, "A", 100, 200, 4, 320) for day in range(1_831)])
    assert sums_of(days, by_campaign=False).rows == 1_830
    odd = history([(day, "A", 900 if day == 6 else 100 + day % 7, 200, 4, 320) for day in range(14 * 7)])
    sums = sums_of(odd, by_campaign=False)
    assert _spend_by_weekday(sums) == pytest.approx(
        _spend_by_weekday(sums_of(odd.only(first=SECOND), by_campaign=False))
    )


def test_a_year_of_weeks_is_looked_back_on_and_no_more():
    weeks = history([(7 * week, "A", 70, 140, 7, 350) for week in range(60)], days_per_row=7)
    assert len(_starts(weeks, 7, 7, MOST_CUTS)) == 52


def test_an_account_is_looked_back_on_and_followed_as_far_however_many_campaigns_it_has(monkeypatch):
    """Of each of two campaigns 50 rows fit into what is looked at, of the account all 70."""
    monkeypatch.setattr(sums_module, "MOST_CELLS", 100)
    monkeypatch.setattr(sums_module, "LEAST_ROWS", 1)
    days = [(day, 100 * (1.5 if day < 20 and day % 7 > 4 else 1), 4 + day % 3) for day in range(70)]
    one = history([(day, "A", spend, 200, orders, 50 * orders) for day, spend, orders in days])
    two = history(
        [(day, name, spend / 2, 100, orders / 2, 25 * orders) for day, spend, orders in days for name in "AB"]
    )
    assert sums_of(two, by_campaign=True).rows == 50
    assert backtest(two, period_days=7).frame.equals(backtest(one, period_days=7).frame)
    first = MONDAY + timedelta(days=63)
    assert running_of(two, spring(), first).schedule == running_of(one, spring(), first).schedule


# -- events in an account without luck ------------------------------------------------------------------------------

SALES = Event(name="Sales", first=date(2026, 11, 10), last=date(2026, 11, 12))


def effects_of(orders, *, others=(), days=(date(2026, 10, 10), date(2026, 12, 20)), campaigns=1):
    """Learned of days with so many orders; where there is a second campaign, it has five of them a day."""
    rows = []
    for number in range((days[0] - MONDAY).days, (days[1] - MONDAY).days + 1):
        day = MONDAY + timedelta(days=number)
        others_orders = orders(day) - 5 * campaigns + 5
        rows += [(number, "A", 50, 100, others_orders, 50 * others_orders), (number, "B", 50, 100, 5, 250)][:campaigns]
    past = learn_event(history(rows), SALES, others)
    return {name: math.exp(effect.log) for name, effect in past.effects[0].items()}


def twice(day):
    return 20 if SALES.covers(day) else 10


def test_an_event_is_not_held_against_the_days_of_another():
    other = Event(name="Fair", first=date(2026, 11, 15), last=date(2026, 11, 19))
    learned = effects_of(lambda day: 40 if other.covers(day) else twice(day), others=[other])
    assert learned["cvr"] == pytest.approx(2, abs=1e-4)


def test_an_event_moves_all_campaigns_together():
    assert effects_of(twice, campaigns=2)["cvr"] == pytest.approx(2, abs=1e-4)


@pytest.mark.parametrize("days", [(SALES.first, date(2026, 12, 20)), (date(2026, 10, 1), SALES.last)])
def test_an_event_on_the_first_or_the_last_days_of_an_export_is_learned(days):
    assert effects_of(twice, days=days)["cvr"] == pytest.approx(2, abs=1e-4)


def test_an_event_without_any_order_tells_the_click_price_alone():
    assert effects_of(lambda day: 0 if SALES.covers(day) else 10).keys() == {"cpc"}


def test_two_years_that_agree_weigh_as_much_as_one_beside_the_declared_ones():
    """They show no variance: of the declared one, so many of so many years and one are left."""
    same = [Effect(0.4, 0.05), Effect(0.4, 0.05)]
    declared = BETWEEN_YEARS["cvr"] ** 2 / 2
    assert between_years("cvr", same) == pytest.approx(declared * DECLARED_YEARS / (DECLARED_YEARS + 1))


@pytest.mark.parametrize("spend", [10, 0.1])
def test_a_last_week_with_one_order_cost_its_spend_an_order(spend):
    rows = [(day, "A", spend, 20, day == 38 or day < 33, 50.0 * (day == 38 or day < 33)) for day in range(40)]
    assert recent_changes(history(rows))["recent_cpo"].tolist() == [pytest.approx(7 * spend)]

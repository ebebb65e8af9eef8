"""Worked numbers of customers, past events and running periods, where one rule of the code just applies."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import norm, t

from simulator import InputError
from simulator.beliefs.distributions import median
from simulator.evidence import learn_event, orderless_note, running_of, shop_facts
from simulator.evidence.learning.buyers import _aov, _customers, buyer_segments
from simulator.evidence.learning.customers import _chosen_customers, new_customer_share, repeat_facts
from simulator.evidence.learning.learn import learn
from simulator.evidence.learning.past_events import _regressed
from simulator.evidence.learning.past_events import spans_of as past_spans
from simulator.evidence.learning.running import _spend_by_weekday, drift_of
from simulator.evidence.learning.shop_orders import columns_of, rate_of
from simulator.evidence.learning.sums import sums_of
from simulator.plan.events import Event
from tests.evidence.accounts import history
from tests.evidence.test_buyers import orders as bought
from tests.evidence.test_learning_worked import MONDAY, repeats
from tests.evidence.test_shop import notes_text, orders
from tests.simulator.plans import refusal, spring

# -- customers ------------------------------------------------------------------------------------------------------


def test_customers_with_two_purchases_buy_again_and_with_two_orders_on_a_day_do_not():
    rows = [(f"two{at}", at + 73 * time, 80, 0) for at in range(25) for time in range(2)]
    rows += [(f"same{at}", at, 80, 0) for at in range(25) for _ in range(2)]
    table = buyer_segments(bought(rows)).table.set_index("segment")
    assert table.customers.to_dict() == {"once_small": 25, "again_small": 25}
    assert table.orders_per_year["again_small"] == pytest.approx(365.25 / 73)
    gifts = buyer_segments(bought([*rows, *((f"gift{at}", at, 0, 0) for at in range(30))])).table
    assert gifts["customers"].sum() == 50  # who got something for nothing did not buy
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


@pytest.mark.parametrize(("last", "late", "is_known"), [(546, 50, True), (545, 50, False), (546, 49, False)])
def test_fifty_customers_who_come_after_half_a_year_are_new_where_they_are_watched_for_a_year(last, late, is_known):
    """60 of the first day, 50 of day 200; of 547 days a third and half a year begin on day 182, and leave 365."""
    days = [0] * 60 + [200] * late + [300] * 10 + [last]
    named = columns_of(orders(days, customer=[f"c{at}" for at in (*range(60 + late), *range(60, 70), 0)]).frame)
    chosen, known = _chosen_customers(named)
    assert (len(chosen), known) == ((50, True) if is_known else (60 + late, False))
    notes: list[InputError] = []
    assert repeat_facts(named, notes) is not None
    assert ("Repeat purchases are those of all customers" in "\n".join(map(str, notes))) == (not is_known)


@pytest.mark.parametrize(("until", "count", "is_told"), [(180, 60, True), (179, 60, False)])
def test_customers_are_watched_for_180_days_at_least(until, count, is_told):
    assert (repeats([0, 30], until, count=count)[0] is not None) == is_told


def test_a_plan_counts_a_later_order_where_there_are_two_a_year():
    assert "counts 0 later orders per customer; customers of this file made 0.98." in repeats([0, 190], 800, once=1)[1]


def test_one_order_is_told_where_it_is_large_beside_the_others_and_beside_all():
    for count, largest, is_told in ((100, 400, False), (100, 600, True), (1000, 600, False)):
        said = notes_text(shop_facts(orders(range(count + 1), [*[50.0] * count, largest])))
        assert (f"One order of {largest} makes" in said) == is_told


def test_the_first_year_of_fifty_customers_is_told():
    assert "In the first year" in repeats([0, 150], 800, count=49, once=1)[1]


@pytest.mark.parametrize(("until", "is_told"), [(365, True), (364, False)])
def test_a_first_year_is_told_of_customers_who_were_watched_for_twelve_months(until, is_told):
    """Twelve months are 365.25 days, the first one included."""
    assert ("In the first year" in repeats([0, 150], until, once=1)[1]) == is_told


def test_a_first_year_is_far_off_by_a_share_of_what_was_seen():
    """60 of 200 customers bought again: 0.3 were seen, and 60 of 261 purchases were followed, 0.23. 60 of 82 bought
    again five times, every 73 days: 3.66 were seen; of 383 purchases 300 were followed: 0.78 + … + 0.78⁵ = 2.55."""
    assert (
        "counts 0.23 later orders per customer; customers of this file made 0.3." in repeats([0, 150], 800, once=140)[1]
    )


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


# -- past events ----------------------------------------------------------------------------------------------------


def test_an_event_on_a_leap_day_had_its_days_in_other_years_too():
    spans = past_spans(Event(name="Leap", first=date(2024, 2, 29), last=date(2024, 3, 1)))
    begins = ["2024-02-29", "2023-03-02", "2022-03-03", "2021-02-25", "2020-02-27", "2019-02-28"]
    assert [first.isoformat() for first, _ in spans] == begins
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


@pytest.mark.parametrize(("open_days", "event_days"), [(7, 5), (6, 1)])
def test_days_that_fit_a_regression_leave_the_error_of_their_counts(open_days, event_days):
    """Counts of 1,000 with a rhythm, a trend and an event: the error is that of a Poisson regression, X' diag(μ) X.

    Neighbours lie off by a thousandth to either side, so that none lie off together. A shop that is closed on one
    weekday has a factor less.
    """
    at = np.arange(5 * open_days)
    weekday, trend, is_event = at % open_days, np.linspace(-1, 1, len(at)), (at >= 20) & (at < 20 + event_days)
    mean = 1000 * np.exp(0.1 * (weekday == 2) + 0.5 * trend + 0.3 * is_event)
    effect = _regressed(mean * (1 + 0.001 * (-1.0) ** at), np.ones(len(at)), is_event, weekday, 1.0)
    assert effect.log == pytest.approx(0.3, abs=2e-3)
    design = np.column_stack([np.eye(open_days)[weekday], trend, is_event])
    variance = np.linalg.inv(design.T @ (mean[:, None] * design))[-1, -1]
    wider = t.ppf(0.95, len(at) - open_days - 2) / norm.ppf(0.95)
    assert effect.error == pytest.approx(math.sqrt(variance) * wider, rel=2e-3)


# -- the running period ---------------------------------------------------------------------------------------------


def test_orders_older_than_the_delay_are_all_there():
    """At half a day, 99 % are there after three days: the fourth last day lacks nothing."""
    rows = [(day, "A", 100, 200, 4, 320) for day in range(5)]
    arrived = running_of(history(rows), spring(), MONDAY, delay_days=0.5).so_far.arrived
    assert arrived == pytest.approx((1, 1, *(1 - math.exp(-(age + 0.5) / 0.5) for age in (2, 1, 0))))


def test_days_before_the_plan_without_spend_or_without_clicks_tell_nothing():
    for spend, clicks, known in ((0, 200, 0), (100, 0, 0), (100, 200, 30), (0.01, 200, 30)):
        rows = [(day, "A", spend if day < 30 else 100, clicks if day < 30 else 200, 4, 320) for day in range(35)]
        assert running_of(history(rows), spring(), MONDAY + timedelta(days=30)).before == known


def test_spend_that_is_even_has_no_rhythm_and_what_was_learned_drifts_as_it_was_learned():
    even = history([(day, "A", 100, 200, 4, 320) for day in range(42)])
    assert _spend_by_weekday(sums_of(even, by_campaign=False)) == [1.0] * 7
    learned = learn(even, period_days=30, with_notes=False)
    drift = drift_of(even, 30)
    assert (drift.cvr, drift.cpc, drift.aov) == (learned.cvr_drift, learned.cpc_drift, learned.aov_drift)
    assert drift_of(None, 30).cvr == pytest.approx(math.sqrt(0.041 + 30 * 0.0007))


@pytest.mark.parametrize(("clicks", "ordered", "is_said"), [(100, 0, False), (200, 0, True), (200, 1, False)])
def test_no_order_is_noticed_where_the_plan_expects_three(clicks, ordered, is_said):
    """About 2.1 % of the clicks order in this plan."""
    running = running_of(history([(0, "A", 100, clicks, ordered, 0)]), spring(), MONDAY)
    assert (orderless_note(running, spring()) is not None) == is_said


@pytest.mark.parametrize(("last", "share"), [(179, (2, 3)), (178, None)])
def test_new_customers_are_those_of_the_last_third_who_were_not_there_before(last, share):
    """Of 180 days 120 only tell who was there: then come one who was and two who were not."""
    rows = [(0, "a"), (60, "b"), (120, "a"), (120, "c"), (last, "d")]
    named = columns_of(orders([day for day, _ in rows], customer=[name for _, name in rows]).frame)
    notes: list[InputError] = []
    made = new_customer_share(named, 30, notes)
    assert (None if made is None else (made.orders, made.clicks)) == share
    assert ("(days: 120 or more)" in str(notes[0])) == (share is not None)
    assert ("(days: at least 180)" in str(notes[0])) == (share is None)


def test_a_file_in_whose_last_part_nobody_is_new_holds_chosen_customers():
    rows = [(0, "a"), (60, "b"), (130, "a"), (179, "b")]
    notes: list[InputError] = []
    named = columns_of(orders([day for day, _ in rows], customer=[name for _, name in rows]).frame)
    assert new_customer_share(named, 30, notes) is None
    assert "chosen customers" in str(notes[0])
    says = columns_of(orders(range(4), customer=list("abcd"), new_customer=[True, False, None, True]).frame)
    made = new_customer_share(says, 30, notes)
    assert made is not None
    assert (made.orders, made.clicks) == (2, 3)  # of one order the file does not say


def test_customers_who_first_come_on_day_182_are_watched_and_those_of_the_day_before_are_not():
    days = [0] * 60 + [181] * 60 + [182] * 60 + [546]
    named = columns_of(orders(days, customer=[*(f"c{at}" for at in range(180)), "c0"]).frame)
    assert len(_chosen_customers(named)[0]) == 60
    facts, said = repeats([0, 150], 800, once=1)
    assert facts is not None
    assert (facts.within_days, facts.known_new) == (365, False)
    assert facts.orders_per_year == pytest.approx(365.25 / 150)
    assert "short time" not in said

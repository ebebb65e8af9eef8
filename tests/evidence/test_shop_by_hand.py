"""What orders say about the plan, by hand: each limit is met just so and just not, and each sentence has its number."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from simulator import InputError, RateFromCounts
from simulator.beliefs.distributions import median
from simulator.evidence import shop_facts, shop_values
from tests.evidence.test_shop import notes_text, orders

FEW = "The spread of single order values needs at least 20 orders."
LATELY = "orders were worth"
DOMINANT = "One order of"


def sigma_of(variance: float) -> float:
    """Of a lognormal whose variance / mean² is this."""
    return math.sqrt(math.log1p(variance))


def alike(count: int, *, at: int = 0) -> list[int]:
    """So many orders, all on one day."""
    return [at] * count


# -- the average ------------------------------------------------------------------------------------------------------


def test_two_equal_orders_do_not_make_an_average_certain():
    """One order with a spread of 1 is added to two without any: 1/2, of two orders 1/4; and 3 % of movement."""
    facts = shop_facts(orders([0, 0], 80.0))
    assert facts.aov is not None
    assert median(facts.aov) == pytest.approx(80)
    assert facts.aov.sigma == pytest.approx(sigma_of(0.25 + 0.03**2))
    assert "Too few orders" not in notes_text(facts)


@pytest.mark.parametrize("value", [[80.0], [0.0, 0.0, 0.0]])
def test_one_order_and_orders_of_nothing_have_no_average(value):
    facts = shop_facts(orders(alike(len(value)), value))
    assert facts.aov is None
    assert "Too few orders with a value to tell an average: at least two are needed." in notes_text(facts)
    assert "include VAT" not in notes_text(facts)


def test_orders_of_a_few_cents_have_an_average():
    facts = shop_facts(orders([0, 0], 0.3))
    assert facts.aov is not None
    assert median(facts.aov) == pytest.approx(0.3)


@pytest.mark.parametrize(("value", "is_taken"), [(1e-9, False), (1e-6, True), (1e11, True), (9e11, False)])
def test_an_average_that_no_plan_takes_is_told_and_not_offered(value, is_taken):
    """Two equal orders: a 90 % interval from 0.46 to 2.2 times their value, and a plan takes 1e-9 to 1e12."""
    facts = shop_facts(orders([0, 0], value))
    assert (facts.aov is not None) == is_taken
    assert (f"Order values average {value:.10g}: no amount" in notes_text(facts)) != is_taken


@pytest.mark.parametrize(("days", "is_short"), [((0, 30, 59), True), ((0, 30, 60), False), ((0, 31, 61), False)])
def test_movement_is_borrowed_below_three_periods(days, is_short):
    """Counted back from the last order: 59 days before it the second period of 30 days still lasts."""
    facts = shop_facts(orders(np.repeat(days, 4), 80.0))
    assert facts.aov is not None
    assert ("(periods needed: 3; days of a period: 30)" in notes_text(facts)) == is_short
    # Twelve orders without spread, and one with a spread of 1.
    assert facts.aov.sigma == pytest.approx(sigma_of(1 / 12 / 12 + is_short * 0.03**2))


def one_and(other: float, count: int) -> np.ndarray:
    """Orders of 1 and of another value in turn."""
    return np.where(np.arange(count) % 2, other, 1.0)


@pytest.mark.parametrize(("count", "by_logs"), [(20, True), (18, False)])
def test_a_spread_that_is_wider_in_logarithms_counts_from_twenty_orders(count, by_logs):
    """1 and e² in turn: logarithms of 0 and 2, variance count / (count - 1); as seen (e² - 1)² / (e² + 1)²."""
    facts = shop_facts(orders(alike(count), one_and(math.exp(2), count)))
    assert facts.aov is not None
    seen = (count * math.tanh(1) ** 2 + 1) / count
    spread = math.expm1(count / (count - 1)) if by_logs else seen
    assert facts.aov.sigma == pytest.approx(sigma_of(spread / count + 0.03**2))


def test_orders_of_nothing_are_not_among_the_twenty_that_were_sold():
    """18 sold ones and two of nothing: their spread is the one seen, not that of logarithms."""
    value = np.append(one_and(math.exp(2), 18), [0.0, 0.0])
    facts = shop_facts(orders(alike(20), value))
    assert facts.aov is not None
    seen = value.var() / value.mean() ** 2 + 1 / 20
    assert facts.aov.sigma == pytest.approx(sigma_of(seen / 20 + 0.03**2))


def test_a_spread_of_logarithms_counts_to_a_variance_of_four():
    """1 and e⁶ in turn: a variance of 9.5; it is taken as 4, and e⁴ - 1 is 53.6."""
    facts = shop_facts(orders(alike(20), one_and(math.exp(6), 20)))
    assert facts.aov is not None
    assert facts.aov.sigma == pytest.approx(sigma_of(math.expm1(4) / 20 + 0.03**2))


# -- what is said of values -------------------------------------------------------------------------------------------


def test_a_single_gift_is_named_and_an_order_of_a_cent_is_none():
    assert "also if they were gifts: 1." in notes_text(shop_facts(orders(alike(3), [0.0, 50, 50])))
    assert "gifts" not in notes_text(shop_facts(orders(alike(3), [0.01, 50, 50])))


def before_and_now(count: int, change: float, *, gap: int = 90) -> str:
    """What is said of orders of 40 and 60 in turn, and as many later ones that are worth more by `change`."""
    value = np.where(np.arange(count) % 2, 60.0, 40.0)
    return notes_text(shop_facts(orders([*alike(count), *alike(count, at=gap)], [*value, *(value + change)])))


@pytest.mark.parametrize(("change", "is_said"), [(8.35, False), (8.36, True), (-8.35, False), (-8.36, True)])
def test_a_change_of_values_is_said_beyond_2_576_standard_errors(change, is_said):
    """20 orders 10 away from their mean: variance 100 · 20/19 of each, standard error √(200 / 19) = 3.244."""
    text = before_and_now(20, change)
    assert (LATELY in text) == is_said
    told = f"Lately (days: 90) orders were worth {50 + change:g} on average, before that 50: more than chance."
    assert (told in text) == is_said


def test_a_change_of_values_takes_the_spread_of_both_times():
    """20 orders of 100 after 20 of 40 and 160: only those before spread, 60 · √(1 / 19) = 13.76; 2.576 of it 35.46."""
    before = [40.0, 160.0] * 10
    for change, is_said in ((35.4, False), (35.5, True)):
        for first, last in ((before, [100.0 + change] * 20), ([100.0 + change] * 20, before)):
            facts = shop_facts(orders([*alike(20), *alike(20, at=90)], [*first, *last]))
            assert (LATELY in notes_text(facts)) == is_said


def test_a_change_of_values_needs_twenty_orders_before_and_after():
    assert LATELY in before_and_now(20, 30.0)
    value = [50.0, 51.0] * 10
    for first, last in ((19, 20), (20, 19)):
        days = [*alike(first), *alike(last, at=90)]
        facts = shop_facts(orders(days, [*value[:first], *(item + 30 for item in value[:last])]))
        assert LATELY not in notes_text(facts)


def test_prices_that_are_all_alike_have_not_changed():
    assert LATELY not in notes_text(shop_facts(orders([*alike(20), *alike(20, at=90)], 50.0)))
    assert LATELY in notes_text(shop_facts(orders([*alike(20), *alike(20, at=90)], [50.0] * 20 + [51.0] * 20)))


def test_the_ninetieth_day_before_the_last_order_is_not_lately():
    assert LATELY in before_and_now(20, 30.0, gap=90)
    assert LATELY not in before_and_now(20, 30.0, gap=89)


def test_averages_before_and_after_are_told_to_a_cent():
    value = [50.123, 50.125] * 10
    facts = shop_facts(orders([*alike(20), *alike(20, at=90)], [*value, *(item + 30 for item in value)]))
    assert "orders were worth 80.12 on average, before that 50.12: more than chance" in notes_text(facts)


# -- the spread of single values --------------------------------------------------------------------------------------


def test_the_spread_needs_twenty_orders():
    """40 and 60 in turn: 10 · √(20 / 19) / 50."""
    value = np.where(np.arange(20) % 2, 60.0, 40.0)
    enough, few = shop_facts(orders(alike(20), value)), shop_facts(orders(alike(19), value[:19]))
    assert enough.order_value_cv == pytest.approx(0.2 * math.sqrt(20 / 19))
    assert FEW not in notes_text(enough)
    assert few.order_value_cv is None
    assert FEW in notes_text(few)


def test_orders_of_nothing_have_no_spread_and_those_of_a_few_cents_do():
    assert shop_facts(orders(alike(30), 0.0)).order_value_cv is None
    cents = shop_facts(orders(alike(20), [0.01, 0.03] * 10))
    assert cents.order_value_cv == pytest.approx(0.5 * math.sqrt(20 / 19))


@pytest.mark.parametrize(("largest", "is_said"), [(500.0, False), (501.0, True)])
def test_one_order_of_more_than_ten_others_is_named(largest, is_said):
    text = notes_text(shop_facts(orders(alike(20), [50.0] * 19 + [largest])))
    assert (DOMINANT in text) == is_said


@pytest.mark.parametrize(("largest", "is_said"), [(1000.0, False), (1001.0, True)])
def test_one_order_of_more_than_a_twentieth_of_the_sales_is_named(largest, is_said):
    """380 others of 50 are 19,000; with 1000, that is a twentieth of 20,000."""
    text = notes_text(shop_facts(orders(alike(381), [50.0] * 380 + [largest])))
    assert (DOMINANT in text) == is_said


def test_what_is_left_without_the_one_order_is_told():
    """40 and 60 and one of 9000: without it a mean of 50 and 0.2 · √(20 / 19) = 0.21; of 10,000 it makes 90 %.

    Squares add up to 20 · 2600 + 9000², less 10,000² / 21: a 20th of it is the variance around 10,000 / 21.
    """
    facts = shop_facts(orders(alike(21), [40.0, 60.0] * 10 + [9000.0]))
    told = "One order of 9000 makes 90 % of all sales. Without it the average is 50 and the spread 0.21 instead of 4.1:"
    assert told in notes_text(facts)
    variance = (20 * 2600 + 9000**2 - 10_000**2 / 21) / 20
    assert facts.order_value_cv == pytest.approx(math.sqrt(variance) / (10_000 / 21))


def test_the_average_without_the_one_order_is_told_to_a_cent():
    facts = shop_facts(orders(alike(20), [50.126] * 19 + [9000.0]))
    assert "Without it the average is 50.13 and the spread 0 instead" in notes_text(facts)


def test_the_only_order_that_was_paid_for_leaves_no_spread():
    facts = shop_facts(orders(alike(20), [0.0] * 19 + [50.0]))
    assert "One order of 50 makes 100 % of all sales. Without it the average is 0 and the spread 0 " in notes_text(
        facts
    )


def test_the_others_may_be_worth_less_than_one():
    """0.2 and 0.6 in turn: 0.2 · √(20 / 19) / 0.4 = 0.51."""
    facts = shop_facts(orders(alike(21), [0.2, 0.6] * 10 + [50.0]))
    assert "Without it the average is 0.4 and the spread 0.51 instead" in notes_text(facts)


# -- returns and cancellations ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "young", "counts"), [(4, 4, (2, 4)), (4, 5, (3, 9)), (5, 4, (2, 5))])
def test_young_orders_are_left_out_while_half_of_the_orders_are_older(old, young, counts):
    """Two of the old ones and one of the young ones came back."""
    refunded = [10.0, 10.0, *[0.0] * (old - 2), 10.0, *[0.0] * (young - 1)]
    facts = shop_facts(orders([*alike(old), *alike(young, at=30)], 50.0, refunded=refunded))
    assert facts.return_rate == RateFromCounts(*counts)
    assert ("(days: 30 or more)" in notes_text(facts)) == (counts[1] < old + young)
    assert ("(age in days: below 30)" in notes_text(facts)) == (counts[1] == old + young)


def test_an_order_of_thirty_days_is_no_longer_young():
    refunded = [10.0, 0.0, 0.0, 0.0]
    assert shop_facts(orders([0, 0, 0, 30], 50.0, refunded=refunded)).return_rate == RateFromCounts(1, 3)
    assert shop_facts(orders([0, 0, 0, 29], 50.0, refunded=refunded)).return_rate == RateFromCounts(1, 4)


def test_a_few_cents_paid_back_are_a_return():
    facts = shop_facts(orders(alike(4), 0.8, refunded=[0.2, 0, 0, 0]))
    assert facts.refunded == 1
    assert facts.return_rate == RateFromCounts(1, 4)
    assert facts.refunded_share == pytest.approx(0.25)
    assert "rests on few refunds: 1." in notes_text(facts)


@pytest.mark.parametrize(("count", "is_said"), [(19, True), (20, False)])
def test_a_refunded_share_of_fewer_than_twenty_refunds_is_said_to_rest_on_few(count, is_said):
    facts = shop_facts(orders(alike(40), 50.0, refunded=[10.0] * count + [0.0] * (40 - count)))
    assert facts.refunded_share == pytest.approx(0.2)
    assert (f"rests on few refunds: {count}." in notes_text(facts)) == is_said


def test_money_paid_back_for_an_order_of_nothing_is_no_part_of_any_value():
    facts = shop_facts(orders(alike(4), [0.0, 0, 50, 50], refunded=[5.0, 0, 10, 0]))
    assert facts.refunded_share == pytest.approx(0.2)
    assert "rests on few refunds: 1." in notes_text(facts)
    assert shop_facts(orders(alike(4), [0.0, 50, 50, 50], refunded=[5.0, 0, 0, 0])).refunded_share is None


def test_a_large_refund_counts_to_the_value_of_its_own_order():
    """90 back of 30 is 30; with 10 of 70 it is 40 of 100."""
    facts = shop_facts(orders(alike(4), [30.0, 70, 50, 50], refunded=[90.0, 10, 0, 0]))
    assert facts.refunded_share == pytest.approx(0.4)


def test_a_refunded_share_too_small_for_a_plan_is_none():
    facts = shop_facts(orders(alike(2), 1e6, refunded=[1e-4, 0.0]))
    assert facts.refunded_share == 0.0


def test_a_file_of_cancelled_orders_only_has_nothing_but_their_rate():
    rows = replace(orders(alike(30), 50.0, cancelled=True), tells=frozenset(("refunded", "cancelled")))
    facts = shop_facts(rows)
    assert facts.cancel_rate == RateFromCounts(30, 30)
    assert facts.aov is facts.order_value_cv is facts.return_rate is facts.refunded_share is None
    assert set(shop_values(facts)) == {"cancel_rate"}
    assert "The file names no refund" in notes_text(facts)


def test_a_column_for_one_thing_says_nothing_of_the_other():
    for told, other in (("refunded", "cancelled"), ("cancelled", "refunded")):
        facts = shop_facts(replace(orders(alike(30), 50.0), tells=frozenset((told,))))
        rates = {"refunded": facts.return_rate, "cancelled": facts.cancel_rate}
        assert rates[told] == RateFromCounts(0, 30)
        assert rates[other] is None


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period_days", [0.0, -1.0, math.inf, math.nan])
def test_a_period_without_an_end_or_a_beginning_is_refused_at_its_field(period_days):
    with pytest.raises(InputError, match="A number above 0 is needed") as refused:
        shop_facts(orders([0, 0]), period_days=period_days)
    assert refused.value.field == "period_days"
    assert shop_facts(orders([0, 0]), period_days=0.5).orders == 2


def test_a_file_without_orders_is_refused_at_its_field():
    with pytest.raises(InputError) as refused:
        shop_facts(orders([]))
    assert refused.value.field == "orders"

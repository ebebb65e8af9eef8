"""What a person would doubt: each limit is met just so and just not, and every sentence has a number and a remedy."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.evidence.files import read
from tests.evidence.test_reading_limits import said, said_of_orders

DAYS = [date(2026, 8, 1) + timedelta(days=number) for number in range(30)]
HEADER = "Date,Campaign,Spend,Clicks,Orders,Value\n"


def suspicions(rows, header: str = HEADER) -> str:
    return "\n".join(map(str, read(header + "".join(f"{row}\n" for row in rows)).audit.suspicions))


def days(row: str, **exceptions: str) -> list[str]:
    """The same row on every day, but for some: d5="…" is the fifth."""
    return [f"{day},{exceptions.get(f'd{number}', row)}" for number, day in enumerate(DAYS, 1)]


def test_an_ordinary_file_is_not_suspected():
    assert suspicions(days("A,10,40,1,50")) == ""


@pytest.mark.parametrize(("orders", "is_suspected"), [(15, False), (16, True)])
def test_a_conversion_rate_above_15_percent_is_suspected(orders, is_suspected):
    assert ("rarely exceeds 15 %" in suspicions(days(f"A,10,100,{orders},50"))) == is_suspected


@pytest.mark.parametrize(("clicks", "is_suspected"), [(2000, False), (2001, True)])
def test_a_conversion_rate_below_a_twentieth_of_a_percent_is_suspected(clicks, is_suspected):
    assert ("less than 0.05 %" in suspicions(days(f"A,500,{clicks},1,50"))) == is_suspected


def test_few_clicks_without_an_order_are_not_suspected():
    assert suspicions(days("A,10,40,0,0")) == ""


@pytest.mark.parametrize(("spend", "is_suspected"), [(990, False), (1000, True)])
def test_a_click_price_that_jumps_a_hundredfold_is_suspected(spend, is_suspected):
    result = suspicions(days("A,10,40,1,50", d7=f"A,{spend},40,1,50"))
    assert ("A click costs" in result) == is_suspected
    assert not is_suspected or "25 on 2026-08-07 and 0.25 on most days" in result


@pytest.mark.parametrize(("value", "is_suspected"), [("4999", False), ("5000", True), ("0.5", True), ("0.51", False)])
def test_an_order_value_that_jumps_a_hundredfold_is_suspected(value, is_suspected):
    assert ("An order is worth" in suspicions(days("A,10,40,1,50", d7=f"A,10,40,1,{value}"))) == is_suspected


def test_the_value_of_single_orders_that_jumps_is_suspected():
    rows = [f"{number},{day},{5000 if number == 3 else 50}" for number, day in enumerate(DAYS)]
    assert "An order is worth 5000 on 2026-08-04" in suspicions(rows, "Order ID,Order date,Order value\n")


def test_a_day_with_most_of_the_spend_is_suspected():
    result = suspicions(days("A,10,40,1,50", d9="A,400,1600,40,2000"))
    assert "400 of 690 were spent on 2026-08-09 alone" in result
    assert suspicions(days("A,10,40,1,50", d9="A,90,360,9,450")) == ""


@pytest.mark.parametrize(("length", "is_suspected"), [(14, False), (15, True)])
def test_a_long_hole_between_days_is_suspected(length, is_suspected):
    rows = [*days("A,10,40,1,50"), f"{DAYS[-1] + timedelta(days=length)},A,10,40,1,50"]
    assert ("No row lies between" in suspicions(rows)) == is_suspected


def test_orders_without_clicks_are_suspected():
    rows = [row for day in DAYS for row in (f"{day},A,10,40,1,50", f"{day},B,5,0,1,50")]
    assert "30 of 60 orders are in rows without a click" in suspicions(rows)


def test_more_orders_than_clicks_are_suspected():
    assert "“B” has more than one order per click (orders: 60; clicks: 30)" in suspicions(
        [row for day in DAYS for row in (f"{day},A,100,400,1,50", f"{day},B,5,1,2,50")]
    )


def test_few_orders_of_many_rows_are_suspected():
    rows = [f"7,{DAYS[0]},c1,{number}.00" for number in range(1, 201)]
    assert "(rows: 200; orders: 1)" in suspicions(rows, "Order ID,Order date,Customer,Order value\n")


def test_a_total_of_another_size_is_suspected():
    rows = "".join(f"{row}\n" for row in days("A,10,40,1"))
    export = read(f"Day,Campaign,Cost,Clicks,Conversions\n{rows}Total: Campaigns,,1000,1200,30\n")
    assert "The file's own total is 1000 of spend, the rows add up to 300" in "\n".join(
        map(str, export.audit.suspicions)
    )


# -- two numbers in one sentence are told so that it is true -----------------------------------------------------------


def test_all_orders_without_a_click_are_told_as_all():
    assert "1234 of 1234 orders are in rows without a click" in said([(0, "A", 10, 0, 1234, 50)])


def test_nearly_all_orders_without_a_click_are_fewer_than_all():
    assert "1001 of 1002 orders are in rows" in said([(0, "A", 10, 0, 1001, 50), (0, "B", 10, 1000, 1, 50)])


def test_a_day_with_all_of_the_spend_has_all_of_it():
    rows = [(day, "A", 1001 if day == 3 else 0, 1000, 20, 50) for day in range(7)]
    assert "1001 of 1001 were spent on 2026-09-10 alone" in said(rows)
    rows[0] = (0, "A", 1, 1000, 20, 50)
    assert "1001 of 1002 were spent on 2026-09-10 alone" in said(rows)


def test_more_orders_than_clicks_are_told_as_more():
    text = said([(0, "A", 10, 1001, 1002, 50)])
    assert "“A” has more than one order per click (orders: 1002; clicks: 1001)" in text


@pytest.mark.parametrize(
    ("clicks", "orders", "share"), [(100_000, 15_004, "15.004 %"), (1_000_000, 150_400, "15.04 %"), (100, 16, "16 %")]
)
def test_a_conversion_rate_above_15_percent_is_told_as_above(clicks, orders, share):
    assert f"CVR is {share}, and a shop rarely exceeds 15 %" in said([(0, "A", 10, clicks, orders, 50)])


def test_a_conversion_rate_below_a_twentieth_of_a_percent_is_told_as_below():
    assert "CVR is 0.04999 %, and a shop rarely has less than 0.05 %" in said([(0, "A", 10, 10_000_000, 4_999, 50)])


# -- which day, which campaign, which numbers --------------------------------------------------------------------------


def test_the_day_of_most_spend_is_named_also_where_the_spend_of_a_day_before_it_is_unknown():
    rows = [(day, "A", [np.nan, 1, 1, 1, 400, 1, 1, 1][day], 1000, 20, 50) for day in range(8)]
    assert "400 of 406 were spent on 2026-09-11 alone" in said(rows)


def test_six_days_of_known_spend_are_too_few_for_one_to_stand_out():
    assert "were spent on" not in said(
        [(day, "A", [np.nan, 1, 1, 1, 400, 1, 1][day], 1000, 20, 50) for day in range(7)]
    )


def test_a_day_without_orders_has_no_order_value_and_one_without_clicks_no_click_price():
    rows = [(day, "A", 10, 1000, 20, 1000) for day in range(4)]
    assert said([*rows, (4, "A", 10, 1000, 0, 5)]) == ""
    assert said([*rows, (4, "A", 10, 0, 0, 0)]) == ""
    assert said([*rows, (4, "A", 0, 1000, 20, 0)]) == ""


def test_the_first_of_two_days_that_jump_is_named():
    worth = [1000, 1000, 1000, 10, 100_000]
    text = said([(day, "A", 10, 1000, 20, 20 * value) for day, value in enumerate(worth)])
    assert "An order is worth 10 on 2026-09-10 and 1000 on most days" in text


def test_a_campaign_with_one_click_and_five_orders_has_more_orders_than_clicks():
    text = said([(0, "A", 10, 1, 5, 50), (0, "B", 10, 1000, 20, 50)])
    assert "“A” has more than one order per click (orders: 5; clicks: 1)" in text


def test_a_campaign_with_as_many_orders_as_clicks_does_not_have_more():
    """On one day more, on another fewer: 5 orders, 5 clicks."""
    rows = [(0, "A", 10, 2, 3, 50), (1, "A", 10, 3, 2, 50), (0, "B", 10, 1000, 20, 50), (1, "B", 10, 1000, 20, 50)]
    assert said(rows) == ""


def test_orders_without_a_single_click_are_not_more_than_one_per_click():
    text = said([(0, "A", 10, 0, 5, 50), (0, "B", 10, 1000, 45, 50)])
    assert text == ""


def test_the_name_of_a_campaign_is_told_to_its_sixtieth_letter():
    name = "ab" * 30 + "X"
    assert f"“{name[:-1]}” has more than one" in said([(0, name, 10, 1, 5, 50), (0, "z", 10, 1000, 20, 50)])


def test_clicks_that_are_not_known_on_a_day_take_nothing_from_the_other_days():
    rows = [(0, "A", 10, np.nan, 2, 50), (1, "A", 10, 4, 5, 50), (0, "B", 10, 1000, 20, 50)]
    assert "“A” has more than one order per click (orders: 7; clicks: 4)" in said(rows)


def test_without_any_clicks_or_orders_in_the_file_nothing_is_said_of_them():
    for clicks, orders in ((np.nan, 20.0), (1000.0, np.nan)):
        assert said([(0, "A", 10, clicks, orders, 50)]) == ""


def test_the_longest_hole_is_told_by_the_rows_before_and_after_it():
    days = [0, 1, 2, 20, 21, 60, 61]
    text = said([(day, "A", 10, 1000, 20, 50) for day in days])
    assert "No row lies between 2026-09-28 and 2026-11-06 (days: 38)" in text
    assert "No row lies between 2026-09-28 and 2026-11-06 (days: 38)" in said_of_orders(days, [20.0] * 7)


@pytest.mark.parametrize(("hole", "is_said"), [(15, False), (16, True)])
def test_a_hole_between_orders_is_measured_in_single_days(hole, is_said):
    """Usual steps of 3 days: five of them are 15."""
    assert ("No row lies" in said_of_orders([0, 3, 6, 9, 9 + hole], [20.0] * 5)) == is_said


def test_a_hole_between_orders_of_every_day_is_longer_than_two_weeks():
    assert "No row lies" in said_of_orders([0, 1, 2, 3, 18], [20.0] * 5)


def test_orders_of_nothing_have_no_part_in_what_an_order_is_usually_worth():
    text = said_of_orders([0] * 9, [0, 0, 0, 0, 10, 10, 10, 10, 3000])
    assert "One order is worth 3000, and half of all less than 10" in text
    assert "One order" not in said_of_orders([0] * 9, [0, 0, 0, 0, 0, 10, 10, 10, 3000])


@pytest.mark.parametrize(("lost", "others", "is_said"), [(2, 3, True), (2, 2, False), (2.5, 2.5, True), (5, 0, True)])
def test_orders_without_clicks_are_said_from_five_orders_in_all_on(lost, others, is_said):
    text = said([(0, "A", 10, 0, lost, 50), (0, "B", 10, 1000, others, 50)])
    assert ("are in rows without a click" in text) == is_said


def test_rows_of_which_the_orders_are_not_known_do_not_hide_those_without_clicks():
    assert "5 of 5 orders are in rows" in said([(0, "A", 10, 0, 5, 50), (0, "B", 10, 1000, np.nan, 50)])


def test_a_day_with_most_of_a_few_cents_is_said_and_none_where_all_was_given_back():
    cents = [0.01, 0.01, 0.01, 0.5, 0.01, 0.01, 0.01]
    assert "0.5 of 0.56 were spent on 2026-09-10" in said(
        [(day, "A", spend, 1000, 20, 50) for day, spend in enumerate(cents)]
    )
    back = [0, 0, 0, 10, -10, 0, 0]
    assert "were spent on" not in said([(day, "A", spend, 1000, 20, 50) for day, spend in enumerate(back)])

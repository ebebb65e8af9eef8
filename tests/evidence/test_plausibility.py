"""What a person would doubt: each limit is met just so and just not, and every sentence has a number and a remedy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.evidence.files import read

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

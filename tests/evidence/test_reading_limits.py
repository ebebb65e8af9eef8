"""Limits of what looks wrong in a file, and of what two files share: the last case on one side, the first beyond."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from simulator.evidence import combine
from simulator.evidence.reading.audit import Audit, Export, Totals
from simulator.evidence.reading.plausibility import Reading, is_beyond_any_click, suspicions
from simulator.evidence.rows import AdRows, OrderRows
from tests.evidence.files import notes, read, table

START = date(2026, 9, 7)


def ad_rows(rows: Sequence[tuple], platform: str = "meta_ads", days_per_row: int = 1) -> AdRows:
    """(day counted from 0, campaign, spend, clicks, orders, value)."""
    frame = pd.DataFrame(rows, columns=["date", "campaign", "spend", "clicks", "orders", "value"])
    frame["date"] = pd.to_datetime([START + timedelta(days=int(day)) for day in frame["date"]])
    return AdRows(frame, "EUR", platform, days_per_row)


def said(rows: Sequence[tuple], *, lines: int = 1, stated: float | None = None, days_per_row: int = 1) -> str:
    """What looks wrong with these rows of ads."""
    ads = ad_rows(rows, days_per_row=days_per_row)
    totals = Totals(*(float(ads.frame[name].sum()) for name in ("spend", "clicks", "orders", "value")))
    reading = Reading(ads, None, totals, lines, Totals(spend=stated) if stated else None)
    return "\n".join(map(str, suspicions(reading)))


def said_of_orders(days: Sequence[int], values: Sequence[float], *, lines: int = 1) -> str:
    """What looks wrong with these orders."""
    frame = pd.DataFrame({"date": pd.to_datetime([START + timedelta(days=day) for day in days]), "value": values})
    return "\n".join(map(str, suspicions(Reading(None, OrderRows(frame, "EUR", "table"), Totals(), lines))))


@pytest.mark.parametrize(
    ("clicks", "orders", "says"),
    [
        (100, 15, ""), (100, 16, "CVR is 16 %"), (25, 5, "CVR is 20 %"), (20, 4, ""),
        (10_000, 5, ""), (10_000, 4, "CVR is 0.04 %"), (9_999, 4, ""),
    ],
)  # fmt: skip
def test_a_conversion_rate_above_15_percent_or_below_a_half_per_mille_is_said(clicks, orders, says):
    text = said([(0, "A", 10, clicks, orders, 50)])
    assert text.startswith(says)
    assert bool(text) == bool(says)


def test_a_conversion_rate_that_is_too_high_has_another_reason_without_a_campaign():
    ads, totals = ad_rows([(0, "", 10, 100, 16, 50)]), Totals(10.0, 100.0, 16.0, 50.0)
    named, nameless = (str(*suspicions(Reading(ads, None, totals, 1, has_key=key))) for key in (True, False))
    assert "this file has no campaign" not in named == str(*suspicions(Reading(ads, None, totals, 1)))
    assert "CVR is 16 %, and a shop rarely exceeds 15 %: this file has no campaign" in nameless.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("costs", "says"),
    [((1, 1, 100), "A click costs 100 on 2026-09-09 and 1"), ((1, 1, 99), ""), ((1, 100_000), ""),
     ((100, 100, 1), "A click costs 1 on"), ((100, 100, 1.01), "")],
)  # fmt: skip
def test_a_click_price_a_hundred_times_the_usual_one_is_said(costs, says):
    text = said([(day, "A", cost, 1, 0.1, 5) for day, cost in enumerate(costs)])
    assert text.startswith(says)
    assert bool(text) == bool(says)
    worth = said([(day, "A", 1, 10, 1, cost) for day, cost in enumerate(costs)])
    assert ("An order is worth" in worth) == bool(says)


def test_an_order_three_hundred_times_the_usual_one_is_said():
    assert "One order is worth 300" in said_of_orders(range(5), [1, 1, 1, 1, 300])
    assert "One order" not in said_of_orders(range(5), [1, 1, 1, 1, 299])
    assert "One order" not in said_of_orders(range(5), [0, 1, 1, 1, 300])
    assert [is_beyond_any_click(Totals(spend=spend, clicks=2.0)) for spend in (20_000.0, 20_001.0)] == [False, True]


@pytest.mark.parametrize(("lost", "others", "is_said"), [(1, 4, False), (2, 8, False), (2, 7, True), (1, 3, False)])
def test_a_fifth_of_the_orders_may_be_without_clicks(lost, others, is_said):
    text = said([(0, "A", 10, 0, lost, 50), (0, "B", 10, 1000, others, 50)])
    assert (f"{lost} of {lost + others} orders are in rows without a click" in text) == is_said


def test_rows_of_which_the_clicks_are_not_known_are_not_without_clicks():
    text = said([(0, "A", 10, np.nan, 3, 50), (0, "B", 10, 0, 3, 50), (0, "C", 10, 1000, 4, 50)])
    assert "3 of 10 orders are in rows without a click" in text


@pytest.mark.parametrize(("orders", "clicks", "is_said"), [(5, 4, True), (5, 5, False), (4, 3, False), (5, 0, False)])
def test_five_orders_of_fewer_clicks_are_said(orders, clicks, is_said):
    text = said([(0, "A", 10, clicks, orders, 50), (0, "B", 10, 1000, 40, 50)])
    assert (f"“A” has more than one order per click (orders: 5; clicks: {clicks})" in text) == is_said


@pytest.mark.parametrize(
    ("spend", "is_said"),
    [([1] * 6 + [11], True), ([1] * 6 + [10], False), ([1] * 5 + [11], False),
     ([0, 0, 0, 0, 10, 10, 21], True), ([0, 0, 0, 0, 10, 10, 20], False)],
)  # fmt: skip
def test_a_day_with_half_of_the_spend_and_ten_times_the_usual_one_is_said(spend, is_said):
    text = said([(day, "A", amount, 1000, 20, 50) for day, amount in enumerate(spend)])
    assert ("were spent on" in text) == is_said


@pytest.mark.parametrize(("stated", "is_said"), [(20, False), (20.1, True), (5, False), (4.9, True)])
def test_a_total_of_the_file_may_be_half_or_twice_of_its_rows(stated, is_said):
    assert ("The file's own total is" in said([(0, "A", 10, 1000, 20, 50)], stated=stated)) == is_said
    assert ("The file's own total is" in said([(0, "A", 0.1, 1000, 20, 50)], stated=stated / 100)) == is_said
    assert said([(0, "A", 0, 1000, 20, 50)], stated=stated) == ""  # of nothing every total is another


def test_twenty_lines_that_became_a_row_of_one_day_are_said():
    assert "became 1 of one day" in said([(0, "A", 10, 1000, 20, 50)], lines=20)
    assert said([(0, "A", 10, 1000, 20, 50)], lines=19) == ""
    two = [(0, name, 10, 1000, 20, 50) for name in "AB"]
    assert "The rows of this file (40) became 2 of one day" in said(two, lines=40)
    assert said(two, lines=39) == ""
    assert said([(0, "A", 10, 1000, 20, 50), (1, "A", 10, 1000, 20, 50)], lines=90) == ""


@pytest.mark.parametrize(
    ("days", "per_row", "is_said"),
    [((0, 1, 2, 3, 18), 1, True), ((0, 1, 2, 3, 17), 1, False), ((0, 1, 2, 17), 1, False),
     ((0, 7, 14, 21, 63), 7, True), ((0, 7, 14, 21, 56), 7, False),
     ((0, 4, 8, 12, 33), 1, True), ((0, 4, 8, 12, 32), 1, False),
     ((0, 1, 2, 3, 25), 7, True), ((0, 1, 2, 3, 24), 7, False)],
)  # fmt: skip
def test_a_hole_is_longer_than_two_weeks_five_usual_steps_and_three_rows(days, per_row, is_said):
    text = said([(day, "A", 10, 1000, 20, 50) for day in days], days_per_row=per_row)
    assert (f"(days: {days[-1] - days[-2] - 1})" in text) == is_said


@pytest.mark.parametrize(
    ("lines", "orders", "is_said"), [(100, 2, True), (100, 3, False), (99, 1, False), (150, 3, True)]
)
def test_fifty_lines_of_every_order_are_said(lines, orders, is_said):
    text = said_of_orders(range(orders), [20.0] * orders, lines=lines)
    assert (f"(rows: {lines}; orders: {orders})" in text) == is_said


# -- two files that report the same ---------------------------------------------------------------------------------


def export(name: str, ads: AdRows, details: tuple[str, ...] = ()) -> Export:
    return Export(name, ads.platform, ads=ads, audit=Audit(details=details))


def together(*exports: Export) -> tuple[float, str]:
    """The spend that is counted, and what is said."""
    made = combine(exports)
    return float(made.frame["spend"].sum()), "\n".join(map(str, made.sentences))


def spent(amounts: Sequence[float], platform: str = "meta_ads", orders: float = 1.0) -> AdRows:
    """A campaign, day by day."""
    return ad_rows([(day, "A", amount, 100, orders, 50) for day, amount in enumerate(amounts)], platform)


def test_of_days_in_two_files_those_that_differ_are_counted():
    later = ad_rows([(day, "A", 10, 100, 2 if day == 1 else 1, 50) for day in range(4)])
    spend, text = together(export("a", spent([10] * 3)), export("b", later))
    assert spend == 40
    assert "differ on 1 of them" in text


@pytest.mark.parametrize(("days", "is_one"), [(3, True), (2, False)])
def test_two_platforms_with_the_same_spend_on_three_days_are_one_account(days, is_one):
    amounts = [11.0, 23.0, 35.0][:days]
    spend, text = together(export("a", spent(amounts)), export("b", spent(amounts, "ga4")))
    assert spend == (sum(amounts) if is_one else 2 * sum(amounts))
    assert ("report the same spend" in text) == is_one


def test_two_platforms_of_which_one_spent_half_as_much_are_two():
    whole, half = spent([10.0 + day for day in range(12)]), spent([5.0 + day / 2 for day in range(12)], "google_ads")
    assert together(export("a", whole), export("b", half, ("Device",)))[0] == 1.5 * sum(range(10, 22))
    same = spent([5.0 + day / 2 for day in range(12)])
    spend, text = together(export("a", whole), export("b", same, ("Device", "Age", "Place", "Hour")))
    assert spend == sum(range(10, 22))
    assert "“b” holds 50 % of the spend of “a”" in text
    assert "(Device, Age, Place)" in text


def test_a_part_has_hardly_a_day_with_more_than_the_whole_and_moves_with_it():
    whole = spent([10.0] * 20)
    more = spent([2.0] * 10 + [15.0] * 10)
    assert together(export("a", whole), export("b", more, ("Device",)))[0] == 200 + 170
    rng = np.random.default_rng(1)
    amounts = 100 + 20 * rng.random(20)
    few = spent(amounts[:9])
    assert together(export("a", few), export("b", spent(amounts[:9] / 2)))[0] == pytest.approx(1.5 * amounts[:9].sum())
    moving, apart = 0.5 * amounts, 40 + 20 * rng.random(20)
    assert together(export("a", spent(amounts)), export("b", spent(moving)))[0] == pytest.approx(amounts.sum())
    assert together(export("a", spent(amounts)), export("b", spent(apart)))[0] == pytest.approx((amounts + apart).sum())


def test_weeks_beside_their_days_do_not_count_and_others_do():
    weeks = ad_rows([(7 * week, "A", 70, 100, 5, 50) for week in range(4)], days_per_row=7)
    days = ad_rows([(day, "A", 11, 100, 5, 50) for day in range(8, 20)])
    spend, text = together(export("weeks", weeks), export("days", days))
    assert spend == 70 * 2 + 11 * 12  # days 8 to 19 lie in the second and the third week
    assert "Rows of it that were not counted: 2." in text


# -- groups ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("groups", "is_filled"), [(10, True), (9, False)])
def test_a_row_of_a_day_that_its_group_has_already_lost_its_key(groups, is_filled):
    """Of 20 rows one in twenty may be of a day that its group has; it stays without a campaign. Of 18 that is more."""
    rows = []
    for at in range(groups):
        last = at == groups - 1
        rows += [f"c{at},2026-09-01,{10 + at},5,1,2", f",2026-09-0{1 if last else 2},{50 + at},5,1,2"]
    read_ = read(table("Campaign,Day,Cost,Clicks,Conversions,Conv. value", rows))
    assert ("as in a pivot table. Rows that got it from the row above: 9." in notes(read_)) == is_filled
    assert read_.ads is not None
    assert "" in set(read_.ads.frame["campaign"])
    assert read_.audit.campaigns == groups + 1

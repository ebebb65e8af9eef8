"""Boundary values of the rules by which orders are read and files are held against each other."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from simulator.evidence import AdRows, SalesRows, join_by_day
from simulator.evidence.reading.headers import header, languages_of, score
from simulator.evidence.reading.measures import is_purchase
from simulator.evidence.reading.order_lines import is_ruined
from simulator.evidence.reading.overlaps import Source, settle
from simulator.evidence.reading.periods import period_of
from simulator.evidence.reading.platforms import names, status_of
from simulator.evidence.reading.plausibility import Reading, Totals, suspicions
from tests.evidence.files import DAYS, kinds, notes, read, table, totals


def orders(text, **options):
    """Number of orders, their value, and what was chosen for the reader."""
    export = read(text, **options)
    assert export.orders is not None, notes(export)
    frame = export.orders.frame
    return len(frame), round(float(frame["value"].sum()), 2), {item.kind: item.taken for item in export.choices}


# -- rows of one order ----------------------------------------------------------------------------------------------

ORDERS = "Order ID,Order date,Customer,Total"


def test_rows_that_repeat_others_are_two_orders_without_numbers_and_one_with_them():
    rows = ["2026-09-01,ann,10", "2026-09-01,ann,10", "2026-09-02,bob,20"]
    assert orders(table("Order date,Customer,Total", rows)) == (3, 40, {})
    numbered = table(ORDERS, [f"{name},{row}" for name, row in zip(("1", "1", "2"), rows, strict=True)])
    assert orders(numbered) == (2, 30, {"repeated": "once"})
    export = read(numbered)
    assert (export.audit.repeated_rows, "no order number" in notes(export)) == (1, False)
    assert "They were counted once." in str(export.choices[0].ask)
    shortened = numbered.replace("1,2026", "5.76E+17,2026")
    assert orders(shortened) == (3, 40, {"repeated": "all"})


def test_orders_under_a_shortened_number_are_told_apart_by_day_value_and_customer():
    rows = [f"5.76E+17,2026-09-{row}" for row in ("01,ann,10", "01,bob,10", "02,ann,10", "02,ann,11")]
    assert orders(table(ORDERS, [*rows, "7,2026-09-02,eve,5"]))[:2] == (5, 46)
    assert [is_ruined(text) for text in ("5.76E+17", "1E3", "576460752303423000", "1000")] == [True, False, True, False]


def test_an_order_without_any_value_is_unreadable_once_and_so_is_the_first_of_the_file():
    rows = ["1,2026-09-01,ann,", "1,2026-09-01,ann,", "2,2026-09-02,bob,20", "3,2026-09-02,eve,"]
    export = read(table(ORDERS, rows))
    assert (len(export.orders.frame), export.audit.unreadable_rows) == (1, 2)


def test_refunds_of_orders_in_the_file_and_of_others_are_counted_apart():
    rows = ["1,2026-09-01,ann,10", "2,2026-09-02,bob,20", "1-R1,2026-09-03,ann,-4", "99,2026-09-03,x,-7"]
    export = read(table(ORDERS, rows))
    assert export.orders.frame["refunded"].tolist() == [4, 0]
    assert "taken as refunds of their orders: 1 (4 in all)" in notes(export)
    assert "not counted as orders: 1 (-7 in all)" in notes(export).replace("−", "-")


def test_an_order_of_half_a_coin_is_an_order_and_none_below_0_is():
    assert orders(table(ORDERS, ["1,2026-09-01,ann,0.50", "2,2026-09-02,bob,0"]))[:2] == (2, 0.5)


@pytest.mark.parametrize(("second", "value"), [(1.03, 2 * 1 + 3 * 1.03), (1.0420, None)])
def test_prices_of_one_item_lie_within_a_fiftieth_of_their_mean(second, value):
    """1 and 1.03 deviate by 1.48 % of their mean, 1 and 1.042 by 2.06 %."""
    rows = [f"{item}{at},2026-09-01,c{at},{item},{2 + at},{(1, second)[at]:.4f}" for item in "abc" for at in (0, 1)]
    _, total, chosen = orders(table("Order ID,Order date,Customer,Item,Quantity,Value", rows))
    assert chosen == {"item_price": "times_quantity" if value else "as_written"}
    assert total == pytest.approx(3 * (value or 1 + second), abs=0.01)


# -- orders that count ----------------------------------------------------------------------------------------------

WITH_STATUS = "Order ID,Order date,Status,Total"


@pytest.mark.parametrize(("count", "names_shown"), [(3, "teleported"), (2, "…")])
def test_a_status_that_nobody_knows_is_named_where_three_orders_have_it(count, names_shown):
    rows = [f"{at},2026-09-01,teleported,1.2341" for at in range(count)]
    export = read(table(WITH_STATUS, [*rows, "90,2026-09-01,paid,5", "91,2026-09-01,,5"]))
    (choice,) = export.choices
    assert f"(“{names_shown}”): {count} ({round(1.2341 * count, 2)} in all)" in str(choice.ask)


def test_a_status_means_what_its_platform_says_and_else_what_any_does():
    assert (status_of("magento", "Closed"), status_of("table", "closed"), status_of("", "closed")) == (
        "refunded",
        "paid",
        "paid",
    )
    assert (status_of("woocommerce", "versandt"), status_of("table", "teleported")) == ("paid", None)


def test_gift_cards_count_where_no_number_tells_which_order_they_are():
    text = table("Order date,Customer,Item,Total", ["2026-09-01,ann,Gift card,50", "2026-09-02,bob,Ring,20"])
    assert orders(text)[:2] == (2, 70)


def test_what_a_file_of_orders_would_tell_and_days_in_doubt():
    assert read(table(f"{ORDERS},Refunded", ["1,2026-09-01,a,9,0"])).orders.tells == {"refunded"}
    doubt = read(table(ORDERS, ["1,01/02/2026,a,9", "2,02/05/2026,b,9"]))
    assert (doubt.orders, kinds(doubt)) == (None, ["date_order"])
    assert read(table(WITH_STATUS, ["1,2026-09-01,paid,9", "2,2026-09-01,paid,9"])).orders.tells == frozenset()


def test_marks_of_refunds_are_yes_and_no_and_every_refund_is_counted():
    rows = ["1,2026-09-01,a,9,yes", "2,2026-09-01,b,8,no", "3,2026-09-01,c,7,"]
    export = read(table(f"{ORDERS},Refunded", rows))
    assert export.orders.frame["refunded"].tolist() == [9, 0, 0]
    assert export.audit.refunded_orders == 1


def test_a_customer_is_new_where_the_file_says_so_in_whatever_word():
    words = ("yes", "no", "new", "returning", "First-time", "0", "")
    rows = [f"{at},2026-09-01,c{at},9,{word}" for at, word in enumerate(words)]
    new = read(table(f"{ORDERS},New customer", rows)).orders.frame["new_customer"]
    assert new.isna().tolist() == [False] * 6 + [True]
    assert new.dropna().tolist() == [True, False, True, False, True, False]


# -- rows of a damaged file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "unreadable"),
    [
        ("Summer sale now", 1),  # the beginning of a row of this campaign
        ("Winter sale no", 1),  # and of another
        ("Export of today", 0),  # a remark
        ("Export today", 1),  # too few words for one
    ],
)
def test_a_last_row_of_one_cell_is_cut_where_it_begins_like_another(last, unreadable):
    rows = [f"{name} sale now,{day},10,5,1,2" for day in DAYS[:2] for name in ("Summer", "Winter")]
    head = "Campaign,Day,Cost,Clicks,Conversions,Conv. value"
    export = read(table(head, rows) + last)
    assert (export.audit.unreadable_rows, totals(export)["spend"]) == (unreadable, 40)
    whole = read(table(head, rows) + f"Summer sale now,{DAYS[2]},10,5,1,2")
    assert (whole.audit.unreadable_rows, totals(whole)["spend"]) == (0, 50)


def test_spend_of_nothing_but_zeros_is_none_and_of_both_signs_is_unreadable():
    head = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"
    free = read(table(head, [f"{day},A,0,5,1,2" for day in DAYS[:3]]))
    assert "below 0" not in notes(free)
    mixed = read(table(head, [f"{DAYS[0]},A,-5,5,1,2", f"{DAYS[1]},A,0.50,5,1,2"]))
    assert (mixed.audit.unreadable_rows, totals(mixed)["spend"]) == (1, 0.5)
    paid = read(table(head, [f"{day},A,-5,5,1,2" for day in DAYS[:3]]))
    assert totals(paid)["spend"] == 15


def test_spend_in_a_unit_that_the_reader_names_and_in_a_converted_currency():
    head = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"
    rows = [f"{day},A,5000000,5,1,2" for day in DAYS[:3]]
    assert totals(read(table(head, rows), answers={"unit": "micros"}))["spend"] == 15
    head = "Day,Campaign,Currency code,Cost (Converted currency),Clicks,Conversions,Conv. value"
    one = read(table(head, [f"{day},A,EUR,10,5,1,2" for day in DAYS[:3]]))
    assert (totals(one)["spend"], totals(one)["value"]) == (30, 6)
    several = read(table(head, [f"{day},A,{code},10,5,1,2" for day, code in zip(DAYS, ("EUR", "USD"), strict=False)]))
    assert (totals(several)["spend"], totals(several)["value"]) == (20, 0)
    assert "The order values are in several currencies and were left out." in notes(several)


def test_actions_that_are_purchases():
    bought = ("Purchase", "Kauf", "checkout complete", "Website sales")
    assert all(map(is_purchase, bought))
    assert not any(map(is_purchase, ("Add to cart", "Begin checkout", "Purchase intent", "Lead")))


# -- headers --------------------------------------------------------------------------------------------------------


def test_a_header_with_a_lost_letter_is_known_where_one_meaning_fits():
    assert {name.means for name in header("K\ufffdufe").names} == {"orders"}
    assert [name.means for name in header("Co\ufffdt (devise convertie)").names] == ["spend_converted"]
    assert header("Zzz\ufffdzzz").names == ()


def test_a_row_scores_with_the_number_of_different_things_it_names():
    assert score(["a", "b"], {"a": "", "b": ""}) == 2
    assert score(["a", "b"], {"a": "orders", "b": "orders"}) == 1
    assert score(["Clicks", "Cost", "Cost", "zzz"], {}) == 2
    assert languages_of(["Klicks", "Clicks", "zzz"]) == ["de", "en"]
    assert {name.rank for name in names()["paid date"]} == {2}
    assert {name.rank for name in names()["order date"] if name.platform == "woocommerce"} == {1}


def test_a_period_behind_a_title_is_read():
    (period,) = {period_of([f"Report{mark} September 1, 2026 - September 30, 2026"]) for mark in ",;:"}
    assert period == (date(2026, 9, 1), date(2026, 9, 30))


# -- two files of one account ---------------------------------------------------------------------------------------


def source(name, spend, *, clicks=5.0, orders=1.0, value=2.0, begin=1, step=1, details=(), per_row=1, currency="EUR"):
    """A file of one campaign, a row a day (or every `step` days) from a day of September on."""
    days = [pd.Timestamp(2026, 9, begin) + timedelta(days=step * at) for at in range(len(spend))]
    frame = pd.DataFrame(
        {"date": days, "campaign": "A", "spend": spend, "clicks": clicks, "orders": orders, "value": value}
    ).astype(dict.fromkeys(("spend", "clicks", "orders", "value"), float))
    return Source(name, AdRows(frame, currency, "google_ads", per_row), frame, details)


def settled(earlier, later):
    """Spend that is left of both, and what is said."""
    sentences = []
    settle(earlier, later, sentences)
    return float(earlier.frame["spend"].sum()), float(later.frame["spend"].sum()), "".join(map(str, sentences))


def test_two_currencies_are_two_accounts():
    assert settled(source("a", [10, 20]), source("b", [10, 20], currency="USD")) == (30, 30, "")


def test_of_two_files_that_know_the_same_the_one_that_reaches_further_counts_else_the_one_that_knows_more():
    assert settled(source("a", [10, 20]), source("b", [10, 20, 30]))[:2] == (0, 60)
    assert settled(source("b", [10, 20, 30]), source("a", [10, 20]))[:2] == (60, 0)
    assert settled(source("a", [10, 20], orders=9), source("b", [10, 20, 30]))[:2] == (0, 60)
    assert settled(source("a", [10, 20]), source("b", [10, 20, 30], value=float("nan")))[:2] == (30, 30)


@pytest.mark.parametrize("turn", [1, -1])
def test_days_without_spend_in_one_of_two_files_do_not_make_them_two_accounts(turn):
    """Three of four days would be fewer than eight in ten."""
    one, other = [source("a", [10, 20, 30, 0, 1]), source("b", [10, 20, 30, 40, 9])][::turn]
    assert "overlap" in settled(one, other)[2]


def test_a_part_has_five_days_at_least_and_may_be_level_on_most():
    def part(days):
        return settled(source("whole", [10] * days), source("part", [10] * (days - 1) + [1], details=("Device",)))

    assert part(10)[:2] == (100, 0)
    assert "“part” holds 91 % of the spend of “whole”" in part(10)[2].replace("\u00a0", " ")
    assert part(5)[:2] == (50, 0)
    assert "part of it" not in part(4)[2]


def test_a_week_whose_last_day_another_file_has_is_not_added_to_it():
    week = source("week", [70], per_row=7)
    assert settled(week, source("days", [10, 11], begin=7))[:2] == (0, 21)
    assert settled(source("week", [70], per_row=7), source("days", [10, 11], begin=8))[:2] == (70, 21)


# -- a shop and its ads ---------------------------------------------------------------------------------------------


def test_days_between_two_weeks_of_ads_are_in_no_week_and_one_day_has_a_sum():
    def sales(days):
        frame = pd.DataFrame({"date": days, "orders": 1.0, "value": 10.0, "first_orders": 1.0})
        return SalesRows(frame, "EUR", "table")

    ads = source("ads", [70, 70], step=14, per_row=7)
    month = [pd.Timestamp(2026, 9, 1) + timedelta(days=at) for at in range(21)]
    joined = join_by_day([ads.ads], sales(month))
    assert joined.frame["orders"].tolist() == [7, 7]
    single = join_by_day([source("ads", [70]).ads], sales(month[:1]))
    assert (single.cpo, single.cac) == (70, 70)


# -- what is doubted ------------------------------------------------------------------------------------------------


def doubts(days, *, spend=10.0, rows=None, totals=None, per_row=1):
    """What is doubted of rows on some days of 2026, counted from the first."""
    dates = [pd.Timestamp(2026, 1, 1) + timedelta(days=day) for day in days]
    frame = pd.DataFrame(
        {"date": dates, "campaign": "A", "spend": spend, "clicks": 100.0, "orders": 3.0, "value": 150.0}
    )
    ads = AdRows(frame, "EUR", "table", per_row)
    return [str(item) for item in suspicions(Reading(ads, None, totals or Totals(), rows or len(days)))]


@pytest.mark.parametrize(("orders", "is_doubted"), [(15, False), (16, True)])
def test_fifteen_orders_of_a_hundred_clicks_are_believed(orders, is_doubted):
    assert bool(doubts([0], totals=Totals(spend=10, clicks=100, orders=orders))) == is_doubted


def test_as_many_orders_as_clicks_and_a_day_with_hundred_times_the_click_price():
    dates = pd.date_range("2026-01-01", periods=4)

    def suspected(spend, clicks, orders):
        frame = pd.DataFrame(
            {"date": dates, "campaign": "A", "spend": spend, "clicks": clicks, "orders": orders, "value": 10.0}
        )
        return [str(item) for item in suspicions(Reading(AdRows(frame, "EUR", "table", 1), None, Totals(), 4))]

    assert suspected(10.0, 5.0, 5.0) == []
    assert "“A” has more than one order per click (orders: 24; clicks: 20)" in suspected(10.0, 5.0, 6.0)[0]
    (jump,) = suspected([10.0, 10.0, 10.0, 10.0], [100.0, 100.0, 100.0, 1.0], 0.0)
    assert jump.startswith("A click costs 10 on 2026-01-04 and 0.1 on most days")


def test_a_hole_of_more_than_fourteen_days_is_doubted_and_counted():
    assert doubts([0, 1, 2, 3, 4, 18]) == []
    (suspected,) = doubts([0, 1, 2, 3, 4, 19])
    assert "between 2026-01-05 and 2026-01-20 (days: 14)" in suspected


def test_twenty_rows_that_became_one_row_of_one_day_are_doubted():
    assert doubts([0], rows=19) == []
    assert "The rows of this file (20) became 1 of one day" in doubts([0], rows=20)[0]
    assert doubts([0, 1], rows=1000) == []


@pytest.mark.parametrize(("count", "rows", "is_doubted"), [(2, 100, True), (2, 99, False), (3, 100, False)])
def test_fifty_rows_an_order_are_doubted_from_a_hundred_rows_on(count, rows, is_doubted):
    lines = [f"{at % count},2026-09-01,c{at % count},{at}" for at in range(rows)]
    suspected = "\n".join(map(str, read(table(ORDERS, lines)).audit.suspicions))
    assert ("far more rows than orders" in suspected) == is_doubted


def test_an_order_whose_refund_stands_first_has_its_own_value_and_refund():
    rows = ["2,2026-09-03,bob,-4", "1,2026-09-01,ann,10", "2,2026-09-02,bob,20", "2,2026-09-02,bob,3"]
    frame = read(table(ORDERS, rows)).orders.frame
    assert frame[["value", "refunded"]].to_numpy().tolist() == [[10, 0], [23, 4]]

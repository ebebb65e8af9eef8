"""Worked cases of headers, columns, orders and days together, where one rule of the code just applies."""

from __future__ import annotations

import math
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from simulator.evidence import join_by_day
from simulator.evidence.reading.audit import Export
from simulator.evidence.reading.day_column import _are_figures
from simulator.evidence.reading.headers import currency_of, header, meanings, name_of
from simulator.evidence.reading.measures import is_purchase
from simulator.evidence.reading.numbers import one_currency
from simulator.evidence.reading.order_lines import order_numbers
from simulator.evidence.reading.orders import opaques
from simulator.evidence.reading.pivots import _is_subtotal
from simulator.evidence.reading.totals import begins_like_label, is_certain, is_label
from simulator.evidence.rows import AdRows, SalesRows, row_ends
from tests.evidence.files import notes, read, sums, table
from tests.evidence.test_reading_worked import ADS

# -- single functions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "most", "are"),
    [(["1", "31"], 31, True), (["0", "31"], 31, False), (["1", "32"], 31, False), (["1", "a"], 31, False),
     (["", "7"], 12, True), (["", ""], 12, False), (["012", "013"], 31, False)],
)  # fmt: skip
def test_figures_of_a_calendar_are_one_to_as_many_as_there_are(texts, most, are):
    assert _are_figures(Columns(month=texts), "month", most) == are
    assert not _are_figures(Columns(week=texts), "month", most)


def test_names_that_purchases_have_and_names_of_other_conversions():
    bought = ("Purchase", "purchases", "actions:offsite_conversion.fb_pixel_purchase", "Achat")
    others = ("Lead", "Add to cart", "", "Begin checkout")
    assert [is_purchase(text) for text in (*bought, *others)] == [True] * 4 + [False] * 4


def test_the_same_text_is_opaque_in_the_same_way_and_as_another_kind_in_another():
    one, two, again = opaques("customer", ["ann", "bob", "ann"])
    assert one == again != two
    assert opaques("order", ["ann"]) != [one]
    assert (len(one), "ann" in one) == (16, False)


def test_rows_of_a_group_are_called_so_and_rows_of_all_are_labels():
    groups = {"Search Total": True, "Search - total": True, "Brand Total": False, "Search": False, 5: False}
    assert {cell: _is_subtotal(cell, {"search"}) for cell in groups} == groups
    assert [_is_subtotal("s" * count + " total", {"s" * count}) for count in (194, 195)] == [True, False]
    labels = {
        "Total": True,
        "Total: Campaigns": True,
        "Results from 12 campaigns": True,
        "Total Rewards": False,
        7: False,
    }
    assert {cell: is_label(cell) for cell in labels} == labels
    assert is_certain("Results from 12 campaigns")
    assert not is_certain("Total")
    # the first 200 letters tell
    assert [is_label("Total" + " " * count + "x") for count in (194, 195)] == [False, True]
    assert [begins_like_label(" " * count + "Total") for count in (195, 196)] == [True, False]
    assert [is_certain("Total:" + " " * count + "Account") for count in (187, 188)] == [True, False]
    assert begins_like_label("Total Rewards")
    assert not begins_like_label("Search")


# -- headers and columns --------------------------------------------------------------------------------------------


def test_a_lost_letter_is_guessed_where_four_others_are_left():
    assert header("Co?t").names == ()
    assert header("D?pens?es").names == header("Co??").names == ()
    assert {name.means for name in header("Imp?essions").names} == {name.means for name in header("Impressions").names}


def test_what_a_person_says_of_a_column_comes_before_what_its_platform_calls_so():
    headers = [header("Cost"), header("Whatever"), header("Clicks")]
    assert meanings(headers, "google_ads", {"Whatever": "spend"}) == {"spend": 1, "clicks": 2}
    assert meanings(headers, "google_ads", {"Cost": ""}) == {"clicks": 2}


def test_words_that_are_also_codes_are_no_currency():
    codes = {"EUR": "EUR", "usd": "USD", "ALL": "ALL", "all": None, "Top": None, "€": "EUR", "kr": None, "xyz": None}
    assert {text: currency_of(text) for text in codes} == codes


def test_what_is_known_of_a_column_is_of_its_platform_first_and_else_of_any():
    value = header("Purchase value")
    assert name_of(value, "value", "google_ads").platform == "google_ads"
    assert name_of(value, "value", "wix") == value.names[0]
    assert name_of(value, "clicks", "google_ads") is None


ITEMS = "Order ID,Order date,Product,{value},Quantity"


def bought(value: str, rows: list[tuple[str, float, int]], **options) -> Export:
    """An order for each (product, value, quantity)."""
    lines = [f"10{at},2026-09-0{at + 1},{item},{worth},{count}" for at, (item, worth, count) in enumerate(rows)]
    return read(table(ITEMS.format(value=value), lines), **options)


def test_a_price_is_multiplied_with_two_pieces_and_a_total_is_not():
    assert bought("Price", [("a", 10, 1), ("b", 20, 2)]).audit.totals.value == 50
    assert bought("Price", [("a", 10, 1), ("b", 20, 1)]).choices == ()
    assert bought("Total", [("a", 10, 1), ("b", 20, 2)]).audit.totals.value == 30
    one_price = [(item, 10, count) for item in "abc" for count in (1, 3)]
    assert bought("Total", one_price).audit.totals.value == 3 * 10 + 3 * 30
    assert bought("Total", one_price, answers={"item_price": "as_written"}).audit.totals.value == 60


def test_the_decimal_mark_is_that_of_the_amounts_and_else_of_any_other_column():
    rows = ['2026-09-01,A,"1,234",5,1,2,"0,5"', '2026-09-02,A,"1,234",5,1,2,"0,7"']
    assert sums(read(table(f"{ADS},Avg. CPC", rows)))[0] == pytest.approx(2.468)
    doubt = read(table(ADS, ['2026-09-01,A,"1,234",5,1,2', "2026-09-02,A,7,5,1,2"]))
    assert sums(doubt)[0] == 1241
    assert "“1,234” was read as 1234" in notes(doubt)
    assert sums(read(table(ADS, ["2026-09-01,A,1.234,5,1,2", "2026-09-02,A,7,5,1,2"])))[0] == 1241
    assert one_currency(["$", "kr"]) == (None, ("$", "kr"))
    assert [one_currency(codes) for codes in (["$"], ["$", "USD"], [])] == [(None, ()), ("USD", ()), (None, ())]


def test_spend_below_zero_in_all_rows_is_an_amount_also_where_some_spent_nothing():
    assert sums(read(table(ADS, ["2026-09-01,A,-10,5,1,2", "2026-09-02,A,0,5,1,2"])))[0] == 10
    assert "was taken as an amount" not in notes(read(table(ADS, ["2026-09-01,A,0,5,1,2", "2026-09-02,A,0,5,1,2"])))


def test_a_converted_cost_alone_leaves_the_values_as_they_are():
    head = "Day,Campaign,Cost (Converted currency),Clicks,Conversions,Conv. value"
    export = read(table(head, ["2026-09-01,A,10,5,1,2", "2026-09-02,A,10,5,1,2"]))
    assert sums(export) == (20, 10, 2, 4)
    assert "several currencies" not in notes(export)


# -- orders ---------------------------------------------------------------------------------------------------------


class Columns:
    """A table of order numbers and second numbers, as `order_numbers` asks for them."""

    def __init__(self, **columns: list[str]) -> None:
        self.roles = {role: at for at, role in enumerate(columns)}
        self.table = SimpleNamespace(rows=len(next(iter(columns.values()))))
        self._columns = {role: pd.factorize(np.array(cells, dtype=object)) for role, cells in columns.items()}

    def cells(self, role):
        return self._columns[role][1]

    def codes(self, role):
        return self._columns[role][0]

    def where(self, role, condition):
        return np.array([condition(self.cells(role)[code]) for code in self.codes(role)])


def test_orders_of_two_shops_with_the_same_number_are_told_apart_by_the_second_one():
    made = order_numbers(
        Columns(order=["1001", "1001", "1001", "1001", "", "7"], order_number=["a", "", "b", "", "", ""])
    )
    assert made.codes.tolist() == [0, 0, 1, 1, -1, 2]
    assert made.names == ["1001\0a", "1001\0b", "7"]
    one = order_numbers(Columns(order=["1001", "1001", "1002"], order_number=["a", "", "b"]))
    assert (one.codes.tolist(), one.names) == ([0, 0, 1], ["1001", "1002"])
    renamed = order_numbers(Columns(order=["1001", "1002"], order_number=["a", "a"]))
    assert renamed.codes.tolist() == [0, 0]  # the second number is the order's own


@pytest.mark.parametrize(("again", "is_doubted"), [(2, True), (1, False)])
def test_rows_without_order_numbers_are_doubted_where_a_tenth_share_customer_and_day(again, is_doubted):
    rows = [f"2026-09-01,c{at},20" for at in range(19 - again)] + [f"2026-09-01,c{at},30" for at in range(again)]
    export = read(table("Order date,Customer,Total", rows))
    assert bool(export.audit.suspicions) == is_doubted


SHOP = "Order ID,Order date,Item,Total,Order status"


def test_gift_cards_alone_do_not_count_and_with_goods_they_do():
    rows = ["1,2026-09-01,Gift card,50.5555,paid", "2,2026-09-01,Ring,20,paid", "2,2026-09-01,Gift card,30,paid"]
    audit = read(table(SHOP, rows)).audit
    assert audit.rows == 1
    (left,) = audit.left_out
    assert (left.rows, left.totals.value, "(50.56 in all)" in str(left.reason)) == (1, 50.56, True)


def test_orders_of_a_status_that_nobody_knows_are_counted_and_said_so():
    rows = [f"{at},2026-09-01,Ring,20,{'zzz' if at < 4 else 'paid'}" for at in range(9)]
    counted, left = (read(table(SHOP, rows), answers=answers) for answers in ({}, {"status": "leave_out"}))
    assert (counted.audit.rows, left.audit.rows) == (9, 5)
    assert ["They were counted." in str(export.choices[0].ask) for export in (counted, left)] == [True, False]
    assert (left.audit.first, left.audit.last, left.audit.days) == (date(2026, 9, 1), date(2026, 9, 1), 1)


def test_rows_of_an_order_are_items_where_their_values_differ():
    items = read(table(SHOP, ["1,2026-09-01,Ring,20,paid", "1,2026-09-01,Bag,30,paid", "2,2026-09-02,Ring,20,paid"]))
    whole = read(table(SHOP, ["1,2026-09-01,Ring,50,paid", "1,2026-09-01,Bag,50,paid", "2,2026-09-02,Ring,20,paid"]))
    assert (items.audit.totals.value, whole.audit.totals.value) == (70, 70)
    asked = [next(item for item in export.choices if item.kind == "order_rows") for export in (items, whole)]
    assert ["were added up, as items" in str(item.ask) for item in asked] == [True, False]
    assert ["it was counted once" in str(item.ask) for item in asked] == [False, True]
    assert ["(orders: 1)" in str(item.ask) for item in asked] == [True, True]


def test_orders_of_which_no_line_has_a_value_are_left_out():
    export = read(table("Order ID,Order date,Total", ["1,2026-09-01,", "2,2026-09-02,"]))
    assert (export.audit.unreadable_rows, export.audit.rows) == (2, 0)


def test_orders_that_are_not_paid_yet_and_those_of_a_till_are_said_with_their_value():
    rows = [f"{at},2026-09-01,Ring,20,paid" for at in range(5)]
    (left,) = read(table(SHOP, [*rows, "9,2026-09-01,Ring,10.5555,pending"])).audit.left_out
    assert (left.rows, left.totals.value, "1 (10.56 in all)" in str(left.reason)) == (1, 10.56, True)
    head = "Order ID,Order date,Item,Total,Sales channel"
    (till,) = read(
        table(head, [row.replace("paid", "web") for row in rows] + ["9,2026-09-01,Ring,10.5555,pos"])
    ).audit.left_out
    assert (till.rows, till.totals.value, "value: 10.56" in str(till.reason)) == (1, 10.56, True)


def test_a_refund_that_cannot_be_read_leaves_its_order_out_and_one_of_nothing_is_that_of_its_status():
    head = "Order ID,Order date,Total,Refunded amount,Order status"
    damaged = read(table(head, ["1,2026-09-01,20,3,paid", "2,2026-09-02,20,4x4,paid", "3,2026-09-03,20,1,paid"]))
    assert (damaged.audit.unreadable_rows, damaged.audit.refunded_orders) == (1, 2)
    called = read(table(head, ["1,2026-09-01,20,0,refunded", "2,2026-09-02,30,0,paid", "3,2026-09-03,20,5,refunded"]))
    assert called.orders is not None
    assert called.orders.frame["refunded"].tolist() == [20, 0, 5]


def test_first_and_last_day_of_orders_and_how_many_have_one():
    audit = read(table(SHOP, [f"{at},2026-09-0{day},Ring,20,paid" for at, day in enumerate((3, 1, 3, 7))])).audit
    assert (audit.first, audit.last, audit.days) == (date(2026, 9, 1), date(2026, 9, 7), 3)


def test_orders_in_two_currencies_are_not_added_up():
    head = "Order ID,Order date,Total,Currency"
    two = read(table(head, ["1,2026-09-01,20,EUR", "2,2026-09-02,30,USD"]))
    assert (two.orders, "several currencies (EUR, USD)" in notes(two)) == (None, True)
    assert read(table(head, ["1,2026-09-01,20,EUR", "2,2026-09-02,30,EUR"])).audit.currency == "EUR"


@pytest.mark.parametrize(
    ("cells", "refunds"),
    [(["yes", "no"], [20, 0]), (["0", "1"], [0, 1]), (["0.5", ""], [0.5, 0]), (["", ""], [0, 0]), (["no", ""], [0, 0])],
)
def test_a_refund_is_a_mark_or_an_amount(cells, refunds):
    """A yes pays the whole order back; 0 and 1 are amounts; half a euro is one, too."""
    export = read(table("Order ID,Order date,Total,Refunded amount", [
        f"{at},2026-09-0{at + 1},20,{cell}" for at, cell in enumerate(cells)]))  # fmt: skip
    assert export.orders is not None
    assert export.orders.frame["refunded"].tolist() == refunds


def test_customers_without_a_name_are_nobody_and_no_one_buys_again_as_nobody():
    rows = ["1,2026-09-01,20,Ann", "2,2026-09-02,20,-", "3,2026-09-03,20,-", "4,2026-09-04,20,ANN"]
    frame = read(table("Order ID,Order date,Total,Customer", rows)).orders.frame
    assert frame["customer"].iloc[1:3].tolist() == ["", ""]
    assert frame["customer"].iloc[0] == frame["customer"].iloc[3] != ""
    assert [None if pd.isna(new) else bool(new) for new in frame["new_customer"]] == [None, None, None, False]


# -- days that stand once for a group -------------------------------------------------------------------------------


@pytest.mark.parametrize(("empty", "is_filled"), [(3, True), (2, False)])
def test_a_key_is_filled_in_where_three_rows_in_ten_lack_it(empty, is_filled):
    names = [name for at in range(10 - empty) for name in ([f"c{at}", ""] if at < empty else [f"c{at}"])]
    rows = [f"{name},2026-09-0{1 if name else 2},{10 + at},5,1,2" for at, name in enumerate(names)]
    export = read(table("Campaign,Day,Cost,Clicks,Conversions,Conv. value", rows))
    assert ("as in a pivot table" in notes(export)) == is_filled
    assert sums(export) == (145, 50, 10, 20)


def joined(orders: list[float], first: list[float], spend: list[float]):
    """Days of ads and of a shop."""
    days = pd.date_range("2026-09-07", periods=len(orders))
    ads = pd.DataFrame({"date": days, "campaign": "A", "spend": spend, "clicks": 7.0, "orders": 1.0, "value": 9.0})
    shop = pd.DataFrame({"date": days, "orders": orders, "value": 5.0, "first_orders": first})
    return join_by_day([AdRows(ads, "EUR", "meta_ads")], SalesRows(shop, None, "wix"))


def test_a_customer_costs_what_was_spent_where_every_day_with_orders_tells_the_first_ones():
    made = joined([4, 0], [2, math.nan], [10, 20])
    assert (made.cac, made.currency, made.cpo) == (15, "EUR", 7.5)
    assert math.isnan(joined([4, 1], [2, math.nan], [10, 20]).cac)
    assert math.isnan(joined([0, 0], [0, 0], [10, 20]).cpo)
    assert joined([4, 1], [2, 1], [10, math.nan]).total("spend") == 10
    assert [str(day) for day in row_ends(np.array(["2026-01-15"], dtype="datetime64[D]"), 30)] == ["2026-02-15"]


def test_weeks_that_end_after_the_shop_s_last_day_do_not_count():
    weeks = pd.DataFrame({"date": pd.to_datetime(["2026-09-07", "2026-09-14", "2026-09-21"]), "campaign": "A",
                          "spend": 70.0, "clicks": 7.0, "orders": 1.0, "value": 9.0})  # fmt: skip
    for last, count in (("2026-09-26", 2), ("2026-09-27", 3)):
        days = pd.date_range("2026-09-07", last)
        shop = SalesRows(pd.DataFrame({"date": days, "orders": 1.0, "value": 5.0, "first_orders": 0.0}), "EUR", "wix")
        joined = join_by_day([AdRows(weeks, "EUR", "meta_ads", 7)], shop)
        assert (len(joined.frame), joined.total("orders")) == (count, 7 * count)

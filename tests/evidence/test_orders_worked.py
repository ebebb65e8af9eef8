"""Which orders count, and what is said of the others: worked cases of statuses, gift cards, test orders and tills."""

from __future__ import annotations

import pytest

from simulator.evidence.reading.order_status import _status
from simulator.evidence.reading.platforms import platforms, status_of
from tests.evidence.files import notes, read, table
from tests.evidence.test_orders_edges import SHOP
from tests.evidence.test_reading_order_boundaries import ORDERS, orders

PAID = ["80,2026-09-01,Ring,20,paid", "81,2026-09-02,Bag,30,paid"]


def said(export):
    """What is said of a file and what is to be chosen, as text."""
    return "\n".join([notes(export), *(str(item.ask) for item in export.choices)])


# -- statuses -------------------------------------------------------------------------------------------------------


def test_a_status_is_known_also_where_its_letters_stand_in_the_other_encoding():
    """Of every platform; “wygasłe” becomes “wygas³e”."""
    tried = 0
    for key, platform in platforms().items():
        for text in platform.statuses:
            for written, taken in (("cp1250", "cp1252"), ("cp1252", "cp1250")):
                other = text.encode(written, "ignore").decode(taken, "ignore")
                if other != text and other.encode(taken, "ignore").decode(written, "ignore") == text:
                    assert _status(key, other) == status_of(key, text), (key, text, other)
                    tried += 1
    assert tried >= 6
    assert _status("table", "wygas³e") == "void"
    assert _status("table", "zzz³") is None


def test_six_statuses_are_named_with_thirty_letters_each():
    words = [f"{letter * 31}x" for letter in "qwzkjvy"]
    rows = [f"{at},2026-09-01,Ring,20,{words[at // 3]}" for at in range(21)]
    named = ", ".join(word[:30] for word in words[:6])
    assert f"(“{named}”): 21 (420 in all)" in said(read(table(SHOP, rows)))


@pytest.mark.parametrize(("answer", "left"), [({}, [4]), ({"pending": "leave_out"}, [4]), ({"pending": "include"}, [])])
def test_orders_that_are_not_paid_yet_count_once_the_reader_says_so(answer, left):
    rows = [f"{at},2026-09-03,Ring,5,pending" for at in range(4)]
    export = read(table(SHOP, [*PAID, *rows]), answers=answer)
    assert [(item.rows, item.totals.orders, item.totals.value) for item in export.audit.left_out] == [
        (count, count, 20) for count in left
    ]
    assert export.audit.rows == (2 if left else 6)
    (choice,) = export.choices
    assert (choice.kind, choice.taken) == ("pending", answer.get("pending", "leave_out"))
    assert "(“pending”): 4 (20 in all)" in str(choice.ask)


def test_orders_that_never_came_about_are_left_out_with_their_number_and_value():
    export = read(table(SHOP, [*PAID, "1,2026-09-03,Ring,5.1261,failed", "2,2026-09-03,Ring,6,draft"]))
    (left,) = export.audit.left_out
    assert (left.rows, left.totals.orders, left.totals.value) == (2, 2, 11.13)
    assert "(“failed, draft”) do not count: 2 (11.13 in all)" in str(left.reason)
    assert "map the column “Order status” to nothing" in str(left.reason)


def test_orders_of_an_unknown_status_that_are_left_out_are_said_with_their_number_and_value():
    rows = [f"{at},2026-09-03,Ring,5.1261,zzz" for at in range(3)]
    (left,) = read(table(SHOP, [*PAID, *rows]), answers={"status": "leave_out"}).audit.left_out
    assert (left.rows, left.totals.orders, left.totals.value) == (3, 3, 15.38)
    assert "They were left out." in str(left.reason)


# -- gift cards, test orders, tills ---------------------------------------------------------------------------------


def test_an_order_of_a_gift_card_and_goods_counts_whichever_line_stands_first():
    lines = ["1,2026-09-03,Gift card,50,paid", "1,2026-09-03,Ring,20,paid"]
    for some in (lines, lines[::-1]):
        assert orders(table(SHOP, [*PAID, *some]))[:2] == (3, 120)
    empty = ["1,2026-09-03,Gift card,50,paid", "1,2026-09-03,,20,paid"]
    assert orders(table(SHOP, [*PAID, *empty]))[:2] == (2, 50)  # a line without an item is no goods


@pytest.mark.parametrize(("before", "counts"), [(111, False), (112, True)])
def test_a_gift_card_is_told_by_the_first_120_letters_of_an_item(before, counts):
    rows = [*PAID, f"1,2026-09-03,{'x' * before}gift card,50,paid"]
    assert len(read(table(SHOP, rows)).orders.frame) == (3 if counts else 2)


PAYMENT = "Name,Email,Financial Status,Subtotal,Created at,Lineitem name,Payment Method,Id"


@pytest.mark.parametrize(
    ("method", "counts"), [("bogus", False), ("Bogus Gateway", False), ("Visa", True), ("(for testing) x", False)]
)
def test_orders_paid_by_a_test_do_not_count(method, counts):
    rows = [f"#{at},a{at}@x,paid,10,2026-09-0{at},Ring,Visa,{at}" for at in (1, 2)]
    export = read(table(PAYMENT, [*rows, f"#3,c@x,paid,7,2026-09-03,Ring,{method},3"]))
    assert len(export.orders.frame) == (3 if counts else 2)
    assert [(item.rows, item.totals.value) for item in export.audit.left_out] == ([] if counts else [(1, 7)])


TILL = "Order ID,Order date,Item,Total,Sales channel"


def test_orders_of_a_till_count_where_there_are_no_others_or_the_reader_says_so():
    rows = ["1,2026-09-01,Ring,20,pos", "2,2026-09-02,Ring,30,POS"]
    alone = read(table(TILL, rows))
    assert (len(alone.orders.frame), alone.choices, alone.audit.left_out) == (2, (), ())
    assert "All orders are of a till (“Sales channel”), none of the web shop." in notes(alone)
    mixed = table(TILL, [*rows, "3,2026-09-02,Ring,40,web"])
    counted, left = (read(mixed, answers={"point_of_sale": answer}) for answer in ("include", "leave_out"))
    assert (len(counted.orders.frame), counted.audit.left_out) == (3, ())
    assert "(orders: 2; value: 50)" in said(counted)
    assert (len(left.orders.frame), [item.rows for item in left.audit.left_out]) == (1, [2])
    assert "none of the web shop" not in notes(left)
    assert left.audit.left_out[0].totals.orders == 2


# -- days -----------------------------------------------------------------------------------------------------------


def test_a_file_of_orders_without_a_readable_order_or_day_has_no_first_day():
    none = read(table(ORDERS, ["1,2026-09-01,ann,x", "2,2026-09-02,bob,x"])).audit
    doubt = read(table(ORDERS, ["1,01/02/2026,a,9", "2,02/05/2026,b,9"])).audit
    assert [(audit.first, audit.last, audit.days) for audit in (none, doubt)] == [(None, None, 0)] * 2


def test_lines_are_counted_apart_from_orders_and_rows_of_sums():
    rows = ["1,2026-09-01,ann,10", "1,2026-09-01,ann,5", "2,2026-09-02,bob,20", "Total,,,35"]
    audit = read(table(ORDERS, rows)).audit
    assert (audit.rows, audit.total_rows, audit.totals.orders, audit.totals.value) == (2, 1, 2, 35)

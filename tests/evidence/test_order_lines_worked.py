"""Which rows make one order: worked cases of order numbers, repeated rows, several customers, items and refunds."""

from __future__ import annotations

import pytest

from simulator.evidence.reading.order_lines import is_ruined, order_numbers
from tests.evidence.files import notes, read, table
from tests.evidence.test_orders_edges import Columns
from tests.evidence.test_reading_order_boundaries import ORDERS, orders


def suspected(export):
    """Everything that is doubted, as text."""
    return "\n".join(map(str, export.audit.suspicions))


# -- order numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ruined"),
    [("5.76E+17", True), ("5,76e17", True), ("5E+123", True), ("5E1234", False), ("1.5", False), ("SEVEN", False),
     ("9999999999999000", True), ("999999999999000", False), ("A999999999999000", False)],
)  # fmt: skip
def test_a_shortened_number_is_a_power_of_ten_or_has_sixteen_figures_and_ends_in_zeros(text, ruined):
    assert is_ruined(text) is ruined


def test_an_order_of_which_only_a_further_row_bears_the_name_is_that_order():
    """A second number may stand before the name of its order is known; no name is not one of its own."""
    made = order_numbers(Columns(order=["", "x", "", "y"], order_number=["a", "a", "b", "b"]))
    assert (made.codes.tolist(), made.names) == ([0, 0, 1, 1], ["x", "y"])
    assert order_numbers(Columns(order=["x", "", ""], order_number=["a", "a", "b"])).codes.tolist() == [0, 0, -1]
    rows = ["b,,2026-09-01,bob,paid,20", "b,x,2026-09-01,bob,paid,20", "c,,2026-09-02,bob,paid,40",
            "c,y,2026-09-02,bob,paid,40"]  # fmt: skip
    export = read(table("Id,Name,Created at,Email,Financial Status,Subtotal", rows))
    assert export.orders.frame["value"].tolist() == [20, 40]


def test_rows_without_an_order_number_are_unreadable_each_for_its_own_reason():
    rows = ["1,2026-09-01,ann,10", ",2026-09-01,bob,20", ",2026-09-02,eve,", ",2026-09-02,eve,"]
    audit = read(table(ORDERS, rows)).audit
    assert [(item.row, str(item.reason)) for item in audit.unreadable] == [
        (row, "The order has no name.") for row in (3, 4, 5)
    ]


def test_an_order_without_a_value_is_told_from_those_of_which_another_row_has_one():
    rows = ["1,2026-09-01,ann,", "1,2026-09-01,ann,10", "2,2026-09-01,bob,", "3,2026-09-01,eve,", "3,2026-09-02,eve,"]
    export = read(table(ORDERS, rows))
    assert export.orders.frame["value"].tolist() == [10]
    assert [(item.row, str(item.reason)) for item in export.audit.unreadable] == [
        (row, "No line of this order has a value.") for row in (4, 5)
    ]


# -- repeated rows --------------------------------------------------------------------------------------------------


def test_repeated_rows_count_once_unless_one_of_them_has_a_shortened_number():
    """Of the first table two rows repeat others of order 1 and 2; in the second, one of them has a shortened number."""
    rows = ["1,2026-09-01,ann,10", "1,2026-09-01,ann,10", "2,2026-09-01,bob,20", "2,2026-09-01,bob,20"]
    export = read(table(ORDERS, rows))
    assert (len(export.orders.frame), export.audit.repeated_rows) == (2, 2)
    shortened = [row.replace("2,2026", "5.76E+17,2026") for row in rows]
    assert orders(table(ORDERS, shortened))[::2] == (3, {"repeated": "all", "order_rows": "first"})
    again = read(table(ORDERS, shortened), answers={"repeated": "once"})
    assert (len(again.orders.frame), again.audit.repeated_rows) == (2, 2)


@pytest.mark.parametrize(("count", "once"), [(5, True), (4, False)])
def test_without_numbers_five_rows_that_repeat_others_in_their_order_were_pasted(count, once):
    rows = [f"2026-09-0{at + 1},c{at},1{at}" for at in range(count)]
    found = orders(table("Order date,Customer,Total", [*rows, *rows]))
    assert found[::2] == ((count, {"repeated": "once"}) if once else (2 * count, {}))


# -- several customers under one number -----------------------------------------------------------------------------


def test_rows_of_one_customer_under_a_number_of_several_are_one_order():
    rows = ["1,2026-09-01,ann,10", "1,2026-09-01,ann,5", "1,2026-09-01,bob,20", "1,2026-09-02,ann,3", "2,2026-09-02,,7"]
    export = read(table(ORDERS, rows))
    assert export.orders.frame["value"].tolist() == [15, 20, 3, 7]
    assert export.orders.frame["order"].nunique() == 4
    assert "different customers, taken as different orders: 4." in notes(export)


@pytest.mark.parametrize(
    ("split", "others", "is_doubted"), [(1, 9, True), (1, 8, False), (2, 18, True), (2, 17, False)]
)
def test_one_number_in_ten_with_two_customers_is_doubted_and_more_are_two_shops(split, others, is_doubted):
    rows = [f"1{at},2026-09-01,{name},10" for at in range(split) for name in ("ann", "bob")]
    export = read(table(ORDERS, [*rows, *(f"2{at},2026-09-03,c{at},30" for at in range(others))]))
    sentence = f"different customers, taken as different orders: {2 * split}."
    assert (sentence in suspected(export), sentence in notes(export)) == (is_doubted, not is_doubted)


def test_a_row_without_a_customer_belongs_to_the_order_of_its_number():
    assert orders(table(ORDERS, ["1,2026-09-01,ann,10", "1,2026-09-01,,5"]))[:2] == (1, 15)


# -- shortened numbers ----------------------------------------------------------------------------------------------


def test_the_first_shortened_number_of_several_rows_is_named_and_one_of_a_single_row_is_whole():
    rows = [f"{number},2026-09-0{at + 1},c{at},10" for at, number in enumerate(("3E+15", "4E+15", "3E+15", "4E+15"))]
    export = read(table(ORDERS, [*rows, "5E+15,2026-09-05,eve,10"]))
    assert len(export.orders.frame) == 5
    assert "shortened, such as “3E+15”, fit several orders: each of these rows was taken as one order (4 in" in notes(
        export
    )
    assert "shortened" not in notes(read(table(ORDERS, ["5E+15,2026-09-05,eve,10", "6E+15,2026-09-05,eve,10"])))


def test_two_orders_under_a_shortened_number_that_are_the_same_in_all_are_still_two():
    rows = ["5.76E+17,2026-09-01,ann,10"] * 2
    export = read(table(ORDERS, [*rows, "7,2026-09-01,bob,5"]))
    assert export.orders.frame["order"].nunique() == 3


def test_orders_have_the_same_name_in_another_file_whatever_row_they_stand_in():
    """Also where the number does not tell enough: files are held against each other by the names of orders."""
    rows = ["1,2026-09-01,ann,10", "1,2026-09-01,bob,20", "5.76E+17,2026-09-01,ann,10", "5.76E+17,2026-09-02,,11",
            "7,2026-09-02,eve,9", "7,2026-09-02,eve,8"]  # fmt: skip
    one, other = (set(read(table(ORDERS, lines)).orders.frame["order"]) for lines in (rows, rows[::-1]))
    assert one == other
    assert len(one) == 5
    without = [row.split(",", 1)[1] for row in rows]
    one, other = (
        set(read(table("Order date,Customer,Total", lines)).orders.frame["order"]) for lines in (without, without[::-1])
    )
    assert one == other
    assert len(one) == 6


# -- what is said of rows -------------------------------------------------------------------------------------------


def test_rows_without_a_number_are_doubted_where_they_name_items():
    with_items = read(table("Order date,Customer,Item,Total", ["2026-09-01,ann,Ring,10", "2026-09-02,bob,Bag,20"]))
    assert "each of its rows was taken as one order (2 in all). Rows may be items" in suspected(with_items)
    plain = read(table("Order date,Customer,Total", ["2026-09-01,ann,10", "2026-09-02,bob,20"]))
    assert "each of its rows was taken as one order (2 in all)." in notes(plain)
    assert suspected(plain) == ""
    none = read(table("Order date,Customer,Total", ["2026-09-01,ann,x", "2026-09-02,bob,x"]))
    assert "no order number" not in notes(none)


def test_rows_without_a_customer_do_not_share_one():
    rows = [f"2026-09-01,{'ann' if at < 10 else ''},{at}" for at in range(20)]
    assert "may be items" in suspected(read(table("Order date,Customer,Total", rows)))
    apart = [f"2026-09-01,{f'c{at}' if at < 10 else ''},{at}" for at in range(20)]
    assert suspected(read(table("Order date,Customer,Total", apart))) == ""


def test_an_odd_order_number_is_named_with_its_row():
    usual = [f"{1000 + at},2026-09-01,c{at},10" for at in range(40)]
    export = read(table(ORDERS, [*usual[:30], "Anna Smith,2026-09-02,x,30", *usual[30:]]))
    assert "The order number in row 32 looks unlike the others" in suspected(export)
    assert "looks unlike" not in suspected(read(table(ORDERS, usual)))
    returned = read(table(ORDERS, [*usual, "Anna Smith,2026-09-02,x,-30"]))
    assert "looks unlike" not in suspected(returned)  # it is no order


def test_items_are_added_up_as_soon_as_one_order_has_two_values_or_the_reader_says_so():
    rows = [
        "1,2026-09-01,ann,10",
        "1,2026-09-01,ann,10.5",
        "2,2026-09-01,bob,20",
        "2,2026-09-01,bob,20.0",
        "3,2026-09-02,eve,1",
    ]
    export = read(table(ORDERS, rows))
    assert export.orders.frame["value"].tolist() == [20.5, 40, 1]
    (choice,) = export.choices
    assert "“Total” differs between them (orders: 2): the rows were added up" in str(choice.ask)
    once = read(table(ORDERS, rows), answers={"order_rows": "first"})
    assert once.orders.frame["value"].tolist() == [10, 20, 1]
    assert "(orders: 2): it was counted once per order" in str(once.choices[0].ask)
    same = ["1,2026-09-01,ann,10", "1,2026-09-01,ann,10.0"]
    added = read(table(ORDERS, same), answers={"order_rows": "sum"})
    assert added.orders.frame["value"].tolist() == [20]


# -- refunds --------------------------------------------------------------------------------------------------------


def test_refunds_of_one_order_add_up_and_those_of_no_order_are_left_out_with_their_sum():
    rows = ["1,2026-09-01,ann,10", "2,2026-09-01,bob,20", "2-R1,2026-09-02,bob,-4.126", "2,2026-09-03,bob,-3",
            "98,2026-09-03,x,-7.003", "99,2026-09-03,y,-5"]  # fmt: skip
    export = read(table(ORDERS, rows))
    assert export.orders.frame["refunded"].tolist() == [0, pytest.approx(7.126)]
    assert "taken as refunds of their orders: 2 (7.13 in all)." in notes(export)
    (left,) = export.audit.left_out
    assert (left.rows, left.totals.value) == (2, -12.0)


def test_refunds_are_spoken_of_only_where_there_are_some():
    sold = ["1,2026-09-01,ann,10", "2,2026-09-01,bob,20"]
    lost = read(table(ORDERS, [*sold, "99,2026-09-03,y,-5"]))
    assert "taken as refunds of their orders" not in notes(lost)
    found = read(table(ORDERS, [*sold, "2-R1,2026-09-03,bob,-5"]))
    assert found.audit.left_out == ()
    without = read(table("Order date,Customer,Total", ["2026-09-01,ann,10", "2026-09-02,ann,-4"]))
    assert without.orders.frame["refunded"].tolist() == [0]
    assert [item.rows for item in without.audit.left_out] == [1]


def test_a_refund_of_several_items_stands_at_the_first_row_of_its_order():
    rows = ["1,2026-09-01,ann,10", "1,2026-09-01,ann,20", "R1,2026-09-03,ann,-25"]
    frame = read(table(ORDERS, rows)).orders.frame
    assert frame[["value", "refunded"]].to_numpy().tolist() == [[30, 25]]

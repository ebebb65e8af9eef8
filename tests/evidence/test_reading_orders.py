"""Orders: spread over lines, cancelled, refunded; and nothing about who bought."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pandas as pd

from simulator.evidence import combine
from tests.evidence.files import notes, read, unreadable

HEADER = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Total,Created at,Lineitem name,Billing Name,Cancelled at,"
    "Refunded Amount,Id\n"
)
SHOPIFY = f"""{HEADER}\
#1,ann@x.com,paid,,EUR,10.00,14,2026-07-08 09:05:18 +0200,"Ring, gold",Ann Smith,,0.00,1
#1,ann@x.com,,,,,,2026-07-08 09:05:18 +0200,Box,,,,
#2,Ann@X.com,refunded,,EUR,20.00,24,2026-07-09 23:55:18 +0200,Ring,Ann Smith,,20.00,2
#3,bob@x.com,paid,,EUR,30.00,34,2026-07-09 23:55:18 +0200,Ring,Bob Jones,2026-07-10 00:00:00 +0200,0,3
#4,bob@x.com,voided,,EUR,40.00,44,2026-07-10 23:55:18 +0200,Ring,Bob Jones,,0,4
#5,,paid,,EUR,50.00,54,2026-07-11 23:55:18 +0200,Ring,Eve Adams,,0,5
"""
PEOPLE = ("ann", "bob", "eve", "smith", "jones", "adams", "x.com")


def test_an_order_of_several_lines_is_one_order():
    orders = read(SHOPIFY).orders.frame
    assert orders["value"].tolist() == [10, 20, 30, 40, 50]
    assert orders["refunded"].tolist() == [0, 20, 0, 0, 0]
    assert [f"{day:%d}" for day in orders["date"]] == ["08", "09", "09", "10", "11"]


def test_cancelled_orders_and_voided_payments_are_cancelled():
    assert read(SHOPIFY).orders.frame["cancelled"].tolist() == [False, False, True, True, False]


def test_a_customer_who_was_there_before_is_not_new_and_of_others_nobody_knows():
    orders = read(SHOPIFY).orders.frame
    assert orders["customer"].iloc[0] == orders["customer"].iloc[1] != orders["customer"].iloc[2]
    assert orders["customer"].iloc[4] == ""
    new = orders["new_customer"]
    assert new.isna().tolist() == [True, False, True, False, True]
    assert new.dropna().tolist() == [False, False]


def test_names_and_addresses_are_nowhere_in_what_is_kept():
    """Also not when cells have slipped into the wrong column."""
    slipped = SHOPIFY.replace("EUR,50.00,54", "EUR,eve@x.com,54").replace(
        "2026-07-10 23:55:18 +0200,Ring", "Bob Jones,Ring"
    )
    for file in (SHOPIFY, slipped):
        export = read(file)
        everything_held = everything(export).casefold()
        assert not [word for word in PEOPLE if word in everything_held]
    assert unreadable(read(slipped)) == [(6, "Created at", "…"), (7, "Subtotal", "…")]


def everything(value: object) -> str:
    """All that an export holds, as text."""
    if isinstance(value, pd.DataFrame):
        return value.to_csv()
    if isinstance(value, BaseException):
        return f"{value} {vars(value)}"
    if is_dataclass(value):
        return " ".join(everything(getattr(value, element.name)) for element in fields(value))
    if isinstance(value, dict):
        return " ".join(everything(element) for item in value.items() for element in item)
    if isinstance(value, tuple | list):
        return " ".join(map(everything, value))
    return str(value)


def test_an_order_without_a_readable_sum_is_named_and_left_out():
    export = read(SHOPIFY.replace("EUR,50.00,54", "EUR,,54"))
    assert len(export.orders.frame) == 4
    assert unreadable(export) == [(7, "Subtotal", "")]


def test_a_line_that_stands_twice_is_still_one_order():
    lines = SHOPIFY.splitlines(keepends=True)
    assert len(read("".join([*lines, lines[3], lines[4]])).orders.frame) == 5


def test_a_note_of_several_lines_ends_no_table():
    export = read(SHOPIFY.replace('"Ring, gold"', '"Ring\n# gold, please\nthanks"'))
    assert len(export.orders.frame) == 5
    assert export.audit.other_tables == 0


def test_two_shops_may_both_have_an_order_1():
    other = (
        "#1,zoe@y.com,paid,,EUR,99.00,14,2026-08-08 09:05:18 +0200,Ring,Zoe,,0.00,77\n"
        "#1,zoe@y.com,,,,,,2026-08-08,Box,,,,\n"
    )
    orders = read(SHOPIFY + other).orders.frame
    assert len(orders) == 6
    assert orders["value"].iloc[-1] == 99


def test_a_plain_table_of_orders_is_read_and_returns_are_not_orders():
    export = read(
        "order_id,customer_id,order_ts,country,order_value_gbp,is_return\n"
        "1,17850,2010-12-01 08:26,UK,139.12,False\n2,17850,2010-12-02 08:26,UK,22.2,False\n"
        "C3,17850,2010-12-03 09:00,UK,-22.2,True\n"
    )
    assert export.platform == "table"
    assert export.orders.currency == "GBP"
    assert export.orders.frame["value"].tolist() == [139.12, 22.2]
    assert "not counted as orders: 1 (-22.2 in all)" in notes(export)


def test_a_table_of_orders_in_german_is_read():
    export = read(
        "Bestellnummer;Bestelldatum;Kundennummer;Bestellwert (EUR);Storniert;Neukunde\n"
        "7;01.09.2026;K1;1.234,50;nein;ja\n8;02.09.2026;K2;10,00;ja;nein\n"
    )
    orders = export.orders.frame
    assert orders["value"].tolist() == [1234.5, 10]
    assert orders["cancelled"].tolist() == [False, True]
    assert orders["new_customer"].tolist() == [True, False]


def test_columns_mapped_by_hand_make_a_table_of_orders():
    export = read(
        "_id,id,when,spent\n4,1,19970101,29.33\n4,1,19970118,29.73\n9,2,19970118,5\n",
        mapping={"id": "customer", "when": "date", "spent": "value"},
    )
    assert export.orders.frame["value"].tolist() == [29.33, 29.73, 5]
    assert export.orders.frame["new_customer"].isna().tolist() == [True, False, True]


def test_the_same_orders_in_two_files_are_counted_once():
    lines = SHOPIFY.splitlines(keepends=True)
    first, second = read("".join(lines[:5])), read("".join([lines[0], *lines[3:]]))
    combined = combine([first, second])
    assert combined.orders.frame["value"].tolist() == [10, 20, 30, 40, 50]
    assert "counted once: 2." in str(combined.sentences[0])

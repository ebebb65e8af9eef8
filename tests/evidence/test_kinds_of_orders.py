"""Further files of orders of the kinds in `test_cases.py`: other shops, languages and layouts, with their values."""

from __future__ import annotations

import pytest

from simulator.evidence import Export, combine
from tests.evidence.files import DAYS, notes, read, table

# -- 4: what is one order? --------------------------------------------------------------------------------------------


def orders(export: Export) -> tuple[int, float]:
    assert export.orders is not None, notes(export)
    frame = export.orders.frame
    valid = frame[~frame["cancelled"]]
    return len(valid), round(float(valid["value"].sum()), 2)


def test_numbers_whose_last_digits_became_zeros_are_no_order_numbers():
    rows = (f"576460752303423000,{DAYS[at % 30]},c{at},{50 + at % 9}.00" for at in range(60))
    export = read(table("Order ID,Order date,Customer ID,Order value", rows))
    assert orders(export)[0] == 60
    assert "“576460752303423000”" in notes(export)


def test_the_total_of_an_order_repeated_in_each_row_counts_once():
    rows = (
        f"{at};{DAYS[at % 30]:%d.%m.%Y};k{at};A{item};{60 + at},00" for at in range(40) for item in range(at % 3 + 1)
    )
    export = read(table("Bestellnummer;Bestelldatum;Kunde;Artikel;Bestellwert", rows))
    assert orders(export) == (40, sum(range(60, 100)))
    assert [(choice.kind, choice.taken) for choice in export.choices] == [("order_rows", "first")]


def test_totals_of_wix_repeat_in_each_row_of_an_item():
    header = "Order number,Date created,Payment status,Contact email,Item,Qty,Shipping rate,Subtotal,Total"
    rows = (f"{at},{DAYS[at]},Paid,c{at}@x,I{item},1,5,60.00,65.00" for at in range(30) for item in range(at % 3 + 1))
    export = read(table(header, rows))
    assert (export.platform, orders(export)) == ("wix", (30, 1800))


REFUNDS = {
    "own number": ("{at}", "-50.00", 250),
    "suffix and a quoted minus": ("{at}-R1", "'-20.00", 100),
    "prefix": ("RF{at}", "(50.00)", 250),
    "number of the parcel": ("{at}-1", "−10.00", 50),
}


@pytest.mark.parametrize(("number", "value", "back"), REFUNDS.values(), ids=REFUNDS)
def test_rows_that_pay_back_are_refunds_of_their_orders(number, value, back):
    sold = [f"{1000 + at},{DAYS[at % 30]},c{at},50.00" for at in range(40)]
    paid_back = [f"{number.format(at=1000 + at)},{DAYS[at + 3]},c{at},{value}" for at in range(5)]
    export = read(table("Order ID,Order date,Customer,Order value", sold + paid_back))
    assert orders(export) == (40, 2000)
    assert export.orders.frame["refunded"].sum() == back


def test_the_same_number_of_two_customers_is_two_orders():
    rows = (f"{at % 20},{DAYS[at % 30]},c{at},50.00" for at in range(40))
    export = read(table("Order ID,Order date,Customer,Order value", rows))
    assert orders(export) == (40, 2000)
    assert "different customers, taken as different orders: 40" in notes(export)


def test_orders_without_numbers_in_two_files_are_not_taken_for_the_same():
    header = "Order date,Customer email,Order value"
    first = read(table(header, (f"{DAYS[at]},c{at}@x,50.00" for at in range(10))))
    second = read(table(header, (f"{DAYS[at + 10]},d{at}@x,50.00" for at in range(10))))
    assert len(combine([first, second]).orders.frame) == 20
    assert len(combine([first, first]).orders.frame) == 10


# -- 5: statuses ------------------------------------------------------------------------------------------------------

STATUSES = {
    "PrestaShop in French": (
        "ID;Référence;Nouveau client;Client;Total;Paiement;État;Date",
        ("Paiement accepté", "Livré", "Annulé", "Remboursé", "Erreur de paiement", "En attente du paiement par chèque"),
        "{at};REF{at};1;K{at};50,00;CB;{status};{day:%d/%m/%Y} 10:00:00",
    ),
    "Magento": (
        '"ID","Purchase Point","Purchase Date","Bill-to Name","Grand Total (Base)","Status"',
        ("complete", "processing", "canceled", "closed", "fraud", "holded"),
        '"{at}","Main","{day:%b} {day.day}, 2026 10:00:00 AM","N{at}","50.00","{status}"',
    ),
    "BigCommerce": (
        "Order ID,Order Date,Order Status,Customer ID,Subtotal (ex tax),Order Total (inc tax),Order Currency Code",
        ("Completed", "Shipped", "Declined", "Refunded", "Incomplete", "Awaiting Payment"),
        "{at},{day:%d/%m/%Y},{status},{at},50.00,62.00,EUR",
    ),
    "a Slovenian table": (
        "Številka naročila;Datum naročila;Stanje;E-pošta;Vrednost naročila",
        ("Zaključeno", "V obdelavi", "Preklicano", "Vrnjeno", "Neuspešno", "Zadržano"),
        "{at};{day:%d.%m.%Y};{status};a{at}@x.si;50,00",
    ),
    "a Polish table": (
        "Numer zamówienia;Data zamówienia;Status zamówienia;Klient;Wartość zamówienia",
        ("Zrealizowane", "W trakcie realizacji", "Anulowane", "Zwrócone", "Nieudane", "Wstrzymane"),
        "{at};{day:%d.%m.%Y};{status};k{at};50,00",
    ),
}


@pytest.mark.parametrize(("header", "names", "row"), STATUSES.values(), ids=STATUSES)
def test_statuses_of_other_shops_decide_which_orders_count(header, names, row):
    """Of six statuses: two paid, one cancelled, one refunded, one that never came about, one unpaid."""
    rows = (row.format(at=at, status=names[at % 6], day=DAYS[at % 30]) for at in range(60))
    export = read(table(header, rows))
    frame = export.orders.frame
    assert (len(frame), int(frame["cancelled"].sum())) == (40, 10)
    assert orders(export) == (30, 1500)
    assert frame.loc[~frame["cancelled"], "refunded"].sum() == 500
    assert [item.rows for item in export.audit.left_out] == [10, 10]


def test_gift_cards_and_test_orders_of_shopify_do_not_count():
    header = (
        "Name,Email,Financial Status,Currency,Subtotal,Shipping,Total,Created at,Lineitem name,Payment Method,"
        "Refunded Amount,Cancelled at,Id,Source"
    )
    items = ("Mug", "Gift Card", "Mug", "Cup")
    rows = (
        f"#{at},a{at}@x,paid,EUR,50,5,55,2026-08-{at % 30 + 1:02} 10:00:00 +0200,{items[at % 4]},"
        f"{'bogus' if at % 4 == 3 else 'Visa'},0,,{at},web"
        for at in range(40)
    )
    export = read(table(header, rows))
    assert orders(export) == (20, 1000)
    assert "Gift Card" in notes(export)
    assert "“bogus”" in notes(export)


def test_a_refund_of_woocommerce_analytics_is_a_second_row_of_its_order():
    header = '"Date","Order #","Status","Customer","Customer type","Product(s)","Items sold","Coupon(s)","N. Revenue"'
    rows = [f"{DAYS[at]} 10:00:00,{at + 1},completed,A{at},new,1× Mug,1,,50" for at in range(30)]
    export = read(table(header, [*rows, "2026-08-30 12:00:00,5,refunded,A4,new,1× Mug,-1,,-50"]))
    assert orders(export) == (30, 1500)
    assert export.orders.frame["refunded"].sum() == 50


def test_a_total_is_taken_without_a_subtotal_and_what_it_contains_is_said():
    rows = [f"{at},{DAYS[at]},Completed,62.00" for at in range(30)]
    export = read(table("Order number,Order date,Status,Total", rows))
    assert export.audit.value_contains == ("shipping", "tax")
    assert "“Total”, which may contain shipping and tax" in notes(export)
    with_subtotal = read(table("Order number,Order date,Status,Total,Subtotal", (f"{row},50.00" for row in rows)))
    assert (orders(with_subtotal), with_subtotal.audit.value_contains) == ((30, 1500), ())


def test_a_till_in_another_language_is_kept_apart():
    rows = (
        f"{at};{DAYS[at % 30]:%d.%m.%Y};k{at};{('Online', 'Filiale')[at % 2]};{(60, 20)[at % 2]},00" for at in range(40)
    )
    export = read(table("Bestellnummer;Bestelldatum;Kunde;Vertriebskanal;Bestellwert", rows))
    assert orders(export) == (20, 1200)

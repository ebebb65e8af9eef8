"""Files of the ten kinds of `test_cases.py` that nobody had seen when the reading was written, with their values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from simulator.evidence import combine, read_export
from tests.evidence.files import DAYS, notes, read, table, totals

GOOGLE = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"
ADS = {"spend": 600, "clicks": 1200, "orders": 60, "value": 3600}


def google(first, last="A,20,40,2,120"):
    """A month of one campaign, its days written by `first`."""
    return read(table(GOOGLE, (f"{first(day)},{last}" for day in DAYS[:30])))


def suspicions(export):
    return "\n".join(map(str, export.audit.suspicions))


WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


@pytest.mark.parametrize(
    "written",
    [
        lambda day: f'"{WEEKDAYS[day.weekday()]}, {day:%d.%m.%Y}"',
        lambda day: f"{(day - date(1970, 1, 1)).days * 86_400}000",
        lambda day: f'"{day:%a, %b %d, %Y}"',
        lambda day: f"{day:%d.%m.%Y}" if day.day % 2 else f"{day}",
    ],
)
def test_days_with_a_weekday_in_milliseconds_or_in_two_spellings(written):
    export = google(written)
    assert totals(export) == ADS
    assert (export.audit.first, export.audit.last) == (DAYS[0], DAYS[29])


def test_spend_that_is_booked_below_0_is_an_amount_and_this_is_said():
    export = google(str, "A,(20.00),40,2,120")
    assert totals(export) == ADS
    assert "below 0 in all rows" in notes(export)


def test_thousands_with_their_currency_and_columns_with_and_without_tax():
    header = "Tag;Kampagne;Kosten (Tsd. €);Klicks;Bestellungen;Umsatz (Tsd. €)"
    export = read(table(header, (f"{day:%d.%m.%Y};A;1,05;2000;40;2,40" for day in DAYS[:30])))
    assert (totals(export)["spend"], totals(export)["value"], export.audit.currency) == (31_500, 72_000, "EUR")
    header = "Date,Campaign,Spend incl. VAT,Spend excl. VAT,Clicks,Orders,Revenue"
    assert totals(read(table(header, (f"{day},A,24,20,40,2,120" for day in DAYS[:30])))) == ADS


def test_results_that_are_no_purchases_are_doubted_as_their_spend_counts():
    header = "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Link clicks,Results,Result indicator"
    kinds = (("Sales", 2, "offsite_conversion.fb_pixel_purchase"), ("Leads", 9, "offsite_conversion.fb_pixel_lead"))
    rows = (f"{day},{day},{name},20,40,{count},actions:{kind}" for day in DAYS[:30] for name, count, kind in kinds)
    assert "their spend counts all the same" in suspicions(read(table(header, rows))).casefold()


# -- orders -----------------------------------------------------------------------------------------------------------


def orders(export):
    frame = export.orders.frame
    valid = frame[~frame["cancelled"]]
    return len(valid), round(float(valid["value"].sum()), 2), int((valid["refunded"] > 0).sum())


def choices(export):
    return {choice.kind: choice.taken for choice in export.choices}


def test_the_price_of_one_piece_times_the_quantity_under_headers_in_one_word():
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID"
    pieces = [(at, item, 1 + (at + item) % 3) for at in range(40) for item in range(3)]
    rows = (
        f"{5000 + at},{item},I,{count},{DAYS[at % 30]:%m/%d/%Y} 10:00,{2 + item}.50,{at}" for at, item, count in pieces
    )
    text = table(header, rows)
    export = read(text)
    assert orders(export) == (40, sum(count * (2.5 + item) for _, item, count in pieces), 0)
    assert choices(export) == {"item_price": "times_quantity", "order_rows": "sum"}
    assert orders(read(text, answers={"item_price": "as_written"})) == (40, 40 * 10.5, 0)


@pytest.mark.parametrize(("is_total", "taken"), [(False, "times_quantity"), (True, None)])
def test_what_an_item_costs_in_other_quantities_tells_a_price_from_the_value_of_a_row(is_total, taken):
    header = "Order ID,Order date,Customer,Item,Quantity,Value"
    pieces = [(at, item, 1 + (at + item) % 3) for at in range(40) for item in range(4)]
    rows = (
        f"{at},{DAYS[at % 30]},c{at},I{item},{count},{(5 + item) * (count if is_total else 1)}"
        for at, item, count in pieces
    )
    export = read(table(header, rows))
    assert orders(export)[1] == sum(count * (5 + item) for _, item, count in pieces)
    assert choices(export).get("item_price") == taken


def test_an_item_price_of_amazon_is_that_of_the_whole_row():
    header = "amazon-order-id\tpurchase-date\torder-status\tquantity\tcurrency\titem-price"
    states = ("Shipped", "Shipped", "Shipped", "Cancelled")
    rows = (
        f"402-{at:07}-1\t{DAYS[at % 30]}T10:00:00+00:00\t{states[at % 4]}\t{1 + at % 2}\tEUR\t{50 * (1 + at % 2)}"
        for at in range(40)
    )
    export = read(table(header, rows))
    assert export.platform == "amazon_seller"
    assert orders(export) == (30, sum(50 * (1 + at % 2) for at in range(40) if at % 4 < 3), 0)


def test_open_and_returned_orders_of_a_german_shop_and_the_reader_who_is_paid_later():
    states = ("Bezahlt", "Storniert", "Offen", "Retoure", "Versendet")
    rows = (f"{at};{DAYS[at % 30]:%d.%m.%Y};k{at};{states[at % 5]};50,00" for at in range(50))
    text = table("Bestellnummer;Datum;Kunde;Status;Nettobetrag", rows)
    assert orders(read(text)) == (30, 1500, 10)
    assert orders(read(text, answers={"pending": "include"})) == (40, 2000, 10)
    assert read(text).orders.tells == {"refunded", "cancelled"}


def test_a_status_that_nobody_knows_is_a_choice():
    rows = (f"{at},{DAYS[at % 30]},c{at},{('Paid', 'Zorbed')[at % 4 == 3]},50" for at in range(40))
    text = table("Order ID,Order date,Customer,Status,Order value", rows)
    assert (orders(read(text))[0], choices(read(text))) == (40, {"status": "include"})
    assert orders(read(text, answers={"status": "leave_out"}))[0] == 30


def test_rows_without_an_order_number_that_look_like_items_are_doubted():
    rows = [f"{DAYS[at // 2 % 30]},c{at // 2},{50 + at}" for at in range(60)]
    assert "no order number" in suspicions(read(table("Order date,Customer,Order value", rows)))
    alone = (f"{DAYS[at % 30]},c{at},{50 + at}" for at in range(60))
    assert not read(table("Order date,Customer,Order value", alone)).audit.suspicions


# -- rows that were pasted again, cut or exchanged --------------------------------------------------------------------


def ads(days=30, campaigns=("A", "B")):
    return [
        f"{name},{day},{20 + at % 5}.50,{40 + at % 7},2,120" for at, day in enumerate(DAYS[:days]) for name in campaigns
    ]


HEADER = "Campaign,Day,Cost,Clicks,Conversions,Conv. value"


def test_a_part_pasted_again_is_counted_once_with_the_broken_row_at_its_beginning():
    text = table(HEADER, ads(campaigns=("Brand", "Other")))
    at = text.index("Other", len(text) // 2) + 2
    export = read(text + text[at:])
    assert totals(export) == totals(read(text))
    assert choices(export) == {"repeated": "once"}
    assert ["once more" in str(item.reason) for item in export.audit.unreadable] == [True]


def test_a_file_that_ends_inside_a_row_is_doubted_and_a_remark_without_an_end_is_not():
    text = table(HEADER, ads())
    for cut in (text[: len(text) // 2 + 3], text[: text.index("B", len(text) // 2) + 1]):
        assert "The file ends in the middle of row" in suspicions(read(cut))
    assert not read(text + "Generated by somebody").audit.suspicions


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A,2026-08-06,44,20.50,2,120", "a number of clicks that is not whole"),
        ("A,2026-08-06,2,44,20,120", "An order is worth|a click costs"),
        ("A,2026-08-06,44,2,20,120", "a click costs"),
    ],
)
def test_numbers_exchanged_inside_a_row_are_doubted_where_the_other_rows_tell(row, message):
    rows = ads()
    assert not read(table(HEADER, rows)).audit.suspicions
    rows[10] = row
    result = suspicions(read(table(HEADER, rows)))
    assert any(part in result for part in message.split("|"))


def test_an_exchange_that_leaves_a_row_like_the_others_cannot_be_known():
    """What nobody can know is not claimed: 41 spent on 40 clicks may as well have been 40 spent on 41 clicks."""
    rows = ads()
    rows[10] = "A,2026-08-06,41,40,2,120"
    assert not read(table(HEADER, rows)).audit.suspicions


def test_an_order_number_unlike_the_others_is_doubted():
    rows = [f"{1000 + at},{DAYS[at % 30]},c{at},{50 + at % 3}.00" for at in range(40)]
    assert not read(table("Order ID,Order date,Customer,Order value", rows)).audit.suspicions
    rows[7] = f"50.00,{DAYS[7]},c7,1007"
    assert "looks unlike the others" in suspicions(read(table("Order ID,Order date,Customer,Order value", rows)))


# -- several files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [1, -1])
def test_campaigns_beside_their_ad_sets_and_an_account_in_two_tools_count_once_whatever_comes_first(turn):
    meta = "Campaign name,{}Day,Amount spent (EUR),Link clicks,Purchases,Purchases conversion value"
    whole = table(meta.format(""), (f"A,{day},{20 + day.day % 3},40,2,120" for day in DAYS[:30]))
    parts = table(
        meta.format("Ad set name,"),
        (f"A,S{part},{day},{(20 + day.day % 3) / 2},20,1,60" for day in DAYS[:30] for part in range(2)),
    )
    spend = sum(20 + day.day % 3 for day in DAYS[:30])
    both = combine([read(parts), replace(read(whole), name="whole.csv")][::turn])
    assert (both.frame["spend"].sum(), both.frame["orders"].sum(), len(both.sentences)) == (spend, 60, 1)
    other = "Date,Data source,Campaign name,Cost,Clicks,Conversions,Conversion value"
    first = table(GOOGLE, (f"{day},A,{20 + day.day % 3},40,2,120" for day in DAYS[:30]))
    second = table(other, (f"{day},Google Ads,A,{(20 + day.day % 3) * 0.996:.2f},40,2,120" for day in DAYS[:30]))
    both = combine([read(first), read_export("other.csv", second.encode())][::turn])
    assert (both.frame["spend"].sum(), both.frame["orders"].sum(), len(both.sentences)) == (spend, 60, 1)


def test_an_hour_a_network_or_a_device_splits_a_day_and_is_added_up():
    rows = (f"{DAYS[0] + timedelta(at // 24)},{at % 24},A,1,2,0.1,6" for at in range(30 * 24))
    export = read(table("Day,Hour of day,Campaign,Cost,Clicks,Conversions,Conv. value", rows))
    assert (export.audit.days, totals(export)["spend"]) == (30, 720)


def test_a_cell_with_zero_bytes_is_unreadable_and_its_row_is_named():
    rows = [f"{1000 + at // 2},{DAYS[at % 30]},c{at // 2},I{at},{20 + at}.00" for at in range(40)]
    text = table("Order ID,Order date,Customer,Item,Order value", rows)
    export = read(text.replace("\n1004,", "\n10\0\0\0" + "04,", 1))
    assert [(item.row, item.column) for item in export.audit.unreadable] == [(10, "Order ID")]
    assert orders(export) == (20, sum(20 + at for at in range(40)) - 28, 0)
    assert totals(read(table(HEADER, ads()).replace("Cost", "Co\0st"))) == totals(read(table(HEADER, ads())))


def test_one_letter_of_a_status_in_another_encoding_is_understood():
    rows = (f"{at},{DAYS[at % 30]},c{at},{('paid', 'wygasłe')[at % 4 == 3]},50" for at in range(40))
    content = table("Order ID,Order date,Customer,Status,Order value", rows).encode("cp1250")
    assert orders(read_export("file.csv", content)) == (30, 1500, 0)


@pytest.mark.parametrize(
    ("header", "platform"),
    [
        ("Dan;Kampanja;Trošak;Klikovi;Konverzije;Vrijednost konv.", "google_ads"),
        ("Datum;Kampanja;Troškovi;Klikovi;Narudžbe;Prihod", "table"),
    ],
)
def test_a_croatian_account(header, platform):
    export = read(table(header, (f"{day.day}.{day.month}.{day.year}.;A;20,00;40;2;120,00" for day in DAYS[:30])))
    assert (totals(export), export.platform) == (ADS, platform)


def test_clicks_of_tiktok_in_german_are_those_that_left_for_the_shop():
    header = "Kampagnenname,Datum,Kosten,Währung,Klicks (alle),Klicks (Ziel),Bestellungen,Umsatz"
    export = read(table(header, (f"A,{day},20,EUR,90,40,2,120" for day in DAYS[:30])))
    assert totals(export) == ADS


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("orderId;orderNumber;orderTime;invoiceAmount;invoiceAmountNet;currency", "{n};S{n};{day} 10:00:00;72;60;EUR"),
        ("Belegnr.;Belegdatum;Kundennr.;Bruttobetrag;Nettobetrag;Währung", "{n};{day:%d.%m.%Y};7;72,00;60,00;EUR"),
        (
            "id;Created date (UTC);Amount;Amount Refunded;Currency;Status;Customer Email",
            "ch_{n};{day} 10:00:00;60;0;eur;Paid;{n}@example.org",
        ),
    ],
)
def test_orders_of_a_ledger_of_a_german_shop_system_and_of_a_payment_provider(header, row):
    export = read(table(header, (row.format(n=n, day=day) for n, day in enumerate(DAYS[:30]))))
    assert export.orders is not None
    assert (len(export.orders.frame), export.audit.totals.value) == (30, 1800)
    assert export.audit.currency == "EUR"

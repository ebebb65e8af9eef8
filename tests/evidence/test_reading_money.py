"""Numbers of a file: their marks, signs and units, prices of one piece, and what counts as an order."""

from __future__ import annotations

import math

import pytest

from simulator.evidence import Export
from simulator.evidence.reading.measures import is_purchase
from simulator.evidence.reading.numbers import bare, is_nothing, numbers, one_currency, reading
from tests.evidence.files import kinds, notes, read, sums, table, unreadable
from tests.evidence.test_reading_by_hand import is_of_one
from tests.evidence.test_reading_worked import ADS

NONE = float("nan")

# -- is a value the price of one piece? -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "other", "is_one_price"),
    [
        (0.05, 0.0501, True),
        (0.05, 0.07, False),
        (1_000.0, 1_010.0, True),  # half a hundredth from their middle, though 10 apart
        (98.0, 102.0, False),  # two hundredths from their middle
        (98.1, 101.9, True),
    ],
)
def test_prices_of_one_item_lie_less_than_a_fiftieth_apart_however_cheap_it_is(price, other, is_one_price):
    rows = [(item, value, 1 + 2 * (value == other)) for item in range(3) for value in (price, other)]
    assert is_of_one(rows) is (True if is_one_price else None)


def items(column: str, *, values: list[float], answers: dict[str, str] | None = None) -> Export:
    """Orders of one item each, 1, 2, 3 … of it; every item stands once, so that nothing tells what its price is."""
    head = f"Order ID,Order date,Customer,Item,Quantity,{column}"
    rows = [f"{at},2026-09-0{at},c{at},I{at},{at},{value}" for at, value in enumerate(values, start=1)]
    return read(table(head, rows), answers=answers)


def test_a_value_called_a_total_is_that_of_the_row_and_one_called_a_price_that_of_a_piece():
    total = items("Total", values=[10, 20, 30])
    assert (total.audit.totals.value, [choice.kind for choice in total.choices if choice.kind == "item_price"]) == (
        60,
        [],
    )
    price = items("Unit price", values=[10, 20, 30])
    assert price.audit.totals.value == 10 + 2 * 20 + 3 * 30
    (choice,) = (choice for choice in price.choices if choice.kind == "item_price")
    assert choice.taken == "times_quantity"
    assert "“Unit price” was taken as the price of one piece, and multiplied with “Quantity”." in str(choice.ask)


def test_the_reader_may_say_that_a_price_is_that_of_the_row_and_is_told_what_was_taken():
    export = items("Unit price", values=[10, 20, 30], answers={"item_price": "as_written"})
    assert export.audit.totals.value == 60
    (choice,) = (choice for choice in export.choices if choice.kind == "item_price")
    assert (choice.taken, choice.options) == ("as_written", ("as_written", "times_quantity"))
    assert "“Unit price” was taken as the value of the whole row, whatever “Quantity” says." in str(choice.ask)


def test_a_value_of_unknown_kind_is_as_written_until_the_reader_says_otherwise():
    as_written = items("Value", values=[10, 20, 30])
    assert as_written.audit.totals.value == 60
    told = items("Value", values=[10, 20, 30], answers={"item_price": "times_quantity"})
    assert told.audit.totals.value == 10 + 2 * 20 + 3 * 30


# -- a cell as a number ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "point", "comma"),
    [
        ("12.5", 12.5, NONE),
        ("12,5", NONE, 12.5),
        ("1.234", 1.234, 1234),
        ("1,234", 1234, 1.234),
        ("12.", 12, NONE),
        ("12,", NONE, 12),
        (".5", 0.5, NONE),
        ("1 234.5", 1234.5, NONE),
        ("1'234'567", 1_234_567, 1_234_567),
        ("50%", 0.5, 0.5),
        ("(12.5)", -12.5, NONE),
        ("12.5-", -12.5, NONE),
        ("-$12.5", -12.5, NONE),
        ("$-12.5", -12.5, NONE),
        ("+12.5", 12.5, NONE),
        ("-(12.5)", NONE, NONE),
        ("--12.5", NONE, NONE),
        ("(12.5", NONE, NONE),
        ("12.5)", NONE, NONE),
        ("€12.5€", NONE, NONE),
        ("1.5e2", 150, NONE),
        ("1,5E-1", NONE, 0.15),
        ("EUR 12.5", 12.5, NONE),
        ("XXX 12.5", NONE, NONE),
        ("12.5 lei", 12.5, NONE),
        ("12.5 kr.", 12.5, NONE),
        ("01,234", NONE, 1.234),
        ("0.123", 0.123, NONE),
        ("0,123", NONE, 0.123),
    ],
)
def test_a_cell_is_read_under_both_marks(cell, point, comma):
    read_as = reading(cell)
    assert (read_as.point, read_as.comma) == pytest.approx((point, comma), nan_ok=True)


def test_a_number_may_have_two_hundred_characters():
    assert reading("1" * 200).point == pytest.approx(10**200 / 9)
    assert math.isnan(reading("1" * 201).point)
    assert [reading(cell).point for cell in (7, 7.5)] == [7, 7.5]


def test_what_no_amount_may_be_is_marked_as_such():
    flags = {cell: (reading(cell).is_share, reading(cell).is_bound) for cell in ("12", "12%", "< 12", "> 12%")}
    assert flags == {"12": (False, False), "12%": (True, False), "< 12": (False, True), "> 12%": (True, True)}
    column = numbers(["12", "12%", "< 12", "", "abc"])
    assert column.no_count.tolist() == [False, True, True, False, False]
    assert column.nothing.tolist() == [False, False, False, True, False]
    assert column.values(".").tolist() == pytest.approx([12, NONE, NONE, 0, NONE], nan_ok=True)


def test_a_number_under_the_other_mark_only_is_taken_at_its_word_and_beyond_all_bounds_it_is_none():
    column = numbers(["1,5", "2.5", "1e300", "-1e300", "1.234"])
    assert column.values(".").tolist() == pytest.approx([1.5, 2.5, NONE, NONE, 1.234], nan_ok=True)
    assert column.values(",").tolist() == pytest.approx([1.5, 2.5, NONE, NONE, 1234], nan_ok=True)
    assert column.undecided.tolist() == [False, False, False, False, True]
    assert column.votes(numbers(["1"] * 5).point.astype("int64")) == (1, 1)


@pytest.mark.parametrize(
    ("cell", "currency"),
    [
        ("€5", "EUR"),
        ("5 EUR", "EUR"),
        ("$5", "$"),
        ("5 kr", "kr"),
        ("5 kr.", "kr"),
        ("¥5", "¥"),
        ("US$5", "USD"),
        ("5", None),
        ("? 5", None),
    ],
)
def test_a_sign_is_a_currency_or_shared_by_several(cell, currency):
    assert reading(cell).currency == currency


@pytest.mark.parametrize(
    ("codes", "one", "several"),
    [
        ([], None, ()),
        (["EUR", "EUR"], "EUR", ()),
        (["$"], None, ()),
        (["$", "CAD"], "CAD", ()),
        (["kr", "SEK"], "SEK", ()),
        (["¥", "CNY"], "CNY", ()),
        (["$", "EUR"], None, ("$", "EUR")),
        (["$", "kr"], None, ("$", "kr")),
        (["USD", "CAD"], None, ("CAD", "USD")),
    ],
)
def test_codes_and_shared_signs_are_one_currency_or_several(codes, one, several):
    assert one_currency(codes) == (one, several)


def test_what_a_spreadsheet_puts_around_a_text_is_taken_off():
    cells = ('="12"', "'-50.00", "’12", "='x", "12", '="a', "'2026-09-01", 7)
    assert [bare(cell) for cell in cells] == ["12", "-50.00", "12", "='x", "12", '="a', "2026-09-01", 7]


def test_nothing_is_written_in_a_few_ways_with_blanks_around_them():
    said = [" -- ", "N/A", "null", "None", "#N/A", "–", "", "          -"]
    assert [is_nothing(cell) for cell in said] == [True] * len(said)
    assert [is_nothing(cell) for cell in ("0", "1", "nothing", 0, 0.0)] == [False] * 5
    assert is_nothing(None)


# -- columns of amounts ---------------------------------------------------------------------------------------------


def test_a_mark_that_the_amounts_need_is_that_of_the_file_and_else_that_of_other_columns():
    rows = ["2026-09-01,A,{},20,1,50,{}", "2026-09-02,A,{},20,1,50,{}"]
    for amounts, others, spend, mark in (
        (("1.234", "2.5"), ('"7,5"', '"8,5"'), 3.734, "."),
        (("1.234", "2"), ('"7,5"', '"8,5"'), 1236, ","),
        (("1.234", "2"), ("7", "8"), 1236, None),
    ):
        cells = zip(amounts, others, strict=True)
        export = read(table(f"{ADS},Impr. share", [row.format(*some) for row, some in zip(rows, cells, strict=True)]))
        assert (export.audit.totals.spend, export.audit.decimal_mark) == (pytest.approx(spend), mark)
        assert ("No cell says which mark is the decimal one: “1.234” was read as 1234" in notes(export)) == (
            mark is None
        )


def test_spend_below_0_in_all_rows_is_an_amount_and_one_number_above_0_ends_that():
    head = "Day,Campaign,Cost,Clicks"
    out = read(table(head, ["2026-09-01,A,-10,5", "2026-09-02,A,0,5", "2026-09-03,A,-5,5"]))
    assert (out.audit.totals.spend, out.audit.unreadable_rows) == (15, 0)
    assert "“Cost” is below 0 in all rows: it was taken as an amount." in notes(out)
    mixed = read(table(head, ["2026-09-01,A,-10,5", "2026-09-02,A,1,5", "2026-09-03,A,-5,5"]))
    assert (mixed.audit.totals.spend, unreadable(mixed)) == (1, [(2, "Cost", "-10"), (4, "Cost", "-5")])
    zeros = read(table(head, ["2026-09-01,A,0,5", "2026-09-02,A,0,5"]))
    assert "below 0" not in notes(zeros)


@pytest.mark.parametrize(
    ("head", "row", "spend"),
    [
        ("Cost (micros)", "2500000", 2.5),
        ("Cost in cents", "250", 2.5),
        ("Cost (Tsd. €)", "2.5", 2500),
        ("Cost", "2.5", 2.5),
    ],
)
def test_the_unit_of_a_header_is_that_of_its_numbers(head, row, spend):
    assert read(table(f"Day,Campaign,{head},Clicks", [f"2026-09-01,A,{row},5"])).audit.totals.spend == spend


def test_a_unit_that_the_reader_names_is_that_of_the_spend_alone():
    rows = ["2026-09-01,A,5000000,5,1,40", "2026-09-02,A,5000000,5,1,40"]
    export = read(table(ADS, rows), answers={"unit": "micros"})
    assert sums(export) == (10, 10, 2, 80)
    (choice,) = (choice for choice in export.choices if choice.kind == "unit")
    assert choice.taken == "micros"
    assert read(table(ADS, rows), answers={"unit": "as_written"}).audit.totals.spend == 10_000_000
    headed = read(table(ADS.replace("Cost", "Cost in cents"), rows), answers={"unit": "micros"})
    assert headed.audit.totals.spend == 100_000  # its own header is believed first


def test_a_currency_is_told_by_its_column_then_by_headers_then_by_signs():
    head = "Day,Campaign,{code}Cost{headed},Clicks"
    for code, headed, sign, expected in (
        ("SEK", " (NOK)", "€", "SEK"),
        ("", " (NOK)", "€", "NOK"),
        ("", "", "€", "EUR"),
        ("", "", "", None),
    ):
        row = f"2026-09-01,A,{code + ',' if code else ''}{sign}10,5"
        header = head.format(code="Currency," if code else "", headed=headed)
        assert read(table(header, [row])).audit.currency == expected


# -- what is an order -----------------------------------------------------------------------------------------------


def test_what_platforms_call_a_purchase_is_one_and_steps_towards_it_are_none():
    bought = [
        "Purchase",
        "Achat",
        "Kauf",
        "Nakup",
        "transaction",
        "Complete payment",
        "Checkout complete",
        "Sales",
        "Orders",
    ]
    steps = ["Initiate checkout", "Add to cart", "Purchase page view", "Lead", "Begin purchase", "", "Wholesaler"]
    assert [is_purchase(text) for text in bought] == [True] * len(bought)
    assert [is_purchase(text) for text in steps] == [False] * len(steps)


META = "Day,Campaign name,Amount spent (EUR),Link clicks,Results,Result indicator"


def test_a_row_without_results_or_indicator_has_no_order_and_one_with_results_is_unknown():
    bought = "2026-09-01,A,10,5,2,actions:purchase"
    quiet = read(table(META, [bought, "2026-09-02,A,10,5,,", "2026-09-03,A,10,5,0,"]))
    assert quiet.ads.frame["orders"].tolist() == [2, 0, 0]
    assert not quiet.audit.suspicions
    odd = read(table(META, [bought, "2026-09-02,A,10,5,3,"]))
    assert odd.ads.frame["orders"].tolist() == pytest.approx([2, NONE], nan_ok=True)
    assert any("Some results are not purchases" in str(item) for item in odd.audit.suspicions)
    none = read(table(META, ["2026-09-01,A,10,5,2,actions:lead"]))
    assert none.audit.totals.orders is None


def test_an_indicator_is_named_with_eighty_letters_and_rows_are_counted():
    rows = ["2026-09-01,A,10,5,2,actions:purchase", *(f"2026-09-0{day},A,10,5,2,{'x' * 90}" for day in (2, 3))]
    (said,) = (str(item) for item in read(table(META, rows)).audit.suspicions if "not purchases" in str(item))
    assert f"(“{'x' * 80}”)" in said
    assert "are not known: 2." in said


# -- conversion actions and windows ---------------------------------------------------------------------------------

BY_ACTION = "Day,Campaign,Conversion action,Cost,Clicks,Conversions,Conv. value"
BY_WINDOW = "Day,Campaign,Attribution setting,Cost,Clicks,Conversions"


def by_window(pairs: list[tuple[str, str]]) -> Export:
    """Rows of two windows with these costs, one day each."""
    rows = [
        f"2026-09-{day:02},A,{window},{cost},5,1"
        for day, costs in enumerate(pairs, start=1)
        for window, cost in zip(("7-day click", "1-day view"), costs, strict=True)
    ]
    return read(table(BY_WINDOW, rows))


@pytest.mark.parametrize(
    ("pairs", "is_repeated"),
    [
        ([("10", "10")] * 3, True),
        ([("10", "10.0049")] * 3, True),
        ([("10", "10.0052")] * 3, False),  # half a cent and a millionth of the cost are the most
        ([("10", "10")] * 19 + [("10", "12")], True),  # 19 of 20
        ([("10", "10")] * 18 + [("10", "12")] * 2, False),
    ],
)
def test_windows_repeat_a_spend_that_is_the_same_in_nineteen_of_twenty_rows(pairs, is_repeated):
    export = by_window(pairs)
    assert [choice.kind for choice in export.choices] == ["window"] * is_repeated
    if is_repeated:
        assert export.audit.totals.spend == pytest.approx(10 * len(pairs))
        (left,) = export.audit.left_out
        assert (left.rows, left.totals.orders) == (len(pairs), len(pairs))
        assert str(left.short) == "other attribution windows than “7-day click”."


def test_windows_without_any_spend_repeat_none():
    export = by_window([("0", "0")] * 3)
    assert (export.choices, export.audit.totals.orders, export.audit.left_out) == ((), 6, ())


def test_the_reader_chooses_among_the_windows_of_the_file_and_no_other():
    rows = [f"2026-09-01,A,{window},10,5,{orders}" for window, orders in (("7-day click", 3), ("1-day view", 1))]
    told = read(table(BY_WINDOW, rows), answers={"window": "1-day view"})
    assert (told.audit.totals.orders, told.choices[0].taken) == (1, "1-day view")
    assert "for each attribution window (2 in all). Counted: “1-day view”." in str(told.choices[0].ask)
    other = read(table(BY_WINDOW, rows), answers={"window": "28-day click"})
    assert (other.audit.totals.orders, other.choices[0].taken) == (3, "7-day click")


def by_action(counts: dict[str, int], **options) -> Export:
    """One day with a row for each action, which all repeat the spend; an order is worth 10."""
    rows = [f"2026-09-01,A,{action},10,5,{count},{10 * count}" for action, count in counts.items()]
    return read(table(BY_ACTION, rows), **options)


def test_actions_that_are_all_purchases_are_all_counted_and_nothing_is_decided():
    export = by_action({"Purchase": 2, "Purchase (app)": 3})
    assert (sums(export), export.choices, export.audit.left_out) == ((10, 5, 5, 50), (), ())


def test_orders_and_values_of_other_actions_are_left_out_and_said_with_their_sums():
    export = by_action({"Purchase": 2, "Lead": 7})
    assert sums(export) == (10, 5, 2, 20)
    (left,) = export.audit.left_out
    assert (left.rows, left.totals.orders, left.totals.value, left.totals.spend) == (1, 7, 70, None)
    assert str(left.short) == "other conversions than Purchase."
    told = by_action({"Purchase": 2, "Lead": 7}, answers={"action": "Lead"})
    assert (sums(told), told.choices[0].taken) == ((10, 5, 7, 70), "Lead")


def test_of_many_purchases_eight_are_named_and_in_short_three():
    export = by_action({**{f"Purchase {letter}": 1 for letter in "abcdefghi"}, "Lead": 4, "x" * 300: 1})
    (choice,), (left,) = export.choices, export.audit.left_out
    named = ", ".join(f"Purchase {letter}" for letter in "abcdefgh")
    assert f"Counted as orders: {named}; left out: Lead, {'x' * 194}." in str(choice.ask)
    assert str(left.short) == "other conversions than Purchase a, Purchase b, Purchase c."


def test_actions_of_which_none_is_a_purchase_leave_the_orders_unknown_and_the_spend_counted_once():
    export = by_action({"Lead": 2, "Call": 3})
    assert (export.audit.totals.spend, export.audit.totals.clicks) == (10, 5)
    assert (export.audit.totals.orders, export.audit.totals.value) == (None, None)
    assert kinds(export) == ["action"]


def test_purchases_bring_their_own_value_though_one_without_tax_stands_before_it():
    head = "Day,Campaign,Cost,Clicks,Conversions,Purchases,Conv. value (excl. VAT),Purchase value"
    export = read(table(head, ["2026-09-01,A,10,20,9,1,500,70", "2026-09-02,A,10,20,9,1,500,80"]))
    assert (export.audit.totals.orders, export.audit.totals.value) == (2, 150)
    assert "is not the value of" not in notes(export)

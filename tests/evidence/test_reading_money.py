"""Numbers of a file: their marks, signs and units, prices of one piece, and what counts as an order."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.beliefs.distributions import LARGEST
from simulator.evidence import Export
from simulator.evidence.reading.measures import sums_of_known, why_unreadable
from simulator.evidence.reading.numbers import bare, is_nothing, is_number, numbers, one_currency, reading
from tests.evidence.files import notes, read, sums, table, unreadable
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


def test_a_cell_is_a_number_under_either_mark_and_up_to_the_largest_one():
    assert [is_number(cell) for cell in ("12,5", "12.5", "1,234.5", 5, "abc", "")] == [True] * 4 + [False] * 2
    values = numbers([LARGEST, -LARGEST, LARGEST * 1.01]).values(".").tolist()
    assert values == pytest.approx([LARGEST, -LARGEST, NONE], nan_ok=True)


def test_what_a_spreadsheet_puts_around_a_text_is_taken_off():
    cells = ('="12"', "'-50.00", "’12", "='x", "12", '="a', "'2026-09-01", 7)
    assert [bare(cell) for cell in cells] == ["12", "-50.00", "12", "='x", "12", '="a', "2026-09-01", 7]


def test_nothing_is_written_in_a_few_ways_with_blanks_around_them():
    said = [" -- ", "N/A", "null", "None", "#N/A", "–", "", "          -", " " * 20]
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


CONVERTED = (
    "Day,Campaign,Currency code,Cost,Cost (Converted currency),Clicks,Conversions,Conv. value,"
    "Conv. value (Converted currency),Converted currency code"
)


def test_amounts_in_several_currencies_come_from_their_converted_twins():
    rows = ["2026-09-01,A,EUR,10,11,5,1,50,55,USD", "2026-09-01,B,GBP,10,13,5,1,50,65,USD"]
    export = read(table(CONVERTED, rows))
    assert (sums(export), export.audit.currency) == ((24, 10, 2, 120), "USD")
    assert "the amounts in converted currency were taken" in notes(export)
    assert "values are in several currencies" not in notes(export)
    one = read(table(CONVERTED, [row.replace("GBP", "EUR") for row in rows]))
    assert (sums(one), one.audit.currency) == ((20, 10, 2, 100), "EUR")


@pytest.mark.parametrize(
    ("own", "value", "spent", "values", "said"),
    [
        ("Currency code", "CHF,50", "EUR", 0, "The order values are in CHF, but the spend is in EUR"),
        ("Currency code", "EUR,50", "EUR", 100, ""),
        ("Note", "x,50 CHF", "EUR", 0, "The order values are in CHF, but the spend is in EUR"),
        ("Note", "x,50 EUR", "EUR", 100, ""),
        ("Note", "x,50", "EUR", 100, ""),
        ("Currency code", "CHF,50", "", 100, ""),
    ],
)
def test_values_in_another_currency_than_the_converted_spend_are_left_out(own, value, spent, values, said):
    head = f"Day,Campaign,Cost (Converted currency),Clicks,Conversions,Converted currency code,{own},Conv. value"
    export = read(table(head, [f"2026-09-0{day},A,10,5,1,{spent},{value}" for day in (1, 2)]))
    assert (sums(export), export.audit.currency) == ((20, 10, 2, values), spent or None)
    assert said in notes(export)
    assert ("order values" in notes(export)) is bool(said)


def test_currencies_of_rows_that_do_not_count_are_not_those_of_the_file():
    head = "Day,Campaign,Currency code,Cost,Clicks"
    rows = ["2026-09-01,A,EUR,10,5", "2026-09-02,A,EUR,10,5", "soon,A,USD,10,5"]
    assert read(table(head, rows)).audit.currency == "EUR"
    several = read(table(head, [row.replace("soon", "2026-09-03") for row in rows]))
    assert (several.ads, several.audit.currency) == (None, None)
    assert "money in several currencies (EUR, USD), which cannot be added up" in notes(several)


def test_a_cell_that_is_no_amount_says_why():
    said = {cell: str(why_unreadable(cell)) for cell in ("12%", "< 12", "abc", "")}
    assert said == {
        "12%": "This is a share or a limit, not an amount.",
        "< 12": "This is a share or a limit, not an amount.",
        "abc": "This is not a number.",
        "": "This is not a number.",
    }


def test_sums_of_groups_are_of_what_is_known_and_of_nothing_known_they_are_unknown():
    values, groups = np.array([1.0, NONE, 2.0, NONE, 4.0]), np.array([0, 0, 0, 1, 2])
    assert sums_of_known(values, groups, 4).tolist() == pytest.approx([3, NONE, 4, NONE], nan_ok=True)

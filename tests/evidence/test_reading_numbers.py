"""What a cell says as a number, and how a whole file settles its decimal mark."""

from __future__ import annotations

import math

import pytest

from simulator.evidence.reading.numbers import decimal_mark, is_nothing, numbers, reading
from tests.evidence.files import notes, read, totals, unreadable


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1234", 1234, 1234),
        ("24.657,70", None, 24657.70),
        ("24,657.70", 24657.70, None),
        ("1,234", 1234, 1.234),
        ("1.234", 1.234, 1234),
        ("1.234.567", None, 1234567),
        ("0,123", None, 0.123),
        ("1234,567", None, 1234.567),
        ("1 234,56", None, 1234.56),
        ("1\u00a0234,56", None, 1234.56),
        ("1\u202f234,56", None, 1234.56),
        ("1\u2009234\u2009567,8", None, 1234567.8),
        ("1'234.50", 1234.50, None),
        ("1’234.50", 1234.50, None),
        ("1,23,456.78", 123456.78, None),
        ("12,3 %", None, 0.123),
        ("7.14%", 0.0714, None),
        ("< 10%", 0.10, 0.10),
        ("> 90 %", 0.90, 0.90),
        ("€1,234.50", 1234.50, None),
        ("1.234,50 €", None, 1234.50),
        ("CHF 12.50", 12.50, None),
        ("CA$12.34", 12.34, None),
        ("-€5.25", -5.25, None),
        ("−3,5", None, -3.5),
        ("(12.50)", -12.50, None),
        ("12.50-", -12.50, None),
        ("1.23E+05", 123000, None),
        (".5", 0.5, None),
        ("12.5", 12.5, None),
        ("12,5", None, 12.5),
        ("12.", 12, None),
        ("12,", None, 12),
        ("1 234.5", 1234.5, None),
        ("1'234'567", 1234567, 1234567),
        ("50%", 0.5, 0.5),
        ("(12.5)", -12.5, None),
        ("12.5-", -12.5, None),
        ("-$12.5", -12.5, None),
        ("$-12.5", -12.5, None),
        ("+12.5", 12.5, None),
        ("1.5e2", 150, None),
        ("1,5E-1", None, 0.15),
        ("EUR 12.5", 12.5, None),
        ("12.5 lei", 12.5, None),
        ("12.5 kr.", 12.5, None),
        ("01,234", None, 1.234),
        ("0.123", 0.123, None),
    ],
)
def test_a_number_is_read_under_both_decimal_marks(text, point, comma):
    read = reading(text)
    for value, expected in ((read.point, point), (read.comma, comma)):
        assert math.isnan(value) if expected is None else value == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("abc", "12 34", "1,2,3", "1.9.2026", "12€34", "€5€", "(5", "ABC 5", "--5", "5 x", "²"),
        *("-(12.5)", "--12.5", "(12.5", "12.5)", "€12.5€", "XXX 12.5"),
    ],
)
def test_what_is_no_number_is_not_made_one(text):
    read = reading(text)
    assert math.isnan(read.point)
    assert math.isnan(read.comma)


@pytest.mark.parametrize("text", ["", " ", " --", "--", "-", "–", "n/a", "\u00a0", "NULL"])
def test_empty_cells_and_dashes_say_that_there_is_nothing(text):
    assert is_nothing(text)


def test_one_cell_settles_the_decimal_mark_of_the_whole_file():
    assert decimal_mark([numbers(["1,234", "24.657,70"]).votes(numbers_counts(2))]) == (",", 0)
    assert decimal_mark([numbers(["1,234", "24,657.70"]).votes(numbers_counts(2))]) == (".", 0)
    file = "Date;Spend;Clicks;Orders;Value\n2026-09-01;1,234;12;1;30\n2026-09-02;24.657,70;12;1;30\n"
    assert totals(read(file))["spend"] == pytest.approx(24657.70 + 1.234)
    assert totals(read(file.replace("24.657,70", "24,657.70")))["spend"] == pytest.approx(24657.70 + 1234)


def numbers_counts(cells):
    return numbers(["1"] * cells).nothing.astype("int64") + 1


def test_a_file_that_settles_nothing_says_how_it_was_read():
    export = read("Date;Spend;Clicks;Orders;Value\n2026-09-01;1,234;12;1;30\n")
    assert totals(export)["spend"] == 1234
    assert "“1,234” was read as 1234" in notes(export)


def test_two_decimal_marks_in_one_file_are_said():
    export = read("Date;Spend;Clicks;Orders;Value\n2026-09-01;1,50;12;1;30,5\n2026-09-02;2.75;12;1;30,5\n")
    assert totals(export)["spend"] == 4.25
    assert "Both comma and point stand for the decimal mark in this file. Cells with the rarer one: 1." in notes(export)


def test_shares_and_limits_in_columns_that_are_not_needed_do_no_harm():
    export = read("Day,Campaign,Cost,Clicks,Conversions,Search impr. share\n2026-09-01,A,1.50,2,1.00,< 10%\n")
    assert totals(export)["spend"] == 1.50
    assert export.audit.unreadable_rows == 0


def test_a_share_where_an_amount_is_needed_is_unreadable():
    export = read("Day,Campaign,Cost,Clicks,Conversions\n2026-09-01,A,1.50,2,1.00\n2026-09-02,A,12%,2,1.00\n")
    assert unreadable(export) == [(3, "Cost", "12%")]
    assert "not an amount" in str(export.audit.unreadable[0].reason)
    assert totals(export)["spend"] == 1.50


def test_numbers_below_zero_and_texts_are_left_out_and_named():
    export = read(
        "Day,Campaign,Cost,Clicks,Conversions\n"
        "2026-09-01,A,-5.00,10,1\n2026-09-02,A,5.00,10,12.33\n2026-09-03,A,abc,1,1\n2026-09-04,A,1.00,1e15,1\n"
    )
    assert unreadable(export) == [(2, "Cost", "-5.00"), (4, "Cost", "abc"), (5, "Clicks", "1e15")]
    assert export.audit.unreadable_rows == 3
    assert totals(export)["orders"] == 12.33


def test_an_empty_cell_is_zero_where_the_file_has_the_column():
    export = read("Day,Campaign,Cost,Clicks,Conversions\n2026-09-01,A,5.00,10, --\n2026-09-02,A,,,\n")
    assert export.ads.frame["orders"].tolist() == [0, 0]
    assert export.ads.frame["value"].isna().all()


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([], (None, 0)),
        ([(0, 0), (0, 0)], (None, 0)),
        ([(3, 1)], (".", 1)),
        ([(1, 3), (0, 1)], (",", 1)),
        ([(2, 1), (0, 1)], (".", 2)),  # as many of both: the point
        ([(1, 0)], (".", 0)),
        ([(0, 1)], (",", 0)),
    ],
)
def test_the_mark_that_most_cells_need_is_the_decimal_mark(votes, expected):
    assert decimal_mark(iter(votes)) == expected


@pytest.mark.parametrize(("cell", "is_point"), [("12.5", True), ("12,5", False), ("0.25", True), ("1000,1234", False)])
def test_a_short_number_with_one_mark_is_read_under_that_mark_only(cell, is_point):
    read_as = reading(cell)
    number, other = (read_as.point, read_as.comma) if is_point else (read_as.comma, read_as.point)
    assert number == float(cell.replace(",", "."))
    assert math.isnan(other)

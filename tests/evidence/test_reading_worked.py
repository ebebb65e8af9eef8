"""Worked cases of the readers: a few rows each, chosen so that one decision of the code shows in what comes out."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest

from simulator import InputError
from simulator.evidence.reading import table as tables
from simulator.evidence.reading.audit import MOST_SHOWN, Audit, Question, Totals, UnreadableCell
from simulator.evidence.reading.exchanged import odd_number
from simulator.evidence.reading.export import read_export
from simulator.evidence.reading.layout import LONGEST_SHOWN, Findings
from simulator.evidence.reading.repeats import is_pasted_twice
from simulator.evidence.rows import AdRows, SalesRows
from tests.evidence.files import campaigns, read, sums, table, unreadable

ADS = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"

# -- the account of a file ------------------------------------------------------------------------------------------


def test_an_audit_begins_with_nothing_and_counts_what_it_does_not_show():
    nothing = Audit()
    assert Totals.of({}) == nothing.totals == Totals(None, None, None, None)
    assert not any(getattr(nothing, part.name) for part in fields(Audit) if part.name != "totals")
    assert not any(getattr(Findings(), part.name) for part in fields(Findings) if part.name != "totals")
    assert not any(getattr(Question("unit", "spend", "", InputError("?")), name) for name in ("options", "labels"))
    rows = ["2026-09-01,A,10,5,1,2"] * 250 + [f"2026-09-01,A,10,five {at},1,2" for at in range(MOST_SHOWN + 5)]
    audit = read(table(ADS, rows)).audit
    assert (audit.unreadable_rows, len(audit.unreadable), MOST_SHOWN) == (205, 200, 200)
    assert isinstance(audit.unreadable[0], UnreadableCell)
    assert Totals.of({"spend": 1, "first_orders": 2}).spend == 1


def test_a_cell_that_cannot_be_read_is_shown_with_forty_letters():
    (cell,) = unreadable(read(table(ADS, ["2026-09-01,A,10,5,1,2", f"2026-09-02,A,{'x' * 50},5,1,2"])))
    assert (cell[2], LONGEST_SHOWN) == ("x" * 40, 40)


def test_rows_are_days_where_nothing_else_is_said():
    assert AdRows(None, None, "table").days_per_row == SalesRows(None, None, "table").days_per_row == 1


# -- taking a file apart --------------------------------------------------------------------------------------------


def test_empty_headers_at_the_end_are_no_columns_that_a_last_row_could_lack():
    export = read(f"{ADS},,\n2026-09-01,A,10,5,1,2\n2026-09-02,A,10,5,1,2")
    assert (sums(export), export.audit.unreadable_rows) == ((20, 10, 2, 4), 0)
    assert list(export.headers) == ADS.split(",")
    cut = read(f"{ADS}\n2026-09-01,A,10,5,1,2\n2026-09-02,A,10,5,1")
    assert cut.audit.unreadable_rows == 1


def test_reading_is_four_fifths_of_the_way():
    seen: list[float] = []
    read(table(ADS, ["2026-09-01,A,10,5,1,2", "2026-09-02,A,10,5,1,2"]), progress=seen.append)
    assert seen == [0.0, pytest.approx(0.8), 1.0]
    seen.clear()
    long = table(ADS, (f"2026-09-01,{at},10,5,1,2" for at in range(799)))  # two batches of 400 lines
    read(long, progress=seen.append)
    assert seen[1:-1] == pytest.approx([0.4, 0.8], abs=0.01)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><body><table><tr><td>Day</td></tr></table>", "This is a web page"),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><Workbook>", "This is a web page"),
        (b'[ {"Day": "2026-09-01"}]', "This is JSON"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"", "This file is empty"),
        (b"\x01\x02\x03" * 40, "This is not a table"),
    ],
)
def test_what_is_no_table_is_said_with_the_remedy(content, says):
    (problem,) = read_export("file", content).problems
    assert str(problem).startswith(says)


def test_a_shops_column_says_what_its_value_contains_where_it_has_one():
    row = "1001,2026-09-01,{total},EUR,processing"
    head = "Order Number,Order Date,Order Total Amount,Order Currency,Order Status"
    export = read(table(head, [row.format(total=20), row.format(total=30).replace("1001", "1002")]))
    assert (export.platform, export.audit.totals.value) == ("woocommerce", 50)
    assert export.audit.value_contains == ("shipping", "tax")
    assert read(table(ADS, ["2026-09-01,A,10,5,1,2"])).audit.value_contains == ()


def test_a_second_table_is_read_where_it_fits_better_than_the_first():
    first = "Day,Impressions\n2026-09-01,9\n2026-09-02,9\n"
    second = "# the account\nDay,Campaign,Cost,Clicks\n2026-09-01,A,10,5\n2026-09-02,B,20,6\n"
    export = read(f"{first}{second}")
    assert export.audit.totals.spend == 30
    assert export.audit.other_tables == 1


# -- numbers that may be exchanged ----------------------------------------------------------------------------------


def ordinary(count: int = 12, *, clicks: float = 20, spend: float = 10, orders: float = 1, value: float = 50):
    """Rows that are all alike: a click costs 0.50, one in twenty orders, an order is worth 50."""
    return [f"2026-08-{day:02},A,{spend},{clicks},{orders},{value}" for day in range(1, count + 1)]


def doubts(*rows: str, head: str = ADS, usual: list[str] | None = None) -> list[str]:
    export = read(table(head, [*(ordinary() if usual is None else usual), *rows]))
    return [str(item) for item in export.audit.suspicions]


@pytest.mark.parametrize(("factor", "is_like_the_others"), [(math.exp(0.095), True), (math.exp(0.105), False)])
def test_a_row_is_like_the_others_once_exchanged_within_a_tenth(factor, is_like_the_others):
    """Spend and value exchanged, and the value so far from 50: 10 % in logarithms is the most where rows are alike."""
    said = doubts(f"2026-08-13,A,{50 * factor:.6f},20,1,10")
    assert any("the other way round" in text for text in said) == is_like_the_others


def test_a_busy_day_with_two_numbers_exchanged_is_like_the_others_by_its_rates():
    """Twice of everything, 20 spent and 100 of value exchanged: 2.50 a click and 10 an order."""
    said = doubts("2026-08-13,A,100,40,2,20")
    assert any("two numbers (100 and 20) may be exchanged" in text for text in said)
    assert not any("may be exchanged" in text for text in doubts("2026-08-13,A,20,40,2,100"))


def test_many_clicks_without_an_order_are_bad_luck_and_many_orders_of_few_clicks_are_not():
    usual = ordinary(31, clicks=200, orders=20, spend=100, value=1000)
    assert not any("far more orders" in text for text in doubts("2026-09-01,A,100,200,0,0", usual=usual))
    said = doubts("2026-09-01,A,100,20,200,10000", usual=usual)
    assert any("Row 33 has far more orders for its clicks" in text for text in said)


@pytest.mark.parametrize(
    ("known", "seen", "is_held_against"),
    [(12, 400, True), (7, 400, True), (6, 400, False), (12, 300, True), (12, 299, False)],
)
def test_clicks_are_held_against_impressions_where_most_rows_have_many(known, seen, is_held_against):
    """Of 13 rows the last has 20 clicks and 3 impressions."""
    head = f"{ADS},Impressions"
    usual = [f"{row},{seen if at < known - 1 else '?'}" for at, row in enumerate(ordinary())]
    said = doubts("2026-08-13,A,10,20,1,50,3", head=head, usual=usual)
    assert any("more clicks (20) than impressions (3)" in text for text in said) == is_held_against


def names_of(*lengths: int) -> list[str]:
    """Names of so many letters, each of another pattern."""
    return [f"{chr(97 + at)}{'x' * (length - 2)}{chr(97 + at)}" for at, length in enumerate(lengths)]


def test_a_name_two_letters_shorter_than_the_shortest_usual_ones_is_odd():
    """Of 20 names the shortest twentieth lies at 4 + 0.95 · 2 = 5.9 letters, and 4 is no two letters below."""
    assert odd_number(names_of(4, 6, *[8] * 18)) is None
    assert odd_number(names_of(3, 6, *[8] * 18)) == 0  # 3 + 0.95 · 3 = 5.85
    assert odd_number(names_of(*[8] * 18, 10, 14)) == 19  # 10 + 0.05 · 4 + 2 = 12.2
    assert odd_number(names_of(*[8] * 18, 10, 12)) is None


# -- columns --------------------------------------------------------------------------------------------------------


def test_a_value_of_other_orders_stays_where_the_file_has_no_such_orders():
    rows = ["2026-09-01,A,10,5,1,20", "2026-09-02,A,10,5,1,30"]
    alone = read(table("Day,Campaign,Cost,Clicks,Purchases,Conv. value", rows))
    assert (alone.platform, alone.audit.totals.value) == ("google_ads", 50)
    both = read(table("Day,Campaign,Cost,Clicks,Purchases,Conv. value,Conversions", [f"{row},2" for row in rows]))
    assert both.audit.totals.value is None


@pytest.mark.parametrize(("role", "days", "whole"), [("Week", 7, 14), ("Month", 30, 28 + 31)])
def test_a_number_of_a_week_or_month_and_a_year_make_rows_of_so_many_days(role, days, whole):
    head = f"Year,{role},Campaign,Cost,Clicks,Conversions"
    export = read(table(head, ["2026,2,A,10,5,1", "2026,3,A,10,5,1"]))
    assert export.ads is not None
    assert (export.ads.days_per_row, export.audit.days) == (days, whole)


# -- rows that stand twice ------------------------------------------------------------------------------------------

BY_CAMPAIGN = "Campaign,Day,Cost,Clicks,Conversions,Conv. value"


def test_the_last_row_of_two_can_be_the_end_of_the_first():
    export = read(table(BY_CAMPAIGN, ["Search,2026-09-01,10,5,1,2", "arch,2026-09-01,10,5,1,2"]))
    assert (sums(export), export.audit.unreadable_rows) == ((10, 5, 1, 2), 1)
    assert "the end of row 2" in str(export.audit.unreadable[0].reason)
    other = read(table(BY_CAMPAIGN, ["Search,2026-09-01,10,5,1,2", "arch,2026-09-01,11,5,1,2"]))
    assert other.audit.unreadable_rows == 0


def test_a_row_before_a_copy_of_the_first_row_is_the_end_of_none():
    rows = ["Search,2026-09-01,10,5,1,2", "arch,2026-09-02,10,5,1,2", "Search,2026-09-01,10,5,1,2",
            "Search,2026-09-02,10,5,1,2"]  # fmt: skip
    export = read(table(BY_CAMPAIGN, rows))
    assert (campaigns(export), export.audit.unreadable_rows) == ({"Search", "arch"}, 0)


def test_the_end_of_a_row_before_a_part_that_was_pasted_again_is_left_out():
    rows = [f"Search,2026-09-{day:02},{day},5,1,2" for day in range(1, 10)]
    export = read(table(BY_CAMPAIGN, [*rows, "rch,2026-09-03,3,5,1,2", *rows[3:]]))
    assert campaigns(export) == {"Search"}
    assert [item.row for item in export.audit.unreadable] == [11]


def test_a_last_row_without_its_first_cell_is_a_row_and_with_one_letter_it_is_an_end():
    rows = [f"Search,2026-09-{day:02},{day},5,0,0" for day in range(1, 10)]
    for beginning, blamed in (("", 0), ("h", 1)):
        assert read(table(BY_CAMPAIGN, [*rows, f"{beginning},2026-09-09,9,5,0,0"])).audit.unreadable_rows == blamed
    zeros = read(table(BY_CAMPAIGN, [*rows, "Search,2026-09-10,0,0,0,0", "rch,2026-09-10,0,0,0,0"]))
    assert zeros.audit.unreadable_rows == 0


def test_orders_of_which_an_unknown_column_is_not_looked_at_have_ends_too():
    rows = ["1001,x,2026-09-01,20", "1002,x,2026-09-01,30", "02,y,2026-09-01,30"]
    assert read(table("Order ID,Whatever,Order date,Total", rows)).audit.unreadable_rows == 1


def test_a_last_row_that_begins_as_the_one_before_it_was_cut():
    rows = [f"{name},2026-09-01,10,5,1,2" for name in ("one", "two", "my brand search")]
    cut = read(table(BY_CAMPAIGN, rows) + "my brand search")
    assert (cut.audit.unreadable_rows, cut.audit.remark_rows) == (1, 0)
    remark = read(table(BY_CAMPAIGN, rows) + "made by us all")
    assert (remark.audit.unreadable_rows, remark.audit.remark_rows) == (0, 1)
    short = read(table(BY_CAMPAIGN, rows) + "made by")
    assert short.audit.unreadable_rows == 1


def test_five_rows_in_the_same_order_were_pasted_twice():
    alive = np.ones(12, dtype=bool)
    for again, is_pasted in ((5, True), (4, False)):
        same = np.array([*range(7), *range(1, 1 + again), *range(20, 25 - again)])
        assert is_pasted_twice(same, alive) == is_pasted
    assert not is_pasted_twice(np.array([0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0]), alive)


def test_a_column_that_was_not_looked_at_to_the_end_tells_nothing_of_the_last_rows(monkeypatch):
    monkeypatch.setattr(tables, "MOST_DISTINCT", 2)
    rows = [f"Search,2026-09-01,{at},5,1,2,remark {at}" for at in range(1, 401)]  # a batch of 400 lines
    export = read(table(f"{BY_CAMPAIGN},Remark", [*rows, "rch,2026-09-01,400,5,1,2,remark 400"]))
    assert (export.audit.unreadable_rows, campaigns(export)) == (1, {"Search"})

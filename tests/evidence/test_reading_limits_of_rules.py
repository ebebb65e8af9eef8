"""Values on both sides of a limit of the rules by which a file is read, each worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from simulator.evidence.reading.calendar_cells import in_period
from simulator.evidence.reading.dates import both_orders
from simulator.evidence.reading.exchanged import odd_number
from simulator.evidence.reading.textfile import _PIECE, Rows, check_lines, encoding_of
from tests.evidence.files import notes, read, table
from tests.evidence.test_reading_order_boundaries import ORDERS, settled, source
from tests.evidence.test_reading_worked import ADS, doubts, ordinary

NONE = float("nan")


@pytest.mark.parametrize(("lines_above", "is_read"), [(59, True), (60, False)])
def test_a_header_stands_in_the_first_sixty_lines(lines_above, is_read):
    above = [f"remark {at}" for at in range(lines_above)]
    export = read("\n".join([*above, ADS, "2026-08-01,A,10,20,1,50", ""]))
    assert (export.ads is not None) is is_read


# -- numbers that may be exchanged ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "is_doubted"), [(14, False), (16, True)])
def test_two_numbers_within_half_as_much_again_are_not_taken_for_exchanged(value, is_doubted):
    """Rows of 10 spent and 14 (16) of value: the other way round a click costs 1.4 (1.6) times as much as in others."""
    said = doubts(f"2026-08-13,A,{value},20,1,10", usual=ordinary(value=value))
    assert any("may be exchanged" in text for text in said) is is_doubted


def test_ten_rows_tell_what_a_click_usually_costs():
    said = doubts("2026-08-10,A,2000,20,1,50", usual=ordinary(9))
    assert any("In row 11 a click costs 100, and 0.5 in most rows" in text for text in said)


def test_a_column_that_is_read_as_clicks_is_not_held_against_them_as_impressions():
    rows = [f"{row},{seen}" for row, seen in zip(ordinary(), [*[400] * 11, 3], strict=True)]
    head = f"{ADS.replace('Clicks', 'Impressions')},Impr."
    export = read(table(head, rows), mapping={"Impressions": "clicks"})
    assert any("more clicks (20) than impressions (3)" in str(item) for item in export.audit.suspicions)


def test_orders_without_any_click_are_not_held_against_clicks():
    assert not any("far more orders" in text for text in doubts(usual=ordinary(clicks=0)))


# -- two files of one account ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "is_one"), [(1_020, True), (1_021, False)])
def test_costs_of_one_account_differ_by_a_fiftieth_at_most(more, is_one):
    """The last day counts for nothing here: the first of two exports was made on it."""
    said = settled(source("a", [1_000, 1_000, 1]), source("b", [more, more, 1]))[2]
    assert ("overlap" in said, "two accounts" in said) == (is_one, not is_one)


def test_two_files_that_agree_on_four_days_of_five_are_one_account():
    agreed = settled(source("a", [10, 10, 10, 10, 10, 1]), source("b", [10, 10, 10, 10, 20, 1]))
    assert "overlap" in agreed[2]
    other = settled(source("a", [10, 10, 10, 10, 10, 1]), source("b", [10, 10, 10, 20, 20, 1]))
    assert "two accounts" in other[2]


def test_of_files_without_spend_the_clicks_say_which_is_a_part():
    whole = source("whole", [NONE] * 10, clicks=10.0)
    part = source("part", [NONE] * 10, clicks=5.0, details=("Device",))
    said = settled(whole, part)[2].replace("\u00a0", " ")
    assert "holds 50 % of the clicks of “whole”" in said
    assert "it is a part of it (Device)" in said
    assert (len(whole.frame), len(part.frame)) == (10, 0)


def test_a_week_that_begins_on_the_last_day_of_another_file_is_not_added_to_it():
    assert settled(source("week", [70], per_row=7, begin=7), source("days", [10] * 7))[:2] == (0, 70)
    assert settled(source("week", [70], per_row=7, begin=8), source("days", [10] * 7))[:2] == (70, 70)


# -- cells that say nothing, and days without a year ----------------------------------------------------------------


def test_results_that_are_no_purchases_add_no_order_to_the_others_of_their_day():
    rows = [
        f"2026-08-{day},A,10,20,3,actions:{what}" for day, what in (("01", "purchase"), ("01", "lead"), ("02", "lead"))
    ]
    export = read(table("Day,Campaign name,Amount spent (EUR),Link clicks,Results,Result indicator", rows))
    assert export.ads.frame["orders"].tolist() == pytest.approx([3, NONE], nan_ok=True)


def test_a_day_without_a_year_is_in_the_one_in_which_it_lies_within_the_period():
    winter = (date(2025, 12, 1), date(2026, 2, 1))
    read_as = [in_period(cell, winter) for cell in ("30 Nov", "1 Dec", "31 Dec", "1 Feb", "2 Feb")]
    assert read_as == ["2026-11-30", "2025-12-01", "2025-12-31", "2026-02-01", "2026-02-02"]
    assert in_period("05/12", winter) == "05/12/2025"  # 5 December: 12 May is in neither year


# -- rows of one order ----------------------------------------------------------------------------------------------


def test_orders_of_one_number_and_two_customers_are_named_beside_others():
    rows = ["1,2026-09-01,ann,10", "1,2026-09-01,bob,20", "2,2026-09-03,eve,30"]
    assert "different customers, taken as different orders: 2." in notes(read(table(ORDERS, rows)))


def test_under_a_shortened_number_a_known_and_an_unknown_customer_have_an_order_each():
    shortened = ["5.76E+17,2026-09-01,ann,10", "5.76E+17,2026-09-01,,10"]
    assert len(read(table(ORDERS, shortened)).orders.frame) == 2
    without = read(table("Order ID,Order date,Total", ["5.76E+17,2026-09-01,10", "5.76E+17,2026-09-01,11"]))
    assert len(without.orders.frame) == 2


def test_a_short_row_after_a_row_of_two_lines_opens_no_quotation():
    rows = Rows(iter(['a,"b\n', 'c",d\n', "x\n"]), ",", 3)
    assert [cells for _, batch in rows for cells in batch] == [["a", "b\nc", "d"], ["x"]]
    assert not rows.has_open_quotes


# -- once more: exchanged numbers, odd names and parts of an account ------------------------------------------------


def test_orders_far_from_the_only_click_are_doubted():
    usual = [f"2026-08-{day:02},A,10,{int(day == 1)},{20 * (day == 2)},50" for day in range(1, 13)]
    assert any("Row 3 has far more orders for its clicks" in text for text in doubts(usual=usual))


@pytest.mark.parametrize(("others", "first"), [(3, 36), (4, None)])
def test_three_order_numbers_of_another_pattern_are_odd_and_four_are_not(others, first):
    assert odd_number([*(str(1_000 + at) for at in range(36)), *(f"A00{at}" for at in range(others))]) == first


@pytest.mark.parametrize(("days", "left"), [(10, 0), (9, 63)])
def test_ten_days_that_move_together_are_a_part(days, left):
    """Half of 10, 11, 12 … on each day; of nine days the two are held for two accounts."""
    spend = [10 + day for day in range(days)]
    assert settled(source("whole", spend), source("half", [cost / 2 for cost in spend]))[1] == left


def test_the_share_of_a_part_is_said_in_three_digits():
    part = source("part", [10.0] * 9 + [1.2347], details=("Device",))
    assert "91.2 % of the spend" in settled(source("whole", [10.0] * 10), part)[2].replace("\u00a0", " ")


def test_letters_of_two_bytes_are_known_wherever_a_large_file_is_taken_apart():
    head = b"Day,Cost\n" + b"1" * (2**20 - 10)  # the next letter begins in the first piece and ends in the second
    assert encoding_of(head + "é".encode(), {}) == "utf-8"
    assert encoding_of(head + b"11" + "é".encode("cp1252") + b"1" * 9, {}) != "utf-8"


def test_a_row_of_a_campaign_without_a_day_says_so_and_one_with_a_word_is_no_day():
    rows = ["2026-08-01,A,10,20,1,50", ",A,11,20,1,50", "soon,A,12,20,1,50"]
    assert [str(item.reason) for item in read(table(ADS, rows)).audit.unreadable] == [
        "The day is missing.",
        "This is not a day.",
    ]


def test_corrections_are_said_in_cents():
    rows = [*ordinary(3), "2026-08-04,A,10,20,-0.3333,-10.0051"]
    assert "(orders: −0.33; value: −10.01)" in notes(read(table(ADS, rows))).replace("-0", "−0").replace("-1", "−1")


def test_a_day_in_words_has_two_figures_at_most():
    assert both_orders("Sep 01, 2026")[0] == date(2026, 9, 1).toordinal()
    assert both_orders("Sep 001, 2026") == (0, 0)


def test_a_row_with_a_label_among_cells_beyond_the_header_is_a_total():
    export = read(table(ADS, [*ordinary(3), ",A,99,99,9,99,Total,as of today"]))
    assert (export.audit.unreadable_rows, export.audit.total_rows) == (0, 1)


def test_a_part_of_a_spend_below_one_is_measured_by_it():
    part = source("part", [0.025] * 10, details=("Device",))
    assert "50 % of the spend" in settled(source("whole", [0.05] * 10), part)[2].replace("\u00a0", " ")


def test_files_that_spend_the_same_every_day_do_not_move_together():
    assert settled(source("whole", [10] * 10), source("half", [5] * 10))[:2] == (100, 50)
    assert settled(source("whole", [10] * 10), source("less", [5, 6] * 5))[:2] == (100, 55)
    assert settled(source("whole", [10, 12] * 5), source("half", [5] * 10))[:2] == (110, 50)


@pytest.mark.parametrize("longer", [0, 1, 2])
def test_lines_are_counted_once_where_their_end_lies_across_two_pieces(longer):
    """32 bytes a line, so 1 longer the return of the last line ends the first piece, and its feed begins the next."""
    lines = _PIECE // 32
    assert check_lines(b"a" * longer + (b"a" * 30 + b"\r\n") * lines) == lines

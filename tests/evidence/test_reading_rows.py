"""Rows of a table of ads: which are left out, what their sums are held against, and what is asked of their columns."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulator import InputError
from simulator.evidence.reading import ads, textfile, workbook
from simulator.evidence.reading import table as tables
from simulator.evidence.reading.ads import variety
from simulator.evidence.reading.asking import _is_serial
from simulator.evidence.reading.audit import Totals
from simulator.evidence.reading.export import _best_sheet, _guess, _header_row, _rows_of_sheet
from simulator.evidence.reading.headers import Header, signature
from simulator.evidence.reading.layout import Layout, cut_row
from simulator.evidence.reading.numbers import is_nothing
from tests.evidence.files import campaigns, kinds, notes, read, sums, table, unreadable
from tests.evidence.test_reading_worked import ADS, BY_CAMPAIGN, doubts

DAY = "2026-09-01,A,10,5,1,2"
NEXT = "2026-09-02,A,10,5,1,2"

# -- totals of the file ---------------------------------------------------------------------------------------------


def test_an_empty_cell_of_a_total_says_nothing():
    export = read(table(ADS, [DAY, NEXT, "Total,,20,10,,"]))
    assert export.audit.stated == Totals(20, 10, None, None)
    assert "own total" not in notes(export)


@pytest.mark.parametrize(
    ("total", "says"),
    [
        ("Total,,25,10,2,4", "own total is 25 of spend, the rows that were read add up to 20"),
        ("Total,,20,11,2,4", "own total is 11 clicks, the rows that were read add up to 10"),
        ("Total,,20,10,3,4", "own total is 3 orders, the rows that were read add up to 2"),
        ("Total,,20,10,2,5", "own total is 5 of order value, the rows that were read add up to 4"),
        ("Total,,20.03,10,2,4", ""),  # 0.01 and 0.0145 times the root of two rows, which is 0.0305
        ("Total,,20.04,10,2,4", "own total is 20.04 of spend"),
    ],
)
def test_a_total_that_differs_from_the_rows_is_said(total, says):
    export = read(table(ADS, [DAY, NEXT, total]))
    assert (sums(export), export.audit.total_rows) == ((20, 10, 2, 4), 1)
    assert ("own total" in notes(export)) is bool(says)
    assert says in notes(export)


def test_totals_of_each_campaign_are_together_that_of_the_file():
    rows = [DAY, "2026-09-01,B,20,5,1,2", "Total: A,,10,5,1,2", "Total: B,,20,5,1,2"]
    export = read(table(ADS, rows))
    assert (sums(export), export.audit.stated) == ((30, 10, 2, 4), Totals(30, 10, 2, 4))
    assert "own total" not in notes(export)


def test_a_total_that_fits_the_rows_once_settles_it_and_nothing_is_asked():
    """Rows of two devices: without a total, rows that stand twice would all be counted and the reader be asked."""
    head = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"
    rows = [DAY, "2026-09-01,A,11,5,1,2", DAY, NEXT]
    asked = read(table(head, rows))
    assert (asked.audit.totals.spend, [choice.kind for choice in asked.choices]) == (41, ["repeated"])
    once = read(table(head, [*rows, "Total,,31,15,3,6"]))
    assert (once.audit.totals.spend, once.audit.repeated_rows, once.choices) == (31, 1, ())
    twice = read(table(head, [*rows, "Total,,41,20,4,8"]))
    assert (twice.audit.totals.spend, twice.audit.repeated_rows, twice.choices) == (41, 0, ())


def test_rows_that_cover_two_days_are_said_to():
    head = "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Link clicks,Purchases"
    two = read(table(head, ["2026-09-01,2026-09-02,A,10,5,1", "2026-09-03,2026-09-04,A,10,5,1"]))
    assert (two.ads.days_per_row, two.audit.days) == (2, 4)
    assert "A row covers more than one day (days: 2)." in notes(two)
    one = read(table(head, ["2026-09-01,2026-09-01,A,10,5,1", "2026-09-02,2026-09-02,A,10,5,1"]))
    assert (one.ads.days_per_row, "more than one day" in notes(one)) == (1, False)


def test_spend_and_clicks_below_zero_are_unreadable_and_orders_and_value_are_corrections():
    rows = [DAY, NEXT, "2026-09-03,A,10,-5,1,2", "2026-09-04,A,10,5,-1,-2", "2026-09-05,A,10,5,0,-1"]
    export = read(table(ADS, rows))
    assert unreadable(export) == [(4, "Clicks", "-5")]
    assert str(export.audit.unreadable[0].reason) == "This number is below 0."
    assert "which correct earlier days: 2 (orders: -1; value: -3)." in notes(export).replace("−", "-")
    assert sums(export) == (40, 20, 1, 1)


def test_rows_without_a_campaign_count_and_the_first_is_named():
    rows = [f"2026-09-{day},A,10,5,1,2" for day in range(10, 16)]
    export = read(table(ADS, [*rows, "2026-09-16,,7,5,1,2", "2026-09-17,,6,5,1,2"]))
    assert (campaigns(export), export.audit.totals.spend) == ({"A", ""}, 73)
    assert "Rows without the name of a campaign, which were counted: 2; the first is row 8." in notes(export)


def test_a_campaign_that_is_called_a_total_is_one_where_its_numbers_are_its_own():
    export = read(table(ADS, [DAY, NEXT, "2026-09-01,Total,3,5,1,2", "2026-09-02,Total,4,5,1,2"]))
    assert campaigns(export) == {"A", "Total"}
    assert "“Total” was counted as a campaign: its numbers are not the sum of the others." in notes(export)


def test_a_column_of_names_or_days_may_hold_a_hundred_thousand_of_them():
    headers = [Header(text, ()) for text in ("Day", "C" * 41, "Cost")]
    limits = variety(headers, {"date": 0, "campaign": 1, "spend": 2})
    assert {place: most for place, (most, _) in limits.items()} == {0: 100_000, 1: 100_000}
    assert f"“{'C' * 40}” holds too many different texts for campaigns (more than 100000)" in str(limits[1][1])
    assert "“Day” holds too many different texts for days" in str(limits[0][1])


def test_orders_may_be_of_more_days_than_a_table_of_ads(monkeypatch):
    monkeypatch.setattr(ads, "MOST_NAMES", 1)
    orders = read(table("Order ID,Order date,Total", ["1,2026-09-01,10", "2,2026-09-02,20"]))
    assert orders.audit.totals.value == 30
    assert "too many different texts for days" in notes(read(table(ADS, [DAY, NEXT])))


def test_rows_are_sorted_by_day_and_then_by_campaign_and_added_up():
    rows = ["2026-09-02,b,1,5,1,2", "2026-09-01,c,2,5,1,2", "2026-09-02,A,3,5,1,2", "2026-09-01,c,4,5,1,2"]
    frame = read(table(ADS, rows)).ads.frame
    assert list(zip(frame["date"].dt.day, frame["campaign"], frame["spend"], strict=True)) == [
        (1, "c", 6),
        (2, "A", 3),
        (2, "b", 1),
    ]


# -- headers, remarks and cut rows among the rows -------------------------------------------------------------------


def test_a_repeated_header_is_no_row_that_cannot_be_read():
    export = read(table(ADS, [DAY, ADS, NEXT]))
    assert (export.audit.repeated_rows, export.audit.unreadable_rows, export.audit.remark_rows) == (1, 0, 0)
    assert (export.audit.other_tables, sums(export)) == (0, (20, 10, 2, 4))


def test_a_repeated_header_is_known_though_a_column_was_not_looked_at_so_far(monkeypatch):
    monkeypatch.setattr(tables, "MOST_DISTINCT", 2)
    assert textfile.AT_ONCE == 400
    rows = [f"2026-09-01,A{at},10,5,1,2,remark {at}" for at in range(399)]  # with the header, a batch
    head = f"{ADS},Remark"
    export = read(table(head, [*rows, head, f"{NEXT},x"]))
    assert (export.audit.repeated_rows, export.audit.other_tables, export.audit.totals.spend) == (1, 0, 4000)


@pytest.mark.parametrize(
    ("last", "is_cut"),
    [
        ("see all of it", False),  # three words in a row of their own are a remark
        ("see all", True),
        ("Search for it", True),  # another campaign begins so
        ("Search for it,2026-09-02", True),
        ("see all of it,2026-09-02,10", True),
        ("see all of it,2026-09-02,10,5,1,2", True),
    ],
)
def test_a_last_row_without_an_end_was_cut_unless_it_is_a_remark(last, is_cut):
    rows = ["Search for it,2026-09-01,10,5,1,2", "Search for it all,2026-09-01,10,5,1,2", "x,2026-09-01,10,5,1,2"]
    export = read(table(BY_CAMPAIGN, rows) + last)
    has_all = last.count(",") == 5
    assert export.audit.unreadable_rows == (is_cut and not has_all)
    assert export.audit.remark_rows == (not is_cut)
    assert any("ends in the middle of row 5" in str(item) for item in export.audit.suspicions) == (
        is_cut and not has_all
    )


def test_what_is_asked_of_a_column_again_is_not_changed_by_who_asked_first():
    column = tables.Column(np.array([0, 1, 0], dtype=np.int32), ["A", " -- "])
    made = tables.Table({0: column}, np.arange(2, 5, dtype=np.int32), np.arange(3, dtype=np.int64))
    layout = Layout(made, [Header("Name", ())], {"campaign": 0}, "table", None, None)
    first = layout.where("campaign", is_nothing)
    assert first.tolist() == [False, True, False]
    first[:] = True
    assert layout.where("campaign", is_nothing).tolist() == [False, True, False]
    assert layout.where("campaign", lambda cell: cell == "A").tolist() == [True, False, True]
    assert not layout.where("spend", is_nothing).any()
    assert (layout.cell("campaign", 1), layout.name("campaign")) == (" -- ", "Name")
    assert not cut_row(layout).any()


# -- what is asked --------------------------------------------------------------------------------------------------


def test_a_column_that_the_reader_set_aside_is_not_taken_for_the_day():
    rows = ["2026-09-01,A,10,5,1", "2026-09-02,A,10,5,1"]
    text = table("Made on,Campaign,Cost,Clicks,Conversions", rows)
    assert read(text).headers["Made on"] == "date"
    export = read(text, mapping={"Made on": ""})
    assert (export.headers["Made on"], export.ads, kinds(export)) == ("", None, ["days_covered"])


def test_a_column_of_days_is_taken_rather_than_the_period_and_of_two_none_is():
    before = "2026-08-01 - 2026-08-31\n\n"
    one = read(before + table("Made on,Cost,Clicks", ["2026-09-01,10,5", "2026-09-02,10,5"]))
    assert (one.audit.days, one.ads.days_per_row) == (2, 1)
    two = read(before + table("Made on,Sent on,Cost,Clicks", [f"2026-09-0{day},2026-10-0{day},10,5" for day in (1, 2)]))
    assert (two.ads, kinds(two)[:1]) == (None, ["column"])
    assert two.questions[0].options == ("Made on", "Sent on")


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        ("45000", True), ("1500000000", True), ("1500000000000", True), ("20260901", False), ("2026090110", False),
        ("1999", False), ("450000", False), ("19000", False), ("2026-09-01", False), (45000.0, True),
    ],
)  # fmt: skip
def test_a_number_may_be_a_day_as_computers_count_them(cell, is_one):
    assert _is_serial(cell) is is_one


def test_what_a_click_would_cost_is_said_with_the_unit_that_is_asked_for():
    export = read(table(ADS, ["2026-09-01,A,50000000,5,1,40", "2026-09-02,A,50000000,5,1,40"]))
    (choice,) = (choice for choice in export.choices if choice.kind == "unit")
    assert "A click would cost 10000000" in str(choice.ask).replace("\u00a0", "").replace(",", "")
    assert (choice.options, choice.taken, len(choice.labels)) == (("as_written", "micros", "cents"), "as_written", 3)
    assert choice.ask in export.audit.suspicions
    told = read(table(ADS, ["2026-09-01,A,500,5,1,40"]), answers={"unit": "as_written"})
    assert [choice.taken for choice in told.choices] == ["as_written"]
    assert not any("A click would cost" in str(item) for item in told.audit.suspicions)
    assert read(table(ADS, [DAY])).choices == ()


def test_what_a_click_would_cost_is_nothing_without_spend_and_all_of_it_without_clicks():
    free = read(table(ADS, ["2026-09-01,A,0,5,1,40"]), answers={"unit": "as_written"})
    assert "A click would cost 0: “Cost”" in str(free.choices[0].ask)
    head = "Day,Campaign,Cost,Conversions"
    without = read(table(head, ["2026-09-01,A,20,1"]), answers={"unit": "as_written"})
    assert "A click would cost 20: “Cost”" in str(without.choices[0].ask)


def test_a_converted_cost_is_a_cost_and_results_with_their_indicator_are_orders():
    converted = read(table("Day,Campaign,Cost (Converted currency),Clicks", ["2026-09-01,A,10,5"]))
    assert (kinds(converted), "No column of ad spend" in notes(converted)) == ([], False)
    results = read(table("Results,Result indicator", ["3,actions:purchase", "2,actions:purchase"]))
    assert "No column of ad spend was found" in notes(results)
    assert "No column of orders" not in notes(results)
    assert "orders" not in [question.meaning for question in results.questions]


def test_letters_that_were_lost_are_counted_in_texts_and_headers():
    export = read(table(f"{ADS},R\ufffdmark", ["2026-09-01,S\ufffdrch,10,5,1,2,x", "2026-09-02,S\ufffdrch,10,5,1,2,x"]))
    assert "Texts with letters that could not be read: 2." in notes(export)
    assert "could not be read" not in notes(read(table(ADS, [DAY, NEXT])))


def test_a_last_line_without_an_end_is_noted_unless_a_total_shows_that_all_is_there():
    ended, open_ = table(ADS, [DAY, NEXT]), table(ADS, [DAY, NEXT]).rstrip("\n")
    assert "The last line has no end" not in notes(read(ended))
    assert "The last line has no end" in notes(read(open_))
    assert "The last line has no end" not in notes(read(f"{open_}\nTotal,,20,10,2,4"))


def test_a_file_without_a_known_name_shows_its_columns_and_asks_for_five():
    export = read("Alpha,Beta\n1,2\n")
    assert dict(export.headers) == {"Alpha": "", "Beta": ""}
    assert [question.meaning for question in export.questions] == ["date", "spend", "clicks", "orders", "value"]
    assert {question.options for question in export.questions} == {("Alpha", "Beta")}
    assert export.signature == signature(["beta", "ALPHA"])
    (problem,) = export.problems
    assert "in the first 60 lines. The columns seem to be: Alpha, Beta." in str(problem)
    wide = [f"{letter}{more}" for letter in "ab" for more in "abcdefghijklmnop"]
    assert f"to be: {', '.join(wide[:30])}. Say" in str(read(",".join(wide) + "\n").problems[0])
    empty = read("1\n2\n")
    assert (empty.questions, empty.signature) == ((), "")
    assert "No table was found in the first 60 lines" in str(empty.problems[0])


# -- taking a file apart --------------------------------------------------------------------------------------------


def sheet(*rows: list[str]) -> SimpleNamespace:
    return SimpleNamespace(head=list(enumerate(rows, start=1)))


def test_the_sheet_with_most_of_the_needed_columns_is_read_and_of_equal_ones_the_first():
    notes_, few = sheet(["about", "this"]), sheet(["Day", "Cost"])
    whole, longer = sheet(["x"], ["Day", "Cost", "Clicks"]), sheet(["Day", "Cost", "Clicks", "CTR"])
    assert _best_sheet({}, [notes_, few, whole]) == 2
    assert _best_sheet({}, [notes_, whole, few]) == 1
    assert _best_sheet({}, [whole, longer]) == 1  # one more that is known
    assert _best_sheet({}, [few, few]) == 0
    assert _best_sheet({}, [notes_]) is None
    assert _best_sheet({"about": "date", "this": "spend"}, [notes_]) == 0


def test_no_header_is_guessed_where_one_was_known_and_rows_of_too_many_columns_are_refused(monkeypatch):
    monkeypatch.setattr(textfile, "MOST_COLUMNS", 3)
    assert _guess([[["a", "b"], ["c", "d", "e"]]], [None]) == ()
    with pytest.raises(InputError, match="4 columns, at most 3"):
        _guess([[["a", "b"], ["c", "d", "e", "f"]]], [None])


def test_a_workbook_without_a_sheet_is_empty(monkeypatch):
    monkeypatch.setattr(workbook, "read", lambda content, choose: SimpleNamespace(sheets=[], chosen=None))
    assert [str(problem) for problem in read(b"PK\x03\x04").problems] == ["This file is empty."]


def test_a_damaged_cell_of_a_file_in_sixteen_bits_is_named():
    export = read(table(ADS, [DAY, "2026-09-02,A\0,10,5,1,2"]).encode("utf-16"))
    assert (export.audit.totals.spend, export.audit.unreadable_rows) == (10, 1)
    assert "zero bytes" in str(export.audit.unreadable[0].reason)


def test_the_widest_row_of_words_is_the_guess_and_the_best_known_row_the_header():
    assert _guess([[["a", "b"], ["c", "d", "e"], ["f", "g", "h"]]], ()) == ("c", "d", "e")
    assert _header_row([["Day", "x"], ["Day", "Cost"], ["Day", "Clicks"]], {}) == 1
    assert _header_row([["Day", "x"], ["Cost", "Cost"]], {}) is None
    assert _header_row([], {}) is None


def test_what_is_no_table_says_what_it_is():
    says = {
        b"%PDF-1.7": "This is a PDF",
        b"\x1f\x8b\x08\x00": "This is an archive",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "This is an old Excel file",
        b"\x01\x02" * 20: "This is not a table",
        b" <TABLE>": "This is a web page",
        b'{"a": 1}': "This is JSON",
        b"": "This file is empty",
    }
    for content, beginning in says.items():
        export = read(content)
        assert str(export.problems[0]).startswith(beginning)
        assert (export.platform, export.ads, export.questions) == ("table", None, ())


def test_a_header_may_have_lines_of_its_own_within_quotations():
    head = 'Day,"Campaign\nname","Cost\n\n(EUR)",Clicks\n'
    export = read(f"A report\n{head}2026-09-01,A,10,5\n2026-09-02,A,x,5\n")
    assert (export.audit.totals.spend, export.audit.totals.clicks) == (10, 5)
    assert [(item.row, item.text) for item in export.audit.unreadable] == [(7, "x")]
    assert "quotation" not in notes(export)


def test_a_quotation_that_is_open_above_the_header_does_not_hide_it():
    export = read('"A report\n"Day","Campaign","Cost","Clicks"\n"2026-09-01","A",10,5\n')
    assert export.audit.totals.spend == 10


def test_a_line_that_names_the_separator_is_left_out_of_the_first_table_alone():
    first, second = "Day;Impr.\n2026-09-01;9\n", "# account\nDay;Campaign;Cost;Clicks\n2026-09-01;A;10;5\n"
    export = read(f"sep=;\n{first}{second}2026-09-02;A;x;5\n")
    assert (export.audit.totals.spend, export.audit.separator, export.audit.other_tables) == (10, ";", 1)
    assert unreadable(export) == [(7, "Cost", "x")]
    assert read(f"sep=;\n{second[10:]}").audit.totals.spend == 10
    titled = second.replace("Day", "A title\nDay")
    assert read(f"{first}{titled}").audit.other_tables == 1


def test_the_share_that_was_read_of_more_lines_than_were_counted_stays_below_the_whole(monkeypatch):
    monkeypatch.setattr(textfile, "check_lines", lambda content: 2)
    seen: list[float] = []
    read(table(ADS, [DAY, NEXT]), progress=seen.append)
    assert seen == [0.0, pytest.approx(0.8), 1.0]


def test_many_rows_of_few_orders_are_doubted_by_the_rows_of_the_file():
    """A hundred rows of two order numbers, and a customer each: fifty rows an order."""
    rows = [f"{5 + at % 2},2026-09-0{1 + at % 2},ann,{10 + at}" for at in range(100)]
    export = read(table("Order ID,Order date,Email,Total", rows))
    assert any("(rows: 100; orders: 2)" in str(item) for item in export.audit.suspicions)
    assert not any("far more rows" in str(item) for item in read(table(ADS, [DAY, NEXT])).audit.suspicions)


def test_rows_of_a_sheet_are_those_below_its_header():
    book = SimpleNamespace(batches=lambda: [((2, 3, 4), ["title", "header", "a"]), ((6, 7), ["b", "c"])])
    batches, noticed = _rows_of_sheet(book, 3)
    assert (list(batches), noticed) == ([([4], ["a"]), ([6, 7], ["b", "c"])], None)


def test_a_rate_that_is_too_high_is_laid_to_a_missing_campaign_in_files_of_visits_alone():
    said = doubts(head="Day,Cost,Clicks,Conversions", usual=[f"2026-08-{day:02},10,20,8" for day in range(1, 13)])
    assert any("CVR is 40" in text and "Export purchases of paid campaigns only" in text for text in said)

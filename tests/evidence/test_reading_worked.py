"""Worked cases of the readers: a few rows each, chosen so that one decision of the code shows in what comes out."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest

from simulator import InputError
from simulator.evidence.reading import table as tables
from simulator.evidence.reading import textfile, workbook, workbook_pool
from simulator.evidence.reading.ads import _is_text
from simulator.evidence.reading.audit import MOST_SHOWN, Audit, Question, Totals, UnreadableCell
from simulator.evidence.reading.exchanged import odd_number
from simulator.evidence.reading.export import read_export
from simulator.evidence.reading.headers import header
from simulator.evidence.reading.joining import _ends
from simulator.evidence.reading.layout import LONGEST_SHOWN, Findings
from simulator.evidence.reading.numbers import DIGITS, numbers
from simulator.evidence.reading.platforms import _name, _platform, _texts, names, platforms, status_of
from simulator.evidence.reading.recognising import _details, _kind, columns_of
from simulator.evidence.reading.repeats import is_pasted_twice
from simulator.evidence.reading.table import headers_within, read_table
from simulator.evidence.reading.texts import folded, unmangled
from simulator.evidence.rows import AdRows, SalesRows
from tests.evidence.files import campaigns, notes, read, sums, table, unreadable

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
    rows = ["1001,x,2026-09-01,20", "1002,x,2026-09-01,30", "02,x,2026-09-01,30"]
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


# -- tables ---------------------------------------------------------------------------------------------------------


def test_a_repeated_header_is_known_where_one_of_two_columns_has_thousands_of_cells():
    rows = [("Day", "Cost"), *(("2026-09-01", f"{at}.5") for at in range(tables.MANY + 1))]
    made = read_table([(range(2, len(rows) + 2), rows)], 2, frozenset({0, 1}), frozenset(), lambda line: None)
    assert np.flatnonzero(headers_within(made, lambda text: text in ("Day", "Cost"))).tolist() == [0]
    assert not headers_within(made, lambda text: text == "Cost").any()


def test_a_table_may_have_so_many_rows_and_so_many_that_do_not_fit_and_not_one_more():
    tables._must_be_readable(tables.MOST_ROWS, tables.MOST_UNFIT)
    with pytest.raises(InputError, match="more than 1500000"):
        tables._must_be_readable(1_500_001, 0)
    with pytest.raises(InputError, match="more than 200000"):
        tables._must_be_readable(0, 200_001)


def test_rows_fit_that_reach_the_last_needed_column_and_go_no_further_than_the_header(monkeypatch):
    monkeypatch.setattr(tables, "MOST_UNFIT", 2)
    rows = [("a", "b", "c")] * 3 + [("a", "b")] * 5 + [("a",)] * 2

    def taken(*more):
        batches = [(range(1, len(rows) + 1), rows), (range(11, 11 + len(more)), more)]
        return read_table(batches, 3, frozenset({1}), frozenset(), lambda line: None)

    assert taken(("a", "b", "c", "")).ragged == {3: 2, 4: 2, 5: 2, 6: 2, 7: 2, 8: 1, 9: 1}
    for one in (("a",), ("a", "b", "c", "d")):
        with pytest.raises(InputError, match="another number of cells"):
            taken(one)


def test_where_no_column_is_needed_no_row_is_too_short(monkeypatch):
    monkeypatch.setattr(tables, "MOST_UNFIT", 0)
    made = read_table([(range(1, 3), [("a", "b"), ("a",)])], 2, frozenset(), frozenset({0}), lambda line: None)
    assert made.ragged == {1: 1}


def test_a_column_that_is_not_needed_is_looked_at_up_to_so_many_cells(monkeypatch):
    monkeypatch.setattr(tables, "MOST_DISTINCT", 3)
    batches = [(range(at, at + 2), [(f"{at}", "x"), (f"{at + 1}", "y")]) for at in range(1, 9, 2)]
    made = read_table(batches, 2, frozenset({1}), frozenset({0}), lambda line: None)
    assert [len(made.columns[place].codes) for place in (0, 1)] == [4, 8]
    assert tables.MANY == 2_000


def test_a_column_holds_names_where_most_of_what_it_holds_is_no_number():
    cases = {("", "a"): True, ("", "5", "6"): False, ("a", "5"): False, ("a", "b", "5"): True, ("", ""): False}
    assert {cells: _is_text(cells) for cells in cases} == cases
    assert _is_text(["a"] * 101 + ["5"] * 300)  # the first 200 tell
    assert not _is_text(["a"] * 100 + ["5"] * 300)


def test_a_cell_with_zero_bytes_leaves_its_row_out():
    rows = [f"2026-09-{day:02},A,10,5,1,2" for day in range(1, 9)]
    rows[3] = rows[3].replace("A", "A\0")
    export = read(table(ADS, rows))
    assert export.audit.unreadable_rows == 1
    assert "zero bytes" in str(export.audit.unreadable[0].reason)


def test_a_line_without_numbers_is_damage_and_no_remark_where_a_quotation_stays_open():
    rows = [f"2026-09-{day:02},A,10,5,1,2" for day in range(1, 9)]
    remark = read(table(ADS, [*rows, "see notes"]))
    assert (remark.audit.remark_rows, remark.audit.unreadable_rows) == (1, 0)
    damaged = read(table(ADS, [*rows[:4], '2026-09-05,"A,10,5,1,2', *rows[5:], "see notes"]))
    assert (damaged.audit.remark_rows, damaged.audit.unreadable_rows) == (0, 2)


def test_two_quotation_marks_of_which_one_opens_are_an_open_quotation():
    rows = textfile.Rows(iter(['a"b,"c\n', "d,e\n", "f,g\n"]), ",", 2)
    cells = [row for batch in rows for row in batch[1]]
    assert (cells, rows.has_open_quotes) == ([['a"b', "c\n"], ["d", "e"], ["f", "g"]], True)


def test_after_many_broken_quotations_all_that_follows_is_read_line_by_line(monkeypatch):
    lines = ['a,"b,c\n', "d,e,f\n", 'g,h",i\n', 'p,"x\n', 'y",q\n', 'r,"s",t\n']

    def cells():
        batches = textfile.Rows(iter(lines), ",", 3)
        return [(number, row) for batch in batches for number, row in zip(*batch, strict=True)]

    broken = [(1, ["a", "b,c\n"]), (2, ["d", "e", "f"]), (3, ["g", 'h"', "i"])]
    assert cells() == [*broken, (4, ["p", "x\ny", "q"]), (6, ["r", "s", "t"])]
    monkeypatch.setattr(textfile, "MOST_BROKEN", 2)
    assert cells() == [*broken, (4, ["p", "x\n"]), (5, ['y"', "q"]), (6, ["r", "s", "t"])]


def test_rows_of_28_to_31_days_are_months_and_end_where_the_next_begins():
    starts = np.array(["2026-01-01", "2028-02-01"], dtype="datetime64[D]")
    ends = {per_row: [str(day) for day in _ends(starts, per_row)] for per_row in (7, 27, 28, 31, 32)}
    assert ends[28] == ends[31] == ["2026-02-01", "2028-03-01"]
    assert ends[7] == ["2026-01-08", "2028-02-08"]
    assert (ends[27][0], ends[32][0]) == ("2026-01-28", "2026-02-02")


# -- texts and platforms --------------------------------------------------------------------------------------------


def test_utf_8_that_was_taken_for_windows_letters_comes_back():
    for text in ("dépensé", "Währung", "š", "ćao", "é š ć –", "Ađa"):
        assert unmangled(text.encode().decode("cp1252")) == text
    for text in ("Währung", "Ã", "â", "Å 5", "plain", ""):
        assert unmangled(text) == text
    assert folded(" Coût_total / jour.​ ") == "cout total/jour"


def test_a_detail_counts_in_the_files_of_its_platform_and_where_it_is_everyday():
    for text, entries in names().items():
        details = [name for name in entries if name.means == "detail"]
        for platform in platforms():
            is_detail = any(name.platform == platform or not platforms()[name.platform].signs for name in details)
            assert _details([header(text)], {}, platform) == ((0,) if is_detail else ()), (text, platform)
        if details:
            assert _details([header(text)], {"campaign": 0}, details[0].platform) == ()


def test_what_kind_of_file_it_is():
    roles = {"spend": 0, "customer": 1}
    assert (_kind("google_ads", roles, {}), _kind("shopify_orders", roles, {})) == ("ads", "orders")
    assert (_kind("table", {"customer": 0}, {}), _kind("table", {"orders": 0}, {})) == ("orders", "sales")
    assert (_kind("table", {"orders": 0, "clicks": 1}, {}), _kind("table", {"date": 0}, {})) == ("ads", "ads")
    assert _kind("google_ads", roles, {"Who": "customer"}) == "orders"
    texts = ("Day", "Campaign name", "Amount spent (EUR)", "Purchases", "Results", "Result indicator")
    both = columns_of([header(text) for text in texts], {}).roles
    assert "orders" in both
    assert not both.keys() & {"results", "result_indicator"}
    without = columns_of([header(text) for text in texts if text != "Purchases"], {}).roles
    assert without.keys() >= {"results", "result_indicator"}


def test_a_platform_of_few_words_takes_what_is_usual():
    least = {"name": "X", "kind": "ads", "priority": 9, "order": "", "by_day": "", "traps": [], "source": "",
             "seen_in_a_real_file": False}  # fmt: skip
    assert (_platform("x", least).least, _platform("x", {**least, "least": 3}).least) == (1, 3)
    name = _name("x", {"means": "spend"}, ("en",))
    assert (name.rank, name.unit, name.family, name.contains) == (1, "", "", ())
    assert _texts({"en": ["Cost", "Spend"], "de": ["Kosten", "cost."]}) == {
        "cost": ("en", "de"), "kosten": ("de",), "spend": ("en",),
    }  # fmt: skip
    priorities = [platform.priority for platform in platforms().values()]
    assert priorities == sorted(priorities)
    assert (status_of("woocommerce", "Completed"), status_of("nowhere", "nothing like it")) == ("paid", None)


def test_figures_of_other_scripts_are_read_as_what_unicode_says_they_are():
    assert len(DIGITS) == 80
    for code, figure in DIGITS.items():
        assert str(unicodedata.digit(chr(code))) == figure
    assert numbers(["١٢٫٥", "१२.५", "１２．５", "12,5"]).values(",")[[0, 3]].tolist() == [12.5, 12.5]


# -- spreadsheets ---------------------------------------------------------------------------------------------------


def test_limits_of_a_spreadsheet_are_said_in_the_units_of_the_sentence():
    assert "more than 500 MB" in str(workbook._refusal("too_large", {}))
    assert "(millions: more than 30)" in str(workbook._refusal("cells", {}))
    assert "more than 2000" in str(workbook._refusal("parts", {}))
    assert "more than 200)" in str(workbook._refusal("sheets", {}))
    assert "row 7" in str(workbook._refusal("long_cell", {"row": 7}))
    assert [workbook._limits(size)["seconds"] for size in (999_999, 1_000_000, 3_500_000)] == [5, 6, 8]
    limits = workbook._limits(0)
    assert (limits["cell"], limits["head"], limits["ratio"], limits["text"]) == (32_767, 60, 200, 250_000_000)
    assert workbook.PATIENCE == 3


def test_days_and_moments_come_back_from_json_and_other_mappings_stay():
    decoded = workbook_pool.decoded
    assert str(decoded(b'{"": "2026-09-01"}')) == "2026-09-01"
    assert str(decoded(b'{"": "2026-09-01T10:00:00"}')) == "2026-09-01 10:00:00"
    assert decoded(b'{"": "2026-09-01", "b": 1}') == {"": "2026-09-01", "b": 1}
    assert decoded(b'{"": 5}') == {"": 5}


def test_one_process_waits_for_the_next_file_and_a_second_one_ends(monkeypatch):
    ended: list[int] = []
    waiting: list[object] = []
    monkeypatch.setattr(workbook_pool, "_idle", waiting)
    for at, alive in enumerate((False, True, True)):
        workbook_pool._put_back(SimpleNamespace(is_alive=alive, end=lambda at=at: ended.append(at)))
    assert (len(waiting), ended) == (1, [0, 2])
    waiting.insert(0, SimpleNamespace(is_alive=False, end=lambda: ended.append(9)))
    assert workbook_pool._taken().is_alive
    assert (workbook_pool._taken(), ended) == (None, [0, 2, 9])


def test_nothing_that_a_file_says_of_a_day_is_lost_where_its_orders_are_not():
    assert "No column of orders was found" in notes(read("Day,Campaign,Cost,Clicks\n2026-09-01,A,10,5\n"))

"""Worked cases of tables, texts, platforms and spreadsheets, where one rule of the code just applies."""

from __future__ import annotations

import unicodedata
from types import SimpleNamespace

import numpy as np
import pytest

from simulator import InputError
from simulator.evidence.reading import table as tables
from simulator.evidence.reading import textfile, workbook, workbook_pool
from simulator.evidence.reading.ads import _is_text
from simulator.evidence.reading.headers import header
from simulator.evidence.reading.numbers import DIGITS, numbers
from simulator.evidence.reading.platforms import _name, _platform, _texts, names, platforms, status_of
from simulator.evidence.reading.recognising import _details, _kind, columns_of
from simulator.evidence.reading.table import headers_within, read_table
from simulator.evidence.reading.texts import folded, unmangled
from simulator.evidence.rows import row_ends
from tests.evidence.files import notes, read, table

ADS = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"

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
    assert not _is_text(["a"] * 100 + ["5"] * 100 + ["a"])
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
    ends = {per_row: [str(day) for day in row_ends(starts, per_row)] for per_row in (7, 27, 28, 31, 32)}
    assert ends[28] == ends[31] == ["2026-02-01", "2028-03-01"]
    assert ends[7] == ["2026-01-08", "2028-02-08"]
    assert (ends[27][0], ends[32][0]) == ("2026-01-28", "2026-02-02")


# -- texts and platforms --------------------------------------------------------------------------------------------


def test_utf_8_that_was_taken_for_windows_letters_comes_back():
    for text in ("dépensé", "Währung", "š", "ćao", "é š ć –", "Ađa"):
        assert unmangled(text.encode().decode("cp1252")) == text
    for text in ("Währung", "Ã", "â", "Å 5", "CAFÉ®", "plain", ""):
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

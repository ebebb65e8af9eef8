"""Files as texts and tables, before anything means anything: lines, letters, blocks, rows and columns."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import InputError
from simulator.evidence import combine, joined_accounts, read_export
from simulator.evidence.reading.audit import MOST_SHOWN, Audit
from simulator.evidence.reading.calendar_cells import span_start
from simulator.evidence.reading.headers import header
from simulator.evidence.reading.recognising import columns_of
from simulator.evidence.reading.repeats import is_pasted_twice
from simulator.evidence.reading.table import MOST_DISTINCT, MOST_UNFIT, headers_within, read_table
from simulator.evidence.reading.textfile import AT_ONCE, Rows, blocks, check_lines, encoding_of, separator_of
from simulator.evidence.reading.texts import folded, unmangled
from simulator.evidence.reading.traffic import is_unpaid
from tests.evidence.files import DAYS, notes, read, sums, table

# -- letters --------------------------------------------------------------------------------------------------------


def test_texts_are_compared_without_case_accents_stops_and_spaces_around_a_slash():
    assert folded("  Source  /  Medium.") == folded("source/MEDIUM") == "source/medium"
    assert folded("Coût_par – clic’s") == "cout par - clic's"
    assert unmangled("dÃ©pensÃ©es") == "dépensées"
    assert [unmangled(text) for text in ("plain", "dépensé", "Ã")] == ["plain", "dépensé", "Ã"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_by_its_zeros_also_beside_letters_that_have_one(encoding):
    text = "Day,Campaign,Cost,Clicks\n" + "".join(f"2026-09-01,Ā{at},10,5\n" for at in range(5))
    assert encoding_of(text.encode(encoding), {}) == encoding


def test_a_pound_before_a_number_is_western():
    assert encoding_of("Day,Cost\n2026-09-01,£ 10\n".encode("cp1252"), {}) == "cp1252"


# -- lines ----------------------------------------------------------------------------------------------------------


def test_lines_are_counted_however_they_end_and_one_of_four_million_bytes_is_too_long():
    assert [check_lines(text) for text in (b"", b"a", b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r")] == [1, 1, 2, 2, 2]
    assert check_lines((b"x" * 999 + b"\n") * 5_000) == 5_000
    assert check_lines((b"x" * 999 + b"\r") * 5_000) == 5_000
    with pytest.raises(InputError, match="Line 2 is too long"):
        check_lines(b"a\n" + b"x" * 5_000_000)


def test_comments_part_blocks_unless_a_quotation_is_open_or_they_look_like_rows():
    text = '# a\nDay,Cost\n1,"2"\n# b\n"Day","Clicks"\n# 3,4\n"open\n# c\nend",7\n#'
    parts = blocks(text.encode(), "utf-8")
    assert [(part.first, part.end, part.comments) for part in parts] == [(1, 3, ("# a",)), (4, None, ("# b",))]
    assert [line for line in parts[1].head if line[0] == "#"] == ["# 3,4\n", "# c\n", "#"]


def test_the_separator_is_that_of_the_header_and_not_of_a_long_title():
    assert separator_of(blocks(b"a,b,c,d,e,f,g\nDay;Cost;Clicks\n1;2;3\n", "utf-8"), {}) == (";", 0)
    assert separator_of(blocks(b"sep=|\nDay|Cost\n", "utf-8"), {}) == ("|", 1)


def test_rows_after_a_quotation_that_is_never_closed_have_their_own_numbers():
    rows = Rows(iter(["a,b\n", 'c,"d\n', "e,f\n", "g,h\n"]), ",", 2, 5)
    assert [item for batch in rows for item in zip(*batch, strict=True)] == [
        (5, ["a", "b"]),
        (6, ["c", "d\n"]),
        (7, ["e", "f"]),
        (8, ["g", "h"]),
    ]
    assert (rows.has_open_quotes, rows.is_cut, rows.has_last_end) == (True, False, True)


# -- tables ---------------------------------------------------------------------------------------------------------


def table_of(*batches, width=2, needed=(0,), others=(1,), variety=None):
    lines = iter(range(1, 10**7))
    numbered = [([next(lines) for _ in rows], rows) for rows in batches]
    return read_table(numbered, width, frozenset(needed), frozenset(others), lambda line: None, variety)


def test_empty_rows_are_left_out_and_rows_of_another_width_are_noted():
    made = table_of([["a", "1"], ["", ""], ["b", "2", "3", ""], ["c"]])
    assert (made.rows, list(made.lines)) == (3, [1, 3, 4])
    assert made.ragged == {1: 3, 2: 1}
    assert made.beyond == {1: ("3",)}


def test_as_many_different_texts_as_allowed_are_read_and_one_more_is_refused():
    refused = {0: (2, InputError("too many"))}
    assert table_of([["a", ""], ["b", ""]], variety=refused).rows == 2
    with pytest.raises(InputError, match="too many"):
        table_of([["a", ""], ["b", ""], ["c", ""]], variety=refused)


def test_of_a_column_that_is_not_needed_only_the_first_rows_are_looked_at_once_it_has_too_many_texts():
    many = [["a", str(at)] for at in range(MOST_DISTINCT)]
    open_, closed = (table_of([*many, ["b", text]], [["b", "z"]]).columns for text in ("0", "new"))
    assert [len(open_[place].codes) for place in (0, 1)] == [MOST_DISTINCT + 2] * 2
    assert [len(closed[place].codes) for place in (0, 1)] == [MOST_DISTINCT + 2, MOST_DISTINCT + 1]


def test_so_many_rows_of_another_width_are_read_and_one_more_is_refused():
    row = ("a", "b", "c")
    assert table_of([row] * MOST_UNFIT).rows == MOST_UNFIT
    with pytest.raises(InputError, match="Too many rows have another number of cells"):
        table_of([row] * (MOST_UNFIT + 1))


def test_a_row_is_a_header_where_half_of_its_cells_name_columns():
    rows = [["Day", "Cost", "x", "y"], ["Day", "Cost", "x", "", "z", "w"], ["Day", "1", "", ""], ["a", "b", "c", "d"]]
    made = table_of([(row + [""] * 6)[:6] for row in rows], width=6, needed=range(6), others=())
    assert headers_within(made, lambda text: bool(header(text).names)).tolist() == [True, False, False, False]


def test_five_rows_that_repeat_others_in_their_order_were_pasted():
    def pasted(*rows):
        return is_pasted_twice(np.array(rows), np.ones(len(rows), dtype=bool))

    assert pasted(1, 2, 3, 4, 5, 1, 2, 3, 4, 5)
    assert pasted(1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 7)
    assert not pasted(1, 2, 3, 4, 1, 2, 3, 4)
    assert not pasted(1, 2, 3, 4, 5, 5, 4, 3, 2, 1)
    assert not pasted(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 3, 5, 7, 9)
    assert not pasted()


def test_a_row_that_is_the_end_of_another_is_named_with_it():
    """As where a part was pasted again that begins inside a row, or the file ends with such a piece."""
    rows = [f"{day},A,{10 + at},5,1,2" for at, day in enumerate(DAYS[:8])]
    head = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"
    for begins in (6, 10):  # the piece has the end of its day, or nothing of it
        for first in (0, 1):
            pasted = read(table(head, [*rows, rows[first][begins:], *rows[first + 1 : 8]]))
            assert sums(pasted) == (108, 40, 8, 16)
            assert [(item.row, str(item.reason)) for item in pasted.audit.unreadable] == [
                (10, f"This row is the end of row {first + 2}, once more.")
            ]
    last = read(table(head, [*rows, rows[-1][6:]]))
    assert [(item.row, str(item.reason)) for item in last.audit.unreadable] == [
        (10, "This row is the end of row 9, once more.")
    ]
    without_day = read(table(head, [*rows, rows[-1][10:]]))  # it may be of any other day
    assert [str(item.reason) for item in without_day.audit.unreadable] == ["The day is missing."]
    plain = read(table(head, [*rows[:7], "2026-09-01,A,10,5,1,2"]))
    assert (plain.audit.unreadable_rows, plain.audit.rows) == (0, 8)
    assert read(table(head, ["Total,,10,5,1,2"])).audit.rows == 0


def test_days_of_a_pivot_are_filled_in_but_not_beside_a_total_between_its_groups():
    rows = [f"{first},{name},10,5,1,2" for day in DAYS[:2] for first, name in ((day, "A"), ("", "B"), ("", "Total"))]
    export = read(
        table(
            "Day,Campaign,Cost,Clicks,Conversions,Conv. value",
            [row.replace("l,10,5,1,2", "l,20,10,2,4") for row in rows],
        )
    )
    assert sums(export) == (40, 20, 4, 8)
    assert "Rows that got it from the row above: 2." in notes(export)


# -- what columns mean ----------------------------------------------------------------------------------------------


def roles_of(*texts, mapping=None):
    return columns_of([header(text) for text in texts], mapping or {})


def test_a_last_day_counts_beside_a_first_day_that_nobody_mapped():
    rest = ("Campaign name", "Amount spent (EUR)", "Link clicks", "Purchases")
    assert "date_end" in roles_of("Reporting starts", "Reporting ends", *rest).roles
    assert "date_end" in roles_of("Start Date", "Reporting ends", *rest).roles
    assert "date_end" not in roles_of("Day", "Reporting ends", *rest).roles
    assert "date_end" not in roles_of("When", "Reporting ends", *rest).roles
    mapped = roles_of("Reporting starts", "Reporting ends", *rest, mapping={"Reporting starts": "date"})
    assert "date_end" not in mapped.roles


def test_columns_that_split_rows_further_are_those_of_the_platform():
    google = roles_of("Day", "Campaign", "Match type", "Impr.", "Currency code", "Cost", "Clicks", "Conversions")
    assert (google.platform, google.kind, google.details) == ("google_ads", "ads", (2,))


def test_a_table_with_spend_holds_orders_once_the_reader_names_their_column():
    headers = ("Day", "Cost", "Some number", "Revenue")
    assert roles_of(*headers).kind == "ads"
    assert roles_of(*headers, mapping={"Some number": "order"}).kind == "orders"
    google = ("Day", "Campaign", "Currency code", "Cost", "Clicks", "Conversions", "Conv. value", "Some number")
    assert (roles_of(*google).platform, roles_of(*google).kind) == ("google_ads", "ads")
    orders = roles_of(*google, mapping={"Some number": "order"})  # no longer what an ad platform exports
    assert (orders.platform, orders.kind) == ("table", "orders")


# -- what is said of a file -----------------------------------------------------------------------------------------


def test_an_audit_of_nothing_counts_nothing_and_shows_at_most_two_hundred_cells():
    empty = read("").audit
    assert empty == Audit()
    counts = {name: getattr(empty, name) for name in Audit.__dataclass_fields__ if type(getattr(empty, name)) is int}
    assert len(counts) == 11
    assert set(counts.values()) == {0}
    rows = (f"{DAYS[at % 30]},C{at},x,5,1,2" for at in range(MOST_SHOWN + 3))
    bad = read(table("Day,Campaign,Cost,Clicks,Conversions,Conv. value", rows)).audit
    assert (MOST_SHOWN, len(bad.unreadable), bad.unreadable_rows) == (200, 200, 203)


def test_a_span_without_a_year_at_its_beginning_has_that_of_its_end():
    assert span_start("1 Aug - 7 Aug 2026") == "1 Aug 2026"
    assert span_start("2026-01-05 - 2026-01-11") == "2026-01-05"
    assert span_start("46027–46033") == "46027"  # the same as a spreadsheet counts them


# -- unpaid traffic -------------------------------------------------------------------------------------------------


def test_a_name_is_looked_at_as_far_as_120_letters():
    assert is_unpaid("x" * 110 + "/ organic")
    assert is_unpaid("x" * 111 + "/ organic")
    assert not is_unpaid("x" * 112 + "/ organic")


SOURCES = "Date,Session campaign,Session source / medium,Ads cost,Ads clicks,Ecommerce purchases"


def test_where_nothing_was_paid_nothing_is_left_out():
    export = read(table(SOURCES, ["20260901,A,email,0,0,3", "20260901,B,shop,0,0,0"]))
    assert (export.audit.totals.orders, export.audit.left_out) == (3, ())


@pytest.mark.parametrize(("count", "ends"), [(3, False), (4, True)])
def test_three_sources_without_clicks_are_named_by_the_column_that_calls_one_unpaid(count, ends):
    rows = ["20260901,A,google / cpc,10,5,1", "20260901,B,newsletter / email,0,0,2"]
    export = read(table(SOURCES, [*rows, *(f"20260901,B,mystery{at} / x,0,0,1" for at in range(count - 1))]))
    (left,) = export.audit.left_out
    assert "come from “Session source / medium” without a click" in str(left.reason)
    assert (" …)" in str(left.reason)) == ends
    assert (left.rows, left.totals.orders) == (count, count + 1)


# -- sales of several files -----------------------------------------------------------------------------------------


def test_sales_of_two_files_are_one_table_of_their_platform_and_currency():
    def sales(name, *rows, currency="€"):
        return read_export(f"{name}.csv", table(f"Date,Orders,Revenue ({currency})", rows).encode())

    files = [sales("b", "2026-09-02,3,30", "2026-09-03,1,10"), sales("a", "2026-09-01,1,10", "2026-09-02,2,20")]
    rows = combine(files).sales
    assert rows is not None
    assert (rows.currency, rows.platform, list(rows.frame.index)) == ("EUR", files[0].sales.platform, [0, 1, 2])
    assert list(rows.frame.columns) == list(files[0].sales.frame.columns)
    assert rows.frame["orders"].tolist() == [1, 3, 1]
    mixed = combine([files[0], sales("c", "2026-09-05,1,10", currency="£")])
    assert mixed.sales.currency is None
    assert "several currencies (EUR, GBP)" in str(mixed.sentences[0])


def test_one_account_alone_is_joined_with_none_and_two_are_in_one_order():
    head = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"
    one, two = (read(table(head, [f"{day},{name},10,5,1,2" for day in DAYS[:2]])).ads for name in "AB")
    assert joined_accounts([one]) == ()
    (both,) = joined_accounts([one, two])
    assert list(both.frame.index) == [0, 1, 2, 3]
    assert both.frame["campaign"].tolist() == ["A", "B", "A", "B"]
    assert "counted" not in notes(read(table(head, ["2026-09-01,A,1,1,1,1"])))


# -- more letters and lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("letters", "is_utf_16"), [(20, True), (19, False)])
def test_one_zero_in_twenty_on_the_other_side_is_still_utf_16(letters, is_utf_16):
    content = ("a" * letters + "Ā").encode("utf-16-le")
    assert (encoding_of(content, {}) == "utf-16-le") is is_utf_16


def test_central_european_letters_below_an_english_header_are_known_by_what_they_look_like():
    rows = "2026-01-01,Żółta łódź w środę,5\n2026-01-02,Wyprzedaż świąteczna dla kobiet i mężczyzn,7\n"
    assert encoding_of(f"Day,Campaign,Clicks\n{rows}".encode("cp1250"), {}) == "cp1250"


def test_a_row_that_goes_on_beyond_a_batch_of_lines_is_one_row():
    lines = ["a,b,c\n"] * (AT_ONCE - 1) + ['c,"d\n', 'e",f\n', "g,h,i\n"]
    rows = [cells for _, batch in Rows(iter(lines), ",", 3) for cells in batch]
    assert rows[AT_ONCE - 2 :] == [["a", "b", "c"], ["c", "d\ne", "f"], ["g", "h", "i"]]

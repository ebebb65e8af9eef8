"""Worked cases of tables whose rows are not all alike: groups that name their day once, sums, and rows of others."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from simulator.evidence.reading.repeats import _is_tail
from simulator.evidence.reading.table import MANY, Column, begins_with_letter, headers_within, read_table
from simulator.evidence.reading.traffic import _groups
from tests.evidence.files import notes, read, sums, table
from tests.evidence.test_orders_edges import Columns
from tests.evidence.test_reading_texts import SOURCES
from tests.evidence.test_reading_worked import ADS

# -- a day or a campaign that stands once for its group --------------------------------------------------------------


def test_a_day_that_stands_once_is_not_filled_in_without_a_campaign():
    """Nothing tells then whether rows below are of the same day."""
    rows = ["2026-09-01,10,5,1,2", ",20,5,1,2", "2026-09-02,30,5,1,2", ",40,5,1,2"]
    export = read(table("Day,Cost,Clicks,Conversions,Conv. value", rows))
    assert sums(export) == (40, 10, 2, 4)
    assert [item.row for item in export.audit.unreadable] == [3, 5]


GROUPS = ["2026-09-01,A,10,5,1,2", ",B,20,5,1,2", ",C,30,5,1,2", "2026-09-02,A,40,5,1,2", ",B,50,5,1,2", ",C,60,5,1,2"]


def test_rows_below_a_day_are_of_that_day_and_those_below_a_broken_row_of_none():
    whole = read(table(ADS, GROUPS))
    assert whole.ads.frame.groupby("date")["spend"].sum().tolist() == [60, 150]
    assert "“Day” stands only in the first row of each group, as in a pivot table. Rows that got it from the row" in (
        notes(whole)
    )
    assert "above: 4." in notes(whole)
    broken = read(table(ADS, [*GROUPS[:3], "2026-09-02,A", *GROUPS[4:], "2026-09-03,A,1,5,1,2", ",B,2,5,1,2"]))
    assert broken.ads.frame.groupby("date")["spend"].sum().tolist() == [60, 3]
    assert [item.row for item in broken.audit.unreadable] == [5, 6, 7]
    second = ["2026-09-01,A,10,5,1,2", "2026-09-02,A,20,5,1,2", ",B,30,5,1,2", "2026-09-03,A", ",D,40,5,1,2"]
    assert read(table(ADS, second)).ads.frame.groupby("date")["spend"].sum().tolist() == [10, 50]


def test_a_first_row_without_its_day_takes_none_and_nor_does_any_other():
    export = read(table(ADS, [",Z,5,5,1,2", *GROUPS]))
    assert sums(export)[0] == 50
    assert "as in a pivot table" not in notes(export)


def test_rows_of_a_day_and_campaign_may_repeat_where_they_are_split_further():
    """Of sums beside their parts nothing is filled in; a column of devices explains why a campaign stands twice."""
    rows = ["2026-09-01,A,x,10,5,1,2", ",A,y,20,5,1,2", ",A,z,30,5,1,2", "2026-09-02,A,x,40,5,1,2", ",A,y,50,5,1,2"]
    export = read(table(ADS.replace("Campaign", "Campaign,Device"), rows))
    assert export.ads.frame["spend"].tolist() == [60, 90]
    without = read(table(ADS, [row.replace(f",{row.split(',')[2]},", ",", 1) for row in rows]))
    assert "as in a pivot table" not in notes(without)


# -- cells and rows -------------------------------------------------------------------------------------------------


def test_a_name_begins_with_a_letter_whatever_follows():
    cells = {"A1": True, " b 2": True, "Ž": True, "1A": False, "(a)": False, "": False, 5.0: False, None: False}
    assert {cell: begins_with_letter(cell) for cell in cells} == cells


def test_empty_cells_beyond_the_header_belong_to_no_row():
    rows = [("a", "", ""), ("a", "b", "", ""), ("a", "", "c", ""), ("", "", ""), ("a",)]
    made = read_table([(range(2, 7), rows)], 2, frozenset({0, 1}), frozenset(), lambda line: None)
    assert (made.lines.tolist(), made.ragged, made.beyond) == ([2, 3, 4, 6], {2: 3, 3: 1}, {2: ("c",)})


def test_a_repeated_header_is_known_where_both_columns_have_two_thousand_cells():
    rows = [("Day", "Cost"), *((f"{at}.5", f"{at}.25") for at in range(MANY - 1))]
    made = read_table([(range(2, MANY + 2), rows)], 2, frozenset({0, 1}), frozenset(), lambda line: None)
    assert np.flatnonzero(headers_within(made, lambda text: text in ("Day", "Cost"))).tolist() == [0]


def test_a_row_is_the_end_of_another_by_the_columns_that_reach_it():
    """A column of too many different cells ends before the table does."""
    layout = SimpleNamespace(
        table=SimpleNamespace(
            columns={
                0: Column(np.array([0, 1, 2]), ["2026-09-01", "2026-09-02", "09-02"]),
                1: Column(np.array([0, 1, 1]), ["10", "20"]),
                2: Column(np.array([0, 1]), ["x", "y"]),
            }
        )
    )
    assert _is_tail(layout, 2, 1, frozenset({1}), 1)
    assert not _is_tail(layout, 2, 0, frozenset({1}), 1)
    assert not _is_tail(layout, 1, 0, frozenset({1}), 1)
    assert not _is_tail(layout, 2, 1, frozenset({1}), 6)  # it has five letters
    assert not _is_tail(layout, 2, 1, frozenset({2}), 1)  # no amount is known of it


# -- unpaid traffic -------------------------------------------------------------------------------------------------


def test_orders_without_a_click_are_left_out_beside_a_campaign_that_cost_half_a_euro_or_had_a_click():
    """Also where the file has a row of sums, which is left out before."""
    for cost, clicks in ((0.5, 0), (0, 1)):
        rows = [f"20260901,A,google / cpc,{cost},{clicks},1", "20260901,B,newsletter / email,0,0,2"]
        (left,) = read(table(SOURCES, [*rows, f"Total,,,{cost},{clicks},3"])).audit.left_out
        assert (left.rows, left.totals.orders) == (1, 2)
    nothing = read(table(SOURCES, ["20260901,A,google / cpc,0,0,1", "20260901,B,newsletter / email,0,0,2"]))
    assert nothing.audit.left_out == ()


def test_rows_are_of_one_group_where_campaign_and_source_are_the_same():
    campaign, source = ([text[place] for text in ("ax", "ay", "bx", "by", "cx", "cy", "ay", "bx")] for place in (0, 1))
    groups = _groups(Columns(campaign=campaign, source=source), ["campaign", "source"]).tolist()
    assert len(set(groups)) == 6
    assert (groups[1], groups[2]) == (groups[6], groups[7])


def test_campaigns_without_a_click_are_named_with_forty_letters_in_the_order_of_the_file():
    rows = ["20260901,A,google / cpc,10,5,1", f"20260901,{'x' * 41}y,mail,0,0,2", "20260901,,shop,0,0,1"]
    (left,) = read(table(SOURCES, rows)).audit.left_out
    assert f"(orders: 3; {'x' * 40}, –)" in str(left.reason)


def test_only_sources_that_cost_nothing_are_unpaid_and_only_named_ones_may_have_clicks():
    rows = ["20260901,A,google / cpc,10,5,1", "20260901,B,google / organic,0,5,2", "20260901,C,partner / x,0,4,3",
            "20260901,D,newsletter / email,1,0,4", "20260901,E,shop / y,0,0,5",
            "20260902,E,shop / y,0,0,0"]  # fmt: skip
    export = read(table(SOURCES, rows))
    (left,) = export.audit.left_out
    assert (left.rows, left.totals.orders, export.audit.totals.orders) == (3, 7, 8)
    assert "come from “Session source / medium” without a click or spend in this file (orders: 7; " in str(left.reason)
    everything = read(table(SOURCES, rows), answers={"unpaid": "include"})
    assert (everything.audit.left_out, everything.audit.totals.orders) == ((), 15)
    assert [(choice.kind, choice.taken) for choice in everything.choices] == [("unpaid", "include")]


def test_a_source_that_was_clicked_on_another_day_is_paid_on_all():
    rows = ["20260901,A,x / y,10,5,1", "20260902,A,x / y,0,0,2", "20260902,A,z / y,0,0,4.1261"]
    export = read(table(SOURCES, rows))
    (left,) = export.audit.left_out
    assert (left.rows, left.totals.orders) == (1, 4.1261)
    assert "(orders: 4.13; A)" in str(left.reason)

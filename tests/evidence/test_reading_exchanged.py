"""Rows in which two numbers may be exchanged, at the borders of what is far from the others and of what is few."""

from __future__ import annotations

import pytest

from simulator.evidence.reading.exchanged import odd_number
from tests.evidence.test_reading_worked import ADS, doubts, ordinary


@pytest.mark.parametrize(("value", "is_doubted"), [(6, False), (6.1, True)])
def test_half_as_much_again_is_not_far_yet(value, is_doubted):
    """Usual: 4 spent on 4 clicks, an order of 6. Exchanged they are 1.5 times as much a click, and less an order."""
    said = doubts(f"2026-08-13,A,{value},4,1,4", usual=ordinary(clicks=4, spend=4, value=value))
    assert any("may be exchanged" in text for text in said) is is_doubted


@pytest.mark.parametrize(("spend", "is_doubted"), [(7.5, False), (7.6, True)])
def test_a_click_of_eight_times_the_usual_price_is_not_far_yet(spend, is_doubted):
    """Half a unit a click: one of each more makes (7.5 + 0.5) / (0.5 + 0.5), which is 8."""
    said = doubts(f"2026-08-13,A,{spend},1,0,0")
    assert any("a click costs" in text for text in said) is is_doubted


@pytest.mark.parametrize(("value", "is_like_the_others"), [(65_000, True), (65_536, False)])
def test_a_row_is_not_like_the_others_four_times_as_far_as_half_of_them(value, is_like_the_others):
    """Orders of 16,384, half of it and twice of it: half of the rows lie a factor of 2 off, and 65,536 one of 4."""
    usual = [
        f"2026-08-{at + 1:02},A,10,20,1,{value}" for at, value in enumerate([8192] * 5 + [16384] * 3 + [32768] * 5)
    ]
    said = doubts(f"2026-08-20,A,{value},20,1,10", usual=usual)
    assert any("the other way round" in text for text in said) is is_like_the_others


@pytest.mark.parametrize(("rows", "first"), [(1, "Row 14 has"), (3, "Row 14 has"), (4, "")])
def test_three_rows_unlike_the_others_are_doubted_by_the_first_and_four_are_how_the_file_is(rows, first):
    said = doubts(*(f"2026-09-0{at + 1},A,10.25,20.5,1,50" for at in range(rows)))
    assert [text[:10] for text in said if "that is not whole (20.5)" in text] == [first] * bool(first)


def test_impressions_that_half_of_the_rows_tell_are_not_held_against_clicks():
    """Of 14 rows the last has 20 clicks and 3 impressions."""
    for known, is_held_against in ((7, False), (8, True)):
        usual = [f"{row},{400 if at < known - 1 else '?'}" for at, row in enumerate(ordinary(13))]
        said = doubts("2026-08-20,A,10,20,1,50,3", head=f"{ADS},Impressions", usual=usual)
        assert any("more clicks (20) than impressions (3)" in text for text in said) is is_held_against


def test_a_price_below_one_and_single_clicks_tell_what_a_click_usually_costs():
    for spend, clicks in ((0.9, 18), (0.05, 1)):
        usual = ordinary(spend=spend, clicks=clicks, orders=0, value=0)
        said = doubts("2026-08-20,A,90,18,0,0", usual=usual)
        assert any("In row 14 a click costs 5, and 0.05 in most rows" in text for text in said)


def test_names_of_which_nine_in_ten_have_one_pattern_tell_odd_ones():
    usual = [f"{1000 + at}" for at in range(18)]
    assert odd_number([*usual, "A001", "A002"]) == 18
    assert odd_number([*usual[1:], "A001", "A002", "B001"]) is None  # 17 of 20

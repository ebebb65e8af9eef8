"""Segments to a table or a file and back; what is wrong is said by row and column."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import Amount, Pert, Rate
from simulator.forms.segment_file import NAMES, read_segments, segment_table, segments_in, write_segments
from simulator.questions.segments import Segment
from tests.simulator.plans import numbers

SHOP = (
    Segment(name="new", share=0.7, cvr_relative=Amount(0.5, 0.9), aov=75),
    Segment(name='=known; "good"', share=0.2, cvr_relative=2, aov=Amount(85, 105), margin_share=Rate(0.5, 0.6)),
    Segment(name="Rücksender, ältere", share=0.1, return_rate=0.5, orders_per_year=3),
)


def places_of(table):
    return [(problem.row, problem.column) for problem in table.problems]


@pytest.mark.parametrize("dialect", ["point", "comma"])
def test_segments_come_back_from_a_file(dialect):
    content = write_segments(SHOP, dialect=dialect)
    segments = read_segments(content)
    assert segments.problems == ()
    assert segments.segments == SHOP
    assert content.startswith("\ufeffsegment".encode())
    assert b"\n=" not in content  # no spreadsheet takes a name for a formula


def test_segments_come_back_from_an_edited_table():
    table = segment_table(SHOP)
    assert tuple(table.columns) == NAMES
    assert segments_in(table).segments == SHOP
    table.loc[3] = [None] + [math.nan] * (len(NAMES) - 1)
    assert segments_in(table).segments == SHOP
    assert segments_in(segment_table()).segments == ()


def test_a_belief_of_another_kind_is_written_as_its_90_percent_interval():
    row = segment_table([Segment(name="a", share=1.0, aov=Pert(10, 20, 50))]).iloc[0]
    result = segments_in(segment_table([Segment(name="a", share=1.0, aov=Amount(10, 20, 0.5))])).segments[0]
    assert 10 < row.aov_low < 20 < row.aov_high < 50
    assert result.aov.low < 10 < 20 < result.aov.high


@given(
    st.lists(st.tuples(numbers(0.01, 1), numbers(0.1, 5), numbers(1, 500), numbers(1.05, 3)), min_size=1, max_size=8)
)
def test_any_segments_come_back(rows):
    segments = tuple(
        Segment(name=f"s{at}", share=share, cvr_relative=relative, aov=Amount(low, low * factor))
        for at, (share, relative, low, factor) in enumerate(rows)
    )
    assert read_segments(write_segments(segments, dialect="comma")).segments == segments


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", (None, None)),
        ("segment,share\n", (None, None)),
        ("share\n0.5\n", (None, None)),
        ("segment,share,share\na,1,1\n", (None, "share")),
        ("segment,share\n" + "a,0.1\n" * 9, (None, None)),
        ("segment,share\na,half\n", (2, "share")),
        ("segment,share\na\n", (2, None)),
        ("segment,share\nnew,\n", (2, "share")),
        ("segment,share,aov_low\na,0.5,10\n", (2, "aov_high")),
        ("segment,share,aov_low,aov_high\na,0.5,20,10\n", (2, "aov_low")),
        ("segment,share,return_rate_low,return_rate_high\na,0.5,0.2,1.5\n", (2, "return_rate_high")),
        ("segment,share,margin_share_low,margin_share_high\na,0.5,1.5,1.5\n", (2, "margin_share_low")),
        ("segment;share\na;0,5\nb;0,2\nc;0.3\n", (4, "share")),
        ("segment,share\na,1.5\n", (2, "share")),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(text, where):
    segments = read_segments(text)
    assert segments.segments is None
    assert where in places_of(segments)
    assert all("{" not in str(problem) for problem in segments.problems)


def test_text_in_a_column_of_numbers_is_said():
    table = segment_table(SHOP).astype(object)
    table.loc[1, "share"] = "much"
    assert places_of(segments_in(table)) == [(2, "share")]


def test_a_column_that_is_not_read_is_named_beside_the_segments():
    segments = read_segments("segment;share;margin_share;orders_per_year\na;0,5;0,3;\nb;0,5;;\n")
    assert [segment.name for segment in segments.segments] == ["a", "b"]
    assert [str(problem) for problem in segments.problems] == [
        "row 1, column margin_share: This column is not known. Did you mean “margin_share_low”? It was not used."
    ]


def test_every_missing_column_is_named_as_the_file_must_call_it():
    (problem,) = read_segments("a,b\n1,2\n").problems
    assert "missing: “segment”, “share”." in str(problem)


def test_a_cell_that_cannot_be_read_hides_nothing_else():
    header = "segment,share,cvr_relative_low,cvr_relative_high,return_rate_low,return_rate_high"
    segments = read_segments(f"{header}\na,abc,2,1,1.5,1.5\nb,-1,,,,\n,0.3,,,,\n")
    assert segments.segments is None
    assert places_of(segments) == [
        (2, "share"),
        (2, "cvr_relative_low"),
        (2, "return_rate_low"),
        (3, "share"),
        (4, "segment"),
    ]


def test_a_name_that_stands_twice_is_refused_as_soon_as_it_is_read():
    segments = read_segments("segment,share\nA,0.5\nB,0.2\nA,0.3\n")
    assert segments.segments is None
    assert [str(problem) for problem in segments.problems] == ["row 4, column segment: This segment stands twice: A."]

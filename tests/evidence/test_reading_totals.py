"""Rows of sums: worked numbers for every rule, and accounts with sums and repeated rows put in anywhere."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from simulator.evidence import Export, read_export
from simulator.evidence.reading.totals import (
    Rows,
    TotalRows,
    begins_like_label,
    find,
    is_certain,
    is_label,
    is_sum,
    repeated,
    sums,
    tolerance,
)
from tests.evidence.files import notes, read
from tests.evidence.totalled import MEASURES, Row, added, mutated


def figures(export: Export) -> tuple[float, ...]:
    return tuple(round(getattr(export.audit.totals, name) or 0.0, 2) for name in MEASURES)


def is_said(export: Export) -> bool:
    return bool(export.audit.notes or export.problems or export.questions or export.audit.unreadable_rows)


# -- accounts with sums put in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, 240, 40))
def test_sums_and_repeated_rows_anywhere_leave_the_true_totals(start):
    for seed in range(start, start + 40):
        case = mutated(random.Random(seed))
        export = read_export("file.csv", case.content)
        assert figures(export) == pytest.approx(case.true), (seed, case.how)
        assert export.audit.rows == case.count, (seed, case.how)


def test_a_row_that_is_missing_after_sums_were_made_is_said():
    for seed in range(150):
        rng = random.Random(seed)
        case = mutated(rng)
        if not any(row.is_sum for row in case.rows) or case.count < 4:
            continue
        lost = rng.choice([row for row in case.rows if not row.is_sum])
        case.rows = [row for row in case.rows if row != lost]
        true = added({row: None for row in case.rows if not row.is_sum})
        export = read_export("file.csv", case.content)
        assert figures(export) == pytest.approx(true) or is_said(export), (seed, case.how)
        assert is_said(export) or export.audit.rows == case.count - 1, (seed, case.how)


def test_the_accounts_can_fail_a_reader_that_knows_no_sums():
    """The negative control: counted in full, most of these files have other totals."""
    cases = [mutated(random.Random(seed)) for seed in range(100)]
    assert sum(added(case.rows) != pytest.approx(case.true) for case in cases) > 80


DAYS = "Day,Campaign,Cost,Clicks,Conversions,Conv. value\n"
PLAIN = ("2026-09-01,A,10.00,10,1,5\n", "2026-09-01,B,20.00,12,1,5\n", "2026-09-02,A,11.00,10,1,5\n")
BY_DAY = ("2026-09-01,Total,30.00,22,2,10\n", "2026-09-02,Total,11.00,10,1,5\n")


@pytest.mark.parametrize("name", ["Total", ""])
@pytest.mark.parametrize("again", range(3))
def test_sums_of_days_that_were_made_before_a_row_was_repeated_are_known(name, again):
    rows = [*PLAIN, PLAIN[again], *(item.replace("Total", name) for item in BY_DAY)]
    export = read(DAYS + "".join(rows))
    assert (figures(export), export.audit.total_rows, export.audit.repeated_rows) == ((41, 32, 3, 15), 2, 1)


def test_a_row_of_sums_that_stands_twice_is_left_out_twice():
    export = read(DAYS + "".join([*PLAIN, PLAIN[0], *BY_DAY, *BY_DAY]))
    assert (figures(export), export.audit.total_rows, export.audit.repeated_rows) == ((41, 32, 3, 15), 4, 1)


def test_sums_of_days_beside_a_sum_of_all_are_known():
    export = read(DAYS + "".join([*PLAIN, *BY_DAY]) + "2026-09-01,Grand total,41.00,32,3,15\n")
    assert (figures(export), export.audit.total_rows) == ((41, 32, 3, 15), 3)
    assert export.audit.stated is not None
    assert export.audit.stated.spend == 41


def test_sums_of_campaigns_without_day_and_label_are_known():
    export = read(DAYS + "".join(PLAIN) + ",A,21.00,20,2,10\n,B,20.00,12,1,5\n")
    assert (figures(export), export.audit.total_rows, export.audit.unreadable_rows) == ((41, 32, 3, 15), 2, 0)


def test_a_sum_between_the_rows_of_a_period_is_known():
    head = "2026-09-01 - 2026-09-30\nCampaign,Cost,Clicks,Conversions,Conv. value\n"
    export = read(f"{head}A,10,10,1,5\nTotal,31,30,3,15\nB,20,12,1,5\nC,1,8,1,5\n")
    assert (figures(export), export.audit.total_rows) == ((31, 30, 3, 15), 1)


def test_one_sum_in_ten_that_does_not_fit_is_left_out_and_said_and_more_are_campaigns():
    def file(days: int, wrong: int) -> str:
        rows = [f"2026-09-{day:02},{name},10,5,1,2\n" for day in range(1, days + 1) for name in "AB"]
        own = [f"2026-09-{day:02},Total,{21 if day <= wrong else 20},10,2,4\n" for day in range(1, days + 1)]
        return DAYS + "".join([*rows, *own])

    one = read(file(10, 1))
    assert (figures(one)[0], one.audit.total_rows) == (200, 10)
    assert "differ from the rows they add up, so that rows may be missing: 1; the first in row 22." in notes(one)
    assert not notes(read(file(10, 0)))
    two = read(file(10, 2))
    assert (figures(two)[0], two.audit.total_rows) == (402, 0)
    assert "“Total” was counted as a campaign" in notes(two)


def test_rows_without_a_campaign_that_are_no_sums_are_counted_and_said():
    export = read(DAYS + "".join(PLAIN) + "2026-09-02,,7.00,1,0,0\n")
    assert figures(export)[0] == 48
    assert "Rows without the name of a campaign, which were counted: 1; the first is row 5." in notes(export)


# -- labels ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "label", "certain", "begins"),
    [
        ("Total", True, False, True),
        ("  grand TOTAL", True, False, True),
        ("Subtotal", True, False, False),
        ("Sub-total", True, False, False),
        ("Total: Campaigns", True, True, True),
        ("Total: Account", True, True, True),
        ("Total : compte", True, True, True),
        ("Total: Rewards", True, False, True),
        ("Total - all", True, False, True),
        ("Total Search", False, False, True),
        ("Results from 12 campaigns", True, True, False),
        ("Ergebnisse aus 1.200 Kampagnen", True, True, False),
        ("Results from everywhere", False, False, False),
        ("Gesamtpaket", False, False, True),
        ("Skupaj", True, False, True),
        ("A Total", False, False, False),
        ("2026 Total", False, False, False),
        ("", False, False, False),
        (12.0, False, False, False),
        (None, False, False, False),
        ("Total: " + "x" * 500, True, False, True),
    ],
)
def test_what_a_row_of_sums_is_called(cell, label, certain, begins):
    assert (is_label(cell), is_certain(cell), begins_like_label(cell)) == (label, certain, begins)


# -- numbers --------------------------------------------------------------------------------------------------------


def test_a_tolerance_in_worked_numbers():
    assert tolerance(0, 0) == 0.01
    assert tolerance(0, 100) == pytest.approx(0.155)
    assert tolerance(-5e8, 4) == pytest.approx(0.539)
    # Five standard deviations of a sum of numbers rounded to cents: each is off by 0.01 / √12.
    assert pytest.approx(5 * 0.01 / math.sqrt(12), rel=0.01) == 0.0145


def test_sums_leave_out_what_is_not_known():
    values = {"spend": np.array([1.0, np.nan, 0.1, 0.2]), "clicks": np.array([1.0, 2, 3, 4])}
    assert sums(values, np.array([True, True, True, False])) == {"spend": 1.1, "clicks": 6}
    assert sums(values, np.array([False] * 4)) == {"spend": 0, "clicks": 0}


@pytest.mark.parametrize(
    ("row", "of", "expected"),
    [
        ({"spend": 10, "clicks": 5}, {"spend": 10, "clicks": 5}, True),
        ({"spend": 10, "clicks": 6}, {"spend": 10, "clicks": 5}, False),
        ({"spend": 10.02, "clicks": 5}, {"spend": 10, "clicks": 5}, True),
        ({"spend": 10.05, "clicks": 5}, {"spend": 10, "clicks": 5}, False),
        ({"spend": 9.95, "clicks": 5}, {"spend": 10, "clicks": 5}, False),
        ({"spend": 10, "clicks": 6, "orders": 2}, {"spend": 10, "clicks": 5, "orders": 2}, True),
        ({"spend": 11, "clicks": 5, "orders": 2}, {"spend": 10, "clicks": 5, "orders": 2}, False),
        ({"spend": 10, "clicks": math.nan}, {"spend": 10, "clicks": 5}, True),
        ({"spend": math.nan, "clicks": math.nan}, {"spend": 10, "clicks": 5}, False),
        ({"spend": 10, "clicks": 0}, {"spend": 10, "clicks": 0}, True),
        ({"spend": 0, "clicks": 0}, {"spend": 0, "clicks": 0}, False),
        ({"clicks": 5}, {"clicks": 5}, True),
    ],
)
def test_a_sum_says_the_spend_and_where_there_is_one_another_measure(row, of, expected):
    assert is_sum(row, of, 1) is expected


def test_repeated_rows_are_those_after_the_first_and_only_living_ones_count():
    same = np.array([7, 8, 7, 7, 8])
    assert repeated(same, np.ones(5, dtype=bool)).tolist() == [False, False, True, True, True]
    assert repeated(same, np.array([False, True, True, True, False])).tolist() == [False, False, False, True, False]


# -- the search -----------------------------------------------------------------------------------------------------


def searched(table: list[tuple[str, int, int, float]], *, has_days: bool = True, **masks: list[int]) -> TotalRows:
    """A search in rows (marks, day, campaign, spend); marks: L label, C certain, B begins, O own column, N nameless."""
    marks = [row[0] for row in table]

    def mask(letter: str) -> np.ndarray:
        return np.array([letter in mark for mark in marks])

    day = np.array([row[1] for row in table], dtype=np.int32)
    rows = Rows(
        alive=~mask("X"),
        dated=day != 0,
        label=mask("L"),
        certain=mask("C"),
        begins=mask("B"),
        own_column=mask("O"),
        nameless=mask("N"),
        same=np.array([hash(row) for row in table]),
        day=day,
        campaign=np.array([row[2] for row in table], dtype=np.int32),
        has_days=has_days,
    )
    return find(rows, {"spend": np.array([row[3] for row in table])})


def places(mask: np.ndarray) -> list[int]:
    return [int(at) for at in np.flatnonzero(mask)]


DATA = [("", 1, 1, 10.0), ("", 1, 2, 20.0), ("", 2, 1, 11.0), ("", 2, 2, 22.0)]


@pytest.mark.parametrize(
    ("extra", "totals", "overall", "doubtful"),
    [
        ([], [], [], []),
        ([("LO", 0, 0, 99.0)], [4], [4], []),  # a label without a day needs no sum
        ([("LOC", 1, 0, 99.0)], [4], [4], []),  # nor one that no campaign bears
        ([("LO", 1, 0, 99.0)], [], [], [4]),
        ([("LO", 1, 0, 63.0)], [4], [4], []),
        ([("N", 1, 0, 63.0)], [4], [4], []),
        ([("N", 0, 0, 63.0)], [4], [4], []),
        ([("N", 0, 0, 64.0)], [], [], []),
        ([("", 0, 3, 63.0)], [4], [4], []),
        ([("B", 1, 3, 63.0)], [], [], []),  # a campaign with days of its own
        ([("LO", 1, 0, 30.0), ("LO", 2, 0, 33.0)], [4, 5], [], []),
        ([("LO", 1, 0, 33.0), ("LO", 2, 0, 30.0)], [], [], [4, 5]),
        ([("N", 1, 0, 30.0), ("N", 2, 0, 33.0)], [4, 5], [], []),
        ([("", 0, 1, 21.0), ("", 0, 2, 42.0)], [4, 5], [], []),
        ([("", 0, 1, 42.0), ("", 0, 2, 21.0)], [], [], []),
        ([("L", 1, 1, 10.0), ("L", 1, 2, 20.0)], [4, 5], [], []),  # sums over devices
        ([("L", 1, 1, 20.0), ("L", 1, 2, 10.0)], [], [], [4, 5]),
        ([("LO", 1, 0, 0.0), ("LO", 3, 0, 0.0)], [], [], [4, 5]),  # days that state nothing
        ([("XLO", 0, 0, 63.0)], [], [], []),
        ([("XN", 1, 0, 30.0)], [], [], []),
        ([DATA[0], ("LO", 1, 0, 30.0), ("LO", 2, 0, 33.0)], [5, 6], [], []),
        ([DATA[0], ("LO", 1, 0, 30.0), ("LO", 2, 0, 33.0), ("LO", 2, 0, 33.0)], [5, 6, 7], [], []),
        ([DATA[0], ("LO", 1, 0, 40.0), ("LO", 2, 0, 33.0)], [5, 6], [], []),  # made after the repetition
    ],
)
def test_which_rows_are_sums(extra, totals, overall, doubtful):
    result = searched([*DATA, *extra])
    assert (places(result.totals), result.overall.tolist(), places(result.doubtful)) == (totals, overall, doubtful)
    assert places(result.unfit) == []


def test_sums_that_hold_only_without_repeated_rows_say_so():
    daily = [("LO", 1, 0, 30.0), ("LO", 2, 0, 33.0)]
    assert searched([*DATA, DATA[0], *daily]).is_once
    assert not searched([*DATA, DATA[0], ("LO", 1, 0, 40.0), daily[1]]).is_once
    assert not searched([*DATA, *daily]).is_once
    assert not searched([*DATA, DATA[0]]).is_once


@pytest.mark.parametrize(
    ("table", "totals"),
    [
        ([("LO", 1, 9, 9.0), ("", 1, 1, 1.0), ("", 1, 2, 2.0)], [0]),  # at an end, whatever it says
        ([("", 1, 1, 1.0), ("", 1, 2, 2.0), ("LO", 1, 9, 9.0), ("LO", 1, 8, 9.0)], [2, 3]),
        ([("", 1, 1, 1.0), ("LO", 1, 9, 9.0), ("", 1, 2, 2.0)], []),
        ([("", 1, 1, 1.0), ("LO", 1, 9, 3.0), ("", 1, 2, 2.0)], [1]),
        ([("LO", 1, 1, 1.0), ("LO", 1, 2, 2.0)], []),  # all are called so: none is left out
        ([("B", 1, 1, 6.0), ("", 1, 2, 2.0), ("", 1, 3, 4.0)], [0]),
        ([("B", 1, 1, 7.0), ("", 1, 2, 2.0), ("", 1, 3, 4.0)], []),
        ([("B", 1, 1, 5.0), ("", 1, 2, 5.0)], []),  # of two with the same numbers neither is the sum
        ([("N", 1, 0, 3.0), ("", 1, 1, 1.0), ("", 1, 2, 2.0)], [0]),
        ([("N", 1, 0, 3.0), ("N", 1, 0, 1.0), ("N", 1, 0, 2.0)], [0]),  # no names at all
    ],
)
def test_which_rows_of_a_period_are_sums(table, totals):
    assert places(searched(table, has_days=False).totals) == totals


def test_nine_sums_of_ten_make_the_tenth_one_too():
    data = [("", day, 1, float(day)) for day in range(1, 11)] + [("", day, 2, 1.0) for day in range(1, 11)]
    right = [("LO", day, 0, day + 1.0) for day in range(1, 11)]
    result = searched([*data, *right[:9], ("LO", 10, 0, 99.0)])
    assert places(result.totals) == list(range(20, 30))
    assert places(result.unfit) == [29]
    result = searched([*data, *right[:8], ("LO", 9, 0, 99.0), ("LO", 10, 0, 99.0)])
    assert places(result.totals) == places(result.unfit) == []


def test_rows_without_a_label_beyond_the_first_two_hundred_are_not_compared():
    data = [("", 1, at, 1.0) for at in range(1, 4)]
    odd = [("N", 1, 0, 100.0 + at) for at in range(199)]
    assert places(searched([*data, *odd, ("N", 1, 0, 3.0)]).totals) == [202]
    assert places(searched([*data, *odd, ("N", 1, 0, 99.0), ("N", 1, 0, 3.0)]).totals) == []


def test_an_account_adds_up_in_cents():
    assert added([Row("", "", "", (0.1, 1, 0, 0)), Row("", "", "", (0.2, 2, 0, 0))]) == (0.3, 3, 0, 0)


@pytest.mark.parametrize(("off", "fits"), [(0.038, True), (-0.038, True), (0.04, False), (-0.04, False)])
def test_the_sum_of_a_day_may_be_off_by_the_rounding_of_its_rows(off, fits):
    """Four rows: 0.01 + 0.0145 × 2 = 0.039."""
    data = [("", day, at, 1.0) for day in (1, 2) for at in range(1, 5)]
    result = searched([*data, ("LO", 1, 0, 4.0 + off), ("LO", 2, 0, 4.0 + off)])
    assert places(result.totals) == ([8, 9] if fits else [])

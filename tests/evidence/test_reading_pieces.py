"""Pieces of reading, each by hand: days of which one has its year, one currency, marks and figures, groups and sums."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest

from simulator import InputError
from simulator.evidence.reading import workbook, workbook_pool
from simulator.evidence.reading.orders import _NO, _YES, _are_marks
from simulator.evidence.reading.totals import _fits_of_groups
from tests.evidence.files import days, notes, read, sums, table


def test_days_without_a_year_are_asked_for_it_also_where_one_of_them_has_one():
    cells = [f"{day} Aug" for day in range(1, 20)] + ["2026-08-20"]
    content = table("Day,Campaign,Cost,Clicks,Conversions", [f"{cell},A,10,20,1" for cell in cells])
    assert "year" in [question.kind for question in read(content).questions]
    assert days(read(content, answers={"year": "2026"})) == [f"2026-08-{day:02}" for day in range(1, 21)]


@pytest.mark.parametrize(("second", "is_said"), [("GBP", True), ("EUR", False)])
def test_several_currencies_are_said_where_there_are_several(second, is_said):
    head = "Day,Campaign,Currency code,Cost (Converted currency),Clicks,Conversions,Converted currency code"
    export = read(table(head, ["2026-09-01,A,EUR,11,5,1,USD", f"2026-09-01,B,{second},13,5,1,USD"]))
    assert (sums(export)[0], export.audit.currency) == (24, "USD")
    assert ("This file has several currencies" in notes(export)) == is_said


@pytest.mark.parametrize(("shared", "is_doubted"), [(1, False), (2, True)])
def test_without_order_numbers_more_than_a_tenth_of_rows_that_a_customer_shares_are_doubted(shared, is_doubted):
    """Ten rows; of those of one customer and day all but the first are the same order again."""
    who = [f"c{max(at - shared, 0)}" for at in range(10)]
    export = read(
        table("Order date,Customer,Order value", [f"2026-09-01,{name},{at}.50" for at, name in enumerate(who)])
    )
    said = "This file has no order number"
    assert (said in "\n".join(map(str, export.audit.suspicions))) == is_doubted
    assert (said in notes(export)) != is_doubted


@pytest.mark.parametrize(
    ("cells", "are_marks"),
    [
        (["0", "1"], False), (["0"], False), (["1"], False), (["1", "yes"], True), (["0", "no"], True),
        (["yes", "no"], True), (["yes", "2"], False), (["yes", "5.00"], False), ([], False), (["", ""], False),
        (sorted(_YES | _NO), True), (["Ja", "NEIN", ""], True),
    ],
)  # fmt: skip
def test_noughts_and_ones_are_amounts_and_yes_and_no_are_marks(cells, are_marks):
    assert _are_marks(cells) is are_marks


def test_a_row_without_a_value_and_a_column_of_order_numbers_is_an_order_that_is_left_out():
    export = read(table("Order date,Customer,Order value", ["2026-09-01,a,10", "2026-09-01,b,", "2026-09-02,c,30"]))
    assert export.orders is not None
    assert export.orders.frame["value"].tolist() == [10, 30]
    assert [cell.row for cell in export.audit.unreadable] == [3]


def test_a_row_of_a_day_and_campaign_is_the_sum_of_the_others_of_both():
    """Seven days of two campaigns: two rows each, and one that adds them up; each pair has another sum."""
    keys = [(day, campaign) for day in range(7) for campaign in range(2)]
    day, campaign = (np.repeat([key[at] for key in keys], 3).astype(np.int32) for at in range(2))
    worth = np.array([[number, 2 * number, 3 * number] for number in range(1, 15)], dtype=float).ravel()
    group = np.tile([False, False, True], 14)
    fits = _fits_of_groups(group, ~group, [day, campaign], {"spend": worth})
    assert fits is not None
    assert fits[group].all()
    worth[2] = 4.0  # of the first day and campaign: 1 and 2 are 3
    fits = _fits_of_groups(group, ~group, [day, campaign], {"spend": worth})
    assert fits is None or fits[group].tolist() == [False] + [True] * 13


def test_a_workbook_may_take_three_times_as_long_as_it_may_compute(monkeypatch):
    """Others may compute beside it."""
    given = []

    @contextmanager
    def nothing(value):
        given.append(value)
        yield SimpleNamespace(deadline=nothing)

    monkeypatch.setattr(workbook_pool, "leased", lambda: nothing("process"))
    monkeypatch.setattr(workbook, "_read", lambda *_: (None, {"refused": "sheets", "values": {}}))
    with pytest.raises(InputError, match="sheets"):
        workbook.read(b"", lambda *_: 0)
    assert given == ["process", 15]

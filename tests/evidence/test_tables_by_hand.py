"""Worked cases of tables whose rows are not all alike: groups that name their day once, sums, and rows of others."""

from __future__ import annotations

from tests.evidence.files import notes, read, sums, table
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

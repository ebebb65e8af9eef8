"""Days, weeks and months as people write them, in one column or several: what is read, asked, and left as it stands."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simulator.evidence import Export
from simulator.evidence.reading.calendar_cells import (
    are_months,
    day_of,
    days_from,
    has_no_year,
    in_period,
    monday_of,
    month_start,
    span_start,
    week_start,
    with_year,
)
from simulator.evidence.reading.dates import NONE, both_orders, days, month_number, order_of
from simulator.evidence.reading.day_column import DayColumn
from tests.evidence.files import days as days_of
from tests.evidence.files import kinds, notes, read, span, table, unreadable

# -- one cell -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "monday"),
    [
        ("2026-W02", "2026-01-05"),
        ("2026W2", "2026-01-05"),
        ("2026 week 2", "2026-01-05"),
        ("202602", "2026-01-05"),
        ("2026-02", "2026-01-05"),
        ("W2 2026", "2026-01-05"),
        ("KW 2/2026", "2026-01-05"),
        ("2026-W53", "2026-12-28"),
        ("2027-W01", "2027-01-04"),
        ("2025-W53", "2025-W53"),  # that year has 52
        ("W0 2026", "W0 2026"),
        ("1989-W02", "1989-W02"),
        ("1990-W02", "1990-01-08"),
        ("2100-W02", "2100-01-11"),
        ("2101-W02", "2101-W02"),
        ("2026-01-05 - 2026-01-11", "2026-01-05"),
        ("soon", "soon"),
    ],
)
def test_a_week_begins_on_its_monday(cell, monday):
    assert week_start(cell) == monday


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        ("2026-01-05 to 2026-01-11", "2026-01-05"),
        ("5 Jan – 11 Jan 2026", "5 Jan 2026"),
        ("46266–46270", "46266"),  # eleven characters: as a spreadsheet counts days
        ("46266–4627", "46266–4627"),
        ("2026-01-05 - later", "2026-01-05 - later"),
        ("2026-01-05 - 2026-01-11 - 2026-01-12", "2026-01-05 - 2026-01-11 - 2026-01-12"),
        ("5 Jan – 11 Jan 26", "5 Jan – 11 Jan 26"),
        ("2026-01-05 - 2026-01-11" + " " * 37, "2026-01-05"),
        ("2026-01-05 - 2026-01-11" + " " * 38, "2026-01-05 - 2026-01-11" + " " * 38),  # 61 characters
        (46266.0, 46266.0),
    ],
)
def test_a_span_begins_on_its_first_day(cell, first):
    assert span_start(cell) == first


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        ("202609", "2026-09-01"),
        ("2026-09", "2026-09-01"),
        ("2026 M09", "2026-09-01"),
        ("9/2026", "2026-9-01"),
        ("Sept 2026", "2026-09-01"),
        ("Sep-26", "2026-09-01"),
        ("2026-Sep", "2026-09-01"),
        ("soon 2026", "soon 2026"),
        ("2026/9", "2026-9-01"),
        ("2026M9", "2026-9-01"),
        ("09.2026", "2026-09-01"),
        ("Jan-26", "2026-01-01"),
        ("December 2026", "2026-12-01"),
        ("26-Dec", "2026-12-01"),
        ("Foo-26", "Foo-26"),
        ("26-Foo", "26-Foo"),
        ("1 Sep 2026 - 30 Sep 2026", "1 Sep 2026"),
    ],
)
def test_a_month_begins_on_its_first_day(cell, first):
    assert month_start(cell) == first


def test_years_of_two_figures_beside_those_of_four_may_as_well_be_days():
    assert are_months(["Jan-2025", "Feb-2026"])
    assert not are_months(["Jan-2025", "Jan-10", "Jan-11"])
    assert not are_months(["Jan-2025", "soon"])
    assert not are_months(["Jan-10", "Feb-11"])
    assert are_months(["Jan-10", "Feb-10", "Mar-10", "Apr-10", "May-10", "Jan-11"])  # a year more for every six
    assert not are_months(["", ""])
    assert are_months(["Jan-25", "", "Feb-25"])


def test_a_day_of_every_month_may_be_without_its_year():
    cells = ("1-Jan", "Jan 1", "31-Dec", "1/31", "31.12.", "32/1", "1/32", "1-Foo", "2026-01-01", "")
    assert [has_no_year(cell) for cell in cells] == [True] * 5 + [False] * 5
    in_2026 = ("2026-01-01", "2026-01-01", "2026-12-31", "1/31/2026", "31.12.2026")
    assert [with_year(cell, 2026) for cell in cells[:5]] == list(in_2026)
    assert with_year("soon", 2026) == "soon"


def test_a_day_within_a_period_of_three_years_is_in_the_first_that_holds_it():
    period = (date(2024, 6, 1), date(2026, 3, 1))
    assert [in_period(cell, period) for cell in ("1 Jun", "31 May", "1 Jan")] == [
        "2024-06-01",
        "2025-05-31",
        "2025-01-01",
    ]


def test_days_weeks_and_months_that_there_are_not_are_none():
    assert monday_of(2026, 2) == date(2026, 1, 5).toordinal()
    assert [monday_of(2025, 53), monday_of(2026, 0), day_of(2026, 13, 1), day_of(2026, 0, 1), day_of(0, 7, 1)] == [
        NONE
    ] * 5
    assert [day_of(2026, 2, 28), day_of(2026, 2, 29)] == [date(2026, 2, 28).toordinal(), NONE]
    assert [day_of(2026, month, 31) != NONE for month in range(1, 13)] == [
        month in (1, 3, 5, 7, 8, 10, 12) for month in range(1, 13)
    ]


def test_a_row_of_a_month_covers_the_days_of_that_month():
    lengths = [days_from(date(2026, month, 1).toordinal(), 30) for month in range(1, 13)]
    assert lengths == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert days_from(date(2028, 2, 1).toordinal(), 30) == 29
    assert days_from(date(2026, 2, 2).toordinal(), 30) == 30  # thirty days from the second on
    assert days_from(date(2026, 2, 1).toordinal(), 7) == 7


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("4133980799", date(2100, 12, 31)),  # seconds from 1970 on, to the end of the year 2100
        ("4133980800", None),
        ("Sep 1, 2026 10:00 " + "x" * 42, date(2026, 9, 1)),  # sixty characters
        ("Sep 1, 2026 10:00 " + "x" * 43, None),
        ("1 Foo 2026", None),
        ("1 Sep", None),
        ("1 Sep Oct 2026", date(2026, 10, 1)),
        ("2026-09-01", date(2026, 9, 1)),
        ("Tue 2026-09-01", date(2026, 9, 1)),
        ("2026-09.01", None),
        (46266.5, None),
        (None, None),
        ("٢٠٢٦-٠٩-٠١", date(2026, 9, 1)),
    ],
)
def test_a_cell_is_a_day_or_none(cell, day):
    assert both_orders(cell) == ((day.toordinal(),) * 2 if day else (NONE, NONE))


def test_months_are_known_by_name_in_capitals_and_without_accents():
    assert [month_number(word) for word in ("January", "AUG", "août", "Aout", "sept", "listopad", "Foo")][:5] == [
        1, 8, 8, 8, 9,
    ]  # fmt: skip
    assert month_number("Foo") == 0


# -- day or month first ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", " ", "Fr ", "Fri. ", "Freitag, "])
def test_full_stops_put_the_day_first_whatever_stands_before_it(before):
    assert days([f"{before}11.09.2026", f"{before}1.9.2026"]).dotted
    assert days([f"{before}11. 9. 2026"]).dotted
    for other in ("11/09/2026", "11-09-2026", "9/11/2026 10.30"):
        assert not days([f"{before}11.09.2026", f"{before}{other}"]).dotted


def test_first_and_last_days_lie_within_the_period_of_the_file_all_of_them():
    """With the month first 1/2 is 2 January, before the period, and the others are within."""
    within = (date(2026, 2, 1), date(2026, 3, 31))
    assert order_of([days(["1/2/2026", "2/3/2026"])], within) == "day_first"
    assert order_of([days(["1/2/2026"]), days(["2/3/2026"])], within) == "day_first"
    assert order_of([days(["1/5/2026"]), days(["2/3/2026"])], within) is None  # neither way round


def test_first_days_that_follow_each_other_beside_last_days_that_do_not_decide_nothing():
    runs = days([f"{day}/9/2026" for day in (1, 2, 3, 4)])
    assert order_of([runs], None) == "day_first"
    assert order_of([runs, days(["1/2/2026", "5/9/2026"])], None) is None


def test_rows_have_a_day_where_it_could_be_read():
    column = DayColumn(np.array([date(2026, 9, 1).toordinal(), NONE], dtype=np.int32), "date")
    assert column.dated.tolist() == [True, False]
    assert (column.per_row, column.is_settled, column.is_known) == (1, True, True)


# -- columns --------------------------------------------------------------------------------------------------------


def one_column(head: str, *cells: str, before: str = "", **options) -> Export:
    """Rows of a campaign that differ by what stands in their first columns."""
    return read(
        before + table(f"{head},Campaign,Cost,Clicks,Conversions", [f"{cell},A,10,5,1" for cell in cells]), **options
    )


def test_a_single_day_without_a_year_and_a_single_week_are_known_under_the_header_of_days():
    assert kinds(one_column("Date", "1-Aug")) == ["year"]
    week = one_column("Date", "2026-W02")
    assert (week.ads.days_per_row, span(week)) == (7, (date(2026, 1, 5), date(2026, 1, 11)))


def test_of_five_cells_four_make_a_column_of_weeks_or_of_days_without_a_year():
    weeks = one_column("Date", "2026-W02", "2026-W03", "2026-W04", "2026-W05", "soon")
    assert (weeks.ads.days_per_row, unreadable(weeks)) == (7, [(6, "Date", "soon")])
    assert one_column("Date", "2026-W02", "2026-W03", "2026-W04", "soon", "later").ads is None
    assert kinds(one_column("Date", "1-Aug", "2-Aug", "3-Aug", "4-Aug", "soon")) == ["year"]
    assert kinds(one_column("Date", "1-Aug", "2-Aug", "3-Aug", "later", "soon")) == []
    dated = one_column("Date", "2026-08-01", "2026-08-02", "2026-08-03", "2026-08-04", "5-Aug")
    assert (kinds(dated), unreadable(dated)) == ([], [(6, "Date", "5-Aug")])


def test_days_of_one_number_in_every_month_are_asked_about_with_the_first_that_would_differ():
    """8 to 12 August with day and month exchanged: 8 August is the same either way round."""
    cells = [f"2026-{month:02}-08" for month in range(8, 13)]
    export = one_column("Date", *cells)
    (question,) = (question for question in export.questions if question.kind == "exchanged")
    assert question.options == ("no", "yes")
    assert "Is “2026-09-08” 2026-09-08, or did a spreadsheet exchange day and month and it is 2026-08-09?" in str(
        question.ask
    )
    assert span(one_column("Date", *cells, answers={"exchanged": "yes"})) == (date(2026, 8, 8), date(2026, 8, 12))
    assert kinds(one_column("Date", *cells, answers={"exchanged": "perhaps"})) == ["exchanged"]
    assert kinds(one_column("Date", *cells[:3])) == []


def test_days_that_a_spreadsheet_exchanged_are_turned_back_where_they_then_follow_each_other():
    """11 to 14 August: those up to the 12th became dates the wrong way round, the others stayed text."""
    export = one_column("Date", "2026-11-08", "2026-12-08", "13/08/2026", "14/08/2026")
    assert (span(export), export.audit.days) == ((date(2026, 8, 11), date(2026, 8, 14)), 4)
    assert "“2026-11-08” was read as 2026-08-11. With that the days follow each other." in notes(export)
    apart = one_column("Date", "2026-11-08", "2026-12-08", "13/08/2026", "25/08/2026")
    assert (apart.audit.first, apart.audit.last, kinds(apart)) == (None, None, ["exchanged"])


def test_the_order_in_which_days_are_written_is_said():
    assert one_column("Date", "13/09/2026", "14/09/2026").audit.date_order == "day_first"
    assert one_column("Date", "09/13/2026", "09/14/2026").audit.date_order == "month_first"
    assert one_column("Date", "2026-09-13", "2026-09-14").audit.date_order == "year_first"
    assert one_column("Date", "03/04/2026", day_first=False).audit.date_order == "month_first"


def test_two_months_under_the_header_of_days_are_months():
    months = one_column("Date", "Jan-2026", "Feb-2026")
    assert (months.ads.days_per_row, months.audit.days) == (30, 31 + 28)


def test_a_month_in_figures_of_three_is_none():
    export = one_column("Year,Month", *(f"2026,{month}" for month in ("7", "8", "9", "10", "202")))
    assert (export.audit.unreadable_rows, export.audit.days) == (1, 31 + 31 + 30 + 31)


def test_january_alone_is_a_month_without_its_year():
    january = one_column("Year,Month", "2026,January", "2026,January")
    assert span(january) == (date(2026, 1, 1), date(2026, 1, 31))
    assert kinds(one_column("Month", "January")) == ["year"]
    assert kinds(one_column("Month", "13")) == []  # no month, of whatever year
    told = one_column("Month", "January", answers={"year": "2026"})
    assert (told.ads.days_per_row, span(told)) == (30, (date(2026, 1, 1), date(2026, 1, 31)))


def test_figures_are_days_of_a_month_where_four_of_five_are():
    head = "Month,Day"
    rows = [f"August 2026,{day}" for day in ("1", "2", "3", "31")]
    assert days_of(one_column(head, *rows, "August 2026,32")) == [
        "2026-08-01",
        "2026-08-02",
        "2026-08-03",
        "2026-08-31",
    ]
    assert one_column(head, *rows[:3], "August 2026,32", "August 2026,33").audit.rows == 0


def test_a_month_and_a_day_have_the_year_of_the_month_or_that_of_the_reader():
    assert days_of(one_column("Month,Day", "August 2026,5", "August 2027,6")) == ["2026-08-05", "2027-08-06"]
    assert kinds(one_column("Month,Day", "August,5", "August,6")) == ["year"]
    told = one_column("Month,Day", "August,5", "August,6", answers={"year": "2026"})
    assert days_of(told) == ["2026-08-05", "2026-08-06"]
    assert kinds(one_column("Month,Day", "13,5", "13,6")) == []  # no month of any year
    assert kinds(one_column("Month,Day", "8,5", "8,6", answers={"year": "26"})) == ["year"]
    assert kinds(one_column("Month,Day", "8,5", "8,6", answers={"year": "2101"})) == ["year"]


def test_a_row_without_its_day_of_the_month_cannot_be_read_and_a_day_0_is_none():
    export = one_column("Year,Month,Day of month", *(f"2026,8,{day}" for day in ("1", "2", "3", "4", "5", "", "0")))
    assert (len(days_of(export)), export.audit.unreadable_rows) == (5, 2)


def test_weeks_have_the_year_of_their_column_or_of_the_period():
    assert span(one_column("Year,Week", "2026,2", "2026,53"))[1] == date(2027, 1, 3)
    within = one_column("Week", "2", "3", before="2026-01-05 - 2026-01-18\n\n")
    assert (kinds(within), span(within)) == ([], (date(2026, 1, 5), date(2026, 1, 18)))
    across = one_column("Week", "2", "3", before="2025-12-29 - 2026-01-18\n\n")
    assert kinds(across) == ["year"]


def test_the_days_that_a_file_covers_are_a_whole_number_of_four_figures_at_most():
    head, row = "Campaign,Cost,Clicks,Conversions", "A,10,5,1"
    for answer, is_read in (("1", True), ("9999", True), ("0", False), ("10000", False), ("x", False)):
        export = read(table(head, [row]), answers={"days_covered": answer})
        assert (export.ads is not None) is is_read, answer
        assert (f"Days in it, as you said: {answer}." in notes(export)) is is_read
    assert days_of(read(table(head, [row]), answers={"days_covered": "30"})) == ["2000-01-01"]  # stands for any day


def test_the_first_day_of_a_file_is_counted_from_zero():
    before = "2026-08-01 - 2026-08-03\n\n"
    export = one_column("Nth day", "0", "2", "12345", before=before)
    assert (days_of(export), export.audit.unreadable_rows) == (["2026-08-01", "2026-08-03"], 1)


def test_a_period_of_one_day_is_that_day_and_one_of_two_is_a_sum():
    head, rows = "Campaign,Cost,Clicks,Conversions", ["A,10,5,1", "B,10,5,1"]
    one = read("2026-08-01 - 2026-08-01\n\n" + table(head, rows))
    assert (one.ads.days_per_row, span(one)) == (1, (date(2026, 8, 1), date(2026, 8, 1)))
    assert "no column of days" not in notes(one)
    assert (kinds(one), one.problems) == ([], ())
    two = read("2026-08-01 - 2026-08-02\n\n" + table(head, rows))
    assert (two.ads.days_per_row, span(two)) == (2, (date(2026, 8, 1), date(2026, 8, 2)))
    assert "each row is the sum from 2026-08-01 to 2026-08-02" in notes(two)

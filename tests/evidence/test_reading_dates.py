"""What a cell says as a day, and how a whole column decides between day and month first."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simulator.evidence.reading.dates import NONE, are_consecutive, days, exchanged, order_of
from simulator.evidence.reading.day_column import _distance, _is_one_day_a_month, _span
from simulator.evidence.reading.periods import period_of
from tests.evidence.files import days as days_of
from tests.evidence.files import notes, read, totals, unreadable


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-01",
        "2026/9/1",
        "20260901",
        "46266",
        46266.0,
        date(2026, 9, 1),
        "2026-09-01 09:05:18 +0200",
        "2026-09-01T00:00:00Z",
        "Sep 1, 2026",
        "September 1, 2026",
        "1 sept. 2026",
        "mar. 1 sept. 2026",
        "1. September 2026",
        "1. sep. 2026",
        "1-Sep-26",
        "Tue, Sep 1, 2026",
    ],
)
def test_a_day_without_doubt_is_read_in_every_form(text):
    read = days([text])
    assert read.day_first[0] == read.month_first[0] == date(2026, 9, 1).toordinal()


@pytest.mark.parametrize("text", ["2026-02-31", "2026-13-01", "31/02/2026", "1/9", "abc", "", "99999999", "1850-01-01"])
def test_what_is_no_day_is_not_made_one(text):
    read = days([text])
    assert read.day_first[0] == read.month_first[0] == NONE


def table(*dates: str) -> str:
    return "Date,Campaign,Spend,Clicks,Orders,Value\n" + "".join(f"{item},A,1.50,10,1,20\n" for item in dates)


def test_a_day_above_12_decides_for_the_whole_column():
    assert days_of(read(table("01/09/2026", "13/09/2026"))) == ["2026-09-01", "2026-09-13"]
    assert days_of(read(table("9/1/26", "9/13/26"))) == ["2026-09-01", "2026-09-13"]
    assert days_of(read(table("2/1/21", "30/1/21"))) == ["2021-01-02", "2021-01-30"]


def test_full_stops_put_the_day_first():
    assert days_of(read(table("1.9.2026", "2.9.2026"))) == ["2026-09-01", "2026-09-02"]
    assert days_of(read(table("1. 9. 2026", "2. 9. 2026"))) == ["2026-09-01", "2026-09-02"]


def test_a_column_that_cannot_be_decided_is_asked_about():
    export = read(table("03/04/2026", "04/03/2026"))
    assert export.ads is None
    assert [question.kind for question in export.questions] == ["date_order"]
    assert export.questions[0].options == ("03/04/2026", "2026-04-03", "2026-03-04")
    assert export.audit.totals.spend == 3.0
    assert days_of(read(table("03/04/2026", "05/03/2026"), day_first=True)) == ["2026-03-05", "2026-04-03"]
    assert days_of(read(table("03/04/2026", "05/03/2026"), day_first=False)) == ["2026-03-04", "2026-05-03"]


def test_the_period_named_before_the_header_decides_too():
    rows = "Day,Campaign,Cost,Clicks,Conversions\n01/09/2026,A,1.50,10,1\n02/09/2026,A,1.50,10,1\n"
    export = read('Report\n"September 1, 2026 - September 5, 2026"\n' + rows)
    assert days_of(export) == ["2026-09-01", "2026-09-02"]
    assert not [question for question in export.questions if question.kind == "date_order"]


def test_the_last_days_of_meta_decide_for_its_first_days():
    head = "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Link clicks,Purchases\n"
    export = read(head + "01/09/2026,30/09/2026,A,30.50,100,3\n")
    assert days_of(export) == ["2026-09-01"]
    assert export.ads.days_per_row == 30
    assert "A row covers more than one day (days: 30)" in notes(export)


def test_no_question_where_both_orders_give_the_same_day():
    assert days_of(read(table("01/01/2026", "02/02/2026"))) == ["2026-01-01", "2026-02-02"]


def test_days_in_the_other_order_are_unreadable_and_not_guessed():
    export = read(table("13/09/2026", "14/09/2026", "09/15/2026"))
    assert unreadable(export) == [(4, "Date", "09/15/2026")]
    assert totals(export)["spend"] == 3.0


def test_weeks_and_months_are_read_as_such_and_said():
    weeks = read("Week,Campaign,Cost,Clicks,Conversions\n2026-08-31,A,70.00,10,1\n2026-09-07,A,70.00,10,2\n")
    assert weeks.ads.days_per_row == 7
    assert (str(weeks.audit.first), str(weeks.audit.last)) == ("2026-08-31", "2026-09-13")
    months = read("Month,Campaign,Cost,Clicks,Conversions\nSeptember 2026,A,70.00,10,1\nOctober 2026,A,70.00,10,2\n")
    assert days_of(months) == ["2026-09-01", "2026-10-01"]
    assert months.ads.days_per_row == 30
    apart = read(table("2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28"))
    assert apart.ads.days_per_row == 7


def test_a_file_without_days_is_the_sum_of_its_period():
    export = read(
        'Campaign report\n"September 1, 2026 - September 30, 2026"\n'
        "Campaign,Cost,Clicks,Conversions\nA,990.00,900,30.00\nB,10.00,9,0.00\nTotal: Account,1000.00,909,30.00\n"
    )
    assert export.ads.days_per_row == 30
    assert totals(export)["spend"] == 1000
    assert export.audit.total_rows == 1
    assert "no column of days" in notes(export)


def test_without_days_and_period_the_column_is_asked_for():
    export = read("Campaign,Cost,Clicks,Conversions,Something\nA,990.00,900,30.00,x\n")
    assert export.ads is None
    assert "date" in [question.meaning for question in export.questions]
    assert "No column of days was found" in notes(export)


@pytest.mark.parametrize(
    "lines",
    [
        ["September 1, 2026 - September 30, 2026"],
        ["1 sept. 2026 - 30 sept. 2026"],
        ["1. September 2026 – 30. September 2026"],
        ["2026-09-01 - 2026-09-30"],
        ["01/09/2026 - 30/09/2026"],
        ["# Start date: 20260901", "# End date: 20260930"],
    ],
)
def test_the_period_before_the_header_is_understood(lines):
    assert period_of(["A title", *lines]) == (date(2026, 9, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("lines", "period"),
    [
        (["Period: 2026-09-01 - 2026-09-30"], (1, 30)),
        (["Account,2026-09-01 - 2026-09-30"], (1, 30)),
        (["2026-09-05 - 2026-09-05"], (5, 5)),
        (["2026-09-30 - 2026-09-01"], None),  # backwards
        (["01/09/2026 - 05/10/2026"], None),  # 1 September to 5 October, or 9 January to 10 May
        (["Generated: 2026-09-01 - 2026-09-30"], None),
        (["Downloaded 2026-10-02: 2026-09-01 - 2026-09-30", "Period: 2026-09-02 - 2026-09-03"], (2, 3)),
        (["Last update: 2026-10-01", "Start: 2026-09-01", "End: 2026-09-30"], (1, 30)),
        (["Start: 2026-09-01; Last update: 2026-10-01; End: 2026-09-30"], (1, 30)),
        (["Start: 2026-09-01; Updated to: 2026-10-01; End: 2026-09-30"], (1, 30)),
        (["Start: 2026-09-01"], None),
        (["End: 2026-09-30"], None),
        (["Start: soon", "Start: 2026-09-01", "End: 2026-09-30"], (1, 30)),
    ],
)
def test_a_period_is_read_only_where_lines_state_one(lines, period):
    assert period_of(lines) == (period and tuple(date(2026, 9, day) for day in period))


# -- cells one by one -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026121514", date(2026, 12, 15)),  # day and hour of GA4, not a second of the year 2034
        ("2026121599", date(2034, 3, 16)),  # there is no hour 99
        ("2026139914", date(2034, 3, 16)),  # nor a month 13
        ("1767225600", date(2026, 1, 1)),
        ("1767225599", date(2025, 12, 31)),
        ("1767225600000", date(2026, 1, 1)),
        ("631152000", None),  # nine digits
        ("0631151999", None),
        ("0631152000", date(1990, 1, 1)),
        ("32874", date(1990, 1, 1)),
        ("32873", None),
        ("73415", date(2100, 12, 31)),
        ("73416", None),
        ("19900101", date(1990, 1, 1)),
        ("19891231", None),
        ("21001231", date(2100, 12, 31)),
        ("21010101", None),
        ("12.12.90", date(1990, 12, 12)),
        ("12.12.89", date(2089, 12, 12)),
        ("14 août 2026", date(2026, 8, 14)),
        ("1-Sep-26", date(2026, 9, 1)),
        ("Sep 100, 2026", None),
        ("Sep 1, 326", None),
    ],
)
def test_figures_without_marks_are_days_hours_seconds_or_numbers_of_a_spreadsheet(cell, day):
    read_as = days([cell])
    expected = day.toordinal() if day else NONE
    assert (read_as.day_first[0], read_as.month_first[0]) == (expected, expected)


def test_full_stops_decide_only_where_every_cell_in_doubt_has_them():
    assert days(["1.9.2026", "2.9.2026", "13/9/2026"]).dotted  # the last one is not in doubt
    assert not days(["1.9.2026", "2/9/2026"]).dotted
    assert not days(["13.9.2026"]).dotted


@pytest.mark.parametrize(
    ("ordinals", "expected"),
    [
        ([1, 2, 3], False),
        ([1, 2, 3, 4], True),
        ([1, 2, 3, 5], True),
        ([1, 2, 3, 6], False),  # five days apart: as many as 4 · 1.25
        ([4, 2, 3, 1, 1, NONE], True),
        ([1, 2, 3, 4, 30], False),
        ([1, 2, 3, 4, 5, 6, 7, 10], True),
        ([1, 2, 3, 4, 5, 6, 7, 11], False),
    ],
)
def test_consecutive_days_are_four_with_few_holes(ordinals, expected):
    assert are_consecutive(np.array(ordinals, dtype=np.int32)) is expected


def test_day_and_month_are_exchanged_where_that_is_a_day():
    here = np.array([date(2026, 9, 1).toordinal(), date(2026, 9, 13).toordinal(), NONE], dtype=np.int32)
    assert exchanged(here).tolist() == [date(2026, 1, 9).toordinal(), NONE, NONE]


@pytest.mark.parametrize(
    ("columns", "within", "order"),
    [
        ([["13/1/2026", "1/2/2026"]], None, "day_first"),
        ([["1/13/2026", "1/2/2026"]], None, "month_first"),
        ([["13/1/2026", "1/13/2026"]], None, "day_first"),  # as many against as for
        ([["1/13/2026", "1/14/2026", "15/1/2026"]], None, "month_first"),
        ([["1.2.2026"]], None, "day_first"),
        ([["1/2/2026"]], None, None),
        ([["1/2/2026"], ["13/2/2026"]], None, "day_first"),
        ([["1/2/2026"]], (date(2026, 2, 1), date(2026, 2, 1)), "day_first"),
        ([["1/2/2026"]], (date(2026, 1, 2), date(2026, 1, 2)), "month_first"),
        ([["1/2/2026"]], (date(2026, 1, 1), date(2026, 2, 28)), None),
        ([["1/2/2026"]], (date(2025, 1, 1), date(2025, 2, 28)), None),
        ([["1/9/2026", "2/9/2026", "3/9/2026", "4/9/2026"]], None, "day_first"),
        ([["9/1/2026", "9/2/2026", "9/3/2026", "9/4/2026"]], None, "month_first"),
    ],
)
def test_what_decides_between_day_and_month_first(columns, within, order):
    assert order_of([days(column) for column in columns], within) == order


def ordinals(*days):
    return np.array([day.toordinal() if isinstance(day, date) else day for day in days], dtype=np.int32)


@pytest.mark.parametrize(
    ("known", "distance"),
    [
        ([1, 8, 15, 22], 7),
        ([22, NONE, 1, 8, 8, 15], 7),
        ([1, 8, 15], 1),  # three days may lie so by chance
        ([1, 8, 15, 23], 1),
        ([1, 2, 3, 4], 1),
        ([date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)], 30),  # 31, 28 and 31 days apart
        ([1, 29, 60, 92], 1),  # 28, 31 and 32
        ([1, 28, 59, 90], 1),  # 27
    ],
)
def test_a_table_of_weeks_or_months_has_its_days_so_far_apart(known, distance):
    assert _distance(ordinals(*known)) == distance


def test_rows_cover_as_many_days_as_most_of_them_do():
    begin, end = ordinals(1, 8, 15, 22, NONE, 40), ordinals(7, 14, 20, 22, 50, 39)
    alive = np.ones(6, dtype=bool)
    assert _span(begin, end, alive) == 7
    assert _span(begin, end, np.array([False, False, True, False, True, True])) == 6
    assert _span(begin, end, np.array([False, False, False, True, True, True])) == 1
    assert _span(begin, end, ~alive) == 1
    assert _span(ordinals(1, 2, 3, 4), ordinals(1, 2, 3, 10), np.ones(4, dtype=bool)) == 1


@pytest.mark.parametrize(
    ("day", "months", "expected"), [(8, range(1, 5), True), (8, range(1, 4), False), (1, range(1, 5), False)]
)
def test_the_same_day_of_four_months_is_no_run(day, months, expected):
    days = [date(2026, month, day) for month in months]
    assert _is_one_day_a_month(ordinals(*days, *days)) is expected
    assert not _is_one_day_a_month(ordinals(*days, date(2026, 5, 9)))

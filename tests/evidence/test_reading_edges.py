"""Further worked cases of the readers, each where one rule of the code just applies or just does not."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest

from simulator import InputError
from simulator.evidence import combine, read_export
from simulator.evidence.reading import textfile
from simulator.evidence.reading.asking import _are_days
from simulator.evidence.reading.audit import Export
from simulator.evidence.reading.calendar_cells import are_months, has_no_year
from simulator.evidence.reading.combining import joined_accounts
from simulator.evidence.reading.dates import NONE, both_orders
from simulator.evidence.reading.exchanged import odd_number
from simulator.evidence.reading.export import _guess, _headers
from simulator.evidence.reading.traffic import is_unpaid
from simulator.evidence.rows import AdRows, SalesRows
from tests.evidence.files import kinds, notes, read, sums, table
from tests.evidence.test_reading_worked import ADS, doubts, names_of, ordinary

# -- what is asked --------------------------------------------------------------------------------------------------


def test_thirty_headers_are_listed_and_forty_letters_of_each():
    names = [f"{at:02}{'x' * 48}" for at in range(29)]
    text = notes(read(table(",".join(["Clicks", "Conversions", *names]), [",".join(["5", "1", *["z"] * 29])] * 2)))
    assert f"{names[27][:40]} …" in text
    guess = [f"{chr(97 + at)}{'y' * 48}" for at in range(26)]
    (problem,) = read(",".join(guess) + "\n").problems
    assert ", ".join(name[:40] for name in guess) + "." in str(problem)


def test_results_with_their_indicator_are_orders():
    head = "Day,Campaign name,Amount spent (EUR),Link clicks,Results,Result indicator"
    export = read(table(head, ["2026-09-01,A,10,5,1,actions:offsite_conversion.fb_pixel_purchase"] * 2))
    assert kinds(export) == []
    assert "No column of orders" not in notes(export)


def test_the_spend_of_a_file_of_sales_is_asked_for_where_a_column_might_be_it():
    rows = ["2026-09-01,2,20,5", "2026-09-02,3,30,6"]
    assert kinds(read(table("Date,Orders,Revenue,Whatever", rows))) == ["column"]
    assert kinds(read(table("Date,Orders,Revenue,Sessions", rows))) == []


@pytest.mark.parametrize(("days", "is_day"), [(9, True), (8, False), (5, False)])
def test_a_column_is_one_of_days_where_nine_cells_of_ten_are(days, is_day):
    cells = [f"2026-09-{at + 1:02}" if at < days else "later" for at in range(10)]
    assert _are_days(cells) == is_day
    assert not _are_days(["2026-09-01", ""])
    assert _are_days(["2026-09-01", "", "2026-09-02"])


def test_the_first_of_the_widest_rows_of_words_is_taken_for_the_header():
    export = read("Foo,12,Bar\nAlpha,Beta\nGamma,Delta\nme@x.example,One,Two\n")
    assert list(export.headers) == ["Alpha", "Beta"]


def test_a_file_may_have_so_many_columns_and_not_one_more(monkeypatch):
    monkeypatch.setattr(textfile, "MOST_COLUMNS", 6)
    assert sums(read(table(ADS, ["2026-09-01,A,10,5,1,2"] * 1))) == (10, 5, 1, 2)
    (problem,) = read(table(f"{ADS},x", ["2026-09-01,A,10,5,1,2,3"])).problems
    assert "7 columns, at most 6" in str(problem)


def test_headers_and_rows_of_too_many_columns_are_refused(monkeypatch):
    monkeypatch.setattr(textfile, "MOST_COLUMNS", 3)
    assert [item.text for item in _headers(["Day", " Cost\0", "x", "", ""])] == ["Day", "Cost", "x"]
    assert _guess([[["a", "b", "c"]], [["d", "e", "f"], ["g"]]], ()) == ("a", "b", "c")
    for call in (lambda: _headers(["a"] * 4), lambda: _guess([[["a"] * 4]], ())):
        with pytest.raises(InputError, match="4 columns, at most 3"):
            call()
    assert _guess([[["a", "1"], ["b@c", "d"], ["e"], ["f", ""], ["g", "h"]]], ()) == ("g", "h")
    assert _guess([[["a", "1"]]], ()) == ()


def test_rows_below_comments_have_the_numbers_of_their_lines():
    text = f"# one\nnothing but words\n# two\n\n{ADS}\n2026-09-01,A,10,5,1,2\n2026-09-02,A,bad,5,1,2\n"
    below = read(text)
    assert ([item.row for item in below.audit.unreadable], below.audit.other_tables) == ([7], 0)


# -- days -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026 September 1", date(2026, 9, 1)),
        ("1 September 2026", date(2026, 9, 1)),
        ("September 1, 26", date(2026, 9, 1)),
        ("1 sept 2026", date(2026, 9, 1)),
        ("1 sept. 2026", date(2026, 9, 1)),
        ("Sep 1, 026", None),
        ("Sep 1, 20261", None),
    ],
)
def test_the_longer_of_two_figures_is_the_year(text, day):
    assert both_orders(text)[0] == (day.toordinal() if day else NONE)


def test_a_day_and_a_word_that_is_no_month_are_no_day_without_a_year():
    assert [has_no_year(cell) for cell in ("1-Aug", "1-Foo", "Foo 1", "Aug 1")] == [True, False, False, True]


def test_days_without_a_year_are_asked_for_and_a_leap_day_is_one_of_them():
    export = read(table(ADS, ["28-Feb,A,10,5,1,2", "29-Feb,A,10,5,1,2", "1-Mar,A,10,5,1,2"]))
    assert (kinds(export), export.audit.first, export.audit.unreadable_rows) == (["year"], None, 0)
    told = read(table(ADS, ["28-Feb,A,10,5,1,2", "1-Mar,A,10,5,1,2"]), answers={"year": "2026"})
    assert (told.audit.first, told.audit.last) == (date(2026, 2, 28), date(2026, 3, 1))


def test_a_period_of_two_years_does_not_say_the_year_of_a_day_and_a_month():
    head, rows = "Day,Month,Campaign,Cost,Clicks,Conversions", ["5,12,A,10,5,1", "6,12,A,10,5,1"]
    within = read(f"2026-12-01 - 2026-12-31\n\n{table(head, rows)}")
    assert (kinds(within), within.audit.first) == ([], date(2026, 12, 5))
    across = read(f"2025-12-01 - 2026-01-31\n\n{table(head, rows)}")
    assert (kinds(across), across.audit.first) == (["year"], None)


def test_a_row_without_its_month_cannot_be_read():
    head = "Year,Month,Campaign,Cost,Clicks,Conversions"
    export = read(table(head, ["2026,7,A,10,5,1", "2026,8,A,10,5,1", "2026,,A,10,5,1", "2026,9,A,10,5,1"]))
    assert (export.audit.unreadable_rows, export.audit.days) == (1, 31 + 31 + 30)


def test_a_known_day_is_the_day_though_another_column_holds_days():
    rows = [f"2026-09-0{day},2026-10-0{day},A,10,5,1" for day in (1, 2, 3)]
    export = read(table("Day,Made on,Campaign,Cost,Clicks,Conversions", rows))
    assert (export.audit.first, export.audit.last) == (date(2026, 9, 1), date(2026, 9, 3))


def test_figures_after_a_month_are_days_where_they_differ_too_much_for_years():
    assert not are_months(["Jan-10", "Feb-11", "Mar-12"])
    assert are_months(["Jan-10", "Feb-10", "Mar-10", "Apr-10", "May-10", "Jun-11"])


def test_orders_without_a_value_are_one_problem():
    (problem,) = read(table("Order ID,Order date,Customer", ["1,2026-09-01,a", "2,2026-09-02,b"])).problems
    assert "value" in str(problem)


def test_campaigns_that_are_dashes_have_no_name_and_without_their_column_there_is_none():
    export = read(table(ADS, ["2026-09-01,--,7,5,1,2", "2026-09-02,A,10,5,1,2", "2026-09-03,A,11,5,1,2"]))
    assert export.ads is not None
    assert (set(export.ads.frame["campaign"]), export.audit.campaigns) == ({"", "A"}, 2)
    assert read(table("Day,Cost,Clicks,Conversions", ["2026-09-01,10,5,1", "2026-09-02,10,5,1"])).audit.campaigns == 0


# -- conversions ----------------------------------------------------------------------------------------------------


def by_action(rows: list[str]) -> Export:
    return read(table("Day,Campaign,Device,Conversion action,Cost,Clicks,Conversions", rows))


def test_spend_that_is_repeated_for_every_action_of_a_device_counts_once():
    rows = [
        f"2026-09-0{day},A,{device},{action},{spend},{spend},1"
        for day in (1, 2, 3)
        for device, spend in (("mobile", 10), ("desktop", 20))
        for action in ("Purchase", "Lead")
    ]
    export = by_action(rows)
    assert (export.audit.totals.spend, export.audit.totals.orders) == (90, 6)


def test_actions_that_are_no_purchase_are_named_as_left_out():
    export = by_action([f"2026-09-01,A,mobile,{action},10,5,1" for action in ("Purchase", "Lead", "Call")])
    (choice,) = (item for item in export.choices if item.kind == "action")
    assert "Counted as orders: Purchase; left out: Lead, Call." in str(choice.ask)
    assert choice.taken == "Purchase"


def test_spend_is_repeated_where_half_of_the_days_have_a_twin():
    twins = [f"2026-09-0{day},A,mobile,{action},10,5,1" for day in (1, 2) for action in ("Purchase", "Lead")]
    single = [f"2026-09-0{day},A,mobile,Purchase,10,5,1" for day in (3, 4, 5)]
    assert by_action([*twins, *single[:2]]).audit.totals.spend == 40
    assert by_action([*twins, *single]).audit.totals.spend == 70


def test_actions_of_which_none_is_a_purchase_are_asked_about_and_eight_are_named():
    rows = [f"2026-09-01,A,mobile,Goal {letter},10,5,1" for letter in "abcdefghi"]
    (question,) = (item for item in by_action(rows).questions if item.kind == "action")
    assert "none is called a purchase: Goal a, " in str(question.ask)
    assert "Goal h. Which one" in str(question.ask)
    assert question.options == tuple(f"Goal {letter}" for letter in "abcdefghi")


def test_the_value_of_purchases_is_not_an_unknown_column_before_it():
    head = "Day,Campaign,Whatever,Cost,Clicks,Conversions,Purchases,Conv. value,Purchase value"
    export = read(table(head, ["2026-09-01,A,7,10,20,9,1,500,70", "2026-09-02,A,7,10,20,9,1,500,80"]))
    assert (export.audit.totals.orders, export.audit.totals.value) == (2, 150)


# -- traffic that nobody paid for -----------------------------------------------------------------------------------

PAID = ["2026-09-01,Search,10,10,5,50", "2026-09-02,Search,10,10,5,50"]


@pytest.mark.parametrize(
    ("rows", "left", "names"),
    [
        (["2026-09-01,Organic,0,7,2.1252,20", "2026-09-01,Brand,0,0,0,0"], 1, "(orders: 2.13; Organic)"),
        (["2026-09-01,Brand,0,0,2,20", "2026-09-01,Nothing,0,0,0,0"], 1, "(orders: 2; Brand)"),
        (["2026-09-01,,0,0,3,20", "2026-09-02,,0,0,1,20"], 2, "(orders: 4; –)"),
        (["2026-09-01,Organic,1,7,2,20"], 0, ""),
        (["2026-09-01,Organic,0,7,0,0"], 0, ""),
    ],
)
def test_orders_without_spend_are_left_out_by_their_campaign(rows, left, names):
    export = read(table(ADS, [*PAID, *rows]))
    assert sum(item.rows for item in export.audit.left_out) == left
    assert names in "".join(str(item.reason) for item in export.audit.left_out)
    assert [is_unpaid(text) for text in ("Organic", "(direct)", "Search", "x" * 121)] == [True, True, False, False]


# -- several files --------------------------------------------------------------------------------------------------


def sales(days: list[str], *, platform: str = "shopify_orders", days_per_row: int = 1, orders: float = 2.0) -> Export:
    frame = pd.DataFrame({"date": pd.to_datetime(days), "orders": orders, "value": 50.0, "first_orders": math.nan})
    return Export("sales.csv", platform, sales=SalesRows(frame, "EUR", platform, days_per_row))


def test_sales_by_day_are_counted_and_those_by_week_are_not():
    together = combine([sales(["2026-09-07"], days_per_row=7, orders=90.0), sales(["2026-09-07", "2026-09-08"])])
    assert together.sales is not None
    assert (together.sales.days_per_row, together.sales.frame["orders"].sum()) == (1, 4)
    assert "by the shortest time" in "".join(map(str, together.sentences))


def test_sales_keep_their_platform_where_it_is_one():
    one = combine([sales(["2026-09-01"]), sales(["2026-09-02"])])
    two = combine([sales(["2026-09-01"]), sales(["2026-09-02"], platform="wix")])
    assert (one.sales.platform, two.sales.platform) == ("shopify_orders", "table")
    assert one.sentences == ()
    again = combine([sales(["2026-09-01"]), sales(["2026-09-01"], orders=3.0)])
    assert again.sales.frame["orders"].tolist() == [3]
    assert "Days of sales that are in more than one of the files" in str(again.sentences[0])


def test_two_files_of_orders_that_end_on_the_same_day_are_together_in_either_order():
    files = [read_export(name, b"Order ID,Order date,Total\n" + row) for name, row in
             (("b.csv", b"1,2026-09-01,20\n"), ("a.csv", b"1,2026-09-01,30\n"))]  # fmt: skip
    for some in (files, files[::-1]):
        frame = combine(some).orders.frame
        assert frame["value"].tolist() == [20]  # the last by name


def test_campaigns_of_the_same_name_in_two_accounts_stay_two():
    frame = pd.DataFrame({"date": pd.to_datetime(["2026-09-01"]), "campaign": "A", "spend": 1.0, "clicks": 2.0,
                          "orders": 1.0, "value": 5.0})  # fmt: skip
    accounts = [AdRows(frame, "EUR", platform) for platform in ("meta_ads", "google_ads")]
    (joined,) = joined_accounts([*accounts, AdRows(frame, "USD", "meta_ads")])
    assert joined.frame["campaign"].tolist() == ["A (Google Ads)", "A (Meta Ads)"]
    assert joined.frame.index.tolist() == [0, 1]
    assert (joined.currency, joined.platform, joined.days_per_row) == ("EUR", "several", 1)


# -- numbers that may be exchanged ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "is_said"), [(9, True), (8, False)])
def test_ten_rows_are_enough_to_know_what_is_usual(count, is_said):
    said = doubts("2026-08-13,A,50,20,1,10", usual=ordinary(count))
    assert any("the other way round" in text for text in said) == is_said


@pytest.mark.parametrize(("away", "is_like_the_others"), [(0.35, True), (0.5, False)])
def test_a_row_is_like_the_others_once_exchanged_within_two_of_their_spreads(away, is_like_the_others):
    """Orders are worth 500 · e^±0.1: beside the one in doubt, the middle is e^-0.1 and half lie 0.2 off or nearer."""
    usual = [f"2026-08-{day:02},A,10,20,1,{500 * math.exp(0.1 * (-1) ** day):.6f}" for day in range(1, 13)]
    said = doubts(f"2026-08-13,A,{500 * math.exp(away - 0.1):.6f},20,1,10", usual=usual)
    assert any("the other way round" in text for text in said) == is_like_the_others


def test_few_orders_do_not_tell_what_an_order_is_usually_worth():
    usual = [*ordinary(2), *(row.replace(",1,50", ",0,0") for row in ordinary(12)[2:])]
    assert not any("an order is worth" in text for text in doubts("2026-08-13,A,10,20,1,50000", usual=usual))
    assert any("an order is worth" in text for text in doubts("2026-08-13,A,10,20,1,50000"))


@pytest.mark.parametrize(("nothing", "rows"), [(",0,0", 3), (",1,0", 12)])
def test_rows_without_orders_or_without_a_value_do_not_tell_what_an_order_is_usually_worth(nothing, rows):
    usual = [row.replace(",1,50", nothing) if at < rows else row for at, row in enumerate(ordinary(rows + 10))]
    said = doubts("2026-09-01,A,10,20,1,50000", usual=usual)
    assert any("an order is worth 50000, and 50 in most rows" in text for text in said)


def test_three_odd_names_are_few_and_four_are_not():
    usual = names_of(*[8] * 20)
    many = [f"{name[:-2]}{letter}{name[-1]}" for name in usual for letter in "pqrst"]
    assert odd_number([*many, *names_of(20, 21, 22)]) == 100
    assert odd_number([*many, *names_of(20, 21, 22, 23)]) is None


def test_two_letters_less_or_more_than_the_usual_are_odd_and_one_is_not():
    """Of 21 names the second shortest and the second longest are a twentieth from the ends."""
    assert [odd_number(names_of(length, *[8] * 20)) for length in (6, 7)] == [0, None]
    assert [odd_number(names_of(*[8] * 20, length)) for length in (10, 9)] == [20, None]
    assert odd_number(names_of(*[8] * 20, 10, 10, 10, 10)) is None  # four are how the file is


def test_rows_that_differ_by_a_text_count_once_where_one_is_repeated():
    head = "Day,Campaign,Device,Cost,Clicks,Conversions"
    rows = ["2026-09-01,A,mobile,10,5,1", "2026-09-01,A,desktop,11,5,1", "2026-09-02,A,mobile,12,5,1"]
    export = read(table(head, [*rows, rows[0]]))
    assert (export.audit.repeated_rows, export.audit.totals.spend) == (1, 33)

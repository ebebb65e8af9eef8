"""Boundary values of the rules by which tables are read: the last case on one side, and the first on the other."""

from __future__ import annotations

from datetime import date

import pytest

from simulator import InputError
from simulator.evidence import combine, join_by_day, read_export
from simulator.evidence.reading.calendar_cells import are_months, day_of, has_no_year
from simulator.evidence.reading.dates import NONE
from simulator.evidence.reading.exchanged import odd_number
from simulator.evidence.reading.headers import header
from tests.evidence.files import DAYS, days, kinds, notes, read, sums, table, totals
from tests.evidence.test_reading_orders import SHOPIFY

# -- rows of ads ----------------------------------------------------------------------------------------------------

ADS = "Day,Campaign,Cost,Clicks,Conversions,Conv. value\n"


def test_sales_of_a_day_in_two_rows_are_one_row_and_days_in_doubt_are_none():
    export = read("Date,Channel name,Orders,Revenue\n2026-09-02,a,2,20\n2026-09-02,b,3,40\n2026-09-01,a,1,10\n")
    assert export.sales is not None
    frame = export.sales.frame
    assert list(zip(frame["date"].dt.day, frame["orders"], frame["value"], strict=True)) == [(1, 1, 10), (2, 5, 60)]
    doubt = read("Date,Orders,Revenue\n01/02/2026,2,20\n02/05/2026,3,40\n")
    assert (doubt.sales, kinds(doubt)) == (None, ["date_order"])


def test_a_row_of_two_words_is_a_remark_and_one_of_three_is_unreadable():
    rows = "2026-09-01,A,10,5,1,2\n2026-09-02,A,10,5,1,2\n"
    remark, damaged = read(f"{ADS}{rows}see,notes,,,,\n"), read(f"{ADS}{rows}see,the,,notes,,\n")
    assert (remark.audit.remark_rows, remark.audit.unreadable_rows) == (1, 0)
    assert (damaged.audit.remark_rows, damaged.audit.unreadable_rows) == (0, 1)


def test_a_total_of_the_file_says_that_two_equal_rows_are_two():
    rows = ["2026-09-01,A,10,5,1,2", "2026-09-01,A,10,5,1,2", "2026-09-02,A,10,5,1,2"]
    twice = read(table(ADS.strip(), [*rows, "Total,,30,15,3,6"]))
    assert (sums(twice), twice.audit.repeated_rows) == ((30, 15, 3, 6), 0)
    once = read(table(ADS.strip(), [*rows, "Total,,20,10,2,4"]))
    assert (sums(once), once.audit.repeated_rows) == ((20, 10, 2, 4), 1)


def test_orders_that_nobody_knows_have_no_sum_even_where_rows_were_left_out():
    header = "Day,Campaign,Conversion action,Cost,Clicks,Conversions"
    rows = ["2026-09-01,A,Lead,10,5,1", "2026-09-01,A,Call,10,5,2", "2026-09-02,A,Lead,9,5,1", "Total,,,29,15,4"]
    export = read(table(header, rows))
    assert kinds(export) == ["action"]
    assert export.audit.totals.orders is None


# -- what is asked --------------------------------------------------------------------------------------------------


def test_a_file_without_other_columns_says_which_it_has_not():
    ads = notes(read("Day,Campaign,Cost,Clicks\n2026-09-01,A,10,5\n2026-09-02,A,10,5\n"))
    assert "No column of orders was found" in ads
    assert "No column of order values was found" in ads
    sales = read("Day,Revenue\n2026-09-01,10\n2026-09-02,10\n")
    assert "No column of orders was found" in notes(sales)
    assert "ad spend" not in notes(sales)


def test_days_covered_by_a_file_of_orders_are_no_days_of_its_orders():
    export = read("Order ID,Customer,Total\n1,a,20\n2,b,30\n", answers={"days_covered": "30"})
    assert export.orders is None
    assert "No column of days was found" in notes(export)


@pytest.mark.parametrize("number", [45_000, 1_500_000_000, 1_500_000_000_000])
def test_two_cells_make_a_column_of_days_and_what_computers_count_does_not(number):
    rows = (f"{day},{number + at},n{at},10,5,1" for at, day in enumerate(DAYS[:2]))
    export = read(table("When it was,Some number,Anything,Cost,Clicks,Conversions", rows))
    assert "“When it was” was taken for the day." in notes(export)
    assert export.audit.days == 2


@pytest.mark.parametrize(("count", "ends"), [(30, False), (31, True)])
def test_thirty_headers_of_forty_letters_are_listed(count, ends):
    names = [f"{at:02}" + "x" * 43 for at in range(count - 2)]
    row = ",".join(["5", "1", *["z"] * (count - 2)])
    text = notes(read(table(",".join(["Clicks", "Conversions", *names]), [row, row])))
    assert "00" + "x" * 38 + ", " in text
    assert (" …." in text) == ends


def test_a_column_that_stands_twice_is_said_where_it_is_needed():
    text = notes(
        read("Day,Cost,Clicks,Clicks,Conversions,Remark,Remark\n2026-09-01,10,5,6,1,x,y\n2026-09-02,1,5,6,1,x,y\n")
    )
    assert "The column “Clicks” stands in this file more than once: the first was taken." in text
    assert "Remark” stands" not in text


# -- cells of a calendar --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Jan-25", "Feb-25"], True),
        (["Jan-25"], False),  # 25 January
        (["Jan-25", "Xyz-25"], False),
        (["Jan-2025"], True),
        ([f"Jan-{day}" for day in range(10, 26)], False),
        (["Jan-10", "Feb-10", "Mar-10", "Apr-19", "May-19", "Jun-19"], True),
        (["Jan-10", "Feb-10", "Mar-10", "Apr-20", "May-20", "Jun-20"], False),
        (["Jan-09", "Feb-09", "Mar-09", "Apr-10", "May-10", "Jun-10"], False),
    ],
)
def test_months_of_few_years_are_told_from_days_of_a_month(cells, expected):
    assert are_months(cells) is expected


def test_days_end_with_their_month():
    assert [has_no_year(cell) for cell in ("31/08", "08/31", "32/08", "08/32")] == [True, True, False, False]
    assert day_of(2026, 9, 30) == date(2026, 9, 30).toordinal()
    assert (day_of(2026, 9, 31), day_of(2028, 2, 29) - day_of(2028, 2, 28)) == (NONE, 1)


def test_a_last_day_in_doubt_is_asked_about_with_its_own_cell():
    """The first days are the same either way round, and fewer than the last days."""
    header = "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Link clicks,Purchases"
    (question,) = read(table(header, ["05/05/2026,05/05/2026,A,10,5,1", "05/05/2026,06/07/2026,A,10,5,1"])).questions
    assert (question.column, question.options) == ("Reporting ends", ("06/07/2026", "2026-07-06", "2026-06-07"))


def test_a_first_day_in_doubt_is_asked_about_before_a_last_one_and_rows_cover_both_ends():
    header = "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Link clicks,Purchases"
    rows = ["05/05/2026,05/05/2026,A,10,5,1", "06/07/2026,07/08/2026,A,10,5,1"]
    assert read(table(header, rows)).questions[0].options[0] == "06/07/2026"
    weeks = read(table(header, ["2026-08-03,2026-08-09,A,10,5,1", "2026-08-10,2026-08-16,A,10,5,1"]))
    assert (weeks.ads.days_per_row, weeks.audit.days, f"{weeks.audit.last}") == (7, 14, "2026-08-16")


def test_days_and_months_in_columns_have_the_year_of_the_period_and_names_of_months_must_be_most():
    period = "Report\n1 August 2026 - 31 August 2026\n"
    rows = [f"{day},August,A,10,5,1,2" for day in (3, 4)]
    export = read(period + table("Day,Month,Campaign,Cost,Clicks,Conversions,Conv. value", rows))
    assert (kinds(export), days(export)) == ([], ["2026-08-03", "2026-08-04"])
    named = ["September", "August 2026", "July 2026", "June 2026", "May 2026"]
    export = read(table("Month,Campaign,Cost,Clicks,Conversions,Conv. value", [f"{name},A,10,5,1,2" for name in named]))
    assert (kinds(export), export.audit.unreadable_rows, days(export)[0]) == ([], 1, "2026-05-01")


def test_days_that_follow_each_other_are_never_doubted_in_whatever_form():
    rows = [f"{day:%Y-%m-%d},A,10,5,1,2" if day.day <= 12 else f"{day:%d.%m.%Y},A,10,5,1,2" for day in DAYS[:20]]
    export = read(table(ADS.strip(), rows))
    assert (kinds(export), len(days(export)), days(export)[-1]) == ([], 20, "2026-08-20")


# -- several files --------------------------------------------------------------------------------------------------


def orders_file(name, *rows):
    return read_export(name, table("Order ID,Created at,Email,Total", rows).encode())


def test_of_two_files_of_orders_the_one_that_reaches_further_is_believed():
    long = orders_file("long.csv", "1,2026-08-01,a@x.de,10", "2,2026-08-30,b@x.de,30")
    short = orders_file("short.csv", "3,2026-08-05,a@x.de,50", "1,2026-08-10,a@x.de,99")
    for files in ((long, short), (short, long)):
        rows = combine(files).orders
        assert rows is not None
        assert dict(zip(rows.frame["date"].dt.day, rows.frame["value"], strict=True)) == {1: 10, 5: 50, 30: 30}
        assert list(rows.frame.index) == [0, 1, 2]
        assert rows.frame["new_customer"].fillna(True).tolist() == [True, False, True]
        assert (rows.platform, rows.currency) == (long.orders.platform, None)


def test_currency_and_platform_of_all_files_are_those_of_the_whole():
    head = "Order ID,Created at,Currency,Total\n"
    files = [read_export(f"{at}.csv", f"{head}{at},2026-08-0{at},EUR,10\n".encode()) for at in (1, 2)]
    rows = combine(files).orders
    assert rows is not None
    assert (rows.currency, rows.platform) == ("EUR", "table")
    shop = read_export("shop.csv", SHOPIFY.encode())
    assert combine([shop, shop]).orders.platform == "shopify_orders"
    ads = [read_export(f"{day}.csv", f"{ADS}2026-09-0{day},A,10,5,1,2\n".encode()) for day in (2, 1)]
    joined = combine(ads).ads
    assert [(item.currency, item.frame["date"].dt.day.tolist()) for item in joined] == [(None, [1, 2])]


# -- attribution windows and conversion actions ---------------------------------------------------------------------


def test_two_windows_that_repeat_half_of_the_spend_are_two_windows():
    """Half of the days have a twin, spend is below 1, and a day has no spend at all."""
    header = "Day,Campaign,Attribution setting,Cost,Clicks,Conversions"
    rows = [
        "2026-09-01,A,7-day click,0.50,5,1", "2026-09-01,A,1-day view,0.50,5,1", "2026-09-02,A,7-day click,0.60,5,1",
        "2026-09-03,A,7-day click,0,0,0",
    ]  # fmt: skip
    export = read(table(header, rows))
    assert [choice.kind for choice in export.choices] == ["window"]
    assert totals(export)["spend"] == pytest.approx(1.10)


def test_windows_that_repeat_the_clicks_of_a_file_without_spend_are_windows_too():
    rows = (f"{day},A,{window},5,1" for day in DAYS[:5] for window in ("7-day click", "1-day view"))
    export = read(table("Day,Campaign,Attribution setting,Clicks,Conversions", rows))
    assert [choice.kind for choice in export.choices] == ["window"]


def test_rows_without_an_action_are_no_action():
    header = "Day,Campaign,Conversion action,Cost,Clicks,Conversions"
    rows = (f"{day},A,{name},{cost},{clicks},{count}" for day in DAYS[:5]
            for name, cost, clicks, count in (("--", 10, 5, 0), ("Purchase", 0, 0, 1)))  # fmt: skip
    export = read(table(header, rows))
    assert (sums(export)[:3], export.choices) == ((50, 25, 5), ())


# -- numbers exchanged inside a row ---------------------------------------------------------------------------------

SEEN = "Day,Campaign,Cost,Clicks,Conversions,Conv. value,Impr."
USUAL = [f"{day},A,{20 * (1 + at % 2)},{40 * (1 + at % 2)},{2 * (1 + at % 2)},{120 * (1 + at % 2)},1000"
         for at, day in enumerate(DAYS[:12])]  # fmt: skip


def doubts(*rows):
    """What is doubted of some rows among twelve usual ones: 0.50 a click, 5 % orders, 60 an order."""
    export = read(table(SEEN, [*USUAL, *(f"{day},A,{row}" for day, row in zip(DAYS[12:], rows, strict=False))]))
    return [str(item).partition(":")[0] for item in export.audit.suspicions]


def test_usual_rows_are_not_doubted_and_unlike_ones_are_once():
    assert doubts() == []
    assert doubts("20,40,2,120,40") == []
    assert doubts("20,40,2,120,39") == ["Row 14 has more clicks (40) than impressions (39)"]
    assert doubts("20.25,40.5,2,120,1000", "20.25,40.5,2,120,1000") == [
        "Row 14 has a number of clicks that is not whole (40.5)"
    ]
    assert doubts("400,40,2,120,1000") == ["In row 14 a click costs 10, and 0.5 in most rows"]


def test_spend_and_order_value_that_were_exchanged_are_noticed():
    """A click would cost 3 instead of 0.50, an order would be worth 10 instead of 60: two ratios, and no third."""
    (said,) = doubts("120,40,2,20,1000")
    assert said.startswith("In row 14 two numbers (120 and 20) may be exchanged")


@pytest.mark.parametrize(("orders", "is_doubted"), [(8, True), (7, False)])
def test_eight_orders_of_one_click_are_doubted_among_clicks_of_which_five_in_a_hundred_order(orders, is_doubted):
    """(8 + 1) / (1 × 0.062 + 1) is more than 8, (7 + 1) / (1 × 0.06 + 1) less."""
    said = doubts(f"0.5,1,{orders},{60 * orders},1000")
    assert any("far more orders for its clicks" in item for item in said) == is_doubted


def test_an_order_number_is_odd_among_twenty_at_least():
    names = [f"10{at:02}" for at in range(19)]
    assert odd_number([*names, "x-1"]) == 19
    assert odd_number([*names[1:], "x-1"]) is None


# -- a whole file ---------------------------------------------------------------------------------------------------


def test_the_share_that_was_read_grows_from_0_to_1_and_rows_are_eight_tenths_of_it():
    shares = []
    rows = (f"{DAYS[at % 30]},A{at},10,5,1,2" for at in range(9_000))
    read(table(ADS.strip(), rows), progress=shares.append)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares == sorted(shares)
    assert 0.6 < shares[-2] <= 0.8


def test_two_known_columns_make_a_header_and_one_does_not():
    assert "No column of days was found" in notes(read("Clicks,Conversions\n5,1\n6,2\n"))
    assert "No known column names were found" in notes(read("Clicks,Foo\n5,1\n6,2\n"))


def test_two_thousand_columns_are_read_and_one_more_is_refused():
    wide = [f"x{at}" for at in range(2_001 - 5)]
    head, row = "Day,Cost,Clicks,Conversions,Conv. value", "2026-09-01,10,5,1,2"
    assert sums(read(f"{head},{','.join(wide[:-1])}\n{row}\n")) == (10, 5, 1, 2)
    assert read(f"{head},{','.join(wide)}\n{row}\n").ads is None


# -- headers --------------------------------------------------------------------------------------------------------


def test_headers_with_a_unit_a_tax_a_zone_or_in_one_word_are_known():
    assert [header(text).unit for text in ("Spend in cents", "Revenue (Tsd. €)", "Ad spend")] == [
        "cents",
        "thousands",
        "",
    ]
    assert header("Revenue (Tsd. €)").currency == "EUR"
    for text, means in (
        ("Revenue incl. VAT", "value"), ("Spend excl. VAT", "spend"), ("Order date (America/New_York)", "date"),
        ("order-date", "date"), ("OrderDate", "date"), ("Clicks" + " " * 394, "clicks"),
    ):  # fmt: skip
        assert {name.means for name in header(text).names} == {means}, text
    assert header("Clicks" + " " * 395).names == ()


def test_what_a_join_says_when_nothing_is_common_or_two_currencies_meet():
    def ads(day, code="EUR", orders="1"):
        head = "Day,Campaign,Currency code,Cost,Clicks,Conversions,Conv. value"
        return read(f"{head}\n{day},A,{code},10,5,{orders},2\n").ads

    shop = read("Date,Orders,Revenue (€)\n2026-09-01,2,80\n2026-09-02,2,80\n").sales
    joined = join_by_day([ads("2026-09-01")], shop)
    assert (joined.cpo, joined.cvr, joined.aov, joined.claimed_cpo) == (5, 0.4, 40, 10)
    assert "2026-09-01 to 2026-09-01" in str(joined.sentences[0])
    with pytest.raises(InputError, match="no day in common"):
        join_by_day([ads("2026-09-05")], shop)
    with pytest.raises(InputError, match="several currencies"):
        join_by_day([ads("2026-09-01", "USD")], shop)


def test_few_orders_of_many_clicks_are_no_exchange_and_a_page_is_no_table():
    assert doubts("200,400,0,0,1000") == []
    for page in ("<html><body>", "  <!DOCTYPE html>", "<?xml version='1.0'?>", "<table>"):
        assert "This is a web page, not a table" in notes(read(page + "<tr><td>Day</td></tr>"))
    assert read("Day,Zzz,Cost,Clicks,Conversions\n2026-09-01,7,10,5,1\n", mapping={"Zzz": "value"}).ads is not None
    mapped = read("Day,Zzz,Cost,Clicks,Conversions\n2026-09-01,7,10,5,1\n", mapping={"Zzz": "value"})
    assert (sums(mapped), mapped.headers["Zzz"]) == ((10, 5, 1, 7), "value")
    wrong = read("Day,Zzz,Cost,Clicks,Conversions\n2026-09-01,7,10,5,1\n", mapping={"Zzz": "nonsense"})
    assert wrong.audit.totals.value is None
    ended = read("Day,Campaign,Cost,Clicks,Conversions,,\n2026-09-01,A,10,5,1,,\n")
    assert (sums(ended)[:3], ended.audit.unreadable_rows) == ((10, 5, 1), 0)


def test_a_header_that_is_repeated_is_counted_and_a_table_that_follows_is_left_out():
    row = "2026-09-01,A,10,5,1,2\n"
    again = read(f"{ADS}{row}{ADS}2026-09-02,A,10,5,1,2\n{ADS}2026-09-03,A,10,5,1,2\n")
    assert (sums(again), again.audit.repeated_rows) == ((30, 15, 3, 6), 2)
    other = read(f"{ADS}{row}Device,Campaign,Impr.,Clicks,Cost,Conversions\nphone,A,9,9,9,9\n")
    assert (sums(other), other.audit.other_tables) == ((10, 5, 1, 2), 1)
    assert "Another table begins in row 3" in notes(other)

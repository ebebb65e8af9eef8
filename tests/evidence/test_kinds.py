"""Further files of ads of the kinds in `test_cases.py`: other platforms, languages and layouts, with their values.

Long because every kind of file stands here with its values.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from simulator.evidence import combine, history_of, read_export
from tests.evidence.files import AUGUST, DAYS, by_day, kinds, notes, read, span, sums, table, totals

WEEKS = [date.fromisocalendar(2026, week, 1) for week in range(2, 12)]


# -- 1: numerator and denominator of different scope ---------------------------------------------------------------

UNPAID = {
    "German, source and medium": (
        "Tag;Sitzung – Quelle/Medium;Google Ads-Kosten;Google Ads-Klicks;Käufe;Kaufumsatz",
        lambda day: (
            f"{day:%Y%m%d};google / cpc;10,50;30;1;70",
            f"{day:%Y%m%d};google / organic;0;0;3;210",
            f"{day:%Y%m%d};newsletter / email;0;0;1;70",
        ),
        (315, 900, 30, 2100),
        120,
    ),
    "a table by channel, with clicks of e-mails": (
        "Date,Channel,Spend,Clicks,Orders,Revenue",
        lambda day: (f"{day},Google,20,40,2,100", f"{day},Email,0,55,3,150", f"{day},Direct,0,0,2,99"),
        (600, 1200, 60, 3000),
        150,
    ),
    "channel groups": (
        "Date,Session default channel group,Ads cost,Ads clicks,Ecommerce purchases,Purchase revenue",
        lambda day: (f"{day:%Y%m%d},Paid Search,10,30,1,70", f"{day:%Y%m%d},Organic Search,0,0,4,280"),
        (300, 900, 30, 2100),
        120,
    ),
}


@pytest.mark.parametrize("case", UNPAID.values(), ids=UNPAID)
def test_only_paid_traffic_counts_and_the_rest_is_named(case):
    header, row, expected, left = case
    export = read(by_day(header, row))
    assert sums(export) == pytest.approx(expected)
    assert sum(item.totals.orders for item in export.audit.left_out) == left
    assert [choice.kind for choice in export.choices] == ["unpaid"]
    included = read(by_day(header, row), answers={"unpaid": "include"})
    assert totals(included)["orders"] == expected[2] + left


def test_a_campaign_with_spend_on_other_days_keeps_its_late_orders():
    export = read("Day,Campaign,Cost,Clicks,Conversions\n2026-09-01,A,5,9,1\n2026-09-02,A,0,0,2\n")
    assert totals(export)["orders"] == 3


def test_a_file_without_campaigns_is_suspected():
    row = "{:%Y%m%d},10,30,9,70"
    export = read(by_day("Date,Ads cost,Ads clicks,Ecommerce purchases,Purchase revenue", lambda d: (row.format(d),)))
    assert "CVR is 30 %" in str(export.audit.suspicions[0])
    assert "this file has no campaign" in str(export.audit.suspicions[0])


# -- 2: a period guessed from a preamble ----------------------------------------------------------------------------

LINKEDIN = (
    "Campaign Performance Report (in UTC)\nReport Start: August 1, 2026, 12:00 AM\nReport End: August 30, 2026, "
    "11:59 PM\nDate Generated: September 2, 2026, 9:00 AM\n\n"
)


def test_a_day_on_which_a_report_was_made_is_no_period():
    header = "Start Date (in UTC)\tCampaign Name\tTotal Spent\tClicks\tConversions\tTotal Conversion Value"
    file = LINKEDIN + by_day(header, lambda day: (f"{day:%m/%d/%Y}\tB2B\t10.00\t5\t1\t50",))
    export = read(file.encode("utf-16"))
    assert export.platform == "linkedin_ads"
    assert (totals(export)["spend"], span(export)) == (300, AUGUST)
    assert "may be purchases or anything else" in notes(export)


def test_a_report_of_microsoft_in_german_is_read_by_day():
    before = (
        "Berichtsname: Kampagne\nBerichtszeit: 01.08.2026,30.08.2026\n"
        "Letzter abgeschlossener Tag: 31.08.2026 11:45:00\n\n"
    )
    header = "Gregorianisches Datum;Kontoname;Kampagne;Ausgaben;Klicks;Conversions;Umsatz"
    export = read(before + by_day(header, lambda day: (f"{day:%d.%m.%Y};S;B;10,50;20;2;50,00",)))
    assert (export.platform, sums(export), span(export)) == ("microsoft_ads", (315, 600, 60, 1500), AUGUST)


def test_a_column_of_days_with_an_unknown_name_is_found_by_its_cells():
    before = "Date generated: 2026-09-02\nLast Completed Available Day: 2026-09-01\n\n"
    rows = by_day("Reporting time,Campaign,Cost,Clicks,Conversions", lambda day: (f"{day},A,10,20,1",))
    export = read(before + rows)
    assert (totals(export)["spend"], span(export)) == (300, AUGUST)
    assert "“Reporting time” was taken for the day." in notes(export)


def test_two_columns_that_read_as_days_are_asked_about():
    rows = by_day("First,Second,Campaign,Cost,Clicks,Conversions", lambda day: (f"{day},{day},A,10,20,1",))
    export = read('"1 August 2026 - 30 August 2026"\n' + rows)
    assert export.ads is None
    question = next(item for item in export.questions if item.meaning == "date")
    assert question.options[:2] == ("First", "Second")


def test_days_without_a_range_ask_how_many_days_and_say_where_the_day_is_added():
    file = "Date created 01.09.2026\nCampaign,Cost,Clicks,Conversions,Conv. value\nA,10,20,1,50\nB,20,20,1,50\n"
    export = read(file)
    assert export.ads is None
    assert kinds(export) == ["days_covered"]
    assert "choose Segment, Time, Day" in notes(export)
    answered = read(file, answers={"days_covered": "30"})
    assert (sums(answered), answered.ads.days_per_row) == ((30, 40, 2, 100), 30)
    assert span(answered) == (None, None)


# -- 3: days that a spreadsheet half-converted ----------------------------------------------------------------------


def test_days_that_became_iso_the_wrong_way_round_are_turned_back():
    def row(day):
        text = f"2026-{day.day:02}-08" if day.day <= 12 else f"{day.day}.8.2026"
        return (f"{text};A;10;20;1;50",)

    export = read(by_day("Date;Campaign;Spend;Clicks;Orders;Value", row))
    assert span(export) == AUGUST
    assert "A spreadsheet exchanged day and month" in notes(export)


def test_days_that_are_all_figures_and_partly_exchanged_are_turned_back():
    """Days up to the 12th were turned into dates and are shown the other way round; the others stayed texts."""

    def row(day):
        text = f"{day.month}/{day.day}/2026" if day.day <= 12 else f"{day.day}/{day.month}/2026"
        return (f"{text},A,10,20,1",)

    export = read(by_day("Day,Campaign,Cost,Clicks,Conversions", row))
    assert span(export) == AUGUST
    assert "A spreadsheet exchanged day and month" in notes(export)


def test_days_in_a_workbook_that_became_dates_are_turned_back():
    from benchmarks.accounts import workbook

    rows = [[date(2026, day.day, 8) if day.day <= 12 else f"{day:%d/%m/%Y}", "A", 10, 20, 1] for day in DAYS]
    content = workbook([("Sheet", [["Day", "Campaign", "Cost", "Clicks", "Conversions"], *rows])])
    export = read_export("file.xlsx", content)
    assert span(export) == AUGUST


def test_the_order_that_makes_days_consecutive_is_taken():
    row = "{0.day}/{0.month}/{0.year},A,10,20,1"
    export = read(by_day("Date,Campaign,Spend,Clicks,Orders", lambda day: (row.format(day),), DAYS[:12]))
    assert span(export) == (date(2026, 8, 1), date(2026, 8, 12))


def test_a_daily_file_that_jumps_by_months_is_asked_about():
    file = by_day("Date,Campaign,Spend,Clicks,Orders", lambda day: (f"2026-{day.day:02}-08,A,10,20,1",), DAYS[:12])
    assert kinds(read(file)) == ["exchanged"]
    assert span(read(file, answers={"exchanged": "yes"})) == (date(2026, 8, 1), date(2026, 8, 12))
    assert read(file, answers={"exchanged": "no"}).ads.days_per_row == 30


def test_the_first_days_of_months_are_months():
    file = table("Date,Campaign,Spend,Clicks,Orders", (f"2026-{month:02}-01,A,10,20,1" for month in range(1, 10)))
    assert read(file).ads.days_per_row == 30


def test_several_spellings_in_one_column_are_one_calendar():
    def row(day):
        text = (f"{day}", f"{day:%d/%m/%Y}", f"{day:%d %b %Y}")[day.day % 3]
        return (f"{text},A,10,20,1",)

    export = read(by_day("Date,Campaign,Spend,Clicks,Orders", row))
    assert (span(export), export.audit.days, export.audit.unreadable_rows) == (AUGUST, 30, 0)


PARTS = {
    "day, month and year": (
        "Day of month,Month,Year,Campaign,Spend,Clicks,Orders",
        "{0.day},{0.month},{0.year},A,1,2,1",
    ),
    "day beside a month with its year": ("Month,Day,Campaign,Spend,Clicks,Orders", "August 2026,{0.day},A,1,2,1"),
    "French": ("Année;Mois;Jour;Campagne;Coût;Clics;Conversions", "2026;août;{0.day};A;1;2;1"),
}


@pytest.mark.parametrize(("header", "row"), PARTS.values(), ids=PARTS)
def test_a_day_in_several_columns_is_one_day(header, row):
    export = read(by_day(header, lambda day: (row.format(day),)))
    assert (span(export), export.audit.days) == (AUGUST, 30)


def test_days_without_a_year_get_it_from_the_period_or_are_asked_about():
    rows = by_day("Day,Campaign,Cost,Clicks,Conversions", lambda day: (f"{day.day}-{day:%b},A,10,20,1",))
    assert span(read('"1 August 2026 - 30 August 2026"\n' + rows)) == AUGUST
    assert kinds(read(rows)) == ["year"]
    assert span(read(rows, answers={"year": "2026"})) == AUGUST


def test_days_without_a_year_follow_a_period_over_new_year():
    days = [date(2025, 12, 20) + timedelta(days=number) for number in range(20)]
    rows = by_day("Day,Campaign,Cost,Clicks,Conversions", lambda day: (f"{day:%b} {day.day},A,10,20,1",), days)
    assert span(read('"December 20, 2025 - January 8, 2026"\n' + rows)) == (days[0], days[-1])


WEEK_CELLS = {
    "ISO": ("Week", "{0:%G}-W{0:%V}"),
    "ISO under another header": ("Date", "{0:%G}-W{0:%V}"),
    "German": ("Woche", "KW {0:%V}/{0:%G}"),
    "figures": ("ISO week of ISO year", "{0:%G}{0:%V}"),
    "span": ("Week", "{0:%Y-%m-%d} - {1:%Y-%m-%d}"),
    "week and year": ("Year,Week", "{0:%G},{0:%V}"),
}


@pytest.mark.parametrize(("header", "cell"), WEEK_CELLS.values(), ids=WEEK_CELLS)
def test_weeks_are_read_as_people_write_them(header, cell):
    rows = (cell.format(day, day + timedelta(days=6)) + ",A,70,20,1" for day in WEEKS)
    export = read(table(f"{header},Campaign,Spend,Clicks,Orders", rows))
    assert (export.ads.days_per_row, span(export)) == (7, (WEEKS[0], WEEKS[-1] + timedelta(days=6)))


def test_weeks_without_a_year_ask_for_it():
    file = table("Week,Campaign,Spend,Clicks,Orders", (f"{week},A,10,20,1" for week in range(2, 12)))
    assert kinds(read(file)) == ["year"]
    assert read(file).audit.unreadable_rows == 0
    assert span(read(file, answers={"year": "2026"}))[0] == WEEKS[0]


@pytest.mark.parametrize("header", ["Date", "Month", "Mois", "Monat"])
def test_months_with_a_short_year_are_months(header):
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep")
    export = read(table(f"{header},Campaign,Spend,Clicks,Orders", (f"{month}-25,A,10,20,1" for month in months)))
    assert (export.ads.days_per_row, export.audit.first) == (30, date(2025, 1, 1))


# -- 6: one account read twice ----------------------------------------------------------------------------------------

GOOGLE = by_day(
    "Day,Campaign,Cost,Clicks,Conversions", lambda day: (f"{day},A,{20 + day.day % 7}.00,{40 + day.day},2",)
)
PARTS_OF_IT = {
    "devices, nearly all": (
        "Day,Campaign,Device,Cost,Clicks,Conversions",
        lambda day: (f"{day},A,Mobile,{(20 + day.day % 7) * 0.6:.2f},{(40 + day.day) // 2},1",),
    ),
    "keywords": (
        "Day,Campaign,Keyword,Cost,Clicks,Conversions",
        lambda day: (
            f"{day},A,shoes,{(20 + day.day % 7) * 0.3:.2f},5,1",
            f"{day},A,boots,{(20 + day.day % 7) * 0.2:.2f},4,0",
        ),
    ),
    "without the name of the split": (
        "Day,Campaign,Cost,Clicks,Conversions",
        lambda day: (f"{day},A,{(20 + day.day % 7) * 0.7:.2f},{(40 + day.day) // 2},1",),
    ),
}


@pytest.mark.parametrize(("header", "row"), PARTS_OF_IT.values(), ids=PARTS_OF_IT)
@pytest.mark.parametrize("turn", [1, -1])
def test_a_part_of_an_account_is_not_added_to_it(header, row, turn):
    files = [read_export("whole.csv", GOOGLE.encode()), read_export("part.csv", by_day(header, row).encode())]
    combined = combine(files[::turn])
    assert combined.frame["spend"].sum() == pytest.approx(totals(files[0])["spend"])
    assert "“part.csv” holds" in str(combined.sentences[0])


@pytest.mark.parametrize("turn", [1, -1])
def test_a_file_without_spend_does_not_replace_one_with_spend(turn):
    bare = by_day("Day,Campaign,Clicks,Conversions", lambda day: (f"{day},A,{40 + day.day},2",))
    files = [read_export("whole.csv", GOOGLE.encode()), read_export("bare.csv", bare.encode())]
    combined = combine(files[::turn])
    assert combined.frame["spend"].sum() == pytest.approx(totals(files[0])["spend"])
    assert combined.frame["orders"].sum() == 60


@pytest.mark.parametrize("turn", [1, -1])
def test_costs_that_differ_by_one_percent_are_one_account(turn):
    header = "Date,Data source name,Campaign name,Cost,Clicks,Conversions"
    other = by_day(header, lambda day: (f"{day},Google Ads,A,{(20 + day.day % 7) * 1.01:.2f},{40 + day.day},2",))
    files = [read_export("google.csv", GOOGLE.encode()), read_export("supermetrics.csv", other.encode())]
    assert files[1].platform == "supermetrics"
    assert combine(files[::turn]).frame["orders"].sum() == 60


# -- 7: what counts as a conversion -----------------------------------------------------------------------------------


def test_conversion_actions_count_purchases_and_the_spend_once():
    actions = (("Purchase", 1, 70), ("Newsletter sign-up", 5, 0), ("Add to cart", 9, 0))
    file = by_day(
        "Day,Campaign,Conversion action,Cost,Clicks,Conversions,Conv. value",
        lambda day: (f"{day},A,{name},10,20,{count},{value}" for name, count, value in actions),
    )
    assert sums(read(file)) == (300, 600, 30, 2100)


def test_conversion_actions_in_german_without_cost_in_their_rows():
    actions = ((" --", "10,00", "20", "0", "0"), ("Kauf", "0", "0", "1", "70"), ("Anruf", "0", "0", "9", "0"))
    file = by_day(
        "Tag;Kampagne;Conversion-Aktion;Kosten;Klicks;Conversions;Conv.-Wert",
        lambda day: (f"{day:%d.%m.%Y};A;{';'.join(action)}" for action in actions),
    )
    assert sums(read(file)) == (300, 600, 30, 2100)


def test_actions_of_which_none_is_a_purchase_are_asked_about():
    file = by_day(
        "Day,Campaign,Conversion action,Cost,Clicks,Conversions",
        lambda day: (f"{day},A,Lead form,10,20,5", f"{day},A,Call,10,20,9"),
    )
    export = read(file)
    assert export.ads.frame["orders"].isna().all()
    assert [question.options for question in export.questions if question.kind == "action"] == [("Lead form", "Call")]
    assert totals(read(file, answers={"action": "Call"}))["orders"] == 270


@pytest.mark.parametrize("taken", [None, "1-day click"])
def test_attribution_windows_do_not_multiply_the_spend(taken):
    windows = {"1-day click": 1, "7-day click": 2, "7-day click or 1-day view": 3, "28-day click": 4, "1-day view": 1}
    file = by_day(
        "Campaign name,Day,Attribution window,Amount spent (EUR),Link clicks,Purchases",
        lambda day: (f"A,{day},{name},10,20,{count}" for name, count in windows.items()),
    )
    export = read(file, answers={"window": taken} if taken else {})
    assert sums(export)[:3] == (300, 600, 30 if taken else 90)


def test_an_attribution_setting_that_is_no_repetition_changes_nothing():
    file = by_day(
        "Campaign name,Day,Attribution setting,Amount spent (EUR),Link clicks,Purchases",
        lambda day: (f"A,{day},7-day click,10,20,1", f"B,{day},1-day click,7,9,1"),
    )
    assert totals(read(file))["spend"] == 510


def test_purchases_beat_conversions_and_bring_their_own_value_or_none():
    header = "Day,Campaign,Cost,Clicks,Conversions,Purchases,Conv. value"
    export = read(by_day(header, lambda day: (f"{day},A,10,20,9,1,500",)))
    assert totals(export)["orders"] == 30
    assert export.ads.frame["value"].isna().all()
    assert "“Conv. value” is not the value of “Purchases” alone" in notes(export)
    own = read(by_day(f"{header},Purchase value", lambda day: (f"{day},A,10,20,9,1,500,70",)))
    assert totals(own)["value"] == 2100


@pytest.mark.parametrize(
    "header",
    [
        "By Day,Campaign name,Cost,Clicks (destination),Conversions",
        "Date,Campaign name,Spend in account currency,Pin clicks,Total conversions",
    ],
)
def test_conversions_of_platforms_that_count_anything_are_asked_about(header):
    export = read(by_day(header, lambda day: (f"{day},A,10,20,9",)))
    assert export.ads.frame["orders"].isna().all()
    assert [question.meaning for question in export.questions] == ["orders"]


# -- 8: units ---------------------------------------------------------------------------------------------------------

UNITS = {
    "cents": ("Date,Campaign,Spend (cents),Clicks,Orders,Revenue (cents)", "{},A,1050,20,1,7000", (315, 600, 30, 2100)),
    "thousands": (
        "Date,Campaign,Spend (k€),Clicks,Orders,Revenue (k€)",
        "{},A,0.5,500,9,1.2",
        (15000, 15000, 270, 36000),
    ),
    "BigQuery": (
        "segments_date,campaign_name,metrics_cost_micros,metrics_clicks,metrics_conversions,metrics_conversions_value",
        "{},A,13500000,30,2,140.5",
        (405, 900, 60, 4215),
    ),
    "API": (
        "segments.date,campaign.name,metrics.cost_micros,metrics.clicks,metrics.conversions,metrics.conversions_value",
        "{},A,13500000,30,2,140.5",
        (405, 900, 60, 4215),
    ),
    "rupiah": (
        "Date;Campaign;Spend;Clicks;Orders;Value",
        "{};A;Rp 150.000;30;2;Rp 1.250.000",
        (4500000, 900, 60, 37500000),
    ),
    "yen": ("Date;Campaign;Spend;Clicks;Orders;Value", "{};A;15,000円;30;2;120,000円", (450000, 900, 60, 3600000)),
    "zloty": (
        "Data;Kampania;Koszt;Kliknięcia;Zamówienia;Wartość",
        "{};A;12,50 zł;30;2;1 234,50 zł",
        (375, 900, 60, 37035),
    ),
    "francs": ("Date;Campaign;Spend;Clicks;Orders;Value", "{};A;CHF 1'234.50;30;2;CHF 70.00", (37035, 900, 60, 2100)),
    "Arabic figures": ("Date;Campaign;Spend;Clicks;Orders;Value", "{};A;١٬٢٣٤٫٥٠;٣٠;٢;٧٠", (37035, 900, 60, 2100)),
    "Indian figures": (
        "Date;Campaign;Spend;Clicks;Orders;Value",
        "{};A;₹1,23,456.50;३०;२;₹७०",
        (3703695, 900, 60, 2100),
    ),
    "formulas": ("Date,Campaign,Spend,Clicks,Orders,Value", '"=""{}""",A,"=""12.50""",\'30,2,70', (375, 900, 60, 2100)),
}


@pytest.mark.parametrize(("header", "row", "expected"), UNITS.values(), ids=UNITS)
def test_money_is_read_in_its_unit(header, row, expected):
    assert sums(read(by_day(header, lambda day: (row.format(day),)))) == pytest.approx(expected)


def test_a_unit_that_nobody_names_is_suspected_and_asked_about():
    file = by_day("Date,Campaign,Spend,Clicks,Orders", lambda day: (f"{day},A,13500000,30,2",))
    export = read(file)
    assert "A click would cost 450000" in str(export.audit.suspicions[0])
    assert [choice.kind for choice in export.choices] == ["unit"]
    assert totals(read(file, answers={"unit": "micros"}))["spend"] == 405


@pytest.mark.parametrize("signs", ["€$", "£€", "$€"])
def test_several_signs_of_money_are_not_added_up(signs):
    file = by_day("Date,Campaign,Spend,Clicks,Orders", lambda day: (f"{day},A,{signs[day.day % 2]}10.00,30,2",))
    export = read(file)
    assert export.ads is None
    assert "several currencies" in notes(export)


# -- 9: half a file lost ----------------------------------------------------------------------------------------------


def test_a_pivot_with_the_campaign_only_in_its_first_row_and_sums_of_groups():
    rows = [f"{name if day.day == 1 else ''},{day},10,20,1" for name in "AB" for day in DAYS]
    rows.insert(30, "A Total,,300,600,30")
    export = read(
        table("Campaign,Day,Cost,Clicks,Conversions", [*rows, "B Total,,300,600,30", "Grand Total,,600,1200,60"])
    )
    assert sums(export)[:3] == (600, 1200, 60)
    assert (export.audit.campaigns, export.audit.total_rows, export.audit.repeated_rows) == (2, 3, 0)


def test_a_german_pivot_by_day_with_sums_of_days():
    def row(day):
        text = f"{day:%d.%m.%Y}"
        return (f"{text};A;10,00;20;1", ";B;5,00;20;1", f"{text} Ergebnis;;15,00;40;2")

    export = read(by_day("Tag;Kampagne;Kosten;Klicks;Conversions", row) + "Gesamtergebnis;;450,00;1200;60\n")
    assert sums(export)[:3] == (450, 1200, 60)
    assert export.audit.unreadable_rows == 0


def test_a_refund_booked_on_a_day_without_orders_counts_and_is_named():
    header = "Day,Campaign,Cost,Clicks,Conversions,Conv. value"
    export = read(by_day(header, lambda day: (f"{day},A,10,20," + ("0,-50" if day.day == 5 else "2,100"),)))
    assert export.audit.totals.value == 29 * 100 - 50
    assert "below zero, which correct earlier days: 1 (orders: 0; value: -50)" in notes(export)
    value = history_of(export.ads).frame["value"]
    assert (value.min(), value.sum()) == (0, 29 * 100 - 50)


@pytest.mark.parametrize("header", ["Day,Campaign,Cost,Clicks,Conversions", "Date,Campaign name,Spend,Clicks,Orders"])
def test_a_negative_conversion_keeps_its_row_and_its_spend(header):
    export = read(by_day(header, lambda day: (f"{day},A,10,20,{-1 if day.day == 5 else 2}",)))
    assert sums(export)[:3] == (300, 600, 57)
    assert "below zero, which correct earlier days: 1 (orders: -1; value: 0)" in notes(export)


def test_daily_totals_without_a_name_are_no_pivot():
    file = by_day(
        "Day,Campaign,Cost,Clicks,Conversions", lambda day: (f"{day},A,10,20,1", f"{day},B,5,20,1", f"{day},,15,40,2")
    )
    assert sums(read(file))[:3] == (450, 1200, 60)


# -- 10: refused without a remedy -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [27, 45])
def test_a_header_far_down_is_found(lines):
    before = "".join(f"Note {at}: x\n" for at in range(lines))
    assert totals(read(before + GOOGLE))["orders"] == 60


@pytest.mark.parametrize(
    ("before", "header", "words"),
    [
        ("All time\n", "Campaign,Cost,Clicks,Conversions", "choose Segment, Time, Day"),
        ("", "Campaign name,Amount spent (EUR),Link clicks,Purchases", "choose Breakdown, By time, Day"),
    ],
)
def test_a_file_without_days_says_where_its_platform_adds_them(before, header, words):
    export = read(f"{before}{header}\nA,100,200,5\n")
    assert words in notes(export)
    assert "days_covered" in kinds(export)


def test_a_file_with_a_period_and_no_days_is_read_and_says_where_to_add_them():
    export = read('Report\n"August 1, 2026 - August 30, 2026"\nCampaign,Cost,Clicks,Conversions\nA,300,600,9\n')
    assert (totals(export)["spend"], export.ads.days_per_row) == (300, 30)
    assert "choose Segment, Time, Day" in notes(export)


def test_an_old_spreadsheet_says_how_to_save_it():
    assert "xlsx" in notes(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


# -- sales by day -----------------------------------------------------------------------------------------------------

SALES = {
    "a table with first orders": ("Day,Currency,Orders,First orders,Revenue", "{0},EUR,10,4,500", 120),
    "GA4": ("Date,Ecommerce purchases,Purchase revenue", "{0:%Y%m%d},10,500", None),
    "Shopify's report": ("Day,Orders,Gross sales,Discounts,Net sales,Total sales", "{0},10,520,20,500,640", None),
    "German": ("Datum;Bestellungen;Neukunden;Umsatz", "{0:%d.%m.%Y};10;4;500,00", 120),
}


@pytest.mark.parametrize(("header", "row", "first"), SALES.values(), ids=SALES)
def test_sales_by_day_without_spend_are_welcome(header, row, first):
    export = read(by_day(header, lambda day: (row.format(day),)))
    assert export.ads is None
    assert not export.problems
    assert not export.questions
    frame = export.sales.frame
    assert (frame["orders"].sum(), frame["value"].sum(), len(frame)) == (300, 15_000, 30)
    assert frame["first_orders"].sum(min_count=1) == first or (first is None and frame["first_orders"].isna().all())
    assert (export.audit.totals.orders, span(export)) == (300, AUGUST)

"""Files in shapes that people really have, against their right values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from simulator.evidence import Export, combine, read_export
from tests.evidence.files import notes, totals

CASES = Path(__file__).parent / "cases"


def case(name: str, **options) -> Export:
    return read_export(name, (CASES / name).read_bytes(), **options)


def days(export: Export) -> tuple[str, str, int]:
    audit = export.audit
    return str(audit.first), str(audit.last), audit.days


AUGUST = ("2026-08-01", "2026-08-30", 30)
ADS = [
    ("ga4_with_organic.csv", "ga4", (465, 900, 30, 2100), AUGUST),
    ("bing_ui_daily.csv", "microsoft_ads", (2450.38, 2400, 133, 10640), AUGUST),
    ("excel_half_dates.csv", "google_ads", (615, 1200, 30, 2100), AUGUST),
    ("gads_main.csv", "google_ads", (679.50, 1359, 47, 3290), AUGUST),
    ("tiktok_daily.csv", "tiktok_ads", (1250.23, 4033, 78, 4602), AUGUST),
    ("cost_micros.csv", "google_ads", (405, 900, 60, 4500), AUGUST),
    ("week_iso.csv", "google_ads", (10_000, 20_000, 400, 28_000), ("2026-01-05", "2026-05-24", 140)),
    ("month_excel_mmm_yy.csv", "google_ads", (9500, 19_000, 380, 26_600), ("2025-01-01", "2026-07-31", 577)),
    ("pivot_day_once.csv", "google_ads", (1129.50, 3600, 90, 6300), AUGUST),
]


@pytest.mark.parametrize(("name", "platform", "sums", "period"), ADS, ids=[item[0] for item in ADS])
def test_every_file_of_ads_gives_the_right_sums_and_days(name, platform, sums, period):
    export = case(name)
    assert export.platform == platform
    assert tuple(totals(export).values()) == pytest.approx(sums)
    assert days(export) == period
    assert not export.questions
    assert not export.problems
    assert not export.audit.suspicions
    assert export.audit.unreadable_rows == 0


def test_orders_without_a_paid_click_are_named_and_may_be_included():
    export = case("ga4_with_organic.csv")
    assert totals(export)["orders"] / totals(export)["clicks"] == pytest.approx(1 / 30)
    assert totals(export)["spend"] / totals(export)["orders"] == 15.5
    left_out = export.audit.left_out[0]
    assert left_out.totals.orders == 150
    assert "orders come from “Session campaign” without a click or spend in this file (orders: 150;" in notes(export)
    assert (export.choices[0].kind, export.choices[0].taken) == ("unpaid", "leave_out")
    everything = case("ga4_with_organic.csv", answers={"unpaid": "include"})
    assert totals(everything)["orders"] == 180
    assert not everything.audit.left_out
    assert "CVR is 20 %" in str(everything.audit.suspicions[0])


def test_days_that_a_spreadsheet_exchanged_are_said():
    assert "“08-Jan-26” was read as 2026-08-01" in notes(case("excel_half_dates.csv"))


def test_weeks_and_months_have_their_length():
    assert case("week_iso.csv").ads.days_per_row == 7
    assert case("month_excel_mmm_yy.csv").ads.days_per_row == 30


def test_shortened_order_numbers_make_one_order_per_row_and_this_is_said():
    export = case("orders_excel_sci_ids.csv")
    assert (len(export.orders.frame), export.orders.frame["value"].sum()) == (120, 6471)
    assert "“5.76E+17”" in notes(export)


def test_items_of_an_order_are_added_up_and_the_reader_may_decide_otherwise():
    export = case("orders_line_items.csv")
    frame = export.orders.frame
    assert (len(frame), frame["value"].sum()) == (60, 3200)
    assert frame["value"].mean() == pytest.approx(53.33, abs=0.01)
    assert (export.choices[0].kind, export.choices[0].taken) == ("order_rows", "sum")
    once = case("orders_line_items.csv", answers={"order_rows": "first"})
    assert once.orders.frame["value"].sum() == 1200


def test_statuses_decide_which_orders_count():
    export = case("woo_statuses.csv")
    frame = export.orders.frame
    valid = frame[~frame["cancelled"]]
    assert export.platform == "woocommerce"
    assert (len(valid), valid["value"].mean()) == (30, 50)
    assert (int(frame["cancelled"].sum()), int((valid["refunded"] > 0).sum())) == (10, 10)
    assert valid["refunded"].sum() == 500
    assert {item.rows for item in export.audit.left_out} == {20, 40}
    assert "“Pending payment, On hold”" in notes(export)
    assert "“Failed, Trash, Draft, Checkout-draft”" in notes(export)
    assert export.audit.value_contains == ()


def test_a_till_is_kept_apart_from_the_web_shop():
    export = case("shopify_pos_and_web.csv")
    assert (len(export.orders.frame), export.orders.frame["value"].mean()) == (50, 60)
    assert export.audit.left_out[0].totals.orders == 50
    both = case("shopify_pos_and_web.csv", answers={"point_of_sale": "include"})
    assert (len(both.orders.frame), both.orders.frame["value"].mean()) == (100, 40)


@pytest.mark.parametrize("other", ["ga4_cost_off.csv", "gads_search_terms.csv"])
@pytest.mark.parametrize("is_first", [False, True])
def test_one_account_in_two_files_is_counted_once_in_any_order(other, is_first):
    files = [case("gads_main.csv"), case(other)]
    combined = combine(files[::-1] if is_first else files)
    assert combined.frame["spend"].sum() == pytest.approx(679.50)
    assert combined.frame["orders"].sum() == 47
    assert len(combined.sentences) == 1
    assert "gads_main.csv" in str(combined.sentences[0])


def test_all_three_files_of_the_account_are_still_one_account():
    names = ["gads_search_terms.csv", "ga4_cost_off.csv", "gads_main.csv"]
    for turn in range(3):
        combined = combine([case(name) for name in names[turn:] + names[:turn]])
        assert combined.frame["spend"].sum() == pytest.approx(679.50)


def test_a_label_that_is_no_period_is_none():
    export = case("bing_ui_daily.csv")
    assert export.ads.frame["date"].min().date() == date(2026, 8, 1)
    assert export.ads.frame.groupby("date").size().eq(2).all()

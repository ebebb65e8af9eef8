"""Which lever pays, in a real browser."""

import csv
import io

from playwright.sync_api import expect

from simulator.forms.page_fields import ALL_START, funnel_in, levers_in
from simulator.questions.levers import levers_of
from tests.browser.test_look import looks_right
from tests.pages.screen import plan_with

SHOP = {"currency": "USD", "repeat_on": True}
BOXES = ("funnel_together", "funnel_as_set", "funnel_stages", "funnel_rates", "funnel_indicators")


def found_with(**values):
    """The levers of a first visit on a plan that differs."""
    return levers_of(plan_with(**values), levers_in(ALL_START)[0], funnel_in(ALL_START)[0])


def opened(visit, *keys):
    for key in keys:
        visit.open_box(key)
    return visit


def told(row):
    return f"US${row.profit_mean:,.0f} more profit"


def test_levers_come_as_a_file_follow_a_slider_are_switched_and_look_right_open_by_day_at_night_and_on_a_phone(visit):
    ranking = found_with(**SHOP).ranking
    file = visit.open("funnel", {"currency": "USD", "repeat_on": "1"}).download("download_funnel_levers")
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert [row["lever"] for row in rows] == ranking["lever"].tolist()
    assert [float(row["profit_mean"]) for row in rows] == ranking["profit_mean"].tolist()

    opened(visit, "funnel_indicators", "funnel_stages")
    expect(visit.page.get_by_text(told(ranking.iloc[0]))).to_be_visible()
    visit.thumb("budget").press("ArrowRight")
    expect(visit.field("budget")).to_have_value("5,100")
    moved = found_with(**SHOP, budget=5100.0)
    expect(visit.page.get_by_text(told(moved.ranking.iloc[0]))).to_be_visible()
    clicks = moved.stages.table["count_p50"][0]
    expect(visit.page.get_by_text(f"Clicks {clicks:,.0f} →")).to_be_visible()
    expect(visit.page.locator(".st-key-funnel_indicators").get_by_text(f"{clicks:,.0f}", exact=True)).to_be_visible()
    visit.shows_link({"currency": "USD", "budget": "5100", "repeat_on": "1"})
    pills = visit.page.locator("[class*=st-key-funnel_levers]")
    pills.get_by_role("button", name="Message test").click()
    visit.shows_link({"currency": "USD", "budget": "5100", "repeat_on": "1", "lever_message_test": "1"})
    opened(visit, *(box for box in BOXES if box not in ("funnel_indicators", "funnel_stages")))
    looks_right(visit)

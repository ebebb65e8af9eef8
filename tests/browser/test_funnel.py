"""Which lever pays, in a real browser."""

import csv
import io

from playwright.sync_api import expect

from simulator.forms.page_fields import ALL_START, funnel_in, levers_in
from simulator.questions.levers import levers_of
from tests.browser.test_look import looks_right
from tests.pages.screen import plan_with

BOXES = ("funnel_together", "funnel_as_set", "funnel_stages", "funnel_rates", "funnel_indicators")


def found_with(**values):
    """The levers of a first visit on a plan that differs."""
    return levers_of(plan_with(**values), levers_in(ALL_START)[0], funnel_in(ALL_START)[0])


def opened(visit, *keys):
    for key in keys:
        visit.open_box(key)
    return visit


def told(row):
    return f"€{row.profit_mean:,.0f} more profit"


def test_the_levers_come_as_a_file_and_every_part_of_the_page_follows_a_slider(visit):
    ranking = found_with().ranking
    file = visit.open("funnel").download("download_funnel_levers")
    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert [row["lever"] for row in rows] == ranking["lever"].tolist()
    assert [float(row["profit_mean"]) for row in rows] == ranking["profit_mean"].tolist()

    opened(visit, "funnel_indicators", "funnel_stages")
    expect(visit.page.get_by_text(told(ranking.iloc[0]))).to_be_visible()
    visit.thumb("budget").press("ArrowRight")
    expect(visit.field("budget")).to_have_value("5,100")
    moved = found_with(budget=5100.0)
    expect(visit.page.get_by_text(told(moved.ranking.iloc[0]))).to_be_visible()
    clicks = moved.stages.table["count_p50"][0]
    expect(visit.page.get_by_text(f"Clicks {clicks:,.0f} →")).to_be_visible()
    expect(visit.page.locator(".st-key-funnel_indicators").get_by_text(f"{clicks:,.0f}", exact=True)).to_be_visible()
    visit.shows_link({"budget": "5100"})


def test_levers_are_switched_and_set_and_a_colleague_sees_them(visit):
    visit.open("funnel")
    pills = visit.page.locator("[class*=st-key-funnel_levers]")
    pills.get_by_role("button", name="Message test").click()
    visit.shows_link({"lever_message_test": "1"})
    pills.get_by_role("button", name="Better bids").click()
    visit.shows_link({"lever_message_test": "1", "lever_bids": "0"})
    visit.choose("funnel_lever", "Message test")
    visit.at_rest().type("lever_message_test_cost", "0")
    visit.shows_link({"lever_message_test": "1", "lever_message_test_cost": "0", "lever_bids": "0"})
    best = visit.verdict
    expect(best).to_contain_text("Begin with")
    visit.at_rest()
    said, link = best.inner_text(), visit.link
    colleague = visit.end().open("funnel", link)
    expect(colleague.verdict).to_have_text(said.replace("\n", ""))


def test_the_rate_of_the_stages_is_taken_and_rates_are_typed_and_a_wrong_one_is_said_beside_its_field(visit):
    opened(visit.open("funnel"), "funnel_stages", "funnel_rates").click("funnel_put_cvr")
    expect(visit.page.locator(".st-key-funnel_put_cvr button")).to_be_disabled()
    taken = visit.at_rest().link
    expect(visit.field("cvr_low")).to_have_value(f"{float(taken['cvr_low']) * 100:.3g}")
    expect(visit.field("cvr_high")).to_have_value(f"{float(taken['cvr_high']) * 100:.3g}")
    visit.type("visit_share_low", "80").at_rest()
    visit.type("visit_share_high", "80").at_rest()
    assert visit.link == {**taken, "visit_share_low": "0.8", "visit_share_high": "0.8"}
    expect(visit.page.get_by_text("Clicks 8,607 →")).to_be_visible()
    visit.type("checkout_completion_high", "many")
    expect(visit.page.locator(".st-key-checkout_completion")).to_contain_text("cannot be read")


def test_every_part_open_looks_right_by_day_at_night_and_on_a_phone(visit):
    opened(visit.open("funnel", {"repeat_on": "1"}), *BOXES)
    looks_right(visit)

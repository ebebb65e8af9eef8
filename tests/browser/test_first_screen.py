"""From the first screen to an answer of one's own, counted in numbers typed and in clicks."""

import re

from playwright.sync_api import expect

from pages.frame.link import encoded
from simulator.forms.fields import START, plan_of
from tests.browser.test_evidence import learned_from
from tests.browser.visit import Visit
from tests.evidence.files import EXPORTS
from tests.pages.screen import plan_with

TYPED = {"budget": 3000, "cpc_low": 0.3, "cpc_high": 0.5, "cvr_low": 2, "cvr_high": 3, "aov_low": 55, "aov_high": 65}
"""What somebody types who knows no export: seven numbers."""


def in_view(visit: Visit) -> None:
    """The window was not scrolled, and inputs, margin, answer, picture and figures are in it."""
    main = visit.at_rest().page.get_by_test_id("stMain")
    assert main.evaluate("part => part.scrollTop") == 0
    shown = [visit.field(name) for name in TYPED]
    shown += [visit.group("margin"), visit.verdict, main.get_by_test_id("stVegaLiteChart").first]
    shown += [visit.figures.nth(at) for at in range(4)]
    shown += [main.get_by_role("link", name="Upload my export"), main.locator(".st-key-trade_how")]
    for part in shown:
        expect(part).to_be_in_viewport(ratio=1)


def test_an_answer_of_ones_own_takes_seven_numbers_and_no_scrolling_or_three_clicks(visit):
    visit.page.set_viewport_size({"width": 1366, "height": 768})
    visit.open()
    in_view(visit)
    for name, number in TYPED.items():
        visit.type(name, str(number))
    shares = {name: number / 100 for name, number in TYPED.items() if name.startswith("cvr")}
    visit.shows(plan_with(**{**TYPED, **shares}))
    in_view(visit)

    export = EXPORTS / "google_ads_en.csv"
    visit.page.get_by_test_id("stMain").get_by_role("link", name="Upload my export").click()  # 1
    expect(visit.page).to_have_url(re.compile("/evidence"))
    uploader = visit.at_rest().page.get_by_test_id("stMain").get_by_test_id("stFileUploaderDropzone")
    with visit.page.expect_file_chooser() as chooser:
        uploader.locator("button:visible").first.click()  # 2
    chooser.value.set_files(export)
    table = visit.page.locator("[data-testid=stDataFrame]").first
    table.scroll_into_view_if_needed()
    expect(table.locator("[data-testid^=glide-cell]", has_text="■ stop").first).to_be_attached()
    visit.click("plan_with_these")  # 3
    expect(visit.page.get_by_text("The plan now has what was learned.")).to_be_visible()
    values = {**START, **TYPED, **shares, **learned_from(export)}
    plan, _ = plan_of(values)
    expect(visit.page).not_to_have_url(re.compile("/evidence"))
    visit.settled().shows(plan).shows_link(encoded(values, None))

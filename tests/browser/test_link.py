"""The address in a real browser: shared, reloaded, gone back in, and never behind the plan."""

from playwright.sync_api import expect

from pages.frame.address import ECHO_SECONDS
from pages.frame.link import encoded
from pages.kit.words import words_for
from simulator.forms.fields import LINK_VERSION, START, plan_of
from simulator.forms.presets import presets
from tests.pages.screen import plan_with

NARROW = "\u202f"
HEADINGS = {
    "/": "Plan: will these ads pay off?",
    "/margin": "Margin: how much can you afford for an order?",
    "/compare": "Compare: which plan is better?",
}
"""What only the page at this place says."""

WITH_6000 = f"version={LINK_VERSION}&budget=6000"
WITH_7000 = f"version={LINK_VERSION}&budget=7000"
"""Links of today with these budgets, as the app writes them."""


def looked_at(visit):
    """The reader has looked at the figures for a while: an address that comes now is no echo of an older one."""
    visit.page.evaluate("window.looking = performance.now()")
    visit.page.wait_for_function(f"performance.now() - window.looking > {1000 * ECHO_SECONDS + 200}", polling=100)


def stands_at(visit, place, budget):
    """The page, its address, and the plan in both."""
    expect(visit.page).to_have_url(f"{visit.address}{place}")
    expect(visit.at_rest().field("budget")).to_have_value(budget)
    expect(visit.page.get_by_text(HEADINGS[place.partition("?")[0]])).to_be_visible()


def test_a_colleague_sees_the_same_plan_and_baseline_in_another_language(visit, visits):
    kept, plan = plan_with(budget=4000.0), plan_with(budget=6543.25, cvr_low=0.0155)
    visit.open(link=encoded({**START, "budget": 6543.25, "cvr_low": 0.0155}, kept)).shows(plan)
    expect(visit.deltas).to_have_count(4)
    other = visits(locale="fr-FR")
    other.page.goto(visit.page.url)
    other.settled()
    expect(other.field("budget")).to_have_value(f"6{NARROW}543,25")
    expect(other.field("cvr_low")).to_have_value("1,55")
    other.shows(plan, words_for("fr_FR"))
    expect(other.deltas).to_have_count(4)
    assert other.link == visit.link


def test_each_page_is_one_step_of_back_and_forward_with_its_plan_and_numbers_typed_without_waiting_are_kept(visit):
    visit.open().type("budget", "6,000").shows_link({"budget": "6000"})
    steps = visit.at_rest().page.evaluate("history.length")
    for title, place in (("Margin", "/margin"), ("Plan", "/")):
        visit.go(title)
        stands_at(visit, f"{place}?{WITH_6000}", "6,000")
        assert visit.page.evaluate("history.length") == (steps := steps + 1)
    visit.field("budget").fill("7,000")  # and left by a click on a page, without Enter
    visit.go("Compare")
    stands_at(visit, f"/compare?{WITH_7000}", "7,000")
    assert visit.page.evaluate("history.length") == steps + 2  # the number, and the page
    looked_at(visit)
    way = [
        ("/", ""),
        ("/", WITH_6000),
        ("/margin", WITH_6000),
        ("/", WITH_6000),
        ("/", WITH_7000),
        ("/compare", WITH_7000),
    ]
    budgets = {"": "5,000", WITH_6000: "6,000", WITH_7000: "7,000"}
    for place, link in reversed(way[:-1]):
        visit.page.go_back()
        stands_at(visit, f"{place}?{link}".removesuffix("?"), budgets[link])
    visit.shows(plan_with())  # the first visit, which had no plan in its address
    for place, link in way[1:]:
        visit.page.go_forward()
        stands_at(visit, f"{place}?{link}", budgets[link])
    visit.page.go_back()
    stands_at(visit, f"/?{WITH_7000}", "7,000")
    visit.page.reload()
    stands_at(visit, f"/?{WITH_7000}", "7,000")
    visit.shows(plan_with(budget=7000.0))

    for budget, high in (("6,000", "0.8"), ("7,000", "0.9"), ("8,000", "0.95")):
        visit.type("budget", budget).type("cpc_high", high)
    visit.shows_link({"budget": "8000", "cpc_high": "0.95"})
    expect(visit.field("budget")).to_have_value("8,000")
    expect(visit.thumb("cpc", 1)).to_have_attribute("aria-valuetext", "0.95")
    visit.shows(plan_with(budget=8000.0, cpc_high=0.95))


def test_a_preset_is_taken_whole_when_a_group_is_opened_before_its_answer_is_there(visit):
    values = {**presets()["beauty_eu"].values}
    visit.open().unfold("start").choose("preset", presets()["beauty_eu"].title)
    expect(visit.page.get_by_text(presets()["beauty_eu"].note[:40])).to_be_visible()
    take, margin = visit.page.locator(".st-key-take_preset button"), visit.group("margin").locator("summary")
    # Both clicks reach the page before it can hear from the server.
    take.evaluate("(button, other) => { button.click(); other.click() }", margin.element_handle())
    plan, _ = plan_of(values)
    visit.shows_link(encoded(values, None)).shows(plan)
    expect(visit.field("budget")).to_have_value("2,500")
    expect(visit.field("vat_rate")).to_have_value("20")

"""How it looks: on a phone, in the dark, with dollars that stay dollars, and to axe-core."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.visit import Visit
from tests.pages.screen import plan_with

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
PAGES = (
    "",
    "margin",
    "budget",
    "channels",
    "trial",
    "funnel",
    "segments",
    "omnichannel",
    "compare",
    "drivers",
    "goal",
    "evidence",
    "track",
    "glossary",
)
WITH_PARTS_OPEN = ("funnel", "segments", "omnichannel", "evidence")
"""Looked at in their own files, where all that can be opened is open or a file lies on the page (`looks_right`)."""
WITHOUT_MONEY = ("glossary",)
EVERYTHING = {
    "currency": "USD",
    "baseline.currency": "USD",
    "repeat_on": "1",
    "baseline": "1",
    "target_kind": "cpo",
    "target_cpo": "29",
    "cvr_kind": "counts",
    "cvr_orders": "30",
    "cvr_clicks": "1200",
}

AT_NIGHT = ["color-contrast", "link-in-text-block"]
"""The rules whose answer the colours can change."""
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Mobile Safari/537.36"


# -- a phone --------------------------------------------------------------------------------------------------------


def on_a_phone(phone, question):
    """A page on a phone, where the sidebar is out of the way at first."""
    phone.page.goto(f"{phone.address}/{question}")
    expect(phone.page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
    expect(phone.page.locator("[data-testid=stMain] h3").first).to_be_visible()


def test_a_phone_shows_inputs_and_answer_together_and_leads_to_every_page_in_two_taps(visits):
    phone = visits(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, user_agent=PHONE_AGENT)
    on_a_phone(phone, "")
    numbers = phone.page.locator(".st-key-everyday_group summary")
    for part in (numbers, phone.verdict, phone.figures.nth(1)):  # as values, with the answer and the first figures
        expect(part).to_be_in_viewport(ratio=1)
    numbers.tap()
    phone.type("budget", "6,000").shows_link({"budget": "6000"}).shows(plan_with(budget=6000.0))
    for field in ("budget", "cpc_low", "cvr_low", "aov_high"):
        expect(phone.field(field)).to_be_in_viewport(ratio=1)
    expect(phone.verdict).to_be_in_viewport(ratio=1)
    phone.at_rest().page.locator("[class*=st-key-pages_above] button").tap()
    phone.page.get_by_test_id("stPageLink").get_by_text("Compare", exact=True).tap()
    expect(phone.page).to_have_url(re.compile(r".*/compare\?.*budget=6000"))
    expect(phone.page.get_by_test_id("stPopoverBody")).to_have_count(0)  # the list does not stay open over the page
    phone.at_rest().page.go_back()  # one press
    expect(phone.at_rest().page).to_have_url(re.compile(r".*/\?.*budget=6000"))
    phone.page.go_forward()
    expect(phone.at_rest().page).to_have_url(re.compile(r".*/compare\?.*budget=6000"))
    sidebar = phone.page.get_by_test_id("stSidebar")
    phone.at_rest().page.get_by_test_id("stExpandSidebarButton").click()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    phone.page.get_by_test_id("stSidebarNavLink").get_by_text("Plan", exact=True).click()
    expect(sidebar).to_have_attribute("data-collapsed", "true")


# -- dark -----------------------------------------------------------------------------------------------------------


def brightness(locator, what):
    """Relative luminance of a colour of an element, 0 to 1, roughly."""
    rgb = locator.evaluate(
        "(part, what) => getComputedStyle(part)[what].match(/[\\d.]+/g).slice(0, 3).map(Number)", what
    )
    return sum(weight * (part / 255) ** 2.2 for weight, part in zip((0.2126, 0.7152, 0.0722), rgb, strict=True))


def test_in_the_dark_the_page_is_dark_and_its_text_light_and_markup_in_a_link_is_shown_as_written(visit):
    visit.page.emulate_media(color_scheme="dark")
    name = "~~x~~ :red[y] $a$ <b>z</b> `c`"
    visit.open(link={name: "1"}).shows(plan_with())
    expect(visit.page.get_by_text(f"“{name}” is not part of a plan and was left out.")).to_be_visible()
    app = visit.page.locator("[data-testid=stApp]")
    assert brightness(app, "backgroundColor") < 0.02
    for part in (visit.figures.first, visit.field("budget"), visit.verdict.locator("p").first):
        assert brightness(part, "color") > 0.4


# -- axe-core -------------------------------------------------------------------------------------------------------


STREAMLITS_OWN = {"presentation-role-conflict": "stFileUploaderDropzone"}
"""A minor finding, no rule of WCAG, about a part that Streamlit makes: the rule and the part."""


def violations(page, rules=None):
    """What axe-core finds on the page, by all of its rules or by some."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # What is right need not be written down part by part: only the violations are asked for.
    options = {"resultTypes": ["violations"], "selectors": False, **({"runOnly": rules} if rules else {})}
    found = page.evaluate("async options => (await axe.run(document, options)).violations", options)
    for each in found:
        own = STREAMLITS_OWN.get(each["id"], "nothing")
        each["nodes"] = [node for node in each["nodes"] if own not in node["html"]]
    return [
        f"{each['id']} ({each['impact']}): {each['help']} {[node['html'][:200] for node in each['nodes'][:3]]}"
        for each in found
        if each["nodes"]
    ]


def looks_right(visit):
    """By day, at night, and as narrow as a phone: axe-core finds nothing, nothing is cut or needs scrolling sideways.

    For a plan in dollars, which stay dollars.
    """
    expect(visit.settled().page.locator("[data-testid=stMain]").get_by_text("$").first).to_be_visible()
    assert visit.without_place() == {}
    assert violations(visit.page) == []
    assert violations(visit.in_the_dark().page, AT_NIGHT) == []
    assert visit.narrow().without_place() == {}
    expect(visit.page.locator(".katex, .katex-error")).to_have_count(0)


def found_narrow(visit, order):
    """What has no place in a window as narrow as a phone's."""
    return visit.narrow().without_place()


def found_wide(visit, order):
    """What has no place in a window as wide as a laptop's, and what axe-core finds in it by day and at night."""
    found = visit.wide().without_place()
    if not urlsplit(visit.page.url).path.strip("/"):  # the sidebar is the same on every page
        for group in ("start", "margin", "repeat", "goal", "advanced"):
            visit.unfold(group)
        expect(visit.field("seed")).to_be_visible()
    for coloured, rules in ((Visit.by_day, None), (Visit.in_the_dark, AT_NIGHT))[::order]:
        found[coloured.__name__] = violations(coloured(visit).page, rules)
    return {kind: each for kind, each in found.items() if each}


def test_axe_finds_nothing_wrong_by_day_or_night_and_dollars_stay_dollars_and_nothing_is_cut(visit):
    """Each page begins with the width and the colours with which the one before it ended: either is drawn anew."""
    visit.open(PAGES[-1], EVERYTHING)
    wrong = {}
    for at, path in enumerate(path for path in reversed(PAGES) if path not in WITH_PARTS_OPEN):
        visit.turn_to(path)
        assert urlsplit(visit.page.url).path == f"/{path}"
        if path not in WITHOUT_MONEY:
            expect(visit.page.locator("[data-testid=stMain]").get_by_text("$").first).to_be_visible()
        expect(visit.page.locator(".katex, .katex-error")).to_have_count(0)
        order = -1 if at % 2 else 1
        for look in (found_wide, found_narrow)[::order]:
            wrong[f"{path}, {look.__name__}"] = look(visit, order)
    assert not any(wrong.values()), wrong
    # A negative control: something wrong would be seen.
    visit.page.evaluate("document.querySelector('[data-testid=stMain]').append(document.createElement('img'))")
    assert any(each.startswith("image-alt") for each in violations(visit.page))

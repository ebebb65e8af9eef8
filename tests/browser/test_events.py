"""Events of the year in a real browser: added and typed on Budget, the same on Track, for a colleague, too."""

from playwright.sync_api import expect

from simulator import months_of
from tests.pages.screen import plan_with

WIDTHS = (34, 190, 100, 100, 140)
"""Pixels of the ticks and of the first columns: the editor is one picture, and its cells are places in it."""
FIRST_DAY = "2026-11-15"
LAST_DAY = "2026-12-20"
EVENTS = f"2026-11-27..{LAST_DAY} cvr=1.1..2: Black Friday to Cyber Monday"


def editor(visit):
    return visit.page.locator("[class*=st-key-events_table]").last


def put(visit, row, column, text):
    return visit.put(editor(visit), WIDTHS, row, column, text)


def shows_row(visit, last_day):
    """The table holds the event, and its last day as it was typed."""
    for column, text in enumerate(("Black Friday to Cyber Monday", "2026-11-27", last_day, "1.1 – 2"), 1):
        expect(editor(visit).locator(f"[data-testid=glide-cell-{column}-0]")).to_have_text(text)


def loses(plan):
    """What the page says of a year of this plan."""
    return f"The chance that it is a loss is {months_of(plan, [1] * 12).by_month.under_water_probability.iloc[-1]:.0%}"


def months_of_page(visit):
    """The sentence of the fan: what twelve months bring."""
    return visit.at_rest().page.locator(".st-key-budget_months").get_by_text("After 12 months").inner_text()


def test_an_event_moves_the_months_and_is_the_same_on_another_page_after_a_reload_and_for_a_colleague(visit):
    visit.open("budget", {"first_day": FIRST_DAY}).open_box("events_fold")
    visit.click("events_add")
    put(visit, 1, 3, "soon")
    wrong = visit.page.get_by_text("“soon” is no day")
    expect(wrong).to_be_visible()
    visit.page.reload()
    expect(visit.settled().page.get_by_text("“soon” is no day")).to_be_visible()  # nothing typed is lost
    shows_row(visit, "soon")
    put(visit, 1, 3, LAST_DAY)
    expect(wrong).to_have_count(0)
    visit.shows_link({"first_day": FIRST_DAY, "events": EVENTS}).open_box("budget_months")
    plan = plan_with(first_day=FIRST_DAY, events=EVENTS)
    assert loses(plan) != loses(plan_with(first_day=FIRST_DAY))
    assert loses(plan) in months_of_page(visit)
    expect(visit.page.locator(".st-key-budget_months [data-testid=stVegaLiteChart] svg")).to_be_visible()
    visit.turn_to("track")  # where the table stays open
    shows_row(visit, LAST_DAY)
    link = visit.link
    colleague = visit.end().open("budget", link)  # nothing is left in the browser: somebody else
    colleague.open_box("budget_months")
    assert loses(plan) in months_of_page(colleague)

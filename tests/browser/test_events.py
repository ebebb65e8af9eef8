"""Events of the year in a real browser: added and typed on Budget, the same on Track and Plan, for a colleague, too."""

from playwright.sync_api import expect

from tests.pages.screen import plan_with

WIDTHS = (34, 190, 100, 100, 140)
"""Pixels of the ticks and of the first columns: the editor is one picture, and its cells are places in it."""
FIRST_DAY = "2026-11-15"
EVENTS = "2026-11-27..2026-11-30 cvr=1.1..2: Black Friday to Cyber Monday; 2027-01-11..2027-01-24 cvr=1.3: Our sales"
ROWS = [("Black Friday to Cyber Monday", "2026-11-27", "2026-11-30", "1.1 – 2"), ("Our sales", "2027-01-11")]


def editor(visit):
    return visit.page.locator("[class*=st-key-events_table]").last


def put(visit, row, column, text):
    return visit.put(editor(visit), WIDTHS, row, column, text)


def shows_rows(visit, last_day):
    """The table holds both events; the one that was typed ends on this day."""
    for row, cells in enumerate((ROWS[0], (*ROWS[1], last_day, "1.3"))):
        for column, text in enumerate(cells, 1):
            expect(editor(visit).locator(f"[data-testid=glide-cell-{column}-{row}]")).to_have_text(text)


def profit_of_months(visit):
    """The sentence of the fan: what twelve months bring."""
    return visit.at_rest().page.locator(".st-key-budget_months").get_by_text("After 12 months").inner_text()


def test_events_move_the_months_and_are_the_same_on_other_pages_after_a_reload_and_for_a_colleague(visit):
    visit.open("budget", {"first_day": FIRST_DAY}).open_box("budget_months")
    before = profit_of_months(visit)
    visit.open_box("events_fold")
    visit.click("events_add")
    with_preset = profit_of_months(visit)
    for column, text in enumerate((*ROWS[1], "soon", "1.3"), 1):
        put(visit, 2, column, text)
    wrong = visit.page.get_by_text("“soon” is no day")
    expect(wrong).to_be_visible()
    assert profit_of_months(visit) == with_preset != before  # the plan keeps what it can use
    visit.page.reload()
    expect(visit.settled().page.get_by_text("“soon” is no day")).to_be_visible()  # nothing typed is lost
    shows_rows(visit, "soon")
    put(visit, 2, 3, "2027-01-24")
    expect(wrong).to_have_count(0)
    visit.shows_link({"first_day": FIRST_DAY, "events": EVENTS}).open_box("budget_months")
    after = profit_of_months(visit)
    assert after not in (before, with_preset)
    plan = plan_with(first_day=FIRST_DAY, events=EVENTS)
    visit.turn_to("track")  # where the table stays open
    shows_rows(visit, "2027-01-24")
    visit.turn_to("").shows(plan)
    link = visit.page.url
    colleague = visit.end()  # nothing is left in the browser: somebody else
    colleague.page.goto(link)
    colleague.settled().shows(plan)
    colleague.turn_to("budget").open_box("events_fold")
    shows_rows(colleague, "2027-01-24")
    colleague.open_box("budget_months")
    assert profit_of_months(colleague) == after

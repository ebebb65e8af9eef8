"""The main job in a real browser: load, move, keep, share, go back, take along."""

from playwright.sync_api import expect

from pages.kit.words import words_for
from simulator import read_scenarios
from simulator.forms.fields import START, plan_of
from simulator.questions.margin import margin_of
from tests.browser.visit import Visit
from tests.pages.screen import plan_with


def test_the_first_visit_shows_the_answer_of_the_core_and_all_of_the_page_follows_every_move(visit):
    visit.open().shows(plan_with()).shows_link({})
    expect(visit.page).to_have_title("CPO what-if simulator")
    expect(visit.page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")).to_have_count(
        2
    )
    # An arrow key on a slider moves the field and every figure.
    visit.thumb("budget").press("ArrowRight")
    expect(visit.field("budget")).to_have_value("5,100")
    visit.shows(plan_with(budget=5100.0)).shows_link({"budget": "5100"})
    visit.thumb("cpc", 1).press("ArrowLeft")
    expect(visit.field("cpc_high")).to_have_value("0.68")
    visit.shows(plan_with(budget=5100.0, cpc_high=0.68)).shows_link({"budget": "5100", "cpc_high": "0.68"})
    # So does a typed number.
    visit.type("budget", "6,543.25")
    expect(visit.thumb("budget")).to_have_attribute("aria-valuetext", "6,543.25")
    moved = {"budget": 6543.25, "cpc_high": 0.68}
    visit.shows(plan_with(**moved)).shows_link({name: str(value) for name, value in moved.items()})
    # And so do downloads and buttons.
    (plan,) = read_scenarios(visit.download("download_plan")).plans
    assert plan == plan_with(**moved)
    visit.click("keep_baseline")
    expect(visit.deltas).to_have_count(4)
    visit.type("budget", "9,000").shows(plan_with(budget=9000.0, cpc_high=0.68))
    assert visit.link["baseline.budget"] == "6543.25"


def test_a_wrong_number_stays_until_it_is_mended_and_a_group_stays_as_it_is_through_moves_and_pages(visit):
    visit.open().type("cpc_low", "abc")
    expect(visit.page.get_by_text("Until then you see the previous result")).to_be_visible()
    expect(visit.field("cpc_low")).to_have_value("abc")
    visit.shows(plan_with()).type("cpc_low", "0.5").shows(plan_with(cpc_low=0.5))
    expect(visit.page.get_by_text("Until then you see the previous result")).to_have_count(0)

    # A group opens and folds by a click, and stays so through moves and pages.
    visit.unfold("goal")
    expect(visit.field("stop_at")).to_have_value("30")
    visit.thumb("budget").press("ArrowRight")
    visit.shows_link({"budget": "5100", "cpc_low": "0.5"}).go("Margin")
    expect(visit.page.get_by_text("Margin: how much can you afford for an order?")).to_be_visible()
    expect(visit.field("stop_at")).to_be_visible()
    visit.group("goal").locator("summary").click()
    expect(visit.field("stop_at")).to_be_hidden()
    expect(visit.group("goal").locator("details")).not_to_have_attribute("open", "")
    # The answer of another page follows what is typed.
    visit.at_rest().type("aov_low", "80")
    expected = margin_of(plan_with(budget=5100.0, cpc_low=0.5, aov_low=80.0)).max_cpo
    expect(visit.figures.first).to_have_text(words_for("en_GB").money(expected, "EUR"))
    expect(visit.page.get_by_text("The answer below")).to_have_count(0)


# -- fast moves -----------------------------------------------------------------------------------------------------


def agrees(visit: Visit, budget: float, *, reload: bool = False, **others: float) -> None:
    """Address, slider, field and printed budget say the same, also after a reload where that is asked for."""
    plan, _ = plan_of({**START, "budget": budget, **others})
    text = f"{budget:,.0f}"
    for reloaded in (False, True)[: 1 + reload]:
        if reloaded:
            visit.page.reload()
            visit.settled()
        visit.shows_link({"budget": f"{budget:.0f}", **{name: str(value) for name, value in others.items()}})
        expect(visit.field("budget")).to_have_value(text)
        expect(visit.thumb("budget")).to_have_attribute("aria-valuetext", text)
        expect(visit.verdict).to_contain_text(f"€{text} ")
        visit.shows(plan)


def number_of(visit: Visit, name: str, at: int = 0) -> float:
    return float(str(visit.thumb(name, at).get_attribute("aria-valuetext")).replace(",", ""))


def test_fast_moves_of_one_input_and_of_two_and_while_a_group_is_opened_and_folded_are_all_kept(visit):
    visit.open()
    visit.thumb("budget").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft") * 6 + ("ArrowLeft",) * 6 + ("ArrowRight",):
        visit.page.keyboard.press(key)
    agrees(visit, 5100.0, reload=True)
    for _ in range(4):
        visit.thumb("budget").press("ArrowRight")
        visit.thumb("cpc", 1).press("ArrowRight")
        visit.thumb("cpc", 0).press("ArrowLeft")
    budget, low, high = number_of(visit, "budget"), number_of(visit, "cpc", 0), number_of(visit, "cpc", 1)
    assert (budget, low, high) == (7500.0, 0.33, 1.1)
    agrees(visit, budget, cpc_low=low, cpc_high=high)
    thumb, goal = visit.thumb("budget"), visit.group("goal").locator("summary")
    for move in range(20):
        thumb.focus()
        visit.page.keyboard.press("ArrowRight")
        if move % 5 == 2:
            goal.click()
    end = number_of(visit, "budget")
    assert end > 20_000
    agrees(visit, end, cpc_low=low, cpc_high=high)

"""The main job in a real browser: load, move, keep, share, go back, take along."""

from playwright.sync_api import expect

from pages.kit.words import words_for
from simulator import read_scenarios
from simulator.forms.fields import START, plan_of
from simulator.questions.margin import margin_of
from tests.browser.visit import Visit
from tests.pages.screen import plan_with


def test_the_first_visit_shows_the_answer_of_the_core_and_follows_every_move(visit):
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


def test_a_wrong_number_stays_with_a_sentence_beside_it_and_is_mended_at_once_also_in_an_open_group(visit):
    visit.open().type("cpc_low", "abc")
    expect(visit.page.get_by_text("Until then you see the previous result")).to_be_visible()
    expect(visit.field("cpc_low")).to_have_value("abc")
    visit.shows(plan_with()).type("cpc_low", "0.5").shows(plan_with(cpc_low=0.5))
    expect(visit.page.get_by_text("Until then you see the previous result")).to_have_count(0)

    visit.unfold("margin").type("vat_rate", "120")
    margin = visit.group("margin")
    expect(margin).to_contain_text("A value between 0 % and 100 % is needed, got 120 %.")
    expect(visit.field("vat_rate")).to_have_value("120")
    expect(visit.page.get_by_text("Until then you see the previous result")).to_be_visible()
    visit.shows(plan_with(cpc_low=0.5)).shows_link({"cpc_low": "0.5"})
    visit.type("vat_rate", "19")
    expect(visit.page.get_by_text("Until then you see the previous result")).to_have_count(0)
    assert visit.is_open("margin")
    visit.shows(plan_with(cpc_low=0.5, vat_rate=0.19))


def test_a_group_opens_and_folds_by_click_and_stays_so_through_moves_and_pages(visit):
    visit.open().unfold("goal")
    expect(visit.field("stop_at")).to_have_value("30")
    visit.thumb("budget").press("ArrowRight")
    visit.shows_link({"budget": "5100"}).go("Margin")
    expect(visit.page.get_by_text("Margin: how much can you afford for an order?")).to_be_visible()
    expect(visit.field("stop_at")).to_be_visible()
    visit.group("goal").locator("summary").click()
    expect(visit.field("stop_at")).to_be_hidden()
    expect(visit.group("goal").locator("details")).not_to_have_attribute("open", "")


# -- fast moves -----------------------------------------------------------------------------------------------------


def agrees(visit: Visit, budget: float, *, reload: bool = False) -> None:
    """Address, slider, field and printed budget say the same, also after a reload where that is asked for."""
    plan, _ = plan_of({**START, "budget": budget})
    text = f"{budget:,.0f}"
    for reloaded in (False, True)[: 1 + reload]:
        if reloaded:
            visit.page.reload()
            visit.settled()
        visit.shows_link({"budget": f"{budget:.0f}"})
        expect(visit.field("budget")).to_have_value(text)
        expect(visit.thumb("budget")).to_have_attribute("aria-valuetext", text)
        expect(visit.verdict).to_contain_text(f"€{text} ")
        visit.shows(plan)


def test_twenty_fast_moves_end_where_the_hand_stopped(visit):
    visit.open()
    thumb = visit.thumb("budget")
    thumb.focus()
    for _ in range(20):
        visit.page.keyboard.press("ArrowRight")
    end = float(str(thumb.get_attribute("aria-valuetext")).replace(",", ""))
    assert end > 20_000
    agrees(visit, end)


def test_fast_moves_there_and_back_end_where_they_began(visit):
    visit.open()
    visit.thumb("budget").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft") * 6 + ("ArrowLeft",) * 6 + ("ArrowRight",):
        visit.page.keyboard.press(key)
    agrees(visit, 5100.0, reload=True)


def test_fast_moves_while_a_group_is_opened_and_folded_end_where_the_hand_stopped(visit):
    visit.open()
    thumb, goal = visit.thumb("budget"), visit.group("goal").locator("summary")
    for move in range(20):
        thumb.focus()
        visit.page.keyboard.press("ArrowRight")
        if move % 5 == 2:
            goal.click()
    end = float(str(thumb.get_attribute("aria-valuetext")).replace(",", ""))
    assert end > 20_000
    agrees(visit, end)


def test_fast_moves_of_two_inputs_are_both_kept(visit):
    visit.open()
    for _ in range(6):
        visit.thumb("budget").press("ArrowRight")
        visit.thumb("cpc", 1).press("ArrowRight")
        visit.thumb("cpc", 0).press("ArrowLeft")
    budget, high, low = (
        visit.thumb(*which).get_attribute("aria-valuetext") for which in (("budget",), ("cpc", 1), ("cpc", 0))
    )
    visit.shows_link({"budget": str(budget).replace(",", ""), "cpc_low": str(low), "cpc_high": str(high)})
    visit.shows(plan_with(budget=float(str(budget).replace(",", "")), cpc_low=float(low), cpc_high=float(high)))
    assert (budget, low, high) == ("8,200", "0.27", "1.3")


# -- a move is followed by all of the page ---------------------------------------------------------------------------


def test_downloads_and_buttons_speak_of_the_plan_after_a_move(visit):
    visit.open().thumb("budget").press("ArrowRight")
    visit.shows(plan_with(budget=5100.0))
    (plan,) = read_scenarios(visit.download("download_plan")).plans
    assert plan == plan_with(budget=5100.0)
    visit.click("keep_baseline")
    expect(visit.deltas).to_have_count(4)
    visit.type("budget", "9,000").shows(plan_with(budget=9000.0))
    assert visit.link["baseline.budget"] == "5100"


def test_the_answer_of_another_page_follows_what_is_typed(visit):
    visit.open("margin").type("aov_low", "80")
    expect(visit.page.get_by_text("The answer below")).to_have_count(0)
    expected = words_for("en_GB").money(margin_of(plan_with(aov_low=80.0)).max_cpo, "EUR")
    expect(visit.figures.first).to_have_text(expected)

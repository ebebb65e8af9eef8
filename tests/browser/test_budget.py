"""How much to spend, and how many clicks before one knows, in a real browser."""

import csv
import io

from playwright.sync_api import expect

from simulator import trial_of
from simulator.questions.budget_sweep import spending_of
from tests.pages.screen import plan_with


def fill(visit, key, text):
    field = visit.page.locator(f".st-key-{key} input")
    field.fill(text)
    field.press("Enter")
    visit.at_rest()


def test_a_move_is_followed_by_the_whole_answer_which_comes_as_a_file_and_is_taken(visit):
    visit.open("budget").thumb("cpc", 1).press("ArrowLeft")
    spending = spending_of(plan_with(cpc_high=0.68))
    expect(visit.verdict).to_contain_text(f"€{spending.notable['highest_profit'].budget:,.0f}")
    expect(visit.page.get_by_text(f"buy orders at €{spending.last.cpo.value:.1f}")).to_be_visible()
    visit.shows_link({"cpc_high": "0.68"})
    best = spending.notable["largest_wanted"].budget
    expect(visit.verdict).to_contain_text(f"Spend about €{best:,.0f}")
    rows = list(csv.DictReader(io.StringIO(visit.download("download_budgets").decode("utf-8-sig"))))
    assert [float(row["budget"]) for row in rows] == spending.by_budget["budget"].tolist()
    visit.click("budget_take")
    expect(visit.field("budget")).to_have_value(f"{best:,.0f}")
    visit.shows_link({"budget": f"{best:.0f}", "cpc_high": "0.68"})
    expect(visit.verdict).to_contain_text(f"Your €{best:,.0f} is about right")
    expect(visit.thumb("budget")).to_have_attribute("aria-valuetext", f"{best:,.0f}")


def test_a_season_is_drawn_and_taken_along_and_wanted_orders_are_answered_until_the_next_move(visit):
    visit.open("budget")
    months = visit.open_box("budget_months")
    expect(months.locator("[data-testid=stVegaLiteChart] svg")).to_be_visible()
    fill(visit, "budget_month_12", "1.5")
    expect(months).to_contain_text("Spend over the months: €62,500.")  # 11 × 5,000 + 7,500
    rows = list(csv.DictReader(io.StringIO(visit.download("download_months").decode("utf-8-sig"))))
    assert [float(row["weight"]) for row in rows] == [1.0] * 11 + [1.5]
    wanted = visit.open_box("budget_wanted")
    fill(visit, "budget_wanted_orders", "300")
    visit.click("budget_find")
    expect(wanted).to_contain_text("300 orders on average takes a budget of €8,771")
    visit.thumb("budget").press("ArrowRight")
    expect(wanted).to_contain_text("Something has changed since")


def test_a_running_test_is_read_in_the_browser(visit):
    visit.open("trial")
    expect(visit.figures.nth(2)).to_have_text(f"€{trial_of(plan_with()).perfect_information:,.0f}")
    fill(visit, "trial_clicks", "3000")
    fill(visit, "trial_orders", "20")
    expect(visit.page.get_by_text("That is sure enough not to buy")).to_be_visible()
    visit.thumb("budget").press("ArrowRight")
    expect(visit.field("budget")).to_have_value("5,100")
    expect(visit.page.get_by_text("for 8,744 clicks")).to_be_visible()  # 5,100 / (0.581 × 1.02^0.2)
    expect(visit.page.get_by_text("That is sure enough not to buy")).to_be_visible()

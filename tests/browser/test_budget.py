"""How much to spend, in a real browser."""

import csv
import io

from playwright.sync_api import expect

from simulator.questions.budget_sweep import spending_of
from tests.pages.screen import plan_with


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

"""Files in a real browser: taken along, loaded again, and the same to the last digit. Also on real figures."""

import io

import pandas as pd
import pytest
from playwright.sync_api import expect

from pages.kit.words import words_for
from simulator import read_scenarios
from simulator.forms.fields import fields_of, plan_of
from simulator.questions.figures import figures_of
from tests.browser.conftest import ROOT
from tests.pages.screen import plan_with

DIALECT = "semicolon, decimal comma"
EXAMPLE = ROOT / "examples" / "gift_shop.csv"


def test_a_downloaded_plan_loads_again_with_identical_figures_and_the_same_bytes(visit):
    link = {"name": "=Été; “quoted”, 😀", "cvr_kind": "counts", "cvr_orders": "31", "cvr_clicks": "1000"}
    visit.open(link=link).show_files("dialect").choose("dialect", DIALECT).type("budget", "6,543.25")
    plan = plan_with(**{**link, "cvr_orders": 31.0, "cvr_clicks": 1000.0, "budget": 6543.25})
    before, content = visit.shows(plan).read(), visit.download("download_plan")
    assert content.startswith(b"\xef\xbb\xbf")
    assert b";" in content.splitlines()[0]
    assert read_scenarios(content).plans == (plan,)
    visit.open().show_files("dialect").choose("dialect", DIALECT).upload(content).click("load_sidebar")
    expect(visit.field("name")).to_have_value(link["name"])
    expect(visit.field("budget")).to_have_value("6,543.25")
    assert visit.shows(plan).read() == before
    assert visit.download("download_plan") == content


def test_draws_hold_the_printed_probability_a_file_that_cannot_be_read_says_why_and_the_main_job_on_real_figures(visit):
    visit.open()
    draws = pd.read_csv(io.BytesIO(visit.download("download_draws")))
    figures = figures_of(plan_with())
    breaks_even = ((draws["orders"] > 0) & (draws["profit"] >= 0)).mean()
    assert len(draws) == figures.draws
    assert breaks_even == pytest.approx(figures.break_even_probability.value, abs=1e-12)

    visit.unfold("start")
    chooser = visit.page.locator(".st-key-file_sidebar input[type=file]")
    chooser.set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    expect(visit.page.get_by_text("No column of a scenario file was found in the first row.")).to_be_visible()
    visit.shows(plan_with())

    # Load the example, read verdict and figures, move the budget, keep a baseline, download.
    content = EXAMPLE.read_bytes()
    (plan,) = read_scenarios(content).plans
    visit.upload(content).click("load_sidebar").shows(plan)

    visit.click("keep_baseline")
    expect(visit.deltas).to_have_count(4)
    before = str(visit.thumb("budget").get_attribute("aria-valuetext"))
    visit.thumb("budget").press("ArrowRight")
    expect(visit.thumb("budget")).not_to_have_attribute("aria-valuetext", before)
    budget = words_for("en_GB").parse(str(visit.thumb("budget").get_attribute("aria-valuetext")))
    moved, _ = plan_of({**fields_of(plan), "budget": budget})
    assert budget > plan.scenario.budget
    visit.shows(moved)

    assert read_scenarios(visit.download("download_plan")).plans == (moved,)

"""The whole shop against the online plan, typed, drawn, linked and taken along in a real browser."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from pages.kit.words import words_for
from simulator import whole_shop
from tests.browser.test_look import looks_right
from tests.pages.screen import plan_with
from tests.pages.test_omnichannel import OMNICHANNEL, SHOP

WORDS = words_for("en_GB")
CHART = "[data-testid=stVegaLiteChart]"
GROUPS = ("sales", "collect", "more", "incrementality", "tables")


def shop_of(**plan):
    return whole_shop(plan_with(**plan), OMNICHANNEL)


def chance_of(**plan):
    return WORDS.short_chance(shop_of(**plan).break_even_probability, 16_384)


def store_points(**plan):
    """What store orders add to the chance, in points, as the picture says it."""
    return f"{shop_of(**plan).bridge.set_index('step').loc['store', 'break_even_change'] * 100:.1f}"


def open_box(visit, *groups):
    """Folded parts of the page, opened by a click on their titles."""
    for group in groups:
        visit.open_box(f"omnichannel_{group}")
    return visit


def test_steps_come_as_a_file_all_follows_a_slider_and_looks_right_open_by_day_at_night_and_on_a_phone(visit):
    visit.open("omnichannel", {**SHOP, "currency": "USD"})
    expect(visit.verdict).to_contain_text(chance_of())
    open_box(visit, "tables")
    expect(visit.page.locator(CHART)).to_contain_text(f"+{store_points()}")
    rows = list(csv.DictReader(io.StringIO(visit.download("download_bridge").decode("utf-8-sig"))))
    bridge = whole_shop(plan_with(), OMNICHANNEL).bridge
    assert [row["step"] for row in rows] == bridge["step"].tolist()
    assert [float(row["profit_mean"]) for row in rows] == pytest.approx(bridge["profit_mean"].tolist())
    visit.thumb("cpc", 1).press("ArrowLeft")
    expect(visit.verdict).to_contain_text(chance_of(cpc_high=0.68))
    assert store_points(cpc_high=0.68) != store_points()
    expect(visit.page.locator(CHART)).to_contain_text(f"+{store_points(cpc_high=0.68)}")
    expect(visit.page).to_have_url(re.compile("[?&]cpc_high=0.68&"))

    open_box(visit, *(group for group in GROUPS if group != "tables"))
    expect(visit.page.locator("[data-testid=stMain]").get_by_text("US$").first).to_be_visible()
    looks_right(visit)

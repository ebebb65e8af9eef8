"""Own exports in a real browser: dropped, read, learned from, and in the plan."""

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import expect

from simulator.evidence import combine, history_of, learn, plan_values, read_export
from tests.browser.test_look import looks_right, violations
from tests.evidence.files import EXPORTS

GOOGLE = EXPORTS / "google_ads_en.csv"
OF_GOOGLE = (
    "Google Ads, 30 days, 1 Sept 2026 to 30 Sept 2026, 3 campaigns, EUR",
    "€50,288.99 spent, 1,450 orders, €34.68 per order",
    "3 rows of totals, 2 lines before the header",
)
"""What the page says of it."""
SHOP = EXPORTS / "shopify_orders_en.csv"


def large(days=365, campaigns=180):
    """A daily export of more than 3 MB."""
    rows = ["Day,Campaign,Currency code,Cost,Clicks,Conversions,Conv. value"]
    for at in range(days):
        day = date(2025, 9, 1) + timedelta(days=at)
        rows += [f"{day},Campaign number {name} of this account,EUR,20.00,40,1,80" for name in range(campaigns)]
    return "\n".join([*rows, ""]).encode()


def drop(visit, *files):
    """Choose files: paths, or names with their contents."""
    named = [(each.name, each.read_bytes()) if isinstance(each, Path) else each for each in files]
    visit.page.locator(".st-key-exports_upload input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": content} for name, content in named]
    )
    return visit


def card(visit, name):
    """What the page says of one file."""
    return visit.page.locator("[class*=st-key-export_]").filter(has_text=name)


def orders_from(visit, column):
    """Say which column holds the orders."""
    box = visit.page.locator("[class*=st-key-column_orders_0] input")
    expect(box).to_be_visible()
    box.focus()
    box.press("ControlOrMeta+a")
    visit.page.keyboard.type(column)
    expect(visit.page.get_by_role("option", name=column).first).to_have_attribute("data-focused", "true")
    box.press("Enter")


def learned_from(path):
    (rows,) = combine([read_export(path.name, path.read_bytes())]).ads
    past = history_of(rows)
    return plan_values(learn(past), past)


def test_what_was_read_outlives_another_page_a_column_is_corrected_and_a_large_file_is_read_and_looks_right(visit):
    visit.open("evidence", {"currency": "USD"})
    expect(visit.page.get_by_text("Drop raw exports here")).to_be_visible()
    assert violations(visit.at_rest().page) == []  # as the page is without a file
    drop(visit, GOOGLE)
    for text in OF_GOOGLE:
        expect(card(visit, GOOGLE.name)).to_contain_text(text)
    expect(card(visit, GOOGLE.name).get_by_role("button", name="Correct the columns")).to_be_visible()
    visit.go("Stores")
    expect(visit.page.get_by_text("ask at the till")).to_be_visible()
    assert violations(visit.at_rest().page) == []  # as that page is without a store: test_omnichannel.py has one
    visit.go("My data")
    expect(card(visit, GOOGLE.name)).to_contain_text("choose the file again above")
    expect(visit.page.locator("[data-testid=stFileChip]")).to_have_count(0)
    drop(visit, GOOGLE)
    expect(card(visit, GOOGLE.name).get_by_role("button", name="Correct the columns")).to_be_visible()
    expect(card(visit, GOOGLE.name)).to_have_count(1)

    visit.at_rest()
    card(visit, GOOGLE.name).get_by_role("button", name="Correct the columns").click()
    orders_from(visit, "Impr.")
    expect(card(visit, GOOGLE.name)).to_contain_text("2,181,116 orders")
    visit.at_rest()
    card(visit, GOOGLE.name).locator("summary").first.press("Enter")
    expect(card(visit, GOOGLE.name)).to_contain_text("Orders from “Impr.”")

    visit.page.locator("[data-testid=stFileChipDeleteBtn] button").click()
    expect(visit.page.get_by_text("Drop raw exports here")).to_be_visible()

    content = large().replace(b"EUR", b"USD")
    assert len(content) > 3 * 1024**2
    drop(visit.at_rest(), SHOP, ("large.csv", content), ("strange.csv", b"a,b\n1,2\n"))
    expect(card(visit, "large.csv")).to_contain_text(
        "365 days, 1 Sept 2025 to 31 Aug 2026, 180 campaigns", timeout=60_000
    )
    expect(card(visit, "large.csv")).to_contain_text(f"US${365 * 180 * 20:,}.00 spent")
    expect(card(visit, "large.csv")).to_contain_text(f"clicks {365 * 180 * 40:,}")
    expect(visit.page.get_by_text("What the shop's orders say")).to_be_visible()
    expect(visit.page.get_by_text(re.compile(r"inside: \d+ of 11")).first).to_be_visible(timeout=60_000)
    looks_right(visit)

"""Where the next euro goes, in a real browser: a table typed into, taken over, followed and taken along."""

import csv
import io
import re
from dataclasses import replace

from playwright.sync_api import expect

from pages.kit.words import words_for
from simulator import Channels, Wanted, allocate, read_channels, write_channels
from simulator.forms.channel_file import example_channels
from tests.pages.screen import plan_with
from tests.pages.test_channels import THREE

WORDS = words_for("en_GB")


def best(plan, rows=None, **wanted):
    rows = rows or example_channels(plan, ("Search", "Social"))
    return allocate(Channels(plan, rows).bounded_near(2.0), Wanted(all_of_it=False, **wanted))  # as the page begins


def profit(found):
    value = found.new.profit_mean
    return WORDS.money(value, "EUR", error=found.new.profit_error, decimals=0 if abs(value) >= 100 else None)


WIDTHS = (34, 130, 115, 110)
"""Pixels of the ticks and of the first columns: the editor is one picture, and its cells are places in it."""


def type_into(visit, column, row, text):
    # The one that begins anew takes the place of the old one.
    return visit.put(visit.page.locator("[class*=st-key-channels_table]").first, WIDTHS, row, column, text)


def first(visit):
    return visit.page.locator("[data-testid=stMain] [data-testid=stAlert]").first


def test_answer_and_open_frontier_follow_the_plan_the_split_is_taken_and_a_file_fills_the_table_and_comes_as_one(visit):
    visit.open("channels")

    def shows_the_answer_for(plan):
        expect(visit.figures.first).to_have_text(profit(best(plan, example_channels(plan, ("Search", "Social")))))

    visit.thumb("budget").press("ArrowRight")
    visit.shows_link({"budget": "5100"})
    shows_the_answer_for(plan_with(budget=5100))
    visit.thumb("aov", 1).press("ArrowRight")
    expect(visit.page).to_have_url(re.compile("aov_high"))
    shows_the_answer_for(plan_with(budget=5100, aov_high=float(visit.link["aov_high"])))
    expect(visit.page.locator("[data-testid=stMain] [data-testid=stDataFrame]")).to_have_count(2)

    box = visit.open_box("channels_frontier")
    expect(box.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(2)
    expect(box).to_contain_text("It stops paying at")
    before = visit.link["aov_high"]
    visit.thumb("aov", 1).press("ArrowRight")
    expect(box.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(2)
    expect(visit.page).not_to_have_url(re.compile(f"aov_high={before}"))

    plan = plan_with(budget=5100, aov_high=float(visit.at_rest().link["aov_high"]))
    visit.click("channels_take")
    expect(visit.page.get_by_text("hardly anything moves")).to_be_visible()
    rows = list(csv.DictReader(io.StringIO(visit.download("download_channels").decode("utf-8-sig"))))
    assert [float(row["spend"]) for row in rows] == best(plan).by_channel["new_spend"].tolist()

    # A file fills the table, and every table comes as a file.
    box = visit.open_box("channels_filling")
    content = write_channels(THREE, dialect="comma")
    box.locator("input[type=file]").set_input_files({"name": "c.csv", "mimeType": "text/csv", "buffer": content})
    expect(box).to_contain_text("Read from the file: Search, Social, Video.")
    visit.click("channels_load")
    expect(visit.figures.first).to_have_text(profit(best(plan, THREE)))
    assert read_channels(visit.download("download_channels"), plan).channels == Channels(plan, THREE)
    split = list(csv.DictReader(io.StringIO(visit.download("download_split").decode("utf-8-sig"))))
    assert [float(row["new_spend"]) for row in split] == best(plan, THREE).by_channel["new_spend"].tolist()
    for key in ("download_figures", "download_frontier"):
        assert b"Video" in visit.download(key)


def test_cells_are_typed_over_and_stay_and_in_another_language_with_a_decimal_comma(visit):
    visit.open("channels")
    expect(visit.page.get_by_text("with figures of its own")).to_be_visible()
    type_into(visit, 2, 1, "7000")
    example = example_channels(plan_with(), ("Search", "Social"))
    rows = (replace(example[0], spend=7000, reference_spend=7000), example[1])
    typed = best(plan_with(), rows)
    expect(visit.figures.first).to_have_text(profit(typed))
    expect(visit.page.get_by_text("with figures of its own")).to_be_hidden()
    visit.go("Plan")
    expect(visit.page.get_by_text("Plan: will these ads pay off?")).to_be_visible()
    visit.go("Channels")
    expect(visit.figures.first).to_have_text(profit(typed))
    total = visit.page.locator(".st-key-channels_total input")
    total.fill("4,500.5")
    total.press("Enter")
    found = best(plan_with(), rows, total=4500.5)
    expect(visit.figures.first).to_have_text(profit(found))
    visit.choose("locale_choice", "Deutsch (DE)")
    expect(total).to_have_value("4.500,5")
    expect(visit.page.get_by_text("⚠")).to_have_count(0)
    expect(visit.figures.first).to_contain_text(
        words_for("de_DE").money(round(found.new.profit_mean), "EUR", decimals=0)
    )
    before = visit.figures.first.inner_text()
    type_into(visit, 3, 1, "0,5 – 0,9")
    expect(visit.figures.first).not_to_have_text(before)
    expect(visit.page.get_by_text("⚠")).to_have_count(0)

"""The table of segments edited in a real browser: typed, deleted, kept, loaded, and followed by the answer."""

import csv
import io
from dataclasses import replace

from playwright.sync_api import expect

from pages.kit.words import words_for
from pages.parts.segments.table import example
from simulator import Amount, segments_of
from simulator.forms.segment_file import read_segments, segments_in
from tests.browser.test_look import looks_right
from tests.pages.screen import plan_with

ENGLISH = words_for("en_GB")
WIDTHS = (34, 155, 100, 190, 115)
"""Pixels of the ticks and of the first columns: the editor is one picture, and its cells are places in it."""


def editor(visit):
    # The one that begins anew takes the place of the old one.
    return visit.page.locator("[class*=st-key-segments_table]").last


def cell(visit, row, column):
    """What a screen reader is told of a cell; rows and columns from 1."""
    return editor(visit).locator(f"[data-testid=glide-cell-{column}-{row - 1}]")


def put(visit, row, column, text):
    return visit.put(editor(visit), WIDTHS, row, column, text)


def alert(visit, text):
    return visit.page.locator("[data-testid=stMain] [data-testid=stAlert]").filter(has_text=text)


def worth(plan, segments):
    found = segments_of(plan, segments)
    return "+" + ENGLISH.money(found.worth.value, "EUR", decimals=0)


def segments_at_first(plan):
    return segments_in(example(ENGLISH, plan)).segments


def test_what_is_typed_into_a_cell_is_answered_and_kept_and_comes_as_a_file(visit):
    visit.open("segments")
    first, *others = segments_at_first(plan_with())
    expect(visit.figures.first).to_have_text(worth(plan_with(), [first, *others]))
    put(visit, 1, 3, "1 – 1.25")
    put(visit, 1, 1, "Strangers")
    now = [replace(first, name="Strangers", cvr_relative=Amount(1, 1.25)), *others]
    expect(visit.figures.first).to_have_text(worth(plan_with(), now))
    expect(alert(visit, "Strangers")).to_be_visible()
    visit.go("Margin").settled().go("Segments").settled()
    expect(visit.figures.first).to_have_text(worth(plan_with(), now))
    expect(cell(visit, 1, 3)).to_have_text("1 – 1.25")
    # A second edit on the table that began anew, and the first one is still there.
    put(visit, 2, 2, "21")
    put(visit, 3, 2, "9")
    expect(cell(visit, 1, 1)).to_have_text("Strangers")
    expect(alert(visit, "answer for the table before")).to_have_count(0)
    now = [now[0], replace(now[1], share=0.21), replace(now[2], share=0.09)]
    expect(visit.figures.first).to_have_text(worth(plan_with(), now))

    assert read_segments(visit.download("download_segments")).segments == tuple(now)
    rows = list(csv.DictReader(io.StringIO(visit.download("download_segment_figures").decode("utf-8-sig"))))
    assert [row["zone"] for row in rows] == ["stop", "scale", "scale"]


def test_the_answer_follows_a_slider_rows_are_mended_deleted_and_added_and_all_looks_right_open(visit):
    visit.open("segments", {"currency": "USD"})
    put(visit, 1, 1, "Strangers")
    visit.thumb("cvr", 1).press("ArrowRight")
    expect(visit.field("cvr_high")).not_to_have_value("3")
    moved = plan_with(currency="USD", cvr_high=ENGLISH.parse(visit.field("cvr_high").input_value()) / 100)
    found = segments_of(moved, segments_at_first(plan_with()))
    expect(visit.figures.first).to_have_text("+" + ENGLISH.money(found.worth.value, "USD", decimals=0))
    expect(visit.figures.nth(1)).to_have_text(ENGLISH.brief_chance(found.break_even_probability_with_bids))
    expect(cell(visit, 1, 1)).to_have_text("Strangers")

    # A wrong cell is said beside the table until it is mended.
    expect(visit.figures).to_have_count(3)
    before = visit.read_figures()
    put(visit, 3, 4, "a lot")
    expect(alert(visit, "row 3 (Loyal customers), column Order value: “a lot” is neither")).to_be_visible()
    assert visit.read_figures() == before
    put(visit, 3, 4, "94")
    expect(alert(visit, "answer for the table before")).to_have_count(0)

    visit.touch_cell(editor(visit), WIDTHS, 3, 0).page.keyboard.press("Delete")
    expect(alert(visit, "these add up to 92 %")).to_be_visible()
    put(visit, 3, 1, "Others")  # the row below the last
    put(visit, 3, 2, "8")
    expect(alert(visit, "answer for the table before")).to_have_count(0)
    expect(cell(visit, 3, 1)).to_have_text("Others")
    expect(alert(visit, "Others")).to_be_visible()

    put(visit, 3, 4, "a lot")
    expect(alert(visit, "answer for the table before").first).to_be_visible()
    visit.at_rest().page.locator(".st-key-segments_bids summary").click()
    expect(visit.page.get_by_text("Bids follow what a click is worth")).to_be_visible()
    looks_right(visit)

"""Drivers in a real browser: the pictures follow the plan and what is chosen."""

import csv
import io

from playwright.sync_api import expect


def main(visit):
    return visit.page.locator("[data-testid=stMain]")


def chart(visit, at=0):
    """The pictures in their order: tornado and influences, or the map."""
    return visit.page.locator("[data-testid=stVegaLiteChart]").nth(at)


def alert(visit, text):
    return main(visit).locator("[data-testid=stAlert]").filter(has_text=text)


def test_the_decider_is_named_clicks_show_another_figure_and_the_map_and_the_tornado_follows_a_move(visit):
    visit.open("drivers")
    expect(alert(visit, "Conversion rate (CVR) matters most")).to_be_visible()
    expect(chart(visit)).to_contain_text("1.5%")
    expect(chart(visit)).to_contain_text("plan: 64%")
    expect(chart(visit, 1)).to_contain_text("Luck")
    main(visit).get_by_role("radio", name="Cost per order").click()
    expect(visit.page.get_by_text("How each number changes the cost per order")).to_be_visible()
    expect(chart(visit)).to_contain_text("€95.00")
    main(visit).get_by_role("radio", name="Two numbers").click()
    for text in ("80%", "50%", "30%", "Conversion rate (CVR), %"):
        expect(chart(visit)).to_contain_text(text)
    expect(visit.page.get_by_text("The dotted line")).to_be_visible()
    visit.open_box("map_table")
    content = visit.download("download_map").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert {"cpc", "cvr", "break_even_probability"} <= rows[0].keys()
    assert len(rows) > 400
    visit.settled().choose("drivers_x", "Order value")
    expect(chart(visit)).to_contain_text("Order value (AOV), €")
    expect(visit.page.get_by_text("The dotted line")).to_have_count(0)
    main(visit).get_by_role("radio", name="Chance to pay off").click()
    expect(chart(visit)).to_contain_text("plan: 64%")
    visit.at_rest().type("cvr_low", "2.5").type("cvr_high", "2.6")
    expect(alert(visit, "Click price (CPC) matters most")).to_be_visible()
    expect(chart(visit)).to_contain_text("2.6%")

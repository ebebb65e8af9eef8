"""The Margin page says what the core says about one order."""

import csv
import io
import json

import pyarrow as pa
import pytest

from pages.kit import writing
from pages.kit.words import words_for
from pages.parts.margin import steps
from simulator.questions.margin import margin_of
from tests.pages.screen import Screen, plan_with

KNOWN = {
    "cvr_kind": "known", "cvr": "0.025", "cpc_kind": "known", "cpc": "0.5", "aov_kind": "known", "aov": "50",
    "vat_rate": "0", "cogs_kind": "per_order", "cogs_per_order": "20", "other_costs": "10", "shipping_paid": "0",
    "pick_pack": "0", "fee_rate": "0", "fee_fixed": "0", "return_rate": "0", "target_kind": "cpo", "target_cpo": "10",
    "order_luck": "0", "order_value_cv": "0",
}  # fmt: skip
"""A CPO of 20, and 50 − 20 − 10 is the most it may be."""
REPEAT = {
    "repeat_on": "1", "orders_per_year": "3", "years": "2", "new_customer_share": "0.6", "retention": "0.5",
    "retention_cost": "2",
}  # fmt: skip


def margin_screen(link=None, **how):
    return Screen(link, **how, page="margin")


def charts(screen):
    """The pictures in their order: waterfall, and with repeat purchases the ceiling order by order."""
    return [item.proto for item in screen.at.get("vega_lite_chart")]


def rows_of(chart):
    """The rows that a chart was given."""
    return pa.ipc.open_stream(chart.data.data).read_pandas()


def open_box(screen, key):
    screen.at.session_state[key] = True
    return screen.run()


def infos(screen):
    return "\n".join(box.value for box in [*screen.at.main.info, *screen.at.main.warning, *screen.at.main.error])


# -- figures ------------------------------------------------------------------------------------------------------


def test_known_figures_are_printed_as_worked_out_by_hand():
    screen = margin_screen(KNOWN)
    assert screen.cards == {
        "You can afford per order": "€20.00",
        "To keep your profit": "€10.00",
        "You can afford per click": "€0.50",
        "Break-even ROAS": "2.50",
    }
    assert "An order breaks even at **€20.00** of ads." in infos(screen)
    assert "At €10.00 you keep the profit you want." in infos(screen)
    assert "about €20.00 an order: they pay, but leave less than the profit you want." in infos(screen)
    assert "**Next:** *What must change* says what would bring the cost down." in screen.captions
    assert (
        "**Next:** type your own costs: open the line above that says what an order leaves." in margin_screen().captions
    )


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI"])
def test_the_cards_of_a_first_visit_are_those_of_the_core(locale):
    words, margin = words_for(locale), margin_of(plan_with())
    cards = margin_screen(locale=locale.replace("_", "-")).cards
    assert cards["You can afford per order"] == words.money(margin.max_cpo, "EUR")
    assert cards["To keep your profit"] == words.money(margin.target_cpo, "EUR")
    assert cards["You can afford per click"] == words.money(margin.max_cpc, "EUR")
    assert cards["Break-even ROAS"] == words.number(margin.break_even_roas, decimals=2)


def test_the_waterfall_tells_every_step_that_counts_and_no_other():
    (waterfall,) = charts(margin_screen(KNOWN))
    assert waterfall.alt == (
        "From the order value to what you can afford: Order value (AOV) €50.00, Cost of goods −\u2060€20.00, "
        "Other costs −\u2060€10.00, You can afford €20.00, Wanted profit −\u2060€10.00, Target CPO €10.00"
    )


def test_the_bars_of_the_waterfall_are_the_lines_of_the_core():
    margin = margin_of(plan_with())
    (waterfall,) = charts(margin_screen())
    rows = rows_of(waterfall)
    assert list(rows["from"]) == [line.start for line in margin.shown_lines]
    assert list(rows["to"]) == [line.end for line in margin.shown_lines]
    assert set(rows["kind"]) == {"adds", "costs", "left"}
    assert (rows["room"] > rows[["from", "to"]].to_numpy().max()).all()  # labels fit beyond the longest bar
    assert json.loads(waterfall.spec)["height"] >= len(margin.shown_lines) * 20


def test_the_steps_stand_in_the_table_with_what_is_left_after_each():
    table = open_box(margin_screen(KNOWN), "steps_table").at.dataframe[0].value
    assert list(table["step"]) == [
        "Order value (AOV)",
        "Cost of goods",
        "Other costs",
        "You can afford",
        "Wanted profit",
        "Target CPO",
    ]
    assert list(table["left after it"]) == ["€50.00", "€30.00", "€20.00", "€20.00", "€10.00", "€10.00"]
    assert list(table["of the order value"]) == ["100.0%", "−40.0%", "−20.0%", "40.0%", "−20.0%", "20.0%"]


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_the_steps_come_as_a_file_in_both_dialects(dialect, separator, decimal):
    plan = plan_with()
    margin = margin_of(plan)
    content = steps.steps_csv(words_for("en_GB"), plan, margin, dialect).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=separator))
    assert [row["step"] for row in rows] == [line.name for line in margin.lines]
    assert [float(row["amount"].replace(decimal, ".")) for row in rows] == [line.amount for line in margin.lines]


def test_the_baseline_stands_beside_each_figure():
    screen = margin_screen({**KNOWN, "baseline": "1", **{f"baseline.{name}": text for name, text in KNOWN.items()}})
    assert "before:" in screen.captions
    assert "before: €20.00" in screen.captions
    assert "before:" not in margin_screen(KNOWN).captions


def test_a_baseline_in_another_currency_is_not_held_against_the_plan():
    assert "before:" not in margin_screen({"baseline": "1", "baseline.currency": "USD"}).captions


def test_a_dollar_sign_opens_no_formula():
    screen = margin_screen({**KNOWN, **REPEAT, "currency": "USD"})
    assert "**US\\$30.46**" in infos(screen)
    texts = [item.value for item in [*screen.at.main.markdown, *screen.at.main.caption]]
    assert any("\\$" in text for text in texts)
    assert not any("$" in text.replace("\\$", "") for text in texts)


# -- bad margins --------------------------------------------------------------------------------------------------


def test_a_margin_of_nothing_is_an_answer_with_a_remedy():
    screen = margin_screen({**KNOWN, "cogs_per_order": "45"})
    assert "An order leaves −\u2060€5.00 before ads, so no ad can pay." in infos(screen)
    assert "The largest cost is Cost of goods with −\u2060€45.00" in infos(screen)
    assert screen.cards["Break-even ROAS"] == "none"
    assert screen.cards["You can afford per click"] == "none"


def test_a_wanted_profit_beyond_the_margin_is_said():
    screen = margin_screen({**KNOWN, "target_kind": "profit", "target_profit": "25"})
    assert "That is less than the profit you want." in infos(screen)


def test_a_plan_that_costs_more_than_an_order_may_says_so():
    assert "Your ads will cost more: about €40.00 an order." in infos(margin_screen({**KNOWN, "cpc": "1"}))


def test_a_plan_that_seldom_sells_anything_has_no_median_cpo():
    screen = margin_screen({"budget": "10", "reference_budget": "10", **REPEAT})
    assert "no order comes at all" in infos(screen)
    assert "never pays back" in "\n".join(text.value for text in screen.at.main.markdown)


# -- repeat purchases ---------------------------------------------------------------------------------------------


def test_without_repeat_purchases_the_page_says_where_to_switch_them_on():
    screen = margin_screen(KNOWN)
    assert "switch them on in the sidebar" in infos(screen)
    assert "Profit with later orders" not in screen.cards


def test_what_later_orders_add_is_printed_as_the_core_says():
    plan = plan_with(
        repeat_on=True, orders_per_year=3.0, years=2.0, new_customer_share=0.6, retention=0.5, retention_cost=2.0
    )
    margin, screen = margin_of(plan), margin_screen(REPEAT)
    words = screen.words
    first, highest = words.money(margin.contribution, "EUR"), words.money(margin.max_cpo, "EUR")
    said = "\n".join(text.value for text in screen.at.main.markdown)
    assert f"Counting 6 orders of a new customer, you can afford {highest} instead of {first}" in said
    assert screen.cards["You can afford per order"] == highest
    assert f"first order alone: {first}" in screen.captions
    assert screen.cards["A new customer leaves"] == writing.money(words, plan, margin.clv_contribution)
    assert screen.cards["A new customer pays"] == writing.money(words, plan, margin.clv_revenue)


def test_the_two_profits_stand_side_by_side():
    screen = margin_screen({**KNOWN, **REPEAT, "new_customer_share": "0.8", "orders_per_year": "2", "years": "1",
                            "retention_cost": "0", "budget": "1000", "reference_budget": "1000"})  # fmt: skip
    assert screen.cards["Profit from first orders"] == "€0.00"  # 50 orders of 20 for 1,000
    assert screen.cards["Profit with later orders"] == "€400"  # 50 · 0.80 · 0.50 · 20
    assert "in this period" in screen.captions
    assert "comes over the years" in screen.captions


@pytest.mark.parametrize(
    ("cpc", "sentence"),
    [
        ("0.5", "the first order alone pays"),
        ("0.9", "it has paid back with order 2, 6 months after the first"),
        ("2", "it never pays back in that time"),
    ],
)
def test_the_order_that_pays_back_is_named(cpc, sentence):
    link = {**KNOWN, "repeat_on": "1", "orders_per_year": "2", "years": "1.5", "cpc": cpc}
    screen = margin_screen(link)
    assert sentence in "\n".join(text.value for text in screen.at.main.markdown)
    _, ceiling = charts(screen)
    assert sentence in ceiling.alt
    rows = rows_of(ceiling)
    assert list(rows.loc[rows["layer"] == "step", "money"]) == pytest.approx([20, 40, 60])
    assert list(rows.loc[rows["layer"] == "mark", "money"]) == pytest.approx([float(cpc) / 0.025])


def test_a_horizon_without_a_second_order_adds_nothing_and_says_so():
    screen = margin_screen({**KNOWN, "repeat_on": "1", "orders_per_year": "1", "years": "1"})
    said = "\n".join(text.value for text in screen.at.main.markdown)
    assert "No second order comes in that time" in said
    assert screen.cards["You can afford per order"] == "€20.00"


def test_each_order_stands_in_the_table_with_the_ceiling_that_it_reaches():
    link = {**KNOWN, "repeat_on": "1", "orders_per_year": "2", "years": "1.5"}
    screen = open_box(margin_screen(link), "orders_table")
    table = screen.at.dataframe[0].value
    assert list(table["you can afford"]) == ["€20.00", "€40.00", "€60.00"]
    assert list(table["months after the first"]) == ["0.0", "6.0", "12.0"]

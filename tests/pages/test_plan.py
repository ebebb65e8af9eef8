"""The Plan page says what the core says."""

import pyarrow as pa
import pytest
from streamlit.proto.Metric_pb2 import Metric

from pages.kit import writing
from pages.kit.costs import costs_alike
from pages.kit.words import words_for
from tests.pages.screen import Screen, figures_with, plan_with, printed

KNOWN = {
    "budget": "1000",
    "reference_budget": "1000",
    "cpc_kind": "known",
    "cpc": "0.5",
    "cvr_kind": "known",
    "cvr": "0.025",
    "aov_kind": "known",
    "aov": "50",
    "order_value_cv": "0",
    "vat_rate": "0",
    "cogs_kind": "per_order",
    "cogs_per_order": "20",
    "other_costs": "10",
    "shipping_paid": "0",
    "pick_pack": "0",
    "fee_rate": "0",
    "fee_fixed": "0",
    "return_rate": "0",
    "target_kind": "cpo",
    "target_cpo": "10",
    "order_luck": "0",
}
"""1,000 buys 2,000 clicks at 0.50, of which 2.5 % become 50 orders: a CPO of 20, and it may be 50 − 20 − 10."""


def charts(screen):
    """The rows that the two charts were given: CPO, profit."""
    cpo, profit = screen.at.get("vega_lite_chart")
    return [pa.ipc.open_stream(item.proto.data.data).read_pandas() for item in (cpo, profit)]


# -- figures --------------------------------------------------------------------------------------------------------


def test_an_example_is_called_one_until_its_reader_types():
    screen = Screen()
    assert "Type **your own** numbers above." in screen.captions
    screen.preset("beauty_eu")
    assert "not your shop: Beauty shop, Europe." in screen.captions
    screen.type("cvr_high", "3.1")
    assert "**An example**" not in screen.captions
    assert "Example costs (Beauty shop, Europe), not yours" in screen.captions


def test_known_figures_are_printed_as_worked_out_by_hand():
    screen = Screen(KNOWN)
    assert screen.cards["Cost per order (CPO)"] == "€20.00"
    assert screen.cards["Orders"] == "50"
    assert screen.cards["Profit on average"] == "€0.00"
    assert "you can afford €20.00; target €10.00" in screen.captions
    assert "more than 99.9%" in screen.answer  # 1,000 / 50 against 20 breaks even
    assert screen.verdict == "optimise"


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI", "de_CH"])
def test_the_figures_of_a_first_visit_are_those_of_the_core(locale):
    words, figures = words_for(locale), figures_with()
    screen = Screen(locale=locale.replace("_", "-"))
    spreads = figures.spreads

    def money(estimate):
        return words.money(estimate.value, "EUR", error=estimate.mc_error)

    costs = {name: spreads[name].median for name in ("cpo", "target_cpo", "max_cpo")}
    costs = costs_alike(words, plan_with(), costs)
    assert screen.verdict == figures.verdict.word
    assert f"**{words.short_chance(figures.break_even_probability, figures.draws)}**" in screen.answer
    assert screen.cards == {
        "Chance to pay off": words.short_chance(figures.break_even_probability, figures.draws),
        "Cost per order (CPO)": money(spreads["cpo"].median),
        "Orders": words.number(spreads["orders"].mean.value, error=spreads["orders"].mean.mc_error),
        "Profit on average": money(spreads["profit"].mean),
    }
    for told in (
        money(spreads["cpo"].low),
        money(spreads["cpo"].high),
        *(costs[name] for name in ("target_cpo", "max_cpo")),
        money(spreads["profit"].low),
        money(figures.worst_profit),
    ):
        assert told.replace("$", "\\$") in screen.captions
    error = writing.chance_error(words, figures.break_even_probability, figures.draws)  # behind the "?" of the card
    assert any(error in (text.help or "") for text in screen.at.main.markdown if "Chance to pay off" in text.value)


@pytest.mark.parametrize(
    ("changes", "word", "reason"),
    [
        ({"cpc_low": 0.05, "cpc_high": 0.08}, "scale", "within the example's target"),
        ({"cpc_low": 0.5, "cpc_high": 0.6, "target_profit": 0.0}, "optimise", "Spending more needs"),
        ({"cpc_low": 0.5, "cpc_high": 0.6, "scale_at": 0.9}, "optimise", "needs 90%"),
        ({"cpc_low": 1.5, "cpc_high": 2.5}, "stop", "and you can afford"),
        ({"cogs_share": 1.0}, "stop", "no ad can pay"),
        ({"budget": 5.0, "reference_budget": 5.0}, "optimise", "Too few orders to tell"),
        ({"cpc_low": 0.3, "cpc_high": 0.4, "target_profit": 25.0}, "optimise", "over your target"),
        ({"cpc_low": 0.3, "cpc_high": 0.4, "cpc_elasticity": 0.8}, "optimise", "The last orders cost"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_the_answer_gives_its_word_and_its_reason(changes, word, reason):
    assert figures_with(**changes).verdict.word == word
    screen = Screen({name: str(value) for name, value in changes.items()})
    assert screen.verdict == word
    assert reason in screen.answer


@pytest.mark.parametrize("link", [{"cogs_share": "1"}, {"other_costs": "500"}, {"cancel_rate": "1"}])
def test_without_a_margin_the_advice_is_to_stop_and_no_figure_is_broken(link):
    screen = Screen(link)
    assert screen.verdict == "stop"
    assert "no ad can pay" in screen.answer
    screen.at.session_state["figures_table"] = True
    screen.run()
    assert "none" in screen.at.dataframe[0].value.to_string()  # break-even ROAS
    everything = " ".join([screen.answer, *screen.cards.values(), screen.captions])
    everything += screen.at.dataframe[0].value.to_string()
    assert "nan" not in everything.lower()
    assert "None" not in everything


def test_the_pictures_and_the_numbers_agree():
    screen, figures = Screen(), figures_with()
    cpo, profit = charts(screen)
    bars = profit[profit["layer"] == "bar"]
    breaks_even = bars.loc[bars["kind"] == "pays off", "share"].sum()
    assert breaks_even == pytest.approx(figures.break_even_probability.value, abs=1e-12)
    assert bars["share"].sum() == pytest.approx(1, abs=1e-12)
    (band,) = cpo[cpo["layer"] == "band"].to_dict("records")
    may = figures.spreads["max_cpo"]
    assert (band["from"], band["at"], band["to"]) == (may.low.value, may.median.value, may.high.value)
    # Half of the hill lies below the median; its smoothing moves a little of it.
    hill = cpo[cpo["layer"] == "cost"]
    drawn = figures.pictures.cpo.loc[figures.pictures.cpo["to"] <= hill["to"].max() + 1e-9, "share"].sum()
    assert hill["share"].sum() == pytest.approx(drawn, abs=0.02)
    left = hill.loc[hill["at"] <= figures.spreads["cpo"].median.value, "share"].sum()
    assert left == pytest.approx(0.5, abs=0.03)
    assert len(cpo) + len(profit) <= 300
    titles = ["**An order will cost about €26.9; you can afford €30.2**", "**Profit: 64% of outcomes pay off**"]
    assert [item.value for item in screen.at.main.markdown if item.value in titles] == titles
    # No figure in them: the browser would make the picture anew at every move.
    assert [item.proto.alt for item in screen.at.get("vega_lite_chart")] == [
        "How likely each cost of an order is, and what you can afford",
        "How likely each profit is",
    ]


def test_the_table_holds_every_output_once_it_is_opened():
    screen = Screen()
    assert not screen.at.dataframe
    screen.at.session_state["figures_table"] = True
    screen.run()
    table = screen.at.dataframe[0].value
    assert len(table) == len(figures_with().summary)
    assert screen.cards["Cost per order (CPO)"] in table.to_string()


def test_later_orders_show_the_money_of_the_period_beside_the_lifetime():
    assert "from first orders" not in Screen().captions
    screen = Screen({"repeat_on": "1"})
    first = figures_with(repeat_on=True).spreads["first_order_profit"].mean
    assert screen.words.money(first.value, "EUR", error=first.mc_error) in screen.captions


def test_a_target_that_may_lie_above_the_max_is_pointed_out():
    assert "your target costs more than you can afford" not in Screen().captions
    assert "your target costs more than you can afford" in Screen({"target_kind": "cpo", "target_cpo": "29"}).captions


# -- dollars and other signs ----------------------------------------------------------------------------------------


def test_dollars_open_no_formula_anywhere_on_the_page():
    screen = Screen({"currency": "USD", "repeat_on": "1", "target_kind": "cpo", "target_cpo": "29"}, locale="en-US")
    assert screen.cards["Cost per order (CPO)"].startswith("$")
    boxes = [*screen.at.main.success, *screen.at.main.warning, *screen.at.main.error]
    texts = [box.value for box in (*screen.at.markdown, *screen.at.caption, *boxes)]
    texts += [str(item.label) for item in (*screen.at.text_input, *screen.at.button, *screen.at.selectbox)]
    assert any("\\$" in text for text in texts)
    for text in texts:
        assert text.replace("\\$", "").count("$") < 2, text


# -- against a baseline ---------------------------------------------------------------------------------------------


def test_without_a_baseline_no_figure_shows_a_change():
    assert set(Screen().deltas.values()) == {""}


def test_a_kept_baseline_shows_what_moved_and_in_which_direction():
    screen = Screen().click("keep_baseline")
    same, same_cards = screen.deltas, screen.cards
    assert {value[0] for value in same.values()} == {"+"}
    screen.type("budget", "10,000")
    now, before = figures_with(budget=10_000.0, reference_budget=5000.0), figures_with()
    words = screen.words
    fall = printed(words.brief_chance(now.break_even_probability)) - printed(
        words.brief_chance(before.break_even_probability)
    )
    assert screen.deltas["Chance to pay off"] == f"−{abs(fall):g} points"
    rise = printed(screen.cards["Orders"]) - printed(same_cards["Orders"])
    assert printed(screen.deltas["Orders"]) == rise
    assert screen.deltas["Cost per order (CPO)"].startswith("+")
    assert all(card.proto.delta_description == "vs baseline" for card in screen.at.metric)


def test_a_dearer_order_is_coloured_as_bad_and_a_likelier_break_even_as_good():
    screen = Screen().click("keep_baseline").type("cpc_high", "0.9")
    colour = {card.label: card.color for card in screen.at.metric}
    names = Metric.MetricColor
    assert screen.deltas["Cost per order (CPO)"].startswith("+")
    assert screen.deltas["Chance to pay off"].startswith("−")
    assert names.Name(colour["Cost per order (CPO)"]) == "RED"
    assert names.Name(colour["Chance to pay off"]) == "RED"


def test_keeping_a_baseline_or_a_plan_changes_no_answer_at_any_budget():
    before = {budget: Screen({"budget": budget}).cards for budget in ("2000", "10000")}
    screen = Screen().click("keep_baseline").click("keep_plan")
    assert set(screen.address) == {"baseline", "kept"}
    after = {budget: screen.type("budget", budget).cards for budget in before}
    assert after == before
    assert screen.click("forget_baseline").cards == before["10000"]


def test_a_moved_budget_moves_the_click_price_at_once_and_the_page_says_so():
    screen = Screen().type("budget", "10,000")
    # The middle of 0.45 to 0.75 is 0.581; twice the spend makes it 2 ** 0.2 times as dear.
    said = "At €10,000 a click costs about €0.67: clicks get dearer as you spend more."
    assert screen.captions.count(said) == 1
    shown, core = screen.cards["Cost per order (CPO)"], figures_with(budget=10_000.0).spreads["cpo"].median
    assert shown == screen.words.money(core.value, "EUR", error=core.mc_error)
    screen.click("own_spend")
    assert screen.address == {"budget": "10000", "reference_budget": "10000"}
    assert "a click costs about" not in screen.captions


def test_the_spend_of_the_click_price_is_never_the_budget_in_silence():
    screen = Screen().type("reference_budget", "")
    assert screen.answers_for_the_last_usable_plan
    assert "A number is missing here" in screen.beside("reference_budget")


def test_a_baseline_can_be_forgotten():
    screen = Screen().click("keep_baseline")
    assert screen.address["baseline"] == "1"
    screen.click("forget_baseline")
    assert set(screen.deltas.values()) == {""}
    assert "baseline" not in screen.address


def test_a_baseline_in_another_currency_is_not_compared_and_that_is_said():
    screen = Screen({"baseline": "1", "currency": "USD"})
    assert set(screen.deltas.values()) == {""}
    assert "another currency" in screen.captions


def test_a_baseline_without_any_order_breaks_no_figure():
    screen = Screen({"baseline.budget": "1", "baseline.cvr_low": "1e-6", "baseline.cvr_high": "1e-5"})
    assert screen.deltas["Cost per order (CPO)"] == ""
    assert screen.deltas["Chance to pay off"].startswith("+")
    assert "nan" not in " ".join(screen.deltas.values())


def test_the_outline_of_the_baseline_is_in_the_charts_only_while_there_is_one():
    screen = Screen()
    assert all("ghost" not in set(rows["layer"]) for rows in charts(screen))
    assert all("ghost" in set(rows["layer"]) for rows in charts(screen.click("keep_baseline")))


# -- bad input that is an answer ------------------------------------------------------------------------------------


def test_an_infinite_middle_is_a_sign_and_no_traceback():
    screen = Screen({"budget": "5", "cvr_low": "0.0001", "cvr_high": "0.001"})
    assert screen.cards["Cost per order (CPO)"] == "∞"

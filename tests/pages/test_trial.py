"""The Test page says what the core says of a test before a main buy."""

import csv
import io
import re

import pyarrow as pa
import pytest

from pages.kit import writing
from pages.kit.words import words_for
from pages.parts.trial import tables
from simulator import trial_of, worth_knowing
from simulator.questions.trial import SIZES
from simulator.questions.trial_summary import trial_summary
from tests.pages.screen import Screen, plan_with

REFERENCE = {
    "cvr_kind": "counts", "cvr_orders": "3.5", "cvr_clicks": "199", "cpc_kind": "known", "cpc": "1",
    "aov_kind": "known", "aov": "50", "vat_rate": "0", "cogs_share": "0", "shipping_paid": "0", "pick_pack": "0",
    "fee_rate": "0", "fee_fixed": "0", "return_rate": "0", "target_kind": "cpo", "target_cpo": "50",
}  # fmt: skip
"""Beta(4, 196), CPC 1, contribution 50: the figures of the issue, with a main buy of 20,000 clicks."""
DEARER = {**REFERENCE, "aov": "45", "target_cpo": "45"}
"""Clicks lose 0.10 each on average."""
SURELY_LOSES = {**REFERENCE, "aov": "5", "target_cpo": "5"}


def trial_screen(link=None, *, opened=(), **how):
    return Screen(link, **how, page="trial", state=dict.fromkeys(opened, True))


def typed(screen, **texts):
    for key, text in texts.items():
        screen.at.text_input(key=f"trial_{key}").set_value(text)
    return screen.run()


def page_text(screen):
    """What stands on the page, without the marks of markdown."""
    main = screen.at.main
    boxes = [*main.markdown, *main.info, *main.warning, *main.error, *main.success, *main.caption]
    titles = [box.proto.title for box in (*main.info, *main.error, *main.success, *main.warning)]
    return "\n".join([*titles, *(box.value for box in boxes)]).replace("**", "").replace("\\", "")


def rows_of(screen, at):
    """The rows that a picture was given."""
    return pa.ipc.open_stream(screen.at.get("vega_lite_chart")[at].proto.data.data).read_pandas()


def reference_screen(link=None, **how):
    return typed(trial_screen(link or REFERENCE, **how), main_clicks="20,000")


# -- the answer -----------------------------------------------------------------------------------------------------


def test_the_reference_figures_of_the_issue_stand_on_the_page():
    screen = reference_screen(opened=["trial_table"])
    assert screen.cards["Conversion rate to break even"] == "2.00%"
    assert screen.cards["A test is worth at most"] == "€3,868"
    table = screen.at.dataframe[0].value.set_index("clicks")
    assert table.loc["300", "worth"] == "€2,980"
    assert [table.loc[clicks, "share of knowing for sure"] for clicks in ("300", "500", "1,000", "4,000")] == [
        "77.0%", "84.3%", "91.2%", "97.6%",
    ]  # fmt: skip
    assert [table.loc[clicks, "clear, either way"] for clicks in ("300", "500", "1,000", "4,000")] == [
        "29.9%", "39.8%", "58.8%", "77.2%",
    ]  # fmt: skip


def test_both_sentences_of_the_issue_are_said():
    text = page_text(reference_screen())
    assert "After 400 clicks you know most of what you can learn." in text
    assert "To be 90% sure either way takes about 20,000 clicks." in text


def test_where_clicks_lose_on_average_the_best_test_is_that_of_the_core():
    plan = plan_with(**{**numbers(DEARER)})
    trial = trial_of(plan, main_clicks=20_000)
    screen = reference_screen(DEARER)
    best = float(f"{trial.best.clicks:.2g}")
    days = round(best * trial.cpc / plan.scenario.budget * plan.scenario.period_days)
    assert f"Test for about {days} days, then decide" in page_text(screen)
    assert f"About {best:,.0f} clicks: that brings €{trial.best.net_value:,.0f} more on average" in page_text(screen)
    assert screen.cards["Best test"] == f"{best:,.0f} clicks"


def numbers(link):
    """The fields of a link as the plan holds them."""
    return {name: text if name.endswith("_kind") else float(text) for name, text in link.items()}


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI"])
def test_the_cards_of_a_first_visit_are_those_of_the_core(locale):
    words, trial = words_for(locale), trial_of(plan_with())
    cards = trial_screen(locale=locale.replace("_", "-")).cards
    assert cards["Conversion rate to break even"] == words.percent(trial.threshold_rate, decimals=2)
    assert cards["Chance that you have it"] == words.percent(trial.above_probability)
    assert cards["A test is worth at most"] == words.money(trial.perfect_information, "EUR", decimals=0)
    assert cards["Best test"] == "no test"


def test_where_a_click_just_pays_for_itself_a_test_comes_first():
    screen = reference_screen()
    assert "On average a click just pays for itself." in page_text(screen)
    assert re.search(r"Test for about \d+ days?: it costs nothing", page_text(screen))
    assert "Start without" not in page_text(screen)
    assert "a click earns" not in page_text(screen)
    assert screen.cards["Best test"] == "any size"


def test_what_a_click_loses_is_never_written_as_nothing():
    words = words_for("en_GB")
    assert writing.money_per_click(words, plan_with(), 0.000448) == "€0.00045"
    assert writing.money_per_click(words, plan_with(), 0.0816) == "€0.082"
    dear = {**REFERENCE, "aov": "40", "target_cpo": "40", "budget": "50", "reference_budget": "50"}
    assert "each click loses €0.200 on average." in page_text(trial_screen(dear))


def test_no_test_larger_than_the_main_buy_is_recommended():
    small = {**REFERENCE, "aov": "49.5", "target_cpo": "49.5", "budget": "100", "reference_budget": "100"}
    screen = trial_screen(small)
    assert "About 100 clicks: that brings" in page_text(screen)
    assert "Test for about 30 days, then decide" in page_text(screen)  # all that 100 euros buy in the period
    assert "all that you plan to buy" in screen.captions
    assert screen.cards["Best test"] == "100 clicks"
    assert "(you plan 100)." in page_text(screen)
    assert "Even all 100 clicks that you plan teach you only" in page_text(
        trial_screen({**small, "aov": REFERENCE["aov"], "target_cpo": REFERENCE["target_cpo"]})
    )


def test_sizes_beyond_the_main_buy_are_called_so():
    text = page_text(trial_screen())
    assert "takes about 82,000 clicks (you plan 8,607)." in text
    rows = rows_of(trial_screen(), 0)
    assert rows[rows.kind == "your clicks"]["from"].tolist() == pytest.approx([trial_of(plan_with()).main_clicks])
    large = typed(trial_screen(), main_clicks="90,000")
    assert "you plan" not in page_text(large)
    assert "your clicks" not in set(rows_of(large, 0).kind)


def test_a_main_buy_of_less_than_a_click_has_nothing_to_test():
    text = page_text(typed(trial_screen({**REFERENCE, "aov": "60"}), main_clicks="0.5"))
    assert "You plan to buy less than one click" in text
    assert "for 0.50 clicks" in text


def test_large_numbers_have_three_digits_and_small_rates_two():
    screen = trial_screen({"budget": "1000000000", "reference_budget": "1000000000"})
    trial = trial_of(plan_with(budget=1e9, reference_budget=1e9))
    assert screen.cards["A test is worth at most"] == f"€{trial.perfect_information / 1e6:.3g}M"
    assert "for 1,720,000,000 clicks" in page_text(screen)
    tiny = trial_screen({"cvr_kind": "interval", "cvr_low": "0.000005", "cvr_high": "0.00002"})
    assert "you expect 0.0011%" in page_text(tiny)


def test_the_two_worths_of_knowing_the_rate_are_told_apart():
    stated = "every other number at its middle value"
    assert stated in page_text(trial_screen({"correlation_cpc_cvr": "0.6"}, opened=["trial_knowing"]))
    assert stated not in page_text(trial_screen(SURELY_LOSES, opened=["trial_knowing"]))


def test_a_plan_that_surely_loses_needs_no_test():
    screen = reference_screen(SURELY_LOSES)
    assert "Knowing the conversion rate would not change what you do" in page_text(screen)
    assert "You are 90% sure already." in page_text(screen)
    assert len(screen.at.get("vega_lite_chart")) == 1


def test_a_margin_of_nothing_needs_no_test():
    screen = trial_screen({"cogs_share": "1"})
    assert "No test is needed: an order leaves −\u2060€" in page_text(screen)
    assert screen.cards["Conversion rate to break even"] == "none"


def test_a_known_conversion_rate_leaves_nothing_to_test_and_says_what_to_do():
    screen = trial_screen({"cvr_kind": "known", "cvr": "0.02"})
    assert "The conversion rate is known: there is nothing that a test could teach." in page_text(screen)
    assert "If you are not sure of it, give a range above." in page_text(screen)
    assert screen.at.metric == []


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("sure_at", "40", "Sure enough is more than 50 % and less than 100 %, got 40 %."),
        ("sure_at", "100", "Sure enough is more than 50 %"),
        ("main_clicks", "0", "⚠"),
        ("main_clicks", "-3", "⚠"),
        ("main_clicks", "many", "“many” cannot be read"),
    ],
)
def test_an_impossible_question_gets_a_sentence(key, text, sentence):
    assert sentence in page_text(typed(trial_screen(), **{key: text}))


def test_a_larger_main_buy_makes_certainty_worth_more():
    def worth(clicks):
        card = typed(trial_screen(REFERENCE), main_clicks=clicks).cards["A test is worth at most"]
        return float(card.strip("€").replace(",", ""))

    assert worth("10,000") == pytest.approx(worth("20,000") / 2, abs=1)


def test_a_dollar_sign_opens_no_formula():
    screen = typed(trial_screen({"currency": "USD"}, opened=["trial_pause", "trial_table"]), clicks="300", orders="3")
    main = screen.at.main
    texts = [item.value for item in [*main.markdown, *main.caption, *main.info, *main.warning, *main.success]]
    assert any("\\$" in text for text in texts)
    assert not any("$" in text.replace("\\$", "") for text in texts)


# -- pictures and files ---------------------------------------------------------------------------------------------


def test_the_ends_of_a_test_add_up_in_the_picture():
    rows = rows_of(reference_screen(), 0)
    ends = rows[rows.layer == "curve"].pivot(index="from", columns="kind", values="value")
    assert ends.index.tolist() == list(SIZES)
    assert (ends["clear: go ahead"] + ends["clear: stop"] + ends["still unsure"]).to_numpy() == pytest.approx(
        1, abs=1e-5
    )
    assert (ends["clear: go ahead"] + ends["clear: stop"]).to_numpy() == pytest.approx(
        ends["clear, either way"].to_numpy(), abs=1e-5
    )
    assert ends.loc[1000, "clear, either way"] == pytest.approx(0.588, abs=5e-4)


def test_the_worth_in_the_picture_stays_below_certainty_and_costs_are_left_out_where_there_are_none():
    rows = rows_of(reference_screen(opened=["trial_worth"]), 1)
    assert set(rows.kind[rows.layer == "curve"]) == {"worth"}
    assert rows[rows.layer == "level"].value.tolist() == pytest.approx([3868.0], abs=0.1)
    assert rows[rows.layer == "curve"].value.max() <= 3868.1
    dearer = rows_of(reference_screen(DEARER, opened=["trial_worth"]), 1)
    assert set(dearer.kind[dearer.layer == "curve"]) == {"worth", "worth less cost", "cost"}


def test_every_picture_is_told_in_words():
    sure, worth = (item.proto.alt for item in reference_screen(opened=["trial_worth"]).at.get("vega_lite_chart"))
    assert "clicks 1,000: " in sure
    assert "clear, either way 58.8%" in sure
    assert "After 400 clicks you know" in worth


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_sizes_and_worths_come_as_files_in_both_dialects(dialect, separator, decimal):
    plan = plan_with()
    trial = trial_of(plan)
    for content, expected, column in (
        (tables.table_csv(trial_summary(trial).by_clicks, plan, dialect), trial.by_clicks(), "net_value"),
        (tables.table_csv(worth_knowing(plan), plan, dialect), worth_knowing(plan), "value"),
    ):
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))
        assert [float(row[column].replace(decimal, ".")) for row in rows] == expected[column].tolist()
        assert {row["currency"] for row in rows} == {"EUR"}


# -- what is worth learning -----------------------------------------------------------------------------------------


def test_the_input_worth_learning_first_is_that_of_the_core():
    worth = worth_knowing(plan_with())
    screen = trial_screen(opened=["trial_knowing"])
    assert f"Conversion rate (CVR): knowing it before you spend €5,000 is worth up to €{worth.value[0]:,.0f}" in (
        page_text(screen)
    )
    table = screen.at.dataframe[-1].value
    assert table["number"].tolist() == [
        "Conversion rate (CVR)", "Click price (CPC)", "Order value (AOV)", "everything together",
    ]  # fmt: skip
    assert table["share of everything"].iloc[0] == f"{worth.share[0]:.0%}"


def test_where_nothing_turns_the_decision_nothing_is_worth_learning():
    assert "None: nothing that you could find out would change" in page_text(trial_screen(SURELY_LOSES))


# -- a running test -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clicks", "orders", "title", "sentence"),
    [
        ("500", "20", "Buy", "That is sure enough to buy;"),
        ("500", "2", "Stop", "That is sure enough not to buy;"),
        ("500", "10", "Go on testing", "That is not 90% sure either way;"),
    ],
)
def test_a_running_test_says_what_to_do_and_the_risk_of_being_wrong(clicks, orders, title, sentence):
    screen = typed(trial_screen(REFERENCE), clicks=clicks, orders=orders)
    boxes = [*screen.at.main.success, *screen.at.main.error, *screen.at.main.warning]
    (box,) = [box for box in boxes if box.proto.title]
    assert box.proto.title == title
    assert sentence in box.value
    reading = trial_of(plan_with(**numbers(REFERENCE))).reading(float(clicks), float(orders))
    assert f"{reading.risk:.1%}" in box.value
    assert f"with a chance of **{reading.above_probability:.1%}**" in box.value


@pytest.mark.parametrize(
    ("clicks", "orders", "sentence"),
    [
        ("10", "11", "Orders must be 0 to 10 (the clicks), got 11."),
        ("-1", "0", "Clicks must be 0 or more, got -1."),
        ("ten", "1", "“ten” cannot be read"),
        ("10", "", "Type both numbers."),
    ],
)
def test_counts_that_cannot_be_get_a_sentence(clicks, orders, sentence):
    assert sentence in page_text(typed(trial_screen(), clicks=clicks, orders=orders))


def test_counts_stay_after_a_move_of_the_plan_and_a_change_of_page():
    screen = typed(trial_screen(), clicks="3000", orders="20")
    assert "That is sure enough not to buy" in page_text(screen)
    screen.slide("budget", 5100.0)
    assert "for 8,744 clicks" in page_text(screen)  # 5,100 / (0.581 × 1.02^0.2)
    assert "That is sure enough not to buy" in page_text(screen)
    screen.go("plan").go("trial")
    assert screen.at.text_input(key="trial_clicks").value == "3000"


def test_the_common_rule_pauses_one_good_campaign_in_twenty():
    screen = trial_screen(REFERENCE, opened=["trial_pause"])
    assert "At a target of €50.00 the rule pauses after 150 clicks (€150)" in page_text(screen)
    assert "It pauses 5.0% of the campaigns" in page_text(screen)
    assert "It pauses 13.5% of the campaigns" in page_text(typed(screen, multiple="2"))  # e^-2


@pytest.mark.parametrize(("text", "sentence"), [("0", "⚠"), ("x", "“x” cannot be read"), ("-2", "⚠")])
def test_a_rule_that_cannot_be_gets_a_sentence(text, sentence):
    assert sentence in page_text(typed(trial_screen(opened=["trial_pause"]), multiple=text))


def test_a_rule_that_strikes_too_late_is_refused_by_the_multiple_that_was_typed():
    text = page_text(typed(trial_screen(REFERENCE, opened=["trial_pause"]), multiple="1000000"))
    assert (
        "At 1,000,000 times the target CPA the rule strikes after more clicks than are looked at here (200,000)" in text
    )
    assert "give at most 4,000." in text


def test_a_rule_without_a_target_says_so():
    screen = trial_screen({"target_kind": "profit", "target_profit": "500"}, opened=["trial_pause"])
    assert "The target per order is not above 0" in page_text(screen)

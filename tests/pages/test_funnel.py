"""The Funnel page says what the core says of stages, levers and indicators.

Long because one page with its stages and levers is tested together.
"""

import csv
import io

import pyarrow as pa
import pytest

from pages.kit.words import words_for
from pages.parts.funnel import files as funnel_files
from pages.parts.funnel import results as funnel_results
from pages.parts.funnel.inputs import LEVER_NAMES, lever_name
from pages.parts.funnel.results import lever_ranking
from simulator.forms.page_fields import ALL_START, LEVERS_AT_FIRST, funnel_in, levers_in
from simulator.questions.funnel import Funnel
from simulator.questions.indicators import indicators_of
from simulator.questions.levers import MOVES, RANKING, Lever, levers_of
from tests.pages.screen import Screen, plan_with

BOXES = ("funnel_together", "funnel_as_set", "funnel_stages", "funnel_indicators", "funnel_rates")
SURE = {
    "budget": "1000", "reference_budget": "1000",
    "cpc_kind": "known", "cpc": "1", "cvr_kind": "known", "cvr": "0.05", "aov_kind": "known",
    "aov": "50", "vat_rate": "0", "cogs_kind": "per_order", "cogs_per_order": "30", "shipping_paid": "0",
    "pick_pack": "0", "fee_rate": "0", "fee_fixed": "0", "return_rate": "0", "order_luck": "0",
    "add_to_cart_rate_low": "0.1", "add_to_cart_rate_high": "0.1", "cart_abandonment_low": "0.5",
    "cart_abandonment_high": "0.5", "checkout_completion_low": "0.5", "checkout_completion_high": "0.5",
    **{f"lever_{kind}": "0" for kind in MOVES},
}  # fmt: skip
"""1,000 clicks, 100 carts, 50 orders that leave 20 each: all of it known, no lever looked at."""
BOTH = ("low", "high")


def sure_lever(kind, effect, *, cost=0.0, per_order=0.0, works=1.0):
    """The fields of a lever whose effect is known, as in a link."""
    parts = {"low": effect, "high": effect, "cost": cost, "cost_per_order": per_order, "works_share": works}
    return {f"lever_{kind}": "1", **{f"lever_{kind}_{part}": str(value) for part, value in parts.items()}}


def funnel_screen(link=None, *, opened=(), **how):
    return Screen(link, **how, page="funnel", state=dict.fromkeys(("funnel_ranking", *opened), True))


def page_text(screen):
    """What stands on the page, without the marks of markdown."""
    main = screen.at.main
    boxes = [*main.success, *main.info, *main.warning, *main.error, *main.markdown, *main.caption]
    return "\n".join(box.value for box in boxes).replace("**", "").replace("\\", "")


def table_of(screen, first):
    """The table on the page whose first column is called so, by that column."""
    frames = [table.value for table in screen.at.dataframe if table.value.columns[0] == first]
    return frames[0].set_index(first)


def picture(screen, at):
    """The rows that a picture was given."""
    return pa.ipc.open_stream(screen.at.get("vega_lite_chart")[at].proto.data.data).read_pandas()


def switches(screen):
    return next(element for element in screen.at.get("button_group") if str(element.key).startswith("funnel_levers"))


def at_first():
    """The funnel and the levers of a first visit."""
    return funnel_in(ALL_START)[0], levers_in(ALL_START)[0]


# -- by hand --------------------------------------------------------------------------------------------------------


def test_one_lever_is_what_can_be_worked_out_by_hand():
    # 10 % of 50 orders are 5, each leaves 20: 100 - 60. 60 are earned back by 3 of 50 orders: +6 % of 5 % CVR.
    screen = funnel_screen({**SURE, **sure_lever("landing_page", 0.1, cost=60)})
    assert screen.cards["Best lever, profit"] == "€40.00"
    assert "Begin with Landing page: it brings €40.00 more profit on average" in page_text(screen)
    row = table_of(screen, "lever").loc["Landing page"]
    assert row["pays from, if sure"] == "conversion rate +0.30 points"
    assert row["profit per €1 of cost"] == "0.67"
    assert row["cost"] == "€60.00"
    assert row["needed when it works"] == "+6%"


def test_a_lever_on_the_click_price_pays_as_soon_as_it_lowers_it():
    # 3 more orders earn 60: 6 % more clicks, at 1 / 1.06 of the price.
    screen = funnel_screen({**SURE, **sure_lever("bids", -0.2, cost=60)})
    assert table_of(screen, "lever").loc["Better bids", "pays from, if sure"] == "click price −\u2060€0.057"


def test_levers_are_ranked_by_profit_for_their_cost_in_the_currency_of_the_plan():
    screen = funnel_screen({**SURE, **sure_lever("landing_page", 0.1, cost=60), "currency": "GBP"})
    (order,) = [element for element in screen.at.get("button_group") if element.key == "funnel_order"]
    assert list(order.options)[-1] == "profit per £1 of cost"


def test_more_clicks_from_elsewhere_lower_cvr_and_raise_cpo():
    # A fifth of the clicks is lost: 50 orders become 40, 1,000 / 40.
    screen = funnel_screen({**SURE, **sure_lever("traffic_quality", -0.2)})
    assert table_of(screen, "lever").loc["Traffic quality", "an order costs"] == "€25.0"
    assert "No lever pays on average. Traffic quality comes closest: −\u2060€200." in page_text(screen)
    assert "It costs nothing, but its effect of −20% earns nothing either." in page_text(screen)


def test_what_two_levers_would_win_twice_is_counted_once():
    # 10 % and two of +10 %: 1 - 0.9 · (89/90)² = 11.9889 %; of 19.889 carts more half order, at 20: 198.89.
    link = {**SURE, **sure_lever("landing_page", 0.1), **sure_lever("message_test", 0.1)}
    screen = funnel_screen(link, opened=["funnel_together"])
    text = page_text(screen)
    assert "Together they earn €199 on average" in text
    assert "One by one it would add up to €200, with €1.11 counted twice" in text
    assert screen.cards["Levers that pay, together"] == "€199"
    assert "€1.11 less than one by one" in text
    rows = next(frame.value for frame in screen.at.dataframe if "alone" in frame.value)
    assert rows["alone"].tolist() == ["€100", "€100"]
    assert rows["on top of the others"].tolist() == ["€98.89", "€98.89"]


def test_levers_that_help_each_other_are_said_to():
    # Carts +10 %, checkouts +20 %: 50 · 1.1 · 1.2 = 66 orders, 10 + 5 + 1 more.
    link = {**SURE, **sure_lever("landing_page", 0.1), **sure_lever("checkout", 0.2)}
    text = page_text(funnel_screen(link, opened=["funnel_together"]))
    assert "Together they earn €320" in text
    assert "One by one it would add up to €300, €20.00 less" in text
    assert "€20.00 more than one by one" in text
    assert "ne by one" not in page_text(funnel_screen({**SURE, **sure_lever("landing_page", 0.1)}))


def test_the_sentence_and_the_table_tell_the_same_share_of_carts_that_come_to_the_checkout():
    screen = funnel_screen(opened=["funnel_stages"])
    share = table_of(screen, "stage").loc["Checkouts", "share of the stage before"].removesuffix("%")
    assert f"Of every 100 carts {share} reach the checkout" in page_text(screen)


def test_the_stages_are_told_by_hand():
    screen = funnel_screen(SURE, opened=["funnel_stages", "funnel_rates"])
    assert "Clicks 1,000 → carts 100 → orders 50. Of every 100 carts 100 reach the checkout and 50 become" in page_text(
        screen
    )
    assert "These rates make a conversion rate of 5.00%, as the plan says." in page_text(screen)
    table = table_of(screen, "stage")
    assert table["how many"].to_dict() == {
        "Clicks": "1,000", "Visits": "1,000", "Carts": "100", "Checkouts": "100", "Orders": "50",
    }  # fmt: skip
    assert table["lost here"].tolist() == ["–", "0", "900", "0", "50"]
    bars = picture(screen, 0)
    going_on = bars[(bars["kind"] == "go on") & (bars["label"] != "")].set_index("stage")
    assert going_on["to"].tolist() == pytest.approx([1000, 1000, 100, 100, 50])
    assert going_on["label"].tolist() == ["1,000", "1,000 (100%)", "100 (10.0%)", "100 (100%)", "50 (50%)"]
    lost = bars[bars["kind"] == "lost here"].set_index("stage")
    gone = (lost["to"] - lost["from"]).to_dict()
    assert gone == pytest.approx({"Visits": 0, "Carts": 900, "Checkouts": 0, "Orders": 50}, abs=1e-9)


def test_the_picture_of_the_stages_shows_the_ranges_of_the_table():
    plan, (funnel, levers) = plan_with(), at_first()
    stages = levers_of(plan, levers, funnel).stages.table
    bars = picture(funnel_screen(opened=["funnel_stages"]), 1)
    ranges = bars[bars["kind"] == "range of 90%"]
    assert ranges["low"].tolist() == stages["count_p5"].tolist()
    assert ranges["high"].tolist() == stages["count_p95"].tolist()


# -- beside the core ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI"])
def test_a_first_visit_shows_what_the_core_says(locale):
    words, plan = words_for(locale), plan_with()
    funnel, levers = at_first()
    core = levers_of(plan, levers, funnel)
    screen = funnel_screen(locale=locale.replace("_", "-"))
    ranking = core.ranking
    table = screen.at.dataframe[0].value
    assert table["lever"].tolist() == [lever_name(words, kind) for kind in ranking["lever"]]
    for (_, shown), row in zip(table.iterrows(), ranking.itertuples(), strict=True):
        error = row.profit_mean_error
        whole = 0 if abs(row.profit_mean) >= 100 else None
        assert shown["profit on average"] == words.money(row.profit_mean, "EUR", error=error, decimals=whole)
        assert shown["chance to break even"] == words.percent(row.break_even_probability)
    paying = core.together(ranking.loc[ranking["profit_mean"] > 0, "lever"].tolist())
    assert screen.cards["Chance to break even with them"] == words.brief_chance(paying.outcome.break_even_probability)
    drawn = picture(screen, 0)
    assert drawn["middle"].tolist() == ranking["profit_mean"].tolist()


def test_the_rank_of_the_core_orders_table_and_picture():
    screen = funnel_screen()
    funnel, levers = at_first()
    ranking = levers_of(plan_with(), levers, funnel).ranking
    for order in ("payback", "profit_per_cost", "profit"):
        next(element for element in screen.at.get("button_group") if element.key == "funnel_order").set_value(order)
        screen.run()
        wanted = ranking.sort_values(f"rank_by_{order}", kind="stable")["lever"]
        names = [LEVER_NAMES[kind] for kind in wanted]
        assert screen.at.dataframe[0].value["lever"].tolist() == names
        assert picture(screen, 0)["plan"].tolist() == names


def test_all_nine_levers_are_judged_where_the_plan_lets_them():
    link = {f"lever_{kind}": "1" for kind in MOVES} | {"repeat_on": "1", "retention": "0.4"}
    screen = funnel_screen(link)
    assert len(screen.at.dataframe[0].value) == 9
    assert screen.at.main.warning == []
    pays_from = table_of(screen, "lever")["pays from, if sure"]
    assert pays_from["Better bids"].startswith("click price ")
    assert pays_from["Bundles, cross-sell"].startswith("order value ")
    assert pays_from["Audience segments"].startswith("conversion rate ")
    assert pays_from["Traffic quality"] == "any gain"  # it costs nothing


def test_a_move_of_the_plan_moves_the_answer():
    # 10 of 100 orders more, 20 each, less 60.
    screen = funnel_screen({**SURE, "cpc_elasticity": "0", **sure_lever("landing_page", 0.1, cost=60)})
    screen.type("budget", "2,000")
    assert screen.cards["Best lever, profit"] == "€140"


# -- what is asked --------------------------------------------------------------------------------------------------


def test_a_lever_is_switched_on_in_plan_and_address():
    screen = funnel_screen(SURE)
    assert "No lever is chosen: choose below what you could do." in page_text(screen)
    assert screen.at.metric == []
    assert [element.value.columns[0] for element in screen.at.dataframe] == []
    switches(screen).set_value(["bids"])
    screen.run()
    assert screen.at.session_state["fields"]["lever_bids"] is True
    assert "lever_bids" not in screen.address  # on is what a first visit has
    assert table_of(screen, "lever").index.tolist() == ["Better bids"]
    switches(screen).set_value(["bids", "audience"])
    screen.run()
    assert screen.at.selectbox(key="funnel_lever").value == "audience"
    assert screen.address["lever_audience"] in ("1", ["1"])
    switches(screen).set_value(["audience"])
    screen.run().type("lever_audience_cost", "0")
    assert (screen.address["lever_bids"], screen.address["lever_audience_cost"]) == ("0", "0")
    colleague = funnel_screen(screen.address)
    assert page_text(colleague).startswith("Begin with Audience segments: ")
    assert (colleague.cards, table_of(colleague, "lever").to_dict()) == (
        screen.cards,
        table_of(screen, "lever").to_dict(),
    )


def test_what_is_believed_of_a_lever_is_typed_in_the_readers_numbers():
    screen = funnel_screen({**SURE, **sure_lever("landing_page", 0.1, cost=60)}, locale="sl-SI")
    screen.type("lever_landing_page_cost", "1.060,5")
    assert screen.at.session_state["fields"]["lever_landing_page_cost"] == 1060.5
    screen.type("lever_landing_page_low", "-12,5").type("lever_landing_page_high", "20")
    assert screen.at.session_state["fields"]["lever_landing_page_low"] == -0.125


def test_another_lever_is_chosen_and_set():
    screen = funnel_screen(SURE)
    screen.at.selectbox(key="funnel_lever").set_value("free_shipping")
    screen.run().type("lever_free_shipping_cost_per_order", "2.5")
    assert screen.at.session_state["fields"]["lever_free_shipping_cost_per_order"] == 2.5
    row = funnel_screen({**SURE, "lever_free_shipping_cost_per_order": "2.5"}, opened=["funnel_as_set"])
    assert table_of(row, "lever").loc["Free-shipping threshold", "cost per order"] == "€2.50"


def test_every_lever_stands_in_the_table_of_what_is_set():
    screen = funnel_screen({"lever_bids": "0"}, opened=["funnel_as_set"])
    (table,) = (frame.value for frame in screen.at.dataframe if "chosen" in frame.value)
    assert len(table) == 9
    assert table.loc[table["chosen"] == "yes", "lever"].tolist() == [
        "Landing page", "Checkout and payment", "Free-shipping threshold",
    ]  # fmt: skip
    assert table.set_index("lever").loc["Better bids", "by, if it works"] == "−15% to −2%"


def test_a_text_that_is_no_number_stays_with_a_sentence_and_the_answer_stands():
    screen = funnel_screen({**SURE, **sure_lever("landing_page", 0.1, cost=60)})
    screen.type("lever_landing_page_cost", "sixty")
    assert screen.text_in("lever_landing_page_cost") == "sixty"
    assert "“sixty” cannot be read." in page_text(screen)
    assert screen.cards["Best lever, profit"] == "€40.00"
    screen.at.selectbox(key="funnel_lever").set_value("bids")  # its field is out of view, and it is still said
    assert "Landing page, cost: “sixty” cannot be read." in page_text(screen.run())


def test_an_emptied_number_leaves_its_lever_out_and_says_so():
    link = {**SURE, **sure_lever("landing_page", 0.1, cost=60), **sure_lever("bids", -0.1)}
    screen = funnel_screen(link).type("lever_landing_page_cost", "")
    assert "Landing page, cost: A number is missing here." in page_text(screen)
    assert table_of(screen, "lever").index.tolist() == ["Better bids"]


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        ("50", "20", "The low end of the effect (50 %) must not lie above the high end (20 %)."),
        ("-100", "20", "An effect must lie between -99 % and 1,000 %, got -100 %."),
    ],
)
def test_an_effect_that_cannot_be_is_said_beside_the_field(low, high, message):
    screen = funnel_screen({**SURE, **sure_lever("landing_page", 0.1)})
    screen.type("lever_landing_page_low", low).type("lever_landing_page_high", high)
    assert page_text(screen).count(message) == 2  # at the top, and beside the field


def test_checkouts_that_are_fewer_than_their_orders_are_refused_and_can_be_mended():
    screen = funnel_screen({**SURE, "checkout_completion_low": "0.2", "checkout_completion_high": "0.2"})
    text = page_text(screen)
    assert "No answer yet: correct the rates of your shop below." in text
    assert "Of all carts 50 % become orders, but of all checkouts only 20 %" in text
    assert screen.at.metric == []
    screen.type("checkout_completion_low", "60").type("checkout_completion_high", "60")
    assert "No answer" not in page_text(screen)


def test_stages_that_let_nobody_through_are_refused():
    text = page_text(funnel_screen({**SURE, "add_to_cart_rate_low": "0", "add_to_cart_rate_high": "0"}))
    assert "A stage of the funnel that lets everybody or nobody through says nothing" in text


def test_stages_known_too_badly_say_so_and_offer_nothing():
    ends = {"visit_share": ("0.0001", "0.9"), "add_to_cart_rate": ("0.0001", "0.3")}
    screen = funnel_screen(
        {f"{name}_{end}": pair[end == "high"] for name, pair in ends.items() for end in BOTH},
        opened=["funnel_rates"],
    )
    assert "These stages are known too badly to say anything about the conversion rate" in page_text(screen)
    assert "funnel_put_cvr" not in {button.key for button in screen.at.button}
    assert screen.cards["Best lever, profit"]  # the levers can be judged all the same


def test_mails_need_later_orders_and_say_so():
    screen = funnel_screen({"lever_retention_mails": "1"})
    assert "Retention mails: This lever brings later orders, and this plan counts none" in page_text(screen)
    assert len(screen.at.dataframe[0].value) == 4
    faithful = funnel_screen({"lever_retention_mails": "1", "repeat_on": "1"})
    assert "and mails cannot raise that: lower retention, or leave the lever out." in page_text(faithful)
    with_later = funnel_screen({"lever_retention_mails": "1", "repeat_on": "1", "retention": "0.4"})
    assert len(with_later.at.dataframe[0].value) == 5
    assert with_later.at.main.warning == []


def test_quality_that_is_perfect_cannot_rise_and_says_what_to_do():
    screen = funnel_screen({**SURE, **sure_lever("traffic_quality", 0.1)})
    assert "its quality cannot rise: lower the visit share of the funnel" in page_text(screen)
    assert screen.at.metric == []
    assert "None of the chosen levers can do anything in this plan." in page_text(screen)


def test_where_no_effect_is_enough_that_is_said():
    link = {**SURE, "cogs_per_order": "60", **sure_lever("landing_page", 0.1, cost=10)}
    text = page_text(funnel_screen(link))
    assert "No lever pays on average." in text
    assert "No effect would be enough: an order must leave more, or the lever must cost less." in text
    assert "no effect is enough" in table_of(funnel_screen(link), "lever").loc["Landing page", "pays from, if sure"]


def test_a_lever_that_may_not_work_needs_more_when_it_does():
    # 60 · 2 = 120 must be earned when it works: 6 of 50 orders.
    screen = funnel_screen({**SURE, **sure_lever("landing_page", 0.1, cost=60, works=0.5)})
    assert "No lever pays on average. Landing page comes closest: −\u2060€10" in page_text(screen)
    assert "it would have to bring +12% when it works; you expect +10%." in page_text(screen)


# -- the conversion rate of the stages ------------------------------------------------------------------------------


def test_the_rate_of_the_stages_goes_into_the_plan_as_a_range():
    screen = funnel_screen(opened=["funnel_rates", "funnel_stages"])
    assert not screen.at.button(key="funnel_put_cvr").disabled
    screen.click("funnel_put_cvr")
    fields = screen.at.session_state["fields"]
    assert (fields["cvr_kind"], fields["cvr_level"]) == ("interval", 0.9)
    assert 0 < fields["cvr_low"] < fields["cvr_high"] < 0.1
    assert screen.at.button(key="funnel_put_cvr").disabled
    assert screen.text_in("cvr_low") == screen.words.exact(fields["cvr_low"], percent=True)
    taken = screen.address  # which stays when other stages are typed
    screen.type_all({"visit_share_low": "80", "visit_share_high": "80"})
    assert screen.address == {**taken, "visit_share_low": "0.8", "visit_share_high": "0.8"}
    assert "Clicks 8,607 →" in page_text(screen)
    screen.type("checkout_completion_high", "many")
    assert "cannot be read" in screen.beside("checkout_completion")


def test_a_known_rate_of_the_stages_goes_into_the_plan_as_known():
    screen = funnel_screen({**SURE, "cvr": "0.03"}, opened=["funnel_rates"]).click("funnel_put_cvr")
    assert screen.at.session_state["fields"]["cvr"] == pytest.approx(0.05)
    assert screen.at.session_state["fields"]["cvr_kind"] == "known"


# -- indicators -----------------------------------------------------------------------------------------------------


def test_six_indicators_stand_beside_published_figures():
    plan, funnel = plan_with(repeat_on=True), at_first()[0]
    screen = funnel_screen({"repeat_on": "1"}, opened=["funnel_indicators"])
    shown = indicators_of(plan, funnel)
    assert [name for name in screen.cards if name in names_of_indicators()] == names_of_indicators()
    by_name = {element.name: element for element in shown}
    assert screen.cards["Conversion rate"] == words_for("en_GB").percent(by_name["cvr"].middle, decimals=2)
    published = next(frame.value for frame in screen.at.dataframe if "confidence" in frame.value)
    assert len(published) == sum(len(element.typical) for element in shown)
    assert "above what is published" in page_text(screen)  # order values of 70 to 95, and 68 in France


def names_of_indicators():
    return [
        "Conversion rate", "Order value (AOV)", "Customer lifetime value", "Cart abandonment", "Retention rate",
        "Traffic, clicks",
    ]  # fmt: skip


def test_what_the_plan_does_not_say_is_no_figure():
    screen = funnel_screen(opened=["funnel_indicators"])
    assert screen.cards["Customer lifetime value"] == screen.cards["Retention rate"] == "–"
    assert "switch on “Customers who come back”" in page_text(screen)


# -- files ----------------------------------------------------------------------------------------------------------


def rows_in(content, separator=","):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))


def test_files_hold_the_tables_unrounded():
    plan, (funnel, levers) = plan_with(), at_first()
    core = levers_of(plan, levers, funnel)
    rows = rows_in(funnel_files.table_csv(plan, funnel_files.ranking_frame(plan, levers, funnel), "point"))
    assert [row["lever"] for row in rows] == core.ranking["lever"].tolist()
    assert [float(row["profit_mean"]) for row in rows] == core.ranking["profit_mean"].tolist()
    assert set(RANKING) < set(rows[0])
    assert {row["lever"]: float(row["effect_high"]) for row in rows} == {
        lever.kind: LEVERS_AT_FIRST[lever.kind].high for lever in levers
    }
    together = rows_in(funnel_files.table_csv(plan, funnel_files.together_frame(plan, levers, funnel), "comma"), ";")
    assert [row["lever"] for row in together] == [*(lever.kind for lever in levers), "all"]
    assert float(together[-1]["on_top_mean"].replace(",", ".")) == core.together().mean.value
    stages = rows_in(funnel_files.table_csv(plan, core.stages.table, "point"))
    assert [row["stage"] for row in stages] == ["clicks", "visits", "carts", "checkouts", "orders"]
    indicators = rows_in(funnel_files.table_csv(plan, funnel_files.indicators_frame(plan, funnel), "point"))
    assert [row["indicator"] for row in indicators] == [element.name for element in indicators_of(plan, funnel)]


def test_a_file_of_levers_that_can_do_nothing_holds_what_is_believed_of_them():
    mails = (Lever(kind="retention_mails", low=0.1, high=0.2),)
    plan = plan_with()
    assert funnel_files.ranking_frame(plan, mails, Funnel())["lever"].tolist() == ["retention_mails"]
    assert funnel_files.together_frame(plan, mails, Funnel()).empty


@pytest.mark.parametrize("opened", [(), BOXES])
def test_downloads_are_offered_for_what_there_is(opened):
    keys = {button.key for button in funnel_screen(opened=opened).at.get("download_button")}
    assert keys == {f"download_funnel_{name}" for name in ("levers", "together", "stages", "indicators")}
    without = {button.key for button in funnel_screen(SURE, opened=opened).at.get("download_button")}
    assert without == {"download_funnel_stages", "download_funnel_indicators"}


# -- the core is asked once -----------------------------------------------------------------------------------------


def test_the_same_question_is_worked_out_once():
    plan, (funnel, levers) = plan_with(budget=4321.0), at_first()
    first, _ = lever_ranking(plan, levers, funnel)
    assert lever_ranking(plan_with(budget=4321.0), *reversed(at_first()))[0] is first


def test_the_fields_of_the_page_are_read_once_a_change_however_often_it_asks(monkeypatch):
    reads = []
    whole = funnel_results.levers_in
    monkeypatch.setattr(funnel_results, "levers_in", lambda values: reads.append(1) or whole(values))
    screen = funnel_screen(SURE, opened=BOXES)
    assert len(reads) == 1
    screen.type("budget", "2,000")
    assert len(reads) == 1
    screen.type("lever_landing_page_cost", "70")
    assert len(reads) == 2


def test_levers_that_nobody_typed_are_called_an_example():
    assert "An **example**, not your shop: type below" in Screen(page="funnel").captions
    assert "An **example**" not in Screen({"lever_bids_cost": "50"}, page="funnel").captions

"""The Omnichannel page says what the core says of the whole shop, and counts no order twice.

Long because one page with all its questions is tested together.
"""

import csv
import io
import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.kit.words import words_for
from pages.parts.omnichannel import answer as omnichannel_answer
from pages.parts.omnichannel import bridge as omnichannel_bridge
from pages.parts.omnichannel import inputs, results, tables
from simulator import Amount, Omnichannel, whole_shop
from simulator.questions.omnichannel import BRIDGE, OUTPUTS, PARTS
from tests.pages.screen import Screen, plan_with

WORDS = words_for("en_GB")
KNOWN = {
    "budget": "1000", "reference_budget": "1000",
    "cvr_kind": "known", "cvr": "0.025", "cpc_kind": "known", "cpc": "0.5", "aov_kind": "known",
    "aov": "50", "vat_rate": "0", "cogs_kind": "per_order", "cogs_per_order": "20", "other_costs": "10",
    "shipping_paid": "0", "pick_pack": "0", "fee_rate": "0", "fee_fixed": "0", "return_rate": "0", "order_luck": "0",
    "order_value_cv": "0",
}  # fmt: skip
"""2,000 clicks, 50 orders of 50 that leave 20 each: nothing is left and nothing is missing."""


def known(**values):
    """Both ends of what is known, as a link holds them."""
    return {f"{name}_{end}": text for name, text in values.items() for end in ("low", "high")}


MARGIN = known(store_aov="60", store_margin_share="0.3", incrementality="0.5")
STORE = {**MARGIN, **known(store_orders_per_100_clicks="1")}
"""20 store orders that leave 18 each, half of which would have come anyway: 10 count."""
SHOP = {
    "store_orders_per_100_clicks_low": "0.3", "store_orders_per_100_clicks_high": "1", "collect_handling": "1.5",
    "partner_margin_share": "0.1",
    **known(store_aov="70", store_margin_share="0.35", collect_share="0.3", pickup_purchase_share="0.25",
            pickup_purchase_value="20", partner_revenue_share="0.1"),
}  # fmt: skip
OMNICHANNEL = Omnichannel(
    store_orders_per_100_clicks=Amount(0.3, 1),
    store_aov=70.0,
    store_margin_share=0.35,
    collect_share=0.3,
    collect_handling=1.5,
    pickup_purchase_share=0.25,
    pickup_purchase_value=20.0,
    partner_revenue_share=0.1,
    partner_margin_share=0.1,
)
"""What `SHOP` says, as the core takes it."""
REPEAT = {"repeat_on": "1", "orders_per_year": "3", "years": "2", "new_customer_share": "0.6", "retention": "0.5"}
GROUPS = ("sales", "collect", "more", "incrementality")


def omnichannel_screen(link=None, *, opened=(), **how):
    state = {f"omnichannel_{group}": True for group in opened}
    return Screen(link, **how, page="omnichannel", state=state)


def open_group(screen, *groups):
    for group in groups:
        screen.at.session_state[f"omnichannel_{group}"] = True
    return screen.run()


def answer(screen):
    (box,) = [box for box in screen.at.main.info if box.icon == ":material/storefront:"]
    return box.value.replace("\\", "")


def warnings(screen):
    return "\n".join(box.value for box in screen.at.main.warning)


def page_text(screen):
    """What stands on the page, without the marks of markdown."""
    boxes = [*screen.at.main.markdown, *screen.at.main.caption]
    return "\n".join(box.value for box in boxes).replace("**", "").replace("\\", "")


def pictures(screen):
    return [item.proto for item in screen.at.get("vega_lite_chart")]


def bars_of(picture):
    """The bars of the bridge by their step: where they begin and end, and their label."""
    rows = pa.ipc.open_stream(picture.data.data).read_pandas()
    rows = rows[rows["layer"].isin(["left", "right"])]
    return {row["input"]: (row["from"], row["to"], row["label"], row["kind"]) for _, row in rows.iterrows()}


@pytest.fixture(scope="module")
def core():
    return whole_shop(plan_with(), OMNICHANNEL)


# -- by hand --------------------------------------------------------------------------------------------------------


def test_known_figures_are_printed_as_worked_out_by_hand():
    screen = omnichannel_screen({**KNOWN, **STORE})
    assert screen.cards == {
        "An order costs, whole shop": "€16.67",  # 1,000 / 60
        "An order may cost, whole shop": "€19.67",  # (50 · 20 + 10 · 18) / 60
        "Revenue of the whole shop": "€3,100",  # 50 · 50 + 10 · 60
    }
    for line in ("online only: €20.00", "of it in stores: €600"):
        assert line in screen.captions
    assert "on average: €180 instead of €0" in answer(screen)
    assert "We credit the ads with" in screen.captions
    assert "We credit the ads with 50%" in screen.captions


def test_revenue_of_partners_is_told_apart_from_the_shops_own():
    screen = omnichannel_screen(
        {**KNOWN, **STORE, **known(partner_revenue_share="0.2", cross_sell_revenue="4"), "partner_margin_share": "0.5"}
    )
    # Half of 20 % of 2,500 is the partners', half of 4 for each of 50 orders comes on top online.
    assert "at partners: €250" in screen.captions
    assert screen.cards["Revenue of the whole shop"] == "€3,450"


def test_store_sales_and_visits_say_the_same_as_store_orders_per_100_clicks():
    # 60,000 sold are 1,000 orders of 60, of which 200 began with one of 20,000 visits.
    sales = {**MARGIN, "store_sales": "60000", "visits": "20000", **known(began_online_share="0.2")}
    one, other = (omnichannel_screen({**KNOWN, **link}) for link in (STORE, sales))
    assert one.cards == other.cards
    assert "You expect about 1.00." in page_text(other)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        # 100 are missing and a store order leaves 18, half of them caused: 11.1 of 2,000 clicks.
        ({"other_costs": "12"}, "it takes store orders per 100 clicks: 0.56"),
        ({}, "It breaks even without a single store order, with a chance of 80%."),
        ({"other_costs": "12", **known(store_margin_share="0")}, "No number of store orders makes it break even"),
        ({"other_costs": "12", **known(incrementality="0")}, "No number of store orders makes it break even"),
        ({"other_costs": "12", **known(store_margin_share="0.001")}, "it would take 170 per 100 clicks"),
    ],
)
def test_store_orders_needed_are_those_worked_out_by_hand(link, sentence):
    assert sentence in page_text(omnichannel_screen({**KNOWN, **MARGIN, **link}))


def test_an_even_chance_and_a_sure_one_take_different_numbers(core):
    even, sure = core.store_orders_needed(0.5), core.store_orders_needed(0.8)
    assert even == 0
    assert f"To be 80% sure: {math.ceil(sure * 100) / 100:.2f}." in page_text(omnichannel_screen(SHOP))


def test_a_cut_off_below_an_even_chance_asks_no_second_time():
    screen = omnichannel_screen({**KNOWN, **MARGIN, "other_costs": "12", "scale_at": "0.4", "stop_at": "0.1"})
    assert "To be 40% sure" not in page_text(screen)


@given(st.floats(1e-6, 1e9))
def test_a_lower_bound_is_rounded_up_and_by_less_than_a_tenth(count):
    shown = WORDS.parse(omnichannel_bridge.at_least(WORDS, count))
    assert count * (1 - 1e-6) <= shown <= count * 1.1 + 1e-6


# -- what the core says ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI"])
def test_the_page_says_what_the_core_says(core, locale):
    words, draws = words_for(locale), 16_384
    screen = omnichannel_screen(SHOP, locale=locale.replace("_", "-"))
    whole, online = core.break_even_probability, core.online_break_even_probability
    assert words.short_chance(online, draws) in answer(screen)
    assert f"({words.short_chance(whole, draws)})" in answer(screen)
    cpo = core.whole_quantiles()["cpo"]["p50"]
    assert screen.cards["An order costs, whole shop"] == words.money(cpo.value, "EUR", error=cpo.mc_error)


def test_what_changes_the_chance_most_is_named(core):
    changes = core.bridge.set_index("step")["break_even_change"]
    assert changes.idxmax() == "store"
    assert f"**Store orders** (+{changes['store'] * 100:.1f} points)" in answer(omnichannel_screen(SHOP))


def test_where_the_chance_does_not_tell_money_does():
    # All is known and luck is off: the plan breaks even anyway, and 5 of 20 store orders bring 90.
    screen = omnichannel_screen({**KNOWN, **STORE, **known(incrementality="0.25")})
    assert "The chance hardly changes; most money comes from **Store orders** (+€90)." in answer(screen)


@pytest.mark.parametrize(
    ("scale_at", "sentence"),
    [("0.7", "That is enough to spend more (you want 70%)."), ("0.8", None), ("0.6", None)],
)
def test_a_cut_off_that_is_passed_is_said(scale_at, sentence):
    answer_text = answer(omnichannel_screen({**SHOP, "scale_at": scale_at}))
    assert (sentence in answer_text) if sentence else "you want" not in answer_text


def test_a_cut_off_that_is_missed_by_dear_handling_is_said():
    link = {"scale_at": "0.6", **known(collect_share="0.5"), "collect_saved_shipping": "0", "collect_handling": "5"}
    assert "That is too little to spend more (you want 60%)." in answer(omnichannel_screen(link))


def test_the_bars_of_the_bridge_are_the_steps_of_the_core(core):
    (picture,) = pictures(omnichannel_screen(SHOP))
    bars, steps = bars_of(picture), core.bridge.set_index("step")["break_even_probability"]
    assert list(bars) == [
        "Online only",
        "Click & collect",
        "Pick-up purchases",
        "Store orders",
        "Partners",
        "Whole shop",
    ]
    ends = [bar[1] for bar in bars.values()]
    assert ends == pytest.approx([steps[name] for name in ("online", "collect", "pickup", "store", "partner", "whole")])
    assert [bar[0] for bar in bars.values()][1:] == pytest.approx([*ends[:-2], ends[-2], ends[-1]][:5])
    assert {bar[3] for name, bar in bars.items() if name not in ("Online only", "Whole shop")} == {"adds"}
    assert picture.alt.startswith("Chance to break even: from online only to the whole shop: Online only 64%; ")


def test_the_bridge_of_profit_adds_up_in_money():
    screen = omnichannel_screen({**KNOWN, **STORE})
    screen.at.segmented_control(key="omnichannel_measure").set_value("profit")
    (picture,) = pictures(screen.run())
    assert bars_of(picture) == {
        "Online only": (0.0, 0.0, "€0", " "),
        "Store orders": (0.0, 180.0, "+€180", "adds"),
        "Whole shop": (180.0, 180.0, "€180", " "),
    }


def test_a_step_that_costs_more_than_it_saves_takes():
    link = {**KNOWN, **known(collect_share="0.4"), "collect_handling": "2"}
    screen = omnichannel_screen(link)
    screen.at.segmented_control(key="omnichannel_measure").set_value("profit")
    (picture,) = pictures(screen.run())
    assert bars_of(picture)["Click & collect"] == (0.0, -40.0, "−\u2060€40", "takes")  # 20 collected for 2 each


# -- nothing entered ------------------------------------------------------------------------------------------------


def test_nothing_entered_gives_back_the_plan_and_says_what_to_enter():
    screen = omnichannel_screen(SHOP | known(incrementality="0"))
    empty = omnichannel_screen()
    assert "So far only the web shop counts" in answer(empty)
    assert "type below what the ads bring to your stores" in answer(empty)
    assert empty.cards == {}  # they would repeat Plan
    assert not pictures(empty)
    assert "ask at the till" in page_text(empty)
    assert "ask at the till" not in page_text(screen)


def test_the_preset_that_is_named_fills_the_page():
    screen = omnichannel_screen()
    assert "Take “Shop with a store”" in page_text(screen)
    screen.preset(omnichannel_bridge.EXAMPLE)
    assert not warnings(screen)
    bars = bars_of(pictures(screen)[0])
    assert {"Online only", "Click & collect", "Store orders", "Whole shop"} <= set(bars)


def test_a_store_order_without_a_count_says_what_is_missing():
    answer_text = answer(omnichannel_screen(MARGIN))
    assert "What you entered adds nothing yet" in answer_text


def test_what_would_all_have_come_anyway_is_said_to_be_the_reason():
    answer_text = answer(omnichannel_screen(STORE | known(incrementality="0")))
    assert "all of it would have come without the ads" in answer_text
    assert "raise “Would not have come without the ads” above 0%" in answer_text
    assert "store orders come per 100 clicks" not in answer_text


def test_the_default_share_that_the_ads_have_caused_is_said_to_be_cautious():
    assert "We credit the ads with 20% to 60%" in omnichannel_screen(SHOP).captions
    own = omnichannel_screen({**SHOP, "incrementality_low": "0.3", "incrementality_high": "0.7"})
    assert "We credit the ads with 30% to 70% of what comes on top of online orders, as you said." in own.captions


# -- what is asked --------------------------------------------------------------------------------------------------


def test_what_is_typed_goes_into_the_plan_and_its_address():
    screen = omnichannel_screen(known(store_aov="70", store_margin_share="0.35"))
    assert not pictures(screen)
    screen.type("store_orders_per_100_clicks_high", "1")
    assert screen.beside("store_orders_per_100_clicks").count("⚠") == 1
    screen.type("store_orders_per_100_clicks_low", "0.3")
    assert screen.address["store_orders_per_100_clicks_low"] == "0.3"
    assert pictures(screen)
    before = screen.cards
    assert screen.go("plan").go("omnichannel").cards == before
    assert omnichannel_screen(screen.address).cards == before  # as after a reload


def test_numbers_are_typed_as_the_reader_writes_them():
    screen = omnichannel_screen(MARGIN, locale="sl-SI")
    screen.type("store_orders_per_100_clicks_low", "0,5").type("store_orders_per_100_clicks_high", "0,5")
    assert screen.address["store_orders_per_100_clicks_high"] == "0.5"
    assert screen.text_in("store_margin_share_low") == "30"
    open_group(screen, "sales").type("visits", "20.000")
    assert screen.address["visits"] == "20000"


def test_the_first_group_is_open_and_the_others_folded():
    screen = omnichannel_screen()
    assert [screen.at.session_state[f"omnichannel_{group}"] for group in ("stores", *GROUPS)] == [True] + [False] * 4
    names = {text.key.removesuffix("_text") for text in screen.at.main.text_input}
    assert names & set(results.FIELDS) == {f"{name}_{end}" for name in inputs.STORES for end in ("low", "high")}
    everything = {text.key.removesuffix("_text") for text in omnichannel_screen(opened=GROUPS).at.main.text_input}
    needed = {name for name in results.FIELDS if name != "store_orders_include_pickups"}
    assert everything & set(results.FIELDS) == needed


def test_whether_store_orders_contain_pick_ups_can_be_said():
    screen = omnichannel_screen(SHOP, opened=("collect",))
    before = screen.cards["An order costs, whole shop"]
    screen.at.toggle(key="store_orders_include_pickups_choice").set_value(False)
    after = screen.run().cards["An order costs, whole shop"]
    assert screen.address["store_orders_include_pickups"] == "0"
    assert WORDS.parse(after.removeprefix("€")) < WORDS.parse(before.removeprefix("€"))


# -- what cannot be -------------------------------------------------------------------------------------------------


def test_a_text_that_is_no_number_is_said_beside_it_and_the_answer_stays():
    screen = omnichannel_screen(SHOP)
    before = screen.cards
    screen.type("store_aov_low", "seventy")
    assert "“seventy” cannot be read" in screen.beside("store_aov")
    assert screen.text_in("store_aov_low") == "seventy"
    assert screen.cards == before
    assert any("⚠" in box.label for box in screen.at.main.expander)


def test_ends_the_wrong_way_round_keep_the_last_usable_figures_and_say_so():
    screen = omnichannel_screen(SHOP)
    before = screen.cards
    screen.type("store_orders_per_100_clicks_low", "3")
    assert "the same number in both says that it is known" in screen.beside("store_orders_per_100_clicks")
    assert "Please correct what is marked" in warnings(screen)
    assert screen.cards == before
    screen.type("store_orders_per_100_clicks_high", "5")
    assert "Please correct what is marked" not in warnings(screen)
    assert screen.cards != before


@pytest.mark.parametrize(
    ("link", "group", "field", "sentence"),
    [
        (known(store_orders_per_100_clicks="1"), None, "store_aov", "A value is needed here"),
        ({**STORE, "store_sales": "1000"}, None, "store_orders_per_100_clicks", "Say once how many store orders"),
        ({**MARGIN, "store_sales": "1000"}, "sales", None, "are needed together"),
        ({**MARGIN, **known(store_orders_per_100_clicks="500")}, None, "store_orders_per_100_clicks", "More store"),
        ({**MARGIN, **known(pickup_purchase_share="0.2", pickup_purchase_value="9")}, "collect", "collect_share",
         "Nobody buys at pick-up where nothing is collected"),
        (known(multichannel_share="0.3", multichannel_worth="2"), "more", "multichannel_share",
         "switch on later orders"),
        ({**KNOWN, **known(collect_share="0.3"), "collect_saved_shipping": "9"}, "collect", None, "cannot save more"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_with_its_remedy(link, group, field, sentence):
    screen = omnichannel_screen(link, opened=(group,) if group else ())
    marked = screen.beside(field) if field else page_text(screen)
    assert "⚠" in marked
    assert sentence in marked
    assert warnings(screen)


def test_what_this_plan_does_not_allow_leaves_no_figures_but_the_sentence():
    link = known(multichannel_share="0.3", multichannel_worth="2")
    screen = omnichannel_screen(link)
    assert "switch on later orders" in warnings(screen)
    assert not screen.cards
    assert not pictures(screen)
    with_later_orders = omnichannel_screen({**link, **REPEAT})
    assert not warnings(with_later_orders)
    assert "Several channels" in bars_of(pictures(with_later_orders)[0])


def test_a_group_with_something_wrong_stays_open_when_it_gets_its_sign():
    screen = omnichannel_screen(opened=("collect",)).type("collect_handling", "x")
    assert screen.at.session_state["omnichannel_collect"] is True
    assert "“x” cannot be read" in page_text(screen)


def test_a_plan_that_seldom_sells_anything_still_has_an_answer():
    screen = omnichannel_screen({**SHOP, "budget": "5", "reference_budget": "5"})
    assert screen.cards["An order costs, whole shop"] == "∞"


def test_an_order_that_leaves_nothing_online_may_still_pay_by_its_store_orders():
    # 50 orders leave 50 − 45 − 10 = −5 each: 1,250 are missing, a caused store order leaves 9.
    screen = omnichannel_screen({**KNOWN, **MARGIN, "cogs_per_order": "45"})
    assert "it takes store orders per 100 clicks: 7.0" in page_text(screen)
    assert screen.cards == {}  # nothing comes on top yet


def test_a_dollar_sign_opens_no_formula():
    screen = omnichannel_screen({**SHOP, "currency": "USD"})
    texts = [box.value for box in [*screen.at.main.info, *screen.at.main.caption]]
    assert any("\\$" in text for text in texts)
    assert not any("$" in text.replace("\\$", "") for text in texts)


# -- rules, tables, files -------------------------------------------------------------------------------------------


def test_the_rule_that_no_order_is_counted_twice_stands_on_the_page():
    rules = page_text(omnichannel_screen(opened=("tables",)))
    assert "An online order stays one online order, also when it is collected in a store" in rules
    assert "is taken out of the store orders where they contain it" in rules


def test_the_tables_tell_every_step_and_every_figure(core):
    steps, figures = (item.value for item in omnichannel_screen(SHOP, opened=("tables",)).at.dataframe)
    assert list(steps["step"]) == [omnichannel_answer.STEP_NAMES[name] for name in ("online", *PARTS, "whole")]
    bridge = core.bridge.set_index("step")
    assert steps["chance +/−"][4] == f"+{bridge.loc['store', 'break_even_change'] * 100:.1f} points"
    assert steps["chance +/−"][0] == steps["chance +/−"][7] == ""
    assert list(figures["figure"]) == [omnichannel_answer.OUTPUT_NAMES[name] for name in OUTPUTS]
    assert figures["online only"][0].startswith("€26.9 (")


def test_the_steps_of_the_table_add_up_to_the_whole():
    steps = omnichannel_screen({**KNOWN, **STORE}, opened=("tables",)).at.dataframe[0].value
    money = [WORDS.parse(text.replace("€", "").replace("+", "")) for text in steps["profit +/−"] if text]
    assert sum(money) == WORDS.parse(steps["profit"][7].replace("€", "")) == 180


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_steps_and_figures_come_as_files_in_both_dialects(core, dialect, separator, decimal):
    shop = results.shop_of(plan_with(), OMNICHANNEL)

    def rows_of(content):
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))

    def numbers(rows, column):
        return [float(row[column].replace(decimal, ".")) for row in rows]

    steps = rows_of(tables.bridge_csv(WORDS, plan_with(), shop, dialect))
    assert set(BRIDGE) < set(steps[0])
    assert numbers(steps, "profit_mean") == pytest.approx(core.bridge["profit_mean"].tolist(), rel=1e-12)
    figures = results.Figures(core.online_quantiles(), core.whole_quantiles())
    answer_text = rows_of(tables.figures_csv(plan_with(), figures, dialect))
    assert [row["output"] for row in answer_text] == list(OUTPUTS)
    assert numbers(answer_text, "whole_p95") == pytest.approx(core.figures["whole_p95"].tolist(), rel=1e-12)
    assert {row["currency"] for row in answer_text} == {"EUR"}


def test_a_fall_has_the_same_minus_sign_in_every_column():
    link = {**KNOWN, **known(collect_share="0.4"), "collect_handling": "2"}
    steps = omnichannel_screen(link, opened=("tables",)).at.dataframe[0].value
    row = steps.set_index("step").loc["Click & collect"]
    assert row["profit +/−"] == "−\u2060€40"
    assert "−" in row["chance +/−"]
    assert not [cell for cell in row if "-" in cell]

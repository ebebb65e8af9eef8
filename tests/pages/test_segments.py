"""The Segments page says what the core says of the segments in its table, and what is wrong in it.

Long because one page with its table is tested together.
"""

import csv
import io
import json
import math

import pandas as pd
import pyarrow as pa
import pytest

from pages.kit import columns
from pages.kit.editing import written
from pages.kit.words import words_for
from pages.parts.segments import pictures
from pages.parts.segments import table as segments_table
from pages.parts.segments import tables as segments_tables
from pages.parts.segments.results import Segmentation
from simulator import Amount, Fixed, Plan, segments_of
from simulator.evidence import buyer_segments, combine, read_export
from simulator.forms.fields import fields_of
from simulator.forms.segment_file import read_segments, segment_table, segments_in, write_segments
from simulator.questions.segments import FIGURES, Segment
from tests.pages.screen import Screen, plan_with
from tests.pages.test_evidence import SHOP, numbers

ENGLISH = words_for("en_GB")
HALF_ROOT = {
    "budget": "1000", "reference_budget": "1000",
    "cpc_kind": "known", "cpc": "1", "cvr_kind": "known", "cvr": "0.05", "aov_kind": "known",
    "aov": "50", "vat_rate": "0", "cogs_kind": "per_order", "cogs_per_order": "30", "shipping_paid": "0",
    "pick_pack": "0", "fee_rate": "0", "fee_fixed": "0", "return_rate": "0", "target_kind": "cpo", "target_cpo": "15",
    "order_luck": "0", "order_value_cv": "0", "cpc_elasticity": "0.5",
}  # fmt: skip
"""CPC 1, CVR 5 %, max CPO 20: a plan that ends at 0."""
HALVES = ({"segment": "keen", "share": "50", "cvr_relative": "1.5"}, {"segment": "idle", "share": "50"})
"""Clicks worth 1.50 and 0.50: spend goes as their squares (γ = 0.5), 900 and 100."""
HALVES[1]["cvr_relative"] = "0.5"
EMPTY = dict.fromkeys([column.name for column in columns.SEGMENTS], "")


def segments_screen(link=None, **how):
    return Screen(link, **how, page="segments")


def edit(screen, rows=None, *, added=(), deleted=()):
    """Change cells of the table by row and column, add rows, delete some, as the browser tells it."""
    key = f"{columns.SEGMENTS_TABLE}_{screen.at.session_state[f'_turn_{columns.SEGMENTS_TABLE}']}"
    screen.at.session_state[key] = {
        "edited_rows": rows or {},
        "added_rows": list(added),
        "deleted_rows": list(deleted),
    }
    return screen.run()


def filled(rows, link=None, **how):
    """The page with these rows instead of the example's."""
    left = {at: {**EMPTY, **row} for at, row in enumerate(rows[:3])}
    return edit(segments_screen(link, **how), left, added=rows[3:], deleted=range(len(rows), 3))


def page_text(screen):
    """What stands on the page, without the marks of markdown."""
    main = screen.at.main
    boxes = [*main.markdown, *main.info, *main.warning, *main.error, *main.caption]
    return "\n".join(box.value for box in boxes).replace("**", "").replace("\\", "")


def texts(screen):
    """What stands in the cells of the editor."""
    return screen.at.dataframe[0].value


def table(screen, at=1):
    return screen.at.dataframe[at].value


def example():
    return segments_in(segments_table.example(ENGLISH, plan_with())).segments


def picture(screen):
    (chart,) = screen.at.get("vega_lite_chart")
    return chart.proto


# -- the answer ---------------------------------------------------------------------------------------------------


def test_a_first_visit_shows_an_example_and_says_so():
    screen, core = segments_screen(), segments_of(plan_with(), example())
    assert "An **example**" in screen.captions
    assert "An **example** with figures of its own" in screen.captions
    assert list(texts(screen)["segment"]) == ["New visitors", "Returning customers", "Loyal customers"]
    assert list(texts(screen)["cvr_relative"]) == ["0.5 – 0.8", "1.4 – 2", "2 – 3.5"]
    assert screen.cards == {
        "Different bids earn more": f"+{ENGLISH.money(core.worth.value, 'EUR', decimals=0)}",
        "Chance to break even": ENGLISH.brief_chance(core.break_even_probability_with_bids),
        "A click may cost, best segment": ENGLISH.money(core.figures["max_cpc_p50"].max(), "EUR"),
    }
    assert f"earn {screen.cards['Different bids earn more'][1:]} more" in page_text(screen)
    assert "No ads for New visitors: even at a bid of −11% they lose money." in page_text(screen)
    assert "Bid +15% for Returning customers, Loyal customers." in page_text(screen)
    (box,) = screen.at.main.info
    assert box.proto.title == "Ads pay off: Returning customers, Loyal customers"
    assert "Next:" not in page_text(screen)  # an example is no advice


def test_two_halves_are_answered_as_worked_out_by_hand():
    # Spend 900 and 100 of 1,000 buys 1.34 and 0.45 times the price: 750 √1.8 + 250 √0.2 = 1,118.03 against 1,000.
    screen = filled(HALVES, HALF_ROOT)
    assert screen.cards["Different bids earn more"] == "+€118"
    assert screen.cards["A click may cost, best segment"] == "€1.50"
    assert "profit €0.00 → €118" in page_text(screen)
    assert "Bid +34% for keen; −55% for idle." in page_text(screen)
    assert "Next: set these bid changes for the same groups in your ad account." in page_text(screen)
    assert list(table(screen)["bid, times"]) == ["1.34", "0.45"]
    assert list(table(screen)["value of a click"]) == ["€1.50", "€0.50"]
    assert list(table(screen)["what to do"]) == ["▲ scale", "■ stop"]
    assert "an example" not in page_text(screen)


def test_the_first_plan_with_two_kinds_of_clicks_is_answered_as_in_the_method():
    rows = (
        {"segment": "many", "share": "70", "cvr_relative": "0.7", "aov": "75"},
        {"segment": "few", "share": "30", "cvr_relative": "1.7", "aov": "95"},
    )
    screen = filled(rows)
    assert screen.cards["Different bids earn more"] == "+€1,713"
    assert "one bid for all: 70%" in page_text(screen)
    assert screen.cards["Chance to break even"] == "90%"
    assert list(table(screen)["click may cost"]) == ["€0.41", "€1.33"]
    assert "Orders of these segments average €85.2, those of the plan €81.5" in page_text(screen)


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI"])
def test_the_tables_hold_the_figures_of_the_core(locale):
    words, core = words_for(locale), segments_of(plan_with(), example())
    screen = segments_screen(locale=locale.replace("_", "-"))
    screen.at.session_state["segments_bids"] = True
    screen.run()
    shown, figures = table(screen), core.figures
    assert list(shown["chance to break even"]) == [
        words.percent(row.break_even_probability, error=row.break_even_error) for row in figures.itertuples()
    ]
    assert list(shown["target per order"]) == [
        words.money(value, "EUR", decimals=1) for value in figures["target_cpo_p50"]
    ]
    bids = table(screen, 2)
    assert list(bids["spend"]) == [words.money(value, "EUR", decimals=0) for value in figures["spend"]]
    assert list(bids["instead of"]) == [words.money(share * 5000, "EUR", decimals=0) for share in core.shares]
    assert list(bids["a click costs"]) == [words.money(value, "EUR") for value in figures["cpc_p50"]]


def test_the_picture_holds_cpo_and_max_cpo_of_each_segment():
    chart, figures = picture(segments_screen()), segments_of(plan_with(), example()).figures
    rows = pa.ipc.open_stream(chart.data.data).read_pandas()
    for at, end in (("low", "p5"), ("middle", "p50"), ("high", "p95")):
        assert list(rows[at]) == pytest.approx(list(figures[f"cpo_{end}"]))
        assert list(rows[f"max_{at}"]) == pytest.approx(list(figures[f"max_cpo_{end}"]))
    assert list(rows["kind"]) == list(figures["zone"])
    # No figure in it: the browser would make the picture anew at every move. They stand in the table.
    assert chart.alt == "What an order costs and may cost, at one bid for all"
    assert json.loads(chart.spec)["height"] > 3 * 30


def test_what_is_infinite_ends_at_the_edge_of_the_picture():
    inf = math.inf
    rows = [
        ("a", "stop", (10.0, 20.0, inf), (5.0, 6.0, 7.0), "", ""),
        ("b", "stop", (inf, inf, inf), (-2.0, -1.0, 0.0), "", ""),
    ]
    frame = pictures.ceilings_frame(rows).to_pandas()
    assert list(frame["high"]) == [22, 22]
    assert list(frame["low"]) == [10, 22]
    assert frame["middle"].isna().tolist() == [False, True]
    assert list(frame["max_low"]) == [5, -2]


# -- other answers ------------------------------------------------------------------------------------------------


def test_segments_that_are_alike_need_one_bid():
    screen = filled([{"segment": name, "share": "50"} for name in "ab"])
    assert "One bid for all is as good as a bid for each" in page_text(screen)
    assert "Bid " not in page_text(screen)
    assert "average €" not in page_text(screen)


def test_segments_that_may_not_grow_need_one_bid_for_another_reason():
    screen = filled(HALVES, HALF_ROOT)
    screen.at.text_input(key="segments_most_spend").set_value("1")
    assert "as good as a bid for each: you let no segment's spend grow" in page_text(screen.run())


def test_where_no_order_leaves_anything_no_bid_is_offered():
    screen = filled(HALVES, {**HALF_ROOT, "cogs_per_order": "60"})
    assert "No segment can pay for its clicks" in page_text(screen)
    assert screen.cards["Different bids earn more"] == "€0.00"
    assert list(table(screen)["bid, times"]) == ["1.00", "1.00"]


def test_a_chance_that_no_draw_contradicts_is_told_once():
    screen = filled([{**row, "aov": "1"} for row in HALVES], HALF_ROOT)
    assert screen.cards["Chance to break even"] == "< 0.1%"
    assert "almost never  \none bid for all: less than 1 in" in screen.captions
    assert "simulation error" not in page_text(segments_screen())


def test_what_cannot_be_spent_on_worthy_clicks_is_said_to_stay():
    rows = [
        {"segment": "good", "share": "20", "margin_share": "90"},
        {"segment": "bad", "share": "80", "margin_share": "10", "return_rate": "90"},
    ]
    screen = filled(rows, HALF_ROOT)
    assert "Spend nothing on: bad; their orders leave nothing." in page_text(screen)
    assert list(table(screen)["click may cost"]) == ["€2.25", "none"]
    assert "€600 stays unspent" in page_text(screen)
    screen.at.session_state["segments_bids"] = True
    bids = table(screen.run(), 2)
    assert list(bids["spend"]) == ["€400", "€0"]
    assert list(bids["order costs"])[1] == list(bids["chance to break even"])[1] == list(bids["profit"])[1] == "–"


def test_a_click_price_that_does_not_rise_has_no_best_bid():
    screen = segments_screen({"cpc_elasticity": "0"})
    assert "set the elasticity of the click price above 0 %" in page_text(screen)
    assert not screen.cards
    assert not screen.at.get("vega_lite_chart")
    assert not screen.at.main.error
    assert "cpc_elasticity" not in page_text(screen)


def test_a_change_that_is_too_small_to_print_is_not_told_as_one():
    # No segment breaks even in any draw: a bid for each still loses a little less.
    screen = segments_screen({"cvr_kind": "known", "cvr": "0.0001"})
    assert "Even so, all of them lose money." in page_text(screen)
    assert "better without" not in page_text(screen)


def test_where_no_order_is_caused_it_is_not_the_margin_that_is_blamed():
    screen = segments_screen({"incremental_share": "0"})
    assert "they bring no order that would not come anyway" in page_text(screen)
    assert "Raise the margin" not in page_text(screen)


def test_no_segment_may_take_more_than_the_reader_allows():
    screen = filled(HALVES, HALF_ROOT)
    screen.at.text_input(key="segments_most_spend").set_value("1.2")
    screen.run()
    # 600 and 400 of 1,000: 1.2^0.5 and 0.8^0.5 times the price.
    assert list(table(screen)["bid, times"]) == ["1.10", "0.89"]
    for text, sentence in (("0.5", "A number of 1 or more is needed"), ("x", "“x” cannot be read")):
        screen.at.text_input(key="segments_most_spend").set_value(text)
        assert sentence in page_text(screen.run())
        assert list(table(screen)["bid, times"]) == ["1.34", "0.45"]


# -- the table ----------------------------------------------------------------------------------------------------


def test_an_edit_changes_the_answer_and_survives_another_page():
    screen = segments_screen()
    before = screen.cards
    after = edit(screen, {0: {"cvr_relative": "1", "segment": "Strangers"}}).cards
    assert after != before
    assert screen.go("plan").go("segments").cards == after
    assert next(iter(texts(screen)["segment"])) == "Strangers"
    assert edit(screen, {1: {"cvr_relative": "2.5"}}).cards != after
    assert next(iter(table(screen)["segment"])) == "Strangers"


def test_rows_can_be_added_and_deleted():
    screen = edit(segments_screen(), {1: {"share": "20"}}, added=[{"segment": "Others", "share": "2"}])
    assert list(table(screen)["segment"]) == ["New visitors", "Returning customers", "Loyal customers", "Others"]
    screen.go("plan").go("segments")
    edit(screen, {}, deleted=[1])
    assert "these add up to 80 %" in page_text(screen)
    edit(screen, {0: {"share": "90"}}, deleted=[1])
    assert list(table(screen)["segment"]) == ["New visitors", "Loyal customers", "Others"]
    screen.go("plan").go("segments")
    assert list(texts(screen)["share"]) == ["90", "8", "2"]


def test_shares_that_miss_100_percent_are_scaled_or_the_rest_is_given_with_one_click():
    screen = edit(segments_screen(), {0: {"share": "60"}})
    assert "To 100 % 10 % are missing." in page_text(screen)
    assert "Give the rest to Loyal customers" in [button.label for button in screen.at.button]
    screen.click("segments_rest")
    assert list(texts(screen)["share"]) == ["60", "22", "18"]
    assert "table before" not in page_text(screen)
    screen = edit(screen, {0: {"share": "160"}})
    screen.click("segments_back")
    screen = edit(screen, {0: {"share": "80"}})
    assert "10 % more than 100 %." in page_text(screen)
    screen.click("segments_scale")
    assert list(texts(screen)["share"]) == ["72.7", "20", "7.3"]
    assert "table before" not in page_text(screen)


@pytest.mark.parametrize("nonsense", ["abc", "1.4 - x"])
def test_nonsense_typed_into_a_cell_stays_there_and_is_explained(nonsense):
    screen = edit(segments_screen(), {1: {"cvr_relative": nonsense}})
    assert "row 2 (Returning customers), column CVR, × average" in page_text(screen)
    assert list(texts(screen.go("plan").go("segments"))["cvr_relative"])[1] == nonsense


def test_why_orders_did_not_fill_the_table_stands_above_it():
    screen = segments_screen().click("segments_fill")
    shown = [str(getattr(element, "value", "")) for element in screen.at.main]
    refusal = next(at for at, text in enumerate(shown) if "drop an export" in text)
    assert refusal < next(at for at, text in enumerate(shown) if "Not sure? Type a range" in text)


def test_a_table_is_read_in_the_language_in_which_it_is_shown_and_a_decimal_comma_is_typed_in_it():
    screen = edit(segments_screen(), {0: {"aov": "70.5 – 80.25"}})
    cards = screen.cards
    screen.read_in("sl_SI")
    assert next(iter(texts(screen)["aov"])) == "70,5 – 80,25"
    assert next(iter(texts(screen)["cvr_relative"])) == "0,5 – 0,8"
    assert screen.read_in("en_GB").cards == cards
    screen = edit(screen.read_in("sl_SI"), {0: {"cvr_relative": "0,75"}})
    assert next(iter(texts(screen.read_in("en_GB"))["cvr_relative"])) == "0.75"
    assert "“a lot”" in page_text(edit(screen.read_in("sl_SI"), {0: {"cvr_relative": "a lot"}}))


def test_an_example_follows_the_plan_at_the_next_visit_until_it_is_changed():
    screen = segments_screen()
    screen.go("plan").type("aov_high", "150").go("segments")
    assert list(texts(screen)["aov"]) != ["77", "82", "94"]
    edit(screen, {0: {"aov": "60"}})
    own = list(texts(screen)["aov"])
    screen.go("plan").type("aov_high", "95").go("segments")
    assert [own[at] for at in (1, 2)] == [list(texts(screen)["aov"])[at] for at in (1, 2)]
    screen.click("segments_example")
    assert list(texts(screen)["aov"]) == ["77", "82", "94"]
    assert "An **example**" in screen.captions


def test_an_example_belongs_to_the_plan_that_a_link_brings_while_its_page_is_open():
    screen = segments_screen({"aov_low": "500", "aov_high": "600"})
    assert list(texts(screen)["aov"]) == ["520", "550", "630"]
    screen.preset("worked_example")
    assert list(texts(screen)["aov"]) == ["48", "50", "57"]
    screen.at.session_state["fields"] = {**screen.at.session_state["fields"], "aov": 200.0}
    assert list(texts(screen.run())["aov"]) == ["190", "200", "230"]
    edit(screen, {0: {"aov": "90"}})
    screen.at.session_state["fields"] = {**screen.at.session_state["fields"], "aov": 50.0}
    screen.run()
    assert screen.at.session_state["_edited_segments_table"].now["aov"].tolist() == ["90", "200", "230"]


def test_a_table_of_ones_own_can_be_had_back_after_an_example_a_file_or_a_preset():
    own = ["60", "82", "94"]

    def held(screen):
        return screen.at.session_state["_edited_segments_table"].now["aov"].tolist()

    screen = edit(segments_screen(folded=False), {0: {"aov": "60"}})
    assert not [button for button in screen.at.button if button.key == "segments_back"]
    assert held(screen.click("segments_example")) == ["77", "82", "94"]
    assert held(screen.click("segments_back")) == own
    assert not [button for button in screen.at.button if button.key == "segments_back"]
    assert held(screen.preset("fashion_returns")) != own
    assert held(screen.preset("worked_example")) != own
    assert held(screen.click("segments_back")) == own


# -- what is wrong ------------------------------------------------------------------------------------------------


WRONG = (
    ({2: {"aov": "many"}}, "row 3 (Loyal customers), column Order value: “many” is neither a number nor a range"),
    ({0: {"share": "7O"}}, "row 1 (New visitors), column Clicks, %: “7O” cannot be read"),
    ({0: {"share": ""}}, "row 1 (New visitors), column Clicks, %: A value is missing here."),
    ({0: {"share": "60"}}, "must add up to 100 %, these add up to 90 %"),
    ({0: {"share": "-70"}}, "row 1 (New visitors), column Clicks, %"),
    ({1: {"segment": ""}}, "row 2, column Segment: A value is missing here."),
    ({1: {"segment": "New visitors"}}, "row 2 (New visitors), column Segment: This segment stands twice"),
    ({1: {"return_rate": "120"}}, "row 2 (Returning customers), column Return rate, %"),
    ({1: {"margin_share": "40 – 30"}}, "row 2 (Returning customers), column Margin, %"),
    ({1: {"cvr_relative": "0"}}, "row 2 (Returning customers), column CVR, × average"),
    (
        {0: {"share": "91.9"}, 1: {"share": "0.1", "cvr_relative": "500"}},
        "“Returning customers” would have a conversion rate",
    ),
    ({1: {"orders_per_year": "4"}}, "row 2 (Returning customers), column Orders per year: This plan counts no"),
)
"""Cells by row, and what is said of them."""


def test_what_is_wrong_stands_beside_the_table_and_the_last_answer_stays(subtests):
    screen = segments_screen()
    before = screen.cards
    for rows, sentence in WRONG:
        with subtests.test(rows=rows):
            edit(screen, rows)
            assert sentence in page_text(screen)
            assert "This is still the answer for the table before." in page_text(screen)
            assert screen.cards == before
            assert len(screen.at.main.error) == 1
            assert marked_as_old(screen)
    edit(screen, {})
    assert not screen.at.main.error
    assert not marked_as_old(screen)


def marked_as_old(screen):
    """Whether the answer, above all else, says that it is of another table than the one in view."""
    (first, *_) = [*screen.at.main.warning, None]
    return first is not None and "for the table before" in first.value


def test_an_empty_table_and_one_row_are_refused_with_what_is_needed():
    for deleted, count in (([0, 1, 2], "0"), ([1, 2], "1")):
        screen = edit(segments_screen(), {}, deleted=deleted)
        assert f"- Number of segments: 2 to 8, got {count}." in page_text(screen)
    rows = [{"segment": str(at), "share": "10"} for at in range(10)]
    assert "Number of segments: 2 to 8, got 10." in page_text(filled(rows))


def test_blank_rows_count_as_nothing_and_keep_the_numbers_of_the_others():
    screen = edit(segments_screen(), {0: dict.fromkeys(EMPTY, " "), 1: {"share": "92"}})
    assert not screen.at.main.error
    assert list(table(screen)["segment"]) == ["Returning customers", "Loyal customers"]
    edit(screen, {0: dict.fromkeys(EMPTY, " "), 1: {"share": "92"}, 2: {"segment": "Returning customers"}})
    assert "row 3 (Returning customers), column Segment" in page_text(screen)


def test_a_plan_that_does_not_fit_the_table_any_longer_is_said_above_it():
    repeat = {"repeat_on": "1", "orders_per_year": "3", "years": "2", "new_customer_share": "0.6"}
    screen = edit(segments_screen(repeat), {2: {"orders_per_year": "6"}})
    assert screen.cards
    assert not screen.at.main.error
    screen.unfold("repeat").choose("repeat_on", False)
    assert (
        page_text(screen).count("row 3 (Loyal customers), column Orders per year: This plan counts no later orders")
        == 1
    )
    assert "the table before" not in page_text(screen)  # there is no answer
    assert not screen.cards


def test_a_table_that_the_plan_refuses_from_the_first_is_told_once():
    screen = Screen(folded=False).preset("fashion_returns").choose("repeat_on", False).go("segments")
    assert page_text(screen).count("row 3 (Come back), column Orders per year: This plan counts no later orders") == 1
    assert "the table before" not in page_text(screen)
    edit(screen, {2: {"share": "x"}})
    assert "Please correct in the table:" in page_text(screen)
    assert "the table before" not in page_text(screen)
    edit(screen, {2: {"orders_per_year": ""}})
    assert screen.cards


def test_names_are_shown_as_they_were_typed():
    name = "**~x~** $a$ :red[b]"
    screen = filled([{"segment": name, "share": "30", "cvr_relative": "3"}, {"segment": "b", "share": "70"}])
    assert any("\\*\\*\\~x\\~\\*\\* \\$a\\$ \\:red\\[b\\]" in box.value for box in screen.at.main.info)
    assert list(table(screen)["segment"]) == [name, "b"]


# -- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["point", "comma"])
def test_segments_come_back_from_their_file(dialect):
    content = segments_tables.segments_csv(Segmentation(example(), (1, 2, 3), 2.0), dialect)
    assert read_segments(content).segments == example()
    screen = loaded(content)
    assert "3 segments read." in page_text(screen)
    screen.click("segments_put")
    assert list(texts(screen)["cvr_relative"]) == ["0.5 – 0.8", "1.4 – 2", "2 – 3.5"]
    assert "an example" not in page_text(screen)


def loaded(content, screen=None):
    screen = screen or segments_screen(state={"segments_load": True})
    screen.at.file_uploader(key="segments_file").upload("segments.csv", content, "text/csv")
    return screen.run()


@pytest.fixture(scope="module")
def loading():
    """A visit whose chooser of files is open."""
    return segments_screen(state={"segments_load": True})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "missing: “segment”, “share”."),
        (b"segment,share,aov_low,aov_high\na,0.5,x,80\nb,0.5,,\n", "row 2, column aov\\_low"),
        (b"segment,share\nA,0.5\nA,0.5\n", "row 3, column segment: This segment stands twice: A."),
        (b"segment,share\na,0.5,7\n", "has 3 cells, the header has 2"),
        (b"\x00\xff\xfe", "This file is not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_leaves_the_table(loading, content, sentence):
    screen = loaded(content, loading)
    assert "The file cannot be used yet:" in page_text(screen)
    assert any(sentence in box.value.replace("**", "") for box in screen.at.main.warning)
    assert not [button for button in screen.at.button if button.key == "segments_put"]
    assert next(iter(texts(screen)["segment"])) == "New visitors"


def test_a_column_that_is_not_read_is_named_and_the_others_are_taken():
    screen = loaded(b"segment,share,margin_share\na,0.5,0.3\nb,0.5,0.4\n")
    (warning,) = (box.value.replace("**", "").replace("\\", "") for box in screen.at.main.warning)
    sentence = "This column is not known. Did you mean “margin_share_low”? It was not used."
    assert f"row 1, column margin_share: {sentence}" in warning
    assert "cannot be used" not in page_text(screen)
    screen.click("segments_put")
    assert list(texts(screen)["segment"]) == ["a", "b"]
    worth = segments_of(plan_with(), [Segment(name="a", share=0.5), Segment(name="b", share=0.5)]).worth.value
    assert screen.cards["Different bids earn more"].lstrip("+") == words_for("en_GB").money(worth, "EUR")


def test_a_file_whose_segments_do_not_fit_together_is_put_and_told():
    screen = loaded(write_segments([Segment(name="a", share=0.4), Segment(name="b", share=0.4)])).click("segments_put")
    assert "these add up to 80 %" in page_text(screen)
    assert list(texts(screen)["segment"]) == ["a", "b"]


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_the_figures_come_as_a_file_in_both_dialects(dialect, separator, decimal):
    segmentation = Segmentation(example(), (1, 2, 3), 2.0)
    content = segments_tables.figures_csv(plan_with(), segmentation, dialect).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=separator))
    assert list(rows[0]) == ["currency", *FIGURES]
    figures = segments_of(plan_with(), example()).figures
    assert [float(row["value_per_click"].replace(decimal, ".")) for row in rows] == list(figures["value_per_click"])


# -- orders -------------------------------------------------------------------------------------------------------


def test_without_orders_the_button_says_where_to_drop_them():
    screen = segments_screen().click("segments_fill")
    assert "drop an export of your shop's orders on the page My data" in page_text(screen)
    assert next(iter(texts(screen)["segment"])) == "New visitors"


def test_orders_of_the_visit_fill_the_table_with_what_they_cannot_tell():
    screen = numbers(("shop.csv", SHOP)).go("segments").click("segments_fill")
    core = buyer_segments(combine([read_export("shop.csv", SHOP)]).orders)
    assert list(texts(screen)["segment"]) == [segments_table.KINDS[segment.name] for segment in core.segments]
    shares = [float(text) / 100 for text in texts(screen)["share"]]
    assert sum(shares) == pytest.approx(1, abs=1e-9)
    assert shares == pytest.approx([segment.share for segment in core.segments], abs=0.001)
    assert not screen.at.main.error
    assert screen.cards
    assert "does not say who clicked and did not buy" in page_text(screen)
    screen.go("plan").go("segments")
    assert "does not say who clicked and did not buy" in page_text(screen)
    assert "does not say who clicked" not in page_text(screen.click("segments_example"))


def test_orders_in_another_currency_are_not_taken():
    screen = numbers(("shop.csv", SHOP), link={"currency": "CHF"}).go("segments").click("segments_fill")
    assert "The orders are in EUR and the plan in CHF" in page_text(screen)
    assert next(iter(texts(screen)["segment"])) == "New visitors"


def test_an_export_without_customers_is_refused_in_words():
    content = "Order,Date,Order value\n" + "\n".join(f"{at},2026-01-{at % 28 + 1:02},50" for at in range(1, 60)) + "\n"
    screen = numbers(("orders.csv", content.encode())).go("segments").click("segments_fill")
    assert "does not say which orders have the same customer" in page_text(screen)


def test_numbers_from_orders_have_the_digits_that_a_person_types():
    core = buyer_segments(combine([read_export("shop.csv", SHOP)]).orders)
    shown = written(ENGLISH, columns.SEGMENTS, segments_table.named(ENGLISH, core))
    cells = [cell for name in ("aov", "return_rate") for cell in shown[name]]
    assert max(map(len, cells)) <= len("82.4 – 98.3") + 1
    back = segments_in(segments_table.named(ENGLISH, core)).segments
    assert [segment.aov.low for segment in back] == pytest.approx(
        [segment.aov.low for segment in core.segments], rel=0.005
    )


# -- the pieces ---------------------------------------------------------------------------------------------------


def test_a_segmentation_knows_its_rows():
    segments = (Segment(name="a", share=0.5), Segment(name="b", share=0.5))
    assert Segmentation(segments, (2, 4), 2.0).names == ["", "a", "", "b"]


def test_the_example_can_be_in_any_plan():
    for aov in (Fixed(0.5), Amount(10_000, 30_000)):
        scenario = plan_with().scenario
        values = {**fields_of(Plan(scenario)), "aov_kind": "known", "aov": 0.5 if aov == Fixed(0.5) else 20_000.0}
        plan = plan_with(**values)
        segments = segments_in(segments_table.example(ENGLISH, plan)).segments
        assert len(segments_of(plan, segments).figures) == 3
        assert isinstance(segment_table(segments), pd.DataFrame)


def test_why_orders_did_not_fill_the_table_is_said_once():
    screen = segments_screen().click("segments_fill")
    assert "drop an export of your shop's orders" in page_text(screen)
    assert "drop an export" not in page_text(screen.run())

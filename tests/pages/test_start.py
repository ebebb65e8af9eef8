"""Where a plan comes from: a preset with its sources, a file, a name."""

import dataclasses
import io
from pathlib import Path

import pandas as pd
import pytest

from pages.kit.languages import currency_of_zone
from pages.kit.words import words_for
from pages.parts.start import presets as start_presets
from simulator import Plan, read_scenarios, write_scenarios
from simulator.forms.fields import START, fields_of, plan_of
from simulator.forms.presets import presets
from tests.evidence.files import EXPORTS
from tests.pages.screen import START_OPEN, Screen, figures_with, plan_with

EXAMPLES = Path(__file__).parents[2] / "examples"
ODD_NAMES = (
    "=HYPERLINK(1)",
    "**bold** ~~struck~~ :red[red] $x^2$ `code`",
    "<script>alert(1)</script> & <b>",
    "😀 čšž “quotes” 'single' \"double\" ; , \\",
    "| a | b |",
    "# heading",
    "-",
    "{budget} %s %(x)s",
)


def same_plan(screen, plan):
    values = {**START, **dict(screen.at.session_state["fields"])}
    return plan_of(values) == (plan, [])


# -- presets --------------------------------------------------------------------------------------------------------


def test_each_preset_gives_the_verdict_of_the_core_its_sources_once_asked_and_an_address_that_brings_it_back(subtests):
    """One visit that takes them one after the other: whatever the one before has set, the next replaces."""
    screen = Screen({"cpc_kind": "known", "cpc": "3", "repeat_on": "1", "scale_at": "0.9"}, state=START_OPEN)
    for code, preset in presets().items():
        with subtests.test(preset=code):
            screen.at.session_state["preset_sources"] = False
            screen.at.selectbox(key="preset").set_value(code)
            screen.run()
            assert not [text for text in screen.at.sidebar.markdown if "assumption" in text.value]
            screen.at.session_state["preset_sources"] = True
            screen.click("take_preset")
            holds_its_sources(screen, preset)
            plan, _ = plan_of({**START, **dict(preset.values), "name": screen.text_in("name")})
            figures = figures_with(**preset.values)
            assert screen.problems == []
            assert same_plan(screen, plan)
            assert screen.verdict == figures.verdict.word
            assert screen.cards["Chance to pay off"] == screen.words.short_chance(
                figures.break_even_probability, figures.draws
            )
            again = Screen(screen.address)
            assert (again.cards, again.address) == (screen.cards, screen.address)


def holds_its_sources(screen, preset):
    shown_text = "\n".join(text.value for text in screen.at.sidebar.markdown)
    for origin in preset.origins:
        for fact in origin.facts:
            assert fact.year in shown_text.replace("\\", "")
            assert f"confidence {fact.confidence}" in shown_text
        if origin.assumed:
            assert "assumption" in shown_text


def test_a_preset_takes_away_what_was_wrong():
    screen = Screen().type("budget", "wrong")
    screen.preset("worked_example")
    assert screen.problems == []
    assert screen.text_in("budget") == "1,000"


def test_the_chosen_preset_is_remembered_while_pages_change():
    screen = Screen(state=START_OPEN)
    screen.at.selectbox(key="preset").set_value("gift_shop")
    screen.run().go("margin").go("plan")
    assert screen.at.selectbox(key="preset").value == "gift_shop"


# -- names ----------------------------------------------------------------------------------------------------------


def test_any_name_is_taken_as_it_is_and_comes_back_from_the_address(subtests):
    screen = Screen(state=START_OPEN)
    for name in ODD_NAMES:
        with subtests.test(name=name):
            screen.type("name", name)
            assert screen.problems == []
            assert screen.text_in("name") == name
            assert Screen(screen.address, state=START_OPEN).text_in("name") == name


def test_any_name_comes_back_from_a_file(subtests):
    screen = Screen(state=START_OPEN)
    for name in ODD_NAMES:
        with subtests.test(name=name):
            in_point, in_comma = (write_scenarios([plan_with(name=name)], dialect=item) for item in ("point", "comma"))
            assert read_scenarios(in_point).plans == read_scenarios(in_comma).plans == (plan_with(name=name),)
            screen.upload(in_comma)
            assert not screen.at.sidebar.warning
            assert screen.click("load_sidebar").text_in("name") == name


def test_a_name_that_cannot_be_one_stays_with_a_sentence(subtests):
    screen = Screen(state=START_OPEN)
    for name, message in (
        ("x" * 10_000, "200"),
        ("😀" * 201, "200"),
        ("two\nlines", "one line"),
        ("nul\0", "one line"),
    ):
        with subtests.test(message=message, length=len(name)):
            screen.type("name", name)
            assert screen.text_in("name") == name
            assert message in screen.problems[0]
            assert screen.answers_for_the_last_usable_plan
            assert screen.address == {}


# -- files ----------------------------------------------------------------------------------------------------------


def test_a_file_brings_back_the_plan_it_was_written_from(subtests):
    screen = Screen(state=START_OPEN)
    dialects = {"gift_shop": "point", "visit_counts": "comma", "worked_example": "comma", "beauty_eu": "point"}
    for code, dialect in dialects.items():
        with subtests.test(preset=code, dialect=dialect):
            plan, _ = plan_of(presets()[code].values)
            content = write_scenarios([plan], dialect=dialect)
            assert read_scenarios(content) == read_scenarios(write_scenarios([plan]))
            screen.upload(content)
            assert "1 plan read." in screen.captions
            screen.click("load_sidebar")
            assert screen.problems == []
            assert same_plan(screen, plan)
            assert screen.cards == Screen(screen.address).cards


def test_of_several_plans_the_chosen_one_is_loaded_also_when_they_share_their_name():
    plans = [plan_with(name="Spring", budget=budget) for budget in (1000.0, 2000.0, 3000.0)]
    screen = Screen(state=START_OPEN).upload(write_scenarios(plans))
    assert "3 plans read." in screen.captions
    for at in (2, 1, 0):
        box = screen.at.selectbox(key="file_plan_sidebar")
        box.select_index(at)
        screen.run().click("load_sidebar")
        assert same_plan(screen, plans[at])


def test_all_plans_of_a_file_can_be_kept_for_comparison():
    plans = [plan_with(name=f"Plan {budget}", budget=budget) for budget in (1000.0, 2000.0)]
    screen = Screen(state=START_OPEN).upload(write_scenarios(plans)).click("keep_sidebar")
    assert tuple(screen.at.session_state["kept"]) == tuple(plans)


GOOD = write_scenarios([plan_with(name="Good")]).decode("utf-8-sig")
HEADER, ROW = GOOD.splitlines()


UNREADABLE = (
    (b"", "empty"),
    (b"\xff\xfe\x00\x01\x02binary\x00", "UTF-8"),
    (b"PK\x03\x04" + bytes(range(128)), "not a text file"),
    (HEADER.encode(), "no row"),
    (b"a,b\n1,2\n", "No column"),
    (HEADER.replace("budget", "bugdet").encode() + b"\n" + ROW.encode(), "budget"),
    (f"{HEADER},budget\n{ROW},1\n".encode(), "twice"),
    (f"{HEADER},surprise\n{ROW},1\n".encode(), "not known"),
    (f"{HEADER}\n{ROW},extra\n".encode(), "cells"),
    (f'{HEADER}\n"{ROW}\n'.encode(), "quotation"),
    (GOOD.replace("5000", "minus five").encode(), "A number is needed"),
    (GOOD.replace("5000", "-5000").encode(), "got -5,000"),
    (GOOD.replace("EUR", "QQQ").encode(), "QQQ"),
    (GOOD.replace("Good", "=x" + "😀" * 300_000).encode(), "200"),
)
"""Files, and what is said of them."""


def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(subtests):
    screen = Screen({"budget": "7000"}, state=START_OPEN)
    before = screen.cards
    for content, message in UNREADABLE:
        with subtests.test(message=message):
            screen.upload(content)
            shown_text = "\n".join(box.value for box in screen.at.sidebar.warning)
            assert message in shown_text.replace("\\", "")
            assert (screen.cards, screen.address) == (before, {"budget": "7000"})


def test_an_export_that_is_dropped_as_a_scenario_file_is_handed_to_my_data():
    google = EXPORTS / "google_ads_en.csv"
    screen = Screen(state=START_OPEN).upload(google.read_bytes(), google.name)
    assert [box.value for box in screen.at.sidebar.info] == ["This is an export. It was read on the page My data:"]
    assert not screen.at.sidebar.warning
    screen.go("evidence")
    assert any("1,450 orders" in item.value for item in screen.at.main.markdown)


def test_good_rows_are_loaded_and_bad_ones_named_by_row_and_column():
    content = f"{HEADER}\n{ROW}\n{ROW.replace('5000', 'much', 1)}\n{ROW}\n"
    screen = Screen(state=START_OPEN).upload(content.encode())
    assert "2 plans read." in screen.captions
    (shown_text,) = (box.value for box in screen.at.sidebar.warning)
    assert "row 3" in shown_text
    assert "budget" in shown_text


def test_a_file_with_a_hundred_thousand_rows_reads_the_first_thousand_and_says_so():
    header = "budget,cpc_low,cpc_high,cvr_low,cvr_high,aov_low,aov_high"
    screen = Screen(state=START_OPEN).upload("\n".join([header, *["9,1,2,.1,.2,8,9"] * 100_000]).encode())
    (shown_text,) = (box.value for box in screen.at.sidebar.warning)
    assert "Only the first rows were read: 1,000 of 100,000." in shown_text
    assert "1,000 plans read." in screen.captions


def test_a_file_that_is_too_large_is_refused_with_its_size():
    screen = Screen(state=START_OPEN).upload(GOOD.encode() + b" " * 2_000_000)
    assert "too large" in screen.at.sidebar.warning[0].value


def test_what_a_file_says_in_markup_is_shown_and_not_run():
    content = f"{HEADER},~~:red[x]~~ $y$\n{ROW},1\n"
    (shown_text,) = (box.value for box in Screen(state=START_OPEN).upload(content.encode()).at.sidebar.warning)
    assert "\\~\\~\\:red\\[x\\]\\~\\~ \\$y\\$" in shown_text


# -- examples -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gift_shop", "visit_counts"])
def test_the_examples_in_the_repository_are_the_presets_with_the_results_of_today(name):
    content = (EXAMPLES / f"{name}.csv").read_bytes()
    (plan,) = read_scenarios(content).plans
    preset, _ = plan_of(presets()[name].values)
    assert dataclasses.replace(plan.scenario, name="") == dataclasses.replace(preset.scenario, name="")
    written, now = (pd.read_csv(io.BytesIO(item)) for item in (content, write_scenarios([plan])))
    pd.testing.assert_frame_equal(written, now, rtol=1e-9)  # the last digits are the machine's
    screen = Screen(state=START_OPEN).upload(content).click("load_sidebar")
    assert same_plan(screen, plan)
    assert screen.text_in("budget") == words_for("en_GB").exact(fields_of(plan)["budget"])
    assert isinstance(plan, Plan)
    # A file taken after a move brings that back, too, to the last digit.
    shown, moved = screen.type("budget", "1,234.5").cards, screen.at.session_state["inputs"].plan
    screen.type("budget", "9,000").upload(write_scenarios([moved]), "taken.csv").click("load_sidebar")
    assert same_plan(screen, moved)
    assert screen.cards == shown
    assert write_scenarios([screen.at.session_state["inputs"].plan]) == write_scenarios([moved])


# -- presets for other pages ----------------------------------------------------------------------------------------


def test_a_preset_with_channels_fills_their_table_and_says_so():
    screen = Screen(state=START_OPEN).preset("two_channels")
    assert [toast.value for toast in screen.at.toast] == [
        "The table of the page Channels holds the channels of this example."
    ]
    table = screen.go("channels").at.session_state["_edited_channels_table"].now
    assert table["name"].tolist() == ["Google Shopping", "Facebook, Instagram"]
    assert table["spend"].tolist() == ["4,000", "2,000"]


def test_a_preset_with_segments_fills_their_table_in_the_readers_language():
    screen = Screen(locale="fr-FR", state=START_OPEN).preset("fashion_returns").go("segments")
    table = screen.at.session_state["_edited_segments_table"].now
    assert table["share"].tolist() == ["60", "25", "15"]
    assert table["aov"].tolist() == ["", "95 – 130", ""]
    assert table["return_rate"].tolist()[0] == "15 – 30"


def test_the_next_preset_takes_back_what_one_put_into_a_table():
    screen = Screen(state=START_OPEN).preset("fashion_returns").go("segments").preset("gift_shop")
    assert [toast.value for toast in screen.at.toast] == ["The table of the page Segments holds its example again."]
    assert screen.go("segments").at.dataframe[0].value["segment"].tolist()[0] == "New visitors"
    assert not screen.at.main.error
    assert not screen.at.main.warning


def test_a_table_that_was_changed_stays_when_a_preset_without_one_is_taken():
    screen = Screen(state=START_OPEN).preset("fashion_returns").go("segments")
    edited = screen.at.session_state["_edited_segments_table"]
    key = f"segments_table_{screen.at.session_state['_turn_segments_table']}"
    screen.at.session_state[key] = {"edited_rows": {0: {"aov": "70"}}, "added_rows": [], "deleted_rows": []}
    screen.run().preset("worked_example")
    now = screen.at.session_state["_edited_segments_table"].now
    assert now["aov"].tolist() == ["70", *edited.now["aov"].tolist()[1:]]
    assert not screen.at.toast


def test_an_example_follows_a_preset_also_while_its_page_is_open():
    screen = Screen(page="segments", state=START_OPEN)
    assert screen.at.dataframe[0].value["aov"].tolist() == ["77", "82", "94"]
    assert screen.preset("home_eu").at.dataframe[0].value["aov"].tolist() == ["170", "180", "200"]


def test_a_preset_with_a_store_fills_the_page_omnichannel_and_the_next_one_empties_it():
    screen = Screen(state=START_OPEN).preset("shop_with_store")
    assert screen.at.session_state["fields"]["store_aov_high"] == 124
    assert screen.address["store_aov_high"] == "124"
    assert screen.preset("fashion_eu").at.session_state["fields"]["store_aov_high"] is None


def test_the_figures_of_other_pages_are_told_by_their_names():
    screen = Screen(folded=False)
    store = presets()["shop_with_store"]
    shown_text = " ".join(start_presets.origin_line(screen.words, store, origin) for origin in store.origins)
    assert "Store orders per 100 clicks 0.3 – 1.8" in shown_text.replace("\\", "")
    assert "store_" not in shown_text
    two = presets()["two_channels"]
    line = start_presets.origin_line(screen.words, two, two.origins[0])
    assert line.replace("\\", "").startswith("- **Channels**: search: ranges as published; social: ")


# -- currencies -----------------------------------------------------------------------------------------------------


def test_a_first_visit_starts_in_the_currency_of_its_reader_and_leaves_the_address_empty():
    screen = Screen(timezone="Asia/Tokyo")
    assert (screen.text_in("budget"), screen.text_in("cpc_low")) == ("800,000", "72")
    assert screen.address == {}
    screen.type("cpc_low", "70")
    assert (screen.address["currency"], screen.address["budget"]) == ("JPY", "800000")
    elsewhere = Screen(screen.address)  # a link says what it means wherever it is opened
    assert elsewhere.written == screen.written
    assert screen.type("cpc_low", "72").address == {}
    # The euro's example is a plan like any other there.
    assert Screen({"budget": "5000"}, timezone="Asia/Tokyo").text_in("budget") == "5,000"


@pytest.mark.parametrize(
    ("zone", "currency"),
    [
        ("Asia/Kolkata", "INR"), ("America/New_York", "USD"), ("US/Pacific", "USD"), ("Europe/Paris", "EUR"),
        ("Europe/Zurich", "CHF"), ("UTC", None), ("Africa/Algiers", "DZD"), ("nowhere", None), (None, None),
    ],
)  # fmt: skip
def test_a_time_zone_tells_the_currency_of_its_country(zone, currency):
    assert currency_of_zone(zone) == currency


def test_another_currency_changes_the_example_with_it_and_leaves_typed_amounts_to_their_reader():
    screen = Screen(folded=False).choose("currency", "JPY")
    assert (screen.text_in("cpc_low"), screen.text_in("shipping_paid")) == ("72", "780")
    assert "stay as they are" not in screen.captions  # nothing was typed
    screen = Screen({"cpc_low": "0.5", "cvr_low": "0.02"}, folded=False).choose("currency", "USD")
    assert "The amounts that you typed stay as they are: €5,000.00 is now US$5,000.00." in screen.captions
    assert screen.at.button(key="currency_convert").disabled
    screen.at.text_input(key="currency_rate").set_value("1.2")
    screen.run().click("currency_convert")
    assert (screen.text_in("budget"), screen.text_in("cpc_low"), screen.text_in("cvr_low")) == ("6,000", "0.6", "2")
    assert screen.text_in("shipping_paid") == "4.9"  # that is the example of a shop with dollars already
    assert "stay as they are" not in screen.captions
    back = Screen({"cpc_low": "0.5"}, state=START_OPEN).choose("currency", "USD").choose("currency", "EUR")
    assert "stay as they are" not in back.captions
    assert (
        "stay as they are"
        not in Screen({"cpc_low": "0.5"}, state=START_OPEN).choose("currency", "USD").click("currency_leave").captions
    )


def test_a_converted_plan_takes_its_channels_along():
    screen = Screen({"cpc_low": "0.5"}, state=START_OPEN).preset("two_channels").type("cpc_low", "0.5").go("channels")
    cells = {"edited_rows": {0: {"spend": "1000"}}, "added_rows": [], "deleted_rows": []}
    screen.at.session_state[f"channels_table_{screen.at.session_state['_turn_channels_table']}"] = cells
    screen.run().unfold("start").choose("currency", "EUR")
    screen.at.text_input(key="currency_rate").set_value("0.5")
    screen.run().click("currency_convert")
    assert screen.at.dataframe[0].value["spend"][0] == "500"

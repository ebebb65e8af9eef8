"""What a person types into the sidebar is taken, or said to be wrong beside the field, and never lost.

Long because every kind of input has its cases here.
"""

from itertools import pairwise

import pytest

from pages.frame.widgets import log_grid
from pages.kit.labels import ADVANCED, GOAL, MARGIN, REPEAT, input_of
from simulator.forms.fields import BELIEF_KINDS, BY_NAME, PARTS, UNCERTAIN
from tests.pages.screen import GROUPS, Screen, figures_with, plan_with

NBSP, NARROW = "\u00a0", "\u202f"
LOCALES = ("en-GB", "fr-FR", "sl-SI")
EVERY_NUMBER = {  # what is drawn when every group is open, later orders count and click prices etc. are intervals
    name: field.kind
    for name, field in BY_NAME.items()
    if name in ("budget", "period_days", "reference_budget")
    or name in {f"{item}_{end}" for item in ("cpc", "cvr", "aov") for end in ("low", "high")}
    or (name in (*MARGIN, *REPEAT, *GOAL, *ADVANCED) and field.kind in ("money", "share", "number", "count"))
}
HIDDEN = ("cogs_per_order", "target_cpo", "target_profit_share", "points")  # another choice shows them
COUNTS = {"cvr_kind": "counts", "cvr_orders": "30", "cvr_clicks": "1000"}
THREE_POINTS = {"aov_kind": "three_points", "aov_low": "10", "aov_mode": "20", "aov_high": "30"}
KNOWN_MARGIN = {"aov_kind": "known", "aov": "50", "target_kind": "cpo", "target_cpo": "10"}
TWO_CORRELATIONS = {"correlation_cpc_cvr": "0.9", "correlation_aov_cvr": "0.9"}
TYPED = {
    "budget": 6543.25,
    "period_days": 14.0,
    "cpc_low": 0.46,
    "cpc_high": 1.25,
    "cvr_low": 0.0125,
    "cvr_high": 0.0425,
    "aov_low": 65.5,
    "aov_high": 1234.5,
    "orders_per_year": 3.5,
    "years": 2.5,
    "scale_at": 0.855,
    "stop_at": 0.255,
    "cpc_elasticity": 0.35,
    "reference_budget": 4321.5,
    "order_value_cv": 1.35,
    "correlation_cpc_cvr": 0.15,
    "correlation_aov_cvr": -0.25,
    "correlation_cpc_aov": 0.05,
    "seed": 7.0,
}


# -- exact numbers --------------------------------------------------------------------------------------------------


def test_every_number_has_a_text_field_of_its_own():
    screen = Screen({"repeat_on": "1"}, folded=False)
    assert set(screen.written) - {"name"} == set(EVERY_NUMBER) - set(HIDDEN)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_number_can_be_typed_exactly_as_its_reader_writes_it(locale):
    screen = Screen({"repeat_on": "1"}, locale=locale, folded=False)
    wanted = {
        name: TYPED.get(name, 0.055 if kind == "share" else 2.25)
        for name, kind in EVERY_NUMBER.items()
        if name not in HIDDEN
    }
    texts = {name: screen.words.exact(value, percent=EVERY_NUMBER[name] == "share") for name, value in wanted.items()}
    for some in (list(wanted)[::2], list(wanted)[1::2]):
        screen.type_all({name: texts[name] for name in some})
        assert {name: screen.text_in(name) for name in some} == {name: texts[name] for name in some}
        assert screen.problems == []
    assert {name: float(screen.address[name]) for name in wanted} == wanted


MEANT = {  # no two in a row are the same number: each must have been read
    "fr-FR": [
        ("cpc_low", "0,475", "0.475"),
        ("cvr_high", "4,25", "0.0425"),
        ("budget", "1 234,5", "1234.5"),
        ("budget", f"1{NBSP}234,6", "1234.6"),
        ("budget", f"1{NARROW}234,7", "1234.7"),
        ("budget", "1234,8", "1234.8"),
    ],
    "sl-SI": [("cpc_low", "0,475", "0.475"), ("budget", "1.234,5", "1234.5")],
    "en-GB": [("cpc_low", "0.475", "0.475"), ("cvr_high", "4.25 %", "0.0425")],
    "de-CH": [("budget", "1'234.5", "1234.5")],
    "en-IN": [("budget", "1,23,456", "123456")],
}


@pytest.mark.parametrize("locale", MEANT)
def test_a_number_reaches_the_plan_as_it_was_meant(locale, subtests):
    screen = Screen(locale=locale)
    for field, text, address in MEANT[locale]:
        with subtests.test(field=field, text=text):
            screen.type(field, text)
            assert screen.problems == []
            assert screen.address[field] == address


@pytest.mark.parametrize(
    ("locale", "field", "texts"),
    [
        ("fr-FR", "budget", ["12 34"]),
        ("sl-SI", "cpc_low", ["0,4,5"]),
        ("en-GB", "budget", ["abc", "NaN", "inf", "∞", "1e3", "5 000 $", "=1+1", "😀", "$5$", "~5~"]),
    ],
)
def test_a_wrong_text_stays_in_its_field_with_a_sentence_beside_it_and_the_answer_is_marked(
    locale, field, texts, subtests
):
    screen = Screen(locale=locale)
    before = screen.cards
    for text in texts:
        with subtests.test(text=text):
            screen.type(field, text)
            assert screen.text_in(field) == text
            assert screen.words.exact(1234.5) in screen.beside(field.removesuffix("_low")).replace("\\", "")
            assert screen.answers_for_the_last_usable_plan
            assert screen.cards == before
            assert screen.address == {}


def test_the_answer_is_that_of_the_last_usable_plan_and_not_of_the_first():
    screen = Screen().type("budget", "8,000")
    at_8000 = screen.cards
    screen.type("cpc_low", "cheap").type("aov_low", "60")
    assert screen.cards == at_8000
    assert screen.address == {"budget": "8000"}
    screen.type("cpc_low", "0.5")
    assert not screen.answers_for_the_last_usable_plan
    figures = figures_with(budget=8000.0, cpc_low=0.5, aov_low=60.0)
    assert screen.cards["Chance to pay off"] == screen.words.short_chance(figures.break_even_probability, figures.draws)


def test_an_emptied_number_is_missing_and_not_zero():
    screen = Screen().type("budget", "")
    assert screen.text_in("budget") == ""
    assert "missing" in screen.beside("budget")


def test_what_is_wrong_is_escaped_where_it_is_shown():
    screen = Screen().type("budget", "~~:red[<b>$x$]~~")
    assert "\\~\\~\\:red\\[\\<b\\>\\$x\\$\\]\\~\\~" in screen.beside("budget")


def test_several_wrong_inputs_are_each_named_and_can_be_mended_one_after_the_other():
    screen = Screen().type("budget", "x").type("cpc_low", "y").type("aov_high", "1")
    assert len(screen.problems) == 3
    screen.type("budget", "6,000").type("aov_high", "95")
    assert len(screen.problems) == 1
    assert "y" in screen.problems[0]
    screen.type("cpc_low", "0.45")
    assert screen.problems == []
    assert screen.address == {"budget": "6000"}


# -- what the model refuses -----------------------------------------------------------------------------------------


REFUSED = [
    ("cpc_low", "0.8", "cpc", "low"),
    ("cpc_low", "0.75", "cpc", "low"),
    ("cvr_high", "1.4", "cvr", "The low end (1.5 %) must lie below the high end (1.4 %)"),
    ("cpc_low", "0", "cpc", "above 0"),
    ("cpc_low", "-0.5", "cpc", "above 0"),
    ("aov_low", "-1", "aov", "above 0"),
    ("budget", "0", "budget", "above 0"),
    ("budget", "-5,000", "budget", "above 0"),
    ("budget", "100,000,000,000,000", "budget", "largest"),
    ("budget", "0.0000000001", "budget", "smallest"),
    ("budget", "0.01", "budget", "less than one click"),
    ("period_days", "0", "period_days", "above 0"),
    ("cvr_high", "101", "cvr", "100 %"),
    ("cvr_low", "0", "cvr", "0 %"),
    ("vat_rate", "120", "vat_rate", "100 %"),
    ("shipping_paid", "-1", "shipping_paid", "0 or more"),
    ("return_rate", "-3", "return_rate", "0 %"),
    ("stop_at", "80", "stop_at", "below"),
    ("stop_at", "95", "stop_at", "below"),
    ("correlation_cpc_cvr", "1", "correlation_cpc_cvr", "between -1 and 1"),
    ("cpc_elasticity", "1", "cpc_elasticity", "below 1"),
    ("seed", "1.5", "seed", "whole number"),
    ("reference_budget", "0", "reference_budget", "above 0"),
]
"""Of the plan of a first visit: field, text, where the sentence stands and what is in it."""


@pytest.mark.parametrize(("link", "cases"), [
    ({}, REFUSED),
    (COUNTS, [("cvr_orders", "5,000", "cvr", "1,000")]),
    (TWO_CORRELATIONS, [("correlation_cpc_aov", "-0.9", "correlation_cpc_cvr", "cannot exist")]),
    (KNOWN_MARGIN, [("target_cpo", "45", "target_cpo", "certainly above")]),
    ({"repeat_on": "1"}, [("years", "9,999", "years", "1,000")]),
    (THREE_POINTS, [("aov_mode", "40", "aov", "30")]),
])  # fmt: skip
def test_what_the_model_refuses_is_said_beside_the_field_and_stays_there(link, cases, subtests):
    """What one case has typed is mended in the run that types the next."""
    screen = Screen(link, folded=False)
    before, address, right = screen.cards, screen.address, screen.written
    mended = {}
    for field, text, place, said in cases:
        with subtests.test(field=field, text=text):
            screen.type_all({**mended, field: text})
            mended = {field: right[field]}
            assert screen.text_in(field) == text
            assert said in screen.beside(place).replace("\\", "")
            assert len(screen.problems) == 1
            assert screen.answers_for_the_last_usable_plan
            assert (screen.cards, screen.address) == (before, address)


def test_the_group_with_something_wrong_in_it_is_marked_while_it_is_folded_and_stays_open_when_it_is_mended():
    screen = Screen({"vat_rate": "7"})
    marked = [box.label for box in screen.at.expander if "⚠" in box.label]
    assert ["an order leaves" in label for label in marked] == [True]
    screen.unfold("margin")
    assert "A value between 0 % and 100 % is needed, got 700 %." in screen.beside("vat_rate").replace("\\", "")
    screen.type("vat_rate", "19")
    assert (screen.problems, screen.beside("vat_rate"), screen.answers_for_the_last_usable_plan) == ([], "", False)
    assert screen.text_in("vat_rate") == "19"  # the group stays open
    assert not [box.label for box in screen.at.expander if "⚠" in box.label]
    assert (screen.address, screen.at.session_state["inputs"].plan) == ({"vat_rate": "0.19"}, plan_with(vat_rate=0.19))


# -- folded groups --------------------------------------------------------------------------------------------------


def test_folded_groups_draw_nothing():
    ends = {f"{name}_{end}" for name in ("cpc", "cvr", "aov") for end in ("low", "high")}
    assert set(Screen().written) == {"budget", "reference_budget", *ends}


def test_nothing_is_lost_when_a_group_is_folded_and_opened_again():
    screen = Screen({"repeat_on": "1"}, folded=False)
    screen.type("vat_rate", "7.5").type("pick_pack", "nothing").type("years", "3").choose("order_luck", False)
    before = screen.written
    problems, address = screen.problems, screen.address
    screen.fold(*GROUPS)
    assert screen.problems == problems
    assert "vat_rate" not in screen.written
    screen.unfold(*GROUPS)
    assert screen.written == before
    assert screen.text_in("pick_pack") == "nothing"
    assert (screen.problems, screen.address) == (problems, address)


# -- other ways to give an input ------------------------------------------------------------------------------------


def test_an_input_switched_to_known_starts_at_the_middle_of_what_was_believed():
    screen = Screen().give_as("cpc", "known")
    assert screen.text_in("cpc") == "0.581"  # √(0.45 · 0.75)
    assert screen.problems == []


def test_a_rate_switched_to_counts_starts_at_about_what_was_believed():
    screen = Screen().give_as("cvr", "counts")
    assert screen.text_in("cvr_orders") == "22"  # of 1,000
    assert screen.text_in("cvr_clicks") == "1,000"
    assert screen.problems == []


@pytest.mark.parametrize("name", ["cpc", "cvr", "aov"])
def test_three_points_start_from_the_ends_that_were_typed(name):
    screen = Screen()
    ends = [screen.text_in(f"{name}_{end}") for end in ("low", "high")]
    screen.give_as(name, "three_points")
    assert [screen.text_in(f"{name}_{end}") for end in ("low", "high")] == ends
    assert screen.problems == []
    low, mode, high = (screen.words.parse(screen.text_in(f"{name}_{end}")) for end in ("low", "mode", "high"))
    assert low < mode < high


@pytest.mark.parametrize("kind", ["interval", "known", "three_points", "counts"])
def test_every_uncertain_input_can_be_given_another_way_without_a_problem_and_without_moving_the_others(kind):
    names = [name for name, quantity in UNCERTAIN.items() if kind in BELIEF_KINDS[quantity]]
    ways = dict.fromkeys((f"{name}_how" for name in names), True)
    screen = Screen({"repeat_on": "1"}, folded=False, state=ways)
    for some in (names[:1], names[1::2], names[2::2]):
        others = {key: text for key, text in screen.written.items() if input_of(key) not in some}
        screen.give_all_as(kind, some)
        assert screen.problems == []
        written = screen.written
        for name in some:
            parts = {f"{name}{part}" for part in PARTS[kind] if part != "_level"}
            assert {key for key in written if input_of(key) == name} == parts
        assert {key: text for key, text in written.items() if input_of(key) not in some} == others


def test_what_was_typed_in_another_kind_is_there_again_after_a_look_at_the_others():
    screen = Screen().type("cvr_low", "1.7")
    for kind in ("known", "counts", "three_points", "interval"):
        screen.give_as("cvr", kind)
        assert screen.problems == []
    assert screen.text_in("cvr_low") == "1.7"


@pytest.mark.parametrize(
    ("field", "hide"),
    [
        ("cpc_low", lambda screen: screen.give_as("cpc", "known")),
        ("cogs_share", lambda screen: screen.choose("cogs_kind", "per_order").type("cogs_per_order", "20")),
        ("target_profit", lambda screen: screen.choose("target_kind", "cpo").type("target_cpo", "10")),
        ("years", lambda screen: screen.choose("repeat_on", False)),
        ("retention", lambda screen: screen.choose("repeat_on", False)),
    ],
    ids=["cpc_low", "cogs_share", "target_profit", "years", "retention"],
)
def test_a_wrong_text_that_is_no_longer_asked_for_does_not_hold_back_the_answer(field, hide):
    screen = Screen({"repeat_on": "1"}, folded=False).type(field, "wrong")
    assert screen.answers_for_the_last_usable_plan
    hide(screen)
    assert field not in screen.written
    assert screen.problems == []
    assert not screen.answers_for_the_last_usable_plan


def test_only_ways_that_fit_the_input_are_offered():
    screen = Screen()
    assert screen.ways("cpc").options == ["low – high", "known", "low – likely – high"]
    assert "from counted orders and clicks" in screen.ways("cvr").options


# -- sliders --------------------------------------------------------------------------------------------------------


def test_a_slider_moves_both_fields_and_the_answer():
    screen = Screen()
    before = screen.cards
    screen.slide("cpc", (0.2, 0.9))
    assert (screen.text_in("cpc_low"), screen.text_in("cpc_high")) == ("0.2", "0.9") or screen.problems == []
    assert screen.cards != before


def test_a_slider_of_one_value_moves_its_field():
    screen = Screen().slide("budget", 6200.0)
    assert screen.text_in("budget") == "6,200"
    assert screen.address == {"budget": "6200"}


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [("cpc_low", "0.4567", 0.4567), ("cpc_low", "0.0123", 0.0123), ("aov_high", "54,321.5", 54321.5)],
)
def test_a_slider_stands_at_the_typed_value_also_off_its_grid_and_beyond_its_ends(field, typed, value):
    name, end = field.split("_")
    screen = Screen().type(field, typed)
    assert screen.slider(name)[end == "high"] == value
    assert screen.problems == []
    options = screen.steps(name)
    assert len(set(options)) == len(options)
    screen.type("budget", "7,000")  # another move leaves it there
    assert screen.text_in(field) == typed


def test_two_values_that_are_almost_the_same_stay_two_stops_of_the_slider():
    screen = Screen().type("cpc_low", "0.4500000001")
    options = screen.steps("cpc")
    assert {"0.45", "0.4500000001"} <= set(options) or {"0.43", "0.4500000001", "0.47"} <= set(options)
    assert screen.slider("cpc")[0] == 0.4500000001


def test_a_slider_is_left_out_where_the_values_are_no_interval_and_comes_back():
    screen = Screen().type("cpc_low", "0.9")
    assert not [item for item in screen.at.select_slider if str(item.key).startswith("cpc_slide")]
    screen.type("cpc_low", "0.5")
    assert screen.slider("cpc") == (0.5, 0.75)


@pytest.mark.parametrize(("low", "high"), [(100, 1_000_000), (0.05, 20), (0.001, 0.3), (5, 2_000)])
def test_the_steps_of_a_slider_are_about_a_tenth_from_end_to_end(low, high):
    grid = log_grid(low, high)
    assert low <= grid[0] < low * 1.1
    assert high / 1.1 < grid[-1] <= high
    ratios = [after / before for before, after in pairwise(grid)]
    assert min(ratios) > 1.03
    assert max(ratios) < 1.26


# -- choices --------------------------------------------------------------------------------------------------------


def test_choices_and_switches_reach_the_plan():
    screen = Screen(folded=False)
    screen.choose("cogs_kind", "per_order").type("cogs_per_order", "20").choose("aov_includes_vat", False)
    screen.choose("target_kind", "share").type("target_profit_share", "25").choose("order_luck", False)
    screen.choose("points", 8192).choose("currency", "CHF")
    assert screen.problems == []
    assert screen.address == {
        "cogs_kind": "per_order",
        "cogs_per_order": "20",
        "aov_includes_vat": "0",
        "target_kind": "share",
        "target_profit_share": "0.25",
        "order_luck": "0",
        "points": "8192",
        "currency": "CHF",
    }


def test_money_labels_bear_the_sign_of_the_chosen_currency():
    screen = Screen(folded=False).choose("currency", "USD")
    assert screen.at.text_input(key="pick_pack_text").label.endswith("US$")
    assert "%" in screen.at.text_input(key="scale_at_text").label


def test_every_input_explains_itself_with_definition_and_where_known_with_a_source():
    screen = Screen({"repeat_on": "1"}, folded=False)
    unexplained = [
        widget.key
        for widget in (*screen.at.text_input, *screen.at.toggle)
        if not widget.help and widget.label and widget.proto.label_visibility.value == 0
    ]
    assert unexplained == []
    help_of_vat = screen.at.text_input(key="vat_rate_text").help
    assert "see the glossary" in help_of_vat  # which names who published it
    assert "2025" in help_of_vat


# -- locale ---------------------------------------------------------------------------------------------------------


def test_another_locale_writes_the_same_values_its_own_way():
    screen = Screen({"budget": "12345.5", "cvr_low": "0.0155"})
    address = screen.address
    screen.read_in("fr_FR")
    assert screen.text_in("budget") == f"12{NARROW}345,5"
    assert screen.text_in("cvr_low") == "1,55"
    screen.type("cpc_low", "0,5").read_in("sl_SI")
    assert (screen.text_in("budget"), screen.text_in("cpc_low")) == ("12.345,5", "0,5")
    assert screen.slider("budget") == 12345.5
    assert screen.address == {**address, "cpc_low": "0.5"}
    assert screen.problems == []


def test_a_text_that_was_wrong_is_taken_when_it_is_right_in_the_new_locale():
    screen = Screen().type("budget", "6.000")
    assert screen.problems == [
        "**Budget, value**: “6\\.000” can be read in two ways: as 6,000 or as 6. Type one of these."
    ]
    screen.read_in("sl_SI")
    assert screen.problems == []
    assert screen.text_in("budget") == "6.000"
    assert screen.address == {"budget": "6000"}


def test_a_text_that_is_wrong_in_every_locale_stays_through_a_change_of_locale():
    screen = Screen().type("budget", "plenty").read_in("sl_SI")
    assert screen.text_in("budget") == "plenty"
    assert "1.234,5" in screen.beside("budget").replace("\\", "")


def test_the_locale_of_the_browser_is_offered_even_when_it_is_not_in_the_list():
    screen = Screen(locale="pt-BR")
    assert screen.at.selectbox(key="locale_choice").value == "pt_BR"
    assert screen.text_in("budget") == "5.000"


def test_a_browser_that_tells_no_locale_gets_british_english():
    assert Screen(locale=None).at.selectbox(key="locale_choice").value == "en_GB"


def test_orders_and_clicks_are_one_click_away_on_the_first_page():
    screen = Screen()
    screen.click("by_counts")
    assert screen.text_in("cvr_clicks") != ""  # as sure as the range before
    screen.type("cvr_orders", "120").type("cvr_clicks", "5000")
    assert screen.address["cvr_kind"] == "counts"
    assert (screen.address["cvr_orders"], screen.address["cvr_clicks"]) == ("120", "5000")
    assert "by_counts" not in {button.key for button in screen.at.button}
    assert screen.go("margin").address["cvr_orders"] == "120"


def test_between_the_two_ends_of_a_range_stands_a_word():
    screen = Screen()
    assert sum(element.value == ":small[to]" for element in screen.at.main.markdown) == 3
    screen.click("by_counts")
    assert sum(element.value == ":small[to]" for element in screen.at.main.markdown) == 2

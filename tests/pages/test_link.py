"""The plan in the address: what goes in comes back, and what cannot be read is named."""

from urllib.parse import urlencode

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pages.frame.limits import most_draws
from pages.frame.link import BASELINE, VERSION, decoded, encoded
from pages.kit.words import plain_markdown
from simulator import InputError
from simulator.forms.fields import (
    BELIEF_KINDS,
    BY_NAME,
    CODES,
    FIELDS,
    LINK_VERSION,
    START,
    UNCERTAIN,
    fields_of,
    plan_of,
)
from simulator.forms.headings import recognised
from simulator.forms.numerals import stripped
from simulator.forms.page_fields import ALL_BY_NAME, ALL_START
from simulator.forms.presets import presets
from tests.pages.screen import Screen, plan_with

# -- every value a field may hold -----------------------------------------------------------------------------------

EVENTS = "2026-11-23..2026-11-30 cvr=1.2..1.6: Soldes d’été & more; 2026-12-01..2026-12-20 aov=0.9: Christmas"
LEVELS = st.floats(0.5, 0.99)
NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1), st.integers(-9, 9999))


def values_of(field):
    if field.kind == "flag":
        return st.booleans()
    if field.name == "scrambles":
        return st.integers(2, 64).map(float)
    if field.name.endswith("_level"):
        return LEVELS
    if field.name == "currency":
        return st.sampled_from(["EUR", "USD", "JPY"])
    if field.kind == "code":
        return st.sampled_from(CODES[field.name])
    if field.name == "events":
        return st.sampled_from(["", EVENTS])
    if field.kind == "text":
        return st.text(max_size=60)
    return NUMBERS.map(lambda number: None if number is None else float(number))


FIELD_VALUES = st.fixed_dictionaries({}, optional={field.name: values_of(field) for field in ALL_BY_NAME.values()})


@settings(max_examples=150)
@given(changes=FIELD_VALUES)
def test_the_fields_of_any_plan_come_back_from_its_link_to_the_last_digit(changes):
    values = {**ALL_START, **changes}
    link = encoded(values, None)
    again, baseline, notes = decoded(link)
    assert again == values
    assert baseline is None
    assert notes == []


# -- plans ----------------------------------------------------------------------------------------------------------

MONEY = st.floats(0.01, 1e6)


@st.composite
def beliefs(draw, name):
    """Fields of one uncertain input that make a belief."""
    quantity = UNCERTAIN[name]
    kind = draw(st.sampled_from(BELIEF_KINDS[quantity]))
    numbers = st.floats(0.02, 0.9) if quantity == "share" else MONEY
    if kind == "lognormal":
        numbers = st.floats(0.001, 0.01)  # wider ones can exceed 100 %
    low, mode, high = sorted(draw(st.lists(numbers, min_size=3, max_size=3, unique=True)))
    assume(low * 1.01 < mode and mode * 1.01 < high < low * 1000)
    return {
        "known": {name: mode},
        "interval": {f"{name}_low": low, f"{name}_high": high, f"{name}_level": draw(LEVELS)},
        "lognormal": {f"{name}_low": low, f"{name}_high": high},
        "three_points": {f"{name}_low": low, f"{name}_mode": mode, f"{name}_high": high},
        "counts": {f"{name}_orders": float(round(low * 1000)), f"{name}_clicks": 1000.0},
    }[kind] | {f"{name}_kind": kind}


@st.composite
def plans(draw):
    values = {**START, "budget": draw(st.floats(1e7, 1e9)), "order_luck": draw(st.booleans())}
    for name in UNCERTAIN:
        if draw(st.booleans()):
            values |= draw(beliefs(name))
    values["name"] = draw(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=80))
    values["repeat_on"] = draw(st.booleans())
    values["correlation_cpc_cvr"] = draw(st.floats(-0.5, 0.5))
    plan, _ = plan_of(values)
    assume(plan is not None)
    return plan


@settings(max_examples=120)
@given(plan=plans(), reference=st.none() | plans())
def test_a_plan_and_its_baseline_come_back_from_their_link(plan, reference):
    values, baseline, notes = decoded(encoded(fields_of(plan), reference))
    assert plan_of(values) == (plan, [])
    assert baseline == reference
    assert notes == []


@pytest.mark.parametrize("code", presets())
def test_a_preset_comes_back_from_its_link_as_it_was(code):
    values = presets()[code].values
    assert decoded(encoded(values, None)) == (values, None, [])


# -- what a link looks like -----------------------------------------------------------------------------------------


def test_the_plan_of_a_first_visit_has_an_empty_link():
    assert encoded(START, None) == {}


def test_a_baseline_that_is_the_plan_of_a_first_visit_is_not_forgotten():
    reference = plan_with()
    link = encoded(START, reference)
    assert link[BASELINE] == "1"
    assert decoded(link)[1] == reference


def test_only_what_was_changed_is_in_the_link():
    assert encoded({**START, "budget": 6000.0, "cpc_low": 0.5, "order_luck": False}, None) == {
        "version": "2",
        "budget": "6000",
        "cpc_low": "0.5",
        "order_luck": "0",
    }


def test_thirty_changed_inputs_make_an_address_of_less_than_700_characters():
    names = [field.name for field in FIELDS if field.kind in ("money", "share") and "_mode" not in field.name][:30]
    changed = {**START, **{name: 0.12 + 0.01 * at for at, name in enumerate(names)}}
    link = encoded(changed, None)
    assert len(link) == 31
    assert len(urlencode(link)) < 700


def test_a_link_holds_codes_and_numbers_that_no_language_changes():
    spoken = {"cvr_kind": "counts", "cvr_orders": 1234.5, "cvr_clicks": 99999.0, "name": "Été"}
    links = []
    for locale in ("en-GB", "fr-FR", "sl-SI"):
        link = {"cvr_kind": "counts", "cvr_orders": "1234.5", "cvr_clicks": "99999", "name": "Été"}
        screen = Screen(link, locale=locale)
        screen.type("budget", screen.words.exact(6000.5))
        links.append(screen.address)
    assert links == [without_version(encoded({**START, **spoken, "budget": 6000.5}, None))] * 3


# -- links of an earlier time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "spend"),
    [
        ({"budget": "8000"}, 8000),  # nothing was said of it: the budget of that link
        ({"budget": "8000", "reference_budget": ""}, 8000),
        ({"budget": "8000", "reference_budget": "4000"}, 4000),
        ({"budget": "8000", "version": "2"}, 5000),
        ({"cpc_low": "0.5"}, 5000),
        ({}, 5000),
    ],
)
def test_a_link_keeps_the_click_price_that_it_had_when_it_was_made(link, spend):
    values, _, notes = decoded(link)
    assert values["reference_budget"] == spend
    assert notes == []
    again = decoded(encoded(values, None))
    assert again == (values, None, [])


def test_the_baseline_of_an_early_link_keeps_its_click_price_too():
    _, baseline, _ = decoded({"baseline": "1", "baseline.budget": "8000"})
    assert baseline == plan_with(budget=8000.0, reference_budget=8000.0)


def test_a_link_of_a_version_that_is_not_known_is_read_as_one_of_today_and_that_is_said():
    values, _, notes = decoded({"version": "3", "budget": "8000"})
    assert (values["budget"], values["reference_budget"]) == (8000, 5000)
    assert [values["version"] for _, values in notes] == ["3"]


def without_version(link):
    return {name: text for name, text in link.items() if name != VERSION}


# -- what cannot be read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ({"bugdet": "1"}, "bugdet"),
        ({"budget": "abc"}, "budget"),
        ({"budget": "0,45"}, "budget"),
        ({"budget": "1e999"}, "budget"),
        ({"budget": "nan"}, "budget"),
        ({"budget": "inf"}, "budget"),
        ({"budget": "٣"}, "budget"),
        ({"budget": "9" * 401}, "budget"),
        ({"order_luck": "yes"}, "order_luck"),
        ({"cpc_kind": "interval_"}, "cpc_kind"),
        ({"cpc_kind": "counts"}, "cpc_kind"),  # exists, but not for money
        ({"cvr_kind": "wide"}, "cvr_kind"),
        ({"target_kind": "joy"}, "target_kind"),
        ({"cogs_kind": "money"}, "cogs_kind"),
        ({"cvr_level": "7"}, "cvr_level"),  # no input of the sidebar could mend it
        ({"scrambles": "0"}, "scrambles"),
        ({"name": "x" * 10_000}, "name"),
        ({"baseline.budget": "abc"}, "baseline.budget"),
        ({"baseline.cpc_kind": "wide"}, "baseline.cpc_kind"),
        ({"baseline.bugdet": "1"}, "baseline.bugdet"),
        ({"baseline.baseline.budget": "1"}, "baseline.baseline.budget"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_read_is_named_and_the_usual_value_stands(link, named):
    values, _, notes = decoded({**link, "period_days": "14"})
    assert values == {**ALL_START, "period_days": 14.0}
    (note,) = notes
    assert str(note[1]["name"]).replace("\\", "") == named


@pytest.mark.parametrize("empty", ["cpc_kind", "order_luck", "aov_includes_vat", "currency", "cvr_level", "scrambles"])
def test_what_always_holds_something_keeps_its_usual_value_when_it_is_empty(empty):
    assert decoded({empty: ""})[0] == ALL_START


def test_a_baseline_that_is_no_plan_is_left_out_with_its_reason():
    values, baseline, notes = decoded({"baseline.budget": "-5", "budget": "6000"})
    assert (values["budget"], baseline) == (6000.0, None)
    ((text, placed),) = notes
    assert "baseline" in text
    assert isinstance(placed["reason"], InputError)


NAMES = st.one_of(
    st.sampled_from([*ALL_BY_NAME, *(f"baseline.{name}" for name in BY_NAME), BASELINE]),
    st.text(max_size=50),
)
TEXTS = st.one_of(
    st.sampled_from(
        ["", "0", "1", "-1", "0.5", "1e300", "-1e300", "1e-300", "nan", "7", "2048", "1e12", "1e-9", "XXX"]
    ),
    st.sampled_from(sorted({code for codes in CODES.values() for code in codes})),
    st.floats().map(repr),
    st.text(max_size=30),
)


@settings(max_examples=400)
@given(link=st.dictionaries(NAMES, TEXTS, max_size=12))
def test_no_link_raises_and_no_part_of_it_is_lost_in_silence(link):
    values, _, notes = decoded(link)
    plan_of(values)
    named = " ".join(str(placed.get("name", "")) for _, placed in notes)
    for name, text in link.items():
        if name == BASELINE or name.startswith(f"{BASELINE}."):
            continue
        if recognised([name], ALL_BY_NAME)[0] != name:
            continue  # the same name in another writing: test_link_mutations.py
        if name not in ALL_BY_NAME:
            assert plain_markdown(name[:40]) in named
        elif stripped(text) and name not in named.split():
            assert values[name] is not None


# -- on the screen --------------------------------------------------------------------------------------------------


def test_a_link_with_garbage_opens_the_plan_and_names_each_part_of_it():
    screen = Screen({"budget": "6000", "cpc_low": "cheap", "~~foo~~": "1", "cvr_kind": ":red[x]", "name": "Shop"})
    assert screen.text_in("budget") == "6,000"
    assert len(screen.notes) == 3
    shown = "\n".join(screen.notes)
    for part in ("“cpc_low”", "“\\~\\~foo\\~\\~”", "“cvr_kind”", "\\:red\\[x\\]"):
        assert part in shown
    assert screen.address == {"budget": "6000", "name": "Shop"}


OUT_OF_RANGE = [
    ({"budget": "-5"}, "Budget"),
    ({"budget": ""}, "Budget"),
    ({"vat_rate": "1.5"}, "VAT"),
    ({"currency": "XXX"}, "Currency"),
    ({"points": "1e300"}, "Number of tries"),
    ({"seed": "0.5"}, "Start number of the simulation"),
    ({"cpc_low": "9"}, "Click price"),
    ({"cvr_kind": "counts"}, "Conversion rate"),
    ({"name": "two\nlines"}, "Name of the plan"),
    ({"budget": "1e300"}, "Budget"),
]


def test_a_link_out_of_range_says_what_to_mend_and_the_answer_is_that_of_a_usable_plan(subtests):
    usable = Screen().cards
    for link, named in OUT_OF_RANGE:
        with subtests.test(link=link):
            screen = Screen(link)
            assert any(sentence.startswith(f"**{named}") for sentence in screen.problems), screen.problems
            assert screen.answers_for_the_last_usable_plan
            assert screen.cards == usable


def test_an_unknown_currency_is_named_with_a_remedy_and_another_can_be_chosen():
    screen = Screen({"currency": "QQQ"}).unfold("start")
    screen.type("budget", "6,000")  # the list of currencies, which has no such one, is no choice of its reader
    (problem,) = screen.problems
    assert "QQQ" in problem
    assert "EUR" in problem
    screen.choose("currency", "USD")
    assert screen.problems == []
    assert "US$" in screen.cards["Cost per order (CPO)"]


def test_of_a_doubled_parameter_one_value_stands():
    assert Screen({"budget": ["6000", "7000"]}).text_in("budget") == "7,000"


def test_a_baseline_in_a_link_shows_what_changed_since():
    reference = plan_with(budget=4000.0)
    screen = Screen(encoded({**START, "budget": 6000.0}, reference))
    assert all(screen.deltas.values())
    assert without_version(encoded({**START, "budget": 6000.0}, reference)) == screen.address


@settings(max_examples=14)  # a visit each; over 400 links: test_no_link_raises_and_no_part_of_it_is_lost_in_silence
@given(
    link=st.dictionaries(NAMES, TEXTS, min_size=1, max_size=8),
    folded=st.booleans(),
    locale=st.sampled_from(["en", "fr"]),
)
@example(
    link={"cpc_kind": "counts", "target_kind": "x", "points": "1e300", "budget": "1e300"}, folded=False, locale="en"
)
@example(
    link={"budget": "1e12", "aov_low": "1e11", "aov_high": "1e12", "cpc_low": "1e-9", "cpc_high": "2e-9"},
    folded=False,
    locale="fr",
)
def test_no_link_brings_a_traceback_to_the_screen(link, folded, locale):
    screen = Screen(link, locale=locale, folded=folded)
    assert screen.verdict in ("scale", "optimise", "stop")
    assert "nan" not in " ".join(screen.cards.values()).lower()


# -- the operator's limit on draws ------------------------------------------------------------------------------------


def test_a_link_that_asks_for_four_million_draws_gets_the_most_that_this_server_makes_and_says_so():
    values, baseline, notes = decoded({"points": "524288", "baseline": "1", "baseline.points": "524288"})
    assert values["points"] == 2**15
    assert baseline.settings.draws == 2**18
    sentences = [str(note[1]["reason"]) for note in notes]
    assert (
        sentences
        == ["4194304 draws were asked for; this server makes at most 262144 for one plan, and makes those."] * 2
    )


def test_the_operator_sets_how_many_draws_a_plan_may_have(monkeypatch):
    monkeypatch.setenv("CPO_MOST_DRAWS", "16384")
    assert decoded({"points": "8192"})[0]["points"] == 2048
    assert decoded({"points": "2048"})[2] == []
    monkeypatch.setenv("CPO_MOST_DRAWS", "1")
    assert most_draws() == 4096
    monkeypatch.setenv("CPO_MOST_DRAWS", str(2**30))
    assert most_draws() == 2**22
    monkeypatch.delenv("CPO_MOST_DRAWS")
    assert most_draws() == 2**18


# -- the season ----------------------------------------------------------------------------------------------------


def test_a_baseline_and_kept_plans_bring_their_season_along_and_events_that_cannot_be_are_named():
    season = {"first_day": "2026-11-15", "events": EVENTS}
    plan, _ = plan_of({**ALL_START, **season})
    values, baseline, notes = decoded(encoded({**ALL_START, **season}, plan))
    assert (plan_of(values)[0], baseline, notes) == (plan, plan, [])
    long = "; ".join(f"2026-01-01..2026-01-02 cvr=1.2..1.6: {at} {'x' * 30}" for at in range(12))
    assert decoded(encoded({**ALL_START, "events": long}, None))[0]["events"] == long
    values, _, notes = decoded({VERSION: str(LINK_VERSION), "events": "2026-11-23..2026-11-20: Sales"})
    assert values["events"] == ""
    assert "before it begins" in str(notes[0][1]["reason"])

"""A slip in a link never makes another plan of it in silence (the long run: benchmarks/links.py)."""

import random

import pytest

from benchmarks.links import SLIPS, any_link, has_text, is_silent, meaning, with_a_slip
from pages.frame.link import REPEATED, SIMILAR, UNKNOWN, UNREADABLE, decoded, repeated_names
from simulator.forms.page_fields import ALL_START
from tests.pages.screen import Screen


@pytest.mark.parametrize("seed", range(12))
def test_a_link_with_a_slip_means_the_same_or_says_what_it_did_not_use(seed):
    dice = random.Random(seed)
    parts = any_link(dice)
    before = meaning(parts)
    for _ in range(10):
        kind, changed = with_a_slip(dice, parts)
        assert not is_silent(before, meaning(changed)), (kind, sorted(set(changed) ^ set(parts)))


def test_the_check_notices_a_link_that_means_something_else():
    """The negative control: another number is another plan, and nobody can say so."""
    dice = random.Random(3)
    parts = [part for part in any_link(dice) if part[0] != "budget"]
    assert is_silent(meaning([*parts, ("budget", "4711")]), meaning([*parts, ("budget", "4712")]))
    assert len(SLIPS) > 8
    assert has_text("baseline.name")


@pytest.mark.parametrize("name", ["Budget", "BUDGET", " budget ", "bud-get"])
def test_a_name_in_another_writing_is_read_without_a_word(name):
    values, _, notes = decoded({name: "7000"})
    assert (values["budget"], notes) == (7000.0, [])


@pytest.mark.parametrize("text", [" 7000", "7000 ", "\u00a07000\u202f", "\u200b7000"])
def test_a_number_with_spaces_around_it_is_read(text):
    values, _, notes = decoded({"budget": text})
    assert (values["budget"], notes) == (7000.0, [])


def test_a_similar_name_is_named_with_the_one_that_may_be_meant_and_not_used():
    values, _, notes = decoded({"budgett": "7000"})
    assert values == ALL_START
    assert notes == [(SIMILAR, {"name": "budgett", "known": "budget"})]
    assert decoded({"utm_source": "x"})[2] == [(UNKNOWN, {"name": r"utm\_source"})]


@pytest.mark.parametrize("name", ["lever_landing_page", "order_luck", "cpc_kind", "currency", "cpc_level", "scrambles"])
def test_an_emptied_part_that_always_holds_something_is_named(name):
    values, _, notes = decoded({name: ""})
    assert values == ALL_START
    ((text, filling),) = notes
    assert (text, filling["name"]) == (UNREADABLE, name)


@pytest.mark.parametrize("text", ["5.000", "12.500", "100.000"])
def test_a_number_that_may_be_thousands_is_refused_with_both_ways_to_write_it(text):
    values, _, notes = decoded({"budget": text})
    assert values == ALL_START
    assert text.replace(".", "") in str(notes[0][1]["reason"])


def test_a_price_of_three_decimals_is_read_with_a_note_in_old_links_and_without_in_new_ones():
    values, _, notes = decoded({"cpc_low": "1.234"})
    assert values["cpc_low"] == 1.234
    assert "write 1234" in str(notes[0][1]["reason"])
    assert decoded({"cpc_low": "1.2340"})[2] == []


def test_a_part_that_stands_twice_is_named_with_the_value_that_was_read():
    assert repeated_names({"budget": ["1", "2"], "aov_low": ["3", "3"]}) == ["budget"]
    assert decoded({"budget": "2"}, repeated=["budget"])[2] == [(REPEATED, {"name": "budget", "value": "2"})]
    values, _, notes = decoded({"BUDGET": "1", "budget": "2"})
    assert (values["budget"], notes) == (2.0, [(REPEATED, {"name": "BUDGET", "value": "2"})])


def test_a_baseline_of_nothing_is_named():
    _, baseline, notes = decoded({"baseline": "0"})
    assert baseline is None
    assert notes[0][1]["name"] == "baseline"


def test_the_page_shows_what_a_link_did_not_use():
    screen = Screen({"Budget": "7000", "budgett": "9000", "lever_landing_page": ""})
    warnings = " ".join(warning.value for warning in screen.at.warning).replace("\\", "")
    assert "“budgett” is not part of a plan. Did you mean “budget”?" in warnings
    assert "“lever_landing_page” in the link could not be read" in warnings
    assert "“Budget”" not in warnings

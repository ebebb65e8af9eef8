"""When an address is a wish of the reader, and when it is an echo: decided without a session."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.frame.address import ECHO_SECONDS, MOST_ECHOES, Address, decide, must_write, stays, writing

OLD, NEW, OTHER = {"budget": "6000"}, {"budget": "7000"}, {"budget": "8000"}
NOW = 1000.0
HERE = Address("plan", NEW, echoes=((NOW, OLD),))
"""The plan moved from OLD to NEW at the time NOW."""


def after(address, seen, *, page="plan", later=0.0):
    return decide(address, page, seen, NOW + later)


@pytest.mark.parametrize(("seen", "entered"), [({}, {"plan": {}}), (OLD, {})])
def test_the_address_of_a_first_visit_is_taken_over(seen, entered):
    assert not stays(None, seen, NOW)
    assert decide(None, "plan", seen, NOW) == (Address("plan", seen, entered=entered), seen)


def test_the_address_that_was_written_changes_nothing_and_ends_the_wait_for_echoes():
    assert after(HERE, NEW) == (replace(HERE, echoes=()), None)


def test_an_older_address_is_an_echo_for_two_seconds_and_a_wish_afterwards():
    assert after(HERE, OLD, later=ECHO_SECONDS - 0.1)[1] is None
    assert after(HERE, OLD, later=ECHO_SECONDS) == (Address("plan", OLD), OLD)


def test_an_address_that_was_never_written_is_a_wish_at_once():
    assert after(HERE, OTHER)[1] == OTHER


def test_the_usual_plan_is_a_wish_where_the_address_is_empty():
    assert after(HERE, {}) == (Address("plan", {}), {})


def test_a_plan_that_the_reader_changed_in_this_rerun_is_newer_than_its_address_and_only_in_this_one():
    address, link = after(replace(HERE, is_plan_newer=True), OTHER)
    assert link is None
    assert not address.is_plan_newer
    assert after(address, OTHER)[1] == OTHER


def test_what_was_not_sent_is_not_waited_for():
    assert after(replace(HERE, is_sent=False), OTHER)[1] is None


def test_a_click_on_a_page_keeps_the_plan_and_remembers_the_link_it_was_entered_with():
    address, link = after(HERE, {}, page="margin")
    assert link is None
    assert address.page == "margin"
    assert address.entered == {"margin": NEW}


def test_back_to_the_bare_address_of_a_page_restores_the_plan_it_was_entered_with():
    entered, _ = after(HERE, {}, page="margin")
    moved = replace(entered, written=OTHER, echoes=())
    address, link = after(moved, {}, page="margin")
    assert link == NEW
    assert must_write(address, NEW, {})  # while it answers Back, the browser puts it in the place of the bare one


def test_a_bare_address_that_a_page_had_with_the_plan_of_a_first_visit_brings_that_plan_again():
    first, _ = decide(None, "plan", {}, NOW)
    moved = replace(writing(first, NEW, NOW), is_sent=True, echoes=())
    away, _ = after(moved, {}, page="margin")
    again, _ = after(away, {})  # the navigation opens the first page again, with the plan
    assert after(again, {})[1] == {}
    emptied = replace(writing(away, {}, NOW), is_sent=True, echoes=())  # typed back to the usual one, on the other page
    moved = replace(writing(emptied, OTHER, NOW), is_sent=True, echoes=())
    assert after(moved, {}, page="margin")[1] == {}


@given(
    seen=st.sampled_from([{}, OLD, NEW, OTHER]),
    page=st.sampled_from(["plan", "margin"]),
    later=st.sampled_from([0.0, ECHO_SECONDS]),
    address=st.builds(replace, st.just(HERE), is_sent=st.booleans(), is_plan_newer=st.booleans()),
)
def test_the_address_goes_ahead_of_the_page_only_where_the_plan_stays_or_the_browser_has_none(
    seen, page, later, address
):
    loads = after(address, seen, page=page, later=later)[1] is not None
    assert stays(address, seen, NOW + later) == (not loads or not seen)


def test_a_link_is_written_once():
    assert must_write(HERE, OTHER, NEW)
    written = replace(writing(HERE, OTHER, NOW + 1), is_sent=True)
    assert not must_write(written, OTHER, OTHER)
    assert must_write(written, OTHER, NEW)  # the browser still has an older one


def test_a_rerun_that_interrupts_the_writing_has_it_written_again():
    assert must_write(writing(HERE, OTHER, NOW), OTHER, OTHER)


@given(links=st.lists(st.dictionaries(st.sampled_from(["budget", "cpc_low"]), st.text(max_size=3)), max_size=60))
def test_every_link_written_lately_is_an_echo_and_their_number_is_bounded(links):
    address = Address("plan", {})
    for link in links:
        address = replace(writing(address, link, NOW), is_sent=True)
    assert len(address.echoes) <= MOST_ECHOES
    for _, older in address.echoes:
        assert decide(address, "plan", older, NOW)[1] is None

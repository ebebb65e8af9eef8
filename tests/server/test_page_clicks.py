"""Is a click on a page kept when the field that was left tells its value late, and nothing else touched?"""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from server.page_clicks import LATE_SECONDS, PageClicks


def rerun(page, *, text="7000", history=False):
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    message.rerun_script.is_history_navigation = history
    widget = message.rerun_script.widget_states.widgets.add()
    widget.id, widget.string_value = "budget", text
    return message.SerializeToString()


def page_of(message):
    return BackMsg.FromString(message).rerun_script.page_script_hash


def visit_on(page):
    clicks = PageClicks()
    session = ForwardMsg()
    session.navigation.page_script_hash = page
    clicks.opened(session.SerializeToString())
    return clicks


def test_a_late_value_of_the_page_left_does_not_bring_it_back():
    clicks = visit_on("plan")
    assert page_of(clicks.settled(rerun("margin"), 10.0)) == "margin"
    late = clicks.settled(rerun("plan"), 10.03)
    assert page_of(late) == "margin"
    assert BackMsg.FromString(late).rerun_script.widget_states.widgets[0].string_value == "7000"


def test_a_value_that_comes_before_the_click_goes_through_as_it_came():
    clicks = visit_on("plan")
    for page, at in (("plan", 10.0), ("margin", 10.01), ("margin", 10.02)):
        assert clicks.settled(rerun(page), at) == rerun(page)


def test_back_is_no_late_value_however_soon_it_comes():
    clicks = visit_on("plan")
    clicks.settled(rerun("margin"), 10.0)
    assert page_of(clicks.settled(rerun("plan", history=True), 10.05)) == "plan"


def test_a_click_on_a_third_page_counts_however_soon_it_comes():
    clicks = visit_on("plan")
    clicks.settled(rerun("margin"), 10.0)
    assert page_of(clicks.settled(rerun("budget"), 10.05)) == "budget"


def test_a_click_back_on_the_page_left_counts_once_the_browser_must_have_painted():
    clicks = visit_on("plan")
    clicks.settled(rerun("margin"), 10.0)
    assert page_of(clicks.settled(rerun("plan"), 10.0 + LATE_SECONDS)) == "plan"


def test_the_first_value_of_a_visit_is_no_click():
    clicks = visit_on("plan")
    clicks.settled(rerun("plan"), 10.0)
    assert page_of(clicks.settled(rerun("margin"), 10.001)) == "margin"
    assert page_of(clicks.settled(rerun("plan"), 10.002)) == "margin"


@pytest.mark.parametrize("message", [b"\xff\xff nonsense", b"", BackMsg(stop_script=True).SerializeToString()])
def test_what_is_no_request_to_run_goes_through_as_it_came(message):
    clicks = visit_on("plan")
    clicks.settled(rerun("margin"), 10.0)
    assert clicks.settled(message, 10.01) == message

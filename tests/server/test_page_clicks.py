"""Is a click on a page kept when the field that was left tells its value late, and nothing else touched?"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from server.page_clicks import HOLD_SECONDS, LATE_SECONDS, Inbox, PageClicks


def rerun(page, *, text="7000", history=False, at=""):
    """`at`: the address that the browser shows."""
    message = BackMsg()
    message.rerun_script.context_info.url = at
    message.rerun_script.page_script_hash = page
    message.rerun_script.is_history_navigation = history
    widget = message.rerun_script.widget_states.widgets.add()
    widget.id, widget.string_value = "budget", text
    return message.SerializeToString()


def page_of(message):
    return BackMsg.FromString(message).rerun_script.page_script_hash


def navigation(page):
    message = ForwardMsg()
    message.navigation.page_script_hash = page
    return message.SerializeToString()


def with_addresses(page):
    """What a browser is told of a page: all of them have an address, Plan the shortest."""
    message = ForwardMsg.FromString(navigation(page))
    for name in ("plan", "margin"):
        message.navigation.app_pages.add(page_script_hash=name, url_pathname=name, is_default=name == "plan")
    return message.SerializeToString()


def visit_on(page):
    clicks = PageClicks()
    clicks.received(navigation(page), 0.0)
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


@pytest.mark.parametrize("start", ["https://shop.example", "https://shop.example/tools/cpo"])
def test_a_click_back_counts_however_soon_it_comes_and_a_late_value_from_the_same_address_does_not(start):
    clicks = PageClicks()
    clicks.received(with_addresses("plan"), 0.0)
    clicks.settled(rerun("margin", at=f"{start}/?budget=7000"), 10.0)
    assert page_of(clicks.settled(rerun("plan", at=f"{start}/?budget=7000"), 10.03)) == "margin"
    clicks.received(with_addresses("margin"), 10.05)
    assert page_of(clicks.settled(rerun("plan", at=f"{start}/margin?budget=7000"), 10.1)) == "plan"
    assert page_of(clicks.settled(rerun("margin", at=f"{start}/margin?budget=7000"), 10.12)) == "plan"


@pytest.mark.parametrize("address", ["", "http://[", "?#/", "\0//plan", "/" * 1000])
def test_a_value_with_an_address_that_is_none_is_still_a_late_one(address):
    clicks = PageClicks()
    clicks.received(with_addresses("plan"), 0.0)
    assert page_of(clicks.settled(rerun("margin", at=address), 10.0)) == "margin"
    assert page_of(clicks.settled(rerun("plan", at=address), 10.03)) == "margin"


def test_a_value_typed_on_before_the_browser_hears_of_the_page_clicked_belongs_there():
    clicks = visit_on("margin")
    clicks.settled(rerun("plan", text="6000"), 10.0)
    assert page_of(clicks.settled(rerun("margin", text="7000"), 12.0)) == "plan"
    clicks.received(navigation("plan"), 12.1)
    assert page_of(clicks.settled(rerun("margin", text="8000"), 12.1 + 0.9 * LATE_SECONDS)) == "plan"


def test_a_click_back_with_a_value_counts_where_the_browser_has_heard_of_the_page_clicked():
    """A value and a click on the page before, in one message: nothing was said in between."""
    clicks = visit_on("margin")
    clicks.settled(rerun("plan", text="6000"), 10.0)
    clicks.received(navigation("plan"), 10.1)
    assert page_of(clicks.settled(rerun("margin", text="7000"), 10.1 + LATE_SECONDS)) == "margin"


def test_a_click_back_counts_even_where_the_browser_has_heard_nothing_yet():
    clicks = visit_on("margin")
    clicks.settled(rerun("plan"), 10.0)
    clicks.received(navigation("margin"), 10.2)  # the end of the run before
    assert page_of(clicks.settled(rerun("margin"), 12.0)) == "margin"


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


# -- a click and the value that it drives out of a field ----------------------------------------------------------


def press(page):
    message = BackMsg.FromString(rerun(page))
    button = message.rerun_script.widget_states.widgets.add()
    button.id, button.trigger_value = "button", True
    return message.SerializeToString()


def received(*timed, page="plan"):
    """What Streamlit gets of messages that come after so many seconds each."""

    async def run():
        waiting = [*timed]

        async def receive():
            seconds, content = waiting.pop(0)
            await asyncio.sleep(seconds)
            return {"type": "websocket.receive", "bytes": content} if content else {"type": "websocket.disconnect"}

        inbox = Inbox(receive)
        inbox.clicks.page = page
        messages = []
        while (message := await inbox())["type"] != "websocket.disconnect":
            messages.append(BackMsg.FromString(message["bytes"]).rerun_script)
        return messages

    with ThreadPoolExecutor(1) as thread:  # Playwright keeps an event loop in the thread of the tests
        return thread.submit(lambda: asyncio.run(run())).result()


def values(run):
    return {widget.id: getattr(widget, widget.WhichOneof("value")) for widget in run.widget_states.widgets}


def test_a_click_on_a_page_and_the_late_value_of_the_page_left_are_one_request():
    (run,) = received((0, rerun("margin", text="5000")), (0.005, rerun("plan", text="7000")), (0.2, None))
    assert (run.page_script_hash, values(run)) == ("margin", {"budget": "7000"})


def test_a_button_pressed_before_a_late_value_stays_pressed():
    (run,) = received((0, press("plan")), (0.005, rerun("plan", text="7001")), (0.2, None))
    assert values(run) == {"budget": "7001", "button": True}


def test_a_button_pressed_just_before_a_click_on_a_page_is_pressed_and_the_page_comes():
    (run,) = received((0, press("plan")), (0.005, rerun("margin")), (0.2, None))
    assert (run.page_script_hash, values(run)["button"]) == ("margin", True)


def test_what_comes_later_than_a_click_waits_is_a_request_of_its_own():
    runs = received((0, rerun("margin")), (4 * HOLD_SECONDS, rerun("margin", text="1")), (0.2, None))
    assert [values(run)["budget"] for run in runs] == ["7000", "1"]


def test_a_value_alone_waits_for_nothing():
    runs = received((0, rerun("plan", text="1")), (0.001, rerun("plan", text="2")), (0.2, None))
    assert [values(run)["budget"] for run in runs] == ["1", "2"]


def test_a_click_before_the_connection_ends_is_told():
    (run,) = received((0, rerun("margin")), (0.001, None))
    assert run.page_script_hash == "margin"

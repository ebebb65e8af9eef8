"""Does the browser get a run in one piece, whole and in order, and none that waits too long?"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from server.bursts import Outbox, SendInBursts


def packed(message):
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


def status(running):
    message = ForwardMsg()
    message.session_status_changed.script_is_running = running
    return packed(message)


def new_session():
    message = ForwardMsg()
    message.new_session.name = "app"
    return packed(message)


def delta(text):
    message = ForwardMsg()
    message.delta.new_element.text.body = text
    return packed(message)


def rerun(value, page="plan"):
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    widget = message.rerun_script.widget_states.widgets.add()
    widget.id, widget.string_value = "budget", value
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


BEGIN = [new_session(), status(running=True)]
END = status(running=False)


class Browser:
    """What has reached it."""

    def __init__(self):
        self.got = []

    async def send(self, message):
        self.got.append(message)
        await asyncio.sleep(0)


def run(coroutine):
    """Its result; in a thread of its own, as a browser test of the same worker may have a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result(20)


def outbox_after(browser, *asked, hold_seconds=60.0):
    outbox = Outbox(browser.send, hold_seconds)
    for message in asked:
        outbox.hear(message)
    return outbox


async def moved(*asked):
    """What has reached the browser before a run has ended, and after; the run is asked for by the last message."""
    browser = Browser()
    outbox = outbox_after(browser, *asked)
    for message in (*BEGIN, delta("a"), delta("b")):
        await outbox(message)
    before = list(browser.got)
    await outbox(END)
    return before, browser.got


def test_a_run_that_a_widget_asked_for_goes_out_when_it_has_ended_without_the_note_that_it_began():
    before, after = run(moved(rerun("1"), rerun("2")))
    assert before == []
    assert after == [new_session(), delta("a"), delta("b"), END]


def test_who_reruns_a_page_by_its_key_or_opens_one_is_told_that_it_runs():
    for asked in ([rerun("1"), rerun("1")], [rerun("1"), rerun("2", page="budget")], [rerun("1")]):
        _, after = run(moved(*asked))
        assert after == [*BEGIN, delta("a"), delta("b"), END]


def test_a_slow_run_goes_out_in_parts_and_says_that_it_runs():
    async def slow():
        browser = Browser()
        outbox = outbox_after(browser, rerun("1"), rerun("2"), hold_seconds=0.001)
        for messages in ([*BEGIN, delta("a")], [delta("b")]):
            for message in messages:
                await outbox(message)
            assert messages[-1] not in browser.got
            await asyncio.sleep(0.1)
            assert browser.got[-1] == messages[-1]
        await outbox(END)
        return browser.got

    assert run(slow()) == [*BEGIN, delta("a"), delta("b"), END]


def test_what_is_no_part_of_a_run_or_cannot_be_read_goes_through_at_once():
    async def others():
        browser = Browser()
        outbox = outbox_after(browser)
        messages = [{"type": "websocket.accept"}, delta("a"), {"type": "websocket.send", "bytes": b"\xff\xff"}]
        for number, message in enumerate(messages, 1):
            await outbox(message)
            assert len(browser.got) == number
        await outbox(BEGIN[0])
        await outbox({"type": "websocket.close"})
        assert browser.got == [*messages, BEGIN[0], {"type": "websocket.close"}]

    run(others())


def test_a_browser_that_has_gone_hurts_nobody():
    async def gone():
        async def app(scope, receive, send):
            await receive()
            await send(BEGIN[0])
            raise OSError("the application ends")

        async def receive():
            return rerun("1")

        browser = Browser()
        with suppress(OSError):
            await SendInBursts(app)({"type": "websocket"}, receive, browser.send)
        await asyncio.sleep(0.1)  # longer than a message is held
        assert browser.got == []

    run(gone())

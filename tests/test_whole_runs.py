"""A fragment that starts before a whole run was sent to the browser takes nothing of it away."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from pages.shared import whole_runs


@pytest.fixture
def unmended(monkeypatch):
    monkeypatch.setattr(ForwardMsgQueue, "clear", whole_runs._clear)


@pytest.fixture
def mended(unmended):
    whole_runs.keep()


def delta(place, text, fragment=""):
    message = ForwardMsg()
    message.metadata.delta_path.extend(place)
    message.delta.new_element.markdown.body = text
    message.delta.fragment_id = fragment
    return message


def finished(status):
    message = ForwardMsg()
    message.script_finished = status
    return message


def texts(queue):
    return [message.delta.new_element.markdown.body for message in queue.flush() if message.HasField("delta")]


def whole_run(status=ForwardMsg.FINISHED_SUCCESSFULLY):
    queue = ForwardMsgQueue()
    for message in (delta([0, 0], "title"), delta([0, 1], "slider", "slider"), finished(status)):
        queue.enqueue(message)
    return queue


def start(queue, fragments):
    """What Streamlit does when a run starts; None for the whole page."""
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=fragments)


def test_streamlit_still_takes_a_fragment_out_of_a_whole_run_that_ended(unmended):
    queue = whole_run()
    start(queue, ["slider"])
    assert texts(queue) == ["title"]  # else this module has done its work: remove it


def test_a_whole_run_that_ended_is_sent_whole(mended):
    queue = whole_run()
    start(queue, ["slider"])
    queue.enqueue(delta([0, 1], "moved", "slider"))
    assert texts(queue) == ["title", "slider", "moved"]


def test_what_a_fragment_drew_is_left_out_when_it_draws_again(mended):
    queue = whole_run(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    start(queue, ["slider"])
    assert texts(queue) == ["title"]


def test_a_whole_run_that_starts_leaves_out_the_one_before(mended):
    queue = whole_run()
    start(queue, None)
    assert texts(queue) == []


def test_a_queue_that_is_sent_is_empty(mended):
    queue = whole_run()
    queue.flush()
    assert queue.is_empty()

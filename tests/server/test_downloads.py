"""Does a click on a download give the file, or else a sentence? On a running server: test_soak."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from server.downloads import CLICK_AGAIN, GONE, HeldFiles, KeepDownloads, PendingDownloads

CSV = "text/csv"


def done(coroutine):
    """What a coroutine gives, in a thread of its own: tests in a browser leave a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result(120)


class Clock:
    """A clock that is set by hand."""

    time = 0.0

    def __call__(self):
        return self.time


def streamlits_name(content, file_name="plan.csv"):
    """The address that Streamlit gives a file that is made at the click, and Streamlit without it."""
    storage = MemoryMediaFileStorage("/media")
    manager = MediaFileManager(storage)
    address = manager.execute_deferred(manager.add_deferred(lambda: content, CSV, "1.2", file_name))
    there = manager.read_file(address.split("/")[-1])
    manager.clear_session_refs()
    manager.remove_orphaned_files()
    manager.remove_orphaned_files()
    return address, there, manager.read_file(address.split("/")[-1])


class Answer(NamedTuple):
    """What a browser gets."""

    status: int
    content: bytes
    headers: dict[str, str]


def fetched(path, files):
    """What is got from a server that has one file of its own."""

    async def media(request):
        if request.path_params["name"] != "there.csv":
            raise HTTPException(404)
        return PlainTextResponse("Streamlit's own")

    app = KeepDownloads(Starlette(routes=[Route("/media/{name}", media), Route("/base/media/{name}", media)]), files)
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "query_string": b"", "headers": []}
    done(app(scope, receive, send))
    start, *bodies = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], b"".join(body.get("body", b"") for body in bodies), headers)


def test_streamlit_still_lets_a_file_go_after_two_reruns_of_anybody():
    """When this fails, Streamlit keeps what it made at a click, and `server.downloads` may not be needed any more."""
    _, there, gone = streamlits_name(b"a,b\n")
    assert there is not None
    assert gone is None


@pytest.mark.parametrize("base", ["", "/base"])
def test_a_file_that_streamlit_let_go_is_served_under_its_own_address(base):
    files = HeldFiles()
    files.hold(b"a,b\n1,2\n", CSV, "plan – Übersicht.csv")
    address, _, _ = streamlits_name(b"a,b\n1,2\n", "plan – Übersicht.csv")
    answer = fetched(base + address, files)
    assert (answer.status, answer.content) == (200, b"a,b\n1,2\n")
    assert answer.headers["content-type"].startswith(CSV)
    assert answer.headers["content-disposition"].endswith("plan%20%E2%80%93%20%C3%9Cbersicht.csv")


def test_what_streamlit_has_is_its_own_affair():
    assert fetched("/media/there.csv", HeldFiles()).content == b"Streamlit's own"


def test_a_file_that_nobody_has_is_answered_with_what_to_do():
    answer = fetched("/media/0123.csv", HeldFiles())
    assert (answer.status, answer.content.decode()) == (410, GONE)
    assert fetched("/elsewhere", HeldFiles()).status == 404


def test_files_are_let_go_after_a_minute_and_the_oldest_first_where_they_are_too_many():
    clock = Clock()
    files = HeldFiles(seconds=60, most=10, now=clock)
    names = {}
    for at, content in enumerate((b"1234", b"5678", b"9012")):
        clock.time = float(at)
        files.hold(content, CSV, "x.csv")
        names[content] = streamlits_name(content, "x.csv")[0].split("/")[-1].removesuffix(".csv")
    assert [files.get(names[content]) is not None for content in names] == [False, True, True]
    assert files.size == 8
    clock.time = 61.5
    assert [files.get(names[content]) is not None for content in names] == [False, False, True]
    clock.time = 62.0
    files.clear()  # though nobody asks for a file any more
    assert files.size == 0
    assert files.get(names[b"9012"]) is None


def asking(request="r1"):
    message = BackMsg()
    message.backend_operation_request.request_id = request
    message.backend_operation_request.deferred_file.file_id = "old"
    return message.SerializeToString()


def answering(request="r1", *, error="", url=""):
    message = ForwardMsg()
    message.backend_operation_response.request_id = request
    if error:
        message.backend_operation_response.error_msg = error
    else:
        message.backend_operation_response.deferred_file.url = url
    return message.SerializeToString()


def test_a_refused_file_is_told_in_words_that_help_and_nothing_else_is_touched():
    pending = PendingDownloads()
    refusal, file = answering(error="Failed to generate file for download"), answering(url="/media/a.csv")
    assert pending.in_words(refusal) == refusal  # nobody asked
    pending.note(asking())
    assert pending.in_words(answering("r2", error="other")) == answering("r2", error="other")
    received = ForwardMsg.FromString(pending.in_words(refusal)).backend_operation_response
    assert (received.request_id, received.error_msg) == ("r1", CLICK_AGAIN)
    pending.note(asking())
    assert pending.in_words(file) == file
    assert not pending.requests


def test_messages_that_cannot_be_read_go_through_as_they_came():
    pending = PendingDownloads()
    pending.note(b"\xff\xff")
    pending.note(asking())
    assert pending.in_words(b"\xff\xff") == b"\xff\xff"

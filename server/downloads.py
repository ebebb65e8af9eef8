"""A click on a download gives the file, or a sentence.

A file of `pages.kit.files` is made at the click, and the browser fetches it a moment later. Streamlit (1.67) counts
such a file as used by nobody: the second rerun of any visitor that ends in between removes it, and the browser gets an
empty 404. With fifteen visitors who move a slider that befell 41 of 60 clicks on a page at rest
(benchmarks/downloads.py). So the bytes are also held here for a minute, under the name that Streamlit gives them, and
served when Streamlit has none.

A click on a page that is changing may name a file of the page before, which cannot be made any more. Streamlit shows
what its server says of it beside the button: here, what to do. Both sentences are in the language that the browser asks
for; what the visitor chose in the sidebar is not known here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from google.protobuf.message import DecodeError
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryFile, MemoryMediaFileStorage

HELD_SECONDS: Final = 60.0
"""A browser fetches a file within seconds of the click, also over a slow line."""
MOST_BYTES: Final = 64_000_000
"""Of all files held; every draw of a plan is about 3 MB."""
GONE: Final = "This file is no longer ready. Go back, let the page finish, and click again."
CLICK_AGAIN: Final = "This file is no longer ready. Let the page finish, and click again."
_OWN: Final = ("GET", "HEAD")
Translate = Callable[[str, str], str]
"""Makes of a sentence and what a browser accepts (Accept-Language) the sentence in its language."""


def in_english(sentence: str, _accepted: str) -> str:
    """The sentence as it is."""
    return sentence


@dataclass(slots=True)
class HeldFiles:
    """Files that were made a moment ago, by Streamlit's own ids; safe to use from several threads.

    seconds : how long each is held
    most    : bytes of all; the oldest go first
    now     : a steady clock [seconds]
    """

    seconds: float = HELD_SECONDS
    most: int = MOST_BYTES
    now: Callable[[], float] = time.monotonic
    _files: dict[str, tuple[float, MemoryFile]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hold(self, content: bytes, mime: str, file_name: str) -> None:
        """Hold a file that Streamlit is about to be given."""
        naming = MemoryMediaFileStorage("")  # its ids are made of content, type and name
        name = naming.load_and_get_id(content, mime, MediaFileKind.DOWNLOADABLE, file_name)
        with self._lock:
            self._files.pop(name, None)
            self._files[name] = self.now() + self.seconds, naming.get_file(name)
            self._clear()

    def get(self, name: str) -> MemoryFile | None:
        """A file by its id, or None when it is not held any more."""
        with self._lock:
            self._clear()
            return self._files[name][1] if name in self._files else None

    @property
    def size(self) -> int:
        """Bytes of all files held."""
        return sum(file.content_size for _, file in self._files.values())

    def clear(self) -> None:
        """Let go what is old; without it, what was held last stays until somebody asks for a file."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        """Let go what is old, and the oldest of what is too much; called with the lock."""
        size, now = self.size, self.now()
        for name, (until, file) in list(self._files.items()):  # the oldest first
            if until > now and size <= self.most:
                break
            size -= file.content_size
            del self._files[name]


held: Final = HeldFiles()
"""The files of this process."""


class KeepDownloads:
    """ASGI middleware: serves held files where Streamlit has none, and says what to do where there is none at all."""

    def __init__(self, app: ASGIApp, files: HeldFiles = held, translate: Translate = in_english) -> None:
        self.app, self.files, self.translate = app, files, translate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            pending = PendingDownloads(self._in_words(CLICK_AGAIN, scope))
            await self.app(scope, pending.listening(receive), pending.telling(send))
        elif scope["type"] == "http" and scope["method"] in _OWN and _is_media(scope):
            await self._media(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _media(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_missing = False

        async def send_what_is_there(message: Message) -> None:
            nonlocal is_missing
            if message["type"] == "http.response.start" and message["status"] == 404:
                is_missing = True
            if not is_missing:
                await send(message)

        await self.app(scope, receive, send_what_is_there)
        if is_missing:
            file = self.files.get(PurePosixPath(scope["path"]).stem)
            gone = PlainTextResponse(self._in_words(GONE, scope), status_code=410)
            answer = gone if file is None else _download(file)
            await answer(scope, receive, send)

    def _in_words(self, sentence: str, scope: Scope) -> str:
        accepted = dict(scope["headers"]).get(b"accept-language", b"")
        return self.translate(sentence, accepted.decode("latin-1"))


class PendingDownloads:
    """The downloads that one connection has asked for and not been answered; only then messages to it are read.

    refusal : what to do where a file is refused
    """

    def __init__(self, refusal: str = CLICK_AGAIN) -> None:
        self.requests: set[str] = set()
        self.refusal = refusal

    def listening(self, receive: Receive) -> Receive:
        """The messages of the browser, the requests for files among them noted."""

        async def receive_and_note() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and message.get("bytes"):
                self.note(message["bytes"])
            return message

        return receive_and_note

    def telling(self, send: Send) -> Send:
        """The messages to the browser, a refusal of a file in words that help."""

        async def send_in_words(message: Message) -> None:
            if self.requests and message["type"] == "websocket.send" and message.get("bytes"):
                message = {**message, "bytes": self.in_words(message["bytes"])}
            await send(message)

        return send_in_words

    def note(self, message: bytes) -> None:
        """Learn from a message of the browser whether it asks for a file."""
        try:
            back = BackMsg.FromString(message)
        except DecodeError:
            return
        if back.WhichOneof("type") == "backend_operation_request":
            request = back.backend_operation_request
            if request.HasField("deferred_file"):
                self.requests.add(request.request_id)

    def in_words(self, message: bytes) -> bytes:
        """A message to the browser, with what to do where it refuses a file."""
        try:
            forward = ForwardMsg.FromString(message)
        except DecodeError:
            return message
        if forward.WhichOneof("type") != "backend_operation_response":
            return message
        answer = forward.backend_operation_response
        if answer.request_id not in self.requests:
            return message
        self.requests.discard(answer.request_id)
        if not answer.error_msg:
            return message
        answer.error_msg = self.refusal
        return forward.SerializeToString()


def _is_media(scope: Scope) -> bool:
    return str(PurePosixPath(scope["path"]).parent).endswith("/media")


def _download(file: MemoryFile) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(file.filename or 'download', safe='')}"}
    return Response(file.content, media_type=file.mimetype, headers=headers)

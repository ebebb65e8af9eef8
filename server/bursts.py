"""Hands the browser what a run has drawn in one burst, so that it draws its page once and not three times.

Streamlit tells the browser that a run begins, sends what is drawn every hundredth of a second, and tells when the run
ends. The browser marks every element as old at the first, draws its whole page with each part, and takes the marks off
again. For a move on Track that was a quarter of its work (docs/decisions.md 47).

So the messages of a run wait until it has ended, or `HOLD_SECONDS` where it takes longer: a slow page still grows
before the reader's eyes. Where all of a run goes out together, the note that it began is left out: it is over. Except
for runs that no changed widget asked for: whoever reruns a page by its key has a browser that waits for this very note.
What is read is Streamlit's own message (`streamlit.proto`); one that cannot be read goes through as it came.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

HOLD_SECONDS: Final = 0.06
"""A run takes 20 to 60 ms on an idle machine."""


class Outbox:
    """The messages to one browser, those of a run together.

    send : to the browser
    hold_seconds : how long a message waits for the end of its run, at most
    """

    def __init__(self, send: Send, hold_seconds: float = HOLD_SECONDS) -> None:
        self._send = send
        self._hold_seconds = hold_seconds
        self._held: list[tuple[Message, bool]] = []  # with whether it is the note that a run has begun
        self._is_running = self._is_asked_by_widget = False
        self._asked: tuple[str, bytes] | None = None
        self._timer: asyncio.Task[None] | None = None
        self._sending = asyncio.Lock()

    def hear(self, message: Message) -> None:
        """Learn from a message of the browser whether a changed widget asks for the next run."""
        try:
            back = BackMsg.FromString(message.get("bytes") or b"")
        except DecodeError:
            return
        if back.WhichOneof("type") != "rerun_script":
            return
        run = back.rerun_script
        asked = run.page_script_hash, run.widget_states.SerializeToString(deterministic=True)
        before, self._asked = self._asked, asked
        self._is_asked_by_widget = before is not None and before[0] == asked[0] and before[1] != asked[1]

    async def __call__(self, message: Message) -> None:
        """Send a message, or hold it while a run is under way."""
        forward = _drawn(message)
        kind = forward.WhichOneof("type") if forward is not None else None
        if forward is None:
            self._is_running = False
        elif kind == "new_session":
            self._is_running = True
        elif kind == "session_status_changed":
            self._is_running = forward.session_status_changed.script_is_running
        self._held.append((message, kind == "session_status_changed" and self._is_running))
        if not self._is_running:
            await self._release(is_over=True)
        elif self._timer is None:
            self._timer = asyncio.create_task(self._release_later())

    def close(self) -> None:
        """Hold nothing any more: nobody is there to have it."""
        self._held = []
        self._stop_timer()

    async def _release_later(self) -> None:
        await asyncio.sleep(self._hold_seconds)
        self._timer = None  # what comes from now on waits anew
        with suppress(OSError, RuntimeError):  # the browser has gone, which the next message tells Streamlit
            await self._release(is_over=False)

    async def _release(self, *, is_over: bool) -> None:
        self._stop_timer()
        held, self._held = self._held, []
        async with self._sending:  # else the messages of two bursts would mix
            for message, is_begin in held:
                if not (is_begin and is_over and self._is_asked_by_widget):
                    await self._send(message)

    def _stop_timer(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()


def _drawn(message: Message) -> ForwardMsg | None:
    """What Streamlit tells the browser; None where the message is no such thing."""
    try:
        return ForwardMsg.FromString(message["bytes"]) if message.get("bytes") else None
    except DecodeError:
        return None


class SendInBursts:
    """ASGI middleware: one `Outbox` for each connection of a browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        outbox = Outbox(send)

        async def receive_and_hear() -> Message:
            message = await receive()
            outbox.hear(message)
            return message

        try:
            await self.app(scope, receive_and_hear, outbox)
        finally:
            outbox.close()

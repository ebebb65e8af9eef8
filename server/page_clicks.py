"""Keeps a click on a page from being undone by a value that the browser sends late.

A text field tells its value when it is left, but only after the browser has painted. Somebody who types a number and
taps another page at once sends two messages: first the click (which names the new page and holds the new value), then,
2 to 30 ms later, the value again, naming the page that was left, since the browser has not heard of the new one yet.
Streamlit (1.67) believes the last message and brings the old page back: the click is lost, 11 of 12 times on a laptop.

So for a moment after a click on a page, a message that still names the page left is taken to mean the new one. Back and
Forward say what they are and are left alone. What is read is Streamlit's own message (`streamlit.proto`); one that
cannot be read goes through as it came. `tests/browser/test_fast_moves.py` says when this is not needed any more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LATE_SECONDS: Final = 0.3
"""No one taps two pages in so short a time; a slow phone paints in less."""


@dataclass(slots=True)
class PageClicks:
    """The pages that one connection's messages name.

    page       : the page that the browser asked for last, as a hash; empty until it is known
    left       : the page before it
    clicked_at : when a message first named it [seconds of a monotonic clock]
    """

    page: str = ""
    left: str = ""
    clicked_at: float = float("-inf")

    def opened(self, message: bytes) -> None:
        """Learn from a message to the browser on which page a visit begins."""
        if self.page:
            return
        try:
            forward = ForwardMsg.FromString(message)
        except DecodeError:
            return
        if forward.WhichOneof("type") == "navigation":
            self.page = forward.navigation.page_script_hash

    def settled(self, message: bytes, now: float) -> bytes:
        """The message from the browser, its page put right where it is a late one.

        now : seconds of a monotonic clock
        """
        try:
            back = BackMsg.FromString(message)
        except DecodeError:
            return message
        if back.WhichOneof("type") != "rerun_script" or not back.rerun_script.page_script_hash:
            return message
        named = back.rerun_script.page_script_hash
        if named == self.page:
            return message
        is_late = named == self.left and now - self.clicked_at < LATE_SECONDS
        if not is_late or back.rerun_script.is_history_navigation:
            self.page, self.left, self.clicked_at = named, self.page, now
            return message
        back.rerun_script.page_script_hash, back.rerun_script.page_name = self.page, ""
        return back.SerializeToString()


class KeepPageClicks:
    """ASGI middleware: one `PageClicks` for each connection of a browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        clicks = PageClicks()

        async def receive_settled() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and message.get("bytes"):
                return {**message, "bytes": clicks.settled(message["bytes"], time.monotonic())}
            return message

        async def send_and_learn(message: Message) -> None:
            if not clicks.page and message["type"] == "websocket.send" and message.get("bytes"):
                clicks.opened(message["bytes"])
            await send(message)

        await self.app(scope, receive_settled, send_and_learn)

"""Keeps a click on a page from being undone by a value that the browser sends late.

A text field tells its value when it is left, but only after the browser has painted. Somebody who types a number and
taps another page at once sends two messages: first the click (which names the new page and holds the new value), then,
2 to 30 ms later, the value again, naming the page that was left, since the browser has not heard of the new one yet.
Streamlit (1.67) believes the last message and brings the old page back: the click is lost, 11 of 12 times on a laptop.

So for a moment after a click on a page, a message that still names the page left is taken to mean the new one; and so
is, until the browser has been told of the new page, one that brings another value: on a busy machine that takes longer
than a moment, and somebody types on. Back and Forward say what they are and are left alone, and so is a click back: it
names another page than the one whose address the browser shows, which a value never does. And a click, on a page or on
a button, waits a twenty-fifth of a second for such a value, and goes on together with it: of two requests so close, the
second would end the first in the middle of what it was to do. What is read is Streamlit's own message
(`streamlit.proto`); one that cannot be read goes through as it came. Take this out and run
`tests/browser/test_fast_moves.py` to see whether a newer Streamlit still needs it.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

HOLD_SECONDS: Final = 0.04
"""A value that a click has driven out of its field comes 2 to 30 ms after the click."""
LATE_SECONDS: Final = 0.3
"""A slow phone paints in less."""
TRIGGERS: Final = ("trigger_value", "string_trigger_value", "json_trigger_value")
"""Values of widgets that are true for one run only, such as a button's."""


@dataclass(slots=True)
class PageClicks:
    """The pages that one connection's messages name.

    page       : the page that the browser asked for last, as a hash; empty until it is known
    left       : the page before it
    clicked_at : when a message first named it [seconds of a monotonic clock]
    shown      : the page that the browser was told of last
    shown_at   : when it was told [seconds of a monotonic clock]
    values     : how the widgets stood in the last message of the browser, by id
    addresses  : the hash of each page by the last part of its address, "" that of the page without one
    """

    page: str = ""
    left: str = ""
    clicked_at: float = float("-inf")
    shown: str = ""
    shown_at: float = float("-inf")
    values: dict[str, bytes] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def is_shown(self) -> bool:
        """Whether the browser has been told of the page that it asked for."""
        return bool(self.page) and self.shown == self.page

    def received(self, message: bytes, now: float) -> None:
        """Learn from a message to the browser on which page it is.

        now : seconds of a monotonic clock
        """
        try:
            forward = ForwardMsg.FromString(message)
        except DecodeError:
            return
        if forward.WhichOneof("type") == "navigation":
            self.shown, self.shown_at = forward.navigation.page_script_hash, now
            self.page = self.page or self.shown
            for page in forward.navigation.app_pages:
                self.addresses["" if page.is_default else page.url_pathname] = page.page_script_hash

    def settled(self, message: bytes, now: float) -> bytes:
        """The message from the browser, its page put right where it is a late one.

        now : seconds of a monotonic clock
        """
        back = _read(message)
        if back is None or not back.rerun_script.page_script_hash:
            return message
        named = back.rerun_script.page_script_hash
        values = {widget.id: widget.SerializeToString() for widget in back.rerun_script.widget_states.widgets}
        is_new = any(value != self.values.get(name, value) for name, value in values.items())
        self.values = values if named == self.page else self.values | values  # a click tells of the sidebar only
        if named == self.page:
            return message
        is_chosen = back.rerun_script.is_history_navigation or self._is_click_on(named, back.rerun_script)
        if is_chosen or not self._is_late(named, now, is_new):
            self.page, self.left, self.clicked_at = named, self.page, now
            return message
        back.rerun_script.page_script_hash, back.rerun_script.page_name = self.page, ""
        return back.SerializeToString()

    def _is_click_on(self, named: str, run: ClientState) -> bool:
        """Whether a message names another page than the one whose address the browser shows: only a click does that.

        The browser hears of a new page first and changes its address then, so a value never names an older page.
        """
        address = run.context_info.url.partition("#")[0].partition("?")[0]
        shown = self.addresses.get(address.rstrip("/").rpartition("/")[2], self.addresses.get(""))
        return bool(address) and shown not in (None, named)

    def _is_late(self, named: str, now: float, is_new: bool) -> bool:
        """Whether a message names the page left only because the browser did not know better when it was sent."""
        has_heard = self.is_shown and now - self.shown_at >= LATE_SECONDS
        return named == self.left and (now - self.clicked_at < LATE_SECONDS or (is_new and not has_heard))


def is_click(message: bytes, page: str) -> bool:
    """Whether a message is a click on another page or on a button, which a late value may follow.

    page : the page that the browser was on before
    """
    back = _read(message)
    if back is None:
        return False
    run = back.rerun_script
    is_on_page = bool(page) and run.page_script_hash not in ("", page) and not run.is_history_navigation
    return is_on_page or any(widget.WhichOneof("value") in TRIGGERS for widget in run.widget_states.widgets)


def joined(click: bytes, later: bytes) -> bytes | None:
    """A click and the message after it as one; None where the later is no such message.

    The later one says how every widget stands, but for buttons: it has been pressed in the first.
    """
    first, both = _read(click), _read(later)
    if first is None or both is None:
        return None
    known = {widget.id for widget in both.rerun_script.widget_states.widgets}
    for widget in first.rerun_script.widget_states.widgets:
        if widget.WhichOneof("value") in TRIGGERS and widget.id not in known:
            both.rerun_script.widget_states.widgets.append(widget)
    return both.SerializeToString()


def _read(message: bytes) -> BackMsg | None:
    try:
        back = BackMsg.FromString(message)
    except DecodeError:
        return None
    return back if back.WhichOneof("type") == "rerun_script" else None


class Inbox:
    """The messages of one connection, a click together with the value that it drove out of a field."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._next: asyncio.Task[Message] | None = None
        self.clicks = PageClicks()

    async def __call__(self) -> Message:
        """The next message, as Streamlit is to have it."""
        message = await self._take()
        content = _content(message)
        if content is None:
            return message
        before = self.clicks.page
        content = self.clicks.settled(content, time.monotonic())
        if is_click(content, before):
            self._next = asyncio.ensure_future(self._receive())
            done, _ = await asyncio.wait({self._next}, timeout=HOLD_SECONDS)
            later = _content(self._next.result()) if done and self._next.exception() is None else None
            both = joined(content, self.clicks.settled(later, time.monotonic())) if later is not None else None
            if both is not None:
                self._next, content = None, both
        return {**message, "bytes": content}

    async def _take(self) -> Message:
        """The next message as it came: the one that was waited for, where there is one."""
        waiting, self._next = self._next, None
        return await (waiting or self._receive())


def _content(message: Message) -> bytes | None:
    """The bytes of a message of the browser; None of all others."""
    return (message.get("bytes") or None) if message["type"] == "websocket.receive" else None


class KeepPageClicks:
    """ASGI middleware: one `Inbox` for each connection of a browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        inbox = Inbox(receive)

        async def send_and_learn(message: Message) -> None:
            if not inbox.clicks.is_shown and message["type"] == "websocket.send" and message.get("bytes"):
                inbox.clicks.received(message["bytes"], time.monotonic())
            await send(message)

        await self.app(scope, inbox, send_and_learn)

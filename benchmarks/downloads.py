"""Clicks on downloads while pages change: `python -m benchmarks.downloads [--visitors 20] [--clicks 10]`.

Visitors move the budget slider without a pause and click on a download in between, half of them while their page is
still changing. A click must end in the file or in a sentence; an empty answer is a fault. Visitors speak Streamlit's
own protocol (1.67), as in `benchmarks.browser`. The short form is in `tests/server/test_soak.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.browser import Visitor, server
from pages.frame.widgets import log_grid
from pages.kit.labels import INPUTS
from pages.kit.words import words_for

SENTENCE: Final = "no longer ready"
"""Stands in what is said where a file is gone."""


class Downloader(Visitor):
    """One visit that moves the slider and clicks on downloads."""

    def __init__(self, address: str, chance: random.Random) -> None:
        super().__init__(address)
        self.chance = chance
        self.session = ""
        self.is_drawn = True
        self.files: dict[str, str] = {}
        self.ends: Counter[str] = Counter()
        self.answers: dict[str, ForwardMsg] = {}

    def _read(self, answer: ForwardMsg) -> None:
        super()._read(answer)
        if answer.WhichOneof("type") == "new_session":
            self.session = answer.new_session.initialize.session_id
        elif answer.WhichOneof("type") == "backend_operation_response":
            self.answers[answer.backend_operation_response.request_id] = answer
        elif answer.WhichOneof("type") == "delta" and answer.delta.new_element.WhichOneof("type") == "download_button":
            button = answer.delta.new_element.download_button
            self.files[button.id] = button.deferred_file_id

    async def click(self, file: str) -> str:
        """Ask for a file and fetch it: how it ended."""
        request = BackMsg()
        request.backend_operation_request.request_id = f"{self.chance.random()}"
        request.backend_operation_request.deferred_file.file_id = file
        request.backend_operation_request.session_id = self.session
        await self.socket.send(request.SerializeToString())
        answer = await self._answer_to(request.backend_operation_request.request_id)
        if answer.error_msg:
            return "sentence" if SENTENCE in answer.error_msg else "refused without a reason"
        await asyncio.sleep(self.chance.uniform(0, 0.2))  # the way to the browser and back
        return await asyncio.to_thread(fetched, self.address + answer.deferred_file.url)

    async def _answer_to(self, request: str) -> Any:
        while request not in self.answers:
            await self._hear()
        return self.answers.pop(request).backend_operation_response

    async def _hear(self) -> None:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(self.socket.recv(), 60))
        self.is_drawn |= message.WhichOneof("type") == "script_finished"
        self._read(message)

    async def clicks(self, count: int) -> Counter[str]:
        """Open the app, then move and click in turn."""
        options = [words_for("en_US").exact(value) for value in log_grid(*(INPUTS["budget"].slider or (1, 2)))]
        address = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        async with websockets.connect(
            address, subprotocols=["streamlit"], max_size=None, ping_interval=None, open_timeout=60
        ) as self.socket:
            await self.rerun()
            for number in range(count):
                button = self.chance.choice(sorted(self.files))
                if number % 2:
                    await self.rerun(self.chance.choice(options))
                    self.ends[await self.click(self.files[button])] += 1
                else:
                    self.is_drawn = False
                    await self.ask(self.chance.choice(options))
                    await asyncio.sleep(self.chance.uniform(0, 0.2))
                    self.ends[f"changing: {await self.click(self.files[button])}"] += 1
                    while not self.is_drawn:
                        await self._hear()
        return self.ends


def is_answered(end: str) -> bool:
    """Whether a click ended in the file or in a sentence, and not in an empty answer."""
    return end.removeprefix("changing: ") in ("file", "sentence")


def fetched(url: str) -> str:
    """How the fetching of a file ends."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return "file" if answer.read() and answer.headers["Content-Disposition"] else "an empty file"
    except urllib.error.HTTPError as error:
        return "sentence" if SENTENCE in error.read().decode() else f"{error.code} without a sentence"


async def crowd(address: str, visitors: int, clicks: int) -> Counter[str]:
    """How the clicks of many visitors end."""
    all_of_them = [Downloader(address, random.Random(number)) for number in range(visitors)]
    return sum(await asyncio.gather(*(visitor.clicks(clicks) for visitor in all_of_them)), Counter[str]())


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how clicks end; 0 when each ended in the file or in a sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--clicks", type=int, default=10)
    given = parser.parse_args(arguments)
    with server() as (address, _):
        ends = asyncio.run(crowd(address, given.visitors, given.clicks))
    print(f"{ends.total()} clicks of {given.visitors} visitors: {dict(ends)}")
    return 0 if all(map(is_answered, ends)) else 1


if __name__ == "__main__":
    sys.exit(main())

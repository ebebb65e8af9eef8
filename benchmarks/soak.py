"""An hour of mixed visits: `python -m benchmarks.soak [--minutes 60] [--visitors 40] [--think 10]`.

Visitors walk all pages, move sliders and choices, upload example exports, download files, lose their connection, close
the tab and come back as somebody else. Printed are errors, how downloads ended, the 95th percentile of a run by page,
and the memory of the server minute by minute. It passes without errors and empty downloads, and when the memory grows
by at most a tenth after the first ten minutes (a sixth of a shorter run). The machine may be busy with other things:
then the times of the runs say little, the memory all the same.

Visitors speak Streamlit's own protocol (1.67), as in `benchmarks.browser`. The short form is
`tests/server/test_soak.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import random
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.browser import resident_megabytes, server
from benchmarks.downloads import Downloader, is_answered
from simulator.evidence import demo_files

GROWTH: Final = 1.10
"""Memory at the end, at most so many times that after the first minutes."""
SETTLING: Final = 1 / 6
"""Part of a run after which memory is compared: ten minutes of an hour."""
VISIT_SECONDS: Final = (60.0, 480.0)
"""How long a visit lasts; in a short soak at most a third of it."""
FINISHED: Final = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN)
UPLOADER: Final = "exports_upload"


@dataclass(slots=True)
class Tally:
    """What happened to all visitors of a soak.

    seconds : of every run, by page
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    downloads: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)


class Guest(Downloader):
    """One visit that does a bit of everything."""

    def __init__(self, address: str, chance: random.Random, tally: Tally) -> None:
        super().__init__(address, chance)
        self.tally = tally
        self.pages: dict[str, str] = {}
        self.is_over = True
        self.drawn: dict[str, tuple[str, Any]] = {}
        self.states: dict[str, WidgetState] = {}
        self.urls: dict[str, Any] = {}

    # -- what the browser does ------------------------------------------------------------------------------------

    def connected(self, session: str = "") -> Any:
        """A connection; of a session that lost its own where one is given."""
        address = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        protocols = ["streamlit", "no-token", session] if session else ["streamlit"]
        return websockets.connect(address, subprotocols=protocols, max_size=None, ping_interval=None, open_timeout=60)

    async def run(self, *changed: WidgetState, page: str = "") -> None:
        """One run of a page with some widgets changed, as the browser asks for it: with the state of all of them."""
        self.states |= {state.id: state for state in changed}
        message = BackMsg()
        ask = message.rerun_script
        ask.page_script_hash = page or self.page
        ask.context_info.url, ask.context_info.locale = self.address, "en-US"
        ask.widget_states.widgets.extend(self.states.values())
        for trigger in [name for name, state in self.states.items() if state.WhichOneof("value") == "trigger_value"]:
            del self.states[trigger]
        self.is_over, self.drawn, self.files = False, {}, {}
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while not self.is_over:
            await self._hear()
        self.tally.seconds[self.pages.get(self.page, "")].append(time.perf_counter() - start)
        self.states = {name: state for name, state in self.states.items() if name in self.drawn}
        self.tally.errors.update(self.errors)
        self.errors.clear()

    def _read(self, answer: ForwardMsg) -> None:
        super()._read(answer)
        kind = answer.WhichOneof("type")
        if kind == "navigation":
            self.pages = {page.page_script_hash: page.url_pathname or "plan" for page in answer.navigation.app_pages}
        elif kind == "script_finished":
            self.is_over = answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            if answer.script_finished not in FINISHED:
                self.errors.append(f"a run ended with {answer.script_finished}")
        elif kind == "file_urls_response":
            self.urls[answer.file_urls_response.response_id] = answer.file_urls_response
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            name = element.WhichOneof("type")
            drawn = getattr(element, name)
            if getattr(drawn, "id", ""):
                self.drawn[drawn.id] = name, drawn

    def _widgets(self, *kinds: str) -> list[Any]:
        return [drawn for kind, drawn in self.drawn.values() if kind in kinds and not getattr(drawn, "disabled", False)]

    # -- what a visitor does --------------------------------------------------------------------------------------

    async def turn_page(self) -> None:
        """Go to another page."""
        await self.run(page=self.chance.choice(sorted(self.pages)))

    async def move(self) -> None:
        """Move a slider, of the plan or of the page."""
        sliders = self._widgets("slider")
        if sliders:
            await self.run(self._moved(self.chance.choice(sliders)))

    def _moved(self, slider: Any) -> WidgetState:
        count = len(slider.default)
        if slider.options:
            places = sorted(self.chance.sample(range(len(slider.options)), count))
            options = [slider.options[place] for place in places]
            return WidgetState(id=slider.id, string_array_value={"data": options})
        steps = int((slider.max - slider.min) / slider.step)
        values = sorted(slider.min + slider.step * self.chance.randint(0, steps) for _ in range(count))
        return WidgetState(id=slider.id, double_array_value={"data": values})

    async def choose(self) -> None:
        """Tick a box, or take another entry of a list."""
        ticks = [WidgetState(id=box.id, bool_value=self.chance.random() < 0.5) for box in self._widgets("checkbox")]
        lists = [
            WidgetState(id=widget.id, string_value=self.chance.choice(widget.options))
            for widget in self._widgets("selectbox")
            if widget.options and "locale" not in widget.id
        ]
        choices = ticks + lists
        if choices:
            await self.run(self.chance.choice(choices))

    async def download(self) -> None:
        """Click on a download and fetch its file."""
        if self.files:
            self.tally.downloads[await self.click(self.files[self.chance.choice(sorted(self.files))])] += 1

    async def upload(self) -> None:
        """Go to the page Own numbers and upload one to three example exports."""
        await self.run(page=next(page for page, name in self.pages.items() if name == "evidence"))
        uploader = next((widget for widget in self._widgets("file_uploader") if widget.id.endswith(UPLOADER)), None)
        if uploader is None:
            self.tally.errors["no uploader on Own numbers"] += 1
            return
        files = self.chance.sample(sorted(demo_files().items()), self.chance.randint(1, 3))
        state = WidgetState(id=uploader.id)
        for name, content in files:
            state.file_uploader_state_value.uploaded_file_info.append(await self._uploaded(name, content))
        await self.run(state)

    async def _uploaded(self, name: str, content: bytes) -> Any:
        message = BackMsg()
        request = message.file_urls_request
        request.request_id, request.session_id = f"{self.chance.random()}", self.session
        request.file_names.append(name)
        await self.socket.send(message.SerializeToString())
        while request.request_id not in self.urls:
            await self._hear()
        (urls,) = self.urls.pop(request.request_id).file_urls
        await asyncio.to_thread(put, self.address + urls.upload_url, name, content)
        info = WidgetState().file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(content), urls.file_id
        info.file_urls.CopyFrom(urls)
        return info

    async def visit(self, until: float, think: float) -> None:
        """Open the app, do this and that, perhaps lose the connection in between, close the tab."""
        acts = (self.move, self.turn_page, self.choose, self.download, self.upload)
        async with self.connected() as self.socket:
            await self.run()
            await self._do(acts, until - (until - time.monotonic()) / 2, think)
        if self.chance.random() < 0.3:  # the line was lost: the browser connects again to the same visit
            self.tally.actions["connected again"] += 1
            async with self.connected(self.session) as self.socket:
                await self.run()
                await self._do(acts, until, think)

    async def _do(self, acts: Sequence[Any], until: float, think: float) -> None:
        while time.monotonic() < until:
            await asyncio.sleep(think * self.chance.uniform(0.3, 1.7))
            (act,) = self.chance.choices(acts, weights=(8, 4, 2, 2, 0.7))
            self.tally.actions[act.__name__] += 1
            await act()


def put(url: str, name: str, content: bytes) -> None:
    """Upload a file as the browser does: with the token that the server's cookie holds."""
    base = url.split("/_stcore/")[0]
    with urllib.request.urlopen(f"{base}/_stcore/health", timeout=60) as answer:
        cookies = [value.split(";")[0] for key, value in answer.headers.items() if key.lower() == "set-cookie"]
    cookie = next((item for item in cookies if item.startswith("_streamlit_xsrf=")), "_streamlit_xsrf=")
    part = f'--part\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    headers = {
        "Content-Type": "multipart/form-data; boundary=part",
        "Cookie": cookie,
        "X-Xsrftoken": cookie.partition("=")[2],
    }
    body = part.encode() + content + b"\r\n--part--\r\n"
    urllib.request.urlopen(urllib.request.Request(url, body, headers, method="PUT"), timeout=60).close()


async def place(address: str, seed: int, end: float, think: float, tally: Tally) -> None:
    """One place at the server, taken by one visitor after the other until the end."""
    chance, longest = random.Random(seed), (end - time.monotonic()) / 3
    await asyncio.sleep(chance.uniform(0, think))
    while (now := time.monotonic()) < end:
        tally.actions["visit"] += 1
        over = min(end, now + min(longest, chance.uniform(*VISIT_SECONDS)))
        try:
            await Guest(address, chance, tally).visit(over, think)
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            tally.errors[f"{type(error).__name__}: {error}"] += 1
            await asyncio.sleep(1)


async def watched(process: int, end: float, interval: float) -> list[float]:
    """Megabytes of the server at every interval, printed as they come."""
    memory = []
    start = time.monotonic()
    while True:
        memory.append(resident_megabytes(process))
        print(f"{(time.monotonic() - start) / 60:5.1f} min {memory[-1]:6.0f} MB", flush=True)
        if time.monotonic() >= end:
            return memory
        await asyncio.sleep(min(interval, max(0.1, end - time.monotonic())))


async def soak(address: str, process: int, visitors: int, seconds: float, think: float) -> tuple[Tally, list[float]]:
    """Mixed visits for some time: what happened, and the memory line."""
    tally, end = Tally(), time.monotonic() + seconds
    places = [place(address, seed, end, think, tally) for seed in range(visitors)]
    memory, *_ = await asyncio.gather(watched(process, end, min(60.0, seconds / 12)), *places)
    return tally, memory


def growth(memory: Sequence[float]) -> float:
    """Memory at the end, as a multiple of what it was when the caches had filled; both as medians of a few readings."""
    settled = max(1, round(len(memory) * SETTLING))
    early, late = sorted(memory[settled : settled + 3]), sorted(memory[-3:])
    return late[len(late) // 2] / early[len(early) // 2]


def report(tally: Tally, memory: Sequence[float], log: str) -> bool:
    """Print what happened; whether nothing went wrong and the memory stayed."""
    for page, seconds in sorted(tally.seconds.items()):
        ordered = sorted(seconds)
        high = ordered[math.ceil(0.95 * len(ordered)) - 1]
        print(f"{page:12} {len(ordered):6} runs, median {ordered[len(ordered) // 2]:.2f} s, p95 {high:.2f} s")
    print(f"done: {dict(tally.actions)}")
    print(f"downloads: {dict(tally.downloads)}")
    tracebacks = log.count("Traceback (most recent call last)")
    print(f"errors: {tally.errors.total()} {dict(tally.errors.most_common(5))}, {tracebacks} tracebacks in the log")
    print(f"memory: {memory[0]:.0f} MB at the start, {max(memory):.0f} at most, × {growth(memory):.3f} after settling")
    return all(map(is_answered, tally.downloads)) and not tally.errors and not tracebacks and growth(memory) <= GROWTH


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak a server of its own; 0 when nothing went wrong and the memory stayed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--visitors", type=int, default=40)
    parser.add_argument("--think", type=float, default=10.0, help="mean seconds between two acts of a visitor")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("w") as file, server(output=file.fileno()) as (address, process):
            begun = os.times()
            tally, memory = asyncio.run(soak(address, process, given.visitors, 60 * given.minutes, given.think))
            print(f"visitors' own processor time: {os.times().user - begun.user:.0f} s")
        return 0 if report(tally, memory, log.read_text()) else 1


if __name__ == "__main__":
    sys.exit(main())

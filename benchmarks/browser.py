"""The running app: a first visit to a fresh server, and fifty visitors at once.

`python -m benchmarks --browser`. The server listens on this machine only; every loop is bounded. Visitors without a
browser speak Streamlit's own protocol over its WebSocket, which is private to Streamlit: written against 1.67.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import websockets
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.frame.widgets import log_grid
from pages.kit.labels import INPUTS
from pages.kit.words import words_for

ROOT = Path(__file__).parents[1]
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
ANSWER = "[data-testid=stMetricValue]"
MOST_FIRST_VISIT = 4.0
MOST_P95_MS = 500.0
SESSIONS, MOVES, THINK = 50, 20, 0.5
DEEP_LINK = "margin?budget=9000&cvr_low=0.02"


@contextmanager
def server(output: int = subprocess.DEVNULL) -> Iterator[tuple[str, int]]:
    """A fresh server on a free port: its address and its process.

    output : where its log goes, a file descriptor
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.address=127.0.0.1",
         "--server.headless=true", "--server.fileWatcherType=none"],
        cwd=ROOT, stdout=output, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=1).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers at {address}")


def first_visit(path: str) -> float:
    """Seconds from the first request of a fresh server to the answer on the screen."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with server() as (address, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium)
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(f"{address}/{path}")
        page.wait_for_selector(ANSWER, timeout=60_000)
        page.wait_for_selector(IDLE, state="attached", timeout=60_000)
        seconds = time.perf_counter() - start
        browser.close()
    return seconds


class Visitor:
    """One visit without a browser, that moves the budget slider."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.widget = ""
        self.page = ""
        self.errors: list[str] = []

    async def ask(self, chosen: str | None = None) -> None:
        """Ask for a rerun, where a value is given with the slider moved to it."""
        message = BackMsg()
        ask = message.rerun_script
        ask.page_script_hash = self.page
        ask.context_info.url, ask.context_info.locale = self.address, "en-US"
        if chosen is not None:
            widget = ask.widget_states.widgets.add()
            widget.id = self.widget
            widget.string_array_value.data.append(chosen)
        await self.socket.send(message.SerializeToString())

    async def rerun(self, chosen: str | None = None) -> float:
        """Ask for a rerun and wait for its end; seconds."""
        start = time.perf_counter()
        await self.ask(chosen)
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(self.socket.recv(), 60))
            kind = answer.WhichOneof("type")
            if kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return time.perf_counter() - start
            self._read(answer)

    def _read(self, answer: ForwardMsg) -> None:
        kind = answer.WhichOneof("type")
        if kind == "navigation":
            self.page = answer.navigation.page_script_hash
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            drawn = getattr(element, element.WhichOneof("type"))
            if element.WhichOneof("type") == "exception":
                self.errors.append(drawn.message)
            elif getattr(drawn, "id", "").endswith("-budget_slide"):
                self.widget = drawn.id

    async def visit(self) -> list[float]:
        """Open the app and move the slider, with pauses; milliseconds of each move."""
        options = [words_for("en_US").exact(value) for value in log_grid(*(INPUTS["budget"].slider or (1, 2)))]
        address = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        took = []
        async with websockets.connect(
            address, subprotocols=["streamlit"], max_size=None, ping_interval=None, open_timeout=60
        ) as self.socket:
            await asyncio.sleep(random.uniform(0, 1))
            await self.rerun()
            for _ in range(MOVES):
                await asyncio.sleep(THINK * random.uniform(0.5, 1.5))
                took.append(1000 * await self.rerun(random.choice(options)))
        return took


async def _crowd(address: str) -> tuple[list[float], list[str]]:
    visitors = [Visitor(address) for _ in range(SESSIONS)]
    moves = await asyncio.gather(*(visitor.visit() for visitor in visitors))
    return [item for took in moves for item in took], [error for visitor in visitors for error in visitor.errors]


def resident_megabytes(process: int) -> float:
    """Memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> bool:
    """Print first visits and the load; whether every limit holds."""
    fine = True
    for name, path in (("home", ""), ("deep link", DEEP_LINK)):
        seconds = [first_visit(path) for _ in range(3)]
        fine &= max(seconds) <= MOST_FIRST_VISIT
        print(
            f"first visit, {name}: {', '.join(f'{value:.1f}' for value in seconds)} s (at most {MOST_FIRST_VISIT:.0f})"
        )
    with server() as (address, process):
        before = resident_megabytes(process)
        took, errors = asyncio.run(_crowd(address))
        after = resident_megabytes(process)
    took.sort()
    middle, high = statistics.median(took), took[int(0.95 * (len(took) - 1))]
    fine &= not errors and high <= MOST_P95_MS
    print(
        f"{SESSIONS} visitors, {len(took)} moves: median {middle:.0f} ms, p95 {high:.0f} ms "
        f"(at most {MOST_P95_MS:.0f}), {len(errors)} errors; memory {before:.0f} → {after:.0f} MB"
    )
    return fine

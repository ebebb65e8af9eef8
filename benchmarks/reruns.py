"""`python -m benchmarks.reruns [page …]`: the processor time of one move, page by page.

Starts the app, visits each page over its own WebSocket without a browser, and moves the slider of the budget: at first
to values that no plan had before, then to the same ones again, whose figures are cached, so that only the drawing is
left. The time is that of the server's process (system and user), which another load of the machine changes little.

Linux only, since it reads another process's clock. The wire format is private to Streamlit: for the locked version.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[1]
PAGES = (
    *("", "margin", "budget", "channels", "trial", "funnel", "segments", "omnichannel", "drivers", "goal"),
    *("compare", "evidence", "track"),
)
SLIDER = "budget_slide"
MOVES = 30


class Visit:
    """One page, open without a browser."""

    def __init__(self, port: int, page: str) -> None:
        self.address, self.page = f"127.0.0.1:{port}", page
        self.script = ""
        self.slider = ""
        self.places: list[str] = []
        self.elements = self.bytes = 0

    async def __aenter__(self) -> Visit:
        address = f"ws://{self.address}/_stcore/stream"
        self.socket = await websockets.connect(address, subprotocols=["streamlit"], max_size=None, compression=None)  # type: ignore[list-item]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def move(self, index: int | None = None) -> None:
        """Put the slider to its n-th place; None: only ask for the page."""
        message = BackMsg()
        request = message.rerun_script
        request.page_script_hash, request.page_name = self.script, self.page
        request.context_info.url, request.context_info.locale = f"http://{self.address}/{self.page}", "en-US"
        if index is not None:
            state = request.widget_states.widgets.add()
            state.id = self.slider
            state.string_array_value.data.append(self.places[index])
        self.elements = self.bytes = 0
        await self.socket.send(message.SerializeToString())
        while not await self._is_finished():
            pass

    async def _is_finished(self) -> bool:
        data = await asyncio.wait_for(self.socket.recv(), 60)
        self.bytes += len(data)
        message = ForwardMsg.FromString(data)  # type: ignore[arg-type]
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.script = message.new_session.page_script_hash
        elif kind == "navigation":
            self.script = message.navigation.page_script_hash or self.script
        elif kind == "delta":
            self.elements += 1
            self._seen(message)
        return kind == "script_finished"

    def _seen(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(f"{self.page}: {element.exception.message}")
        if element.WhichOneof("type") == "slider" and element.slider.id.endswith(SLIDER):
            self.slider, self.places = element.slider.id, list(element.slider.options)


def processor_seconds(process: int) -> float:
    """What a process has used of the processors so far, its ended threads included [s]."""
    of_another_process = (~process << 3) | 2  # Linux' number for the clock of a process
    return time.clock_gettime(of_another_process)


async def measured(port: int, process: int, page: str, moves: int) -> tuple[float, float, int, float]:
    """Milliseconds of a move to a new plan and to one seen before, elements and kilobytes of it."""
    async with Visit(port, page) as visit:
        await visit.move()
        times = []
        for _ in range(2):
            await visit.move(3)
            before = processor_seconds(process)
            for index in range(4, 4 + moves):
                await visit.move(index)
            times.append((processor_seconds(process) - before) / moves * 1000)
        return times[0], times[1], visit.elements, visit.bytes / 1000


def start(log: int = subprocess.DEVNULL) -> tuple[subprocess.Popen[bytes], int]:
    """The app on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    options = ("--server.port", str(port), "--server.headless", "true", "--server.fileWatcherType", "none")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1", *options]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=log, stderr=log)
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                return process, port
        except (URLError, OSError):
            time.sleep(0.2)
    process.terminate()
    raise RuntimeError("the app did not start")


async def _all(process: int, port: int, pages: list[str], moves: int) -> None:
    print(f"{'page':12} {'new plan':>9} {'seen':>6} {'elements':>9} {'kB':>6}    ms of processor per move")
    for page in pages:
        new, seen, elements, size = await measured(port, process, page, moves)
        print(f"{page or 'plan':12} {new:9.1f} {seen:6.1f} {elements:9} {size:6.1f}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", default=PAGES, help="as in the address; all if none")
    parser.add_argument("--moves", type=int, default=MOVES)
    wanted = parser.parse_args()
    process, port = start()
    try:
        pages = ["" if page == "plan" else page for page in wanted.pages]
        asyncio.run(_all(process.pid, port, pages, wanted.moves))
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()

"""A server of our own and a real Chromium; whatever leaves the machine or breaks on the way fails the test."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.visit import WATCH, Visit

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
START_SECONDS = 120
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


# -- the server -----------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """The app on a free port of this machine, as `streamlit run app.py` starts it."""

    log_path: Path
    folder: Path = ROOT
    settings: Mapping[str, str] = field(default_factory=dict)
    """Further ones of Streamlit's, from the environment: a secret is nothing for a command line."""
    port: int = 0
    """0 for any that is free; the same one when it is started again."""
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        self.port = self.port or free_port()
        settings = {"port": self.port, "address": "127.0.0.1", "headless": "true", "fileWatcherType": "none"}
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += [part for name, value in settings.items() for part in (f"--server.{name}", str(value))]
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env={**os.environ, **self.settings}, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the app did not start:\n{self.log}")
        return self

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")


@contextmanager
def shared_server(folder: Path) -> Iterator[Server]:
    """One server for all workers of a run: the first to come starts it, and stops it when all others have left."""
    port, log_path = folder / "port", folder / "log"
    with (folder / "coming").open("a") as coming, (folder / "users").open("a") as users:
        fcntl.flock(coming, fcntl.LOCK_EX)  # one after another, so that two do not start one each
        fcntl.flock(users, fcntl.LOCK_SH)  # which waits for the end of a server that is being stopped
        server = Server(log_path, port=int(port.read_text()) if port.exists() else 0)
        if server.port and server.answers():
            fcntl.flock(coming, fcntl.LOCK_UN)
            yield server
            return
        server = Server(log_path).start()
        port.write_text(str(server.port))
        fcntl.flock(coming, fcntl.LOCK_UN)
        try:
            yield server
        finally:
            fcntl.flock(users, fcntl.LOCK_EX)  # when all others have left
            port.unlink()
            server.stop()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Server]:
    """One server for all tests that do not need a fresh one; each test is a visit of its own."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "server"
    folder.mkdir(exist_ok=True)
    with shared_server(folder) as server:
        yield server


# -- the browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return {**browser_type_launch_args, **({"executable_path": path} if path else {})}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {
        **browser_context_args,
        "locale": "en-GB",
        "color_scheme": "light",
        "viewport": {"width": 1280, "height": 800},
        "reduced_motion": "reduce",
    }


HARMLESS = (
    # A deep link makes Streamlit ask beside the page first, and then at the root: two 404s, once each.
    ("/_stcore/health", "404"),
    ("/_stcore/host-config", "404"),
    # Vega says so of layers that have nothing to draw.
    ("", "Infinite extent"),
    # With security headers: Streamlit's one inline script, a flag for crawlers, is stopped (server/headers.py).
    ("", "inline script violates the following Content Security Policy"),
)
"""Messages of the console that are allowed: a part of their address and a part of their text."""


@pytest.fixture
def watched(everything_watched: list[str]) -> Iterator[list[str]]:
    """What went wrong in the browser; a test fails when there is anything."""
    everything_watched.clear()
    yield everything_watched
    assert not everything_watched, "\n".join(everything_watched)


@pytest.fixture(scope="session")
def everything_watched() -> list[str]:
    """What went wrong in the browser since the test began: one list, since the usual page outlives a test."""
    return []


def watch(context: BrowserContext, wrong: list[str]) -> None:
    """Note requests that leave this machine, errors in the console and errors of scripts."""
    context.add_init_script(WATCH)

    def stays(url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in ("data", "blob", "about") or parts.hostname == "127.0.0.1"

    def said(kind: str, text: str, url: str) -> None:
        if kind == "error" and not any(place in url and part in text for place, part in HARMLESS):
            wrong.append(f"console: {text} ({url})")

    def opened(page: Page) -> None:
        page.on("websocket", lambda socket: None if stays(socket.url) else wrong.append(f"left: {socket.url}"))

    context.on("request", lambda request: None if stays(request.url) else wrong.append(f"left: {request.url}"))
    context.on("console", lambda message: said(message.type, message.text, str(message.location.get("url", ""))))
    context.on("weberror", lambda error: wrong.append(f"script: {error.error}"))
    context.on("page", opened)


@pytest.fixture
def context(context: BrowserContext, watched: list[str]) -> BrowserContext:
    watch(context, watched)
    return context


@pytest.fixture(scope="session")
def pages(
    browser: Browser, browser_context_args: dict[str, object], everything_watched: list[str]
) -> Iterator[Callable[..., Page]]:
    """One watched page of each kind for all visits: a new one has to compile all scripts again, for two seconds.

    It is told what sets it apart from the usual one: another language, a phone.
    """
    made: dict[str, Page] = {}

    def page(**differences: object) -> Page:
        kind = repr(sorted(differences.items()))
        if kind not in made:
            context = browser.new_context(**{**browser_context_args, **differences})
            watch(context, everything_watched)
            made[kind] = context.new_page()
        return made[kind]

    yield page
    for opened in made.values():
        opened.context.close()


@pytest.fixture
def visits(pages: Callable[..., Page], server: Server, watched: list[str]) -> Iterator[Callable[..., Visit]]:
    """Makes first visits to the app, each of another kind: nothing of an earlier one is left in the browser.

    What the server writes of an error fails every test that is running, since all workers share one server.
    """
    before = len(server.log)
    made: list[Visit] = []

    def visit(**differences: object) -> Visit:
        made.append(Visit(pages(**differences), server.address))
        return made[-1]

    yield visit
    for one in made:
        one.leave()
    said = server.log[before:]
    assert "Traceback" not in said, said


@pytest.fixture
def visit(visits: Callable[..., Visit]) -> Visit:
    """A first visit to the app, as most people come."""
    return visits()


@pytest.fixture
def phone(visits: Callable[..., Visit]) -> Visit:
    """A first visit on a phone."""
    return visits(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)

"""Takes the picture of the README from the running app: `python -m tools.picture`.

Starts the app on a free port, opens it as a first visit would see it on a laptop, and writes docs/pictures/plan.png.
CHROMIUM names the browser; without it, one that is installed, else the one that Playwright keeps.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

ROOT: Final = Path(__file__).parents[1]
PICTURE: Final = ROOT / "docs" / "pictures" / "plan.png"
WIDTH, HEIGHT = 1366, 900
SECONDS_TO_START: Final = 60
READY: Final = "[data-testid=stApp][data-test-script-state=notRunning]"
CHARTS: Final = "[data-testid=stVegaLiteChart] :is(canvas, svg)"


@contextmanager
def running_app() -> Iterator[str]:
    """The address of the app, for as long as it is needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/"
        _wait_for(f"{address}_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(health: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(SECONDS_TO_START * 5):
        if server.poll() is not None:
            raise RuntimeError("the app stopped before it was up")
        try:
            with urlopen(health, timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app was not up within {SECONDS_TO_START} seconds")


def take(address: str) -> None:
    """Write the picture of the page at this address."""
    result = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=result)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB", color_scheme="light")
        page.goto(address)
        page.locator(READY).wait_for()
        page.locator(CHARTS).nth(1).wait_for()
        page.wait_for_load_state("networkidle")
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE, animations="disabled")
        browser.close()


def main() -> None:
    """Start the app and take the picture."""
    with running_app() as address:
        take(address)


if __name__ == "__main__":
    main()

"""Launches the simulator: `streamlit run app.py`, or `uvicorn app:app`. Draws nothing.

The frame and the pages start in pages/main.py. A plain script here, beside a folder called pages/, would let
the first request after a start run a page without its frame (docs/decisions.md).
"""

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from server import log, memory
from server.downloads import KeepDownloads
from server.headers import SecurityHeaders
from server.page_clicks import KeepPageClicks

# Before numpy is loaded, which Streamlit's own modules do not load: each answer is worked out on one core. Threads of
# several visitors that wait for one another's cores made the cautious split of 30 channels twenty times as slow.
for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(library, "1")

memory.few_heaps()

HEAVY = (
    "altair",
    "babel.dates",
    "babel.numbers",
    "pandas",
    "pyarrow",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats.qmc",
    "simulator",
    "pages.parts.start.presets",
    "pages.parts.plan.answer",
    "pages.parts.own_numbers.beliefs",
)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Import what is heavy before the first visitor comes, and keep the garbage collector from all that lasts.

    A full collection takes some 85 ms with these libraries loaded, during which no session moves. Streamlit would make
    one after every rerun; our configuration leaves it to Python, which makes few.
    """
    if st.get_option("runner.magicEnabled"):  # our configuration turns it off
        raise RuntimeError("This app's .streamlit/config.toml was not read: start it from the app's folder.")
    log.bound()
    for module in HEAVY:
        import_module(module)
    import_module("simulator.cache").results.bound(import_module("pages.frame.limits").most_cache_bytes())
    gc.collect()
    gc.freeze()
    giving_back = asyncio.create_task(memory.give_back_always())
    yield
    giving_back.cancel()
    with suppress(asyncio.CancelledError):
        await giving_back


def in_words(sentence: str, accepted: str) -> str:
    """A sentence of the server in the language that the browser accepts."""
    words = import_module("pages.kit.words")  # heavy: not before the threads are bounded
    return str(words.words_accepted(accepted).text(sentence))


def middleware() -> list[Middleware]:
    """What stands before Streamlit; security headers only where the environment asks: some hosts frame the app."""
    always = [Middleware(KeepPageClicks), Middleware(KeepDownloads, translate=in_words)]
    if os.environ.get("CPO_SECURITY_HEADERS") != "1":
        return always
    return [*always, Middleware(SecurityHeaders, frame_ancestors=os.environ.get("CPO_FRAME_ANCESTORS", "'self'"))]


app = st.App(Path(__file__).parent / "pages" / "main.py", lifespan=lifespan, middleware=middleware())

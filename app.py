"""Launches the simulator: `streamlit run app.py`, or `uvicorn app:app`. Draws nothing.

The frame and the pages start in pages/main.py. A plain script here, beside a folder called pages/, would let
the first request after a start run a page without its frame (docs/decisions.md).
"""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Before numpy is loaded, which Streamlit's own modules do not load: each answer is worked out on one core. Threads of
# several visitors that wait for one another's cores made the cautious split of 30 channels twenty times as slow.
for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(library, "1")

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
    "pages.shared.start",
    "pages.shared.answer",
    "pages.shared.evidence_view",
)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Import what is heavy before the first visitor comes, and keep the garbage collector from all that lasts.

    A full collection takes some 85 ms with these libraries loaded, during which no session moves. Streamlit would make
    one after every rerun; our configuration leaves it to Python, which makes few.
    """
    if st.get_option("runner.magicEnabled"):  # our configuration turns it off
        raise RuntimeError("This app's .streamlit/config.toml was not read: start it from the app's folder.")
    for module in HEAVY:
        import_module(module)
    gc.collect()
    gc.freeze()
    yield


class SecurityHeaders:
    """Adds security headers to every HTTP response, when CPO_SECURITY_HEADERS is 1 (docs/hosting.md)."""

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self.app = app
        policy = (
            "default-src 'self'",
            # Also stops Streamlit's one inline script, a flag for crawlers: the console says so, no harm.
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # its styles are made in the browser
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {frame_ancestors}",
        )
        self.headers = {
            "Content-Security-Policy": "; ".join(policy),
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "Referrer-Policy": "same-origin",  # the address holds the plan: other sites are not told it
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def asked_for() -> list[Middleware]:
    """The middleware that the environment asks for: none by default, as some hosts frame the app."""
    if os.environ.get("CPO_SECURITY_HEADERS") != "1":
        return []
    return [Middleware(SecurityHeaders, frame_ancestors=os.environ.get("CPO_FRAME_ANCESTORS", "'self'"))]


app = st.App(Path(__file__).parent / "pages" / "main.py", lifespan=lifespan, middleware=asked_for())

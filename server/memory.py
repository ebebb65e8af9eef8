"""Memory that nobody uses goes back to the system: of closed visits, and of what was freed in small pieces.

Three things keep what is no longer needed. glibc gives threads up to eight heaps for each core, and every run of a page
is a thread: of 340 MB in such heaps 200 were free and stayed, after five minutes of forty visitors. Streamlit (1.67)
holds a closed visit for `server.disconnectedSessionTTL`, and then until the next one closes. And visits hold circles of
objects, which Python looks for while new ones are made: not on a server that has become quiet. So heaps are few from
the start; and once a minute old downloads and closed visits go, circles are collected, and free memory is given back.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from typing import Any, Final

from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from server.downloads import held

SECONDS: Final = 60.0
"""Between two times: a collection takes 0.1 to 0.3 s with forty visitors, in which no visit moves. Python's own come
about as often, and wait the longer the more objects there are: with them alone, memory rose by 11 % instead of 6."""
HEAPS: Final = 2
"""Python runs one thread at a time, so threads hardly wait for one another here."""
_M_ARENA_MAX: Final = -8  # of malloc.h


def few_heaps() -> None:
    """Let all threads share a few heaps; before threads are started. Other systems than Linux with glibc need none."""
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_M_ARENA_MAX, HEAPS)


def give_back() -> None:
    """Let go what nobody uses, and give free memory back to the system."""
    held.clear()
    if runtime.exists():
        let_go(_closed_visits(runtime.get_instance()))
    gc.collect()
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


async def give_back_always(seconds: float = SECONDS) -> None:
    """Give memory back again and again, in the thread of the event loop, as Streamlit ends visits there."""
    while True:
        await asyncio.sleep(seconds)
        give_back()


def let_go(closed: Any) -> None:
    """End the visits whose time to come back is over; Streamlit itself does so when another visit closes.

    closed : Streamlit's storage of closed visits. What it holds them in has no public name: a storage of another kind,
        of a later Streamlit, is left alone, and the test of this function says so
    """
    visits = getattr(closed, "_cache", None)
    if isinstance(closed, MemorySessionStorage) and visits is not None:
        visits.expire()


def _closed_visits(running: runtime.Runtime) -> Any:
    return getattr(getattr(running, "_session_mgr", None), "_session_storage", None)


def _glibc() -> ctypes.CDLL | None:
    """The library of C where it is glibc's, which alone has these functions."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None

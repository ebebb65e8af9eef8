"""Does memory go back: that of closed visits, and that of the system's heaps?"""

import asyncio
import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from pages.frame import limits
from server import memory


def in_a_thread_of_its_own(coroutine):
    """Tests in a browser leave a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asyncio.wait_for(coroutine, 10)).result(20)


class Session:
    id = "a"


class Closed:
    """What Streamlit stores of a closed visit."""

    def __init__(self):
        self.session = Session()


def stored(seconds):
    """A storage with one closed visit that may come back for so long, and a reference to the visit."""
    storage = MemorySessionStorage(ttl_seconds=seconds)
    closed = Closed()
    storage.save(closed)
    return storage, weakref.ref(closed)


def test_a_closed_visit_goes_when_its_time_is_over_though_no_other_closes():
    storage, visit = stored(seconds=0)
    assert storage.list() == []
    assert visit() is not None  # of no use any more, and still there: without `let_go` until another visit closes
    memory.let_go(storage)
    assert visit() is None


def test_a_visit_that_may_come_back_stays():
    storage, visit = stored(seconds=120)
    memory.let_go(storage)
    assert storage.get("a") is visit() is not None


def test_streamlit_still_holds_closed_visits_as_this_version_does():
    assert isinstance(MemorySessionStorage()._cache, TTLCache)
    memory.let_go(object())  # of another kind: left alone


def test_memory_is_given_back_again_and_again_until_the_server_ends(monkeypatch):
    times = []
    monkeypatch.setattr(memory, "give_back", lambda: times.append(1))

    async def server():
        task = asyncio.create_task(memory.give_back_always(0.001))
        while len(times) < 3:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    in_a_thread_of_its_own(server())


def test_a_circle_that_nobody_uses_goes_when_memory_is_given_back():
    circle = Closed()
    circle.itself = circle
    there = weakref.ref(circle)
    gc.disable()
    try:
        del circle
        assert there() is not None
        memory.give_back()
        assert there() is None
    finally:
        gc.enable()


def test_the_operator_bounds_the_cache_in_megabytes(monkeypatch):
    monkeypatch.delenv("CPO_CACHE_MB", raising=False)
    assert limits.most_cache_bytes() == 64_000_000
    monkeypatch.setenv("CPO_CACHE_MB", "0.5")
    assert limits.most_cache_bytes() == 500_000
    for wrong in ("0", "-1", "inf", "nan", "much"):
        monkeypatch.setenv("CPO_CACHE_MB", wrong)
        with pytest.raises(ValueError, match=r"CPO_CACHE_MB|convert"):
            limits.most_cache_bytes()

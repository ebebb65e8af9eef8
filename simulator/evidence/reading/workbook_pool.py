"""The processes in which spreadsheets are opened: started when needed, used again, replaced when they die.

What a file does to such a process (an abort, gigabytes, a loop) reaches nobody else. A timer ends a process that takes
too long, so that no read from it can hang. Nothing is unpickled: what comes back is JSON.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from simulator.evidence.reading.workbook_child import receive, send

MOST_AT_ONCE: Final = 3
"""Processes at the same time: so many files are read at once, others wait."""
MOST_IDLE: Final = 1
"""Processes that wait for the next file; each takes some 20 MB."""
LONGEST_WAIT: Final = 15.0
"""Seconds for which a file waits for its turn."""
MEMORY: Final = 1_500_000_000
"""Bytes of address space of one process; a million rows of eight columns need about 1,100 million."""
LONGEST_START: Final = 20.0


class Busy(Exception):
    """All processes are reading."""


class Unavailable(Exception):
    """No process can be started on this machine."""


class Died(Exception):
    """The process ended before its answer did: by itself, or because its time was over (`is_late`)."""

    def __init__(self, *, is_late: bool) -> None:
        super().__init__()
        self.is_late = is_late


class WorkbookProcess:
    """One process and its two streams."""

    def __init__(self) -> None:
        self.stays = True
        self._is_late = False
        script = Path(__file__).with_name("workbook_child.py")
        try:
            self._process = subprocess.Popen(
                # -P: the folder of the script holds a numbers.py, which must not hide Python's own.
                [sys.executable, "-P", "-X", "utf8", str(script), str(MEMORY)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError):
            raise Unavailable from None
        self._requests = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)

    @property
    def is_alive(self) -> bool:
        """Whether it can take a file."""
        return self.stays and self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until it has loaded what it needs.

        Raises
        ------
        Unavailable
            When it has not.
        """
        try:
            with self.deadline(LONGEST_START):
                self.take()
        except Died:
            raise Unavailable from None

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """End the process when what is done within takes longer."""
        timer = threading.Timer(seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end_late(self) -> None:
        self._is_late = True
        self.stays = False
        self._process.kill()

    def give(self, frame: bytes) -> None:
        """Send a frame.

        Raises
        ------
        Died
        """
        try:
            send(self._requests, frame)
        except (OSError, ValueError):
            raise Died(is_late=self._is_late) from None

    def take(self) -> bytes:
        """Receive a frame.

        Raises
        ------
        Died
        """
        try:
            return receive(self._answers)
        except (EOFError, OSError, ValueError):
            self._process.kill()
            by_alarm = self._process.wait() == -getattr(signal, "SIGPROF", 0)
            raise Died(is_late=self._is_late or by_alarm) from None

    def end(self) -> None:
        """End the process and close its streams."""
        self._process.kill()
        for stream in (self._requests, self._answers):
            with contextlib.suppress(OSError):  # a pipe that broke with bytes unsent
                stream.close()
        self._process.wait()


_turns: Final = threading.BoundedSemaphore(MOST_AT_ONCE)
_lock: Final = threading.Lock()
_idle: Final[list[WorkbookProcess]] = []


@contextmanager
def leased() -> Iterator[WorkbookProcess]:
    """A process for one file. Whatever is raised while it is used, it is not used again.

    Raises
    ------
    Busy
        When others have been reading for `LONGEST_WAIT`.
    Unavailable
        When no process can be started.
    """
    if not _turns.acquire(timeout=LONGEST_WAIT):
        raise Busy
    try:
        process = _taken() or _started()
        try:
            yield process
        except BaseException:
            process.end()
            raise
        _put_back(process)
    finally:
        _turns.release()


def _taken() -> WorkbookProcess | None:
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.is_alive:
                return process
            process.end()
    return None


def _started() -> WorkbookProcess:
    process = WorkbookProcess()
    try:
        process.wait_until_ready()
    except Unavailable:
        process.end()
        raise
    return process


def _put_back(process: WorkbookProcess) -> None:
    with _lock:
        if process.is_alive and len(_idle) < MOST_IDLE:
            _idle.append(process)
            return
    process.end()


@atexit.register
def end_all() -> None:
    """End the processes that wait."""
    with _lock:
        while _idle:
            _idle.pop().end()


# ---------------------------------------------------------------------------------------------------------------
# What comes back


def encoded(value: object) -> bytes:
    """Values as a frame of JSON."""
    return json.dumps(value).encode()


def decoded(frame: bytes) -> Any:
    """A frame of JSON as values; a mapping of "" to a text is a day or a moment."""
    return json.loads(frame, object_hook=_untagged)


def unpacked(frame: bytes) -> Any:
    """A packed frame of JSON as values."""
    return decoded(zlib.decompress(frame))


def _untagged(mapping: Mapping[str, object]) -> object:
    text = mapping.get("")
    if not isinstance(text, str) or len(mapping) > 1:
        return mapping
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)

"""Keeps the log short when the same error comes again and again, as a browser that sends nonsense makes it.

Each error stands in the log once in full, with its traceback; after that in one line, at a bounded rate. A text sent
where a slider sends a number wrote 2.7 kB per message before: 7 MB in minutes, and a full disk in a day.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

FULL_IN_A_PERIOD: Final = 20
"""Tracebacks that a period may hold, whatever goes wrong."""
PERIOD_SECONDS: Final = 600.0
LINES_IN_A_MINUTE: Final = 10
MOST_PLACES: Final = 1000
"""Places of errors that are remembered; beyond that all are forgotten, and may stand in full once more."""
LOGGER: Final = "streamlit.error_util"
"""Where Streamlit logs what a page raised."""


class OnceInFull(logging.Filter):
    """Lets each error through in full once, then as one line with how often it came.

    now : the clock [seconds]; tests bring their own
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._full: deque[float] = deque()
        self._lines: deque[float] = deque()
        self._silent: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is logged; its traceback is taken out where it has been logged before."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return True
        place, now = _place(error), self._now()
        _drop_older(self._full, now - PERIOD_SECONDS)
        _drop_older(self._lines, now - 60)
        if place not in self._silent and len(self._full) < FULL_IN_A_PERIOD:
            self._full.append(now)
            self._remember(place, 0)
            return True
        again = self._silent.get(place, 0) + 1
        if len(self._lines) >= LINES_IN_A_MINUTE:
            self._remember(place, again)
            return False
        self._lines.append(now)
        self._remember(place, 0)
        record.exc_info = record.exc_text = None
        record.msg = "%s at %s again, %d × since it was logged last"
        record.args = (type(error).__name__, place, again)
        return True

    def _remember(self, place: str, silent: int) -> None:
        if len(self._silent) >= MOST_PLACES:
            self._silent.clear()
        self._silent[place] = silent


def _place(error: BaseException) -> str:
    """Where an error was raised: the file and line of its last frame."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else type(error).__name__


def _drop_older(times: deque[float], until: float) -> None:
    while times and times[0] < until:
        times.popleft()


def bound() -> None:
    """Bound the log of what pages raise."""
    logging.getLogger(LOGGER).addFilter(OnceInFull())

"""Results under what they were made from: one cache for the whole process, bounded in bytes.

Everything that is worked out of a plan and may be large is cached by the decorator `cached` in `results`: draws,
figures of a plan, specifications of charts. All share one bound, and what was used longest ago goes first, whatever it
is. A bound of entries for each function bounds nothing: the scores of 262,144 draws weigh ten thousand times the answer
of a goal seek. Texts and single numbers stay with `functools.lru_cache`, where an entry has a known small size.

What is cached is never changed afterwards, and does not grow: its size is measured once, when it is made.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial, wraps
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, Final, ParamSpec, TypeVar

import numpy as np
import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")

USUAL_MOST_BYTES: Final = 64_000_000
"""Of all results together: some four hundred plans with what their pages show."""
_LASTS: Final = (type, ModuleType, BuiltinFunctionType, CodeType)
"""What results refer to and do not own."""
_COUNT_THEIR_PARTS: Final = (pd.DataFrame, pd.Series, pd.Index, pd.Categorical)
"""What answers for its parts when its size is asked for; the parts are counted here, each once."""


def size_of(value: Any) -> int:
    """Bytes of a value with all that it refers to, each part once; of an array that looks into another, both."""
    seen: set[int] = set()
    size, left = 0, [value]
    while left:
        part = left.pop()
        if id(part) in seen or isinstance(part, _LASTS):
            continue
        seen.add(id(part))
        if isinstance(part, np.ndarray):
            size += sys.getsizeof(part)  # its numbers too, where it owns them
            left += [part.base] if part.dtype != object else part.ravel().tolist()
        elif isinstance(part, FunctionType):
            left += [part.__closure__, part.__defaults__]  # its module lasts anyway
        else:
            size += object.__sizeof__(part) if isinstance(part, _COUNT_THEIR_PARTS) else sys.getsizeof(part)
            left += gc.get_referents(part)
    return size


class _Key:
    """A function with its arguments, whose hash is worked out once: that of a plan walks through all its fields."""

    __slots__ = ("_hash", "_parts")

    def __init__(self, *parts: Hashable) -> None:
        self._parts = parts
        self._hash = hash(parts)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._parts == other._parts


class Results:
    """Results by key, those used last; safe to use from several threads.

    most : bytes of all. The newest stays even when it alone is larger, or it would be made again at once
    """

    def __init__(self, most: int = USUAL_MOST_BYTES) -> None:
        self._most = most
        self._size = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()  # the one used longest ago first
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes of all results and their keys."""
        return self._size

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Hashable, make: Callable[[], R]) -> R:
        """The result of this key; made where it is not there. Two threads that ask at once may both make it."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                result: R = entry[0]
                return result
        made = make()
        size = size_of((key, made))
        with self._lock:
            self._put(key, made, size)
        return made

    def bound(self, most: int) -> None:
        """Hold at most so many bytes from now on."""
        with self._lock:
            self._most = most
            self._shrink()

    def clear(self) -> None:
        """Let all results go."""
        with self._lock:
            self._entries.clear()
            self._size = 0

    def _put(self, key: Hashable, made: Any, size: int) -> None:
        before = self._entries.pop(key, None)
        self._size += size - (before[1] if before else 0)
        self._entries[key] = made, size
        self._shrink()

    def _shrink(self) -> None:
        while self._size > self._most and len(self._entries) > 1:
            _, (_, size) = self._entries.popitem(last=False)
            self._size -= size


results: Final = Results()
"""Those of this process."""


def cached(function: Callable[P, R]) -> Callable[P, R]:
    """Let what a function makes of the same arguments be made once and stay in `results` while there is room.

    Its arguments are hashable, its result depends on nothing else and is never changed. Arguments count too: none of
    them refers to much that is shared, as the words of a language do.
    """

    @wraps(function)
    def from_cache(*args: P.args, **kwargs: P.kwargs) -> R:
        return once(function, *args, **kwargs)

    return from_cache


def once(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What a function makes of these arguments, made once: `cached`, where only some callers want it."""
    return results.get(_Key(function, args, *sorted(kwargs.items())), partial(function, *args, **kwargs))

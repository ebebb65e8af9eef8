"""How much a split moves, and how far it goes beyond what was seen."""

from __future__ import annotations

import pandas as pd

from simulator import Allocation

HARDLY = 0.01
"""Part of the total: less need not be moved."""
FAR = 2.0
"""Times the spend at which a click price was seen, or its inverse: beyond, a split is a guess (method, section 20), and
it goes no further unless its reader says so."""
NEARLY = 1.001
"""Times a bound that still counts as at it: spends are in whole cents."""
NOTHING = 1e-6
"""Part of the total: less is no gain."""
MANY = 10
"""Channels from which on an answer takes so long that a move does only what is looked at."""


def beyond_seen(allocation: Allocation) -> pd.DataFrame:
    """The rows of a split that lie far from what was seen, above or below."""
    frame = allocation.by_channel
    return frame[(frame["reach"] > FAR * NEARLY) | (frame["reach"] < 1 / FAR / NEARLY)]


def is_guess(allocation: Allocation) -> bool:
    """Whether a channel is to spend so much more than was ever seen that nobody can be sure of the split."""
    return bool((allocation.by_channel["reach"] > FAR * NEARLY).any())


def is_moved(allocation: Allocation) -> bool:
    """Whether so much moves that it is worth a word, and changes something where profit is all that counts."""
    total = max(allocation.now.spend, allocation.new.spend)
    idle = (
        allocation.wanted.goal == "expected"
        and abs(allocation.new.profit_mean - allocation.now.profit_mean) < NOTHING * total
    )
    return allocation.moved >= HARDLY * total and not idle

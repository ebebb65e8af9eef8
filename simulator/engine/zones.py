"""The zone of a channel, a campaign or a segment: one rule for every table that prints one."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.engine.outcome import ZONES

HALF: Final = 0.5
"""A zone holds at least this share of what may be."""


class Zone(NamedTuple):
    """Where most draws lie.

    name : "stop" where fewer than half of the draws break even, "scale" where at least half also meet the target CPO,
        else "optimise"
    probability : share of the draws in that zone
    """

    name: str
    probability: float


def zone_of(breaks_even: NDArray[np.bool_], on_target: NDArray[np.bool_]) -> Zone:
    """The zone of many draws. A draw scales where it breaks even and meets the target CPO."""
    pays, scales = breaks_even.mean(), (breaks_even & on_target).mean()
    name = ZONES[int(zone_numbers(pays, scales))]
    shares = dict(zip(ZONES, (scales, pays - scales, 1 - pays), strict=True))
    return Zone(name, float(shares[name]))


def zone_numbers(pays: Any, scales: Any) -> NDArray[np.intp]:
    """The rule itself: places in `ZONES`, of chances or arrays of them.

    pays : P(it breaks even)
    scales : P(it breaks even and meets the target CPO)
    """
    return np.where(np.less(pays, HALF), 2, np.where(np.greater_equal(scales, HALF), 0, 1))

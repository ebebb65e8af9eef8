"""TODO."""

from __future__ import annotations

from functools import lru_cache

from simulator import DriverMap, Drivers, Plan, driver_map, drivers_of

MAP_CELLS = 21
"""Along either side of a map of two inputs."""


@lru_cache(maxsize=256)
def drivers(plan: Plan) -> Drivers:
    """What each uncertain input of a plan does."""
    return drivers_of(plan)


@lru_cache(maxsize=64)
def mapped(plan: Plan, x: str, y: str) -> DriverMap:
    """The break-even probability of a plan over two of its inputs, in cells that a chart can hold."""
    return driver_map(plan, x, y, cells=MAP_CELLS)

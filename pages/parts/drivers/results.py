"""What each input of a plan does, and the map of two of them, cached by the plan."""

from __future__ import annotations

import simulator
from simulator import DriverMap, Drivers, Plan
from simulator.cache import cached

MAP_CELLS = 21
"""Along either side of a map of two inputs."""


@cached
def drivers_of(plan: Plan) -> Drivers:
    """What each uncertain input of a plan does."""
    return simulator.drivers_of(plan)


@cached
def driver_map(plan: Plan, x: str, y: str) -> DriverMap:
    """The break-even probability of a plan over two of its inputs, in cells that a chart can hold."""
    return simulator.driver_map(plan, x, y, cells=MAP_CELLS)

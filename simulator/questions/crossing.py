"""Where a figure begins or ceases to be high enough: a bracket of two places, narrowed down with few looks.

The figure may be smooth, a staircase (a share of draws) or a jump (whole orders). Each look is a simulation.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

JUMP: Final = 1e-7
"""Relative width of a bracket that holds a jump."""
MOST_STEPS: Final = 80
NARROW: Final = 1000
"""Part of the bracket within which the goal must be missed again, for a place to count as the crossing."""
BEYOND: Final = 3.0
"""The same, of the distance to where a straight line between the ends of the bracket meets the goal."""
STAIRCASE: Final = 2e-4
"""Part of the first bracket within which neighbouring steps of a staircase need not be told apart."""

Figure = Callable[[float], float]
"""By how much a place reaches the goal; below 0 where it misses it."""


def crossing(over: Figure, reaching: float, missing: float, fine: float, step: float = 0.0) -> float:
    """The place nearest to where the goal is missed that still reaches it.

    over : the figure less the goal
    reaching, missing : places where it is 0 or more, and below 0 (also -∞); either may be the lower one
    fine : the figure above the goal at which the search may end, unless the figure is flat there
    step : height up to which a jump of a figure that is flat elsewhere is a step of a staircase, too
    """
    bracket = _Bracket(reaching, missing, over(reaching), over(missing), fine)
    first, checked = abs(missing - reaching), math.inf
    for _ in range(MOST_STEPS):
        width = bracket.missing - bracket.reaching
        if abs(width) <= JUMP * max(abs(bracket.reaching), abs(bracket.missing), 1.0):
            break
        if abs(width) <= STAIRCASE * first and bracket.is_a_step_of(fine, step):
            break
        if bracket.here <= fine:
            near = min(BEYOND * bracket.share_of_a_line, STAIRCASE * first / abs(width))
            if bracket.here != checked and over(bracket.reaching + width * max(near, 1 / NARROW)) < 0:
                break
            checked = bracket.here
        place = bracket.next_place()
        bracket.narrow(place, over(place))
    return bracket.reaching


class _Bracket:
    """A place that reaches the goal and one that misses it, and where to look next between them.

    Illinois' rule of false position (Dowell & Jarratt 1971), aimed at half of `fine` above the goal so that it ends on
    the side that reaches it; a plain halving where the figure did not change or the bracket hardly shrank.
    """

    def __init__(self, reaching: float, missing: float, here: float, there: float, fine: float) -> None:
        self.reaching, self.missing, self.here, self.there, self.fine = reaching, missing, here, there, fine
        self._weights = {True: here - fine / 2, False: there - fine / 2}
        self._last_reached: bool | None = None
        self._flat = self._was_flat = False
        self._widths = [math.inf, math.inf]

    def is_a_step_of(self, fine: float, step: float) -> bool:
        """Whether both ends are as good as at the goal, or are neighbours on a staircase whose steps are so low."""
        return max(self.here, -self.there) <= fine or (self._was_flat and self.here - self.there <= step)

    @property
    def share_of_a_line(self) -> float:
        """Where a straight line between the ends meets the goal, as a share of the way from the end that reaches it."""
        return self.here / (self.here - self.there) if math.isfinite(self.there) else 0.0

    def next_place(self) -> float:
        """The next place to look at."""
        width = self.missing - self.reaching
        shrinks = abs(width) <= self._widths.pop(0) / 2
        self._widths.append(abs(width))
        share = 0.5
        if shrinks and not self._flat and self.here > self.fine and math.isfinite(self.there):
            share = self._weights[True] / (self._weights[True] - self._weights[False])
        return self.reaching + width * min(max(share, 1 / NARROW), 1 - 1 / NARROW)

    def narrow(self, place: float, value: float) -> None:
        """Put a place that was looked at in the stead of the end on its side."""
        reached = value >= 0
        self._flat = value in (self.here, self.there)
        self._was_flat |= self._flat
        self._weights[reached] = value - self.fine / 2
        if reached is self._last_reached:
            self._weights[not reached] /= 2  # the other end was left alone twice
        self._last_reached = reached
        if reached:
            self.reaching, self.here = place, value
        else:
            self.missing, self.there = place, value

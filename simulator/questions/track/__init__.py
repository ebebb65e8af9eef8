"""Is the period on plan, and will it still pay? A plan, held against the days so far.

days        what is known of a running period: its days so far, its rhythm, how far rates may drift within it
season      what the plan's events make of the days gone and of the rest
likelihood  what the days tell of click price, conversion rate and order value
posterior   the plan's beliefs after these days: the same draws, moved and weighted
ending      where the period will end: orders, CPO, profit, chance to break even
gap         what is off, how surprising it is, and its part of the gap in money
rest        what to do with the days that remain
path        day by day: the plan's range, what happened, and where it will end
answer      all of it together, and the verdict
afterwards  ended plans against what happened: did their ranges hold?
"""

from simulator.questions.track.answer import Track, Tracked, example_of, track_of, tracked
from simulator.questions.track.days import STILL, DaysSoFar, Drift, Schedule, schedule_of

__all__ = [
    "STILL",
    "DaysSoFar",
    "Drift",
    "Schedule",
    "Track",
    "Tracked",
    "example_of",
    "schedule_of",
    "track_of",
    "tracked",
]

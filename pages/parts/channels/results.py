"""What channels bring and how a total is split over them, cached by the channels."""

from __future__ import annotations

import pandas as pd

import simulator
from pages.parts.channels.question import Question
from simulator import Allocation, BudgetFrontier, ChannelFigures, Channels, Plan, Wanted
from simulator.cache import cached
from simulator.channels import frontier
from simulator.channels.frontier import StopsPaying

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


@cached
def allocate(channels: Channels, wanted: Wanted) -> Allocation:
    """The best split."""
    return simulator.allocate(channels, wanted)


@cached
def channel_figures(channels: Channels) -> ChannelFigures:
    """What each channel brings beside the whole."""
    return simulator.channel_figures(channels)


@cached
def budget_frontier(channels: Channels) -> BudgetFrontier:
    """The best expected profit against the total."""
    return simulator.budget_frontier(channels)


@cached
def stops_paying(channels: Channels) -> StopsPaying:
    """The total at which it stops paying."""
    return frontier.stops_paying(channels)


def allocation_of(plan: Plan, question: Question) -> Allocation:
    """The best split that a question asks for, beside a plan.

    Raises
    ------
    InputError
        When the channels do not go with the plan, or no split is possible.
    """
    return allocate(question.beside(plan), question.wanted)


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

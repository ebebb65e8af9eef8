"""What was found of the channels, kept by what was asked, and how its numbers and tables are written."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pages.parts.channels.table import Question
from simulator import (
    Allocation,
    BudgetFrontier,
    ChannelFigures,
    Channels,
    Plan,
    Wanted,
    allocate,
    budget_frontier,
    channel_figures,
)
from simulator.channels.frontier import StopsPaying, stops_paying

HARDLY = 0.01
"""Part of the total: less need not be moved."""

FAR = 2.0
"""Times the spend at which a click price was seen, or its inverse: beyond, a split is a guess (method, section 20)."""

NEARLY = 1.001
"""Times a bound that still counts as at it: spends are in whole cents."""


MANY = 10
"""Channels from which on an answer takes so long that a move does only what is looked at."""


class Asked(NamedTuple):
    """The channels beside the plan, what their split should do, and the split that was found."""

    channels: Channels
    wanted: Wanted
    found: Allocation


@lru_cache(maxsize=64)
def allocated(channels: Channels, wanted: Wanted) -> Allocation:
    """The best split."""
    return allocate(channels, wanted)


@lru_cache(maxsize=64)
def figures_of(channels: Channels) -> ChannelFigures:
    """What each channel brings beside the whole."""
    return channel_figures(channels)


@lru_cache(maxsize=64)
def frontier_of(channels: Channels) -> BudgetFrontier:
    """The best expected profit against the total."""
    return budget_frontier(channels)


@lru_cache(maxsize=64)
def stop_of(channels: Channels) -> StopsPaying:
    """The total at which it stops paying."""
    return stops_paying(channels)


def asked_of(plan: Plan, question: Question) -> Asked:
    """The answer to a question beside a plan.

    Raises
    ------
    InputError
        When the channels do not go with the plan, or no split is possible.
    """
    channels = question.beside(plan)
    return Asked(channels, question.wanted, allocated(channels, question.wanted))


# -- numbers ----------------------------------------------------------------------------------------------------

"""What was found of the channels, kept by what was asked, and how its numbers and tables are written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.shared.channels_input import Question
from pages.shared.words import N_, Words
from simulator import (
    Allocation,
    BudgetFrontier,
    ChannelFigures,
    Channels,
    InputError,
    Plan,
    Wanted,
    allocate,
    budget_frontier,
    channel_figures,
)
from simulator.channels.frontier import StopsPaying, stops_paying

MOST_NAMED = 4
"""Channels named in a sentence; the rest is counted."""
MANY = 10
"""Channels from which on an answer takes so long that a move does only what is looked at."""
LARGE_ENOUGH = 100
"""Money from here on is written without decimals where it is an estimate."""
Row = dict[str, Any]
"""One row of a frame, by its columns."""


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


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame, to be read one by one."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


# -- numbers ----------------------------------------------------------------------------------------------------


def amount(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """An estimate of money: whole from a hundred on."""
    if math.isnan(value):
        return "–"
    decimals = 0 if abs(value) >= LARGE_ENOUGH else None
    return words.money(value, plan.scenario.currency, error=error, decimals=decimals)


def cents(words: Words, plan: Plan, value: float) -> str:
    """A spend, to the cent: it is decided, not estimated."""
    return words.money(value, plan.scenario.currency)


def in_money(words: Words, plan: Plan, error: InputError) -> InputError:
    """The same refusal, its spends with their currency."""
    if error.field not in ("min_spend", "max_spend", "total"):
        return error
    spends = {name: error.values[name] for name in ("least", "most", "total") if name in error.values}
    written = {name: cents(words, plan, value) for name, value in spends.items() if isinstance(value, float)}
    return InputError(error.message, field=error.field, **(error.values | written))


def signed(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """An estimate of a change of money."""
    written = amount(words, plan, value, error)
    return f"+{written}" if value > 0 else written


def per_unit(words: Words, plan: Plan, value: float) -> str:
    """What one unit of money earns: to the hundredth, also where there are no cents."""
    return words.money(value, plan.scenario.currency, decimals=2)


def one_unit(words: Words, plan: Plan) -> str:
    """The next euro, in the plan's currency."""
    return words.money(1, plan.scenario.currency, decimals=0)


def in_percent(words: Words, value: float) -> str:
    return "–" if math.isnan(value) else words.percent(value, decimals=0)


def chance_of(words: Words, value: float) -> str:
    """A chance in whole percent."""
    if math.isnan(value):
        return "–"
    if value < 0.005:
        return f"< {words.percent(0.01, decimals=0)}"
    return f"> {words.percent(0.99, decimals=0)}" if value > 0.995 else words.percent(value, decimals=0)


def orders_of(words: Words, value: float) -> str:
    """A number of orders."""
    return words.number(value, decimals=0 if value >= 10 else 1)


def error_of(value: Any) -> float:
    """A simulation error, 0 where there is none."""
    return 0.0 if math.isnan(float(value)) else float(value)


def listed(words: Words, parts: Sequence[str]) -> str:
    """Parts of a sentence, the first few of them; the rest is counted."""
    more = len(parts) - MOST_NAMED
    counted = [words.text(N_("and {count} more"), count=words.number(more))] if more > 0 else []
    return ", ".join([*parts[:MOST_NAMED], *counted])


def draw_table(shown: pd.DataFrame, *, alt: str) -> None:
    """A table of texts whose first column stays in view."""
    right = st.column_config.TextColumn(alignment="right")
    first, *others = map(str, shown.columns)
    columns = {**dict.fromkeys(others, right), first: st.column_config.TextColumn(pinned=True, width=130)}
    st.dataframe(shown, hide_index=True, height="content", column_config=columns, alt=alt)

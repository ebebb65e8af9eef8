"""Below the table: the new split, each channel beside the whole, and the frontier of totals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.frame.asking import help_of
from pages.frame.visit import Usable
from pages.kit import tables, writing
from pages.kit.folded import folded
from pages.kit.labels import SHAPES, VERDICTS
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.channels import split
from pages.parts.channels.frontier import frontier
from pages.parts.channels.question import Question
from simulator import Allocation, ChannelFigures, Channels, InputError, Plan, Wanted, allocate, channel_figures
from simulator.cache import once

TITLES = {
    "channel": N_("channel"),
    "profit": N_("profit"),
    "cpo": N_("an order costs"),
    "max_cpo": N_("it may cost"),
    "pays": N_("chance to break even"),
    "zone": N_("what to do"),
    "marginal_cpo": N_("the next order costs"),
    "orders": N_("orders"),
    "cac": N_("a new customer costs"),
    "spend_share": N_("share of spend"),
    "profit_share": N_("share of profit"),
    "cpo_gap": N_("cost per order, against all"),
    "cvr_gap": N_("conversion rate, against all"),
    "aov_gap": N_("order value, against all"),
}
"""The columns of the figures of each channel."""
MONEY = ("channel", "profit", "cpo", "max_cpo", "pays", "zone")
"""Those that are shown before anything is opened."""
SURE_OF_A_GAP = 0.9
"""Chance from which a gap to the whole is called more than chance."""


def details(words: Words, plan: Plan, usable: Usable[Question]) -> None:
    """The new split, each channel, and the frontier; nothing while there is no answer."""
    question = usable.value
    if question is None:
        return
    try:
        channels = question.as_typed(plan)
    except InputError:  # the answer says why
        return
    allocation = _allocation(question.beside(plan), question.wanted)
    if allocation is not None:  # what needs no split is shown all the same
        split.split(words, plan, allocation, channels, is_outdated=usable.is_outdated)
    by_channel(words, plan, channels)
    frontier(words, plan, channels)


def _allocation(channels: Channels, wanted: Wanted) -> Allocation | None:
    try:
        return once(allocate, channels, wanted)
    except InputError:
        return None


# -- each channel -----------------------------------------------------------------------------------------------


def by_channel(words: Words, plan: Plan, channels: Channels) -> None:
    """Each channel at its spend now, beside the whole; folded, as the new split is the answer."""
    title = words.text("Each channel as it is now")
    folded(title, "channels_each", lambda: _beside_the_whole(words, plan, channels))


def _beside_the_whole(words: Words, plan: Plan, channels: Channels) -> None:
    text, figures = words.text, once(channel_figures, channels)
    st.markdown(gap_sentence(words, figures), help=help_of(words, "performance_gap"))
    rows = channel_rows(words, plan, figures)
    tables.show(_only(words, rows, MONEY), pinned=True, alt=text("Each channel and the whole, as they are now"))
    title = text("More figures of each channel")
    folded(title, "channels_figures", lambda: _more(words, plan, rows, title))


def _only(words: Words, rows: list[Row], names: Sequence[str]) -> list[Row]:
    """The rows with these columns only, those of them that there are."""
    shown = [words.text(TITLES[name]) for name in names]
    return [{title: row[title] for title in shown if title in row} for row in rows]


def _more(words: Words, plan: Plan, rows: list[Row], title: str) -> None:
    text = words.text
    tables.show(_only(words, rows, [name for name in TITLES if name not in MONEY[1:]]), pinned=True, alt=title)
    lines = [
        text("In brackets: the range that holds the true value with a chance of {level}.", level=writing.level(words)),
        text(
            "Against all: how far the channel is from all channels together, in brackets the chance that this is more "
            "than luck ({sure} or more counts as sure).",
            sure=words.percent(SURE_OF_A_GAP, decimals=0),
        ),
    ]
    if plan.settings.order_luck:
        lines.append(text("The chances here hold the luck of single orders; the one at the top does not."))
    st.markdown("\n".join(f"- {line}" for line in lines))


def gap_sentence(words: Words, figures: ChannelFigures) -> str:
    """Which channels surely cost more or less per order than the whole, and what they bring of the profit."""
    frame = figures.by_channel
    parts = []
    for row in rows_of(frame):
        gap, sure = float(row["cpo_gap"]), float(row["cpo_gap_probability"])
        if math.isnan(gap) or math.isinf(gap) or sure < SURE_OF_A_GAP:
            continue
        wording = (
            N_("**{channel}** pays {gap} less per order than all together ({chance} sure)")
            if gap < 0
            else N_("**{channel}** pays {gap} more per order than all together ({chance} sure)")
        )
        parts.append(
            words.text(
                wording,
                channel=plain_markdown(str(row["channel"])),
                gap=words.percent(abs(gap), decimals=0),
                chance=writing.brief_chance(words, sure, decimals=0),
            )
        )
    if not parts:
        return words.text("What an order costs in each channel is too close to call.")
    return writing.listed(words, parts) + "."


def channel_rows(words: Words, plan: Plan, figures: ChannelFigures) -> list[Row]:
    """The table of channels as it is read, the whole in its last row."""
    text = words.text
    titles = {name: text(title) for name, title in TITLES.items()}
    rows = [_channel_row(words, plan, row) for row in rows_of(figures.by_channel)]
    rows.append(_channel_row(words, plan, rows_of(figures.whole)[0]) | {"channel": text("All channels")})
    if all(row["cac"] == "–" for row in rows):
        del titles["cac"]
    return [{title: row[name] for name, title in titles.items()} for row in rows]


def _channel_row(words: Words, plan: Plan, row: Row) -> dict[str, str]:
    def spread(name: str, written: Any) -> str:
        middle, low, high = (float(row[part]) for part in (name, f"{name}_low", f"{name}_high"))
        if math.isnan(middle):
            return "–"
        return words.text(
            "{expected} ({low} to {high})", expected=written(middle), low=written(low), high=written(high)
        )

    def cost(value: float) -> str:
        return writing.cost_per_order(words, plan, value)

    def gap(name: str) -> str:
        value, chance = float(row[f"{name}_gap"]), float(row[f"{name}_gap_probability"])
        if math.isnan(value) or math.isinf(value):
            return "–"
        return f"{writing.signed_percent(words, value)} ({writing.brief_chance(words, chance, decimals=0)})"

    zone = str(row["zone"])
    return {
        "channel": str(row["channel"]),
        "zone": f"{SHAPES[zone]} {words.text(VERDICTS[zone])}" if zone else "–",
        "pays": writing.brief_chance(words, float(row["break_even_probability"]), decimals=0),
        "spend_share": writing.percent(words, float(row["spend_share"])),
        "profit_share": writing.percent(words, float(row["profit_share"])),
        "profit": writing.money(words, plan, float(row["profit_mean"]), writing.error_of(row["profit_error"])),
        "cpo": spread("cpo", cost),
        "max_cpo": cost(float(row["max_cpo"])),
        "marginal_cpo": spread("marginal_cpo", cost),
        "orders": spread("orders", lambda value: writing.count(words, value)),
        "cac": spread("cac", cost),
        "cpo_gap": gap("cpo"),
        "cvr_gap": gap("cvr"),
        "aov_gap": gap("aov"),
    }

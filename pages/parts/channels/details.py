"""Below the table: the new split, each channel beside the whole, and the frontier of totals."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from pages.frame.asking import help_of
from pages.frame.visit import Usable
from pages.kit import tables, writing
from pages.kit.folded import folded
from pages.kit.labels import SHAPES, VERDICTS
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.channels import results, split
from pages.parts.channels.frontier import frontier
from pages.parts.channels.question import Question
from simulator import Allocation, ChannelFigures, Channels, InputError, Plan, Wanted

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
        return results.allocate(channels, wanted)
    except InputError:
        return None


# -- each channel -----------------------------------------------------------------------------------------------


def by_channel(words: Words, plan: Plan, channels: Channels) -> None:
    """Each channel at its spend now, beside the whole; of many channels only while its reader looks at them."""
    title = words.text("Each channel as it is now")
    if len(channels.rows) < results.MANY:
        st.subheader(title, anchor=False)
        _beside_the_whole(words, plan, channels)
        return
    folded(title, "channels_each", lambda: _beside_the_whole(words, plan, channels))


def _beside_the_whole(words: Words, plan: Plan, channels: Channels) -> None:
    text, figures = words.text, results.channel_figures(channels)
    st.markdown(gap_sentence(words, figures), help=help_of(words, "performance_gap"))
    tables.show(
        channel_rows(words, plan, figures), pinned=True, alt=text("Each channel and the whole, as they are now")
    )
    lines = [
        text(
            "Medians, in brackets the range of {level}. Zone and chance as on the page Plan; marginal CPO is what "
            "the next order costs. Gaps are to all channels together, in brackets the chance that they are more "
            "than chance; {sure} or more counts as sure here. Shares of "
            "profit only where the whole earns, CAC only with a share of new customers.",
            level=writing.level(words),
            sure=words.percent(SURE_OF_A_GAP, decimals=0),
        )
    ]
    if plan.settings.order_luck:
        lines.append(
            text(
                "The break-even chances here hold the luck of single orders; that of the card above leaves it "
                "aside, and so differs."
            )
        )
    st.caption(" ".join(lines))


def gap_sentence(words: Words, figures: ChannelFigures) -> str:
    """Which channels surely cost more or less per order than the whole, and what they bring of the profit."""
    frame = figures.by_channel
    parts = []
    for row in rows_of(frame):
        gap, sure = float(row["cpo_gap"]), float(row["cpo_gap_probability"])
        if math.isnan(gap) or math.isinf(gap) or sure < SURE_OF_A_GAP:
            continue
        wording = (
            N_("**{channel}** pays {gap} less per order than the whole ({chance} sure)")
            if gap < 0
            else N_("**{channel}** pays {gap} more per order than the whole ({chance} sure)")
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
        return words.text("No channel differs from the whole in its CPO by more than chance may explain.")
    return writing.listed(words, parts) + "."


def channel_rows(words: Words, plan: Plan, figures: ChannelFigures) -> list[Row]:
    """The table of channels as it is read, the whole in its last row."""
    text = words.text
    titles = {
        "channel": text("channel"),
        "zone": text("zone"),
        "pays": text("break-even"),
        "spend_share": text("of spend"),
        "profit_share": text("of profit"),
        "profit": text("profit"),
        "cpo": text("CPO"),
        "max_cpo": text("max CPO"),
        "marginal_cpo": text("marginal CPO"),
        "orders": text("orders"),
        "cac": text("CAC"),
        "cpo_gap": text("CPO gap"),
        "cvr_gap": text("CVR gap"),
        "aov_gap": text("AOV gap"),
    }
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
        return writing.exact_money(words, plan, value)

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

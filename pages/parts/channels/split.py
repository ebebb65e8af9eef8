"""The new split beside the present one, how sure it is, and how it is taken over."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from pages.kit import charts, tables, writing
from pages.kit.folded import folded
from pages.kit.picture import Picture
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.channels import filling, reach
from pages.parts.channels.reach import HARDLY
from simulator import Allocation, Channels, Plan, table_of
from simulator.channels.table import CENT

ROW_HEIGHT, AROUND = 34, 110
"""Pixels of a channel in the picture, and of legend and axis together."""

BINDS = {"least": N_("at its “At least”"), "most": N_("at its “At most”")}
"""The bound at which a spend stands."""


def split(words: Words, plan: Plan, allocation: Allocation, channels: Channels, *, is_outdated: bool) -> None:
    """The new split beside the present one: picture, table, how sure it is, and the button that takes it over.

    channels    : within the bounds that the reader gave
    is_outdated : whether something was typed since that cannot be used
    """
    text = words.text
    st.subheader(text("The new split"), anchor=False)
    charts.draw(drawn(words, plan, allocation))
    _far(words, allocation)
    alt = text("Your split and the new one, channel by channel")
    tables.show(split_rows(words, plan, allocation), pinned=True, alt=alt)
    st.button(
        text("Use this split"),
        key="channels_take",
        on_click=_take,
        args=(words, allocation, channels),
        disabled=allocation.moved < CENT / 2 or is_outdated,
        help=text("Puts the new spends in the table; each click price keeps the spend at which it was seen."),
    )
    title = text("The next euro, and how sure this split is")
    folded(title, "channels_more", lambda: _more(words, plan, allocation, title))


def _more(words: Words, plan: Plan, allocation: Allocation, title: str) -> None:
    tables.show(further_rows(words, plan, allocation), pinned=True, alt=title)
    st.markdown("\n".join(f"- {line}" for line in how_sure(words, plan, allocation)))


def _take(words: Words, allocation: Allocation, channels: Channels) -> None:
    _put(words, channels.with_spends(allocation.new_spends), channels)


def _put(words: Words, channels: Channels, before: Channels) -> None:
    filling.put(words, table_of(channels), table_of(before.rows))


def drawn(words: Words, plan: Plan, allocation: Allocation) -> Picture:
    """Spend of each channel, now and new, as a picture."""
    text, frame = words.text, allocation.by_channel
    title = text("Spend of each channel: now and new")
    now, new = text("now"), text("new")
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text("Spend, {money}", money=money)),
        ("plan", text("channel")),
        ("kind", text("split")),
        ("low", text("low end")),
        ("middle", text("spend")),
        ("high", text("high end")),
    )
    rows: list[dict[str, Any]] = []
    for row in rows_of(frame):
        name, spend, then = str(row["channel"]), float(row["spend"]), float(row["new_spend"])
        ends = {"low": float(row["low"]), "middle": then, "high": float(row["high"])}
        for kind, places in ((new, ends), (now, dict.fromkeys(("low", "middle", "high"), spend))):
            written = {f"{end}_text": writing.money(words, plan, place) for end, place in places.items()}
            rows.append({"plan": name, "kind": kind, **places, **written})
    spec = charts.intervals((new, now), texts, words.chart_numbers(), height=AROUND + ROW_HEIGHT * len(frame))
    # A text with figures in it would have the browser draw the picture anew: they stand in the table below.
    return Picture("channels_split_chart", rows, spec, title, title)


def _far(words: Words, allocation: Allocation) -> None:
    """That a spend lies far from what was seen."""
    far = reach.beyond_seen(allocation)
    if far.empty:
        return
    text = words.text
    named = [
        text(
            N_("{channel} (to nothing)") if row["new_spend"] < CENT else N_("{channel} ({times} times)"),
            channel=plain_markdown(str(row["channel"])),
            times=_times(words, row["reach"]),
        )
        for row in rows_of(far)
    ]
    st.warning(
        text(
            "Far from any spend you have seen: {channels}. Go there in steps (“half to double”), and measure again.",
            channels=writing.listed(words, named),
        ),
        icon=":material/straighten:",
    )


def _times(words: Words, value: float) -> str:
    return words.number(value, decimals=0 if value == 0 else 1 if value >= 0.1 else 2)


def split_rows(words: Words, plan: Plan, allocation: Allocation) -> list[Row]:
    """The money of the split, channel by channel, the whole in its last row."""
    text = words.text
    titles = {
        "channel": text("channel"),
        "spend": text("now"),
        "new_spend": text("new"),
        "change": text("change"),
        "profit_mean": text("profit, now"),
        "new_profit_mean": text("profit, new"),
    }
    rows = [_split_row(words, plan, row) for row in rows_of(allocation.by_channel)]
    now, new = allocation.now, allocation.new
    rows.append(
        {
            **dict.fromkeys(titles, ""),
            "channel": text("All channels"),
            "spend": writing.exact_money(words, plan, now.spend),
            "new_spend": writing.exact_money(words, plan, new.spend),
            "change": writing.signed_exact_money(words, plan, round(new.spend - now.spend, 2)),
            "profit_mean": writing.money(words, plan, now.profit_mean),
            "new_profit_mean": writing.money(words, plan, new.profit_mean),
        }
    )
    if allocation.unspent >= HARDLY * max(new.spend, 1.0):
        kept = writing.exact_money(words, plan, allocation.unspent)
        rows.append({**dict.fromkeys(titles, ""), "channel": text("Kept back"), "new_spend": kept})
    return [{title: row[name] for name, title in titles.items()} for row in rows]


def further_rows(words: Words, plan: Plan, allocation: Allocation) -> list[Row]:
    """What the next unit of money earns in each channel, and how sure its new spend is."""
    text, one = words.text, writing.one_unit(words, plan)
    titles = {
        "channel": text("channel"),
        "next_euro": text("next {one} earns, now", one=one),
        "new_next_euro": text("next {one} earns, new", one=one),
        "range": text("best spend, range"),
        "reach": text("times the spend seen"),
        "binds": text("held back"),
    }
    rows = [_split_row(words, plan, row) for row in rows_of(allocation.by_channel)]
    return [{title: row[name] for name, title in titles.items()} for row in rows]


def _split_row(words: Words, plan: Plan, row: Row) -> dict[str, str]:
    return {
        "channel": str(row["channel"]),
        "spend": writing.exact_money(words, plan, row["spend"]),
        "new_spend": writing.exact_money(words, plan, row["new_spend"]),
        "change": writing.signed_exact_money(words, plan, row["change"]),
        "next_euro": writing.signed_money_per_unit(words, plan, row["next_euro"]),
        "new_next_euro": writing.signed_money_per_unit(words, plan, row["new_next_euro"]),
        "binds": words.text(BINDS[row["binds"]]) if row["binds"] else "–",
        "profit_mean": writing.money(words, plan, row["profit_mean"]),
        "new_profit_mean": writing.money(words, plan, row["new_profit_mean"]),
        "range": f"{writing.money(words, plan, row['low'])} – {writing.money(words, plan, row['high'])}",
        "reach": _times(words, row["reach"]),
    }


def how_sure(words: Words, plan: Plan, allocation: Allocation) -> list[str]:
    """What the columns mean, how far from the best the split can be, and how sure its spends are."""
    text, level = words.text, writing.level(words)
    known = text(
        "Range: if you knew every true average, the best spend would lie in it with a chance of {level}.", level=level
    )
    lines = [known, *_of_the_move(words, plan, allocation)]
    if allocation.wanted.goal == "most_orders":
        gap = writing.count(words, allocation.gap)
        lines.append(
            text(
                "Orders that another split of this total could bring on top: fewer than {gap}.",
                gap=words.number(max(allocation.gap, 0.1), decimals=1),
            )
            if allocation.certified
            else text(
                "The best that was found. Orders that a split without the wanted chance could bring on top: at most "
                "{gap}.",
                gap=gap,
            )
        )
        return lines
    if reach.is_guess(allocation):  # exact arithmetic about a guess would sound sure
        return lines
    gap = in_markdown(writing.exact_money(words, plan, max(math.ceil(allocation.gap * 100) / 100, 0.01)))
    lines.append(
        text("No other split of this total is better by {gap} or more.", gap=gap)
        if allocation.gap < HARDLY * max(allocation.new.spend, 1.0)
        else text("Another split could be better by {gap} at most.", gap=gap)
    )
    error = float(allocation.by_channel["spend_error"].max())
    if error >= 0.005:
        lines.append(
            text(
                "Simulation error of a spend: ± {error} at most.", error=in_markdown(writing.money(words, plan, error))
            )
        )
    return lines


def _of_the_move(words: Words, plan: Plan, allocation: Allocation) -> list[str]:
    """The chance with the luck of orders, and what each unit of money that moves earns."""
    text, lines = words.text, []
    luck = allocation.beats_with_luck
    if luck is not None and not reach.is_guess(allocation):
        chance = words.short_chance(luck, plan.settings.draws)
        lines.append(
            text("It beats your split with a chance of {chance} once the luck of orders counts.", chance=chance)
        )
    if not math.isnan(allocation.earned_per_moved):
        money = writing.signed_money_per_unit(words, plan, allocation.earned_per_moved)
        moved = {"one": in_markdown(writing.one_unit(words, plan)), "money": in_markdown(money)}
        lines.append(text("Each {one} that moves changes profit by {money}.", **moved))
    return lines

"""The new split beside the present one, how sure it is, and how it is taken over."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from pages.kit import charts, tables, writing
from pages.kit.picture import Picture
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.channels import filling, results
from pages.parts.channels.results import HARDLY
from simulator import Allocation, Channels, Plan, table_of
from simulator.channels.table import CENT

ROW_HEIGHT, AROUND = 34, 110
"""Pixels of a channel in the picture, and of legend and axis together."""

BINDS = {"least": N_("at its least"), "most": N_("at its most")}
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
    alt = text("The present and the new split, channel by channel")
    tables.show(split_rows(words, plan, allocation), pinned=True, alt=alt)
    st.caption(" ".join(how_sure(words, plan, allocation)))
    st.button(
        text("Take this split over"),
        key="channels_take",
        on_click=_take,
        args=(words, allocation, channels),
        disabled=allocation.moved < CENT / 2 or is_outdated,
        help=text("Puts the new spends in the table; each click price keeps the spend at which it was seen."),
    )


def _take(words: Words, allocation: Allocation, channels: Channels) -> None:
    _put(words, channels.with_spends(allocation.new_spends), channels)


def _put(words: Words, channels: Channels, before: Channels) -> None:
    filling.put(words, table_of(channels), table_of(before.rows))


def drawn(words: Words, plan: Plan, allocation: Allocation) -> Picture:
    """Spend of each channel, now and new, as a picture."""
    text, frame = words.text, allocation.by_channel
    title = text("Spend of each channel: now, new, and the range if the true averages were known")
    now, new = text("now"), text("new")
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text("Spend, {money}", money=money)),
        ("plan", text("channel")),
        ("kind", text("split")),
        ("low", text("5 % below")),
        ("middle", text("spend")),
        ("high", text("95 % below")),
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
    far = results.beyond_seen(allocation)
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
            "Far from the spend at which the click price was seen, the split is a guess: {channels}. Go there in "
            "steps (“half to double”), and measure again.",
            channels=writing.listed(words, named),
        ),
        icon=":material/straighten:",
    )


def _times(words: Words, value: float) -> str:
    return words.number(value, decimals=0 if value == 0 else 1 if value >= 0.1 else 2)


def split_rows(words: Words, plan: Plan, allocation: Allocation) -> list[Row]:
    """The table of the split as it is read, the whole in its last row."""
    text, one = words.text, writing.one_unit(words, plan)
    titles = {
        "channel": text("channel"),
        "spend": text("now"),
        "new_spend": text("new"),
        "change": text("change"),
        "next_euro": text("next {one} earns, now", one=one),
        "new_next_euro": text("then", one=one),
        "binds": text("bound"),
        "profit_mean": text("profit, now"),
        "new_profit_mean": text("profit, new"),
        "range": text("if known"),
        "reach": text("times seen"),
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
    text = words.text
    lines = [
        text(
            "If known: where the best spend would lie, in {level} of the draws, if their averages were known.",
            level=writing.level(words),
        )
    ]
    if allocation.wanted.goal == "most_orders":
        gap = writing.count(words, allocation.gap)
        lines.append(
            text(
                "Certified: no split of this total brings {gap} more orders.",
                gap=words.number(max(allocation.gap, 0.1), decimals=1),
            )
            if allocation.certified
            else text(
                "The best that was found: on this goal more cannot be proved. Without the chance asked for there "
                "could be at most {gap} more orders.",
                gap=gap,
            )
        )
        return lines
    if results.is_guess(allocation):  # exact arithmetic about a guess would sound sure
        return lines
    gap = in_markdown(writing.exact_money(words, plan, max(math.ceil(allocation.gap * 100) / 100, 0.01)))
    lines.append(
        text("Certified: no split of this total is better by {gap} or more in terms of the goal.", gap=gap)
        if allocation.gap < HARDLY * max(allocation.new.spend, 1.0)
        else text("A better split could be better by {gap} at most in terms of the goal.", gap=gap)
    )
    error = float(allocation.by_channel["spend_error"].max())
    if error >= 0.005:
        lines.append(
            text(
                "Simulation error of a spend: ± {error} at most.", error=in_markdown(writing.money(words, plan, error))
            )
        )
    return lines

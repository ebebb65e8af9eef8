"""What is off, what to do with the rest, and both as files."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from pages.frame.asking import help_of
from pages.frame.device import is_phone
from pages.kit import tables, writing
from pages.kit.files import Download, downloads
from pages.kit.words import N_, Words, in_markdown
from pages.parts.track.answer import counted
from pages.parts.track.results import Now
from simulator import Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.track.gap import Off
from simulator.questions.track.rest import Rest

NAMES = {"spend": N_("Spend"), "cpc": N_("Click price"), "cvr": N_("Conversion rate"), "aov": N_("Order value")}
USUAL = 0.2
"""What happens more often than this in plans that are right is nothing to remark on."""
RAREST = 1000
LEAST_KEPT = 0.01
"""A chance below this is none that a spend could keep."""


def gap(words: Words, plan: Plan, now: Now) -> None:
    """Each input with its part of the gap first: on a phone nothing else is in view."""
    title = words.text("What is off")
    st.markdown(f"**{title}**", help=help_of(words, "gap_to_plan"))
    tables.show(gap_rows(words, plan, now), alt=title, left=(words.text("by luck alone"),), pinned=True)


def gap_rows(words: Words, plan: Plan, now: Now) -> list[tables.Row]:
    """The rows of that table, profit in the last."""
    text, gap = words.text, now.figures.gap
    rows = [_off_row(words, plan, off) for off in gap.parts]
    together = {
        text("so far"): text("Profit"),
        text("part of the gap"): writing.signed_money(words, plan, gap.gap),
        text("plan"): writing.money(words, plan, gap.planned),
        text("actual"): writing.money(words, plan, gap.actual),
        text("by luck alone"): "",
    }
    return [*rows, together]


def _off_row(words: Words, plan: Plan, off: Off) -> tables.Row:
    text = words.text
    return {
        text("so far"): text(NAMES[off.name]),
        text("part of the gap"): writing.signed_money(words, plan, off.part),
        text("plan"): _value(words, plan, off.name, off.planned),
        text("actual"): _value(words, plan, off.name, off.actual),
        text("by luck alone"): _surprise(words, off),
    }


def _value(words: Words, plan: Plan, name: str, value: float) -> str:
    if not math.isfinite(value):
        return writing.NONE
    if name == "cvr":
        return writing.rate(words, value)
    return writing.money_per_click(words, plan, value) if name == "cpc" else writing.money(words, plan, value)


def _surprise(words: Words, off: Off) -> str:
    if math.isnan(off.chance):
        return writing.NONE
    if off.chance >= USUAL:
        return words.text("often")
    if off.one_in > RAREST:
        return words.text("less than 1 time in {count}", count=words.number(RAREST))
    return words.text("1 time in {count}", count=words.number(round(off.one_in)))


def rest(words: Words, plan: Plan, now: Now) -> None:
    """Daily budgets, and what the days left must bring."""
    rest = now.figures.rest
    if rest is None:
        return
    title = words.text("What to do with the rest")
    st.markdown(f"**{title}**", help=help_of(words, "rest_of_period"))
    st.markdown(in_markdown(must_bring(words, rest)))
    if is_phone():  # a finger has no hover: the buttons of the table always stand above it
        st.space("small")
    tables.show(rest_rows(words, plan, now, rest), alt=title)


def rest_rows(words: Words, plan: Plan, now: Now, rest: Rest) -> list[tables.Row]:
    """What to spend a day, by what is wanted."""
    text, chance = words.text, now.figures.planned_chance.value
    again = _daily(words, plan, rest.keeps_chance, N_("four times the plan, or more"))
    aims = {
        text("as planned"): writing.money(words, plan, rest.planned),
        text("the budget is spent exactly"): writing.money(words, plan, rest.spends_plan),
        text("the chance is {planned} again", planned=_chance(words, chance)): again if chance >= LEAST_KEPT else None,
        text("the next order just pays"): _daily(words, plan, rest.just_pays, N_("ten times the plan, or more")),
    }
    return [{text("your aim"): aim, text("spend a day"): value} for aim, value in aims.items() if value is not None]


def must_bring(words: Words, rest: Rest) -> str:
    """How many orders the days left must bring, and how likely that is."""
    days = words.plural("{days} day is left", "{days} days are left", rest.days, days=words.number(rest.days))
    if math.isinf(rest.orders_needed):
        return words.text("{days}. No number of orders breaks even: an order leaves nothing before ads.", days=days)
    needed = math.ceil(rest.orders_needed - 1e-9)
    return words.text(
        "{days}. Breaking even takes {needed}; {likely} are likely. The chance is {chance}.",
        days=days,
        needed=words.plural("{count} more order", "{count} more orders", needed, count=counted(words, needed)),
        likely=counted(words, rest.orders_likely),
        chance=_chance(words, rest.chance.value),
    )


def _daily(words: Words, plan: Plan, value: float | None, most: str) -> str:
    """most : the text of what is more than is tried"""
    if value is None:
        return words.text("none")
    return words.text(most) if math.isinf(value) else writing.money(words, plan, value)


def _chance(words: Words, chance: float) -> str:
    return writing.brief_chance(words, chance, decimals=0)


def downloads_of(words: Words, now: Now) -> None:
    """The days and the gap as files, and what the rhythm of the days is from."""
    figures, running = now.figures, now.running
    if running is not None:
        st.caption(
            words.plural(
                "Weekdays and drift are learned from {days} day before.",
                "Weekdays and drift are learned from {days} days before.",
                running.before,
                days=words.number(running.before),
            )
            if running.before
            else words.text("Drift is what is usual: an export from 28 days before the plan would show your own.")
        )
    downloads(
        words,
        Download(
            words.text("Download the days (CSV)"),
            lambda dialect: write_table(figures.path, dialect=dialect),
            "cpo-track-days.csv",
            "download_track_days",
        ),
        Download(
            words.text("Download what is off (CSV)"),
            lambda dialect: _gap_csv(now, dialect),
            "cpo-track-gap.csv",
            "download_track_gap",
        ),
    )


def _gap_csv(now: Now, dialect: Dialect) -> bytes:
    """One row per input: planned, actual, part of the gap, chance to be as far off."""
    columns = ("name", "planned", "actual", "part", "chance")
    rows = [[getattr(off, column) for column in columns] for off in now.figures.gap.parts]
    return write_table(pd.DataFrame(rows, columns=list(columns)), dialect=dialect)

"""TODO."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd
import streamlit as st

from pages.kit import writing
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.labels import INPUTS
from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.goal.answer import MOST_PARTS, SAME, Asked, _tried, _try, _values, _written
from simulator import Plan, Reached, Sought, sought_table
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.goal_seek import Distance

DISTANCES: dict[Distance | None, tuple[str, str]] = {
    "likely": ("green", N_("likely")),
    "a_stretch": ("orange", N_("a stretch")),
    "out_of_reach": ("red", N_("out of reach")),
    None: ("blue", N_("yours to change")),
}

GIVEN = ("gray", N_("given as known"))
"""Of what is known today and not in one's own hands."""

YOURS = {
    "budget", "cogs_share", "cogs_per_order", "discount_rate", "shipping_charged", "shipping_paid", "pick_pack",
    "fee_rate", "fee_fixed", "return_handling", "other_costs", "retention_cost",
}  # fmt: skip


def ways(words: Words, plan: Plan, asked: Asked) -> None:
    """Every input that can reach (or miss) the goal: its value, how far that is from today's belief, and a try."""
    found = [each for each in asked.answers if each.nearest is not None and not each.just_met]
    if not found:
        return
    title = N_("How far each may move alone") if found[0].met_today else N_("Each of these alone would do")
    definition = plain_markdown(words.text(TERMS["distance"].definition))
    st.markdown(f"**{words.text(title)}**", help=None if found[0].met_today else definition)
    outdated = plan != asked.plan and _tried(plan) is None
    for each in found:
        _row(words, asked, each, outdated=outdated)


def _row(words: Words, asked: Asked, found: Sought, *, outdated: bool) -> None:
    reached = found.nearest
    if reached is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
        lines = [_headline(words, asked, found, reached), " ".join(_notes(words, asked, found, reached))]
        st.markdown(in_markdown("  \n".join(line for line in lines if line)), width="stretch")
        st.button(
            words.text("Try it"),
            key=f"try_{found.name}",
            on_click=_try,
            args=(asked, found, reached),
            disabled=outdated,
            help=words.text("Work it out anew first: the plan has changed.") if outdated else None,
        )


def _headline(words: Words, asked: Asked, found: Sought, reached: Reached) -> str:
    value, today = _values(words, asked, found)
    places = {"input": words.text(INPUTS[found.name].label), "value": value, "today": today}
    if not found.met_today:
        return words.text("**{input}: {value}** instead of {today}", **places)
    if reached.reached_above:
        return words.text("**{input}**: may fall from {today} to **{value}**", **places)
    return words.text("**{input}**: may rise from {today} to **{value}**", **places)


def _notes(words: Words, asked: Asked, found: Sought, reached: Reached) -> Iterator[str]:
    color, name = _badge(found, reached)
    if not found.met_today:
        yield f":{color}-badge[{words.text(name)}]"
    if reached.share_below is not None:
        yield _belief_note(words, found, reached, reached.share_below)
    if not reached.exact:
        at = _written(words, asked.plan, asked.goal, reached.attained)
        yield words.text("It jumps there: just at this value it is {figure}.", figure=at)
    if len(found.crossings) > 1:
        yield words.text("Reached {ranges}.", ranges=_ranges(words, asked, found))


def _badge(found: Sought, reached: Reached) -> tuple[str, str]:
    return GIVEN if reached.distance is None and found.name not in YOURS else DISTANCES[reached.distance]


def _belief_note(words: Words, found: Sought, reached: Reached, below: float) -> str:
    higher = reached.value > found.today
    share = 1 - below if higher else below
    chance = words.percent(share, decimals=0) if share >= 0.01 else f"< {words.percent(0.01, decimals=0)}"
    if higher:
        return words.text("By your own range it is that high or higher with a chance of {chance}.", chance=chance)
    return words.text("By your own range it is that low or lower with a chance of {chance}.", chance=chance)


def _ranges(words: Words, asked: Asked, found: Sought) -> str:
    """Where the goal is reached: "up to 60, from 84 to 120"."""
    text, parts = words.text, []
    values = [writing.input_value(words, asked.plan, found.name, each.value) for each in found.crossings]
    above = [each.reached_above for each in found.crossings]
    for at, (value, begins) in enumerate(zip(values, above, strict=True)):
        if not begins and at == 0:
            parts.append(text("up to {value}", value=value))
        elif begins and at + 1 < len(values):
            parts.append(text("from {value} to {end}", value=value, end=values[at + 1]))
        elif begins:
            parts.append(text("from {value} on", value=value))
    if len(parts) > MOST_PARTS:
        more = words.number(len(parts) - MOST_PARTS)
        parts = [*parts[:MOST_PARTS], text("and in {count} more ranges", count=more)]
    return ", ".join(parts)


def no_ways(words: Words, asked: Asked) -> None:
    """The inputs that alone cannot reach the goal, with the most they can do, or that cannot miss it."""
    text = words.text
    others = [each for each in asked.answers if each.nearest is None]
    if not others:
        return
    if others[0].met_today:
        names = "; ".join(text(INPUTS[each.name].label) for each in others)
        st.caption(text("At every value that was looked at, the goal stays reached: {inputs}.", inputs=names))
        return
    idle = [each for each in others if math.isclose(each.best.value, each.today, rel_tol=SAME)]
    able = sorted(
        (each for each in others if each not in idle), key=lambda each: -asked.goal.over(each.best.attained.value)
    )
    lines = [
        text(
            N_("- {input}: {figure} at {value} instead of {today}, the furthest value looked at")
            if each.best_is_furthest
            else N_("- {input}: {figure} at best, at {value} instead of {today}"),
            input=text(INPUTS[each.name].label),
            figure=_written(words, asked.plan, asked.goal, each.best.attained),
            value=writing.input_value(words, asked.plan, each.name, each.best.value),
            today=writing.input_value(words, asked.plan, each.name, each.today),
        )
        for each in able
    ]
    if idle:
        names = "; ".join(text(INPUTS[each.name].label) for each in idle)
        lines.append(text("- no other value brings it closer: {inputs}", inputs=names))
    title = text("Alone these would not do")
    st.markdown(in_markdown(f"**{title}**\n\n" + "\n".join(lines)))


def table(words: Words, asked: Asked) -> None:
    """Every input as a row, and as a file."""
    text, title = words.text, words.text("All inputs as a table")
    with st.expander(title, key="goal_table", on_change="rerun") as box:
        if not box.open:
            return
        st.dataframe(rows_of(words, asked), hide_index=True, height="content", alt=title)
        st.caption(
            text(
                "Of an uncertain input the middle of its range is looked for; the range keeps its width. Likely: "
                "by your own range the truth is at least that far out with a chance of 25 % or more; a stretch: "
                "5 % or more; out of reach: less."
            )
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            dialect = dialect_chooser(words)
            csv_button(
                text("Download the table (CSV)"),
                lambda: goal_csv(words, asked, dialect),
                "cpo-goal-seek.csv",
                "download_goal",
            )


def rows_of(words: Words, asked: Asked) -> pd.DataFrame:
    """The table as it is read."""
    text, rows = words.text, []
    for each in asked.answers:
        reached = each.nearest
        value, today = _values(words, asked, each)
        below = None if reached is None else reached.share_below
        rows.append(
            {
                text("input"): text(INPUTS[each.name].label),
                text("today"): today,
                text("needed"): "–" if reached is None else value,
                text("reaches"): "–" if reached is None else _written(words, asked.plan, asked.goal, reached.attained),
                text("of your range below"): "–" if below is None else words.percent(below),
                text("distance"): "–" if reached is None else text(_badge(each, reached)[1]),
                text("best value"): writing.input_value(words, asked.plan, each.name, each.best.value)
                if each.impossible
                else "–",
                text("reaches at best"): _written(words, asked.plan, asked.goal, each.best.attained)
                if each.impossible
                else "–",
            }
        )
    return pd.DataFrame(rows)


def goal_csv(words: Words, asked: Asked, dialect: Dialect) -> bytes:
    """The table as a file, with its numbers unrounded."""
    found = sought_table(asked.answers)
    names = [words.text(INPUTS[name].label) for name in found["input"]]
    found.insert(1, "name", names)
    found.insert(0, "goal", asked.goal.kind)
    found.insert(1, "wanted", asked.goal.wanted)
    return write_table(found, dialect=dialect)

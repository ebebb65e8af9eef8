"""The ways to a goal, input by input: each to try, those that would not do, and all of them as a table and a file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import streamlit as st

from pages.frame.asking import help_of
from pages.kit import tables, writing
from pages.kit.files import Download, downloads
from pages.kit.folded import folded
from pages.kit.labels import INPUTS
from pages.kit.tables import Row
from pages.kit.words import N_, Words, in_markdown
from pages.parts.goal import attempt
from pages.parts.goal.answer import can_be_done, goal_figure, needed_and_today
from simulator import Plan, Reached, Sought, sought_table
from simulator.forms.scenario_file import Dialect, write_table
from simulator.plan.economics import MONEY_LINES
from simulator.questions.goal_seek import GoalSearch
from simulator.questions.goals import Distance

DISTANCES: dict[Distance | None, tuple[str, str]] = {
    "likely": ("green", N_("change|likely")),
    "a_stretch": ("orange", N_("change|a stretch")),
    "out_of_reach": ("red", N_("change|out of reach")),
    None: ("blue", N_("change|you decide")),
}

GIVEN = ("gray", N_("change|hard to change"))
"""Of what is known today and not in one's own hands."""

YOURS = {"budget", "cogs_share", "cogs_per_order", "discount_rate", "fee_rate", "retention_cost", *MONEY_LINES}
"""Inputs that a shop sets itself."""
COLUMNS = (
    N_("figure|number"), N_("today"), N_("needed"), N_("reaches"), N_("chance below it"), N_("distance"),
    N_("best value"), N_("reaches at best"),
)  # fmt: skip
MOST_RANGES = 4
"""Ranges of one input that are named; the rest is counted."""
SAME = 1e-4
"""Relative difference of two values that no one would tell apart."""


def ways(words: Words, plan: Plan, search: GoalSearch) -> None:
    """Every input that can reach (or miss) the goal: its value, how far that is from today's belief, and a try."""
    answers = [answer for answer in search.answers if answer.nearest is not None and not answer.just_met]
    answers = [answer for answer in answers if can_be_done(answer)]
    if not answers:
        return
    met = answers[0].met_today
    title = N_("How far each may move") if met else N_("Each of these alone would do")
    st.markdown(f"**{words.text(title)}**", help=None if met else help_of(words, "distance"))
    outdated = plan != search.plan and attempt.attempt_of(plan) is None
    for answer in answers:
        _way(words, search, answer, outdated=outdated)


def _way(words: Words, search: GoalSearch, answer: Sought, *, outdated: bool) -> None:
    reached = answer.nearest
    if reached is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
        lines = [_headline(words, search, answer, reached), " ".join(_notes(words, search, answer, reached))]
        st.markdown(in_markdown("  \n".join(line for line in lines if line)), width="stretch")
        st.button(
            words.text("Try it"),
            key=f"try_{answer.name}",
            on_click=attempt.put,
            args=(search, answer, reached),
            disabled=outdated,
            help=words.text("Work it out again first: the plan has changed.") if outdated else None,
        )


def _headline(words: Words, search: GoalSearch, answer: Sought, reached: Reached) -> str:
    value, today = needed_and_today(words, search, answer)
    places = {"input": words.text(INPUTS[answer.name].label), "value": value, "today": today}
    if not answer.met_today:
        return words.text("**{input}: {value}** instead of {today}", **places)
    if reached.reached_above:
        return words.text("**{input}**: may fall from {today} to **{value}**", **places)
    return words.text("**{input}**: may rise from {today} to **{value}**", **places)


def _notes(words: Words, search: GoalSearch, answer: Sought, reached: Reached) -> Iterator[str]:
    color, name = _badge(answer, reached)
    if not answer.met_today:
        yield f":{color}-badge[{words.text(name)}]"
    if reached.share_below is not None:
        yield _belief_note(words, answer, reached, reached.share_below)
    if not reached.exact:
        at = goal_figure(words, search.plan, search.goal, reached.attained)
        yield words.text("Just at this value it is {figure}.", figure=at)
    if len(answer.crossings) > 1:
        yield words.text("Reached {ranges}.", ranges=_ranges(words, search, answer))


def _badge(answer: Sought, reached: Reached) -> tuple[str, str]:
    return GIVEN if reached.distance is None and answer.name not in YOURS else DISTANCES[reached.distance]


def _belief_note(words: Words, answer: Sought, reached: Reached, below: float) -> str:
    higher = reached.value > answer.today
    chance = writing.brief_chance(words, 1 - below if higher else below, decimals=0)
    return words.text("Chance that it is so already, by your range: {chance}.", chance=chance)


def _ranges(words: Words, search: GoalSearch, answer: Sought) -> str:
    """Where the goal is reached: "up to 60, from 84 to 120"."""
    text, parts = words.text, []
    values = [writing.input_value(words, search.plan, answer.name, crossing.value) for crossing in answer.crossings]
    above = [crossing.reached_above for crossing in answer.crossings]
    for at, (value, begins) in enumerate(zip(values, above, strict=True)):
        if not begins and at == 0:
            parts.append(text("up to {value}", value=value))
        elif begins and at + 1 < len(values):
            parts.append(text("from {value} to {end}", value=value, end=values[at + 1]))
        elif begins:
            parts.append(text("from {value} on", value=value))
    if len(parts) > MOST_RANGES:
        more = len(parts) - MOST_RANGES
        counted = words.plural(
            "and in {count} more range", "and in {count} more ranges", more, count=words.number(more)
        )
        parts = [*parts[:MOST_RANGES], counted]
    return ", ".join(parts)


def no_ways(words: Words, search: GoalSearch) -> None:
    """The inputs that alone cannot reach the goal, with the most they can do, or that cannot miss it."""
    text = words.text
    others = [answer for answer in search.answers if answer.nearest is None or not can_be_done(answer)]
    if not others:
        return
    if others[0].met_today:
        names = _names(words, others)
        st.caption(text("The goal stays reached whatever happens to: {inputs}.", inputs=names))
        return
    extreme = [answer for answer in others if answer.nearest is not None]
    most = [(answer, answer.best) for answer in others if answer.best is not None]
    idle = [answer for answer, best in most if math.isclose(best.value, answer.today, rel_tol=SAME)]
    able = [(answer, best) for answer, best in most if answer not in idle]
    able.sort(key=lambda pair: -search.goal.over(pair[1].attained.value))
    lines = [_at_best(words, search, answer, best) for answer, best in able]
    if idle:
        lines.append(text("- nothing to gain from: {inputs}", inputs=_names(words, idle)))
    lines += [_too_much(words, search, answer) for answer in extreme]
    folded(text("What alone would not do"), "goal_no_ways", partial(_show, in_markdown("\n".join(lines))))


def _show(lines: str) -> None:
    st.markdown(lines)


def _too_much(words: Words, search: GoalSearch, answer: Sought) -> str:
    value, today = needed_and_today(words, search, answer)
    return words.text(
        "- {input}: too much to ask, {value} instead of {today}",
        input=words.text(INPUTS[answer.name].label),
        value=value,
        today=today,
    )


def _names(words: Words, answers: list[Sought]) -> str:
    return "; ".join(words.text(INPUTS[answer.name].label) for answer in answers)


def _at_best(words: Words, search: GoalSearch, answer: Sought, best: Reached) -> str:
    return words.text(
        N_("- {input}: {figure} at {value} instead of {today}")
        if answer.best_is_furthest
        else N_("- {input}: at best {figure}, at {value} instead of {today}"),
        input=words.text(INPUTS[answer.name].label),
        figure=goal_figure(words, search.plan, search.goal, best.attained),
        value=writing.input_value(words, search.plan, answer.name, best.value),
        today=writing.input_value(words, search.plan, answer.name, answer.today),
    )


# -- the table ------------------------------------------------------------------------------------------------------


def table(words: Words, search: GoalSearch) -> None:
    """Every input as a row, and as a file."""
    title = words.text("All numbers as a table")
    folded(title, "goal_table", lambda: _table(words, search, title))


def _table(words: Words, search: GoalSearch, title: str) -> None:
    text = words.text
    tables.show(rows_of(words, search), alt=title, left=[text("distance")])
    st.caption(
        text(
            "Of a range its middle is meant. By your range, likely has a chance of 25 % or more, a stretch of 5 % or "
            "more, out of reach less."
        )
    )
    file = Download(
        text("Download the table (CSV)"),
        lambda dialect: goal_csv(words, search, dialect),
        "cpo-goal-seek.csv",
        "download_goal",
    )
    downloads(words, file)


def rows_of(words: Words, search: GoalSearch) -> list[Row]:
    """The table as it is read."""
    return [_row(words, search, answer) for answer in search.answers]


def _row(words: Words, search: GoalSearch, answer: Sought) -> Row:
    text, reached = words.text, answer.nearest
    value, today = needed_and_today(words, search, answer)
    row = dict.fromkeys(map(text, COLUMNS), writing.NONE)
    row |= {text("figure|number"): text(INPUTS[answer.name].label), text("today"): today}
    if reached is not None:
        row |= {
            text("needed"): value,
            text("reaches"): goal_figure(words, search.plan, search.goal, reached.attained),
            text("distance"): text(_badge(answer, reached)[1]),
        }
        if reached.share_below is not None:
            row[text("chance below it")] = words.percent(reached.share_below)
    if answer.best is not None:
        row |= {
            text("best value"): writing.input_value(words, search.plan, answer.name, answer.best.value),
            text("reaches at best"): goal_figure(words, search.plan, search.goal, answer.best.attained),
        }
    return row


def goal_csv(words: Words, search: GoalSearch, dialect: Dialect) -> bytes:
    """The table as a file, with its numbers unrounded."""
    rows = sought_table(search.answers)
    rows.insert(1, "name", [words.text(INPUTS[name].label) for name in rows["input"]])
    rows.insert(0, "goal", search.goal.kind)
    rows.insert(1, "wanted", search.goal.wanted)
    return write_table(rows, dialect=dialect)

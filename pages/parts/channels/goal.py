"""What the split of the channels should do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from pages.frame import asking, split_choices, visit
from pages.frame.asking import help_of
from pages.frame.split_choices import ANYWHERE, CORRELATIONS, NEAR
from pages.kit.folded import folded
from pages.kit.words import N_, Words
from pages.parts.channels.reach import FAR
from simulator import InputError, Plan, Wanted
from simulator.channels.allocation import GOALS
from simulator.channels.table import USUAL_CORRELATION
from simulator.channels.wanted import GoalKind

GOAL_NAMES = {
    "expected": N_("Most profit on average"),
    "cautious": N_("Cautious profit"),
    "most_orders": N_("Most orders at a cost you set"),
}


class Goal(NamedTuple):
    """What the split should do; `wanted` is None where that cannot be used, which was said."""

    correlation: float
    times_seen: float | None
    wanted: Wanted | None


def goal_input(words: Words, plan: Plan) -> Goal:
    """What the split should do, as it is asked for below the table."""
    text = words.text
    with st.grid(4, min_column_width=190):
        with st.container():
            goal = _goal(words)
        with st.container():
            total, usable = _number(
                words,
                text("Total to split, {money}", money=words.currency_symbol(plan.scenario.currency)),
                "total",
                placeholder=text("empty: what is spent now"),
            )
        with st.container():
            all_of_it = _all_of_it(words)
        with st.container():
            times_seen = _range(words)
        more = _more(words, plan, goal)
    correlation = _correlation(words)
    if more is None or not usable:
        return Goal(correlation, times_seen, None)
    try:
        return Goal(correlation, times_seen, replace(Wanted(goal=goal, total=total, all_of_it=all_of_it), **more))
    except InputError as error:
        asking.wrong(words, error)
        return Goal(correlation, times_seen, None)


def _correlation(words: Words) -> float:
    """How much the channels rise and fall together; folded, since few know it."""

    def draw() -> None:
        st.select_slider(
            words.text("How much the channels rise and fall together"),
            CORRELATIONS,
            USUAL_CORRELATION,
            format_func=words.exact,
            key=split_choices.CORRELATION,
            persist_state="session",
            help=help_of(words, "channel_correlation"),
            width=400,
        )

    folded(words.text("For experts: do channels rise and fall together?"), "channels_together", draw)
    return float(visit.recall(split_choices.CORRELATION, USUAL_CORRELATION))


def _range(words: Words) -> float | None:
    """How far from what was seen a channel may go: half to double, unless the reader wants to gamble."""
    names = {NEAR: words.text("half to double"), ANYWHERE: words.text("anywhere")}
    chosen = st.segmented_control(
        words.text("How far from past spend"),
        list(names),
        default=NEAR,
        required=True,
        format_func=lambda name: names[name],
        key=split_choices.RANGE,
        persist_state="session",
        help=words.text("Near what you spent before, prices of clicks are known. Far from it they are a guess."),
    )
    return None if chosen == ANYWHERE else FAR


def _goal(words: Words) -> GoalKind:
    goal = st.selectbox(
        words.text("The split should bring"),
        GOALS,
        format_func=lambda goal: words.text(GOAL_NAMES[goal]),
        key=split_choices.GOAL,
        persist_state="session",
        help=help_of(words, "allocation"),
    )
    return goal or "expected"


def _all_of_it(words: Words) -> bool:
    names = {False: words.text("What pays"), True: words.text("All of it")}
    return bool(
        st.segmented_control(
            words.text("To be spent"),
            list(names),
            default=False,
            required=True,
            format_func=lambda all_of_it: names[all_of_it],
            key=split_choices.ALL_OF_IT,
            persist_state="session",
            help=words.text("What pays: money whose orders would cost more than they leave is kept back."),
        )
    )


def _more(words: Words, plan: Plan, goal: str) -> dict[str, Any] | None:
    """What a goal asks for besides; None where it cannot be used."""
    text, numbers = words.text, {}
    if goal == "cautious":
        with st.container():
            label = text("Weight of very bad periods, %")
            numbers["caution"] = _number(
                words, label, "caution", 0.5, percent=True, needed=True, help=help_of(words, "worst_mean")
            )
    if goal == "most_orders":
        own = plan.scenario.target_cpo
        with st.container():
            numbers["target_cpo"] = _number(
                words,
                text("An order may cost, {money}", money=words.currency_symbol(plan.scenario.currency)),
                "target_cpo",
                placeholder="" if own is None else text("empty: {target}", target=words.exact(own)),
                help=help_of(words, "target_cpo"),
            )
        with st.container():
            label = text("With a chance of at least, %")
            numbers["chance"] = _number(words, label, "chance", 0.8, percent=True, needed=True)
    all_usable = all(usable for _, usable in numbers.values())
    return {name: value for name, (value, _) in numbers.items()} if all_usable else None


def _number(
    words: Words,
    label: str,
    name: str,
    start: float | None = None,
    *,
    percent: bool = False,
    needed: bool = False,
    help: str | None = None,
    placeholder: str | None = None,
) -> tuple[float | None, bool]:
    """A number of the page, and whether its field can be used: one that is not needed may be empty."""
    key = split_choices.number_key(name)
    value = asking.number(words, label, key, start, percent=percent, help=help, placeholder=placeholder)
    is_empty = not str(visit.recall(key, "")).strip()
    if needed and is_empty:
        asking.wrong(words, InputError("A value is missing here.", field=name))
    return value, value is not None or (is_empty and not needed)

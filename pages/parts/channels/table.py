"""The channels as a table that is edited in place, and the question that it makes with the goal below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd
import streamlit as st

from pages.frame import visit
from pages.frame.asking import help_of
from pages.frame.device import is_phone
from pages.frame.visit import Usable
from pages.kit import editing, row_problems
from pages.kit.columns import CHANNELS, CHANNELS_TABLE
from pages.kit.words import N_, Words, in_markdown
from pages.parts.channels import filling
from pages.parts.channels.goal import goal_input
from pages.parts.channels.question import Question
from simulator import Plan, channels_of, table_of
from simulator.forms.channel_file import example_channels
from simulator.forms.scenario_file import FileProblem

EXAMPLES = (N_("Search"), N_("Social"))


def draw(words: Words, plan: Plan) -> Usable[Question]:
    """The table, what is wrong with it, where it may be filled from, and what the split should do.

    Returns the question that they make, or the last one that could be used.
    """
    text = words.text
    problem = filling.fill_as_wished(words, plan)
    title = text("Your channels")
    rows = text("The last row adds a channel; tick rows to delete them.")
    st.markdown(f"**{title}**", help=f"{help_of(words, 'channel')}\n\n{rows}")
    hint = st.container()
    alt = text("Your channels, edited in place")
    edited = editing.draw(words, CHANNELS_TABLE, CHANNELS, lambda: _example(words, plan), alt=alt)
    with hint:
        _hint(words, plan)
    wrong = st.container()
    filling.beside_the_table(words, edited.table, problem)
    goal = goal_input(words, plan)
    made = channels_of(edited.table, plan, correlation=goal.correlation)
    problems = (*edited.problems, *made.problems)
    with wrong:
        _say_wrong(words, edited.table, problems)
    question = None
    if made.channels is not None and not edited.problems and goal.wanted is not None:
        question = Question(made.channels.rows, goal.correlation, goal.wanted, edited.is_example, goal.times_seen)
    filling.filling(words, plan, edited.table)
    return visit.last_usable("channels", question, lambda: (question, ()))


@lru_cache(maxsize=64)
def _example(words: Words, plan: Plan) -> pd.DataFrame:
    first, second = (words.text(name) for name in EXAMPLES)
    return table_of(example_channels(plan, (first, second)))


def _hint(words: Words, plan: Plan) -> None:
    """What the table holds and how it is written."""
    text = words.text
    days = plan.scenario.period_days
    lines = [
        words.plural(
            "{money} per {days} day.",
            "{money} per {days} days.",
            days,
            money=in_markdown(words.currency_symbol(plan.scenario.currency)),
            days=words.exact(days),
        ),
        text("Not sure? Type a range: {low} – {high}.", low=words.exact(0.45), high=words.exact(0.75)),
    ]
    st.caption(" ".join(lines))
    if is_phone():  # a finger has no hover: the buttons of the table always stand above it
        st.space("small")


def _say_wrong(words: Words, table: pd.DataFrame, problems: Sequence[FileProblem]) -> None:
    names = ["" if name is None else name for name in table["name"]]
    lines = row_problems.sentences(words, CHANNELS, problems, names=names)
    if lines:
        title = words.text("Please correct in the table; all else stays as it is:")
        st.error("\n".join((title, "", *(f"- {line}" for line in lines))), icon=":material/edit:")

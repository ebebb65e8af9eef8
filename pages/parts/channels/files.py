"""TODO."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.frame import visit
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.words import N_, Words
from pages.parts.channels import table
from pages.parts.channels.results import asked_of, figures_of, frontier_of
from pages.parts.channels.table import Question
from simulator import InputError, Plan, write_channels
from simulator.forms.scenario_file import Dialect, write_table


def downloads(words: Words) -> None:
    """Channels, split, figures and frontier as files, with the plan as it is at the click."""
    question = table.standing().question
    if question is None:
        return
    present = visit.present()
    files = {
        "channels": (N_("Download the channels (CSV)"), channels_csv),
        "split": (N_("Download the split (CSV)"), split_csv),
        "figures": (N_("Download the figures (CSV)"), figures_csv),
        "frontier": (N_("Download the frontier (CSV)"), frontier_csv),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        for name, (label, content) in files.items():
            csv_button(
                words.text(label),
                partial(_content, content, question, present, dialect),
                f"cpo-{'channel-figures' if name == 'figures' else name}.csv",
                f"download_{name}",
            )


def _content(
    content: Callable[[Question, Plan, Dialect], bytes], question: Question, present: visit.Present, dialect: Dialect
) -> bytes:
    return content(question, present.plan, dialect)


def channels_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The table that is edited, to be loaded again."""
    return write_channels(question.rows, dialect=dialect)


def split_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The present and the new split, unrounded; why there is none where it is impossible."""
    try:
        frame = asked_of(plan, question).found.by_channel.copy()
    except InputError as error:
        frame = pd.DataFrame({"problem": [str(error)]})
    return _file(frame, plan, dialect)


def figures_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """Every figure of every channel, and of the whole in the last row, unrounded."""
    found = figures_of(question.beside(plan))
    return _file(pd.concat([found.by_channel, found.whole], ignore_index=True), plan, dialect)


def frontier_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The best split of every total, unrounded."""
    found = frontier_of(question.beside(plan))
    splits = found.splits.add_prefix("spend ")
    return _file(pd.concat([found.by_budget, splits], axis=1), plan, dialect)


def _file(frame: pd.DataFrame, plan: Plan, dialect: Dialect) -> bytes:
    frame = frame.copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)

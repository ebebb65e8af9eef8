"""Channels, split, figures and frontier as files."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pages.frame import visit
from pages.kit import files
from pages.kit.files import Download
from pages.kit.words import Words
from pages.parts.channels.question import Question
from simulator import InputError, Plan, allocate, budget_frontier, channel_figures, write_channels
from simulator.cache import once
from simulator.forms.scenario_file import Dialect, write_table


def downloads(words: Words, question: Question | None) -> None:
    """All of them in a row, with the plan as it is at the click."""
    if question is None:
        return
    latest, text = visit.present(), words.text

    def file(label: str, content: Callable[[Question, Plan, Dialect], bytes], name: str, key: str) -> Download:
        return Download(label, lambda dialect: content(question, latest.plan, dialect), name, key)

    files.downloads(
        words,
        file(text("Download the channels (CSV)"), channels_csv, "cpo-channels.csv", "download_channels"),
        file(text("Download the split (CSV)"), split_csv, "cpo-split.csv", "download_split"),
        file(text("Download the figures (CSV)"), figures_csv, "cpo-channel-figures.csv", "download_figures"),
        file(text("Download the totals (CSV)"), frontier_csv, "cpo-frontier.csv", "download_frontier"),
    )


def channels_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The table that is edited, to be loaded again."""
    return write_channels(question.rows, dialect=dialect)


def split_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The present and the new split, unrounded; why there is none where it is impossible."""
    try:
        frame = once(allocate, question.beside(plan), question.wanted).by_channel
    except InputError as error:
        frame = pd.DataFrame({"problem": [str(error)]})
    return _file(frame, plan, dialect)


def figures_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """Every figure of every channel, and of the whole in the last row, unrounded."""
    figures = once(channel_figures, question.beside(plan))
    return _file(pd.concat([figures.by_channel, figures.whole], ignore_index=True), plan, dialect)


def frontier_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The best split of every total, unrounded."""
    frontier = once(budget_frontier, question.beside(plan))
    splits = frontier.splits.add_prefix("spend ")
    return _file(pd.concat([frontier.by_budget, splits], axis=1), plan, dialect)


def _file(frame: pd.DataFrame, plan: Plan, dialect: Dialect) -> bytes:
    frame = frame.copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)

"""Where more money should go, on paper."""

from __future__ import annotations

from pages.kit.handout import Given, inputs_table, letterhead, limits, title_of
from pages.kit.report import Report, Section, Table, boxes
from pages.kit.words import N_, Words
from pages.parts.channels import answer, figures
from pages.parts.channels.question import Question
from pages.parts.channels.split import drawn, how_sure, split_rows
from simulator import Plan, allocate
from simulator.cache import once

NOT_USED = ("budget", "cpc", "cvr", "reference_budget", "cpc_elasticity")
"""Inputs of the plan that channels have themselves."""


def report_of(words: Words, plan: Plan, question: Question, given: Given) -> Report:
    """The report of the page Channels.

    Raises
    ------
    InputError
        When no split is possible.
    """
    text, allocation = words.text, once(allocate, question.beside(plan), question.wanted)
    rows = split_rows(words, plan, allocation)
    columns = tuple(rows[0])
    sure = Section(text("How sure the split is"), " ".join(how_sure(words, plan, allocation)))
    return Report(
        head=letterhead(words, given),
        title=title_of(words, plan, N_("Channels")),
        question=text("How should I split my money?"),
        answer=tuple(answer.sentences(words, plan, allocation, question)),
        figures=boxes(words, figures.key_figures(words, plan, allocation)) if allocation.reached else (),
        pictures=(drawn(words, plan, allocation),),
        sections=(sure, *limits(words)),
        tables=(
            Table(text("The new split"), columns, tuple(tuple(map(str, row.values())) for row in rows)),
            inputs_table(words, plan, given, without=NOT_USED),
        ),
    )

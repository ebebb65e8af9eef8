"""How much to spend, on paper."""

from __future__ import annotations

from pages.kit.handout import Given, inputs_table, letterhead, limits, title_of
from pages.kit.report import Report, Section, Table, plain
from pages.kit.words import N_, Words, in_markdown
from pages.parts.budget import answer, pictures
from simulator import Plan
from simulator.questions.budget_sweep import spending_of


def report_of(words: Words, plan: Plan, given: Given) -> Report:
    """The report of the page Budget."""
    text, spending = words.text, spending_of(plan)
    titles, *rows = (tuple(map(plain, row)) for row in answer.notable_rows(words, plan, spending))
    hidden = pictures.last_spend(words, plan, spending)
    hides = Section(text("What the average hides"), in_markdown(hidden)) if hidden is not None else None
    return Report(
        head=letterhead(words, given),
        title=title_of(words, plan, N_("Budget")),
        question=text("How much should I spend?"),
        verdict=answer.headline(words, plan, spending),
        tone="plain" if answer.earns(spending) else "stop",
        answer=tuple(map(in_markdown, answer.sentences(words, plan, spending))),
        pictures=pictures.drawn(words, plan, spending),
        sections=(*([hides] if hides else []), *limits(words)),
        tables=(Table(text("Useful budgets"), titles, tuple(rows)), inputs_table(words, plan, given)),
    )

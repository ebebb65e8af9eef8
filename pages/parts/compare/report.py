"""Which plan is better, on paper."""

from __future__ import annotations

from collections.abc import Sequence

from pages.kit.handout import Given, differences_table, letterhead, limits
from pages.kit.report import Report, Table
from pages.kit.words import Words
from pages.parts.compare import answer, pictures, tables
from pages.parts.compare.plans import Entry


def report_of(words: Words, entries: Sequence[Entry], given: Given) -> Report:
    """The report of the page Compare."""
    text, rows = words.text, tables.rows_of(words, entries)
    sentence = answer.sentence(words, entries)
    return Report(
        head=letterhead(words, given),
        title=text("Compare"),
        question=text("Which plan is better?"),
        answer=(sentence,) if sentence is not None else (),
        pictures=(pictures.drawn(words, entries),),
        sections=limits(words),
        tables=(
            Table(text("Plans side by side"), tuple(rows[0]), tuple(tuple(row.values()) for row in rows)),
            differences_table(words, [(entry.label, entry.plan) for entry in entries]),
        ),
    )

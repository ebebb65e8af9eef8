"""Whether the period is on plan, on paper."""

from __future__ import annotations

from typing import Final

from pages.kit.handout import Given, inputs_table, letterhead, limits, table_of, title_of
from pages.kit.report import Report, Section, Tone
from pages.kit.words import N_, Words, in_markdown
from pages.parts.track import answer, pictures, tables
from pages.parts.track.results import Now
from simulator import Plan

TONES: Final[dict[str, Tone]] = {
    "go_on": "scale",
    "correct": "optimise",
    "stop": "stop",
    "paid": "scale",
    "did_not_pay": "stop",
    "unclear": "optimise",
}


def report_of(words: Words, plan: Plan, now: Now, given: Given) -> Report:
    """The report of the page Track."""
    text, rest = words.text, now.figures.rest
    must = [Section(text("What the days left must bring"), in_markdown(tables.must_bring(words, rest)))] if rest else []
    rough = [Section(text("Rough figures"), answer.thin(words))] if now.figures.is_thin else []
    remarks = " ".join(words.error(note) for note in now.notes)
    known = [Section(text("About the export"), remarks)] if remarks else []
    off = table_of(text("What is off"), tables.gap_rows(words, plan, now))
    days = [table_of(text("What to do with the rest"), tables.rest_rows(words, plan, now, rest))] if rest else []
    return Report(
        head=letterhead(words, given),
        title=title_of(words, plan, N_("Track")),
        question=text("Is the period on plan, and will it still pay?"),
        tone=TONES[now.figures.word],
        answer=tuple(map(in_markdown, answer.sentences(words, plan, now))),
        pictures=tuple(pictures.drawn(words, plan, now, name) for name in ("profit", "orders")),
        sections=(*must, *rough, *known, *limits(words)),
        tables=(off, *days, inputs_table(words, plan, given)),
    )

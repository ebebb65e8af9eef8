"""The answer to a plan on one page of paper."""

from __future__ import annotations

from pages.kit.handout import Given, inputs_table, letterhead, limits, title_of
from pages.kit.report import Report, Section, boxes
from pages.kit.season_text import of_the_period
from pages.kit.words import N_, Words
from pages.parts.plan import drawn, sentences
from simulator import Plan
from simulator.forms.fields import fields_of
from simulator.questions.figures import Figures, figures_of


def report_of(words: Words, plan: Plan, given: Given) -> Report:
    """The report of a plan; no page is needed."""
    figures, events = figures_of(plan), of_the_period(words, plan)
    warning = sentences.target_above_max(words, figures)
    return Report(
        head=letterhead(words, given),
        title=title_of(words, plan, N_("Plan")),
        question=words.text("Will these ads pay off?"),
        verdict=words.text(sentences.HEADLINES[figures.verdict.word]),
        tone=figures.verdict.word,
        answer=(*sentences.verdict(words, plan, figures, fields_of(plan)), *([events] if events else [])),
        figures=boxes(words, sentences.key_figures(words, plan, figures)),
        pictures=(drawn.cost(words, plan, figures), drawn.profit(words, plan, figures)),
        sections=(_change(words, plan, figures), *([_warned(words, warning)] if warning else []), *limits(words)),
        tables=(inputs_table(words, plan, given),),
        most_pages=1,
    )


def _change(words: Words, plan: Plan, figures: Figures) -> Section:
    """What would change the answer."""
    lines = sentences.thresholds(words, plan, figures)
    lead = (
        words.text("All else as expected, you just break even if:")
        if lines
        else words.text("No click price, conversion rate or order value alone makes it break even.")
    )
    decides = sentences.decided_by(words, figures)
    return Section(words.text("What would change the answer"), lead, (*lines, *([decides] if decides else [])))


def _warned(words: Words, warning: str) -> Section:
    return Section(words.text("Mind the target"), warning)

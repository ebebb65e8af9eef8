"""The answer to a plan on one page of paper."""

from __future__ import annotations

from typing import Final

from pages.frame import plan_results
from pages.kit.handout import Given, inputs_table, limits, title_of
from pages.kit.report import Report, Section, Tone, boxes
from pages.kit.words import N_, Words
from pages.parts.plan import drawn, sentences
from simulator import Plan
from simulator.forms.fields import fields_of
from simulator.questions.figures import Figures

TONES: Final[dict[str, Tone]] = {"scale": "scale", "optimise": "optimise", "stop": "stop"}
WORDS: Final = {"scale": N_("SCALE"), "optimise": N_("OPTIMISE"), "stop": N_("STOP")}


def report_of(words: Words, plan: Plan, given: Given) -> Report:
    """The report of a plan; no page is needed."""
    figures = plan_results.figures(plan)
    warning = sentences.target_above_max(words, figures)
    return Report(
        locale=words.name,
        language=str(words.text_locale),
        title=title_of(words, plan, N_("Plan")),
        question=words.text("Will these ads pay off?"),
        day=given.day,
        day_text=words.date(given.day),
        verdict=words.text(WORDS[figures.verdict.word]),
        tone=TONES[figures.verdict.word],
        answer=tuple(sentences.verdict(words, plan, figures, fields_of(plan))),
        figures=boxes(words, sentences.key_figures(words, plan, figures)),
        pictures=(drawn.cost(words, plan, figures), drawn.profit(words, plan, figures)),
        sections=(_change(words, plan, figures), *([_warned(words, warning)] if warning else []), *limits(words)),
        tables=(inputs_table(words, plan, given),),
        link=given.link,
        link_label=words.text("Open it again:"),
        most_pages=1,
    )


def _change(words: Words, plan: Plan, figures: Figures) -> Section:
    """What would change the answer."""
    lines = sentences.thresholds(words, plan, figures)
    lead = (
        words.text("You break even if:")
        if lines
        else words.text("No click price, conversion rate or order value alone makes it break even.")
    )
    decides = sentences.decided_by(words, figures)
    return Section(words.text("What would change the answer"), lead, (*lines, *([decides] if decides else [])))


def _warned(words: Words, warning: str) -> Section:
    return Section(words.text("Mind the target"), warning)

"""What the page Channels hands on: report and pictures."""

from __future__ import annotations

from pages.frame import handing_on
from pages.kit.handout import Given
from pages.kit.picture import Picture
from pages.kit.report import Report
from pages.kit.words import Words
from pages.parts.channels import report, split
from pages.parts.channels.question import Question
from simulator import InputError, Plan, allocate
from simulator.cache import once


def draw(words: Words, plan: Plan, question: Question | None) -> None:
    """Report and pictures of the channels; nothing where no split is possible."""
    if question is None or not _is_possible(plan, question):
        return
    latest_question = question

    def report_of(latest: Plan, given: Given) -> Report:
        return report.report_of(words, latest, latest_question, given)

    def pictures(latest: Plan) -> tuple[Picture, ...]:
        return (split.drawn(words, latest, once(allocate, latest_question.beside(latest), latest_question.wanted)),)

    handing_on.draw(words, handing_on.Handout("channels", report_of, pictures))


def _is_possible(plan: Plan, question: Question) -> bool:
    try:
        once(allocate, question.beside(plan), question.wanted)
    except InputError:
        return False
    return True

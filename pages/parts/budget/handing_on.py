"""What the page Budget hands on: report, workbook and pictures."""

from __future__ import annotations

from functools import partial

from pages.frame import handing_on
from pages.kit.picture import Picture
from pages.kit.words import Words
from pages.parts.budget import pictures
from pages.parts.budget.report import report_of
from simulator import Plan
from simulator.questions.budget_sweep import spending_of


def draw(words: Words) -> None:
    """Report, workbook and pictures of the plan as it is at the click."""
    handout = handing_on.Handout("budget", partial(report_of, words), partial(_pictures, words), workbook=True)
    handing_on.draw(words, handout)


def _pictures(words: Words, plan: Plan) -> tuple[Picture, ...]:
    return pictures.drawn(words, plan, spending_of(plan))

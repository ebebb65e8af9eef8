"""The plan to be handed on: report, workbook and pictures."""

from __future__ import annotations

from functools import partial

from pages.frame import handing_on
from pages.kit.picture import Picture
from pages.kit.words import Words
from pages.parts.plan import drawn
from pages.parts.plan.report import report_of
from simulator import Plan
from simulator.questions.figures import figures_of


def draw(words: Words) -> None:
    """Report, workbook and pictures of the plan as it is at the click."""
    handing_on.draw(
        words, handing_on.Handout("plan", partial(report_of, words), partial(_pictures, words), workbook=True)
    )


def _pictures(words: Words, plan: Plan) -> tuple[Picture, ...]:
    figures = figures_of(plan)
    return drawn.cost(words, plan, figures), drawn.profit(words, plan, figures)

"""The pictures of a plan: what an order costs beside what it may cost, and the profit of the period."""

from __future__ import annotations

import streamlit as st

from pages.kit import charts
from pages.kit.words import Words
from pages.parts.plan import drawn
from pages.parts.plan.drawn import comparable as comparable
from simulator import Plan
from simulator.questions.figures import Figures


def cost(words: Words, plan: Plan, figures: Figures, baseline: Plan | None) -> None:
    """What an order costs beside what it may cost."""
    charts.draw(drawn.cost(words, plan, figures, baseline), help=_how_to_read(words))
    if baseline is not None and not comparable(plan, baseline):
        st.caption(words.text("The plan to compare with is in another currency."))


def _how_to_read(words: Words) -> str:
    return words.text(
        "The hill is what an order will cost: the higher, the likelier. The band is what you can afford. The more of "
        "the hill lies left of it, the better."
    )


def profit(words: Words, plan: Plan, figures: Figures, baseline: Plan | None) -> None:
    """The distribution of profit; the break-even part is the printed probability."""
    how = words.text("The first and the last bar hold all outcomes beyond them, too, so they may stand out.")
    charts.draw(drawn.profit(words, plan, figures, baseline), help=how)

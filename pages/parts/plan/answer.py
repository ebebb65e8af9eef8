"""The answer to a plan in words, figures and pictures."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pages.frame import visit
from pages.kit import cards, writing
from pages.kit.words import Words
from pages.parts.plan import pictures, sentences
from simulator import Plan
from simulator.questions.figures import Figures, figures_of

BOXES = {
    "scale": (":material/trending_up:", st.success),
    "optimise": (":material/tune:", st.warning),
    "stop": (":material/block:", st.error),
}


def verdict(words: Words, plan: Plan, figures: Figures) -> None:
    """The advice with its probability and its reasons."""
    icon, box = BOXES[figures.verdict.word]
    lines = sentences.verdict(words, plan, figures, visit.inputs().values)
    box(" ".join(lines), icon=icon, title=words.text(sentences.HEADLINES[figures.verdict.word]))


def thresholds(words: Words, plan: Plan, figures: Figures) -> None:
    """Where the plan breaks even, one input at a time, and which input decides most."""
    lines = sentences.thresholds(words, plan, figures)
    if lines:
        lead = words.text("All else as expected, you just break even if:")
        st.markdown("\n".join([f"**{lead}**", "", *(f"- {line}" for line in lines)]))
    else:
        st.markdown(words.text("No click price, conversion rate or order value alone makes it break even."))
    decides = sentences.decided_by(words, figures)
    if decides is not None and sentences.remedy(words, plan, figures) is None:  # else the verdict names it
        st.markdown(decides)


def key_figures(words: Words, plan: Plan, figures: Figures, baseline: Plan | None) -> None:
    """Four figures, each with what belongs to it and its change against the baseline."""
    before = figures_of(baseline) if baseline and pictures.comparable(plan, baseline) else None
    with st.grid(4, min_column_width=150):
        for label, value, lines, term, note, _ in sentences.key_figures(words, plan, figures):
            change = _change(words, plan, term, figures, before)
            cards.card(words, label, value, lines, term, change=change, note=note)
    if (warning := sentences.target_above_max(words, figures)) is not None:
        st.caption(warning)


def _change(words: Words, plan: Plan, name: str, figures: Figures, before: Figures | None) -> cards.Change | None:
    """The change of a key figure against the baseline: of the median for CPO, else of the mean."""
    if before is None:
        return None
    if name == "break_even_probability":
        return cards.Change(writing.chance_change(words, figures.break_even_probability, before.break_even_probability))
    now, then = (
        spread.median if name == "cpo" else spread.mean for spread in (figures.spreads[name], before.spreads[name])
    )
    text = writing.output_change(words, plan, name, now, then)
    color: Literal["normal", "inverse"] = "inverse" if name == "cpo" else "normal"
    return cards.Change(text, color) if text else None

"""Six indicators of the trade, with what is published of each, and where this shop stands."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.kit import cards, labels, tables, writing
from pages.kit.folded import folded
from pages.kit.words import N_, Words
from pages.parts.funnel import results
from pages.parts.funnel.results import FunnelAnswer
from pages.parts.funnel.stages import span
from simulator import Plan
from simulator.questions.indicators import Indicator

INDICATOR_NAMES: Final = {
    "cvr": N_("Conversion rate"),
    "aov": N_("Order value (AOV)"),
    "clv": N_("Customer lifetime value"),
    "cart_abandonment": N_("Cart abandonment"),
    "retention": N_("Retention rate"),
    "traffic": N_("Traffic, clicks"),
}
INDICATOR_TERMS: Final = {"traffic": "clicks"}
STANDS: Final = {
    "below": N_("below what is published"),
    "within": N_("within what is published"),
    "above": N_("above what is published"),
}


def six_indicators(words: Words, plan: Plan, answer: FunnelAnswer) -> None:
    """Six indicators, with what is published and where this shop stands."""
    funnel = answer.funnel

    def draw() -> None:
        if funnel is None:
            return
        indicators = results.indicators(plan, funnel)
        with st.grid(3, min_column_width=200):
            for indicator in indicators:
                _card(words, plan, indicator)
        _published(words, indicators)

    folded(words.text("Compare with other shops"), "funnel_indicators", draw)


def _card(words: Words, plan: Plan, indicator: Indicator) -> None:
    text, low, middle, high = words.text, indicator.low, indicator.middle, indicator.high
    if low is None or middle is None or high is None:
        value, lines = writing.NONE, [text("switch on “Customers who come back”")]
    else:
        value = _figure(words, plan, indicator, middle)
        ends = _figure(words, plan, indicator, low), _figure(words, plan, indicator, high)
        lines = [writing.range_of(words, *ends) if low < high else text("known")]
    if indicator.typical_low is None or indicator.typical_high is None:
        lines.append(text("nothing comparable is published"))
    else:
        typical = (_figure(words, plan, indicator, end) for end in (indicator.typical_low, indicator.typical_high))
        lines.append(text("published: {figures}", figures=span(words, *typical)))
    if indicator.stands is not None:
        lines.append(text(STANDS[indicator.stands]))
    term = INDICATOR_TERMS.get(indicator.name, indicator.name)
    cards.card(words, INDICATOR_NAMES[indicator.name], value, lines, term)


def _figure(words: Words, plan: Plan, indicator: Indicator, value: float) -> str:
    """A value of an indicator in its unit."""
    if indicator.unit == "share":
        return writing.percent(words, value, decimals=2 if value < 0.1 else 0)
    return writing.money(words, plan, value) if indicator.unit == "money" else words.number(value)


def _published(words: Words, indicators: tuple[Indicator, ...]) -> None:
    """The published figures behind the cards."""
    text, title = words.text, words.text("Published figures behind them")
    rows = [
        {
            text("indicator"): text(INDICATOR_NAMES[indicator.name]),
            text("figure"): labels.fact_figure(words, fact),
            text("trade"): text(fact.vertical),
            text("traffic"): text(fact.channel) or writing.NONE,
            text("year"): text(fact.year),
            text("source"): labels.source_name(words, fact),
            text("confidence"): fact.confidence,
        }
        for indicator in indicators
        for fact in indicator.typical
    ]
    st.markdown(f"**{title}**")
    left = [text(column) for column in ("figure", "trade", "traffic", "source", "confidence")]
    tables.show(rows, alt=title, left=left)

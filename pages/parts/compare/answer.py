"""Which plan earns most, and which is surest to pay."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.kit import writing
from pages.kit.words import Words, in_markdown, plain_markdown
from pages.parts.compare.plans import Entry


def ranking(words: Words, entries: Sequence[Entry]) -> None:
    """Which plan earns most, and which is surest to pay."""
    answer = sentence(words, entries)
    if answer is not None:
        st.markdown(answer)


def sentence(words: Words, entries: Sequence[Entry]) -> str | None:
    """The same as text, among the plans that can be held against the first; None where it is alone."""
    first = entries[0].plan.scenario
    rivals = [
        entry
        for entry in entries
        if (entry.plan.scenario.currency, entry.plan.scenario.period_days) == (first.currency, first.period_days)
    ]
    if len(rivals) < 2:
        return None
    richest = max(rivals, key=lambda entry: entry.figures.spreads["profit"].mean.value)
    surest = max(rivals, key=lambda entry: entry.figures.break_even_probability.value)
    profit = writing.output(words, richest.plan, "profit", richest.figures.spreads["profit"].mean)
    return words.text(
        "Most profit on average: **{richest}**, {profit}. Surest to pay off: **{surest}**, {chance}.",
        richest=plain_markdown(richest.label),
        profit=in_markdown(profit),
        surest=plain_markdown(surest.label),
        chance=words.short_chance(surest.figures.break_even_probability, surest.figures.draws),
    )

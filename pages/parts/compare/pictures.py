"""The profit of each plan as a picture."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.kit import charts, writing
from pages.kit.labels import VERDICTS
from pages.kit.picture import Picture
from pages.kit.words import Words
from pages.parts.compare.plans import Entry
from simulator.engine.outcome import ZONES

ROW_HEIGHT, AROUND = 34, 110
"""Pixels of a plan in the chart, and of legend and axis together."""


def profit_chart(words: Words, entries: Sequence[Entry]) -> None:
    """The profit of each plan in the currency of the first, as expected value and interval."""
    text, same = words.text, _comparable(entries)
    charts.draw(drawn(words, entries))
    if len(same) < len(entries):
        st.caption(text("Plans in another currency are not in the picture."))
    if len({entry.plan.scenario.period_days for entry in same}) > 1:
        st.caption(text("The periods differ: each profit is that of its own days."))


def _comparable(entries: Sequence[Entry]) -> list[Entry]:
    """The plans in the currency of the first."""
    return [entry for entry in entries if entry.plan.scenario.currency == entries[0].plan.scenario.currency]


def drawn(words: Words, entries: Sequence[Entry]) -> Picture:
    """The same as a value."""
    text, currency, same = words.text, entries[0].plan.scenario.currency, _comparable(entries)
    title = text("Profit of each plan: on average, and where it is likely to be")
    kinds = {zone: text(VERDICTS[zone]) for zone in ZONES}
    texts = (
        ("x", text("Profit, {money}", money=words.currency_symbol(currency))),
        ("plan", text("plan")),
        ("kind", text("advice")),
        ("low", text("1 in 20 below")),
        ("middle", text("on average")),
        ("high", text("1 in 20 above")),
    )
    rows = [_interval(words, entry, kinds) for entry in same]
    height = AROUND + len(rows) * ROW_HEIGHT
    spec = charts.intervals(tuple(kinds.values()), texts, words.chart_numbers(), height=height)
    profits = "; ".join(f"{row['plan']} {row['middle_text']} ({row['low_text']} – {row['high_text']})" for row in rows)
    return Picture("compare_chart", rows, spec, words.titled(title, profits), title)


def _interval(words: Words, entry: Entry, kinds: dict[str, str]) -> dict[str, object]:
    profit = entry.figures.spreads["profit"]
    ends = {"low": profit.low, "middle": profit.mean, "high": profit.high}
    return {
        "plan": entry.label,
        "kind": kinds[entry.figures.verdict.word],
        **{name: end.value for name, end in ends.items()},
        **{f"{name}_text": writing.output(words, entry.plan, "profit", end) for name, end in ends.items()},
    }

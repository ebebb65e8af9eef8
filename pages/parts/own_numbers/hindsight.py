"""Would it have been right? Past periods, each predicted from the days before it, beside what happened."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd
import streamlit as st

from pages.frame import exports
from pages.frame.asking import help_of
from pages.kit import charts, tables, writing
from pages.kit.files import Download, downloads
from pages.kit.folded import folded
from pages.kit.words import N_, Words, in_markdown
from pages.parts.own_numbers import pictures
from pages.parts.own_numbers.selection import Selection, patiently
from simulator import InputError
from simulator.evidence import Backtest, History, backtest, hindsight_notes
from simulator.forms.scenario_file import write_table

QUANTITIES: Final = {"orders": N_("Orders"), "cpo": N_("CPO"), "revenue": N_("Revenue")}
PERIODS: Final = (7, 14)
"""Days of a period to choose from, where the rows of the export allow it."""
EDGE: Final = 1.1
"""Where what is infinite ends in the picture, as a multiple of the largest finite value."""

Write = Callable[[float], str]
"""Writes a value of the chosen quantity."""


def hindsight(words: Words, selection: Selection, period_days: float) -> None:
    """Predictions of the periods that are over, those of the plan's own length first, beside what happened."""
    history = selection.history
    st.subheader(words.text("Would it have been right?"), anchor=False)
    days, quantity = _choices(words, history, period_days)
    try:
        with patiently(words, history):
            past = _backtest(selection, days)
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    reason = _why_nothing(words, past, quantity)
    if reason:
        st.info(reason, icon=":material/info:")
        return
    write = _writer(words, history, quantity)
    rows = past.frame[past.frame["quantity"] == quantity]
    _chart(words, history, rows, quantity, write)
    st.markdown(in_markdown(_missed(words, past, quantity, write)))
    title = words.text("How to read this, and the predictions as a table")

    def draw() -> None:
        notes = (words.error(note) for note in hindsight_notes(past, quantity))
        lines = (*notes, *map(in_markdown, _how_to_read(words, past, quantity)))
        st.markdown("\n".join(f"- {line}" for line in lines))
        _table(words, past, rows, write, title)

    folded(title, "hindsight_table", draw)


def _backtest(selection: Selection, days: int) -> Backtest:
    """Past periods, each predicted from the days before it.

    days : of each period

    Raises
    ------
    InputError
        When there is nothing to learn from.
    """
    key, delay = (*selection.key, selection.delay, days), selection.delay
    return exports.worked_out("hindsight", key, lambda: backtest(selection.history, period_days=days, delay_days=delay))


def _choices(words: Words, history: History, period_days: float) -> tuple[int, str]:
    """The days of a period and the quantity that the reader looks at."""
    text, periods = words.text, _periods(history, period_days)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.segmented_control(
            text("Predict the next"),
            periods,
            default=periods[0],
            format_func=lambda days: words.plural("{days} day", "{days} days", days, days=words.number(days)),
            key=f"hindsight_days_{periods[0]}",
            required=True,
            persist_state="session",
            help=help_of(words, "backtest"),
        )
        quantity = st.segmented_control(
            text("Show"),
            list(QUANTITIES),
            default="orders",
            format_func=lambda name: text(QUANTITIES[name]),
            key="hindsight_quantity",
            required=True,
            persist_state="session",
        )
    return days or periods[0], str(quantity or "orders")


def _periods(history: History, period_days: float) -> tuple[int, ...]:
    """The plan's own period, as whole rows, then a week and a fortnight. [days]"""
    row = history.days_per_row
    own = max(round(period_days / row), 1) * row
    shorter = PERIODS if PERIODS[0] % row == 0 else (row, 2 * row)
    return tuple(dict.fromkeys((own, *shorter)))


def _why_nothing(words: Words, past: Backtest, quantity: str) -> str:
    """Why there is nothing to show, if so."""
    text, count = words.text, past.days_missing
    if count:
        missing = words.plural("{count} more day is", "{count} more days are", count, count=words.number(count))
        return text("The history is too short to tell: {missing} needed.", missing=missing)
    if (past.frame["quantity"] == quantity).any():
        return ""
    why = text("no order values are known") if quantity == "revenue" else text("nothing was spent or clicked")
    return text("The history does not tell: {why}.", why=why)


def _writer(words: Words, history: History, quantity: str) -> Write:
    """How a value of the quantity is written; money without its sign where the export says no currency."""

    def write(value: float) -> str:
        if not math.isfinite(value):
            return "∞" if value > 0 else writing.NONE
        if quantity == "orders":
            return writing.count(words, value)
        return words.money(value, history.currency) if history.currency else words.number(value, decimals=2)

    return write


def _chart(words: Words, history: History, rows: pd.DataFrame, quantity: str, write: Write) -> None:
    text = words.text
    title = text(
        "Dots: what happened. Bars: what we would have predicted (inside: {inside} of {count})",
        count=words.number(len(rows)),
        inside=words.number(int(_inside(rows, "90").sum())),
    )
    unit = words.currency_symbol(history.currency) if history.currency and quantity != "orders" else ""
    texts = (
        ("x", text("period from")),
        ("y", f"{text(QUANTITIES[quantity])}{', ' + unit if unit else ''}"),
        ("inside", text("inside the range")),
        ("outside", text("outside")),
        ("naive", text("as in the period before")),
        ("predicted", text("predicted")),
        ("actual", text("what happened")),
    )
    frame = hindsight_frame(words, rows, dict(texts), write)
    spec = pictures.hindsight(texts, words.chart_numbers())
    charts.show(tables.rows_of(frame), spec, key="hindsight_chart", alt=title, title=title)


def _inside(rows: pd.DataFrame, level: str) -> pd.Series:
    """Which outcomes lie inside their interval, its ends included: what the picture shows."""
    return (rows["actual"] >= rows[f"low{level}"]) & (rows["actual"] <= rows[f"high{level}"])


def hindsight_frame(words: Words, rows: pd.DataFrame, texts: Mapping[str, str], write: Write) -> pd.DataFrame:
    """What the chart draws. What is infinite ends at its upper edge; what is not known has no place in it."""
    numbers = rows[["low90", "low80", "median", "high80", "high90", "actual", "naive"]]
    finite = numbers.where(numbers.map(math.isfinite))
    edge = float(finite.max().max()) * EDGE
    ranges = zip(rows["low90"], rows["high90"], strict=True)
    return numbers.clip(upper=edge).assign(
        period=[words.date(day.date(), short=True) for day in rows["from"]],
        inside=[texts["inside"] if inside else texts["outside"] for inside in _inside(rows, "90")],
        actual_text=[write(value) for value in rows["actual"]],
        predicted_text=[f"{write(low)} – {write(high)}" for low, high in ranges],
        naive_text=[write(value) for value in rows["naive"]],
    )


def _missed(words: Words, past: Backtest, quantity: str, write: Write) -> str:
    """By how much the predictions missed, beside the simplest one."""
    return words.text(
        "On average we were off by **{miss}**; simply repeating the period before, by {naive}.",
        miss=write(past.miss.get(quantity, math.nan)),
        naive=write(past.naive_miss.get(quantity, math.nan)),
    )


def _how_to_read(words: Words, past: Backtest, quantity: str) -> list[str]:
    """How to read the picture, in sentences."""
    text = words.text
    lines = [
        text(
            "The thick bar is the {level80} range, the thin one the {level90} range, the dash the period before.",
            level90=writing.level(words),
            level80=writing.level(words, 0.8),
        ),
        text("Each prediction knew only the days before it and the spend of its period."),
    ]
    if quantity != "revenue":
        lines.append(
            text(
                "Orders on the edge of a range counted in part, {inside90} and {inside80} lay inside.",
                inside90=writing.percent(words, past.inside90[quantity]),
                inside80=writing.percent(words, past.inside80[quantity]),
            )
        )
    if quantity == "cpo" and (past.frame.loc[past.frame["quantity"] == "cpo", "high90"] == math.inf).any():
        lines.append(text("A range up to the upper edge is open: there might have been no order at all."))
    return lines


def _table(words: Words, past: Backtest, rows: pd.DataFrame, write: Write, title: str) -> None:
    text = words.text
    shown = [
        {
            text("from"): words.date(row["from"].date()),
            text("to"): words.date(row["to"].date()),
            text("predicted, {level}", level=writing.level(words)): (f"{write(row['low90'])} – {write(row['high90'])}"),
            text("what happened"): write(row["actual"]),
            text("as in the period before"): write(row["naive"]),
        }
        for row in tables.rows_of(rows)
    ]
    tables.show(shown, alt=title, left=(text("to"),), height="auto")
    downloads(
        words,
        Download(
            text("Download the predictions (CSV)"),
            lambda dialect: write_table(past.frame, dialect=dialect),
            "cpo-hindsight.csv",
            "download_hindsight",
        ),
        chooser=False,  # it stands under the campaigns
    )

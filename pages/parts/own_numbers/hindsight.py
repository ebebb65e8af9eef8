"""TODO."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from pages.frame.asking import help_of
from pages.frame.exports import worked_out
from pages.kit.files import csv_button, dialect_of
from pages.kit.words import N_, Words, in_markdown
from pages.parts.own_numbers import pictures
from pages.parts.own_numbers.selection import Chosen, _patiently
from simulator import InputError
from simulator.evidence import Backtest, History, backtest
from simulator.forms.scenario_file import write_table

QUANTITIES = {"orders": N_("Orders"), "cpo": N_("CPO"), "revenue": N_("Revenue")}

PERIODS = (7, 14)


def hindsight(words: Words, chosen: Chosen) -> None:
    """Predictions of the weeks that are over, beside what happened."""
    text, history = words.text, chosen.history
    periods = PERIODS if PERIODS[0] % history.days_per_row == 0 else (history.days_per_row, 2 * history.days_per_row)
    st.subheader(text("Would it have been right?"), anchor=False)
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
    try:
        with _patiently(words, chosen):
            found = worked_out(
                "hindsight", (*chosen.key, days), lambda: backtest(history, period_days=days or periods[0])
            )
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    _hindsight(words, history, found, str(quantity or "orders"))


def _hindsight(words: Words, history: History, found: Backtest, quantity: str) -> None:
    text = words.text
    if found.days_missing:
        count = found.days_missing
        missing = words.plural("{count} more day is", "{count} more days are", count, count=words.number(count))
        said = text("The history is too short to tell: {missing} needed.", missing=missing)
        st.info(said, icon=":material/info:")
        return
    rows = found.frame[found.frame["quantity"] == quantity]
    if rows.empty:
        silent = N_("no order values are known") if quantity == "revenue" else N_("nothing was spent or clicked")
        st.info(text("The history does not tell: {why}.", why=text(silent)), icon=":material/info:")
        return

    def written_out(value: float) -> str:
        if not math.isfinite(value):
            return "∞" if value > 0 else "–"
        if quantity == "orders":
            return words.number(value, decimals=0 if value >= 10 else 1)
        return words.money(value, history.currency) if history.currency else words.number(value, decimals=2)

    inside = {level: int(_inside(rows, level).sum()) for level in ("80", "90")}
    title = text(
        "Of {count} past periods {inside90} lay inside the {level90} range, {inside80} inside the {level80} range",
        count=words.number(len(rows)),
        inside90=words.number(inside["90"]),
        inside80=words.number(inside["80"]),
        level90=words.percent(0.9, decimals=0),
        level80=words.percent(0.8, decimals=0),
    )
    st.markdown(f"**{title}**")
    unit = words.currency_symbol(history.currency) if history.currency and quantity != "orders" else ""
    texts = (
        ("x", text("period from")),
        ("y", f"{text(QUANTITIES[quantity])}{', ' + unit if unit else ''}"),
        ("inside", text("inside the range")),
        ("outside", text("outside")),
        ("naive", text("as in the period before")),
        ("predicted", text("predicted")),
        ("told", text("what happened")),
    )
    frame = hindsight_frame(words, rows, dict(texts), written_out)
    st.vega_lite_chart(frame, pictures.hindsight(texts, words.chart_numbers()), key="hindsight_chart", alt=title)
    st.caption(_miss_sentence(words, found, quantity, written_out))
    _hindsight_table(words, found, rows, written_out)


def _inside(rows: pd.DataFrame, level: str) -> pd.Series:
    """Which outcomes lie inside their interval, its ends included: what the picture shows."""
    return (rows["actual"] >= rows[f"low{level}"]) & (rows["actual"] <= rows[f"high{level}"])


def hindsight_frame(words: Words, rows: pd.DataFrame, texts: dict[str, str], told: Any) -> pd.DataFrame:
    """What the chart draws. What is infinite ends at its upper edge; what is not known has no place in it."""
    numbers = rows[["low90", "low80", "median", "high80", "high90", "actual", "naive"]]
    finite = numbers.where(numbers.map(math.isfinite))
    edge = float(finite.max().max()) * 1.1
    ranges = zip(rows["low90"], rows["high90"], strict=True)
    return numbers.clip(upper=edge).assign(
        period=[words.date(day.date(), short=True) for day in rows["from"]],
        inside=[texts["inside"] if each else texts["outside"] for each in _inside(rows, "90")],
        told=[told(value) for value in rows["actual"]],
        predicted=[f"{told(low)} – {told(high)}" for low, high in ranges],
        before=[told(value) for value in rows["naive"]],
    )


def _miss_sentence(words: Words, found: Backtest, quantity: str, told: Any) -> str:
    text = words.text
    said = [
        text(
            "The thick bar is the {level80} range, the thin one the {level90} range, the dash what the period "
            "before would have said. On average the middle of the prediction missed by {miss}; “as in the period "
            "before” would have missed by {naive}.",
            miss=told(found.miss.get(quantity, math.nan)),
            naive=told(found.naive_miss.get(quantity, math.nan)),
            level90=words.percent(0.9, decimals=0),
            level80=words.percent(0.8, decimals=0),
        ),
        text(
            "Each prediction knew the days before it and the spend of its period, nothing else; the export shows "
            "orders as they have come in by today."
        ),
    ]
    if quantity != "revenue":
        said.append(
            text(
                "Orders are whole numbers: with those on the edge of a range counted in part, {inside90} and "
                "{inside80} lay inside.",
                inside90=words.percent(found.inside90[quantity], decimals=0),
                inside80=words.percent(found.inside80[quantity], decimals=0),
            )
        )
    if quantity == "cpo" and (found.frame.loc[found.frame["quantity"] == "cpo", "high90"] == math.inf).any():
        said.append(text("A range that ends at the upper edge is open: there might have been no order at all."))
    return in_markdown(" ".join(said))


def _hindsight_table(words: Words, found: Backtest, rows: pd.DataFrame, told: Any) -> None:
    text = words.text
    with st.expander(text("The predictions as a table"), key="hindsight_table", on_change="rerun") as box:
        if not box.open:
            return
        shown = [
            {
                text("from"): words.date(row["from"].date()),
                text("to"): words.date(row["to"].date()),
                text("predicted, {level}", level=words.percent(0.9, decimals=0)): (
                    f"{told(row['low90'])} – {told(row['high90'])}"
                ),
                text("what happened"): told(row["actual"]),
                text("as in the period before"): told(row["naive"]),
            }
            for _, row in rows.iterrows()
        ]
        st.dataframe(pd.DataFrame(shown), hide_index=True, alt=text("The predictions as a table"))
        dialect = dialect_of(words)
        csv_button(
            text("Download the predictions (CSV)"),
            lambda: write_table(found.frame, dialect=dialect),
            "cpo-hindsight.csv",
            "download_hindsight",
        )

"""TODO."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.kit.files import csv_button, dialect_chooser
from pages.kit.words import Words
from pages.parts.margin import pictures
from pages.parts.margin.answer import AROUND, LINE_NAMES, ROOM, ROW_HEIGHT, _money, _signed
from simulator import Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.margin import Margin


def waterfall(words: Words, plan: Plan, margin: Margin) -> None:
    """From the order value to what an order may cost, one bar a step."""
    text = words.text
    title = text("From the order value to what an order may cost")
    st.markdown(f"**{title}**")
    kinds = {"plus": text("adds"), "minus": text("takes"), "total": text("is left")}
    far = max(max(line.start, line.end) for line in margin.told) * ROOM
    rows = [
        {
            "step": text(LINE_NAMES[line.name]),
            "from": line.start,
            "to": line.end,
            "kind": kinds["total" if line.kind == "total" else "plus" if line.amount > 0 else "minus"],
            "label": _signed(words, plan, line),
            "right": max(line.start, line.end),
            "room": far,
        }
        for line in margin.told
    ]
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text("{money} per order", money=money)),
        ("step", text("step")),
        ("amount", text("amount")),
    )
    places = (kinds["plus"], " ", kinds["minus"], kinds["total"])
    spec = pictures.waterfall(places, texts, words.chart_numbers(), height=AROUND + len(rows) * ROW_HEIGHT)
    st.vega_lite_chart(pd.DataFrame(rows), spec, key="waterfall_chart", alt=_told(words, plan, margin, title))


def _told(words: Words, plan: Plan, margin: Margin, title: str) -> str:
    """The waterfall for those who hear it."""
    steps = (f"{words.text(LINE_NAMES[line.name])} {_signed(words, plan, line)}" for line in margin.told)
    return f"{title}: {', '.join(steps)}"


def steps_table(words: Words, plan: Plan, margin: Margin) -> None:
    """The steps as a table and as a file."""
    text, title = words.text, words.text("The steps as a table")
    with st.expander(title, key="steps_table", on_change="rerun") as box:
        if not box.open:
            return
        amount, left, share = text("amount"), text("left after it"), text("of the order value")
        rows = [
            {
                text("step"): text(LINE_NAMES[line.name]),
                amount: _signed(words, plan, line),
                left: _money(words, plan, line.end),
                share: words.percent(line.share),
            }
            for line in margin.told
        ]
        right = st.column_config.TextColumn(alignment="right")
        columns = dict.fromkeys((amount, left, share), right)
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            dialect = dialect_chooser(words)
            csv_button(
                text("Download the steps (CSV)"),
                lambda: steps_csv(words, plan, margin, dialect),
                "cpo-margin.csv",
                "download_steps",
            )


def steps_csv(words: Words, plan: Plan, margin: Margin, dialect: Dialect) -> bytes:
    """Every line, also those that change nothing, with its code and its name."""
    rows = [
        {
            "step": line.name,
            "name": words.text(LINE_NAMES[line.name]),
            "kind": line.kind,
            "currency": plan.scenario.currency,
            "amount": line.amount,
            "left": line.end,
            "share_of_aov": line.share,
        }
        for line in margin.lines
    ]
    return write_table(pd.DataFrame(rows), dialect=dialect)

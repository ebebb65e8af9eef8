"""From the order value to what an order may cost, step by step: as a picture, a table and a file."""

from __future__ import annotations

from functools import partial

import pandas as pd

from pages.kit import charts, files, folded, tables, writing
from pages.kit.labels import step_of
from pages.kit.words import Words
from pages.parts.margin import pictures
from simulator import Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.margin import Line, Margin

ROOM = 1.3
"""How far the axis of the waterfall goes beyond its longest bar, for the labels."""
ROW_HEIGHT, AROUND = 24, 110
"""Pixels of a bar, and of legend and axis together."""


def _amount(words: Words, plan: Plan, line: Line) -> str:
    """The amount of a step to the cent, with its sign where it is a change: the steps add up."""
    return writing.with_sign(writing.exact_money(words, plan, line.amount), line.amount if line.kind == "change" else 0)


def waterfall(words: Words, plan: Plan, margin: Margin) -> None:
    """From the order value to what an order may cost, one bar a step."""
    text = words.text
    title = text("From the order value to what you can afford")
    kinds = {"plus": text("adds"), "minus": text("costs"), "total": text("left")}
    far = max(max(line.start, line.end) for line in margin.shown_lines) * ROOM
    rows = [
        {
            "step": text(step_of(line.name)),
            "from": line.start,
            "to": line.end,
            "kind": kinds["total" if line.kind == "total" else "plus" if line.amount > 0 else "minus"],
            "label": _amount(words, plan, line),
            "right": max(line.start, line.end),
            "room": far,
        }
        for line in margin.shown_lines
    ]
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text("{money} per order", money=money)),
        ("step", text("step")),
        ("amount", text("amount")),
    )
    places = (kinds["plus"], " ", kinds["minus"], kinds["total"])
    spec = pictures.waterfall(places, texts, words.chart_numbers(), height=AROUND + len(rows) * ROW_HEIGHT)
    charts.show(rows, spec, key="waterfall_chart", alt=_as_text(words, plan, margin, title), title=title)


def _as_text(words: Words, plan: Plan, margin: Margin, title: str) -> str:
    """The waterfall for those who hear it."""
    steps = (f"{words.text(step_of(line.name))} {_amount(words, plan, line)}" for line in margin.shown_lines)
    return words.titled(title, ", ".join(steps))


def steps_table(words: Words, plan: Plan, margin: Margin) -> None:
    """The steps as a table and as a file."""
    title = words.text("The steps as a table")
    folded.folded(title, "steps_table", partial(_steps_table, words, plan, margin, title))


def _steps_table(words: Words, plan: Plan, margin: Margin, title: str) -> None:
    text = words.text
    rows = [
        {
            text("step"): text(step_of(line.name)),
            text("amount"): _amount(words, plan, line),
            text("left after it"): writing.exact_money(words, plan, line.end),
            text("of the order value"): words.percent(line.share),
        }
        for line in margin.shown_lines
    ]
    tables.show(rows, alt=title)
    files.downloads(
        words,
        files.Download(
            text("Download the steps (CSV)"),
            lambda dialect: steps_csv(words, plan, margin, dialect),
            "cpo-margin.csv",
            "download_steps",
        ),
    )


def steps_csv(words: Words, plan: Plan, margin: Margin, dialect: Dialect) -> bytes:
    """Every line, also those that change nothing, with its code and its name."""
    rows = [
        {
            "step": line.name,
            "name": words.text(step_of(line.name)),
            "kind": line.kind,
            "currency": plan.scenario.currency,
            "amount": line.amount,
            "left": line.end,
            "share_of_aov": line.share,
        }
        for line in margin.lines
    ]
    return write_table(pd.DataFrame(rows), dialect=dialect)

"""What knowing each input is worth, every test size as a row, and both as files."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.kit import files, tables, writing
from pages.kit.files import Download
from pages.kit.folded import folded
from pages.kit.labels import INPUTS
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, in_markdown
from pages.parts.trial.answer import NOTHING
from simulator import Plan, Trial
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.trial_summary import TrialSummary
from simulator.questions.worth_knowing import EVERYTHING, worth_knowing

COLUMNS = {
    "clicks": N_("clicks"),
    "stop_probability": N_("clear: stop"),
    "unsure_probability": N_("still unsure"),
    "scale_probability": N_("clear: go ahead"),
    "sure_probability": N_("clear, either way"),
    "most_orders_for_stop": N_("stop with at most"),
    "fewest_orders_for_scale": N_("buy from"),
    "sample_information": N_("worth"),
    "certain_share": N_("share of knowing for sure"),
    "cost": N_("cost"),
    "net_value": N_("worth less cost"),
}


def worth_learning(words: Words, plan: Plan, trial: Trial) -> None:
    """What it is worth to know each input before the budget is spent."""
    text, rows = words.text, rows_of(worth_knowing(plan))
    st.subheader(text("Which number to find out first?"), anchor=False)
    first = rows[0]
    if first["input"] == EVERYTHING or first["value"] <= 0:
        st.markdown(text("None: nothing that you could find out would change whether you spend this budget."))
        return
    sentence = text(
        "**{input}**: knowing it before you spend {budget} is worth up to **{value}**.",
        input=text(INPUTS[first["input"]].label),
        budget=writing.money(words, plan, plan.scenario.budget),
        value=_worth(words, plan, first),
    )
    st.markdown(in_markdown(sentence))
    title = text("What knowing each number is worth at most")
    written = [_knowing_row(words, plan, row) for row in rows]

    def draw() -> None:
        tables.show(written, alt=title)
        _why_another_worth(words, trial)

    folded(title, "trial_knowing", draw)


def _knowing_row(words: Words, plan: Plan, row: Row) -> Row:
    text, name = words.text, row["input"]
    return {
        text("figure|number"): text(N_("everything together") if name == EVERYTHING else INPUTS[name].label),
        text("worth at most"): _worth(words, plan, row),
        text("share of everything"): writing.percent(words, row["share"]),
    }


def _worth(words: Words, plan: Plan, row: Row) -> str:
    return writing.round_money(words, plan, float(row["value"]), float(row["error"]))


def _why_another_worth(words: Words, trial: Trial) -> None:
    """Why this differs from the worth of certainty above, where there is one."""
    if trial.perfect_information >= NOTHING:
        st.caption(
            words.text(
                "“Knowing for sure” above is another figure: it asks about the conversion rate alone, with every other "
                "number at its middle value. Here all numbers are uncertain."
            )
        )


def table(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """Every test size as a row."""
    title = words.text("Every test size as a table")
    folded(title, "trial_table", lambda: _table(words, plan, summary, title))


def _table(words: Words, plan: Plan, summary: TrialSummary, title: str) -> None:
    rows = [
        {words.text(label): _cell(words, plan, name, row) for name, label in COLUMNS.items()}
        for row in rows_of(summary.by_clicks)
    ]
    tables.show(rows, alt=title, height="auto")
    lines = [
        words.text("Sure means {sure} sure.", sure=words.wanted_chance(summary.trial.sure_at)),
        words.text("The worth of a test is what statisticians call EVSI; a cost below zero is a gain."),
    ]
    st.caption(" ".join(lines))


def _cell(words: Words, plan: Plan, name: str, row: Row) -> str:
    value = float(row[name])
    if name in ("sample_information", "cost", "net_value"):
        return writing.round_money(words, plan, value)
    if name == "clicks":
        return words.number(value)
    if name == "most_orders_for_stop":
        return words.number(value) if value >= 0 else "–"
    if name == "fewest_orders_for_scale":
        return words.number(value) if value <= float(row["clicks"]) else "–"
    return writing.exact_chance(words, value)


def downloads(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """The test sizes, and what knowing each input is worth, as files."""
    text = words.text
    files.downloads(
        words,
        Download(
            text("Download the test sizes (CSV)"),
            lambda dialect: table_csv(summary.by_clicks, plan, dialect),
            "cpo-test.csv",
            "download_trial",
        ),
        Download(
            text("Download what it is worth to know (CSV)"),
            lambda dialect: table_csv(worth_knowing(plan), plan, dialect),
            "cpo-knowing.csv",
            "download_knowing",
        ),
    )


def table_csv(table: pd.DataFrame, plan: Plan, dialect: Dialect) -> bytes:
    """A table as a file with its currency, its numbers unrounded."""
    frame = table.copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)

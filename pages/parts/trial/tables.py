"""TODO."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.kit.files import csv_button, dialect_chooser
from pages.kit.labels import INPUTS
from pages.kit.words import N_, Words, in_markdown
from pages.parts.trial import results
from pages.parts.trial.answer import MUCH_MONEY, NOTHING, Asked, _decimals, _plain, _sharp
from simulator import Plan, Trial
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.worth_knowing import EVERYTHING

COLUMNS = {
    "clicks": N_("clicks"),
    "stop_probability": N_("stop"),
    "unsure_probability": N_("still unsure"),
    "scale_probability": N_("scale"),
    "sure_probability": N_("sure, either way"),
    "most_orders_for_stop": N_("stop with at most"),
    "fewest_orders_for_scale": N_("scale from"),
    "sample_information": N_("worth"),
    "certain_share": N_("of certainty"),
    "cost": N_("cost"),
    "net_value": N_("worth less cost"),
}


def worth_learning(words: Words, plan: Plan, trial: Trial) -> None:
    """What it is worth to know each input before the budget is spent."""
    text, found = words.text, results.knowing(plan)
    st.subheader(text("Which input is worth learning first?"), anchor=False)
    first = found.iloc[0]
    if first["input"] == EVERYTHING or first["value"] <= 0:
        st.markdown(text("None: nothing that you could learn would turn the decision to spend this budget or not."))
        _why_another_worth(words, trial)
        return
    st.markdown(
        text(
            "**{input}**: knowing it before you spend {budget} would be worth up to **{value}**.",
            input=text(INPUTS[first["input"]].label),
            budget=in_markdown(words.money(plan.scenario.budget, plan.scenario.currency, decimals=0)),
            value=_value(words, plan, first),
        )
    )
    _why_another_worth(words, trial)
    title = text("What knowing each input is worth at most")
    with st.expander(title, key="trial_knowing", on_change="rerun") as box:
        if not box.open:
            return
        rows = [
            {
                text("input"): text(
                    N_("everything together") if row["input"] == EVERYTHING else INPUTS[row["input"]].label
                ),
                text("worth at most"): _value(words, plan, row).replace("\\", ""),
                text("of everything"): words.percent(row["share"], decimals=0),
            }
            for _, row in found.iterrows()
        ]
        right = st.column_config.TextColumn(alignment="right")
        columns = dict.fromkeys(list(rows[0])[1:], right)
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)


def _why_another_worth(words: Words, trial: Trial) -> None:
    """Why this differs from the worth of certainty above, where there is one."""
    if trial.perfect_information >= NOTHING:
        st.caption(
            words.text(
                "The worth of certainty above is another figure: it asks about the conversion rate alone, with "
                "every other input at its median. Here all inputs are uncertain and move together as in the plan."
            )
        )


def _value(words: Words, plan: Plan, row: pd.Series) -> str:
    value = float(row["value"])
    few = 10.0 ** -_decimals(value, MUCH_MONEY)
    error = max(float(row["error"]), few / 2 if value >= 100 else 0.0)
    return in_markdown(words.money(value, plan.scenario.currency, error=error))


def table(words: Words, plan: Plan, found: Asked) -> None:
    """Every test size as a row."""
    text, title = words.text, words.text("Every test size as a table")
    with st.expander(title, key="trial_table", on_change="rerun") as box:
        if not box.open:
            return
        rows = [
            {text(label): _cell(words, plan, name, row) for name, label in COLUMNS.items()}
            for _, row in found.tested.by_clicks.iterrows()
        ]
        right = st.column_config.TextColumn(alignment="right")
        st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=dict.fromkeys(rows[0], right), alt=title)
        st.caption(text("A cost below zero is a gain: the clicks pay on average."))


def _cell(words: Words, plan: Plan, name: str, row: pd.Series) -> str:
    value = float(row[name])
    if name in ("sample_information", "cost", "net_value"):
        return _plain(words, plan, value)
    if name == "clicks":
        return words.number(value)
    if name == "most_orders_for_stop":
        return words.number(value) if value >= 0 else "–"
    if name == "fewest_orders_for_scale":
        return words.number(value) if value <= float(row["clicks"]) else "–"
    return _sharp(words, value)


def downloads(words: Words, plan: Plan, found: Asked) -> None:
    """The test sizes, and what knowing each input is worth, as files."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            words.text("Download the test sizes (CSV)"),
            lambda: sizes_csv(plan, found, dialect),
            "cpo-test.csv",
            "download_trial",
        )
        csv_button(
            words.text("Download what knowing is worth (CSV)"),
            lambda: knowing_csv(plan, dialect),
            "cpo-knowing.csv",
            "download_knowing",
        )


def sizes_csv(plan: Plan, found: Asked, dialect: Dialect) -> bytes:
    """The test sizes as a file, their numbers unrounded."""
    frame = found.tested.by_clicks.copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)


def knowing_csv(plan: Plan, dialect: Dialect) -> bytes:
    """What knowing each input is worth as a file."""
    frame = results.knowing(plan).copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)

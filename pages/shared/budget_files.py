"""Every table of the Budget page as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.shared import inputs, state
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.words import N_, Words
from simulator import BudgetFigures, InputError, Plan, daily_budgets
from simulator.forms.scenario_file import Dialect, write_table


def downloads(words: Words) -> None:
    """Budgets, those worth knowing, and what orders a day cost as files, with the plan as it is at the click."""
    present = inputs.present()
    files: dict[str, tuple[str, Callable[[Plan], pd.DataFrame]]] = {
        "budgets": (N_("Download the budgets (CSV)"), lambda plan: state.spending(plan).by_budget),
        "notable": (N_("Download the budgets worth knowing (CSV)"), notable_table),
        "daily": (N_("Download the daily budgets (CSV)"), daily_table),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        for name, (label, table_of) in files.items():
            csv_button(
                words.text(label),
                partial(_content, table_of, present, dialect),
                "cpo-budgets.csv" if name == "budgets" else f"cpo-{name}-budgets.csv",
                f"download_{name}",
            )


def _content(table_of: Callable[[Plan], pd.DataFrame], present: inputs.Present, dialect: Dialect) -> bytes:
    return table_csv(present.plan, table_of(present.plan), dialect)


def notable_table(plan: Plan) -> pd.DataFrame:
    """The budgets worth knowing, with why each is that one and what it brings; empty where there is none."""
    rows = [
        {"name": name, "reason": found.reason, **(found.figures._asdict() if found.figures else {})}
        for name, found in state.spending(plan).notable.items()
    ]
    return pd.DataFrame(rows, columns=["name", "reason", *BudgetFigures._fields])


def daily_table(plan: Plan) -> pd.DataFrame:
    """What orders a day cost at target CPO; no row where nothing can be bought at it."""
    try:
        return daily_budgets(state.margin(plan).target_cpo)
    except InputError:
        return daily_budgets(1.0)[:0]


def table_csv(plan: Plan, table: pd.DataFrame, dialect: Dialect) -> bytes:
    """A table as a file, its numbers unrounded."""
    table = table.assign(currency=plan.scenario.currency)
    return write_table(table, dialect=dialect)

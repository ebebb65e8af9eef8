"""TODO."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.frame import plan_results, visit
from pages.kit import charts, writing
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.words import N_, Words
from pages.parts.budget import results
from pages.parts.budget.pictures import _near, _texts, _your_budget
from simulator import BudgetFigures, Estimate, InputError, Plan, daily_budgets
from simulator.forms.scenario_file import Dialect, write_table


def table(words: Words) -> None:
    """Orders and the chance of none over the same budgets, and every budget as a row; followed while it is open."""
    title = words.text("Orders by budget, and every figure as a table")
    with st.expander(title, key="budget_table", on_change="rerun") as box:
        if box.open:
            _every_budget(words, title)


def _every_budget(words: Words, title: str) -> None:
    plan = visit.usable_plan()
    spending = results.spending(plan)
    _orders_charts(words, plan, _near(spending))
    found = [BudgetFigures(*row) for row in spending.by_budget.itertuples(index=False)]
    rows = [_row(words, plan, figures) for figures in found]
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=dict.fromkeys(rows[0], right), alt=title)
    st.caption(words.text("CPO and marginal CPO are medians; the marginal one is that of the long run."))


def _orders_charts(words: Words, plan: Plan, shown: pd.DataFrame) -> None:
    text = words.text
    orders, none = text("Expected orders, by budget"), text("The chance of no order at all, by budget")
    for title, column in ((orders, "orders_mean"), (none, "no_order_probability")):
        st.markdown(f"**{title}**")
        share = column == "no_order_probability"
        kind = text("chance of no order") if share else text("orders, expected")
        frame = charts.curves_frame(
            shown["budget"].tolist(), {kind: shown[column].tolist()}, places=_your_budget(words, plan)
        )
        spec = charts.curves((kind,), _texts(words, plan, kind, kind), words.chart_numbers(), shares=share)
        st.vega_lite_chart(frame, spec, key=f"budget_{column}_chart", alt=title)


def _row(words: Words, plan: Plan, figures: BudgetFigures) -> dict[str, str]:
    text = words.text
    # No order is as rare as the draws can tell: the error of a rare share is about its root.
    none = Estimate(figures.no_order_probability, math.sqrt(figures.no_order_probability / plan.settings.draws))
    budget = writing.whole_money(words, plan, figures.budget)
    return {
        text("budget"): text("{budget} (yours)", budget=budget) if figures.budget == plan.scenario.budget else budget,
        text("break-even"): writing.chance(words, plan, figures),
        text("CPO"): writing.per_order(words, plan, figures.cpo_p50),
        text("marginal CPO"): writing.per_order(words, plan, figures.marginal_cpo_p50),
        text("orders"): words.number(figures.orders_mean, decimals=0 if figures.orders_mean >= 10 else 1),
        text("no order"): words.short_chance(none, plan.settings.draws),
        text("profit"): writing.mean_profit(words, plan, figures),
        text("5 % below"): writing.profit(words, plan, figures, figures.profit_p5),
        text("20 % below"): writing.profit(words, plan, figures, figures.profit_p20),
        text("95 % below"): writing.profit(words, plan, figures, figures.profit_p95),
        text("worst 5 %"): writing.profit(words, plan, figures, figures.profit_worst_mean),
    }


def downloads(words: Words) -> None:
    """Budgets, those worth knowing, and what orders a day cost as files, with the plan as it is at the click."""
    present = visit.present()
    files: dict[str, tuple[str, Callable[[Plan], pd.DataFrame]]] = {
        "budgets": (N_("Download the budgets (CSV)"), lambda plan: results.spending(plan).by_budget),
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


def _content(table_of: Callable[[Plan], pd.DataFrame], present: visit.Present, dialect: Dialect) -> bytes:
    return table_csv(present.plan, table_of(present.plan), dialect)


def notable_table(plan: Plan) -> pd.DataFrame:
    """The budgets worth knowing, with why each is that one and what it brings; empty where there is none."""
    rows = [
        {"name": name, "reason": found.reason, **(found.figures._asdict() if found.figures else {})}
        for name, found in results.spending(plan).notable.items()
    ]
    return pd.DataFrame(rows, columns=["name", "reason", *BudgetFigures._fields])


def daily_table(plan: Plan) -> pd.DataFrame:
    """What orders a day cost at target CPO; no row where nothing can be bought at it."""
    try:
        return daily_budgets(plan_results.margin(plan).target_cpo)
    except InputError:
        return daily_budgets(1.0)[:0]


def table_csv(plan: Plan, table: pd.DataFrame, dialect: Dialect) -> bytes:
    """A table as a file, its numbers unrounded."""
    table = table.assign(currency=plan.scenario.currency)
    return write_table(table, dialect=dialect)

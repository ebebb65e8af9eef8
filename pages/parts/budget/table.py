"""Every budget as a row, orders over budgets, and all of it as files."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
import streamlit as st

from pages.frame import visit
from pages.kit import charts, files, tables, writing
from pages.kit.files import Download
from pages.kit.folded import folded
from pages.kit.tables import Row
from pages.kit.words import Words, in_markdown
from pages.parts.budget import figures
from pages.parts.budget.answer import clicks_seen
from pages.parts.budget.pictures import axis_texts, in_words, near_budgets, own_budget
from simulator import BudgetFigures, InputError, Plan, daily_budgets
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.budget_sweep import spending_of
from simulator.questions.margin import margin_of


def table(words: Words) -> None:
    """Orders and the chance of none over the same budgets, and every budget as a row; followed while it is open."""
    title = words.text("Every budget as a table")
    folded(title, "budget_table", lambda: _every_budget(words, title))


def _every_budget(words: Words, title: str) -> None:
    plan = visit.usable_plan()
    spending = spending_of(plan)
    shown = near_budgets(spending)
    in_words(words, plan, spending, shown)
    _orders_charts(words, plan, shown)
    rows = [_row(words, plan, BudgetFigures(*row)) for row in spending.by_budget.itertuples(index=False)]
    tables.show(rows, alt=title, height="auto")
    middle = words.text("Costs are middle values: half of all tries cost more.")
    st.caption(in_markdown(f"{clicks_seen(words, plan)} {middle}"))


def _orders_charts(words: Words, plan: Plan, shown: pd.DataFrame) -> None:
    text = words.text
    orders, none = text("Orders, by budget"), text("The chance of no order at all, by budget")
    for title, column in ((orders, "orders_mean"), (none, "no_order_probability")):
        share = column == "no_order_probability"
        kind = text("chance of no order") if share else text("orders on average")
        frame = charts.curves_frame(
            shown["budget"].tolist(), {kind: shown[column].tolist()}, places=own_budget(words, plan)
        )
        spec = charts.curves((kind,), axis_texts(words, plan, kind, kind), words.chart_numbers(), shares=share)
        charts.show(frame, spec, key=f"budget_{column}_chart", alt=title, title=title)


def _row(words: Words, plan: Plan, row: BudgetFigures) -> Row:
    text = words.text
    # No order is as rare as the draws can tell: the error of a rare share is about its root.
    error = math.sqrt(row.no_order_probability / plan.settings.draws)
    budget = writing.money(words, plan, row.budget)
    return {
        text("budget"): text("{budget} (yours)", budget=budget) if row.budget == plan.scenario.budget else budget,
        text("pays off"): figures.chance(words, plan, row),
        text("cost per order"): writing.cost_per_order(words, plan, row.cpo_p50),
        text("next order"): writing.cost_per_order(words, plan, row.marginal_cpo_p50),
        text("orders"): writing.count(words, row.orders_mean),
        text("no order"): writing.short_chance(words, plan, row.no_order_probability, error),
        text("profit"): figures.mean_profit(words, plan, row),
        text("1 in 20 below"): figures.profit_quantile(words, plan, row, row.profit_p5),
        text("1 in 5 below"): figures.profit_quantile(words, plan, row, row.profit_p20),
        text("1 in 20 above"): figures.profit_quantile(words, plan, row, row.profit_p95),
        text("very bad period"): figures.profit_quantile(words, plan, row, row.profit_worst_mean),
    }


def downloads(words: Words) -> None:
    """Budgets, those worth knowing, and what orders a day cost as files, with the plan as it is at the click."""
    latest = visit.present()

    def file(label: str, table_of: Callable[[Plan], pd.DataFrame], name: str, key: str) -> Download:
        return Download(label, lambda dialect: table_csv(latest.plan, table_of(latest.plan), dialect), name, key)

    text = words.text
    files.downloads(
        words,
        file(text("Download the budgets (CSV)"), _budget_table, "cpo-budgets.csv", "download_budgets"),
        file(
            text("Download the useful budgets (CSV)"),
            notable_table,
            "cpo-notable-budgets.csv",
            "download_notable",
        ),
        file(text("Download the daily budgets (CSV)"), daily_table, "cpo-daily-budgets.csv", "download_daily"),
    )


def _budget_table(plan: Plan) -> pd.DataFrame:
    return spending_of(plan).by_budget


def notable_table(plan: Plan) -> pd.DataFrame:
    """The budgets worth knowing, with why each is that one and what it brings; empty where there is none."""
    rows = [
        {"name": name, "reason": notable.reason, **(notable.figures._asdict() if notable.figures else {})}
        for name, notable in spending_of(plan).notable.items()
    ]
    return pd.DataFrame(rows, columns=["name", "reason", *BudgetFigures._fields])


def daily_table(plan: Plan) -> pd.DataFrame:
    """What orders a day cost at target CPO; no row where nothing can be bought at it."""
    try:
        return daily_budgets(margin_of(plan).target_cpo)
    except InputError:
        return daily_budgets(1.0)[:0]


def table_csv(plan: Plan, table: pd.DataFrame, dialect: Dialect) -> bytes:
    """A table as a file, its numbers unrounded."""
    table = table.assign(currency=plan.scenario.currency)
    return write_table(table, dialect=dialect)

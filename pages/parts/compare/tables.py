"""Plans side by side as a table, and all of them as files."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.frame import visit
from pages.kit import files, writing
from pages.kit import tables as kit_tables
from pages.kit.labels import SHAPES, VERDICTS
from pages.kit.words import Words
from pages.parts.compare.plans import Entry
from simulator import Estimate, write_scenarios
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.compare import side_by_side


def table(words: Words, entries: Sequence[Entry]) -> None:
    """One row per plan."""
    text, title = words.text, words.text("Plans side by side")
    rows = rows_of(words, entries)
    name, verdict = list(rows[0])[:2]
    narrow = st.column_config.TextColumn(pinned=True, width=170)  # wider, a phone could not reach the figures
    kit_tables.show(rows, alt=title, left=(verdict,), columns={name: narrow})
    st.caption(text("In brackets where the profit is likely to be: 9 times in 10."))


def rows_of(words: Words, entries: Sequence[Entry]) -> list[dict[str, str]]:
    """One row per plan, without the days where they are the same for all."""
    rows, days = [_row(words, entry) for entry in entries], words.text("days")
    if len({row[days] for row in rows}) == 1:
        rows = [{column: cell for column, cell in row.items() if column != days} for row in rows]
    return rows


def _row(words: Words, entry: Entry) -> dict[str, str]:
    text, plan, figures, spreads = words.text, entry.plan, entry.figures, entry.figures.spreads

    def figure(name: str, estimate: Estimate) -> str:
        return writing.output(words, plan, name, estimate)

    profit = {"expected": spreads["profit"].mean, "low": spreads["profit"].low, "high": spreads["profit"].high}
    return {
        text("plan"): entry.label,
        text("advice"): f"{SHAPES[figures.verdict.word]} {text(VERDICTS[figures.verdict.word])}",
        text("pays off"): words.short_chance(figures.break_even_probability, figures.draws),
        text("profit"): text(
            "{expected} ({low} to {high})", **{name: figure("profit", end) for name, end in profit.items()}
        ),
        text("very bad period"): figure("profit", figures.worst_profit),
        text("cost per order"): figure("cpo", spreads["cpo"].median),
        text("you can afford"): figure("max_cpo", spreads["max_cpo"].median),
        text("orders"): figure("orders", spreads["orders"].mean),
        text("budget"): writing.money(words, plan, plan.scenario.budget),
        text("days"): words.exact(plan.scenario.period_days),
    }


def downloads(words: Words, entries: Sequence[Entry]) -> None:
    """All plans, and the table, as files."""
    plans = tuple(entry.plan for entry in entries)
    present = plans[0]  # that of the sidebar is the first
    page_values = [visit.page_values_of(plan, present) for plan in plans]
    files.downloads(
        words,
        files.Download(
            words.text("Download all plans (CSV)"),
            lambda dialect: write_scenarios(plans, dialect=dialect, page_values=page_values),
            "cpo-plans.csv",
            "download_plans",
        ),
        files.Download(
            words.text("Download the table (CSV)"),
            lambda dialect: table_csv(entries, dialect),
            "cpo-comparison.csv",
            "download_table",
        ),
    )


def table_csv(entries: Sequence[Entry], dialect: Dialect) -> bytes:
    """The table as a file, with its numbers unrounded."""
    figures = side_by_side((entry.label, entry.plan, entry.figures) for entry in entries)
    return write_table(figures, dialect=dialect)

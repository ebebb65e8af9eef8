"""All figures of a plan as a table, and the plan and its draws as files."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.frame import visit
from pages.kit import files, folded, tables, writing
from pages.kit.labels import OUTPUT_NAMES
from pages.kit.words import N_, Words
from simulator import Estimate, Plan, outcome_of, write_draws, write_scenarios
from simulator.questions.figures import Figures

SUMMARY_COLUMNS = {
    "mean": N_("average"),
    "sd": N_("standard deviation"),
    "p5": N_("5 % below"),
    "p25": N_("25 % below"),
    "p50": N_("middle"),
    "p75": N_("75 % below"),
    "p95": N_("95 % below"),
}


def figures_table(words: Words, plan: Plan, figures: Figures) -> None:
    """Every output as a row of figures."""
    title = words.text("All figures as a table")
    folded.folded(title, "figures_table", partial(_figures_table, words, plan, figures, title))


def _figures_table(words: Words, plan: Plan, figures: Figures, title: str) -> None:
    rows = []
    for name, row in figures.summary.iterrows():
        error = float(row["mc_error"])
        cells = {
            words.text(heading): writing.output(words, plan, str(name), Estimate(float(row[column]), error))
            for column, heading in SUMMARY_COLUMNS.items()
        }
        rows.append({words.text("figure"): words.text(OUTPUT_NAMES[str(name)]), **cells})
    tables.show(rows, alt=title)
    st.caption(
        words.plural(
            "From {count} try. Where a try brings no order, the average cost per order is infinite: read the middle.",
            "From {count} tries. Where a try brings no order, the average cost per order is infinite: read the middle.",
            figures.draws,
            count=words.number(figures.draws),
        )
    )


def downloads(words: Words) -> None:
    """The plan with its results, and its draws, as files: as they are at the click."""
    present = visit.present()
    files.downloads(
        words,
        files.Download(
            words.text("Download the plan (CSV)"),
            lambda dialect: write_scenarios((present.plan,), dialect=dialect, page_values=(present.page_values,)),
            "cpo-plan.csv",
            "download_plan",
        ),
        files.Download(
            words.text("Download all tries (CSV)"),
            lambda dialect: write_draws(outcome_of(present.plan), dialect=dialect),
            "cpo-draws.csv",
            "download_draws",
        ),
    )

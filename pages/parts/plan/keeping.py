"""TODO."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.frame import plan_results, visit
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.labels import OUTPUT_NAMES
from pages.kit.words import N_, Words
from pages.kit.writing import output
from simulator import Estimate

SUMMARY_COLUMNS = {
    "mean": N_("mean"),
    "sd": N_("standard deviation"),
    "p5": N_("5 % below"),
    "p25": N_("25 % below"),
    "p50": N_("median"),
    "p75": N_("75 % below"),
    "p95": N_("95 % below"),
}


def keeping(words: Words) -> None:
    """Keep the plan as baseline or for comparison."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words.text("Keep as baseline"),
            key="keep_baseline",
            on_click=_keep_as_baseline,
            help=words.text(
                "Every figure then shows its change against the plan as it is now. From then on a change of "
                "budget moves the click price along γ, from the price at the present budget."
            ),
        )
        if visit.baseline() is not None:
            st.button(words.text("Forget the baseline"), key="forget_baseline", on_click=visit.forget_baseline)
        st.button(
            words.text("Keep for comparison"),
            key="keep_plan",
            on_click=_keep_for_comparison,
            help=words.text("Puts the plan beside others on the page Compare."),
        )


def _keep_as_baseline() -> None:
    visit.keep_as_baseline(visit.standing().plan)


def _keep_for_comparison() -> None:
    visit.keep_present(visit.standing().plan)


def figures_table(words: Words) -> None:
    """Every output as a row of figures."""
    with st.expander(words.text("All figures as a table"), key="figures_table", on_change="rerun") as box:
        if box.open:
            _figures_table(words)


def _figures_table(words: Words) -> None:
    plan = visit.usable_plan()
    figures = plan_results.figures(plan)
    rows = []
    for name, row in figures.summary.iterrows():
        error = float(row["mc_error"])
        cells = {
            words.text(title): output(words, plan, str(name), Estimate(float(row[column]), error))
            for column, title in SUMMARY_COLUMNS.items()
        }
        rows.append({words.text("output"): words.text(OUTPUT_NAMES[str(name)]), **cells})
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=words.text("All figures as a table"))
    st.caption(
        words.text(
            "From {draws} draws. An infinite mean CPO is no error: where a draw has no order, only the median tells.",
            draws=words.number(figures.draws),
        )
    )


def downloads(words: Words) -> None:
    """The plan with its results, and its draws, as files: as they are at the click."""
    present = visit.present()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            words.text("Download the plan (CSV)"),
            lambda: plan_results.scenario_csv((present.plan,), (present.page_values,), dialect),
            "cpo-plan.csv",
            "download_plan",
        )
        csv_button(
            words.text("Download the draws (CSV)"),
            lambda: plan_results.draws_csv(present.plan, dialect),
            "cpo-draws.csv",
            "download_draws",
        )

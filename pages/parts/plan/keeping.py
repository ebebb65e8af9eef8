"""Keeping the plan: as the baseline, or for the page Compare."""

from __future__ import annotations

import streamlit as st

from pages.frame import visit
from pages.kit.words import Words


def keeping(words: Words) -> None:
    """Keep the plan as baseline or for comparison."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words.text("Compare changes with this"),
            key="keep_baseline",
            on_click=_keep_as_baseline,
            help=words.text("Every figure then shows its change against the plan as it is now (the baseline)."),
        )
        if visit.baseline() is not None:
            st.button(words.text("Stop comparing"), key="forget_baseline", on_click=visit.forget_baseline)
        st.button(
            words.text("Save to compare"),
            key="keep_plan",
            on_click=_keep_for_comparison,
            help=words.text("Puts the plan beside others on the page Compare."),
        )


def _keep_as_baseline() -> None:
    visit.keep_as_baseline(visit.check_inputs().plan)


def _keep_for_comparison() -> None:
    visit.keep_present(visit.check_inputs().plan)

"""What comes after the answer: the next page, and keeping the plan as the baseline, or for the page Compare."""

from __future__ import annotations

import streamlit as st

from pages.frame import visit
from pages.frame.device import is_phone
from pages.kit.words import Words


def keeping(words: Words) -> None:
    """What comes next, and in small: keep the plan as baseline or for comparison."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if not is_phone():  # which ends every page with the one that comes next
            following = words.text("Next: {page}", page=words.text("Budget"))
            st.page_link("budget.py", label=following, icon=":material/arrow_forward:", width="content")
        st.button(
            words.text("Compare changes with this"),
            key="keep_baseline",
            type="tertiary",
            icon=":material/compare_arrows:",
            on_click=_keep_as_baseline,
            help=words.text("Every figure then shows its change against the plan as it is now (the baseline)."),
        )
        if visit.baseline() is not None:
            stop = words.text("Stop comparing")
            st.button(stop, key="forget_baseline", type="tertiary", on_click=visit.forget_baseline)
        st.button(
            words.text("Save to compare"),
            key="keep_plan",
            type="tertiary",
            icon=":material/bookmark_add:",
            on_click=_keep_for_comparison,
            help=words.text("Puts the plan beside others on the page Compare."),
        )


def _keep_as_baseline() -> None:
    visit.keep_as_baseline(visit.check_inputs().plan)


def _keep_for_comparison() -> None:
    visit.keep_present(visit.check_inputs().plan)

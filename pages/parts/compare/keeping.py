"""Keeping plans for comparison: from the sidebar, from a file, and dropping them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.frame import visit
from pages.kit import folded
from pages.kit.words import Words
from pages.parts.compare.plans import Entry, entry_of
from simulator import Plan


def keeping(words: Words, plan: Plan, entries: Sequence[Entry]) -> None:
    """Keep the plan of the sidebar, take another one there, drop plans."""
    text, full = words.text, len(visit.kept_plans()) >= visit.MOST_KEPT
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = [entry.label for entry in entries]
        label = st.selectbox(text("Plan"), labels, index=1, key="compare_plan", persist_state="session", width=260)
        chosen = entry_of(entries, label)
        st.button(
            text("Put it in the sidebar"),
            key="compare_put",
            on_click=_put,
            args=(chosen.plan, plan),
            disabled=chosen.plan == plan,
            help=text("The plan that is there now is kept here."),
        )
        st.button(
            text("Drop it"),
            key="compare_drop",
            on_click=visit.drop,
            args=(chosen.plan,),
            disabled=not chosen.is_kept,
            help=text("Kept plans can be dropped; the baseline is forgotten on the page Plan."),
        )
        st.button(
            text("Drop all kept"),
            key="compare_drop_all",
            on_click=visit.drop,
            args=visit.kept_plans(),
            disabled=not visit.kept_plans(),
        )
        _keep_button(words, plan, full=full)
    if full:
        st.warning(
            text("No room for more: at most {most} plans are kept. Drop one.", most=words.number(visit.MOST_KEPT))
        )
    st.caption(text("Kept plans live as long as this visit: download them to have them another day."))


def _keep_button(words: Words, plan: Plan, *, full: bool = False) -> None:
    st.button(
        words.text("Keep the plan in the sidebar"),
        key="compare_keep",
        on_click=visit.keep_present,
        args=(plan,),
        disabled=visit.is_kept(plan) or (full and plan not in visit.kept_plans()),
    )


def _put(plan: Plan, present: Plan) -> None:
    if present in visit.kept_plans():
        visit.renew(present)
    else:
        visit.keep({present: visit.page_values()})
    if present in visit.kept_plans():  # else there is no room, which was said: nothing is lost
        visit.load(plan, visit.page_values_of(plan, present))


def alone(words: Words, plan: Plan) -> None:
    """What to do next where there is nothing to compare with."""
    text = words.text
    st.info(
        text(
            "There is only the plan in the sidebar yet. Keep it, then change something in the sidebar: the changed "
            "plan appears beside the kept one. Or load plans from a file."
        ),
        icon=":material/info:",
    )
    if plan in visit.kept_plans():
        st.caption(text("The plan in the sidebar is kept. Now change a click price, a budget or a margin there."))
    _keep_button(words, plan)


def files(words: Words, load: Callable[[], None], *, opened: bool) -> None:
    """Plans from a file.

    load : draws the choice of the file, and takes over its plans
    """
    folded.folded(words.text("Load plans from a file"), "compare_files", load, opened=opened)

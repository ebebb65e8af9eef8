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
            text("Use it"),
            key="compare_put",
            on_click=_put,
            args=(chosen.plan, plan),
            disabled=chosen.plan == plan,
            help=text("Your present plan is saved here."),
        )
        st.button(
            text("Remove it"),
            key="compare_drop",
            on_click=visit.drop,
            args=(chosen.plan,),
            disabled=not chosen.is_kept,
            help=text("Only saved plans can be removed."),
        )
        st.button(
            text("Remove all saved"),
            key="compare_drop_all",
            on_click=visit.drop,
            args=visit.kept_plans(),
            disabled=not visit.kept_plans(),
        )
        _keep_button(words, plan, full=full)
    if full:
        st.warning(_no_room(words))
    st.caption(text("Download your plans to have them another day."))


def _no_room(words: Words) -> str:
    return words.plural(
        "No room for more: at most {most} plan is saved. Remove one.",
        "No room for more: at most {most} plans are saved. Remove one.",
        visit.MOST_KEPT,
        most=words.number(visit.MOST_KEPT),
    )


def _keep_button(words: Words, plan: Plan, *, full: bool = False) -> None:
    st.button(
        words.text("Save this plan"),
        key="compare_keep",
        on_click=visit.keep_present,
        args=(plan,),
        disabled=visit.is_kept(plan) or (full and plan not in visit.kept_plans()),
    )


def _put(plan: Plan, present: Plan) -> None:
    if not visit.is_kept(present):
        visit.keep([(present, visit.page_values())], anew=True)
    if visit.is_kept(present):  # else there is no room, which was said: nothing is lost
        visit.load(plan, visit.page_values_of(plan, present))


def alone(words: Words, plan: Plan) -> None:
    """What to do next where there is nothing to compare with."""
    text = words.text
    st.info(
        text(
            "There is only one plan yet. Save it, then change a number above: the changed plan appears beside it. Or "
            "load plans from a file."
        ),
        icon=":material/info:",
    )
    if plan in visit.kept_plans():
        st.caption(text("It is saved. Now change a number above."))
    _keep_button(words, plan)


def files(words: Words, load: Callable[[], None], *, opened: bool) -> None:
    """Plans from a file.

    load : draws the choice of the file, and takes over its plans
    """
    folded.folded(words.text("Load plans from a file"), "compare_files", load, opened=opened)

"""What is kept: results by their frozen plan for everyone, and a visit's own plans in its session."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.shared.words import Words, best_locale, words_for
from simulator import Comparison, Plan, compare, write_draws, write_scenarios
from simulator.answers import outcome_of
from simulator.fields import fields_of
from simulator.figures import Figures, Pictures, figures_of, pictures_beside

MOST_KEPT = 20
"""Plans that one visit keeps side by side."""


def words() -> Words:
    """The reader's words: the locale chosen in the sidebar, at first the browser's."""
    if "locale" not in st.session_state:
        st.session_state["locale"] = best_locale(st.context.locale)
    return words_for(st.session_state["locale"])


@st.cache_data(max_entries=512, show_spinner=False)
def figures(plan: Plan) -> Figures:
    """All figures of a plan."""
    return figures_of(plan)


@st.cache_data(max_entries=256, show_spinner=False)
def pictures_with(plan: Plan, kept: Plan) -> Pictures:
    """The pictures of a plan with the outlines of its baseline."""
    return pictures_beside(plan, kept)


@st.cache_data(max_entries=128, show_spinner=False)
def compared(first: Plan, second: Plan) -> dict[str, Any]:
    """The second plan against the first: probabilities, the difference and its bars."""
    found: Comparison = compare(first, second)
    return {
        "better_probability": found.better_probability,
        "same_probability": found.same_probability,
        "cheaper_probability": found.cheaper_probability,
        "mean_difference": found.mean_difference,
        "low": found.quantile(0.05),
        "high": found.quantile(0.95),
        "bars": found.bars,
    }


def scenario_csv(plans: tuple[Plan, ...], dialect: str) -> bytes:
    """The plans with their results as a file."""
    return write_scenarios(plans, dialect="comma" if dialect == "comma" else "point")


def draws_csv(plan: Plan, dialect: str) -> bytes:
    """Every draw of a plan as a file."""
    return write_draws(outcome_of(plan), dialect="comma" if dialect == "comma" else "point")


# ---------------------------------------------------------------------------------------------------------------
# A visit's own plans


def baseline() -> Plan | None:
    """The plan that the present one is held against."""
    return st.session_state.get("baseline")


def keep_as_baseline(plan: Plan) -> None:
    """Hold later changes against this plan; its click price stays tied to its budget from now on."""
    st.session_state["baseline"] = plan
    if st.session_state.get("reference_budget") is None:
        st.session_state["reference_budget"] = plan.scenario.reference_budget


def forget_baseline() -> None:
    """Hold the plan against nothing."""
    st.session_state["baseline"] = None


def kept() -> tuple[Plan, ...]:
    """The plans kept for comparison, oldest first."""
    return tuple(st.session_state.get("kept", ()))


def keep(*plans: Plan) -> None:
    """Keep plans for comparison; the same one only once, the newest when there is no more room."""
    together = dict.fromkeys((*kept(), *plans))
    st.session_state["kept"] = tuple(together)[-MOST_KEPT:]


def drop(plan: Plan) -> None:
    """Keep a plan no longer."""
    st.session_state["kept"] = tuple(each for each in kept() if each != plan)


def load(plan: Plan) -> None:
    """Make this plan the one in the sidebar."""
    st.session_state.update(fields_of(plan))
    st.session_state["wrong"] = {}

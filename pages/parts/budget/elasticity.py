"""TODO."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking, visit
from pages.kit.words import N_, Words
from pages.parts.budget import results
from simulator import PUBLISHED_RANGES, Elasticity, InputError, Plan, Rate, elasticity_from_two_points
from simulator.beliefs.distributions import quantile
from simulator.forms.fields import fields_of_belief

FINDINGS = {
    "rising": N_("Your two periods say γ = **{value}**; with a chance of {level} it lies between {low} and {high}."),
    "unclear": N_(
        "Your two periods say γ = **{value}**, but the orders counted leave {low} to {high} open ({level}): more "
        "orders, or a larger step in spend, would tell more."
    ),
    "falling": N_(
        "By your two periods an order became cheaper with more spend (γ = {value}). That has another cause than the "
        "spend: a season, an offer, chance ({level}: {low} to {high})."
    ),
    "fewer_orders": N_(
        "By your two periods more money brought no more orders (γ = {value}). That has another cause than the spend: "
        "a season, an offer, chance ({level}: {low} to {high})."
    ),
}

SOURCES = {
    "response_models": N_("published models of response to spend"),
    "doubled_spend": N_("accounts that doubled their spend (an upper range)"),
}

TWO_PERIODS = {
    "spend_before": N_("Spend before"),
    "cpo_before": N_("CPO before"),
    "spend_after": N_("Spend after"),
    "cpo_after": N_("CPO after"),
}


def elasticity(words: Words) -> None:
    """γ from two periods of one's own, or from published ranges."""
    title = words.text("How fast do clicks get dearer? γ from your own history")
    with st.expander(title, key="budget_elasticity", on_change="rerun") as box:
        if box.open:
            _elasticity(words)


def _elasticity(words: Words) -> None:
    _own_history(words, visit.usable_plan())
    _published(words)


def _own_history(words: Words, plan: Plan) -> None:
    text = words.text
    st.markdown(
        text(
            "Take two periods of the same length and the same campaigns, one with clearly more spend than the "
            "other, and nothing else changed: no sale, no other season."
        )
    )
    money, given = words.currency_symbol(plan.scenario.currency), {}
    with st.grid(len(TWO_PERIODS), min_column_width=150):
        for name, label in TWO_PERIODS.items():
            with st.container():
                given[name] = asking.number(words, f"{text(label)}, {money}", f"budget_{name}")
    writing = [value for value in given.values() if value is not None]
    if len(writing) < len(given):
        return
    try:
        found = elasticity_from_two_points(*writing)
    except InputError as error:
        asking.wrong(words, error)
        return
    st.markdown(_finding(words, found))
    if found.belief is not None and 0 <= found.value < 1:
        low, high = (quantile(found.belief, share) for share in ((1 - found.level) / 2, (1 + found.level) / 2))
        _use(words, low, high, "two_points")


def _finding(words: Words, found: Elasticity) -> str:
    value, low, high = (words.number(each, decimals=2) for each in (found.value, found.low, found.high))
    level = words.percent(found.level, decimals=0)
    return words.text(FINDINGS[found.finding], value=value, low=low, high=high, level=level)


def _published(words: Words) -> None:
    text = words.text
    st.markdown(text("Without a history of your own, these ranges are a start:"))
    for each in PUBLISHED_RANGES:
        with st.container(horizontal=True, vertical_alignment="center"):
            low, high = (words.number(end, decimals=2) for end in (each.low, each.high))
            st.markdown(text("{low} to {high}: {source}", low=low, high=high, source=text(SOURCES[each.source])))
            _use(words, each.low, each.high, each.source)


def _use(words: Words, low: float, high: float, name: str) -> None:
    st.button(
        words.text("Use γ from {range}", range=results.gamma_range(words, low, high)),
        key=f"budget_gamma_{name}",
        on_click=_use_gamma,
        args=(low, high),
    )


def _use_gamma(low: float, high: float) -> None:
    """γ is not known to be one number: the range goes into the plan, in three digits."""
    ends = (float(f"{end:.3g}") for end in (low, high))
    visit.set_fields(fields_of_belief("cpc_elasticity", Rate(*ends)))
    visit.moved()

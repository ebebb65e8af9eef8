"""How fast clicks get dearer: γ from two periods of one's own, or from published ranges."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking, visit
from pages.kit import writing
from pages.kit.folded import folded
from pages.kit.words import N_, Words
from pages.parts.budget import figures
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
    folded(title, "budget_elasticity", lambda: _elasticity(words))


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
    values = [value for value in given.values() if value is not None]
    if len(values) < len(given):
        return
    try:
        estimate = elasticity_from_two_points(*values)
    except InputError as error:
        asking.wrong(words, error)
        return
    st.markdown(_finding(words, estimate))
    if estimate.belief is not None and 0 <= estimate.value < 1:
        shares = (1 - estimate.level) / 2, (1 + estimate.level) / 2
        low, high = (quantile(estimate.belief, share) for share in shares)
        _use(words, low, high, "two_points")


def _finding(words: Words, estimate: Elasticity) -> str:
    value, low, high = (words.number(end, decimals=2) for end in (estimate.value, estimate.low, estimate.high))
    level = writing.level(words, estimate.level)
    return words.text(FINDINGS[estimate.finding], value=value, low=low, high=high, level=level)


def _published(words: Words) -> None:
    text = words.text
    st.markdown(text("Without a history of your own, these ranges are a start:"))
    for published in PUBLISHED_RANGES:
        with st.container(horizontal=True, vertical_alignment="center"):
            low, high = (words.number(end, decimals=2) for end in (published.low, published.high))
            st.markdown(text("{low} to {high}: {source}", low=low, high=high, source=text(SOURCES[published.source])))
            _use(words, published.low, published.high, published.source)


def _use(words: Words, low: float, high: float, name: str) -> None:
    st.button(
        words.text("Use γ from {range}", range=figures.gamma_range(words, low, high)),
        key=f"budget_gamma_{name}",
        on_click=_use_gamma,
        args=(low, high),
    )


def _use_gamma(low: float, high: float) -> None:
    """γ is not known to be one number: the range goes into the plan, in three digits."""
    ends = (float(f"{end:.3g}") for end in (low, high))
    visit.change(fields_of_belief("cpc_elasticity", Rate(*ends)))

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
    "rising": N_(
        "By your two periods clicks get dearer by **{value}** ({low} to {high}); 0 is not at all, 0.2 is usual."
    ),
    "unclear": N_(
        "Your two periods say **{value}**, but {low} to {high} is possible: more orders, or a larger step in spend, "
        "would tell more."
    ),
    "falling": N_(
        "By your two periods an order became cheaper with more spend ({value}; {low} to {high}). That has another "
        "cause: a season, an offer, chance."
    ),
    "fewer_orders": N_(
        "By your two periods more money brought no more orders ({value}; {low} to {high}). That has another cause: a "
        "season, an offer, chance."
    ),
}

SOURCES = {
    "response_models": N_("published studies"),
    "doubled_spend": N_("accounts that doubled their spend (the most)"),
}

TWO_PERIODS = {
    "spend_before": N_("Spend before"),
    "cpo_before": N_("Cost per order before"),
    "spend_after": N_("Spend after"),
    "cpo_after": N_("Cost per order after"),
}


def elasticity(words: Words) -> None:
    """γ from two periods of one's own, or from published ranges."""
    title = words.text("How fast clicks get dearer")
    folded(title, "budget_elasticity", lambda: _elasticity(words))


def _elasticity(words: Words) -> None:
    _own_history(words, visit.usable_plan())
    _published(words)


def _own_history(words: Words, plan: Plan) -> None:
    text = words.text
    st.markdown(
        text(
            "Take two equally long periods of the same campaigns, one with clearly more spend, and nothing else "
            "changed."
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
    st.markdown(text("Or start from:"))
    for published in PUBLISHED_RANGES:
        with st.container(horizontal=True, vertical_alignment="center"):
            low, high = (words.number(end, decimals=2) for end in (published.low, published.high))
            st.markdown(text("{low} to {high}: {source}", low=low, high=high, source=text(SOURCES[published.source])))
            _use(words, published.low, published.high, published.source)


def _use(words: Words, low: float, high: float, name: str) -> None:
    st.button(
        words.text("Use {range}", range=figures.gamma_range(words, low, high)),
        key=f"budget_gamma_{name}",
        on_click=_use_gamma,
        args=(low, high),
    )


def _use_gamma(low: float, high: float) -> None:
    """γ is not known to be one number: the range goes into the plan, in three digits."""
    ends = (float(f"{end:.3g}") for end in (low, high))
    visit.change(fields_of_belief("cpc_elasticity", Rate(*ends)))

"""What a click costs at the budget, where that is not what was typed, and the way to say that it is."""

from __future__ import annotations

import streamlit as st

from pages.frame import visit
from pages.kit import writing
from pages.kit.words import Words, in_markdown
from simulator import Plan
from simulator.beliefs.distributions import median

SAME_PRICE = 0.005
"""Relative difference of two click prices that nobody would call two."""


def click_price(words: Words, plan: Plan) -> None:
    """The price in use, in a sentence, with a button that takes the budget for the spend at which it was seen."""
    scenario = plan.scenario
    if abs(scenario.cpc_factor - 1) < SAME_PRICE:
        return
    budget = writing.money(words, plan, scenario.budget)
    price = words.text(
        "At {budget} a click costs about {cpc}: clicks get dearer as you spend more.",
        budget=budget,
        cpc=words.money(median(scenario.cpc) * scenario.cpc_factor, scenario.currency),
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(in_markdown(price), width="content")
        st.button(
            words.text("That is the price at {budget}", budget=in_markdown(budget)),
            key="own_spend",
            type="tertiary",
            on_click=_seen_at_budget,
        )


def _seen_at_budget() -> None:
    """The click price was seen at the budget: another spend than it says. For callbacks."""
    visit.change({"reference_budget": visit.fields()["budget"]})

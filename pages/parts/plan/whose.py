"""Whose numbers the answer is about: an example's, until the reader types."""

from __future__ import annotations

import streamlit as st

from pages.frame import costs, visit
from pages.kit.words import Words, plain_markdown
from simulator import Plan
from simulator.forms.examples import FIRST_VISIT, SALES, example_of
from simulator.forms.presets import presets


def example(words: Words) -> None:
    """Say that the numbers are an example's, where they are."""
    of = example_of(visit.inputs().values, SALES)
    if of is None:
        return
    if of == FIRST_VISIT:
        st.caption(words.text(":material/science: Type **your own** numbers above."))
        return
    title = words.text(presets()[of].title)
    st.caption(
        words.text(
            ":material/science: **An example**, not your shop: {example}. Type your own numbers above.",
            example=plain_markdown(title),
        )
    )


def ask_costs(words: Words, plan: Plan) -> None:
    """Ask for the costs of an order, where only they still are an example's."""
    if example_of(visit.inputs().values, SALES) is None:
        costs.ask(words, plan, "plan")

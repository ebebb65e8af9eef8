"""Whose numbers the answer is about: an example's, until the reader types."""

from __future__ import annotations

import streamlit as st

from pages.frame import costs, visit
from pages.kit.words import Words, plain_markdown
from simulator import Plan
from simulator.forms.examples import FIRST_VISIT, SALES, example_of
from simulator.forms.presets import presets


def whose(words: Words, plan: Plan) -> None:
    """Say that the numbers are an example's; where only the costs of an order still are, ask for them."""
    of = example_of(visit.inputs().values, SALES)
    if of is None:
        costs.ask(words, plan, "plan")
        return
    title = words.text("an invented shop") if of == FIRST_VISIT else words.text(presets()[of].title)
    st.caption(
        words.text(
            ":material/science: **An example**, not your shop: {example}. Type your own numbers above, or upload your "
            "export.",
            example=plain_markdown(title),
        )
    )

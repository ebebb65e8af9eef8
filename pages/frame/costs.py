"""What an order costs, asked for as long as an example says it: no ad export holds a margin."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pages.frame import visit
from pages.kit import writing
from pages.kit.labels import label_of
from pages.kit.words import Words, in_markdown, plain_markdown
from simulator import Plan
from simulator.forms.examples import COSTS, FIRST_VISIT, SALES, TRADES, costs_of_trade, example_of
from simulator.forms.presets import presets
from simulator.questions.margin import margin_of

MARGIN_GROUP = "margin_group"
"""Session key: whether the margin's inputs are open in the sidebar."""
NAMED = ("vat_rate", "cogs_share", "return_rate")
"""Costs of the example that a sentence names."""


def origin() -> str | None:
    """The example whose costs the plan has: `FIRST_VISIT`, the code of a preset, None where they are the reader's."""
    return example_of(visit.inputs().values, COSTS)


def whose() -> Literal["own", "example costs", "example"]:
    """Whether the plan is an example's as a whole, has an example's costs, or is the reader's."""
    if origin() is None:
        return "own"
    return "example costs" if example_of(visit.inputs().values, SALES) is None else "example"


def ask(words: Words, plan: Plan, place: str) -> None:
    """Say whose costs the answer uses, offer those of a trade, and open the inputs; nothing where they are typed.

    place : where this stands, unlike any other place of the page
    """
    of = origin()
    if of is None:
        return
    st.caption(in_markdown(f":material/receipt_long: {_whose(words, plan, of)}"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        trade = st.selectbox(
            words.text("Costs of your trade"),
            TRADES,
            format_func=lambda code: words.text(presets()[code].title),
            key=f"trade_{place}",
            width=280,
        )
        st.button(words.text("Start with these costs"), key=f"trade_take_{place}", on_click=_take, args=(trade,))
        st.button(words.text("Type my own costs"), key=f"costs_open_{place}", on_click=_open)


def _whose(words: Words, plan: Plan, of: str) -> str:
    left = writing.money(words, plan, margin_of(plan).max_cpo)
    if of != FIRST_VISIT:
        return words.text(
            "Example costs ({example}), not yours: an order leaves {left} before ads.",
            example=plain_markdown(words.text(presets()[of].title)),
            left=left,
        )
    values = visit.inputs().values
    costs = ", ".join(_cost(words, plan, name, float(values[name] or 0)) for name in NAMED if values[name])
    return words.text("Still example costs ({costs} …): an order leaves {left} before ads.", costs=costs, left=left)


def _cost(words: Words, plan: Plan, name: str, share: float) -> str:
    label = label_of(words, name, plan.scenario.currency).partition(",")[0]
    return f"{label} {writing.percent(words, share)}"


def _take(trade: str) -> None:
    visit.change(costs_of_trade(trade, str(visit.fields()["currency"])))


def _open() -> None:
    visit.remember(MARGIN_GROUP, True)

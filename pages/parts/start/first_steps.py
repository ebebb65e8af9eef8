"""The ways to numbers of one's own, beside the question of the first page: an export, the trade, orders of clicks."""

from __future__ import annotations

import streamlit as st

from pages.frame import visit, widgets
from pages.frame.device import is_phone
from pages.kit.words import Words
from pages.parts.start.presets import take_preset
from simulator.forms.presets import presets

TRADE = "trade"


def question(words: Words) -> None:
    """What the first page answers."""
    st.subheader(words.text("Plan: will these ads pay off?"), anchor=False, width="content")


def ways(words: Words) -> None:
    """How to begin."""
    st.page_link("evidence.py", label=words.text("Upload my export"), icon=":material/upload_file:", width="content")
    _trade(words)
    if visit.fields()["cvr_kind"] != "counts":
        st.button(
            words.text("Type orders and clicks"),
            key="by_counts",
            icon=":material/calculate:",
            type="tertiary",
            on_click=_by_counts,
        )


def _by_counts() -> None:
    """The conversion rate as what a visitor has; on a phone, the numbers of every day open. For callbacks."""
    widgets.give_as("cvr", "counts")
    if is_phone():
        visit.remember("everyday_group", True)


def _trade(words: Words) -> None:
    """Start with the figures of a trade, taken as soon as it is chosen."""
    with st.popover(
        words.text("Start with my trade"), icon=":material/storefront:", key="trade_how", on_change="rerun"
    ) as box:
        if not box.open:
            return
        taken = visit.recall("_trade")
        widgets.keep_in_step(TRADE, taken)
        codes = list(presets())
        st.radio(
            words.text("Start with my trade"),
            codes,
            codes.index(taken) if taken in codes else None,
            format_func=lambda code: words.text(presets()[code].title),
            key=TRADE,
            on_change=_take,
            args=(words,),
            label_visibility="collapsed",
        )
        widgets.hear(TRADE, taken, _take, words)


def _take(words: Words) -> None:
    code = visit.recall(TRADE)
    if code is not None and code != visit.recall("_trade"):
        visit.remember("_trade", code)
        take_preset(code, words)

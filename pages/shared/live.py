"""What follows an everyday input at once, while the rest of the page stays as it is.

A move of a slider changes the input itself, the answer, what is wrong and the address: these parts are fragments, and
the callback of the input asks for just them. That is less than half of what a whole page costs. Where a page's answer
is no such part, or the last page was never finished, a move draws everything, as every other widget does.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

ANSWER = "answer"
INPUT = "_input"
"""How the names of inputs end: a move of one leaves the others alone."""
_PARTS = "_parts"


def begin() -> None:
    """A whole page is drawn: its parts are made anew."""
    st.session_state[_PARTS] = ()


def part(name: str) -> Callable[[Callable[[], None]], None]:
    """Draw this function now, and again by itself whenever an everyday input moves."""

    def drawn(function: Callable[[], None]) -> None:
        st.fragment(function, key=name)()
        st.session_state[_PARTS] = (*st.session_state[_PARTS], name)

    return drawn


def follow(own: str) -> None:
    """Draw an input that is a part, and what follows it, and nothing else. Call it last in a callback of the input.

    Only where the browser asked for this input alone: with another change in the same request all must be drawn.
    """
    context = get_script_run_ctx()
    if context is None or not context.fragment_ids_this_run:
        return
    parts = st.session_state.get(_PARTS, ())
    if own in parts and ANSWER in parts:
        st.rerun([own, *(each for each in parts if not each.endswith(INPUT))])
    st.rerun()  # what changed is no part, or the rest of this page cannot follow by itself

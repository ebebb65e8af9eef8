"""One way to fold a part of a page away: it is drawn, and worked out, only while it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

_DRAWN: Final = "_folded"
"""Session key: label and state of every part as it was drawn last. One entry for all, which is written into: Streamlit
walks through every entry of the session each time it draws a text field."""


def folded(
    title: str,
    key: str,
    draw: Callable[[], None],
    *,
    opened: bool = False,
    warns: bool = False,
    when_open: str | None = None,
) -> None:
    """A part that opens with a click.

    title     : in the reader's language
    key       : the name of the part, unlike any other's
    draw      : draws what is inside
    opened    : whether it is open when a visit first sees it
    warns     : whether something in it needs the reader: its title then carries a sign
    when_open : the title while it is open, where the other one changes with what is typed inside
    """
    drawn = st.session_state.setdefault(_DRAWN, {})
    known = drawn.get(key)
    is_open = st.session_state.get(key, known[1] if known else opened)
    shown = when_open if when_open is not None and is_open else title
    label = f"{shown} :red[⚠]" if warns else shown
    before, was_open = known or (label, opened)
    if before != label or key not in st.session_state:
        # Another label (the sign, another language) or another page makes another expander, which would be closed.
        st.session_state[key] = bool(st.session_state.get(key, was_open))
    with st.expander(label, key=key, on_change="rerun") as box:
        drawn[key] = (label, box.open)
        if box.open:
            draw()

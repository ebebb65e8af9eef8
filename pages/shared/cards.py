"""A key figure with what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.shared.terms import TERMS
from pages.shared.words import Words, in_markdown, plain_markdown


def card(
    words: Words,
    label: str,
    value: str,
    lines: Sequence[str],
    term: str,
    more: Callable[[], None] | None = None,
) -> None:
    """A label with its glossary entry as help, a figure, and lines below it; nothing in them is markup.

    more : draws what else stands in the card
    """
    with st.container(border=True, height="stretch", gap="xsmall"):
        # A metric cuts its label off where it is narrow; a text wraps.
        st.markdown(f":small[{words.text(label)}]", help=plain_markdown(words.text(TERMS[term].definition)))
        st.metric(words.text(label), value, label_visibility="collapsed")
        st.caption("  \n".join(in_markdown(line) for line in lines))
        if more is not None:
            more()

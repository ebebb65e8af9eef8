"""Numbers that a page asks for itself: text fields in the reader's way of writing, what is wrong beside them."""

from __future__ import annotations

import streamlit as st

from pages.shared.terms import TERMS
from pages.shared.words import Words, plain_markdown
from simulator import InputError


def number(
    words: Words,
    label: str,
    key: str,
    start: float | None = None,
    *,
    percent: bool = False,
    help: str | None = None,
    placeholder: str | None = None,
) -> float | None:
    """The number typed, None while there is none or it cannot be read; what is wrong stands below the field.

    label, help, placeholder : in the reader's language
    start : what stands there at first
    """
    text = st.text_input(
        label,
        "" if start is None else words.exact(start, percent=percent),
        key=key,
        persist_state="session",
        help=help,
        placeholder=placeholder,
        max_chars=40,
    )
    if not text.strip():
        return None
    try:
        return words.parse(text, percent=percent)
    except InputError as error:
        wrong(words, error)
        return None


def wrong(words: Words, error: InputError) -> None:
    """What is wrong, in a sentence."""
    st.markdown(f":red[⚠ {words.error(error)}]")


def help_of(words: Words, term: str) -> str:
    """What the glossary says of a number."""
    return plain_markdown(words.text(TERMS[term].definition))

"""A key figure with what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from pages.kit.key_figure import KeyFigure as KeyFigure
from pages.kit.terms import TERMS
from pages.kit.words import MINUS, Words, plain_markdown


@dataclass(frozen=True, slots=True)
class Change:
    """How far a figure is from that of the baseline.

    text  : the change as its reader writes it, its sign in front
    color : "normal" where more is better, "inverse" where less is, "off" where neither
    """

    text: str
    color: Literal["normal", "inverse", "off"] = "normal"


def card(
    words: Words,
    label: str,
    value: str,
    lines: Sequence[str],
    term: str,
    more: Callable[[], None] | None = None,
    *,
    change: Change | None = None,
    note: str = "",
    about: str = "",
) -> None:
    """A label with its glossary entry as help, a figure, and lines below it; nothing in them is markup.

    label  : a text of the catalogue
    term   : its entry of the glossary
    more   : draws what else stands in the card
    change : against the baseline, where there is one
    note   : stands behind the "?" below the sentence of the glossary
    about  : a text of the catalogue that stands there instead, where the card shows something narrower than the term
    """
    explained = "\n\n".join(filter(None, (plain_markdown(words.text(about or TERMS[term].definition)), note)))
    with st.container(border=True, height="stretch", gap="xsmall"):
        # A metric cuts its label off where it is narrow; a text wraps.
        st.markdown(f":small[{words.text(label)}]", help=explained)
        st.metric(
            words.text(label),
            value,
            change.text if change else None,
            delta_color=_color(change) if change else "off",
            delta_arrow="auto" if change is None else "down" if MINUS in change.text else "up",
            delta_description=words.text("vs baseline") if change else None,
            label_visibility="collapsed",
        )
        st.caption("  \n".join(map(plain_markdown, lines)))
        if more is not None:
            more()


def _color(change: Change) -> Literal["green", "red", "gray"]:
    # Streamlit knows a fall by the hyphen in front only.
    if change.color == "off":
        return "gray"
    return "green" if (MINUS in change.text) == (change.color == "inverse") else "red"

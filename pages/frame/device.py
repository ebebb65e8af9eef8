"""Whether the visitor holds a phone: what needs room or a mouse is left out there."""

from __future__ import annotations

import streamlit as st

from pages.frame import visit


def is_phone() -> bool:
    """Whether the browser says that it is one of a phone; no browser says how wide its window is.

    Read once in a visit: every slider asks, and a browser stays what it is.
    """
    known: bool | None = visit.recall("is_phone")
    if known is None:
        known = "Mobi" in (st.context.headers.get("User-Agent") or "")
        visit.remember("is_phone", known)
    return known

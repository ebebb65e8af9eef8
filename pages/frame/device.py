"""Whether the visitor holds a phone: what needs room or a mouse is left out there."""

from __future__ import annotations

import streamlit as st


def is_phone() -> bool:
    """Whether the browser says that it is one of a phone; no browser says how wide its window is."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")

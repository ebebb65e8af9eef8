"""What is said on the page that a click leads to: a toast of the page that is left would go with it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.frame import visit

_NEXT: Final = "_notice"


def say_next(message: str, icon: str) -> None:
    """Say something on the page that comes next; it is drawn whole, whatever becomes of this one."""
    visit.remember(_NEXT, (message, icon))


def draw() -> None:
    """Say what is to be said, once."""
    if (notice := visit.recall(_NEXT)) is not None:
        visit.forget(_NEXT)
        st.toast(notice[0], icon=notice[1], duration="long")

"""The pages of the navigation, made once a visit."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.frame import visit

_PAGES: Final = "_pages"
"""Session key: the pages made so far, by script and title."""


def page_of(script: str, title: str, *, default: bool = False) -> st.Page:
    """A page of the navigation, the same one in every run of a visit.

    To make one walks to its file on the disk: with thirteen pages, every move of a slider would cost as much as three
    text fields more. Not one for all visits, since Streamlit notes in a page that it is about to run.

    title : in the reader's language
    """
    pages: dict[tuple[str, str], st.Page] = visit.recall(_PAGES, {})
    if (script, title) not in pages:
        pages[script, title] = st.Page(script, title=title, default=default)
        visit.remember(_PAGES, pages)
    return pages[script, title]

"""The way to the other pages on a phone, where Streamlit folds the navigation into the sidebar behind a mere "»"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from pages.kit.words import Words

Groups = Mapping[str, Sequence[st.Page]]
"""The pages by the title of their group, as the navigation has them."""
_MENU: Final = ":material/menu:"
_LINK_WIDTH: Final = 130
"""Pixels: two links beside each other on a narrow phone, so that the list needs no scrolling."""


def above(words: Words, groups: Groups, page: st.Page) -> None:
    """The list of all pages, first of all."""
    _all_pages(words, groups, page, "above")


def below(words: Words, groups: Groups, page: st.Page) -> None:
    """The page that comes next, and the list of all again: who has read to the end need not go back up."""
    every = [other for pages in groups.values() for other in pages]
    following = every[(every.index(page) + 1) % len(every)]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        title = words.text("Next: {page}", page=following.title)
        st.page_link(following, label=title, icon=":material/arrow_forward:", width="content")
        _all_pages(words, groups, page, "below")


def _all_pages(words: Words, groups: Groups, page: st.Page, place: str) -> None:
    """A list of links; the session goes along. Its key is the page's own, or it would stay open over the next page."""
    key = f"pages_{place}_{page.url_path}"
    with st.popover(words.text("All pages"), icon=_MENU, key=key, on_change="rerun") as box:
        if not box.open:
            return
        for title, pages in groups.items():
            if title:
                st.caption(title)
            with st.grid(2, min_column_width=_LINK_WIDTH, gap="xsmall"):
                for other in pages:
                    st.page_link(other, disabled=other is page)

"""What a visitor reads when a page fails all the same: a sentence, and a way on."""

from __future__ import annotations

from types import TracebackType

import streamlit as st

from pages.kit.words import Words


class WayOn:
    """Says, where what is drawn inside it fails, that nothing is lost and what to do; the error itself goes on its way.

    Nothing is caught: a bug stands in the log and ends the run as before. Streamlit's own ends of a run (a rerun, a
    stop) are no errors.
    """

    def __init__(self, words: Words) -> None:
        self._words = words

    def __enter__(self) -> None:
        """Draw inside."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if isinstance(error, Exception):
            st.error(
                self._words.text(
                    "This page could not be drawn. The fault is ours, and nothing of your work is lost: your plan is "
                    "in the address, and the plans and files of this visit are still here. Open another page, or undo "
                    "your last change on the left."
                ),
                icon=":material/build:",
            )

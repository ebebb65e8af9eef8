"""A key figure as a value: a card of a page, or a box of a report."""

from __future__ import annotations

from typing import NamedTuple


class KeyFigure(NamedTuple):
    """A key figure and the lines that belong to it.

    label : a text of the catalogue
    term  : its entry of the glossary, often the name of the output or chance
    note  : what else stands behind the "?", such as the simulation error
    about : a text of the catalogue that stands there instead of the glossary's, where the card shows something narrower
    """

    label: str
    value: str
    lines: tuple[str, ...]
    term: str
    note: str = ""
    about: str = ""

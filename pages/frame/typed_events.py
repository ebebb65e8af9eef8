"""The cells of the table of events while something in them cannot be used: so that nothing typed is lost, they travel
beside the plan, whose field `events` has the last usable ones.
"""

from __future__ import annotations

from typing import Final

from pages.frame import visit
from pages.kit import editing
from pages.kit.columns import EVENTS_TABLE

FOLD: Final = "events_fold"
"""Session key: whether the part of a page with the table is open."""
_SHOWN: Final = "events_shown"
"""Session key: the text of the events that the table was last filled with, or that was made of it."""
_UNUSABLE: Final = "events_unusable"
"""Session key: whether something in the table cannot be used."""


def field() -> str:
    """The plan's events as their text."""
    return str(visit.fields()["events"] or "")


def is_shown() -> bool:
    """Whether the table shows the plan's events, corrections that wait aside."""
    return visit.recall(_SHOWN) == field()


def show(text: str) -> None:
    """Note that these events are those of the table."""
    visit.remember(_SHOWN, text)
    visit.forget(_UNUSABLE)


def note(*, is_usable: bool) -> None:
    """Note whether all of the table can be used."""
    visit.remember(_UNUSABLE, not is_usable)


def texts() -> editing.Texts | None:
    """What is typed; None where all of it can be used, since the plan has it then."""
    return editing.texts_of(EVENTS_TABLE) if visit.recall(_UNUSABLE) and is_shown() else None


def open_texts(cells: editing.Texts) -> None:
    """Put what was typed in another visit into the table, in view, and leave the plan as it is."""
    editing.put_texts(EVENTS_TABLE, cells)
    show(field())
    note(is_usable=False)
    visit.remember(FOLD, True)


def forget() -> None:
    """Fill the table with the plan's events when it is drawn next."""
    visit.forget(_SHOWN)
    visit.forget(_UNUSABLE)

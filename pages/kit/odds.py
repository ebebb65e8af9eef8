"""A chance in words that need no statistics: 2 times in 3."""

from __future__ import annotations

from typing import Final

from pages.kit.words import N_, Words

_IN_WORDS: Final = (
    (0.02, N_("almost never")),
    (0.075, N_("about 1 time in 20")),
    (0.15, N_("about 1 time in 10")),
    (0.225, N_("about 1 time in 5")),
    (0.275, N_("about 1 time in 4")),
    (0.317, N_("about 3 times in 10")),
    (0.37, N_("about 1 time in 3")),
    (0.45, N_("about 2 times in 5")),
    (0.55, N_("about every second time")),
    (0.63, N_("about 3 times in 5")),
    (0.683, N_("about 2 times in 3")),
    (0.725, N_("about 7 times in 10")),
    (0.775, N_("about 3 times in 4")),
    (0.85, N_("about 4 times in 5")),
    (0.925, N_("about 9 times in 10")),
    (0.98, N_("about 19 times in 20")),
    (2.0, N_("almost always")),
)
"""Up to which chance each is said: the nearest of the simple fractions."""


def in_words(words: Words, share: float) -> str:
    """How often something of this chance happens, to the nearest simple fraction."""
    return words.text(next(text for most, text in _IN_WORDS if share < most))

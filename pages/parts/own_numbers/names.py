"""How the page writes what files bring: foreign names, spans of days, counts of campaigns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain, count

from pages.kit.words import Words

LONGEST_SHOWN = 60
"""Letters of a foreign name: a campaign may be called by a page of text."""


def shortened(text: str) -> str:
    """A foreign name in a line."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def labels(words: Words, names: Iterable[str], *, nameless: str = "") -> dict[str, str]:
    """What is shown of foreign names: short, never empty, and no two alike.

    nameless : what is shown of an empty name, in the reader's language
    """
    shown: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        short = shortened(name) or nameless or words.text("(no name)")
        numbered = chain((short,), (f"{short} ({at})" for at in count(2)))
        shown[name] = next(label for label in numbered if label not in taken)
        taken.add(shown[name])
    return shown


def span(words: Words, first: date, last: date) -> str:
    """From a day to a day, or one day."""
    if first == last:
        return words.date(first)
    return words.text("{first} to {last}", first=words.date(first), last=words.date(last))


def campaigns_counted(words: Words, campaigns: int) -> str:
    """So many campaigns."""
    return words.plural("{count} campaign", "{count} campaigns", campaigns, count=words.number(campaigns))

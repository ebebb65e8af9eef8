"""Names of columns and of parts of a link, as people write them.

Case, spaces, hyphens, points and underscores make no other name: “Min spend” is `min_spend`. A name that is only
similar is never taken for another; it is named, with the one that may be meant.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final

from simulator.errors import InputError

_BETWEEN: Final = re.compile(r"[\s_.\-\u2010-\u2015\u200b\u2060\ufeff]+")
_SIMILAR: Final = 0.75
"""How alike two names must be (difflib's ratio) before one is offered for the other."""
_LONGEST: Final = 40
_MOST_NAMED: Final = 6
_MOST_NOTES: Final = 30


def squeezed(name: str) -> str:
    """A name without what makes no other one of it."""
    return _squeezed(name[:200])


@lru_cache(maxsize=4096)
def _squeezed(name: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name)).casefold()


def recognised(written: Iterable[str], names: Collection[str]) -> list[str]:
    """Names as they are known; what is not known stays as it is written."""
    known = {squeezed(name): name for name in names}
    return [name if name in names else known.get(squeezed(name), name) for name in written]


def similar(name: str, names: Iterable[str]) -> str | None:
    """The known name that may be meant, or None."""
    known = {squeezed(heading): heading for heading in names}
    result = difflib.get_close_matches(squeezed(name[: 2 * _LONGEST]), known, n=1, cutoff=_SIMILAR)
    return known[result[0]] if result else None


def unknown(name: str, others: Iterable[str]) -> InputError:
    """What is said of a column that is not known.

    others : the columns that its file does not have
    """
    meant = similar(name, others)
    if meant is None:
        return InputError("This column is not known and was not read.")
    return InputError("This column is not known. Did you mean “{name}”? It was not used.", name=meant)


def unread(
    header: Sequence[str], names: Collection[str], rows: Iterable[Sequence[str]], *, results: str = ""
) -> list[tuple[str | None, InputError]]:
    """Columns of a file that are not read, each with its name, or None where it has none, and what is said of it.

    header : as `recognised`
    results : how the names of columns begin that are known, and for the reader only
    """
    missing = [name for name in names if name not in header]
    others = [
        (at, name) for at, name in enumerate(header) if name not in names and not (results and is_result(name, results))
    ]
    notes: list[tuple[str | None, InputError]] = [
        (name[:_LONGEST], unknown(name, missing)) for _, name in others if name
    ]
    strange = [name for name, error in notes if not error.values]
    if len(strange) > _MOST_NAMED:  # said in one sentence, so that none is only counted
        together = InputError(
            "These columns are not known and were not read: {names}.", names=", ".join(f"“{name}”" for name in strange)
        )
        notes = [(None, together), *((name, error) for name, error in notes if error.values)]
    if len(notes) > _MOST_NOTES:  # a file of thousands of columns like ours is no page of sentences
        more = InputError(
            "Further columns that are not known and were not read: {count}.", count=len(notes) - _MOST_NOTES
        )
        notes = [*notes[:_MOST_NOTES], (None, more)]
    bodies = list(rows)
    nameless = [
        at + 1 for at, name in others if not name and any(at < len(cells) and cells[at].strip() for cells in bodies)
    ]
    return [*notes, *((None, _nameless(number)) for number in nameless)]


def _nameless(number: int) -> InputError:
    return InputError("A column without a name has values; it was not read (column {number}).", number=number)


def is_result(name: str, results: str) -> bool:
    """Whether a column is a result, however its name is written."""
    return bool(re.match(rf"{results.rstrip('_')}[\s_.\-]", name, re.IGNORECASE))


def out_of_order(header: Sequence[str], names: Sequence[str], *, results: str = "") -> InputError | None:
    """What is said where columns stand in another order than they are written: two names may have been swapped."""
    place = {name: at for at, name in enumerate(names)}
    shown = [name for name in header if name in place or (results and is_result(name, results))]
    places = [place.get(name, len(names)) for name in shown]
    moved = [name for name, at, home in zip(shown, places, sorted(places), strict=True) if at != home]
    if not moved:
        return None
    return InputError(
        "Columns stand in another order than in a file of this page: {names}. Each was read by its name: check that "
        "the values under it belong to it.",
        names=listed(moved),
    )


def listed(names: Sequence[str]) -> str:
    """Names, the first few of many."""
    return ", ".join(f"“{name[:_LONGEST]}”" for name in names[:_MOST_NAMED]) + (
        ", …" if len(names) > _MOST_NAMED else ""
    )

"""Rows that stand in a file more than once, word for word: pasted twice, exported twice, or two that are the same."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.audit import Question
from simulator.evidence.reading.layout import Findings, Layout, Unreadable
from simulator.evidence.reading.table import Mask, text_of

_LONG_RUN: Final = 5
"""So many rows that repeat as many others in the same order were pasted twice: chance does not do that."""


def counts_once(layout: Layout, again: int, findings: Findings, *, is_usual: bool) -> bool:
    """Whether rows that repeat others count once: the reader's answer, else what is usual for such a file."""
    taken = layout.answers.get("repeated") or ("once" if is_usual else "all")
    ask = (
        InputError("Some rows repeat another row word for word (rows: {count}). They were counted once.", count=again)
        if taken == "once"
        else InputError("Some rows repeat another row word for word (rows: {count}). All were counted.", count=again)
    )
    labels = (InputError("Count them once"), InputError("Count all of them"))
    findings.choices.append(Question("repeated", "", "", ask, ("once", "all"), labels, taken))
    return taken == "once"


def is_pasted_twice(same: NDArray[np.int64], alive: Mask) -> bool:
    """Whether rows repeat others in the same order, so many that a part of the file was pasted twice."""
    origin = _origins(same[alive])
    places = np.arange(len(origin))
    goes_on = (origin[1:] < places[1:]) & (np.diff(origin) == 1)
    breaks = np.flatnonzero(np.concatenate(([True], ~goes_on, [True])))
    return bool(np.diff(breaks).max(initial=0) >= _LONG_RUN)


def blame_tails(layout: Layout, alive: Mask, amounts: frozenset[int], unreadable: Unreadable) -> None:
    """Rows that are the end of another row: where a part of a file was pasted that begins inside a row."""
    places = np.flatnonzero(alive)
    if len(places) < 2:
        return
    same = layout.table.same[places]
    origin = _origins(same) if pd.Series(same).duplicated().any() else np.arange(len(places))
    begins = np.flatnonzero((origin[1:] < np.arange(1, len(places))) & (origin[:-1] == np.arange(len(places) - 1))) + 1
    pairs = [(at - 1, origin[at] - 1) for at in begins.tolist() if origin[at] > 0]
    last = len(places) - 1
    whole = {int(places[tail]): int(places[row]) for tail, row in (*pairs, (last, last - 1))}
    mask = np.zeros_like(alive)
    for tail, row in whole.items():
        mask[tail] = _is_tail(layout, tail, row, amounts, least=1 if tail == places[-1] else 0)
    lines = layout.table.lines
    unreadable.blame_whole(
        mask, lambda at: InputError("This row is the end of row {row}, once more.", row=int(lines[whole[at]]))
    )


def _origins(same: NDArray[np.int64]) -> NDArray[np.intp]:
    """Per row the place of the first that is the same."""
    _, first, of_row = np.unique(same, return_index=True, return_inverse=True)
    return first[of_row]


def _is_tail(layout: Layout, tail: int, row: int, amounts: frozenset[int], least: int) -> bool:
    """Whether a row is another without the beginning of its first cell; rows of nothing but zeros do not tell.

    least  letters that the first cell must have left
    """
    columns = {place: column for place, column in layout.table.columns.items() if len(column.codes) > max(tail, row)}
    if 0 not in columns or any(column.codes[tail] != column.codes[row] for place, column in columns.items() if place):
        return False
    first = columns[0]
    one, other = (text_of(first.cells[first.codes[at]]) for at in (tail, row))
    has_amounts = any(
        set(text_of(columns[at].cells[columns[at].codes[row]])) & set("123456789") for at in amounts & columns.keys()
    )
    return has_amounts and least <= len(one) < len(other) and other.endswith(one)

"""Pivot tables: the day or the campaign stands only in the first row of its group, and holds for the rows below."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.evidence.reading.layout import Findings, Layout, ragged_rows
from simulator.evidence.reading.numbers import Cell, is_nothing
from simulator.evidence.reading.table import Codes, Column, Mask, text_of
from simulator.evidence.reading.texts import folded
from simulator.evidence.reading.totals import is_label

_LEAST: Final = 0.3
"""So many of the rows with numbers must lack their key."""
_UNIQUE: Final = 0.95
"""So many rows must be the only ones of their day and campaign once the key is filled in."""
_SUBTOTAL: Final = re.compile(
    r"(.+?)[ :-]+(?:total|totals|totaux|ergebnis|gesamt|summe|skupaj|vsota|totale|totaal|razem|suma|resultado)"
)
_DAYS: Final = ("date", "week", "month")


def subtotals(layout: Layout, alive: Mask) -> Mask:
    """Rows called “… Total” after a day or campaign that has rows of its own, as pivot tables write sums of a group."""
    rows = np.zeros_like(alive)
    for role in (*_DAYS, "campaign"):
        if role in layout.roles:
            names = {folded(text_of(cell)) for cell in layout.cells(role)}
            rows |= layout.where(role, partial(_is_subtotal, names=names))
    return rows & alive


def _is_subtotal(cell: Cell, names: set[str]) -> bool:
    match = _SUBTOTAL.fullmatch(folded(text_of(cell)[:200])) if isinstance(cell, str) else None
    return match is not None and match[1] in names


def without_gaps(layout: Layout, alive: Mask, amounts: frozenset[int], findings: Findings) -> Layout:
    """The table with the key of a group in every row of the group."""
    day = next((role for role in _DAYS if role in layout.roles), None)
    if day is None or "campaign" not in layout.roles:
        return layout
    counted = alive & _with_numbers(layout, amounts) & ~_labelled(layout, amounts)
    for role, other in ((day, "campaign"), ("campaign", day)):
        layout = _filled(layout, counted, role, other, findings)
    return layout


def _with_numbers(layout: Layout, amounts: frozenset[int]) -> Mask:
    rows = layout.table.rows
    mask = np.zeros(rows, dtype=bool)
    for place in amounts:
        mask |= layout.table.columns[place].where(lambda cell: not is_nothing(cell), rows)
    return mask


def _labelled(layout: Layout, amounts: frozenset[int]) -> Mask:
    rows = layout.table.rows
    mask = np.zeros(rows, dtype=bool)
    for place, column in layout.table.columns.items():
        if place not in amounts:
            mask |= column.where(is_label, rows)
    return mask


def _filled(layout: Layout, counted: Mask, role: str, other: str, findings: Findings) -> Layout:
    empty = layout.where(role, is_nothing) & counted & ~layout.where(other, is_nothing)
    places = np.flatnonzero(counted)
    if not len(places) or empty[places[0]] or empty.sum() < _LEAST * len(places):
        return layout
    codes = layout.codes(role)
    broken = ragged_rows(layout)  # it may have been the one with the key
    above = pd.Series(np.where(broken, -1, np.where(empty | ~counted, np.nan, codes))).ffill()
    filled = np.where(empty & (above >= 0), above, codes).astype(np.int32)
    if not layout.details and not _are_unique(layout, filled, other, counted):
        return layout
    filled = np.where(_seen_before(layout, filled, other, counted) & empty, codes, filled).astype(np.int32)
    findings.notes.append(
        InputError(
            "“{column}” stands only in the first row of each group, as in a pivot table. Rows that got it from the row "
            "above: {count}.",
            field=layout.name(role),
            column=layout.name(role),
            count=int((filled != codes).sum()),
        )
    )
    place = layout.roles[role]
    columns = {**layout.table.columns, place: Column(filled, layout.cells(role))}
    same = layout.table.same ^ (filled.astype(np.int64) + 1) * 0x9E3779B97F4A7C1
    return replace(layout, table=replace(layout.table, columns=columns, same=same))


def _seen_before(layout: Layout, filled: Codes, other: str, counted: Mask) -> Mask:
    """Rows of a day and campaign that the group has already: their key was lost. None where rows are split further."""
    mask = np.zeros(len(filled), dtype=bool)
    if not layout.details:
        rows = pd.DataFrame({"key": filled, "other": layout.codes(other), "same": layout.table.same})[counted]
        again = rows.duplicated(["key", "other"]) & ~rows.duplicated(["key", "other", "same"])
        mask[counted] = again.to_numpy()
    return mask


def _are_unique(layout: Layout, filled: Codes, other: str, counted: Mask) -> bool:
    """Whether nearly every row is the only one of its day and campaign: sums of a day or a campaign are not.

    Rows that stand twice word for word are one.
    """
    rows = pd.DataFrame({"key": filled, "other": layout.codes(other), "same": layout.table.same})[counted]
    rows = rows.drop_duplicates()
    return int((~rows.duplicated(["key", "other"])).sum()) >= _UNIQUE * len(rows)

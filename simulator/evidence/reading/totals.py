"""Which rows are sums of other rows: told by their label, and by adding up.

A label alone is not enough: “Total: Rewards” may be a campaign. It is one when it has days of its own and its numbers
are not the sum of the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.evidence.reading.numbers import Cell
from simulator.evidence.reading.table import Mask, begins_with_letter
from simulator.evidence.reading.texts import folded
from simulator.evidence.rows import MEASURES

Values = Mapping[str, NDArray[np.float64]]

_WORD: Final = (
    r"(?:grand total|sub-?total|totals?|totaux|total general|total global|overall total|somme|ensemble|"
    r"gesamt|gesamtsumme|gesamtergebnis|zwischensumme|summe|insgesamt|skupaj|skupno|skupna vsota|vsota|"
    r"totale|totali|totale complessivo|totaal|eindtotaal|totais|totales|suma|suma koncowa|suma całkowita|razem|łacznie|"
    r"total geral)"
)
_LABEL: Final = re.compile(
    rf"{_WORD}|{_WORD}\s*[:：].*|{_WORD}\s+[-|]\s+.*|"
    r"(?:results? (?:from|for)|resultats? (?:de|des|pour|provenant de)|ergebnisse? (?:aus|von|fur)|"
    r"rezultati? (?:iz|za|od)|resultados? (?:de|totales)|risultati (?:di|da|per|totali)|resultaten (?:van|uit|voor)|"
    r"wyniki (?:z|dla)|totals? (?:of|for|from))\s+[0-9][0-9., ]*\s*\w.*|"
    r"(?:resultados totales|risultati totali|resultaten totaal|wyniki łacznie|resultados totais)"
)
_CERTAIN: Final = re.compile(
    r"^(?:results?|resultats?|ergebnisse?|rezultati?|resultados?|risultati|resultaten|wyniki|totals? (?:of|for)) |"
    r"[:：] ?(?:account|campaigns?|compte|campagnes?|konto|kampagnen?|racun|kampanj[ae]|oglasevalsk[ae] akcij[ae]|"
    r"cuentas?|campanas?(?: filtradas)?|campagn[ae]|conta|campanhas?|kampanie|accounts?)$"
)
_BEGINNING: Final = re.compile(r"(?:grand total|total|totaal|gesamt|summe|skup|vsota|suma|razem|łacznie)")
_MOST_LOOSE: Final = 200
"""So many rows without a label are compared with the sum of the others."""


def is_label(cell: Cell) -> bool:
    """Whether a cell is what platforms write into a row of sums (“Total: Campaigns”, “Results from 12 campaigns”)."""
    return begins_with_letter(cell) and _LABEL.fullmatch(folded(str(cell)[:200])) is not None


def is_certain(cell: Cell) -> bool:
    """Whether no campaign is called so: “Results from 12 campaigns”, “Total: Account”."""
    return is_label(cell) and _CERTAIN.search(folded(str(cell)[:200])) is not None


def begins_like_label(cell: Cell) -> bool:
    """Whether a cell begins with such a word (“Total Search”, but also the campaign “Total Rewards”)."""
    return begins_with_letter(cell) and _BEGINNING.match(folded(str(cell)[:200])) is not None


@dataclass(frozen=True, slots=True)
class Rows:
    """What is known of each row when totals are looked for.

    alive          not left out so far
    dated          has a day; all rows where the table has no column of days
    label          some cell is a label; `certain`: one that no campaign bears; `begins`: some cell begins like one
    own_column     the label stands where the campaign does (or the day), not in a segment such as the device
    nameless       the campaign is empty
    day, campaign  numbers that are the same for the same day and campaign
    """

    alive: Mask
    dated: Mask
    label: Mask
    certain: Mask
    begins: Mask
    own_column: Mask
    nameless: Mask
    day: NDArray[np.int32]
    campaign: NDArray[np.int32]
    has_days: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of sums, and the rows that are called like one and are none."""

    totals: Mask
    overall: NDArray[np.intp]
    """Those of the whole file, in order."""
    doubtful: Mask


def sums(values: Values, mask: Mask) -> dict[str, float]:
    """The sum of every measure over some rows."""
    return {name: round(float(np.nansum(each[mask])), 6) for name, each in values.items()}


def is_sum(row: Mapping[str, float], of: Mapping[str, float], rows: int) -> bool:
    """Whether a row says what the others add up to: the spend and, where there is one, another measure."""
    told = [name for name in MEASURES if name in of and of[name] != 0 and not math.isnan(row[name])]
    fits = [name for name in told if abs(row[name] - of[name]) <= tolerance(of[name], rows)]
    return bool(told) and told[0] in fits and len(fits) >= min(2, len(told))


def tolerance(total: float, rows: int) -> float:
    """How far a sum of rounded numbers may lie from the rounded sum: five standard deviations of the rounding."""
    return 0.01 + 0.0145 * float(np.sqrt(rows)) + 1e-9 * abs(total)


def find(rows: Rows, values: Values) -> Found:
    """The rows of sums."""
    labelled = rows.alive & rows.label
    totals = labelled & ~rows.dated if rows.has_days else _at_the_ends(rows.alive, labelled)
    totals |= labelled & rows.certain
    plain = rows.alive & ~rows.label & ~rows.nameless & rows.dated
    if not plain.any():
        plain = rows.alive & ~rows.label & rows.dated
    whole = sums(values, plain)
    count = int(plain.sum())

    def says_whole(at: int) -> bool:
        row = {name: float(each[at]) for name, each in values.items()}
        if not plain[at]:
            return is_sum(row, whole, count)
        # Two campaigns with the same numbers: neither is the sum of the other.
        return count > 2 and is_sum(row, {name: whole[name] - np.nan_to_num(row[name]) for name in whole}, count)

    loose = rows.alive & ~totals & (rows.nameless | ~rows.dated | (rows.begins & (not rows.has_days)))
    overall = list(np.flatnonzero(totals)[:_MOST_LOOSE])
    for at in np.flatnonzero(loose)[:_MOST_LOOSE]:
        if count and says_whole(int(at)):
            totals[at] = True
            overall.append(at)
    doubtful = np.zeros_like(totals)
    in_segments = labelled & ~totals & ~rows.own_column
    groups = (
        (labelled & ~totals & rows.own_column, [rows.day]),
        (in_segments, [rows.day, rows.campaign]),
        (rows.alive & rows.dated & rows.nameless & ~rows.label & ~totals, [rows.day]),
    )
    for group, by in groups:
        base = rows.alive & rows.dated & ~totals & ~group & ~rows.label
        if group.any() and _are_sums_of_groups(group, base, by, values):
            totals |= group
        else:
            for at in np.flatnonzero(group)[:_MOST_LOOSE]:
                if says_whole(int(at)):
                    totals[at] = True
                    overall.append(at)
            doubtful |= group & rows.label & ~totals
    return Found(totals, np.array(sorted(overall), dtype=np.intp), doubtful)


def _at_the_ends(alive: Mask, labelled: Mask) -> Mask:
    """Labelled rows in an unbroken run at the beginning or the end."""
    places = np.flatnonzero(alive)
    runs = labelled[places]
    at_ends = np.logical_and.accumulate(runs) | np.logical_and.accumulate(runs[::-1])[::-1]
    mask = np.zeros_like(alive)
    if not at_ends.all():
        mask[places[at_ends]] = True
    return mask


def _are_sums_of_groups(group: Mask, base: Mask, by: list[NDArray[np.int32]], values: Values) -> bool:
    """Whether nearly every row of a group is the sum of the other rows of its day (and campaign)."""
    if not base.any():
        return False
    key = np.zeros(len(group), dtype=np.int64)
    for each in by:
        key = key * (int(each.max(initial=0)) + 2) + each + 1
    keys, of_row = np.unique(key, return_inverse=True)
    size = np.bincount(of_row[base], minlength=len(keys))
    fits = np.ones(int(group.sum()), dtype=bool)
    told = np.zeros(len(fits), dtype=int)
    for measure in values.values():
        added = np.bincount(of_row[base], weights=np.nan_to_num(measure[base]), minlength=len(keys))
        expected, said = added[of_row[group]], measure[group]
        near = 0.01 + 0.0145 * np.sqrt(size[of_row[group]]) + 1e-9 * np.abs(expected)
        fits &= np.isnan(said) | (np.abs(said - expected) <= near)
        told += np.nan_to_num(said) != 0
    return bool(fits.mean() >= 0.9 and (told[fits] > 0).any())

"""Which rows are sums of other rows: told by their label, and by adding up.

A label alone is not enough: “Total: Rewards” may be a campaign. It is one when it has days of its own and its numbers
are not the sum of the others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
_NEARLY_ALL: Final = 0.9
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
    same           a number that is the same for rows that are the same word for word
    day, campaign  numbers that are the same for the same day and campaign
    """

    alive: Mask
    dated: Mask
    label: Mask
    certain: Mask
    begins: Mask
    own_column: Mask
    nameless: Mask
    same: NDArray[np.int64]
    day: NDArray[np.int32]
    campaign: NDArray[np.int32]
    has_days: bool


@dataclass(frozen=True, slots=True)
class TotalRows:
    """The rows of sums, and the rows that are called like one and are none.

    totals    the rows of sums
    overall   those of the whole file, in order
    doubtful  rows with a label that are no sum of others
    unfit     those of `totals` that differ from what their day or campaign adds up to, where nearly all others fit
    is_once   the sums hold only when rows that repeat another word for word are left out
    """

    totals: Mask
    overall: NDArray[np.intp]
    doubtful: Mask
    unfit: Mask
    is_once: bool = False


def sums(values: Values, mask: Mask) -> dict[str, float]:
    """The sum of every measure over some rows."""
    return {name: round(float(np.nansum(value[mask])), 6) for name, value in values.items()}


def is_sum(row: Mapping[str, float], of: Mapping[str, float], rows: int) -> bool:
    """Whether a row says what the others add up to: the spend and, where there is one, another measure."""
    compared = [name for name in MEASURES if name in of and of[name] != 0 and not math.isnan(row[name])]
    fits = [name for name in compared if abs(row[name] - of[name]) <= tolerance(of[name], rows)]
    return bool(compared) and compared[0] in fits and len(fits) >= min(2, len(compared))


def tolerance(total: ArrayLike, rows: ArrayLike) -> NDArray[np.float64]:
    """How far a sum of rounded numbers may lie from the rounded sum: five standard deviations of the rounding."""
    return np.asarray(0.01 + 0.0145 * np.sqrt(rows) + 1e-9 * np.abs(total))


def find(rows: Rows, values: Values) -> TotalRows:
    """The rows of sums.

    Sums may have been made before some rows were repeated. Where more rows are sums once repeated rows are left out,
    they are; a repeated row of sums is one, too.
    """
    counted = _search(rows, values)
    again = repeated(rows.same, rows.alive)
    if not again.any():
        return counted
    once = _search(replace(rows, alive=rows.alive & ~again), values)
    all_sums = once.totals | (again & np.isin(rows.same, rows.same[once.totals]))
    if int(all_sums.sum()) <= int(counted.totals.sum()):
        return counted
    return replace(once, totals=all_sums, is_once=True)


def repeated(same: NDArray[np.int64], alive: Mask) -> Mask:
    """The rows that are the same, word for word, as one before them; only those that are alive count."""
    places = np.flatnonzero(alive)
    first = np.unique(same[places], return_index=True)[1]
    mask = alive.copy()
    mask[places[first]] = False
    return mask


def _search(rows: Rows, values: Values) -> TotalRows:
    """The rows of sums, if every row that is alive was counted."""
    labelled = rows.alive & rows.label
    totals = labelled & ~rows.dated if rows.has_days else _at_the_ends(rows.alive, labelled)
    totals |= labelled & rows.certain
    overall = totals.copy()
    begins = rows.begins & (not rows.has_days)
    loose = rows.alive & ~totals & (rows.nameless | ~rows.dated | labelled | begins)
    whole = _sums_of_all(rows, values, loose)
    totals |= whole
    overall |= whole
    unfit = np.zeros_like(totals)
    for group, by in _groups(rows, totals):
        base = rows.alive & rows.dated & ~totals & ~group & ~rows.label
        fits = _fits_of_groups(group, base, by, values)
        if fits is not None:
            totals |= group
            unfit |= group & ~fits
    return TotalRows(totals, np.flatnonzero(overall), labelled & ~totals, unfit)


def _groups(rows: Rows, totals: Mask) -> list[tuple[Mask, list[NDArray[np.int32]]]]:
    """Rows that may be the sums of a day, of a campaign, or of a campaign's day."""
    left = rows.alive & ~totals
    labelled = left & rows.label
    plain = left & ~rows.label
    return [
        (labelled & rows.own_column, [rows.day]),
        (labelled & ~rows.own_column, [rows.day, rows.campaign]),
        (plain & rows.dated & rows.nameless, [rows.day]),
        (plain & ~rows.dated & ~rows.nameless, [rows.campaign]),
    ]


def _sums_of_all(rows: Rows, values: Values, among: Mask) -> Mask:
    """Rows that say what all others add up to; at most `_MOST_LOOSE` are looked at."""
    mask = np.zeros_like(among)
    plain = rows.alive & ~rows.label & ~rows.nameless & rows.dated
    if not plain.any():
        plain = rows.alive & ~rows.label & rows.dated
    count = int(plain.sum())
    if not count:
        return mask
    whole = sums(values, plain)
    for at in np.flatnonzero(among)[:_MOST_LOOSE]:
        row = {name: float(value[at]) for name, value in values.items()}
        if not plain[at]:
            mask[at] = is_sum(row, whole, count)
        elif count > 2:  # of two campaigns with the same numbers neither is the sum of the other
            mask[at] = is_sum(row, {name: whole[name] - np.nan_to_num(row[name]) for name in whole}, count)
    return mask


def _at_the_ends(alive: Mask, labelled: Mask) -> Mask:
    """Labelled rows in an unbroken run at the beginning or the end."""
    places = np.flatnonzero(alive)
    runs = labelled[places]
    at_ends = np.logical_and.accumulate(runs) | np.logical_and.accumulate(runs[::-1])[::-1]
    mask = np.zeros_like(alive)
    if not at_ends.all():
        mask[places[at_ends]] = True
    return mask


def _fits_of_groups(group: Mask, base: Mask, by: list[NDArray[np.int32]], values: Values) -> Mask | None:
    """Which rows of a group are the sum of the other rows of their day (and campaign); None unless nearly all are."""
    if not base.any() or not group.any():
        return None
    key = np.zeros(len(group), dtype=np.int64)
    for codes in by:
        key = key * (int(codes.max(initial=0)) + 2) + codes + 1
    keys, of_row = np.unique(key, return_inverse=True)
    size = np.bincount(of_row[base], minlength=len(keys))
    fits = np.ones(int(group.sum()), dtype=bool)
    stated = np.zeros(len(fits), dtype=int)
    for measure in values.values():
        added = np.bincount(of_row[base], weights=np.nan_to_num(measure[base]), minlength=len(keys))
        expected, own = added[of_row[group]], measure[group]
        fits &= np.isnan(own) | (np.abs(own - expected) <= tolerance(expected, size[of_row[group]]))
        stated += np.nan_to_num(own) != 0
    if fits.mean() < _NEARLY_ALL or not (stated[fits] > 0).any():
        return None
    mask = np.zeros(len(group), dtype=bool)
    mask[group] = fits
    return mask

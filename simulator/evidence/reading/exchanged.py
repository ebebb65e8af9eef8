"""Rows in which two cells may be exchanged: nothing adds them up, so each is held against the others of its file.

An exchange that leaves a row like the others cannot be known from the file. What can be known: clicks that are no whole
number or more than the impressions, a click price, an order value or a conversion rate far from that of all other
rows, and ratios that are unusual as they stand and usual once two numbers are exchanged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError, about
from simulator.evidence.reading.layout import Layout
from simulator.evidence.reading.numbers import numbers
from simulator.evidence.reading.table import Mask
from simulator.evidence.reading.texts import folded
from simulator.evidence.rows import MEASURES

Array = NDArray[np.float64]

_LEAST_ROWS: Final = 10
_MOST: Final = 3
"""Rows; where more are unlike the others, that is how the file is."""
_FACTOR: Final = 8.0
_SPREADS: Final = 8.0
"""Median absolute deviations of the logarithm."""
_IMPRESSIONS: Final = re.compile(r"impr(?:\.|es|\b).*|displays|prikazi|wyswietlenia|vertoningen|weergaven")
_MANY: Final = 300
_MOST_NAMES: Final = 200_000
_UNIFORM: Final = 0.9
_DIGITS: Final = str.maketrans("123456789", "000000000")
_ZEROS: Final = re.compile(r"0+")

_RATIOS: Final = {
    "spend": InputError(
        "In row {row} a click costs {here}, and {usual} in most rows: two of its numbers may be exchanged. Compare "
        "this row with the ad account."
    ),
    "value": InputError(
        "In row {row} an order is worth {here}, and {usual} in most rows: two of its numbers may be exchanged. Compare "
        "this row with the ad account."
    ),
    "orders": InputError(
        "Row {row} has far more orders for its clicks than other rows (clicks: {here}; orders: {orders}): two of "
        "its numbers may be exchanged. Compare this row with the ad account."
    ),
}


def rows_in_doubt(layout: Layout, alive: Mask, values: Mapping[str, Array]) -> Iterator[InputError]:
    """Rows of an ad account that are unlike all others; at most one sentence of a kind."""
    places = np.flatnonzero(alive)
    if len(places) < _LEAST_ROWS or "clicks" not in values:
        return
    here = {name: np.maximum(np.nan_to_num(value[places]), 0.0) for name, value in values.items()}
    lines = layout.table.lines[places]
    clicks = here["clicks"]
    for at in _few(clicks != np.round(clicks)):
        yield InputError(
            "Row {row} has a number of clicks that is not whole ({clicks}): two of its numbers may be exchanged. "
            "Compare this row with the ad account.",
            row=int(lines[at]),
            clicks=about(float(clicks[at])),
        )
    seen = _impressions(layout)[places]
    for at in _few(clicks > seen):
        yield InputError(
            "Row {row} has more clicks ({clicks}) than impressions ({seen}): two of its numbers may be exchanged. "
            "Compare this row with the ad account.",
            row=int(lines[at]),
            clicks=about(float(clicks[at])),
            seen=about(float(seen[at])),
        )
    yield from _ratios(here, lines)
    yield from _exchanged(here, lines)


def _exchanged(here: Mapping[str, Array], lines: NDArray[np.int32]) -> Iterator[InputError]:
    """Rows of which two ratios are far off, and all are usual once two of their numbers are exchanged."""
    if not {"spend", "value", "orders"} <= here.keys():
        return
    whole = np.logical_and.reduce([here[name] > 0 for name in MEASURES])
    if whole.sum() < _LEAST_ROWS:
        return
    rows = {name: here[name][whole] for name in MEASURES}
    as_read = _logarithms(rows)
    usual = {name: float(np.median(logs)) for name, logs in as_read.items()}
    spread = {name: float(np.median(np.abs(logs - usual[name]))) for name, logs in as_read.items()}
    off = [np.abs(logs - usual[n]) > max(np.log(1.5), _SPREADS * spread[n]) for n, logs in as_read.items()]
    is_far = np.sum(off, axis=0) >= 2
    for one, other in (("spend", "value"), ("spend", "clicks"), ("clicks", "value")):
        back = _logarithms({**rows, one: rows[other], other: rows[one]})
        fits = [np.abs(logs - usual[n]) < max(0.1, 2 * spread[n]) for n, logs in back.items()]
        for at in _few(is_far & np.logical_and.reduce(fits)):
            yield InputError(
                "In row {row} two numbers ({first} and {second}) may be exchanged: the other way round the row would "
                "be like the others. Compare this row with the ad account.",
                row=int(lines[np.flatnonzero(whole)[at]]),
                first=about(float(rows[one][at])),
                second=about(float(rows[other][at])),
            )


def _logarithms(rows: Mapping[str, Array]) -> dict[str, Array]:
    """Click price, order value and conversion rate of rows, as logarithms."""
    return {
        "cpc": np.log(rows["spend"] / rows["clicks"]),
        "aov": np.log(rows["value"] / rows["orders"]),
        "cvr": np.log(rows["orders"] / rows["clicks"]),
    }


def _ratios(here: Mapping[str, Array], lines: NDArray[np.int32]) -> Iterator[InputError]:
    """Click prices, order values and conversion rates far from those of other rows."""
    clicks = here["clicks"]
    for above, below in (("spend", "clicks"), ("value", "orders")):
        if above in here and below in here:
            usual = _usual(here[above], here[below])
            for at in _far(here[above], here[below] * usual, usual):
                ratio = float(here[above][at] / max(here[below][at], 1.0))
                yield InputError(
                    _RATIOS[above].message, row=int(lines[at]), here=about(ratio), usual=about(float(usual))
                )
    if "orders" in here and clicks.sum() > 0:
        orders = here["orders"]
        rate = orders.sum() / clicks.sum()
        for at in _far(orders, clicks * rate, 1.0, is_high_only=True):
            yield InputError(
                _RATIOS["orders"].message,
                row=int(lines[at]),
                here=about(float(clicks[at])),
                orders=about(float(orders[at])),
            )


def _usual(above: Array, below: Array) -> float:
    known = (above > 0) & (below > 0)
    return float(np.median(above[known] / below[known])) if known.sum() >= _LEAST_ROWS else 0.0


def _far(amount: Array, expected: Array, one: float, *, is_high_only: bool = False) -> NDArray[np.intp]:
    """Rows whose amount is far from what is expected; one more of each is added, so that small counts do not tell."""
    if one <= 0:
        return np.empty(0, dtype=np.intp)
    away = np.log((amount + one) / (expected + one))
    spread = float(np.median(np.abs(away)))
    far = away if is_high_only else np.abs(away)
    return _few(far > max(np.log(_FACTOR), _SPREADS * spread))


def _few(rows: Mask) -> NDArray[np.intp]:
    """The first of these rows, where they are few."""
    result = np.flatnonzero(rows)
    return result[:1] if len(result) <= _MOST else result[:0]


def _impressions(layout: Layout) -> Array:
    """The impressions of every row; as many as can be where no column is called so."""
    unknown = np.full(layout.table.rows, np.inf)
    taken = set(layout.roles.values())
    for place, column in layout.table.columns.items():
        is_whole = place not in taken and len(column.codes) == layout.table.rows
        if is_whole and _IMPRESSIONS.fullmatch(folded(layout.headers[place].text)):
            read = numbers(column.cells).values(".")[column.codes]
            whole = np.where(np.isnan(read), np.inf, read)
            return whole if np.isfinite(whole).mean() > 0.5 and np.median(whole) >= _MANY else unknown
    return unknown


def odd_number(names: Sequence[str]) -> int | None:
    """The place of an order number that looks unlike the others, where just a few do; not among very many."""
    if not 2 * _LEAST_ROWS <= len(names) <= _MOST_NAMES:
        return None
    written = [name.translate(_DIGITS) for name in names]
    counts = Counter(written)
    kinds: Counter[str] = Counter()
    for text, count in counts.items():
        kinds[_ZEROS.sub("0", text)] += count
    shortest, longest = np.quantile(np.fromiter(map(len, names), dtype=np.int64, count=len(names)), (0.05, 0.95))
    is_uniform = max(kinds.values()) >= _UNIFORM * len(names)
    odd = {
        text
        for text in counts
        if (is_uniform and kinds[_ZEROS.sub("0", text)] <= _MOST) or not shortest - 2 < len(text) < longest + 2
    }
    return next((at for at, text in enumerate(written) if text in odd), None) if _few_of(odd, counts) else None


def _few_of(odd: set[str], counts: Counter[str]) -> bool:
    return 0 < sum(counts[text] for text in odd) <= _MOST

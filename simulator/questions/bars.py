"""Distributions as bars: small frames for charts, counted so that picture and number agree.

Every bar belongs to one kind of draw (breaks even or not; scale, optimise or stop), and the bars of a kind add up to
its printed probability. The first and the last bar also hold all that lies beyond them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.engine.estimates import PART
from simulator.engine.outcome import ZONES, Outcome

Edges = tuple[float, ...]
_COLUMNS: Final = pd.Index(["from", "to", "kind", "share"])

BARS: Final = 50
"""Wanted number of bars; the width is rounded to 1, 2 or 5, so there are 20 to 54."""


def nice_edges(low: float, high: float) -> Edges:
    """Edges of equal, round width that cover low to high; 0 is one of them where it lies between."""
    width = _nice_width((high - low) / BARS) if high > low else _nice_width(max(abs(high), 1.0) / BARS)
    first, last = int(np.floor(low / width)), int(np.ceil(high / width))
    edges = [float(number) * width for number in range(first, max(last, first + 1) + 1)]
    # 7 × 0.1 is a hair above 0.7: what is to be covered lies inside all the same.
    return (min(edges[0], low), *edges[1:-1], max(edges[-1], high))


def edges_around_zero(low: float, high: float) -> Edges:
    """Edges of equal, round width that cover low to high, with at least one bar on either side of 0."""
    edges = nice_edges(min(low, 0.0), max(high, 0.0))
    width = edges[1] - edges[0]
    before = (edges[0] - width,) if edges[0] == 0 else ()
    after = (edges[-1] + width,) if edges[-1] == 0 else ()
    return (*before, *edges, *after)


def edges_of_both(one: Edges, other: Edges) -> Edges:
    """Edges that cover both; 0 is one of them where either has bars on both sides of it."""
    return nice_edges(min(one[0], other[0]), max(one[-1], other[-1]))


def outline(bars: pd.DataFrame, edges: Edges) -> pd.DataFrame:
    """All kinds of a bar together, as the corners of a line in steps: columns from, to, share; it ends at 0."""
    height = bars.groupby("from")["share"].sum().reindex(edges, fill_value=0.0)
    return pd.DataFrame({"from": edges, "to": [*edges[1:], edges[-1]], "share": height.to_numpy()})


def _nice_width(width: float) -> float:
    power = 10.0 ** np.floor(np.log10(width))
    return float(power * next(step for step in (1, 2, 5, 10) if step * power >= width * (1 - 1e-9)))


def profit_edges(outcome: Outcome) -> Edges:
    """Edges for the profit of the period: 99 % of the draws, 0 included."""
    return edges_around_zero(outcome.quantile("profit", 0.005).value, outcome.quantile("profit", 0.995).value)


def cpo_edges(outcome: Outcome) -> Edges:
    """Edges for the CPO: 95 % of the draws, and median target and max CPO."""
    marks = [outcome.quantile(name, 0.5).value * 1.1 for name in ("target_cpo", "max_cpo")]
    low = min([outcome.quantile("cpo", 0.005).value, *(mark for mark in marks if mark > 0)])
    high = max(outcome.quantile("cpo", 0.965).value, *marks)
    if not np.isfinite(high):  # too rarely an order: show what there is
        ends = outcome.cpo[np.isfinite(outcome.cpo)]
        high = max(float(ends.max()) if ends.size else outcome.scenario.budget, *marks)
    return nice_edges(min(low, high) if np.isfinite(low) else 0.0, high)


def profit_bars(outcome: Outcome, edges: Edges) -> pd.DataFrame:
    """Share of draws by profit: columns from, to [currency], kind ("breaks_even" or "loses"), share.

    The bars of kind "breaks_even" lie from 0 on and add up to the break-even probability.
    """
    draws, zero = outcome.settings.draws, int(np.searchsorted(edges, 0.0))
    below = outcome.draws_below("profit", edges).sum(axis=0)
    below[0], below[-1] = 0, draws
    losing = draws - np.count_nonzero(
        outcome.rows("breaks_even")
    )  # a profit of -1e-13 breaks even, and stands right of 0
    below = np.concatenate([np.minimum(below[:zero], losing), [losing], np.maximum(below[zero + 1 :], losing)])
    counts = np.zeros((2, len(edges) - 1), dtype=np.int64)
    counts[0, zero:], counts[1, :zero] = np.diff(below[zero:]), np.diff(below[: zero + 1])
    return _bars(counts, edges, ("breaks_even", "loses"))


def cpo_bars(outcome: Outcome, edges: Edges) -> pd.DataFrame:
    """Share of draws by CPO: columns from, to [currency per order], kind (zone), share; no order is in the last bar."""
    return _bars(_counts(outcome.rows("cpo"), outcome.zone, edges, len(ZONES)), edges, ZONES)


def difference_bars(difference: NDArray[np.float64], edges: Edges) -> pd.DataFrame:
    """Share of draws by a difference: columns from, to, kind ("better", "same" or "worse"), share."""
    kind = np.where(difference > 0, 0, np.where(difference == 0, 1, 2)).astype(np.int8)
    return _bars(_by_sign(_counts(difference, kind, edges, 3), edges, 2), edges, ("better", "same", "worse"))


def _counts(values: NDArray[np.float64], kind: NDArray[np.int8], edges: Edges, kinds: int) -> NDArray[np.int64]:
    """Number of draws, shape (kinds, bars); what lies outside belongs to the first or last bar."""
    bars = len(edges) - 1
    width = (edges[-1] - edges[0]) / bars
    counts = np.zeros(kinds * bars, dtype=np.int64)
    size = min(values.size, PART)
    parts = values.reshape(-1, size), np.broadcast_to(kind, values.shape).reshape(-1, size)
    for part, of_kind in zip(*parts, strict=True):
        inside = np.minimum(np.maximum((part - edges[0]) / width, 0), bars - 1)
        place = inside.astype(np.intp) + np.multiply(of_kind, bars, dtype=np.intp)
        counts += np.bincount(place, minlength=counts.size)
    return counts.reshape(kinds, bars)


def _by_sign(counts: NDArray[np.int64], edges: Edges, kinds_from_zero: int) -> NDArray[np.int64]:
    """The counts with the first kinds held at or above 0, and the others below it."""
    zero = int(np.searchsorted(edges, 0.0))
    above, below = counts[:kinds_from_zero], counts[kinds_from_zero:]
    above[:, zero] += above[:, :zero].sum(axis=1)
    above[:, :zero] = 0
    below[:, zero - 1] += below[:, zero:].sum(axis=1)
    below[:, zero:] = 0
    return counts


def _bars(counts: NDArray[np.int64], edges: Edges, kinds: tuple[str, ...]) -> pd.DataFrame:
    of_kind, at = np.nonzero(counts)
    kind = pd.Categorical.from_codes(of_kind, dtype=_names(kinds))
    columns = (np.asarray(edges)[at], np.asarray(edges)[at + 1], kind, counts[of_kind, at] / counts.sum())
    frame = pd.DataFrame(dict(enumerate(columns)), copy=False)
    frame.columns = _COLUMNS  # an index of names costs as much as the rest of the frame: made once
    return frame


@lru_cache
def _names(kinds: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(kinds))

"""Distributions as bars: small frames for charts, counted so that picture and number agree.

Every bar belongs to one kind of draw (breaks even or not; scale, optimise or stop), and the bars of a kind add up to
its printed probability. The first and the last bar also hold all that lies beyond them.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.answers import ZONES, Outcome

Edges = tuple[float, ...]

BARS: Final = 50
"""Wanted number of bars; the width is rounded to 1, 2 or 5, so there are 20 to 54."""


def nice_edges(low: float, high: float) -> Edges:
    """Edges of equal, round width that cover low to high; 0 is one of them where it lies between."""
    width = _nice_width((high - low) / BARS) if high > low else _nice_width(max(abs(high), 1.0) / BARS)
    first, last = int(np.floor(low / width)), int(np.ceil(high / width))
    return tuple(float(number) * width for number in range(first, max(last, first + 1) + 1))


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
    pays = outcome.breaks_even
    place = _places_by_sign(outcome.profit, pays, edges)  # by zone, not by sign: a profit of -1e-13 breaks even
    return _counted(place, np.where(pays, 0, 1), edges, ("breaks_even", "loses"))


def cpo_bars(outcome: Outcome, edges: Edges) -> pd.DataFrame:
    """Share of draws by CPO: columns from, to [currency per order], kind (zone), share; no order is in the last bar."""
    return _counted(_places(outcome.cpo, edges), outcome.zone, edges, ZONES)


def difference_bars(difference: NDArray[np.float64], edges: Edges) -> pd.DataFrame:
    """Share of draws by a difference: columns from, to, kind ("better", "same" or "worse"), share."""
    kind = np.where(difference > 0, 0, np.where(difference == 0, 1, 2))
    return _counted(_places_by_sign(difference, kind < 2, edges), kind, edges, ("better", "same", "worse"))


def _places(values: NDArray[np.float64], edges: Edges) -> NDArray[Any]:
    """Number of the bar of each draw; what lies outside belongs to the first or last one."""
    width = (edges[-1] - edges[0]) / (len(edges) - 1)
    inside = np.clip((values - edges[0]) / width, 0, len(edges) - 2)
    return inside.astype(np.int64)


def _places_by_sign(values: NDArray[np.float64], positive: NDArray[np.bool_], edges: Edges) -> NDArray[Any]:
    """Number of the bar of each draw, held on its own side of 0."""
    place, zero = _places(values, edges), int(np.searchsorted(edges, 0.0))
    return np.where(positive, np.maximum(place, zero), np.minimum(place, zero - 1))


def _counted(place: NDArray[Any], kind: NDArray[Any], edges: Edges, kinds: tuple[str, ...]) -> pd.DataFrame:
    bars = len(edges) - 1
    each = place + kind * bars  # one of the two may be the same in every draw
    counts = np.bincount(each.ravel(), minlength=bars * len(kinds))
    there = np.flatnonzero(counts)
    at, of_kind = there % bars, there // bars
    return pd.DataFrame(
        {
            "from": np.asarray(edges)[at],
            "to": np.asarray(edges)[at + 1],
            "kind": pd.Categorical.from_codes(of_kind, dtype=pd.CategoricalDtype(list(kinds))),
            "share": counts[there] / each.size,
        }
    )

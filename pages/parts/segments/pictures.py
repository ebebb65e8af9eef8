"""What an order of each segment costs, against what it may cost: small frame → chart, as in `charts`."""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import pyarrow as pa

from pages.kit.charts import NEUTRAL, NUMBER, SHAPES, Spec, Texts, copied, finished, legend_of, named_rows
from simulator.cache import cached

BEYOND = 1.1
"""Where what is infinite ends, as a multiple of the largest finite end."""

Ends = tuple[float, float, float]


def ceilings_frame(rows: Sequence[tuple[str, str, Ends, Ends, str, str]]) -> pa.Table:
    """The table of `ceilings`.

    rows : name, zone, low end, middle and high end of CPO and of max CPO, both as text
    """
    numbers = [end for row in rows for end in (*row[2], *row[3]) if math.isfinite(end)]
    edge = max([*numbers, 0.0]) * BEYOND
    columns: dict[str, list[str | float | None]] = {
        "segment": [row[0] for row in rows],
        "kind": [row[1] for row in rows],
        "cpo_text": [row[4] for row in rows],
        "max_text": [row[5] for row in rows],
    }
    for at, name in enumerate(("low", "middle", "high")):
        cpo = [row[2][at] for row in rows]
        # A line may end at the edge; a middle that no number tells has no place.
        columns[name] = [min(end, edge) if math.isfinite(end) or name != "middle" else None for end in cpo]
        columns[f"max_{name}"] = [row[3][at] for row in rows]
    return pa.table(columns)


def ceilings(kinds: tuple[str, ...], texts: Texts, numbers: Texts, *, height: int = 200) -> Spec:
    """A row per segment: what an order may cost as a band with its middle, what it costs as a line with a point.

    The frame is that of `ceilings_frame`.
    kinds : the zones: colours and shapes in the order of the palette
    texts : "x", "segment", "kind", "cpo", "max"
    """
    return copied(_ceilings(kinds, texts, numbers, height))


@cached
def _ceilings(kinds: tuple[str, ...], texts: Texts, numbers: Texts, height: int) -> Spec:
    text = dict(texts)
    y = named_rows("segment", limit=150)
    tooltip = [
        alt.Tooltip("segment:N", title=text["segment"]),
        alt.Tooltip("kind:N", title=text["kind"]),
        alt.Tooltip("cpo_text:N", title=text["cpo"]),
        alt.Tooltip("max_text:N", title=text["max"]),
    ]
    x = alt.X("max_low:Q", title=text["x"], axis=alt.Axis(format=NUMBER, tickCount=5))
    bands = alt.Chart().mark_bar(height={"band": 0.62}, color=NEUTRAL, opacity=0.35)
    middles = alt.Chart().mark_tick(thickness=2, size=24, color=NEUTRAL)
    lines = alt.Chart().mark_rule(strokeWidth=3, color=NEUTRAL)
    points = alt.Chart().mark_point(size=170, filled=True, opacity=1, stroke=NEUTRAL, strokeWidth=1)
    zones = alt.Scale(domain=list(kinds))
    return finished(
        alt.layer(
            bands.encode(y=y, x=x, x2="max_high:Q", tooltip=tooltip),
            middles.encode(y=y, x=alt.X("max_middle:Q"), tooltip=tooltip),
            lines.encode(y=y, x=alt.X("low:Q"), x2="high:Q", tooltip=tooltip),
            points.encode(
                y=y,
                x=alt.X("middle:Q"),
                color=alt.Color("kind:N", scale=zones, legend=legend_of(kinds)),
                shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(kinds), range=SHAPES), legend=legend_of(kinds)),
                tooltip=tooltip,
            ),
        ),
        numbers,
        height,
    )

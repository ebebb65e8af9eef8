"""What an order costs beside what it may cost, in one calm picture: a curve, and a band that it should stay left of."""

from __future__ import annotations

import altair as alt
import pandas as pd
import pyarrow as pa

from pages.kit import charts
from pages.kit.charts import Texts
from pages.kit.picture import Spec
from simulator.cache import cached
from simulator.questions.figures import Figures

HEIGHT = 175
WEIGHTS = (1, 3, 6, 9, 10, 9, 6, 3, 1)
"""Of a bar and its neighbours in the curve."""


def frame(bars: pd.DataFrame, ghost: pd.DataFrame | None, figures: Figures) -> pa.Table:
    """All layers of the picture: the curve of the cost, that of the baseline, and the affordable cost.

    The last bar also holds all that is dearer, which would draw a hill where there is none: it is left out.
    """
    heights: dict[tuple[float, float], float] = {}
    for low, high, share in zip(*(bars[name].tolist() for name in ("from", "to", "share")), strict=True):
        heights[low, high] = heights.get((low, high), 0.0) + share
    rows = _curve("cost", [(low, high, share) for (low, high), share in sorted(heights.items())])
    if ghost is not None:  # its last corner has no width
        rows += _curve(
            "ghost", list(zip(*(ghost[name].tolist() for name in ("from", "to", "share")), strict=True))[:-1]
        )
    may = figures.spreads["max_cpo"]
    if may.high.value > 0:
        ends = (max(may.low.value, 0.0), may.high.value)
        rows += [("band", *ends, may.median.value, 0.0), ("middle", *ends, max(may.median.value, 0.0), 0.0)]
    names = ("layer", "from", "to", "at", "share")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def _curve(layer: str, bars: list[tuple[float, float, float]]) -> list[tuple[str, float, float, float, float]]:
    """The bars but the last as points of a smooth curve: whole orders make teeth, which say nothing."""
    few = len(bars) <= len(WEIGHTS)
    shown = bars if few else bars[:-1]
    shares = [share for _, _, share in shown]
    beside, whole = len(WEIGHTS) // 2, sum(WEIGHTS)
    if not few:
        padded = [shares[0]] * beside + shares + [shares[-1]] * beside
        shares = [
            sum(weight * share for weight, share in zip(WEIGHTS, padded[at:], strict=False)) / whole
            for at in range(len(shares))
        ]
    return [(layer, low, high, (low + high) / 2, share) for (low, high, _), share in zip(shown, shares, strict=True)]


def spec(texts: Texts, numbers: Texts) -> Spec:
    """The picture without its data.

    texts   : "x", "cost", "may", "share", "from", "to"
    numbers : the reader's number format, from `Words.chart_numbers`
    """
    return charts.copied(_spec(texts, numbers))


@cached
def _spec(texts: Texts, numbers: Texts) -> Spec:
    text = dict(texts)
    x = alt.X("at:Q", title=text["x"], scale=charts.ROOMY, axis=alt.Axis(format=charts.NUMBER, grid=False, tickCount=6))
    y = alt.Y("share:Q", axis=None)
    color = alt.Color("color:N", scale=alt.Scale(domain=["1", "2", "3", "4", "5", "6", "7"]), legend=None)
    tooltip = [
        alt.Tooltip("from:Q", title=text["from"], format=charts.NUMBER),
        alt.Tooltip("to:Q", title=text["to"], format=charts.NUMBER),
        alt.Tooltip("share:Q", title=text["share"], format=".1%"),
    ]
    band = _layer("band", "1").mark_rect(opacity=0.3).encode(x=alt.X("from:Q"), x2="to:Q", color=color)
    middle = _layer("middle", "1").mark_rule(strokeWidth=2).encode(x=alt.X("at:Q"), color=color)
    area = _layer("cost", "4").mark_area(interpolate="monotone", opacity=0.35, line={"strokeWidth": 2})
    ghost = _layer("ghost", "7").mark_line(interpolate="monotone", strokeWidth=2, strokeDash=[5, 3])
    name = charts.inked(alt.Chart().transform_filter("datum.layer == 'middle'").mark_text(baseline="bottom"))
    layers = (
        band,
        area.encode(x=x, y=y, color=color, tooltip=tooltip),
        ghost.encode(x=alt.X("at:Q"), y=y, color=color),
        middle,
        name.encode(x=alt.X("at:Q"), y=alt.value(-3), text=alt.value(text["may"])),
    )
    return charts.finished(alt.layer(*layers), numbers, HEIGHT)


def _layer(name: str, place: str) -> alt.Chart:
    """The rows of one layer in one colour of the palette."""
    return alt.Chart().transform_filter(f"datum.layer == '{name}'").transform_calculate(color=f"'{place}'")

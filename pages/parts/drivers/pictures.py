"""The map of two inputs: its table of layers and its chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from pages.kit.charts import NUMBER, Spec, Texts, copied, finished
from simulator.cache import cached


def map_frame(
    cells: pd.DataFrame, lines: pd.DataFrame, names: Mapping[float, str], marks: Sequence[Mapping[str, Any]]
) -> pa.Table:
    """All layers of `chance_map` in one table.

    cells : columns x, x_from, x_to, y, y_from, y_to, break_even_probability
    lines : columns level, x, y in the order in which they are drawn; names : the name of each level
    marks : layer ("plan", "box", "frontier") with x, y or x_from, x_to, y_from, y_to
    """
    levels, points = lines["level"].tolist(), {name: lines[name].tolist() for name in ("x", "y")}
    # The name of a line stands near its right end, those of two lines at different heights.
    ends = [levels.index(level) + int(0.8 * (levels.count(level) - 1)) for level in dict.fromkeys(levels)]
    few, kinds = [None] * (len(levels) + len(ends)), [names[level] for level in levels]
    columns = {
        "layer": ["cell"] * len(cells)
        + ["line"] * len(levels)
        + ["name"] * len(ends)
        + [mark["layer"] for mark in marks],
        "kind": [""] * len(cells) + kinds + [kinds[end] for end in ends] + [""] * len(marks),
        "chance": cells["break_even_probability"].tolist() + few + [None] * len(marks),
    }
    for name in ("x", "y"):
        own = points[name] + [points[name][end] for end in ends]
        columns[name] = cells[name].tolist() + own + [mark.get(name) for mark in marks]
        for side in (f"{name}_from", f"{name}_to"):
            columns[side] = cells[side].tolist() + few + [mark.get(side) for mark in marks]
    count = len(columns["layer"])
    return pa.table({**columns, "at": range(count), "ink": ["line"] * count})


def chance_map(texts: Texts, numbers: Texts, *, shares: tuple[bool, bool], height: int = 420) -> Spec:
    """Chances over two inputs as filled cells, lines of equal chance, the plan's point and box, and a frontier.

    The frame is that of `map_frame`.
    texts : "x", "y", "chance"
    shares : whether x and y are shares, written in percent
    """
    return copied(_chance_map(texts, numbers, shares, height))


@cached
def _chance_map(texts: Texts, numbers: Texts, shares: tuple[bool, bool], height: int) -> Spec:
    text = dict(texts)
    axes = [alt.Axis(format=".1~%" if share else NUMBER, grid=False, tickCount=6) for share in shares]
    near = alt.Scale(zero=False, nice=False)
    x = alt.X("x_from:Q", title=text["x"], axis=axes[0], scale=near)
    y = alt.Y("y_from:Q", title=text["y"], axis=axes[1], scale=near)
    at = {"x": alt.X("x:Q"), "y": alt.Y("y:Q")}
    palette = alt.Scale(domain=["1", "2", "3", "4", "5", "6", "line"])
    ink = alt.Color("ink:N", scale=palette, legend=None)
    cells = _cells(x, y, text, shares)
    lines = _layer("line").mark_line(strokeWidth=2).encode(**at, detail="kind:N", order="at:Q", color=ink)
    frontier = _layer("frontier").mark_line(strokeWidth=2, strokeDash=[2, 4]).encode(**at, order="at:Q", color=ink)
    box = _layer("box").mark_rect(filled=False, strokeDash=[6, 3], strokeWidth=1.5)
    plan = _layer("plan").mark_point(shape="diamond", filled=True, size=140, opacity=1).encode(**at, color=ink)
    named = _layer("name").mark_text(align="left", dx=6, dy=8, fontWeight="bold")
    names = named.encode(**at, text="kind:N", color=ink)
    edged = box.encode(x=x, x2="x_to:Q", y=y, y2="y_to:Q", color=ink)
    layers = alt.layer(cells, lines, frontier, edged, plan, names)
    return finished(layers, numbers, height)


def _layer(name: str) -> alt.Chart:
    return alt.Chart().transform_filter(f"datum.layer == '{name}'")


def _cells(x: alt.X, y: alt.Y, text: Mapping[str, str], shares: tuple[bool, bool]) -> alt.Chart:
    """The chances as filled cells."""
    formats = [".2%" if share else NUMBER for share in shares]
    tooltip = [
        alt.Tooltip("x:Q", title=text["x"], format=formats[0]),
        alt.Tooltip("y:Q", title=text["y"], format=formats[1]),
        alt.Tooltip("chance:Q", title=text["chance"], format=".0%"),
    ]
    # The stronger half of the colours is left to lines and names.
    scale = alt.Scale(domain=[0, 2])
    return (
        _layer("cell")
        .mark_rect(strokeWidth=0.6)
        .encode(
            x=x,
            x2="x_to:Q",
            y=y,
            y2="y_to:Q",
            fill=alt.Fill("chance:Q", scale=scale, legend=None),
            stroke=alt.Stroke("chance:Q", scale=scale, legend=None),
            tooltip=tooltip,
        )
    )

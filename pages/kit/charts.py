"""Small frame → chart: specifications made once with Altair, then drawn as plain dictionaries.

A chart draws one frame of a few hundred rows whose column ``layer`` says what each row is: a bar, the baseline's ghost
or a mark. Colours are places in the theme's palette (scale, optimise, stop, ghost), so that light and dark both fit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd
import pyarrow as pa

from pages.kit.picture import Picture
from pages.kit.picture import Spec as Spec
from pages.kit.words import in_markdown
from simulator.cache import cached

Texts = tuple[tuple[str, str], ...]
"""Pairs of code and text, so that a specification can be kept by them."""

NEUTRAL = "#6B7A90"
"""Of lines and ticks: seen on the light and on the dark background, but too faint for text on either."""
INK = alt.Fill("ink:N", scale=alt.Scale(domain=["1", "2", "3", "4", "5", "6", "7"]), legend=None)
"""Of text: the last colour of the palette, which is dark on light and light on dark."""
NUMBER = ",~f"
SHAPES = ["triangle-up", "diamond", "square"]
"""Of scale, optimise and stop, so that colour is never the only sign."""
DASHES = [[1, 0], [7, 4], [2, 3], [10, 3, 2, 3]]
"""Of curves, so that colour is never the only sign."""
ROOM = 0.3
"""Beside bars for their labels, as a part of what they take up."""
ROOMY = alt.Scale(zero=False, nice=False, padding=8)


def draw(picture: Picture, *, help: str | None = None) -> None:
    """Draw a chart, under its title in bold.

    help  : the title's entry of the glossary
    """
    import streamlit as st  # only here: a report draws the same specifications without a page

    if picture.title:
        st.markdown(f"**{in_markdown(picture.title)}**", help=help)
    st.vega_lite_chart(picture.table, picture.spec, key=picture.key, alt=picture.alt)


def show(
    frame: pa.Table | Sequence[Mapping[str, Any]],
    spec: Spec,
    *,
    key: str,
    alt: str,
    title: str = "",
    help: str | None = None,
) -> None:
    """Draw a chart that no report needs; the arguments are those of `Picture`."""
    draw(Picture(key, frame, spec, alt, title), help=help)


def bars_frame(
    bars: pd.DataFrame, texts: Mapping[str, str], ghost: pd.DataFrame | None, marks: Mapping[str, float]
) -> pa.Table:
    """All layers of a distribution in one table: bars, the ghost as steps, and named marks.

    A table of Arrow, since that is what a browser is sent: to make one of a frame costs ten times as much.
    """
    # The name of the first mark stands left of it, so that target and max do not cover each other.
    sides = ["left", *["right"] * len(marks)][: len(marks)]
    kinds = bars["kind"].array
    names = [texts[kind] for kind in kinds.categories]
    steps = {name: [] if ghost is None else ghost[name].tolist() for name in ("from", "to", "share")}
    places, corners = list(marks.values()), len(steps["from"])
    return pa.table(
        {
            "layer": ["bar"] * len(bars) + ["ghost"] * corners + sides,
            "kind": [names[code] for code in kinds.codes.tolist()] + [texts.get("ghost", "")] * corners + [*marks],
            "from": bars["from"].tolist() + steps["from"] + places,
            "to": bars["to"].tolist() + steps["to"] + places,
            "share": bars["share"].tolist() + steps["share"] + [0.0] * len(places),
        }
    )


def distribution(kinds: tuple[str, ...], texts: Texts, numbers: Texts, *, height: int = 300) -> Spec:
    """Stacked bars by kind, a ghost in steps, and vertical marks.

    kinds : colours in the order of the palette; a place that is not used is an empty text
    texts : "x", "y", "kind", "from", "to", "share", "ghost"
    numbers : the reader's number format, from `Words.chart_numbers`
    """
    return copied(_distribution(kinds, texts, numbers, height))


@cached
def _distribution(kinds: tuple[str, ...], texts: Texts, numbers: Texts, height: int) -> Spec:
    text = dict(texts)
    x = alt.X("from:Q", bin="binned", title=text["x"], axis=alt.Axis(format=NUMBER, grid=False, tickCount=6))
    y = alt.Y("share:Q", stack=True, title=text["y"], axis=alt.Axis(format=".0%", tickCount=4))
    color = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=[*kinds, text["ghost"]]),
        legend=alt.Legend(orient="top", title=None, values=[kind for kind in kinds if kind.strip()], labelLimit=300),
    )
    tooltip = [
        alt.Tooltip("kind:N", title=text["kind"]),
        alt.Tooltip("from:Q", title=text["from"], format=NUMBER),
        alt.Tooltip("to:Q", title=text["to"], format=NUMBER),
        alt.Tooltip("share:Q", title=text["share"], format=".1%"),
    ]
    bars = (
        alt.Chart()
        .transform_filter("datum.layer == 'bar'")
        .mark_bar(binSpacing=0, stroke=NEUTRAL, strokeWidth=0.3)
        .encode(x=x, x2="to:Q", y=y, color=color, tooltip=tooltip)
    )
    ghost = (
        alt.Chart()
        .transform_filter("datum.layer == 'ghost'")
        .mark_line(interpolate="step-after", strokeWidth=2, strokeDash=[5, 3])
        .encode(x=alt.X("from:Q"), y=alt.Y("share:Q"), color=color)
    )
    return finished(alt.layer(bars, ghost, *_mark("left"), *_mark("right")), numbers, height)


def _mark(side: Literal["left", "right"]) -> tuple[alt.Chart, alt.Chart]:
    """A vertical line and its name above the bars, on one side of the line."""
    places = alt.Chart().transform_filter(f"datum.layer == '{side}'").encode(x=alt.X("from:Q"))
    align: Literal["left", "right"] = "right" if side == "left" else "left"
    name = inked(places.mark_text(align=align, baseline="bottom", dx=-4 if side == "left" else 4))
    rule = places.mark_rule(strokeWidth=1.5, strokeDash=[2, 2], color=NEUTRAL)
    return rule, name.encode(text="kind:N", y=alt.value(-3))


def intervals(kinds: tuple[str, ...], texts: Texts, numbers: Texts, *, height: int = 200) -> Spec:
    """A row per plan, its interval as a line and its middle as a point of a kind.

    The frame has the columns plan, kind, low, middle, high, and the last three also as text: low_text, …
    kinds : colours and shapes in the order of the palette
    texts : "x", "plan", "kind", "low", "middle", "high"
    """
    return copied(_intervals(kinds, texts, numbers, height))


@cached
def _intervals(kinds: tuple[str, ...], texts: Texts, numbers: Texts, height: int) -> Spec:
    text = dict(texts)
    y = named_rows("plan", limit=130)
    tooltip = [
        alt.Tooltip("plan:N", title=text["plan"]),
        alt.Tooltip("kind:N", title=text["kind"]),
        *(alt.Tooltip(f"{end}_text:N", title=text[end]) for end in ("low", "middle", "high")),
    ]
    x = alt.X("low:Q", title=text["x"], axis=alt.Axis(format=NUMBER, tickCount=5))
    zero = alt.Chart().mark_rule(strokeDash=[2, 2], color=NEUTRAL).encode(x=alt.datum(0))
    lines = alt.Chart().mark_rule(strokeWidth=4, color=NEUTRAL).encode(y=y, x=x, x2="high:Q", tooltip=tooltip)
    points = (
        alt.Chart()
        .mark_point(size=160, filled=True, opacity=1, stroke=NEUTRAL, strokeWidth=1)
        .encode(
            y=y,
            x=alt.X("middle:Q"),
            color=alt.Color("kind:N", scale=alt.Scale(domain=list(kinds)), legend=legend_of(kinds)),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(kinds), range=SHAPES), legend=legend_of(kinds)),
            tooltip=tooltip,
        )
    )
    return finished(alt.layer(zero, lines, points), numbers, height)


def curves_frame(
    at: Sequence[float],
    curves: Mapping[str, Sequence[float]],
    *,
    bands: Sequence[tuple[Sequence[float], Sequence[float]]] = (),
    levels: Mapping[str, float] | None = None,
    places: Mapping[str, float] | None = None,
) -> pa.Table:
    """All layers of `curves` in one table: curves by kind, bands (low and high ends), named levels and named places.

    What is infinite has no place in a picture and is left out.
    """
    sides = ["left", *["right"] * len(places or {})]
    rows: list[tuple[str, str, float | None, float | None, float | None]] = []
    for layer, (low, high) in zip(("outer", "inner"), bands, strict=False):
        rows += [(layer, "", *ends) for ends in zip(at, low, high, strict=True)]
    for kind, values in curves.items():
        rows += [("curve", kind, where, value, None) for where, value in zip(at, values, strict=True)]
    rows += [("level", name, None, value, None) for name, value in (levels or {}).items()]
    rows += [
        (side, name, where, None, None) for side, (name, where) in zip(sides, (places or {}).items(), strict=False)
    ]
    columns = list(zip(*rows, strict=True))
    numbers = [pa.array([_finite(number) for number in column], pa.float64()) for column in columns[2:]]
    return pa.table(
        {"layer": columns[0], "kind": columns[1], **dict(zip(("from", "value", "high"), numbers, strict=True))}
    )


def _finite(value: float | None) -> float | None:
    return round(value, 6) if value is not None and math.isfinite(value) else None


def curves(
    kinds: tuple[str, ...],
    texts: Texts,
    numbers: Texts,
    *,
    shares: bool = False,
    whole: bool = False,
    height: int = 220,
) -> Spec:
    """Curves by kind over an axis, up to two bands below them, named levels and named places.

    The frame is that of `curves_frame`.
    kinds : colours and dashes in the order of the palette
    texts : "x", "y", "kind", "at", "value"
    shares : the values are shares, written in percent
    whole : the axis counts whole things evenly; else it holds amounts and is logarithmic
    """
    return copied(_curves(kinds, texts, numbers, shares, whole, height))


@cached
def _curves(kinds: tuple[str, ...], texts: Texts, numbers: Texts, shares: bool, whole: bool, height: int) -> Spec:
    text = dict(texts)
    axis = alt.Axis(format="d" if whole else NUMBER, grid=False, tickCount=6, tickMinStep=1, labelOverlap="greedy")
    scale = ROOMY if whole else alt.Scale(type="log", nice=False)
    x = alt.X("from:Q", title=text["x"], axis=axis, scale=scale)
    # As wide on every picture, so that several with the same axis below stand exactly under each other.
    left = alt.Axis(format=".0%" if shares else NUMBER, tickCount=4, minExtent=56)
    y = alt.Y(
        "value:Q", title=text["y"], axis=left, scale=alt.Scale(domain=[0, 1]) if shares else alt.Scale(zero=False)
    )
    # Two beside each other: more would be cut off on a phone.
    legend = alt.Legend(orient="top", title=None, columns=2, symbolStrokeWidth=2, symbolSize=300, labelLimit=300)
    shown = legend if len(kinds) > 1 else None
    color = alt.Color("kind:N", scale=alt.Scale(domain=list(kinds)), legend=shown)
    dash = alt.StrokeDash("kind:N", scale=alt.Scale(domain=list(kinds), range=DASHES[: len(kinds)]), legend=shown)

    def layer(name: str) -> alt.Chart:
        return alt.Chart().transform_filter(f"datum.layer == '{name}'")

    bands = [
        layer(name).mark_area(color=NEUTRAL, opacity=opacity).encode(x=x, y=y, y2="high:Q")
        for name, opacity in (("outer", 0.2), ("inner", 0.3))
    ]
    lines = layer("curve").mark_line(strokeWidth=2.5).encode(x=x, y=y, color=color, strokeDash=dash)
    tooltip = [
        alt.Tooltip("kind:N", title=text["kind"]),
        alt.Tooltip("from:Q", title=text["at"], format=",.0f"),
        alt.Tooltip("value:Q", title=text["value"], format=".1%" if shares else ",.2f"),
    ]
    points = layer("curve").mark_point(size=120, opacity=0).encode(x=x, y=y, tooltip=tooltip)
    rules = layer("level").mark_rule(strokeWidth=1.5, strokeDash=[2, 2], color=NEUTRAL).encode(y=y)
    names = inked(layer("level").mark_text(align="left", baseline="top", dx=4, dy=3))
    named = names.encode(text="kind:N", x=alt.value(0), y=y)
    layers = alt.layer(*bands, lines, points, rules, named, *_mark("left"), *_mark("right"))
    return finished(layers, numbers, height)


def effects_frame(
    rows: Sequence[tuple[str, str, float, float, str, str]],
    *,
    ticks: Mapping[str, float] | None = None,
    base: tuple[str, float] | None = None,
) -> pa.Table:
    """All layers of `effects` in one table.

    rows : bars: name of the row, kind, where it begins and ends, label at its end, text of its tooltip; an infinite
        end is drawn to the edge of the picture
    ticks : a tick by the name of its row
    base : name and place of the line that the bars stand on
    """
    ticks = ticks or {}
    places = [place for row in rows for place in row[2:4]] + list(ticks.values())
    finite = [place for place in places if math.isfinite(place)] or [0.0]
    low, high = min(finite), max(finite)
    room = (high - low) * ROOM or abs(high) or 1.0
    edges = {math.inf: high + room / 2, -math.inf: low - room / 2}
    drawn: list[tuple[str, str, str, float, float, float, str, str]] = []
    for name, kind, start, end, label, tooltip in rows:
        layer = "left" if end < start else "right"
        ends = edges.get(start, start), edges.get(end, end)
        # A tick beyond the bar would go through its label.
        drawn.append((layer, name, kind, *ends, max(ends[1], ticks.get(name, ends[1])), label, tooltip))
    drawn += [("tick", name, "", end, end, end, "", "") for name, end in ticks.items()]
    if base is not None and math.isfinite(base[1]):
        drawn.append(("base", "", base[0], base[1], base[1], base[1], "", ""))
    sides = (low - room, high + room) if base is not None else (high + room,)
    drawn += [("room", "", "", edge, edge, edge, "", "") for edge in sides]
    names = ("layer", "input", "kind", "from", "to", "at", "label", "tooltip")
    return pa.table(dict(zip(names, map(list, zip(*drawn, strict=True)), strict=True)))


def effects(kinds: tuple[str, ...], texts: Texts, numbers: Texts, *, shares: bool = False, height: int = 200) -> Spec:
    """Horizontal bars from a line to where each input takes a figure, with labels at their ends, and ticks.

    The frame is that of `effects_frame`.
    kinds : colours in the order of the palette; a place that is not used is an empty text
    texts : "x", "input", "kind", "value"
    shares : the axis holds shares, written in percent
    """
    return copied(_effects(kinds, texts, numbers, shares, height))


@cached
def _effects(kinds: tuple[str, ...], texts: Texts, numbers: Texts, shares: bool, height: int) -> Spec:
    text = dict(texts)
    y = named_rows("input", limit=130)
    x = alt.X("from:Q", title=text["x"], axis=_effects_axis(shares), scale=alt.Scale(zero=False, nice=False))
    tooltip = [
        alt.Tooltip("input:N", title=text["input"]),
        alt.Tooltip("kind:N", title=text["kind"]),
        alt.Tooltip("tooltip:N", title=text["value"]),
    ]
    named = [kind for kind in kinds if kind.strip()]
    legend = legend_of(kinds) if len(named) > 1 else None
    color = alt.Color("kind:N", scale=alt.Scale(domain=list(kinds)), legend=legend)
    bars = (
        alt.Chart()
        .transform_filter("datum.layer == 'left' || datum.layer == 'right'")
        .mark_bar(height={"band": 0.6})
        .encode(y=y, x=x, x2="to:Q", color=color, tooltip=tooltip)
    )
    labels = [
        inked(
            alt.Chart()
            .transform_filter(f"datum.layer == '{side}'")
            .mark_text(align="right" if side == "left" else "left", dx=-4 if side == "left" else 4)
        ).encode(y=y, x=alt.X("at:Q"), text="label:N", tooltip=tooltip)
        for side in ("left", "right")
    ]
    ticks = (
        alt.Chart()
        .transform_filter("datum.layer == 'tick'")
        .mark_tick(thickness=2, size=22, color=NEUTRAL)
        .encode(y=y, x=alt.X("from:Q"))
    )
    base = alt.Chart().transform_filter("datum.layer == 'base'").encode(x=alt.X("from:Q"))
    rule = base.mark_rule(strokeWidth=1.5, color=NEUTRAL)
    name = inked(base.mark_text(baseline="bottom")).encode(text="kind:N", y=alt.value(-3))
    room = alt.Chart().transform_filter("datum.layer == 'room'").mark_point(opacity=0).encode(x=alt.X("from:Q"))
    return finished(alt.layer(bars, rule, name, ticks, *labels, room), numbers, height)


def _effects_axis(shares: bool) -> alt.Axis:
    if not shares:
        return alt.Axis(format=NUMBER, tickCount=5, labelBound=True)
    # The room for labels goes beyond 0 and 1, the shares do not.
    within = "datum.value < 0 || datum.value > 1 ? '' : datum.label"
    inside = {"condition": {"test": "datum.value >= 0 && datum.value <= 1", "value": 1}, "value": 0}
    return alt.Axis(
        format=".0%", tickCount=5, labelBound=True, labelExpr=within, gridOpacity=inside, tickOpacity=inside
    )


def inked(texts: alt.Chart) -> alt.Chart:
    """Texts of a chart in a colour that can be read on either background."""
    return texts.transform_calculate(ink="'7'").encode(fill=INK)


def named_rows(column: str, *, limit: int) -> alt.Y:
    """One row for each text of a column, in the order of the frame, none left without its name."""
    return alt.Y(f"{column}:N", sort=None, title=None, axis=alt.Axis(labelLimit=limit, labelOverlap=False))


def legend_of(kinds: tuple[str, ...]) -> alt.Legend:
    """The kinds above the chart, without places of the palette that are not used."""
    named = [kind for kind in kinds if kind.strip()]
    return alt.Legend(orient="top", title=None, values=named, labelLimit=300, symbolStrokeWidth=0.5)


def finished(chart: Any, numbers: Texts, height: int) -> Spec:
    """The specification of a chart as wide as its place, numbers as the reader writes them, without its data.

    It is held against Vega-Lite's schema in `tests/pages/test_catalogues.py`: here that takes 30 ms a chart.
    """
    spec = chart.properties(width="container", height=height).to_dict(validate=False)
    for own in ("$schema", "data", "datasets"):  # the frame is the only data
        spec.pop(own, None)
    number = {**dict(numbers), "grouping": [3], "currency": ["", ""]}
    spec["config"] = {"locale": {"number": number}}
    for layer in spec.get("layer", (spec,)):
        layer.pop("data", None)
        layer["mark"]["aria"] = False  # a screen reader reads the chart's `alt`, not each layer, empty ones as well
    return spec


def copied(spec: Spec) -> Spec:
    """Streamlit writes into the top of a specification: the kept one stays as it was."""
    return {**spec, "config": dict(spec["config"])}

"""Two pictures of the margin: the steps down from the order value, and the ceiling that rises order by order."""

from __future__ import annotations

import altair as alt

from pages.kit.charts import NEUTRAL, NUMBER, ROOMY, Spec, Texts, copied, finished, inked, legend_of, named_rows
from simulator.cache import cached


def waterfall(kinds: tuple[str, ...], texts: Texts, numbers: Texts, *, height: int = 360) -> Spec:
    """Horizontal steps from the order value down: frame columns step, from, to, kind, label, right, room.

    kinds : colours in the order of the palette; a place that is not used is an empty text
    texts : "x", "step", "amount"
    ``label`` stands at ``right``; ``room`` is how far the axis must reach for the labels to fit
    """
    return copied(_waterfall(kinds, texts, numbers, height))


@cached
def _waterfall(kinds: tuple[str, ...], texts: Texts, numbers: Texts, height: int) -> Spec:
    text = dict(texts)
    y = named_rows("step", limit=170)
    x = alt.X("from:Q", title=text["x"], axis=alt.Axis(format=NUMBER, tickCount=5), scale=alt.Scale(nice=False))
    tooltip = [
        alt.Tooltip("step:N", title=text["step"]),
        alt.Tooltip("label:N", title=text["amount"]),
    ]
    color = alt.Color("kind:N", scale=alt.Scale(domain=list(kinds)), legend=legend_of(kinds))
    bars = alt.Chart().mark_bar().encode(y=y, x=x, x2="to:Q", color=color, tooltip=tooltip)
    labels = inked(alt.Chart().mark_text(align="left", dx=4)).encode(
        y=y, x=alt.X("right:Q"), text="label:N", tooltip=tooltip
    )
    room = alt.Chart().mark_point(opacity=0).encode(y=y, x=alt.X("room:Q"))
    return finished(alt.layer(bars, labels, room), numbers, height)


def steps_line(texts: Texts, numbers: Texts, *, height: int = 300) -> Spec:
    """A ceiling that rises order by order, and named levels: frame columns layer, order, money, kind, label.

    The rows of ``layer`` are "step" for each order and "mark" for each level.
    texts : "x", "y", "order", "money"
    """
    return copied(_steps_line(texts, numbers, height))


@cached
def _steps_line(texts: Texts, numbers: Texts, height: int) -> Spec:
    text = dict(texts)
    y = alt.Y("money:Q", title=text["y"], axis=alt.Axis(format=NUMBER, tickCount=5))
    whole = alt.Axis(format="d", tickMinStep=1, grid=False)
    line = (
        alt.Chart()
        .transform_filter("datum.layer == 'step'")
        .mark_line(interpolate="step-after", point=True, strokeWidth=2)
        .encode(
            x=alt.X("order:Q", title=text["x"], axis=whole, scale=ROOMY),
            y=y,
            tooltip=[
                alt.Tooltip("order:Q", title=text["order"]),
                alt.Tooltip("label:N", title=text["money"]),
            ],
        )
    )
    marks = alt.Chart().transform_filter("datum.layer == 'mark'").encode(y=alt.Y("money:Q"))
    rules = marks.mark_rule(strokeWidth=1.5, strokeDash=[2, 2], color=NEUTRAL)
    names = inked(marks.mark_text(align="right", baseline="top", dx=-4, dy=4)).encode(
        text="kind:N", x=alt.value("width")
    )
    return finished(alt.layer(line, rules, names), numbers, height)

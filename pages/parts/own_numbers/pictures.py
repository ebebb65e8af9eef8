"""What was predicted and what happened: small frame → chart, as in `charts`."""

from __future__ import annotations

import altair as alt

from pages.kit.charts import NEUTRAL, NUMBER, Spec, Texts, copied, finished, legend_of
from simulator.cache import cached


def hindsight(texts: Texts, numbers: Texts, *, height: int = 320) -> Spec:
    """Predicted intervals of past periods and what happened in them.

    The frame has the columns period, low90, low80, median, high80, high90, actual, naive (null where there is none),
    inside (a text), and as text for the tooltip actual_text, predicted_text, naive_text.
    texts : "x", "y", "inside", "outside", "naive", "predicted", "actual"
    """
    return copied(_hindsight(texts, numbers, height))


@cached
def _hindsight(texts: Texts, numbers: Texts, height: int) -> Spec:
    text = dict(texts)
    x = alt.X("period:N", sort=None, title=text["x"], axis=alt.Axis(labelAngle=-45, labelOverlap=True))
    tooltip = [
        alt.Tooltip("period:N", title=text["x"]),
        alt.Tooltip("actual_text:N", title=text["actual"]),
        alt.Tooltip("predicted_text:N", title=text["predicted"]),
        alt.Tooltip("naive_text:N", title=text["naive"]),
    ]
    y = alt.Y("low90:Q", title=text["y"], axis=alt.Axis(format=NUMBER, tickCount=5), scale=alt.Scale(zero=False))
    base = alt.Chart().encode(x=x)
    wide = base.mark_rule(strokeWidth=2, color=NEUTRAL, opacity=0.6).encode(y=y, y2="high90:Q", tooltip=tooltip)
    narrow = base.mark_rule(strokeWidth=7, color=NEUTRAL, opacity=0.45).encode(
        y=alt.Y("low80:Q"), y2="high80:Q", tooltip=tooltip
    )
    naive = base.mark_tick(thickness=2, width=14, color=NEUTRAL).encode(y=alt.Y("naive:Q"), tooltip=tooltip)
    kinds = [text["inside"], text["outside"]]
    points = base.mark_point(size=80, filled=True, opacity=1, stroke=NEUTRAL, strokeWidth=1).encode(
        y=alt.Y("actual:Q"),
        color=alt.Color("inside:N", scale=alt.Scale(domain=[kinds[0], " ", kinds[1]]), legend=legend_of(tuple(kinds))),
        shape=alt.Shape(
            "inside:N", scale=alt.Scale(domain=kinds, range=["circle", "cross"]), legend=legend_of(tuple(kinds))
        ),
        tooltip=tooltip,
    )
    return finished(alt.layer(wide, narrow, naive, points), numbers, height)

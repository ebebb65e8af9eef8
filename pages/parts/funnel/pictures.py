"""How many come how far on their way to an order: small frame → chart, as in `charts`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
import pyarrow as pa

from pages.kit.charts import NUMBER, ROOM, Spec, Texts, copied, finished, inked, legend_of, named_rows
from simulator.cache import cached


class Reached(NamedTuple):
    """How many reach a stage.

    low, middle, high : of how many do
    before : how many reached the stage before; None at the first
    label, counts : beside its bar, and in its tooltip
    """

    stage: str
    low: float
    middle: float
    high: float
    before: float | None
    label: str
    counts: str


def stages_frame(rows: Sequence[Reached], kinds: tuple[str, ...]) -> pa.Table:
    """The table of `stages`: for each stage a bar of those who go on, one of those who are lost there, and a range."""
    go_on, lost, within = (kind for kind in kinds if kind.strip())
    bars: list[tuple[str, str, float, float, float | None, float | None, float, str, str]] = []
    for row in rows:
        end = max(row.middle if row.before is None else row.before, row.high)
        bars.append((row.stage, go_on, 0.0, row.middle, None, None, end, row.label, row.counts))
        if row.before is not None:
            bars.append((row.stage, lost, row.middle, row.before, None, None, end, "", row.counts))
        bars.append((row.stage, within, row.low, row.high, row.low, row.high, end, "", row.counts))
    room = (1 + ROOM) * max(bar[6] for bar in bars)
    bars.append((rows[0].stage, go_on, 0.0, 0.0, None, None, room, "", rows[0].counts))
    names = ("stage", "kind", "from", "to", "low", "high", "at", "label", "counts")
    return pa.table(dict(zip(names, map(list, zip(*bars, strict=True)), strict=True)))


def stages(kinds: tuple[str, ...], texts: Texts, numbers: Texts, *, height: int = 240) -> Spec:
    """A bar per stage of those who go on and those who are lost, the range of the former as a line, and labels.

    The frame is that of `stages_frame`.
    kinds : colours in the order of the palette: of those who go on, of those who are lost, of the range; a place that
        is not used is an empty text
    texts : "x", "stage", "kind", "counts"
    """
    return copied(_stages(kinds, texts, numbers, height))


@cached
def _stages(kinds: tuple[str, ...], texts: Texts, numbers: Texts, height: int) -> Spec:
    text = dict(texts)
    y = named_rows("stage", limit=130)
    x = alt.X("from:Q", title=text["x"], axis=alt.Axis(format=NUMBER, tickCount=5), scale=alt.Scale(nice=False))
    tooltip = [
        alt.Tooltip("stage:N", title=text["stage"]),
        alt.Tooltip("kind:N", title=text["kind"]),
        alt.Tooltip("counts:N", title=text["counts"]),
    ]
    color = alt.Color("kind:N", scale=alt.Scale(domain=list(kinds)), legend=legend_of(kinds))
    bars = (
        alt.Chart()
        .transform_filter("!isValid(datum.low)")
        .mark_bar(height={"band": 0.6})
        .encode(y=y, x=x, x2="to:Q", color=color, tooltip=tooltip)
    )
    lines = (
        alt.Chart()
        .transform_filter("isValid(datum.low)")
        .mark_rule(strokeWidth=2)
        .encode(y=y, x=alt.X("low:Q"), x2="high:Q", color=color, tooltip=tooltip)
    )
    labels = inked(alt.Chart().mark_text(align="left", dx=4)).encode(y=y, x=alt.X("at:Q"), text="label:N")
    return finished(alt.layer(bars, lines, labels), numbers, height)

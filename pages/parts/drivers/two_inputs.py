"""The break-even probability over two inputs: the map, what it says, and its lines as a table and a file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.kit import charts, files, tables, writing
from pages.kit.files import Download
from pages.kit.folded import folded
from pages.kit.labels import INPUTS, label_of
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, in_markdown
from pages.parts.drivers import pictures
from simulator import DriverMap, Drivers, Plan, Side, driver_map
from simulator.cache import once
from simulator.forms.fields import BY_NAME
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.figures import figures_of

MAP_CELLS = 21
"""Along either side of a map of two inputs: as many as a chart can hold."""
FIRST_PAIR = ("cpc", "cvr")
LEVELS = (0.3, 0.5, 0.8)
"""Chances whose lines are drawn and named."""
LEAST_OF_A_MAP = 0.01
"""A map on which no chance reaches this has nothing to show, and a sentence says why."""


def two_inputs(words: Words, plan: Plan, drivers: Drivers) -> None:
    """The break-even probability over two inputs, where there are two."""
    text, names = words.text, list(plan.scenario.uncertain)
    if len(names) < 2:
        st.info(
            text("A map needs two uncertain numbers. Give another one as a range above."),
            icon=":material/info:",
        )
        return
    first = FIRST_PAIR if set(FIRST_PAIR) <= set(names) else tuple(str(name) for name in drivers.tornado["input"][:2])
    with st.container(horizontal=True):
        x = _side(words, N_("From left to right"), "drivers_x", names, first[0])
        others = [name for name in names if name != x]
        y = _side(
            words, N_("Upwards"), "drivers_y", others, next(name for name in (*first[::-1], *others) if name != x)
        )
    chances = once(driver_map, plan, x, y, cells=MAP_CELLS)
    if chances.highest < LEAST_OF_A_MAP:
        st.warning(_blank_map(words, plan), icon=":material/block:")
    _map_chart(words, plan, chances)
    _map_sentence(words, plan, chances)
    folded(text("All figures as tables"), "map_table", lambda: _table(words, plan, chances))


def _blank_map(words: Words, plan: Plan) -> str:
    """Why there is no colour on the map, and what to do."""
    ceiling = figures_of(plan).spreads["max_cpo"].median
    least = writing.percent(words, LEAST_OF_A_MAP)
    if ceiling.value <= 0:
        return words.text(
            "Nowhere on this map does the chance to pay off reach {least}: an order leaves {max} before ads. Raise the "
            "order value or lower the costs.",
            least=least,
            max=in_markdown(writing.output(words, plan, "max_cpo", ceiling)),
        )
    return words.text(
        "Nowhere on this map does the chance to pay off reach {least}. Choose another pair, or see What must change.",
        least=least,
    )


def _side(words: Words, label: str, key: str, names: Sequence[str], first: str) -> str:
    chosen = st.selectbox(
        words.text(label),
        names,
        names.index(first),
        format_func=lambda name: words.text(INPUTS[name].label),
        key=key,
        persist_state="session",
        width=260,
    )
    return chosen if chosen in names else first  # what was chosen may be known by now


def _map_sentence(words: Words, plan: Plan, chances: DriverMap) -> None:
    """How much of the plan's box is at which chance."""
    lines = [
        words.text(
            "The stronger the colour, the likelier the ads pay off if both numbers were known. The diamond is your "
            "plan, the dashed box your two ranges."
        )
    ]
    if chances.frontier is not None:
        ceiling = writing.output(words, plan, "max_cpo", figures_of(plan).spreads["max_cpo"].median)
        lines.append(
            words.text(
                "On the dotted line an order costs just what you can afford ({max}).",
                max=in_markdown(ceiling),
            )
        )
    st.caption(" ".join(lines))


def _map_chart(words: Words, plan: Plan, chances: DriverMap) -> None:
    text, x, y = words.text, chances.x, chances.y
    names = {level: writing.percent(words, level) for level in LEVELS}
    marks: list[Row] = [
        {"layer": "box", "x_from": x.low, "x_to": x.high, "y_from": y.low, "y_to": y.high},
        {"layer": "plan", "x": x.median, "y": y.median},
    ]
    if chances.frontier is not None and not chances.frontier.empty:
        marks += [{"layer": "frontier", **point} for point in rows_of(chances.frontier)]
    title = text(
        "Chance to pay off by {first} and {second}",
        first=text(INPUTS[x.input].label),
        second=text(INPUTS[y.input].label),
    )
    currency = plan.scenario.currency
    texts = (
        ("x", label_of(words, x.input, currency)),
        ("y", label_of(words, y.input, currency)),
        ("chance", text("chance to pay off")),
    )
    shares = tuple(BY_NAME[side.input].kind == "share" for side in (x, y))
    spec = pictures.chance_map(texts, words.chart_numbers(), shares=(shares[0], shares[1]))
    frame = pictures.map_frame(chances.cells, chances.lines, names, marks)
    ranges = "; ".join(f"{text(INPUTS[side.input].label)} {_range(words, plan, side)}" for side in (x, y))
    charts.show(frame, spec, key="map_chart", alt=f"{title}. {ranges}", title=title)


def _range(words: Words, plan: Plan, side: Side) -> str:
    values = [writing.input_value(words, plan, side.input, value) for value in (side.median, side.low, side.high)]
    return f"{values[0]} ({values[1]} – {values[2]})"


def _table(words: Words, plan: Plan, chances: DriverMap) -> None:
    title = words.text("The lines of the map")
    st.markdown(f"**{title}**")
    tables.show(line_rows(words, plan, chances), alt=title)
    label = words.text("Download the map (CSV)")
    files.downloads(words, Download(label, lambda dialect: map_csv(chances, dialect), "cpo-map.csv", "download_map"))


def line_rows(words: Words, plan: Plan, chances: DriverMap) -> list[Row]:
    """At every third column of the map: the value of the other input at which each chance is reached."""
    x, y, lines, text = chances.x, chances.y, chances.lines, words.text
    rows = []
    for at in x.middles.tolist()[::3]:
        row = {text(INPUTS[x.input].label): writing.input_value(words, plan, x.input, at)}
        for level in LEVELS:
            there = lines[(lines["level"] == level) & (lines["x"] == at)]["y"]
            column = text(
                "{input} for {chance}", input=text(INPUTS[y.input].label), chance=writing.percent(words, level)
            )
            values = [writing.input_value(words, plan, y.input, value) for value in there]
            row[column] = ", ".join(values) or writing.NONE
        rows.append(row)
    return rows


def map_csv(chances: DriverMap, dialect: Dialect) -> bytes:
    """Every cell of the map, its columns named by the inputs."""
    columns = {"x": chances.x.input, "y": chances.y.input}
    names = {f"{side}{end}": f"{name}{end}" for side, name in columns.items() for end in ("", "_from", "_to")}
    cells = chances.cells.drop(columns="band").rename(columns=names)
    return write_table(cells, dialect=dialect)

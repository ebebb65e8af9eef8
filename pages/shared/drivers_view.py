"""Which input decides, in words, figures and pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import answer, charts, state
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.inputs import INPUTS, label_of
from pages.shared.terms import TERMS
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import DriverMap, Drivers, Estimate, Plan, Side
from simulator.forms.fields import BY_NAME
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.drivers import ORDER_LUCK
from simulator.questions.figures import Figures

OUTPUTS = {
    "break_even": N_("Break-even"),
    "cpo": N_("CPO"),
    "profit": N_("Profit"),
}
TORNADO_TITLES = {
    "break_even": N_("Chance to break even, one input at its low or high end"),
    "cpo": N_("Median CPO, one input at its low or high end"),
    "profit": N_("Expected profit, one input at its low or high end"),
}
MAP = "map"
FIRST_PAIR = ("cpc", "cvr")
LOW_END, HIGH_END = N_("low end"), N_("high end")
ROW_HEIGHT, AROUND = 38, 110
"""Pixels of an input in a chart, and of legend and axis together."""
LEAST_DRAWN = 0.005
"""A share below this is written as 0 %, and its bar is not seen."""
LEAST_OF_A_MAP = 0.01
"""A map on which no chance reaches this has nothing to show, and a sentence says why."""
NOTICEABLE = 2
"""A change of fewer simulation errors than this is called none."""


Row = dict[str, Any]


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]


def anything_decides(drivers: Drivers) -> bool:
    """Whether an input, or luck, does anything at all."""
    return not drivers.influences.empty


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, drivers: Drivers, figures: Figures) -> None:
    """What decides, how much of the uncertainty it explains, and what knowing it better would do."""
    lines = _decider(words, plan, drivers, figures)
    st.info(in_markdown(" ".join(lines)), icon=":material/insights:")


def _decider(words: Words, plan: Plan, drivers: Drivers, figures: Figures) -> list[str]:
    text, name = words.text, drivers.strongest
    if not anything_decides(drivers):
        return [
            text(
                N_(
                    "Nothing is uncertain in this plan, so nothing decides: every input is known, and the luck of "
                    "single orders is off. Give an input as a range in the sidebar to see what it does."
                )
            )
        ]
    if name is None:
        return [text(N_("No input decides: whatever they turn out to be, the result is the same."))]
    row = next(each for each in _rows(drivers.influences) if each["input"] == name)
    if drivers.shares_exist:
        explained = words.percent(float(row["first_order"]), decimals=0)
        lines = [
            text(
                N_("**{input}** decides: it explains {share} of the uncertainty of profit.")
                if drivers.decides
                else N_("**{input}** weighs most: it explains {share} of the uncertainty of profit."),
                input=input_name(words, name),
                share=explained,
            )
        ]
    else:
        lines = [
            text(
                N_("**{input}** goes along with CPO most closely (rank correlation {correlation})."),
                input=input_name(words, name),
                correlation=words.number(float(row["rank_correlation"]), decimals=2),
            )
        ]
    if name == ORDER_LUCK:
        mean = figures.spreads["orders"].mean
        return [
            *lines,
            text(
                N_(
                    "With less than one order to expect much is left to chance; more orders, by a larger budget, even "
                    "it out."
                )
                if mean.value < 1
                else N_(
                    "With about {orders} orders much is left to chance; more orders, by a larger budget, even it out."
                ),
                orders=answer.output(words, plan, "orders", mean),
            ),
        ]
    return [*lines, _halved(words, drivers, figures, row)]


def _halved(words: Words, drivers: Drivers, figures: Figures, row: Row) -> str:
    change, error = float(row["halved_change"]), float(row["halved_change_error"])
    places = {
        "halved": words.short_chance(
            Estimate(float(row["halved_break_even"]), drivers.break_even_probability.mc_error), figures.draws
        ),
        "now": words.short_chance(drivers.break_even_probability, figures.draws),
    }
    if abs(change) <= NOTICEABLE * error:
        return words.text(N_("Halving its uncertainty would hardly change the chance to break even ({now})."), **places)
    if change > 0:
        return words.text(
            N_("Halving its uncertainty would raise the chance to break even from {now} to {halved}."), **places
        )
    return words.text(
        N_("Halving its uncertainty would lower the chance to break even from {now} to {halved}: it lives on luck."),
        **places,
    )


def input_name(words: Words, name: str) -> str:
    """An input, or luck, as its reader calls it."""
    return words.text(N_("Order luck")) if name == ORDER_LUCK else words.text(INPUTS[name].label)


def _title(words: Words, title: str, term: str) -> None:
    """The title of a picture, with its entry of the glossary."""
    st.markdown(f"**{title}**", help=plain_markdown(words.text(TERMS[term].definition)))


# -- tornado ----------------------------------------------------------------------------------------------------


def view_chooser(words: Words) -> str:
    """The figure of which is shown what moves it, one input at a time, or `MAP`: two at a time."""
    names = {**OUTPUTS, MAP: N_("Two inputs")}
    return st.segmented_control(
        words.text(N_("What the inputs move")),
        list(names),
        default="break_even",
        format_func=lambda each: words.text(names[each]),
        key="drivers_view",
        persist_state="session",
        required=True,
    )


def one_input(words: Words, plan: Plan, drivers: Drivers, figures: Figures, output: str) -> None:
    """What each input does by itself, and how much it explains."""
    effects, explained = st.columns(2, gap="medium")
    with effects:
        tornado(words, plan, drivers, figures, output)
    with explained:
        influences(words, drivers, output)
    _tables(words, plan, drivers)


def tornado(words: Words, plan: Plan, drivers: Drivers, figures: Figures, output: str) -> None:
    """What each input does to one figure when it is at its low and at its high end."""
    text = words.text
    title = text(TORNADO_TITLES[output])
    _title(words, title, "tornado")
    if drivers.tornado.empty:
        st.caption(text(N_("No input is uncertain: only the luck of single orders is left.")))
        return
    rows = by_effect(drivers.tornado, output)
    now = _now(figures, output)
    told = [_told_ends(words, plan, row, output) for row in rows]
    bars = []
    for row, ends in zip(rows, told, strict=True):
        name = input_name(words, str(row["input"]))
        reached = [float(row[f"{output}_at_{end}"]) for end in ("low", "high")]
        short = [answer.input_value(words, plan, str(row["input"]), row[end]) for end in ("low", "high")]
        if reached[0] == reached[1]:  # their labels would stand on each other
            short = ["", " – ".join(short)]
        for at, (end, kind) in enumerate((("low", LOW_END), ("high", HIGH_END))):
            bars.append((name, text(kind), now, reached[at], short[at], ends[end]))
    line = text(N_("plan: {figure}"), figure=_figure(words, plan, output, now))
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", _axis_title(words, output, money)),
        ("input", text(N_("input"))),
        ("kind", text(N_("at its"))),
        ("value", text(N_("value"))),
    )
    kinds = (" ", "  ", "   ", "    ", "     ", text(LOW_END), text(HIGH_END))
    height = AROUND + len(rows) * ROW_HEIGHT
    spec = charts.effects(kinds, texts, words.chart_numbers(), shares=output == "break_even", height=height)
    alt = "; ".join(
        f"{input_name(words, str(row['input']))} {ends['low']}, {ends['high']}"
        for row, ends in zip(rows, told, strict=True)
    )
    st.vega_lite_chart(
        charts.effects_frame(bars, base=(line, now)), spec, key="tornado_chart", alt=f"{title}. {line}. {alt}"
    )
    st.caption(
        text(
            N_(
                "The low and the high end of an input are where it lies below and above with a chance of {share}; the "
                "other inputs stay as believed."
            ),
            share=words.percent(0.05, decimals=0),
        )
    )


def by_effect(found: pd.DataFrame, output: str) -> list[Row]:
    """The rows of the tornado, the largest effect on this figure first."""
    effect = (found[f"{output}_at_high"] - found[f"{output}_at_low"]).abs().fillna(0.0)
    order = effect.sort_values(ascending=False, kind="stable").index
    return _rows(found.loc[order])


def _now(figures: Figures, output: str) -> float:
    if output == "break_even":
        return figures.break_even_probability.value
    return figures.spreads["cpo"].median.value if output == "cpo" else figures.spreads["profit"].mean.value


def _told_ends(words: Words, plan: Plan, row: Row, output: str) -> dict[str, str]:
    """The ends of an input with what they make of the figure: "1.50 % → 13 %"."""
    name = str(row["input"])
    return {
        end: f"{answer.input_value(words, plan, name, float(row[end]))} → "
        + _figure(words, plan, output, float(row[f"{output}_at_{end}"]))
        for end in ("low", "high")
    }


def _figure(words: Words, plan: Plan, output: str, value: float) -> str:
    if output == "break_even":
        return words.percent(value, decimals=0)
    if math.isinf(value):
        return "∞"
    return words.money(value, plan.scenario.currency, decimals=0 if output == "profit" else None)


def _axis_title(words: Words, output: str, money: str) -> str:
    if output == "break_even":
        return words.text(N_("Chance to break even"))
    if output == "cpo":
        return words.text(N_("Median CPO, {money} per order"), money=money)
    return words.text(N_("Profit, {money}"), money=money)


# -- shares of the variance -------------------------------------------------------------------------------------


def influences(words: Words, drivers: Drivers, output: str) -> None:
    """How much of the uncertainty of profit each input explains; of CPO, and where it cannot be shared out, ranks."""
    text = words.text
    if output != "cpo" and drivers.shares_exist:
        _shares(words, drivers)
        return
    _rank_correlations(words, drivers)
    if output == "cpo":
        lines = [
            text(
                N_(
                    "A rank correlation says how closely an input goes along with CPO, from −1 to 1. The variance of "
                    "CPO is infinite, so it cannot be shared out among the inputs as that of profit is."
                )
            )
        ]
        if drivers.correlated:
            lines.append(text(N_("Where inputs are correlated, each is also given what is due to the others.")))
        st.caption(" ".join(lines))
        return
    reason = (
        N_(
            "Inputs of this plan are correlated. There is no one way to share out what they explain together, so "
            "no shares are shown. A rank correlation says how closely an input goes along with CPO, from −1 to 1; "
            "it also gives an input what is due to those it moves with."
        )
        if drivers.correlated
        else N_("Profit is the same in every draw, so there is no uncertainty of profit to share out.")
    )
    st.caption(text(reason))


def _shares(words: Words, drivers: Drivers) -> None:
    text, title = words.text, words.text(N_("What explains the uncertainty of profit"))
    found = [(input_name(words, str(row["input"])), row) for row in _rows(drivers.influences)]
    labels = [_share(words, float(row["first_order"]), float(row["first_order_error"])) for _, row in found]
    bars = [
        (name, text(N_("alone")), 0.0, max(float(row["first_order"]), 0.0), label, label)
        for (name, row), label in zip(found, labels, strict=True)
    ]
    ticks = {name: max(float(row["total"]), 0.0) for name, row in found}
    told = ", ".join(f"{name} {label}" for (name, _), label in zip(found, labels, strict=True))
    _influence_chart(
        words,
        title,
        (N_("Share of the variance of profit"), N_("share")),
        charts.effects_frame(bars, ticks=ticks),
        told,
        rows=len(bars),
        shares=True,
    )
    st.caption(
        text(
            N_(
                "Bar: what would go if this input were known (first order). Tick: what would stay if all others were "
                "known (total). A tick beyond its bar means that the input acts together with others."
            )
        )
    )


def _rank_correlations(words: Words, drivers: Drivers) -> None:
    title = words.text(N_("Rank correlation with CPO"))
    bars = []
    for row in sorted(_rows(drivers.influences), key=lambda each: -abs(float(each["rank_correlation"]))):
        value = float(row["rank_correlation"])
        label = words.number(value, decimals=2)
        bars.append((input_name(words, str(row["input"])), title, 0.0, value, label, label))
    told = ", ".join(f"{name} {label}" for name, _, _, _, label, _ in bars)
    _influence_chart(
        words,
        title,
        (N_("Rank correlation with CPO"), N_("correlation")),
        charts.effects_frame(bars, base=("", 0.0)),
        told,
        rows=len(bars),
        shares=False,
    )


def _influence_chart(
    words: Words, title: str, names: tuple[str, str], frame: object, told: str, *, rows: int, shares: bool
) -> None:
    text = words.text
    _title(words, title, "variance_share" if shares else "rank_correlation")
    kind = text(N_("alone")) if shares else title
    texts = (
        ("x", text(names[0])),
        ("input", text(N_("input"))),
        ("kind", text(N_("what"))),
        ("value", text(names[1])),
    )
    kinds = (" ", "  ", "   ", "    ", kind)
    spec = charts.effects(kinds, texts, words.chart_numbers(), shares=shares, height=AROUND - 30 + rows * ROW_HEIGHT)
    st.vega_lite_chart(frame, spec, key="influence_chart", alt=f"{title}: {told}")


def _share(words: Words, value: float, error: float) -> str:
    shown = words.percent(max(value, 0.0), error=error, decimals=0)
    if value < LEAST_DRAWN or shown != words.percent(0.0, decimals=0):
        return shown
    # Its bar is seen, so it is not nothing, but the draws do not tell how much.
    most = value + NOTICEABLE * error
    step = 10.0 ** math.floor(math.log10(most))
    return words.text(N_("up to {share}"), share=words.percent(min(1.0, math.ceil(most / step) * step), decimals=0))


# -- two inputs -------------------------------------------------------------------------------------------------


def two_inputs(words: Words, plan: Plan, drivers: Drivers) -> None:
    """The break-even probability over two inputs, where there are two."""
    text, names = words.text, list(plan.scenario.uncertain)
    if len(names) < 2:
        st.info(
            text(N_("A map needs two uncertain inputs. Give another input as a range in the sidebar.")),
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
    found = state.mapped(plan, x, y)
    if found.highest < LEAST_OF_A_MAP:
        st.warning(_blank_map(words, plan), icon=":material/block:")
    _map_chart(words, plan, found)
    _map_sentence(words, plan, found)
    _folded(
        words,
        "map_table",
        lambda: {N_("The lines of the map"): lines_table(words, plan, found)},
        {"map": (N_("Download the map (CSV)"), lambda dialect: map_csv(found, dialect))},
    )


def _blank_map(words: Words, plan: Plan) -> str:
    """Why there is no colour on the map, and what to do."""
    ceiling = state.figures(plan).spreads["max_cpo"].median
    least = words.percent(LEAST_OF_A_MAP, decimals=0)
    if ceiling.value <= 0:
        return words.text(
            N_(
                "Nowhere on this map does the chance to break even reach {least}: an order leaves {max} before ads "
                "(median), so there is nothing to pay clicks with. Raise the order value or lower what an order costs "
                "in the sidebar."
            ),
            least=least,
            max=in_markdown(answer.output(words, plan, "max_cpo", ceiling)),
        )
    return words.text(
        N_(
            "Nowhere on this map does the chance to break even reach {least}: it goes no further than what you believe "
            "of the two inputs. Choose another pair, or see under Goal seek what would have to be true."
        ),
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


def _map_sentence(words: Words, plan: Plan, found: DriverMap) -> None:
    """How much of the plan's box is at which chance."""
    lines = [
        words.text(
            N_(
                "Each field of the map is the chance to break even if both inputs were known to have these values. The "
                "stronger the colour, the likelier; lines of equal chance are named. The diamond is the middle of your "
                "plan, the dashed box what you believe of each input with a chance of {level}."
            ),
            level=words.percent(0.9, decimals=0),
        )
    ]
    if found.frontier is not None:
        ceiling = answer.output(words, plan, "max_cpo", state.figures(plan).spreads["max_cpo"].median)
        lines.append(
            words.text(
                N_("The dotted line is where an order costs what it may: CPC = CVR × max CPO ({max})."),
                max=in_markdown(ceiling),
            )
        )
    st.caption(" ".join(lines))


def _map_chart(words: Words, plan: Plan, found: DriverMap) -> None:
    text, x, y = words.text, found.x, found.y
    names = {level: words.percent(level, decimals=0) for level in (0.3, 0.5, 0.8)}
    rows: list[dict[str, object]] = [
        {"layer": "box", "x_from": x.low, "x_to": x.high, "y_from": y.low, "y_to": y.high},
        {"layer": "plan", "x": x.median, "y": y.median},
    ]
    if found.frontier is not None and not found.frontier.empty:
        rows += [{"layer": "frontier", **point} for point in _rows(found.frontier)]
    title = text(
        N_("Chance to break even by {first} and {second}"),
        first=text(INPUTS[x.input].label),
        second=text(INPUTS[y.input].label),
    )
    st.markdown(f"**{title}**")
    currency = plan.scenario.currency
    texts = (
        ("x", label_of(words, x.input, currency)),
        ("y", label_of(words, y.input, currency)),
        ("chance", text(N_("chance to break even"))),
    )
    shares = tuple(BY_NAME[side.input].kind == "share" for side in (x, y))
    spec = charts.chance_map(texts, words.chart_numbers(), shares=(shares[0], shares[1]))
    frame = charts.map_frame(found.cells, found.lines, names, rows)
    told = "; ".join(f"{text(INPUTS[side.input].label)} {_side_told(words, plan, side)}" for side in (x, y))
    st.vega_lite_chart(frame, spec, key="map_chart", alt=f"{title}. {told}")


def _side_told(words: Words, plan: Plan, side: Side) -> str:
    values = [answer.input_value(words, plan, side.input, value) for value in (side.median, side.low, side.high)]
    return f"{values[0]} ({values[1]} – {values[2]})"


def lines_table(words: Words, plan: Plan, found: DriverMap) -> pd.DataFrame:
    """At every third column of the map: the value of the other input at which each chance is reached."""
    x, y, text = found.x, found.y, words.text
    rows = []
    for at in x.middles.tolist()[::3]:
        row = {text(INPUTS[x.input].label): answer.input_value(words, plan, x.input, at)}
        for level in (0.3, 0.5, 0.8):
            there = found.lines[(found.lines["level"] == level) & (found.lines["x"] == at)]["y"]
            column = text(
                N_("{input} for {chance}"),
                input=text(INPUTS[y.input].label),
                chance=words.percent(level, decimals=0),
            )
            row[column] = ", ".join(answer.input_value(words, plan, y.input, each) for each in there) or "–"
        rows.append(row)
    return pd.DataFrame(rows)


def map_csv(found: DriverMap, dialect: Dialect) -> bytes:
    """Every cell of the map, its columns named by the inputs."""
    columns = {side: getattr(found, side).input for side in ("x", "y")}
    names = {f"{side}{end}": f"{name}{end}" for side, name in columns.items() for end in ("", "_from", "_to")}
    cells = found.cells.drop(columns="band").rename(columns=names)
    return write_table(cells, dialect=dialect)


# -- tables -----------------------------------------------------------------------------------------------------


def _tables(words: Words, plan: Plan, drivers: Drivers) -> None:
    """What each input does and explains, as tables and as files."""

    def shown() -> dict[str, pd.DataFrame]:
        tables = {
            N_("What each input does"): effects_table(words, plan, drivers),
            N_("What each input explains"): influence_table(words, drivers),
        }
        return {title: table for title, table in tables.items() if not table.empty}

    _folded(
        words,
        "drivers_tables",
        shown,
        {
            "tornado": (
                N_("Download what each input does (CSV)"),
                lambda dialect: drivers_csv(drivers.tornado, dialect),
            ),
            "influences": (
                N_("Download what each input explains (CSV)"),
                lambda dialect: drivers_csv(drivers.influences, dialect),
            ),
        },
    )


def _folded(
    words: Words,
    key: str,
    tables: Callable[[], dict[str, pd.DataFrame]],
    files: Mapping[str, tuple[str, Callable[[Dialect], bytes]]],
) -> None:
    """Tables by title, and files by name with what their button says; made when they are looked at."""
    with st.expander(words.text(N_("All figures as tables")), key=key, on_change="rerun") as box:
        if not box.open:
            return
        for title, table in tables().items():
            st.markdown(f"**{words.text(title)}**")
            st.dataframe(table, hide_index=True, height="content", alt=words.text(title))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            dialect = dialect_chooser(words)
            for name, (label, content) in files.items():
                csv_button(words.text(label), partial(content, dialect), f"cpo-{name}.csv", f"download_{name}")


def effects_table(words: Words, plan: Plan, drivers: Drivers) -> pd.DataFrame:
    """One row per input: its ends, and the figures there."""
    text = words.text
    rows = []
    for row in _rows(drivers.tornado):
        name = str(row["input"])
        ends = {
            text(LOW_END): answer.input_value(words, plan, name, row["low"]),
            text(HIGH_END): answer.input_value(words, plan, name, row["high"]),
        }
        figures = {
            text(OUTPUTS[output]): " – ".join(
                _figure(words, plan, output, row[f"{output}_at_{end}"]) for end in ("low", "high")
            )
            for output in OUTPUTS
        }
        rows.append({text(N_("input")): input_name(words, name), **ends, **figures})
    return pd.DataFrame(rows)


def influence_table(words: Words, drivers: Drivers) -> pd.DataFrame:
    """One row per input and one for luck: shares of the variance, rank correlation, and half the uncertainty."""
    text = words.text
    rows = []
    for row in _rows(drivers.influences):
        shares = {
            text(title): _share(words, row[column], row[f"{column}_error"]) if drivers.shares_exist else "–"
            for column, title in (("first_order", N_("first order")), ("total", N_("total")))
        }
        half = row["halved_break_even"]
        rows.append(
            {
                text(N_("input")): input_name(words, str(row["input"])),
                **shares,
                text(N_("rank correlation with CPO")): words.number(row["rank_correlation"], decimals=2),
                text(N_("break-even if half as uncertain")): "–" if math.isnan(half) else words.percent(half),
            }
        )
    return pd.DataFrame(rows)


def drivers_csv(table: pd.DataFrame, dialect: Dialect) -> bytes:
    """A table of the core as a file, with its numbers unrounded."""
    return write_table(table, dialect=dialect)

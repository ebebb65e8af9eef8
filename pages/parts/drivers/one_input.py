"""TODO."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from pages.kit import charts, writing
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.words import N_, Words
from pages.parts.drivers.answer import (
    AROUND,
    HIGH_END,
    LEAST_DRAWN,
    LOW_END,
    NOTICEABLE,
    OUTPUTS,
    ROW_HEIGHT,
    Row,
    _rows,
    _title,
    input_name,
)
from simulator import Drivers, Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.figures import Figures

TORNADO_TITLES = {
    "break_even": N_("Chance to break even, one input at its low or high end"),
    "cpo": N_("Median CPO, one input at its low or high end"),
    "profit": N_("Expected profit, one input at its low or high end"),
}


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
        st.caption(text("No input is uncertain: only the luck of single orders is left."))
        return
    rows = by_effect(drivers.tornado, output)
    now = _now(figures, output)
    told = [_told_ends(words, plan, row, output) for row in rows]
    bars = []
    for row, ends in zip(rows, told, strict=True):
        name = input_name(words, str(row["input"]))
        reached = [float(row[f"{output}_at_{end}"]) for end in ("low", "high")]
        short = [writing.input_value(words, plan, str(row["input"]), row[end]) for end in ("low", "high")]
        if reached[0] == reached[1]:  # their labels would stand on each other
            short = ["", " – ".join(short)]
        for at, (end, kind) in enumerate((("low", LOW_END), ("high", HIGH_END))):
            bars.append((name, text(kind), now, reached[at], short[at], ends[end]))
    line = text("plan: {figure}", figure=_figure(words, plan, output, now))
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", _axis_title(words, output, money)),
        ("input", text("input")),
        ("kind", text("at its")),
        ("value", text("value")),
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
            "The low and the high end of an input are where it lies below and above with a chance of {share}; the "
            "other inputs stay as believed.",
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
        end: f"{writing.input_value(words, plan, name, float(row[end]))} → "
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
        return words.text("Chance to break even")
    if output == "cpo":
        return words.text("Median CPO, {money} per order", money=money)
    return words.text("Profit, {money}", money=money)


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
                "A rank correlation says how closely an input goes along with CPO, from −1 to 1. The variance of "
                "CPO is infinite, so it cannot be shared out among the inputs as that of profit is."
            )
        ]
        if drivers.correlated:
            lines.append(text("Where inputs are correlated, each is also given what is due to the others."))
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
    text, title = words.text, words.text("What explains the uncertainty of profit")
    found = [(input_name(words, str(row["input"])), row) for row in _rows(drivers.influences)]
    labels = [_share(words, float(row["first_order"]), float(row["first_order_error"])) for _, row in found]
    bars = [
        (name, text("alone"), 0.0, max(float(row["first_order"]), 0.0), label, label)
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
            "Bar: what would go if this input were known (first order). Tick: what would stay if all others were "
            "known (total). A tick beyond its bar means that the input acts together with others."
        )
    )


def _rank_correlations(words: Words, drivers: Drivers) -> None:
    title = words.text("Rank correlation with CPO")
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
    kind = text("alone") if shares else title
    texts = (
        ("x", text(names[0])),
        ("input", text("input")),
        ("kind", text("what")),
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
    return words.text("up to {share}", share=words.percent(min(1.0, math.ceil(most / step) * step), decimals=0))


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
    with st.expander(words.text("All figures as tables"), key=key, on_change="rerun") as box:
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
            text(LOW_END): writing.input_value(words, plan, name, row["low"]),
            text(HIGH_END): writing.input_value(words, plan, name, row["high"]),
        }
        figures = {
            text(OUTPUTS[output]): " – ".join(
                _figure(words, plan, output, row[f"{output}_at_{end}"]) for end in ("low", "high")
            )
            for output in OUTPUTS
        }
        rows.append({text("input"): input_name(words, name), **ends, **figures})
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
                text("input"): input_name(words, str(row["input"])),
                **shares,
                text("rank correlation with CPO"): words.number(row["rank_correlation"], decimals=2),
                text("break-even if half as uncertain"): "–" if math.isnan(half) else words.percent(half),
            }
        )
    return pd.DataFrame(rows)


def drivers_csv(table: pd.DataFrame, dialect: Dialect) -> bytes:
    """A table of the core as a file, with its numbers unrounded."""
    return write_table(table, dialect=dialect)

"""What each input does by itself: the tornado, how much it explains, and both as tables and files."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from pages.frame.asking import help_of
from pages.kit import charts, files, tables, writing
from pages.kit.files import Download
from pages.kit.folded import folded
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words
from pages.parts.drivers.figures import HIGH_END, LOW_END, OUTPUTS, figure, figure_of, input_name
from simulator import Drivers, Plan
from simulator.forms.scenario_file import write_table
from simulator.questions.figures import Figures

TORNADO_TITLES = {
    "break_even": N_("Chance to break even, one input at its low or high end"),
    "cpo": N_("Median CPO, one input at its low or high end"),
    "profit": N_("Expected profit, one input at its low or high end"),
}
ROW_HEIGHT, AROUND = 38, 110
"""Pixels of an input in a chart, and of legend and axis together."""


def one_input(words: Words, plan: Plan, drivers: Drivers, figures: Figures, output: str) -> None:
    """What each input does by itself, and how much it explains."""
    effects, explained = st.columns(2, gap="medium")
    with effects:
        tornado(words, plan, drivers, figures, output)
    with explained:
        influences(words, drivers, output)
    folded(words.text("All figures as tables"), "drivers_tables", lambda: _tables(words, plan, drivers))


# -- tornado --------------------------------------------------------------------------------------------------------


def tornado(words: Words, plan: Plan, drivers: Drivers, figures: Figures, output: str) -> None:
    """What each input does to one figure when it is at its low and at its high end."""
    text = words.text
    title, help = text(TORNADO_TITLES[output]), help_of(words, "tornado")
    if drivers.tornado.empty:
        st.markdown(f"**{title}**", help=help)
        st.caption(text("No input is uncertain: only the luck of single orders is left."))
        return
    rows, now = by_effect(drivers, output), figure_of(figures, output)
    line = text("plan: {figure}", figure=figure(words, plan, output, now))
    bars = [bar for row in rows for bar in _bars(words, plan, row, output, now)]
    spoken = "; ".join(
        f"{input_name(words, row['input'])} {', '.join(_ends(words, plan, row, output))}" for row in rows
    )
    charts.show(
        charts.effects_frame(bars, base=(line, now)),
        _tornado_spec(words, plan, output, len(rows)),
        key="tornado_chart",
        alt=f"{title}. {line}. {spoken}",
        title=title,
        help=help,
    )
    st.caption(
        text(
            "The low and the high end of an input are where it lies below and above with a chance of {share}; the "
            "other inputs stay as believed.",
            share=words.percent(0.05, decimals=0),
        )
    )


def by_effect(drivers: Drivers, output: str) -> list[Row]:
    """The rows of the tornado, the largest effect on this figure first."""
    rows = drivers.tornado
    effect = (rows[f"{output}_at_high"] - rows[f"{output}_at_low"]).abs().fillna(0.0)
    return rows_of(rows.loc[effect.sort_values(ascending=False, kind="stable").index])


def _bars(words: Words, plan: Plan, row: Row, output: str, now: float) -> list[tuple[str, str, float, float, str, str]]:
    """The two bars of an input, from the plan's figure to that at either end."""
    at = [float(row[f"{output}_at_{end}"]) for end in ("low", "high")]
    labels = [writing.input_value(words, plan, row["input"], row[end]) for end in ("low", "high")]
    if at[0] == at[1]:  # their labels would stand on each other
        labels = ["", " – ".join(labels)]
    name, kinds, ends = input_name(words, row["input"]), (LOW_END, HIGH_END), _ends(words, plan, row, output)
    return [(name, words.text(kinds[side]), now, at[side], labels[side], ends[side]) for side in (0, 1)]


def _ends(words: Words, plan: Plan, row: Row, output: str) -> list[str]:
    """The ends of an input with what they make of the figure: "1.50 % → 13 %"."""
    return [
        f"{writing.input_value(words, plan, row['input'], row[end])} → "
        + figure(words, plan, output, row[f"{output}_at_{end}"])
        for end in ("low", "high")
    ]


def _tornado_spec(words: Words, plan: Plan, output: str, rows: int) -> charts.Spec:
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    axis = {
        "break_even": text("Chance to break even"),
        "cpo": text("Median CPO, {money} per order", money=money),
        "profit": text("Profit, {money}", money=money),
    }
    texts = (("x", axis[output]), ("input", text("input")), ("kind", text("at its")), ("value", text("value")))
    kinds = (" ", "  ", "   ", "    ", "     ", text(LOW_END), text(HIGH_END))
    height = AROUND + rows * ROW_HEIGHT
    return charts.effects(kinds, texts, words.chart_numbers(), shares=output == "break_even", height=height)


# -- how much each explains -----------------------------------------------------------------------------------------


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
    bars, ticks = [], {}
    for row in rows_of(drivers.influences):
        name = input_name(words, row["input"])
        label = writing.uncertain_share(words, row["first_order"], row["first_order_error"])
        bars.append((name, text("alone"), 0.0, max(float(row["first_order"]), 0.0), label, label))
        ticks[name] = max(float(row["total"]), 0.0)
    _influence_chart(
        words,
        title,
        (N_("Share of the variance of profit"), N_("share")),
        charts.effects_frame(bars, ticks=ticks),
        ", ".join(f"{name} {label}" for name, _, _, _, label, _ in bars),
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
    for row in sorted(rows_of(drivers.influences), key=lambda row: -abs(float(row["rank_correlation"]))):
        value = float(row["rank_correlation"])
        label = words.number(value, decimals=2)
        bars.append((input_name(words, row["input"]), title, 0.0, value, label, label))
    _influence_chart(
        words,
        title,
        (N_("Rank correlation with CPO"), N_("correlation")),
        charts.effects_frame(bars, base=("", 0.0)),
        ", ".join(f"{name} {label}" for name, _, _, _, label, _ in bars),
        rows=len(bars),
        shares=False,
    )


def _influence_chart(
    words: Words, title: str, names: tuple[str, str], frame: pa.Table, spoken: str, *, rows: int, shares: bool
) -> None:
    text = words.text
    kind = text("alone") if shares else title
    texts = (("x", text(names[0])), ("input", text("input")), ("kind", text("what")), ("value", text(names[1])))
    kinds = (" ", "  ", "   ", "    ", kind)
    spec = charts.effects(kinds, texts, words.chart_numbers(), shares=shares, height=AROUND - 30 + rows * ROW_HEIGHT)
    help = help_of(words, "variance_share" if shares else "rank_correlation")
    charts.show(frame, spec, key="influence_chart", alt=f"{title}: {spoken}", title=title, help=help)


# -- tables and files -----------------------------------------------------------------------------------------------


def _tables(words: Words, plan: Plan, drivers: Drivers) -> None:
    """What each input does and explains, as tables and as files."""
    text = words.text
    shown = {
        text("What each input does"): effect_rows(words, plan, drivers),
        text("What each input explains"): influence_rows(words, drivers),
    }
    for title, rows in shown.items():
        if rows:
            st.markdown(f"**{title}**")
            tables.show(rows, alt=title)
    files.downloads(
        words,
        Download(
            text("Download what each input does (CSV)"),
            lambda dialect: write_table(drivers.tornado, dialect=dialect),
            "cpo-tornado.csv",
            "download_tornado",
        ),
        Download(
            text("Download what each input explains (CSV)"),
            lambda dialect: write_table(drivers.influences, dialect=dialect),
            "cpo-influences.csv",
            "download_influences",
        ),
    )


def effect_rows(words: Words, plan: Plan, drivers: Drivers) -> list[Row]:
    """One row per input: its ends, and the figures there."""
    text, rows = words.text, []
    for row in rows_of(drivers.tornado):
        name = row["input"]
        ends = {
            text(title): writing.input_value(words, plan, name, row[end])
            for title, end in ((LOW_END, "low"), (HIGH_END, "high"))
        }
        figures = {
            text(title): " – ".join(figure(words, plan, output, row[f"{output}_at_{end}"]) for end in ("low", "high"))
            for output, title in OUTPUTS.items()
        }
        rows.append({text("input"): input_name(words, name), **ends, **figures})
    return rows


def influence_rows(words: Words, drivers: Drivers) -> list[Row]:
    """One row per input and one for luck: shares of the variance, rank correlation, and half the uncertainty."""
    text, rows = words.text, []
    for row in rows_of(drivers.influences):
        shares = {
            text(title): writing.uncertain_share(words, row[column], row[f"{column}_error"])
            if drivers.shares_exist
            else writing.NONE
            for column, title in (("first_order", N_("first order")), ("total", N_("total")))
        }
        rows.append(
            {
                text("input"): input_name(words, row["input"]),
                **shares,
                text("rank correlation with CPO"): words.number(row["rank_correlation"], decimals=2),
                text("break-even if half as uncertain"): writing.percent(words, row["halved_break_even"], decimals=1),
            }
        )
    return rows

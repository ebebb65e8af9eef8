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
    "break_even": N_("How each number changes the chance to pay off"),
    "cpo": N_("How each number changes the cost per order"),
    "profit": N_("How each number changes profit"),
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
        st.caption(text("No number is uncertain: only luck is left."))
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
    st.caption(text("Each number alone at the low and the high end of your range."))


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
        "break_even": text("Chance to pay off"),
        "cpo": text("Cost per order, {money}", money=money),
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
                "1: the cost per order rises with the number; −1: it falls as the number rises; 0: nothing to do with "
                "each other."
            )
        ]
        if drivers.correlated:
            lines.append(text("Where numbers move together, each also gets what the others do."))
        st.caption(" ".join(lines))
        return
    reason = (
        N_(
            "Numbers of this plan move together, so their parts cannot be told apart. 1: the cost per order rises "
            "with the number; −1: it falls as the number rises."
        )
        if drivers.correlated
        else N_("Profit is always the same, so nothing is unsure.")
    )
    st.caption(text(reason))


def _shares(words: Words, drivers: Drivers) -> None:
    text, title = words.text, words.text("Where the doubt about profit comes from")
    bars, ticks = [], {}
    for row in rows_of(drivers.influences):
        name = input_name(words, row["input"])
        label = writing.uncertain_share(words, row["first_order"], row["first_order_error"])
        bars.append((name, text("alone"), 0.0, max(float(row["first_order"]), 0.0), label, label))
        ticks[name] = max(float(row["total"]), 0.0)
    _influence_chart(
        words,
        title,
        (N_("part of the doubt"), N_("share")),
        charts.effects_frame(bars, ticks=ticks),
        ", ".join(f"{name} {label}" for name, _, _, _, label, _ in bars),
        rows=len(bars),
        shares=True,
    )
    st.caption(
        text("The longer the bar, the more this number decides. The mark adds what it decides together with others.")
    )


def _rank_correlations(words: Words, drivers: Drivers) -> None:
    title = words.text("How closely it goes with the cost per order")
    bars = []
    for row in sorted(rows_of(drivers.influences), key=lambda row: -abs(float(row["rank_correlation"]))):
        value = float(row["rank_correlation"])
        label = words.number(value, decimals=2)
        bars.append((input_name(words, row["input"]), title, 0.0, value, label, label))
    _influence_chart(
        words,
        title,
        (N_("How closely it goes with the cost per order"), N_("closeness")),
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
    charts.show(frame, spec, key="influence_chart", alt=words.titled(title, spoken), title=title, help=help)


# -- tables and files -----------------------------------------------------------------------------------------------


def _tables(words: Words, plan: Plan, drivers: Drivers) -> None:
    """What each input does and explains, as tables and as files."""
    text = words.text
    shown = {
        text("What each number does"): effect_rows(words, plan, drivers),
        text("How much each number decides"): influence_rows(words, drivers),
    }
    for title, rows in shown.items():
        if rows:
            st.markdown(f"**{title}**")
            tables.show(rows, alt=title)
    files.downloads(
        words,
        Download(
            text("Download what each number does (CSV)"),
            lambda dialect: write_table(drivers.tornado, dialect=dialect),
            "cpo-tornado.csv",
            "download_tornado",
        ),
        Download(
            text("Download how much each decides (CSV)"),
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
            for column, title in (
                ("first_order", N_("if known, less doubt by")),
                ("total", N_("if all others known, doubt left")),
            )
        }
        rows.append(
            {
                text("input"): input_name(words, row["input"]),
                **shares,
                text("closeness to the cost per order"): words.number(row["rank_correlation"], decimals=2),
                text("chance to pay off, range half as wide"): writing.percent(
                    words, row["halved_break_even"], decimals=1
                ),
            }
        )
    return rows

"""TODO."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.frame import asking, visit
from pages.kit import charts, writing
from pages.kit.files import csv_button, dialect_of
from pages.kit.words import N_, Words, in_markdown
from pages.parts.budget import results
from pages.parts.budget.table import table_csv
from simulator import Estimate, InputError, Months, Plan
from simulator.questions.budget_wanted import DAYS_OF_A_MONTH
from simulator.questions.months import month_budget

MONTHS = 12


def months(words: Words) -> None:
    """A year month by month: cumulative profit, and the chance to be under water."""
    title = words.text("Month by month, with seasons")
    with st.expander(title, key="budget_months", on_change="rerun") as box:
        if box.open:
            _months(words)


def _months(words: Words) -> None:
    text, plan = words.text, visit.usable_plan()
    st.markdown(
        text(
            N_(
                "The plan in the sidebar is a month of weight 1. A weight of {weight} is a month with half as much "
                "demand again: spend follows it, at the same click price."
            )
            if plan.scenario.period_days == DAYS_OF_A_MONTH
            else N_(
                "A month of weight 1 has {days} days at the plan's spend per day: {budget}. A weight of {weight} "
                "is a month with half as much demand again: spend follows it, at the same click price."
            ),
            weight=words.exact(1.5),
            days=words.number(DAYS_OF_A_MONTH),
            budget=writing.marked_money(words, plan, month_budget(plan.scenario)),
        )
    )
    weights = _weights(words)
    if weights is None:
        return
    try:
        found = results.months(plan, weights)
    except InputError as error:
        asking.wrong(words, error)
        return
    dialect = dialect_of(words)
    _fan_chart(words, plan, found)
    _months_table(words, plan, found)
    csv_button(
        text("Download the months (CSV)"),
        lambda: table_csv(plan, found.by_month, dialect),
        "cpo-months.csv",
        "download_months",
    )


def _weights(words: Words) -> tuple[float, ...] | None:
    """The weight of each month, None while one of them cannot be used."""
    given = []
    with st.grid(6, min_column_width=100):
        for month in range(1, MONTHS + 1):
            with st.container():
                label = words.text("Month {month}", month=words.number(month))
                given.append(asking.number(words, label, f"budget_month_{month}", 1.0))
    if None in given:
        st.caption(words.text("Give a weight for each month."))
        return None
    return tuple(weight for weight in given if weight is not None)


def _fan_chart(words: Words, plan: Plan, found: Months) -> None:
    text, by_month = words.text, found.by_month
    money = words.currency_symbol(plan.scenario.currency)
    title = text("Profit added up month by month")
    end = by_month.iloc[-1]
    st.markdown(_months_sentence(words, plan, found))
    st.markdown(f"**{title}**")
    kind = text("median")
    frame = charts.curves_frame(
        by_month["month"].tolist(),
        {kind: by_month["cumulative_p50"].tolist()},
        bands=tuple(
            (by_month[f"cumulative_{low}"].tolist(), by_month[f"cumulative_{high}"].tolist())
            for low, high in (("p5", "p95"), ("p25", "p75"))
        ),
        levels={text("above water"): 0.0},
    )
    texts = (
        ("x", text("month")),
        ("y", text("Profit so far, {money}", money=money)),
        ("kind", text("what it is")),
        ("at", text("month")),
        ("value", text("Profit so far, {money}", money=money)),
    )
    spec = charts.curves((kind,), texts, words.chart_numbers(), whole=True, height=260)
    alt = f"{title}. {_months_sentence(words, plan, found)}"
    st.vega_lite_chart(frame, spec, key="budget_months_chart", alt=alt.replace("**", "").replace("\\", ""))
    st.caption(
        text(
            "The dark band holds half of all draws, the light one {level}. Spend over the months: {spend}.",
            level=words.percent(0.9, decimals=0),
            spend=writing.marked_money(words, plan, float(end["cumulative_budget"])),
        )
    )
    if plan.scenario.repeat is not None:
        st.caption(text("Only first orders are counted: later ones are paid when they come."))


def _months_sentence(words: Words, plan: Plan, found: Months) -> str:
    end, draws = found.by_month.iloc[-1], plan.settings.draws
    error = (end["cumulative_p95"] - end["cumulative_p5"]) / 1000
    low, middle, high = (
        in_markdown(writing.output(words, plan, "profit", Estimate(float(end[f"cumulative_{name}"]), error)))
        for name in ("p5", "p50", "p95")
    )
    under = Estimate(float(end["under_water_probability"]), float(end["under_water_error"]))
    return words.text(
        "After {months} months the profit is {middle} in the middle ({low} to {high}). The chance to be under "
        "water at the end is **{under}**, and at the end of at least one month {ever}.",
        months=words.number(len(found.by_month)),
        middle=middle,
        low=low,
        high=high,
        under=words.short_chance(under, draws),
        ever=words.short_chance(found.ever_under_water, draws),
    )


def _months_table(words: Words, plan: Plan, found: Months) -> None:
    text, title = words.text, words.text("Month by month as a table")
    draws = plan.settings.draws
    rows = []
    for _, row in found.by_month.iterrows():
        error = float(row["cumulative_p95"] - row["cumulative_p5"]) / 1000
        under = Estimate(float(row["under_water_probability"]), float(row["under_water_error"]))
        rows.append(
            {
                text("month"): words.number(float(row["month"])),
                text("weight"): words.exact(float(row["weight"])),
                text("budget"): writing.whole_money(words, plan, float(row["budget"])),
                text("orders"): words.number(float(row["orders_mean"]), decimals=0),
                text("profit so far, median"): writing.output(
                    words, plan, "profit", Estimate(float(row["cumulative_p50"]), error)
                ),
                text("under water"): words.short_chance(under, draws),
            }
        )
    right = st.column_config.TextColumn(alignment="right")
    columns = dict.fromkeys(rows[0], right)
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)

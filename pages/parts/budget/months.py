"""A year month by month: weights, the fan of cumulative profit, table and file."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking, visit
from pages.kit import charts, tables, writing
from pages.kit.files import Download, downloads
from pages.kit.folded import folded
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, in_markdown
from pages.parts.budget.table import table_csv
from simulator import Estimate, InputError, Months, Plan, months_of
from simulator.cache import once
from simulator.questions.budget_wanted import DAYS_OF_A_MONTH
from simulator.questions.months import events_of_month, month_budget

MONTHS = 12
QUANTILE_ERROR = 1 / 1000
"""Simulation error of a quantile of profit added up, as a part of the 90 % interval."""


def months(words: Words) -> None:
    """A year month by month: cumulative profit, and the chance to be under water."""
    title = words.text("Month by month")
    folded(title, "budget_months", lambda: _months(words))


def _months(words: Words) -> None:
    plan = visit.usable_plan()
    st.markdown(in_markdown(_what_a_month_is(words, plan)))
    weights = _weights(words)
    if weights is None:
        return
    try:
        year = once(months_of, plan, weights)
    except InputError as error:
        asking.wrong(words, error)
        return
    _fan_chart(words, plan, year)
    _months_table(words, plan, year)
    file = Download(
        words.text("Download the months (CSV)"),
        lambda dialect: table_csv(plan, year.by_month, dialect),
        "cpo-months.csv",
        "download_months",
    )
    downloads(words, file, chooser=False)


def _what_a_month_is(words: Words, plan: Plan) -> str:
    return words.text(
        N_(
            "1 is a month like this plan. {weight} is a month with half as much demand again: you spend that much "
            "more, at the same click price."
        )
        if plan.scenario.period_days == DAYS_OF_A_MONTH
        else N_(
            "1 is a month of 30 days like this plan ({budget}). {weight} is a month with half as much demand "
            "again: you spend that much more, at the same click price."
        ),
        weight=words.exact(1.5),
        budget=writing.money(words, plan, month_budget(plan.scenario)),
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
        st.caption(words.text("Give a number for each month."))
        return None
    return tuple(weight for weight in given if weight is not None)


def _fan_chart(words: Words, plan: Plan, year: Months) -> None:
    text, by_month = words.text, year.by_month
    money = words.currency_symbol(plan.scenario.currency)
    title = text("Profit added up month by month")
    sentence = _months_sentence(words, plan, year)
    st.markdown(in_markdown(sentence))
    kind = text("middle")
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
    alt = f"{title}. {sentence}".replace("**", "")
    charts.show(frame, spec, key="budget_months_chart", alt=alt, title=title)
    note = text(
        "The dark band holds half of all outcomes, the light one {level}. Spend over the months: {spend}.",
        level=writing.level(words),
        spend=writing.money(words, plan, float(by_month["cumulative_budget"].iloc[-1])),
    )
    st.caption(in_markdown(note))
    if plan.scenario.repeat is not None:
        st.caption(text("Only first orders are counted."))


def _months_sentence(words: Words, plan: Plan, year: Months) -> str:
    end, draws = rows_of(year.by_month)[-1], plan.settings.draws
    low, middle, high = (_profit_so_far(words, plan, end, name) for name in ("p5", "p50", "p95"))
    under = Estimate(float(end["under_water_probability"]), float(end["under_water_error"]))
    count = len(year.by_month)
    return words.plural(
        "After {months} month the profit is about {middle} ({low} to {high}). The chance that it is a loss is "
        "**{under}**; at the end of at least one month it is {ever}.",
        "After {months} months the profit is about {middle} ({low} to {high}). The chance that it is a loss is "
        "**{under}**; at the end of at least one month it is {ever}.",
        count,
        months=words.number(count),
        middle=middle,
        low=low,
        high=high,
        under=words.short_chance(under, draws),
        ever=words.short_chance(year.ever_under_water, draws),
    )


def _profit_so_far(words: Words, plan: Plan, month: Row, quantile: str) -> str:
    error = (month["cumulative_p95"] - month["cumulative_p5"]) * QUANTILE_ERROR
    return writing.output(words, plan, "profit", Estimate(month[f"cumulative_{quantile}"], error))


def _months_table(words: Words, plan: Plan, year: Months) -> None:
    text, scenario = words.text, plan.scenario
    names = {month: [event.name for event in events_of_month(scenario, month)] for month in range(1, MONTHS + 1)}
    has_events = any(names.values())
    rows = [
        {
            text("month"): words.number(month["month"]),
            text("month|weight"): words.exact(month["weight"]),
            text("budget"): writing.money(words, plan, month["budget"]),
            text("orders"): writing.count(words, month["orders_mean"]),
            text("profit so far"): _profit_so_far(words, plan, month, "p50"),
            text("loss so far"): writing.short_chance(
                words, plan, month["under_water_probability"], month["under_water_error"]
            ),
            **({text("Events"): ", ".join(names[int(month["month"])])} if has_events else {}),
        }
        for month in rows_of(year.by_month)
    ]
    wide = {text("Events"): st.column_config.TextColumn(width=190)} if has_events else None
    tables.show(rows, alt=text("Month by month as a table"), columns=wide)

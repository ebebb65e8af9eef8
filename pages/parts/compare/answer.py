"""Plans side by side, in words, figures and pictures."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.frame import plan_results, visit
from pages.kit import charts, writing
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.labels import SHAPES, VERDICTS
from pages.kit.words import Words, in_markdown, plain_markdown
from pages.parts.compare.plans import Entry, _entry
from pages.parts.start import files as start_files
from simulator import Estimate, Plan
from simulator.engine.outcome import ZONES
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.compare import side_by_side

ROW_HEIGHT, AROUND = 34, 110
"""Pixels of a plan in the chart, and of legend and axis together."""


# -- which plans ------------------------------------------------------------------------------------------------


def keeping(words: Words, plan: Plan, shown: Sequence[Entry]) -> None:
    """Keep the plan of the sidebar, take another one there, drop plans."""
    text, full = words.text, len(visit.kept()) >= visit.MOST_KEPT
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = [each.label for each in shown]
        label = st.selectbox(text("Plan"), labels, index=1, key="compare_plan", persist_state="session", width=260)
        chosen = _entry(shown, label)
        st.button(
            text("Put it in the sidebar"),
            key="compare_put",
            on_click=_put,
            args=(chosen.plan, plan),
            disabled=chosen.plan == plan,
            help=text("The plan that is there now is kept here."),
        )
        st.button(
            text("Drop it"),
            key="compare_drop",
            on_click=visit.drop,
            args=(chosen.plan,),
            disabled=not chosen.kept,
            help=text("Kept plans can be dropped; the baseline is forgotten on the page Plan."),
        )
        st.button(
            text("Drop all kept"),
            key="compare_drop_all",
            on_click=visit.drop,
            args=visit.kept(),
            disabled=not visit.kept(),
        )
        _keep_button(words, plan, full=full)
    if full:
        st.warning(
            text("No room for more: at most {most} plans are kept. Drop one.", most=words.number(visit.MOST_KEPT))
        )
    st.caption(text("Kept plans live as long as this visit: download them to have them another day."))


def _keep_button(words: Words, plan: Plan, *, full: bool = False) -> None:
    st.button(
        words.text("Keep the plan in the sidebar"),
        key="compare_keep",
        on_click=visit.keep_present,
        args=(plan,),
        disabled=visit.is_kept(plan) or (full and plan not in visit.kept()),
    )


def _put(plan: Plan, present: Plan) -> None:
    if present in visit.kept():
        visit.renew(present)
    else:
        visit.keep({present: visit.page_values()})
    if present in visit.kept():  # else there is no room, which was said: nothing is lost
        visit.load(plan, visit.page_values_of(plan, present))
        visit.moved()


def alone(words: Words, plan: Plan) -> None:
    """What to do next where there is nothing to compare with."""
    text = words.text
    st.info(
        text(
            "There is only the plan in the sidebar yet. Keep it, then change something in the sidebar: the changed "
            "plan appears beside the kept one. Or load plans from a file."
        ),
        icon=":material/info:",
    )
    if plan in visit.kept():
        st.caption(text("The plan in the sidebar is kept. Now change a click price, a budget or a margin there."))
    _keep_button(words, plan)


def files(words: Words, *, opened: bool) -> None:
    """Plans from a file."""
    title = words.text("Load plans from a file")
    with st.expander(title, expanded=opened, key="compare_files", on_change="rerun") as box:
        if box.open:
            start_files.file_loader(words, "compare")


# -- all of them ------------------------------------------------------------------------------------------------


def ranking(words: Words, shown: Sequence[Entry]) -> None:
    """Which plan earns most, and which is surest to pay, among those that can be held against the first."""
    first = shown[0].plan.scenario
    rivals = [
        each
        for each in shown
        if (each.plan.scenario.currency, each.plan.scenario.period_days) == (first.currency, first.period_days)
    ]
    if len(rivals) < 2:
        return
    richest = max(rivals, key=lambda each: each.figures.spreads["profit"].mean.value)
    surest = max(rivals, key=lambda each: each.figures.break_even_probability.value)
    profit = writing.output(words, richest.plan, "profit", richest.figures.spreads["profit"].mean)
    st.markdown(
        words.text(
            "Highest expected profit: **{richest}**, {profit}. Surest to break even: **{surest}**, {chance}.",
            richest=plain_markdown(richest.label),
            profit=in_markdown(profit),
            surest=plain_markdown(surest.label),
            chance=words.short_chance(surest.figures.break_even_probability, surest.figures.draws),
        )
    )


def table(words: Words, shown: Sequence[Entry]) -> None:
    """One row per plan."""
    text, title = words.text, words.text("Plans side by side")
    rows = [_row(words, each) for each in shown]
    days = text("days")
    if len({each[days] for each in rows}) == 1:
        rows = [{column: cell for column, cell in each.items() if column != days} for each in rows]
    right = st.column_config.TextColumn(alignment="right")
    left = st.column_config.TextColumn(pinned=True, width=170)  # wider, a phone could not reach the figures
    columns = {**dict.fromkeys(list(rows[0])[2:], right), next(iter(rows[0])): left}
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)
    st.caption(
        text(
            "CPO and max CPO are medians, orders and profit expected values, in brackets the range of {level}; "
            "worst 5 % is the mean profit of the worst twentieth of all draws.",
            level=words.percent(0.9, decimals=0),
        )
    )


def _row(words: Words, entry: Entry) -> dict[str, str]:
    text, plan, figures, spreads = words.text, entry.plan, entry.figures, entry.figures.spreads

    def shown(name: str, estimate: Estimate) -> str:
        return writing.output(words, plan, name, estimate)

    profit = {"expected": spreads["profit"].mean, "low": spreads["profit"].low, "high": spreads["profit"].high}
    return {
        text("plan"): entry.label,
        text("verdict"): f"{SHAPES[figures.verdict.word]} {text(VERDICTS[figures.verdict.word])}",
        text("break-even"): words.short_chance(figures.break_even_probability, figures.draws),
        text("profit"): text(
            "{expected} ({low} to {high})", **{name: shown("profit", each) for name, each in profit.items()}
        ),
        text("worst 5 %"): shown("profit", figures.worst_profit),
        text("CPO"): shown("cpo", spreads["cpo"].median),
        text("max CPO"): shown("max_cpo", spreads["max_cpo"].median),
        text("orders"): shown("orders", spreads["orders"].mean),
        text("budget"): words.money(plan.scenario.budget, plan.scenario.currency, decimals=0),
        text("days"): words.exact(plan.scenario.period_days),
    }


def profit_chart(words: Words, shown: Sequence[Entry]) -> None:
    """The profit of each plan in the currency of the first, as expected value and interval."""
    text, currency = words.text, shown[0].plan.scenario.currency
    same = [each for each in shown if each.plan.scenario.currency == currency]
    title = text("Profit of each plan: expected value and range of {level}", level=words.percent(0.9, decimals=0))
    st.markdown(f"**{title}**")
    kinds = {zone: text(VERDICTS[zone]) for zone in ZONES}
    texts = (
        ("x", text("Profit, {money}", money=words.currency_symbol(currency))),
        ("plan", text("plan")),
        ("kind", text("verdict")),
        ("low", text("5 % below")),
        ("middle", text("expected")),
        ("high", text("95 % below")),
    )
    rows = [_interval(words, each, kinds) for each in same]
    height = AROUND + len(rows) * ROW_HEIGHT
    spec = charts.intervals(tuple(kinds.values()), texts, words.chart_numbers(), height=height)
    told = "; ".join(f"{row['plan']} {row['middle_text']} ({row['low_text']} – {row['high_text']})" for row in rows)
    st.vega_lite_chart(pd.DataFrame(rows), spec, key="compare_chart", alt=f"{title}: {told}")
    if len(same) < len(shown):
        st.caption(text("Plans in another currency than that of the sidebar are not in the picture."))
    if len({each.plan.scenario.period_days for each in same}) > 1:
        st.caption(text("The periods differ: each profit is that of its own days."))


def _interval(words: Words, entry: Entry, kinds: dict[str, str]) -> dict[str, object]:
    profit = entry.figures.spreads["profit"]
    ends = {"low": profit.low, "middle": profit.mean, "high": profit.high}
    return {
        "plan": entry.label,
        "kind": kinds[entry.figures.verdict.word],
        **{name: end.value for name, end in ends.items()},
        **{f"{name}_text": writing.output(words, entry.plan, "profit", end) for name, end in ends.items()},
    }


# -- two of them ------------------------------------------------------------------------------------------------


# -- taking along -----------------------------------------------------------------------------------------------


def downloads(words: Words, shown: Sequence[Entry]) -> None:
    """All plans, and the table, as files."""
    plans = tuple(each.plan for each in shown)
    present = plans[0]  # that of the sidebar is the first
    page_values = [visit.page_values_of(plan, present) for plan in plans]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            words.text("Download all plans (CSV)"),
            lambda: plan_results.scenario_csv(plans, page_values, dialect),
            "cpo-plans.csv",
            "download_plans",
        )
        csv_button(
            words.text("Download the table (CSV)"),
            lambda: table_csv(shown, dialect),
            "cpo-comparison.csv",
            "download_table",
        )


def table_csv(shown: Sequence[Entry], dialect: Dialect) -> bytes:
    """The table as a file, with its numbers unrounded."""
    found = side_by_side((each.label, each.plan, each.figures) for each in shown)
    return write_table(found, dialect=dialect)

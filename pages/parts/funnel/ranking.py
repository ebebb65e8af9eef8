"""The levers against each other: one by one in a chart and a table, and all at the same time."""

from __future__ import annotations

import math
from functools import partial
from typing import Final

import pyarrow as pa
import streamlit as st

from pages.kit import charts, tables, writing
from pages.kit.folded import folded
from pages.kit.tables import Row
from pages.kit.words import N_, Words, in_markdown
from pages.parts.funnel.inputs import lever_name
from pages.parts.funnel.lever_text import expected_profit, needed_effect, pays_from, profit_end
from pages.parts.funnel.results import FunnelAnswer, LeverRanking, Package, every_lever
from simulator import Plan

ORDERS: Final = {
    "profit": N_("profit on average"),
    "payback": N_("chance to pay back"),
    "profit_per_cost": N_("profit per {unit} of cost"),
}
"""What levers may be ranked by, as in the columns ``rank_by_…``."""
ROW_HEIGHT, AROUND = 34, 90
"""Pixels of a row in the chart, and of legend and axis together."""


def order_chooser(words: Words, plan: Plan) -> str:
    """What the levers are ranked by."""
    unit = in_markdown(writing.one_unit(words, plan))
    return str(
        st.segmented_control(
            words.text("Rank the levers by"),
            list(ORDERS),
            default="profit",
            format_func=lambda order: words.text(ORDERS[order], unit=unit),
            key="funnel_order",
            persist_state="session",
            required=True,
        )
    )


def profit_chart(words: Words, plan: Plan, ranking: LeverRanking, order: str) -> None:
    """What each lever earns by itself: expected value and interval."""
    text = words.text
    title = text("Profit of each lever, after its costs: average and range")
    kinds = {True: text("pays on average"), False: text("loses")}
    texts = (
        ("x", text("Profit over the period, {money}", money=words.currency_symbol(plan.scenario.currency))),
        ("plan", text("lever")),
        ("kind", text("on average")),
        ("low", text("low end")),
        ("middle", text("average")),
        ("high", text("high end")),
    )
    rows = [
        {
            "plan": lever_name(words, row["lever"]),
            "kind": kinds[bool(row["profit_mean"] > 0)],
            "low": row["profit_p5"],
            "middle": row["profit_mean"],
            "high": row["profit_p95"],
            "low_text": profit_end(words, plan, row, "p5"),
            "middle_text": expected_profit(words, plan, row),
            "high_text": profit_end(words, plan, row, "p95"),
        }
        for row in ranking.by(order)
    ]
    places = (kinds[True], " ", kinds[False])
    spec = charts.intervals(places, texts, words.chart_numbers(), height=AROUND + len(rows) * ROW_HEIGHT)
    charts.show(pa.Table.from_pylist(rows), spec, key="funnel_profit_chart", alt=title, title=title)


def ranking_table(words: Words, plan: Plan, ranking: LeverRanking, order: str) -> None:
    """Every lever by itself as a row."""
    title = words.text("Every lever by itself, as a table")
    rows = [_ranking_row(words, plan, row) for row in ranking.by(order)]

    def draw() -> None:
        tables.show(rows, alt=title)
        what_is_counted(words)

    folded(title, "funnel_ranking", draw)


def _ranking_row(words: Words, plan: Plan, row: Row) -> dict[str, str]:
    text = words.text
    payback = row["payback_probability"], row["payback_error"]
    return {
        text("lever"): lever_name(words, row["lever"]),
        text("profit on average"): expected_profit(words, plan, row),
        text("cost"): writing.money(words, plan, row["cost_mean"]),
        text("pays back"): writing.brief_chance(words, *payback),
        text("profit per {unit} of cost", unit=writing.one_unit(words, plan)): _per_cost(words, row),
        text("pays from, if sure"): pays_from(words, plan, row),
        text("needed when it works"): needed_effect(words, row),
        text("chance to break even"): writing.brief_chance(words, row["break_even_probability"]),
        text("an order costs"): writing.cost_per_order(words, plan, row["cpo_p50"]),
        text("it may cost"): writing.cost_per_order(words, plan, row["max_cpo_p50"]),
    }


def _per_cost(words: Words, row: Row) -> str:
    per_cost = row["profit_per_cost"]
    return words.text("costs nothing") if math.isnan(per_cost) else words.number(per_cost, decimals=2)


def what_is_counted(words: Words) -> None:
    """What a lever's profit is, and is not."""
    st.caption(
        words.text(
            "Only this period and the clicks of these ads count: a lever that goes on working earns more later. What "
            "a lever costs once is not in the cost per order."
        )
    )


def together(words: Words, plan: Plan, answer: FunnelAnswer) -> None:
    """All levers at the same time: what each adds to the others, and what would have been counted twice."""
    if answer.funnel is None or answer.ranking is None or len(answer.levers) < 2:
        return
    title = words.text("All levers at the same time")
    levers, funnel = answer.levers, answer.funnel
    folded(title, "funnel_together", lambda: _together(words, plan, every_lever(plan, levers, funnel), title))


def _together(words: Words, plan: Plan, package: Package, title: str) -> None:
    text, money = words.text, partial(writing.money, words, plan)
    st.markdown(_overlap(words, plan, package))
    rows = [
        {
            text("lever"): lever_name(words, row["lever"]),
            text("alone"): money(row["alone_mean"], row["alone_error"]),
            text("on top of the others"): money(row["on_top_mean"], row["on_top_error"]),
            text("pays back on top"): writing.brief_chance(words, row["on_top_payback_probability"]),
        }
        for row in tables.rows_of(package.table)
    ]
    tables.show(rows, alt=title)


def _overlap(words: Words, plan: Plan, package: Package) -> str:
    """What all of them earn together, and how much of their sum one by one would be counted twice."""
    overlap, error = package.overlap, package.mean.mc_error
    money = partial(writing.money, words, plan)
    places = {
        "all": in_markdown(money(package.mean.value, error)),
        "sum": in_markdown(money(package.alone, error)),
        "chance": words.short_chance(package.payback, plan.settings.draws),
        "overlap": in_markdown(money(abs(overlap.value), max(overlap.mc_error, error))),
    }
    return words.text(
        N_(
            "Together they earn **{all}** on average and pay back with a chance of {chance}. One by one it would add "
            "up to {sum}, with {overlap} counted twice: a customer can be won only once."
        )
        if overlap.value < 0
        else N_(
            "Together they earn **{all}** on average and pay back with a chance of {chance}. One by one it would add "
            "up to {sum}, {overlap} less: the levers help each other."
        ),
        **places,
    )

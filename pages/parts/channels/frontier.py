"""How much for all channels together: the frontier of totals and where it stops paying."""

from __future__ import annotations

import math
from dataclasses import replace

import streamlit as st

from pages.frame.asking import help_of
from pages.kit import charts, tables, writing
from pages.kit.folded import folded
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from simulator import BudgetFrontier, Channels, InputError, Plan, budget_frontier
from simulator.cache import once
from simulator.channels.frontier import Reason, StopsPaying
from simulator.channels.table import CENT

BEYOND = 2.0
"""Times the spend now, or the total at which it stops paying: further, a frontier only falls."""

FEWEST_TOTALS = 10
"""Totals that make a picture."""

STOPS = {
    "found": N_("**It stops paying at {total}:** from there on, the next {one} loses money."),
    "at_lowest": N_("**It does not pay at all:** even the smallest spends ({total}) lose money."),
    "at_highest": N_("**It still pays at {total}**, where every channel is at its “At most”: there is room beyond."),
    "never": N_(
        "**It never stops paying** by these numbers: in {channels} clicks hardly get dearer as you spend more, and "
        "there is no “At most”. Set one of the two to see where it ends."
    ),
}


def frontier(words: Words, plan: Plan, channels: Channels) -> None:
    """The best expected profit against the total of all channels."""
    title = words.text("How much to spend in all")
    folded(title, "channels_frontier", lambda: _frontier(words, plan, channels))


def _frontier(words: Words, plan: Plan, channels: Channels) -> None:
    try:
        whole = once(budget_frontier, channels)
    except InputError as error:
        st.warning(words.error(writing.error_in_money(words, plan, error)), icon=":material/block:")
        return
    shown = _as_far_as_it_matters(channels, whole)
    st.markdown(_sentence(words, plan, channels, whole), help=help_of(words, "budget_frontier"))
    _frontier_chart(words, plan, channels, shown)
    _next_chart(words, plan, channels, shown)
    tables.show(
        frontier_rows(words, plan, shown), pinned=True, alt=words.text("The best split of each total, as a table")
    )


def _as_far_as_it_matters(channels: Channels, frontier: BudgetFrontier) -> BudgetFrontier:
    """The frontier without the totals that lie far beyond what is spent and what pays."""
    near = frontier.by_budget["total"] <= BEYOND * max(channels.spend, frontier.stop.total)
    if near.sum() < FEWEST_TOTALS:
        return frontier
    return replace(frontier, by_budget=frontier.by_budget[near], splits=frontier.splits[near])


def _sentence(words: Words, plan: Plan, channels: Channels, frontier: BudgetFrontier) -> str:
    text, (as_is, best) = words.text, frontier.now
    lines = []
    if not math.isnan(best) and channels.spend:
        lines.append(
            text(
                "Split the best way, {total} earns {best} on average; as it is split now, {now}.",
                total=writing.money(words, plan, channels.spend),
                best=writing.money(words, plan, best),
                now=writing.money(words, plan, as_is),
            )
        )
        nearest = min(rows_of(frontier.by_budget), key=lambda row: abs(row["total"] - channels.spend))
        more = float(nearest["next_profit"])
        if not math.isnan(more):
            lines.append(
                text(
                    "The next {amount} would add {more}.",
                    amount=words.money(frontier.amount, plan.scenario.currency, decimals=0),
                    more=writing.signed_money(words, plan, more),
                )
            )
    anywhere = text("Here each channel may get any sum, also nothing.")
    return " ".join([*map(in_markdown, lines), _stop_sentence(words, plan, frontier.stop), anywhere])


def _stop_sentence(words: Words, plan: Plan, stop: StopsPaying) -> str:
    """Where it stops paying, or why it does not."""
    endless = [f"**{plain_markdown(name)}**" for name, spend in stop.spends.items() if math.isinf(spend)]
    return words.text(
        STOPS[_reason(stop)],
        total=in_markdown(writing.money(words, plan, stop.total)),
        one=in_markdown(writing.one_unit(words, plan)),
        channels=writing.listed(words, endless),
    )


def _reason(stop: StopsPaying) -> Reason:
    return stop.reason if stop.total >= CENT else "at_lowest"


def _frontier_chart(words: Words, plan: Plan, channels: Channels, frontier: BudgetFrontier) -> None:
    text, rows, money = words.text, frontier.by_budget, words.currency_symbol(plan.scenario.currency)
    title = text("Profit on average by the total of all channels")
    kind = text("split the best way")
    frame = charts.curves_frame(
        rows["total"].tolist(),
        {kind: rows["profit_mean"].tolist()},
        levels={text("break even"): 0.0},
        places=_places(words, channels, frontier),
    )
    spec = charts.curves(
        (kind,), _axis_texts(words, money, text("Profit, {money}", money=money)), words.chart_numbers()
    )
    charts.show(frame, spec, key="channels_frontier_chart", alt=title, title=title)


def _next_chart(words: Words, plan: Plan, channels: Channels, frontier: BudgetFrontier) -> None:
    text, rows, money = words.text, frontier.by_budget, words.currency_symbol(plan.scenario.currency)
    further = words.money(frontier.amount, plan.scenario.currency, decimals=0)
    title = text("What the next {amount} would add to profit", amount=further)
    kind = text("adds")
    frame = charts.curves_frame(
        rows["total"].tolist(),
        {kind: rows["next_profit"].tolist()},
        levels={text("nothing"): 0.0},
        places=_places(words, channels, frontier),
    )
    texts = _axis_texts(words, money, text("Added profit, {money}", money=money))
    spec = charts.curves((kind,), texts, words.chart_numbers())
    charts.show(frame, spec, key="channels_next_chart", alt=title, title=title)


def _places(words: Words, channels: Channels, frontier: BudgetFrontier) -> dict[str, float]:
    totals = frontier.by_budget["total"]
    places = {words.text("now"): channels.spend}
    if _reason(frontier.stop) == "found":
        places[words.text("stops paying")] = frontier.stop.total
    return {name: place for name, place in places.items() if totals.min() <= place <= totals.max()}


def _axis_texts(words: Words, money: str, value: str) -> charts.Texts:
    text = words.text
    total = text("Total of all channels, {money}", money=money)
    return (("x", total), ("y", value), ("kind", text("what it is")), ("at", total), ("value", value))


def frontier_rows(words: Words, plan: Plan, frontier: BudgetFrontier) -> list[Row]:
    """Some totals as they are read, each with its best split."""
    text, rows = words.text, []
    further = words.money(frontier.amount, plan.scenario.currency, decimals=0)
    every = max(len(frontier.by_budget) // 12, 1)
    totals, splits = rows_of(frontier.by_budget), rows_of(frontier.splits)
    for row, spends in list(zip(totals, splits, strict=True))[::every]:
        rows.append(
            {
                text("total"): writing.money(words, plan, row["total"]),
                text("profit, best split"): writing.money(
                    words, plan, row["profit_mean"], writing.error_of(row["profit_error"])
                ),
                text("next {amount} add", amount=further): writing.signed_money(words, plan, row["next_profit"]),
                text("orders"): writing.count(words, row["orders_mean"]),
                **{str(name): writing.money(words, plan, spend) for name, spend in spends.items()},
            }
        )
    return rows

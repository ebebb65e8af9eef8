"""TODO."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.frame.asking import help_of
from pages.kit import charts, tables
from pages.kit.tables import rows_of
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.kit.writing import amount, error_of, in_money, listed, one_unit, orders_of, signed
from pages.parts.channels.results import frontier_of
from simulator import BudgetFrontier, Channels, InputError, Plan
from simulator.channels.frontier import Reason, StopsPaying
from simulator.channels.table import CENT

BEYOND = 2.0
"""Times the spend now, or the total at which it stops paying: further, a frontier only falls."""

FEWEST_TOTALS = 10
"""Totals that make a picture."""

STOPS = {
    "found": N_("**It stops paying at {total}:** from there on, the next {one} earns less than itself."),
    "at_lowest": N_("**It does not pay at all:** even the smallest spends ({total}) earn less than themselves."),
    "at_highest": N_(
        "**It still pays at {total}**, where every channel stands at its most: there is room beyond your bounds."
    ),
    "never": N_(
        "**It never stops paying** as described here: in {channels} the click price hardly grows with spend, or not at "
        "all (γ), and there is no “At most”. Set either to see where it ends."
    ),
}


def frontier(words: Words, plan: Plan, channels: Channels) -> None:
    """The best expected profit against the total of all channels."""
    text = words.text
    with st.expander(
        text("How much for all channels together: the frontier"), key="channels_frontier", on_change="rerun"
    ) as box:
        if not box.open:
            return
        try:
            found = frontier_of(channels)
        except InputError as error:
            st.warning(words.error(in_money(words, plan, error)), icon=":material/block:")
            return
        shown = _as_far_as_it_matters(channels, found)
        st.markdown(_frontier_sentence(words, plan, channels, found), help=help_of(words, "budget_frontier"))
        _frontier_chart(words, plan, channels, shown)
        _next_chart(words, plan, channels, shown)
        tables.show(frontier_rows(words, plan, shown), pinned=True, alt=text("The frontier as a table"))


def _as_far_as_it_matters(channels: Channels, found: BudgetFrontier) -> BudgetFrontier:
    """The frontier without the totals that lie far beyond what is spent and what pays."""
    near = found.by_budget["total"] <= BEYOND * max(channels.spend, found.stop.total)
    if near.sum() < FEWEST_TOTALS:
        return found
    return replace(found, by_budget=found.by_budget[near], splits=found.splits[near])


def _frontier_sentence(words: Words, plan: Plan, channels: Channels, found: BudgetFrontier) -> str:
    text, (as_is, best) = words.text, found.now
    lines = []
    if not math.isnan(best) and channels.spend:
        lines.append(
            text(
                "{total} split its best way earns {best} on average; as it is split now, {now}.",
                total=amount(words, plan, channels.spend),
                best=amount(words, plan, best),
                now=amount(words, plan, as_is),
            )
        )
        nearest = min(rows_of(found.by_budget), key=lambda row: abs(row["total"] - channels.spend))
        more = float(nearest["next_profit"])
        if not math.isnan(more):
            lines.append(
                text(
                    "The next {amount} would add {more}.",
                    amount=words.money(found.amount, plan.scenario.currency, decimals=0),
                    more=signed(words, plan, more),
                )
            )
    return " ".join([*map(in_markdown, lines), _stop_sentence(words, plan, found.stop)])


def _stop_sentence(words: Words, plan: Plan, stop: StopsPaying) -> str:
    """Where it stops paying, or why it does not."""
    endless = [f"**{plain_markdown(name)}**" for name, spend in stop.spends.items() if math.isinf(spend)]
    return words.text(
        STOPS[_reason(stop)],
        total=in_markdown(amount(words, plan, stop.total)),
        one=in_markdown(one_unit(words, plan)),
        channels=listed(words, endless),
    )


def _reason(stop: StopsPaying) -> Reason:
    return stop.reason if stop.total >= CENT else "at_lowest"


def _frontier_chart(words: Words, plan: Plan, channels: Channels, found: BudgetFrontier) -> None:
    text, rows, money = words.text, found.by_budget, words.currency_symbol(plan.scenario.currency)
    title = text("Best expected profit by the total of all channels")
    st.markdown(f"**{title}**")
    kind = text("split its best way")
    frame = charts.curves_frame(
        rows["total"].tolist(),
        {kind: rows["profit_mean"].tolist()},
        levels={text("break even"): 0.0},
        places=_places(words, channels, found),
    )
    spec = charts.curves(
        (kind,), _axis_texts(words, money, text("Profit, {money}", money=money)), words.chart_numbers()
    )
    st.vega_lite_chart(frame, spec, key="channels_frontier_chart", alt=title)


def _next_chart(words: Words, plan: Plan, channels: Channels, found: BudgetFrontier) -> None:
    text, rows, money = words.text, found.by_budget, words.currency_symbol(plan.scenario.currency)
    further = words.money(found.amount, plan.scenario.currency, decimals=0)
    title = text("What the next {amount} would add to profit", amount=in_markdown(further))
    st.markdown(f"**{title}**")
    kind = text("adds")
    frame = charts.curves_frame(
        rows["total"].tolist(),
        {kind: rows["next_profit"].tolist()},
        levels={text("nothing"): 0.0},
        places=_places(words, channels, found),
    )
    texts = _axis_texts(words, money, text("Added profit, {money}", money=money))
    spec = charts.curves((kind,), texts, words.chart_numbers())
    st.vega_lite_chart(frame, spec, key="channels_next_chart", alt=title.replace("\\", ""))


def _places(words: Words, channels: Channels, found: BudgetFrontier) -> dict[str, float]:
    totals = found.by_budget["total"]
    places = {words.text("now"): channels.spend}
    if _reason(found.stop) == "found":
        places[words.text("stops paying")] = found.stop.total
    return {name: place for name, place in places.items() if totals.min() <= place <= totals.max()}


def _axis_texts(words: Words, money: str, value: str) -> charts.Texts:
    text = words.text
    total = text("Total of all channels, {money}", money=money)
    return (("x", total), ("y", value), ("kind", text("what it is")), ("at", total), ("value", value))


def frontier_rows(words: Words, plan: Plan, found: BudgetFrontier) -> pd.DataFrame:
    """Some totals as they are read, each with its best split."""
    text, rows = words.text, []
    further = words.money(found.amount, plan.scenario.currency, decimals=0)
    every = max(len(found.by_budget) // 12, 1)
    totals, splits = rows_of(found.by_budget), rows_of(found.splits)
    for row, spends in list(zip(totals, splits, strict=True))[::every]:
        rows.append(
            {
                text("total"): amount(words, plan, row["total"]),
                text("profit, best split"): amount(words, plan, row["profit_mean"], error_of(row["profit_error"])),
                text("next {amount} add", amount=further): signed(words, plan, row["next_profit"]),
                text("orders"): orders_of(words, row["orders_mean"]),
                **{str(name): amount(words, plan, spend) for name, spend in spends.items()},
            }
        )
    return pd.DataFrame(rows)

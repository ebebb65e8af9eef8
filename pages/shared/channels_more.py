"""Each channel beside the whole, the frontier of totals, and everything as files."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import channels_input, channels_view, charts, inputs
from pages.shared.asking import help_of
from pages.shared.channels_input import Question
from pages.shared.channels_numbers import (
    MANY,
    Asked,
    Row,
    allocated,
    amount,
    asked_of,
    chance_of,
    draw_table,
    error_of,
    figures_of,
    frontier_of,
    in_money,
    in_percent,
    listed,
    one_unit,
    orders_of,
    rows_of,
    signed,
)
from pages.shared.compare_view import SHAPES, VERDICTS
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import Allocation, BudgetFrontier, ChannelFigures, Channels, InputError, Plan, Wanted, write_channels
from simulator.channels.frontier import Reason, StopsPaying
from simulator.channels.table import CENT
from simulator.forms.scenario_file import Dialect, write_table

BEYOND = 2.0
"""Times the spend now, or the total at which it stops paying: further, a frontier only falls."""
FEWEST_TOTALS = 10
"""Totals that make a picture."""
SURE_OF_A_GAP = 0.9
"""Chance from which a gap to the whole is called more than chance."""
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


def details(words: Words, plan: Plan) -> None:
    """The new split, each channel, and the frontier; nothing while there is no answer."""
    question = channels_input.standing().question
    if question is None:
        return
    try:
        channels = question.beside(plan)
    except InputError:  # said above
        return
    found = _split_of(channels, question.wanted)
    if found is not None:  # what needs no split is shown all the same
        channels_view.split(words, plan, Asked(channels, question.wanted, found))
    by_channel(words, plan, channels)
    frontier(words, plan, channels)


def _split_of(channels: Channels, wanted: Wanted) -> Allocation | None:
    try:
        return allocated(channels, wanted)
    except InputError:
        return None


# -- each channel -----------------------------------------------------------------------------------------------


def by_channel(words: Words, plan: Plan, channels: Channels) -> None:
    """Each channel at its spend now, beside the whole; of many channels only while its reader looks at them."""
    title = words.text(N_("Each channel as it is now"))
    if len(channels.rows) < MANY:
        st.subheader(title, anchor=False)
        _beside_the_whole(words, plan, channels)
        return
    with st.expander(title, key="channels_each", on_change="rerun") as box:
        if box.open:
            _beside_the_whole(words, plan, channels)


def _beside_the_whole(words: Words, plan: Plan, channels: Channels) -> None:
    text, found = words.text, figures_of(channels)
    told = gap_sentence(words, found)
    if told:
        st.markdown(told, help=help_of(words, "performance_gap"))
    draw_table(channel_rows(words, plan, found), alt=text(N_("Each channel and the whole, as they are now")))
    lines = [
        text(
            N_(
                "Medians, in brackets the range of {level}. Zone and chance as on the page Plan; marginal CPO is what "
                "the next order costs. Gaps are to all channels together, in brackets the chance that they are more "
                "than chance; {sure} or more counts as sure here. Shares of "
                "profit only where the whole earns, CAC only with a share of new customers."
            ),
            level=words.percent(0.9, decimals=0),
            sure=words.percent(SURE_OF_A_GAP, decimals=0),
        )
    ]
    if plan.settings.order_luck:
        lines.append(
            text(
                N_(
                    "The break-even chances here hold the luck of single orders; that of the card above leaves it "
                    "aside, and so differs."
                )
            )
        )
    st.caption(" ".join(lines))


def gap_sentence(words: Words, found: ChannelFigures) -> str:
    """Which channels surely cost more or less per order than the whole, and what they bring of the profit."""
    frame = found.by_channel
    parts = []
    for row in rows_of(frame):
        gap, sure = float(row["cpo_gap"]), float(row["cpo_gap_probability"])
        if math.isnan(gap) or math.isinf(gap) or sure < SURE_OF_A_GAP:
            continue
        wording = (
            N_("**{channel}** pays {gap} less per order than the whole ({chance} sure)")
            if gap < 0
            else N_("**{channel}** pays {gap} more per order than the whole ({chance} sure)")
        )
        parts.append(
            words.text(
                wording,
                channel=plain_markdown(str(row["channel"])),
                gap=words.percent(abs(gap), decimals=0),
                chance=chance_of(words, sure),
            )
        )
    if not parts:
        return words.text(N_("No channel differs from the whole in its CPO by more than chance may explain."))
    return listed(words, parts) + "."


def channel_rows(words: Words, plan: Plan, found: ChannelFigures) -> pd.DataFrame:
    """The table of channels as it is read, the whole in its last row."""
    text = words.text
    titles = {
        "channel": text(N_("channel")),
        "zone": text(N_("zone")),
        "pays": text(N_("break-even")),
        "spend_share": text(N_("of spend")),
        "profit_share": text(N_("of profit")),
        "profit": text(N_("profit")),
        "cpo": text(N_("CPO")),
        "max_cpo": text(N_("max CPO")),
        "marginal_cpo": text(N_("marginal CPO")),
        "orders": text(N_("orders")),
        "cac": text(N_("CAC")),
        "cpo_gap": text(N_("CPO gap")),
        "cvr_gap": text(N_("CVR gap")),
        "aov_gap": text(N_("AOV gap")),
    }
    rows = [_channel_row(words, plan, row) for row in rows_of(found.by_channel)]
    rows.append(_channel_row(words, plan, rows_of(found.whole)[0]) | {"channel": text(N_("All channels"))})
    frame = pd.DataFrame(rows, columns=list(titles))
    if (frame["cac"] == "–").all():
        del frame["cac"]
    return frame.rename(columns=titles)


def _channel_row(words: Words, plan: Plan, row: Row) -> dict[str, str]:
    def spread(name: str, written: Any) -> str:
        middle, low, high = (float(row[part]) for part in (name, f"{name}_low", f"{name}_high"))
        if math.isnan(middle):
            return "–"
        return words.text(
            N_("{expected} ({low} to {high})"), expected=written(middle), low=written(low), high=written(high)
        )

    def cost(value: float) -> str:
        return "–" if math.isnan(value) else words.money(value, plan.scenario.currency)

    def gap(name: str) -> str:
        value, chance = float(row[f"{name}_gap"]), float(row[f"{name}_gap_probability"])
        if math.isnan(value) or math.isinf(value):
            return "–"
        written = ("+" if value >= 0.005 else "") + words.percent(value, decimals=0)
        return f"{written} ({chance_of(words, chance)})"

    zone = str(row["zone"])
    return {
        "channel": str(row["channel"]),
        "zone": f"{SHAPES[zone]} {words.text(VERDICTS[zone])}" if zone else "–",
        "pays": chance_of(words, float(row["break_even_probability"])),
        "spend_share": in_percent(words, float(row["spend_share"])),
        "profit_share": in_percent(words, float(row["profit_share"])),
        "profit": amount(words, plan, float(row["profit_mean"]), error_of(row["profit_error"])),
        "cpo": spread("cpo", cost),
        "max_cpo": cost(float(row["max_cpo"])),
        "marginal_cpo": spread("marginal_cpo", cost),
        "orders": spread("orders", lambda value: orders_of(words, value)),
        "cac": spread("cac", cost),
        "cpo_gap": gap("cpo"),
        "cvr_gap": gap("cvr"),
        "aov_gap": gap("aov"),
    }


# -- the frontier -----------------------------------------------------------------------------------------------


def frontier(words: Words, plan: Plan, channels: Channels) -> None:
    """The best expected profit against the total of all channels."""
    text = words.text
    with st.expander(
        text(N_("How much for all channels together: the frontier")), key="channels_frontier", on_change="rerun"
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
        draw_table(frontier_rows(words, plan, shown), alt=text(N_("The frontier as a table")))


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
                N_("{total} split its best way earns {best} on average; as it is split now, {now}."),
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
                    N_("The next {amount} would add {more}."),
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
    title = text(N_("Best expected profit by the total of all channels"))
    st.markdown(f"**{title}**")
    kind = text(N_("split its best way"))
    frame = charts.curves_frame(
        rows["total"].tolist(),
        {kind: rows["profit_mean"].tolist()},
        levels={text(N_("break even")): 0.0},
        places=_places(words, channels, found),
    )
    spec = charts.curves(
        (kind,), _axis_texts(words, money, text(N_("Profit, {money}"), money=money)), words.chart_numbers()
    )
    st.vega_lite_chart(frame, spec, key="channels_frontier_chart", alt=title)


def _next_chart(words: Words, plan: Plan, channels: Channels, found: BudgetFrontier) -> None:
    text, rows, money = words.text, found.by_budget, words.currency_symbol(plan.scenario.currency)
    further = words.money(found.amount, plan.scenario.currency, decimals=0)
    title = text(N_("What the next {amount} would add to profit"), amount=in_markdown(further))
    st.markdown(f"**{title}**")
    kind = text(N_("adds"))
    frame = charts.curves_frame(
        rows["total"].tolist(),
        {kind: rows["next_profit"].tolist()},
        levels={text(N_("nothing")): 0.0},
        places=_places(words, channels, found),
    )
    texts = _axis_texts(words, money, text(N_("Added profit, {money}"), money=money))
    spec = charts.curves((kind,), texts, words.chart_numbers())
    st.vega_lite_chart(frame, spec, key="channels_next_chart", alt=title.replace("\\", ""))


def _places(words: Words, channels: Channels, found: BudgetFrontier) -> dict[str, float]:
    totals = found.by_budget["total"]
    places = {words.text(N_("now")): channels.spend}
    if _reason(found.stop) == "found":
        places[words.text(N_("stops paying"))] = found.stop.total
    return {name: place for name, place in places.items() if totals.min() <= place <= totals.max()}


def _axis_texts(words: Words, money: str, value: str) -> charts.Texts:
    text = words.text
    total = text(N_("Total of all channels, {money}"), money=money)
    return (("x", total), ("y", value), ("kind", text(N_("what it is"))), ("at", total), ("value", value))


def frontier_rows(words: Words, plan: Plan, found: BudgetFrontier) -> pd.DataFrame:
    """Some totals as they are read, each with its best split."""
    text, rows = words.text, []
    further = words.money(found.amount, plan.scenario.currency, decimals=0)
    every = max(len(found.by_budget) // 12, 1)
    totals, splits = rows_of(found.by_budget), rows_of(found.splits)
    for row, spends in list(zip(totals, splits, strict=True))[::every]:
        rows.append(
            {
                text(N_("total")): amount(words, plan, row["total"]),
                text(N_("profit, best split")): amount(words, plan, row["profit_mean"], error_of(row["profit_error"])),
                text(N_("next {amount} add"), amount=further): signed(words, plan, row["next_profit"]),
                text(N_("orders")): orders_of(words, row["orders_mean"]),
                **{str(name): amount(words, plan, spend) for name, spend in spends.items()},
            }
        )
    return pd.DataFrame(rows)


# -- taking along -----------------------------------------------------------------------------------------------


def downloads(words: Words) -> None:
    """Channels, split, figures and frontier as files, with the plan as it is at the click."""
    question = channels_input.standing().question
    if question is None:
        return
    present = inputs.present()
    files = {
        "channels": (N_("Download the channels (CSV)"), channels_csv),
        "split": (N_("Download the split (CSV)"), split_csv),
        "figures": (N_("Download the figures (CSV)"), figures_csv),
        "frontier": (N_("Download the frontier (CSV)"), frontier_csv),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        for name, (label, content) in files.items():
            csv_button(
                words.text(label),
                partial(_content, content, question, present, dialect),
                f"cpo-{'channel-figures' if name == 'figures' else name}.csv",
                f"download_{name}",
            )


def _content(
    content: Callable[[Question, Plan, Dialect], bytes], question: Question, present: inputs.Present, dialect: Dialect
) -> bytes:
    return content(question, present.plan, dialect)


def channels_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The table that is edited, to be loaded again."""
    return write_channels(question.rows, dialect=dialect)


def split_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The present and the new split, unrounded; why there is none where it is impossible."""
    try:
        frame = asked_of(plan, question).found.by_channel.copy()
    except InputError as error:
        frame = pd.DataFrame({"problem": [str(error)]})
    return _file(frame, plan, dialect)


def figures_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """Every figure of every channel, and of the whole in the last row, unrounded."""
    found = figures_of(question.beside(plan))
    return _file(pd.concat([found.by_channel, found.whole], ignore_index=True), plan, dialect)


def frontier_csv(question: Question, plan: Plan, dialect: Dialect) -> bytes:
    """The best split of every total, unrounded."""
    found = frontier_of(question.beside(plan))
    splits = found.splits.add_prefix("spend ")
    return _file(pd.concat([found.by_budget, splits], axis=1), plan, dialect)


def _file(frame: pd.DataFrame, plan: Plan, dialect: Dialect) -> bytes:
    frame = frame.copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)

"""TODO."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.frame import visit
from pages.kit import charts, writing
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.words import N_, Words, in_markdown
from pages.parts.funnel.answer import AROUND, ROW_HEIGHT, _alone, _brief, _end, _money, _pays_from
from pages.parts.funnel.inputs import amount, lever_name, relative
from pages.parts.funnel.results import (
    Found,
    Package,
    Row,
    every_lever,
    found_of,
    indicators_found,
    judged_of,
    table_of_stages,
)
from simulator import Estimate, Plan
from simulator.forms.page_fields import funnel_in, levers_in
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.funnel import Funnel
from simulator.questions.levers import Lever

ORDERS: Final = {
    "profit": N_("expected profit"),
    "payback": N_("chance to pay back"),
    "profit_per_cost": N_("profit per {unit} of cost"),
}
"""What levers may be ranked by, as in the columns ``rank_by_…``."""


def order_chooser(words: Words) -> str:
    """What the levers are ranked by."""
    unit = in_markdown(words.money(1, visit.usable_plan().scenario.currency, decimals=0))
    return str(
        st.segmented_control(
            words.text("Rank the levers by"),
            list(ORDERS),
            default="profit",
            format_func=lambda each: words.text(ORDERS[each], unit=unit),
            key="funnel_order",
            persist_state="session",
            required=True,
        )
    )


def _ranked(found: Found, order: str) -> pd.DataFrame | None:
    if found.judged is None:
        return None
    return found.judged.ranking.sort_values(f"rank_by_{order}", kind="stable")


def profit_chart(words: Words, plan: Plan, found: Found, order: str) -> None:
    """What each lever earns by itself: expected value and interval."""
    rows = _ranked(found, order)
    if rows is None:
        return
    text = words.text
    title = text(
        "Profit of each lever, its costs taken off: expected value and range of {level}",
        level=words.percent(0.9, decimals=0),
    )
    kinds = {True: text("pays on average"), False: text("loses")}
    texts = (
        ("x", text("Profit over the period, {money}", money=words.currency_symbol(plan.scenario.currency))),
        ("plan", text("lever")),
        ("kind", text("on average")),
        ("low", text("5 % below")),
        ("middle", text("expected")),
        ("high", text("95 % below")),
    )
    drawn = [
        {
            "plan": lever_name(words, row["lever"]),
            "kind": kinds[bool(row["profit_mean"] > 0)],
            "low": row["profit_p5"],
            "middle": row["profit_mean"],
            "high": row["profit_p95"],
            "low_text": _end(words, plan, row, "profit_p5"),
            "middle_text": amount(words, plan, row["profit_mean"], row["profit_mean_error"]),
            "high_text": _end(words, plan, row, "profit_p95"),
        }
        for row in rows.to_dict("records")
    ]
    places = (kinds[True], " ", kinds[False])
    spec = charts.intervals(places, texts, words.chart_numbers(), height=AROUND + len(drawn) * ROW_HEIGHT)
    st.markdown(f"**{in_markdown(title)}**")
    st.vega_lite_chart(pa.Table.from_pylist(drawn), spec, key="funnel_profit_chart", alt=title)


def ranking_table(words: Words, plan: Plan, found: Found, order: str) -> None:
    """Every lever by itself as a row."""
    rows = _ranked(found, order)
    if rows is None:
        return
    text = words.text
    unit = words.money(1, plan.scenario.currency, decimals=0)
    shown: dict[str, Callable[[Row], str]] = {
        text("lever"): lambda row: lever_name(words, row["lever"]),
        text("expected profit"): lambda row: amount(words, plan, row["profit_mean"], row["profit_mean_error"]),
        text("pays back"): lambda row: _brief(words, row["payback_probability"], row["payback_error"]),
        text("profit per {unit} of cost", unit=unit): lambda row: _per_cost(words, row),
        text("pays from, if sure"): lambda row: _pays_from(words, plan, row),
        text("needed when it works"): lambda row: _needed(words, row),
        text("cost"): lambda row: amount(words, plan, row["cost_mean"]),
        text("break-even chance"): lambda row: _brief(words, row["break_even_probability"], 0.0),
        text("CPO"): lambda row: writing.output(words, plan, "cpo", _median(row["cpo_p50"])),
        text("max CPO"): lambda row: writing.output(words, plan, "max_cpo", _median(row["max_cpo_p50"])),
    }
    cells = [{title: cell(row) for title, cell in shown.items()} for row in rows.to_dict("records")]
    right = st.column_config.TextColumn(alignment="right")
    columns: dict[str, Any] = dict.fromkeys(list(shown)[1:], right)
    title = text("Every lever by itself")
    st.dataframe(pa.Table.from_pylist(cells), hide_index=True, height="content", column_config=columns, alt=title)


def what_is_counted(words: Words) -> None:
    """What a lever's profit is, and is not."""
    st.caption(
        words.text(
            "Only the period of the plan is counted, and only the traffic of its ads: a lever that goes on working "
            "earns more later. What a lever costs once is no ad spend and not in CPO."
        )
    )


def _median(value: float) -> Estimate:
    """A median, to two parts in a thousand."""
    return Estimate(value, 0.002 * abs(value) if math.isfinite(value) else 0.0)


def _per_cost(words: Words, row: Row) -> str:
    per_cost = row["profit_per_cost"]
    return words.text("costs nothing") if math.isnan(per_cost) else words.number(per_cost, decimals=2)


def _needed(words: Words, row: Row) -> str:
    needed = row["needed_if_it_works"]
    return words.text("no effect is enough") if math.isnan(needed) else relative(words, needed)


def together(words: Words, found: Found) -> None:
    """All levers at the same time: what each adds to the others, and what would have been counted twice."""
    if found.judged is None or len(found.levers) < 2:
        return
    title = words.text("All levers at the same time: alone, and on top of the others")
    with st.expander(title, key="funnel_together", on_change="rerun") as box:
        if box.open:
            _together(words, title)


def _together(words: Words, title: str) -> None:
    plan = visit.usable_plan()
    found = found_of(plan)
    if found.funnel is None or found.judged is None:
        return
    text, package = words.text, every_lever(plan, found.levers, found.funnel)
    st.markdown(_overlap_text(words, plan, package))
    rows = [
        {
            text("lever"): lever_name(words, row["lever"]),
            text("alone"): amount(words, plan, row["alone_mean"], row["alone_error"]),
            text("on top of the others"): amount(words, plan, row["on_top_mean"], row["on_top_error"]),
            text("pays back on top"): _brief(words, row["on_top_payback_probability"], 0.0),
        }
        for row in package.table.to_dict("records")
    ]
    right = st.column_config.TextColumn(alignment="right")
    columns: dict[str, Any] = dict.fromkeys(list(rows[0])[1:], right)
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)


def _overlap_text(words: Words, plan: Plan, package: Package) -> str:
    error = max(package.overlap.mc_error, package.mean.mc_error)
    places = {
        "all": _money(words, plan, package.mean.value, package.mean.mc_error),
        "sum": in_markdown(_alone(words, plan, package)),
        "chance": words.short_chance(package.payback, plan.settings.draws),
        "overlap": _money(words, plan, abs(package.overlap.value), error),
    }
    return words.text(
        N_(
            "All of them together are expected to earn **{all}** and pay back with a chance of {chance}. Added up one "
            "by one it would be {sum}, and {overlap} counted twice: what one lever has won another cannot win again."
        )
        if package.overlap.value < 0
        else N_(
            "All of them together are expected to earn **{all}** and pay back with a chance of {chance}. Added up one "
            "by one it would be {sum}, {overlap} less: whom one lever wins passes where another helps."
        ),
        **places,
    )


def downloads(words: Words) -> None:
    """Every table of the page as a file, for the plan as it is at the click."""
    present = visit.present()
    funnel, _ = funnel_in(visit.fields())
    chosen, _ = levers_in(visit.fields())
    if funnel is None:
        return
    kept: Funnel = funnel
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        files: list[tuple[str, str, Callable[[Plan], pd.DataFrame]]] = [
            ("stages", N_("Download the funnel (CSV)"), lambda plan: table_of_stages(plan, kept)),
            ("indicators", N_("Download the indicators (CSV)"), lambda plan: indicators_frame(plan, kept)),
        ]
        if chosen:
            files = [
                ("levers", N_("Download the levers (CSV)"), lambda plan: ranking_frame(plan, chosen, kept)),
                ("together", N_("Download all levers together (CSV)"), lambda plan: together_frame(plan, chosen, kept)),
                *files,
            ]
        for name, label, frame in files:
            csv_button(
                words.text(label),
                lambda frame=frame: table_csv(present.plan, frame(present.plan), dialect),  # type: ignore[misc]
                f"cpo-{name}.csv",
                f"download_funnel_{name}",
            )


def ranking_frame(plan: Plan, chosen: tuple[Lever, ...], funnel: Funnel) -> pd.DataFrame:
    """Every lever by itself, with what is believed of it."""
    believed = pd.DataFrame(
        [
            (lever.kind, lever.low, lever.high, lever.level, lever.cost, lever.cost_per_order)
            for lever in chosen
        ],
        columns=["lever", "effect_low", "effect_high", "effect_level", "cost", "cost_per_order"],
    )  # fmt: skip
    judged, _ = judged_of(plan, chosen, funnel)
    return believed if judged is None else judged.ranking.merge(believed, on="lever")


def together_frame(plan: Plan, chosen: tuple[Lever, ...], funnel: Funnel) -> pd.DataFrame:
    """Levers alone and on top of each other, and a last row of all of them."""
    judged, left_out = judged_of(plan, chosen, funnel)
    if judged is None:
        return pd.DataFrame({"lever": []})
    usable = tuple(lever for lever in chosen if lever.kind not in dict(left_out))
    package = every_lever(plan, usable, funnel)
    every = {
        "lever": "all",
        "alone_mean": package.mean.value - package.overlap.value,
        "on_top_mean": package.mean.value,
        "on_top_error": package.mean.mc_error,
        "on_top_payback_probability": package.payback.value,
    }
    return pd.concat([package.table, pd.DataFrame([every])], ignore_index=True)


def indicators_frame(plan: Plan, funnel: Funnel) -> pd.DataFrame:
    """Six indicators with what is published of them."""
    names = ("name", "unit", "low", "middle", "high", "typical_low", "typical_high", "stands")
    rows = [[getattr(each, name) for name in names] for each in indicators_found(plan, funnel)]
    return pd.DataFrame(rows, columns=["indicator", *names[1:]])


def table_csv(plan: Plan, frame: pd.DataFrame, dialect: Dialect) -> bytes:
    """A table of the page as a file, its numbers unrounded."""
    found = frame.copy()
    found.insert(1, "currency", plan.scenario.currency)
    return write_table(found, dialect=dialect)

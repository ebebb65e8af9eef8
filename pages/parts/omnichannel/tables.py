"""TODO."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.frame import visit
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.words import N_, Words
from pages.parts.omnichannel.answer import OUTPUT_NAMES, STEP_NAMES, _output, _points, _profit, _sign, _signed_profit
from pages.parts.omnichannel.results import Figures, Row, Shop, figures_of, found
from simulator import Estimate, Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.omnichannel import BRIDGE, OUTPUTS, PARTS

RULES = (
    N_(
        "An online order stays one online order, also when it is collected in a store; collecting changes its costs "
        "only."
    ),
    N_(
        "A store order is paid in the store by somebody who clicked on an ad and did not order online. What is bought "
        "in addition at pick-up is an order of its own, and is taken out of the store orders where they contain it."
    ),
    N_(
        "Cross-selling revenue comes on top of the order value and is no order; the order value must not hold it "
        "already."
    ),
    N_(
        "Customers of several channels count with the later orders by which they are worth more, never with orders of "
        "this period: those are online, store or pick-up orders already."
    ),
    N_(
        "Of all this, only the part counts that would not have come without the ads. Online orders have their own such "
        "part in the sidebar (Advanced)."
    ),
)


def rules(words: Words) -> None:
    """Why no order is counted twice."""
    with st.expander(words.text("How orders are counted"), key="omnichannel_rules", on_change="rerun") as box:
        if box.open:
            st.markdown("\n".join(f"- {words.text(rule)}" for rule in RULES))


def tables(words: Words) -> None:
    """The bridge and all figures as tables and files, drawn while they are looked at."""
    title = words.text("The steps and all figures as tables")
    with st.expander(title, key="omnichannel_tables", on_change="rerun") as box:
        if box.open:
            _tables(words)


def _tables(words: Words) -> None:
    text, plan = words.text, visit.usable_plan()
    shop, figures = found(plan), figures_of(plan)
    if shop is None or figures is None:
        return
    _table(bridge_rows(words, plan, shop), text("Step by step from online only to the whole shop"))
    st.caption(
        text(
            "Each step stands on those before it: in another order the steps would differ, the ends not. Their "
            "profit, orders and revenue are expected values; below stand medians, in brackets the range of "
            "{level}, with max CPO and conversion rate of the long run.",
            level=words.percent(0.9, decimals=0),
        )
    )
    _table(figure_rows(words, plan, figures), text("Online only and the whole shop"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            text("Download the steps (CSV)"),
            lambda: bridge_csv(words, plan, shop, dialect),
            "cpo-omnichannel-steps.csv",
            "download_bridge",
        )
        csv_button(
            text("Download the figures (CSV)"),
            lambda: figures_csv(plan, figures, dialect),
            "cpo-omnichannel.csv",
            "download_omnichannel",
        )


def _table(rows: list[dict[str, str]], title: str) -> None:
    first, *others = rows[0]
    right = st.column_config.TextColumn(alignment="right")
    columns = {**dict.fromkeys(others, right), first: st.column_config.TextColumn(pinned=True, width=170)}
    st.markdown(f"**{title}**")
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)


def bridge_rows(words: Words, plan: Plan, shop: Shop) -> list[dict[str, str]]:
    """Every step with where it leads and what it changes."""
    text = words.text

    def count(value: float, error: float) -> str:
        return words.number(value, error=error, decimals=1)

    def row(step: Row) -> dict[str, str]:
        chance = Estimate(step["break_even_probability"], step["break_even_error"])
        inner = step["step"] in PARTS
        revenue = Estimate(step["revenue_mean"], step["revenue_error"])
        changes = {
            text("chance +/−"): _points(words, step["break_even_change"]),
            text("profit +/−"): _signed_profit(
                words, plan, Estimate(step["profit_change"], step["profit_change_error"])
            ),
            text("orders +/−"): _sign(step["orders_change"]) + count(abs(step["orders_change"]), 0.0),
            text("revenue +/−"): _signed_profit(words, plan, Estimate(step["revenue_change"], step["revenue_error"])),
        }
        reached = (
            (text("break-even"), words.short_chance(chance, plan.settings.draws)),
            (text("profit"), _profit(words, plan, shop.profit(step["step"]))),
            (text("orders"), count(step["orders_mean"], step["orders_error"])),
            (text("revenue"), _profit(words, plan, revenue)),
        )
        found = {text("step"): text(STEP_NAMES[step["step"]])}
        for (label, value), (change, told) in zip(reached, changes.items(), strict=True):
            found |= {label: value, change: told if inner else ""}
        return found

    return [row(shop.steps[name]) for name in ("online", *PARTS, "whole")]


def figure_rows(words: Words, plan: Plan, figures: Figures) -> list[dict[str, str]]:
    """Every output, online only and of the whole shop."""
    text = words.text

    def cell(found: Mapping[str, Estimate], name: str) -> str:
        low, middle, high = (_output(words, plan, name, found[label]) for label in ("p5", "p50", "p95"))
        return text("{expected} ({low} to {high})", expected=middle, low=low, high=high)

    return [
        {
            text("figure"): text(OUTPUT_NAMES[name]),
            text("online only"): cell(figures.online[name], name),
            text("whole shop"): cell(figures.whole[name], name),
        }
        for name in OUTPUTS
    ]


def bridge_csv(words: Words, plan: Plan, shop: Shop, dialect: Dialect) -> bytes:
    """The steps as a file, with their codes and names, their numbers unrounded."""
    frame = pd.DataFrame([shop.steps[name] for name in ("online", *PARTS, "whole")], columns=list(BRIDGE))
    frame.insert(1, "name", [words.text(STEP_NAMES[name]) for name in frame["step"]])
    frame.insert(2, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)


def figures_csv(plan: Plan, figures: Figures, dialect: Dialect) -> bytes:
    """All figures online only and of the whole shop as a file, their numbers unrounded."""
    rows = [
        {
            "output": name,
            "currency": plan.scenario.currency,
            **{f"online_{label}": each.value for label, each in figures.online[name].items()},
            **{f"whole_{label}": each.value for label, each in figures.whole[name].items()},
        }
        for name in OUTPUTS
    ]
    return write_table(pd.DataFrame(rows), dialect=dialect)

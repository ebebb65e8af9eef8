"""How orders are counted, and the steps and all figures as tables and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import streamlit as st

from pages.kit import tables, writing
from pages.kit.files import Download, downloads
from pages.kit.folded import folded
from pages.kit.words import N_, Words
from pages.parts.omnichannel.answer import OUTPUT_NAMES, STEP_NAMES
from pages.parts.omnichannel.results import Figures, Row, Shop, figures_of
from simulator import Estimate, Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.omnichannel import BRIDGE, OUTPUTS, PARTS

RULES: Final = (
    N_(
        "An online order stays one online order, also when it is collected in a store; collecting changes its costs "
        "only."
    ),
    N_(
        "A store order is paid in the store by somebody who clicked on an ad and did not order online. A further "
        "purchase at pick-up is an order of its own, and is taken out of the store orders where they contain it."
    ),
    N_(
        "Cross-selling revenue comes on top of the order value and is no order; the order value must not hold it "
        "already."
    ),
    N_(
        "Customers of several channels count with the later orders by which they are worth more, never with orders of "
        "this period: those are online, store or pick-up orders already."
    ),
    N_("Only what would not have come without the ads counts. Online orders have their own such part, under Advanced."),
)


def all_tables(words: Words, plan: Plan, shop: Shop | None) -> None:
    """The bridge and all figures as tables and files, and why no order is counted twice."""

    def draw() -> None:
        if shop is not None:
            _tables(words, plan, shop, figures_of(plan, shop.omnichannel))
        title = words.text("How orders are counted")
        st.markdown("\n".join((f"**{title}**\n", *(f"- {words.text(rule)}" for rule in RULES))))

    folded(words.text("All figures, and how orders are counted"), "omnichannel_tables", draw)


def _tables(words: Words, plan: Plan, shop: Shop, figures: Figures) -> None:
    text = words.text
    _table(bridge_rows(words, plan, shop), text("Step by step from online only to the whole shop"))
    st.caption(
        text(
            "Each step stands on those before it: in another order the steps would differ, the ends not. These are "
            "averages; below stands the middle value, in brackets the range of {level}.",
            level=writing.level(words),
        )
    )
    _table(figure_rows(words, plan, figures), text("Online only and the whole shop"))
    downloads(
        words,
        Download(
            text("Download the steps (CSV)"),
            lambda dialect: bridge_csv(words, plan, shop, dialect),
            "cpo-omnichannel-steps.csv",
            "download_bridge",
        ),
        Download(
            text("Download the figures (CSV)"),
            lambda dialect: figures_csv(plan, figures, dialect),
            "cpo-omnichannel.csv",
            "download_omnichannel",
        ),
    )


def _table(rows: list[dict[str, str]], title: str) -> None:
    st.markdown(f"**{title}**")
    tables.show(rows, alt=title, pinned=True)


def bridge_rows(words: Words, plan: Plan, shop: Shop) -> list[dict[str, str]]:
    """Every step with where it leads and what it changes."""
    return [_bridge_row(words, plan, shop, shop.steps[name]) for name in ("online", *PARTS, "whole")]


def _bridge_row(words: Words, plan: Plan, shop: Shop, step: Row) -> dict[str, str]:
    text, profit = words.text, shop.profit(step["step"])
    orders, revenue = (step["orders_mean"], step["orders_error"]), (step["revenue_mean"], step["revenue_error"])
    row = {
        text("step"): text(STEP_NAMES[step["step"]]),
        text("chance to break even"): writing.short_chance(
            words, plan, step["break_even_probability"], step["break_even_error"]
        ),
        text("chance +/−"): writing.signed_points(words, step["break_even_change"]),
        text("profit"): writing.period_profit(words, plan, profit.value, profit.mc_error),
        text("profit +/−"): writing.signed_period_profit(
            words, plan, step["profit_change"], step["profit_change_error"]
        ),
        text("orders"): words.number(orders[0], error=orders[1], decimals=1),
        text("orders +/−"): writing.with_sign(words.number(step["orders_change"], decimals=1), step["orders_change"]),
        text("revenue"): writing.period_profit(words, plan, *revenue),
        text("revenue +/−"): writing.signed_period_profit(words, plan, step["revenue_change"], revenue[1]),
    }
    if step["step"] in PARTS:
        return row
    changes = {text("chance +/−"), text("profit +/−"), text("orders +/−"), text("revenue +/−")}
    return {title: "" if title in changes else cell for title, cell in row.items()}


def figure_rows(words: Words, plan: Plan, figures: Figures) -> list[dict[str, str]]:
    """Every output, online only and of the whole shop."""
    text = words.text

    def cell(name: str, quantiles: Mapping[str, Estimate]) -> str:
        low, middle, high = (writing.output(words, plan, name, quantiles[label]) for label in ("p5", "p50", "p95"))
        return text("{expected} ({low} to {high})", expected=middle, low=low, high=high)

    return [
        {
            text("figure"): text(OUTPUT_NAMES[name]),
            text("online only"): cell(name, figures.online[name]),
            text("whole shop"): cell(name, figures.whole[name]),
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
            **{f"online_{label}": estimate.value for label, estimate in figures.online[name].items()},
            **{f"whole_{label}": estimate.value for label, estimate in figures.whole[name].items()},
        }
        for name in OUTPUTS
    ]
    return write_table(pd.DataFrame(rows), dialect=dialect)

"""The campaigns of the exports, each held against the plan's margin and goal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from pages.frame import exports
from pages.frame.asking import help_of
from pages.kit import tables, writing
from pages.kit.files import Download, downloads
from pages.kit.labels import SHAPES, VERDICTS, ZONES
from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, in_markdown
from pages.parts.own_numbers.names import labels
from pages.parts.own_numbers.selection import Selection, patiently
from simulator import Plan, Scenario
from simulator.evidence import campaign_table, learn_campaigns, recent_changes, table_inputs
from simulator.forms.scenario_file import write_table

CHANGES: Final = {"better": N_("▲ better"), "worse": N_("▼ worse"), "": ""}
FIGURES: Final = {
    "spend": N_("Spend"),
    "cpo": N_("An order costs"),
    "at_stake": N_("Profit at stake"),
    "orders": N_("Orders"),
    "break_even_probability": N_("Chance to break even"),
    "clicks": N_("Clicks"),
    "cpo_low": N_("An order costs, low end"),
    "cpo_high": N_("An order costs, high end"),
    "max_cpo": N_("It may cost"),
    "target_cpo": N_("Target per order"),
    "cpc": N_("CPC"),
    "cvr": N_("CVR"),
    "aov": N_("AOV"),
    "recent_cpo": N_("Last 7 days, an order costs"),
}
"""Columns of figures, as in `campaign_table`, and their titles."""
MOST_LINES: Final = 12
"""A longer table scrolls in its own frame."""


def campaigns(words: Words, plan: Plan, selection: Selection) -> None:
    """One row per campaign against the plan's margin and goal."""
    text, scenario, history = words.text, plan.scenario, selection.history
    st.subheader(text("Campaigns"), anchor=False)
    if history.currency not in (None, scenario.currency):
        _other_currency(words, str(history.currency), scenario.currency)
        return
    with patiently(words, history):
        table = _worked_out(selection, scenario)
    st.markdown(in_markdown(_in_a_sentence(words, table, scenario.currency)))
    tables.show(
        campaign_rows(words, plan, table),
        alt=text("Campaigns"),
        columns=_columns(words),
        height="content" if len(table) <= MOST_LINES else "auto",
    )
    st.caption(text("Profit at stake: what you may expect in the next period at the spend of now."))
    downloads(
        words,
        Download(
            text("Download the campaigns (CSV)"),
            lambda dialect: write_table(table, dialect=dialect),
            "cpo-campaigns.csv",
            "download_campaigns",
        ),
    )


def _worked_out(selection: Selection, scenario: Scenario) -> pd.DataFrame:
    """One row per campaign, against the margin and the goal of a scenario; columns as in `campaign_table`."""
    key = (*selection.key, selection.delay, *table_inputs(scenario))
    return exports.worked_out("campaigns", key, lambda: _campaigns(selection, scenario))


def _campaigns(selection: Selection, scenario: Scenario) -> pd.DataFrame:
    """Another margin makes another table; what was learned stays."""
    history, days, delay = selection.history, scenario.period_days, selection.delay
    learned = exports.worked_out(
        "campaigns learned",
        (*selection.key, delay, days),
        lambda: learn_campaigns(history, period_days=days, delay_days=delay),
        most=2,
    )
    changes = exports.worked_out("changes", (*selection.key, delay), lambda: recent_changes(history, delay), most=2)
    return campaign_table(history, scenario, learned=learned, changes=changes, delay_days=delay)


def _other_currency(words: Words, theirs: str, own: str) -> None:
    """Why there is no table."""
    st.warning(
        words.text(
            "The export is in {theirs} and the plan in {own}: press “Plan with these”, or choose {theirs} as the "
            "plan's currency.",
            theirs=theirs,
            own=own,
        ),
        icon=":material/currency_exchange:",
    )


def _in_a_sentence(words: Words, table: pd.DataFrame, currency: str) -> str:
    """How many campaigns lie in each zone, and what those that lose money lose."""
    text = words.text
    zones = [
        f"{SHAPES[zone]} {text(VERDICTS[zone])} {words.number(count)}"
        for zone in ZONES
        if (count := int((table["zone"] == zone).sum()))
    ]
    sentence = f"{', '.join(zones)}."
    losses = float(table["at_stake"].clip(upper=0.0).sum())
    if losses == 0:
        return sentence
    losing = text(
        "Those that lose money will lose about {amount} together in the next period.",
        amount=words.money(-losses, currency, decimals=0),
    )
    return f"{sentence} {losing}"


def campaign_rows(words: Words, plan: Plan, table: pd.DataFrame) -> Styler:
    """The table as its reader sees it, still sorted by its numbers."""
    text, names = words.text, labels(words, table["campaign"])
    rows = pd.DataFrame(
        {
            text("Campaign"): [names[name] for name in table["campaign"]],
            **{text(title): table[name].to_numpy() for name, title in FIGURES.items()},
        }
    )
    zones = [f"{SHAPES[zone]} {text(VERDICTS[zone])}" for zone in table["zone"]]
    rows.insert(3, text("What to do"), zones)  # behind the money: on a phone nothing else is in view
    changes = [text(CHANGES[change]) if change else "" for change in table["change"]]
    rows[text("Last 7 days")] = changes
    return rows.style.format({text(title): _writer(words, plan, name) for name, title in FIGURES.items()})


def _writer(words: Words, plan: Plan, name: str) -> Callable[[Any], str]:
    """How the figures of a column are written."""
    currency = plan.scenario.currency
    match name:
        case "break_even_probability":
            return lambda value: writing.brief_chance(words, value, decimals=0)
        case "cvr":
            return lambda value: words.percent(value, decimals=2)
        case "at_stake" | "spend":
            return lambda value: words.money(value, currency, decimals=0)
        case "clicks":
            return words.number
        case "orders":
            return lambda value: words.exact(round(value, 2))
    return lambda value: writing.exact_money(words, plan, value)


def _columns(words: Words) -> dict[str, Any]:
    """What Streamlit is to know of the columns: figures to the right, with their glossary entry; texts as they are."""
    text = words.text
    return {
        text("Campaign"): st.column_config.TextColumn(pinned=True, width=tables.FIRST_WIDTH),
        **dict.fromkeys((text("What to do"), text("Last 7 days")), st.column_config.TextColumn()),
        **{
            text(title): st.column_config.Column(
                alignment="right", help=help_of(words, name) if name in TERMS else None
            )
            for name, title in FIGURES.items()
        },
    }

"""TODO."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from pages.frame.asking import help_of
from pages.frame.exports import worked_out
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.labels import SHAPES, VERDICTS, ZONES
from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, in_markdown
from pages.parts.own_numbers.files import labels
from pages.parts.own_numbers.selection import Chosen, _patiently
from simulator import Plan, Scenario
from simulator.evidence import campaign_table, judged_by, learn_campaigns, recent_changes
from simulator.forms.scenario_file import write_table

CHANGES = {"better": N_("▲ better"), "worse": N_("▼ worse"), "": ""}

MOST_LINES = 12


def campaigns(words: Words, plan: Plan, chosen: Chosen) -> None:
    """One row per campaign against the plan's margin and goal."""
    text, scenario, history = words.text, plan.scenario, chosen.history
    st.subheader(text("Campaigns"), anchor=False)
    if history.currency not in (None, scenario.currency):
        st.warning(
            text(
                "The export is in {theirs} and the plan in {own}: what an order may cost cannot be held against "
                "it. "
                "Press “Plan with these”, or choose {theirs} as the plan's currency.",
                theirs=str(history.currency),
                own=scenario.currency,
            ),
            icon=":material/currency_exchange:",
        )
        return
    table = worked_out("campaigns", (*chosen.key, *judged_by(scenario)), lambda: _table(words, chosen, scenario))
    st.markdown(_in_a_sentence(words, table, scenario.currency))
    shown, numbers = campaign_rows(words, plan, table)
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(table) <= MOST_LINES else "auto",
        column_config={
            text("Campaign"): st.column_config.TextColumn(pinned=True, width=180),
            **{
                title: st.column_config.Column(alignment="right", help=help_of(words, name) if name in TERMS else None)
                for name, title in numbers.items()
            },
        },
        alt=text("Campaigns"),
    )
    st.caption(
        text(
            "CPO is what the coming {days} days are expected to show (range: {level}), max and target CPO come "
            "from "
            "the plan's margin and goal. At stake: expected profit at the present spend. Last 7 days: marked where "
            "the change is more than chance. Borrowed: how much of the conversion rate comes from the other "
            "campaigns.",
            days=words.exact(scenario.period_days),
            level=words.percent(0.9, decimals=0),
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            text("Download the campaigns (CSV)"),
            lambda: write_table(table, dialect=dialect),
            "cpo-campaigns.csv",
            "download_campaigns",
        )


def _table(words: Words, chosen: Chosen, scenario: Scenario) -> pd.DataFrame:
    """What a margin changes is worked out anew, what was learned stays."""
    history, days = chosen.history, scenario.period_days
    with _patiently(words, chosen):
        learned = worked_out(
            "campaigns learned", (*chosen.key, days), lambda: learn_campaigns(history, period_days=days), most=2
        )
        changes = worked_out("changes", chosen.key, lambda: recent_changes(history), most=2)
        return campaign_table(history, scenario, learned=learned, changes=changes)


def _in_a_sentence(words: Words, table: pd.DataFrame, currency: str) -> str:
    """What the table says in all, before its rows."""
    text = words.text
    told = [
        f"{SHAPES[zone]} {text(VERDICTS[zone])} {words.number(count)}"
        for zone in ZONES
        if (count := int((table["zone"] == zone).sum()))
    ]
    losing = float(table["at_stake"].clip(upper=0.0).sum())
    said = ", ".join(told) + "."
    if losing < 0:
        amount = words.money(-losing, currency, decimals=0)
        said += " " + text(
            "Those that are expected to lose money lose {amount} together in the coming period.", amount=amount
        )
    return in_markdown(said)


def campaign_rows(words: Words, plan: Plan, table: pd.DataFrame) -> tuple[Any, dict[str, str]]:
    """The table as its reader sees it, still sorted by its numbers, and the titles of the columns that hold numbers."""
    text, currency = words.text, plan.scenario.currency

    def money(value: float) -> str:
        return "∞" if math.isinf(value) else "–" if math.isnan(value) else words.money(value, currency)

    def whole(value: float) -> str:
        return words.money(value, currency, decimals=0)

    def share(value: float) -> str:
        return words.percent(value, decimals=0)

    def chance(value: float) -> str:
        return f"< {share(0.01)}" if value < 0.005 else f"> {share(0.99)}" if value > 0.995 else share(value)

    columns: dict[str, tuple[str, Callable[[Any], str]]] = {
        "zone_probability": (N_("Chance of the zone"), chance),
        "break_even_probability": (N_("Break-even probability"), chance),
        "at_stake": (N_("At stake"), whole),
        "cpo": (N_("CPO"), money),
        "cpo_low": (N_("CPO, low end"), money),
        "cpo_high": (N_("CPO, high end"), money),
        "max_cpo": (N_("Max CPO"), money),
        "target_cpo": (N_("Target CPO"), money),
        "spend": (N_("Spend"), whole),
        "clicks": (N_("Clicks"), lambda value: words.number(value)),
        "orders": (N_("Orders"), lambda value: words.exact(round(value, 2))),
        "cpc": (N_("CPC"), money),
        "cvr": (N_("CVR"), lambda value: words.percent(value, decimals=2)),
        "aov": (N_("AOV"), money),
        "recent_cpo": (N_("CPO, last 7 days"), money),
        "borrowed": (N_("Borrowed"), share),
    }
    zones = [f"{SHAPES[zone]} {text(VERDICTS[zone])}" for zone in table["zone"]]
    names = [labels(words, table["campaign"])[name] for name in table["campaign"]]
    titles = {name: text(title) for name, (title, _) in columns.items()}
    shown = pd.DataFrame({text("Campaign"): names, text("Zone"): zones})
    for name in columns:
        shown[titles[name]] = table[name].to_numpy()
    changed = [text(CHANGES[change]) if change else "" for change in table["change"]]
    shown.insert(len(shown.columns) - 1, text("Last 7 days"), changed)
    styled = shown.style.format({titles[name]: how for name, (_, how) in columns.items()})
    return styled, titles

"""Which input decides, in words, figures and pictures."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.kit import writing
from pages.kit.labels import INPUTS
from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from simulator import Drivers, Estimate, Plan
from simulator.questions.drivers import ORDER_LUCK
from simulator.questions.figures import Figures

OUTPUTS = {
    "break_even": N_("Break-even"),
    "cpo": N_("CPO"),
    "profit": N_("Profit"),
}
MAP = "map"
FIRST_PAIR = ("cpc", "cvr")
LOW_END, HIGH_END = N_("low end"), N_("high end")
ROW_HEIGHT, AROUND = 38, 110
"""Pixels of an input in a chart, and of legend and axis together."""
LEAST_DRAWN = 0.005
"""A share below this is written as 0 %, and its bar is not seen."""
LEAST_OF_A_MAP = 0.01
"""A map on which no chance reaches this has nothing to show, and a sentence says why."""
NOTICEABLE = 2
"""A change of fewer simulation errors than this is called none."""


Row = dict[str, Any]


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(column): value for column, value in row.items()} for row in table.to_dict("records")]


def anything_decides(drivers: Drivers) -> bool:
    """Whether an input, or luck, does anything at all."""
    return not drivers.influences.empty


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, drivers: Drivers, figures: Figures) -> None:
    """What decides, how much of the uncertainty it explains, and what knowing it better would do."""
    lines = _decider(words, plan, drivers, figures)
    st.info(in_markdown(" ".join(lines)), icon=":material/insights:")


def _decider(words: Words, plan: Plan, drivers: Drivers, figures: Figures) -> list[str]:
    text, name = words.text, drivers.strongest
    if not anything_decides(drivers):
        return [
            text(
                "Nothing is uncertain in this plan, so nothing decides: every input is known, and the luck of "
                "single orders is off. Give an input as a range in the sidebar to see what it does."
            )
        ]
    if name is None:
        return [text("No input decides: whatever they turn out to be, the result is the same.")]
    row = next(each for each in _rows(drivers.influences) if each["input"] == name)
    if drivers.shares_exist:
        explained = words.percent(float(row["first_order"]), decimals=0)
        lines = [
            text(
                N_("**{input}** decides: it explains {share} of the uncertainty of profit.")
                if drivers.decides
                else N_("**{input}** weighs most: it explains {share} of the uncertainty of profit."),
                input=input_name(words, name),
                share=explained,
            )
        ]
    else:
        lines = [
            text(
                "**{input}** goes along with CPO most closely (rank correlation {correlation}).",
                input=input_name(words, name),
                correlation=words.number(float(row["rank_correlation"]), decimals=2),
            )
        ]
    if name == ORDER_LUCK:
        mean = figures.spreads["orders"].mean
        return [
            *lines,
            text(
                N_(
                    "With less than one order to expect much is left to chance; more orders, by a larger budget, even "
                    "it out."
                )
                if mean.value < 1
                else N_(
                    "With about {orders} orders much is left to chance; more orders, by a larger budget, even it out."
                ),
                orders=writing.output(words, plan, "orders", mean),
            ),
        ]
    return [*lines, _halved(words, drivers, figures, row)]


def _halved(words: Words, drivers: Drivers, figures: Figures, row: Row) -> str:
    change, error = float(row["halved_change"]), float(row["halved_change_error"])
    places = {
        "halved": words.short_chance(
            Estimate(float(row["halved_break_even"]), drivers.break_even_probability.mc_error), figures.draws
        ),
        "now": words.short_chance(drivers.break_even_probability, figures.draws),
    }
    if abs(change) <= NOTICEABLE * error:
        return words.text("Halving its uncertainty would hardly change the chance to break even ({now}).", **places)
    if change > 0:
        return words.text(
            "Halving its uncertainty would raise the chance to break even from {now} to {halved}.", **places
        )
    return words.text(
        "Halving its uncertainty would lower the chance to break even from {now} to {halved}: it lives on luck.",
        **places,
    )


def input_name(words: Words, name: str) -> str:
    """An input, or luck, as its reader calls it."""
    return words.text("Order luck") if name == ORDER_LUCK else words.text(INPUTS[name].label)


def _title(words: Words, title: str, term: str) -> None:
    """The title of a picture, with its entry of the glossary."""
    st.markdown(f"**{title}**", help=plain_markdown(words.text(TERMS[term].definition)))


# -- tornado ----------------------------------------------------------------------------------------------------


def view_chooser(words: Words) -> str:
    """The figure of which is shown what moves it, one input at a time, or `MAP`: two at a time."""
    names = {**OUTPUTS, MAP: N_("Two inputs")}
    return st.segmented_control(
        words.text("What the inputs move"),
        list(names),
        default="break_even",
        format_func=lambda each: words.text(names[each]),
        key="drivers_view",
        persist_state="session",
        required=True,
    )


# -- shares of the variance -------------------------------------------------------------------------------------


# -- two inputs -------------------------------------------------------------------------------------------------


# -- tables -----------------------------------------------------------------------------------------------------

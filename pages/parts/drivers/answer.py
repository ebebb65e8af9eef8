"""Which input decides, in words, and what is looked at."""

from __future__ import annotations

import streamlit as st

from pages.kit import writing
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, in_markdown
from pages.parts.drivers.figures import OUTPUTS, input_name
from simulator import Drivers, Estimate, Plan
from simulator.questions.drivers import ORDER_LUCK
from simulator.questions.figures import Figures

MAP = "map"
NOTICEABLE = 2
"""A change of fewer simulation errors than this is called none."""


def anything_decides(drivers: Drivers) -> bool:
    """Whether an input, or luck, does anything at all."""
    return not drivers.influences.empty


def sentence(words: Words, plan: Plan, drivers: Drivers, figures: Figures) -> None:
    """What decides, how much of the uncertainty it explains, and what knowing it better would do."""
    lines = _lines(words, plan, drivers, figures)
    st.info(in_markdown(" ".join(lines)), icon=":material/insights:")


def _lines(words: Words, plan: Plan, drivers: Drivers, figures: Figures) -> list[str]:
    text, name = words.text, drivers.strongest
    if not anything_decides(drivers):
        return [
            text(
                "Nothing is uncertain in this plan, so nothing decides. Give a number above as a range to see what it "
                "does."
            )
        ]
    if name is None:
        return [text("No number decides: whatever they turn out to be, the result is the same.")]
    row = next(row for row in rows_of(drivers.influences) if row["input"] == name)
    first = _strongest(words, drivers, row)
    if name == ORDER_LUCK:
        return [first, _luck(words, plan, figures)]
    return [first, _halved(words, drivers, figures, row), words.text(_what_to_do(name))]


def _what_to_do(name: str) -> str:
    """What follows from it for the reader."""
    if name == "cvr":
        return N_("**Next:** measure it. Test says when.")
    return N_("**Next:** find it out, then type a narrower range.")


def _strongest(words: Words, drivers: Drivers, row: Row) -> str:
    name = input_name(words, row["input"])
    if not drivers.shares_exist:
        return words.text(
            "**{input}** matters most for the cost of an order.",
            input=name,
        )
    return words.text(
        N_("**{input}** decides: {share} of the risk to your profit comes from it.")
        if drivers.decides
        else N_("**{input}** matters most: {share} of the risk to your profit comes from it."),
        input=name,
        share=writing.percent(words, row["first_order"]),
    )


def _luck(words: Words, plan: Plan, figures: Figures) -> str:
    orders = figures.spreads["orders"].mean
    return words.text(
        N_("With less than one order to expect, much is luck; a larger budget evens it out.")
        if orders.value < 1
        else N_("With so few orders ({orders}) much is luck; a larger budget evens it out."),
        orders=writing.output(words, plan, "orders", orders),
    )


def _halved(words: Words, drivers: Drivers, figures: Figures, row: Row) -> str:
    change, error = float(row["halved_change"]), float(row["halved_change_error"])
    places = {
        "halved": words.short_chance(
            Estimate(float(row["halved_break_even"]), drivers.break_even_probability.mc_error), figures.draws
        ),
        "now": words.short_chance(drivers.break_even_probability, figures.draws),
    }
    if abs(change) <= NOTICEABLE * error:
        return words.text("A range half as wide would hardly change the chance to pay off ({now}).", **places)
    if change > 0:
        return words.text(
            "With a range half as wide, the chance to pay off would be {halved} instead of {now}.", **places
        )
    return words.text(
        "With a range half as wide, the chance to pay off would fall from {now} to {halved}: it lives on luck.",
        **places,
    )


def view_chooser(words: Words) -> str:
    """The figure of which is shown what moves it, one input at a time, or `MAP`: two at a time."""
    names = {**OUTPUTS, MAP: N_("Two numbers")}
    return st.segmented_control(
        words.text("What the numbers change"),
        list(names),
        default="break_even",
        format_func=lambda code: words.text(names[code]),
        key="drivers_view",
        persist_state="session",
        required=True,
    )

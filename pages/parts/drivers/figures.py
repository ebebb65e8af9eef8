"""What the figures of the page Drivers are called, and how they are written."""

from __future__ import annotations

from pages.kit import writing
from pages.kit.labels import INPUTS
from pages.kit.words import N_, Words
from simulator import Plan
from simulator.questions.drivers import ORDER_LUCK
from simulator.questions.figures import Figures

OUTPUTS = {
    "break_even": N_("Chance to pay off"),
    "cpo": N_("Cost per order"),
    "profit": N_("Profit"),
}
LOW_END, HIGH_END = N_("low end"), N_("high end")


def input_name(words: Words, name: str) -> str:
    """An input, or luck, as its reader calls it."""
    return words.text("Luck") if name == ORDER_LUCK else words.text(INPUTS[name].label)


def figure(words: Words, plan: Plan, output: str, value: float) -> str:
    """A figure of one of `OUTPUTS`."""
    return writing.percent(words, value) if output == "break_even" else writing.money(words, plan, value)


def figure_of(figures: Figures, output: str) -> float:
    """The plan's own figure of one of `OUTPUTS`."""
    if output == "break_even":
        return figures.break_even_probability.value
    return figures.spreads["cpo"].median.value if output == "cpo" else figures.spreads["profit"].mean.value

"""How the figures of a lever are written: its profit, and the change from which on it pays."""

from __future__ import annotations

import math
from typing import Final

from pages.kit import writing
from pages.kit.tables import Row
from pages.kit.words import N_, Words
from simulator import Plan

CHANGES: Final = {
    "cvr": N_("conversion rate {change} points"),
    "aov": N_("order value {change}"),
    "cpc": N_("click price {change}"),
    "retention": N_("retention {change} points"),
}
"""A change of what people know a lever by."""
IN_POINTS: Final = ("cvr", "retention")
"""Changes that are written in percentage points; the others are money."""
FINEST: Final = 6
"""Decimals of a break-even effect at most; what is smaller is any gain."""


def expected_profit(words: Words, plan: Plan, row: Row) -> str:
    """What a lever is expected to earn, its costs taken off."""
    return writing.money(words, plan, row["profit_mean"], row["profit_mean_error"])


def profit_end(words: Words, plan: Plan, row: Row, end: str) -> str:
    """An end of the interval of its profit, p5 or p95: its simulation error is below 0.5 % of the interval."""
    return writing.money(words, plan, row[f"profit_{end}"], (row["profit_p95"] - row["profit_p5"]) / 200)


def needed_effect(words: Words, row: Row) -> str:
    """The effect that makes a lever worth its cost when it works."""
    needed = row["needed_if_it_works"]
    return words.text("no effect is enough") if math.isnan(needed) else writing.relative_change(words, needed)


def pays_from(words: Words, plan: Plan, row: Row) -> str:
    """The break-even effect of a lever as a change of what people know it by."""
    if math.isnan(row["break_even_effect"]):
        return words.text("no effect is enough")
    change = _change(row)
    if change == 0:
        return words.text("any gain")
    return words.text(
        CHANGES[row["break_even_in"]], change=writing.with_sign(_as_text(words, plan, row, change), change)
    )


def _change(row: Row) -> float:
    """The break-even effect of a lever in points or money; 0 where any gain is enough."""
    change = row["break_even_change"] * (100 if row["break_even_in"] in IN_POINTS else 1)
    return 0.0 if row["break_even_effect"] == 0 or round(change, FINEST) == 0 else float(change)


def _as_text(words: Words, plan: Plan, row: Row, change: float) -> str:
    """A change in two digits."""
    decimals = min(max(0, 1 - math.floor(math.log10(abs(change)))), FINEST)
    if row["break_even_in"] in IN_POINTS:
        return words.number(change, decimals=decimals)
    return words.money(change, plan.scenario.currency, decimals=decimals)

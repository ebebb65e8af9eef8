"""The bridge from online only to the whole shop, and how many store orders it takes to break even."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import streamlit as st

from pages.frame import asking
from pages.kit import charts, writing
from pages.kit.words import N_, Words
from pages.parts.omnichannel.answer import STEP_NAMES
from pages.parts.omnichannel.results import EVEN_CHANCE, Needed, Row, Shop
from simulator import Omnichannel, Plan
from simulator.forms.presets import presets
from simulator.questions.omnichannel import PARTS

MEASURES: Final = {
    "break_even": N_("Chance to break even"),
    "profit": N_("Profit on average"),
}
BRIDGE_TITLES: Final = {
    "break_even": N_("Chance to break even: from online only to the whole shop"),
    "profit": N_("Profit on average: from online only to the whole shop"),
}
SOURCES: Final = (
    N_(
        "**Store orders per 100 clicks:** ask at the till for some weeks (“did you look at our site first?”), or count "
        "coupons from ads."
    ),
    N_("**No such count?** Use sales in stores and visits to your site instead: the second group."),
    N_("**Not sure?** Give a wide range."),
)
EXAMPLE: Final = "shop_with_store"
"""The preset that fills the page."""
ONE_A_CLICK: Final = 100.0
"""Store orders per 100 clicks beyond which no shop can come."""
ROW_HEIGHT, AROUND = 30, 110
"""Pixels of a step in the chart, and of legend and axis together."""


def measure_chooser(words: Words, shop: Shop | None) -> str:
    """What the bridge shows: the chance or the profit. Nothing to choose while there is no bridge."""
    if shop is None or not shop.parts:
        return "break_even"
    return st.segmented_control(
        words.text("What the steps change"),
        list(MEASURES),
        default="break_even",
        format_func=lambda measure: words.text(MEASURES[measure]),
        key="omnichannel_measure",
        persist_state="session",
        required=True,
        label_visibility="collapsed",
    )


def bridge(words: Words, plan: Plan, shop: Shop, measure: str) -> None:
    """How online only becomes the whole shop, part by part, by one of `MEASURES`."""
    text = words.text
    if not shop.parts:
        _where_from(words)
        return
    is_chance = measure == "break_even"
    kinds = {"plus": text("adds"), "minus": text("takes")}
    bars = _bars(words, plan, shop, measure, kinds)
    first, last = bars[0], bars[-1]
    frame = charts.effects_frame(bars, ticks={bar[0]: bar[3] for bar in (first, last)}, base=("", first[3]))
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text("Chance; steps in points") if is_chance else text("Profit, {money}", money=money)),
        ("input", text("step")),
        ("kind", text("what it does")),
        ("value", text("change")),
    )
    height = AROUND + len(bars) * ROW_HEIGHT
    colours = (kinds["plus"], " ", kinds["minus"])
    spec = charts.effects(colours, texts, words.chart_numbers(), shares=is_chance, height=height)
    title = text(BRIDGE_TITLES[measure])
    steps = "; ".join(f"{bar[0]} {bar[5]}" for bar in bars)
    charts.show(frame, spec, key="omnichannel_chart", alt=words.titled(title, steps), title=title)


def _bars(
    words: Words, plan: Plan, shop: Shop, measure: str, kinds: dict[str, str]
) -> list[tuple[str, str, float, float, str, str]]:
    """The rows of `charts.effects_frame`."""
    bars, before = [], 0.0
    for name in ("online", *shop.parts, "whole"):
        step, inner = _step(words, plan, shop.steps[name], measure), name in PARTS
        kind = kinds["minus" if step.change < 0 else "plus"] if inner else " "
        begin = before if inner else step.end
        bars.append((words.text(STEP_NAMES[name]), kind, begin, step.end, step.label, step.text))
        before = step.end
    return bars


def _where_from(words: Words) -> None:
    """Where the first numbers come from, for a reader who has entered none."""
    title = words.text("Where the numbers come from")
    example = words.text(
        "**Only looking?** Take “{preset}” from the examples beside the plan: it fills this page.",
        preset=words.text(presets()[EXAMPLE].title),
    )
    lines = (*(words.text(source) for source in SOURCES), example)
    st.markdown("\n".join((f"**{title}**\n", *(f"- {line}" for line in lines))))


class _Step(NamedTuple):
    """Where a step leads, by how much it changes that, its label in the picture, and its text for a tooltip."""

    end: float
    change: float
    label: str
    text: str


def _step(words: Words, plan: Plan, row: Row, measure: str) -> _Step:
    inner = row["step"] in PARTS
    if measure == "break_even":
        end, change = row["break_even_probability"], row["break_even_change"]
        if not inner:
            chance = writing.brief_chance(words, end, row["break_even_error"])
            return _Step(end, change, chance, chance)
        # Where there is little room, without the word "points": the axis has it.
        label = writing.with_sign(words.number(change * 100, decimals=1), change)
        return _Step(end, change, label, writing.signed_points(words, change))
    end, change = row["profit_mean"], row["profit_change"]
    text = (
        writing.signed_period_profit(words, plan, change, row["profit_change_error"])
        if inner
        else writing.period_profit(words, plan, end, row["profit_error"])
    )
    return _Step(end, change, text, text)


def store_orders(words: Words, plan: Plan, shop: Shop) -> None:
    """From how many store orders per 100 clicks the plan breaks even."""
    needed = shop.needed
    if needed is None:
        return
    lines = _takes(words, plan, needed)
    lines += _expected(words, shop.omnichannel)

    st.markdown(" ".join(lines), help=asking.help_of(words, "store_orders_needed"))


def _takes(words: Words, plan: Plan, needed: Needed) -> list[str]:
    text, sure = words.text, words.wanted_chance(plan.scenario.scale_at)
    if needed.even > ONE_A_CLICK:
        if math.isinf(needed.even):
            return [text("**No number of store orders makes it break even**: they leave nothing.")]
        return [
            text(
                "**Store orders cannot make it break even**: it would take {count} per 100 clicks.",
                count=at_least(words, needed.even),
            )
        ]
    lines = [
        text(
            "**To break even every second time** it takes store orders per 100 clicks: {count}.",
            count=at_least(words, needed.even),
        )
        if needed.even > 0
        else text("**It breaks even at least every second time without a single store order.**")
    ]
    if plan.scenario.scale_at <= EVEN_CHANCE:
        return lines
    if needed.sure == 0:
        return [text("**It breaks even without a single store order**, with a chance of {sure}.", sure=sure)]
    if needed.sure > ONE_A_CLICK:
        return [*lines, text("To be {sure} sure, no number of store orders is enough.", sure=sure)]
    return [
        *lines,
        text("To be {sure} sure: {count}.", sure=sure, count=at_least(words, needed.sure)),
    ]


def at_least(words: Words, count: float) -> str:
    """A count to two digits, rounded up: it is a lower bound."""
    place = 1 - math.floor(math.log10(count))
    return words.number(math.ceil(count * 10**place - 1e-9) / 10**place, decimals=max(place, 0))


def _expected(words: Words, omnichannel: Omnichannel) -> list[str]:
    """How many the inputs expect, where they expect any."""
    per_click = omnichannel.store_orders_per_click
    if per_click <= 0:
        return []
    return [words.text("You expect about {count}.", count=words.number(per_click * 100, decimals=2))]

"""Where clicks get lost on their way to an order: a sentence, every stage, and the conversion rate they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st

from pages.frame import asking, visit
from pages.kit import charts, tables, writing
from pages.kit.folded import folded
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words
from pages.parts.funnel import pictures, results
from pages.parts.funnel.pictures import Reached
from pages.parts.funnel.results import FunnelAnswer
from simulator import InputError, Plan
from simulator.beliefs.distributions import Belief, Fixed, Rate, quantile
from simulator.forms.fields import fields_of_belief
from simulator.questions.funnel import STAGES, TYPICAL, Funnel, cvr_of

STAGE_NAMES: Final = {
    "clicks": N_("Clicks"),
    "visits": N_("Visits"),
    "carts": N_("Carts"),
    "checkouts": N_("Checkouts"),
    "orders": N_("Orders"),
}
TYPICAL_OF_STAGE: Final = {"carts": "add_to_cart_rate", "orders": "checkout_completion"}
ROW_HEIGHT, AROUND = 34, 90
"""Pixels of a row in the chart, and of legend and axis together."""
LEAST_CVR: Final = 1e-6
"""Low end of a conversion rate that is put into the plan."""


# -- where clicks get lost ------------------------------------------------------------------------------------------


def lost(words: Words, plan: Plan, answer: FunnelAnswer) -> None:
    """Where clicks get lost: of a hundred, how many go on at each stage."""
    if answer.funnel is None:
        return
    rows = rows_of(_stages(plan, answer, answer.funnel))
    clicks, _, carts, _, orders = (row["count_p50"] for row in rows)
    reach = rows[STAGES.index("checkouts")]["rate_p50"]  # as in the table: a ratio of medians is another number
    st.markdown(
        words.text(
            "**Clicks {clicks} → carts {carts} → orders {orders}.** Of every 100 carts {checkouts} reach the checkout "
            "and {bought} become an order.",
            clicks=_count(words, clicks),
            carts=_count(words, carts),
            orders=_count(words, orders),
            checkouts=words.number(100 * reach, decimals=_decimals(reach)),
            bought=words.number(100 * orders / carts),
        )
    )


def _stages(plan: Plan, answer: FunnelAnswer, funnel: Funnel) -> pd.DataFrame:
    return results.stages(plan, funnel) if answer.ranking is None else answer.ranking.stages


def _count(words: Words, value: float) -> str:
    return words.number(value) if value == 0 else writing.count(words, value)


def _rate(words: Words, rate: float) -> str:
    return writing.percent(words, rate, decimals=_decimals(rate))


def _decimals(rate: float) -> int:
    return 0 if rate >= 0.2 else 1


# -- every stage ----------------------------------------------------------------------------------------------------


def every_stage(words: Words, plan: Plan, answer: FunnelAnswer) -> None:
    """Every stage in a picture and as a row; folded, as it would take a sixth of every move."""
    title = words.text("Every stage: picture and table")
    funnel = answer.funnel

    def draw() -> None:
        if funnel is not None:
            lost(words, plan, answer)
            _every_stage(words, rows_of(_stages(plan, answer, funnel)), title)

    folded(title, "funnel_stages", draw)


def _every_stage(words: Words, rows: list[Row], title: str) -> None:
    _chart(words, rows)
    tables.show([_stage_row(words, row) for row in rows], alt=title)
    st.caption(
        words.text(
            "The true value lies in the range with a chance of {level}. Published: the worst and the best fifth of "
            "shops (Littledata 2019; the low end of checkout completion is estimated).",
            level=writing.level(words),
        )
    )


def _chart(words: Words, rows: list[Row]) -> None:
    """Clicks, visits, carts, checkouts, orders: how many there are, and how many the stage before has more."""
    text = words.text
    title = text("From clicks to orders, with the share of the stage before")
    kinds = (
        *(text("go on"), " ", "  ", text("lost here"), "   ", "    "),
        text("range of {level}", level=writing.level(words)),
    )
    texts = (
        ("x", text("how many in the period")),
        ("stage", text("stage")),
        ("kind", text("what becomes of them")),
        ("counts", text("how many")),
    )
    spec = pictures.stages(kinds, texts, words.chart_numbers(), height=AROUND + len(rows) * ROW_HEIGHT)
    frame = pictures.stages_frame(_reached(words, rows), kinds)
    charts.show(frame, spec, key="funnel_stages_chart", alt=title, title=title)


def _reached(words: Words, rows: list[Row]) -> list[Reached]:
    """How many reach each stage, for the picture."""
    before: float | None = None
    reached = []
    for row in rows:
        count = _count(words, row["count_p50"])
        label = count if before is None else f"{count} ({_rate(words, row['rate_p50'])})"
        low, middle, high = (row[f"count_{end}"] for end in ("p5", "p50", "p95"))
        name = words.text(STAGE_NAMES[row["stage"]])
        reached.append(Reached(name, low, middle, high, before, label, _with_ranges(words, row)))
        before = middle
    return reached


def _with_ranges(words: Words, row: Row) -> str:
    """A stage with its intervals."""
    middle, low, high = (_count(words, row[f"count_{end}"]) for end in ("p50", "p5", "p95"))
    counts = words.text("{middle} ({low} to {high})", middle=middle, low=low, high=high)
    if row["stage"] == STAGES[0]:
        return counts
    rate, lowest, highest = (_rate(words, row[f"rate_{end}"]) for end in ("p50", "p5", "p95"))
    rates = words.text("{middle} ({low} to {high})", middle=rate, low=lowest, high=highest)
    return words.text("{counts}; of the stage before {rates}", counts=counts, rates=rates)


def _stage_row(words: Words, row: Row) -> dict[str, str]:
    text, first = words.text, row["stage"] == STAGES[0]

    def range_of(name: str, write: Callable[[Words, float], str]) -> str:
        return span(words, write(words, row[f"{name}_p5"]), write(words, row[f"{name}_p95"]))

    return {
        text("stage"): text(STAGE_NAMES[row["stage"]]),
        text("how many"): _count(words, row["count_p50"]),
        text("range"): range_of("count", _count),
        text("share of the stage before"): writing.NONE if first else _rate(words, row["rate_p50"]),
        text("range of the share"): writing.NONE if first else range_of("rate", _rate),
        text("published"): _published(words, row["stage"]),
        text("lost here"): writing.NONE if first else _count(words, row["lost_p50"]),
    }


def _published(words: Words, stage: str) -> str:
    """What is published of the rate of a stage."""
    belief = TYPICAL[TYPICAL_OF_STAGE[stage]] if stage in TYPICAL_OF_STAGE else None
    return (
        span(words, _rate(words, belief.low), _rate(words, belief.high)) if isinstance(belief, Rate) else writing.NONE
    )


def span(words: Words, low: str, high: str) -> str:
    """Two printed ends, or one where they are the same."""
    return low if low == high else words.text("{low} to {high}", low=low, high=high)


# -- the conversion rate of the stages ------------------------------------------------------------------------------


def rate_of_stages(words: Words, plan: Plan, answer: FunnelAnswer) -> None:
    """What conversion rate the stages alone make, beside the plan's, and a button that puts it there."""
    if answer.funnel is None:
        return
    text, own = words.text, plan.scenario.cvr
    try:
        belief = cvr_of(answer.funnel)
    except InputError as error:
        asking.wrong(words, error)
        return
    rates = {"stages": _belief_text(words, belief), "plan": _belief_text(words, own)}
    other = N_("These rates make a conversion rate of **{stages}**; the plan says {plan}, and that is what counts.")
    same = N_("These rates make a conversion rate of **{stages}**, as the plan says.")
    st.markdown(text(same if rates["stages"] == rates["plan"] else other, **rates))
    wanted = _as_range(belief)
    st.button(
        text("Use this conversion rate"),
        key="funnel_put_cvr",
        on_click=_put,
        args=(wanted,),
        disabled=wanted == own,
    )


def _belief_text(words: Words, belief: Belief) -> str:
    low, middle, high = (words.percent(quantile(belief, share), decimals=2) for share in (0.05, 0.5, 0.95))
    return middle if low == high else words.text("{middle} ({low} to {high})", middle=middle, low=low, high=high)


def _as_range(belief: Belief) -> Belief:
    """A conversion rate as a person would give it: known, or a range of three digits."""
    if isinstance(belief, Fixed):
        return Fixed(float(f"{belief.value:.3g}"))
    low, high = (max(float(f"{quantile(belief, share):.3g}"), LEAST_CVR) for share in (0.05, 0.95))
    return Rate(low, high) if low < high else Fixed(high)


def _put(belief: Belief) -> None:
    visit.change(fields_of_belief("cvr", belief))

"""Where clicks get lost on their way to an order, and where this shop stands: in words, figures and pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.frame import asking, visit
from pages.kit import cards, labels
from pages.kit.words import N_, Words
from pages.parts.funnel.inputs import amount
from pages.parts.funnel.pictures import Reached, stages, stages_frame
from pages.parts.funnel.results import Found, Row, found_of, indicators_found, table_of_stages
from simulator import InputError, Plan
from simulator.beliefs.distributions import Belief, Fixed, Rate, quantile
from simulator.forms.fields import fields_of_belief
from simulator.questions.funnel import STAGES, TYPICAL, Funnel, cvr_of
from simulator.questions.indicators import Indicator

STAGE_NAMES: Final = {
    "clicks": N_("Clicks"),
    "visits": N_("Visits"),
    "carts": N_("Carts"),
    "checkouts": N_("Checkouts"),
    "orders": N_("Orders"),
}
TYPICAL_OF_STAGE: Final = {"carts": "add_to_cart_rate", "orders": "checkout_completion"}
INDICATOR_NAMES: Final = {
    "cvr": N_("Conversion rate"),
    "aov": N_("Order value (AOV)"),
    "clv": N_("Customer lifetime value"),
    "cart_abandonment": N_("Cart abandonment"),
    "retention": N_("Retention rate"),
    "traffic": N_("Traffic, clicks"),
}
INDICATOR_TERMS: Final = {"traffic": "clicks"}
STANDS: Final = {
    "below": N_("below what is published"),
    "within": N_("within what is published"),
    "above": N_("above what is published"),
}
ROW_HEIGHT, AROUND = 34, 90
"""Pixels of a row in a chart, and of legend and axis together."""
LEAST_CVR: Final = 1e-6
"""Low end of a conversion rate that is put into the plan."""


# -- where clicks get lost ------------------------------------------------------------------------------------------


def lost(words: Words, plan: Plan, found: Found) -> None:
    """Where clicks get lost, in a sentence."""
    if found.funnel is not None:
        st.markdown(_lost(words, _stages(plan, found).to_dict("records")))


def _stages_chart(words: Words, rows: Sequence[Row]) -> None:
    """Clicks, visits, carts, checkouts, orders: how many there are, and how many the stage before has more."""
    text = words.text
    within = text("range of {level}", level=words.percent(0.9, decimals=0))
    kinds = (text("go on"), " ", "  ", text("lost here"), "   ", "    ", within)
    before: float | None = None
    reached = []
    for row in rows:
        count = _count(words, row["count_p50"])
        label = count if before is None else f"{count} ({_rate(words, row['rate_p50'])})"
        low, middle, high = (row[f"count_{end}"] for end in ("p5", "p50", "p95"))
        reached.append(Reached(text(STAGE_NAMES[row["stage"]]), low, middle, high, before, label, _told(words, row)))
        before = middle
    title = text("From clicks to orders, in the long run: medians, and the rate of the stage before")
    texts = (
        ("x", text("how many in the period")),
        ("stage", text("stage")),
        ("kind", text("what becomes of them")),
        ("told", text("how many")),
    )
    spec = stages(kinds, texts, words.chart_numbers(), height=AROUND + len(rows) * ROW_HEIGHT)
    st.markdown(f"**{title}**")
    st.vega_lite_chart(stages_frame(reached, kinds), spec, key="funnel_stages_chart", alt=title)


def _stages(plan: Plan, found: Found) -> pd.DataFrame:
    if found.judged is not None:
        return found.judged.stages
    return table_of_stages(plan, found.funnel or Funnel())


def _count(words: Words, value: float) -> str:
    return words.number(value, decimals=1 if 0 < value < 10 else 0)


def _rate(words: Words, value: float) -> str:
    return words.percent(value, decimals=_decimals(value))


def _decimals(rate: float) -> int:
    return 0 if rate >= 0.2 else 1


def _told(words: Words, row: Row) -> str:
    """A stage with its intervals."""
    middle, low, high = (_count(words, row[f"count_{end}"]) for end in ("p50", "p5", "p95"))
    counts = words.text("{middle} ({low} to {high})", middle=middle, low=low, high=high)
    if row["stage"] == STAGES[0]:
        return counts
    rate, lowest, highest = (_rate(words, row[f"rate_{end}"]) for end in ("p50", "p5", "p95"))
    rates = words.text("{middle} ({low} to {high})", middle=rate, low=lowest, high=highest)
    return words.text("{counts}; of the stage before {rates}", counts=counts, rates=rates)


def _lost(words: Words, rows: Sequence[Row]) -> str:
    """Of a hundred, how many go on at each stage."""
    clicks, _, carts, _, orders = (row["count_p50"] for row in rows)
    reach = rows[STAGES.index("checkouts")]["rate_p50"]  # as in the table: a ratio of medians is another number
    return words.text(
        "Of {clicks} clicks {carts} end with something in the cart and {orders} with an order. Of 100 carts "
        "{checkouts} come to the checkout, and {bought} become an order.",
        clicks=_count(words, clicks),
        carts=_count(words, carts),
        orders=_count(words, orders),
        checkouts=words.number(100 * reach, decimals=_decimals(reach)),
        bought=words.number(100 * orders / carts),
    )


def every_stage(words: Words) -> None:
    """Every stage in a picture and as a row; folded, as it would take a sixth of every move."""
    title = words.text("Every stage as a picture and a table")
    with st.expander(title, key="funnel_stages", on_change="rerun") as box:
        if box.open:
            _every_stage(words, title)


def _every_stage(words: Words, title: str) -> None:
    plan = visit.usable_plan()
    found = found_of(plan)
    if found.funnel is None:
        return
    found_rows = _stages(plan, found).to_dict("records")
    _stages_chart(words, found_rows)
    rows = [_stage_row(words, row) for row in found_rows]
    right = st.column_config.TextColumn(alignment="right")
    columns: dict[str, Any] = dict.fromkeys(list(rows[0])[1:], right)
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)
    st.caption(
        words.text(
            "Ranges hold the true value with a chance of {level}. Published: the worst and the best fifth of "
            "shops (Littledata 2019; the low end of checkout completion is estimated).",
            level=words.percent(0.9, decimals=0),
        )
    )


def _span(words: Words, low: str, high: str) -> str:
    return low if low == high else words.text("{low} to {high}", low=low, high=high)


def _stage_row(words: Words, row: Row) -> dict[str, str]:
    text, first = words.text, row["stage"] == STAGES[0]

    def span(of: str, write: Callable[[Words, float], str]) -> str:
        return _span(words, write(words, row[f"{of}_p5"]), write(words, row[f"{of}_p95"]))

    typical = TYPICAL_OF_STAGE.get(row["stage"])
    belief = TYPICAL[typical] if typical else None
    published = _span(words, _rate(words, belief.low), _rate(words, belief.high)) if isinstance(belief, Rate) else "–"
    return {
        text("stage"): text(STAGE_NAMES[row["stage"]]),
        text("how many"): _count(words, row["count_p50"]),
        text("range"): span("count", _count),
        text("of the stage before"): "–" if first else _rate(words, row["rate_p50"]),
        text("range of the rate"): "–" if first else span("rate", _rate),
        text("published"): published,
        text("lost here"): "–" if first else _count(words, row["lost_p50"]),
    }


def rate_of_stages(words: Words, plan: Plan, found: Found) -> None:
    """What conversion rate the stages alone make, beside the plan's, and a button that puts it there."""
    if found.funnel is None:
        return
    text = words.text
    try:
        belief = cvr_of(found.funnel)
    except InputError as error:
        asking.wrong(words, error)
        return
    own = plan.scenario.cvr
    shown = {"stages": _belief_text(words, belief), "plan": _belief_text(words, own)}
    told = N_(
        "Your stages alone make a conversion rate of **{stages}**; your plan says {plan}, and the stages are fitted to "
        "that."
    )
    if shown["stages"] == shown["plan"]:
        told = N_("Your stages alone make a conversion rate of **{stages}**, and your plan says the same.")
    st.markdown(text(told, **shown))
    wanted = _as_range(belief)
    st.button(
        text("Put this conversion rate into the plan"),
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
    visit.set_fields(fields_of_belief("cvr", belief))
    visit.moved()


# -- indicators -----------------------------------------------------------------------------------------------------


def indicators(words: Words) -> None:
    """Six indicators of the trade, with what is published and where this shop stands."""
    title = words.text("Six indicators: where this shop stands")
    with st.expander(title, key="funnel_indicators", on_change="rerun") as box:
        if box.open:
            _indicators(words)


def _indicators(words: Words) -> None:
    plan = visit.usable_plan()
    found = found_of(plan)
    if found.funnel is None:
        return
    shown = indicators_found(plan, found.funnel)
    with st.grid(3, min_column_width=200):
        for each in shown:
            _indicator(words, plan, each)
    _published(words, shown)


def _indicator(words: Words, plan: Plan, found: Indicator) -> None:
    text = words.text

    def written(value: float) -> str:
        if found.unit == "share":
            return words.percent(value, decimals=2 if value < 0.1 else 0)
        return amount(words, plan, value) if found.unit == "money" else words.number(value)

    if found.low is None or found.middle is None or found.high is None:
        value, lines = "–", [text("switch on later orders in the sidebar")]
    else:
        value = written(found.middle)
        span = {"low": written(found.low), "high": written(found.high), "level": words.percent(0.9, decimals=0)}
        lines = [text("{level}: {low} to {high}", **span)] if found.low < found.high else [text("known")]
    if found.typical_low is None or found.typical_high is None:
        lines.append(text("nothing comparable is published"))
    else:
        published = _span(words, written(found.typical_low), written(found.typical_high))
        lines.append(text("published: {figures}", figures=published))
    if found.stands is not None:
        lines.append(text(STANDS[found.stands]))
    term = INDICATOR_TERMS.get(found.name, found.name)
    cards.card(words, INDICATOR_NAMES[found.name], value, lines, term)


def _published(words: Words, shown: Sequence[Indicator]) -> None:
    text, title = words.text, words.text("Published figures behind them")
    rows = [
        {
            text("indicator"): text(INDICATOR_NAMES[each.name]),
            text("figure"): labels.fact_figure(words, fact),
            text("trade"): fact.vertical,
            text("traffic"): fact.channel or "–",
            text("year"): fact.year,
            text("source"): fact.source,
            text("confidence"): fact.confidence,
        }
        for each in shown
        for fact in each.typical
    ]
    st.markdown(f"**{title}**")
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", alt=title)

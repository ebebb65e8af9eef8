"""Beliefs out: what the exports say about the next period, about each campaign, and the past in hindsight."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import streamlit as st

from pages.frame import visit
from pages.frame.exports import worked_out
from pages.kit import cards
from pages.kit import labels as kit_labels
from pages.kit.words import Words, in_markdown, plain_markdown
from pages.kit.writing import written
from pages.parts.own_numbers.files import span
from pages.parts.own_numbers.selection import Chosen, _patiently, _plan_with
from simulator import InputError, Plan
from simulator.evidence import History, Learned, can_be_correlated, learn, plan_values, present_spend, range_of
from simulator.forms.fields import fields_of

# -- which part of it -------------------------------------------------------------------------------------------


# -- beliefs about the next period ------------------------------------------------------------------------------


def beliefs(words: Words, plan: Plan, chosen: Chosen) -> bool:
    """CPC, CVR and AOV of the coming period beside the plan's, and the button that takes them over.

    Whether there was anything to learn from; if not, a sentence says why.
    """
    text, days, history = words.text, plan.scenario.period_days, chosen.history
    try:
        with _patiently(words, chosen):
            learned, values, since = worked_out("learned", (*chosen.key, days), lambda: _learned(history, days))
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return False
    period = words.plural("{days} day", "{days} days", round(days), days=words.exact(days))
    title = text("The next {period}, as learned from {since}", period=period, since=span(words, *since))
    st.markdown(f"**{plain_markdown(title)}**")
    _belief_cards(words, plan, learned, str(values.get("currency", plan.scenario.currency)))
    for note in learned.notes:
        st.caption(f":material/info: {words.error(note)}")
    st.button(
        text("Plan with these"),
        key="plan_with_these",
        on_click=_plan_with_learned,
        args=(words, values),
        help=text(
            "Puts click price, conversion rate and order value into the sidebar, with the currency of the export "
            "and "
            "the spend at which this click price was seen. Budget, margin and goal stay as they are."
        ),
    )
    with st.expander(text("How this was learned"), key="evidence_how", on_change="rerun") as box:
        if box.open:
            _how(words, learned, history)
    return True


def _learned(history: History, days: float) -> tuple[Learned, dict[str, Any], tuple[date, date]]:
    learned = learn(history, period_days=days)
    return learned, plan_values(learned, history), (history.first, history.last)


def _plan_with_learned(words: Words, values: dict[str, Any]) -> None:
    """Take over what was learned; of the correlation only what can exist with what the plan says of the order value."""
    said = [words.text("The plan in the sidebar now has what was learned.")]
    present, learned = visit.fields(), values["correlation_cpc_cvr"]
    stays = not can_be_correlated(values, present) and can_be_correlated({}, present)
    if stays:
        values = {name: value for name, value in values.items() if name != "correlation_cpc_cvr"}
        said.append(
            words.text(
                "Its correlation of CPC and CVR stays {own}: with those of the order value, the {learned} of the "
                "export cannot exist.",
                own=words.exact(float(present["correlation_cpc_cvr"] or 0)),
                learned=words.exact(learned),
            )
        )
    _plan_with(values, " ".join(said), icon=":material/warning:" if stays else ":material/check:")


def _belief_cards(words: Words, plan: Plan, learned: Learned, currency: str) -> None:
    text, present = words.text, fields_of(plan)

    def money(value: float) -> str:
        return words.money(value, currency)

    def share(value: float) -> str:
        return words.percent(value, decimals=2)

    shown = (
        ("cpc", learned.cpc, learned.seen_cpc, money),
        ("cvr", learned.cvr, learned.seen_cvr, share),
        ("aov", learned.aov, learned.seen_aov, money),
    )
    with st.grid(3, min_column_width=200):
        for name, belief, seen, told in shown:
            low, high = map(told, range_of(belief)) if belief is not None else ("", "")
            cards.card(
                words,
                kit_labels.INPUTS[name].label,
                text("{low} – {high}", low=low, high=high) if belief is not None else "–",
                [
                    text("seen on average: {value}", value="–" if belief is None or math.isnan(seen) else told(seen)),
                    text("in the plan: {value}", value=written(words, present, name)),
                ],
                name,
            )


def _how(words: Words, learned: Learned, history: History) -> None:
    text = words.text
    lines = [
        text(
            "Click price, conversion rate and order value are followed day by day; recent days count more, as "
            "far as "
            "the file shows that rates move, and the rhythm of the week is taken out."
        ),
        text(
            "The range is that of the true average of the coming {days} days: what {orders} orders leave "
            "unknown, and "
            "how far the average may move until then (CVR {cvr}, CPC {cpc}). It leaves out the luck of single "
            "orders, which the simulation adds.",
            days=words.exact(learned.period_days),
            orders=words.exact(round(learned.orders, 1)),
            cvr=words.percent(learned.cvr_drift),
            cpc=words.percent(learned.cpc_drift),
        ),
        text(
            "All in all the conversion rate is known as if from {orders} orders of {clicks} clicks at a rate that "
            "never moves; {share} of what is assumed of its movement is what is usual elsewhere, not seen in the "
            "file.",
            orders=words.number(learned.effective_orders, decimals=0),
            clicks=words.number(learned.effective_clicks, decimals=0),
            share=words.percent(learned.prior_share, decimals=0),
        ),
    ]
    if learned.correlation_cpc_cvr:
        lines.append(
            text(
                "With clicks held fixed, CPC and CVR move together with a correlation of {value}.",
                value=words.number(learned.correlation_cpc_cvr, decimals=2),
            )
        )
    currency = history.currency
    spend = present_spend(history, learned.period_days)
    lines.append(
        text(
            "At the spend of the last 28 days the coming period costs {spend}.",
            spend=in_markdown(words.money(spend, currency) if currency else words.number(spend, decimals=2)),
        )
    )
    st.markdown("\n".join(f"- {line}" for line in lines))


# -- campaigns --------------------------------------------------------------------------------------------------


# -- would it have been right? ----------------------------------------------------------------------------------


# -- what the shop's orders say ---------------------------------------------------------------------------------

"""What the exports say about the plan's next period, beside what the plan says, and the button that takes it over."""

from __future__ import annotations

import math

import streamlit as st

from pages.frame import visit
from pages.kit import cards, writing
from pages.kit import labels as kit_labels
from pages.kit.folded import folded
from pages.kit.words import Words, in_markdown, plain_markdown
from pages.parts.own_numbers import results
from pages.parts.own_numbers.names import span
from pages.parts.own_numbers.results import Beliefs, Selection
from pages.parts.own_numbers.selection import patiently
from simulator import InputError, Plan
from simulator.forms.fields import fields_of


def beliefs(words: Words, plan: Plan, selection: Selection) -> bool:
    """CPC, CVR and AOV of the coming period beside the plan's, and the button that takes them over.

    Whether there was anything to learn from; if not, a sentence says why.
    """
    text, days, history = words.text, plan.scenario.period_days, selection.history
    try:
        with patiently(words, history):
            learned = results.beliefs(selection, days)
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return False
    period = words.plural("{days} day", "{days} days", round(days), days=words.exact(days))
    since = span(words, learned.first, learned.last)
    title = text("The next {period}, as learned from {since}", period=period, since=since)
    st.markdown(f"**{plain_markdown(title)}**")
    _belief_cards(words, plan, learned)
    for note in learned.learned.notes:
        st.caption(f":material/info: {words.error(note)}")
    st.button(
        text("Plan with these"),
        key="plan_with_these",
        on_click=_plan_with_these,
        args=(words, learned),
        help=text(
            "Puts click price, conversion rate and order value into the sidebar, with the currency of the export and "
            "the spend at which this click price was seen. Budget, margin and goal stay as they are."
        ),
    )
    folded(text("How this was learned"), "evidence_how", lambda: _how(words, learned, history.currency))
    return True


def _plan_with_these(words: Words, learned: Beliefs) -> None:
    """Put what was learned into the plan; of the correlation only what can exist beside the plan's own."""
    message = words.text("The plan in the sidebar now has what was learned.")
    present = visit.fields()
    values = results.takeover(learned, present)
    stays = values != learned.fields
    if stays:
        correlation = words.text(
            "Its correlation of CPC and CVR stays {own}: with those of the order value, the {learned} of the "
            "export cannot exist.",
            own=words.exact(float(present["correlation_cpc_cvr"] or 0)),
            learned=words.exact(float(learned.fields["correlation_cpc_cvr"] or 0)),
        )
        message = f"{message} {correlation}"
    visit.change(values)
    st.toast(message, icon=":material/warning:" if stays else ":material/check:", duration="long")


def _belief_cards(words: Words, plan: Plan, learned: Beliefs) -> None:
    """Each quantity with its range, its average in the export, and the plan's own."""
    text, present = words.text, fields_of(plan)
    currency = str(learned.fields.get("currency", plan.scenario.currency))

    def figure(name: str, value: float) -> str:
        if math.isnan(value):
            return writing.NONE
        return words.percent(value, decimals=2) if name == "cvr" else words.money(value, currency)

    with st.grid(3, min_column_width=200):
        for name, average in learned.averages.items():
            ends = [figure(name, end) for end in learned.ranges.get(name, ())]
            cards.card(
                words,
                kit_labels.INPUTS[name].label,
                text("{low} – {high}", low=ends[0], high=ends[1]) if ends else writing.NONE,
                [
                    text("seen on average: {value}", value=figure(name, average) if ends else writing.NONE),
                    text("in the plan: {value}", value=writing.input_text(words, present, name)),
                ],
                name,
            )


def _how(words: Words, beliefs: Beliefs, currency: str | None) -> None:
    """How it was learned and what it rests on."""
    text, learned = words.text, beliefs.learned
    lines = [
        text(
            "Click price, conversion rate and order value are followed day by day; recent days count more, as far as "
            "the file shows that rates move, and the rhythm of the week is taken out."
        ),
        text(
            "The range is that of the true average of the coming {days} days: what {orders} orders leave unknown, and "
            "how far the average may move until then (CVR {cvr}, CPC {cpc}). It leaves out the luck of single "
            "orders, which the simulation adds.",
            days=words.exact(learned.period_days),
            orders=words.exact(round(learned.orders, 1)),
            cvr=words.percent(learned.cvr_drift),
            cpc=words.percent(learned.cpc_drift),
        ),
        text(
            "This is worth {orders} orders from {clicks} clicks at a constant rate. {share} of the assumed drift is a "
            "general assumption, not from your file.",
            orders=words.number(learned.effective_orders, decimals=0),
            clicks=words.number(learned.effective_clicks, decimals=0),
            share=writing.percent(words, learned.prior_share),
        ),
    ]
    if learned.correlation_cpc_cvr:
        lines.append(
            text(
                "With clicks held fixed, CPC and CVR move together with a correlation of {value}.",
                value=words.number(learned.correlation_cpc_cvr, decimals=2),
            )
        )
    spend = words.money(beliefs.spend, currency) if currency else words.number(beliefs.spend, decimals=2)
    at_present = text("At the spend of the last 28 days the coming period costs {spend}.", spend=in_markdown(spend))
    st.markdown("\n".join(f"- {line}" for line in (*lines, at_present)))

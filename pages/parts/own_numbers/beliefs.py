"""What the exports say about the plan's next period, beside what the plan says, and the button that takes it over."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from pages.frame import costs, currency, exports, handing_on, notices, visit
from pages.kit import cards, writing
from pages.kit import labels as kit_labels
from pages.kit.folded import folded
from pages.kit.words import Words, in_markdown, plain_markdown
from pages.parts.own_numbers import questions
from pages.parts.own_numbers.names import span
from pages.parts.own_numbers.selection import Selection, patiently
from simulator import InputError, Plan
from simulator.evidence import (
    History,
    Learned,
    can_be_correlated,
    learn,
    plan_values,
    present_spend,
    range_of,
    spend_note,
)
from simulator.forms.fields import Values, fields_of

QUANTITIES = ("cpc", "cvr", "aov")
"""What is learned of an ad account, by the names of the plan's inputs."""


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """What a history says of the plan's next period.

    learned     : what the ranges rest on
    ranges      : the two ends of each of `QUANTITIES`; none for an order value that no row states
    averages    : each of them as it was on average, nan where it is not known
    elasticity  : the two ends of γ, by how CPO rose with spend
    fields      : the same, as fields of a plan
    first, last : the days that it was learned from
    spend       : of the period, at that of the last four weeks [currency of the export]
    """

    learned: Learned
    ranges: Mapping[str, tuple[float, float]]
    averages: Mapping[str, float]
    elasticity: tuple[float, float]
    fields: Values
    first: date
    last: date
    spend: float


def suspicions(words: Words) -> None:
    """What looks wrong in the files though every row could be read: to be settled before it is planned with."""
    for identity, one in exports.held().items():
        questions.doubts(words, identity, one)


def beliefs(words: Words, plan: Plan, selection: Selection) -> bool:
    """CPC, CVR and AOV of the coming period beside the plan's, and the button that takes them over.

    Whether there was anything to learn from; if not, a sentence says why.
    """
    text, days, history = words.text, plan.scenario.period_days, selection.history
    try:
        with patiently(words, history):
            learned = _learned(selection, days)
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return False
    period = words.plural("{days} day", "{days} days", round(days), days=words.exact(days))
    since = span(words, learned.first, learned.last)
    title = text("The next {period}, as learned from {since}", period=period, since=since)
    st.markdown(f"**{plain_markdown(title)}**")
    _belief_cards(words, plan, learned)
    with_budget = _budget(words, plan, learned)
    for note in _notes(learned, learned.spend if with_budget else plan.scenario.budget):
        st.caption(f":material/info: {words.error(note)}")
    taken = st.button(
        text("Plan with these"),
        key="plan_with_these",
        type="primary",
        on_click=_plan_with_these,
        args=(words, learned, with_budget),
        help=text(
            "Puts budget, click price, conversion rate and order value into the plan. Margin and goal stay as they are."
        ),
    )
    if taken:  # the answer is what the export was dropped for
        # The address of now: without parameters, My data would be left by one step of Back, and Plan entered by two.
        st.switch_page("plan.py", query_params=st.query_params.to_dict())
    if costs.origin() is not None:
        question = text("And what does an order cost you? No ad export holds it.")  # in an f-string it is not extracted
        st.markdown(f"**{question}**")
        costs.ask(words, plan, "own_numbers")
    folded(text("How this was learned"), "evidence_how", lambda: _how(words, learned, history.currency))
    return True


def _learned(selection: Selection, days: float) -> Beliefs:
    """What a selection says of a coming period.

    days : of the period

    Raises
    ------
    InputError
        When there is nothing to learn from.
    """
    key = (*selection.key, selection.delay, days)
    return exports.worked_out("beliefs", key, lambda: _beliefs(selection.history, days, selection.delay))


def _beliefs(history: History, days: float, delay: float) -> Beliefs:
    learned = learn(history, period_days=days, delay_days=delay)
    known = {name: belief for name in QUANTITIES if (belief := getattr(learned, name)) is not None}
    return Beliefs(
        learned=learned,
        ranges={name: range_of(belief) for name, belief in known.items()},
        averages={name: getattr(learned, f"seen_{name}") for name in QUANTITIES},
        elasticity=range_of(learned.elasticity),
        fields=plan_values(learned, history),
        first=history.first,
        last=history.last,
        spend=present_spend(history, days),
    )


def _notes(beliefs: Beliefs, budget: float) -> list[InputError]:
    """What a reader should know of the history, and whether a budget lies far outside what was seen."""
    of_budget = spend_note(beliefs.learned, budget)
    return [*beliefs.learned.notes, *([of_budget] if of_budget is not None else [])]


def _takeover(beliefs: Beliefs, present: Values) -> Values:
    """The fields to put into a plan: all but a correlation that cannot exist beside the plan's own."""
    if can_be_correlated(beliefs.fields, present) or not can_be_correlated({}, present):
        return beliefs.fields
    return {name: value for name, value in beliefs.fields.items() if name != "correlation_cpc_cvr"}


def _budget(words: Words, plan: Plan, learned: Beliefs) -> bool:
    """Whether the plan shall have the spend of the last weeks as its budget, where there was any."""
    if "budget" not in learned.fields:
        return False
    currency = str(learned.fields.get("currency", plan.scenario.currency))
    return st.checkbox(
        words.text(
            "With your recent spend as the budget: {spend} (the plan has {budget})",
            spend=in_markdown(words.money(float(learned.fields["budget"] or 0), currency, decimals=0)),
            budget=in_markdown(writing.money(words, plan, plan.scenario.budget)),
        ),
        value=True,
        key="evidence_budget",
        persist_state="session",
    )


def _plan_with_these(words: Words, learned: Beliefs, with_budget: bool) -> None:
    """Put what was learned into the plan; of the correlation only what can exist beside the plan's own."""
    message = words.text("The plan now has what was learned.")
    present = visit.fields()
    values = _takeover(learned, present)
    stays = values != learned.fields
    values = {name: value for name, value in values.items() if with_budget or name != "budget"}
    if stays:
        correlation = words.text(
            "Its correlation of CPC and CVR stays {own}: with those of the order value, the {learned} of the "
            "export cannot exist.",
            own=words.exact(float(present["correlation_cpc_cvr"] or 0)),
            learned=words.exact(float(learned.fields["correlation_cpc_cvr"] or 0)),
        )
        message = f"{message} {correlation}"
    currency.change_to(str(values.get("currency", present["currency"])), values)
    names = [
        words.text("{file} (invented shop)", file=one.export.name) if one.invented else one.export.name
        for one in exports.held().values()
    ]
    handing_on.remember_learned(values, names, learned.first, learned.last)
    notices.say_next(message, ":material/warning:" if stays else ":material/check:")


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
                    _seen(words, learned.learned, name, figure(name, average) if ends else writing.NONE),
                    text("in the plan: {value}", value=writing.input_text(words, present, name)),
                ],
                name,
            )


def _seen(words: Words, learned: Learned, name: str, average: str) -> str:
    """What the export says of a quantity: of the conversion rate the orders and clicks that were counted."""
    if name != "cvr":
        return words.text("seen on average: {value}", value=average)
    return words.text(
        "seen: orders {orders}, clicks {clicks} ({value})",
        orders=writing.count(words, learned.orders),
        clicks=writing.count(words, learned.clicks),
        value=average,
    )


def _how(words: Words, beliefs: Beliefs, currency: str | None) -> None:
    """How it was learned and what it rests on."""
    text, learned = words.text, beliefs.learned
    low, high = beliefs.elasticity
    spend = words.money(beliefs.spend, currency) if currency else words.number(beliefs.spend, decimals=2)
    lines = [
        text(
            "Simple forecasts (averages, a trend, the same days a year ago) count by how well each would have done on "
            "this account."
        ),
        text(
            "The ranges are as wide as these forecasts missed on this account (CVR {cvr}, CPC {cpc}), and as the few "
            "orders leave open.",
            cvr=words.percent(learned.cvr_drift),
            cpc=words.percent(learned.cpc_drift),
        ),
        _worth(words, learned),
        *_correlation(words, learned),
        text(
            "When 1 % more was spent, an order cost {low} to {high} % more, {price} % of it by click prices.",
            low=words.number(low, decimals=2),
            high=words.number(high, decimals=2),
            price=words.number(learned.cpc_elasticity, decimals=2),
        ),
        text("At the spend of the last 28 days the next period costs {spend}.", spend=in_markdown(spend)),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))


def _worth(words: Words, learned: Learned) -> str:
    """How many orders and clicks at a constant rate would say as much."""
    return words.text(
        "This tells as much as clicks that order at a constant rate ({orders} of {clicks}); {share} of the width is "
        "a general assumption, not from your file.",
        orders=words.number(learned.effective_orders, decimals=0),
        clicks=words.number(learned.effective_clicks, decimals=0),
        share=writing.percent(words, learned.prior_share),
    )


def _correlation(words: Words, learned: Learned) -> list[str]:
    """How click price and conversion rate move together, where they do."""
    if not learned.correlation_cpc_cvr:
        return []
    return [
        words.text(
            "Click price and conversion rate move together (correlation {value}).",
            value=words.number(learned.correlation_cpc_cvr, decimals=2),
        )
    ]

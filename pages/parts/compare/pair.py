"""TODO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
import streamlit as st

from pages.kit import cards, charts, writing
from pages.kit import labels as kit_labels
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.kit.writing import INPUT_OF, written
from pages.parts.compare.plans import Entry, _entry
from simulator import Estimate, InputError, Plan, compare
from simulator.forms.fields import changed, fields_of


def pair(words: Words, shown: Sequence[Entry]) -> None:
    """One plan against another on the same draws."""
    text, labels = words.text, [each.label for each in shown]
    st.subheader(text("One against another"), anchor=False)
    left, right = st.columns(2)
    with left:
        one = st.selectbox(text("First plan"), labels, index=1, key="compare_first", persist_state="session")
    with right:
        other = st.selectbox(text("Second plan"), labels, index=0, key="compare_second", persist_state="session")
    first, second = _entry(shown, one), _entry(shown, other)
    if first.plan == second.plan:
        st.info(text("Choose two different plans."), icon=":material/info:")
        return
    try:
        found = compared(first.plan, second.plan)
    except InputError as error:
        st.warning(words.error(error), icon=":material/currency_exchange:")
        return
    _pair_sentence(words, first, second, found)
    _pair_figures(words, first, found)
    _difference_chart(words, first, found)
    _differences(words, first, second)


def _pair_sentence(words: Words, first: Entry, second: Entry, found: Compared) -> None:
    text, one, other = words.text, first.plan.scenario, second.plan.scenario
    names = {"first": plain_markdown(first.label), "second": plain_markdown(second.label)}
    st.markdown(
        text(
            "**{second}** earns more than **{first}** with a chance of **{chance}**, both meeting the same luck.",
            chance=words.chance(found.better_probability, first.plan.settings.draws),
            **names,
        )
    )
    notes = []
    if one.period_days != other.period_days:
        notes.append(
            text(
                "The profit of {second} over {days} days is scaled to the {first_days} days of {first}.",
                days=words.exact(other.period_days),
                first_days=words.exact(one.period_days),
                **names,
            )
        )
    if first.plan.settings != second.plan.settings:
        notes.append(text("Both are drawn with the settings of {first}.", first=names["first"]))
    if one.budget != other.budget and one.reference_budget != other.reference_budget:
        notes.append(
            text(
                "Each click price is taken as seen at another spend: that clicks get dearer with more budget is "
                "not in this difference. To count it, give both plans the same “Spend at which this click price "
                "was seen” (Advanced)."
            )
        )
    for note in notes:
        st.caption(note)


def _pair_figures(words: Words, first: Entry, found: Compared) -> None:
    text, draws = words.text, first.plan.settings.draws

    def money(estimate: Estimate) -> str:
        return ("+" if estimate.value > 0 else "") + writing.output(words, first.plan, "profit", estimate)

    better, same, cheaper = found.better_probability, found.same_probability, found.cheaper_probability
    same_lines = [text("the same: {chance}", chance=words.short_chance(same, draws))] if same.value else []
    error = text("± {error} simulation error", error=words.error_points(better.mc_error))
    level = words.percent(0.9, decimals=0)
    with st.grid(3, min_column_width=200):
        cards.card(
            words,
            N_("The second earns more"),
            words.short_chance(better, draws),
            [words.rare(better, draws) or error, *same_lines],
            "better_probability",
        )
        cards.card(
            words,
            N_("Difference in profit, expected"),
            money(found.mean_difference),
            [text("{level}: {low} to {high}", level=level, low=money(found.low), high=money(found.high))],
            "profit",
        )
        cards.card(
            words,
            N_("An order is cheaper in the second"),
            words.short_chance(cheaper, draws),
            [text("on the same draws")],
            "cpo",
        )


def _difference_chart(words: Words, first: Entry, found: Compared) -> None:
    text, draws = words.text, first.plan.settings.draws
    chance = words.short_chance(found.better_probability, draws)
    title = text("Profit of the second less that of the first: {chance} better", chance=chance)
    st.markdown(f"**{in_markdown(title)}**")
    names = {
        "better": text("second better"),
        "same": text("the same"),
        "worse": text("second worse"),
        "ghost": text("baseline"),
    }
    money = words.currency_symbol(first.plan.scenario.currency)
    texts = (
        ("x", text("Difference in profit, {money}", money=money)),
        ("y", text("share of draws")),
        ("kind", text("outcome")),
        ("from", text("from")),
        ("to", text("to")),
        ("share", text("share")),
        ("ghost", names["ghost"]),
    )
    kinds = (names["better"], names["same"] if found.same_probability.value else " ", names["worse"])
    frame = charts.bars_frame(found.bars, names, None, {})
    spec = charts.distribution(kinds, texts, words.chart_numbers())
    st.vega_lite_chart(frame, spec, key="difference_chart", alt=title)


def _differences(words: Words, first: Entry, second: Entry) -> None:
    """The inputs in which two plans differ."""
    one, other = fields_of(first.plan), fields_of(second.plan)
    names = dict.fromkeys(INPUT_OF.get(name, name) for name in changed(one, other) if name != "name")
    title = words.text("What differs between the two")
    with st.expander(title, key="compare_differences", on_change="rerun") as box:
        if not box.open:
            return
        if not names:
            st.caption(words.text("Only the name."))
            return
        currency = first.plan.scenario.currency
        rows = [
            {
                words.text("input"): kit_labels.label_of(words, name, currency) if name in kit_labels.INPUTS else name,
                words.text("first plan"): written(words, one, name),
                words.text("second plan"): written(words, other, name),
            }
            for name in names
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt=title)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What is printed and drawn of two plans; the bars have the columns from, to, kind, share."""

    better_probability: Estimate
    same_probability: Estimate
    cheaper_probability: Estimate
    mean_difference: Estimate
    low: Estimate
    high: Estimate
    bars: pd.DataFrame


@lru_cache(maxsize=128)
def compared(first: Plan, second: Plan) -> Compared:
    """The second plan against the first: probabilities, the difference and its bars."""
    found = compare(first, second)
    return Compared(
        better_probability=found.better_probability,
        same_probability=found.same_probability,
        cheaper_probability=found.cheaper_probability,
        mean_difference=found.mean_difference,
        low=found.quantile(0.05),
        high=found.quantile(0.95),
        bars=found.bars,
    )

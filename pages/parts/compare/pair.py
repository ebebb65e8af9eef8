"""One plan against another: in a sentence, in figures, in a picture, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from pages.kit import cards, charts, folded, labels, tables, writing
from pages.kit.odds import in_words
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.compare.plans import Compared, Entry, compared, entry_of
from simulator import Estimate, InputError
from simulator.forms.fields import changed, fields_of


def pair(words: Words, entries: Sequence[Entry]) -> None:
    """One plan against another on the same draws."""
    text, names = words.text, [entry.label for entry in entries]
    st.subheader(text("One against another"), anchor=False)
    left, right = st.columns(2)
    with left:
        one = st.selectbox(text("First plan"), names, index=1, key="compare_first", persist_state="session")
    with right:
        other = st.selectbox(text("Second plan"), names, index=0, key="compare_second", persist_state="session")
    first, second = entry_of(entries, one), entry_of(entries, other)
    if first.plan == second.plan:
        st.info(text("Choose two different plans."), icon=":material/info:")
        return
    try:
        comparison = compared(first.plan, second.plan)
    except InputError as error:
        st.warning(words.error(error), icon=":material/currency_exchange:")
        return
    _pair_sentence(words, first, second, comparison)
    _pair_figures(words, first, comparison)
    _difference_chart(words, first, comparison)
    _differences(words, first, second)


def _pair_sentence(words: Words, first: Entry, second: Entry, comparison: Compared) -> None:
    text, one, other = words.text, first.plan.scenario, second.plan.scenario
    names = {"first": plain_markdown(first.label), "second": plain_markdown(second.label)}
    st.markdown(
        text(
            "**{second}** earns more than **{first}** with a chance of **{chance}**: {odds}.",
            chance=words.short_chance(comparison.better_probability, first.plan.settings.draws),
            odds=in_words(words, comparison.better_probability.value),
            **names,
        )
    )
    notes = []
    if one.period_days != other.period_days:
        notes.append(
            text(
                "The profit of {second} over {period} is scaled to the {first_period} of {first}.",
                period=writing.days(words, other.period_days),
                first_period=writing.days(words, one.period_days),
                **names,
            )
        )
    if first.plan.settings != second.plan.settings:
        notes.append(text("Both are worked out with the settings of {first}.", first=names["first"]))
    if one.budget != other.budget and one.reference_budget != other.reference_budget:
        notes.append(
            text(
                "The click prices were seen at different spends, so clicks that get dearer with more budget are not in "
                "this difference."
            )
        )
    for note in notes:
        st.caption(note)


def _pair_figures(words: Words, first: Entry, comparison: Compared) -> None:
    text, draws = words.text, first.plan.settings.draws

    def money(estimate: Estimate) -> str:
        return writing.with_sign(writing.output(words, first.plan, "profit", estimate), estimate.value)

    better, same, cheaper = comparison.better_probability, comparison.same_probability, comparison.cheaper_probability
    same_lines = [text("the same: {chance}", chance=words.short_chance(same, draws))] if same.value else []
    with st.grid(3, min_column_width=200):
        cards.card(
            words,
            N_("The second earns more"),
            words.short_chance(better, draws),
            [in_words(words, better.value), *same_lines],
            "better_probability",
        )
        cards.card(
            words,
            N_("Difference in profit"),
            money(comparison.mean_difference),
            [writing.range_of(words, money(comparison.low), money(comparison.high))],
            "profit",
        )
        cards.card(
            words,
            N_("An order is cheaper in the second"),
            words.short_chance(cheaper, draws),
            [in_words(words, cheaper.value)],
            "cpo",
        )


def _difference_chart(words: Words, first: Entry, comparison: Compared) -> None:
    text, draws = words.text, first.plan.settings.draws
    chance = words.short_chance(comparison.better_probability, draws)
    title = text("Profit of the second minus the first: {chance} better", chance=chance)
    names = {
        "better": text("second better"),
        "same": text("the same"),
        "worse": text("second worse"),
        "ghost": text("baseline"),
    }
    money = words.currency_symbol(first.plan.scenario.currency)
    texts = (
        ("x", text("Difference in profit, {money}", money=money)),
        ("y", text("how often")),
        ("kind", text("result")),
        ("from", text("from")),
        ("to", text("to")),
        ("share", text("share")),
        ("ghost", names["ghost"]),
    )
    kinds = (names["better"], names["same"] if comparison.same_probability.value else " ", names["worse"])
    frame = charts.bars_frame(comparison.bars, names, None, {})
    spec = charts.distribution(kinds, texts, words.chart_numbers())
    charts.show(frame, spec, key="difference_chart", alt=title, title=title)


def _differences(words: Words, first: Entry, second: Entry) -> None:
    """The inputs in which two plans differ."""
    title = words.text("What differs between the two")
    folded.folded(title, "compare_differences", partial(_differences_table, words, first, second, title))


def _differences_table(words: Words, first: Entry, second: Entry, title: str) -> None:
    one, other = fields_of(first.plan), fields_of(second.plan)
    names = dict.fromkeys(labels.uncertain_input_of(name) for name in changed(one, other) if name != "name")
    if not names:
        st.caption(words.text("Only the name."))
        return
    currency = first.plan.scenario.currency
    rows = [
        {
            words.text("input"): labels.label_of(words, name, currency) if name in labels.INPUTS else name,
            words.text("first plan"): writing.input_text(words, one, name),
            words.text("second plan"): writing.input_text(words, other, name),
        }
        for name in names
    ]
    tables.show(rows, alt=title, left=list(rows[0]), height="auto")

"""Another currency for the plan: amounts of the example change with it, typed ones stay until their reader converts.

A rate is never looked up: the reader enters it.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from pages.frame import asking, visit
from pages.kit import columns, editing
from pages.kit.words import Words, in_markdown
from simulator.forms.examples import amounts, converted, in_currency, in_other_currency
from simulator.forms.fields import Value, Values

_STAYED = "_amounts_that_stayed"
_MONEY_OF_CHANNELS = (
    "spend",
    "cpc_low",
    "cpc_high",
    "aov_low",
    "aov_high",
    "min_spend",
    "max_spend",
    "reference_spend",
)
_TABLES = (
    (columns.CHANNELS_TABLE, columns.CHANNELS, _MONEY_OF_CHANNELS),
    (columns.SEGMENTS_TABLE, columns.SEGMENTS, ("aov_low", "aov_high")),
)
"""Edited tables with the columns that hold money."""


@dataclass(frozen=True, slots=True)
class Stayed:
    """Amounts that stayed as they were typed when the currency changed.

    before, now : the currencies
    values      : the amounts, by field
    """

    before: str
    now: str
    values: Values


def change_to(currency: str, values: Values | None = None, *, by: str = "") -> None:
    """Change the plan's currency, and with it what else these values say. For callbacks."""
    present, given = visit.fields(), values or {}
    of_example = in_currency(present, currency)
    visit.change({**of_example, **given, "currency": currency}, by=by)
    left = {name: value for name, value in amounts(present).items() if name not in of_example and name not in given}
    open_one: Stayed | None = visit.recall(_STAYED)
    before = open_one.before if open_one is not None and _still(open_one, present) else str(present["currency"])
    if left and before != currency:
        visit.remember(_STAYED, Stayed(before, currency, left))
    else:
        visit.forget(_STAYED)


def offer(words: Words) -> None:
    """Say that amounts stayed, and offer to convert them at a rate that the reader enters."""
    stayed: Stayed | None = visit.recall(_STAYED)
    if stayed is None or stayed.now != visit.fields()["currency"] or not _still(stayed, visit.fields()):
        return
    amount = float(next(iter(stayed.values.values())) or 0)
    st.caption(
        in_markdown(
            words.text(
                "The amounts that you typed stay as they are: {before} is now {now}.",
                before=words.money(amount, stayed.before),
                now=words.money(amount, stayed.now),
            )
        )
    )
    label = words.text("Convert them: 1 {before} is how many {now}?", before=stayed.before, now=stayed.now)
    rate = asking.number(words, label, "currency_rate")
    with st.container(horizontal=True):
        usable = rate is not None and rate > 0
        st.button(
            words.text("Convert"),
            key="currency_convert",
            on_click=_convert,
            args=(words, stayed, rate),
            disabled=not usable,
        )
        st.button(
            words.text("They are right as they are"), key="currency_leave", on_click=visit.forget, args=(_STAYED,)
        )


def _still(stayed: Stayed, present: Values) -> bool:
    """Whether any of the amounts is still as it was."""
    return any(present[name] == value for name, value in stayed.values.items())


def _convert(words: Words, stayed: Stayed, rate: float) -> None:
    present = visit.fields()
    same: dict[str, Value] = {name: value for name, value in stayed.values.items() if present[name] == value}
    visit.change(converted(same, rate))
    for key, layout, money in _TABLES:
        table = editing.user_table(key, layout)
        if table is not None:
            editing.save_as(key, table)
            held = [name for name in money if name in table]
            changed = {name: [in_other_currency(amount, rate) for amount in table[name]] for name in held}
            editing.put(words, key, layout, table.assign(**changed))
    visit.forget(_STAYED)
    visit.forget("currency_rate")

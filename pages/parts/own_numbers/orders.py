"""What the orders of a shop say, each fact to be taken into the plan by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from pages.frame import exports, visit
from pages.kit import tables, writing
from pages.kit.folded import folded
from pages.kit.words import N_, Words, in_markdown
from simulator import InputError, Plan
from simulator.evidence import OrderRows, RepeatFacts, ShopFacts, readable, shop_facts, shop_values
from simulator.forms.fields import BY_NAME, Value, Values

FACTS: Final = {
    "aov": N_("Order value (AOV)"),
    "order_value_cv": N_("Spread of single order values (CV)"),
    "return_rate": N_("Return rate"),
    "refunded_share": N_("Refunded part of a return"),
    "cancel_rate": N_("Cancellation rate"),
    "new_customer_share": N_("New customers, share of the orders"),
    "repeat": N_("Repeat purchases: retention after each order, orders per year"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """What an export of orders says.

    facts  : as in `simulator.evidence`
    fields : the fields of a plan that each fact fills, with digits that a person would type
    """

    facts: ShopFacts
    fields: Mapping[str, Values]


def orders(words: Words, plan: Plan) -> None:
    """What an orders export says, each fact offered by itself."""
    rows = exports.together().orders if exports.held() else None
    if rows is None:
        return
    text = words.text
    st.subheader(text("What the shop's orders say"), anchor=False)
    try:
        shop = _worked_out(rows, plan.scenario.period_days)
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    facts = shop.facts
    st.caption(
        words.plural(
            "{orders} order, {first} to {last}. Tick what to copy into the plan:",
            "{orders} orders, {first} to {last}. Tick what to copy into the plan:",
            facts.orders,
            orders=words.number(facts.orders),
            first=words.date(facts.first),
            last=words.date(facts.last),
        )
    )
    ticked = _ticked(words, _offered(words, plan, shop))
    for note in facts.notes:
        st.caption(f":material/info: {words.error(note)}")
    if facts.repeat is not None:
        repeat, title = facts.repeat, text("Repeat purchases by month")
        folded(title, "cohorts", lambda: _cohorts(words, repeat, title))
    st.button(
        text("Use what is ticked"),
        key="take_facts",
        on_click=_take_over,
        args=(words, ticked),
        disabled=not ticked,
    )


def _worked_out(rows: OrderRows, days: float) -> Shop:
    """What orders say of a shop.

    days : of the plan's period

    Raises
    ------
    InputError
        When they are too few to say anything.
    """
    return exports.worked_out("shop", (days,), lambda: _shop(rows, days))


def _shop(rows: OrderRows, days: float) -> Shop:
    facts = shop_facts(rows, period_days=days)
    return Shop(facts, {name: readable(values) for name, values in shop_values(facts).items()})


def _take_over(words: Words, ticked: Values) -> None:
    visit.change(ticked)
    st.toast(words.text("The plan now has what was ticked."), icon=":material/check:", duration="long")


def _offered(words: Words, plan: Plan, shop: Shop) -> Mapping[str, Values]:
    """The facts with the fields that they fill; not an order value in another currency than the plan's."""
    if shop.facts.currency in (None, plan.scenario.currency):
        return shop.fields
    st.warning(
        words.text(
            "The orders are in {theirs} and the plan in {own}: to take over the order value, choose {theirs} "
            "as the plan's currency first.",
            theirs=str(shop.facts.currency),
            own=plan.scenario.currency,
        ),
        icon=":material/currency_exchange:",
    )
    return {name: values for name, values in shop.fields.items() if name != "aov"}


def _ticked(words: Words, offered: Mapping[str, Values]) -> Values:
    """The fields of the facts that the reader wants in the plan."""
    ticked: dict[str, Value] = {}
    present = visit.inputs().values  # with what counts only once a switch is on, such as repeat purchases
    for name, values in offered.items():
        label = words.text(
            "{fact}: {value} (in the plan: {now})",
            fact=words.text(FACTS[name]),
            value=_fact(words, {**present, **values}, name),
            now=_fact(words, present, name),
        )
        if st.checkbox(in_markdown(label), key=f"take_{name}", persist_state="session"):
            ticked |= values
    return ticked


def _fact(words: Words, values: Values, name: str) -> str:
    """A fact in the reader's numbers, as the plan would hold it."""
    if name == "repeat":
        return ", ".join(_fact(words, values, part) for part in ("retention", "orders_per_year"))
    field = BY_NAME[name if name in BY_NAME else f"{name}_low"]
    is_share = field.kind == "share" and values.get(f"{name}_kind") != "counts"
    return writing.input_text(words, values, name) + (" %" if is_share else "")


def _cohorts(words: Words, repeat: RepeatFacts, title: str) -> None:
    """Repeat purchases by month since the first one."""
    text = words.text
    titles = {
        "month": text("month since the first purchase"),
        "customers": text("customers"),
        "repeat_orders": text("repeat orders"),
        "orders_per_customer": text("orders per customer"),
    }
    rows = [
        {
            titles["month"]: words.number(row["month"]),
            titles["customers"]: words.number(row["customers"]),
            titles["repeat_orders"]: words.number(row["repeat_orders"]),
            titles["orders_per_customer"]: words.number(row["orders_per_customer"], decimals=3),
        }
        for row in tables.rows_of(repeat.by_month)
    ]
    tables.show(rows, alt=title, height="auto")

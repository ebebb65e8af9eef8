"""TODO."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.frame import exports, visit
from pages.frame.exports import worked_out
from pages.kit.words import N_, Words, in_markdown
from pages.kit.writing import written
from pages.parts.own_numbers.selection import _plan_with
from simulator import InputError, Plan
from simulator.evidence import RepeatFacts, readable, shop_facts, shop_values
from simulator.forms.fields import BY_NAME, Values

FACTS = {
    "aov": N_("Order value (AOV)"),
    "order_value_cv": N_("Spread of single order values (CV)"),
    "return_rate": N_("Return rate"),
    "refunded_share": N_("Refunded part of a return"),
    "cancel_rate": N_("Cancellation rate"),
    "new_customer_share": N_("New customers, share of the orders"),
    "repeat": N_("Repeat purchases: retention after each order, orders per year"),
}


def orders(words: Words, plan: Plan) -> None:
    """What an orders export says, each fact offered by itself."""
    rows = exports.together().orders if exports.held() else None
    if rows is None:
        return
    text, days = words.text, plan.scenario.period_days
    st.subheader(text("What the shop's orders say"), anchor=False)
    try:
        facts = worked_out("shop", (days,), lambda: shop_facts(rows, period_days=days))
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    st.caption(
        text(
            "{orders} orders, {first} to {last}. Tick what the plan shall take over:",
            orders=words.number(facts.orders),
            first=words.date(facts.first),
            last=words.date(facts.last),
        )
    )
    offered = {name: readable(values) for name, values in shop_values(facts).items()}
    if facts.currency not in (None, plan.scenario.currency):
        offered.pop("aov", None)
        st.warning(
            text(
                "The orders are in {theirs} and the plan in {own}: to take over the order value, choose {theirs} "
                "as the plan's currency first.",
                theirs=str(facts.currency),
                own=plan.scenario.currency,
            ),
            icon=":material/currency_exchange:",
        )
    ticked = _ticked(words, offered)
    for note in facts.notes:
        st.caption(f":material/info: {words.error(note)}")
    if facts.repeat is not None:
        _cohorts(words, facts.repeat)
    st.button(
        text("Take over what is ticked"),
        key="take_facts",
        on_click=_plan_with,
        args=(ticked, text("The plan in the sidebar now has what was ticked.")),
        disabled=not ticked,
    )


def _ticked(words: Words, offered: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The fields of the facts that the reader wants in the plan."""
    ticked: dict[str, Any] = {}
    present = visit.last_standing().values  # with what counts only once a switch is on, such as repeat purchases
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
    return written(words, values, name) + (" %" if is_share else "")


def _cohorts(words: Words, repeat: RepeatFacts) -> None:
    """Repeat purchases by month since the first one."""
    text = words.text
    with st.expander(text("Repeat purchases by month"), key="cohorts", on_change="rerun") as box:
        if not box.open:
            return
        titles = {
            "month": text("month since the first purchase"),
            "customers": text("customers"),
            "repeat_orders": text("repeat orders"),
            "orders_per_customer": text("orders per customer"),
        }
        shown = repeat.by_month[list(titles)].rename(columns=titles)
        shown[titles["orders_per_customer"]] = [
            words.number(each, decimals=3) for each in repeat.by_month["orders_per_customer"]
        ]
        st.dataframe(shown, hide_index=True, alt=text("Repeat purchases by month"))

"""What later orders of new customers add to what an order may cost."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from pages.kit import cards, charts, folded, tables, writing
from pages.kit.words import N_, Words, in_markdown
from pages.parts.margin import pictures
from simulator import Plan
from simulator.questions.figures import Figures
from simulator.questions.margin import Margin


def repeat_purchases(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    """What later orders add, when an order has paid for itself, and which money is not there yet."""
    text = words.text
    st.subheader(text("What repeat purchases add"), anchor=False)
    if plan.scenario.repeat is None:
        st.info(
            text(
                "Later orders are not counted in this plan: an order must pay for itself at once. If new customers "
                "come back, open “Repeat purchases” in the sidebar and switch on “Count later orders of new "
                "customers”; here you then see by how much an order may cost more, and with which order it has "
                "paid back."
            ),
            icon=":material/info:",
        )
        return
    st.markdown(in_markdown(" ".join((_raised(words, plan, margin), _payback(words, plan, margin, figures)))))
    _ceiling_chart(words, plan, margin, figures)
    _two_profits(words, plan, margin, figures)
    _orders_table(words, plan, margin)


def _raised(words: Words, plan: Plan, margin: Margin) -> str:
    if len(margin.counted) == 1:
        return words.text("No second order comes within the horizon, so repeat purchases add nothing.")
    return words.text(
        "Counting {orders} orders of a new customer, what an order may cost goes from {first} to {max}, averaged "
        "over the orders of new and of earlier customers.",
        orders=words.number(len(margin.counted)),
        first=writing.money(words, plan, margin.contribution),
        max=writing.money(words, plan, margin.max_cpo),
    )


def _payback(words: Words, plan: Plan, margin: Margin, figures: Figures) -> str:
    cpo = figures.spreads["cpo"].median
    reached = margin.payback(cpo.value)
    shown = writing.output(words, plan, "cpo", cpo)
    if reached is None:
        return words.text("At a CPO of {cpo} (median) it never pays back within the horizon.", cpo=shown)
    if reached.order == 1:
        return words.text("At a CPO of {cpo} (median) the first order alone pays.", cpo=shown)
    return words.text(
        "At a CPO of {cpo} (median) it has paid back with order {order}, {months} months after the first.",
        cpo=shown,
        order=words.number(reached.order),
        months=words.number(reached.years * 12, decimals=0),
    )


def _ceiling_chart(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    text, cpo = words.text, figures.spreads["cpo"].median
    title = text("What an order may cost, by the number of orders counted")
    steps: list[dict[str, Any]] = [
        {
            "layer": "step",
            "order": order.order,
            "money": order.max_cpo,
            "kind": "",
            "label": writing.exact_money(words, plan, order.max_cpo),
        }
        for order in margin.counted
    ]
    if math.isfinite(cpo.value):
        name = text("median CPO {cpo}", cpo=writing.output(words, plan, "cpo", cpo))
        steps.append({"layer": "mark", "order": 1, "money": cpo.value, "kind": name, "label": name})
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text("orders of a new customer that count")),
        ("y", text("{money} per order", money=money)),
        ("order", text("orders counted")),
        ("money", text("max CPO")),
    )
    spec = pictures.steps_line(texts, words.chart_numbers())
    alt = f"{title}. {_raised(words, plan, margin)} {_payback(words, plan, margin, figures)}"
    charts.show(steps, spec, key="ceiling_chart", alt=alt, title=title)


def _two_profits(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    text, spreads = words.text, figures.spreads
    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Profit from first orders"),
            writing.output(words, plan, "first_order_profit", spreads["first_order_profit"].mean),
            [writing.interval(words, plan, figures, "first_order_profit"), text("the money of this period")],
            "first_order_profit",
        )
        cards.card(
            words,
            N_("Profit with later orders"),
            writing.output(words, plan, "profit", spreads["profit"].mean),
            [writing.interval(words, plan, figures, "profit"), text("not there yet: it comes over the horizon")],
            "lifetime_profit",
        )
        cards.card(
            words,
            N_("CLV, contribution"),
            writing.money(words, plan, margin.clv_contribution or 0.0),
            [
                text("what a new customer leaves"),
                text(
                    "winning one costs {cac} (CAC, median)",
                    cac=writing.output(words, plan, "cac", spreads["cac"].median),
                ),
            ],
            "clv",
        )
        cards.card(
            words,
            N_("CLV, revenue"),
            writing.money(words, plan, margin.clv_revenue or 0.0),
            [text("if every customer stays to the end; it pays for no ad")],
            "clv",
        )


def _orders_table(words: Words, plan: Plan, margin: Margin) -> None:
    text, title = words.text, words.text("Order by order as a table")

    def draw() -> None:
        rows = [
            {
                text("order"): words.number(order.order),
                text("months after the first"): words.number(order.years * 12, decimals=1),
                text("adds"): writing.exact_money(words, plan, order.added),
                text("max CPO"): writing.exact_money(words, plan, order.max_cpo),
            }
            for order in margin.counted
        ]
        number = st.column_config.TextColumn(alignment="right")
        tables.show(rows, alt=title, columns={text("order"): number}, height="auto")

    folded.folded(title, "orders_table", draw)

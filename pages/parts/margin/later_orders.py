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
    st.subheader(text("What later orders add"), anchor=False)
    if plan.scenario.repeat is None:
        st.info(
            text(
                "Later orders are not counted yet. If customers come back, switch them on in the sidebar, under "
                "“Customers who come back”."
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
        return words.text("No second order comes in that time, so later orders add nothing.")
    count = len(margin.counted)
    return words.plural(
        "Counting {orders} order of a new customer, you can afford {max} instead of {first}.",
        "Counting {orders} orders of a new customer, you can afford {max} instead of {first}.",
        count,
        orders=words.number(count),
        first=writing.money(words, plan, margin.contribution),
        max=writing.money(words, plan, margin.max_cpo),
    )


def _payback(words: Words, plan: Plan, margin: Margin, figures: Figures) -> str:
    cpo = figures.spreads["cpo"].median
    reached = margin.payback(cpo.value)
    shown = writing.output(words, plan, "cpo", cpo)
    if reached is None:
        return words.text("At {cpo} per order it never pays back in that time.", cpo=shown)
    if reached.order == 1:
        return words.text("At {cpo} per order the first order alone pays.", cpo=shown)
    months = reached.years * 12
    return words.plural(
        "At {cpo} per order it has paid back with order {order}, {months} month after the first.",
        "At {cpo} per order it has paid back with order {order}, {months} months after the first.",
        months,
        cpo=shown,
        order=words.number(reached.order),
        months=words.number(months, decimals=0),
    )


def _ceiling_chart(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    text, cpo = words.text, figures.spreads["cpo"].median
    title = text("What you can afford, by the orders counted")
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
        name = text("an order costs {cpo}", cpo=writing.output(words, plan, "cpo", cpo))
        steps.append({"layer": "mark", "order": 1, "money": cpo.value, "kind": name, "label": name})
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text("orders of a new customer that count")),
        ("y", text("{money} per order", money=money)),
        ("order", text("orders counted")),
        ("money", text("you can afford")),
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
            [writing.interval(words, plan, figures, "first_order_profit"), text("in this period")],
            "first_order_profit",
        )
        cards.card(
            words,
            N_("Profit with later orders"),
            writing.output(words, plan, "profit", spreads["profit"].mean),
            [writing.interval(words, plan, figures, "profit"), text("comes over the years")],
            "lifetime_profit",
        )
        cards.card(
            words,
            N_("A new customer leaves"),
            writing.money(words, plan, margin.clv_contribution or 0.0),
            [
                text("over the years (CLV)"),
                text(
                    "winning one costs {cac} (CAC)",
                    cac=writing.output(words, plan, "cac", spreads["cac"].median),
                ),
            ],
            "clv",
        )
        cards.card(
            words,
            N_("A new customer pays"),
            writing.money(words, plan, margin.clv_revenue or 0.0),
            [text("if all stay to the end")],
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
                text("you can afford"): writing.exact_money(words, plan, order.max_cpo),
            }
            for order in margin.counted
        ]
        number = st.column_config.TextColumn(alignment="right")
        tables.show(rows, alt=title, columns={text("order"): number}, height="auto")

    folded.folded(title, "orders_table", draw)

"""What an order may cost, in words, figures and pictures."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from pages.shared import answer, cards, charts, state
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.words import N_, Words, in_markdown
from simulator import Estimate, Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.figures import Figures
from simulator.questions.margin import Line, Margin

LINE_NAMES = {
    "aov": N_("Order value (AOV)"),
    "vat_added": N_("VAT on top"),
    "discount": N_("Planned discount"),
    "shipping_charged": N_("Shipping charged"),
    "vat": N_("VAT"),
    "refunds": N_("Refunds"),
    "goods": N_("Cost of goods"),
    "goods_recovered": N_("Goods sold again"),
    "shipping_paid": N_("Shipping paid"),
    "pick_pack": N_("Picking and packing"),
    "fees": N_("Payment fees"),
    "returns": N_("Cost of returns"),
    "cancellations": N_("Cancellations"),
    "other_costs": N_("Other costs"),
    "contribution": N_("First order leaves"),
    "repeat_purchases": N_("Later orders"),
    "max_cpo": N_("Max CPO"),
    "wanted_profit": N_("Wanted profit"),
    "target_above_max": N_("Target over max"),
    "target_cpo": N_("Target CPO"),
}
ROOM = 1.3
"""How far the axis of the waterfall goes beyond its longest bar, for the labels."""
ROW_HEIGHT, AROUND = 24, 110
"""Pixels of a bar, and of legend and axis together."""


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    """The most an order may cost, in one sentence, and what it costs now."""
    if margin.max_cpo <= 0:
        st.error(" ".join(_no_margin(words, plan, margin)), icon=":material/block:")
        return
    lines = [words.text(N_("An order may cost at most **{max}**."), max=_marked(words, plan, margin.max_cpo))]
    if plan.scenario.repeat is not None:
        first = _marked(words, plan, margin.contribution)
        lines.append(words.text(N_("Later orders are counted in it: the first one alone allows {first}."), first=first))
    if margin.target_cpo < 0:
        lines.append(words.text(N_("That is less than the profit you want: no CPO leaves it.")))
    elif margin.target_cpo != margin.max_cpo:
        target = _marked(words, plan, margin.target_cpo)
        lines.append(words.text(N_("At {target} it leaves the profit you want."), target=target))
    cpo = figures.spreads["cpo"].median
    shown = in_markdown(answer.output(words, plan, "cpo", cpo))
    if cpo.value <= margin.max_cpo:
        box, last = st.info, words.text(N_("By your plan it costs {cpo} (median)."), cpo=shown)
    elif math.isfinite(cpo.value):
        box, last = st.warning, words.text(N_("By your plan it costs more: {cpo} (median)."), cpo=shown)
    else:
        box, last = st.warning, words.text(N_("By your plan, no order at all is the likeliest end."))
    box(" ".join([*lines, last]), icon=":material/sell:")


def _no_margin(words: Words, plan: Plan, margin: Margin) -> list[str]:
    highest, cost = _marked(words, plan, margin.max_cpo), margin.largest_cost
    lines = [words.text(N_("An order leaves {max} before ads: no ad can pay at this margin."), max=highest)]
    if cost is not None:
        lines.append(
            words.text(
                N_("The largest line is {line} with {amount}: begin there, or with the price."),
                line=words.text(LINE_NAMES[cost.name]),
                amount=_marked(words, plan, cost.amount),
            )
        )
    return lines


def key_figures(words: Words, plan: Plan, margin: Margin, figures: Figures, kept: Plan | None) -> None:
    """Max CPO, target CPO, maximum CPC and break-even ROAS, with what the draws say of each."""
    shown = {
        "max_cpo": (N_("Max CPO"), margin.max_cpo),
        "target_cpo": (N_("Target CPO"), margin.target_cpo),
        "max_cpc": (N_("Maximum CPC"), margin.max_cpc),
        "break_even_roas": (N_("Break-even ROAS"), margin.break_even_roas),
    }
    before = state.margin(kept) if kept and kept.scenario.currency == plan.scenario.currency else None
    with st.grid(4, min_column_width=150):
        for name, (label, value) in shown.items():
            text = _output(words, plan, figures, name, value)
            lines = [*_spread(words, plan, figures, name, text), *_notes(words, plan, margin, name)]
            if before is not None:
                was = _output(words, plan, figures, name, getattr(before, name))
                lines.append(words.text(N_("baseline: {value}"), value=was))
            cards.card(words, label, text, lines, name)
    st.caption(
        words.text(
            N_(
                "All is worked out at the middle of every input; the ranges hold the true figure with a chance of "
                "{level}."
            ),
            level=words.percent(0.9, decimals=0),
        )
    )


def _output(words: Words, plan: Plan, figures: Figures, name: str, value: float) -> str:
    """A figure at the middle of the inputs, written like the same figure of the draws."""
    if name == "max_cpc" and value <= 0:
        return words.text(N_("none"))
    return answer.output(words, plan, name, Estimate(value, figures.spreads[name].median.mc_error))


def _spread(words: Words, plan: Plan, figures: Figures, name: str, text: str) -> list[str]:
    """The interval of the draws, and their median where it is printed differently."""
    spread = figures.spreads[name]
    if name == "break_even_roas" and math.isinf(spread.low.value):
        return []
    if name == "max_cpc" and spread.high.value <= 0:
        return []
    lines = [answer.interval(words, plan, figures, name)]
    middle = answer.output(words, plan, name, spread.median)
    if middle != text and spread.median.value > 0:
        lines.append(words.text(N_("median of the draws: {median}"), median=middle))
    return lines


def _notes(words: Words, plan: Plan, margin: Margin, name: str) -> list[str]:
    if name == "max_cpo" and plan.scenario.repeat is not None:
        return [words.text(N_("first order alone: {first}"), first=_money(words, plan, margin.contribution))]
    if name == "break_even_roas":
        if math.isinf(margin.break_even_roas):
            return [words.text(N_("no revenue per ad spend is enough"))]
        return [words.text(N_("high is bad: it means a thin margin"))]
    if name == "max_cpc":
        return [words.text(N_("per click, at your conversion rate"))]
    if name == "target_cpo" and margin.max_cpo < margin.target_cpo:
        return [words.text(N_("over the max CPO: an order at target loses money"))]
    return []


def _money(words: Words, plan: Plan, amount: float) -> str:
    return words.money(amount, plan.scenario.currency)


def _marked(words: Words, plan: Plan, amount: float) -> str:
    return in_markdown(_money(words, plan, amount))


def _signed(words: Words, plan: Plan, line: Line) -> str:
    sign = "+" if line.kind == "change" and line.amount > 0 else ""
    return sign + _money(words, plan, line.amount)


# -- step by step -----------------------------------------------------------------------------------------------


def waterfall(words: Words, plan: Plan, margin: Margin) -> None:
    """From the order value to what an order may cost, one bar a step."""
    text = words.text
    title = text(N_("From the order value to what an order may cost"))
    st.markdown(f"**{title}**")
    kinds = {"plus": text(N_("adds")), "minus": text(N_("takes")), "total": text(N_("is left"))}
    far = max(max(line.start, line.end) for line in margin.told) * ROOM
    rows = [
        {
            "step": text(LINE_NAMES[line.name]),
            "from": line.start,
            "to": line.end,
            "kind": kinds["total" if line.kind == "total" else "plus" if line.amount > 0 else "minus"],
            "label": _signed(words, plan, line),
            "right": max(line.start, line.end),
            "room": far,
        }
        for line in margin.told
    ]
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text(N_("{money} per order"), money=money)),
        ("step", text(N_("step"))),
        ("amount", text(N_("amount"))),
    )
    places = (kinds["plus"], " ", kinds["minus"], kinds["total"])
    spec = charts.waterfall(places, texts, words.chart_numbers(), height=AROUND + len(rows) * ROW_HEIGHT)
    st.vega_lite_chart(pd.DataFrame(rows), spec, key="waterfall_chart", alt=_told(words, plan, margin, title))


def _told(words: Words, plan: Plan, margin: Margin, title: str) -> str:
    """The waterfall for those who hear it."""
    steps = (f"{words.text(LINE_NAMES[line.name])} {_signed(words, plan, line)}" for line in margin.told)
    return f"{title}: {', '.join(steps)}"


def steps_table(words: Words, plan: Plan, margin: Margin) -> None:
    """The steps as a table and as a file."""
    text, title = words.text, words.text(N_("The steps as a table"))
    with st.expander(title, key="steps_table", on_change="rerun") as box:
        if not box.open:
            return
        amount, left, share = text(N_("amount")), text(N_("left after it")), text(N_("of the order value"))
        rows = [
            {
                text(N_("step")): text(LINE_NAMES[line.name]),
                amount: _signed(words, plan, line),
                left: _money(words, plan, line.end),
                share: words.percent(line.share),
            }
            for line in margin.told
        ]
        right = st.column_config.TextColumn(alignment="right")
        columns = dict.fromkeys((amount, left, share), right)
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            dialect = dialect_chooser(words)
            csv_button(
                text(N_("Download the steps (CSV)")),
                lambda: steps_csv(words, plan, margin, dialect),
                "cpo-margin.csv",
                "download_steps",
            )


def steps_csv(words: Words, plan: Plan, margin: Margin, dialect: Dialect) -> bytes:
    """Every line, also those that change nothing, with its code and its name."""
    rows = [
        {
            "step": line.name,
            "name": words.text(LINE_NAMES[line.name]),
            "kind": line.kind,
            "currency": plan.scenario.currency,
            "amount": line.amount,
            "left": line.end,
            "share_of_aov": line.share,
        }
        for line in margin.lines
    ]
    return write_table(pd.DataFrame(rows), dialect=dialect)


# -- later orders -----------------------------------------------------------------------------------------------


def repeat_purchases(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    """What later orders add, when an order has paid for itself, and which money is not there yet."""
    text = words.text
    st.subheader(text(N_("What repeat purchases add")), anchor=False)
    if plan.scenario.repeat is None:
        st.info(
            text(
                N_(
                    "Later orders are not counted in this plan: an order must pay for itself at once. If new customers "
                    "come back, open “Repeat purchases” in the sidebar and switch on “Count later orders of new "
                    "customers”; here you then see by how much an order may cost more, and with which order it has "
                    "paid back."
                )
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
        return words.text(N_("No second order comes within the horizon, so repeat purchases add nothing."))
    return words.text(
        N_(
            "Counting {orders} orders of a new customer, what an order may cost goes from {first} to {max}, averaged "
            "over the orders of new and of earlier customers."
        ),
        orders=words.number(len(margin.counted)),
        first=_money(words, plan, margin.contribution),
        max=_money(words, plan, margin.max_cpo),
    )


def _payback(words: Words, plan: Plan, margin: Margin, figures: Figures) -> str:
    cpo = figures.spreads["cpo"].median
    reached = margin.payback(cpo.value)
    shown = answer.output(words, plan, "cpo", cpo)
    if reached is None:
        return words.text(N_("At a CPO of {cpo} (median) it never pays back within the horizon."), cpo=shown)
    if reached.order == 1:
        return words.text(N_("At a CPO of {cpo} (median) the first order alone pays."), cpo=shown)
    return words.text(
        N_("At a CPO of {cpo} (median) it has paid back with order {order}, {months} months after the first."),
        cpo=shown,
        order=words.number(reached.order),
        months=words.number(reached.years * 12, decimals=0),
    )


def _ceiling_chart(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    text, cpo = words.text, figures.spreads["cpo"].median
    title = text(N_("What an order may cost, by the number of orders counted"))
    st.markdown(f"**{title}**")
    steps = pd.DataFrame(
        {
            "layer": "step",
            "order": [each.order for each in margin.counted],
            "money": [each.max_cpo for each in margin.counted],
            "kind": "",
            "label": [_money(words, plan, each.max_cpo) for each in margin.counted],
        }
    )
    if math.isfinite(cpo.value):
        name = text(N_("median CPO {cpo}"), cpo=answer.output(words, plan, "cpo", cpo))
        mark = {"layer": "mark", "order": 1, "money": cpo.value, "kind": name, "label": name}
        steps = pd.concat([steps, pd.DataFrame([mark])], ignore_index=True)
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text(N_("orders of a new customer that count"))),
        ("y", text(N_("{money} per order"), money=money)),
        ("order", text(N_("orders counted"))),
        ("money", text(N_("max CPO"))),
    )
    spec = charts.steps_line(texts, words.chart_numbers())
    alt = f"{title}. {_raised(words, plan, margin)} {_payback(words, plan, margin, figures)}"
    st.vega_lite_chart(steps, spec, key="ceiling_chart", alt=alt)


def _two_profits(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    text, spreads = words.text, figures.spreads
    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Profit from first orders"),
            answer.output(words, plan, "first_order_profit", spreads["first_order_profit"].mean),
            [answer.interval(words, plan, figures, "first_order_profit"), text(N_("the money of this period"))],
            "first_order_profit",
        )
        cards.card(
            words,
            N_("Profit with later orders"),
            answer.output(words, plan, "profit", spreads["profit"].mean),
            [answer.interval(words, plan, figures, "profit"), text(N_("not there yet: it comes over the horizon"))],
            "lifetime_profit",
        )
        cards.card(
            words,
            N_("CLV, contribution"),
            _money(words, plan, margin.clv_contribution or 0.0),
            [
                text(N_("what a new customer leaves")),
                text(
                    N_("winning one costs {cac} (CAC, median)"),
                    cac=answer.output(words, plan, "cac", spreads["cac"].median),
                ),
            ],
            "clv",
        )
        cards.card(
            words,
            N_("CLV, revenue"),
            _money(words, plan, margin.clv_revenue or 0.0),
            [text(N_("if every customer stays to the end; it pays for no ad"))],
            "clv",
        )


def _orders_table(words: Words, plan: Plan, margin: Margin) -> None:
    text, title = words.text, words.text(N_("Order by order as a table"))
    with st.expander(title, key="orders_table", on_change="rerun") as box:
        if not box.open:
            return
        rows = [
            {
                text(N_("order")): words.number(each.order),
                text(N_("months after the first")): words.number(each.years * 12, decimals=1),
                text(N_("adds")): _money(words, plan, each.added),
                text(N_("max CPO")): _money(words, plan, each.max_cpo),
            }
            for each in margin.counted
        ]
        right = st.column_config.TextColumn(alignment="right")
        st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=dict.fromkeys(rows[0], right), alt=title)

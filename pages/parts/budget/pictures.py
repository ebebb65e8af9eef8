"""TODO."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from pages.kit import charts, writing
from pages.kit.words import N_, Words, in_markdown
from pages.parts.budget import results
from simulator import BudgetFigures, Plan

AS_DEAR = 0.01
"""Orders that cost no more than this above the average hide nothing."""


def pictures(words: Words, plan: Plan, spending: results.Spending) -> None:
    """Chance, cost of an order and profit over one axis of budgets, with the plan's own marked.

    What a picture is called is all that it is called: another text would have the browser make it anew at each move,
    which takes longer than all else. Its figures stand in words below.
    """
    shown = _near(spending)
    _chance_chart(words, plan, shown)
    _cost_chart(words, plan, spending, shown)
    last_spend(words, plan, spending)
    _profit_chart(words, plan, spending, shown)
    _in_words(words, plan, spending, shown)


def _in_words(words: Words, plan: Plan, spending: results.Spending, shown: pd.DataFrame) -> None:
    """What the three pictures show, for those who hear it."""
    own, (first, last) = spending.at_plan, [BudgetFigures(*shown.iloc[at]) for at in (0, -1)]
    figures = {
        "budget": writing.whole_money(words, plan, own.budget),
        "chance": writing.chance(words, plan, own),
        "cpo": writing.per_order(words, plan, own.cpo_p50),
        "marginal": writing.per_order(words, plan, own.marginal_cpo_p50),
        "profit": writing.mean_profit(words, plan, own),
        "worst": writing.profit(words, plan, own, own.profit_p5),
        "best": writing.profit(words, plan, own, own.profit_p95),
        "first": writing.chance(words, plan, first),
        "last": writing.chance(words, plan, last),
        # Three digits of where a picture begins and ends are enough.
        "low": writing.whole_money(words, plan, float(f"{first.budget:.3g}")),
        "high": writing.whole_money(words, plan, float(f"{last.budget:.3g}")),
    }
    told = N_(
        "At your budget of {budget} the chance to break even is {chance}, an order costs {cpo} and the next one "
        "{marginal} (medians), and profit is {profit} ({worst} to {best}). From {low} to {high} the chance goes from "
        "{first} to {last}."
    )
    st.caption(in_markdown(words.text(told, **figures)))


def _near(spending: results.Spending) -> pd.DataFrame:
    """The budgets up to half as much again as the largest spoken of: beyond, losses would dwarf all else."""
    told = [found.budget for found in spending.notable.values() if found.budget is not None]
    budgets = spending.by_budget["budget"]
    return spending.by_budget[budgets <= 1.5 * max([spending.at_plan.budget, *told]) * 1.001]


def _texts(words: Words, plan: Plan, y: str, value: str) -> charts.Texts:
    money = words.currency_symbol(plan.scenario.currency)
    return (
        ("x", words.text("Budget, {money}", money=money)),
        ("y", y),
        ("kind", words.text("what it is")),
        ("at", words.text("budget")),
        ("value", value),
    )


def _your_budget(words: Words, plan: Plan) -> dict[str, float]:
    return {words.text("plan"): plan.scenario.budget}


def _chance_chart(words: Words, plan: Plan, shown: pd.DataFrame) -> None:
    text = words.text
    title = text("The chance to break even, by budget")
    st.markdown(f"**{title}**")
    kind = text("chance to break even")
    frame = charts.curves_frame(
        shown["budget"].tolist(),
        {kind: shown["break_even_probability"].tolist()},
        levels={text("wanted: {chance}", chance=words.asked_chance(plan.scenario.scale_at)): (plan.scenario.scale_at)},
        places=_your_budget(words, plan),
    )
    texts = _texts(words, plan, text("chance"), text("chance"))
    spec = charts.curves((kind,), texts, words.chart_numbers(), shares=True)
    st.vega_lite_chart(frame, spec, key="budget_chance_chart", alt=title)


def _cost_chart(words: Words, plan: Plan, spending: results.Spending, shown: pd.DataFrame) -> None:
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    title = text("What an order costs on average, and what the next one costs")
    st.markdown(f"**{title}**")
    kinds = {text("CPO"): "cpo_p50", text("marginal CPO"): "marginal_cpo_p50"}
    frame = charts.curves_frame(
        shown["budget"].tolist(),
        {kind: shown[column].tolist() for kind, column in kinds.items()},
        levels={text("max CPO {max}", max=writing.per_order(words, plan, spending.max_cpo)): spending.max_cpo},
        places=_your_budget(words, plan),
    )
    per_order = text("{money} per order, median", money=money)
    spec = charts.curves(tuple(kinds), _texts(words, plan, per_order, per_order), words.chart_numbers(), height=250)
    st.vega_lite_chart(frame, spec, key="budget_cost_chart", alt=title)


def last_spend(words: Words, plan: Plan, spending: results.Spending) -> None:
    """What the average hides: the price of the orders that the last part of the budget buys."""
    last = spending.last
    if not math.isfinite(last.cpo.value) or spending.max_cpo <= 0:
        return  # nothing is bought, or nothing may be
    if last.cpo.value <= last.average_cpo.value * (1 + AS_DEAR):
        return
    over = last.cpo.value > spending.max_cpo
    message = (
        N_(
            "What the average hides: the last {amount} of your {budget} buy orders at **{cpo}**, more than they may "
            "cost ({max}), while the average is {average}."
        )
        if over
        else N_(
            "What the average hides: the last {amount} of your {budget} buy orders at **{cpo}**, while the average is "
            "{average}; an order may cost {max}."
        )
    )
    st.markdown(
        words.text(
            message,
            amount=writing.marked_money(words, plan, last.amount),
            budget=writing.marked_money(words, plan, plan.scenario.budget),
            cpo=in_markdown(writing.per_order(words, plan, last.cpo.value)),
            average=in_markdown(writing.per_order(words, plan, last.average_cpo.value)),
            max=in_markdown(writing.per_order(words, plan, spending.max_cpo)),
        )
    )


def _profit_chart(words: Words, plan: Plan, spending: results.Spending, shown: pd.DataFrame) -> None:
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    level = words.percent(0.9, decimals=0)
    title = text("Profit of the period: expected value and range of {level}", level=level)
    st.markdown(f"**{title}**")
    kind, best = text("profit, expected"), spending.notable["highest_profit"].budget
    places = _your_budget(words, plan)
    if best is not None and best != plan.scenario.budget:
        # The names stand left of the first line and right of the second.
        both = {**places, text("best"): best}
        places = dict(sorted(both.items(), key=lambda place: place[1]))
    frame = charts.curves_frame(
        shown["budget"].tolist(),
        {kind: shown["profit_mean"].tolist()},
        bands=((shown["profit_p5"].tolist(), shown["profit_p95"].tolist()),),
        levels={text("break-even"): 0.0},
        places=places,
    )
    texts = _texts(words, plan, text("Profit, {money}", money=money), text("Profit, {money}", money=money))
    spec = charts.curves((kind,), texts, words.chart_numbers(), height=260)
    st.vega_lite_chart(frame, spec, key="budget_profit_chart", alt=title)

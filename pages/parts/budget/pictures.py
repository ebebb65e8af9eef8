"""Chance, cost of an order and profit over one axis of budgets."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from pages.kit import charts, writing
from pages.kit.picture import Picture
from pages.kit.words import N_, Words, in_markdown
from pages.parts.budget import figures
from simulator import BudgetFigures, Plan
from simulator.questions.budget_sweep import Spending

AS_DEAR = 0.01
"""Orders that cost no more than this above the average hide nothing."""


def pictures(words: Words, plan: Plan, spending: Spending) -> None:
    """Chance, cost of an order and profit over one axis of budgets, with the plan's own marked.

    Their alt texts are constant: another text would make the browser build the chart anew at each move, which takes
    longer than all else. The figures stand in words with the table (`in_words`).
    """
    shown = near_budgets(spending)
    charts.draw(_chance(words, plan, shown))
    charts.draw(_cost(words, plan, spending, shown))
    if (hidden := last_spend(words, plan, spending)) is not None:
        st.markdown(in_markdown(hidden))
    charts.draw(_profit(words, plan, spending, shown))


def drawn(words: Words, plan: Plan, spending: Spending) -> tuple[Picture, ...]:
    """The same pictures as values."""
    shown = near_budgets(spending)
    return (
        _chance(words, plan, shown),
        _cost(words, plan, spending, shown),
        _profit(words, plan, spending, shown),
    )


def in_words(words: Words, plan: Plan, spending: Spending, shown: pd.DataFrame) -> None:
    """What the three pictures show, for those who hear it."""
    own, (first, last) = spending.at_plan, [BudgetFigures(*shown.iloc[at]) for at in (0, -1)]
    written = {
        "budget": writing.money(words, plan, own.budget),
        "chance": figures.chance(words, plan, own),
        "cpo": writing.cost_per_order(words, plan, own.cpo_p50),
        "marginal": writing.cost_per_order(words, plan, own.marginal_cpo_p50),
        "profit": figures.mean_profit(words, plan, own),
        "worst": figures.profit_quantile(words, plan, own, own.profit_p5),
        "best": figures.profit_quantile(words, plan, own, own.profit_p95),
        "first": figures.chance(words, plan, first),
        "last": figures.chance(words, plan, last),
        # Three digits of where a picture begins and ends are enough.
        "low": writing.money(words, plan, float(f"{first.budget:.3g}")),
        "high": writing.money(words, plan, float(f"{last.budget:.3g}")),
    }
    message = N_(
        "At your budget of {budget} the chance to pay off is {chance}, an order costs {cpo} and the next one "
        "{marginal}, and profit is {profit} ({worst} to {best}). From {low} to {high} the chance goes from "
        "{first} to {last}."
    )
    st.caption(in_markdown(words.text(message, **written)))


def near_budgets(spending: Spending) -> pd.DataFrame:
    """The budgets up to half as much again as the largest spoken of: beyond, losses would dwarf all else."""
    notable = [place.budget for place in spending.notable.values() if place.budget is not None]
    budgets = spending.by_budget["budget"]
    return spending.by_budget[budgets <= 1.5 * max([spending.at_plan.budget, *notable]) * 1.001]


def axis_texts(words: Words, plan: Plan, y: str, value: str) -> charts.Texts:
    """Texts of a chart over budgets."""
    money = words.currency_symbol(plan.scenario.currency)
    return (
        ("x", words.text("Budget, {money}", money=money)),
        ("y", y),
        ("kind", words.text("what it is")),
        ("at", words.text("budget")),
        ("value", value),
    )


def own_budget(words: Words, plan: Plan) -> dict[str, float]:
    """The plan's budget as a named place."""
    return {words.text("plan"): plan.scenario.budget}


def _chance(words: Words, plan: Plan, shown: pd.DataFrame) -> Picture:
    text = words.text
    title = text("How likely each budget pays off")
    kind = text("chance to pay off")
    frame = charts.curves_frame(
        shown["budget"].tolist(),
        {kind: shown["break_even_probability"].tolist()},
        levels={text("wanted {chance}", chance=words.wanted_chance(plan.scenario.scale_at)): plan.scenario.scale_at},
        places=own_budget(words, plan),
    )
    texts = axis_texts(words, plan, text("chance"), text("chance"))
    spec = charts.curves((kind,), texts, words.chart_numbers(), shares=True)
    return Picture("budget_chance_chart", frame, spec, title, title)


def _cost(words: Words, plan: Plan, spending: Spending, shown: pd.DataFrame) -> Picture:
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    title, most = text("What an order costs"), writing.cost_per_order(words, plan, spending.max_cpo)
    kinds = {text("on average"): "cpo_p50", text("the next one"): "marginal_cpo_p50"}
    frame = charts.curves_frame(
        shown["budget"].tolist(),
        {kind: shown[column].tolist() for kind, column in kinds.items()},
        levels={text("you can afford {max}", max=most): spending.max_cpo},
        places=own_budget(words, plan),
    )
    per_order = text("{money} per order", money=money)
    spec = charts.curves(tuple(kinds), axis_texts(words, plan, per_order, per_order), words.chart_numbers(), height=250)
    return Picture("budget_cost_chart", frame, spec, title, title)


def last_spend(words: Words, plan: Plan, spending: Spending) -> str | None:
    """What the average hides: the price of the orders that the last part of the budget buys; None where nothing."""
    last = spending.last
    if not math.isfinite(last.cpo.value) or spending.max_cpo <= 0:
        return None  # nothing is bought, or nothing may be
    if last.cpo.value <= last.average_cpo.value * (1 + AS_DEAR):
        return None
    over = last.cpo.value > spending.max_cpo
    message = (
        N_(
            "The last {amount} of your {budget} buy orders at **{cpo}**: more than you can afford ({max}). The average "
            "of {average} hides it."
        )
        if over
        else N_(
            "The last {amount} of your {budget} buy orders at **{cpo}**, on average {average}. You can afford {max}."
        )
    )
    return words.text(
        message,
        amount=writing.money(words, plan, last.amount),
        budget=writing.money(words, plan, plan.scenario.budget),
        cpo=writing.cost_per_order(words, plan, last.cpo.value),
        average=writing.cost_per_order(words, plan, last.average_cpo.value),
        max=writing.cost_per_order(words, plan, spending.max_cpo),
    )


def _profit(words: Words, plan: Plan, spending: Spending, shown: pd.DataFrame) -> Picture:
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    title = text("Profit on average, and where it is likely to be")
    kind, best = text("profit on average"), spending.notable["highest_profit"].budget
    places = own_budget(words, plan)
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
    texts = axis_texts(words, plan, text("Profit, {money}", money=money), text("Profit, {money}", money=money))
    spec = charts.curves((kind,), texts, words.chart_numbers(), height=260)
    return Picture("budget_profit_chart", frame, spec, title, title)

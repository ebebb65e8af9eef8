"""The budget for wanted orders or a wanted profit, and for a number of orders a day."""

from __future__ import annotations

import math

import streamlit as st

from pages.frame import asking, visit
from pages.kit import tables, writing
from pages.kit.folded import folded
from pages.kit.tables import rows_of
from pages.kit.words import N_, Words, in_markdown
from simulator import BudgetWanted, Estimate, InputError, Plan, budget_wanted, daily_budgets
from simulator.cache import once
from simulator.questions.budget_sweep import spending_of
from simulator.questions.budget_wanted import Output
from simulator.questions.margin import margin_of

_QUESTION = "budget_question"
"""What was asked last: its answer takes longer than a move of a slider may."""


# -- wanted orders, or a wanted profit ------------------------------------------------------------------------------


def wanted(words: Words) -> None:
    """Wanted orders, or a wanted profit → the budget, and the chance to get there."""
    folded(words.text("Budget for a result you want"), "budget_wanted", lambda: _wanted(words))


def _wanted(words: Words) -> None:
    text, plan = words.text, visit.usable_plan()
    names = {"orders": N_("orders"), "profit": N_("profit")}
    output = st.segmented_control(
        text("What you want in the period"),
        list(names),
        default="orders",
        required=True,
        format_func=lambda output: text(names[output]),
        key="budget_wanted_output",
        persist_state="session",
    )
    money = words.currency_symbol(plan.scenario.currency)
    labels = {"orders": text("Orders wanted"), "profit": text("Profit wanted, {money}", money=money)}
    with st.grid(2, min_column_width=200):
        with st.container():
            amount = asking.number(words, labels[output], f"budget_wanted_{output}")
        with st.container():
            sure_at = asking.number(words, text("With a chance of, %"), "budget_wanted_sure", 0.8, percent=True)
    question = None if amount is None or sure_at is None else (plan, amount, output, sure_at)
    st.button(
        text("Find the budget"),
        key="budget_find",
        on_click=visit.remember,
        args=(_QUESTION, question),
        disabled=question is None,
    )
    if question is None:
        st.caption(text("Give both numbers."))
    before = visit.recall(_QUESTION)
    if before is not None:
        _find(words, *before, outdated=before != question)


def _find(words: Words, plan: Plan, amount: float, output: str, sure_at: float, *, outdated: bool) -> None:
    """The answer to the last question, maybe from before something changed."""
    if outdated:
        st.warning(
            words.text("Something has changed since. Find the budget again."),
            icon=":material/history:",
        )
    try:
        if sure_at in (0, 1):
            nothing_is = N_("A chance above 0 % and below 100 % is needed: no budget is certain, got {asked_share}.")
            raise InputError(nothing_is, asked_share=sure_at)
        if output == "profit" and amount <= 0:
            nothing_brings_it = N_("A profit above 0 is needed: to spend nothing brings 0, got {amount}.")
            raise InputError(nothing_brings_it, amount=amount)
        with st.spinner(words.text("Looking at budgets")):
            brought: Output = "profit" if output == "profit" else "orders"
            answer = once(budget_wanted, plan, amount, brought, sure_at=sure_at)
    except InputError as error:
        asking.wrong(words, error)
        return
    _answer(words, plan, answer, outdated=outdated)


def _answer(words: Words, plan: Plan, answer: BudgetWanted, *, outdated: bool) -> None:
    text = words.text
    wanted = _amount(words, plan, answer, answer.wanted)
    if answer.on_average is None:
        st.warning(
            text(
                "No budget brings {wanted} on average: {most} is the most, at {budget}.",
                wanted=wanted,
                most=_amount(words, plan, answer, answer.most),
                budget=in_markdown(writing.money(words, plan, answer.most_at)),
            ),
            icon=":material/block:",
        )
    else:
        st.markdown(
            text(
                "{wanted} on average takes a budget of **{budget}**; the chance to get there with it is {chance}.",
                wanted=wanted,
                budget=in_markdown(writing.money(words, plan, _rounded_up(answer.on_average))),
                chance=words.short_chance(answer.average_probability or Estimate(0, 0), plan.settings.draws),
            )
        )
        _put_button(words, plan, answer.on_average, "on_average", outdated=outdated)
    sure_at = words.wanted_chance(answer.sure_at)
    if answer.surely is None:
        st.markdown(text("No budget gets there with a chance of {chance}.", chance=sure_at))
        return
    st.markdown(
        text(
            "To get there with a chance of {chance}, it takes **{budget}**.",
            chance=sure_at,
            budget=in_markdown(writing.money(words, plan, _rounded_up(answer.surely))),
        )
    )
    _put_button(words, plan, answer.surely, "surely", outdated=outdated)


def _amount(words: Words, plan: Plan, answer: BudgetWanted, value: float) -> str:
    if answer.output == "profit":
        return in_markdown(words.money(value, plan.scenario.currency, decimals=0))
    return words.plural("{count} order", "{count} orders", value, count=writing.count(words, value))


def _put_button(words: Words, plan: Plan, budget: float, name: str, *, outdated: bool) -> None:
    rounded = _rounded_up(budget)
    st.button(
        words.text("Use {budget}", budget=in_markdown(writing.money(words, plan, rounded))),
        key=f"budget_put_{name}",
        on_click=visit.change,
        args=({"budget": rounded},),
        disabled=outdated,
    )


def _rounded_up(budget: float) -> float:
    """A budget in four digits that still reaches what is wanted."""
    step = 10.0 ** (math.floor(math.log10(budget)) - 3)
    return float(f"{math.ceil(budget / step) * step:.4g}")


# -- by the day -------------------------------------------------------------------------------------------------


def daily(words: Words) -> None:
    """So many orders a day at target CPO → the budget of a day and of a month."""
    title = words.text("Budget for orders a day")
    folded(title, "budget_daily", lambda: _daily(words, title))


def _daily(words: Words, title: str) -> None:
    text, plan = words.text, visit.usable_plan()
    target = margin_of(plan).target_cpo
    try:
        budgets = daily_budgets(target)
    except InputError:
        st.warning(text("Your target leaves nothing for ads: no order can be bought at it."))
        return
    rows = [
        {
            text("orders a day"): words.number(row["orders_per_day"]),
            text("daily budget"): writing.exact_money(words, plan, row["daily_budget"]),
            text("monthly budget"): writing.exact_money(words, plan, row["monthly_budget"]),
        }
        for row in rows_of(budgets)
    ]
    tables.show(rows, alt=title)
    st.caption(
        text(
            "At your target of {target} per order, a month of 30 days. At {budget} an order costs about {cpo}.",
            target=in_markdown(writing.exact_money(words, plan, target)),
            cpo=in_markdown(writing.cost_per_order(words, plan, spending_of(plan).at_plan.cpo_p50)),
            budget=in_markdown(writing.money(words, plan, plan.scenario.budget)),
        )
    )

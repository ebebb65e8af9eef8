"""What follows from the answer of the Budget page: γ of one's own, wanted orders, a day, a year."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from pages.shared import answer, asking, budget_numbers, charts, inputs, link, state
from pages.shared.budget_files import table_csv
from pages.shared.downloads import csv_button, dialect_of
from pages.shared.words import N_, Words, in_markdown
from simulator import (
    PUBLISHED_RANGES,
    BudgetWanted,
    Elasticity,
    Estimate,
    InputError,
    Months,
    Plan,
    Rate,
    daily_budgets,
    elasticity_from_two_points,
)
from simulator.beliefs.distributions import quantile
from simulator.forms.fields import fields_of_belief
from simulator.questions.budget_wanted import DAYS_OF_A_MONTH
from simulator.questions.months import month_budget

FINDINGS = {
    "rising": N_("Your two periods say γ = **{value}**; with a chance of {level} it lies between {low} and {high}."),
    "unclear": N_(
        "Your two periods say γ = **{value}**, but the orders counted leave {low} to {high} open ({level}): more "
        "orders, or a larger step in spend, would tell more."
    ),
    "falling": N_(
        "By your two periods an order became cheaper with more spend (γ = {value}). That has another cause than the "
        "spend: a season, an offer, chance ({level}: {low} to {high})."
    ),
    "fewer_orders": N_(
        "By your two periods more money brought no more orders (γ = {value}). That has another cause than the spend: "
        "a season, an offer, chance ({level}: {low} to {high})."
    ),
}
SOURCES = {
    "response_models": N_("published models of response to spend"),
    "doubled_spend": N_("accounts that doubled their spend (an upper range)"),
}
MONTHS = 12
TWO_PERIODS = {
    "spend_before": N_("Spend before"),
    "cpo_before": N_("CPO before"),
    "spend_after": N_("Spend after"),
    "cpo_after": N_("CPO after"),
}


# -- γ ----------------------------------------------------------------------------------------------------------


def elasticity(words: Words) -> None:
    """γ from two periods of one's own, or from published ranges."""
    title = words.text(N_("How fast do clicks get dearer? γ from your own history"))
    with st.expander(title, key="budget_elasticity", on_change="rerun") as box:
        if box.open:
            _elasticity(words)


def _elasticity(words: Words) -> None:
    _own_history(words, inputs.usable_plan())
    _published(words)


def _own_history(words: Words, plan: Plan) -> None:
    text = words.text
    st.markdown(
        text(
            N_(
                "Take two periods of the same length and the same campaigns, one with clearly more spend than the "
                "other, and nothing else changed: no sale, no other season."
            )
        )
    )
    money, given = words.currency_symbol(plan.scenario.currency), {}
    with st.grid(len(TWO_PERIODS), min_column_width=150):
        for name, label in TWO_PERIODS.items():
            with st.container():
                given[name] = asking.number(words, f"{text(label)}, {money}", f"budget_{name}")
    budget_numbers = [value for value in given.values() if value is not None]
    if len(budget_numbers) < len(given):
        return
    try:
        found = elasticity_from_two_points(*budget_numbers)
    except InputError as error:
        asking.wrong(words, error)
        return
    st.markdown(_finding(words, found))
    if found.belief is not None and 0 <= found.value < 1:
        low, high = (quantile(found.belief, share) for share in ((1 - found.level) / 2, (1 + found.level) / 2))
        _use(words, low, high, "two_points")


def _finding(words: Words, found: Elasticity) -> str:
    value, low, high = (words.number(each, decimals=2) for each in (found.value, found.low, found.high))
    level = words.percent(found.level, decimals=0)
    return words.text(FINDINGS[found.finding], value=value, low=low, high=high, level=level)


def _published(words: Words) -> None:
    text = words.text
    st.markdown(text(N_("Without a history of your own, these ranges are a start:")))
    for each in PUBLISHED_RANGES:
        with st.container(horizontal=True, vertical_alignment="center"):
            low, high = (words.number(end, decimals=2) for end in (each.low, each.high))
            st.markdown(text(N_("{low} to {high}: {source}"), low=low, high=high, source=text(SOURCES[each.source])))
            _use(words, each.low, each.high, each.source)


def _use(words: Words, low: float, high: float, name: str) -> None:
    st.button(
        words.text(N_("Use γ from {range}"), range=budget_numbers.gamma_range(words, low, high)),
        key=f"budget_gamma_{name}",
        on_click=_use_gamma,
        args=(low, high),
    )


def _use_gamma(low: float, high: float) -> None:
    """γ is not known to be one number: the range goes into the plan, in three digits."""
    ends = (float(f"{end:.3g}") for end in (low, high))
    state.set_fields(fields_of_belief("cpc_elasticity", Rate(*ends)))
    link.moved()


# -- the other way round ----------------------------------------------------------------------------------------


def wanted(words: Words) -> None:
    """Wanted orders, or a wanted profit → the budget, and the chance to get there."""
    text = words.text
    with st.expander(
        text(N_("I want so many orders, or so much profit")), key="budget_wanted", on_change="rerun"
    ) as box:
        if box.open:
            _wanted(words)


def _wanted(words: Words) -> None:
    text, plan = words.text, inputs.usable_plan()
    names = {"orders": N_("orders"), "profit": N_("profit")}
    output = st.segmented_control(
        text(N_("What is wanted in the period")),
        list(names),
        default="orders",
        required=True,
        format_func=lambda each: text(names[each]),
        key="budget_wanted_output",
        persist_state="session",
    )
    money = words.currency_symbol(plan.scenario.currency)
    labels = {"orders": text(N_("Orders wanted")), "profit": text(N_("Profit wanted, {money}"), money=money)}
    with st.grid(2, min_column_width=200):
        with st.container():
            amount = asking.number(words, labels[output], f"budget_wanted_{output}")
        with st.container():
            sure_at = asking.number(words, text(N_("With a chance of, %")), "budget_wanted_sure", 0.8, percent=True)
    question = None if amount is None or sure_at is None else (plan, amount, output, sure_at)
    st.button(
        text(N_("Find the budget")),
        key="budget_find",
        on_click=state.ask,
        args=("budget_wanted", question),
        disabled=question is None,
    )
    if question is None:
        st.caption(text(N_("Give both numbers.")))
    asked = state.asked("budget_wanted")
    if asked is not None:
        _find(words, *asked, outdated=asked != question)


def _find(words: Words, plan: Plan, amount: float, output: str, sure_at: float, *, outdated: bool) -> None:
    """The answer to a question that was asked, maybe before something changed."""
    if outdated:
        st.warning(
            words.text(N_("Something has changed since: this answers what you asked before. Find the budget again.")),
            icon=":material/history:",
        )
    try:
        if sure_at in (0, 1):
            nothing_is = N_("A chance above 0 % and below 100 % is needed: no budget is certain, got {asked_share}.")
            raise InputError(nothing_is, asked_share=sure_at)
        if output == "profit" and amount <= 0:
            nothing_brings_it = N_("A profit above 0 is needed: to spend nothing brings 0, got {amount}.")
            raise InputError(nothing_brings_it, amount=amount)
        with st.spinner(words.text(N_("Looking at budgets"))):
            found = state.wanted_budget(plan, amount, "profit" if output == "profit" else "orders", sure_at)
    except InputError as error:
        asking.wrong(words, error)
        return
    _wanted_answer(words, plan, found, outdated=outdated)


def _wanted_answer(words: Words, plan: Plan, found: BudgetWanted, *, outdated: bool) -> None:
    text = words.text
    told = _amount(words, plan, found, found.wanted)
    if found.on_average is None:
        st.warning(
            text(
                N_("No budget brings {wanted} on average: {most} is the most, at {budget}."),
                wanted=told,
                most=_amount(words, plan, found, found.most),
                budget=budget_numbers.marked_money(words, plan, found.most_at),
            ),
            icon=":material/block:",
        )
    else:
        st.markdown(
            text(
                N_("{wanted} on average takes a budget of **{budget}**; the chance to get there with it is {chance}."),
                wanted=told,
                budget=budget_numbers.marked_money(words, plan, _rounded_up(found.on_average)),
                chance=words.short_chance(found.average_probability or Estimate(0, 0), plan.settings.draws),
            )
        )
        _put_button(words, plan, found.on_average, "on_average", outdated=outdated)
    sure_at = words.asked_chance(found.sure_at)
    if found.surely is None:
        st.markdown(text(N_("No budget gets there with a chance of {chance}."), chance=sure_at))
        return
    st.markdown(
        text(
            N_("To get there with a chance of {chance}, it takes **{budget}**."),
            chance=sure_at,
            budget=budget_numbers.marked_money(words, plan, _rounded_up(found.surely)),
        )
    )
    _put_button(words, plan, found.surely, "surely", outdated=outdated)


def _amount(words: Words, plan: Plan, found: BudgetWanted, value: float) -> str:
    if found.output == "profit":
        return in_markdown(words.money(value, plan.scenario.currency, decimals=0))
    return words.text(N_("{count} orders"), count=words.number(value, decimals=0 if value >= 10 else 1))


def _put_button(words: Words, plan: Plan, budget: float, name: str, *, outdated: bool) -> None:
    rounded = _rounded_up(budget)
    st.button(
        words.text(N_("Put {budget} in the sidebar"), budget=budget_numbers.marked_money(words, plan, rounded)),
        key=f"budget_put_{name}",
        on_click=budget_numbers.put,
        args=(plan, rounded),
        disabled=outdated,
    )


def _rounded_up(budget: float) -> float:
    """A budget in four digits that still reaches what is wanted."""
    step = 10.0 ** (math.floor(math.log10(budget)) - 3)
    return float(f"{math.ceil(budget / step) * step:.4g}")


# -- by the day -------------------------------------------------------------------------------------------------


def daily(words: Words) -> None:
    """So many orders a day at target CPO → the budget of a day and of a month."""
    title = words.text(N_("So many orders a day: daily and monthly budget"))
    with st.expander(title, key="budget_daily", on_change="rerun") as box:
        if box.open:
            _daily(words, title)


def _daily(words: Words, title: str) -> None:
    text, plan = words.text, inputs.usable_plan()
    target = state.margin(plan).target_cpo
    try:
        found = daily_budgets(target)
    except InputError:
        st.warning(text(N_("Your target CPO is not above 0: no order can be bought at it.")))
        return
    rows = [
        {
            text(N_("orders a day")): words.number(row.orders_per_day),
            text(N_("daily budget")): words.money(row.daily_budget, plan.scenario.currency),
            text(N_("monthly budget")): words.money(row.monthly_budget, plan.scenario.currency),
        }
        for row in found.itertuples(index=False)
    ]
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=dict.fromkeys(rows[0], right), alt=title)
    st.caption(
        text(
            N_(
                "At your target CPO of {target}, a month of 30 days. By your plan an order costs {cpo} (median) at "
                "{budget}."
            ),
            target=in_markdown(words.money(target, plan.scenario.currency)),
            cpo=in_markdown(budget_numbers.per_order(words, plan, state.spending(plan).at_plan.cpo_p50)),
            budget=budget_numbers.marked_money(words, plan, plan.scenario.budget),
        )
    )


# -- month by month ---------------------------------------------------------------------------------------------


def months(words: Words) -> None:
    """A year month by month: cumulative profit, and the chance to be under water."""
    title = words.text(N_("Month by month, with seasons"))
    with st.expander(title, key="budget_months", on_change="rerun") as box:
        if box.open:
            _months(words)


def _months(words: Words) -> None:
    text, plan = words.text, inputs.usable_plan()
    st.markdown(
        text(
            N_(
                "The plan in the sidebar is a month of weight 1. A weight of {weight} is a month with half as much "
                "demand again: spend follows it, at the same click price."
            )
            if plan.scenario.period_days == DAYS_OF_A_MONTH
            else N_(
                "A month of weight 1 has {days} days at the plan's spend per day: {budget}. A weight of {weight} "
                "is a month with half as much demand again: spend follows it, at the same click price."
            ),
            weight=words.exact(1.5),
            days=words.number(DAYS_OF_A_MONTH),
            budget=budget_numbers.marked_money(words, plan, month_budget(plan.scenario)),
        )
    )
    weights = _weights(words)
    if weights is None:
        return
    try:
        found = state.months(plan, weights)
    except InputError as error:
        asking.wrong(words, error)
        return
    dialect = dialect_of(words)
    _fan_chart(words, plan, found)
    _months_table(words, plan, found)
    csv_button(
        text(N_("Download the months (CSV)")),
        lambda: table_csv(plan, found.by_month, dialect),
        "cpo-months.csv",
        "download_months",
    )


def _weights(words: Words) -> tuple[float, ...] | None:
    """The weight of each month, None while one of them cannot be used."""
    given = []
    with st.grid(6, min_column_width=100):
        for month in range(1, MONTHS + 1):
            with st.container():
                label = words.text(N_("Month {month}"), month=words.number(month))
                given.append(asking.number(words, label, f"budget_month_{month}", 1.0))
    if None in given:
        st.caption(words.text(N_("Give a weight for each month.")))
        return None
    return tuple(weight for weight in given if weight is not None)


def _fan_chart(words: Words, plan: Plan, found: Months) -> None:
    text, by_month = words.text, found.by_month
    money = words.currency_symbol(plan.scenario.currency)
    title = text(N_("Profit added up month by month"))
    end = by_month.iloc[-1]
    st.markdown(_months_sentence(words, plan, found))
    st.markdown(f"**{title}**")
    kind = text(N_("median"))
    frame = charts.curves_frame(
        by_month["month"].tolist(),
        {kind: by_month["cumulative_p50"].tolist()},
        bands=tuple(
            (by_month[f"cumulative_{low}"].tolist(), by_month[f"cumulative_{high}"].tolist())
            for low, high in (("p5", "p95"), ("p25", "p75"))
        ),
        levels={text(N_("above water")): 0.0},
    )
    texts = (
        ("x", text(N_("month"))),
        ("y", text(N_("Profit so far, {money}"), money=money)),
        ("kind", text(N_("what it is"))),
        ("at", text(N_("month"))),
        ("value", text(N_("Profit so far, {money}"), money=money)),
    )
    spec = charts.curves((kind,), texts, words.chart_numbers(), whole=True, height=260)
    alt = f"{title}. {_months_sentence(words, plan, found)}"
    st.vega_lite_chart(frame, spec, key="budget_months_chart", alt=alt.replace("**", "").replace("\\", ""))
    st.caption(
        text(
            N_("The dark band holds half of all draws, the light one {level}. Spend over the months: {spend}."),
            level=words.percent(0.9, decimals=0),
            spend=budget_numbers.marked_money(words, plan, float(end["cumulative_budget"])),
        )
    )
    if plan.scenario.repeat is not None:
        st.caption(text(N_("Only first orders are counted: later ones are paid when they come.")))


def _months_sentence(words: Words, plan: Plan, found: Months) -> str:
    end, draws = found.by_month.iloc[-1], plan.settings.draws
    error = (end["cumulative_p95"] - end["cumulative_p5"]) / 1000
    low, middle, high = (
        in_markdown(answer.output(words, plan, "profit", Estimate(float(end[f"cumulative_{name}"]), error)))
        for name in ("p5", "p50", "p95")
    )
    under = Estimate(float(end["under_water_probability"]), float(end["under_water_error"]))
    return words.text(
        N_(
            "After {months} months the profit is {middle} in the middle ({low} to {high}). The chance to be under "
            "water at the end is **{under}**, and at the end of at least one month {ever}."
        ),
        months=words.number(len(found.by_month)),
        middle=middle,
        low=low,
        high=high,
        under=words.short_chance(under, draws),
        ever=words.short_chance(found.ever_under_water, draws),
    )


def _months_table(words: Words, plan: Plan, found: Months) -> None:
    text, title = words.text, words.text(N_("Month by month as a table"))
    draws = plan.settings.draws
    rows = []
    for _, row in found.by_month.iterrows():
        error = float(row["cumulative_p95"] - row["cumulative_p5"]) / 1000
        under = Estimate(float(row["under_water_probability"]), float(row["under_water_error"]))
        rows.append(
            {
                text(N_("month")): words.number(float(row["month"])),
                text(N_("weight")): words.exact(float(row["weight"])),
                text(N_("budget")): budget_numbers.whole_money(words, plan, float(row["budget"])),
                text(N_("orders")): words.number(float(row["orders_mean"]), decimals=0),
                text(N_("profit so far, median")): answer.output(
                    words, plan, "profit", Estimate(float(row["cumulative_p50"]), error)
                ),
                text(N_("under water")): words.short_chance(under, draws),
            }
        )
    right = st.column_config.TextColumn(alignment="right")
    columns = dict.fromkeys(rows[0], right)
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)

"""How much to spend, in words, figures and pictures."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages.shared import answer, asking, charts, inputs, link, state
from pages.shared.words import N_, Words, in_markdown
from simulator import (
    PUBLISHED_RANGES,
    BudgetFigures,
    BudgetWanted,
    Elasticity,
    Estimate,
    InputError,
    Months,
    NotableBudget,
    Plan,
    Rate,
    daily_budgets,
    elasticity_from_two_points,
)
from simulator.beliefs import quantile
from simulator.fields import fields_of_belief
from simulator.scenario_file import write_table

BUDGET_NAMES = {
    "highest_profit": N_("Most profit on average"),
    "largest_wanted": N_("Sure enough to break even"),
    "marginal_meets_max": N_("The next order just pays"),
    "cautious_by_quantile": N_("Best in a weak period"),
    "cautious": N_("Best in the worst periods"),
}
BUDGET_TERMS = {
    "highest_profit": "highest_profit_budget",
    "largest_wanted": "largest_wanted_budget",
    "marginal_meets_max": "marginal_meets_max_budget",
    "cautious_by_quantile": "cautious_by_quantile_budget",
    "cautious": "cautious_budget",
}
WHERE = {
    "at_highest": N_("the largest looked at: it may be more"),
    "at_lowest": N_("the smallest looked at: it may be less"),
}
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
LARGE_ENOUGH = 100
"""Budgets from here on are written without decimals."""
TWO_PERIODS = {
    "spend_before": N_("Spend before"),
    "cpo_before": N_("CPO before"),
    "spend_after": N_("Spend after"),
    "cpo_after": N_("CPO after"),
}


# -- numbers ----------------------------------------------------------------------------------------------------


def _budget(words: Words, plan: Plan, amount: float) -> str:
    return words.money(amount, plan.scenario.currency, decimals=0 if amount >= LARGE_ENOUGH else None)


def _marked(words: Words, plan: Plan, amount: float) -> str:
    return in_markdown(_budget(words, plan, amount))


def _mean_profit(words: Words, plan: Plan, figures: BudgetFigures) -> str:
    """To a five-thousandth of the budget: finer than its simulation error would be more than anyone wants to read."""
    error = max(figures.profit_error, figures.budget / 5000)
    return answer.output(words, plan, "profit", Estimate(figures.profit_mean, error))


def _profit(words: Words, plan: Plan, figures: BudgetFigures, value: float) -> str:
    """A quantile of profit: its error is below 0.5 % of the interval (measured from budgets of 50 to 50,000)."""
    return answer.output(words, plan, "profit", Estimate(value, (figures.profit_p95 - figures.profit_p5) / 200))


def _per_order(words: Words, plan: Plan, value: float) -> str:
    """A median cost per order, to two parts in a thousand."""
    return answer.output(words, plan, "cpo", Estimate(value, 0.002 * value if math.isfinite(value) else 0.0))


def _chance(words: Words, plan: Plan, figures: BudgetFigures) -> str:
    estimate = Estimate(figures.break_even_probability, figures.break_even_error)
    return words.short_chance(estimate, plan.settings.draws)


def _same(plan: Plan, budget: float) -> bool:
    """Whether a budget in three digits is the plan's own."""
    return math.isclose(budget, plan.scenario.budget, rel_tol=0.005)


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, spending: state.Spending) -> None:
    """The budget that earns most, the one that is sure enough, and how the plan's own stands."""
    best, sure = spending.notable["highest_profit"], spending.notable["largest_wanted"]
    if best.budget is None or best.figures is None:
        st.error(" ".join(_nothing_earns(words, plan, spending)), icon=":material/money_off:")
        return
    own, there = spending.at_plan, _same(plan, best.budget)
    lines = [
        words.text(
            N_("Your budget of **{budget}** is about the one that earns most: {profit} on average.")
            if there and best.reason == "found"
            else _best_text(best),
            budget=_marked(words, plan, own.budget if there else best.budget),
            profit=in_markdown(_mean_profit(words, plan, own if there else best.figures)),
        )
    ]
    if not there:
        lines.append(
            words.text(
                N_("Your {budget} leaves {profit} on average, and breaks even with a chance of {chance}."),
                budget=_marked(words, plan, own.budget),
                profit=in_markdown(_mean_profit(words, plan, own)),
                chance=_chance(words, plan, own),
            )
        )
    wanted = words.percent(plan.scenario.scale_at, decimals=0)
    lines.append(_sure_text(words, plan, sure, wanted))
    st.info(" ".join(lines), icon=":material/savings:")


def _nothing_earns(words: Words, plan: Plan, spending: state.Spending) -> list[str]:
    budgets = spending.by_budget["budget"]
    if spending.max_cpo <= 0:
        return [
            words.text(
                N_("No budget pays: an order leaves {max} before ads. Begin with the price, or with the costs."),
                max=in_markdown(words.money(spending.max_cpo, plan.scenario.currency)),
            )
        ]
    return [
        words.text(
            N_("No budget from {low} to {high} earns money on average: an order costs more than it leaves at each."),
            low=_marked(words, plan, float(budgets.iloc[0])),
            high=_marked(words, plan, float(budgets.iloc[-1])),
        ),
        words.text(N_("Click price, conversion rate or margin must be better first.")),
    ]


def _best_text(best: NotableBudget) -> str:
    if best.reason == "at_highest":
        return N_(
            "The more the better, up to **{budget}**, the largest budget looked at: it leaves {profit} on average."
        )
    if best.reason == "at_lowest":
        return N_(
            "The less the better, down to **{budget}**, the smallest budget looked at: it leaves {profit} on average."
        )
    return N_("A budget of about **{budget}** earns most: {profit} on average.")


def _sure_text(words: Words, plan: Plan, sure: NotableBudget, wanted: str) -> str:
    if sure.budget is None:
        return words.text(N_("No budget breaks even with a chance of {wanted}."), wanted=wanted)
    budget = _marked(words, plan, sure.budget)
    if sure.reason == "at_highest":
        return words.text(
            N_("Even {budget}, the largest budget looked at, breaks even with a chance of {wanted} or more."),
            budget=budget,
            wanted=wanted,
        )
    return words.text(
        N_("To break even with a chance of {wanted}, spend no more than **{budget}**."), budget=budget, wanted=wanted
    )


def notable_budgets(words: Words, plan: Plan, spending: state.Spending) -> None:
    """The budgets worth knowing side by side, any of them to be put into the sidebar."""
    # One text: five cards with a button each would be 26 elements at every move.
    titles = (N_("budget worth knowing"), N_("budget"), N_("profit on average"), N_("break-even"), N_("besides"))
    lines = [[words.text(title) for title in titles], [":--", "--:", "--:", "--:", ":--"]]
    lines += [_notable(words, plan, name, label, spending.notable[name]) for name, label in BUDGET_NAMES.items()]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))
    _putting(words, plan, spending)
    st.caption(
        words.text(
            N_(
                "Your click price is taken as seen at a spend of {reference}; from there it rises with γ = {gamma}. A "
                "budget that you put into the sidebar keeps that spend (Advanced)."
            ),
            reference=_marked(words, plan, plan.scenario.reference_budget or plan.scenario.budget),
            gamma=_gamma(words, plan),
        )
    )


def _gamma(words: Words, plan: Plan) -> str:
    """γ as it was typed, or the range that holds it with a chance of 90 %."""
    gamma = plan.scenario.cpc_elasticity
    if isinstance(gamma, int | float):
        return words.exact(float(gamma))
    return _range(words, quantile(gamma, 0.05), quantile(gamma, 0.95))


def _range(words: Words, low: float, high: float) -> str:
    return words.text(
        N_("{low} to {high}"),
        **{name: words.number(end, decimals=2 if end >= 0.01 else 3) for name, end in (("low", low), ("high", high))},
    )


def _notable(words: Words, plan: Plan, name: str, label: str, found: NotableBudget) -> list[str]:
    """One row: name, budget, profit, chance, what else there is to say."""
    text, budget, figures = words.text, found.budget, found.figures
    if budget is None or figures is None:
        return [text(label), f"**{text(N_('none'))}**", "", "", text(N_("no budget looked at does it"))]
    more = []
    if name == "cautious_by_quantile":
        low = _profit(words, plan, figures, figures.profit_p20)
        more.append(text(N_("in four of five: {profit} or more"), profit=low))
    if name == "cautious":
        worst = _profit(words, plan, figures, figures.profit_worst_mean)
        more.append(text(N_("worst 5 %: {profit} on average"), profit=worst))
    if found.reason in WHERE:
        more.append(text(WHERE[found.reason]))
    cells = (_mean_profit(words, plan, figures), _chance(words, plan, figures), "; ".join(more))
    return [text(label), f"**{_marked(words, plan, budget)}**", *map(in_markdown, cells)]


def _putting(words: Words, plan: Plan, spending: state.Spending) -> None:
    text = words.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            text(N_("Budget worth knowing")),
            list(BUDGET_NAMES),
            format_func=lambda name: text(BUDGET_NAMES[name]),
            key="budget_chosen",
            persist_state="session",
            help="\n\n".join(
                f"**{text(label)}**: {asking.help_of(words, BUDGET_TERMS[name])}"
                for name, label in BUDGET_NAMES.items()
            ),
            width=300,
        )
        budget = spending.notable[chosen].budget
        st.button(
            text(N_("Put it in the sidebar")),
            key="budget_put",
            on_click=_put,
            args=(plan, budget),
            disabled=budget is None or _same(plan, budget),
        )


def _put(plan: Plan, budget: float) -> None:
    state.with_budget(plan, budget)
    link.moved()
    st.rerun()  # the sidebar, too, and not only the part that the button stands in


# -- pictures ---------------------------------------------------------------------------------------------------


def pictures(words: Words, plan: Plan, spending: state.Spending) -> None:
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


def _in_words(words: Words, plan: Plan, spending: state.Spending, shown: pd.DataFrame) -> None:
    """What the three pictures show, for those who hear it."""
    own, chances, budgets = spending.at_plan, shown["break_even_probability"], shown["budget"]
    figures = {
        "budget": _budget(words, plan, own.budget),
        "chance": _chance(words, plan, own),
        "cpo": _per_order(words, plan, own.cpo_p50),
        "marginal": _per_order(words, plan, own.marginal_cpo_p50),
        "profit": _mean_profit(words, plan, own),
        "worst": _profit(words, plan, own, own.profit_p5),
        "best": _profit(words, plan, own, own.profit_p95),
        "first": words.percent(float(chances.iloc[0]), decimals=0),
        "last": words.percent(float(chances.iloc[-1]), decimals=0),
        "low": _budget(words, plan, float(budgets.iloc[0])),
        "high": _budget(words, plan, float(budgets.iloc[-1])),
    }
    told = N_(
        "At your budget of {budget} the chance to break even is {chance}, an order costs {cpo} and the next one "
        "{marginal} (medians), and profit is {profit} ({worst} to {best}). From {low} to {high} the chance goes from "
        "{first} to {last}."
    )
    st.caption(in_markdown(words.text(told, **figures)))


def _near(spending: state.Spending) -> pd.DataFrame:
    """The budgets up to half as much again as the largest spoken of: beyond, losses would dwarf all else."""
    told = [found.budget for found in spending.notable.values() if found.budget is not None]
    budgets = spending.by_budget["budget"]
    return spending.by_budget[budgets <= 1.5 * max([spending.at_plan.budget, *told]) * 1.001]


def _texts(words: Words, plan: Plan, y: str, value: str) -> charts.Texts:
    money = words.currency_symbol(plan.scenario.currency)
    return (
        ("x", words.text(N_("Budget, {money}"), money=money)),
        ("y", y),
        ("kind", words.text(N_("what it is"))),
        ("at", words.text(N_("budget"))),
        ("value", value),
    )


def _your_budget(words: Words, plan: Plan) -> dict[str, float]:
    return {words.text(N_("plan")): plan.scenario.budget}


def _chance_chart(words: Words, plan: Plan, shown: pd.DataFrame) -> None:
    text = words.text
    title = text(N_("The chance to break even, by budget"))
    st.markdown(f"**{title}**")
    kind = text(N_("chance to break even"))
    frame = charts.curves_frame(
        shown["budget"].tolist(),
        {kind: shown["break_even_probability"].tolist()},
        levels={
            text(N_("wanted: {chance}"), chance=words.percent(plan.scenario.scale_at, decimals=0)): (
                plan.scenario.scale_at
            )
        },
        places=_your_budget(words, plan),
    )
    texts = _texts(words, plan, text(N_("chance")), text(N_("chance")))
    spec = charts.curves((kind,), texts, words.chart_numbers(), shares=True)
    st.vega_lite_chart(frame, spec, key="budget_chance_chart", alt=title)


def _cost_chart(words: Words, plan: Plan, spending: state.Spending, shown: pd.DataFrame) -> None:
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    title = text(N_("What an order costs on average, and what the next one costs"))
    st.markdown(f"**{title}**")
    kinds = {text(N_("CPO")): "cpo_p50", text(N_("marginal CPO")): "marginal_cpo_p50"}
    frame = charts.curves_frame(
        shown["budget"].tolist(),
        {kind: shown[column].tolist() for kind, column in kinds.items()},
        levels={text(N_("max CPO {max}"), max=_per_order(words, plan, spending.max_cpo)): spending.max_cpo},
        places=_your_budget(words, plan),
    )
    per_order = text(N_("{money} per order, median"), money=money)
    spec = charts.curves(tuple(kinds), _texts(words, plan, per_order, per_order), words.chart_numbers(), height=250)
    st.vega_lite_chart(frame, spec, key="budget_cost_chart", alt=title)


def last_spend(words: Words, plan: Plan, spending: state.Spending) -> None:
    """What the average hides: the price of the orders that the last part of the budget buys."""
    last = spending.last
    if not math.isfinite(last.cpo.value):
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
            amount=_marked(words, plan, last.amount),
            budget=_marked(words, plan, plan.scenario.budget),
            cpo=in_markdown(_per_order(words, plan, last.cpo.value)),
            average=in_markdown(_per_order(words, plan, last.average_cpo.value)),
            max=in_markdown(_per_order(words, plan, spending.max_cpo)),
        )
    )


def _profit_chart(words: Words, plan: Plan, spending: state.Spending, shown: pd.DataFrame) -> None:
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    level = words.percent(0.9, decimals=0)
    title = text(N_("Profit of the period: expected value and range of {level}"), level=level)
    st.markdown(f"**{title}**")
    kind, best = text(N_("profit, expected")), spending.notable["highest_profit"].budget
    places = _your_budget(words, plan)
    if best is not None and best != plan.scenario.budget:
        # The names stand left of the first line and right of the second.
        both = {**places, text(N_("best")): best}
        places = dict(sorted(both.items(), key=lambda place: place[1]))
    frame = charts.curves_frame(
        shown["budget"].tolist(),
        {kind: shown["profit_mean"].tolist()},
        bands=((shown["profit_p5"].tolist(), shown["profit_p95"].tolist()),),
        levels={text(N_("break-even")): 0.0},
        places=places,
    )
    texts = _texts(words, plan, text(N_("Profit, {money}"), money=money), text(N_("Profit, {money}"), money=money))
    spec = charts.curves((kind,), texts, words.chart_numbers(), height=260)
    st.vega_lite_chart(frame, spec, key="budget_profit_chart", alt=title)


# -- the table --------------------------------------------------------------------------------------------------


def table(words: Words, plan: Plan, spending: state.Spending) -> None:
    """Every budget as a row, and as a file."""
    text, title = words.text, words.text(N_("Every budget as a table"))
    with st.expander(title, key="budget_table", on_change="rerun") as box:
        if not box.open:
            return
        found = [BudgetFigures(*row) for row in spending.by_budget.itertuples(index=False)]
        rows = [_row(words, plan, figures) for figures in found]
        right = st.column_config.TextColumn(alignment="right")
        st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=dict.fromkeys(rows[0], right), alt=title)
        st.caption(text(N_("CPO and marginal CPO are medians; the marginal one is that of the long run.")))


def _row(words: Words, plan: Plan, figures: BudgetFigures) -> dict[str, str]:
    text = words.text
    # No order is as rare as the draws can tell: the error of a rare share is about its root.
    none = Estimate(figures.no_order_probability, math.sqrt(figures.no_order_probability / plan.settings.draws))
    return {
        text(N_("budget")): _budget(words, plan, figures.budget),
        text(N_("break-even")): _chance(words, plan, figures),
        text(N_("CPO")): _per_order(words, plan, figures.cpo_p50),
        text(N_("marginal CPO")): _per_order(words, plan, figures.marginal_cpo_p50),
        text(N_("orders")): words.number(figures.orders_mean, decimals=0 if figures.orders_mean >= 10 else 1),
        text(N_("no order")): words.short_chance(none, plan.settings.draws),
        text(N_("profit")): _mean_profit(words, plan, figures),
        text(N_("5 % below")): _profit(words, plan, figures, figures.profit_p5),
        text(N_("95 % below")): _profit(words, plan, figures, figures.profit_p95),
        text(N_("worst 5 %")): _profit(words, plan, figures, figures.profit_worst_mean),
    }


# -- γ ----------------------------------------------------------------------------------------------------------


def elasticity(words: Words, plan: Plan) -> None:
    """γ from two periods of one's own, or from published ranges."""
    title = words.text(N_("How fast do clicks get dearer? γ from your own history"))
    with st.expander(title, key="budget_elasticity", on_change="rerun") as box:
        if box.open:
            _own_history(words, plan)
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
    numbers = [value for value in given.values() if value is not None]
    if len(numbers) < len(given):
        return
    try:
        found = elasticity_from_two_points(*numbers)
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
        words.text(N_("Use γ from {range}"), range=_range(words, low, high)),
        key=f"budget_gamma_{name}",
        on_click=_use_gamma,
        args=(low, high),
    )


def _use_gamma(low: float, high: float) -> None:
    """γ is not known to be one number: the range goes into the plan, in three digits."""
    ends = (float(f"{end:.3g}") for end in (low, high))
    state.set_fields(fields_of_belief("cpc_elasticity", Rate(*ends)))
    link.moved()
    st.rerun()  # the sidebar, too, and not only the part that the button stands in


# -- the other way round ----------------------------------------------------------------------------------------


def wanted(words: Words, plan: Plan) -> None:
    """Wanted orders, or a wanted profit → the budget, and the chance to get there."""
    text = words.text
    with st.expander(
        text(N_("I want so many orders, or so much profit")), key="budget_wanted", on_change="rerun"
    ) as box:
        if not box.open:
            return
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
                budget=_marked(words, plan, found.most_at),
            ),
            icon=":material/block:",
        )
    else:
        st.markdown(
            text(
                N_("{wanted} on average takes a budget of **{budget}**; the chance to get there with it is {chance}."),
                wanted=told,
                budget=_marked(words, plan, found.on_average),
                chance=words.short_chance(found.average_probability or Estimate(0, 0), plan.settings.draws),
            )
        )
        _put_button(words, plan, found.on_average, "on_average", outdated=outdated)
    sure_at = words.percent(found.sure_at, decimals=0)
    if found.surely is None:
        st.markdown(text(N_("No budget gets there with a chance of {chance}."), chance=sure_at))
        return
    st.markdown(
        text(
            N_("To get there with a chance of {chance}, it takes **{budget}**."),
            chance=sure_at,
            budget=_marked(words, plan, found.surely),
        )
    )
    _put_button(words, plan, found.surely, "surely", outdated=outdated)


def _amount(words: Words, plan: Plan, found: BudgetWanted, value: float) -> str:
    if found.output == "profit":
        return in_markdown(words.money(value, plan.scenario.currency, decimals=0))
    return words.text(N_("{count} orders"), count=words.number(value, decimals=0 if value >= 10 else 1))


def _put_button(words: Words, plan: Plan, budget: float, name: str, *, outdated: bool) -> None:
    # Rounded up in four digits, so that what is wanted is still reached.
    step = 10.0 ** (math.floor(math.log10(budget)) - 3)
    rounded = float(f"{math.ceil(budget / step) * step:.4g}")
    st.button(
        words.text(N_("Put {budget} in the sidebar"), budget=_marked(words, plan, rounded)),
        key=f"budget_put_{name}",
        on_click=_put,
        args=(plan, rounded),
        disabled=outdated,
    )


# -- by the day -------------------------------------------------------------------------------------------------


def daily(words: Words, plan: Plan) -> None:
    """So many orders a day at target CPO → the budget of a day and of a month."""
    text, title = words.text, words.text(N_("So many orders a day: daily and monthly budget"))
    with st.expander(title, key="budget_daily", on_change="rerun") as box:
        if not box.open:
            return
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
                cpo=in_markdown(_per_order(words, plan, state.spending(plan).at_plan.cpo_p50)),
                budget=_marked(words, plan, plan.scenario.budget),
            )
        )


# -- month by month ---------------------------------------------------------------------------------------------


def months(words: Words, plan: Plan) -> None:
    """A year month by month: cumulative profit, and the chance to be under water."""
    text = words.text
    with st.expander(text(N_("Month by month, with seasons")), key="budget_months", on_change="rerun") as box:
        if not box.open:
            return
        st.markdown(
            text(
                N_(
                    "The plan in the sidebar is a month of weight 1. A weight of 1.5 is a month with half as much "
                    "demand again: spend follows it, at the same click price."
                )
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
        dialect = answer.dialect_of(words)
        _fan_chart(words, plan, found)
        _months_table(words, plan, found)
        st.download_button(
            text(N_("Download the months (CSV)")),
            lambda: table_csv(plan, found.by_month, dialect),
            file_name="cpo-months.csv",
            mime="text/csv",
            key="download_months",
            on_click="ignore",
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
            spend=_marked(words, plan, float(end["cumulative_budget"])),
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
                text(N_("budget")): _budget(words, plan, float(row["budget"])),
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


# -- taking along -----------------------------------------------------------------------------------------------


def downloads(words: Words) -> None:
    """Budgets, those worth knowing, and what orders a day cost as files, with the plan as it is at the click."""
    present = inputs.present()
    files: dict[str, tuple[str, Callable[[Plan], pd.DataFrame]]] = {
        "budgets": (N_("Download the budgets (CSV)"), lambda plan: state.spending(plan).by_budget),
        "notable": (N_("Download the budgets worth knowing (CSV)"), notable_table),
        "daily": (N_("Download the daily budgets (CSV)"), daily_table),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = answer.dialect_chooser(words)
        for name, (label, table_of) in files.items():
            st.download_button(
                words.text(label),
                partial(_content, table_of, present, dialect),
                file_name="cpo-budgets.csv" if name == "budgets" else f"cpo-{name}-budgets.csv",
                mime="text/csv",
                key=f"download_{name}",
                on_click="ignore",
            )


def _content(table_of: Callable[[Plan], pd.DataFrame], present: inputs.Present, dialect: str) -> bytes:
    return table_csv(present.plan, table_of(present.plan), dialect)


def notable_table(plan: Plan) -> pd.DataFrame:
    """The budgets worth knowing, with why each is that one and what it brings; empty where there is none."""
    rows = [
        {"name": name, "reason": found.reason, **(found.figures._asdict() if found.figures else {})}
        for name, found in state.spending(plan).notable.items()
    ]
    return pd.DataFrame(rows, columns=["name", "reason", *BudgetFigures._fields])


def daily_table(plan: Plan) -> pd.DataFrame:
    """What orders a day cost at target CPO; no row where nothing can be bought at it."""
    try:
        return daily_budgets(state.margin(plan).target_cpo)
    except InputError:
        return daily_budgets(1.0)[:0]


def table_csv(plan: Plan, table: pd.DataFrame, dialect: str) -> bytes:
    """A table as a file, its numbers unrounded."""
    table = table.assign(currency=plan.scenario.currency)
    return write_table(table, dialect="comma" if dialect == "comma" else "point")

"""How much to spend, in words, figures and pictures."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from pages.shared import asking, budget_numbers, charts, inputs, state
from pages.shared.words import N_, Words, in_markdown
from simulator import BudgetFigures, Estimate, NotableBudget, Plan

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
AS_DEAR = 0.01
"""Orders that cost no more than this above the average hide nothing."""


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, spending: state.Spending) -> None:
    """The budget that earns most, the one that is sure enough, and how the plan's own stands."""
    best = spending.notable["highest_profit"]
    if best.budget is None or best.figures is None:
        st.error(" ".join(_nothing_earns(words, plan, spending)), icon=":material/money_off:")
        return
    own, there = spending.at_plan, budget_numbers.is_plans_own(plan, best.budget)
    lines = [
        words.text(
            N_("Your budget of **{budget}** is about the one that earns most: {profit} on average.")
            if there and best.reason == "found"
            else _best_text(best),
            budget=budget_numbers.marked_money(words, plan, own.budget if there else best.budget),
            profit=in_markdown(budget_numbers.mean_profit(words, plan, own if there else best.figures)),
        )
    ]
    if not there:
        lines.append(
            words.text(
                N_("Your {budget} leaves {profit} on average, and breaks even with a chance of {chance}."),
                budget=budget_numbers.marked_money(words, plan, own.budget),
                profit=in_markdown(budget_numbers.mean_profit(words, plan, own)),
                chance=budget_numbers.chance(words, plan, own),
            )
        )
    wanted = words.asked_chance(plan.scenario.scale_at)
    lines.append(_sure_text(words, plan, spending, wanted))
    st.info(" ".join(lines), icon=":material/savings:")


def _nothing_earns(words: Words, plan: Plan, spending: state.Spending) -> list[str]:
    budgets = spending.by_budget["budget"]
    if spending.max_cpo <= 0:
        return [
            words.text(
                N_("No budget pays: an order leaves {max} before ads. Begin with the price, or with the costs."),
                max=in_markdown(budget_numbers.per_order(words, plan, spending.max_cpo)),
            )
        ]
    return [
        words.text(
            N_("No budget from {low} to {high} earns money on average: an order costs more than it leaves at each."),
            low=budget_numbers.marked_money(words, plan, float(budgets.iloc[0])),
            high=budget_numbers.marked_money(words, plan, float(budgets.iloc[-1])),
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


def _sure_text(words: Words, plan: Plan, spending: state.Spending, wanted: str) -> str:
    sure, budgets = spending.notable["largest_wanted"], spending.by_budget["budget"]
    if sure.budget is None:
        return words.text(
            N_("No budget from {low} to {high} breaks even with a chance of {wanted}."),
            low=budget_numbers.marked_money(words, plan, float(budgets.iloc[0])),
            high=budget_numbers.marked_money(words, plan, float(budgets.iloc[-1])),
            wanted=wanted,
        )
    budget = budget_numbers.marked_money(words, plan, sure.budget)
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
    titles = (N_("budget worth knowing"), N_("budget"), N_("profit on average"), N_("break-even"))
    lines = [[words.text(title) for title in titles], [":--", "--:", "--:", "--:"]]
    lines += [_notable(words, plan, name, label, spending.notable[name]) for name, label in BUDGET_NAMES.items()]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))
    _putting(words, plan, spending)
    st.caption(
        words.text(
            N_(
                "Your click price is taken as seen at a spend of {reference}; from there it rises with γ = {gamma}. A "
                "budget that you put into the sidebar keeps that spend (Advanced)."
            ),
            reference=budget_numbers.marked_money(words, plan, plan.scenario.reference_budget or plan.scenario.budget),
            gamma=budget_numbers.gamma(words, plan),
        )
    )


def _notable(words: Words, plan: Plan, name: str, label: str, found: NotableBudget) -> list[str]:
    """One row: its name with what else there is to say, budget, profit, chance."""
    text, budget, figures = words.text, found.budget, found.figures
    if budget is None or figures is None:
        return [_named(text(label), [text(N_("no budget looked at does it"))]), f"**{text(N_('none'))}**", "", ""]
    more = []
    if name == "cautious_by_quantile":
        low = budget_numbers.profit(words, plan, figures, figures.profit_p20)
        more.append(text(N_("in four of five: {profit} or more"), profit=low))
    if name == "cautious":
        worst = budget_numbers.profit(words, plan, figures, figures.profit_worst_mean)
        more.append(text(N_("worst 5 %: {profit} on average"), profit=worst))
    if found.reason in WHERE:
        more.append(text(WHERE[found.reason]))
    cells = (budget_numbers.mean_profit(words, plan, figures), budget_numbers.chance(words, plan, figures))
    return [
        _named(text(label), more),
        f"**{budget_numbers.marked_money(words, plan, budget)}**",
        *map(in_markdown, cells),
    ]


def _named(label: str, more: list[str]) -> str:
    return f"{label} :small[({in_markdown('; '.join(more))})]" if more else label


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
            on_click=budget_numbers.put,
            args=(plan, budget),
            disabled=budget is None or budget_numbers.is_plans_own(plan, budget),
        )


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
    own, (first, last) = spending.at_plan, [BudgetFigures(*shown.iloc[at]) for at in (0, -1)]
    figures = {
        "budget": budget_numbers.whole_money(words, plan, own.budget),
        "chance": budget_numbers.chance(words, plan, own),
        "cpo": budget_numbers.per_order(words, plan, own.cpo_p50),
        "marginal": budget_numbers.per_order(words, plan, own.marginal_cpo_p50),
        "profit": budget_numbers.mean_profit(words, plan, own),
        "worst": budget_numbers.profit(words, plan, own, own.profit_p5),
        "best": budget_numbers.profit(words, plan, own, own.profit_p95),
        "first": budget_numbers.chance(words, plan, first),
        "last": budget_numbers.chance(words, plan, last),
        # Three digits of where a picture begins and ends are enough.
        "low": budget_numbers.whole_money(words, plan, float(f"{first.budget:.3g}")),
        "high": budget_numbers.whole_money(words, plan, float(f"{last.budget:.3g}")),
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
            text(N_("wanted: {chance}"), chance=words.asked_chance(plan.scenario.scale_at)): (plan.scenario.scale_at)
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
        levels={
            text(N_("max CPO {max}"), max=budget_numbers.per_order(words, plan, spending.max_cpo)): spending.max_cpo
        },
        places=_your_budget(words, plan),
    )
    per_order = text(N_("{money} per order, median"), money=money)
    spec = charts.curves(tuple(kinds), _texts(words, plan, per_order, per_order), words.chart_numbers(), height=250)
    st.vega_lite_chart(frame, spec, key="budget_cost_chart", alt=title)


def last_spend(words: Words, plan: Plan, spending: state.Spending) -> None:
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
            amount=budget_numbers.marked_money(words, plan, last.amount),
            budget=budget_numbers.marked_money(words, plan, plan.scenario.budget),
            cpo=in_markdown(budget_numbers.per_order(words, plan, last.cpo.value)),
            average=in_markdown(budget_numbers.per_order(words, plan, last.average_cpo.value)),
            max=in_markdown(budget_numbers.per_order(words, plan, spending.max_cpo)),
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


def table(words: Words) -> None:
    """Orders and the chance of none over the same budgets, and every budget as a row; followed while it is open."""
    title = words.text(N_("Orders by budget, and every figure as a table"))
    with st.expander(title, key="budget_table", on_change="rerun") as box:
        if box.open:
            _every_budget(words, title)


def _every_budget(words: Words, title: str) -> None:
    plan = inputs.usable_plan()
    spending = state.spending(plan)
    _orders_charts(words, plan, _near(spending))
    found = [BudgetFigures(*row) for row in spending.by_budget.itertuples(index=False)]
    rows = [_row(words, plan, figures) for figures in found]
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=dict.fromkeys(rows[0], right), alt=title)
    st.caption(words.text(N_("CPO and marginal CPO are medians; the marginal one is that of the long run.")))


def _orders_charts(words: Words, plan: Plan, shown: pd.DataFrame) -> None:
    text = words.text
    orders, none = text(N_("Expected orders, by budget")), text(N_("The chance of no order at all, by budget"))
    for title, column in ((orders, "orders_mean"), (none, "no_order_probability")):
        st.markdown(f"**{title}**")
        share = column == "no_order_probability"
        kind = text(N_("chance of no order")) if share else text(N_("orders, expected"))
        frame = charts.curves_frame(
            shown["budget"].tolist(), {kind: shown[column].tolist()}, places=_your_budget(words, plan)
        )
        spec = charts.curves((kind,), _texts(words, plan, kind, kind), words.chart_numbers(), shares=share)
        st.vega_lite_chart(frame, spec, key=f"budget_{column}_chart", alt=title)


def _row(words: Words, plan: Plan, figures: BudgetFigures) -> dict[str, str]:
    text = words.text
    # No order is as rare as the draws can tell: the error of a rare share is about its root.
    none = Estimate(figures.no_order_probability, math.sqrt(figures.no_order_probability / plan.settings.draws))
    budget = budget_numbers.whole_money(words, plan, figures.budget)
    return {
        text(N_("budget")): text(N_("{budget} (yours)"), budget=budget)
        if figures.budget == plan.scenario.budget
        else budget,
        text(N_("break-even")): budget_numbers.chance(words, plan, figures),
        text(N_("CPO")): budget_numbers.per_order(words, plan, figures.cpo_p50),
        text(N_("marginal CPO")): budget_numbers.per_order(words, plan, figures.marginal_cpo_p50),
        text(N_("orders")): words.number(figures.orders_mean, decimals=0 if figures.orders_mean >= 10 else 1),
        text(N_("no order")): words.short_chance(none, plan.settings.draws),
        text(N_("profit")): budget_numbers.mean_profit(words, plan, figures),
        text(N_("5 % below")): budget_numbers.profit(words, plan, figures, figures.profit_p5),
        text(N_("20 % below")): budget_numbers.profit(words, plan, figures, figures.profit_p20),
        text(N_("95 % below")): budget_numbers.profit(words, plan, figures, figures.profit_p95),
        text(N_("worst 5 %")): budget_numbers.profit(words, plan, figures, figures.profit_worst_mean),
    }

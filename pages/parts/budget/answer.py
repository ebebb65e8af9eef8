"""How much to spend, in words, figures and pictures."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking, visit
from pages.kit import writing
from pages.kit.folded import folded
from pages.kit.words import N_, Words, in_markdown
from pages.parts.budget import figures
from simulator import NotableBudget, Plan
from simulator.questions.budget_sweep import Spending, spending_of

BUDGET_NAMES = {
    "highest_profit": N_("Most profit on average"),
    "largest_wanted": N_("Highest budget, sure enough"),
    "marginal_meets_max": N_("Typical next order just pays"),
    "cautious_by_quantile": N_("Best in a weak period"),
    "cautious": N_("Safe even in very bad periods"),
}
BUDGET_TERMS = {
    "highest_profit": "highest_profit_budget",
    "largest_wanted": "largest_wanted_budget",
    "marginal_meets_max": "marginal_meets_max_budget",
    "cautious_by_quantile": "cautious_by_quantile_budget",
    "cautious": "cautious_budget",
}
HEADLINES = {
    "found": N_("Spend about {budget}"),
    "at_highest": N_("Spend {budget} or more"),
    "at_lowest": N_("Spend {budget} or less"),
}
"""The budget that earns most, by where among those looked at it is."""
WHERE = {
    "at_highest": N_("or more"),
    "at_lowest": N_("or less"),
}


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, spending: Spending) -> None:
    """One budget to spend, what it brings, and how the one that earns most and the plan's own stand beside it."""
    answer, title = (
        in_markdown(" ".join(sentences(words, plan, spending))),
        in_markdown(headline(words, plan, spending)),
    )
    if not earns(spending):
        st.error(answer, icon=":material/money_off:", title=title)
        return
    st.info(answer, icon=":material/savings:", title=title)
    budget = spending.notable[recommended(spending)].budget
    if budget is not None and not figures.is_plans_own(plan, budget):
        st.button(
            words.text("Use {budget}", budget=in_markdown(writing.money(words, plan, budget))),
            key="budget_take",
            on_click=visit.change,
            args=({"budget": budget},),
        )


def earns(spending: Spending) -> bool:
    """Whether any budget that was looked at earns money on average."""
    return spending.notable["highest_profit"].budget is not None


def recommended(spending: Spending) -> str:
    """Which of the notable budgets to spend: that which earns most, or less where only less is sure enough."""
    best, sure = (spending.notable[name].budget for name in ("highest_profit", "largest_wanted"))
    return "largest_wanted" if best is not None and sure is not None and sure < best else "highest_profit"


def headline(words: Words, plan: Plan, spending: Spending) -> str:
    """The budget to spend, in a few words."""
    name = recommended(spending)
    advised = spending.notable[name]
    if advised.budget is None:
        return words.text("Spend nothing yet")
    if figures.is_plans_own(plan, advised.budget) and advised.reason == "found":
        return words.text("Your {budget} is about right", budget=writing.money(words, plan, plan.scenario.budget))
    message = N_("Spend about {budget}") if name == "largest_wanted" else HEADLINES[advised.reason]
    return words.text(message, budget=writing.money(words, plan, advised.budget))


def sentences(words: Words, plan: Plan, spending: Spending) -> list[str]:
    """What the budget to spend brings, as texts, with what stands out in bold."""
    name = recommended(spending)
    advised, own = spending.notable[name], spending.at_plan
    if advised.budget is None or advised.figures is None:
        return _nothing_earns(words, plan, spending)
    there = figures.is_plans_own(plan, advised.budget)
    shown = own if there else advised.figures
    lines = [
        words.text(
            "In {period} it pays off with a chance of **{chance}** and earns **{profit}** on average.",
            period=writing.days(words, plan.scenario.period_days),
            chance=figures.chance(words, plan, shown),
            profit=figures.mean_profit(words, plan, shown),
        ),
        _beside(words, plan, spending, name),
    ]
    if not there:
        lines.append(
            words.text(
                "Your {budget} earns {profit} and pays off with {chance}.",
                budget=writing.money(words, plan, own.budget),
                profit=figures.mean_profit(words, plan, own),
                chance=figures.chance(words, plan, own),
            )
        )
    return lines


def _nothing_earns(words: Words, plan: Plan, spending: Spending) -> list[str]:
    budgets = spending.by_budget["budget"]
    if spending.max_cpo <= 0:
        return [
            words.text(
                "No budget pays: an order leaves {max} before ads. Begin with the price or the costs.",
                max=writing.cost_per_order(words, plan, spending.max_cpo),
            )
        ]
    return [
        words.text(
            "No budget from {low} to {high} earns money on average: an order costs more than it leaves.",
            low=writing.money(words, plan, float(budgets.iloc[0])),
            high=writing.money(words, plan, float(budgets.iloc[-1])),
        ),
        words.text("Click price, conversion rate or margin must be better first."),
    ]


def _beside(words: Words, plan: Plan, spending: Spending, name: str) -> str:
    """What speaks against spending more: the budget that earns most, or up to which it is sure enough."""
    best, sure = spending.notable["highest_profit"], spending.notable["largest_wanted"]
    budgets, wanted = spending.by_budget["budget"], words.wanted_chance(plan.scenario.scale_at)
    if name == "largest_wanted" and best.budget is not None and best.figures is not None:
        return words.text(
            "**{budget}** earns most, {profit}, but pays off with only {chance}.",
            budget=writing.money(words, plan, best.budget),
            profit=figures.mean_profit(words, plan, best.figures),
            chance=figures.chance(words, plan, best.figures),
        )
    if sure.budget is None:
        return words.text(
            "No budget from {low} to {high} pays off with {wanted}.",
            low=writing.money(words, plan, float(budgets.iloc[0])),
            high=writing.money(words, plan, float(budgets.iloc[-1])),
            wanted=wanted,
        )
    even = (
        N_("Even {budget} pays off with {wanted}.")
        if sure.reason == "at_highest"
        else N_("Up to {budget} it pays off with {wanted}.")
    )
    return words.text(even, budget=writing.money(words, plan, sure.budget), wanted=wanted)


def notable_budgets(words: Words) -> None:
    """The budgets worth knowing side by side, any of them to be put into the sidebar; folded below the one answer."""
    folded(words.text("Other budgets, and what each is for"), "budget_notable", lambda: _notable_budgets(words))


def _notable_budgets(words: Words) -> None:
    plan = visit.usable_plan()
    spending = spending_of(plan)
    # One text: five cards with a button each would be 26 elements at every move.
    titles, *rows = notable_rows(words, plan, spending)
    lines = [titles, [":--", "--:", "--:", "--:"], *rows]
    st.markdown(in_markdown("\n".join(f"| {' | '.join(line)} |" for line in lines)))
    _putting(words, plan, spending)


def clicks_seen(words: Words, plan: Plan) -> str:
    """At which spend the plan's click price holds."""
    return words.text(
        "Clicks were seen at a spend of {reference}; more spend makes them dearer.",
        reference=writing.money(words, plan, plan.scenario.reference_budget or plan.scenario.budget),
    )


def notable_rows(words: Words, plan: Plan, spending: Spending) -> list[list[str]]:
    """The names of the columns and one row per budget worth knowing, in markdown."""
    titles = (N_("useful budgets"), N_("budget"), N_("profit on average"), N_("pays off"))
    rows = [_notable(words, plan, name, label, spending.notable[name]) for name, label in BUDGET_NAMES.items()]
    return [[words.text(title) for title in titles], *rows]


def _notable(words: Words, plan: Plan, name: str, label: str, notable: NotableBudget) -> list[str]:
    """One row: its name with what else there is to say, budget, profit, chance."""
    text, budget, at_budget = words.text, notable.budget, notable.figures
    if budget is None or at_budget is None:
        return [text(label), text("none found"), "", ""]
    more = []
    if name == "cautious_by_quantile":
        low = figures.profit_quantile(words, plan, at_budget, at_budget.profit_p20)
        more.append(text("4 times in 5: {profit} or more", profit=low))
    if name == "cautious":
        worst = figures.profit_quantile(words, plan, at_budget, at_budget.profit_worst_mean)
        more.append(text("then {profit} on average", profit=worst))
    if notable.reason in WHERE:
        more.append(text(WHERE[notable.reason]))
    return [
        _named(text(label), more),
        f"**{writing.money(words, plan, budget)}**",
        figures.mean_profit(words, plan, at_budget),
        figures.chance(words, plan, at_budget),
    ]


def _named(label: str, more: list[str]) -> str:
    return f"{label} :small[({'; '.join(more)})]" if more else label


def _putting(words: Words, plan: Plan, spending: Spending) -> None:
    text = words.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            text("Useful budgets"),
            list(BUDGET_NAMES),
            format_func=lambda name: text(BUDGET_NAMES[name]),
            key="budget_chosen",
            persist_state="session",
            width=300,
        )
        budget = spending.notable[chosen].budget
        st.button(
            text("Use it"),
            key="budget_put",
            on_click=visit.change,
            args=({"budget": budget},),
            disabled=budget is None or figures.is_plans_own(plan, budget),
            help=asking.help_of(words, BUDGET_TERMS[chosen]),
        )

"""How much to spend, in words, figures and pictures."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking, visit
from pages.kit import writing
from pages.kit.words import N_, Words, in_markdown
from pages.parts.budget import figures
from simulator import NotableBudget, Plan
from simulator.questions.budget_sweep import Spending

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
WHERE = {
    "at_highest": N_("or more"),
    "at_lowest": N_("or less"),
}


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, spending: Spending) -> None:
    """The budget that earns most, the one that is sure enough, and how the plan's own stands."""
    answer = in_markdown(" ".join(sentences(words, plan, spending)))
    if earns(spending):
        st.info(answer, icon=":material/savings:")
    else:
        st.error(answer, icon=":material/money_off:")


def earns(spending: Spending) -> bool:
    """Whether any budget that was looked at earns money on average."""
    return spending.notable["highest_profit"].budget is not None


def sentences(words: Words, plan: Plan, spending: Spending) -> list[str]:
    """The same as texts, with what stands out in bold."""
    best = spending.notable["highest_profit"]
    if best.budget is None or best.figures is None:
        return _nothing_earns(words, plan, spending)
    own, there = spending.at_plan, figures.is_plans_own(plan, best.budget)
    lines = [
        words.text(
            N_("Your budget of **{budget}** is about the one that earns most: {profit} on average.")
            if there and best.reason == "found"
            else _best_text(best),
            budget=writing.money(words, plan, own.budget if there else best.budget),
            profit=figures.mean_profit(words, plan, own if there else best.figures),
        )
    ]
    if not there:
        lines.append(
            words.text(
                "Your {budget} earns {profit} and pays off with a chance of {chance}.",
                budget=writing.money(words, plan, own.budget),
                profit=figures.mean_profit(words, plan, own),
                chance=figures.chance(words, plan, own),
            )
        )
    wanted = words.wanted_chance(plan.scenario.scale_at)
    return [*lines, _sure_text(words, plan, spending, wanted)]


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


def _best_text(best: NotableBudget) -> str:
    if best.reason == "at_highest":
        return N_("The more the better, at least up to **{budget}**: {profit} on average.")
    if best.reason == "at_lowest":
        return N_("The less the better, at least down to **{budget}**: {profit} on average.")
    return N_("A budget of about **{budget}** earns most: {profit} on average.")


def _sure_text(words: Words, plan: Plan, spending: Spending, wanted: str) -> str:
    sure, budgets = spending.notable["largest_wanted"], spending.by_budget["budget"]
    if sure.budget is None:
        return words.text(
            "No budget from {low} to {high} is {wanted} safe.",
            low=writing.money(words, plan, float(budgets.iloc[0])),
            high=writing.money(words, plan, float(budgets.iloc[-1])),
            wanted=wanted,
        )
    budget = writing.money(words, plan, sure.budget)
    if sure.reason == "at_highest":
        return words.text(
            "Even {budget} is {wanted} safe.",
            budget=budget,
            wanted=wanted,
        )
    return words.text("To be {wanted} sure that it pays off, spend at most **{budget}**.", budget=budget, wanted=wanted)


def notable_budgets(words: Words, plan: Plan, spending: Spending) -> None:
    """The budgets worth knowing side by side, any of them to be put into the sidebar."""
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

"""The answer to a plan in words, figures and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from pages.frame import plan_results, visit
from pages.kit import cards, writing
from pages.kit.labels import INPUTS
from pages.kit.words import N_, Words, in_markdown
from pages.parts.plan import pictures
from simulator import Plan
from simulator.forms.examples import CUT_OFFS, GOAL, example_of, is_of_first_visit
from simulator.questions.figures import Figures

VERDICTS = {
    "scale": (N_("SCALE"), ":material/trending_up:", st.success),
    "optimise": (N_("OPTIMISE"), ":material/tune:", st.warning),
    "stop": (N_("STOP"), ":material/block:", st.error),
}
REASONS = {
    "pays": N_(
        "The median CPO of {cpo} is within your target ({target}), and even the next order, at {marginal}, "
        "costs no more than it may ({max})."
    ),
    "no_margin": N_("An order leaves nothing before ads (max CPO {max}): no ad can pay at this margin."),
    "pays_in_the_long_run_too_rarely": N_(
        "Luck aside, it pays with a chance of {long_run}, not above your cut-off of {stop_at}: an order costs {cpo} "
        "(median) and may cost {max}."
    ),
    "too_few_orders": N_(
        "Too few orders to tell: in the long run the chance is {long_run}; what makes it low here is the luck of about "
        "{orders} orders."
    ),
    "chance_between_cut_offs": N_(
        "That lies between your cut-offs of {stop_at} and {scale_at}. An order costs {cpo} (median) and may cost {max}."
    ),
    "next_order_too_dear": N_("The next order would cost {marginal}: do not raise the budget."),
    "over_target": N_("The median CPO is over your target of {target}."),
}
WITH_USUAL_CUT_OFFS = {
    "pays_in_the_long_run_too_rarely": N_(
        "Luck aside, it pays with a chance of {long_run}, not above the usual cut-off of {stop_at}: an order costs "
        "{cpo} (median) and may cost {max}."
    ),
    "chance_between_cut_offs": N_(
        "That lies between the usual cut-offs of {stop_at} and {scale_at}. An order costs {cpo} (median) and may cost "
        "{max}."
    ),
}
"""Reasons that speak of the cut-offs, where nobody has typed any."""
WITH_TARGET_OF_EXAMPLE = {
    "pays": N_(
        "The median CPO of {cpo} is within the example's target ({target}), and even the next order, at {marginal}, "
        "costs no more than it may ({max})."
    ),
    "over_target": N_("The median CPO is over the example's target of {target}."),
}
"""Reasons that speak of the target, where nobody has typed any."""


# -- words ------------------------------------------------------------------------------------------------------


def verdict(words: Words, plan: Plan, figures: Figures) -> None:
    """The advice with its probability and its reasons."""
    word, icon, box = VERDICTS[figures.verdict.word]
    values, reasons = _reason_values(words, plan, figures), _reasons()
    lines = [
        words.text(
            "The chance that {budget} pays for its orders is **{chance}**.",
            budget=in_markdown(writing.money(words, plan, plan.scenario.budget)),
            chance=words.chance(figures.break_even_probability, figures.draws),
        ),
        *(words.text(reasons[reason], **values) for reason in figures.verdict.reasons),
    ]
    box(
        " ".join([*lines, *_decided_by(words, figures)]) + "\n\n" + _thresholds(words, plan, figures),
        icon=icon,
        title=words.text(word),
    )


def _reasons() -> Mapping[str, str]:
    """The texts of the reasons: "your" only for what the reader typed."""
    typed = visit.inputs().values
    return {
        **REASONS,
        **(WITH_USUAL_CUT_OFFS if is_of_first_visit(typed, CUT_OFFS) else {}),
        **(WITH_TARGET_OF_EXAMPLE if example_of(typed, GOAL) else {}),
    }


def click_price(words: Words, plan: Plan) -> None:
    """What a click costs at the budget, where that is not what was typed."""
    price = writing.click_price_at_budget(words, plan)
    if price is not None:
        st.caption(in_markdown(price))


def _reason_values(words: Words, plan: Plan, figures: Figures) -> dict[str, str]:
    scenario = plan.scenario
    names = {"cpo": "cpo", "max": "max_cpo", "target": "target_cpo", "marginal": "marginal_cpo"}
    return {
        **{
            place: in_markdown(writing.output(words, plan, name, figures.spreads[name].median))
            for place, name in names.items()
        },
        "orders": writing.output(words, plan, "orders", figures.spreads["orders"].mean),
        "long_run": words.short_chance(figures.long_run_break_even_probability, figures.draws),
        "scale_at": words.wanted_chance(scenario.scale_at),
        "stop_at": words.wanted_chance(scenario.stop_at),
    }


def _decided_by(words: Words, figures: Figures) -> list[str]:
    """The input that decides the chance most."""
    by = figures.verdict.decided_by
    if by is None:
        return []
    return [words.text("What decides it most: **{input}**.", input=words.text(INPUTS[by].label))]


def _thresholds(words: Words, plan: Plan, figures: Figures) -> str:
    """Where the plan breaks even, one input at a time."""
    thresholds, currency = figures.break_even_inputs, plan.scenario.currency
    parts = []
    if thresholds.cvr is not None:
        parts.append(words.text("from a conversion rate of {cvr}", cvr=words.percent(thresholds.cvr, decimals=2)))
    if thresholds.cpc is not None:
        parts.append(words.text("up to a click price of {cpc}", cpc=in_markdown(words.money(thresholds.cpc, currency))))
    if thresholds.aov is not None:
        parts.append(words.text("from an order value of {aov}", aov=in_markdown(words.money(thresholds.aov, currency))))
    if not parts:
        return words.text("No click price, conversion rate or order value alone would make it break even.")
    return words.text(
        "Others at their middle, it breaks even in the long run {thresholds}.",
        thresholds=words.text(", or ").join(parts),
    )


# -- figures ----------------------------------------------------------------------------------------------------


def key_figures(words: Words, plan: Plan, figures: Figures, baseline: Plan | None) -> None:
    """Four figures, each with what belongs to it and its change against the baseline."""
    before = plan_results.figures(baseline) if baseline and pictures.comparable(plan, baseline) else None
    with st.grid(4, min_column_width=150):
        _chance_card(words, figures, before)
        _cpo_card(words, plan, figures, before)
        _orders_card(words, plan, figures, before)
        _profit_card(words, plan, figures, before)
    if figures.target_above_max_probability.value > 0:
        st.caption(
            words.text(
                "With a chance of {chance} the target CPO is above the max CPO: such an order would lose money.",
                chance=words.short_chance(figures.target_above_max_probability, figures.draws),
            )
        )


def _chance_card(words: Words, figures: Figures, before: Figures | None) -> None:
    chance, draws = figures.break_even_probability, figures.draws
    cards.card(
        words,
        N_("Break-even probability"),
        words.brief_chance(chance),
        [
            writing.chance_error(words, chance, draws),
            words.text(
                "luck aside: {chance}",
                chance=words.short_chance(figures.long_run_break_even_probability, draws),
            ),
        ],
        "break_even_probability",
        change=cards.Change(writing.chance_change(words, chance, before.break_even_probability)) if before else None,
    )


def _cpo_card(words: Words, plan: Plan, figures: Figures, before: Figures | None) -> None:
    target, ceiling = (
        writing.output(words, plan, name, figures.spreads[name].median) for name in ("target_cpo", "max_cpo")
    )
    cards.card(
        words,
        N_("CPO, median"),
        writing.output(words, plan, "cpo", figures.spreads["cpo"].median),
        [
            writing.interval(words, plan, figures, "cpo"),
            words.text("target {target}, max {max}", target=target, max=ceiling),
        ],
        "cpo",
        change=_change(words, plan, "cpo", figures, before, color="inverse"),
    )


def _orders_card(words: Words, plan: Plan, figures: Figures, before: Figures | None) -> None:
    none = words.short_chance(figures.no_order_probability, figures.draws)
    cards.card(
        words,
        N_("Orders, expected"),
        writing.output(words, plan, "orders", figures.spreads["orders"].mean),
        [writing.interval(words, plan, figures, "orders"), words.text("no order: {chance}", chance=none)],
        "orders",
        change=_change(words, plan, "orders", figures, before),
    )


def _profit_card(words: Words, plan: Plan, figures: Figures, before: Figures | None) -> None:
    worst = writing.output(words, plan, "profit", figures.worst_profit)
    lines = [
        writing.interval(words, plan, figures, "profit"),
        words.text("mean of the worst 5 %: {worst}", worst=worst),
    ]
    if plan.scenario.repeat is not None:
        first = writing.output(words, plan, "profit", figures.spreads["first_order_profit"].mean)
        lines.append(words.text("of it in this period, from first orders: {first}", first=first))
    cards.card(
        words,
        N_("Profit, expected"),
        writing.output(words, plan, "profit", figures.spreads["profit"].mean),
        lines,
        "profit",
        change=_change(words, plan, "profit", figures, before),
    )


def _change(
    words: Words,
    plan: Plan,
    name: str,
    figures: Figures,
    before: Figures | None,
    *,
    color: Literal["normal", "inverse"] = "normal",
) -> cards.Change | None:
    """The change of an output against the baseline: of the median for CPO, else of the mean."""
    if before is None:
        return None
    now, then = (
        spread.median if name == "cpo" else spread.mean for spread in (figures.spreads[name], before.spreads[name])
    )
    text = writing.output_change(words, plan, name, now, then)
    return cards.Change(text, color) if text else None

"""The answer to a plan in words, figures and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from pages.frame import plan_results, visit
from pages.kit import cards, writing
from pages.kit.labels import INPUTS
from pages.kit.odds import in_words
from pages.kit.words import N_, Words, in_markdown
from pages.parts.plan import pictures
from simulator import Plan
from simulator.forms.examples import GOAL, example_of
from simulator.questions.figures import Figures

VERDICTS = {
    "scale": (N_("SCALE: you can spend more"), ":material/trending_up:", st.success),
    "optimise": (N_("OPTIMISE: improve something first"), ":material/tune:", st.warning),
    "stop": (N_("STOP: do not spend this"), ":material/block:", st.error),
}
REASONS = {
    "pays": N_("An order costs about {cpo}, within your target of {target}. Even the next one, at {marginal}, pays."),
    "no_margin": N_("An order leaves nothing before ads, so no ad can pay."),
    "pays_in_the_long_run_too_rarely": N_("An order costs about {cpo}, and you can afford {max}."),
    "too_few_orders": N_("Too few orders to tell: luck decides. With many more, the chance would be {long_run}."),
    "chance_between_cut_offs": N_("Not sure enough to spend more: that takes {scale_at}."),
    "next_order_too_dear": N_("The next order would already cost {marginal}."),
    "over_target": N_("An order costs about {cpo}, more than your target of {target}."),
}
WITH_TARGET_OF_EXAMPLE = {
    "pays": N_(
        "An order costs about {cpo}, within the example's target of {target}. Even the next one, at {marginal}, pays."
    ),
    "over_target": N_("An order costs about {cpo}, more than the example's target of {target}."),
}
"""Reasons that speak of the target, where nobody has typed any."""
MUCH_LUCK = 0.05
"""Difference of the chance in the period and with very many orders from which both are worth saying."""
LEAST_CHANCE_OF_NONE = 0.001
"""Of no order at all, from which it is worth saying."""
MOST_REASONS = 2
"""Sentences after the first: who reads more, has the pages for it."""


# -- words ------------------------------------------------------------------------------------------------------


def verdict(words: Words, plan: Plan, figures: Figures) -> None:
    """The advice with its probability and its reasons."""
    word, icon, box = VERDICTS[figures.verdict.word]
    values, reasons = _reason_values(words, plan, figures), _reasons()
    chance = figures.break_even_probability
    lines = [
        words.text(
            "{budget} of ads in {period} pay off with a chance of **{chance}**: {odds}.",
            budget=in_markdown(writing.money(words, plan, plan.scenario.budget)),
            period=writing.days(words, plan.scenario.period_days),
            chance=words.short_chance(chance, figures.draws),
            odds=in_words(words, chance.value),
        ),
        *(words.text(reasons[reason], **values) for reason in figures.verdict.reasons[:MOST_REASONS]),
    ]
    box(" ".join(lines), icon=icon, title=words.text(word))


def _reasons() -> Mapping[str, str]:
    """The texts of the reasons: "your" only for what the reader typed."""
    typed = visit.inputs().values
    return {**REASONS, **(WITH_TARGET_OF_EXAMPLE if example_of(typed, GOAL) else {})}


def _reason_values(words: Words, plan: Plan, figures: Figures) -> dict[str, str]:
    scenario = plan.scenario
    names = {"cpo": "cpo", "max": "max_cpo", "target": "target_cpo", "marginal": "marginal_cpo"}
    return {
        **{
            place: in_markdown(writing.output(words, plan, name, figures.spreads[name].median))
            for place, name in names.items()
        },
        "long_run": words.short_chance(figures.long_run_break_even_probability, figures.draws),
        "scale_at": words.wanted_chance(scenario.scale_at),
        "stop_at": words.wanted_chance(scenario.stop_at),
    }


def thresholds(words: Words, plan: Plan, figures: Figures) -> None:
    """Where the plan breaks even, one input at a time, and which input decides most."""
    needed, currency = figures.break_even_inputs, plan.scenario.currency
    lines = []
    if needed.cvr is not None:
        lines.append(words.text("{cvr} of clicks order", cvr=words.percent(needed.cvr, decimals=2)))
    if needed.cpc is not None:
        lines.append(words.text("or a click costs {cpc}", cpc=in_markdown(words.money(needed.cpc, currency))))
    if needed.aov is not None:
        lines.append(words.text("or an order brings {aov}", aov=in_markdown(words.money(needed.aov, currency))))
    if lines:
        lead = words.text("You break even if:")
        st.markdown("\n".join([f"**{lead}**", "", *(f"- {line}" for line in lines)]))
    else:
        st.markdown(words.text("No click price, conversion rate or order value alone makes it break even."))
    if figures.verdict.decided_by is not None:
        label = words.text(INPUTS[figures.verdict.decided_by].label)
        st.markdown(words.text("What matters most: **{input}**.", input=label))


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
                "With a chance of {chance} your target costs more than you can afford: such an order loses money.",
                chance=words.short_chance(figures.target_above_max_probability, figures.draws),
            )
        )


def _chance_card(words: Words, figures: Figures, before: Figures | None) -> None:
    chance = figures.break_even_probability
    cards.card(
        words,
        N_("Chance to pay off"),
        words.brief_chance(chance),
        _chance_lines(words, figures),
        "break_even_probability",
        change=cards.Change(writing.chance_change(words, chance, before.break_even_probability)) if before else None,
    )


def _chance_lines(words: Words, figures: Figures) -> list[str]:
    """The chance in words, and that of the long run where luck makes a difference."""
    now, long_run = figures.break_even_probability, figures.long_run_break_even_probability
    lines = [in_words(words, now.value)]
    if abs(long_run.value - now.value) >= MUCH_LUCK:
        chance = words.short_chance(long_run, figures.draws)
        lines.append(words.text("with many more orders: {chance}", chance=chance))
    return lines


def _cpo_card(words: Words, plan: Plan, figures: Figures, before: Figures | None) -> None:
    target, ceiling = (
        writing.output(words, plan, name, figures.spreads[name].median) for name in ("target_cpo", "max_cpo")
    )
    cards.card(
        words,
        N_("Cost per order (CPO)"),
        writing.output(words, plan, "cpo", figures.spreads["cpo"].median),
        [
            writing.interval(words, plan, figures, "cpo"),
            words.text("target {target}, affordable {max}", target=target, max=ceiling),
        ],
        "cpo",
        change=_change(words, plan, "cpo", figures, before, color="inverse"),
    )


def _orders_card(words: Words, plan: Plan, figures: Figures, before: Figures | None) -> None:
    none = figures.no_order_probability
    lines = [writing.interval(words, plan, figures, "orders")]
    if none.value >= LEAST_CHANCE_OF_NONE:
        lines.append(words.text("no order at all: {chance}", chance=words.short_chance(none, figures.draws)))
    cards.card(
        words,
        N_("Orders"),
        writing.output(words, plan, "orders", figures.spreads["orders"].mean),
        lines,
        "orders",
        change=_change(words, plan, "orders", figures, before),
    )


def _profit_card(words: Words, plan: Plan, figures: Figures, before: Figures | None) -> None:
    worst = writing.output(words, plan, "profit", figures.worst_profit)
    lines = [
        writing.interval(words, plan, figures, "profit"),
        words.text("very bad period: {worst}", worst=worst),
    ]
    if plan.scenario.repeat is not None:
        first = writing.output(words, plan, "profit", figures.spreads["first_order_profit"].mean)
        lines.append(words.text("first orders alone: {first}", first=first))
    cards.card(
        words,
        N_("Profit on average"),
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

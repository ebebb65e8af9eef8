"""The answer to a plan in words, figures and pictures."""

from __future__ import annotations

import math

import streamlit as st

from pages.frame import plan_results, visit
from pages.kit.labels import INPUTS
from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.kit.writing import _signed, interval, output
from pages.parts.plan.pictures import _comparable, cpo_chart, profit_chart
from simulator import Estimate, Plan
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


def drawn(words: Words) -> None:
    """The answer to the plan as it is now: in words, in figures, in pictures."""
    plan, kept = visit.usable_plan(), visit.baseline()
    figures = plan_results.figures(plan)
    verdict(words, plan, figures)
    key_figures(words, plan, figures, kept)
    profit, cpo = st.columns(2, gap="medium")
    with profit:
        profit_chart(words, plan, figures, kept)
    with cpo:
        cpo_chart(words, plan, figures, kept)
    if kept is not None and not _comparable(plan, kept):
        st.caption(words.text("The baseline is in another currency and is not compared."))


# -- words ------------------------------------------------------------------------------------------------------


def verdict(words: Words, plan: Plan, figures: Figures) -> None:
    """The advice with its probability and its reasons."""
    word, icon, box = VERDICTS[figures.verdict.word]
    values = _reason_values(words, plan, figures)
    lines = [
        words.text(
            "The chance that {budget} pays for its orders is **{chance}**.",
            budget=in_markdown(words.money(plan.scenario.budget, plan.scenario.currency, decimals=0)),
            chance=words.chance(figures.break_even_probability, figures.draws),
        ),
        *(words.text(REASONS[reason], **values) for reason in figures.verdict.reasons),
    ]
    box(
        " ".join([*lines, *decided(words, figures)]) + "\n\n" + thresholds(words, plan, figures),
        icon=icon,
        title=words.text(word),
    )


def _reason_values(words: Words, plan: Plan, figures: Figures) -> dict[str, str]:
    scenario = plan.scenario
    names = {"cpo": "cpo", "max": "max_cpo", "target": "target_cpo", "marginal": "marginal_cpo"}
    return {
        **{
            place: in_markdown(output(words, plan, name, figures.spreads[name].median)) for place, name in names.items()
        },
        "orders": output(words, plan, "orders", figures.spreads["orders"].mean),
        "long_run": words.short_chance(figures.long_run_break_even_probability, figures.draws),
        "scale_at": words.asked_chance(scenario.scale_at),
        "stop_at": words.asked_chance(scenario.stop_at),
    }


def decided(words: Words, figures: Figures) -> list[str]:
    """What the chance hangs on most."""
    by = figures.verdict.decided_by
    if by is None:
        return []
    return [words.text("What decides it most: **{input}**.", input=words.text(INPUTS[by].label))]


def thresholds(words: Words, plan: Plan, figures: Figures) -> str:
    """Where the plan breaks even, one input at a time."""
    found, currency = figures.break_even_inputs, plan.scenario.currency
    parts = []
    if found.cvr is not None:
        parts.append(words.text("from a conversion rate of {cvr}", cvr=words.percent(found.cvr, decimals=2)))
    if found.cpc is not None:
        parts.append(words.text("up to a click price of {cpc}", cpc=in_markdown(words.money(found.cpc, currency))))
    if found.aov is not None:
        parts.append(words.text("from an order value of {aov}", aov=in_markdown(words.money(found.aov, currency))))
    if not parts:
        return words.text("No click price, conversion rate or order value alone would make it break even.")
    return words.text(
        "Others at their middle, it breaks even in the long run {thresholds}.",
        thresholds=words.text(", or ").join(parts),
    )


# -- figures ----------------------------------------------------------------------------------------------------


def key_figures(words: Words, plan: Plan, figures: Figures, kept: Plan | None) -> None:
    """Four figures, each with what belongs to it and its change against the baseline."""
    before = plan_results.figures(kept) if kept and kept.scenario.currency == plan.scenario.currency else None
    spreads, draws = figures.spreads, figures.draws
    with st.grid(4, min_column_width=150):
        _card(
            words,
            N_("Break-even probability"),
            words.brief_chance(figures.break_even_probability),
            _chance_delta(words, figures, before),
            [
                words.rare(figures.break_even_probability, draws)
                or words.text(
                    "± {error} simulation error", error=words.error_points(figures.break_even_probability.mc_error)
                ),
                words.text(
                    "luck aside: {chance}",
                    chance=words.short_chance(figures.long_run_break_even_probability, draws),
                ),
            ],
            "break_even_probability",
        )
        _card(
            words,
            N_("CPO, median"),
            output(words, plan, "cpo", spreads["cpo"].median),
            _delta(words, plan, "cpo", spreads["cpo"].median, before.spreads["cpo"].median if before else None),
            [
                interval(words, plan, figures, "cpo"),
                words.text(
                    "target {target}, max {max}",
                    target=output(words, plan, "target_cpo", spreads["target_cpo"].median),
                    max=output(words, plan, "max_cpo", spreads["max_cpo"].median),
                ),
            ],
            "cpo",
            lower_is_better=True,
        )
        _card(
            words,
            N_("Orders, expected"),
            output(words, plan, "orders", spreads["orders"].mean),
            _delta(words, plan, "orders", spreads["orders"].mean, before.spreads["orders"].mean if before else None),
            [
                interval(words, plan, figures, "orders"),
                words.text("no order: {chance}", chance=words.short_chance(figures.no_order_probability, draws)),
            ],
            "orders",
        )
        _card(
            words,
            N_("Profit, expected"),
            output(words, plan, "profit", spreads["profit"].mean),
            _delta(words, plan, "profit", spreads["profit"].mean, before.spreads["profit"].mean if before else None),
            [interval(words, plan, figures, "profit"), *_more_profit(words, plan, figures)],
            "profit",
        )
    if figures.target_above_max_probability.value > 0:
        st.caption(
            words.text(
                "With a chance of {chance} your target CPO is above the max CPO: such an order would lose money.",
                chance=words.short_chance(figures.target_above_max_probability, draws),
            )
        )


def _more_profit(words: Words, plan: Plan, figures: Figures) -> list[str]:
    lines = [words.text("mean of the worst 5 %: {worst}", worst=output(words, plan, "profit", figures.worst_profit))]
    if plan.scenario.repeat is not None:
        first = output(words, plan, "profit", figures.spreads["first_order_profit"].mean)
        lines.append(words.text("of it in this period, from first orders: {first}", first=first))
    return lines


def _card(
    words: Words,
    label: str,
    value: str,
    delta: str | None,
    lines: list[str],
    term: str,
    *,
    lower_is_better: bool = False,
) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        # A metric cuts its label off where it is narrow; a text wraps.
        st.markdown(f":small[{words.text(label)}]", help=plain_markdown(words.text(TERMS[term].definition)))
        st.metric(
            words.text(label),
            value,
            delta,
            delta_color="inverse" if lower_is_better else "normal",
            delta_description=words.text("vs baseline") if delta else None,
            label_visibility="collapsed",
        )
        st.caption("  \n".join(in_markdown(line) for line in lines))


def _chance_delta(words: Words, figures: Figures, before: Figures | None) -> str | None:
    if before is None:
        return None
    change = figures.break_even_probability.value - before.break_even_probability.value
    return _signed(change, words.points(abs(change)))


def _delta(words: Words, plan: Plan, name: str, now: Estimate, before: Estimate | None) -> str | None:
    if before is None or not math.isfinite(now.value - before.value):
        return None
    change = Estimate(abs(now.value - before.value), max(now.mc_error, before.mc_error))
    return _signed(now.value - before.value, output(words, plan, name, change))


# -- pictures ---------------------------------------------------------------------------------------------------


# -- keeping and taking along -----------------------------------------------------------------------------------

"""What an order may cost, in words and figures."""

from __future__ import annotations

import math

import streamlit as st

from pages.frame.costs import whose
from pages.kit import cards, writing
from pages.kit.costs import costs_alike
from pages.kit.labels import step_of
from pages.kit.words import N_, Words, in_markdown
from simulator import Estimate, Plan
from simulator.questions.figures import Figures
from simulator.questions.margin import Margin, margin_of


def sentence(words: Words, plan: Plan, margin: Margin, figures: Figures) -> None:
    """The most an order may cost, in one sentence, and what it costs now."""
    if margin.max_cpo <= 0:
        st.error(" ".join(_no_margin(words, plan, margin)), icon=":material/block:")
        return
    cpo = figures.spreads["cpo"].median
    costs = _costs(words, plan, margin, cpo)
    lines = [words.text("An order breaks even at **{max}** of ads.", max=costs["max_cpo"])]
    if plan.scenario.repeat is not None:
        first = costs["contribution"]
        lines.append(words.text("Later orders count in it; the first alone allows {first}.", first=first))
    if margin.target_cpo < 0:
        lines.append(words.text("That is less than the profit you want."))
    elif margin.target_cpo != margin.max_cpo:
        lines.append(words.text("At {target} you keep the profit you want.", target=costs["target_cpo"]))
    shown = costs["cpo"]
    if cpo.value <= margin.max_cpo:
        is_short = 0 <= margin.target_cpo < cpo.value
        wording = (
            N_("Your ads will cost about {cpo} an order: they pay, but leave less than the profit you want.")
            if is_short
            else N_("Your ads will cost about {cpo} an order: that pays.")
        )
        box, last = st.info, words.text(wording, cpo=shown)
    elif math.isfinite(cpo.value):
        box, last = st.warning, words.text("Your ads will cost more: about {cpo} an order.", cpo=shown)
    else:
        box, last = st.warning, words.text("Most likely, no order comes at all.")
    box(" ".join([*lines, last]), icon=":material/sell:")
    if whose() != "own":
        st.caption(words.text("**Next:** type your own costs: open the line above that says what an order leaves."))
    elif cpo.value > min(margin.target_cpo, margin.max_cpo):
        st.caption(words.text("**Next:** *What must change* says what would bring the cost down."))


def _costs(words: Words, plan: Plan, margin: Margin, cpo: Estimate) -> dict[str, str]:
    """What an order may cost and what it will cost, all to the digit of the latter, in markdown."""
    names = ("max_cpo", "contribution", "target_cpo")
    shown = {name: Estimate(getattr(margin, name), 0.0) for name in names} | {"cpo": cpo}
    return {name: in_markdown(cost) for name, cost in costs_alike(words, plan, shown).items()}


def _marked(words: Words, plan: Plan, amount: float) -> str:
    return in_markdown(writing.money(words, plan, amount))


def _no_margin(words: Words, plan: Plan, margin: Margin) -> list[str]:
    highest, cost = _marked(words, plan, margin.max_cpo), margin.largest_cost
    lines = [words.text("An order leaves {max} before ads, so no ad can pay.", max=highest)]
    if cost is not None:
        lines.append(
            words.text(
                "The largest cost is {line} with {amount}: begin there, or with the price.",
                line=words.text(step_of(cost.name)),
                amount=in_markdown(writing.exact_money(words, plan, cost.amount)),
            )
        )
    return lines


def key_figures(words: Words, plan: Plan, margin: Margin, figures: Figures, baseline: Plan | None) -> None:
    """Max CPO, target CPO, maximum CPC and break-even ROAS, with what the draws say of each."""
    shown = {
        "max_cpo": (N_("You can afford per order"), margin.max_cpo),
        "target_cpo": (N_("To keep your profit"), margin.target_cpo),
        "max_cpc": (N_("You can afford per click"), margin.max_cpc),
        "break_even_roas": (N_("Break-even ROAS"), margin.break_even_roas),
    }
    before = margin_of(baseline) if baseline and baseline.scenario.currency == plan.scenario.currency else None
    with st.grid(4, min_column_width=150):
        for name, (label, value) in shown.items():
            text = _output(words, plan, figures, name, value)
            lines = [*_spread(words, plan, figures, name, text), *_notes(words, plan, margin, name)]
            if before is not None:
                was = _output(words, plan, figures, name, getattr(before, name))
                lines.append(words.text("before: {value}", value=was))
            cards.card(words, label, text, lines, name)


def _output(words: Words, plan: Plan, figures: Figures, name: str, value: float) -> str:
    """A figure at the middle of the inputs, written like the same figure of the draws."""
    if name == "max_cpc" and value <= 0:
        return words.text("none")
    return writing.output(words, plan, name, Estimate(value, figures.spreads[name].median.mc_error))


def _spread(words: Words, plan: Plan, figures: Figures, name: str, text: str) -> list[str]:
    """The interval of the draws, and their median where it is printed differently."""
    spread = figures.spreads[name]
    if name == "break_even_roas" and math.isinf(spread.low.value):
        return []
    if name == "max_cpc" and spread.high.value <= 0:
        return []
    lines = [writing.interval(words, plan, figures, name)]
    middle = writing.output(words, plan, name, spread.median)
    if middle != text and spread.median.value > 0:
        lines.append(words.text("in the middle of all tries: {median}", median=middle))
    return lines


def _notes(words: Words, plan: Plan, margin: Margin, name: str) -> list[str]:
    if name == "max_cpo" and plan.scenario.repeat is not None:
        first = writing.money(words, plan, margin.contribution)
        return [words.text("first order alone: {first}", first=first)]
    if name == "break_even_roas":
        if math.isinf(margin.break_even_roas):
            return [words.text("no revenue is enough")]
        return [words.text("the lower, the better")]
    if name == "target_cpo" and margin.max_cpo < margin.target_cpo:
        return [words.text("more than you can afford")]
    return []

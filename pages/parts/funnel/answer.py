"""Which lever pays: a sentence and cards."""

from __future__ import annotations

import math
from typing import Final

import streamlit as st

from pages.frame import visit
from pages.kit import cards, writing
from pages.kit.odds import in_words
from pages.kit.tables import Row
from pages.kit.words import N_, Words, in_markdown
from pages.parts.funnel.inputs import field_label, lever_name
from pages.parts.funnel.lever_text import expected_profit, profit_end
from pages.parts.funnel.results import FIELDS, FunnelAnswer, LeverRanking, Package
from simulator import Plan
from simulator.forms.examples import LEVERS, is_of_first_visit

MORE_OFTEN: Final = 0.5
"""From this chance on a lever pays back more often than not."""
MOST_NAMED: Final = 2
"""Levers that a card names; more are counted."""


# -- in words -------------------------------------------------------------------------------------------------------


def problems(words: Words, answer: FunnelAnswer) -> None:
    """What is wrong with the page's own inputs, and which levers can do nothing in this plan."""
    wrong = {**answer.problems, **visit.reading_errors(sorted(FIELDS))}
    lines = [
        "- " + words.titled(f"**{field_label(words, name)}**", words.error(error)) for name, error in wrong.items()
    ]
    if lines:
        st.error("\n".join((words.text("Please correct on this page:"), "", *lines)))
    if answer.useless:
        useless = [
            words.titled(f"**{lever_name(words, kind)}**", words.error(error)) for kind, error in answer.useless.items()
        ]
        st.warning("  \n".join(useless))


def sentence(words: Words, plan: Plan, answer: FunnelAnswer) -> None:
    """Which lever pays best, from where on, and with what chance."""
    text = words.text
    if answer.funnel is None:
        st.info(text("No answer yet: correct the rates of your shop below."), icon=":material/filter_alt:")
        return
    if answer.ranking is None:
        none = N_("No lever is chosen: choose below what you could do.")
        useless = N_("None of the chosen levers can do anything in this plan.")
        st.info(text(useless if answer.useless or answer.problems else none), icon=":material/tune:")
        return
    if is_of_first_visit(visit.fields(), LEVERS):
        example = text("An **example**, not your shop: type below what each lever does and costs.")
        st.caption(f":material/science: {example}")
    best = answer.ranking.best
    if best["profit_mean"] <= 0:
        st.warning(" ".join(_none_pays(words, plan, best)), icon=":material/trending_down:")
        return
    lines = [
        text(
            "**Begin with {lever}:** it brings {profit} more profit on average, after its cost. It earns that cost "
            "back **{odds}** ({chance}).",
            lever=lever_name(words, best["lever"]),
            profit=in_markdown(expected_profit(words, plan, best)),
            odds=in_words(words, best["payback_probability"]),
            chance=writing.short_chance(words, plan, best["payback_probability"], best["payback_error"]),
        ),
        _best_per_cost(words, plan, answer.ranking),
    ]
    box = st.success if best["payback_probability"] >= MORE_OFTEN else st.info
    box(" ".join(filter(None, lines)), icon=":material/rocket_launch:")


def _none_pays(words: Words, plan: Plan, best: Row) -> list[str]:
    needed, effect = best["needed_if_it_works"], writing.relative_change(words, best["effect_p50"])
    nearest = words.text(
        "No lever pays on average. **{lever}** comes closest: {profit}.",
        lever=lever_name(words, best["lever"]),
        profit=in_markdown(expected_profit(words, plan, best)),
    )
    if math.isnan(needed):
        why = words.text("No effect would be enough: an order must leave more, or the lever must cost less.")
    elif needed == 0:
        why = words.text("It costs nothing, but its effect of {effect} earns nothing either.", effect=effect)
    else:
        why = words.text(
            "To pay, it would have to bring {needed} when it works; you expect {effect}.",
            needed=writing.relative_change(words, needed),
            effect=effect,
        )
    return [nearest, why]


def _best_per_cost(words: Words, plan: Plan, ranking: LeverRanking) -> str:
    """Which lever earns most per money of its cost, where that is another one."""
    other = ranking.by("profit_per_cost")[0]
    if other["lever"] == ranking.best["lever"] or math.isnan(other["profit_per_cost"]):
        return ""
    return words.text(
        "For its cost, **{lever}** earns most: {profit} per {unit}.",
        lever=lever_name(words, other["lever"]),
        profit=in_markdown(writing.exact_money(words, plan, other["profit_per_cost"])),
        unit=in_markdown(writing.one_unit(words, plan)),
    )


# -- in figures -----------------------------------------------------------------------------------------------------


def key_figures(words: Words, plan: Plan, answer: FunnelAnswer) -> None:
    """Best lever, all levers at the same time, and what they do to chance and CPO."""
    if answer.ranking is None:
        return
    with st.grid(3, min_column_width=165):
        _best_card(words, plan, answer.ranking.best)
        _package_card(words, plan, answer.ranking)
        _effect_card(words, plan, answer.ranking)


def _best_card(words: Words, plan: Plan, best: Row) -> None:
    """The lever that is expected to earn most."""
    cards.card(
        words,
        N_("Best lever, profit"),
        expected_profit(words, plan, best),
        [
            lever_name(words, best["lever"]),
            writing.range_of(words, profit_end(words, plan, best, "p5"), profit_end(words, plan, best, "p95")),
        ],
        "lever",
        about=N_("What this lever alone brings on average, whether it works or not, its cost taken off."),
    )


def _package_card(words: Words, plan: Plan, ranking: LeverRanking) -> None:
    """What to do at the same time: the levers that pay, else all of them."""
    package = ranking.package
    counts = {"count": words.number(len(package.kinds)), "all": words.number(len(ranking.table))}
    names = ", ".join(lever_name(words, kind) for kind in package.kinds)
    cards.card(
        words,
        N_("Levers that pay, together") if ranking.pays else N_("All levers together"),
        writing.money(words, plan, package.mean.value, package.mean.mc_error),
        [
            names
            if len(package.kinds) <= MOST_NAMED
            else words.plural("{count} of {all} lever", "{count} of {all} levers", len(ranking.table), **counts),
            *([_overlap(words, plan, package)] if len(package.kinds) > 1 else []),
        ],
        "overlap",
        about=N_("What these levers bring on average at the same time, their costs taken off."),
    )


def _overlap(words: Words, plan: Plan, package: Package) -> str:
    """What levers at the same time earn more or less than one by one."""
    overlap, error = package.overlap.value, max(package.overlap.mc_error, package.mean.mc_error)
    if abs(overlap) <= error:
        return words.text("about as much as one by one")
    less, more = N_("{overlap} less than one by one"), N_("{overlap} more than one by one")
    return words.text(less if overlap < 0 else more, overlap=writing.money(words, plan, abs(overlap), error))


def _effect_card(words: Words, plan: Plan, ranking: LeverRanking) -> None:
    """What they do to the plan's own figures."""
    text, before, after = words.text, ranking.before, ranking.package.after

    def ends(name: str) -> dict[str, str]:
        effects = {"before": getattr(before, name), "after": getattr(after, name)}
        return {side: writing.output(words, plan, name, estimate) for side, estimate in effects.items()}

    cards.card(
        words,
        N_("Chance to break even with them"),
        words.brief_chance(after.break_even_probability),
        [
            text("without: {before}", before=words.brief_chance(before.break_even_probability)),
            text("an order costs {before} → {after}", **ends("cpo")),
        ],
        "break_even_probability",
    )

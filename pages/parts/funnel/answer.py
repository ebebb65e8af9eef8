"""Which lever pays: in words, figures and pictures."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd
import streamlit as st

from pages.kit import cards, writing
from pages.kit.words import N_, Words, in_markdown
from pages.parts.funnel.inputs import amount, field_label, lever_name, relative, signed, unread
from pages.parts.funnel.results import Found, Judged, Package, Row
from simulator import Estimate, Plan

CHANGES: Final = {
    "cvr": N_("{change} points of CVR"),
    "aov": N_("{change} of AOV"),
    "cpc": N_("{change} of CPC"),
    "retention": N_("{change} points of retention"),
}
"""A change of what people know a lever by."""
PAYS_FROM: Final = {
    "cvr": N_("It pays as soon as it raises CVR by {change} points."),
    "aov": N_("It pays as soon as it raises AOV by {change}."),
    "cpc": N_("It pays as soon as it lowers CPC by {change}."),
    "retention": N_("It pays as soon as it raises retention by {change} points."),
}
"""From which change on a lever pays, in a sentence."""
FINEST: Final = 6
"""Decimals of a break-even effect at most; what is smaller is any gain."""
MORE_OFTEN: Final = 0.5
"""From this chance on a lever pays back more often than not."""
MOST_NAMED: Final = 2
"""Levers that a card names; more are counted."""
ROW_HEIGHT, AROUND = 34, 90
"""Pixels of a row in a chart, and of legend and axis together."""


# -- numbers --------------------------------------------------------------------------------------------------------


def _money(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    return in_markdown(amount(words, plan, value, error))


def _chance(words: Words, plan: Plan, value: float, error: float) -> str:
    return words.short_chance(Estimate(value, error), plan.settings.draws)


def _brief(words: Words, value: float, error: float) -> str:
    return words.brief_chance(Estimate(value, error))


def _pays_from(words: Words, plan: Plan, row: Row) -> str:
    """The break-even effect of a lever as a change of what people know it by."""
    if math.isnan(row["break_even_effect"]):
        return words.text("no effect is enough")
    shown = _change(row)
    if shown == 0:
        return words.text("any gain")
    return words.text(CHANGES[row["break_even_in"]], change=signed(shown, _change_text(words, plan, row, shown)))


def _change(row: Row) -> float:
    """The break-even effect of a lever in points or money; 0 where any gain is enough."""
    change = row["break_even_change"] * (100 if row["break_even_in"] in ("cvr", "retention") else 1)
    return 0.0 if row["break_even_effect"] == 0 or round(change, FINEST) == 0 else change


def _change_text(words: Words, plan: Plan, row: Row, change: float) -> str:
    decimals = min(max(0, 1 - math.floor(math.log10(abs(change)))), FINEST)
    if row["break_even_in"] in ("cvr", "retention"):
        return words.number(change, decimals=decimals)
    return words.money(change, plan.scenario.currency, decimals=decimals)


# -- the answer -----------------------------------------------------------------------------------------------------


def refused(words: Words, found: Found) -> None:
    """What of the page's own inputs is wrong, and which levers can do nothing in this plan."""
    problems = {**found.problems, **unread()}
    lines = [f"**{field_label(words, name)}**: {words.error(error)}" for name, error in problems.items()]
    if lines:
        told = words.text("Mend on this page:")
        st.error("\n".join((told, "", *(f"- {line}" for line in lines))))
    if found.left_out:
        useless = [(lever_name(words, kind), words.error(error)) for kind, error in found.left_out.items()]
        st.warning("  \n".join(f"**{name}**: {told}" for name, told in useless))


def sentence(words: Words, plan: Plan, found: Found) -> None:
    """Which lever pays best, from where on, and with what chance."""
    text = words.text
    if found.funnel is None:
        st.info(text("There is no answer without a funnel: mend its rates below."), icon=":material/filter_alt:")
        return
    if found.judged is None:
        none = N_("No lever is looked at: choose below what you could do.")
        useless = N_("None of the levers that are looked at can do anything in this plan.")
        st.info(text(useless if found.left_out or found.problems else none), icon=":material/tune:")
        return
    best = found.judged.best
    if best["profit_mean"] <= 0:
        st.warning(" ".join(_none_pays(words, plan, best)), icon=":material/trending_down:")
        return
    lines = [
        text(
            "**{lever}** pays best: **{profit}** more profit is expected over the period, all its costs taken off, "
            "and it earns them back with a chance of {chance}.",
            lever=lever_name(words, best["lever"]),
            profit=_money(words, plan, best["profit_mean"], best["profit_mean_error"]),
            chance=_chance(words, plan, best["payback_probability"], best["payback_error"]),
        ),
        *_from_where(words, plan, best),
        *_best_per_cost(words, plan, found.judged.ranking, best),
    ]
    box = st.success if best["payback_probability"] >= MORE_OFTEN else st.info
    box(" ".join(lines), icon=":material/rocket_launch:")


def _none_pays(words: Words, plan: Plan, best: Row) -> list[str]:
    needed = best["needed_if_it_works"]
    lines = [
        words.text(
            "No lever pays on average. **{lever}** comes nearest: {profit} is expected over the period.",
            lever=lever_name(words, best["lever"]),
            profit=_money(words, plan, best["profit_mean"], best["profit_mean_error"]),
        )
    ]
    if math.isnan(needed):
        lines.append(words.text("No effect would be enough: an order must leave more, or the lever cost less."))
    elif needed == 0:
        effect = relative(words, best["effect_p50"])
        lines.append(words.text("It costs nothing, but its effect of {effect} earns nothing either.", effect=effect))
    else:
        lines.append(
            words.text(
                "To be worth its cost it would have to bring {needed} when it works; you expect {effect}.",
                needed=relative(words, needed),
                effect=relative(words, best["effect_p50"]),
            )
        )
    return lines


def _from_where(words: Words, plan: Plan, best: Row) -> list[str]:
    if math.isnan(best["break_even_effect"]) or best["break_even_effect"] == 0:
        return []
    change = abs(_change(best))
    if change == 0:
        return [words.text("It pays as soon as it brings any gain.")]
    told = _change_text(words, plan, best, change)
    return [words.text(PAYS_FROM[best["break_even_in"]], change=in_markdown(told))]


def _best_per_cost(words: Words, plan: Plan, ranking: pd.DataFrame, best: Row) -> list[str]:
    """Which lever earns most per money of its cost, where that is another one."""
    other = ranking.sort_values("rank_by_profit_per_cost", kind="stable").to_dict("records")[0]
    if other["lever"] == best["lever"] or math.isnan(other["profit_per_cost"]):
        return []
    return [
        words.text(
            "For what it costs, **{lever}** earns most: {profit} per {unit} of cost.",
            lever=lever_name(words, other["lever"]),
            profit=in_markdown(words.money(other["profit_per_cost"], plan.scenario.currency)),
            unit=in_markdown(words.money(1, plan.scenario.currency, decimals=0)),
        )
    ]


def key_figures(words: Words, plan: Plan, found: Found) -> None:
    """Best lever, all levers at the same time, and what they do to chance and CPO."""
    if found.judged is None:
        return
    text, judged, best = words.text, found.judged, found.judged.best
    with st.grid(3, min_column_width=165):
        cards.card(
            words,
            N_("Best lever, expected profit"),
            amount(words, plan, best["profit_mean"], best["profit_mean_error"]),
            [
                lever_name(words, best["lever"]),
                text(
                    "{level}: {low} to {high}",
                    level=words.percent(0.9, decimals=0),
                    low=_end(words, plan, best, "profit_p5"),
                    high=_end(words, plan, best, "profit_p95"),
                ),
                text(
                    "pays back: {chance} (works at all: {works})",
                    chance=_chance(words, plan, best["payback_probability"], best["payback_error"]),
                    works=words.percent(best["works_share"], decimals=0),
                ),
            ],
            "lever",
        )
        _package_card(words, plan, judged)
        _effect_card(words, plan, judged)


def _package_card(words: Words, plan: Plan, judged: Judged) -> None:
    """What to do at the same time: the levers that pay, else all of them."""
    package, text = judged.package, words.text
    counts = {"count": words.number(len(package.kinds)), "all": words.number(len(judged.ranking))}
    names = ", ".join(lever_name(words, kind) for kind in package.kinds)
    cards.card(
        words,
        N_("Levers that pay, together") if judged.pays else N_("All levers together"),
        amount(words, plan, package.mean.value, package.mean.mc_error),
        [
            text("{count} of {all}: {levers}", **counts, levers=names)
            if len(package.kinds) <= MOST_NAMED
            else text("{count} of {all} levers", **counts),
            *([_overlap(words, plan, package)] if len(package.kinds) > 1 else []),
        ],
        "overlap",
    )


def _effect_card(words: Words, plan: Plan, judged: Judged) -> None:
    """What they do to the plan's own figures."""
    text, before, after = words.text, judged.before, judged.package.after

    def change(name: str) -> dict[str, str]:
        found = {"before": getattr(before, name), "after": getattr(after, name)}
        return {side: writing.output(words, plan, name, each) for side, each in found.items()}

    cards.card(
        words,
        N_("Break-even probability with them"),
        words.brief_chance(after.break_even_probability),
        [
            text("without: {before}", before=words.brief_chance(before.break_even_probability)),
            text("CPO {before} → {after}", **change("cpo")),
            text("max CPO {before} → {after}", **change("max_cpo")),
        ],
        "break_even_probability",
    )


def _alone(words: Words, plan: Plan, package: Package) -> str:
    return amount(words, plan, package.mean.value - package.overlap.value, package.mean.mc_error)


def _overlap(words: Words, plan: Plan, package: Package) -> str:
    """What levers at the same time earn more or less than one by one."""
    found, error = package.overlap, max(package.overlap.mc_error, package.mean.mc_error)
    if abs(found.value) <= error:
        return words.text("about as much as added up one by one")
    told = (
        N_("{overlap} less than added up one by one")
        if found.value < 0
        else N_("{overlap} more than added up one by one")
    )
    return words.text(told, overlap=amount(words, plan, abs(found.value), error))


def _end(words: Words, plan: Plan, row: Row, column: str) -> str:
    """An end of the interval of profit: its error is below 0.5 % of the interval."""
    return amount(words, plan, row[column], (row["profit_p95"] - row["profit_p5"]) / 200)


# -- levers one by one ----------------------------------------------------------------------------------------------


# -- files ----------------------------------------------------------------------------------------------------------

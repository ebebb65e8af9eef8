"""Which lever pays: in words, figures and pictures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.shared import answer, cards, charts, inputs, state
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.funnel_found import (
    Found,
    Judged,
    Package,
    Row,
    every_lever,
    found_of,
    indicators_found,
    judged_of,
    table_of_stages,
)
from pages.shared.funnel_input import amount, field_label, lever_name, relative, signed, unread
from pages.shared.words import N_, Words, in_markdown
from simulator import Estimate, Plan
from simulator.forms.page_fields import funnel_in, levers_in
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.funnel import Funnel
from simulator.questions.levers import Lever

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
ORDERS: Final = {
    "profit": N_("expected profit"),
    "payback": N_("chance to pay back"),
    "profit_per_cost": N_("profit per {unit} of cost"),
}
"""What levers may be ranked by, as in the columns ``rank_by_…``."""
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
        return words.text(N_("no effect is enough"))
    shown = _change(row)
    if shown == 0:
        return words.text(N_("any gain"))
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
        told = words.text(N_("Mend on this page:"))
        st.error("\n".join((told, "", *(f"- {line}" for line in lines))))
    if found.left_out:
        useless = [(lever_name(words, kind), words.error(error)) for kind, error in found.left_out.items()]
        st.warning("  \n".join(f"**{name}**: {told}" for name, told in useless))


def sentence(words: Words, plan: Plan, found: Found) -> None:
    """Which lever pays best, from where on, and with what chance."""
    text = words.text
    if found.funnel is None:
        st.info(text(N_("There is no answer without a funnel: mend its rates below.")), icon=":material/filter_alt:")
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
            N_(
                "**{lever}** pays best: **{profit}** more profit is expected over the period, all its costs taken off, "
                "and it earns them back with a chance of {chance}."
            ),
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
            N_("No lever pays on average. **{lever}** comes nearest: {profit} is expected over the period."),
            lever=lever_name(words, best["lever"]),
            profit=_money(words, plan, best["profit_mean"], best["profit_mean_error"]),
        )
    ]
    if math.isnan(needed):
        lines.append(words.text(N_("No effect would be enough: an order must leave more, or the lever cost less.")))
    elif needed == 0:
        effect = relative(words, best["effect_p50"])
        lines.append(
            words.text(N_("It costs nothing, but its effect of {effect} earns nothing either."), effect=effect)
        )
    else:
        lines.append(
            words.text(
                N_("To be worth its cost it would have to bring {needed} when it works; you expect {effect}."),
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
        return [words.text(N_("It pays as soon as it brings any gain."))]
    told = _change_text(words, plan, best, change)
    return [words.text(PAYS_FROM[best["break_even_in"]], change=in_markdown(told))]


def _best_per_cost(words: Words, plan: Plan, ranking: pd.DataFrame, best: Row) -> list[str]:
    """Which lever earns most per money of its cost, where that is another one."""
    other = ranking.sort_values("rank_by_profit_per_cost", kind="stable").to_dict("records")[0]
    if other["lever"] == best["lever"] or math.isnan(other["profit_per_cost"]):
        return []
    return [
        words.text(
            N_("For what it costs, **{lever}** earns most: {profit} per {unit} of cost."),
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
                    N_("{level}: {low} to {high}"),
                    level=words.percent(0.9, decimals=0),
                    low=_end(words, plan, best, "profit_p5"),
                    high=_end(words, plan, best, "profit_p95"),
                ),
                text(
                    N_("pays back: {chance} (works at all: {works})"),
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
            text(N_("{count} of {all}: {levers}"), **counts, levers=names)
            if len(package.kinds) <= MOST_NAMED
            else text(N_("{count} of {all} levers"), **counts),
            *([_overlap(words, plan, package)] if len(package.kinds) > 1 else []),
        ],
        "overlap",
    )


def _effect_card(words: Words, plan: Plan, judged: Judged) -> None:
    """What they do to the plan's own figures."""
    text, before, after = words.text, judged.before, judged.package.after

    def change(name: str) -> dict[str, str]:
        found = {"before": getattr(before, name), "after": getattr(after, name)}
        return {side: answer.output(words, plan, name, each) for side, each in found.items()}

    cards.card(
        words,
        N_("Break-even probability with them"),
        words.brief_chance(after.break_even_probability),
        [
            text(N_("without: {before}"), before=words.brief_chance(before.break_even_probability)),
            text(N_("CPO {before} → {after}"), **change("cpo")),
            text(N_("max CPO {before} → {after}"), **change("max_cpo")),
        ],
        "break_even_probability",
    )


def _alone(words: Words, plan: Plan, package: Package) -> str:
    return amount(words, plan, package.mean.value - package.overlap.value, package.mean.mc_error)


def _overlap(words: Words, plan: Plan, package: Package) -> str:
    """What levers at the same time earn more or less than one by one."""
    found, error = package.overlap, max(package.overlap.mc_error, package.mean.mc_error)
    if abs(found.value) <= error:
        return words.text(N_("about as much as added up one by one"))
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


def order_chooser(words: Words) -> str:
    """What the levers are ranked by."""
    unit = in_markdown(words.money(1, inputs.usable_plan().scenario.currency, decimals=0))
    return str(
        st.segmented_control(
            words.text(N_("Rank the levers by")),
            list(ORDERS),
            default="profit",
            format_func=lambda each: words.text(ORDERS[each], unit=unit),
            key="funnel_order",
            persist_state="session",
            required=True,
        )
    )


def _ranked(found: Found, order: str) -> pd.DataFrame | None:
    if found.judged is None:
        return None
    return found.judged.ranking.sort_values(f"rank_by_{order}", kind="stable")


def profit_chart(words: Words, plan: Plan, found: Found, order: str) -> None:
    """What each lever earns by itself: expected value and interval."""
    rows = _ranked(found, order)
    if rows is None:
        return
    text = words.text
    title = text(
        N_("Profit of each lever, its costs taken off: expected value and range of {level}"),
        level=words.percent(0.9, decimals=0),
    )
    kinds = {True: text(N_("pays on average")), False: text(N_("loses"))}
    texts = (
        ("x", text(N_("Profit over the period, {money}"), money=words.currency_symbol(plan.scenario.currency))),
        ("plan", text(N_("lever"))),
        ("kind", text(N_("on average"))),
        ("low", text(N_("5 % below"))),
        ("middle", text(N_("expected"))),
        ("high", text(N_("95 % below"))),
    )
    drawn = [
        {
            "plan": lever_name(words, row["lever"]),
            "kind": kinds[bool(row["profit_mean"] > 0)],
            "low": row["profit_p5"],
            "middle": row["profit_mean"],
            "high": row["profit_p95"],
            "low_text": _end(words, plan, row, "profit_p5"),
            "middle_text": amount(words, plan, row["profit_mean"], row["profit_mean_error"]),
            "high_text": _end(words, plan, row, "profit_p95"),
        }
        for row in rows.to_dict("records")
    ]
    places = (kinds[True], " ", kinds[False])
    spec = charts.intervals(places, texts, words.chart_numbers(), height=AROUND + len(drawn) * ROW_HEIGHT)
    st.markdown(f"**{in_markdown(title)}**")
    st.vega_lite_chart(pa.Table.from_pylist(drawn), spec, key="funnel_profit_chart", alt=title)


def ranking_table(words: Words, plan: Plan, found: Found, order: str) -> None:
    """Every lever by itself as a row."""
    rows = _ranked(found, order)
    if rows is None:
        return
    text = words.text
    unit = words.money(1, plan.scenario.currency, decimals=0)
    shown: dict[str, Callable[[Row], str]] = {
        text(N_("lever")): lambda row: lever_name(words, row["lever"]),
        text(N_("expected profit")): lambda row: amount(words, plan, row["profit_mean"], row["profit_mean_error"]),
        text(N_("pays back")): lambda row: _brief(words, row["payback_probability"], row["payback_error"]),
        text(N_("profit per {unit} of cost"), unit=unit): lambda row: _per_cost(words, row),
        text(N_("pays from, if sure")): lambda row: _pays_from(words, plan, row),
        text(N_("needed when it works")): lambda row: _needed(words, row),
        text(N_("cost")): lambda row: amount(words, plan, row["cost_mean"]),
        text(N_("break-even chance")): lambda row: _brief(words, row["break_even_probability"], 0.0),
        text(N_("CPO")): lambda row: answer.output(words, plan, "cpo", _median(row["cpo_p50"])),
        text(N_("max CPO")): lambda row: answer.output(words, plan, "max_cpo", _median(row["max_cpo_p50"])),
    }
    cells = [{title: cell(row) for title, cell in shown.items()} for row in rows.to_dict("records")]
    right = st.column_config.TextColumn(alignment="right")
    columns: dict[str, Any] = dict.fromkeys(list(shown)[1:], right)
    title = text(N_("Every lever by itself"))
    st.dataframe(pa.Table.from_pylist(cells), hide_index=True, height="content", column_config=columns, alt=title)


def what_is_counted(words: Words) -> None:
    """What a lever's profit is, and is not."""
    st.caption(
        words.text(
            N_(
                "Only the period of the plan is counted, and only the traffic of its ads: a lever that goes on working "
                "earns more later. What a lever costs once is no ad spend and not in CPO."
            )
        )
    )


def _median(value: float) -> Estimate:
    """A median, to two parts in a thousand."""
    return Estimate(value, 0.002 * abs(value) if math.isfinite(value) else 0.0)


def _per_cost(words: Words, row: Row) -> str:
    per_cost = row["profit_per_cost"]
    return words.text(N_("costs nothing")) if math.isnan(per_cost) else words.number(per_cost, decimals=2)


def _needed(words: Words, row: Row) -> str:
    needed = row["needed_if_it_works"]
    return words.text(N_("no effect is enough")) if math.isnan(needed) else relative(words, needed)


def together(words: Words, found: Found) -> None:
    """All levers at the same time: what each adds to the others, and what would have been counted twice."""
    if found.judged is None or len(found.levers) < 2:
        return
    title = words.text(N_("All levers at the same time: alone, and on top of the others"))
    with st.expander(title, key="funnel_together", on_change="rerun") as box:
        if box.open:
            _together(words, title)


def _together(words: Words, title: str) -> None:
    plan = inputs.usable_plan()
    found = found_of(plan)
    if found.funnel is None or found.judged is None:
        return
    text, package = words.text, every_lever(plan, found.levers, found.funnel)
    st.markdown(_overlap_text(words, plan, package))
    rows = [
        {
            text(N_("lever")): lever_name(words, row["lever"]),
            text(N_("alone")): amount(words, plan, row["alone_mean"], row["alone_error"]),
            text(N_("on top of the others")): amount(words, plan, row["on_top_mean"], row["on_top_error"]),
            text(N_("pays back on top")): _brief(words, row["on_top_payback_probability"], 0.0),
        }
        for row in package.table.to_dict("records")
    ]
    right = st.column_config.TextColumn(alignment="right")
    columns: dict[str, Any] = dict.fromkeys(list(rows[0])[1:], right)
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)


def _overlap_text(words: Words, plan: Plan, package: Package) -> str:
    error = max(package.overlap.mc_error, package.mean.mc_error)
    places = {
        "all": _money(words, plan, package.mean.value, package.mean.mc_error),
        "sum": in_markdown(_alone(words, plan, package)),
        "chance": words.short_chance(package.payback, plan.settings.draws),
        "overlap": _money(words, plan, abs(package.overlap.value), error),
    }
    return words.text(
        N_(
            "All of them together are expected to earn **{all}** and pay back with a chance of {chance}. Added up one "
            "by one it would be {sum}, and {overlap} counted twice: what one lever has won another cannot win again."
        )
        if package.overlap.value < 0
        else N_(
            "All of them together are expected to earn **{all}** and pay back with a chance of {chance}. Added up one "
            "by one it would be {sum}, {overlap} less: whom one lever wins passes where another helps."
        ),
        **places,
    )


# -- files ----------------------------------------------------------------------------------------------------------


def downloads(words: Words) -> None:
    """Every table of the page as a file, for the plan as it is at the click."""
    present = inputs.present()
    funnel, _ = funnel_in(state.fields())
    chosen, _ = levers_in(state.fields())
    if funnel is None:
        return
    kept: Funnel = funnel
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        files: list[tuple[str, str, Callable[[Plan], pd.DataFrame]]] = [
            ("stages", N_("Download the funnel (CSV)"), lambda plan: table_of_stages(plan, kept)),
            ("indicators", N_("Download the indicators (CSV)"), lambda plan: indicators_frame(plan, kept)),
        ]
        if chosen:
            files = [
                ("levers", N_("Download the levers (CSV)"), lambda plan: ranking_frame(plan, chosen, kept)),
                ("together", N_("Download all levers together (CSV)"), lambda plan: together_frame(plan, chosen, kept)),
                *files,
            ]
        for name, label, frame in files:
            csv_button(
                words.text(label),
                lambda frame=frame: table_csv(present.plan, frame(present.plan), dialect),  # type: ignore[misc]
                f"cpo-{name}.csv",
                f"download_funnel_{name}",
            )


def ranking_frame(plan: Plan, chosen: tuple[Lever, ...], funnel: Funnel) -> pd.DataFrame:
    """Every lever by itself, with what is believed of it."""
    believed = pd.DataFrame(
        [
            (lever.kind, lever.low, lever.high, lever.level, lever.cost, lever.cost_per_order)
            for lever in chosen
        ],
        columns=["lever", "effect_low", "effect_high", "effect_level", "cost", "cost_per_order"],
    )  # fmt: skip
    judged, _ = judged_of(plan, chosen, funnel)
    return believed if judged is None else judged.ranking.merge(believed, on="lever")


def together_frame(plan: Plan, chosen: tuple[Lever, ...], funnel: Funnel) -> pd.DataFrame:
    """Levers alone and on top of each other, and a last row of all of them."""
    judged, left_out = judged_of(plan, chosen, funnel)
    if judged is None:
        return pd.DataFrame({"lever": []})
    usable = tuple(lever for lever in chosen if lever.kind not in dict(left_out))
    package = every_lever(plan, usable, funnel)
    every = {
        "lever": "all",
        "alone_mean": package.mean.value - package.overlap.value,
        "on_top_mean": package.mean.value,
        "on_top_error": package.mean.mc_error,
        "on_top_payback_probability": package.payback.value,
    }
    return pd.concat([package.table, pd.DataFrame([every])], ignore_index=True)


def indicators_frame(plan: Plan, funnel: Funnel) -> pd.DataFrame:
    """Six indicators with what is published of them."""
    names = ("name", "unit", "low", "middle", "high", "typical_low", "typical_high", "stands")
    rows = [[getattr(each, name) for name in names] for each in indicators_found(plan, funnel)]
    return pd.DataFrame(rows, columns=["indicator", *names[1:]])


def table_csv(plan: Plan, frame: pd.DataFrame, dialect: Dialect) -> bytes:
    """A table of the page as a file, its numbers unrounded."""
    found = frame.copy()
    found.insert(1, "currency", plan.scenario.currency)
    return write_table(found, dialect=dialect)

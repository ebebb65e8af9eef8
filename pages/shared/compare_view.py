"""Plans side by side, in words, figures and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import answer, cards, charts, inputs, link, start, state
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import Estimate, InputError, Plan
from simulator.engine.outcome import ZONES
from simulator.forms.fields import BY_NAME, PARTS, UNCERTAIN, Value, Values, changed, fields_of
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.compare import side_by_side
from simulator.questions.figures import Figures

VERDICTS = {"scale": N_("scale"), "optimise": N_("optimise"), "stop": N_("stop")}
SHAPES = {"scale": "▲", "optimise": "◆", "stop": "■"}
"""Those of the chart, so that colour is never the only sign."""
ROW_HEIGHT, AROUND = 34, 110
"""Pixels of a plan in the chart, and of legend and axis together."""
INPUT_OF = {
    f"{name}{part}": name
    for name in UNCERTAIN
    for part in ("_kind", *(part for parts in PARTS.values() for part in parts))
    if f"{name}{part}" in BY_NAME
}
"""The uncertain input that a field belongs to."""


class Entry(NamedTuple):
    """One plan of the page under a name of its own."""

    label: str
    plan: Plan
    figures: Figures
    kept: bool


# -- which plans ------------------------------------------------------------------------------------------------


def entries(words: Words, plan: Plan) -> list[Entry]:
    """The plan in the sidebar, the baseline and the kept ones, each once and under a name of its own."""
    kept, baseline = state.kept(), state.baseline()
    plans = list(dict.fromkeys([plan, *([baseline] if baseline else []), *kept]))
    names = unique(each.scenario.name.strip() or words.text(N_("Plan")) for each in plans)
    found = []
    for name, each in zip(names, plans, strict=True):
        roles = {N_("sidebar"): each == plan, N_("baseline"): each == baseline}
        told = ", ".join(words.text(role) for role, holds in roles.items() if holds)
        found.append(Entry(f"{name} ({told})" if told else name, each, state.figures(each), each in kept))
    return found


def unique(names: Iterable[str]) -> list[str]:
    """The names in their order; those that stand there more than once get a number."""
    given = list(names)
    taken, found = set(given), []
    for name in given:
        label = name
        if given.count(name) > 1:
            label = next(numbered for at in count(1) if (numbered := f"{name} {at}") not in taken)
            taken.add(label)
        found.append(label)
    return found


def keeping(words: Words, plan: Plan, shown: Sequence[Entry]) -> None:
    """Keep the plan of the sidebar, take another one there, drop plans."""
    text, full = words.text, len(state.kept()) >= state.MOST_KEPT
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = [each.label for each in shown]
        label = st.selectbox(text(N_("Plan")), labels, index=1, key="compare_plan", persist_state="session", width=260)
        chosen = _entry(shown, label)
        st.button(
            text(N_("Put it in the sidebar")),
            key="compare_put",
            on_click=_put,
            args=(chosen.plan, plan),
            disabled=chosen.plan == plan,
            help=text(N_("The plan that is there now is kept here.")),
        )
        st.button(
            text(N_("Drop it")),
            key="compare_drop",
            on_click=state.drop,
            args=(chosen.plan,),
            disabled=not chosen.kept,
            help=text(N_("Kept plans can be dropped; the baseline is forgotten on the page Plan.")),
        )
        st.button(
            text(N_("Drop all kept")),
            key="compare_drop_all",
            on_click=state.drop,
            args=state.kept(),
            disabled=not state.kept(),
        )
        _keep_button(words, plan, full=full)
    if full:
        st.warning(
            text(N_("No room for more: at most {most} plans are kept. Drop one."), most=words.number(state.MOST_KEPT))
        )
    st.caption(text(N_("Kept plans live as long as this visit: download them to have them another day.")))


def _keep_button(words: Words, plan: Plan, *, full: bool = False) -> None:
    st.button(
        words.text(N_("Keep the plan in the sidebar")),
        key="compare_keep",
        on_click=state.keep_present,
        args=(plan,),
        disabled=state.is_kept(plan) or (full and plan not in state.kept()),
    )


def _put(plan: Plan, present: Plan) -> None:
    if present in state.kept():
        state.renew(present)
    else:
        state.keep({present: state.page_values()})
    if present in state.kept():  # else there is no room, which was said: nothing is lost
        state.load(plan, state.page_values_of(plan, present))
        link.moved()


def alone(words: Words, plan: Plan) -> None:
    """What to do next where there is nothing to compare with."""
    text = words.text
    st.info(
        text(
            N_(
                "There is only the plan in the sidebar yet. Keep it, then change something in the sidebar: the changed "
                "plan appears beside the kept one. Or load plans from a file."
            )
        ),
        icon=":material/info:",
    )
    if plan in state.kept():
        st.caption(text(N_("The plan in the sidebar is kept. Now change a click price, a budget or a margin there.")))
    _keep_button(words, plan)


def files(words: Words, *, opened: bool) -> None:
    """Plans from a file."""
    title = words.text(N_("Load plans from a file"))
    with st.expander(title, expanded=opened, key="compare_files", on_change="rerun") as box:
        if box.open:
            start.file_loader(words, "compare")


# -- all of them ------------------------------------------------------------------------------------------------


def ranking(words: Words, shown: Sequence[Entry]) -> None:
    """Which plan earns most, and which is surest to pay, among those that can be held against the first."""
    first = shown[0].plan.scenario
    rivals = [
        each
        for each in shown
        if (each.plan.scenario.currency, each.plan.scenario.period_days) == (first.currency, first.period_days)
    ]
    if len(rivals) < 2:
        return
    richest = max(rivals, key=lambda each: each.figures.spreads["profit"].mean.value)
    surest = max(rivals, key=lambda each: each.figures.break_even_probability.value)
    profit = answer.output(words, richest.plan, "profit", richest.figures.spreads["profit"].mean)
    st.markdown(
        words.text(
            N_("Highest expected profit: **{richest}**, {profit}. Surest to break even: **{surest}**, {chance}."),
            richest=plain_markdown(richest.label),
            profit=in_markdown(profit),
            surest=plain_markdown(surest.label),
            chance=words.short_chance(surest.figures.break_even_probability, surest.figures.draws),
        )
    )


def table(words: Words, shown: Sequence[Entry]) -> None:
    """One row per plan."""
    text, title = words.text, words.text(N_("Plans side by side"))
    rows = [_row(words, each) for each in shown]
    days = text(N_("days"))
    if len({each[days] for each in rows}) == 1:
        rows = [{column: cell for column, cell in each.items() if column != days} for each in rows]
    right = st.column_config.TextColumn(alignment="right")
    left = st.column_config.TextColumn(pinned=True, width=170)  # wider, a phone could not reach the figures
    columns = {**dict.fromkeys(list(rows[0])[2:], right), next(iter(rows[0])): left}
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)
    st.caption(
        text(
            N_(
                "CPO and max CPO are medians, orders and profit expected values, in brackets the range of {level}; "
                "worst 5 % is the mean profit of the worst twentieth of all draws."
            ),
            level=words.percent(0.9, decimals=0),
        )
    )


def _row(words: Words, entry: Entry) -> dict[str, str]:
    text, plan, figures, spreads = words.text, entry.plan, entry.figures, entry.figures.spreads

    def shown(name: str, estimate: Estimate) -> str:
        return answer.output(words, plan, name, estimate)

    profit = {"expected": spreads["profit"].mean, "low": spreads["profit"].low, "high": spreads["profit"].high}
    return {
        text(N_("plan")): entry.label,
        text(N_("verdict")): f"{SHAPES[figures.verdict.word]} {text(VERDICTS[figures.verdict.word])}",
        text(N_("break-even")): words.short_chance(figures.break_even_probability, figures.draws),
        text(N_("profit")): text(
            N_("{expected} ({low} to {high})"), **{name: shown("profit", each) for name, each in profit.items()}
        ),
        text(N_("worst 5 %")): shown("profit", figures.worst_profit),
        text(N_("CPO")): shown("cpo", spreads["cpo"].median),
        text(N_("max CPO")): shown("max_cpo", spreads["max_cpo"].median),
        text(N_("orders")): shown("orders", spreads["orders"].mean),
        text(N_("budget")): words.money(plan.scenario.budget, plan.scenario.currency, decimals=0),
        text(N_("days")): words.exact(plan.scenario.period_days),
    }


def profit_chart(words: Words, shown: Sequence[Entry]) -> None:
    """The profit of each plan in the currency of the first, as expected value and interval."""
    text, currency = words.text, shown[0].plan.scenario.currency
    same = [each for each in shown if each.plan.scenario.currency == currency]
    title = text(N_("Profit of each plan: expected value and range of {level}"), level=words.percent(0.9, decimals=0))
    st.markdown(f"**{title}**")
    kinds = {zone: text(VERDICTS[zone]) for zone in ZONES}
    texts = (
        ("x", text(N_("Profit, {money}"), money=words.currency_symbol(currency))),
        ("plan", text(N_("plan"))),
        ("kind", text(N_("verdict"))),
        ("low", text(N_("5 % below"))),
        ("middle", text(N_("expected"))),
        ("high", text(N_("95 % below"))),
    )
    rows = [_interval(words, each, kinds) for each in same]
    height = AROUND + len(rows) * ROW_HEIGHT
    spec = charts.intervals(tuple(kinds.values()), texts, words.chart_numbers(), height=height)
    told = "; ".join(f"{row['plan']} {row['middle_text']} ({row['low_text']} – {row['high_text']})" for row in rows)
    st.vega_lite_chart(pd.DataFrame(rows), spec, key="compare_chart", alt=f"{title}: {told}")
    if len(same) < len(shown):
        st.caption(text(N_("Plans in another currency than that of the sidebar are not in the picture.")))
    if len({each.plan.scenario.period_days for each in same}) > 1:
        st.caption(text(N_("The periods differ: each profit is that of its own days.")))


def _interval(words: Words, entry: Entry, kinds: dict[str, str]) -> dict[str, object]:
    profit = entry.figures.spreads["profit"]
    ends = {"low": profit.low, "middle": profit.mean, "high": profit.high}
    return {
        "plan": entry.label,
        "kind": kinds[entry.figures.verdict.word],
        **{name: end.value for name, end in ends.items()},
        **{f"{name}_text": answer.output(words, entry.plan, "profit", end) for name, end in ends.items()},
    }


# -- two of them ------------------------------------------------------------------------------------------------


def pair(words: Words, shown: Sequence[Entry]) -> None:
    """One plan against another on the same draws."""
    text, labels = words.text, [each.label for each in shown]
    st.subheader(text(N_("One against another")), anchor=False)
    left, right = st.columns(2)
    with left:
        one = st.selectbox(text(N_("First plan")), labels, index=1, key="compare_first", persist_state="session")
    with right:
        other = st.selectbox(text(N_("Second plan")), labels, index=0, key="compare_second", persist_state="session")
    first, second = _entry(shown, one), _entry(shown, other)
    if first.plan == second.plan:
        st.info(text(N_("Choose two different plans.")), icon=":material/info:")
        return
    try:
        found = state.compared(first.plan, second.plan)
    except InputError as error:
        st.warning(words.error(error), icon=":material/currency_exchange:")
        return
    _pair_sentence(words, first, second, found)
    _pair_figures(words, first, found)
    _difference_chart(words, first, found)
    _differences(words, first, second)


def _entry(shown: Sequence[Entry], label: str | None) -> Entry:
    return next((each for each in shown if each.label == label), shown[0])


def _pair_sentence(words: Words, first: Entry, second: Entry, found: state.Compared) -> None:
    text, one, other = words.text, first.plan.scenario, second.plan.scenario
    names = {"first": plain_markdown(first.label), "second": plain_markdown(second.label)}
    st.markdown(
        text(
            N_("**{second}** earns more than **{first}** with a chance of **{chance}**, both meeting the same luck."),
            chance=words.chance(found.better_probability, first.plan.settings.draws),
            **names,
        )
    )
    notes = []
    if one.period_days != other.period_days:
        notes.append(
            text(
                N_("The profit of {second} over {days} days is scaled to the {first_days} days of {first}."),
                days=words.exact(other.period_days),
                first_days=words.exact(one.period_days),
                **names,
            )
        )
    if first.plan.settings != second.plan.settings:
        notes.append(text(N_("Both are drawn with the settings of {first}."), first=names["first"]))
    if one.budget != other.budget and one.reference_budget != other.reference_budget:
        notes.append(
            text(
                N_(
                    "Each click price is taken as seen at another spend: that clicks get dearer with more budget is "
                    "not in this difference. To count it, give both plans the same “Spend at which this click price "
                    "was seen” (Advanced)."
                )
            )
        )
    for note in notes:
        st.caption(note)


def _pair_figures(words: Words, first: Entry, found: state.Compared) -> None:
    text, draws = words.text, first.plan.settings.draws

    def money(estimate: Estimate) -> str:
        return ("+" if estimate.value > 0 else "") + answer.output(words, first.plan, "profit", estimate)

    better, same, cheaper = found.better_probability, found.same_probability, found.cheaper_probability
    same_lines = [text(N_("the same: {chance}"), chance=words.short_chance(same, draws))] if same.value else []
    error = text(N_("± {error} simulation error"), error=words.error_points(better.mc_error))
    level = words.percent(0.9, decimals=0)
    with st.grid(3, min_column_width=200):
        cards.card(
            words,
            N_("The second earns more"),
            words.short_chance(better, draws),
            [words.rare(better, draws) or error, *same_lines],
            "better_probability",
        )
        cards.card(
            words,
            N_("Difference in profit, expected"),
            money(found.mean_difference),
            [text(N_("{level}: {low} to {high}"), level=level, low=money(found.low), high=money(found.high))],
            "profit",
        )
        cards.card(
            words,
            N_("An order is cheaper in the second"),
            words.short_chance(cheaper, draws),
            [text(N_("on the same draws"))],
            "cpo",
        )


def _difference_chart(words: Words, first: Entry, found: state.Compared) -> None:
    text, draws = words.text, first.plan.settings.draws
    chance = words.short_chance(found.better_probability, draws)
    title = text(N_("Profit of the second less that of the first: {chance} better"), chance=chance)
    st.markdown(f"**{in_markdown(title)}**")
    names = {
        "better": text(N_("second better")),
        "same": text(N_("the same")),
        "worse": text(N_("second worse")),
        "ghost": text(N_("baseline")),
    }
    money = words.currency_symbol(first.plan.scenario.currency)
    texts = (
        ("x", text(N_("Difference in profit, {money}"), money=money)),
        ("y", text(N_("share of draws"))),
        ("kind", text(N_("outcome"))),
        ("from", text(N_("from"))),
        ("to", text(N_("to"))),
        ("share", text(N_("share"))),
        ("ghost", names["ghost"]),
    )
    kinds = (names["better"], names["same"] if found.same_probability.value else " ", names["worse"])
    frame = charts.bars_frame(found.bars, names, None, {})
    spec = charts.distribution(kinds, texts, words.chart_numbers())
    st.vega_lite_chart(frame, spec, key="difference_chart", alt=title)


def _differences(words: Words, first: Entry, second: Entry) -> None:
    """The inputs in which two plans differ."""
    one, other = fields_of(first.plan), fields_of(second.plan)
    names = dict.fromkeys(INPUT_OF.get(name, name) for name in changed(one, other) if name != "name")
    title = words.text(N_("What differs between the two"))
    with st.expander(title, key="compare_differences", on_change="rerun") as box:
        if not box.open:
            return
        if not names:
            st.caption(words.text(N_("Only the name.")))
            return
        currency = first.plan.scenario.currency
        rows = [
            {
                words.text(N_("input")): inputs.label_of(words, name, currency) if name in inputs.INPUTS else name,
                words.text(N_("first plan")): written(words, one, name),
                words.text(N_("second plan")): written(words, other, name),
            }
            for name in names
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt=title)


def written(words: Words, values: Values, name: str) -> str:
    """An input of a plan as its reader writes it, without its unit."""
    if name not in UNCERTAIN:
        return _written(words, name, values[name])
    kind = str(values[f"{name}_kind"])
    parts = [_written(words, name + part, values[name + part]) for part in PARTS[kind] if part != "_level"]
    if kind == "counts":
        return words.text(N_("{orders} of {clicks}"), orders=parts[0], clicks=parts[1])
    return " – ".join(parts)


def _written(words: Words, name: str, value: Value) -> str:
    if isinstance(value, bool):
        return words.text(N_("yes")) if value else words.text(N_("no"))
    if value is None:
        return "–"
    if isinstance(value, str):
        label = inputs.CODE_LABELS.get((name, value))
        return words.text(label) if label else value
    return words.exact(value, percent=BY_NAME[name].kind == "share")


# -- taking along -----------------------------------------------------------------------------------------------


def downloads(words: Words, shown: Sequence[Entry]) -> None:
    """All plans, and the table, as files."""
    plans = tuple(each.plan for each in shown)
    present = plans[0]  # that of the sidebar is the first
    page_values = [state.page_values_of(plan, present) for plan in plans]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            words.text(N_("Download all plans (CSV)")),
            lambda: state.scenario_csv(plans, page_values, dialect),
            "cpo-plans.csv",
            "download_plans",
        )
        csv_button(
            words.text(N_("Download the table (CSV)")),
            lambda: table_csv(shown, dialect),
            "cpo-comparison.csv",
            "download_table",
        )


def table_csv(shown: Sequence[Entry], dialect: Dialect) -> bytes:
    """The table as a file, with its numbers unrounded."""
    found = side_by_side((each.label, each.plan, each.figures) for each in shown)
    return write_table(found, dialect=dialect)

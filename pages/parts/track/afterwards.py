"""Afterwards: ended plans against what happened. Did their ranges hold?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pandas as pd
import streamlit as st

from pages.frame import exports, visit
from pages.frame.asking import help_of
from pages.kit import charts, tables, writing
from pages.kit.files import Download, downloads
from pages.kit.folded import folded
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.track import results
from simulator import Estimate, InputError, Plan
from simulator.cache import cached
from simulator.forms.fields import Values
from simulator.forms.page_fields import first_day_of
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.track import DaysSoFar
from simulator.questions.track.afterwards import Held, held_of, width_of

NAMES = {"cpo": N_("Cost per order"), "cpc": N_("Click price"), "cvr": N_("Conversion rate"), "aov": N_("Order value")}
TYPED = ("cpc", "cvr", "aov")
"""Figures whose ranges are typed."""
RIGHT = (0.8, 1.25)
"""A width within these is about right."""


@dataclass(frozen=True, slots=True)
class Ended:
    """One ended plan: its name, and its figures."""

    name: str
    plan: Plan
    held: tuple[Held, ...]


def afterwards(words: Words) -> None:
    """Ended plans against the export: table, picture, file, and how wide ranges should be."""
    folded(words.text("Afterwards: did your ranges hold?"), "track_afterwards", lambda: _afterwards(words))


def _afterwards(words: Words) -> None:
    ended, problems = _ended(words)
    for name, error in problems:
        st.caption(":material/info: " + words.titled(f"**{plain_markdown(name)}**", words.error(error)))
    if not ended:
        st.markdown(
            words.text(
                "For each ended plan: open it, choose its first day, and keep it for comparison (or load a scenario "
                "file with the column first_day). Then drop an export that covers these days."
            )
        )
        return
    st.markdown(in_markdown(sentence(words, ended)), help=help_of(words, "ranges_held"))
    _picture(words, ended)
    _table(words, ended)


def _ended(words: Words) -> tuple[list[Ended], list[tuple[str, InputError]]]:
    """The plans with a first day whose period the export covers; what keeps others out, and what to know of these."""
    ended, problems = list[Ended](), list[tuple[str, InputError]]()
    if not results.has_ads() or exports.is_example():
        return [], []
    for plan, values in _plans():
        name = plan.scenario.name or words.text("(no name)")
        try:
            first_day = first_day_of(values)
            if first_day is None and plan == visit.usable_plan():
                continue  # the page asks for it above
            if first_day is None:
                raise InputError("It has no first day, so it is not looked at: open it, choose one and keep it again.")
            name = _name(name, words.date(first_day), [period.name for period in ended])
            now = results.running(plan, first_day)
            if now.so_far.days < now.schedule.days:
                last = first_day + timedelta(days=now.schedule.days - 1)
                raise InputError(
                    "This plan ends on {last}, and the export before it: export again after that. If the ads ended "
                    "sooner, shorten the plan.",
                    last=last,
                )
            held = _held(plan, now.so_far)
            if not held:
                raise InputError("The export has no spend and no order on its days: choose its campaigns on My data.")
            ended.append(Ended(name, plan, held))
            problems += [(name, note) for note in results.notes_of(plan, now)]
        except InputError as error:
            problems.append((name, error))
    return ended, problems


def _plans() -> list[tuple[Plan, Values]]:
    """The kept plans and the present one, each once per first day, with what pages ask for beside each."""
    saved, present = visit.kept_with_page_values(), visit.usable_plan()
    if present in saved and saved[present]["first_day"] == visit.page_values()["first_day"]:
        return list(saved.items())
    return [*saved.items(), (present, visit.page_values())]


def _name(name: str, day: str, taken: list[str]) -> str:
    """The name of a plan with its first day, and with a number where another one has both."""
    dated = name if name.endswith(day) else f"{name}, {day}"
    return next(label for at in count(1) if (label := dated if at == 1 else f"{dated} ({at})") not in taken)


@cached
def _held(plan: Plan, days: DaysSoFar) -> tuple[Held, ...]:
    return held_of(plan, days)


def sentence(words: Words, ended: list[Ended]) -> str:
    """How often the ranges held, and how wide they should be."""
    typed = [held for period in ended for held in period.held if _is_typed(period.plan, held)]
    if not typed:
        return words.text("Your plans name no ranges, only single numbers: there is none that could hold.")
    width = width_of(typed)
    values = {
        "inside": words.number(width.inside),
        "count": words.number(width.plans),
        "factor": words.number(width.factor, decimals=1),
    }
    if RIGHT[0] <= width.factor <= RIGHT[1]:
        return words.text("Your ranges held **{inside} of {count}** times: they are about right.", **values)
    if width.factor < 1:
        return words.text("Your ranges held **{inside} of {count}** times: {factor} times as wide would do.", **values)
    return words.text("Your ranges held **{inside} of {count}** times: make them **{factor} times as wide**.", **values)


def _is_typed(plan: Plan, held: Held) -> bool:
    """Whether it is of a range that was typed: a number that is known can be no wider."""
    return held.name in TYPED and bool(getattr(plan.scenario, held.name).is_uncertain)


def _picture(words: Words, ended: list[Ended]) -> None:
    text = words.text
    kinds = (text("inside the range"), " ", text("outside"))
    rows: list[tables.Row] = []
    endless: list[str] = []
    for period in ended:
        for held in period.held:
            if held.name != "cpo":
                continue
            values = {"low": held.planned.low, "middle": held.actual, "high": held.planned.high}
            if not all(map(math.isfinite, values.values())):
                endless.append(plain_markdown(period.name))
                continue
            rows.append(
                {
                    "plan": period.name,
                    "kind": kinds[0] if held.is_inside else kinds[2],
                    **values,
                    **{f"{end}_text": _value(words, period.plan, "cpo", value) for end, value in values.items()},
                }
            )
    if endless:
        names = writing.listed(words, endless)
        left_out = text("Not in the picture, as without an order there is no cost of one: {plans}.", plans=names)
        st.caption(f":material/info: {left_out}")
    if not rows:
        return
    title = text("Cost per order: the planned range, and what happened")
    money = words.currency_symbol(ended[0].plan.scenario.currency)
    texts = (
        ("x", text("Cost per order, {money}", money=money)),
        ("plan", text("Plan")),
        ("kind", text("what it is")),
        ("low", text("5% below")),
        ("middle", text("what happened")),
        ("high", text("5% above")),
    )
    spec = charts.intervals(kinds, texts, words.chart_numbers(), height=60 + 40 * len(rows))
    charts.show(rows, spec, key="track_afterwards_chart", alt=title, title=title)


def _table(words: Words, ended: list[Ended]) -> None:
    text = words.text
    title = text("Every range and what happened")
    rows = [
        {
            text("Plan"): period.name,
            text("figure"): text(NAMES[held.name]),
            text("planned, {level}", level=writing.level(words)): " – ".join(
                dict.fromkeys(
                    _value(words, period.plan, held.name, end) for end in (held.planned.low, held.planned.high)
                )
            ),
            text("what happened"): _value(words, period.plan, held.name, held.actual),
            text("range held"): _verdict(words, held),
            text("middle missed by"): writing.signed_percent(
                words, held.miss if math.isfinite(held.miss) else math.nan
            ),
        }
        for period in ended
        for held in period.held
    ]
    tables.show(rows, alt=title, left=(text("figure"), text("range held")))
    downloads(
        words,
        Download(
            text("Download the ended plans (CSV)"),
            lambda dialect: _csv(ended, dialect),
            "cpo-track-afterwards.csv",
            "download_track_afterwards",
        ),
        chooser=False,
    )


def _verdict(words: Words, held: Held) -> str:
    if not held.is_range:
        return writing.NONE
    return words.text("yes") if held.is_inside else words.text("no")


def _value(words: Words, plan: Plan, name: str, value: float) -> str:
    if name == "cvr":
        return writing.rate(words, value)
    return writing.output(words, plan, name, Estimate(value, 0.0))


def _csv(ended: list[Ended], dialect: Dialect) -> bytes:
    """One row per plan and figure."""
    rows = [
        (
            period.name,
            held.name,
            held.planned.low,
            held.planned.middle,
            held.planned.high,
            held.actual,
            held.is_inside if held.is_range else None,
        )
        for period in ended
        for held in period.held
    ]
    columns = ["plan", "figure", "low", "middle", "high", "actual", "inside"]
    return write_table(pd.DataFrame(rows, columns=columns), dialect=dialect)

"""What is kept: results by their frozen plan for everyone, and a visit's own plans in its session.

Results are frozen and never written to, so everyone gets the same object. A plan is its own key (`lru_cache`):
Streamlit's caches would walk through all of it at each call and hand out copies, at 2 ms each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared.words import N_, Words, best_locale, words_for
from simulator import (
    BestTest,
    BudgetFigures,
    BudgetWanted,
    Capture,
    DriverMap,
    Drivers,
    Estimate,
    Goal,
    LastSpend,
    Months,
    NotableBudget,
    Plan,
    Sought,
    Trial,
    budget_sweep,
    budget_wanted,
    compare,
    driver_map,
    drivers_of,
    goal_seek,
    months_of,
    worth_knowing,
    write_draws,
    write_scenarios,
)
from simulator.engine.outcome import outcome_of
from simulator.forms.fields import Values, fields_of
from simulator.forms.page_fields import PAGE_DEFAULTS
from simulator.forms.scenario_file import Dialect
from simulator.questions.budget_sweep import budgets_to_look_at
from simulator.questions.budget_wanted import Wanted
from simulator.questions.figures import Figures, Pictures, figures_of, pictures_beside
from simulator.questions.margin import Margin, margin_of

EVERY_WIDGET = "*"
KEYS_OF_A_WIDGET = 100
"""After so many changes a key comes again: no request is that late, and the session does not grow."""
MAP_CELLS = 21
"""Along either side of a map of two inputs."""
BUDGETS = 27
"""Budgets of a sweep on the page: a smooth curve, and a move of a slider stays quick."""
CLOSE = 0.01
"""How closely its notable budgets are looked for: three digits of them are printed."""
MOST_KEPT = 20
"""Plans that one visit keeps side by side."""


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What is printed and drawn of two plans; the bars have the columns from, to, kind, share."""

    better_probability: Estimate
    same_probability: Estimate
    cheaper_probability: Estimate
    mean_difference: Estimate
    low: Estimate
    high: Estimate
    bars: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """What is printed and drawn of one plan at many budgets, without its draws.

    by_budget : one row per budget, columns of `BudgetFigures`
    notable : the budgets worth knowing in round numbers, by the names of `BudgetSweep`
    """

    by_budget: pd.DataFrame
    at_plan: BudgetFigures
    notable: Mapping[str, NotableBudget]
    max_cpo: float
    last: LastSpend


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """What is printed and drawn of a test before a main buy.

    by_clicks : one row per test size
    clicks_to_be_sure : from which the test ends sure enough with a chance of 90 %; None beyond all that is looked at
    """

    by_clicks: pd.DataFrame
    clicks_to_be_sure: int | None
    best: BestTest
    capture: Capture


def words() -> Words:
    """The reader's words: the locale chosen in the sidebar, at first the browser's."""
    if "locale" not in st.session_state:
        st.session_state["locale"] = best_locale(st.context.locale)
    return words_for(st.session_state["locale"])


@lru_cache(maxsize=512)
def figures(plan: Plan) -> Figures:
    """All figures of a plan."""
    return figures_of(plan)


@lru_cache(maxsize=512)
def margin(plan: Plan) -> Margin:
    """The way from the order value of a plan to what an order may cost."""
    return margin_of(plan)


@lru_cache(maxsize=256)
def pictures_with(plan: Plan, kept: Plan) -> Pictures:
    """The pictures of a plan with the outlines of its baseline."""
    return pictures_beside(plan, kept)


@lru_cache(maxsize=128)
def compared(first: Plan, second: Plan) -> Compared:
    """The second plan against the first: probabilities, the difference and its bars."""
    found = compare(first, second)
    return Compared(
        better_probability=found.better_probability,
        same_probability=found.same_probability,
        cheaper_probability=found.cheaper_probability,
        mean_difference=found.mean_difference,
        low=found.quantile(0.05),
        high=found.quantile(0.95),
        bars=found.bars,
    )


@lru_cache(maxsize=128)
def spending(plan: Plan) -> Spending:
    """A plan at many budgets."""
    sweep = budget_sweep(plan, budgets_to_look_at(plan, BUDGETS), close=CLOSE)
    return Spending(sweep.by_budget, sweep.at_plan, sweep.in_round_numbers, sweep.max_cpo_p50, sweep.last_spend())


@lru_cache(maxsize=128)
def wanted_budget(plan: Plan, wanted: float, output: Wanted, sure_at: float) -> BudgetWanted:
    """The budget that brings wanted orders or a wanted profit."""
    return budget_wanted(plan, wanted, output, sure_at=sure_at)


@lru_cache(maxsize=128)
def months(plan: Plan, weights: tuple[float, ...]) -> Months:
    """A plan month by month."""
    return months_of(plan, weights)


@lru_cache(maxsize=128)
def tested(trial: Trial) -> Tested:
    """A test before a main buy, at many sizes."""
    # How sure one is does not depend on what follows: a move of the budget need not work it out again.
    by_clicks = trial.by_clicks()
    return Tested(by_clicks, _clicks_to_be_sure(replace(trial, main_clicks=1.0)), trial.best, trial.capture(by_clicks))


@lru_cache(maxsize=128)
def _clicks_to_be_sure(trial: Trial) -> int | None:
    """As many as the two digits that are printed can tell."""
    return trial.clicks_to_be_sure(within=0.02)


@lru_cache(maxsize=128)
def knowing(plan: Plan) -> pd.DataFrame:
    """What it is worth to know each input before the budget is spent."""
    return worth_knowing(plan)


@lru_cache(maxsize=256)
def drivers(plan: Plan) -> Drivers:
    """What each uncertain input of a plan does."""
    return drivers_of(plan)


@lru_cache(maxsize=64)
def mapped(plan: Plan, x: str, y: str) -> DriverMap:
    """The break-even probability of a plan over two of its inputs, in cells that a chart can hold."""
    return driver_map(plan, x, y, cells=MAP_CELLS)


@lru_cache(maxsize=2048)
def sought(plan: Plan, name: str, goal: Goal) -> Sought:
    """What one input of a plan would have to be for a goal."""
    return goal_seek(plan, name, goal)


def scenario_csv(plans: Sequence[Plan], page_values: Sequence[Values], dialect: Dialect) -> bytes:
    """The plans with what pages ask for beside them, and with their results, as a file."""
    return write_scenarios(plans, dialect=dialect, page_values=page_values)


def draws_csv(plan: Plan, dialect: Dialect) -> bytes:
    """Every draw of a plan as a file."""
    return write_draws(outcome_of(plan), dialect=dialect)


# ---------------------------------------------------------------------------------------------------------------
# A visit's own plans


def fields() -> Values:
    """The fields of the plan in the sidebar, by the names of `simulator.fields`: the truth of this visit.

    One entry of the session holds them all: Streamlit walks through every entry each time it draws a widget.
    """
    found: Values = st.session_state["fields"]
    return found


def page_values() -> Values:
    """The fields beside those of the plan: what the pages Funnel and Omnichannel ask for."""
    present = fields()
    return {name: present[name] for name in PAGE_DEFAULTS}


def set_fields(values: Values, *, by: str = "") -> None:
    """Change some fields of the plan in the sidebar; a text that waited to be mended there is given up.

    by : the widget in which the reader changed them, if it was one
    """
    present, wrong = fields(), st.session_state["wrong"]
    moved = [name for name, value in values.items() if value != present[name] or name in wrong]
    _count(*moved, *([by] * len(moved) if by else ()))
    st.session_state["fields"] = {**present, **values}
    st.session_state["wrong"] = {name: text for name, text in wrong.items() if name not in values}


def write_anew() -> None:
    """Have every widget of the plan drawn anew, as after a change of language."""
    _count(EVERY_WIDGET)


def _count(*names: str) -> None:
    changes = dict(st.session_state.get("changes", {}))
    for name in names:
        changes[name] = changes.get(name, 0) + 1
    st.session_state["changes"] = changes


def widget_key(widget: str, *shown: str) -> str:
    """The key of a widget that shows these fields: another key whenever something else has changed them.

    A request that the browser sent before the new value reached it still holds the old one, and Streamlit would take
    that for a wish of the reader: the plan would jump back. What a widget says that is no longer there is not heard.
    """
    changes = st.session_state.get("changes", {})
    by_others = sum(changes.get(name, 0) for name in (EVERY_WIDGET, *shown)) - changes.get(widget, 0)
    turn = by_others % KEYS_OF_A_WIDGET
    return f"{widget}_{turn}" if turn else widget


def baseline() -> Plan | None:
    """The plan that the present one is held against."""
    return st.session_state.get("baseline")


def keep_as_baseline(plan: Plan) -> None:
    """Hold later changes against this plan; its click price stays tied to its budget from now on."""
    st.session_state["baseline"] = plan
    _hold_reference(plan)


def _hold_reference(plan: Plan) -> None:
    if fields()["reference_budget"] is None:
        set_fields({"reference_budget": plan.scenario.reference_budget})


def forget_baseline() -> None:
    """Hold the plan against nothing."""
    st.session_state["baseline"] = None


def kept() -> tuple[Plan, ...]:
    """The plans kept for comparison, oldest first."""
    return tuple(st.session_state.get("kept", {}))


def page_values_of(plan: Plan, present: Plan) -> Values:
    """What pages asked for beside a kept plan; of any other, and of the present one, what they ask for now."""
    found: Values | None = None if plan == present else st.session_state.get("kept", {}).get(plan)
    return page_values() if found is None else found


def is_kept(plan: Plan) -> bool:
    """Whether the present plan is kept just as it stands, with what pages ask for beside it."""
    found: Values | None = st.session_state.get("kept", {}).get(plan)
    return found == page_values()


def keep(plans: Mapping[Plan, Values]) -> None:
    """Keep plans for comparison, each once, as many as there is room for, and say what became of them.

    plans : the plans with what pages ask for beside each
    """
    present: dict[Plan, Values] = st.session_state.get("kept", {})
    both = {**plans, **present}
    together = {plan: both[plan] for plan in [*present, *(each for each in plans if each not in present)][:MOST_KEPT]}
    left_out = len(both) - len(together)
    st.session_state["kept"] = together
    text, number = words().text, words().number
    said = text(N_("Plans kept for comparison: {count}."), count=number(len(together)))
    if left_out:
        no_room = N_("No room for {left_out} more: at most {most} are kept. Drop some on the page Compare.")
        said = f"{said} {text(no_room, left_out=number(left_out), most=number(MOST_KEPT))}"
    st.toast(said, icon=":material/warning:" if left_out else ":material/check:", duration="long")


def keep_present(plan: Plan) -> None:
    """Keep the plan of the sidebar; its click price stays tied to its budget, so that more spend has its price."""
    renew(plan)
    keep({plan: page_values()})
    _hold_reference(plan)


def renew(plan: Plan) -> None:
    """Where the present plan is kept, keep with it what pages ask for now."""
    present: dict[Plan, Values] = st.session_state.get("kept", {})
    if plan in present:
        st.session_state["kept"] = {**present, plan: page_values()}


def drop(*plans: Plan) -> None:
    """Keep plans no longer."""
    present: dict[Plan, Values] = st.session_state.get("kept", {})
    st.session_state["kept"] = {each: values for each, values in present.items() if each not in plans}


def with_budget(plan: Plan, budget: float) -> None:
    """Put another budget into the sidebar; the click price stays tied to the spend at which it was seen."""
    set_fields({"budget": budget, "reference_budget": plan.scenario.reference_budget})


def ask(name: str, question: tuple[Any, ...] | None) -> None:
    """Keep a question whose answer takes longer than a move of a slider may."""
    st.session_state[f"_asked_{name}"] = question


def asked(name: str) -> Any:
    """The question that was asked last, None when none was."""
    return st.session_state.get(f"_asked_{name}")


def load(plan: Plan, beside: Values) -> None:
    """Make this plan the one in the sidebar, with what pages ask for beside it."""
    set_fields({**fields_of(plan), **beside})

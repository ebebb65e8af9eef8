"""What would have to be true for a goal, input by input, and each of it to try."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from pages.frame import asking, plan_results, visit
from pages.frame.visit import usable_plan
from pages.kit import writing
from pages.kit.labels import INPUTS
from pages.kit.words import N_, Words, in_markdown
from pages.parts.goal import results
from simulator import Estimate, Goal, InputError, Plan, Reached, Sought, seekable, value_of
from simulator.forms.fields import Values, changed, fields_of
from simulator.questions.goal_seek import as_typed

KINDS = {
    "break_even_probability": N_("Break-even"),
    "cpo": N_("CPO"),
    "profit_mean": N_("Profit"),
}
WANTED = {
    "break_even_probability": N_("Wanted chance to break even, %"),
    "cpo": N_("Wanted median CPO at most, {money}"),
    "profit_mean": N_("Wanted expected profit, {money}"),
}
NOW = {
    "break_even_probability": N_("The chance to break even is **{now}**, wanted is **{wanted}**."),
    "cpo": N_("The median CPO is **{now}**, wanted is **{wanted}** or less."),
    "profit_mean": N_("The expected profit is **{now}**, wanted is **{wanted}**."),
}
HELP = {
    "break_even_probability": N_("Empty: 80 %."),
    "cpo": N_("Empty: the target CPO of the plan (median)."),
    "profit_mean": N_("Empty: 20 % of the budget."),
}
USUAL_CHANCE = 0.80
USUAL_PROFIT = 0.20
"""Of the budget: the profit that is looked for unless one is typed."""
TOLD = 4
"""Ways that the answer names."""
MOST_PARTS = 4
"""Ranges of one input that are told."""
SAME = 1e-4
"""Relative difference of two values that no one would tell apart."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The plan and the goal that the page answers for; the answers themselves are kept by both."""

    plan: Plan
    goal: Goal

    @property
    def answers(self) -> list[Sought]:
        """One answer per input: what may well be true first, then what is to be decided, each nearest first."""
        return sorted(self._answers(), key=_nearness)

    def _answers(self) -> Iterator[Sought]:
        return (results.sought(self.plan, name, self.goal) for name in seekable(self.plan.scenario))


def _nearness(found: Sought) -> tuple[int, float]:
    reached = found.nearest
    if reached is None or reached.share_below is None:
        return (2 if reached else 4), found.far
    beyond = 1 - reached.share_below if reached.value > found.today else reached.share_below
    return (3 if reached.distance == "out_of_reach" else 1), -beyond


@dataclass(frozen=True, slots=True)
class Tried:
    """A value that the reader has put into the plan, and the fields that it took the place of."""

    name: str
    plan: Plan
    before: Values


# -- the question -----------------------------------------------------------------------------------------------


def wanted(words: Words, plan: Plan) -> Goal | None:
    """The goal, None where what was typed cannot be one."""
    text, currency = words.text, plan.scenario.currency
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            text("Goal"),
            list(KINDS),
            default="break_even_probability",
            format_func=lambda each: text(KINDS[each]),
            key="goal_kind",
            persist_state="session",
            required=True,
        )
        usual = usual_goal(plan, kind or "break_even_probability")
        with st.container(width=300, gap="xsmall"):
            key, percent = f"goal_wanted_{usual.kind}", usual.kind == "break_even_probability"
            label = text(WANTED[usual.kind], money=words.currency_symbol(currency))
            typed = asking.number(
                words,
                label,
                key,
                percent=percent,
                placeholder=_wanted(words, plan, usual),
                help=text(HELP[usual.kind]),
            )
            if typed is None:
                return None if st.session_state[key].strip() else usual
            try:
                return Goal(usual.kind, typed)
            except InputError as error:
                asking.wrong(words, error)
                return None


def usual_goal(plan: Plan, kind: str) -> Goal:
    """What is looked for while nothing is typed."""
    if kind == "cpo":
        spreads = plan_results.figures(plan).spreads
        middles = (spreads[name].median.value for name in ("target_cpo", "max_cpo", "cpo"))
        return Goal("cpo", next((round(each, 2) for each in middles if 0.01 <= each < math.inf), 1.0))
    if kind == "profit_mean":
        return Goal("profit_mean", float(f"{USUAL_PROFIT * plan.scenario.budget:.2g}"))
    return Goal("break_even_probability", USUAL_CHANCE)


def asked(words: Words, plan: Plan, goal: Goal) -> Asked:
    """The plan that is answered for: the one of the moment in which the page, or another goal, was asked for.

    To look for all inputs takes half a second: too long for each move of a slider.
    """
    room = st.empty()
    before = st.session_state.get("goal_asked")
    arrived = "goal_table" not in st.session_state
    if before is not None and before.goal == goal and not arrived:
        return Asked(before.plan, goal)
    now, names = Asked(plan, goal), seekable(plan.scenario)
    for at, name in enumerate(names, 1):
        said = words.text("Looking at each input: {input}", input=words.text(INPUTS[name].label))
        room.progress(at / len(names), text=said)
        results.sought(plan, name, goal)
    room.empty()
    st.session_state["goal_asked"] = now
    st.session_state["goal_tried"] = None
    return now


def _ask_again() -> None:
    st.session_state["goal_asked"] = None


# -- what the plan of the sidebar has to do with it -------------------------------------------------------------


def standing(words: Words, plan: Plan, asked: Asked) -> None:
    """Whether the plan is still the one that is answered for, or one that is being tried."""
    text, tried = words.text, _tried(plan)
    if plan == asked.plan:
        return
    if tried is None:
        st.warning(
            text("The plan has changed since. What stands below was worked out for the plan as it was before."),
            icon=":material/history:",
        )
        st.button(text("Work it out for the plan as it is now"), key="goal_again", on_click=_ask_again)
        return
    now = _figure(plan, asked.goal)
    reached = N_("The goal is reached.") if asked.goal.over(now.value) >= 0 else N_("The goal is not quite reached.")
    st.success(
        text(
            "You are trying **{input}** at {value}. {now} {reached}",
            input=text(INPUTS[tried.name].label),
            value=in_markdown(writing.input_value(words, plan, tried.name, value_of(plan.scenario, tried.name))),
            now=in_markdown(_now(words, plan, asked.goal, now)),
            reached=text(reached),
        ),
        icon=":material/science:",
    )
    with st.container(horizontal=True):
        st.button(text("Back to the plan before"), key="goal_back", on_click=_back, args=(tried,))
        st.button(text("Keep it and go on from here"), key="goal_again", on_click=_ask_again)


def _tried(plan: Plan) -> Tried | None:
    """What is being tried, if the plan is still that."""
    tried: Tried | None = st.session_state.get("goal_tried")
    return tried if tried is not None and tried.plan == plan else None


def _try(asked: Asked, found: Sought, reached: Reached) -> None:
    """Put a value into the plan; of what was tried before, and only of that, nothing stays."""
    new, earlier = as_typed(asked.plan, found, reached), _tried(usable_plan())
    values = changed(fields_of(new), fields_of(asked.plan))
    if found.name == "budget":  # its click price stays the one of the spend at which it was seen
        values["reference_budget"] = new.scenario.reference_budget
    undone = {} if earlier is None else dict(earlier.before)
    present = {**visit.fields(), **undone}
    visit.set_fields({**undone, **values})
    st.session_state["goal_tried"] = Tried(found.name, new, {name: present[name] for name in values})
    visit.moved()


def _back(tried: Tried) -> None:
    visit.set_fields(tried.before)
    st.session_state["goal_tried"] = None
    visit.moved()


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, asked: Asked) -> None:
    """How far the goal is, and the nearest single changes that reach it."""
    text, answers = words.text, asked.answers
    first = answers[0]
    line = _now(words, asked.plan, asked.goal, first.now)
    if plan != asked.plan:
        line = text("**The plan before:** {answer}", answer=line)
    found = [each for each in answers if each.nearest is not None]
    if first.met_today:
        end = text(
            N_("The goal is just reached: no input may get worse.")
            if first.just_met
            else N_("The goal is reached. Below is how far each input may move before it is missed.")
        )
        st.success(in_markdown(f"{line} {end}"), icon=":material/check_circle:")
    elif found:
        ways = [_way(words, asked, each) for each in found[:TOLD]]
        end = text("One change alone would do: {ways}.", ways=text("; or ").join(ways))
        st.info(in_markdown(f"{line} {end}"), icon=":material/flag:")
    else:
        best = _most(asked.goal, answers)
        end = text(
            N_(
                "No single change reaches it, as far as was looked. The most that was found is {figure}: {input} at "
                "{value}, the furthest value looked at."
            )
            if best.best_is_furthest
            else N_("No single change reaches it. The most that one can do is {figure}: {input} at {value}."),
            figure=_written(words, asked.plan, asked.goal, best.best.attained),
            input=text(INPUTS[best.name].label),
            value=writing.input_value(words, asked.plan, best.name, best.best.value),
        )
        st.warning(in_markdown(f"{line} {end}"), icon=":material/flag:")


def _most(goal: Goal, answers: list[Sought]) -> Sought:
    return max(answers, key=lambda each: goal.over(each.best.attained.value))


def _way(words: Words, asked: Asked, found: Sought) -> str:
    value, today = _values(words, asked, found)
    return words.text(
        "{input} {value} instead of {today}", input=words.text(INPUTS[found.name].label), value=value, today=today
    )


def _values(words: Words, asked: Asked, found: Sought) -> tuple[str, str]:
    """The needed value and today's."""
    needed = found.today if found.nearest is None else found.nearest.value
    value, today = (writing.input_value(words, asked.plan, found.name, each) for each in (needed, found.today))
    return value, today


def _now(words: Words, plan: Plan, goal: Goal, now: Estimate) -> str:
    return words.text(NOW[goal.kind], now=_written(words, plan, goal, now), wanted=_wanted(words, plan, goal))


def _wanted(words: Words, plan: Plan, goal: Goal) -> str:
    if goal.kind == "break_even_probability":
        finest = next(each for each in range(9) if each == 8 or math.isclose(round(goal.wanted, each + 2), goal.wanted))
        return words.percent(goal.wanted, decimals=finest)
    whole = goal.kind == "profit_mean" and goal.wanted == round(goal.wanted)
    return words.money(goal.wanted, plan.scenario.currency, decimals=0 if whole else None)


def _written(words: Words, plan: Plan, goal: Goal, figure: Estimate) -> str:
    """A figure of the goal's kind."""
    if goal.kind == "break_even_probability":
        return words.short_chance(figure, plan.settings.draws)
    return writing.output(words, plan, "cpo" if goal.kind == "cpo" else "profit", figure)


def _figure(plan: Plan, goal: Goal) -> Estimate:
    """The figure that the goal is about, of any plan."""
    figures = plan_results.figures(plan)
    if goal.kind == "break_even_probability":
        return figures.break_even_probability
    return figures.spreads["cpo"].median if goal.kind == "cpo" else figures.spreads["profit"].mean


# -- input by input ---------------------------------------------------------------------------------------------


# -- taking along -----------------------------------------------------------------------------------------------

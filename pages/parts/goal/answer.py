"""What would have to be true for a goal: the goal, the plan it is answered for, and the answer in a sentence."""

from __future__ import annotations

import math
import time

import streamlit as st

from pages.frame import asking, visit
from pages.kit import writing
from pages.kit.labels import INPUTS
from pages.kit.words import N_, Words, in_markdown
from pages.parts.goal import attempt
from simulator import Estimate, Goal, InputError, Plan, Sought, seekable, value_of
from simulator.questions.figures import figures_of
from simulator.questions.goal_seek import GoalSearch
from simulator.questions.needed_value import budget_to_spend

KINDS = {
    "break_even_probability": N_("Surer to pay off"),
    "cpo": N_("Cheaper orders"),
    "profit_mean": N_("More profit"),
}
WANTED = {
    "break_even_probability": N_("Wanted chance to pay off, %"),
    "cpo": N_("Wanted cost per order, {money}"),
    "profit_mean": N_("Wanted profit on average, {money}"),
}
NOW = {
    "break_even_probability": N_("The chance to pay off is **{now}**, you want **{wanted}**."),
    "cpo": N_("An order costs **{now}**, you want **{wanted}** or less."),
    "profit_mean": N_("Profit is **{now}** on average, you want **{wanted}**."),
}
HELP = {
    "break_even_probability": N_("Empty: 80 %."),
    "cpo": N_("Empty: your target per order."),
    "profit_mean": N_("Empty: 20 % of the budget."),
}
USUAL_CHANCE = 0.80
USUAL_PROFIT = 0.20
"""Of the budget: the profit that is looked for unless one is typed."""
MARKET = ("budget", "cpc", "cvr", "aov")
"""Inputs that are no cost of an order: how far they move is for the reader to judge."""
LEAST_PART = 0.5
"""Of a cost that is given as known, which a shop may still hope to get to."""
_SEARCH = "goal_search"


# -- the goal -------------------------------------------------------------------------------------------------------


def goal_input(words: Words, plan: Plan) -> Goal | None:
    """The goal, None where what was typed cannot be one."""
    text = words.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            text("Goal"),
            list(KINDS),
            default="break_even_probability",
            format_func=lambda code: text(KINDS[code]),
            key="goal_kind",
            persist_state="session",
            required=True,
        )
        with st.container(width=300, gap="xsmall"):
            return _wanted_level(words, plan, usual_goal(plan, kind or "break_even_probability"))


def _wanted_level(words: Words, plan: Plan, usual: Goal) -> Goal | None:
    key, percent = f"goal_wanted_{usual.kind}", usual.kind == "break_even_probability"
    typed = asking.number(
        words,
        words.text(WANTED[usual.kind], money=words.currency_symbol(plan.scenario.currency)),
        key,
        percent=percent,
        placeholder=goal_level(words, plan, usual),
        help=words.text(HELP[usual.kind]),
    )
    if typed is None:
        return None if str(visit.recall(key, "")).strip() else usual
    try:
        return Goal(usual.kind, typed)
    except InputError as error:
        asking.wrong(words, error)
        return None


def usual_goal(plan: Plan, kind: str) -> Goal:
    """What is looked for while nothing is typed."""
    if kind == "cpo":
        spreads = figures_of(plan).spreads
        medians = (spreads[name].median.value for name in ("target_cpo", "max_cpo", "cpo"))
        return Goal("cpo", next((round(cpo, 2) for cpo in medians if 0.01 <= cpo < math.inf), 1.0))
    if kind == "profit_mean":
        return Goal("profit_mean", float(f"{USUAL_PROFIT * plan.scenario.budget:.2g}"))
    return Goal("break_even_probability", USUAL_CHANCE)


# -- the plan that is answered for ----------------------------------------------------------------------------------


def search(words: Words, plan: Plan, goal: Goal) -> GoalSearch:
    """The plan that is answered for: that of the moment in which the page was opened, or another goal was set.

    To look for all inputs takes a fifth of a second: too long for each move of a slider.
    """
    room = st.empty()
    before: GoalSearch | None = visit.recall(_SEARCH)
    arrived = visit.recall("goal_table") is None
    if before is not None and before.goal == goal and not arrived:
        return before
    count = len(seekable(plan.scenario))

    def show(at: int, name: str) -> None:
        progress = words.text("Looking at each input: {input}", input=words.text(INPUTS[name].label))
        room.progress((at + 1) / count, text=progress)
        time.sleep(0)  # lets other visitors of this process on between two inputs

    now = GoalSearch(plan, goal)
    now.work_out(show)
    room.empty()
    visit.remember(_SEARCH, now)
    attempt.forget()
    return now


def _search_again() -> None:
    visit.forget(_SEARCH)


def changed_plan(words: Words, plan: Plan, search: GoalSearch) -> None:
    """Say so where the plan is no longer the one that is answered for, or one value of it is an attempt."""
    text, tried = words.text, attempt.attempt_of(plan)
    if plan == search.plan:
        return
    if tried is None:
        st.warning(
            text("The plan has changed. Below is still the answer for the plan before."),
            icon=":material/history:",
        )
        st.button(text("Work it out again"), key="goal_again", on_click=_search_again)
        return
    now = _figure_of(plan, search.goal)
    reached = N_("The goal is reached.") if search.goal.over(now.value) >= 0 else N_("The goal is not quite reached.")
    value = writing.input_value(words, plan, tried.name, value_of(plan.scenario, tried.name))
    st.success(
        text(
            "You are trying **{input}** at {value}. {now} {reached}",
            input=text(INPUTS[tried.name].label),
            value=in_markdown(value),
            now=in_markdown(_now(words, plan, search.goal, now)),
            reached=text(reached),
        ),
        icon=":material/science:",
    )
    with st.container(horizontal=True):
        st.button(text("Back to the plan before"), key="goal_back", on_click=attempt.undo, args=(tried,))
        st.button(text("Keep it and go on from here"), key="goal_again", on_click=_search_again)


def _figure_of(plan: Plan, goal: Goal) -> Estimate:
    """The figure that the goal is about, of any plan."""
    figures = figures_of(plan)
    if goal.kind == "break_even_probability":
        return figures.break_even_probability
    return figures.spreads["cpo"].median if goal.kind == "cpo" else figures.spreads["profit"].mean


# -- the answer -----------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, search: GoalSearch) -> None:
    """How far the goal is, and the nearest single changes that reach it."""
    text, answers = words.text, search.answers
    first = answers[0]
    line = _now(words, search.plan, search.goal, first.now)
    if plan != search.plan:
        line = text("**The plan before:** {answer}", answer=line)
    reaching = [answer for answer in answers if answer.nearest is not None]
    reaching = [answer for answer in reaching if can_be_done(answer)] or reaching
    if first.met_today:
        end = text(
            N_("The goal is just reached: nothing may get worse.")
            if first.just_met
            else N_("The goal is reached. Below is how far each number may move.")
        )
        st.success(in_markdown(f"{line} {end}"), icon=":material/check_circle:")
    elif reaching:
        ways = [_way(words, search, answer) for answer in _two_ways(reaching)]
        end = text("One change alone would do: {ways}.", ways=text("; or ").join(ways))
        st.info(in_markdown(f"{line} {end}"), icon=":material/flag:")
    else:
        st.warning(in_markdown(f"{line} {_out_of_reach(words, search, answers)}"), icon=":material/flag:")


def can_be_done(answer: Sought) -> bool:
    """Whether a shop could take the change: no cost falls to less than half, and what customers get back stays.

    Of an uncertain input its own range says how likely a value is.
    """
    reached = answer.nearest
    if reached is None or answer.met_today or reached.distance is not None or answer.name in MARKET:
        return True
    return answer.name != "refunded_share" and reached.value >= LEAST_PART * answer.today


def _out_of_reach(words: Words, search: GoalSearch, answers: list[Sought]) -> str:
    """The most that a single change can do, where none reaches the goal."""
    most = [(answer, answer.best) for answer in answers if answer.best is not None]
    answer, best = max(most, key=lambda pair: search.goal.over(pair[1].attained.value))
    return words.text(
        N_("No single change reaches it. The most we found is {figure}: {input} at {value}.")
        if answer.best_is_furthest
        else N_("No single change reaches it. The most that one can do is {figure}: {input} at {value}."),
        figure=goal_figure(words, search.plan, search.goal, best.attained),
        input=words.text(INPUTS[answer.name].label),
        value=writing.input_value(words, search.plan, answer.name, best.value),
    )


def _two_ways(reaching: list[Sought]) -> list[Sought]:
    """The nearest change, and the budget's where it would do: that one is decided at once. Else the two nearest."""
    first, *others = reaching
    budget = [answer for answer in others if answer.name == "budget"]
    return [first, *(budget or others)[:1]]


def _way(words: Words, search: GoalSearch, answer: Sought) -> str:
    value, today = needed_and_today(words, search, answer)
    return words.text(
        "{input} {value} instead of {today}", input=words.text(INPUTS[answer.name].label), value=value, today=today
    )


def needed_and_today(words: Words, search: GoalSearch, answer: Sought) -> tuple[str, str]:
    """The value that an input needs, today's where none reaches the goal, and today's."""
    needed = _needed(search, answer)
    value = writing.input_value(words, search.plan, answer.name, needed, beside=answer.today)
    return value, writing.input_value(words, search.plan, answer.name, answer.today, beside=needed)


def _needed(search: GoalSearch, answer: Sought) -> float:
    """The value that an input needs; of a budget the round one, the same as on the page Budget."""
    reached = answer.nearest
    if reached is None:
        return answer.today
    if answer.name == "budget":
        return budget_to_spend(search.plan, answer.goal, reached.value, up=reached.reached_above)
    return reached.value


def _now(words: Words, plan: Plan, goal: Goal, now: Estimate) -> str:
    figure = goal_figure(words, plan, goal, now)
    return words.text(NOW[goal.kind], now=figure, wanted=goal_level(words, plan, goal))


def goal_level(words: Words, plan: Plan, goal: Goal) -> str:
    """The level that is wanted, with the digits that were typed."""
    if goal.kind == "break_even_probability":
        return words.wanted_chance(goal.wanted)
    whole = goal.kind == "profit_mean" and goal.wanted == round(goal.wanted)
    return words.money(goal.wanted, plan.scenario.currency, decimals=0 if whole else None)


def goal_figure(words: Words, plan: Plan, goal: Goal, figure: Estimate) -> str:
    """A figure of the goal's kind."""
    if goal.kind == "break_even_probability":
        return words.short_chance(figure, plan.settings.draws)
    return writing.output(words, plan, "cpo" if goal.kind == "cpo" else "profit", figure)

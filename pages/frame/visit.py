"""The visit: the only owner of the plan's session. Pages and parts change the plan by `change` and ask it here.

The truth is the plan's fields (`fields`); the usable plan is built from them once a run (`standing`). What a page
remembers beside the plan goes through `recall` and `remember`; what its own inputs make goes through `last_usable`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import streamlit as st

from pages.kit.labels import SHOWN_BY, input_of
from pages.kit.words import N_, Words, best_locale, words_for
from simulator import InputError, Plan
from simulator.forms.fields import BY_NAME, PARTS, START, UNCERTAIN, Value, Values, fields_of, plan_of
from simulator.forms.page_fields import ALL_BY_NAME, ALL_START, PAGE_DEFAULTS

T = TypeVar("T")

EVERY_WIDGET = "*"
KEYS_OF_A_WIDGET = 100
"""After so many changes a key comes again: no request is that late, and the session does not grow."""
MOST_KEPT = 20
"""Plans that one visit keeps side by side."""


def words() -> Words:
    """The reader's words: the locale chosen in the sidebar, at first the browser's."""
    if "locale" not in st.session_state:
        st.session_state["locale"] = best_locale(st.context.locale)
    return words_for(st.session_state["locale"])


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


def change(values: Values, *, by: str = "") -> None:
    """Change some fields of the plan, for a callback: what was typed there is given up, and no older address counts.

    by : the widget in which the reader changed them, if it was one
    """
    set_fields(values, by=by)
    moved()


def recall(name: str, default: Any = None) -> Any:
    """What a page remembers in this visit beside the plan; also the state of one of its own widgets."""
    return st.session_state.get(name, default)


def remember(name: str, value: Any) -> None:
    """Remember something in this visit beside the plan: small, and nothing that the plan's figures could give."""
    st.session_state[name] = value


def forget(name: str) -> None:
    """Remember it no longer."""
    st.session_state.pop(name, None)


@dataclass(frozen=True, slots=True)
class Usable(Generic[T]):
    """What inputs make, or, where they make nothing, what they made last.

    value       : None when nothing could be made so far
    problems    : what is wrong with the inputs as they are
    is_outdated : whether the value is that of earlier inputs
    """

    value: T | None
    problems: tuple[InputError, ...] = ()
    is_outdated: bool = False


def last_usable(key: str, given: Any, make: Callable[[], tuple[T | None, Sequence[InputError]]]) -> Usable[T]:
    """What the inputs make; made once for the same inputs, however often a page asks.

    key   : what is made, unlike any other of the visit
    given : the inputs, to be compared with those of the last time
    make  : returns what the inputs make (None where they make nothing) and what is wrong with them
    """
    name = f"_usable_{key}"
    before: tuple[Any, Usable[T]] | None = st.session_state.get(name)
    if before is not None and before[0] == given:
        return before[1]
    value, problems = make()
    if value is not None:
        usable = Usable(value, tuple(problems))
    else:
        usable = Usable(before[1].value if before else None, tuple(problems), is_outdated=True)
    st.session_state[name] = (given, usable)
    return usable


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
    said = text("Plans kept for comparison: {count}.", count=number(len(together)))
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


def moved() -> None:
    """Say that the reader changed the plan: whatever address comes with this rerun is older."""
    st.session_state["_moved"] = True


@dataclass(frozen=True)
class Standing:
    """How the inputs stand in this rerun: the usable plan, and what is wrong by field."""

    plan: Plan
    values: Values
    problems: dict[str, InputError]


class Present:
    """What a visit has at any time, also where a visit cannot be asked: when a download is made.

    plan : the usable plan
    page_values : what pages ask for beside it
    """

    plan: Plan
    page_values: Values


def present() -> Present:
    """The one of this visit."""
    found: Present = st.session_state.setdefault("_present", Present())
    return found


def standing() -> Standing:
    """Build the plan from the fields; where that cannot be done, the last one that could be built stands."""
    values = fields()
    plan, wrong = plan_of(values)
    problems = {error.field or "": error for error in wrong} | {
        name: error
        for name in st.session_state["wrong"]
        if name in BY_NAME and _is_asked(name, values) and (error := reading_error(name)) is not None
    }
    if plan is not None and not problems:
        now = Standing(plan, values, {})
    else:
        now = replace(st.session_state.get("standing") or _start(), problems=problems)
    st.session_state["standing"] = now
    present().plan, present().page_values = now.plan, page_values()
    return now


def _start() -> Standing:
    plan, _ = plan_of(START)
    if plan is None:
        raise RuntimeError("the plan of a first visit is not usable")
    return Standing(plan, ALL_START, {})


def last_standing() -> Standing:
    """How the inputs stood when they were last looked at, in this rerun."""
    now: Standing = st.session_state["standing"]
    return now


def usable_plan() -> Plan:
    """The plan that the pages answer for: the last one that could be built."""
    return last_standing().plan


def _is_asked(field: str, present: Values) -> bool:
    """Whether the sidebar asks for a field as its choices stand: a hidden text must not hold back the answer."""
    name = input_of(field)
    if name in UNCERTAIN and field.removeprefix(name) not in PARTS[str(present[f"{name}_kind"])]:
        return False
    choice, code = SHOWN_BY.get(name, ("", None))
    return not choice or present[choice] == code


def reading_error(name: str) -> InputError | None:
    """What is wrong with the text of a field that could not be read."""
    try:
        _read(name, st.session_state["wrong"][name])
    except InputError as error:
        return error.at(name)
    return None


def _read(name: str, text: str) -> Value:
    field = ALL_BY_NAME[name]
    if not text.strip():
        return None
    return words().parse(text, percent=field.kind == "share")


def _set(name: str, value: Value, *, by: str = "") -> None:
    set_fields({name: value}, by=by)
    moved()

"""The visit: the only owner of the plan's session. Pages and parts change the plan by `change` and ask it here.

The truth is the plan's fields (`fields`); the usable plan is built from them once a run (`check_inputs`). What a page
remembers beside the plan goes through `recall` and `remember`; what its own inputs make goes through `last_usable`.

Long because the session has one owner: all that is written there is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import streamlit as st

from pages.frame import saved_plans
from pages.frame.address import Address
from pages.kit.labels import SHOWN_BY, input_of
from pages.kit.languages import best_locale, currency_of_zone, language_of, locale_of
from pages.kit.words import N_, Words, words_for
from simulator import InputError, Plan
from simulator.forms.examples import ABROAD, first_values
from simulator.forms.fields import BY_NAME, PARTS, START, UNCERTAIN, Value, Values, fields_of, plan_of
from simulator.forms.page_fields import ALL_BY_NAME, PAGE_DEFAULTS

T = TypeVar("T")

EVERY_WIDGET = "*"
KEYS_OF_A_WIDGET = 100
"""After so many changes a key comes again: no request is that late, and the session does not grow."""
MOST_KEPT = 20
"""Plans that one visit keeps side by side."""


def locale() -> str:
    """The locale in which the reader's numbers are written: that chosen in the sidebar, at first the browser's."""
    if "locale" not in st.session_state:
        st.session_state["locale"] = best_locale(st.context.locale)
    chosen: str = st.session_state["locale"]
    return chosen


def language() -> str:
    """The language of the texts: that chosen in the sidebar, at first the browser's where there is a catalogue."""
    if "language" not in st.session_state:
        st.session_state["language"] = language_of(best_locale(st.context.locale))
    chosen: str = st.session_state["language"]
    return chosen


def home_currency() -> str:
    """The currency in which a first visit starts: that of the reader's time zone, where there is an example in it."""
    if "home_currency" not in st.session_state:
        currency = currency_of_zone(st.context.timezone)
        st.session_state["home_currency"] = currency if currency in ABROAD else START["currency"]
    home: str = st.session_state["home_currency"]
    return home


def words() -> Words:
    """The words of the reader's language, with numbers as they write them."""
    return words_for(locale(), language())


def begins() -> bool:
    """Whether this run is the first of the visit."""
    return bool(st.session_state.get("_begins"))


def set_begins(first_run: bool) -> None:
    """Remember whether this run is the first of the visit. For `link` and `widgets`."""
    st.session_state["_begins"] = first_run


def read_in(chosen: str) -> None:
    """Change the language, and the number format with it unless the reader parted them. For callbacks."""
    own, before = best_locale(st.context.locale), language()
    st.session_state["language"] = chosen
    if locale() == locale_of(before, own):
        write_numbers_in(locale_of(chosen, own))


def write_numbers_in(chosen: str) -> None:
    """Change the locale of numbers; a text that could not be read may be right in the new one. For callbacks."""
    st.session_state["locale"] = chosen
    _count(EVERY_WIDGET)
    for name, text in unreadable().items():
        try:
            change({name: parsed(name, text)})
        except InputError:
            continue


# ---------------------------------------------------------------------------------------------------------------
# The plan


def fields() -> Values:
    """The fields of the plan in the sidebar, by the names of `simulator.forms.fields`: the truth of this visit.

    One entry of the session holds them all: Streamlit walks through every entry each time it draws a widget.
    """
    values: Values = st.session_state["fields"]
    return values


def page_values() -> Values:
    """The fields beside those of the plan: what the pages Funnel and Omnichannel ask for."""
    present = fields()
    return {name: present[name] for name in PAGE_DEFAULTS}


def change(values: Values, *, by: str = "") -> None:
    """Change some fields of the plan. For callbacks.

    A text that could not be read in one of these fields is given up, and the address that came with this rerun counts
    as older than the plan.

    by : the widget in which the reader changed them, if it was one
    """
    _set_fields(values, by=by)
    now = address()
    if now is not None:
        set_address(replace(now, is_plan_newer=True))


def open_plan(values: Values, baseline: Plan | None) -> None:
    """Begin with the plan of a link: all its fields, and its baseline."""
    if "fields" in st.session_state:
        _set_fields(values)
    else:
        st.session_state["fields"] = values
    st.session_state["wrong"] = {}
    st.session_state["baseline"] = baseline


def _set_fields(values: Values, *, by: str = "") -> None:
    present, wrong = fields(), unreadable()
    moved = [name for name, value in values.items() if value != present[name] or name in wrong]
    _count(*moved, *([by] * len(moved) if by else ()))
    st.session_state["fields"] = {**present, **values}
    st.session_state["wrong"] = {name: text for name, text in wrong.items() if name not in values}


def address() -> Address | None:
    """The address bar as `link` left it; None before a first visit has read it."""
    present: Address | None = st.session_state.get("_address")
    return present


def set_address(new: Address) -> None:
    """Remember the address bar. For `link`."""
    st.session_state["_address"] = new


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


def leave_keys(turns: int) -> None:
    """Give every widget of the plan a key far from the present one, which the browser may hold from another visit."""
    _count(*[EVERY_WIDGET] * turns)


def _count(*names: str) -> None:
    changes = dict(st.session_state.get("changes", {}))
    for name in names:
        changes[name] = changes.get(name, 0) + 1
    st.session_state["changes"] = changes


def widget_key(widget: str, *shown: str) -> str:
    """The key of a widget that shows these fields: another key whenever something else has changed them.

    A request that the browser sent before the new value reached it still holds the old one. Under the same key,
    Streamlit would take that for a wish of the reader, and the plan would jump back; a key that is gone is ignored.

    widget : its name, unlike any other's
    shown  : the fields whose values it shows
    """
    changes = st.session_state.get("changes", {})
    changed_elsewhere = sum(changes.get(name, 0) for name in (EVERY_WIDGET, *shown)) - changes.get(widget, 0)
    turn = changed_elsewhere % KEYS_OF_A_WIDGET
    return f"{widget}_{turn}" if turn else widget


def baseline() -> Plan | None:
    """The plan that the present one is held against."""
    return st.session_state.get("baseline")


def keep_as_baseline(plan: Plan) -> None:
    """Hold later changes against this plan."""
    st.session_state["baseline"] = plan
    change({})


def forget_baseline() -> None:
    """Hold the plan against nothing."""
    st.session_state["baseline"] = None
    change({})


def kept_plans() -> tuple[Plan, ...]:
    """The plans kept for comparison, oldest first."""
    return tuple(_kept())


def _kept() -> dict[Plan, Values]:
    plans: dict[Plan, Values] = st.session_state.get("kept", {})
    return plans


def kept_with_page_values() -> Mapping[Plan, Values]:
    """The plans kept for comparison, each with what pages ask for beside it."""
    return _kept()


def open_kept(plans: Mapping[Plan, Values]) -> None:
    """Have these plans kept for comparison, and no others. For `link`."""
    st.session_state["kept"] = dict(list(plans.items())[:MOST_KEPT])


def page_values_of(plan: Plan, present: Plan) -> Values:
    """What pages asked for beside a kept plan; of any other, and of the present one, what they ask for now."""
    values = None if plan == present else _kept().get(plan)
    return page_values() if values is None else values


def is_kept(plan: Plan) -> bool:
    """Whether the present plan is kept just as it is, with what pages ask for beside it."""
    return _kept().get(plan) == page_values()


def keep(plans: Iterable[tuple[Plan, Values]], *, anew: bool = False) -> None:
    """Keep plans for comparison, each once per first day, as many as there is room for; show a message with the count.

    plans : the plans with what pages ask for beside each
    anew  : what pages ask for takes the place of what was kept with the same plan
    """
    together, left_out = _kept(), 0
    for plan, beside in plans:
        more = saved_plans.joined(words(), together, plan, beside, anew=anew)
        if len(more) > max(MOST_KEPT, len(together)):
            left_out += 1
        else:
            together = more
    st.session_state["kept"] = together
    text, number = words().text, words().number
    message = text("Plans kept for comparison: {count}.", count=number(len(together)))
    if left_out:
        no_room = N_("No room for {left_out} more: at most {most} are kept. Drop some on the page Compare.")
        message = f"{message} {text(no_room, left_out=number(left_out), most=number(MOST_KEPT))}"
    st.toast(message, icon=":material/warning:" if left_out else ":material/check:", duration="long")


def keep_present(plan: Plan) -> None:
    """Keep the plan of the sidebar for comparison."""
    keep([(plan, page_values())], anew=True)
    change({})


def drop(*plans: Plan) -> None:
    """Keep plans no longer."""
    st.session_state["kept"] = {plan: values for plan, values in _kept().items() if plan not in plans}


def load(plan: Plan, beside: Values) -> None:
    """Make this plan the one in the sidebar, with what pages ask for beside it."""
    change({**fields_of(plan), **beside})


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of the plan in this rerun.

    plan     : the latest usable plan
    values   : the fields that it was built from
    problems : what is wrong with the fields as they are now, by field
    """

    plan: Plan
    values: Values
    problems: dict[str, InputError]


class Present:
    """The latest usable plan, for download callbacks, which run outside a script run.

    plan        : the usable plan
    page_values : what pages ask for beside it
    """

    plan: Plan
    page_values: Values


def present() -> Present:
    """This session's `Present`."""
    latest: Present = st.session_state.setdefault("_present", Present())
    return latest


def check_inputs() -> Inputs:
    """Build the plan from the fields; where that cannot be done, the latest usable one stays."""
    values = fields()
    plan, wrong = plan_and_problems(values)
    shown = (name for name in unreadable() if name in BY_NAME and _is_shown(name, values))
    problems = {error.field or "": error for error in wrong} | reading_errors(shown)
    if plan is not None and not problems:
        now = Inputs(plan, values, {})
    else:
        now = replace(st.session_state.get("inputs") or _first_inputs(), problems=problems)
    st.session_state["inputs"] = now
    present().plan, present().page_values = now.plan, page_values()
    return now


def plan_and_problems(values: Values) -> tuple[Plan | None, list[InputError]]:
    """`plan_of` for the fields of a page, where an emptied usual spend is never the budget in silence."""
    plan, wrong = plan_of(values)
    if values["reference_budget"] is None:
        wrong.append(InputError("A number is missing here.", field="reference_budget"))
    return plan, wrong


def _first_inputs() -> Inputs:
    values = first_values(home_currency())
    plan, _ = plan_of(values)
    if plan is None:
        raise RuntimeError("the plan of a first visit is not usable")
    return Inputs(plan, values, {})


def inputs() -> Inputs:
    """The inputs as they were last checked, in this rerun."""
    now: Inputs = st.session_state["inputs"]
    return now


def usable_plan() -> Plan:
    """The plan that the pages answer for: the latest usable one."""
    return inputs().plan


def _is_shown(field: str, values: Values) -> bool:
    """Whether the sidebar shows a field, given the choices made there: a hidden text must not hold back the answer."""
    name = input_of(field)
    if name in UNCERTAIN and field.removeprefix(name) not in PARTS[str(values[f"{name}_kind"])]:
        return False
    choice, code = SHOWN_BY.get(name, ("", None))
    return not choice or values[choice] == code


def unreadable() -> dict[str, str]:
    """The texts that were typed and could not be read, by field."""
    texts: dict[str, str] = st.session_state["wrong"]
    return texts


def leave_unreadable(name: str, text: str) -> None:
    """Leave a text in its field that could not be read, to be corrected. For callbacks."""
    st.session_state["wrong"] = {**unreadable(), name: text}


def reading_error(name: str) -> InputError | None:
    """What is wrong with the text of a field, None where it can be read or was not typed."""
    text = unreadable().get(name)
    if text is None:
        return None
    try:
        parsed(name, text)
    except InputError as error:
        return error.at(name)
    return None


def reading_errors(names: Iterable[str]) -> dict[str, InputError]:
    """What could not be read of the texts that were typed for these fields, by field."""
    texts = unreadable()
    return {name: error for name in names if name in texts and (error := reading_error(name)) is not None}


def parsed(name: str, text: str) -> Value:
    """The value of a field from its text in the reader's locale, None where it is empty.

    Raises
    ------
    InputError
        When it is not written as this locale writes numbers.
    """
    field = ALL_BY_NAME[name]
    if not text.strip():
        return None
    currency = str(fields()["currency"]) if field.kind == "money" else ""
    return words().parse(text, percent=field.kind == "share", currency=currency)

"""Fields of the plan as widgets: each shows its field, and its callback changes the plan.

Before a widget is drawn its own state is set from the field. A widget that has another key by now was not drawn with
the present value (`visit.widget_key`): what it says is ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from pages.frame import visit
from pages.frame.device import is_phone
from pages.kit.labels import CODE_LABELS, INPUTS, KIND_LABELS
from pages.kit.words import Words
from simulator import InputError
from simulator.forms.fields import BELIEF_KINDS, BY_NAME, UNCERTAIN, Value, Values, belief_of, same_in_another_kind
from simulator.forms.page_fields import ALL_BY_NAME, day_in

MOST_DAYS: Final = 92
"""The end of the slider of days; a longer period is typed."""
E24: Final = (
    1, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2, 2.2, 2.4, 2.7, 3, 3.3, 3.6, 3.9, 4.3, 4.7, 5.1, 5.6, 6.2, 6.8, 7.5, 8.2, 9.1,
)  # fmt: skip
"""Steps of about 10 % that everyone can read."""
_BROUGHT: Final = "_brought"
"""Session key: callbacks of the changes that the browser brought into a new visit."""


def keep_in_step(key: str, shown: object) -> None:
    """Have a widget show a value that is new to the browser; else leave it alone: the reader may be moving it."""
    if key in st.session_state and st.session_state[key] != shown:
        st.session_state[key] = shown


def hear(key: str, shown: object, changed: Callable[..., None], *args: object) -> None:
    """Note what a widget was drawn with, so that what it says is heard even where its callback is not.

    Two ways a callback gets lost: (1) When a server is gone, the page stays open in the browser, connects to another
    one, and asks for nothing until the reader changes something. That change comes with the first run of a new visit,
    which calls no callback. (2) Another request may end a run while it is still in its callbacks; Streamlit (1.67) then
    takes the new value for the old one. Unheard, the field would show one number and the figures another, or what was
    typed would be gone. Call it behind the widget, with the widget's callback.
    """
    if visit.begins() and st.session_state[key] != shown:
        visit.remember(_BROUGHT, [*visit.recall(_BROUGHT, []), (changed, args)])
    _drawn()[key] = (shown, changed, args)


def hear_missed() -> None:
    """Call the callbacks of widgets that say something else than they were drawn with. Call it before the plan is read.

    Where a callback was called already, the plan says the same by now, and calling it again changes nothing.
    """
    drawn = _drawn()
    for key, (shown, changed, args) in list(drawn.items()):
        if key not in st.session_state:
            del drawn[key]
        elif st.session_state[key] != shown:
            changed(*args)


def _drawn() -> dict[str, Any]:
    """By widget key, what each widget was drawn with and its callback (`hear`).

    One entry of the session that is written into: Streamlit walks through every entry each time it draws a widget.
    """
    widgets: dict[str, Any] = st.session_state.setdefault("_drawn", {})
    return widgets


def take_over_brought() -> bool:
    """Change the plan as the browser says, read in the locale it was typed in; return whether there was anything."""
    brought, locale = visit.recall(_BROUGHT), visit.recall("locale_choice")
    language = visit.recall("language_choice", visit.language())
    other_locale = (locale, language) != (visit.locale(), visit.language())
    if not brought and not (visit.begins() and other_locale):
        return False
    visit.forget(_BROUGHT)
    visit.set_begins(False)
    visit.remember("locale", locale)
    visit.remember("language", language)
    for changed, args in brought or ():
        changed(*args)
    if other_locale:
        visit.leave_keys(visit.KEYS_OF_A_WIDGET // 2)
    return True


# -- texts ------------------------------------------------------------------------------------------------------


WHOLE: Final = ("budget", "reference_budget", "period_days")
"""Fields in which hardly anybody types a decimal mark, which the keypad of some phones lacks."""


def text_field(
    words: Words,
    field: str,
    label: str,
    *,
    help: str | None = None,
    hidden: bool = False,
    placeholder: str | None = None,
) -> None:
    """A number that is typed; a text that could not be read stays in the field, to be corrected."""
    key, value = visit.widget_key(f"{field}_text", field), visit.fields()[field]
    shown = visit.unreadable().get(field)
    if shown is None:
        shown = "" if value is None else words.exact(float(value), percent=ALL_BY_NAME[field].kind == "share")
    keep_in_step(key, shown)
    st.text_input(
        label,
        shown,
        key=key,
        # Of all that Streamlit offers (1.67, no inputmode) only this opens the keypad of a phone.
        type="phone" if field in WHOLE else "default",
        icon="",
        autocomplete="off",
        on_change=_typed,
        args=(field, key),
        help=help,
        placeholder=placeholder or "",
        label_visibility="collapsed" if hidden else "visible",
    )
    hear(key, shown, _typed, field, key)


def _typed(name: str, key: str) -> None:
    if key != visit.widget_key(f"{name}_text", name):
        return
    text = st.session_state[key]
    try:
        visit.change({name: visit.parsed(name, text)}, by=f"{name}_text")
    except InputError:
        visit.leave_unreadable(name, text)


def day_field(words: Words, field: str, label: str, *, help: str | None = None) -> None:
    """A day that is chosen; empty where none is, or where the field holds no day."""
    key = visit.widget_key(f"{field}_day", field)
    shown = _day_of(visit.fields()[field])
    keep_in_step(key, shown)
    st.date_input(label, shown, key=key, format=words.date_field, on_change=_dated, args=(field, key), help=help)
    hear(key, shown, _dated, field, key)


def _day_of(value: Value) -> date | None:
    try:
        return day_in(value, "first_day")
    except InputError:
        return None


def _dated(name: str, key: str) -> None:
    if key == visit.widget_key(f"{name}_day", name):
        day: date | None = st.session_state[key]
        visit.change({name: day.isoformat() if day else ""}, by=f"{name}_day")


def plan_name(label: str, *, help: str | None = None) -> None:
    """The name of the plan."""
    key, name = visit.widget_key("name_text", "name"), str(visit.fields()["name"])
    keep_in_step(key, name)
    st.text_input(label, name, key=key, on_change=_named, args=(key,), help=help)
    hear(key, name, _named, key)


def _named(key: str) -> None:
    if key == visit.widget_key("name_text", "name"):
        visit.change({"name": st.session_state[key]}, by="name_text")


# -- choices ----------------------------------------------------------------------------------------------------


def toggle(name: str, label: str, *, help: str | None = None) -> None:
    """A yes or no."""
    key, on = visit.widget_key(f"{name}_choice", name), bool(visit.fields()[name])
    keep_in_step(key, on)
    st.toggle(label, on, key=key, on_change=_chosen, args=(name, key), help=help)
    hear(key, on, _chosen, name, key)


def choice(
    words: Words,
    name: str,
    label: str,
    options: Sequence[Value],
    *,
    option_label: Callable[[Any], str] | None = None,
    help: str | None = None,
    change: Callable[[Value], None] | None = None,
) -> None:
    """One of several codes or numbers.

    change : changes the plan to a chosen one, where that is more than its field
    """
    key, chosen = visit.widget_key(f"{name}_choice", name), visit.fields()[name]
    shown = chosen if chosen in options else None  # a link's code that does not exist shows no choice, and stays
    keep_in_step(key, shown)
    st.selectbox(
        label,
        list(options),
        None if shown is None else list(options).index(shown),
        format_func=option_label or (lambda code: words.text(CODE_LABELS[name, code])),
        key=key,
        on_change=_chosen,
        args=(name, key, change),
        help=help,
    )
    hear(key, shown, _chosen, name, key, change)


def _chosen(name: str, key: str, change: Callable[[Value], None] | None = None) -> None:
    if key != visit.widget_key(f"{name}_choice", name):
        return
    if change is None:
        visit.change({name: st.session_state[key]}, by=f"{name}_choice")
    else:
        change(st.session_state[key])


def belief_kind(words: Words, name: str) -> None:
    """How an uncertain input is given: as a range, from counts, and so on."""
    kind = str(visit.fields()[f"{name}_kind"])
    options = [option for option in BELIEF_KINDS[UNCERTAIN[name]] if option == kind or option != "lognormal"]
    key = visit.widget_key(f"{name}_kind_choice", f"{name}_kind")
    keep_in_step(key, kind)
    st.radio(
        words.text("How {input} is given", input=words.text(INPUTS[name].label)),
        options,
        options.index(kind),
        format_func=lambda option: words.text(KIND_LABELS[option]),
        key=key,
        on_change=_switched,
        args=(name, key),
    )
    hear(key, kind, _switched, name, key)


def _switched(name: str, key: str) -> None:
    if key != visit.widget_key(f"{name}_kind_choice", f"{name}_kind"):
        return
    give_as(name, st.session_state[key])


def give_as(name: str, kind: str) -> None:
    """Have an uncertain input given in another way, its numbers those of the belief before. For callbacks."""
    before = visit.fields()
    visit.change({f"{name}_kind": kind}, by=f"{name}_kind_choice")
    visit.change(_missing(name, kind, before))


def _missing(name: str, kind: str, before: Values) -> Values:
    """What another way to give an input needs and was never typed: it follows from the belief before."""
    try:
        suggested = same_in_another_kind(name, belief_of(before, name), kind)
    except InputError:
        return {}
    missing = {field: value for field, value in suggested.items() if before[field] is None}
    try:  # what was typed before stays, as long as it agrees with the present belief
        belief_of({**before, f"{name}_kind": kind, **missing}, name)
    except InputError:
        return suggested
    return missing


# -- sliders ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def log_grid(low: float, high: float) -> tuple[float, ...]:
    """A slider's values from low to high, in even steps of the logarithm."""
    values = (float(f"{step}e{power}") for power in range(-4, 7) for step in E24)
    return tuple(value for value in values if low <= value <= high)


def slider(words: Words, name: str, fields: tuple[str, ...], label: str) -> None:
    """A view of one or two fields on a logarithmic grid that also holds the typed values.

    None on a phone: it would be too short for a finger, and take the place of the answer.
    """
    if is_phone():
        return
    ends = INPUTS[name].slider
    values = [float(value) for field in fields if (value := visit.fields()[field]) is not None]
    if ends is None or len(values) < len(fields) or values != sorted(values) or values[0] <= 0:
        return
    percent = BY_NAME[name].kind == "share"
    chosen = tuple(values) if len(values) > 1 else values[0]
    key = visit.widget_key(f"{name}_slide", *fields)
    keep_in_step(key, chosen)
    st.select_slider(
        label,
        sorted({*log_grid(*ends), *values}),
        value=chosen,
        format_func=lambda value: words.exact(value, percent=percent),
        key=key,
        on_change=_slid,
        args=(name, fields, key),
        label_visibility="collapsed",
    )
    hear(key, chosen, _slid, name, fields, key)


def day_slider(name: str, label: str) -> None:
    """Days are counted evenly, up to a quarter; a longer period is typed."""
    days = visit.fields()[name]
    if not isinstance(days, float) or not 1 <= days <= MOST_DAYS or days != int(days):
        return
    key = visit.widget_key(f"{name}_slide", name)
    keep_in_step(key, int(days))
    st.slider(
        label,
        1,
        MOST_DAYS,
        int(days),
        key=key,
        on_change=_slid,
        args=(name, (name,), key),
        label_visibility="collapsed",
    )
    hear(key, int(days), _slid, name, (name,), key)


def _slid(name: str, fields: tuple[str, ...], key: str) -> None:
    if key != visit.widget_key(f"{name}_slide", *fields):
        return
    chosen = st.session_state[key]
    for field, value in zip(fields, chosen if len(fields) > 1 else (chosen,), strict=True):
        visit.change({field: float(value)}, by=f"{name}_slide")

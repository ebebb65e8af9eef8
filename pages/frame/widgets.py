"""TODO."""

from __future__ import annotations

import streamlit as st

from pages.frame import visit
from pages.frame.visit import _read, _set
from pages.kit.words import Words
from simulator import InputError
from simulator.forms.fields import Values, belief_of, same_in_another_kind
from simulator.forms.page_fields import ALL_BY_NAME


def keep_in_step(key: str, shown: object) -> None:
    """Have a widget show a value that is new to the browser; else leave it alone: the reader may be moving it."""
    if key in st.session_state and st.session_state[key] != shown:
        st.session_state[key] = shown


def was_typed(name: str, key: str) -> None:
    """A text was typed for a field: take it over, or keep it to be mended."""
    if key != visit.widget_key(f"{name}_text", name):
        return
    text = st.session_state[key]
    try:
        _set(name, _read(name, text), by=f"{name}_text")
    except InputError:
        st.session_state["wrong"] = {**st.session_state["wrong"], name: text}


def _named(key: str) -> None:
    if key == visit.widget_key("name_text", "name"):
        _set("name", st.session_state[key], by="name_text")


def _slid(name: str, fields: tuple[str, ...], key: str) -> None:
    if key != visit.widget_key(f"{name}_slide", *fields):
        return
    chosen = st.session_state[key]
    for field, value in zip(fields, chosen if len(fields) > 1 else (chosen,), strict=True):
        _set(field, float(value), by=f"{name}_slide")


def was_chosen(name: str, key: str) -> None:
    """Something was chosen for a field."""
    if key == visit.widget_key(f"{name}_choice", name):
        _set(name, st.session_state[key], by=f"{name}_choice")


def _switched(name: str, key: str) -> None:
    """Another way to give an input: what is not yet known of it follows from what was believed."""
    if key != visit.widget_key(f"{name}_kind_choice", f"{name}_kind"):
        return
    present = visit.fields()
    kind = st.session_state[key]
    _set(f"{name}_kind", kind, by=f"{name}_kind_choice")
    visit.set_fields(_missing(name, kind, present))


def _missing(name: str, kind: str, present: Values) -> Values:
    """What another way to give an input needs and was never typed."""
    try:
        suggested = same_in_another_kind(name, belief_of(present, name), kind)
    except InputError:
        return {}
    missing = {field: value for field, value in suggested.items() if present[field] is None}
    try:  # what was typed before stays, as long as it agrees with what is believed now
        belief_of({**present, f"{name}_kind": kind, **missing}, name)
    except InputError:
        return suggested
    return missing


def text_field(
    words: Words,
    field: str,
    label: str,
    *,
    help: str | None = None,
    hidden: bool = False,
    placeholder: str | None = None,
) -> None:
    """A field as a text that is typed; one that could not be read stays, to be mended."""
    key, value = visit.widget_key(f"{field}_text", field), visit.fields()[field]
    shown = st.session_state["wrong"].get(field)
    if shown is None:
        shown = "" if value is None else words.exact(float(value), percent=ALL_BY_NAME[field].kind == "share")
    keep_in_step(key, shown)
    st.text_input(
        label,
        shown,
        key=key,
        on_change=was_typed,
        args=(field, key),
        help=help,
        placeholder=placeholder,
        label_visibility="collapsed" if hidden else "visible",
    )

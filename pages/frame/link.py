"""The plan in the address bar, so that a reload, Back, a bookmark and a colleague all see the same plan.

A link holds, by the names of `simulator.fields` and `simulator.page_fields`, what differs from a first visit, as
numbers and codes that do not depend on a language; the kept baseline is in it under ``baseline.``. What cannot be read
is named, never guessed.

Every change writes a new address, and each rerun brings the address that the browser had when it asked. That one may
be older than what was written last, because the answer was still on its way: only an address that cannot be such an
echo is taken as a wish of the reader (first visit, Back, Forward).
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import streamlit as st

from pages.frame.visit import set_fields
from pages.kit.words import N_, plain_markdown
from simulator import Amount, InputError, Plan, Settings
from simulator.forms.fields import (
    BY_NAME,
    CODES,
    START,
    Field,
    Value,
    Values,
    changed,
    fields_of,
    plan_of,
    text_of,
    value_of,
)
from simulator.forms.page_fields import ALL_BY_NAME, ALL_START

BASELINE = "baseline"
LONGEST_VALUE = 400
NEVER_EMPTY = ("text", "code", "flag")
"""Kinds of fields that always hold something."""
ECHO_SECONDS = 2.0
"""How long after a change an older address may still arrive from a slow browser."""

UNKNOWN = N_("“{name}” is not part of a plan and was left out.")
UNREADABLE = N_("“{name}” in the link could not be read, so the usual value stands: {reason}")
BASELINE_LOST = N_("The baseline in the link could not be read ({reason}), so there is none.")

Link = dict[str, str]
Note = tuple[str, dict[str, object]]
"""A text of the catalogue and what fills it."""


# ---------------------------------------------------------------------------------------------------------------
# Plan <-> link, without a browser


def encoded(values: Values, baseline: Plan | None) -> Link:
    """The link of a plan's values and of the baseline."""
    link = {name: text_of(ALL_BY_NAME[name], value) for name, value in changed(values, ALL_START).items()}
    if baseline is not None:
        link[BASELINE] = "1"
        kept = changed(fields_of(baseline), START)
        link |= {f"{BASELINE}.{name}": text_of(BY_NAME[name], value) for name, value in kept.items()}
    return link


def decoded(link: Mapping[str, str]) -> tuple[dict[str, Value], Plan | None, list[Note]]:
    """Values, baseline and what was not understood."""
    notes: list[Note] = []
    own, kept = {}, {}
    for name, text in link.items():
        prefix, _, rest = name.rpartition(".")
        if name in ALL_BY_NAME:
            own[name] = text
        elif prefix == BASELINE and rest in BY_NAME:
            kept[rest] = text
        elif name != BASELINE:
            notes.append((UNKNOWN, {"name": plain_markdown(name[:40])}))
    values = {**ALL_START, **_read(own, "", notes)}
    baseline = None
    if BASELINE in link or kept:
        baseline, problems = plan_of({**START, **_read(kept, f"{BASELINE}.", notes)})
        notes += [(BASELINE_LOST, {"reason": problem}) for problem in problems[:1]]
    return values, baseline, notes


def _read(texts: Mapping[str, str], prefix: str, notes: list[Note]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, text in texts.items():
        try:
            values[name] = _value(ALL_BY_NAME[name], text)
        except InputError as problem:
            notes.append((UNREADABLE, {"name": prefix + name, "reason": problem}))
    return values


def _value(field: Field, text: str) -> Value:
    if len(text) > LONGEST_VALUE:
        raise InputError("At most {most} characters are taken.", field=field.name, most=LONGEST_VALUE)
    without_input = field.name == "scrambles" or field.name.endswith("_level")
    if text == "" and field.kind not in NEVER_EMPTY and not without_input:
        return None  # a number that was emptied; a file's rule (empty means default) is not a link's
    value = value_of(field, text)
    if field.name in CODES and value not in CODES[field.name]:
        raise InputError(
            "One of {codes} is needed, got {value}.",
            field=field.name,
            codes=", ".join(CODES[field.name]),
            value=text[:40],
        )
    if without_input:  # the sidebar has no input in which it could be mended
        Settings(scrambles=value) if field.name == "scrambles" else Amount(1, 2, value)  # type: ignore[arg-type]
    return value


# ---------------------------------------------------------------------------------------------------------------
# The address bar of this visit


def read(page: str) -> None:
    """Take over the plan of the address when it is a wish of the reader. Call it before any widget is drawn.

    A click on a page enters it by its bare address, and the plan is written behind it: Back comes by there, where the
    plan is the one that the page was entered with.
    """
    state, address = st.session_state, st.query_params.to_dict()
    first_visit = "_link" not in state
    left_page = state.get("_page") != page
    state["_page"] = page
    moved = state.pop("_moved", False)
    if not first_visit:
        if address == state["_link"]:
            state["_echoes"] = []
            return
        if left_page and not address:
            state["_entered"] = {**state.get("_entered", {}), page: state["_link"]}
            return
        if moved or not state["_sent"] or _is_echo(address):
            return
    state["_bare"] = None if address else state.get("_entered", {}).get(page)
    values, baseline, notes = decoded(address or state["_bare"] or {})
    if not first_visit:
        set_fields(values)
    state.update(fields=values, wrong={}, baseline=baseline, _notes=notes, _link=address, _sent=True, _echoes=[])


def write(values: Values, baseline: Plan | None) -> None:
    """Put the last usable plan into the address. Call it last."""
    state, new = st.session_state, encoded(values, baseline)
    state.pop("_moved", None)
    address = st.query_params.to_dict()
    if new == state["_link"] and state["_sent"] and address == new:
        return
    if new == state.get("_bare") and not address:
        return  # written behind it again, there would be no way back past this page
    state["_echoes"] = [*state.get("_echoes", [])[-20:], (time.monotonic(), state["_link"])]
    # A rerun may interrupt between these lines: what was not sent is not waited for.
    state["_link"], state["_sent"] = new, False
    st.query_params.from_dict(new)
    state["_sent"] = True


def notes() -> list[Note]:
    """What of the address was not understood."""
    return list(st.session_state.get("_notes", []))


def _is_echo(address: Link) -> bool:
    now = time.monotonic()
    return any(address == older and now - when < ECHO_SECONDS for when, older in st.session_state.get("_echoes", []))

"""Plans side by side, in words, figures and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import answer, cards, charts, inputs, link, start, state
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import Estimate, InputError, Plan
from simulator.answers import ZONES
from simulator.compare import side_by_side
from simulator.fields import BY_NAME, PARTS, UNCERTAIN, Value, Values, changed, fields_of
from simulator.figures import Figures
from simulator.scenario_file import write_table

VERDICTS = {
    "scale": N_("▲ scale"),
    "optimise": N_("◆ optimise"),
    "stop": N_("■ stop"),
}
"""With the shapes of the chart, so that colour is never the only sign."""
ROW_HEIGHT, AROUND = 34, 110
"""Pixels of a plan in the chart, and of legend and axis together."""
INPUT_OF = {
    f"{name}{part}": name
    for name in UNCERTAIN
    for part in {"_kind", "_level", *(part for parts in PARTS.values() for part in parts)}
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
        roles = {N_("in the sidebar"): each == plan, N_("baseline"): each == baseline}
        told = ", ".join(words.text(role) for role, holds in roles.items() if holds)
        found.append(Entry(f"{name} ({told})" if told else name, each, state.figures(each), each in kept))
    return found


def unique(names: Sequence[str] | object) -> list[str]:
    """The names in their order, those that stand there twice with a number."""
    given = list(names)  # type: ignore[call-overload]
    taken = {name for name in given if given.count(name) == 1}
    found = []
    for name in given:
        if name not in taken or given.count(name) > 1:
            number = 1
            while f"{name} {number}" in taken:
                number += 1
            name = f"{name} {number}"
            taken.add(name)
        found.append(name)
    return found

"""TODO."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from pages.frame import plan_results, visit
from pages.kit.words import N_, Words
from simulator import Plan
from simulator.questions.figures import Figures


class Entry(NamedTuple):
    """One plan of the page under a name of its own."""

    label: str
    plan: Plan
    figures: Figures
    kept: bool


def entries(words: Words, plan: Plan) -> list[Entry]:
    """The plan in the sidebar, the baseline and the kept ones, each once and under a name of its own."""
    kept, baseline = visit.kept(), visit.baseline()
    plans = list(dict.fromkeys([plan, *([baseline] if baseline else []), *kept]))
    names = unique(each.scenario.name.strip() or words.text("Plan") for each in plans)
    found = []
    for name, each in zip(names, plans, strict=True):
        roles = {N_("sidebar"): each == plan, N_("baseline"): each == baseline}
        told = ", ".join(words.text(role) for role, holds in roles.items() if holds)
        found.append(Entry(f"{name} ({told})" if told else name, each, plan_results.figures(each), each in kept))
    return found


def unique(names: Iterable[str]) -> list[str]:
    """The names in their order; those that stand there more than once get a number."""
    given = list(names)
    taken, found = set(given), []
    for name in given:
        label = name
        if given.count(name) > 1:
            label = next(numbered for at in count(1) if (numbered := f"{name} {at}") not in taken)
            taken.add(label)
        found.append(label)
    return found


def _entry(shown: Sequence[Entry], label: str | None) -> Entry:
    return next((each for each in shown if each.label == label), shown[0])

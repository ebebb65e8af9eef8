"""The plans of the page Compare, and what two of them come to against each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

import pandas as pd

from pages.frame import visit
from pages.kit.words import N_, Words
from simulator import Estimate, Plan, compare
from simulator.cache import cached
from simulator.questions.figures import Figures, figures_of


class Entry(NamedTuple):
    """One plan of the page under a name of its own."""

    label: str
    plan: Plan
    figures: Figures
    is_kept: bool


def entries(words: Words, plan: Plan) -> list[Entry]:
    """The plan in the sidebar, the baseline and the kept ones, each once and under a name of its own."""
    saved, baseline = visit.kept_plans(), visit.baseline()
    plans = list(dict.fromkeys([plan, *([baseline] if baseline else []), *saved]))
    names = unique(one.scenario.name.strip() or words.text("Plan") for one in plans)
    labels = (
        _labelled(words, name, sidebar=one == plan, baseline=one == baseline)
        for name, one in zip(names, plans, strict=True)
    )
    return [Entry(label, one, figures_of(one), one in saved) for label, one in zip(labels, plans, strict=True)]


def _labelled(words: Words, name: str, *, sidebar: bool, baseline: bool) -> str:
    """The name of a plan with the parts it plays: "Spring (sidebar, baseline)"."""
    roles = {N_("now"): sidebar, N_("plan|baseline"): baseline}
    played = ", ".join(words.text(role) for role, holds in roles.items() if holds)
    return f"{name} ({played})" if played else name


def unique(names: Iterable[str]) -> list[str]:
    """The names in their order; those that stand there more than once get a number."""
    given = list(names)
    taken, labels = set(given), []
    for name in given:
        label = name
        if given.count(name) > 1:
            label = next(numbered for at in count(1) if (numbered := f"{name} {at}") not in taken)
            taken.add(label)
        labels.append(label)
    return labels


def entry_of(entries: Sequence[Entry], label: str | None) -> Entry:
    """The plan of this label; the first where there is none."""
    return next((entry for entry in entries if entry.label == label), entries[0])


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One plan against another on the same draws; the bars have the columns from, to, kind, share.

    mean_difference, low, high : of the profit, the second's less the first's, with the ends of its 90 % interval
        [currency per period of the first]
    """

    better_probability: Estimate
    same_probability: Estimate
    cheaper_probability: Estimate
    mean_difference: Estimate
    low: Estimate
    high: Estimate
    bars: pd.DataFrame


@cached
def compared(first: Plan, second: Plan) -> Compared:
    """The second plan against the first.

    Raises
    ------
    InputError
        When the two cannot be compared, as for another currency.
    """
    comparison = compare(first, second)
    return Compared(
        better_probability=comparison.better_probability,
        same_probability=comparison.same_probability,
        cheaper_probability=comparison.cheaper_probability,
        mean_difference=comparison.mean_difference,
        low=comparison.quantile(0.05),
        high=comparison.quantile(0.95),
        bars=comparison.bars,
    )

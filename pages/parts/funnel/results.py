"""What the page Funnel knows of its question: worked out once for a plan, a funnel and its levers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from pages.frame import visit
from simulator import Estimate, InputError, Plan
from simulator.engine.outcome import Outcome, outcome_of
from simulator.forms.page_fields import funnel_in, levers_in
from simulator.questions.funnel import Funnel, stages_of
from simulator.questions.indicators import Indicator, indicators_of
from simulator.questions.levers import Lever, Levers, levers_of

Row = Mapping[Any, Any]
"""A row of a table by its columns."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What is printed and drawn of levers, without their draws.

    ranking : as in `Levers.ranking`
    pays : whether any lever pays by itself
    package : those that pay by themselves, at the same time; all of them where none does
    before : the plan without any
    stages : as in `Stages.table`
    """

    ranking: pd.DataFrame
    pays: bool
    package: Package
    before: Effect
    stages: pd.DataFrame

    @property
    def best(self) -> Row:
        """The row of the lever that is expected to earn most."""
        found: Row = self.ranking.iloc[0].to_dict()
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """Levers at the same time: `Together` without its draws, and the plan with them."""

    kinds: tuple[str, ...]
    table: pd.DataFrame
    mean: Estimate
    payback: Estimate
    overlap: Estimate
    after: Effect


@dataclass(frozen=True, slots=True)
class Effect:
    """What levers change: the chance, and two medians."""

    break_even_probability: Estimate
    cpo: Estimate
    max_cpo: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the page knows of its question.

    funnel : None where its rates say nothing
    problems : what is wrong with the fields of the page, by field
    levers : those that can do something in this plan; left_out : the others, by kind
    judged : None without a lever that can do something
    """

    funnel: Funnel | None
    levers: tuple[Lever, ...]
    problems: Mapping[str, InputError]
    left_out: Mapping[str, InputError]
    judged: Judged | None


def found_of(plan: Plan) -> Found:
    """The funnel and the levers of this visit on the draws of a plan."""
    values = visit.fields()
    funnel, wrong = funnel_in(values)
    levers, wrong_levers = levers_in(values)
    problems = {error.field or "": error for error in (*wrong, *wrong_levers)}
    if funnel is None:
        return Found(None, levers, problems, {}, None)
    try:
        judged, left_out = judged_of(plan, levers, funnel)
    except InputError as error:  # what levers together ask of the plan may go beyond what a plan can hold
        return Found(funnel, levers, {**problems, error.field or "": error}, {}, None)
    refused = dict(left_out)
    return Found(funnel, tuple(each for each in levers if each.kind not in refused), problems, refused, judged)


@lru_cache(maxsize=128)
def judged_of(
    plan: Plan, levers: tuple[Lever, ...], funnel: Funnel
) -> tuple[Judged | None, tuple[tuple[str, InputError], ...]]:
    """What the levers that can do something in this plan bring, and why others cannot, by kind."""
    left_out: list[tuple[str, InputError]] = []
    while levers:
        try:
            return _judged(levers_of(plan, levers, funnel)), tuple(left_out)
        except InputError as error:
            remaining = tuple(lever for lever in levers if lever.kind != error.field)
            if remaining == levers:
                raise
            left_out.append((error.field or "", error))
            levers = remaining
    return None, tuple(left_out)


def _judged(levers: Levers) -> Judged:
    ranking = levers.ranking
    paying = tuple(ranking.loc[ranking["profit_mean"] > 0, "lever"])
    return Judged(
        ranking=ranking,
        pays=bool(paying),
        package=_package(levers, paying or tuple(ranking["lever"])),
        before=_effect(levers.outcome),
        stages=levers.stages.table,
    )


@lru_cache(maxsize=64)
def every_lever(plan: Plan, levers: tuple[Lever, ...], funnel: Funnel) -> Package:
    """All levers at the same time, in the order in which they are given; each can do something in this plan."""
    return _package(levers_of(plan, levers, funnel), tuple(lever.kind for lever in levers))


def _package(levers: Levers, kinds: tuple[str, ...]) -> Package:
    found = levers.together(kinds)
    return Package(kinds, found.table, found.mean, found.payback_probability, found.overlap, _effect(found.outcome))


def _effect(outcome: Outcome) -> Effect:
    return Effect(outcome.break_even_probability, *(outcome.quantile(name, 0.5) for name in ("cpo", "max_cpo")))


@lru_cache(maxsize=64)
def table_of_stages(plan: Plan, funnel: Funnel) -> pd.DataFrame:
    """The stages of a funnel, fitted to the conversion rate of a plan."""
    return stages_of(outcome_of(plan), funnel).table


@lru_cache(maxsize=64)
def indicators_found(plan: Plan, funnel: Funnel) -> tuple[Indicator, ...]:
    """Where a shop stands."""
    return indicators_of(plan, funnel)

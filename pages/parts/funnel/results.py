"""What the page Funnel knows of its levers and stages: worked out once for a plan, a funnel and its levers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from pages.frame import visit
from pages.kit.tables import Row, rows_of
from simulator import Estimate, InputError, Plan
from simulator.cache import cached
from simulator.engine.outcome import Outcome, outcome_of
from simulator.forms.fields import Values
from simulator.forms.page_fields import PAGE_FIELDS, funnel_in, levers_in
from simulator.questions.funnel import Funnel, stages_of
from simulator.questions.indicators import Indicator, indicators_of
from simulator.questions.levers import Lever, Levers, levers_of

FIELDS: Final = tuple(field.name for field in PAGE_FIELDS["funnel"])

Problems = Mapping[str, InputError]
"""What is wrong, by field or by kind of lever."""


@dataclass(frozen=True, slots=True, eq=False)
class FunnelInputs:
    """What the page's own fields say.

    funnel         : None where its rates say nothing
    levers         : those that are switched on and right
    rate_problems  : what is wrong with the rates, by field
    lever_problems : what is wrong with levers, by field
    """

    funnel: Funnel | None
    levers: tuple[Lever, ...]
    rate_problems: Problems
    lever_problems: Problems


@dataclass(frozen=True, slots=True)
class Effect:
    """What levers change: the chance to break even, and the medians of CPO and max CPO."""

    break_even_probability: Estimate
    cpo: Estimate
    max_cpo: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """Levers at the same time: `Together` of the core without its draws, and the plan with them."""

    kinds: tuple[str, ...]
    table: pd.DataFrame
    mean: Estimate
    payback: Estimate
    overlap: Estimate
    after: Effect

    @property
    def alone(self) -> float:
        """Expected profit of the same levers, added up one by one. [currency]"""
        return self.mean.value - self.overlap.value


@dataclass(frozen=True, slots=True, eq=False)
class LeverRanking:
    """Levers against each other, without their draws.

    table   : as in `Levers.ranking`
    pays    : whether any lever pays by itself
    package : those that pay by themselves, at the same time; all of them where none does
    before  : the plan without any
    stages  : as in `Stages.table`
    """

    table: pd.DataFrame
    pays: bool
    package: Package
    before: Effect
    stages: pd.DataFrame

    @property
    def best(self) -> Row:
        """The row of the lever that is expected to earn most."""
        return rows_of(self.table.head(1))[0]

    def by(self, order: str) -> list[Row]:
        """The rows by rank: by profit, payback or profit_per_cost."""
        return rows_of(self.table.sort_values(f"rank_by_{order}", kind="stable"))


@dataclass(frozen=True, slots=True, eq=False)
class FunnelAnswer:
    """The levers and the funnel of this visit in a plan.

    funnel   : None where its rates say nothing
    levers   : those that can do something in this plan
    ranking  : None without such a lever
    problems : what is wrong with the fields of the page, by field
    useless  : why the other levers can do nothing, by kind
    """

    funnel: Funnel | None
    levers: tuple[Lever, ...]
    ranking: LeverRanking | None
    problems: Problems
    useless: Problems = field(default_factory=dict)


def inputs() -> FunnelInputs:
    """What the fields of this visit say, read once a run."""
    values = visit.fields()
    given = {name: values[name] for name in FIELDS}
    return visit.last_usable("funnel", given, lambda: (_inputs(given), ())).value or _inputs(given)


def _inputs(values: Values) -> FunnelInputs:
    funnel, wrong_rates = funnel_in(values)
    levers, wrong_levers = levers_in(values)
    return FunnelInputs(funnel, levers, _by_field(wrong_rates), _by_field(wrong_levers))


def _by_field(errors: list[InputError]) -> Problems:
    return {error.field or "": error for error in errors}


def funnel_answer(plan: Plan) -> FunnelAnswer:
    """The funnel and the levers of this visit on the draws of a plan."""
    entered = inputs()
    problems = {**entered.rate_problems, **entered.lever_problems}
    if entered.funnel is None:
        return FunnelAnswer(None, entered.levers, None, problems)
    try:
        ranking, refused = lever_ranking(plan, entered.levers, entered.funnel)
    except InputError as error:  # what levers together ask of the plan may go beyond what a plan can hold
        return FunnelAnswer(entered.funnel, entered.levers, None, {**problems, error.field or "": error})
    useless = dict(refused)
    usable = tuple(lever for lever in entered.levers if lever.kind not in useless)
    return FunnelAnswer(entered.funnel, usable, ranking, problems, useless)


@cached
def lever_ranking(
    plan: Plan, levers: tuple[Lever, ...], funnel: Funnel
) -> tuple[LeverRanking | None, tuple[tuple[str, InputError], ...]]:
    """What the levers that can do something in this plan bring, and why others cannot, by kind."""
    refused: list[tuple[str, InputError]] = []
    while levers:
        try:
            return _lever_ranking(levers_of(plan, levers, funnel)), tuple(refused)
        except InputError as error:
            remaining = tuple(lever for lever in levers if lever.kind != error.field)
            if remaining == levers:
                raise
            refused.append((error.field or "", error))
            levers = remaining
    return None, tuple(refused)


def _lever_ranking(levers: Levers) -> LeverRanking:
    table = levers.ranking
    paying = tuple(table.loc[table["profit_mean"] > 0, "lever"])
    return LeverRanking(
        table=table,
        pays=bool(paying),
        package=_package(levers, paying or tuple(table["lever"])),
        before=_effect(levers.outcome),
        stages=levers.stages.table,
    )


@cached
def every_lever(plan: Plan, levers: tuple[Lever, ...], funnel: Funnel) -> Package:
    """All levers at the same time, in the order in which they are given; each can do something in this plan."""
    return _package(levers_of(plan, levers, funnel), tuple(lever.kind for lever in levers))


def _package(levers: Levers, kinds: tuple[str, ...]) -> Package:
    together = levers.together(kinds)
    return Package(
        kinds=kinds,
        table=together.table,
        mean=together.mean,
        payback=together.payback_probability,
        overlap=together.overlap,
        after=_effect(together.outcome),
    )


def _effect(outcome: Outcome) -> Effect:
    return Effect(outcome.break_even_probability, *(outcome.quantile(name, 0.5) for name in ("cpo", "max_cpo")))


@cached
def stages(plan: Plan, funnel: Funnel) -> pd.DataFrame:
    """The stages of a funnel, fitted to the conversion rate of a plan; as in `Stages.table`."""
    return stages_of(outcome_of(plan), funnel).table


@cached
def indicators(plan: Plan, funnel: Funnel) -> tuple[Indicator, ...]:
    """Six indicators of the trade, with what is published of each."""
    return indicators_of(plan, funnel)

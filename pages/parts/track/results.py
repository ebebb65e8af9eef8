"""A plan held against the export of its running period; worked out once for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Literal

from pages.frame import exports
from simulator import InputError, Plan
from simulator.cache import cached
from simulator.evidence import (
    SEVERAL,
    History,
    Running,
    clickless_note,
    orderless_note,
    pace_note,
    period_note,
    running_of,
)
from simulator.questions import track
from simulator.questions.track import DaysSoFar, Drift, Schedule, Tracked

EXAMPLE_DRIFT: Final = Drift(0.25, 0.2, 0.1)
"""About what is usual from one month to the next."""
MOST_PLANS: Final = 21
"""Plans of a visit whose days stay worked out: the present one, and those kept for comparison."""


@dataclass(frozen=True, slots=True, eq=False)
class Now:
    """What the page shows.

    figures    : of the plan and the days so far
    running    : the days as the export has them; None where they are invented
    is_example : whether the days are invented
    notes      : what a person should know of the export
    """

    figures: Tracked
    running: Running | None
    is_example: bool
    notes: tuple[InputError, ...] = ()


def has_ads() -> bool:
    """Whether an export of ads is there."""
    return bool(exports.accounts())


def has_doubts() -> bool:
    """Whether rows of an export of ads were left out since a cell could not be read, or look wrong."""
    return any(
        one.export.ads is not None
        and (one.export.audit.unreadable_rows > 0 or {*map(str, one.export.audit.suspicions)} - {*one.settled})
        for one in exports.held().values()
    )


def history() -> History:
    """The campaigns that My data looks at, on all days of the export.

    Raises
    ------
    InputError
        When nothing can be learned from its rows.
    """
    return exports.looked_at()


def of_several() -> Literal["all", "one", ""]:
    """Whether all of several accounts are looked at, or one of them, which nobody chose; empty where neither is."""
    accounts = exports.accounts()
    if len(accounts) < 2 or exports.part().account > 0:
        return ""
    return "all" if accounts[0].platform == SEVERAL else "one"


def running(plan: Plan, first_day: date) -> Running:
    """The days of a plan as the export has them.

    Raises
    ------
    InputError
        When the export is not of this plan's days, currency or kind.
    """
    scenario, part, today = plan.scenario, exports.part(), datetime.now(UTC).date()
    key = (part, first_day, today, scenario.currency, scenario.period_days)
    return exports.worked_out(
        "running",
        key,
        lambda: running_of(
            history(), scenario, first_day, whole=exports.whole_account(), today=today, delay_days=part.delay
        ),
        most=MOST_PLANS,
    )


def of_export(plan: Plan, first_day: date) -> Now:
    """The plan against the export.

    Raises
    ------
    InputError
        When the export is not of this plan's days, currency or kind.
    """
    days = running(plan, first_day)
    figures = tracked(plan, days.so_far, days.schedule, days.drift)
    return Now(figures, days, exports.is_example(), notes_of(plan, days))


def notes_of(plan: Plan, days: Running) -> tuple[InputError, ...]:
    """What a person should know of the export beside the plan."""
    scenario = plan.scenario
    remarks = (
        period_note(scenario),
        pace_note(days, scenario),
        clickless_note(days),
        orderless_note(days, scenario),
    )
    return (*days.notes, *(remark for remark in remarks if remark is not None))


def of_example(plan: Plan) -> Now:
    """The plan against invented days.

    Raises
    ------
    InputError
        When the plan is too long to be tracked.
    """
    return Now(_example(plan), None, True)


@cached
def _example(plan: Plan) -> Tracked:
    return track.tracked(plan, track.example_of(plan), None, EXAMPLE_DRIFT)


@cached
def tracked(plan: Plan, so_far: DaysSoFar, schedule: Schedule, drift: Drift) -> Tracked:
    """The figures of a running period."""
    return track.tracked(plan, so_far, schedule, drift)

"""Plans kept for comparison, each with what pages ask for beside it: how another one joins them.

The same plan may be run again from another first day, and both are then needed: the earlier one stays under a name
that ends in its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from pages.kit.words import Words
from simulator import InputError, Plan
from simulator.forms.fields import Values
from simulator.forms.page_fields import first_day_of
from simulator.plan.scenario import LONGEST_NAME


def joined(
    words: Words, saved: Mapping[Plan, Values], plan: Plan, beside: Values, *, anew: bool = False
) -> dict[Plan, Values]:
    """The saved plans and this one.

    anew : what pages ask for now takes the place of what was saved with the plan; else what was saved stays
    """
    before = saved.get(plan)
    if before is None:
        return {**saved, plan: beside}
    first, first_before = _day(beside), _day(before)
    if first is not None and first_before is not None and first != first_before:
        twin, earlier = _named(plan, words.date(first)), _named(plan, words.date(first_before))
        if twin in saved and not anew:
            return dict(saved)
        others = {earlier if one == plan else one: values for one, values in saved.items() if one != twin}
        return {**others, plan: beside}
    if anew:
        return {**saved, plan: beside}
    day = beside["first_day"] if first_before is None else before["first_day"]
    return {**saved, plan: {**before, "first_day": day}}


def _day(beside: Values) -> date | None:
    """The first day of the plan's period; None where there is none that can be read."""
    try:
        return first_day_of(beside)
    except InputError:
        return None


def _named(plan: Plan, day: str) -> Plan:
    name = plan.scenario.name[: LONGEST_NAME - len(day) - 2]
    return replace(plan, scenario=replace(plan.scenario, name=f"{name}, {day}" if name else day))

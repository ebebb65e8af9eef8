"""Events as one text, in which they travel in a link and in a scenario file, and the season that they make.

    2026-11-23..2026-11-30 cvr=1.2..1.6 cpc=1.1: Black Friday; 2026-12-01..2026-12-20: Christmas

Days, then what is not unchanged (a number, or the two ends of a 90 % range), then the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from simulator.beliefs.ends import belief_of_ends, ends_of
from simulator.errors import InputError
from simulator.forms.field_list import Value, Values, number_of
from simulator.forms.numerals import unmistakable
from simulator.plan.events import BETWEEN_EVENTS, MOVED, Event, Season, check_events, check_year

LONGEST_EVENTS: Final = 4_000
"""Characters of the text: 24 events with the longest names, every effect a range."""
_EVENT: Final = re.compile(r"(\S+?)\.\.(\S+?)((?: \w+=[^\s:]+)*): (.*)", re.DOTALL)
_DAY: Final = re.compile(r"(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})\.?")
_MONTHS: Final = 12


def text_of_events(events: Iterable[Event]) -> str:
    """Events as one text, which `events_in` brings back."""
    return f"{BETWEEN_EVENTS} ".join(_text(event) for event in events)


def _text(event: Event) -> str:
    effects = []
    for name in MOVED:
        low, high = ends_of(name, getattr(event, name)).values()
        if (low, high) != (1, 1):
            effects.append(f" {name}={_number(low)}" + ("" if low == high else f"..{_number(high)}"))
    return f"{event.first}..{event.last}{''.join(effects)}: {event.name}"


def _number(value: float | None) -> str:
    number = float(value or 0.0)
    return str(int(number)) if number == int(number) else unmistakable(repr(number))


def events_in(text: str) -> tuple[Event, ...]:
    """The events of a text.

    Raises
    ------
    InputError
        When it is no such text, or an event of it cannot be.
    """
    if len(text) > LONGEST_EVENTS:
        raise InputError("This is too long (characters, at most: {most}).", field="events", most=LONGEST_EVENTS)
    events = tuple(_event(part.strip()) for part in text.split(BETWEEN_EVENTS) if part.strip())
    try:
        check_events(events)
    except InputError as error:
        raise error.at("events") from None
    return events


def _event(text: str) -> Event:
    match = _EVENT.fullmatch(text)
    if match is None:
        raise InputError(
            "“{text}” is no event: write it like “2026-11-23..2026-11-30 cvr=1.2..1.6: Black Friday”.",
            field="events",
            text=text[:40],
        )
    first, last, effects, name = match.groups()
    try:
        return Event(name=name, first=day_of(first), last=day_of(last), **dict(map(_effect, effects.split())))
    except InputError as error:
        raise error.at("events") from None


def _effect(text: str) -> tuple[str, Any]:
    name, _, ends = text.partition("=")
    if name not in MOVED:
        raise InputError("An event has effects on cvr, cpc and aov, got “{text}”.", text=name[:40])
    low, _, high = ends.partition("..")
    numbers = {f"{name}_low": number_of(name, low), f"{name}_high": number_of(name, high or low)}
    return name, belief_of_ends(name, numbers, share=False)


def day_of(text: str) -> date:
    """A day as year-month-day, or as day.month.year; with slashes where it can be read in one way only.

    Raises
    ------
    InputError
        When it is no day, or may be two.
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        raise _no_day(text)
    one, mark, two, three = match.groups()
    if len(one) == 4:
        year, month, day = one, two, three
    elif len(three) == 4 and (mark == "." or int(one) > _MONTHS or one == two):
        year, month, day = three, two, one
    elif len(three) == 4 and int(two) > _MONTHS:
        year, month, day = three, one, two
    else:
        raise _no_day(text)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _no_day(text) from None


def _no_day(text: str) -> InputError:
    return InputError("“{text}” is no day: write it as year-month-day, such as 2026-11-27.", text=text.strip()[:40])


# ---------------------------------------------------------------------------------------------------------------
# The season of a plan's values


def season_of(values: Values) -> Season | None:
    """The season of a plan; None without a first day that can be read, which its page says, or without an event.

    Raises
    ------
    InputError
        When the events cannot be read.
    """
    text, first = str(values.get("events") or "").strip(), _first(values.get("first_day"))
    return Season(first, events_in(text)) if text and first is not None else None


def _first(value: Value) -> date | None:
    try:
        day = date.fromisoformat(str(value or "").strip())
        check_year(day, "first_day")
    except (ValueError, InputError):
        return None
    return day


def fields_of_season(season: Season | None) -> dict[str, Value]:
    """The fields of a season; `season_of` makes the same season of them."""
    if season is None:
        return {}
    return {"first_day": season.first.isoformat(), "events": text_of_events(season.events)}

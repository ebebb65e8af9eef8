"""Events as a table that is edited in place, and as CSV.

A row holds a 90 % range for each effect (low = high: a number) and nothing where days are like others. Files come in
the two dialects of `scenario_file`, and either is read. docs/method.md, section 26, lists the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import pandas as pd

from simulator.beliefs.ends import belief_of_ends, ends_of
from simulator.errors import InputError
from simulator.forms.event_text import day_of
from simulator.forms.scenario_file import Dialect, FileProblem, write_table
from simulator.forms.table_rows import Layout, Records, by_row, is_read, made, without_repeats
from simulator.plan.events import MOST_EVENTS, MOVED, Event, check_events

COLUMNS: Final = {
    "event": "label of the event",
    "from": "its first day, as 2026-11-27",
    "to": "its last day",
    "cvr_low": "conversion rate of these days / that of other days: low end of a 90 % range; empty: 1, unchanged",
    "cvr_high": "high end; the same as the low end for a number",
    "cpc_low": "click price of these days / that of other days: low end; empty: 1",
    "cpc_high": "high end",
    "aov_low": "order value of these days / that of other days: low end; empty: 1",
    "aov_high": "high end",
}
"""Columns of the table, with their meanings."""
NAMES: Final = tuple(COLUMNS)
DAYS: Final = {"from": "first", "to": "last"}
"""Columns of days, and what of an event they hold."""
LAYOUT: Final = Layout(NAMES, "event", ("event", "from", "to"), MOST_EVENTS, days=tuple(DAYS))
CALLED: Final = {"name": "event", "first": "from", "last": "to"}
"""Names of inputs whose column is called otherwise."""
_FINE: Final = {"name": "-", "first": date(2000, 1, 1), "last": date(2000, 1, 1)} | dict.fromkeys(MOVED, 1.0)
"""Stands in for what is wrong in a row while the rest of it is looked at."""


@dataclass(frozen=True, slots=True)
class EventTable:
    """What a table or a file held: the events where all is right, else None and everything that is wrong.

    problems : rows are counted from 1 in a table; in a file as a spreadsheet counts them (the header is 1). Beside
        events: what of the file was not read, or may be a slip
    """

    events: tuple[Event, ...] | None
    problems: tuple[FileProblem, ...]


def event_table(events: Iterable[Event] = ()) -> pd.DataFrame:
    """The table that is edited: one row per event, columns of `NAMES`, nan where an effect is 1."""
    return LAYOUT.typed([_row(event) for event in events])


def _row(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {"event": event.name, "from": event.first.isoformat(), "to": event.last.isoformat()}
    for name in MOVED:
        ends = ends_of(name, getattr(event, name))
        row |= ends if set(ends.values()) != {1} else {}
    return row


def events_in_table(table: pd.DataFrame) -> EventTable:
    """The events of an edited table; rows without anything in them are left out. Never raises for what it holds."""
    return _events(LAYOUT.records(table))


def _events(records: Records, unreadable: Iterable[FileProblem] = ()) -> EventTable:
    events: list[Event] = []
    problems = list(unreadable)
    for number, record in records:
        event, wrong = _event(record)
        problems += [FileProblem(number, error.field, error) for error in wrong]
        if event is None:
            continue
        try:
            check_events([*events, event])
        except InputError as error:
            problems.append(FileProblem(number, "event", error.at("event")))
        else:
            events.append(event)
    return EventTable(None if problems else tuple(events), by_row(problems))


def _event(record: Mapping[str, Any]) -> tuple[Event | None, list[InputError]]:
    """The event of a row, or everything that is wrong with it."""
    numbers, problems = LAYOUT.numbers(dict(record))
    values: dict[str, Any] = {"name": str(record.get("event", _FINE["name"]))}
    for column, name in DAYS.items():
        try:
            values[name] = day_of(str(record[column])) if column in record else None
        except InputError as error:
            problems.append(error.at(column))
    for name in MOVED:
        try:
            values[name] = belief_of_ends(name, numbers, share=False)
        except InputError as error:
            problems.append(error)
    given = {name: value for name, value in values.items() if value is not None}
    both = {"first", "last"} <= given.keys()
    days = {} if both else {"first": _FINE["first"], "last": _FINE["last"]}  # one alone says nothing of the other
    event, refused = made(Event, {**_FINE, **given, **days}, _FINE | (_each_other(given) if both else {}))
    called = [error.at(CALLED.get(str(error.field), str(error.field))) for error in refused]
    problems += [error.at(LAYOUT.column_of(error)) for error in called]
    right = not problems and is_read(record)
    return (event if right else None), without_repeats(record, problems)


def _each_other(given: Mapping[str, Any]) -> dict[str, Any]:
    """Either day in the place of the other, while the rest of a row is looked at."""
    return {"first": given["last"], "last": given["first"]}


def write_events(events: Iterable[Event], *, dialect: Dialect = "point") -> bytes:
    """A file of events that `read_events` brings back."""
    return write_table(event_table(events), dialect=dialect)


def read_events(content: bytes | str) -> EventTable:
    """The events of a file in either dialect; never raises for what a file may hold."""
    file = LAYOUT.read(content)
    table = _events(file.records, file.problems)
    return replace(table, problems=by_row((*file.notes, *table.problems)))

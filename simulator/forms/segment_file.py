"""Segments as a table that is edited in place, and as CSV.

A row holds a 90 % interval for each belief (low = high: a number) and nothing where the plan's own value holds. Files
come in the two dialects of `scenario_file`, and either is read. docs/method.md, section 22, lists the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from simulator.beliefs.ends import belief_of_ends, ends_of
from simulator.engine.points import MOST_SEGMENTS
from simulator.errors import InputError
from simulator.forms.scenario_file import Dialect, FileProblem, write_table
from simulator.forms.table_rows import Layout, Records, by_row, is_read, made, without_repeats
from simulator.questions.segment import Segment, named_twice

COLUMNS: Final = {
    "segment": "label of the segment",
    "share": "its share of the clicks; all add up to 1",
    "cvr_relative_low": "conversion rate / the average one: low end of a 90 % interval; empty: 1",
    "cvr_relative_high": "high end; the same as the low end for a number",
    "aov_low": "average order value: low end; empty: the plan's",
    "aov_high": "average order value: high end; the same as the low end for a number, which moves with the plan's",
    "margin_share_low": "part of the order value without VAT that is left after goods: low end; empty: the plan's",
    "margin_share_high": "high end",
    "return_rate_low": "share of orders that come back: low end; empty: the plan's",
    "return_rate_high": "high end",
    "orders_per_year": "rhythm of later orders; empty: the plan's",
}
"""Columns of the table, with their meanings."""
NAMES: Final = tuple(COLUMNS)
NEEDED: Final = ("segment", "share")
LAYOUT: Final = Layout(NAMES, "segment", NEEDED, MOST_SEGMENTS)
INTERVALS: Final = ("cvr_relative", "aov", "margin_share", "return_rate")
SHARES: Final = ("margin_share", "return_rate")
ALSO_CALLED: Final = {"name": "segment"}
"""Names of fields whose column is called otherwise."""
_FINE: Final = {"name": "-", "share": 0.5, "cvr_relative": 1.0}
"""Stands in for what is wrong in a row while the rest of it is looked at."""


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """What a table or a file held: the segments where all is right, else None and everything that is wrong.

    problems : rows are counted from 1 in a table; in a file as a spreadsheet counts them (the header is 1). Beside
        segments: what of the file was not read, or may be a slip
    """

    segments: tuple[Segment, ...] | None
    problems: tuple[FileProblem, ...]


def segment_table(segments: Iterable[Segment] = ()) -> pd.DataFrame:
    """The table that is edited: one row per segment, columns of `NAMES`, nan where the plan's value holds."""
    return LAYOUT.typed([_row(segment) for segment in segments])


def _row(segment: Segment) -> dict[str, Any]:
    row: dict[str, Any] = {
        "segment": segment.name, "share": segment.share, "orders_per_year": segment.orders_per_year,
    }  # fmt: skip
    for name in INTERVALS:
        row |= ends_of(name, getattr(segment, name))
    return row


def segments_in(table: pd.DataFrame) -> SegmentTable:
    """The segments of an edited table; rows without anything in them are left out. Never raises for what it holds."""
    return _segments(LAYOUT.records(table))


def _segments(records: Records, unreadable: Iterable[FileProblem] = ()) -> SegmentTable:
    segments, problems, names = [], list(unreadable), set[str]()
    for number, record in records:
        segment, wrong = _segment(record)
        problems += [FileProblem(number, error.field, error) for error in wrong]
        if segment is not None:
            segments.append(segment)
            if segment.name in names:
                problems.append(FileProblem(number, "segment", named_twice(segment)))
            names.add(segment.name)
    return SegmentTable(None if problems else tuple(segments), by_row(problems))


def _segment(record: Mapping[str, Any]) -> tuple[Segment | None, list[InputError]]:
    """The segment of a row, or everything that is wrong with it."""
    numbers, problems = LAYOUT.numbers(dict(record))
    values: dict[str, Any] = {}
    for name in INTERVALS:
        try:
            values[name] = belief_of_ends(name, numbers, share=name in SHARES)
        except InputError as error:
            problems.append(error)
    values |= {name: numbers[name] for name in ("share", "orders_per_year") if name in numbers}
    values["name"] = str(record.get("segment", _FINE["name"]))
    given_values = {name: value for name, value in values.items() if value is not None}
    segment, refused = made(Segment, {**_FINE, **given_values}, _FINE)
    called = [error.at(ALSO_CALLED.get(str(error.field), str(error.field))) for error in refused]
    problems += [error.at(LAYOUT.column_of(error)) for error in called]
    right = not problems and is_read(record)
    return (segment if right else None), without_repeats(record, problems)


def write_segments(segments: Iterable[Segment], *, dialect: Dialect = "point") -> bytes:
    """A file of segments that `read_segments` brings back."""
    return write_table(segment_table(segments), dialect=dialect)


def read_segments(content: bytes | str) -> SegmentTable:
    """The segments of a file in either dialect; never raises for what a file may hold."""
    file = LAYOUT.read(content)
    segments = _segments(file.records, file.problems)
    return replace(segments, problems=by_row((*file.notes, *segments.problems)))

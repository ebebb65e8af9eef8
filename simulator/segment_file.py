"""Segments as a table that is edited in place, and as CSV.

A row holds a 90 % interval for each belief (low = high: a number) and nothing where the plan's own value holds. Files
come in the two dialects of `scenario_file`, and either is read. docs/method.md, section 22, lists the columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from simulator.beliefs import BELIEFS, Amount, Belief, Rate, quantile
from simulator.draws import MOST_SEGMENTS
from simulator.errors import InputError
from simulator.fields import number_of
from simulator.scenario_file import Dialect, FileProblem, decimal_mark, plain, read_cells, with_point, write_table
from simulator.segments import Segment

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
INTERVALS: Final = ("cvr_relative", "aov", "margin_share", "return_rate")
ALSO_CALLED: Final = {"name": "segment"}
"""Names of fields whose column is called otherwise."""


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """What a table or a file held: the segments where all is right, else None and everything that is wrong.

    problems : rows are counted from 1 in a table; in a file as a spreadsheet counts them (the header is 1)
    """

    segments: tuple[Segment, ...] | None
    problems: tuple[FileProblem, ...]


# ---------------------------------------------------------------------------------------------------------------
# Segments -> table


def segment_table(segments: Iterable[Segment] = ()) -> pd.DataFrame:
    """The table that is edited: one row per segment, columns of `NAMES`, nan where the plan's value holds."""
    table = pd.DataFrame([_row(segment) for segment in segments], columns=list(NAMES))
    numbers = {name: float for name in NAMES if name != "segment"}
    return table.astype({"segment": object, **numbers})


def _row(segment: Segment) -> dict[str, Any]:
    row: dict[str, Any] = {
        "segment": segment.name, "share": segment.share, "orders_per_year": segment.orders_per_year,
    }  # fmt: skip
    for name in INTERVALS:
        row[f"{name}_low"], row[f"{name}_high"] = _ends(getattr(segment, name))
    return row


def _ends(value: float | Belief | None) -> tuple[float | None, float | None]:
    if value is None or not isinstance(value, BELIEFS):
        return value, value
    if isinstance(value, Amount | Rate) and value.level == 0.90:
        return value.low, value.high
    low, high = (float(f"{quantile(value, share):.6g}") for share in (0.05, 0.95))
    return low, high


# ---------------------------------------------------------------------------------------------------------------
# Table -> segments


def segments_in(table: pd.DataFrame) -> SegmentTable:
    """The segments of an edited table; rows without anything in them are left out. Never raises for what it holds."""
    return _segments(
        [
            (number, {str(name): value for name, value in row.items() if str(name) in NAMES})
            for number, row in enumerate(table.to_dict("records"), 1)
        ]
    )


def _segments(records: Sequence[tuple[int, Mapping[str, Any]]]) -> SegmentTable:
    segments, problems = [], []
    for number, record in records:
        values = {name: value for name, value in record.items() if not _is_missing(value)}
        if not values:
            continue
        segment, wrong = _segment(values)
        problems += [FileProblem(number, error.field, error) for error in wrong]
        if segment is not None:
            segments.append(segment)
    return SegmentTable(None if problems else tuple(segments), tuple(problems))


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or (isinstance(value, str) and not value.strip())


def _segment(values: Mapping[str, Any]) -> tuple[Segment | None, list[InputError]]:
    """The segment of a row, or everything that is wrong with it."""
    problems = [InputError("A value is missing here.", field=name) for name in NEEDED if name not in values]
    numbers: dict[str, float] = {}
    for name, value in values.items():
        if name == "segment":
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            problems.append(InputError("A number is needed, got “{text}”.", field=name, text=str(value)[:40]))
        else:
            numbers[name] = float(value)
    beliefs: dict[str, Any] = {}
    for name in INTERVALS:
        try:
            beliefs[name] = _belief(name, numbers)
        except InputError as error:
            problems.append(error)
    if problems:
        return None, problems
    if beliefs["cvr_relative"] is None:
        beliefs["cvr_relative"] = 1.0
    own = {name: numbers[name] for name in ("share", "orders_per_year") if name in numbers}
    try:
        return Segment(name=str(values["segment"]), **beliefs, **own), []
    except InputError as error:
        column = ALSO_CALLED.get(str(error.field), str(error.field))
        return None, [error.at(column if column in NAMES else f"{column}_low")]


def _belief(name: str, numbers: Mapping[str, float]) -> float | Belief | None:
    """The number or belief of two columns; None where both are empty.

    Raises
    ------
    InputError
        Naming the column.
    """
    low, high = numbers.get(f"{name}_low"), numbers.get(f"{name}_high")
    if low is None and high is None:
        return None
    if low is None or high is None:
        raise InputError("A value is missing here.", field=f"{name}_low" if low is None else f"{name}_high")
    if low == high:
        return low
    try:
        return Rate(low, high) if name in ("margin_share", "return_rate") else Amount(low, high)
    except InputError as error:
        raise error.at(f"{name}_high" if error.field == "high" else f"{name}_low") from None


# ---------------------------------------------------------------------------------------------------------------
# CSV


def write_segments(segments: Iterable[Segment], *, dialect: Dialect = "point") -> bytes:
    """A file of segments that `read_segments` brings back."""
    return write_table(segment_table(segments), dialect=dialect)


def read_segments(content: bytes | str) -> SegmentTable:
    """The segments of a file in either dialect; never raises for what a file may hold."""
    try:
        header, rows = read_cells(content)
        _check_header(header)
    except InputError as error:
        return SegmentTable(None, (FileProblem(None, error.field, error),))
    if len(rows) > MOST_SEGMENTS:
        too_many = InputError(
            "At most {most} segments are read, this file has {count}.", most=MOST_SEGMENTS, count=len(rows)
        )
        return SegmentTable(None, (FileProblem(None, None, too_many),))
    decimal = decimal_mark([at for at, name in enumerate(header) if name in NAMES and name != "segment"], rows)
    records, problems = [], []
    for number, cells in rows:
        record, wrong = _record(header, cells, decimal)
        records.append((number, record))
        problems += [FileProblem(number, each.field, each) for each in wrong]
    return SegmentTable(None, tuple(problems)) if problems else _segments(records)


def _check_header(header: Sequence[str]) -> None:
    doubled = next((name for name in header if name in NAMES and header.count(name) > 1), None)
    if doubled:
        raise InputError("This column stands twice in the first row: delete one of the two.", field=doubled)
    for name in NEEDED:
        if name not in header:
            raise InputError("This column is missing: without it there are no segments.", field=name)


def _record(header: Sequence[str], cells: Sequence[str], decimal: str) -> tuple[dict[str, Any], list[InputError]]:
    if len(cells) != len(header):
        return {}, [
            InputError(
                "This row has {cells} cells, the header has {header}: it was left out.",
                cells=len(cells),
                header=len(header),
            )
        ]
    record: dict[str, Any] = {}
    problems = []
    for name, cell in zip(header, cells, strict=True):
        if name not in NAMES or not cell.strip():
            continue
        try:
            record[name] = plain(cell) if name == "segment" else number_of(name, with_point(name, cell, decimal))
        except InputError as error:
            problems.append(error)
    return record, problems

"""Rows of a small table, edited in place or read from a CSV: what stands in them, and what is wrong.

The tables of channels, segments and events are such: one column of names, numbers (or days) in all others, a belief as
the two ends of its 90 % interval (`ends`). Nothing here raises for what a reader typed; it says where it is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.forms.field_list import number_of
from simulator.forms.headings import listed, out_of_order, recognised, unknown, unread
from simulator.forms.numerals import Marks, marks_of, note_of
from simulator.forms.scenario_file import FileProblem, plain, read_cells

Record = dict[str, Any]
"""What stands in the columns of a row; columns without anything are missing."""
Records = list[tuple[int, Record]]
"""Rows with their numbers: from 1 in a table; in a file as a spreadsheet counts them (the header is 1)."""
Made = TypeVar("Made")
UNREADABLE: Final = object()
"""Stands in a record for a cell that cannot be read, which was said already."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of a table.

    names : all of them, in their published order
    text : the one that holds names
    needed : without which a row says nothing
    most : rows that are read
    days : columns that hold a day, which are read as texts
    """

    names: tuple[str, ...]
    text: str
    needed: tuple[str, ...]
    most: int
    days: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Columns that hold no number."""
        return (self.text, *self.days)

    def typed(self, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """A frame of rows: texts in the column of names, floats in all others, nan where nothing stands."""
        cells = {name: [row.get(name, math.nan) for row in rows] for name in self.names}
        numbers = {name: np.array(column, dtype=float) for name, column in cells.items() if name not in self.texts}
        texts = {name: pd.Series(cells[name], dtype=object) for name in self.texts}
        return pd.DataFrame(cells | numbers | texts)

    def records(self, table: pd.DataFrame) -> Records:
        """The rows of a table that hold anything."""
        names = [str(name) for name in table.columns]
        records = [
            (number, {name: value for name, value in cells if name in self.names and not _is_missing(value)})
            for number, row in enumerate(table.to_numpy(dtype=object).tolist(), 1)
            for cells in [zip(names, row, strict=True)]
        ]
        return [(number, record) for number, record in records if record]

    def read(self, content: bytes | str) -> FileRows:
        """The rows of a file in either dialect, `UNREADABLE` in cells that cannot be read, and what is said of it.

        No rows where the file as a whole cannot be read.
        """
        try:
            written, rows = read_cells(content)
        except InputError as error:
            return FileRows([], (FileProblem(None, error.field, error),), ())
        header = recognised(written, self.names)
        problems = self._problems_of_header(header)
        if len(rows) > self.most:
            too_many = InputError(
                "This file has too many rows: {count} (at most: {most}).", most=self.most, count=len(rows)
            )
            problems = [*problems[:1], FileProblem(None, None, too_many)]
        if problems:
            return FileRows([], tuple(problems), ())
        notes = self._notes_of_header(header, [cells for _, cells in rows])
        numeric = [at for at, name in enumerate(header) if name in self.names and name not in self.texts]
        marks = marks_of(cells[at] for _, cells in rows for at in numeric if at < len(cells))
        records: Records = []
        for number, cells in rows:
            record, wrong, doubtful = self._record(header, cells, marks)
            problems += [FileProblem(number, error.field, error) for error in wrong]
            notes += [FileProblem(number, note.field, note) for note in doubtful]
            if record:
                records.append((number, record))
        return FileRows(records, tuple(problems), tuple(notes))

    def numbers(self, record: Record) -> tuple[dict[str, float], list[InputError]]:
        """The numbers of a row, and what is missing in it or is none."""
        problems = [InputError("A value is missing here.", field=name) for name in self.needed if name not in record]
        numbers: dict[str, float] = {}
        for name, value in record.items():
            if name in self.texts or value is UNREADABLE:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                problems.append(InputError("A number is needed, got “{text}”.", field=name, text=str(value)[:40]))
            else:
                numbers[name] = float(value)
        return numbers, problems

    def column_of(self, error: InputError) -> str:
        """The column at which an error about a row is told: its field, or the low end of it."""
        name = str(error.field)
        return name if name in self.names else f"{name}_low"

    def _problems_of_header(self, header: Sequence[str]) -> list[FileProblem]:
        """Why a file cannot be read, with the columns that may be the missing ones under other names."""
        doubled = next((name for name in header if name in self.names and header.count(name) > 1), None)
        if doubled:
            error = InputError("This column stands twice in the first row: delete one of the two.", field=doubled)
            return [FileProblem(None, doubled, error)]
        missing = [name for name in self.needed if name not in header]
        if not missing:
            return []
        # Told by what the file must call them: a page calls its columns otherwise.
        error = InputError(
            "The first row must name the columns as this page writes them; missing: {names}. Download the table of "
            "this page once and fill in that file.",
            names=", ".join(f"“{name}”" for name in missing),
        )
        known = [name for name in self.names if name not in header]
        others = [(name, unknown(name, known)) for name in header if name and name not in self.names]
        return [
            FileProblem(None, None, error),
            *(FileProblem(1, name[:40], remark) for name, remark in others if remark.values),
        ]

    def _notes_of_header(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[FileProblem]:
        """Columns that are not read, that stand in another order, and those that a file written here has lost."""
        notes = [FileProblem(1, name, error) for name, error in unread(header, self.names, rows)]
        moved = out_of_order(header, self.names)
        notes += [FileProblem(1, None, moved)] if moved else []
        missing = [name for name in self.names if name not in header]
        if missing and len(missing) <= len(self.names) // 3:  # a file written here and changed, no short one by hand
            lost = InputError(
                "Columns that this page writes are missing: {names}. The plan’s own values stand for them.",
                names=listed(missing),
            )
            notes.append(FileProblem(1, None, lost))
        return notes

    def _record(
        self, header: Sequence[str], cells: Sequence[str], marks: Marks
    ) -> tuple[Record, list[InputError], list[InputError]]:
        """What stands in a row, what of it cannot be read, and what was read but may be a slip."""
        if len(cells) != len(header):
            error = InputError(
                "This row has {cells} cells, the header has {header}: it was left out.",
                cells=len(cells),
                header=len(header),
            )
            return {}, [error], []
        record: Record = {}
        problems, notes = [], []
        for name, cell in zip(header, cells, strict=True):
            if name not in self.names or not cell.strip():
                continue
            try:
                record[name] = plain(cell) if name in self.texts else number_of(name, marks.with_point(name, cell))
            except InputError as error:
                record[name] = UNREADABLE
                problems.append(error)
            else:
                note = None if name in self.texts else note_of(cell.strip(), record[name])
                notes += [note.at(name)] if note else []
        return record, problems, notes


@dataclass(frozen=True, slots=True)
class FileRows:
    """What a file held.

    records  : its rows that hold anything
    problems : why it cannot be used
    notes    : what was not read, or may be a slip, although the file can be used
    """

    records: Records
    problems: tuple[FileProblem, ...]
    notes: tuple[FileProblem, ...]


def without_repeats(record: Mapping[str, Any], problems: Iterable[InputError]) -> list[InputError]:
    """What is wrong in a row, the first of each cell, without what follows from a cell that cannot be read."""
    result: dict[str, InputError] = {}
    for error in problems:
        if record.get(str(error.field)) is not UNREADABLE:
            result.setdefault(str(error.field), error)
    return list(result.values())


def is_read(record: Mapping[str, Any]) -> bool:
    """Whether every cell of a row could be read."""
    return all(value is not UNREADABLE for value in record.values())


def by_row(problems: Iterable[FileProblem]) -> tuple[FileProblem, ...]:
    """What is wrong, the file or table as a whole first, then row by row."""
    return tuple(sorted(problems, key=lambda problem: problem.row or 0))


def made(
    make: Callable[..., Made], values: Mapping[str, Any], fine: Mapping[str, Any]
) -> tuple[Made | None, list[InputError]]:
    """What is made of values, or everything about them that is refused.

    fine : what stands in for a value that is refused, so that the next one is looked at; None where nothing is said
    """
    tried = dict(values)
    problems: list[InputError] = []
    while True:
        try:
            row = make(**tried)
        except InputError as error:
            problems.append(error)
            name = str(error.field)
            if name not in tried or tried[name] == fine.get(name):
                return None, problems
            tried[name] = fine.get(name)
        else:
            return (None if problems else row), problems


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or (isinstance(value, str) and not value.strip())

"""What a reader should hear about a scenario file that was read: cells and columns that did not count, or were missing.

One note for each column, with the first row it is true of: a file may have a thousand rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from simulator.errors import InputError
from simulator.forms.field_list import DEFAULTS, FIELDS, PARTS, UNCERTAIN, Field, Values, text_of
from simulator.forms.fields import fields_of
from simulator.forms.headings import listed
from simulator.forms.numerals import note_of, stripped
from simulator.forms.page_fields import ALL_BY_NAME, PAGE_DEFAULTS
from simulator.plan.scenario import Plan

INPUTS: Final = "result_input_columns"
"""The column in which a file says how many columns of inputs it was written with."""
NEVER_EMPTY: Final = ("text", "code", "flag")
"""Kinds of fields that always hold something."""
EVERYDAY: Final = ("cpc", "cvr", "aov")
PART_OF: Final = {
    f"{name}{part}": name
    for name in UNCERTAIN
    for part in ("_kind", *(part for parts in PARTS.values() for part in parts if part))
}
"""The uncertain input that a field is a part of; its own field, which holds it when known, is not."""
Note = tuple[int, str | None, InputError]
"""A row, a column and what is said of it."""


def stays_empty(field: Field) -> bool:
    """Whether an empty cell says that nothing is given: a page's own input that was emptied."""
    return field.name in PAGE_DEFAULTS and field.kind not in NEVER_EMPTY


def notes_of_row(number: int, record: Mapping[str, str], values: Values, plan: Plan) -> list[Note]:
    """What of a row's cells did not count, or may be a slip.

    record : cells by the names of their columns
    values : what was read of them
    plan : what was made of these
    """
    used = fields_of(plan)
    notes: list[Note] = []
    for name, cell in record.items():
        field, text = ALL_BY_NAME[name], stripped(cell)
        if not text:
            note = _emptied(field)
        elif name in used and values[name] != used[name] and values[name] != DEFAULTS[name]:
            note = InputError("“{text}” was not used: the row gives this input in another way.", text=text)
        elif field.kind in NEVER_EMPTY:
            note = None
        else:
            note = note_of(text, float(values[name] or 0))
        notes += [(number, name, note)] if note else []
    return notes


def _emptied(field: Field) -> InputError | None:
    if field.default is None or field.kind == "text":
        return None
    if stays_empty(field):
        return InputError("Nothing stands here: its page asks for a number.")
    return InputError("Nothing stands here: the usual value, {value}, was used.", value=text_of(field, field.default))


def first_of_column(notes: Iterable[Note]) -> list[Note]:
    """The first note of each column and sentence, that of the first row it is true of."""
    first: dict[tuple[str | None, str], Note] = {}
    for note in notes:
        first.setdefault((note[1], note[2].message), note)
    return list(first.values())


def lost_columns(header: Sequence[str], row: Sequence[str], written: str) -> InputError | None:
    """What is said where a file has fewer columns of inputs than it was written with; None where it has all.

    written : the column that says how many
    """
    count = sum(name in ALL_BY_NAME for name in header)
    stated = stripped(row[header.index(written)]) if written in header and len(row) == len(header) else ""
    if not (stated.isascii() and stated.isdigit() and len(stated) < 5) or count >= int(stated):
        return None
    missing = _always_written(header)
    values: dict[str, Any] = {"written": int(stated), "count": count}
    if missing:
        return InputError(
            "This file was written with {written} columns of inputs and has {count}. The usual values stand for those "
            "that are missing: {names}.",
            names=listed(missing),
            **values,
        )
    return InputError(
        "This file was written with {written} columns of inputs and has {count}. The usual values stand for those that "
        "are missing: inputs of Levers or Stores.",
        **values,
    )


def _always_written(header: Collection[str]) -> list[str]:
    """Columns of inputs that every file holds, and the parts of an uncertain input of which a file holds some."""
    begun = {PART_OF[name] for name in header if name in PART_OF} | set(EVERYDAY)
    always = [field.name for field in FIELDS if PART_OF.get(field.name, "cpc") in begun]
    return [name for name in always if name not in header]

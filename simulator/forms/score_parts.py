"""A CSV of any length in parts of whole records, and what its header says.

A part is a block of rows, so that memory does not grow with the file and parts can be scored anywhere.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np

from simulator.beliefs.checks import must_be_money, must_be_positive, must_be_share
from simulator.errors import InputError
from simulator.forms.headings import is_result, recognised, similar, unknown
from simulator.forms.numerals import Marks, marks_of
from simulator.forms.scenario_file import RESULT, FileProblem, neutral, quoted

COUNTED: Final = ("clicks", "orders", "spend", "value")
"""Columns that a file must have."""
ASSUMED: Final = ("margin", "aov", "target_profit_share")
"""Columns that a file may have; where they are missing or empty, `Assumed` stands in."""
COLUMNS: Final = (*COUNTED, *ASSUMED)
RESULTS: Final = ("break_even_probability", "cpo_p5", "cpo_p50", "cpo_p95", "max_cpo", "zone", "problem")
PART: Final = 2**20
"""Bytes that are read at once."""
LONGEST_RECORD: Final = 2**24
_BOM: Final = "\ufeff".encode()
_NOTHING: Final = b" \t\r\n\xef\xbb\xbf;,"
"""What lines hold that say nothing: blanks, the mark of UTF-8, separators."""
_MOST_SAMPLED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Assumed:
    """What stands in where a file says nothing.

    margin : part of the order value that is left before ads; None: every row must say it [share]
    aov : order value of campaigns without an order; None: such a row has no answer [currency per order]
    target_profit_share : wanted profit as a share of max CPO
    order_value_cv : standard deviation / mean of single order values, of all rows

    Raises
    ------
    InputError
        Naming the value that cannot be.
    """

    margin: float | None = None
    aov: float | None = None
    target_profit_share: float = 0.0
    order_value_cv: float = 1.0

    def __post_init__(self) -> None:
        if self.margin is not None:
            must_be_share("margin", self.margin)
        if self.aov is not None:
            must_be_positive("aov", self.aov)
        must_be_share("target_profit_share", self.target_profit_share)
        must_be_money("order_value_cv", self.order_value_cv)


@dataclass(frozen=True, slots=True)
class Part:
    """Whole records of a file, and the number of their first line (that of the file is 1)."""

    line: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written and what its columns are.

    header : names as they stand in the file
    places : column of each name of `COLUMNS` that it has
    shown : columns that are written again; results of an earlier run are not
    begins_with : the mark of UTF-8, where the file has it
    notes : what a reader should hear of the header
    """

    header: tuple[str, ...]
    places: Mapping[str, int]
    shown: tuple[int, ...]
    separator: str
    marks: Marks
    line_end: str
    begins_with: str
    assumed: Assumed
    notes: tuple[FileProblem, ...] = ()

    @property
    def first_line(self) -> bytes:
        """The header of the scored file."""
        names = [quoted(neutral(self.header[at]), self.separator) for at in self.shown]
        names += [RESULT + name for name in RESULTS]
        return f"{self.begins_with}{self.separator.join(names)}{self.line_end}".encode()


def opened(blocks: Iterable[bytes], assumed: Assumed) -> tuple[Layout, Iterator[Part]]:
    """The layout of a file, and its rows in parts.

    blocks : the bytes of the file, in pieces of `PART`

    Raises
    ------
    InputError
        When it is no table of text, or lacks a column; while parts are read, when a record has no end.
    """
    parts = _whole_records(blocks)
    first = next((part for part in parts if part.content.strip(_NOTHING)), None)
    if first is None:
        raise InputError("This file is empty.")
    begin, names, separator = _header(first.content)
    rest = Part(first.line + first.content.count(b"\n", 0, begin), first.content[begin:])
    following = next(parts, None) if not rest.content.strip() else rest
    if following is None:
        raise InputError("This file has a header but no row.")
    places, notes = _places(names, assumed, first.line)
    layout = Layout(
        header=tuple(names),
        places=places,
        shown=tuple(at for at, name in enumerate(names) if not is_result(name, RESULT)),
        separator=separator,
        marks=_marks(following, separator, places.values()),
        line_end="\r\n" if first.content[:begin].endswith(b"\r\n") else "\n",
        begins_with="\ufeff" if first.content.startswith(_BOM) else "",
        assumed=assumed,
        notes=tuple(notes),
    )
    return layout, chain([following], parts)


def records(text: str, separator: str) -> list[list[str]]:
    """The rows of a text as cells.

    Raises
    ------
    InputError
        When its quotation marks do not pair up.
    """
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise InputError("The quotation marks of this file do not pair up: save it again as CSV UTF-8.") from None


def text_of(part: Part) -> str:
    """The text of a part.

    Raises
    ------
    InputError
        When it is none.
    """
    try:
        text = part.content.decode()
    except UnicodeDecodeError as error:
        line = part.line + part.content.count(b"\n", 0, error.start)
        raise InputError(
            "Line {line} is not text in UTF-8: in Excel, save the file as “CSV UTF-8”.", line=line
        ) from None
    if "\0" in text:
        raise InputError("This is not a text file.")
    return text


def _whole_records(blocks: Iterable[bytes]) -> Iterator[Part]:
    line, rest = 1, b""
    for block in blocks:
        rest += block
        end = _end_of_records(rest)
        if end:
            yield Part(line, rest[:end])
            line += rest.count(b"\n", 0, end)
            rest = rest[end:]
        elif len(rest) > LONGEST_RECORD:
            raise InputError(
                "Line {line} begins a row that does not end: the quotation marks of this file do not pair up.",
                line=line,
            )
    if rest:
        yield Part(line, rest)


def _end_of_records(content: bytes) -> int:
    """Behind the last line end that is not inside of quotation marks."""
    if b'"' not in content:
        return content.rfind(b"\n") + 1
    signs = np.frombuffer(content, dtype=np.uint8)
    outside = np.cumsum(signs == ord('"')) % 2 == 0
    ends = np.flatnonzero((signs == ord("\n")) & outside)
    return int(ends[-1]) + 1 if ends.size else 0


def _header(content: bytes) -> tuple[int, list[str], str]:
    """Where the rows below the header begin, its names, and the separator."""
    begin, stated, head = 0, None, b""
    while begin < len(content):
        end = content.find(b"\n", begin) + 1 or len(content)
        line, begin = content[begin:end], end
        if not head and not line.strip(_NOTHING):
            continue  # empty rows above the header
        if remark := re.fullmatch(rb"sep=([;\t,])\s*", line.removeprefix(_BOM), re.IGNORECASE):
            stated = remark[1].decode()  # Excel's own remark
            continue
        head += line
        if head.count(b'"') % 2 == 0:
            break
    if not head:  # nothing but Excel's remark
        raise InputError("This file is empty.")
    text = text_of(Part(1, head)).removeprefix("\ufeff")
    separator = stated or max(";\t,", key=text.count)
    return begin, [cell.strip() for cell in records(text, separator)[0]], separator


def _places(names: Sequence[str], assumed: Assumed, line: int) -> tuple[dict[str, int], list[FileProblem]]:
    header = recognised(names, COLUMNS)
    missing = [name for name in COLUMNS if name not in header]
    others = [name for name in header if name and name not in COLUMNS and similar(name, missing)]
    meant = {similar(name, missing): name for name in others}
    for name in COLUMNS:
        if header.count(name) > 1:
            raise InputError("The column {name} stands twice in the first row: delete one.", field=name, name=name)
    for name in missing:
        if name in COUNTED or (name == "margin" and assumed.margin is None):
            raise _lacks(name, meant.get(name))
    notes = [FileProblem(line, name[:40], unknown(name, missing)) for name in others]
    return {name: header.index(name) for name in COLUMNS if name in header}, notes


def _lacks(name: str, similar_one: str | None) -> InputError:
    if similar_one is not None:
        return InputError(
            "The first row has no column {name}. Is “{other}” the one? Then call it {name}.",
            field=name,
            name=name,
            other=similar_one[:40],
        )
    if name == "margin":
        return InputError(
            "The first row has no column margin: add it, or give one margin for all rows (--margin 0.35).", field=name
        )
    return InputError(
        "The first row has no column {name}. Needed are {needed}.", field=name, name=name, needed=", ".join(COUNTED)
    )


def _marks(part: Part, separator: str, places: Iterable[int]) -> Marks:
    """The decimal mark by the first rows; a row of another mark is a problem of its own."""
    rows, columns = records(text_of(part), separator)[:_MOST_SAMPLED], list(places)
    return marks_of(cells[at] for cells in rows for at in columns if at < len(cells))

"""A spreadsheet (XLSX): opened by python-calamine in a process of its own, which a hostile file may end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from simulator.errors import InputError
from simulator.evidence.reading import workbook_pool
from simulator.evidence.reading.numbers import Cell
from simulator.evidence.reading.textfile import HEAD
from simulator.evidence.reading.workbook_pool import Busy, Died, Unavailable, WorkbookProcess

MOST_UNPACKED: Final = 500_000_000
"""Bytes of all parts of a workbook together; a million rows of eight columns take about 360 million."""
MOST_REPEATED: Final = 200
"""Times its packed size that a large part may unpack to; tables reach about 20."""
MOST_PARTS: Final = 2_000
MOST_SHEETS: Final = 200
MOST_CELLS: Final = 30_000_000
"""Rows × columns of all sheets, empty ones included: reading makes room for each."""
LONGEST_CELL: Final = 32_767
"""Characters; the limit of Excel."""
MOST_TEXT: Final = 250_000_000
"""Bytes of the rows as JSON."""
SECONDS: Final = 5
"""Processor time to read a file, and one second more for each million bytes: a million rows take about 15."""
PATIENCE: Final = 3
"""Times as long on the clock, for a server that is busy with others."""

Numbered = tuple[int, list[Cell]]
Choose = Callable[[Sequence["Sheet"]], int | None]

_OLD: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")

_REFUSED: Final = {
    "damaged": InputError("This spreadsheet is damaged or incomplete: download it again."),
    "archive": InputError("This is an archive, not a spreadsheet: unpack it and choose the CSV or XLSX inside."),
    "binary": InputError(
        "This is a binary Excel file (.xlsb): open it in Excel, choose “Save as” and “Excel workbook (.xlsx)” or “CSV”."
    ),
    "open_document": InputError(
        "This is an OpenDocument spreadsheet (.ods): open it, choose “Save as” and “Excel (.xlsx)” or “CSV”."
    ),
    "password": InputError("This spreadsheet has a password: save it as XLSX without password, or as CSV."),
    "too_large": InputError(
        "This spreadsheet unpacks to more than {most} MB: export fewer days or columns, or save it as CSV."
    ),
    "repetition": InputError(
        "This spreadsheet unpacks to far more than a table of its size: open it in Excel or LibreOffice and save it "
        "again as XLSX or as CSV."
    ),
    "parts": InputError(
        "This spreadsheet has too many parts (more than {most}): save the sheet with the table as CSV."
    ),
    "sheets": InputError(
        "This spreadsheet has too many sheets (more than {most}): leave only the sheet with the table."
    ),
    "cells": InputError(
        "This spreadsheet spans too many cells, empty ones included (millions: more than {most}): delete empty rows "
        "and columns, or save it as CSV."
    ),
    "wide": InputError(
        "A cell of this spreadsheet lies far to the right of its table: delete the columns to the right, or save it as "
        "CSV."
    ),
    "packing": InputError("This spreadsheet is packed in an unusual way: save it again as XLSX or as CSV."),
    "overlap": InputError("Parts of this spreadsheet overlap, as in no real one: save it again as XLSX or as CSV."),
    "entities": InputError("This spreadsheet declares entities, as no real one does: save it again as XLSX or as CSV."),
    "claims": InputError(
        "This spreadsheet says that it holds more than it does: open it in Excel or LibreOffice and save it again as "
        "XLSX or as CSV."
    ),
    "far": InputError(
        "A cell of this spreadsheet lies far below its table: delete the rows below it, or save it as CSV."
    ),
    "long_cell": InputError(
        "A cell in row {row} of this spreadsheet holds more text than Excel allows: shorten it, or save it as CSV."
    ),
    "unreadable": InputError("This spreadsheet cannot be opened: save it again as XLSX or as CSV."),
}
_LATE: Final = InputError(
    "Reading this spreadsheet takes more than {seconds} s: export fewer days or columns, or save it as CSV."
)
_DIED: Final = InputError(
    "This spreadsheet needs more memory than a table of its size: open it in Excel or LibreOffice and save it again as "
    "XLSX or as CSV."
)
_BUSY: Final = InputError("Other spreadsheets are being read just now: choose this file again in a minute.")
_UNAVAILABLE: Final = InputError("Spreadsheets cannot be opened on this server just now: save the file as CSV.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that holds anything: its name, its number of rows, and its first rows with their numbers."""

    name: str
    height: int
    head: Sequence[Numbered]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read: its sheets, and the rows of the chosen one, packed until they are needed."""

    sheets: Sequence[Sheet]
    chosen: int | None
    packed: Sequence[bytes]

    def batches(self) -> Iterator[tuple[Sequence[int], list[list[Cell]]]]:
        """The rows of the chosen sheet, some at once, with their numbers."""
        for frame in self.packed:
            numbers, rows = zip(*workbook_pool.unpacked(frame), strict=True)
            yield numbers, list(rows)


def not_a_workbook(content: bytes) -> InputError | None:
    """Why a file in the container of old or encrypted Excel files is not read; None for any other file."""
    if not content.startswith(_OLD):
        return None
    if _ENCRYPTED in content:
        return InputError(_REFUSED["password"].message)
    return InputError(
        "This is an old Excel file (.xls): open it in Excel or LibreOffice, choose “Save as” and “Excel workbook "
        "(.xlsx)” or “CSV”."
    )


def read(content: bytes, choose: Choose) -> Book:
    """The sheets of a workbook, and all rows of the one that `choose` takes.

    Raises
    ------
    InputError
        When the file is refused, takes too much time or memory, or when too many others are being read.
    """
    limits = _limits(len(content))
    try:
        with workbook_pool.leased() as process, process.deadline(limits["seconds"] * PATIENCE):
            book, refused = _read(process, content, limits, choose)
    except Died as death:
        if death.is_late:
            raise InputError(_LATE.message, seconds=limits["seconds"]) from None
        raise InputError(_DIED.message) from None
    except Busy:
        raise InputError(_BUSY.message) from None
    except Unavailable:
        raise InputError(_UNAVAILABLE.message) from None
    if refused:
        raise _refusal(**refused)
    return book


def _limits(size: int) -> dict[str, int]:
    return {
        "unpacked": MOST_UNPACKED,
        "ratio": MOST_REPEATED,
        "parts": MOST_PARTS,
        "sheets": MOST_SHEETS,
        "cells": MOST_CELLS,
        "cell": LONGEST_CELL,
        "text": MOST_TEXT,
        "head": HEAD,
        "seconds": SECONDS + size // 1_000_000,
    }


def _read(
    process: WorkbookProcess, content: bytes, limits: Mapping[str, int], choose: Choose
) -> tuple[Book, Mapping[str, Any]]:
    """The workbook, and why it was refused, if it was."""
    process.give(workbook_pool.encoded(limits))
    process.give(content)
    answer = workbook_pool.decoded(process.take())
    sheets = [Sheet(sheet["name"], sheet["height"], sheet["head"]) for sheet in answer.get("sheets", ())]
    chosen = choose(sheets) if sheets else None
    rows: list[bytes] = []
    if sheets:
        process.give(workbook_pool.encoded(chosen))
    if chosen is not None:
        rows = list(iter(process.take, b""))
        answer = workbook_pool.decoded(process.take())
    process.stays = process.take() == b"stays" and process.stays
    return Book(sheets, chosen, rows), {key: answer[key] for key in ("refused", "values") if key in answer}


def _refusal(refused: str, values: Mapping[str, int]) -> InputError:
    limits = {
        "too_large": MOST_UNPACKED // 1_000_000,
        "parts": MOST_PARTS,
        "sheets": MOST_SHEETS,
        "cells": MOST_CELLS // 1_000_000,
    }
    most = {"most": limits[refused]} if refused in limits else {}
    return InputError(_REFUSED[refused].message, field=None, **values, **most)

"""A spreadsheet (XLSX): opened only when what it unpacks to is bounded, then read by python-calamine."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from simulator.errors import InputError
from simulator.evidence.reading.numbers import Cell
from simulator.evidence.reading.textfile import too_many_columns

MOST_UNPACKED: Final = 500_000_000
"""Bytes of all parts of a workbook together; a million rows of eight columns take about 400 million."""
MOST_PARTS: Final = 2_000
MOST_CELLS: Final = 30_000_000
"""Rows × columns of one sheet, empty ones included: reading makes room for each."""

_PLAIN: Final = bytes.maketrans(b"\t\r\n'", b'   "')
_SPACED: Final = re.compile(rb" r *= *")
_TWO_LETTERS: Final = re.compile(rb' r="([A-Z]{2})[0-9]')
_FAR_ROW: Final = re.compile(rb' r="[A-Z]{1,3}[0-9]{6}')
_IMPOSSIBLE: Final = re.compile(rb' r="(?:[A-Z]{3}[A-Z]*[0-9]|[A-Z]+(?:[0-9]{8}|[2-9][0-9]{6}|1[1-9][0-9]{5}))')
_LONGEST_REFERENCE: Final = 64
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its name."""

    name: str
    _sheet: CalamineSheet

    @property
    def height(self) -> int:
        """Its rows."""
        return self._sheet.height

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Numbered rows; nothing is "", a yes or no is text."""
        start = self._sheet.start
        first = start[0] + 1 if start else 1
        for number, row in enumerate(self._sheet.iter_rows(), first):
            yield number, [str(cell) if isinstance(cell, bool) else cell for cell in row]


def sheets(content: bytes) -> list[Sheet]:
    """The sheets of a workbook that hold anything."""
    _check_archive(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        found = [Sheet(name, book.get_sheet_by_name(name)) for name in grids]
    except BaseException as error:
        # A panic in the reader's Rust code is no Exception; anything else is not ours to hide.
        if not isinstance(error, CalamineError) and type(error).__name__ != "PanicException":
            raise
        raise InputError("This spreadsheet cannot be opened: save it again as XLSX or as CSV.") from None
    return [sheet for sheet in found if sheet.height]


def _check_archive(content: bytes) -> None:
    """Refuse what unpacks to too much: measured, as the sizes that an archive states may be wrong."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        raise InputError("This spreadsheet is damaged or incomplete: download it again.") from None
    if not any(part.filename.startswith("xl/") for part in parts):
        raise InputError("This is an archive, not a spreadsheet: unpack it and choose the CSV or XLSX inside.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_large()
    left = MOST_UNPACKED
    for part in parts:
        extent = _Extent()
        for piece in _unpacked(content, part):
            left -= len(piece)
            if left < 0:
                raise _too_large()
            extent.take(piece)
        extent.check()


def _too_large() -> InputError:
    return InputError(
        "This spreadsheet unpacks to more than {most} MB: export fewer days or columns, or save it as CSV.",
        most=MOST_UNPACKED // 1_000_000,
    )


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part in pieces, whatever size the archive states."""
    names = struct.unpack("<HH", content[part.header_offset + 26 : part.header_offset + 30].ljust(4, b"\0"))
    begin = part.header_offset + 30 + sum(names)
    packed = memoryview(content)[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise InputError("This spreadsheet is packed in an unusual way: save it again as XLSX or as CSV.")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), 1 << 16):
            yield inflate.decompress(packed[at : at + (1 << 16)], _PIECE)
            while inflate.unconsumed_tail:
                yield inflate.decompress(inflate.unconsumed_tail, _PIECE)
    except zlib.error:
        raise InputError("This spreadsheet is damaged or incomplete: download it again.") from None


class _Extent:
    """How far the cells of a sheet lie apart: the reader makes room for every cell up to the last one."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 26
        self.has_far_rows = False
        self._tail = b""

    def take(self, piece: bytes) -> None:
        """Look at some more of the sheet; what may be cut in the middle is looked at again with the next piece."""
        text = (self._tail + piece).translate(_PLAIN)
        if b" r =" in text or b"r= " in text:
            text = _SPACED.sub(b" r=", text)
        self._tail = text[-_LONGEST_REFERENCE:]
        self.rows += text.count(b"<row", 0, max(0, len(text) - _LONGEST_REFERENCE))
        if _IMPOSSIBLE.search(text):
            raise too_many_columns(703)
        self.columns = max([self.columns, *(26 * (a - 64) + b - 64 for a, b in set(_TWO_LETTERS.findall(text)))])
        self.has_far_rows = self.has_far_rows or _FAR_ROW.search(text) is not None

    def check(self) -> None:
        """Refuse a sheet for which there is not enough room."""
        if self.has_far_rows and self.rows < 50_000:
            raise InputError(
                "A cell of this spreadsheet lies far below its table: delete the rows below it, or save it as CSV."
            )
        if max(self.rows, 100_000) * self.columns > MOST_CELLS:
            raise _too_large()

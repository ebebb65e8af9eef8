"""The process in which spreadsheets are opened: run as a script, it answers requests on its standard streams.

A workbook can make the library that reads it reserve any amount of memory, and a failed reservation ends the process.
Here that ends this process and nothing else. It imports nothing of the project, so it starts in about a twentieth of a
second, and it lowers its own limits before the first byte of a file arrives.

A request is two frames: the limits as JSON, then the file. The answer is one frame of JSON: the sheets with their first
rows, or why the file was refused. The place of a sheet asks for its rows: packed frames of JSON, an empty one, and one
that may refuse after all. The last frame says whether the process stays: a large file ends it, which returns memory.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

Limits = Mapping[str, int]
_LENGTH: Final = struct.Struct(">Q")
_PIECE: Final = 1 << 20
_LARGE: Final = 20_000_000
"""Bytes unpacked after which this process ends: what the memory allocator keeps goes back to the system."""
_CELLS_AT_ONCE: Final = 20_000
_ROWS_AT_ONCE: Final = 400


class Refusal(Exception):
    """Why a file is not opened: a code that the other side puts into words, and the numbers in that sentence."""

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def send(stream: BinaryIO, frame: bytes) -> None:
    """Write a frame: its length, then its bytes."""
    stream.write(_LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """Read a frame.

    Raises
    ------
    EOFError
        When the other side is gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    length = _LENGTH.unpack(head)[0]
    frame = stream.read(length)
    if len(frame) < length:
        raise EOFError
    return frame


# ---------------------------------------------------------------------------------------------------------------
# The archive


def check_archive(content: bytes, limits: Limits) -> tuple[int, int]:
    """Refuse what unpacks to too much or claims too much; return the bytes unpacked, and the parts that are sheets.

    Sizes are measured, as the sizes that an archive states may be wrong.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        raise Refusal("damaged") from None
    _check_kind({part.filename.lower().replace("\\", "/").lstrip("/") for part in parts})
    stated = sum(part.file_size for part in parts)
    if len(parts) > limits["parts"]:
        raise Refusal("parts")
    if stated > limits["unpacked"]:
        raise Refusal("too_large")
    _check_places(content, parts)
    unpacked = sheets = 0
    for part in parts:
        contents = PartContents(limits)
        before = unpacked
        for piece in _unpacked(content, part):
            unpacked += len(piece)
            if unpacked > limits["unpacked"]:
                raise Refusal("too_large")
            if _is_bomb(unpacked - before, part.compress_size, limits):
                raise Refusal("repetition")
            contents.take(piece)
        contents.check()
        sheets += contents.is_sheet
    return unpacked, sheets


def _check_kind(names: set[str]) -> None:
    """Only XLSX is opened: the library would guess, and other formats have other counts to lie about."""
    if "xl/workbook.bin" in names:
        raise Refusal("binary")
    if "content.xml" in names:
        raise Refusal("open_document")
    if not any(name.startswith("xl/") for name in names):
        raise Refusal("archive")


def _check_places(content: bytes, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse parts that share bytes (a small file could unpack to any size) or that are locked."""
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal("password")
    end = 0
    for part in sorted(parts, key=lambda entry: entry.header_offset):
        if part.header_offset < end:
            raise Refusal("overlap")
        end = _begin_of(content, part) + part.compress_size
    if end > len(content):
        raise Refusal("damaged")


def _begin_of(content: bytes, part: zipfile.ZipInfo) -> int:
    """Where the packed bytes of a part begin."""
    names = struct.unpack("<HH", content[part.header_offset + 26 : part.header_offset + 30].ljust(4, b"\0"))
    return part.header_offset + 30 + int(sum(names))


def _is_bomb(unpacked: int, packed: int, limits: Limits) -> bool:
    """Whether a part is large and almost nothing but repetition: no table is."""
    return unpacked > _LARGE and unpacked > packed * limits["ratio"]


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part in pieces, whatever size the archive states."""
    begin = _begin_of(content, part)
    packed = memoryview(content)[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise Refusal("packing")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), 1 << 16):
            yield inflate.decompress(packed[at : at + (1 << 16)], _PIECE)
            while inflate.unconsumed_tail:
                yield inflate.decompress(inflate.unconsumed_tail, _PIECE)
    except zlib.error:
        raise Refusal("damaged") from None


_PLAIN: Final = bytes.maketrans(
    b"\t\r\n'" + bytes(range(ord("A"), ord("Z") + 1)), b'   "' + bytes(range(ord("a"), ord("z") + 1))
)
"""Spaces, quotes and letters in one form: the library reads cell references in lower case, too."""
_SPACED: Final = re.compile(rb" (r|count|uniquecount) *= *")
_TWO_LETTERS: Final = re.compile(rb' r="([a-z]{2})[0-9]')
_FAR_ROW: Final = re.compile(rb' r="[a-z]{0,3}[0-9]{6}')
_IMPOSSIBLE_COLUMN: Final = re.compile(rb' r="[a-z]{3,}[0-9]')
_IMPOSSIBLE_ROW: Final = re.compile(rb' r="[a-z]*(?:[0-9]{8}|[2-9][0-9]{6}|1[1-9][0-9]{5}|10[5-9][0-9]{4})')
_COUNT: Final = re.compile(rb' (unique)?count="[ +]*([0-9]+)')
_LONGEST_REFERENCE: Final = 64
_MARKED_WIDE: Final = (b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")


class PartContents:
    """What a part claims and how far its cells lie apart: the library makes room for every cell up to the last one."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._size = 0
        self._rows = 0
        self._columns = 26
        self._strings = 0
        self.is_sheet = False
        self._has_far_rows = False
        self._tail = b""

    def take(self, piece: bytes) -> None:
        """Look at some more of the part; what may be cut in the middle is looked at again with the next piece."""
        if not self._size and piece.startswith(_MARKED_WIDE):
            raise Refusal("packing")  # UTF-16, which would hide all that is looked for below; nobody writes it
        self._size += len(piece)
        text = (self._tail + piece).translate(_PLAIN)
        if b" =" in text or b"= " in text:
            text = _SPACED.sub(rb" \1=", text)
        self._tail = text[-_LONGEST_REFERENCE:]
        if b"<!doctype" in text or b"<!entity" in text:
            raise Refusal("entities")
        if b"count=" in text:
            self._take_counts(text)
        self.is_sheet = self.is_sheet or b"sheetdata" in text
        if self.is_sheet:
            self._take_rows(text)
            if b' r="' in text:  # hardly any time where there is none
                self._take_cells(text)

    def _take_counts(self, text: bytes) -> None:
        for is_unique, digits in _COUNT.findall(text):
            if len(digits) > 12 or int(digits) > self._limits["cells"]:
                raise Refusal("claims")
            if is_unique:
                self._strings = max(self._strings, int(digits))

    def _take_rows(self, text: bytes) -> None:
        self._rows += sum(text.count(tag, 0, -_LONGEST_REFERENCE) for tag in (b"<row", b":row"))

    def _take_cells(self, text: bytes) -> None:
        if _IMPOSSIBLE_COLUMN.search(text):
            raise Refusal("wide")
        if _IMPOSSIBLE_ROW.search(text):
            raise Refusal("far")
        self._columns = max([self._columns, *(26 * (a - 96) + b - 96 for a, b in set(_TWO_LETTERS.findall(text)))])
        self._has_far_rows = self._has_far_rows or _FAR_ROW.search(text) is not None

    def check(self) -> None:
        """Refuse a part that claims more texts than it has room for, or cells for which there is not enough room."""
        if self._strings * 4 > self._size + 4_000:  # `<si/>` takes five bytes
            raise Refusal("claims")
        if self._has_far_rows and self._rows < 50_000:
            raise Refusal("far")
        if self.is_sheet and max(self._rows, 100_000) * self._columns > self._limits["cells"]:
            raise Refusal("cells")


# ---------------------------------------------------------------------------------------------------------------
# The sheets


def open_sheets(content: bytes, limits: Limits, parts: int) -> list[CalamineSheet]:
    """The sheets of a workbook that hold anything.

    parts : how many parts are sheets; where several sheets are one part, a small file could take any time
    """
    sheets: list[CalamineSheet] = []
    cells = 0
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [meta.name for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        if len(names) > limits["sheets"]:
            raise Refusal("sheets")
        if len(names) > parts:
            raise Refusal("overlap")
        for name in names:
            sheet = book.get_sheet_by_name(name)
            cells += sheet.height * sheet.width
            if cells > limits["cells"]:
                raise Refusal("cells")
            if sheet.height:
                sheets.append(sheet)
    except BaseException as error:
        # A panic in the library's Rust code is no Exception; anything else is not ours to hide.
        if not isinstance(error, CalamineError) and type(error).__name__ != "PanicException":
            raise
        raise Refusal("unreadable") from None
    return sheets


def rows_of(sheet: CalamineSheet, limits: Limits) -> Iterator[tuple[int, list[object]]]:
    """Numbered rows from the first of the sheet on, empty ones too; nothing is "", a yes or no is text."""
    longest = limits["cell"]
    for number, row in enumerate(sheet.iter_rows(), 1):
        for cell in row:
            if isinstance(cell, str) and len(cell) > longest:
                raise Refusal("long_cell", row=number)
        yield number, [str(cell) if isinstance(cell, bool) else cell for cell in row]


def packed(rows: Iterator[tuple[int, list[object]]], width: int, limits: Limits) -> Iterator[bytes]:
    """Rows as packed JSON, some at once."""
    left = limits["text"]
    at_once = max(1, min(_ROWS_AT_ONCE, _CELLS_AT_ONCE // max(1, width)))
    while some := list(islice(rows, at_once)):
        text = _json(some)
        left -= len(text)
        if left < 0:
            raise Refusal("too_large")
        yield zlib.compress(text, 1)


def _json(value: object) -> bytes:
    return json.dumps(value, default=_tagged, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _tagged(cell: object) -> object:
    """A day or a moment as a mapping, told from a text; a time of day or a duration as its text."""
    return {"": cell.isoformat()} if isinstance(cell, date) else str(cell)


# ---------------------------------------------------------------------------------------------------------------
# The process


def lower_limits(memory: int) -> None:
    """Bound the memory of this process, and let it yield to the server and be the first to go."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))  # macOS knows it and may not heed it
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def set_alarm(seconds: float) -> None:
    """End this process after so many seconds of processor time, even if whoever started it is gone; 0: never.

    A busy server makes a good file wait, which is no fault of the file.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def answer(source: BinaryIO, out: BinaryIO) -> bool:
    """Answer one request; return whether this process should take another."""
    limits = json.loads(receive(source))
    content = receive(source)
    set_alarm(limits["seconds"])
    unpacked = len(content)
    try:
        size, parts = check_archive(content, limits)
        unpacked += size
        sheets = open_sheets(content, limits, parts)
        shown = summary(sheets, limits)
    except Refusal as refusal:
        unpacked += _LARGE if refusal.code in ("too_large", "repetition", "cells", "unreadable") else 0
        sheets, shown = [], _as_reply(refusal)
    send(out, shown)
    place = json.loads(receive(source)) if sheets else None
    if place is not None:
        send(out, _send_rows(sheets[place], limits, out))
    set_alarm(0)
    stays = unpacked <= _LARGE
    send(out, b"stays" if stays else b"ends")
    return stays


def summary(sheets: list[CalamineSheet], limits: Limits) -> bytes:
    """The name, the height and the first rows of every sheet."""
    shown = [
        {"name": sheet.name, "height": sheet.height, "head": list(islice(rows_of(sheet, limits), limits["head"]))}
        for sheet in sheets
    ]
    text = _json({"sheets": shown})
    if len(text) > limits["text"]:
        raise Refusal("too_large")
    return text


def _send_rows(sheet: CalamineSheet, limits: Limits, out: BinaryIO) -> bytes:
    """Send the rows of a sheet and an empty frame; return what else is to be said of them."""
    reply = b"{}"
    try:
        for frame in packed(rows_of(sheet, limits), sheet.width, limits):
            send(out, frame)
    except Refusal as refusal:
        reply = _as_reply(refusal)
    send(out, b"")
    return reply


def _as_reply(refusal: Refusal) -> bytes:
    return _json({"refused": refusal.code, "values": refusal.values})


def main() -> None:
    """Answer requests until the other side closes the stream."""
    lower_limits(int(sys.argv[1]))
    source, out = sys.stdin.buffer, sys.stdout.buffer
    send(out, b"ready")
    with contextlib.suppress(EOFError, BrokenPipeError):
        while answer(source, out):
            pass


if __name__ == "__main__":
    main()

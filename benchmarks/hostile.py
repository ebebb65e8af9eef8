"""Files made to hurt a server that reads them: each with its name, small to write down, some large to unpack.

Shared by the tests (a short form) and by benchmarks/hostile_files.py (the whole family). Nothing here is random without
a seed.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from benchmarks.accounts import workbook

SHEET: Final = "xl/worksheets/sheet1.xml"
LINKS: Final = "xl/_rels/workbook.xml.rels"
OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RELATIONS: Final = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER: Final = "Day,Campaign,Cost,Clicks,Conversions\n"
TABLE: Final = (
    ("Day", "Campaign", "Cost", "Clicks", "Conversions"),
    (date(2026, 9, 1), "A", 10.5, 8, 1),
    (date(2026, 9, 2), "B", 2.25, 3, 0),
)
Make = Callable[[], bytes]


def archive(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a packed archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _plain() -> dict[str, bytes]:
    return parts_of(workbook([("Report", TABLE)]))


def _with(**changes: Callable[[bytes], bytes]) -> bytes:
    """The plain workbook with some parts changed: sheet, styles, book, links."""
    names = {
        "sheet": SHEET,
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
        "links": "xl/_rels/workbook.xml.rels",
    }
    parts = _plain()
    for name, change in changes.items():
        parts[names[name]] = change(parts[names[name]])
    return archive(parts)


def strings(head: bytes, body: bytes = b"") -> bytes:
    """The plain workbook with a part of shared strings."""
    return archive(_with_strings(head, body))


def _with_strings(head: bytes, body: bytes) -> dict[str, bytes]:
    parts = _plain()
    link = b'<Relationship Id="r9" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>' % RELATIONS
    parts[LINKS] = parts[LINKS].replace(b"</Relationships>", link)
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="' + MAIN.encode() + b'"' + head + b">" + body + b"</sst>"
    return parts


def far_cell(reference: str, *, row: str = "9") -> bytes:
    """A cell far from the table."""
    cell = f'<row r="{row}"><c{reference and f" r={reference}"}><v>1</v></c></row></sheetData>'.encode()
    return _with(sheet=lambda text: text.replace(b"</sheetData>", cell))


def _sheet_before(what: bytes) -> bytes:
    return _with(sheet=lambda text: text.replace(b"<sheetData>", what + b"<sheetData>"))


def _sheet_after(what: bytes) -> bytes:
    return _with(sheet=lambda text: text.replace(b"</sheetData>", b"</sheetData>" + what))


def _rows(what: bytes) -> bytes:
    return _with(sheet=lambda text: text.replace(b"</sheetData>", what + b"</sheetData>"))


def repeated_strings(length: int, times: int) -> bytes:
    """One long text, referred to by many cells."""
    parts = _with_strings(b' count="1" uniqueCount="1"', b"<si><t>" + b"x" * length + b"</t></si>")
    rows = b"".join(b'<row r="%d"><c r="B%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(4, times + 4))
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", rows + b"</sheetData>")
    return archive(parts)


def shared_part(sheets: int, rows: int) -> bytes:
    """Many sheets that are one part."""
    parts = _plain()
    listed = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="r1"/>' % (at, at + 1) for at in range(sheets))
    before, _, rest = parts["xl/workbook.xml"].partition(b"<sheets>")
    parts["xl/workbook.xml"] = before + b"<sheets>" + listed + b"</sheets>" + rest.partition(b"</sheets>")[2]
    cells = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in range(4, rows))
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", cells + b"</sheetData>")
    return archive(parts)


def blanks(megabytes: int, *, before: bytes = b"</sheetData>") -> bytes:
    """Spaces within the sheet, which pack to a thousandth."""
    return _with(sheet=lambda text: text.replace(before, b" " * (megabytes * 1_000_000) + before))


def understated(content: bytes, size: int) -> bytes:
    """An archive that states a small size for a part of this size."""
    return content.replace(struct.pack("<L", size), struct.pack("<L", 1_000))


def overlapping(times: int) -> bytes:
    """Many parts that are the same packed bytes."""
    content = archive({**_plain(), "xl/media/a.xml": b" " * 5_000_000})
    end = content.rindex(b"PK\5\6")
    start = struct.unpack("<L", content[end + 16 : end + 20])[0]
    directory, last = content[start:end], content.index(b"xl/media/a.xml", start) - 46
    entry = content[last:end]
    copies = b"".join(entry.replace(b"a.xml", b"%c.xml" % (98 + at % 24)) for at in range(times))
    count = struct.unpack("<H", content[end + 10 : end + 12])[0] + times
    size = len(directory) + len(copies)
    tail = content[end : end + 8] + struct.pack("<HHLL", count, count, size, start) + b"\0\0"
    return content[:start] + directory + copies + tail


def entity_bomb(levels: int = 9) -> bytes:
    """A thousand million laughs."""
    declared = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, levels + 1)
    )
    doctype = b"<!DOCTYPE sst [" + declared + b"]>"
    parts = _with_strings(b"", b"<si><t>&a%d;</t></si>" % levels)
    return archive({**parts, "xl/sharedStrings.xml": doctype + parts["xl/sharedStrings.xml"]})


def deep(levels: int) -> bytes:
    """Elements within elements."""
    return _rows(b'<row r="9"><c r="A9" t="inlineStr"><is>' + b"<r>" * levels + b"</r>" * levels + b"</is></c></row>")


def merged(ranges: int, reference: bytes = b"A1:XFD1048576") -> bytes:
    """Merged ranges over the whole sheet."""
    return _sheet_after(
        b"<mergeCells>" + b'<mergeCell ref="' * 0 + (b'<mergeCell ref="%s"/>' % reference) * ranges + b"</mergeCells>"
    )


def other_zip(kind: str) -> bytes:
    """An .ods or .xlsb in outline."""
    if kind == "ods":
        return archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<office:x/>"})
    return archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": struct.pack("<HL", 0x9F01, 1 << 31)})


def packed_with(method: int) -> bytes:
    """The plain workbook, packed in another way."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in _plain().items():
            file.writestr(name, content)
    return out.getvalue()


def of_ones() -> bytes:
    """An archive whose directory claims to be as large as can be said."""
    content = bytearray(archive(_plain()))
    end = content.rindex(b"PK\5\6")
    content[end + 8 : end + 20] = b"\xff" * 12
    return bytes(content)


def date_formats(count: int) -> bytes:
    """Styles with so many formats of days, each of 800 letters."""
    formats = b"".join(b'<numFmt numFmtId="%d" formatCode="%s"/>' % (164 + at, b"yyyy" * 200) for at in range(count))
    return _with(styles=lambda text: text.replace(b"<cellXfs", b"<numFmts>" + formats + b"</numFmts><cellXfs", 1))


def backwards(rows: int) -> bytes:
    """Rows whose numbers fall."""
    return _rows(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in range(rows, 3, -1)))


def stored_bomb() -> bytes:
    """An archive within an archive."""
    return archive({**_plain(), "xl/embeddings/more.zip": zlib.compress(bytes(50_000_000))})


SPREADSHEETS: Final[dict[str, Make]] = {
    "a plain workbook": lambda: archive(_plain()),
    "uniqueCount of four thousand million": lambda: strings(b' count="1" uniqueCount="4294967295"'),
    "uniqueCount of 20 digits": lambda: strings(b' uniqueCount="18446744073709551615"'),
    "uniqueCount of 20 million": lambda: strings(b' uniqueCount="20000000"'),
    "uniqueCount written apart": lambda: strings(b"\n uniqueCount \n = '4294967295'"),
    "uniqueCount behind a long comment": lambda: strings(b" " * 70_000 + b'uniqueCount="4294967295"'),
    "count of four thousand million": lambda: strings(b' count="4294967295"'),
    "a string index far beyond": lambda: _rows(b'<row r="9"><c r="A9" t="s"><v>4294967295</v></c></row>'),
    "styles count": lambda: _with(styles=lambda text: text.replace(b'count="2"', b'count="4294967295"')),
    "a style index far beyond": lambda: _rows(b'<row r="9"><c r="A9" s="4294967295"><v>1</v></c></row>'),
    "a negative style index": lambda: _rows(b'<row r="9"><c r="A9" s="-1"><v>1</v></c></row>'),
    "dimension of a whole sheet": lambda: _sheet_before(b'<dimension ref="A1:XFD1048576"/>'),
    "dimension beyond a sheet": lambda: _sheet_before(b'<dimension ref="A1:ZZZZZZ4294967295"/>'),
    "dimension backwards": lambda: _sheet_before(b'<dimension ref="XFD1048576:A1"/>'),
    "dimension in noise": lambda: _sheet_before(b'<dimension ref=":::"/>'),
    "the last cell": lambda: far_cell('"XFD1048576"'),
    "the last cell in lower case": lambda: far_cell('"xfd1048576"'),
    "the last cell in mixed case, apart": lambda: far_cell("\n 'xFd1048576'"),
    "the last row": lambda: far_cell('"A1048576"'),
    "the last row in lower case": lambda: far_cell('"zz1048576"'),
    "the last row by its number only": lambda: far_cell("", row="1048576"),
    "a row beyond all": lambda: far_cell("", row="4294967295"),
    "a cell beyond all": lambda: far_cell('"ZZZZZZZZ99999999999"'),
    "a far column": lambda: far_cell('"aaa9"'),
    "a hundred thousand merged ranges": lambda: merged(100_000),
    "a merged range beyond all": lambda: merged(10, b"A1:ZZZZZ4294967295"),
    "merged count": lambda: _sheet_after(b'<mergeCells count="4294967295"><mergeCell ref="A1:B2"/></mergeCells>'),
    "XML a million deep": lambda: deep(1_000_000),
    "XML that never closes": lambda: _rows(b"<a>" * 1_000_000),
    "an attribute of 80 MB": lambda: _rows(b'<row spans="%s"/>' % noise(80_000_000, b"0123456789")),
    "a million attributes": lambda: _rows(b"<row " + b" ".join(b'a%d="1"' % at for at in range(1_000_000)) + b"/>"),
    "overlapping entries": lambda: overlapping(1_500),
    "an entity bomb": entity_bomb,
    "an external entity": lambda: archive(
        {**_plain(), SHEET: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + _plain()[SHEET]}
    ),
    "a sheet in UTF-16": lambda: _with(sheet=lambda text: text.decode().encode("utf-16")),
    "600 MB of blanks": lambda: blanks(600),
    "600 MB of blanks, understated": lambda: understated(blanks(600), 600_000_000 + len(_plain()[SHEET])),
    "490 MB of blanks": lambda: blanks(490),
    "19 MB of blanks": lambda: blanks(19),
    "empty rows, 20 million": lambda: _rows(b"<row/>" * 20_000_000),
    "empty cells, 20 million": lambda: _rows(b"<row>" + b"<c/>" * 20_000_000 + b"</row>"),
    "a long text in many cells": lambda: repeated_strings(1_000_000, 20_000),
    "a text of the longest kind in many cells": lambda: repeated_strings(32_000, 200_000),
    "2,000 sheets that are one part": lambda: shared_part(2_000, 20_000),
    "150 sheets that are one part": lambda: shared_part(150, 200_000),
    "a thousand sheets in one": lambda: workbook([(f"s{at}", TABLE) for at in range(1_000)]),
    "3,000 parts": lambda: archive({**_plain(), **{f"xl/media/{at}": b"" for at in range(3_000)}}),
    "an archive in an archive": stored_bomb,
    "parts packed by bzip2": lambda: packed_with(zipfile.ZIP_BZIP2),
    "a directory of ones": of_ones,
    "half a file": lambda: archive(_plain())[: len(archive(_plain())) // 2],
    "rows backwards": lambda: backwards(200_000),
    "a hundred thousand formats of days": lambda: date_formats(100_000),
    "wide rows without references": lambda: _rows((b"<row>" + b"<c><v>1</v></c>" * 600 + b"</row>") * 2_000),
    "a number of ten million digits": lambda: _rows(
        b'<row r="9"><c r="A9"><v>' + b"9" * 10_000_000 + b"</v></c></row>"
    ),
    "a text of 30 MB": lambda: _rows(
        b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + noise(30_000_000, b"abc ") + b"</t></is></c></row>"
    ),
    "broken packing": lambda: archive(_plain()).replace(b"\x4b\x4c", b"\xff\xff")[:-1] + b"\xff",
    "a workbook without sheets": lambda: _with(book=lambda text: text.partition(b"<sheets>")[0] + b"</workbook>"),
    "a sheet that leads outside": lambda: _with(links=lambda text: text.replace(b"worksheets/", b"../../../etc/")),
    "an old .xls": lambda: OLD + bytes(3_000),
    "an old .xls of 40 MB of noise": lambda: OLD + random.Random(2).randbytes(40_000_000),
    "an encrypted .xlsx": lambda: OLD + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    "an .ods": lambda: other_zip("ods"),
    "an .xlsb": lambda: other_zip("xlsb"),
}  # fmt: skip
"""Spreadsheets by name; the first is a good one."""

SIZE: Final = 50 * 1024 * 1024 - 200


def _filled(row: Callable[[int], str], size: int) -> bytes:
    """The header and rows up to a size."""
    out = [HEADER.encode()]
    length, at = len(HEADER), 0
    while length < size:
        out.append(row(at).encode())
        length += len(out[-1])
        at += 1
    return b"".join(out[:-1])


def noise(size: int, letters: bytes, seed: int = 3) -> bytes:
    """Bytes of an alphabet, at random."""
    table = bytes(letters[at % len(letters)] for at in range(256))
    return random.Random(seed).randbytes(size).translate(table)


def texts(size: int = SIZE) -> dict[str, Make]:
    """Files of text by name, of at most this many bytes.

    Long because of a table.
    """
    head = HEADER.encode()
    return {
        "one line": lambda: head + b"x" * size,
        "one line of separators": lambda: head + b"," * size,
        "one line of short cells": lambda: head + b"1," * (size // 2),
        "one quoted cell": lambda: head + b'"' + b"x" * size + b'"\n',
        "one quoted cell of line ends": lambda: head + b'"' + b"\n" * size,
        "quotation marks only": lambda: head + b'"' * size,
        "quotation marks and separators": lambda: head + b'",' * (size // 2),
        "a quotation mark in every line": lambda: head + b'"a,b\n' * (size // 5),
        "a quotation mark in every other line": lambda: head + b'1,"a,1,2,3\n2026-09-01,b,1,2,3\n' * (size // 31),
        "line ends only": lambda: head + b"\n" * size,
        "old Mac line ends only": lambda: head + b"\r" * size,
        "separators and line ends": lambda: head + b",,,,\n" * (size // 5),
        "comments only": lambda: head + b"# \n" * (size // 3),
        "tables after comments": lambda: (b"# x\n" + head + b"2026-09-01,A,1,2,3\n") * (size // 60),
        "noise of all bytes": lambda: head + random.Random(4).randbytes(size),
        "noise of a table's letters": lambda: head + noise(size, b'0123456789,;."\n\n -/ab'),
        "noise without quotation marks": lambda: head + noise(size, b"0123456789,.\n-/:ab"),
        "noise of accents": lambda: head + noise(size, b"\xe9\xe8\xfc\xf6\x9a\x9e,,\n12"),
        "zeros": lambda: head + bytes(size),
        "a different day in every row": lambda: _filled(lambda at: f"{at} of May {at % 3000},A,1,2,3\n", size),
        "a different text for a day in every row": lambda: _filled(lambda at: f"day {at},A{at},1,2,3\n", size),
        "a different number in every row": lambda: _filled(
            lambda at: f"2026-09-01,C{at},{at}.{at % 97},{at},1\n", size
        ),
        "totals in every row": lambda: _filled(lambda at: f"2026-09-0{at % 9 + 1},Total: {at},{at},2,3\n", size),
        "headers in every row": lambda: head * (size // len(head)),
        "the same row": lambda: head + b"2026-09-01,A,1,2,3\n" * (size // 19),
        "the same row, as often as is read": lambda: head + b"2026-09-01,A,1,2,3\n" * (min(size, 28_000_000) // 19),
        "noise of all letters in UTF-16": lambda: b"\xff\xfe" + random.Random(5).randbytes(min(size, 8_000_000)),
        "numbers of 900,000 digits": lambda: (
            head + (b"2026-09-01,A," + b"9" * min(size, 900_000) + b",2,3\n") * (size // 1_000_000)
        ),
        "cells that look like numbers": lambda: _filled(
            lambda at: f"2026-09-01,A,{'1 ' * (at % 2000)}x,2,3\n", min(size, 40_000_000)
        ),
        "wide rows": lambda: (
            b",".join(b"c%d" % at for at in range(1_995))
            + b",Day,Cost\n"
            + (b"1," * 1_995 + b"2026-09-01,1\n") * (min(size, 20_000_000) // 4_000)
        ),
        "days of ten thousand years": lambda: _filled(
            lambda at: f"{at % 10000:04}-{at % 13:02}-{at % 32:02},A,1,2,3\n", min(size, 1_700_000)
        ),
    }

"""What the process that opens spreadsheets refuses and sends, called here as functions, on archives of a few bytes.

That the process ends, and that nobody else notices, has its tests in `test_reading_hostile`.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import signal
import struct
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from simulator.evidence.reading import workbook_child as child

LIMITS = {"unpacked": 10_000, "ratio": 200, "parts": 4, "sheets": 2, "cells": 2_600_000, "cell": 10, "text": 100_000,
          "head": 2, "seconds": 5}  # fmt: skip
BOOK, SHEET = {"xl/workbook.xml": b"<workbook/>"}, {"xl/worksheets/sheet1.xml": b"<sheetData></sheetData>"}


def archive(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file.getvalue()


def patched(content: bytes, part: int, at: int, value: int, form: str = "<I") -> bytes:
    """The archive with another number in the entry of a part in its table of contents."""
    place = -1
    for _ in range(part + 1):
        place = content.index(b"PK\x01\x02", place + 1)
    return content[: place + at] + struct.pack(form, value) + content[place + at + struct.calcsize(form) :]


def refused(call, **limits: int) -> str:
    """The code with which a call refuses; "" where it does not."""
    try:
        call({**LIMITS, **limits})
    except child.Refusal as refusal:
        return refusal.code
    return ""


# -- the archive ----------------------------------------------------------------------------------------------------


def test_an_archive_is_measured_and_its_sheets_are_counted():
    content = archive(BOOK | SHEET)
    whole = sum(map(len, (BOOK | SHEET).values()))
    assert child.check_archive(content, LIMITS) == (whole, 1)
    two = archive(BOOK | SHEET | {"xl/worksheets/sheet2.xml": b"<x:sheetData/>"})
    assert child.check_archive(two, LIMITS)[1] == 2
    assert refused(lambda limits: child.check_archive(content, limits), unpacked=whole) == ""
    assert refused(lambda limits: child.check_archive(content, limits), unpacked=whole - 1) == "too_large"
    lying = patched(content, 0, 24, 1)  # says that it unpacks to one byte
    assert refused(lambda limits: child.check_archive(lying, limits), unpacked=whole - 1) == "too_large"
    for stated, code in ((10_000 - len(SHEET["xl/worksheets/sheet1.xml"]), ""), (10_000, "too_large")):
        louder = patched(content, 0, 24, stated)  # says that it unpacks to more than it does
        assert refused(lambda limits, made=louder: child.check_archive(made, limits)) == code
    assert refused(lambda limits: child.check_archive(b"PK\x03\x04 and nothing", limits)) == "damaged"
    for more, code in ((2, ""), (3, "parts")):
        parts = BOOK | SHEET | {f"docProps/{at}": b"" for at in range(more)}
        assert refused(lambda limits, parts=parts: child.check_archive(archive(parts), limits)) == code


@pytest.mark.parametrize(
    ("names", "code"),
    [({"xl/workbook.xml"}, ""), ({"xl/workbook.bin", "xl/a"}, "binary"), ({"content.xml"}, "open_document"),
     ({"a.csv"}, "archive"), ({"\\XL\\workbook.xml"}, "")],
)  # fmt: skip
def test_only_one_kind_of_spreadsheet_is_opened(names, code):
    content = archive(dict.fromkeys(names, b"<workbook/>"))
    assert refused(lambda limits: child.check_archive(content, limits)) == code


def test_parts_that_are_locked_overlap_or_end_beyond_the_file_are_refused():
    content = archive(BOOK | SHEET)
    ok, locked = (patched(content, 1, 8, flag, "<H") for flag in (2, 1))
    assert [refused(lambda limits, made=made: child.check_archive(made, limits)) for made in (ok, locked)] == [
        "",
        "password",
    ]
    second = content.index(b"PK\x03\x04", 4)
    assert refused(lambda limits: child.check_archive(patched(content, 1, 42, 0), limits)) == "overlap"
    first_end = second - 30 - len("xl/workbook.xml")  # the packed bytes of the first part
    longer = patched(content, 0, 20, first_end + 1)
    assert refused(lambda limits: child.check_archive(longer, limits)) == "overlap"
    beyond = patched(content, 1, 20, len(content))
    assert refused(lambda limits: child.check_archive(beyond, limits)) == "damaged"


def test_a_part_that_ends_with_the_file_is_whole():
    parts = zipfile.ZipFile(io.BytesIO(archive(BOOK))).infolist()
    content = archive(BOOK)
    end = 30 + len("xl/workbook.xml") + parts[0].compress_size
    child._check_places(content[:end], parts)
    with pytest.raises(child.Refusal, match="damaged"):
        child._check_places(content[: end - 1], parts)
    assert child._begin_of(content, parts[0]) == 30 + len("xl/workbook.xml")


def test_a_large_part_of_nothing_but_repetition_is_a_bomb():
    cases = {(20_000_000, 1): False, (20_000_001, 100_000): True, (20_000_001, 100_001): False,
             (20_000_200, 100_001): False, (20_000_201, 100_001): True}  # fmt: skip
    assert {case: child._is_bomb(*case, LIMITS) for case in cases} == cases
    assert child._LARGE == 20_000_000


def test_parts_are_unpacked_in_pieces_whatever_they_state():
    content = archive({"xl/a": (noise := random.Random(1).randbytes(200_000))})  # does not pack: several pieces
    assert b"".join(child._unpacked(content, zipfile.ZipFile(io.BytesIO(content)).infolist()[0])) == noise
    large = bytes(range(256)) * 10_000  # 2.4 pieces
    for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        content = archive({"xl/a": large}, kind)
        pieces = list(child._unpacked(content, zipfile.ZipFile(io.BytesIO(content)).infolist()[0]))
        assert b"".join(pieces) == large
        assert max(map(len, pieces)) <= 1 << 20
    packed = archive({"xl/a": large}, zipfile.ZIP_BZIP2)
    assert refused(lambda limits: child.check_archive(packed, limits), unpacked=10**7) == "packing"
    content = archive(BOOK)
    at = 30 + len("xl/workbook.xml")
    broken = content[:at] + b"\xff\xff" + content[at + 2 :]
    assert refused(lambda limits: child.check_archive(broken, limits)) == "damaged"


# -- what a part claims ---------------------------------------------------------------------------------------------


def code_of(*pieces: bytes, **limits: int) -> str:
    def look(all_limits):
        contents = child.PartContents(all_limits)
        for piece in pieces:
            contents.take(piece)
        contents.check()

    return refused(look, **limits)


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ((b"\xff\xfe<\0",), "packing"), ((b"<a>", b"<\0"), ""), ((b"<!DOCTYPE a>",), "entities"),
        ((b"<!Ent", b"ity a>"), "entities"), ((b'<sst count="2600000">',), ""), ((b'<sst count="2600001">',), "claims"),
        ((b'<sst count="0000000000001">',), "claims"), ((b'<sst count="000000000001">',), ""),
        ((b'<sst uniqueCount="1006">',), ""), ((b'<sst uniqueCount="1007">',), "claims"),
        ((b'<sst uniqueCount="1007">   ',), "claims"), ((b'<sst uniqueCount="1007">    ',), ""),
        ((b"<SST UNIQUECOUNT = '9999'>",), "claims"), ((b'<sst uniqueCount="99', b'99">'), "claims"),
        ((b'<sst count="1500" uniqueCount="1">',), ""),
    ],
)  # fmt: skip
def test_what_a_part_claims_is_held_against_what_it_has_room_for(pieces, code):
    """A text takes four bytes at least: 24 bytes and 4,000 more have room for 1,006."""
    assert code_of(*pieces) == code


def sheet_of(rows: int, *cells: str) -> bytes:
    return b"<sheetData>" + b"<row>" * rows + b"".join(f'<c r="{cell}"/>'.encode() for cell in cells) + b" " * 64


@pytest.mark.parametrize(
    ("sheet", "cells", "code"),
    [
        (sheet_of(1, "Z1"), 2_600_000, ""), (sheet_of(1, "Z1"), 2_599_999, "cells"),
        (sheet_of(1, "ab1"), 2_800_000, ""), (sheet_of(1, "AB1"), 2_799_999, "cells"),
        (sheet_of(1, "AB1", "BA1"), 5_300_000, ""), (sheet_of(1, "BA1", "AB1"), 5_299_999, "cells"),
        (sheet_of(100_001), 2_600_026, ""), (sheet_of(100_001), 2_600_025, "cells"),
        (sheet_of(1, "ABC1"), 10**9, "wide"), (sheet_of(1, "A99999"), 10**9, ""),
        (sheet_of(1, "A100000"), 10**9, "far"),
        (sheet_of(49_999, "A100000"), 10**9, "far"), (sheet_of(50_000, "A100000"), 10**9, ""),
        (sheet_of(60_000, "A1050000"), 10**9, "far"), (sheet_of(60_000, "A1048576"), 10**9, ""),
        (sheet_of(60_000, "A2000000"), 10**9, "far"), (sheet_of(60_000, "A1100000"), 10**9, "far"),
    ],
)  # fmt: skip
def test_the_cells_of_a_sheet_are_those_up_to_the_last_one(sheet, cells, code):
    """The library makes room for 100,000 rows and 26 columns at least."""
    assert code_of(sheet, cells=cells) == code
    assert code_of(sheet[:20], sheet[20:], cells=cells) == code
    assert code_of(sheet.replace(b"sheetData", b"other"), cells=1) == ""


def test_rows_are_counted_once_where_pieces_meet():
    contents = child.PartContents(LIMITS)
    for piece in (b"<sheetData><row><x:row>", b" " * 64, b"<row>" + b" " * 100):
        contents.take(piece)
    assert contents._rows == 3
    again = child.PartContents(LIMITS)
    for piece in (b"<sheetData>" + b"<row>" + b" " * 59, b" " * 100):  # its row begins where the next look does
        again.take(piece)
    assert again._rows == 1


# -- the sheets -----------------------------------------------------------------------------------------------------


def book(*sheets: list[list[object]], first: int = 0) -> bytes:
    """Sheets of rows, from a row on."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = made.add_worksheet()
            for at, row in enumerate(rows, start=first):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, day)
                    else:
                        sheet.write(at, column, cell)
    return file.getvalue()


def test_sheets_that_hold_anything_are_opened():
    content = book([["Day", 1], ["b", 2]], [])
    (sheet,) = child.open_sheets(content, LIMITS, 2)
    assert (sheet.height, sheet.width) == (2, 2)
    assert refused(lambda limits: child.open_sheets(content, limits, 2), cells=4) == ""
    assert refused(lambda limits: child.open_sheets(content, limits, 2), cells=3) == "cells"
    assert refused(lambda limits: child.open_sheets(content, limits, 2), sheets=1) == "sheets"
    assert refused(lambda limits: child.open_sheets(content, limits, 1)) == "overlap"
    assert refused(lambda limits: child.open_sheets(archive(BOOK), limits, 1)) == "unreadable"


def test_rows_have_their_numbers_and_a_yes_is_a_text():
    """Also where a table begins below empty rows."""
    content = book([["Day", True], [1.5, "x" * 10]], first=4)
    (sheet,) = child.open_sheets(content, LIMITS, 1)
    empty = [(number, ["", ""]) for number in (1, 2, 3, 4)]
    assert list(child.rows_of(sheet, LIMITS)) == [*empty, (5, ["Day", "True"]), (6, [1.5, "x" * 10])]
    with pytest.raises(child.Refusal) as caught:
        list(child.rows_of(sheet, {**LIMITS, "cell": 9}))
    assert (caught.value.code, caught.value.values) == ("long_cell", {"row": 6})


def test_rows_are_packed_four_hundred_at_once_or_twenty_thousand_cells():
    def sizes(width: int, count: int = 900) -> list[int]:
        rows = ((at, ["x"] * width) for at in range(count))
        return [len(json.loads(zlib.decompress(frame))) for frame in child.packed(rows, width, {"text": 10**9})]

    assert sizes(2) == [400, 400, 100]
    assert sizes(50) == [400, 400, 100]
    assert sizes(100) == [200] * 4 + [100]
    assert sizes(0, 3) == [3]
    assert sizes(30_000, 2) == [1, 1]
    assert sizes(6_667, 3) == [2, 1]  # three of them are 20,001 cells
    text = len(b'[[0,["x"]]]')
    assert refused(lambda limits: list(child.packed(iter([(0, ["x"])]), 1, limits)), text=text) == ""
    assert refused(lambda limits: list(child.packed(iter([(0, ["x"])]), 1, limits)), text=text - 1) == "too_large"
    assert (
        child._json([date(2026, 9, 1), datetime(2026, 9, 1, 10)]) == b'[{"":"2026-09-01"},{"":"2026-09-01T10:00:00"}]'
    )


# -- the process ----------------------------------------------------------------------------------------------------


def test_frames_come_back_whole_or_the_other_side_is_gone():
    stream = io.BytesIO()
    for frame in (b"one", b"", b"x" * 300):
        child.send(stream, frame)
    whole = stream.getvalue()
    assert whole[:11] == b"\0\0\0\0\0\0\0\3one"
    stream.seek(0)
    assert [child.receive(stream) for _ in range(3)] == [b"one", b"", b"x" * 300]
    for length in (0, 7, 8, 10):
        with pytest.raises(EOFError):
            child.receive(io.BytesIO(whole[:length]))


def answered(content: bytes, place: int | None, monkeypatch, **limits: int):
    """The frames of an answer, whether the process stays, and the seconds for which its alarm was set."""
    alarms: list[float] = []
    monkeypatch.setattr(child, "set_alarm", alarms.append)
    source, out = io.BytesIO(), io.BytesIO()
    for frame in (json.dumps({**LIMITS, **limits}).encode(), content, json.dumps(place).encode()):
        child.send(source, frame)
    source.seek(0)
    stays = child.answer(source, out)
    out.seek(0)
    frames = []
    while (at := out.tell()) < len(out.getvalue()):
        frames.append(child.receive(out))
        assert out.tell() > at
    return frames, stays, alarms


def test_an_answer_is_the_heads_of_the_sheets_and_the_rows_of_one(monkeypatch):
    content = book([["a", 1], ["b", 2], ["c", 3]])
    frames, stays, alarms = answered(content, 0, monkeypatch, unpacked=10**6, parts=50)
    (sheet,) = json.loads(frames[0])["sheets"]
    assert (sheet["name"], sheet["height"], sheet["head"]) == ("Sheet1", 3, [[1, ["a", 1.0]], [2, ["b", 2.0]]])
    assert json.loads(zlib.decompress(frames[1])) == [[1, ["a", 1.0]], [2, ["b", 2.0]], [3, ["c", 3.0]]]
    assert frames[2:] == [b"", b"{}", b"stays"]
    assert (stays, alarms) == (True, [5, 0])
    frames, stays, _ = answered(content, None, monkeypatch, unpacked=10**6, parts=50)
    assert frames[1:] == [b"stays"]
    size = child.check_archive(content, {**LIMITS, "unpacked": 10**6, "parts": 50})[0]
    for large, said in ((len(content) + size, b"stays"), (len(content) + size - 1, b"ends")):
        monkeypatch.setattr(child, "_LARGE", large)
        frames, stays, _ = answered(content, None, monkeypatch, unpacked=10**6, parts=50)
        assert (frames[1:], stays) == ([said], said == b"stays")


def test_an_answer_says_why_a_file_is_refused_and_ends_where_it_took_much(monkeypatch):
    content = book([["a" * 11, 1]])
    frames, stays, _ = answered(content, 0, monkeypatch, unpacked=10**6, parts=50)
    assert json.loads(frames[0]) == {"refused": "long_cell", "values": {"row": 1}}
    assert (frames[1:], stays) == ([b"stays"], True)
    frames, stays, _ = answered(content, 0, monkeypatch, unpacked=100, parts=50)
    assert json.loads(frames[0])["refused"] == "too_large"
    assert (frames[1:], stays) == ([b"ends"], False)
    late = book([["a", 1], ["b", 2], ["c" * 11, 3]])
    frames, stays, _ = answered(late, 0, monkeypatch, unpacked=10**6, parts=50)
    assert frames[1] == b""
    assert json.loads(frames[2]) == {"refused": "long_cell", "values": {"row": 3}}


def test_heads_that_are_too_long_are_too_large():
    sheets = child.open_sheets(book([["a", 1]]), LIMITS, 1)
    size = len(child.summary(sheets, LIMITS))
    assert refused(lambda limits: child.summary(sheets, limits), text=size) == ""
    assert refused(lambda limits: child.summary(sheets, limits), text=size - 1) == "too_large"


def test_the_process_lowers_its_limits_and_sets_its_alarm(monkeypatch):
    done: list[object] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, values: done.append((kind, values)))
    monkeypatch.setattr(os, "nice", done.append)
    monkeypatch.setattr(Path, "write_text", lambda path, text, encoding: done.append(text))
    monkeypatch.setattr(signal, "setitimer", lambda kind, seconds: done.append((kind, seconds)))
    child.lower_limits(1000)
    child.set_alarm(5.0)
    assert done == [
        (resource.RLIMIT_AS, (1000, 1000)), (resource.RLIMIT_CORE, (0, 0)), 5, "1000", (signal.ITIMER_PROF, 5.0),
    ]  # fmt: skip

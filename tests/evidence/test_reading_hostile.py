"""Hostile files in short form: each ends in a sentence, in a process that nobody else depends on.

benchmarks/hostile_files.py reads the whole family and measures seconds, memory and stalls.
"""

from __future__ import annotations

import io
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime

import pytest

from benchmarks.accounts import workbook
from benchmarks.hostile import SPREADSHEETS, TABLE, repeated_strings, shared_part, strings, texts
from simulator.evidence import read_export
from simulator.evidence.reading import workbook_child, workbook_pool
from simulator.evidence.reading.workbook import Sheet
from simulator.evidence.reading.workbook import read as read_workbook
from tests.evidence.files import notes

LARGE = {
    "XML a million deep", "XML that never closes", "an attribute of 80 MB", "a million attributes", "600 MB of blanks",
    "600 MB of blanks, understated", "490 MB of blanks", "empty rows, 20 million", "empty cells, 20 million",
    "a text of the longest kind in many cells", "an old .xls of 40 MB of noise",
    "a long text in many cells", "rows backwards", "a hundred thousand formats of days",
    "wide rows without references", "a number of ten million digits", "a text of 30 MB",
}  # fmt: skip
"""Left to the benchmark."""
HARMLESS = {
    "a plain workbook", "a style index far beyond", "a negative style index", "dimension of a whole sheet",
    "dimension beyond a sheet", "dimension backwards", "a hundred thousand merged ranges",
    "a merged range beyond all", "19 MB of blanks", "an archive in an archive",
}  # fmt: skip
"""Read as if the lie was not there."""
WORDS = {
    "uniqueCount of four thousand million": "says that it holds more than it does",
    "uniqueCount of 20 million": "says that it holds more than it does",
    "uniqueCount written apart": "says that it holds more than it does",
    "uniqueCount behind a long comment": "says that it holds more than it does",
    "count of four thousand million": "says that it holds more than it does",
    "styles count": "says that it holds more than it does",
    "merged count": "says that it holds more than it does",
    "the last cell in lower case": "far to the right",
    "the last cell in mixed case, apart": "far to the right",
    "the last row in lower case": "far below",
    "the last row by its number only": "far below",
    "an entity bomb": "declares entities",
    "a sheet in UTF-16": "unusual way",
    "2,000 sheets that are one part": "too many sheets (more than 200)",
    "3,000 parts": "too many parts (more than 2000)",
    "150 sheets that are one part": "overlap",
    "parts packed by bzip2": "unusual way",
    "half a file": "damaged",
    "an old .xls": "choose “Save as” and “Excel workbook (.xlsx)” or “CSV”",
    "an encrypted .xlsx": "password",
    "an .ods": "(.ods)",
    "an .xlsb": "(.xlsb)",
}


@pytest.mark.parametrize("name", [name for name in SPREADSHEETS if name not in LARGE])
def test_a_hostile_spreadsheet_is_read_or_ends_in_a_sentence_with_a_remedy(name):
    export = read_export("file.xlsx", SPREADSHEETS[name]())
    if name in HARMLESS:
        assert (export.audit.rows, export.audit.totals.spend) == (2, 12.75)
    else:
        assert export.ads is None
        assert export.problems
        assert WORDS.get(name, "") in notes(export)


def test_parts_that_overlap_are_refused():
    content = SPREADSHEETS["a plain workbook"]()
    place = content.index(b"PK\1\2")
    second = content.index(b"PK\1\2", place + 4)
    doubled = bytearray(content)
    doubled[second + 42 : second + 46] = content[place + 42 : place + 46]
    assert "overlap" in notes(read_export("file.xlsx", bytes(doubled)))


@pytest.mark.parametrize("name", texts(1))
def test_a_hostile_text_ends_in_a_sentence_or_in_rows(name, monkeypatch):
    monkeypatch.setattr("simulator.evidence.reading.textfile.LONGEST_LINE", 50_000)
    monkeypatch.setattr("simulator.evidence.reading.textfile.MOST_LINES", 30_000)
    monkeypatch.setattr("simulator.evidence.reading.textfile.MOST_COMMENTS", 1_000)
    export = read_export("file.csv", texts(100_000)[name]())
    assert export.ads is not None or export.problems or export.questions


def test_limits_of_lines_comments_names_and_unfit_rows_are_said(monkeypatch):
    for place, most, file, words in (
        ("textfile.MOST_LINES", 20, "Day,Cost\r\n" * 21, "too many rows (more than 20)"),
        ("textfile.MOST_COMMENTS", 20, "# x\n" * 21, "begin with # (more than 20)"),
        (
            "ads.MOST_NAMES",
            20,
            "Day,Campaign,Cost\n" + "".join(f"2026-09-01,{at},1\n" for at in range(21)),
            "campaigns",
        ),
        ("table.MOST_UNFIT", 20, "Day,Campaign,Cost\n" + "2026-09-01\n" * 21, "another number of cells"),
    ):
        with monkeypatch.context() as patch:
            assert words not in notes(read_export("file.csv", file.encode()))
            patch.setattr(f"simulator.evidence.reading.{place}", most)
            assert words in notes(read_export("file.csv", file.encode()))


def test_once_most_quotations_are_broken_lines_are_read_alone_and_none_is_lost(monkeypatch):
    monkeypatch.setattr("simulator.evidence.reading.textfile.MOST_BROKEN", 3)
    rows = "".join(f'2026-09-{day:02},"A,1,1\n2026-09-{day:02},B,2,1\n' for day in range(1, 21))
    export = read_export("file.csv", f"Day,Campaign,Cost,Clicks\n{rows}".encode())
    assert (export.audit.rows, export.audit.unreadable_rows, export.audit.totals.spend) == (20, 20, 40)
    assert "quotation mark" in notes(export)


# -- the process ----------------------------------------------------------------------------------------------------


def good() -> float | None:
    """The spend of a good workbook, read now."""
    return read_export("file.xlsx", SPREADSHEETS["a plain workbook"]()).audit.totals.spend


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound the memory of a process")
def test_a_file_that_ends_its_process_ends_in_a_sentence_and_the_next_is_read(monkeypatch):
    """The negative control: nothing refuses this file before it is opened, and the library aborts."""
    monkeypatch.setattr(workbook_pool, "MEMORY", 400_000_000)
    workbook_pool.end_all()
    assert "needs more memory" in notes(read_export("file.xlsx", repeated_strings(1_000_000, 5_000)))
    assert good() == 12.75
    workbook_pool.end_all()


def test_a_file_that_takes_too_long_ends_in_a_sentence_and_the_next_is_read(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("simulator.evidence.reading.workbook.SECONDS", 0)
        assert "takes more than 0 s" in notes(read_export("file.xlsx", SPREADSHEETS["19 MB of blanks"]()))
    assert good() == 12.75


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no alarm for processor time")
def test_a_process_ends_itself_when_its_processor_time_is_over(monkeypatch):
    monkeypatch.setattr("simulator.evidence.reading.workbook.SECONDS", 0.05)
    monkeypatch.setattr("simulator.evidence.reading.workbook.PATIENCE", 5_000)
    assert "takes more than" in notes(read_export("file.xlsx", shared_part(1, 150_000)))
    monkeypatch.undo()
    assert good() == 12.75


def test_a_process_reads_one_file_after_another_also_after_a_refusal():
    workbook_pool.end_all()
    seen = []
    for content in (
        SPREADSHEETS["a plain workbook"](),
        strings(b' uniqueCount="4294967295"'),
        workbook([("x", TABLE)]),
    ):
        read_export("file.xlsx", content)
        with workbook_pool.leased() as process:
            seen.append(process)
    assert seen[0] is seen[1] is seen[2]


def test_a_process_that_died_while_it_waited_is_replaced():
    good()
    with workbook_pool.leased() as process:
        pass
    process._process.kill()
    process._process.wait()
    assert good() == 12.75


def test_several_visitors_read_at_the_same_time():
    with ThreadPoolExecutor(8) as visitors:
        assert list(visitors.map(lambda _: good(), range(16))) == [12.75] * 16


def test_when_all_processes_read_one_more_file_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(workbook_pool, "LONGEST_WAIT", 0.01)
    with ExitStack() as stack:
        for _ in range(workbook_pool.MOST_AT_ONCE):
            stack.enter_context(workbook_pool.leased())
        assert "Other spreadsheets are being read" in notes(read_export("x.xlsx", SPREADSHEETS["a plain workbook"]()))
    assert good() == 12.75


def test_without_a_process_a_spreadsheet_ends_in_a_sentence(monkeypatch):
    workbook_pool.end_all()
    for program in ("/nowhere/python", "/bin/false" if sys.platform != "win32" else "where"):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", program)
            assert "on this server just now" in notes(read_export("x.xlsx", SPREADSHEETS["a plain workbook"]()))
    assert good() == 12.75


def test_cells_come_back_as_they_were():
    row = [
        date(2026, 9, 1),
        1.1,
        12345678901.0,
        "naïve “text”\n☃ \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "",
    ]

    def first(sheets: list[Sheet]) -> int:
        return 0

    book = read_workbook(workbook([("one", [["a", "b", "c", "d", "e"], row])]), first)
    rows = [cells for _, batch in book.batches() for cells in batch]
    assert rows[1][:4] == [row[0], 1.1, 12345678901.0, row[3]]
    assert (book.sheets[0].name, book.sheets[0].height) == ("one", 2)
    moment = workbook_child._json([datetime(2026, 9, 1, 12, 30)])
    assert workbook_pool.decoded(moment) == [datetime(2026, 9, 1, 12, 30)]


def test_a_frame_that_is_cut_is_the_end_of_the_stream():
    stream = io.BytesIO()
    workbook_child.send(stream, b"12345")
    assert workbook_child.receive(io.BytesIO(stream.getvalue())) == b"12345"
    for length in (0, 5, len(stream.getvalue()) - 1):
        with pytest.raises(EOFError):
            workbook_child.receive(io.BytesIO(stream.getvalue()[:length]))

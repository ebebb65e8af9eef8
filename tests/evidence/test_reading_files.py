"""How files are written: encodings, separators, spreadsheets; and what is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from benchmarks.accounts import workbook
from simulator.evidence import LARGEST_FILE, read_export
from tests.evidence.files import campaigns, days, notes, read, totals

FRENCH = (
    "Jour;Nom de la campagne;Montant dépensé (EUR);Clics sur un lien;Achats\n"
    "2026-09-01;Été à la plage – « fête »;1\u00a0234,50;200;3\n"
)
SLOVENIAN = "Dan;Oglaševalska akcija;Strošek;Kliki;Konverzije\n2026-09-01;Čevlji in škornji;1.234,50;200;3,00\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "cp1252"),
        (SLOVENIAN, "utf-8"),
        (SLOVENIAN, "utf-16"),
        (SLOVENIAN, "cp1250"),
    ],
)
def test_every_usual_encoding_is_recognised(text, encoding):
    export = read(text.encode(encoding))
    assert totals(export)["spend"] == 1234.5
    assert campaigns(export) == {text.splitlines()[1].split(";")[1]}
    assert export.audit.encoding == encoding.removesuffix("-sig")


def test_old_mac_files_are_read_by_their_headers():
    assert totals(read(FRENCH.encode("mac_roman")))["spend"] == 1234.5


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_usual_separator_and_line_end_is_recognised(separator, ends):
    rows = [["Day", "Campaign", "Cost", "Clicks"], ["2026-09-01", "A, B; C", '"1,234.50"', "7"]]
    rows[1][1] = '"A, B; C"'
    export = read("".join(separator.join(row) + ends for row in rows))
    assert totals(export)["spend"] == 1234.5
    assert campaigns(export) == {"A, B; C"}


def test_a_few_broken_letters_do_not_change_the_encoding():
    content = FRENCH.encode() * 3 + b"2026-09-02;Caf" + b"\xe9" + b";2,00;1;1\n"
    export = read(content)
    assert export.audit.encoding == "utf-8"
    assert "letters that could not be read" in notes(export)
    assert "Été à la plage – « fête »" in campaigns(export)


def test_a_file_that_ends_in_the_middle_of_a_row_loses_that_row_and_says_so():
    for end in ("2026-09-02;X;9", '2026-09-02;"X'):
        export = read(FRENCH + end)
        assert totals(export)["spend"] == 1234.5
        assert "The file ends in the middle of this row." in str(export.audit.unreadable[0].reason)
    assert "if the file was cut" in notes(read(FRENCH.rstrip("\n")))
    assert not notes(read(FRENCH)).count("cut")


# -- spreadsheets ---------------------------------------------------------------------------------------------------

SHEET = [
    ["Campaign report"],
    ["September 1, 2026 - September 2, 2026"],
    ["Day", "Campaign", "Currency code", "Cost", "Clicks", "Conversions"],
    [date(2026, 9, 1), "Spring, Roofs", "CAD", 1020.5, 88, 2.5],
    [date(2026, 9, 2), 2026.0, "CAD", "12.50", 8, " --"],
    ["Total: Account", "--", "CAD", 1033.0, 96, 2.5],
]


def test_a_spreadsheet_is_read_with_its_own_numbers_and_days():
    export = read_export("report.xlsx", workbook([("Report", SHEET)]))
    assert totals(export) == {"spend": 1033, "clicks": 96, "orders": 2.5, "value": 0}
    assert days(export) == ["2026-09-01", "2026-09-02"]
    assert campaigns(export) == {"Spring, Roofs", "2026"}
    audit = export.audit
    assert (audit.lines_before_header, audit.total_rows, audit.currency) == (2, 1, "CAD")


def test_the_sheet_with_the_numbers_is_taken():
    cover = [["About this report"], ["Made for", "somebody"]]
    export = read_export("report.xlsx", workbook([("Cover", cover), ("Raw", SHEET), ("Again", SHEET)]))
    assert totals(export)["spend"] == 1033
    assert export.audit.other_tables == 2


def test_rows_of_a_spreadsheet_are_counted_as_the_spreadsheet_counts_them():
    broken = [*SHEET[:4], [], [date(2026, 9, 2), "B", "CAD", "abc", 8, 1]]
    assert [item.row for item in read_export("report.xlsx", workbook([("Report", broken)])).audit.unreadable] == [6]


def test_a_moment_in_a_spreadsheet_is_its_day():
    assert datetime(2026, 9, 1, 23, 59).date() == date(2026, 9, 1)
    sheet = [["Date", "Spend", "Clicks", "Orders", "Value"], [46266.75, 1, 2, 3, 4]]
    assert read_export("x.xlsx", workbook([("x", sheet)])).audit.unreadable[0].column == "Date"


# -- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file (.xls)"),
        (b"\x1f\x8b\x08\0\0\0", "unpack"),
        (b"<html><table><tr><td>Day</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "web page"),
        (bytes(range(256)) * 40, "not a table"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"Day,Campaign,Cost,Clicks\n", "no row"),
        (b"just some words\n", "No table was found"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words):
    export = read(content)
    assert export.ads is None
    assert export.orders is None
    assert words in notes(export)


def test_a_file_above_the_limit_is_refused_before_it_is_read():
    export = read(b"x" * (LARGEST_FILE + 1))
    assert "at most 50 MB" in notes(export)


@pytest.mark.parametrize("start", ["", "Date,Spend,Clicks,Orders,"])
def test_a_hundred_thousand_columns_are_refused(start):
    export = read(start + ",".join(f"c{number}" for number in range(100_000)) + "\n1,2\n")
    assert "columns, at most 2000 are read" in notes(export)


def test_a_line_of_millions_of_letters_is_refused():
    assert "too long" in notes(read("Date,Spend\n" + "x" * 2_000_000))


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture
def small_bombs(monkeypatch):
    """A limit that a test reaches quickly."""
    monkeypatch.setattr("simulator.evidence.reading.workbook.MOST_UNPACKED", 5_000_000)


def test_an_archive_bomb_is_refused(small_bombs):
    parts = parts_of(workbook([("Report", SHEET)]))
    assert read(archive(parts)).ads is not None
    assert "unpacks to more than 5 MB" in notes(read(archive({**parts, "xl/bomb.xml": bytes(6_000_000)})))


def test_an_archive_that_understates_its_size_is_refused_too(small_bombs):
    parts = parts_of(workbook([("Report", SHEET)]))
    bomb = archive({**parts, "xl/bomb.xml": bytes(6_000_000)})
    lying = bomb.replace((6_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lying != bomb
    assert "unpacks to more than 5 MB" in notes(read(lying))


def test_a_sheet_with_a_cell_at_the_end_of_the_world_is_refused():
    parts = parts_of(workbook([("Report", SHEET)]))
    sheet = parts["xl/worksheets/sheet1.xml"]
    for cell in ("XFD1048576", "A1048576", "ZZ999999", "A99999999"):
        far = sheet.replace(b"</sheetData>", f'<row r="9"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode())
        for written in (far, far.replace(b'r="', b"r = '").replace(b'"><v>', b"'><v>")):
            export = read(archive({**parts, "xl/worksheets/sheet1.xml": written}))
            assert export.problems, cell


def test_another_archive_is_refused():
    assert "archive" in notes(read(archive({"report.csv": b"Day,Campaign,Cost\n"})))


@pytest.mark.parametrize("length", [60, 500, 1_000, 1_500])
def test_a_spreadsheet_that_was_cut_is_refused(length):
    assert "damaged" in notes(read(workbook([("Report", SHEET)])[:length]))


def test_a_spreadsheet_with_broken_parts_is_refused():
    parts = parts_of(workbook([("Report", SHEET)]))
    for name in parts:
        for content in (b"", b"<", b"\xff" * 50, parts[name][: len(parts[name]) // 2]):
            export = read(archive({**parts, name: content}))
            assert export.problems or export.ads is not None


def test_progress_is_told_from_nothing_to_all():
    shares: list[float] = []
    rows = "".join(f"2026-01-01,C{number},1.5,2\n" for number in range(20_000))
    export = read("Day,Campaign,Cost,Clicks\n" + rows, progress=shares.append)
    assert export.audit.rows == 20_000
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert 10 < len(shares) <= 110


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read(FRENCH)
    read_export("report.xlsx", workbook([("Report", SHEET)]))
    assert list(tmp_path.iterdir()) == []

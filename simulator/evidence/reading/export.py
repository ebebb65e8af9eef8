"""One file as it was exported → tidy rows, and an account of what was read and what was left out.

Nothing that a file may hold raises an error: what is wrong is said in `Export.problems`, what is in doubt is asked in
`Export.questions`, and what was left out is counted in `Export.audit`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import islice
from typing import Any, Final

from simulator.errors import InputError
from simulator.evidence.reading import textfile, workbook
from simulator.evidence.reading.ads import read_ads, read_sales, variety
from simulator.evidence.reading.asking import ask, ask_unit, note, unknown, with_day
from simulator.evidence.reading.audit import Audit, Export
from simulator.evidence.reading.headers import MEANINGS, Header, header, meanings, platform_of, score, signature
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import Cell, is_nothing, is_number
from simulator.evidence.reading.orders import read_orders
from simulator.evidence.reading.periods import period_of
from simulator.evidence.reading.plausibility import Reading, suspicions
from simulator.evidence.reading.recognising import AD_ROLES, ORDER_ROLES, Columns, columns_of, has_enough
from simulator.evidence.reading.table import read_table, text_of

LARGEST_FILE: Final = 50 * 1024 * 1024
"""Bytes."""
Progress = Callable[[float], None]
Batch = tuple[Sequence[int], Sequence[Sequence[Cell]]]

_NOT_TABLES: Final = (
    (b"%PDF", InputError("This is a PDF: export a CSV or XLSX instead.")),
    (b"\x1f\x8b", InputError("This is an archive, not a spreadsheet: unpack it and choose the CSV or XLSX inside.")),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a file that might be the one.

    before  the lines above its header
    merit   how many of the columns that are needed it has, then how many it has that are known
    rows    the rows below its header, and what the reader of text noticed on the way
    """

    before: tuple[str, ...]
    headers: tuple[Header, ...]
    merit: tuple[int, int]
    rows: Callable[[], tuple[Iterator[Batch], textfile.Rows | None]]


@dataclass(frozen=True, slots=True)
class File:
    """A file taken apart: its tables, best first, how many lines it has, and how it is written.

    guess  the row that looks most like a header, for a file in which no name is known
    """

    parts: tuple[Part, ...]
    tables: int
    lines: int
    guess: tuple[str, ...]
    encoding: str = ""
    separator: str = ""
    has_zero_bytes: bool = False


def read_export(
    name: str,
    content: bytes,
    *,
    mapping: Mapping[str, str] | None = None,
    day_first: bool | None = None,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Export:
    """What a file holds.

    mapping    header → meaning (`headers.MEANINGS`, or "" for a column that is not needed), where a person knows better
    day_first  the answer to the question of kind ``date_order``
    answers    kind of question → the option that the reader chose (`Question`)
    progress   is told the share of the file that was read, from 0 to 1
    """
    report = _sparing(progress)
    chosen = {key: means for key, means in (mapping or {}).items() if means in (*MEANINGS, "")}
    report(0.0)
    try:
        file = _opened(content, chosen)
        if file.parts:
            export = _read(name, file, chosen, day_first, answers or {}, report)
        else:
            export = unknown(name, file.guess, file.encoding, file.separator)
    except InputError as error:
        export = Export(name, "table", problems=(error,))
    report(1.0)
    return export


def _sparing(progress: Progress | None) -> Progress:
    """Tells of every percent, not of every row."""
    last = -1.0

    def tell(share: float) -> None:
        nonlocal last
        if progress and (share - last >= 0.01 or share == 1.0 != last):
            last = share
            progress(share)

    return tell


# ---------------------------------------------------------------------------------------------------------------
# Taking a file apart

_JSON: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"[^"]*"\s*:|\[\s*\{\s*")')


def _opened(content: bytes, mapping: Mapping[str, str]) -> File:
    if len(content) > LARGEST_FILE:
        raise InputError(
            "This file has {size} MB, at most {most} MB are read: export fewer days or columns.",
            size=round(len(content) / 1024**2, 1),
            most=LARGEST_FILE // 1024**2,
        )
    for beginning, error in _NOT_TABLES:
        if content.startswith(beginning):
            raise InputError(error.message)
    if old := workbook.not_a_workbook(content):
        raise old
    if content.startswith(b"PK\x03\x04"):
        return _workbook(content, mapping)
    if textfile.is_binary(content):
        raise InputError("This is not a table: choose a CSV or XLSX.")
    if content[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise InputError("This is a web page, not a table: save it as XLSX or as CSV.")
    if _JSON.match(content[:1_000]):
        raise InputError("This is JSON, not a table: export it as CSV or XLSX.")
    return _text(content, mapping)


def _text(content: bytes, mapping: Mapping[str, str]) -> File:
    count = textfile.check_lines(content)
    encoding = textfile.encoding_of(content, mapping)
    blocks = textfile.blocks(content, encoding)
    if not blocks:
        raise _empty()
    separator, skipped = textfile.separator_of(blocks, mapping)
    parts: list[Part] = []
    heads: list[list[list[str]]] = []
    for number, block in enumerate(blocks):
        above = 0 if number else skipped
        head = [
            cell for batch in textfile.Rows(iter(block.head[above:]), separator, 0) for cell in zip(*batch, strict=True)
        ]
        heads.append([cells for _, cells in head])
        at = _header_row(heads[-1], mapping)
        if at is not None:
            line = above + head[at][0] - 1
            headers = _headers(heads[-1][at])
            before = (*block.comments, *(row for row in block.head[:line] if row.strip(" ,;\t\r\n")))
            rows = partial(_rows_of_text, content, encoding, separator, block, line, len(headers))
            parts.append(Part(before, headers, _merit(headers, mapping), rows))
    return File(
        tuple(sorted(parts, key=lambda part: part.merit, reverse=True)),
        sum(any(len(cells) > 1 for cells in head) for head in heads),
        count,
        _guess(heads, parts),
        encoding.removesuffix("-sig"),
        separator,
        b"\0" in content,
    )


def _rows_of_text(
    content: bytes, encoding: str, separator: str, block: textfile.Block, line: int, width: int
) -> tuple[Iterator[Batch], textfile.Rows]:
    lines = islice(textfile.lines(content, encoding), block.first + line, block.end)
    rows = textfile.Rows(lines, separator, width, block.first + line + 1)
    return _without_first(iter(rows)), rows


def _without_first(batches: Iterator[textfile.Batch]) -> Iterator[Batch]:
    for numbers, rows in islice(batches, 1):
        yield numbers[1:], rows[1:]
    yield from batches


def _workbook(content: bytes, mapping: Mapping[str, str]) -> File:
    book = workbook.read(content, partial(_best_sheet, mapping))
    if not book.sheets:
        raise _empty()
    heads = [_texts(sheet) for sheet in book.sheets]
    parts: tuple[Part, ...] = ()
    lines = 1
    if book.chosen is not None:
        sheet, head = book.sheets[book.chosen], heads[book.chosen]
        at = _header_row(head, mapping) or 0
        headers = _headers(head[at])
        before = tuple(" ".join(filter(None, cells)) for cells in head[:at] if any(cells))
        parts = (Part(before, headers, _merit(headers, mapping), partial(_rows_of_sheet, book, sheet.head[at][0])),)
        lines = sheet.height
    return File(parts, len(heads), lines, _guess(heads, parts), "XLSX")


def _texts(sheet: workbook.Sheet) -> list[list[str]]:
    return [[text_of(cell) for cell in cells] for _, cells in sheet.head]


def _best_sheet(mapping: Mapping[str, str], sheets: Sequence[workbook.Sheet]) -> int | None:
    """The place of the first sheet with most of the columns that are needed."""
    headers = [
        (head[at], place)
        for place, head in enumerate(map(_texts, sheets))
        if (at := _header_row(head, mapping)) is not None
    ]
    merits = {place: _merit(_headers(cells), mapping) for cells, place in headers}
    return max(merits, key=merits.__getitem__, default=None)


def _rows_of_sheet(book: workbook.Book, line: int) -> tuple[Iterator[Batch], None]:
    """The rows below the header, which stands in this line."""
    return (
        ([number for number in numbers if number > line], rows[sum(number <= line for number in numbers) :])
        for numbers, rows in book.batches()
    ), None


def _empty() -> InputError:
    return InputError("This file is empty.")


def _header_row(head: Sequence[Sequence[str]], mapping: Mapping[str, str]) -> int | None:
    """The row in which most columns are known: two at least."""
    merits = [score([cell.strip() for cell in cells], mapping) for cells in head]
    best = max(merits, default=0)
    return merits.index(best) if best >= 2 else None


def _headers(cells: Sequence[str]) -> tuple[Header, ...]:
    texts = [cell.replace("\0", "").strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > textfile.MOST_COLUMNS:
        raise textfile.too_many_columns(len(texts))
    return tuple(header(text) for text in texts)


def _merit(headers: Sequence[Header], mapping: Mapping[str, str]) -> tuple[int, int]:
    roles = meanings(headers, platform_of(headers), mapping)
    return len(roles.keys() & (AD_ROLES | ORDER_ROLES)), score([header.text for header in headers], mapping)


def _guess(heads: Sequence[Sequence[Sequence[str]]], parts: Sequence[Part]) -> tuple[str, ...]:
    """The first of the widest rows that hold texts only; nobody asks where a header was recognised."""
    if parts and all(len(cells) <= textfile.MOST_COLUMNS for head in heads for cells in head):
        return ()
    rows = [
        [cell.strip() for cell in cells]
        for head in heads
        for cells in head
        if sum(not is_nothing(cell) for cell in cells) >= 2
        and not any(is_number(cell) or "@" in cell for cell in cells)
    ]
    widths = [len(row) for row in rows]
    if max(widths, default=0) > textfile.MOST_COLUMNS:
        raise textfile.too_many_columns(max(widths))
    return tuple(rows[widths.index(max(widths))]) if rows else ()


# ---------------------------------------------------------------------------------------------------------------
# Reading it


def _read(
    name: str,
    file: File,
    mapping: Mapping[str, str],
    day_first: bool | None,
    answers: Mapping[str, str],
    report: Progress,
) -> Export:
    part = file.parts[0]
    headers = part.headers
    columns = columns_of(headers, mapping)
    needed = frozenset(columns.roles.values())
    others = frozenset[int]() if columns.kind == "orders" else frozenset(range(len(headers))) - needed
    rows, noticed = part.rows()
    table = read_table(
        rows,
        len(headers),
        needed,
        others,
        lambda line: report(0.8 * min(1.0, line / file.lines)),
        {} if columns.kind == "orders" else variety(headers, columns.roles),
    )
    if noticed:
        table = replace(
            table,
            is_cut=noticed.is_cut,
            has_last_end=noticed.has_last_end,
            has_open_quotes=noticed.has_open_quotes,
            has_zero_bytes=file.has_zero_bytes,
        )
    period = period_of(part.before)
    layout = Layout(table, headers, columns.roles, columns.platform, period, day_first, columns.details, answers)
    layout = with_day(layout, columns, mapping)
    result = _checked(layout, columns)
    result.details = tuple(headers[place].text for place in columns.details)
    result.value_contains = columns.value_contains if result.totals.value is not None else ()
    result.notes += columns.notes
    ask(layout, columns, mapping, result)
    note(layout, result)
    return _exported(name, file, layout, columns, result)


def _exported(name: str, file: File, layout: Layout, columns: Columns, findings: Findings) -> Export:
    headers = layout.headers
    return Export(
        name,
        columns.platform,
        findings.ads,
        findings.orders,
        findings.sales,
        _audit(file, file.parts[0], findings),
        {header.text: "" for header in headers if header.text}
        | {headers[place].text: means for means, place in columns.roles.items() if headers[place].text},
        signature([header.text for header in headers]),
        tuple(findings.questions),
        tuple(findings.choices),
        tuple(findings.problems),
    )


def _checked(layout: Layout, columns: Columns) -> Findings:
    """What the table holds, where it has enough columns to hold anything, and what looks wrong with it."""
    if layout.table.rows == 0:
        return Findings(problems=[InputError("This table has a header but no row.")])
    if not has_enough(columns):
        return Findings()
    result = {"orders": read_orders, "sales": read_sales, "ads": read_ads}[columns.kind](layout)
    has_key = bool(layout.roles.keys() & {"campaign", "source", "channel"}) or columns.platform != "ga4"
    lines = result.lines or result.rows
    result.suspicions += suspicions(Reading(result.ads, result.orders, result.totals, lines, result.stated, has_key))
    ask_unit(layout, result)
    return result


def _audit(file: File, part: Part, findings: Findings) -> Audit:
    same = {part.name for part in fields(Audit)} & {part.name for part in fields(Findings)}
    values: dict[str, Any] = {name: getattr(findings, name) for name in same}
    values.update({name: tuple(value) for name, value in values.items() if isinstance(value, list)})
    return replace(
        Audit(**values),
        lines_before_header=len(part.before),
        other_tables=findings.other_tables + max(0, file.tables - 1),
        encoding=file.encoding,
        separator=file.separator,
        decimal_mark=findings.mark,
    )

"""One file as it was exported → tidy rows, and an account of what was read and what was left out.

Nothing that a file may hold raises an error: what is wrong is said in `Export.problems`, what is in doubt is asked in
`Export.questions`, and what was left out is counted in `Export.audit`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from simulator.errors import InputError
from simulator.evidence.reading import textfile, workbook
from simulator.evidence.reading.ads import read_ads
from simulator.evidence.reading.audit import Audit, Export, Platform, Question
from simulator.evidence.reading.dates import period_of
from simulator.evidence.reading.headers import (
    AD_MEANINGS,
    MEANINGS,
    ORDER_MEANINGS,
    Header,
    header,
    meanings,
    platform_of,
    score,
    signature,
)
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import Cell, is_nothing, is_number
from simulator.evidence.reading.orders import read_orders
from simulator.evidence.reading.platforms import platforms
from simulator.evidence.reading.table import read_table, text_of
from simulator.evidence.rows import MEASURES

LARGEST_FILE: Final = 50 * 1024 * 1024
"""Bytes."""
Progress = Callable[[float], None]
Batch = tuple[Sequence[int], Sequence[Sequence[Cell]]]

_AD_ROLES: Final = frozenset(
    (*AD_MEANINGS, "week", "month", "nth_day", "date_end", "results", "result_indicator", "spend_converted")
) | {"value_converted", "currency_converted"}
_ORDER_ROLES: Final = frozenset((*ORDER_MEANINGS, "order_number", "status", "is_return"))
_NOT_TABLES: Final = (
    (b"%PDF", InputError("This is a PDF: export a CSV or XLSX instead.")),
    (
        b"\xd0\xcf\x11\xe0",
        InputError("This is an old or password-protected Excel file: save it as XLSX without password, or as CSV."),
    ),
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


def read_export(
    name: str,
    content: bytes,
    *,
    mapping: Mapping[str, str] | None = None,
    day_first: bool | None = None,
    progress: Progress | None = None,
) -> Export:
    """What a file holds.

    mapping    header → meaning (`headers.MEANINGS`, or "" for a column that is not needed), where a person knows better
    day_first  the answer to the question of kind ``date_order``
    progress   is told the share of the file that was read, from 0 to 1
    """
    told = _sparing(progress)
    chosen = {key: means for key, means in (mapping or {}).items() if means in (*MEANINGS, "")}
    told(0.0)
    try:
        file = _opened(content, chosen)
        export = _read(name, file, chosen, day_first, told) if file.parts else _unknown(name, file)
    except InputError as error:
        export = Export(name, "table", problems=(error,))
    told(1.0)
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
    if content.startswith(b"PK\x03\x04"):
        return _workbook(content, mapping)
    if textfile.is_binary(content):
        raise InputError("This is not a table: choose a CSV or XLSX.")
    if content[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise InputError("This is a web page, not a table: save it as XLSX or as CSV.")
    return _text(content, mapping)


def _text(content: bytes, mapping: Mapping[str, str]) -> File:
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
            each for batch in textfile.Rows(iter(block.head[above:]), separator, 0) for each in zip(*batch, strict=True)
        ]
        heads.append([cells for _, cells in head])
        at = _header_row(heads[-1], mapping)
        if at is not None:
            line = above + head[at][0] - 1
            headers = _headers(heads[-1][at])
            before = (*block.comments, *(each for each in block.head[:line] if each.strip(" ,;\t\r\n")))
            rows = partial(_rows_of_text, content, encoding, separator, block, line, len(headers))
            parts.append(Part(before, headers, _merit(headers, mapping), rows))
    return File(
        tuple(sorted(parts, key=lambda part: part.merit, reverse=True)),
        sum(any(len(cells) > 1 for cells in head) for head in heads),
        content.count(b"\n") or content.count(b"\r") or 1,
        _guess(heads),
        encoding.removesuffix("-sig"),
        separator,
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
    parts: list[Part] = []
    heads: list[list[list[str]]] = []
    lines = 0
    for sheet in workbook.sheets(content):
        head = list(islice(sheet.rows(), textfile.HEAD))
        heads.append([[text_of(cell) for cell in cells] for _, cells in head])
        at = _header_row(heads[-1], mapping)
        if at is not None:
            headers = _headers(heads[-1][at])
            before = tuple(" ".join(filter(None, cells)) for cells in heads[-1][:at] if any(cells))
            rows = partial(_rows_of_sheet, sheet, at)
            parts.append(Part(before, headers, _merit(headers, mapping), rows))
            lines = max(lines, sheet.height)
    if not heads:
        raise _empty()
    best = tuple(sorted(parts, key=lambda part: part.merit, reverse=True))
    return File(best, len(heads), max(lines, 1), _guess(heads), "XLSX")


def _rows_of_sheet(sheet: workbook.Sheet, at: int) -> tuple[Iterator[Batch], None]:
    return _in_batches(islice(sheet.rows(), at + 1, None)), None


def _in_batches(rows: Iterator[tuple[int, Sequence[Cell]]]) -> Iterator[Batch]:
    while some := list(islice(rows, textfile.AT_ONCE)):
        numbers, cells = zip(*some, strict=True)
        yield numbers, cells


def _empty() -> InputError:
    return InputError("This file is empty.")


def _header_row(head: Sequence[Sequence[str]], mapping: Mapping[str, str]) -> int | None:
    """The row in which most columns are known: two at least."""
    merits = [score([cell.strip() for cell in cells], mapping) for cells in head]
    best = max(merits, default=0)
    return merits.index(best) if best >= 2 else None


def _headers(cells: Sequence[str]) -> tuple[Header, ...]:
    texts = [cell.strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > textfile.MOST_COLUMNS:
        raise textfile.too_many_columns(len(texts))
    return tuple(header(each) for each in texts)


def _merit(headers: Sequence[Header], mapping: Mapping[str, str]) -> tuple[int, int]:
    roles = meanings(headers, platform_of(headers), mapping)
    return len(roles.keys() & (_AD_ROLES | _ORDER_ROLES)), score([each.text for each in headers], mapping)


def _guess(heads: Sequence[Sequence[Sequence[str]]]) -> tuple[str, ...]:
    """The first of the widest rows that hold texts only."""
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


def _read(name: str, file: File, mapping: Mapping[str, str], day_first: bool | None, told: Progress) -> Export:
    part = file.parts[0]
    headers = part.headers
    platform = platform_of(headers)
    roles, is_orders = _roles(headers, platform, mapping)
    if is_orders and platforms()[platform].kind == "ads":
        platform = "table"
    needed = frozenset(roles.values())
    others = frozenset[int]() if is_orders else frozenset(range(len(headers))) - needed
    rows, noticed = part.rows()
    table = read_table(rows, len(headers), needed, others, lambda line: told(0.8 * min(1.0, line / file.lines)))
    if noticed:
        table = replace(
            table,
            is_cut=noticed.is_cut,
            has_last_end=noticed.has_last_end,
            has_open_quotes=noticed.has_open_quotes,
        )
    layout = Layout(table, headers, roles, platform, period_of(part.before), day_first)
    found = _judged(layout, is_orders)
    _ask(layout, is_orders, mapping, found)
    _note(layout, found)
    return Export(
        name,
        platform,
        found.ads,
        found.orders,
        _audit(file, part, found),
        {each.text: "" for each in headers if each.text}
        | {headers[place].text: means for means, place in roles.items() if headers[place].text},
        signature([each.text for each in headers]),
        tuple(found.questions),
        tuple(found.problems),
    )


def _roles(headers: Sequence[Header], platform: Platform, mapping: Mapping[str, str]) -> tuple[dict[str, int], bool]:
    """The columns that are needed, and whether the table is one of orders."""
    roles = meanings(headers, platform, mapping)
    mapped = set(mapping.values())
    has_spend = "spend" in roles or "spend_converted" in roles
    is_orders = platforms()[platform].kind == "shop" or bool(mapped & {"order", "customer"})
    is_orders = (is_orders or not has_spend) and bool(roles.keys() & {"order", "customer"})
    roles = {means: place for means, place in roles.items() if means in (_ORDER_ROLES if is_orders else _AD_ROLES)}
    if "orders" in roles:
        roles.pop("results", None)
        roles.pop("result_indicator", None)
    if "date_end" in roles and not _is_a_start(headers, roles, mapping):
        del roles["date_end"]
    return roles, is_orders


def _is_a_start(headers: Sequence[Header], roles: Mapping[str, int], mapping: Mapping[str, str]) -> bool:
    """Whether the day of a row is the first of a period whose last day stands in another column."""
    if "date" not in roles or headers[roles["date"]].text in mapping:
        return False
    return any(name.means == "date" and name.rank == 2 for name in headers[roles["date"]].names)


def _judged(layout: Layout, is_orders: bool) -> Findings:
    """What the table holds, where it has enough columns to hold anything."""
    roles = layout.roles
    if layout.table.rows == 0:
        return Findings(problems=[InputError("This table has a header but no row.")])
    if is_orders:
        return read_orders(layout) if {"date", "value"} <= roles.keys() else Findings()
    if not roles.keys() & {*MEASURES, "spend_converted", "results"}:
        return Findings()
    return read_ads(layout)


def _audit(file: File, part: Part, found: Findings) -> Audit:
    return Audit(
        rows=found.rows,
        lines_before_header=len(part.before),
        total_rows=found.total_rows,
        other_tables=found.other_tables + max(0, file.tables - 1),
        repeated_rows=found.repeated_rows,
        remark_rows=found.remark_rows,
        encoding=file.encoding,
        separator=file.separator,
        decimal_mark=found.mark,
        date_order=found.date_order,
        campaigns=found.campaigns,
        days=found.days,
        first=found.first,
        last=found.last,
        currency=found.currency,
        totals=found.totals,
        stated=found.stated,
        unreadable_rows=found.unreadable_rows,
        unreadable=tuple(found.unreadable),
        cancelled_orders=found.cancelled_orders,
        refunded_orders=found.refunded_orders,
        notes=tuple(found.notes),
    )


# ---------------------------------------------------------------------------------------------------------------
# What is in doubt


_ASK: Final = {
    "date": InputError("Which column holds the day? Without days nothing can be learned from this file."),
    "spend": InputError("Which column holds the ad spend? Without it there is no cost per order."),
    "clicks": InputError("Which column holds the clicks? Without them there is no click price and no conversion rate."),
    "orders": InputError("Which column holds the orders? Without them there is no cost per order."),
    "value": InputError("Which column holds the order value? Without it there is no average order value."),
}
_MISSING: Final = {
    "date": InputError("No column of days was found. The columns are: {columns}."),
    "spend": InputError("No column of ad spend was found. The columns are: {columns}."),
    "clicks": InputError("No column of clicks was found. The columns are: {columns}."),
    "orders": InputError("No column of orders was found. The columns are: {columns}."),
    "value": InputError("No column of order values was found. The columns are: {columns}."),
}
_RESULTS: Final = InputError(
    "“{column}” may be purchases or anything else. If they are purchases, take it as orders; better still, export the "
    "column “Purchases” or “Result indicator”."
)


def _ask(layout: Layout, is_orders: bool, mapping: Mapping[str, str], found: Findings) -> None:
    """Say which columns were not found, and ask for them where there are others to choose from."""
    roles, headers = layout.roles, layout.headers
    taken = roles.values()
    free = [each.text for place, each in enumerate(headers) if place not in taken and mapping.get(each.text) != ""]
    for means in _missing(layout, is_orders):
        ask, options = InputError(_ASK[means].message), tuple(filter(None, free))
        if means == "orders" and "results" in roles:
            name = layout.name("results")
            ask, options = InputError(_RESULTS.message, field=name, column=name), (name, *options)
        if options:
            found.questions.append(Question("column", means, "", ask, options))
        missing = InputError(_MISSING[means].message, columns=_listed(headers))
        if means in ("date", "spend") or is_orders:
            found.problems.append(missing)
        elif not options:
            found.notes.append(missing)
    is_open = bool(found.problems) or any(each.kind == "date_order" for each in found.questions)
    if found.ads is None and found.orders is None and not is_open:
        found.problems.append(InputError("No row of this file could be read."))


def _missing(layout: Layout, is_orders: bool) -> list[str]:
    """What the table should have and has not."""
    roles = layout.roles.keys()
    has_days = bool(roles & {"date", "week", "month"}) or (layout.period is not None and not is_orders)
    has = set(roles) | ({"date"} if has_days else set()) | ({"spend"} if "spend_converted" in roles else set())
    has |= {"orders"} if {"results", "result_indicator"} <= roles else set()
    return [means for means in (("date", "value") if is_orders else ("date", *MEASURES)) if means not in has]


def _listed(headers: Sequence[Header]) -> str:
    """The headers of a file in one line."""
    texts = [each.text[:40] for each in headers if each.text]
    return ", ".join(texts[:30]) + (" …" if len(texts) > 30 else "")


def _note(layout: Layout, found: Findings) -> None:
    """What should be known of the file as such."""
    table = layout.table
    texts = [text_of(cell) for role in ("campaign", "date") if role in layout.roles for cell in layout.cells(role)]
    lost = sum("\ufffd" in each for each in (*texts, *(each.text for each in layout.headers)))
    if lost:
        found.notes.append(
            InputError("Texts with letters that could not be read: {count}. Save the file as UTF-8.", count=lost)
        )
    if table.has_open_quotes:
        found.notes.append(InputError("A quotation mark in this file is never closed: its rows were read one by one."))
    if not table.has_last_end and not table.is_cut and found.stated is None:
        found.notes.append(
            InputError("The last line has no end: if the file was cut, its last number may be incomplete.")
        )
    twice = [each.text for place, each in enumerate(layout.headers) if place in layout.roles.values()]
    everything = [each.text for each in layout.headers]
    for each in dict.fromkeys(name for name in twice if everything.count(name) > 1):
        found.notes.append(
            InputError("The column “{column}” stands in this file more than once: the first was taken.", column=each)
        )


def _unknown(name: str, file: File) -> Export:
    """A file in which no header was found."""
    shown = ", ".join(each[:40] for each in file.guess[:30])
    problem = (
        InputError(
            "No known column names were found in the first {lines} lines. The columns seem to be: {columns}. Say which "
            "of them hold the day, spend, clicks, orders and value.",
            lines=textfile.HEAD,
            columns=shown,
        )
        if file.guess
        else InputError("No table was found in the first {lines} lines of this file.", lines=textfile.HEAD)
    )
    asked = ("date", *MEASURES) if file.guess else ()
    return Export(
        name,
        "table",
        audit=Audit(encoding=file.encoding, separator=file.separator),
        headers=dict.fromkeys(file.guess, ""),
        signature=signature(file.guess) if file.guess else "",
        questions=tuple(Question("column", means, "", InputError(_ASK[means].message), file.guess) for means in asked),
        problems=(problem,),
    )

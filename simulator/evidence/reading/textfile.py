"""A file of text: its encoding, its separator, and its rows, also where quotation marks do not pair up."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from charset_normalizer import from_bytes

from simulator.errors import InputError
from simulator.evidence.reading.headers import languages_of, score

SEPARATORS: Final = (",", ";", "\t", "|")
HEAD: Final = 60
"""The header is looked for in so many lines."""
LONGEST_LINE: Final = 1_000_000
MOST_COLUMNS: Final = 2_000
MOST_LINES: Final = 1_500_000
"""Empty ones included: each takes its time. In a file of the largest size, that leaves 35 bytes for a row."""
MOST_COMMENTS: Final = 2_000
MOST_BROKEN: Final = 10_000
"""Lines of quotations that are never closed; when there are more, all that follow are read one by one."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
AT_ONCE: Final = 400
"""Rows in a batch: so few that they are gone before the garbage collector looks at them, which is twice as fast."""
_SINGLE_BYTE: Final = ("cp1252", "cp1250", "mac_roman", "cp850", "cp852")
"""What is left when a file is no Unicode: Western and Central European Windows, old Macs, DOS."""
_POUND: Final = re.compile(rb"\xa3 ?[0-9]")
"""£ in Western Europe, Ł in Central Europe: nobody writes that before a number."""
_WINDOWS: Final = ("cp1252", "cp1250")
_LINE: Final = re.compile(rb"[^\r\n]+")
_ENOUGH: Final = 65_536
"""Bytes of lines with accents from which an encoding is guessed."""
_PIECE: Final = 1 << 20
_MOST_BYTES: Final = 4
"""Bytes of a letter, at most."""
_COMMENT: Final = re.compile(r"#(?:[\s#-]|$)")
_STATED_SEPARATOR: Final = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


Batch = tuple[Sequence[int], list[list[str]]]
"""Rows and their numbers, as a spreadsheet counts lines."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines between comments: the first (from 0), the one after the last, the comments above, the first few lines."""

    first: int
    end: int | None
    comments: tuple[str, ...]
    head: tuple[str, ...]


def check_lines(content: bytes) -> int:
    """Return the number of lines, counted piece by piece: one call over a whole file would stop all other threads.

    Raises
    ------
    InputError
        When there are more than any export has, or when one is far too long.
    """
    count, last = 0, -1
    for start in range(0, len(content), _PIECE):
        end = start + _PIECE
        pairs = content.count(b"\r\n", start, end + 1)  # with the first byte of the next piece
        count += content.count(b"\n", start, end) + content.count(b"\r", start, end) - pairs
        last = max(last, content.rfind(b"\n", start, end), content.rfind(b"\r", start, end))
        if count > MOST_LINES:
            raise InputError("This file has too many rows (more than {most}): export fewer days.", most=MOST_LINES)
        if min(end, len(content)) - last > LONGEST_LINE * _MOST_BYTES:
            raise _too_long(count + 1)
    return max(count, 1)


def _too_long(line: int) -> InputError:
    return InputError("Line {line} is too long to be a row of a table.", line=line)


def lines(content: bytes, encoding: str) -> Iterator[str]:
    """The lines of a file; letters that its encoding does not have are replaced."""
    return iter(io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline=""))


def is_binary(content: bytes) -> bool:
    """Whether this is no text at all: text has no control characters, except for half of UTF-16."""
    start = content[:4_096]
    if start.startswith(tuple(mark for mark, _ in _MARKS)) or _unmarked_utf16(start):
        return False
    return sum(start.count(code) for code in (*range(9), *range(14, 32))) * 50 > len(start)


def _unmarked_utf16(start: bytes) -> str | None:
    """UTF-16 without its mark, by the zeros in every other byte."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if (even + odd) * 5 < len(start) or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def encoding_of(content: bytes, mapping: Mapping[str, str]) -> str:
    """The encoding of a file; between those that differ in few letters only, the one in which its header reads best."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if unmarked := _unmarked_utf16(content[:4_096]):
        return unmarked
    if _is_utf8(content):
        return "utf-8"
    accents = _lines_with_accents(content)
    text = accents.decode("utf-8", "replace")
    if sum(not sign.isascii() and sign != "\ufffd" for sign in text) > text.count("\ufffd"):
        return "utf-8"  # a few broken letters do not make it another encoding
    merits = {encoding: _read_header(content, encoding, mapping) for encoding in _SINGLE_BYTE}
    best = [encoding for encoding, merit in merits.items() if merit == max(merits.values())]
    return _likeliest(content, accents, best)


def _lines_with_accents(content: bytes) -> bytes:
    """The first lines that are not plain ASCII, looked for one by one: a file may have a million others."""
    accented: list[bytes] = []
    left = _ENOUGH
    for match in _LINE.finditer(content):
        if not match[0].isascii():
            accented.append(match[0])
            left -= len(match[0])
            if left <= 0:
                break
    return b"\n".join(accented)[:_ENOUGH]


def _likeliest(content: bytes, accents: bytes, encodings: Sequence[str]) -> str:
    """Between encodings in which the header is the same: the one of its language, else what the letters look like."""
    if "cp1252" in encodings and _POUND.search(accents):
        return "cp1252"
    languages = [language for row in _head(content, "cp1252") for language in languages_of(row)]
    for language, encoding in (("sl", "cp1250"), ("fr", "cp1252"), ("de", "cp1252")):
        if encoding in encodings and languages.count(language) * 2 > len(languages):
            return encoding
    usual = [encoding for encoding in encodings if encoding in _WINDOWS]
    guess = from_bytes(accents, cp_isolation=usual).best() if len(usual) > 1 else None
    return guess.encoding if guess and guess.encoding in usual else encodings[0]


def _is_utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _PIECE):
            decoder.decode(content[start : start + _PIECE])
    except UnicodeDecodeError:
        return False
    return True


def _read_header(content: bytes, encoding: str, mapping: Mapping[str, str]) -> int:
    return max((score(row, mapping) for row in _head(content, encoding)), default=0)


def _head(content: bytes, encoding: str) -> list[list[str]]:
    """The first lines as rows, under every separator."""
    head = list(islice(lines(content[:200_000], encoding), HEAD))
    return [row for separator in SEPARATORS for row in rows_of(head, separator)]


def blocks(content: bytes, encoding: str) -> list[Block]:
    """The parts between comments (GA4 writes several tables into one file); mostly there is one."""
    parts: list[Block] = []
    comments: list[str] = []
    head: list[str] = []
    first = commented = 0

    def close(end: int | None) -> None:
        if any(line.strip(" ,;\t\r\n") for line in head):
            parts.append(Block(first, end, tuple(comments), tuple(head)))
            comments.clear()

    previous = ""
    is_quoted = False
    for number, line in enumerate(lines(content, encoding)):
        if len(line) > LONGEST_LINE:
            raise _too_long(number + 1)
        if line[0] == "#" != line and _COMMENT.match(line) and not is_quoted and not _is_row_like(line, previous):
            close(number)
            head = []
            first = number + 1
            comments.append(line.strip())
            commented += 1
            if commented > MOST_COMMENTS:
                raise InputError(
                    "Too many lines of this file begin with # (more than {most}): delete them, or save it as XLSX.",
                    most=MOST_COMMENTS,
                )
        elif len(head) < HEAD:
            head.append(line)
        previous = line
        if '"' in line:
            is_quoted ^= line.count('"') % 2 == 1
    close(None)
    return parts


def _is_row_like(line: str, previous: str) -> bool:
    """Whether a line has the separators of the one before: a row of a campaign called “# 1” rather than a comment."""
    return any(line.count(separator) == previous.count(separator) > 0 for separator in SEPARATORS)


def separator_of(parts: Sequence[Block], mapping: Mapping[str, str]) -> tuple[str, int]:
    """The separator with which a header can be read best, and how many lines say so (`sep=;`) before it."""
    stated = _STATED_SEPARATOR.fullmatch(parts[0].head[0].lstrip("\ufeff"))
    if stated:
        return stated[1], 1

    def merit(separator: str) -> tuple[int, int]:
        rows = [row for block in parts for row in rows_of(block.head, separator)]
        return max((score(row, mapping) for row in rows), default=0), max(map(len, rows), default=0)

    present = [separator for separator in SEPARATORS if any(separator in line for part in parts for line in part.head)]
    absent = [separator for separator in SEPARATORS if separator not in present][:1]  # they all leave lines as they are
    return max(sorted(present + absent, key=SEPARATORS.index), key=merit), 0


def rows_of(some: Iterable[str], separator: str) -> list[list[str]]:
    """A few lines as rows."""
    rows = [cells for _, rows in Rows(iter(some), separator, 0) for cells in rows]
    widest = max(map(len, rows), default=0)
    if widest > MOST_COLUMNS:
        raise too_many_columns(widest)
    return rows


def too_many_columns(columns: int) -> InputError:
    """A file with more columns than any export has."""
    return InputError(
        "This file has {columns} columns, at most {most} are read: export only the columns you need.",
        columns=columns,
        most=MOST_COLUMNS,
    )


class Rows:
    """The rows of lines, in batches with their numbers. Where a quotation is never closed, lines are read one by one.

    Once all were read, `is_cut` says that the file ends inside a row, and `has_last_end` that its last line ends.
    """

    def __init__(self, source: Iterator[str], separator: str, width: int, first: int = 1) -> None:
        self.is_cut = False
        self.has_last_end = True
        self.has_open_quotes = False
        self._source = source
        self._separator = separator
        self._width = width
        self._number = first
        self._held: list[str] = []
        self._broken = 0

    def __iter__(self) -> Iterator[Batch]:
        while batch := list(islice(self._source, AT_ONCE)):
            rows = self._plain(batch)
            if rows is None:
                yield from _batches(self._careful(chain(batch, self._source)))
                return
            numbers = range(self._number, self._number + len(batch))
            self._number = numbers.stop
            self._note_end(batch[-1:], rows[-1])
            yield numbers, rows

    def _plain(self, batch: list[str]) -> list[list[str]] | None:
        """Lines of which each is a row; None when a row may go on in the next line."""
        if any(line.count('"') % 2 for line in batch if '"' in line):
            return None
        try:
            rows = list(csv.reader(batch, delimiter=self._separator))
        except csv.Error:
            return None
        return rows if len(rows) == len(batch) else None

    def _careful(self, source: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        held = self._held
        fed = self._fed(source)
        while True:
            try:
                for row in csv.reader(fed, delimiter=self._separator):
                    if self._broken > MOST_BROKEN:
                        yield from self._one_by_one(chain(held, source))
                        return
                    if len(held) > 1 and self._is_broken(row):
                        yield from self._one_by_one(held)
                        held.clear()
                    else:
                        self._note_end(held, row)
                        yield self._number, row
                        self._number += len(held)
                        held.clear()
            except csv.Error:  # a quotation longer than any cell
                yield from self._one_by_one(held)
                held.clear()
            else:
                return

    def _fed(self, source: Iterator[str]) -> Iterator[str]:
        for line in source:
            self._held.append(line)
            yield line

    def _note_end(self, last: Sequence[str], row: Sequence[str]) -> None:
        """Look how the last line so far ends; only the last of all is without an end."""
        if not last[-1].endswith(("\n", "\r")):
            self.has_last_end = False
            self.is_cut = sum(line.count('"') for line in last) % 2 == 1 or 0 < len(row) < self._width

    def _is_broken(self, row: list[str]) -> bool:
        """Whether lines that a quotation joins are no row; before the width is known, each of them must part a cell."""
        if not self._width:
            parted = 1 + sum(max(len(self._alone(line)) - 1, 0) for line in self._held)
            return len(row) != parted or any('"' in cell for cell in row)
        return len(row) != self._width or any(len(self._alone(line)) == self._width for line in self._held)

    def _alone(self, line: str) -> list[str]:
        if '"' not in line:
            text = line.rstrip("\r\n")
            return text.split(self._separator) if text else []
        try:
            return next(csv.reader([line], delimiter=self._separator), [])
        except csv.Error:
            return []

    def _one_by_one(self, some: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
        self.has_open_quotes = True
        for line in some:
            row = self._alone(line)
            self._note_end([line], row)
            yield self._number, row
            self._number += 1
            self._broken += 1


def _batches(rows: Iterator[tuple[int, list[str]]]) -> Iterator[Batch]:
    while some := list(islice(rows, AT_ONCE)):
        numbers, cells = zip(*some, strict=True)
        yield numbers, list(cells)

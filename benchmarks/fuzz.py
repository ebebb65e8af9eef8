"""The mutation fuzzer of reading: every fixture, changed in ways that keep its meaning or damage it.

What keeps the meaning must give equal sums. What damages a file must give equal sums, or sums that are smaller by
exactly what is listed as left out, or the reader is asked: a question, a problem or a suspicion that the whole file
does not bring, a choice of which one option gives the sums of the whole file, or a note that names a difference itself
(`_NAMING`). A traceback is never an answer.

`python -m benchmarks.fuzz` makes 10,000 mutants; the tests make 300.

Long because every kind of change stands beside what it must give.
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from benchmarks.accounts import workbook
from simulator.evidence import Export, read_export
from simulator.evidence.reading.headers import header
from simulator.evidence.reading.platforms import names as all_names
from simulator.evidence.reading.platforms import platforms, status_of

EVIDENCE: Final = Path(__file__).parents[1] / "tests" / "evidence"
FOLDERS: Final = ("cases", "exports", "orders")
MUTANTS: Final = 10_000
_NUMBER: Final = re.compile(r"-?[0-9]+\.[0-9]+")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MEASURES: Final = ("spend", "clicks", "orders", "value")
_IDENTITIES: Final = ("order", "order_number", "customer", "campaign", "currency", "item", "payment", "detail", "known")
"""Columns in which a broken letter makes another order or campaign, and nobody can tell."""
_TELLING: Final = ("status", "sales_channel", "cancelled", "is_return", "payment", "source", "channel", "campaign")
"""Columns that say which rows count: a file without them is another file."""


@dataclass(frozen=True)
class File:
    """A file taken apart, so that it can be written in another way."""

    name: str
    before: tuple[str, ...]
    header: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    separator: str = ","
    encoding: str = "utf-8"
    end: str = "\n"
    is_quoted: bool = False
    is_sheet: bool = False
    after: tuple[str, ...] = ()
    damage: Callable[[bytes], bytes] | None = field(default=None, compare=False)

    def content(self) -> bytes:
        """The file as bytes."""
        rows = [self.header, *self.body]
        if self.is_sheet:
            before = [[line] for line in self.before]
            return workbook([("Sheet", [*before, *rows])])
        out = io.StringIO(newline="")
        quoting = csv.QUOTE_ALL if self.is_quoted else csv.QUOTE_MINIMAL
        csv.writer(out, delimiter=self.separator, quoting=quoting, lineterminator=self.end).writerows(rows)
        text = "".join(f"{line}{self.end}" for line in self.before) + out.getvalue()
        content = (text + "".join(f"{line}{self.end}" for line in self.after)).encode(self.encoding, "replace")
        return self.damage(content) if self.damage else content


@lru_cache(maxsize=1)
def fixtures() -> tuple[File, ...]:
    """Every fixture of the tests, taken apart."""
    paths = sorted(path for folder in FOLDERS for path in (EVIDENCE / folder).glob("*.csv"))
    return tuple(map(_taken_apart, paths))


def _taken_apart(path: Path) -> File:
    text = path.read_bytes().decode("utf-8-sig")
    lines = text.splitlines()
    at = max(range(min(40, len(lines))), key=lambda line: (_known(lines[line]), -line))
    separator = max(",;\t", key=lines[at].count)
    rows = list(csv.reader(io.StringIO("\n".join(lines[at:])), delimiter=separator))
    width = len(rows[0])
    body = tuple(tuple(row) for row in rows[1:] if len(row) == width)
    return File(path.name, tuple(lines[:at]), tuple(rows[0]), body, separator)


def _known(line: str) -> int:
    return sum(bool(header(cell.strip(' "')).names) for cell in re.split(r"[,;\t]", line))


# ---------------------------------------------------------------------------------------------------------------
# What is held against the whole file


@dataclass(frozen=True)
class Answer:
    """What reading said of a file.

    read       the sums that count
    whole      the same with what is listed as left out
    lost       lines that are listed as unreadable
    asked      what the reader is asked or made to doubt: by the template of the sentence, so that another number in
               the same sentence is no new sentence
    named      templates of notes that name a difference of sums themselves (`_NAMING`)
    is_read    whether there are any rows
    """

    read: Mapping[str, float]
    whole: Mapping[str, float]
    lost: frozenset[int]
    asked: frozenset[tuple[str, str]]
    named: frozenset[str]
    is_read: bool


_NAMING: Final = (
    "The file's own total is",
    "Sums in this file that differ from the rows they add up",
    "No column of ",
    "The order value is “{column}”, which",
    "The last line has no end",
)
"""Beginnings of notes that name what differs: the file's own sums, a missing column, the end of a cut file."""


def answer(export: Export) -> Answer:
    """What is compared of one reading."""
    audit = export.audit
    read = {name: getattr(audit.totals, name) or 0.0 for name in _MEASURES}
    whole = dict(read)
    for item in audit.left_out:
        for name in _MEASURES:
            whole[name] += getattr(item.totals, name) or 0.0
    asked = [(question.kind, question.meaning) for question in export.questions]
    asked += [("", problem.message) for problem in (*export.problems, *audit.suspicions)]
    named = frozenset(note.message for note in audit.notes if note.message.startswith(_NAMING))
    is_read = any(item is not None for item in (export.ads, export.orders, export.sales))
    return Answer(read, whole, frozenset(item.row for item in audit.unreadable), frozenset(asked), named, is_read)


@lru_cache(maxsize=64)
def whole_answer(name: str) -> Answer:
    """What the undamaged fixture says."""
    file = next(fixture for fixture in fixtures() if fixture.name == name)
    return answer(read_export(name, file.content()))


def _without(file: File, lines: frozenset[int]) -> Answer:
    """What the undamaged fixture says without some of its lines; of a pivot no row loses its key with the one above."""
    first = len(file.before) + 2
    whole = list(file.body)
    if file.name.startswith("pivot"):
        for at, row in enumerate(whole):
            whole[at] = row if row[0] else (whole[at - 1][0], *row[1:])
    body = tuple(row for at, row in enumerate(whole) if at + first not in lines)
    return answer(read_export(file.name, replace(file, body=body, damage=None).content()))


def _is_same(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return all(abs(one[name] - other[name]) <= 0.006 + 1e-9 * abs(one[name]) for name in _MEASURES)


# ---------------------------------------------------------------------------------------------------------------
# Changes that keep the meaning


def other_separator(file: File, rng: random.Random) -> File:
    return replace(file, separator=rng.choice(",;\t|"))


def other_encoding(file: File, rng: random.Random) -> File:
    if file.is_sheet:
        return file
    text = file.content().decode(file.encoding)
    choices = ["utf-8", "utf-8-sig", "utf-16"]
    for name in ("cp1252", "cp1250"):
        try:
            text.encode(name)
        except UnicodeEncodeError:
            continue
        choices.append(name)
    return replace(file, encoding=rng.choice(choices))


def decimal_comma(file: File, rng: random.Random) -> File:
    if any("," in cell and cell.replace(",", "").isdigit() for row in file.body for cell in row):
        return file
    days = {at for at, text in enumerate(file.header) if _means(text) in ("date", "order", "week", "month")}
    body = tuple(
        tuple(
            cell.replace(".", ",") if at not in days and _NUMBER.fullmatch(cell) else cell
            for at, cell in enumerate(row)
        )
        for row in file.body
    )
    return replace(file, body=body, separator=rng.choice(";\t"))


def other_columns(file: File, rng: random.Random) -> File:
    order = rng.sample(range(len(file.header)), len(file.header))
    body = tuple(tuple(row[at] for at in order) for row in file.body)
    return replace(file, header=tuple(file.header[at] for at in order), body=body)


def other_rows(file: File, rng: random.Random) -> File:
    if file.name.startswith(("google", "pivot")):
        return file  # rows of sums stand at the end; of a pivot the order is the meaning, wherever its days stand
    return replace(file, body=tuple(rng.sample(file.body, len(file.body))))


def other_language(file: File, rng: random.Random) -> File:
    """Headers of the platform in another language, each with the same meaning and rank; statuses too."""
    platform = whole_platform(file.name)
    language = rng.choice(("en", "fr", "de", "sl", "es", "it", "nl", "pl", "pt"))
    twins = [_twin(text, platform, language, rng) for text in file.header]
    if len(set(twins)) < len(twins):
        return file
    status = next((at for at, text in enumerate(file.header) if _means(text, platform) == "status"), None)
    body = file.body
    if status is not None:
        said = {row[status]: _other_status(row[status], platform, rng) for row in file.body}
        body = tuple((*row[:status], said[row[status]], *row[status + 1 :]) for row in file.body)
    return replace(file, header=tuple(twins), body=body, encoding="utf-8")


def _twin(text: str, platform: str, language: str, rng: random.Random) -> str:
    known = header(text)
    name = next((item for item in known.names if item.platform == platform), None)
    if name is None or known.currency or name.means in ("known", "detail"):
        return text
    same = [
        key
        for key, item in all_names().items()
        for other in item
        if (other.platform, other.means, other.rank, other.unit) == (platform, name.means, name.rank, name.unit)
        and language in other.languages
        and {one.means for one in item if one.platform == platform} == {name.means}
    ]
    return rng.choice(sorted(same)).capitalize() if same else text


def _other_status(text: str, platform: str, rng: random.Random) -> str:
    status = status_of(platform, text)
    same = [item for item, meaning in platforms()["table"].statuses.items() if meaning == status]
    return rng.choice(sorted(same)) if same and status_of(platform, rng.choice(same)) == status else text


def total_row(file: File, rng: random.Random) -> File:
    """One more row with the sums of the others."""
    platform = whole_platform(file.name)
    means = [_means(text, platform) for text in file.header]
    if (
        "campaign" not in means
        or file.name.startswith(("google", "tiktok", "ga4_with", "pivot"))
        or "," in file.body[0][-1]
    ):
        return file
    plain = [[_plain(row[at]) for row in file.body] for at in range(len(means))]
    sums = [
        f"{sum(filter(None, column)):.2f}" if mean in _MEASURES and None not in column else ""
        for mean, column in zip(means, plain, strict=True)
    ]
    if "spend" in means and not sums[means.index("spend")]:
        return file
    sums[means.index("campaign")] = rng.choice(("Total", "Gesamt", "Totale", "Razem", "Skupaj", "Total: Campaigns"))
    return replace(file, body=(*file.body, tuple(sums)) if rng.random() < 0.5 else (tuple(sums), *file.body))


def _plain(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def other_days(file: File, rng: random.Random) -> File:
    """ISO days written in another way that keeps them apart."""
    pattern = rng.choice(("%d.%m.%Y", "%Y%m%d", "%d %b %Y", "%b %d, %Y", "%d-%b-%y", "%Y/%m/%d"))
    if len({cell for row in file.body for cell in row if _ISO.fullmatch(cell)}) < 2:
        return file
    body = tuple(
        tuple(f"{date.fromisoformat(cell):{pattern}}" if _ISO.fullmatch(cell) else cell for cell in row)
        for row in file.body
    )
    return replace(file, body=body)


def as_workbook(file: File, rng: random.Random) -> File:
    return replace(file, is_sheet=True, encoding="utf-8")


def other_ends(file: File, rng: random.Random) -> File:
    return replace(file, end=rng.choice(("\n", "\r\n")), is_quoted=rng.random() < 0.5)


def remark(file: File, rng: random.Random) -> File:
    return replace(file, after=(rng.choice(("Generated by somebody", "© 2026 Somebody", "Data may be incomplete")),))


def one_more_column(file: File, rng: random.Random) -> File:
    at = rng.randrange(len(file.header) + 1)
    text = rng.choice(("Remark", "Notes", "Label", "Owner"))
    body = tuple((*row[:at], rng.choice(("", "x", "seen")), *row[at:]) for row in file.body)
    return replace(file, header=(*file.header[:at], text, *file.header[at:]), body=body)


KEEPING: Final = (
    other_separator, other_encoding, decimal_comma, other_columns, other_rows, other_language, total_row, other_days,
    as_workbook, other_ends, remark, one_more_column,
)  # fmt: skip


# ---------------------------------------------------------------------------------------------------------------
# Damage


def _rows(file: File, rng: random.Random, count: int) -> list[int]:
    return sorted(rng.sample(range(len(file.body)), min(count, len(file.body))))


def broken_cells(file: File, rng: random.Random) -> File:
    """Letters where numbers and days were, in columns that are needed."""
    platform = whole_platform(file.name)
    places = [at for at, text in enumerate(file.header) if _means(text, platform) not in (*_IDENTITIES, "")]
    body = [list(row) for row in file.body]
    for at in _rows(file, rng, rng.randint(1, 4)):
        place = rng.choice(places)
        cell = body[at][place]
        body[at][place] = f"{cell[: len(cell) // 2]}{rng.choice('xq§?')}{cell[len(cell) // 2 :]}"
    return replace(file, body=tuple(map(tuple, body)))


def doubled_rows(file: File, rng: random.Random) -> File:
    body = list(file.body)
    for at in reversed(_rows(file, rng, rng.randint(1, 5))):
        body.insert(at, body[at])
    return replace(file, body=tuple(body))


def shuffled_cells(file: File, rng: random.Random) -> File:
    body = [list(row) for row in file.body]
    for at in _rows(file, rng, 1):
        rng.shuffle(body[at])
    return replace(file, body=tuple(map(tuple, body)))


def lost_column(file: File, rng: random.Random) -> File:
    platform = whole_platform(file.name)
    places = [at for at, text in enumerate(file.header) if _means(text, platform) not in _TELLING]
    at = rng.choice(places)
    body = tuple((*row[:at], *row[at + 1 :]) for row in file.body)
    return replace(file, header=(*file.header[:at], *file.header[at + 1 :]), body=body)


def cut_in_a_row(file: File, rng: random.Random) -> File:
    def cut(content: bytes) -> bytes:
        at = rng.randrange(len(content) // 3, len(content))
        return content[:at] if content[at - 1 : at] not in (b"\n", b"\r") else content[: at - 3]

    return replace(file, damage=cut)


def stray_quote(file: File, rng: random.Random) -> File:
    def stray(content: bytes) -> bytes:
        at = rng.randrange(len(content))
        return content[:at] + b'"' + content[at:]

    return replace(file, damage=stray)


def zeros(file: File, rng: random.Random) -> File:
    def inserted(content: bytes) -> bytes:
        at = rng.randrange(len(content))
        return content[:at] + bytes(rng.randrange(1, 900)) + content[at:]

    return replace(file, damage=inserted)


def pasted(file: File, rng: random.Random) -> File:
    return replace(file, damage=lambda content: content + content[rng.randrange(len(content)) :])


DAMAGING: Final = (
    broken_cells, doubled_rows, shuffled_cells, lost_column, cut_in_a_row, stray_quote, zeros, pasted,
)  # fmt: skip


def _means(text: str, platform: str = "table") -> str:
    names = header(text).names
    return next((item.means for item in names if item.platform == platform), names[0].means if names else "")


@lru_cache(maxsize=64)
def whole_platform(name: str) -> str:
    """The platform of a fixture."""
    file = next(fixture for fixture in fixtures() if fixture.name == name)
    return read_export(name, file.content()).platform


# ---------------------------------------------------------------------------------------------------------------
# Running


@dataclass(frozen=True)
class Mutant:
    """One changed fixture: what was done to it, from which seed."""

    seed: int
    file: File
    changes: tuple[str, ...]
    keeps_meaning: bool


def mutant(seed: int) -> Mutant:
    """A fixture, changed once to three times."""
    rng = random.Random(seed)
    file = fixtures()[seed % len(fixtures())]
    keeps = rng.random() < 0.5
    chosen = rng.sample(KEEPING, rng.randint(1, 3)) if keeps else [rng.choice(DAMAGING)]
    for change in chosen:
        file = change(file, rng)
    if file.is_sheet:
        file = replace(file, before=(), after=()) if not file.before else file
    return Mutant(seed, file, tuple(item.__name__ for item in chosen), keeps)


def fault(seed: int) -> str:
    """What is wrong with the reading of one mutant; nothing for a right one."""
    made = mutant(seed)
    whole = whole_answer(made.file.name)
    content = made.file.content()  # once: damage is drawn anew at each call
    got = answer(read_export(made.file.name, content))
    what = f"seed {seed}, {made.file.name}, {', '.join(made.changes)}"
    if made.keeps_meaning:
        is_same = _is_same(got.read, whole.read) and _is_same(got.whole, whole.whole) and got.is_read >= whole.is_read
        return "" if is_same else f"{what}: {dict(got.read)} instead of {dict(whole.read)}"
    if _is_same(got.read, whole.read) or got.asked - whole.asked or got.named - whole.named:
        return ""
    if _is_same(got.whole, whole.whole) or _is_same(got.whole, _without(_undamaged(made), got.lost).whole):
        return ""  # smaller by exactly what is listed as left out
    if any(_is_same(other.read, whole.read) for other in _chosen_otherwise(made.file.name, content)):
        return ""
    return f"{what}: {dict(got.read)} instead of {dict(whole.read)}, lines {sorted(got.lost)[:9]}"


def _chosen_otherwise(name: str, content: bytes) -> Iterator[Answer]:
    """What reading says when the reader decides otherwise in one of the choices."""
    for choice in read_export(name, content).choices:
        for option in choice.options:
            if option != choice.taken:
                yield answer(read_export(name, content, answers={choice.kind: option}))


def _undamaged(made: Mutant) -> File:
    """The fixture of a mutant as it was."""
    return next(fixture for fixture in fixtures() if fixture.name == made.file.name)


def faults(seeds: range) -> Iterator[str]:
    """The faults among some mutants; a traceback ends the run, and the seed is the last one printed with `-v`."""
    for seed in seeds:
        if "-v" in sys.argv:
            print(seed, flush=True)
        if result := fault(seed):
            yield result


def exchanges(count: int) -> tuple[int, int]:
    """Two numbers of a row exchanged: how many mutants have other sums, and of how many nothing is said.

    An exchange that leaves a row like the others cannot be known from a file without totals; it is counted, not judged.
    """
    differ = silent = 0
    for seed in range(count):
        rng = random.Random(seed)
        file = fixtures()[seed % len(fixtures())]
        platform = whole_platform(file.name)
        places = [at for at, text in enumerate(file.header) if _means(text, platform) in _MEASURES]
        if len(places) < 2 or not file.body:
            continue
        one, other = rng.sample(places, 2)
        body = [list(row) for row in file.body]
        row = body[rng.randrange(len(body))]
        row[one], row[other] = row[other], row[one]
        got = answer(read_export(file.name, replace(file, body=tuple(map(tuple, body))).content()))
        whole = whole_answer(file.name)
        if not _is_same(got.read, whole.read):
            differ += 1
            silent += not (got.asked - whole.asked or got.named - whole.named or got.lost)
    return differ, silent


def main() -> bool:
    """Print the faults of 10,000 mutants; False when there is one. Arguments: how many, and the first seed."""
    numbers = [int(item) for item in sys.argv[1:] if item.isdigit()]
    count, first = [*numbers, *(MUTANTS, 0)[len(numbers) :]][:2]
    begin = time.perf_counter()
    number = 0
    for item in faults(range(first, first + count)):
        number += 1
        print(item, flush=True)
    print(f"fuzz: {count} mutants of {len(fixtures())} files, 0 tracebacks, {number} silent differences, ", end="")
    print(f"{time.perf_counter() - begin:.0f} s")
    differ, silent = exchanges(count // 10)
    print(f"fuzz: two numbers of a row exchanged: {differ}, of which {silent} leave a row like the others (not judged)")
    return not number


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)

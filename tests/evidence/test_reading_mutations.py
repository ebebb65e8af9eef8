"""Real files, damaged: never a traceback, and never a wrong total without a word."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from functools import cache

import pytest

from simulator.evidence import Export, read_export
from tests.evidence.files import EXPORTS

FILES = {
    name: (EXPORTS / name).read_bytes() for name in ("google_ads_en.csv", "meta_ads_fr.csv", "shopify_orders_en.csv")
}
WHOLE = {name: read_export(name, content) for name, content in FILES.items()}
SEPARATORS = {"google_ads_en.csv": ",", "meta_ads_fr.csv": ";", "shopify_orders_en.csv": ","}
Mutation = Callable[[bytes, random.Random], bytes]


def cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def without_beginning(content: bytes, rng: random.Random) -> bytes:
    return content[rng.randrange(len(content)) :]


def doubled_lines(content: bytes, rng: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(lines))
        lines.insert(at, lines[at])
    return b"".join(lines)


def broken_letters(content: bytes, rng: random.Random) -> bytes:
    broken = bytearray(content)
    for _ in range(rng.randint(1, 30)):
        broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def stray_quotes(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + b'"' + content[at:]


def shuffled_lines(content: bytes, rng: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    head, body = lines[:3], lines[3:]
    rng.shuffle(body)
    return b"".join(head + body)


def shuffled_cells(content: bytes, rng: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = rng.randrange(3, len(lines))
    cells = lines[at].rstrip().split(b";" if b";" in lines[at] else b",")
    rng.shuffle(cells)
    lines[at] = (b";" if b";" in lines[at] else b",").join(cells) + b"\n"
    return b"".join(lines)


def zeros(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + bytes(rng.randrange(1, 2_000)) + content[at:]


def pasted(content: bytes, rng: random.Random) -> bytes:
    return content + content[rng.randrange(len(content)) :]


MUTATIONS = (
    cut, without_beginning, doubled_lines, broken_letters, stray_quotes, shuffled_lines, shuffled_cells, zeros, pasted,
)  # fmt: skip


ONLY_HERE = (without_beginning, broken_letters, shuffled_lines)
"""The fuzzer damages every fixture in the other ways too: fewer seeds of them."""


def figures(export: Export) -> tuple[float | None, ...]:
    sums = export.audit.totals
    return (sums.spend, sums.clicks, sums.orders, sums.value)


def says_something(export: Export) -> bool:
    audit = export.audit
    counted = audit.unreadable_rows + audit.repeated_rows + audit.other_tables + audit.remark_rows
    return bool(counted or audit.notes or export.problems or export.questions)


@cache
def damaged(name: str, mutation: Mutation, seed: int) -> Export:
    """A damaged file as it was read: several tests look at one."""
    return read_export(name, mutation(FILES[name], random.Random(seed)))


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("name", FILES)
def test_no_damage_ends_in_a_traceback(name, mutation):
    for seed in range(8 if mutation in ONLY_HERE else 4):
        export = damaged(name, mutation, seed)
        assert export.ads is not None or export.orders is not None or export.problems or export.questions


@pytest.mark.parametrize("mutation", [doubled_lines, shuffled_lines, stray_quotes])
@pytest.mark.parametrize("name", FILES)
def test_a_total_that_is_no_longer_right_comes_with_a_word(name, mutation):
    """Google's own totals, rows that stand twice and cells that cannot be read give the damage away."""
    for seed in range(12):
        export = damaged(name, mutation, seed)
        assert figures(export) == pytest.approx(figures(WHOLE[name])) or says_something(export), seed


@pytest.mark.parametrize("name", ["google_ads_en.csv", "meta_ads_fr.csv"])
def test_doubled_lines_are_counted_once(name):
    for seed in range(12):
        assert figures(damaged(name, doubled_lines, seed)) == pytest.approx(figures(WHOLE[name]))


def test_whatever_is_missing_from_google_ads_its_totals_tell():
    """Cut anywhere behind the first row of totals, and thinned anywhere before it."""
    lines = FILES["google_ads_en.csv"].splitlines(keepends=True)
    for at in range(3, 93, 7):
        export = read_export("google.csv", b"".join(lines[:at] + lines[at + 1 :]))
        assert "own total" in " ".join(map(str, export.audit.notes))


def test_a_row_that_is_cut_is_never_half_counted():
    """Cut at every place of the last row of figures, what is left is either that row whole or a word about it."""
    lines = FILES["meta_ads_fr.csv"].splitlines(keepends=True)
    before, last = b"".join(lines[:-1]), lines[-1].rstrip()
    known = figures(read_export("meta.csv", before))
    for length in range(1, len(last)):
        export = read_export("meta.csv", before + last[:length])
        if figures(export) != pytest.approx(known):
            assert "if the file was cut" in " ".join(map(str, export.audit.notes))
        else:
            assert says_something(export)


@pytest.mark.parametrize("name", FILES)
def test_the_order_of_columns_and_of_rows_does_not_matter(name):
    text = FILES[name].decode("utf-8-sig")
    skipped = 2 if name.startswith("google") else 0
    rows = list(csv.reader(io.StringIO("".join(text.splitlines(keepends=True)[skipped:])), delimiter=SEPARATORS[name]))
    for seed in range(5):
        rng = random.Random(seed)
        order = rng.sample(range(len(rows[0])), len(rows[0]))
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=SEPARATORS[name]).writerows([row[at] for at in order] for row in rows)
        export = read_export(name, out.getvalue().encode())
        assert figures(export) == pytest.approx(figures(WHOLE[name]))
        assert export.audit.total_rows == WHOLE[name].audit.total_rows
        assert export.signature == WHOLE[name].signature


def test_random_bytes_and_random_tables_end_in_words():
    for seed in range(40):
        rng = random.Random(seed)
        noise = bytes(rng.choice(b'\x00\xff",;\n\t =#12.9aDayCostClicks') for _ in range(rng.randrange(400)))
        export = read_export("noise.csv", b"Day,Campaign,Cost,Clicks,Conversions\n" * (seed % 2) + noise)
        assert export.ads is not None or export.problems or export.questions

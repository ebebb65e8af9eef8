"""Three hundred mutants of all fixtures: what keeps the meaning keeps the sums, and no damage passes in silence."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks import fuzz
from simulator.evidence import read_export


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_no_mutant_differs_in_silence(start):
    assert list(fuzz.faults(range(start, start + 50))) == []


def test_every_fixture_takes_part_and_every_change_is_made():
    made = [fuzz.mutant(seed) for seed in range(300)]
    assert {item.file.name for item in made} == {fixture.name for fixture in fuzz.fixtures()}
    changes = {name for item in made for name in item.changes}
    assert changes == {item.__name__ for item in (*fuzz.KEEPING, *fuzz.DAMAGING)}


def test_the_fuzzer_would_notice_a_lost_row(monkeypatch):
    """A reader that loses the last row of a file and says nothing is caught in what keeps the meaning and in damage."""
    monkeypatch.setattr(fuzz, "read_export", _without_last_line)
    result = list(fuzz.faults(range(40)))
    assert {"doubled_rows", "other_columns"} & {item.split(", ")[2].split(":")[0] for item in result}
    assert len(result) > 10


@cache
def _whole_files():
    return frozenset(file.content() for file in fuzz.fixtures())


def _without_last_line(name, content, **answers):
    """Only of a mutant: the whole fixture is read rightly."""
    is_whole = content in _whole_files()
    lines = content.splitlines(keepends=True)
    return read_export(name, content if is_whole else b"".join(lines[:-1]), **answers)

"""Five hundred mutants of every fixture: what keeps the meaning keeps the sums, and no damage passes in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import fuzz
from simulator.evidence import read_export


@pytest.mark.parametrize("start", range(0, 500, 50))
def test_no_mutant_differs_in_silence(start):
    assert list(fuzz.faults(range(start, start + 50))) == []


def test_every_fixture_takes_part_and_every_change_is_made():
    made = [fuzz.mutant(seed) for seed in range(500)]
    assert {each.file.name for each in made} == {each.name for each in fuzz.fixtures()}
    changes = {name for each in made for name in each.changes}
    assert changes == {each.__name__ for each in (*fuzz.KEEPING, *fuzz.DAMAGING)}


def test_the_fuzzer_would_notice_a_lost_row():
    """A row taken out of a file without totals cannot be seen: the sums differ, and nothing new is said."""
    file = next(each for each in fuzz.fixtures() if each.name == "meta_ads_fr.csv")
    whole = fuzz.answer(read_export(file.name, file.content()))
    fewer = fuzz.answer(read_export(file.name, replace(file, body=file.body[:-1]).content()))
    assert fewer.sums != whole.sums
    assert not set(fewer.said) - set(whole.said)

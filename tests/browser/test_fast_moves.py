"""Do fast moves ever end in a white page, a lost click or a lost value? The short form of `benchmarks.fast_moves`."""

from __future__ import annotations

import random

import pytest

from benchmarks.fast_moves import LAPTOP, PHONE, Mover, tries_of
from tests.browser.visit import Visit

TRIES = 6
PAGES = ("margin", "drivers", "glossary", "goal")


@pytest.mark.parametrize(("screen", "seed"), [(LAPTOP, 4), (PHONE, 5)], ids=["laptop", "phone"])
def test_fast_moves_lose_no_page_no_click_and_no_value(visits, screen, seed):
    visit = visits() if screen is LAPTOP else visits(**screen)
    visit.page.set_viewport_size(screen["viewport"])
    mover = Mover(visit.page, visit.address, random.Random(seed), touch=screen is PHONE)
    told = list(tries_of(mover, TRIES))
    visit.page.set_default_timeout(30_000)
    assert [line for line in told if not line.startswith(("ok", "not tried"))] == []
    assert sum(line.startswith("ok") for line in told) >= TRIES / 2


def test_a_number_typed_without_enter_and_a_tap_on_another_page_at_once_keep_both(visit: Visit):
    visit.open()
    mover = Mover(visit.page, visit.address, random.Random(0), touch=False)
    for field, typed, step in (("budget", 7000, 1), ("cvr_low", 1.2, 0.01)):
        for at, path in enumerate(PAGES):
            text = f"{typed + at * step:g}"
            visit.field(field).fill(text)
            mover.tap(mover.link(path))
            visit.page.wait_for_timeout(200)
            visit.at_rest()
            assert mover.path() == path
            assert visit.field(field).input_value().replace(",", "") == text

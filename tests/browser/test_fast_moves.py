"""Do fast moves ever end in a white page, a lost click or a lost value? The short form of `benchmarks.fast_moves`."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.fast_moves import LAPTOP, PHONE, Mover, tries_of
from tests.browser.visit import Visit

TRIES = 4
LEFT_AT_ONCE = {"budget": {"margin": "7000", "drivers": "7001"}, "cvr_low": {"glossary": "1.2", "goal": "1.21"}}
"""What is typed into a field without Enter before a tap on another page, by field and page."""


def lose_nothing(visit: Visit, screen: dict[str, object], seed: int) -> Mover:
    """Try some fast moves, and expect them to end as they should."""
    mover = Mover(visit.page, visit.address, random.Random(seed), touch=screen is PHONE)
    told = list(tries_of(mover, TRIES))
    visit.page.set_default_timeout(30_000)
    assert [line for line in told if not line.startswith(("ok", "not tried"))] == []
    assert sum(line.startswith("ok") for line in told) >= TRIES / 2
    return mover


def test_on_a_phone_fast_moves_lose_no_page_no_click_and_no_value(visits: Callable[..., Visit]):
    lose_nothing(visits(**PHONE), PHONE, seed=5)


def test_on_a_laptop_neither_do_they_and_a_number_without_enter_and_a_tap_on_another_page_keep_both(visit: Visit):
    visit.page.set_viewport_size(LAPTOP["viewport"])
    mover = lose_nothing(visit, LAPTOP, seed=4)
    visit.at_rest()
    for field, typed in LEFT_AT_ONCE.items():
        for path, text in typed.items():
            visit.field(field).fill(text)
            mover.tap(mover.link(path))
            visit.page.wait_for_timeout(200)
            visit.at_rest()
            assert mover.path() == path
            assert visit.field(field).input_value().replace(",", "") == text

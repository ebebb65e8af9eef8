"""What the page Compare hands on: report and picture."""

from __future__ import annotations

from collections.abc import Sequence

from pages.frame import handing_on
from pages.kit.words import Words
from pages.parts.compare import pictures, report
from pages.parts.compare.plans import Entry


def draw(words: Words, entries: Sequence[Entry]) -> None:
    """Report and picture of the plans side by side, as they are drawn."""
    handout = handing_on.Handout(
        "compare",
        lambda _, given: report.report_of(words, entries, given),
        lambda _: (pictures.drawn(words, entries),),
    )
    handing_on.draw(words, handout)

"""What the page Track hands on: report and pictures."""

from __future__ import annotations

from pages.frame import handing_on
from pages.kit.words import Words
from pages.parts.track import pictures
from pages.parts.track.report import report_of
from pages.parts.track.results import Now
from simulator import Plan


def draw(words: Words, plan: Plan, now: Now) -> None:
    """Report and pictures of the period as it is drawn."""
    handout = handing_on.Handout(
        "track",
        lambda _, given: report_of(words, plan, now, given),
        lambda _: tuple(pictures.drawn(words, plan, now, name) for name in pictures.SHOWN),
    )
    handing_on.draw(words, handout)

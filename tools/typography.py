"""How a language sets quotations and spaces: the one place that a further language needs beside its catalogue."""

from __future__ import annotations

import re

QUOTES = {"de": "„", "fr": "«", "sl": "»„"}
"""What opens a quotation, where it is not the English mark."""
NBSP, NARROW = "\u00a0", "\u202f"
SPACED = {
    "fr": (
        (r"(?<=\w)'(?=\w)", "’"),
        (r"«\s*", f"«{NBSP}"),
        (r"\s*»", f"{NBSP}»"),
        (r"(?<=[\w)\]}»%€*…])[ \u00a0\u202f]?([;!?])(?=[\s»)*\]]|$)", rf"{NARROW}\1"),
        (r"(?<=[\w)\]}»%€*…])[ \u00a0\u202f]?:(?=[\s*]|$)", f"{NBSP}:"),
        (r"(?<=[\d}])[ \u202f]?%", f"{NBSP}%"),
        (r"(?<=[\d}]) (?=[€$£])", NBSP),
        (r"(?<!\d)(\d{1,3}) (?=\d{3}(?!\d))", rf"\1{NARROW}"),
    ),
    "de": (
        (r"(?<=[\d}])[ \u202f]?%", f"{NBSP}%"),
        (r"(?<=[\d}]) (?=[€$£])", NBSP),
    ),
    "sl": (
        (r"(?<=[\d}])[ \u202f]?%", f"{NBSP}%"),
        (r"(?<=[\d}]) (?=[€$£])", NBSP),
    ),
}
"""Spaces that must not break, and the apostrophe: put by the program, so that no translator has to."""


ICON = re.compile(r"(:material/\w+:)")


def spaced(language: str, text: str) -> str:
    """A translation with the spaces of its language."""
    parts = ICON.split(text)
    for pattern, mark in SPACED.get(language, ()):
        parts = [part if ICON.fullmatch(part) else re.sub(pattern, mark, part) for part in parts]
    return "".join(parts)

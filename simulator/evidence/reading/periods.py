"""The period that the lines above a header state: a range with both its ends, and nothing else.

“Date generated” and “Last completed available day” are days, but no period.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from simulator.evidence.reading.dates import NONE, both_orders
from simulator.evidence.reading.texts import folded

Period = tuple[date, date]

_BETWEEN: Final = re.compile(
    r"\s+(?:-|–|—|to|through|until|au|bis|do|hasta|al|a|fino al|tot|t/m|ate|até|→)\s+|(?<=[0-9])\s*[–—]\s*(?=[0-9])"
    r"|(?<=[0-9]{8})-(?=[0-9]{8})|\.\.+|\s*[;\t]\s*"
)
_COMMA: Final = re.compile(r"(?<=[0-9]{4})\s*,\s*")
"""Between two days that end in a year: “8/1/2026,8/30/2026”."""
_START: Final = re.compile(
    r"\b(?:start|starts|from|begin|begins|beginning|since|debut|du|von|ab|beginn|startdatum|anfang|od|zacetek|desde|inicio|"
    r"inizio|dal|vanaf|van|poczatek)\b"
)
_END: Final = re.compile(
    r"\b(?:end|ends|ending|to|until|through|fin|au|bis|ende|enddatum|do|konec|hasta|fine|al|tot|einde|koniec|ate|fim)\b"
)
_NO_PERIOD: Final = re.compile(
    r"generat|complet|creat|download|export|updat|print|\brun\b|available|last|latest|erstellt|cree|ustvarjen|compar"
)
_LABELLED: Final = re.compile(
    r"([^:;,\t]{2,60})[:;\t]\s*([^:;\t]+?(?:[0-9]{1,2}:[0-9]{2}[^:;\t]*?)?)(?=,\s*[^,:]+:|[;\t]|$)"
)


def period_of(texts: Iterable[str]) -> Period | None:
    """First and last day that the lines before a header state (“September 1, 2026 - September 30, 2026”)."""
    starts: list[tuple[int, int]] = []
    ends: list[tuple[int, int]] = []
    for text in texts:
        cleaned = text.strip().strip('"#').strip().rstrip(",; ")
        if _NO_PERIOD.search(folded(cleaned.partition(":")[0])):
            continue
        if stated := _range(cleaned):
            return stated
        for label, value in _LABELLED.findall(cleaned):
            name, day = folded(label), both_orders(value.strip(' ",'))
            if day == (NONE, NONE) or _NO_PERIOD.search(name):
                continue
            if _START.search(name):
                starts.append(day)
            elif _END.search(name):
                ends.append(day)
    return _between(starts[0], ends[0]) if starts and ends else None


def _range(text: str) -> Period | None:
    """The range that a line states: alone, or behind a label."""
    for part in (text, text.partition(":")[2].strip(), re.split(r"[;\t,]", text, maxsplit=1)[-1].strip()):
        for separator in (_BETWEEN, _COMMA):
            halves = [half.strip(' "') for half in separator.split(part) if half.strip(' "')]
            if len(halves) == 2 and (result := _between(both_orders(halves[0]), both_orders(halves[1]))):
                return result
    return None


def _between(first: tuple[int, int], last: tuple[int, int]) -> Period | None:
    """A period from two days, each read with the day first and with the month first; None when that is in doubt."""
    orders = {pair for pair in zip(first, last, strict=True) if NONE not in pair and pair[0] <= pair[1]}
    if len(orders) != 1:
        return None
    begin, end = orders.pop()
    return date.fromordinal(begin), date.fromordinal(end)

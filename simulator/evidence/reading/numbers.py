"""What a cell says as a number: read under both decimal marks, so that the whole file can decide between them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.beliefs.distributions import LARGEST
from simulator.evidence.reading.headers import currency_of

Mark = Literal[".", ","]
Cell = str | float | int | object
"""A cell as a file has it: text, or a number or a date where a spreadsheet stores one."""

NOTHING: Final = frozenset(("", "-", "--", "---", "–", "—", "−", "n/a", "na", "null", "none", "nan", "#n/a"))
"""Cells that say that there is no number; Google Ads writes “ --”."""

LONGEST_NUMBER: Final = 200
"""Characters of a cell that may be a number; longer ones are noise, which takes its time to be read."""
_SPACES: Final = dict.fromkeys(
    map(ord, "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
_APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘`´ʼ＇"), "'")
DIGITS: Final = {
    first + figure: str(figure)
    for first in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0AE6, 0x0BE6, 0x0E50, 0xFF10)
    for figure in range(10)
}
"""Figures of other scripts: Arabic, Persian, Indian, Thai, and full-width ones."""
_PLAIN: Final = {
    **DIGITS,
    **_SPACES,
    **_APOSTROPHES,
    ord("−"): "-",
    ord("\u200e"): None,
    ord("\u200f"): None,
    ord("\ufeff"): None,
    ord("\u061c"): None,
    ord("٫"): ",",
    ord("٬"): ".",
    ord("،"): ",",
}

_SIGN: Final = (
    r"(?:[A-Za-z]{0,3}[$¢£¤¥₠-⃀＄￡￥]|[A-Z]{3}|[?\ufffd]|kr\.?|zł|Kč|S?Fr\.?|Ft|lei|лв\.?|円|元|원|Rp\.?|Rs\.?|"
    r"د\.إ\.?|ر\.س\.?|ден\.?|din\.?|р\.?|руб\.?|₽|RM|kn)"
)
_CELL: Final = re.compile(
    rf"(?P<bound>[<>≤≥~]\s*)?(?P<open>\()?\s*(?P<minus>[-+])?\s*(?P<front>{_SIGN})?\s*(?P<minus2>[-+])?\s*"
    r"(?P<body>[0-9][0-9.,' ]*|[.,][0-9]+)(?P<power>[eE][-+]?[0-9]{1,3})?\s*"
    rf"(?P<percent>%)?\s*(?P<back>{_SIGN})?\s*(?P<close>\))?(?P<minus3>-)?"
)
_GROUPED: Final = {
    # 1,234.5 and Indian 1,23,456.7; a first group of 0 is a decimal number, not thousands
    ".": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]*)?"),
    ",": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{2,3})*\.[0-9]{3}(?:,[0-9]*)?"),
}
_SIMPLE: Final = {
    mark: re.compile(rf"(?:[0-9]+|[0-9]{{1,3}}(?:[' ][0-9]{{3}})+)(?:{re.escape(mark)}[0-9]*)?|{re.escape(mark)}[0-9]+")
    for mark in (".", ",")
}
_WRAPPED: Final = re.compile(
    r"""="(.*)"|['’=]([-+(]?(?:[A-Z]{0,3}[€$£¥])?[-+]?[0-9][0-9.,' \u00a0]*\)?"""
    r"""|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.{0,12})""",
    re.DOTALL,
)
"""What a spreadsheet writes so that a number stays a text."""
_SHARE: Final = {
    "$": frozenset(("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "CLP", "COP", "ARS", "TWD")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK", "CZK")),
    "¥": frozenset(("JPY", "CNY")),
}
NAN: Final = math.nan


class Reading(NamedTuple):
    """One cell: its value if the decimal mark is the point, and if it is the comma (NaN where it then is no number)."""

    point: float
    comma: float
    is_share: bool = False
    is_bound: bool = False
    currency: str | None = None


_NO_NUMBER: Final = Reading(NAN, NAN)


def reading(cell: Cell) -> Reading:
    """A cell under both decimal marks; a share is divided by 100, of a bound (“< 10%”) the bound is taken."""
    if not isinstance(cell, str):
        return Reading(float(cell), float(cell)) if isinstance(cell, int | float) else _NO_NUMBER
    if len(cell) > LONGEST_NUMBER:
        return _NO_NUMBER
    if cell.isascii() and cell.isdecimal():
        value = float(cell)
        return Reading(value, value)
    mark = "." if "." in cell else ","
    whole, _, decimals = cell.partition(mark)
    # Three decimals may be thousands under the other mark.
    if len(decimals) != 3 and whole.isdecimal() and decimals.isdecimal() and cell.isascii():
        value = float(f"{whole}.{decimals}")
        return Reading(value, NAN) if mark == "." else Reading(NAN, value)
    match = _CELL.fullmatch(str(bare(cell)).translate(_PLAIN).strip())
    if match is None:
        return _NO_NUMBER
    minus = [match["minus"], match["minus2"], match["minus3"], match["open"]]
    signs = [match[name] for name in ("front", "back") if match[name]]
    if len(signs) > 1 or len(list(filter(None, minus))) > 1 or (match["open"] is None) != (match["close"] is None):
        return _NO_NUMBER
    if signs and signs[0].isalpha() and len(signs[0]) == 3 and currency_of(signs[0]) is None and signs[0] != "lei":
        return _NO_NUMBER
    body = match["body"].strip()
    scale = 0.01 if match["percent"] else 1.0
    if match["power"]:
        scale *= float(f"1{match['power']}")
    if "-" in minus or "(" in minus:
        scale = -scale
    point, comma = (_value(body, mark) * scale for mark in (".", ","))
    return Reading(
        point,
        comma,
        is_share=bool(match["percent"]),
        is_bound=bool(match["bound"]),
        currency=(currency_of(signs[0]) or _shared(signs[0])) if signs else None,
    )


def _shared(sign: str) -> str | None:
    """A sign that several currencies share, as itself: it still differs from the sign of another."""
    sign = sign.strip(".")
    return sign if sign in ("$", "kr", "¥") else None


def one_currency(codes: Iterable[str]) -> tuple[str | None, tuple[str, ...]]:
    """The one currency of some codes and shared signs, and all of them where they are several."""
    known = sorted(set(codes))
    whole = [code for code in known if len(code) == 3]
    shared = [sign for sign in known if sign not in whole and not any(code in _SHARE[sign] for code in whole)]
    if len(whole) + len(shared) > 1:
        return None, tuple(known)
    return (whole[0] if whole else None), ()


def bare(cell: Cell) -> Cell:
    """A cell without what spreadsheets put around a text: ="12", '-50.00."""
    if not isinstance(cell, str) or cell[:1] not in ("=", "'", "’"):
        return cell
    if match := _WRAPPED.fullmatch(cell):
        return match[1] if match[1] is not None else match[2]
    return cell


def _value(body: str, mark: str) -> float:
    if not (_SIMPLE[mark].fullmatch(body) or _GROUPED[mark].fullmatch(body)):
        return NAN
    other = "." if mark == "," else ","
    digits = body.replace(" ", "").replace("'", "").replace(other, "").replace(mark, ".")
    return float(digits)


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that there is no number."""
    if not isinstance(cell, str):
        return cell is None
    if cell[:1].isdecimal():  # most cells, at a third of the cost
        return False
    return cell.strip().casefold() in NOTHING


def is_number(cell: Cell) -> bool:
    """Whether a cell is a number under either decimal mark."""
    read = reading(cell)
    return not (math.isnan(read.point) and math.isnan(read.comma))


@dataclass(frozen=True, slots=True)
class Numbers:
    """The readings of the distinct cells of one column, as arrays."""

    point: NDArray[np.float64]
    comma: NDArray[np.float64]
    nothing: NDArray[np.bool_]
    no_count: NDArray[np.bool_]
    """Shares and bounds: numbers, but not of money, clicks or orders."""
    currencies: frozenset[str]

    def votes(self, counts: NDArray[np.int64]) -> tuple[int, int]:
        """How many cells are a number only with the point, and only with the comma."""
        only_point = np.isfinite(self.point) & ~np.isfinite(self.comma)
        only_comma = np.isfinite(self.comma) & ~np.isfinite(self.point)
        return int(counts[only_point].sum()), int(counts[only_comma].sum())

    @property
    def undecided(self) -> NDArray[np.bool_]:
        """Cells that are two different numbers under the two marks, such as 1,234."""
        return np.isfinite(self.point) & np.isfinite(self.comma) & (self.point != self.comma)

    def values(self, mark: Mark) -> NDArray[np.float64]:
        """The numbers under one mark; a cell that is none under it, but one under the other, is taken at its word.
        NaN where there is none, 0 for nothing."""
        first, second = (self.point, self.comma) if mark == "." else (self.comma, self.point)
        values = np.where(np.isfinite(first), first, second)
        values[self.no_count | (np.abs(values) > LARGEST)] = np.nan
        values[self.nothing] = 0.0
        return values


def numbers(cells: Sequence[Cell]) -> Numbers:
    """The readings of some cells."""
    point: list[float] = []
    comma: list[float] = []
    no_count = np.zeros(len(cells), dtype=bool)
    nothing = np.zeros(len(cells), dtype=bool)
    currencies: set[str | None] = set()
    for at, cell in enumerate(cells):
        read = reading(cell)
        point.append(read.point)
        comma.append(read.comma)
        if read.is_share or read.is_bound:
            no_count[at] = True
        if read.currency:
            currencies.add(read.currency)
        if read is _NO_NUMBER:
            nothing[at] = is_nothing(cell)
    return Numbers(np.array(point), np.array(comma), nothing, no_count, frozenset(filter(None, currencies)))


def decimal_mark(votes: Iterable[tuple[int, int]]) -> tuple[Mark | None, int]:
    """The mark that most cells need, None when none needs any; and how many need the other one."""
    point, comma = map(sum, zip(*votes, strict=True)) if (votes := list(votes)) else (0, 0)
    if point == comma == 0:
        return None, 0
    return (".", comma) if point >= comma else (",", point)

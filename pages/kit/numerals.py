"""A number as people type it: "€50", "50 EUR", "2,5 %", "5k", "1 234,50", the dot of a numeric keypad.

A mark that no locale could mean otherwise is read for what it is, whatever the reader's locale: in "2,5" the comma can
part no thousands, in "1.234,50" the last mark is the decimal one. What may be read in two ways, as "5.000", is not
guessed, unless its mark is the one with which this locale parts thousands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_THOUSANDS: Final = {"": 1, "k": 1_000, "m": 1_000_000}
_PARTS: Final = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9.,' ]*[0-9][0-9.,' ]*?)\s*(?P<times>[kKmM]?)")
_GROUPS: Final = re.compile(r"[1-9][0-9]{0,2}([.,' ])[0-9]{3}(?:\1[0-9]{3})*|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
"""Thousands with one mark throughout; and those of India."""
_TWO_WAYS: Final = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text says.

    value : the number
    other : what it may say as well; None where there is no doubt
    """

    value: Decimal
    other: Decimal | None = None


def typed(text: str, *, group: str, percent: bool = False) -> Typed | None:
    """The number in a text, without signs of money or percent; None where it is no number.

    group   : the mark with which the reader's locale parts thousands, one of . , ' and a space
    percent : a share, of which no thousands are typed
    """
    parts = _PARTS.fullmatch(text)
    if parts is None or (percent and parts["times"]):
        return None
    times = _THOUSANDS[parts["times"].lower()] * (-1 if parts["sign"] == "-" else 1)
    digits = parts["digits"]
    if _TWO_WAYS.fullmatch(digits) and digits[-4] != group:
        small = Decimal(digits.replace(",", "."))
        large = Decimal(re.sub("[.,]", "", digits))
        return Typed(small) if percent else Typed(small * times, large * times)
    number = _plain(digits)
    return None if number is None else Typed(number * times)


def _plain(digits: str) -> Decimal | None:
    """A number whose marks have one meaning; None where they have none."""
    if _GROUPS.fullmatch(digits):
        return Decimal(re.sub("[^0-9]", "", digits))
    whole, mark, decimals = _parted(digits)
    if mark and (mark in whole or not re.fullmatch("[0-9]*", decimals)):
        return None
    if not re.fullmatch("[0-9]*", whole) and not _GROUPS.fullmatch(whole):
        return None
    if not whole + decimals:
        return None
    return Decimal(f"{re.sub('[^0-9]', '', whole) or '0'}.{decimals or '0'}")


def _parted(digits: str) -> tuple[str, str, str]:
    """Before, at and behind the last point or comma."""
    at = max(digits.rfind("."), digits.rfind(","))
    return (digits, "", "") if at < 0 else (digits[:at], digits[at], digits[at + 1 :])


def without_money(text: str, signs: frozenset[str]) -> str:
    """The text without a sign of money in front or behind it, signs in any case."""
    for sign in sorted(signs, key=len, reverse=True):
        if text.casefold().startswith(sign.casefold()):
            return text[len(sign) :].strip()
        if text.casefold().endswith(sign.casefold()):
            return text[: -len(sign)].strip()
        if re.fullmatch(rf"[+-]\s*{re.escape(sign)}.*", text, re.IGNORECASE):
            return text[0] + text[1:].lstrip()[len(sign) :].strip()
    return text

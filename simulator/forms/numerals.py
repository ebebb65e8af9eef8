"""Numbers as text in links and files: which may be read, and which have two meanings.

One digit group after one to three digits, as in 5.000 or 1,234, is five thousand in one country and five in another.
Where nothing else in a file shows its decimal mark, such a number is refused; a link has no other cells to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from simulator.errors import InputError

_NUMBER: Final = re.compile(r"[+-]?[0-9]*([.,][0-9]+)?([eE][+-]?[0-9]+)?")
_GROUPED: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_BARE: Final = re.compile(r"[+-]?[.,][0-9]+")
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def stripped(cell: str) -> str:
    """The text of a cell without spaces around it and signs that nobody sees."""
    return cell.translate(_INVISIBLE).strip()


def is_number(text: str) -> bool:
    """Whether it is written as a number, with either decimal mark."""
    return bool(_NUMBER.fullmatch(text))


def looks_grouped(text: str) -> bool:
    """Whether its mark may part thousands as well as decimals."""
    return bool(_GROUPED.fullmatch(text))


def unmistakable(text: str) -> str:
    """A number's text, with a 0 behind where its point would else be taken for a mark of thousands."""
    return f"{text}0" if looks_grouped(text) else text


def two_meanings(name: str, text: str, mark: str = ".") -> InputError:
    """The refusal of a number like 5.000."""
    whole, decimals = re.split("[.,]", text)
    return InputError(
        "“{text}” can mean {large} or {small}: write it as one of these.",
        field=name,
        text=text,
        large=whole + decimals,
        small=f"{whole}{mark}{decimals}0" if decimals.strip("0") else whole,
    )


def must_have_one_meaning(name: str, text: str) -> None:
    """Refuse a number that no program writes: a group of three digits that ends in 0, as in 5.000.

    Raises
    ------
    InputError
        With both ways to write it.
    """
    if looks_grouped(text) and text.endswith("0"):
        raise two_meanings(name, text)


def note_of(text: str, number: float) -> InputError | None:
    """What a reader should look at in a number that was read although its mark may be a slip; None where nothing is."""
    if looks_grouped(text):
        large = re.sub("[.,]", "", text)
        return InputError(
            "“{text}” was read with a decimal mark. If it means {large}, write {large}.", text=text, large=large
        )
    if _BARE.fullmatch(text):
        return InputError("“{text}” was read as {number}.", text=text[:40], number=number)
    return None


@dataclass(frozen=True, slots=True)
class Marks:
    """How a file writes its numbers.

    decimal : the decimal mark
    is_shown : whether a cell shows it that cannot mean thousands
    """

    decimal: str
    is_shown: bool

    def with_point(self, name: str, cell: str) -> str:
        """A number's text with a decimal point.

        Raises
        ------
        InputError
            When it is written with another decimal mark than the rest of its file, or may mean two numbers.
        """
        text = stripped(cell)
        other = "," if self.decimal == "." else "."
        if looks_grouped(text) and (other in text or text.endswith("0") or not self.is_shown):
            raise two_meanings(name, text, self.decimal)
        if other in text:
            raise InputError(
                "{text} is written with another decimal mark than the rest of the file (“{mark}”).",
                field=name,
                text=text[:40],
                mark=self.decimal,
            )
        return text.replace(self.decimal, ".")


def marks_of(cells: Iterable[str]) -> Marks:
    """The decimal mark of a file's numbers: the comma where more of them hold one than a point.

    Numbers that may mean thousands vote only where no other holds a mark.
    """
    texts = [text for text in map(stripped, cells) if is_number(text) and not text.isdigit()]
    clear = [text for text in texts if not looks_grouped(text) and ("," in text or "." in text)]
    votes = clear or texts
    decimal = "," if sum("," in text for text in votes) > sum("." in text for text in votes) else "."
    return Marks(decimal, any(decimal in text for text in clear))

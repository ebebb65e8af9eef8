"""The one error that a person can mend: a wrong input, said in words."""

from __future__ import annotations

import math
from typing import Self


class InputError(ValueError):
    """A value that the model refuses, with the rule and the value in plain words.

    ``message`` is a template: it is the key under which a translation is found, and ``values`` fill it. A value
    whose name ends in ``share`` is a share from 0 to 1 and is written in percent. ``field`` names the input
    (a name of `fields.FIELDS`, or the part of a belief such as ``"low"`` until the caller knows more).
    """

    def __init__(self, message: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**{name: _written(name, value) for name, value in self.values.items()})

    def at(self, field: str) -> Self:
        """The same error, said of another field."""
        return type(self)(self.message, field=field, **self.values)


def rounded_down(value: float) -> float:
    """A number above 0 in three digits that is no larger: what a refusal may name as the most that is taken."""
    place = 2 - math.floor(math.log10(value))
    scaled = math.floor(value * 10.0**place * (1 + 1e-12))  # a number of three digits is kept
    return float(f"{scaled / 10.0**place:.3g}")


def about(value: float, *, beside: float = math.nan) -> float:
    """A value that was worked out, as a sentence tells it: three digits. What was typed is told as it was typed.

    beside : a number in the same sentence from which it differs; as many more digits as tell them apart
    """
    rounded = value
    for digits in range(3, 13):
        rounded = float(f"{value:.{digits}g}")
        if rounded != float(f"{beside:.{digits}g}"):
            break
    return rounded


def _written(name: str, value: object) -> object:
    if not isinstance(value, int | float):
        return value
    return f"{value * 100:.6g} %" if name.endswith("share") else f"{value:.10g}"

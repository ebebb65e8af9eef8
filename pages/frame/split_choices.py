"""What the page Channels asks besides its table, so that an address carries it: by the keys of its widgets.

A number travels as the text that was typed, with the locale it was typed in, so that also one that cannot be read comes
back to be corrected.
"""

from __future__ import annotations

from typing import Any, Final

from pages.frame import asking, visit
from pages.kit.languages import best_locale
from simulator.channels.allocation import GOALS
from simulator.channels.table import USUAL_CORRELATION
from simulator.forms.packing import damaged, lines_of, packed, rows_in, unpacked

NEAR: Final = "near"
ANYWHERE: Final = "anywhere"
CORRELATIONS: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
GOAL: Final = "channels_goal"
ALL_OF_IT: Final = "channels_all_of_it"
RANGE: Final = "channels_range"
CORRELATION: Final = "channels_correlation"
CHOICES: Final[dict[str, tuple[Any, ...]]] = {
    GOAL: GOALS,
    ALL_OF_IT: (False, True),
    RANGE: (NEAR, ANYWHERE),
    CORRELATION: CORRELATIONS,
}
"""What may be chosen, by the key of the widget."""
_START: Final = {GOAL: GOALS[0], ALL_OF_IT: False, RANGE: NEAR, CORRELATION: USUAL_CORRELATION}
NUMBERS: Final = {"total": "", "caution": "50", "target_cpo": "", "chance": "80"}
"""Numbers that are typed, with what stands there at first."""


def number_key(name: str) -> str:
    """The key of the field of a number."""
    return f"channels_{name}"


def text_of() -> str:
    """What was chosen and typed, as one text; empty where that is what stands there at first."""
    rows = [
        (key, str(value), "")
        for key, start in _START.items()
        if (value := visit.recall(key, start)) != start and value in CHOICES[key]
    ]
    for name, start in NUMBERS.items():
        key = number_key(name)
        typed = str(visit.recall(key, start)).strip()
        if typed != start:
            rows.append((key, typed, asking.locale_of(key)))
    if rows and all(key != ALL_OF_IT for key, *_ in rows):
        rows.append((ALL_OF_IT, str(_START[ALL_OF_IT]), ""))
    return lines_of(rows)


def open_choices(letters: str | None) -> None:
    """Choose what an address says: what stands there at first where it says nothing.

    Raises
    ------
    InputError
        When it is damaged; what is chosen stays.
    """
    if letters == packed(text_of()):
        return
    choices = _read(unpacked(letters)) if letters else {}
    if choices:  # addresses of a time when all of the total was spent unless said otherwise do not say so
        choices.setdefault(ALL_OF_IT, (True, ""))
    for key in _START:
        visit.forget(key)
    for name in NUMBERS:
        visit.forget(number_key(name))
    for key, (value, locale) in choices.items():
        if key in CHOICES:
            visit.remember(key, value)
        else:
            asking.put_text(key, value, locale)


def _read(text: str) -> dict[str, tuple[Any, str]]:
    choices: dict[str, tuple[Any, str]] = {}
    numbers = {number_key(name) for name in NUMBERS}
    for row in rows_in(text):
        if len(row) != 3 or row[0] in choices:
            raise damaged()
        key, value, locale = row
        if key in CHOICES:
            options = [option for option in CHOICES[key] if str(option) == value]
            if not options:
                raise damaged()
            choices[key] = options[0], ""
        elif key in numbers and len(value) <= asking.LONGEST_NUMBER and best_locale(locale) == locale:
            choices[key] = value, locale
        else:
            raise damaged()
    return choices

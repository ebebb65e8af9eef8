"""Links with a slip in them: `python -m benchmarks.links [--links 12000] [--seed 1]`.

Each is the link of a made-up plan in which one part was changed as people and mail programs change it: a name with
other case, spaces, hyphens or a typing mistake, a value with spaces, a point or a comma, an emptied value, a part
twice, a part that nobody knows. Read, it must mean the same as before, or say what it did not use. Anything else is a
silent difference, which is counted and shown; an exception ends the run. The short form is
`tests/pages/test_link_mutations.py`.
"""

from __future__ import annotations

import argparse
import random
import string
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from pages.frame.link import decoded, encoded, repeated_names
from pages.frame.visit import plan_and_problems
from simulator import Plan
from simulator.forms.fields import Value, plan_of
from simulator.forms.headings import squeezed
from simulator.forms.page_fields import ALL_BY_NAME, ALL_START, funnel_in, levers_in, omnichannel_in
from simulator.forms.presets import presets

Part = tuple[str, str]
Slip = Callable[[random.Random, str, str], Sequence[Part]]
"""A change of one part of a link, into none, one or several parts."""
SPACES: Final = (" ", "  ", "\t", "\u00a0", "\u202f", "\u200b")


class Meaning(NamedTuple):
    """What a link says, and every sentence that a reader is given about it."""

    plan: Plan | None
    baseline: Plan | None
    pages: tuple[Any, ...]
    said: tuple[str, ...]


def meaning(parts: Sequence[Part]) -> Meaning:
    """What the parts of an address mean, as the app reads them."""
    texts: dict[str, list[str]] = {}
    for name, text in parts:
        texts.setdefault(name, []).append(text)
    values, baseline, notes = decoded({name: item[-1] for name, item in texts.items()}, repeated=repeated_names(texts))
    plan, problems = plan_and_problems(values)
    result = [funnel_in(values), levers_in(values), omnichannel_in(values)]
    said = [f"{text} {sorted(map(str, filling.items()))}" for text, filling in notes]
    said += [f"{problem.field}: {problem}" for item in (problems, *(wrong for _, wrong in result)) for problem in item]
    return Meaning(plan, baseline, tuple(page for page, _ in result), tuple(said))


# -- plans --------------------------------------------------------------------------------------------------------


def any_link(dice: random.Random) -> list[Part]:
    """The link of a plan that is a preset with some numbers moved, levers switched, and sometimes a baseline."""
    while True:
        values = {**ALL_START, **dice.choice([{}, *(preset.values for preset in presets().values())])}
        plan, _ = plan_of(values)
        moved = _moved(dice, values)
        if plan_of(moved)[0] is not None:
            return list(encoded(moved, plan if dice.random() < 0.3 else None).items())


def _moved(dice: random.Random, values: dict[str, Value]) -> dict[str, Value]:
    moved = dict(values)
    for name in [*dice.sample(sorted(ALL_BY_NAME), 12), "budget", "cpc_low", "aov_high"]:
        field, value = ALL_BY_NAME[name], values[name]
        if field.kind == "flag":
            moved[name] = not value
        elif field.kind == "text":
            moved[name] = dice.choice(("Spring", "a & b", "=1+1", "Frühling 🛒"))
        elif isinstance(value, float) and value and field.kind in ("money", "share", "number"):
            moved[name] = float(f"{value * dice.uniform(0.9, 1.1):.{dice.choice((2, 3, 4, 6))}g}")
    if dice.random() < 0.3:
        moved |= {
            "name": "Spring",
            "currency": dice.choice(("USD", "CHF")),
            "budget": float(dice.randint(1_000, 99_999)),
        }
    return moved


# -- slips --------------------------------------------------------------------------------------------------------


def other_writing(dice: random.Random, name: str, text: str) -> Sequence[Part]:
    """The name with other case, spaces, hyphens, or none."""
    between = dice.choice((" ", "-", "", "_", "__", " _"))
    case = dice.choice((str.upper, str.title, str.lower, str.capitalize))
    return [(dice.choice(("", " ")) + case(name.replace("_", between)) + dice.choice(("", " ")), text)]


def typing_mistake(dice: random.Random, name: str, text: str) -> Sequence[Part]:
    """A letter more, less or other, or two exchanged; never another known name."""
    at = dice.randrange(len(name))
    letter = dice.choice(string.ascii_lowercase)
    made = dice.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        )
    )
    is_known = squeezed(made.removeprefix("baseline.")) in {squeezed(item) for item in ALL_BY_NAME}
    return [(name, text)] if is_known or not made else [(made, text)]


def padded(dice: random.Random, name: str, text: str) -> Sequence[Part]:
    """The value with spaces around it."""
    return [(name, dice.choice(SPACES) + text + dice.choice(SPACES))]


def dotted(dice: random.Random, name: str, text: str) -> Sequence[Part]:
    """A number with a mark of thousands, a comma, a percent sign, or a point before or behind it."""
    if not text.replace(".", "").isdigit():
        return [(name, text)]
    ways = [text + "..", text.replace(".", ","), f"{text} %", f"{text}€", f"'{text}"]
    if text.isdigit():
        ways += [text + ".", text + ".0", text + ",00"]
        if len(text) > 3:
            ways += [text[:-3] + mark + text[-3:] for mark in (".", ",", " ", "'")]
    else:
        ways += [text.removeprefix("0") if text.startswith("0.") else text, text + "0", text + "000"]
    return [(name, dice.choice(ways))]


def emptied(dice: random.Random, name: str, text: str) -> Sequence[Part]:
    """Nothing, or only spaces, where a value stood."""
    return [(name, dice.choice(("", " ")))]


def garbled(dice: random.Random, name: str, text: str) -> Sequence[Part]:
    """A sign in the value that no value holds."""
    at = dice.randint(0, len(text))
    return [(name, text[:at] + dice.choice("#;|§xo{}") + text[at:])]


def twice(dice: random.Random, name: str, text: str) -> Sequence[Part]:
    """The part a second time with another value, sometimes under a name written in another way."""
    other = "7" if text != "7" else "8"
    second = name.upper() if dice.random() < 0.5 else name
    return dice.sample([(name, text), (second, other)], 2)


def stranger(dice: random.Random, name: str, text: str) -> Sequence[Part]:
    """A part beside it that nobody knows."""
    return [(name, text), (dice.choice(("utm_source", "fbclid", f"{name}_", f"my_{name}", "x", "=")), text)]


SLIPS: Final[Sequence[Slip]] = (
    other_writing, typing_mistake, typing_mistake, padded, dotted, dotted, emptied, garbled, twice, stranger,
)  # fmt: skip
"""The more likely ones are there twice."""


def has_text(name: str) -> bool:
    """Whether a part holds free text, of which every change is another text."""
    field = ALL_BY_NAME.get(name.removeprefix("baseline."))
    return field is not None and field.kind == "text"


def with_a_slip(dice: random.Random, parts: Sequence[Part]) -> tuple[str, list[Part]]:
    """One part changed, and what was done to it."""
    at = dice.randrange(len(parts))
    slip = dice.choice(SLIPS)
    name, text = parts[at]
    if has_text(name) and slip in (padded, emptied, garbled):
        slip = typing_mistake
    return slip.__name__, [*parts[:at], *slip(dice, name, text), *parts[at + 1 :]]


def is_silent(before: Meaning, after: Meaning) -> bool:
    """Whether a link means something else and nothing says so."""
    return before[:3] != after[:3] and not set(after.said) - set(before.said)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read mutated links; 0 when none differed in silence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    dice, started = random.Random(given.seed), time.perf_counter()
    counts: Counter[str] = Counter()
    for number in range(given.links):
        if number % 10 == 0:
            parts = any_link(dice)
            before = meaning(parts)
        kind, changed = with_a_slip(dice, parts)
        after = meaning(changed)
        counts["the same" if before[:3] == after[:3] else "another, said"] += 1
        if is_silent(before, after):
            counts["silent"] += 1
            print(f"silent ({kind}): {sorted(set(changed) ^ set(parts))}")
    print(f"{given.links:,} links in {time.perf_counter() - started:.0f} s: {dict(counts)}")
    print(f"tracebacks 0, silent differences {counts['silent']}")
    return 1 if counts["silent"] else 0


if __name__ == "__main__":
    sys.exit(main())

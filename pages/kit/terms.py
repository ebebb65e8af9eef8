"""The glossary as values: every term, the texts about CPO's neighbours and about the method.

All of it is data in `glossary.toml`; the page Glossary shows it in that order, and inputs and figures take their hover
texts from it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

SOURCE: Final = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the glossary.

    ``code`` is the variable, the column and the widget key; the rest is English text, the key of its translations.
    ``definition`` is one sentence that needs no statistics; ``formula`` and ``unit`` are empty where the definition
    already says it.
    """

    code: str
    name: str
    definition: str
    example: str
    formula: str = ""
    unit: str = ""


class Passage(NamedTuple):
    """A title and the text below it, both keys of their translations."""

    title: str
    text: str


class Group(NamedTuple):
    """The terms of one subject, in the order in which one leads to the next."""

    code: str
    title: str
    terms: tuple[Term, ...]


_DATA: Final[dict[str, Any]] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))

GROUPS: Final = tuple(
    Group(group["code"], group["title"], tuple(Term(**term) for term in group["term"])) for group in _DATA["group"]
)
TERMS: Final[dict[str, Term]] = {term.code: term for group in GROUPS for term in group.terms}
COMPARISONS: Final = tuple(Passage(**passage) for passage in _DATA["comparison"])
METHOD: Final = tuple(Passage(**passage) for passage in _DATA["method"])


def texts() -> Iterator[str]:
    """Every text of the glossary, for the template of the catalogues."""
    for group in GROUPS:
        yield group.title
        for term in group.terms:
            parts = (term.name, term.definition, term.example, term.formula, term.unit)
            yield from (part for part in parts if part)
    for passage in (*COMPARISONS, *METHOD):
        yield from passage

"""Every page speaks to a shop owner who never took statistics: few words, none of the statistician's, plural texts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from pages.kit import labels
from pages.kit.terms import TERMS
from pages.kit.words import words_for
from tests.pages.screen import Screen

MOST_WORDS, MOST_OF_AN_ANSWER, MOST_OF_A_HELP = 200, 40, 40
PAGES = (
    "plan", "evidence", "track", "margin", "budget", "channels", "compare", "drivers", "glossary", "goal", "trial",
    "funnel", "segments", "omnichannel",
)  # fmt: skip
STATISTICIANS = re.compile(
    r"others at their middle|luck aside|\bmedians?\b|γ|EVPI|certified|frontier|share of the variance|rank correlation",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"\{(?:count|number|orders|clicks|days|months|plans|most|draws|rows)\} "
    r"(?!(?:of|to|in|is|are|and|or|at|the|a|per|from|more than|instead|with|for|more)\b)[a-z]+",
)
"""A number before a noun."""
CLOSED = ("expander", "popover")
"""Blocks whose content is not in view before they are opened."""


def in_view(block: Any) -> Iterator[Any]:
    """Every element of the page that is in view before anything is opened, folds and popovers by their title."""
    for child in block.children.values():
        if _is_fold(child):
            yield child
        if not _is_fold(child) and hasattr(child, "children"):
            yield from in_view(child)
        elif not hasattr(child, "children"):
            yield child


def _is_fold(block: Any) -> bool:
    return hasattr(block, "children") and block.type in CLOSED


def read(element: Any) -> str:
    """What an element shows: label, figure, text; markup and icons are no words."""
    proto = element.proto.popover if element.type == "popover" else element.proto
    hidden = getattr(getattr(proto, "label_visibility", None), "value", 0) != 0
    names = ("title", "body") if hidden else ("title", "body", "label")
    text = " ".join(str(getattr(proto, name, "")) for name in names)
    return re.sub(r":material/\w+:|:(?:small|[a-z]+-badge|red)\[|:--|--:|[*|\]\\#]", " ", text)


def words_of(text: str) -> list[str]:
    return [word for word in text.split() if re.search(r"\w", word)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_few_words_and_none_of_the_statisticians_before_anything_is_opened(name):
    screen = Screen(page=name)
    elements = list(in_view(screen.at.main))
    texts = [read(element) for element in elements]
    count = sum(len(words_of(text)) for text in texts)
    assert 20 < count <= MOST_WORDS, (count, texts)
    assert not [text for text in texts if STATISTICIANS.search(text)]
    main = screen.at.main
    for box in (*main.info, *main.success, *main.warning, *main.error):
        assert len(words_of(f"{box.proto.title} {box.value}")) <= MOST_OF_AN_ANSWER, box.value
    helps = [getattr(element.proto, "help", "") for element in elements]
    assert not [text for text in helps if len(words_of(text)) > MOST_OF_A_HELP]


def test_labels_and_help_texts_are_short_and_plain():
    words = words_for("en_GB")
    for name, shown in labels.INPUTS.items():
        assert not STATISTICIANS.search(shown.label)
        assert len(words_of(labels.help_of(words, name) or "")) <= MOST_OF_A_HELP, name
    assert not [code for code, term in TERMS.items() if len(words_of(term.definition)) > MOST_OF_A_HELP]


def test_a_number_before_a_noun_is_a_plural_text():
    with Path("locale/messages.pot").open("rb") as file:
        template = read_po(file)
    single = {str(entry.id) for entry in template if entry.id and isinstance(entry.id, str)}
    assert not {text for text in single if COUNTED.search(text)}
    assert sum(1 for entry in template if isinstance(entry.id, tuple)) > 12


def test_the_rules_notice_what_breaks_them():
    assert COUNTED.search("about {orders} orders are needed")
    assert not COUNTED.search("{orders} of {clicks}")
    assert STATISTICIANS.search("CPO, median")

"""A report as PDF: one template for all pages, filled with data and never with code.

Typst sets the template `report.typ`. All that a visitor typed reaches it as values of one JSON text, which it shows and
never reads as markup. The PDF is tagged, names its language and holds an alternative text for every picture
(PDF/UA-1, checked by typst itself).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import typst

from pages.kit.drawing import FONTS, WIDTH, svg_of
from pages.kit.key_figure import KeyFigure
from pages.kit.picture import Picture
from pages.kit.words import Words
from simulator.cache import cached

Paper = Literal["a4", "us-letter"]
Tone = Literal["scale", "optimise", "stop", "plain"]

TEMPLATE: Final = Path(__file__).with_name("report.typ")
LETTER: Final = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
"""Territories that print on Letter (CLDR, territoryInfo: paperSize); all others have A4."""
WIDTHS: Final = {1: 520, 3: 205}
"""Of a picture where it stands alone, and where three stand in a row: letters are as large everywhere. [pixels]"""
SIZES: Final = (1.0, 0.93, 0.86, 0.8, 0.74)
"""Of the text, tried until the report has no more pages than it may."""
_PAGE: Final = re.compile(rb"/Type ?/Page\b(?!s)")
_MARK: Final = re.compile(r"\\(?P<letter>[^\w\s]|_)|(?P<bold>\*\*)|:material/\w+: ?|:small\[|(?P<close>\])")


class Figure(NamedTuple):
    """A key figure: what it is, its value, and lines below it. Plain text."""

    label: str
    value: str
    lines: tuple[str, ...] = ()


def boxes(words: Words, figures: Iterable[KeyFigure]) -> tuple[Figure, ...]:
    """The key figures of a page in its report."""
    return tuple(Figure(words.text(figure.label), figure.value, figure.lines) for figure in figures)


class Section(NamedTuple):
    """A heading, a sentence below it, and a list; in markdown, as `Report.answer`."""

    title: str
    lead: str = ""
    listed: tuple[str, ...] = ()


class Table(NamedTuple):
    """A heading, the names of the columns and the rows below it. Plain text.

    numbers : whether all columns but the first hold numbers, which stand right
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: bool = True


class Letterhead(NamedTuple):
    """For whom and of when a report is. `handout.letterhead` makes it.

    locale     : of the reader, which decides on the paper: "sl_SI"
    language   : of the texts, as a locale
    day_text   : the day in the reader's words
    link       : that opens the plan again; empty where there is none
    link_label : what stands before the link
    """

    locale: str
    language: str
    day: date
    day_text: str
    link: str = ""
    link_label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What a report says, in the reader's language. Make it with the report of a page, set it with `pdf_of`.

    title      : plain text, the name of the plan among it
    question   : that the page answers
    verdict    : in a few words; empty where the page gives none
    answer     : sentences in markdown: bold, and marks that a backslash takes back
    most_pages : that it may have
    """

    head: Letterhead
    title: str
    question: str
    verdict: str = ""
    tone: Tone = "plain"
    answer: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    most_pages: int = 2


def paper_of(locale: str) -> Paper:
    """The paper that the readers of a locale print on."""
    return "us-letter" if locale.rpartition("_")[2] in LETTER else "a4"


def pdf_of(report: Report, paper: Paper | None = None) -> bytes:
    """A report as PDF.

    paper : that of the reader's country if None
    """
    return _pdf(json.dumps(_data(report)), paper or paper_of(report.head.locale), report.most_pages, report.head.day)


def _data(report: Report) -> dict[str, Any]:
    """All that the template shows."""
    language, _, territory = report.head.language.partition("_")
    return {
        "lang": language,
        "region": territory[-2:] if territory else None,
        "title": report.title,
        "question": report.question,
        "day": report.head.day_text,
        "verdict": report.verdict,
        "tone": report.tone,
        "answer": [runs_of(sentence) for sentence in report.answer],
        "figures": [figure._asdict() for figure in report.figures],
        "pictures": [
            {
                "title": picture.title,
                "alt": picture.alt,
                "svg": svg_of(picture, width=WIDTHS.get(len(report.pictures), WIDTH)),
            }
            for picture in report.pictures
        ],
        "sections": [
            {"title": section.title, "lead": runs_of(section.lead), "listed": [runs_of(one) for one in section.listed]}
            for section in report.sections
        ],
        "tables": [table._asdict() for table in report.tables],
        "link": report.head.link,
        "link_label": report.head.link_label,
    }


def runs_of(markdown: str) -> list[tuple[str, bool]]:
    """A sentence of a page as plain text, in runs that are bold or not."""
    runs: list[tuple[str, bool]] = []
    bold, small, at = False, 0, 0

    def add(text: str) -> None:
        if text and runs and runs[-1][1] == bold:
            runs[-1] = (runs[-1][0] + text, bold)
        elif text:
            runs.append((text, bold))

    for mark in _MARK.finditer(markdown):
        add(markdown[at : mark.start()])
        at = mark.end()
        if mark["letter"]:
            add(mark["letter"])
        elif mark["bold"]:
            bold = not bold
        elif mark["close"]:
            if small:
                small -= 1
            else:
                add("]")
        elif mark[0] == ":small[":
            small += 1
    add(markdown[at:])
    return runs


def plain(markdown: str) -> str:
    """A cell of a page's table without its marks."""
    return "".join(text for text, _ in runs_of(markdown))


@cached
def _pdf(data: str, paper: Paper, most_pages: int, day: date) -> bytes:
    """The report in the largest text with which it has no more pages than it may."""
    made = b""
    for size in SIZES:
        made = _typeset({"data": data, "paper": paper, "size": str(size)}, datetime(*day.timetuple()[:3], tzinfo=UTC))
        if len(_PAGE.findall(made)) <= most_pages:
            break
    return made


def _typeset(inputs: dict[str, str], day: datetime) -> bytes:
    """The PDF; with fonts of the machine only where a name needs them, and in the end with letters that none has."""
    try:
        return _compiled(inputs, day, with_system=False)
    except typst.TypstError as error:
        if not _lacks_letters(error):
            raise
    try:
        return _compiled(inputs, day, with_system=True)
    except typst.TypstError as error:
        if not _lacks_letters(error):
            raise
    return _compiled(inputs, day, with_system=True, strict=False)


def _lacks_letters(error: typst.TypstError) -> bool:
    return "could not be displayed" in error.message


def _compiled(inputs: dict[str, str], day: datetime, *, with_system: bool, strict: bool = True) -> bytes:
    made = typst.compile(
        _template(),
        format="pdf",
        font_paths=_fonts(with_system),
        sys_inputs=inputs,
        pdf_standards=["ua-1"] if strict else [],
        timestamp=day,
    )
    if not isinstance(made, bytes):
        raise RuntimeError("typst made no file")
    return made


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@lru_cache(maxsize=2)
def _fonts(with_system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=with_system, font_paths=[FONTS])

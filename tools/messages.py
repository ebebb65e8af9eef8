"""Prints the template of the catalogues: every text of the app, from source, presets, platforms and glossary.

`make messages` (python -m tools.messages) writes it to locale/messages.pot. It holds no date, no version and no line
numbers, so that it changes only when a text does.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from pages.kit import terms
from server.downloads import CLICK_AGAIN, GONE
from simulator.currencies import CURRENCIES
from simulator.evidence.reading.platforms import platforms
from simulator.facts import facts
from simulator.forms.presets import presets

ROOT = Path(__file__).parents[1]
LETTER = re.compile("[A-Za-z]")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"N_": None, "text": None, "plural": (1, 2), "InputError": (1,)}
"""Calls whose arguments are texts: `Words.text`, `Words.plural`, and `InputError`, which pages translate."""

CODES = {"break_even_in", "password", "stagesplan"}
"""Codes in such calls, which Babel takes for texts."""

HEADER = """# Every text of the app. Written by `make messages`.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

"""


@cache
def in_source() -> tuple[tuple[Any, str, int], ...]:
    """Every text that stands in a call of the source, with its file and line."""
    return tuple(
        (message, f"{folder}/{file}", line)
        for folder in ("pages", "simulator")
        for file, line, message, _, _ in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
    )


@cache
def messages() -> tuple[tuple[Any, str], ...]:
    """Every text and the file it stands in."""
    return tuple(_messages())


def _messages() -> Iterator[tuple[Any, str]]:
    for message, file, _ in in_source():
        if message not in CODES:
            yield message, file
    for platform in platforms().values():
        yield platform.by_day, f"simulator/evidence/reading/platforms/{platform.key}.toml"
    for preset in presets().values():
        texts = [preset.title, preset.note, *(origin.how for origin in preset.origins)]
        texts += [*(channel.name for channel in preset.channels), *(segment.name for segment in preset.segments)]
        yield from ((text, "simulator/forms/presets.toml") for text in texts if text)
    yield from ((text, "server/downloads.py") for text in (GONE, CLICK_AGAIN))
    yield from ((text, "pages/kit/glossary.toml") for text in terms.texts())
    published = (text for fact in facts().values() for text in fact.texts)
    yield from ((text, "simulator/facts.csv") for text in published if text not in CURRENCIES and LETTER.search(text))


def template() -> Catalog:
    """Every text, untranslated."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for message, file in messages():
        catalogue.add(message, locations=[(file, None)])
    for entry in catalogue:
        entry.flags.discard("python-format")  # "90 % interval" is no format
    return catalogue


def main() -> None:
    """Print the template."""
    out = io.BytesIO()
    write_po(out, template(), width=0, omit_header=True, sort_output=True)
    sys.stdout.write(HEADER + out.getvalue().decode())


if __name__ == "__main__":
    main()

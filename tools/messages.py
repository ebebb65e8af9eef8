"""Prints the template of the catalogues: every text of the app, from source, presets, platforms and glossary.

`make messages` (python -m tools.messages) writes it to locale/messages.pot. It holds no date, no version and no line
numbers, so that it changes only when a text does.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from pages.kit import terms
from pages.kit.words import CONTEXT
from simulator.evidence.reading.platforms import platforms
from simulator.forms.presets import presets

ROOT = Path(__file__).parents[1]
KEYWORDS: dict[str, tuple[int, ...] | None] = {"N_": None, "text": None, "plural": (1, 2), "InputError": (1,)}
"""Calls whose arguments are texts: `Words.text`, `Words.plural`, and `InputError`, which pages translate."""

HEADER = """# Every text of the app. Written by `make messages`.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

"""


def messages() -> Iterator[tuple[Any, str]]:
    """Every text and the file it stands in."""
    for folder in ("pages", "simulator"):
        found = extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        for file, _, message, _, _ in found:
            yield message, f"{folder}/{file}"
    for platform in platforms().values():
        yield platform.by_day, f"simulator/evidence/reading/platforms/{platform.key}.toml"
    for preset in presets().values():
        texts = [preset.title, preset.note, *(origin.how for origin in preset.origins)]
        texts += [*(each.name for each in preset.channels), *(each.name for each in preset.segments)]
        yield from ((text, "simulator/forms/presets.toml") for text in texts if text)
    yield from ((text, "pages/kit/glossary.toml") for text in terms.texts())


def main() -> None:
    """Print the template."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for message, file in messages():
        context, mark, word = message.partition(CONTEXT) if isinstance(message, str) else ("", "", "")
        if mark:
            catalogue.add(word, locations=[(file, None)], context=context)
        else:
            catalogue.add(message, locations=[(file, None)])
    for entry in catalogue:
        entry.flags.discard("python-format")  # "90 % interval" is no format
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, sort_output=True)
    sys.stdout.write(HEADER + out.getvalue().decode())


if __name__ == "__main__":
    main()

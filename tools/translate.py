"""Texts to translate, in small files for translators, and back into the catalogue.

    python -m tools.translate export fr FOLDER   what has no translation yet, as fr_01.json, fr_02.json, …
    python -m tools.translate import fr FOLDER   takes them in, checks each and prints each fault

A file is a list of texts: `id` (English; stays as it is), `plural` where the text depends on a count, `context` (where
it stands and what that is), `forms` (which counts each plural form is for), `terms` (given words, where a list of them
is named) and `translation`, to be filled: one text, or one for each form. docs/translating.md has the rules.
"""

from __future__ import annotations

import argparse
import ast
import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from pages.kit.languages import CATALOGUES
from pages.kit.terms import COMPARISONS, GROUPS, METHOD
from simulator.facts import facts
from simulator.forms.presets import presets
from tools import catalogues, messages
from tools.typography import spaced

SIZE = 220
"""Texts in a file: what one person translates in one sitting, and a model in one go."""
ORDER = ("pages/main.py", "pages/kit/labels.py", "pages/kit", "pages/frame", "pages", "simulator/", "")
"""Which files come first: their words come again in all others."""
EXAMPLES = range(300)
"""Counts by which plural forms are explained."""

Id = str | tuple[str, ...]


class Place(NamedTuple):
    """Where a text stands: its file, its rank there, and what it is."""

    file: str
    rank: int
    what: str


# -- where a text stands ------------------------------------------------------------------------------------------


@cache
def places() -> Mapping[Id, list[Place]]:
    """Every text with all its places."""
    result: dict[Id, list[Place]] = {}
    for rank, (text, file, what) in enumerate((*_in_source(), *_in_data())):
        result.setdefault(text, []).append(Place(file, rank, what))
    for text, file in messages.messages():  # whatever is said in none of the ways above
        if text not in result:
            result[text] = [Place(file, len(result), "")]
    return result


def _in_source() -> Iterator[tuple[Id, str, str]]:
    for text, file, line in messages.in_source():
        yield text, file, _function_at(messages.ROOT / file, line)


def _function_at(path: Path, line: int) -> str:
    """The innermost function around a line and what it says of itself; outside of all, the line."""
    around = [function for function in _functions(path) if function[0] <= line <= function[1]]
    if not around:
        return path.read_text(encoding="utf-8").splitlines()[line - 1].strip()[:100]
    return max(around)[2]


@cache
def _functions(path: Path) -> tuple[tuple[int, int, str], ...]:
    """First and last line of each function of a file, with its name and the first line of what it says of itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return tuple(
        (function.lineno, function.end_lineno or function.lineno, _described(function)) for function in functions
    )


def _described(function: ast.FunctionDef) -> str:
    docstring = ast.get_docstring(function)
    return f"{function.name}: {docstring.splitlines()[0]}" if docstring else function.name


def _in_data() -> Iterator[tuple[Id, str, str]]:
    glossary = "pages/kit/glossary.toml"
    for group in GROUPS:
        yield group.title, glossary, "title of a group of terms"
        for term in group.terms:
            for part in ("name", "definition", "formula", "unit", "example"):
                if text := getattr(term, part):
                    yield text, glossary, f"term “{term.name}”: {part}"
    for kind, passages in (("comparison", COMPARISONS), ("method", METHOD)):
        for passage in passages:
            yield passage.title, glossary, f"{kind}: title"
            yield passage.text, glossary, f"{kind}: text below “{passage.title}”"
    for fact in facts().values():
        for part in ("metric", "vertical", "channel", "unit", "year", "note"):
            whole = f"{fact.metric}, {fact.vertical}, {fact.channel}, {fact.year}"
            yield getattr(fact, part), "simulator/facts.csv", f"{part} of a published figure ({whole})"
    for preset in presets().values():
        texts = [("title", preset.title), ("note", preset.note), *(("source", origin.how) for origin in preset.origins)]
        texts += [("name of a channel", channel.name) for channel in preset.channels]
        texts += [("name of a segment", segment.name) for segment in preset.segments]
        yield from (
            (text, "simulator/forms/presets.toml", f"{part} of preset “{preset.title}”") for part, text in texts
        )


def _rank(places_of_text: Sequence[Place]) -> tuple[int, str, int]:
    """Texts of one file and of one page stand together."""
    first = min(places_of_text, key=lambda place: (_order(place.file), place.file, place.rank))
    return _order(first.file), first.file, first.rank


def _order(file: str) -> int:
    if file.endswith("glossary.toml"):
        return len(ORDER)
    return next(at for at, start in enumerate(ORDER) if file.startswith(start))


# -- out ----------------------------------------------------------------------------------------------------------


def export(
    language: str,
    folder: Path,
    *,
    size: int = SIZE,
    terms: Path | None = None,
    everything: bool = False,
    home: Path = CATALOGUES,
) -> int:
    """Write the texts that are to be translated, and return how many there are."""
    where, given = places(), _terms(terms, language) if terms else None
    catalogue = catalogues.updated(language, messages.template(), home)
    entries = [
        _entry(message.id, catalogues.forms_of(message), where[message.id], catalogue)
        for message in sorted(catalogues.texts(catalogue), key=lambda message: _rank(where[message.id]))
        if everything or not all(catalogues.forms_of(message))
    ]
    for entry in entries if given is not None else ():
        entry["terms"] = _terms_in(entry["id"], given or {})
    folder.mkdir(parents=True, exist_ok=True)
    for number, start in enumerate(range(0, len(entries), size), 1):
        text = json.dumps(entries[start : start + size], ensure_ascii=False, indent=1)
        folder.joinpath(f"{language}_{number:02d}.json").write_text(text + "\n", encoding="utf-8")
    return len(entries)


def _entry(source: Id, forms: Sequence[str], where: Sequence[Place], catalogue: Catalog) -> dict[str, Any]:
    context = list(dict.fromkeys(f"{place.file}, {place.what}".removesuffix(", ") for place in where))[:4]
    if isinstance(source, str):
        return {"id": source, "context": context, "translation": forms[0] if forms else ""}
    counts = counts_of_forms(catalogue)
    empty = [""] * len(counts)
    return {
        "id": source[0],
        "plural": source[1],
        "context": context,
        "forms": counts,
        "translation": list(forms) if len(forms) == len(counts) and all(forms) else empty,
    }


def counts_of_forms(catalogue: Catalog) -> list[str]:
    """Of each plural form of a language, the first counts it is for, as the catalogue's reader chooses it."""
    probe, compiled = Catalog(locale=catalogue.locale), io.BytesIO()
    probe.add(("one", "many"), [str(form) for form in range(probe.num_plurals)])
    write_mo(compiled, probe)
    compiled.seek(0)
    reader = GNUTranslations(compiled)
    counts: list[list[str]] = [[] for _ in range(probe.num_plurals)]
    for count in EXAMPLES:
        counts[int(reader.ngettext("one", "many", count))].append(str(count))
    return [", ".join([*counted[:5], "…"]) for counted in counts]


@cache
def _terms(path: Path, language: str) -> Mapping[str, str]:
    """Given words: English to this language, from a CSV with a column for each language and perhaps a `note`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["en"]: row[language] + (f" ({row['note']})" if row.get("note") else "") for row in rows if row.get(language)
    }


def _terms_in(text: str, terms: Mapping[str, str]) -> dict[str, str]:
    result = {}
    for english, translated in terms.items():
        stem = re.sub(r"\s*\(.*\)", "", english).split(",")[0]
        if re.search(rf"\b{re.escape(stem)}s?\b", text, re.IGNORECASE):
            result[english] = translated
    return result


# -- in -----------------------------------------------------------------------------------------------------------


def take_in(language: str, folder: Path, home: Path = CATALOGUES) -> int:
    """Take in what is translated in the files of a folder; print faults and remarks, and return how many faults."""
    template, count, taken, empty = messages.template(), 0, 0, 0
    catalogue = catalogues.updated(language, template, home)
    known = {message.id for message in catalogues.texts(template)}
    for path in sorted(folder.glob(f"{language}_*.json")):
        for at, (source, forms, problems) in enumerate(_read(path), 1):
            if not problems and not any(forms):
                empty += 1
                continue
            forms = [spaced(language, form) for form in forms]
            problems = problems or (
                [] if source in known else ["no text of the app (any more): the id must stay as it is"]
            )
            problems = problems or catalogues.faults(language, source, forms)
            for problem in problems or [f"(look) {remark}" for remark in catalogues.remarks(source, forms)]:
                sys.stdout.write(f"{path.name}, text {at}, {str(source)[:70]!r}: {problem}\n")
            count += bool(problems)
            if not problems:
                catalogue[source].string = forms[0] if isinstance(source, str) else tuple(forms)
                taken += 1
    catalogues.write(catalogue, home, language)
    done = sum(all(catalogues.forms_of(message)) for message in catalogues.texts(catalogue))
    sys.stdout.write(f"{language}: {taken} taken in, {count} with faults (not taken in), {empty} empty. ")
    sys.stdout.write(f"The catalogue has {done} of {len(known)} texts.\n")
    return count


def _read(path: Path) -> Iterator[tuple[Id, list[str], list[str]]]:
    """Of each text of a file: its id, its translation in forms, and what keeps it from being read."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        yield path.name, [], [f"this file is no JSON: {error}"]
        return
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            yield path.name, [], [f"no text with an id: {str(entry)[:60]}"]
            continue
        source: Id = (entry["id"], entry["plural"]) if "plural" in entry else entry["id"]
        given = entry.get("translation", "")
        forms = given if isinstance(given, list) else [given]
        is_text = all(isinstance(form, str) for form in forms)
        yield source, forms if is_text else [], [] if is_text else ["the translation is no text"]


# -- the command --------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Export or import; 1 where a text that was to be taken in has a fault."""
    parser = argparse.ArgumentParser(prog="python -m tools.translate", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("export", "import"))
    parser.add_argument("language", help="fr, sl, de …")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=SIZE, help="texts in a file")
    parser.add_argument("--terms", type=Path, help="a CSV of given words with the columns en, fr, …, note")
    parser.add_argument("--all", action="store_true", help="with what is translated, for another look")
    given = parser.parse_args(arguments)
    if given.what == "import":
        return int(take_in(given.language, given.folder) > 0)
    count = export(given.language, given.folder, size=given.size, terms=given.terms, everything=given.all)
    sys.stdout.write(f"{given.language}: {count} texts in {given.folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

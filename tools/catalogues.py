"""The catalogues of translations beside the template: written anew from it, and checked.

`python -m tools.catalogues` names every fault of every catalogue (`make check`); `python -m tools.catalogues update`
takes new texts in and old ones out (`make catalogues`), and guesses no translation. Without a catalogue there is
nothing to do. A language in the making has its texts in `draft.po`: nobody is offered it, and texts may be missing.
docs/translating.md says how a language is added.
"""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from pages.kit.languages import CATALOGUES
from tools import messages
from tools.typography import QUOTES

MARKS = {
    "bold (**)": r"\*\*",
    "asterisk (*)": r"(?<!\*)\*(?!\*)",
    "code (`)": r"`",
    "formula ($)": r"\$",
    "backslash": r"\\",
    "bracket [": r"\[",
    "bracket ]": r"\]",
    "address of a link": r"\]\([^)]*\)",
    "icon": r":material/\w+:",
    "colour or size": r":[a-z-]+\[",
    "new line": r"\n",
}
"""What Streamlit reads as markup: as often in a translation as in the English text."""
LINE_MARK = re.compile(r"^(- |#+ |\d+\. |> )?")
"""What makes a line a list, a title or a quotation."""
DRAFT = "draft.po"
"""The catalogue of a language in the making; it is offered once this is complete and called messages.po."""
HEADER = """# {name} texts of the app. Brought up to date by `make catalogues`; docs/translating.md.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def path_of(language: str, folder: Path = CATALOGUES) -> Path:
    """Where the catalogue of a language stands, or its draft."""
    draft = folder / language / "LC_MESSAGES" / DRAFT
    return draft if draft.is_file() else draft.with_name("messages.po")


def present(folder: Path = CATALOGUES, name: str = "messages.po") -> tuple[str, ...]:
    """The languages that have a catalogue; with `DRAFT`, those in the making."""
    return tuple(sorted(path.parts[-3] for path in folder.glob(f"*/LC_MESSAGES/{name}")))


def read(language: str, folder: Path = CATALOGUES) -> Catalog:
    """The catalogue of a language; an empty one where there is none."""
    path = path_of(language, folder)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalogue: Catalog, folder: Path, language: str) -> None:
    """Write a catalogue without date and version, so that it changes only when a text does."""
    usual = Catalog(locale=language)
    name = Locale.parse(language).get_display_name("en") or language
    head = HEADER.format(name=name, language=language, plural_forms=usual.plural_forms)
    body = io.BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_output=True, ignore_obsolete=True)
    path = path_of(language, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + body.getvalue().decode(), encoding="utf-8", newline="\n")


def updated(language: str, template: Catalog, folder: Path = CATALOGUES) -> Catalog:
    """A catalogue with the texts of the template, each translated as it was before; a text that is new is empty."""
    before, new = read(language, folder), Catalog(locale=language)
    for text in texts(template):
        old = before.get(text.id)
        same = old is not None and old.id == text.id and not old.fuzzy
        strings = old.string if same and old is not None else ""
        new.add(text.id, strings or None, locations=text.locations)
    for message in new:
        message.flags.discard("python-format")
    return new


def texts(catalogue: Catalog) -> Iterator[Message]:
    """The texts of a catalogue, without its head."""
    return (message for message in catalogue if message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    """The translation of a text: one, or one for each plural form."""
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(form or "" for form in string)


# -- a language that is none --------------------------------------------------------------------------------------

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
FOREIGN = "åƀçðéƒğħíĵķłɱñøƥɋřşţûṽŵẋýžÅƁÇÐÉƑĞĦÍĴĶŁṀÑØƤɊŘŞŢÛṼŴẊÝŽ"
LETTERS = str.maketrans(f"{PLAIN}“”", f"{FOREIGN}«»")
MARKUP = re.compile(r"\{[^}]*\}|:material/\w+:|:[a-z-]+\[|\]\([^)]*\)|`[^`]*`")
"""What stays in a text of the stand-in: places, icons, colours, addresses, codes."""


def pseudo(text: str) -> str:
    """A text whose letters are all foreign: a plain letter on the screen went round the catalogues."""
    translated, end = "", 0
    for markup in MARKUP.finditer(text):
        translated += text[end : markup.start()].translate(LETTERS) + markup.group()
        end = markup.end()
    return translated + text[end:].translate(LETTERS)


def stand_in(language: str) -> Catalog:
    """A catalogue for tests, in which each text is there in foreign letters, in all plural forms of the language."""
    catalogue = Catalog(locale=language)
    for message in texts(messages.template()):
        if isinstance(message.id, str):
            catalogue.add(message.id, pseudo(message.id))
        else:
            catalogue.add(message.id, [pseudo(message.id[1])] * catalogue.num_plurals)
    return catalogue


# -- checks -------------------------------------------------------------------------------------------------------


def faults(language: str, source: str | Sequence[str], forms: Sequence[str]) -> list[str]:
    """What is wrong with the translation of a text.

    source : the English text, or its singular and its plural
    forms  : the translation, or one for each plural form of the language
    """
    wanted = 1 if isinstance(source, str) else Catalog(locale=language).num_plurals
    if len(forms) != wanted:
        return [f"{len(forms)} forms, {wanted} wanted"]
    if not all(form.strip() for form in forms):
        return ["not translated"]
    english = source if isinstance(source, str) else source[-1]
    return list(dict.fromkeys(fault for form in forms for fault in _faults_of_form(language, english, form)))


def _faults_of_form(language: str, english: str, form: str) -> Iterator[str]:
    try:
        if (here := _places(form)) != (there := _places(english)):
            yield f"places {_listed(here)} instead of {_listed(there)}"
    except ValueError as error:
        yield f"braces: {error}"
    for (name, here), there in zip(_marks(form).items(), _marks(english).values(), strict=True):
        if here != there:
            yield f"{name}: {sum(here.values())} instead of {sum(there.values())}, or another"
    if _line_marks(english) != _line_marks(form):
        yield "a line begins with another mark (list, title, quotation)"
    if _edges(english) != _edges(form):
        yield "spaces at the beginning or the end differ"
    if any(mark in form for mark in "“”") and not any(mark in form for mark in QUOTES.get(language, "“")):
        yield f"English quotation marks instead of {' or '.join(QUOTES[language])}"


@cache
def _marks(text: str) -> dict[str, Counter[str]]:
    return {name: Counter(re.findall(pattern, text)) for name, pattern in MARKS.items()}


@cache  # of an English text once for all languages
def _places(text: str) -> set[str]:
    """The places of a text with their formats."""
    parsed = Formatter().parse(text)
    return {f"{name}!{how}:{spec}" if how or spec else name for _, name, spec, how in parsed if name is not None}


def _listed(places: set[str]) -> str:
    return " ".join(f"{{{place}}}" for place in sorted(places)) or "none"


def _line_marks(text: str) -> list[str]:
    return [match.group() for line in text.split("\n") if (match := LINE_MARK.match(line))]


def _edges(text: str) -> tuple[str, str]:
    inner = text.strip()
    return text[: text.index(inner)], text[text.index(inner) + len(inner) :]


def remarks(source: str | Sequence[str], forms: Sequence[str]) -> list[str]:
    """What may be right, but is worth another look."""
    english = source if isinstance(source, str) else source[-1]
    return list(dict.fromkeys(remark for form in forms for remark in _remarks_on_form(english, form)))


def _remarks_on_form(english: str, form: str) -> Iterator[str]:
    if form == english and len(re.findall(r"[A-Za-z]{2,}", english)) > 2:
        yield "the same as the English text"
    if len(form) > max(1.5 * len(english) + 4, 12):
        yield f"long: {len(form)} letters for {len(english)}"
    if _numbers(form) != _numbers(english):
        yield f"numbers {sorted(_numbers(form))} instead of {sorted(_numbers(english))}"
    left = set(re.findall(r"\b(?:the|and|of|with|your|which|from|this|that|are|what)\b", form))
    if left and form != english:
        yield f"English words: {' '.join(sorted(left))}"


def _numbers(text: str) -> set[str]:
    """Whole numbers and decimals, whatever parts their digits."""
    plain = re.sub(r"(?<=\d)[.,\s\u00a0\u202f](?=\d)", "", re.sub(r"\{[^}]*\}", "", text))
    return set(re.findall(r"\d+", plain))


def faults_of_catalogue(language: str, template: Catalog, folder: Path = CATALOGUES) -> Iterator[str]:
    """Everything wrong with a catalogue, a line for each fault."""
    catalogue, is_draft = read(language, folder), path_of(language, folder).name == DRAFT
    usual = Catalog(locale=language).plural_forms
    written = re.search(r'"Plural-Forms: (.*?)\\n"', path_of(language, folder).read_text(encoding="utf-8"))
    if not written or written.group(1) != usual:
        yield f"Plural-Forms is not “{usual}”"
    ids = {message.id for message in texts(template)}
    for message in (*texts(catalogue), *catalogue.obsolete.values()):
        if message.id not in ids:
            yield f"{_short(message.id)}: no text of the app any more (make catalogues)"
    for text in texts(template):
        message = catalogue.get(text.id)
        if message is None or message.id != text.id:
            yield f"{_short(text.id)}: missing (make catalogues)"
        elif message.fuzzy:
            yield f"{_short(text.id)}: fuzzy"
        elif not is_draft or all(forms_of(message)):
            yield from (f"{_short(text.id)}: {fault}" for fault in faults(language, text.id, forms_of(message)))


def _short(source: str | Sequence[str]) -> str:
    text = source if isinstance(source, str) else source[0]
    return repr(text if len(text) <= 90 else f"{text[:89]}…")


def main(arguments: Sequence[str]) -> int:
    """Check or update every catalogue; 1 where there is a fault."""
    template, is_wrong = messages.template(), False
    for language in (*present(), *present(name=DRAFT)):
        if arguments[:1] == ["update"]:
            write(updated(language, template), CATALOGUES, language)
            continue
        for fault in faults_of_catalogue(language, template):
            is_wrong = True
            sys.stdout.write(f"{language}: {fault}\n")
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

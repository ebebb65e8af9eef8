"""Which languages the app can be read in, and which locale of numbers goes with each.

A catalogue is a file ``locale/<language>/LC_MESSAGES/messages.po``; a language without one reads English.
"""

from __future__ import annotations

import gettext
import io
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_territory_currencies

CATALOGUES: Final = Path(__file__).parents[2] / "locale"
LOCALES: Final = (
    "en_GB", "en_US", "fr_FR", "sl_SI", "de_DE", "de_AT", "de_CH", "fr_CH", "it_IT", "hr_HR", "es_ES",
    "pt_PT", "nl_NL", "pl_PL", "cs_CZ", "da_DK", "sv_SE", "fi_FI",
)  # fmt: skip
"""Locales offered; the browser's own is added when it is another one. The first of a language is its usual one."""
SOURCE_LANGUAGE: Final = "en"
"""The language of the texts in the source, which needs no catalogue."""


def best_locale(wanted: str | None) -> str:
    """The locale for what a browser asks for ("fr-FR"), British English when it is unknown."""
    try:
        locale = Locale.parse((wanted or "").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return LOCALES[0]
    same_language = (name for name in LOCALES if name.split("_")[0] == locale.language)
    return str(locale) if locale.territory else next(same_language, str(locale))


@lru_cache(maxsize=512)
def currency_of_zone(zone: str | None) -> str | None:
    """The currency of the country in which clocks go by this time zone; None where it is no country's."""
    name = get_global("zone_aliases").get(zone or "", zone or "")
    territory = get_global("zone_territories").get(name) or _territory_of_alias(name)
    currencies = get_territory_currencies(territory) if territory else []
    return str(currencies[0]) if currencies else None


def _territory_of_alias(zone: str) -> str | None:
    """Of a new name (Asia/Kolkata), of which the tables know the old one."""
    old = next((alias for alias, name in get_global("zone_aliases").items() if name == zone), "")
    return get_global("zone_territories").get(old)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages that the app can be read in: English, and those with a catalogue."""
    return SOURCE_LANGUAGE, *sorted(path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


def language_of(locale: str) -> str:
    """The language in which a reader of this locale reads the app: their own where it has a catalogue."""
    language = str(Locale.parse(locale).language)
    return language if language in languages() else SOURCE_LANGUAGE


def locale_of(language: str, own: str) -> str:
    """The locale whose numbers go with a language: the reader's own where that is theirs, else the usual one.

    own : the locale of the reader's browser
    """
    usual = (name for name in LOCALES if name.split("_")[0] == language)
    return own if language_of(own) == language else next(usual, language)


def language_name(language: str) -> str:
    """A language by its own name."""
    name = Locale.parse(language).get_display_name() or language
    return f"{name[0].upper()}{name[1:]}"


@lru_cache(maxsize=64)
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; of one without a catalogue none."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)

"""What the columns of an export mean: names in four languages, compared as people write them."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from simulator.currencies import CURRENCIES
from simulator.evidence.reading.audit import Platform

PLATFORMS: Final[tuple[Platform, ...]] = ("google_ads", "meta_ads", "table", "ga4", "shopify_orders")
"""The last two only when their names are not everyday ones (Date, Revenue, Name)."""
LANGUAGES: Final = ("en", "fr", "de", "sl")
AD_MEANINGS: Final = ("date", "campaign", "spend", "clicks", "orders", "value", "currency")
ORDER_MEANINGS: Final = ("date", "order", "customer", "value", "refunded", "cancelled", "new_customer", "currency")
MEANINGS: Final = tuple(dict.fromkeys((*AD_MEANINGS, *ORDER_MEANINGS)))
"""What a column may be mapped to by hand; "" says that it is not needed."""
KNOWN: Final = "known"
_LEAST_SHOPIFY: Final = 4
"""“Name” and “Id” alone do not make a file Shopify's."""

_SIGNS: Final = {
    **{"€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "Kč": "CZK"},
    **{"US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "R$": "BRL"},
}
_WORDS: Final = frozenset(("all", "All", "top", "Top", "try", "Try", "mad", "cup"))
"""Not the lek, the paʻanga or the lira: “Clicks (all)”, “Impr. (Top)”."""
_SIGN: Final = r"[A-Z]{0,3}[€£$¥₹]|zł|Kč|kr"
_CURRENCY_AT_END: Final = re.compile(rf"(.*?)[\s_]*[(\[]\s*([^\W\d_]{{3}}|{_SIGN})\s*[)\]]\s*")
_CODE_AT_END: Final = re.compile(rf"(.*?)(?:[\s_,]+(?:in|en|v))?[\s_,]+([A-Za-z]{{3}}|{_SIGN})\s*")
_LOST: Final = re.compile("[\ufffd?]+")


@dataclass(frozen=True, slots=True)
class Name:
    """One entry of headers.toml."""

    platform: Platform
    means: str
    rank: int
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a file: its text, what it may mean, and the currency it names."""

    text: str
    names: tuple[Name, ...]
    currency: str | None = None


_FOLDS: Final = {
    ord(each): one
    for marks, one in (("’‘`´ʼ", "'"), ("‐‑‒–—−", "-"), (".\u200b\ufeff", ""), ("_", " "))
    for each in marks
}


def folded(text: str) -> str:
    """Text without case, accents, full stops, underscores and doubled spaces."""
    if not text.isascii():
        text = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    plain = " ".join(text.casefold().translate(_FOLDS).split())
    return re.sub(r"\s*/\s*", "/", plain) if "/" in plain else plain


def header(text: str) -> Header:
    """A header, understood as far as it can be."""
    cleaned = unmangled(" ".join(text.split()))
    found = _names().get(folded(cleaned))
    if found:
        return Header(text, found)
    for pattern in (_CURRENCY_AT_END, _CODE_AT_END):
        split = pattern.fullmatch(cleaned)
        if split and (currency_of(split[2]) or not split[2].isalpha() or split[2] == "kr"):
            names = _names().get(folded(split[1])) or _with_lost_letters(split[1])
            if names:
                return Header(text, names, currency_of(split[2]))
    return Header(text, _with_lost_letters(cleaned))


def currency_of(text: str) -> str | None:
    """The currency that a code or a sign stands for; None for a sign that several share."""
    text = text.strip()
    if text in _WORDS:
        return None
    return _SIGNS.get(text) or (text.upper() if text.upper() in CURRENCIES else None)


def unmangled(text: str) -> str:
    """Text as it was before UTF-8 was taken for cp1252 (“dÃ©pensÃ©”)."""
    if not any(mark in text for mark in "ÃÅÄâ"):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _with_lost_letters(text: str) -> tuple[Name, ...]:
    """Names that fit where letters were replaced by a question mark, when they agree on the meaning."""
    if not _LOST.search(text):
        return ()
    pieces = [re.escape(folded(piece)) for piece in _LOST.split(text)]
    if len("".join(pieces)) < 4:
        return ()
    pattern = re.compile(r"\s?.{1,3}\s?".join(pieces))
    fitting = [names for name, names in _names().items() if pattern.fullmatch(name)]
    return fitting[0] if len({names[0].means for names in fitting}) == 1 else ()


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[Name, ...]]:
    """Every name of headers.toml, folded."""
    table = tomllib.loads(files("simulator.evidence.reading").joinpath("headers.toml").read_text(encoding="utf-8"))
    names: dict[str, list[Name]] = {}
    for entry in table["names"]:
        written = {language: {folded(text) for text in entry.get(language, ())} for language in LANGUAGES}
        for text in set().union(*written.values()):
            spoken = tuple(language for language, texts in written.items() if text in texts)
            name = Name(entry["platform"], entry["means"], entry.get("rank", 1), spoken)
            names.setdefault(text, []).append(name)
    return {text: tuple(found) for text, found in names.items()}


def languages_of(texts: Sequence[str]) -> list[str]:
    """The languages of the names that belong to one language only."""
    spoken = ({language for name in header(text).names for language in name.languages} for text in texts)
    return [each for languages in spoken if len(languages) == 1 for each in languages]


def score(texts: Sequence[str], mapping: Mapping[str, str]) -> int:
    """How much a row looks like a header: the number of different things its cells name."""
    found: set[str] = set()
    for text in texts:
        if text in mapping:
            found.add(mapping[text] or text)
        elif names := header(text).names:
            found.add(names[0].means if names[0].means != KNOWN else folded(text))
    return len(found)


def platform_of(headers: Sequence[Header]) -> Platform:
    """The platform that more of these headers belong to than to any other; the earlier one when two are level."""
    counts = {
        platform: sum(any(name.platform == platform for name in each.names) for each in headers)
        for platform in PLATFORMS
    }
    if counts["shopify_orders"] < _LEAST_SHOPIFY:
        counts["shopify_orders"] = 0
    best = max(counts, key=lambda platform: counts[platform])
    return best if counts[best] else "table"


def meanings(headers: Sequence[Header], platform: Platform, mapping: Mapping[str, str]) -> dict[str, int]:
    """Meaning → column. What a person said comes first, then the platform's own names by rank, then those of others."""
    chosen: dict[str, tuple[int, int, int]] = {}
    for column, each in enumerate(headers):
        if each.text in mapping:
            candidates = [(mapping[each.text], (-1, 0, column))] if mapping[each.text] else []
        else:
            own = [(name.means, (0, name.rank, column)) for name in each.names if name.platform == platform]
            others = [(name.means, (1, name.rank, column)) for name in each.names]
            candidates = own or others[:1]
        for means, order in candidates:
            if means != KNOWN and order < chosen.get(means, (9, 9, 0)):
                chosen[means] = order
    return {means: order[-1] for means, order in chosen.items()}


def signature(headers: Sequence[str]) -> str:
    """The same for the same headers, whatever their order."""
    return hashlib.sha256("\n".join(sorted(folded(each) for each in headers)).encode()).hexdigest()[:16]

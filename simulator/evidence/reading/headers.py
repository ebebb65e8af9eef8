"""What the columns of an export mean: names of all platforms and languages, compared as people write them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from simulator.currencies import CURRENCIES
from simulator.evidence.reading.platforms import KNOWN, TABLE, Name, names, platforms
from simulator.evidence.reading.texts import folded, unmangled

AD_MEANINGS: Final = ("date", "campaign", "spend", "clicks", "orders", "value", "currency")
ORDER_MEANINGS: Final = ("date", "order", "customer", "value", "refunded", "cancelled", "new_customer", "currency")
MEANINGS: Final = tuple(dict.fromkeys((*AD_MEANINGS, *ORDER_MEANINGS, "status", "first_orders", "quantity")))
"""What a column may be mapped to by hand; "" says that it is not needed."""

_SIGNS: Final = {
    **{"€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "Kč": "CZK", "円": "JPY", "Rp": "IDR", "฿": "THB", "₩": "KRW"},
    **{"₫": "VND", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₱": "PHP", "₦": "NGN", "лв": "BGN", "lei": "RON", "Ft": "HUF"},
    **{"US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "R$": "BRL"},
    **{"Fr": "CHF", "Fr.": "CHF", "SFr.": "CHF", "د.إ": "AED", "ر.س": "SAR", "S$": "SGD", "MX$": "MXN", "NT$": "TWD"},
}
_WORDS: Final = frozenset(("all", "All", "top", "Top", "try", "Try", "mad", "cup"))
"""Not the lek, the paʻanga or the lira: “Clicks (all)”, “Impr. (Top)”."""
_SIGN: Final = r"[A-Z]{0,3}[€£$¥₹฿₩₫₺₴₪₱₦]|zł|Kč|kr|円|Rp|Ft|lei|лв"
_CURRENCY_AT_END: Final = re.compile(rf"(.*?)[\s_]*[(\[]\s*([^\W\d_]{{3}}|{_SIGN})\s*[)\]]\s*")
_CODE_AT_END: Final = re.compile(rf"(.*?)(?:[\s_,]+(?:in|en|v))?[\s_,]+([A-Za-z]{{3}}|{_SIGN})\s*")
_UNIT_AT_END: Final = re.compile(
    r"(?P<base>.*?)[\s_,]*[(\[]?\s*(?:in[\s_]+|en[\s_]+|v[\s_]+)?"
    r"(?:(?P<micros>micros?|micro[\s_-]?(?:dollars?|units?|currency))"
    r"|(?P<cents>cents?|centimes?|c[eé]ntimos|centesimi|eurocents?|groszy|centih?)"
    r"|(?P<thousands>thousands?|tsd|tausend|milliers|tisoč|migliaia|tys|milhares|[€$£]\s?000|000s?|'000"
    r"|(?:tsd|thousands?)\.?\s(?P<behind>[€$£]|EUR|USD|GBP|CHF)"
    r"|k\s?(?P<after>[€$£]|[A-Z]{3})|(?P<ahead>[€$£]|[A-Z]{3})\s?k|(?P<named>EUR|USD|GBP|CHF)[\s_]?000))"
    r"\.?\s*[)\]]?\s*",
    re.IGNORECASE,
)
_TAX_AT_END: Final = re.compile(
    r"(?P<base>.+?)[\s_,]*[(\[]?\s*(?:(?P<without>excl?|exkl|ex|without|ohne|zzgl|hors|sin|senza|brez|bez|sem)|"
    r"incl?|including|with|inkl|mit|iva incl|con|z|com|avec)\.?[\s_]*"
    r"(?:vat|tax(?:es)?|gst|mwst|ust|tva|iva|ddv|btw|moms)\.?\s*[)\]]?",
    re.IGNORECASE,
)
_TAX: Final = re.compile(r"(?:vat|tax|taxes|gst|mwst|ust|tva|iva|ddv|btw|moms)\W*\Z", re.IGNORECASE)
_ZONE_AT_END: Final = re.compile(r"(.+?)\s*\((?:UTC|GMT|[A-Z]{2,3}T|[A-Z][a-z]+/[A-Z][A-Za-z_]+)[^)]*\)")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a word begins in a header written in one: OrderDate, CustomerID."""
_LETTER: Final = re.compile(r"[^\W\d_]|\ufffd")
_LONGEST: Final = 80
"""Characters of a header that may name a unit."""
_TOO_LONG: Final = 400
"""Characters of a cell that is no header: noise is not searched for names."""
_LOST: Final = re.compile("[\ufffd?]+")


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a file: its text, what it may mean, its currency and unit, and the name it was known by."""

    text: str
    names: tuple[Name, ...]
    currency: str | None = None
    unit: str = ""
    known_as: str = ""


@lru_cache(maxsize=1_000)  # the first lines of a file are tried with every separator: the same texts several times
def header(text: str) -> Header:
    """A header, understood as far as it can be."""
    if len(text) > _TOO_LONG or not _LETTER.search(text):
        return Header(text, ())
    cleaned = unmangled(" ".join(text.split()))
    plain = _named(text, cleaned)
    if plain.names:
        return plain
    if len(cleaned) <= _LONGEST and (result := _otherwise(text, cleaned)) is not None:
        return result
    unit = _UNIT_AT_END.fullmatch(cleaned) if len(cleaned) <= _LONGEST else None
    if unit and unit["base"]:
        known = _named(text, unit["base"])
        if known.names:
            kind = next(name for name in ("micros", "cents", "thousands") if unit[name])
            unit_text = unit["after"] or unit["ahead"] or unit["named"] or unit["behind"] or ""
            currency = currency_of(unit_text.upper())
            return replace(known, unit=kind, currency=known.currency or currency)
    return Header(text, _with_lost_letters(cleaned))


def _otherwise(text: str, cleaned: str) -> Header | None:
    """A header written in one word (InvoiceNo, order-id), or with its tax or time zone (Total incl. VAT)."""
    taxed = _TAX_AT_END.fullmatch(cleaned) if _TAX.search(cleaned) else None
    if taxed and (known := _named(text, taxed["base"])).names:
        if taxed["without"]:  # taken before the column with tax
            return replace(
                known,
                names=tuple(
                    replace(name, rank=name.rank - 1, contains=tuple(word for word in name.contains if word != "tax"))
                    for name in known.names
                ),
            )
        return known
    zoned = _ZONE_AT_END.fullmatch(cleaned) if cleaned[-1:] == ")" else None
    if zoned and (known := _named(text, zoned[1])).names:
        return known
    if "-" in cleaned and (known := _named(text, cleaned.replace("-", " "))).names:
        return known
    if _CAMEL.search(cleaned) and (known := _named(text, _CAMEL.sub(" ", cleaned))).names:
        return known
    return None


def _named(text: str, cleaned: str) -> Header:
    """A header that is known as it stands, or without the currency at its end."""
    key = folded(cleaned)
    if result := names().get(key):
        return Header(text, result, unit=result[0].unit, known_as=key)
    for pattern in (_CURRENCY_AT_END, _CODE_AT_END) if len(cleaned) <= _LONGEST else ():
        split = pattern.fullmatch(cleaned)
        if split and (currency_of(split[2]) or not split[2].isalpha() or split[2] == "kr"):
            key = folded(split[1])
            if result := names().get(key) or _with_lost_letters(split[1]):
                return Header(text, result, currency_of(split[2]), result[0].unit, key)
    return Header(text, ())


def currency_of(text: str) -> str | None:
    """The currency that a code or a sign stands for; None for a sign that several share."""
    text = text.strip()
    if text in _WORDS:
        return None
    return _SIGNS.get(text) or (text.upper() if text.upper() in CURRENCIES else None)


def _with_lost_letters(text: str) -> tuple[Name, ...]:
    """Names that fit where letters were replaced by a question mark, when they agree on the meaning."""
    if not _LOST.search(text):
        return ()
    pieces = [re.escape(folded(piece)) for piece in _LOST.split(text)]
    if len("".join(pieces)) < 4:
        return ()
    pattern = re.compile(r"\s?.{1,3}\s?".join(pieces))
    fitting = [fitting_names for name, fitting_names in names().items() if pattern.fullmatch(name)]
    return fitting[0] if len({fitting_names[0].means for fitting_names in fitting}) == 1 else ()


def languages_of(texts: Sequence[str]) -> list[str]:
    """The languages of the names that belong to one language only."""
    spoken = ({language for name in header(text).names for language in name.languages} for text in texts)
    return [language for languages in spoken if len(languages) == 1 for language in languages]


def score(texts: Sequence[str], mapping: Mapping[str, str]) -> int:
    """How much a row looks like a header: the number of different things its cells name."""
    result: set[str] = set()
    for text in texts:
        if text in mapping:
            result.add(mapping[text] or text)
        elif known := header(text).names:
            result.add(known[0].means if known[0].means != KNOWN else folded(text))
    return len(result)


def platform_of(headers: Sequence[Header]) -> str:
    """The platform that more of these headers belong to than to any other, of those whose signs are there.

    Of two that are level, the one with more signs; then the one of lower priority. `platforms` is in that order.
    """
    keys = {header.known_as for header in headers} | {folded(header.text) for header in headers}
    merits: dict[str, tuple[int, int]] = {}
    for key, platform in platforms().items():
        count = sum(any(name.platform == key for name in header.names) for header in headers)
        signs = len(platform.signs & keys)
        if (signs if platform.signs else count) >= platform.least:
            merits[key] = (count, signs)
    if any(platforms()[key].signs for key in merits):  # what bears the signs of a platform is no table of anybody's
        merits.pop(TABLE, None)
    return max(merits, key=merits.__getitem__, default=TABLE)


def meanings(headers: Sequence[Header], platform: str, mapping: Mapping[str, str]) -> dict[str, int]:
    """Meaning → column. What a person said comes first, then the platform's own names by rank, then everyday ones."""
    chosen: dict[str, tuple[int, int, int]] = {}
    for column, header in enumerate(headers):
        if header.text in mapping:
            candidates = [(mapping[header.text], (-1, 0, column))] if mapping[header.text] else []
        else:
            own = [(name.means, (0, name.rank, column)) for name in header.names if name.platform == platform]
            others = [(name.means, (1, name.rank, column)) for name in header.names if is_everyday(name)]
            candidates = own or others[:1] or _agreed(header, column)
        for means, order in candidates:
            if means != KNOWN and order < chosen.get(means, (9, 9, 0)):
                chosen[means] = order
    return {means: order[-1] for means, order in chosen.items()}


_AGREED: Final = ("date", "status", "customer", "value", "refunded", "spend", "clicks", "campaign", "currency")


def _agreed(header: Header, column: int) -> list[tuple[str, tuple[int, int, int]]]:
    """The meaning of a header that only platforms with other signs have, where they agree on it."""
    means = {name.means for name in header.names}
    return [(name, (2, 1, column)) for name in means if len(means) == 1 and name in _AGREED]


def is_everyday(name: Name) -> bool:
    """Whether a name counts in the files of others: those of a platform with signs do only in its own."""
    return not platforms()[name.platform].signs


def name_of(header: Header, means: str, platform: str) -> Name | None:
    """What is known of a column that was taken for something."""
    fitting = [name for name in header.names if name.means == means]
    return next((name for name in fitting if name.platform == platform), fitting[0] if fitting else None)


def signature(headers: Sequence[str]) -> str:
    """The same for the same headers, whatever their order."""
    return hashlib.sha256("\n".join(sorted(folded(text) for text in headers)).encode()).hexdigest()[:16]

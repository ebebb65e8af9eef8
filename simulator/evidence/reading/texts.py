"""Texts of files as they are compared: without case, accents and typographic variants."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SLASH: Final = re.compile(r"\s*/\s*")
_PLAIN: Final = {
    **dict.fromkeys(map(ord, "’‘`´ʼ"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
    **dict.fromkeys(map(ord, ".\u200b\ufeff"), None),
    ord("_"): " ",
}


def folded(text: str) -> str:
    """Text without case, accents, full stops, underscores and doubled spaces."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    plain = " ".join(text.casefold().translate(_PLAIN).split())
    return _SLASH.sub("/", plain) if "/" in plain else plain


def unmangled(text: str) -> str:
    """Text as it was before UTF-8 was taken for cp1252 (“dÃ©pensÃ©”)."""
    if not any(mark in text for mark in "ÃÅÄâ"):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text

"""Texts of files as they are compared: without case, accents and typographic variants."""

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Text without case, accents, full stops, underscores and doubled spaces."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)).casefold()
    for marks, one in (("’‘`´ʼ", "'"), ("‐‑‒–—−", "-"), (".\u200b\ufeff", ""), ("_", " ")):
        plain = re.sub(f"[{marks}]", one, plain)
    return re.sub(r"\s*/\s*", "/", " ".join(plain.split()))


def unmangled(text: str) -> str:
    """Text as it was before UTF-8 was taken for cp1252 (“dÃ©pensÃ©”)."""
    if not any(mark in text for mark in "ÃÅÄâ"):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text

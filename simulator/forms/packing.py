"""Text that is too long for an address as it is: deflated, in the letters of an address, and unpacked with care.

What comes in an address was written by anybody: it is bounded before it is unpacked and while it is.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import zlib
from collections.abc import Iterable, Sequence
from typing import Final

from simulator.cache import cached
from simulator.errors import InputError

LONGEST: Final = 5_000
"""Characters that an address holds beside the plan: servers in between take 8,000 in all."""
LARGEST: Final = 100_000
"""Bytes of a text that is unpacked: so small an address can hold a thousand times its length."""
_RAW: Final = -15


@cached
def packed(text: str) -> str:
    """A text in letters, digits, "-" and "_"."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    deflated = deflate.compress(text.encode()) + deflate.flush()
    return base64.urlsafe_b64encode(deflated).decode().rstrip("=")


def unpacked(letters: str) -> str:
    """The text that was packed.

    Raises
    ------
    InputError
        When these letters are nothing that `packed` made, or hold more than a text may.
    """
    if len(letters) > LONGEST:
        raise InputError("This is too long (characters, at most: {most}).", most=LONGEST)
    inflate = zlib.decompressobj(_RAW)
    try:
        deflated = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        text = inflate.decompress(deflated, LARGEST)
        if inflate.eof and not inflate.unused_data:
            return text.decode()
    except (binascii.Error, zlib.error, ValueError):
        pass  # ValueError: letters that are no ASCII, bytes that are no text
    raise damaged()


def lines_of(rows: Iterable[Sequence[str]]) -> str:
    """Rows of texts as one text."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def rows_in(text: str) -> list[list[str]]:
    """The rows that `lines_of` wrote.

    Raises
    ------
    InputError
        When it wrote no such text.
    """
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise damaged() from None


def damaged() -> InputError:
    """What is said of a text that did not come back whole."""
    return InputError("It is damaged or too long: copy the whole address.")

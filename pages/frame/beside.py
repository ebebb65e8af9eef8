"""What travels beside the plan in the address: the tables of Channels and Segments, what the split of the channels
should do, the table of events while something in it cannot be used, and the plans kept for comparison.

A table travels as the texts of its cells, with the locale that they were written in, so that also a cell that cannot be
read comes back to be corrected. A kept plan travels as a link of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

import pandas as pd

from pages.frame import split_choices, typed_events
from pages.kit import columns, editing
from pages.kit.languages import best_locale
from pages.kit.words import N_
from simulator.forms.packing import LONGEST, damaged, lines_of, packed, rows_in, unpacked

Link = Mapping[str, str]
KEPT: Final = "kept"
EVENTS: Final = "events_table"
TABLES: Final = {
    "channels": (columns.CHANNELS_TABLE, columns.CHANNELS),
    "segments": (columns.SEGMENTS_TABLE, columns.SEGMENTS),
    EVENTS: (columns.EVENTS_TABLE, columns.EVENTS),
}
SPLIT: Final = "split"
NAMES: Final = (*TABLES, SPLIT, KEPT)
"""Parameters of an address; what does not fit is left out from the end."""
TOO_LONG: Final = "long"
"""Stands in an address for what did not fit into it."""
MOST_ROWS: Final = 200
HEADS: Final = 2
"""Lines of a packed table before its rows: locale and origin, and the columns."""
DAMAGED: Final = {
    "channels": N_("The table of Channels in the link could not be read: {reason}"),
    "segments": N_("The table of Segments in the link could not be read: {reason}"),
    EVENTS: N_("Events that cannot be used yet could not be read in the link: {reason}"),
    SPLIT: N_("What the split of Channels should do could not be read in the link: {reason}"),
    KEPT: N_("The plans kept for comparison in the link could not be read: {reason}"),
}
MISSING: Final = {
    "channels": N_("The table of Channels was too long for the link and is not in it: load it from its file."),
    "segments": N_("The table of Segments was too long for the link and is not in it: load it from its file."),
    EVENTS: N_("Events that cannot be used yet were too long for the link and are not in it: type them again."),
    SPLIT: N_("What the split of Channels should do was too long for the link and is not in it: choose it again."),
    KEPT: N_("The plans kept for comparison were too long for the link and are not in it: load them from their file."),
}
LEFT_OUT: Final = {
    "channels": N_("The table of Channels is too long for the address: download it, or a reload loses it."),
    "segments": N_("The table of Segments is too long for the address: download it, or a reload loses it."),
    EVENTS: N_("Events that cannot be used yet are too long for the address: correct them, or a reload loses them."),
    SPLIT: N_("What the split of Channels should do is too long for the address: a reload loses it."),
    KEPT: N_("The kept plans are too many for the address: download them on the page Compare, or a reload loses them."),
}


# -- into an address ------------------------------------------------------------------------------------------------


def encoded(kept: Iterable[Link]) -> dict[str, str]:
    """What there is beside the plan, by parameter; `TOO_LONG` for what no longer fits.

    kept : the links of the plans kept for comparison
    """
    texts = {name: _table_text(_texts(name)) for name in TABLES}
    texts[SPLIT] = split_choices.text_of()
    texts[KEPT] = "\n".join(urlencode(link) for link in kept)
    parts: dict[str, str] = {}
    room = LONGEST
    for name, text in texts.items():
        if not text:
            continue
        letters = packed(text)
        fits = len(letters) <= room
        parts[name] = letters if fits else TOO_LONG
        room -= len(letters) if fits else 0
    return parts


def _texts(name: str) -> editing.Texts | None:
    """What of a table an address holds: of the events, which the plan has, only what it cannot have."""
    return typed_events.texts() if name == EVENTS else editing.texts_of(TABLES[name][0])


def _table_text(table: editing.Texts | None) -> str:
    """A table as CSV: locale and whether it is a preset's, the columns that hold anything, the rows."""
    if table is None:
        return ""
    used = [str(name) for name in table.cells if any(table.cells[name])]
    head = [table.locale, "preset" if table.is_from_preset else ""]
    return lines_of([head, used, *table.cells[used].itertuples(index=False)])


# -- out of an address ----------------------------------------------------------------------------------------------


def kept_links(letters: str) -> list[dict[str, str]]:
    """The links of kept plans.

    Raises
    ------
    InputError
        When they are damaged.
    """
    return [dict(parse_qsl(line, keep_blank_values=True)) for line in unpacked(letters).splitlines() if line]


def open_table(name: str, letters: str | None) -> None:
    """Make a table what an address says of it: the example where it says nothing, or the plan's events.

    Raises
    ------
    InputError
        When it is damaged; the table stays.
    """
    key, layout = TABLES[name]
    present = _texts(name)
    if letters is None:
        if present is not None:
            typed_events.forget() if name == EVENTS else editing.forget(key)
        return
    if letters in (TOO_LONG, packed(_table_text(present))):
        return
    texts = _table_in(unpacked(letters), [column.name for column in layout])
    typed_events.open_texts(texts) if name == EVENTS else editing.put_texts(key, texts)


def _table_in(text: str, names: Sequence[str]) -> editing.Texts:
    lines = rows_in(text)
    if len(lines) < HEADS:
        raise damaged()
    head, header, *rows = lines
    sizes = {len(row) for row in rows}
    if not head or set(header) - set(names) or len(set(header)) < len(header) or sizes - {len(header)}:
        raise damaged()
    if len(rows) > MOST_ROWS or any(len(cell) > editing.LONGEST_TEXT for row in rows for cell in row):
        raise damaged()
    if best_locale(head[0]) != head[0]:
        raise damaged()
    cells = pd.DataFrame(rows, columns=header, dtype=str).reindex(columns=list(names), fill_value="")
    return editing.Texts(cells, head[0], is_from_preset="preset" in head[1:])

"""What is wrong with a table or a file of rows, in sentences that name the cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import streamlit as st

from pages.kit.editing import LONGEST_TEXT, Column
from pages.kit.words import Words, plain_markdown
from simulator.forms.scenario_file import FileProblem

MOST_SENTENCES: Final = 12


def sentences(
    words: Words, columns: Sequence[Column], problems: Iterable[FileProblem], *, names: Collection[str] = ()
) -> list[str]:
    """What is wrong, a sentence for each cell, with its row and its column as they are titled; at most a dozen.

    problems : first those of `Edited`, then those that the core found in its table; a cell is named once
    names : what the rows are called, to be found more easily
    """
    titles = {name: column.title for column in columns for name in (column.name, *column.names)}
    row_names = list(names)
    lines: dict[tuple[int | None, str], str] = {}
    for problem in problems:
        title = titles.get(problem.column or "", problem.column)
        place = []
        if problem.row:
            name = row_names[problem.row - 1] if problem.row <= len(row_names) else ""
            row = words.text("row {row}", row=words.number(problem.row))
            place.append(f"{row} ({plain_markdown(str(name)[:LONGEST_TEXT])})" if name else row)
        if title:
            shown = words.text(title) if problem.column in titles else title[:60]
            place.append(words.text("column {column}", column=plain_markdown(shown)))
        sentence = words.error(problem.error)
        line = words.titled(f"**{', '.join(place)}**", sentence) if place else sentence
        # Of a row or a file as a whole there may be several things to say, of a cell one.
        lines.setdefault((problem.row, title or problem.error.message), line)
    shown_lines = list(lines.values())[:MOST_SENTENCES]
    more = len(lines) - len(shown_lines)
    return [*shown_lines, *([words.text("and {count} more", count=words.number(more))] if more else [])]


def warn_of_file(words: Words, problems: Sequence[FileProblem], *, is_usable: bool) -> None:
    """What is wrong with a file of rows, by the file's own columns; nothing where nothing is."""
    if problems:
        lead = [] if is_usable else [words.text("The file cannot be used yet:"), ""]
        st.warning("\n".join([*lead, *(f"- {line}" for line in sentences(words, (), problems))]))

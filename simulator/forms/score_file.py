"""A part of a CSV of campaigns, scored: every row comes back with its figures or with what is wrong.

`scored` needs nothing but the layout of the file and the part, so parts may be scored in any order and anywhere. Rows
are written as they were read: separator, decimal mark, line ends. docs/python.md lists the columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.beliefs.checks import must_be_positive, must_be_share
from simulator.beliefs.distributions import LARGEST, SMALLEST, RateFromCounts
from simulator.engine.outcome import ZONES
from simulator.errors import InputError
from simulator.forms.field_list import number_of
from simulator.forms.numerals import Marks, is_number, stripped, unmistakable
from simulator.forms.scenario_file import FileProblem, neutral, plain, quoted
from simulator.forms.score_parts import COLUMNS, COUNTED, RESULTS, Assumed, Layout, Part, records, text_of
from simulator.questions.scores import Campaigns, Scores, scores_of

Array = NDArray[np.float64]

MOST_NAMED: Final = 20
"""Problems of a part that are handed back as sentences; all stand in the column of the file."""
_DOUBTFUL: Final = re.compile(r"[^0-9.,\n]|^[1-9][0-9]{0,2}[.,][0-9]{3}$", re.MULTILINE)
"""What no column of plain numbers holds: other signs, and a mark that may part thousands."""
_SPECIAL: Final = re.compile(r"[;,\t\"\r\n]|(?:^|\0)'*[=+\-@]")
"""What may split a cell or make a formula of it, in cells that a NUL parts."""
_SHOWN: Final = (0.01, 1e11)
"""Money between these is written with four decimals."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A part with its figures.

    content : its rows as they are written
    rows : how many there are
    refused : how many of them have a problem in place of figures
    problems : the first of these; `FileProblem.row` is the line of the file
    """

    content: bytes
    rows: int
    refused: int
    problems: tuple[FileProblem, ...]


def scored(layout: Layout, part: Part) -> Scored:
    """The rows of a part with their figures, in their order.

    Raises
    ------
    InputError
        When the part is no text, or its quotation marks do not pair up.
    """
    cells, lines = _rows(layout, part)
    width = len(layout.header)
    wrong: dict[int, InputError] = {at: _wrong_width(row, width) for at, row in enumerate(cells) if len(row) != width}
    columns = list(zip(*(_fitted(row, width) if at in wrong else row for at, row in enumerate(cells)), strict=True))
    numbers, ready = _numbers(layout, columns, len(cells), wrong)
    right = _right(numbers, wrong)
    scores = scores_of(
        Campaigns(**{name: column[right] for name, column in numbers.items()}),
        order_value_cv=layout.assumed.order_value_cv,
    )
    shown = [columns[at] if at in ready else _written(columns[at], layout.separator) for at in layout.shown if columns]
    texts = _results(layout, scores, right, wrong, lines)
    body = [layout.separator.join(row) for row in zip(*shown, texts, strict=True)]
    content = "".join(f"{row}{layout.line_end}" for row in body).encode()
    first = sorted(wrong)[:MOST_NAMED]
    return Scored(content, len(cells), len(wrong), tuple(_problem(lines[at], wrong[at]) for at in first))


def at_line(problem: FileProblem) -> str:
    """A problem as a sentence with the line of the file, as a program counts it."""
    return str(problem).replace("row", "line", 1)


def _problem(line: int, error: InputError) -> FileProblem:
    return FileProblem(line, error.field if error.field in COLUMNS else None, error)


# ---------------------------------------------------------------------------------------------------------------
# Reading


def _rows(layout: Layout, part: Part) -> tuple[list[list[str]], Sequence[int]]:
    """Rows that hold anything, and the line of each."""
    text = text_of(part)
    rows = records(text, layout.separator)
    spans = [1] * len(rows) if '"' not in text else [1 + sum(cell.count("\n") for cell in row) for row in rows]
    ends = np.cumsum(spans)
    lines = (part.line + ends - spans).tolist()
    full = [at for at, row in enumerate(rows) if any(row) and any(cell.strip() for cell in row)]
    return [rows[at] for at in full], [lines[at] for at in full]


def _wrong_width(row: Sequence[str], width: int) -> InputError:
    return InputError(
        "This row has {cells} cells, the header has {header}: it was not scored, and cells beyond the header are left "
        "out.",
        cells=len(row),
        header=width,
    )


def _fitted(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _numbers(
    layout: Layout, columns: Sequence[Sequence[str]], count: int, wrong: dict[int, InputError]
) -> tuple[dict[str, Array], set[int]]:
    """Every column of `COLUMNS` as numbers, nan where nothing stands, and the places of those that need no look.

    wrong : takes up what cannot be read
    """
    numbers, ready = {}, set[int]()
    for name in COLUMNS:
        if name not in layout.places or not columns:
            numbers[name] = np.full(count, np.nan)
            continue
        place = layout.places[name]
        column = _plain_numbers(columns[place], layout.marks)
        if column is None:
            column = _number_by_number(name, columns[place], layout.marks, wrong)
        elif layout.marks.decimal != layout.separator:
            ready.add(place)
        numbers[name] = column
    for name, value in _stand_ins(layout.assumed).items():
        numbers[name] = np.where(np.isnan(numbers[name]), np.nan if value is None else value, numbers[name])
    return numbers, ready


def _stand_ins(assumed: Assumed) -> Mapping[str, float | None]:
    return {"margin": assumed.margin, "aov": assumed.aov, "target_profit_share": assumed.target_profit_share}


def _plain_numbers(cells: Sequence[str], marks: Marks) -> Array | None:
    """A column in which every cell is digits with at most the file's own mark; None for any other."""
    joined = "\n".join(cells)
    if _DOUBTFUL.search(joined) or ("," if marks.decimal == "." else ".") in joined:
        return None
    texts = cells if marks.decimal == "." else joined.replace(",", ".").split("\n")
    try:
        result = np.fromiter(map(float, texts), dtype=float)
    except ValueError:  # an empty cell, or two marks
        return None
    return result if len(result) == len(cells) and np.isfinite(result).all() else None


def _number_by_number(name: str, cells: Sequence[str], marks: Marks, wrong: dict[int, InputError]) -> Array:
    result = np.full(len(cells), np.nan)
    for at, cell in enumerate(cells):
        if not stripped(cell):
            continue
        try:
            result[at] = number_of(name, marks.with_point(name, cell))
        except InputError as error:
            wrong.setdefault(at, error)
    return result


def _right(numbers: Mapping[str, Array], wrong: dict[int, InputError]) -> NDArray[np.bool_]:
    """Which rows can be scored; `wrong` takes up what is wrong with the others."""
    clicks, orders, spend, value, margin, aov, target = (numbers[name] for name in COLUMNS)
    none = orders == 0
    right = (clicks > SMALLEST) & (orders >= 0) & (orders <= clicks) & (spend > SMALLEST)
    right &= np.where(none, value == 0, value > SMALLEST)
    for share in (margin, target):
        right &= (share == 0) | ((share > SMALLEST) & (share <= 1))
    right &= ~none | (aov > SMALLEST)
    for column in (clicks, spend, value, np.where(none, aov, 0.0)):
        right &= column <= LARGEST
    right[list(wrong)] = False
    for at in np.flatnonzero(~right).tolist():
        if at not in wrong:
            error = _wrong_row({name: float(numbers[name][at]) for name in COLUMNS})
            if error is None:
                right[at] = True
            else:
                wrong[at] = error
    return np.asarray(right)


def _wrong_row(row: Mapping[str, float]) -> InputError | None:
    """The first rule that a row breaks."""
    try:
        for name in (*COUNTED, "margin"):
            if np.isnan(row[name]):
                raise InputError("A value is missing here.", field=name)
        RateFromCounts(row["orders"], row["clicks"])
        for name in ("clicks", "spend", *(["value"] if row["orders"] else [])):
            must_be_positive(name, row[name])
        for name in ("margin", "target_profit_share"):
            must_be_share(name, row[name])
        if not row["orders"]:
            _must_know_an_order(row)
    except InputError as error:
        return error
    return None


def _must_know_an_order(row: Mapping[str, float]) -> None:
    if row["value"] != 0:
        raise InputError("There is an order value but no order: check both columns.", field="value")
    if np.isnan(row["aov"]):
        raise InputError(
            "Without an order nobody knows what one is worth: fill in a column aov, or give one for all (--aov 80).",
            field="aov",
        )
    must_be_positive("aov", row["aov"])


# ---------------------------------------------------------------------------------------------------------------
# Writing


def _written(cells: Sequence[str], separator: str) -> Sequence[str]:
    """Cells that no spreadsheet splits or takes for a formula; numbers stay as they are."""
    if not _SPECIAL.search("\0".join(cells)):
        return cells
    return [quoted(cell if is_number(cell) else neutral(plain(cell)), separator) for cell in cells]


def _results(
    layout: Layout, scores: Scores, right: NDArray[np.bool_], wrong: Mapping[int, InputError], lines: Sequence[int]
) -> list[str]:
    """The cells of `RESULTS` of every row, joined."""
    separator = layout.separator
    texts = [""] * len(lines)
    zones = [f"{separator}{name}{separator}" for name in ZONES]
    figures = _figures(layout, scores)
    places = np.flatnonzero(right).tolist()
    for at, row, zone in zip(places, figures, scores.zone.tolist(), strict=True):
        texts[at] = row + zones[zone]
    empty = separator * (len(RESULTS) - 1)
    for at, error in wrong.items():
        texts[at] = empty + quoted(neutral(at_line(_problem(lines[at], error))), separator)
    return texts


def _figures(layout: Layout, scores: Scores) -> list[str]:
    """The numbers of every row, joined."""
    money = (scores.cpo_p5, scores.cpo_p50, scores.cpo_p95, scores.max_cpo)
    mark = '"' if layout.marks.decimal == layout.separator else ""
    chance, amount = f"{mark}%.6f{mark}", f"{mark}%.4f{mark}"
    form = "\0".join([chance, *[amount] * len(money)])
    chances = scores.break_even_probability.tolist()
    rows = [form % row for row in zip(chances, *(amount.tolist() for amount in money), strict=True)]
    fits = np.logical_and.reduce([(amount == 0) | ((amount >= _SHOWN[0]) & (amount <= _SHOWN[1])) for amount in money])
    for at in np.flatnonzero(~fits).tolist():
        amounts = [f"{mark}{unmistakable(f'{float(amount[at]):.6g}')}{mark}" for amount in money]
        rows[at] = "\0".join([chance % chances[at], *amounts])
    whole = "\n".join(rows)  # replaced at once, which is quicker than row by row
    if layout.marks.decimal == ",":
        whole = whole.replace(".", ",")
    return whole.replace("\0", layout.separator).split("\n") if rows else []

"""Plans as CSV: one row per plan, inputs complete enough to rebuild it, results beside them.

What the pages Funnel and Omnichannel ask for stands between the two, in columns that are written where a row differs
from the usual values.

Two dialects, both UTF-8 with BOM: comma and decimal point, semicolon and decimal comma (continental Excel). Reading
finds the dialect by itself, takes the rows that are right and says of every other one what is wrong, by row and column.
docs/scenario_csv.md describes the columns.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from simulator.engine.outcome import Outcome, outcome_of
from simulator.errors import InputError
from simulator.forms.event_text import fields_of_season
from simulator.forms.field_list import BY_NAME, DEFAULTS, Field, Value, Values, parsed, text_of
from simulator.forms.fields import fields_of, plan_of, within_draws
from simulator.forms.file_notes import (
    EVERYDAY,
    INPUTS,
    PART_OF,
    Note,
    first_of_column,
    lost_columns,
    notes_of_row,
    stays_empty,
)
from simulator.forms.headings import out_of_order, recognised, unknown, unread
from simulator.forms.numerals import Marks, is_number, marks_of, stripped, unmistakable
from simulator.forms.page_fields import ALL_BY_NAME, PAGE_DEFAULTS
from simulator.plan.scenario import MOST_DRAWS, Plan, Scenario
from simulator.questions.verdict import verdict

Dialect = Literal["point", "comma"]
SEPARATORS: Final = {"point": ",", "comma": ";"}
MOST_ROWS: Final = 1_000
LARGEST_FILE: Final = 2_000_000
"""Bytes."""
RESULT: Final = "result_"
"""Columns that begin like this are results: written for the reader, and no plan is made of them."""

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_SPLITS: Final = re.compile(r'[;,\t"\r\n]')


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What could not be taken: row as a spreadsheet counts it (the header is 1), None for the whole file."""

    row: int | None
    column: str | None
    error: InputError

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row else []
        place += [f"column {self.column}"] if self.column else []
        return ", ".join(place) + (": " if place else "") + str(self.error)


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """What a file held: the plans of its good rows, and everything else that was in it.

    page_values : of each plan, the fields of `simulator.page_fields`; only their pages judge them
    """

    plans: tuple[Plan, ...]
    problems: tuple[FileProblem, ...]
    page_values: tuple[Values, ...] = ()

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios of the plans."""
        return tuple(plan.scenario for plan in self.plans)


# ---------------------------------------------------------------------------------------------------------------
# Writing


def results_of(outcome: Outcome) -> dict[str, float | str]:
    """The figures that stand beside the inputs in a file."""
    chances = {
        "break_even_probability": outcome.break_even_probability,
        "long_run_break_even_probability": outcome.long_run_break_even_probability,
        "no_order_probability": outcome.no_order_probability,
        **{f"{zone}_probability": chance for zone, chance in outcome.zones.items()},
    }
    results: dict[str, float | str] = {"verdict": verdict(outcome).word}
    for name, chance in chances.items():
        results |= {name: chance.value, f"{name}_mc_error": chance.mc_error}
    for name in outcome.outputs:
        row = dict(zip(outcome.summary.columns, outcome.summary.loc[name].to_numpy(dtype=float).tolist(), strict=True))
        results |= {f"{name}_{figure}": row[figure] for figure in ("mean", "p5", "p50", "p95")}
        results[f"{name}_p50_mc_error"] = row["mc_error"]
    worst = outcome.worst_mean()
    return results | {"profit_worst_mean": worst.value, "profit_worst_mean_mc_error": worst.mc_error}


def write_scenarios(
    plans: Iterable[Plan | Scenario], *, dialect: Dialect = "point", page_values: Sequence[Values] = ()
) -> bytes:
    """A file of plans with their results, in the order given; a bare scenario is simulated with default settings.

    page_values : of each plan, the fields of `simulator.page_fields`; nothing where there are none
    """
    rows = [plan if isinstance(plan, Plan) else Plan(plan) for plan in plans]
    pages = page_values or [PAGE_DEFAULTS] * len(rows)
    values = [
        {**PAGE_DEFAULTS, **page, **fields_of(plan), **fields_of_season(plan.scenario.season)}
        for plan, page in zip(rows, pages, strict=True)
    ]
    results = [results_of(outcome_of(plan)) for plan in rows]
    columns = [field for field in ALL_BY_NAME.values() if _is_written(field, values)]
    result_columns = list(dict.fromkeys(name for result in results for name in result))
    table = [[field.name for field in columns] + [RESULT + name for name in result_columns] + [INPUTS]]
    for value, result in zip(values, results, strict=True):
        inputs = [_cell(field, value[field.name], dialect) for field in columns]
        table.append(
            inputs + [_result_cell(result.get(name), dialect) for name in result_columns] + [str(len(columns))]
        )
    return _written(table, dialect)


def write_draws(outcome: Outcome, *, dialect: Dialect = "point") -> bytes:
    """Every draw of an outcome, one row each, with the columns of `Outcome.draws`."""
    separator, decimal = SEPARATORS[dialect], "." if dialect == "point" else ","
    text = outcome.draws.to_csv(index=False, sep=separator, decimal=decimal, lineterminator="\r\n", na_rep="")
    return text.encode("utf-8-sig")


def write_table(table: pd.DataFrame, *, dialect: Dialect = "point") -> bytes:
    """Any table of results as a file."""
    rows = [[neutral(str(column)) for column in table.columns]]
    rows += [[_result_cell(value, dialect) for value in row] for row in table.itertuples(index=False)]
    return _written(rows, dialect)


def _is_written(field: Field, values: Sequence[Values]) -> bool:
    """Whether a column is needed: one of a page, or of a belief beside CPC, CVR and AOV, only where a row uses it."""
    if field.name in PAGE_DEFAULTS:
        return any(value[field.name] != field.default for value in values)
    belief = PART_OF.get(field.name)
    if belief is None or belief in EVERYDAY:
        return True
    return any(value[f"{belief}_kind"] != "known" for value in values)


def _cell(field: Field, value: Value, dialect: Dialect) -> str:
    text = text_of(field, value)
    if field.kind == "text":
        return neutral(text)
    return text.replace(".", ",") if dialect == "comma" else text


def _result_cell(value: object, dialect: Dialect) -> str:
    if value is None or value != value:  # pandas has NaN where a text is missing
        return ""
    if isinstance(value, str):
        return neutral(value)
    text = unmistakable(repr(float(value)))  # type: ignore[arg-type]
    return text.replace(".", ",") if dialect == "comma" else text


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `plain` brings it back as it was."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """Text as it was before `neutral`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _written(table: Sequence[Sequence[str]], dialect: Dialect) -> bytes:
    separator = SEPARATORS[dialect]
    lines = [separator.join(quoted(cell, separator) for cell in row) for row in table]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def quoted(cell: str, separator: str) -> str:
    """A cell that no spreadsheet splits, whichever separator it expects: a part of it could be a formula."""
    number = is_number(cell) and separator not in cell
    if number or not _SPLITS.search(cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'


# ---------------------------------------------------------------------------------------------------------------
# Reading


def read_scenarios(content: bytes | str, *, most_draws: int = MOST_DRAWS) -> ScenarioFile:
    """The plans of a file in either dialect; never raises for what a file may hold.

    most_draws : of one plan; a row that asks for more gets these, and a problem that says so
    """
    try:
        written, rows = read_cells(content)
    except InputError as error:
        return ScenarioFile((), (FileProblem(None, error.field, error),))
    header = recognised(written, ALL_BY_NAME)
    problems = _problems_of_header(header)
    if problems:
        return ScenarioFile((), tuple(problems))
    problems = _notes_of_header(header, [cells for _, cells in rows])
    if len(rows) > MOST_ROWS:
        too_many = InputError("Only the first rows were read: {most} of {count}.", most=MOST_ROWS, count=len(rows))
        problems.append(FileProblem(None, None, too_many))
    known = [ALL_BY_NAME.get(name) for name in header]
    numeric = [at for at, field in enumerate(known) if field and field.kind not in ("text", "code")]
    marks = marks_of(cells[at] for _, cells in rows[:MOST_ROWS] for at in numeric if at < len(cells))
    plans, pages, notes = [], [], list[Note]()
    for number, cells in rows[:MOST_ROWS]:
        values, wrong = _values(number, header, cells, marks)
        values, limited = within_draws(values, most_draws)
        plan, refused = plan_of(values) if not wrong else (None, [])
        refused += [limited] if limited else []
        problems += [*wrong, *(FileProblem(number, error.field, error) for error in refused)]
        if plan is not None:
            plans.append(plan)
            pages.append({name: values[name] for name in PAGE_DEFAULTS})
            record = {name: cell for name, cell in zip(header, cells, strict=True) if name in ALL_BY_NAME}
            notes += notes_of_row(number, record, values, plan)
    problems += [FileProblem(*note) for note in first_of_column(notes)]
    return ScenarioFile(tuple(plans), tuple(problems), tuple(pages))


def read_cells(content: bytes | str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and numbered rows of a file in either dialect; empty rows are left out.

    Raises
    ------
    InputError
        When it is no table of text, is too large, or holds no row.
    """
    text = content.removeprefix("\ufeff") if isinstance(content, str) else _text(content)
    first, _, rest = text.partition("\n")
    stated = re.fullmatch(r"sep=([;\t,])\s*", first, re.IGNORECASE)  # Excel's own remark
    if stated:
        text = rest
    if stated or not first.strip():  # empty rows before the header
        first = next((line for line in text.splitlines() if line.strip()), "")
    separator = stated[1] if stated else max(";\t,", key=first.count)
    limit = csv.field_size_limit(LARGEST_FILE)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = [(number, cells) for number, cells in enumerate(reader, 1) if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise InputError("The quotation marks of this file do not pair up: save it again as CSV UTF-8.") from None
    finally:
        csv.field_size_limit(limit)
    if not rows:
        raise InputError("This file is empty. Choose a CSV that was downloaded here.")
    header = [cell.strip() for cell in rows[0][1]]
    if len(rows) == 1:
        raise InputError("This file has a header but no row. Choose a CSV that was downloaded here.")
    return header, rows[1:]


def _text(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise InputError(
            "This file is too large ({size} bytes, at most {most}): split it.",
            size=len(content),
            most=LARGEST_FILE,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("This file is not text in UTF-8: in Excel, save it as “CSV UTF-8”.") from None
    if "\0" in text:
        raise InputError("This is not a text file. Choose a CSV that was downloaded here.")
    return text


def _problems_of_header(header: Sequence[str]) -> list[FileProblem]:
    """Why there is no plan in a file, with the columns that may be the missing ones under other names."""
    known = [name for name in header if name in ALL_BY_NAME]
    if not any(name in BY_NAME for name in known):
        error = InputError(
            "No column of a scenario file was found in the first row. Choose a CSV that was downloaded here."
        )
        return [FileProblem(None, None, error)]
    doubled = next((name for name in known if known.count(name) > 1), None)
    if doubled:
        error = InputError("This column stands twice in the first row: delete one of the two.", field=doubled)
        return [FileProblem(None, doubled, error)]
    for name in ("budget", *EVERYDAY):
        if not any(column == name or (name != "budget" and column.startswith(f"{name}_")) for column in known):
            error = InputError("This column is missing: without it there is no plan.", field=name)
            missing = [other for other in ALL_BY_NAME if other not in header]
            others = [(other, unknown(other, missing)) for other in header if other and other not in ALL_BY_NAME]
            return [
                FileProblem(None, name, error),
                *(FileProblem(1, other[:40], remark) for other, remark in others if remark.values),
            ]
    return []


def _notes_of_header(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[FileProblem]:
    """Columns that are not read, that stand in another order, and that were lost since the file was written."""
    inputs = list(ALL_BY_NAME)
    notes = [FileProblem(1, name, error) for name, error in unread(header, inputs, rows, results=RESULT)]
    moved = out_of_order(header, inputs, results=RESULT)
    lost = lost_columns(header, rows[0], INPUTS)
    return [*notes, *(FileProblem(1, None, error) for error in (moved, lost) if error)]


def _values(number: int, header: Sequence[str], cells: Sequence[str], marks: Marks) -> tuple[Values, list[FileProblem]]:
    """The fields of a row, and what in it cannot be read."""
    if len(cells) != len(header):
        error = InputError(
            "This row has {cells} cells, the header has {header}: it was left out.",
            cells=len(cells),
            header=len(header),
        )
        return {}, [FileProblem(number, None, error)]
    values: dict[str, Value] = {**DEFAULTS, **PAGE_DEFAULTS}
    problems = []
    for name, cell in zip(header, cells, strict=True):
        if name in ALL_BY_NAME:
            try:
                values[name] = _value(ALL_BY_NAME[name], cell, marks)
            except InputError as error:
                problems.append(FileProblem(number, name, error))
    return values, problems


def _value(field: Field, cell: str, marks: Marks) -> Value:
    if field.kind == "text":
        return plain(cell)
    if field.kind == "code":
        return parsed(field, stripped(cell))
    text = marks.with_point(field.name, cell)
    return None if not text and stays_empty(field) else parsed(field, text)

"""Channels as a table that is edited in place, and as CSV.

A row holds a 90 % interval for each belief (low = high: known) and nothing where the plan's own value holds. Other
beliefs are written as their 5 % and 95 % points. Files come in the two dialects of `scenario_file`, and either is read.
docs/method.md, section 20, lists the columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from simulator.beliefs import Amount, Belief, Fixed, Rate, quantile
from simulator.channels import CENT, MOST, USUAL_CORRELATION, Channel, Channels, known_or
from simulator.errors import InputError
from simulator.fields import Kind, number_of
from simulator.scenario import Plan
from simulator.scenario_file import (
    Dialect,
    FileProblem,
    decimal_mark,
    plain,
    read_cells,
    with_point,
    write_table,
)


class Column(NamedTuple):
    """One column of the table of channels."""

    name: str
    kind: Kind
    meaning: str


COLUMNS: Final = (
    Column("name", "text", "label of the channel"),
    Column("spend", "money", "spend now [currency per period]"),
    Column("cpc_low", "money", "click price at the reference spend: low end of a 90 % interval"),
    Column("cpc_high", "money", "click price: high end; the same as the low end when known"),
    Column("cvr_low", "share", "conversion rate: low end"),
    Column("cvr_high", "share", "conversion rate: high end"),
    Column("aov_low", "money", "average order value: low end; empty: the plan's"),
    Column("aov_high", "money", "average order value: high end; empty: the plan's"),
    Column("cpc_elasticity", "number", "γ: click price grows with (spend / reference spend)^γ; empty: the plan's"),
    Column("new_customer_share", "share", "share of orders from new customers; empty: the plan's"),
    Column("min_spend", "money", "the least an allocation may give; empty: 0"),
    Column("max_spend", "money", "the most an allocation may give; empty: no limit"),
    Column(
        "contribution_share", "share", "what an order leaves before ads, as a share of its value; empty: the plan's"
    ),
    Column("reference_spend", "money", "spend at which that click price was seen; empty: the spend now"),
)
NAMES: Final = tuple(column.name for column in COLUMNS)
_ENDS: Final = (0.05, 0.95)
NEEDED: Final = ("name", "spend", "cpc_low", "cpc_high", "cvr_low", "cvr_high")
_KINDS: Final[Mapping[str, Kind]] = {column.name: column.kind for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class ChannelTable:
    """What a table or a file held: the channels where all is right, else None and everything that is wrong.

    problems : rows are counted from 1 in a table; in a file as a spreadsheet counts them (the header is 1)
    """

    channels: Channels | None
    problems: tuple[FileProblem, ...]


# ---------------------------------------------------------------------------------------------------------------
# Channels -> table


def table_of(channels: Channels | Iterable[Channel]) -> pd.DataFrame:
    """The table that is edited: one row per channel, columns of `NAMES`, nan where the plan's value holds."""
    rows = channels.rows if isinstance(channels, Channels) else channels
    return typed(pd.DataFrame([_row(channel) for channel in rows], columns=list(NAMES)))


def empty_table() -> pd.DataFrame:
    """The table without a row."""
    return table_of(())


_EXAMPLE: Final = ((0.6, 1.15, 1.15), (0.4, 0.70, 0.60))
"""Share of the budget, click price and conversion rate of each channel, beside the plan's: made up."""


def example_channels(plan: Plan, names: tuple[str, str]) -> tuple[Channel, ...]:
    """Two made-up channels to begin with: the plan's budget split in two, its click price and rate moved a little."""
    scenario, rows = plan.scenario, []
    for name, (share, price, rate) in zip(names, _EXAMPLE, strict=True):
        cpc = [float(f"{quantile(scenario.cpc, end) * price:.2g}") for end in _ENDS]
        cvr = [min(float(f"{quantile(scenario.cvr, end) * rate:.2g}"), 0.99) for end in _ENDS]
        rows.append(
            Channel(
                name=name,
                spend=max(round(scenario.budget * share, 2), CENT),
                cpc=Amount(*cpc) if cpc[0] < cpc[1] else Fixed(cpc[0]),
                cvr=Rate(*cvr) if 0 < cvr[0] < cvr[1] else Fixed(cvr[0]),
            )
        )
    return tuple(rows)


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with text in the column of names and numbers in all others, whatever was missing."""
    kinds = {name: "object" if kind == "text" else "float64" for name, kind in _KINDS.items()}
    return table.astype(kinds)


def _row(channel: Channel) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": channel.name,
        "spend": channel.spend,
        **_ends("cpc", channel.cpc),
        **_ends("cvr", channel.cvr),
        **({} if channel.aov is None else _ends("aov", channel.aov)),
        "cpc_elasticity": channel.cpc_elasticity,
        "min_spend": channel.min_spend or None,
        "max_spend": channel.max_spend,
        "contribution_share": channel.contribution_share,
        "reference_spend": None if channel.reference == channel.spend else channel.reference,
    }
    if channel.new_customer_share is not None:
        row["new_customer_share"] = quantile(known_or(channel.new_customer_share), 0.5)
    return row


def _ends(name: str, belief: Belief) -> dict[str, float]:
    """The 90 % interval of a belief, as it was typed where it was."""
    if isinstance(belief, Amount | Rate) and belief.level == 0.90:
        low, high = belief.low, belief.high
    elif isinstance(belief, Fixed):
        low = high = belief.value
    else:
        low, high = (float(f"{quantile(belief, share):.6g}") for share in (0.05, 0.95))
    return {f"{name}_low": low, f"{name}_high": high}


# ---------------------------------------------------------------------------------------------------------------
# Table -> channels


def channels_of(table: pd.DataFrame, plan: Plan, *, correlation: float = USUAL_CORRELATION) -> ChannelTable:
    """The channels of an edited table; rows without anything in them are left out. Never raises for what it holds."""
    return _channels(_records(table), plan, correlation)


Record = tuple[int, dict[str, Any]]
"""Number of a row, and what stands in its columns."""


def _records(table: pd.DataFrame) -> list[Record]:
    return [
        (number, {str(name): value for name, value in row.items() if str(name) in NAMES})
        for number, row in enumerate(table.to_dict("records"), 1)
    ]


def _channels(records: Sequence[Record], plan: Plan, correlation: float) -> ChannelTable:
    rows, numbers, problems = [], [], []
    for number, record in records:
        values = {name: value for name, value in record.items() if not _is_missing(value)}
        if not values:
            continue
        channel, wrong = _channel(values)
        problems += [FileProblem(number, error.field, error) for error in wrong]
        if channel is not None:
            rows.append(channel)
            numbers.append(number)
    if problems:
        return ChannelTable(None, tuple(problems))
    try:
        return ChannelTable(Channels(plan, tuple(rows), correlation), ())
    except InputError as error:
        # Said of a channel: of the row in which it stands; of a name that stands twice, with both rows.
        at = error.values.get("row")
        if not isinstance(at, int):
            return ChannelTable(None, (FileProblem(None, error.field, error),))
        told = {**error.values, "row": numbers[at - 1]}
        if isinstance(first := error.values.get("first"), int):
            told["first"] = numbers[first - 1]
        return ChannelTable(
            None, (FileProblem(numbers[at - 1], error.field, InputError(error.message, field=error.field, **told)),)
        )


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or (isinstance(value, str) and not value.strip())


def _channel(values: Mapping[str, Any]) -> tuple[Channel | None, list[InputError]]:
    """The channel of a row, or everything that is wrong with it."""
    problems = [InputError("A value is missing here.", field=name) for name in NEEDED if name not in values]
    numbers: dict[str, float] = {}
    for name, value in values.items():
        if _KINDS[name] == "text":
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            problems.append(InputError("A number is needed, got “{text}”.", field=name, text=str(value)[:40]))
        else:
            numbers[name] = float(value)
    if problems:
        return None, problems
    beliefs: dict[str, Belief | None] = {}
    for name in ("cpc", "cvr", "aov"):
        try:
            beliefs[name] = _belief(name, numbers)
        except InputError as error:
            problems.append(error)
    if problems:
        return None, problems
    own = {name: numbers[name] for name in NAMES if name in numbers and not name.endswith(("_low", "_high"))}
    try:
        return Channel(name=str(values["name"]), **beliefs, **own), []  # type: ignore[arg-type]  # checks its own values
    except InputError as error:
        column = error.field if error.field in NAMES else f"{error.field}_low"
        return None, [error.at(column)]


def _belief(name: str, numbers: Mapping[str, float]) -> Belief | None:
    """The belief of two columns; None where both are empty.

    Raises
    ------
    InputError
        Naming the column.
    """
    low, high = numbers.get(f"{name}_low"), numbers.get(f"{name}_high")
    if low is None and high is None:
        return None
    if low is None or high is None:
        raise InputError("A value is missing here.", field=f"{name}_low" if low is None else f"{name}_high")
    if low == high:
        return Fixed(low)
    try:
        return Rate(low, high) if name == "cvr" else Amount(low, high)
    except InputError as error:
        raise error.at(f"{name}_high" if error.field == "high" else f"{name}_low") from None


# ---------------------------------------------------------------------------------------------------------------
# CSV


def write_channels(channels: Channels | Iterable[Channel], *, dialect: Dialect = "point") -> bytes:
    """A file of channels that `read_channels` brings back."""
    return write_table(table_of(channels), dialect=dialect)


def read_channels(content: bytes | str, plan: Plan, *, correlation: float = USUAL_CORRELATION) -> ChannelTable:
    """The channels of a file in either dialect; never raises for what a file may hold."""
    try:
        header, rows = read_cells(content)
        _check_header(header)
    except InputError as error:
        return ChannelTable(None, (FileProblem(None, error.field, error),))
    if len(rows) > MOST:
        too_many = InputError("At most {most} channels are read, this file has {count}.", most=MOST, count=len(rows))
        return ChannelTable(None, (FileProblem(None, None, too_many),))
    places = [at for at, name in enumerate(header) if name in NAMES and _KINDS[name] != "text"]
    decimal = decimal_mark(places, rows)
    records, problems = [], []
    for number, cells in rows:
        record, wrong = _record(header, cells, decimal)
        records.append((number, record))
        problems += [FileProblem(number, error.field, error) for error in wrong]
    if problems:
        return ChannelTable(None, tuple(problems))
    return _channels(records, plan, correlation)


def _check_header(header: Sequence[str]) -> None:
    doubled = next((name for name in header if name in NAMES and header.count(name) > 1), None)
    if doubled:
        raise InputError("This column stands twice in the first row: delete one of the two.", field=doubled)
    for name in NEEDED:
        if name not in header:
            raise InputError("This column is missing: without it there are no channels.", field=name)


def _record(header: Sequence[str], cells: Sequence[str], decimal: str) -> tuple[dict[str, Any], list[InputError]]:
    if len(cells) != len(header):
        error = InputError(
            "This row has {cells} cells, the header has {header}: it was left out.",
            cells=len(cells),
            header=len(header),
        )
        return {}, [error]
    record: dict[str, Any] = {}
    problems = []
    for name, cell in zip(header, cells, strict=True):
        if name not in NAMES or not cell.strip():
            continue
        try:
            record[name] = plain(cell) if _KINDS[name] == "text" else number_of(name, with_point(name, cell, decimal))
        except InputError as error:
            problems.append(error)
    return record, problems

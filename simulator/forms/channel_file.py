"""Channels as a table that is edited in place, and as CSV.

A row holds a 90 % interval for each belief (low = high: known) and nothing where the plan's own value holds. Other
beliefs are written as their 5 % and 95 % points. Files come in the two dialects of `scenario_file`, and either is read.
docs/method.md, section 20, lists the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import pandas as pd

from simulator.beliefs.distributions import Amount, Fixed, Rate, quantile
from simulator.beliefs.ends import belief_of_ends, ends_of
from simulator.channels.table import CENT, MOST, USUAL_CORRELATION, Channel, Channels
from simulator.errors import InputError
from simulator.forms.field_list import Kind
from simulator.forms.scenario_file import Dialect, FileProblem, write_table
from simulator.forms.table_rows import Layout, Records, by_row, made, without_repeats
from simulator.plan.scenario import Plan


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
LAYOUT: Final = Layout(NAMES, "name", NEEDED, MOST)
_FINE: Final = {"name": "-", "spend": 1.0, "cpc": Fixed(1.0), "cvr": Fixed(0.5), "min_spend": 0.0}
"""Stands in for what is wrong in a row while the rest of it is looked at."""


@dataclass(frozen=True, slots=True)
class ChannelTable:
    """What a table or a file held: the channels where all is right, else None and everything that is wrong.

    problems : rows are counted from 1 in a table; in a file as a spreadsheet counts them (the header is 1). Beside
        channels: what of the file was not read, or may be a slip
    """

    channels: Channels | None
    problems: tuple[FileProblem, ...]


# ---------------------------------------------------------------------------------------------------------------
# Channels -> table


def table_of(channels: Channels | Iterable[Channel]) -> pd.DataFrame:
    """The table that is edited: one row per channel, columns of `NAMES`, nan where the plan's value holds."""
    rows = channels.rows if isinstance(channels, Channels) else channels
    return LAYOUT.typed([_row(channel) for channel in rows])


def readable_ends(table: pd.DataFrame) -> pd.DataFrame:
    """The table with four significant digits in what was learned: more would only look exact, and fill the cells."""
    ends = [name for name in NAMES if name.endswith(("_low", "_high"))]
    return table.assign(**{name: [float(f"{value:.4g}") for value in table[name]] for name in ends})


def empty_table() -> pd.DataFrame:
    """The table without a row."""
    return table_of(())


_EXAMPLE: Final = ((0.6, 1.15, 1.15), (0.4, 0.70, 0.60))
"""Share of the budget, click price and conversion rate of each channel, beside the plan's: made up."""


def example_channels(plan: Plan, names: tuple[str, str]) -> tuple[Channel, ...]:
    """Two made-up channels to begin with: the plan's budget split in two, its click price and rate moved a little."""
    scenario, rows = plan.scenario, []
    dearer = scenario.cpc_factor  # at the plan's budget
    for name, (share, price, rate) in zip(names, _EXAMPLE, strict=True):
        cpc = [float(f"{quantile(scenario.cpc, end) * dearer * price:.2g}") for end in _ENDS]
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


def _row(channel: Channel) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": channel.name,
        "spend": channel.spend,
        **ends_of("cpc", channel.cpc),
        **ends_of("cvr", channel.cvr),
        **ends_of("aov", channel.aov),
        "cpc_elasticity": channel.cpc_elasticity,
        "min_spend": channel.min_spend or None,
        "max_spend": channel.max_spend,
        "contribution_share": channel.contribution_share,
        "reference_spend": None if channel.reference == channel.spend else channel.reference,
    }
    if channel.new_customer_share is not None:
        row["new_customer_share"] = quantile(channel.new_customer_share, 0.5)
    return row


# ---------------------------------------------------------------------------------------------------------------
# Table -> channels


def channels_of(table: pd.DataFrame, plan: Plan, *, correlation: float = USUAL_CORRELATION) -> ChannelTable:
    """The channels of an edited table; rows without anything in them are left out. Never raises for what it holds."""
    return _channels(LAYOUT.records(table), plan, correlation)


def _channels(records: Records, plan: Plan, correlation: float, unreadable: Iterable[FileProblem] = ()) -> ChannelTable:
    rows, numbers, problems = [], [], list(unreadable)
    for number, record in records:
        channel, wrong = _channel(record)
        problems += [FileProblem(number, error.field, error) for error in wrong]
        if channel is not None:
            rows.append(channel)
            numbers.append(number)
    if problems:
        return ChannelTable(None, by_row(problems))
    try:
        return ChannelTable(Channels(plan, tuple(rows), correlation), ())
    except InputError as error:
        # Said of a channel: of the row in which it stands; of a name that stands twice, with both rows.
        at = error.values.get("row")
        if not isinstance(at, int):
            return ChannelTable(None, (FileProblem(None, error.field, error),))
        values_of_error = {**error.values, "row": numbers[at - 1]}
        if isinstance(first := error.values.get("first"), int):
            values_of_error["first"] = numbers[first - 1]
        return ChannelTable(
            None,
            (
                FileProblem(
                    numbers[at - 1], error.field, InputError(error.message, field=error.field, **values_of_error)
                ),
            ),
        )


def _channel(record: Mapping[str, Any]) -> tuple[Channel | None, list[InputError]]:
    """The channel of a row, or everything that is wrong with it."""
    numbers, problems = LAYOUT.numbers(dict(record))
    values: dict[str, Any] = {}
    for name in ("cpc", "cvr", "aov"):
        try:
            values[name] = belief_of_ends(name, numbers, share=name == "cvr")
        except InputError as error:
            problems.append(error)
    values |= {name: numbers[name] for name in NAMES if name in numbers and not name.endswith(("_low", "_high"))}
    values["name"] = str(record.get("name", _FINE["name"]))
    given_values = {name: value for name, value in values.items() if value is not None}
    channel, refused = made(Channel, {**_FINE, **given_values}, _FINE)
    problems += [error.at(LAYOUT.column_of(error)) for error in refused]
    return channel, without_repeats(record, problems)


# ---------------------------------------------------------------------------------------------------------------
# CSV


def write_channels(channels: Channels | Iterable[Channel], *, dialect: Dialect = "point") -> bytes:
    """A file of channels that `read_channels` brings back."""
    return write_table(table_of(channels), dialect=dialect)


def read_channels(content: bytes | str, plan: Plan, *, correlation: float = USUAL_CORRELATION) -> ChannelTable:
    """The channels of a file in either dialect; never raises for what a file may hold."""
    file = LAYOUT.read(content)
    channels = _channels(file.records, plan, correlation, file.problems)
    return replace(channels, problems=by_row((*file.notes, *channels.problems)))

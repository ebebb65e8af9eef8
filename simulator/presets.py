"""Plans to start from, and the published figures behind them.

Both are data beside this file: `facts.csv` (figures with year, source and confidence) and `presets.toml` (plans whose
every field names the facts or the assumption it comes from). Published averages of different samples do not compose: a
preset gives ranges per input, to be replaced with one's own.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import pandas as pd

from simulator.channel_file import LAYOUT, channels_of
from simulator.channels import Channel
from simulator.fields import Value, Values, plan_of
from simulator.page_fields import ALL_DEFAULTS
from simulator.segment_file import NAMES as SEGMENT_COLUMNS
from simulator.segment_file import segments_in
from simulator.segments import Segment

CONFIDENCES: Final = {
    "A": "the publisher's own page",
    "B": "a third party that names the publisher",
    "C": "a range without method",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One published figure, as published: percent stay percent, `unit` says which."""

    id: str
    metric: str
    vertical: str
    channel: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    year: str
    source: str
    url: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where some fields of a preset come from: facts, a credited data set, or (`assumed`) our own assumption."""

    fields: tuple[str, ...]
    facts: tuple[Fact, ...]
    credit: str
    how: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class Preset:
    """A plan to start from.

    values : all its fields, those of pages among them
    channels, segments : rows for the tables of these pages; none where a preset has nothing to say of them
    """

    code: str
    title: str
    note: str
    values: Mapping[str, Value]
    origins: tuple[Origin, ...]
    channels: tuple[Channel, ...] = ()
    segments: tuple[Segment, ...] = ()


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Fact]:
    """Every published figure that ships with the app, by its id."""
    text = files("simulator").joinpath("facts.csv").read_text(encoding="utf-8")
    return {row["id"]: _fact(row) for row in csv.DictReader(text.splitlines())}


def _fact(row: Mapping[str, str]) -> Fact:
    numbers = {name: float(row[name]) if row[name] else None for name in ("value", "low", "high")}
    texts = {name: row[name] for name in Fact.__slots__ if name not in numbers}
    return Fact(**texts, **numbers)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """Every preset by its code, in the order in which they are offered."""
    text = files("simulator").joinpath("presets.toml").read_text(encoding="utf-8")
    return {entry["code"]: _preset(entry) for entry in tomllib.loads(text)["preset"]}


def _preset(entry: Mapping[str, Any]) -> Preset:
    values = {
        name: float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        for name, value in entry["fields"].items()
    }
    sources = [
        Origin(
            tuple(source["fields"]),
            tuple(facts()[each] for each in source.get("facts", ())),
            source.get("credit", ""),
            source.get("use", ""),
            assumed=False,
        )
        for source in entry.get("sources", ())
    ]
    assumptions = [
        Origin(tuple(each["fields"]), (), "", each["why"], assumed=True) for each in entry.get("assumptions", ())
    ]
    all_values = {**ALL_DEFAULTS, **values}
    return Preset(
        entry["code"],
        entry["title"],
        entry["note"],
        all_values,
        (*sources, *assumptions),
        _channels(entry.get("channels", ()), all_values),
        _segments(entry.get("segments", ())),
    )


def _channels(rows: Sequence[Mapping[str, Any]], values: Values) -> tuple[Channel, ...]:
    plan, problems = plan_of(values)
    if not rows:
        return ()
    if plan is None:
        raise ValueError(f"the plan of a preset is not usable: {problems}")
    found = channels_of(LAYOUT.typed(rows), plan)
    if found.channels is None:
        raise ValueError(f"the channels of a preset are not usable: {found.problems}")
    return found.channels.rows


def _segments(rows: Sequence[Mapping[str, Any]]) -> tuple[Segment, ...]:
    if not rows:
        return ()
    found = segments_in(pd.DataFrame(rows, columns=SEGMENT_COLUMNS))
    if found.segments is None:
        raise ValueError(f"the segments of a preset are not usable: {found.problems}")
    return found.segments

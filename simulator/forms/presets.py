"""Plans to start from, and the published figures behind them.

Both are data beside this file: `facts.csv` (figures with year, source and confidence) and `presets.toml` (plans whose
every field names the facts or the assumption it comes from). Published averages of different samples do not compose: a
preset gives ranges per input, to be replaced with one's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from simulator.channels.table import Channel
from simulator.facts import Fact, facts
from simulator.forms.channel_file import LAYOUT, channels_of
from simulator.forms.field_list import Value, Values, with_own_spend
from simulator.forms.fields import plan_of
from simulator.forms.page_fields import ALL_DEFAULTS
from simulator.forms.segment_file import NAMES as SEGMENT_COLUMNS
from simulator.forms.segment_file import segments_in
from simulator.questions.segment import Segment


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
def presets() -> Mapping[str, Preset]:
    """Every preset by its code, in the order in which they are offered."""
    text = files("simulator.forms").joinpath("presets.toml").read_text(encoding="utf-8")
    return {entry["code"]: _preset(entry) for entry in tomllib.loads(text)["preset"]}


def _preset(entry: Mapping[str, Any]) -> Preset:
    values = {
        name: float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        for name, value in entry["fields"].items()
    }
    sources = [
        Origin(
            tuple(source["fields"]),
            tuple(facts()[fact] for fact in source.get("facts", ())),
            source.get("credit", ""),
            source.get("use", ""),
            assumed=False,
        )
        for source in entry.get("sources", ())
    ]
    assumptions = [
        Origin(tuple(given["fields"]), (), "", given["why"], assumed=True) for given in entry.get("assumptions", ())
    ]
    all_values = with_own_spend({**ALL_DEFAULTS, **values})
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
    channels = channels_of(LAYOUT.typed(rows), plan)
    if channels.channels is None:
        raise ValueError(f"the channels of a preset are not usable: {channels.problems}")
    return channels.channels.rows


def _segments(rows: Sequence[Mapping[str, Any]]) -> tuple[Segment, ...]:
    if not rows:
        return ()
    segments = segments_in(pd.DataFrame(rows, columns=SEGMENT_COLUMNS))
    if segments.segments is None:
        raise ValueError(f"the segments of a preset are not usable: {segments.problems}")
    return segments.segments

"""Published figures with year, source and confidence: `facts.csv` as values."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


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

    @property
    def publisher(self) -> str:
        """The source without what it says of itself in brackets."""
        return self.source.partition(" (")[0]

    @property
    def sample(self) -> str:
        """What the source says of itself in brackets: how many shops, what kind of test; often nothing."""
        return self.source.partition(" (")[2].removesuffix(")")

    @property
    def texts(self) -> tuple[str, ...]:
        """What is written of it in words; the publisher and its numbers are not."""
        return self.metric, self.vertical, self.channel, self.unit, self.year, self.sample, self.note


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Fact]:
    """Every published figure that ships with the app, by its id."""
    text = files("simulator").joinpath("facts.csv").read_text(encoding="utf-8")
    return {row["id"]: _fact(row) for row in csv.DictReader(text.splitlines())}


def _fact(row: Mapping[str, str]) -> Fact:
    numbers = {name: float(row[name]) if row[name] else None for name in ("value", "low", "high")}
    texts = {name: row[name] for name in Fact.__slots__ if name not in numbers}
    return Fact(**texts, **numbers)  # type: ignore[arg-type]

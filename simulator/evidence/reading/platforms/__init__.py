"""Platforms as data: one TOML file describes one source of exports. To add one, add a file here and a test.

What a file says

    name, kind      as people call it; ads, shop, or any (a table that says neither)
    priority        of two that fit equally well, the lower one is taken
    signs, least    headers that only this source has, and how many of them prove it (1 where not said). Without signs a
                    source is an everyday one: the most known headers decide, `least` of them at any rate
    order           what one order is
    by_day          how to export by day, for a reader whose file has no days
    traps           what is easily read wrongly
    source          where the names come from
    seen_in_a_real_file, unseen_languages   what was never seen in a real file
    [statuses]      what the statuses of a shop's orders say: paid, refunded, partly_refunded, pending (no money yet),
                    cancelled, void (never was an order: failed, draft, test)
    [[columns]]     means (a role, see `roles` below), rank (which is taken when a file has several: the lowest),
                    names by language, and where it matters unit (micros, cents, thousands), family (orders and value of
                    different families do not belong together), contains (shipping, tax)

Roles: date, week, month, year, day_of_month, nth_day, date_end, campaign, source, channel, detail (what rows are split
by), action (of a conversion), window (of attribution), spend, clicks, orders, value, first_orders, currency, results,
result_indicator, spend_converted, value_converted, currency_converted, order, order_number, customer, refunded,
cancelled, status, is_return, new_customer, sales_channel, item, quantity, payment; "known" is a name that is not
needed.

Names are compared without case, accents, full stops and doubled spaces, and without a currency at the end.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from simulator.evidence.reading.texts import folded

LANGUAGES: Final = ("en", "fr", "de", "sl", "es", "it", "nl", "pl", "pt", "hr")
KNOWN: Final = "known"
TABLE: Final = "table"
"""A file that no platform explains."""


@dataclass(frozen=True, slots=True)
class Name:
    """One header of one platform."""

    platform: str
    means: str
    rank: int
    languages: tuple[str, ...] = ()
    unit: str = ""
    family: str = ""
    contains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Platform:
    """One source of exports, as its file describes it; texts of `signs` and `statuses` are folded."""

    key: str
    name: str
    kind: str
    priority: int
    signs: frozenset[str]
    least: int
    order: str
    by_day: str
    traps: tuple[str, ...]
    source: str
    seen_in_a_real_file: bool
    unseen_languages: tuple[str, ...]
    statuses: Mapping[str, str]


@lru_cache(maxsize=1)
def platforms() -> Mapping[str, Platform]:
    """Every platform by its key, the one with the lowest priority first."""
    result = [_platform(key, table) for key, table in _files().items()]
    return {platform.key: platform for platform in sorted(result, key=lambda element: element.priority)}


def platform_names() -> dict[str, str]:
    """What people call each platform, by its key."""
    return {key: platform.name for key, platform in platforms().items()}


@lru_cache(maxsize=1)
def names() -> Mapping[str, tuple[Name, ...]]:
    """Every header, folded, and what it means on each platform."""
    tables = _files()
    result: dict[str, list[Name]] = {}
    for key in platforms():
        for entry in tables[key]["columns"]:
            for text, languages in _texts(entry).items():
                result.setdefault(text, []).append(_name(key, entry, languages))
    return {text: tuple(entries) for text, entries in result.items()}


def status_of(platform: str, text: str) -> str | None:
    """What a status says: of the platform itself, else of any other; None when nobody knows it."""
    key = folded(text)
    own = platforms()[platform].statuses.get(key) if platform in platforms() else None
    return own or _all_statuses().get(key)


@lru_cache(maxsize=1)
def _all_statuses() -> Mapping[str, str]:
    everything = [platforms()[TABLE], *platforms().values()]
    return {text: status for platform in reversed(everything) for text, status in platform.statuses.items()}


@lru_cache(maxsize=1)
def _files() -> dict[str, dict[str, Any]]:
    here = files("simulator.evidence.reading.platforms")
    tables = sorted((path.name, path) for path in here.iterdir() if path.name.endswith(".toml"))
    return {name.removesuffix(".toml"): tomllib.loads(table.read_text(encoding="utf-8")) for name, table in tables}


def _platform(key: str, table: dict[str, Any]) -> Platform:
    signs = frozenset(map(folded, table.get("signs", ())))
    return Platform(
        key,
        table["name"],
        table["kind"],
        table["priority"],
        signs,
        table.get("least", 1),
        table["order"],
        table["by_day"],
        tuple(table["traps"]),
        table["source"],
        table["seen_in_a_real_file"],
        tuple(table.get("unseen_languages", ())),
        {folded(text): status for status, texts in table.get("statuses", {}).items() for text in texts},
    )


def _texts(entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The headers of an entry, folded, and the languages that have each."""
    written = {language: {folded(text) for text in entry.get(language, ())} for language in LANGUAGES}
    return {
        text: tuple(language for language in LANGUAGES if text in written[language])
        for text in sorted(set().union(*written.values()))
    }


def _name(key: str, entry: Mapping[str, Any], languages: tuple[str, ...]) -> Name:
    return Name(
        key,
        entry["means"],
        entry.get("rank", 1),
        languages,
        entry.get("unit", ""),
        entry.get("family", ""),
        tuple(entry.get("contains", ())),
    )

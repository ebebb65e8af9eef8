"""What counts as an order where a platform counts several things: conversion actions, attribution windows, families.

A table that is split by conversion action or attribution window may repeat the spend in each of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.audit import LeftOut, Question, Totals
from simulator.evidence.reading.headers import Header, name_of
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.measures import Measure, is_purchase
from simulator.evidence.reading.table import Mask, text_of
from simulator.evidence.reading.texts import folded
from simulator.evidence.reading.totals import sums

Measures = dict[str, Measure]

_SAME: Final = 0.95
_DEFAULTS: Final = (
    re.compile(
        r"7.{0,3}(?:d|day|jour|tag|dan|dia|giorn|dag|dni).*cli.*1.{0,3}(?:d|day|jour|tag|dan|dia|giorn|dag).*(?:view|v)"
    ),
    re.compile(r"default|standard|par defaut|predeterminad"),
    re.compile(r"7.{0,3}(?:d|day|jour|tag|dan|dia|giorn|dag|dni)[^0-9]*cli"),
    re.compile(r"28.{0,3}(?:d|day)[^0-9]*cli"),
)
"""The window in which Meta reports by default, then others that are usual."""


# ---------------------------------------------------------------------------------------------------------------
# Windows of attribution


def rows_of_other_windows(layout: Layout, alive: Mask, measures: Mapping[str, Measure], findings: Findings) -> Mask:
    """Rows that repeat the spend under another attribution window."""
    none = np.zeros_like(alive)
    windows = _distinct(layout, "window", alive)
    if len(windows) < 2 or not _repeats(layout, alive, measures, "window"):
        return none
    options = [text_of(layout.cells("window")[at]) for at in windows]
    usual = next((text for pattern in _DEFAULTS for text in options if pattern.search(folded(text))), options[0])
    taken = layout.answers.get("window", usual)
    taken = taken if taken in options else usual
    ask = InputError(
        "“{column}” repeats the same spend for each attribution window ({count} in all). Counted: “{taken}”. Choose "
        "another if your account uses it.",
        field=layout.name("window"),
        column=layout.name("window"),
        count=len(options),
        taken=taken,
    )
    findings.choices.append(Question("window", "orders", layout.name("window"), ask, tuple(options), (), taken))
    rows = alive & ~layout.where("window", lambda cell: text_of(cell) == taken)
    values = {name: measure.values for name, measure in measures.items()}
    short = InputError("other attribution windows than “{taken}”.", taken=taken)
    findings.left_out.append(LeftOut(ask, int(rows.sum()), Totals.of(sums(values, rows)), short))
    return rows


def _distinct(layout: Layout, role: str, alive: Mask) -> Sequence[int]:
    return np.unique(layout.codes(role)[alive]).tolist() if role in layout.roles else []


def _keys(layout: Layout, without: str) -> NDArray[np.int64]:
    """Per row a number that is the same for the same day, campaign and detail."""
    roles = ("date", "week", "month", "nth_day", "campaign", "source", "channel", "action", "window")
    places = [layout.roles[role] for role in roles if role in layout.roles and role != without]
    key = np.zeros(layout.table.rows, dtype=np.int64)
    for place in (*places, *(detail for detail in layout.details if detail not in places)):
        column = layout.table.columns[place]
        if len(column.codes) == len(key):
            _, key = np.unique(key * len(column.cells) + column.codes, return_inverse=True)
    return key


def _repeats(layout: Layout, alive: Mask, measures: Mapping[str, Measure], role: str) -> bool:
    """Whether rows that differ only in this column have the same spend (and clicks), and most have such a twin."""
    money = measures.get("spend") or measures.get("clicks")
    if money is None:
        return False
    rows = alive & (money.values > 0)
    if not rows.any():
        return False
    _, key = np.unique(_keys(layout, role)[rows], return_inverse=True)
    values = money.values[rows]
    size = np.bincount(key)
    low, high = np.full(len(size), np.inf), np.full(len(size), -np.inf)
    np.minimum.at(low, key, values)
    np.maximum.at(high, key, values)
    several = size > 1
    same = np.isclose(low, high, rtol=1e-6, atol=0.005)
    return bool(several.mean() >= 0.5 and same[several].mean() >= _SAME)


# ---------------------------------------------------------------------------------------------------------------
# Conversion actions


def purchases_only(layout: Layout, alive: Mask, measures: Measures, findings: Findings) -> Measures:
    """Orders and value of the rows of purchases, where a column splits conversions by action; spend counted once."""
    actions = _distinct(layout, "action", alive)
    texts = [text_of(layout.cells("action")[at]) for at in actions]
    named = [text for text in texts if text and text not in ("--", "-")]
    if len(named) < 2 or "orders" not in measures:
        return measures
    answer = layout.answers.get("action", "")
    bought = [text for text in named if is_purchase(text)]
    bought = [answer] if answer in named else bought
    if _repeats(layout, alive, measures, "action"):
        measures = _counted_once(layout, alive, measures)
    ask = _ask_action(layout, named, bought)
    if not bought:
        findings.questions.append(Question("action", "orders", layout.name("action"), ask, tuple(named)))
        unknown = np.full(layout.table.rows, np.nan)
        return {name: replace(measure, values=unknown) if name in ("orders", "value") else measure
                for name, measure in measures.items()}  # fmt: skip
    if len(bought) == len(named):
        return measures
    findings.choices.append(Question("action", "orders", layout.name("action"), ask, tuple(named), (), bought[0]))
    others = ~layout.where("action", lambda cell: text_of(cell) in bought)
    values: dict[str, NDArray[np.float64]] = {
        name: measure.values for name, measure in measures.items() if name in ("orders", "value")
    }
    left = alive & others
    short = InputError("other conversions than {taken}.", taken=", ".join(bought[:3]))
    findings.left_out.append(LeftOut(ask, int(left.sum()), Totals.of(sums(values, left)), short))
    return {
        name: replace(measure, values=np.where(others, 0.0, measure.values)) if name in values else measure
        for name, measure in measures.items()
    }


def _ask_action(layout: Layout, named: Sequence[str], bought: Sequence[str]) -> InputError:
    column = layout.name("action")
    if not bought:
        return InputError(
            "“{column}” counts several things, and none is called a purchase: {actions}. Which one is an order?",
            field=column,
            column=column,
            actions=", ".join(named[:8]),
        )
    return InputError(
        "“{column}” counts several things. Counted as orders: {taken}; left out: {others}.",
        field=column,
        column=column,
        taken=", ".join(bought[:8]),
        others=", ".join(text for text in named if text not in bought)[:200],
    )


def _counted_once(layout: Layout, alive: Mask, measures: Measures) -> Measures:
    """Spend and clicks in the first row only of those that repeat them."""
    key = _keys(layout, "action")
    places = np.flatnonzero(alive)
    _, first = np.unique(key[places], return_index=True)
    again = alive.copy()
    again[places[first]] = False
    return {
        name: replace(measure, values=np.where(again, 0.0, measure.values)) if name in ("spend", "clicks") else measure
        for name, measure in measures.items()
    }


# ---------------------------------------------------------------------------------------------------------------
# Orders and their own value


def with_value_of_orders(
    headers: Sequence[Header], roles: Mapping[str, int], platform: str
) -> tuple[dict[str, int], InputError | None]:
    """The columns, with the value of the same orders: purchases with the value of purchases, not of all conversions."""
    matched = dict(roles)
    if not {"orders", "value"} <= roles.keys():
        return matched, None
    orders, value = (name_of(headers[roles[role]], role, platform) for role in ("orders", "value"))
    if not orders or not value or not orders.family or not value.family or orders.family == value.family:
        return matched, None
    others = {
        name.family for place, header in enumerate(headers) for name in header.names
        if name.means == "orders" and place != roles["orders"] and name.platform == orders.platform
    }  # fmt: skip
    if value.family not in others:
        return matched, None
    for place, header in enumerate(headers):
        if any(name.means == "value" and name.family == orders.family for name in header.names):
            matched["value"] = place
            return matched, None
    column = headers[matched.pop("value")].text
    return matched, InputError(
        "“{value}” is not the value of “{orders}” alone, so the order value was left out. Export the value of the same "
        "orders to have it.",
        field=column,
        value=column,
        orders=headers[roles["orders"]].text,
    )

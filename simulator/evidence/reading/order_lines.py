"""Which rows make one order, and what it is worth: one row per order, per item, or an order and its refund."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.audit import LeftOut, Question, Totals
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import Cell, is_nothing
from simulator.evidence.reading.table import Mask, text_of

Numbers = NDArray[np.float64]

_POWER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]{2,3}")
_ROUNDED: Final = re.compile(r"[0-9]{13,}0{3}")
"""A spreadsheet keeps 15 digits of a number: the rest become zeros."""
_REFUND_NUMBER: Final = (
    re.compile(r"(.+?)[-_/ .]*(?:rf|ref|refund|ret|return|cn|credit|r)[-_/ .]*[0-9]*", re.IGNORECASE),
    re.compile(r"(?:rf|ref|refund|ret|return|cn|credit|r|c)[-_/ #.]*(.+)", re.IGNORECASE),
    re.compile(r"(.+?)[-_/.][0-9]{1,2}"),
)
"""A refund's number, with the number of its order inside: 1000-R1, R1000, 1000-1."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What the rows of a table of orders make; arrays have one element per row.

    first     the row that stands for its order
    key       the order of a row, as text; "" where it has none
    value     at the first row, the value of the whole order
    refunded  at the first row, what rows of refunds pay back
    """

    first: Mask
    key: Sequence[str]
    value: Numbers
    refunded: Numbers


def order_lines(
    layout: Layout, rows: Mask, value: Numbers, returned: Mask, days: NDArray[np.int32], found: Findings
) -> Lines:
    """The orders that readable rows make: rows of one order are summed, split or counted once, and this is said.

    rows      carry a value and can be read
    returned  of these, those that take an order back
    """
    number = _order_numbers(layout)
    sold = rows & ~returned
    frame = pd.DataFrame(
        {
            "number": np.array(number, dtype=object)[sold] if number else "",
            "value": value[sold],
            "day": days[sold],
            "customer": _codes(layout, "customer")[sold],
            "same": layout.table.same[sold],
        },
        index=np.flatnonzero(sold),
    )
    frame = _without_repeated(frame, found) if number else frame
    frame["key"] = _keys(layout, frame, found, has_numbers=bool(number))
    groups = frame.groupby("key", sort=False)
    is_sum = _are_parts(layout, frame, groups["value"].nunique(), found)
    worth = groups["value"].sum() if is_sum else groups["value"].first()
    firsts = frame.index[~frame["key"].duplicated()]
    keys = [""] * layout.table.rows
    for at, key in zip(frame.index.tolist(), frame["key"].tolist(), strict=True):
        keys[at] = key
    first = np.zeros(layout.table.rows, dtype=bool)
    first[firsts] = True
    whole = np.zeros(layout.table.rows)
    whole[firsts] = worth.to_numpy()
    back = _refunds(layout, rows & returned, number, value, frame, found)
    return Lines(first, keys, whole, back)


def _codes(layout: Layout, role: str) -> NDArray[np.int32]:
    """The number of a cell, −1 where there is none."""
    if role not in layout.roles:
        return np.full(layout.table.rows, -1, dtype=np.int32)
    return np.where(layout.where(role, is_nothing), -1, layout.codes(role))


def _order_numbers(layout: Layout) -> list[str]:
    """Per row the number of its order; nothing where the table has none.

    Several shops may have an order #1001: they are told apart by a second number, which further lines may not carry.
    """
    if "order" not in layout.roles:
        return []
    names = ["" if is_nothing(cell) else text_of(cell) for cell in layout.cells("order")]
    codes = layout.codes("order").tolist()
    if "order_number" not in layout.roles:
        return [names[code] for code in codes]
    numbers = [text_of(cell) for cell in layout.cells("order_number")]
    pairs = list(zip(codes, layout.codes("order_number").tolist(), strict=True))
    several: dict[int, set[str]] = {}
    for name, number in dict.fromkeys(pairs):
        if numbers[number]:
            several.setdefault(name, set()).add(numbers[number])
    order = []
    last: dict[int, str] = {}
    for name, number in pairs:
        if numbers[number]:
            last[name] = numbers[number]
        same = len(several.get(name, ())) > 1
        order.append(f"{names[name]}\0{last.get(name, '')}" if same else names[name])
    return order


def without_value(layout: Layout, alive: Mask) -> Mask:
    """The first row of every order of which no row has a value; rows without an order number too."""
    rows = np.zeros(layout.table.rows, dtype=bool)
    number = _order_numbers(layout)
    if not number:
        return alive & layout.where("value", is_nothing)
    named = np.array([bool(each) for each in number], dtype=bool)
    carries = alive & ~layout.where("value", is_nothing) & named
    orphans = pd.Series(number)[alive & ~carries]
    lost = orphans[~orphans.isin(set(pd.Series(number)[carries])) | (orphans == "")]
    lost = lost[(lost == "") | ~lost.duplicated()]
    rows[lost.index.to_numpy()] = True
    return rows


def is_ruined(cell: Cell) -> bool:
    """Whether a spreadsheet shortened an order number: 5.76E+17, or 576460752303423000."""
    text = text_of(cell)
    return _POWER.fullmatch(text) is not None or _ROUNDED.fullmatch(text) is not None


def _without_repeated(frame: pd.DataFrame, found: Findings) -> pd.DataFrame:
    """Rows of one order that stand twice word for word, once."""
    again = frame.duplicated(["number", "same"])
    found.repeated_rows += int(again.sum())
    return frame[~again].copy()


def _keys(layout: Layout, frame: pd.DataFrame, found: Findings, *, has_numbers: bool) -> pd.Series:
    """The order of every row: its number, or the row itself where a number cannot tell orders apart."""
    alone = pd.Series(not has_numbers, index=frame.index)
    if has_numbers:
        ruined = {number for number in frame["number"].unique() if is_ruined(number)}
        shared = frame["number"].isin(ruined) & frame["number"].duplicated(keep=False)
        if shared.any():
            alone |= shared
            found.notes.append(
                InputError(
                    "Order numbers that a spreadsheet shortened, such as “{number}”, fit several orders: each of these "
                    "{rows} rows was taken as one order. If orders take several rows, export them again and do not "
                    "open the file in a spreadsheet.",
                    field=layout.name("order"),
                    number=str(frame["number"][shared].iloc[0]),
                    rows=int(shared.sum()),
                )
            )
    key = frame["number"].astype(str).copy()
    split = _split(frame[~alone]) if has_numbers else alone[alone].index[:0]
    if len(split):
        some = frame.loc[split]
        key.loc[split] += "\0" + some["customer"].astype(str) + "\0" + some["day"].astype(str)
        found.notes.append(
            InputError(
                "Rows with the same order number and different customers, taken as different orders: {count}.",
                count=len(split),
            )
        )
    if alone.any():
        some = frame[alone]
        parts = ["number", "day", "customer", "value"]
        again = some.groupby(parts, sort=False).cumcount().astype(str)
        text = some["number"].astype(str) + "\0" + some["day"].astype(str) + "\0" + some["value"].astype(str)
        key.loc[some.index] = text + "\0" + _customers(layout, some) + "\0" + again
    return key


def _customers(layout: Layout, frame: pd.DataFrame) -> pd.Series:
    """The customer of a row as text, so that the same order has the same key in another file."""
    if "customer" not in layout.roles:
        return pd.Series("", index=frame.index)
    texts = [text_of(cell) for cell in layout.cells("customer")]
    return frame["customer"].map(lambda code: texts[code] if code >= 0 else "")


def _split(frame: pd.DataFrame) -> pd.Index:
    """Rows of order numbers under which several customers bought."""
    known = frame[frame["customer"] >= 0]
    several = known.groupby("number")["customer"].nunique()
    return frame.index[frame["number"].isin(several.index[several > 1])]


def _are_parts(layout: Layout, frame: pd.DataFrame, values: pd.Series, found: Findings) -> bool:
    """Whether the rows of an order are its items, whose values add up, or repeat the value of the whole order."""
    rows = frame["key"].value_counts()
    several = rows.index[rows > 1]
    if not len(several):
        return False
    differ = int((values[several] > 1).sum())
    taken = layout.answers.get("order_rows") or ("sum" if differ else "first")
    column = layout.name("value")
    ask = (
        InputError(
            "{count} orders have several rows, and “{column}” differs between them: the rows were added up, as items "
            "of an order.",
            field=column,
            count=len(several),
            column=column,
        )
        if taken == "sum"
        else InputError(
            "{count} orders have several rows with the same “{column}”: it was counted once per order. If it is the "
            "price of an item, have the rows added up.",
            field=column,
            count=len(several),
            column=column,
        )
    )
    labels = (InputError("Add the rows up"), InputError("Count the value once per order"))
    found.choices.append(Question("order_rows", "value", column, ask, ("sum", "first"), labels, taken))
    return taken == "sum"


# ---------------------------------------------------------------------------------------------------------------
# Refunds in rows of their own


def _refunds(
    layout: Layout, returned: Mask, number: Sequence[str], value: Numbers, frame: pd.DataFrame, found: Findings
) -> Numbers:
    """What rows of refunds pay back, at the first row of the order whose number they bear."""
    back = np.zeros(layout.table.rows)
    places = np.flatnonzero(returned)
    if not len(places):
        return back
    first = frame[~frame["number"].duplicated()] if number else frame[:0]
    at_number = dict(zip(first["number"], first.index, strict=True))
    lost = []
    for at in places.tolist():
        order = _order_of_refund(number[at], at_number) if number else None
        if order is None:
            lost.append(at)
        else:
            back[order] += abs(value[at])
    if len(lost) < len(places):
        found.notes.append(
            InputError(
                "Rows that pay an order back, taken as refunds of their orders: {count} ({value} in all).",
                count=len(places) - len(lost),
                value=round(float(back.sum()), 2),
            )
        )
    if lost:
        total = round(float(value[lost].sum()), 2)
        reason = InputError(
            "Rows that are returns or cancellations of other orders, and not counted as orders: {count} ({value} in "
            "all).",
            count=len(lost),
            value=total,
        )
        found.left_out.append(LeftOut(reason, len(lost), Totals(value=total)))
    return back


def _order_of_refund(number: str, orders: dict[str, int]) -> int | None:
    if number in orders:
        return orders[number]
    for pattern in _REFUND_NUMBER:
        match = pattern.fullmatch(number)
        if match and match[1] in orders:
            return orders[match[1]]
    return None

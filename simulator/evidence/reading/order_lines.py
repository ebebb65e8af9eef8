"""Which rows make one order, and what it is worth: one row per order, per item, or an order and its refund."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.audit import LeftOut, Question, Totals
from simulator.evidence.reading.exchanged import odd_number
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import is_nothing
from simulator.evidence.reading.repeats import counts_once, is_pasted_twice
from simulator.evidence.reading.table import Mask, text_of

Numbers = NDArray[np.float64]

_SHARED: Final = 0.1
"""Share of rows with the customer and the day of another: rows of items rather than of orders."""
_FEW_SPLIT: Final = 0.1
"""Share of order numbers with several customers, up to which a damaged cell is likelier than two shops in one file."""
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
    key       row → its order as text, for the rows that carry a value
    value     at the first row, the value of the whole order
    refunded  at the first row, what rows of refunds pay back
    """

    first: Mask
    key: Mapping[int, str]
    value: Numbers
    refunded: Numbers


def order_lines(
    layout: Layout, rows: Mask, value: Numbers, returned: Mask, days: NDArray[np.int32], findings: Findings
) -> Lines:
    """The orders that readable rows make: rows of one order are summed, split or counted once, and this is said.

    rows      carry a value and can be read
    returned  of these, those that take an order back
    """
    numbers = order_numbers(layout)
    sold = rows & ~returned
    frame = pd.DataFrame(
        {
            "number": numbers.codes[sold],
            "value": value[sold],
            "day": days[sold],
            "customer": _codes(layout, "customer")[sold],
            "same": layout.table.same[sold],
        },
        index=np.flatnonzero(sold),
    )
    ruined = np.fromiter((is_ruined(text) for text in (*numbers.names, "")), dtype=bool, count=len(numbers.names) + 1)
    frame = _without_repeated(layout, frame, numbers, ruined, findings)
    _say_odd(layout, frame, numbers, findings)
    frame["key"], text = _keys(layout, frame, numbers, ruined, findings)
    groups = frame.groupby("key", sort=False)["value"]
    again = frame["key"].duplicated()
    is_sum = _are_parts(layout, frame, findings) if again.any() else False
    worth = groups.sum() if is_sum else groups.first()
    firsts = frame.index[~again]
    first = np.zeros(layout.table.rows, dtype=bool)
    first[firsts] = True
    whole = np.zeros(layout.table.rows)
    whole[firsts] = worth.to_numpy()
    back = _refunds(layout, rows & returned, numbers, value, frame, findings)
    return Lines(first, text, whole, back)


def _codes(layout: Layout, role: str) -> NDArray[np.int32]:
    """The number of a cell, −1 where there is none."""
    if role not in layout.roles:
        return np.full(layout.table.rows, -1, dtype=np.int32)
    return np.where(layout.where(role, is_nothing), -1, layout.codes(role))


@dataclass(frozen=True, slots=True)
class OrderNumbers:
    """The order of every row, a number (−1 where it has none), and their texts; no texts without such a column."""

    codes: NDArray[np.int64]
    names: Sequence[str]


def order_numbers(layout: Layout) -> OrderNumbers:
    """The order number of every row.

    Several shops may have an order #1001: they are told apart by a second number, which further lines may not carry.
    """
    rows = layout.table.rows
    if "order" not in layout.roles:
        return OrderNumbers(np.full(rows, -1, dtype=np.int64), [])
    names = [text_of(cell) for cell in layout.cells("order")]
    codes = np.where(layout.where("order", is_nothing), -1, layout.codes("order")).astype(np.int64)
    if "order_number" not in layout.roles:
        return OrderNumbers(codes, names)
    seconds = [text_of(cell) for cell in layout.cells("order_number")]
    pairs = list(zip(codes.tolist(), layout.codes("order_number").tolist(), strict=True))
    several: dict[int, set[str]] = {}
    for name, second in dict.fromkeys(pairs):
        if seconds[second]:
            several.setdefault(name, set()).add(seconds[second])
    owner: dict[int, int] = {}
    for name, second in pairs:
        if seconds[second] and name >= 0:
            owner.setdefault(second, name)
    pairs = [(owner.get(second, name), second) for name, second in pairs]
    last: dict[int, str] = {}
    places: dict[str, int] = {}
    made = []
    for name, second in pairs:
        if seconds[second]:
            last[name] = seconds[second]
        own = names[name] if name >= 0 else ""
        text = f"{own}\0{last.get(name, '')}" if len(several.get(name, ())) > 1 else own
        made.append(places.setdefault(text, len(places)) if name >= 0 else -1)
    return OrderNumbers(np.array(made, dtype=np.int64), list(places))


def without_value(layout: Layout, alive: Mask) -> Mask:
    """The first row of every order of which no row has a value; rows without an order number too."""
    if "order" not in layout.roles:
        return alive & layout.where("value", is_nothing)
    carries = alive & ~layout.where("value", is_nothing) & ~layout.where("order", is_nothing)
    if (carries == alive).all():
        return np.zeros(layout.table.rows, dtype=bool)
    codes = order_numbers(layout).codes
    orphans = alive & ~carries
    valued = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    valued[codes[carries]] = True
    places = np.flatnonzero(orphans & ((codes < 0) | ~valued[np.maximum(codes, 0)]))
    _, first = np.unique(codes[places], return_index=True)
    rows = np.zeros(layout.table.rows, dtype=bool)
    rows[places[first]] = True
    rows[places[codes[places] < 0]] = True
    return rows


def is_ruined(text: str) -> bool:
    """Whether a spreadsheet shortened an order number: 5.76E+17, or 576460752303423000."""
    if text.endswith("000"):
        return _ROUNDED.fullmatch(text) is not None
    return ("E" in text or "e" in text) and _POWER.fullmatch(text) is not None


def _without_repeated(
    layout: Layout, frame: pd.DataFrame, numbers: OrderNumbers, ruined: Mask, findings: Findings
) -> pd.DataFrame:
    """Rows of one order that stand twice word for word, once.

    Where no number tells orders apart, two that are the same may be two orders, unless a part was pasted twice.
    """
    again = frame.duplicated(["number", "same"]).to_numpy()
    if not again.any():
        return frame
    pasted = is_pasted_twice(frame["same"].to_numpy(), np.ones(len(frame), dtype=bool))
    has_numbers = bool(numbers.names) and not ruined[frame["number"].to_numpy()[again]].any()
    if not (numbers.names or pasted) or not counts_once(
        layout, int(again.sum()), findings, is_usual=has_numbers or pasted
    ):
        return frame
    findings.repeated_rows += int(again.sum())
    return frame[~again].copy()


def _keys(
    layout: Layout, frame: pd.DataFrame, numbers: OrderNumbers, ruined: Mask, findings: Findings
) -> tuple[NDArray[np.int64], dict[int, str]]:
    """The order of every row as a number, and as text by the place of the row.

    It is the row's order number, or the row itself where a number cannot tell orders apart.
    """
    number = frame["number"].to_numpy()
    names = np.array([*numbers.names, ""], dtype=object)
    alone = np.full(len(frame), not numbers.names)
    if not numbers.names and len(frame):
        _say_no_number(layout, frame, findings)
    split = np.zeros(len(frame), dtype=bool)
    if numbers.names:
        alone = ruined[number] & frame["number"].duplicated(keep=False).to_numpy()
        _say_ruined(layout, names[number[alone]], findings)
        split = ~alone & _split(frame)
        if split.any():
            few = frame.loc[split, "number"].nunique() <= _FEW_SPLIT * frame["number"].nunique()
            (findings.suspicions if few else findings.notes).append(
                InputError(
                    "Rows with the same order number and different customers, taken as different orders: {count}.",
                    count=int(split.sum()),
                )
            )
    text = dict(zip(frame.index.tolist(), names[number].tolist(), strict=True))
    if split.any():
        text |= _texts(layout, frame[split], names, ("customer", "day"))
    if alone.any():
        text |= _texts(layout, frame[alone], names, ("day", "value", "customer", "again"))
    if not (split.any() or alone.any()):
        return number, text
    return pd.factorize(np.array(list(text.values()), dtype=object))[0], text


def _say_no_number(layout: Layout, frame: pd.DataFrame, findings: Findings) -> None:
    """Without order numbers each row is an order; where rows look like items, this is to be doubted."""
    known = frame[frame["customer"] >= 0]
    shared = known.duplicated(["customer", "day"]).mean()  # of nobody it is no number, and above nothing
    if "item" in layout.roles or shared > _SHARED:
        findings.suspicions.append(
            InputError(
                "This file has no order number, so each of its rows was taken as one order ({rows} in all). Rows "
                "may be items of an order: export it with the order number.",
                rows=len(frame),
            )
        )
    else:
        findings.notes.append(
            InputError(
                "This file has no order number: each of its rows was taken as one order ({rows} in all).",
                rows=len(frame),
            )
        )


def _texts(layout: Layout, frame: pd.DataFrame, names: NDArray[np.object_], parts: Sequence[str]) -> dict[int, str]:
    """The key of rows whose number does not tell enough: the same for the same order in another file."""
    customers = [text_of(cell) for cell in layout.cells("customer")] if "customer" in layout.roles else []
    columns = {
        "day": frame["day"].astype(str),
        "value": frame["value"].astype(str),
        "customer": frame["customer"].map(lambda code: customers[code] if code >= 0 else ""),
        "again": frame.groupby(["number", "day", "customer", "value"], sort=False).cumcount().astype(str),
    }
    key = pd.Series(names[frame["number"].to_numpy()], index=frame.index, dtype=object).astype(str)
    for part in parts:
        key = key + "\0" + columns[part]
    return dict(zip(frame.index.tolist(), key.tolist(), strict=True))


def _say_odd(layout: Layout, frame: pd.DataFrame, numbers: OrderNumbers, findings: Findings) -> None:
    """An order number that looks unlike the others: the cells of its row may be exchanged."""
    odd = odd_number(numbers.names)  # of no number it is None, which no row has
    rows = frame.index[frame["number"].to_numpy() == odd]
    if len(rows):
        findings.suspicions.append(
            InputError(
                "The order number in row {row} looks unlike the others: cells of this row may be exchanged. Look at it "
                "in the file.",
                field=layout.name("order"),
                row=int(layout.table.lines[rows[0]]),
            )
        )


def _say_ruined(layout: Layout, ruined: NDArray[np.object_], findings: Findings) -> None:
    if len(ruined):
        findings.notes.append(
            InputError(
                "Order numbers that a spreadsheet shortened, such as “{number}”, fit several orders: each of these "
                "rows was taken as one order ({rows} in all). If orders take several rows, export them again and do "
                "not open the file in a spreadsheet.",
                field=layout.name("order"),
                number=str(ruined[0]),
                rows=len(ruined),
            )
        )


def _split(frame: pd.DataFrame) -> Mask:
    """Rows of order numbers under which several customers bought."""
    known = frame.loc[frame["customer"] >= 0, ["number", "customer"]].drop_duplicates()
    several = known["number"][known["number"].duplicated()].unique()
    return frame["number"].isin(several).to_numpy()


def _are_parts(layout: Layout, frame: pd.DataFrame, findings: Findings) -> bool:
    """Whether the rows of an order are its items, whose values add up, or repeat the value of the whole order."""
    shared = frame.loc[frame["key"].duplicated(keep=False), ["key", "value"]]
    several = shared["key"].nunique()
    differ = int((shared.groupby("key", sort=False)["value"].nunique() > 1).sum())
    taken = layout.answers.get("order_rows") or ("sum" if differ else "first")
    column = layout.name("value")
    ask = (
        InputError(
            "Some orders have several rows, and “{column}” differs between them (orders: {count}): the rows were "
            "added up, as items of an order.",
            field=column,
            count=several,
            column=column,
        )
        if taken == "sum"
        else InputError(
            "Some orders have several rows with the same “{column}” (orders: {count}): it was counted once per "
            "order. If it is the price of an item, have the rows added up.",
            field=column,
            count=several,
            column=column,
        )
    )
    labels = (InputError("Add the rows up"), InputError("Count the value once per order"))
    findings.choices.append(Question("order_rows", "value", column, ask, ("sum", "first"), labels, taken))
    return taken == "sum"


# ---------------------------------------------------------------------------------------------------------------
# Refunds in rows of their own


def _refunds(
    layout: Layout, returned: Mask, numbers: OrderNumbers, value: Numbers, frame: pd.DataFrame, findings: Findings
) -> Numbers:
    """What rows of refunds pay back, at the first row of the order whose number they bear."""
    back = np.zeros(layout.table.rows)
    places = np.flatnonzero(returned)
    if not len(places):
        return back
    first = frame[~frame["number"].duplicated()]
    at_number = {numbers.names[code]: at for at, code in zip(first.index, first["number"], strict=True) if code >= 0}
    lost = []
    for at in places.tolist():
        order = _order_of_refund(numbers.names[numbers.codes[at]], at_number) if numbers.names else None
        if order is None:
            lost.append(at)
        else:
            back[order] += abs(value[at])
    if len(lost) < len(places):
        findings.notes.append(
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
        short = InputError("returns or cancellations of other orders.")
        findings.left_out.append(LeftOut(reason, len(lost), Totals(value=total), short))
    return back


def _order_of_refund(number: str, orders: dict[str, int]) -> int | None:
    if number in orders:
        return orders[number]
    for pattern in _REFUND_NUMBER:
        match = pattern.fullmatch(number)
        if match and match[1] in orders:
            return orders[match[1]]
    return None

"""Spend, clicks, orders and value of every row: the file's decimal mark and currency, and what counts as an order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.headers import currency_of
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import (
    Cell,
    Mark,
    Numbers,
    decimal_mark,
    is_nothing,
    numbers,
    one_currency,
    reading,
)
from simulator.evidence.reading.table import Mask, text_of
from simulator.evidence.reading.texts import folded
from simulator.evidence.rows import MEASURES

AMOUNTS: Final = (*MEASURES, "first_orders", "results", "spend_converted", "value_converted", "refunded", "quantity")
"""Roles whose cells are numbers."""
MONEY: Final = ("spend", "value", "spend_converted", "value_converted", "refunded")
UNITS: Final = {"micros": 1e-6, "cents": 0.01, "thousands": 1000.0}
"""What one of a unit is in whole currency."""
_DAYS: Final = ("date", "date_end", "week", "month", "year", "day_of_month", "nth_day", "cancelled")
_TEXTS: Final = (
    *(*_DAYS, "campaign", "source", "channel", "action", "window", "order", "order_number", "customer", "status"),
    *("sales_channel", "item", "payment", "new_customer", "is_return", "result_indicator", "currency"),
)

_PURCHASE: Final = re.compile(
    r"purchase|achat|kauf|nakup|compra|acquist|aankoop|aankopen|zakup|transaction|transakc|transakt|transacci|complete "
    r"payment|checkout complete|bestell|bestelling|\border|narocil|commande|pedido|ordine|zamowien|encomenda|\bsales?\b"
)
_NO_PURCHASE: Final = re.compile(
    r"initiate|begin|start|add|view|click|checkout(?! complete)|intent|cart|panier|warenkorb|lead|sign.?up|newsletter|"
    r"call|page"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: per row its value, NaN where it is not known; an empty cell is 0, but `said` nothing."""

    role: str
    values: NDArray[np.float64]
    unreadable: Mask
    empty: Mask

    @property
    def stated(self) -> NDArray[np.float64]:
        """The values as the file says them: NaN where a cell is empty."""
        return np.where(self.empty, np.nan, self.values)


def read_numbers(layout: Layout, findings: Findings) -> dict[str, Numbers]:
    """The readings of the needed columns, after the whole file has agreed on a decimal mark."""
    table, roles = layout.table, layout.roles
    texts = {roles[role] for role in _TEXTS if role in roles}
    read = {place: numbers(column.cells) for place, column in table.columns.items() if place not in texts}
    votes = {place: cells.votes(table.columns[place].counts()) for place, cells in read.items()}
    needed = {role: read[roles[role]] for role in AMOUNTS if role in roles}
    findings.mark, against = decimal_mark(votes[roles[role]] for role in needed)
    if findings.mark is None:  # the needed columns do not need any: what do the others say?
        findings.mark, _ = decimal_mark(votes.values())
    if against:
        findings.notes.append(
            InputError(
                "Both comma and point stand for the decimal mark in this file. Cells with the rarer one: {count}.",
                count=against,
            )
        )
    undecided = [role for role, cells in needed.items() if findings.mark is None and cells.undecided.any()]
    if undecided:
        role = undecided[0]
        at = int(np.argmax(needed[role].undecided))
        findings.notes.append(
            InputError(
                "No cell says which mark is the decimal one: “{text}” was read as {value}.",
                field=layout.name(role),
                text=text_of(layout.cells(role)[at]),
                value=float(_amounts(needed[role], None)[at]),
            )
        )
    return needed


def _amounts(column: Numbers, mark: Mark | None) -> NDArray[np.float64]:
    """The numbers of a column; where no cell says which mark is the decimal one, 1,234 and 1.234 are thousands."""
    if mark is None and column.undecided.any():
        return np.where(column.undecided, np.fmax(column.point, column.comma), column.values("."))
    return column.values(mark or ".")


def amount(layout: Layout, role: str, column: Numbers, mark: Mark | None) -> Measure:
    """A column of numbers."""
    values = _amounts(column, mark)[layout.codes(role)] * _scale(layout, role)
    return Measure(role, values, np.isnan(values), column.nothing[layout.codes(role)])


def _scale(layout: Layout, role: str) -> float:
    """What a number of a column must be multiplied with to be money: its header says so, or the reader."""
    unit = layout.headers[layout.roles[role]].unit
    if not unit and role.startswith("spend"):
        unit = layout.answers.get("unit", "")
    return UNITS.get(unit, 1.0)


def measures(layout: Layout, columns: Mapping[str, Numbers], counted: Mask, findings: Findings) -> dict[str, Measure]:
    """What the rows measure; `counted` are the rows of which the currency and the indicators are looked at."""
    roles = _money_roles(layout, columns, counted, findings)
    taken = {name: amount(layout, role, columns[role], findings.mark) for name, role in roles.items()}
    for name in ("clicks", "orders", "first_orders"):
        if name in columns:
            taken[name] = amount(layout, name, columns[name], findings.mark)
    if "orders" not in taken and "results" in columns and "result_indicator" in layout.roles:
        orders = _purchases(layout, amount(layout, "results", columns["results"], findings.mark), counted, findings)
        if orders:
            taken["orders"] = orders
    if "spend" in taken:
        taken["spend"] = _as_cost(layout, taken["spend"], counted, findings)
    return {name: taken[name] for name in (*MEASURES, "first_orders") if name in taken}


def _as_cost(layout: Layout, spend: Measure, counted: Mask, findings: Findings) -> Measure:
    """Spend that is booked as money going out, below 0 in every row, as an amount."""
    values = spend.values[counted]
    if not (values < 0).any() or (values > 0).any():
        return spend
    column = layout.name(spend.role)
    findings.notes.append(InputError("“{column}” is below 0 in all rows: it was taken as an amount.", column=column))
    return replace(spend, values=np.abs(spend.values))


# ---------------------------------------------------------------------------------------------------------------
# Orders


def is_purchase(action: Cell) -> bool:
    """Whether a conversion action or Meta's indicator of a result is a purchase."""
    text = folded(text_of(action))
    return _PURCHASE.search(text) is not None and _NO_PURCHASE.search(text) is None


def _purchases(layout: Layout, results: Measure, counted: Mask, findings: Findings) -> Measure | None:
    """Results are orders where the indicator says that they are purchases; elsewhere nobody knows the orders."""
    bought = layout.where("result_indicator", is_purchase)
    # A row without results has no indicator: it has no orders, if the others of this file are purchases.
    empty = layout.where("result_indicator", is_nothing) & (results.values == 0)
    others = counted & ~bought & ~empty
    if others.any():
        findings.suspicions.append(
            InputError(
                "Some results are not purchases (“{indicator}”), so the orders of these rows are not known: {count}. "
                "Their spend counts all the same. Export the column “Purchases” to have them, or leave out these "
                "campaigns.",
                field=layout.name("results"),
                count=int(others.sum()),
                indicator=text_of(layout.cell("result_indicator", int(np.argmax(others))))[:80],
            )
        )
    if not (counted & bought).any():
        return None
    orders = np.where(bought, results.values, np.where(empty, 0.0, np.nan))
    return Measure("results", orders, results.unreadable, results.empty)


# ---------------------------------------------------------------------------------------------------------------
# Money


def _money_roles(layout: Layout, columns: Mapping[str, Numbers], counted: Mask, findings: Findings) -> dict[str, str]:
    """Which columns of money are taken, and their currency; amounts in several only from a converted twin."""
    own = {name: name for name in ("spend", "value") if name in columns}
    codes = _currencies(layout, "currency", counted)
    if "spend_converted" in columns and ("spend" not in columns or len(codes) > 1):
        return _converted(layout, columns, counted, findings, codes)
    findings.currency, several = one_currency(codes or _of_columns(layout, columns, own))
    if several:
        findings.problems.append(
            InputError(
                "This file holds money in several currencies ({currencies}), which cannot be added up: export one "
                "account at a time.",
                currencies=", ".join(several),
            )
        )
        return {}
    return own


def _of_columns(layout: Layout, columns: Mapping[str, Numbers], roles: Iterable[str]) -> frozenset[str]:
    """The currencies that headers of money name, or its cells where no header does."""
    headed = frozenset(currency for role in roles if (currency := layout.headers[layout.roles[role]].currency))
    return headed or frozenset(code for role in roles for code in columns[role].currencies)


def _converted(
    layout: Layout, columns: Mapping[str, Numbers], counted: Mask, findings: Findings, own: frozenset[str]
) -> dict[str, str]:
    """Converted spend, with the values in that currency.

    own : the currencies of amounts that are not converted, where a column says them
    """
    codes = _currencies(layout, "currency_converted", counted)
    findings.currency = (
        next(iter(codes)) if len(codes) == 1 else layout.headers[layout.roles["spend_converted"]].currency
    )
    if len(own) > 1:
        findings.notes.append(
            InputError("This file has several currencies: the amounts in converted currency were taken.")
        )
    if "value_converted" in columns:
        return {"spend": "spend_converted", "value": "value_converted"}
    if "value" not in columns:
        return {"spend": "spend_converted"}
    of_values = own or _of_columns(layout, columns, ["value"])
    if len(of_values) > 1:
        problem = InputError(
            "The order values are in several currencies and were left out.", field=layout.name("value")
        )
    elif of_values and findings.currency and findings.currency not in of_values:
        problem = InputError(
            "The order values are in {currency}, but the spend is in {spent}: the order values were left out.",
            field=layout.name("value"),
            currency=next(iter(of_values)),
            spent=findings.currency,
        )
    else:
        return {"spend": "spend_converted", "value": "value"}
    findings.notes.append(problem)
    return {"spend": "spend_converted"}


def _currencies(layout: Layout, role: str, counted: Mask) -> frozenset[str]:
    """The currencies in a column of codes."""
    if role not in layout.roles:
        return frozenset()
    present = np.unique(layout.codes(role)[counted])
    return frozenset(code for at in present if (code := currency_of(text_of(layout.cells(role)[at]))))


def why_unreadable(cell: Cell) -> InputError:
    """What is wrong with a cell that should be an amount."""
    read = reading(cell)
    if read.is_share or read.is_bound:
        return InputError("This is a share or a limit, not an amount.")
    return InputError("This is not a number.")


def sums_of_known(values: NDArray[np.float64], of_row: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    """Sums of values by group; NaN where no row of a group knows its value.

    of_row : the group of each value, from 0 to `count` - 1
    """
    known = np.isfinite(values)
    sums = np.bincount(of_row, weights=np.where(known, values, 0.0), minlength=count).astype(float)
    sums[np.bincount(of_row[known], minlength=count) == 0] = np.nan
    return sums

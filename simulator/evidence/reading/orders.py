"""A shop's orders as tidy rows: one per order, whatever lines it was spread over, and nothing about who bought."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.audit import Totals
from simulator.evidence.reading.day_column import DayColumn, day_column
from simulator.evidence.reading.headers import currency_of
from simulator.evidence.reading.item_prices import row_values
from simulator.evidence.reading.layout import (
    Findings,
    Layout,
    Unreadable,
    blame_ragged,
    blame_zero_bytes,
    cut_row,
    ragged_rows,
    without_other_tables,
)
from simulator.evidence.reading.measures import amount, read_numbers, why_unreadable
from simulator.evidence.reading.numbers import Cell, Numbers, is_nothing, one_currency
from simulator.evidence.reading.order_lines import order_lines, without_value
from simulator.evidence.reading.order_status import counting, statuses
from simulator.evidence.reading.repeats import blame_tails
from simulator.evidence.reading.table import Mask, text_of
from simulator.evidence.reading.texts import folded
from simulator.evidence.reading.totals import is_label
from simulator.evidence.rows import ORDER_COLUMNS, OrderRows

_SALT: Final = secrets.token_bytes(16)
"""New in every process: a hash says that two orders have the same customer, and nothing else to anybody."""
_YES: Final = frozenset(("yes", "y", "true", "1", "ja", "oui", "da", "vrai", "wahr", "x"))
_NO: Final = frozenset(("no", "n", "false", "0", "nein", "non", "ne", "faux", "falsch"))
_NEW: Final = re.compile(r"new|first|neu|nouveau|nouvelle|premi|nov|prv")
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}|@")

Text = NDArray[np.int32]


def read_orders(layout: Layout) -> Findings:
    """The orders of a table, and what was left out of it."""
    findings = Findings()
    alive = without_other_tables(layout, findings)
    columns = read_numbers(layout, findings)
    days = day_column(layout, alive, findings)
    if days is None:
        return findings
    _take_currency(layout, columns, alive, findings)
    sums = np.zeros(layout.table.rows, dtype=bool)
    for role in {"order", "date", "customer"} & layout.roles.keys():
        column = layout.table.columns[layout.roles[role]]
        sums |= column.where(is_label, layout.table.rows, alive & ~days.dated)
    findings.total_rows = int(sums.sum())
    alive &= ~sums
    rows = _readable(layout, alive, days, columns, findings)
    frame = _frame(layout, rows, days, columns, findings)
    findings.rows = len(frame)
    findings.lines = int(alive.sum())
    findings.totals = Totals(orders=float(len(frame)), value=float(frame["value"].sum()))
    if len(frame) and days.is_settled:
        present = frame["date"].dt.date
        findings.first, findings.last, findings.days = present.min(), present.max(), int(present.nunique())
    if days.is_settled and not findings.problems and len(frame):
        findings.orders = OrderRows(frame, findings.currency, layout.platform, _tells(layout))
    return findings


def _tells(layout: Layout) -> frozenset[str]:
    """What this file would say if there were any: a column for it, or statuses that differ and know of it."""
    column = {role for role in ("refunded", "cancelled") if role in layout.roles}
    if "status" in layout.roles and sum(not is_nothing(cell) for cell in layout.cells("status")) > 1:
        column |= {"refunded", "cancelled"} & set(layout.description.statuses.values())
    return frozenset(column)


def opaques(kind: str, texts: Iterable[str]) -> list[str]:
    """Texts that are the same for the same kind and text within this process, and tell nothing about them."""
    begun = hashlib.blake2b(f"{kind}\0".encode(), key=_SALT, digest_size=8)

    def opaque(text: str) -> str:
        made = begun.copy()
        made.update(text.encode())
        return made.hexdigest()

    return [opaque(text) for text in texts]


def _take_currency(layout: Layout, columns: Mapping[str, Numbers], alive: Mask, findings: Findings) -> None:
    codes: set[str] = set()
    if "currency" in layout.roles:
        present = np.unique(layout.codes("currency")[alive])
        codes = {code for at in present if (code := currency_of(text_of(layout.cells("currency")[at])))}
    headed = layout.headers[layout.roles["value"]].currency
    codes = codes or ({headed} if headed else set()) or set(columns["value"].currencies)
    findings.currency, several = one_currency(codes)
    if several:
        findings.problems.append(
            InputError(
                "This file holds money in several currencies ({currencies}), which cannot be added up: export one "
                "currency at a time.",
                currencies=", ".join(several),
            )
        )


# ---------------------------------------------------------------------------------------------------------------
# Orders


def _readable(layout: Layout, alive: Mask, days: DayColumn, columns: Mapping[str, Numbers], findings: Findings) -> Mask:
    """The rows that carry a value and of which every needed cell can be read; further rows of an order carry none."""
    carries = alive & ~layout.where("value", is_nothing)
    damaged = cut_row(layout) | (ragged_rows(layout) & layout.table.has_open_quotes)
    unreadable = Unreadable(layout, carries | without_value(layout, alive) | (alive & damaged), shown=_without_names)
    blame_ragged(layout, unreadable)
    blame_zero_bytes(layout, unreadable)
    blame_tails(layout, alive, frozenset((layout.roles["value"],)), unreadable)
    if days.role:
        unreadable.blame(~days.dated, days.role, lambda cell: InputError("This is not a day."))
    if "order" in layout.roles:
        unreadable.blame(layout.where("order", is_nothing), "order", lambda cell: InputError("The order has no name."))
    no_value = InputError("No line of this order has a value.")
    unreadable.blame(layout.where("value", is_nothing), "value", lambda cell: no_value)
    for role in ("value", "refunded"):
        if role in columns and not (role == "refunded" and _are_marks(layout.cells(role))):
            unreadable.blame(amount(layout, role, columns[role], findings.mark).unreadable, role, why_unreadable)
    return unreadable.report(findings)


def _without_names(text: str) -> str:
    """Text that cannot be somebody's name or address: orders with shuffled cells may have one anywhere."""
    return "…" if _LETTERS.search(text) else text


def _are_marks(cells: Sequence[Cell]) -> bool:
    """Whether a column says yes and no instead of amounts."""
    texts = {folded(text_of(cell)) for cell in cells if not is_nothing(cell)}
    return bool(texts) and texts <= _YES | _NO and not texts <= {"0", "1"}


def _frame(
    layout: Layout, rows: Mask, days: DayColumn, columns: Mapping[str, Numbers], findings: Findings
) -> pd.DataFrame:
    value, quantity = _amount(layout, columns, "value", findings), _amount(layout, columns, "quantity", findings)
    value = row_values(layout, rows, value, quantity, findings) if value is not None else np.zeros(layout.table.rows)
    returned = rows & ((value < 0) | layout.where("is_return", _is_yes))
    lines = order_lines(layout, rows, value, returned, days.ordinals, findings)
    counted = counting(layout, lines.first, lines.value, findings)
    places = np.flatnonzero(counted)
    places = places[np.argsort(days.ordinals[places], kind="stable")]
    customer = _customers(layout, places)
    paid_back = np.maximum(_refunded(layout, columns, lines.value, findings), lines.refunded)
    frame: dict[str, Any] = {
        "date": (days.ordinals[places].astype(np.int64) - _EPOCH).astype("datetime64[D]").astype("datetime64[us]"),
        "order": pd.array(opaques(layout.platform, map(lines.key.__getitem__, places.tolist())), dtype="str"),
        "customer": pd.array(customer, dtype="str"),
        "value": lines.value[places],
        "refunded": paid_back[places],
        "cancelled": _cancelled(layout)[places],
        "new_customer": _new_customers(layout, places, customer),
    }
    findings.cancelled_orders = int(frame["cancelled"].sum())
    findings.refunded_orders = int((frame["refunded"] > 0).sum())
    return pd.DataFrame(frame, columns=list(ORDER_COLUMNS))


def _amount(
    layout: Layout, columns: Mapping[str, Numbers], role: str, findings: Findings
) -> NDArray[np.float64] | None:
    return amount(layout, role, columns[role], findings.mark).values if role in columns else None


_EPOCH: Final = date(1970, 1, 1).toordinal()


def _customers(layout: Layout, places: NDArray[np.intp]) -> list[str]:
    if "customer" not in layout.roles:
        return [""] * len(places)
    texts = ["" if is_nothing(cell) else folded(text_of(cell)) for cell in layout.cells("customer")]
    hashes = [made if text else "" for text, made in zip(texts, opaques("customer", texts), strict=True)]
    return [hashes[code] for code in layout.codes("customer")[places].tolist()]


def _refunded(
    layout: Layout, columns: Mapping[str, Numbers], value: NDArray[np.float64], findings: Findings
) -> NDArray[np.float64]:
    """What was paid back: the amount; where only a mark or a status says so, the whole value."""
    whole = np.where(statuses(layout) == "refunded", value, 0.0)
    if "refunded" not in columns:
        return whole
    if _are_marks(layout.cells("refunded")):
        return np.where(layout.where("refunded", _is_yes), value, whole)
    amounts = np.abs(np.nan_to_num(amount(layout, "refunded", columns["refunded"], findings.mark).values))
    return np.where(amounts > 0, amounts, whole)


def _cancelled(layout: Layout) -> Mask:
    """Cancelled at some time, or marked or called so; a payment that was voided was never made."""
    marked = layout.where("cancelled", lambda cell: not is_nothing(cell) and folded(text_of(cell)) not in _NO)
    return marked | (statuses(layout) == "cancelled")


def _new_customers(layout: Layout, places: NDArray[np.intp], customer: Sequence[str]) -> pd.Series[bool]:
    """What the file says; else False for a customer who was there before, and not known for all others."""
    new = pd.Series(pd.NA, index=range(len(places)), dtype="boolean")
    if "new_customer" in layout.roles:
        given_rows = ~layout.where("new_customer", is_nothing)
        new[given_rows[places]] = layout.where("new_customer", _is_new)[places][given_rows[places]]
        return new
    known = pd.Series(customer)
    new[(known.duplicated() & (known != "")).to_numpy()] = False
    return new


def _is_yes(cell: Cell) -> bool:
    return folded(text_of(cell)) in _YES


def _is_new(cell: Cell) -> bool:
    text = folded(text_of(cell))
    return text in _YES or (text not in _NO and _NEW.match(text) is not None)

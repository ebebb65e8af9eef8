"""Which rows are paid traffic: orders of organic, direct or email visits do not come from the clicks that were paid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.audit import LeftOut, Question, Totals
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import Cell
from simulator.evidence.reading.table import Mask, text_of
from simulator.evidence.reading.texts import folded
from simulator.evidence.reading.totals import sums

Values = Mapping[str, NDArray[np.float64]]

_KEYS: Final = ("campaign", "source", "channel")
_UNPAID: Final = (
    r"\(?(?:direct|directo|diretto|direto|direkt|direktni|neposredno|acces direct|organic|organique|organisch|organico|"
    r"organsko|organiczny|organic (?:search|social|shopping|video|traffic)|referral|referrals|empfehlung|verweis|"
    r"reference|referencia|e-?mail|newsletter|none|brez|keine?|aucune?|sms|push|mobile push notifications|unassigned|"
    r"affiliates? organic|crm)\)?"
)
_LABEL: Final = re.compile(rf"{_UNPAID}|.*/ ?{_UNPAID}")
"""A source of unpaid visits, alone or as the medium: “google / organic”, “(direct) / (none)”."""
_MOST_NAMED: Final = 3


def is_unpaid(cell: Cell) -> bool:
    """Whether a campaign, source or channel is called like unpaid traffic."""
    return _LABEL.fullmatch(folded(text_of(cell)[:120])) is not None


def unpaid_rows(layout: Layout, alive: Mask, values: Values, findings: Findings) -> Mask:
    """Rows whose campaign, source and channel never had a click or spend: said, and the reader may decide."""
    none = np.zeros_like(alive)
    keys = [role for role in _KEYS if role in layout.roles]
    money = values.get("spend", np.zeros(len(alive)))
    clicks = values.get("clicks", np.zeros(len(alive)))
    if not keys or "orders" not in values or not {"spend", "clicks"} & values.keys() or not alive.any():
        return none
    group = _groups(layout, keys)
    spent, clicked = (
        np.bincount(group[alive], np.nan_to_num(amounts[alive]), group.max() + 1) for amounts in (money, clicks)
    )
    ordered = np.bincount(group[alive], np.nan_to_num(values["orders"][alive]), group.max() + 1)
    paid = (spent > 0) | (clicked > 0)
    named = np.zeros_like(alive)
    for role in keys:
        named |= layout.where(role, is_unpaid)
    silent = ((spent == 0) & (clicked == 0) & (ordered > 0))[group]
    rows = alive & (silent | (named & (spent == 0)[group]))
    if not rows.any() or not (paid[group] & alive & ~rows).any():
        return none
    orders = float(np.nansum(values["orders"][rows]))
    if orders == 0:
        return none
    return rows if _leaves_out(layout, rows, keys, values, orders, findings) else none


def _leaves_out(layout: Layout, rows: Mask, keys: list[str], values: Values, orders: float, findings: Findings) -> bool:
    """Say which orders were left out, or that they were included; True when they are left out."""
    answer = layout.answers.get("unpaid", "leave_out")
    role = next((key for key in keys if layout.where(key, is_unpaid)[rows].any()), keys[0])
    present = np.unique(layout.codes(role)[rows])
    names = [text_of(layout.cells(role)[at])[:40] or "–" for at in present]
    shown = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    ask = InputError(
        "Some orders come from “{column}” without a click or spend in this file (orders: {orders}; {names}). They "
        "did not come from paid clicks, so they are left out of CVR and CPO. Include them only if ads brought them.",
        field=layout.name(role),
        orders=round(orders, 2),
        column=layout.name(role),
        names=shown,
    )
    labels = (InputError("Count paid traffic only"), InputError("Include all orders"))
    choice = Question("unpaid", "orders", layout.name(role), ask, ("leave_out", "include"), labels, answer)
    findings.choices.append(choice)
    if answer == "include":
        return False
    short = InputError("orders without a click or spend ({names}).", names=shown)
    findings.left_out.append(LeftOut(ask, int(rows.sum()), Totals.of(sums(values, rows)), short))
    return True


def _groups(layout: Layout, keys: list[str]) -> NDArray[np.int64]:
    """Per row a number that is the same for the same campaign, source and channel."""
    group = np.zeros(layout.table.rows, dtype=np.int64)
    for role in keys:
        group = group * len(layout.cells(role)) + layout.codes(role)
        _, group = np.unique(group, return_inverse=True)
    return group

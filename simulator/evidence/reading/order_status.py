"""Which orders count: paid ones of the web shop. The others are named with their number and value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.audit import LeftOut, Question, Totals
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.numbers import Cell, is_nothing
from simulator.evidence.reading.platforms import status_of
from simulator.evidence.reading.table import Mask, text_of
from simulator.evidence.reading.texts import folded

_POINT_OF_SALE: Final = re.compile(
    r"(?:shopify )?pos(?: \w+)?|point of sale|retail(?: store)?|in[- ]?store|store|physical store|till|kasse|filiale|"
    r"ladengeschaft|magasin|boutique|caisse|trgovina|blagajna|tienda(?: fisica)?|negozio|winkel|sklep stacjonarny|"
    r"loja(?: fisica)?|brick and mortar"
)
_GIFT_CARD: Final = re.compile(
    r"gift ?(?:card|certificate|voucher)|carte[- ]cadeau|bon cadeau|cheque[- ]cadeau|geschenk(?:gutschein|karte)|"
    r"gutschein|darilna kartica|darilni bon|tarjeta regalo|carta regalo|buono regalo|cadeau(?:bon|kaart)|"
    r"karta podarunkowa|bon podarunkowy|cartao[- ]presente|vale[- ]presente"
)
_TEST: Final = re.compile(r"bogus(?: gateway)?|.*\btest(?: gateway| order| payment)?|\(for testing\).*")
_VOID: Final = InputError(
    "Orders that never came about (“{names}”) do not count: {count} ({value} in all). To include them, map the "
    "column “{column}” to nothing."
)


def statuses(layout: Layout) -> NDArray[np.object_]:
    """Per row what its status says (`platforms.status_of`): "" without one, "unknown" where nobody knows it."""
    if "status" not in layout.roles:
        return np.full(layout.table.rows, "", dtype=object)
    meant = [
        "" if is_nothing(cell) else _status(layout.platform, text_of(cell)) or "unknown"
        for cell in layout.cells("status")
    ]
    return np.array(meant, dtype=object)[layout.codes("status")]


def _status(platform: str, text: str) -> str | None:
    """What a status says, also where one letter of a whole file stood in another encoding (wygasłe, wygas³e)."""
    known = status_of(platform, text)
    if known or text.isascii():
        return known
    for taken, meant in (("cp1252", "cp1250"), ("cp1250", "cp1252")):
        if known := status_of(platform, text.encode(taken, "ignore").decode(meant, "ignore")):
            return known
    return None


def counting(layout: Layout, orders: Mask, value: NDArray[np.float64], findings: Findings) -> Mask:
    """The orders that count; `orders` are the rows that stand for one."""
    status = statuses(layout)
    orders = _paid(layout, orders, orders & (status == "pending"), value, findings)
    void = orders & (status == "void")
    orders = _without(
        layout, orders, void, value, (_VOID, InputError("never came about (“{names}”).")), "status", findings
    )
    orders = _without_items(layout, orders, value, findings)
    tests = layout.where("payment", lambda cell: _TEST.fullmatch(folded(text_of(cell))) is not None)
    test = InputError("Test orders (“{names}”) do not count: {count} ({value} in all).")
    short = InputError("test orders (“{names}”).")
    orders = _without(layout, orders, orders & tests, value, (test, short), "payment", findings)
    orders = _known(layout, orders, orders & (status == "unknown"), value, findings)
    return _web_only(layout, orders, value, findings)


_PENDING_LABELS: Final = (InputError("Count paid orders only"), InputError("Include orders that are not paid yet"))


def _paid(layout: Layout, orders: Mask, pending: Mask, value: NDArray[np.float64], findings: Findings) -> Mask:
    """Without orders that nobody paid yet, unless the reader's customers pay later."""
    if not pending.any():
        return orders
    answer = layout.answers.get("pending", "leave_out")
    total, count = round(float(value[pending].sum()), 2), int(pending.sum())
    names, column = _names(layout, "status", pending), layout.name("status")
    ask = InputError(
        "Orders that are not paid yet (“{names}”): {count} ({value} in all). They do not count; include them if your "
        "customers pay later.",
        field=column,
        names=names,
        count=count,
        value=total,
    )
    findings.choices.append(
        Question("pending", "orders", column, ask, ("leave_out", "include"), _PENDING_LABELS, answer)
    )
    if answer == "include":
        return orders
    short = InputError("not paid yet (“{names}”).", names=names)
    findings.left_out.append(LeftOut(ask, count, Totals(orders=float(count), value=total), short))
    return orders & ~pending


def _without(
    layout: Layout,
    orders: Mask,
    left: Mask,
    value: NDArray[np.float64],
    templates: tuple[InputError, InputError],
    role: str,
    findings: Findings,
) -> Mask:
    """The other orders; those that are left out are said with their number and value, at length and in short."""
    if not left.any():
        return orders
    total = round(float(value[left].sum()), 2)
    values: Mapping[str, object] = {
        "names": _names(layout, role, left),
        "count": int(left.sum()),
        "value": total,
        "column": layout.name(role),
    }
    reason, short = (InputError(template.message, field=layout.name(role), **values) for template in templates)
    findings.left_out.append(LeftOut(reason, int(left.sum()), Totals(orders=float(left.sum()), value=total), short))
    return orders & ~left


def _names(layout: Layout, role: str, rows: Mask) -> str:
    present = np.unique(layout.codes(role)[rows])
    return ", ".join(text_of(layout.cells(role)[at])[:30] for at in present[:6])


def _without_items(layout: Layout, orders: Mask, value: NDArray[np.float64], findings: Findings) -> Mask:
    """Without orders of nothing but gift cards: the money comes in once, and the goods are ordered later."""
    if "item" not in layout.roles or "order" not in layout.roles:
        return orders
    gift = layout.where("item", _is(_GIFT_CARD))
    goods = ~gift & ~layout.where("item", is_nothing)
    order = layout.codes("order")
    with_goods = np.zeros(len(layout.cells("order")), dtype=bool)
    with_goods[order[goods]] = True
    template = InputError(
        "Orders of gift cards only (“{names}”) do not count, as their goods are ordered later: {count} ({value} in "
        "all)."
    )
    templates = (template, InputError("gift cards only (“{names}”)."))
    return _without(layout, orders, orders & gift & ~with_goods[order], value, templates, "item", findings)


def _is(pattern: re.Pattern[str]) -> Callable[[Cell], bool]:
    return lambda cell: pattern.search(folded(text_of(cell)[:120])) is not None


def _web_only(layout: Layout, orders: Mask, value: NDArray[np.float64], findings: Findings) -> Mask:
    """Without the orders of a till, where there are others: ads bring web orders."""
    till = orders & layout.where("sales_channel", lambda c: _POINT_OF_SALE.fullmatch(folded(text_of(c))) is not None)
    if not till.any():
        return orders
    column = layout.name("sales_channel")
    if till.sum() == orders.sum():
        findings.notes.append(InputError("All orders are of a till (“{column}”), none of the web shop.", column=column))
        return orders
    answer = layout.answers.get("point_of_sale", "leave_out")
    ask = InputError(
        "Some orders are of a till, not of the web shop (orders: {count}; value: {value}). They are left out; "
        "include them only if your ads bring people to the store.",
        field=column,
        count=int(till.sum()),
        value=round(float(value[till].sum()), 2),
    )
    labels = (InputError("Count web orders only"), InputError("Include orders of the till"))
    options = ("leave_out", "include")
    findings.choices.append(Question("point_of_sale", "orders", column, ask, options, labels, answer))
    if answer == "include":
        return orders
    sums = Totals(orders=float(till.sum()), value=round(float(value[till].sum()), 2))
    findings.left_out.append(LeftOut(ask, int(till.sum()), sums, InputError("orders of a till.")))
    return orders & ~till


_UNKNOWN_LABELS: Final = (InputError("Count these orders"), InputError("Leave these orders out"))


def _known(layout: Layout, orders: Mask, unknown: Mask, value: NDArray[np.float64], findings: Findings) -> Mask:
    """With the orders whose status nobody knows, unless the reader leaves them out."""
    if not unknown.any():
        return orders
    answer = layout.answers.get("status", "include")
    names, column = _names(layout, "status", unknown & _often(layout, unknown)) or "…", layout.name("status")
    total, count = round(float(value[unknown].sum()), 2), int(unknown.sum())
    places: dict[str, Any] = {"field": column, "names": names, "count": count, "value": total}
    counted = InputError(
        "Orders whose status is not known (“{names}”): {count} ({value} in all). They were counted.", **places
    )
    left_out = InputError(
        "Orders whose status is not known (“{names}”): {count} ({value} in all). They were left out.", **places
    )
    ask = counted if answer == "include" else left_out
    findings.choices.append(
        Question("status", "orders", column, ask, ("include", "leave_out"), _UNKNOWN_LABELS, answer)
    )
    if answer == "include":
        return orders
    short = InputError("status not known (“{names}”).", names=names)
    findings.left_out.append(LeftOut(ask, count, Totals(orders=float(count), value=total), short))
    return orders & ~unknown


def _often(layout: Layout, rows: Mask) -> Mask:
    """Rows whose status stands in three at least: what slipped into the column once may be somebody's name."""
    counts = np.bincount(layout.codes("status")[rows], minlength=len(layout.cells("status")))
    return (counts >= 3)[layout.codes("status")]

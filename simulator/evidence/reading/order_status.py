"""Which orders count: paid ones of the web shop. The others are named with their number and value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

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
_LEFT_OUT: Final = {
    "pending": InputError(
        "Orders that are not paid yet (“{names}”) do not count: {count} ({value} in all). If your customers pay "
        "later, map the column “{column}” to nothing to include them."
    ),
    "void": InputError(
        "Orders that never came about (“{names}”) do not count: {count} ({value} in all). To include them, map the "
        "column “{column}” to nothing."
    ),
}


def statuses(layout: Layout) -> NDArray[np.object_]:
    """Per row what its status says (`platforms.status_of`): "" without one, "unknown" where nobody knows it."""
    if "status" not in layout.roles:
        return np.full(layout.table.rows, "", dtype=object)
    meant = [
        "" if is_nothing(cell) else status_of(layout.platform, text_of(cell)) or "unknown"
        for cell in layout.cells("status")
    ]
    return np.array(meant, dtype=object)[layout.codes("status")]


def counting(layout: Layout, orders: Mask, value: NDArray[np.float64], found: Findings) -> Mask:
    """The orders that count; `orders` are the rows that stand for one."""
    status = statuses(layout)
    for meaning, template in _LEFT_OUT.items():
        orders = _without(layout, orders, orders & (status == meaning), value, template, "status", found)
    orders = _without_items(layout, orders, value, found)
    tests = layout.where("payment", lambda cell: _TEST.fullmatch(folded(text_of(cell))) is not None)
    test = InputError("Test orders (“{names}”) do not count: {count} ({value} in all).")
    orders = _without(layout, orders, orders & tests, value, test, "payment", found)
    _say_unknown(layout, orders & (status == "unknown"), found)
    return _web_only(layout, orders, value, found)


def _without(
    layout: Layout,
    orders: Mask,
    left: Mask,
    value: NDArray[np.float64],
    template: InputError,
    role: str,
    found: Findings,
) -> Mask:
    """The other orders; those that are left out are said with their number and value."""
    if not left.any():
        return orders
    total = round(float(value[left].sum()), 2)
    values: Mapping[str, object] = {
        "names": _names(layout, role, left),
        "count": int(left.sum()),
        "value": total,
        "column": layout.name(role),
    }
    reason = InputError(template.message, field=layout.name(role), **values)
    found.left_out.append(LeftOut(reason, int(left.sum()), Totals(orders=float(left.sum()), value=total)))
    return orders & ~left


def _names(layout: Layout, role: str, rows: Mask) -> str:
    present = np.unique(layout.codes(role)[rows])
    return ", ".join(text_of(layout.cells(role)[at])[:30] for at in present[:6])


def _without_items(layout: Layout, orders: Mask, value: NDArray[np.float64], found: Findings) -> Mask:
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
    return _without(layout, orders, orders & gift & ~with_goods[order], value, template, "item", found)


def _is(pattern: re.Pattern[str]) -> Callable[[Cell], bool]:
    return lambda cell: pattern.search(folded(text_of(cell)[:120])) is not None


def _web_only(layout: Layout, orders: Mask, value: NDArray[np.float64], found: Findings) -> Mask:
    """Without the orders of a till, where there are others: ads bring web orders."""
    till = orders & layout.where("sales_channel", lambda c: _POINT_OF_SALE.fullmatch(folded(text_of(c))) is not None)
    if not till.any():
        return orders
    column = layout.name("sales_channel")
    if till.sum() == orders.sum():
        found.notes.append(InputError("All orders are of a till (“{column}”), none of the web shop.", column=column))
        return orders
    answer = layout.answers.get("point_of_sale", "leave_out")
    ask = InputError(
        "{count} orders are of a till ({value} in all), not of the web shop. They are left out; include them only if "
        "your ads bring people to the store.",
        field=column,
        count=int(till.sum()),
        value=round(float(value[till].sum()), 2),
    )
    labels = (InputError("Count web orders only"), InputError("Include orders of the till"))
    options = ("leave_out", "include")
    found.choices.append(Question("point_of_sale", "orders", column, ask, options, labels, answer))
    if answer == "include":
        return orders
    sums = Totals(orders=float(till.sum()), value=round(float(value[till].sum()), 2))
    found.left_out.append(LeftOut(ask, int(till.sum()), sums))
    return orders & ~till


def _say_unknown(layout: Layout, rows: Mask, found: Findings) -> None:
    if rows.any():
        found.notes.append(
            InputError(
                "Statuses that are not known (“{names}”): their orders were counted ({count}).",
                names=_names(layout, "status", rows & _often(layout, rows)) or "…",
                count=int(rows.sum()),
            )
        )


def _often(layout: Layout, rows: Mask) -> Mask:
    """Rows whose status stands in three at least: what slipped into the column once may be somebody's name."""
    counts = np.bincount(layout.codes("status")[rows], minlength=len(layout.cells("status")))
    return (counts >= 3)[layout.codes("status")]

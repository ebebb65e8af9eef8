"""Whether the value of a row is the price of one piece, to be multiplied with how many were bought."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading.audit import Question
from simulator.evidence.reading.headers import name_of
from simulator.evidence.reading.layout import Findings, Layout
from simulator.evidence.reading.table import Mask
from simulator.evidence.reading.texts import folded

Numbers = NDArray[np.float64]

_OF_ONE: Final = re.compile(
    r"(?:unit|item|piece|product|single|sale|list)[ _-]?(?:price|cost)|price|price (?:per|of|for) .*|unitprice|"
    r"prix(?: unitaire| a l'unite| de l'article)?|(?:einzel|stuck|artikel)?preis|"
    r"cena(?: na enoto| enote| jednostkowa)?|precio(?: unitario)?|prezzo(?: unitario)?|"
    r"(?:stuks|eenheids)?prijs|preco(?: unitario)?"
)
_OF_ALL: Final = re.compile(
    r".*(?:total|sum|revenue|sales|turnover|amount|umsatz|betrag|montant|chiffre|importe|importo|totaal|bedrag|znesek|"
    r"kwota|suma|razem|prihod|receita|ventas|vendite|ricavi).*"
)
_WHOLE_ROW: Final = "row"
"""The family of a column that a platform describes as the value of the whole row."""
_SAME: Final = 0.02
"""How far prices of one item may lie apart, as a share."""
_LEAST_ITEMS: Final = 3
_LABELS: Final = (InputError("The value is that of the whole row"), InputError("Multiply it with the quantity"))


def row_values(layout: Layout, rows: Mask, value: Numbers, quantity: Numbers | None, findings: Findings) -> Numbers:
    """The value of every row: as the file says it, or the price of one times how many."""
    if quantity is None or "quantity" not in layout.roles or not (rows & (np.abs(quantity) > 1)).any():
        return value
    column, header = layout.name("value"), folded(layout.name("value"))
    name = name_of(layout.headers[layout.roles["value"]], "value", layout.platform)
    if name is not None and name.family == _WHOLE_ROW:
        return value
    is_of_one = _is_of_one_item(layout, rows, value, quantity)
    if is_of_one is None and _OF_ALL.fullmatch(header):
        return value
    if is_of_one is False and not _OF_ONE.fullmatch(header) and "item_price" not in layout.answers:
        return value
    usual = is_of_one if is_of_one is not None else _OF_ONE.fullmatch(header) is not None
    taken = layout.answers.get("item_price") or ("times_quantity" if usual else "as_written")
    places: dict[str, Any] = {"field": column, "column": column, "quantity": layout.name("quantity")}
    of_one = InputError("“{column}” was taken as the price of one piece, and multiplied with “{quantity}”.", **places)
    of_row = InputError("“{column}” was taken as the value of the whole row, whatever “{quantity}” says.", **places)
    ask = of_one if taken == "times_quantity" else of_row
    options = ("as_written", "times_quantity")
    findings.choices.append(Question("item_price", "value", column, ask, options, _LABELS, taken))
    return value * quantity if taken == "times_quantity" else value


def _is_of_one_item(layout: Layout, rows: Mask, value: Numbers, quantity: Numbers) -> bool | None:
    """Whether items have one price whatever their quantity (True), or a value that grows with it; None when unknown."""
    if "item" not in layout.roles:
        return None
    known = rows & (value > 0) & (quantity > 0)
    items = pd.DataFrame(
        {
            "item": layout.codes("item")[known],
            "value": value[known],
            "each": (value / np.where(known, quantity, 1))[known],
        }
    ).assign(quantity=quantity[known])
    groups = items.groupby("item")
    several = groups["quantity"].nunique() > 1
    if several.sum() < _LEAST_ITEMS:
        return None
    is_price, is_total = (
        float((groups[name].std(ddof=0) / groups[name].mean() < _SAME)[several].mean()) for name in ("value", "each")
    )
    return None if max(is_price, is_total) < 0.5 or is_price == is_total else is_price > is_total

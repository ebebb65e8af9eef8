"""The example that a first visit starts from, in the reader's currency, and which inputs are still an example's.

What nobody typed is nobody's: a page says "your" only of what is not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from simulator.forms.field_list import BY_NAME, PARTS, Value, Values
from simulator.forms.page_fields import ALL_BY_NAME, ALL_START, PAGE_DEFAULTS
from simulator.forms.presets import presets
from simulator.plan.economics import OrderEconomics

FIRST_VISIT: Final = "first_visit"
"""The example that is no preset."""


class Abroad(NamedTuple):
    """What the example is in another currency.

    per_euro : what its amounts are multiplied by; rough, and 1 where a euro is about as much
    vat_rate : the usual one of that country, 0 where prices have none in them
    """

    per_euro: float
    vat_rate: float


ABROAD: Final[Mapping[str, Abroad]] = {
    "USD": Abroad(1, 0.0), "GBP": Abroad(1, 0.20), "CHF": Abroad(1, 0.081), "CAD": Abroad(1.5, 0.05),
    "AUD": Abroad(1.7, 0.10), "NZD": Abroad(1.9, 0.15), "SGD": Abroad(1.5, 0.09), "JPY": Abroad(160, 0.10),
    "CNY": Abroad(8, 0.13), "HKD": Abroad(9, 0.0), "KRW": Abroad(1600, 0.10), "INR": Abroad(100, 0.18),
    "SEK": Abroad(11, 0.25), "NOK": Abroad(11, 0.25), "DKK": Abroad(7.5, 0.25), "PLN": Abroad(4.3, 0.23),
    "CZK": Abroad(25, 0.21), "HUF": Abroad(400, 0.27), "RON": Abroad(5, 0.21), "TRY": Abroad(45, 0.20),
    "ILS": Abroad(4, 0.18), "AED": Abroad(4, 0.05), "ZAR": Abroad(20, 0.15), "BRL": Abroad(6, 0.17),
    "MXN": Abroad(21, 0.16),
}  # fmt: skip
"""Rough values of 2025 with which an invented shop looks likely; nothing is ever converted with them but examples."""
TRADES: Final = ("fashion_eu", "fashion_us", "home_eu", "home_us", "beauty_eu", "beauty_us")
"""Presets whose costs of an order are a start for a shop of that trade."""


def fields_of_inputs(*inputs: str) -> tuple[str, ...]:
    """The fields of these inputs: of an uncertain one all its parts, and how it is given."""
    parts = ("_kind", *dict.fromkeys(part for kind in PARTS.values() for part in kind))
    return tuple(
        name for stem in inputs for name in (stem, *(stem + part for part in parts if part)) if name in BY_NAME
    )


COSTS: Final = tuple(dict.fromkeys(("cogs_kind", *fields_of_inputs(*OrderEconomics.__dataclass_fields__))))
"""What an order costs, from VAT to returns."""
SALES: Final = ("budget", "reference_budget", *fields_of_inputs("cpc", "cvr", "aov"))
"""What is spent, and what it brings."""
GOAL: Final = ("target_kind", "target_profit", "target_cpo", "target_profit_share")
LEVERS: Final = tuple(name for name in PAGE_DEFAULTS if name.startswith("lever_"))
"""What the page Funnel assumes of its levers."""


@lru_cache(maxsize=64)
def first_values(currency: str) -> Mapping[str, Value]:
    """All fields of a first visit whose reader has this currency: the euro's where no example is in it."""
    abroad = ABROAD.get(currency)
    if abroad is None:
        return ALL_START
    return {**scaled(ALL_START, abroad.per_euro), "currency": currency, "vat_rate": abroad.vat_rate}


def costs_of_trade(code: str, currency: str) -> dict[str, Value]:
    """What an order of a trade costs, in a currency: a start, to be replaced.

    code : one of `TRADES`
    """
    preset = presets()[code].values
    costs = {name: preset[name] for name in COSTS}
    factor = _per_euro(currency) / _per_euro(str(preset["currency"]))
    return costs if factor == 1 else scaled(costs, factor)


def scaled(values: Values, factor: float) -> dict[str, Value]:
    """The same values with amounts of money multiplied, in the two digits that an example needs."""
    return {
        name: float(f"{value * factor:.2g}") if _is_money(name, value) and factor != 1 else value  # type: ignore[operator]
        for name, value in values.items()
    }


def amounts(values: Values) -> dict[str, Value]:
    """The amounts of money among these values that are not nothing."""
    return {name: value for name, value in values.items() if _is_money(name, value)}


def converted(values: Values, rate: float) -> dict[str, Value]:
    """The amounts of money among these values in another currency, in four digits.

    rate : what one unit of the present currency is in the other
    """
    return {name: in_other_currency(float(value), rate) for name, value in amounts(values).items()}  # type: ignore[arg-type]


def in_other_currency(amount: float, rate: float) -> float:
    """An amount at a rate, in four digits; nan stays nan."""
    return float(f"{amount * rate:.4g}")


def in_currency(values: Values, currency: str) -> dict[str, Value]:
    """The fields of the first visit's example that nobody has changed, as the example in another currency has them."""
    return {
        name: first_values(currency)[name]
        for fields in (SALES, COSTS, GOAL, LEVERS)
        if is_of_first_visit(values, fields)
        for name in fields
    }


def example_of(values: Values, fields: Iterable[str]) -> str | None:
    """The example that all these fields are still of: `FIRST_VISIT`, the code of a preset, or None."""
    names, currency = tuple(fields), str(values["currency"])
    if any(_same(values, first, names) for first in (first_values(currency), ALL_START)):
        return FIRST_VISIT
    if set(names) <= set(COSTS):
        for code in TRADES:
            if _same(values, costs_of_trade(code, currency), names):
                return code
    return next((code for code, preset in presets().items() if _same(values, preset.values, names)), None)


def is_of_first_visit(values: Values, fields: Iterable[str]) -> bool:
    """Whether nobody has changed any of these fields yet."""
    return example_of(values, fields) == FIRST_VISIT


def _same(values: Values, example: Values, names: Iterable[str]) -> bool:
    return all(values[name] == example[name] for name in names)


def _per_euro(currency: str) -> float:
    return ABROAD[currency].per_euro if currency in ABROAD else 1.0


def _is_money(name: str, value: Value) -> bool:
    return ALL_BY_NAME[name].kind == "money" and isinstance(value, int | float) and value != 0

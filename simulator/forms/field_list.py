"""The fields of a plan: their names in published order, units, meanings and defaults, and their values as text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from simulator.errors import InputError
from simulator.forms.numerals import unmistakable
from simulator.plan.economics import MONEY_LINES

Value = float | str | bool | None
Values = Mapping[str, Value]
Kind = Literal["text", "code", "number", "money", "share", "flag", "count"]
Quantity = Literal["money", "share", "exponent"]
BELIEF_KINDS: Final[Mapping[Quantity, tuple[str, ...]]] = {
    "money": ("interval", "known", "three_points"),
    "share": ("interval", "known", "counts", "three_points", "lognormal"),
    "exponent": ("interval", "known", "three_points", "lognormal"),
}
"""How an uncertain input may be given; "lognormal" is an `Amount` that stands for a share.

An exponent lies between 0 and 1 like a share, but is read and written as a plain number.
"""
PARTS: Final = {
    "known": ("",),
    "interval": ("_low", "_high", "_level"),
    "lognormal": ("_low", "_high", "_level"),
    "three_points": ("_low", "_mode", "_high"),
    "counts": ("_orders", "_clicks"),
}
"""Suffixes of the fields that each kind of belief reads."""
UNCERTAIN: Final[Mapping[str, Quantity]] = {
    "cpc": "money",
    "cvr": "share",
    "aov": "money",
    "discount_rate": "share",
    "cogs_share": "share",
    "fee_rate": "share",
    "return_rate": "share",
    "refunded_share": "share",
    "recovered_share": "share",
    "cancel_rate": "share",
    "new_customer_share": "share",
    "retention": "share",
    "incremental_share": "share",
    "cpc_elasticity": "exponent",
}
"""Inputs that may be given as a belief."""
CODES: Final = {
    "cogs_kind": ("share", "per_order"),
    "target_kind": ("profit", "cpo", "share"),
    **{f"{name}_kind": BELIEF_KINDS[quantity] for name, quantity in UNCERTAIN.items()},
}
"""What a field that holds a code may hold."""


@dataclass(frozen=True, slots=True)
class Field:
    """One named value of a plan.

    default : what it means when a file or a preset leaves it out (None: not given)
    """

    name: str
    kind: Kind
    default: Value
    unit: str
    meaning: str


def _belief_fields(name: str, unit: str, meaning: str, default: float | None = None) -> list[Field]:
    quantity = UNCERTAIN[name]
    kind: Kind = "number" if quantity == "exponent" else quantity
    start = "interval" if default is None else "known"
    fields = [
        Field(f"{name}_kind", "code", start, "", f"how {meaning} is given: {', '.join(BELIEF_KINDS[quantity])}"),
        Field(name, kind, default, unit, f"{meaning}, when known"),
        Field(f"{name}_low", kind, None, unit, f"{meaning}: low end"),
        Field(f"{name}_mode", kind, None, unit, f"{meaning}: most likely value (three_points)"),
        Field(f"{name}_high", kind, None, unit, f"{meaning}: high end"),
        Field(f"{name}_level", "share", 0.90, "share", "probability that the interval holds the true value"),
    ]
    if quantity == "share":
        fields += [
            Field(f"{name}_orders", "count", None, "count", f"{meaning} from counts: how many did"),
            Field(f"{name}_clicks", "count", None, "count", f"{meaning} from counts: out of how many"),
        ]
    return fields


def _money_line(name: str) -> Field:
    line = MONEY_LINES[name]
    return Field(name, "money", 0.0, f"currency per {line.per}", line.meaning)


MONEY_PER_ORDER: Final = "currency per order"
_PUBLISHED: Final[tuple[Field, ...]] = (
    Field("name", "text", "", "", "label of the plan"),
    Field("currency", "code", "EUR", "", "ISO 4217 code; all money of the plan is in it"),
    Field("budget", "money", None, "currency", "ad spend of the period"),
    Field("period_days", "number", 30.0, "days", "length of the period"),
    *_belief_fields("cpc", "currency per click", "click price at the reference budget"),
    Field(
        "reference_budget",
        "money",
        None,
        "currency",
        "spend at which that click price was seen; empty: the budget",
    ),
    *_belief_fields("cpc_elasticity", "", "γ, with which the click price grows as (budget / reference budget)^γ", 0.2),
    *_belief_fields("cvr", "share", "conversion rate"),
    *_belief_fields("aov", MONEY_PER_ORDER, "average order value"),
    Field("order_value_cv", "number", 1.0, "", "standard deviation / mean of single order values"),
    *_belief_fields("incremental_share", "share", "share of the counted orders that the ads caused", 1.0),
    Field("aov_includes_vat", "flag", True, "", "1 when the order value includes VAT"),
    Field("vat_rate", "share", 0.0, "share", "VAT"),
    *_belief_fields("discount_rate", "share", "planned discount", 0.0),
    _money_line("shipping_charged"),
    Field("cogs_kind", "code", "share", "", "cost of goods as share or per_order"),
    *_belief_fields("cogs_share", "share", "cost of goods as a share of the price without VAT, before discount", 0.0),
    Field("cogs_per_order", "money", None, MONEY_PER_ORDER, "cost of goods as money"),
    _money_line("shipping_paid"),
    _money_line("pick_pack"),
    *_belief_fields("fee_rate", "share", "payment fee as a share of what the customer pays", 0.0),
    _money_line("fee_fixed"),
    *_belief_fields("return_rate", "share", "share of orders that are returned", 0.0),
    *_belief_fields("refunded_share", "share", "share of a returned order's price that is refunded", 1.0),
    *_belief_fields("recovered_share", "share", "share of a returned order's goods that can be sold again", 1.0),
    _money_line("return_handling"),
    *_belief_fields("cancel_rate", "share", "share of orders cancelled before shipping", 0.0),
    _money_line("other_costs"),
    Field("repeat_on", "flag", False, "", "1 when later orders of new customers count"),
    *_belief_fields("new_customer_share", "share", "share of orders from new customers", 1.0),
    Field("orders_per_year", "number", 2.0, "orders per year", "orders of a customer per year"),
    Field("years", "number", 1.0, "years", "horizon over which later orders count"),
    *_belief_fields("retention", "share", "share of customers who buy once more after each order", 1.0),
    Field("yearly_discount_rate", "share", 0.0, "share", "interest by which later money is worth less"),
    Field("retention_cost", "money", 0.0, MONEY_PER_ORDER, "cost of winning each later order"),
    Field("target_kind", "code", "profit", "", "what is wanted: profit per order, a cpo, or a share of max CPO"),
    Field("target_profit", "money", 0.0, MONEY_PER_ORDER, "wanted profit per order"),
    Field("target_cpo", "money", None, MONEY_PER_ORDER, "wanted CPO"),
    Field("target_profit_share", "share", None, "share", "wanted profit as a share of max CPO"),
    Field("scale_at", "share", 0.80, "share", "break-even probability from which to scale"),
    Field("stop_at", "share", 0.30, "share", "long-run break-even probability down from which to stop"),
    Field("correlation_cpc_cvr", "number", 0.0, "", "correlation of CPC and CVR"),
    Field("correlation_aov_cvr", "number", 0.0, "", "correlation of AOV and CVR"),
    Field("correlation_cpc_aov", "number", 0.0, "", "correlation of CPC and AOV"),
    Field("order_luck", "flag", True, "", "1 when the luck of single orders is added"),
    Field("points", "count", 2048.0, "", "points per scramble, a power of two"),
    Field("scrambles", "count", 8.0, "", "independent scrambles; draws = points × scrambles"),
    Field("seed", "count", 0.0, "", "seed of the points"),
)
FIELDS: Final[tuple[Field, ...]] = (
    *_PUBLISHED,
    *(_money_line(name) for name in MONEY_LINES if name not in {field.name for field in _PUBLISHED}),
)
"""In their published order; a cost line added later goes last by itself, 0 where links and files leave it out."""
BY_NAME: Final[Mapping[str, Field]] = {field.name: field for field in FIELDS}
DEFAULTS: Final[Values] = {field.name: field.default for field in FIELDS}
_PARTS_OF_BELIEFS: Final = {
    name + part for name in UNCERTAIN for part in ("_kind", *(part for parts in PARTS.values() for part in parts))
}
NUMBERS: Final = tuple(
    field.name for field in FIELDS if field.kind in ("money", "share") and field.name not in _PARTS_OF_BELIEFS
)
START: Final[Values] = {
    **DEFAULTS,
    "budget": 5000.0,
    "cpc_low": 0.45,
    "cpc_high": 0.75,
    "reference_budget": 5000.0,
    "cvr_low": 0.015,
    "cvr_high": 0.030,
    "aov_low": 70.0,
    "aov_high": 95.0,
    "vat_rate": 0.20,
    "cogs_share": 0.38,
    "shipping_paid": 4.90,
    "pick_pack": 1.50,
    "fee_rate": 0.015,
    "fee_fixed": 0.25,
    "return_rate": 0.08,
    "recovered_share": 0.80,
    "return_handling": 4.00,
    "target_profit": 5.00,
}
"""The plan of a first visit, and what a link leaves out. Links in circulation rely on it: never change a value."""
LINK_VERSION: Final = 2
"""Of the links that are written. Before it, `reference_budget` had no number of its own: a link without a version that
leaves it out means the budget of that very link (`with_own_spend`)."""


def with_own_spend(values: Values) -> dict[str, Value]:
    """Values in which the spend at which the click price was seen is the budget, where nothing is said of it."""
    if values["reference_budget"] is not None:
        return dict(values)
    return {**values, "reference_budget": values["budget"]}


def text_of(field: Field, value: Value) -> str:
    """A value as text that every computer reads alike; the shortest that brings the same number back and no other.

    1.234 becomes 1.2340: a reader may take the former for a thousand.
    """
    if value is None:
        return ""
    if field.kind in ("text", "code"):
        return str(value)
    number = float(value)  # of a flag 1 or 0
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else unmistakable(repr(number))


def parsed(field: Field, text: str) -> Value:
    """A value from text without language.

    Raises
    ------
    InputError
        When the text is not what the field holds.
    """
    if field.kind == "text":
        return text
    if field.kind == "code":
        return text or field.default
    if text == "":
        return field.default
    if field.kind == "flag":
        if text not in ("0", "1"):
            raise InputError("1 (yes) or 0 (no) is needed, got “{text}”.", field=field.name, text=text[:40])
        return text == "1"
    return number_of(field.name, text)


def number_of(name: str, text: str) -> float:
    """A finite number with a decimal point, nothing else."""
    if len(text) <= 40 and set(text) <= set("+-.0123456789eE"):
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
    raise InputError("A number is needed, got “{text}”.", field=name, text=text[:40])


def changed(values: Values, from_values: Values) -> dict[str, Value]:
    """The fields that differ."""
    return {name: value for name, value in values.items() if value != from_values[name]}


def names(fields: Iterable[Field] = FIELDS) -> list[str]:
    """Names of the fields, in their published order."""
    return [field.name for field in fields]

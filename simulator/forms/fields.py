"""A plan as flat named fields and back: the one form that sidebar, link, file and presets share.

A field holds a number, a flag, a code or nothing (None), never a label. `FIELDS` lists them in their published order
with unit and meaning; `plan_of` builds the plan from values and says everything that is wrong; `fields_of` is its
inverse.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, TypeVar

from simulator.beliefs.checks import must_be_money, must_be_positive, must_be_share, must_be_share_or_belief
from simulator.beliefs.distributions import (
    LARGEST,
    SMALLEST,
    Amount,
    Belief,
    Fixed,
    Pert,
    Rate,
    RateFromCounts,
    median,
    quantile,
)
from simulator.errors import InputError
from simulator.forms.numerals import unmistakable
from simulator.plan.economics import OrderEconomics, RepeatPurchases
from simulator.plan.scenario import Correlations, Plan, Scenario, Settings

Value = float | str | bool | None
Values = Mapping[str, Value]
Kind = Literal["text", "code", "number", "money", "share", "flag", "count"]
Quantity = Literal["money", "share", "exponent"]
Made = TypeVar("Made")

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


MONEY_PER_ORDER: Final = "currency per order"

FIELDS: Final[tuple[Field, ...]] = (
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
    Field("shipping_charged", "money", 0.0, MONEY_PER_ORDER, "shipping the customer pays, including VAT"),
    Field("cogs_kind", "code", "share", "", "cost of goods as share or per_order"),
    *_belief_fields("cogs_share", "share", "cost of goods as a share of the price without VAT, before discount", 0.0),
    Field("cogs_per_order", "money", None, MONEY_PER_ORDER, "cost of goods as money"),
    Field("shipping_paid", "money", 0.0, MONEY_PER_ORDER, "shipping the shop pays"),
    Field("pick_pack", "money", 0.0, MONEY_PER_ORDER, "picking and packing"),
    *_belief_fields("fee_rate", "share", "payment fee as a share of what the customer pays", 0.0),
    Field("fee_fixed", "money", 0.0, MONEY_PER_ORDER, "payment fee as money"),
    *_belief_fields("return_rate", "share", "share of orders that are returned", 0.0),
    *_belief_fields("refunded_share", "share", "share of a returned order's price that is refunded", 1.0),
    *_belief_fields("recovered_share", "share", "share of a returned order's goods that can be sold again", 1.0),
    Field("return_handling", "money", 0.0, "currency per return", "shipping back and handling"),
    *_belief_fields("cancel_rate", "share", "share of orders cancelled before shipping", 0.0),
    Field("other_costs", "money", 0.0, MONEY_PER_ORDER, "other cost per order"),
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
BY_NAME: Final[Mapping[str, Field]] = {field.name: field for field in FIELDS}
DEFAULTS: Final[Values] = {field.name: field.default for field in FIELDS}

_PARTS_OF_BELIEFS: Final = {
    name + part for name in UNCERTAIN for part in ("_kind", *(part for parts in PARTS.values() for part in parts))
}
_NUMBERS: Final = tuple(
    field.name for field in FIELDS if field.kind in ("money", "share") and field.name not in _PARTS_OF_BELIEFS
)

START: Final[Values] = {
    **DEFAULTS,
    "budget": 5000.0,
    "cpc_low": 0.45,
    "cpc_high": 0.75,
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


# ---------------------------------------------------------------------------------------------------------------
# Values -> plan


def plan_of(values: Values) -> tuple[Plan | None, list[InputError]]:
    """The plan that these values describe, or None and everything that is wrong with them, field by field."""
    given = {**DEFAULTS, **values}
    problems: list[InputError] = []

    def attempt(make: Callable[[], Made]) -> Made | None:
        try:
            return make()
        except InputError as problem:
            problems.append(problem)
            return None

    attempt(lambda: _check_codes(given))
    if problems:
        return None, problems
    beliefs = {name: attempt(partial(belief_of, given, name)) for name in _used(given)}
    for name in _used_numbers(given):
        attempt(partial(_check_number, given, name))
    economics = repeat = correlations = settings = None
    if not problems:
        economics = attempt(lambda: _economics(given, beliefs))
        repeat = attempt(lambda: _repeat(given, beliefs)) if given["repeat_on"] else None
    correlations = attempt(lambda: _correlations(given))
    settings = attempt(lambda: _settings(given))
    if problems or economics is None or correlations is None or settings is None:
        return None, problems
    scenario = attempt(lambda: _scenario(given, beliefs, economics, repeat, correlations))
    return (None, problems) if scenario is None else (Plan(scenario, settings), problems)


def _used(values: Values) -> list[str]:
    """Uncertain inputs that the plan asks for."""
    unused = set() if values["repeat_on"] else {"new_customer_share", "retention"}
    if values["cogs_kind"] != "share":
        unused.add("cogs_share")
    if values["cpc_elasticity_kind"] == "known":
        unused.add("cpc_elasticity")  # a plain number, for which the plan has its own rule
    return [name for name in UNCERTAIN if name not in unused]


def _used_numbers(values: Values) -> list[str]:
    """Money and shares that are never beliefs and that the plan asks for."""
    goals = {"profit": "target_profit", "cpo": "target_cpo", "share": "target_profit_share"}
    unused = set(goals.values()) - {goals[str(values["target_kind"])]}
    if not values["repeat_on"]:
        unused |= {"yearly_discount_rate", "retention_cost"}
    if values["cogs_kind"] != "per_order":
        unused.add("cogs_per_order")
    if values["reference_budget"] is None:
        unused.add("reference_budget")
    return [name for name in _NUMBERS if name not in unused]


def _check_number(values: Values, name: str) -> None:
    if name in ("budget", "reference_budget"):
        must_be_positive(name, _number(values, name))
    elif BY_NAME[name].kind == "share":
        must_be_share(name, _number(values, name))
    else:
        must_be_money(name, _number(values, name))


def _check_codes(values: Values) -> None:
    for name, codes in CODES.items():
        if values[name] not in codes:
            raise InputError(
                "One of {codes} is needed, got {value}.",
                field=name,
                codes=", ".join(codes),
                value=str(values[name])[:40],
            )


def belief_of(values: Values, name: str) -> Belief:
    """The belief about one uncertain input.

    Raises
    ------
    InputError
        Naming the field: a number that is missing, or one that the belief refuses.
    """
    kind = str(values[f"{name}_kind"])
    numbers = [_number(values, name + part) for part in PARTS[kind]]
    makers: dict[str, Callable[..., Belief]] = {
        "known": Fixed,
        "interval": Amount if UNCERTAIN[name] == "money" else Rate,
        "lognormal": Amount,
        "three_points": Pert,
        "counts": RateFromCounts,
    }
    try:
        belief = makers[kind](*numbers)
    except InputError as problem:
        part = problem.field
        raise problem.at(name if part in (None, "value") else f"{name}_{part}") from None
    _check_reach(name, belief)
    return belief


def _check_reach(name: str, belief: Belief) -> None:
    """Refuse a belief that reaches where its quantity cannot be, at the field in which that stands."""
    check = must_be_positive if UNCERTAIN[name] == "money" else must_be_share
    if isinstance(belief, Fixed):
        check(name, belief.value)
    elif isinstance(belief, Pert):
        check(f"{name}_low", belief.low)
        check(f"{name}_high", belief.high)
    elif UNCERTAIN[name] != "money":
        must_be_share_or_belief(f"{name}_high", belief)


def _number(values: Values, name: str) -> float:
    value = values[name]
    if value is None or isinstance(value, str):
        raise InputError("A number is missing here.", field=name)
    return float(value)


def _needed(belief: Belief | None) -> Belief:
    if belief is None:
        raise TypeError("the plan is built only when each of its beliefs was")
    return belief


def _plain(belief: Belief | None) -> float | Belief:
    needed = _needed(belief)
    return needed.value if isinstance(needed, Fixed) else needed


def _economics(values: Values, beliefs: Mapping[str, Belief | None]) -> OrderEconomics:
    per_order = values["cogs_kind"] == "per_order"
    return OrderEconomics(
        aov_includes_vat=bool(values["aov_includes_vat"]),
        vat_rate=_number(values, "vat_rate"),
        discount_rate=_plain(beliefs["discount_rate"]),
        shipping_charged=_number(values, "shipping_charged"),
        cogs_share=None if per_order else _plain(beliefs["cogs_share"]),
        cogs_per_order=_number(values, "cogs_per_order") if per_order else None,
        shipping_paid=_number(values, "shipping_paid"),
        pick_pack=_number(values, "pick_pack"),
        fee_rate=_plain(beliefs["fee_rate"]),
        fee_fixed=_number(values, "fee_fixed"),
        return_rate=_plain(beliefs["return_rate"]),
        refunded_share=_plain(beliefs["refunded_share"]),
        recovered_share=_plain(beliefs["recovered_share"]),
        return_handling=_number(values, "return_handling"),
        cancel_rate=_plain(beliefs["cancel_rate"]),
        other_costs=_number(values, "other_costs"),
    )


def _repeat(values: Values, beliefs: Mapping[str, Belief | None]) -> RepeatPurchases:
    return RepeatPurchases(
        new_customer_share=_plain(beliefs["new_customer_share"]),
        orders_per_year=_number(values, "orders_per_year"),
        years=_number(values, "years"),
        retention=_plain(beliefs["retention"]),
        yearly_discount_rate=_number(values, "yearly_discount_rate"),
        retention_cost=_number(values, "retention_cost"),
    )


def _correlations(values: Values) -> Correlations:
    return Correlations(*(_number(values, f"correlation_{pair}") for pair in ("cpc_cvr", "aov_cvr", "cpc_aov")))


def _settings(values: Values) -> Settings:
    points, scrambles, seed = (_number(values, name) for name in ("points", "scrambles", "seed"))
    return Settings(bool(values["order_luck"]), points, scrambles, seed)  # type: ignore[arg-type]  # checks and settles whole numbers


def _scenario(
    values: Values,
    beliefs: Mapping[str, Belief | None],
    economics: OrderEconomics,
    repeat: RepeatPurchases | None,
    correlations: Correlations,
) -> Scenario:
    wanted = values["target_kind"]
    return Scenario(
        name=str(values["name"] or ""),
        currency=str(values["currency"]),
        budget=_number(values, "budget"),
        period_days=_number(values, "period_days"),
        cpc=_needed(beliefs["cpc"]),
        cvr=_needed(beliefs["cvr"]),
        aov=_needed(beliefs["aov"]),
        economics=economics,
        repeat=repeat,
        target_profit=_number(values, "target_profit") if wanted == "profit" else None,
        target_cpo=_number(values, "target_cpo") if wanted == "cpo" else None,
        target_profit_share=_number(values, "target_profit_share") if wanted == "share" else None,
        order_value_cv=_number(values, "order_value_cv"),
        incremental_share=_plain(beliefs["incremental_share"]),
        cpc_elasticity=_plain(beliefs["cpc_elasticity"])
        if "cpc_elasticity" in beliefs
        else _number(values, "cpc_elasticity"),
        reference_budget=None if values["reference_budget"] is None else _number(values, "reference_budget"),
        correlations=correlations,
        scale_at=_number(values, "scale_at"),
        stop_at=_number(values, "stop_at"),
    )


# ---------------------------------------------------------------------------------------------------------------
# Plan -> values


def fields_of(plan: Plan) -> dict[str, Value]:
    """Every field of a plan; `plan_of` makes the same plan of them."""
    scenario, settings = plan.scenario, plan.settings
    values: dict[str, Value] = {
        **DEFAULTS,
        **_own(scenario, "name", "currency", "budget", "period_days", "reference_budget"),
        **_own(scenario, "order_value_cv", "scale_at", "stop_at"),
        **_own(settings, "order_luck", "points", "scrambles", "seed"),
        **{f"correlation_{pair}": getattr(scenario.correlations, pair) for pair in ("cpc_cvr", "aov_cvr", "cpc_aov")},
        "repeat_on": scenario.repeat is not None,
    }
    for kind, goal in (("profit", "target_profit"), ("cpo", "target_cpo"), ("share", "target_profit_share")):
        if getattr(scenario, goal) is not None:
            values |= {"target_kind": kind, goal: getattr(scenario, goal)}
    owners = (scenario, scenario.economics, *((scenario.repeat,) if scenario.repeat else ()))
    for owner in owners:
        for name in owner.__dataclass_fields__:
            value = getattr(owner, name)
            if name in UNCERTAIN:
                values |= fields_of_belief(name, value) if value is not None else {}
            elif owner is not scenario and name in BY_NAME:
                values[name] = value
    if scenario.economics.cogs_per_order is not None:
        values["cogs_kind"] = "per_order"
    return values


def _own(owner: object, *names: str) -> dict[str, Value]:
    return {name: getattr(owner, name) for name in names}


def fields_of_belief(name: str, belief: float | Belief) -> dict[str, Value]:
    """The fields of one uncertain input."""
    match belief:
        case Fixed(value):
            return {f"{name}_kind": "known", name: value}
        case Amount(low, high, level):
            kind = "interval" if UNCERTAIN[name] == "money" else "lognormal"
            return {f"{name}_kind": kind, f"{name}_low": low, f"{name}_high": high, f"{name}_level": level}
        case Rate(low, high, level):
            return {
                f"{name}_kind": "interval",
                f"{name}_low": low,
                f"{name}_high": high,
                f"{name}_level": level,
            }
        case RateFromCounts(orders, clicks):
            return {f"{name}_kind": "counts", f"{name}_orders": orders, f"{name}_clicks": clicks}
        case Pert(low, mode, high):
            return {
                f"{name}_kind": "three_points",
                f"{name}_low": low,
                f"{name}_mode": mode,
                f"{name}_high": high,
            }
        case _:
            return {f"{name}_kind": "known", name: belief}


def same_in_another_kind(name: str, belief: Belief, kind: str) -> dict[str, Value]:
    """First values for an input that is switched to another kind: about what was believed before, in round numbers."""
    of_money = UNCERTAIN[name] == "money"
    least, most = (SMALLEST, LARGEST) if of_money else (1e-6, 0.9999)
    middle = _rounded(median(belief))
    if kind == "known":
        return {name: min(max(middle, SMALLEST), LARGEST) if of_money or middle > 0 else 0.0}
    if kind == "counts":
        clicks = 1000.0
        return {f"{name}_orders": float(round(median(belief) * clicks)), f"{name}_clicks": clicks}
    low, high = (min(max(_rounded(quantile(belief, share)), least), most) for share in (0.05, 0.95))
    if not of_money and middle in (0.0, 1.0):
        low, high = (0.01, 0.05) if middle == 0 else (0.9, 0.99)
    elif low >= high:  # known, or nearly
        further = high * 1.25 if of_money else min(high * 1.25, (1 + high) / 2)
        low, high = max(_rounded(low * 0.8), least), min(_rounded(further), most)
    found: dict[str, Value] = {f"{name}_low": low, f"{name}_high": high}
    if kind == "three_points":
        found[f"{name}_mode"] = min(max(middle, low), high)
    return found


def _rounded(value: float) -> float:
    return float(f"{value:.3g}") if math.isfinite(value) else value


# ---------------------------------------------------------------------------------------------------------------
# Values <-> text without language: what links and files hold


def text_of(field: Field, value: Value) -> str:
    """A value as text that every computer reads alike; the shortest that brings the same number back and no other.

    1.234 becomes 1.2340: a reader may take the former for a thousand.
    """
    if value is None:
        return ""
    if field.kind in ("text", "code"):
        return str(value)
    if field.kind == "flag":
        return "1" if value else "0"
    number = float(value)
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else unmistakable(repr(number))


def value_of(field: Field, text: str) -> Value:
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

"""What Funnel, Omnichannel and Track ask for as flat named fields, beside the plan's: for link, file and presets.

The fields follow the rules of `simulator.fields`. An uncertain one is two fields, its low and its high end, which hold
the true value with a chance of 90 %; equal ends say that it is known. Unlike a plan's, these fields may be wrong or
missing without harm: only their own page asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from simulator.beliefs.distributions import Belief
from simulator.beliefs.ends import belief_of_ends
from simulator.errors import InputError
from simulator.forms.field_list import BY_NAME, DEFAULTS, MONEY_PER_ORDER, START, Field, Kind, Value, Values
from simulator.plan.events import check_year
from simulator.questions.funnel import RATES, Funnel
from simulator.questions.lever import MOVES, Lever
from simulator.questions.omnichannel_inputs import CAUTIOUS, Omnichannel

Page = Literal["funnel", "omnichannel", "track"]

# ---------------------------------------------------------------------------------------------------------------
# The fields


def _ends(name: str, kind: Kind, unit: str, meaning: str, low: float | None, high: float | None) -> list[Field]:
    return [
        Field(f"{name}_low", kind, low, unit, f"{meaning}: low end"),
        Field(f"{name}_high", kind, high, unit, f"{meaning}: high end"),
    ]


class LeverAtFirst(NamedTuple):
    """What stands in the fields of a lever at first: an assumption, to be replaced. Parts as those of `Lever`."""

    on: bool
    low: float
    high: float
    cost: float
    cost_per_order: float
    works_share: float


LEVERS_AT_FIRST: Final[Mapping[str, LeverAtFirst]] = {
    "landing_page": LeverAtFirst(True, 0.00, 0.15, 500.0, 0.0, 0.5),
    "checkout": LeverAtFirst(True, 0.02, 0.20, 800.0, 0.0, 0.6),
    "audience": LeverAtFirst(False, 0.00, 0.20, 200.0, 0.0, 0.5),
    "message_test": LeverAtFirst(False, 0.01, 0.10, 100.0, 0.0, 0.33),
    "bundles": LeverAtFirst(False, 0.02, 0.12, 300.0, 0.0, 0.6),
    "free_shipping": LeverAtFirst(True, 0.02, 0.12, 0.0, 1.50, 0.7),
    "retention_mails": LeverAtFirst(False, 0.02, 0.15, 200.0, 0.10, 0.7),
    "bids": LeverAtFirst(True, -0.15, -0.02, 100.0, 0.0, 0.6),
    "traffic_quality": LeverAtFirst(False, -0.30, -0.10, 0.0, 0.0, 1.0),
}


def _lever_fields(kind: str) -> list[Field]:
    first = LEVERS_AT_FIRST[kind]
    name, described = f"lever_{kind}", f"lever {kind.replace('_', ' ')}"
    return [
        Field(name, "flag", first.on, "", f"1 when the {described} is looked at"),
        *_ends(
            name,
            "share",
            "relative change",
            f"{described}: change of what it moves, if it works",
            first.low,
            first.high,
        ),
        Field(f"{name}_cost", "money", first.cost, "currency", f"{described}: cost, once"),
        Field(
            f"{name}_cost_per_order",
            "money",
            first.cost_per_order,
            MONEY_PER_ORDER,
            f"{described}: cost of every order",
        ),
        Field(f"{name}_works_share", "share", first.works_share, "share", f"{described}: chance that it works at all"),
    ]


FUNNEL_FIELDS: Final[tuple[Field, ...]] = (
    *_ends("visit_share", "share", "share", "clicks that become visits from the target market", 1.0, 1.0),
    *_ends("add_to_cart_rate", "share", "share", "visits with something in the cart", 0.009, 0.143),
    *_ends("cart_abandonment", "share", "share", "carts that never become an order", 0.55, 0.83),
    *_ends("checkout_completion", "share", "share", "orders, of all checkouts that are begun", 0.15, 0.78),
    *(field for kind in MOVES for field in _lever_fields(kind)),
)
OMNICHANNEL_FIELDS: Final[tuple[Field, ...]] = (
    *_ends("store_orders_per_100_clicks", "number", "orders", "store orders that begin with 100 clicks", 0.0, 0.0),
    Field("store_sales", "money", None, "currency", "sales in stores, instead of store orders per 100 clicks"),
    *_ends("began_online_share", "share", "share", "store sales that began on the shop's site", None, None),
    Field("visits", "number", None, "visits", "all visits to the site in the period of these store sales"),
    Field("store_orders_include_pickups", "flag", True, "", "1 when store orders contain what is bought at pick-up"),
    *_ends("store_aov", "money", MONEY_PER_ORDER, "order value in the store", None, None),
    *_ends("store_margin_share", "share", "share", "what is left of a store order's value without VAT", None, None),
    *_ends("collect_share", "share", "share", "online orders that are collected in a store", 0.0, 0.0),
    Field(
        "collect_saved_shipping", "money", None, MONEY_PER_ORDER, "shipping that a collected order saves; empty: all"
    ),
    Field("collect_handling", "money", 0.0, MONEY_PER_ORDER, "cost of handing out a collected order"),
    *_ends("pickup_purchase_share", "share", "share", "pick-ups at which something more is bought", 0.0, 0.0),
    *_ends("pickup_purchase_value", "money", "currency per purchase", "value of what is bought at pick-up", None, None),
    *_ends("cross_sell_revenue", "money", MONEY_PER_ORDER, "further revenue per online order", 0.0, 0.0),
    Field("cross_sell_margin_share", "share", 0.0, "share", "what is left of that revenue without VAT"),
    *_ends(
        "partner_revenue_share", "share", "share", "revenue of subsidiaries and partners / online revenue", 0.0, 0.0
    ),
    Field("partner_margin_share", "share", 0.0, "share", "what of that revenue stays, without VAT"),
    *_ends("multichannel_share", "share", "share", "new customers who come to buy in several channels", 0.0, 0.0),
    *_ends("multichannel_worth", "number", "ratio", "later orders of such a customer / of any other", 1.0, 1.0),
    *_ends(
        "incrementality", "share", "share", "of all this, what would not have come anyway", CAUTIOUS.low, CAUTIOUS.high
    ),
)
TRACK_FIELDS: Final[tuple[Field, ...]] = (
    Field("first_day", "text", "", "", "first day of the plan's period as YYYY-MM-DD; empty: not said"),
    Field("events", "text", "", "", "events of the year and their effects on cvr, cpc and aov; empty: none"),
)
PAGE_FIELDS: Final[Mapping[Page, tuple[Field, ...]]] = {
    "funnel": FUNNEL_FIELDS,
    "omnichannel": OMNICHANNEL_FIELDS,
    "track": TRACK_FIELDS,
}
PAGE_DEFAULTS: Final[Values] = {field.name: field.default for fields in PAGE_FIELDS.values() for field in fields}
"""What a link and a file leave out. Links in circulation rely on it: never change a value."""
ALL_BY_NAME: Final[Mapping[str, Field]] = {
    **BY_NAME,
    **{field.name: field for fields in PAGE_FIELDS.values() for field in fields},
}
"""Every field, the plan's first."""
ALL_DEFAULTS: Final[Values] = {**DEFAULTS, **PAGE_DEFAULTS}
ALL_START: Final[Values] = {**START, **PAGE_DEFAULTS}
"""What stands everywhere on a first visit."""

# ---------------------------------------------------------------------------------------------------------------
# Values -> what the pages ask


def funnel_in(values: Values) -> tuple[Funnel | None, list[InputError]]:
    """The funnel that these values describe, or None and everything that is wrong with them, field by field."""
    problems: list[InputError] = []
    rates = {name: _taken(values, name, problems) for name in RATES}
    return (None, problems) if problems else _made(Funnel, rates)


def levers_in(values: Values) -> tuple[tuple[Lever, ...], list[InputError]]:
    """The levers that are switched on and right, in the order of `MOVES`, and what is wrong with the others."""
    levers, problems = [], []
    for kind in MOVES:
        name = f"lever_{kind}"
        if not values[name]:
            continue
        parts = {part: values[f"{name}_{part}"] for part in ("low", "high", "cost", "cost_per_order", "works_share")}
        missing = [_missing(f"{name}_{part}") for part, value in parts.items() if not _is_number(value)]
        problems += missing
        if not missing:
            try:
                levers.append(Lever(kind=kind, **parts))  # type: ignore[arg-type]  # numbers, as was just seen
            except InputError as error:
                problems.append(error.at(f"{name}_{error.field if error.field in parts else 'low'}"))
    return tuple(levers), problems


def omnichannel_in(values: Values) -> tuple[Omnichannel | None, list[InputError]]:
    """The rest of the shop that these values describe, or None and everything that is wrong, field by field."""
    problems: list[InputError] = []
    given: dict[str, Any] = {}
    for name in Omnichannel.__dataclass_fields__:
        given[name] = values[name] if name in ALL_BY_NAME else _taken(values, name, problems)
        if name in ("collect_handling", "cross_sell_margin_share", "partner_margin_share") and given[name] is None:
            problems.append(_missing(name))
    return (None, problems) if problems else _made(Omnichannel, given)


def first_day_of(values: Values) -> date | None:
    """The first day of the plan's period; None where it is not said.

    Raises
    ------
    InputError
        When it is no day written as 2026-11-30.
    """
    return day_in(values["first_day"], "first_day")


def day_in(value: Value, field: str) -> date | None:
    """The day that a field holds; None where it is empty.

    Raises
    ------
    InputError
        When it is no day written as 2026-11-30, or one of a year that nobody plans for.
    """
    text = str(value or "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError(
            "The first day of the plan is written as year-month-day, such as 2026-11-30; got “{text}”.",
            field=field,
            text=text[:40],
        ) from None
    check_year(day, field)
    return day


def _made(kind: Any, given: Mapping[str, Any]) -> tuple[Any, list[InputError]]:
    """What these values make, or what is wrong at the field in which it stands."""
    try:
        return kind(**given), []
    except InputError as error:
        name = error.field or ""
        return None, [error if name in ALL_BY_NAME else error.at(f"{name}_low")]


def _taken(values: Values, name: str, problems: list[InputError]) -> Belief | None:
    """The belief of two ends; None where both are empty and may be, and where something is wrong."""
    try:
        return _belief(values, name)
    except InputError as error:
        problems.append(error)
        return None


def _belief(values: Values, name: str) -> Belief | None:
    ends = {f"{name}_low": values[f"{name}_low"], f"{name}_high": values[f"{name}_high"]}
    if PAGE_DEFAULTS[f"{name}_low"] is None and set(ends.values()) == {None}:
        return None
    for field, value in ends.items():
        if not _is_number(value):
            raise _missing(field)
    return belief_of_ends(name, ends, share=ALL_BY_NAME[f"{name}_low"].kind == "share")  # type: ignore[arg-type]


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _missing(field: str) -> InputError:
    return InputError("A number is missing here.", field=field)

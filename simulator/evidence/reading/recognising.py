"""What a table is, told by its headers: ad spend, a shop's orders or its sales by day, and which column is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from simulator.errors import InputError
from simulator.evidence.reading.conversions import with_value_of_orders
from simulator.evidence.reading.headers import (
    AD_MEANINGS,
    ORDER_MEANINGS,
    Header,
    is_everyday,
    meanings,
    name_of,
    platform_of,
)
from simulator.evidence.reading.platforms import TABLE, platforms
from simulator.evidence.rows import MEASURES

Kind = Literal["ads", "orders", "sales"]

_WHEN: Final = ("week", "month", "year", "day_of_month", "nth_day", "date_end")
AD_ROLES: Final = frozenset(
    (*(*AD_MEANINGS, *_WHEN, "source", "channel", "action", "window", "results", "result_indicator"),)
) | {"spend_converted", "value_converted", "currency_converted"}
ORDER_ROLES: Final = frozenset(
    (*ORDER_MEANINGS, "order_number", "status", "is_return", "sales_channel", "item", "quantity", "payment")
) | {"year", "day_of_month", "month"}
SALES_ROLES: Final = frozenset((*_WHEN, "date", "orders", "value", "first_orders", "currency"))
_CUSTOMER: Final = frozenset(("order", "customer"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table.

    roles           meaning → place
    details         places of columns that split rows further (search term, device)
    value_contains  what the order value holds beside the goods, as far as its column says
    notes           what should be known of the choice
    """

    platform: str
    kind: Kind
    roles: dict[str, int]
    details: tuple[int, ...] = ()
    value_contains: tuple[str, ...] = ()
    notes: list[InputError] = field(default_factory=list)


def columns_of(headers: Sequence[Header], mapping: Mapping[str, str]) -> Columns:
    """Which column is which, after the reader's mapping."""
    platform = platform_of(headers)
    roles = meanings(headers, platform, mapping)
    kind = _kind(platform, roles, mapping)
    if kind == "orders" and platforms()[platform].kind == "ads":
        platform = TABLE
        roles = meanings(headers, platform, mapping)
    wanted = {"ads": AD_ROLES, "orders": ORDER_ROLES, "sales": SALES_ROLES}[kind]
    roles = {means: place for means, place in roles.items() if means in wanted}
    if "orders" in roles:
        roles.pop("results", None)
        roles.pop("result_indicator", None)
    if "date_end" in roles and not _is_a_start(headers, roles, mapping):
        del roles["date_end"]
    notes: list[InputError] = []
    if not mapping.keys() & {header.text for header in headers}:
        roles, lost = with_value_of_orders(headers, roles, platform)
        notes += [lost] if lost else []
    contains = _contains(headers, roles, platform, notes)
    return Columns(platform, kind, roles, _details(headers, roles, platform), contains, notes)


def _kind(platform: str, roles: Mapping[str, int], mapping: Mapping[str, str]) -> Kind:
    has_spend = bool(roles.keys() & {"spend", "spend_converted"})
    is_shop = platforms()[platform].kind == "shop" or bool(set(mapping.values()) & _CUSTOMER)
    if (is_shop or not has_spend) and roles.keys() & _CUSTOMER:
        return "orders"
    is_paid = has_spend or roles.keys() & {"clicks", "results", "campaign", "source", "action"}
    return "ads" if is_paid or not roles.keys() & {"orders", "value", "first_orders"} else "sales"


def _is_a_start(headers: Sequence[Header], roles: Mapping[str, int], mapping: Mapping[str, str]) -> bool:
    """Whether the day of a row is the first of a period whose last day stands in another column."""
    if "date" not in roles or headers[roles["date"]].text in mapping:
        return False
    return any(name.means == "date" and name.rank == 2 for name in headers[roles["date"]].names)


def _details(headers: Sequence[Header], roles: Mapping[str, int], platform: str) -> tuple[int, ...]:
    taken = set(roles.values())
    return tuple(
        place
        for place, header in enumerate(headers)
        if place not in taken
        and any(name.means == "detail" and (name.platform == platform or is_everyday(name)) for name in header.names)
    )


def _contains(
    headers: Sequence[Header], roles: Mapping[str, int], platform: str, notes: list[InputError]
) -> tuple[str, ...]:
    name = name_of(headers[roles["value"]], "value", platform) if "value" in roles else None
    if not name or not name.contains:
        return ()
    column = headers[roles["value"]].text
    shipped = InputError(
        "The order value is “{column}”, which may contain shipping and tax. Export the subtotal to leave them out.",
        field=column,
        column=column,
    )
    taxed = InputError(
        "The order value is “{column}”, which contains tax. Export the subtotal without tax to leave it out.",
        field=column,
        column=column,
    )
    notes.append(shipped if "shipping" in name.contains else taxed)
    return name.contains


def has_enough(columns: Columns) -> bool:
    """Whether a table can hold anything."""
    roles = columns.roles.keys()
    if columns.kind == "orders":
        return {"value"} <= roles and bool(roles & {"date", "month"})
    return bool(roles & {*MEASURES, "spend_converted", "results", "first_orders"})

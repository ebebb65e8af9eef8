"""What inputs, outputs, zones and platforms are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, plain_markdown
from simulator import InputError
from simulator.evidence import SEVERAL, AdRows, platform_names
from simulator.facts import Fact, facts
from simulator.forms.fields import BY_NAME, PARTS, UNCERTAIN
from simulator.plan.economics import COSTS_WHEN_PLACED, COSTS_WHEN_SENT

ZONE_NAMES = {
    "scale": N_("scale: within the target"),
    "optimise": N_("optimise: affordable"),
    "stop": N_("stop: too dear"),
}

OUTPUT_NAMES = {
    "cpc": N_("Click price at this budget"),
    "cvr": N_("Conversion rate"),
    "aov": N_("Order value"),
    "clicks": N_("Clicks"),
    "orders": N_("Orders"),
    "cpo": N_("Cost per order (CPO)"),
    "max_cpo": N_("Most it may cost (max CPO)"),
    "target_cpo": N_("Target CPO"),
    "profit": N_("Profit"),
    "roas": N_("ROAS"),
    "marginal_cpo": N_("Cost of the next order"),
    "max_cpc": N_("Most a click may cost"),
    "break_even_roas": N_("Break-even ROAS"),
    "first_order_profit": N_("Profit from first orders"),
    "cac": N_("CAC"),
}

MARGIN_LINES = {
    "aov": N_("Order value (AOV)"),
    "vat_added": N_("VAT on top"),
    "discount": N_("Planned discount"),
    "shipping_charged": N_("Shipping charged"),
    "vat": N_("VAT"),
    "refunds": N_("Refunds"),
    "goods": N_("Cost of goods"),
    "goods_recovered": N_("Goods sold again"),
    "fees": N_("Payment fees"),
    "returns": N_("Cost of returns"),
    "cancellations": N_("Cancellations"),
    "contribution": N_("First order leaves"),
    "repeat_purchases": N_("Later orders"),
    "max_cpo": N_("You can afford"),
    "wanted_profit": N_("Wanted profit"),
    "target_above_max": N_("Target above it"),
    "target_cpo": N_("Target CPO"),
}
"""The steps from the order value to what an order may cost, but those that are an input by themselves."""

SEVERAL_PLATFORMS = N_("All together")
PLATFORMS = {**platform_names(), "shopify_orders": N_("Shopify orders"), "table": N_("Table")}

OMNICHANNEL: Final = {
    "store_orders_per_100_clicks": N_("Store orders per 100 clicks"),
    "store_aov": N_("Value of a store order"),
    "store_margin_share": N_("Store margin, of the value without VAT"),
    "store_sales": N_("Sales in stores, a period"),
    "began_online_share": N_("Store sales that began online"),
    "visits": N_("Visits to the site in that period"),
    "collect_share": N_("Online orders that are collected"),
    "collect_saved_shipping": N_("Shipping that a collected order saves"),
    "collect_handling": N_("Cost of handing over a collected order"),
    "pickup_purchase_share": N_("Pick-ups with a further purchase"),
    "pickup_purchase_value": N_("Value of that purchase"),
    "cross_sell_revenue": N_("Further revenue per online order"),
    "cross_sell_margin_share": N_("Margin, of that revenue without VAT"),
    "partner_revenue_share": N_("Partner revenue, of the online revenue"),
    "partner_margin_share": N_("Your margin on it, without VAT"),
    "multichannel_share": N_("New customers who come to buy in several channels"),
    "multichannel_worth": N_("Value of their later orders, relative to other customers"),
    "incrementality": N_("Would not have come without the ads"),
}
"""What the page Omnichannel asks for, by the input without the end of an interval."""

VERDICTS = {"scale": N_("advice|scale"), "optimise": N_("advice|optimise"), "stop": N_("advice|stop")}

SHAPES = {"scale": "▲", "optimise": "◆", "stop": "■"}
"""Those of the chart, so that colour is never the only sign."""

KIND_LABELS = {
    "interval": N_("low – high"),
    "known": N_("input|known"),
    "counts": N_("from counted orders and clicks"),
    "three_points": N_("low – likely – high"),
    "lognormal": N_("low – high (lognormal)"),
}

CODE_LABELS = {
    ("cogs_kind", "share"): N_("% of the price"),
    ("cogs_kind", "per_order"): N_("amount per order"),
    ("target_kind", "profit"): N_("profit per order"),
    ("target_kind", "cpo"): N_("cost per order (CPO)"),
    ("target_kind", "share"): N_("% of what you can afford"),
}

PART_LABELS = {
    "": N_("input|value"),
    "_low": N_("low end"),
    "_mode": N_("most likely"),
    "_high": N_("high end"),
    "_orders": N_("input|orders"),
    "_clicks": N_("input|clicks"),
}

MARGIN = (
    "aov_includes_vat", "vat_rate", "discount_rate", "shipping_charged", "cogs_kind", "cogs_share", "cogs_per_order",
    *COSTS_WHEN_SENT, "fee_rate", "fee_fixed", "return_rate", "refunded_share", "recovered_share",
    "return_handling", "cancel_rate", *COSTS_WHEN_PLACED,
)  # fmt: skip

REPEAT = (
    "repeat_on", "new_customer_share", "orders_per_year", "years", "retention", "yearly_discount_rate",
    "retention_cost",
)  # fmt: skip

GOAL = ("target_kind", "target_profit", "target_cpo", "target_profit_share", "scale_at", "stop_at")

ADVANCED = (
    "incremental_share", "cpc_elasticity", "order_value_cv", "correlation_cpc_cvr", "correlation_aov_cvr",
    "correlation_cpc_aov", "order_luck", "points", "seed",
)  # fmt: skip

SHOWN_BY = {
    **dict.fromkeys(REPEAT[1:], ("repeat_on", True)),
    "cogs_share": ("cogs_kind", "share"),
    "cogs_per_order": ("cogs_kind", "per_order"),
    "target_profit": ("target_kind", "profit"),
    "target_cpo": ("target_kind", "cpo"),
    "target_profit_share": ("target_kind", "share"),
}
"""Inputs that are in view only while a choice says so."""

ZONES = ("scale", "optimise", "stop")


@dataclass(frozen=True, slots=True)
class Shown:
    """How one input looks.

    per : what money or a share is of, after the unit
    slider : ends of the slider's logarithmic grid, in the unit of the field
    facts : ids of published figures that say what is typical
    term : code of its entry in the glossary, where that is not its own name
    step : what the margin's step of this cost is called, where that is not its label
    """

    label: str
    per: str = ""
    slider: tuple[float, float] | None = None
    facts: tuple[str, ...] = ()
    term: str = ""
    step: str = ""


@lru_cache(maxsize=4096)
def label_of(words: Words, name: str, currency: str) -> str:
    """Label of an input with its unit: "Click price (CPC), €"."""
    shown, kind = INPUTS[name], BY_NAME[name].kind
    unit = {"money": words.currency_symbol(currency), "share": "%"}.get(kind, "")
    per = words.text(shown.per) if shown.per else ""
    about = " ".join(part for part in (unit, per) if part)
    return words.text(shown.label) + (f", {about}" if about else "")


def step_of(name: str) -> str:
    """What a step of the margin is called."""
    if name in MARGIN_LINES:
        return MARGIN_LINES[name]
    return INPUTS[name].step or INPUTS[name].label


def input_of(field: str) -> str:
    """The input that a field belongs to: cpc for cpc_low."""
    if field in INPUTS:
        return field
    return max((name for name in INPUTS if field.startswith(f"{name}_")), key=len, default=field)


def uncertain_input_of(field: str) -> str:
    """The uncertain input that a field belongs to: cvr for cvr_low and cvr_kind; the field itself where it is none."""
    return next((name for name in UNCERTAIN if field in _fields_of(name)), field)


@lru_cache(maxsize=64)
def _fields_of(name: str) -> frozenset[str]:
    return frozenset(name + part for parts in PARTS.values() for part in ("_kind", *parts))


def input_name(words: Words, field: str) -> str:
    """The label of the input that a field belongs to, with the part where it has one."""
    name = input_of(field)
    part = PART_LABELS.get(field.removeprefix(name))
    label = words.text(INPUTS[name].label) if name in INPUTS else field
    return f"{label}, {words.text(part)}" if part else label


@lru_cache(maxsize=1024)
def help_of(words: Words, name: str) -> str | None:
    """What an input means, and a published figure; formulas and all figures are in the glossary."""
    term = TERMS.get(INPUTS[name].term or name)
    lines = [plain_markdown(words.text(term.definition))] if term is not None else []
    lines += [brief_typical(words, facts()[fact]) for fact in INPUTS[name].facts[:1]]
    return "\n\n".join(lines) or None


def brief_typical(words: Words, fact: Fact) -> str:
    """One published figure in a few words; its source is in the glossary."""
    return words.text(
        "For example {figure} ({vertical}, {year}; see the glossary).",
        figure=plain_markdown(fact_figure(words, fact)),
        vertical=plain_markdown(words.text(fact.vertical)),
        year=plain_markdown(words.text(fact.year)),
    )


def typical(words: Words, fact: Fact) -> str:
    """One published figure in a line, with year, source and confidence."""
    return words.text(
        "Published: {figure} ({vertical}, {channel}, {year}; {source}, confidence {confidence}).",
        figure=plain_markdown(fact_figure(words, fact)),
        vertical=plain_markdown(words.text(fact.vertical)),
        channel=plain_markdown(words.text(fact.channel) or "–"),
        year=plain_markdown(words.text(fact.year)),
        source=plain_markdown(source_name(words, fact)),
        confidence=fact.confidence,
    )


def source_name(words: Words, fact: Fact) -> str:
    """The publisher of a figure, and how large its sample is where it says so."""
    return f"{fact.publisher} ({words.text(fact.sample)})" if fact.sample else fact.publisher


def fact_figure(words: Words, fact: Fact) -> str:
    """The figure as published, in the reader's numbers."""
    numbers = [words.exact(number) for number in (fact.low, fact.high) if number is not None]
    span = " – ".join(numbers)
    if fact.value is not None:
        span = words.exact(fact.value) + (f" ({span})" if span else "")
    return f"{span} {words.text(fact.unit)}"


def account_name(words: Words, account: AdRows) -> str:
    """An account of ads by its platform and currency."""
    platform = SEVERAL_PLATFORMS if account.platform == SEVERAL else PLATFORMS[account.platform]
    return f"{words.text(platform)}, {account.currency or words.text('currency not said')}"


def sentences(words: Words, problems: dict[str, InputError]) -> Iterator[str]:
    """What is wrong, input by input, ready to show."""
    for field, error in problems.items():
        yield words.titled(f"**{input_name(words, field)}**", words.error(error)) if field else words.error(error)


INPUTS: dict[str, Shown] = {
    "budget": Shown(N_("Budget"), slider=(100, 1_000_000)),
    "period_days": Shown(N_("Period"), N_("days")),
    "cpc": Shown(
        N_("Click price (CPC)"),
        slider=(0.05, 20),
        facts=("cpc-fashion-google-si-2025", "cpc-ecommerce-meta-eur-2026", "cpc-all-google-shopping-2026"),
    ),
    "cvr": Shown(
        N_("Conversion rate (CVR)"),
        slider=(0.001, 0.3),
        facts=("cvr-all-google-shopping-2026", "cvr-ecommerce-facebook-2020", "cvr-shopify-2023"),
    ),
    "aov": Shown(
        N_("Order value (AOV)"),
        slider=(5, 2_000),
        facts=("aov-all-france-2023", "aov-all-uk-2022", "aov-all-search-2020"),
    ),
    "vat_rate": Shown(N_("VAT"), facts=("vat-fr-2025", "vat-si-2025", "vat-de-2025")),
    "discount_rate": Shown(N_("Planned discount")),
    "shipping_charged": Shown(N_("Shipping the customer pays")),
    "cogs_share": Shown(
        N_("Cost of goods"),
        N_("of the price without VAT"),
        facts=("margin-apparel-retail-us-2025", "margin-household-eu-2019", "margin-furniture-eu-2019"),
    ),
    "cogs_per_order": Shown(N_("Cost of goods")),
    "shipping_paid": Shown(N_("Shipping the shop pays"), step=N_("Shipping paid")),
    "pick_pack": Shown(N_("Picking and packing")),
    "fee_rate": Shown(N_("Payment fee"), facts=("fee-rate-stripe-eea-standard-2023", "fee-rate-paypal-eu-2021")),
    "fee_fixed": Shown(
        N_("Payment fee, fixed"), facts=("fee-fixed-stripe-eea-standard-2023", "fee-fixed-paypal-eu-2021")
    ),
    "return_rate": Shown(
        N_("Return rate"), facts=("returns-all-online-2025", "returns-fashion-2025", "returns-electronics-2025")
    ),
    "refunded_share": Shown(N_("Refunded part of a return")),
    "recovered_share": Shown(N_("Returned goods sold again")),
    "return_handling": Shown(N_("Cost of one return")),
    "cancel_rate": Shown(N_("Cancellation rate")),
    "other_costs": Shown(N_("Other cost per order"), step=N_("Other costs")),
    "new_customer_share": Shown(N_("New customers"), N_("of the orders")),
    "orders_per_year": Shown(N_("Orders of a customer per year")),
    "years": Shown(N_("Later orders count for"), N_("years")),
    "retention": Shown(
        N_("Customers who order once more"), N_("after each order"), facts=("repeat-all-2020", "repeat-all-2025")
    ),
    "yearly_discount_rate": Shown(N_("Interest per year")),
    "retention_cost": Shown(N_("Cost of each later order")),
    "target_profit": Shown(N_("Wanted profit per order")),
    "target_cpo": Shown(N_("Wanted cost per order (CPO)")),
    "target_profit_share": Shown(N_("Wanted profit"), N_("of what you can afford")),
    "scale_at": Shown(N_("Recommend spending more from a chance of")),
    "stop_at": Shown(N_("Recommend stopping below a chance of")),
    "incremental_share": Shown(N_("Orders caused by the ads"), N_("of the counted ones")),
    "cpc_elasticity": Shown(N_("How fast clicks get dearer")),
    "reference_budget": Shown(N_("Usual spend, at which clicks cost this")),
    "order_value_cv": Shown(N_("Spread of single orders")),
    "correlation_cpc_cvr": Shown(N_("CPC and CVR move together"), term="correlation"),
    "correlation_aov_cvr": Shown(N_("AOV and CVR move together"), term="correlation"),
    "correlation_cpc_aov": Shown(N_("CPC and AOV move together"), term="correlation"),
    "seed": Shown(N_("Start number of the simulation")),
    "name": Shown(N_("Name of the plan"), term="scenario"),
    "currency": Shown(N_("Currency")),
    "aov_includes_vat": Shown(N_("Order value includes VAT")),
    "repeat_on": Shown(N_("Count later orders of new customers")),
    "order_luck": Shown(N_("Count luck")),
    "points": Shown(N_("Number of tries")),
    "cogs_kind": Shown(N_("Cost of goods as"), term="cogs"),
    "target_kind": Shown(N_("What you want"), term="target_cpo"),
}

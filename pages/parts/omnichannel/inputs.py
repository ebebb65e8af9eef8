"""What the page asks of the rest of the shop: stores, pick-up, partners and so on, in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import streamlit as st

from pages.frame import asking, visit
from pages.kit import labels, writing
from pages.kit.folded import folded
from pages.kit.labels import OMNICHANNEL
from pages.kit.words import N_, Words
from pages.parts.omnichannel.results import FIELDS, entered
from simulator import InputError, Plan
from simulator.facts import facts
from simulator.questions.omnichannel import CAUTIOUS

FACTS: Final = {
    "store_orders_per_100_clicks": ("store-orders-shoes-2011",),
    "pickup_purchase_share": ("pickup-purchase-us-2017", "pickup-purchase-holiday-2018"),
    "multichannel_share": ("multichannel-share-2016",),
    "multichannel_worth": ("multichannel-worth-online-2016",),
}
"""Published figures that say what is typical, by the input beside which they stand."""

STORES: Final = ("store_orders_per_100_clicks", "store_aov", "store_margin_share")
SALES: Final = ("store_sales", "began_online_share", "visits")
COLLECT: Final = (
    "collect_share", "collect_saved_shipping", "collect_handling", "pickup_purchase_share", "pickup_purchase_value",
    "store_orders_include_pickups",
)  # fmt: skip
CROSS_SELL: Final = ("cross_sell_revenue", "cross_sell_margin_share")
PARTNERS: Final = ("partner_revenue_share", "partner_margin_share")
MULTICHANNEL: Final = ("multichannel_share", "multichannel_worth")
INCREMENTALITY: Final = ("incrementality",)


def inputs(words: Words, plan: Plan, refusal: InputError | None) -> None:
    """All inputs of the page, in groups; the first is open at first.

    refusal : why the plan does not go with them, if so
    """
    groups = _Groups(words, _problems(refusal), words.currency_symbol(plan.scenario.currency))
    title = words.text("What the rest of the shop adds")
    st.markdown(f"**{title}**")
    st.caption(words.text("Low and high: you are 9 in 10 sure of the range. Sure? Type the same twice."))
    groups.group("stores", N_("Store orders after a click"), STORES, groups.stores, opened=True)
    groups.group("sales", N_("No such count: from sales and visits"), SALES, groups.sales)
    groups.group("collect", N_("Click & collect"), COLLECT, groups.collect)
    more = (*CROSS_SELL, *PARTNERS, *MULTICHANNEL)
    groups.group("more", N_("Cross-selling, partners, loyal customers"), more, lambda: groups.more(plan))
    groups.group("incrementality", N_("What would have come anyway"), INCREMENTALITY, groups.incrementality)


def _problems(refusal: InputError | None) -> asking.Problems:
    """What is wrong by field: texts that cannot be read, values that cannot be, and what this plan does not allow."""
    problems = list(entered().problems)
    if not problems and refusal is not None:
        name = refusal.field or ""
        problems = [refusal if name in FIELDS else refusal.at(f"{name}_low")]
    return {**{error.field or "": error for error in problems}, **visit.reading_errors(FIELDS)}


class _Groups:
    """The groups of inputs.

    problems : what is wrong, by field
    money    : the sign of the plan's currency
    """

    def __init__(self, words: Words, problems: asking.Problems, money: str) -> None:
        self.words = words
        self.problems = problems
        self.money = money

    def group(
        self, group: str, title: str, names: Iterable[str], draw: Callable[[], None], *, opened: bool = False
    ) -> None:
        """Inputs under a title that shows when something in it is wrong."""
        fields = {f"{name}{end}" for name in names for end in ("", "_low", "_high")}
        warns = not fields.isdisjoint(self.problems)
        folded(self.words.text(title), f"omnichannel_{group}", draw, opened=opened, warns=warns)

    def stores(self) -> None:
        self._interval("store_orders_per_100_clicks", term="ropo")
        self._interval("store_aov", self.money)
        self._interval(
            "store_margin_share",
            "%",
            help=N_("What is left of a store order without VAT, after goods and the costs of the store."),
        )

    def sales(self) -> None:
        st.caption(
            self.words.text(
                "A click on an ad then brings as many store orders as any visit. Value and margin of a store order "
                "stay above."
            )
        )
        self._field("store_sales", self.money)
        self._interval("began_online_share", "%")
        self._field(
            "visits",
            help=N_("All visits, not only those from ads: sales in stores come from all of them."),
        )

    def collect(self) -> None:
        self._interval("collect_share", "%", term="click_collect")
        self._field(
            "collect_saved_shipping",
            self.money,
            placeholder=N_("empty: all of it"),
        )
        self._field("collect_handling", self.money)
        self._interval("pickup_purchase_share", "%")
        self._interval("pickup_purchase_value", self.money)
        asking.flag(
            self.words,
            self.words.text("Store orders above contain these purchases"),
            "store_orders_include_pickups",
            help=self.words.text(
                "Tills mostly cannot tell: then leave it on. These purchases leave the store margin above."
            ),
        )

    def more(self, plan: Plan) -> None:
        """Three small groups under titles of their own."""
        parts = (
            (N_("Cross-selling online"), self.cross_sell),
            (N_("Subsidiaries and partners"), self.partners),
            (N_("Customers of several channels"), lambda: self.multichannel(plan)),
        )
        for title, draw in parts:
            st.markdown(f"**{self.words.text(title)}**")
            draw()

    def cross_sell(self) -> None:
        self._interval(
            "cross_sell_revenue",
            self.money,
            help=N_("On top of the order value of the plan, which must not hold it already."),
        )
        self._field("cross_sell_margin_share", "%")

    def partners(self) -> None:
        self._interval("partner_revenue_share", "%")
        self._field("partner_margin_share", "%")

    def multichannel(self, plan: Plan) -> None:
        self._interval("multichannel_share", "%")
        self._interval("multichannel_worth", term="multichannel_worth")
        if plan.scenario.repeat is None:
            st.caption(
                self.words.text(
                    "They count by later orders, and this plan counts none: switch on “Customers who come back” first."
                )
            )

    def incrementality(self) -> None:
        self._interval("incrementality", "%", term="incrementality")
        st.caption(
            self.words.text(
                "{low} to {high} is our cautious guess. A test without ads in one region tells you your own.",
                low=writing.percent(self.words, CAUTIOUS.low),
                high=writing.percent(self.words, CAUTIOUS.high),
            )
        )

    def _label(self, name: str, unit: str) -> str:
        return self.words.text(OMNICHANNEL[name]) + (f", {unit}" if unit else "")

    def _help(self, name: str, term: str | None, help: str | None) -> str | None:
        """What the glossary or the page says of an input, and what is published."""
        lines = [asking.help_of(self.words, term)] if term else []
        lines += [self.words.text(help)] if help else []
        lines += [labels.typical(self.words, facts()[fact]) for fact in FACTS.get(name, ())]
        return "\n\n".join(lines) or None

    def _interval(self, name: str, unit: str = "", *, term: str | None = None, help: str | None = None) -> None:
        asking.interval(self.words, self._label(name, unit), name, self.problems, help=self._help(name, term, help))

    def _field(self, name: str, unit: str = "", *, help: str | None = None, placeholder: str | None = None) -> None:
        asking.field(
            self.words,
            self._label(name, unit),
            name,
            self.problems,
            help=self._help(name, None, help),
            placeholder=self.words.text(placeholder) if placeholder else None,
        )

"""What a person says of stores, pick-up and later orders, valid once it exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from simulator.beliefs.checks import (
    must_be_money,
    must_be_positive,
    must_be_positive_throughout,
    must_be_share,
    must_be_share_throughout,
    settled,
)
from simulator.beliefs.distributions import ONE, ZERO, Belief, Fixed, Rate, median
from simulator.errors import InputError, about
from simulator.plan.scenario import TOLERANCE, Scenario

CAUTIOUS: Final = Rate(0.20, 0.60)
"""Share that would not have come without the ads, unless said: an assumption on the safe side, since no published
figure says it."""
SHARES: Final = (
    "store_margin_share", "began_online_share", "collect_share", "pickup_purchase_share", "partner_revenue_share",
    "multichannel_share", "incrementality",
)  # fmt: skip
MONEY: Final = ("store_aov", "pickup_purchase_value", "cross_sell_revenue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Omnichannel:
    """What is believed about the rest of the shop. Money is as the plan's order value: with or without VAT like it.
    A plain number that is given for a belief is taken as known (`Fixed`).

    store_orders_per_100_clicks : store orders that begin with a click on an ad
    store_sales, began_online_share, visits : or these three, of one period: sales in stores, the share of them that
        began on the shop's site, and all visits to the site; an ad's click then brings as much as any visit
    store_orders_include_pickups : whether these store orders contain what is bought at pick-up
    store_aov, store_margin_share : average value of a store order; what is left of it without VAT, after goods and the
        costs of the store; the margin holds for purchases at pick-up too
    collect_share : online orders that are collected in a store
    collect_saved_shipping, collect_handling : per collected order, shipping that is saved (None: all that the plan
        pays) and what handing it out costs [currency]
    pickup_purchase_share, pickup_purchase_value : chance that something is bought at pick-up, and its value
    cross_sell_revenue, cross_sell_margin_share : further revenue per online order, on top of its value; what of
        it is left without VAT
    partner_revenue_share, partner_margin_share : revenue of subsidiaries and partners / online revenue; what of it
        stays without VAT
    multichannel_share, multichannel_worth : new customers who come to buy in several channels; what their later orders
        leave / what those of single-channel customers leave
    incrementality : share of store orders, purchases at pick-up, cross-selling, partner revenue and extra worth that
        would not have come without the ads

    Raises
    ------
    InputError
        Naming the field that cannot be, or is missing beside another.
    """

    store_orders_per_100_clicks: Belief = ZERO
    store_sales: float | None = None
    began_online_share: Belief | None = None
    visits: float | None = None
    store_orders_include_pickups: bool = True
    store_aov: Belief | None = None
    store_margin_share: Belief | None = None
    collect_share: Belief = ZERO
    collect_saved_shipping: float | None = None
    collect_handling: float = 0.0
    pickup_purchase_share: Belief = ZERO
    pickup_purchase_value: Belief | None = None
    cross_sell_revenue: Belief = ZERO
    cross_sell_margin_share: float = 0.0
    partner_revenue_share: Belief = ZERO
    partner_margin_share: float = 0.0
    multichannel_share: Belief = ZERO
    multichannel_worth: Belief = ONE
    incrementality: Belief = field(default_factory=lambda: CAUTIOUS)

    def __post_init__(self) -> None:
        if not isinstance(self.store_orders_include_pickups, bool):
            raise InputError("Say yes or no.", field="store_orders_include_pickups")
        for name in ("store_orders_per_100_clicks", *SHARES, *MONEY, "multichannel_worth"):
            _settle(self, name)
        if self.collect_saved_shipping is not None:
            must_be_money("collect_saved_shipping", self.collect_saved_shipping)
        must_be_money("collect_handling", self.collect_handling)
        for name in ("cross_sell_margin_share", "partner_margin_share"):
            must_be_share(name, getattr(self, name))
        self._check_store()
        self._check_needs()

    def _check_store(self) -> None:
        together = ("store_sales", "began_online_share", "visits")
        missing = [name for name in together if getattr(self, name) is None]
        if len(missing) < 3 and not _is_nothing(self.store_orders_per_100_clicks):
            raise InputError(
                "Say once how many store orders clicks bring: per 100 clicks, or as a share of store sales.",
                field="store_orders_per_100_clicks",
            )
        if 0 < len(missing) < 3:
            raise InputError(
                "Store sales, the share of them that began online and the visits of the same period are needed "
                "together: fill this one in, or leave all three empty.",
                field=missing[0],
            )
        if self.store_sales is not None:
            must_be_money("store_sales", self.store_sales)
            must_be_positive("visits", self.visits)
        if self._brings_store_orders and self.store_aov is None:
            raise InputError("A value is needed here, so that what stores sell can be counted.", field="store_aov")
        if self.store_orders_per_click > 1:
            raise InputError(
                "More store orders than clicks cannot begin with a click, got {value} per 100 clicks.",
                field="store_orders_per_100_clicks" if self.store_sales is None else "store_sales",
                value=self._store_orders_refused,
            )

    @property
    def _store_orders_refused(self) -> float:
        """Store orders per 100 clicks as a refusal names them: a number as it was typed, else without long digits."""
        typed = self.store_orders_per_100_clicks
        if self.store_sales is None and isinstance(typed, Fixed):
            return typed.value
        return about(self.store_orders_per_click * 100, beside=100.0)

    @property
    def _brings_store_orders(self) -> bool:
        return bool(self.store_sales) or not _is_nothing(self.store_orders_per_100_clicks)

    @property
    def would_all_come_anyway(self) -> bool:
        """Whether something is entered that ads may cause, and nothing of it is said to be caused by them."""
        worth_more = not _is_nothing(self.multichannel_share) and self.multichannel_worth != ONE
        names = ("pickup_purchase_share", "cross_sell_revenue", "partner_revenue_share")
        entered = self._brings_store_orders or worth_more or any(not _is_nothing(getattr(self, name)) for name in names)
        return entered and _is_nothing(self.incrementality)

    def _check_needs(self) -> None:
        picks_up = not _is_nothing(self.pickup_purchase_share)
        needed = {"pickup_purchase_value": picks_up, "store_margin_share": picks_up or self._brings_store_orders}
        for name, is_needed in needed.items():
            if is_needed and getattr(self, name) is None:
                raise InputError("A value is needed here, so that what stores sell can be counted.", field=name)
        if picks_up and _is_nothing(self.collect_share):
            raise InputError(
                "Nobody buys at pick-up where nothing is collected: give the share of online orders that are "
                "collected.",
                field="collect_share",
            )

    @property
    def store_orders_per_click(self) -> float:
        """Store orders that begin with a click / clicks, at the middle of what is believed, pick-ups included."""
        if self.store_sales:
            return (
                self.store_sales
                * median(self.began_online_share or ZERO)
                / (median(self.store_aov or ZERO) * (self.visits or 1.0))
            )
        return median(self.store_orders_per_100_clicks) / 100


def must_fit(scenario: Scenario, omnichannel: Omnichannel) -> None:
    saved, paid = omnichannel.collect_saved_shipping, scenario.economics.shipping_paid
    if saved is not None and saved > paid * (1 + TOLERANCE):
        raise InputError(
            "A collected order cannot save more shipping ({saved}) than an order pays ({paid}): lower it, or raise the "
            "shipping that the plan pays.",
            field="collect_saved_shipping",
            saved=saved,
            paid=paid,
        )
    matters = not _is_nothing(omnichannel.multichannel_share) and omnichannel.multichannel_worth != ONE
    if matters and scenario.repeat is None:
        raise InputError(
            "Customers of several channels are worth more by their later orders, and this plan counts none: switch on "
            "later orders, or set the share of such customers to 0 %.",
            field="multichannel_share",
        )


def _settle(owner: Omnichannel, name: str) -> None:
    """Check one field of a frozen value while it is made."""
    if getattr(owner, name) is None:
        return
    belief = settled(owner, name)
    if name in SHARES:
        must_be_share_throughout(name, belief)
    elif isinstance(belief, Fixed) and name != "multichannel_worth":  # 0: nothing of it
        must_be_money(name, belief.value)
    else:
        must_be_positive_throughout(name, belief)


def _is_nothing(belief: Belief | None) -> bool:
    return belief in (None, ZERO)

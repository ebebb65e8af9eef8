"""What the inputs of the page Omnichannel are called, there and wherever a preset tells of them."""

from __future__ import annotations

from typing import Final

from pages.shared.words import N_

LABELS: Final = {
    "store_orders_per_100_clicks": N_("Store orders per 100 clicks"),
    "store_aov": N_("Value of a store order"),
    "store_margin_share": N_("Store margin, of the value without VAT"),
    "store_sales": N_("Sales in stores, a period"),
    "began_online_share": N_("Of it began on the shop's site"),
    "visits": N_("Visits to the site in that period"),
    "collect_share": N_("Online orders that are collected"),
    "collect_saved_shipping": N_("Shipping that a collected order saves"),
    "collect_handling": N_("Handing out one order costs"),
    "pickup_purchase_share": N_("Pick-ups with a further purchase"),
    "pickup_purchase_value": N_("Value of that purchase"),
    "cross_sell_revenue": N_("Further revenue per online order"),
    "cross_sell_margin_share": N_("Margin, of that revenue without VAT"),
    "partner_revenue_share": N_("Their revenue, of the online revenue"),
    "partner_margin_share": N_("What of it stays, without VAT"),
    "multichannel_share": N_("New customers who come to buy in several channels"),
    "multichannel_worth": N_("Worth of their later orders, times that of others"),
    "incrementality": N_("Would not have come without the ads"),
}
"""By the input, without the end of an interval."""

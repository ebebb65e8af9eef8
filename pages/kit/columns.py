"""The edited tables of the pages Channels and Segments, and that of events: where a visit keeps them, their columns.

They stand here and not in their pages because a preset fills the first two, and several pages show the third.
"""

from __future__ import annotations

from typing import Final

from pages.kit.editing import Column
from pages.kit.words import N_

CHANNELS_TABLE: Final = "channels_table"
SEGMENTS_TABLE: Final = "segments_table"
EVENTS_TABLE: Final = "events_table"
SEGMENTS_NOTES: Final = "segments_notes"
"""What a file of orders cannot tell, as long as the segments made of it are in the table."""

CHANNELS: Final = (
    Column("name", N_("Channel"), N_("What the channel is called, each by another name."), "text", pixels=130),
    Column("spend", N_("Spend now"), N_("Ad spend of the period as it is now. 0: not used yet."), pixels=145),
    Column(
        "cpc",
        N_("CPC"),
        N_("Click price at the spend now. Not sure? Give a range that you are 9 in 10 sure of."),
        interval=True,
        pixels=110,
    ),
    Column(
        "cvr",
        N_("CVR, %"),
        N_("Orders per click. Not sure? Give a range that you are 9 in 10 sure of."),
        "share",
        interval=True,
        pixels=100,
    ),
    Column(
        "aov",
        N_("AOV"),
        N_("Average order value of this channel, as a number or a range. Empty: the one above."),
        interval=True,
        pixels=105,
    ),
    Column("min_spend", N_("At least"), N_("The least that a new split may give it. Empty: 0."), pixels=110),
    Column("max_spend", N_("At most"), N_("The most that a new split may give it. Empty: no limit."), pixels=110),
    Column(
        "cpc_elasticity",
        N_("Clicks get dearer (γ)"),
        N_("How fast its clicks get dearer as you spend more: 0 (not at all) to below 1. Empty: as in the plan."),
        pixels=155,
    ),
    Column(
        "new_customer_share",
        N_("New customers, %"),
        N_("Share of its orders that come from new customers. Empty: as in the plan."),
        "share",
        pixels=155,
    ),
    Column(
        "contribution_share",
        N_("Margin, %"),
        N_("What an order leaves before ads, as a share of its value. Empty: the margin of the plan."),
        "share",
        pixels=90,
    ),
    Column(
        "reference_spend",
        N_("CPC seen at a spend of"),
        N_("What you spent when clicks cost this. Empty: the spend now."),
        pixels=165,
    ),
)

SEGMENTS: Final = (
    Column("segment", N_("Segment"), N_("What you call these customers."), "text", pixels=140),
    Column("share", N_("Clicks, %"), N_("Its share of the clicks; all of them make 100 %."), "share", pixels=100),
    Column(
        "cvr_relative",
        N_("CVR, × average"),
        N_(
            "Orders per click beside the average of all. 2: its clicks order twice as often as others; 0.5: half as "
            "often. A number or a range. Empty: 1."
        ),
        interval=True,
        pixels=135,
    ),
    Column(
        "aov",
        N_("Order value"),
        N_("What an order of these customers is worth, as a number or a range. Empty: as in the plan."),
        interval=True,
        pixels=145,
    ),
    Column(
        "margin_share",
        N_("Margin, %"),
        N_("What is left of the order value without VAT after goods. Empty: as in the plan."),
        "share",
        interval=True,
        pixels=100,
    ),
    Column(
        "return_rate",
        N_("Return rate, %"),
        N_("Orders that come back. Empty: as in the plan."),
        "share",
        interval=True,
        pixels=125,
    ),
    Column(
        "orders_per_year",
        N_("Orders per year"),
        N_("How often they order again, if the plan counts later orders. Empty: as in the plan."),
        pixels=140,
    ),
)

EVENTS: Final = (
    Column("event", N_("Event"), N_("What you call it."), "text", pixels=190),
    Column("from", N_("From"), N_("Its first day, written as 2026-11-27."), "text", pixels=100),
    Column("to", N_("To"), N_("Its last day, written as 2026-11-30."), "text", pixels=100),
    Column(
        "cvr",
        N_("Orders per click, ×"),
        N_("1.5: half as many again as on other days. A number or a range. Empty: 1, unchanged."),
        interval=True,
        pixels=140,
    ),
    Column(
        "cpc",
        N_("Click price, ×"),
        N_("1.2: clicks cost a fifth more than on other days. A number or a range. Empty: 1."),
        interval=True,
        pixels=110,
    ),
    Column(
        "aov",
        N_("Order value, ×"),
        N_("0.9: orders are worth a tenth less, as in a sale. A number or a range. Empty: 1."),
        interval=True,
        pixels=140,
    ),
)

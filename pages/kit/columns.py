"""The edited tables of the pages Channels and Segments: where a visit keeps them, and their columns.

They stand here and not in their pages because a preset fills both.
"""

from __future__ import annotations

from typing import Final

from pages.kit.editing import Column
from pages.kit.words import N_

CHANNELS_TABLE: Final = "channels_table"
SEGMENTS_TABLE: Final = "segments_table"
SEGMENTS_NOTES: Final = "segments_notes"
"""What a file of orders cannot tell, as long as the segments made of it are in the table."""

CHANNELS: Final = (
    Column("name", N_("Channel"), N_("What the channel is called, each by another name."), "text", pixels=130),
    Column("spend", N_("Spend now"), N_("Ad spend of the period as it is now. 0: not used yet."), pixels=115),
    Column(
        "cpc",
        N_("CPC"),
        N_("Click price at the spend now, as a range that holds the true average with a chance of 90 %."),
        interval=True,
        pixels=110,
    ),
    Column(
        "cvr",
        N_("CVR, %"),
        N_("Orders per click, as a range that holds the true average with a chance of 90 %."),
        "share",
        interval=True,
        pixels=100,
    ),
    Column(
        "aov",
        N_("AOV"),
        N_("Average order value of this channel, as a range. Empty: that of the sidebar."),
        interval=True,
        pixels=105,
    ),
    Column("min_spend", N_("At least"), N_("The least that a new split may give it. Empty: 0."), pixels=85),
    Column("max_spend", N_("At most"), N_("The most that a new split may give it. Empty: no limit."), pixels=85),
    Column(
        "cpc_elasticity",
        N_("γ"),
        N_("How fast its click price grows with spend, 0 to below 1. Empty: as in the sidebar."),
        pixels=60,
    ),
    Column(
        "new_customer_share",
        N_("New customers, %"),
        N_("Share of its orders that come from new customers. Empty: as in the sidebar."),
        "share",
        pixels=155,
    ),
    Column(
        "contribution_share",
        N_("Margin, %"),
        N_("What an order leaves before ads, as a share of its value. Empty: the margin of the sidebar."),
        "share",
        pixels=90,
    ),
    Column(
        "reference_spend",
        N_("CPC seen at"),
        N_("The spend at which this click price was seen. Empty: the spend now."),
        pixels=120,
    ),
)

SEGMENTS: Final = (
    Column("segment", N_("Segment"), N_("What you call these customers."), "text", pixels=155),
    Column("share", N_("Clicks, %"), N_("Its share of the clicks; all of them make 100 %."), "share", pixels=100),
    Column(
        "cvr_relative",
        N_("CVR ÷ average"),
        N_("How often its clicks order, against the average: 2 is twice as often. Only the ratios count. Empty: 1."),
        interval=True,
        pixels=125,
    ),
    Column(
        "aov",
        N_("Order value"),
        N_(
            "As in the plan. A single number moves with the uncertainty of the plan's, a range is its own. Empty: as "
            "the plan's."
        ),
        interval=True,
        pixels=115,
    ),
    Column(
        "margin_share",
        N_("Margin, %"),
        N_("What is left of the order value without VAT after goods. Empty: as the plan's."),
        "share",
        interval=True,
        pixels=105,
    ),
    Column(
        "return_rate",
        N_("Return rate, %"),
        N_("Orders that come back. Empty: as the plan's."),
        "share",
        interval=True,
        pixels=125,
    ),
    Column(
        "orders_per_year",
        N_("Orders per year"),
        N_("Rhythm of later orders, where the plan counts them. Empty: as the plan's."),
        pixels=130,
    ),
)

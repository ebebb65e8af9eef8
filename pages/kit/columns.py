"""TODO."""

from __future__ import annotations

import streamlit as st

from pages.kit import editing
from pages.kit.editing import Column
from pages.kit.words import N_

TABLE = "channels_table"

_BEFORE = "channels_before"

COLUMNS = (
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


def remember() -> None:
    """Before another table takes its place: a table that somebody filled can be had back. For callbacks."""
    before = editing.own(TABLE, COLUMNS)
    if before is not None:
        st.session_state[_BEFORE] = before


def forget_notes() -> None:
    """What was said of a file of orders is about another table. For callbacks."""
    st.session_state.pop("segments_notes", None)

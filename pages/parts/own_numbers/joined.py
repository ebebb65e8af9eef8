"""The ads and the shop's orders by day: what an order really cost, beside what the platforms claim."""

from __future__ import annotations

import math

import streamlit as st

from pages.frame import exports
from pages.kit import cards, writing
from pages.kit.labels import PLATFORMS
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.own_numbers.names import span
from simulator import InputError
from simulator.evidence import JoinedByDay, join_by_day


def joined(words: Words) -> None:
    """Three figures, where ads and a shop's orders are both there; a sentence where they cannot be joined."""
    if not _has_both():
        return
    st.subheader(words.text("Ads and shop together"), anchor=False)
    try:
        both = _worked_out()
    except InputError as error:
        st.caption(f":material/info: {words.error(error)}")
        return
    days = both.frame["date"]
    st.caption(
        words.text(
            "{days}: all ad spend over all orders of the shop, with or without an ad.",
            days=span(words, days.min().date(), days.max().date()),
        )
    )
    _figures(words, both)
    st.markdown(_over_claim(words, both))
    for sentence in both.sentences:
        st.caption(f":material/info: {words.error(sentence)}")


def _has_both() -> bool:
    """Whether the exports hold ads and orders of a shop."""
    if not exports.held():
        return False
    together = exports.together()
    return bool(together.ads) and (together.orders is not None or together.sales is not None)


def _worked_out() -> JoinedByDay:
    """Ads and shop by day.

    Raises
    ------
    InputError
        When they cannot be joined, or there is nothing of one of them.
    """
    together = exports.together()
    shop = together.orders if together.orders is not None else together.sales
    if shop is None:
        raise InputError("To join ads and shop by day, both files are needed: one of ad spend, one of orders.")
    return exports.worked_out("joined", (), lambda: join_by_day(together.ads, shop))


def _figures(words: Words, both: JoinedByDay) -> None:
    text = words.text

    def money(value: float) -> str:
        if math.isnan(value):
            return writing.NONE
        return words.money(value, both.currency) if both.currency else words.number(value, decimals=2)

    def count(value: float) -> str:
        return writing.NONE if math.isnan(value) else words.number(value)

    spend, orders, claimed = (both.total(name) for name in ("spend", "orders", "claimed_orders"))
    share = both.claimed_share
    claims = writing.NONE if math.isnan(share) else words.percent(share, decimals=0)
    with st.grid(3, min_column_width=200):
        cards.card(
            words,
            N_("An order costs, by the shop"),
            money(both.cpo),
            [text("spend {amount}", amount=money(spend)), text("orders {count}", count=count(orders))],
            "cpo",
        )
        cards.card(
            words,
            N_("An order costs, as the platforms claim"),
            money(both.claimed_cpo),
            [text("orders that they claim: {count}", count=count(claimed))],
            "cpo",
        )
        cards.card(
            words,
            N_("Claimed, of the shop's orders"),
            claims,
            [_claim(words, claim.platform, count(claim.orders)) for claim in both.claims],
            "orders",
        )


def _claim(words: Words, platform: str, orders: str) -> str:
    return words.text("{platform}: {count}", platform=words.text(PLATFORMS.get(platform, platform)), count=orders)


def _over_claim(words: Words, both: JoinedByDay) -> str:
    """By how much the platforms claim too much, as a lower bound."""
    if math.isnan(both.claimed_share):
        return words.text("The ad exports do not say how many orders they claim.")
    if both.over_claim_share <= 0:
        return words.text(
            "Together the platforms claim no more orders than the shop had. Some may still have come without an ad."
        )
    more = plain_markdown(words.percent(both.over_claim_share, decimals=0))
    return words.text(
        "Together the platforms claim {share} more orders than the shop had: at least so many are claimed twice or "
        "wrongly.",
        share=more,
    )

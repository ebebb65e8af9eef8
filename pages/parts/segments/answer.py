"""What a bid for each segment is worth against one for all: a sentence, cards, and the picture of what orders cost."""

from __future__ import annotations

import math
from typing import Final

import streamlit as st

from pages.kit import cards, charts, columns, row_problems, writing
from pages.kit.costs import rough_costs
from pages.kit.labels import VERDICTS
from pages.kit.odds import in_words
from pages.kit.tables import Row, rows_of
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.segments import pictures, results
from pages.parts.segments.results import Segmentation, SegmentBids
from simulator import InputError, Plan
from simulator.beliefs.distributions import median
from simulator.engine.outcome import ZONES

ROW_HEIGHT, AROUND = 38, 95
"""Pixels of a segment in the chart, and of legend and axis together."""
ALIKE: Final = 0.001
"""Bids that earn less than this part of the budget are not worth the trouble."""
NEAR: Final = 0.01
"""Order values, bids and click values that differ by less than this part are called the same."""
AOV_ERROR: Final = 0.001
"""Simulation error of the order value of all segments together, as a part of it."""
NOTICEABLE: Final = 2
"""A gain of fewer simulation errors than this is called none."""


def segment_bids(words: Words, plan: Plan, segmentation: Segmentation | None) -> SegmentBids | None:
    """What bids for the segments are worth, or None and, in words, why nothing is known."""
    if segmentation is None:
        st.info(words.text("Give two to eight segments in the table below."), icon=":material/info:")
        return None
    try:
        bids = results.segment_bids(plan, segmentation)
    except InputError as error:
        problems = [segmentation.problem(error)]
        (line,) = row_problems.sentences(words, columns.SEGMENTS, problems, names=segmentation.names)
        st.warning(line, icon=":material/warning:")
        return None
    if segmentation.is_outdated:
        st.warning(
            words.text("This is still the answer for the table before. Correct what is listed under the table."),
            icon=":material/history:",
        )
    if segmentation.is_example:
        example = words.text("An **example** with figures of its own, not Plan’s: type your segments below.")
        st.caption(f":material/science: {example}")
    return bids


# -- in words ---------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, bids: SegmentBids, *, is_example: bool) -> None:
    """For whom ads pay, what to bid for whom, and what that is worth against one bid for all."""
    if bids.nobody_pays:
        st.error(words.text(_why_nobody_pays(bids)), icon=":material/block:")
        return
    if bids.worth.value <= max(ALIKE * plan.scenario.budget, NOTICEABLE * bids.worth.mc_error):
        st.info(_one_bid(words, plan, bids), icon=":material/groups:")
        return
    rows = rows_of(bids.figures)
    bidding = [row for row in rows if row["spend"] > 0]
    losing = [row for row in bidding if row["profit_mean_with_bid"] < -NOTICEABLE * row["profit_error_with_bid"]]
    paying = [row for row in bidding if row not in losing]
    lines = [
        *_factors(words, paying or bidding),
        *_losses(words, bidding, losing),
        _worth(words, plan, bids),
        *_without_spend(words, rows),
        *_unspent(words, plan, bids),
    ]
    st.info(" ".join(lines), icon=":material/groups:", title=_for_whom(words, rows, paying))
    if not is_example:
        st.caption(words.text("**Next:** set these bid changes for the same groups in your ad account."))


def _for_whom(words: Words, rows: list[Row], paying: list[Row]) -> str:
    """For which segments ads pay, in a few words."""
    if not paying:
        return words.text("Ads pay off with none of them")
    if len(paying) == len(rows):
        return words.text("Ads pay off with all of them, at bids of their own")
    return words.text("Ads pay off: {names}", names=_names(words, paying))


def _why_nobody_pays(bids: SegmentBids) -> str:
    if bids.figures["max_cpo_p50"].max() > 0 and (bids.figures["value_per_click"] == 0).all():
        return N_("No segment can pay for its clicks: by your plan they bring no order that would not come anyway.")
    return N_(
        "No segment can pay for its clicks: on average an order leaves nothing before ads. Raise the margin first."
    )


def _one_bid(words: Words, plan: Plan, bids: SegmentBids) -> str:
    """Why a bid for each earns no more: the clicks are alike, or spend may not move."""
    values = bids.figures["value_per_click"]
    chance = words.short_chance(bids.break_even_probability, plan.settings.draws)
    if values.max() > values.min() * (1 + NEAR) and bids.most_spend < 1 + NEAR:
        return words.text(
            "**One bid for all is as good as a bid for each:** you let no segment's spend grow. The chance to break "
            "even is {chance}.",
            chance=chance,
        )
    return words.text(
        "**One bid for all is as good as a bid for each:** a click is worth about the same from all of them. The "
        "chance to break even is {chance}.",
        chance=chance,
    )


def _factors(words: Words, bidding: list[Row]) -> list[str]:
    """What to do: the highest and the lowest bid, against one bid for all."""
    factors = [row["bid_factor"] for row in bidding]
    most, least = max(factors), min(factors)
    best = _names(words, [row for row in bidding if row["bid_factor"] > most / (1 + NEAR)])
    if most <= least * (1 + NEAR):
        if abs(most - 1) <= NEAR:
            return []
        change = writing.signed_percent(words, most - 1)
        return [words.text("Bid **{change}** for {names}.", change=change, names=best)]
    return [
        words.text(
            "Bid **{most}** for {best}; **{least}** for {last}.",
            most=writing.signed_percent(words, most - 1),
            best=best,
            least=writing.signed_percent(words, least - 1),
            last=_names(words, [row for row in bidding if row["bid_factor"] < least * (1 + NEAR)]),
        )
    ]


def _worth(words: Words, plan: Plan, bids: SegmentBids) -> str:
    """What bids for each earn; what becomes of the chance stands in a card."""
    return words.text(
        "Such bids earn **{worth} more** on average than one bid for all.",
        worth=in_markdown(writing.money(words, plan, bids.worth.value, bids.worth.mc_error)),
    )


def _losses(words: Words, bidding: list[Row], losing: list[Row]) -> list[str]:
    """Segments that lose money even at their own bid: no bid is advised for them, but none at all."""
    if not losing:
        return []
    if len(losing) == len(bidding):
        return [words.text("Even so, all of them lose money.")]
    names, bids = _names(words, losing), [row["bid_factor"] for row in losing]
    if max(bids) > min(bids) * (1 + NEAR):
        return [words.text("No ads for {names}: they lose money at any bid.", names=names)]
    bid = writing.signed_percent(words, max(bids) - 1)
    return [words.text("No ads for {names}: even at a bid of {bid} they lose money.", names=names, bid=bid)]


def _without_spend(words: Words, rows: list[Row]) -> list[str]:
    """Segments that no money goes to."""
    idle = [row for row in rows if row["spend"] <= 0]
    if not idle:
        return []
    names = _names(words, idle)
    return [words.text("Spend nothing on: {names}; their orders leave nothing.", names=names)]


def _unspent(words: Words, plan: Plan, bids: SegmentBids) -> list[str]:
    """What is left of the budget."""
    if bids.unspent <= 0:
        return []
    unspent = in_markdown(words.money(bids.unspent, plan.scenario.currency, decimals=0))
    return [words.text("{unspent} stays unspent: the others are at their limit.", unspent=unspent)]


def _names(words: Words, rows: list[Row]) -> str:
    return words.text(", ").join(plain_markdown(str(row["segment"])) for row in rows)


# -- in figures -------------------------------------------------------------------------------------------------


def key_figures(words: Words, plan: Plan, bids: SegmentBids) -> None:
    """What bids are worth, the chances with and without, and the click prices that segments may cost."""
    text, max_cpc, one_bid = words.text, bids.figures["max_cpc_p50"], bids.break_even_probability
    with st.grid(3, min_column_width=150):
        cards.card(
            words,
            N_("Different bids earn more"),
            writing.signed_money(words, plan, bids.worth.value, bids.worth.mc_error),
            [_profits(words, plan, bids)],
            "bid_factor",
            about=N_("Profit on average with a bid for each segment, less the profit with one bid for all."),
        )
        cards.card(
            words,
            N_("Chance to break even"),
            words.brief_chance(bids.break_even_probability_with_bids),
            [
                in_words(words, bids.break_even_probability_with_bids.value),
                text("one bid for all: {chance}", chance=words.short_chance(one_bid, plan.settings.draws)),
            ],
            "break_even_probability",
        )
        cards.card(
            words,
            N_("A click may cost, best segment"),
            click_price(words, plan, float(max_cpc.max())),
            [
                text("weakest segment: {cpc}", cpc=click_price(words, plan, float(max_cpc.min()))),
                text("a click costs about {cpc}", cpc=writing.money(words, plan, bids.cpc)),
            ],
            "max_cpc",
            about=N_("The most that a click from this segment may cost before it loses money."),
        )
    _order_values(words, plan, bids)


def _profits(words: Words, plan: Plan, bids: SegmentBids) -> str:
    before, after = bids.expected_profit, bids.expected_profit_with_bids
    return words.text(
        "profit {common} → {own}",
        common=writing.money(words, plan, before.value, before.mc_error),
        own=writing.money(words, plan, after.value, after.mc_error),
    )


def _order_values(words: Words, plan: Plan, bids: SegmentBids) -> None:
    """That the segments' orders are worth another amount than the plan's, if so."""
    planned = median(plan.scenario.aov)
    if not math.isfinite(bids.implied_aov) or abs(bids.implied_aov / planned - 1) <= NEAR:
        return
    differ = words.text(
        "Orders of these segments average {implied}, those of the plan {planned}.",
        implied=writing.money(words, plan, bids.implied_aov, AOV_ERROR * planned),
        planned=writing.money(words, plan, planned, AOV_ERROR * planned),
    )
    st.caption(in_markdown(differ))


def click_price(words: Words, plan: Plan, price: float) -> str:
    """What a click may cost; no price is low enough where an order leaves nothing."""
    return writing.money(words, plan, price) if price > 0 else words.text("none")


# -- in a picture -----------------------------------------------------------------------------------------------


def ceilings_chart(words: Words, plan: Plan, bids: SegmentBids) -> None:
    """What an order of each segment costs against what it may cost, at one bid for all."""
    text = words.text
    title = text("What an order costs and may cost, at one bid for all")
    how_to_read = text("Point and line: what an order costs, with its range. Grey band: what it may cost.")
    st.markdown(f"**{title}**  \n:small[{how_to_read}]")
    zones = {zone: text(VERDICTS[zone]) for zone in ZONES}
    rows = []
    for row in rows_of(bids.figures):
        cpo, max_cpo = (_quantiles(row, name) for name in ("cpo", "max_cpo"))
        as_text = (cost_range(words, plan, row, "cpo"), cost_range(words, plan, row, "max_cpo"))
        rows.append((str(row["segment"]), zones[row["zone"]], cpo, max_cpo, *as_text))
    texts = (
        ("x", text("{money} per order", money=words.currency_symbol(plan.scenario.currency))),
        ("segment", text("segment")),
        ("kind", text("zone")),
        ("cpo", text("an order costs")),
        ("max", text("it may cost")),
    )
    height = AROUND + len(rows) * ROW_HEIGHT
    spec = pictures.ceilings(tuple(zones.values()), texts, words.chart_numbers(), height=height)
    # Without the figures, which stand in the table below: they would have the browser make the picture anew (24).
    charts.show(pictures.ceilings_frame(rows), spec, key="segments_chart", alt=title)


def _quantiles(row: Row, name: str) -> tuple[float, float, float]:
    return float(row[f"{name}_p5"]), float(row[f"{name}_p50"]), float(row[f"{name}_p95"])


def cost_range(words: Words, plan: Plan, row: Row, name: str) -> str:
    """A cost per order with its 90 % interval.

    name : cpo or max_cpo
    """
    low, middle, high = rough_costs(words, plan, list(_quantiles(row, name)))
    return words.text("{expected} ({low} to {high})", expected=middle, low=low, high=high)

"""The segments as tables and files."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.frame import visit
from pages.frame.device import is_phone
from pages.kit import tables, writing
from pages.kit.files import Download
from pages.kit.files import downloads as download_row
from pages.kit.folded import folded
from pages.kit.labels import SHAPES, VERDICTS
from pages.kit.tables import Row, rows_of
from pages.kit.words import Words
from pages.parts.segments import results
from pages.parts.segments.answer import click_price, cost_range
from pages.parts.segments.results import Segmentation, SegmentBids
from simulator import InputError, Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.forms.segment_file import write_segments


def one_bid_table(words: Words, plan: Plan, bids: SegmentBids) -> None:
    """One row per segment at one bid for all, and the bid that fits it."""
    text, title = words.text, words.text("What an order may cost, by segment")
    rows = [
        {
            text("segment"): str(row["segment"]),
            text("order may cost"): cost_range(words, plan, row, "max_cpo"),
            text("order costs"): cost_range(words, plan, row, "cpo"),
            text("click may cost"): click_price(words, plan, row["max_cpc_p50"]),
            text("bid, times"): words.number(row["bid_factor"], decimals=2),
            text("chance to break even"): writing.brief_chance(
                words, row["break_even_probability"], row["break_even_error"]
            ),
            text("what to do"): f"{SHAPES[row['zone']]} {text(VERDICTS[row['zone']])}",
            text("target per order"): writing.cost_per_order(words, plan, row["target_cpo_p50"]),
            text("value of a click"): writing.money(words, plan, row["value_per_click"]),
        }
        for row in rows_of(bids.figures)
    ]
    if is_phone():  # there is room for the name and two figures
        middles = [_middle_costs(words, plan, row) for row in rows_of(bids.figures)]
        rows = [{**row, **middle} for row, middle in zip(rows, middles, strict=True)]
    tables.show(rows, alt=title, pinned=True, left=(text("what to do"),))


def _middle_costs(words: Words, plan: Plan, row: Row) -> dict[str, str]:
    """What an order may cost and costs, without their ranges."""
    return {
        words.text("order may cost"): writing.cost_per_order(words, plan, row["max_cpo_p50"]),
        words.text("order costs"): writing.cost_per_order(words, plan, row["cpo_p50"]),
    }


def own_bids_table(words: Words, plan: Plan, bids: SegmentBids) -> None:
    """What each segment gets and brings at its own bid, beside one bid for all."""
    title = words.text("With a bid for each segment, as a table")

    better_chance = words.short_chance(bids.better_probability, plan.settings.draws)

    def draw() -> None:
        tables.show([_own_bid_row(words, plan, row) for row in rows_of(bids.figures)], alt=title, pinned=True)
        st.caption(
            words.text(
                "Bids follow what a click is worth, within your limit. Whether your ad platform can tell these "
                "segments apart is not known here."
            )
        )
        better = words.text("A bid for each is the better with a chance of {chance}.", chance=better_chance)
        st.caption(better)

    folded(title, "segments_bids", draw)


def _own_bid_row(words: Words, plan: Plan, row: Row) -> dict[str, str]:
    text, currency = words.text, plan.scenario.currency
    common_spend = row["share"] * plan.scenario.budget
    chance = row["break_even_probability_with_bid"], row["break_even_error_with_bid"]
    own, common = ((row[f"profit_mean{bid}"], row[f"profit_error{bid}"]) for bid in ("_with_bid", ""))
    return {
        text("segment"): str(row["segment"]),
        text("bid, times"): words.number(row["bid_factor"], decimals=2),
        text("spend"): words.money(row["spend"], currency, decimals=0),
        text("instead of"): words.money(common_spend, currency, decimals=0),
        text("profit"): writing.money(words, plan, *own),
        text("with one bid"): writing.money(words, plan, *common),
        text("a click costs"): writing.money(words, plan, row["cpc_p50"]),
        text("order costs"): writing.cost_per_order(words, plan, row["cpo_p50_with_bid"]),
        text("chance to break even"): writing.brief_chance(words, *chance),
        text("share of clicks"): words.percent(row["share"], decimals=1),
        text("share of orders"): writing.percent(words, row["order_share"], decimals=1),
    }


# -- files ------------------------------------------------------------------------------------------------------


def downloads(words: Words, segmentation: Segmentation | None) -> None:
    """The segments, to be loaded again, and their figures, as files: of the plan as it is at the click."""
    if segmentation is None:
        return
    present = visit.present()
    download_row(
        words,
        Download(
            words.text("Download the segments (CSV)"),
            lambda dialect: segments_csv(segmentation, dialect),
            "cpo-segments.csv",
            "download_segments",
        ),
        Download(
            words.text("Download their figures (CSV)"),
            lambda dialect: figures_csv(present.plan, segmentation, dialect),
            "cpo-segment-figures.csv",
            "download_segment_figures",
            disabled=_bids(present.plan, segmentation) is None,
        ),
    )


def _bids(plan: Plan, segmentation: Segmentation) -> SegmentBids | None:
    try:
        return results.segment_bids(plan, segmentation)
    except InputError:  # the page says it where the answer would be
        return None


def segments_csv(segmentation: Segmentation, dialect: Dialect) -> bytes:
    """The segments as a file that the page reads."""
    return write_segments(segmentation.segments, dialect=dialect)


def figures_csv(plan: Plan, segmentation: Segmentation, dialect: Dialect) -> bytes:
    """Every figure of every segment as a file, unrounded; only the header where the plan cannot have them."""
    bids = _bids(plan, segmentation)
    frame = pd.DataFrame() if bids is None else bids.figures.copy()
    frame.insert(0, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)

"""What an order of each segment may cost, and what a bid for each is worth: in words, figures and pictures."""

from __future__ import annotations

import math
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import streamlit as st

from pages.frame import visit
from pages.kit import cards, editing
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.labels import SHAPES, VERDICTS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.segments import pictures, results
from pages.parts.segments.results import Asked, Judged
from pages.parts.segments.table import COLUMNS
from simulator import Estimate, InputError, Plan
from simulator.beliefs.distributions import median
from simulator.engine.outcome import ZONES
from simulator.forms.scenario_file import Dialect, write_table
from simulator.forms.segment_file import write_segments

ROW_HEIGHT, AROUND = 38, 95
"""Pixels of a segment in the chart, and of legend and axis together."""
ALIKE: Final = 0.001
"""Bids that earn less than this part of the budget are not worth the trouble."""
NEAR: Final = 0.01
"""Order values that differ by less are told as the same."""
# -- the answer -------------------------------------------------------------------------------------------------


def judged(words: Words, plan: Plan, asked: Asked | None) -> Judged | None:
    """What is known of the segments, or None and, in words, why nothing is."""
    if asked is None:
        st.info(words.text("Give two to eight segments in the table below."), icon=":material/info:")
        return None
    try:
        found = results.judged(plan, asked)
    except InputError as error:
        (line,) = editing.sentences(words, COLUMNS, [asked.problem(error)], names=asked.names)
        st.warning(line, icon=":material/warning:")
        return None
    if asked.outdated:
        st.warning(
            words.text(
                "**This answer is that of the last usable table, not of the one below.** What to mend stands under it."
            ),
            icon=":material/history:",
        )
    return found


def known(plan: Plan, asked: Asked | None) -> Judged | None:
    """What is known of the segments, if anything is."""
    try:
        return None if asked is None else results.judged(plan, asked)
    except InputError:  # said above the table
        return None


def sentence(words: Words, plan: Plan, found: Judged) -> None:
    """What a bid for each segment is worth against one for all."""
    text = words.text
    if found.nobody_pays:
        st.error(text(_why_nobody_pays(found)), icon=":material/block:")
        return
    if found.worth.value <= max(ALIKE * plan.scenario.budget, 2 * found.worth.mc_error):
        st.info(_one_bid(words, plan, found), icon=":material/groups:")
        return
    st.info(" ".join(_worth(words, plan, found)), icon=":material/groups:")


def _why_nobody_pays(found: Judged) -> str:
    if found.figures["max_cpo_p50"].max() > 0 and (found.figures["value_per_click"] == 0).all():
        return N_("No segment can pay for its clicks: by your plan they bring no order that would not come anyway.")
    return N_(
        "No segment can pay for its clicks: on average an order leaves nothing before ads. No bid changes that. Raise "
        "the margin first."
    )


def _one_bid(words: Words, plan: Plan, found: Judged) -> str:
    """Why a bid for each earns no more: the clicks are alike, or spend may not move."""
    values = found.figures["value_per_click"]
    said = N_(
        "**One bid for all is as good as a bid for each:** a click is worth about the same from every one of these "
        "segments. The chance to break even is {chance}."
    )
    if values.max() > values.min() * (1 + NEAR) and found.most_spend < 1 + NEAR:
        said = N_(
            "**One bid for all is as good as a bid for each:** no segment's spend may grow, so none gets more for what "
            "its clicks are worth. The chance to break even is {chance}."
        )
    return words.text(said, chance=words.chance(found.break_even_probability, plan.settings.draws))


def _worth(words: Words, plan: Plan, found: Judged) -> list[str]:
    text, draws, rows = words.text, plan.settings.draws, found.figures.to_dict("records")
    common = words.short_chance(found.break_even_probability, draws)
    own = words.short_chance(found.break_even_probability_with_bids, draws)
    lines = [
        text(
            "**A bid for each segment earns {worth} more** than one bid for all on average, and is the better with "
            "a chance of {better}.",
            worth=in_markdown(_estimate(words, plan, found.worth)),
            better=words.short_chance(found.better_probability, draws),
        ),
        text("The chance to break even stays at **{own}**.", own=own)
        if common == own
        else text("The chance to break even goes from {common} to **{own}**.", common=common, own=own),
    ]
    bidding = [row for row in rows if row["spend"] > 0]
    factors = [row["bid_factor"] for row in bidding]
    most, least = max(factors), min(factors)
    if most > least * (1 + NEAR):
        lines.append(
            text(
                "Bid {most} times the common bid for **{best}**, {least} times for **{last}**.",
                most=words.number(most, decimals=2),
                best=_names(words, [row for row in bidding if row["bid_factor"] > most / (1 + NEAR)]),
                least=words.number(least, decimals=2),
                last=_names(words, [row for row in bidding if row["bid_factor"] < least * (1 + NEAR)]),
            )
        )
    losing = [row for row in bidding if row["profit_mean_with_bid"] < -2 * row["profit_error_with_bid"]]
    if losing and len(losing) == len(bidding):
        lines.append(text("All of them lose money even so: no bid mends that."))
    elif losing:
        lines.append(
            text(
                "Losing money even so: {names}. A budget without them would earn more.",
                names=_names(words, losing),
            )
        )
    nothing = [row for row in rows if row["spend"] <= 0]
    if nothing:
        lines.append(
            text("Nothing goes to: {names}, whose orders leave nothing on average.", names=_names(words, nothing))
        )
    if found.unspent > 0:
        unspent = in_markdown(words.money(found.unspent, plan.scenario.currency, decimals=0))
        lines.append(text("{unspent} stays unspent: the others are as far as bids may go.", unspent=unspent))
    return lines


def _names(words: Words, rows: list[dict[Any, Any]]) -> str:
    return words.text(", ").join(plain_markdown(str(row["segment"])) for row in rows)


def key_figures(words: Words, plan: Plan, found: Judged) -> None:
    """What bids are worth, the chances with and without, and the click prices that segments may cost."""
    text, rows = words.text, found.figures
    sign = "+" if found.worth.value > 0 else ""
    with st.grid(3, min_column_width=150):
        cards.card(
            words,
            N_("Worth of a bid for each"),
            f"{sign}{_estimate(words, plan, found.worth)}",
            [
                text(
                    "expected profit {common} → {own}",
                    common=_estimate(words, plan, found.expected_profit),
                    own=_estimate(words, plan, found.expected_profit_with_bids),
                )
            ],
            "bid_factor",
        )
        cards.card(words, N_("Break-even, a bid for each"), *_chances(words, plan, found), "break_even_probability")
        cards.card(
            words,
            N_("Max CPC, best segment"),
            _max_cpc(words, plan, float(rows["max_cpc_p50"].max())),
            [
                text("of the least worth: {cpc}", cpc=_max_cpc(words, plan, float(rows["max_cpc_p50"].min()))),
                text("a click costs {cpc} (median)", cpc=_money(words, plan, found.cpc)),
            ],
            "max_cpc",
        )
    planned = median(plan.scenario.aov)
    if math.isfinite(found.implied_aov) and abs(found.implied_aov / planned - 1) > NEAR:
        st.caption(
            in_markdown(
                text(
                    "Orders of these segments average {implied}, those of the plan {planned}: the chances here are "
                    "those of the segments.",
                    implied=_money(words, plan, found.implied_aov),
                    planned=_money(words, plan, planned),
                )
            )
        )


def _chances(words: Words, plan: Plan, found: Judged) -> tuple[str, list[str]]:
    common, own = found.break_even_probability, found.break_even_probability_with_bids
    error = words.text("± {error} simulation error", error=words.error_points(own.mc_error))
    one_bid = words.text("one bid for all: {chance}", chance=words.short_chance(common, plan.settings.draws))
    # A chance that no draw contradicts has no error to tell.
    return words.brief_chance(own), [one_bid] if words.rare(own, plan.settings.draws) else [one_bid, error]


def _estimate(words: Words, plan: Plan, estimate: Estimate) -> str:
    large = abs(estimate.value) >= 100
    return words.money(estimate.value, plan.scenario.currency, error=estimate.mc_error, decimals=0 if large else None)


def _money(words: Words, plan: Plan, amount: float) -> str:
    """An amount with three digits or fewer: its simulation error is about a thousandth."""
    if math.isnan(amount):
        return "–"
    decimals = 0 if abs(amount) >= 100 else 1 if abs(amount) >= 10 else None
    return words.money(amount, plan.scenario.currency, decimals=decimals)


def _max_cpc(words: Words, plan: Plan, amount: float) -> str:
    """No click price is low enough where an order leaves nothing."""
    return _money(words, plan, amount) if amount > 0 else words.text("none")


# -- the picture ------------------------------------------------------------------------------------------------


def ceilings_chart(words: Words, plan: Plan, found: Judged) -> None:
    """What an order of each segment costs against what it may cost, at one bid for all."""
    text = words.text
    title = text("What an order costs and what it may cost, by segment, at one bid for all")
    read = text(
        "The point is the median CPO, the line its range of {level}; the grey band is what an order may cost, with "
        "its median.",
        level=words.percent(0.9, decimals=0),
    )
    st.markdown(f"**{title}**  \n:small[{read}]")
    zones = {zone: text(VERDICTS[zone]) for zone in ZONES}
    rows = []
    for row in found.figures.to_dict("records"):
        cpo, ceiling = (_ends(row, name) for name in ("cpo", "max_cpo"))
        told = (_range(words, plan, cpo), _range(words, plan, ceiling))
        rows.append((str(row["segment"]), zones[row["zone"]], cpo, ceiling, *told))
    texts = (
        ("x", text("{money} per order", money=words.currency_symbol(plan.scenario.currency))),
        ("segment", text("segment")),
        ("kind", text("zone")),
        ("cpo", text("CPO")),
        ("max", text("max CPO")),
    )
    spec = pictures.ceilings(
        tuple(zones.values()), texts, words.chart_numbers(), height=AROUND + len(rows) * ROW_HEIGHT
    )
    alt = "; ".join(f"{name}: {texts[3][1]} {cpo}, {texts[4][1]} {ceiling}" for name, _, _, _, cpo, ceiling in rows)
    frame = pictures.ceilings_frame(rows)
    st.vega_lite_chart(frame, spec, key="segments_chart", alt=f"{title}. {alt}")


def _ends(row: Any, name: str) -> tuple[float, float, float]:
    return float(row[f"{name}_p5"]), float(row[f"{name}_p50"]), float(row[f"{name}_p95"])


def _range(words: Words, plan: Plan, ends: tuple[float, float, float]) -> str:
    low, middle, high = (_money(words, plan, end) for end in ends)
    return words.text("{expected} ({low} to {high})", expected=middle, low=low, high=high)


# -- tables -----------------------------------------------------------------------------------------------------


def table(words: Words, plan: Plan, found: Judged) -> None:
    """One row per segment at one bid for all, and the bid that fits it."""
    text, title = words.text, words.text("What an order may cost, by segment")
    st.markdown(f"**{title}**")
    rows = [
        {
            text("segment"): str(row["segment"]),
            text("zone"): f"{SHAPES[row['zone']]} {text(VERDICTS[row['zone']])}",
            text("break-even"): _chance(words, row, ""),
            text("max CPO"): _range(words, plan, _ends(row, "max_cpo")),
            text("target CPO"): _money(words, plan, row["target_cpo_p50"]),
            text("CPO"): _range(words, plan, _ends(row, "cpo")),
            text("max CPC"): _max_cpc(words, plan, row["max_cpc_p50"]),
            text("value per click"): _money(words, plan, row["value_per_click"]),
            text("bid factor"): words.number(row["bid_factor"], decimals=2),
        }
        for row in found.figures.to_dict("records")
    ]
    _shown(words, rows, title, left=2)


def bids_table(words: Words, plan: Plan, found: Judged) -> None:
    """What each segment gets and brings at its own bid, beside one bid for all."""
    text, title = words.text, words.text("With a bid for each: click price, spend and profit by segment")
    with st.expander(title, key="segments_bids", on_change="rerun") as box:
        if not box.open:
            return
        currency = plan.scenario.currency
        rows = [
            {
                text("segment"): str(row["segment"]),
                text("bid factor"): words.number(row["bid_factor"], decimals=2),
                text("CPC"): _money(words, plan, row["cpc_p50"]),
                text("share of clicks"): words.percent(row["share"], decimals=1),
                text("share of orders"): _share(words, row["order_share"]),
                text("spend"): words.money(row["spend"], currency, decimals=0),
                text("instead of"): words.money(row["share"] * plan.scenario.budget, currency, decimals=0),
                text("CPO"): _money(words, plan, row["cpo_p50_with_bid"]),
                text("break-even"): _chance(words, row, "_with_bid"),
                text("expected profit"): _profit(words, plan, row, "_with_bid"),
                text("with one bid"): _profit(words, plan, row, ""),
            }
            for row in found.figures.to_dict("records")
        ]
        _shown(words, rows, title, left=1)
        st.caption(
            text(
                "Bids are in proportion to what a click is worth, as far as bids may go; click prices follow the "
                "plan's elasticity. Whether your platform can tell these segments apart, and whether others bid "
                "for the same one, is not known here."
            )
        )


def _shown(words: Words, rows: list[dict[str, str]], title: str, *, left: int) -> None:
    names = list(rows[0])
    right = st.column_config.TextColumn(alignment="right")
    first = st.column_config.TextColumn(pinned=True, width=140)
    columns = {**dict.fromkeys(names[left:], right), names[0]: first}
    # A table of Arrow, since that is what a browser is sent.
    st.dataframe(pa.Table.from_pylist(rows), hide_index=True, height="content", column_config=columns, alt=title)


def _chance(words: Words, row: Any, which: str) -> str:
    value = row[f"break_even_probability{which}"]
    return "–" if math.isnan(value) else words.brief_chance(Estimate(value, row[f"break_even_error{which}"]))


def _profit(words: Words, plan: Plan, row: Any, which: str) -> str:
    value = row[f"profit_mean{which}"]
    return "–" if math.isnan(value) else _estimate(words, plan, Estimate(value, row[f"profit_error{which}"]))


def _share(words: Words, share: float) -> str:
    return "–" if math.isnan(share) else words.percent(share, decimals=1)


# -- files ------------------------------------------------------------------------------------------------------


def downloads(words: Words, found: Asked | None) -> None:
    """The segments, to be loaded again, and their figures, as files: of the plan as it is at the click."""
    if found is None:
        return
    present = visit.present()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            words.text("Download the segments (CSV)"),
            lambda: segments_csv(found, dialect),
            "cpo-segments.csv",
            "download_segments",
        )
        csv_button(
            words.text("Download their figures (CSV)"),
            lambda: figures_csv(present.plan, found, dialect),
            "cpo-segment-figures.csv",
            "download_segment_figures",
            disabled=known(present.plan, found) is None,
        )


def segments_csv(found: Asked, dialect: Dialect) -> bytes:
    """The segments as a file that the page reads."""
    return write_segments(found.segments, dialect=dialect)


def figures_csv(plan: Plan, found: Asked, dialect: Dialect) -> bytes:
    """Every figure of every segment as a file, unrounded; only the header where the plan cannot have them."""
    known_figures = known(plan, found)
    frame = pd.DataFrame() if known_figures is None else known_figures.figures.copy()
    frame.insert(0, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)

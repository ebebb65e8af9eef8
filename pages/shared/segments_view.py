"""Segments in a table that is edited in place, what an order of each may cost, and what a bid for each is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.shared import asking, cards, editing, inputs, own_numbers, segments_charts
from pages.shared.answer import dialect_chooser
from pages.shared.compare_view import SHAPES, VERDICTS
from pages.shared.editing import Column
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import Estimate, InputError, Plan
from simulator.answers import ZONES
from simulator.beliefs import Amount, median
from simulator.evidence import BuyerSegments, buyer_segments
from simulator.scenario_file import FileProblem, write_table
from simulator.segment_file import SegmentTable, read_segments, segment_table, segments_in, write_segments
from simulator.segments import MOST_SPEND, Segment, segments_of

TABLE: Final = "segments_table"
ROW_HEIGHT, AROUND = 38, 110
"""Pixels of a segment in the chart, and of legend and axis together."""
ALIKE: Final = 0.001
"""Bids that earn less than this part of the budget are not worth the trouble."""
NEAR: Final = 0.01
"""Order values that differ by less are told as the same."""
COLUMNS: Final = (
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
KINDS: Final = {
    "once_small": N_("Bought once, small orders"),
    "once_large": N_("Bought once, large orders"),
    "again_small": N_("Bought again, small orders"),
    "again_large": N_("Bought again, large orders"),
}
EXAMPLE: Final = (
    (N_("New visitors"), 0.70, Amount(0.5, 0.8), 0.95),
    (N_("Returning customers"), 0.22, Amount(1.4, 2.0), 1.0),
    (N_("Loyal customers"), 0.08, Amount(2.0, 3.5), 1.15),
)
"""Name, share of clicks, CVR ÷ average, order value / the plan's: assumptions, said to be an example."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The segments of the page: of its table as it is, or as it was when it was usable last.

    rows : where each stands in the table, from 1
    """

    segments: tuple[Segment, ...]
    rows: tuple[int, ...]
    most_spend: float


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What is printed and drawn of segments, without their draws; names as in `simulator.segments.Segments`."""

    figures: pd.DataFrame
    worth: Estimate
    better_probability: Estimate
    break_even_probability: Estimate
    break_even_probability_with_bids: Estimate
    profit: Estimate
    profit_with_bids: Estimate
    unspent: float
    nobody_pays: bool
    implied_aov: float
    cpc: float


@lru_cache(maxsize=128)
def _judged(plan: Plan, segments: tuple[Segment, ...], most_spend: float) -> Judged:
    found = segments_of(plan, segments, most_spend=most_spend)
    return Judged(
        figures=found.figures,
        worth=found.worth,
        better_probability=found.better_probability,
        break_even_probability=found.break_even_probability,
        break_even_probability_with_bids=found.break_even_probability_with_bids,
        profit=Estimate.over_scrambles(found.profit.mean(axis=1)),
        profit_with_bids=Estimate.over_scrambles(found.profit_with_bids.mean(axis=1)),
        unspent=found.unspent,
        nobody_pays=found.nobody_pays,
        implied_aov=found.implied_aov,
        cpc=found.outcome.quantile("cpc", 0.5).value,
    )


# -- the table that is edited -----------------------------------------------------------------------------------


def asked(words: Words, plan: Plan) -> Asked | None:
    """The table with what is wrong in it, what can be put in its place, and the page's own number.

    None while no table was usable yet.
    """
    text, title = words.text, words.text(N_("Your segments"))
    st.markdown(f"**{title}**")
    edited = editing.draw(words, TABLE, COLUMNS, lambda: example(words, plan), alt=title)
    st.caption(" ".join(_hints(words, edited.is_example)))
    found = segments_in(edited.table)
    rows = _filled(edited.table)
    most_spend = _most_spend_now(words)
    problems = [*edited.problems, *(found.problems if found.segments is None else ())]
    if not problems and found.segments is not None:
        problems = _together(plan, Asked(found.segments, rows, most_spend))
    if problems:
        names = ["" if name is None else str(name) for name in edited.table["segment"]]
        lines = [f"- {line}" for line in editing.sentences(words, COLUMNS, problems, names=names)]
        told = text(N_("The answer is that of the last usable table. Mend in the table:"))
        st.error("\n".join([f"{told}\n", *lines]))
    elif found.segments is not None:
        st.session_state["segments_usable"] = (found.segments, rows)
    _notes_of_orders(words)
    _fillers(words, plan)
    usable: tuple[tuple[Segment, ...], tuple[int, ...]] | None = st.session_state.get("segments_usable")
    return None if usable is None else Asked(usable[0], usable[1], most_spend)


def _hints(words: Words, is_example: bool) -> list[str]:
    hints = [
        N_("Write a number or a range such as 1.5 – 2 into a cell; what you leave empty is as in the plan."),
        N_("The last row adds a segment; tick rows at their left to delete them."),
    ]
    if is_example:
        hints.insert(0, N_("**These segments are an example:** put your own in their place."))
    return [words.text(hint) for hint in hints]


def example(words: Words, plan: Plan) -> pd.DataFrame:
    """Three segments around the plan's order value, to begin with."""
    middle = median(plan.scenario.aov)
    return segment_table(
        Segment(name=words.text(name), share=share, cvr_relative=relative, aov=float(f"{factor * middle:.2g}"))
        for name, share, relative, factor in EXAMPLE
    )


def _filled(table: pd.DataFrame) -> tuple[int, ...]:
    """The numbers of the rows in which something stands."""
    return tuple(int(at) for at in range(1, len(table) + 1) if table.iloc[at - 1].notna().any())


def _together(plan: Plan, found: Asked) -> list[FileProblem]:
    """What is wrong with the segments together; what is wrong with the plan is told above."""
    try:
        _judged(plan, found.segments, found.most_spend)
    except InputError as error:
        return [] if error.field in ("most_spend", "cpc_elasticity") else [_placed(found, error)]
    return []


def _placed(found: Asked, error: InputError) -> FileProblem:
    row = error.values.get("row")
    return FileProblem(found.rows[row - 1] if isinstance(row, int) else None, error.field, error)


# -- what can be put in its place -------------------------------------------------------------------------------


def _fillers(words: Words, plan: Plan) -> None:
    """Another table: from orders, from a file, or the example; and how far bids may go."""
    text = words.text
    with st.container(horizontal=True, vertical_alignment="center"):
        fill = st.button(
            text(N_("Fill from my orders")),
            key="segments_fill",
            help=text(N_("From an export of orders on the page Own numbers: by repeat behaviour and order value.")),
        )
        with st.popover(text(N_("Load from a file")), key="segments_load", on_change="rerun") as box:
            if box.open:
                _load(words)
        with st.popover(text(N_("How far bids may go")), key="segments_reach", on_change="rerun") as box:
            if box.open:
                _most_spend(words)
        st.button(text(N_("Begin again with the example")), key="segments_example", on_click=_begin_again)
    if fill:
        _fill_from_orders(words, plan)


def _begin_again() -> None:
    editing.forget(TABLE)
    st.session_state.pop("segments_notes", None)


def _fill_from_orders(words: Words, plan: Plan) -> None:
    orders = own_numbers.together().orders if own_numbers.held() else None
    if orders is None:
        st.info(
            words.text(
                N_(
                    "There are no orders yet: drop an export of your shop's orders on the page Own numbers, then come "
                    "back."
                )
            ),
            icon=":material/upload_file:",
        )
        return
    if orders.currency not in (None, plan.scenario.currency):
        st.warning(
            words.text(
                N_(
                    "The orders are in {theirs} and the plan in {own}: choose {theirs} as the plan's currency first, "
                    "with its own prices and costs."
                ),
                theirs=str(orders.currency),
                own=plan.scenario.currency,
            ),
            icon=":material/currency_exchange:",
        )
        return
    rhythm = plan.scenario.repeat is not None
    try:
        found = own_numbers.worked_out("segments", (rhythm,), lambda: buyer_segments(orders, with_rhythm=rhythm))
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    editing.put(words, TABLE, COLUMNS, named(words, found))
    st.session_state["segments_notes"] = found.notes
    st.rerun()


def named(words: Words, found: BuyerSegments) -> pd.DataFrame:
    """The table of segments from orders, with names for their codes and digits that a person would type."""
    table = segment_table(found.segments)
    numbers = table.columns.difference(["segment"])
    table[numbers] = table[numbers].map(lambda value: float(f"{value:.3g}"))
    # Shares add up to 1 before they are rounded: what rounding leaves goes to the largest.
    shares = table["share"].tolist()
    shares[shares.index(max(shares))] += 1 - sum(shares)
    return table.assign(
        share=[round(share, 6) for share in shares], segment=[words.text(KINDS[code]) for code in table["segment"]]
    )


def _notes_of_orders(words: Words) -> None:
    """What a file of orders cannot tell, as long as its segments are in the table."""
    notes: tuple[InputError, ...] = st.session_state.get("segments_notes", ())
    if notes:
        st.caption("  \n".join(f":material/info: {words.error(note)}" for note in notes))


def _load(words: Words) -> None:
    text = words.text
    uploaded = st.file_uploader(text(N_("Segments (CSV)")), type=["csv", "txt"], key="segments_file", max_upload_size=2)
    if uploaded is None:
        st.caption(text(N_("A file as this page saves it, in either form of numbers.")))
        return
    found = read(uploaded.getvalue())
    if found.segments is None:
        st.warning("\n".join(f"- {line}" for line in editing.sentences(words, COLUMNS, found.problems)))
        return
    count = len(found.segments)
    st.caption(words.plural("{count} segment read.", "{count} segments read.", count, count=words.number(count)))
    st.button(
        text(N_("Put them in the table")),
        key="segments_put",
        on_click=_put,
        args=(words, found.segments),
        disabled=not count,
    )


@st.cache_data(max_entries=32, show_spinner=False)
def read(content: bytes) -> SegmentTable:
    """What a file of segments holds."""
    return read_segments(content)


def _put(words: Words, segments: tuple[Segment, ...]) -> None:
    editing.put(words, TABLE, COLUMNS, segment_table(segments))
    st.session_state.pop("segments_notes", None)


def _most_spend(words: Words) -> None:
    """The page's own number, and what is wrong with it."""
    typed = asking.number(
        words,
        words.text(N_("A segment's spend may grow at most to so many times what it is")),
        "segments_most_spend",
        MOST_SPEND,
        help=asking.help_of(words, "bid_factor"),
    )
    if typed is not None and typed < 1:
        asking.wrong(
            words,
            InputError(
                "A number of 1 or more is needed: below 1 the budget could not be spent, got {value}.", value=typed
            ),
        )
    st.caption(words.text(N_("Nobody has seen what clicks cost further out than you have bought them.")))


def _most_spend_now(words: Words) -> float:
    """What stands in that field, also while it is folded away; the usual where it holds nothing usable."""
    text = str(st.session_state.get("segments_most_spend", ""))
    try:
        typed = words.parse(text)
    except InputError:
        return MOST_SPEND
    return typed if typed >= 1 else MOST_SPEND


# -- the answer -------------------------------------------------------------------------------------------------


def judged(words: Words, plan: Plan, found: Asked | None) -> Judged | None:
    """What is known of the segments, or None and, in words, why nothing is."""
    if found is None:
        st.info(words.text(N_("Give two to eight segments in the table below.")), icon=":material/info:")
        return None
    try:
        return _judged(plan, found.segments, found.most_spend)
    except InputError as error:
        names = {row: segment.name for row, segment in zip(found.rows, found.segments, strict=True)}
        called = [names.get(row, "") for row in range(1, max(found.rows, default=0) + 1)]
        (line,) = editing.sentences(words, COLUMNS, [_placed(found, error)], names=called)
        st.warning(line, icon=":material/warning:")
        return None


def known(plan: Plan, found: Asked | None) -> Judged | None:
    """What is known of the segments, if anything is."""
    try:
        return None if found is None else _judged(plan, found.segments, found.most_spend)
    except InputError:  # said above the table
        return None


def sentence(words: Words, plan: Plan, found: Judged) -> None:
    """What a bid for each segment is worth against one for all."""
    text = words.text
    if found.nobody_pays:
        st.error(
            text(
                N_(
                    "No segment can pay for its clicks: on average an order leaves nothing before ads. No bid changes "
                    "that. Raise the margin first."
                )
            ),
            icon=":material/block:",
        )
        return
    if found.worth.value <= max(ALIKE * plan.scenario.budget, 2 * found.worth.mc_error):
        st.info(
            text(
                N_(
                    "**One bid for all is as good as a bid for each:** a click is worth about the same from every one "
                    "of these segments. The chance to break even is {chance}."
                ),
                chance=words.chance(found.break_even_probability, plan.settings.draws),
            ),
            icon=":material/groups:",
        )
        return
    st.info(" ".join(_worth(words, plan, found)), icon=":material/groups:")


def _worth(words: Words, plan: Plan, found: Judged) -> list[str]:
    text, draws, rows = words.text, plan.settings.draws, found.figures.to_dict("records")
    lines = [
        text(
            N_(
                "**A bid for each segment earns {worth} more** than one bid for all, on average and from the same "
                "budget, and more with a chance of {better}. The chance to break even goes from {common} to **{own}**."
            ),
            worth=in_markdown(_estimate(words, plan, found.worth)),
            better=words.short_chance(found.better_probability, draws),
            common=words.short_chance(found.break_even_probability, draws),
            own=words.short_chance(found.break_even_probability_with_bids, draws),
        )
    ]
    bidding = [row for row in rows if row["spend"] > 0]
    factors = [row["bid_factor"] for row in bidding]
    most, least = max(factors), min(factors)
    if most > least * (1 + NEAR):
        lines.append(
            text(
                N_("Bid {most} times the common bid for **{best}**, {least} times for **{last}**."),
                most=words.number(most, decimals=2),
                best=_names(words, [row for row in bidding if row["bid_factor"] > most / (1 + NEAR)]),
                least=words.number(least, decimals=2),
                last=_names(words, [row for row in bidding if row["bid_factor"] < least * (1 + NEAR)]),
            )
        )
    losing = [row for row in bidding if row["profit_mean_with_bid"] < -2 * row["profit_error_with_bid"]]
    if losing:
        lines.append(
            text(
                N_("Losing money even so: {names}. A budget without them would earn more."),
                names=_names(words, losing),
            )
        )
    nothing = [row for row in rows if row["spend"] <= 0]
    if nothing:
        lines.append(text(N_("Nothing goes to: {names}, whose orders leave nothing."), names=_names(words, nothing)))
    if found.unspent > 0:
        unspent = in_markdown(words.money(found.unspent, plan.scenario.currency, decimals=0))
        lines.append(text(N_("{unspent} stays unspent: the others are as far as bids may go."), unspent=unspent))
    return lines


def _names(words: Words, rows: list[dict[Any, Any]]) -> str:
    return words.text(N_(", ")).join(plain_markdown(str(row["segment"])) for row in rows)


def key_figures(words: Words, plan: Plan, found: Judged) -> None:
    """What bids are worth, both chances, and how far the click prices lie apart that segments may cost."""
    text, rows = words.text, found.figures
    sign = "+" if found.worth.value > 0 else ""
    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Worth of a bid for each"),
            f"{sign}{_estimate(words, plan, found.worth)}",
            [
                text(
                    N_("expected profit {common} → {own}"),
                    common=_estimate(words, plan, found.profit),
                    own=_estimate(words, plan, found.profit_with_bids),
                )
            ],
            "bid_factor",
        )
        for label, chance in (
            (N_("Break-even, one bid for all"), found.break_even_probability),
            (N_("Break-even, a bid for each"), found.break_even_probability_with_bids),
        ):
            rare = words.rare(chance, plan.settings.draws)
            error = text(N_("± {error} simulation error"), error=words.error_points(chance.mc_error))
            cards.card(words, label, words.brief_chance(chance), [rare or error], "break_even_probability")
        cards.card(
            words,
            N_("Maximum CPC, best segment"),
            _money(words, plan, float(rows["max_cpc_p50"].max())),
            [
                text(N_("of the least worth: {cpc}"), cpc=_money(words, plan, float(rows["max_cpc_p50"].min()))),
                text(N_("a click costs {cpc} (median)"), cpc=_money(words, plan, found.cpc)),
            ],
            "max_cpc",
        )
    planned = median(plan.scenario.aov)
    if math.isfinite(found.implied_aov) and abs(found.implied_aov / planned - 1) > NEAR:
        st.caption(
            in_markdown(
                text(
                    N_(
                        "Orders of these segments average {implied}, those of the plan {planned}: the chances here are "
                        "those of the segments."
                    ),
                    implied=_money(words, plan, found.implied_aov),
                    planned=_money(words, plan, planned),
                )
            )
        )


def _estimate(words: Words, plan: Plan, estimate: Estimate) -> str:
    large = abs(estimate.value) >= 100
    return words.money(estimate.value, plan.scenario.currency, error=estimate.mc_error, decimals=0 if large else None)


def _money(words: Words, plan: Plan, amount: float) -> str:
    """An amount with three digits or fewer: its simulation error is about a thousandth."""
    if math.isnan(amount):
        return "–"
    decimals = 0 if abs(amount) >= 100 else 1 if abs(amount) >= 10 else None
    return words.money(amount, plan.scenario.currency, decimals=decimals)


# -- the picture ------------------------------------------------------------------------------------------------


def ceilings_chart(words: Words, plan: Plan, found: Judged) -> None:
    """What an order of each segment costs against what it may cost, at one bid for all."""
    text = words.text
    title = text(N_("What an order costs and what it may cost, by segment, at one bid for all"))
    st.markdown(f"**{title}**")
    zones = {zone: text(VERDICTS[zone]) for zone in ZONES}
    rows = []
    for row in found.figures.to_dict("records"):
        cpo, ceiling = (_ends(row, name) for name in ("cpo", "max_cpo"))
        told = (_range(words, plan, cpo), _range(words, plan, ceiling))
        rows.append((str(row["segment"]), zones[row["zone"]], cpo, ceiling, *told))
    texts = (
        ("x", text(N_("{money} per order"), money=words.currency_symbol(plan.scenario.currency))),
        ("segment", text(N_("segment"))),
        ("kind", text(N_("zone"))),
        ("cpo", text(N_("CPO"))),
        ("max", text(N_("max CPO"))),
    )
    spec = segments_charts.ceilings(
        tuple(zones.values()), texts, words.chart_numbers(), height=AROUND + len(rows) * ROW_HEIGHT
    )
    alt = "; ".join(f"{name}: {texts[3][1]} {cpo}, {texts[4][1]} {ceiling}" for name, _, _, _, cpo, ceiling in rows)
    frame = segments_charts.ceilings_frame(rows)
    st.vega_lite_chart(frame, spec, key="segments_chart", alt=f"{title}. {alt}")
    st.caption(
        text(
            N_(
                "The point is the median CPO, the line its range of {level}; the grey band is what an order may cost, "
                "with its median."
            ),
            level=words.percent(0.9, decimals=0),
        )
    )


def _ends(row: Any, name: str) -> tuple[float, float, float]:
    return float(row[f"{name}_p5"]), float(row[f"{name}_p50"]), float(row[f"{name}_p95"])


def _range(words: Words, plan: Plan, ends: tuple[float, float, float]) -> str:
    low, middle, high = (_money(words, plan, end) for end in ends)
    return words.text(N_("{expected} ({low} to {high})"), expected=middle, low=low, high=high)


# -- tables -----------------------------------------------------------------------------------------------------


def table(words: Words, plan: Plan, found: Judged) -> None:
    """One row per segment at one bid for all, and the bid that fits it."""
    text, title = words.text, words.text(N_("What an order may cost, by segment"))
    st.markdown(f"**{title}**")
    rows = [
        {
            text(N_("segment")): str(row["segment"]),
            text(N_("zone")): f"{SHAPES[row['zone']]} {text(VERDICTS[row['zone']])}",
            text(N_("break-even")): _chance(words, row, ""),
            text(N_("max CPO")): _range(words, plan, _ends(row, "max_cpo")),
            text(N_("target CPO")): _money(words, plan, row["target_cpo_p50"]),
            text(N_("CPO")): _range(words, plan, _ends(row, "cpo")),
            text(N_("maximum CPC")): _money(words, plan, row["max_cpc_p50"]),
            text(N_("value per click")): _money(words, plan, row["value_per_click"]),
            text(N_("bid factor")): words.number(row["bid_factor"], decimals=2),
        }
        for row in found.figures.to_dict("records")
    ]
    _shown(words, rows, title, left=2)


def bids_table(words: Words, plan: Plan, found: Judged) -> None:
    """What each segment gets and brings at its own bid, beside one bid for all."""
    text, title = words.text, words.text(N_("With a bid for each: click price, spend and profit by segment"))
    with st.expander(title, key="segments_bids", on_change="rerun") as box:
        if not box.open:
            return
        currency = plan.scenario.currency
        rows = [
            {
                text(N_("segment")): str(row["segment"]),
                text(N_("bid factor")): words.number(row["bid_factor"], decimals=2),
                text(N_("CPC")): _money(words, plan, row["cpc_p50"]),
                text(N_("share of clicks")): words.percent(row["share"], decimals=1),
                text(N_("share of orders")): _share(words, row["order_share"]),
                text(N_("spend")): words.money(row["spend"], currency, decimals=0),
                text(N_("instead of")): words.money(row["share"] * plan.scenario.budget, currency, decimals=0),
                text(N_("CPO")): _money(words, plan, row["cpo_p50_with_bid"]),
                text(N_("break-even")): _chance(words, row, "_with_bid"),
                text(N_("expected profit")): _profit(words, plan, row, "_with_bid"),
                text(N_("with one bid")): _profit(words, plan, row, ""),
            }
            for row in found.figures.to_dict("records")
        ]
        _shown(words, rows, title, left=1)
        st.caption(
            text(
                N_(
                    "Bids are in proportion to what a click is worth, as far as bids may go; click prices follow the "
                    "plan's elasticity. Whether your platform can tell these segments apart, and whether others bid "
                    "for the same one, is not known here."
                )
            )
        )


def _shown(words: Words, rows: list[dict[str, str]], title: str, *, left: int) -> None:
    names = list(rows[0])
    right = st.column_config.TextColumn(alignment="right")
    first = st.column_config.TextColumn(pinned=True, width=150)
    columns = {**dict.fromkeys(names[left:], right), names[0]: first}
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)


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
    present = inputs.present()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        st.download_button(
            words.text(N_("Download the segments (CSV)")),
            lambda: segments_csv(found, dialect),
            file_name="cpo-segments.csv",
            mime="text/csv",
            key="download_segments",
            on_click="ignore",
        )
        st.download_button(
            words.text(N_("Download their figures (CSV)")),
            lambda: figures_csv(present.plan, found, dialect),
            file_name="cpo-segment-figures.csv",
            mime="text/csv",
            key="download_segment_figures",
            on_click="ignore",
            disabled=known(present.plan, found) is None,
        )


def segments_csv(found: Asked, dialect: str) -> bytes:
    """The segments as a file that the page reads."""
    return write_segments(found.segments, dialect="comma" if dialect == "comma" else "point")


def figures_csv(plan: Plan, found: Asked, dialect: str) -> bytes:
    """Every figure of every segment as a file, unrounded; only the header where the plan cannot have them."""
    known_figures = known(plan, found)
    frame = pd.DataFrame() if known_figures is None else known_figures.figures.copy()
    frame.insert(0, "currency", plan.scenario.currency)
    return write_table(frame, dialect="comma" if dialect == "comma" else "point")

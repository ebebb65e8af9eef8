"""Segments in a table that is edited in place: typed, loaded from a file, or made of a shop's orders."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from pages.frame import asking, exports, visit
from pages.frame.asking import help_of
from pages.kit import editing, row_problems
from pages.kit.columns import SEGMENTS, SEGMENTS_NOTES, SEGMENTS_TABLE
from pages.kit.files import csv_upload
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.segments import results
from pages.parts.segments.results import Segmentation
from simulator import Fixed, InputError, Plan
from simulator.beliefs.distributions import Amount, median
from simulator.evidence import BuyerSegments
from simulator.forms.scenario_file import FileProblem
from simulator.forms.segment_file import read_segments, segment_table, segments_in
from simulator.questions.segments import MOST_SPEND, Segment

_REFUSAL: Final = "segments_refusal"
"""What the visit remembers of orders that did not fill the table: an icon, and why."""
KINDS: Final = {
    "once_small": N_("Bought once, small orders"),
    "once_large": N_("Bought once, large orders"),
    "again_small": N_("Bought again, small orders"),
    "again_large": N_("Bought again, large orders"),
}
SAME_SHARE: Final = 1e-9
"""Shares whose sum misses 1 by less make 100 %."""
EXAMPLE: Final = (
    (N_("New visitors"), 0.70, Amount(0.5, 0.8), 0.95),
    (N_("Returning customers"), 0.22, Amount(1.4, 2.0), 1.0),
    (N_("Loyal customers"), 0.08, Amount(2.0, 3.5), 1.15),
)
"""Name, share of clicks, CVR ÷ average, order value / the plan's: assumptions, called an example on the page."""


# -- the table that is edited -----------------------------------------------------------------------------------


def segmentation(words: Words, plan: Plan) -> Segmentation | None:
    """The segments to answer for, from the table in its editor; None while no table was usable yet.

    Below the editor stand what is wrong in it, what can be put in its place, and how far bids may go.
    """
    title = words.text("Your segments")
    how = words.text("The last row adds a segment; tick rows to delete them.")
    st.markdown(f"**{title}**", help=f"{help_of(words, 'segment')}\n\n{how}")
    _refusal_of_orders()
    edited = editing.draw(words, SEGMENTS_TABLE, SEGMENTS, lambda: example(words, plan), alt=title)
    st.caption(
        words.text(
            "Not sure? Type a range: {low} – {high}. An empty cell is as in the plan.",
            low=words.exact(1.5),
            high=words.exact(2),
        )
    )
    below = st.container()
    most_spend = _fillers(words, plan)
    content, rows = segments_in(edited.table), _filled(edited.table)
    problems = [*edited.problems, *content.problems]
    present = None
    if not problems and content.segments is not None:
        present = Segmentation(content.segments, rows, most_spend, is_example=edited.is_example)
    usable, refusals = _usable(plan, present)
    if present is not None and (not refusals or usable is None or usable.segments == present.segments):
        usable = present  # what the plan refuses of it stands where the answer would be
    else:
        problems = problems or refusals
        usable = usable and replace(usable, most_spend=most_spend, is_outdated=True)
    with below:
        if problems:
            _say(words, edited.table, problems, is_answered=usable is not None)
            _shares(words, edited.table)
        _notes_of_orders(words)
    return usable


def _usable(plan: Plan, present: Segmentation | None) -> tuple[Segmentation | None, list[FileProblem]]:
    """The table as it is, or as it was when it was usable last, and what the plan refuses of the present one."""
    refusals = [] if present is None else _refusals(plan, present)
    usable = visit.last_usable("segments", (present, plan), lambda: (None if refusals else present, ()))
    return usable.value, refusals


def _refusals(plan: Plan, present: Segmentation) -> list[FileProblem]:
    """What is wrong with the segments together; what is wrong with the plan stands where the answer would be."""
    try:
        results.segment_bids(plan, present)
    except InputError as error:
        return [] if error.field in ("most_spend", "cpc_elasticity") else [present.problem(error)]
    return []


def _shares(words: Words, table: pd.DataFrame) -> None:
    """By how much the shares miss 100 %, and two ways to mend that, where every row has one."""
    filled = table[table.notna().any(axis="columns")]
    if filled.empty or filled["share"].isna().any() or (filled["share"] < 0).any():
        return
    gap = 1 - float(filled["share"].sum())
    if abs(gap) < SAME_SHARE or gap >= 1:
        return
    name, last = str(filled["segment"].iloc[-1] or words.text("the last row")), float(filled["share"].iloc[-1])
    rest = words.exact(round(abs(gap), 6), percent=True) + " %"
    missing, much = N_("To 100 % **{rest} are missing**."), N_("**{rest} more than 100 %.**")
    st.markdown(words.text(missing if gap > 0 else much, rest=rest))
    with st.container(horizontal=True):
        st.button(words.text("Scale all to 100 %"), key="segments_scale", on_click=_scale, args=(words, filled))
        if last + gap > 0:
            give = N_("Give the rest to {segment}") if gap > 0 else N_("Take it from {segment}")
            st.button(
                words.text(give, segment=plain_markdown(name)),
                key="segments_rest",
                on_click=_give_the_rest,
                args=(words, filled, gap),
            )


def _scale(words: Words, table: pd.DataFrame) -> None:
    """Shares in the same proportion that make 100 %, in tenths of a percent; the largest takes what rounding leaves."""
    whole = math.fsum(table["share"])
    shares = [round(float(share) / whole, 3) for share in table["share"]]
    shares[shares.index(max(shares))] += 1 - math.fsum(shares)
    _fill(words, table.assign(share=[round(share, 6) for share in shares]))


def _give_the_rest(words: Words, table: pd.DataFrame, gap: float) -> None:
    *others, last = map(float, table["share"])
    _fill(words, table.assign(share=[*others, round(last + gap, 6)]))


def _say(words: Words, table: pd.DataFrame, problems: list[FileProblem], *, is_answered: bool) -> None:
    names = ["" if name is None else str(name) for name in table["segment"]]
    lines = [f"- {line}" for line in row_problems.sentences(words, SEGMENTS, problems, names=names)]
    lead = words.text(
        N_("This is still the answer for the table before. Please correct in the table:")
        if is_answered
        else N_("Please correct in the table:")
    )
    st.error("\n".join([f"{lead}\n", *lines]))


@lru_cache(maxsize=64)
def example(words: Words, plan: Plan) -> pd.DataFrame:
    """Three segments around the plan's order value, to begin with."""
    middle = median(plan.scenario.aov)
    return segment_table(
        Segment(name=words.text(name), share=share, cvr_relative=relative, aov=Fixed(float(f"{factor * middle:.2g}")))
        for name, share, relative, factor in EXAMPLE
    )


def _filled(table: pd.DataFrame) -> tuple[int, ...]:
    """The numbers of the rows that are not blank."""
    return tuple(int(at) for at in range(1, len(table) + 1) if table.iloc[at - 1].notna().any())


# -- what can be put in its place -------------------------------------------------------------------------------


def _fillers(words: Words, plan: Plan) -> float:
    """Another table: from orders, from a file, or the example; and how far bids may go, which is given back."""
    text = words.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            text("Fill from the example shop (invented)") if exports.is_example() else text("Fill from my orders"),
            key="segments_fill",
            on_click=_fill_from_orders,
            args=(words, plan),
            help=text("From an export of orders on the page My data: by repeat behaviour and order value."),
        )
        with st.popover(text("Load from a file"), key="segments_load", on_change="rerun") as box:
            if box.open:
                _load(words)
        st.button(text("Begin again with the example"), key="segments_example", on_click=_begin_again)
        if editing.saved(SEGMENTS_TABLE) is not None:
            st.button(text("Back to the table before"), key="segments_back", on_click=_back, args=(words,))
        with st.container(width=250):
            most_spend = _most_spend(words)
    return most_spend


def _begin_again() -> None:
    editing.save(SEGMENTS_TABLE, SEGMENTS)
    editing.forget(SEGMENTS_TABLE)
    visit.forget(SEGMENTS_NOTES)


def _back(words: Words) -> None:
    before = editing.saved(SEGMENTS_TABLE)
    if before is not None:
        editing.forget_saved(SEGMENTS_TABLE)
        _fill(words, before)


def _put(words: Words, segments: tuple[Segment, ...]) -> None:
    _fill(words, segment_table(segments))


def _fill(words: Words, table: pd.DataFrame) -> None:
    """Put another table in the place of the present one, which can be had back."""
    editing.save(SEGMENTS_TABLE, SEGMENTS)
    editing.put(words, SEGMENTS_TABLE, SEGMENTS, table)
    visit.forget(SEGMENTS_NOTES)


def _fill_from_orders(words: Words, plan: Plan) -> None:
    """Put segments made of the shop's orders in the table, or remember why not, for the run that follows."""
    orders, currency = results.orders(), plan.scenario.currency
    if orders is None:
        no_orders = words.text(
            "There are no orders yet: drop an export of your shop's orders on the page My data, then come back."
        )
        visit.remember(_REFUSAL, ("upload_file", no_orders))
    elif orders.currency not in (None, currency):
        other_currency = words.text(
            "The orders are in {theirs} and the plan in {own}: choose {theirs} as the plan's currency first.",
            theirs=str(orders.currency),
            own=currency,
        )
        visit.remember(_REFUSAL, ("currency_exchange", other_currency))
    else:
        try:
            buyers = results.segments_of_orders(orders, with_rhythm=plan.scenario.repeat is not None)
        except InputError as error:
            visit.remember(_REFUSAL, ("warning", words.error(error)))
            return
        _fill(words, named(words, buyers))
        visit.remember(SEGMENTS_NOTES, buyers.notes)


def _refusal_of_orders() -> None:
    """Why orders did not fill the table, once."""
    icon, sentence = visit.recall(_REFUSAL, ("", ""))
    if sentence:
        box = st.info if icon == "upload_file" else st.warning
        box(sentence, icon=f":material/{icon}:")
        visit.forget(_REFUSAL)


def named(words: Words, buyers: BuyerSegments) -> pd.DataFrame:
    """The table of segments from orders, with names for their codes and digits that a person would type."""
    table = segment_table(buyers.segments)
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
    notes: tuple[InputError, ...] = visit.recall(SEGMENTS_NOTES, ())
    if notes:
        st.caption("  \n".join(f":material/info: {words.error(note)}" for note in notes))


def _load(words: Words) -> None:
    text = words.text
    uploaded = csv_upload(words, text("Segments (CSV)"), "segments_file")
    if uploaded is None:
        st.caption(text("A file as this page saves it, in either form of numbers."))
        return
    file = read_segments(uploaded.getvalue())
    row_problems.warn_of_file(words, file.problems, is_usable=file.segments is not None)
    if file.segments is None:
        return
    count = len(file.segments)
    st.caption(words.plural("{count} segment read.", "{count} segments read.", count, count=words.number(count)))
    st.button(
        text("Put them in the table"),
        key="segments_put",
        on_click=_put,
        args=(words, file.segments),
        disabled=not count,
    )


def _most_spend(words: Words) -> float:
    """How far bids may go: the page's own number; the usual one while there is none or it cannot be."""
    typed = asking.number(
        words,
        words.text("Spend on a segment grows at most, ×"),
        "segments_most_spend",
        MOST_SPEND,
        help=words.text(
            "How many times as much as at one bid for all a segment may get: nobody knows what clicks cost further out."
        ),
    )
    if typed is None:
        return MOST_SPEND
    if typed < 1:
        refused = "A number of 1 or more is needed: below 1 the budget could not be spent, got {value}."
        asking.wrong(words, InputError(refused, value=typed))
        return MOST_SPEND
    return typed

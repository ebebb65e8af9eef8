"""Segments in a table that is edited in place: typed, loaded from a file, or made of a shop's orders."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.frame import asking, exports
from pages.kit import editing
from pages.kit.columns import forget_notes
from pages.kit.editing import Column
from pages.kit.words import N_, Words
from pages.parts.segments.results import Asked, judged
from simulator import InputError, Plan
from simulator.beliefs.distributions import Amount, median
from simulator.evidence import BuyerSegments, buyer_segments
from simulator.forms.scenario_file import FileProblem
from simulator.forms.segment_file import read_segments, segment_table, segments_in
from simulator.questions.segments import MOST_SPEND, Segment

TABLE: Final = "segments_table"
_BEFORE: Final = "segments_before"
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


# -- the table that is edited -----------------------------------------------------------------------------------


def asked(words: Words, plan: Plan) -> Asked | None:
    """The table with what is wrong in it, what can be put in its place, and the page's own number.

    None while no table was usable yet.
    """
    title = words.text("Your segments")
    st.markdown(f"**{title}**")
    edited = editing.draw(words, TABLE, COLUMNS, lambda: example(words, plan), alt=title)
    st.caption(" ".join(_hints(words, edited.is_example)))
    beside = st.container()
    most_spend = _fillers(words, plan)
    found, rows = segments_in(edited.table), _filled(edited.table)
    problems = [*edited.problems, *found.problems]
    usable: tuple[tuple[Segment, ...], tuple[int, ...]] | None = st.session_state.get("segments_usable")
    if not problems and found.segments is not None:
        together = _together(plan, Asked(found.segments, rows, most_spend))
        if not together or usable is None or usable[0] == found.segments:
            usable = found.segments, rows  # what the plan refuses of it is said where the answer would be
        else:
            problems = together
        if not together:
            st.session_state["segments_usable"] = usable
    with beside:
        if problems:
            _say(words, edited.table, problems, is_answered=usable is not None)
        _notes_of_orders(words)
    return None if usable is None else Asked(usable[0], usable[1], most_spend, outdated=bool(problems))


def _say(words: Words, table: pd.DataFrame, problems: list[FileProblem], *, is_answered: bool) -> None:
    names = ["" if name is None else str(name) for name in table["segment"]]
    lines = [f"- {line}" for line in editing.sentences(words, COLUMNS, problems, names=names)]
    told = words.text(
        N_("The answer is that of the last usable table. Mend in the table:")
        if is_answered
        else N_("Mend in the table:")
    )
    st.error("\n".join([f"{told}\n", *lines]))


def _hints(words: Words, is_example: bool) -> list[str]:
    hints = [
        words.text(
            "Write a number or a range such as {low} – {high} into a cell; what you leave empty is as in the plan.",
            low=words.exact(1.5),
            high=words.exact(2),
        ),
        words.text("The last row adds a segment; tick rows at their left to delete them."),
    ]
    if is_example:
        hints.insert(0, words.text("**These segments are an example:** put your own in their place."))
    return hints


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
        judged(plan, found)
    except InputError as error:
        return [] if error.field in ("most_spend", "cpc_elasticity") else [found.problem(error)]
    return []


# -- what can be put in its place -------------------------------------------------------------------------------


def _fillers(words: Words, plan: Plan) -> float:
    """Another table: from orders, from a file, or the example; and how far bids may go, which is given back."""
    text = words.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        fill = st.button(
            text("Fill from my orders"),
            key="segments_fill",
            help=text("From an export of orders on the page Own numbers: by repeat behaviour and order value."),
        )
        with st.popover(text("Load from a file"), key="segments_load", on_change="rerun") as box:
            if box.open:
                _load(words)
        st.button(text("Begin again with the example"), key="segments_example", on_click=_begin_again)
        if _BEFORE in st.session_state:
            st.button(text("Back to the table before"), key="segments_back", on_click=_back, args=(words,))
        with st.container(width=250):
            most_spend = _most_spend(words)
    if fill:
        _fill_from_orders(words, plan)
    return most_spend


def _begin_again() -> None:
    remember()
    editing.forget(TABLE)
    forget_notes()


def remember() -> None:
    """Before another table takes its place: a table that somebody filled can be had back. For callbacks."""
    before = editing.own(TABLE, COLUMNS)
    if before is not None:
        st.session_state[_BEFORE] = before


def _back(words: Words) -> None:
    before = st.session_state.pop(_BEFORE)
    remember()
    editing.put(words, TABLE, COLUMNS, before)
    forget_notes()


def _fill_from_orders(words: Words, plan: Plan) -> None:
    orders = exports.together().orders if exports.held() else None
    if orders is None:
        st.info(
            words.text(
                "There are no orders yet: drop an export of your shop's orders on the page Own numbers, then come back."
            ),
            icon=":material/upload_file:",
        )
        return
    if orders.currency not in (None, plan.scenario.currency):
        st.warning(
            words.text(
                "The orders are in {theirs} and the plan in {own}: choose {theirs} as the plan's currency first, "
                "with its own prices and costs.",
                theirs=str(orders.currency),
                own=plan.scenario.currency,
            ),
            icon=":material/currency_exchange:",
        )
        return
    rhythm = plan.scenario.repeat is not None
    try:
        found = exports.worked_out("segments", (rhythm,), lambda: buyer_segments(orders, with_rhythm=rhythm))
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    remember()
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
    uploaded = st.file_uploader(text("Segments (CSV)"), type=["csv", "txt"], key="segments_file", max_upload_size=2)
    if uploaded is None:
        st.caption(text("A file as this page saves it, in either form of numbers."))
        return
    found = read_segments(uploaded.getvalue())
    if found.problems:
        lines = [f"- {line}" for line in editing.sentences(words, (), found.problems)]  # by the file's own columns
        lead = [] if found.segments is not None else [text("The file cannot be used yet:"), ""]
        st.warning("\n".join([*lead, *lines]))
    if found.segments is None:
        return
    count = len(found.segments)
    st.caption(words.plural("{count} segment read.", "{count} segments read.", count, count=words.number(count)))
    st.button(
        text("Put them in the table"),
        key="segments_put",
        on_click=_put,
        args=(words, found.segments),
        disabled=not count,
    )


def _put(words: Words, segments: tuple[Segment, ...]) -> None:
    remember()
    editing.put(words, TABLE, COLUMNS, segment_table(segments))
    forget_notes()


def _most_spend(words: Words) -> float:
    """The page's own number; the usual while there is none or it cannot be, which is said."""
    typed = asking.number(
        words,
        words.text("A segment's spend grows at most, ×"),
        "segments_most_spend",
        MOST_SPEND,
        help=words.text(
            "How many times as much as at one bid for all may be spent on a segment: nobody has seen what its "
            "clicks cost further out."
        ),
    )
    if typed is None:
        return MOST_SPEND
    if typed < 1:
        refused = "A number of 1 or more is needed: below 1 the budget could not be spent, got {value}."
        asking.wrong(words, InputError(refused, value=typed))
        return MOST_SPEND
    return typed

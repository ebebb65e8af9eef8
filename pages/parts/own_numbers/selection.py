"""Which part of the exports the page looks at: account, campaigns and days."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import permutations
from typing import Final

import streamlit as st

from pages.frame import exports
from pages.frame.asking import help_of
from pages.kit.labels import account_name
from pages.kit.words import Words
from pages.parts.own_numbers.names import campaigns_counted, labels
from simulator import InputError
from simulator.evidence import SEVERAL, AdRows, DelayFacts, History, delay_from_exports, history_of

LAG_DAYS: Final = (0, 1, 2, 3, 5, 7, 14)
LONGEST_DELAY: Final = 90
MANY_ROWS: Final = 5_000
MANY_DAYS: Final = 200
"""Rows and days of a history from which learning takes so long that the page says so."""


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """A part of an ad account.

    history : its days and campaigns
    key     : what tells it from other parts of the same exports
    delay   : mean days from a click to its order
    """

    history: History
    key: tuple[Hashable, ...]
    delay: float = 0.0


def selection(words: Words) -> Selection | None:
    """The history of the chosen account, campaigns and days; None, and a sentence, where there is none."""
    accounts = exports.accounts()
    if not accounts:
        return None
    st.subheader(words.text("What they say"), anchor=False)
    at = _account_chooser(words, accounts) if len(accounts) > 1 else 0
    try:
        return _narrowed(words, exports.history(at), at)
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return None


def _account_chooser(words: Words, accounts: tuple[AdRows, ...]) -> int:
    """The place of the account that the reader looks at."""
    at = st.selectbox(
        words.text("Account"),
        range(len(accounts)),
        format_func=lambda at: _account(words, accounts[at]),
        key=f"evidence_account_{len(accounts)}",
        persist_state="session",
    )
    if len(accounts[at].frame) and accounts[at].platform == SEVERAL:
        st.caption(
            words.text("Two platforms may both claim the same order, so they may report more than the shop had.")
        )
    return at


def _account(words: Words, rows: AdRows) -> str:
    parts = [account_name(words, rows), campaigns_counted(words, rows.frame["campaign"].nunique())]
    if rows.days_per_row > 1:
        parts.append(words.text("days per row: {days}", days=words.number(rows.days_per_row)))
    return ", ".join(parts)


def _narrowed(words: Words, whole: History, account: int) -> Selection:
    """The campaigns and days that the reader chooses of an account.

    Raises
    ------
    InputError
        When nothing is left.
    """
    names, first, last = exports.worked_out(
        "extent", (account,), lambda: (whole.campaigns, whole.first, whole.last), most=1
    )
    with st.grid(3, min_column_width=220):
        campaigns = st.multiselect(
            words.text("Campaigns"),
            names,
            format_func=labels(words, names).__getitem__,
            placeholder=words.text("all"),
            key="evidence_campaigns",
            persist_state="session",
        )
        start, end = _days(words, first, last)
        lag = st.selectbox(
            words.text("Leave out the last days"),
            LAG_DAYS,
            format_func=words.number,
            help=help_of(words, "conversion_lag"),
            key="evidence_lag",
            persist_state="session",
        )
    delay = _delay(words)
    part = exports.Part(account, tuple(campaigns), start, end, int(lag or 0), delay)
    exports.look_at(part)
    return Selection(exports.narrowed(whole, part), part, delay)


def _delay(words: Words) -> float:
    """Mean days from a click to its order: as two exports tell it, or as the reader says."""
    text, learned = words.text, exports.worked_out("delay", (), _learned_delay)
    most = float(LONGEST_DELAY)
    usual = min(round(learned.days, 1), most) if learned is not None else 0.0
    days = st.number_input(
        text("Days from a click to its order"),
        min_value=0.0,
        max_value=most,
        value=usual,
        step=0.5,
        format="%.1f",
        help=text(
            "Orders come in some days after the click, so those of the last days are not all there yet: they are "
            "completed by this delay. 0 takes them as they are."
        ),
        key=f"evidence_delay_{usual}",
        persist_state="session",
        width=360,
    )
    if learned is not None:
        st.caption(
            ":material/info: "
            + text(
                "Two of your files hold the same days. Days from click to order, on average: {days} (90 % sure: "
                "{low} to {high}).",
                days=words.number(learned.days, decimals=1),
                low=words.number(learned.low, decimals=1),
                high=words.number(learned.high, decimals=1),
            )
        )
    return float(days or 0.0)


def _learned_delay() -> DelayFacts | None:
    """Days from a click to its order, where two exports of the same campaigns and days were made on different days: of
    the pair with most orders."""
    pairs = permutations([rows for one in exports.held().values() if (rows := one.export.ads) is not None], 2)
    facts = [fact for earlier, later in pairs if (fact := _delay_between(earlier, later)) is not None]
    return max(facts, key=lambda fact: fact.orders, default=None)


def _delay_between(earlier: AdRows, later: AdRows) -> DelayFacts | None:
    """What two exports tell, None where they are not of the same account or tell too little."""
    same = (earlier.platform, earlier.currency) == (later.platform, later.currency)
    if not same or not set(earlier.frame["campaign"]) <= set(later.frame["campaign"]):
        return None
    try:
        return delay_from_exports(history_of(earlier), history_of(later))
    except InputError:  # asked without the reader's asking: nothing to say where they tell nothing
        return None


def _days(words: Words, first: date, last: date) -> tuple[date | None, date | None]:
    """The first and the last day that the reader chooses, None for the account's own."""
    days = st.date_input(
        words.text("Days"),
        (first, last),
        min_value=first,
        max_value=last,
        format=words.date_field,
        key=f"evidence_days_{first}_{last}",
        persist_state="session",
    )
    start, end = (*days, None, None)[:2]  # while the reader is choosing, a period has one end or none
    return None if start == first else start, None if end == last else end


def patiently(words: Words, history: History) -> AbstractContextManager[None]:
    """Says that the page is at work, where a history is so long that learning takes more than a moment."""
    if len(history.frame) < MANY_ROWS and history.days < MANY_DAYS:
        return nullcontext()
    count = len(history.frame)
    learning = words.plural("Learning from {count} row", "Learning from {count} rows", count, count=words.number(count))
    return st.spinner(learning)

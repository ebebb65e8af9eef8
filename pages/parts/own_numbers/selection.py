"""TODO."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.frame import exports, visit
from pages.frame.asking import help_of
from pages.frame.exports import worked_out
from pages.kit.labels import PLATFORMS
from pages.kit.words import N_, Words
from pages.parts.own_numbers.files import campaigns_counted, labels
from simulator import InputError
from simulator.evidence import SEVERAL, AdRows, History, history_of, joined_accounts

LAG_DAYS = (0, 1, 2, 3, 5, 7, 14)

MANY_ROWS = 5_000

MANY_DAYS = 200
"""Rows and days of a history from which learning takes so long that its reader is told."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A part of the account, and what tells it from other parts."""

    history: History
    key: tuple[Hashable, ...]


def selection(words: Words) -> Chosen | None:
    """The history of the chosen account, campaigns and days; None, and a sentence, where there is none."""
    accounts = exports.together().ads if exports.held() else ()
    if not accounts:
        return None
    text = words.text
    st.subheader(text("What they say"), anchor=False)
    at = 0
    if len(accounts) > 1:
        accounts = worked_out("accounts", (), lambda: (*joined_accounts(accounts), *accounts))
        at = st.selectbox(
            text("Account"),
            range(len(accounts)),
            format_func=lambda at: _account(words, accounts[at]),
            key=f"evidence_account_{len(accounts)}",
            persist_state="session",
        )
        if len(accounts[at].frame) and accounts[at].platform == SEVERAL:
            st.caption(
                text(
                    "Two platforms may both claim the same order: together they may report more orders than the "
                    "shop had."
                )
            )
    try:
        return _narrowed(words, worked_out("history", (at,), lambda: history_of(accounts[at]), most=1), at)
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return None


def _account(words: Words, rows: AdRows) -> str:
    platform = N_("All together") if rows.platform == SEVERAL else PLATFORMS[rows.platform]
    campaigns = campaigns_counted(words, rows.frame["campaign"].nunique())
    told = [words.text(platform), rows.currency or words.text("currency not said"), campaigns]
    if rows.days_per_row > 1:
        told.append(words.text("rows of {days} days", days=words.number(rows.days_per_row)))
    return ", ".join(told)


def _narrowed(words: Words, whole: History, account: int) -> Chosen:
    text = words.text
    names, first, last = worked_out("ends", (account,), lambda: (whole.campaigns, whole.first, whole.last), most=1)
    with st.grid(3, min_column_width=220):
        chosen = st.multiselect(
            text("Campaigns"),
            names,
            format_func=labels(words, names).__getitem__,
            placeholder=text("all"),
            key="evidence_campaigns",
            persist_state="session",
        )
        days = st.date_input(
            text("Days"),
            (first, last),
            min_value=first,
            max_value=last,
            format=words.date_field,
            key=f"evidence_days_{first}_{last}",
            persist_state="session",
        )
        lag = st.selectbox(
            text("Leave out the last days"),
            LAG_DAYS,
            format_func=words.number,
            help=help_of(words, "conversion_lag"),
            key="evidence_lag",
            persist_state="session",
        )
    start, end = (*days, None, None)[:2]  # while its reader is choosing, a period has one end or none
    part = exports.Part(
        account,
        tuple(chosen),
        None if start == first else start,
        None if end == last else end,
        int(lag or 0),
    )
    exports.look_at(part)
    return Chosen(exports.narrowed(whole, part), part)


def _patiently(words: Words, chosen: Chosen) -> AbstractContextManager[None]:
    """Says that it works, where there is so much to work through that it takes more than a moment."""
    history = chosen.history
    if len(history.frame) < MANY_ROWS and history.days < MANY_DAYS:
        return nullcontext()
    return st.spinner(words.text("Learning from {count} rows", count=words.number(len(history.frame))))


def _plan_with(values: dict[str, Any], said: str, *, icon: str = ":material/check:") -> None:
    visit.set_fields(values)
    visit.moved()
    st.toast(said, icon=icon, duration="long")

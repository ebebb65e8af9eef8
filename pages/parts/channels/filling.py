"""Where the table of channels may be filled from: the campaigns of the exports, a file, the example."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import streamlit as st

from pages.frame import asking, exports, visit
from pages.kit import editing, row_problems
from pages.kit.columns import CHANNELS, CHANNELS_TABLE
from pages.kit.files import csv_upload
from pages.kit.folded import folded
from pages.kit.labels import account_name
from pages.kit.words import Words, plain_markdown
from simulator import Channel, InputError, Plan, read_channels, table_of
from simulator.channels.table import MOST
from simulator.evidence import AdRows, channels_from
from simulator.forms.channel_file import readable_ends

_WISH = "channels_wish"


class _Wish(NamedTuple):
    """Fill the table from this part of the exports, and save the table that was there.

    It waits for the next run: what lies behind takes seconds, and its progress has a place there.
    """

    part: exports.Part
    before: pd.DataFrame


def put(words: Words, table: pd.DataFrame, before: pd.DataFrame) -> None:
    """Put another table in the place of the present one, which can be restored. For callbacks."""
    editing.save_as(CHANNELS_TABLE, before)
    editing.put(words, CHANNELS_TABLE, CHANNELS, table)


def fill_as_wished(words: Words, plan: Plan) -> InputError | None:
    """Fill the table where its reader just wished so, before it is drawn; what stands in the way, if anything does."""
    wish: _Wish | None = visit.recall(_WISH)
    if wish is None:
        return None
    visit.forget(_WISH)
    try:
        with st.spinner(words.text("Learning from your campaigns")):
            rows = _campaigns(wish.part, plan)
    except InputError as error:
        return error
    put(words, readable_ends(table_of(rows)), wish.before)
    return None


def beside_the_table(words: Words, table: pd.DataFrame, problem: InputError | None) -> None:
    """The campaigns of the exports, where there are any, and the table before, where there is one.

    problem : why the exports could not fill the table
    """
    before = editing.saved(CHANNELS_TABLE)
    if before is not None:
        st.button(
            words.text("Back to the table before"), key="channels_back", on_click=put, args=(words, before, table)
        )
    accounts = exports.accounts()
    if accounts:
        _from_exports(words, table, accounts)
    if problem is not None:
        asking.wrong(words, problem)


def filling(words: Words, plan: Plan, table: pd.DataFrame) -> None:
    """From a file, or with the example."""
    title = words.text("Fill from my exports, a file or the example")
    folded(title, "channels_filling", lambda: _filling(words, plan, table))


def _filling(words: Words, plan: Plan, table: pd.DataFrame) -> None:
    if not exports.accounts():
        st.markdown(
            words.text(
                "**From your exports:** there are no campaigns yet. Drop an export of your ad account on the "
                "page My data, then come back: each campaign becomes a row."
            )
        )
    _from_file(words, plan, table)
    st.button(words.text("Begin with the example"), key="channels_example", on_click=_begin, args=(table,))


def _begin(before: pd.DataFrame) -> None:
    editing.save_as(CHANNELS_TABLE, before)
    editing.forget(CHANNELS_TABLE)


# -- from exports ---------------------------------------------------------------------------------------------------


def _from_exports(words: Words, table: pd.DataFrame, accounts: tuple[AdRows, ...]) -> None:
    """One row per campaign, the largest spend first."""
    text, part = words.text, exports.part()
    row = st.container(horizontal=True, vertical_alignment="bottom")
    at = part.account
    if len(accounts) > 1:
        at = row.selectbox(
            text("Account"),
            range(len(accounts)),
            part.account,
            format_func=lambda place: account_name(words, accounts[place]),
            key=f"channels_account_{len(accounts)}",
            persist_state="session",
            width=320,
        )
    part = part if part.account == at else exports.Part(at)
    row.button(
        text("Fill from the example shop (invented)") if exports.is_example() else text("Fill from my exports"),
        key="channels_fill",
        on_click=visit.remember,
        args=(_WISH, _Wish(part, table)),
        help=text(
            "Each campaign becomes a row, the largest spend first; how much dearer it gets is read from its past."
        ),
    )
    note = _left_out(words, accounts[at], part)
    if note:
        st.caption(note)


def _left_out(words: Words, account: AdRows, part: exports.Part) -> str:
    """That not all of an account becomes rows, where it is so."""
    lines = []
    if not part.is_whole:
        lines.append(words.text("Only the campaigns and days that are chosen on the page My data."))
    count = len(part.campaigns) or account.frame["campaign"].nunique()
    if count > MOST:
        lines.append(
            words.text(
                "Only the campaigns with the largest spend become rows: {most} of {count}.",
                count=words.number(count),
                most=words.number(MOST),
            )
        )
    return " ".join(lines)


def _campaigns(part: exports.Part, plan: Plan) -> tuple[Channel, ...]:
    """The campaigns of a part of the exports in the plan's currency.

    Raises
    ------
    InputError
        When the currency is another one, or nothing can be learned.
    """
    history = exports.narrowed(exports.history(part.account), part)
    if history.currency not in (None, plan.scenario.currency):
        raise InputError(
            "The export is in {theirs} and the plan in {own}: choose {theirs} as the plan's currency first.",
            theirs=str(history.currency),
            own=plan.scenario.currency,
        )
    return channels_from(history, period_days=plan.scenario.period_days, delay_days=part.delay)


# -- from a file ----------------------------------------------------------------------------------------------------


def _from_file(words: Words, plan: Plan, table: pd.DataFrame) -> None:
    """The rows of a file that was downloaded here, in either dialect."""
    text = words.text
    uploaded = csv_upload(words, text("Channels from a file (CSV)"), "channels_file")
    if uploaded is None:
        return
    file = read_channels(uploaded.getvalue(), plan)
    row_problems.warn_of_file(words, file.problems, is_usable=file.channels is not None)
    if file.channels is None:
        return
    st.button(
        text("Put these channels in the table"),
        key="channels_load",
        on_click=put,
        args=(words, table_of(file.channels), table),
    )
    names = ", ".join(plain_markdown(name) for name in file.channels.names)
    st.caption(text("Read from the file: {names}.", names=names))

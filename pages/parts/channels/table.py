"""The channels as a table that is edited in place, where it may be filled from, and what their split should do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from pages.frame import asking, exports
from pages.frame.asking import help_of
from pages.kit import editing
from pages.kit.columns import _BEFORE, COLUMNS, TABLE
from pages.kit.labels import PLATFORMS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from simulator import Channel, Channels, Fixed, InputError, Plan, Wanted, channels_of, read_channels, table_of
from simulator.channels.allocation import GOALS
from simulator.channels.table import MOST, USUAL_CORRELATION
from simulator.evidence import SEVERAL, AdRows, History, channels_from, history_of, joined_accounts
from simulator.forms.channel_file import ChannelTable, example_channels, readable_ends

_STANDING = "channels_standing"
CORRELATIONS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
EXAMPLES = (N_("Search"), N_("Social"))
GOAL_NAMES = {
    "expected": N_("Most profit on average"),
    "cautious": N_("Cautious profit"),
    "most_orders": N_("Most orders at a CPO that is kept"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: channels beside any plan, and what their split should do."""

    rows: tuple[Channel, ...]
    correlation: float
    wanted: Wanted

    def beside(self, plan: Plan) -> Channels:
        """The channels with a plan's margin and goal.

        Raises
        ------
        InputError
            When they do not go together.
        """
        return Channels(_without_its_own(plan), self.rows, self.correlation)


@dataclass(frozen=True, slots=True)
class Standing:
    """The last question that could be asked, None before any, and how it stands to what the page asks for now.

    outdated : something was typed since that cannot be used
    is_example : its channels are those of a first visit
    """

    question: Question | None = None
    outdated: bool = False
    is_example: bool = True


def standing() -> Standing:
    """How the inputs stood when they were last drawn."""
    found: Standing = st.session_state.get(_STANDING, Standing())
    return found


@lru_cache(maxsize=128)
def _without_its_own(plan: Plan) -> Plan:
    """The plan without what channels do not use: a move of its budget, click price or rate is no new question."""
    scenario = replace(plan.scenario, name="", budget=1000.0, reference_budget=1000.0, cpc=Fixed(1.0), cvr=Fixed(0.5))
    return replace(plan, scenario=scenario)


# -- the table ------------------------------------------------------------------------------------------------------


def draw(words: Words, plan: Plan) -> None:
    """The table, what is wrong with it, where it may be filled from, and what the split should do."""
    text = words.text
    title = text("Your channels")
    st.markdown(f"**{title}**", help=help_of(words, "channel"))
    hint = st.container()
    edited = editing.draw(
        words, TABLE, COLUMNS, lambda: _example(words, plan), alt=text("Your channels, edited in place")
    )
    with hint:
        _hint(words, plan, is_example=edited.is_example)
    wrong = st.container()
    _beside_the_table(words, plan, edited.table)
    correlation, wanted = _wanted(words, plan)
    found = channels_of(edited.table, plan, correlation=correlation)
    lines = editing.sentences(
        words,
        COLUMNS,
        (*edited.problems, *found.problems),
        names=["" if name is None else name for name in edited.table["name"]],
    )
    usable = found.channels is not None and not edited.problems
    with wrong:
        if lines:
            _say_wrong(words, lines)
    if usable and found.channels is not None and wanted is not None:
        question = Question(found.channels.rows, correlation, wanted)
        st.session_state[_STANDING] = Standing(question, False, edited.is_example)
    else:
        st.session_state[_STANDING] = replace(standing(), outdated=True)
    _filling(words, plan, edited.table)


def _example(words: Words, plan: Plan) -> pd.DataFrame:
    first, second = (words.text(name) for name in EXAMPLES)
    return table_of(example_channels(plan, (first, second)))


def _hint(words: Words, plan: Plan, *, is_example: bool) -> None:
    """What the table holds and how it is written."""
    text = words.text
    lines = []
    if is_example:
        made = N_(
            "**These two are an example**, made from the plan in the sidebar: its budget split in two, its CPC and "
            "CVR moved up and down."
        )
        lines.append(text(made) + " " + text("Type your own over them, or fill the table below."))
    low, high = (words.exact(end) for end in (0.45, 0.75))
    lines.append(
        text(
            "Amounts in {money} for a period of {days} days. A range is typed as {low} – {high}; one number alone "
            "is known. Add a row at the end, delete one by ticking it. Budget, CPC and CVR of the sidebar do not "
            "count here; its margin, goal and all that a cell leaves empty do.",
            money=in_markdown(words.currency_symbol(plan.scenario.currency)),
            days=words.exact(plan.scenario.period_days),
            low=low,
            high=high,
        )
    )
    st.caption("  \n".join(lines))


def _say_wrong(words: Words, lines: list[str]) -> None:
    told = words.text("Mend in the table; all else in it stays as it is:")
    st.error("\n".join((told, "", *(f"- {line}" for line in lines))), icon=":material/edit:")


# -- what is wanted of the split --------------------------------------------------------------------------------------


def _wanted(words: Words, plan: Plan) -> tuple[float, Wanted | None]:
    """The correlation, and what the split should do; None where that cannot be used, said beside it."""
    text, currency = words.text, words.currency_symbol(plan.scenario.currency)
    with st.grid(4, min_column_width=190):
        with st.container():
            goal = st.selectbox(
                text("The split should bring"),
                GOALS,
                format_func=lambda each: text(GOAL_NAMES[each]),
                key="channels_goal",
                persist_state="session",
                help=help_of(words, "allocation"),
            )
        with st.container():
            total, fine = _number(
                words,
                text("Total to split, {money}", money=currency),
                "total",
                placeholder=text("empty: what is spent now"),
            )
        with st.container():
            names = {True: text("All of it"), False: text("At most that")}
            all_of_it = st.segmented_control(
                text("To be spent"),
                list(names),
                default=True,
                required=True,
                format_func=lambda each: names[each],
                key="channels_all_of_it",
                persist_state="session",
            )
        with st.container():
            correlation = st.select_slider(
                text("Correlation of the channels"),
                CORRELATIONS,
                USUAL_CORRELATION,
                format_func=words.exact,
                key="channels_correlation",
                persist_state="session",
                help=help_of(words, "channel_correlation"),
            )
        given = _given(words, plan, goal or "expected")
    if given is None or not fine:
        return correlation, None
    try:
        wanted = Wanted(goal=goal or "expected", total=total, all_of_it=bool(all_of_it))
        return correlation, replace(wanted, **given)
    except InputError as error:
        asking.wrong(words, error)
        return correlation, None


def _given(words: Words, plan: Plan, goal: str) -> dict[str, Any] | None:
    """What a goal asks for besides; None where it cannot be used."""
    text, found = words.text, {}
    if goal == "cautious":
        with st.container():
            label = text("Weight of the worst 5 %, in %")
            found["caution"] = _number(
                words, label, "caution", 0.5, percent=True, needed=True, help=help_of(words, "worst_mean")
            )
    if goal == "most_orders":
        own = plan.scenario.target_cpo
        with st.container():
            found["target_cpo"] = _number(
                words,
                text("CPO to keep, {money}", money=words.currency_symbol(plan.scenario.currency)),
                "target_cpo",
                placeholder="" if own is None else text("empty: {target}", target=words.exact(own)),
                help=help_of(words, "target_cpo"),
            )
        with st.container():
            label = text("With a chance of at least, %")
            found["chance"] = _number(words, label, "chance", 0.8, percent=True, needed=True)
    return {name: value for name, (value, _) in found.items()} if all(ok for _, ok in found.values()) else None


def _number(
    words: Words,
    label: str,
    name: str,
    start: float | None = None,
    *,
    percent: bool = False,
    needed: bool = False,
    help: str | None = None,
    placeholder: str | None = None,
) -> tuple[float | None, bool]:
    """A number of the page, and whether its field can be used: one that is not needed may be empty."""
    key = f"channels_{name}"
    value = asking.number(words, label, key, start, percent=percent, help=help, placeholder=placeholder)
    is_empty = not str(st.session_state.get(key, "")).strip()
    if needed and is_empty:
        asking.wrong(words, InputError("A value is missing here.", field=name))
    return value, value is not None or (is_empty and not needed)


# -- where it may be filled from --------------------------------------------------------------------------------------


def _filling(words: Words, plan: Plan, table: pd.DataFrame) -> None:
    text = words.text
    with st.expander(
        text("Fill the table: from your exports, from a file, with the example"),
        key="channels_filling",
        on_change="rerun",
    ) as box:
        if not box.open:
            return
        if not _accounts():
            st.markdown(
                text(
                    "**From your exports:** there are no campaigns yet. Drop an export of your ad account on the "
                    "page Own numbers, then come back: each campaign becomes a row."
                )
            )
        _from_file(words, plan, table)
        st.button(text("Begin with the example"), key="channels_example", on_click=_begin, args=(table,))


def _beside_the_table(words: Words, plan: Plan, table: pd.DataFrame) -> None:
    """The campaigns of the exports, where there are any, and the table before, where there is one."""
    before = st.session_state.get(_BEFORE)
    if before is not None:
        st.button(
            words.text("Back to the table before"), key="channels_back", on_click=put, args=(words, before, table)
        )
    accounts = _accounts()
    if accounts:
        _from_exports(words, plan, table, accounts)


def put(words: Words, table: pd.DataFrame, before: pd.DataFrame) -> None:
    """Put another table in the place of the present one, which can be had back. For callbacks."""
    st.session_state[_BEFORE] = before
    editing.put(words, TABLE, COLUMNS, table)


def present_table() -> pd.DataFrame:
    """The channels that are answered for, as a table."""
    question = standing().question
    return table_of(() if question is None else question.rows)


def _begin(before: pd.DataFrame) -> None:
    st.session_state[_BEFORE] = before
    editing.forget(TABLE)


def _accounts() -> tuple[AdRows, ...]:
    """The ad accounts of the exports on the page Own numbers, all together first where there are several."""
    accounts = exports.together().ads if exports.held() else ()
    if len(accounts) < 2:
        return accounts
    return exports.worked_out("accounts", (), lambda: (*joined_accounts(accounts), *accounts))


def _from_exports(words: Words, plan: Plan, table: pd.DataFrame, accounts: tuple[AdRows, ...]) -> None:
    """One row per campaign, the largest spend first."""
    text, part = words.text, exports.part()
    at = part.account
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(accounts) > 1:
            at = st.selectbox(
                text("Account"),
                range(len(accounts)),
                part.account,
                format_func=lambda each: _account(words, accounts[each]),
                key=f"channels_account_{len(accounts)}",
                persist_state="session",
                width=320,
            )
        wished = st.button(
            text("Fill from my exports"),
            key="channels_fill",
            help=text("Each campaign becomes a row, the largest spend first."),
        )
    part = part if part.account == at else exports.Part(at)
    told = _what_is_filled(words, accounts[at], part)
    if told:
        st.caption(told)
    if not wished:
        return
    try:
        with st.spinner(text("Learning from your campaigns")):
            whole = exports.worked_out("history", (at,), lambda: history_of(accounts[at]), most=1)
            rows = _campaigns(exports.narrowed(whole, part), plan)
    except InputError as error:
        asking.wrong(words, error)
        return
    put(words, readable_ends(table_of(rows)), table)
    st.rerun()


def _what_is_filled(words: Words, account: AdRows, part: exports.Part) -> str:
    """That not all of an account becomes rows, where it is so."""
    told = []
    if not part.is_whole:
        told.append(words.text("Only the campaigns and days that are chosen on the page Own numbers."))
    count = len(part.campaigns) or account.frame["campaign"].nunique()
    if count > MOST:
        told.append(
            words.text(
                "Of {count} campaigns the {most} with the largest spend become rows.",
                count=words.number(count),
                most=words.number(MOST),
            )
        )
    return " ".join(told)


def _campaigns(history: History, plan: Plan) -> tuple[Channel, ...]:
    """The campaigns of a history in the plan's currency.

    Raises
    ------
    InputError
        When the currency is another one, or nothing can be learned.
    """
    if history.currency not in (None, plan.scenario.currency):
        raise InputError(
            "The export is in {theirs} and the plan in {own}: choose {theirs} as the plan's currency first.",
            theirs=str(history.currency),
            own=plan.scenario.currency,
        )
    return channels_from(history, period_days=plan.scenario.period_days)


def _account(words: Words, rows: AdRows) -> str:
    platform = N_("All together") if rows.platform == SEVERAL else PLATFORMS[rows.platform]
    currency = rows.currency or words.text("currency not said")
    return f"{words.text(platform)}, {currency}"


def _from_file(words: Words, plan: Plan, table: pd.DataFrame) -> None:
    """The rows of a file that was downloaded here, in either dialect."""
    text = words.text
    uploaded = st.file_uploader(
        text("Channels from a file (CSV)"), type=["csv", "txt"], key="channels_file", max_upload_size=2
    )
    if uploaded is None:
        return
    found: ChannelTable = read_channels(uploaded.getvalue(), plan)
    lines = editing.sentences(words, (), found.problems)  # by the file's own columns
    if lines:
        told = text("The file cannot be used yet:")
        st.warning("\n".join((told, "", *(f"- {line}" for line in lines))))
    if found.channels is None:
        return
    names = ", ".join(plain_markdown(name) for name in found.channels.names)
    st.button(
        text("Put these channels in the table"),
        key="channels_load",
        on_click=put,
        args=(words, table_of(found.channels), table),
    )
    st.caption(text("Read from the file: {names}.", names=names))

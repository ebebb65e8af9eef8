"""Beliefs out: what the exports say about the next period, about each campaign, and the past in hindsight."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import cards, charts, inputs, link, own_numbers, state
from pages.shared.asking import help_of
from pages.shared.compare_view import SHAPES, VERDICTS, written
from pages.shared.downloads import csv_button, dialect_chooser, dialect_of
from pages.shared.exports_view import PLATFORMS, campaigns_counted, labels, span
from pages.shared.own_numbers import worked_out
from pages.shared.terms import TERMS
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import InputError, Plan, Scenario
from simulator.evidence import (
    SEVERAL,
    AdRows,
    Backtest,
    History,
    Learned,
    RepeatFacts,
    backtest,
    campaign_table,
    can_be_correlated,
    history_of,
    joined_accounts,
    judged_by,
    learn,
    learn_campaigns,
    plan_values,
    present_spend,
    range_of,
    readable,
    recent_changes,
    shop_facts,
    shop_values,
)
from simulator.forms.fields import BY_NAME, Values, fields_of
from simulator.forms.scenario_file import write_table

ZONES = ("scale", "optimise", "stop")
QUANTITIES = {"orders": N_("Orders"), "cpo": N_("CPO"), "revenue": N_("Revenue")}
CHANGES = {"better": N_("▲ better"), "worse": N_("▼ worse"), "": ""}
LAG_DAYS = (0, 1, 2, 3, 5, 7, 14)
PERIODS = (7, 14)
MOST_LINES = 12
MANY_ROWS = 5_000
MANY_DAYS = 200
"""Rows and days of a history from which learning takes so long that its reader is told."""


# -- which part of it -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A part of the account, and what tells it from other parts."""

    history: History
    key: tuple[Hashable, ...]


def selection(words: Words) -> Chosen | None:
    """The history of the chosen account, campaigns and days; None, and a sentence, where there is none."""
    accounts = own_numbers.together().ads if own_numbers.held() else ()
    if not accounts:
        return None
    text = words.text
    st.subheader(text(N_("What they say")), anchor=False)
    at = 0
    if len(accounts) > 1:
        accounts = worked_out("accounts", (), lambda: (*joined_accounts(accounts), *accounts))
        at = st.selectbox(
            text(N_("Account")),
            range(len(accounts)),
            format_func=lambda at: _account(words, accounts[at]),
            key=f"evidence_account_{len(accounts)}",
            persist_state="session",
        )
        if len(accounts[at].frame) and accounts[at].platform == SEVERAL:
            st.caption(
                text(
                    N_(
                        "Two platforms may both claim the same order: together they may report more orders than the "
                        "shop had."
                    )
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
    told = [words.text(platform), rows.currency or words.text(N_("currency not said")), campaigns]
    if rows.days_per_row > 1:
        told.append(words.text(N_("rows of {days} days"), days=words.number(rows.days_per_row)))
    return ", ".join(told)


def _narrowed(words: Words, whole: History, account: int) -> Chosen:
    text = words.text
    names, first, last = worked_out("ends", (account,), lambda: (whole.campaigns, whole.first, whole.last), most=1)
    with st.grid(3, min_column_width=220):
        chosen = st.multiselect(
            text(N_("Campaigns")),
            names,
            format_func=labels(words, names).__getitem__,
            placeholder=text(N_("all")),
            key="evidence_campaigns",
            persist_state="session",
        )
        days = st.date_input(
            text(N_("Days")),
            (first, last),
            min_value=first,
            max_value=last,
            format=words.date_field,
            key=f"evidence_days_{first}_{last}",
            persist_state="session",
        )
        lag = st.selectbox(
            text(N_("Leave out the last days")),
            LAG_DAYS,
            format_func=words.number,
            help=help_of(words, "conversion_lag"),
            key="evidence_lag",
            persist_state="session",
        )
    start, end = (*days, None, None)[:2]  # while its reader is choosing, a period has one end or none
    part = own_numbers.Part(
        account,
        tuple(chosen),
        None if start == first else start,
        None if end == last else end,
        int(lag or 0),
    )
    own_numbers.look_at(part)
    return Chosen(own_numbers.narrowed(whole, part), part)


def _patiently(words: Words, chosen: Chosen) -> AbstractContextManager[None]:
    """Says that it works, where there is so much to work through that it takes more than a moment."""
    history = chosen.history
    if len(history.frame) < MANY_ROWS and history.days < MANY_DAYS:
        return nullcontext()
    return st.spinner(words.text(N_("Learning from {count} rows"), count=words.number(len(history.frame))))


# -- beliefs about the next period ------------------------------------------------------------------------------


def beliefs(words: Words, plan: Plan, chosen: Chosen) -> bool:
    """CPC, CVR and AOV of the coming period beside the plan's, and the button that takes them over.

    Whether there was anything to learn from; if not, a sentence says why.
    """
    text, days, history = words.text, plan.scenario.period_days, chosen.history
    try:
        with _patiently(words, chosen):
            learned, values, since = worked_out("learned", (*chosen.key, days), lambda: _learned(history, days))
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return False
    period = words.plural("{days} day", "{days} days", round(days), days=words.exact(days))
    title = text(N_("The next {period}, as learned from {since}"), period=period, since=span(words, *since))
    st.markdown(f"**{plain_markdown(title)}**")
    _belief_cards(words, plan, learned, str(values.get("currency", plan.scenario.currency)))
    for note in learned.notes:
        st.caption(f":material/info: {words.error(note)}")
    st.button(
        text(N_("Plan with these")),
        key="plan_with_these",
        on_click=_plan_with_learned,
        args=(words, values),
        help=text(
            N_(
                "Puts click price, conversion rate and order value into the sidebar, with the currency of the export "
                "and "
                "the spend at which this click price was seen. Budget, margin and goal stay as they are."
            )
        ),
    )
    with st.expander(text(N_("How this was learned")), key="evidence_how", on_change="rerun") as box:
        if box.open:
            _how(words, learned, history)
    return True


def _learned(history: History, days: float) -> tuple[Learned, dict[str, Any], tuple[date, date]]:
    learned = learn(history, period_days=days)
    return learned, plan_values(learned, history), (history.first, history.last)


def _plan_with_learned(words: Words, values: dict[str, Any]) -> None:
    """Take over what was learned; of the correlation only what can exist with what the plan says of the order value."""
    said = [words.text(N_("The plan in the sidebar now has what was learned."))]
    present, learned = state.fields(), values["correlation_cpc_cvr"]
    stays = not can_be_correlated(values, present) and can_be_correlated({}, present)
    if stays:
        values = {name: value for name, value in values.items() if name != "correlation_cpc_cvr"}
        said.append(
            words.text(
                N_(
                    "Its correlation of CPC and CVR stays {own}: with those of the order value, the {learned} of the "
                    "export cannot exist."
                ),
                own=words.exact(float(present["correlation_cpc_cvr"] or 0)),
                learned=words.exact(learned),
            )
        )
    _plan_with(values, " ".join(said), icon=":material/warning:" if stays else ":material/check:")


def _plan_with(values: dict[str, Any], said: str, *, icon: str = ":material/check:") -> None:
    state.set_fields(values)
    link.moved()
    st.toast(said, icon=icon, duration="long")


def _belief_cards(words: Words, plan: Plan, learned: Learned, currency: str) -> None:
    text, present = words.text, fields_of(plan)

    def money(value: float) -> str:
        return words.money(value, currency)

    def share(value: float) -> str:
        return words.percent(value, decimals=2)

    shown = (
        ("cpc", learned.cpc, learned.seen_cpc, money),
        ("cvr", learned.cvr, learned.seen_cvr, share),
        ("aov", learned.aov, learned.seen_aov, money),
    )
    with st.grid(3, min_column_width=200):
        for name, belief, seen, told in shown:
            low, high = map(told, range_of(belief)) if belief is not None else ("", "")
            cards.card(
                words,
                inputs.INPUTS[name].label,
                text(N_("{low} – {high}"), low=low, high=high) if belief is not None else "–",
                [
                    text(
                        N_("seen on average: {value}"), value="–" if belief is None or math.isnan(seen) else told(seen)
                    ),
                    text(N_("in the plan: {value}"), value=written(words, present, name)),
                ],
                name,
            )


def _how(words: Words, learned: Learned, history: History) -> None:
    text = words.text
    lines = [
        text(
            N_(
                "Click price, conversion rate and order value are followed day by day; recent days count more, as "
                "far as "
                "the file shows that rates move, and the rhythm of the week is taken out."
            )
        ),
        text(
            N_(
                "The range is that of the true average of the coming {days} days: what {orders} orders leave "
                "unknown, and "
                "how far the average may move until then (CVR {cvr}, CPC {cpc}). It leaves out the luck of single "
                "orders, which the simulation adds."
            ),
            days=words.exact(learned.period_days),
            orders=words.exact(round(learned.orders, 1)),
            cvr=words.percent(learned.cvr_drift),
            cpc=words.percent(learned.cpc_drift),
        ),
        text(
            N_(
                "All in all the conversion rate is known as if from {orders} orders of {clicks} clicks at a rate that "
                "never moves; {share} of what is assumed of its movement is what is usual elsewhere, not seen in the "
                "file."
            ),
            orders=words.number(learned.effective_orders, decimals=0),
            clicks=words.number(learned.effective_clicks, decimals=0),
            share=words.percent(learned.prior_share, decimals=0),
        ),
    ]
    if learned.correlation_cpc_cvr:
        lines.append(
            text(
                N_("With clicks held fixed, CPC and CVR move together with a correlation of {value}."),
                value=words.number(learned.correlation_cpc_cvr, decimals=2),
            )
        )
    currency = history.currency
    spend = present_spend(history, learned.period_days)
    lines.append(
        text(
            N_("At the spend of the last 28 days the coming period costs {spend}."),
            spend=in_markdown(words.money(spend, currency) if currency else words.number(spend, decimals=2)),
        )
    )
    st.markdown("\n".join(f"- {line}" for line in lines))


# -- campaigns --------------------------------------------------------------------------------------------------


def campaigns(words: Words, plan: Plan, chosen: Chosen) -> None:
    """One row per campaign against the plan's margin and goal."""
    text, scenario, history = words.text, plan.scenario, chosen.history
    st.subheader(text(N_("Campaigns")), anchor=False)
    if history.currency not in (None, scenario.currency):
        st.warning(
            text(
                N_(
                    "The export is in {theirs} and the plan in {own}: what an order may cost cannot be held against "
                    "it. "
                    "Press “Plan with these”, or choose {theirs} as the plan's currency."
                ),
                theirs=str(history.currency),
                own=scenario.currency,
            ),
            icon=":material/currency_exchange:",
        )
        return
    table = worked_out("campaigns", (*chosen.key, *judged_by(scenario)), lambda: _table(words, chosen, scenario))
    st.markdown(_in_a_sentence(words, table, scenario.currency))
    shown, numbers = campaign_rows(words, plan, table)
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(table) <= MOST_LINES else "auto",
        column_config={
            text(N_("Campaign")): st.column_config.TextColumn(pinned=True, width=180),
            **{
                title: st.column_config.Column(alignment="right", help=help_of(words, name) if name in TERMS else None)
                for name, title in numbers.items()
            },
        },
        alt=text(N_("Campaigns")),
    )
    st.caption(
        text(
            N_(
                "CPO is what the coming {days} days are expected to show (range: {level}), max and target CPO come "
                "from "
                "the plan's margin and goal. At stake: expected profit at the present spend. Last 7 days: marked where "
                "the change is more than chance. Borrowed: how much of the conversion rate comes from the other "
                "campaigns."
            ),
            days=words.exact(scenario.period_days),
            level=words.percent(0.9, decimals=0),
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            text(N_("Download the campaigns (CSV)")),
            lambda: write_table(table, dialect=dialect),
            "cpo-campaigns.csv",
            "download_campaigns",
        )


def _table(words: Words, chosen: Chosen, scenario: Scenario) -> pd.DataFrame:
    """What a margin changes is worked out anew, what was learned stays."""
    history, days = chosen.history, scenario.period_days
    with _patiently(words, chosen):
        learned = worked_out(
            "campaigns learned", (*chosen.key, days), lambda: learn_campaigns(history, period_days=days), most=2
        )
        changes = worked_out("changes", chosen.key, lambda: recent_changes(history), most=2)
        return campaign_table(history, scenario, learned=learned, changes=changes)


def _in_a_sentence(words: Words, table: pd.DataFrame, currency: str) -> str:
    """What the table says in all, before its rows."""
    text = words.text
    told = [
        f"{SHAPES[zone]} {text(VERDICTS[zone])} {words.number(count)}"
        for zone in ZONES
        if (count := int((table["zone"] == zone).sum()))
    ]
    losing = float(table["at_stake"].clip(upper=0.0).sum())
    said = ", ".join(told) + "."
    if losing < 0:
        amount = words.money(-losing, currency, decimals=0)
        said += " " + text(
            N_("Those that are expected to lose money lose {amount} together in the coming period."), amount=amount
        )
    return in_markdown(said)


def campaign_rows(words: Words, plan: Plan, table: pd.DataFrame) -> tuple[Any, dict[str, str]]:
    """The table as its reader sees it, still sorted by its numbers, and the titles of the columns that hold numbers."""
    text, currency = words.text, plan.scenario.currency

    def money(value: float) -> str:
        return "∞" if math.isinf(value) else "–" if math.isnan(value) else words.money(value, currency)

    def whole(value: float) -> str:
        return words.money(value, currency, decimals=0)

    def share(value: float) -> str:
        return words.percent(value, decimals=0)

    def chance(value: float) -> str:
        return f"< {share(0.01)}" if value < 0.005 else f"> {share(0.99)}" if value > 0.995 else share(value)

    columns: dict[str, tuple[str, Callable[[Any], str]]] = {
        "zone_probability": (N_("Chance of the zone"), chance),
        "break_even_probability": (N_("Break-even probability"), chance),
        "at_stake": (N_("At stake"), whole),
        "cpo": (N_("CPO"), money),
        "cpo_low": (N_("CPO, low end"), money),
        "cpo_high": (N_("CPO, high end"), money),
        "max_cpo": (N_("Max CPO"), money),
        "target_cpo": (N_("Target CPO"), money),
        "spend": (N_("Spend"), whole),
        "clicks": (N_("Clicks"), lambda value: words.number(value)),
        "orders": (N_("Orders"), lambda value: words.exact(round(value, 2))),
        "cpc": (N_("CPC"), money),
        "cvr": (N_("CVR"), lambda value: words.percent(value, decimals=2)),
        "aov": (N_("AOV"), money),
        "recent_cpo": (N_("CPO, last 7 days"), money),
        "borrowed": (N_("Borrowed"), share),
    }
    zones = [f"{SHAPES[zone]} {text(VERDICTS[zone])}" for zone in table["zone"]]
    names = [labels(words, table["campaign"])[name] for name in table["campaign"]]
    titles = {name: text(title) for name, (title, _) in columns.items()}
    shown = pd.DataFrame({text(N_("Campaign")): names, text(N_("Zone")): zones})
    for name in columns:
        shown[titles[name]] = table[name].to_numpy()
    changed = [text(CHANGES[change]) if change else "" for change in table["change"]]
    shown.insert(len(shown.columns) - 1, text(N_("Last 7 days")), changed)
    styled = shown.style.format({titles[name]: how for name, (_, how) in columns.items()})
    return styled, titles


# -- would it have been right? ----------------------------------------------------------------------------------


def hindsight(words: Words, chosen: Chosen) -> None:
    """Predictions of the weeks that are over, beside what happened."""
    text, history = words.text, chosen.history
    periods = PERIODS if PERIODS[0] % history.days_per_row == 0 else (history.days_per_row, 2 * history.days_per_row)
    st.subheader(text(N_("Would it have been right?")), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.segmented_control(
            text(N_("Predict the next")),
            periods,
            default=periods[0],
            format_func=lambda days: words.plural("{days} day", "{days} days", days, days=words.number(days)),
            key=f"hindsight_days_{periods[0]}",
            required=True,
            persist_state="session",
            help=help_of(words, "backtest"),
        )
        quantity = st.segmented_control(
            text(N_("Show")),
            list(QUANTITIES),
            default="orders",
            format_func=lambda name: text(QUANTITIES[name]),
            key="hindsight_quantity",
            required=True,
            persist_state="session",
        )
    try:
        with _patiently(words, chosen):
            found = worked_out(
                "hindsight", (*chosen.key, days), lambda: backtest(history, period_days=days or periods[0])
            )
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    _hindsight(words, history, found, str(quantity or "orders"))


def _hindsight(words: Words, history: History, found: Backtest, quantity: str) -> None:
    text = words.text
    if found.days_missing:
        count = found.days_missing
        missing = words.plural("{count} more day is", "{count} more days are", count, count=words.number(count))
        said = text(N_("The history is too short to tell: {missing} needed."), missing=missing)
        st.info(said, icon=":material/info:")
        return
    rows = found.frame[found.frame["quantity"] == quantity]
    if rows.empty:
        silent = N_("no order values are known") if quantity == "revenue" else N_("nothing was spent or clicked")
        st.info(text(N_("The history does not tell: {why}."), why=text(silent)), icon=":material/info:")
        return

    def written_out(value: float) -> str:
        if not math.isfinite(value):
            return "∞" if value > 0 else "–"
        if quantity == "orders":
            return words.number(value, decimals=0 if value >= 10 else 1)
        return words.money(value, history.currency) if history.currency else words.number(value, decimals=2)

    inside = {level: int(_inside(rows, level).sum()) for level in ("80", "90")}
    title = text(
        N_("Of {count} past periods {inside90} lay inside the {level90} range, {inside80} inside the {level80} range"),
        count=words.number(len(rows)),
        inside90=words.number(inside["90"]),
        inside80=words.number(inside["80"]),
        level90=words.percent(0.9, decimals=0),
        level80=words.percent(0.8, decimals=0),
    )
    st.markdown(f"**{title}**")
    unit = words.currency_symbol(history.currency) if history.currency and quantity != "orders" else ""
    texts = (
        ("x", text(N_("period from"))),
        ("y", f"{text(QUANTITIES[quantity])}{', ' + unit if unit else ''}"),
        ("inside", text(N_("inside the range"))),
        ("outside", text(N_("outside"))),
        ("naive", text(N_("as in the period before"))),
        ("predicted", text(N_("predicted"))),
        ("told", text(N_("what happened"))),
    )
    frame = hindsight_frame(words, rows, dict(texts), written_out)
    st.vega_lite_chart(frame, charts.hindsight(texts, words.chart_numbers()), key="hindsight_chart", alt=title)
    st.caption(_miss_sentence(words, found, quantity, written_out))
    _hindsight_table(words, found, rows, written_out)


def _inside(rows: pd.DataFrame, level: str) -> pd.Series:
    """Which outcomes lie inside their interval, its ends included: what the picture shows."""
    return (rows["actual"] >= rows[f"low{level}"]) & (rows["actual"] <= rows[f"high{level}"])


def hindsight_frame(words: Words, rows: pd.DataFrame, texts: dict[str, str], told: Any) -> pd.DataFrame:
    """What the chart draws. What is infinite ends at its upper edge; what is not known has no place in it."""
    numbers = rows[["low90", "low80", "median", "high80", "high90", "actual", "naive"]]
    finite = numbers.where(numbers.map(math.isfinite))
    edge = float(finite.max().max()) * 1.1
    ranges = zip(rows["low90"], rows["high90"], strict=True)
    return numbers.clip(upper=edge).assign(
        period=[words.date(day.date(), short=True) for day in rows["from"]],
        inside=[texts["inside"] if each else texts["outside"] for each in _inside(rows, "90")],
        told=[told(value) for value in rows["actual"]],
        predicted=[f"{told(low)} – {told(high)}" for low, high in ranges],
        before=[told(value) for value in rows["naive"]],
    )


def _miss_sentence(words: Words, found: Backtest, quantity: str, told: Any) -> str:
    text = words.text
    said = [
        text(
            N_(
                "The thick bar is the {level80} range, the thin one the {level90} range, the dash what the period "
                "before would have said. On average the middle of the prediction missed by {miss}; “as in the period "
                "before” would have missed by {naive}."
            ),
            miss=told(found.miss.get(quantity, math.nan)),
            naive=told(found.naive_miss.get(quantity, math.nan)),
            level90=words.percent(0.9, decimals=0),
            level80=words.percent(0.8, decimals=0),
        ),
        text(
            N_(
                "Each prediction knew the days before it and the spend of its period, nothing else; the export shows "
                "orders as they have come in by today."
            )
        ),
    ]
    if quantity != "revenue":
        said.append(
            text(
                N_(
                    "Orders are whole numbers: with those on the edge of a range counted in part, {inside90} and "
                    "{inside80} lay inside."
                ),
                inside90=words.percent(found.inside90[quantity], decimals=0),
                inside80=words.percent(found.inside80[quantity], decimals=0),
            )
        )
    if quantity == "cpo" and (found.frame.loc[found.frame["quantity"] == "cpo", "high90"] == math.inf).any():
        said.append(text(N_("A range that ends at the upper edge is open: there might have been no order at all.")))
    return in_markdown(" ".join(said))


def _hindsight_table(words: Words, found: Backtest, rows: pd.DataFrame, told: Any) -> None:
    text = words.text
    with st.expander(text(N_("The predictions as a table")), key="hindsight_table", on_change="rerun") as box:
        if not box.open:
            return
        shown = [
            {
                text(N_("from")): words.date(row["from"].date()),
                text(N_("to")): words.date(row["to"].date()),
                text(N_("predicted, {level}"), level=words.percent(0.9, decimals=0)): (
                    f"{told(row['low90'])} – {told(row['high90'])}"
                ),
                text(N_("what happened")): told(row["actual"]),
                text(N_("as in the period before")): told(row["naive"]),
            }
            for _, row in rows.iterrows()
        ]
        st.dataframe(pd.DataFrame(shown), hide_index=True, alt=text(N_("The predictions as a table")))
        dialect = dialect_of(words)
        csv_button(
            text(N_("Download the predictions (CSV)")),
            lambda: write_table(found.frame, dialect=dialect),
            "cpo-hindsight.csv",
            "download_hindsight",
        )


# -- what the shop's orders say ---------------------------------------------------------------------------------

FACTS = {
    "aov": N_("Order value (AOV)"),
    "order_value_cv": N_("Spread of single order values (CV)"),
    "return_rate": N_("Return rate"),
    "refunded_share": N_("Refunded part of a return"),
    "cancel_rate": N_("Cancellation rate"),
    "new_customer_share": N_("New customers, share of the orders"),
    "repeat": N_("Repeat purchases: retention after each order, orders per year"),
}


def orders(words: Words, plan: Plan) -> None:
    """What an orders export says, each fact offered by itself."""
    rows = own_numbers.together().orders if own_numbers.held() else None
    if rows is None:
        return
    text, days = words.text, plan.scenario.period_days
    st.subheader(text(N_("What the shop's orders say")), anchor=False)
    try:
        facts = worked_out("shop", (days,), lambda: shop_facts(rows, period_days=days))
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    st.caption(
        text(
            N_("{orders} orders, {first} to {last}. Tick what the plan shall take over:"),
            orders=words.number(facts.orders),
            first=words.date(facts.first),
            last=words.date(facts.last),
        )
    )
    offered = {name: readable(values) for name, values in shop_values(facts).items()}
    if facts.currency not in (None, plan.scenario.currency):
        offered.pop("aov", None)
        st.warning(
            text(
                N_(
                    "The orders are in {theirs} and the plan in {own}: to take over the order value, choose {theirs} "
                    "as the plan's currency first."
                ),
                theirs=str(facts.currency),
                own=plan.scenario.currency,
            ),
            icon=":material/currency_exchange:",
        )
    ticked = _ticked(words, offered)
    for note in facts.notes:
        st.caption(f":material/info: {words.error(note)}")
    if facts.repeat is not None:
        _cohorts(words, facts.repeat)
    st.button(
        text(N_("Take over what is ticked")),
        key="take_facts",
        on_click=_plan_with,
        args=(ticked, text(N_("The plan in the sidebar now has what was ticked."))),
        disabled=not ticked,
    )


def _ticked(words: Words, offered: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The fields of the facts that the reader wants in the plan."""
    ticked: dict[str, Any] = {}
    present = inputs.last_standing().values  # with what counts only once a switch is on, such as repeat purchases
    for name, values in offered.items():
        label = words.text(
            N_("{fact}: {value} (in the plan: {now})"),
            fact=words.text(FACTS[name]),
            value=_fact(words, {**present, **values}, name),
            now=_fact(words, present, name),
        )
        if st.checkbox(in_markdown(label), key=f"take_{name}", persist_state="session"):
            ticked |= values
    return ticked


def _fact(words: Words, values: Values, name: str) -> str:
    """A fact in the reader's numbers, as the plan would hold it."""
    if name == "repeat":
        return ", ".join(_fact(words, values, part) for part in ("retention", "orders_per_year"))
    field = BY_NAME[name if name in BY_NAME else f"{name}_low"]
    is_share = field.kind == "share" and values.get(f"{name}_kind") != "counts"
    return written(words, values, name) + (" %" if is_share else "")


def _cohorts(words: Words, repeat: RepeatFacts) -> None:
    """Repeat purchases by month since the first one."""
    text = words.text
    with st.expander(text(N_("Repeat purchases by month")), key="cohorts", on_change="rerun") as box:
        if not box.open:
            return
        titles = {
            "month": text(N_("month since the first purchase")),
            "customers": text(N_("customers")),
            "repeat_orders": text(N_("repeat orders")),
            "orders_per_customer": text(N_("orders per customer")),
        }
        shown = repeat.by_month[list(titles)].rename(columns=titles)
        shown[titles["orders_per_customer"]] = [
            words.number(each, decimals=3) for each in repeat.by_month["orders_per_customer"]
        ]
        st.dataframe(shown, hide_index=True, alt=text(N_("Repeat purchases by month")))

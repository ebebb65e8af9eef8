"""Exports in, beliefs out: what was read, what it says about the next period, campaigns, and the past in hindsight."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import answer, cards, charts, inputs, link, own_numbers, state
from pages.shared.compare_view import SHAPES, VERDICTS, written
from pages.shared.own_numbers import Held, worked_out
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import InputError, Plan
from simulator.evidence import (
    LARGEST_FILE,
    AdRows,
    Audit,
    Backtest,
    Export,
    History,
    Learned,
    Question,
    RepeatFacts,
    Totals,
    backtest,
    campaign_table,
    history_of,
    learn,
    plan_values,
    present_spend,
    range_of,
    readable,
    shop_facts,
    shop_values,
)
from simulator.fields import BY_NAME, fields_of
from simulator.scenario_file import write_table

PLATFORMS = {
    "google_ads": N_("Google Ads"),
    "meta_ads": N_("Meta Ads"),
    "ga4": N_("GA4"),
    "shopify_orders": N_("Shopify orders"),
    "table": N_("Table"),
}
MEANING_NAMES = {
    "date": N_("Day"),
    "campaign": N_("Campaign"),
    "spend": N_("Spend"),
    "clicks": N_("Clicks"),
    "orders": N_("Orders"),
    "value": N_("Order value"),
    "currency": N_("Currency"),
    "order": N_("Order number"),
    "customer": N_("Customer"),
    "refunded": N_("Refunded amount"),
    "cancelled": N_("Cancelled"),
    "new_customer": N_("New customer"),
}
AD_COLUMNS = ("date", "campaign", "spend", "clicks", "orders", "value")
ORDER_COLUMNS = ("date", "order", "customer", "value", "refunded", "cancelled", "new_customer")
QUANTITIES = {"orders": N_("Orders"), "cpo": N_("CPO"), "revenue": N_("Revenue")}
CHANGES = {"better": N_("▲ better"), "worse": N_("▼ worse"), "": ""}
LAG_DAYS = (0, 1, 2, 3, 5, 7, 14)
PERIODS = (7, 14)
MOST_LINES = 12


# -- files in ---------------------------------------------------------------------------------------------------


def upload(words: Words) -> None:
    """Where files are dropped, and what becomes of them."""
    text = words.text
    uploaded = st.file_uploader(
        text(N_("Exports of Google Ads, Meta Ads, GA4, Shopify, or any table (CSV, TSV, XLSX)")),
        type=["csv", "tsv", "txt", "xlsx"],
        accept_multiple_files=True,
        key=own_numbers.UPLOADER,
        on_change=own_numbers.changed_files,
        max_upload_size=LARGEST_FILE // 2**20,
    )
    st.caption(
        text(
            N_(
                "Files are read in the memory of this visit and are gone with it. Only days, campaigns, money and "
                "counts "
                "are kept of them; names, e-mails and addresses are not stored, written to a log or shown."
            )
        )
    )
    if not uploaded:
        own_numbers.left_page()
    elif any(file.file_id not in own_numbers.held() for file in uploaded):
        bar = st.progress(0.0)

        def tell(name: str, share: float) -> None:
            bar.progress(share, text(N_("Reading {name}"), name=plain_markdown(name)))

        own_numbers.read_new(uploaded, tell)
        bar.empty()
    if not own_numbers.held():
        _nothing_yet(words)


def _nothing_yet(words: Words) -> None:
    st.info(
        words.text(
            N_(
                "Drop a raw export here, as it comes: from Google Ads the campaigns by day, from Meta Ads Manager the "
                "table by day, from the shop its orders. Several files are fine. You then see what was read, each "
                "campaign's CPO and its chance to break even, and one button puts what was learned into the plan."
            )
        ),
        icon=":material/upload_file:",
    )


def files(words: Words) -> None:
    """Each file in a line, with what is wrong or asked, and what was noticed between them."""
    for identity, one in own_numbers.held().items():
        with st.container(border=True, gap="xsmall", key=f"export_{identity}"):
            _file(words, identity, one)
    if len(own_numbers.held()) > 1:
        for sentence in own_numbers.together().sentences:
            st.info(words.error(sentence), icon=":material/info:")


def _file(words: Words, identity: str, one: Held) -> None:
    text, export = words.text, one.export
    st.markdown(f"**{plain_markdown(export.name)}** · {audit_line(words, export)}")
    for problem in export.problems:
        st.error(words.error(problem), icon=":material/error:")
    for at, question in enumerate(export.questions):
        _question(words, identity, one, question, at)
    if export.ads is not None or export.orders is not None:
        st.caption("  \n".join(totals_lines(words, export.audit)))
    for note in export.audit.notes:
        st.caption(f":material/info: {words.error(note)}")
    with st.container(horizontal=True):
        if one.present and export.headers:
            with st.popover(text(N_("Columns")), key=f"columns_{identity}", on_change="rerun") as box:
                if box.open:
                    _columns(words, identity, one)
        if export.audit.unreadable:
            count = export.audit.unreadable_rows
            shown = words.plural("{count} row unreadable", "{count} rows unreadable", count, count=words.number(count))
            with st.popover(shown, key=f"unreadable_{identity}", on_change="rerun") as box:
                if box.open:
                    _unreadable(words, export.audit)
        st.button(text(N_("Forget this file")), key=f"forget_{identity}", on_click=own_numbers.forget, args=(identity,))


def audit_line(words: Words, export: Export) -> str:
    """What was read of a file, and what was left out, in one line."""
    return plain_markdown(", ".join(_audit_parts(words, export)))


def _audit_parts(words: Words, export: Export) -> Iterator[str]:
    audit, text = export.audit, words.text
    yield text(PLATFORMS[export.platform])
    if export.ads is None and export.orders is None:
        return
    for count, one, many in (
        (
            audit.lines_before_header,
            "{count} line before the header left out",
            "{count} lines before the header left out",
        ),
        (audit.total_rows, "{count} row of totals left out", "{count} rows of totals left out"),
        (audit.repeated_rows, "{count} repeated row counted once", "{count} repeated rows counted once"),
        (audit.remark_rows, "{count} remark left out", "{count} remarks left out"),
        (audit.other_tables, "{count} other table left out", "{count} other tables left out"),
        (audit.unreadable_rows, "{count} row unreadable", "{count} rows unreadable"),
    ):
        if count:
            yield words.plural(one, many, count, count=words.number(count))
    if audit.decimal_mark:
        yield text(N_("decimal comma")) if audit.decimal_mark == "," else text(N_("decimal point"))
    if audit.date_order in ("day_first", "month_first"):
        yield text(N_("day before month")) if audit.date_order == "day_first" else text(N_("month before day"))
    if audit.campaigns:
        yield _campaigns(words, audit.campaigns)
    if audit.days:
        yield words.plural("{count} day", "{count} days", audit.days, count=words.number(audit.days))
    if audit.first and audit.last:
        yield text(N_("{first} to {last}"), first=words.date(audit.first), last=words.date(audit.last))
    yield audit.currency or text(N_("currency not said"))


def totals_lines(words: Words, audit: Audit) -> list[str]:
    """The sums that were read, and the file's own, to be held against the account."""
    lines = [words.text(N_("Read: {sums}."), sums=in_markdown(_sums(words, audit, audit.totals)))]
    if audit.stated is not None:
        stated = in_markdown(_sums(words, audit, audit.stated))
        lines.append(words.text(N_("The file's own row of totals: {sums}."), sums=stated))
    if audit.cancelled_orders or audit.refunded_orders:
        lines.append(
            words.text(
                N_("Among them cancelled: {cancelled}, refunded: {refunded}."),
                cancelled=words.number(audit.cancelled_orders),
                refunded=words.number(audit.refunded_orders),
            )
        )
    return lines


def _sums(words: Words, audit: Audit, totals: Totals) -> str:
    def money(value: float) -> str:
        return words.money(value, audit.currency) if audit.currency else words.number(value, decimals=2)

    told = []
    if totals.spend is not None:
        told.append(words.text(N_("spend {amount}"), amount=money(totals.spend)))
    if totals.clicks is not None:
        told.append(words.text(N_("clicks {count}"), count=words.exact(round(totals.clicks, 2))))
    if totals.orders is not None:
        told.append(words.text(N_("orders {count}"), count=words.exact(round(totals.orders, 2))))
    if totals.value is not None:
        told.append(words.text(N_("order value {amount}"), amount=money(totals.value)))
    return ", ".join(told) or "–"


def _unreadable(words: Words, audit: Audit) -> None:
    rows = [
        {
            words.text(N_("row")): cell.row,
            words.text(N_("column")): cell.column,
            words.text(N_("text")): cell.text,
            words.text(N_("why")): words.text(cell.reason.message, **_plain(cell.reason)),
        }
        for cell in audit.unreadable
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=words.text(N_("Rows that could not be read")))
    if audit.unreadable_rows > len(audit.unreadable):
        st.caption(
            words.text(N_("and {count} more"), count=words.number(audit.unreadable_rows - len(audit.unreadable)))
        )


def _plain(error: InputError) -> dict[str, object]:
    return {name: value if isinstance(value, str) else str(value) for name, value in error.values.items()}


# -- what a reader knows better ---------------------------------------------------------------------------------


def _question(words: Words, identity: str, one: Held, question: Question, at: int) -> None:
    """What the file cannot tell: asked while the file is there to be read again."""
    key = f"question_{at}_{identity}"
    st.warning(words.error(question.ask), icon=":material/help:")
    if not one.present:
        st.caption(words.text(N_("To answer, choose the file again.")))
    elif question.kind == "date_order":
        cell, *readings = question.options
        days = [words.date(date.fromisoformat(each)) for each in readings]
        st.radio(
            words.text(N_("“{cell}” is:"), cell=cell),
            (True, False),
            index=None,
            format_func=lambda first: days[0] if first else days[1],
            key=key,
            horizontal=True,
            on_change=_answer_days,
            args=(identity, one, key),
        )
    else:
        st.selectbox(
            words.text(N_("Column for: {meaning}"), meaning=words.text(MEANING_NAMES[question.meaning])),
            question.options or tuple(one.export.headers),
            index=None,
            placeholder=words.text(N_("Choose a column")),
            key=key,
            on_change=_map_column,
            args=(identity, one, question.meaning, key),
        )


def _answer_days(identity: str, one: Held, key: str) -> None:
    own_numbers.read_again(identity, day_first=st.session_state[key], mapping=one.mapping)


def _map_column(identity: str, one: Held, meaning: str, key: str) -> None:
    """Take a column for a meaning, and what was taken for it before for nothing."""
    chosen = st.session_state[key]
    mapping = {**dict(one.mapping), **{header: "" for header, means in one.export.headers.items() if means == meaning}}
    if chosen is not None:
        mapping[chosen] = meaning
    own_numbers.read_again(identity, day_first=one.day_first, mapping=tuple(mapping.items()))


def _columns(words: Words, identity: str, one: Held) -> None:
    """Which column is what; any of them can be put right, and it is remembered for files with the same headers."""
    headers, taken = list(one.export.headers), {means: header for header, means in one.export.headers.items() if means}
    for meaning in ORDER_COLUMNS if one.export.orders is not None else AD_COLUMNS:
        key = f"column_{meaning}_{identity}"
        present = taken.get(meaning)
        st.selectbox(
            words.text(MEANING_NAMES[meaning]),
            headers,
            index=headers.index(present) if present in headers else None,
            placeholder=words.text(N_("no such column")),
            key=key,
            on_change=_map_column,
            args=(identity, one, meaning, key),
        )
    st.caption(words.text(N_("Kept for the next file with the same headers.")))


# -- which part of it -------------------------------------------------------------------------------------------


def selection(words: Words) -> History | None:
    """The history of the chosen account, campaigns and days; None, and a sentence, where there is none."""
    accounts = own_numbers.together().ads if own_numbers.held() else ()
    if not accounts:
        return None
    text = words.text
    st.subheader(text(N_("What they say")), anchor=False)
    account = accounts[0]
    if len(accounts) > 1:
        at = st.selectbox(
            text(N_("Account")),
            range(len(accounts)),
            format_func=lambda at: _account(words, accounts[at]),
            key="evidence_account",
            persist_state="session",
        )
        account = accounts[at or 0]
    try:
        whole = history_of(account)
        return _narrowed(words, whole)
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return None


def _account(words: Words, rows: AdRows) -> str:
    campaigns = _campaigns(words, rows.frame["campaign"].nunique())
    return f"{words.text(PLATFORMS[rows.platform])}, {rows.currency or '–'}, {campaigns}"


def _campaigns(words: Words, count: int) -> str:
    return words.plural("{count} campaign", "{count} campaigns", count, count=words.number(count))


def _narrowed(words: Words, whole: History) -> History:
    text, names = words.text, whole.campaigns
    with st.grid(3, min_column_width=220):
        chosen = st.multiselect(
            text(N_("Campaigns")),
            names,
            format_func=lambda name: name or text(N_("(no name)")),
            placeholder=text(N_("all")),
            key="evidence_campaigns",
            persist_state="session",
        )
        days = st.date_input(
            text(N_("Days")),
            (whole.first, whole.last),
            min_value=whole.first,
            max_value=whole.last,
            key=f"evidence_days_{whole.first}_{whole.last}",
        )
        lag = st.selectbox(
            text(N_("Leave out the last days")),
            LAG_DAYS,
            format_func=words.number,
            help=text(
                N_("Orders often come in some days after the click: the last days may look worse than they are.")
            ),
            key="evidence_lag",
            persist_state="session",
        )
    first, last = (*days, None, None)[:2]  # while its reader is choosing, a period has one end or none
    return whole.only(campaigns=chosen or None, first=first, last=last, leave_out_last_days=int(lag or 0))


def _of(history: History) -> tuple[object, ...]:
    """What tells one selection from another."""
    return history.platform, history.currency, history.campaigns, history.first, history.last, history.days_per_row


# -- beliefs about the next period ------------------------------------------------------------------------------


def beliefs(words: Words, plan: Plan, history: History) -> None:
    """CPC, CVR and AOV of the coming period beside the plan's, and the button that takes them over."""
    text, days = words.text, plan.scenario.period_days
    try:
        learned = worked_out("learned", (*_of(history), days), lambda: learn(history, period_days=days))
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    values = plan_values(learned, history)
    st.markdown(f"**{text(N_('The next {days} days, as learned from {count} days'), **_days(words, plan, learned))}**")
    _belief_cards(words, plan, learned, str(values.get("currency", plan.scenario.currency)))
    for note in learned.notes:
        st.caption(f":material/info: {words.error(note)}")
    st.button(
        text(N_("Plan with these")),
        key="plan_with_these",
        type="primary",
        on_click=_plan_with,
        args=(values, text(N_("The plan in the sidebar now has what was learned."))),
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


def _days(words: Words, plan: Plan, learned: Learned) -> dict[str, str]:
    return {"days": words.exact(plan.scenario.period_days), "count": words.number(learned.days)}


def _plan_with(values: dict[str, Any], said: str) -> None:
    state.set_fields(values)
    link.moved()
    st.toast(said, icon=":material/check:", duration="long")


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
                    text(N_("seen on average: {value}"), value="–" if math.isnan(seen) else told(seen)),
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


def campaigns(words: Words, plan: Plan, history: History) -> None:
    """One row per campaign against the plan's margin and goal."""
    text, scenario = words.text, plan.scenario
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
    table = worked_out("campaigns", (*_of(history), scenario), lambda: campaign_table(history, scenario))
    shown, numbers = campaign_rows(words, plan, table)
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(table) <= MOST_LINES else "auto",
        column_config={
            text(N_("Campaign")): st.column_config.TextColumn(pinned=True, width=180),
            **{name: st.column_config.Column(alignment="right") for name in numbers},
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
        dialect = answer.dialect_chooser(words)
        st.download_button(
            text(N_("Download the campaigns (CSV)")),
            lambda: write_table(table, dialect="comma" if dialect == "comma" else "point"),
            file_name="cpo-campaigns.csv",
            mime="text/csv",
            key="download_campaigns",
            on_click="ignore",
        )


def campaign_rows(words: Words, plan: Plan, table: pd.DataFrame) -> tuple[Any, list[str]]:
    """The table as its reader sees it, still sorted by its numbers, and the columns that hold numbers."""
    text, currency = words.text, plan.scenario.currency

    def money(value: float) -> str:
        return "∞" if math.isinf(value) else "–" if math.isnan(value) else words.money(value, currency)

    def whole(value: float) -> str:
        return words.money(value, currency, decimals=0)

    def share(value: float) -> str:
        return words.percent(value, decimals=0)

    columns: dict[str, tuple[str, Callable[[Any], str]]] = {
        "break_even_probability": (N_("Break-even probability"), share),
        "cpo": (N_("CPO"), money),
        "cpo_low": (N_("CPO, low end"), money),
        "cpo_high": (N_("CPO, high end"), money),
        "max_cpo": (N_("Max CPO"), money),
        "target_cpo": (N_("Target CPO"), money),
        "zone_probability": (N_("Chance of the zone"), share),
        "at_stake": (N_("At stake"), whole),
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
    names = [name or text(N_("(no name)")) for name in table["campaign"]]
    titles = {name: text(title) for name, (title, _) in columns.items()}
    shown = pd.DataFrame({text(N_("Campaign")): names, text(N_("Zone")): zones})
    for name in columns:
        shown[titles[name]] = table[name].to_numpy()
    changed = [text(CHANGES[change]) if change else "" for change in table["change"]]
    shown.insert(len(shown.columns) - 1, text(N_("Last 7 days")), changed)
    styled = shown.style.format({titles[name]: how for name, (_, how) in columns.items()})
    return styled, list(titles.values())


# -- would it have been right? ----------------------------------------------------------------------------------


def hindsight(words: Words, history: History) -> None:
    """Predictions of the weeks that are over, beside what happened."""
    text = words.text
    st.subheader(text(N_("Would it have been right?")), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = st.segmented_control(
            text(N_("Predict the next")),
            PERIODS,
            default=PERIODS[0],
            format_func=lambda count: words.text(N_("{days} days"), days=words.number(count)),
            key="hindsight_days",
            required=True,
        )
        quantity = st.segmented_control(
            text(N_("Show")),
            list(QUANTITIES),
            default="orders",
            format_func=lambda name: text(QUANTITIES[name]),
            key="hindsight_quantity",
            required=True,
        )
    try:
        found = worked_out("hindsight", (*_of(history), days), lambda: backtest(history, period_days=int(days or 7)))
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        return
    _hindsight(words, history, found, str(quantity or "orders"))


def _hindsight(words: Words, history: History, found: Backtest, quantity: str) -> None:
    text = words.text
    if found.days_missing:
        st.info(
            text(
                N_("The file is too short to tell: {count} more days are needed."),
                count=words.number(found.days_missing),
            ),
            icon=":material/info:",
        )
        return
    rows = found.frame[found.frame["quantity"] == quantity]
    if rows.empty:
        st.info(text(N_("The file does not tell: no order values are known.")), icon=":material/info:")
        return

    def written_out(value: float) -> str:
        if not math.isfinite(value):
            return "∞" if value > 0 else "–"
        if quantity == "orders":
            return words.number(value, decimals=0 if value >= 10 else 1)
        return words.money(value, history.currency) if history.currency else words.number(value, decimals=2)

    title = text(
        N_("{count} past periods: {inside90} lay inside the {level90} range, {inside80} inside the {level80} range"),
        count=words.number(len(rows)),
        inside90=words.percent(found.inside90[quantity], decimals=0),
        inside80=words.percent(found.inside80[quantity], decimals=0),
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


def hindsight_frame(words: Words, rows: pd.DataFrame, texts: dict[str, str], told: Any) -> pd.DataFrame:
    """What the chart draws: what is infinite has no place in it."""
    inside = (rows["actual"] >= rows["low90"]) & (rows["actual"] <= rows["high90"])
    numbers = rows[["low90", "low80", "median", "high80", "high90", "actual", "naive"]]
    ranges = zip(rows["low90"], rows["high90"], strict=True)
    return numbers.where(numbers.map(math.isfinite)).assign(
        period=[words.date(day.date(), short=True) for day in rows["from"]],
        inside=[texts["inside"] if each else texts["outside"] for each in inside],
        told=[told(value) for value in rows["actual"]],
        predicted=[f"{told(low)} – {told(high)}" for low, high in ranges],
        before=[told(value) for value in rows["naive"]],
    )


def _miss_sentence(words: Words, found: Backtest, quantity: str, told: Any) -> str:
    said = words.text(
        N_(
            "The thick bar is the 80 % range, the thin one the 90 % range, the dash what the period before would have "
            "said. On average the middle of the prediction missed by {miss}; “as in the period before” would have "
            "missed by "
            "{naive}. Each prediction knew the days before it and the spend of its period, nothing else; the export "
            "shows "
            "orders as they have come in by today."
        ),
        miss=told(found.miss.get(quantity, math.nan)),
        naive=told(found.naive_miss.get(quantity, math.nan)),
    )
    return in_markdown(said)


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
        dialect = "comma" if dict(words.chart_numbers())["decimal"] == "," else "point"
        st.download_button(
            text(N_("Download the predictions (CSV)")),
            lambda: write_table(found.frame, dialect="comma" if dialect == "comma" else "point"),
            file_name="cpo-hindsight.csv",
            mime="text/csv",
            key="download_hindsight",
            on_click="ignore",
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
    ticked = _ticked(words, plan, {name: readable(values) for name, values in shop_values(facts).items()})
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


def _ticked(words: Words, plan: Plan, offered: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The fields of the facts that the reader wants in the plan."""
    ticked: dict[str, Any] = {}
    for name, values in offered.items():
        label = words.text(
            N_("{fact}: {value} (in the plan: {now})"),
            fact=words.text(FACTS[name]),
            value=_fact(words, {**fields_of(plan), **values}, name),
            now=_fact(words, fields_of(plan), name),
        )
        if st.checkbox(in_markdown(label), key=f"take_{name}", persist_state="session"):
            ticked |= values
    return ticked


def _fact(words: Words, values: dict[str, Any], name: str) -> str:
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

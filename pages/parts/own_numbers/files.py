"""Exports in: where files are dropped, what was read of each and left out, and what their reader knows better."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import streamlit as st

from pages.frame import exports, visit
from pages.frame.exports import Held
from pages.kit import tables
from pages.kit.folded import folded
from pages.kit.labels import PLATFORMS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.own_numbers import questions
from pages.parts.own_numbers.names import campaigns_counted, labels, shortened, span
from simulator import InputError
from simulator.evidence import LARGEST_FILE, Audit, Export, LeftOut, Totals

MEANINGS = {
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
    "status": N_("Status"),
    "first_orders": N_("First orders"),
    "new_customer": N_("New customer"),
}
KINDS = {"ads": N_("Ad spend by day"), "orders": N_("Orders of a shop")}
COLUMNS = {
    "ads": ("date", "campaign", "spend", "clicks", "orders", "value", "currency"),
    "orders": ("date", "order", "value", "customer", "refunded", "cancelled", "new_customer", "currency"),
}
NO_COLUMN = ""


def upload(words: Words) -> None:
    """Where files are dropped, and what becomes of them."""
    text = words.text
    uploaded = st.file_uploader(
        text("Exports of Google Ads, Meta Ads, GA4, Shopify, or any table (CSV, TSV, XLSX)"),
        accept_multiple_files=True,  # of any type: refusals are in the reader's words, not Streamlit's
        key=exports.UPLOADER,
        on_change=exports.changed_files,
        max_upload_size=LARGEST_FILE // 2**20,
    )
    st.caption(
        text(
            "Files are read in the memory of this visit, and the files themselves are dropped when you leave this "
            "page. Days, campaigns, money and counts are kept until the visit ends; names, e-mails and addresses "
            "are not stored, written to a log or shown."
        )
    )
    if not uploaded:
        exports.left_page()
    elif unread := exports.unread(uploaded):
        bar = st.progress(0.0)

        def show_progress(name: str, share: float) -> None:
            bar.progress(share, text("Reading {name}", name=plain_markdown(shortened(name))))

        exports.read_new(unread, show_progress)
        bar.empty()
    if not exports.held():
        _nothing_yet(words)


def _nothing_yet(words: Words) -> None:
    st.info(
        words.text(
            "Drop a raw export here, as it comes: from Google Ads the campaigns by day, from Meta Ads Manager the "
            "table by day, from the shop its orders. Several files are fine. You then see what was read, each "
            "campaign's CPO and its chance to break even, and one button puts what was learned into the plan."
        ),
        icon=":material/upload_file:",
    )
    st.button(words.text("Try it with an example shop"), key="try_example", on_click=exports.try_example)
    st.caption(words.text("An invented year of a shop: two ad accounts and its orders. Every number is made up."))


def _example(words: Words) -> None:
    """That all of it is invented, and how it goes away."""
    st.info(
        words.text(
            "This is an example shop: every number below is invented. Drop your own files above, and they take its "
            "place."
        ),
        icon=":material/science:",
    )
    st.button(words.text("Remove the example"), key="drop_example", on_click=exports.drop_example)


def files(words: Words) -> None:
    """Each file in a line, with its problems and open questions, and what was noticed between them."""
    if exports.is_example():
        _example(words)
    for identity, one in exports.held().items():
        with st.container(border=True, gap="xsmall", key=f"export_{identity}"):
            _file(words, identity, one)
    if len(exports.held()) > 1:
        for sentence in exports.together().sentences:
            st.info(words.error(sentence), icon=":material/info:")


def _file(words: Words, identity: str, one: Held) -> None:
    text, export = words.text, one.export
    invented = f" ({text('invented')})" if one.invented else ""
    st.markdown(f"**{plain_markdown(shortened(export.name))}**{invented} · {audit_line(words, export)}")
    if money := money_line(words, export.audit):
        st.markdown(in_markdown(money))
    for problem in export.problems:
        st.error(words.error(problem), icon=":material/error:")
    _ask_columns(words, identity, one)
    questions.questions(words, identity, one)
    is_read = any(each is not None for each in (export.ads, export.orders, export.sales))
    lines = [*totals_lines(words, export.audit), columns_line(words, export)] if is_read else []
    audit = export.audit
    lines += left_out_lines(words, audit)
    lines += [f":material/info: {words.error(note)}" for note in audit.notes]
    if not one.present and not one.invented:
        lines.append(text("To correct a column or a day, choose the file again above."))
    if lines:
        st.caption("  \n".join(lines))
    questions.decided(words, identity, one)
    if audit.left_out:
        title = text("Why rows were left out")
        folded(title, f"left_out_{identity}", lambda: _why_left_out(words, audit))
    with st.container(horizontal=True):
        _file_buttons(words, identity, one)


def _file_buttons(words: Words, identity: str, one: Held) -> None:
    """Correct its columns, see what could not be read, forget it."""
    text, audit = words.text, one.export.audit
    if one.present and one.export.headers:
        with st.popover(text("Correct the columns"), key=f"columns_{identity}", on_change="rerun") as box:
            if box.open:
                _columns(words, identity, one)
    if audit.unreadable:
        shown = text("{rows}: show", rows=_unreadable_rows(words, audit))
        with st.popover(shown, key=f"unreadable_{identity}", on_change="rerun") as box:
            if box.open:
                _unreadable(words, audit)
    if not one.present and not one.invented:  # in the uploader files have a cross
        forget = text("Forget this file")
        st.button(forget, key=f"forget_{identity}", on_click=exports.forget, args=(identity,))


# -- what was read ----------------------------------------------------------------------------------------------


def audit_line(words: Words, export: Export) -> str:
    """What was read of a file, and what was left out, in one line."""
    return plain_markdown(", ".join(_audit_parts(words, export)))


def _audit_parts(words: Words, export: Export) -> Iterator[str]:
    audit, text = export.audit, words.text
    yield text(PLATFORMS[export.platform])
    if export.ads is None and export.orders is None and export.sales is None:
        return
    yield from _left_out(words, audit)
    if audit.decimal_mark:
        yield text("decimal comma") if audit.decimal_mark == "," else text("decimal point")
    if audit.date_order in ("day_first", "month_first"):
        yield text("day before month") if audit.date_order == "day_first" else text("month before day")
    if audit.campaigns:
        yield campaigns_counted(words, audit.campaigns)
    if audit.days:
        yield words.plural("{count} day", "{count} days", audit.days, count=words.number(audit.days))
    if audit.first and audit.last:
        yield span(words, audit.first, audit.last)
    yield audit.currency or text("currency not said")
    if audit.unreadable_rows:
        yield _unreadable_rows(words, audit)


def _left_out(words: Words, audit: Audit) -> Iterator[str]:
    plural, number = words.plural, words.number
    if n := audit.lines_before_header:
        yield plural(
            "{count} line before the header left out", "{count} lines before the header left out", n, count=number(n)
        )
    if n := audit.total_rows:
        yield plural("{count} row of totals left out", "{count} rows of totals left out", n, count=number(n))
    if n := audit.repeated_rows:
        yield plural("{count} repeated row counted once", "{count} repeated rows counted once", n, count=number(n))
    if n := audit.remark_rows:
        yield plural("{count} remark left out", "{count} remarks left out", n, count=number(n))
    if n := audit.other_tables:
        yield plural("{count} other table left out", "{count} other tables left out", n, count=number(n))


def _unreadable_rows(words: Words, audit: Audit) -> str:
    count = audit.unreadable_rows
    return words.plural("{count} row unreadable", "{count} rows unreadable", count, count=words.number(count))


def totals_lines(words: Words, audit: Audit) -> list[str]:
    """The sums that were read, and the file's own, to be held against the account."""
    lines = [words.text("Read: {sums}.", sums=in_markdown(_sums(words, audit, audit.totals)))]
    if audit.stated is not None:
        stated = in_markdown(_sums(words, audit, audit.stated))
        lines.append(words.text("The file's own row of totals: {sums}.", sums=stated))
    if audit.cancelled_orders or audit.refunded_orders:
        lines.append(
            words.text(
                "Among them cancelled: {cancelled}, refunded: {refunded}.",
                cancelled=words.number(audit.cancelled_orders),
                refunded=words.number(audit.refunded_orders),
            )
        )
    return lines


def left_out_lines(words: Words, audit: Audit) -> list[str]:
    """The rows that do not count, with their sums: with what was read they make the file."""
    return [f":material/filter_alt: {_left_out_line(words, audit, each)}" for each in audit.left_out]


def _left_out_line(words: Words, audit: Audit, left: LeftOut) -> str:
    rows = words.plural("{count} row", "{count} rows", left.rows, count=words.number(left.rows))
    sums = _sums(words, audit, left.totals)
    return words.text("Not counted: {rows} ({sums}).", rows=rows, sums=in_markdown(sums))


def _why_left_out(words: Words, audit: Audit) -> None:
    lines = (f"- {_left_out_line(words, audit, each)} {words.error(each.reason)}" for each in audit.left_out)
    st.markdown("\n".join(lines))


def money_line(words: Words, audit: Audit) -> str:
    """Spend, orders and what one cost, where the file tells all of them."""
    spend, orders = audit.totals.spend, audit.totals.orders
    if spend is None or not orders:
        return ""
    spent, each = (_money(words, audit, value) for value in (spend, spend / orders))
    return words.text(
        "{spend} spent, {orders} orders, {cpo} per order (CPO).", spend=spent, orders=words.number(orders), cpo=each
    )


def _money(words: Words, audit: Audit, value: float) -> str:
    return words.money(value, audit.currency) if audit.currency else words.number(value, decimals=2)


def _sums(words: Words, audit: Audit, totals: Totals) -> str:
    sums = []
    if totals.spend is not None:
        sums.append(words.text("spend {amount}", amount=_money(words, audit, totals.spend)))
    if totals.clicks is not None:
        sums.append(words.text("clicks {count}", count=words.exact(round(totals.clicks, 2))))
    if totals.orders is not None:
        sums.append(words.text("orders {count}", count=words.exact(round(totals.orders, 2))))
    if totals.value is not None:
        sums.append(words.text("order value {amount}", amount=_money(words, audit, totals.value)))
    return ", ".join(sums) or "–"


def columns_line(words: Words, export: Export) -> str:
    """Which column was taken for what."""
    taken = {means: header for header, means in export.headers.items() if means in MEANINGS}
    pairs = (
        words.text("{meaning} from “{column}”", meaning=words.text(name), column=plain_markdown(shortened(column)))
        for means, name in MEANINGS.items()
        if (column := taken.get(means))
    )
    return words.text("Columns: {pairs}.", pairs=", ".join(pairs))


def _unreadable(words: Words, audit: Audit) -> None:
    rows = [
        {
            words.text("row"): cell.row,
            words.text("column"): cell.column,
            words.text("text"): cell.text,
            words.text("why"): words.text(cell.reason.message, **_plain(cell.reason)),
        }
        for cell in audit.unreadable
    ]
    words_of = (words.text("column"), words.text("text"), words.text("why"))
    tables.show(rows, alt=words.text("Rows that could not be read"), left=words_of, height="auto")
    if audit.unreadable_rows > len(audit.unreadable):
        st.caption(words.text("and {count} more", count=words.number(audit.unreadable_rows - len(audit.unreadable))))


def _plain(error: InputError) -> dict[str, object]:
    """The places of an error as text: in a table nothing is taken for markup."""
    return {name: str(value) for name, value in error.values.items()}


# -- what a reader knows better ---------------------------------------------------------------------------------


def _ask_columns(words: Words, identity: str, one: Held) -> None:
    """Which columns the file leaves open; answered while the file is there to be read again."""
    columns = [question for question in one.export.questions if question.kind == "column"]
    known = [question for question in columns if question.meaning in MEANINGS]
    if columns:
        st.warning(" \n".join(words.error(question.ask) for question in columns), icon=":material/help:")
    if columns and one.present:
        with st.grid(3, min_column_width=180):
            for question in known:
                headers = question.options or tuple(one.export.headers)
                _column(words, identity, one, question.meaning, headers, "question")
            if one.export.ads is None and "campaign" not in one.export.headers.values():
                _column(words, identity, one, "campaign", tuple(one.export.headers), "question")


def _columns(words: Words, identity: str, one: Held) -> None:
    """Which column is what; any of them can be put right, and it is remembered for files with the same headers."""
    text, export = words.text, one.export
    kind = st.segmented_control(
        text("The file holds"),
        list(KINDS),
        default="orders" if export.orders is not None or export.platform == "shopify_orders" else "ads",
        format_func=lambda kind: text(KINDS[kind]),
        key=f"kind_{identity}",
        required=True,
    )
    for meaning in COLUMNS[kind or "ads"]:
        _column(words, identity, one, meaning, tuple(export.headers), "column")
    st.caption(text("Kept for the next file with the same headers."))
    if one.day_first is not None:
        questions.correct_days(words, identity, one)


def _column(words: Words, identity: str, one: Held, meaning: str, headers: Iterable[str], place: str) -> None:
    """Which column holds this; the answer is the file's, so the widget begins anew after each reading of it."""
    options = [*([NO_COLUMN] if place == "column" else []), *headers]
    present = next((header for header, means in one.export.headers.items() if means == meaning), None)
    present = present or next((header for header, means in one.mapping if means == meaning), None)
    key = f"{place}_{meaning}_{one.turn}_{identity}"
    st.selectbox(
        words.text("Column for: {meaning}", meaning=words.text(MEANINGS[meaning])),
        options,
        index=options.index(present) if present in options else 0 if place == "column" else None,
        format_func=labels(words, options, nameless=words.text("no such column")).__getitem__,
        placeholder=words.text("Choose a column"),
        key=key,
        on_change=_map_column,
        args=(identity, one, meaning, key),
    )


def _map_column(identity: str, one: Held, meaning: str, key: str) -> None:
    """Take a column for a meaning, and the one that had this meaning for nothing."""
    chosen = visit.recall(key)
    mapping = {**dict(one.mapping), **{header: "" for header, means in one.export.headers.items() if means == meaning}}
    mapping = {header: "" if means == meaning else means for header, means in mapping.items()}
    if chosen not in (None, NO_COLUMN):
        mapping[chosen] = meaning
    exports.read_again(identity, mapping=tuple(mapping.items()))

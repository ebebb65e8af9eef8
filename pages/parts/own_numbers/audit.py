"""What was read of a file, in a few lines that can be held against the ad account or the shop; details apart."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from pages.kit import tables
from pages.kit.labels import PLATFORMS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.own_numbers.names import campaigns_counted, shortened, span
from simulator import InputError
from simulator.evidence import Audit, Export, LeftOut, Totals

MEANINGS = {
    "date": N_("Day"),
    "campaign": N_("Campaign"),
    "spend": N_("Spend"),
    "clicks": N_("Clicks"),
    "orders": N_("Orders"),
    "value": N_("Order total"),
    "currency": N_("Currency"),
    "order": N_("Order number"),
    "customer": N_("Customer"),
    "refunded": N_("Refunded amount"),
    "cancelled": N_("Cancelled"),
    "status": N_("Status"),
    "first_orders": N_("First orders"),
    "new_customer": N_("New customer"),
    "quantity": N_("Quantity"),
}
_MOST_REASONS = 3
"""Kinds of rows that do not count and are named at once; the others are folded."""
_ROUNDING = 0.005


def is_read(export: Export) -> bool:
    """Whether the file gave any rows."""
    return any(rows is not None for rows in (export.ads, export.orders, export.sales))


# -- in a few lines ---------------------------------------------------------------------------------------------


def audit_line(words: Words, export: Export) -> str:
    """Where the file is from, its days, campaigns and currency."""
    return plain_markdown(", ".join(_audit_parts(words, export)))


def _audit_parts(words: Words, export: Export) -> Iterator[str]:
    audit, text = export.audit, words.text
    yield text(PLATFORMS[export.platform])
    if not is_read(export):
        return
    if audit.days:
        yield words.plural("{count} day", "{count} days", audit.days, count=words.number(audit.days))
    if audit.first and audit.last:
        yield span(words, audit.first, audit.last)
    if audit.campaigns:
        yield campaigns_counted(words, audit.campaigns)
    yield audit.currency or text("currency not said")


def money_line(words: Words, audit: Audit) -> str:
    """Spend, orders and what one cost; of a shop its orders and what one is worth."""
    spend, orders, value = audit.totals.spend, audit.totals.orders, audit.totals.value
    if spend is None and orders and value is not None:
        worth, whole = (_money(words, audit, amount) for amount in (value / orders, value))
        return words.plural(
            "{orders} order, {value} in all, {aov} per order",
            "{orders} orders, {value} in all, {aov} per order",
            orders,
            orders=words.number(orders),
            value=whole,
            aov=worth,
        )
    if spend is None:
        return ""
    spent = _money(words, audit, spend)
    if not orders:
        return words.text("{spend} spent", spend=spent)
    cost = _money(words, audit, spend / orders)
    return words.plural(
        "{spend} spent, {orders} order, {cpo} per order",
        "{spend} spent, {orders} orders, {cpo} per order",
        orders,
        spend=spent,
        orders=words.number(orders),
        cpo=cost,
    )


def lines(words: Words, export: Export) -> list[str]:
    """What else makes the file, what does not count, and whether its own totals agree."""
    audit = export.audit
    sentences = [_rest_line(words, audit)]
    if audit.cancelled_orders or audit.refunded_orders:
        sentences.append(
            words.text(
                "Among them cancelled: {cancelled}, refunded: {refunded}.",
                cancelled=words.number(audit.cancelled_orders),
                refunded=words.number(audit.refunded_orders),
            )
        )
    if audit.stated is not None:
        sentences.append(_stated_line(words, audit, audit.stated))
    sentences += _left_out_lines(words, audit)
    return sentences


def _rest_line(words: Words, audit: Audit) -> str:
    """What the line of money does not say."""
    parts = [words.plural("{count} row", "{count} rows", audit.rows, count=words.number(audit.rows))]
    if audit.totals.clicks is not None:
        parts.append(words.text("clicks {count}", count=words.exact(round(audit.totals.clicks, 2))))
    if audit.totals.value is not None and audit.totals.spend is not None:
        parts.append(words.text("order value {amount}", amount=_money(words, audit, audit.totals.value)))
    return words.text("Read: {sums}.", sums=in_markdown(", ".join(parts)))


def _stated_line(words: Words, audit: Audit, stated: Totals) -> str:
    """The file's own sums, where they differ from what was read and left out."""
    names = ("spend", "clicks", "orders", "value")
    own = {name: value for name in names if (value := getattr(stated, name)) is not None}
    near = _ROUNDING + 0.0145 * max(audit.rows, 1) ** 0.5
    if all(abs(value - (getattr(audit.totals, name) or 0.0)) <= near for name, value in own.items()):
        return words.text("The file's own row of totals says the same.")
    return words.text("The file's own row of totals: {sums}.", sums=in_markdown(_sums(words, audit, stated)))


def _left_out_lines(words: Words, audit: Audit) -> list[str]:
    """Rows that do not count, with their sums and the reason: with what was read they make the file."""
    left_out_lines = [
        f":material/filter_alt: {_left_out_line(words, audit, left)}" for left in audit.left_out[:_MOST_REASONS]
    ]
    if (more := len(audit.left_out) - _MOST_REASONS) > 0:
        left_out_lines.append(words.text("More reasons in the details: {count}.", count=words.number(more)))
    if audit.unreadable_rows:
        unread = words.text("Not counted: {rows}.", rows=in_markdown(unreadable_rows(words, audit)))
        left_out_lines.append(f":material/filter_alt: {unread}")
    if others := ", ".join(_other_rows(words, audit)):
        left_out_lines.append(words.text("Also left out: {rows}.", rows=in_markdown(others)))
    return left_out_lines


def _left_out_line(words: Words, audit: Audit, left: LeftOut) -> str:
    rows = words.plural("{count} row", "{count} rows", left.rows, count=words.number(left.rows))
    sums = in_markdown(_sums(words, audit, left.totals))
    if left.short is None:
        return words.text("Not counted: {rows} ({sums}).", rows=rows, sums=sums)
    return words.text("Not counted: {rows} ({sums}): {why}", rows=rows, sums=sums, why=words.error(left.short))


def _other_rows(words: Words, audit: Audit) -> Iterator[str]:
    plural, number = words.plural, words.number
    if n := audit.total_rows:
        yield plural("{count} row of totals", "{count} rows of totals", n, count=number(n))
    if n := audit.repeated_rows:
        yield plural("{count} repeated row", "{count} repeated rows", n, count=number(n))
    if n := audit.lines_before_header:
        yield plural("{count} line before the header", "{count} lines before the header", n, count=number(n))
    if n := audit.remark_rows:
        yield plural("{count} remark", "{count} remarks", n, count=number(n))
    if n := audit.other_tables:
        yield plural("{count} other table", "{count} other tables", n, count=number(n))


def unreadable_rows(words: Words, audit: Audit) -> str:
    """So many rows could not be read."""
    count = audit.unreadable_rows
    return words.plural("{count} row unreadable", "{count} rows unreadable", count, count=words.number(count))


def _money(words: Words, audit: Audit, value: float) -> str:
    return words.money(value, audit.currency) if audit.currency else words.number(value, decimals=2)


def _sums(words: Words, audit: Audit, totals: Totals) -> str:
    sums = []
    if totals.spend:
        sums.append(words.text("spend {amount}", amount=_money(words, audit, totals.spend)))
    if totals.clicks:
        sums.append(words.text("clicks {count}", count=words.exact(round(totals.clicks, 2))))
    if totals.orders:
        sums.append(words.text("orders {count}", count=words.exact(round(totals.orders, 2))))
    if totals.value:
        sums.append(words.text("order value {amount}", amount=_money(words, audit, totals.value)))
    return ", ".join(sums) or "–"


# -- details ----------------------------------------------------------------------------------------------------


def has_details(export: Export) -> bool:
    """Whether there is anything to fold."""
    return is_read(export) or bool(export.audit.notes)


def details_title(words: Words, audit: Audit) -> str:
    """The title of the folded part, with the number of remarks."""
    count = len(audit.notes)
    if not count:
        return words.text("Details of the file")
    return words.plural(
        "Details of the file, {count} remark", "Details of the file, {count} remarks", count, count=words.number(count)
    )


def details(words: Words, export: Export) -> list[str]:
    """How the file was read, why rows do not count, and all else that should be known of it."""
    audit = export.audit
    sentences = [columns_line(words, export), _written_line(words, audit)] if is_read(export) else []
    if audit.stated is not None:
        stated = in_markdown(_sums(words, audit, audit.stated))
        sentences.append(words.text("The file's own row of totals: {sums}.", sums=stated))
    decided = {str(choice.ask) for choice in export.choices}
    sentences += [words.error(left.reason) for left in audit.left_out if str(left.reason) not in decided]
    sentences += [words.error(note) for note in audit.notes]
    return list(filter(None, sentences))


def _written_line(words: Words, audit: Audit) -> str:
    """The decimal mark and the order of day and month."""
    text, parts = words.text, []
    if audit.decimal_mark:
        parts.append(text("decimal comma") if audit.decimal_mark == "," else text("decimal point"))
    if audit.date_order in ("day_first", "month_first"):
        parts.append(text("day before month") if audit.date_order == "day_first" else text("month before day"))
    return text("Read as: {parts}.", parts=", ".join(parts)) if parts else ""


def columns_line(words: Words, export: Export) -> str:
    """Which column was taken for what."""
    taken = {means: header for header, means in export.headers.items() if means in MEANINGS}
    pairs = (
        words.text("{meaning} from “{column}”", meaning=words.text(name), column=plain_markdown(shortened(column)))
        for means, name in MEANINGS.items()
        if (column := taken.get(means))
    )
    return words.text("Columns: {pairs}.", pairs=", ".join(pairs))


def unreadable(words: Words, audit: Audit) -> None:
    """The cells for which rows were left out."""
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

"""Exports in: where files are dropped, what was read of each and left out, and what their reader knows better."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from pages.frame import exports, visit
from pages.frame.exports import Held
from pages.kit.files import how_to_upload
from pages.kit.folded import folded
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.own_numbers import audit, questions
from pages.parts.own_numbers.audit import MEANINGS
from pages.parts.own_numbers.names import labels, shortened
from simulator.evidence import LARGEST_FILE

KINDS = {"ads": N_("Ad spend by day"), "orders": N_("Orders of a shop")}
COLUMNS = {
    "ads": ("date", "campaign", "spend", "clicks", "orders", "value", "currency"),
    "orders": ("date", "order", "value", "quantity", "customer", "refunded", "cancelled", "new_customer", "currency"),
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
        help=how_to_upload(words, LARGEST_FILE // 2**20),
    )
    st.caption(
        text(
            "Files are read in memory and dropped when you leave this page; sums stay until your visit ends. Names, "
            "e-mails and addresses are never kept."
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
            "Drop raw exports here, as they come: campaigns by day from Google Ads or Meta, orders from your shop. You "
            "see what an order costs in each campaign, and one button plans with it."
        ),
        icon=":material/upload_file:",
    )
    st.button(words.text("Try it with an example shop"), key="try_example", on_click=exports.try_example)
    st.caption(words.text("An invented year of a shop: every number is made up."))


def _example(words: Words) -> None:
    """That all of it is invented, and how it goes away."""
    st.info(
        words.text("This is an **example** shop: every number below is invented. Your own files take its place."),
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
    """Money first, what makes it up, what does not count; all else is folded."""
    text, export = words.text, one.export
    made_up = text("invented")
    invented = f" ({made_up})" if one.invented else ""
    st.markdown(f"**{plain_markdown(shortened(export.name))}**{invented} · {audit.audit_line(words, export)}")
    if money := audit.money_line(words, export.audit):
        st.markdown(f"**{in_markdown(money)}**")
    for problem in export.problems:
        st.error(words.error(problem), icon=":material/error:")
    _ask_columns(words, identity, one)
    questions.questions(words, identity, one)
    lines = audit.lines(words, export) if audit.is_read(export) else []
    if not one.present and not one.invented:
        lines.append(text("To correct a column or a day, choose the file again above."))
    if lines:
        st.caption("  \n".join(lines))
    questions.decided(words, identity, one)
    if audit.has_details(export):
        title = audit.details_title(words, export.audit)
        folded(title, f"details_{identity}", lambda: _details(words, identity, one))
    with st.container(horizontal=True):
        _file_buttons(words, identity, one)


def _details(words: Words, identity: str, one: Held) -> None:
    """How the file was read, why rows do not count, and all else that should be known of it."""
    st.markdown("\n".join(f"- {line}" for line in audit.details(words, one.export)))
    questions.settled_doubts(words, identity, one)


def _file_buttons(words: Words, identity: str, one: Held) -> None:
    """Correct its columns, see what could not be read, forget it."""
    text, audited = words.text, one.export.audit
    if one.present and one.export.headers:
        with st.popover(text("Correct the columns"), key=f"columns_{identity}", on_change="rerun") as box:
            if box.open:
                _columns(words, identity, one)
    if audited.unreadable:
        shown = text("{rows}: show", rows=audit.unreadable_rows(words, audited))
        with st.popover(shown, key=f"unreadable_{identity}", on_change="rerun") as box:
            if box.open:
                audit.unreadable(words, audited)
    if not one.present and not one.invented:  # in the uploader files have a cross
        forget = text("Forget this file")
        st.button(forget, key=f"forget_{identity}", on_click=exports.forget, args=(identity,))


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
    present = _column_of(one, meaning)
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


def _column_of(one: Held, meaning: str) -> str | None:
    """The column that was taken for this, None where none was."""
    taken = next((header for header, means in one.export.headers.items() if means == meaning), None)
    return taken or next((header for header, means in one.mapping if means == meaning), None)


def _map_column(identity: str, drawn: Held, meaning: str, key: str) -> None:
    """Take a column for a meaning, and the one that had this meaning for nothing.

    drawn : the file as it was when the widget was drawn; what counts is the file as it is now, which another choice of
            the same moment may have changed
    """
    chosen, one = visit.recall(key), exports.held().get(identity, drawn)
    if one.turn != drawn.turn and chosen in (_column_of(drawn, meaning), None):
        return  # a widget of an earlier reading, which fell back to what it showed before the choice
    mapping = {**dict(one.mapping), **{header: "" for header, means in one.export.headers.items() if means == meaning}}
    mapping = {header: "" if means == meaning else means for header, means in mapping.items()}
    if chosen not in (None, NO_COLUMN):
        mapping[chosen] = meaning
    exports.read_again(identity, mapping=tuple(mapping.items()))

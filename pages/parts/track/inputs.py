"""The plan's first day and the export of its running period."""

from __future__ import annotations

import streamlit as st

from pages.frame import exports, visit, widgets
from pages.frame.asking import help_of
from pages.kit.files import how_to_upload
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.track import results
from pages.parts.track.results import Now
from simulator import InputError, Plan
from simulator.evidence import LARGEST_FILE
from simulator.forms.page_fields import first_day_of

_READ = "track_read"
"""Session key: the files that were read on this page, and whether each is an export."""


def inputs(words: Words) -> None:
    """The first day, and where the export is dropped."""
    with st.grid(2, min_column_width=260):
        with st.container():
            widgets.day_field(words, "first_day", words.text("First day of the plan"), help=help_of(words, "first_day"))
        with st.container():
            _upload(words)


def _upload(words: Words) -> None:
    files = st.file_uploader(
        words.text("Export of the running period, by day"),
        accept_multiple_files=True,
        key="track_upload",
        max_upload_size=LARGEST_FILE // 2**20,
        help=f"{how_to_upload(words, LARGEST_FILE // 2**20)}\n\n{_what_is_needed(words)}",
    )
    read: dict[str, bool] = visit.recall(_READ, {})
    for file in files or ():
        if file.file_id not in read:
            read = {**read, file.file_id: exports.hand_over(file.name, file.getvalue())}
            visit.remember(_READ, read)
        name = plain_markdown(file.name[:60])
        if not read[file.file_id]:
            no_export = N_("{name} is no export of ads by day. Drop it on My data: there you see why.")
            st.warning(words.text(no_export, name=name), icon=":material/warning:")
    if files and not results.has_ads() and any(read[file.file_id] for file in files):
        no_ads = N_(
            "This export holds a shop’s orders. Track needs that of your ads, by day: spend, clicks and orders."
        )
        st.warning(words.text(no_ads), icon=":material/warning:")


def _what_is_needed(words: Words) -> str:
    return words.text(
        "Best from 28 days before the first day. Where orders come days after the click, give that delay on My data."
    )


def running(words: Words, plan: Plan) -> Now | None:
    """The plan against the days so far; invented days while there is no export, None while something is missing."""
    try:
        first_day = first_day_of(visit.page_values())
        if not results.has_ads():
            now = results.of_example(plan)
            _what_to_do(words)
        elif first_day is None:
            _ask_first_day(words)
            return None
        else:
            now = results.of_export(plan, first_day)
    except InputError as error:
        st.warning(words.error(error), icon=":material/warning:")
        _doubts(words)
        st.page_link("evidence.py", label=words.text("See the export on My data"))
        return None
    if results.has_ads():
        _notes(words, now)
    return now


def _what_to_do(words: Words) -> None:
    example = words.text(
        "An **example** with invented days. For yours, choose the first day of your plan below and drop the export of "
        "your ads since then. Next week, open the same link and drop the newer export."
    )
    st.caption(f":material/science: {example}")


def _ask_first_day(words: Words) -> None:
    history = results.history()
    st.info(
        words.text(
            "Choose the first day of the plan. The export holds {first} to {last}.",
            first=words.date(history.first),
            last=words.date(history.last),
        ),
        icon=":material/event:",
    )


def _notes(words: Words, now: Now) -> None:
    """Which numbers they are: that the shop is invented, and of which account."""
    if now.is_example:
        st.info(words.text("This is the example shop: every number is invented."), icon=":material/science:")
    several = results.of_several()
    if several == "all":
        st.caption(":material/info: " + words.text("All accounts together. Choose one, or campaigns, on My data."))
    elif several == "one":
        st.caption(":material/info: " + words.text("One of several accounts. Choose another one on My data."))


def remarks(words: Words, now: Now) -> None:
    """What a person should know of the export; below the answer, since on a phone these lines fill the screen."""
    for note in now.notes:
        st.caption(f":material/info: {words.error(note)}")
    if _doubts(words):
        st.page_link("evidence.py", label=words.text("See the export on My data"))


def _doubts(words: Words) -> bool:
    """That rows of the export are in doubt, where they are."""
    if not results.has_doubts():
        return False
    doubt = words.text("Some rows of the export could not be read, or look wrong: see the check of the file.")
    st.caption(f":material/info: {doubt}")
    return True

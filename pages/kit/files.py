"""Tables as files: one button for each, and one choice of how all of them are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.kit.words import N_, Words
from server.downloads import held
from simulator.forms.scenario_file import Dialect

TYPES: Final = {
    "csv": "text/csv",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What a browser is sent, by the ending of its name."""

_MB: Final = 2
"""What a table that a page has written may weigh at most."""
_DIALECTS: Final[dict[Dialect, str]] = {
    "point": N_("1,234.5 → comma, point"),
    "comma": N_("1 234,5 → semicolon, decimal comma"),
}


def how_to_upload(words: Words, megabytes: int) -> str:
    """What Streamlit's own box says in English only: how a file gets into it, and the largest that it takes."""
    size = words.number(megabytes)
    return words.text("Drag a file into the box, or choose one with the button: {size} MB at most.", size=size)


def csv_upload(words: Words, label: str, key: str) -> UploadedFile | None:
    """A box for a table that a page of ours has written, in either form of numbers."""
    return st.file_uploader(label, type=["csv", "txt"], key=key, max_upload_size=_MB, help=how_to_upload(words, _MB))


def csv_button(label: str, content: Callable[[], bytes], file_name: str, key: str, *, disabled: bool = False) -> None:
    """Offer a file that is written when it is asked for.

    label : in the reader's language
    """
    file_button(label, content, file_name, key, disabled=disabled)


def file_button(label: str, content: Callable[[], bytes], file_name: str, key: str, *, disabled: bool = False) -> None:
    """Offer a file of any of `TYPES` that is made when it is asked for."""
    mime = TYPES[file_name.rpartition(".")[2]]
    made = partial(_made, content, file_name, mime)
    st.download_button(label, made, file_name=file_name, mime=mime, key=key, on_click="ignore", disabled=disabled)


def _made(content: Callable[[], bytes], file_name: str, mime: str) -> bytes:
    """The file, held until the browser has fetched it: Streamlit may let it go before."""
    file = content()
    held.hold(file, mime, file_name)
    return file


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a page offers.

    label     : what the button says, in the reader's language
    content   : makes the file, in the chosen dialect, when it is asked for
    file_name : with its ending
    key       : of the button
    """

    label: str
    content: Callable[[Dialect], bytes]
    file_name: str
    key: str
    disabled: bool = False


def downloads(words: Words, *files: Download, chooser: bool = True) -> None:
    """A row of downloads, and the choice of how all of them are written.

    chooser : without it, files are written as chosen elsewhere; a page draws it once
    """
    with st.popover(words.text("Download"), icon=":material/download:", key=f"{files[0].key}_how"):
        dialect = dialect_chooser(words) if chooser else dialect_of(words)
        for file in files:
            content = partial(file.content, dialect)
            csv_button(file.label, content, file.file_name, file.key, disabled=file.disabled)


def dialect_chooser(words: Words) -> Dialect:
    """Comma and point, or semicolon and decimal comma; the first guess follows the locale."""
    dialect_of(words)
    return st.selectbox(
        words.text("Format"),
        list(_DIALECTS),
        format_func=lambda dialect: words.text(_DIALECTS[dialect]),
        key="dialect",
        persist_state="session",
        width=280,
    )


def dialect_of(words: Words) -> Dialect:
    """How files are written: as was chosen, else as the locale does."""
    decimal = dict(words.chart_numbers())["decimal"]
    return cast(Dialect, st.session_state.setdefault("dialect", "comma" if decimal == "," else "point"))

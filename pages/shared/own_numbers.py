"""The exports of a visit: what was read of them, how a reader put them right, and what was worked out from them.

All of it lives in the session and goes with it; nothing is shared between visits. Of a file only its tidy rows are
kept, so it can be read again (another day order, another column) only while it still lies in the uploader.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from simulator.evidence import Combined, Export, combine, read_export

UPLOADER = "exports_upload"
MOST_RESULTS = 12
"""Results of a visit that are kept: the selection before the last is soon asked for again."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """One export of this visit.

    day_first  the reader's answer about days such as 02/01/26, None without one
    mapping    header → meaning, where the reader knew better
    present    whether the file still lies in the uploader, so that it can be read again
    """

    export: Export
    day_first: bool | None = None
    mapping: tuple[tuple[str, str], ...] = ()
    present: bool = True


def held() -> dict[str, Held]:
    """The exports by the id of their file, oldest first."""
    found: dict[str, Held] = st.session_state.get("exports", {})
    return found


def _hold(exports: dict[str, Held]) -> None:
    st.session_state["exports"] = exports
    st.session_state["exports_turn"] = st.session_state.get("exports_turn", 0) + 1


def forget(identity: str) -> None:
    """Drop one export."""
    _hold({each: one for each, one in held().items() if each != identity})
    st.session_state["exports_dropped"] = {*st.session_state.get("exports_dropped", ()), identity}


def changed_files() -> None:
    """After the reader added files or took some away: those taken away go, unless they came on an earlier look."""
    there = {each.file_id for each in st.session_state.get(UPLOADER) or ()}
    kept = {each: one for each, one in held().items() if each in there or not one.present}
    if len(kept) < len(held()):
        _hold(kept)


def left_page() -> None:
    """The uploader is empty after a look at another page: its files stay as they were read."""
    if any(one.present for one in held().values()):
        st.session_state["exports"] = {each: replace(one, present=False) for each, one in held().items()}


def read_new(files: Sequence[UploadedFile], tell: Callable[[str, float], None]) -> None:
    """Read the files that were not read yet; `tell` gets a file's name and the share of it that was read."""
    dropped = st.session_state.get("exports_dropped", ())
    for file in files:
        if file.file_id not in held() and file.file_id not in dropped:
            export = read_export(file.name, file.getvalue(), progress=partial(tell, file.name))
            known = st.session_state.get("exports_mappings", {}).get(export.signature, ())
            if known:
                export = read_export(file.name, file.getvalue(), mapping=dict(known))
            _hold({**held(), file.file_id: Held(export, None, known)})


def read_again(identity: str, *, day_first: bool | None, mapping: tuple[tuple[str, str], ...]) -> None:
    """Read a file once more with what its reader knows better; a mapping is remembered for files with these headers."""
    file = next((each for each in st.session_state.get(UPLOADER) or () if each.file_id == identity), None)
    if file is None:
        return
    export = read_export(file.name, file.getvalue(), mapping=dict(mapping), day_first=day_first)
    st.session_state["exports_mappings"] = {
        **st.session_state.get("exports_mappings", {}),
        export.signature: mapping,
    }
    _hold({**held(), identity: Held(export, day_first, mapping)})


def together() -> Combined:
    """All exports of the visit, each day of a campaign and each order once."""
    return worked_out("together", (), lambda: combine([each.export for each in held().values()]))


def worked_out(what: str, selection: tuple[Hashable, ...], work: Callable[[], Result]) -> Result:
    """The result of some work on the present exports, done once per selection."""
    key = (what, st.session_state.get("exports_turn", 0), *selection)
    results: dict[object, Result] = st.session_state.get("exports_results", {})
    if key not in results:
        found = work()
        results = dict([*results.items(), (key, found)][-MOST_RESULTS:])
        st.session_state["exports_results"] = results
    return results[key]

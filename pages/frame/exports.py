"""The exports of a visit: what was read of them, how a reader corrected them, and what was worked out from them.

All of it lives in the session and goes with it; nothing is shared between visits. Of a file only its tidy rows
stay, so it can be read again (another day order, another column) only while it still lies in the uploader.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from typing import NamedTuple, TypeVar

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.frame.limits import most_export_bytes
from simulator import InputError
from simulator.cache import size_of
from simulator.evidence import (
    AdRows,
    Combined,
    Export,
    History,
    combine,
    demo_files,
    history_of,
    joined_accounts,
    read_export,
)

UPLOADER = "exports_upload"
MOST_RESULTS = 4
"""Results of one name that stay in a visit: readers go back to the selection before the last."""

Result = TypeVar("Result")
Answers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """One export of this visit.

    digest    : tells its file from others, so that a file chosen again takes the place that it had
    day_first : the reader's answer about days such as 02/01/26, None without one
    mapping   : header → meaning, where the reader knew better
    answers   : kind of question → the option that the reader chose
    present   : whether the file still lies in the uploader, so that it can be read again
    turn      : how often it was read again: its widgets begin anew each time
    invented  : whether it is a file of the example shop
    settled   : what the reader confirmed: sentences of doubt, and choices as `kind=option`
    """

    export: Export
    digest: bytes
    day_first: bool | None = None
    mapping: Answers = ()
    answers: Answers = ()
    present: bool = True
    turn: int = 0
    invented: bool = False
    settled: tuple[str, ...] = ()


class Part(NamedTuple):
    """The part of the exports that the page My data looks at; without campaigns and days the whole account.

    account     : its place among those on offer
    campaigns   : their names, none for all
    first, last : days, None for the account's own
    lag         : days left out at the end
    delay       : mean days from a click to its order, as the reader states it
    """

    account: int = 0
    campaigns: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    lag: int = 0
    delay: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self == Part(self.account, delay=self.delay)


def held() -> dict[str, Held]:
    """The exports by the id of their file, oldest first."""
    exports: dict[str, Held] = st.session_state.get("exports", {})
    return exports


def _hold(exports: dict[str, Held]) -> None:
    """Put these exports in the place of the present ones, whose results go."""
    st.session_state["exports"] = exports
    st.session_state.pop("exports_results", None)
    st.session_state.pop("exports_part", None)


def forget(identity: str) -> None:
    """Drop one export and all that came of it."""
    _hold({file: export for file, export in held().items() if file != identity})


def try_example() -> None:
    """Take the files of an invented shop; only where no file is there, so that nothing invented joins real numbers."""
    if not held():
        _hold(
            {
                name: Held(read_export(name, content), sha256(content).digest(), present=False, invented=True)
                for name, content in demo_files().items()
            }
        )


def is_example() -> bool:
    """Whether what is looked at is the invented shop."""
    return any(one.invented for one in held().values())


def drop_example() -> None:
    """Drop the files of the invented shop and all that came of them."""
    if is_example():
        _hold({file: one for file, one in held().items() if not one.invented})


def changed_files() -> None:
    """After the reader added files or took some away: those taken away go, unless they came on an earlier look."""
    there = {file.file_id for file in st.session_state.get(UPLOADER) or ()}
    remaining = {file: export for file, export in held().items() if file in there or not export.present}
    if len(remaining) < len(held()):
        _hold(remaining)


def left_page() -> None:
    """The reader looks at another page: the files themselves go, what was read of them stays."""
    present = [file for file, export in held().items() if export.present]
    if present:
        st.session_state["exports"] = {file: replace(export, present=False) for file, export in held().items()}
        context = get_script_run_ctx()
        files = context.uploaded_file_mgr if context else None
        if context and isinstance(files, MemoryUploadedFileManager):  # else Streamlit keeps them until the visit ends
            for identity in present:
                files.remove_file(context.session_id, identity)


def unread(files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """The files that were not read yet."""
    return [file for file in files if file.file_id not in held()]


def read_new(files: Sequence[UploadedFile], progress: Callable[[str, float], None]) -> None:
    """Read files that were not read yet; `progress` gets a file's name and the share of it that was read."""
    drop_example()
    for file in files:
        content, of_file = file.getvalue(), partial(progress, file.name)
        digest = sha256(content).digest()
        if not _is_back(file.file_id, digest):
            export = read_export(file.name, content, progress=of_file)
            mapping: Answers = st.session_state.get("exports_mappings", {}).get(export.signature, ())
            if mapping:
                export = read_export(file.name, content, mapping=dict(mapping), progress=of_file)
            _hold({**held(), file.file_id: Held(_if_it_fits(export), digest, mapping=mapping)})


def _if_it_fits(export: Export) -> Export:
    """The export, or in its place why it is too large beside the others; what a visit holds others cannot use."""
    most = most_export_bytes()
    if size_of([export, *(one.export for one in held().values())]) <= most:
        return export
    error = InputError(
        "There is no room for this file beside the others: the exports of a visit may take {most} MB of memory. Remove "
        "another one and choose this one again, or export fewer days.",
        most=round(most / 1e6),
    )
    return Export(export.name, "table", problems=(error,))


def hand_over(name: str, content: bytes) -> bool:
    """Read a file that was dropped elsewhere; whether it is an export, which then is among the others."""
    digest = sha256(content).digest()
    if any(one.digest == digest for one in held().values()):
        return True
    export = read_export(name, content)
    if all(part is None for part in (export.ads, export.orders, export.sales)):
        return False
    drop_example()
    _hold({**held(), f"handed_{digest.hex()}": Held(export, digest, present=False)})
    return True


def _is_back(identity: str, digest: bytes) -> bool:
    """Whether a file is one that was read on an earlier look at the page; it then takes its former place."""
    before = next((file for file, export in held().items() if export.digest == digest and not export.present), None)
    if before is None:
        return False
    st.session_state["exports"] = {
        (identity if file == before else file): (replace(export, present=True) if file == before else export)
        for file, export in held().items()
    }
    return True


def settle(identity: str, what: str, is_right: bool) -> None:
    """The reader confirms a choice or a doubtful figure, or takes this back; nothing is read again."""
    one = held().get(identity)
    if one is not None:
        others = tuple(other for other in one.settled if other != what)
        settled = (*others, what) if is_right else others
        st.session_state["exports"] = {**held(), identity: replace(one, settled=settled)}


def answer(identity: str, kind: str, option: str | None) -> None:
    """Read a file once more with the answer to a question of this kind, or without one."""
    before = held().get(identity)
    if before is not None:
        others = {other: chosen for other, chosen in before.answers if other != kind}
        read_again(identity, answers=tuple(({**others, kind: option} if option is not None else others).items()))


def read_again(
    identity: str,
    *,
    day_first: bool | None = None,
    mapping: Answers | None = None,
    answers: Answers | None = None,
) -> None:
    """Read a file once more with what its reader knows better; None leaves what was known before.

    A mapping is remembered for files with these headers.
    """
    file = next((file for file in st.session_state.get(UPLOADER) or () if file.file_id == identity), None)
    before = held().get(identity)
    if file is None or before is None:
        return
    knows = replace(
        before,
        day_first=before.day_first if day_first is None else day_first,
        mapping=before.mapping if mapping is None else mapping,
        answers=before.answers if answers is None else answers,
        turn=before.turn + 1,
    )
    export = read_export(
        file.name,
        file.getvalue(),
        mapping=dict(knows.mapping),
        day_first=knows.day_first,
        answers=dict(knows.answers),
    )
    if knows.mapping != before.mapping:
        mappings: dict[str, Answers] = st.session_state.get("exports_mappings", {})
        st.session_state["exports_mappings"] = {**mappings, export.signature: knows.mapping}
    _hold({**held(), identity: replace(knows, export=export)})


def together() -> Combined:
    """All exports of the visit, each day of a campaign and each order once."""
    return worked_out("together", (), lambda: combine([file.export for file in held().values()]))


def accounts() -> tuple[AdRows, ...]:
    """The ad accounts of the exports; where there are several, all of them together first."""
    single = together().ads if held() else ()
    if len(single) < 2:
        return single
    return worked_out("accounts", (), lambda: (*joined_accounts(single), *single))


def history(account: int) -> History:
    """What an ad account did.

    account : its place among `accounts`

    Raises
    ------
    InputError
        When nothing can be learned from its rows.
    """
    return worked_out("history", (account,), lambda: history_of(accounts()[account]), most=1)


def part() -> Part:
    """The part that was looked at last, of the present exports."""
    last: Part = st.session_state.get("exports_part", Part())
    return last


def look_at(wanted: Part) -> None:
    """Remember which part is looked at, for other pages."""
    st.session_state["exports_part"] = wanted


def looked_at() -> History:
    """The campaigns that My data looks at, on all days of the export.

    Raises
    ------
    InputError
        When nothing can be learned from its rows.
    """
    return narrowed(whole_account(), Part(_account(), part().campaigns))


def whole_account() -> History:
    """All campaigns of the account that My data looks at, on all days of the export.

    Raises
    ------
    InputError
        When nothing can be learned from its rows.
    """
    return history(_account())


def _account() -> int:
    return min(part().account, len(accounts()) - 1)


def narrowed(whole: History, wanted: Part) -> History:
    """This part of an account.

    Raises
    ------
    InputError
        When nothing is left.
    """
    if wanted.is_whole:
        return whole
    return worked_out(
        "narrowed",
        wanted._replace(delay=0.0),
        lambda: whole.only(
            campaigns=wanted.campaigns or None, first=wanted.first, last=wanted.last, leave_out_last_days=wanted.lag
        ),
        most=2,
    )


def worked_out(
    what: str, selection: tuple[Hashable, ...], work: Callable[[], Result], *, most: int = MOST_RESULTS
) -> Result:
    """The result of some work on the present exports, done once per selection.

    what      : the name of the result
    selection : what it depends on beside the exports
    most      : results of this name that stay, those used last
    """
    results: dict[str, dict[object, Result]] = st.session_state.setdefault("exports_results", {})
    of_this_kind = results.setdefault(what, {})
    result = of_this_kind.pop(selection) if selection in of_this_kind else work()
    of_this_kind[selection] = result
    for oldest in list(of_this_kind)[:-most]:
        del of_this_kind[oldest]
    return result

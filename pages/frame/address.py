"""What the address bar of a visit is, and when it is a wish of the reader: values and pure functions.

Every change of the plan writes a new address, and each rerun brings the address that the browser had when it asked.
That one may be older than what was written last, because the answer was still on its way: only an address that cannot
be such an echo is taken as a wish of the reader (first visit, Back, Forward).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

Link = Mapping[str, str]
"""The parameters of an address: names of fields, and their values as text."""
Note = tuple[str, Mapping[str, object]]
"""A text of the catalogue and what fills it."""

ECHO_SECONDS: Final = 2.0
"""How long after a change an older address may still arrive from a slow browser."""
MOST_ECHOES: Final = 21


@dataclass(frozen=True, slots=True)
class Address:
    """The address bar of one visit, between two reruns.

    page          : the page that was drawn last
    written       : the link that the app wrote last, or took over
    is_sent       : whether the browser was given it; a rerun may interrupt the writing
    is_plan_newer : whether the reader changed the plan in this rerun, so that the address that comes with it is older
    echoes        : links written before, with the time when they were replaced [seconds]
    entered       : by page, the link of the plan with which a click entered the page
    bare          : the link of the plan that was restored at a bare address, None elsewhere
    notes         : what of the last link could not be read
    """

    page: str
    written: Link
    is_sent: bool = True
    is_plan_newer: bool = False
    echoes: tuple[tuple[float, Link], ...] = ()
    entered: Mapping[str, Link] = field(default_factory=dict)
    bare: Link | None = None
    notes: tuple[Note, ...] = ()

    def is_echo(self, seen: Link, now: float) -> bool:
        """Whether this may be a link from before the last change, still on its way."""
        return any(seen == older and now - when < ECHO_SECONDS for when, older in self.echoes)


def decide(before: Address | None, page: str, seen: Link, now: float) -> tuple[Address, Link | None]:
    """The address after a rerun began, and the link to load the plan from: None where the plan stays.

    Navigation first pushes the bare URL, then the plan. On Back to that bare URL, the plan that the page was opened
    with is restored.

    before : None on a first visit
    seen   : the link that the browser sent
    now    : of a steady clock [seconds]
    """
    if before is None:
        return Address(page, seen), seen
    address = replace(before, page=page, is_plan_newer=False)
    if seen == before.written:
        return replace(address, echoes=()), None
    if page != before.page and not seen:
        return replace(address, entered={**before.entered, page: before.written}), None
    if before.is_plan_newer or not before.is_sent or before.is_echo(seen, now):
        return address, None
    bare = None if seen else before.entered.get(page)
    return replace(address, written=seen, is_sent=True, echoes=(), bare=bare), seen or bare or {}


def must_write(address: Address, new: Link, seen: Link) -> bool:
    """Whether the link of the plan must be written into the address bar.

    new  : the link of the plan as it is now
    seen : the link that the browser sent
    """
    if new == address.written and address.is_sent and seen == new:
        return False
    # Written behind a bare address again, there would be no way back past this page.
    return not (new == address.bare and not seen)


def writing(address: Address, new: Link, now: float) -> Address:
    """The address while a new link is written; it is sent only when the browser has been given it."""
    echoes = (*address.echoes[-(MOST_ECHOES - 1) :], (now, address.written))
    return replace(address, written=new, is_sent=False, echoes=echoes)

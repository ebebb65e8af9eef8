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
    entered       : by page, the link that a bare address of it stands for: an empty one where the page was drawn with
        the plan of a first visit, else that of the plan with which a click entered the page
    notes         : what of the last link could not be read
    """

    page: str
    written: Link
    is_sent: bool = True
    is_plan_newer: bool = False
    echoes: tuple[tuple[float, Link], ...] = ()
    entered: Mapping[str, Link] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def is_older(self, seen: Link, now: float) -> bool:
        """Whether a link that came with a rerun is, or may be, older than the plan."""
        return self.is_plan_newer or not self.is_sent or self.is_echo(seen, now)

    def is_echo(self, seen: Link, now: float) -> bool:
        """Whether this may be a link from before the last change, still on its way."""
        return any(seen == older and now - when < ECHO_SECONDS for when, older in self.echoes)

    def with_bare(self, page: str, link: Link) -> Address:
        """The address, a bare one of this page standing for a link from now on."""
        return replace(self, entered={**self.entered, page: link})


def stays(before: Address | None, seen: Link, now: float) -> bool:
    """Whether the plan stays, as far as this can be said before the page is known.

    A bare address is a click on another page, or Back to the plan of a first visit: only the page tells (`decide`).

    before : None on a first visit
    seen   : the link that the browser sent
    now    : of a steady clock [seconds]
    """
    return before is not None and (not seen or seen == before.written or before.is_older(seen, now))


def decide(before: Address | None, page: str, seen: Link, now: float) -> tuple[Address, Link | None]:
    """The address after a rerun began, and the link to load the plan from: None where the plan stays.

    A click on a page drops the parameters of the address. On Back to a bare one, the plan that it stands for is
    restored.

    before : None on a first visit
    seen   : the link that the browser sent
    now    : of a steady clock [seconds]
    """
    if before is None:
        first = Address(page, seen)
        return first if seen else first.with_bare(page, {}), seen
    address = replace(before, page=page, is_plan_newer=False)
    if seen == before.written:
        address = replace(address, echoes=())
        return address if seen else address.with_bare(page, {}), None
    if page != before.page and not seen:
        was_bare = before.entered.get(page) == {}
        return address if was_bare else address.with_bare(page, before.written), None
    if before.is_older(seen, now):
        return address, None
    link = seen or before.entered.get(page, {})
    return replace(address, written=seen, is_sent=True, echoes=()), link


def must_write(address: Address, new: Link, seen: Link) -> bool:
    """Whether the link of the plan must be written into the address bar.

    new  : the link of the plan as it is now
    seen : the link that the browser has
    """
    return not (new == address.written and address.is_sent and seen == new)


def writing(address: Address, new: Link, now: float) -> Address:
    """The address while a new link is written; it is sent only when the browser has been given it."""
    echoes = (*address.echoes[-(MOST_ECHOES - 1) :], (now, address.written))
    address = address if new else address.with_bare(address.page, {})
    return replace(address, written=new, is_sent=False, echoes=echoes)

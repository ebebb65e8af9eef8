"""The plan in the address bar, so that a reload, Back, a bookmark and a colleague all see the same plan.

A link holds, by the names of `simulator.forms.fields` and `simulator.forms.page_fields`, what differs from a first
visit, as numbers and codes that do not depend on a language; the baseline is in it under ``baseline.``. Its version
says what a field means that it leaves out: a link without one is of a time when the spend at which the click price was
seen was the budget unless said. What cannot be read is named, never guessed. When an address is taken over, and when it
is written, `address` decides.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from pages.frame import beside, split_choices, visit
from pages.frame.address import Address, Link, Note, decide, must_write, stays, writing
from pages.frame.limits import most_draws
from pages.kit.words import N_, plain_markdown
from simulator import Amount, InputError, Plan, Settings
from simulator.forms.event_text import events_in, fields_of_season
from simulator.forms.examples import first_values
from simulator.forms.fields import (
    BY_NAME,
    CODES,
    LINK_VERSION,
    START,
    Field,
    Value,
    Values,
    changed,
    fields_of,
    parsed,
    plan_of,
    text_of,
    with_own_spend,
    within_draws,
)
from simulator.forms.file_notes import NEVER_EMPTY
from simulator.forms.headings import recognised, similar, squeezed
from simulator.forms.numerals import must_have_one_meaning, note_of, stripped
from simulator.forms.page_fields import ALL_BY_NAME, ALL_START, PAGE_DEFAULTS

BASELINE = "baseline"
VERSION = "version"
LONGEST_VALUE = 400
OF_A_BASELINE = {**BY_NAME, **{name: ALL_BY_NAME[name] for name in ("first_day", "events")}}
"""Fields that a baseline is made of: those of a plan, and its season."""
UNKNOWN = N_("“{name}” is not part of a plan and was left out.")
SIMILAR = N_("“{name}” is not part of a plan. Did you mean “{known}”? It was left out.")
REPEATED = N_("“{name}” is in the link more than once. This one was read: {value}")
DOUBTFUL = N_("“{name}” in the link: {reason}")
UNREADABLE = N_("“{name}” in the link could not be read, so the usual value stands: {reason}")
TOO_MUCH = N_("The link asks for more than this server gives: {reason}")
NEWER = N_("“{name}” of this link is “{version}”, which is not known here: it was read as a link of today.")
BASELINE_LOST = N_("The baseline in the link could not be read ({reason}), so there is none.")


# ---------------------------------------------------------------------------------------------------------------
# Plan <-> link, without a browser


def encoded(values: Values, baseline: Plan | None, home: str | None = "EUR") -> dict[str, str]:
    """The link of a plan's values and of the baseline; empty for the plan of a first visit.

    home : the currency of the reader's first visit: a link is opened elsewhere, so it says all that is not in euros;
        None where it is never empty
    """
    if home is not None and baseline is None and values == first_values(home):
        return {}
    link = {name: text_of(ALL_BY_NAME[name], value) for name, value in changed(values, ALL_START).items()}
    if baseline is not None:
        link[BASELINE] = "1"
        differing = changed(fields_of(baseline), START) | fields_of_season(baseline.scenario.season)
        link |= {f"{BASELINE}.{name}": text_of(OF_A_BASELINE[name], value) for name, value in differing.items()}
    return {VERSION: str(LINK_VERSION), **link} if link or home != START["currency"] else {}


def opening(address: str, values: Values, baseline: Plan | None, parts: Link) -> str:
    """The link that opens a plan at the address of a page, whoever opens it.

    parts : what travels beside the plan, from `parts_beside`
    """
    return f"{address}?{urlencode({**encoded(values, baseline, None), **parts})}"


def decoded(
    link: Link, home: str = "EUR", *, repeated: Collection[str] = ()
) -> tuple[dict[str, Value], Plan | None, list[Note]]:
    """Values, baseline and what was not understood.

    home     : the currency of the reader's first visit, which is what an empty link means
    repeated : names that the address holds several times with other values; the link has the last of them
    """
    notes: list[Note] = [_repeated(name, link[name]) for name in repeated if name in link]
    if not link:
        return dict(first_values(home)), None, notes
    link, settled = _of_its_version(link, notes)
    of_plan, of_baseline, has_baseline = _parts(link, notes)
    values = _limited(settled(ALL_START, _read(of_plan, "", notes)), notes)
    baseline = None
    if has_baseline or of_baseline:
        baseline, problems = plan_of(_limited(settled(START, _read(of_baseline, f"{BASELINE}.", notes)), notes))
        notes += [(BASELINE_LOST, {"reason": problem}) for problem in problems[:1]]
    return values, baseline, notes


def repeated_names(texts: Mapping[str, Sequence[str]]) -> list[str]:
    """The names of an address that stand in it several times, with other values."""
    return [name for name, values in texts.items() if len(set(values)) > 1]


def _of_its_version(link: Link, notes: list[Note]) -> tuple[Link, Callable[[Values, Values], dict[str, Value]]]:
    """The link without its version, and how what it says and the values that it leaves out become those of a plan."""
    versions = {name: text.strip() for name, text in link.items() if squeezed(name) == VERSION}
    if not versions:  # of a time when the click price was that of the link's own budget, unless said
        return link, lambda start, given: with_own_spend({**start, "reference_budget": None, **given})
    for name, version in versions.items():
        if version != str(LINK_VERSION):
            notes.append((NEWER, {"name": plain_markdown(name[:40]), "version": plain_markdown(version[:40])}))
    rest = {name: text for name, text in link.items() if name not in versions}
    return rest, lambda start, given: {**start, **given}


def _parts(link: Link, notes: list[Note]) -> tuple[dict[str, str], dict[str, str], bool]:
    """The texts of the plan and of its baseline by names of fields, and whether the link says that there is one."""
    of_plan: dict[str, str] = {}
    of_baseline: dict[str, str] = {}
    has_baseline = False
    # A name as the app writes it goes before the same one written in another way.
    for written, text in sorted(link.items(), key=lambda part: part[0].removeprefix(f"{BASELINE}.") not in ALL_BY_NAME):
        prefix, point, rest = written.partition(".")
        in_baseline = bool(point) and squeezed(prefix) == BASELINE
        texts, known = (of_baseline, OF_A_BASELINE) if in_baseline else (of_plan, ALL_BY_NAME)
        (name,) = recognised([rest if in_baseline else written], known)
        if name in texts:
            notes.append(_repeated(written, texts[name]))
        elif name in known:
            texts[name] = text
        elif squeezed(written) == BASELINE and text.strip() == "1":
            has_baseline = True
        elif squeezed(written) == BASELINE:
            reason = InputError("1 (yes) is needed, got “{text}”.", text=text[:40])
            notes.append((UNREADABLE, {"name": BASELINE, "reason": reason}))
        else:
            notes.append(_unknown(written, similar(name, known)))
    return of_plan, of_baseline, has_baseline


def _unknown(written: str, meant: str | None) -> Note:
    shown = {"name": plain_markdown(written[:40])}
    return (SIMILAR, {**shown, "known": meant}) if meant else (UNKNOWN, shown)


def _repeated(written: str, text: str) -> Note:
    return REPEATED, {"name": plain_markdown(written[:40]), "value": plain_markdown(text[:40])}


def _limited(values: Values, notes: list[Note]) -> dict[str, Value]:
    """The values with no more draws than the operator lets a plan have."""
    fewer, limited = within_draws(values, most_draws())
    notes += [(TOO_MUCH, {"reason": limited})] if limited else []
    return fewer


def _read(texts: Link, prefix: str, notes: list[Note]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, text in texts.items():
        field = ALL_BY_NAME[name]
        try:
            value = _value(field, text if field.kind == "text" else stripped(text))
        except InputError as problem:
            notes.append((UNREADABLE, {"name": prefix + name, "reason": problem}))
            continue
        values[name] = value
        if isinstance(value, float) and (doubt := note_of(stripped(text), value)):
            notes.append((DOUBTFUL, {"name": prefix + name, "reason": doubt}))
    return values


def _value(field: Field, text: str) -> Value:
    if field.name == "events":
        events_in(text)  # no page has a field in which it could be mended
    elif len(text) > LONGEST_VALUE:
        raise InputError("This is too long (characters, at most: {most}).", field=field.name, most=LONGEST_VALUE)
    without_input = field.name == "scrambles" or field.name.endswith("_level")
    if text == "" and ALL_START[field.name] is None:  # no link of ours says so: its number was lost on the way
        raise InputError("A value is missing here.", field=field.name)
    if text == "" and field.kind not in NEVER_EMPTY and not without_input:
        return None  # a number that was emptied; a file's rule (empty means default) is not a link's
    if text == "" and field.kind != "text":
        raise InputError("A value is missing here.", field=field.name)
    must_have_one_meaning(field.name, text if field.kind not in NEVER_EMPTY else "")
    value = parsed(field, text)
    if field.name in CODES and value not in CODES[field.name]:
        raise InputError(
            "One of {codes} is needed, got {value}.",
            field=field.name,
            codes=", ".join(CODES[field.name]),
            value=text[:40],
        )
    if without_input:  # the sidebar has no input in which it could be mended
        Settings(scrambles=value) if field.name == "scrambles" else Amount(1, 2, value)  # type: ignore[arg-type]
    return value


# ---------------------------------------------------------------------------------------------------------------
# The address bar of this visit


def send_ahead() -> Link:
    """Give the browser the plan's address before it hears of the page, and return the link that it sent.

    Call it before `st.navigation`. A page that a click opens then comes with the plan in its address, as one step of
    Back; sent afterwards, the plan would be a second step behind the bare address of the page.
    """
    seen, address = st.query_params.to_dict(), visit.address()
    if address is None or not stays(address, seen, time.monotonic()):
        return seen
    new = _link_of(visit.check_inputs().values, visit.baseline()) if address.is_plan_newer else address.written
    if new or seen:
        _send(address, new)
    return seen


def read(page: str, seen: Link) -> None:
    """Take over the plan of the address when it is a wish of the reader. Call it before any widget is drawn.

    seen : the link that the browser sent, from `send_ahead`
    """
    before = visit.address()
    visit.set_begins(before is None)
    new, link = decide(before, page, seen, time.monotonic())
    if link is None:
        visit.set_address(new)
        return
    parts = {name: text for name, text in link.items() if name in beside.NAMES}
    texts = {name: st.query_params.get_all(name) for name in st.query_params}
    repeated = repeated_names(texts) if link == st.query_params.to_dict() else []
    link = {name: text for name, text in link.items() if name not in parts}
    values, baseline, unread = decoded(link, visit.home_currency(), repeated=repeated)
    visit.open_plan(values, baseline)
    unread += _open_beside(parts, is_first=before is None)
    visit.set_address(replace(new, notes=tuple(unread)))


def _open_beside(parts: Link, *, is_first: bool) -> list[Note]:
    """Open what travels beside the plan, and say what of it could not be read, or was not there from the first."""
    notes: list[Note] = []
    for name in beside.NAMES:
        letters = parts.get(name)
        if letters == beside.TOO_LONG:
            notes += [(beside.MISSING[name], {})] if is_first else []
            continue
        try:
            if name == beside.KEPT:
                visit.open_kept(_kept_plans(letters))
            elif name == beside.SPLIT:
                split_choices.open_choices(letters)
            else:
                beside.open_table(name, letters)
        except InputError as reason:
            notes.append((beside.DAMAGED[name], {"reason": reason}))
    return notes


def _kept_plans(letters: str | None) -> dict[Plan, Values]:
    """The plans kept for comparison, with what pages ask for beside each; those that are none are left out."""
    plans: dict[Plan, Values] = {}
    for link in beside.kept_links(letters) if letters else ():
        values, _, _ = decoded({VERSION: str(LINK_VERSION), **link})
        plan, _ = plan_of(values)
        if plan is not None:
            plans[plan] = {name: values[name] for name in PAGE_DEFAULTS}
    return plans


def parts_beside() -> dict[str, str]:
    """What travels beside the plan."""
    kept = ({**page_values, **fields_of(plan)} for plan, page_values in visit.kept_with_page_values().items())
    return beside.encoded(encoded({**ALL_START, **values}, None, None) for values in kept)


def left_out() -> tuple[str, ...]:
    """What is too long for the address, in texts of the catalogue."""
    address = visit.address()
    return tuple(
        beside.LEFT_OUT[name] for name in beside.NAMES if address and address.written.get(name) == beside.TOO_LONG
    )


def write(values: Values, baseline: Plan | None) -> None:
    """Put the last usable plan into the address. Call it last."""
    address, new = visit.address(), _link_of(values, baseline)
    if address is None:
        raise RuntimeError("the address was not read in this rerun")
    address = replace(address, is_plan_newer=False)
    visit.set_address(address)
    if must_write(address, new, st.query_params.to_dict()):
        _send(address, new)


def _link_of(values: Values, baseline: Plan | None) -> Link:
    """The link of this visit: the plan, its baseline, and what travels beside them."""
    parts = parts_beside()
    return {**encoded(values, baseline, None if parts else visit.home_currency()), **parts}


def _send(address: Address, new: Link) -> None:
    """Give the browser a link. A rerun may interrupt between these lines: what was not sent is not waited for."""
    if new != address.written or not address.is_sent:
        address = writing(address, new, time.monotonic())
        visit.set_address(address)
    st.query_params.from_dict(new)
    visit.set_address(replace(address, is_sent=True))


def notes() -> tuple[Note, ...]:
    """What of the address was not understood."""
    address = visit.address()
    return address.notes if address else ()

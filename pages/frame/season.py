"""The events of the year in one small table, the same on every page that shows it, and what they make of the plan.

The plan's field `events` is the truth; the table is a view of it. What cannot be used stays in the table, to be
corrected, and the plan stays as it was.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

import streamlit as st

from pages.frame import exports, typed_events, visit, widgets
from pages.frame.asking import help_of
from pages.kit import editing, row_problems
from pages.kit.columns import EVENTS, EVENTS_TABLE
from pages.kit.files import Download, csv_upload, downloads
from pages.kit.folded import folded
from pages.kit.season_text import listed, of_the_period
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from simulator import InputError, Plan
from simulator.evidence import learn_event
from simulator.forms.event_file import EventTable, event_table, events_in_table, read_events, write_events
from simulator.forms.event_text import events_in, text_of_events
from simulator.forms.page_fields import first_day_of
from simulator.plan.event_days import CODES, next_event
from simulator.plan.events import LONGEST_NAME, Event, outside

_LEARNED: Final = "events_learned"
"""What the visit remembers until it was shown: what was learned of each event, with an icon."""
NAMES: Final = {
    "black_friday": N_("Black Friday to Cyber Monday"),
    "christmas": N_("Christmas"),
    "sales_fr_winter": N_("Winter sales, France"),
    "sales_fr_summer": N_("Summer sales, France"),
    "sales_si_winter": N_("Winter sales, Slovenia"),
    "sales_si_summer": N_("Summer sales, Slovenia"),
    "sales_de_winter": N_("Winter sales, Germany"),
    "sales_de_summer": N_("Summer sales, Germany"),
    "payday": N_("Payday"),
}


# -- the line on other pages ------------------------------------------------------------------------------------


def line(words: Words, plan: Plan) -> None:
    """What the events make of the plan's period, in one line; nothing where none touches it."""
    sentence = of_the_period(words, plan)
    if sentence:
        st.caption(in_markdown(f":material/event: {sentence}"))


# -- the table --------------------------------------------------------------------------------------------------


def events(words: Words, *, with_first_day: bool = True) -> None:
    """The table of events, folded.

    with_first_day : ask for the plan's first day, too, where the page does not
    """
    folded(words.text("Events"), typed_events.FOLD, lambda: _events(words, with_first_day))


def _events(words: Words, with_first_day: bool) -> None:
    text = words.text
    _fill_from_field(words)
    if with_first_day:
        with st.container(width=260):
            widgets.day_field(words, "first_day", text("First day of the plan"), help=help_of(words, "first_day"))
    st.caption(
        text("Your plan’s numbers are those of all other days. Events that share a day multiply. Empty: unchanged.")
    )
    edited = editing.draw(words, EVENTS_TABLE, EVENTS, event_table, alt=text("Events"))
    content = events_in_table(edited.table)
    problems = [*edited.problems, *content.problems]
    typed_events.note(is_usable=not problems)
    if problems:
        names = ["" if name is None else str(name) for name in edited.table["event"]]
        lines = [f"- {line}" for line in row_problems.sentences(words, EVENTS, problems, names=names)]
        st.error("\n".join([f"{text('Please correct in the table:')}\n", *lines]))
    elif content.events is not None:
        _take_over(content.events)
        _notes(words, content.events)
    _fillers(words, content, is_right=not problems)


def _fill_from_field(words: Words) -> None:
    """Put the plan's events into the table where they are not those that it was filled with or that were made of it."""
    if not typed_events.is_shown():
        editing.put(words, EVENTS_TABLE, EVENTS, event_table(_events_of_plan()))
        typed_events.show(typed_events.field())


def _events_of_plan() -> tuple[Event, ...]:
    try:
        return events_in(typed_events.field())
    except InputError:  # a preset or file said so in its own place
        return ()


def _take_over(events: tuple[Event, ...]) -> None:
    """Make the events of the table those of the plan, and draw everything with them."""
    text = text_of_events(events)
    if text != typed_events.field():
        typed_events.show(text)
        visit.change({"events": text})
        st.rerun()


def _notes(words: Words, events: tuple[Event, ...]) -> None:
    """What the events do now, and what is missing for them to do anything."""
    plan, notes = visit.usable_plan(), []
    first = _first_day()
    if not events:
        return
    if first is None:
        notes.append(words.text("Events count once the plan has a first day."))
    elif sentence := of_the_period(words, plan):
        notes.append(sentence)
    unchanged = [event.name for event in events if event.is_unchanged]
    if unchanged:
        notes.append(
            words.text(
                "{events}: no published size is known. Type the effect, else nothing changes.",
                events=listed(unchanged),
            )
        )
    away = outside(events, first, plan.scenario.period_days) if first is not None else ()
    if away:
        notes.append(
            words.text(
                "{events}: not in the plan’s period, so without effect on it; Month by month counts it. Change the "
                "first day or the days of the event if that is a slip.",
                events=listed([event.name for event in away]),
            )
        )
    st.caption("  \n".join(in_markdown(f":material/info: {note}") for note in notes))


def _first_day() -> date | None:
    try:
        return first_day_of(visit.page_values())
    except InputError:
        return None


# -- what can be put into it ------------------------------------------------------------------------------------


def _fillers(words: Words, content: EventTable, *, is_right: bool) -> None:
    text = words.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(
            text("Add an event"),
            CODES,
            format_func=lambda code: text(NAMES[code]),
            key="events_code",
            persist_state="session",
            width=260,
            help=text(
                "Its next days, from the plan’s first day on. Sales: by law in France, as usual in Slovenia and "
                "Germany. Published sizes, orders per click: Black Friday × 1.1 to 2, Christmas × 1.04 to 1.15. Others "
                "are not known: type your own, or learn them from an export."
            ),
        )
        st.button(text("Add"), key="events_add", on_click=_add, args=(words, code), disabled=not is_right)
        _learn_button(words, is_possible=is_right and bool(content.events))
        with st.popover(text("Load from a file"), key="events_load", on_change="rerun") as box:
            if box.open:
                _load(words)
    for icon, sentence in visit.recall(_LEARNED, ()):
        st.caption(f":material/{icon}: {sentence}")
    visit.forget(_LEARNED)
    if content.events:
        events = content.events
        file = Download(
            text("Download the events (CSV)"),
            lambda dialect: write_events(events, dialect=dialect),
            "cpo-events.csv",
            "download_events",
        )
        downloads(words, file, chooser=False)


def _learn_button(words: Words, *, is_possible: bool) -> None:
    """Learn the effects from the export, where there is one."""
    text = words.text
    if not exports.accounts():
        return
    st.button(
        text("Learn from the example shop (invented)") if exports.is_example() else text("Learn from my export"),
        key="events_learn",
        on_click=_learn,
        args=(words,),
        disabled=not is_possible,
        help=text(
            "Days of the event beside the days around it, weekday for weekday, in this year and earlier ones. "
            "How much years differ is added: an event seen once is seen once."
        ),
    )


def _add(words: Words, code: str) -> None:
    """Add the next time that an event takes place, or what comes after those that are there."""
    present = _events_of_plan()
    name, day = words.text(NAMES[code])[:LONGEST_NAME], _first_day() or datetime.now(UTC).date()
    event = next_event(code, name, day)
    while any((other.name, other.first) == (event.name, event.first) for other in present):
        event = next_event(code, name, date.fromordinal(event.last.toordinal() + 1))
    _put((*present, event))


def _put(events: tuple[Event, ...]) -> None:
    typed_events.forget()  # also where they are the plan's already: what cannot be used gives way
    visit.change({"events": text_of_events(events)})


def _learn(words: Words) -> None:
    """Give each event the effects that the export shows, and say of each what was seen, or why nothing was."""
    events, notes = list(_events_of_plan()), []
    for place, event in enumerate(events):
        try:
            past = learn_event(exports.looked_at(), event, events)
        except InputError as error:
            notes.append(("warning", words.error(error)))
            continue
        events[place] = past.event
        years = ", ".join(sorted(str(first.year) for first, _ in past.spans))
        times_seen = words.plural(
            "{event}: seen {times} time ({years}); how much years differ is assumed.",
            "{event}: seen {times} times ({years}); how much years differ is learned in part.",
            len(past.spans),
            event=plain_markdown(event.name),
            times=words.number(len(past.spans)),
            years=years,
        )
        notes.append(("school", times_seen))
    visit.remember(_LEARNED, tuple(notes))
    _put(tuple(events))


def _load(words: Words) -> None:
    text = words.text
    uploaded = csv_upload(words, text("Events (CSV)"), "events_file")
    if uploaded is None:
        st.caption(text("A file as this page saves it, in either form of numbers."))
        return
    file = read_events(uploaded.getvalue())
    row_problems.warn_of_file(words, file.problems, is_usable=file.events is not None)
    if file.events is None:
        return
    count = len(file.events)
    st.caption(words.plural("{count} event read.", "{count} events read.", count, count=words.number(count)))
    st.button(text("Put them in the table"), key="events_put", on_click=_put, args=(file.events,), disabled=not count)

"""Events as a table, as a file and as one text, there and back; what is wrong is said by row and column."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import Amount, InputError, Plan, read_scenarios, write_scenarios
from simulator.forms.event_file import NAMES, event_table, events_in_table, read_events, write_events
from simulator.forms.event_text import day_of, events_in, fields_of_season, season_of, text_of_events
from simulator.forms.fields import START, plan_of
from simulator.plan.events import EARLIEST, LATEST, MOST_EVENTS, Event, Season
from tests.simulator.plans import refusal, spring

YEAR = (
    Event(
        name="Black Friday: the week",
        first=date(2026, 11, 23),
        last=date(2026, 11, 30),
        cvr=Amount(1.2, 1.6),
        cpc=1.234,
    ),
    Event(name='=Soldes d’hiver; "2027"'.replace(";", ","), first=date(2027, 1, 13), last=date(2027, 2, 9), aov=0.8),
    Event(name="Razprodaja", first=date(2027, 1, 11), last=date(2027, 1, 11)),
)
HEADER = "event,from,to,cvr_low,cvr_high\n"


@pytest.mark.parametrize("dialect", ["point", "comma"])
def test_events_come_back_from_a_file_a_table_and_a_text(dialect):
    content = write_events(YEAR, dialect=dialect)
    loaded = read_events(content)
    assert (loaded.problems, loaded.events) == ((), YEAR)
    assert b"\n=" not in content  # no spreadsheet takes a name for a formula
    assert events_in_table(event_table(YEAR)).events == YEAR
    assert tuple(event_table().columns) == NAMES
    assert events_in(text_of_events(YEAR)) == YEAR
    assert events_in("") == ()


names = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=";"), min_size=1, max_size=40
)
effects = st.floats(0.11, 5).flatmap(lambda low: st.sampled_from((low, Amount(low, low * 1.5))))


@given(names, st.dates(EARLIEST, LATEST), st.integers(0, 300), effects, effects)
def test_any_event_comes_back_from_its_text(name, first, length, cvr, aov):
    last = min(first.toordinal() + length, LATEST.toordinal())
    event = Event(name=name, first=first, last=date.fromordinal(last), cvr=cvr, aov=aov)
    assert events_in(text_of_events([event])) == (event,)


def test_a_day_is_read_as_people_write_it_and_asked_for_where_it_may_be_two():
    day = date(2026, 11, 27)
    for text in ("2026-11-27", "27.11.2026", "27.11.2026.", " 27/11/2026 ", "11/27/2026", "2026/11/27", "27-11-2026"):
        assert day_of(text) == day
    assert day_of("3.4.2026") == date(2026, 4, 3)
    for text in ("3/4/2026", "27.11.26", "soon", "2026-13-40", ""):
        with pytest.raises(InputError, match="year-month-day"):
            day_of(text)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (",2026-11-23,2026-11-30,1,1", "event", "missing"),
        ("Sales,soon,2026-11-30,1,1", "from", "year-month-day"),
        ("Sales,2026-11-23,,1,1", "to", "missing"),
        ("Sales,2026-11-23,2026-11-20,1,1", "to", "before it begins"),
        ("Sales,0001-01-01,2026-11-30,1,1", "from", "correct the year"),
        ("Sales,2026-11-23,2126-11-30,1,1", "to", "correct the year"),
        ("Sales,2026-11-23,2026-11-30,0,0", "cvr_low", "from 0.1 to 10"),
        ("Sales,2026-11-23,2026-11-30,300,300", "cvr_low", "a fifth more"),
        ("Sales,2026-11-23,2026-11-30,2,1", "cvr_low", "below the high end"),
        ("Sales,2026-11-23,2026-11-30,x,1", "cvr_low", "number"),
        ("Sales,2026-11-23,2026-11-30,1,1\nSales,2026-11-23,2026-12-24,1,1", "event", "appears twice"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_with_the_remedy(row, column, words):
    loaded = read_events(HEADER + row + "\n")
    assert loaded.events is None
    assert [problem.column for problem in loaded.problems] == [column]
    assert words in str(loaded.problems[0])


def test_columns_that_are_not_read_are_named_and_near_ones_offered():
    loaded = read_events("Event,From,To,cvr_lo,mood\nSales,2026-11-23,2026-11-30,2,good\n")
    assert loaded.events is not None
    message = " ".join(map(str, loaded.problems))
    assert "“cvr_low”" in message
    assert "not known" in message
    missing = read_events("event,from\nSales,2026-11-23\n")
    assert "missing: “to”" in " ".join(map(str, missing.problems))
    assert read_events(b"\xff\xfe").events is None


def test_events_travel_in_the_scenario_file_and_move_the_plan_only_with_a_first_day():
    text = text_of_events(YEAR)
    plain, _ = plan_of(START)
    waiting, _ = plan_of({**START, "events": text, "first_day": ""})
    assert waiting == plain
    for day in ("soon", "9999-12-31", "0001-01-01"):
        assert plan_of({**START, "events": text, "first_day": day})[0] == plain  # its own page says so
    plan, problems = plan_of({**START, "events": text, "first_day": "2026-11-15"})
    assert (problems, plan.scenario.season) == ([], Season(date(2026, 11, 15), YEAR))
    for dialect in ("point", "comma"):
        file = read_scenarios(write_scenarios([plan, plain], dialect=dialect))
        assert (file.problems, file.plans) == ((), (plan, plain))
        assert file.page_values[0]["events"] == text
    refused, problems = plan_of({**START, "events": "Black Friday", "first_day": "2026-11-15"})
    assert (refused, problems[0].field) == (None, "events")
    assert season_of(fields_of_season(plan.scenario.season)) == plan.scenario.season
    assert b"events" not in write_scenarios([Plan(replace(spring(), season=None))])


def test_a_text_that_is_no_event_is_refused():
    refusal(lambda: events_in("Black Friday"), "events", "write it like")
    refusal(lambda: events_in("2026-11-23..2026-11-20: Sales"), "events", "before it begins")
    refusal(lambda: events_in("2026-11-23..2026-11-30 ctr=2: Sales"), "events", "cvr, cpc and aov")
    refusal(lambda: events_in("2026-11-23..2026-11-30 cvr=0: Sales"), "events", "from 0.1 to 10")
    one = "2026-11-23..2026-11-30: {}"
    refusal(lambda: events_in("; ".join(one.format(at) for at in range(MOST_EVENTS + 1))), "events", "At most 24")
    refusal(lambda: events_in(one.format("x") * 200), "events", "characters")

"""The table of events: added, edited, wrong, in the link, and what the plan, Budget and Track make of it."""

from datetime import date

import pytest

from pages.kit import columns
from simulator import Plan, months_of, outcome_of
from simulator.forms.event_file import write_events
from simulator.forms.event_text import events_in
from tests.pages.screen import Screen, plan_with
from tests.pages.test_evidence import account, put

EVENTS = "2026-11-27..2026-11-30 cvr=1.4..2 cpc=1.2: Black_Friday; 2027-01-11..2027-01-24 cvr=1.3: Sales"
SEASON = {"first_day": "2026-11-15", "events": EVENTS}


def page_text(screen):
    main = screen.at.main
    boxes = [*main.markdown, *main.info, *main.warning, *main.error, *main.caption]
    return "\n".join(box.value for box in boxes).replace("**", "").replace("\\", "")


def opened(screen):
    screen.at.session_state["events_fold"] = True
    return screen.run()


def edit(screen, rows=None, *, added=(), deleted=()):
    key = f"{columns.EVENTS_TABLE}_{screen.at.session_state[f'_turn_{columns.EVENTS_TABLE}']}"
    screen.at.session_state[key] = {"edited_rows": rows or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    return screen.run()


def typed(screen):
    return next(element.value for element in screen.at.dataframe if "event" in element.value.columns)


def field(screen):
    return screen.at.session_state["fields"]["events"]


def test_an_event_is_added_edited_and_corrected():
    screen = opened(Screen({"first_day": "2026-11-15"}, page="budget"))
    screen.at.button(key="events_add").click()
    screen.run()
    (event,) = events_in(field(screen))
    assert (event.first, event.last) == (date(2026, 11, 27), date(2026, 11, 30))
    assert "With Black Friday to Cyber Monday: conversion rate ×" in page_text(screen)
    screen.at.selectbox(key="events_code").set_value("sales_si_winter")
    screen.run()
    screen.at.button(key="events_add").click()
    screen.run()
    assert "Winter sales, Slovenia: no published size is known" in page_text(screen)
    turn = screen.at.session_state[f"_turn_{columns.EVENTS_TABLE}"]
    edit(screen, {1: {"cvr": "1.2 – 1.5", "aov": "0.9"}})
    assert field(screen).endswith("2027-01-04..2027-01-17 cvr=1.2..1.5 aov=0.9: Winter sales, Slovenia")
    assert screen.at.query_params["events"] == field(screen)
    # The table that is typed into is not begun anew: the next cell can be typed at once.
    assert screen.at.session_state[f"_turn_{columns.EVENTS_TABLE}"] == turn
    assert edit(screen, deleted=(0, 1)).at.session_state["fields"]["events"] == ""
    assert not screen.at.exception


def test_what_cannot_be_used_stays_in_the_table_through_a_reload_and_the_plan_stays_as_it_was():
    screen = opened(Screen(SEASON, page="budget"))
    edit(screen, {1: {"to": "2027-01-01"}})
    assert "row 2 (Sales), column To" in page_text(screen)
    assert "before it begins" in page_text(screen)
    assert screen.at.button(key="events_add").disabled
    assert field(screen) == EVENTS
    # In another language, too; corrected, the plan has it and the address is short again.
    assert set(screen.address) == {"first_day", "events", "events_table"}
    again = Screen(screen.address, locale="fr-FR", page="track")
    assert "column To" in page_text(again)
    assert (typed(again)["to"].iloc[1], typed(again)["cvr"].iloc[0]) == ("2027-01-01", "1,4 – 2")
    assert field(again) == EVENTS
    edit(again, {1: {"to": "2027-01-20"}})
    assert field(again) == EVENTS.replace("2027-01-24", "2027-01-20")
    assert set(again.address) == {"first_day", "events"}
    # A mistake gives way to other events, be they those that the plan has already.
    screen.at.session_state["events_load"] = True
    screen.run()
    screen.at.file_uploader(key="events_file").upload("e.csv", write_events(events_in(EVENTS)), "text/csv")
    screen.run()
    screen.at.button(key="events_put").click()
    screen.run()
    assert typed(screen)["to"].tolist() == ["2026-11-30", "2027-01-24"]
    assert (field(screen), set(screen.address)) == (EVENTS, {"first_day", "events"})


def test_the_plan_its_months_and_track_have_the_events_and_without_a_first_day_nothing_changes():
    plan = plan_with(**SEASON)
    screen = Screen(SEASON)
    assert "With Black_Friday: conversion rate ×" in page_text(screen)
    assert screen.at.session_state["inputs"].plan == plan
    screen.go("budget")
    screen.at.session_state["budget_months"] = True
    opened(screen)
    assert "Sales: not in the plan’s period" in page_text(screen)
    table = next(element.value for element in screen.at.dataframe if "profit so far" in element.value.columns)
    orders = months_of(plan, [1.0] * 12).by_month.orders_mean
    assert float(table["orders"][2]) == pytest.approx(orders[2], abs=1)  # the sales
    assert orders[2] > 1.05 * orders[4]
    assert table["Events"].tolist()[:4] == ["Black_Friday", "Sales", "Sales", ""]
    waiting = opened(Screen({"events": EVENTS}, page="budget"))
    assert "Events count once the plan has a first day" in page_text(waiting)
    assert waiting.at.session_state["inputs"].plan == plan_with()
    track = Screen(SEASON, page="track")
    planned = outcome_of(Plan(plan.scenario)).break_even_probability.value
    assert f"({planned:.0%} when planned)" in page_text(track) + " ".join(box.value for box in track.at.main.success)


def test_a_plan_that_is_kept_and_a_baseline_have_their_own_events():
    screen = Screen(SEASON)
    screen.at.session_state["baseline"] = plan_with(**SEASON)
    screen.run()
    link = dict(screen.at.query_params)
    assert Screen(link).at.session_state["baseline"] == plan_with(**SEASON)
    wrong = Screen({**SEASON, "events": "soon: Sales"})
    assert "“events” in the link could not be read" in page_text(wrong)
    assert wrong.at.session_state["inputs"].plan == plan_with()


def test_effects_are_learned_from_an_export_that_holds_the_event_and_a_missing_one_is_named():
    screen = put(Screen(page="evidence"), account(60))
    days = next(iter(screen.at.session_state["exports"].values())).export.ads.frame["date"]
    first = (days.min() + (days.max() - days.min()) / 2).date()
    events = f"{first}..{first}: Sale; 2019-03-01..2019-03-02: Long ago"
    learned = put(Screen({"events": events}, page="evidence"), account(60)).go("budget")
    opened(learned).at.button(key="events_learn").click()
    learned.run()
    assert "Sale: seen 1 time" in page_text(learned)
    assert "Long ago took place on none of these days" in page_text(learned)
    sale, long_ago = events_in(field(learned))
    assert (sale.is_unchanged, long_ago.is_unchanged) == (False, True)
    assert sale.cpc.low < 1 < sale.cpc.high

"""On a phone: every page can be reached from every page, and the numbers of every day stand in one line that opens."""

import pytest
import streamlit as st

from tests.pages.screen import Screen

AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Mobile Safari/537.36"


@pytest.fixture
def phone(monkeypatch):
    """What the browser of a phone says of itself; AppTest has no place for it."""
    monkeypatch.setattr(type(st.context), "headers", {"User-Agent": AGENT})


def boxes(screen):
    return [box.proto.popover.label for box in screen.at.main.get("popover")]


def links(screen):
    return [link.proto.label for link in screen.at.main.get("page_link")]


def test_all_pages_are_listed_above_and_below_and_the_one_that_comes_next_is_named(phone):
    screen = Screen(page="budget")
    assert links(screen) == ["Next: Channels"]
    assert boxes(screen).count("All pages") == 2
    screen.at.session_state["pages_above_budget"] = True
    listed = links(screen.run())
    assert listed[:3] == ["Plan", "My data", "Track"]
    assert len(listed) == len(set(listed)) == 15
    assert links(Screen(page="omnichannel"))[-1] == "Next: Plan"


def test_the_numbers_of_every_day_are_one_line_that_follows_them_and_marks_what_is_wrong(phone):
    screen = Screen({"cpc_low": "0.5", "cvr_kind": "counts", "cvr_orders": "30", "cvr_clicks": "1000"})
    line = "Budget **€5,000** · CVR **30 of 1,000** · CPC **0.5–0.75** · AOV **70–95**"
    assert screen.at.main.expander[0].label.replace("\xa0", " ") == f":material/edit: {line}"
    screen.at.session_state["everyday_group"] = True
    assert "Your numbers" in [box.label for box in screen.run().at.main.expander]  # one title while they are typed
    screen.type("cpc_low", "many")
    assert "Your numbers :red[⚠]" in [box.label for box in screen.at.main.expander]


def test_a_laptop_has_none_of_it():
    screen = Screen()
    assert "All pages" not in boxes(screen)
    assert links(screen) == ["Upload my export", "Next: Budget"]

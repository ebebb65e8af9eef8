"""The frame around the pages: one plan on every page, in the address, and back from it."""

import pytest
from streamlit.runtime.state.session_state import SessionState

from pages.frame import address
from pages.parts.margin import steps
from simulator import write_scenarios
from tests.pages.screen import Screen, figures_with, link_of_today, plan_with

PAGES = (
    "plan",
    "margin",
    "budget",
    "trial",
    "funnel",
    "omnichannel",
    "drivers",
    "goal",
    "compare",
    "evidence",
    "track",
    "glossary",
)
CHANGED = {"budget": "7000", "cpc_low": "0.5", "vat_rate": "0.1"}


def test_every_page_opens_with_the_plan_beside_it_and_says_when_its_answer_is_that_of_the_last_usable_one(subtests):
    """Twice round all pages, in French: with a plan that can be used, and with one that cannot."""
    screen = Screen(locale="fr-FR")
    for question in PAGES:
        with subtests.test(page=question):
            screen.go(question)
            assert screen.text_in("budget") == screen.words.exact(5000.0)
            assert screen.at.main.subheader or screen.at.main.title or screen.at.main.header
            assert not screen.answers_for_the_last_usable_plan
    screen.type("budget", "wrong")
    for question in reversed(PAGES):
        with subtests.test(page=question, budget="wrong"):
            assert screen.go(question).answers_for_the_last_usable_plan


def test_inputs_survive_a_change_of_page():
    screen = Screen(CHANGED, folded=False).type("name", "Spring").type("pick_pack", "wrong")
    before, address = screen.written, screen.address
    for question in ("margin", "compare", "glossary", "plan"):
        screen.go(question)
        assert screen.written == before
        assert screen.address == address
        assert len(screen.problems) == 1


def test_a_baseline_survives_a_change_of_page():
    screen = Screen().click("keep_baseline").go("glossary").go("plan")
    assert all(screen.deltas.values())
    assert screen.address["baseline"] == "1"


def test_the_language_survives_a_change_of_page():
    screen = Screen().read_in("sl_SI").go("margin").go("plan")
    assert screen.at.selectbox(key="locale_choice").value == "sl_SI"
    assert screen.text_in("budget") == "5.000"


def test_an_input_changed_on_another_page_is_seen_on_the_plan_page():
    screen = Screen(page="glossary").type("budget", "8,000").go("plan")
    figures = figures_with(budget=8000.0)
    assert screen.cards["Chance to pay off"] == screen.words.short_chance(figures.break_even_probability, figures.draws)


# -- the address ----------------------------------------------------------------------------------------------------


def test_the_plan_of_a_first_visit_leaves_the_address_empty():
    assert Screen().address == {}


def test_a_value_set_back_to_the_usual_one_leaves_the_address():
    screen = Screen().type("budget", "6,000")
    assert screen.address == {"budget": "6000"}
    assert screen.type("budget", "5,000").address == {}


def test_back_brings_the_plan_that_the_address_then_holds(monkeypatch):
    monkeypatch.setattr(address, "ECHO_SECONDS", 0.0)  # as if the reader had looked at the figures for a while
    screen = Screen().type("budget", "6,000").type("budget", "7,000")
    screen.at.query_params = link_of_today({"budget": "6000"})
    screen.run()
    assert screen.text_in("budget") == "6,000"
    assert screen.address == {"budget": "6000"}
    screen.at.query_params = {}
    screen.run()
    assert screen.text_in("budget") == "5,000"


def test_back_over_a_kept_baseline_takes_the_baseline_away_again(monkeypatch):
    monkeypatch.setattr(address, "ECHO_SECONDS", 0.0)
    screen = Screen().click("keep_baseline")
    screen.at.query_params = {}
    screen.run()
    assert set(screen.deltas.values()) == {""}
    assert screen.address == {}


@pytest.mark.parametrize("older", [{}, {"budget": "6000"}])
def test_an_older_address_that_a_slow_browser_still_sends_changes_nothing(older):
    screen = Screen().type("budget", "6,000")
    screen.at.query_params = {}  # the answer to the first move is still on its way
    screen.type("budget", "7,000")
    screen.at.query_params = link_of_today(older)
    screen.run()
    assert screen.text_in("budget") == "7,000"
    assert screen.address == {"budget": "7000"}


@pytest.mark.parametrize("older", [{}, {"budget": "6000"}])
def test_a_move_counts_even_when_an_older_address_comes_with_it(older, monkeypatch):
    monkeypatch.setattr(address, "ECHO_SECONDS", 0.0)
    screen = Screen().type("budget", "6,000").type("budget", "7,000")
    screen.at.query_params = link_of_today(older)
    screen.type("budget", "8,000")
    assert screen.text_in("budget") == "8,000"
    assert screen.address == {"budget": "8000"}


def test_a_click_on_a_page_drops_the_address_and_the_plan_stays(monkeypatch):
    monkeypatch.setattr(address, "ECHO_SECONDS", 0.0)
    screen = Screen().type("budget", "6,000")
    screen.at.query_params = {}  # a browser's link to a page has no parameters
    screen.go("margin")
    assert screen.text_in("budget") == "6,000"
    assert screen.address == {"budget": "6000"}


def test_back_past_a_page_that_a_click_entered_keeps_the_plan(monkeypatch):
    monkeypatch.setattr(address, "ECHO_SECONDS", 0.0)
    screen = Screen().type("budget", "6,000")
    screen.at.query_params = {}
    screen.go("margin")
    screen.at.query_params = {}  # Back to a bare address, which a browser would have that heard of the page first
    screen.run()
    assert screen.text_in("budget") == "6,000"
    assert screen.address == {"budget": "6000"}
    screen.type("budget", "7,000")
    assert screen.address == {"budget": "7000"}


def test_what_was_wrong_is_forgotten_when_the_reader_goes_back(monkeypatch):
    monkeypatch.setattr(address, "ECHO_SECONDS", 0.0)
    screen = Screen().type("budget", "6,000").type("cpc_low", "wrong")
    screen.at.query_params = {}
    screen.run()
    assert screen.problems == []
    assert screen.text_in("cpc_low") == "0.45"


def test_a_preset_right_after_a_move_is_not_undone_by_the_address_before_it():
    screen = Screen().type("budget", "6,000")
    screen.unfold("start")
    screen.at.query_params = {}
    screen.click("take_preset")
    assert screen.text_in("budget") == "1,000"


def test_a_file_right_after_a_move_is_not_undone_by_the_address_before_it(monkeypatch):
    monkeypatch.setattr(address, "ECHO_SECONDS", 0.0)
    screen = Screen().upload(write_scenarios([plan_with(budget=9000.0)])).type("budget", "6,000")
    screen.at.query_params = {}
    screen.click("load_sidebar")
    assert screen.text_in("budget") == "9,000"


def test_visits_do_not_see_each_other():
    one, other = Screen(), Screen()
    one.type("budget", "6,000").click("keep_baseline")
    other.run()
    assert other.text_in("budget") == "5,000"
    assert set(other.deltas.values()) == {""}


# -- faster than the answer -----------------------------------------------------------------------------------------


def slide(screen):
    screen.slide("budget", 6200.0)


def slide_two_ends(screen):
    screen.slide("cpc", (0.3, 0.91))


def type_a_number(screen):
    screen.type("budget", "6,000")


def take_a_preset(screen):
    screen.click("take_preset")


def load_a_file(screen):
    screen.click("load_sidebar")


def keep_a_baseline(screen):
    screen.click("keep_baseline")


def give_another_way(screen):
    screen.give_as("cvr", "counts")


def flip_a_switch(screen):
    screen.choose("order_luck", False)


def choose_a_currency(screen):
    screen.choose("currency", "CHF")


def change_the_language(screen):
    screen.read_in("fr_FR")


ACTS = (
    slide,
    slide_two_ends,
    type_a_number,
    keep_a_baseline,
    give_another_way,
    flip_a_switch,
    choose_a_currency,
    load_a_file,
    take_a_preset,
    change_the_language,
)


def test_a_request_sent_before_the_answer_arrived_undoes_nothing(subtests):
    plan = plan_with(budget=9000.0, cpc_low=0.4, vat_rate=0.05)
    opened = {"start_group": True, "advanced_group": True}
    screen = Screen(state=opened).upload(write_scenarios([plan])).type("budget", "4,000")
    for at, act in enumerate(ACTS):
        with subtests.test(act=act.__name__):
            before = screen.written, screen.address
            act(screen)
            written, address, cards = screen.written, screen.address, screen.cards
            assert (written, address) != before
            screen.send_again()
            assert screen.written == written
            assert screen.address == address
            assert screen.cards == cards
            screen.type("budget", screen.words.exact(7777.0 + at))  # and what is typed next is heard
            assert screen.address["budget"] == str(7777 + at)


def test_a_page_that_fails_says_that_nothing_is_lost_and_the_next_page_has_the_plan(monkeypatch):
    screen = Screen().type("budget", "6,000")

    def fails(*_):
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr(steps, "waterfall", fails)
        screen.at.switch_page("margin.py").run()
        assert [error.value for error in screen.at.error if "nothing of your work is lost" in error.value]
        assert [error.message for error in screen.at.exception]
    screen.go("budget")
    assert screen.text_in("budget") == "6,000"
    assert not screen.at.error


def test_what_a_widget_says_is_heard_where_streamlit_calls_no_callback(monkeypatch):
    screen = Screen()
    with monkeypatch.context() as interrupted:  # as where another request ends the run in its callbacks
        interrupted.setattr(SessionState, "_call_callbacks", lambda *_, **__: None)
        screen.type("budget", "7,000")
    assert screen.text_in("budget") == "7,000"
    assert screen.address["budget"] == "7000"

"""Numbers that pages ask for themselves, in whichever language they are read."""

import pytest

from tests.pages.screen import Screen
from tests.pages.test_channels import choose


def text_of(screen, key):
    return screen.at.text_input(key=key).value


def test_a_number_typed_in_one_language_is_the_same_number_in_the_next():
    screen = choose(Screen(page="channels"), "cautious", total="4,500.5", caution="62.5")
    before = screen.cards
    screen.read_in("fr_FR")
    assert text_of(screen, "channels_total") == "4\u202f500,5"
    assert text_of(screen, "channels_caution") == "62,5"
    assert not [box for box in screen.at.main.markdown if "⚠" in box.value]
    screen.read_in("de_DE")
    assert text_of(screen, "channels_total") == "4.500,5"  # what English reads as four and a half
    screen.read_in("en_GB")
    assert text_of(screen, "channels_total") == "4,500.5"
    assert screen.cards == before


def test_a_number_of_a_page_that_is_not_looked_at_is_written_anew_when_it_is():
    screen = choose(Screen(page="channels"), total="4,500.5").go("plan").read_in("de_DE").go("channels")
    assert text_of(screen, "channels_total") == "4.500,5"
    assert not [box for box in screen.at.main.markdown if "⚠" in box.value]


@pytest.mark.parametrize("typed", ["much", "4.500.5"])
def test_what_is_no_number_stays_as_it_was_typed(typed):
    screen = choose(Screen(page="channels"), total=typed).read_in("sl_SI")
    assert text_of(screen, "channels_total") == typed
    assert [box for box in screen.at.main.markdown if "⚠" in box.value]


def test_a_number_that_stood_there_at_first_follows_the_language_too():
    screen = choose(Screen(page="channels"), "most_orders", target_cpo="30.5")
    assert text_of(screen.read_in("fr_FR"), "channels_chance") == "80"
    assert text_of(screen, "channels_target_cpo") == "30,5"

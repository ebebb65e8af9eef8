"""The language of the texts and the way numbers are written: together at first, apart when the reader parts them."""

import sys
from datetime import date

import pytest

from app import in_words
from pages.kit import languages as kit_languages
from pages.kit.languages import language_of, languages, locale_of
from pages.kit.words import words_for
from server.downloads import CLICK_AGAIN, GONE
from simulator.cache import results
from tests.pages.screen import Screen
from tools import catalogues


@pytest.fixture(scope="module")
def three_catalogues(tmp_path_factory):
    """German, French and Slovenian catalogues in which each text is written in foreign letters."""
    folder = tmp_path_factory.mktemp("three")
    for language in ("de", "fr", "sl"):
        catalogues.write(catalogues.stand_in(language), folder, language)
    return folder


@pytest.fixture(scope="module")
def in_three_languages(three_catalogues):
    """For all tests of this file: whatever was worked out in one stays right for the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kit_languages, "CATALOGUES", three_catalogues)
        forget()
        yield
    forget()


def forget():
    """Texts of the catalogues read before."""
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.split(".")[0] == "pages" else ():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    results.clear()


def choose(screen, language):
    screen.at.selectbox(key="language_choice").set_value(language)
    return screen.run()


def label(screen):
    return screen.at.selectbox(key="locale_choice").label


@pytest.mark.usefixtures("in_three_languages")
@pytest.mark.parametrize(
    ("accepts", "language", "locale"),
    [
        ("fr-FR", "fr", "fr_FR"),
        ("fr-CH", "fr", "fr_CH"),
        ("sl", "sl", "sl_SI"),
        ("de-AT", "de", "de_AT"),
        ("de-CH", "de", "de_CH"),
        ("it-IT", "en", "it_IT"),
        ("en-US", "en", "en_US"),
        ("xx", "en", "en_GB"),
    ],
)
def test_the_browser_says_language_and_number_format_of_a_first_visit(accepts, language, locale):
    screen = Screen(locale=accepts)
    assert screen.at.selectbox(key="language_choice").value == language
    assert screen.at.selectbox(key="locale_choice").value == locale
    assert label(screen) == ("Number format" if language == "en" else catalogues.pseudo("Number format"))


@pytest.mark.usefixtures("in_three_languages")
def test_the_number_format_goes_with_the_language_until_the_reader_parts_them():
    screen = Screen({"budget": "1234.5"}, locale="fr-CH")
    assert choose(screen, "sl").text_in("budget") == "1.234,5"
    assert choose(screen, "en").text_in("budget") == "1,234.5"
    assert choose(screen, "fr").at.session_state["locale"] == "fr_CH"  # that of the browser again
    assert choose(screen.read_in("en_US"), "sl").text_in("budget") == "1,234.5"
    assert label(screen) == catalogues.pseudo("Number format")
    assert set(screen.address) == {"budget"}
    assert choose(screen.go("funnel"), "en").at.session_state["locale"] == "en_US"


@pytest.mark.usefixtures("in_three_languages")
def test_a_text_that_could_not_be_read_is_read_again_in_the_number_format_of_the_new_language():
    screen = Screen(locale="en-GB").type("budget", "1.234")
    assert screen.problems
    assert not choose(screen, "sl").problems
    assert screen.address == {"budget": "1234"}


@pytest.mark.usefixtures("in_three_languages")
def test_days_in_words_and_currencies_are_named_in_the_language_of_the_texts():
    day = date(2026, 3, 5)
    assert words_for("it_IT").date(day) == "5 Mar 2026"
    assert words_for("de_DE", "fr").date(day) == "5 mars 2026"
    assert words_for("fr_FR", "sl").date(day) == "5. mar. 2026"
    assert words_for("fr_CH", "fr").date(day, short=True) == "05.03.26"
    assert words_for("de_CH").date(day) == "05.03.2026"
    assert words_for("fr_FR", "en").currency_name("CHF") == "CHF · Swiss Franc"
    assert words_for("en_GB", "sl").currency_name("CHF") == "CHF · švicarski frank"


@pytest.mark.usefixtures("in_three_languages")
def test_languages_are_english_and_those_with_a_catalogue():
    assert languages() == ("en", "de", "fr", "sl")
    assert [language_of(locale) for locale in ("fr_CA", "fi_FI", "en_IN")] == ["fr", "en", "en"]
    assert [locale_of("de", own) for own in ("de_AT", "de_CH", "fr_FR")] == ["de_AT", "de_CH", "de_DE"]
    assert [locale_of(language, "fi_FI") for language in languages()] == ["fi_FI", "de_DE", "fr_FR", "sl_SI"]


@pytest.mark.usefixtures("in_three_languages")
def test_the_server_speaks_the_first_language_that_the_browser_accepts():
    assert in_words(GONE, "sl-SI,sl;q=0.9,en;q=0.5") == catalogues.pseudo(GONE)
    assert [in_words(CLICK_AGAIN, accepted) for accepted in ("", "*", "it, fr;q=0.9")] == [CLICK_AGAIN] * 3


def test_where_english_is_the_only_language_there_is_nothing_to_choose(tmp_path, monkeypatch):
    monkeypatch.setattr(kit_languages, "CATALOGUES", tmp_path)
    forget()
    screen = Screen(locale="fr-FR")
    forget()
    assert [box.key for box in screen.at.selectbox if "language" in str(box.key)] == []
    assert label(screen) == "Number format"

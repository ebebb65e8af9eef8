"""Numbers as their reader writes and reads them, and texts that show as they are."""

import math
import random
from decimal import Decimal

import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from pages.kit.languages import LOCALES, best_locale
from pages.kit.words import in_markdown, plain_markdown, words_for
from simulator import Estimate, InputError

NBSP, NARROW = "\u00a0", "\u202f"
EN, FR, SL, CH = words_for("en_GB"), words_for("fr_FR"), words_for("sl_SI"), words_for("de_CH")
DRAWS = 16_384

# Every locale that Babel knows can be a browser's. All of them at once take long, some of each kind are always tried.
KINDS_OF_LOCALES = ("en_IN", "hi_IN", "bn_BD", "mr_IN", "ar_EG", "fa_IR", "ne_NP", "my_MM", "es_ES", "pt_PT", "pl_PL")
SOME_LOCALES = (*LOCALES, *KINDS_OF_LOCALES, *random.Random(7).sample(sorted(locale_identifiers()), 60))


# -- number -> text -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "money", "percent", "number"),
    [
        (EN, "€1,234.50", "63.1%", "1,234,567.9"),
        (FR, f"1{NARROW}234,50{NBSP}€", f"63,1{NBSP}%", f"1{NARROW}234{NARROW}567,9"),
        (SL, f"1.234,50{NBSP}€", f"63,1{NBSP}%", "1.234.567,9"),
        (CH, f"EUR{NBSP}1’234.50", "63.1%", "1’234’567.9"),
        (words_for("en_IN"), "€1,234.50", "63.1%", "12,34,567.9"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_numbers_are_written_as_their_reader_writes_them(words, money, percent, number):
    assert words.money(1234.5, "EUR") == money
    assert words.percent(0.631) == percent
    assert words.number(1_234_567.89, decimals=1) == number


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (EN, ["−\u2060€1,234.50", "US$1,234.50", "JP¥1,234"]),
        (FR, [f"−1{NARROW}234,50{NBSP}€", f"1{NARROW}234,50{NBSP}$US", f"1{NARROW}234{NBSP}JPY"]),
        (SL, [f"−1.234,50{NBSP}€", f"1.234,50{NBSP}$", f"1.234{NBSP}¥"]),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_money_has_its_sign_and_the_decimals_of_its_currency(words, written):
    assert [words.money(-1234.5, "EUR"), words.money(1234.5, "USD"), words.money(1234.4, "JPY")] == written


@pytest.mark.parametrize(
    ("error", "written"),
    [(0, "€1,234.57"), (0.004, "€1,234.57"), (0.02, "€1,234.6"), (0.3, "€1,235"), (3, "€1,230"), (40, "€1,200")],
)
def test_no_digit_of_money_is_finer_than_its_simulation_error(error, written):
    assert EN.money(1234.567, "EUR", error=error) == written


@given(value=st.floats(1, 1e9), error=st.floats(1e-6, 1e6))
def test_a_figure_ends_at_the_first_place_that_its_error_cannot_move(value, error):
    shown = EN.parse(EN.number(value, error=error, decimals=4))
    last_place = Decimal(10) ** max(-4, math.ceil(math.log10(error) - 1e-9))
    assert last_place >= error * (1 - 1e-6)
    assert Decimal(repr(shown)) % last_place == 0
    assert abs(shown - value) <= float(last_place) / 2 * (1 + 1e-9) + 1e-6


def test_infinite_money_is_a_sign_and_no_word():
    assert (EN.money(math.inf, "EUR"), FR.number(-math.inf)) == ("∞", "−∞")


@pytest.mark.parametrize("value", [1e15, 1e22, 1e33, 1e300, -1e300, 1.7e308, 1e-300, 5e-324, 0.0])
@pytest.mark.parametrize("words", [EN, FR, SL, CH], ids=lambda words: words.name)
def test_a_number_of_any_size_can_be_written(words, value):
    for text in (words.exact(value), words.exact(value, percent=True), words.number(value), words.money(value, "EUR")):
        assert text
        assert "nan" not in text.lower()


# -- chances --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "error", "written"),
    [
        (0.63123, 0.00137, "63% (± 0.14 points simulation error)"),
        (0.63123, 0.0004, "63.1% (± 0.04 points simulation error)"),
        (0.0, 0.0, "less than 1 in 5,000"),
        (1.0, 0.0, "more than 99.9%"),
    ],
)
def test_a_chance_is_printed_with_its_error_and_never_as_impossible_or_certain(value, error, written):
    assert EN.chance(Estimate(value, error), DRAWS) == written


@pytest.mark.parametrize("value", [1e-9, 1e-6, 6.1e-5, 4e-4, 1 - 4e-4, 1 - 6.1e-5, 1 - 1e-9])
def test_a_chance_close_to_0_or_1_is_not_printed_as_0_or_100_percent(value):
    short = EN.short_chance(Estimate(value, min(value, 1 - value)), DRAWS)
    assert short == ("less than 0.1%" if value < 0.5 else "more than 99.9%")


@pytest.mark.parametrize("value", [2.0**-22, 1e-5, 0.001, 0.5, 0.999, 1 - 1e-5])
@pytest.mark.parametrize("error", [0.0, 2.0**-22, 1e-6, 4.9e-5, 5.1e-5, 1e-4, 0.001, 0.02])
@pytest.mark.parametrize("words", [EN, FR], ids=lambda words: words.name)
def test_a_chance_never_claims_an_error_of_nothing(words, value, error):
    written = words.chance(Estimate(value, error), DRAWS)
    _, plus_minus, after = written.partition("± ")
    if plus_minus:
        assert any(digit in after.split("points")[0] for digit in "123456789"), written


@pytest.mark.parametrize(("draws", "bound"), [(16_384, "5,000"), (262_144, "80,000"), (1024, "300")])
def test_a_chance_of_0_says_how_rare_it_must_be_from_the_number_of_draws(draws, bound):
    # No hit among n draws leaves, with 95 % confidence, a chance below 3 / n: the bound is n / 3, rounded down.
    assert EN.chance(Estimate(0.0, 0.0), draws) == f"less than 1 in {bound}"
    assert EN.parse(bound) <= draws / 3


@pytest.mark.parametrize(("share", "written"), [(0.0014, "0.14 points"), (0.5, "50 points"), (0.0, "0.0 points")])
def test_a_difference_of_shares_is_written_in_points(share, written):
    assert EN.points(share) == written


# -- text -> number -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text", "number"),
    [
        (EN, "0.45", 0.45),
        (EN, "1,234.5", 1234.5),
        (EN, "1234.5", 1234.5),
        (EN, " 12 ", 12.0),
        (EN, "-3", -3.0),
        (EN, "−3", -3.0),
        (EN, "+3", 3.0),
        (EN, ".5", 0.5),
        (FR, "0,45", 0.45),
        (FR, "1 234,5", 1234.5),
        (FR, f"1{NBSP}234,5", 1234.5),
        (FR, f"1{NARROW}234,5", 1234.5),
        (FR, "1234,5", 1234.5),
        (FR, "1 234 567", 1_234_567.0),
        (SL, "0,45", 0.45),
        (SL, "1.234,5", 1234.5),
        (SL, "1234,5", 1234.5),
        (CH, "1’234.5", 1234.5),
        (CH, "1'234.5", 1234.5),
        (CH, "0.45", 0.45),
        (words_for("en_IN"), "12,34,567.5", 1_234_567.5),
        (words_for("fa_IR"), "1,234.5", 1234.5),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_number_is_read_as_its_reader_writes_it(words, text, number):
    assert words.parse(text) == number


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (FR, "12 34"),
        (EN, "1,2345,678"),
        (EN, "1,234.567.8"),
        (EN, "50 €"),  # where no money is asked for
        (EN, "50 %"),
        (EN, "5 kk"),
        *(
            (EN, text)
            for text in ("", " ", "abc", "1e5", "nan", "inf", "NaN", "Infinity", "∞", "1..2", "1,,234", "--1")
        ),
        *(
            (EN, text)
            for text in ("0x10", "1_000", "٣", "½", "1/2", "5 €", "=1+1", "1" * 41, "\0", "\n", "%", "-", ".")
        ),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_number_written_another_way_is_refused_in_words_with_an_example(words, text):
    with pytest.raises(InputError) as refused:
        words.parse(text)
    assert words.exact(1234.5) in words.error(refused.value).replace("\\", "")


@pytest.mark.parametrize("words", [EN, FR, SL, CH], ids=lambda words: words.name)
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,45", 0.45),  # 45 in a browser's own number field
        ("2.5", 2.5),  # the dot of a numeric keypad
        ("1.234,5", 1234.5),  # 1.2345 in a browser's own number field
        ("1,234.50", 1234.5),
        ("1 234,50", 1234.5),
        ("1'234.50", 1234.5),
        ("1.234.567", 1_234_567.0),
        ("0.125", 0.125),
        ("1234.567", 1234.567),
        ("5k", 5000.0),
        ("1.25k", 1250.0),
        ("2,5 K", 2500.0),
        ("1.2m", 1_200_000.0),
        ("€50", 50.0),
        ("50 EUR", 50.0),
        ("50€", 50.0),
        ("eur 1 000,50", 1000.5),
        ("-€5", -5.0),
    ],
)
def test_what_people_type_is_read_alike_in_every_locale(words, text, number):
    assert words.parse(text, currency="EUR") == number


@pytest.mark.parametrize(
    ("words", "text", "readings"),
    [
        (EN, "5.000", ("5,000", "5")),
        (EN, "€1.250", ("1,250", "1.25")),
        (FR, "5.000", (f"5{NARROW}000", "5")),
        (FR, "5,000", (f"5{NARROW}000", "5")),
        (SL, "5,125", ("5.125", "5,1250")),
        (CH, "5.000", ("5’000", "5")),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_what_can_be_read_in_two_ways_is_asked_with_both_and_each_of_them_is_then_read(words, text, readings):
    with pytest.raises(InputError) as asked:
        words.parse(text, currency="EUR")
    sentence = words.error(asked.value).replace("\\", "")
    assert all(reading in sentence for reading in readings)
    large, small = map(words.parse, readings)
    assert large == 1000 * small


@pytest.mark.parametrize(("words", "text"), [(EN, "5,000"), (SL, "5.000"), (FR, "5 000"), (CH, "5'000"), (CH, "5’000")])
def test_thousands_as_the_locale_parts_them_are_no_question(words, text):
    assert words.parse(text) == 5000


def test_a_share_is_never_in_thousands_and_another_currency_is_not_taken_for_this_one():
    assert EN.parse("1.234 %", percent=True) == pytest.approx(0.01234, abs=1e-12)
    assert FR.parse("2.125", percent=True) == pytest.approx(0.02125, abs=1e-12)
    assert EN.parse("$50", currency="USD") == EN.parse("50 USD", currency="USD") == 50
    assert words_for("en_CA").parse("US$50", currency="USD") == 50
    for text in ("$50", "50 CHF"):
        with pytest.raises(InputError):
            EN.parse(text, currency="EUR")


@given(
    name=st.sampled_from(SOME_LOCALES),
    value=st.one_of(
        st.floats(1e-9, 1e12),
        st.floats(-1e12, -1e-9),
        st.floats(1e-9, 1),
        st.integers(0, 10**12).map(float),
        st.just(0.0),
    ),
    percent=st.booleans(),
)
def test_what_a_field_shows_is_read_back_to_the_last_digit(name, value, percent):
    words = words_for(name)
    assert words.parse(words.exact(value, percent=percent), percent=percent) == value


@pytest.mark.parametrize("name", SOME_LOCALES)
def test_every_locale_of_a_browser_can_write_and_read_what_the_app_needs(name):
    words = words_for(name)
    for value in (0.45, 1234.5, -1_234_567.25, 1e-9, 1e12):
        assert words.parse(words.exact(value)) == value
        assert words.parse(words.exact(value, percent=True), percent=True) == value
    assert words.money(1234.5, "EUR", error=0.1)
    assert words.percent(0.5)
    assert words.currency_name("USD")
    assert words.display_name
    assert dict(words.chart_numbers())["decimal"] in words.exact(0.5)


@pytest.mark.parametrize("text", ["45 %", f"45{NBSP}%", "45%", "45"])
def test_a_percent_sign_may_stand_behind_a_share(text):
    assert EN.parse(text, percent=True) == 0.45


# -- locales --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("browser", "locale"),
    [
        ("fr-FR", "fr_FR"),
        ("fr", "fr_FR"),
        ("fr-CA", "fr_CA"),
        ("sl", "sl_SI"),
        ("en", "en_GB"),
        ("en-US", "en_US"),
        ("de-CH", "de_CH"),
        *((odd, "en_GB") for odd in (None, "", "zz", "C", "POSIX", "../../etc/passwd", "x" * 5000, "*", "\0", "en-\0")),
    ],
)
def test_the_first_guess_is_the_browsers_locale_and_british_english_when_it_is_unknown(browser, locale):
    assert best_locale(browser) == locale


def test_each_offered_locale_is_told_from_the_others_by_its_name():
    names = [words_for(name).display_name for name in LOCALES]
    assert len(set(names)) == len(LOCALES)


# -- errors and foreign text ----------------------------------------------------------------------------------------


def test_an_error_is_said_in_the_readers_numbers():
    error = InputError("Between {low} and {high_share}.", low=1234.5, high_share=0.255)
    assert EN.error(error) == "Between 1,234.5 and 25.5 %."
    assert SL.error(error) == "Between 1.234,5 and 25,5 %."


def test_an_error_shows_what_was_typed_and_runs_no_markup_of_it():
    said = EN.error(InputError("“{text}” is no number.", text="~~:red[1]~~ $x$ <b>"))
    assert said == "“\\~\\~\\:red\\[1\\]\\~\\~ \\$x\\$ \\<b\\>” is no number."


def test_a_dollar_of_ours_opens_no_formula_and_other_markup_of_ours_stays():
    assert in_markdown("**US$5** to US$9") == "**US\\$5** to US\\$9"


@given(st.text(max_size=200))
def test_foreign_text_keeps_its_letters_and_no_sign_of_markup_stands_alone(text):
    plain = plain_markdown(text)
    assert plain.replace("\\", "") == text.replace("\n", " ").replace("\\", "")
    bare = plain.replace("\\\\", "")
    for sign in "`*_{}[]<>#|~$:^=":
        assert bare.count(sign) == bare.count("\\" + sign), sign


@pytest.mark.parametrize(
    ("share", "told"), [(0.8, "80%"), (0.999, "99.9%"), (0.995, "99.5%"), (0.12345, "12.345%"), (0.1 + 0.2, "30%")]
)
def test_a_chance_asked_for_keeps_the_digits_that_were_typed(share, told):
    assert words_for("en_GB").wanted_chance(share) == told

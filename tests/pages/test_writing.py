"""Every figure as text by one set of rules, with the same minus sign everywhere."""

import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pages.kit import writing
from pages.kit.costs import costs_alike, rough_costs
from pages.kit.languages import LOCALES
from pages.kit.odds import in_words
from pages.kit.words import MINUS, words_for
from simulator import Estimate
from tests.pages.screen import plan_with

EN, PLAN = words_for("en_GB"), plan_with()
JOINED = MINUS + "\u2060"
MONEY = st.floats(-1e7, 1e7)


@pytest.mark.parametrize(
    ("value", "error", "written"),
    [
        (99.994, 0, "€99.99"),
        (99.996, 0, "€100"),
        (1234.5, 0, "€1,234"),
        (1234.5, 30, "€1,200"),
        (12.345, 0.05, "€12.3"),
        (-1234.5, 0, f"{JOINED}€1,234"),
        (0, 0, "€0.00"),
        (math.nan, 0, "–"),
        (-math.inf, 0, "−∞"),
    ],
)
def test_money_is_whole_from_100_on_and_no_digit_is_finer_than_its_error(value, error, written):
    assert writing.money(EN, PLAN, value, error) == written


@pytest.mark.parametrize(("value", "written"), [(250, "+€250"), (-250, f"{JOINED}€250"), (0, "€0.00")])
def test_a_change_of_money_has_its_sign(value, written):
    assert writing.signed_money(EN, PLAN, value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0.0"), (9.94, "9.9"), (10.4, "10"), (1234, "1,234"), (math.nan, "–"), (math.inf, "∞")]
)
def test_orders_are_whole_from_10_on(value, written):
    assert writing.count(EN, value) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(0.0004, 1, "< 0.1%"), (0.6312, 1, "63.1%"), (0.9996, 1, "> 99.9%"), (0.004, 0, "< 1%"), (0.996, 0, "> 99%")],
)
def test_a_brief_chance_is_never_0_or_100_percent(value, decimals, written):
    assert writing.brief_chance(EN, value, decimals=decimals) == written
    assert writing.brief_chance(EN, math.nan) == "–"


@pytest.mark.parametrize("name", [*LOCALES, "ja_JP", "fa_IR", "tr_TR", "en_IN"])
@pytest.mark.parametrize("currency", ["EUR", "USD", "CHF", "JPY"])
def test_every_locale_has_the_one_minus_sign_and_no_line_end_can_tear_it_off(name, currency):
    words = words_for(name)
    for text in (words.money(-22500, currency), words.number(-3.5, decimals=1), words.percent(-0.4)):
        assert text.count(MINUS) == 1, text
        assert "-" not in text, text
        before, after = text.split(MINUS)
        assert after[:1].isdigit() or after[:1] in ("\u2060", ""), ascii(text)
        assert before == "" or not before[-1].isprintable() or before[-1].isspace() or before[-1] == "\u2060", ascii(
            text
        )


@given(value=st.floats(-1e6, 1e6))
def test_a_printed_number_is_read_back_sign_and_joiner_included(value):
    for name in ("en_GB", "fr_FR", "sl_SI", "de_CH", "sv_SE"):
        words = words_for(name)
        assert words.parse(words.number(value, decimals=2)) == pytest.approx(value, abs=6e-3)


def test_a_chance_that_goes_from_64_to_82_percent_rose_by_18_points():
    before, now = Estimate(0.6351, 0.0014), Estimate(0.8249, 0.0014)  # 0.1898 apart, printed as 64 % and 82 %
    assert (EN.brief_chance(before), EN.brief_chance(now)) == ("64%", "82%")
    assert writing.chance_change(EN, now, before) == "+18 points"
    assert writing.chance_change(EN, before, now) == "−18 points"


def printed(text):
    return Decimal(text.replace(",", "").replace("€", "").replace("%", "").replace("\u2060", "").replace(MINUS, "-"))


@pytest.mark.parametrize("name", ["profit", "orders", "cvr", "roas", "cpo"])
@given(now=MONEY, before=MONEY, errors=st.tuples(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3)))
def test_a_change_is_the_difference_of_the_two_printed_figures(name, now, before, errors):
    assume(max(abs(now), abs(before), abs(now - before)) < writing.SHORTENED_FROM - 1e4)
    ends = [Estimate(value, error) for value, error in zip((now, before), errors, strict=True)]
    texts = [writing.output(EN, PLAN, name, end) for end in ends]
    change = writing.output_change(EN, PLAN, name, *ends)
    assert printed(change.removeprefix("+")) == printed(texts[0]) - printed(texts[1])


def test_an_infinite_figure_has_no_change():
    assert writing.output_change(EN, PLAN, "cpo", Estimate(math.inf, 0), Estimate(20, 0.1)) is None


def test_costs_beside_each_other_have_one_digit_and_values_of_an_input_one_number_of_decimals():
    def costs(cpo, most):
        return list(costs_alike(EN, PLAN, {"cpo": Estimate(*cpo), "max_cpo": Estimate(*most)}).values())

    assert costs((26.94, 0.05), (30.16, 0.0)) == ["€26.9", "€30.2"]
    assert costs((26.94, 0.0), (30.16, 0.0)) == ["€26.94", "€30.16"]
    assert costs((126.94, 0.05), (30.16, 0.0)) == ["€127", "€30"]
    assert costs((1269.4, 30.0), (30.16, 0.0)) == ["€1,300", "€30"]
    assert costs((126.94, 0.05), (0.56, 0.0)) == ["€127", "€0.6"]
    assert costs((math.inf, math.nan), (30.16, 0.0)) == ["∞", "€30.16"]
    assert rough_costs(EN, PLAN, [26.94, 74.2, math.inf]) == ["€27", "€74", "∞"]
    values = [writing.input_value(EN, PLAN, "cogs_share", *pair) for pair in ((0.38,), (0.2999,))]
    assert values == ["38%", "30.0%"]
    assert writing.input_value(EN, PLAN, "cogs_share", 0.38, beside=0.2999) == "38.0%"


def test_a_long_list_is_counted():
    assert writing.listed(EN, list("abcd")) == "a, b, c, d"
    assert writing.listed(EN, list("abcdef")) == "a, b, c, d, and 2 more"


def test_an_interval_says_that_it_is_likely():
    assert writing.range_of(EN, "€1", "€2") == "likely €1 to €2"


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.0, "almost never"),
        (0.05, "about 1 time in 20"),
        (1 / 3, "about 1 time in 3"),
        (0.5, "about every second time"),
        (0.3, "about 3 times in 10"),
        (0.64, "about 2 times in 3"),
        (0.708, "about 7 times in 10"),
        (0.75, "about 3 times in 4"),
        (0.8, "about 4 times in 5"),
        (0.97, "about 19 times in 20"),
        (1.0, "almost always"),
    ],
)
def test_a_chance_is_told_as_the_nearest_simple_fraction(share, told):
    assert in_words(words_for("en_GB"), share) == told


def test_what_is_large_is_three_digits_and_the_short_word_of_the_locale():
    large = Estimate(160_400_000.0, 1.0)
    assert writing.output(EN, PLAN, "profit", large) == "€160M"
    assert writing.output(EN, PLAN, "profit", Estimate(-1.6e9, 1.0)) == "−\u2060€1.6B"
    assert writing.output(words_for("sl_SI"), PLAN, "profit", large) == "160\u00a0mio.\u00a0€"
    assert writing.output(EN, PLAN, "orders", Estimate(12_340_000.0, 1.0)) == "12.3M"
    assert writing.output(EN, PLAN, "profit", Estimate(9_999_000.0, 1.0)) == "€9,999,000"
    assert words_for("ja_JP").short_money(160_400_000, "JPY").count("1.6") == 1

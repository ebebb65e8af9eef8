"""Headers one by one: currency, unit and tax at their end, letters that were lost, and which of several is taken."""

from __future__ import annotations

import pytest

from simulator.evidence.reading.headers import (
    Header,
    currency_of,
    header,
    is_everyday,
    languages_of,
    meanings,
    score,
    signature,
)
from simulator.evidence.reading.platforms import KNOWN, Name


def test_a_value_without_tax_holds_what_else_it_held():
    assert header("Order Total Amount").names[0].contains == ("shipping", "tax")
    assert header("Order Total Amount excl. tax").names[0].contains == ("shipping",)
    assert header("Order Total Amount incl. tax").names[0].contains == ("shipping", "tax")
    assert header("Order Total Amount excl. tax").names[0].rank == header("Order Total Amount").names[0].rank - 1


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Cost (EUR)", "EUR"), ("Cost [eur]", "EUR"), ("Cost in EUR", "EUR"), ("Cost_USD", "USD"), ("Cost, SEK", "SEK"),
        ("Cost (€)", "EUR"), ("Cost (US$)", "USD"), ("Cost ($)", None), ("Cost (kr)", None), ("Cost kr", None),
        ("Cost (1000 EUR)", None), ("Cost", None),
    ],
)  # fmt: skip
def test_a_currency_at_the_end_of_a_header_is_that_of_its_column(text, currency):
    known = header(text)
    assert known.currency == currency
    assert bool(known.names) is (text != "Cost (1000 EUR)")


def test_words_that_are_no_currency_do_not_make_a_header_known():
    assert header("Cost (abc)").names == header("Cost (Foo)").names == header("Cost all").names == ()
    assert [currency_of(text) for text in ("all", "ALL", "try", "TRY", " eur ", "kr", "$", "zł", "abc")] == [
        None, "ALL", None, "TRY", "EUR", None, None, "PLN", None,
    ]  # fmt: skip


def test_a_header_of_eighty_letters_may_name_a_currency_a_tax_or_a_unit_and_a_longer_one_does_not():
    assert header("Cost" + " (EUR)").currency == "EUR"
    assert header("Cost" + "_" * 71 + "(EUR)").currency == "EUR"
    assert header("Cost" + "_" * 72 + "(EUR)").names == ()
    taxed, in_cents = ("Spend{}excl. VAT", "Spend{}in cents")
    assert {name.means for name in header(taxed.format("_" * 66)).names} == {"spend"}
    assert header(taxed.format("_" * 67)).names == ()
    assert header(in_cents.format("_" * 67)).unit == "cents"
    assert header(in_cents.format("_" * 68)).names == ()


def test_letters_that_were_lost_are_guessed_where_the_names_agree():
    assert {name.means for name in header("D?penses").names} == {"spend"}
    assert {name.means for name in header("Co\ufffdt").names} <= {"spend"}
    assert header("?ab").names == ()
    assert header("??????").names == ()


def test_a_row_is_scored_by_the_different_things_that_it_names():
    cases = {("Cost", "Spend"): 1, ("Cost", "Clicks"): 2, ("Impr.", "CTR"): 2, ("Impr.", "impr"): 1, ("x", "y"): 0}
    assert {texts: score(texts, {}) for texts in cases} == cases
    assert score(["x", "y", "Cost"], {"x": "clicks", "y": "", "Cost": "spend"}) == 3
    assert score(["x", "Cost"], {"x": "spend"}) == 1


def test_the_same_headers_have_the_same_signature_in_any_order():
    assert signature(["Day", "Cost"]) == signature([" cost", "DAY"]) != signature(["Day", "Clicks"])
    assert len(signature([])) == 16


def test_names_of_one_language_tell_it():
    assert languages_of(["Kosten", "Tag"]).count("de") == 1 or languages_of(["Klicks"]) == ["de"]
    assert languages_of(["Whatever"]) == []


# -- which of several columns is taken ------------------------------------------------------------------------------


def named(*names: tuple[str, str, int], text: str = "") -> Header:
    """A header that these (platform, meaning, rank) know."""
    return Header(text, tuple(Name(*name) for name in names))


def test_the_platforms_own_name_is_taken_before_an_everyday_one_and_that_before_one_of_others():
    own, everyday, foreign = ("google_ads", "spend", 2), ("table", "spend", 2), ("supermetrics", "spend", 1)
    assert [is_everyday(Name(*name)) for name in (own, everyday, foreign)] == [True, True, False]
    assert meanings([named(("table", "spend", 1)), named(own)], "google_ads", {}) == {"spend": 1}
    assert meanings([named(foreign), named(everyday)], "google_ads", {}) == {"spend": 1}
    assert meanings([named(foreign)], "google_ads", {}) == {"spend": 0}
    assert meanings([named(own, text="Cost"), named(text="x")], "google_ads", {"x": "spend"}) == {"spend": 1}
    assert meanings([named(own, text="Cost"), named(own, text="More")], "google_ads", {"Cost": ""}) == {"spend": 1}
    assert meanings([named(own), named(own)], "google_ads", {}) == {"spend": 0}
    assert meanings([named(own), named(("google_ads", "spend", 1))], "google_ads", {}) == {"spend": 1}
    assert meanings([named(("google_ads", KNOWN, 1))], "google_ads", {}) == {}


def test_a_header_means_one_thing_where_others_name_it_and_none_where_they_differ():
    both = named(("google_ads", "orders", 1), ("table", "value", 1))
    assert meanings([both], "meta_ads", {}) == {"orders": 0}
    assert meanings([named(("supermetrics", "orders", 1))], "meta_ads", {}) == {}  # what counts as an order differs
    several = named(("supermetrics", "spend", 1), ("funnel", "value", 1))
    assert meanings([several], "meta_ads", {}) == {}

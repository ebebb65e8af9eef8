"""Plans to start from: each is a plan, and each of its figures says where it comes from."""

import copy
import re
import tomllib
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from simulator import Channels, OrderEconomics, allocate, segments_of, simulate, whole_shop
from simulator.beliefs.distributions import median
from simulator.currencies import CURRENCIES
from simulator.engine.outcome import outcome_of
from simulator.facts import Fact, facts
from simulator.forms.fields import fields_of, plan_of
from simulator.forms.page_fields import ALL_BY_NAME, ALL_DEFAULTS, omnichannel_in
from simulator.forms.presets import Preset, _preset, presets
from simulator.questions.verdict import verdict
from tests.simulator.test_page_fields import problems_of

NEED_NO_ORIGIN = {"name", "currency", "budget", "period_days", "cogs_kind", "target_kind"}
"""What a preset may set without a source: labels, the size of the budget, and how a number is given."""
WRITTEN = {
    entry["code"]: entry
    for entry in tomllib.loads(files("simulator.forms").joinpath("presets.toml").read_text(encoding="utf-8"))["preset"]
}
each_preset = pytest.mark.parametrize("preset", [*presets().values()], ids=lambda preset: preset.code)
each_fact = pytest.mark.parametrize("fact", [*facts().values()], ids=lambda fact: fact.id)


def published(fact: Fact, number: float) -> float:
    """A published figure in the unit of the plan: percent as a share."""
    return number / 100 if fact.unit.startswith("%") else number


# -- presets ------------------------------------------------------------------------------------------------------


def test_there_is_the_worked_example_and_three_trades_on_both_sides_of_the_ocean():
    assert next(iter(presets())) == "worked_example"
    assert {"fashion_eu", "fashion_us", "home_eu", "home_us", "beauty_eu", "beauty_us"} <= set(presets())
    assert {presets()[f"{trade}_us"].values["currency"] for trade in ("fashion", "home", "beauty")} == {"USD"}
    assert {presets()[f"{trade}_eu"].values["currency"] for trade in ("fashion", "home", "beauty")} == {"EUR"}


def test_codes_and_titles_are_unique_and_none_is_lost():
    assert list(WRITTEN) == list(presets())
    assert len({preset.title for preset in presets().values()}) == len(presets())


@pytest.mark.parametrize("code", WRITTEN)
def test_what_stands_in_the_file_is_what_a_preset_holds(code):
    entry = WRITTEN[code]
    preset = _preset(entry)
    assert {name: preset.values[name] for name in entry["fields"]} == entry["fields"]
    numbers = [value for name, value in preset.values.items() if ALL_BY_NAME[name].kind in ("money", "share", "number")]
    assert {type(value) for value in numbers} <= {float, type(None)}
    flags = [value for name, value in preset.values.items() if ALL_BY_NAME[name].kind == "flag"]
    assert {type(value) for value in flags} == {bool}
    cited, assumed = ([origin for origin in preset.origins if origin.assumed == kind] for kind in (False, True))
    assert [origin.fields for origin in cited] == [tuple(given["fields"]) for given in entry.get("sources", ())]
    assert [origin.how for origin in assumed] == [given["why"] for given in entry.get("assumptions", ())]
    assert [channel.name for channel in preset.channels] == [row["name"] for row in entry.get("channels", ())]
    assert [segment.name for segment in preset.segments] == [row["segment"] for row in entry.get("segments", ())]


@pytest.mark.parametrize(
    ("code", "part", "column", "words"),
    [
        ("two_channels", "fields", "budget", "plan of a preset"),
        ("two_channels", "channels", "spend", "channels of a preset"),
        ("fashion_returns", "segments", "share", "segments of a preset"),
    ],
)
def test_a_preset_with_a_mistake_is_none(code, part, column, words):
    entry = copy.deepcopy(WRITTEN[code])
    row = entry[part] if part == "fields" else entry[part][0]
    row[column] = -1.0
    with pytest.raises(ValueError, match=words):
        _preset(entry)


@each_preset
def test_a_preset_is_a_valid_plan_in_all_its_fields(preset: Preset):
    plan, problems = plan_of(preset.values)
    assert problems == []
    assert set(preset.values) == set(ALL_DEFAULTS)
    assert plan_of(fields_of(plan)) == (plan, [])


@each_preset
def test_a_preset_has_an_answer_worth_showing(preset: Preset):
    plan, _ = plan_of(preset.values)
    outcome = outcome_of(plan)
    assert verdict(outcome).word in ("scale", "optimise", "stop")
    assert outcome.quantile("max_cpo", 0.5).value > 0
    assert outcome.no_order_probability.value < 0.01
    assert outcome.scenario.name == preset.title


@each_preset
def test_a_preset_has_a_title_and_a_note_in_sentences(preset: Preset):
    assert preset.title.strip()
    assert preset.note.endswith(".")
    assert len(preset.note) > 40
    assert preset.values["currency"] in CURRENCIES


@each_preset
def test_every_field_that_a_preset_sets_has_one_origin_and_no_other_field_has(preset: Preset):
    covered = [name for origin in preset.origins for name in origin.fields]
    assert len(covered) == len(set(covered))
    tables = {"channels", "segments"} & set(WRITTEN[preset.code])
    given = set(WRITTEN[preset.code]["fields"]) | tables
    assert set(covered) <= given <= set(ALL_BY_NAME) | tables
    uncovered = {name for name in given - set(covered) if not name.endswith("_kind")}
    assert uncovered <= NEED_NO_ORIGIN
    kinds = {name for name in given - set(covered) if name.endswith("_kind")} - NEED_NO_ORIGIN
    for name in kinds:
        stem = name.removesuffix("_kind")
        assert any(other == stem or other.startswith(f"{stem}_") for other in covered)


@each_preset
def test_every_origin_is_a_figure_a_credit_or_an_assumption_that_says_why(preset: Preset):
    for origin in preset.origins:
        assert origin.fields
        assert len(origin.how) > 5
        assert origin.assumed == (not origin.facts and not origin.credit)


def ranges_as_published():
    for preset in presets().values():
        for origin in preset.origins:
            if origin.how.startswith("range") and "as published" in origin.how:
                yield pytest.param(preset, origin, id=f"{preset.code}-{origin.fields[0]}")


@pytest.mark.parametrize(("preset", "origin"), [*ranges_as_published()])
def test_a_range_as_published_is_the_range_of_its_figure(preset, origin):
    low, high = origin.fields
    fact = origin.facts[0]
    assert low.endswith("_low")
    assert high.endswith("_high")
    assert preset.values[low] == pytest.approx(published(fact, fact.low), rel=1e-12)
    assert preset.values[high] == pytest.approx(published(fact, fact.high), rel=1e-12)
    for other in origin.facts[1:]:
        assert fact.low <= other.value <= fact.high
    assert ("confidence C" in origin.how) == (fact.confidence == "C") or "confidence" not in origin.how


def prices_as_published():
    for preset in presets().values():
        for origin in preset.origins:
            if {"fee_rate", "fee_fixed", "vat_rate"} & set(origin.fields) and not origin.assumed:
                yield pytest.param(preset, origin, id=f"{preset.code}-{origin.fields[0]}")


@pytest.mark.parametrize(("preset", "origin"), [*prices_as_published()])
def test_fees_and_vat_are_those_of_their_figures(preset, origin):
    for name, fact in zip(origin.fields, origin.facts, strict=False):
        assert preset.values[name] == pytest.approx(published(fact, fact.value), rel=1e-12)


def test_ranges_were_found_at_all():
    assert len(list(ranges_as_published())) >= 10
    assert len(list(prices_as_published())) >= 8


@each_preset
def test_an_interval_holds_the_published_figures_that_it_names(preset: Preset):
    """Click prices, conversion rates and order values: the figures lie inside, in the unit of the plan."""
    for origin in preset.origins:
        if origin.fields[:1] not in (("cpc_low",), ("cvr_low",), ("aov_low",)) or origin.assumed:
            continue
        low, high = (preset.values[name] for name in origin.fields)
        for fact in origin.facts:
            for number in (fact.value, fact.low, fact.high):
                if number is not None:
                    assert low * 0.995 <= published(fact, number) <= high * 1.005, (fact.id, low, high)


def test_the_worked_example_allows_20_per_order_and_wants_10():
    plan, _ = plan_of(presets()["worked_example"].values)
    outcome = outcome_of(plan)
    assert np.unique(outcome.rows("max_cpo")).tolist() == [20]
    assert np.unique(outcome.rows("target_cpo")).tolist() == [10]
    assert plan.scenario.economics == OrderEconomics(cogs_per_order=20, other_costs=10)
    assert 10 < simulate(plan.scenario).quantile("cpo", 0.5).value < 20


# -- facts --------------------------------------------------------------------------------------------------------


@each_fact
def test_a_figure_has_a_number_a_year_a_source_and_a_confidence(fact: Fact):
    assert fact.confidence in "ABC"
    assert fact.value is not None or (fact.low is not None and fact.high is not None)
    assert all(number is None or 0 <= number < 1e6 for number in (fact.value, fact.low, fact.high))
    assert fact.low is None or fact.high is None or fact.low < fact.high
    if None not in (fact.value, fact.low, fact.high):
        assert fact.low <= fact.value <= fact.high
    assert fact.metric
    assert fact.source
    assert fact.unit.startswith("%") or fact.unit in CURRENCIES
    assert re.search(r"20[0-3]\d", fact.year)
    assert not fact.unit.startswith("%") or max(n for n in (fact.value, fact.high) if n is not None) <= 100
    assert "." in fact.url  # an address, or the words that say where a copy of it stands
    assert not any(fact.metric.startswith(sign) for sign in "=+-@")


def test_confidences_are_a_b_and_c_and_each_is_used():
    assert {fact.confidence for fact in facts().values()} == set("ABC")


def test_no_figure_is_lost_or_doubled_on_the_way_from_the_file():
    text = files("simulator").joinpath("facts.csv").read_text(encoding="utf-8")
    assert len(facts()) == len(text.splitlines()) - 1
    assert all(id == fact.id for id, fact in facts().items())


def test_figures_of_origins_are_figures_that_exist():
    used = {fact.id for preset in presets().values() for origin in preset.origins for fact in origin.facts}
    assert used <= set(facts())
    assert len(used) > 20


# -- what presets bring beside the plan -----------------------------------------------------------------------------


def test_there_is_an_example_with_two_channels_one_with_segments_and_one_with_a_store():
    two, returns, store = (presets()[code] for code in ("two_channels", "fashion_returns", "shop_with_store"))
    assert [channel.name for channel in two.channels] == ["Google Shopping", "Facebook, Instagram"]
    assert sum(channel.spend for channel in two.channels) == two.values["budget"]
    assert sum(segment.share for segment in returns.segments) == pytest.approx(1)
    assert omnichannel_in(store.values)[0].store_orders_per_click == pytest.approx(0.0073, abs=0.0001)


@each_preset
def test_what_a_preset_brings_for_other_pages_is_usable_there(preset: Preset):
    plan, _ = plan_of(preset.values)
    assert problems_of(preset.values) == {"funnel": [], "omnichannel": []}
    assert 0 <= whole_shop(plan, omnichannel_in(preset.values)[0]).break_even_probability.value <= 1
    if preset.channels:
        assert allocate(Channels(plan, preset.channels)).reached
    if preset.segments:
        assert len(segments_of(plan, preset.segments).figures) == len(preset.segments)


def test_the_segments_of_a_preset_return_about_what_its_plan_does():
    preset = presets()["fashion_returns"]
    plan, _ = plan_of(preset.values)
    weights = [segment.share * median(segment.cvr_relative) for segment in preset.segments]
    returned = sum(w * median(segment.return_rate) for w, segment in zip(weights, preset.segments, strict=True))
    assert returned / sum(weights) == pytest.approx(median(plan.scenario.economics.return_rate), abs=0.02)


def test_a_source_is_its_publisher_and_what_it_says_of_itself_in_brackets():
    fact = next(iter(facts().values()))
    named, plain = (replace(fact, source=source) for source in ("Shop index (2,800 shops)", "Shop index"))
    assert (named.publisher, named.sample, plain.publisher, plain.sample) == (
        "Shop index",
        "2,800 shops",
        "Shop index",
        "",
    )
    assert named.texts[-2] == "2,800 shops"


def test_a_published_figure_is_a_number_or_a_range():
    read = facts.__wrapped__()  # anew: `facts` remembers what it read
    number, span = (read[name] for name in ("cpc-retail-google-shopping-2020", "cpc-all-google-shopping-2026"))
    assert (number.value, number.low, number.high) == (0.56, None, None)
    assert (span.value, span.low, span.high) == (None, 0.5, 1.2)

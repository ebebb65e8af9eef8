"""The two searches of a test buy: clicks to be sure, and the best size. Counts by hand, and how many sizes they ask."""

from dataclasses import replace
from datetime import date

import pytest

from simulator import Plan, RateFromCounts, Trial, simulate, trial_of
from simulator.plan.events import Event, Season
from simulator.questions.trial_answers import BestTest, Capture
from simulator.questions.verdict import break_even_inputs
from tests.simulator.plans import known, spring

EVEN = Trial((1, 1), cpc=1.0, contribution=2.0, main_clicks=100)
"""A flat belief and a threshold of a half."""
DEARER = Trial((4, 196), cpc=1.0, contribution=49.0, main_clicks=100_000)
"""A click that loses 0.02."""


def watched(monkeypatch, name, answer):
    """The sizes that a method of a trial is asked for, answered by a function of trial and size."""
    sizes = []
    monkeypatch.setattr(Trial, name, lambda trial, size: sizes.append(size) or answer(trial, size))
    return sizes


# -- clicks to be sure ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chance", [0.05, 0.3, 0.5, 0.7, 0.8, 0.9])
def test_one_click_fewer_is_not_enough_to_be_sure(chance):
    clicks = EVEN.clicks_to_be_sure(chance, within=0.0)
    assert EVEN.sure_probability(clicks) >= chance > EVEN.sure_probability(clicks - 1)


@pytest.mark.parametrize(
    ("needed", "within", "found"),
    [
        (100, 0.0, 100), (100, 1.0, 128), (128, 1.0, 128), (129, 1.0, 256), (16, 0.0, 16), (17, 0.0, 17), (1, 0.0, 1),
        (2, 0.0, 2), (65, 0.5, 96), (97, 0.34, 128), (97, 0.33, 112), (1025, 0.002, 1026), (200_000, 0.0, 200_000),
        (200_000, 0.6, 200_000), (200_001, 0.0, None),
    ],
)  # fmt: skip
def test_a_size_from_which_one_is_sure_is_doubled_up_to_and_halved_back_to(monkeypatch, needed, within, found):
    sizes = watched(monkeypatch, "sure_probability", lambda _, size: float(size >= needed))
    assert EVEN.clicks_to_be_sure(1.0, within=within) == found
    assert max(sizes) <= max(16, 2 * needed - 1)
    assert len(sizes) <= 32


def test_clicks_to_be_sure_are_known_to_two_in_a_thousand_unless_said(monkeypatch):
    """Between 131,072 and 200,000 clicks, halved until the ends are 1.0020 apart: 269 clicks, and then 1.0019."""
    watched(monkeypatch, "sure_probability", lambda _, size: float(size >= 134_500))
    found = EVEN.clicks_to_be_sure()
    assert found == EVEN.clicks_to_be_sure(0.9, within=0.002)
    assert 134_500 <= found <= 134_500 * 1.002
    assert EVEN.clicks_to_be_sure(0.9, within=0.0) == 134_500


# -- the best size --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("contribution", [49.0, 30.0])
@pytest.mark.parametrize("half", [5.0, 40.0, 300.0, 2_000.0])
def test_the_best_size_of_a_test_that_teaches_by_a_known_curve(monkeypatch, half, contribution):
    """Half of a certainty worth V is learnt from h clicks: V n / (n + h) - c n is highest at √(V h / c) - h."""
    trial = replace(DEARER, contribution=contribution)
    worth, cost = trial.perfect_information, trial.cost_per_click
    sizes = watched(monkeypatch, "sample_information", lambda _, size: worth * size / (size + half))
    best = (worth * half / cost) ** 0.5 - half
    found = trial.best
    assert found.reason == "found"
    assert found.clicks == pytest.approx(best, rel=1e-3, abs=1.0)
    assert found.net_value == pytest.approx(worth * best / (best + half) - cost * best, rel=1e-5)
    assert len(sizes) <= 100
    assert max(sizes) <= worth / cost + 1  # what costs more than certainty is worth is not looked at


@pytest.mark.parametrize("best", [1, 2, 3, 4, 5, 7, 11, 12, 13, 14, 29, 30, 31, 32, 59, 83, 84])
def test_a_small_best_size_is_found_to_the_click(monkeypatch, best):
    watched(monkeypatch, "sample_information", lambda trial, size: 100.0 - abs(size - best) + trial.cost(size))
    assert replace(DEARER, main_clicks=85).best == BestTest(best, pytest.approx(100.0), "found")


def test_a_test_that_returns_its_cost_and_no_more_is_not_bought(monkeypatch):
    for more, clicks in ((0.0, 0), (-1.0, 0), (1e-3, 1)):
        watched(monkeypatch, "sample_information", lambda trial, size, more=more: trial.cost(size) + more / size)
        assert replace(DEARER, main_clicks=30).best.clicks == clicks


# -- a row of the curve ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("main_clicks", [0.3, 3, 3_000])
@pytest.mark.parametrize(
    ("cpc", "contribution", "value", "certain"), [(2.0, 4.0, 1 / 3, 1 / 2), (0.5, 1.0, 1 / 12, 1 / 8)]
)
def test_what_one_click_teaches_and_costs_by_hand(main_clicks, cpc, contribution, value, certain):
    """Flat belief: an order in the click, every second time, makes 2/3 of 1/2; certainty earns ∫ (4 r - 2) from 1/2."""
    trial = Trial((1, 1), cpc=cpc, contribution=contribution, main_clicks=main_clicks)
    assert (trial.threshold_rate, trial.value_now, trial.cost(1)) == (0.5, 0, 0)
    assert trial.perfect_information == pytest.approx(main_clicks * certain)
    row = trial.by_clicks([1]).iloc[0]
    assert row.sample_information == pytest.approx(main_clicks * value)
    assert row.certain_share == pytest.approx(2 / 3)
    assert (row.spend, row.cost, row.net_value) == (cpc, 0, row.sample_information)
    assert trial.by_clicks([4]).spend.item() == 4 * cpc


def test_a_click_that_earns_on_average_costs_less_than_nothing():
    """Flat belief, 3 of an order and 1 a click: half a currency unit is earned by each click, 50 by the main buy."""
    trial = Trial((1, 1), cpc=1.0, contribution=3.0, main_clicks=100)
    assert (trial.cost_per_click, trial.cost(8), trial.value_now) == (-0.5, -4.0, 50.0)
    # Certainty keeps from buying below a third: 100 ∫ (1 - 3 r) from 0 to 1/3 = 100 / 6.
    assert trial.perfect_information == pytest.approx(100 / 6)
    row = trial.by_clicks([1]).iloc[0]
    assert (row.sample_information, row.cost) == (pytest.approx(0, abs=1e-12), -0.5)  # without an order a third is left
    assert row.net_value == pytest.approx(0.5)
    # Two clicks without an order, one time in three, leave a rate of a quarter: a quarter is not lost.
    assert trial.sample_information(2) == pytest.approx(100 / 12)


def test_a_main_buy_below_every_size_that_is_shown_captures_all_where_certainty_is_worth_nothing():
    """A rate above 1 would be needed, so that nothing can be learnt."""
    hopeless = Trial((1, 1), cpc=2.0, contribution=1.0, main_clicks=5)
    assert hopeless.capture(hopeless.by_clicks([10, 20])) == Capture(5, 1.0, True)


# -- of a plan with events ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("incremental", [1.0, 0.5])
def test_an_event_of_the_whole_period_moves_price_and_worth_and_not_the_rate_that_is_tested(incremental):
    """Clicks cost 1.25; an order of 40 leaves 10, and a tested rate brings half as many orders again: 15."""
    sale = Event(name="Sale", first=date(2026, 1, 1), last=date(2026, 1, 30), cvr=1.5, cpc=1.25, aov=0.8)
    season = Season(date(2026, 1, 1), (sale,))
    plan = known(cvr=RateFromCounts(3.5, 199), season=season, incremental_share=incremental)
    trial = trial_of(Plan(plan))
    assert trial.shape == (4, 196)
    assert (trial.cpc, trial.contribution, trial.main_clicks) == pytest.approx((1.25, 15 * incremental, 800))


def test_the_threshold_of_a_trial_is_that_of_a_plan_with_a_few_days_of_an_event():
    sale = Event(name="Sale", first=date(2026, 1, 1), last=date(2026, 1, 10), cvr=1.5, cpc=1.25, aov=0.9)
    season = Season(date(2026, 1, 1), (sale,))
    plan = spring(season=season, incremental_share=0.8, cpc_elasticity=0.3, reference_budget=2500)
    assert trial_of(Plan(plan)).threshold_rate == pytest.approx(break_even_inputs(simulate(plan)).cvr)

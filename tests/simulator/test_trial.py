"""How many clicks before I know? Reference figures, a second route for each, and laws."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, betabinom, binom

from simulator import Amount, Fixed, InputError, Pert, Plan, Rate, RateFromCounts, Trial, simulate, trial_of
from simulator.beliefs.distributions import LARGEST, quantile
from simulator.forms.fields import START, plan_of
from simulator.questions.trial import MOST_CLICKS, SIZES, beta_of
from simulator.questions.trial_answers import BestTest
from simulator.questions.verdict import break_even_inputs
from tests.simulator.plans import known, refusal, spring

REFERENCE = Trial((4, 196), cpc=1.0, contribution=50.0, main_clicks=20_000)
"""Prior mean 2 %, threshold 2 %: the figures of issue 4."""
DEARER = replace(REFERENCE, contribution=45.0)
"""The same with clicks that lose 0.10 each on average."""


def bought_anyway(trial):
    """Worth of the main buy without a test."""
    return max(0.0, trial.main_clicks * (trial.contribution * trial.mean_rate - trial.cpc))


# -- the reference figures ------------------------------------------------------------------------------------------


def test_certainty_is_worth_what_the_reference_says():
    assert REFERENCE.threshold_rate == 0.02
    assert REFERENCE.perfect_information == pytest.approx(3868.0, abs=0.05)


@pytest.mark.parametrize(
    ("clicks", "share", "sure"), [(300, 0.770, 0.299), (500, 0.843, 0.398), (1000, 0.912, 0.588), (4000, 0.976, 0.772)]
)
def test_tests_are_worth_what_the_reference_says(clicks, share, sure):
    row = REFERENCE.by_clicks([clicks]).iloc[0]
    assert row.certain_share == pytest.approx(share, abs=5e-4)
    assert row.sure_probability == pytest.approx(sure, abs=5e-4)
    assert row.sample_information == pytest.approx(share * 3868.03, abs=2)


def test_three_hundred_clicks_to_the_tenth():
    assert REFERENCE.sample_information(300) == pytest.approx(2979.6, abs=0.05)


def test_a_nine_in_ten_chance_to_be_sure_takes_about_twenty_thousand_clicks():
    clicks = REFERENCE.clicks_to_be_sure(0.9)
    assert clicks == pytest.approx(20_000, rel=0.02)
    assert REFERENCE.sure_probability(clicks) == pytest.approx(0.9, abs=2e-3)
    assert REFERENCE.clicks_to_be_sure(0.9, within=0.02) == pytest.approx(clicks, rel=0.02)


# -- second routes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trial", [REFERENCE, DEARER, replace(REFERENCE, shape=(0.5, 20.5), contribution=60.0)])
def test_certainty_by_integration_over_the_rate(trial):
    prior = beta(*trial.shape)
    gain, _ = quad(lambda rate: (trial.contribution * rate - trial.cpc) * prior.pdf(rate), trial.threshold_rate, 1)
    assert trial.perfect_information == pytest.approx(trial.main_clicks * gain - bought_anyway(trial), rel=1e-6)


@pytest.mark.parametrize("trial", [REFERENCE, DEARER, replace(REFERENCE, contribution=60.0)])
@pytest.mark.parametrize("clicks", [1, 37, 300, 4000])
def test_a_test_by_integration_over_the_rate(trial, clicks):
    # Buy when the mean rate after the test is above the threshold, that is from some number of orders on; then the
    # value is an integral over the true rate, in which no Beta-Binomial occurs.
    fewest = max(0, math.floor(trial.threshold_rate * (sum(trial.shape) + clicks) - trial.shape[0] + 1e-9) + 1)
    prior = beta(*trial.shape)
    points = [trial.mean_rate / 4, trial.mean_rate, trial.threshold_rate, 2 * trial.mean_rate, 5 * trial.mean_rate]
    gain, _ = quad(
        lambda rate: (trial.contribution * rate - trial.cpc) * prior.pdf(rate) * binom.sf(fewest - 1, clicks, rate),
        0, 1, points=points, limit=400, epsabs=1e-12,
    )  # fmt: skip
    exact = max(0.0, trial.main_clicks * gain - bought_anyway(trial))
    assert trial.sample_information(clicks) == pytest.approx(exact, rel=1e-5, abs=1e-3)


def test_a_test_by_simulation_of_whole_campaigns():
    # True rate, orders of the test, decision, and the profit that the main buy then makes at the true rate.
    generator, draws = np.random.default_rng(11), 400_000
    rate = generator.beta(*DEARER.shape, draws)
    orders = generator.binomial(500, rate)
    buys = (DEARER.shape[0] + orders) / (sum(DEARER.shape) + 500) > DEARER.threshold_rate
    profit = np.where(buys, DEARER.main_clicks * (DEARER.contribution * rate - DEARER.cpc), 0.0)
    error = profit.std() / math.sqrt(draws)
    assert error < 0.01 * DEARER.sample_information(500)
    assert abs(profit.mean() - DEARER.sample_information(500)) < 5 * error
    # And how often one ends sure, with the posterior asked for each campaign.
    above = beta.sf(DEARER.threshold_rate, DEARER.shape[0] + orders, DEARER.shape[1] + 500 - orders)
    row = DEARER.by_clicks([500]).iloc[0]
    assert np.mean(above >= 0.9) == pytest.approx(row.scale_probability, abs=5 * 0.5 / math.sqrt(draws))
    assert np.mean(above <= 0.1) == pytest.approx(row.stop_probability, abs=5 * 0.5 / math.sqrt(draws))


@pytest.mark.parametrize("clicks", [1, 2, 300, 50_000])
def test_chances_of_orders_are_beta_binomial(clicks):
    few = min(clicks, 400)
    exact = betabinom(clicks, 4, 196).pmf(np.arange(few + 1))
    assert REFERENCE.order_chances(clicks)[: few + 1] == pytest.approx(exact, rel=1e-7, abs=1e-300)
    assert REFERENCE.order_chances(clicks).sum() == pytest.approx(1)


@pytest.mark.parametrize("sure_at", [0.6, 0.9, 0.99])
def test_cuts_are_where_asking_for_every_number_of_orders_puts_them(sure_at):
    trial = replace(DEARER, sure_at=sure_at)
    for clicks in (1, 10, 99, 640):
        orders = np.arange(clicks + 1)
        above = beta.sf(trial.threshold_rate, 4 + orders, 196 + clicks - orders)
        (stop,), (scale,) = trial.cuts([clicks])
        assert stop == np.count_nonzero(above <= 1 - sure_at) - 1
        assert scale == clicks + 1 - np.count_nonzero(above >= sure_at)


# -- cost, net value, the best size ---------------------------------------------------------------------------------


def test_a_test_costs_what_it_loses_and_not_what_it_spends():
    row = DEARER.by_clicks([500]).iloc[0]
    assert row.cost == pytest.approx(500 * (1 - 45 * 0.02))
    assert row.spend == 500
    assert row.net_value == row.sample_information - row.cost
    assert REFERENCE.cost(500) == 0


def test_the_best_size_is_the_best_of_all_sizes():
    best = DEARER.best
    nets = [DEARER.sample_information(clicks) - DEARER.cost(clicks) for clicks in range(1, 3000)]
    assert best.reason == "found"
    assert best.net_value == pytest.approx(max(nets), rel=1e-4)
    assert best.clicks == pytest.approx(1 + int(np.argmax(nets)), rel=0.05)


@pytest.mark.parametrize(
    ("shape", "contribution", "main_clicks"), [((1, 19), 18.0, 100), ((2, 38), 19.0, 150), ((1, 9), 9.0, 60)]
)
def test_a_small_test_that_is_best_is_the_best_of_all_sizes(shape, contribution, main_clicks):
    trial = Trial(shape, 1.0, contribution, main_clicks)
    nets = [trial.sample_information(clicks) - trial.cost(clicks) for clicks in range(1, main_clicks + 1)]
    assert trial.best == BestTest(1 + int(np.argmax(nets)), max(nets), "found")


def test_the_largest_test_that_is_looked_at_is_no_whole_buy(monkeypatch):
    trial = replace(REFERENCE, contribution=49.5, main_clicks=1_000)
    assert trial.best.clicks > 100
    monkeypatch.setattr("simulator.questions.trial.MOST_CLICKS", 100)
    for main_clicks in (100, 1_000):
        best = replace(trial, main_clicks=main_clicks).best
        assert (best.clicks, best.reason) == (100, "found")


@pytest.mark.parametrize("contribution", [0.8, 1.0])
def test_an_order_that_leaves_no_more_than_a_click_costs_is_not_won_often_enough_at_any_rate(contribution):
    trial = Trial((1, 1), cpc=1.0, contribution=contribution, main_clicks=100)
    assert trial.threshold_rate == 1 / contribution
    assert (trial.above_probability, trial.perfect_information, trial.value_now) == (0, 0, 0)
    assert trial.reading(10, 10).advice == "stop"
    assert trial.best.reason == "no_test"


def test_some_tests_are_not_worth_it_and_some_pay_for_themselves():
    assert replace(DEARER, main_clicks=10).best.clicks == 0
    assert replace(DEARER, main_clicks=10).best.reason == "no_test"
    pays = replace(REFERENCE, contribution=60.0).best
    assert (pays.clicks, pays.reason) == (None, "pays_for_itself")
    assert (REFERENCE.best.clicks, REFERENCE.best.reason) == (None, "costs_nothing")
    assert replace(REFERENCE, contribution=49.999).best.reason in ("found", "whole_buy")
    hopeless = replace(REFERENCE, contribution=-3.0)
    assert (hopeless.threshold_rate, hopeless.above_probability, hopeless.perfect_information) == (math.inf, 0, 0)
    assert hopeless.best.reason == "no_test"
    assert hopeless.clicks_to_be_sure() == 0
    row = hopeless.by_clicks([100]).iloc[0]
    assert (row.stop_probability, row.scale_probability, row.certain_share) == (pytest.approx(1), 0, 1)


@pytest.mark.parametrize("main_clicks", [1, 37.9, 100, 400])
def test_no_test_is_recommended_that_is_larger_than_the_main_buy(main_clicks):
    # Clicks that lose 0.01: without the main buy as a limit some 300 clicks would be best for one of 100.
    trial = replace(REFERENCE, contribution=49.5, main_clicks=main_clicks)
    nets = [trial.sample_information(clicks) - trial.cost(clicks) for clicks in range(1, int(main_clicks) + 1)]
    assert trial.best.clicks <= main_clicks
    assert (trial.best.net_value or 0.0) == pytest.approx(max(0.0, *nets), rel=1e-3)
    assert trial.capture(trial.by_clicks()).clicks <= main_clicks


def test_where_a_larger_test_would_be_worth_more_the_best_is_the_whole_buy():
    small = replace(REFERENCE, contribution=49.5, main_clicks=100)
    assert (small.best.clicks, small.best.reason) == (100, "whole_buy")
    beyond = [small.sample_information(clicks) - small.cost(clicks) for clicks in (150, 300)]
    assert min(beyond) > small.best.net_value
    assert DEARER.best.reason == "found"
    assert replace(small, main_clicks=0.5).best.reason == "no_test"


def test_the_size_that_captures_most_lies_within_the_main_buy_where_it_can():
    sizes = REFERENCE.by_clicks([100, 300, 500])
    assert REFERENCE.capture(sizes).clicks == 500
    assert REFERENCE.capture(sizes).certain_share == pytest.approx(0.843, abs=5e-4)
    assert REFERENCE.capture(sizes).most
    for main_clicks in (2.5, 499):
        small = replace(REFERENCE, main_clicks=main_clicks)
        result = small.capture(small.by_clicks([100, 300, 500]))
        assert result.clicks == int(main_clicks)
        assert result.certain_share == small.sample_information(result.clicks) / small.perfect_information
        assert result.most == (main_clicks == 499)


def test_being_sure_can_be_out_of_reach():
    # A rate that is almost surely the threshold itself.
    hair = Trial((4e6, 196e6), 1.0, 50.0, 1000)
    assert hair.clicks_to_be_sure() is None


# -- laws -----------------------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.floats(0.5, 50), st.floats(20, 2000), st.floats(0.2, 3), st.floats(5, 200), st.sampled_from((0.8, 0.9, 0.95)))
def test_more_clicks_never_know_less_and_never_more_than_certainty(alpha, rest, cpc, contribution, sure_at):
    trial = Trial((alpha, rest), cpc, contribution, 5000, sure_at)
    frame = trial.by_clicks((1, 2, 5, 20, 100, 700))
    values, slack = frame.sample_information, 1e-7 * trial.main_clicks * max(cpc, contribution)
    assert (values >= 0).all()
    assert (np.diff(values) >= -slack).all()
    assert values.iloc[-1] <= trial.perfect_information + slack
    outcomes = frame[["stop_probability", "scale_probability", "unsure_probability"]]
    assert outcomes.sum(axis=1).to_numpy() == pytest.approx(1)
    assert (outcomes >= 0).all().all()
    # What is believed now is the mean of what will be believed (martingale).
    after = [trial.after(20, orders).above_probability for orders in range(21)]
    assert float(trial.order_chances(20) @ after) == pytest.approx(trial.above_probability, abs=1e-9)


def test_the_curve_of_sizes_reaches_from_ten_to_fifty_thousand():
    assert all(size % 5 == 0 for size in SIZES)  # sizes that somebody would name
    frame = REFERENCE.by_clicks()
    assert frame.clicks.tolist() == list(SIZES)
    assert (len(SIZES), SIZES[0], SIZES[-1]) == (40, 10, 50_000)
    assert frame.sample_information.is_monotonic_increasing


@pytest.mark.parametrize("unit", [0.001, 1.0, 100.0])
def test_a_test_is_the_same_in_any_currency(unit):
    trial = Trial((4, 196), cpc=unit, contribution=45 * unit, main_clicks=20_000)
    assert trial.threshold_rate == pytest.approx(1 / 45)
    assert trial.by_clicks([500]).certain_share[0] == pytest.approx(DEARER.by_clicks([500]).certain_share[0])
    assert trial.best.clicks == DEARER.best.clicks
    assert trial.best.net_value == pytest.approx(DEARER.best.net_value * unit)
    for part, reason in ((5e-7, "costs_nothing"), (2e-6, "found"), (-2e-6, "pays_for_itself")):
        assert replace(trial, contribution=50 * unit * (1 - part)).best.reason in (reason, "whole_buy")


def test_nine_in_ten_is_how_sure_one_is_unless_said():
    trial = Trial((1, 1), cpc=1.0, contribution=2.0, main_clicks=100)
    assert trial.sure_at == trial_of(Plan(spring())).sure_at == 0.9
    assert trial.clicks_to_be_sure() == trial.clicks_to_be_sure(0.9, within=0.002)
    assert REFERENCE.clicks_to_be_sure() == REFERENCE.clicks_to_be_sure(0.9, within=0.002)


def test_a_chance_that_is_just_enough_is_enough_either_way():
    """Flat prior and a threshold of a half: after 0 or 3 orders of 3 clicks the chance is 1/16 or 15/16."""
    trial = Trial((1, 1), cpc=1.0, contribution=2.0, main_clicks=100, sure_at=15 / 16)
    assert [cut.tolist() for cut in trial.cuts([2, 3])] == [[-1, 0], [3, 3]]
    assert [trial.reading(3, orders).advice for orders in range(4)] == ["stop", "continue", "continue", "scale"]
    assert trial.sure_probability(3) == pytest.approx(0.5)


def test_a_test_of_a_single_click_can_be_the_best():
    """Flat prior: the click costs 0.05, and an order in it, every second time, earns 1.90 · 2/3 - 1 with the next."""
    trial = Trial((1, 1), cpc=1.0, contribution=1.9, main_clicks=1)
    assert trial.best == BestTest(1, pytest.approx(0.5 * (1.9 * 2 / 3 - 1) - 0.05), "whole_buy")


def test_where_no_order_leaves_anything_a_test_says_stop_and_is_worth_nothing():
    for contribution in (0.0, -1.0):
        trial = Trial((4, 196), cpc=1.0, contribution=contribution, main_clicks=1_000)
        assert trial.threshold_rate == math.inf
        (row,) = trial.by_clicks([100]).itertuples()
        assert (row.stop_probability, row.unsure_probability) == pytest.approx((1, 0), abs=1e-12)
        assert (row.sample_information, row.most_orders_for_stop, row.fewest_orders_for_scale) == (0, 100, 101)


# -- a running test -------------------------------------------------------------------------------------------------


def test_a_running_test_by_hand():
    # Flat prior, 2 orders of 2 clicks: Beta(3, 1), P(rate > 1/2) = 1 - 1/8.
    trial = Trial((1, 1), cpc=1.0, contribution=2.0, main_clicks=100)
    reading = trial.reading(2, 2)
    assert reading.above_probability == pytest.approx(0.875)
    assert (reading.advice, reading.risk) == ("continue", pytest.approx(0.125))
    assert trial.reading(3, 3).advice == "scale"  # 1 - 1/16
    assert trial.reading(3, 3).risk == pytest.approx(1 / 16)
    assert trial.reading(3, 0).advice == "stop"
    assert trial.reading(3, 0).risk == pytest.approx(1 / 16)
    assert reading.rate_median == pytest.approx(0.5 ** (1 / 3))
    assert (reading.rate_low, reading.rate_high) == pytest.approx((0.05 ** (1 / 3), 0.95 ** (1 / 3)))
    # Buying loses where the rate is below 1/2: 100 ∫ (1 - 2 r) 3 r² dr from 0 to 1/2 = 100 (1/8 - 3/32).
    assert reading.regret == pytest.approx(100 / 32)


def test_a_test_that_has_run_is_the_prior_of_the_next():
    assert REFERENCE.after(100, 2).after(50, 1.5) == REFERENCE.after(150, 3.5)
    assert REFERENCE.after(0, 0) == REFERENCE
    assert REFERENCE.reading(100, 3.33).orders == 3.33


def test_pausing_after_three_times_the_target_is_a_five_percent_test():
    rule = REFERENCE.pause_rule()
    assert rule.wrong_at_target == pytest.approx(math.exp(-3))
    assert rule.wrong_at_target == pytest.approx(0.05, abs=5e-4)
    assert (rule.clicks, rule.spend) == (150, 150)
    # At the threshold rate of 2 %, 150 clicks bring no order with probability 0.98^150.
    assert binom.pmf(0, 150, 0.02) == pytest.approx(rule.wrong_at_target, abs=2e-3)
    assert rule.pause_probability == pytest.approx(betabinom.pmf(0, 150, 4, 196))
    assert rule.above_if_paused == pytest.approx(beta.sf(0.02, 4, 346))
    assert REFERENCE.pause_rule(2.0, target_cpo=30).clicks == 60
    for target, clicks in ((0.1, 1), (1 / 3, 1), (0.34, 2)):
        rule = REFERENCE.pause_rule(3.0, target_cpo=target)
        assert (rule.clicks, rule.spend) == (clicks, clicks)


# -- from a plan ----------------------------------------------------------------------------------------------------


def test_the_trial_of_a_plan_has_the_threshold_of_its_verdict():
    scenario = spring(incremental_share=0.8, cpc_elasticity=0.3, reference_budget=2500)
    trial = trial_of(Plan(scenario))
    assert trial.threshold_rate == pytest.approx(break_even_inputs(simulate(scenario)).cvr)
    assert trial.shape == scenario.cvr.shape
    assert trial.main_clicks == pytest.approx(5000 / (math.sqrt(0.45 * 0.75) * 2**0.3))
    assert trial_of(Plan(scenario), main_clicks=100, sure_at=0.8).main_clicks == 100


def test_a_plan_gives_the_reference_trial():
    scenario = known(cvr=RateFromCounts(3.5, 199), budget=20_000)  # Beta(4, 196); 50 - 20 - 10 = 20 left per order
    assert trial_of(Plan(scenario)) == Trial((4, 196), 1.0, 20.0, 20_000)


def test_rates_of_other_families_keep_their_outer_points():
    for belief in (Pert(0.01, 0.02, 0.05), Amount(0.01, 0.03)):
        fitted = beta(*beta_of(belief))
        assert fitted.ppf([0.05, 0.95]) == pytest.approx([quantile(belief, 0.05), quantile(belief, 0.95)])
    assert beta_of(Rate(0.01, 0.03)) == Rate(0.01, 0.03).shape


def test_impossible_tests_are_refused_in_words():
    refusal(lambda: trial_of(Plan(known(cvr=Fixed(0.02)))), "cvr", "nothing")
    refusal(lambda: REFERENCE.reading(10, 11), "orders", "10")
    refusal(lambda: REFERENCE.reading(-1, 0), "clicks")
    refusal(lambda: REFERENCE.by_clicks([0]), "clicks")
    refusal(lambda: REFERENCE.by_clicks([MOST_CLICKS + 1]), "clicks")
    refusal(lambda: REFERENCE.by_clicks([1.5]), "clicks")
    refusal(lambda: REFERENCE.pause_rule(0), "multiple")
    refusal(lambda: REFERENCE.pause_rule(1_000_000), "multiple", "times the target CPA")
    refusal(lambda: replace(REFERENCE, contribution=-1.0).pause_rule(), "target_cpo")
    refusal(lambda: replace(REFERENCE, sure_at=0.5), "sure_at", "50 %")
    refusal(lambda: replace(REFERENCE, sure_at=1.0), "sure_at", "100 %")
    assert replace(REFERENCE, sure_at=0.51).sure_at == 0.51
    refusal(lambda: replace(REFERENCE, main_clicks=0), "main_clicks")
    refusal(lambda: replace(REFERENCE, shape=(0, 1)), "cvr")


def test_a_rule_is_refused_with_the_largest_multiple_that_is_looked_at():
    with pytest.raises(InputError) as refused:
        REFERENCE.pause_rule(1_000_000)
    assert refused.value.values["multiple"] == 1_000_000
    largest = refused.value.values["largest"]
    assert largest == 4000  # 200,000 clicks of 1 at a target of 50
    assert REFERENCE.pause_rule(largest).clicks == MOST_CLICKS
    odd = replace(REFERENCE, cpc=0.777)
    with pytest.raises(InputError) as refused:
        odd.pause_rule(1_000_000)
    assert 0.99 * MOST_CLICKS < odd.pause_rule(refused.value.values["largest"]).clicks <= MOST_CLICKS


def test_a_budget_that_buys_more_clicks_than_any_number_taken_is_not_refused_for_a_number_nobody_typed():
    plan, _ = plan_of({**START, "budget": 1e12, "reference_budget": 1e12})
    assert plan is not None
    assert trial_of(plan).main_clicks == LARGEST


def test_one_click_is_a_test_and_none_is_not():
    assert REFERENCE.by_clicks([1]).sample_information.item() == pytest.approx(REFERENCE.sample_information(1))
    for clicks in (0, -1, 1.5, MOST_CLICKS + 1):
        refusal(lambda clicks=clicks: REFERENCE.by_clicks([clicks]), "clicks")

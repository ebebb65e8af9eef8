"""How fast do click prices rise with spend? Two points, and γ as a belief."""

import math

import numpy as np
import pytest

from simulator import PUBLISHED_RANGES, Amount, Fixed, Pert, Rate, RateFromCounts, elasticity_from_two_points, simulate
from simulator.engine.outcome import mean_of_marginal_is_infinite
from simulator.questions.budget_sweep import least_budget
from simulator.questions.elasticity import FLATTEST, STEEPEST, _belief, _finding
from tests.simulator.plans import known, refusal, spring

# -- two points -----------------------------------------------------------------------------------------------------


def test_two_points_by_hand():
    # Spend doubles and the CPO rises from 20 to 20 · 2^0.3.
    result = elasticity_from_two_points(5000, 20, 10_000, 20 * 2**0.3)
    assert result.value == pytest.approx(0.3)
    assert result.low < 0.3 < result.high
    assert result.finding == "rising"
    assert result.belief == Rate(result.low, result.high, 0.90)
    # The other way round it is the same history.
    back = elasticity_from_two_points(10_000, 20 * 2**0.3, 5000, 20)
    assert (back.value, back.low, back.high) == pytest.approx((result.value, result.low, result.high))


def test_the_interval_holds_the_truth_as_often_as_it_says():
    # 40 and 70 expected orders: γ = 1 - ln(70 / 40) / ln 2. 20,000 pairs of counts: one standard error is 0.2 points.
    generator = np.random.default_rng(4)
    truth = 1 - math.log(70 / 40, 2)
    held = 0
    pairs = generator.poisson([40, 70], (20_000, 2))
    counts, times = np.unique(pairs, axis=0, return_counts=True)
    for (before, after), often in zip(counts, times, strict=True):
        result = elasticity_from_two_points(1000, 1000 / before, 2000, 2000 / after)
        held += often * (result.low <= truth <= result.high)
    assert held / 20_000 == pytest.approx(0.90, abs=0.015)


def test_more_orders_make_the_interval_narrower_as_the_root():
    wide = elasticity_from_two_points(1000, 20, 2000, 22)
    narrow = elasticity_from_two_points(100_000, 20, 200_000, 22)
    assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(10, rel=0.03)
    # Delta method: ln of a count has variance 1 / count.
    half = 1.644854 * math.sqrt(1 / 5000 + 1 / (200_000 / 22)) / math.log(2)
    assert (narrow.high - narrow.low) / 2 == pytest.approx(half, rel=1e-3)


@pytest.mark.parametrize(
    ("points", "finding", "usable"),
    [
        ((5000, 20, 10_000, 24), "rising", True),
        ((500, 20, 1000, 22), "unclear", True),
        ((5000, 20, 10_000, 19), "falling", True),
        ((5000, 20, 5001, 20.2), "unclear", True),
        ((5000, 20, 5001, 19.8), "unclear", True),
        ((500_000, 20, 1_000_000, 15), "falling", False),
        ((5000, 20, 10_000, 60), "fewer_orders", False),
    ],
)
def test_what_two_points_cannot_mean_is_said(points, finding, usable):
    result = elasticity_from_two_points(*points)
    assert result.finding == finding
    assert (result.belief is not None) is usable
    if usable:
        simulate(spring(cpc_elasticity=result.belief), points=64, scrambles=2)


@pytest.mark.parametrize(
    ("value", "low", "high", "finding"),
    [
        (0.3, 0.1, 0.9, "rising"),
        (0.3, 0.0, 0.9, "unclear"),
        (0.3, 0.1, 1.0, "unclear"),
        (0.3, -0.1, 0.9, "unclear"),
        (-0.1, -0.5, 1.1, "unclear"),  # anything may be
        (-0.1, -0.5, 1.0, "falling"),
        (0.0, -0.5, 0.5, "unclear"),
        (1.0, 0.0, 1.5, "fewer_orders"),
        (1.2, -0.1, 1.5, "unclear"),
        (1.2, 0.5, 2.5, "fewer_orders"),
        (0.99, 0.5, 1.5, "unclear"),
    ],
)
def test_what_an_interval_means_by_hand(value, low, high, finding):
    assert _finding(value, low, high) == finding


def test_the_part_of_an_interval_that_can_be_is_the_belief():
    assert _belief(0.2, 0.4, 0.9) == Rate(0.2, 0.4, 0.9)
    assert _belief(-0.3, 0.4, 0.8) == Rate(FLATTEST, 0.4, 0.8)
    assert _belief(0.3, 1.7, 0.8) == Rate(0.3, STEEPEST, 0.8)
    assert _belief(0.4, 0.4, 0.9) is _belief(1.1, 1.7, 0.9) is _belief(-0.7, -0.1, 0.9) is None


def test_bad_points_are_refused_in_words():
    refusal(lambda: elasticity_from_two_points(0, 20, 1000, 22), "spend_before")
    refusal(lambda: elasticity_from_two_points(1000, 20, 2000, -1), "cpo_after")
    refusal(lambda: elasticity_from_two_points(1000, 20, 1000, 22), "spend_after", "same spend")
    refusal(lambda: elasticity_from_two_points(1000, 20, 2000, 22, level=1.0), "level")


def test_published_ranges_are_those_of_the_method():
    ranges = {
        published_range.source: (published_range.low, published_range.high) for published_range in PUBLISHED_RANGES
    }
    assert ranges["response_models"] == (0.10, 0.25)
    # 1.6 and 1.35 times the orders for twice the spend
    low, high = ranges["doubled_spend"]
    assert (2 ** (1 - low), 2 ** (1 - high)) == pytest.approx((1.6, 1.35))


# -- γ as a belief --------------------------------------------------------------------------------------------------


def test_a_known_elasticity_is_the_number_itself():
    assert spring(cpc_elasticity=Fixed(0.3)) == spring(cpc_elasticity=0.3)


def test_an_unknown_elasticity_moves_only_what_hangs_on_it():
    number = simulate(spring(budget=8000, reference_budget=5000)).draws
    belief = simulate(spring(budget=8000, reference_budget=5000, cpc_elasticity=Rate(0.1, 0.3))).draws
    assert (number[["cvr", "aov"]].corrwith(belief[["cvr", "aov"]]) > 0.999).all()
    assert (number["cvr"] == belief["cvr"]).all()
    assert (number["max_cpo"] == belief["max_cpo"]).all()
    assert (number["cpc"] != belief["cpc"]).any()
    at_reference = simulate(spring(cpc_elasticity=Rate(0.1, 0.3)))
    assert (at_reference.draws == simulate(spring()).draws).all().all()
    assert at_reference.summary.loc["marginal_cpo", "sd"] > simulate(spring()).summary.loc["marginal_cpo", "sd"]


def test_the_click_price_under_an_unknown_elasticity_by_hand():
    # Lognormal γ: ln CPC = ln 1 + γ ln 3, and γ has its median at 0.2.
    outcome = simulate(known(budget=3000, reference_budget=1000, cpc_elasticity=Amount(0.16, 0.25)))
    assert outcome.quantile("cpc", 0.5).value == pytest.approx(3**0.2, rel=1e-4)
    assert outcome.quantile("cpc", 0.95).value == pytest.approx(3**0.25, rel=1e-3)
    assert outcome.scenario.cpc_factor == pytest.approx(3**0.2)
    gamma = outcome.cpc_elasticity
    assert outcome.marginal_cpo == pytest.approx(outcome.scenario.budget / outcome.expected_orders / (1 - gamma))
    assert least_budget(outcome.scenario) == pytest.approx((1 * 1000**-0.2) ** 1.25, rel=1e-6)


def test_an_elasticity_that_may_be_close_to_one_has_no_mean_marginal_cpo():
    assert mean_of_marginal_is_infinite(RateFromCounts(3, 3))
    assert mean_of_marginal_is_infinite(RateFromCounts(9.5, 10))  # 1 - γ is a Beta(1, 10): 1 / x has no mean
    assert not mean_of_marginal_is_infinite(RateFromCounts(9, 10))
    assert not mean_of_marginal_is_infinite(Rate(0.1, 0.3))
    assert not mean_of_marginal_is_infinite(0.9)
    outcome = simulate(known(cpc_elasticity=RateFromCounts(3, 3)), points=64)
    assert outcome.mean("marginal_cpo").value == math.inf
    assert math.isfinite(simulate(known(cpc_elasticity=Rate(0.1, 0.3)), points=64).mean("marginal_cpo").value)


@pytest.mark.parametrize("elasticity", [Pert(0.1, 0.3, 1.0), Pert(-0.1, 0.1, 0.3), Amount(0.5, 1.2), Fixed(1.0), "a"])
def test_an_elasticity_that_could_reach_one_or_below_nothing_is_refused(elasticity):
    refusal(lambda: spring(cpc_elasticity=elasticity), "cpc_elasticity")

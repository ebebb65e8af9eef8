"""Does a belief say what the person meant, and does it refuse what nobody can mean?"""

import math
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import betaincinv, ndtr

from simulator import Amount, Fixed, InputError, Pert, Rate, RateFromCounts
from simulator.beliefs.beta import PART, WIDEST_SCORE, _starts, beta_from_scores, half_width, log_odds
from simulator.beliefs.distributions import LARGEST, SMALLEST, mean_of_inverse_is_finite, median, quantile
from simulator.beliefs.ends import belief_of_ends, ends_of
from tests.simulator.plans import any_level, money_beliefs, numbers, rate_beliefs, refusal

SCORES = np.linspace(-WIDEST_SCORE, WIDEST_SCORE, 2001)
"""More than 64, so that the fitted map is used, and not the places where it was fitted."""


# -- what a person types is what the belief holds -----------------------------------------------------------------


def test_known_number_is_the_same_in_every_draw():
    assert Fixed(0.7).from_scores(SCORES) == 0.7
    assert median(Fixed(0.7)) == quantile(Fixed(0.7), 0.99) == 0.7


@given(ends=st.tuples(numbers(0.01, 1000), numbers(1.001, 100)), level=any_level)
def test_interval_of_an_amount_holds_the_stated_share(ends, level):
    low, high = ends[0], ends[0] * ends[1]
    belief = Amount(low, high, level)
    assert quantile(belief, (1 - level) / 2) == pytest.approx(low, rel=1e-9)
    assert quantile(belief, (1 + level) / 2) == pytest.approx(high, rel=1e-9)
    assert median(belief) == pytest.approx(math.sqrt(low * high), rel=1e-12)


def test_amount_is_lognormal():
    belief = Amount(0.45, 0.75)
    expected = stats.lognorm.ppf(ndtr(SCORES), belief.sigma, scale=math.exp(belief.mu))
    np.testing.assert_allclose(belief.from_scores(SCORES), expected, rtol=1e-5)  # scipy's way through Φ loses the tail
    assert belief.sigma == pytest.approx(math.log(0.75 / 0.45) / (2 * 1.6448536269514722), rel=1e-12)


def test_amount_with_a_log_spread_of_3_keeps_its_tails():
    belief = Amount(math.exp(-3), math.exp(3), 0.6826894921370859)  # one standard deviation either way
    assert belief.sigma == pytest.approx(3, rel=1e-12)
    np.testing.assert_allclose(belief.from_scores(SCORES), np.exp(3 * SCORES), rtol=1e-11)


@given(ends=st.tuples(numbers(1e-6, 0.99), numbers(1e-6, 0.99)).map(sorted), level=any_level)
def test_interval_of_a_rate_holds_the_stated_share(ends, level):
    low, high = ends
    if low * 1.001 > high:
        high = min(low * 1.5, 0.995)
    belief = Rate(low, high, level)
    assert stats.beta.cdf(low, *belief.shape) == pytest.approx((1 - level) / 2, abs=1e-9)
    assert stats.beta.sf(high, *belief.shape) == pytest.approx((1 - level) / 2, abs=1e-9)


@pytest.mark.parametrize(
    ("low", "high"),
    [(0.015, 0.03), (1e-6, 2e-6), (1e-9, 1 - 1e-9), (0.3, 0.300003), (0.97, 0.99), (0.5, 0.9999999), (1e-8, 0.5)],
)
def test_rate_is_solved_to_1e_9_in_every_corner(low, high):
    shape = Rate(low, high).shape
    result = stats.beta.ppf([0.05], *shape)[0], stats.beta.isf([0.05], *shape)[0]
    assert result == pytest.approx((low, high), rel=1e-9)


@given(low=numbers(0, 1), high=numbers(0, 1), level=numbers(0, 1))
def test_any_two_numbers_make_a_rate_or_a_sentence(low, high, level):
    try:
        belief = Rate(low, high, level)
    except InputError as refused:
        told = (refused.field in ("low", "high", "level"), str(refused)[-1])
    else:
        told = (all(number > 0 for number in belief.shape), ".")
    assert told == (True, ".")


@pytest.mark.parametrize("width", [1e-5, 1e-6, 1e-8, 1e-16])
@pytest.mark.parametrize("low", [1e-6, 0.3])
def test_narrow_interval_has_rising_quantiles_or_is_refused(low, width):
    try:
        belief = Rate(low, max(low * (1 + width), np.nextafter(low, 1).item()))
    except InputError as refused:
        fine = width <= 1e-6 and "too narrow" in str(refused)
    else:
        fine = np.all(np.diff(belief.from_scores(SCORES)) >= 0)
    assert fine


@pytest.mark.parametrize(("low", "high"), [(0.02, 0.03), (0.4, 0.6), (0.9, 0.95), (0.001, 0.0015)])
def test_the_search_for_a_rate_begins_close_to_it(low, high):
    start, *others = _starts(log_odds(np.array([low, high])), half_width(0.9))
    assert start == pytest.approx(Rate(low, high).shape, rel=0.12)
    # Then with a wider, a narrower and a much wider one around the same middle.
    ratios = [(one / start[0], other / start[1]) for one, other in others]
    assert ratios == [pytest.approx((scale, scale)) for scale in (0.3, 3.0, 0.1)]


def test_the_search_for_a_rate_begins_with_numbers_even_where_the_interval_says_nothing():
    # Log-odds of ± 30 would be a Beta of less than nothing: 0.01 and 0.01.
    assert _starts(np.array([-30.0, 30.0]), 1.6)[0] == pytest.approx((0.01, 0.01))
    # A middle of e^-60 is taken for 10^-12 as that of e^60 for all but 10^-12; a width of nothing for 10^-12.
    for sign in (-1, 1):
        (alpha, beta), *_ = _starts(np.array([60.0 * sign - 1, 60.0 * sign + 1]), 1.6)
        assert (alpha, beta)[sign < 0] / (alpha, beta)[sign > 0] == pytest.approx(1e12, rel=1e-3)
        assert alpha + beta == pytest.approx(1e12 * 1.6**2, rel=1e-3)
    assert sum(_starts(np.array([0.0, 0.0]), 1.6)[0]) == pytest.approx(4e24)


def test_draws_are_worked_on_in_parts_that_divide_them():
    # Points are powers of two; a part of any other size would leave a rest.
    assert 2**20 % PART == 0
    assert PART > 1000
    scores = np.linspace(-3, 3, 2 * PART)
    for belief in (Rate(0.1, 0.2), Amount(1, 2)):
        halves = [belief.from_scores(scores[:PART]), belief.from_scores(scores[PART:])]
        np.testing.assert_array_equal(belief.from_scores(scores), np.concatenate(halves))


def test_rate_of_a_number_that_doubles_can_hardly_write_is_refused():
    refusal(lambda: Rate(5e-324, 1e-323), "low", "smallest")


def test_counts_make_the_jeffreys_posterior():
    assert RateFromCounts(30, 1000).shape == (30.5, 970.5)
    assert RateFromCounts(0, 10).shape == (0.5, 10.5)
    assert RateFromCounts(10, 10).shape == (10.5, 0.5)


def test_counts_may_be_fractional_as_platforms_report_them():
    alpha, beta = RateFromCounts(12.33, 1000).shape
    assert (alpha, beta) == pytest.approx((12.83, 988.17), rel=1e-12)
    assert RateFromCounts(0.4, 0.4).shape == pytest.approx((0.9, 0.5))


def test_three_points_make_the_beta_pert_with_lambda_4():
    belief = Pert(0.45, 0.60, 0.75)
    assert belief.shape == pytest.approx((3, 3))
    lopsided = Pert(10, 12, 30)
    alpha, beta = lopsided.shape
    assert 10 + 20 * alpha / (alpha + beta) == pytest.approx((10 + 4 * 12 + 30) / 6)  # the mean everyone quotes
    expected = stats.beta.ppf(ndtr(SCORES), alpha, beta, loc=10, scale=20)
    np.testing.assert_allclose(lopsided.from_scores(SCORES), expected, rtol=1e-8)


@pytest.mark.parametrize("mode", [0.0, 1.0])
def test_most_likely_value_may_be_an_end(mode):
    values = Pert(0, mode, 1).from_scores(SCORES)
    assert values.min() >= 0
    assert values.max() <= 1
    assert np.all(np.diff(values) >= 0)


@given(belief=st.one_of(money_beliefs(0.01, 1000), rate_beliefs()))
def test_higher_score_never_means_a_lower_value_and_bounds_hold(belief):
    values = np.broadcast_to(belief.from_scores(SCORES), SCORES.shape)
    low, high = belief.bounds
    assert np.all(np.diff(values) >= -1e-9 * np.abs(values[1:]))  # the fitted maps are good to 1e-8
    assert values.min() >= low * (1 - 1e-12)
    assert values.max() <= high * (1 + 1e-12)
    assert belief.is_uncertain == (not isinstance(belief, Fixed))


# -- Beta quantiles: the fitted map against scipy -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("alpha", "beta"),
    [
        (3, 97),
        (40, 1960),
        (1908.5, 10422.5),
        (0.5, 1000.5),
        (12.83, 988.17),
        (1, 1),
        (0.5, 0.5),
        (0.9, 0.5),
        (0.15, 4),
        (0.05, 20),
        (1e6, 1e8),
        (2e3, 3),
        (17.2, 0.03),
    ],
)
def test_beta_quantiles_are_those_of_scipy_to_1e_8(alpha, beta):
    result = beta_from_scores(alpha, beta, SCORES)
    # each half from its own tail: Φ(6.5) in doubles has lost what 1 - Φ(6.5) still holds
    expected = np.where(
        SCORES < 0, stats.beta.ppf(ndtr(SCORES), alpha, beta), stats.beta.isf(ndtr(-SCORES), alpha, beta)
    )
    np.testing.assert_allclose(result, expected, rtol=1e-8)


def test_beta_of_almost_no_order_draws_exact_zeros_and_nothing_else_breaks():
    result = beta_from_scores(0.002, 5, SCORES)
    np.testing.assert_array_equal(result, betaincinv(0.002, 5, ndtr(SCORES)))
    assert (result == 0).any()
    assert (result > 0).any()
    assert np.isfinite(result).all()


def test_few_scores_and_many_scores_give_the_same_beta():
    few = np.concatenate([beta_from_scores(3, 97, part) for part in np.array_split(SCORES, 40)])
    np.testing.assert_allclose(few, beta_from_scores(3, 97, SCORES), rtol=1e-7)  # the direct way loses 1 - Φ(6)


def test_scores_beyond_the_widest_are_held_at_the_widest():
    result = beta_from_scores(3, 97, np.linspace(-9, 9, 100))
    assert result.min() == pytest.approx(beta_from_scores(3, 97, np.full(64, -WIDEST_SCORE))[0])
    assert result.max() == pytest.approx(beta_from_scores(3, 97, np.full(64, WIDEST_SCORE))[0])


def test_mean_of_one_over_a_rate_is_infinite_from_a_first_parameter_of_1_down():
    assert not mean_of_inverse_is_finite(RateFromCounts(0.5, 100))  # Beta(1, 100)
    assert mean_of_inverse_is_finite(RateFromCounts(0.6, 100))
    assert not mean_of_inverse_is_finite(Rate(1e-6, 0.2))
    assert mean_of_inverse_is_finite(Rate(0.015, 0.03))
    assert not mean_of_inverse_is_finite(Pert(0, 0, 0.1))
    assert mean_of_inverse_is_finite(Pert(0, 0.05, 0.1))
    assert mean_of_inverse_is_finite(Pert(0.01, 0.01, 0.1))
    assert not mean_of_inverse_is_finite(Fixed(0))
    assert mean_of_inverse_is_finite(Amount(0.01, 0.02))


# -- what nobody can mean -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, LARGEST * 1.01, -LARGEST * 1.01, True, None, "1"])
@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda x: Fixed(x), "value"),
        (lambda x: Amount(x, 2), "low"),
        (lambda x: Amount(1, x), "high"),
        (lambda x: Amount(1, 2, x), "level"),
        (lambda x: Rate(x, 0.2), "low"),
        (lambda x: Rate(0.1, x), "high"),
        (lambda x: Rate(0.1, 0.2, x), "level"),
        (lambda x: RateFromCounts(x, 100), "orders"),
        (lambda x: RateFromCounts(1, x), "clicks"),
        (lambda x: Pert(x, 1, 2), "low"),
        (lambda x: Pert(0, x, 2), "mode"),
        (lambda x: Pert(0, 1, x), "high"),
    ],
)
def test_what_is_no_finite_number_is_refused_wherever_it_stands(make, field, number):
    refusal(lambda: make(number), field, "number")


@pytest.mark.parametrize("kind", [Amount, Rate])
@pytest.mark.parametrize(("low", "high"), [(0.03, 0.015), (0.02, 0.02)])
def test_low_end_must_lie_below_the_high_end(kind, low, high):
    shown = (f"{low * 100:g} %", f"{high * 100:g} %") if kind is Rate else (f"{low:g}", f"{high:g}")
    refusal(lambda: kind(low, high), "low", "must lie below the high end", "choose “known”", *shown)


def test_low_end_of_three_points_must_lie_below_the_high_end():
    refusal(lambda: Pert(2, 2, 2), "low", "must lie below the high end")
    refusal(lambda: Pert(3, 2, 1), "low", "must lie below the high end")


@pytest.mark.parametrize("mode", [0.9, 3.1])
def test_most_likely_value_must_lie_between_the_ends(mode):
    refusal(lambda: Pert(1, mode, 3), "mode", "between 1 and 3", f"got {mode}")


@pytest.mark.parametrize("low", [0, -0.0, -1, -1e-300])
def test_amount_of_zero_or_less_is_refused(low):
    refusal(lambda: Amount(low, 2), "low", "above 0", "got")


@pytest.mark.parametrize(
    ("low", "high", "field"), [(0, 0.5, "low"), (-0.1, 0.5, "low"), (0.5, 1, "high"), (0.5, 2, "high")]
)
def test_rate_outside_0_to_1_is_refused_in_percent(low, high, field):
    refused = refusal(lambda: Rate(low, high), field, "above 0 % and below 100 %")
    assert f"got {(low if field == 'low' else high) * 100:g} %" in str(refused)


def test_more_orders_than_clicks_are_refused_in_the_users_words():
    refused = refusal(lambda: RateFromCounts(5000, 1000), "orders")
    assert str(refused) == "Orders must be 0 to 1000 (the clicks), got 5000."
    refusal(lambda: RateFromCounts(-1, 1000), "orders", "0 to 1000")


@pytest.mark.parametrize("clicks", [0, -5])
def test_counts_without_clicks_are_refused(clicks):
    refusal(lambda: RateFromCounts(0, clicks), "clicks", "above 0", f"got {clicks}")


@pytest.mark.parametrize("level", [0, 1, -0.1, 90, 1e-9, 1 - 1e-12])
def test_level_that_makes_no_interval_is_refused(level):
    refusal(lambda: Amount(1, 2, level), "level", "between 1 % and 99.99 %")
    refusal(lambda: Rate(0.1, 0.2, level), "level", "between 1 % and 99.99 %")


def test_numbers_that_would_overflow_a_quotient_are_refused():
    refusal(lambda: Amount(SMALLEST / 2, 1), "low", "smallest number")
    refusal(lambda: Rate(SMALLEST / 2, 0.1), "low", "smallest number")
    refusal(lambda: Amount(1e-9, 1e12, 0.5), "low", "too wide")
    assert Amount(SMALLEST, 1).low == SMALLEST


@pytest.mark.parametrize("belief", [Fixed(1.0), Amount(1, 2), Rate(0.1, 0.2), RateFromCounts(1, 2), Pert(0, 1, 2)])
def test_belief_is_a_value_that_cannot_be_changed(belief):
    assert len({belief, type(belief)(*(getattr(belief, name) for name in belief.__slots__))}) == 1
    with pytest.raises(FrozenInstanceError):
        setattr(belief, belief.__slots__[0], 3.0)


@pytest.mark.parametrize("share", [True, False])
def test_two_ends_of_a_field_are_a_belief_a_known_number_or_refused(share):
    def belief(low, high):
        return belief_of_ends("cvr", {"cvr_low": low, "cvr_high": high}, share=share)

    assert belief(0.1, 0.2) == (Rate(0.1, 0.2) if share else Amount(0.1, 0.2))
    assert belief(0.1, 0.1) == Fixed(0.1)
    assert belief(None, None) is None
    refusal(lambda: belief(0.2, 0.1), "cvr_low", "the same number in both")
    refusal(lambda: belief(0.2, None), "cvr_high", "missing")
    refusal(lambda: belief(None, 0.2), "cvr_low", "missing")
    refusal(lambda: belief(0.1, math.inf), "cvr_high", "number")
    refusal(lambda: belief(0.0, 0.2), "cvr_low", "above 0")


def test_ends_of_a_field_are_those_that_were_typed_or_those_of_its_90_percent():
    assert ends_of("cvr", None) == {"cvr_low": None, "cvr_high": None}
    assert ends_of("cvr", Rate(0.1, 0.2)) == {"cvr_low": 0.1, "cvr_high": 0.2}
    at = ends_of("cvr", Amount(1.0, 4.0, 0.5))  # half of it between 1 and 4 around 2
    width = math.log(2) * stats.norm.ppf(0.95) / stats.norm.ppf(0.75)
    assert (at["cvr_low"], at["cvr_high"]) == pytest.approx((2 / math.exp(width), 2 * math.exp(width)), rel=1e-5)
    both = ends_of("cvr", Pert(0, 1, 2))
    assert both["cvr_low"] + both["cvr_high"] == pytest.approx(2, abs=1e-5)  # as far from the middle; six digits

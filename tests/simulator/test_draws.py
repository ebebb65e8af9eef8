"""Is chance what it should be: even, the same for the same seed, and each input's own?"""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import gammaln, ndtr

from simulator import Correlations
from simulator.beliefs.beta import WIDEST_SCORE
from simulator.cache import results
from simulator.engine.points import (
    COLUMNS,
    FURTHER_COLUMNS,
    base_scores,
    correlated,
    further_scores,
    redrawn_scores,
    scores_of_name,
    scores_of_points,
)
from simulator.engine.poisson import poisson_quantile

# -- base scores --------------------------------------------------------------------------------------------------


def test_columns_keep_the_order_that_published_numbers_rely_on():
    assert COLUMNS == (
        "cvr",
        "cpc",
        "aov",
        "orders",
        "order_value",
        "return_rate",
        "cogs_share",
        "incremental_share",
        "retention",
        "new_customer_share",
        "cancel_rate",
        "discount_rate",
        "fee_rate",
        "refunded_share",
        "recovered_share",
        "cpc_elasticity",
    )


def test_same_seed_makes_the_same_scores_and_another_seed_others():
    first = base_scores(256, 4, 7).copy()
    results.clear()
    np.testing.assert_array_equal(first, base_scores(256, 4, 7))
    assert not np.any(first == base_scores(256, 4, 8))


def test_first_scores_are_those_that_printed_numbers_came_from():
    # a new numpy or scipy that draws otherwise changes every figure: then say so in the changelog
    np.testing.assert_allclose(
        base_scores(64, 2, 0)[:3, :, 0],
        [
            [-0.54080232, 0.26002213],
            [-0.6634138, -0.48200902],
            [0.67170185, -0.52165801],
        ],
        atol=1e-6,
    )


def test_more_scrambles_leave_the_first_ones_as_they_were():
    np.testing.assert_array_equal(base_scores(256, 8, 0)[:, :4], base_scores(256, 4, 0))


def test_scores_cannot_be_written_by_whoever_holds_them():
    with pytest.raises(ValueError, match="read-only"):
        base_scores(64, 2, 0)[0, 0, 0] = 1.0


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_finite_and_within_the_widest(seed):
    scores = base_scores(2048, 8, seed)
    assert scores.shape == (len(COLUMNS), 8, 2048)
    assert np.isfinite(scores).all()
    assert np.abs(scores).max() < WIDEST_SCORE


def test_every_scramble_of_every_column_is_evenly_spread():
    # of 2^11 Sobol' points exactly one lies in each of 2^11 equal parts: the spread is far below that of plain draws
    shares = np.sort(ndtr(base_scores(2048, 8, 3)), axis=2)
    parts = np.floor(shares * 2048)
    np.testing.assert_array_equal(parts, np.broadcast_to(np.arange(2048), parts.shape))


def test_columns_are_independent():
    # plain draws would correlate by ± 0.0055; 5 sigma of that, for any of 120 pairs, is passed once in 14,000 runs
    columns = np.corrcoef(base_scores(2048, 16, 1).reshape(len(COLUMNS), -1)) - np.eye(len(COLUMNS))
    assert np.abs(columns).max() < 5 / math.sqrt(2048 * 16)


# -- correlations -------------------------------------------------------------------------------------------------


def named(seed: int = 0) -> dict[str, np.ndarray]:
    return dict(zip(COLUMNS, base_scores(2048, 8, seed), strict=True))


def test_correlations_come_out_as_asked():
    joined = correlated(named(), Correlations(0.3, -0.2, 0.4), frozenset())
    result = np.corrcoef([joined[name].ravel() for name in ("cvr", "cpc", "aov")])
    np.testing.assert_allclose(result, [[1, 0.3, -0.2], [0.3, 1, 0.4], [-0.2, 0.4, 1]], atol=0.005)
    for name in ("cvr", "cpc", "aov"):
        assert stats.kstest(joined[name].ravel(), "norm").statistic < 0.003  # still standard normal


def test_correlation_moves_only_the_column_that_takes_part():
    base = named()
    joined = correlated(base, Correlations(cpc_cvr=0.5), frozenset())
    assert [name for name in COLUMNS if not np.array_equal(base[name], joined[name])] == ["cpc"]
    joined = correlated(base, Correlations(cpc_aov=0.5), frozenset())
    assert [name for name in COLUMNS if not np.array_equal(base[name], joined[name])] == ["aov"]


@pytest.mark.parametrize("fixed", [{"cvr"}, {"cpc"}, {"cvr", "aov"}, {"cvr", "cpc", "aov"}])
def test_correlation_is_without_effect_while_one_of_the_two_is_known(fixed):
    base = named()
    joined = correlated(base, Correlations(cpc_cvr=0.6), frozenset(fixed))
    untouched = bool(fixed & {"cvr", "cpc"})
    assert np.array_equal(base["cpc"], joined["cpc"]) == untouched


# -- Poisson quantiles --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("low", [1e-9, 1e-4, 0.05, 1.0, 19.0, 20.0, 50.0, 1000.0])
def test_poisson_quantiles_are_those_of_scipy(low):
    random = np.random.default_rng(1)
    mean = low * 10 ** random.uniform(0, 1, 600)
    scores = random.uniform(-6.3, 6.3, 600)
    np.testing.assert_array_equal(poisson_quantile(scores, mean), stats.poisson.ppf(ndtr(scores), mean))


def summed_up(score: float, mean: float) -> float:
    """The quantile by adding up the whole mass function, from whichever end keeps its digits."""
    spread = math.sqrt(mean)
    orders = np.arange(max(int(mean - 12 * spread - 50), 0), int(mean + 12 * spread + 50))
    mass = np.exp(orders * math.log(mean) - mean - gammaln(orders + 1))
    mass /= mass.sum()
    if score < 0:
        return float(orders[np.searchsorted(np.cumsum(mass), ndtr(score))])
    more = np.append(np.cumsum(mass[::-1])[::-1][1:], 0.0)  # P(X > k)
    return float(orders[np.flatnonzero(more <= ndtr(-score))[0]])


@pytest.mark.parametrize("low", [1e4, 1e5, 1e6, 1e7])
def test_poisson_quantiles_of_large_means_are_right_where_scipys_are_not(low):
    # scipy's incomplete gamma function loses the far tail from about 10^6 on (seen: wrong by 620 orders)
    random = np.random.default_rng(2)
    mean, scores = low * 10 ** random.uniform(0, 1, 100), random.uniform(-6.3, 6.3, 100)
    expected = [summed_up(*pair) for pair in zip(scores, mean, strict=True)]
    np.testing.assert_array_equal(poisson_quantile(scores, mean), expected)


def test_poisson_quantile_steps_exactly_where_the_distribution_function_does():
    for mean in (0.3, 3.0, 19.9, 20.0, 47.0):
        for orders in range(int(mean) + 5):
            edge = stats.norm.ppf(stats.poisson.cdf(orders, mean))
            assert poisson_quantile(np.array([edge - 1e-9]), np.array([mean]))[0] == orders
            assert poisson_quantile(np.array([edge + 1e-9]), np.array([mean]))[0] == orders + 1


def test_a_rare_draw_of_eight_orders_has_none():
    # P(0) = e^-8 = 0.0003355 lies between Φ(-3.41) = 0.0003248 and Φ(-3.40) = 0.0003369; P(0 or 1) is 0.0030.
    scores = np.array([-3.41, -3.40, -2.75, -2.74])
    assert poisson_quantile(scores, np.full(4, 8.0)).tolist() == [0, 1, 1, 2]
    assert poisson_quantile(scores, np.full(4, 7.9999)).tolist() == [0, 1, 1, 2]


def test_no_expected_order_is_no_order():
    np.testing.assert_array_equal(poisson_quantile(np.linspace(-6.5, 6.5, 50), np.zeros(50)), np.zeros(50))


def test_more_expected_orders_or_a_higher_score_never_mean_fewer_orders():
    mean = np.geomspace(0.01, 1e9, 4000)
    for score in (-6.0, -1.0, 0.0, 0.3, 6.0):
        assert np.all(np.diff(poisson_quantile(np.full(4000, score), mean)) >= 0)
    scores = np.linspace(-6.5, 6.5, 4000)
    for fixed in (0.01, 3.0, 25.0, 1e4, 1e6, 1e12):
        assert np.all(np.diff(poisson_quantile(scores, np.full(4000, fixed))) >= 0)


def test_endless_means_end():
    # a search for the last whole order among 10^21 would never end: there is none in doubles
    mean = np.array([1e9, 1e12, 1e15, 1e21, 1e30])
    result = poisson_quantile(np.full(5, 2.0), mean)
    np.testing.assert_allclose(result, mean + 2 * np.sqrt(mean), rtol=1e-8)


def test_mean_and_spread_of_orders_are_those_of_poisson():
    scores = base_scores(2048, 8, 0)[COLUMNS.index("orders")]
    for mean in (0.3, 8.0, 190.0):
        orders = poisson_quantile(scores, np.full(scores.shape, mean))
        assert orders.mean() == pytest.approx(mean, rel=2e-3)
        assert orders.var() == pytest.approx(mean, rel=1e-2)


def test_one_mean_serves_many_scores():
    scores = np.linspace(-3, 3, 9).reshape(3, 3)
    result = poisson_quantile(scores, np.asarray(4.0))
    assert result.shape == (3, 3)
    np.testing.assert_array_equal(result, stats.poisson.ppf(ndtr(scores), 4.0))


def test_the_first_and_the_last_point_are_as_far_out():
    ends = scores_of_points(np.array([0.0, 0.5 - 2.0**-31, 1 - 2.0**-30]))
    assert ends.tolist() == pytest.approx([stats.norm.ppf(2.0**-31), 0, -stats.norm.ppf(2.0**-31)], abs=1e-7)


# -- columns beside those of the plan -------------------------------------------------------------------------------


def test_owners_of_further_columns_never_change_their_places():
    assert list(FURTHER_COLUMNS)[:8] == [
        "funnel", "lever_effect", "lever_works", "store", "segment_demand", "segment_margin", "segment_luck", "track",
    ]  # fmt: skip
    assert all(len(owners) <= 16 and len(set(owners)) == len(owners) for owners in FURTHER_COLUMNS.values())
    first = {group: float(next(iter(further_scores(64, 2, 0, group).values()))[0, 0]) for group in FURTHER_COLUMNS}
    assert first == pytest.approx(
        {
            "funnel": 1.16417427,
            "lever_effect": -0.76804818,
            "lever_works": -0.09011744,
            "store": -1.05095108,
            "segment_demand": 0.99402873,
            "segment_margin": 0.05824777,
            "segment_luck": -1.54533204,
            "track": 0.55433225,
        },
        abs=1e-7,
    )


def test_further_columns_are_standard_normal_and_independent_of_everything_else():
    every = [base_scores(2048, 16, 0)]
    every += [np.array(list(further_scores(2048, 16, 0, group).values())) for group in FURTHER_COLUMNS]
    columns = np.concatenate(every)
    assert np.abs(columns.mean(axis=(1, 2))).max() < 1e-3
    assert np.abs(columns.std(axis=(1, 2)) - 1).max() < 2e-3
    within = np.mean([np.corrcoef(columns[:, scramble]) ** 2 for scramble in range(16)], axis=0) - np.eye(len(columns))
    pairs = np.sqrt(within[np.triu_indices(len(columns), 1)])
    # In units of what independent points leave. Some pairs of high Sobol' dimensions are less even; none is uneven.
    apart = pairs * math.sqrt(2048)
    assert apart.max() < 4
    assert np.quantile(apart, 0.98) < 1.5
    assert np.median(apart) < 0.2


def test_further_columns_are_even_together_with_those_of_the_plan():
    # The mean of a product of two lognormals; independent points would have a standard error of 0.0013 per 32,768.
    base = np.exp(0.2 * base_scores(2048, 16, 0)[COLUMNS.index("cpc")])
    store = np.exp(0.3 * further_scores(2048, 16, 0, "store")["store_orders"])
    product = base * store
    alone = product.std() / math.sqrt(product.size)
    assert product.mean(axis=1).std(ddof=1) / 4 < alone / 3
    assert product.mean() == pytest.approx(math.exp((0.2**2 + 0.3**2) / 2), abs=5 * alone / 3)


def test_many_further_points_are_made_in_parts_without_a_seam():
    long, short = further_scores(2**14, 2, 3, "funnel"), further_scores(2**12, 2, 3, "funnel")
    for name in FURTHER_COLUMNS["funnel"]:
        assert np.array_equal(long[name][:, : 2**12], short[name])
        assert not long[name].flags.writeable


def test_a_second_set_of_scores_is_another_one_in_every_scramble_and_cannot_be_written():
    again = redrawn_scores(64, 4, 0)
    assert not np.any(again == base_scores(64, 4, 0))
    assert len({again[0, scramble, 0] for scramble in range(4)}) == 4
    for shared in (again, next(iter(further_scores(64, 2, 0, "funnel").values()))):
        with pytest.raises(ValueError, match="read-only"):
            shared[0, 0] = 1.0


def test_scores_of_a_name_are_evenly_spread_in_an_order_of_its_own():
    search, social = (scores_of_name(64, 3, 0, name) for name in ("Search", "Social"))
    even = stats.norm.ppf((np.arange(64) + 0.5) / 64)
    for scores in (search, social, scores_of_name(64, 3, 1, "Search")):
        np.testing.assert_allclose(np.sort(scores, axis=1), np.tile(even, (3, 1)), rtol=1e-12)
    orders = [search[0], search[1], search[2], social[0], scores_of_name(64, 3, 1, "Search")[0]]
    assert len({tuple(order) for order in orders}) == 5
    # Part of every published number of a channel.
    assert search[:, 0].tolist() == pytest.approx([0.69928330, -1.04315826, 0.75021538], abs=1e-7)

"""Means, quantiles and their errors from draws: by hand, and beside numpy's own."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from simulator import Amount, InputError, OrderEconomics, Rate, RepeatPurchases, simulate
from simulator.engine.estimates import (
    FEW,
    Estimate,
    Sorted,
    median_estimate,
    moments,
    pooled_median,
    pooled_quantiles,
    quantiles,
    quantiles_of_rows,
    standard_errors,
)
from simulator.engine.order_values import order_value_luck
from simulator.engine.summary import Summary
from tests.simulator.plans import known, spring

INF = math.inf


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).lognormal(0.0, 1.0, shape)


@pytest.mark.parametrize(
    ("replicates", "value", "error"),
    [
        ([1.0, 3.0], 2.0, 1.0),  # √((1 + 1) / (2 · 1))
        ([1.0, 2.0, 6.0], 3.0, math.sqrt(14 / 6)),
        ([4.0, 4.0], 4.0, 0.0),
        ([INF, INF], INF, 0.0),
        ([INF, 1.0], INF, INF),
    ],
)
def test_the_error_of_a_mean_of_replicates_by_hand(replicates, value, error):
    assert Estimate.over_scrambles(np.array(replicates)) == (Estimate(value, pytest.approx(error)))
    assert Estimate.over_scrambles(np.array(replicates), 7.0).value == 7
    columns = np.array([replicates, [2.0] * len(replicates)]).T
    assert standard_errors(columns).tolist() == pytest.approx([error, 0.0])
    rows = np.array(replicates)[:, np.newaxis] + np.array([-0.5, 0.5])
    assert Estimate.of_mean(rows) == Estimate(value, pytest.approx(error))


@pytest.mark.parametrize("shape", [(2, 5), (3, 64), (2, 2**14), (5, 2**14), (2, 2**16)])
def test_means_and_spread_are_those_of_numpy_however_many_draws_are_summed_together(shape):
    rows = drawn(*shape)
    means, spread = moments(rows)
    np.testing.assert_allclose(means, rows.mean(axis=1), rtol=1e-12)
    assert spread == pytest.approx(rows.std(), rel=1e-12)
    means, spread = moments(rows, lambda draws: 3 * draws + 1e6)
    np.testing.assert_allclose(means, 3 * rows.mean(axis=1) + 1e6, rtol=1e-15)
    assert spread == pytest.approx(3 * rows.std(), rel=1e-9)  # though it is small beside a million


def test_means_of_what_is_endless_in_some_draws():
    means, spread = moments(np.array([[INF, 1.0], [2.0, 4.0]]))
    assert (means.tolist(), spread) == ([INF, 3], INF)
    means, spread = moments(np.array([[2.0, 4.0], [2.0, 4.0]]), lambda draws: 0.0 * draws)
    assert (means.tolist(), spread) == ([0, 0], 0)


SHARES = (0.0, 0.05, 0.25, 0.5, 0.777, 0.95, 1.0)


@pytest.mark.parametrize("shape", [(1, 2), (2, 3), (4, 64), (2, FEW), (4, FEW // 2)])
def test_quantiles_of_all_draws_are_those_of_numpy_whichever_way_they_are_found(shape):
    rows = np.sort(drawn(*shape), axis=1)
    if rows.size > FEW:  # draws that are alike, within and over the scrambles
        rows = np.round(rows, 2)
    np.testing.assert_allclose(pooled_quantiles(rows, np.array(SHARES)), np.quantile(rows, SHARES), rtol=1e-12)
    if shape[1] < FEW:
        by_row = quantiles_of_rows(rows, np.array(SHARES))
        np.testing.assert_allclose(by_row, np.quantile(rows, SHARES, axis=1).T, rtol=1e-12)


def test_quantiles_have_the_error_over_the_scrambles():
    one, other = np.sort(drawn(4, 64), axis=1), np.sort(drawn(4, 64, seed=1), axis=1)
    result = quantiles([Sorted(one), Sorted(other)], SHARES)
    for rows, estimates in zip((one, other), result, strict=True):
        error = np.quantile(rows, SHARES, axis=1).std(axis=1, ddof=1) / 2  # the root of four scrambles
        assert [estimate.value for estimate in estimates] == pytest.approx(np.quantile(rows, SHARES).tolist())
        assert [estimate.mc_error for estimate in estimates] == pytest.approx(error.tolist())
        assert median_estimate(rows) == Estimate(*map(pytest.approx, (estimates[3].value, estimates[3].mc_error)))


@pytest.mark.parametrize(
    ("draws", "median"),
    [
        ([3.0, 1.0, 2.0], 2.0),
        ([4.0, 1.0, 3.0, 2.0], 2.5),
        ([1.0, 2.0, INF, INF], INF),  # nothing lies between a number and ∞
        ([1.0, INF, INF], INF),
        ([1.0, 2.0, INF], 2.0),
        ([-INF, -INF, 2.0, 3.0], -INF),
        ([5.0], 5.0),
    ],
)
def test_the_middle_of_draws_by_hand(draws, median):
    assert pooled_median(np.array([draws])) == median
    if len(draws) > 1:
        ordered = np.sort(np.array([draws]), axis=1)
        assert pooled_quantiles(ordered, np.array([0.5])).tolist() == [median]


def test_between_a_number_and_the_infinite_there_is_only_the_infinite():
    ordered = np.array([[1.0, 2.0, 4.0, INF, INF]])
    # A quarter of the way stands at 2, three quarters at the first ∞; what lies beyond 4 is ∞ at once.
    shares = np.array([0.25, 0.375, 0.5, 0.51, 0.75, 1.0])
    assert quantiles_of_rows(ordered, shares).tolist() == [[2, 3, 4, INF, INF, INF]]
    assert quantiles_of_rows(-ordered[:, ::-1], np.array([0.0, 0.49, 0.5, 0.75])).tolist() == [[-INF, -INF, -4, -2]]


# -- what sums up -------------------------------------------------------------------------------------------------


class Draws(Summary):
    """Draws under the name `profit`."""

    def __init__(self, rows):
        self.profit, self.settings = rows, SimpleNamespace(scrambles=len(rows), points=rows.shape[1], draws=rows.size)

    @property
    def outputs(self):
        return ("profit",)

    def mean_is_infinite(self, name):
        return False


def test_a_chance_is_no_finer_than_one_draw():
    draws = Draws(np.zeros((2, 4)))
    happens = np.array([[True, False, False, False], [True, True, True, False]])
    assert draws.chance(happens) == Estimate(0.5, pytest.approx(0.25))  # a quarter and three quarters
    assert draws.chance(happens[[0, 0]]) == Estimate(0.25, 1 / 8)
    assert draws.chance(happens & False) == Estimate(0, 0)
    assert draws.chance(happens | True) == Estimate(1, 0)
    assert draws.chance(np.array(True)) == Estimate(1, 0)


def test_the_mean_of_the_worst_part_gives_the_draw_at_its_edge_its_part():
    # The lowest quarter of 0, 1, 2, … 8 ends at 2: 0, 1 and a quarter of the 2 of nine draws.
    draws = Draws(np.array([np.arange(9.0), np.arange(9.0)]))
    assert draws.worst_mean("profit", 0.25).value == pytest.approx((0 + 1 + 0.25 * 2) / 2.25)
    assert draws.worst_mean("profit", 1.0).value == pytest.approx(4)
    apart = Draws(np.array([np.arange(9.0), np.arange(9.0) + 9]))
    # A quarter ends at 4.25: 0, …, 4 lie 4.25, …, 0.25 below, all of the first scramble.
    shortfall = (4.25 + 3.25 + 2.25 + 1.25 + 0.25) / 9
    values = 4.25 - shortfall / 0.25, 4.25
    assert apart.worst_mean("profit", 0.25).value == pytest.approx(sum(values) / 2)
    assert apart.worst_mean("profit", 0.25).mc_error == pytest.approx(abs(values[0] - values[1]) / 2)
    assert draws.draws_below("profit", [0.0, 2.0, 2.5]).tolist() == [[0, 2, 3]] * 2


def test_a_summary_is_mean_spread_and_five_quantiles():
    rows = drawn(4, 64)
    known = Draws(rows)
    figures = known.summary.loc["profit"]
    assert figures["mean"] == pytest.approx(rows.mean())
    assert figures["sd"] == pytest.approx(rows.std())
    for name, share in (("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)):
        assert figures[name] == pytest.approx(np.quantile(rows, share))
        for draws in (Draws(rows), known):  # before and after they are worked out together
            assert draws.quantile("profit", share).value == pytest.approx(np.quantile(rows, share))
        assert known.quantiles("profit")[name] == known.quantile("profit", share)
    assert figures["mc_error"] == pytest.approx(np.median(rows, axis=1).std(ddof=1) / 2)
    assert known.quantile("profit", 0.3).value == pytest.approx(np.quantile(rows, 0.3))
    assert known.quantile("profit", 0.0).value == rows.min()
    for share in (-0.01, 1.01):
        with pytest.raises(InputError, match=r"between 0 % and 100 %"):
            known.quantile("profit", share)
    assert Draws(rows).quantile("profit", 1.0).value == rows.max()
    assert Draws(rows).median("profit") == pytest.approx(np.median(rows))


# -- sorted figures -----------------------------------------------------------------------------------------------

MANY_KINDS = {
    "everyday": spring(),
    "with later orders": spring(repeat=RepeatPurchases(Rate(0.4, 0.6), 2, 3, retention=Rate(0.2, 0.4))),
    "with correlations": spring(correlations={("cpc", "cvr"): 0.4, ("aov", "cvr"): -0.3}),
    "beyond the spend that was seen": spring(reference_budget=2000, cpc_elasticity=Rate(0.1, 0.4)),
    "with a target": spring(target_profit=None, target_profit_share=0.3, order_value_cv=0.0),
    "all known": known(),
    "of costs that eat it all": spring(target_profit=None, economics=OrderEconomics(cogs_share=1.0, fee_rate=0.1)),
}


@pytest.mark.parametrize("order_luck", [True, False])
@pytest.mark.parametrize("scenario", MANY_KINDS.values(), ids=MANY_KINDS.keys())
def test_sorted_figures_are_the_figures_sorted_in_plans_and_what_ifs(scenario, order_luck):
    plain = simulate(scenario, order_luck, points=64, scrambles=2)
    other = simulate(scenario, order_luck, points=64, scrambles=2, seed=1)
    for outcome in (
        plain,
        plain.changed(given={"cvr": other.rows("cvr")}),
        plain.changed(scores={"cvr": other.scores["cvr"], "cpc": other.scores["cpc"]}),
        plain.with_more_orders(1.5),
    ):
        for name in (*outcome.outputs, "aov_mean"):
            expected = np.sort(outcome.rows(name), axis=1)
            np.testing.assert_allclose(outcome.sorted_rows(name), expected, rtol=1e-12, atol=1e-9)


def test_chances_of_no_order_and_of_a_target_above_the_margin_by_hand():
    # 40 clicks at 5 % are two orders on average: none in e^-2 of the cases.
    two = simulate(known(budget=40), points=2048)
    assert two.no_order_probability.value == pytest.approx(math.exp(-2), abs=0.001)
    assert simulate(known(budget=40), order_luck=False, points=64).no_order_probability == Estimate(0, 0)
    # An order leaves its value less 30: less than a target of 20 where it is below its median of 50, and more than
    # nothing above 30, but for one draw in ten thousand.
    unsure = simulate(known(aov=Amount(40, 62.5), target_cpo=20.0))
    assert unsure.target_above_max_probability.value == pytest.approx(0.5, abs=0.001)
    assert simulate(known(target_cpo=20.0), points=64).target_above_max_probability == Estimate(0, 0)
    assert simulate(known(target_profit=5.0), points=64).target_above_max_probability == Estimate(0, 0)


# -- order values -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [4, 4000])
def test_the_average_of_order_values_is_lognormal_with_the_spread_of_one_over_the_root_of_the_orders(size):
    # Of n orders whose values have a CV of 0.5, ln(1 + 0.25 / n) is the variance; the mean stays 1.
    orders, scores = np.tile([0.0, 1.0, 4.0, 9.0], (2, size // 4)), np.full((2, size), 1.5)
    variance = np.log1p(0.25 / np.array([1.0, 4.0, 9.0]))
    expected = [1.0, *np.exp(1.5 * np.sqrt(variance) - variance / 2)]
    np.testing.assert_allclose(order_value_luck(scores, orders, 0.5), np.tile(expected, (2, size // 4)), rtol=1e-14)
    assert (order_value_luck(scores, orders, 0.0) == 1).all()

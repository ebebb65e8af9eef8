"""The search for most orders at a CPO that is kept often enough, step by step and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.channels.most_orders import Orders, _most_orders, most_orders
from simulator.channels.water_filling import Curves


def orders_of(draws, *, elasticity=0.0, least=0.0, most=9.0, total=9.0, all_of_it=True, target=1.0, chance=0.75):
    """Channels that bring these orders for a spend of 1, draw by draw."""
    draws = np.array(draws, dtype=float)
    bounds = (np.broadcast_to(np.asarray(item, dtype=float), len(draws)) for item in (elasticity, least, most))
    curves = Curves(draws.mean(axis=1), np.ones(len(draws)), *bounds)
    return Orders(curves, draws, total, all_of_it, target, chance)


def test_the_cpo_that_is_kept_with_a_chance_is_that_of_the_draw_where_the_chance_ends():
    orders = orders_of([[4, 1, 3, 2], [0, 0, 0, 0]])
    both = np.ones(2)
    # 1, 2, 3 and 4 orders for 2: three draws in four have 2 or more.
    assert orders.reachable_cpo(both) == 1
    assert orders.chance_of(both) == 0.75
    assert orders.keeps(both)
    assert not orders_of([[4, 1, 3, 2], [0, 0, 0, 0]], chance=0.76).keeps(both)
    assert not orders_of([[4, 1, 3, 2], [0, 0, 0, 0]], target=0.99).keeps(both)
    assert orders_of([[4, 1, 3, 2], [0, 0, 0, 0]], chance=1.0).reachable_cpo(both) == 2
    assert orders_of([[4, 1, 3, 2], [0, 0, 0, 0]], chance=0.0).reachable_cpo(both) == 0.5
    assert orders.reachable_cpo(np.array([0.0, 1.0])) == np.inf
    assert orders.orders(np.array([2.0, 1.0])) == 5
    assert orders_of([[0.5, 0.5], [0.25, 0.25]], chance=1.0).reachable_cpo(both) == pytest.approx(2 / 0.75)


@pytest.mark.parametrize(
    ("level", "near"), [(200, (198, 203)), (0, (0, 3)), (1, (0, 4)), (399, (397, 400)), (398, (396, 400))]
)
def test_the_slope_where_a_chance_ends_is_that_of_the_draws_around_it(level, near):
    # 400 draws: 2 on either side. The first channel brings their number, the second the square of its distance.
    numbers = np.random.default_rng(3).permutation(400)
    orders = orders_of([numbers, (numbers - level) ** 2], target=3.0)
    left, slope = orders.left(np.array([2.0, 0.0]), level)
    around = np.arange(*near)
    assert left == 2 * level * 3 - 2
    assert slope.tolist() == pytest.approx([3 * around.mean() - 1, 3 * ((around - level) ** 2).mean() - 1])


def test_no_channel_takes_more_of_a_sum_than_the_least_of_the_others_leaves():
    orders = orders_of([[1, 1], [1, 1]], least=[1, 2], most=[9, 8.5])
    assert orders._most(10.0).tolist() == [8, 8.5]
    assert orders._most(5.0).tolist() == [3, 4]


def test_sums_to_look_at_go_from_the_highest_down_to_a_thousandth_in_equal_steps():
    assert orders_of([[1], [1]], total=7.0).totals == [7.0]
    limit = orders_of([[1], [1]], total=7.0, all_of_it=False)
    assert (limit.highest_total, limit.totals[0], limit.totals[-1]) == pytest.approx((7, 7, 0.007))
    assert len(limit.totals) == 24
    assert np.diff(np.log(limit.totals)) == pytest.approx(np.full(23, -np.log(1000) / 23))
    full = orders_of([[1], [1]], total=30.0, least=[1, 2], all_of_it=False)
    assert (full.highest_total, full.totals[0], full.totals[-1]) == pytest.approx((18, 18, 3))
    bound = orders_of([[1], [1]], total=18.0, least=9.0, all_of_it=False)
    assert bound.totals == pytest.approx([18.0] * 24)


def test_the_surest_split_of_two_draws_is_the_one_that_brings_as_much_in_both():
    # A brings 4 or 1 times the root of its spend, B 1 or 3; half of the draws is the worse one.
    orders = orders_of([[4, 1], [1, 3]], elasticity=0.5, total=10.0, chance=0.5)
    a, b = orders.surest_with(10.0)
    assert a + b == pytest.approx(10)
    worse = [min(4 * x**0.5 + y**0.5, x**0.5 + 3 * y**0.5) for x, y in ((a, b), (5, 5), (10, 0), (0, 10))]
    assert max(worse) == worse[0]
    # 3 √x = 2 √y: 9 to 4 of the sum go to the second.
    best = (10 * 4 / 13) ** 0.5 + 3 * (10 * 9 / 13) ** 0.5
    assert worse[0] == pytest.approx(best, rel=0.02)
    assert orders.surest_with(10.0) is orders.surest_with(10.0)
    # With a half of four draws the worst two count: 0.1 and 4 are 2.05 beside 2 and 2.
    orders = orders_of([[0.1, 4, 4, 4], [2, 2, 2, 2]], elasticity=0.5, total=10.0, most=10.0, chance=0.5)
    assert orders.surest_with(10.0)[0] == pytest.approx(10 * 2.05**2 / (2.05**2 + 2**2), abs=0.02)


def test_a_search_starts_at_the_edge_of_what_keeps_the_chance():
    # Known, and alike: 10 √x orders each pay for 2 x at 0.5 up to 25 each.
    orders = orders_of([[10.0] * 4, [10.0] * 4], elasticity=0.5, total=100.0, most=100.0, all_of_it=False, target=0.5)
    starts = orders.starts()
    assert len(starts) == 2  # by the mean, and by the worst draws
    assert all(start.tolist() == pytest.approx([25, 25], abs=0.02) for start in starts)
    assert orders_of([[1.0] * 4, [1.0] * 4], target=0.5).starts() == []


def test_where_the_chance_does_not_bind_the_most_orders_are_those_of_the_closed_form():
    # Orders go as 2 √x and √y: 4 to 1 of the sum, and the chance is kept.
    orders = orders_of([[2, 2], [1, 1]], elasticity=0.5, total=5.0, most=5.0, target=9.0)
    solution = most_orders(orders)
    assert solution.spend.tolist() == [4, 1]
    assert (solution.reached, solution.certified, solution.token) == (True, True, None)
    assert solution.gap == pytest.approx(0, abs=1e-9)
    assert solution.reachable_cpo == pytest.approx(5 / 5)


def test_a_limit_is_spent_as_far_as_its_cpo_is_kept():
    # What is known: 10 √x orders for x at a CPO of at most 0.5 are those of √x = 5; of two like channels half each.
    orders = orders_of([[10.0] * 4, [10.0] * 4], elasticity=0.5, total=100.0, most=100.0, all_of_it=False, target=0.5)
    solution = _most_orders(orders)
    assert solution.spend.tolist() == pytest.approx([25, 25], abs=0.02)
    assert (solution.reached, solution.certified) == (True, False)
    assert solution.reachable_cpo == pytest.approx(0.5, rel=1e-3)
    # Without the CPO twice √50 · 10 orders could be had: 20 √50 - 100 more.
    assert solution.gap == pytest.approx(20 * 50**0.5 - orders.orders(solution.spend), rel=1e-9)


def test_the_nearest_split_keeps_the_lowest_cpo_there_is():
    # A brings 10 or 2 a euro, B 4 always: with a chance of 1 the worst is least bad where all goes to B.
    orders = orders_of([[10.0, 2.0], [4.0, 4.0]], total=8.0, most=8.0, chance=1.0, target=0.1)
    solution = most_orders(orders)
    assert not solution.reached
    assert solution.spend.tolist() == pytest.approx([0, 8], abs=0.01)
    assert solution.reachable_cpo == pytest.approx(0.25, rel=1e-3)
    # Half of the chance asks for the better draw only: all goes to A.
    half = most_orders(orders_of([[10.0, 2.0], [4.0, 4.0]], total=8.0, most=8.0, chance=0.5, target=0.05))
    assert (half.reached, half.spend.tolist()) == (False, pytest.approx([8, 0], abs=0.01))
    assert half.reachable_cpo == pytest.approx(0.1, rel=1e-3)


def test_a_climb_ends_where_more_spend_would_break_the_chance():
    # Both bring the same in every draw: 0.5, 1, 2 or 4 times 10 √x. With a chance of 3/4 the draw of 1 decides, and
    # 20 √x · 0.5 pays for 2 x up to 25 each; a lopsided start would find it only by moving money over.
    draws = np.outer([1.0, 1.0], [5.0, 10.0, 20.0, 40.0])
    orders = orders_of(draws, elasticity=0.5, total=100.0, most=100.0, all_of_it=False, target=0.5)
    climbed = orders.climbed(np.array([1.0, 16.0]))
    assert climbed.tolist() == pytest.approx([25, 25], abs=0.1)
    assert orders.keeps(climbed)
    whole = orders_of(draws, elasticity=0.5, total=40.0, most=40.0, target=0.5)
    assert whole.climbed(np.array([5.0, 35.0])).tolist() == pytest.approx([20, 20], abs=0.1)


def test_a_cheaper_split_brings_more_in_the_draw_where_the_chance_ends():
    # A brings 10 or 2 a euro, B 4: with a chance of 1 the worse draw counts, with a half the better one.
    for chance, split in ((1.0, [0, 8]), (0.5, [8, 0])):
        orders = orders_of([[10.0, 2.0], [4.0, 4.0]], total=8.0, most=8.0, chance=chance)
        assert orders.cheaper(np.array([4.0, 4.0])).tolist() == pytest.approx(split, abs=0.01)


@pytest.mark.parametrize("all_of_it", [True, False])
def test_the_most_orders_of_what_was_looked_at_are_taken(all_of_it):
    # A is better on average and sometimes bad; B is sure.
    orders = orders_of(
        [[12.0, 12.0, 2.0, 12.0], [6.0, 6.0, 6.0, 5.0]], elasticity=[0.5, 0.4], total=20.0, most=20.0,
        all_of_it=all_of_it, target=0.62 if all_of_it else 0.5, chance=1.0,
    )  # fmt: skip
    solution = _most_orders(orders)
    parts, sums = np.linspace(0, 1, 101), [20.0] if all_of_it else np.linspace(2, 20, 37)
    grid = [total * np.array([part, 1 - part]) for total in sums for part in parts]
    most = max((orders.orders(split) for split in grid if orders.chance_of(split) == 1), default=0.0)
    looked = [*orders.starts(), *(orders.climbed(start) for start in orders.starts())]
    assert (solution.reached, solution.certified) == (True, False)
    assert orders.orders(solution.spend) == pytest.approx(max(map(orders.orders, looked)), abs=0.02)
    assert most * 0.995 <= orders.orders(solution.spend) <= most * 1.01
    assert min(map(orders.orders, looked)) < most * 0.99

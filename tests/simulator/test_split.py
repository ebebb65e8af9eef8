"""The tools of those who look for a split, one by one and by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.channels.allocation import Allocation
from simulator.channels.cautious import Cautious, _mixtures
from simulator.channels.most_orders import Orders, _token
from simulator.channels.split import (
    last_of,
    meets_target,
    minimised,
    shares_to_begin,
    spend_of_shares,
    sum_rule,
    tail_weights,
    with_sum,
    worst_mean,
)
from simulator.channels.wanted import Wanted, curves_of
from simulator.channels.water_filling import Curves
from tests.simulator.channel_tables import known_channels, sure
from tests.simulator.plans import refusal


def curves(least, most):
    ones = np.ones(len(least))
    return Curves(ones, ones, 0 * ones, np.array(least, dtype=float), np.array(most, dtype=float))


@pytest.mark.parametrize(
    ("spend", "total", "all_of_it", "expected"),
    [
        ([30.0, 60.0], 90, True, [30, 60]),
        # 15 too much: taken from the 20 and the 40 that lie above the least, in proportion.
        ([30.0, 60.0], 75, True, [25, 50]),
        ([30.0, 60.0], 75, False, [25, 50]),
        ([30.0, 60.0], 20, False, [10, 20]),  # no lower than the least
        # 35 too little: added to the 70 and the 140 below the most, in proportion; a limit is not filled.
        ([30.0, 60.0], 125, True, [30 + 70 / 6, 60 + 140 / 6]),
        ([30.0, 60.0], 125, False, [30, 60]),
        ([30.0, 60.0], 999, True, [100, 200]),
        ([30.0, 60.5], 90, True, [30 - 20 / 121, 60.5 - 40.5 / 121]),  # half a euro counts, too
        ([30.0, 59.5], 90, True, [30 + 70 / 421, 59.5 + 140.5 / 421]),
    ],
)
def test_a_split_is_brought_to_its_total_in_proportion_to_the_room(spend, total, all_of_it, expected):
    split = with_sum(curves([10, 20], [100, 200]), np.array(spend), total, all_of_it)
    np.testing.assert_allclose(split, expected)


def test_a_spend_is_kept_where_orders_pay_for_it_and_there_are_any():
    money = np.array([100.0, 99.9, 0.0, 100.1])
    assert meets_target(money, 100.0).tolist() == [True, False, False, True]
    assert meets_target(np.array([0.0, 0.5]), 0.0).tolist() == [False, True]
    assert meets_target(np.array([0.5]), 0.4).tolist() == [True]


def test_what_is_asked_twice_for_the_same_shares_is_worked_out_once():
    calls = []
    remembered = last_of(lambda shares: calls.append(shares.tolist()) or shares.sum())
    shares = np.array([0.25, 0.75])
    assert [remembered(shares), remembered(shares), remembered(shares / 2), remembered(shares)] == [1, 1, 0.5, 1]
    assert calls == [[0.25, 0.75], [0.125, 0.375], [0.25, 0.75]]
    assert last_of(lambda shares: "none")(np.empty(0)) == "none"


@pytest.mark.parametrize(
    ("count", "share", "weights"),
    [
        (4, 0.5, [1 / 2, 1 / 2]),
        (10, 0.25, [0.4, 0.4, 0.2]),
        (10, 0.3, [1 / 3, 1 / 3, 1 / 3]),
        (10, 0.05, [1.0]),  # one draw at least
        (3, 1.0, [1 / 3, 1 / 3, 1 / 3]),
    ],
)
def test_weights_of_the_worst_draws_by_hand(count, share, weights):
    np.testing.assert_allclose(tail_weights(count, share), weights)


def test_the_mean_of_the_worst_twentieth_by_hand():
    assert worst_mean(np.arange(40.0)) == pytest.approx(0.5)  # of 0 and 1
    assert worst_mean(np.arange(30.0)) == pytest.approx((0 + 0.5 * 1) / 1.5)


@pytest.mark.parametrize(("all_of_it", "expected"), [(True, [0.75, 0.25]), (False, [0.5, 0.0])])
def test_the_nearest_shares_to_a_point_add_up_to_one_or_to_no_more(all_of_it, expected):
    # Nearest to (0.5, 0): with a sum of 1 both shares rise by a quarter.
    wanted = np.array([0.5, 0.0])
    shares = minimised(
        lambda shares: (float((shares - wanted) @ (shares - wanted)), 2 * (shares - wanted)),
        np.array([0.1, 0.1]),
        [(0.0, 1.0)] * 2,
        [sum_rule(all_of_it)],
    )
    np.testing.assert_allclose(shares, expected, atol=1e-4)


def test_mixtures_of_slopes_and_growths_are_those_of_the_game_by_hand():
    # Slopes against growths are worth 2 and 0, or 0 and 1: mixed 1 to 2, either reply is worth 2/3.
    slopes, growths = np.array([[2.0, 0.0], [0.0, 1.0]]), np.eye(2)
    mixture = _mixtures(slopes, growths, np.zeros(2), 1.0)
    np.testing.assert_allclose(mixture, [[1 / 3, 2 / 3], [1 / 3, 2 / 3]], atol=1e-9)
    # The first reply costs 1 more: 2 p - 1 = 1 - p, so p = 2/3; against it q (2 - 1) - (1 - q) 0 … q = 1/3.
    mixture = _mixtures(slopes, growths, np.array([1.0, 0.0]), 10.0)
    np.testing.assert_allclose(mixture, [[2 / 3, 1 / 3], [1 / 3, 2 / 3]], atol=1e-9)
    # A third reply that is worth less than another whatever the slope, and a third slope that bounds less well.
    of_slopes, of_growths = _mixtures(
        np.array([[2.0, 0.0], [0.0, 1.0], [3.0, 3.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [0.1, 0.1]]), np.zeros(3), 1.0
    )
    np.testing.assert_allclose(of_slopes, [1 / 3, 2 / 3, 0], atol=1e-9)
    np.testing.assert_allclose(of_growths, [1 / 3, 2 / 3, 0], atol=1e-9)


def test_the_furthest_split_that_still_keeps_the_chance_lies_at_its_edge():
    def furthest(edge):
        keeps = SimpleNamespace(keeps=lambda split: split[0] <= edge)
        return Orders.last_keeping(keeps, np.array([2.0, 8.0]), np.array([10.0, 0.0]))

    for edge in (2.5, 7.3, 9.9):
        split = furthest(edge)
        assert edge - 8 / 2**14 <= split[0] <= edge
        assert split.sum() == pytest.approx(10.0)
    assert furthest(10.0).tolist() == [10.0, 0.0]


@pytest.mark.parametrize(("share", "place"), [(-0.1, 0), (0.0, 0), (0.09, 0), (0.1, 1), (0.55, 5), (0.99, 9), (1.0, 9)])
def test_the_draw_where_a_chance_ends_is_one_of_the_draws(share, place):
    assert Orders._places(SimpleNamespace(draws=np.zeros((3, 10))), share) == place


@pytest.mark.parametrize(
    ("spent", "brought", "is_token"),
    [
        (9.9, 5.0, True),
        (10.1, 5.0, False),
        (499.0, 0.9, True),  # too little for one order, and less than half of the money
        (501.0, 0.9, False),
        (499.0, 1.0, False),
    ],
)
def test_next_to_nothing_is_a_token(spent, brought, is_token):
    orders = SimpleNamespace(highest_total=1000.0, orders=lambda spend: brought)
    token = _token(orders, SimpleNamespace(spend=np.array([spent / 2, spent / 2]), reached=True))
    assert (token is not None) is is_token
    if token is not None:
        assert token == (pytest.approx(spent), brought, True)


@pytest.mark.parametrize(
    ("goal", "caution", "lost", "gained", "outweighed"),
    [
        ("cautious", 0.2, 30, 10, True),  # 0.2 · 30 = 6 is less than 0.8 · 10 = 8
        ("cautious", 0.2, 50, 10, False),
        ("cautious", 0.2, -5, 10, False),  # the worst end higher, too
        ("cautious", 0.8, 2, 10, True),
        ("cautious", 0.8, 3, 10, False),
        ("expected", 0.2, 30, 10, False),
    ],
)
def test_a_worse_end_is_outweighed_where_the_average_gains_more_by_the_weights(goal, caution, lost, gained, outweighed):
    figures = {
        "now": SimpleNamespace(profit_mean=100.0, profit_worst_mean=-40.0),
        "new": SimpleNamespace(profit_mean=100.0 + gained, profit_worst_mean=-40.0 - lost),
        "wanted": SimpleNamespace(goal=goal, caution=caution),
    }
    assert Allocation.worst_is_outweighed.fget(SimpleNamespace(**figures)) is outweighed


def test_no_channel_gets_more_than_the_others_leave_of_the_total():
    table = known_channels(sure("A", min_spend=10), sure("B", min_spend=20), sure("C", max_spend=15))
    bounds = curves_of(table, np.ones(3), 100.0, all_of_it=True)
    assert (bounds.least.tolist(), bounds.most.tolist()) == ([10, 20, 0], [80, 90, 15])
    assert curves_of(
        known_channels(sure("A", min_spend=0.1), sure("B", min_spend=0.2)), np.ones(2), 0.3, all_of_it=True
    )
    assert Wanted(total=100.004).total == 100.0
    # Bounds that leave one way to spend the total do leave one.
    for bound in ({"min_spend": 50}, {"max_spend": 50}):
        one_way = curves_of(known_channels(sure("A", **bound), sure("B", **bound)), np.ones(2), 100.0, all_of_it=True)
        assert 50.0 in (one_way.least[0], one_way.most[0])
    refusal(lambda: curves_of(table, np.ones(3), 29.99, all_of_it=False), "min_spend", "30", "29.99")
    full = known_channels(sure("A", max_spend=50), sure("B", max_spend=49.99))
    refusal(lambda: curves_of(full, np.ones(2), 100.0, all_of_it=True), "max_spend", "99.99", "100")
    assert curves_of(full, np.ones(2), 100.0, all_of_it=False).most.tolist() == [50, 49.99]


def test_a_search_begins_within_its_bounds_and_never_at_nothing():
    begin, bounds = shares_to_begin(curves([0, 2, 0, 0], [9, 9, 4, 0]), np.array([0.0, 0.0, 5.0, 5.0]), 10.0)
    assert begin.tolist() == pytest.approx([1e-6, 0.2, 0.4, 0], rel=1e-9)
    assert bounds == [(0, 0.9), (0.2, 0.9), (0, 0.4), (0, 0)]
    assert spend_of_shares(np.array([0.0, 0.25, 1.0]), 10.0).tolist() == pytest.approx([1e-8, 2.5, 10], rel=1e-9)


def cautious(draws, caution, share):
    draws = np.array(draws, dtype=float)
    ones = np.ones(len(draws))
    return Cautious(Curves(draws.mean(axis=1), ones, 0 * ones, 0 * ones, 9 * ones), 9.0, True, caution, draws, share)


def test_what_a_channel_adds_to_the_worst_draws_by_hand():
    # Half of six draws: 1, and two of the three that bring 3 alike.
    alike = cautious([[5, 1, 3, 3, 3, 9], [6, 0, 12, 12, 12, 6]], 0.5, 0.5)
    one = np.array([1.0, 0.0])
    assert alike.slope(one).tolist() == pytest.approx([0.5 * 4 + 0.5 * 7 / 3, 0.5 * 8 + 0.5 * 8])
    assert cautious([[5, 1, 3, 3, 3, 9], [0] * 6], 0.0, 0.5).slope(one).tolist() == [4, 0]
    assert cautious([[2] * 4, [3] * 4], 1.0, 0.5).slope(np.ones(2)).tolist() == [2, 3]
    # A quarter of ten draws: 0.1, 0.2 and half of 0.3; what the other channel brings in these goes by the same weights.
    ten = cautious([[1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1], range(10)], 1.0, 0.25)
    assert ten.slope(one).tolist() == pytest.approx([0.1 * 0.4 + 0.2 * 0.4 + 0.3 * 0.2, 9 * 0.4 + 8 * 0.4 + 7 * 0.2])


def test_what_a_channel_adds_to_the_worst_of_many_draws_is_its_mean_in_them():
    draws = np.random.default_rng(0).lognormal(0.0, 0.5, (2, 5000))
    worst = np.argsort(draws.sum(axis=0))[:250]  # a twentieth
    assert cautious(draws, 1.0, 0.05).slope(np.ones(2)).tolist() == pytest.approx(draws[:, worst].mean(axis=1))


@pytest.mark.parametrize("start", [[2999.0, 1.0], [1.0, 2999.0], [100.0, 100.0]])
def test_a_climb_of_a_known_goal_ends_at_the_closed_form(start):
    # γ = 0.5, 1,500 and 1,000 at 1,000: 3,000 go as 9 to 4.
    known = Curves(np.array([1500.0, 1000.0]), np.full(2, 1e3), np.full(2, 0.5), np.zeros(2), np.full(2, 3e3))
    goal = Cautious(known, 3000.0, True, 0.5, known.value[:, np.newaxis] * np.ones(40))
    assert goal._climbed(np.array(start)).tolist() == pytest.approx([3000 * 9 / 13, 3000 * 4 / 13], abs=1)


def test_what_the_goal_makes_of_a_split_by_hand():
    # Spends 2 and 1 of what brings 1 to 5 a euro: mean 3, the worst two 1.5.
    goal = cautious([[5, 1, 4, 2], [1, 1, 1, 1]], 0.25, 0.5)
    assert goal.worth(np.array([2.0, 1.0])) == pytest.approx(2 * (0.75 * 3 + 0.25 * 1.5) + 1 - 3)


@pytest.mark.parametrize("caution", [0.3, 1.0])
@pytest.mark.parametrize("all_of_it", [True, False])
def test_no_split_of_two_known_draws_beats_the_cautious_one_or_its_bound(caution, all_of_it):
    # Two draws that each favour another channel; half of them is the worse one. On a grid.
    goal = replace(cautious([[12.0, 2.0], [1.0, 10.0]], caution, 0.5), all_of_it=all_of_it)
    goal = replace(goal, curves=replace(goal.curves, elasticity=np.array([0.5, 0.4])))
    parts = np.linspace(0, 1, 401 if all_of_it else 26)
    sums = [9.0] if all_of_it else np.linspace(0.25, 9, 18)
    most = max(goal.worth(total * np.array([part, 1 - part])) for total in sums for part in parts)
    best = goal.worth(goal.best)
    assert best >= most - 1e-9
    assert best <= most + 0.1
    assert best - 1e-9 <= goal.bound <= best + 1e-4
    assert goal.best.sum() <= 9 + 1e-9

"""The best split of a sum where returns fall: by hand, by closed form, against a grid, and by its own certificate."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.channels.water_filling import Curves, best_split, to_the_cent, upper_bound


def curves(value, *, reference=1000.0, elasticity=0.2, least=0.0, most=1e6):
    value = np.asarray(value, dtype=float)
    return Curves(value, *(np.broadcast_to(np.asarray(item, dtype=float), len(value)) for item in (
        reference, elasticity, least, most)))  # fmt: skip


@pytest.mark.parametrize("elasticity", [0.05, 0.2, 0.5, 0.9])
def test_with_one_elasticity_the_split_goes_by_value_to_the_power_of_one_over_it(elasticity):
    # (1 - γ) v r^(γ-1) x^-γ is the same everywhere: x is proportional to (v r^(γ-1))^(1/γ).
    value, reference = np.array([900.0, 1200.0, 1500.0]), np.array([500.0, 1000.0, 1500.0])
    weights = (value * reference ** (elasticity - 1)) ** (1 / elasticity)
    split = best_split(curves(value, reference=reference, elasticity=elasticity), 3000, all_of_it=True)
    np.testing.assert_allclose(split, 3000 * weights / weights.sum(), rtol=1e-9, atol=1e-12)


def test_a_limit_is_used_only_while_the_next_euro_earns_itself():
    # (1 - 0.5) · 1,200 / 1,000 · (x / 1,000)^-0.5 = 1 at x = 360.
    one = curves([1200.0, 1200.0], elasticity=0.5)
    np.testing.assert_allclose(best_split(one, 5000, all_of_it=False), [360, 360])
    np.testing.assert_allclose(best_split(one, 500, all_of_it=False), [250, 250])
    np.testing.assert_allclose(best_split(one, 5000, all_of_it=True), [2500, 2500])
    at_least = curves([1200.0, 1200.0], elasticity=0.5, least=100)
    np.testing.assert_allclose(best_split(at_least, 600, all_of_it=False), [300, 300])
    np.testing.assert_allclose(best_split(at_least, 800, all_of_it=False), [360, 360])


def test_a_spend_and_its_growth_belong_together():
    some = curves([1.0, 1.0, 1.0], elasticity=[0.0, 0.5, 0.9])
    np.testing.assert_allclose(some.growth(np.full(3, 4000.0)), [4, 2, 4**0.1])
    np.testing.assert_allclose(some.spend_of(np.array([4, 2, 4**0.1])), [4000] * 3)


def test_without_elasticity_the_best_is_filled_first_and_equals_share():
    linear = curves([1500.0, 1200.0, 1200.0, 900.0], elasticity=0.0, most=1000)
    assert best_split(linear, 2000, all_of_it=True).tolist() == [1000, 500, 500, 0]
    assert best_split(linear, 4000, all_of_it=False).tolist() == [1000, 1000, 1000, 0]
    assert best_split(linear, 3600, all_of_it=True).tolist() == pytest.approx([1000, 1000, 1000, 600])
    assert best_split(linear, 100, all_of_it=True).tolist() == [100, 0, 0, 0]
    assert best_split(curves([1500.0, 1500.0], elasticity=0.0), 100, all_of_it=True).tolist() == pytest.approx([50, 50])
    cents = curves([1500.0, 1500.0], elasticity=0.0, most=0.4)
    assert best_split(cents, 0.4, all_of_it=True).tolist() == pytest.approx([0.2, 0.2])
    # Of 2,000 the best gets 1,000; beyond 100 and 300 the others share 600 by the room of 900 and 700 that they have.
    bounded = curves([2000.0, 1500.0, 1500.0], elasticity=0.0, least=[100, 100, 300], most=1000)
    assert best_split(bounded, 2000, all_of_it=True).tolist() == pytest.approx([1000, 437.5, 562.5])


def test_what_must_be_spent_goes_where_it_loses_least():
    # Only 500 can be spent where an order leaves anything; the rest loses least in the second channel.
    hopeless = curves([1000.0, -100.0, -500.0], most=[500, 2000, 2000])
    split = best_split(hopeless, 2000, all_of_it=True)
    np.testing.assert_allclose(split, [500, 1500, 0])
    np.testing.assert_allclose(best_split(hopeless, 2000, all_of_it=False), [1000 * 0.8**5, 0, 0])


def test_what_must_be_spent_beyond_the_least_goes_where_the_next_euro_loses_least():
    # The second loses 10 % of each euro, the third 5 %; that the second must have 900 already changes nothing.
    losing = curves([1000.0, -100.0, -50.0], elasticity=0.0, least=[0, 900, 0], most=[100, 1000, 1000])
    np.testing.assert_allclose(best_split(losing, 1300, all_of_it=True), [100, 900, 300])
    np.testing.assert_allclose(best_split(losing, 2050, all_of_it=True), [100, 950, 1000])
    # Now the second loses 2 %, and has room for 100 or for half a euro.
    little = curves([1000.0, -20.0, -50.0], elasticity=0.0, least=[0, 900, 0], most=[100, 1000, 1000])
    np.testing.assert_allclose(best_split(little, 1050, all_of_it=True), [100, 950, 0])
    no_room = curves([1000.0, -18.01, -50.0], elasticity=0.0, least=[0, 900, 0], most=[100, 900.5, 1000])
    np.testing.assert_allclose(best_split(no_room, 1050, all_of_it=True), [100, 900.5, 49.5])


@pytest.mark.parametrize("unit", [1e-6, 1e-3, 1e3, 1e6])
@pytest.mark.parametrize("all_of_it", [True, False])
def test_a_split_in_another_currency_is_the_same_split(unit, all_of_it):
    value, reference = np.array([900.0, 1200.0, 1500.0, -300.0]), np.array([500.0, 1000.0, 1500.0, 800.0])
    most, least = np.array([400.0, 3000.0, 900.0, 2000.0]), np.array([0.0, 100.0, 50.0, 0.0])
    for total in (1000.0, 3000.0, 5500.0):
        bounds = {"elasticity": [0.0, 0.2, 0.5, 0.3]}
        here = curves(value, reference=reference, most=most, least=least, **bounds)
        there = curves(value * unit, reference=reference * unit, most=most * unit, least=least * unit, **bounds)
        split = best_split(here, total, all_of_it=all_of_it)
        best = best_split(there, total * unit, all_of_it=all_of_it)
        np.testing.assert_allclose(best, split * unit, rtol=1e-7, atol=1e-7 * unit)
        bound = upper_bound(there, total * unit, best, all_of_it=all_of_it)
        assert bound == pytest.approx(upper_bound(here, total, split, all_of_it=all_of_it) * unit, rel=1e-6)


def test_a_batch_of_draws_or_totals_is_the_same_as_one_by_one():
    values = np.random.default_rng(1).uniform(200, 2000, (4, 7))
    elasticity = [0.0, 0.1, 0.3, 0.6]
    for all_of_it in (True, False):
        together = best_split(curves(values, elasticity=elasticity), 2500, all_of_it=all_of_it)
        alone = [best_split(curves(item, elasticity=elasticity), 2500, all_of_it=all_of_it) for item in values.T]
        np.testing.assert_allclose(together, np.transpose(alone), rtol=1e-9, atol=1e-6)
    # Where some draws have fewer channels of value than the sum needs, and others enough.
    mixed = values - 900
    together = best_split(curves(mixed, elasticity=elasticity, most=1000), 2500, all_of_it=True)
    alone = [best_split(curves(item, elasticity=elasticity, most=1000), 2500, all_of_it=True) for item in mixed.T]
    np.testing.assert_allclose(together, np.transpose(alone), rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(together.sum(axis=0), 2500)
    assert set((mixed > 0).sum(axis=0)) >= {1, 3}
    totals = np.array([10.0, 500.0, 5000.0])
    batch = best_split(curves(np.tile(values[:, :1], 3), elasticity=elasticity), totals, all_of_it=True)
    np.testing.assert_allclose(batch.sum(axis=0), totals)


channels = st.integers(2, 5).flatmap(
    lambda count: st.tuples(
        *(
            st.lists(st.floats(low, high), min_size=count, max_size=count).map(np.array)
            for low, high in ((0.05, 3), (10, 3000), (0.0, 0.9), (0, 400), (0, 3000))
        )
    )
)


A_TRIFLE_MORE = tuple(np.array(row) for row in ([1.0] * 3, [10.0] * 3, [0.0, 0.0, 0.75], [0.0, 1.0, 0.0], [0, 0, 1.0]))
"""One channel must have 1, another may have a part in 10^15 beside it, on which it earns 0.0001."""


@settings(max_examples=150, deadline=None)
@given(channels, st.floats(0, 1), st.booleans())
@example(A_TRIFLE_MORE, 1e-15, False)
@example(A_TRIFLE_MORE, 5e-324, True)
def test_no_split_can_be_better_by_more_than_a_rounding_error(given_channels, part, all_of_it):
    roas, reference, elasticity, least, room = given_channels
    result = curves(roas * reference, reference=reference, elasticity=elasticity, least=least, most=least + room)
    total = float(least.sum() + part * room.sum())
    split = best_split(result, total, all_of_it=all_of_it)
    assert (split >= result.least - 1e-9).all()
    assert (split <= result.most + 1e-9).all()
    assert split.sum() <= total * (1 + 1e-9) + 1e-9
    if all_of_it:
        assert split.sum() == pytest.approx(total, rel=1e-9, abs=1e-9)
    gap = upper_bound(result, total, split, all_of_it=all_of_it) - result.profit(split)
    # As much as an elasticity of next to 0 may lose by the last digit of λ.
    assert -1e-7 * (total + 1) <= gap <= 1e-6 * (total + 1)


@settings(max_examples=60, deadline=None)
@given(channels, st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_the_bound_holds_for_any_split_and_any_value_even_one_below_0(given_channels, part, seed):
    roas, reference, elasticity, least, room = given_channels
    value = (roas - 1.5) * reference
    result = curves(value, reference=reference, elasticity=elasticity, least=least, most=least + room)
    total = float(least.sum() + part * room.sum())
    best = best_split(result, total, all_of_it=True)
    bound = upper_bound(result, total, best, all_of_it=True)
    for shares in np.random.default_rng(seed).dirichlet(np.ones(len(value)), 20):
        split = np.minimum(least + shares * part * room.sum(), result.most)
        if split.sum() == pytest.approx(total, rel=1e-9):
            assert result.profit(split) <= bound + 1e-7 * (total + 1)


def test_the_bound_notices_a_split_that_is_not_the_best():
    result = curves([900.0, 1500.0])
    equal = np.array([1500.0, 1500.0])
    gap = upper_bound(result, 3000, equal, all_of_it=True) - result.profit(equal)
    best = best_split(result, 3000, all_of_it=True)
    assert gap >= result.profit(best) - result.profit(equal) > 100


def test_cents_add_up_and_keep_the_bounds():
    least, most = np.array([0.0, 0.0, 10.0]), np.array([33.33, 50.0, 100.0])
    rounded = to_the_cent(np.array([33.3333, 33.3334, 33.3333]), least, most)
    assert rounded.tolist() == [33.33, 33.34, 33.33]
    assert to_the_cent(np.array([33.33, 56.6700001 - 10, 20.0]), least, most).sum() == pytest.approx(100)


def test_a_cent_that_is_missing_goes_where_there_is_room_and_no_spend_falls_below_its_least():
    full = to_the_cent(np.array([33.338, 50.003]), np.zeros(2), np.array([33.33, 60.0]))
    assert full.tolist() == [33.33, 50.01]
    assert to_the_cent(np.array([9.99, 5.01]), np.array([10.0, 0.0]), np.full(2, 100.0)).tolist()[0] == 10


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e7), min_size=2, max_size=30))
def test_whole_cents_of_parts_are_whole_cents_of_the_whole(spends):
    spends = np.array(spends)
    rounded = to_the_cent(spends, np.zeros(len(spends)), np.full(len(spends), 1e9))
    assert abs(rounded - spends).max() <= 0.01 + 1e-6
    assert round(rounded.sum() * 100) == round(spends.sum() * 100)


# -- the parts, by hand -------------------------------------------------------------------------------------------


def test_the_next_euro_by_hand():
    # (1 - γ) · value / reference · (x / reference)^-γ.
    some = curves([1500.0, 1500.0, 0.0, 800.0], elasticity=[0.0, 0.5, 0.5, 0.5])
    assert some.next_euro(np.array([250.0, 250.0, 0.0, 4000.0])).tolist() == pytest.approx([1.5, 1.5, 0, 0.2])
    assert some.next_euro(np.zeros(4)).tolist() == [1.5, np.inf, 0, np.inf]
    assert some.brings(np.array([250.0, 250.0, 250.0, 4000.0])).tolist() == pytest.approx([375, 750, 0, 1600])
    assert some.profit(np.array([250.0, 250.0, 250.0, 4000.0])) == pytest.approx(375 + 750 + 1600 - 4750)
    assert some.spend_of(np.array([-1.0, -1.0, 0.0, 2.0])).tolist() == [0, 0, 0, 4000]


def test_where_the_next_euro_brings_a_price_by_hand():
    # γ = 0.5: 1,000 · (0.75 / λ)²; γ = 0: all above 1.2 a euro, else the least; nothing of value: the least.
    some = curves([1500.0, 1200.0, 0.0, -5.0], elasticity=[0.5, 0.0, 0.0, 0.5], least=10, most=2000)
    for price, spends in ((1.5, [250, 10]), (1.0, [562.5, 2000]), (1.19, [1000 * (0.75 / 1.19) ** 2, 2000]),
                          (0.1, [2000, 2000]), (1.21, [1000 * (0.75 / 1.21) ** 2, 10]), (100.0, [10, 10])):  # fmt: skip
        assert some.at(np.array(np.log(price))).tolist() == pytest.approx([*spends, 10, 10])
    assert curves([1000.0], elasticity=0.0, least=10, most=20).at(np.array(0.0)).tolist() == [10]  # as good as not
    draws = some.with_value(np.array([[1500.0, 3000.0], [1200.0, 0.0], [0.0, 1500.0], [-5.0, 750.0]]))
    at = draws.at(np.log([1.0, 1.5]))
    np.testing.assert_allclose(at, [[562.5, 1000], [2000, 10], [10, 10], [10, 62.5]])


def test_the_bound_by_hand():
    # γ = 0.5, 1,500 and 1,000 at 1,000: 1,300 are best as 900 and 400, at λ = 0.75 / √0.9.
    two = curves([1500.0, 1000.0], elasticity=0.5, most=1300)
    best = two.profit(np.array([900.0, 400.0]))
    assert upper_bound(two, 1300, np.array([900.0, 400.0]), all_of_it=True) == pytest.approx(best, rel=1e-12)
    # At another split the bound is the lower one of its two prices: Σ v²/(4 · 1,000 λ) · 1,000 + (λ - 1) · 1,300.
    split = np.array([650.0, 650.0])
    prices = 0.75 / 0.65**0.5, 0.5 / 0.65**0.5
    bounds = [(1.5**2 + 1) * 1000 / 4 / price + (price - 1) * 1300 for price in prices]
    at_one = (1.5**2 + 1) * 1000 / 4
    assert upper_bound(two, 1300, split, all_of_it=True) == pytest.approx(min(*bounds, at_one))
    # A limit: no price below 1, since a euro may stay.
    assert upper_bound(two, 5000, np.array([562.5, 250.0]), all_of_it=False) == pytest.approx(at_one)
    assert upper_bound(two, 5000, split, all_of_it=False) == pytest.approx(at_one)
    # The least alone: one split. Of nothing the first cent would be worth ever more.
    assert upper_bound(two, 0.0, np.zeros(2), all_of_it=True) == 0
    least = curves([1500.0, 1000.0], elasticity=0.5, least=[250, 250], most=1000)
    assert upper_bound(least, 500, np.full(2, 250.0), all_of_it=True) == pytest.approx(1250 - 500)


def test_the_bound_of_what_must_be_lost_by_hand():
    # 500 bring 750; the other 500 lose a tenth of what is spent on them: 750 - 500 - 50 - 500.
    lost = curves([1500.0, -100.0], elasticity=0.0, most=[500, 2000])
    split = best_split(lost, 1000, all_of_it=True)
    assert split.tolist() == pytest.approx([500, 500])
    assert upper_bound(lost, 1000, split, all_of_it=True) == pytest.approx(750 - 50 - 1000)
    # Beyond a least of 300, at the slope between the least and the most.
    bent = curves([1500.0, -100.0], elasticity=[0.0, 0.5], least=[0, 90], most=[500, 2250])
    full = np.array([500.0, 2250.0])
    assert upper_bound(bent, 2750, full, all_of_it=True) == pytest.approx(750 - 150 - 2750)
    # In between, 910 at that slope: a mixture of the least and the most, which no single split brings.
    part = np.array([500.0, 1000.0])
    assert upper_bound(bent, 1500, part, all_of_it=True) == pytest.approx(750 - 30 - 910 * 120 / 2160 - 1500)
    assert upper_bound(bent, 1500, part, all_of_it=True) > bent.profit(part)


def test_cents_that_are_missing_go_to_the_largest_rests_first():
    least, most = np.zeros(4), np.full(4, 100.0)
    assert to_the_cent(np.array([1.002, 1.004, 1.009, 1.005]), least, most).tolist() == [1, 1, 1.01, 1.01]
    assert to_the_cent(np.array([5.002, 1.008]), least[:2], most[:2]).tolist() == [5, 1.01]
    assert to_the_cent(np.array([1.0, 2.0, 3.0, 4.0]), least, most).tolist() == [1, 2, 3, 4]
    assert to_the_cent(np.array([0.29, 0.57, 1.13, 64.1]), least, most).tolist() == [0.29, 0.57, 1.13, 64.1]
    # Bounds are kept: what lies beyond them by a rounding error comes back.
    assert to_the_cent(np.array([100.004, 0.003]), least[:2], most[:2]).tolist() == [100, 0.01]

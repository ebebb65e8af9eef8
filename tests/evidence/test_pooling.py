"""Campaigns borrow from their siblings: laws, and the same by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.evidence.learning import pooling
from simulator.evidence.learning.pooling import pooled_logs, pooled_rates

ORDERS = np.array([3.0, 200.0, 180.0, 200.0])
CLICKS = np.array([60.0, 10_000.0, 5_000.0, 19_000.0])


def test_a_campaign_with_three_orders_lies_between_its_own_rate_and_that_of_its_siblings():
    rates = pooled_rates(ORDERS, CLICKS)
    assert 0.02 < rates.mean[0] < 0.05
    assert rates.borrowed[0] > 0.5 > 0.1 > rates.borrowed[1:].max()
    assert rates.mean[1:] == pytest.approx(ORDERS[1:] / CLICKS[1:], rel=0.05)


def test_the_more_clicks_the_less_is_borrowed():
    borrowed = [
        pooled_rates(ORDERS * [more, 1, 1, 1], CLICKS * [more, 1, 1, 1]).borrowed[0] for more in (1, 3, 10, 100)
    ]
    assert borrowed == sorted(borrowed, reverse=True)
    assert borrowed[-1] < 0.1


def test_without_a_click_all_is_borrowed_and_little_is_known():
    rates = pooled_rates(np.append(ORDERS, 0.0), np.append(CLICKS, 0.0))
    assert rates.borrowed[-1] == pytest.approx(1)
    assert 0.015 < rates.mean[-1] < 0.03
    assert rates.variance[-1] > 5 * rates.variance[1]


def test_no_orders_at_all_leave_a_rate_above_nothing():
    rates = pooled_rates(np.zeros(2), np.array([100.0, 300.0]))
    assert ((rates.mean > 0) & (rates.mean < 0.01)).all()


def test_alike_campaigns_borrow_more_than_different_ones():
    alike = pooled_rates(np.full(6, 20.0), np.full(6, 1000.0))
    different = pooled_rates(np.array([2.0, 6.0, 15.0, 25.0, 60.0, 110.0]), np.full(6, 1000.0))
    assert alike.borrowed[0] > 2 * different.borrowed[0]


def test_the_order_of_campaigns_changes_nothing():
    turned = pooled_rates(ORDERS[::-1], CLICKS[::-1])
    assert turned.mean[::-1] == pytest.approx(pooled_rates(ORDERS, CLICKS).mean, rel=1e-12)


def test_rates_are_what_integration_gives(monkeypatch):
    """A second route, for one spread: the posterior by numerical integration instead of a closed form."""
    monkeypatch.setattr(pooling, "_SPREADS", np.array([0.5]))
    monkeypatch.setattr(pooling, "_USUAL", np.array([1.0]))
    orders, clicks = np.array([3.0, 2e7]), np.array([60.0, 1e9])
    rates = pooled_rates(orders, clicks)
    middle = _middle(orders, clicks)
    prior = stats.gamma(4, scale=middle / 4)

    def weight(rate: float) -> float:
        return prior.pdf(rate) * stats.poisson.pmf(3, 60 * rate)

    total, first = (integrate.quad(lambda r, k=k: r**k * weight(r), 0, 1, points=[middle])[0] for k in (0, 1))
    assert rates.mean[0] == pytest.approx(first / total, rel=1e-6)


def _middle(orders: np.ndarray, clicks: np.ndarray) -> float:
    """The middle at which it is the mean of the campaigns' rates, each weighed by how much of it is its own."""
    middle = orders.sum() / clicks.sum()
    for _ in range(1000):
        weight = clicks / (clicks + 4 / middle)
        middle = (weight * orders / clicks).sum() / weight.sum()
    return middle


def test_which_spread_is_believed_follows_the_negative_binomial(monkeypatch):
    """A second route to the likelihood: orders of gamma distributed rates are negative binomial."""
    seen = {}
    monkeypatch.setattr(pooling, "_averaged", lambda fit, *rest: seen.update(fit=fit))
    pooled_rates(np.array([5.0, 9.0]), np.array([200.0, 500.0]))
    for at in (1, 3, 5):
        monkeypatch.setattr(pooling, "_SPREADS", np.array([pooling._SPREADS[at]]))
        shape = pooling._SPREADS[0] ** -2
        middle = _middle_of_shape(shape)
        expected = sum(
            stats.nbinom.logpmf(n, shape, shape / (shape + c * middle))
            - n * np.log(c)
            + np.log(np.arange(1, n + 1)).sum()
            for n, c in ((5, 200.0), (9, 500.0))
        )
        assert seen["fit"][at] == pytest.approx(expected, abs=1e-4)
        monkeypatch.undo()
        monkeypatch.setattr(pooling, "_averaged", lambda fit, *rest: seen.update(fit=fit))


def _middle_of_shape(shape: float) -> float:
    orders, clicks = np.array([5.0, 9.0]), np.array([200.0, 500.0])
    middle = 14.5 / 700
    for _ in range(1000):
        weight = clicks / (clicks + shape / middle)
        middle = (weight * orders / clicks).sum() / weight.sum()
    return middle


def test_prices_are_the_textbook_compromise_of_own_and_common(monkeypatch):
    """By hand, spread 0.5: two prices known with variance 0.25 are pulled half way to their mean."""
    monkeypatch.setattr(pooling, "_SPREADS", np.array([0.5]))
    monkeypatch.setattr(pooling, "_USUAL", np.array([1.0]))
    prices = pooled_logs(np.array([0.0, 1.0]), np.array([0.25, 0.25]))
    assert prices.mean == pytest.approx([0.25, 0.75])
    assert prices.borrowed == pytest.approx([0.5, 0.5])
    # own · variance of a mean of two with each 0.5: ½ · 0.25 + ½² · 0.25
    assert prices.variance == pytest.approx([0.1875, 0.1875])


def test_a_price_that_nobody_saw_is_the_common_one():
    prices = pooled_logs(np.array([0.0, 0.1, -0.1, 7.0]), np.array([0.01, 0.01, 0.01, np.inf]))
    assert prices.mean[3] == pytest.approx(0, abs=1e-9)
    assert prices.borrowed[3] == 1
    assert prices.mean[:3] == pytest.approx([0.0, 0.1, -0.1], abs=0.05)

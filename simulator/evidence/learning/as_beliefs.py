"""Means and variances of logarithms become the beliefs that a plan knows."""

from __future__ import annotations

import math
from typing import Final

from scipy.special import digamma, zeta

from simulator.beliefs.distributions import Amount, Rate, RateFromCounts, quantile

_WIDEST_LOG: Final = 5.0
_HIGHEST_CORRELATION: Final = 0.9
_HIGHEST_RATE: Final = 0.98
_SCORE: Final = 1.6448536269514722


def correlation_of(cpc: float, cvr: float, cpo: float) -> float:
    """Of log CPC and log CVR, from the variances of the three logarithms, as CPO = CPC / CVR:

    var(log CPO) = var(log CPC) + var(log CVR) - 2 · correlation · sd · sd, within ± 0.9.
    """
    correlation = (cpc + cvr - cpo) / (2 * math.sqrt(cpc * cvr))
    return min(max(correlation, -_HIGHEST_CORRELATION), _HIGHEST_CORRELATION)


def share_of(mean: float, sd: float) -> Rate:
    """The Beta with this mean and standard deviation, by its 5 % and 95 % ends."""
    mean = min(max(mean, 0.02), 0.9)
    sd = max(sd, 0.01)
    size = mean * (1 - mean) / sd**2 - 1
    belief = RateFromCounts(max(mean * size - 0.5, 0.0), max(size - 1, mean * size - 0.5, 1e-3))
    low, high = (quantile(belief, share) for share in (0.05, 0.95))
    return Rate(max(low, 1e-4), min(high, 0.99))


def rate_of_log(mean: float, variance: float) -> RateFromCounts:
    """The Beta whose logarithm has this mean and variance, as the counts that make it; at most 98 %.

    α from ψ'(α) = variance (+ ψ'(α + β), small), α + β from ψ(α + β) = ψ(α) - mean.
    """
    rest = 0.0
    target = min(mean, math.log(_HIGHEST_RATE))
    for _ in range(60):
        alpha = max(_inverse_trigamma(variance + rest), 0.5)
        size = _inverse_digamma(float(digamma(alpha)) - target)
        before, rest = rest, float(zeta(2, size))
        if abs(rest - before) <= 1e-7 * variance:
            break
    orders = float(alpha - 0.5)
    return RateFromCounts(orders, float(max(size - 1, orders, 1e-6)))


def _inverse_trigamma(value: float) -> float:
    """By Newton's method on 1 / ψ', which is nearly straight; ψ' = ζ(2, x) and ψ'' = -2 ζ(3, x)."""
    x = 0.5 + 1 / value
    for _ in range(8):
        slope = float(zeta(2, x))
        step = slope * (1 - slope / value) / (-2 * float(zeta(3, x)))
        x += step
        if abs(step) < 1e-10 * x:
            break
    return x


def _inverse_digamma(value: float) -> float:
    """By Newton's method from T. P. Minka's first value (2000), for values from ψ(1/2) = -1.96 on."""
    x = math.exp(value) + 0.5
    for _ in range(5):
        x -= (float(digamma(x)) - value) / float(zeta(2, x))
    return x


def amount_of_log(mean: float, variance: float) -> Amount:
    """The lognormal with this mean and variance of the logarithm."""
    sigma = max(math.sqrt(min(variance, _WIDEST_LOG**2)), 1e-4)
    low = max(math.exp(mean - _SCORE * sigma), 1e-9)
    return Amount(low, max(math.exp(mean + _SCORE * sigma), low * (1 + 1e-6)))

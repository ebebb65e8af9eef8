"""Campaigns borrow from their siblings: the fewer orders of its own, the closer a campaign's rate to the others'.

The rates of campaigns lie around a common middle with a relative spread between them that is estimated from all of
them. A campaign's belief is the usual compromise of its own counts and that middle.

Source: A. Gelman et al., Bayesian Data Analysis (3rd ed.), chapter 5; the gamma–Poisson form is that of N. M. Laird &
T. A. Louis, J. Am. Stat. Assoc. 82 (1987).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Array = NDArray[np.float64]

_SPREADS: Final = np.array([0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.4])
"""Relative standard deviations between campaigns that are tried."""
_USUAL: Final = np.array([0.05, 0.1, 0.2, 0.25, 0.2, 0.12, 0.08])
"""How usual each is before the file is seen: a brand campaign often converts at several times the rate of others."""


class Pooled(NamedTuple):
    """One element per campaign: mean, its variance, and the share (0 to 1) of it that comes from siblings."""

    mean: Array
    variance: Array
    borrowed: Array


def pooled_rates(orders: Array, clicks: Array) -> Pooled:
    """Conversion rates from (effective) counts; no clicks at all are allowed where a sibling has some.

    For each spread, rates are gamma distributed between campaigns and orders Poisson: closed forms. The spreads are
    averaged over, each with its prior times its likelihood.
    """
    shape = _SPREADS**-2
    middle = np.full(len(shape), (orders.sum() + 0.5) / clicks.sum())
    for _ in range(20):
        extra = (shape / middle)[:, None]
        weight = clicks / (clicks + extra)
        own = weight / np.maximum(clicks, 1e-12)  # weight · orders / clicks, also without clicks
        middle = np.maximum((own @ orders) / weight.sum(axis=1), 0.25 / clicks.sum())
    extra = (shape / middle)[:, None]
    fit = (
        gammaln(orders + shape[:, None])
        - gammaln(shape)[:, None]
        + shape[:, None] * (np.log(extra) - np.log(extra + clicks))
        - orders * np.log(extra + clicks)
    ).sum(axis=1)
    borrowed = extra / (extra + clicks)
    mean = (orders + shape[:, None]) / (clicks + extra)
    variance = mean / (clicks + extra)
    expected = clicks * middle[:, None]
    middle_variance = middle**2 / (1 / (_SPREADS[:, None] ** 2 + 1 / np.maximum(expected, 1e-9))).sum(axis=1)
    return _averaged(fit, mean, variance + borrowed**2 * middle_variance[:, None], borrowed)


def pooled_logs(logs: Array, variances: Array) -> Pooled:
    """Logarithms of prices or order values from estimates with known variances; an infinite one knows nothing."""
    known = np.isfinite(variances)
    precision = np.where(known, 1 / (_SPREADS[:, None] ** 2 + np.where(known, variances, 1.0)), 0.0)
    logs = np.where(known, logs, 0.0)
    total = precision.sum(axis=1)
    middle = (precision @ logs) / total
    away = logs - middle[:, None]
    fit = 0.5 * (np.where(precision > 0, np.log(np.where(precision > 0, precision, 1.0)), 0.0)).sum(axis=1)
    fit -= 0.5 * (precision * away**2).sum(axis=1) + 0.5 * np.log(total)
    own = np.where(known, _SPREADS[:, None] ** 2 / (_SPREADS[:, None] ** 2 + np.where(known, variances, 1.0)), 0.0)
    borrowed = 1 - own
    mean = own * logs + borrowed * middle[:, None]
    variance = borrowed * _SPREADS[:, None] ** 2 + borrowed**2 / total[:, None]
    return _averaged(fit, mean, variance, borrowed)


def _averaged(fit: Array, mean: Array, variance: Array, borrowed: Array) -> Pooled:
    weights = np.exp(fit - fit.max()) * _USUAL
    weights /= weights.sum()
    middle = weights @ mean
    return Pooled(middle, weights @ (variance + (mean - middle) ** 2), np.minimum(weights @ borrowed, 1.0))

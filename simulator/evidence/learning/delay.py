"""How long orders take to come in, from two exports of the same days made at different times."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from simulator.errors import InputError
from simulator.evidence.learning.history import History

_DELAYS: Final = np.concatenate([[1e-3], np.geomspace(0.05, 30.0, 200)])
"""Mean delays that are tried, in days."""
_LEAST_ORDERS: Final = 20
_LOOKED_AT: Final = 60
"""Days at the end of the earlier export that can tell."""


class DelayFacts(NamedTuple):
    """Mean days from a click to its order: best value, 90 % interval, and the orders that tell it."""

    days: float
    low: float
    high: float
    orders: float


def delay_from_exports(earlier: History, later: History) -> DelayFacts:
    """Compare the last days of an export with the same days in one made later.

    Of the orders that the later one shows for a day that was k days old, the earlier one shows F(k) / F(k + gap), with
    F(k) = 1 - exp(-(k + ½) / delay): a Binomial likelihood over a grid of delays, all of them as likely before.

    Raises
    ------
    InputError
        When the later export does not reach further, or their common days have too few orders.
    """
    gap = (later.last - earlier.last).days
    if gap < 1 or earlier.days_per_row != 1 or later.days_per_row != 1:
        raise InputError(
            "To learn the delay of orders, use two daily exports of the same days, the second made at least a day "
            "later than the first.",
            field="delay_days",
        )
    seen, final = (history.frame.groupby("date")["orders"].sum() for history in (earlier, later))
    common = seen.index.intersection(final.index)
    age = (np.datetime64(earlier.last) - common.to_numpy().astype("datetime64[D]")).astype(int)
    looked_at = (age >= 0) & (age < _LOOKED_AT)
    came, whole, age = seen[common].to_numpy()[looked_at], final[common].to_numpy()[looked_at], age[looked_at]
    came = np.minimum(came, whole)
    if whole.sum() < _LEAST_ORDERS:
        raise InputError(
            "The days that both exports hold have too few orders to tell the delay: {count}.",
            field="delay_days",
            count=float(whole.sum()),
        )
    by_then, by_now = (1 - np.exp(-(days + 0.5) / _DELAYS[:, None]) for days in (age, age + gap))
    share = np.clip(by_then / by_now, 1e-9, 1 - 1e-9)
    fit = (came * np.log(share) + (whole - came) * np.log1p(-share)).sum(axis=1)
    weights = np.exp(fit - fit.max())
    sums = np.cumsum(weights) / weights.sum()
    low, high = (float(_DELAYS[np.searchsorted(sums, share)]) for share in (0.05, 0.95))
    return DelayFacts(float(_DELAYS[fit.argmax()]), low, high, float(whole.sum()))

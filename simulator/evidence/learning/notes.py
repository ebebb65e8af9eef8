"""What a person should know of a history before planning with it, in words."""

from __future__ import annotations

import math
from typing import Final

from scipy.special import betainc

from simulator.errors import InputError, about
from simulator.evidence.learning.account import HIGHEST_CVR, Account, Learned
from simulator.evidence.learning.history import History

SHORT_DAYS: Final = 28
"""So many days must lie before a period that the forecast can be checked on."""
_LAST_DAYS: Final = (3, 7)
_BREAK_DAYS: Final = (14, 28)
_RARE: Final = 0.005
"""Last days are called incomplete, or changed, when chance alone brings as much this rarely."""
_FAR: Final = 1.25
"""A planned spend so many times outside of what was seen is said to be far."""


def notes_of(history: History, account: Account) -> tuple[InputError, ...]:
    """Every sentence that applies."""
    notes = [_short(history, account.period_days), _lacks_clicks(account)]
    if not account.has_values[-1]:
        notes.append(InputError("No order values are known: the order value stays as it is in the plan."))
    notes.append(_incomplete(account) or _changed(account))
    if history.left_out:
        notes.append(InputError("Rows without spend, clicks or orders were left out: {count}.", count=history.left_out))
    return tuple(note for note in notes if note is not None)


def spend_note(learned: Learned, spend: float) -> InputError | None:
    """A sentence where the planned spend of the period lies far outside what was seen."""
    low, high = learned.spend_range
    if low / _FAR <= spend <= high * _FAR:
        return None
    return InputError(
        "A spend of {spend} is far outside what this history saw in as many days ({days}): {low} to {high}. How "
        "orders answer to it is not known from here, only assumed to go on.",
        spend=about(spend),
        days=learned.period_days,
        low=about(low),
        high=about(high),
    )


def _short(history: History, period_days: float) -> InputError | None:
    if history.days >= SHORT_DAYS + period_days:
        return None
    return InputError(
        "The history is too short to check a past period (days: {days}; of a period: {period}), so how far the "
        "forecast may miss is mostly taken from what is usual.",
        days=history.days,
        period=period_days,
    )


def _lacks_clicks(account: Account) -> InputError | None:
    if not account.lacks_clicks():
        return None
    return InputError(
        "There are more orders than such clicks bring (orders: {orders}; clicks: {clicks}): orders after views are "
        "counted, or orders that came without these ads. The conversion rate is taken as {most} % and the click "
        "price as low as goes with it, so that the cost per order is right.",
        orders=round(float(account.sums.orders.sum()), 1),
        clicks=round(float(account.sums.clicks.sum()), 1),
        most=100 * HIGHEST_CVR,
    )


def _incomplete(account: Account) -> InputError | None:
    """How many last days have clearly fewer orders than their clicks should have brought, and which share of them."""
    for days in _LAST_DAYS:
        last = _last_days(account, days)
        if last is not None and last[0] < _RARE:
            return InputError(
                "The last days ({days}) have only {share} of the orders that their clicks led to before. Orders "
                "often come in days after the click: leave these days out, or state the usual delay, unless "
                "something really changed.",
                days=days,
                share=round(last[1], 2),
            )
    return None


def _changed(account: Account) -> InputError | None:
    """A break in the last weeks: a rate that the days before would hardly have let expect."""
    for days in _BREAK_DAYS:
        last = _last_days(account, days)
        if last is not None and not _RARE <= last[0] <= 1 - _RARE:
            return InputError(
                "The last days ({days}) brought {share} of the orders that their clicks led to before: something "
                "changed. The forecast has moved part of the way; if the change stays, learn from the days after it "
                "only.",
                days=days,
                share=round(last[1], 2),
            )
    return None


def _last_days(account: Account, days: int) -> tuple[float, float] | None:
    """P(as few orders as in the last days or fewer), going by the days before and their clicks; and their share of what
    was expected. None where there is too little before."""
    sums, per_row = account.sums, account.sums.days_per_row
    rows = days // per_row
    if rows < 1 or sums.rows - rows < SHORT_DAYS // 2 // per_row or sums.clicks[:, :-rows].sum() <= 0:
        return None
    if sums.spend[:, :-rows].sum() <= 0:
        return None
    before = Account(sums.without_last(rows), days)
    if before.lacks_clicks():
        return None
    alpha, beta = before.learned().cvr.shape
    clicks, orders = float(sums.clicks[:, -rows:].sum()), float(sums.orders[:, -rows:].sum())
    if clicks <= 0:
        return None
    # Orders are negative binomial when the rate is gamma distributed: P(X ≤ k) is an incomplete beta function.
    chance = float(betainc(alpha, math.floor(orders) + 1, (alpha + beta) / (alpha + beta + clicks)))
    return chance, orders / (clicks * alpha / (alpha + beta))

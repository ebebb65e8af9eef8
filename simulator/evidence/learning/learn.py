"""What a history says about the next period: of the whole account, of each campaign, and on every past day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from simulator.evidence.learning.account import Account, Learned
from simulator.evidence.learning.history import History
from simulator.evidence.learning.notes import notes_of
from simulator.evidence.learning.sums import sums_of


def learn(history: History, *, period_days: float = 30, delay_days: float = 0.0, with_notes: bool = True) -> Learned:
    """What the history, all campaigns added up, says about the next `period_days` days.

    delay_days : mean days from a click to its order; the last days' orders are completed by it
    with_notes : without them it takes a third of the time

    Raises
    ------
    InputError
        Without a click or without spend.
    """
    account = Account(sums_of(history, by_campaign=False), period_days, delay_days)
    return account.learned(
        **_seen(history),
        notes=notes_of(history, account) if with_notes else (),
    )


def learn_past(
    history: History, rows: Sequence[int], *, period_days: float, delay_days: float = 0.0
) -> list[Learned | None]:
    """What was believed at the end of each of these rows (counted from the first), all in one pass; None where nothing
    had been clicked or spent by then.

    Raises
    ------
    InputError
        Without a click or without spend in the whole history.
    """
    account = Account(sums_of(history, by_campaign=False), period_days, delay_days)
    begun = (account.sums.clicks[0].cumsum() > 0) & (account.sums.spend[0].cumsum() > 0)
    return [account.learned(0, row) if begun[row] else None for row in rows]


def learn_campaigns(history: History, *, period_days: float = 30, delay_days: float = 0.0) -> dict[str, Learned]:
    """What the history says about each campaign, the largest spend first.

    Campaigns borrow from their siblings: an average begins with two orders at the rate of all, days of siblings tell
    which forecaster to trust, and how far siblings were missed tells how wide to be.

    Raises
    ------
    InputError
        Without a click or without spend.
    """
    names = history.campaigns
    if len(names) == 1:
        return {names[0]: learn(history, period_days=period_days, delay_days=delay_days, with_notes=False)}
    account = Account(sums_of(history, by_campaign=True), period_days, delay_days)
    learned = {}
    for series, name in enumerate(names):
        rate, price, value = account.borrowed(series)
        seen = _seen(history.only(campaigns=[name]))
        learned[name] = account.learned(
            series, **{**seen, "days": history.days}, borrowed=rate, cpc_borrowed=price, aov_borrowed=value
        )
    return learned


def _seen(history: History) -> dict[str, Any]:
    """Sums of the whole history as it is."""
    frame = history.frame
    value = frame["value"].sum(min_count=1)
    return {
        "spend": float(frame["spend"].sum()),
        "clicks": float(frame["clicks"].sum()),
        "orders": float(frame["orders"].sum()),
        "value": None if math.isnan(value) else float(value),
        "days": history.days,
        "campaigns": len(history.campaigns),
    }

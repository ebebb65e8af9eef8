"""What the past periods say of the forecast, in words: how often its range held, and whether it is worth having."""

from __future__ import annotations

from typing import Final

from scipy.stats import binom

from simulator.errors import InputError, about
from simulator.evidence.learning.backtest import Backtest

_BETTER: Final = 0.97
"""From 3 % less CRPS on, a forecast is called better: a difference below is chance on a dozen periods."""
_RARE: Final = 0.05


def hindsight_notes(found: Backtest, quantity: str = "orders") -> tuple[InputError, ...]:
    """How many ranges held, ours beside the two simple forecasts; and where we are no better, or promise too much."""
    if not found.cuts or quantity not in found.inside90:
        return ()
    held, count = found.held(quantity)
    notes = [
        InputError(
            "In your last {count} periods of {days} days the 90 % range held {held} times. “As in the period before” "
            "held {naive} times, the last 28 days with their own errors {benchmark} times.",
            count=count,
            days=found.period_days,
            held=held,
            naive=found.held(quantity, "naive")[0],
            benchmark=found.held(quantity, "benchmark")[0],
        )
    ]
    if binom.cdf(held, count, 0.9) < _RARE:
        notes.append(
            InputError(
                "It held less often than it promises ({held} of {count}): take the range as too narrow for this "
                "account.",
                held=held,
                count=count,
            )
        )
    own = found.crps.get(quantity)
    for other, sentence in (
        (found.benchmark_crps.get(quantity), _NO_BETTER_THAN_28_DAYS),
        (found.naive_crps.get(quantity), _NO_BETTER_THAN_LAST),
    ):
        if own is not None and other is not None and own > _BETTER * other:
            notes.append(InputError(sentence, own=about(own, beside=other), other=about(other, beside=own)))
    return tuple(notes)


_NO_BETTER_THAN_28_DAYS: Final = (
    "On this account the forecast was no better than orders per spend of the last 28 days with the spread of their own "
    "errors (score {own} against {other}, smaller is better)."
)
_NO_BETTER_THAN_LAST: Final = (
    "On this account the forecast was no better than “as in the period before” (score {own} against {other}, smaller "
    "is better)."
)

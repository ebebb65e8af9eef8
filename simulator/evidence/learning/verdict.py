"""What the past periods say of the forecast, in words: how often its range held, and whether it is worth having."""

from __future__ import annotations

import math
from typing import Final

from scipy.stats import binom

from simulator.errors import InputError, about
from simulator.evidence.learning.backtest import Backtest

_BETTER: Final = 0.97
"""From 3 % less CRPS on, a forecast is called better: a difference below is chance on a dozen periods."""
_RARE: Final = 0.05


def hindsight_notes(hindsight: Backtest, quantity: str = "orders") -> tuple[InputError, ...]:
    """How many ranges held, ours beside the two simple forecasts; and where we are no better, or promise too much."""
    if not hindsight.cuts or quantity not in hindsight.inside90:
        return ()
    held, count = hindsight.held(quantity)
    notes = [
        InputError(
            "Past periods looked at: {count}. Inside our 90 % range: {held}; inside one made of the period before: "
            "{naive}, of the last 28 days: {benchmark}.",
            count=count,
            held=held,
            naive=hindsight.held(quantity, "naive")[0],
            benchmark=hindsight.held(quantity, "benchmark")[0],
        )
    ]
    if binom.cdf(held, count, 0.9) < _RARE:
        notes.append(
            InputError(
                "Our range held less often than it promises ({held} of {count}): take it as too narrow here.",
                held=held,
                count=count,
            )
        )
    return (*notes, *_no_better_notes(hindsight, quantity))


def _no_better_notes(hindsight: Backtest, quantity: str) -> list[InputError]:
    """The simple forecasts that ours is no better than."""
    notes = []
    all_scores = (hindsight.crps, hindsight.benchmark_crps, hindsight.naive_crps)
    own, benchmark, naive = (scores.get(quantity, math.nan) for scores in all_scores)
    if _is_no_better(own, benchmark):
        notes.append(
            InputError(
                "On this account the last 28 days alone would have told you as much (score {own} against {other}, "
                "smaller is better).",
                own=about(own, beside=benchmark),
                other=about(benchmark, beside=own),
            )
        )
    if _is_no_better(own, naive):
        notes.append(
            InputError(
                "On this account “the same as in the period before” would have told you as much (score {own} against "
                "{other}, smaller is better).",
                own=about(own, beside=naive),
                other=about(naive, beside=own),
            )
        )
    return notes


def _is_no_better(own: float, other: float) -> bool:
    return own > _BETTER * other  # false where one of them is not known (nan)

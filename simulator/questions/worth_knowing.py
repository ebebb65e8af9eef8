"""Which input is worth learning first? The expected value of knowing one input (EVPPI).

The decision is to spend the plan's budget or not. Without knowing more it is worth max(0, E[profit]); knowing one input
X beforehand it is worth E_X[max(0, E[profit | X])]. The difference is what X may cost to find out, at most
(Raiffa & Schlaifer 1961). No input teaches anything when it cannot turn the decision.

E[profit | X] is the mean of the draws in bins of equal probability along X, without any regression (Strong & Oakley
2013). Profit is that of the long run: luck cannot be learned beforehand, and it does not move any mean.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd

from simulator.beliefs.beta import Scores
from simulator.cache import cached
from simulator.engine.estimates import Estimate, Rows
from simulator.plan.scenario import Plan
from simulator.questions.budgets import long_run_of

IN_A_BIN: Final = 256
"""Draws of a bin: fewer would take their noise for knowledge, more would blur the turning point."""
EVERYTHING: Final = "everything"
"""Name of the row for knowing all inputs (EVPI)."""


@cached
def worth_knowing(plan: Plan) -> pd.DataFrame:
    """What knowing each uncertain input before the decision is worth at most, the most valuable first.

    Columns input, value, error (simulation error) [currency], share (of the value of knowing everything, which is the
    last row, "everything"; 0 where nothing is worth knowing).
    """
    outcome = long_run_of(plan)
    profit = outcome.rows("profit")
    values = {name: _value(profit, outcome.scores[name]) for name in plan.scenario.uncertain}
    everything = _estimate(profit, profit)
    ranked = sorted(values.items(), key=lambda pair: -pair[1].value)
    rows = [
        (name, element.value, element.mc_error, element.value / everything.value if everything.value > 0 else 0.0)
        for name, element in (*ranked, (EVERYTHING, everything))
    ]
    return pd.DataFrame(rows, columns=["input", "value", "error", "share"])


def _value(profit: Rows, scores: Scores) -> Estimate:
    """Value of knowing the input behind these scores; each scramble by itself tells the error."""
    order = np.argsort(scores, axis=None)
    known = profit.ravel()[order].reshape(_bins(profit.size), -1).mean(axis=1)
    alone = np.take_along_axis(profit, np.argsort(scores, axis=1), axis=1)
    known_alone = alone.reshape(len(profit), _bins(profit.shape[1]), -1).mean(axis=2)
    return _estimate(known[np.newaxis], profit, known_alone)


def _estimate(known: Rows, profit: Rows, known_alone: Rows | None = None) -> Estimate:
    """E[max(0, what is known)] - max(0, E[profit]), and its spread over the scrambles."""
    alone = known if known_alone is None else known_alone
    by_scramble = np.maximum(alone, 0).mean(axis=1) - np.maximum(profit.mean(axis=1), 0)
    value = float(np.maximum(known, 0).mean() - max(profit.mean(), 0.0))
    return Estimate.over_scrambles(by_scramble, max(value, 0.0))


def _bins(draws: int) -> int:
    """Bins for so many draws, a power of two that divides them where that is possible."""
    return math.gcd(draws, 2 ** max(1, round(math.log2(draws / IN_A_BIN)) if draws > IN_A_BIN else 1))

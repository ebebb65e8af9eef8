"""A test before a main buy at many sizes: what each is worth, which is best, and from which one can be sure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from simulator.cache import cached
from simulator.questions.trial import Trial
from simulator.questions.trial_answers import BestTest, Capture

WITHIN = 0.02
"""How closely the clicks to be sure are looked for: two digits of them are printed."""


@dataclass(frozen=True, slots=True, eq=False)
class TrialSummary:
    """What is printed and drawn of a test. Make it with `trial_summary`.

    by_clicks         : one row per test size, as from `Trial.by_clicks`
    clicks_to_be_sure : from which the test ends sure enough with a chance of 90 %; None beyond all that is looked at
    """

    trial: Trial
    by_clicks: pd.DataFrame
    clicks_to_be_sure: int | None
    best: BestTest
    capture: Capture


@cached
def trial_summary(trial: Trial) -> TrialSummary:
    """A test at many sizes."""
    by_clicks = trial.by_clicks()
    # How sure one is does not depend on what follows: a move of the budget need not work it out again.
    clicks = _clicks_to_be_sure(replace(trial, main_clicks=1.0))
    return TrialSummary(trial, by_clicks, clicks, trial.best, trial.capture(by_clicks))


@lru_cache(maxsize=128)
def _clicks_to_be_sure(trial: Trial) -> int | None:
    return trial.clicks_to_be_sure(within=WITHIN)

"""TODO."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from simulator import BestTest, Capture, Plan, Trial, worth_knowing


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """What is printed and drawn of a test before a main buy.

    by_clicks : one row per test size
    clicks_to_be_sure : from which the test ends sure enough with a chance of 90 %; None beyond all that is looked at
    """

    by_clicks: pd.DataFrame
    clicks_to_be_sure: int | None
    best: BestTest
    capture: Capture


@lru_cache(maxsize=128)
def tested(trial: Trial) -> Tested:
    """A test before a main buy, at many sizes."""
    # How sure one is does not depend on what follows: a move of the budget need not work it out again.
    by_clicks = trial.by_clicks()
    return Tested(by_clicks, _clicks_to_be_sure(replace(trial, main_clicks=1.0)), trial.best, trial.capture(by_clicks))


@lru_cache(maxsize=128)
def _clicks_to_be_sure(trial: Trial) -> int | None:
    """As many as the two digits that are printed can tell."""
    return trial.clicks_to_be_sure(within=0.02)


@lru_cache(maxsize=128)
def knowing(plan: Plan) -> pd.DataFrame:
    """What it is worth to know each input before the budget is spent."""
    return worth_knowing(plan)

"""What a test is worth and what knowing each input is worth, cached by test and by plan."""

from __future__ import annotations

import pandas as pd

import simulator
from simulator import Plan, Trial
from simulator.cache import cached
from simulator.questions import trial_summary as core
from simulator.questions.trial_summary import TrialSummary


@cached
def trial_summary(trial: Trial) -> TrialSummary:
    """A test before a main buy, at many sizes."""
    return core.trial_summary(trial)


@cached
def worth_knowing(plan: Plan) -> pd.DataFrame:
    """What it is worth to know each input before the budget is spent."""
    return simulator.worth_knowing(plan)

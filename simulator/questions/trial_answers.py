"""What a test buy answers: a reading on the way, the best size, how often a range holds the truth, a pause rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

PAUSE_AT: Final = 3.0
"""The common rule: pause after this many times the target CPA without an order."""
Advice = Literal["scale", "stop", "continue"]
Reason = Literal["found", "whole_buy", "no_test", "costs_nothing", "pays_for_itself"]
"""Why a test size is the best: it is; it is as large as the main buy, and no larger one is looked at; no test is worth
its cost; a click just pays for itself on average, so any size costs nothing; or it earns, and every size pays."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a running test says so far.

    above_probability : P(true rate is above the threshold)
    advice : scale or stop once that is sure enough, else continue
    risk : chance that the advice is wrong; for "continue", that the better of scale and stop would be
    regret : what deciding now loses on average against knowing the rate [currency]
    rate_median, rate_low, rate_high : what is believed about the rate, with its 90 % interval
    """

    clicks: float
    orders: float
    above_probability: float
    advice: Advice
    risk: float
    regret: float
    rate_median: float
    rate_low: float
    rate_high: float


@dataclass(frozen=True, slots=True)
class BestTest:
    """The test whose value, less its cost, is highest, among those no larger than the main buy.

    0 clicks where no test is worth it, None where all are.
    """

    clicks: int | None
    net_value: float | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Capture:
    """How much of what certainty is worth a test within the main buy captures.

    certain_share : its EVSI as a part of EVPI
    most : whether that is most of it (`MOST_OF_IT`); else no test within the main buy captures as much
    """

    clicks: int
    certain_share: float
    most: bool


@dataclass(frozen=True, slots=True)
class PauseRule:
    """What "pause after so many times the target CPA without an order" does.

    clicks, spend : when it strikes
    wrong_at_target : chance that it pauses a campaign whose CPO is exactly the target: e^-multiple, 5 % at 3
    pause_probability : chance that it strikes, given the belief about the rate
    above_if_paused : P(the true rate is above the threshold) when it has struck: good campaigns among those paused
    """

    multiple: float
    clicks: int
    spend: float
    wrong_at_target: float
    pause_probability: float
    above_if_paused: float

"""Orders that are still coming in: the share that is there, its completion, and the delay from two exports."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from simulator import InputError
from simulator.beliefs.distributions import median
from simulator.evidence import History, backtest, delay_from_exports, learn
from simulator.evidence.learning.campaigns import recent_changes
from simulator.evidence.learning.delay import _DELAYS
from simulator.evidence.learning.sums import arrived_by_age
from tests.evidence.accounts import history, lucky


def immature(account: History, delay: float, *, seed: int = 1) -> History:
    """The same account as its export looked on its last day: orders come exponentially late."""
    rng = np.random.default_rng(seed)
    frame = account.frame.copy()
    age = (frame["date"].max() - frame["date"]).dt.days.to_numpy()
    there = rng.binomial(frame["orders"].astype(int), 1 - np.exp(-(age + 0.5) / delay))
    frame["value"] = frame["value"] * there / frame["orders"].where(frame["orders"] > 0, 1)
    return dataclasses.replace(account, frame=frame.assign(orders=there.astype(float)))


def test_the_share_that_is_there_by_hand():
    """A mean delay of 2 days: after half a day 1 - e^(-1/4) = 22 %, after a day and a half 53 %."""
    shares = arrived_by_age(2.0)
    assert shares[:2] == pytest.approx((1 - math.exp(-0.25), 1 - math.exp(-0.75)))
    assert list(shares) == sorted(shares)
    assert shares[-1] > 0.98
    assert arrived_by_age(0.0) == ()
    assert arrived_by_age(2.0, 7)[0] == pytest.approx(np.mean(shares[:7]))


@pytest.mark.parametrize("days", [-1.0, 91.0, float("nan")])
def test_an_impossible_delay_is_refused(days):
    with pytest.raises(InputError, match="must be 0 to 90, got"):
        arrived_by_age(days)


def test_stating_the_delay_gives_back_the_rate_that_was_there():
    """200 orders a day: luck moves the rate of the last weeks by 2 %, and what is still on its way by 2 % more."""
    whole = lucky(120, clicks=10_000)
    early = immature(whole, 4.0)
    true = median(learn(whole).cvr)
    assert median(learn(early).cvr) < 0.85 * true
    assert median(learn(early, delay_days=4.0).cvr) == pytest.approx(true, rel=0.06)


def test_what_is_on_its_way_widens_the_belief():
    early = immature(lucky(120, clicks=10_000), 4.0)
    known, unsure = learn(early), learn(early, delay_days=4.0)
    assert unsure.effective_orders < known.effective_orders


def test_orders_that_are_on_their_way_are_no_change_for_the_worse():
    """At a delay of 4 days hardly half of the last week's orders are there."""
    account = immature(lucky(90, clicks=1_000), 4.0)
    assert recent_changes(account)["change"].tolist() == ["worse"]
    changes = recent_changes(account, 4.0)
    assert (changes["change"].tolist(), bool(changes["change_p"].iloc[0] > 0.05)) == ([""], True)


def test_a_delay_of_zero_changes_nothing():
    account = lucky(60)
    assert learn(account, delay_days=0.0) == learn(account)


def test_stated_days_are_not_called_incomplete():
    early = immature(lucky(120, clicks=2_000), 2.0)
    assert any("come in days after the click" in str(note) for note in learn(early).notes)
    assert not any("come in days after the click" in str(note) for note in learn(early, delay_days=2.0).notes)


def test_hindsight_takes_the_last_days_before_a_cut_as_incomplete_as_they_were():
    """With a delay of 5 days a jump in the last days before a cut is seen less: the forecast after it moves less."""
    rows = [(day, "A", 250, 500, 20 if 79 <= day < 84 else 10, 800) for day in range(91)]
    jumped = history(rows)
    at_once, late = (backtest(jumped, period_days=7, delay_days=days).frame for days in (0.0, 5.0))
    last = [frame[frame["quantity"] == "orders"]["median"].iloc[-1] for frame in (at_once, late)]
    assert last[0] > 1.03 * last[1] > 70


def test_the_delay_is_learned_from_two_exports():
    """3,000 orders of the last 30 days tell a delay of 3 days to about 10 %."""
    whole = lucky(90, clicks=5_000)
    before = whole.only(leave_out_last_days=20)
    result = delay_from_exports(immature(before, 3.0), whole)
    assert result.low < 3.0 < result.high
    assert result.days == pytest.approx(3.0, rel=0.2)
    assert delay_from_exports(before, whole).days < 0.1


def test_exports_that_cannot_tell_are_refused_in_words():
    account = lucky(60)
    with pytest.raises(InputError, match="the second made at least a day later"):
        delay_from_exports(account, account)
    few = history([(day, "A", 5, 10, 0.1, 0) for day in range(60)])
    with pytest.raises(InputError, match="too few orders"):
        delay_from_exports(few.only(leave_out_last_days=5), few)


@pytest.mark.parametrize("delay", [2.0, 8.0])
def test_a_twentieth_of_the_delays_that_fit_lies_below_the_range_and_one_above(delay):
    """5 orders a day, 5 days between the exports: each order that is there by the second was there by the first with
    F(k) / F(k + 5), or was not; delay by delay."""

    def share(age, mean=delay):
        return 1 - math.exp(-(age + 0.5) / mean)

    def export(last):
        return history([(day, "A", 10, 99, 5 * share(last - day), 1) for day in range(last + 1)])

    found = delay_from_exports(export(29), export(34))
    fits = []
    for mean in _DELAYS:
        fit = 1.0
        for age in range(30):
            then = share(age, mean) / share(age + 5, mean)
            fit *= then ** (5 * share(age)) * (1 - then) ** (5 * share(age + 5) - 5 * share(age))
        fits.append(fit)
    below = np.cumsum(fits) / np.sum(fits)
    assert found.low == _DELAYS[below >= 0.05].min()
    assert found.high == _DELAYS[below >= 0.95].min()
    assert found.days == pytest.approx(delay, rel=0.03)

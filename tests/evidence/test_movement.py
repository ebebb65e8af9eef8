"""How level and wander are followed: against dense linear algebra, brute force and a still rate."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.evidence.learning.movement import _UNKNOWN, CVR_USUAL, STILL, Usual, _ahead, follow, movements

RNG = np.random.default_rng(4)
ROWS = 25
SEEN = 1 + 0.3 * RNG.standard_normal((ROWS, 1))
NOISE = RNG.uniform(0.02, 0.2, (ROWS, 1))
NOISE[7] = np.inf
TRUST = np.ones((ROWS, 1))


def one(wander: float, likeness: float, drift: float) -> Usual:
    """A grid of one combination."""
    return Usual(((wander, 1.0),), ((likeness, 1.0),), ((drift, 1.0),))


def dense(wander: float, likeness: float, drift: float, ahead: int) -> tuple[float, float, float]:
    """Mean and variance of the average of the coming rows, and the log likelihood, from the full covariance matrix."""
    rows = np.arange(1, ROWS + ahead + 1)
    level = _UNKNOWN + drift**2 * np.minimum.outer(rows, rows)
    wandering = wander**2 * likeness ** np.abs(np.subtract.outer(rows, rows))
    process = level + wandering
    seen = np.flatnonzero(np.isfinite(NOISE[:, 0]))
    weights = np.zeros(len(rows))
    weights[ROWS:] = 1 / ahead
    covariance = process[np.ix_(seen, seen)] + np.diag(NOISE[seen, 0])
    toward = process[seen] @ weights
    away = SEEN[seen, 0] - 1
    solved = np.linalg.solve(covariance, np.column_stack([toward, away]))
    mean = 1 + toward @ solved[:, 1]
    variance = weights @ process @ weights - toward @ solved[:, 0]
    fit = -0.5 * (np.linalg.slogdet(covariance)[1] + away @ solved[:, 1])
    return mean, variance, fit


@pytest.mark.parametrize("ahead", [1, 7, 30])
@pytest.mark.parametrize("moves", [(0.0, 0.0, 0.0), (0.2, 0.6, 0.0), (0.0, 0.0, 0.05), (0.15, 0.85, 0.02)])
def test_what_is_followed_day_by_day_is_what_all_days_together_say(moves, ahead):
    """A second route: the normal conditional distribution with one large covariance matrix."""
    level = follow(SEEN, NOISE, TRUST, [movements(one(*moves), 1)], rows_ahead=ahead)
    mean, variance, _ = dense(*moves, ahead)
    assert level.mean[0] == pytest.approx(mean, rel=1e-7)
    assert level.now[0] + level.ahead[0] == pytest.approx(variance, rel=1e-7)


def test_combinations_are_weighed_by_prior_and_likelihood():
    first, second = (0.2, 0.6, 0.0), (0.2, 0.6, 0.05)
    both = Usual(((0.2, 1.0),), ((0.6, 1.0),), ((0.0, 0.3), (0.05, 0.7)))
    level = follow(SEEN, NOISE, TRUST, [movements(both, 1)], rows_ahead=7)
    found = [dense(*each, 7) for each in (first, second)]
    weights = np.array([0.3, 0.7]) * np.exp([fit - found[0][2] for _, _, fit in found])
    weights /= weights.sum()
    mean = weights @ [each[0] for each in found]
    assert level.mean[0] == pytest.approx(mean, rel=1e-7)
    spread = weights @ [each[1] + (each[0] - mean) ** 2 for each in found]
    assert level.now[0] + level.ahead[0] == pytest.approx(spread, rel=1e-7)


def test_a_still_rate_is_the_average_weighed_by_what_each_day_knows():
    level = follow(SEEN, NOISE, TRUST, [movements(STILL, 1)], rows_ahead=30)
    weights = np.append(1 / NOISE[np.isfinite(NOISE)], 1 / _UNKNOWN)
    assert level.now[0] == pytest.approx(1 / weights.sum())
    assert level.mean[0] == pytest.approx((weights[:-1] @ SEEN[np.isfinite(NOISE)] + weights[-1]) / weights.sum())
    assert level.ahead[0] == 0


@pytest.mark.parametrize("likeness", [0.0, 0.3, 0.85])
@pytest.mark.parametrize("rows", [1, 2, 30])
def test_the_average_of_a_wander_has_the_variance_of_brute_force(likeness, rows):
    lags = np.abs(np.subtract.outer(np.arange(rows), np.arange(rows)))
    carried, average = _ahead(np.array([likeness]), rows)
    assert average[0] == pytest.approx((likeness**lags).mean() if likeness else 1 / rows)
    assert carried[0] == pytest.approx(np.mean(likeness ** np.arange(1, rows + 1)))


def test_thirty_days_of_the_usual_wander_still_leave_seven_percent():
    """Design §2: with daily sd 0.2 and lag-1 correlation 0.6 thirty days still leave 0.07."""
    _, average = _ahead(np.array([0.6]), 30)
    assert 0.2 * average[0] ** 0.5 == pytest.approx(0.07, abs=0.003)


def test_weeks_wander_less_than_days_and_drift_more():
    days, weeks = movements(CVR_USUAL, 1), movements(CVR_USUAL, 7)
    moves = days.wander > 0
    assert (weeks.wander[moves] < days.wander[moves]).all()
    assert weeks.drift == pytest.approx(7 * days.drift)
    assert np.exp(weeks.log_prior).sum() == pytest.approx(1)


def test_weeks_say_the_same_as_their_days():
    """Of a wandering rate seen without noise, a week's likeness is the correlation of two averages of seven days."""
    week = movements(one(0.2, 0.6, 0.0), 7)
    lags = np.abs(np.subtract.outer(np.arange(7), np.arange(7, 14)))
    within = np.abs(np.subtract.outer(np.arange(7), np.arange(7)))
    assert week.wander[0] == pytest.approx(0.04 * (0.6**within).mean())
    assert week.likeness[0] == pytest.approx((0.6**lags).mean() / (0.6**within).mean())


def test_a_file_that_moves_overrules_what_is_usual_and_a_short_one_does_not():
    wild = np.exp(0.6 * np.random.default_rng(1).standard_normal((120, 1)))
    quiet = np.ones((120, 1))
    noise, trust = np.full((120, 1), 0.01), np.ones((120, 1))
    grid = [movements(CVR_USUAL, 1)]
    moved = follow(wild, noise, trust, grid, rows_ahead=30)
    still = follow(quiet, noise, trust, grid, rows_ahead=30)
    short = follow(quiet[:2], noise[:2], trust[:2], grid, rows_ahead=30)
    assert moved.daily_sd[0] > 0.4 > short.daily_sd[0] > 0.15 > still.daily_sd[0]
    assert short.prior[0] > 0.8 > still.prior[0]
    assert moved.ahead[0] > still.ahead[0]


def test_siblings_lend_what_they_know_of_movement_and_nothing_of_their_level():
    rng = np.random.default_rng(2)
    seen = np.column_stack([np.ones(30), 1 + 0.5 * rng.standard_normal(30)])
    noise = np.column_stack([np.full(30, 0.5), np.full(30, 0.001)])
    grid = [movements(CVR_USUAL, 1)] * 2
    alone = follow(seen, noise, np.ones((30, 2)), grid, rows_ahead=7)
    together = follow(seen, noise, np.ones((30, 2)), grid, rows_ahead=7, shared=np.array([0, 0]))
    assert together.daily_sd[0] > alone.daily_sd[0] + 0.1
    assert together.mean[0] == pytest.approx(alone.mean[0], abs=0.05)

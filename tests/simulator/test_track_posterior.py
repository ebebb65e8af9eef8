"""What days make of a plan's beliefs, part by part: the height of the posterior, its slopes and mode, and its draws."""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm, poisson

from simulator import Amount, Correlations, Pert, Plan, Rate, Settings, outcome_of
from simulator.evidence.learning.account import CLICK_PRICE_CV
from simulator.plan.events import Event, Season
from simulator.questions.track import STILL, posterior
from simulator.questions.track.days import DaysSoFar, Drift, Schedule, schedule_of
from simulator.questions.track.likelihood import CLICK_PRICE_VARIANCE, likelihoods, log_pace, price_of_events
from simulator.questions.track.posterior import (
    NAMES,
    _as_they_lie,
    _Normal,
    away_of,
    drifted,
    posterior_of,
)
from tests.simulator.plans import known, spring

DRIFT = Drift(0.2, 0.15, 0.08, 0.2, 0.1, 0.1, 0.5)
ALIKE = Correlations(cpc_cvr=0.3, aov_cvr=-0.4, cpc_aov=0.2)
UNSURE = spring(
    cvr=Amount(0.015, 0.030), correlations=ALIKE, cpc_elasticity=Rate(0.1, 0.5), reference_budget=4000,
)  # fmt: skip
SO_FAR = DaysSoFar((180.0,) * 9, (280.0,) * 9, (4.0,) * 9, (350.0,) * 9)
MANY = Settings(points=4096, scrambles=4)


def normal_of(scenario, so_far, drift, days=30):
    schedule = schedule_of(days)
    terms = likelihoods(scenario, so_far, schedule)
    aways = {name: away_of(scenario, name, so_far.days, days, drift) for name in NAMES}
    return _Normal(scenario, terms, aways, 1 - so_far.days / days, log_pace(scenario, so_far, schedule))


def height_by_hand(scenario, so_far, drift, state, days=30):
    """log density of a state: scores of CVR, CPC, AOV and γ, then of their D."""
    scores, gamma, own = state[:3], state[3], state[4:]
    left, averages = 1 - so_far.days / days, {}
    for name, score, further in zip(NAMES, scores, own, strict=True):
        away = away_of(scenario, name, so_far.days, days, drift)
        belief = getattr(scenario, name)
        averages[name] = float(belief.from_scores(np.array([score]))[0]) * math.exp(
            left * (away.own * further + away.belief * score)
        )
    power = float(scenario.cpc_elasticity.from_scores(np.array([gamma]))[0])
    pace = so_far.spent / (scenario.budget * so_far.days / days)
    price = averages["cpc"] * (pace * scenario.budget / scenario.reference_budget) ** power
    variance = math.log1p(scenario.order_value_cv**2 / so_far.ordered)
    seen = math.log(so_far.aov) + variance / 2
    expected = so_far.spent / price
    likelihood = (
        poisson.logpmf(so_far.ordered, so_far.clicked * averages["cvr"])
        + (so_far.clicked * math.log(expected) - expected) / CLICK_PRICE_VARIANCE
        + norm.logpdf(seen, math.log(averages["aov"]), math.sqrt(variance))
    )
    matrix = scenario.correlations.matrix()
    return (
        likelihood
        + multivariate_normal.logpdf(scores, cov=matrix)
        + norm.logpdf(gamma)
        + multivariate_normal.logpdf(own, cov=matrix)
    )


def slopes_of(height, state, step=1e-4):
    """By differences."""
    ways = np.eye(len(state)) * step
    return np.array([(height(state + way) - height(state - way)) / (2 * step) for way in ways])


STATES = [
    np.array(state) for state in ((0.0,) * 7, (0.5, -0.4, 0.3, 1.2, -0.6, 0.2, 0.9), (-1.5, 0.8, -0.2, -1, 1, 1, -1))
]


@pytest.mark.parametrize("at", [1, 2])
def test_the_height_of_the_posterior_is_that_of_counts_and_beliefs_written_out(at):
    normal = normal_of(UNSURE, SO_FAR, DRIFT)
    assert [name for _, name in normal.parts] == [*NAMES, "cpc_elasticity", *NAMES]
    higher = normal._height(STATES[at]) - normal._height(STATES[0])
    by_hand = [height_by_hand(UNSURE, SO_FAR, DRIFT, state) for state in (STATES[at], STATES[0])]
    assert higher == pytest.approx(by_hand[0] - by_hand[1], abs=1e-6)


@pytest.mark.parametrize("state", STATES, ids=["middle", "near", "far"])
def test_slopes_and_curves_of_the_posterior_are_those_that_differences_show(state):
    normal = normal_of(UNSURE, SO_FAR, DRIFT)
    slope, curve = normal._curvature(state)
    assert slope == pytest.approx(slopes_of(lambda at: height_by_hand(UNSURE, SO_FAR, DRIFT, at), state), abs=1e-3)
    differences = -slopes_of(lambda at: normal._curvature(at)[0], state)
    bent = 3  # γ alone bends: where it bends the posterior upwards, that is left out
    assert np.delete(np.delete(curve - differences, bent, 0), bent, 1) == pytest.approx(0, abs=1e-3)
    assert curve[bent, bent] == pytest.approx(max(curve[bent, bent], differences[bent, bent]), rel=1e-6)
    assert np.linalg.eigvalsh(curve - normal.precision).min() > -1e-9


@pytest.mark.parametrize("cvr", [Rate(0.015, 0.03), Pert(0.001, 0.002, 0.9), Pert(0.0, 0.02, 0.03)])
@pytest.mark.parametrize("orders", [0.0, 4.0, 15.0])
def test_the_mode_is_the_top_of_the_posterior(cvr, orders):
    so_far = replace(SO_FAR, orders=(orders,) * 9, value=(orders * 80,) * 9)
    normal = normal_of(replace(UNSURE, cvr=cvr), so_far, DRIFT)
    top = normal._height(normal.mode)
    assert slopes_of(normal._height, normal.mode) == pytest.approx(0, abs=1e-3)
    for way in np.random.default_rng(1).standard_normal((10, len(normal.mode))):
        assert normal._height(normal.mode + 0.1 * way) < top
    assert normal.factor @ normal.factor.T @ normal._curvature(normal.mode)[1] == pytest.approx(
        np.eye(len(normal.mode)), abs=1e-6
    )


def test_a_part_that_days_say_nothing_of_does_not_end_the_climb():
    silent = replace(SO_FAR, orders=(0.0,) * 9, value=(0.0,) * 9)
    normal = normal_of(replace(UNSURE, correlations=Correlations()), silent, STILL)
    assert normal.mode[2] == 0
    assert slopes_of(normal._height, normal.mode) == pytest.approx(0, abs=1e-3)
    assert abs(normal.mode[0]) > 1


def test_what_nothing_is_unknown_of_has_no_parts_and_all_draws_of_it_weigh_the_same():
    plan = Plan(known(period_days=30), Settings(points=64, scrambles=2))
    normal = normal_of(plan.scenario, SO_FAR, STILL)
    assert (normal.parts, normal.mode.shape, normal.factor.shape) == ([], (0,), (0, 0))
    learned = posterior_of(outcome_of(plan), SO_FAR, schedule_of(30), STILL)
    assert (learned.weights, learned.gone, learned.effective) == (None, 0.3, 128)
    assert learned.away == dict.fromkeys(NAMES, 0.0)
    # γ says nothing of days at the reference budget's own pace, and so is no part.
    even = DaysSoFar((1000 / 30,) * 9, (30.0,) * 9, (1.0,) * 9, (50.0,) * 9)
    parts = [normal_of(known(cpc_elasticity=Rate(0.1, 0.5)), days, STILL).parts for days in (even, SO_FAR)]
    assert parts == [[], [("score", "cpc_elasticity")]]


def test_single_clicks_differ_in_price_as_the_forecast_has_it():
    assert likelihoods(UNSURE, SO_FAR, schedule_of(30))["cpc"].spread == CLICK_PRICE_CV**2 == pytest.approx(0.49)


# -- where all is normal --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("walk", [0.0, 0.5])
@pytest.mark.parametrize("gone", [3, 8])
def test_where_all_is_normal_points_are_mapped_without_weights_to_what_a_textbook_has(walk, gone):
    """log θ of the order value and D of its days, both normal; a noisy look at log θ + (1 - f) · D; f of it gone.

    What is known of the conversion rate comes by its correlation with the order value alone.
    """
    drift, aov, cvr = Drift(aov=0.1, aov_day=0.1, walk=walk), Amount(40.0, 60.0), Amount(0.04, 0.06)
    scenario = known(aov=aov, cvr=cvr, order_value_cv=1.0, period_days=10, correlations=Correlations(aov_cvr=0.6))
    days = DaysSoFar((0.0,) * gone, (0.0,) * gone, (5.0,) * gone, (325.0,) * gone)
    learned = posterior_of(outcome_of(Plan(scenario, MANY)), days, schedule_of(10), drift)
    assert learned.weights == pytest.approx(1, abs=1e-6)

    width, part = aov.sigma, gone / 10
    share = drift.share_within("aov", width**2, gone, 10 - gone)
    between = share * drift.between("aov", gone, 10 - gone) ** 2
    together = drift.with_average("aov", width**2, gone, 10 - gone, share)
    cov = np.array([[width**2, together], [together, between]])
    look, rest = np.array([1, 1 - part]), np.array([1, -part])
    noise = math.log1p(1 / (5 * gone))
    gain = cov @ look / (look @ cov @ look + noise)
    further = math.log(65) + noise / 2 - aov.mu
    mean, variance = aov.mu + rest @ gain * further, rest @ (cov - np.outer(gain, look @ cov)) @ rest
    ends = learned.quantiles(np.log(learned.rest("aov")), (0.05, 0.5, 0.95))
    assert ends == pytest.approx(norm(mean, math.sqrt(variance)).ppf([0.05, 0.5, 0.95]), abs=4e-3)
    middle = learned.quantiles(np.log(learned.rest("cvr")), (0.5,))[0]
    assert middle == pytest.approx(cvr.mu + 0.6 * cvr.sigma * (gain[0] * further / width), abs=4e-3)


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_s_average_of_its_first_days_spreads_by_belief_and_drift(name):
    """log average so far = log θ + (1 - f) · D: V(θ) + 2 (1 - f) · C(θ, D) + (1 - f)² · V(D)."""
    outcome = outcome_of(Plan(replace(UNSURE, reference_budget=None), MANY))
    rows = np.log(drifted(outcome, name, 9, 30, DRIFT, 2))
    assert rows.shape == (2, 4096)
    belief = getattr(UNSURE, name)
    width = belief.sigma
    share = DRIFT.share_within(name, width**2, 9, 21)
    lean = DRIFT.with_average(name, width**2, 9, 21, share)
    variance = width**2 + 2 * 0.7 * lean + 0.49 * share * DRIFT.between(name, 9, 21) ** 2
    assert float(rows.std()) == pytest.approx(math.sqrt(variance), rel=0.01)
    assert float(rows.mean()) == pytest.approx(belief.mu, abs=0.01)
    still = drifted(outcome, name, 9, 30, STILL, 2)
    assert np.array_equal(still, outcome.rows("aov_mean" if name == "aov" else name)[:2])


def test_drifts_of_two_inputs_go_together_as_their_beliefs_do():
    outcome = outcome_of(Plan(replace(UNSURE, reference_budget=None, correlations=Correlations(cpc_cvr=0.5)), MANY))
    rows = {name: drifted(outcome, name, 1, 30, replace(DRIFT, walk=0.0), 4) for name in NAMES}
    own = {name: np.log(rows[name] / outcome.rows("aov_mean" if name == "aov" else name)).ravel() for name in NAMES}
    together = np.corrcoef([own[name] for name in NAMES])
    assert together == pytest.approx(np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]), abs=0.03)


# -- points that lie badly ------------------------------------------------------------------------------------------


def test_weighted_states_have_a_mean_and_a_spread_a_tenth_wider():
    """Of three draws the third counts twice: the mean is 1, and the weighted squares (4 + 1 + 2 · 0 and so on) over the
    sum of weights less that of their squares over it: 4 - 6 / 4 = 2.5."""
    state = np.array([[[-1.0], [0.0], [2.5]], [[3.0], [-3.0], [0.0]]])
    center, factor = _as_they_lie(state, np.array([[1.0], [1.0], [2.0]]))
    assert center == pytest.approx([1.0, 0.0])
    spread = np.array([[4 + 1 + 2 * 2.25, -6 + 3], [-6 + 3, 9 + 9]]) / 2.5
    assert factor @ factor.T == pytest.approx(1.1 * spread, abs=1e-6)
    assert factor[0, 1] == 0
    center, factor = _as_they_lie(np.full((2, 1, 3), 0.5), np.ones((1, 3)))  # all in one place: a little apart still
    assert center == pytest.approx([0.5, 0.5])
    assert factor @ factor.T == pytest.approx(1e-9 * np.eye(2), rel=1e-6, abs=1e-18)


def test_points_are_mapped_again_only_where_few_count_and_enough_to_tell_how_they_lie(monkeypatch):
    outcome = outcome_of(Plan(spring(), Settings(points=64, scrambles=2)))
    asked = []

    def mapped_again(*given):
        asked.append(given)
        return _as_they_lie(*given)

    monkeypatch.setattr(posterior, "_as_they_lie", mapped_again)
    usual = posterior_of(outcome, SO_FAR, schedule_of(30), DRIFT)
    assert usual.effective > 64
    impossible = replace(SO_FAR, clicks=(3.0,) * 9, orders=(9.0,) * 9, value=(720.0,) * 9)
    assert posterior_of(outcome, impossible, schedule_of(30), DRIFT).effective < 20
    assert asked == []
    bent = outcome_of(Plan(known(cvr=Pert(0.01, 0.011, 0.9)), Settings(points=256, scrambles=4)))
    days = DaysSoFar((250.0,), (250.0,), (2.0,), (100.0,))
    again = posterior_of(bent, days, schedule_of(30), STILL)
    assert 1 <= len(asked) <= 4
    monkeypatch.setattr(posterior, "MOST_ROUNDS", 0)
    once = posterior_of(bent, days, schedule_of(30), STILL)
    assert once.effective < again.effective


def test_an_event_of_a_day_on_which_little_was_spent_is_one():
    event = Event(name="Sale", first=date(2026, 1, 1), last=date(2026, 1, 1), cpc=2.0)
    schedule = Schedule((0.5, 0.5), (1.0, 1.0), Season(date(2026, 1, 1), (event,)))
    assert price_of_events(DaysSoFar((0.5,), (1.0,), (0.0,), (0.0,)), schedule) == pytest.approx(2)

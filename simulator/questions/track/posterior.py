"""A plan's beliefs after the days so far: the plan's own draws, moved to where the days point, and weighted.

With θ the true average of the whole period, a share f of it gone and D = log(average so far / average of the rest):

    log average so far = log θ + (1 - f) · D,    log average of the rest = log θ - f · D,    D ~ Normal(0, τ²),

for conversion rate, click price and order value, with the plan's correlations. Nothing gone: the rest is the period.
All gone: what was seen is the period. The days tell

    orders ~ Poisson(clicks that have had time · CVR so far),
    clicks ~ quasi-Poisson(spend / CPC so far) with the variance of single click prices (their CV squared),
    value / orders ~ lognormal around AOV so far with CV order_value_cv / √orders.

In the scores of the beliefs the prior is normal, and the posterior nearly so: its mode and curvature (Laplace) give the
normal distribution from which the plan's own points are mapped; importance weights make up for the difference, and
their effective number is shown. Source: T. Kloek & H. K. van Dijk, Econometrica 46 (1978); effective number: A. Kong
(1992).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.beliefs.distributions import Belief
from simulator.engine.estimates import Estimate, Rows
from simulator.engine.inputs import known_inputs
from simulator.engine.outcome import Outcome
from simulator.engine.points import COLUMNS, base_scores, further_scores
from simulator.plan.events import UNCHANGED, Effects
from simulator.plan.scenario import Scenario
from simulator.questions.track.days import DaysSoFar, Drift, Schedule
from simulator.questions.track.likelihood import Term, likelihoods, log_pace
from simulator.questions.track.season import effects_between, noise_of

Array = NDArray[np.float64]

NAMES: Final = ("cvr", "cpc", "aov")
GAMMA: Final = "cpc_elasticity"
LEAST: Final = 1e-300
"""What a belief puts at 0 has a logarithm all the same."""
STEP: Final = 1e-3
FURTHEST: Final = 8.0
"""Scores beyond which no mode is looked for."""
ENOUGH_SHARE: Final = 0.5
"""With fewer effective draws than this share, the points are mapped once more, to where the weighted draws lie."""
MOST_ROUNDS: Final = 4
FEWEST: Final = 20
"""Draws from which the spread of a state can be told."""
WIDER: Final = 1.1
LEAST_EFFECTIVE: Final = 400.0
"""Draws that an answer should rest on at least: a chance of one half is then off by 2.5 points."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of a plan's inputs after the days so far. Make it with `posterior_of`.

    outcome : the plan on the moved draws; its own where nothing has gone
    weights : of each draw, mean 1, shape (scrambles, points); None where all weigh the same
    away    : D of each input, shape (scrambles, points), 0 where it stands still
    gone    : share f of the period's days that has gone
    events  : what events make of the averages of the days that remain
    """

    outcome: Outcome
    weights: Rows | None
    away: Mapping[str, Rows | float]
    gone: float
    events: Effects = UNCHANGED

    def so_far(self, name: str) -> Rows:
        """True average of the days so far of CVR, CPC (at the plan's spend per day) or AOV, without their events."""
        return self._average(name, 1 - self.gone)

    def rest(self, name: str) -> Rows:
        """True average of the days that remain, with their events."""
        rows = self._average(name, -self.gone)
        if self.events is UNCHANGED:
            return rows
        moved = rows * getattr(self.events, name)
        return np.minimum(moved, 1.0) if name == "cvr" else moved

    def _average(self, name: str, part: float) -> Rows:
        rows: Rows = getattr(self.outcome, "aov_mean" if name == "aov" else name)
        away = self.away[name]
        if part == 0 or (np.ndim(away) == 0 and away == 0):
            return rows
        return np.asarray(rows * np.exp(part * away))

    @cached_property
    def effective(self) -> float:
        """Effective number of draws = (Σ w)² / Σ w²."""
        if self.weights is None:
            return float(self.outcome.settings.draws)
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())

    @property
    def is_thin(self) -> bool:
        """Whether the days lie so far from the plan's beliefs that few draws carry the answer."""
        return self.effective < min(LEAST_EFFECTIVE, self.outcome.settings.draws / 4)

    def chance(self, happens: NDArray[np.bool_]) -> Estimate:
        """Weighted share of the draws in which something happens."""
        if self.weights is None:
            return self.outcome.chance(happens)
        happens = np.broadcast_to(happens, self.weights.shape)
        whole = self.weights.sum(axis=1)
        shares = (self.weights * happens).sum(axis=1)[whole > 0] / whole[whole > 0]
        value = float((self.weights * happens).sum() / self.weights.sum())
        finest = 1 / self.effective if 0 < value < 1 else 0.0
        error = Estimate.over_scrambles(shares).mc_error if len(shares) > 1 else finest
        return Estimate(value, max(error, finest))

    def quantiles(self, rows: Rows, shares: tuple[float, ...]) -> list[float]:
        """Weighted quantiles; without weights those of `Summary` (linear between draws)."""
        settings = self.outcome.settings
        rows = np.broadcast_to(rows, (settings.scrambles, settings.points))
        return weighted_quantiles(rows, self.weights, shares)


def weighted_quantiles(rows: Rows, weights: Rows | None, shares: tuple[float, ...]) -> list[float]:
    """Values below which these shares of the weight lie."""
    flat = rows.ravel()
    if weights is None:
        ordered = np.sort(flat)
        place = np.array(shares) * (len(ordered) - 1)
        low = np.minimum(place.astype(int), len(ordered) - 2)
        below, above = ordered[low], ordered[low + 1]
        with np.errstate(invalid="ignore"):
            between = below + (above - below) * (place - low)
        return [float(value) for value in np.where(np.isnan(between), above, between)]
    order = np.argsort(flat)
    sums = np.cumsum(weights.ravel()[order])
    at = np.searchsorted(sums, np.array(shares) * sums[-1])
    return [float(value) for value in flat[order][at]]


def posterior_of(outcome: Outcome, so_far: DaysSoFar, schedule: Schedule, drift: Drift) -> Posterior:
    """The plan after these days; with no day gone, the plan itself."""
    gone = so_far.days / schedule.days
    events = effects_between(schedule, outcome.settings, so_far.days, schedule.days)
    if so_far.days == 0:
        return Posterior(outcome, None, dict.fromkeys(NAMES, 0.0), 0.0, events)
    noise = noise_of(schedule, outcome.settings, so_far.days)
    terms = likelihoods(outcome.scenario, so_far, schedule, noise)
    aways = {name: away_of(outcome.scenario, name, so_far.days, schedule.days, drift) for name in NAMES}
    normal = _Normal(outcome.scenario, terms, aways, 1 - gone, log_pace(outcome.scenario, so_far, schedule))
    points = _points(outcome, normal)
    center, factor = normal.mode, normal.factor
    posterior, state = _weighted(outcome, normal, center, factor, points, gone)
    for _ in range(MOST_ROUNDS):
        if posterior.effective >= ENOUGH_SHARE * outcome.settings.draws or posterior.effective < FEWEST:
            break
        center, factor = _as_they_lie(state, np.asarray(posterior.weights))
        again, moved = _weighted(outcome, normal, center, factor, points, gone)
        if again.effective <= posterior.effective:
            break
        posterior, state = again, moved
    return replace(posterior, events=events)


def _weighted(
    outcome: Outcome, normal: _Normal, center: Array, factor: Array, points: Array, gone: float
) -> tuple[Posterior, Array]:
    """The draws that these points are mapped to, with the weights that make them the posterior's, and their states."""
    state = center[:, None, None] + np.tensordot(factor, points, axes=1)
    moved = {name: state[at] for at, (kind, name) in enumerate(normal.parts) if kind == "score"}
    away: dict[str, Rows | float] = dict.fromkeys(NAMES, 0.0)
    away |= {
        name: normal.aways[name].of(state[at], moved[name])
        for at, (kind, name) in enumerate(normal.parts)
        if kind == "away"
    }
    plan = Outcome(outcome.scenario, outcome.settings, {}, {**outcome.scores, **moved})
    posterior = Posterior(plan, None, away, gone)
    if not normal.parts or not normal.terms:
        return posterior, state
    logs = sum(term.log(_log_so_far(posterior, name, normal.pace)) for name, term in normal.terms.items())
    logs = logs - 0.5 * np.einsum("i...,ij,j...->...", state, normal.precision, state) + 0.5 * (points**2).sum(axis=0)
    weights = np.exp(logs - np.max(logs))
    return Posterior(plan, weights / weights.mean(), away, gone), state


def _as_they_lie(state: Array, weights: Array) -> tuple[Array, Array]:
    """Mean and spread of weighted states, a little wider: where beliefs bend, the mode leaves the far side out."""
    flat = state.reshape(len(state), -1)
    shares = weights.ravel()
    center = np.average(flat, axis=1, weights=shares)
    spread = np.cov(flat, aweights=shares).reshape(len(flat), len(flat))
    return center, np.asarray(np.linalg.cholesky(WIDER * spread + 1e-9 * np.eye(len(flat))), dtype=float)


@dataclass(frozen=True, slots=True)
class Away:
    """D = own · a score of its own + belief · the score of the belief. Make it with `away_of`."""

    own: float
    belief: float

    def of(self, own: Rows, belief: Rows | float) -> Rows:
        """D of these scores."""
        return own * self.own + belief * self.belief


def away_of(scenario: Scenario, name: str, gone: int, days: int, drift: Drift) -> Away:
    """How D of an input depends on scores, after so many days gone: its variance and its covariance with the logarithm
    of the period's average are those of the drift, as far as the belief has room for it."""
    width, left = _log_width(getattr(scenario, name)), days - gone
    share = drift.share_within(name, width**2, gone, left)
    spread = math.sqrt(share) * drift.between(name, gone, left)
    slope = drift.with_average(name, width**2, gone, left, share) / width if width > 0 else 0.0
    return Away(math.sqrt(spread**2 - slope**2), slope)


def _log_width(belief: Belief) -> float:
    """Standard deviation of the logarithm; 0 where it is known."""
    if not belief.is_uncertain:
        return 0.0
    low, high = np.log(np.maximum(belief.from_scores(np.array([-1.0, 1.0])), LEAST)).tolist()
    return float(high - low) / 2


def drifted(outcome: Outcome, name: str, gone: int, days: int, drift: Drift, few: int) -> Rows:
    """The plan's draws of the average of the first days of CVR, CPC or AOV; shape (scrambles, points), of the first
    few scrambles."""
    settings = outcome.settings
    rows = outcome.rows("aov_mean" if name == "aov" else name)[:few]
    away = away_of(outcome.scenario, name, gone, days, drift)
    if away.own == 0:
        return rows
    scores = further_scores(settings.points, settings.scrambles, settings.seed, "track")
    matrix = np.linalg.cholesky(outcome.scenario.correlations.matrix())
    at = NAMES.index(name)
    own = sum(
        weight * scores[f"{other}_drift"][:few] for weight, other in zip(matrix[at], NAMES, strict=True) if weight
    )
    return np.asarray(rows * np.exp((1 - gone / days) * away.of(np.asarray(own), outcome.scores[name][:few])))


def _log_so_far(posterior: Posterior, name: str, pace: float) -> Array:
    """Logarithm of the average so far, the click price at the spend that was made."""
    logs = np.log(np.maximum(posterior.so_far(name), LEAST))
    return np.asarray(logs + posterior.outcome.cpc_elasticity * pace) if name == "cpc" and pace else logs


def _points(outcome: Outcome, normal: _Normal) -> Array:
    """Independent standard normal scores for every part of the state, shape (parts, scrambles, points)."""
    settings = outcome.settings
    shape = settings.points, settings.scrambles, settings.seed
    base, further = base_scores(*shape), further_scores(*shape, "track")
    rows = [base[COLUMNS.index(name)] if kind == "score" else further[f"{name}_drift"] for kind, name in normal.parts]
    return np.array(rows) if rows else np.empty((0, settings.scrambles, settings.points))


# ---------------------------------------------------------------------------------------------------------------
# Mode and curvature


class _Normal:
    """The normal distribution nearest to the posterior of the state: scores of the beliefs, then scores of D.

    parts     : ("score" or "away", input) of each part of the state
    precision : of the prior
    mode, factor : of the posterior, and the lower triangle that maps independent scores to it
    """

    def __init__(
        self,
        scenario: Scenario,
        terms: Mapping[str, Term],
        aways: Mapping[str, Away],
        part: float,
        pace: float,
    ) -> None:
        beliefs: dict[str, Belief] = {name: getattr(scenario, name) for name in NAMES}
        self.pace = pace
        # How far γ moves the logarithm of the click price so far: by the budget, and by the pace.
        self._dearer = math.log(scenario.budget / (scenario.reference_budget or scenario.budget)) + pace
        self._gamma = scenario.cpc_elasticity
        scored = [name for name in NAMES if beliefs[name].is_uncertain]
        drifting = [name for name in NAMES if aways[name].own > 0]  # of those that are not known
        bent = [GAMMA] if self._gamma.is_uncertain and self._dearer else []
        self.parts = [*(("score", name) for name in (*scored, *bent)), *(("away", name) for name in drifting)]
        matrix = scenario.correlations.matrix(known_inputs(scenario))
        whole = scenario.correlations.matrix()
        self.precision = np.linalg.inv(_blocks(_of(matrix, scored), np.eye(len(bent)), _of(whole, drifting)))
        self._beliefs, self.terms = beliefs, terms
        self.aways, self._part = aways, part
        self.mode = self._find_mode()
        self.factor = np.linalg.cholesky(np.linalg.inv(self._curvature(self.mode)[1]))

    def _logs(self, state: Array) -> dict[str, tuple[float, Array, Array]]:
        """Of each input that the days tell of: log average so far, and its slopes and curves in the parts."""
        value, logs = dict(zip(self.parts, state.tolist(), strict=True)), {}
        place = {part: at for at, part in enumerate(self.parts)}
        for name in self.terms:
            slopes, curves = np.zeros(len(self.parts)), np.zeros(len(self.parts))
            below, here, above = np.log(_around(self._beliefs[name], value.get(("score", name), 0.0))).tolist()
            if ("score", name) in place:
                slopes[place["score", name]], curves[place["score", name]] = _slopes(below, here, above)
            if name == "cpc":
                low, bend, high = (self._dearer * _around(self._gamma, value.get(("score", GAMMA), 0.0))).tolist()
                here += bend
                if ("score", GAMMA) in place:
                    slopes[place["score", GAMMA]], curves[place["score", GAMMA]] = _slopes(low, bend, high)
            if ("away", name) in place:
                away = self.aways[name]
                slopes[place["away", name]] = self._part * away.own
                here += self._part * float(away.of(value["away", name], value["score", name]))
                slopes[place["score", name]] += self._part * away.belief
            logs[name] = here, slopes, curves
        return logs

    def _curvature(self, state: Array) -> tuple[Array, Array]:
        """Slope of the log posterior, and its negative curvature (at least the prior's, so always a valid one)."""
        slope, curve = -self.precision @ state, self.precision.copy()
        for name, (average, slopes, curves) in self._logs(state).items():
            to, bend = self.terms[name].slopes(average)
            slope += to * slopes
            curve += np.diag(np.maximum(-to * curves, 0.0)) - bend * np.outer(slopes, slopes)
        return np.asarray(slope, dtype=float), np.asarray(curve, dtype=float)

    def _height(self, state: Array) -> float:
        logs = self._logs(state)
        log_likelihood = sum(float(self.terms[name].log(np.array(average))) for name, (average, _, _) in logs.items())
        return log_likelihood - 0.5 * float(state @ self.precision @ state)

    def _find_mode(self) -> Array:
        """By Newton's method, each step halved until it climbs."""
        state = np.zeros(len(self.parts))
        if not self.parts:
            return state
        height = self._height(state)
        for _ in range(60):
            slope, curve = self._curvature(state)
            step = np.linalg.solve(curve, slope)
            while np.abs(step).max() > 1e-12:
                tried = np.clip(state + step, -FURTHEST, FURTHEST)
                if (now := self._height(tried)) >= height:
                    break
                step = step / 2
            else:
                return state
            moved, state, height = float(np.abs(tried - state).max()), tried, now
            if moved < 1e-9:
                break
        return state


def _of(matrix: Array, names: list[str]) -> Array:
    places = [NAMES.index(name) for name in names]
    return np.asarray(matrix[np.ix_(places, places)])


def _around(belief: Belief, score: float) -> Array:
    """Values a step below a score, there, and a step above."""
    values = belief.from_scores(np.array([score - STEP, score, score + STEP]))
    return np.maximum(np.broadcast_to(values, (3,)), LEAST)


def _slopes(below: float, here: float, above: float) -> tuple[float, float]:
    """First and second derivative in the score."""
    return (above - below) / (2 * STEP), (above - 2 * here + below) / STEP**2


def _blocks(*matrices: Array) -> Array:
    whole = np.zeros((sum(map(len, matrices)),) * 2)
    at = 0
    for matrix in matrices:
        whole[at : at + len(matrix), at : at + len(matrix)] = matrix
        at += len(matrix)
    return whole

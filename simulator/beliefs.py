"""What is known about one number, as a distribution.

A belief describes the true average of the coming period, never the luck of single clicks or single orders.
A person types an interval, never a mean and a standard deviation. Every belief is a frozen value that cannot be
wrong once it exists, and answers one question: which value stands at this normal score? (`from_scores`)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
from numpy.polynomial.chebyshev import chebpts1
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.optimize import root
from scipy.special import betainc, betaincinv, expit, ndtr, ndtri

from simulator.errors import InputError

Scores = NDArray[np.float64]

LARGEST: Final = 1e12
"""No money, count or number of the model may be larger: beyond it, sums lose their cents."""
SMALLEST: Final = 1e-9
"""Nothing that must be above 0 may be smaller: a quotient of two such numbers stays far from overflow."""
WIDEST_SIGMA: Final = 10.0
"""Largest standard deviation of a logarithm: seven powers of ten on either side of the middle."""
NARROWEST: Final = 1e13
"""Smaller parameter of a Beta from which on its quantiles cannot be worked out in doubles."""
PART: Final = 2**13
"""Draws that are worked on together: they stay in the processor's cache."""
LEVELS: Final = (0.01, 0.9999)
"""Least and greatest level of an interval."""
WIDEST_SCORE: Final = 6.5
"""Normal scores of the draws lie within ± 6.5 (a point in 10^10); maps of scores are exact to there."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A known number."""

    value: float

    def __post_init__(self) -> None:
        _must_be_number("value", self.value)

    @property
    def is_uncertain(self) -> bool:
        return False

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest possible value."""
        return self.value, self.value

    def from_scores(self, scores: Scores) -> Scores:
        """The value, whatever the scores, in an array without dimensions."""
        return np.asarray(self.value, dtype=float)


@dataclass(frozen=True, slots=True)
class Amount:
    """Positive money or count: lognormal with P(low < X < high) = level, as much below as above."""

    low: float
    high: float
    level: float = 0.90

    def __post_init__(self) -> None:
        _must_be_interval(self.low, self.high, self.level)
        if self.low <= 0:
            raise InputError("The low end must be above 0, got {low}.", field="low", low=self.low)
        must_not_be_tiny("low", self.low)
        if self.sigma > WIDEST_SIGMA:
            raise InputError(
                "From {low} to {high} is too wide to say anything: bring the ends closer together.",
                field="low",
                low=self.low,
                high=self.high,
            )

    @property
    def is_uncertain(self) -> bool:
        return True

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest possible value."""
        return 0.0, math.inf

    @property
    def mu(self) -> float:
        """Mean of the logarithm."""
        return (math.log(self.low) + math.log(self.high)) / 2

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return (math.log(self.high) - math.log(self.low)) / (2 * _half_width(self.level))

    def from_scores(self, scores: Scores) -> Scores:
        """Values that stand at these normal scores."""
        mu, sigma = self.mu, self.sigma
        values = np.empty(scores.shape)
        size = min(scores.size, PART)
        for score, value in zip(scores.reshape(-1, size), values.reshape(-1, size), strict=True):
            np.multiply(score, sigma, out=value)
            value += mu
            np.exp(value, out=value)
        return values


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in (0, 1): the Beta whose quantiles at (1 ∓ level) / 2 are low and high."""

    low: float
    high: float
    level: float = 0.90

    def __post_init__(self) -> None:
        _must_be_interval(self.low, self.high, self.level)
        for part, value in (("low", self.low), ("high", self.high)):
            if not 0 < value < 1:
                raise InputError(
                    "A rate must lie above 0 % and below 100 %, got {value_share}.", field=part, value_share=value
                )
        must_not_be_tiny("low", self.low)
        beta_of_interval(self.low, self.high, self.level)

    @property
    def is_uncertain(self) -> bool:
        return True

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest possible value."""
        return 0.0, 1.0

    @property
    def shape(self) -> tuple[float, float]:
        """The two parameters of the Beta."""
        return beta_of_interval(self.low, self.high, self.level)

    def from_scores(self, scores: Scores) -> Scores:
        """Values that stand at these normal scores."""
        return beta_from_scores(*self.shape, scores)


@dataclass(frozen=True, slots=True)
class RateFromCounts:
    """A share learned from counts: Beta(½ + orders, ½ + clicks - orders), the Jeffreys posterior.

    Orders may be fractional, as platforms report them (12.33).
    """

    orders: float
    clicks: float

    def __post_init__(self) -> None:
        _must_be_number("orders", self.orders)
        _must_be_number("clicks", self.clicks)
        if self.clicks <= 0:
            raise InputError("Clicks must be above 0, got {clicks}.", field="clicks", clicks=self.clicks)
        if not 0 <= self.orders <= self.clicks:
            raise InputError(
                "Orders must be 0 to {clicks} (the clicks), got {orders}.",
                field="orders",
                clicks=self.clicks,
                orders=self.orders,
            )

    @property
    def is_uncertain(self) -> bool:
        return True

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest possible value."""
        return 0.0, 1.0

    @property
    def shape(self) -> tuple[float, float]:
        """The two parameters of the Beta."""
        return self.orders + 0.5, self.clicks - self.orders + 0.5

    def from_scores(self, scores: Scores) -> Scores:
        """Values that stand at these normal scores."""
        return beta_from_scores(*self.shape, scores)


@dataclass(frozen=True, slots=True)
class Pert:
    """A bounded number with a most likely value: the Beta-PERT with λ = 4 on [low, high]."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        for part, value in (("low", self.low), ("mode", self.mode), ("high", self.high)):
            _must_be_number(part, value)
        if self.low >= self.high:
            raise _wrong_order(self.low, self.high)
        if not self.low <= self.mode <= self.high:
            raise InputError(
                "The most likely value must lie between {low} and {high}, got {mode}.",
                field="mode",
                low=self.low,
                high=self.high,
                mode=self.mode,
            )

    @property
    def is_uncertain(self) -> bool:
        return True

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest possible value."""
        return self.low, self.high

    @property
    def shape(self) -> tuple[float, float]:
        """The two parameters of the Beta on [low, high]."""
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width

    def from_scores(self, scores: Scores) -> Scores:
        """Values that stand at these normal scores."""
        return self.low + (self.high - self.low) * beta_from_scores(*self.shape, scores)


Belief = Fixed | Amount | Rate | RateFromCounts | Pert
BELIEFS: Final = (Fixed, Amount, Rate, RateFromCounts, Pert)


def quantile(belief: Belief, share: float) -> float:
    """The value below which the belief puts this share (0 to 1)."""
    return float(belief.from_scores(np.asarray(ndtri(share), dtype=float)))


def share_below(belief: Belief, value: float) -> float:
    """The share (0 to 1) that the belief puts at or below a value: the inverse of `quantile`."""
    if isinstance(belief, Fixed):
        return float(value >= belief.value)
    if isinstance(belief, Amount):
        return float(ndtr((math.log(value) - belief.mu) / belief.sigma)) if value > 0 else 0.0
    low, high = belief.bounds
    return float(betainc(*belief.shape, min(max((value - low) / (high - low), 0.0), 1.0)))


def median(belief: Belief) -> float:
    """The middle value: as likely too high as too low."""
    return quantile(belief, 0.5)


def mean_of_inverse_is_finite(belief: Belief) -> bool:
    """Whether E[1 / X] exists: not for a rate whose Beta has a first parameter of 1 or less."""
    if isinstance(belief, Rate | RateFromCounts):
        return belief.shape[0] > 1
    if isinstance(belief, Pert):
        return belief.low > 0 or belief.shape[0] > 1
    return not (isinstance(belief, Fixed) and belief.value == 0)


# ---------------------------------------------------------------------------------------------------------------
# Beta


@lru_cache(maxsize=1024)
def beta_of_interval(low: float, high: float, level: float) -> tuple[float, float]:
    """The two parameters of the Beta with P(X < low) = P(X > high) = (1 - level) / 2, solved to 1e-9.

    Solved in the logarithms of the parameters; what is compared are the log-odds of the quantiles, which keeps the
    problem nearly linear from one order in a million to near certainty.

    Raises
    ------
    InputError
        When no Beta can be found to the accuracy (an interval narrower than doubles can tell apart), or when its
        quantiles could not be worked out (narrower than about one part in a million).
    """
    wanted = _log_odds(np.array([low, high]))
    scores = np.array([-1.0, 1.0]) * _half_width(level)

    def miss(log_shape: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(all="ignore"):  # far from the solution a quantile may underflow; the solver walks back
            alpha, beta = np.exp(log_shape)
            found = log_odds_at(alpha, beta, scores)
        return np.nan_to_num(found - wanted, nan=1e3, posinf=1e3, neginf=-1e3)

    for start in _starts(wanted, float(scores[1])):
        solution = root(miss, np.log(start), method="hybr", tol=1e-13)
        if np.abs(miss(solution.x)).max() < 1e-10 and np.exp(solution.x.min()) < NARROWEST:
            alpha, beta = np.exp(solution.x)
            return float(alpha), float(beta)
    raise InputError(
        "From {low_share} to {high_share} is too narrow or too wide for a rate: move one of the ends.",
        field="low",
        low_share=low,
        high_share=high,
    )


def _starts(wanted: NDArray[np.float64], half_width: float) -> list[tuple[float, float]]:
    """First guesses: the Beta with the centre and spread of log-odds that the interval suggests, then wider ones."""
    centre = float(np.clip(expit(wanted.mean()), 1e-12, 1 - 1e-12))
    spread = max(float(wanted[1] - wanted[0]) / (2 * half_width), 1e-12)
    concentrations = [max(1 / (spread**2 * centre * (1 - centre)), 0.02) * scale for scale in (1.0, 0.3, 3.0, 0.1)]
    return [(centre * size, (1 - centre) * size) for size in concentrations]


def log_odds_at(alpha: float, beta: float, scores: Scores) -> Scores:
    """Log-odds of the Beta's quantiles at normal scores; each side is solved from its own tail."""
    below = betaincinv(alpha, beta, ndtr(scores))
    above = betaincinv(beta, alpha, ndtr(-scores))
    share = np.where(scores <= 0, below, 1 - above)
    rest = np.where(scores > 0, above, 1 - below)
    return np.log(share) - np.log(rest)


def beta_from_scores(alpha: float, beta: float, scores: Scores) -> Scores:
    """Quantiles of Beta(alpha, beta) at normal scores, relative error below 1e-8.

    An inverse of the incomplete Beta function costs 900 ns; its log-odds are a smooth function of the normal score,
    so they are fitted once per belief and evaluated for 8 to 40 ns.
    """
    fitted = _fitted_quantile(alpha, beta) if scores.size >= 64 else None
    if fitted is None:
        return betaincinv(alpha, beta, ndtr(scores))
    return fitted(scores)


@lru_cache(maxsize=256)
def _fitted_quantile(alpha: float, beta: float) -> Callable[[Scores], Scores] | None:
    """The quantile by the cheapest fit of `log_odds_at` that is good enough: a polynomial, else a spline, else none."""
    between = np.linspace(-WIDEST_SCORE, WIDEST_SCORE, 101)
    knots = np.linspace(-WIDEST_SCORE, WIDEST_SCORE, 513)
    with np.errstate(divide="ignore", invalid="ignore"):  # a tail that underflows has no log-odds: no fit then
        exact = log_odds_at(alpha, beta, between)
        if not np.isfinite(exact).all():
            return None
        for degree in (7, 11, 15, 19):
            nodes, from_values = _nodes(degree)
            powers = from_values @ log_odds_at(alpha, beta, WIDEST_SCORE * nodes)
            if np.abs(np.polyval(powers, between / WIDEST_SCORE) - exact).max() < 1e-9:
                return partial(_evaluated, powers)
        at_knots = log_odds_at(alpha, beta, knots)
    if np.isfinite(at_knots).all():
        spline = CubicSpline(knots, at_knots)
        if np.abs(spline(between) - exact).max() < 1e-8:
            return lambda scores: expit(spline(np.clip(scores, -WIDEST_SCORE, WIDEST_SCORE)))
    return None


@lru_cache
def _nodes(degree: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Chebyshev nodes in (-1, 1), and the matrix from values there to coefficients of powers, the highest first."""
    nodes = chebpts1(degree + 1)
    return nodes, np.linalg.inv(np.vander(nodes)).astype(float)


def _evaluated(powers: NDArray[np.float64], scores: Scores) -> Scores:
    """The share whose log-odds are a polynomial of the score: Horner's rule, in parts that stay in the cache."""
    values = np.empty(scores.shape)
    size = min(scores.size, PART)
    for score, value in zip(scores.reshape(-1, size), values.reshape(-1, size), strict=True):
        at = np.clip(score, -WIDEST_SCORE, WIDEST_SCORE)
        at /= WIDEST_SCORE
        value[:] = powers[0]
        for power in powers[1:]:
            value *= at
            value += power
        np.negative(value, out=value)  # 1 / (1 + e^-x), in a quarter of the time of expit
        np.exp(value, out=value)
        value += 1
        np.divide(1, value, out=value)
    return values


# ---------------------------------------------------------------------------------------------------------------
# Checks


def _half_width(level: float) -> float:
    """Standard normal score at the upper end of an interval of this level."""
    return float(ndtri((1 + level) / 2))


def _log_odds(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(share) - np.log1p(-share)


def _must_be_number(part: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError("A finite number is needed, got {value}.", field=part, value=str(value))
    if abs(value) > LARGEST:
        raise InputError(
            "The largest number taken is {largest}, got {value}.", field=part, largest=LARGEST, value=value
        )


def must_not_be_tiny(part: str, value: float) -> None:
    """Refuse a positive number that only a slip of the keyboard makes."""
    if 0 < value < SMALLEST:
        raise InputError(
            "The smallest number taken is {smallest}, got {value}.", field=part, smallest=SMALLEST, value=value
        )


def _must_be_interval(low: float, high: float, level: float) -> None:
    _must_be_number("low", low)
    _must_be_number("high", high)
    _must_be_number("level", level)
    if not LEVELS[0] <= level <= LEVELS[1]:
        raise InputError(
            "The level of an interval must lie between {least_share} and {most_share}, got {level_share}.",
            field="level",
            least_share=LEVELS[0],
            most_share=LEVELS[1],
            level_share=level,
        )
    if low >= high:
        raise _wrong_order(low, high)


def _wrong_order(low: float, high: float) -> InputError:
    return InputError(
        "The low end ({low}) must lie below the high end ({high}). If the number is known, choose “known”.",
        field="low",
        low=low,
        high=high,
    )

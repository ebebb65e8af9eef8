"""What is known about one number, as a distribution.

A belief describes the true average of the coming period, never the luck of single clicks or single orders.
A person types an interval, never a mean and a standard deviation. Every belief is a frozen value that cannot be
wrong once it exists, and answers one question: which value stands at this normal score? (`from_scores`)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from scipy.special import betainc, ndtr, ndtri

from simulator.beliefs.beta import PART, Scores, beta_from_scores, beta_of_interval, half_width
from simulator.errors import InputError

LARGEST: Final = 1e12
"""No money, count or number of the model may be larger: beyond it, sums lose their cents."""
SMALLEST: Final = 1e-9
"""Nothing that must be above 0 may be smaller: a quotient of two such numbers stays far from overflow."""
WIDEST_SIGMA: Final = 10.0
"""Largest standard deviation of a logarithm: seven powers of ten on either side of the middle."""
LEVELS: Final = (0.01, 0.9999)
"""Least and greatest level of an interval."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number that is known: the one form in which plans, channels, segments and funnels hold it."""

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
        return (math.log(self.high) - math.log(self.low)) / (2 * half_width(self.level))

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
        _must_be_interval(self.low, self.high, self.level, is_share=True)
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


@lru_cache(maxsize=1024)
def median(belief: Belief) -> float:
    """The middle value: as likely too high as too low. Remembered, for every what-if asks it of the same beliefs."""
    return quantile(belief, 0.5)


def as_belief(given: float | Belief) -> Belief:
    """A plain number as one that is known; a belief stays as it is.

    Raises
    ------
    InputError
        For what is neither.
    """
    return given if isinstance(given, BELIEFS) else Fixed(given)


def values_at(belief: Belief, scores: Scores) -> Scores | float:
    """A belief at each normal score; of a known one just its number."""
    return belief.value if isinstance(belief, Fixed) else belief.from_scores(scores)


def mean_of_inverse_is_finite(belief: Belief) -> bool:
    """Whether E[1 / X] exists: not for a rate whose Beta has a first parameter of 1 or less."""
    if isinstance(belief, Rate | RateFromCounts):
        return belief.shape[0] > 1
    if isinstance(belief, Pert):
        return belief.low > 0 or belief.shape[0] > 1
    return not (isinstance(belief, Fixed) and belief.value == 0)


# ---------------------------------------------------------------------------------------------------------------
# Checks


def is_number(value: Any) -> bool:
    """Whether this is a plain finite number of a size that the model can carry."""
    return type(value) in (float, int) and -LARGEST <= value <= LARGEST


def _must_be_number(part: str, value: Any) -> None:
    if is_number(value):  # nearly always; every what-if checks all of its numbers
        return
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


def must_be_level(level: float) -> None:
    """Refuse what is no level of an interval."""
    _must_be_number("level", level)
    if not LEVELS[0] <= level <= LEVELS[1]:
        raise InputError(
            "The level of an interval must lie between {least_share} and {most_share}, got {level_share}.",
            field="level",
            least_share=LEVELS[0],
            most_share=LEVELS[1],
            level_share=level,
        )


def _must_be_interval(low: float, high: float, level: float, *, is_share: bool = False) -> None:
    _must_be_number("low", low)
    _must_be_number("high", high)
    must_be_level(level)
    if low >= high and is_share:
        raise InputError(
            "The low end ({low_share}) must lie below the high end ({high_share}). If the number is known, "
            "choose “known”.",
            field="low",
            low_share=low,
            high_share=high,
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


ZERO: Final = Fixed(0.0)
ONE: Final = Fixed(1.0)
"""Known to be 0, and known to be 1: a share of 100 %, a multiple that changes nothing."""

"""Checks that inputs share: numbers, money, shares, and beliefs about money and shares."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any, Final

import numpy as np

from simulator.beliefs.beta import WIDEST_SCORE
from simulator.beliefs.distributions import (
    Amount,
    Belief,
    Fixed,
    Rate,
    RateFromCounts,
    as_belief,
    is_number,
    must_not_be_tiny,
)
from simulator.errors import InputError

NOT_ON_ONE_LINE: Final = ("Cc", "Cs", "Zl", "Zp")
"""Unicode's categories of control characters, halves of characters, and ends of lines."""


def is_plain_text(value: Any) -> bool:
    """Whether this is text on one line, as a name is."""
    return isinstance(value, str) and _is_on_one_line(value)


@lru_cache(maxsize=1024)
def _is_on_one_line(text: str) -> bool:
    """Cached: a search asks it of the same name with each of its hundreds of what-ifs."""
    return not any(unicodedata.category(sign) in NOT_ON_ONE_LINE for sign in text)


def must_be_number(name: str, value: Any) -> None:
    """Refuse what is not a finite number of a size that the model can carry."""
    if is_number(value):
        return
    try:
        Fixed(value)
    except InputError as error:
        raise error.at(name) from None


def must_be_money(name: str, value: Any) -> None:
    """Refuse money below 0."""
    must_be_number(name, value)
    if value < 0:
        raise InputError("Money must be 0 or more, got {value}.", field=name, value=value)


def must_be_positive(name: str, value: Any) -> None:
    """Refuse what is not above 0."""
    must_be_number(name, value)
    if value <= 0:
        raise InputError("A number above 0 is needed, got {value}.", field=name, value=value)
    must_not_be_tiny(name, value)


def must_be_share(name: str, value: Any) -> None:
    """Refuse a share outside 0 to 1."""
    must_be_number(name, value)
    if not 0 <= value <= 1:
        raise InputError("A value between 0 % and 100 % is needed, got {value_share}.", field=name, value_share=value)
    must_not_be_tiny(name, value)


def must_be_share_throughout(name: str, belief: Belief) -> None:
    """Refuse a belief about a share that could leave 0 to 1."""
    if isinstance(belief, Amount):
        if float(belief.from_scores(np.asarray(WIDEST_SCORE))) > 1:
            raise InputError(
                "A lognormal from {low_share} to {high_share} can exceed 100 %: give a rate instead.",
                field=name,
                low_share=belief.low,
                high_share=belief.high,
            )
        return
    for end in belief.bounds:
        must_be_share(name, end)


def must_be_positive_throughout(name: str, belief: Belief) -> None:
    """Refuse a belief about money that is a rate or could be 0 or less."""
    if isinstance(belief, Amount):
        return
    if isinstance(belief, Rate | RateFromCounts):
        raise InputError("This is an amount of money, not a rate: give a low and a high amount.", field=name)
    must_be_positive(name, belief.bounds[0])


def settle_share(owner: object, name: str) -> None:
    """Check a share of a frozen value while it is made; a plain number becomes one that is known (`Fixed`)."""
    must_be_share_throughout(name, settled(owner, name))


def settle_positive(owner: object, name: str) -> None:
    """Check money, or a multiple, of a frozen value while it is made; a plain number becomes a `Fixed` one."""
    must_be_positive_throughout(name, settled(owner, name))


def settled(owner: object, name: str) -> Belief:
    """The belief of a frozen value while it is made; a plain number becomes one that is known (`Fixed`)."""
    try:
        belief = as_belief(getattr(owner, name))
    except InputError as error:
        raise error.at(name) from None
    object.__setattr__(owner, name, belief)
    return belief

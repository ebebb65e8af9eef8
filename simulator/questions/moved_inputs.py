"""One input of a plan, and the plan with another value of it: what goal seek tries.

A known number is replaced. A belief is moved until its median is the value, and keeps its width as people state it:

- an interval of money, three points, and a lognormal share are multiplied;
- an interval of a rate is moved in log-odds (for small rates that is multiplied, and it stays below 100 %);
- a rate from counts keeps its clicks and gets other orders.
"""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import Final

from scipy.special import expit

from simulator.beliefs.beta import log_odds
from simulator.beliefs.distributions import ZERO, Amount, Belief, Fixed, Pert, Rate, RateFromCounts, as_belief, median
from simulator.errors import InputError
from simulator.plan.economics import CUSTOMER_SHARES, MONEY_LINES, ORDER_SHARES
from simulator.plan.scenario import Scenario
from simulator.questions.drivers import believed_as, with_part

MONEY_OF_AN_ORDER: Final = ("cogs_per_order", *MONEY_LINES)
"""Money of an order that can be looked for."""
SHARES: Final = (*ORDER_SHARES, "incremental_share", *CUSTOMER_SHARES)
"""Shares that can be looked for."""
CUSTOMER_NUMBERS: Final = ("orders_per_year", "years", "retention_cost")
"""What else is said of customers who buy again, and can be looked for."""
DIGITS: Final = 4
"""Of a value that is put into the plan."""
SAME: Final = 1e-9
"""Relative distance of two numbers that differ by rounding only."""


def seekable(scenario: Scenario) -> tuple[str, ...]:
    """Inputs of a plan that can be looked for and do something in it.

    Costs that are 0 today are left out, and γ where the budget is the one at which the click price was seen.
    """
    economics = scenario.economics
    names = ["budget", "cvr", "cpc", "aov"]
    names += [name for name in SHARES if _present(scenario, name)]
    names += [name for name in MONEY_OF_AN_ORDER if name == "shipping_charged" or getattr(economics, name)]
    if scenario.reference_budget not in (None, scenario.budget) and scenario.cpc_elasticity != ZERO:
        names.append("cpc_elasticity")
    if scenario.repeat is not None:
        names += [name for name in CUSTOMER_NUMBERS if getattr(scenario.repeat, name)]
    if economics.return_rate == ZERO:
        names = [name for name in names if name not in ("refunded_share", "recovered_share", "return_handling")]
    return tuple(names)


def _present(scenario: Scenario, name: str) -> bool:
    if name in CUSTOMER_SHARES:
        return scenario.repeat is not None
    return believed_of(scenario, name) not in (None, ZERO)


def believed_of(scenario: Scenario, name: str) -> Belief | None:
    """What is believed about an input today; the budget, money and counts are known. None: not in this plan."""
    owner: object = scenario
    if name in ORDER_SHARES or name in MONEY_OF_AN_ORDER:
        owner = scenario.economics
    elif name in CUSTOMER_SHARES or name in CUSTOMER_NUMBERS:
        owner = scenario.repeat
    elif name not in ("budget", "cpc", "cvr", "aov", "incremental_share", "cpc_elasticity"):
        raise InputError("There is no such input to look for: {name}.", field="input", name=name)
    given = None if owner is None else getattr(owner, name)
    return None if given is None else as_belief(given)


def value_of(scenario: Scenario, name: str) -> float:
    """An input's value today: the number, or the median of the belief.

    Raises
    ------
    InputError
        When the plan has no such input.
    """
    return median(belief_in(scenario, name))


def belief_in(scenario: Scenario, name: str) -> Belief:
    """What is believed about an input that the plan has.

    Raises
    ------
    InputError
        When the plan has no such input.
    """
    belief = believed_of(scenario, name)
    if belief is None:
        raise InputError("This plan does not use {name}: there is no value to look for.", field=name, name=name)
    return belief


def with_value(scenario: Scenario, name: str, value: float) -> Scenario:
    """The what-if in which an input has this value: a known number is replaced, a belief moved (see the top).

    Raises
    ------
    InputError
        When the plan cannot have this value.
    """
    belief = believed_of(scenario, name)
    return with_belief(scenario, name, Fixed(value) if belief is None else moved(belief, value))


def with_belief(scenario: Scenario, name: str, belief: Belief) -> Scenario:
    """The what-if in which this is believed of an input, named as `believed_of` names it."""
    if name == "budget":
        return with_part(scenario, name, median(belief))
    if name in MONEY_OF_AN_ORDER:
        return with_part(scenario, "economics", with_part(scenario.economics, name, median(belief)))
    if name in CUSTOMER_NUMBERS:
        return with_part(scenario, "repeat", with_part(scenario.repeat, name, median(belief)))
    return believed_as(scenario, name, belief)


def in_few_digits(belief: Belief, *, up: bool) -> Belief:
    """A belief whose numbers are given in few digits."""
    return type(belief)(
        **{
            part: value if part in ("level", "clicks") else _in_few_digits(value, up=up)
            for part, value in asdict(belief).items()
        }
    )


def _in_few_digits(value: float, *, up: bool) -> float:
    nearest = float(f"{value:.{DIGITS}g}")
    if value == 0 or math.isclose(nearest, value, rel_tol=SAME):
        return nearest
    step = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - DIGITS)
    return float(f"{(math.ceil if up else math.floor)(value / step) * step:.{DIGITS}g}")


def moved(belief: Belief, value: float) -> Belief:
    """The belief moved until its median is the value (to 1e-6 of it), as wide as it was.

    Raises
    ------
    InputError
        When the moved belief cannot exist.
    """
    if isinstance(belief, Fixed):
        return Fixed(value)
    if isinstance(belief, RateFromCounts):
        return _with_orders(belief, value)
    if isinstance(belief, Rate):
        return _moved_rate(belief, value)
    factor = value / median(belief)
    if isinstance(belief, Amount):
        return replace(belief, low=belief.low * factor, high=belief.high * factor)
    return Pert(belief.low * factor, belief.mode * factor, belief.high * factor)


def _moved_rate(belief: Rate, value: float) -> Rate:
    wanted, reached, shift = log_odds(value), log_odds(median(belief)), 0.0
    for _ in range(20):
        shift += wanted - reached
        low, high = (float(expit(log_odds(end) + shift)) for end in (belief.low, belief.high))
        there = Rate(low, high, belief.level)
        reached = log_odds(median(there))
        if abs(reached - wanted) < 1e-6:
            break
    return there


def _with_orders(belief: RateFromCounts, value: float) -> RateFromCounts:
    """As many clicks, and the orders whose belief has this median (or the nearest that can be counted)."""
    low, high = 0.0, float(belief.clicks)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if median(RateFromCounts(middle, belief.clicks)) < value else (low, middle)
        if high - low < 1e-7 * high:
            break
    return RateFromCounts(high, belief.clicks)

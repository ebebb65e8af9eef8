"""What would have to be true? The value of one input at which a goal is reached, all else as believed.

The answer is looked for on the plan's own draws (common random numbers), so it is reproducible, and put back into the
plan it gives the wanted level. A known number is replaced. A belief is moved until its median is the value, and keeps
its width as people state it:

- an interval of money, three points, and a lognormal share are multiplied;
- an interval of a rate is moved in log-odds (for small rates that is multiplied, and it stays below 100 %);
- a rate from counts keeps its clicks and gets other orders.

With few orders the chance jumps with whole orders, and by budget it is a saw: every crossing between the values looked
at is found, and where the chance jumps over the wanted level, the side that reaches it is told, with its own level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import expit

from simulator.beliefs.checks import must_be_number, must_be_positive, must_be_share
from simulator.beliefs.distributions import (
    BELIEFS,
    LARGEST,
    SMALLEST,
    Amount,
    Belief,
    Fixed,
    Pert,
    Rate,
    RateFromCounts,
    median,
    share_below,
)
from simulator.engine.estimates import Estimate
from simulator.engine.outcome import Outcome, outcome_of
from simulator.errors import InputError
from simulator.plan.economics import CUSTOMER_SHARES, ORDER_SHARES
from simulator.plan.scenario import Plan, Scenario
from simulator.questions.budget_sweep import least_budget
from simulator.questions.drivers import believed_as, with_part

GoalKind = Literal["break_even_probability", "cpo", "profit_mean", "profit_p50"]
"""A chance to reach, a median CPO to stay under, or a mean or median profit to reach."""
Distance = Literal["likely", "a_stretch", "out_of_reach"]
"""How far a needed value is from today's belief: the truth is that far out with a chance of 25 %, of 5 %, or less."""

LIKELY: Final = 0.25
STRETCH: Final = 0.05
MONEY_LINES: Final = (
    "cogs_per_order", "shipping_charged", "shipping_paid", "pick_pack", "fee_fixed", "return_handling", "other_costs",
)  # fmt: skip
"""Money of an order that can be looked for."""
SHARES: Final = (*ORDER_SHARES, "incremental_share", *CUSTOMER_SHARES)
"""Shares that can be looked for."""
CUSTOMER_NUMBERS: Final = ("orders_per_year", "years", "retention_cost")
"""What else is said of customers who buy again, and can be looked for."""
REACH: Final = {"budget": 100.0, "cpc": 50.0, "cvr": 50.0, "aov": 50.0, "orders_per_year": 10.0, "years": 10.0}
"""Inputs that are looked for up to today's value times this, and down to it divided by this."""
NODES: Final = {"budget": 61}
"""Values looked at before a crossing is narrowed down."""
USUAL_NODES: Final = 13
TEETH: Final = 60
"""Whole orders whose budgets are looked at on both sides, where the chance is a saw."""
TOOTHLESS: Final = 0.4
"""Spread of single order values times the root of their number from which the saw is worn smooth."""
HAIR: Final = 1e-9
"""Relative distance between the two sides of a jump."""
MOST_STEPS: Final = 80
NARROWINGS: Final = 10
DIGITS: Final = 4
"""Of a value that is put into the plan."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted: at least this chance, profit, or at most this median CPO."""

    kind: GoalKind = "break_even_probability"
    wanted: float = 0.80

    def __post_init__(self) -> None:
        if self.kind == "break_even_probability":
            must_be_share("wanted", self.wanted)
            if self.wanted == 1:
                raise InputError(
                    "A chance below 100 % is needed: no plan is certain, got {value_share}.",
                    field="wanted",
                    value_share=self.wanted,
                )
        elif self.kind == "cpo":
            must_be_positive("wanted", self.wanted)
        else:
            must_be_number("wanted", self.wanted)

    def of(self, outcome: Outcome) -> float:
        """The figure that the goal is about."""
        if self.kind == "break_even_probability":
            return outcome.break_even_probability.value
        if self.kind == "profit_mean":
            return float(outcome.rows("profit").mean())
        return outcome.median("profit" if self.kind == "profit_p50" else "cpo")

    def estimate(self, outcome: Outcome) -> Estimate:
        """The same with its simulation error."""
        if self.kind == "break_even_probability":
            return outcome.break_even_probability
        if self.kind == "profit_mean":
            return Estimate.over_scrambles(outcome.rows("profit").mean(axis=1), self.of(outcome))
        return outcome.quantile("profit" if self.kind == "profit_p50" else "cpo", 0.5)

    def over(self, figure: float) -> float:
        """How far a figure is on the right side of what is wanted; below 0 where it misses it."""
        return self.wanted - figure if self.kind == "cpo" else figure - self.wanted


@dataclass(frozen=True, slots=True)
class Reached:
    """A value of the input, and what the plan reaches with it.

    value : of the input (the median, where it is a belief)
    attained : the goal's figure there
    exact : whether that is the wanted level within the printed error; else the figure jumps over it here
    reached_above : whether larger values reach the goal (smaller ones do otherwise)
    share_below : how much of today's belief lies below the value; None for what is known today
    distance : how far that is out; None for what is known today, which is a decision and not a hope
    scenario : the plan with it, as a what-if
    """

    value: float
    attained: Estimate
    exact: bool
    reached_above: bool
    share_below: float | None
    distance: Distance | None
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Sought:
    """What one input would have to be. Make it with `goal_seek`.

    name : of the input; today : its value (median)
    now : the goal's figure today; met_today : whether it is reached already
    low, high : the values between which was looked
    crossings : where the goal begins or ceases to be reached, ascending; empty when no value changes that
    best : the value with the best figure: all that can be had when the goal is out of reach; of several that are as
        good, the one nearest to today's
    """

    name: str
    goal: Goal
    today: float
    now: Estimate
    met_today: bool
    low: float
    high: float
    crossings: tuple[Reached, ...]
    best: Reached

    @property
    def nearest(self) -> Reached | None:
        """The crossing nearest to today's value; None when there is none."""
        return min(self.crossings, key=lambda reached: _apart(reached.value, self.today), default=None)

    @property
    def far(self) -> float:
        """How far the nearest crossing is from today's value, in logarithms; infinite when there is none."""
        return math.inf if self.nearest is None else _apart(self.nearest.value, self.today)

    @property
    def just_met(self) -> bool:
        """Whether the goal is reached today by no more than its simulation error: there is no room to move."""
        return self.met_today and self.goal.over(self.now.value) <= self.now.mc_error

    @property
    def best_is_furthest(self) -> bool:
        """Whether the best value is where the search ended, and not where the input does: further may be better."""
        ends = (self.low, self.high) if self.name in REACH else ()
        return any(math.isclose(self.best.value, end, rel_tol=1e-3) for end in ends)

    @property
    def impossible(self) -> bool:
        """Whether no value reaches the goal."""
        return not self.met_today and not self.crossings


def goal_seek(plan: Plan, name: str, goal: Goal | None = None) -> Sought:
    """The values of one input at which a goal is reached.

    name : `"budget"`, an uncertain input by its column of chance, a share of `SHARES`, money of `MONEY_LINES` or one
        of `CUSTOMER_NUMBERS`

    Raises
    ------
    InputError
        When the plan has no such input.
    """
    goal = goal or Goal()
    search = _Search(plan, name, goal)
    places = search.places()
    over = [search.over(place) for place in places]
    crossings = []
    for left, right in zip(range(len(places) - 1), range(1, len(places)), strict=True):
        if (over[left] >= 0) != (over[right] >= 0):
            crossings.append(search.crossing((places[left], over[left]), (places[right], over[right])))
    now = goal.estimate(search.outcome)
    return Sought(
        name=name,
        goal=goal,
        today=search.today,
        now=now,
        met_today=goal.over(now.value) >= 0,
        low=search.value_at(places[0]),
        high=search.value_at(places[-1]),
        crossings=tuple(crossings),
        best=search.best(places, over),
    )


def what_would_have_to_be(plan: Plan, goal: Goal | None = None, names: Sequence[str] | None = None) -> list[Sought]:
    """One answer per input, all that matter to this plan unless some are named."""
    return [goal_seek(plan, name, goal) for name in (names or seekable(plan.scenario))]


def sought_table(answers: Sequence[Sought]) -> pd.DataFrame:
    """One row per input: input, today, needed (the nearest crossing), attained, attained_error, share_below, distance,
    best, best_attained; None or NaN where there is none.
    """
    rows = []
    for each in answers:
        nearest = each.nearest
        rows.append(
            {
                "input": each.name,
                "today": each.today,
                "needed": np.nan if nearest is None else nearest.value,
                "attained": np.nan if nearest is None else nearest.attained.value,
                "attained_error": np.nan if nearest is None else nearest.attained.mc_error,
                "share_below": np.nan if nearest is None or nearest.share_below is None else nearest.share_below,
                "distance": None if nearest is None else nearest.distance,
                "best": each.best.value,
                "best_attained": each.best.attained.value,
            }
        )
    return pd.DataFrame(rows)


def seekable(scenario: Scenario) -> tuple[str, ...]:
    """Inputs of a plan that can be looked for and do something in it.

    Costs that are 0 today are left out, and γ where the budget is the one at which the click price was seen.
    """
    economics = scenario.economics
    names = ["budget", "cvr", "cpc", "aov"]
    names += [name for name in SHARES if _present(scenario, name)]
    names += [name for name in MONEY_LINES if name == "shipping_charged" or getattr(economics, name)]
    if scenario.reference_budget not in (None, scenario.budget) and _believed(scenario, "cpc_elasticity"):
        names.append("cpc_elasticity")
    if scenario.repeat is not None:
        names += [name for name in CUSTOMER_NUMBERS if getattr(scenario.repeat, name)]
    if economics.return_rate == 0:
        names = [name for name in names if name not in ("refunded_share", "recovered_share", "return_handling")]
    return tuple(names)


def _present(scenario: Scenario, name: str) -> bool:
    if name in CUSTOMER_SHARES:
        return scenario.repeat is not None
    return bool(_believed(scenario, name))


# ---------------------------------------------------------------------------------------------------------------
# One input of a plan, and the plan with another value of it


def _believed(scenario: Scenario, name: str) -> Belief | float | None:
    """What is believed or known about an input today."""
    owner: object = scenario
    if name in ORDER_SHARES or name in MONEY_LINES:
        owner = scenario.economics
    elif name in CUSTOMER_SHARES or name in CUSTOMER_NUMBERS:
        owner = scenario.repeat
    elif name not in ("budget", "cpc", "cvr", "aov", "incremental_share", "cpc_elasticity"):
        raise InputError("There is no such input to look for: {name}.", field="input", name=name)
    return None if owner is None else getattr(owner, name)


def value_of(scenario: Scenario, name: str) -> float:
    """An input's value today: the number, or the median of the belief.

    Raises
    ------
    InputError
        When the plan has no such input.
    """
    believed = _believed(scenario, name)
    if believed is None:
        raise InputError("This plan does not use {name}: there is no value to look for.", field=name, name=name)
    return median(believed) if isinstance(believed, BELIEFS) else float(believed)


def with_value(scenario: Scenario, name: str, value: float) -> Scenario:
    """The what-if in which an input has this value: a known number is replaced, a belief moved (see the top).

    Raises
    ------
    InputError
        When the plan cannot have this value.
    """
    believed = _believed(scenario, name)
    return _with_believed(scenario, name, moved(believed, value) if isinstance(believed, BELIEFS) else value)


def _with_believed(scenario: Scenario, name: str, believed: Belief | float) -> Scenario:
    if name == "budget":
        return with_part(scenario, name, believed)
    if name in MONEY_LINES:
        return with_part(scenario, "economics", with_part(scenario.economics, name, believed))
    if name in CUSTOMER_NUMBERS:
        return with_part(scenario, "repeat", with_part(scenario.repeat, name, believed))
    return believed_as(scenario, name, believed)


def as_typed(plan: Plan, sought: Sought, reached: Reached) -> Plan:
    """The plan with a value that was found, its numbers rounded to `DIGITS` digits as a person would type them.

    They are rounded to the side that reaches the goal; where the goal is missed all the same, they stay as found.
    """
    exact = Plan(reached.scenario, plan.settings)
    believed = _believed(reached.scenario, sought.name)
    if believed is None:
        return exact
    try:
        near = Plan(
            _with_believed(reached.scenario, sought.name, _rounded(believed, up=reached.reached_above)), plan.settings
        )
    except InputError:
        return exact
    return near if sought.goal.over(sought.goal.of(outcome_of(near))) >= 0 else exact


def _rounded(believed: Any, *, up: bool) -> Any:
    """A number, or the numbers that a belief is given by, in few digits."""
    if not isinstance(believed, BELIEFS):
        return _in_few_digits(float(believed), up=up)
    return type(believed)(
        **{
            part: value if part in ("level", "clicks") else _in_few_digits(value, up=up)
            for part, value in asdict(believed).items()
        }
    )


def _in_few_digits(value: float, *, up: bool) -> float:
    nearest = float(f"{value:.{DIGITS}g}")
    if value == 0 or math.isclose(nearest, value, rel_tol=HAIR):
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
    wanted, found, shift = _log_odds(value), _log_odds(median(belief)), 0.0
    for _ in range(20):
        shift += wanted - found
        low, high = (float(expit(_log_odds(end) + shift)) for end in (belief.low, belief.high))
        there = Rate(low, high, belief.level)
        found = _log_odds(median(there))
        if abs(found - wanted) < 1e-6:
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


def _log_odds(share: float) -> float:
    return math.log(share) - math.log1p(-share)


def _apart(one: float, other: float) -> float:
    """Distance between two values: in logarithms where both are above 0."""
    return abs(math.log(one / other)) if one > 0 and other > 0 else math.inf if one != other else 0.0


# ---------------------------------------------------------------------------------------------------------------
# The search


class _Search:
    """One input of one plan. A place is where a value stands on the scale of the search: its logarithm, or itself."""

    def __init__(self, plan: Plan, name: str, goal: Goal) -> None:
        self.outcome, self.name, self.goal = outcome_of(plan), name, goal
        self.scenario, self.today = plan.scenario, value_of(plan.scenario, name)
        self.on_logs = name in REACH and self.today > 0

    def value_at(self, place: float) -> float:
        return math.exp(place) if self.on_logs else place

    def at(self, place: float) -> Outcome:
        return self.outcome.changed(with_value(self.scenario, self.name, self.value_at(place)))

    def over(self, place: float) -> float:
        """How far the goal is reached; a plan that cannot be does not reach it."""
        try:
            return self.goal.over(self.goal.of(self.at(place)))
        except InputError:
            return -math.inf

    def places(self) -> list[float]:
        """Places to look at, ascending, today's among them; those that the plan cannot have are left out."""
        low, high = self._ends()
        scale = math.log if self.on_logs else float
        count = NODES.get(self.name, USUAL_NODES)
        values = {scale(self.today), *np.linspace(scale(low), scale(high), count).tolist()}
        values |= {math.log(each) for each in self._teeth() if low < each < high}
        return [place for place in sorted(values) if self._exists(place)]

    def _exists(self, place: float) -> bool:
        try:
            with_value(self.scenario, self.name, self.value_at(place))
        except InputError:
            return False
        return True

    def _ends(self) -> tuple[float, float]:
        name, today, scenario = self.name, self.today, self.scenario
        if self.on_logs:
            low, high = today / REACH[name], today * REACH[name]
            if name == "budget":
                return max(low, least_budget(scenario)), min(high, LARGEST)
            if name == "cpc":
                return max(low, SMALLEST), min(high, scenario.budget / scenario.cpc_factor)
            if name == "cvr":
                return low, min(max(high, 0.5), self._highest_share())
            return low, high
        if name in MONEY_LINES or name == "retention_cost":
            return 0.0, max(2 * today, median(scenario.aov))
        believed = _believed(scenario, name)
        return (0.0 if isinstance(believed, int | float | Fixed) else SMALLEST * 1e3), self._highest_share()

    def _highest_share(self) -> float:
        """The largest median that a belief about a share can be moved to."""
        believed = _believed(self.scenario, self.name)
        if isinstance(believed, Pert):
            return self.today / believed.high * (1 - HAIR)
        if isinstance(believed, RateFromCounts):
            return median(RateFromCounts(believed.clicks, believed.clicks))
        if isinstance(believed, Rate | Amount):
            return 0.99
        return 1.0 - HAIR if self.name == "cpc_elasticity" else 1.0

    def _teeth(self) -> list[float]:
        """Budgets at which one more whole order is needed, and a hair more, where all orders leave the same.

        Where they leave nearly the same, the saw is rounded: the chance is highest some standard deviations of what the
        orders bring before the next order is needed, and lowest as many after.
        """
        most, spread = self.outcome.median("max_cpo"), self.scenario.order_value_cv
        if self.name != "budget" or not self.outcome.settings.order_luck or most <= 0:
            return []
        if spread == 0:
            budgets = [most * orders for orders in range(1, TEETH + 1)]
            return [side for budget in budgets for side in (budget, budget * (1 + HAIR))]
        teeth = range(1, min(TEETH, int((TOOTHLESS / spread) ** 2)) + 1)
        return [most * (tooth + away * spread * math.sqrt(tooth)) for tooth in teeth for away in (-2, -1.2, 1.2, 2)]

    def crossing(self, left: tuple[float, float], right: tuple[float, float]) -> Reached:
        """Between two places on either side of the goal: the place nearest to it that reaches it.

        Regula falsi with halved ends (Illinois), every third step a plain halving, so that jumps do not stop it.
        """
        fine = 1e-12 if self.goal.kind != "break_even_probability" else 1.5 / self.outcome.settings.draws
        fine = max(fine, abs(self.goal.wanted) * 1e-7) if self.goal.kind != "break_even_probability" else fine
        (low, over_low), (high, over_high) = left, right
        weight_low, weight_high = over_low, over_high
        for step in range(MOST_STEPS):
            reached = (low, over_low) if over_low >= 0 else (high, over_high)
            if high - low <= HAIR * max(abs(low), abs(high), 1.0):
                break
            if reached[1] <= fine and not self._goes_on(reached[0], (low, high)):
                break
            middle = (low + high) / 2
            if step % 3 and math.isfinite(weight_low) and math.isfinite(weight_high):
                middle = low + (high - low) * weight_low / (weight_low - weight_high)
            middle = min(max(middle, low + (high - low) * 1e-3), high - (high - low) * 1e-3)
            here = self.over(middle)
            if (here >= 0) == (over_low >= 0):
                low, over_low, weight_low, weight_high = middle, here, here, weight_high / 2
            else:
                high, over_high, weight_high, weight_low = middle, here, here, weight_low / 2
        place = low if over_low >= 0 else high
        return self.reached(place, reached_above=over_high >= 0)

    def _goes_on(self, place: float, ends: tuple[float, float]) -> bool:
        """Whether the goal is still reached a little nearer to where it is missed: the figure is flat, or jumps."""
        low, high = ends
        step = (high - low) / 1000
        return self.over(place + (step if place == low else -step)) >= 0

    def best(self, places: list[float], over: list[float]) -> Reached:
        """The place with the best figure, the one nearest to today's where several have it.

        By budget it is looked at more closely between its neighbours: there profit rises and falls again.
        """
        today = math.log(self.today) if self.on_logs else self.today
        at = max(range(len(places)), key=lambda number: (over[number], -abs(places[number] - today)))
        place = places[at]
        if self.name == "budget" and 0 < at < len(places) - 1 and not self._teeth():
            ends = places[at - 1], places[at + 1]
            found = minimize_scalar(
                lambda where: -self.over(where), bounds=ends, method="bounded", options={"xatol": 1e-3}
            )
            place = float(found.x) if -found.fun > over[at] else place
        elif places[at] != today and max(over) < 0:
            place = self._nearest_as_good(place, places[at - 1 if places[at] > today else at + 1], over[at])
        return self.reached(place, reached_above=at >= len(places) / 2)

    def _nearest_as_good(self, place: float, nearer: float, best: float) -> float:
        """From a place towards a nearer and worse one: how near the figure stays the same, where it is flat."""
        same = best - (1.5 / self.outcome.settings.draws if self.goal.kind == "break_even_probability" else 0.0)
        if self.over(place + (nearer - place) / 8) < same:
            return place
        for _ in range(NARROWINGS):
            middle = (place + nearer) / 2
            place, nearer = (middle, nearer) if self.over(middle) >= same else (place, middle)
        return place

    def reached(self, place: float, *, reached_above: bool) -> Reached:
        there = self.at(place)
        attained, believed = self.goal.estimate(there), _believed(self.scenario, self.name)
        value = value_of(there.scenario, self.name) if isinstance(believed, BELIEFS) else self.value_at(place)
        below = share_below(believed, value) if isinstance(believed, BELIEFS) and believed.is_uncertain else None
        finest = 2 / self.outcome.settings.draws if self.goal.kind == "break_even_probability" else 0.0
        miss, error = abs(self.goal.over(attained.value)), max(attained.mc_error, finest)
        return Reached(
            value=value,
            attained=attained,
            exact=bool(miss <= max(error, 1e-6 * abs(self.goal.wanted))),
            reached_above=reached_above,
            share_below=below,
            distance=None if below is None else _distance(below, outward=value > self.today),
            scenario=there.scenario,
        )


def _distance(below: float, *, outward: bool) -> Distance:
    beyond = 1 - below if outward else below
    return "likely" if beyond >= LIKELY else "a_stretch" if beyond >= STRETCH else "out_of_reach"

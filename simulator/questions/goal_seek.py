"""What would have to be true? The value of one input at which a goal is reached, all else as believed.

The answer is looked for on the plan's own draws (common random numbers), so it is reproducible, and put back into the
plan it gives the wanted level. How an input is moved is in `moved_inputs`. With few orders the chance jumps with whole
orders, and by budget it is a saw (`saw`): every crossing between the values looked at is narrowed down (`crossing`),
and where the chance jumps over the wanted level, the answer is the side that reaches it, with its own level.

What does not change from one value to the next is drawn once: an input that moves no order keeps every order. Values
that are far from the goal on a quarter of the draws are not looked at on the others.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise, takewhile
from operator import attrgetter
from typing import Final

import numpy as np
from scipy.optimize import minimize_scalar

from simulator.beliefs.distributions import (
    LARGEST,
    SMALLEST,
    Amount,
    Fixed,
    Pert,
    Rate,
    RateFromCounts,
    median,
    share_below,
)
from simulator.cache import results
from simulator.engine.estimates import Estimate
from simulator.engine.outcome import ORDER_INPUTS, Outcome, outcome_of
from simulator.errors import InputError
from simulator.plan.scenario import Plan, Scenario
from simulator.questions.budgets import least_budget
from simulator.questions.crossing import crossing
from simulator.questions.goals import REACH, Goal, Reached, Sought, distance_of
from simulator.questions.moved_inputs import (
    MONEY_OF_AN_ORDER,
    belief_in,
    seekable,
    value_of,
    with_value,
)
from simulator.questions.saw import HAIR, teeth, whole_orders

NODES: Final = {"budget": 31}
"""Values looked at before a crossing is narrowed down."""
USUAL_NODES: Final = 13
NARROWINGS: Final = 10
PART: Final = 4
"""A value is first looked at on one scramble of so many."""
ONE_WAY: Final = frozenset({"cogs_share", "fee_rate", "refunded_share", "recovered_share", "retention_cost"}) | (
    set(MONEY_OF_AN_ORDER) - {"shipping_charged"}
)
"""Inputs that move every draw of profit, later orders included, in the same direction when they grow."""
LAST: Final = 4
"""Places whose draws are remembered: the answer is mostly among them."""
STEP: Final = 0.25
"""Part of the simulation error of a median up to which its jumps are not told apart."""
FINE: Final = 1e-3
"""Part of the simulation error of a median within which it meets the goal."""
SURE: Final = 6.0
"""Standard errors between two shares, of draws as if they were independent, that are never seen (1 in 10^9)."""


def goal_seek(plan: Plan, name: str, goal: Goal | None = None) -> Sought:
    """The values of one input at which a goal is reached.

    name : `"budget"`, an uncertain input by its column of chance, a share of `SHARES`, money of
        `MONEY_OF_AN_ORDER` or one of `CUSTOMER_NUMBERS`

    Raises
    ------
    InputError
        When the plan has no such input.
    """
    return next(goal_seek_by_input(plan, goal, [name]))


def goal_seek_by_input(plan: Plan, goal: Goal | None = None, names: Sequence[str] | None = None) -> Iterator[Sought]:
    """One answer per input, each when it is asked for: between two of them a page can let other visitors on.

    The draws of the plan are made once for all of them.

    names : of the inputs, as in `goal_seek`; all that matter to this plan unless some are named

    Raises
    ------
    InputError
        When the plan has no such input.
    """
    outcome, part, goal = outcome_of(plan), _part_of(plan), goal or Goal()
    now = goal.estimate(outcome)
    for name in names or seekable(plan.scenario):
        yield _Search(outcome, name, goal, part, now).answer()


def what_would_have_to_be(plan: Plan, goal: Goal | None = None, names: Sequence[str] | None = None) -> list[Sought]:
    """All answers of `goal_seek_by_input`."""
    return list(goal_seek_by_input(plan, goal, names))


@dataclass(frozen=True, slots=True)
class GoalSearch:
    """A plan, and a goal that is looked for in all of its inputs, each by itself."""

    plan: Plan
    goal: Goal

    @property
    def answers(self) -> list[Sought]:
        """One answer per input: what may well be true first, then what is to be decided, each nearest first."""
        return self.work_out(lambda at, name: None)

    def work_out(self, before_each: Callable[[int, str], object]) -> list[Sought]:
        """The answers, made once for all visitors.

        before_each : called with the number and the name of each input that is looked at, so that a page can show how
            far it is and let other visitors on; not called for answers that are there already
        """
        return results.get(self, partial(self._answers, before_each))

    def _answers(self, before_each: Callable[[int, str], object]) -> list[Sought]:
        names, answers = seekable(self.plan.scenario), list[Sought]()
        coming = goal_seek_by_input(self.plan, self.goal, names)
        for at, name in enumerate(names):
            before_each(at, name)
            answers.append(next(coming))
        return sorted(answers, key=attrgetter("nearness"))


# ---------------------------------------------------------------------------------------------------------------
# The search


def _part_of(plan: Plan) -> Outcome:
    """The same plan on some of its scrambles: the first of them are the same however many there are."""
    return outcome_of(Plan(plan.scenario, replace(plan.settings, scrambles=max(plan.settings.scrambles // PART, 2))))


class _Search:
    """One input of one plan. A place is where a value stands on the scale of the search: its logarithm, or itself."""

    def __init__(self, outcome: Outcome, name: str, goal: Goal, part: Outcome, now: Estimate) -> None:
        self.outcome, self.name, self.goal, self.part, self.now = outcome, name, goal, part, now
        self.scenario, self.belief = outcome.scenario, belief_in(outcome.scenario, name)
        self.today = median(self.belief)
        self.on_logs = name in REACH and self.today > 0
        self._scenarios: dict[float, Scenario | None] = {}
        self._over: dict[float, float] = {}
        self._bounds: dict[float, tuple[float, float]] = {}
        self._outcomes: dict[float, Outcome] = {}
        self._apart = SURE / 2 * math.sqrt(1 / part.settings.draws - 1 / outcome.settings.draws)

    def answer(self) -> Sought:
        """Look at all places, and narrow down every crossing between two of them."""
        places = self.places()
        met_today = self.goal.over(self.now.value) >= 0
        crossings = tuple(self.crossing(low, high) for low, high in self._sides(places))
        return Sought(
            name=self.name,
            goal=self.goal,
            today=self.today,
            now=self.now,
            met_today=met_today,
            low=self.value_at(places[0]),
            high=self.value_at(places[-1]),
            crossings=crossings,
            best=None if met_today or crossings else self.best(places, self._highest(places)),
        )

    def value_at(self, place: float) -> float:
        return math.exp(place) if self.on_logs else place

    def scenario_at(self, place: float) -> Scenario | None:
        """The what-if at a place; None where the plan cannot have that value."""
        if place not in self._scenarios:
            try:
                self._scenarios[place] = with_value(self.scenario, self.name, self.value_at(place))
            except InputError:
                self._scenarios[place] = None
        return self._scenarios[place]

    def over(self, place: float) -> float:
        """How far the goal is reached; a plan that cannot be does not reach it."""
        if place not in self._over:
            self._over[place] = self._looked_at(place)
        return self._over[place]

    def _looked_at(self, place: float) -> float:
        scenario = self.scenario_at(place)
        if scenario is None:
            return -math.inf
        if self._never_moves:
            return self.goal.over(self.now.value)
        return self.goal.over(self.goal.of(self._outcome_at(place, scenario)))

    def _outcome_at(self, place: float, scenario: Scenario) -> Outcome:
        """The plan there on all draws; of the last places it is still there."""
        if place not in self._outcomes:
            self._outcomes[place] = self.outcome.changed(scenario)
            if len(self._outcomes) > LAST:
                del self._outcomes[next(iter(self._outcomes))]
        return self._outcomes[place]

    @property
    def _never_moves(self) -> bool:
        """What an order leaves moves no CPO."""
        return self.goal.kind == "cpo" and self.name not in ORDER_INPUTS

    def bounds(self, place: float) -> tuple[float, float]:
        """Between which ends `over` lies, both on one side of the goal; equal where it was looked at on all draws."""
        if place not in self._bounds:
            self._bounds[place] = self._bounds_at(place)
        return self._bounds[place]

    def _bounds_at(self, place: float) -> tuple[float, float]:
        scenario = self.scenario_at(place)
        if scenario is not None and not self._never_moves and self._apart:
            low, high = self.goal.bounds(self.part.changed(scenario), self._apart)
            if low >= 0 or high < 0:
                return low, high
        return self.over(place), self.over(place)

    def places(self) -> list[float]:
        """Places to look at, ascending, today's among them; those that the plan cannot have are left out."""
        low, high = self._ends()
        scale = math.log if self.on_logs else float
        count = NODES.get(self.name, USUAL_NODES)
        values = {scale(self.today), *np.linspace(scale(low), scale(high), count).tolist()}
        values |= {math.log(budget) for budget in self._teeth if low < budget < high}
        return [place for place in sorted(values) if self.scenario_at(place) is not None]

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
        if name in MONEY_OF_AN_ORDER or name == "retention_cost":
            return 0.0, max(2 * today, median(scenario.aov))
        return (0.0 if isinstance(self.belief, Fixed) else SMALLEST * 1e3), self._highest_share()

    def _highest_share(self) -> float:
        """The largest median that a belief about a share can be moved to."""
        belief = self.belief
        if isinstance(belief, Pert):
            return self.today / belief.high * (1 - HAIR)
        if isinstance(belief, RateFromCounts):
            return median(RateFromCounts(belief.clicks, belief.clicks))
        if isinstance(belief, Rate | Amount):
            return 0.99
        return 1.0 - HAIR if self.name == "cpc_elasticity" else 1.0

    @cached_property
    def _teeth(self) -> list[float]:
        """Budgets at which one more whole order is needed; none for another input or where luck moves nothing."""
        if self.name != "budget" or self.goal.kind == "profit_mean" or not self.outcome.settings.order_luck:
            return []
        return teeth(self.outcome.median("max_cpo"), self.scenario.order_value_cv)

    def _sides(self, places: list[float]) -> list[tuple[float, float]]:
        """Neighbouring places on either side of the goal."""
        if self._one_way:
            first = self._reaches(places[0])
            at = bisect_left(places, True, key=lambda place: self._reaches(place) != first)
            return [(places[at - 1], places[at])] if at < len(places) else []
        return [(low, high) for low, high in pairwise(places) if self._reaches(low) != self._reaches(high)]

    def _reaches(self, place: float) -> bool:
        return self.bounds(place)[0] >= 0

    @property
    def _one_way(self) -> bool:
        return self.name in ONE_WAY and isinstance(self.belief, Fixed)

    def _highest(self, places: list[float]) -> list[float]:
        """`over` of every place that may be the best one, and no less than `over` of the others."""
        if self._one_way:
            return self._from_an_end(places)
        highest, best = [self.bounds(place)[1] for place in places], -math.inf
        for number in sorted(range(len(places)), key=lambda number: -highest[number]):
            if highest[number] < best:
                break
            highest[number] = self.over(places[number])
            best = max(best, highest[number])
        return highest

    def _from_an_end(self, places: list[float]) -> list[float]:
        """The same where the figure never turns: it is best at one end, and at those beside it that are as good."""
        rising = self.over(places[-1]) > self.over(places[0])
        best = self.over(places[-1 if rising else 0])
        inward = reversed(places) if rising else places
        as_good = frozenset(takewhile(lambda place: self.over(place) == best, inward))
        return [best if place in as_good else -math.inf for place in places]

    def crossing(self, low: float, high: float) -> Reached:
        """Between two places on either side of the goal: the place nearest to where it is missed that reaches it."""
        above = self.over(high) >= 0
        reaching, missing = self._between_jumps(*((high, low) if above else (low, high)))
        place = crossing(self.over, reaching, missing, self._fine, self._step)
        return self.reached(place, reached_above=above)

    @property
    def _fine(self) -> float:
        """The figure above the goal at which a search may end."""
        if self.goal.kind == "break_even_probability":
            return 1.5 / self.outcome.settings.draws
        close = FINE * self.now.mc_error if self.goal.kind == "profit_p50" else 0.0
        return max(self._scale * 1e-7, close)

    @property
    def _scale(self) -> float:
        """How large the figure is that is compared: a profit of 0 is a difference of sums as large as the budget."""
        profit = self.goal.kind in ("profit_mean", "profit_p50")
        return max(abs(self.goal.wanted), self.scenario.budget if profit else 0.0)

    def _between_jumps(self, reaching: float, missing: float) -> tuple[float, float]:
        """The same two places, or nearer ones: on both sides of a jump that is known, or between two of them."""
        known = [math.log(value) for value in whole_orders(self.scenario.repeat, self.name)]
        low, high = sorted((reaching, missing))
        places = sorted({low, high, *(place for place in known if low < place < high)}, reverse=reaching > missing)
        least, most = 0, len(places) - 1
        while most - least > 1:
            middle = (least + most) // 2
            least, most = (middle, most) if self.over(places[middle]) >= 0 else (least, middle)
        return places[least], places[most]

    @property
    def _step(self) -> float:
        """Height of a step of the figure: median profit moved by whole orders is a staircase within its own error."""
        whole = self.outcome.settings.order_luck and self.name in ORDER_INPUTS
        return STEP * self.now.mc_error if whole and self.goal.kind == "profit_p50" else 0.0

    def best(self, places: list[float], over: list[float]) -> Reached:
        """The place with the best figure, the one nearest to today's where several have it.

        By budget it is looked at more closely between its neighbours: there profit rises and falls again.
        """
        today = math.log(self.today) if self.on_logs else self.today
        at = max(range(len(places)), key=lambda number: (over[number], -abs(places[number] - today)))
        place = places[at]
        if self.name == "budget" and not self._teeth:
            top = self._top(places[max(at - 1, 0)], places[min(at + 1, len(places) - 1)])
            place = top if self.over(top) > over[at] else place
        if place == places[at] != today:
            place = self._nearest_as_good(place, places[at - 1 if place > today else at + 1], over[at])
        return self.reached(place, reached_above=place > today)

    def _top(self, low: float, high: float) -> float:
        """Where the figure is highest between two places, to a thousandth of the value."""
        found = minimize_scalar(
            lambda place: -max(self.over(place), -LARGEST),
            bounds=(low, high),
            method="bounded",
            options={"xatol": 1e-3},
        )
        return float(found.x)

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
        """What the plan reaches at a place that it can have."""
        scenario = self.scenario_at(place) or with_value(self.scenario, self.name, self.value_at(place))
        attained = self.now if self._never_moves else self.goal.estimate(self._outcome_at(place, scenario))
        value = self.value_at(place) if isinstance(self.belief, Fixed) else value_of(scenario, self.name)
        below = share_below(self.belief, value) if self.belief.is_uncertain else None
        finest = 2 / self.outcome.settings.draws if self.goal.kind == "break_even_probability" else 0.0
        miss, error = abs(self.goal.over(attained.value)), max(attained.mc_error, finest)
        return Reached(
            value=value,
            attained=attained,
            exact=bool(miss <= max(error, 1e-6 * self._scale)),
            reached_above=reached_above,
            share_below=below,
            distance=None if below is None else distance_of(below, outward=value > self.today),
            scenario=scenario,
        )

"""What is the most an order may cost? The way from the order value down to max CPO and target CPO.

Everything here is worked out at the middle of every belief (its median): one order that can be followed with a pencil.
How far the truth may lie from it is said by the draws (`figures.Spread`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from simulator.beliefs.distributions import median
from simulator.cache import cached
from simulator.plan import economics
from simulator.plan.economics import Ceiling, RepeatPurchases, Shares, Step
from simulator.plan.scenario import TOLERANCE, Plan, Scenario, middle_shares


class Line(NamedTuple):
    """One line of the way down, in the order in which it is read. [currency per order]

    kind : "change" goes on from where the line before ended; "total" says what has been reached, counted from 0
    share : amount / AOV
    """

    name: str
    kind: Literal["total", "change"]
    amount: float
    start: float
    end: float
    share: float


class Counted(NamedTuple):
    """What an order may cost when so many orders of a new customer count, averaged over all orders won.

    years : time from the first order to this one
    added : what this order adds [currency per order won], in today's money
    max_cpo : what an order may cost with it [currency per order]
    """

    order: int
    years: float
    added: float
    max_cpo: float


@dataclass(frozen=True, slots=True)
class Margin:
    """What an order leaves before ads, with every belief at its median. Make it with `margin_of`.

    lines : from the order value to the target CPO; without a target where no ad can pay
    contribution : max CPO by the first order alone [currency per order]
    max_cpo, target_cpo : with later orders when they are on [currency per order]
    break_even_roas : infinite where max CPO ≤ 0
    max_cpc : CVR · incremental share · max CPO [currency per click]
    counted : one entry per order within the horizon, the first included
    clv_revenue, clv_contribution : None without repeat purchases [currency per new customer]
    """

    lines: tuple[Line, ...]
    contribution: float
    max_cpo: float
    target_cpo: float
    break_even_roas: float
    max_cpc: float
    counted: tuple[Counted, ...]
    clv_revenue: float | None
    clv_contribution: float | None

    @property
    def shown_lines(self) -> tuple[Line, ...]:
        """The lines without those that change nothing."""
        return tuple(line for line in self.lines if line.kind == "total" or line.amount != 0)

    @property
    def largest_cost(self) -> Line | None:
        """The line that takes most before ads; None when nothing is taken."""
        costs = [line for line in self.lines if line.amount < 0 and line.kind == "change"]
        return min((line for line in costs if line.name != "wanted_profit"), key=lambda line: line.amount, default=None)

    def payback(self, cpo: float) -> Counted | None:
        """The first order with which an order won at this CPO has paid for itself; None when none within the horizon.

        One comparison with the draws' own tolerance: a ceiling of 20 pays for a CPO of 20.
        """
        return next((horizon for horizon in self.counted if horizon.max_cpo >= cpo * (1 - TOLERANCE)), None)


@cached
def margin_of(plan: Plan) -> Margin:
    """Follow one order of the plan from its value to what it may cost."""
    scenario = plan.scenario
    events = scenario.middle_effects
    aov, shares = median(scenario.aov) * events.aov, middle_shares(scenario)
    steps = scenario.economics.steps(aov, shares)
    contribution = float(sum(step.amount for step in steps))
    counted = tuple(_counted(scenario, aov, shares, contribution))
    max_cpo = counted[-1].max_cpo
    target_cpo = float(scenario.target(max_cpo))
    repeat = scenario.repeat
    return Margin(
        lines=tuple(_lines(steps, contribution, max_cpo, target_cpo, repeat)),
        contribution=contribution,
        max_cpo=max_cpo,
        target_cpo=target_cpo,
        break_even_roas=float(economics.break_even_roas(aov, max_cpo)),
        max_cpc=economics.max_cpc(median(scenario.cvr) * events.cvr * shares["incremental_share"], max_cpo),
        counted=counted,
        clv_revenue=None if repeat is None else economics.clv_revenue(aov, repeat),
        clv_contribution=None
        if repeat is None
        else float(economics.clv_contribution(contribution, repeat, shares["retention"])),
    )


def _counted(scenario: Scenario, aov: float, shares: Shares, contribution: float) -> Iterable[Counted]:
    """What an order may cost with one order of a customer counted, with two, and so on to the horizon."""
    yield Counted(1, 0.0, contribution, contribution)
    repeat, before = scenario.repeat, contribution
    if repeat is None:
        return
    first = Ceiling(0.0, -contribution)
    for order in range(2, repeat.orders_counted + 1):
        reached = float(repeat.raised(first, shares, order).at(aov))
        yield Counted(order, (order - 1) / repeat.orders_per_year, reached - before, reached)
        before = reached


def _lines(
    steps: list[Step], contribution: float, max_cpo: float, target_cpo: float, repeat: RepeatPurchases | None
) -> Iterable[Line]:
    aov = float(steps[0].amount)

    def total(name: str, amount: float) -> Line:
        return Line(name, "total", amount, 0.0, amount, amount / aov)

    def change(name: str, amount: float, start: float) -> Line:
        return Line(name, "change", amount, start, start + amount, amount / aov)

    yield total("aov", aov)
    reached = aov
    for step in steps[1:]:
        yield (line := change(step.name, float(step.amount), reached))
        reached = line.end
    if repeat is not None:
        yield total("contribution", contribution)
        yield change("repeat_purchases", max_cpo - contribution, contribution)
    yield total("max_cpo", max_cpo)
    if max_cpo > 0 and target_cpo != max_cpo:
        name = "wanted_profit" if target_cpo < max_cpo else "target_above_max"
        yield change(name, target_cpo - max_cpo, max_cpo)
        yield total("target_cpo", target_cpo)

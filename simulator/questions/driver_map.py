"""Two inputs at a time: the break-even probability over a map of both, the others as believed.

In a cell both inputs are known to have its middle values, so what is left is the luck and the other inputs; the cell
says what `simulate` says of that plan. One thing makes the map quick: an input acts either on orders (`CLICK_SIDE`) or
on what an order leaves, so each value of either is worked out once, and a cell only puts them together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.distributions import median, quantile
from simulator.engine.estimates import Rows
from simulator.engine.outcome import Outcome, outcome_of
from simulator.errors import InputError
from simulator.plan.economics import Ceiling
from simulator.plan.scenario import TOLERANCE, Plan, Scenario
from simulator.questions.drivers import known_as
from simulator.questions.verdict import break_even_inputs

CELLS: Final = 31
"""Cells along either side."""
MOST_POINTS: Final = 512
"""Points of each scramble that a cell is worked out from: an error of 0.2 to 0.5 points of probability."""
REACH: Final = 0.005
"""A side goes from this quantile of its belief to the opposite one."""
BOX: Final = (0.05, 0.95)
LEVELS: Final = (0.30, 0.50, 0.80)
"""Probabilities that get a line, unless others are given."""
CLICK_SIDE: Final = ("cpc", "cvr", "incremental_share", "cpc_elasticity")
"""Inputs that act on the number of orders; all others act on what an order leaves."""
NODES: Final = 65
"""Where the curve is worked out when both inputs act on orders: then only their quotient or product matters."""


class Side(NamedTuple):
    """One side of the map: its input, with its median and the ends of its 90 % interval, and the edges of the cells."""

    input: str
    median: float
    low: float
    high: float
    edges: NDArray[np.float64]

    @property
    def middles(self) -> NDArray[np.float64]:
        """Middle of each cell."""
        return (self.edges[1:] + self.edges[:-1]) / 2


@dataclass(frozen=True, eq=False)
class DriverMap:
    """The break-even probability over two inputs. Make it with `driver_map`.

    x, y : the two sides, with the plan's point (median) and box (low, high)
    cells : one row per cell, columns x, x_from, x_to, y, y_from, y_to, break_even_probability, band (number of the
        levels that are reached)
    lines : columns level, x, y: where the probability crosses a level, in the order in which it is drawn
    frontier : columns x, y: CPC = CVR · incremental share · max CPO at the medians; only for CPC against CVR, else None
    """

    plan: Plan
    x: Side
    y: Side
    cells: pd.DataFrame
    lines: pd.DataFrame
    frontier: pd.DataFrame | None

    @property
    def highest(self) -> float:
        """The highest break-even probability of all cells."""
        return float(self.cells["break_even_probability"].max())


def driver_map(
    plan: Plan, x: str = "cpc", y: str = "cvr", *, levels: Iterable[float] = LEVELS, cells: int = CELLS
) -> DriverMap:
    """Work out the map of two uncertain inputs, named by their columns of chance.

    Raises
    ------
    InputError
        When one of the two is known, or they are the same.
    """
    scenario = plan.scenario
    for name in (x, y):
        if name not in scenario.uncertain:
            raise InputError("A map needs two uncertain inputs: this one is known.", field=name)
    if x == y:
        raise InputError("A map needs two different inputs.", field=y)
    across, up = (_side(scenario, name, cells) for name in (x, y))
    settings = replace(plan.settings, points=min(plan.settings.points, MOST_POINTS))
    held = known_as(known_as(scenario, x, across.median), y, up.median)
    chances = _chances(outcome_of(Plan(held, settings)), across, up)
    levels_wanted = sorted(levels)
    lines = pd.DataFrame(
        [(level, *point) for level in levels_wanted for point in _line(chances, level, across, up)],
        columns=["level", "x", "y"],
    )
    return DriverMap(plan, across, up, _cells(chances, levels_wanted, across, up), lines, _frontier(plan, across, up))


def _side(scenario: Scenario, name: str, cells: int) -> Side:
    belief = scenario.uncertain[name]
    ends = quantile(belief, REACH), quantile(belief, 1 - REACH)
    low, high = (quantile(belief, share) for share in BOX)
    return Side(name, median(belief), low, high, np.linspace(*ends, cells + 1))


# ---------------------------------------------------------------------------------------------------------------
# Chances, shape (cells of x, cells of y)


def _chances(outcome: Outcome, x: Side, y: Side) -> NDArray[np.float64]:
    on_orders = x.input in CLICK_SIDE, y.input in CLICK_SIDE
    if all(on_orders):
        return _by_orders(outcome, x, y)
    if on_orders[1]:
        return _chances(outcome, y, x).T
    chances = np.empty((x.middles.size, y.middles.size))
    if on_orders[0]:
        left = [_left(outcome, {y.input: value}) for value in y.middles.tolist()]
        for row, value in enumerate(x.middles.tolist()):
            there = outcome.changed(known_as(outcome.scenario, x.input, value))
            chances[row] = [_chance(there, *figures) for figures in left]
        return chances
    if y.input == "aov":
        return _chances(outcome, y, x).T
    for row, value in enumerate(y.middles.tolist()):
        # Where the order value is the other input, its costs are the same at each of its values.
        same = _left(outcome, {y.input: value})[1] if x.input == "aov" else None
        for column, other in enumerate(x.middles.tolist()):
            both = (
                _left(outcome, {y.input: value, x.input: other})
                if same is None
                else (other * outcome.effects.aov, same)
            )
            chances[column, row] = _chance(outcome, *both)
    return chances


def _by_orders(outcome: Outcome, x: Side, y: Side) -> NDArray[np.float64]:
    """Both act on orders: one curve over how many times the orders a cell has, read between its nodes."""
    factors = np.outer(_orders_factor(outcome, x), _orders_factor(outcome, y))
    nodes = np.geomspace(factors.min(), factors.max(), NODES)
    chances = [np.mean(outcome.with_more_orders(factor).breaks_even) for factor in nodes.tolist()]
    return np.interp(np.log(factors), np.log(nodes), chances)


def _orders_factor(outcome: Outcome, side: Side) -> NDArray[np.float64]:
    """Orders at each value of an input as a multiple of those at its median, all else equal."""
    if side.input == "cpc":
        return side.median / side.middles
    if side.input == "cpc_elasticity":
        scenario = outcome.scenario
        wider = math.log(scenario.budget / (scenario.reference_budget or scenario.budget))
        return np.exp((side.median - side.middles) * wider)
    return side.middles / side.median


def _left(outcome: Outcome, values: Mapping[str, float]) -> tuple[Any, Ceiling]:
    """Average order value and ceiling with some inputs of an order known to have these values."""
    shares = {name: value for name, value in values.items() if name != "aov"}
    ceiling = outcome.scenario.ceiling({**outcome.shares, **shares}) if shares else outcome.ceiling
    return values["aov"] * outcome.effects.aov if "aov" in values else outcome.aov_mean, ceiling


def _chance(outcome: Outcome, aov_mean: Any, ceiling: Ceiling) -> float:
    """Share of draws that break even with these orders (and their luck), order values and costs."""
    noise: Rows | float = 1.0 if outcome.aov is outcome.aov_mean else outcome.aov / outcome.aov_mean
    profit = outcome.rows("orders") * ceiling.at(aov_mean * noise) - outcome.scenario.budget
    return float(np.mean(profit >= -TOLERANCE * outcome.scenario.budget))


# ---------------------------------------------------------------------------------------------------------------
# Frames


def _cells(chances: NDArray[np.float64], levels: list[float], x: Side, y: Side) -> pd.DataFrame:
    column, row = np.divmod(np.arange(chances.size), y.middles.size)
    return pd.DataFrame(
        {
            "x": x.middles[column],
            "x_from": x.edges[column],
            "x_to": x.edges[column + 1],
            "y": y.middles[row],
            "y_from": y.edges[row],
            "y_to": y.edges[row + 1],
            "break_even_probability": chances.ravel(),
            "band": np.searchsorted(levels, chances.ravel(), side="right"),
        }
    )


def _line(chances: NDArray[np.float64], level: float, x: Side, y: Side) -> list[tuple[float, float]]:
    """Points where the probability crosses a level, along columns and along rows, as one line from left to right."""
    points = [(at, crossing) for at, column in zip(x.middles, chances, strict=True)
              for crossing in _crossings(y.middles, column, level)]  # fmt: skip
    points += [(crossing, at) for at, row in zip(y.middles, chances.T, strict=True)
               for crossing in _crossings(x.middles, row, level)]  # fmt: skip
    both_help = chances[-1].mean() > chances[0].mean(), chances[:, -1].mean() > chances[:, 0].mean()
    falls = -1 if both_help[0] == both_help[1] else 1
    return sorted({(float(a), float(b)) for a, b in points}, key=lambda point: (point[0], falls * point[1]))


def _crossings(at: NDArray[np.float64], chances: NDArray[np.float64], level: float) -> list[float]:
    above = chances >= level
    places = np.flatnonzero(above[1:] != above[:-1])
    share = (level - chances[places]) / (chances[places + 1] - chances[places])
    return [float(place) for place in at[places] + share * (at[places + 1] - at[places])]


def _frontier(plan: Plan, x: Side, y: Side) -> pd.DataFrame | None:
    """The click price up to which the long-run CPO at the medians is at most max CPO, for each conversion rate."""
    if {x.input, y.input} != {"cpc", "cvr"}:
        return None
    most = break_even_inputs(outcome_of(plan)).cpc
    if most is None:
        return None
    cpc, cvr = (x, y) if x.input == "cpc" else (y, x)
    rates = np.linspace(cvr.edges[0], cvr.edges[-1], 2 * cvr.edges.size)
    prices = rates * most / cvr.median
    inside = (prices >= cpc.edges[0]) & (prices <= cpc.edges[-1])
    columns = {"cpc": prices[inside], "cvr": rates[inside]}
    return pd.DataFrame({"x": columns[x.input], "y": columns[y.input]})

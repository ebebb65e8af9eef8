"""What the questions behind a plan cost: drivers, goal seek, budgets, tests. One core, medians of repeated calls."""

from __future__ import annotations

import os
import statistics
import tracemalloc
from collections.abc import Callable

from benchmarks.plans import changed
from benchmarks.speed import seconds
from simulator import (
    Goal,
    Plan,
    Settings,
    Trial,
    budget_sweep,
    driver_map,
    drivers_of,
    months_of,
    trial_of,
    what_would_have_to_be,
    worth_knowing,
)
from simulator.questions.budget_sweep import budgets_around

REPEAT = 11
MOST_MEMORY = 12.0
"""Megabytes at the peak of a sweep, whatever the number of budgets."""
REFERENCE = Trial((4, 196), cpc=1.0, contribution=50.0, main_clicks=20_000)


def _sweep(plan: Plan) -> None:
    budget_sweep(plan)


def _notable(plan: Plan) -> None:
    sweep = budget_sweep(plan)
    for name in ("highest_profit", "cautious", "cautious_by_quantile", "largest_wanted", "marginal_meets_max"):
        getattr(sweep, name)


LINES: tuple[tuple[str, bool, float | None, Callable[[Plan], object]], ...] = (
    ("60 budgets", False, 60.0, _sweep),
    ("60 budgets", True, 300.0, _sweep),
    ("60 budgets, the notable ones", True, None, _notable),
    ("drivers", True, None, drivers_of),
    ("map CPC × CVR, 31 × 31", True, 150.0, driver_map),
    ("map AOV × CVR, 31 × 31", True, 150.0, lambda plan: driver_map(plan, "aov", "cvr")),
    ("goal seek, all inputs", True, None, lambda plan: what_would_have_to_be(plan, Goal())),
    ("twelve months", True, None, lambda plan: months_of(plan, [1.0] * 12)),
    ("what inputs are worth knowing", True, None, worth_knowing),
    ("40 tests of up to 50,000 clicks", True, 200.0, lambda plan: trial_of(plan).by_clicks()),
    ("best test, and clicks to be sure", True, None, lambda plan: (trial_of(plan).best, REFERENCE.clicks_to_be_sure())),
)
"""What is timed, with order luck or not, and the most milliseconds it may take (None: only told)."""


def timed(run: Callable[[Plan], object], *, order_luck: bool) -> float:
    """Median milliseconds of a call for a plan whose beliefs were never seen before."""
    plans = [Plan(changed(number), Settings(order_luck=order_luck)) for number in range(REPEAT + 1)]
    return 1000 * statistics.median([seconds(lambda plan=plan: run(plan)) for plan in plans][1:])


def peak_of_a_sweep(count: int) -> float:
    """Megabytes at the peak of a sweep over so many budgets."""
    plan = Plan(changed(0))
    budgets = budgets_around(plan.scenario, count)
    budget_sweep(plan, budgets)
    tracemalloc.start()
    budget_sweep(plan, budgets)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main() -> bool:
    """Print the table; whether every limit holds."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    fine = True
    print(f"{'decision, at 16,384 draws':34}{'view':>10}{'ms':>8}{'at most':>9}")
    for name, order_luck, most, run in LINES:
        result = timed(run, order_luck=order_luck)
        holds = most is None or result <= most
        fine &= holds
        view, limit = "luck" if order_luck else "long run", "" if most is None else f"{most:.0f}"
        print(f"{name:34}{view:>10}{result:>8.0f}{limit:>9}{'' if holds else '  MISSED'}", flush=True)
    few, many = peak_of_a_sweep(10), peak_of_a_sweep(60)
    holds = many <= MOST_MEMORY and many < 1.1 * few
    print(f"peak memory of 10 and 60 budgets: {few:.1f} and {many:.1f} MB{'' if holds else '  MISSED'}")
    return fine and holds


if __name__ == "__main__":
    main()

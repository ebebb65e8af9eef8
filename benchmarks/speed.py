"""What a changed input costs, beside plain numpy for the same figures, on one core, in one run.

Each repetition changes the conversion rate and the click price, so that nothing is kept but the base points; ours and
the plain program alternate, and the ratio is the median of the pairs' ratios.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import statistics
import time
from collections.abc import Callable

from benchmarks.plain import plain_figures
from simulator import Amount, OrderEconomics, Plan, Rate, Scenario, Settings
from simulator.questions.figures import figures_of

LEAST_RATIO = 8.0
MOST_MS = {True: 15.0, False: 4.0}
"""At default draws, with and without order luck."""

_SHOP = Scenario(
    name="shop",
    budget=5_000,
    cpc=Amount(0.45, 0.75),
    cvr=Rate(0.015, 0.030),
    aov=Amount(70, 95),
    economics=OrderEconomics(vat_rate=0.22, cogs_share=0.38, shipping_paid=4.9, fee_rate=0.015, return_rate=0.08),
    target_profit=3.0,
)


def changed(move: int) -> Scenario:
    """The shop after another move of two sliders."""
    step = 1 + move / 1000
    return dataclasses.replace(_SHOP, cvr=Rate(0.015 * step, 0.030 * step), cpc=Amount(0.45 * step, 0.75 * step))


def ours(scenario: Scenario, settings: Settings) -> None:
    """Verdict, summary, chances, worst mean and both pictures of a scenario."""
    figures_of(Plan(scenario, settings))


def seconds(run: Callable[[], object]) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def beside_plain(settings: Settings, *, repeat: int) -> tuple[float, float, float]:
    """Median seconds of ours and of plain numpy, and the median of the ratios plain / ours."""
    pairs = []
    for move in range(repeat + 2):
        scenario = changed(move)
        mine = seconds(lambda scenario=scenario: ours(scenario, settings))
        plain = seconds(
            lambda scenario=scenario, move=move: plain_figures(
                scenario, order_luck=settings.order_luck, draws=settings.draws, seed=move
            )
        )
        pairs.append((mine, plain))
    pairs = pairs[2:]  # the first make the base points
    mine, plain = (statistics.median(column) for column in zip(*pairs, strict=True))
    return mine, plain, statistics.median(second / first for first, second in pairs)


def main() -> bool:
    """Print the table; whether every limit holds."""
    gc.collect()
    gc.freeze()  # as the app does at its start
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    fine = True
    print(f"{'draws':>9} {'view':10} {'ours ms':>8} {'plain ms':>9} {'ratio':>6}")
    for points, order_luck, repeat in ((2048, True, 41), (2048, False, 41), (2**17, False, 9), (2**17, True, 5)):
        settings = Settings(order_luck=order_luck, points=points)
        mine, plain, ratio = beside_plain(settings, repeat=repeat)
        holds = True
        if points == 2048:
            holds = mine * 1000 <= MOST_MS[order_luck]
        elif not order_luck:
            holds = ratio >= LEAST_RATIO
        fine &= holds
        view = "order luck" if order_luck else "long run"
        print(
            f"{settings.draws:9,} {view:10} {mine * 1000:8.1f} {plain * 1000:9.1f} {ratio:5.1f}× "
            f"{'' if holds else 'MISSED'}"
        )
    return fine

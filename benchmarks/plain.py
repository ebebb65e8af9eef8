"""The same figures in plain numpy: what an analyst with numpy's random generators would write.

The yardstick of benchmarks/speed.py. Same model, same figures, same frames as `simulate`; independent draws, arrays
all the way, no loop over draws. Simulation errors the usual way: √(p (1 - p) / n) for a share, the spread over eight
batches for a median.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator import Amount, Rate, RateFromCounts, Scenario
from simulator.beliefs import Belief

Draws = NDArray[np.float64]
SHARES = {"p5": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
BARS = 50
BATCHES = 8


@dataclass
class PlainAnswer:
    """The figures of one scenario."""

    summary: pd.DataFrame
    zones: dict[str, tuple[float, float]]
    break_even_probability: tuple[float, float]
    long_run_break_even_probability: tuple[float, float]
    no_order_probability: tuple[float, float]
    worst_mean: float
    verdict: str
    decided_by: str
    profit_bars: pd.DataFrame
    cpo_bars: pd.DataFrame


def plain_answer(scenario: Scenario, order_luck: bool, count: int, seed: int) -> PlainAnswer:
    """Simulate a scenario with known shares `count` times and sum it up."""
    rng = np.random.default_rng(seed)
    budget = scenario.budget
    cvr = drawn(scenario.cvr, rng, count)
    cpc = drawn(scenario.cpc, rng, count) * scenario.cpc_factor
    aov_mean = drawn(scenario.aov, rng, count)
    slope, intercept = scenario.ceiling({})

    clicks = budget / cpc
    expected_orders = clicks * cvr * scenario.known_shares["incremental_share"]
    max_cpo = slope * aov_mean - intercept
    target_cpo = scenario.target(max_cpo)
    if order_luck:
        orders = rng.poisson(expected_orders).astype(float)
        variance = np.log1p(scenario.order_value_cv**2 / np.maximum(orders, 1.0))
        noise = np.exp(np.sqrt(variance) * rng.standard_normal(count) - variance / 2)
        aov = np.where(orders > 0, aov_mean * noise, aov_mean)
        realised_max_cpo = slope * aov - intercept
        realised_target = scenario.target(realised_max_cpo)
    else:
        orders, aov, realised_max_cpo, realised_target = expected_orders, aov_mean, max_cpo, target_cpo
    with np.errstate(divide="ignore"):
        cpo = budget / orders
        long_run_cpo = budget / expected_orders if order_luck else cpo
        break_even_roas = aov_mean / np.maximum(max_cpo, 0.0)
    profit = orders * realised_max_cpo - budget
    outputs = {
        "cpc": cpc,
        "cvr": cvr,
        "aov": aov,
        "clicks": clicks,
        "orders": orders,
        "cpo": cpo,
        "max_cpo": max_cpo,
        "target_cpo": target_cpo,
        "profit": profit,
        "roas": orders * aov / budget,
        "marginal_cpo": long_run_cpo / (1 - scenario.cpc_elasticity),
        "max_cpc": cvr * max_cpo,
        "break_even_roas": break_even_roas,
    }
    summary = pd.DataFrame.from_dict(
        {name: summed_up(values) for name, values in outputs.items()},
        orient="index",
        columns=["mean", "sd", *SHARES, "mc_error"],
    )

    breaks_even = profit >= 0
    scales = breaks_even & (cpo <= realised_target)
    optimises = breaks_even & ~scales
    long_run = expected_orders * max_cpo >= budget if order_luck else breaks_even
    chance, long_run_chance = share_of(breaks_even), share_of(long_run)
    inputs = {"cpc": cpc, "cvr": cvr, "aov": aov_mean}
    if order_luck:
        inputs["order_luck"] = orders - expected_orders
    return PlainAnswer(
        summary=summary,
        zones={"scale": share_of(scales), "optimise": share_of(optimises), "stop": share_of(~breaks_even)},
        break_even_probability=chance,
        long_run_break_even_probability=long_run_chance,
        no_order_probability=share_of(orders == 0),
        worst_mean=float(profit[profit <= summary.at["profit", "p5"]].mean()),
        verdict=advice(scenario, summary["p50"], chance[0], long_run_chance[0]),
        decided_by=strongest(inputs, breaks_even),
        profit_bars=bars(profit, {"breaks_even": breaks_even, "loses": ~breaks_even}),
        cpo_bars=bars(cpo, {"scale": scales, "optimise": optimises, "stop": ~breaks_even}),
    )


def drawn(belief: Belief, rng: np.random.Generator, count: int) -> Draws:
    """Independent draws of a belief."""
    if isinstance(belief, Amount):
        return rng.lognormal(belief.mu, belief.sigma, count)
    if isinstance(belief, Rate | RateFromCounts):
        return rng.beta(*belief.shape, count)
    raise NotImplementedError(type(belief).__name__)


def summed_up(values: Draws) -> list[float]:
    """Mean, standard deviation, five quantiles, and the simulation error of the median."""
    medians = np.median(values.reshape(BATCHES, -1), axis=1)
    return [
        values.mean(),
        values.std(),
        *np.quantile(values, list(SHARES.values())),
        medians.std(ddof=1) / np.sqrt(BATCHES),
    ]


def share_of(happens: NDArray[np.bool_]) -> tuple[float, float]:
    """Share of draws in which something happens, and its simulation error."""
    share = np.count_nonzero(happens) / happens.size
    return share, float(np.sqrt(share * (1 - share) / happens.size))


def advice(scenario: Scenario, median: pd.Series[float], chance: float, long_run: float) -> str:
    """Scale, optimise or stop."""
    next_order_pays = median["marginal_cpo"] <= median["max_cpo"]
    if chance >= scenario.scale_at and next_order_pays and median["cpo"] <= median["target_cpo"]:
        return "scale"
    return "stop" if long_run <= scenario.stop_at else "optimise"


def strongest(inputs: dict[str, Draws], breaks_even: NDArray[np.bool_]) -> str:
    """The input that is correlated most with breaking even."""
    away = breaks_even - breaks_even.mean()
    correlations = {name: abs(values @ away) / values.std() for name, values in inputs.items()}
    return max(correlations, key=lambda name: correlations[name])


def bars(values: Draws, kinds: dict[str, NDArray[np.bool_]]) -> pd.DataFrame:
    """Share of draws in each bar and kind; the first and the last bar hold all that lies beyond 99 % of the draws."""
    low, high = np.quantile(values, [0.005, 0.995])
    inside = np.clip(values, low, high)
    frames = []
    for kind, belongs in kinds.items():
        counts, edges = np.histogram(inside[belongs], BARS, range=(low, high))
        frames.append(
            pd.DataFrame({"from": edges[:-1], "to": edges[1:], "kind": kind, "share": counts / values.size})
        )
    return pd.concat(frames, ignore_index=True)

"""The same figures in plain numpy: what an analyst with numpy's random generators would write.

The yardstick of benchmarks/speed.py. Same model, same figures and frames as `figures_of`; independent draws, whole
arrays, no loop over draws, no array worked out twice. Simulation errors the usual way: √(p (1 - p) / n) for a share,
sd / √n for a mean, the spread over eight batches for a quantile and for the mean of the worst draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from simulator import Amount, Correlations, Rate, RateFromCounts, Scenario
from simulator.beliefs.distributions import Belief, median

Draws = NDArray[np.float64]
Figure = tuple[float, float]
"""A value and its simulation error."""

SHARES = {"p5": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
WORST = 0.05
BARS = 50
BATCHES = 8


@dataclass(frozen=True)
class PlainFigures:
    """The figures of one scenario."""

    verdict: str
    decided_by: str
    break_even_probability: Figure
    long_run_break_even_probability: Figure
    no_order_probability: Figure
    target_above_max_probability: Figure
    zones: dict[str, Figure]
    means: dict[str, Figure]
    quantiles: dict[str, list[Figure]]
    worst_profit: Figure
    summary: pd.DataFrame
    profit_bars: pd.DataFrame
    cpo_bars: pd.DataFrame


def plain_figures(scenario: Scenario, *, order_luck: bool, draws: int, seed: int) -> PlainFigures:
    """Simulate a scenario whose shares are known, and sum it up.

    Long because it is one program from top to bottom, as somebody would write it in a notebook.
    """
    rng = np.random.default_rng(seed)
    budget = scenario.budget
    beliefs = (scenario.cvr, scenario.cpc, scenario.aov)
    if scenario.correlations == Correlations():
        cvr, cpc, aov_mean = (drawn(belief, rng, draws) for belief in beliefs)
    else:
        scores = np.linalg.cholesky(scenario.correlations.matrix()) @ rng.standard_normal((3, draws))
        cvr, cpc, aov_mean = (at_scores(belief, score) for belief, score in zip(beliefs, scores, strict=True))
    cpc = cpc * scenario.cpc_factor
    slope, intercept = scenario.ceiling({})

    clicks = budget / cpc
    expected_orders = clicks * cvr * scenario.known_shares["incremental_share"]
    max_cpo = slope * aov_mean - intercept
    target_cpo = scenario.target(max_cpo)
    if order_luck:
        orders = rng.poisson(expected_orders).astype(float)
        variance = np.log1p(scenario.order_value_cv**2 / np.maximum(orders, 1.0))
        noise = np.exp(np.sqrt(variance) * rng.standard_normal(draws) - variance / 2)
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
        "marginal_cpo": long_run_cpo / (1 - median(scenario.cpc_elasticity)),
        "max_cpc": cvr * max_cpo,
        "break_even_roas": break_even_roas,
    }
    breaks_even = profit >= 0
    scales = breaks_even & (cpo <= realised_target)
    stops = ~breaks_even
    optimises = breaks_even & ~scales

    means = {name: values.mean() for name, values in outputs.items()}
    spreads = {name: values.std() for name, values in outputs.items()}
    quantiles = {name: quantile_figures(values) for name, values in outputs.items()}
    middle = {name: figures[2][0] for name, figures in quantiles.items()}
    chance = share_of(breaks_even)
    long_run_chance = share_of(expected_orders * max_cpo >= budget) if order_luck else chance
    inputs = {"cpc": cpc, "cvr": cvr, "aov": aov_mean}
    if order_luck:
        inputs["order_luck"] = orders - expected_orders
    summary = {
        name: [means[name], spreads[name], *(value for value, _ in quantiles[name]), quantiles[name][2][1]]
        for name in outputs
    }
    return PlainFigures(
        verdict=advice(scenario, middle, chance[0], long_run_chance[0]),
        decided_by=strongest(inputs, breaks_even, chance[0]),
        break_even_probability=chance,
        long_run_break_even_probability=long_run_chance,
        no_order_probability=share_of(orders == 0),
        target_above_max_probability=share_of((target_cpo > max_cpo) & (max_cpo > 0)),
        zones={"scale": share_of(scales), "optimise": share_of(optimises), "stop": share_of(stops)},
        means={name: (means[name], spreads[name] / np.sqrt(draws)) for name in outputs},
        quantiles=quantiles,
        worst_profit=worst_mean(profit, quantiles["profit"][0][0]),
        summary=pd.DataFrame.from_dict(summary, orient="index", columns=["mean", "sd", *SHARES, "mc_error"]),
        profit_bars=bars(profit, {"breaks_even": breaks_even, "loses": stops}),
        cpo_bars=bars(cpo, {"scale": scales, "optimise": optimises, "stop": stops}),
    )


def drawn(belief: Belief, rng: np.random.Generator, draws: int) -> Draws:
    """Independent draws of a belief."""
    if isinstance(belief, Amount):
        return rng.lognormal(belief.mu, belief.sigma, draws)
    if isinstance(belief, Rate | RateFromCounts):
        return rng.beta(*belief.shape, draws)
    raise NotImplementedError(type(belief).__name__)


def at_scores(belief: Belief, scores: Draws) -> Draws:
    """Draws of a belief at normal scores that are correlated."""
    if isinstance(belief, Amount):
        return np.exp(belief.mu + belief.sigma * scores)
    if isinstance(belief, Rate | RateFromCounts):
        return betaincinv(*belief.shape, ndtr(scores))
    raise NotImplementedError(type(belief).__name__)


def quantile_figures(values: Draws) -> list[Figure]:
    """Five quantiles, with their errors."""
    shares = list(SHARES.values())
    by_batch = np.quantile(values.reshape(BATCHES, -1), shares, axis=1)
    errors = by_batch.std(axis=1, ddof=1) / np.sqrt(BATCHES)
    return list(zip(np.quantile(values, shares), errors, strict=True))


def share_of(happens: NDArray[np.bool_]) -> Figure:
    """Share of draws in which something happens."""
    share = np.count_nonzero(happens) / happens.size
    return share, np.sqrt(share * (1 - share) / happens.size)


def worst_mean(values: Draws, edge: float) -> Figure:
    """Mean of the lowest draws, those up to the edge."""
    by_batch = [batch[batch <= edge].mean() for batch in values.reshape(BATCHES, -1)]
    return values[values <= edge].mean(), np.std(by_batch, ddof=1) / np.sqrt(BATCHES)


def advice(scenario: Scenario, middle: dict[str, float], chance: float, long_run: float) -> str:
    """Scale, optimise or stop."""
    next_order_pays = middle["marginal_cpo"] <= middle["max_cpo"]
    if chance >= scenario.scale_at and next_order_pays and middle["cpo"] <= middle["target_cpo"]:
        return "scale"
    return "stop" if long_run <= scenario.stop_at else "optimise"


def strongest(inputs: dict[str, Draws], breaks_even: NDArray[np.bool_], chance: float) -> str:
    """The input that is correlated most with breaking even."""
    away = breaks_even - chance
    correlations = {name: abs(values @ away) / values.std() for name, values in inputs.items()}
    return max(correlations, key=lambda name: correlations[name])


def bars(values: Draws, kinds: dict[str, NDArray[np.bool_]]) -> pd.DataFrame:
    """Share of draws in each bar and kind; the first and the last bar hold all that lies beyond 99 % of the draws."""
    low, high = np.quantile(values, [0.005, 0.995])
    inside = np.clip(values, low, high)
    frames = []
    for kind, belongs in kinds.items():
        counts, edges = np.histogram(inside[belongs], BARS, range=(low, high))
        frames.append(pd.DataFrame({"from": edges[:-1], "to": edges[1:], "kind": kind, "share": counts / values.size}))
    return pd.concat(frames, ignore_index=True)

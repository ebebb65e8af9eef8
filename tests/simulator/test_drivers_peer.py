"""Shares of the variance of profit, beside SALib's: its sample, its estimators, and a model written in a few lines."""

import math

import numpy as np
import pytest
from SALib.analyze import sobol as analyse
from SALib.sample import sobol as sample
from scipy.stats import beta, norm

from simulator import Amount, OrderEconomics, Pert, Plan, Rate, Settings, drivers_of
from tests.simulator.plans import spring

PLAN = spring(
    budget=9000,
    reference_budget=5000,
    cpc=Amount(0.45, 0.75),
    cvr=Rate(0.012, 0.030),
    aov=Amount(60, 100),
    cpc_elasticity=Rate(0.1, 0.4),
    economics=OrderEconomics(vat_rate=0.22, cogs_share=Pert(0.3, 0.4, 0.5), return_rate=Rate(0.05, 0.2), fee_fixed=4.0),
    target_profit=None,
)
INPUTS = ["cvr", "cpc", "aov", "cogs_share", "return_rate", "cpc_elasticity"]


def profit(points):
    """Profit of the long run from points in the unit cube, with scipy's own quantiles."""
    cvr, cpc, aov, goods, returns, gamma = points.T
    cvr = beta(*PLAN.cvr.shape).ppf(cvr)
    cpc = np.exp(PLAN.cpc.mu + PLAN.cpc.sigma * norm.ppf(cpc))
    aov = np.exp(PLAN.aov.mu + PLAN.aov.sigma * norm.ppf(aov))
    goods = 0.3 + 0.2 * beta(3, 3).ppf(goods)
    returns = beta(*PLAN.economics.return_rate.shape).ppf(returns)
    gamma = beta(*PLAN.cpc_elasticity.shape).ppf(gamma)
    net = aov / 1.22
    left = (1 - returns) * net - goods * net * (1 - returns) - 4.0
    return 9000 / (cpc * 1.8**gamma) * cvr * left - 9000


def test_another_library_finds_the_same_shares():
    problem = {"num_vars": len(INPUTS), "names": INPUTS, "bounds": [[0.0, 1.0]] * len(INPUTS)}
    points = np.clip(sample.sample(problem, 4096, calc_second_order=False, seed=3), 1e-9, 1 - 1e-9)
    theirs = analyse.analyze(problem, profit(points), calc_second_order=False, num_resamples=50, seed=3)
    ours = drivers_of(Plan(PLAN, Settings(order_luck=False))).influences.set_index("input")
    assert set(ours.index) == set(INPUTS)
    for place, name in enumerate(INPUTS):
        # Their interval holds 95 % (for plain draws): 2.5 of it and 5 of our errors leave no doubt, and is 3 points.
        for mine, error, peer in (("first_order", "first_order_error", "S1"), ("total", "total_error", "ST")):
            slack = math.hypot(5 * ours[error][name], 2.5 * theirs[f"{peer}_conf"][place] / 1.96)
            assert ours[mine][name] == pytest.approx(theirs[peer][place], abs=slack)
            assert slack < 0.06

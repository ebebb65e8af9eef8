"""Which input is worth learning first? Against closed forms and the exact sums of a test."""

import math

import pytest
from scipy.special import ndtr

from simulator import (
    Amount,
    Correlations,
    Fixed,
    OrderEconomics,
    Plan,
    RateFromCounts,
    Settings,
    trial_of,
    worth_knowing,
)
from tests.simulator.plans import known, spring

HALF = OrderEconomics(cogs_share=0.5)


def turned(mean, spread):
    """E[max(0, R - 1)] - max(0, E[R] - 1) of a lognormal R with this mean and log standard deviation (Black 1976)."""
    upper = (math.log(mean) + spread**2 / 2) / spread
    return mean * float(ndtr(upper)) - float(ndtr(upper - spread)) - max(0.0, mean - 1)


@pytest.mark.parametrize("joined", [0.0, 0.6, -0.5])
@pytest.mark.parametrize("cvr", [0.0140, 0.0155])
def test_lognormal_inputs_meet_their_closed_form(joined, cvr):
    # Return per euro R = AOV · 0.5 · CVR / CPC; E[R | one input] is lognormal with the mean of R.
    scenario = spring(cvr=Fixed(cvr), economics=HALF, target_profit=None, correlations=Correlations(cpc_aov=joined))
    cpc, aov = scenario.cpc, scenario.aov
    both = math.sqrt(cpc.sigma**2 + aov.sigma**2 - 2 * joined * cpc.sigma * aov.sigma)
    mean = math.exp(aov.mu - cpc.mu + math.log(0.5 * cvr) + both**2 / 2)
    exact = {
        "everything": turned(mean, both),
        "cpc": turned(mean, abs(cpc.sigma - joined * aov.sigma)),
        "aov": turned(mean, abs(aov.sigma - joined * cpc.sigma)),
    }
    result = worth_knowing(Plan(scenario)).set_index("input")
    # The noise of a bin's mean passes for knowledge, and a bin is not a point: up to 0.02 % of the budget.
    for name, value in exact.items():
        assert result.value[name] == pytest.approx(5000 * value, abs=5 * result.error[name] + 1.0)
    assert 5000 * exact["everything"] > 60  # so that one euro is a small difference
    assert result.index[-1] == "everything"


def test_of_a_rate_alone_it_is_what_certainty_is_worth_to_a_test():
    scenario = known(cvr=RateFromCounts(3.5, 199), budget=20_000, economics=OrderEconomics(), cpc_elasticity=0.0)
    result = worth_knowing(Plan(scenario)).set_index("input")
    exact = trial_of(Plan(scenario)).perfect_information
    assert exact == pytest.approx(3868.0, abs=0.05)
    assert result.value["cvr"] == pytest.approx(exact, abs=5 * result.error["cvr"])
    assert result.value["everything"] == pytest.approx(exact, abs=5 * result.error["everything"])
    assert result.error["cvr"] < 2


def test_no_input_is_worth_more_than_all_and_none_anything_where_nothing_can_turn():
    worth = worth_knowing(Plan(spring(economics=OrderEconomics(cogs_share=0.4, return_rate=RateFromCounts(20, 200)))))
    assert (worth.value.iloc[:-1] < worth.value.iloc[-1]).all()
    assert worth.value.iloc[:-1].is_monotonic_decreasing
    assert worth.share.between(0, 1).all()
    sure = worth_knowing(Plan(spring(cpc=Amount(0.01, 0.02))))
    assert sure.value.max() == 0
    assert (sure.share == 0).all()
    nothing_unknown = worth_knowing(Plan(known()))
    assert nothing_unknown.input.tolist() == ["everything"]


def test_luck_is_no_input_and_changes_nothing():
    plan = spring(budget=300)
    with_luck, without = worth_knowing(Plan(plan)), worth_knowing(Plan(plan, Settings(order_luck=False)))
    assert with_luck.equals(without)


@pytest.mark.parametrize("settings", [Settings(points=64, scrambles=2), Settings(points=256, scrambles=6)])
def test_any_number_of_draws_will_do(settings):
    worth = worth_knowing(Plan(spring(), settings))
    assert worth.input.tolist()[-1] == "everything"
    assert worth.value.between(0, 1000).all()

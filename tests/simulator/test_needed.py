"""What would turn "optimise" into "scale": by hand, and held against the plan with that value in it."""

import pytest

from simulator import Amount, Fixed, Plan, Rate, Settings
from simulator.engine.outcome import outcome_of
from simulator.questions.figures import figures_of
from simulator.questions.moved_inputs import with_value
from simulator.questions.needed import NeededInputs, needed_inputs
from simulator.questions.verdict import verdict
from tests.simulator.plans import known, spring

NEAR_THE_CUT_OFF = 0.01
"""Of the chance: what the closed form leaves out, mostly that fewer orders are of less even value."""


def needed(plan: Plan) -> NeededInputs:
    outcome = outcome_of(plan)
    return needed_inputs(outcome, verdict(outcome))


def test_a_known_order_of_18_that_may_cost_10_takes_clicks_at_5_ninths_of_their_price():
    plan = Plan(known(cpc=Fixed(0.9), target_cpo=10), Settings(order_luck=False))
    assert needed(plan) == NeededInputs(cvr=pytest.approx(0.09), cpc=pytest.approx(0.5))


def test_where_the_advice_is_another_or_luck_decides_no_value_is_named():
    for scenario in (known(cpc=Fixed(0.3)), known(cpc=Fixed(1.05)), known(budget=90, cpc=Fixed(0.9))):
        assert needed(Plan(scenario)) == NeededInputs()


@pytest.mark.parametrize(
    "scenario",
    [
        spring(cpc=Amount(0.5, 0.8)),
        spring(cpc=Amount(0.5, 0.8), order_value_cv=1.0),
        spring(cpc=Amount(0.45, 0.9), target_profit=0.0),
        spring(cpc_elasticity=0.0, aov=Amount(50, 110)),
        known(cvr=Rate(0.03, 0.09), cpc_elasticity=0.0),  # 1,000 are paid by 50 orders of 20, and not by 49
    ],
)
def test_put_into_the_plan_a_needed_value_reaches_the_cut_off_and_a_value_short_of_it_does_not(scenario):
    plan = Plan(scenario)
    values = needed(plan)
    assert values.cvr
    assert values.cpc
    for name in ("cvr", "cpc", "aov"):
        value = getattr(values, name)
        if value is None:
            continue
        worse = 1.03 if name == "cpc" else 1 / 1.03
        enough = figures_of(Plan(with_value(scenario, name, value), plan.settings))
        short = figures_of(Plan(with_value(scenario, name, value * worse), plan.settings))
        assert enough.break_even_probability.value >= scenario.scale_at - 0.001
        assert short.verdict.word == "optimise"
        if enough.spreads["cpo"].median.value < 0.98 * enough.spreads["target_cpo"].median.value:  # the chance decides
            assert enough.break_even_probability.value <= scenario.scale_at + NEAR_THE_CUT_OFF

"""Is the advice what the figures say, with its reason, and is the input that decides it named?"""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from simulator import Amount, Fixed, OrderEconomics, Pert, Rate, RateFromCounts, RepeatPurchases, simulate, verdict
from simulator.beliefs.distributions import median
from simulator.engine.outcome import outcome_of
from simulator.questions.verdict import REASONS, break_even_inputs
from tests.simulator.plans import any_plan, known, spring

SURE_TO_PAY = known(cpc=Fixed(0.30), target_cpo=10)
"""CPO 6, target 10, maximum 20."""


def advice(scenario, **settings):
    result = verdict(simulate(scenario, **settings))
    return result.word, result.reasons


# -- the rule -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cpc", "word", "reasons"),
    [
        (0.30, "scale", ("pays",)),
        (0.70, "optimise", ("over_target",)),
        (0.80, "optimise", ("over_target",)),
        (0.90, "optimise", ("next_order_too_dear", "over_target")),
        (1.05, "stop", ("pays_in_the_long_run_too_rarely",)),
    ],
)
def test_cpo_of_6_14_16_and_21_with_target_10_and_maximum_20_is_judged_as_published(cpc, word, reasons):
    assert advice(known(cpc=Fixed(cpc), target_cpo=10), order_luck=False) == (word, reasons)


def test_too_few_orders_are_told_apart_from_orders_that_do_not_pay():
    small = known(budget=30, cvr=Fixed(0.01), aov=Fixed(200), economics=OrderEconomics(), cpc_elasticity=0)
    # the long-run CPO is 100 of 200, yet three times in four 30 buys no order at all
    assert advice(small) == ("optimise", ("too_few_orders", "over_target"))
    assert verdict(simulate(small)).decided_by == "order_luck"
    assert advice(replace(small, budget=30_000))[0] == "scale"


def test_margin_of_nothing_is_stopped_for_that_reason():
    assert advice(known(economics=OrderEconomics(cogs_per_order=60))) == ("stop", ("no_margin",))


def test_chance_between_the_cut_offs_is_optimised():
    outcome = simulate(known(cpc=Amount(0.8, 1.2), cpc_elasticity=0), order_luck=False)
    assert 0.3 < outcome.break_even_probability.value < 0.8
    assert "chance_between_cut_offs" in verdict(outcome).reasons


def test_scaling_is_judged_by_the_next_order_not_by_the_average_one():
    # CPO 18 of 20 pays; with γ = 0.2 the next order costs 22.5
    flat = known(cpc=Fixed(0.90), cpc_elasticity=0)
    assert advice(flat, order_luck=False) == ("scale", ("pays",))
    assert advice(replace(flat, cpc_elasticity=0.2), order_luck=False) == ("optimise", ("next_order_too_dear",))


@pytest.mark.parametrize(
    ("scale_at", "stop_at", "word"), [(0.7, 0.3, "scale"), (0.9, 0.3, "optimise"), (0.95, 0.9, "stop")]
)
def test_cut_offs_are_the_users(scale_at, stop_at, word):
    scenario = known(cpc=Amount(0.6, 1.1), cpc_elasticity=0, scale_at=scale_at, stop_at=stop_at)
    outcome = simulate(scenario, order_luck=False)
    assert 0.72 < outcome.break_even_probability.value < 0.88
    assert verdict(outcome).word == word


@pytest.mark.parametrize("goods", [0.7, 0.9, 0.41, 0.95])
def test_cpo_that_equals_maximum_and_target_is_not_over_them_for_the_sake_of_a_rounding(goods):
    most = round(100 * (1 - goods), 2)
    scenario = known(
        aov=Fixed(100), economics=OrderEconomics(cogs_share=goods), cpc=Fixed(most * 0.05), cpc_elasticity=0
    )
    assert advice(scenario, order_luck=False) == ("scale", ("pays",))


@settings(max_examples=80)
@given(plan=any_plan)
def test_every_plan_gets_one_word_and_at_least_one_reason(plan):
    outcome = outcome_of(plan)
    result = verdict(outcome)
    assert result.word in ("scale", "optimise", "stop")
    assert result.reasons
    assert set(result.reasons) <= set(REASONS)
    assert 0 <= result.decided_share <= 1
    chance, long_run = outcome.break_even_probability.value, outcome.long_run_break_even_probability.value
    if result.word == "scale":
        assert chance >= plan.scenario.scale_at
    if result.word == "stop":
        assert long_run <= plan.scenario.stop_at
    if result.word == "optimise":
        assert long_run > plan.scenario.stop_at
    uncertain = {"cvr", "cpc", "aov", *plan.scenario.share_beliefs, "order_luck", None}
    assert result.decided_by in uncertain


# -- what decides -------------------------------------------------------------------------------------------------


def test_only_uncertain_input_decides_alone():
    result = verdict(simulate(known(cvr=Rate(0.03, 0.07)), order_luck=False))
    assert (result.decided_by, result.decided_share) == ("cvr", 1.0)
    result = verdict(simulate(known(cpc=Amount(0.8, 1.2)), order_luck=False))
    assert (result.decided_by, result.decided_share) == ("cpc", 1.0)
    share = known(economics=OrderEconomics(cogs_share=Rate(0.5, 0.7)))
    assert verdict(simulate(share, order_luck=False)).decided_by == "cogs_share"


def test_widest_input_decides():
    scenario = known(cvr=Rate(0.049, 0.051), cpc=Amount(0.5, 1.8), aov=Amount(49, 51))
    result = verdict(simulate(scenario))
    assert result.decided_by == "cpc"
    assert result.decided_share > 0.8


def test_nothing_decides_what_is_certain():
    result = verdict(simulate(SURE_TO_PAY, order_luck=False))
    assert (result.decided_by, result.decided_share) == (None, 0.0)


def test_luck_decides_where_all_inputs_are_known():
    assert verdict(simulate(known())).decided_by == "order_luck"


# -- what would have to change ------------------------------------------------------------------------------------


def test_thresholds_by_hand():
    result = break_even_inputs(simulate(known(cpc=Fixed(0.70), cvr=Fixed(0.04))))
    assert result.cvr == pytest.approx(0.70 / 20)
    assert result.cpc == pytest.approx(0.04 * 20)
    assert result.aov == pytest.approx(0.70 / 0.04 + 30)


@pytest.mark.parametrize(
    "scenario",
    [
        spring(),
        spring(cvr=RateFromCounts(3, 100), aov=Amount(30, 195), cpc=Pert(0.1, 0.2, 2)),
        spring(
            budget=9000,
            reference_budget=3000,
            incremental_share=Rate(0.3, 0.9),
            economics=OrderEconomics(vat_rate=0.2, cogs_share=Rate(0.2, 0.7), return_rate=Rate(0.1, 0.5), pick_pack=2),
        ),
        spring(repeat=RepeatPurchases(Rate(0.3, 0.7), 3, 2, retention=0.3, retention_cost=2)),
    ],
)
def test_plan_of_all_medians_breaks_even_exactly_at_each_threshold(scenario):
    result = break_even_inputs(simulate(scenario))
    order = {name: median(belief) for name, belief in scenario.share_beliefs.items()}
    economics = replace(
        scenario.economics, **{name: order[name] for name in order if hasattr(scenario.economics, name)}
    )
    repeat = scenario.repeat and replace(
        scenario.repeat, **{name: order[name] for name in order if hasattr(scenario.repeat, name)}
    )
    middle = replace(
        scenario,
        cpc=Fixed(median(scenario.cpc)),
        cvr=Fixed(median(scenario.cvr)),
        aov=Fixed(median(scenario.aov)),
        economics=economics,
        repeat=repeat,
        incremental_share=order.get("incremental_share", scenario.incremental_share),
    )
    for change in ({"cvr": Fixed(result.cvr)}, {"cpc": Fixed(result.cpc)}, {"aov": Fixed(result.aov)}):
        profit = simulate(replace(middle, **change), order_luck=False, points=64).mean("profit").value
        assert profit == pytest.approx(0, abs=1e-6 * scenario.budget)


def test_threshold_that_does_not_exist_is_none():
    no_margin = break_even_inputs(simulate(known(economics=OrderEconomics(cogs_per_order=60))))
    assert (no_margin.cvr, no_margin.cpc) == (None, None)
    assert no_margin.aov == pytest.approx(80)  # an order value of 80 would pay
    too_dear = break_even_inputs(simulate(known(cpc=Fixed(30.0))))
    assert too_dear.cvr is None  # 150 %
    assert break_even_inputs(simulate(known(cpc=Fixed(20.0)))).cvr == 1
    no_sale = break_even_inputs(simulate(known(cvr=Fixed(0))))
    assert (no_sale.cpc, no_sale.aov) == (None, None)
    assert no_sale.cvr == pytest.approx(0.05)
    all_goods = break_even_inputs(simulate(known(economics=OrderEconomics(cogs_share=1.0))))
    assert (all_goods.cvr, all_goods.cpc, all_goods.aov) == (None, None, None)
    nobody_because_of_the_ads = break_even_inputs(simulate(known(incremental_share=0.0)))
    assert (nobody_because_of_the_ads.cvr, nobody_because_of_the_ads.cpc) == (None, None)


@pytest.mark.parametrize(
    ("goods", "reason"), [(50.0, "no_margin"), (49.5, "pays_in_the_long_run_too_rarely"), (51.0, "no_margin")]
)
def test_an_order_that_leaves_nothing_has_no_margin_and_one_that_leaves_half_a_euro_has(goods, reason):
    assert advice(known(economics=OrderEconomics(cogs_per_order=goods))) == ("stop", (reason,))

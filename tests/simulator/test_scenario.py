"""Is a plan complete and valid once it exists, and does a refused one say what to mend?"""

import math
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from simulator import (
    Amount,
    Correlations,
    Fixed,
    InputError,
    OrderEconomics,
    Pert,
    Plan,
    Rate,
    RateFromCounts,
    RepeatPurchases,
    Scenario,
    Settings,
    simulate,
)
from simulator.beliefs.ends import ends_of
from simulator.plan.scenario import MOST_DRAWS
from tests.simulator.plans import known, refusal, spring

# -- a value ------------------------------------------------------------------------------------------------------


def test_plan_of_the_design_is_made_as_it_is_printed_there():
    scenario = Scenario(
        name="Spring",
        currency="EUR",
        budget=5_000,
        period_days=30,
        cpc=Amount(0.45, 0.75),
        cvr=Rate(0.015, 0.030),
        aov=Amount(70, 95),
        economics=OrderEconomics(vat_rate=0.22, cogs_share=0.40, shipping_paid=4.9),
        repeat=None,
        target_profit=3.0,
        order_value_cv=1.0,
        incremental_share=1.0,
        cpc_elasticity=0.2,
        reference_budget=None,
        correlations={},
        scale_at=0.80,
        stop_at=0.30,
    )
    assert scenario == spring()
    assert scenario.correlations == Correlations()


def test_equal_plans_are_equal_and_have_one_hash():
    assert hash(spring()) == hash(spring())
    assert len({spring(), spring(), spring(budget=5000.0), spring(budget=5001)}) == 2
    assert Plan(spring()) == Plan(spring(), Settings())


def test_plan_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        spring().budget = 1


def test_no_wish_and_a_wish_for_no_profit_are_the_same_plan():
    assert spring(target_profit=0) == spring(target_profit=None)


def test_reference_budget_is_settled_once_and_kept_by_a_what_if():
    scenario = spring()
    assert scenario.reference_budget == 5000
    doubled = replace(scenario, budget=10_000)
    assert doubled.reference_budget == 5000
    assert doubled.cpc_factor == pytest.approx(1.149, abs=5e-4)
    assert replace(doubled, budget=5000).cpc_factor == 1


def test_known_incremental_share_is_kept_as_its_number():
    assert spring(incremental_share=Fixed(0.8)) == spring(incremental_share=0.8)
    assert spring(incremental_share=0.8).known_shares["incremental_share"] == 0.8
    uncertain = spring(incremental_share=Rate(0.7, 0.9), economics=OrderEconomics(return_rate=Rate(0.1, 0.2)))
    assert uncertain.share_beliefs.keys() == {"incremental_share", "return_rate"}


@pytest.mark.parametrize(
    ("goal", "target"),
    [
        ({}, 20.0),
        ({"target_profit": 5}, 15.0),
        ({"target_cpo": 10}, 10.0),
        ({"target_profit_share": 0.25}, 15.0),
    ],
)
def test_target_is_what_is_wanted(goal, target):
    scenario = known(**goal)
    assert scenario.target(20.0) == target
    np.testing.assert_array_equal(scenario.target(np.array([20.0, 20.0])), [target, target])


def test_share_of_a_margin_below_zero_wants_nothing():
    assert known(target_profit_share=0.25).target(-4.0) == 0
    assert known(target_profit=5).target(-4.0) == -9


# -- budget, currency, name ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, -5000, math.nan, math.inf, 1e13, "5000", None, True])
@pytest.mark.parametrize("field", ["budget", "period_days", "reference_budget"])
def test_budget_and_period_must_be_above_zero(field, value):
    if (field, value) != ("reference_budget", None):
        refusal(lambda: spring(**{field: value}), field)


def test_budget_that_buys_less_than_one_click_is_refused_with_the_click_price():
    refusal(lambda: spring(budget=0.5), "budget", "less than one click", "0.58", "raise the budget")
    refusal(lambda: known(budget=0.99), "budget", "less than one click")
    assert known(budget=1.0).budget == 1


def test_click_price_is_that_of_this_budget():
    # at 1/1000 of the reference budget a click costs 1/2: (1/1000)^0.1003
    assert known(budget=0.6, reference_budget=600, cpc_elasticity=0.1004).cpc_factor == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("code", ["", "eur", "EURO", "XYZ", "€", None, 978, "X" * 10_000])
def test_currency_that_does_not_exist_is_refused(code):
    refused = refusal(lambda: spring(currency=code), "currency", "There is no currency", "three-letter code")
    assert len(str(refused)) < 150


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Été : 20 % – “soldes”",
        "👨‍👩‍👧 family 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "<b>bold</b> & <script>alert(1)</script>",
        "**bold** $x$ :red[no]",
        "=1+1",
        "'quoted'",
        "x" * 200,
        " padded ",
    ],
)
def test_any_name_on_one_line_is_kept_as_it_is(name):
    assert spring(name=name).name == name


@pytest.mark.parametrize(
    "name", ["two\nlines", "tab\there", "line\u2028end", "nul\0", "half \ud800 a character", None, 5]
)
def test_name_that_is_not_plain_text_on_one_line_is_refused(name):
    refusal(lambda: spring(name=name), "name", "plain text on one line")


def test_name_of_10000_characters_is_refused_without_repeating_it():
    refused = refusal(lambda: spring(name="x" * 10_000), "name", "shorten it", "characters: 10000", "at most: 200")
    assert len(str(refused)) < 100


# -- beliefs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["cpc", "aov"])
@pytest.mark.parametrize(
    "belief", [Fixed(0), Fixed(-1), Pert(0, 1, 2), Pert(-1, 1, 2), Rate(0.1, 0.2), RateFromCounts(1, 2), 0, "0.6", None]
)
def test_price_must_be_a_belief_about_money_above_zero(field, belief):
    refusal(lambda: spring(**{field: belief}), field)


@pytest.mark.parametrize("belief", [Fixed(-0.1), Fixed(1.1), Pert(-0.1, 0, 0.1), Amount(0.2, 0.9), 2, "0.02", None])
def test_conversion_rate_must_be_a_belief_between_0_and_1(belief):
    refusal(lambda: spring(cvr=belief), "cvr")


@pytest.mark.parametrize("belief", [Fixed(0), Fixed(1), Pert(0, 0.02, 1), Amount(0.01, 0.04), RateFromCounts(0, 50)])
def test_conversion_rate_may_be_any_kind_that_stays_between_0_and_1(belief):
    assert spring(cvr=belief).cvr == belief


def test_a_plain_number_for_any_belief_is_one_that_is_known():
    names = ("cpc", "cvr", "aov", "incremental_share", "cpc_elasticity")
    plain = spring(**dict.fromkeys(names, 0.5), economics=OrderEconomics())
    assert {name: getattr(plain, name) for name in names} == dict.fromkeys(names, Fixed(0.5))
    assert plain == spring(**dict.fromkeys(names, Fixed(0.5)), economics=OrderEconomics())


@pytest.mark.parametrize("value", [-0.1, 1.1, Amount(0.5, 0.9), math.nan])
def test_incremental_share_must_lie_between_0_and_1(value):
    refusal(lambda: spring(incremental_share=value), "incremental_share")


@pytest.mark.parametrize("value", [-1, math.nan, math.inf])
def test_spread_of_order_values_must_be_0_or_more(value):
    refusal(lambda: spring(order_value_cv=value), "order_value_cv")


@pytest.mark.parametrize("value", [-0.1, 1, 1.5, math.nan])
def test_elasticity_of_1_or_more_is_refused(value):
    refusal(lambda: spring(cpc_elasticity=value), "cpc_elasticity")


# -- goals and cut-offs -------------------------------------------------------------------------------------------


def test_wish_is_said_once():
    refusal(lambda: spring(target_profit=3, target_cpo=10), "target_cpo", "Say what is wanted once")
    refusal(lambda: known(target_cpo=3, target_profit_share=0.1), "target_profit_share", "once")


@pytest.mark.parametrize(
    ("goal", "value"),
    [("target_profit", -1), ("target_cpo", -1), ("target_profit_share", 1.1), ("target_cpo", math.nan)],
)
def test_wish_must_make_sense(goal, value):
    refusal(lambda: known(**{goal: value}), goal)


def test_target_certainly_above_the_maximum_is_refused_with_the_maximum():
    refusal(lambda: known(target_cpo=21), "target_cpo", "(21)", "at most 20", "Lower the target")
    refusal(lambda: known(target_cpo=61, aov=Pert(60, 80, 90)), "target_cpo", "at most 60")


def test_target_that_may_be_above_the_maximum_is_kept_and_its_chance_told():
    scenario = known(target_cpo=21, aov=Amount(45, 60))
    assert 0.3 < simulate(scenario).target_above_max_probability.value < 0.7
    assert known(target_cpo=59, aov=Pert(60, 80, 90)).target_cpo == 59


@pytest.mark.parametrize("goods", [0.7, 0.9, 0.41, 0.95])
def test_target_that_equals_the_maximum_is_not_refused_for_the_sake_of_a_rounding(goods):
    target = round(100 * (1 - goods), 2)
    order = OrderEconomics(cogs_share=goods)
    scenario = known(aov=Fixed(100), economics=order, target_cpo=target)
    assert simulate(scenario).target_above_max_probability.value == 0


def test_max_cpo_of_zero_or_less_is_an_answer_not_an_error():
    scenario = known(economics=OrderEconomics(cogs_per_order=60), target_cpo=10)
    assert scenario.ceiling({}).at(50) == -10


def test_cut_off_for_stop_must_lie_below_the_one_for_scale():
    refusal(lambda: spring(stop_at=0.9), "stop_at", "(90 %)", "below", "(80 %)")
    refusal(lambda: spring(stop_at=0.8), "stop_at")


@pytest.mark.parametrize("field", ["scale_at", "stop_at"])
@pytest.mark.parametrize("value", [-0.1, 1.1, 80, math.nan])
def test_cut_off_outside_0_to_1_is_refused(field, value):
    refusal(lambda: spring(**{field: value}), field)


# -- correlations -------------------------------------------------------------------------------------------------


def test_correlations_may_be_given_as_pairs_in_either_order():
    pairs = {("cvr", "cpc"): 0.3, ("aov", "cvr"): -0.2, ("cpc", "aov"): 0.1}
    assert spring(correlations=pairs).correlations == Correlations(0.3, -0.2, 0.1)


def test_correlations_that_cannot_exist_are_refused_by_name():
    refusal(
        lambda: Correlations(0.9, 0.9, -0.9),
        "correlation_cpc_cvr",
        "cannot exist together",
        "CPC with CVR 0.9",
        "AOV with CVR 0.9",
        "CPC with AOV -0.9",
        "closer to 0",
    )


@pytest.mark.parametrize("value", [-1, 1, 2, math.nan, math.inf, "0.3"])
@pytest.mark.parametrize("pair", ["cpc_cvr", "aov_cvr", "cpc_aov"])
def test_correlation_must_lie_between_minus_1_and_1(pair, value):
    words = ("both excluded", f"got {value}") if value in (-1, 1, 2) else ("number",)
    refusal(lambda: Correlations(**{pair: value}), f"correlation_{pair}", *words)


@pytest.mark.parametrize(
    "pairs", [{("cpc", "margin"): 0.3}, {("cpc", "cvr"): 0.3, ("cvr", "cpc"): 0.3}, {("cpc", "cpc"): 0.3}]
)
def test_pair_that_has_no_correlation_is_refused(pairs):
    refusal(lambda: spring(correlations=pairs), "correlation_cpc_cvr", "each once", "cpc")


def test_known_input_is_correlated_with_nothing():
    matrix = Correlations(0.3, -0.2, 0.1).matrix(frozenset({"cpc"}))
    np.testing.assert_array_equal(matrix, [[1, 0, -0.2], [0, 1, 0], [-0.2, 0, 1]])


# -- settings -----------------------------------------------------------------------------------------------------


def test_default_is_8_scrambles_of_2048_points():
    assert Settings().draws == 16_384
    assert Settings(points=64.0, scrambles=2.0, seed=7.0) == Settings(points=64, scrambles=2, seed=7)
    assert isinstance(Settings(points=64.0).points, int)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("points", 1000),
        ("points", 32),
        ("points", 2**21),
        ("points", 2048.5),
        ("points", math.nan),
        ("scrambles", 1),
        ("scrambles", 65),
        ("scrambles", 2.5),
        ("seed", -1),
        ("seed", 2**32),
        ("seed", 0.5),
        ("order_luck", 1),
    ],
)
def test_settings_that_cannot_be_simulated_are_refused(field, value):
    refusal(lambda: Settings(**{field: value}), field)


def test_points_that_are_no_power_of_two_are_refused_with_examples():
    refusal(lambda: simulate(spring(), points=1000), "points", "power of two", "1024", "got 1000")


def test_more_draws_than_a_server_can_hold_are_refused():
    refusal(lambda: Settings(points=2**20, scrambles=8), "points", "at most: 4194304")


# -- the ceiling --------------------------------------------------------------------------------------------------


def test_repeat_purchases_raise_the_ceiling_of_the_plan_but_not_of_the_first_order():
    plain, repeated = known(), known(repeat=RepeatPurchases(0.5, 2, 1))
    assert plain.ceiling({}).at(50) == repeated.first_order_ceiling({}).at(50) == pytest.approx(20)
    assert repeated.ceiling({}).at(50) == pytest.approx(20 * 1.5)


def test_refused_plan_is_an_input_error_and_a_value_error():
    with pytest.raises(ValueError, match="above 0") as caught:
        spring(budget=-1)
    assert isinstance(caught.value, InputError)


def test_as_many_draws_as_are_made_at_most_and_a_target_where_an_order_leaves_nothing():
    assert Settings(points=MOST_DRAWS // 64, scrambles=64).draws == MOST_DRAWS
    refusal(lambda: Settings(points=MOST_DRAWS // 32, scrambles=64), "points")
    nothing_left = known(economics=OrderEconomics(cogs_per_order=50), target_cpo=5.0)
    assert nothing_left.target_cpo == 5.0  # what is lost is said by the verdict, not by a refusal
    refusal(lambda: known(target_cpo=20.1), "target_cpo")
    assert known(target_cpo=20.0).target_cpo == 20.0


def test_a_rate_is_no_price_and_a_known_number_keeps_all_of_its_digits():
    refusal(lambda: known(cpc=Rate(0.1, 0.2)), "cpc", "not a rate")
    refusal(lambda: known(cpc=Fixed(0.0)), "cpc")
    assert ends_of("cpc", Fixed(0.123456789)) == {"cpc_low": 0.123456789, "cpc_high": 0.123456789}
    assert ends_of("cpc", Amount(0.123456789, 0.2, 0.9)) == {"cpc_low": 0.123456789, "cpc_high": 0.2}

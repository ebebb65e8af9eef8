"""Which input decides? Closed forms of the all-lognormal plan, another library, and laws."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.special import ndtr

from simulator import (
    Amount,
    Correlations,
    Fixed,
    OrderEconomics,
    Pert,
    Plan,
    Rate,
    RateFromCounts,
    RepeatPurchases,
    Settings,
    drivers_of,
    simulate,
)
from simulator.engine.outcome import outcome_of
from simulator.engine.points import base_scores, redrawn_scores
from simulator.questions.drivers import INFLUENCES, TORNADO, believed_as, known_as, variance_shares
from tests.simulator.plans import any_plan, known, spring

LONG_RUN = Settings(order_luck=False)
FEW = Settings(order_luck=False, points=64, scrambles=2)
Z95 = 1.6448536269514722

LOGNORMAL = spring(
    cpc=Amount(0.40, 0.80),
    cvr=Amount(0.012, 0.030),
    aov=Amount(60, 100),
    economics=OrderEconomics(cogs_share=0.6),
    target_profit=None,
)
"""max CPO = 0.4 AOV, so ln(max CPO / CPO) = ln 0.4 + ln AOV + ln CVR - ln CPC is normal."""
SIGMAS = {name: getattr(LOGNORMAL, name).sigma for name in ("cpc", "cvr", "aov")}
MIDDLE = math.log(0.4) + LOGNORMAL.aov.mu + LOGNORMAL.cvr.mu - LOGNORMAL.cpc.mu
VARIANCE = sum(sigma**2 for sigma in SIGMAS.values())
MEAN_RETURN = math.exp(MIDDLE + VARIANCE / 2)


def by_input(frame):
    return frame.set_index("input")


# -- shares of the variance of profit -------------------------------------------------------------------------------


def test_shares_of_variance_meet_their_closed_form():
    # Profit = B (R - 1), R lognormal: V ∝ e^S - 1, first order e^s² - 1, total e^S - e^(S - s²), over e^S - 1.
    result = by_input(drivers_of(Plan(LOGNORMAL, LONG_RUN)).influences)
    whole = math.expm1(VARIANCE)
    for name, sigma in SIGMAS.items():
        first = math.expm1(sigma**2) / whole
        total = (math.exp(VARIANCE) - math.exp(VARIANCE - sigma**2)) / whole
        assert result.first_order[name] == pytest.approx(first, abs=5 * result.first_order_error[name] + 1e-3)
        assert result.total[name] == pytest.approx(total, abs=5 * result.total_error[name] + 1e-3)
        assert result.first_order_error[name] < 0.006
        assert result.total_error[name] < 0.003
    assert result.first_order.sum() < 1 < result.total.sum()


def test_an_input_decides_from_half_of_the_variance_on():
    # All lognormal: the first order is (e^s² - 1) / (e^S - 1), here 0.45 and 0.60.
    for cpc, decides in ((Amount(0.36, 0.82), False), (Amount(0.45, 0.75), True)):
        scenario = replace(LOGNORMAL, cpc=cpc)
        wide, rest = SIGMAS["cvr"] ** 2, cpc.sigma**2 + SIGMAS["aov"] ** 2
        drivers = drivers_of(Plan(scenario, LONG_RUN))
        assert drivers.strongest == "cvr"
        assert (math.expm1(wide) / math.expm1(wide + rest) >= 0.5) == decides == drivers.decides


@pytest.mark.parametrize("spread", [0.0, 1.0, 2.0])
def test_the_share_of_luck_is_what_the_law_of_total_variance_leaves(spread):
    # Given the inputs, profit has variance λ m² (1 + CV²), with λ the expected orders and m what one leaves.
    scenario = replace(LOGNORMAL, budget=600, reference_budget=600, order_value_cv=spread)
    result = by_input(drivers_of(Plan(scenario)).influences)
    # E[λ m²] = B · E[CVR / CPC · (0.4 AOV)²], all lognormal; Var(λ m) = (B · E[R])² (e^S - 1).
    mu = LOGNORMAL.cvr.mu - LOGNORMAL.cpc.mu + 2 * (math.log(0.4) + LOGNORMAL.aov.mu)
    of_luck = 600 * math.exp(mu + (SIGMAS["cvr"] ** 2 + SIGMAS["cpc"] ** 2 + 4 * SIGMAS["aov"] ** 2) / 2)
    of_luck *= 1 + spread**2
    exact = of_luck / (of_luck + (600 * MEAN_RETURN) ** 2 * math.expm1(VARIANCE))
    assert result.total["order_luck"] == pytest.approx(exact, abs=5 * result.total_error["order_luck"] + 2e-3)
    assert result.total_error["order_luck"] < 0.02


def test_correlated_inputs_have_no_shares_but_rank_correlations():
    scenario = replace(LOGNORMAL, correlations=Correlations(cpc_cvr=0.5))
    drivers = drivers_of(Plan(scenario, LONG_RUN))
    result = by_input(drivers.influences)
    assert not drivers.shares_exist
    assert result[["first_order", "total", "first_order_error", "total_error"]].isna().all().all()
    spread = math.sqrt(SIGMAS["cpc"] ** 2 + SIGMAS["cvr"] ** 2 - SIGMAS["cpc"] * SIGMAS["cvr"])
    straight = {
        "cpc": (SIGMAS["cpc"] - 0.5 * SIGMAS["cvr"]) / spread,
        "cvr": (0.5 * SIGMAS["cpc"] - SIGMAS["cvr"]) / spread,
        "aov": 0.0,
    }
    for name, correlation in straight.items():
        assert result.rank_correlation[name] == pytest.approx(6 / math.pi * math.asin(correlation / 2), abs=0.005)
    assert drivers.strongest == result.rank_correlation.abs().idxmax() == "cvr"
    assert not drivers.decides  # nothing is shared out


def test_a_correlation_with_a_known_input_does_no_harm():
    scenario = known_as(replace(LOGNORMAL, correlations=Correlations(cpc_cvr=0.5)), "cpc", 0.6)
    assert drivers_of(Plan(scenario)).shares_exist


def test_without_uncertainty_there_is_nothing_to_decide():
    drivers = drivers_of(Plan(known(), LONG_RUN))
    assert drivers.tornado.empty
    assert drivers.influences.empty
    assert (drivers.strongest, drivers.shares_exist) == (None, False)
    only_luck = drivers_of(Plan(known()))
    assert only_luck.influences.input.tolist() == ["order_luck"]
    assert only_luck.influences.total[0] == pytest.approx(1, abs=1e-3)
    assert only_luck.influences.first_order[0] == pytest.approx(1, abs=0.02)
    assert only_luck.strongest == "order_luck"
    assert only_luck.decides


def test_an_input_that_moves_no_profit_explains_nothing_and_does_not_decide():
    """At the reference budget the elasticity moves the next order only."""
    drivers = drivers_of(Plan(known(cpc_elasticity=Rate(0.1, 0.3)), FEW))
    assert (drivers.shares_exist, drivers.strongest, drivers.decides) == (False, None, False)
    assert drivers.influences.input.tolist() == ["cpc_elasticity"]


def test_where_some_scrambles_hold_no_order_at_all_there_are_no_shares_of_variance():
    """One order in about 500 draws of 8 scrambles: in most of them every profit is the same."""
    plan = Plan(known(budget=2, cvr=Rate(0.0018, 0.0022)), Settings(points=64, scrambles=8))
    by_scramble = outcome_of(plan).rows("orders").sum(axis=1)
    assert by_scramble.min() == 0 < by_scramble.max()
    assert not drivers_of(plan).shares_exist


@pytest.mark.parametrize("unit", [1.0, 1e-5])
def test_a_profit_that_differs_by_rounding_only_has_no_shares_of_variance(unit):
    """An order of 30.30 units leaves nothing of it: 10.10 and 20.20 are its costs."""
    costs = OrderEconomics(cogs_per_order=10.1 * unit, other_costs=20.2 * unit)
    money = {"budget": 10_000 * unit, "cpc": Fixed(0.01 * unit), "aov": Fixed(30.3 * unit), "economics": costs}
    plan = Plan(known(cvr=Rate(0.4, 0.6), **money), FEW)
    assert outcome_of(plan).rows("profit").var() > 0
    assert not drivers_of(plan).shares_exist


def test_one_input_in_few_draws_by_hand():
    """ln(CVR / 5 %) is normal around -0.05 with a spread of 0.2: it pays above 0, so Φ(-¼) and with half the spread

    Φ(-½). Nothing but an order value tells nothing of what an order costs.
    """
    width = 0.2 * Z95
    scenario = known(cvr=Amount(0.05 * math.exp(-0.05 - width), 0.05 * math.exp(-0.05 + width)))
    drivers = drivers_of(Plan(scenario, Settings(order_luck=False, points=512, scrambles=4)))
    (row,) = drivers.influences.itertuples()
    assert drivers.break_even_probability.value == pytest.approx(float(ndtr(-0.25)), abs=0.01)
    assert row.halved_break_even == pytest.approx(float(ndtr(-0.5)), abs=0.01)
    assert row.halved_change == pytest.approx(row.halved_break_even - drivers.break_even_probability.value)
    assert (row.first_order, row.total) == pytest.approx((1, 1), abs=0.05)
    assert row.rank_correlation == pytest.approx(-1)
    assert tuple(drivers.influences.columns) == INFLUENCES
    assert tuple(drivers.tornado.columns) == TORNADO
    (end,) = drivers.tornado.itertuples()
    assert (end.low, end.high) == pytest.approx((scenario.cvr.low, scenario.cvr.high))
    assert (end.cpo_at_low, end.cpo_at_high) == pytest.approx((1 / end.low, 1 / end.high))
    assert (end.break_even_at_low, end.break_even_at_high, end.break_even_effect) == (0, 1, 1)
    ends = [1000 * (20 * rate - 1) for rate in (end.low, end.high)]
    assert (end.profit_at_low, end.profit_at_high) == pytest.approx(ends)
    assert end.profit_effect == pytest.approx(ends[1] - ends[0])
    (row,) = drivers_of(Plan(known(aov=Amount(40, 60)), FEW)).influences.itertuples()
    assert row.rank_correlation == 0


def test_inputs_are_told_from_the_strongest_to_the_weakest():
    sure = drivers_of(Plan(spring(cpc=Amount(0.045, 0.075)), FEW))  # clicks so cheap that it always pays
    assert (sure.tornado.break_even_effect == 0).all()
    assert sure.tornado.input.tolist() == ["cvr", "cpc", "aov"]
    assert sure.tornado.profit_effect.abs().is_monotonic_decreasing
    assert sure.influences.input.tolist() == ["cvr", "cpc", "aov"]
    assert sure.influences.total.is_monotonic_decreasing
    joined = drivers_of(Plan(spring(correlations=Correlations(cpc_cvr=0.1)), FEW)).influences
    assert joined.rank_correlation.abs().is_monotonic_decreasing
    assert joined.rank_correlation.min() < 0 < joined.rank_correlation.max()


def test_luck_is_an_input_like_others_but_cannot_be_halved():
    """All inputs known: orders come as they come, and the more come the less each costs."""
    (row,) = drivers_of(Plan(known(), Settings(points=256, scrambles=2))).influences.itertuples()
    assert row.input == "order_luck"
    assert (row.first_order, row.total) == pytest.approx((1, 1), abs=0.1)
    assert row.rank_correlation == pytest.approx(-1, abs=0.01)
    assert math.isnan(row.halved_break_even)
    assert math.isnan(row.halved_change)


def test_every_kind_of_input_is_held_where_it_belongs():
    repeat = RepeatPurchases(new_customer_share=0.5, orders_per_year=2, years=2, retention=0.4)
    scenario = known(repeat=repeat)
    assert known_as(scenario, "cpc", 0.5).cpc == Fixed(0.5)
    assert known_as(scenario, "return_rate", 0.5).economics.return_rate == Fixed(0.5)
    assert known_as(scenario, "retention", 0.5).repeat == replace(repeat, retention=0.5)
    assert known_as(scenario, "new_customer_share", 0.7).repeat == replace(repeat, new_customer_share=0.7)


def test_the_second_set_of_draws_tells_nothing_of_the_first():
    sets = np.vstack([make(2048, 8, 0).reshape(16, -1) for make in (base_scores, redrawn_scores)])
    across = np.corrcoef(sets)[:16, 16:]
    # Independent points have correlations of sd 0.008; the evenness of these makes most of them far smaller.
    assert np.abs(across).max() < 0.03
    assert np.median(np.abs(across)) < 0.002
    sizes = np.corrcoef(np.abs(sets))[:16, 16:]
    assert np.abs(sizes).max() < 0.03
    assert np.abs(sets.mean(axis=1)).max() < 0.005


# -- tornado, rank correlation, half the uncertainty ----------------------------------------------------------------


def test_the_tornado_meets_normal_tails():
    result = by_input(drivers_of(Plan(LOGNORMAL, LONG_RUN)).tornado)
    helps = {"cpc": -1, "cvr": 1, "aov": 1}
    for name, sigma in SIGMAS.items():
        rest = math.sqrt(VARIANCE - sigma**2)
        for end, sign in (("low", -1), ("high", 1)):
            shift = sign * helps[name] * Z95 * sigma
            exact = float(ndtr((MIDDLE + shift) / rest))
            assert result[f"break_even_at_{end}"][name] == pytest.approx(exact, abs=0.004)
            mean = 5000 * (math.exp(MIDDLE + shift + rest**2 / 2) - 1)
            assert result[f"profit_at_{end}"][name] == pytest.approx(mean, abs=3)
            belief = getattr(LOGNORMAL, name)
            assert result[end][name] == pytest.approx(math.exp(belief.mu + sign * Z95 * sigma))
            assert result[end][name] == pytest.approx(getattr(belief, end))  # 90 % intervals: the ends as typed
            cpo = math.exp(LOGNORMAL.cpc.mu - LOGNORMAL.cvr.mu - (shift if name != "aov" else 0))
            assert result[f"cpo_at_{end}"][name] == pytest.approx(cpo, rel=0.003)


def test_the_tornado_begins_with_the_largest_effect():
    tornado = drivers_of(Plan(spring())).tornado
    assert tornado.input.tolist() == ["cvr", "cpc", "aov"]
    assert tornado.break_even_effect.abs().is_monotonic_decreasing
    assert (tornado.break_even_effect == tornado.break_even_at_high - tornado.break_even_at_low).all()
    assert (tornado.profit_effect == tornado.profit_at_high - tornado.profit_at_low).all()


def test_rank_correlations_meet_their_closed_form():
    result = by_input(drivers_of(Plan(LOGNORMAL, LONG_RUN)).influences)
    spread = math.hypot(SIGMAS["cpc"], SIGMAS["cvr"])
    for name, sign in (("cpc", 1), ("cvr", -1), ("aov", 0)):
        exact = 6 / math.pi * math.asin(sign * SIGMAS[name] / spread / 2)
        assert result.rank_correlation[name] == pytest.approx(exact, abs=0.005)


def test_half_the_uncertainty_meets_a_normal_tail():
    drivers = drivers_of(Plan(LOGNORMAL, LONG_RUN))
    result = by_input(drivers.influences)
    for name, sigma in SIGMAS.items():
        exact = float(ndtr(MIDDLE / math.sqrt(VARIANCE - 0.75 * sigma**2)))
        assert result.halved_break_even[name] == pytest.approx(exact, abs=0.004)
        now = drivers.break_even_probability.value
        assert result.halved_change[name] == pytest.approx(result.halved_break_even[name] - now)
        assert 0 <= result.halved_change_error[name] < 0.005


def test_half_the_uncertainty_of_an_amount_is_half_its_log_width():
    narrow = Amount(math.sqrt(0.45 * math.sqrt(0.45 * 0.75)), math.sqrt(0.75 * math.sqrt(0.45 * 0.75)))
    asked = simulate(spring(cpc=narrow)).break_even_probability.value
    result = by_input(drivers_of(Plan(spring())).influences)
    assert result.halved_break_even["cpc"] == pytest.approx(asked, abs=1e-4)


# -- every plan -----------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(any_plan)
def test_of_every_plan_the_what_ifs_are_those_of_simulate(plan):
    drivers = drivers_of(plan)
    outcome = outcome_of(plan)
    assert set(drivers.tornado.input) == set(plan.scenario.uncertain)
    for row in drivers.tornado.itertuples(index=False):
        alone = outcome_of(Plan(known_as(plan.scenario, row.input, row.low), plan.settings))
        assert row.break_even_at_low == alone.break_even_probability.value
    wider = replace(plan.scenario, cvr=Rate(0.01, 0.05), order_value_cv=0.7)
    changed, alone = outcome.changed(wider), outcome_of(Plan(wider, plan.settings))
    for name in ("cpo", "profit", "max_cpo", "marginal_cpo", "cpc"):
        assert (changed.rows(name) == alone.rows(name)).all()
    if drivers.shares_exist:
        totals = drivers.influences.total.to_numpy()
        assert (totals > -1e-9).all()
    assert drivers.influences.rank_correlation.between(-1, 1).all()


def test_every_uncertain_input_can_be_held():
    scenario = spring(
        cpc_elasticity=Pert(0.1, 0.2, 0.4),
        incremental_share=Rate(0.7, 0.9),
        economics=OrderEconomics(cogs_share=Rate(0.3, 0.5), return_rate=RateFromCounts(8, 100), fee_rate=0.02),
        repeat=RepeatPurchases(Rate(0.5, 0.8), 2, 2, retention=Rate(0.2, 0.4)),
    )
    assert set(drivers_of(Plan(scenario)).tornado.input) == set(scenario.uncertain)
    for name in scenario.uncertain:
        assert name not in known_as(scenario, name, 0.3).uncertain
        assert believed_as(scenario, name, scenario.uncertain[name]) == scenario


def test_shares_do_not_hang_on_the_seed():
    plans = [Plan(spring(), Settings(seed=seed)) for seed in (1, 2)]
    one, other = (variance_shares(outcome_of(plan)) for plan in plans)
    for name in one:
        for mine, yours in zip(one[name], other[name], strict=True):
            assert abs(mine.value - yours.value) < 6 * math.hypot(mine.mc_error, yours.mc_error)

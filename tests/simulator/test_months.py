"""Month by month: what is shared between months and what is not, by hand and by closed forms."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import poisson

from simulator import Amount, Fixed, OrderEconomics, Plan, RepeatPurchases, Settings, months_of, simulate
from simulator.engine.points import base_scores, luck_of_month
from tests.simulator.plans import known, refusal, spring

LONG_RUN = Settings(order_luck=False)


def test_the_first_month_of_weight_one_is_the_plan():
    by_month = months_of(Plan(spring()), [1]).by_month.iloc[0]
    plan = simulate(spring())
    assert by_month.profit_mean == pytest.approx(plan.mean("profit").value, rel=1e-9)
    assert by_month.break_even_probability == plan.break_even_probability.value
    assert by_month.cumulative_p5 == plan.quantile("profit", 0.05).value
    assert by_month.under_water_probability == pytest.approx(1 - plan.break_even_probability.value)


def test_the_fan_of_a_single_month_is_the_spread_of_the_plans_profit():
    plan = Plan(spring(), Settings(points=256, scrambles=4))
    (month,) = months_of(plan, [1.0]).by_month.itertuples()
    alone = simulate(spring(), points=256, scrambles=4)
    for label, share in (("p5", 0.05), ("p25", 0.25), ("p50", 0.50), ("p75", 0.75), ("p95", 0.95)):
        assert getattr(month, f"cumulative_{label}") == pytest.approx(alone.quantile("profit", share).value)


def test_in_the_long_run_months_repeat_each_other():
    # Beliefs hold for all months: without luck the year is twelve times the month, draw by draw.
    months = months_of(Plan(spring(), LONG_RUN), [1] * 12)
    plan = simulate(spring(), order_luck=False)
    by_month = months.by_month
    assert by_month.month.tolist() == list(range(1, 13))
    for share, column in ((0.05, "cumulative_p5"), (0.5, "cumulative_p50"), (0.95, "cumulative_p95")):
        exact = plan.quantile("profit", share).value * np.arange(1, 13)
        assert by_month[column].to_numpy() == pytest.approx(exact, rel=1e-9)
    loses = 1 - plan.break_even_probability.value
    assert by_month.under_water_probability.to_numpy() == pytest.approx(loses)
    assert months.ever_under_water.value == pytest.approx(loses)


def test_luck_of_months_is_their_own_and_averages_out():
    # Everything known, γ = 0: orders of k months are Poisson with k times the mean; 21 orders of 20 + … cover 1,000.
    scenario = known(cpc_elasticity=0.0, economics=OrderEconomics(cogs_per_order=20, other_costs=9))
    by_month = months_of(Plan(scenario), [1] * 6).by_month
    for row in by_month.itertuples(index=False):
        needed = math.ceil(1000 * row.month / 21 - 1e-9)
        exact = poisson.cdf(needed - 1, 50 * row.month)
        # Pairs of permuted points are as good as plain draws: sd 0.004 at 16,384 draws; 5 of them.
        assert row.under_water_probability == pytest.approx(exact, abs=0.02)
        assert row.cumulative_mean == pytest.approx(50 * row.month, abs=3.0 * math.sqrt(row.month))
    assert by_month.under_water_probability.iloc[-1] < 0.6 * by_month.under_water_probability.iloc[0]


def test_luck_of_one_month_tells_nothing_of_another():
    months = [np.array(luck_of_month(2048, 8, 0, month)).reshape(2, -1) for month in range(5)]
    base = base_scores(2048, 8, 0)
    assert (months[0][0].reshape(8, -1) == base[3]).all()
    for month in months[1:]:
        # The same points, so each month's luck is as evenly spread as the plan's.
        assert (np.sort(month[0]) == np.sort(months[0][0])).all()
        for other in months:
            if other is not month:
                # A correlation of 16,384 independent pairs has sd 0.008; 5 of them.
                assert abs(np.corrcoef(np.abs(month[0]), np.abs(other[0]))[0, 1]) < 0.04
                assert abs(np.corrcoef(month[0], other[0])[0, 1]) < 0.04
        inputs = base[:3].reshape(3, -1)
        assert np.abs(np.corrcoef(np.vstack([inputs, month]))[:3, 3:]).max() < 0.04
    assert (luck_of_month(64, 2, 0, 3)[0] == luck_of_month(64, 2, 0, 3)[0]).all()


def test_weights_move_demand_and_budgets_alone_move_the_click_price():
    plan = Plan(known(), LONG_RUN)  # 50 orders for 1,000, each leaves 20
    demand = months_of(plan, [1, 2]).by_month
    assert demand.budget.tolist() == [1000, 2000]
    assert demand.orders_mean.tolist() == pytest.approx([50, 100])
    assert demand.cumulative_budget.tolist() == [1000, 3000]
    pushed = months_of(plan, [1, 1], [1000, 2000]).by_month
    assert pushed.orders_mean.tolist() == pytest.approx([50, 50 * 2**0.8])
    assert pushed.cumulative_mean.tolist() == pytest.approx([0, 1000 * 2**0.8 - 2000], abs=1e-9)


def test_with_repeat_purchases_the_fan_is_the_money_of_the_period():
    scenario = known(repeat=RepeatPurchases(1.0, 2, 1), cpc=Fixed(1.5))
    by_month = months_of(Plan(scenario, LONG_RUN), [1, 1]).by_month
    first = simulate(scenario, order_luck=False).mean("first_order_profit").value
    assert first < 0 < simulate(scenario, order_luck=False).mean("profit").value
    assert by_month.cumulative_mean.tolist() == pytest.approx([first, 2 * first])
    assert by_month.under_water_probability.tolist() == [1, 1]


def test_correlated_inputs_stay_as_they_are_in_every_month():
    scenario = spring(cpc=Amount(0.3, 0.9), correlations={("cpc", "cvr"): 0.5})
    by_month = months_of(Plan(scenario, LONG_RUN), [1, 1]).by_month
    assert by_month.profit_mean[0] == pytest.approx(simulate(scenario, order_luck=False).mean("profit").value)
    assert by_month.profit_mean[1] == pytest.approx(by_month.profit_mean[0])


def test_a_fan_is_in_order_and_ever_is_at_least_as_likely_as_each():
    months = months_of(Plan(spring()), [0.7, 1.3, 1.0, 2.0])
    fan = months.by_month[[f"cumulative_p{share}" for share in (5, 25, 50, 75, 95)]].to_numpy()
    assert (np.diff(fan, axis=1) > 0).all()
    assert months.ever_under_water.value >= months.by_month.under_water_probability.max()


@pytest.mark.parametrize("days", [7, 90])
def test_a_plan_of_another_period_is_taken_to_a_month_at_its_spend_per_day(days):
    # Everything known, a budget of 1,000 in so many days: the year is that of 1,000 · 30 / days a month.
    of_period = known(budget=1000.0, period_days=days, reference_budget=500)
    of_month = replace(of_period, budget=30_000 / days, reference_budget=15_000 / days, period_days=30)
    demanded, expected = (months_of(Plan(wanted, LONG_RUN), [1, 2]).by_month for wanted in (of_period, of_month))
    assert demanded.budget.tolist() == pytest.approx([30_000 / days, 60_000 / days])
    assert demanded.drop(columns="under_water_error").to_numpy() == pytest.approx(
        expected.drop(columns="under_water_error").to_numpy()
    )
    per_order = demanded.budget / demanded.orders_mean
    assert per_order.tolist() == pytest.approx([simulate(of_period, order_luck=False).quantile("cpo", 0.5).value] * 2)


def test_a_month_that_cannot_be_is_named():
    plan = Plan(spring(), Settings(points=64, scrambles=2))
    refusal(lambda: months_of(plan, [1, 1, 0]), "weights", "month 3")
    refusal(lambda: months_of(plan, [1, 0.0001]), "budget", "month 2")


def test_impossible_months_are_refused_in_words():
    plan = Plan(spring(), Settings(points=64, scrambles=2))
    refusal(lambda: months_of(plan, []), "weights")
    refusal(lambda: months_of(plan, [1, 0]), "weights")
    refusal(lambda: months_of(plan, [1] * 61), "weights")
    refusal(lambda: months_of(plan, [1, 1], [100]), "weights")
    refusal(lambda: months_of(plan, [1, 1], [100, 0.001]), "budget")


def test_months_that_just_pay_for_themselves_are_never_under_water():
    year = months_of(Plan(known(), Settings(order_luck=False)), [1.0, 0.7, 1.3])  # a CPO of 20, which an order leaves
    assert year.ever_under_water.value == 0


def test_a_month_that_misses_0_by_rounding_only_is_not_under_water_in_a_currency_of_large_numbers():
    """50 orders cost 700 each, which is what they leave; 0.07 of 10,000 is a hair more than 700."""
    cost = 0.07 * 1e4
    scenario = known(
        budget=35_000, cpc=Fixed(cost / 20), aov=Fixed(5e5), economics=OrderEconomics(cogs_per_order=5e5 - cost)
    )
    months = months_of(Plan(scenario, Settings(order_luck=False, points=64, scrambles=2)), [1, 1])
    assert months.by_month.cumulative_mean.max() < 0
    assert months.ever_under_water.value == 0


@pytest.mark.parametrize("spend", [1.4, 1.5, 2.4])
def test_a_month_in_which_a_spend_buys_no_click_is_named_also_where_the_plan_spends_less(spend):
    """The price grows with the root of the spend: at a weight of 1 % the plan's 1.50 buy 0.15 clicks."""
    plan = Plan(known(budget=1.5, cpc_elasticity=0.5), LONG_RUN)
    refusal(lambda: months_of(plan, [1, 0.01], [1.5, spend]), "budget", "month 2", "larger weight")
    refusal(lambda: months_of(plan, [1, 1], [1.5, 1e13]), "budget", "largest number")


def test_a_month_whose_weight_asks_for_a_budget_beyond_any_number_is_refused_for_that_and_not_for_its_spend():
    error = refusal(lambda: months_of(Plan(known(), LONG_RUN), [1, 1e10], [1000, 1000]), "reference_budget", "largest")
    assert "month" not in error.values

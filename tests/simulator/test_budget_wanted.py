"""Which budget brings what is wanted? By hand, by closed forms, and put back into the plan."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import poisson

from simulator import Amount, Fixed, OrderEconomics, Plan, Settings, budget_wanted, daily_budgets, simulate
from simulator.questions.budget_wanted import _first, _with_best
from tests.simulator.plans import known, refusal, spring

LONG_RUN = Settings(order_luck=False)


def test_the_daily_view_of_the_design():
    view = daily_budgets(10)
    assert view.orders_per_day.tolist() == [3, 5, 10]
    assert view.daily_budget.tolist() == [30, 50, 100]
    assert view.monthly_budget.tolist() == [900, 1500, 3000]
    assert daily_budgets(12.5, [2], days=7).iloc[0].tolist() == [2, 25, 175]
    refusal(lambda: daily_budgets(0), "cpo")
    refusal(lambda: daily_budgets(10, [0]), "orders")
    refusal(lambda: daily_budgets(10, []), "orders")


def test_wanted_orders_by_hand():
    # 50 orders for 1,000 and γ = 0.2: twice the orders cost 2^1.25 times as much.
    wanted_budget = budget_wanted(Plan(known(), LONG_RUN), 100)
    assert wanted_budget.on_average == pytest.approx(1000 * 2**1.25, rel=2e-6)
    assert wanted_budget.average_probability.value == 1.0
    assert wanted_budget.surely == pytest.approx(wanted_budget.on_average, rel=3e-6)
    assert wanted_budget.scenario == replace(known(), budget=wanted_budget.on_average)
    for_sure = budget_wanted(Plan(known(), LONG_RUN), 100, sure_at=1.0)
    assert for_sure.surely == pytest.approx(1000 * 2**1.25, rel=3e-6)


def test_with_luck_the_average_budget_is_not_enough_to_be_sure():
    wanted_budget = budget_wanted(Plan(known(cpc_elasticity=0.0)), 50, sure_at=0.9)
    assert wanted_budget.on_average == pytest.approx(1000, rel=2e-6)
    assert wanted_budget.average_probability.value == pytest.approx(poisson.sf(49, 50), abs=0.002)
    # The mean whose chance of 50 orders or more is 90 %
    assert poisson.sf(49, wanted_budget.surely / 20) == pytest.approx(0.9, abs=0.002)
    assert wanted_budget.sure_probability.value >= 0.9


def test_being_sure_of_orders_is_a_normal_quantile_when_the_click_price_is_lognormal():
    scenario = spring(cvr=Fixed(0.02))
    wanted_budget = budget_wanted(Plan(scenario, LONG_RUN), 200, sure_at=0.8)
    # orders = B^0.8 · 5,000^0.2 · 0.02 / CPC ≥ 200 in 80 % of the draws
    dear = math.exp(scenario.cpc.mu + float(ndtri(0.8)) * scenario.cpc.sigma)
    assert wanted_budget.surely == pytest.approx((200 * dear / 0.02 / 5000**0.2) ** 1.25, rel=0.002)
    assert simulate(wanted_budget.sure_scenario, order_luck=False).chance(
        simulate(wanted_budget.sure_scenario, order_luck=False).orders >= 200
    ).value == pytest.approx(0.8, abs=1e-3)


def test_wanted_profit_is_met_by_the_smallest_budget_that_earns_it():
    # profit = B (24 / 16 · (B / 1,000)^-0.2 - 1), at most 1,000 · 1.2^5 / 4 = 622.08
    scenario = known(cvr=Fixed(1 / 16), economics=OrderEconomics(cogs_per_order=26))
    wanted_budget = budget_wanted(Plan(scenario, LONG_RUN), 500, "profit")
    assert wanted_budget.on_average == pytest.approx(1000, rel=1e-5)
    assert wanted_budget.most == pytest.approx(622.08, rel=1e-6)
    assert wanted_budget.most_at == pytest.approx(1000 * 1.2**5, rel=1e-3)
    nearly = budget_wanted(Plan(scenario, LONG_RUN), 622.0, "profit")  # between two of the budgets looked at
    assert nearly.on_average == pytest.approx(1000 * 1.2**5, rel=0.05)
    too_much = budget_wanted(Plan(scenario, LONG_RUN), 700, "profit")
    assert (too_much.on_average, too_much.average_probability, too_much.scenario) == (None, None, None)
    assert (too_much.surely, too_much.sure_scenario) == (None, None)
    assert too_much.most == wanted_budget.most


def test_what_only_the_largest_budget_brings_exactly_is_brought_by_it():
    """A click of 1 brings 0.05 orders whatever is spent; ten thousand times 1,000 is the most that is looked at."""
    few = Settings(order_luck=False, points=64, scrambles=2)
    found = budget_wanted(Plan(known(cpc_elasticity=0.0), few), 500_000)
    assert (found.on_average, found.surely, found.most) == (pytest.approx(1e7), pytest.approx(1e7), 500_000)
    assert budget_wanted(Plan(known(cpc_elasticity=0.0), few), 500_001).on_average is None


@pytest.mark.parametrize("best", [2.0, 5.0, 40.0])
def test_the_best_of_three_budgets_is_looked_for_between_its_neighbours(best):
    budgets = [1.0, best * 1.1, 100.0]
    found = _with_best(budgets, lambda budget: -abs(math.log(budget / best)))
    assert found == pytest.approx(sorted([*budgets, best]), rel=1e-5)


@pytest.mark.parametrize(("enough", "found"), [(0.5, 1.0), (1.0, 1.0), (1.5, 1.5), (2.0, 2.0), (3.0, 3.0), (4.5, None)])
def test_the_first_budget_that_brings_it_is_narrowed_down_between_its_neighbours(enough, found):
    budgets, looks = [1.0, 2.0, 4.0], []
    holds = np.array([budget >= enough for budget in budgets])
    first = _first(budgets, holds, lambda budget: looks.append(budget) or budget >= enough)
    assert first == (None if found is None else pytest.approx(found, rel=1.1e-6))
    assert first is None or first >= enough
    assert not looks or budgets[0] < min(looks) <= max(looks) < budgets[-1]
    assert len(looks) <= 21  # halves of a ratio of 2 down to a millionth


def test_put_back_into_the_plan_the_budget_brings_the_orders():
    plan = Plan(spring())
    wanted_budget = budget_wanted(plan, 250)
    outcome = simulate(wanted_budget.scenario)
    assert outcome.mean("orders").value == pytest.approx(250, abs=5 * outcome.mean("orders").mc_error)
    assert outcome.chance(outcome.orders >= 250) == wanted_budget.average_probability
    assert wanted_budget.average_probability.value < 0.8 <= wanted_budget.sure_probability.value
    assert wanted_budget.on_average < wanted_budget.surely


def test_impossible_wishes_are_refused_in_words():
    refusal(lambda: budget_wanted(Plan(spring()), 0), "orders")
    refusal(lambda: budget_wanted(Plan(spring()), math.nan, "profit"), "profit")
    refusal(lambda: budget_wanted(Plan(spring()), 10, sure_at=2), "sure_at")


def test_orders_are_monotone_in_the_wish():
    plan = Plan(spring(cpc=Amount(0.4, 0.9)), Settings(points=256, scrambles=4))
    budgets = [budget_wanted(plan, orders).on_average for orders in (20, 100, 400)]
    assert budgets == sorted(budgets)

"""Questions by hand: values that are needed, thresholds of an eventful plan, ends of searches, segments, cut-offs."""

import math
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import gamma, norm, poisson

from simulator import (
    Amount,
    Fixed,
    OrderEconomics,
    Plan,
    RepeatPurchases,
    Settings,
    budget_sweep,
    goal_seek,
    levers_of,
    simulate,
)
from simulator.engine.outcome import outcome_of
from simulator.plan.events import Event, Season
from simulator.questions import budget_sweep as sweeps
from simulator.questions.budget_sweep import BudgetSweep, _Place, spending_of
from simulator.questions.budget_wanted import budget_wanted
from simulator.questions.budgets import at_budget, budgets_around, budgets_to_look_at, limit_in_round_numbers
from simulator.questions.crossing import crossing
from simulator.questions.funnel import Funnel
from simulator.questions.goal_seek import _Search
from simulator.questions.goals import Goal
from simulator.questions.lever import Lever
from simulator.questions.levers import _root
from simulator.questions.needed import NeededInputs, _mean_for, _share_reached, needed_inputs
from simulator.questions.saw import MOST_ORDERS, whole_orders
from simulator.questions.trial import MOST_CLICKS, trial_of
from simulator.questions.trial_answers import BestTest
from simulator.questions.verdict import break_even_inputs, verdict
from tests.simulator.plans import TEXTBOOK, known, known_in, refusal, spring

LONG_RUN = Settings(order_luck=False, points=64, scrambles=2)


# -- what is needed to scale ----------------------------------------------------------------------------------------


def needed(scenario, settings=LONG_RUN):
    outcome = outcome_of(Plan(scenario, settings))
    return needed_inputs(outcome, verdict(outcome))


@pytest.mark.parametrize("unit", [0.02, 1.0, 1e6])
def test_a_target_of_half_the_cost_asks_for_twice_the_rate_or_half_the_price_in_any_currency(unit):
    at = needed(known_in(unit, target_cpo=9 * unit))
    assert at == NeededInputs(cvr=pytest.approx(0.1), cpc=pytest.approx(0.45 * unit))
    nothing_left = needed(known_in(unit, target_profit=20 * unit))  # a target of 0: no cost is low enough
    assert nothing_left == NeededInputs()


def test_a_rate_of_all_clicks_is_no_advice():
    plan = {"cpc": Fixed(9.0), "cvr": Fixed(0.5)}  # an order costs 18
    assert needed(known_in(1.0, **plan, target_cpo=9)) == NeededInputs(cpc=pytest.approx(4.5))
    assert needed(known_in(1.0, **plan, target_cpo=6)) == NeededInputs(cpc=pytest.approx(3))
    assert needed(known_in(1.0, **plan, target_cpo=10)).cvr == pytest.approx(0.9)


def test_the_order_value_from_which_four_plans_in_five_pay():
    """An order costs 20 and 30 of its value are costs: four in five must be worth 50, which is 0.84 spreads below the

    median.
    """
    spread = math.log(60 / 44) / (2 * norm.ppf(0.95))
    found = needed(known_in(1.0, cpc=Fixed(1.0), aov=Amount(44, 60)), Settings(order_luck=False))
    assert found.aov == pytest.approx(50 * math.exp(norm.ppf(0.8) * spread), rel=1e-3)


def test_a_share_of_the_draws_is_reached_by_the_last_that_it_takes():
    factors = np.array([[5.0, 1.0], [4.0, 2.0], [3.0, 6.0]])
    shares = (0.0, 1 / 6, 0.17, 0.5, 0.51, 1.0)
    assert [_share_reached(factors, share) for share in shares] == [1, 1, 2, 3, 4, 6]


def test_the_mean_that_brings_so_many_orders_is_a_gamma_quantile():
    """P(fewer than k orders of a mean m) = P(Gamma(k) > m): the expansion is as good as it says for a few orders."""
    for orders in (4.0, 12.0, 40.0, 300.0):
        for score in (-2.0, -0.7, 0.0, 0.7, 2.0):
            exact = gamma.isf(norm.cdf(score), orders)
            close = 0.01 if abs(score) < 1 else 0.11
            assert _mean_for(np.array([orders]), score)[0] == pytest.approx(exact, rel=close / orders)


@pytest.mark.parametrize("orders", [100.0, 400.0, 10_000.0])
def test_the_mean_put_into_the_expansion_of_a_poisson_quantile_gives_back_the_orders(orders):
    """Cornish & Fisher: m + z √m + (z² + 2) / 6 - z (z² + 2) / (72 √m) + …"""
    for z in (-3.0, -1.0, 0.0, 0.5, 2.5):
        mean = _mean_for(np.array([orders]), z)[0]
        third = z * (z**2 + 2) / (72 * math.sqrt(mean))
        assert mean + z * math.sqrt(mean) + (z**2 + 2) / 6 - third == pytest.approx(orders, abs=0.3 / orders)


# -- thresholds and cut-offs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [0.01, 1.0])
def test_a_plan_with_a_threshold_typed_into_it_earns_nothing_though_it_has_events_and_another_budget(unit):
    sale = Event(name="Sale", first=date(2026, 1, 1), last=date(2026, 1, 10), cvr=1.5, cpc=1.25, aov=0.8)
    scenario = known_in(
        unit, season=Season(date(2026, 1, 1), (sale,)), incremental_share=0.8, cpc_elasticity=0.5,
        reference_budget=400 * unit, aov=Fixed(60 * unit), cpc=Fixed(0.6 * unit),
    )  # fmt: skip
    found = break_even_inputs(outcome_of(Plan(scenario, LONG_RUN)))
    for name in ("cvr", "cpc", "aov"):
        there = simulate(replace(scenario, **{name: Fixed(getattr(found, name))}), False, 64, 2)
        assert there.rows("profit").max() == pytest.approx(0, abs=1e-9 * scenario.budget)
        assert simulate(scenario, False, 64, 2).rows("profit").max() != pytest.approx(0, abs=0.01 * scenario.budget)


def test_a_chance_that_is_exactly_a_cut_off_is_on_its_far_side():
    scenario, settings = spring(), Settings(points=64, scrambles=2)
    outcome = outcome_of(Plan(scenario, settings))
    chance, long_run = outcome.break_even_probability.value, outcome.long_run_break_even_probability.value

    def judged(**cut_offs):
        return verdict(outcome_of(Plan(replace(scenario, **cut_offs), settings)))

    assert 0.5 < chance < 1
    assert judged(scale_at=chance, stop_at=0.01).word == "scale"
    assert judged(scale_at=chance + 0.001, stop_at=0.01).reasons == ("chance_between_cut_offs",)
    assert judged(scale_at=1.0, stop_at=long_run).word == "stop"
    assert chance < long_run
    few = judged(scale_at=1.0, stop_at=chance)
    assert (few.word, "too_few_orders" in few.reasons) == ("optimise", True)
    assert "chance_between_cut_offs" not in few.reasons
    dearer = judged(scale_at=1.0, stop_at=chance, cpc_elasticity=0.9)  # the next order costs ten times the average
    assert dearer.reasons == few.reasons
    dear = judged(scale_at=chance, stop_at=0.01, target_profit=20.0)
    assert dear.reasons == ("over_target",)


def test_clicks_of_a_trial_have_a_first_and_a_last_number():
    trial = trial_of(Plan(spring(), LONG_RUN))
    sizes = [1, MOST_CLICKS]
    assert trial.by_clicks(sizes)["clicks"].tolist() == sizes
    assert trial_of(Plan(spring(cpc=Amount(0.8, 1.2)), LONG_RUN), main_clicks=0.5).best == BestTest(0, 0.0, "no_test")
    for clicks in (0, MOST_CLICKS + 1, 1.5):
        refusal(lambda clicks=clicks: trial.by_clicks([clicks]), "clicks", "200000")


# -- ends of searches -----------------------------------------------------------------------------------------------


def test_a_crossing_far_from_zero_is_found_as_near_as_one_beside_it_and_no_look_leaves_the_bracket():
    def staircase(x):
        return (math.floor((10 - x) * 5000) - 33_333) / 100_000

    for moved in (0.0, 1e4):
        found = crossing(lambda x, moved=moved: staircase(x - moved), moved, moved + 10, 1e-6, 1e-4)
        assert found - moved == pytest.approx(10 - 33_333 / 5000, abs=0.0025)
    for over in (
        lambda x: 1 - x / 3,
        lambda x: 8 - x**3,
        lambda x: 1e-4 - x * 1e-5,
        lambda x: x < 9.999 or -1.0,
    ):
        looks = []
        crossing(lambda x, looks=looks, over=over: looks.append(x) or over(x), 0.0, 11.0, 1e-3)
        assert 0 <= min(looks) <= max(looks) <= 11


def test_budgets_around_a_plan_of_one_click_are_all_different():
    around = budgets_around(known(budget=1.0), 7)
    assert (len(around), around[0]) == (7, 1.0)
    assert (np.diff(around) > 0).all()


def test_notable_budgets_have_few_digits():
    for scenario in (spring(budget=1234.5678), spring(budget=333.3, cpc_elasticity=0.4), spring(budget=7777)):
        sweep = budget_sweep(Plan(scenario, LONG_RUN))
        for notable in sweep.in_round_numbers.values():
            assert notable.reason != "found" or notable.budget == float(f"{notable.budget:.4g}")


def test_four_in_five_is_how_sure_a_budget_is_unless_said():
    assert budget_wanted(Plan(known(), LONG_RUN), 50).sure_at == 0.8


def test_costs_of_an_order_are_looked_for_up_to_its_value_or_twice_what_they_are():
    for shipping, high in ((10.0, 50.0), (30.0, 60.0)):
        plan = Plan(known(economics=OrderEconomics(shipping_paid=shipping)), LONG_RUN)
        assert goal_seek(plan, "shipping_paid").high == high


def test_budgets_are_looked_for_from_a_hundredth_to_a_hundred_times():
    sought = goal_seek(Plan(known(), LONG_RUN), "budget")
    assert (sought.low, sought.high) == pytest.approx((10, 100_000))
    assert goal_seek(Plan(known(budget=1e11), LONG_RUN), "budget").high == pytest.approx(1e12)


def test_the_best_of_a_plan_that_loses_at_every_budget_is_its_smallest():
    plan = Plan(known(cvr=Fixed(0.01), cpc_elasticity=0.0), LONG_RUN)
    best = goal_seek(plan, "budget", Goal("profit_mean", 1e6)).best
    assert best.value == pytest.approx(10)
    assert not best.reached_above


def test_a_lever_s_effect_ends_where_the_price_of_clicks_is_a_hundredth():
    """1,000 for clicks that bring as much: a cost of 98,500 is earned at a price of 1 / 99.5, one of 99,500 never."""
    plan = Plan(known(cpc_elasticity=0.0), LONG_RUN)

    def effect(cost):
        lever = Lever(kind="bids", low=-0.5, high=-0.5, cost=cost)
        return levers_of(plan, [lever], Funnel()).ranking.iloc[0].break_even_effect

    assert effect(98_500) == pytest.approx(1 / 99.5 - 1)
    assert math.isnan(effect(99_500))


def test_a_gain_that_flattens_comes_up_to_its_level_late_or_never():
    for level in (0.01, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99):
        assert _root(lambda gain: 1 - math.exp(-gain), 0.0, level, 10.0) == pytest.approx(-math.log(1 - level))
    assert math.isnan(_root(lambda gain: 1 - math.exp(-gain), 0.0, 0.95, 2.9))
    assert _root(lambda gain: gain, 1.0, 0.6, 10.0) == _root(lambda gain: -gain, 0.6, 0.6, 10.0) == 0
    looks = []
    assert _root(lambda gain: looks.append(gain) or 3 * gain - 1, -1.0, -0.4, 10.0) == pytest.approx(0.2)
    assert len(looks) == 2  # enough for a straight line
    assert _root(lambda gain: gain, 0.0, 10.0, 10.0) == pytest.approx(10)
    small = _root(lambda gain: -1e-6 * math.expm1(-gain), 0.0, 0.8e-6, 10.0)  # of any unit
    assert small == pytest.approx(math.log(5))


def test_orders_of_one_customer_are_counted_up_to_a_thousand():
    rhythm = RepeatPurchases(1.0, orders_per_year=4.0, years=2)
    for name, last in (("years", 250), ("orders_per_year", 500)):
        values = whole_orders(rhythm, name)
        assert (len(values), values[-1]) == (2 * (MOST_ORDERS - 1), last)


# -- the best that one input can bring ------------------------------------------------------------------------------


def best_of(name, goal, settings=LONG_RUN, **changes):
    return goal_seek(Plan(known(**changes), settings), name, goal).best


def test_where_profit_rises_with_the_budget_the_best_is_the_largest():
    """A hundred times 1,000 buy 200,000 clicks at 0.50 and 10,000 orders that leave 20."""
    best = best_of("budget", Goal("profit_p50", 1e9), cpc=Fixed(0.5), cpc_elasticity=0.0)
    assert (best.value, best.attained.value) == (pytest.approx(100_000), pytest.approx(100_000))


@pytest.mark.parametrize("budget", [100, 100.6])
def test_what_is_best_and_flat_is_answered_at_its_end_nearest_to_today(budget):
    """Five orders on average. At costs up to 5, or 4.85, an order leaves 25 or more, and four pay the budget."""
    settings = Settings(points=256, scrambles=4)
    best = best_of("other_costs", Goal(wanted=0.99), settings, budget=budget, cpc_elasticity=0.0)
    assert best.value == pytest.approx(30 - budget / 4, abs=0.01)
    assert best.attained.value == pytest.approx(poisson.sf(3, 0.05 * budget), abs=0.01)


def test_what_is_best_and_flat_above_today_is_answered_where_it_begins():
    """Two orders on average: from a value of 100 on the first of them pays for the budget of 100."""
    settings = Settings(points=256, scrambles=4)
    free = {"economics": OrderEconomics(), "cpc_elasticity": 0.0}
    best = best_of("aov", Goal(wanted=0.9), settings, budget=100, cvr=Fixed(0.02), aov=Fixed(60), **free)
    assert best.value == pytest.approx(100, rel=2e-3)
    assert best.attained.value == pytest.approx(poisson.sf(0, 2), abs=0.01)


def test_a_limit_that_a_look_meets_exactly_takes_few_looks(monkeypatch):
    """At one budget three draws in four pay: the first search ends there, far from the next budget known to miss."""
    looks = []

    def look(outcome, budget):
        looks.append(budget)
        return at_budget(outcome, budget)

    monkeypatch.setattr(sweeps, "at_budget", look)
    plan = Plan(spring(budget=20_000, scale_at=0.75), Settings(points=512, scrambles=4))
    assert spending_of(plan).notable["largest_wanted"].budget == 28_500
    assert len(looks) <= 30


def test_the_next_order_may_cost_exactly_what_it_leaves():
    """At 1,000 clicks of 1.00 an order costs 20 and leaves 20, at ten times the budget too."""
    place = spending_of(Plan(known(cpc_elasticity=0.0), LONG_RUN)).notable["marginal_meets_max"]
    assert (place.reason, place.budget) == ("at_highest", 10_000)


def test_where_a_chance_is_a_saw_the_limit_is_that_of_the_highest_tooth_that_was_seen():
    """It holds up to 0.3 on the scale of logarithms, and from 0.4 to 0.7; halves of 0 to 1 meet the second tooth."""
    two_budgets = SimpleNamespace(close=1e-3, _budgets=[1.0, math.e])

    def over(budget):
        place = math.log(budget)
        return 1.0 if place <= 0.3 or 0.4 <= place <= 0.7 else -1.0

    place = BudgetSweep._largest(two_budgets, np.array([1.0, -1.0]), over)
    assert math.log(place.budget) == pytest.approx(0.7, abs=1e-4)


def test_a_limit_is_the_end_of_where_a_chance_is_just_enough():
    """More than enough up to 0.3 on the scale of logarithms, just enough up to 0.7."""
    two_budgets = SimpleNamespace(close=1e-3, _budgets=[1.0, math.e])

    def over(budget):
        place = math.log(budget)
        return 1.0 if place <= 0.3 else 0.0 if place <= 0.7 else -1.0

    place = BudgetSweep._largest(two_budgets, np.array([1.0, -1.0]), over)
    assert math.log(place.budget) == pytest.approx(0.7, abs=1e-4)


@pytest.mark.parametrize("over", [lambda x: 0.3 - x, lambda x: math.exp(-3 * x) - 0.4, lambda x: 0.3 - x**3])
def test_a_limit_of_a_smooth_curve_takes_few_looks(over):
    looks, two_budgets = [], SimpleNamespace(close=1e-3, _budgets=[1.0, math.e])
    ends = np.array([over(0.0), over(1.0)])
    place = BudgetSweep._largest(two_budgets, ends, lambda budget: looks.append(budget) or over(math.log(budget)))
    assert over(math.log(place.budget)) >= 0 > over(math.log(place.budget) + 1e-4)
    assert len(looks) <= 6


def test_a_limit_that_no_round_budget_meets_stays_as_it_was_found():
    found = _Place(1988.7654321, "found")
    sweep = SimpleNamespace(_notable=lambda place: place, close=0.0, _budgets=[1000.0, 5000.0])
    assert BudgetSweep._rounded(sweep, found, lambda budget: -1.0, 3) == found
    assert BudgetSweep._rounded(sweep, found, lambda budget: 1988.7654321 - budget, 3) == (1980.0, "found")
    assert BudgetSweep._rounded(sweep, found, None, 2) == (2000.0, "found")
    assert BudgetSweep._rounded(sweep, _Place(1004.0, "found"), None, 2) == (1000.0, "found")
    lowest = SimpleNamespace(_notable=lambda place: place, close=0.0, _budgets=[1004.0, 5000.0])
    assert BudgetSweep._rounded(lowest, _Place(1014.0, "found"), None, 2) == (1004.0, "found")
    for reason in ("at_lowest", "at_highest"):
        assert BudgetSweep._rounded(sweep, _Place(1234.5, reason), None, 2) == (1234.5, reason)


def test_three_budgets_are_the_plans_own_and_a_tenth_and_ten_times_it():
    assert budgets_around(known(), 3) == pytest.approx([100, 1_000, 10_000])


def test_jumps_of_profit_that_are_not_told_apart_are_money():
    """In a currency of which a hundred make one of another, they are a hundred times as high."""
    steps = []
    for unit in (1.0, 100.0):
        outcome = outcome_of(Plan(known_in(unit, order_value_cv=1.0), Settings(points=64, scrambles=4)))
        goal = Goal("profit_p50", 0.0)
        steps.append(_Search(outcome, "cvr", goal, outcome, goal.estimate(outcome))._step)
    assert steps[0] > 0
    assert steps[1] == pytest.approx(100 * steps[0])


@pytest.mark.parametrize(
    ("kind", "lost", "end"), [("break_even_probability", 1, 8), ("break_even_probability", 2, 1), ("profit_p50", 1, 1)]
)
def test_a_chance_is_as_good_with_one_draw_less_in_a_thousand(kind, lost, end):
    """From 0 towards 8: beyond 1 so many draws of a thousand are lost."""
    search = SimpleNamespace(
        over=lambda place: 0.5 - (place > 1) * lost / 1_000,
        goal=SimpleNamespace(kind=kind),
        outcome=SimpleNamespace(settings=SimpleNamespace(draws=1_000)),
    )
    assert _Search._nearest_as_good(search, 0.0, 8.0, 0.5) == pytest.approx(end, abs=0.02)


def test_a_limit_below_a_tenth_is_rounded_as_any_other():
    assert limit_in_round_numbers(0.05129, lambda budget: 0.05129 - budget) == 0.0512


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("cpc_elasticity", 0.0, 1.0 - 1e-9),  # at 1 a click price would grow as fast as the budget
        ("incremental_share", 0.0, 1.0),
        ("refunded_share", 0.0, 1.0),
        ("fee_rate", 0.0, 1.0),
        ("shipping_paid", 0.0, 50.0),  # up to an order's whole value
        ("pick_pack", 0.0, 50.0),
    ],
)
def test_a_known_share_is_looked_for_from_none_to_all_and_money_of_an_order_up_to_its_value(name, low, high):
    scenario = known(
        cpc_elasticity=0.2, reference_budget=800, economics=replace(TEXTBOOK, pick_pack=1, shipping_paid=4)
    )
    sought = goal_seek(Plan(scenario, Settings(points=64, scrambles=4)), name)
    assert (sought.low, sought.high) == (low, high)


@pytest.mark.parametrize(("aov", "smaller"), [(29.9, False), (30.1, True)])
def test_smaller_budgets_are_looked_at_only_where_an_order_leaves_something(aov, smaller):
    """Textbook costs are 30 an order, and clicks get dearer with the budget."""
    plan = Plan(known(aov=Fixed(aov), cpc_elasticity=0.2, reference_budget=800), Settings(points=64, scrambles=4))
    assert (budgets_to_look_at(plan)[0] < budgets_around(plan.scenario)[0]) is smaller
